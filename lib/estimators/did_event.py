"""Event study with two-way fixed effects: leads and lags of a treatment, their ends as stated."""

import numpy as np
import pandas as pd

from lib.estimators.did_panel import DidSpec, Staggered, read
from lib.estimators.did_result import EventResult, term
from lib.estimators.fixed_effects import FixedEffectsSpec, estimate

ENDS = ("bin", "trim", "ignore")


def event_study(
    frame: pd.DataFrame,
    spec: DidSpec,
    *,
    leads: int = 10,
    lags: int = 10,
    reference: int | None = -1,
    ends: str = "bin",
    controls: tuple[str, ...] = (),
    fixed_effects: tuple[str, ...] | None = None,
    covariance: str | dict | None = None,
    always_treated: str = "keep",
) -> EventResult:
    r"""Estimate leads and lags of a treatment by least squares with fixed effects.

    Parameters
    ----------
    frame : DataFrame, shape (N, ...)
    spec : DidSpec
    leads, lags : int
        Largest relative periods before and after the first treated one, which is 0.
    reference : int or None
        Relative period without a dummy. None leaves every lead and lag in: then never-treated units are the
        comparison, and effects of units, which explain the sum of the dummies, make one of them redundant.
    ends : str
        ``bin``: the last lead and lag stand for that period and all beyond. ``trim``: rows of treated units
        beyond are left out. ``ignore``: rows beyond have no dummy, so they belong to the comparison.
    controls : tuple of str
        Further regressors.
    fixed_effects : tuple of str or None
        As in `FixedEffectsSpec`; None takes units and periods.
    covariance : str, dict or None
        As in `FixedEffectsSpec`; None clusters by units.
    always_treated : str
        ``keep`` or ``drop`` units that are treated in the panel's first period already.

    Returns
    -------
    EventResult
        Terms ``lead_10`` ... ``lag_10`` and the controls. Periods without a row are in the notes.

    Raises
    ------
    KeyError, TypeError, ValueError
        Bad columns or keys, a treatment that switches off, an option out of its range.

    Notes
    -----
    .. math:: y_{it} = \sum_{k \ne r} \beta_k 1\{t - g_i = k\} + x_{it}'\gamma + \alpha_i + \lambda_t
              + e_{it}.

    Where effects differ between cohorts each :math:`\beta_k` mixes effects of other relative periods (Sun and
    Abraham 2021, proposition 3): compare `sun_abraham`, `callaway_santanna` and `imputation`.
    """
    _check(leads, lags, reference, ends)
    effects = (spec.unit, spec.period) if fixed_effects is None else fixed_effects
    covariance = {"clustered": [spec.unit]} if covariance is None else covariance
    panel = read(frame, spec, always_treated=always_treated)
    data, notes = _windowed(panel, leads, lags, ends)
    dummies, empty = _dummies(data, leads, lags, reference)
    if empty:
        notes.append(f"no row lies at {', '.join(map(str, empty))}: these relative periods have no estimate")
    regression = FixedEffectsSpec(spec.outcome, (*dummies, *controls), effects, covariance, unit=spec.unit)
    used = [*dict.fromkeys((spec.outcome, *controls, *regression.label_columns))]
    fit = estimate(frame.iloc[data["row"]][used].reset_index(drop=True).join(dummies), regression)
    return EventResult(
        params=fit.params,
        cov=fit.cov,
        nobs=fit.nobs,
        cov_type=fit.cov_type,
        extra=fit.extra,
        notes=(*panel.notes, *notes, *fit.notes),
        method=f"event study with effects of {', '.join(effects)}; ends: {ends}",
        df=fit.df,
        reference=reference,
        n_units=data["unit"].nunique(),
        n_treated=panel.n_treated,
        n_never=panel.n_never,
        n_always=panel.n_always,
        binned=_binned(panel, leads, lags) if ends == "bin" else (),
    )


def _windowed(panel: Staggered, leads: int, lags: int, ends: str) -> tuple[pd.DataFrame, list[str]]:
    """Rows with ``relative``, their period relative to treatment inside the window; missing without one."""
    relative = panel.data["period"] - panel.data["cohort"]
    beyond = (relative < -leads) | (relative > lags)
    number = int(beyond.sum())
    words = {
        "bin": f"{number} rows beyond {-leads} to {lags} count at the window's ends",
        "trim": f"{number} rows beyond {-leads} to {lags} are left out",
        "ignore": f"{number} rows beyond {-leads} to {lags} count as comparison",
    }
    if ends == "bin":
        data = panel.data.assign(relative=relative.clip(-leads, lags))
    elif ends == "ignore":
        data = panel.data.assign(relative=relative.mask(beyond))
    else:
        data = panel.data.assign(relative=relative)[~beyond].reset_index(drop=True)
    return data, [words[ends]] if number else []


def _binned(panel: Staggered, leads: int, lags: int) -> tuple[int, ...]:
    """Ends of the window at which rows beyond it count."""
    relative = panel.data["period"] - panel.data["cohort"]
    return tuple(k for k, beyond in ((-leads, relative < -leads), (lags, relative > lags)) if beyond.any())


def _dummies(
    data: pd.DataFrame, leads: int, lags: int, reference: int | None
) -> tuple[pd.DataFrame, list[int]]:
    """A column for each relative period but the reference, and the periods without a row."""
    relative = data["relative"].to_numpy()
    wanted = [k for k in range(-leads, lags + 1) if k != reference]
    columns = {k: (relative == k).astype(float) for k in wanted}
    empty = [k for k, column in columns.items() if not column.any()]
    return pd.DataFrame({term(k): column for k, column in columns.items() if k not in empty}), empty


def _check(leads: int, lags: int, reference: int | None, ends: str) -> None:
    if ends not in ENDS:
        raise ValueError(f"ends is {ends!r}: choose one of {', '.join(ENDS)}")
    for name, value, least in (("leads", leads, 1), ("lags", lags, 0)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
            raise ValueError(f"{name} is {value!r}: give a whole number, {least} or more")
    if reference is not None and not -leads <= reference <= lags:
        raise ValueError(f"reference is {reference}: choose a relative period between {-leads} and {lags}")
