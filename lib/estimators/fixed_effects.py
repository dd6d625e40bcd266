"""Least squares and Poisson regressions with many fixed effects, one call a column.

The public face: `estimate` and `poisson` take a frame and a `FixedEffectsSpec`; `panel_ols` estimates the
same by linearmodels.
"""

import warnings
from dataclasses import replace

import numpy as np
import pandas as pd

from lib.estimators.collinearity import describe, relations
from lib.estimators.fixed_effects_covariance import (
    few_clusters,
    in_words,
    no_error,
    scaled,
    with_constant,
    without_vanished,
)
from lib.estimators.fixed_effects_data import Sample, prepare
from lib.estimators.fixed_effects_panel import panel_ols
from lib.estimators.fixed_effects_result import FixedEffectsResult
from lib.estimators.fixed_effects_spec import CONSTANT, FixedEffectsSpec
from lib.estimators.sweeping import swept

__all__ = [
    "CONSTANT",
    "FixedEffectsResult",
    "FixedEffectsSpec",
    "estimate",
    "net_of",
    "panel_ols",
    "poisson",
]

_TOLERANCE = 1e-12  # of taking effects out: later steps keep ten digits
_ALTERNATING = 1e-10  # the same by alternating projections, which are fast with the weights of Poisson steps
_COLLINEAR = 1e-12  # of a regressor's variance that effects and other regressors leave: none
_POISSON = {"iwls_tol": 1e-12, "iwls_maxiter": 100}
_SEARCHED = 20_000  # rows up to which separation by combinations of columns is searched: beyond, minutes


@swept
def estimate(frame: pd.DataFrame, spec: FixedEffectsSpec) -> FixedEffectsResult:
    r"""Estimate a linear regression with fixed effects by least squares.

    Parameters
    ----------
    frame : DataFrame, shape (N, ...)
        One row an observation.
    spec : FixedEffectsSpec

    Returns
    -------
    FixedEffectsResult
        ``extra``: ``r2`` of the whole model, ``r2_within`` net of the effects, ``rmse``, ``df``, ``n_units``.
        Rows with missing values, singletons and collinear regressors are left out and counted in ``notes``.
        Clustered errors are missing where the scores of all clusters vanish (one treated cluster of two), and
        ``notes`` name a regressor of 0 and 1 that one or two clusters alone have or lack.

    Raises
    ------
    KeyError, TypeError, ValueError
        Absent or non-numeric columns, infinite values, no complete row, one cluster, no regressor or outcome
        that effects leave anything of, too few rows.

    Notes
    -----
    With :math:`\tilde x` the regressors net of effects, u the residuals, N rows and K parameters (effects
    counted as ``spec.counted_effects`` says, redundant ones once for each effect after the first),

    .. math:: V_{iid} = \frac{u'u}{N - K} B, \quad
              V_{robust} = \frac{N}{N - K} B (\sum_i u_i^2 \tilde x_i \tilde x_i') B, \quad
              V_{clustered} = \frac{G}{G - 1} \frac{N - 1}{N - K} B (\sum_g s_g s_g') B,

    :math:`B = (\tilde X'\tilde X)^{-1}` and :math:`s_g = \sum_{i \in g} u_i \tilde x_i`. Two-way clusters
    follow Cameron, Gelbach and Miller: the sum of both less the clusters of their combinations, G the smaller
    number. The constant is the one that Stata's areg and reghdfe print, :math:`\bar y - \bar x'\hat\beta`,
    with the covariance of a regression of :math:`\tilde y + \bar y` on :math:`\tilde x + \bar x` and one.

    pyfixest takes the effects in the order of a set of their names, so that the last digits (from the
    thirteenth on) depend on Python's hash seed and on the number of threads; with both fixed, as in the
    chapters, runs agree to the byte.

    References
    ----------
    Correia (2017) on the algorithm; Cameron, Gelbach and Miller (2011), equation 2.11.
    """
    from pyfixest import feols

    sample = prepare(frame, spec)
    _check_outcome(sample, spec, sample.data["y"].to_numpy())
    fit, dropped = _fit(feols, sample, spec, demeaner=_sparse())
    if sample.levels:
        _check_outcome(sample, spec, fit._Yd.to_numpy())  # net of the effects
    extra = {"r2": float(fit._r2), "rmse": float(fit._rmse)}
    if sample.levels:
        extra["r2_within"] = float(fit._r2_within)
    return _result(spec, sample, fit, with_constant(fit, sample), extra, dropped)


