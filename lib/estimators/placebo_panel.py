"""From a data frame and a specification to a checked panel, rows of a unit together and in order."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from lib.estimators.frames import check_binary, check_columns, check_present
from lib.estimators.placebo_spec import PlaceboSpec

NEVER = -1


@dataclass(frozen=True)
class Panel:
    """One panel, N rows of U units, sorted by unit and period.

    Attributes
    ----------
    y : ndarray, shape (N,)
    x : ndarray, shape (N, K)
        Controls.
    effects : tuple of ndarray of int, each shape (N,)
        Levels of each fixed effect, 0, 1, ...
    unit, period : ndarray of int, shape (N,)
        Positions in `units` and in `periods`.
    units, periods : Index
        Labels; periods in order.
    first : ndarray of int, shape (U + 1,)
        First row of each unit, and N.
    dates : ndarray of object, shape (U,)
        Label of each unit's date, missing where it is never treated.
    cohort : ndarray of int, shape (U,)
        Position of the first period that is not before the unit's date, the number of periods where the
        date lies after the last one, `NEVER` without a date.
    strata : ndarray of int, shape (U,)
        Positions in `stratum_labels`; all 0 without strata.
    stratum_labels : Index
    """

    y: np.ndarray
    x: np.ndarray
    effects: tuple[np.ndarray, ...]
    unit: np.ndarray
    period: np.ndarray
    units: pd.Index
    periods: pd.Index
    first: np.ndarray
    dates: np.ndarray
    cohort: np.ndarray
    strata: np.ndarray
    stratum_labels: pd.Index

    @property
    def treated(self) -> np.ndarray:
        """The treatment, shape (N,), bool."""
        cohort = self.cohort[self.unit]
        return (cohort != NEVER) & (self.period >= cohort)

    def start_rows(self, units: np.ndarray, cohorts: np.ndarray) -> np.ndarray:
        """Row from which each of `units` is treated if its cohort were `cohorts`; its end if it never is."""
        places = units * (len(self.periods) + 1) + cohorts
        return np.searchsorted(self._keys, places) if self._starts is None else self._starts[places]

    @cached_property
    def _keys(self) -> np.ndarray:
        return self.unit * (len(self.periods) + 1) + self.period

    @cached_property
    def _starts(self) -> np.ndarray | None:
        """Every answer of `start_rows`, where there are not many more of them than rows."""
        places = len(self.units) * (len(self.periods) + 1)
        if places > 8 * len(self.y):
            return None
        return np.cumsum(np.bincount(self._keys + 1, minlength=places)[:places])


def positions(periods: pd.Index, dates: np.ndarray) -> np.ndarray:
    """Cohort of each date: position of the first period that is not before it, `NEVER` where missing."""
    known = ~pd.isna(dates)
    found = np.full(len(dates), NEVER)
    try:
        found[known] = periods.searchsorted(pd.Index(dates[known]).infer_objects()) if known.any() else []
    except TypeError as error:
        raise TypeError(
            f"dates such as {dates[known][0]!r} cannot be compared with periods such as {periods[0]!r}: "
            "give both the same type"
        ) from error
    return found


def build(frame: pd.DataFrame, spec: PlaceboSpec) -> Panel:
    """Check `frame` against `spec` and take its arrays.

    Raises
    ------
    KeyError
        A column is not in the frame.
    TypeError
        `frame` is no data frame, `spec` no specification, or a column not numeric.
    ValueError
        No rows, missing values, duplicate (unit, period) keys, a treatment that is not 0 or 1, that switches
        off, that changes its date, or that does not fit the design; no treated unit.
    """
    if not isinstance(spec, PlaceboSpec):
        raise TypeError(f"spec is a {type(spec).__name__}: pass a PlaceboSpec")
    check_columns(frame, numbers=spec.numeric_columns, labels=spec.key_columns)
    if spec.date:
        check_present(frame, spec.date)
    unit, units = pd.factorize(frame[spec.unit], sort=False)
    period, periods = pd.factorize(frame[spec.period], sort=True)
    order = np.lexsort((period, unit))
    unit, period = unit[order], period[order]
    first = np.searchsorted(unit, np.arange(len(units) + 1))
    _check_keys(spec, unit, period, units, periods)
    sorted_frame = frame.iloc[order]
    dates = _dates(sorted_frame, spec, unit, first, units)
    strata, labels = np.zeros(len(units), dtype=int), pd.Index(["all"])
    if spec.strata:
        strata, labels = pd.factorize(_by_unit(sorted_frame, spec.strata, first, units), sort=False)
    panel = Panel(
        y=sorted_frame[spec.outcome].to_numpy(dtype=float),
        x=sorted_frame[list(spec.controls)].to_numpy(dtype=float),
        effects=tuple(_levels(sorted_frame, effect) for effect in spec.effects),
        unit=unit,
        period=period,
        units=pd.Index(units, name=spec.unit),
        periods=pd.Index(periods, name=spec.period),
        first=first,
        dates=dates,
        cohort=positions(pd.Index(periods), dates),
        strata=strata,
        stratum_labels=pd.Index(labels),
    )
    _check_treatment(panel, sorted_frame, spec)
    return panel


def without_treated(panel: Panel) -> Panel:
    """The rows of `panel` that are not treated; dates stay as they are."""
    kept = ~panel.treated
    if not kept.any():
        raise ValueError("every row is treated: none is left for fictitious dates")
    present, unit = np.unique(panel.unit[kept], return_inverse=True)
    shown, period = np.unique(panel.period[kept], return_inverse=True)
    periods = panel.periods[shown]
    return replace(
        panel,
        y=panel.y[kept],
        x=panel.x[kept],
        effects=tuple(np.unique(levels[kept], return_inverse=True)[1] for levels in panel.effects),
        unit=unit,
        period=period,
        units=panel.units[present],
        periods=periods,
        first=np.searchsorted(unit, np.arange(len(present) + 1)),
        dates=panel.dates[present],
        cohort=positions(periods, panel.dates[present]),
        strata=panel.strata[present],
    )


def _check_keys(
    spec: PlaceboSpec, unit: np.ndarray, period: np.ndarray, units: pd.Index, periods: pd.Index
) -> None:
    twice = np.flatnonzero((np.diff(unit) == 0) & (np.diff(period) == 0))
    if len(twice):
        key = f"{units[unit[twice[0]]]} {periods[period[twice[0]]]}"
        what = f"{len(twice)} duplicate ({spec.unit}, {spec.period}) key(s), first: {key}"
        raise ValueError(f"frame has {what}: keep one row for each")


def _by_unit(frame: pd.DataFrame, name: str, first: np.ndarray, units: pd.Index) -> np.ndarray:
    """Values of a column that is constant within units, shape (U,)."""
    codes = pd.factorize(frame[name], use_na_sentinel=True)[0]
    own = np.repeat(codes[first[:-1]], np.diff(first))
    changed = np.flatnonzero(codes != own)
    if len(changed):
        unit = units[np.searchsorted(first, changed[0], side="right") - 1]
        raise ValueError(
            f"column '{name}' changes within unit {unit}, first in row {frame.index[changed[0]]}: "
            "give each unit one value"
        )
    return frame[name].to_numpy()[first[:-1]]


def _levels(frame: pd.DataFrame, effect: tuple[str, ...]) -> np.ndarray:
    """Levels of one fixed effect, shape (N,)."""
    codes = pd.factorize(frame[effect[0]])[0]
    for name in effect[1:]:
        other, labels = pd.factorize(frame[name])
        codes = pd.factorize(codes * len(labels) + other)[0]
    return codes


def _dates(
    frame: pd.DataFrame, spec: PlaceboSpec, unit: np.ndarray, first: np.ndarray, units: pd.Index
) -> np.ndarray:
    """Label of each unit's date, shape (U,), object."""
    if spec.date:
        return _by_unit(frame, spec.date, first, units).astype(object)
    treatment = check_binary(frame[spec.treatment], spec.treatment)
    off = np.flatnonzero((np.diff(unit) == 0) & treatment[:-1] & ~treatment[1:])
    if len(off):
        place = f"unit {frame[spec.unit].iloc[off[0]]} in {spec.period} {frame[spec.period].iloc[off[0] + 1]}"
        raise ValueError(
            f"column '{spec.treatment}' switches off in {place} ({len(off)} such case(s)): the placebo needs "
            "a treatment that stays"
        )
    dates = np.full(len(units), None, dtype=object)
    rows = np.flatnonzero(treatment)[::-1]
    dates[unit[rows]] = frame[spec.period].to_numpy(dtype=object)[rows]  # the first treated row is last
    if spec.design == "block" and len(rows):
        return _block_dates(frame, spec, dates, unit, treatment)
    return dates


