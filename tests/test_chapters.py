"""Chapters: what a run leaves behind, parameters, exhibits of other chapters, failures."""

import hashlib
import json
import shutil
import subprocess
import sys

import nbformat
import pytest

from lib import graph, notebooks, variants
from lib.notebooks import ChapterError
from lib.variants import ParameterError


def test_the_executed_notebook_has_outputs_and_nothing_of_run_or_machine(built_toy):
    text = built_toy.read("book/chapters/toy/02_pattern.ipynb")
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    assert notebook.cells[-1].outputs[0].text == "2.5 <object object at 0x...>\n"
    for trace in (str(built_toy.root), "papermill", '"execution"', "/tmp", "duration"):
        assert trace not in text
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert notebook.cells[1].metadata == {"tags": ["parameters"]}


def test_the_manifest_records_the_run(built_toy):
    manifest = built_toy.manifest("toy/02_pattern")
    assert manifest["parameters"] == {"track": "public", "seed": 1}
    assert manifest["modules"] == ["lib", "lib.exhibit", "lib.facts", "lib.means", "lib.paths", "lib.sums"]
    assert manifest["data_read"] == ["data/facts/hosts.csv"]
    assert list(manifest["exhibits"]) == ["results/toy/table_1.csv"]
    assert (manifest["cells"], manifest["code_cells"], manifest["warnings"]) == (3, 2, 0)
    assert manifest["duration_seconds"] == pytest.approx(sum(manifest["cell_seconds"]), abs=0.02)
    assert 2e7 < manifest["peak_bytes"] < 2e9  # a kernel that computes next to nothing


def test_what_goes_to_stderr_is_counted_and_kept_out_of_the_page(built_toy):
    assert built_toy.manifest("toy/05_again")["warnings"] == 1
    assert "a warning" not in json.dumps([
        cell.outputs
        for cell in nbformat.reads(built_toy.read("book/chapters/toy/05_again.ipynb"), 4).cells
        if cell.cell_type == "code"
    ])  # fmt: skip
    assert "a warning" in built_toy.read("results/logs/toy/05_again.log")


def test_kernels_say_nothing_of_their_own(built_toy):
    assert built_toy.read("results/logs/toy/03_years.log") == ""


