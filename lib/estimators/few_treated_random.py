"""Randomisation inference by coefficient and by t statistic, over every choice of treated groups."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import pandas as pd

from lib.estimators import placebo_assignments as reassign
from lib.estimators.few_treated_groups import Groups, grouped
from lib.estimators.few_treated_project import net_of, orthonormal
from lib.estimators.few_treated_result import FewTreatedResult, check_draws
from lib.estimators.placebo_panel import NEVER
from lib.estimators.placebo_project import Regression, absorb, coefficients
from lib.estimators.placebo_report import collinear, regression_notes
from lib.estimators.placebo_result import ALTERNATIVES, extreme, monte_carlo_error, pvalue
from lib.estimators.placebo_spec import PlaceboSpec

_CELLS = 4_000_000  # of a table of rows by assignments that is held at once

Assignment = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True, kw_only=True, repr=False)
class RandomisationResult(FewTreatedResult):
    """A coefficient and its t statistic among those of reassigned treatments.

    Attributes
    ----------
    distribution : Series, shape (R,)
        Coefficient of each assignment.
    distribution_t : Series, shape (R,)
        Its ratio to a standard error clustered by group; missing where that is zero.
    t : float
        Of the actual assignment.
    pvalue_t : float
        Of the t statistic, as `pvalue` is of the coefficient.
    pvalue_se, pvalue_t_se : float
        Monte Carlo standard errors; 0 where all assignments are listed.
    exact : bool
        Whether every assignment is taken once.
    n_assignments : int
        Number of different assignments.
    alternative : str
    """

    distribution_t: pd.Series
    t: float
    pvalue_t: float
    pvalue_se: float
    pvalue_t_se: float
    exact: bool
    n_assignments: int
    alternative: str

    def _statistics(self) -> dict[str, float]:
        own = {"coef": self.coef, "t": self.t, "p": self.pvalue, "p_t": self.pvalue_t}
        return own | {"p_se": self.pvalue_se, "p_t_se": self.pvalue_t_se}

    def _scalars(self) -> dict[str, float]:
        return super()._scalars() | {"assignments": self.n_assignments, "exact": float(self.exact)}


def randomisation(
    frame: pd.DataFrame,
    spec: PlaceboSpec,
    *,
    group: str | None = None,
    pool: Sequence | None = None,
    draws: int = 999,
    alternative: str = "two-sided",
    list_up_to: int = 5000,
    seed: int = 0,
) -> RandomisationResult:
    r"""Compare a treatment's coefficient and t statistic with those of every choice of treated groups.

    Parameters
    ----------
    frame : DataFrame, shape (N, ...)
        One row a unit and period.
    spec : PlaceboSpec
        The regression; without strata, which `pool` takes the place of.
    group : str or None
        Column of what is treated as a whole (the country of product lines); None: the unit.
    pool : sequence or None
        Groups among which the treated are chosen, the actual ones included; None: all. Others stay in the
        regression, untreated.
    draws : int
        Number of random assignments where they are not listed.
    alternative : str
        As in `lib.estimators.placebo.randomise`.
    list_up_to : int
        Number of assignments up to which each is taken once. 0 never lists.
    seed : int
        Of the draws.

    Returns
    -------
    RandomisationResult

    Raises
    ------
    KeyError, TypeError, ValueError
        As `lib.estimators.placebo.randomise`; a pool without a treated group, or with nothing to choose; one
        group.

    Notes
    -----
    As many groups as are treated get the observed dates: :math:`\binom{9}{5} = 126` assignments for five
    treated of nine with one date, each with the coefficient of the same regression, effects and controls
    included. The t statistic divides it by

    .. math:: \sqrt{\sum_g (\sum_{i \in g} \tilde d_i \hat u_i)^2} / \sum_i \tilde d_i^2,

    without a small-sample factor, which is the same in every assignment. Where groups differ in size or in
    variance the test by t is the more robust one, though neither is exact then. With a full list p is
    :math:`b / R`, with draws :math:`(b + 1) / (R + 1)`; assignments without a coefficient or with a standard
    error of zero count as extreme. A treated group without a row before its date, or from it on, is counted
    in the notes: it says nothing of the change, but takes part in the effects of the periods.

    References
    ----------
    MacKinnon and Webb (2020) on both statistics; Phipson and Smyth (2010).
    """
    _check_options(spec, draws, alternative, list_up_to)
    groups = grouped(frame, spec, group)
    eligible = _eligible(groups, pool)
    regression = absorb(groups.panel)
    plan = reassign.Scheme("units", groups.cohort[eligible], np.zeros(len(eligible), dtype=int), None, False)
    number = reassign.count(plan)
    if number == 1:
        raise ValueError(f"all {len(eligible)} groups of the pool are treated from one date: there is one "
                         "assignment, the actual one; add untreated groups")  # fmt: skip
    exact = number <= list_up_to
    rng = np.random.default_rng(seed)
    chosen = reassign.everything(plan) if exact else reassign.draws(plan, draws, rng)
    treated = np.flatnonzero(groups.treated)
    (coef, t), values = _statistics(regression, groups, eligible, (treated, groups.cohort[treated]), chosen)
    if np.isnan(coef):
        raise collinear(regression, spec)
    found = [_pvalue(own, column, exact, alternative) for own, column in zip((coef, t), values, strict=True)]
    draw = pd.RangeIndex(len(values[0]), name="draw")
    return RandomisationResult(
        term=spec.term, coef=coef, pvalue=found[0][0],
        distribution=pd.Series(values[0], index=draw, name="coef"),
        method=_words(exact, len(draw), number, seed, alternative),
        nobs=len(groups.panel.y), n_treated=len(treated), n_controls=len(groups.labels) - len(treated),
        notes=(*_notes(values, t, exact, alternative, groups, eligible), *regression_notes(regression, spec)),
        distribution_t=pd.Series(values[1], index=draw, name="t"), t=t, pvalue_t=found[1][0],
        pvalue_se=found[0][1], pvalue_t_se=found[1][1], exact=exact, n_assignments=number,
        alternative=alternative,
    )  # fmt: skip


def _statistics(
    regression: Regression,
    groups: Groups,
    eligible: np.ndarray,
    actual: Assignment,
    chosen: Iterable[Assignment],
) -> tuple[tuple[float, float], np.ndarray]:
    """Coefficient and t statistic of the actual assignment, and of the others, shape (2, R)."""
    panel = groups.panel
    basis = orthonormal(regression.absorbed, panel.x)
    outcome = net_of(regression.absorbed, basis, panel.y[:, None])[:, 0]
    spread = _Spread(groups)
    own = spread.units(actual)
    coef = coefficients(regression, [own])
    t = _t_statistics(regression, groups, basis, outcome, [own], coef)
    parts = []
    everything = (spread.units((eligible[places], cohorts)) for places, cohorts in chosen)
    size = max(1, _CELLS // len(panel.y))
    while batch := list(islice(everything, size)):
        values = coefficients(regression, batch)
        parts.append(np.vstack([values, _t_statistics(regression, groups, basis, outcome, batch, values)]))
    return (float(coef[0]), float(t[0])), np.hstack(parts)


class _Spread:
    """From assignments of groups to those of their units."""

    def __init__(self, groups: Groups):
        self._order = np.argsort(groups.of_unit, kind="stable")
        self._first = np.searchsorted(groups.of_unit[self._order], np.arange(len(groups.labels) + 1))

    def units(self, assignment: Assignment) -> Assignment:
        """Units of the groups of an assignment and their cohorts."""
        members = [self._order[self._first[g] : self._first[g + 1]] for g in assignment[0]]
        sizes = [len(units) for units in members]
        return np.concatenate(members), np.repeat(assignment[1], sizes)


def _t_statistics(
    regression: Regression,
    groups: Groups,
    basis: np.ndarray,
    outcome: np.ndarray,
    batch: list[Assignment],
    coefs: np.ndarray,
) -> np.ndarray:
    """Ratio of each coefficient to its clustered standard error without a small-sample factor."""
    treatments = net_of(regression.absorbed, basis, _treatments(groups, batch))
    residual = outcome[:, None] - treatments * np.nan_to_num(coefs)
    size = (treatments**2).sum(axis=0)
    of_row, number = groups.of_row, len(groups.labels)
    scores = np.array([np.bincount(of_row, s, number) for s in (treatments * residual).T])
    meat = np.sqrt((scores**2).sum(axis=1))
    scale = np.linalg.norm(outcome) * np.sqrt(size)
    defined = ~np.isnan(coefs) & (meat > 1e-12 * scale)
    return np.where(defined, coefs * size / np.where(defined, meat, 1.0), np.nan)


def _treatments(groups: Groups, batch: list[Assignment]) -> np.ndarray:
    """The treatment of each assignment, shape (N, B)."""
    panel = groups.panel
    found = np.zeros((len(panel.y), len(batch)))
    for column, (units, cohorts) in zip(found.T, batch, strict=True):
        cohort = np.full(len(panel.units), NEVER)
        cohort[units] = cohorts
        own = cohort[panel.unit]
        column[:] = (own != NEVER) & (panel.period >= own)
    return found


def _eligible(groups: Groups, pool: Sequence | None) -> np.ndarray:
    """Positions of the groups among which the treated are chosen."""
    if len(groups.labels) < 2:
        raise ValueError(f"the panel has one group of '{groups.labels.name}': two at least are needed")
    if pool is None:
        return np.arange(len(groups.labels))
    places = groups.places(pool, "the pool")
    outside = np.setdiff1d(np.flatnonzero(groups.treated), places)
    if len(outside):
        raise ValueError(
            f"{groups.labels[outside[0]]} is treated but not in the pool ({len(outside)} such group(s)): the "
            "pool holds the actual choice too, so add it or leave its rows out"
        )
    return places


def _pvalue(own: float, values: np.ndarray, exact: bool, alternative: str) -> tuple[float, float]:
    """The p-value of a statistic and its Monte Carlo standard error; missing where the statistic is."""
    if np.isnan(own):
        return np.nan, np.nan
    p = pvalue(extreme(own, values, alternative), len(values), counted=exact, alternative=alternative)
    return p, 0.0 if exact else monte_carlo_error(p, len(values), alternative)


def _words(exact: bool, draws: int, number: int, seed: int, alternative: str) -> str:
    which = f"all {number} assignments" if exact else f"{draws} of {number} assignments, seed {seed}"
    return f"treated groups and their dates drawn anew: {which}; alternative: {alternative}"


def _notes(
    values: np.ndarray, t: float, exact: bool, alternative: str, groups: Groups, eligible: np.ndarray
) -> Iterator[str]:
    draws = values.shape[1]
    least = pvalue(1 if exact else 0, draws, counted=exact, alternative=alternative)
    if least > 0.01:
        yield f"no p-value below {least:.3g} can come out of {draws} assignments"
    for name, column in zip(("coefficient", "t statistic"), values, strict=True):
        undefined = int(np.isnan(column).sum())
        if undefined:
            yield f"{undefined} of {draws} assignments have no {name} and count as extreme"
    if np.isnan(t):
        yield "the actual assignment has no t statistic, its standard error being zero: p_t is missing"
    yield from _one_sided(groups)
    if len(eligible) < len(groups.labels):
        yield f"treated groups are chosen among {len(eligible)} of {len(groups.labels)}"


def _one_sided(groups: Groups) -> Iterator[str]:
    """Treated groups that are not seen before their date, or not from it on."""
    panel, number = groups.panel, len(groups.labels)
    after = panel.period >= panel.cohort[panel.unit]
    for side, seen in (("before its date", ~after), ("from its date on", after)):
        lost = groups.treated & (np.bincount(groups.of_row, seen, number) == 0)
        if lost.any():
            yield (
                f"{int(lost.sum())} of {int(groups.treated.sum())} treated groups have no row {side}, first "
                f"{groups.labels[lost][0]}: with effects of units the change there is not seen"
            )


def _check_options(spec: PlaceboSpec, draws: int, alternative: str, list_up_to: int) -> None:
    if isinstance(spec, PlaceboSpec) and spec.strata:
        raise ValueError(f"spec has strata ('{spec.strata}'): take randomise, or name a pool instead")
    if alternative not in ALTERNATIVES:
        raise ValueError(f"alternative is {alternative!r}: choose one of {', '.join(ALTERNATIVES)}")
    check_draws(draws)
    if isinstance(list_up_to, bool) or not isinstance(list_up_to, int) or list_up_to < 0:
        raise ValueError(f"list_up_to is {list_up_to!r}: give a whole number, 0 or more")
