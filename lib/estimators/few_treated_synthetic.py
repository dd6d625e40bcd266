"""Synthetic difference-in-differences, by diff-diff: weights of controls and of periods before the date."""

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from lib.estimators.few_treated_result import FewTreatedResult, check_draws, check_level
from lib.estimators.placebo_effects import absorber, residuals
from lib.estimators.placebo_panel import NEVER, Panel, build, without_treated
from lib.estimators.placebo_result import extreme, pvalue
from lib.estimators.placebo_spec import PlaceboSpec

VARIANCES = ("placebo", "jackknife", "bootstrap")
_LOST = 1e-9  # of a control's variation: what effects of units and periods leave of a redundant one


@dataclass(frozen=True, kw_only=True, repr=False)
class SyntheticResult(FewTreatedResult):
    """A synthetic difference-in-differences; ``distribution`` holds the estimates behind the variance.

    Attributes
    ----------
    std_error : float
    variance : str
        How it was estimated.
    pvalue_placebo : float
        Share of placebo estimates at least as far from zero, the actual one counted; missing unless
        `variance` is ``placebo``.
    unit_weights : Series, index unit
        Of the controls; they sum to one.
    time_weights : Series, index period
        Of the periods before the date; they sum to one.
    path : DataFrame, index period
        ``treated``, mean outcome of the treated; ``synthetic``, the weighted controls'; net of the controls'
        part where there are controls x.
    pre_fit : float
        Root mean square of their difference before the date, less its mean.
    """

    std_error: float
    variance: str
    pvalue_placebo: float
    unit_weights: pd.Series
    time_weights: pd.Series
    path: pd.DataFrame
    pre_fit: float

    def _statistics(self) -> dict[str, float]:
        own = {"coef": self.coef, "se": self.std_error, "p": self.pvalue, "p_placebo": self.pvalue_placebo}
        return own | {"lower": self.lower, "upper": self.upper}

    def _scalars(self) -> dict[str, float]:
        return super()._scalars() | {"pre_fit": self.pre_fit}


def synthetic_did(
    frame: pd.DataFrame,
    spec: PlaceboSpec,
    *,
    variance: str = "placebo",
    draws: int = 200,
    level: float = 0.95,
    seed: int = 0,
) -> SyntheticResult:
    r"""Estimate the effect on the treated against controls weighted to move as the treated did before.

    Parameters
    ----------
    frame : DataFrame, shape (N, ...)
        A balanced panel.
    spec : PlaceboSpec
        With ``design="block"``; its effects and strata are not used, for the method has effects of units and
        periods of its own.
    variance : str
        ``placebo``: treatment reassigned among controls, of which there must be more than treated units.
        ``jackknife``: each unit left out, weights kept; two treated units at least. ``bootstrap``: units
        drawn with replacement.
    draws : int
        Of placebo and bootstrap.
    level : float
        Of the interval, normal.
    seed : int
        Of the draws.

    Returns
    -------
    SyntheticResult
        What diff-diff warns of is among the notes.

    Raises
    ------
    KeyError, TypeError, ValueError
        As `lib.estimators.placebo.randomise`; a design that is no block, an unbalanced panel, fewer than two
        controls or periods before the date, a variance that the numbers of units do not allow.

    Notes
    -----
    With weights :math:`\omega` of controls and :math:`\lambda` of periods before the date, none negative,
    with sum one,

    .. math:: \hat\tau = \Big(\bar y_{T,post} - \sum_t \lambda_t \bar y_{T,t}\Big)
              - \sum_j \omega_j \Big(\bar y_{j,post} - \sum_t \lambda_t y_{j,t}\Big).

    Weights of controls make their path parallel to that of the treated mean before the date, with a ridge
    penalty; weights of periods make the controls' mean before the date predict that after it. Controls x
    enter by :math:`y - x'\hat\beta`, :math:`\hat\beta` from the untreated rows with effects of units and
    periods; its sampling error is not in the standard error.

    References
    ----------
    Arkhangelsky, Athey, Hirshberg, Imbens and Wager (2021), algorithms 1 to 4.
    """
    from diff_diff import SyntheticDiD

    check_level(level)
    check_draws(draws, 2)
    panel = build(frame, spec)
    treated = panel.cohort != NEVER
    _check(panel, spec, variance, treated)
    data, gone = _net_of_controls(panel, spec)
    post = list(range(int(panel.cohort[treated][0]), len(panel.periods)))
    method = SyntheticDiD(variance_method=variance, n_bootstrap=draws, seed=seed, alpha=1 - level)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        fit = method.fit(data, "y", "treated", "unit", "period", post_periods=post)
    effects = np.asarray(fit.variance_effects if fit.variance_effects is not None else [], dtype=float)
    se = float(fit.se)
    half = stats.norm.ppf((1 + level) / 2) * se if se > 0 else np.nan
    placebo = np.nan
    if variance == "placebo" and len(effects):
        number = extreme(fit.att, effects, "absolute")
        placebo = pvalue(number, len(effects), counted=False, alternative="absolute")
    return SyntheticResult(
        term=spec.term,
        coef=float(fit.att),
        pvalue=float(2 * stats.norm.sf(abs(fit.att / se))) if se > 0 else np.nan,
        lower=float(fit.att - half),
        upper=float(fit.att + half),
        level=level,
        distribution=pd.Series(effects, index=pd.RangeIndex(len(effects), name="draw"), name="coef"),
        method=_words(variance, len(effects), seed),
        nobs=len(panel.y),
        n_treated=int(treated.sum()),
        n_controls=int((~treated).sum()),
        notes=(*gone, *_notes(caught, se)),
        std_error=se,
        variance=variance,
        pvalue_placebo=placebo,
        unit_weights=_weights(fit.unit_weights, panel.units),
        time_weights=_weights(fit.time_weights, panel.periods),
        path=_path(fit, panel),
        pre_fit=float(fit.pre_treatment_fit),
    )


