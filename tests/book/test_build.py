"""The build: a failure leaves the last good book, and says what is wrong."""

import subprocess

import pytest

from lib import paths
from lib.book import build, pages

LOG = """\x1b[01mreading sources... \x1b[39;49;00m
/somewhere/book/glossary.md:4: WARNING: undefined label: 'nowhere'
writing output... done
Extension error: boom
"""


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A project with a last good book and a build that does what a test says."""
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(paths, "HTML", tmp_path / "_build" / "html")
    monkeypatch.setattr(build, "LOG", tmp_path / "book.log")
    monkeypatch.setattr(pages, "write", list)
    paths.HTML.mkdir(parents=True)
    (paths.HTML / "index.html").write_text("old")
    return tmp_path


def fake(monkeypatch, code: int, pages: tuple[str, ...]):
    def run(work):
        html = work / "_build" / "html"
        html.mkdir(parents=True)
        for name in pages:
            (html / name).write_text("new")
        return subprocess.CompletedProcess([], code, stdout=LOG)

    monkeypatch.setattr(build, "_run", run)


def test_good_build_takes_the_place_of_the_last_one(place, monkeypatch):
    fake(monkeypatch, 0, ("index.html", "new.html"))
    assert build.build() == paths.HTML
    assert (paths.HTML / "index.html").read_text() == "new"
    assert [path.name for path in paths.HTML.parent.iterdir()] == ["html"]


def test_failed_build_leaves_the_last_good_book(place, monkeypatch, capsys):
    fake(monkeypatch, 1, ("index.html",))
    assert build.main() == 1
    assert (paths.HTML / "index.html").read_text() == "old"
    assert [path.name for path in paths.HTML.parent.iterdir()] == ["html"]
    shown = capsys.readouterr()
    assert "glossary.md:4: WARNING: undefined label: 'nowhere'" in shown.err
    assert "reading sources" not in shown.err
    assert shown.out == ""


def test_build_without_index_is_no_book(place, monkeypatch):
    fake(monkeypatch, 0, ())
    with pytest.raises(build.BookError, match="last good book stays"):
        build.build()
    assert (paths.HTML / "index.html").read_text() == "old"


def test_problems_are_the_lines_that_name_one_else_the_tail():
    assert build.problems(LOG).splitlines() == [
        "/somewhere/book/glossary.md:4: WARNING: undefined label: 'nowhere'",
        "Extension error: boom",
    ]
    assert build.problems("one\ntwo") == "one\ntwo"
