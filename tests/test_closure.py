"""What a script depends on, read from its source."""

import pytest

from lib import graph, paths
from lib.closure import ClosureError, References, closure, scan


@pytest.fixture
def library(tmp_path, monkeypatch):
    """An empty ``lib`` to write modules into; returns the function that does."""
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(paths, "FACTS", tmp_path / "data" / "facts")
    monkeypatch.setattr(paths, "PUBLISHED", tmp_path / "data" / "published")
    monkeypatch.setattr(paths, "DESIGN", tmp_path / "data" / "published" / "design.yml")
    monkeypatch.setattr(paths, "EXAMPLES", tmp_path / "data" / "examples")

    def write(name, text=""):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    write("lib/__init__.py")
    return write


FORMS = {
    "import lib.a.b": {"lib", "lib.a", "lib.a.b"},
    "import lib.a.b as x": {"lib", "lib.a", "lib.a.b"},
    "from lib import a": {"lib", "lib.a"},
    "from lib.a import b": {"lib", "lib.a", "lib.a.b"},
    "from lib.a.b import function": {"lib", "lib.a", "lib.a.b"},
    "def f():\n    from lib.a import b": {"lib", "lib.a", "lib.a.b"},
    "if 0:\n    import lib.a": {"lib", "lib.a"},
    "import importlib\nimportlib.import_module('lib.a.b')": {"lib", "lib.a", "lib.a.b"},
    "import library, numpy": set(),
}


@pytest.mark.parametrize("source", FORMS)
def test_every_form_of_import_is_followed(library, source):
    library("lib/a/__init__.py")
    library("lib/a/b.py")
    assert scan(library("chapter.py", source)).modules == FORMS[source]


def test_relative_imports_and_packages_are_followed_to_the_end(library):
    library("lib/a/__init__.py", "from .b import f\n")
    library("lib/a/b.py", "from ..c import g\n")
    library("lib/c.py", "from lib import facts\nfacts.load('hosts')\n")
    library("lib/facts.py")
    library("data/facts/hosts.csv")
    found = closure(scan(library("chapter.py", "from lib import a")))
    assert found.modules == {"lib", "lib.a", "lib.a.b", "lib.c", "lib.facts"}
    assert found.tables == {"facts/hosts.csv"}


def test_tables_chapters_panels_and_verdicts_are_read_under_any_alias(library):
    for name in ("facts", "published", "panels", "verdicts", "chapters"):
        library(f"lib/{name}.py")
    for name in ("facts/hosts", "published/toy", "published/toy_claims", "published/toys", "glossary"):
        library(f"data/{name}.csv")
    source = (
        "from lib import facts as f, published, panels\nfrom lib.chapters import exhibit as other\n"
        "import lib.verdicts\nf.load('hosts'); f.load('glossary'); published.claims('toy')\n"
        "panels.load('toy', track); panels.load('toy', 'counterpart')\n"
        "other('toy/02_x', 'table_1'); lib.verdicts.read('toy')\n"
    )
    found = scan(library("chapter.py", source))
    tables = {"facts/hosts.csv", "glossary.csv", "published/toy.csv", "published/toy_claims.csv"}
    assert found.tables == tables
    assert (found.chapters, found.panels, found.verdicts) == (
        {"toy/02_x"},
        {("toy", ""), ("toy", "counterpart")},
        True,
    )


def test_the_audit_reads_the_record_and_the_design_and_an_example_its_files(library):
    library("lib/audit/__init__.py")
    library("lib/audit/own.py")
    files = ("published/toy.csv", "published/toy_claims.csv", "published/other.csv", "published/design.yml",
             "examples/pay.csv", "examples/pay_design.yml", "examples/payroll.csv")  # fmt: skip
    for name in files:
        library(f"data/{name}")
    source = "from lib import audit\nfrom lib.audit import own\n"
    design = {"published/toy.csv", "published/toy_claims.csv", "published/design.yml"}
    for call in ("audit.audit('toy')", "audit.record('toy')"):
        assert scan(library("chapter.py", source + call)).tables == design
    # A word that is no paper, such as the name of a rule, reads nothing.
    assert scan(library("chapter.py", source + "audit.rule('toys')")).tables == set()
    example = {"examples/pay.csv", "examples/pay_design.yml"}
    assert scan(library("chapter.py", source + "own.example('pay')")).tables == example


def test_a_module_that_registers_the_declared_design_reads_it(library):
    for name in ("facts", "paths"):
        library(f"lib/{name}.py")
    library("data/published/design.yml")
    source = "from lib import facts, paths\nfacts.register(paths.{}, 'sum')\n"
    assert scan(library("chapter.py", source.format("DESIGN"))).tables == {"published/design.yml"}
    assert scan(library("chapter.py", source.format("AUDIT"))).tables == set()


@pytest.mark.parametrize(
    ("call", "reads"),
    [
        ("verdicts.read('toy')", True),
        ("verdicts.summary()", True),
        ("chapters.ensure('verdicts')", True),
        ("verdicts.compare(a, b)", False),
        ("verdicts.scorecard(a)", False),
    ],
)
def test_a_chapter_runs_after_the_verdicts_if_it_reads_them(library, call, reads):
    library("lib/verdicts.py")
    library("lib/chapters.py")
    script = library("chapter.py", f"from lib import chapters, verdicts\n{call}\n")
    assert scan(script).verdicts is reads


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "from lib import chapters\nchapters.exhibit(name, 'x')",
            "line 2: write the chapter's id",
        ),
        ("from lib import panels\npanels.load(name, 'x')", "line 2: write the panel's name as a string"),
        ("import importlib\nimportlib.import_module(name)", "line 2: an import by a computed name"),
        ("from . import x", "line 1: write the import as"),
        ("x = = 1", "line 1: invalid syntax"),
    ],
)
def test_what_cannot_be_followed_is_an_error_with_its_line(library, source, message):
    for name in ("panels", "chapters"):
        library(f"lib/{name}.py")
    with pytest.raises(ClosureError, match=message):
        scan(library("chapter.py", source))


def test_the_digest_holds_every_file(library):
    one = graph.Stage(name="s", files={"a": "1", "b": "2"}, needs={"n": "3"}, references=References())
    others = [
        graph.Stage(name="t", files={"a": "1", "b": "2"}, needs={"n": "3"}),
        graph.Stage(name="s", files={"a": "1", "b": "4"}, needs={"n": "3"}),
        graph.Stage(name="s", files={"a": "1"}, needs={"n": "3"}),
        graph.Stage(name="s", files={"a": "1", "b": "2"}, needs={"n": "4"}),
    ]
    assert len({stage.digest for stage in [one, *others]}) == 5