@swept
def poisson(frame: pd.DataFrame, spec: FixedEffectsSpec) -> FixedEffectsResult:
    r"""Estimate :math:`E[y] = \exp(x'\beta + \sum_k \alpha_k)` by Poisson pseudo maximum likelihood.

    Parameters
    ----------
    frame : DataFrame, shape (N, ...)
    spec : FixedEffectsSpec
        The outcome in levels, zero or more. A covariance other than ``"iid"``, which rests on a variance
        equal to the mean, is nearly always the right one.

    Returns
    -------
    FixedEffectsResult
        ``extra``: ``loglik``, ``pseudo_r2``, ``deviance``, ``n_separated``, ``df``, ``n_units``. No constant
        where there are effects. Separated rows, whose likelihood has no maximum, are left out and counted in
        ``notes``; failed convergence stands there too, and in ``converged``.

    Raises
    ------
    KeyError, TypeError, ValueError
        As `estimate`; a negative outcome.

    Notes
    -----
    Covariances have the factors of `estimate`; p-values are from the t distribution, where Stata's ppmlhdfe
    takes the normal. Beyond 20,000 rows separation is searched effect by effect only, which the notes say.

    References
    ----------
    Santos Silva and Tenreyro (2006); Correia, Guimaraes and Zylkin (2019) on separation.
    """
    sample = prepare(frame, spec)
    y = sample.data["y"].to_numpy()
    if (y < 0).any():
        row = sample.rows[np.flatnonzero(y < 0)[0]]
        raise ValueError(f"outcome '{spec.outcome}' is negative in row {row} ({(y < 0).sum()} such rows)")
    if not (y > 0).any():
        raise ValueError(f"outcome '{spec.outcome}' is zero in every row: nothing to estimate")
    fit, dropped = _poisson_fit(sample, spec)
    sample = _after_separation(sample, fit, spec)
    extra = {
        "loglik": float(fit._loglik),
        "deviance": float(fit.deviance),
        "pseudo_r2": float("nan") if fit._pseudo_r2 is None else float(fit._pseudo_r2),
        "n_separated": float(fit.n_separation_na),
    }
    result = _result(spec, sample, fit, scaled(fit, sample), extra, dropped)
    if fit.convergence:
        return result
    failed = f"the estimates did not converge in {_POISSON['iwls_maxiter']} steps: do not use them"
    return replace(result, converged=False, notes=(failed, *result.notes))


