"""One thread for the matrix products of numpy and scipy, for as long as an estimate takes.

OpenBLAS, which their packages bring along, shares a product of more than some ten thousand multiplications
among threads that spin while they wait for each other. The products of a panel model are long and thin: two
threads gain little where a processor is free, and lose a hundred times that where another program has it.
Besides, the last digits of a sum depend on how many threads add it up; by one thread they are the same
whatever the environment says.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import numpy as np  # noqa: F401  (both are loaded, so that their libraries are found)
import scipy.linalg  # noqa: F401
from threadpoolctl import ThreadpoolController


@contextmanager
def one_thread() -> Iterator[None]:
    """One thread in every BLAS that numpy and scipy have loaded, and afterwards as many as before.

    It holds for the whole process, other Python threads too. A library that `threadpoolctl` does not know is
    left alone.
    """
    with _libraries().limit(limits=1):
        yield


def counts() -> list[int]:
    """Threads of each library that was found."""
    return [library["num_threads"] for library in _libraries().info()]


@cache
def _libraries() -> ThreadpoolController:
    """The BLAS libraries of this process, looked for once: that takes some milliseconds."""
    return ThreadpoolController().select(user_api="blas")
