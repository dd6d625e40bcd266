"""Regression of a normal outcome that is known by bounds only in some rows (Tobit, interval regression)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from lib.estimators.censored_likelihood import KINDS, Bounds, check_separation, maximise, scores
from lib.estimators.fixed_effects_covariance import few_with_one
from lib.estimators.frames import check_columns, check_present
from lib.results import EstimationResult

SIGMA = "sigma"
_EXACT = 1e-10  # of the largest outcome: a residual that is rounding
_NARROW = 1e-6  # of the spread of the bounds: narrower intervals lose all digits of their derivatives


@dataclass(frozen=True)
class CensoredSpec:
    r"""A regression :math:`y_i = x_i'\beta + \sum_k \alpha_{k(i)} + \sigma e_i` with bounds for some y.

    Attributes
    ----------
    lower, upper : str
        Columns of the bounds. Equal bounds are a value; a missing lower bound is censoring from below, a
        missing upper one from above; two different bounds are an interval.
    regressors : tuple of str
    effects : tuple of str
        Columns whose values have an effect each, as dummies: for tens of levels, not thousands.
    cluster : str or None
        Column of the clusters of the covariance; None takes the inverse of the Hessian.

    Raises
    ------
    ValueError
        No regressor, or a column twice among bounds and regressors.
    """

    lower: str
    upper: str
    regressors: tuple[str, ...]
    effects: tuple[str, ...] = ()
    cluster: str | None = None

    def __post_init__(self) -> None:
        for name in ("regressors", "effects"):
            value = getattr(self, name)
            object.__setattr__(self, name, (value,) if isinstance(value, str) else tuple(value))
        if not self.regressors:
            raise ValueError("the regression has no regressor: name one at least")
        roles = (self.lower, self.upper, *self.regressors)
        twice = [name for k, name in enumerate(roles) if name in roles[:k]]
        if twice:
            raise ValueError(f"column '{twice[0]}' has two roles in the regression: name different columns")


@dataclass(frozen=True, kw_only=True, repr=False)
class CensoredResult(EstimationResult):
    """Estimates of a censored regression; ``params`` holds the regressors and ``sigma``, not the effects.

    Attributes
    ----------
    spec : CensoredSpec
    loglik : float
    counts : dict of str to int
        Rows that are a ``value``, censored from ``below`` or ``above``, or an ``interval``.
    df : float
        Degrees of freedom of the t distribution behind `pvalues`: clusters less one, or infinity.
    fitted : Series, shape (N,)
        Means of the uncensored outcome, on the frame's index.
    """

    spec: CensoredSpec
    loglik: float
    counts: dict
    df: float
    fitted: pd.Series

    @property
    def pvalues(self) -> pd.Series:
        """Two-sided p-values from the t distribution with ``df`` degrees of freedom."""
        return pd.Series(2 * stats.t.sf(self.tstats.abs(), self.df), index=self.params.index, name="pvalue")

    def footnotes(self) -> list[str]:
        """Lines below the printed summary: sample, kinds of rows, likelihood, notes."""
        first, *notes = super().footnotes()
        kinds = ", ".join(f"{name}: {n}" for name, n in self.counts.items() if n)
        return [first, f"{kinds}; log-likelihood: {self.loglik:.4f}", *notes]


def censored_normal(frame: pd.DataFrame, spec: CensoredSpec) -> CensoredResult:
    r"""Estimate a regression with a normal error by maximum likelihood where outcomes are known by bounds.

    Parameters
    ----------
    frame : DataFrame, shape (N, ...)
    spec : CensoredSpec

    Returns
    -------
    CensoredResult
        ``extra``: ``loglik``, the counts as ``n_value``, ``n_below``, ``n_above``, ``n_interval``, and
        ``n_clusters``. ``notes`` name a regressor of 0 and 1 that one or two clusters alone have or lack.

    Raises
    ------
    KeyError, TypeError, ValueError
        Absent or non-numeric columns, missing regressors, a row without any bound, a lower bound above the
        upper one, an infinite bound, an interval too narrow to compute with, no row that is a value,
        collinear regressors, a level of an effect whose rows are all censored on one side or regressors that
        tell censored rows from the rest (no finite estimate), outcomes that do not vary or are fitted
        exactly, one cluster, no convergence.

    Notes
    -----
    With m the mean a value contributes :math:`\ln \phi((y - m) / \sigma) - \ln \sigma`, a row with bounds
    :math:`\ln[\Phi((u - m) / \sigma) - \Phi((l - m) / \sigma)]`. In Olsen's parameters
    :math:`\gamma = \beta / \sigma`, :math:`\theta = 1 / \sigma` the likelihood is concave, and Newton's
    method finds its one maximum. The clustered covariance, carried to :math:`\beta` and :math:`\sigma` by the
    delta method, is

    .. math:: \frac{G}{G - 1} H^{-1} (\sum_g s_g s_g') H^{-1}

    as in Stata's intreg with vce(cluster). Unlike least squares the estimator rests on normal errors of one
    variance, and with effects of units it is consistent only as the number of periods grows.

    References
    ----------
    Tobin (1958); Olsen (1978); Amemiya (1973).
    """
    if not isinstance(spec, CensoredSpec):
        raise TypeError(f"spec is a {type(spec).__name__}: pass a CensoredSpec")
    labels = tuple(dict.fromkeys((*spec.effects, *((spec.cluster,) if spec.cluster else ()))))
    check_columns(frame, numbers=spec.regressors, labels=labels)
    bounds = _bounds(frame, spec)
    _check_levels(frame, spec, bounds)
    design = _design(frame, spec)
    check_separation(design, bounds, spec.regressors)
    _check_fit(design, bounds)
    found = maximise(design, bounds)
    k = len(spec.regressors)
    groups = None if spec.cluster is None else _groups(frame[spec.cluster], spec.cluster)
    cov = _covariance(found, design, bounds, groups)
    kept = [*range(k), design.shape[1]]  # the regressors and sigma
    names = [*spec.regressors, SIGMA]
    params = np.append(found.gamma, 1.0) / found.theta
    counts = {kind: int((bounds.kind == code).sum()) for code, kind in enumerate(KINDS)}
    clusters = {} if groups is None else {"n_clusters": float(groups.max() + 1)}
    return CensoredResult(
        params=pd.Series(params[kept], index=names, name="coef"),
        cov=pd.DataFrame(cov[np.ix_(kept, kept)], index=names, columns=names),
        nobs=len(frame),
        cov_type="inverse of the negative Hessian" if groups is None else f"clustered by {spec.cluster}",
        extra={"loglik": found.loglik, **{f"n_{name}": float(n) for name, n in counts.items()}, **clusters},
        spec=spec,
        notes=() if groups is None else tuple(_few(frame, spec, groups)),
        loglik=found.loglik,
        counts=counts,
        df=np.inf if groups is None else float(groups.max()),
        fitted=pd.Series(design @ found.gamma / found.theta, index=frame.index, name="fitted"),
    )


def _bounds(frame: pd.DataFrame, spec: CensoredSpec) -> Bounds:
    """The bounds of each row, checked."""
    values = {}
    for name in (spec.lower, spec.upper):
        check_present(frame, name)
        if not pd.api.types.is_numeric_dtype(frame[name]):
            raise TypeError(f"column '{name}' is not numeric: convert it with pandas.to_numeric")
        values[name] = frame[name].to_numpy(dtype=float, na_value=np.nan)
        _refuse(np.isinf(values[name]), frame, f"'{name}' is infinite: leave a bound that is not there empty")
    lower, upper = values[spec.lower], values[spec.upper]
    _refuse(np.isnan(lower) & np.isnan(upper), frame, "there is no bound at all: leave the row out")
    _refuse(lower > upper, frame, f"'{spec.lower}' is above '{spec.upper}'")
    width, scale = upper - lower, np.nanstd(np.concatenate([lower, upper]))
    _refuse(
        (width > 0) & (width < _NARROW * scale),
        frame,
        "the interval is so narrow that it is a value: make it one",
    )
    bounds = Bounds(lower, upper)
    if not (bounds.kind == KINDS.index("value")).any():
        raise ValueError("no row is a value: bounds alone do not show how outcomes vary")
    return bounds


def _refuse(bad: np.ndarray, frame: pd.DataFrame, what: str) -> None:
    if bad.any():
        raise ValueError(f"in {int(bad.sum())} row(s), first {frame.index[bad][0]}, {what}")


def _check_levels(frame: pd.DataFrame, spec: CensoredSpec, bounds: Bounds) -> None:
    """Refuse a level of an effect that has rows censored on one side only: its effect would be infinite."""
    for effect in spec.effects:
        for side, word in ((bounds.lower, "below"), (bounds.upper, "above")):
            known = pd.Series(~np.isnan(side), index=frame.index).groupby(frame[effect]).any()
            if not known.all():
                level = known.index[~known][0]
                raise ValueError(
                    f"every row of {effect} {level} is censored from {word}, so that its effect has no "
                    f"finite estimate ({int((~known).sum())} such level(s)): leave these rows out"
                )


def _design(frame: pd.DataFrame, spec: CensoredSpec) -> np.ndarray:
    """Regressors, a constant and dummies of all but the first level of each effect, shape (N, K)."""
    parts = [frame[list(spec.regressors)].to_numpy(dtype=float), np.ones((len(frame), 1))]
    for effect in spec.effects:
        codes = pd.factorize(frame[effect], sort=True)[0]
        parts.append((codes[:, None] == np.arange(1, codes.max() + 1)).astype(float))
    design = np.hstack(parts)
    if len(design) <= design.shape[1]:
        raise ValueError(f"{len(design)} rows for {design.shape[1]} coefficients: more rows are needed")
    rank = np.linalg.matrix_rank(design / np.sqrt((design**2).mean(axis=0)).clip(1e-300))
    if rank < design.shape[1]:
        named = ", ".join(spec.regressors)
        raise ValueError(
            f"regressors ({named}) and effects are collinear: {design.shape[1] - rank} column(s) too many; "
            "leave out what the effects explain"
        )
    return design


def _check_fit(design: np.ndarray, bounds: Bounds) -> None:
    """Refuse outcomes that regressors and effects fit without an error: sigma would go to zero."""
    value = bounds.kind == KINDS.index("value")
    y = bounds.lower[value]
    fitted = design @ np.linalg.lstsq(design[value], y, rcond=None)[0]
    near = _EXACT * max(np.abs(y).max(), 1e-300)
    outside = (fitted < bounds.lower - near) | (fitted > bounds.upper + near)  # a missing bound is no bound
    if not outside.any():
        raise ValueError(
            "the likelihood has no finite maximum: regressors and effects fit every outcome, or none varies; "
            "leave out an effect, or take an outcome that varies"
        )


def _few(frame: pd.DataFrame, spec: CensoredSpec, groups: np.ndarray) -> Iterator[str]:
    for term in spec.regressors:
        yield from few_with_one(term, frame[term].to_numpy(dtype=float), spec.cluster, groups)


def _groups(labels: pd.Series, name: str) -> np.ndarray:
    codes = pd.factorize(labels)[0]
    if codes.max() < 1:
        raise ValueError(f"column '{name}' has one cluster: two at least are needed")
    return codes


def _covariance(found, design: np.ndarray, bounds: Bounds, groups: np.ndarray | None) -> np.ndarray:
    """Covariance of beta and sigma, shape (K + 1, K + 1)."""
    bread = np.linalg.inv(-found.hessian)
    if groups is not None:
        by_row = scores(found, design, bounds)
        summed = np.zeros((groups.max() + 1, by_row.shape[1]))
        np.add.at(summed, groups, by_row)
        count = len(summed)
        bread = count / (count - 1) * bread @ (summed.T @ summed) @ bread
    k = len(found.gamma)
    jacobian = np.eye(k + 1) / found.theta
    jacobian[:k, k] = -found.gamma / found.theta**2
    jacobian[k, k] = -1 / found.theta**2
    return jacobian @ bread @ jacobian.T
