"""Rambachan and Roth's sensitivity of an event study to violations of parallel trends."""

import html
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.estimators.did_result import EventResult, relative_period
from lib.results import tidy_rows

RESTRICTIONS = {"smoothness": "smoothness", "relative_magnitudes": "relative_magnitude"}
_DEFAULT = {
    "smoothness": (0.0, 0.01, 0.02, 0.03, 0.04, 0.05),
    "relative_magnitudes": (0.0, 0.5, 1.0, 1.5, 2.0),
}


@dataclass(frozen=True, repr=False)
class HonestResult:
    """Intervals for an average of lags, by how far trends may differ.

    Attributes
    ----------
    table : DataFrame, index bound
        ``lower``, ``upper``: confidence interval; ``set_lower``, ``set_upper``: identified set at the
        estimates, missing where no difference in trends within the bound gives just the estimated leads.
    restriction : str
        ``smoothness`` or ``relative_magnitudes``.
    estimate, std_error : float
        Of the average under parallel trends.
    level : float
    breakdown : float
        Smallest bound of the table whose interval holds zero; missing where none does.
    leads, lags : tuple of int
        Relative periods used.
    notes : tuple of str
    """

    table: pd.DataFrame
    restriction: str
    estimate: float
    std_error: float
    level: float
    breakdown: float
    leads: tuple[int, ...]
    lags: tuple[int, ...]
    notes: tuple[str, ...] = ()

    def footnotes(self) -> list[str]:
        """Lines below the printed table."""
        first = (
            f"estimate under parallel trends: {self.estimate:.6g} ({self.std_error:.6g}), {self.restriction}"
        )
        return [first, *(f"note: {note}" for note in self.notes)]

    def tidy(self, *, paper: str, exhibit: str, track: str) -> pd.DataFrame:
        """Intervals as rows with the keys of the printed record, the bound as column."""
        long = self.table.rename_axis("column").reset_index().melt("column", var_name="statistic")
        long["column"] = long["column"].map("{:g}".format)
        return tidy_rows(long.assign(term=self.restriction), paper=paper, exhibit=exhibit, track=track)

    def __repr__(self) -> str:
        return "\n".join([self.table.to_string(float_format="{:.4g}".format), "", *self.footnotes()])

    def _repr_html_(self) -> str:
        lines = "<br>".join(html.escape(line) for line in self.footnotes())
        return f"{self.table.to_html(float_format='{:.4g}'.format)}<p>{lines}</p>"


def honest_did(
    result: EventResult,
    *,
    restriction: str = "smoothness",
    bounds: Sequence[float] | None = None,
    weights: dict[int, float] | None = None,
    level: float = 0.95,
) -> HonestResult:
    r"""Bound an average effect when trends may differ as much as a restriction allows.

    Parameters
    ----------
    result : EventResult
        With leads and lags next to each other around the reference period -1, and their covariance. Each is
        of one period: the restrictions are on moves from one period to the next, which an end that stands
        for all beyond it does not have.
    restriction : str
        ``smoothness``: the difference in trends bends by at most M a period. ``relative_magnitudes``: it
        moves between two later periods by at most M times its largest move before treatment.
    bounds : sequence of float or None
        Values of M; None takes a grid.
    weights : dict or None
        Weights of lags in the average, by relative period; None weights all lags equally.
    level : float
        Confidence level.

    Returns
    -------
    HonestResult

    Raises
    ------
    TypeError, ValueError
        No leads or lags, a gap among them, an end that is binned, covariances that are missing, an option out
        of its range.

    Notes
    -----
    For smoothness the interval has fixed length and is the shortest that covers at `level` (section 4.1). For
    relative magnitudes diff-diff widens the identified set at the estimated leads by normal quantiles times
    the average's standard error: it takes the leads as known, and is not the conditional set that Rambachan
    and Roth recommend (section 3.2). Read it as a guide where leads are precise; this is among the notes.

    References
    ----------
    Rambachan and Roth (2023).
    """
    from diff_diff import HonestDiD

    if not isinstance(result, EventResult):
        raise TypeError(f"result is a {type(result).__name__}: pass the result of an event study")
    bounds = _checked(restriction, bounds, level)
    leads, lags = surrounding(result)
    average = _average(lags, weights)
    study = _in_their_words(result, leads, lags)
    rows = []
    for bound in bounds:
        method = HonestDiD(RESTRICTIONS[restriction], M=bound, alpha=1 - level, l_vec=average)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            rows.append(method.fit(study))
    table = pd.DataFrame(
        [(r.ci_lb, r.ci_ub, r.lb, r.ub) for r in rows],
        columns=["lower", "upper", "set_lower", "set_upper"],
        index=pd.Index(bounds, name="bound"),
    )
    holds = table.index[(table["lower"] <= 0) & (table["upper"] >= 0)]
    notes = []
    if restriction == "relative_magnitudes":
        notes.append(
            "the intervals take the estimated leads as known: they are too short where leads are noisy"
        )
    return HonestResult(
        table=table,
        restriction=restriction,
        estimate=float(rows[0].original_estimate),
        std_error=float(rows[0].original_se),
        level=level,
        breakdown=float(holds[0]) if len(holds) else np.nan,
        leads=tuple(leads),
        lags=tuple(lags),
        notes=tuple(notes),
    )


