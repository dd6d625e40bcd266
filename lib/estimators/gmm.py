"""Dynamic panels by difference and system GMM, with the conventions of Stata's xtabond2.

The public face: `Spec` (or `parse`, from a formula) says what the model and its instruments are, `estimate`
estimates it, `GMMResult` is what comes back.
"""

from functools import cache

import numpy as np
import pandas as pd

from lib.estimators import gmm_equations, gmm_instruments, gmm_panel, gmm_tests
from lib.estimators.gmm_equations import Equations
from lib.estimators.gmm_formula import parse
from lib.estimators.gmm_moments import Moments, collect
from lib.estimators.gmm_panel import Grid
from lib.estimators.gmm_result import GMMResult
from lib.estimators.gmm_spec import (
    CONSTANT,
    GMMStyle,
    IVStyle,
    Spec,
    endogenous,
    exogenous,
    predetermined,
)
from lib.estimators.gmm_steps import (
    Step,
    clustered,
    residual_variance,
    robust,
    solve,
    windmeijer,
)
from lib.estimators.gmm_tests import Chi2, Estimates, SetTest
from lib.estimators.gmm_transform import weight_factor
from lib.estimators.threads import one_thread

__all__ = [
    "CONSTANT",
    "Chi2",
    "GMMResult",
    "GMMStyle",
    "IVStyle",
    "Spec",
    "endogenous",
    "estimate",
    "exogenous",
    "parse",
    "predetermined",
]

_CONDITION = 1e10  # of the moments' covariance: beyond, rounding is measured to reach the sixth digit
_NEAR_ONE = 0.99  # p-values of Hansen's test above it are a sign of too many instruments


@one_thread()
def estimate(frame: pd.DataFrame, spec: Spec, unit: str, time: str) -> GMMResult:
    r"""Estimate a dynamic panel model by GMM.

    Parameters
    ----------
    frame : DataFrame, shape (rows, ...)
        One row a unit and period, in any order; periods and values may be missing.
    spec : Spec
    unit, time : str
        Columns of the unit and of the period, whole numbers that count up by one. Lags and differences are
        over periods, never over rows: across a gap they are missing.

    Returns
    -------
    GMMResult

    Raises
    ------
    KeyError, TypeError
        Columns that are absent or not numeric.
    ValueError
        Duplicate unit-periods, periods that are no whole numbers, infinite values, no complete row, too few
        periods for the lags, no variation over time, collinear regressors, fewer instruments than regressors.

    Notes
    -----
    With :math:`Z_i` the instruments, :math:`X_i` and :math:`y_i` the transformed equation and, in system GMM,
    the level equation below it,

    .. math:: \hat\beta_1 = (X'Z A_1 Z'X)^{-1} X'Z A_1 Z'y, \quad A_1 = \Big(\sum_i Z_i'HZ_i\Big)^{-1}, \quad
              A_2 = \Big(\sum_i Z_i'\hat e_{1i}\hat e_{1i}'Z_i\Big)^{-1}.

    H is xtabond2's with h = 3 unless the specification says otherwise; DPD and Stata's xtdpdsys take h = 2,
    Blundell and Bond h = 1, and so give other one-step estimates of the system
    (`lib.estimators.gmm_transform.weight_factor`). Forward orthogonal deviations stand one period late, so
    that lag 2 is the first that is valid for an endogenous variable with either transformation. In panels
    with gaps a deviation is from the mean of the later periods that are there; this is worked out by hand in
    the tests and has no outside reference: pydynpd differs there. No
    small-sample factor is applied. Columns are scaled and, where a constant takes it up, centred before any
    cross product (`lib.estimators.gmm_coordinates`); GMM-style instruments are not centred, which would make
    them others. Where xtabond2 leaves out collinear regressors, here they are an error,
    but for time dummies.

    References
    ----------
    Arellano and Bond (1991); Blundell and Bond (1998); Windmeijer (2005); Roodman (2009).
    """
    grid = gmm_panel.build(frame, spec, unit, time)
    equations = gmm_equations.build(grid, spec, time)
    instruments, notes = gmm_instruments.plan(grid, equations, spec)
    moments = collect(equations, instruments, weight_factor(spec, equations.periods))
    first = _first_step(moments)
    estimates, sargan, hansen, sets = _fit(moments, first, spec)
    warnings = (*_warnings(moments, first, estimates, hansen, spec), *_negative(sets))
    names, coordinates = _index(equations.names), equations.coordinates
    cov = pd.DataFrame(coordinates.covariance(estimates.cov), index=names, columns=names)
    counts = equations.used[:, equations.main].sum(axis=1)
    counts = counts[counts > 0]
    return GMMResult(
        params=pd.Series(coordinates.params(estimates.step.params), index=names, name="coef"),
        cov=cov,
        nobs=int(counts.sum()),
        cov_type=_in_words(spec),
        extra={"n_units": float(len(counts)), "n_instruments": float(first.rank)},
        notes=(*warnings, *_lost(grid), *equations.notes, *notes),
        spec=spec,
        units=len(counts),
        periods=(int(counts.min()), float(counts.mean()), int(counts.max())),
        instruments=first.rank,
        instrument_names=tuple(item.name for item in instruments),
        rank=estimates.step.rank,
        sigma2=estimates.sigma2 / coordinates.unit**2,
        serial_correlation=gmm_tests.serial_correlation(moments, estimates, spec),
        sargan=sargan,
        hansen=hansen,
        sets=sets,
        wald=gmm_tests.wald(equations.names, estimates.step.params, estimates.cov),
        residuals=_residuals(frame, grid, equations, estimates.residuals / coordinates.unit),
        warnings=warnings,
    )


