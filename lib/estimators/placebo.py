"""Placebo tests by reassigning a treatment in a panel with fixed effects, exact and fast.

The public face: `PlaceboSpec` says what the regression is; `randomise` draws or lists assignments,
`given_assignments` takes them from the caller, `shift_dates` moves the date; each returns a `PlaceboResult`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from numbers import Integral, Real

import numpy as np
import pandas as pd

from lib.estimators import placebo_assignments as reassign
from lib.estimators.placebo_panel import NEVER, Panel, build, positions, without_treated
from lib.estimators.placebo_project import Regression, absorb, coefficients
from lib.estimators.placebo_report import collinear, regression_notes, strata_notes
from lib.estimators.placebo_result import ALTERNATIVES, PlaceboResult, extreme, monte_carlo_error, pvalue
from lib.estimators.placebo_spec import PlaceboSpec

__all__ = ["PlaceboResult", "PlaceboSpec", "given_assignments", "randomise", "shift_dates"]

_WORDS = {
    "units": "treated units drawn anew, each with one of the observed dates",
    "dates": "dates reassigned among the treated units",
    "both": "treated units and their dates drawn anew",
}


def randomise(
    frame: pd.DataFrame,
    spec: PlaceboSpec,
    *,
    permute: str = "units",
    dates: Sequence | None = None,
    draws: int = 500,
    alternative: str = "two-sided",
    list_up_to: int = 5000,
    seed: int = 0,
) -> PlaceboResult:
    r"""Randomisation inference: the treatment's coefficient among those of reassigned treatments.

    Parameters
    ----------
    frame : DataFrame, shape (N, ...)
        One row a unit and period; unbalanced panels are allowed.
    spec : PlaceboSpec
        The regression; with ``spec.strata`` reassignment stays within the strata.
    permute : str
        ``units``: the treated units are drawn anew, as many as there are in each stratum, and take the
        stratum's observed dates in random order. ``dates``: the treated units stay and their dates are
        shuffled within the stratum, or drawn from `dates`. ``both``: the units are drawn anew and the dates
        are shuffled over all strata, or drawn from `dates`.
    dates : sequence or None
        Periods from which dates are drawn with equal probability: one for each treated unit, or one for all
        of a block. None shuffles the observed dates; for a block it means every period but the first.
    draws : int
        Number of random assignments.
    alternative : str
        ``two-sided`` (twice the smaller tail), ``absolute`` (as far from zero, the definition of `ritest` and
        most software), ``greater`` or ``less``.
    list_up_to : int
        Where there are no more different assignments than this, each is taken once instead of drawn. 0 never
        lists.
    seed : int
        Seed of the draws.

    Returns
    -------
    PlaceboResult

    Raises
    ------
    KeyError, TypeError, ValueError
        Absent, non-numeric or incomplete columns, duplicate keys, a treatment that switches off or does not
        fit the design or is collinear with effects and controls, nothing to reassign, an option out of its
        range; the message names the column, the unit and period, and the remedy.

    Notes
    -----
    The share of drawn assignments is :math:`(b + 1) / (R + 1)` with b of R coefficients at least as extreme
    as the actual one; a full list holds the actual assignment and gives :math:`b / R`. Two-sided p-values are
    twice the share of the smaller tail, at most 1, all others the share itself; see
    `lib.estimators.placebo_result.pvalue`, and `monte_carlo_error` beside it for the Monte Carlo standard
    error. Assignments whose coefficient does not exist count as extreme, in either tail.

    References
    ----------
    Fisher (1935), chapter 2; Phipson and Smyth (2010), equation 2; MacKinnon and Webb (2020) on randomisation
    inference in difference-in-differences.
    """
    _check_options(permute, dates, alternative, draws, list_up_to)
    panel = build(frame, spec)
    candidates = None if dates is None else _candidates(panel, spec, dates)
    regression, coef = _actual(panel, spec)
    plan = reassign.scheme(panel, permute, candidates, spec.design == "block")
    number = reassign.count(plan)
    if number == 1:
        raise ValueError(
            f"permute '{permute}' leaves one assignment, the actual one: permute something else, merge "
            "strata, or give dates to draw from"
        )
    exact = number <= list_up_to
    rng = np.random.default_rng(seed)
    chosen = reassign.everything(plan) if exact else reassign.draws(plan, draws, rng)
    values = coefficients(regression, chosen)
    counted = exact and plan.holds_observed
    p = pvalue(extreme(coef, values, alternative), len(values), counted=counted, alternative=alternative)
    words = _WORDS[permute] + (f", within strata of '{spec.strata}'" if spec.strata else "")
    return _result(
        regression, spec, coef, values,
        p=p, p_se=0.0 if exact else monte_carlo_error(p, len(values), alternative), alternative=alternative,
        method=words + ("" if exact else f", seed {seed}"), exact=exact, number=number,
        notes=strata_notes(plan, panel, spec),
    )  # fmt: skip


def given_assignments(
    frame: pd.DataFrame,
    spec: PlaceboSpec,
    assignments: Sequence[Mapping | pd.Series],
    *,
    alternative: str = "two-sided",
) -> PlaceboResult:
    """The treatment's coefficient among those of given placebo assignments.

    Parameters
    ----------
    frame, spec
        As in `randomise`.
    assignments : sequence of mappings or Series
        Each from units to the date from which they are treated; units that are absent or have a missing date
        are never treated.
    alternative : str
        As in `randomise`.

    Returns
    -------
    PlaceboResult
        ``pvalue`` has the +1 correction, as for draws; it is one only where the list was drawn as the actual
        assignment was.

    Raises
    ------
    KeyError
        An assignment names a unit that is not in the panel.
    ValueError
        The list is empty, an assignment treats no unit or names one twice, or as in `randomise`.
    """
    _check_options("units", None, alternative, 1, 0)
    panel = build(frame, spec)
    if len(assignments) == 0:
        raise ValueError("the list of assignments is empty: give at least one")
    chosen = [_given(panel, assignment, i) for i, assignment in enumerate(assignments)]
    regression, coef = _actual(panel, spec)
    values = coefficients(regression, chosen)
    p = pvalue(extreme(coef, values, alternative), len(values), counted=False, alternative=alternative)
    return _result(regression, spec, coef, values, p=p, alternative=alternative, method="as given")


def shift_dates(
    frame: pd.DataFrame, spec: PlaceboSpec, shifts: Sequence[float], *, drop_treated: bool = False
) -> PlaceboResult:
    """Coefficients of fictitious dates: every treated unit's date moved by the same number of periods.

    Parameters
    ----------
    frame, spec
        As in `randomise`; the dates must be numbers.
    shifts : sequence of float
        Added to the dates: -3 is three periods earlier.
    drop_treated : bool
        Leave the rows that are actually treated out of the placebo regressions, so that the effect itself
        cannot reach them; then only earlier dates have treated rows.

    Returns
    -------
    PlaceboResult
        ``distribution`` is indexed by shift; ``coef`` is that of the actual dates in the whole panel. There
        is no p-value: shifts are not draws.

    Raises
    ------
    KeyError, TypeError, ValueError
        As in `randomise`; dates that are not numbers, no shift.
    """
    panel = build(frame, spec)
    treated = np.flatnonzero(panel.cohort != NEVER)
    if not all(isinstance(date, Real) for date in panel.dates[treated]):
        raise TypeError(
            f"dates such as {panel.dates[treated][0]!r} cannot be shifted by a number: convert "
            f"'{spec.period}' and the dates to numbers"
        )
    if len(shifts) == 0:
        raise ValueError("the list of shifts is empty: give at least one")
    regression, coef = _actual(panel, spec)
    moved, labels = panel.dates[treated].astype(float), panel.units[treated]
    placebo = absorb(without_treated(panel)) if drop_treated else regression
    places = placebo.panel.units.get_indexer(labels)
    there = places >= 0
    chosen = [(places[there], positions(placebo.panel.periods, (moved + k)[there])) for k in shifts]
    values = coefficients(placebo, chosen)
    left_out = f", {panel.treated.sum()} treated rows left out" if drop_treated else ""
    index = pd.Index(list(shifts), name="shift")
    result = _result(regression, spec, coef, values, method="dates shifted" + left_out)
    return replace(result, distribution=result.distribution.set_axis(index))


def _actual(panel: Panel, spec: PlaceboSpec) -> tuple[Regression, float]:
    """The regression with all but the treatment absorbed, and the actual treatment's coefficient."""
    regression = absorb(panel)
    treated = np.flatnonzero(panel.cohort != NEVER)
    coef = coefficients(regression, [(treated, panel.cohort[treated])])[0]
    if np.isnan(coef):
        raise collinear(regression, spec)
    return regression, float(coef)