def _block_dates(
    frame: pd.DataFrame, spec: PlaceboSpec, dates: np.ndarray, unit: np.ndarray, treatment: np.ndarray
) -> np.ndarray:
    """One date for all treated units, the earliest; a treated unit may have no row in that period."""
    treated = ~pd.isna(dates)
    common = min(dates[treated])
    late = np.flatnonzero(treated[unit] & (frame[spec.period] >= common).to_numpy() & ~treatment)
    if len(late):
        where = f"in {spec.period} {frame[spec.period].iloc[late[0]]}"
        raise ValueError(
            f"unit {frame[spec.unit].iloc[late[0]]} is not yet treated {where}, though the treated units of "
            f"a block share one date, here {common}: use design 'staggered'"
        )
    return np.where(treated, common, None)


def _check_treatment(panel: Panel, frame: pd.DataFrame, spec: PlaceboSpec) -> None:
    dated = panel.cohort != NEVER
    if not dated.any():
        raise ValueError(f"no unit is treated in column '{spec.term}': there is nothing to reassign")
    if spec.design == "block" and len(set(panel.dates[dated])) > 1:
        earlier, later = sorted(set(panel.dates[dated]))[:2]
        unit = panel.units[np.flatnonzero(dated & (panel.dates == later))[0]]
        raise ValueError(
            f"unit {unit} has the date {later}, another {earlier}, though the treated units of a block share "
            "one: use design 'staggered'"
        )
    if not panel.treated.any():
        raise ValueError(
            f"no row is treated: the dates in column '{spec.term}' lie after the units' last {spec.period}"
        )
