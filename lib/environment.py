"""Make ``.venv`` from the exact lock: ``python3 -I lib/environment.py``, called by the Makefile.

Uses the standard library only, since it runs before anything is installed. The stamp ``.venv/installed.json``
is written last and holds checksums, so a half-made environment never counts and a file that was only touched
installs nothing.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed.json"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.txt"
OLDEST, NEWEST = (3, 11), (3, 13)


class EnvironmentFault(RuntimeError):
    """The environment cannot be made; the message says what to do."""


def check(version: tuple[int, int], has_module=importlib.util.find_spec) -> None:
    """Whether this Python can make the environment.

    Parameters
    ----------
    version : tuple of int
        Major and minor version.
    has_module : callable
        Finds a module of the standard library by name.

    Raises
    ------
    EnvironmentFault
        The version is not supported, or ``venv`` is missing.
    """
    shown = ".".join(map(str, version))
    if not OLDEST <= version <= NEWEST:
        raise EnvironmentFault(f"Python {shown} is not supported; install Python 3.11, 3.12 or 3.13 and run "
                               "`make PYTHON=python3.12`, or put it first on the PATH")  # fmt: skip
    missing = [name for name in ("venv", "ensurepip") if not has_module(name)]
    if missing:
        raise EnvironmentFault(f"this Python has no module {missing[0]}; on Debian and Ubuntu run "
                               "`apt-get install python3-venv`, then the same command again")  # fmt: skip


def wanted() -> dict[str, str]:
    """Checksums that the stamp of a good environment holds."""
    files = {"lock": LOCK, "project": ROOT / "pyproject.toml"}
    checksums = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
    return {"python": ".".join(map(str, sys.version_info[:2])), "root": str(ROOT), **checksums}


def installed() -> dict[str, str]:
    """What the present environment was made from; empty if it is missing or half made."""
    try:
        return json.loads(STAMP.read_text(encoding="utf-8")) if PYTHON.exists() else {}
    except (OSError, ValueError):
        return {}


def prepare() -> None:
    """Make or refresh ``.venv``; does nothing if it is as it should be.

    Raises
    ------
    EnvironmentFault
        Python does not suit, or an installation fails.
    """
    have, want = installed(), wanted()
    if have == want:
        return
    check(sys.version_info[:2])
    STAMP.unlink(missing_ok=True)
    if {**have, "project": ""} != {**want, "project": ""}:
        _say("Making .venv from requirements.txt (a minute or two) ...")
        shutil.rmtree(VENV, ignore_errors=True)
        _run([sys.executable, "-m", "venv", str(VENV)], "making .venv failed:")
        _pip(["--require-hashes", "-r", str(LOCK)])
    _pip(["--no-deps", "--no-build-isolation", "-e", str(ROOT)])
    temporary = STAMP.with_suffix(".part")
    temporary.write_text(json.dumps(want, indent=1) + "\n", encoding="utf-8")
    os.replace(temporary, STAMP)


def _pip(arguments: list[str]) -> None:
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]
    _run([*command, *arguments], "installing failed; check the network and run the same command again:")


def _run(command: list[str], message: str) -> None:
    done = subprocess.run(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        raise EnvironmentFault(f"{message}\n{done.stdout.rstrip()}")


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    try:
        prepare()
    except EnvironmentFault as fault:
        sys.exit(f"error: {fault}")
    except KeyboardInterrupt:
        sys.exit("error: interrupted; the same command starts over")
