"""The Makefile: the two commands, clear errors, nothing that an old make does not know."""

import os
import re
import shutil
import subprocess

import pytest

from lib import paths

MAKEFILE = paths.ROOT / "Makefile"


@pytest.fixture
def checkout(tmp_path):
    """The files that decide which Python is used, without an environment."""
    (tmp_path / "lib").mkdir()
    for name in ("Makefile", "requirements.txt", "pyproject.toml", "lib/environment.py"):
        shutil.copy(paths.ROOT / name, tmp_path / name)
    return tmp_path


def make(folder, *arguments, path=None):
    """Run make as a user does, with ``path`` as the only directory of programs besides the system's."""
    environment = {
        k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "VIRTUAL_ENV")
    }
    if path:
        environment["PATH"] = f"{path}:/usr/bin:/bin"
    return subprocess.run(["make", *arguments], cwd=folder, env=environment, capture_output=True, text=True)


def fake_python(folder, name, version, *, suits):
    """A program that answers as that Python would."""
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / name
    program.write_text(
        f'#!/bin/sh\ncase "$1" in --version) echo "Python {version}";; -c) exit {0 if suits else 1};; '
        f'*) echo "{name} ran $*";; esac\n'
    )
    program.chmod(0o755)


def test_the_book_is_the_default():
    first = re.search(r"^([a-z]+):", MAKEFILE.read_text(encoding="utf-8"), re.M)
    assert first[1] == "book"


def test_help_names_every_command():
    text = MAKEFILE.read_text(encoding="utf-8")
    listed = set(re.search(r"^\.PHONY: (.*)$", text, re.M)[1].split()) - {"env", "help"}
    shown = set(re.findall(r"^make ([a-z-]+)", make(paths.ROOT, "help").stdout, re.M))
    assert shown == listed


def test_an_old_python_is_refused_with_the_remedy(checkout, tmp_path):
    for name in ("python3", "python3.11", "python3.12", "python3.13"):
        fake_python(tmp_path / "bin", name, "3.9.6", suits=False)
    done = make(checkout, "book", path=tmp_path / "bin")
    assert done.returncode != 0
    assert "Python 3.9.6" in done.stdout + done.stderr
    assert "error: Python 3.11, 3.12 or 3.13 is needed" in done.stderr
    assert not (checkout / ".venv").exists()


def test_a_newer_python_beside_an_old_python3_is_found(checkout, tmp_path):
    for name in ("python3", "python3.13", "python3.11"):
        fake_python(tmp_path / "bin", name, "3.9.6", suits=False)
    fake_python(tmp_path / "bin", "python3.12", "3.12.1", suits=True)
    done = make(checkout, "env", path=tmp_path / "bin")
    assert "python3.12 ran -I lib/environment.py" in done.stdout


def test_serving_without_a_book_says_what_to_do(checkout):
    done = make(checkout, "serve")
    assert done.returncode != 0
    assert "error: no book yet; run make book first" in done.stderr


def test_clean_removes_what_is_built_and_nothing_else(checkout):
    for name in ("results/a", "book/_build/b", "book/chapters/c", "book/generated/d", ".snakemake/e"):
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout / name).touch()
    (checkout / "book" / "index.md").touch()
    before = {path for path in checkout.rglob("*") if path.is_file()}
    assert make(checkout, "clean").returncode == 0
    after = {path.relative_to(checkout).as_posix() for path in checkout.rglob("*") if path.is_file()}
    gone = {path.relative_to(checkout).as_posix() for path in before} - after
    assert gone == {"results/a", "book/_build/b", "book/chapters/c", "book/generated/d", ".snakemake/e"}


def test_a_track_is_passed_on_and_none_is_no_parameter(checkout, tmp_path):
    for name in ("python3", "python3.11", "python3.12", "python3.13"):
        fake_python(tmp_path / "bin", name, "3.12.1", suits=True)
    fake_python(checkout / ".venv" / "bin", "python", "3.12.1", suits=True)
    shown = {track: make(checkout, "chapter", "NAME=toy/05", *track, path=tmp_path / "bin").stdout
             for track in ((), ("TRACK=original",))}  # fmt: skip
    assert shown[()].splitlines()[-1] == "python ran -m lib.build toy/05"
    assert shown["TRACK=original",].splitlines()[-1] == "python ran -m lib.build toy/05 -p track original"


def test_nothing_that_old_or_foreign_makes_lack():
    text = MAKEFILE.read_text(encoding="utf-8")
    for construct in (
        ".ONESHELL",
        ".SHELLFLAGS",
        "&:",
        "!=",
        "$(file ",
        "sed -i",
        "readlink -f",
        "sha256sum",
    ):
        assert construct not in text
    assert not re.search(r"^ +@", text, re.M), "a recipe line starts with blanks"
