"""A panel with staggered treatment: whose treatment starts when, checked."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.estimators.frames import check_binary, check_columns, check_present

ALWAYS = ("drop", "keep")


@dataclass(frozen=True)
class DidSpec:
    """An outcome, and a treatment that starts at some period and stays.

    Attributes
    ----------
    outcome : str
        Column of y.
    unit, period : str
        Columns of what is treated and of when; their pairs are unique, periods are whole numbers.
    cohort : str or None
        Column of the first treated period, constant within units and missing where there is none.
    treatment : str or None
        Column of 0 and 1 instead; a unit's cohort is then its first treated period in the panel. `cohort` is
        better where units enter the panel after their start. Exactly one of the two is given.

    Raises
    ------
    ValueError
        Both or neither of `cohort` and `treatment`.
    """

    outcome: str
    unit: str
    period: str
    cohort: str | None = None
    treatment: str | None = None

    def __post_init__(self) -> None:
        if (self.cohort is None) == (self.treatment is None):
            raise ValueError(
                "give the column of the cohort (first treated period) or of the treatment (0 or 1): one of "
                "the two"
            )


@dataclass(frozen=True)
class Staggered:
    """The rows that are used, sorted by unit and period.

    Attributes
    ----------
    data : DataFrame, shape (N, ...)
        ``y``, ``unit`` (0, 1, ...), ``period``, ``cohort`` (missing where never treated in the panel) and
        ``row``, the row's position in the frame.
    units : Index, shape (U,)
        Labels of the units.
    n_treated, n_never, n_always : int
        Units whose treatment starts inside the panel's periods, after them or never, and before them.
    notes : tuple of str
    """

    data: pd.DataFrame
    units: pd.Index
    n_treated: int
    n_never: int
    n_always: int
    notes: tuple[str, ...]


def read(frame: pd.DataFrame, spec: DidSpec, *, always_treated: str = "drop") -> Staggered:
    """Check a panel and bring it into order.

    Parameters
    ----------
    frame : DataFrame, shape (N, ...)
    spec : DidSpec
    always_treated : str
        ``drop`` or ``keep`` units that are treated in the panel's first period already.

    Returns
    -------
    Staggered
        Rows with a missing outcome are left out, with their number in ``notes``.

    Raises
    ------
    KeyError, TypeError, ValueError
        Absent or non-numeric columns, duplicate keys, a treatment that switches off, a cohort that changes
        within a unit, no treated unit.
    """
    if not isinstance(spec, DidSpec):
        raise TypeError(f"spec is a {type(spec).__name__}: pass a DidSpec")
    if always_treated not in ALWAYS:
        raise ValueError(f"always_treated is {always_treated!r}: choose one of {', '.join(ALWAYS)}")
    data, notes = _rows(frame, spec)
    data, units = _sorted(data, spec)
    cohort = _stated(data, spec, units) if spec.cohort else _first_treated(data, spec, units)
    first, last = data["period"].min(), data["period"].max()
    late = cohort > last
    if late.any():
        notes.append(f"{late.sum()} units first treated after {last:g} count as never treated")
    cohort = cohort.mask(late)
    always = cohort <= first
    if always.any():
        done = "left out" if always_treated == "drop" else "kept"
        notes.append(f"{always.sum()} units treated in the first period ({first:g}) already are {done}")
    data["cohort"] = cohort.to_numpy()[data["unit"].to_numpy()]
    if always_treated == "drop" and always.any():
        data = data[~always.to_numpy()[data["unit"].to_numpy()]].reset_index(drop=True)
        kept = np.flatnonzero(~always.to_numpy())
        data["unit"] = np.searchsorted(kept, data["unit"])
        units = units[kept]
    n_treated = int((cohort > first).sum())
    if n_treated == 0:
        raise ValueError(
            f"no unit's treatment starts between {first:g} and {last:g}: there is nothing to compare"
        )
    return Staggered(
        data=data[["y", "unit", "period", "cohort", "row"]],
        units=units,
        n_treated=n_treated,
        n_never=int(cohort.isna().sum()),
        n_always=int(always.sum()),
        notes=(*notes, *_balance(data)),
    )


def _rows(frame: pd.DataFrame, spec: DidSpec) -> tuple[pd.DataFrame, list[str]]:
    """The columns in their own names, rows without an outcome left out."""
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"frame is a {type(frame).__name__}: pass a pandas DataFrame")
    for name in (spec.outcome, spec.unit, spec.period, spec.cohort or spec.treatment):
        check_present(frame, name)
    seen = frame[spec.outcome].notna().to_numpy()
    kept = frame[seen] if len(frame) else frame
    if len(frame) and kept.empty:
        raise ValueError(f"outcome '{spec.outcome}' is missing in all {len(frame)} rows")
    number = [spec.outcome, spec.period, *([spec.treatment] if spec.treatment else [])]
    check_columns(kept, numbers=number, labels=[spec.unit])
    odd = kept[spec.period].to_numpy(dtype=float) % 1 != 0
    if odd.any():
        raise ValueError(
            f"period '{spec.period}' is {kept[spec.period][odd].iloc[0]} in row {kept.index[odd][0]}: "
            "periods are whole numbers"
        )
    if spec.treatment:
        check_binary(kept[spec.treatment], spec.treatment)
    own = {
        "y": spec.outcome,
        "label": spec.unit,
        "period": spec.period,
        "given": spec.cohort or spec.treatment,
    }
    data = pd.DataFrame({name: kept[column].to_numpy() for name, column in own.items()})
    data["row"] = np.flatnonzero(seen)
    missing = len(frame) - len(kept)
    return data, [f"{missing} rows with a missing outcome left out"] if missing else []


def _sorted(data: pd.DataFrame, spec: DidSpec) -> tuple[pd.DataFrame, pd.Index]:
    """Rows by unit and period, each combination once, units as whole numbers."""
    data["unit"], units = pd.factorize(data["label"], sort=True)
    data = data.sort_values(["unit", "period"], ignore_index=True)
    twice = data.duplicated(["unit", "period"])
    if twice.any():
        label, period = data.loc[twice, "label"].iloc[0], data.loc[twice, "period"].iloc[0]
        raise ValueError(
            f"panel has {twice.sum()} duplicate ({spec.unit}, {spec.period}) keys, first: {label} {period:g}"
        )
    return data, pd.Index(units)


def _stated(data: pd.DataFrame, spec: DidSpec, units: pd.Index) -> pd.Series:
    """Cohort of each unit from its column."""
    if not pd.api.types.is_numeric_dtype(data["given"]):
        raise TypeError(f"cohort '{spec.cohort}' is not numeric ({data['given'].dtype}): convert it")
    given = data["given"].astype(float)
    if np.isinf(given).any() or (given % 1 > 0).any():
        raise ValueError(
            f"cohort '{spec.cohort}' has values that are no whole numbers: give the first treated period, "
            "and a missing value where there is none"
        )
    first = given.groupby(data["unit"]).transform("first")
    differs = ~((given == first) | (given.isna() & first.isna()))
    partly = given.isna() & first.notna()
    bad = np.flatnonzero(differs | partly)
    if len(bad):
        unit = units[data["unit"].iloc[bad[0]]]
        raise ValueError(
            f"cohort '{spec.cohort}' changes within unit {unit}: give each unit one first period"
        )
    return given.groupby(data["unit"]).first()


def _first_treated(data: pd.DataFrame, spec: DidSpec, units: pd.Index) -> pd.Series:
    """Cohort of each unit from a treatment that stays on."""
    on = data["given"].to_numpy(dtype=float)
    same = np.diff(data["unit"].to_numpy()) == 0
    off = np.flatnonzero(same & (np.diff(on) < 0)) + 1
    if len(off):
        label, period = data["label"].iloc[off[0]], data["period"].iloc[off[0]]
        raise ValueError(
            f"treatment '{spec.treatment}' of unit {label} switches off in {period:g} "
            f"({len(off)} such row(s)): only treatments that stay can be estimated; correct it or leave the "
            "unit out"
        )
    return data["period"].where(on == 1).astype(float).groupby(data["unit"]).min()


def _balance(data: pd.DataFrame) -> list[str]:
    units, periods = data["unit"].nunique(), data["period"].nunique()
    if len(data) == units * periods:
        return []
    full = int((data.groupby("unit").size() == periods).sum())
    return [
        f"the panel is unbalanced: {len(data)} of {units * periods} unit-periods, {full} of {units} units in "
        "every period"
    ]