def _result(
    regression: Regression,
    spec: PlaceboSpec,
    coef: float,
    values: np.ndarray,
    *,
    method: str,
    p: float = np.nan,
    p_se: float = np.nan,
    alternative: str = "two-sided",
    exact: bool = False,
    number: int | None = None,
    notes: tuple[str, ...] = (),
) -> PlaceboResult:
    panel = regression.panel
    undefined = int(np.isnan(values).sum())
    if undefined:
        notes = (
            f"{undefined} of {len(values)} placebo treatments have no coefficient, because effects and "
            "controls explain them or they treat no row; the p-value counts them as extreme",
            *notes,
        )
    return PlaceboResult(
        term=spec.term,
        coef=coef,
        distribution=pd.Series(values, index=pd.RangeIndex(len(values), name="draw"), name="coef"),
        pvalue=p,
        pvalue_se=p_se,
        alternative=alternative,
        method=method,
        exact=exact,
        n_assignments=number,
        nobs=len(panel.y),
        n_units=len(panel.units),
        n_treated=int((panel.cohort != NEVER).sum()),
        notes=(*notes, *regression_notes(regression, spec)),
    )


def _candidates(panel: Panel, spec: PlaceboSpec, dates: Sequence) -> list[int]:
    """Cohorts of the dates to draw from."""
    found = panel.periods.get_indexer(pd.Index(list(dates)))
    if len(found) == 0:
        raise ValueError("dates is empty: give the periods to draw from")
    if (found < 0).any():
        absent = list(dates)[int(np.flatnonzero(found < 0)[0])]
        raise ValueError(f"date {absent} is not a period of column '{spec.period}': choose among its periods")
    if len(set(found)) < len(found):
        raise ValueError("dates has a period twice, which would be drawn twice as often: keep one of each")
    return [int(place) for place in found]


