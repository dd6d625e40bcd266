"""Roth's power of a test of leads: what differences in trends it would have found, and what it leaves."""

import html
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import optimize, stats

from lib.estimators.did_honest import surrounding
from lib.estimators.did_result import EventResult, term
from lib.results import tidy_rows

FORMS = ("nis", "wald")
_SHOWN = "{:.4g}".format
_DRAWS = 2**16  # quasi-random normal draws: powers are good to about four digits
_STEPS = 60  # halvings of a bracket


@dataclass(frozen=True, repr=False)
class PretrendsResult:
    """What a test of leads would have found of a linear difference in trends.

    Attributes
    ----------
    detectable : DataFrame, index power
        ``slope`` of the difference in trends, a period, that the test finds with that probability; ``bias``,
        what that slope adds to the mean of the lags; ``bias_passed``, the same where the test has passed.
    table : DataFrame, index slope
        ``power``, probability that the test rejects; ``bias`` and ``bias_passed`` as above, the latter
        missing where the test never passes.
    estimate : float
        Mean of the lags.
    size : float
        Probability that the test rejects without any difference.
    form : str
        ``nis`` or ``wald``.
    level : float
        Of the test.
    leads, lags : tuple of int
        Relative periods used.
    notes : tuple of str
    """

    detectable: pd.DataFrame
    table: pd.DataFrame
    estimate: float
    size: float
    form: str
    level: float
    leads: tuple[int, ...]
    lags: tuple[int, ...]
    notes: tuple[str, ...] = ()

    def footnotes(self) -> list[str]:
        """Lines below the printed table."""
        test = "any lead significant by itself" if self.form == "nis" else "all leads jointly"
        first = (
            f"test of {len(self.leads)} leads ({test}, level {self.level:g}); it rejects with probability "
            f"{self.size:.3g} without any difference in trends; mean of the lags: {self.estimate:.4g}"
        )
        return [first, *(f"note: {note}" for note in self.notes)]

    def tidy(self, *, paper: str, exhibit: str, track: str) -> pd.DataFrame:
        """Slopes found with each power as rows with the keys of the printed record, the power as column."""
        long = self.detectable.rename_axis("column").reset_index().melt("column", var_name="statistic")
        long["column"] = long["column"].map("{:g}".format)
        return tidy_rows(long.assign(term=self.form), paper=paper, exhibit=exhibit, track=track)

    def __repr__(self) -> str:
        return "\n".join([self.detectable.to_string(float_format=_SHOWN), "", *self.footnotes()])

    def _repr_html_(self) -> str:
        lines = "<br>".join(html.escape(line) for line in self.footnotes())
        return f"{self.detectable.to_html(float_format=_SHOWN)}<p>{lines}</p>"


def pretrends_power(
    result: EventResult,
    *,
    form: str = "nis",
    level: float = 0.95,
    powers: Sequence[float] = (0.5, 0.8),
    slopes: Sequence[float] | None = None,
    seed: int = 0,
) -> PretrendsResult:
    r"""Say which linear differences in trends a test of the leads finds, and how much bias the rest leaves.

    Parameters
    ----------
    result : EventResult
        With leads and lags around the reference period -1 and their covariance, as `honest_did` takes it.
    form : str
        ``nis``: the test rejects where a lead is individually significant. ``wald``: where all are jointly.
    level : float
        One less the level of significance.
    powers : sequence of float
        Probabilities of rejection for which the slope is sought.
    slopes : sequence of float or None
        Slopes whose power is tabled; None: eleven from zero to twice the largest slope found.
    seed : int
        Of the scrambled Sobol draws.

    Returns
    -------
    PretrendsResult

    Raises
    ------
    TypeError, ValueError
        As `honest_did`; an unknown form, a level, power or slope out of its range.

    Notes
    -----
    Under a slope :math:`\gamma` the coefficient of relative period k has mean :math:`\gamma (k + 1)`, zero at
    the reference -1, so that the lags' mean is off by :math:`\gamma` times the mean of k + 1. Leads
    :math:`\hat\beta` are normal with the estimated covariance :math:`\Sigma`, and the power is

    .. math:: 1 - P\{|\hat\beta_k| \le z \sigma_k \ \forall k < -1\} \quad \text{or} \quad
              1 - P\{\hat\beta' \Sigma^{-1} \hat\beta \le \chi^2\}.

    Where the test has passed, the lags' mean is off by what the leads' mean then is, too, through their
    covariance. The box has no closed form: each draw passes for an interval of slopes, so that one set of
    draws gives the whole curve, the same in every run; diff-diff's integral is the same number, but not to
    the last digits from run to run, and takes seconds a slope.

    References
    ----------
    Roth (2022), section II.
    """
    if not isinstance(result, EventResult):
        raise TypeError(f"result is a {type(result).__name__}: pass the result of an event study")
    _check_options(form, level, powers, slopes)
    leads, lags = surrounding(result)
    test = _Test(result, leads, lags, form, level, seed)
    found = [test.slope(power) for power in powers]
    if slopes is None:
        slopes = np.linspace(0, 2 * max(found) or 1.0, 11)
    sized = [power for power, slope in zip(powers, found, strict=True) if slope == 0]
    notes = [f"the test rejects with probability {p:g} or more without any slope" for p in sized]
    detectable = test.rows(found).drop(columns="power").set_axis(pd.Index(powers, name="power"))
    return PretrendsResult(
        detectable=detectable,
        table=test.rows(slopes).set_index("slope"),
        estimate=float(np.mean([result.params[term(k)] for k in lags])),
        size=test.power(0.0),
        form=form,
        level=level,
        leads=tuple(leads),
        lags=tuple(lags),
        notes=tuple(notes),
    )


