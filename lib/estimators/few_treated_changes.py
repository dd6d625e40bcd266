"""Each group's mean residual after the date of treatment less that before it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.estimators.few_treated_groups import Groups, grouped
from lib.estimators.few_treated_project import net_of, orthonormal
from lib.estimators.frames import check_columns
from lib.estimators.placebo_panel import NEVER
from lib.estimators.placebo_project import absorb, coefficients
from lib.estimators.placebo_report import collinear, regression_notes
from lib.estimators.placebo_spec import PlaceboSpec

_NOTHING = 1e-12  # of the outcome's range: changes that are rounding


@dataclass(frozen=True)
class Changes:
    """A regression's coefficient and what its residuals do at the date, for G groups.

    Attributes
    ----------
    term : str
    coef : float
    labels : Index, shape (G,)
        Groups with rows before and after the date.
    treated : ndarray of bool, shape (G,)
    change : ndarray, shape (G,)
        Mean residual after less mean residual before.
    weight : ndarray, shape (G,)
        Rows after times rows before over rows.
    size : ndarray, shape (G,)
        Mean of the column of sizes, else number of rows.
    nobs : int
    notes : tuple of str
    """

    term: str
    coef: float
    labels: pd.Index
    treated: np.ndarray
    change: np.ndarray
    weight: np.ndarray
    size: np.ndarray
    nobs: int
    notes: tuple[str, ...]


def changes(frame: pd.DataFrame, spec: PlaceboSpec, group: str | None, size: str | None = None) -> Changes:
    """Estimate the regression of a block design and average its residuals by group, before and after.

    Raises
    ------
    KeyError, TypeError, ValueError
        As `lib.estimators.placebo.randomise`; a treated group without rows before or after the date, fewer
        than two controls with both or none whose residuals change, a size that is not positive.
    """
    groups = grouped(frame, spec, group)
    panel, number = groups.panel, len(groups.labels)
    regression = absorb(panel)
    dated = np.flatnonzero(panel.cohort != NEVER)
    coef = float(coefficients(regression, [(dated, panel.cohort[dated])])[0])
    if np.isnan(coef):
        raise collinear(regression, spec)
    basis = orthonormal(regression.absorbed, panel.x)
    net = net_of(regression.absorbed, basis, np.column_stack([panel.y, panel.treated]))
    residual, of_row = net[:, 0] - coef * net[:, 1], groups.of_row
    after = panel.period >= panel.cohort[dated[0]]
    rows = [np.bincount(of_row, part, number) for part in (after, ~after)]
    sums = [np.bincount(of_row, residual * part, number) for part in (after, ~after)]
    both = (rows[0] > 0) & (rows[1] > 0)
    notes = [*_one_sided(groups, spec, rows, both), *regression_notes(regression, spec)]
    with np.errstate(invalid="ignore", divide="ignore"):  # groups with one side only are left out below
        change = sums[0] / rows[0] - sums[1] / rows[1]
        weight = rows[0] * rows[1] / (rows[0] + rows[1])
    drawn = np.abs(change[both & ~groups.treated])
    if drawn.max() <= _NOTHING * np.ptp(panel.y):
        raise ValueError(
            "the controls' residuals do not change at the date: there is no variation to draw from"
        )
    sizes = rows[0] + rows[1] if size is None else _sizes(frame, spec, group or spec.unit, size, groups)
    return Changes(
        term=spec.term,
        coef=coef,
        labels=groups.labels[both],
        treated=groups.treated[both],
        change=change[both],
        weight=weight[both],
        size=sizes[both],
        nobs=len(panel.y),
        notes=tuple(notes),
    )


def _one_sided(groups: Groups, spec: PlaceboSpec, rows: list[np.ndarray], both: np.ndarray) -> list[str]:
    """Refuse treated groups that are seen on one side of the date only; say which controls are."""
    date = groups.panel.dates[groups.panel.cohort != NEVER][0]
    lost = np.flatnonzero(~both & groups.treated)
    if len(lost):
        side = "before" if rows[1][lost[0]] == 0 else "from"
        raise ValueError(
            f"{groups.labels.name} {groups.labels[lost[0]]} is treated but has no row {side} {date} "
            f"({len(lost)} such group(s)): its change is not seen, so leave it out or add these rows"
        )
    controls = int((both & ~groups.treated).sum())
    if controls < 2:
        raise ValueError(
            f"{controls} control(s) have rows before and from {date} on: two at least are needed for a "
            "distribution"
        )
    alone = groups.labels[~both]
    if len(alone) == 0:
        return []
    listed = ", ".join(map(str, alone[:5])) + (", ..." if len(alone) > 5 else "")
    return [f"{len(alone)} control(s) without rows on both sides of {date} are not drawn from: {listed}"]


def _sizes(frame: pd.DataFrame, spec: PlaceboSpec, group: str, size: str, groups: Groups) -> np.ndarray:
    """Mean of a column by group, shape (G,), positive in every row."""
    check_columns(frame, numbers=(size,))
    values = frame[size].to_numpy(dtype=float)
    bad = np.flatnonzero(values <= 0)
    if len(bad):
        place = f"{frame[spec.unit].iloc[bad[0]]} {frame[spec.period].iloc[bad[0]]}"
        raise ValueError(
            f"size '{size}' is {values[bad[0]]:g} for {place} ({len(bad)} such row(s)): give positive ones"
        )
    return frame.groupby(group)[size].mean().reindex(groups.labels).to_numpy(dtype=float)