def _given(panel: Panel, assignment: Mapping | pd.Series, number: int) -> tuple[np.ndarray, np.ndarray]:
    """Positions of units and cohorts of one given assignment."""
    given = pd.Series(assignment, dtype=object)
    given = given[given.notna()]
    twice = given.index[given.index.duplicated()]
    if len(twice):
        raise ValueError(f"assignment {number} names unit {twice[0]} twice: keep one date")
    if given.empty:
        raise ValueError(f"assignment {number} treats no unit: give a date to one or more")
    units = panel.units.get_indexer(given.index)
    if (units < 0).any():
        raise KeyError(
            f"assignment {number} names unit {given.index[units < 0][0]}, which is not in the panel"
        )
    return units, positions(panel.periods, given.to_numpy())


def _check_options(
    permute: str, dates: Sequence | None, alternative: str, draws: int, list_up_to: int
) -> None:
    if permute not in reassign.PERMUTE:
        raise ValueError(f"permute is {permute!r}: choose one of {', '.join(reassign.PERMUTE)}")
    if dates is not None and permute == "units":
        raise ValueError("permute 'units' keeps the observed dates: leave dates out or permute 'both'")
    if alternative not in ALTERNATIVES:
        raise ValueError(f"alternative is {alternative!r}: choose one of {', '.join(ALTERNATIVES)}")
    for name, value, least in (("draws", draws, 1), ("list_up_to", list_up_to, 0)):
        if isinstance(value, bool) or not isinstance(value, Integral) or value < least:
            raise ValueError(f"{name} is {value!r}: give a whole number, {least} or more")
