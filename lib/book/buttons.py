"""Header buttons of a chapter: download what the page shows, open it where it can run."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from lib import paths

DOWNLOADS = "_downloads/notebooks"
BINDER = "https://mybinder.org/v2"
_FORGES = {"github.com": "gh", "gitlab.com": "gl"}
_REMOTE = re.compile(r"^(?:https?://(?:[^@/]+@)?|ssh://git@|git@)([^/:]+)[/:](.+?)(?:\.git)?/?$")


@dataclass(frozen=True, kw_only=True)
class Repository:
    """Where the project's code is hosted.

    Attributes
    ----------
    host, name, branch : str
        ``github.com``, ``owner/project``, ``main``.
    """

    host: str
    name: str
    branch: str

    @property
    def url(self) -> str:
        """Address of the repository's page."""
        return f"https://{self.host}/{self.name}"

    def file(self, path: str) -> str:
        """Address of a file as the forge shows it."""
        infix = "-/blob" if "gitlab" in self.host else "blob"
        return f"{self.url}/{infix}/{self.branch}/{quote(path)}"

    def binder(self, path: str) -> str | None:
        """Address that opens a notebook on Binder; None for a forge Binder does not know."""
        kind = _FORGES.get(self.host)
        if kind is None:
            return None
        name = quote(self.name, safe="" if kind == "gl" else "/")
        return f"{BINDER}/{kind}/{name}/{quote(self.branch, safe='')}?urlpath={quote('lab/tree/' + path)}"


def repository(environ=os.environ) -> Repository | None:
    """The project's repository, if it is known.

    Looked for in the variable ``BOOK_REPOSITORY`` (an address), in the variables of the forge's
    runner (``GITHUB_SERVER_URL``, ``GITHUB_REPOSITORY``), in git's remote ``origin``. The branch is
    ``BOOK_BRANCH``, else ``main``.

    Returns
    -------
    Repository or None
        None if no source names a forge that can be opened in a browser.
    """
    address = environ.get("BOOK_REPOSITORY", "")
    if not address and environ.get("GITHUB_REPOSITORY"):
        address = f"{environ.get('GITHUB_SERVER_URL', 'https://github.com')}/{environ['GITHUB_REPOSITORY']}"
    return parse(address or _origin(), environ.get("BOOK_BRANCH", "main"))


def parse(address: str, branch: str) -> Repository | None:
    """A repository from a web, ssh or scp-like address; None for a local path or an unknown form."""
    found = _REMOTE.match(address.strip())
    if not found or "." not in found[1] or found[2].count("/") < 1:
        return None
    return Repository(host=found[1], name=found[2], branch=branch)


def _origin() -> str:
    """Address of git's remote ``origin``, empty outside a repository."""
    command = ["git", "-C", str(paths.ROOT), "remote", "get-url", "origin"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def chapter_of(pagename: str) -> str | None:
    """``maritime/05_estimates`` for the page ``chapters/maritime/05_estimates``; None for other pages."""
    found = re.match(r"^chapters/([a-z_]+/\d\d_[a-z0-9_]+)$", pagename)
    return found[1] if found else None


def for_chapter(chapter: str, *, root: str, repository: Repository | None) -> list[dict]:
    """Button descriptions in the theme's form.

    Parameters
    ----------
    chapter : str
        Chapter id.
    root : str
        Path from the page to the book's root.
    repository : Repository or None
        Without it only the downloads are shown, which work offline.
    """
    base = f"{root}/{DOWNLOADS}/{chapter}"
    download = [
        _link(f"{base}.ipynb", "Notebook (.ipynb)", "fas fa-book", "download-notebook"),
        _link(f"{base}.py", "Script (.py)", "fas fa-file-code", "download-script"),
        {
            "type": "javascript",
            "javascript": "window.print()",
            "text": "Print or PDF",
            "tooltip": "Print this page",
            "icon": "fas fa-print",
            "label": "print-page",
        },
    ]
    groups = [_group("Download this chapter", "fas fa-download", "download-buttons", download)]
    if repository is not None:
        groups.append(
            _group("Open this chapter", "fas fa-rocket", "launch-buttons", _open(chapter, repository))
        )
    return groups


def _open(chapter: str, repository: Repository) -> list[dict]:
    """Buttons that lead to the repository."""
    notebook = f"notebooks/{chapter}.ipynb"
    binder = repository.binder(notebook)
    launch = [_link(binder, "Run on Binder", "fas fa-play", "launch-binder")] if binder else []
    return [
        *launch,
        _link(
            repository.file(notebook), "Notebook in the repository", "fas fa-code-branch", "source-notebook"
        ),
        _link(repository.url, "Repository", "fas fa-house", "source-repository"),
    ]


def _link(url: str, text: str, icon: str, label: str) -> dict:
    return {"type": "link", "url": url, "text": text, "tooltip": text, "icon": icon, "label": label}


def _group(tooltip: str, icon: str, label: str, buttons: list[dict]) -> dict:
    return {"type": "group", "tooltip": tooltip, "icon": icon, "label": label, "buttons": buttons}


def copy_sources(chapter: str, notebooks: Path, outdir: Path) -> None:
    """Copy a chapter's notebook and script into the built book.

    Raises
    ------
    FileNotFoundError
        One of the pair is missing.
    """
    for suffix in (".ipynb", ".py"):
        source = notebooks / f"{chapter}{suffix}"
        if not source.exists():
            raise FileNotFoundError(f"notebooks/{chapter}{suffix} is missing; write it with `make pair`")
        target = outdir / DOWNLOADS / f"{chapter}{suffix}"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
