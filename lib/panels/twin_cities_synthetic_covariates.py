"""Controls of the semi-synthetic panel: two real, ten drawn with realistic level, trend and persistence.

Yearbooks of cities and several indicators of countries are not in the public tables. What is drawn for them
hangs together with what is real (population, income, place) and moves with the number of agreements in
force, so that leaving the controls out biases the effect, as the paper's columns without and with them say.
"""

import numpy as np
import pandas as pd

from lib.panels.twin_cities_synthetic_units import YEARS, standardised, stream

_STEP = YEARS - YEARS[0]
_EAST = 110.0  # degrees: the coast is richer


def city_income(cities: pd.DataFrame, seed: int) -> np.ndarray:
    """Log of GDP per head in yuan, drawn, shape (cities, years).

    Higher in large cities and in the east, with a level that the cities of a province share, growing by a
    ninth a year with a persistent part of its own.
    """
    rng = stream(seed, "city income")
    provinces, index = np.unique(cities["province_code"], return_inverse=True)
    level = (
        9.1
        + 0.25 * standardised(cities["ln_population"].to_numpy())
        + 0.03 * np.clip(cities["lon"].to_numpy() - _EAST, -10, 12)
        + rng.normal(0, 0.2, len(provinces))[index]
        + rng.normal(0, 0.25, len(cities))
    )
    growth = rng.normal(0.11, 0.012, len(cities))
    return level[:, None] + growth[:, None] * _STEP + _persistent(rng, len(cities), 0.06)


def city_controls(cities: pd.DataFrame, income: np.ndarray, ties: np.ndarray, seed: int) -> dict:
    """The cities' five controls, all drawn, each of shape (cities, years).

    Parameters
    ----------
    cities : DataFrame
        As `lib.panels.twin_cities_synthetic_units.cities` returns it.
    income : ndarray, shape (cities, years)
        As `city_income` returns it.
    ties : ndarray, shape (cities, years)
        Agreements in force.
    seed : int
    """
    rng = stream(seed, "city controls")
    number = len(cities)
    size = standardised(cities["ln_population"].to_numpy())[:, None]
    rich = (income - income.mean(axis=0)) / income.std(axis=0)
    open_ = _open(ties)
    noise = lambda spread: rng.normal(0, spread, (number, 1))  # noqa: E731
    ln_innovation = -0.5 + 0.9 * size + 0.6 * rich + noise(0.5) + 0.17 * _STEP + _persistent(rng, number, 0.1)
    students = 10.2 + 0.8 * size + 0.3 * rich + noise(0.4) + 0.07 * _STEP + _persistent(rng, number, 0.05)
    hospitals = 5.0 + 0.5 * size + noise(0.35) + 0.004 * _STEP + _persistent(rng, number, 0.06)
    services = 36 + 3 * size + 2 * rich + noise(4) + 0.25 * _STEP + _persistent(rng, number, 1.5)
    return {
        "innovation_index": np.exp(np.minimum(ln_innovation + 0.05 * open_, 6.5)),
        "ln_students": students + 0.025 * open_,
        "ln_hospitals": hospitals + 0.01 * open_,
        "ln_gdp_per_head_city": income,
        "services_share_city": np.clip(services + 0.6 * open_, 10, 85),
    }


def destination_controls(chosen: pd.DataFrame, real: pd.DataFrame, ties: np.ndarray, seed: int) -> dict:
    """The destinations' seven controls, each of shape (destinations, years); two of them are real.

    Parameters
    ----------
    chosen, real : DataFrame
        As `lib.panels.twin_cities_synthetic_units.destinations` and `destination_years` return them.
    ties : ndarray, shape (destinations, years)
        Agreements in force.
    seed : int
    """
    rng = stream(seed, "destination controls")
    shape = (len(chosen), len(YEARS))
    income, output, articles = (
        real[name].to_numpy().reshape(shape) for name in ("ln_gdp_per_head", "ln_gdp", "journal_articles")
    )
    number, open_ = len(chosen), _open(ties)
    rich = income.mean(axis=1, keepdims=True) - 7
    large = standardised(output.mean(axis=1))[:, None]
    noise = lambda spread: rng.normal(0, spread, (number, 1))  # noqa: E731
    enrolment = 8 + 11 * rich + noise(8) + 0.9 * _STEP + _persistent(rng, number, 1.5) + 1.2 * open_
    port = 13.3 + 1.5 * large + noise(0.5) + 0.05 * _STEP + _persistent(rng, number, 0.08) + 0.06 * open_
    services = 40 + 4.5 * rich + noise(5) + 0.2 * _STEP + _persistent(rng, number, 1.5) + 0.8 * open_
    tariff = 13 - 1.7 * rich + noise(2.5) - 0.25 * _STEP + _persistent(rng, number, 0.7) - 0.5 * open_
    rate = noise(2.2) + 2.5 + 0.02 * _STEP + np.cumsum(rng.normal(0, 0.05, shape), axis=1)
    return {
        "journal_articles": articles,
        "tertiary_enrolment": np.clip(enrolment, 0.5, 110),
        "ln_port_throughput": port - 2 * chosen["landlocked"].to_numpy()[:, None],
        "ln_gdp_per_head": income,
        "services_share": np.clip(services, 15, 90),
        "tariff": np.clip(tariff, 0, 40),
        "exchange_rate": np.exp(np.clip(rate, -1.5, 9)),
    }


def _persistent(rng: np.random.Generator, number: int, spread: float) -> np.ndarray:
    """First-order autoregression with coefficient 0.7 and the given standard deviation."""
    steps = rng.normal(0, spread, (number, len(YEARS)))
    for year in range(1, len(YEARS)):
        steps[:, year] = 0.7 * steps[:, year - 1] + np.sqrt(1 - 0.7**2) * steps[:, year]
    return steps


def _open(ties: np.ndarray) -> np.ndarray:
    """Agreements in force against the unit's own mean over the years, in logs, with standard deviation 1."""
    logs = np.log1p(ties)
    within = logs - logs.mean(axis=1, keepdims=True)
    return within / max(within.std(), 1e-9)
