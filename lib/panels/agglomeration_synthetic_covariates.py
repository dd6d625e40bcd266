"""Simulated regressors of the semi-synthetic panel, beside the real agglomeration, distances and regions.

Every variable is a city's own level, a common trend and a persistent part. Productivity, growth and
unemployment answer the shock of the same year, so that least squares and the within estimator fail, in a
way that leaves their second lags valid instruments. Controls are exogenous: they know neither the city's
effect on exports nor the shock. So does agglomeration, which is real: cities' populations were not drawn
with these effects and shocks, so that no estimator is put to the test of an agglomeration that answers
exports, unless `draw` is asked for one that does.

How far the drawn variables move, last and go together is our choice, measured on no yearbook. They share the
city's size, its nearness to a port and the shock, and nothing else, so that the correlations between any two
of them stay below `MOST_ALIKE`; yearbooks' controls may be far more alike.
"""

from dataclasses import dataclass

import numpy as np

from lib.panels.agglomeration import BASE_YEAR, FIRST_YEAR, LAST_YEAR
from lib.panels.agglomeration_synthetic_presence import Presence

BURN_IN = 10  # years before the panel, so that the outcome starts at its mean given the city
GRID = np.arange(FIRST_YEAR - BURN_IN, LAST_YEAR + 1)
PERSISTENCE = 0.5  # of the part of a variable that moves, from year to year
SHARED_EFFECT = (
    0.6  # correlation of the city's effect on exports with its lasting productivity, see `_effect`
)
CRISIS = 0.02  # fall of the common growth rate in 2008


@dataclass(frozen=True)
class Law:
    """How a variable is drawn.

    Attributes
    ----------
    mean, trend : float
        In the panel's units; the trend for ten years.
    between, within : float
        Standard deviation of the cities' levels, and of what moves around them.
    size, near : float
        Correlation of the level with the city's log population and with its nearness to a port.
    answer : float
        Correlation of what is new in a year with the shock of the year.
    lasts : bool
        Whether the answer fades as the rest does, or is gone the year after.
    """

    mean: float
    between: float
    within: float
    trend: float
    size: float = 0.0
    near: float = 0.0
    answer: float = 0.0
    lasts: bool = True


MOST_ALIKE = 0.35  # bound of the correlations between two drawn regressors, of any draw


# Levels that a city yearbook could have, chosen by us and not estimated from any: growth as a fraction, per
# cent of the labour force, students per 10,000 persons, spending and investment in 10,000 yuan, m2 per head,
# km2, all in logs but for growth and the zone's index. No standardised coefficient depends on the means.
LAWS = {
    "growth": Law(0.13, 0.02, 0.035, 0.0, answer=0.5, lasts=False),
    "ln_unemployment": Law(1.25, 0.25, 0.25, 0.0, size=-0.1, near=-0.1, answer=-0.5),
    "ln_productivity": Law(2.8, 0.18, 0.28, 0.4, size=0.1, near=0.2, answer=0.5),
    "ln_human_capital": Law(4.8, 1.0, 0.2, 0.6, size=0.35),
    "ln_research": Law(7.3, 1.2, 0.4, 1.2, size=0.35, near=0.1),
    "ln_fdi": Law(11.0, 1.6, 0.5, 0.8, size=0.3, near=0.3),
    "ln_roads": Law(2.2, 0.4, 0.15, 0.4, size=0.1),
    "zone_index": Law(-0.7, 1.0, 0.0, 0.6, size=0.3, near=0.1),
    "ln_land_area": Law(7.2, 0.85, 0.03, 0.1, size=0.35),
}
# What is added to real agglomeration where it is to answer the shock: as much as real cities move.
ANSWERING = Law(0.0, 0.0, 0.1, 0.0, answer=0.5)


@dataclass(frozen=True)
class Drivers:
    """What is behind a draw, all of mean 0 and variance 1.

    Attributes
    ----------
    effect : ndarray, shape (N,)
        The city's effect on exports.
    shock : ndarray, shape (N, T)
        The shock of each year of `GRID`, without serial correlation.
    """

    effect: np.ndarray
    shock: np.ndarray


