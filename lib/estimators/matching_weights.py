"""Weights of a matching, checked and carried to a panel."""

import numpy as np
import pandas as pd

from lib.estimators.frames import check_columns


def check_index(index: pd.Index, what: str) -> None:
    """Refuse an index on which a label stands twice."""
    if index.has_duplicates:
        twice = index[index.duplicated()]
        raise ValueError(
            f"the index of the {what} has {len(twice)} duplicate(s), first {twice[0]}: use reset_index, so "
            "that each row has a label of its own"
        )


def on_rows_of(frame: pd.DataFrame, series: pd.Series, what: str) -> pd.Series:
    """A series in the order of a frame's rows; an error where it is one of other rows."""
    check_index(frame.index, "frame")
    check_index(series.index, f"{what}s")
    strangers = frame.index.difference(series.index)
    if len(strangers) or len(series) != len(frame):
        where = f", first {strangers[0]}" if len(strangers) else ""
        raise ValueError(
            f"there are {len(series)} {what}s for {len(frame)} rows, {len(strangers)} of them without "
            f"one{where}: pass the {what}s of this frame"
        )
    return series.reindex(frame.index)


def panel_weights(panel: pd.DataFrame, matched: pd.DataFrame, unit: str, weights: pd.Series) -> pd.Series:
    r"""Weights of a matching for every period of a panel, for difference-in-differences after matching.

    Parameters
    ----------
    panel : DataFrame, shape (N, ...)
        The panel to be weighted, with the column `unit`.
    matched : DataFrame, shape (M, ...)
        The frame that was matched, with the column `unit`: a row a unit, or several, such as its years before
        the treatment.
    unit : str
    weights : Series, shape (M,)
        Weights on the index of `matched`.

    Returns
    -------
    Series, shape (N,), on the panel's index
        The mean weight of the unit's rows in `matched`; 0 means that the unit has no part in the comparison.

    Raises
    ------
    KeyError, ValueError
        Absent or incomplete columns, weights of other rows, units of the panel that were not matched, no
        positive weight.

    Notes
    -----
    Weights of zero are to be dropped before a regression that takes positive weights only. A weight fixed in
    time keeps the comparison within units that Heckman, Ichimura and Todd (1997) ask for; matching each year
    anew would change the controls between periods.
    """
    check_columns(panel, numbers=(), labels=(unit,))
    check_columns(matched, numbers=(), labels=(unit,))
    values = aligned(weights, matched)
    means = pd.Series(values, index=matched.index).groupby(matched[unit]).mean()
    strangers = panel.loc[~panel[unit].isin(means.index), unit].unique()
    if len(strangers):
        raise ValueError(
            f"{len(strangers)} unit(s) of the panel were not in the frame that was matched, first "
            f"{strangers[0]}: drop them or match them"
        )
    return panel[unit].map(means).astype(float).rename("weight")


def aligned(weights: pd.Series, frame: pd.DataFrame) -> np.ndarray:
    """Weights in the order of the frame's rows, shape (N,): none missing or negative, not all zero."""
    if not isinstance(weights, pd.Series):
        raise TypeError(f"weights are a {type(weights).__name__}: pass a Series on the frame's index")
    values = on_rows_of(frame, weights, "weight").to_numpy(dtype=float)
    bad = ~np.isfinite(values) | (values < 0)
    if bad.any():
        raise ValueError(
            f"{int(bad.sum())} weight(s) are negative, missing or infinite, first in row "
            f"{frame.index[bad][0]}: rows that are not matched have weight 0"
        )
    if not values.any():
        raise ValueError("every weight is 0: nothing was matched")
    return values
