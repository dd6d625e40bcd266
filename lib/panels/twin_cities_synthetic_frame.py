"""The semi-synthetic panel without its outcomes: pairs, years, treatment and covariates."""

import numpy as np
import pandas as pd

from lib.panels import twin_cities_synthetic_agreements as agreements
from lib.panels import twin_cities_synthetic_covariates as covariates
from lib.panels import twin_cities_synthetic_presence as presence
from lib.panels import twin_cities_synthetic_units as units
from lib.panels.twin_cities_synthetic_agreements import Ties
from lib.panels.twin_cities_synthetic_units import YEARS, standardised

FULL = (287, 153)  # cities, destinations


def draw(
    *, seed: int, cities: int, destinations: int, redrawn: float, provinces: str = "capital"
) -> tuple[pd.DataFrame, Ties, dict[str, np.ndarray]]:
    """Everything of the panel but its outcomes.

    Returns
    -------
    DataFrame
        Sorted by city, destination and year; with the columns of the contract but the outcomes.
    Ties
    dict of ndarray
        ``city`` and ``destination``: each row's standardised size and income of its unit, on which trade
        depends: of destinations China's real exports to them.
    """
    full = (cities, destinations) == FULL
    places, chosen = units.cities(cities, seed), units.destinations(destinations)
    real, km = units.destination_years(chosen), units.distances(places, chosen)
    income = covariates.city_income(places, seed)
    output = real["ln_gdp"].to_numpy().reshape(len(chosen), -1).mean(axis=1)
    supply = standardised(places["ln_population"].to_numpy() + 0.7 * income.mean(axis=1))
    demand = standardised(output)
    affinity = standardised(supply[:, None] + demand - 0.7 * standardised(np.log(km)))
    ties = _ties(places, chosen, affinity, seed=seed, full=full, redrawn=redrawn, provinces=provinces)
    tied = np.zeros(affinity.shape, dtype=bool)
    at = (places["city_code"].searchsorted(ties.pairs["city_code"]),
          chosen["iso3"].searchsorted(ties.pairs["iso3"]))  # fmt: skip
    tied[at] = True
    road, near = (chosen[name].to_numpy() == 1 for name in ("belt_road", "neighbour"))
    present = presence.draw(affinity, tied, road, near, seed=seed, full=full)
    i, j, t = np.nonzero(present)
    years = np.full(affinity.shape, np.nan)
    years[at] = ties.pairs["treatment_year"]
    in_force = (years[..., None] <= YEARS).astype(float)
    controls = covariates.city_controls(places, income, in_force.sum(axis=1), seed)
    abroad = covariates.destination_controls(chosen, real, in_force.sum(axis=0), seed)
    frame = _keys(places, chosen, i, j, t).assign(
        **_treatment(places, ties, i, j, t, years),
        **_origins(ties, at, affinity.shape, i, j),
        **{name: values[i, t] for name, values in controls.items()},
        **{name: values[j, t] for name, values in abroad.items()},
        ln_distance=np.log(km)[i, j],
        ln_population_city=places["ln_population"].to_numpy()[i],
        belt_road=road[j].astype(int),
        neighbour=near[j].astype(int),
    )
    return (
        frame,
        ties,
        {"city": supply[i], "destination": standardised(np.log(chosen["exports"].clip(1.0).to_numpy()))[j]},
    )


def _ties(
    places: pd.DataFrame,
    chosen: pd.DataFrame,
    affinity: np.ndarray,
    *,
    seed: int,
    full: bool,
    redrawn: float,
    provinces: str,
) -> Ties:
    """At full size as many treated pairs as the printed rows of tied pairs ask for, in the printed number of
    destinations; where provinces' agreements reach all their cities, as many pairs as there are."""
    to_number = full and provinces == "capital"
    return agreements.draw(
        places,
        chosen["iso3"],
        affinity,
        seed=seed,
        treated_destinations=presence.printed_counts().treated_destinations if full else None,
        treated_pairs=round(presence.printed_counts().tied / presence.TIED_YEARS) if to_number else None,
        full=full,
        redrawn=redrawn,
        provinces=provinces,
    )


def _keys(
    places: pd.DataFrame, chosen: pd.DataFrame, i: np.ndarray, j: np.ndarray, t: np.ndarray
) -> pd.DataFrame:
    pairs = places["city_code"].astype(str).to_numpy()[:, None] + "_" + chosen["iso3"].to_numpy()
    return pd.DataFrame(
        {
            "city_code": places["city_code"].to_numpy()[i],
            "iso3": chosen["iso3"].to_numpy()[j],
            "year": YEARS[t],
            "pair": pairs[i, j],
        }
    )


def _treatment(
    places: pd.DataFrame, ties: Ties, i: np.ndarray, j: np.ndarray, t: np.ndarray, years: np.ndarray
) -> dict[str, np.ndarray]:
    own = years[i, j]
    city = places["city_code"].map(ties.city_years).to_numpy(dtype=float)[i]
    return {
        "treat": (~np.isnan(own)).astype(int),
        "treatment_year": own,
        "treat_post": (YEARS[t] >= own).astype(int),
        "city_treatment_year": city,
        "city_post": (YEARS[t] >= city).astype(int),
    }


def _origins(ties: Ties, at: tuple, shape: tuple, i: np.ndarray, j: np.ndarray) -> dict[str, np.ndarray]:
    found = {}
    for name, empty in (("tie_origin", ""), ("date_origin", ""), ("via_province", 0)):
        values = np.full(shape, empty, dtype=object)
        values[at] = ties.pairs[name].to_numpy()
        found[name] = values[i, j]
    found["via_province"] = found["via_province"].astype(int)
    return found
