"""Does the cause given for a difference move our number towards the printed one?

A cause in ``data/published/PAPER_causes.csv`` can name a test: a reading, computed by a chapter
(``results/PAPER/readings``), in which only that cause is changed. The claim is judged again there.
"""

from collections.abc import Callable

import pandas as pd

from lib import paths, published
from lib.printed import number, parse
from lib.results import TIDY
from lib.verdicts import scale
from lib.verdicts.cells import verdict_of
from lib.verdicts.claims import Outcome
from lib.verdicts.values import Values, read_tidy

TESTED = ["there", "there_shown", "supports"]


def readings(paper: str) -> pd.DataFrame:
    """Rows of all readings that the paper's chapters computed: ``reading`` and the columns of `TIDY`.

    Raises
    ------
    ValueError
        Two exhibits give the same reading of the same number.
    """
    files = sorted((paths.RESULTS / paper / "readings").glob("*.csv"))
    frames = [read_tidy(path) for path in files]
    rows = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=["reading", *TIDY])
    repeated = rows.duplicated(["reading", *TIDY[:6], "track"])
    if repeated.any():
        first = rows[repeated].iloc[0]
        raise ValueError(f"reading {first['reading']!r} of {paper}: {first['exhibit']} {first['panel']} "
                         f"{first['column']} {first['term']} is computed twice")  # fmt: skip
    return rows


def tested_causes(paper: str, frame: pd.DataFrame, rows: pd.DataFrame | None = None) -> pd.DataFrame:
    """Judge each differing cell again in the reading that its cause names.

    Parameters
    ----------
    paper : str
    frame : DataFrame
        Verdicts, as `lib.verdicts.compare` returns them with causes.
    rows : DataFrame, optional
        As `readings` returns them, which is the default.

    Returns
    -------
    DataFrame with ``id`` and the columns `TESTED`, one row a counted cell with a test: the verdict and the
    value in the reading, and whether it supports the cause (``yes``, ``no``, or ``missing`` where no
    chapter computed that reading on the cell's track). Stars count as they do for the verdict itself.
    """
    rows = readings(paper) if rows is None else rows
    cells = published.cells(paper).set_index("id")
    starred = set(cells.loc[cells["stars"] != "", "exhibit"])
    tested = frame[frame["counted"] & (frame["test"] != "")]
    out = []
    for cell in tested.to_dict("records"):
        same = (rows["reading"] == cell["test"]) & (rows["track"] == cell["track"])
        values = Values(rows[same].drop(columns="reading"))
        outcome, _ = verdict_of(cells.loc[cell["id"]].to_dict() | {"id": cell["id"]}, values, starred)
        out.append(_row(cell, outcome))
    return pd.DataFrame(out, columns=["id", *TESTED])


def _row(cell: dict, outcome: Outcome) -> dict:
    missing = outcome.verdict == scale.CANNOT_COMPARE
    supports = "missing" if missing else "yes" if _nearer(cell, outcome) else "no"
    shown = outcome.shown or outcome.reason
    return {"id": cell["id"], "there": outcome.verdict, "there_shown": shown, "supports": supports}


def _nearer(cell: dict, outcome: Outcome) -> bool:
    """A better verdict, or the same with a number that lies nearer to the printed one."""
    rank: Callable[[str], int] = scale.ORDERED.index
    if outcome.verdict != cell["verdict"]:
        return rank(outcome.verdict) < rank(cell["verdict"])
    if not cell["printed"] or pd.isna(cell["ours"]) or pd.isna(outcome.ours):
        return False
    printed = parse(cell["printed"], unit=cell["unit"], comparator=cell["comparator"])
    return printed.distance(number(outcome.ours)) < printed.distance(number(cell["ours"]))