@swept
def net_of(
    frame: pd.DataFrame, column: str, fixed_effects: tuple[str, ...], regressors: tuple[str, ...] = ()
) -> tuple[pd.Series, tuple[str, ...]]:
    """Take fixed effects and regressors out of a column.

    Parameters
    ----------
    frame : DataFrame, shape (N, ...)
    column : str
        What to take them out of.
    fixed_effects : tuple of str
        As in `FixedEffectsSpec`, one at least.
    regressors : tuple of str

    Returns
    -------
    Series, shape (n,)
        Residuals of the rows that are used, on their index.
    tuple of str
        Rows left out and why.

    Raises
    ------
    KeyError, TypeError, ValueError
        As `estimate`; an index that names two rows alike.
    """
    from pyfixest import feols

    if not frame.index.is_unique:
        raise ValueError("the frame's index names rows alike: use frame.reset_index(drop=True)")
    # Without regressors the column stands in for one, so that the same checks read the frame.
    spec = FixedEffectsSpec(column, regressors or (f"{column} itself",), fixed_effects, keep_singletons=True)
    table = frame if regressors else frame.assign(**{f"{column} itself": frame[column]})
    sample = prepare(table, spec)
    formula = sample.formula if regressors else sample.formula.replace("x0", "1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # collinear regressors change no residual
        fit = feols(formula, sample.data, fixef_rm="none", demeaner=_sparse(), store_data=False)
    return pd.Series(fit.resid(), index=sample.rows, name=column), sample.notes


def _poisson_fit(sample: Sample, spec: FixedEffectsSpec) -> tuple:
    """Run fepois, its effects taken out by alternating projections where these converge."""
    from pyfixest import fepois
    from pyfixest.demeaners import MapDemeaner

    searched = ["fe", "ir"] if len(sample.data) <= _SEARCHED else ["fe"]
    options = {"separation_check": searched, **_POISSON}
    try:
        return _fit(fepois, sample, spec, demeaner=MapDemeaner(fixef_tol=_ALTERNATING), **options)
    except ValueError as error:
        if "Demeaning failed" not in str(error):
            raise
        return _fit(fepois, sample, spec, demeaner=_sparse(), **options)


def _after_separation(sample: Sample, fit, spec: FixedEffectsSpec) -> Sample:
    """The sample without separated rows, and what is to be said of them."""
    notes = list(sample.notes)
    zeros = bool((sample.data["y"] == 0).any())
    if zeros and sample.levels and len(sample.data) > _SEARCHED:
        notes.append(f"separation was searched effect by effect only, because of more than {_SEARCHED} rows")
    left_out = np.asarray(fit.na_index, dtype=int)
    if fit.n_separation_na:
        notes.append(f"{len(left_out)} rows left out: regressors or effects determine that they are zero")
    return sample.subset(np.delete(np.arange(len(sample.data)), left_out), tuple(notes))


def _sparse():
    """The exact way of taking effects out, for any pattern of them."""
    from pyfixest.demeaners import LsmrDemeaner

    return LsmrDemeaner(fixef_atol=_TOLERANCE, fixef_btol=_TOLERANCE)


def _fit(method, sample: Sample, spec: FixedEffectsSpec, **options) -> tuple:
    """Run pyfixest; its fit, and what explains each regressor that it finds collinear."""
    _check_size(sample, spec)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # dropped columns and separated rows are reported in the notes
        try:
            fit = method(
                sample.formula,
                sample.data.copy(deep=False),
                vcov=_vcov(spec),
                weights="w" if "w" in sample.data else None,
                ssc={"k_adj": True, "k_fixef": spec.counted_effects, "G_adj": True, "G_df": "min"},
                fixef_rm="none",
                collin_tol=_COLLINEAR * len(sample.data),
                copy_data=False,
                store_data=False,
                **options,
            )
        except ValueError as error:
            if "collinear" in str(error):
                raise ValueError(_all_collinear(spec)) from None
            raise
    dropped = _reasons(fit, sample)
    if len(dropped) == len(sample.regressors):
        raise ValueError(_all_collinear(spec))
    return fit, dropped


def _vcov(spec: FixedEffectsSpec) -> str | dict:
    clustered = {"CRV1": " + ".join(f"c{k}" for k in range(len(spec.clusters)))}
    return clustered if spec.clusters else {"iid": "iid", "robust": "hetero"}[spec.covariance]


def _check_size(sample: Sample, spec: FixedEffectsSpec) -> None:
    rows, effects = len(sample.data), sum(sample.levels.values()) - max(len(sample.levels) - 1, 0)
    if rows <= len(sample.regressors) + effects:
        raise ValueError(
            f"{rows} rows of '{spec.outcome}' for {len(sample.regressors)} regressors and {effects} effects: "
            "more rows or fewer effects are needed"
        )


def _check_outcome(sample: Sample, spec: FixedEffectsSpec, y: np.ndarray) -> None:
    """Refuse an outcome, as it is or net of effects, of which there is nothing to explain."""
    own = sample.data["y"].to_numpy()
    rows = f"in the {len(own)} rows that are used"
    if own.min() == own.max():
        raise ValueError(f"the outcome '{spec.outcome}' does not vary: it is {own[0]:g} {rows}; check where "
                         "it comes from, or take an outcome that varies")  # fmt: skip
    if ((y - y.mean()) ** 2).mean() <= _COLLINEAR * own.var():
        raise ValueError(f"the outcome '{spec.outcome}' does not vary within the fixed effects "
                         f"{', '.join(spec.fixed_effects)} {rows}; leave out an effect, or take an outcome "
                         "that varies within it")  # fmt: skip


def _all_collinear(spec: FixedEffectsSpec) -> str:
    effects = f"the fixed effects {', '.join(spec.fixed_effects)}" if spec.fixed_effects else "the constant"
    return (
        f"nothing is left to estimate of '{spec.outcome}': {effects} explain every regressor "
        f"({', '.join(spec.regressors)}); leave out an effect or take regressors that vary within it"
    )


def _reasons(fit, sample: Sample) -> dict[str, str]:
    """What explains each regressor that was left out."""
    places = [int(name[1:]) for name in fit._collin_vars if name != "Intercept"]
    words = dict.fromkeys((sample.regressors[j] for j in places), "effects and other regressors explain it")
    net = getattr(fit, "_Xd", None)
    if not places or net is None:
        return words
    net = net[[f"x{j}" for j in range(len(sample.regressors))]].to_numpy() * sample.scale
    absorbed = (net**2).mean(axis=0) <= _COLLINEAR * sample.scale**2
    why = "the effects explain it" if sample.levels else "it does not vary"
    words |= {sample.regressors[j]: why for j in places if absorbed[j]}
    names = tuple(name for name, gone in zip(sample.regressors, absorbed, strict=True) if not gone)
    found = relations(net[:, ~absorbed], names) if not absorbed.all() else []
    beside = "net of effects, " if sample.levels else "net of means, "
    return words | {list(r)[-1]: beside + describe(r) for r in found if list(r)[-1] in words}


def _result(
    spec: FixedEffectsSpec,
    sample: Sample,
    fit,
    estimates: tuple[pd.Series, pd.DataFrame],
    extra: dict,
    dropped: dict,
) -> FixedEffectsResult:
    beta, cov = estimates
    n_clusters = tuple(sample.data[f"c{k}"].nunique() for k in range(len(spec.clusters)))
    units = {} if sample.n_units is None else {"n_units": float(sample.n_units)}
    notes = [f"'{name}' left out: {reason}" for name, reason in dropped.items()]
    if spec.clusters:
        cov, vanished = without_vanished(cov, fit, sample)
        notes += [*no_error(vanished), *few_clusters(spec, sample, set(beta.index).difference(vanished))]
    if (np.diag(cov) < 0).any():
        notes.append("the two-way covariance has a negative variance, whose standard error is missing")
    return FixedEffectsResult(
        params=beta,
        cov=cov,
        nobs=int(fit._N),
        cov_type=in_words(spec, n_clusters),
        extra={**extra, "df": float(fit._df_t), **units},
        notes=(*sample.notes, *notes),
        spec=spec,
        df=float(fit._df_t),
        n_units=sample.n_units,
        n_clusters=n_clusters,
        levels=sample.levels,
        dropped=tuple(dropped),
    )