class _Test:
    """A test of K leads against slopes, by B draws of the leads' errors."""

    def __init__(
        self, result: EventResult, leads: list[int], lags: list[int], form: str, level: float, seed: int
    ):
        before, after = [term(k) for k in leads], [term(k) for k in lags]
        self._cov = result.cov.loc[before, before].to_numpy()
        self._direction = np.array([k + 1.0 for k in leads])
        self._distance = float(np.mean([k + 1 for k in lags]))
        self._to_lags = np.linalg.solve(self._cov, result.cov.loc[before, after].to_numpy().mean(axis=1))
        self._form, self._level = form, level
        sobol = stats.qmc.MultivariateNormalQMC(np.zeros(len(leads)), self._cov, rng=seed)
        self._errors = sobol.random(_DRAWS)
        self._first, self._last = self._box() if form == "nis" else self._ellipsoid()

    def _box(self) -> tuple[np.ndarray, np.ndarray]:
        """Smallest and largest slope with which each draw passes, each shape (B,)."""
        wide = stats.norm.ppf((1 + self._level) / 2) * np.sqrt(np.diag(self._cov))
        ends = [(side * wide - self._errors) / self._direction for side in (-1, 1)]
        return np.minimum(*ends).max(axis=1), np.maximum(*ends).min(axis=1)

    def _ellipsoid(self) -> tuple[np.ndarray, np.ndarray]:
        """The same; a draw that never passes has its bounds the wrong way round."""
        solved = np.linalg.solve(self._cov, np.column_stack([self._direction, self._errors.T]))
        square = self._direction @ solved[:, 0]
        middle = -(self._errors @ solved[:, 0]) / square
        own = (self._errors * solved[:, 1:].T).sum(axis=1)
        left = self._critical - own + square * middle**2
        half = np.sqrt(np.maximum(left, 0) / square)
        return np.where(left < 0, np.inf, middle - half), np.where(left < 0, -np.inf, middle + half)

    @property
    def _critical(self) -> float:
        return float(stats.chi2.ppf(self._level, len(self._direction)))

    def power(self, slope: float) -> float:
        """Probability that the test rejects."""
        if self._form == "nis":
            return 1 - float(self._passes(slope).mean())
        away = slope**2 * self._direction @ np.linalg.solve(self._cov, self._direction)
        if away == 0:
            return 1 - self._level
        return float(stats.ncx2.sf(self._critical, len(self._direction), away))

    def slope(self, power: float) -> float:
        """Smallest slope that is found with a probability; zero where the test's size is as large."""
        if self.power(0.0) >= power:
            return 0.0
        high = float(np.sqrt(np.diag(self._cov)).max())
        while self.power(high) < power:
            high *= 2
        return float(
            optimize.bisect(lambda slope: self.power(slope) - power, 0.0, high, maxiter=_STEPS, disp=False)
        )

    def rows(self, slopes: Sequence[float]) -> pd.DataFrame:
        """Power and bias of slopes, one row each."""
        table = pd.DataFrame({"slope": np.asarray(slopes, dtype=float)})
        table["power"] = [self.power(slope) for slope in table["slope"]]
        table["bias"] = table["slope"] * self._distance
        table["bias_passed"] = table["bias"] + [self._added(slope) for slope in table["slope"]]
        return table

    def _passes(self, slope: float) -> np.ndarray:
        return (self._first <= slope) & (slope <= self._last)

    def _added(self, slope: float) -> float:
        """What passing adds to the lags' mean; missing where no draw passes."""
        passes = self._passes(slope)
        return float(self._errors[passes].mean(axis=0) @ self._to_lags) if passes.any() else np.nan


def _check_options(form: str, level: float, powers: Sequence[float], slopes: Sequence[float] | None) -> None:
    if form not in FORMS:
        raise ValueError(f"form is {form!r}: choose one of {', '.join(FORMS)}")
    for name, values in (("level", [level]), ("powers", powers)):
        wrong = [value for value in values if not 0 < value < 1]
        if wrong:
            raise ValueError(f"{name} holds {wrong[0]!r}: give shares between 0 and 1")
    if len(powers) == 0:
        raise ValueError("powers is empty: give one at least, such as 0.8")
    if slopes is not None and (len(slopes) == 0 or not np.isfinite(slopes).all() or min(slopes) < 0):
        raise ValueError("slopes must be finite, zero or more, and one at least")