@cache
def _index(names: tuple[str, ...]) -> pd.Index:
    """An index of names: it costs as much as a matrix product, and repeated estimates share their names."""
    return pd.Index(names)


def _first_step(moments: Moments) -> Step:
    names, j = moments.equations.names, len(moments.instruments)
    step = solve(moments.total, moments.weights)
    if step.rank < len(names):
        raise ValueError(
            f"{len(names)} regressors and {step.rank} independent instruments ({j} columns): the model is "
            "not identified; add lags or instruments"
        )
    if not step.identified:
        raise ValueError(
            f"the {step.rank} instruments do not identify the {len(names)} regressors: they are uncorrelated "
            "with a combination of them; instrument every regressor"
        )
    return step


def _check_second(second: Step, k: int) -> None:
    if second.rank < k or not second.identified:
        raise ValueError(
            f"the second step is not identified: its weights, from the residuals of the units, have rank "
            f"{second.rank}, and there are {k} regressors; take more units or steps=1"
        )


def _fit(moments: Moments, first: Step, spec: Spec) -> tuple[Estimates, Chi2, Chi2, tuple[SetTest, ...]]:
    """The step that is reported, Sargan's and Hansen's tests, and those of the sets of instruments."""
    residuals = moments.equations.residuals(first.params)
    sigma2 = residual_variance(moments.equations, residuals, spec)
    df = first.rank - len(first.params)
    sargan = gmm_tests.chi2(first.j / sigma2, df)
    if spec.steps == 1 and spec.covariance == "classical":
        estimates = Estimates(first, residuals, first.bread * sigma2, sigma2, first.rank, True)
        sets = gmm_tests.difference_in_hansen(moments, moments.weights * sigma2, sargan, first.rank)
        return estimates, sargan, Chi2(float("nan"), df, float("nan")), sets
    meat, g = clustered(moments, first.params)
    v1 = robust(first, meat, moments.zx)
    second = solve(moments.total, meat)
    if spec.steps == 2:
        _check_second(second, len(first.params))
    hansen = gmm_tests.chi2(second.j, df)
    sets = gmm_tests.difference_in_hansen(moments, meat, hansen, first.rank)
    if spec.steps == 1:
        return Estimates(first, residuals, v1, sigma2, second.rank, False), sargan, hansen, sets
    v2 = second.bread if spec.covariance == "classical" else windmeijer(moments, g, second, v1)
    residuals = moments.equations.residuals(second.params)
    sigma2 = residual_variance(moments.equations, residuals, spec)
    return Estimates(second, residuals, v2, sigma2, second.rank, False), sargan, hansen, sets


def _warnings(
    moments: Moments, first: Step, estimates: Estimates, hansen: Chi2, spec: Spec
) -> tuple[str, ...]:
    equations, j = moments.equations, len(moments.instruments)
    units = int(equations.used[:, equations.main].any(axis=1).sum())
    found = []
    if first.rank > units:
        found.append(
            f"{first.rank} instruments for {units} units: more instruments than units weaken Hansen's test "
            "and bias the two-step; collapse them or take fewer lags"
        )
    if hansen.p > _NEAR_ONE:
        found.append(
            f"Hansen's p is {hansen.p:.4f}, implausibly near 1: a sign of too many instruments, not of valid "
            "ones"
        )
    if first.rank < j:
        found.append(
            f"{j - first.rank} of {j} instruments are linear combinations of the others and do not count; a "
            "generalised inverse weighs the first step"
        )
    worst = max(first.condition, estimates.step.condition)
    if worst > _CONDITION:
        found.append(
            f"the moments are nearly collinear: condition number {worst:.0e}, so that estimates hold to "
            f"about {max(int(15 - np.log10(worst)), 0)} digits; take the mean from GMM-style variables whose "
            "mean is large against their spread, or leave out instruments that hardly differ"
        )
    if estimates.rank < first.rank:
        resting = "estimates and Hansen's tests depend" if spec.steps == 2 else "Hansen's tests depend"
        found.append(
            f"the two-step weight matrix is singular (rank {estimates.rank} of {first.rank}): a generalised "
            f"inverse is used, on which {resting}"
        )
    return tuple(found)


def _negative(sets: tuple[SetTest, ...]) -> list[str]:
    """Sets whose test is no test."""
    return [
        f"difference-in-Hansen of {item.instruments} is negative ({item.difference:.3f}): no chi-square "
        "statistic, and without a p; the weights are singular, which the test does not allow for"
        for item in sets
        if item.difference < 0 and np.isnan(item.p) and item.df > 0
    ]


def _lost(grid: Grid) -> list[str]:
    """What missing values cost."""
    lost = []
    if grid.incomplete:
        lost.append(
            f"rows with missing values: {grid.incomplete}; equations leave out the periods that need them, "
            "GMM-style instruments are zero there"
        )
    if grid.left_out:
        lost.append(f"units left out for lack of a complete row: {grid.left_out}")
    return lost


def _in_words(spec: Spec) -> str:
    if spec.steps == 1:
        return "classical" if spec.covariance == "classical" else "robust, clustered on units"
    return (
        "uncorrected two-step" if spec.covariance == "classical" else "two-step with Windmeijer's correction"
    )


def _residuals(frame: pd.DataFrame, grid: Grid, equations: Equations, residuals: np.ndarray) -> pd.Series:
    used = equations.used[:, equations.main]
    position = grid.position[:, equations.first :][used]
    order = np.argsort(position, kind="stable")  # next to nothing where the frame is sorted
    values = residuals[:, equations.main][used][order]
    return pd.Series(values, index=frame.index.take(position[order]), name="residual")
