"""Build the book beside the last good one, and put it in its place only when it is complete."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from lib import paths
from lib.book import pages

LOG = paths.LOGS / "book.log"
# The package has no __main__, and its script may not be on the path.
_JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"
_PROBLEM = re.compile(r"WARNING|ERROR|CRITICAL|Traceback|[Ee]xception|\b\w*[Ee]rror:")


class BookError(RuntimeError):
    """The book could not be built; the last good one is untouched."""


def build() -> Path:
    """Write the generated pages and build the book; every warning is an error.

    Returns
    -------
    Path of the built book's directory.

    Raises
    ------
    BookError
        With the warnings and errors that Sphinx gave. The log holds everything.
    """
    pages.write()
    target = paths.HTML
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".building-", dir=target.parent))
    try:
        # A fresh output directory has no doctrees, so nothing stale can be taken from them.
        output = _run(work)
        if output.returncode:
            raise BookError(f"{problems(output.stdout)}\nbook not built; log: {paths.relative(LOG)}")
        replace(work / "_build" / "html", target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return target


def _run(work: Path) -> subprocess.CompletedProcess:
    """Run Jupyter Book into ``work``; keep its output in the log."""
    command = [
        sys.executable, "-c", _JUPYTER_BOOK, "build", str(paths.BOOK),
        "--config", str(paths.ROOT / "_config.yml"), "--toc", str(paths.ROOT / "_toc.yml"),
        "--path-output", str(work), "-n", "-W", "--keep-going",
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": _first(str(paths.ROOT), os.environ.get("PYTHONPATH"))}
    output = subprocess.run(
        command,
        cwd=paths.ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    LOG.parent.mkdir(parents=True, exist_ok=True)
    LOG.write_text(output.stdout, encoding="utf-8")
    return output


def _first(path: str, rest: str | None) -> str:
    return os.pathsep.join(filter(None, [path, rest]))


def problems(log: str) -> str:
    """The lines of a Sphinx log that name a problem; the log's tail if none does."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", log).splitlines()
    found = [line for line in plain if _PROBLEM.search(line) and "warnings treated as errors" not in line]
    return "\n".join(found or plain[-20:])


def replace(new: Path, target: Path) -> None:
    """Move ``new`` to ``target``; what stood there is away only between two renames.

    Raises
    ------
    BookError
        ``new`` has no index page, so it is not a book.
    """
    if not (new / "index.html").exists():
        raise BookError(f"the build left no {new.name}/index.html; the last good book stays in place")
    old = target.with_name(f".{target.name}-old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    new.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def main() -> int:
    """Build, say so in one line; problems go to standard error."""
    start = time.monotonic()
    try:
        target = build()
    except BookError as error:
        print(error, file=sys.stderr)
        return 1
    count = sum(1 for _ in target.rglob("*.html"))
    print(
        f"book: {count} pages in {time.monotonic() - start:.0f} s, open {paths.relative(target)}/index.html"
    )
    return 0