def draw(
    presence: Presence,
    rng: np.random.Generator,
    *,
    response: float = 1.0,
    base_year_responds: bool = False,
    agglomeration_responds: bool = False,
    serial: float = 0.0,
) -> tuple[dict[str, np.ndarray], Drivers]:
    """The regressors in the panel's units, over `GRID`.

    Parameters
    ----------
    presence : Presence
    rng : Generator
    response : float
        Strength of the answers to the shock, from 0 (every regressor is exogenous) to 1.
    base_year_responds : bool
        Whether growth answers the shock of 2008 too.
    agglomeration_responds : bool
        Whether a part is added to real agglomeration that answers the shock, `ANSWERING`.
    serial : float
        Autocorrelation of the shock.

    Notes
    -----
    Resilience is growth less that of 2008, so that its values of 2003 to 2007 hold growth in 2008. Where that
    answers the shock of 2008, these values are no instruments for the years up to 2008.

    Returns
    -------
    dict of ndarray, shape (N, T), by the panel's columns; and Drivers.
    """
    cities, years = len(presence.cities), len(GRID)
    own = dict(zip(LAWS, rng.standard_normal((len(LAWS), cities)), strict=True))
    news = dict(zip(LAWS, rng.standard_normal((len(LAWS), cities, years)), strict=True))
    shock = _autoregressive(rng.standard_normal((cities, years)), serial)
    effect = _effect(presence, own["ln_productivity"], rng.standard_normal(cities))
    size = _standard(np.log(presence.people).mean(axis=1))
    distance = np.log1p(presence.cities["port_distance_km"].to_numpy())
    near = -_standard(distance)
    answered = shock * (base_year_responds | (GRID != BASE_YEAR))
    found = {
        name: _level(law, own[name], size, near)[:, None]
        + law.within * _moving(law, news[name], shock if law.lasts else answered, response)
        + law.trend * (GRID - GRID.mean()) / 10
        for name, law in LAWS.items()
    }
    # Population is real; before 2002, of which there is none, it is that of 2002.
    found["ln_agglomeration"] = np.log(presence.people)[:, np.maximum(GRID - (FIRST_YEAR - 1), 0)]
    if agglomeration_responds:
        news = rng.standard_normal((cities, years))
        found["ln_agglomeration"] += ANSWERING.within * _moving(ANSWERING, news, shock, response)
    found["ln_port_distance"] = np.repeat(distance[:, None], years, axis=1)
    found |= _resilience(found.pop("growth") - CRISIS * (GRID >= BASE_YEAR))
    zone = np.maximum.accumulate(found.pop("zone_index"), axis=1)
    found["development_zone"] = (zone > 0).astype(float)
    return found, Drivers(effect, shock)


def _effect(presence: Presence, lasting: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The city's effect on exports: correlated with its lasting productivity, as far as that is allowed.

    Notes
    -----
    System GMM asks that no change of a regressor is correlated with the effect. The product of agglomeration
    and productivity changes with agglomeration even where productivity stands still, by productivity times
    the growth of the city; that product is taken out of the part that both share.
    """
    log_people = np.log(presence.people)
    grown = (log_people[:, -2] - log_people[:, 1]) * lasting  # 2003 to 2010: the changes that are instruments
    shared = lasting - grown * (grown @ lasting) / (grown @ grown)
    return SHARED_EFFECT * _standard(shared) + np.sqrt(1 - SHARED_EFFECT**2) * other


def _level(law: Law, own: np.ndarray, size: np.ndarray, near: np.ndarray) -> np.ndarray:
    left = np.sqrt(1 - law.size**2 - law.near**2)
    return law.mean + law.between * (law.size * size + law.near * near + left * own)


def _moving(law: Law, news: np.ndarray, shock: np.ndarray, response: float) -> np.ndarray:
    """What moves around the level: variance 1, autoregressive; the answer fades with it or is gone."""
    answer = response * law.answer
    rest = np.sqrt(1 - answer**2) * news
    if law.lasts:
        return _autoregressive(rest + answer * shock)
    return _autoregressive(rest) + answer * shock


def _autoregressive(news: np.ndarray, rho: float = PERSISTENCE) -> np.ndarray:
    r"""Stationary :math:`w_t = \rho w_{t-1} + \sqrt{1-\rho^2}\,u_t` along the second axis."""
    moving = np.empty_like(news)
    moving[:, 0] = news[:, 0]
    for year in range(1, news.shape[1]):
        moving[:, year] = rho * moving[:, year - 1] + np.sqrt(1 - rho**2) * news[:, year]
    return moving


def _resilience(growth: np.ndarray) -> dict[str, np.ndarray]:
    """Resilience as the track ``original`` reads it: growth less that of 2008, of one and of three years."""
    base = growth[:, GRID == BASE_YEAR]
    three = growth.copy()
    three[:, 2:] = (growth[:, 2:] + growth[:, 1:-1] + growth[:, :-2]) / 3
    return {"ln_resilience": growth - base, "ln_resilience_moving_average": three - base}


def _standard(values: np.ndarray) -> np.ndarray:
    return (values - values.mean()) / values.std()
