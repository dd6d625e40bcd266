"""Verdicts rolled up: counts, and the classes that journals and replication institutes use."""

from collections import Counter

import pandas as pd

from lib.claim_language import UNCOUNTED
from lib.published import NOT_PRINTED
from lib.verdicts import scale
from lib.verdicts.cells import NOT_FOUND_YET, QUOTED_REASON

NOT_ASSESSED = "not assessed"
TOO_FEW = f"less than {100 * scale.ASSESSED_SHARE:g} % of the comparable cells are compared, or none"
CLASSES = ("negative", "not significant", "positive")
AEA = {
    "full": "every compared cell is exact or off by one unit of its last place",
    "minor issues": f"at most {100 * scale.AEA_PARTIAL:g} % of the compared cells differ",
    "partial": f"more than {100 * scale.AEA_PARTIAL:g} % differ, at least {100 * scale.AEA_NOT:g} % succeed",
    "not reproduced": f"less than {100 * scale.AEA_NOT:g} % of the compared cells succeed",
    NOT_ASSESSED: TOO_FEW,
}
ACRE = {
    1: "no data or code",
    2: "code only: the data that count are not there",
    4: "the analysis runs on the user's licensed file, results differ from the paper",
    5: "reproduced from the user's licensed file",
    8: "all code and raw data, results differ from the paper",
    10: "reproduced from raw data",
}
I4R = {
    "fully": "every compared cell is exact or off by one unit of its last place",
    "partially": "some compared cells are so, not all",
    "not": "no compared cell is so",
    NOT_ASSESSED: TOO_FEW,
}


def counts(frame: pd.DataFrame) -> dict[str, int]:
    """Counted cells by verdict, and the cells that cannot be compared or contradict each other.

    Hypotheses, definitions (unless they are paper errors) and tracks that never count are left out.
    """
    found = Counter(frame.loc[frame["counted"], "verdict"])
    found.update(_uncompared(frame)["verdict"])
    return {name: found.get(name, 0) for name in scale.NAMES}


def _uncompared(frame: pd.DataFrame) -> pd.DataFrame:
    """Cells that could enter a match rate and have no comparison, one row each."""
    eligible = ~frame["kind"].isin(UNCOUNTED) | (frame["verdict"] == scale.PAPER_ERROR)
    return frame[eligible & ~frame["verdict"].isin(scale.COMPARED)].drop_duplicates("id")


def compared(found: dict[str, int]) -> int:
    """Number of compared cells."""
    return sum(found[name] for name in scale.COMPARED)


def lacking(frame: pd.DataFrame) -> int:
    """Number of printed cells that could be compared if the data were there.

    Not among them: what the source does not print, quotes from other works or contradicts itself, and
    what no chapter has computed yet.
    """
    rows = _uncompared(frame)
    rows = rows[rows["verdict"] == scale.CANNOT_COMPARE]
    unprinted = rows["reason"].str.startswith(NOT_PRINTED) | (rows["reason"] == QUOTED_REASON)
    return int((~unprinted).sum())


def assessed(found: dict[str, int], missing: int) -> bool:
    """Whether enough cells are compared for a class: half of the comparable ones, and one at least.

    Parameters
    ----------
    found : dict of str to int
        As `counts` returns it.
    missing : int
        As `lacking` returns it.
    """
    total = compared(found)
    return total > 0 and total >= scale.ASSESSED_SHARE * (total + missing)


def aea_class(found: dict[str, int], missing: int) -> str:
    """Class of the AEA Data Editor's reports from counts of verdicts; `assessed` has the parameters."""
    if not assessed(found, missing):
        return NOT_ASSESSED
    total = compared(found)
    success = sum(found[name] for name in scale.SUCCESS)
    if success / total < scale.AEA_NOT:
        return "not reproduced"
    if (total - success) / total > scale.AEA_PARTIAL:
        return "partial"
    return "full" if success == total and not found[scale.CLOSE] else "minor issues"


def i4r_class(found: dict[str, int], missing: int) -> str:
    """Computational reproducibility in the words of the Institute for Replication; as `aea_class`."""
    if not assessed(found, missing):
        return NOT_ASSESSED
    total, same = compared(found), found[scale.EXACT] + found[scale.LAST_DIGIT]
    return "fully" if same == total else ("partially" if same else "not")


def acre_level(frame: pd.DataFrame) -> int:
    """Level of computational reproducibility of one exhibit in this package (`ACRE`).

    Level 10 or 8 where every counted cell stands on public raw data, 5 or 4 where one stands on the
    user's licensed file, 2 where only stand-ins are computed, 1 where nothing is.
    """
    counted = frame[frame["counted"]]
    if counted.empty:
        return 2 if (frame["track"] != "").any() else 1
    same = counted["verdict"].isin([scale.EXACT, scale.LAST_DIGIT]).all()
    licensed = (counted["track"] == "original").any()
    return (5 if same else 4) if licensed else (10 if same else 8)


def transitions(frame: pd.DataFrame) -> pd.DataFrame:
    """Matrix of significance: rows what the paper finds, columns what we find, counted cells."""
    counted = frame[frame["counted"] & (frame["printed_class"] != "")]
    table = pd.crosstab(counted["printed_class"], counted["our_class"])
    table = table.reindex(index=CLASSES, columns=CLASSES, fill_value=0)
    return table.rename_axis(index="printed", columns="ours")


def rollup(frame: pd.DataFrame) -> dict:
    """Everything about one paper's verdicts that the book and the report say.

    Parameters
    ----------
    frame : DataFrame
        As `lib.verdicts.compare` returns it.
    """
    exhibits = {name: _exhibit(rows) for name, rows in frame.groupby("exhibit", sort=False)}
    asked = frame[frame["cause"] != ""].drop_duplicates("id")
    beside = frame[~frame["counted"] & frame["verdict"].isin(scale.COMPARED)]
    return {
        "cells": int(frame["id"].nunique()),
        **_classes(frame),
        "exhibits": exhibits,
        "transitions": transitions(frame).to_dict("index"),
        "causes": dict(sorted(Counter(asked["cause"]).items())),
        "without_cause": asked.loc[asked["cause"] == NOT_FOUND_YET, "id"].tolist(),
        "not_counted": {
            f"{kind}, {track}": dict(sorted(Counter(rows["verdict"]).items()))
            for (kind, track), rows in beside.groupby(["kind", "track"])
        },
    }


def _exhibit(rows: pd.DataFrame) -> dict:
    return {**_classes(rows), "acre": acre_level(rows)}


def _classes(rows: pd.DataFrame) -> dict:
    found, missing = counts(rows), lacking(rows)
    return {
        "compared": compared(found),
        "comparable": compared(found) + missing,
        "counts": found,
        "aea": aea_class(found, missing),
        "i4r": i4r_class(found, missing),
    }
