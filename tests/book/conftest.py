"""The built book, made once for all tests that read it, and a browser to read it in."""

import functools
import http.server
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from browsing import FLAGS, NAMES, Quiet, Tab

from lib import paths


@pytest.fixture(scope="session")
def built_book() -> Path:
    """Directory of the book's pages, after bringing it up to date in the working tree."""
    done = subprocess.run(
        [sys.executable, "-m", "lib.build", "book"], cwd=paths.ROOT, capture_output=True, text=True
    )
    if done.returncode:
        pytest.fail(f"the book does not build:\n{done.stdout}{done.stderr}", pytrace=False)
    return paths.HTML


@pytest.fixture(scope="module")
def chromium():
    """A running browser; skips where there is none."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(f"none of {', '.join(NAMES)} is installed (Debian: apt-get install chromium)")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(book):
    """Address of the book on this machine."""
    handler = functools.partial(Quiet, directory=str(book))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def tab(chromium, site):
    """A desktop tab in the light; complaints are kept for the test."""
    made = []

    def make(**options):
        made.append(Tab(chromium, site, **{"viewport": {"width": 1280, "height": 900}, **options}))
        return made[-1]

    yield make
    for one in made:
        one.page.context.close()
