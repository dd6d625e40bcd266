r"""Outcomes of the semi-synthetic panel: means with the planted effects, and noise of the printed size.

The noise is as large as the printed standard error of the effect asks for, :math:`\sigma = se \sqrt{\tilde
d'\tilde d}`, and effects of city, destination and year are as large as the printed :math:`R^2` then asks for.
Quantity and value have normal noise, part of it lasting for a pair, as the larger :math:`R^2` of the value's
columns with pair effects asks for. Effects of destinations rise with China's real exports to them, but a
random part moves single ones in the order, the largest market too. The printed mean, standard errors and
:math:`R^2` of the logs fix their spread, so that effects with a long upper tail would make total exports
several times the real ones: effects of cities and destinations on quantity and value are skewed to the left,
which keeps the total at their order of magnitude. The number of lines and the high-technology share are
bounded, so their noise is of the beta family: nothing has to be cut off. Each outcome is drawn for itself:
the share is no ratio of whole lines, and the tails of quantity and value reach where no customs record does
(`lib.studies.twin_cities_implausible` counts them). Regressions of one outcome at a time do not mind; nothing
else should be read from single cells.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from lib.panels.twin_cities_columns import OUTCOMES, printed_columns
from lib.panels.twin_cities_synthetic_designs import Design, printed
from lib.panels.twin_cities_synthetic_planting import Planting, printed_mean
from lib.panels.twin_cities_synthetic_units import YEARS, standardised, stream

HEADINGS = 1221  # four-digit headings of the Harmonised System of 2007: no pair exports more lines
LIMITS = {"lines": float(np.log(HEADINGS)), "high_tech_share": 100.0}
ALIKE = 0.8  # correlation of the noise of quantity and of value
_LASTING = ("quantity", "value")  # outcomes whose noise may last for a pair
_GROWTH = 0.04  # of exports a year, in standard deviations of the effects
_ROOM = 0.01  # of the limit: twice how near to its ends a bounded outcome's means come
_FORM = 2.0  # sum of the parameters of the beta distribution of effects on bounded outcomes
_SKEWED = (1.5, 0.5)  # parameters of the beta distribution of effects on quantity and value
_ROUNDS = 400
_DECIMALS = 6  # of what is kept of drawn outcomes


@dataclass(frozen=True)
class Outcomes:
    """The law of the outcomes given everything else.

    Attributes
    ----------
    means : DataFrame, shape (N, 4)
        The outcomes without noise, by outcome, in logs or per cent.
    sigma : dict of str to float
        Standard deviation of the noise; of bounded outcomes its root mean square.
    persistence : dict of str to float
        Part of the variance of the noise of quantity and of value that is the pair's in all years.
    precision : dict of str to float
        Of the bounded outcomes: their variance at mean m is ``m (limit - m) / precision``.
    pair : ndarray of int, shape (N,)
        Number of each row's pair.
    """

    means: pd.DataFrame
    sigma: dict
    persistence: dict
    precision: dict
    pair: np.ndarray

    def draw(self, rng: np.random.Generator, outcomes: tuple[str, ...] = tuple(OUTCOMES)) -> dict:
        """New outcomes, by name, each of shape (N,): logs, or per cent for the share."""
        found = {}
        noise = self._noise(rng) if {"quantity", "value"} & set(outcomes) else {}
        for name in outcomes:
            mean = self.means[name].to_numpy()
            if name in LIMITS:
                found[name] = _bounded(mean, LIMITS[name], self.precision[name], rng)
            else:
                found[name] = mean + self.sigma[name] * noise[name]
        if "lines" in found:
            found["lines"] = _whole(found["lines"], rng)
        return found

    def _noise(self, rng: np.random.Generator) -> dict[str, np.ndarray]:
        """Standard normal noise of quantity and value, alike by `ALIKE`, lasting by `persistence`."""
        pairs = self.pair.max() + 1
        lasting = {name: values[self.pair] for name, values in _alike(pairs, rng).items()}
        passing = _alike(len(self.pair), rng)
        return {
            name: np.sqrt(share) * lasting[name] + np.sqrt(1 - share) * passing[name]
            for name, share in self.persistence.items()
        }


def law(
    panel: pd.DataFrame,
    planting: Planting,
    base: dict[str, np.ndarray],
    *,
    seed: int,
    persistence: float | None = None,
) -> Outcomes:
    """The outcomes' law on a panel with planted effects.

    Parameters
    ----------
    panel : DataFrame
        The panel without outcomes.
    planting : Planting
    base : dict of ndarray
        ``city`` and ``destination``: each row's standardised size and income.
    seed : int
    persistence : float, optional
        As in `Outcomes`, for both; by default `printed_persistence`.
    """
    asked = printed_persistence() if persistence is None else dict.fromkeys(_LASTING, persistence)
    means, sigma, precision = {}, {}, {}
    for outcome, regressions in planting.designs.items():
        without, with_ = (d for d in regressions if d.column.exhibit == "table_3")
        sigma[outcome] = _sigma(with_)
        units = _units(panel, base, outcome, seed)
        means[outcome] = _mean(panel, planting, outcome, units, without, with_, sigma[outcome])
    for outcome, limit in LIMITS.items():
        precision[outcome] = _precision(means[outcome], limit, sigma[outcome], outcome, seed)
    pair = panel.groupby(["city_code", "iso3"], sort=True).ngroup().to_numpy()
    return Outcomes(pd.DataFrame(means, index=panel.index), sigma, asked, precision, pair)


def printed_persistence() -> dict[str, float]:
    r"""Lasting part of the noise's variance that the printed :math:`R^2` of tables 3 and 5 ask for.

    Notes
    -----
    With N rows and P pairs, pair effects would leave :math:`(1 - R^2_3)(1 - P / N)` of the variance
    unexplained if noise were independent; what the columns of table 5 leave less is lasting:
    :math:`\rho = 1 - (1 - R^2_5) / [(1 - R^2_3) (1 - P / N)]`, the mean of the outcome's two columns. For
    quantity it is negative, which no noise can be, and 0 is taken: the printed :math:`R^2` of its columns
    with pair effects are smaller than even independent noise would leave them.
    """
    r2, n, units = printed("r2"), printed("n"), printed("n_units")
    found = {}
    for outcome in _LASTING:
        own = [c for c in printed_columns() if c.outcome == outcome]
        base = next((c.exhibit, c.column) for c in own if c.exhibit == "table_3" and c.controls)
        shares = []
        for key in ((c.exhibit, c.column) for c in own if c.exhibit == "table_5"):
            shares.append(1 - (1 - r2[key]) / ((1 - r2[base]) * (1 - units[base] / n[key])))
        found[outcome] = max(0.0, float(np.mean(shares)))
    return found


def _alike(number: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Standard normal draws for quantity and value with correlation `ALIKE`."""
    quantity, other = rng.standard_normal((2, number))
    return {"quantity": quantity, "value": ALIKE * quantity + np.sqrt(1 - ALIKE**2) * other}


