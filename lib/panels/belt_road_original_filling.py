"""Missing years of a series filled as the Belt and Road paper says, every filled cell flagged."""

import numpy as np
import pandas as pd

LINEAR, AVERAGE = "linear interpolation", "three-year mean"
WINDOW = 3


def fill(
    series: pd.DataFrame, longest: int = WINDOW, event: int | None = None, *, early: bool = False
) -> tuple[pd.DataFrame, pd.DataFrame]:
    r"""Fill the missing years of every column.

    Parameters
    ----------
    series : DataFrame
        Rows: consecutive years; columns: series; NaN where a year is missing.
    longest : int
        So many years at most are filled before a series' first or after its last known year; 0 for none.
    event : int, optional
        The years before this one and those from it on are filled apart, each from its own side alone: a year
        before the event that is filled from years after it would have the effect in it.
    early : bool
        Whether years before the first known year of a series are filled at all: a country that was not yet
        there has no trade to guess, and the mean of its first years would be a flat line before the event.

    Returns
    -------
    DataFrame
        The series, filled.
    DataFrame of str
        Of the same shape: `LINEAR`, `AVERAGE`, or empty where nothing was filled.

    Raises
    ------
    ValueError
        The years do not follow each other, or ``longest`` is negative.

    Notes
    -----
    Between two known years a < b, :math:`y_t = y_a + (y_b - y_a)(t - a)/(b - a)`. Before the first known
    year, and after the last, one year after the other outwards, :math:`y_t` is the mean of the three years
    next to it on the inner side, known or filled. A series with fewer than three years there is not filled at
    its ends.
    """
    years = series.index.to_numpy()
    if longest < 0:
        raise ValueError(f"longest={longest}: give a number of years from 0 on")
    if len(years) > 1 and (np.diff(years) != 1).any():
        raise ValueError("the years do not follow each other; give one row a year")
    if event is not None:
        sides = [fill(series[part], longest, early=True) for part in (years < event, years >= event)]
        values, rules = (pd.concat(parts) for parts in zip(*sides, strict=True))
        return (values, rules) if early else _late(series, values, rules)
    filled = {name: _fill(series[name].to_numpy(float), longest) for name in series}
    values = pd.DataFrame({name: found[0] for name, found in filled.items()}, index=series.index)
    rules = pd.DataFrame({name: found[1] for name, found in filled.items()}, index=series.index)
    values, rules = values.reindex(columns=series.columns), rules.reindex(columns=series.columns)
    return (values, rules) if early else _late(series, values, rules)


def _late(
    series: pd.DataFrame, values: pd.DataFrame, rules: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Without what was filled before the first known year of each series."""
    begun = series.notna().cummax()
    return values.where(begun), rules.where(begun, "")


def _fill(values: np.ndarray, longest: int) -> tuple[np.ndarray, np.ndarray]:
    known = np.flatnonzero(~np.isnan(values))
    values, rules = values.copy(), np.full(len(values), "", dtype=object)
    if not len(known):
        return values, rules
    first, last = known[0], known[-1]
    inside = np.flatnonzero(np.isnan(values))
    inside = inside[(inside > first) & (inside < last)]
    values[inside] = np.interp(inside, known, values[known])
    rules[inside] = LINEAR
    if last - first + 1 >= WINDOW:
        for place in range(first - 1, max(first - longest, 0) - 1, -1):
            values[place] = values[place + 1 : place + 1 + WINDOW].mean()
            rules[place] = AVERAGE
        for place in range(last + 1, min(last + longest, len(values) - 1) + 1):
            values[place] = values[place - WINDOW : place].mean()
            rules[place] = AVERAGE
    return values, rules