def _check(panel: Panel, spec: PlaceboSpec, variance: str, treated: np.ndarray) -> None:
    if spec.design != "block":
        raise ValueError(f"design is '{spec.design}': the treated must share one date, so say design='block'")
    if variance not in VARIANCES:
        raise ValueError(f"variance is {variance!r}: choose one of {', '.join(VARIANCES)}")
    rows, periods = np.diff(panel.first), len(panel.periods)
    short = np.flatnonzero(rows < periods)
    if len(short):
        raise ValueError(
            f"the panel is not balanced: {spec.unit} {panel.units[short[0]]} has {rows[short[0]]} of "
            f"{periods} periods ({len(short)} such unit(s)): leave out these units or the periods they lack"
        )
    n_treated, n_controls = int(treated.sum()), int((~treated).sum())
    if n_controls < 2:
        raise ValueError(f"{n_controls} unit(s) are never treated: two controls at least are needed")
    if panel.cohort[treated][0] < 2:
        raise ValueError(
            f"{panel.cohort[treated][0]} period(s) come before the date {panel.dates[treated][0]}: two at "
            "least are needed for weights"
        )
    if variance == "placebo" and n_controls <= n_treated:
        raise ValueError(
            f"{n_controls} controls for {n_treated} treated units: placebos need more controls than treated; "
            "take variance='jackknife' or 'bootstrap'"
        )
    if variance == "jackknife" and n_treated < 2:
        raise ValueError("one unit is treated: the jackknife needs two; take variance='placebo'")


def _net_of_controls(panel: Panel, spec: PlaceboSpec) -> tuple[pd.DataFrame, list[str]]:
    """The panel as diff-diff reads it, the controls' part taken out of the outcome."""
    y, notes = panel.y, []
    if spec.controls:
        untreated = without_treated(panel)
        effects = absorber((untreated.unit, untreated.period), len(untreated.y))
        net = residuals(effects, np.column_stack([untreated.y, untreated.x]))
        size = np.linalg.norm(untreated.x - untreated.x.mean(axis=0), axis=0)
        known = np.linalg.norm(net[:, 1:], axis=0) > _LOST * size
        y = y - panel.x[:, known] @ np.linalg.lstsq(net[:, 1:][:, known], net[:, 0], rcond=None)[0]
        lost = [name for name, k in zip(spec.controls, known, strict=True) if not k]
        if lost:
            notes.append(f"controls left out, because units and periods explain them: {', '.join(lost)}")
    treated = (panel.cohort != NEVER)[panel.unit].astype(int)
    data = {"y": y, "unit": panel.unit, "period": panel.period, "treated": treated}
    return pd.DataFrame(data), notes


def _weights(found: dict, labels: pd.Index) -> pd.Series:
    places = list(found)
    return pd.Series(list(found.values()), index=labels[places], name="weight", dtype=float)


def _path(fit, panel: Panel) -> pd.DataFrame:
    treated = np.concatenate([fit.treated_pre_trajectory, fit.treated_post_trajectory])
    synthetic = np.concatenate([fit.synthetic_pre_trajectory, fit.synthetic_post_trajectory])
    return pd.DataFrame({"treated": treated, "synthetic": synthetic}, index=panel.periods)


def _words(variance: str, number: int, seed: int) -> str:
    which = f"{number} units left out in turn" if variance == "jackknife" else f"{number} draws, seed {seed}"
    return f"synthetic difference-in-differences; variance by {variance}, {which}"


def _notes(caught: list[warnings.WarningMessage], se: float) -> list[str]:
    """What diff-diff warned of, each once, in one line."""
    notes = (
        [] if np.isfinite(se) and se > 0 else ["there is no standard error, so no p-value and no interval"]
    )
    return notes + list(dict.fromkeys("diff-diff: " + " ".join(str(w.message).split()) for w in caught))
