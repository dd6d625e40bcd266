"""Buttons of a chapter: what they point to exists, and nothing points nowhere."""

import pytest

from lib.book import buttons

GITHUB = buttons.Repository(host="github.com", name="owner/project", branch="main")


@pytest.mark.parametrize(
    ("address", "host", "name"),
    [
        ("https://github.com/owner/project", "github.com", "owner/project"),
        ("https://github.com/owner/project.git", "github.com", "owner/project"),
        ("https://user:secret@github.com/owner/project.git", "github.com", "owner/project"),
        ("git@github.com:owner/project.git", "github.com", "owner/project"),
        ("ssh://git@gitlab.com/group/sub/project.git", "gitlab.com", "group/sub/project"),
        ("http://forge.example.org/owner/project/", "forge.example.org", "owner/project"),
    ],
)
def test_addresses_of_forges(address, host, name):
    found = buttons.parse(address, "main")
    assert (found.host, found.name) == (host, name)


@pytest.mark.parametrize(
    "address", ["", "/srv/git/project.git", "../bare", "file:///srv/x.git", "https://localhost/a/b"]
)
def test_what_is_no_forge_gives_no_repository(address):
    assert buttons.parse(address, "main") is None


def test_repository_is_taken_from_the_variables_in_order(monkeypatch):
    monkeypatch.setattr(buttons, "_origin", lambda: "git@github.com:origin/project.git")
    runner = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "runner/project"}
    own = {"BOOK_REPOSITORY": "https://gitlab.com/own/project", "BOOK_BRANCH": "release"}
    assert buttons.repository({}).name == "origin/project"
    assert buttons.repository(runner).name == "runner/project"
    assert buttons.repository(runner | own).name == "own/project"
    assert buttons.repository(runner | own).branch == "release"


def test_launch_buttons_open_the_notebook_that_is_in_the_repository():
    path = "notebooks/maritime/05_estimates.ipynb"
    assert (
        GITHUB.file(path)
        == "https://github.com/owner/project/blob/main/notebooks/maritime/05_estimates.ipynb"
    )
    assert GITHUB.binder(path) == (
        "https://mybinder.org/v2/gh/owner/project/main?urlpath=lab/tree/notebooks/maritime/05_estimates.ipynb"
    )


def test_binder_writes_groups_and_branches_as_one_part():
    other = buttons.Repository(host="gitlab.com", name="group/sub/project", branch="a/b")
    assert other.binder("x.ipynb").startswith("https://mybinder.org/v2/gl/group%2Fsub%2Fproject/a%2Fb?")
    assert buttons.Repository(host="forge.example.org", name="a/b", branch="main").binder("x.ipynb") is None


def test_without_repository_only_downloads_are_shown():
    groups = buttons.for_chapter("maritime/05_estimates", root="../..", repository=None)
    assert [group["label"] for group in groups] == ["download-buttons"]
    links = [button["url"] for button in groups[0]["buttons"] if button["type"] == "link"]
    assert links == [f"../../_downloads/notebooks/maritime/05_estimates.{s}" for s in ("ipynb", "py")]


def test_with_repository_the_chapter_can_be_opened():
    groups = buttons.for_chapter("maritime/05_estimates", root="../..", repository=GITHUB)
    labels = [button["label"] for button in groups[1]["buttons"]]
    assert labels == ["launch-binder", "source-notebook", "source-repository"]


@pytest.mark.parametrize(
    ("page", "chapter"),
    [("chapters/maritime/05_estimates", "maritime/05_estimates"), ("index", None), ("chapters/x", None)],
)
def test_chapter_of_a_page(page, chapter):
    assert buttons.chapter_of(page) == chapter


def test_missing_half_of_a_pair_is_an_error(tmp_path):
    source = tmp_path / "maritime" / "05_estimates.ipynb"
    source.parent.mkdir()
    source.write_text("{}")
    with pytest.raises(FileNotFoundError, match=r"05_estimates\.py is missing; write it with `make pair`"):
        buttons.copy_sources("maritime/05_estimates", tmp_path, tmp_path / "out")
