"""From a frame of unit-periods to arrays of units by periods, where lags and differences are shifts."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from lib.estimators.frames import check_numeric, check_present
from lib.estimators.gmm_spec import Spec, split_lag

_LARGEST = 1e70  # numbers whose ratio's square is still far from the largest double
_SPARSE = 100  # cells a row of the frame: beyond, the period is no count of periods


@dataclass(frozen=True)
class Grid:
    """A panel laid out on all periods between its first and its last.

    Attributes
    ----------
    columns : dict of str to ndarray, shape (N, T)
        Numbers by column of the frame, NaN where a unit-period or its value is missing.
    position : ndarray of int, shape (N, T)
        Row of the frame behind each cell, -1 where there is none.
    units : ndarray, shape (N,)
        Units that have a complete row.
    periods : ndarray of int, shape (T,)
    complete : ndarray of bool, shape (N, T)
        Unit-periods with outcome and regressors.
    left_out : int
        Units without a complete row, which are not in the grid.
    incomplete : int
        Rows of the frame that lack a value.
    factors : dict of str to float
        Powers of two that `columns` were multiplied by, so that their largest number is about one.
    """

    columns: dict[str, np.ndarray]
    position: np.ndarray
    units: np.ndarray
    periods: np.ndarray
    complete: np.ndarray
    left_out: int
    incomplete: int
    factors: dict[str, float]

    @property
    def shape(self) -> tuple[int, int]:
        """Units and periods."""
        return self.position.shape

    def term(self, name: str) -> np.ndarray:
        """A column or its lag, shape (N, T)."""
        column, lag = split_lag(name)
        return lagged(self.columns[column], lag)


def lagged(values: np.ndarray, lag: int) -> np.ndarray:
    """Values `lag` periods before, shape (N, T); NaN before the first period."""
    if lag == 0:
        return values
    shifted = np.full_like(values, np.nan)
    shifted[:, lag:] = values[:, :-lag]
    return shifted


def build(frame: pd.DataFrame, spec: Spec, unit: str, time: str) -> Grid:
    """Check a frame against a specification and lay it out.

    Raises
    ------
    KeyError, TypeError, ValueError
        As `lib.estimators.gmm.estimate`.
    """
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"frame is a {type(frame).__name__}: pass a pandas DataFrame")
    if not isinstance(spec, Spec):
        raise TypeError(f"spec is a {type(spec).__name__}: pass a Spec, or make one with parse")
    if frame.empty:
        raise ValueError("frame has no rows: nothing to estimate")
    listed = list(frame.columns)
    place = {name: k for k, name in enumerate(listed)}
    for name in (*spec.columns, unit, time):
        if name not in place or len(place) < len(listed):
            check_present(frame, name)
    units, labels = _codes(frame, unit)
    periods = _periods(frame, time)
    first = int(periods.min())
    shape = (len(labels), int(periods.max()) - first + 1)
    _check_density(shape, len(frame), time, periods)
    position = _positions(units, periods - first, shape, frame, unit, time)
    names = spec.columns
    numbers = _all_numbers(frame, names, place)
    factors = _scale(numbers, frame, names)
    incomplete = int(np.isnan(numbers[:, :-1].sum(axis=0)).sum())
    laid_out = numbers.take(position, axis=1, mode="wrap")  # position -1 is the last one: NaN
    columns = dict(zip(names, laid_out, strict=True))
    complete = _complete(columns, shape, spec)
    if not complete.any():
        raise ValueError(_why_empty(columns, spec, unit) + apart(position >= 0, first))
    grid = Grid(columns, position, labels, first + np.arange(shape[1]), complete, 0, incomplete, factors)
    return _usable(grid)


def _codes(frame: pd.DataFrame, unit: str) -> tuple[np.ndarray, np.ndarray]:
    names = frame[unit]
    if names.dtype == np.int64:
        found = _counted(names.to_numpy())
        if found is not None:
            return found
    codes, labels = pd.factorize(names.to_numpy() if isinstance(names.dtype, np.dtype) else names)
    if (codes < 0).any():
        row = frame.index[np.flatnonzero(codes < 0)[0]]
        raise ValueError(f"column '{unit}' has no unit in row {row}: fill it or drop the row")
    return codes, np.asarray(labels)


def _counted(values: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """Codes and labels of whole numbers that lie close together, without a hash table; None of others."""
    lowest = int(values.min())
    if int(values.max()) - lowest > 4 * len(values):
        return None
    codes = values - lowest
    there = np.bincount(codes) > 0
    labels = np.flatnonzero(there)
    if len(labels) < len(there):
        codes = (np.cumsum(there) - 1)[codes]
    return codes, labels + lowest


def _periods(frame: pd.DataFrame, time: str) -> np.ndarray:
    """Periods as whole numbers, shape (rows,)."""
    values = frame[time]
    if isinstance(values.dtype, np.dtype) and values.dtype.kind == "i":
        return values.to_numpy(dtype=np.int64)
    check_numeric(values, time)
    periods = values.to_numpy(dtype=float)
    broken = np.flatnonzero(periods != np.round(periods))
    if len(broken):
        row = frame.index[broken[0]]
        raise ValueError(
            f"column '{time}' is {periods[broken[0]]:g} in row {row}: periods are whole numbers that count "
            "up by one; number them, e.g. year * 4 + quarter"
        )
    return periods.astype(np.int64)


def _check_density(shape: tuple[int, int], rows: int, time: str, periods: np.ndarray) -> None:
    if shape[0] * shape[1] > _SPARSE * rows + 10_000:
        raise ValueError(
            f"column '{time}' runs from {periods.min()} to {periods.max()}, {shape[1]} periods, for {rows} "
            "rows: periods have to count up by one; number them consecutively"
        )


def _positions(
    units: np.ndarray, steps: np.ndarray, shape: tuple[int, int], frame: pd.DataFrame, unit: str, time: str
) -> np.ndarray:
    """Row of the frame behind each cell; two rows in one cell are an error."""
    cell = units * shape[1] + steps
    position = np.full(shape[0] * shape[1], -1)
    position[cell] = np.arange(len(cell))
    overwritten = position[cell] != np.arange(len(cell))
    if overwritten.any():
        row = np.flatnonzero(overwritten)[0]
        key = f"{frame[unit].iloc[row]} {frame[time].iloc[row]}"
        raise ValueError(
            f"panel has {int(overwritten.sum())} duplicate ({unit}, {time}) keys, first: {key}: keep one row "
            "for each"
        )
    return position.reshape(shape)


def _all_numbers(frame: pd.DataFrame, names: tuple[str, ...], place: dict[str, int]) -> np.ndarray:
    """Columns as floats, and a missing value behind the last, shape (columns, rows + 1).

    A frame of nothing but numbers is read at once, unless most of it would be read in vain.
    """
    numbers = np.empty((len(names), len(frame) + 1))
    numbers[:, -1] = np.nan
    whole = frame.to_numpy() if len(place) <= 3 * len(names) else None
    at_once = whole is not None and whole.dtype == np.float64
    for values, name in zip(numbers, names, strict=True):
        values[:-1] = whole[:, place[name]] if at_once else _numbers(frame, name)
    return numbers


def _numbers(frame: pd.DataFrame, name: str) -> np.ndarray:
    """A column as floats; missing values stay, text is an error."""
    values = frame[name]
    if values.dtype == np.float64:
        return values.to_numpy()
    present = values.dropna()
    if present.empty:
        raise ValueError(f"column '{name}' has no value in any row: fill it or leave it out")
    check_numeric(present, name)
    return values.to_numpy(dtype=float, na_value=np.nan)


def _scale(numbers: np.ndarray, frame: pd.DataFrame, names: tuple[str, ...]) -> dict[str, float]:
    """Scale columns to numbers of about one, in place; returns what they were multiplied by.

    Sums of fourth powers of large or small numbers leave what double precision holds.
    """
    peak = np.fmax(np.fmax.reduce(numbers, axis=1), -np.fmin.reduce(numbers, axis=1))
    for name, most in zip(names, peak.tolist(), strict=True):
        if most == np.inf:
            check_numeric(frame[name].dropna(), name)
        if most > 0 and not 1 / _LARGEST < most < _LARGEST:
            raise ValueError(
                f"column '{name}' has {most:.1e} as its largest number: the variance of its coefficient "
                "would leave what double precision holds; measure it in other units"
            )
    factors = np.ldexp(1.0, -np.frexp(np.nan_to_num(peak))[1])
    numbers *= factors[:, None]
    return dict(zip(names, factors.tolist(), strict=True))


def _complete(columns: dict[str, np.ndarray], shape: tuple[int, int], spec: Spec) -> np.ndarray:
    """Unit-periods with outcome and regressors, shape (N, T)."""
    total = columns[spec.y].copy()
    for name in spec.x:
        column, lag = split_lag(name)
        if lag >= shape[1]:
            raise ValueError(
                f"'{name}' needs {lag + 1} periods and the panel has {shape[1]}: too few for this lag"
            )
        total[:, lag:] += columns[column][:, : shape[1] - lag]
        total[:, :lag] = np.nan
    return np.isfinite(total)


def _usable(grid: Grid) -> Grid:
    """The units with a complete row, and the periods from the first to the last row of these."""
    keep = grid.complete.any(axis=1)
    if keep.all() and (grid.position[:, [0, -1]] >= 0).any(axis=0).all():
        return grid
    spanned = np.flatnonzero((grid.position[keep] >= 0).any(axis=0))
    span = slice(spanned[0], spanned[-1] + 1)
    values = {name: array[keep, span] for name, array in grid.columns.items()}
    return replace(
        grid,
        columns=values,
        position=grid.position[keep, span],
        units=grid.units[keep],
        periods=grid.periods[span],
        complete=grid.complete[keep, span],
        left_out=int((~keep).sum()),
    )


def apart(there: np.ndarray, first: int) -> str:
    """What to do where the periods of a panel lie a fixed number apart, as in every second year; else empty.

    Parameters
    ----------
    there : ndarray of bool, shape (N, T)
        Unit-periods that have a row.
    first : int
        The first period.
    """
    steps = np.flatnonzero(there.any(axis=0))
    step = int(np.gcd.reduce(np.diff(steps))) if len(steps) > 1 else 1
    if step < 2:
        return ""
    return (
        f". Periods lie {step} apart ({first + steps[0]}, {first + steps[1]}), and a lag is one: they have "
        "to count up by one, so number them consecutively"
    )


def _why_empty(columns: dict[str, np.ndarray], spec: Spec, unit: str) -> str:
    """What keeps every row out: a column without values, or too short a run of periods."""
    names = (spec.y, *spec.x)
    empty = [name for name in names if not np.isfinite(columns[split_lag(name)[0]]).any()]
    if empty:
        return f"column '{split_lag(empty[0])[0]}' has no value in any row: fill it or leave it out"
    deepest = max(names, key=lambda name: split_lag(name)[1])
    column, lag = split_lag(deepest)
    if not np.isfinite(lagged(columns[column], lag) + columns[spec.y]).any():
        return f"no {unit} has both '{spec.y}' and '{deepest}' in any period: too few periods for this lag"
    return f"no row has all of {', '.join(names)}: look at the missing values and at the gaps"
