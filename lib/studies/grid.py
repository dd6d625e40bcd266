"""Every combination of the choices a paper leaves open, run in parallel, with nothing lost.

The tool behind specification curves (Simonsohn, Simmons and Nelson 2020): a grid of named choices, one
function that evaluates a combination, and a table with one row a combination, failures included.
"""

import itertools
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pandas as pd

FAILED = "failed"


def combinations(levels: Mapping[str, Iterable]) -> list[dict]:
    """Every combination of the levels, the last choice running fastest.

    Parameters
    ----------
    levels : mapping of choice to its levels

    Raises
    ------
    ValueError
        If a choice has no level or a level twice.
    """
    for name, values in levels.items():
        values = list(values)
        if not values or len(set(values)) < len(values):
            raise ValueError(f"choice {name!r} has no level, or a level twice: {values}")
    return [dict(zip(levels, row, strict=True)) for row in itertools.product(*levels.values())]


def run(
    evaluate: Callable[[dict], dict], specifications: list[dict], *, processes: int | None = None
) -> pd.DataFrame:
    """Evaluate every specification; a row each, in the order given.

    Parameters
    ----------
    evaluate : function
        Importable (defined in a module), from a specification to a flat dict of results. A ValueError or
        ArithmeticError it raises becomes the text of the column ``failed``.
    specifications : list of dict
    processes : int, optional
        Worker processes; by default one a core. With 1 everything runs in this process.

    Returns
    -------
    DataFrame, one row a specification: its choices, its results, ``failed`` (empty where it worked).
    """
    processes = min(processes or os.cpu_count() or 1, max(1, len(specifications) // 8))
    if processes == 1:
        results = [_attempt(evaluate, specification) for specification in specifications]
    else:
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            jobs = pool.map(
                _attempt,
                itertools.repeat(evaluate),
                specifications,
                chunksize=_chunk(specifications, processes),
            )
            results = list(_counted(jobs, len(specifications)))
    rows = [{**choice, **result} for choice, result in zip(specifications, results, strict=True)]
    return pd.DataFrame(rows).fillna({FAILED: ""})


def _attempt(evaluate: Callable[[dict], dict], specification: dict) -> dict:
    try:
        return {**evaluate(specification), FAILED: ""}
    except (ValueError, ArithmeticError) as error:
        return {FAILED: f"{type(error).__name__}: {error}"}


def _chunk(specifications: list, processes: int) -> int:
    return max(1, len(specifications) // (processes * 16))


def _counted(jobs: Iterable, total: int) -> Iterable:
    """Pass the jobs on, with a progress line on a terminal."""
    for done, job in enumerate(jobs, start=1):
        if sys.stderr.isatty() and done % 50 == 0:
            print(f"\r{done}/{total} specifications", end="", file=sys.stderr, flush=True)
        yield job
