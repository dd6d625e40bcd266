"""Verdicts over several papers: counts, classes, significance, and what is not counted and why.

Every function takes ``frames``, a dict from a paper's name as it is shown to its verdicts as
`lib.verdicts.read` returns them, and keeps that order.
"""

import pandas as pd

from lib.claim_language import UNCOUNTED
from lib.printed import parse
from lib.published import NOT_PRINTED
from lib.verdicts import classes, scale
from lib.verdicts.cells import QUOTED_REASON, STAND_IN_REASON
from lib.verdicts.display import scorecard
from lib.verdicts.judge import significance_class

TOTAL = "all"
COUNTED = "counted"
# What is not counted, and why; a cell belongs to the first line that fits it.
SILENT = {
    scale.PAPER_ERROR: "the printed numbers contradict each other, so there is nothing to agree with",
    "definition": "a choice of design that a replication shares by construction",
    "restatement": "repeats a number that is counted where it is printed first",
    "hypothesis": "what the paper expects, not what it finds",
    "conclusion": "rests on cells that are counted themselves",
    scale.NOT_COMPUTED: "no chapter has written the exhibit so far",
    "not printed": "the source does not show the number",
    "quoted": QUOTED_REASON,
    "no value of ours": "the exhibit is computed, this cell of it is not identified or has no data",
    "stand-in only": "computed on a track that checks or illustrates, never on the paper's own variables",
}


def counts_by_paper(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One row a paper and a total: printed cells, compared cells, and the counts of each verdict.

    Parameters
    ----------
    frames : dict of str to DataFrame

    Returns
    -------
    DataFrame of int, columns ``printed``, ``compared`` and `scale.NAMES`.
    """
    rows = {}
    for name, frame in frames.items():
        found = classes.counts(frame)
        printed = int(frame["id"].nunique())
        rows[name] = {"printed": printed, "compared": classes.compared(found), **found}
    table = pd.DataFrame(rows).T.astype(int)
    table.loc[TOTAL] = table.sum()
    return table.rename_axis("paper")


def classes_by_paper(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One row a paper: share of success in per cent, AEA class, I4R class, and how far it is computed.

    A paper with too few compared cells (`classes.assessed`) is "not assessed"; with none its share is empty.
    """
    rows = {}
    for name, frame in frames.items():
        found, missing = classes.counts(frame), classes.lacking(frame)
        compared, waiting = classes.compared(found), found[scale.NOT_COMPUTED]
        success = sum(found[verdict] for verdict in scale.SUCCESS)
        state = "in part" if compared and waiting else scale.NOT_COMPUTED if waiting else "computed"
        rows[name] = {
            "computed": state,
            "compared": compared,
            "comparable": compared + missing,
            "succeed, %": 100 * success / compared if compared else float("nan"),
            "AEA": classes.aea_class(found, missing),
            "I4R": classes.i4r_class(found, missing),
        }
    return pd.DataFrame(rows).T.rename_axis("paper")


def classes_by_exhibit(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One row an exhibit of each paper: compared and comparable cells, those that wait, AEA, I4R and ACRE."""
    cards = []
    for name, frame in frames.items():
        card = scorecard(frame).drop(index=TOTAL).reset_index()
        card["waiting"] = card[scale.NOT_COMPUTED] if scale.NOT_COMPUTED in card else 0
        cards.append(card.assign(paper=name))
    table = pd.concat(cards, ignore_index=True)
    table["exhibit"] = table["exhibit"].str.replace("_", " ")
    return table[["paper", "exhibit", "compared", "comparable", "waiting", "AEA", "I4R", "ACRE"]]


def levels(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Number of exhibits on each ACRE level, one row a paper, the highest level first."""
    table = classes_by_exhibit(frames)
    order = [str(level) for level in sorted(classes.ACRE, reverse=True)] + [classes.NOT_ASSESSED]
    found = pd.crosstab(table["paper"], table["ACRE"]).reindex(index=list(frames), fill_value=0)
    return found.reindex(columns=[level for level in order if level in found])


def significance_by_paper(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """What the papers find in rows (paper, class), what we find in columns, "not yet computed" the last.

    Returns
    -------
    DataFrame of int, shape (3 x papers, 4). A coefficient in a table with stars and a claim on significance
    have a printed class before anything is computed; a claim that leaves the sign open has none.
    """
    parts = {}
    for name, frame in frames.items():
        waiting = frame[(frame["verdict"] == scale.NOT_COMPUTED) & ~frame["kind"].isin(UNCOUNTED)]
        starred = set(frame.loc[frame["stars"] != "", "exhibit"])
        printed = [_printed_class(cell, starred) for cell in waiting.to_dict("records")]
        counts = pd.Series(printed, dtype=object).value_counts().reindex(classes.CLASSES, fill_value=0)
        parts[name] = classes.transitions(frame).assign(**{scale.NOT_COMPUTED: counts})
    return pd.concat(parts, names=["paper", "the paper finds"])


def _printed_class(cell: dict, starred: set[str]) -> str:
    """Class of significance that the record alone gives a cell; empty where it gives none."""
    if cell["source"] == "exhibit":
        if cell["statistic"] not in scale.STARRED or cell["exhibit"] not in starred:
            return ""
        return significance_class(float(parse(cell["printed"]).value), bool(cell["stars"]))
    if cell["kind"] != "significance" or cell["comparator"] == "exceeds":
        return ""
    if cell["comparator"] == "significant" and cell["expected"] == "any":
        return ""
    return significance_class(1.0 if cell["expected"] == "+" else -1.0, cell["comparator"] == "significant")


def not_counted(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Why cells are not counted: one row a reason, one column a paper, and the reason in words.

    Returns
    -------
    DataFrame with the row `COUNTED` first and, below it, each reason of `SILENT` that occurs. A cell is in
    exactly one row, so that a column adds up to the paper's printed cells.
    """
    found = {}
    for name, frame in frames.items():
        rows = frame.sort_values("counted", ascending=False, kind="stable").drop_duplicates("id")
        found[name] = rows.apply(_group, axis=1, result_type="reduce").value_counts()
    table = pd.DataFrame(found).reindex([COUNTED, *SILENT]).fillna(0).astype(int)
    table = table[(table.sum(axis=1) > 0) | (table.index == COUNTED)]
    why = {COUNTED: "compared on the paper's own variables"} | SILENT
    return table.assign(why=table.index.map(why)).rename_axis("cells")


def _group(cell: pd.Series) -> str:
    if cell["counted"]:
        return COUNTED
    if cell["verdict"] == scale.PAPER_ERROR:
        return scale.PAPER_ERROR
    if cell["kind"] in UNCOUNTED:
        return cell["kind"]
    if cell["verdict"] == scale.NOT_COMPUTED:
        return scale.NOT_COMPUTED
    if cell["reason"].startswith(NOT_PRINTED):
        return "not printed"
    if cell["reason"] == QUOTED_REASON:
        return "quoted"
    own = cell["verdict"] == scale.CANNOT_COMPARE and cell["reason"] != STAND_IN_REASON
    return "no value of ours" if own else "stand-in only"
