"""The verdicts that belong to one chapter: of the exhibits it has just computed."""

import pandas as pd

from lib import published
from lib.published import NOT_PRINTED
from lib.verdicts.cells import compare


def beside(paper: str, tidy: pd.DataFrame, *, hypotheses: bool = False) -> pd.DataFrame:
    """Verdicts of the printed numbers and claims of the exhibits in ``tidy``.

    Parameters
    ----------
    paper : str
    tidy : DataFrame
        Computed rows, columns `lib.results.TIDY`.
    hypotheses : bool
        Whether to give what the paper expects, which never counts, instead of what it finds.

    Returns
    -------
    DataFrame as `compare` returns it, without the rows that only say that the source does not print a cell.
    """
    cells = published.cells(paper)
    here = cells["exhibit"].isin(tidy["exhibit"].unique())
    empty = (cells["source"] == "exhibit") & cells["note"].str.startswith(NOT_PRINTED)
    chosen = cells[here & ~empty & ((cells["kind"] == "hypothesis") == hypotheses)]
    return compare(chosen, tidy, causes=published.causes(paper), errors=published.errors(paper))
