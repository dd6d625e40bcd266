"""The instrument matrix as a plan: which values of which array fill which rows of which column."""

from dataclasses import dataclass

import numpy as np

from lib.estimators.gmm_equations import Equations, IVSet
from lib.estimators.gmm_panel import Grid, apart
from lib.estimators.gmm_spec import TIME_DUMMIES, GMMStyle, Spec, split_lag
from lib.estimators.gmm_transform import difference

_FEW, _ALL = slice(0, 8), slice(None)  # units


@dataclass(frozen=True)
class Instrument:
    """A column of Z: ``array[:, source]`` stands in its rows ``rows``, zero elsewhere.

    Attributes
    ----------
    name : str
    label : str
        The set that it belongs to.
    level_part : bool
        Whether it is one of the differences that a GMM-style set has for the level equation.
    array : ndarray, shape (N, T) or (N, R)
    rows, source : slice
    """

    name: str
    label: str
    level_part: bool
    array: np.ndarray
    rows: slice
    source: slice


def plan(grid: Grid, equations: Equations, spec: Spec) -> tuple[list[Instrument], tuple[str, ...]]:
    """Columns of Z that are not zero throughout, and notes on what was left out.

    Raises
    ------
    ValueError
        A GMM-style set asks for lags that the panel does not have.

    Notes
    -----
    With lags a to b, the differences that instrument the level equation stand at lag a - 1, or 0 where a is
    0; with lags 0 to 0 xtabond2 takes the difference one period ahead instead. Where such a difference is
    zero in all rows, xtabond2 searches deeper lags for another; here the column is left out.
    """
    notes = []
    columns = []
    for item in equations.iv:
        made = _iv_columns(item)
        notes += _vanished(item, [column.name for column in made])
        columns += made
    for style in spec.gmm:
        if style.equation == "level" and not spec.system:
            notes.append(f"{style.label} is left out: difference GMM has no level equation")
            continue
        _check_lags(grid, equations, style, spec)
        made = [
            column for column in _gmm_columns(grid, equations, style, spec) if _fills(column, equations.used)
        ]
        if not made:
            raise ValueError(
                f"{style.label} makes no instrument: the panel's {grid.shape[1]} periods are too few for "
                f"lag {style.lags[0]}, or the values there are missing or zero"
            )
        columns += made
    return columns, tuple(notes)


def fill(columns: list[Instrument], used: np.ndarray, units: slice) -> np.ndarray:
    """Instruments of some units, shape (J, n, R); zero in rows that are not used."""
    used = used[units].astype(float)
    z = np.zeros((len(columns), *used.shape))
    for part, column in zip(z, columns, strict=True):
        np.multiply(column.array[units, column.source], used[:, column.rows], out=part[:, column.rows])
    return z


def _fills(column: Instrument, used: np.ndarray) -> bool:
    """Whether a column has any value in a used row; mostly a few units show it."""
    for units in (_FEW, _ALL):
        if (used[units, column.rows] & (column.array[units, column.source] != 0)).any():
            return True
    return False


def _iv_columns(item: IVSet) -> list[Instrument]:
    """Columns of an IV-style set; its values are zero already in rows that are not used."""
    return [
        Instrument(name, item.label, False, values, item.rows, item.rows)
        for name, values in zip(item.names, item.values, strict=True)
        if values[_FEW, item.rows].any() or values[:, item.rows].any()
    ]


def _vanished(item: IVSet, made: list[str]) -> list[str]:
    """Notes on the columns of a set that are zero; a set without any other is an error."""
    if item.label == TIME_DUMMIES:
        return []
    why = "no variation over time within any unit, or zero in all rows of its equation"
    if not made:
        raise ValueError(f"{item.label} makes no instrument: {why}; leave it out")
    lost = [name for name in item.names if name not in made]
    return [f"instrument '{name}' of {item.label} is left out: {why}" for name in lost]