def levels(panel: pd.DataFrame, drawn: dict[str, np.ndarray]) -> pd.DataFrame:
    """The panel with its drawn outcomes in logs and in levels, rounded to what is kept of them.

    Outcomes stay missing where ``panel`` has them missing.
    """
    found = panel.copy()
    for outcome, name in OUTCOMES.items():
        values = np.where(panel[name].isna(), np.nan, np.round(drawn[outcome], _DECIMALS))
        if outcome == "lines":
            found["lines"] = np.round(np.exp(values))
            found["ln_lines"] = np.log(found["lines"])
        elif outcome == "high_tech_share":
            found[name] = np.clip(values, 0, 100)
        else:
            found[outcome], found[name] = np.exp(values), values
    return found


def _sigma(design: Design) -> float:
    """Standard deviation of the noise that gives the column's printed standard error."""
    key = (design.column.exhibit, design.column.column)
    t = printed("t", "treat_post")[key]
    return abs(design.printed / t) * float(np.sqrt(design.variation))


@dataclass(frozen=True)
class _Units:
    """Sizes of the effects of cities and destinations, each with the unit of every row, and a trend."""

    scores: tuple[np.ndarray, np.ndarray]
    of_row: tuple[np.ndarray, np.ndarray]
    trend: np.ndarray

    def effects(self, scores: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
        """Sum of the effects in each row, shape (N,)."""
        return sum(score[rows] for score, rows in zip(scores, self.of_row, strict=True)) + self.trend


def _units(panel: pd.DataFrame, base: dict, outcome: str, seed: int) -> _Units:
    """Effects of city and destination by size and income, in part alike for all outcomes."""
    scores, of_row = [], []
    for unit, key in (("city", "city_code"), ("destination", "iso3")):
        first, rows = np.unique(panel[key].to_numpy(), return_index=True, return_inverse=True)[1:]
        common = stream(seed, f"effects {unit}").standard_normal(len(first))
        own = stream(seed, f"effects {unit} {outcome}").standard_normal(len(first))
        weight = 0.2 if outcome == "high_tech_share" else 0.75
        noise = 0.45 * common + 0.3 * own
        scores.append(weight * base[unit][first] + (0.3 if outcome in _LASTING else 1.0) * noise)
        of_row.append(rows)
    trend = _GROWTH * (panel["year"].to_numpy() - YEARS[0])
    return _Units(tuple(scores), tuple(of_row), trend)


def _mean(
    panel: pd.DataFrame,
    planting: Planting,
    outcome: str,
    units: _Units,
    without: Design,
    with_: Design,
    sigma: float,
) -> np.ndarray:
    """The outcome without noise: its mean and its variance as the printed constant and R-squared ask for."""
    rest = planting.mean(outcome)
    r2 = printed("r2")[with_.column.exhibit, with_.column.column]
    variance = sigma**2 * ((1 - with_.rank / with_.nobs) / (1 - r2) - 1)
    level = printed_mean(panel, without)
    if outcome in LIMITS:
        return _inside(units, rest, variance, level, LIMITS[outcome])
    scores = tuple(
        standardised(stats.beta.ppf(stats.rankdata(score) / (len(score) + 1), *_SKEWED))
        for score in units.scores
    )
    mean = _scaled(units.effects(scores), rest, variance, level)[0]
    return mean + level - mean[without.column.rows(panel)].mean()


def _scaled(effects: np.ndarray, rest: np.ndarray, variance: float, level: float) -> tuple[np.ndarray, float]:
    """``level + s * effects + rest`` with the variance asked for, and s; 0 if the rest alone varies more."""
    effects, rest = effects - effects.mean(), rest - rest.mean()
    a, b, c = effects @ effects, effects @ rest, rest @ rest - variance * len(rest)
    s = max((-b + np.sqrt(max(b * b - a * c, 0.0))) / a, 1e-6)
    return level + s * effects + rest, s


def _inside(units: _Units, rest: np.ndarray, variance: float, level: float, limit: float) -> np.ndarray:
    """As `_scaled`, inside 0 and the limit with some room.

    Effects are quantiles of a beta distribution as skewed as the level asks for. Those of cities and
    destinations with a row outside move inwards until none is, and the variance gives way by a two-hundredth
    a round, so that R-squared stays below the printed one, by half a hundredth at full size.
    """
    room = _ROOM * limit
    middle = np.clip(level / limit, 0.1, 0.9)
    scores = [
        standardised(
            stats.beta.ppf(stats.rankdata(score) / (len(score) + 1), _FORM * middle, _FORM * (1 - middle))
        )
        for score in units.scores
    ]
    for _ in range(_ROUNDS):
        mean, s = _scaled(units.effects(tuple(scores)), rest, variance, level)
        if mean.min() >= room / 2 and mean.max() <= limit - room / 2:
            return mean
        out = np.maximum(room - mean, 0) - np.maximum(mean - (limit - room), 0)
        for score, rows in zip(scores, units.of_row, strict=True):
            for extreme in (np.maximum, np.minimum):
                move = np.zeros(len(score))
                extreme.at(move, rows, out)
                score += move / s
        variance *= 0.995
    raise ValueError(f"no effects found that keep the outcome between 0 and {limit:.4g}: draw another seed")


def _precision(mean: np.ndarray, limit: float, sigma: float, outcome: str, seed: int) -> float:
    """Precision of the beta noise whose mean variance, with that of rounding to whole lines, is sigma's."""
    spread = float((mean * (limit - mean)).mean())
    found = spread / sigma**2
    if outcome == "lines":
        for _ in range(3):
            latent = _bounded(mean, limit, found, stream(seed, "rounding"))
            found = spread / max(sigma**2 - _rounding_variance(latent), 1e-6)
    return found


def _bounded(mean: np.ndarray, limit: float, precision: float, rng: np.random.Generator) -> np.ndarray:
    """Beta on 0 to the limit with the given means and variances mean (limit - mean) / precision."""
    share = mean / limit
    return limit * rng.beta(share * (precision - 1), (1 - share) * (precision - 1))


def _neighbours(latent: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The whole number below, the logs' step to the next one, and how far the latent log is into it."""
    below = np.maximum(np.floor(np.exp(latent) * (1 + 1e-12)), 1)
    step = np.log1p(1 / below)
    return below, step, np.clip((latent - np.log(below)) / step, 0, 1)


def _whole(latent: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Logs of whole numbers whose expected log is the latent one: rounded up as often as it lies above."""
    below, _, part = _neighbours(latent)
    return np.log(below + (rng.random(len(latent)) < part))


def _rounding_variance(latent: np.ndarray) -> float:
    _, step, part = _neighbours(latent)
    return float((step**2 * part * (1 - part)).mean())
