"""The built book, made once for all tests that read it."""

import subprocess
import sys
from pathlib import Path

import pytest

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
