"""One thread for the matrix products of numpy and scipy, for as long as an estimate takes.

OpenBLAS, which their packages bring along, shares a product of more than some ten thousand multiplications
among threads that spin while they wait for each other. The products of a panel model are long and thin: two
threads gain little where a processor is free, and lose a hundred times that where another program has it.
Besides, the last digits of a sum depend on how many threads add it up; by one thread they are the same
whatever the environment says.
"""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np
import scipy

# What the builds of OpenBLAS call their pair of functions: those of numpy's and scipy's packages, others.
_NAMES = ("scipy_openblas_{}_num_threads64_", "scipy_openblas_{}_num_threads", "openblas_{}_num_threads64_",
          "openblas_{}_num_threads")  # fmt: skip
_FOLDERS = ("{}.libs", "{}/.libs", "{}/.dylibs")
_ENDINGS = {"win32": "dll", "darwin": "dylib"}


@contextmanager
def one_thread() -> Iterator[None]:
    """One thread in every OpenBLAS that numpy and scipy brought along, and afterwards as many as before.

    It holds for the whole process, other Python threads too. Where there is no such library, as with another
    BLAS, nothing happens.
    """
    before = [(setter, count) for getter, setter in _libraries() if (count := getter()) > 1]
    for setter, _ in before:
        setter(1)
    try:
        yield
    finally:
        for setter, count in before:
            setter(count)


def counts() -> list[int]:
    """Threads of each library that was found."""
    return [getter() for getter, _ in _libraries()]


@cache
def _libraries() -> tuple[tuple, ...]:
    """Functions that tell and set the number of threads, of each library."""
    return tuple(pair for path in _paths() if (pair := _pair(path)) is not None)


def _paths() -> list[Path]:
    ending = _ENDINGS.get(sys.platform, "so")
    homes = [(Path(package.__file__).parents[1], package.__name__) for package in (np, scipy)]
    folders = [home / folder.format(name) for home, name in homes for folder in _FOLDERS]
    return [path for folder in folders for path in sorted(folder.glob(f"*openblas*.{ending}*"))]


def _pair(path: Path) -> tuple | None:
    try:
        library = ctypes.CDLL(str(path))  # numpy has loaded it: this is the same
    except OSError:
        return None
    for name in _NAMES:
        getter, setter = (getattr(library, name.format(verb), None) for verb in ("get", "set"))
        if getter is not None and setter is not None:
            setter.argtypes, setter.restype = [ctypes.c_int], None
            return getter, setter
    return None
