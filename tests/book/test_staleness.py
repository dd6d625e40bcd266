"""Trials on the real book: what Snakemake would run after a change of a chapter, a module, a table."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from lib import graph, paths, stages

LEFT_OUT = shutil.ignore_patterns(
    ".venv", ".git", "__pycache__", ".pytest_cache", ".ruff_cache", "log", "cache"
)
END = {"verdicts", "book"}


@pytest.fixture(scope="module")
def copied(built_book, tmp_path_factory):
    """The working tree with everything built, in another directory."""
    target = tmp_path_factory.mktemp("staleness") / "project"
    shutil.copytree(paths.ROOT, target, ignore=LEFT_OUT, symlinks=True)
    return target


@pytest.fixture
def changed(copied):
    """Changes a file of the copy, and puts it back after the test."""
    before = {}

    def change(name, text):
        path = copied / name
        before.setdefault(path, path.read_bytes())
        path.write_bytes(path.read_bytes() + text.encode())

    yield change
    for path, content in before.items():
        path.write_bytes(content)


def jobs(project):
    """Stages that Snakemake would run, by its dry run."""
    options = ["--dry-run", "--nolock", "--cores", "1", "--rerun-triggers", "mtime", "--ignore-incomplete"]
    done = subprocess.run(
        [sys.executable, "-m", "snakemake", *options], cwd=project, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return set(re.findall(r"output: results/stamps/(\S+)@", done.stdout + done.stderr))


def chapters_of(found):
    return {name.removeprefix("chapter/") for name in found if name.startswith("chapter/")}


def mentioning(*words):
    """Chapters whose script holds one of the words: an account that does not use the graph's own."""
    scripts = {chapter: graph.script_of(chapter).read_text(encoding="utf-8") for chapter in graph.chapters()}
    return {chapter for chapter, text in scripts.items() if any(word in text for word in words)}


READERS = ("verdicts.read(", "verdicts.summary(", "verdicts.verdicts_of(", "verdicts.computed(")


# The twin cities panel, studies of its equations and the columns of three papers read the declared design.
DESIGNED = (
    'panels.load("twin_cities"',
    "twin_cities_columns",
    "twin_cities_equations",
    "agglomeration_columns",
    "belt_road_columns",
)


def test_a_built_book_is_up_to_date_wherever_it_stands(copied):
    assert jobs(copied) == set()


def test_a_change_of_a_chapter(copied, changed):
    changed("notebooks/maritime/03_data.py", "\n# changed\n")
    found = jobs(copied)
    readers = mentioning('"maritime/03_data", "') | mentioning(*READERS)
    assert chapters_of(found) - {"maritime/03_data"} <= readers
    assert found >= END | {"chapter/maritime/03_data"}


def test_a_change_of_a_module(copied, changed):
    changed("lib/estimators/frontier.py", "\n# changed\n")
    found = jobs(copied)
    assert found >= END | {"chapter/maritime/04_model"}
    assert not chapters_of(found) & {"maritime/02_pattern", "maritime/03_data"}


def test_a_change_of_a_table(copied, changed):
    changed("data/facts/china_ofdi_totals.csv", "\n")
    found = jobs(copied)
    assert found >= END | {"chapter/maritime/02_pattern"}
    assert chapters_of(found) - mentioning(*READERS) <= mentioning("china_ofdi_totals")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("data/published/design.yml", ("audit.audit(", "audit.record(", *DESIGNED)),
        ("lib/audit/rules/stars.py", ("from lib import audit", "from lib.audit")),
        ("data/examples/night_trains.csv", ("own.example(",)),
    ],
)
def test_a_change_of_the_audit_reaches_what_reads_it(copied, changed, name, words):
    changed(name, "\n")
    found = jobs(copied)
    touched = mentioning(*words)
    through = touched & set(graph.judged())
    assert ("verdicts" in found) == bool(through)
    assert touched
    assert chapters_of(found) == touched | (mentioning(*READERS) if through else set())
    assert ("audit" in found) == (not name.startswith("data/examples/"))


def test_a_plotting_chapter_gives_the_same_bytes_again(copied):
    chapter = "maritime/02_pattern"
    written = stages.manifest(chapter)["exhibits"]
    assert any(name.endswith(".png") for name in written)
    names = [*written, f"book/chapters/{chapter}.ipynb"]
    before = {name: (paths.ROOT / name).read_bytes() for name in names}
    for name in names:
        (copied / name).unlink()
    environment = os.environ | {"PYTHONPATH": str(copied)}
    done = subprocess.run(
        [sys.executable, "-m", "lib.chapters", "run", chapter],
        cwd=copied, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    differing = [name for name in names if (copied / name).read_bytes() != before[name]]
    assert differing == []
