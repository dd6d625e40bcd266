"""The real part of the agglomeration panel: cities, population, distance to a port, regions, sizes.

`cities` and `population` are what both tracks build on. `region_fit` and `size_fit` say how near each usual
definition of the three regions and of the three sizes comes to the numbers that the paper prints.
"""

import numpy as np
import pandas as pd

from lib import facts
from lib.panels.agglomeration import FIRST_YEAR, LAST_YEAR, REGIONS, SIZES
from lib.panels.agglomeration_columns import printed_counts

EARTH_KM = 6371.0088
# First two digits of the provinces' codes.
_EAST = ("11", "12", "13", "21", "31", "32", "33", "35", "37", "44", "46")
_CENTRE = ("14", "22", "23", "34", "36", "41", "42", "43")
INNER_MONGOLIA, GUANGXI = "15", "45"
REGION_DEFINITIONS = {
    "11 east, 8 centre, 12 west": {"east": _EAST, "centre": _CENTRE},
    "11 east, 9 centre with Inner Mongolia, 11 west": {"east": _EAST, "centre": (*_CENTRE, INNER_MONGOLIA)},
    "12 east with Guangxi, 9 centre with Inner Mongolia, 10 west": {
        "east": (*_EAST, GUANGXI),
        "centre": (*_CENTRE, INNER_MONGOLIA),
    },
    "11 east, 10 centre with Inner Mongolia and Guangxi, 10 west": {
        "east": _EAST,
        "centre": (*_CENTRE, INNER_MONGOLIA, GUANGXI),
    },
}
# The one whose three counts are nearest to the printed 102, 109 and 69; see `region_fit`.
REGION_DEFINITION = "11 east, 9 centre with Inner Mongolia, 11 west"
# Upper limits of small and of medium cities, 10,000 persons. The first are those of the City Planning Law of
# 1989, which counts the non-agricultural population; the second those of the State Council of 2014, which
# counts residents.
SIZE_DEFINITIONS = {
    "20 and 50 (law of 1989)": (20.0, 50.0),
    "50 and 100 (State Council, 2014)": (50.0, 100.0),
}
SIZE_LIMITS = SIZE_DEFINITIONS["50 and 100 (State Council, 2014)"]


def cities() -> pd.DataFrame:
    """The 286 cities that were prefecture-level in 2003-2011 and are in the table ``cities``.

    Returns
    -------
    DataFrame, one row a city, sorted by ``city_code`` (int): ``city_name``, ``name_en``, ``lon``, ``lat``
    (degrees), ``province_code`` (text), ``region`` (of `REGION_DEFINITION`), ``port`` (the nearest of
    the table ``seaports``), ``port_distance_km`` (great circle).
    """
    table = facts.load("cities")
    table = table[(table["level"] != "county") & table["city_from_year"].isna()]
    table = table.astype({"city_code": "int64"}).sort_values("city_code", ignore_index=True)
    kept = table[["city_code", "city_name", "name_en", "lon", "lat", "province_code"]]
    return kept.assign(region=regions(kept["province_code"])).join(nearest_port(kept))


def nearest_port(places: pd.DataFrame) -> pd.DataFrame:
    """The nearest seaport of each place and its distance.

    Parameters
    ----------
    places : DataFrame
        ``lon`` and ``lat``, degrees.

    Returns
    -------
    DataFrame, with the index of ``places``: ``port`` (name in English) and ``port_distance_km``.
    """
    ports = facts.load("seaports")
    lon, lat = places["lon"].to_numpy()[:, None], places["lat"].to_numpy()[:, None]
    km = great_circle_km(lon, lat, ports["lon"].to_numpy(), ports["lat"].to_numpy())
    port = ports["port"].to_numpy()[km.argmin(axis=1)]
    return pd.DataFrame({"port": port, "port_distance_km": km.min(axis=1)}, index=places.index)


def great_circle_km(lon, lat, other_lon, other_lat) -> np.ndarray:
    r"""Great-circle distance in km from degrees; shapes broadcast.

    Notes
    -----
    The chord :math:`c` between unit vectors gives :math:`2R \arcsin(c / 2)`, exact for small distances too.
    """
    there, here = _unit_vector(lon, lat), _unit_vector(other_lon, other_lat)
    chord = np.sqrt(sum((a - b) ** 2 for a, b in zip(there, here, strict=True)))
    return 2 * EARTH_KM * np.arcsin(np.minimum(chord / 2, 1.0))


