"""Verdicts rolled up: counts, and the classes that journals and replication institutes use."""

from collections import Counter

import pandas as pd

from lib.claim_language import UNCOUNTED
from lib.verdicts import scale
from lib.verdicts.cells import NOT_FOUND_YET

NOT_ASSESSED = "not assessed"
CLASSES = ("negative", "not significant", "positive")
AEA = {
    "full": "every compared cell is exact or off by one unit of its last place",
    "minor issues": f"at most {100 * scale.AEA_PARTIAL:g} % of the compared cells differ",
    "partial": f"more than {100 * scale.AEA_PARTIAL:g} % differ, at least {100 * scale.AEA_NOT:g} % succeed",
    "not reproduced": f"less than {100 * scale.AEA_NOT:g} % of the compared cells succeed",
    NOT_ASSESSED: "no cell can be compared",
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
    NOT_ASSESSED: "no cell can be compared",
}


def counts(frame: pd.DataFrame) -> dict[str, int]:
    """Counted cells by verdict, and the cells that cannot be compared or contradict each other.

    Hypotheses, definitions (unless they are paper errors) and tracks that never count are left out.
    """
    found = Counter(frame.loc[frame["counted"], "verdict"])
    eligible = ~frame["kind"].isin(UNCOUNTED) | (frame["verdict"] == scale.PAPER_ERROR)
    uncompared = frame[eligible & ~frame["verdict"].isin(scale.COMPARED)].drop_duplicates("id")
    found.update(uncompared["verdict"])
    return {name: found.get(name, 0) for name in scale.NAMES}


def compared(found: dict[str, int]) -> int:
    """Number of compared cells."""
    return sum(found[name] for name in scale.COMPARED)


def aea_class(found: dict[str, int]) -> str:
    """Class of the AEA Data Editor's reports from counts of verdicts."""
    total = compared(found)
    if not total:
        return NOT_ASSESSED
    success = sum(found[name] for name in scale.SUCCESS)
    if success / total < scale.AEA_NOT:
        return "not reproduced"
    if (total - success) / total > scale.AEA_PARTIAL:
        return "partial"
    return "full" if success == total and not found[scale.CLOSE] else "minor issues"


def i4r_class(found: dict[str, int]) -> str:
    """Computational reproducibility in the words of the Institute for Replication."""
    total, same = compared(found), found[scale.EXACT] + found[scale.LAST_DIGIT]
    if not total:
        return NOT_ASSESSED
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
    found = counts(frame)
    exhibits = {name: _exhibit(rows) for name, rows in frame.groupby("exhibit", sort=False)}
    asked = frame[frame["cause"] != ""].drop_duplicates("id")
    beside = frame[~frame["counted"] & frame["verdict"].isin(scale.COMPARED)]
    return {
        "cells": int(frame["id"].nunique()),
        "compared": compared(found),
        "counts": found,
        "aea": aea_class(found),
        "i4r": i4r_class(found),
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
    found = counts(rows)
    return {
        "compared": compared(found),
        "counts": found,
        "aea": aea_class(found),
        "i4r": i4r_class(found),
        "acre": acre_level(rows),
    }
