"""Every chapter is a pair: a script, and beside it the notebook made from it."""

import json
import os
import subprocess

import nbformat
import pytest

from lib import graph, notebooks, paths

CHAPTERS = graph.chapters()


def test_there_are_chapters():
    assert CHAPTERS


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_notebook_is_the_one_its_script_makes(chapter):
    script = graph.script_of(chapter)
    twin = script.with_suffix(".ipynb")
    assert twin.exists(), "run `make pair`"
    assert twin.read_text(encoding="utf-8") == notebooks.to_json(notebooks.read(script)), "run `make pair`"


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_notebook_is_valid_and_has_no_outputs(chapter):
    twin = graph.script_of(chapter).with_suffix(".ipynb")
    notebook = nbformat.read(twin, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in code)
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_chapter_has_parameters_that_can_be_set(chapter):
    defaults = notebooks.parameters(graph.script_of(chapter))
    assert isinstance(defaults["track"], str)
    assert isinstance(defaults["seed"], int)


def test_every_notebook_has_a_script():
    twins = {path.with_suffix(".py") for path in paths.NOTEBOOKS.glob("*/*.ipynb")}
    assert {path for path in twins if not path.exists()} == set()


def test_pairs_are_committed(git_files):
    names = {path for path in git_files if paths.NOTEBOOKS in path.parents}
    assert {path.with_suffix("") for path in names if path.suffix == ".py"} == {
        path.with_suffix("") for path in names if path.suffix == ".ipynb"
    }
    ignored = subprocess.run(["git", "check-ignore", "notebooks/x/01_y.ipynb"], cwd=paths.ROOT)
    assert ignored.returncode == 1


def test_a_change_of_the_script_makes_the_pair_differ_until_it_is_paired(toy):
    assert toy.run("lib.chapters", "pair").returncode == 0
    assert toy.run("lib.chapters", "pair", "--check").returncode == 0
    before = toy.read("notebooks/toy/03_years.ipynb")
    toy.chapter("toy/03_years", "print('changed')\n")
    done = toy.run("lib.chapters", "pair", "--check")
    assert (done.returncode, done.stdout) == (1, "notebooks/toy/03_years.ipynb\n")
    assert toy.read("notebooks/toy/03_years.ipynb") == before
    toy.run("lib.chapters", "pair")
    sources = [cell["source"] for cell in json.loads(toy.read("notebooks/toy/03_years.ipynb"))["cells"]]
    assert sources[-1] == "print('changed')"


def test_cells_changed_in_the_notebook_alone_are_not_lost_but_outputs_are(toy):
    toy.run("lib.chapters", "pair")
    script, twin = (toy.root / f"notebooks/toy/03_years{ending}" for ending in (".py", ".ipynb"))
    paired = twin.read_text(encoding="utf-8")
    notebook = json.loads(paired)
    notebook["cells"][-1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "2\n"}]
    twin.write_text(json.dumps(notebook), encoding="utf-8")
    assert toy.run("lib.chapters", "pair").returncode == 0
    assert twin.read_text(encoding="utf-8") == paired
    notebook["cells"][-1]["source"] = "print('mine')"
    twin.write_text(json.dumps(notebook), encoding="utf-8")
    os.utime(script, (1e9, 1e9))
    done = toy.run("lib.chapters", "pair")
    assert done.returncode == 1
    assert "notebooks/toy/03_years.ipynb was changed after its script" in done.stderr
    assert "mine" in twin.read_text(encoding="utf-8")
    assert toy.run("lib.chapters", "pair", "--force").returncode == 0
    assert twin.read_text(encoding="utf-8") == paired


def test_a_notebook_without_its_script_is_an_error(toy):
    toy.write("notebooks/toy/08_alone.ipynb", "{}")
    done = toy.run("lib.chapters", "pair")
    assert done.returncode == 1
    assert "notebooks/toy/08_alone.ipynb has no script beside it" in done.stderr
