"""Checks of a frame's columns that estimators share: they are there, once, complete, numbers where needed."""

from collections.abc import Iterable

import numpy as np
import pandas as pd


def check_columns(frame: pd.DataFrame, *, numbers: Iterable[str], labels: Iterable[str] = ()) -> None:
    """Refuse a frame that lacks a column or a value.

    Parameters
    ----------
    frame : DataFrame
    numbers : iterable of str
        Columns that must hold finite numbers.
    labels : iterable of str
        Columns that must hold a value, of any type, in every row.

    Raises
    ------
    KeyError
        A column is not in the frame.
    TypeError
        `frame` is no data frame, or a column of `numbers` is not numeric.
    ValueError
        No rows, two columns of one name, missing or infinite values.
    """
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"frame is a {type(frame).__name__}: pass a pandas DataFrame")
    if frame.empty:
        raise ValueError("frame has no rows: nothing to estimate")
    numbers, labels = list(numbers), list(labels)
    for name in (*numbers, *labels):
        check_present(frame, name)
    for name in numbers:
        check_numeric(frame[name], name)
    for name in labels:
        _check_complete(frame[name], name)


def check_present(frame: pd.DataFrame, name: str) -> None:
    """Refuse a frame without column `name`, or with two of that name."""
    times = int((frame.columns == name).sum())
    if times == 0:
        raise KeyError(f"column '{name}' is not in the frame; it has {', '.join(map(str, frame.columns))}")
    if times > 1:
        raise ValueError(f"column '{name}' stands {times} times in the frame: rename")


def check_binary(values: pd.Series, name: str) -> np.ndarray:
    """A column of 0 and 1 as bool, shape (N,); anything else is an error that names the row."""
    numbers = values.to_numpy(dtype=float)
    odd = np.flatnonzero((numbers != 0) & (numbers != 1))
    if len(odd):
        row = values.index[odd[0]]
        raise ValueError(
            f"column '{name}' is {numbers[odd[0]]:g} in row {row} ({len(odd)} such row(s)): make it 0 or 1"
        )
    return numbers == 1


def check_numeric(values: pd.Series, name: str) -> None:
    """Refuse a column that holds anything but finite numbers; the error names the first such row."""
    kind = values.dtype
    if not pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_complex_dtype(kind):
        text = pd.to_numeric(values, errors="coerce").isna() & values.notna()
        place = f", first {values[text].iloc[0]!r} in row {values.index[text][0]}" if text.any() else ""
        raise TypeError(f"column '{name}' is not numeric ({kind}{place}): {_remedy(values, name)}")
    bad = ~np.isfinite(values.to_numpy(dtype=float, na_value=np.nan))
    if bad.any():
        rows = f"{int(bad.sum())} missing or infinite value(s), first in row {values.index[bad][0]}"
        raise ValueError(f"column '{name}' has {rows}: drop them first, e.g. frame.dropna(subset=['{name}'])")


def _remedy(values: pd.Series, name: str) -> str:
    """How to make numbers of a column; of dates `pandas.to_numeric` makes none that count periods."""
    if pd.api.types.is_datetime64_any_dtype(values.dtype) or isinstance(values.dtype, pd.PeriodDtype):
        dates = f"frame['{name}'].dt"
        return f"take {dates}.year, or for quarters {dates}.year * 4 + {dates}.quarter"
    return "convert it with pandas.to_numeric"


def _check_complete(values: pd.Series, name: str) -> None:
    missing = values.isna().to_numpy()
    if missing.any():
        rows = f"{int(missing.sum())} missing value(s), first in row {values.index[missing][0]}"
        raise ValueError(f"column '{name}' has {rows}: fill them or drop the rows")