def test_a_kernel_stays_silent_when_its_shutdown_interrupts_it_and_tells_all_else():
    program = (
        "from lib import kernel; kernel.hush_interrupts();"
        "from ipykernel.kernelapp import IPKernelApp; log = IPKernelApp(log_level=40).log;"
        "log.error('KeyboardInterrupt caught in kernel.'); log.error('out of memory')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "KeyboardInterrupt" not in done.stderr
    assert "out of memory" in done.stderr


def test_other_parameters_have_results_of_their_own_and_leave_the_published_ones(toy):
    watched = [path for folder in ("results", "book") for path in (toy.root / folder).rglob("*")
               if path.is_file() and path.name not in (".lock", ".stages", "snakemake.log")]  # fmt: skip
    before = {path: path.read_bytes() for path in watched}
    done = toy.run("lib.chapters", "run", "toy/05", "-p", "seed", "3")
    assert done.returncode == 0, done.stderr
    assert "toy/05_again (in results/other/seed-3) is ready" in done.stdout
    assert {path: path.read_bytes() for path in watched} == before
    home = "results/other/seed-3"
    assert "mean,4.5,public" in toy.read(f"{home}/toy/table_1.csv")
    assert json.loads(toy.read(f"{home}/runs/toy/02_pattern.json"))["parameters"]["seed"] == 3
    shown = nbformat.reads(toy.read(f"{home}/chapters/toy/05_again.ipynb"), as_version=4)
    assert shown.cells[-1].outputs[0].text == "4.5\n"
    assert toy.stale() == set()
    assert toy.jobs() == set()
    assert "is up to date" in toy.run("lib.build", "toy/05", "-p", "seed", "3").stdout


def test_verdicts_of_other_parameters_rest_on_their_own_results(toy):
    done = toy.run("lib.build", "toy/01", "-p", "seed", "3")
    assert done.returncode == 0, done.stderr
    assert "[5/5] toy/01_introduction" in done.stdout
    assert toy.read("results/other/seed-3/verdicts.csv") == "table_1.csv"


def test_the_defaults_said_aloud_are_the_default_run(toy):
    done = toy.run("lib.build", "toy/02", "-p", "seed", "1", "-p", "track", "public")
    assert done.stdout == "toy/02 is up to date.\n"
    assert not (toy.root / "results/other").exists()


def test_the_book_of_other_parameters_is_refused(built_toy):
    done = built_toy.run("lib.build", "-p", "seed", "3")
    assert done.returncode == 2
    assert "the book shows the chapters' own parameters" in done.stderr


def test_the_track_original_reads_the_users_file_and_notices_when_it_changes(toy):
    command = ("lib.build", "toy/04", "-p", "track", "original")
    done = toy.run(*command)
    assert done.returncode == 1
    assert "toy.csv" in done.stderr
    for text in ("first\n", "second\n"):
        toy.write("data/restricted/toy.csv", text)
        done = toy.run(*command)
        assert done.returncode == 0, done.stderr
        shown = nbformat.reads(toy.read("results/other/track-original/chapters/toy/04_panel.ipynb"), 4)
        assert shown.cells[-1].outputs[0].text.startswith(text)
        manifest = json.loads(toy.read("results/other/track-original/runs/toy/04_panel.json"))
        digest = hashlib.sha256(text.encode()).hexdigest()
        assert manifest["data"]["data/restricted/toy.csv"] == digest
        assert manifest["track"] == "original"
    assert toy.stale() == set()


def test_a_chapter_on_public_data_may_not_read_the_users_file(toy):
    toy.write("data/restricted/toy.csv", "mine\n")
    code = 'from lib import paths\nprint((paths.RESTRICTED / "toy.csv").read_text())\n'
    toy.chapter("toy/03_years", code)
    done = toy.run("lib.build", "toy/03")
    assert "toy/03_years read data/restricted/toy.csv, which the graph did not know of" in done.stderr
    done = toy.run("lib.build", "toy/03", "-p", "track", "original")
    assert done.returncode == 0, done.stderr


def test_an_unknown_parameter_is_an_error_that_lists_those_there_are(toy):
    done = toy.run("lib.chapters", "run", "toy/02", "-p", "sed", "3")
    assert done.returncode == 1
    assert "toy/02_pattern has no parameter 'sed'; it has: track, seed" in done.stderr


@pytest.mark.parametrize(
    ("default", "text", "value"),
    [
        (1, "3", 3),
        (0.5, "2", 2.0),
        (0.5, "1e-3", 0.001),
        ([0.5], "[0.1, 0.2]", [0.1, 0.2]),
        (False, "true", True),
        ("a", "3", "3"),
        (None, "3", 3),
        (1, "abc", None),
        (1, "2.5", None),
        (1, "true", None),
        (0.5, "[1", None),
    ],
)
def test_a_value_has_the_type_of_the_default(default, text, value):
    if value is None:
        with pytest.raises(
            ParameterError, match=r"p/01_x: n is of type \w+, its default is .* of another type"
        ):
            variants.checked("p/01_x", {"n": default}, {"n": text})
    else:
        found = variants.checked("p/01_x", {"n": default}, {"n": text})["n"]
        assert (found, type(found)) == (value, type(value))


def test_a_value_of_the_wrong_type_runs_nothing(toy):
    done = toy.run("lib.chapters", "run", "toy/02", "-p", "seed", "abc")
    assert (done.returncode, done.stdout) == (1, "")
    assert "toy/02_pattern: seed is of type int, its default is 1; 'abc' is of another type" in done.stderr


def test_the_parameters_read_from_the_source_are_those_of_the_notebook():
    for chapter in graph.chapters():
        script = graph.script_of(chapter)
        assert variants.defaults(script) == notebooks.parameters(script)


@pytest.mark.parametrize(
    ("prefix", "message"),
    [("toy/9", "no chapter starts with 'toy/9'"), ("toy/0", "5 chapters start with 'toy/0'")],
)
def test_a_prefix_must_mean_one_chapter(built_toy, prefix, message):
    done = built_toy.run("lib.build", prefix)
    assert done.returncode == 2
    assert message in done.stderr
    assert "toy/02_pattern" in done.stderr


def test_an_exhibit_runs_the_chapter_that_writes_it_in_a_fresh_clone(toy):
    shutil.rmtree(toy.root / "results")
    toy.write("ask.py", "from lib import chapters\nprint(chapters.exhibit('toy/02_pattern', 'table_1'))\n")
    done = toy.run("ask")
    assert done.returncode == 0, done.stderr
    assert "running it first" in done.stdout
    assert "[1/1] toy/02_pattern" in done.stdout
    assert "2.5" in done.stdout.splitlines()[-1]
    assert "running it first" not in toy.run("ask").stdout


def test_a_chapter_that_reads_the_verdicts_gets_them_in_a_fresh_clone_with_the_same_bytes(built_toy, toy):
    shutil.rmtree(toy.root / "results")
    shutil.rmtree(toy.root / "book" / "chapters")
    toy.write("ask.py", "from lib import chapters\nchapters.ensure('verdicts')\n")
    done = toy.run("ask")
    assert done.returncode == 0, done.stderr
    assert "[4/4]" in done.stdout
    assert toy.read("results/verdicts.csv") == "table_1.csv"
    for name in ("book/chapters/toy/02_pattern.ipynb", "book/chapters/toy/05_again.ipynb"):
        assert toy.read(name) == built_toy.read(name)
    assert toy.read("results/toy/table_1.csv") == built_toy.read("results/toy/table_1.csv")
    # The audit and its chapter, on which no verdict rests, have not run either.
    waiting = {"chapter/toy/01_introduction", "chapter/review/01_audit", "audit", "book"}
    assert toy.stale() == waiting
    assert toy.run("ask").stdout == ""


def test_an_exhibit_that_does_not_exist_is_an_error_that_lists_the_others(toy):
    toy.write("ask.py", "from lib import chapters\nchapters.exhibit('toy/02_pattern', 'table_7')\n")
    done = toy.run("ask")
    assert "toy/02_pattern wrote no exhibit 'table_7'; there are: table_1" in done.stderr


def test_a_chapter_without_parameters_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(notebooks.paths, "ROOT", tmp_path)
    script = tmp_path / "chapter.py"
    script.write_text("# %%\ntrack = 'public'\n")
    with pytest.raises(ChapterError, match=r"chapter.py has 0 cells tagged parameters"):
        notebooks.parameters(script)
    script.write_text("# %% tags=[\"parameters\"]\ntrack = 'public'\n")
    with pytest.raises(ChapterError, match="does not set seed"):
        notebooks.parameters(script)


def test_cell_ids_follow_from_the_content_and_are_unique():
    cell = nbformat.v4.new_code_cell
    notebook = nbformat.v4.new_notebook(cells=[cell("x = 1"), cell("x = 1"), cell("y = 2")])
    ids = [c.id for c in notebooks.clean(notebook).cells]
    assert len(set(ids)) == 3
    assert ids == [c.id for c in notebooks.clean(notebook).cells]
    notebook.cells.insert(0, cell("z = 3"))
    assert [c.id for c in notebooks.clean(notebook).cells][1:] == ids


def test_cleaning_joins_the_pieces_of_standard_output():
    cell = nbformat.v4.new_code_cell("print(1); print(2)")
    new = nbformat.v4.new_output
    cell.outputs = [
        new("stream", name="stdout", text="1\n"),
        new("stream", name="stderr", text="noise"),
        new("stream", name="stdout", text="2\n"),
    ]
    cleaned = notebooks.clean(nbformat.v4.new_notebook(cells=[cell]))
    assert [dict(o) for o in cleaned.cells[0].outputs] == [
        {"output_type": "stream", "name": "stdout", "text": "1\n2\n"}
    ]
