"""The same regressions by linearmodels' PanelOLS, as its users write them."""

import numpy as np
import pandas as pd

from lib.estimators.fixed_effects_covariance import blanked, few_clusters, no_error, vanished
from lib.estimators.fixed_effects_data import Sample, prepare
from lib.estimators.fixed_effects_result import FixedEffectsResult
from lib.estimators.fixed_effects_spec import CONSTANT, FixedEffectsSpec


def panel_ols(frame: pd.DataFrame, spec: FixedEffectsSpec, *, unit: str, period: str) -> FixedEffectsResult:
    r"""Estimate a linear regression with up to two fixed effects through linearmodels.

    Parameters
    ----------
    frame : DataFrame, shape (N, ...)
    spec : FixedEffectsSpec
        At most two effects.
    unit, period : str
        Column (or interaction) of the panel's units and of its periods; together they are unique.

    Returns
    -------
    FixedEffectsResult
        The regressors' coefficients, and ``constant`` where there is no effect. ``r2`` counts the effects as
        part of the model, ``r2_within`` does not.

    Raises
    ------
    KeyError, TypeError, ValueError
        As `lib.estimators.fixed_effects.estimate`; more than two effects, duplicate unit-periods, collinear
        regressors.

    Notes
    -----
    Small-sample factors are those of `lib.estimators.fixed_effects.estimate` for ``counted_effects`` ``full``
    and ``none``. With ``nonnested``, linearmodels leaves out of K a single effect that is nested in the
    clusters, the constant that it contains too, and counts two effects in full. Two-way clusters have a
    factor for each dimension's own number of clusters, where `estimate` uses the smallest for all.
    p-values are from the t distribution with N - K degrees of freedom.
    """
    from linearmodels.panel import PanelOLS

    sample = prepare(frame, spec, (unit, period))
    if len(sample.levels) > 2:
        raise ValueError(
            f"PanelOLS takes two effects, the specification has {len(sample.levels)}: use estimate"
        )
    data = _indexed(sample, unit, period)
    x = data[[f"x{j}" for j in range(len(sample.regressors))]] * sample.scale + sample.centre
    x.columns = list(sample.regressors)
    if not sample.levels:
        x[CONSTANT] = 1.0
    weights = data["w"] if "w" in data else None
    model = PanelOLS(data["y"], x, weights=weights, **_effects(data, sample, unit, period))
    fit = model.fit(**_covariance(data, spec))
    cov, notes = fit.cov, sample.notes
    if spec.clusters:
        robust = model.fit(cov_type="robust").cov
        lost = list(cov.index[vanished(np.diag(cov), np.diag(robust))])
        cov = blanked(cov, lost)
        notes = (*notes, *no_error(lost), *few_clusters(spec, sample, set(cov.index).difference(lost)))
    return FixedEffectsResult(
        params=fit.params.rename("coef"),
        cov=cov,
        nobs=int(fit.nobs),
        cov_type=f"{fit._cov_type.lower()}, by linearmodels",
        extra={"r2": float(fit.rsquared_inclusive), "r2_within": float(fit.rsquared)},
        notes=notes,
        spec=spec,
        df=float(fit.df_resid),
        n_units=sample.n_units,
        levels=sample.levels,
    )


def _indexed(sample: Sample, unit: str, period: str) -> pd.DataFrame:
    """The sample with units and periods as its index; each combination must be there once."""
    twice = sample.data.duplicated(["k0", "k1"]).to_numpy()
    if twice.any():
        row = sample.rows[np.flatnonzero(twice)[0]]
        raise ValueError(
            f"panel has {twice.sum()} duplicate ({unit}, {period}) keys, first in row {row}: keep one of each"
        )
    return sample.data.set_index(["k0", "k1"])


def _effects(data: pd.DataFrame, sample: Sample, unit: str, period: str) -> dict:
    """Effects in the words of PanelOLS: those of units, of periods, and others."""
    own = {unit: "entity_effects", period: "time_effects"}
    words = {own[name]: True for name in sample.levels if name in own}
    others = [f"f{k}" for k, name in enumerate(sample.levels) if name not in own]
    return words | ({"other_effects": data[others]} if others else {})


def _covariance(data: pd.DataFrame, spec: FixedEffectsSpec) -> dict:
    counted = {
        "auto_df": spec.counted_effects == "nonnested",
        "count_effects": spec.counted_effects != "none",
    }
    if not spec.clusters:
        words = {"iid": "unadjusted", "robust": "robust"}
        return {"cov_type": words[spec.covariance], "debiased": True, **counted}
    clusters = data[[name for name in ("c0", "c1") if name in data]]
    return {
        "cov_type": "clustered", "clusters": clusters, "group_debias": True, "debiased": True, **counted
    }  # fmt: skip