def _unit_vector(lon, lat) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    east, north = np.radians(lon), np.radians(lat)
    return np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)


def population() -> pd.DataFrame:
    """Non-agricultural population of the urban districts of each city and year, 2002-2011.

    Returns
    -------
    DataFrame
        Rows: ``city_code`` (int), those of `cities`; columns: years; 10,000 persons, NaN where the yearbooks
        have none. The table's jumps are left as they are.
    """
    table = facts.load("city_population").query("year <= @LAST_YEAR").astype({"city_code": "int64"})
    wide = table.pivot_table(index="city_code", columns="year", values="urban_population_10k")
    return wide.reindex(index=cities()["city_code"], columns=range(FIRST_YEAR - 1, LAST_YEAR + 1))


def regions(province_codes: pd.Series, definition: str = REGION_DEFINITION) -> pd.Series:
    """Region of each province under a definition of `REGION_DEFINITIONS`."""
    members = REGION_DEFINITIONS[definition]
    known = {code: region for region, codes in members.items() for code in codes}
    return province_codes.astype(str).str[:2].map(lambda code: known.get(code, "west"))


def sizes(population_10k: pd.Series, limits: tuple[float, float] = SIZE_LIMITS) -> np.ndarray:
    """Size of each city-year: small below the first limit, large from the second on, medium between them."""
    return np.array(["small", "medium", "large"])[np.digitize(population_10k, limits)]


def fitted_limits(population_10k: np.ndarray, counts: tuple[int, int]) -> tuple[float, float]:
    """The limits that give the counts of small and of medium city-years, halfway between two populations.

    Raises
    ------
    ValueError
        Equal populations stand on both sides of a limit.
    """
    ordered = np.sort(population_10k)
    limits = []
    for place in np.cumsum(counts):
        below, above = ordered[place - 1], ordered[place]
        if not below < above:
            raise ValueError(f"no limit has {place} city-years below it: {below} stands on both sides")
        limits.append(float((below + above) / 2))
    return limits[0], limits[1]


def region_fit() -> pd.DataFrame:
    """Cities by region under each definition, beside the printed numbers.

    Returns
    -------
    DataFrame, one row a definition and region: ``definition``, ``region``, ``cities`` (of the 286),
    ``printed`` (of the 280 of table 1), ``difference``.
    """
    provinces = cities()["province_code"]
    rows = [
        (name, region, int((regions(provinces, name) == region).sum()), printed_counts()[region][1])
        for name in REGION_DEFINITIONS
        for region in REGIONS
    ]
    return _compared(rows, ["definition", "region", "cities", "printed"], "cities")


def size_fit() -> pd.DataFrame:
    """City-years and cities by size under each pair of limits, beside the printed numbers.

    Returns
    -------
    DataFrame, one row a pair of limits, size and unit (``city-years`` or ``cities``): ``limits``, ``size``,
    ``unit``, ``share`` (in all city-years with a population, 2003-2011; of cities the number that is ever of
    the size over all cities), ``printed_share``, ``difference``.

    Notes
    -----
    A city that changes its size counts in each, so that shares of cities add up to more than one: the printed
    437 memberships of 280 cities to 1.56.
    """
    people = population().loc[:, FIRST_YEAR:].stack().dropna()
    counts = printed_counts()
    printed_n, printed_units = counts["all"]
    rows = []
    for name, limits in SIZE_DEFINITIONS.items():
        size = pd.Series(sizes(people, limits), index=people.index)
        ever = size.reset_index().drop_duplicates(["city_code", 0])[0].value_counts()
        for one in SIZES:
            n, units = counts[one]
            rows.append((name, one, "city-years", (size == one).mean(), n / printed_n))
            everyone = people.index.get_level_values(0).nunique()
            rows.append((name, one, "cities", ever.get(one, 0) / everyone, units / printed_units))
    return _compared(rows, ["limits", "size", "unit", "share", "printed_share"], "share")


def _compared(rows: list[tuple], columns: list[str], ours: str) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(difference=frame[ours] - frame[columns[-1]])