def _gmm_columns(grid: Grid, equations: Equations, style: GMMStyle, spec: Spec) -> list[Instrument]:
    """Columns of a GMM-style set: lagged levels above, lagged differences below."""
    periods = grid.shape[1]
    first, last = style.lags
    last = periods - 1 if last is None else min(last, periods - 1)
    values = np.stack([grid.term(name) for name in style.variables], axis=-1)
    changes, levels = _filled(difference(values)), _filled(values)
    columns = []
    for j, name in enumerate(style.variables):
        column, own = split_lag(name)
        if style.equation != "level":
            array, lags = levels[..., j], range(first, last + 1)
            columns += _lags(column, own, array, lags, False, grid, equations, style, spec)
        if spec.system and style.equation != "difference":
            array, lags = changes[..., j], range(first, last + 1)
            if style.equation == "both":
                lags = range(max(first - 1, 0), max(first, 1))
            columns += _lags(f"D.{column}", own, array, lags, True, grid, equations, style, spec)
    return columns


def _check_lags(grid: Grid, equations: Equations, style: GMMStyle, spec: Spec) -> None:
    """Refuse lags that are asked for by number and that no row of the panel has."""
    level = style.equation == "level"
    used = equations.used[:, equations.main] if level else equations.used[:, : equations.periods]
    asked = [lag for lag in dict.fromkeys(style.lags) if lag is not None]
    for name in style.variables:
        values = grid.term(name)
        there = difference(values[..., None])[..., 0] if level else values
        if all(_exists(lag, there, used, equations.first) for lag in asked):
            continue
        found = [lag for lag in range(grid.shape[1]) if _exists(lag, there, used, equations.first)]
        absent = next(lag for lag in reversed(asked) if lag not in found)
        have = f"lags {_spans(found)}" if found else "none"
        inside = found and absent < found[-1]
        why = "a gap in the periods" if inside else "too few periods for the lags asked"
        raise ValueError(
            f"{style.label} asks for lag {absent} of '{name}': {why}, the "
            f"panel's {grid.shape[1]} periods have {have}; leave the last lag open to take all there are"
            + apart(grid.position >= 0, int(grid.periods[0]))
        )


def _spans(lags: list[int]) -> str:
    """Lags in words, a run as a range: ``0, 2 to 4 and 6``."""
    breaks = np.flatnonzero(np.diff(lags) > 1) + 1
    runs = [f"{run[0]}" + f" to {run[-1]}" * (len(run) > 1) for run in np.split(lags, breaks)]
    return " and ".join(filter(None, [", ".join(runs[:-1]), runs[-1]]))


def _exists(lag: int, there: np.ndarray, used: np.ndarray, first: int) -> bool:
    """Whether a used row has a number `lag` periods before; `used` begins at the period `first`."""
    periods, start = there.shape[1], max(lag, first)
    rows, source = slice(start - first, None), slice(start - lag, periods - lag)
    for units in (_FEW, _ALL):
        if lag < periods and (used[units, rows] & np.isfinite(there[units, source])).any():
            return True
    return False


def _filled(values: np.ndarray) -> np.ndarray:
    values[np.isnan(values)] = 0.0
    return values


def _lags(
    name: str,
    own: int,
    array: np.ndarray,
    lags: range,
    level: bool,
    grid: Grid,
    equations: Equations,
    style: GMMStyle,
    spec: Spec,
) -> list[Instrument]:
    """Columns of `array`, itself lagged `own` times, in the level or the transformed equation.

    One a lag where the set is collapsed, one a lag and period otherwise.
    """
    periods, offset = grid.shape[1], equations.periods * level - equations.first
    equation = "level" if level else "difference" if spec.transform == "difference" else "orthogonal"
    columns = []
    for lag in lags:
        lagged = f"L{lag + own}.{name}" if lag + own else name
        start = max(lag, equations.first)
        spans = [(start, periods)] if spec.collapsed(style) else [(t, t + 1) for t in range(start, periods)]
        for begin, end in spans:
            if begin >= end:
                continue
            period = "" if spec.collapsed(style) else f", {grid.periods[begin]}"
            rows, source = slice(offset + begin, offset + end), slice(begin - lag, end - lag)
            full = f"{equation}: {lagged}{period}"
            columns.append(Instrument(full, style.label, level, array, rows, source))
    return columns