def _checked(restriction: str, bounds: Sequence[float] | None, level: float) -> list[float]:
    if restriction not in RESTRICTIONS:
        raise ValueError(f"restriction is {restriction!r}: choose one of {', '.join(RESTRICTIONS)}")
    if not 0 < level < 1:
        raise ValueError(f"level is {level!r}: give a share between 0 and 1, such as 0.95")
    bounds = sorted(float(bound) for bound in (_DEFAULT[restriction] if bounds is None else bounds))
    if not bounds or bounds[0] < 0 or not np.isfinite(bounds).all():
        raise ValueError(f"bounds are {bounds}: give finite values, zero or more")
    return bounds


def surrounding(result: EventResult) -> tuple[list[int], list[int]]:
    """Leads and lags, without gaps on either side of the period before treatment."""
    found = sorted(k for k in map(relative_period, result.params.index) if k is not None)
    leads, lags = [k for k in found if k < -1], [k for k in found if k >= 0]
    if result.reference != -1:
        raise ValueError(
            f"the event study's reference period is {result.reference}: estimate it against -1, the period "
            "before treatment (for Callaway and Sant'Anna with base_period='universal')"
        )
    if result.binned:
        ends = " and ".join(map(str, result.binned))
        raise ValueError(
            f"at {ends} an estimate stands for all periods beyond it too: estimate at least one lead and one "
            "lag more than you need, and pass result.window(leads, lags) without these ends"
        )
    if not leads or not lags:
        raise ValueError(
            f"the event study has {len(leads)} leads and {len(lags)} lags: one of each is needed"
        )
    whole = list(range(leads[0], -1)) + list(range(lags[-1] + 1))
    if found != whole:
        gap = next(k for k in whole if k not in found)
        raise ValueError(f"relative period {gap} has no estimate: shorten the window so that there is no gap")
    names = [name for name in result.params.index if relative_period(name) is not None]
    if result.cov.loc[names, names].isna().any(axis=None):
        raise ValueError("covariances of leads and lags are missing: take event_study, callaway_santanna or "
                         "sun_abraham")  # fmt: skip
    return leads, lags


def _average(lags: list[int], weights: dict[int, float] | None) -> np.ndarray:
    if weights is None:
        return np.full(len(lags), 1 / len(lags))
    absent = [k for k in weights if k not in lags]
    if absent:
        raise ValueError(f"weights name relative period {absent[0]}, which is no lag of the study ({lags})")
    return np.array([float(weights.get(k, 0.0)) for k in lags])


def _in_their_words(result: EventResult, leads: list[int], lags: list[int]):
    """The event study as diff-diff's own container, with normal critical values."""
    from diff_diff.results import MultiPeriodDiDResults, PeriodEffect

    names = {relative_period(name): name for name in result.params.index if relative_period(name) is not None}
    order = [*leads, *lags]
    labels = [names[k] for k in order]
    cov = result.cov.loc[labels, labels].to_numpy()
    effects = {}
    for i, k in enumerate(order):
        coef, se = float(result.params[labels[i]]), float(np.sqrt(cov[i, i]))
        effects[k] = PeriodEffect(
            period=k, effect=coef, se=se, t_stat=coef / se, p_value=np.nan, conf_int=(np.nan, np.nan)
        )
    return MultiPeriodDiDResults(
        period_effects=effects, avg_att=np.nan, avg_se=np.nan, avg_t_stat=np.nan, avg_p_value=np.nan,
        avg_conf_int=(np.nan, np.nan), n_obs=result.nobs, n_treated=result.n_treated,
        n_control=result.n_never, pre_periods=leads, post_periods=lags, vcov=cov, reference_period=-1,
        interaction_indices={k: i for i, k in enumerate(order)},
    )  # fmt: skip
