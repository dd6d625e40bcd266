"""The contract of a panel: its columns, types, keys and rules, checked before anyone sees it."""

from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd
import pandera.errors
import pandera.pandas as pa

from lib.facts import DataError
from lib.schemas.messages import broken_rule


def validate(
    frame: pd.DataFrame,
    schema: pa.DataFrameSchema,
    *,
    keys: tuple[str, ...],
    twice: str,
    shown: str,
    contract: str,
    rules: Callable[[pd.DataFrame], Iterable[tuple[pd.Series, str]]],
) -> pd.DataFrame:
    """The panel in the order of the schema, sorted by its keys, after every rule has been checked.

    Parameters
    ----------
    frame : DataFrame
        In any order; its ``attrs`` stay.
    schema : DataFrameSchema
        Columns of type int, float or str.
    keys : tuple of str
        What identifies a row.
    twice : str
        What is wrong where keys repeat, and the remedy.
    shown : str
        The panel's name in messages.
    contract : str
        Where the columns are listed, for the message on a missing one.
    rules : callable
        Sorted frame -> pairs of rows that break a rule between columns (bool) and what the rule is.

    Raises
    ------
    DataError
        Naming the first row and column that break a rule, how many do, and the remedy.
    """
    missing = [name for name in schema.columns if name not in frame.columns]
    if missing:
        raise DataError(f"{shown}: column {missing[0]!r} is missing ({len(missing)} missing in all); the "
                        f"columns are those of {contract}")  # fmt: skip
    unknown = [name for name in frame.columns if name not in schema.columns]
    if unknown:
        raise DataError(f"{shown}: unknown column {unknown[0]!r}; remove it")
    attrs = frame.attrs
    frame = _typed(frame[list(schema.columns)], schema, shown).sort_values(list(keys), ignore_index=True)
    frame.attrs = attrs  # what a builder says of the panel as a whole
    _refuse(frame, keys, frame.duplicated(list(keys)), twice, shown)
    try:
        schema.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        raise DataError(_explain(error, frame, schema, keys, shown)) from None
    for bad, what in rules(frame):
        _refuse(frame, keys, bad, what, shown)
    return frame


def varies(frame: pd.DataFrame, of, name: str) -> pd.Series:
    """Rows whose value differs from that of the first row with the same keys (missing equals missing)."""
    filled = frame[name].fillna(-1) if pd.api.types.is_numeric_dtype(frame[name]) else frame[name]
    return filled != filled.groupby(frame[of] if isinstance(of, str) else of).transform("first")


def _typed(frame: pd.DataFrame, schema: pa.DataFrameSchema, shown: str) -> pd.DataFrame:
    """Columns in the types of the schema; a cell that does not convert is an error."""
    typed = {}
    for name, column in schema.columns.items():
        wanted = {"int64": "int64", "float64": "float64"}.get(str(column.dtype), "str")
        try:
            typed[name] = frame[name].astype(wanted)
            if wanted == "int64" and (typed[name] != frame[name].astype(float)).any():
                raise ValueError("a number with a fraction")
        except (TypeError, ValueError, OverflowError) as error:
            raise DataError(f"{shown}: column {name!r} holds what is no {wanted.rstrip('64')}: {error}; "
                            "correct the cells") from None  # fmt: skip
    return pd.DataFrame(typed)


def _refuse(frame: pd.DataFrame, keys: tuple[str, ...], bad: pd.Series, what: str, shown: str) -> None:
    if bad.any():
        raise DataError(f"{shown}: {int(bad.sum())} rows, first: {_place(frame, keys, bad)}: {what}")


def _place(frame: pd.DataFrame, keys: tuple[str, ...], bad) -> str:
    row = frame.iloc[int(np.asarray(bad).argmax())]
    return ", ".join(f"{name} {row[name]}" for name in keys)


def _explain(
    error: pandera.errors.SchemaErrors,
    frame: pd.DataFrame,
    schema: pa.DataFrameSchema,
    keys: tuple[str, ...],
    shown: str,
) -> str:
    """The first bad cell: its row, column, value and the rule it breaks."""
    cases = error.failure_cases
    case = cases[cases["index"].notna()].sort_values("index", kind="stable").iloc[0]
    row, column = int(case["index"]), case["column"]
    if case["check"] == "not_nullable":
        what = "the cell is empty"
    else:
        rule = schema.columns[column].checks[int(case["check_number"])]
        what = broken_rule(rule, frame[column].iloc[row])
    where = f"{_place(frame, keys, frame.index == row)}, column {column!r}"
    return f"{shown}: {where}: {what} ({len(cases)} bad cells in all); correct the cell"
