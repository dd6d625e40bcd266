"""Frames for display: verdicts rolled up, and the scale itself."""

import re

import pandas as pd

from lib import paths
from lib.printed import PERCENT, parse
from lib.verdicts import scale
from lib.verdicts.classes import ACRE, AEA, I4R, NOT_ASSESSED, TOO_FEW, rollup, transitions
from lib.verdicts.judge import judge

_DIGITS = range(4, 6)  # significant digits tried for a value below 1, before all that `compare` keeps


def scorecard(frame: pd.DataFrame) -> pd.DataFrame:
    """One row an exhibit and a total: counts by verdict, comparable cells, AEA class, I4R class, ACRE level.

    Where too few cells of an exhibit are compared (`classes.assessed`), none of the three is assessed.
    "not yet computed" has a column
    only where a cell waits for its chapter.

    Parameters
    ----------
    frame : DataFrame
        As `lib.verdicts.compare` or `read` returns it.
    """
    whole = rollup(frame)
    rows = {
        name: _row(entry, NOT_ASSESSED if entry["aea"] == NOT_ASSESSED else str(entry["acre"]))
        for name, entry in whole["exhibits"].items()
    }
    rows["all"] = _row(whole, "")
    return without_waiting(pd.DataFrame(rows).T.rename_axis("exhibit"))


def without_waiting(card: pd.DataFrame) -> pd.DataFrame:
    """The table of counts without the column "not yet computed" where no cell waits."""
    return card if card[scale.NOT_COMPUTED].any() else card.drop(columns=scale.NOT_COMPUTED)


def _row(entry: dict, acre: str) -> dict:
    return {
        "compared": entry["compared"],
        **entry["counts"],
        "comparable": entry["comparable"],
        "AEA": entry["aea"],
        "I4R": entry["i4r"],
        "ACRE": acre,
    }


def side_by_side(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a cell: what is printed, ours, the verdict and its cause.

    A claim without a number shows its own words; where no number of ours stands alone, what we find is
    said in words. A value below 1 has four significant digits, and more where four would earn another
    verdict than the value itself.
    """
    printed = frame["printed"] + frame["stars"]
    percent = frame["unit"].isin(PERCENT)
    printed = printed.where(~percent, printed + " %")
    ours = pd.Series([_ours(cell) for cell in frame.to_dict("records")], frame.index)
    why = frame["reason"].where(frame["cause"] == "", frame["cause"])
    return pd.DataFrame(
        {
            "what is printed": _name(frame),
            "model": frame["column"].map(_model),
            "printed": printed,
            "ours": ours + frame["stars_ours"],
            "verdict": frame["verdict"],
            "why": why,
        }
    )


def _name(frame: pd.DataFrame) -> pd.Series:
    """A claim in its words; a cell of an exhibit by its keys and the paper's label."""
    keys = [" ".join(filter(None, row)) for row in zip(frame["panel"], frame["term"], strict=True)]
    labelled = pd.Series(keys, frame.index) + " (" + frame["label"] + ")"
    return frame["label"].where(frame["source"] != "exhibit", labelled)


def _model(column: str) -> str:
    """``any(flow, stock)`` in words; ``*`` is the dimension that the claim itself compares."""
    if column == "*":
        return "compared"
    found = re.fullmatch(r"(all|any|most)\((.*)\)", column)
    return column if not found else found[2].replace(", ", " or " if found[1] == "any" else " and ")


def _ours(cell: dict) -> str:
    """Our value as `side_by_side` shows it."""
    value = cell["ours"]
    if pd.isna(value):
        return cell["shown"]
    if cell["unit"] in PERCENT:
        return f"{100 * value:.5g} %"
    if not cell["printed"] or abs(value) >= 1:
        return cell["shown"]
    printed = parse(cell["printed"], comparator=cell["comparator"])
    verdict = judge(printed, value)
    tried = (f"{value:.{digits}g}" for digits in _DIGITS)
    return next((text for text in tried if judge(printed, float(text)) == verdict), cell["shown"])


def differing(frame: pd.DataFrame) -> pd.DataFrame:
    """Counted cells that are not exact, with their causes, the gravest first."""
    counted = frame[frame["counted"] & (frame["verdict"] != scale.EXACT)]
    gravity = counted["verdict"].map({name: k for k, name in enumerate(scale.NAMES)})
    order = gravity.sort_values(ascending=False, kind="stable").index
    return counted.loc[order, ["id", "label", "verdict", "shown", "cause", "explanation", "test"]]


def significance_matrix(frame: pd.DataFrame) -> pd.DataFrame:
    """Significance of coefficients: what the paper finds in rows, what we find in columns."""
    return transitions(frame)


def legend() -> pd.DataFrame:
    """The scale in words, as the book prints it."""
    return pd.DataFrame([(step.name, step.meaning) for step in scale.SCALE], columns=["verdict", "meaning"])


def acre_legend() -> pd.DataFrame:
    """The levels of computational reproducibility used here, in words."""
    rows = [(str(level), meaning) for level, meaning in ACRE.items()]
    uncompared = f"{TOO_FEW} ({paths.VERDICTS.name} has a level all the same)"
    return pd.DataFrame([*rows, (NOT_ASSESSED, uncompared)], columns=["level", "meaning"])


def aea_legend() -> pd.DataFrame:
    """The classes of the AEA Data Editor as they are given here, in words."""
    return pd.DataFrame(list(AEA.items()), columns=["class", "meaning"])


def i4r_legend() -> pd.DataFrame:
    """The classes of the Institute for Replication as they are given here, in words."""
    return pd.DataFrame(list(I4R.items()), columns=["class", "meaning"])


def reasons(frame: pd.DataFrame, tested: pd.DataFrame) -> pd.DataFrame:
    """One row an explanation, lettered A, B, ...: its cause, how many cells, tests and supporting tests.

    Parameters
    ----------
    frame : DataFrame
        As `differing` returns it.
    tested : DataFrame
        Verdicts whose cause was tested, indexed by ``id``, with ``supports``.
    """
    supported = set(tested.index[tested["supports"] == "yes"])
    rows = frame.assign(tests=frame["id"].isin(tested.index), yes=frame["id"].isin(supported))
    found = rows.groupby(["explanation", "cause"], sort=False)
    table = found.agg(cells=("id", "size"), tested=("tests", "sum"), supported=("yes", "sum")).reset_index()
    table = table.sort_values("cells", ascending=False, kind="stable", ignore_index=True)
    table.index = pd.Index([chr(ord("A") + k) for k in range(len(table))], name="letter")
    return table[["cause", "explanation", "cells", "tested", "supported"]]
