"""Cities and destinations of the semi-synthetic panel: real places, and one that the table lacks."""

import zlib

import numpy as np
import pandas as pd

from lib import facts
from lib.panels.twin_cities import FIRST_YEAR, LAST_YEAR

YEARS = np.arange(FIRST_YEAR, LAST_YEAR + 1)
EARTH_RADIUS_KM = 6371.0088
# A prefecture-level city until August 2011, when it was divided; its code and the place of its seat. The
# yearbooks' population of it is not in the public table and is drawn.
CHAOHU = {
    "city_code": 341400,
    "city_name": "巢湖市",
    "name_en": "Chaohu",
    "lon": 117.87,
    "lat": 31.6,
    "province_code": 340000,
}
_REGISTERED_FROM = 2014  # the yearbooks count all the registered from then on


def stream(seed: int, name: str) -> np.random.Generator:
    """A random generator of its own for each part of the panel, so that no part's draws move another's."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def cities(number: int, seed: int) -> pd.DataFrame:
    """The cities of the panel.

    Parameters
    ----------
    number : int
        How many, the largest first; 287 are all of them.
    seed : int
        For the population of a city without a figure.

    Returns
    -------
    DataFrame, one row a city, sorted by ``city_code`` (int): ``city_name``, ``name_en``, ``lon``, ``lat``
    (degrees), ``province_code`` (int), ``ln_population`` (log of 10,000 persons: median of 2002-2013, since
    the definition changes in 2014 and single years hold slips), ``population_drawn`` (bool).
    """
    table = facts.load("cities")
    table = table[(table["level"] != "county") & table["city_from_year"].isna()]
    table = table.astype({"city_code": "int64", "province_code": "int64"})[list(CHAOHU)]
    table = pd.concat([table, pd.DataFrame([CHAOHU])], ignore_index=True).sort_values("city_code")
    people = facts.load("city_population").query("year < @_REGISTERED_FROM")
    median = np.log(people.groupby(people["city_code"].astype("int64"))["urban_population_10k"].median())
    table["ln_population"] = table["city_code"].map(median)
    drawn = table["ln_population"].isna().to_numpy()
    known = table["ln_population"][~drawn]
    table["population_drawn"] = drawn
    table.loc[drawn, "ln_population"] = known.quantile(
        stream(seed, "population").random(drawn.sum())
    ).to_numpy()
    largest = table["ln_population"].rank(ascending=False, method="first") <= number
    _enough("cities", number, len(table))
    return table[largest].reset_index(drop=True)


def destinations(number: int) -> pd.DataFrame:
    """The destinations of the panel, real with their covariates.

    Parameters
    ----------
    number : int
        How many. The neighbours of the paper's footnote come first (all twenty of them at 153, in
        proportion otherwise), then the largest by China's exports of 2002-2015, among those with exports,
        GDP per head and journal articles in one year at least.

    Returns
    -------
    DataFrame, one row a destination, sorted by ``iso3``: ``lon``, ``lat`` (degrees, the capital),
    ``belt_road``, ``neighbour`` (0 or 1), ``landlocked`` (bool), ``exports`` (US$, sum of 2002-2015).
    """
    table = facts.load("destinations")[["iso3", "lon", "lat", "belt_road"]].astype({"belt_road": "int64"})
    trade = facts.load("china_trade").query("@FIRST_YEAR <= year <= @LAST_YEAR")
    table["exports"] = table["iso3"].map(trade.groupby("iso3")["exports_baci_usd"].sum())
    neighbours = facts.load("china_neighbours")["iso3"]
    table["neighbour"] = table["iso3"].isin(neighbours).astype("int64")
    ties = facts.load("china_ties").set_index("iso3")["landlocked"]
    table["landlocked"] = table["iso3"].map(ties).fillna(0).astype(bool)
    years = _yearly(table["iso3"])
    covered = years.groupby("iso3")[["gdp_per_head", "journal_articles"]].count().gt(0).all(axis=1)
    near = table["neighbour"] == 1
    usable = near | (table["iso3"].map(covered) & table["exports"].gt(0))
    _enough("destinations", number, int(usable.sum()))
    share = int(np.ceil(near.sum() * min(1.0, number / 153)))
    first = table[near].nlargest(share, "exports")
    rest = table[usable & ~table["iso3"].isin(first["iso3"])].nlargest(number - len(first), "exports")
    return pd.concat([first, rest]).sort_values("iso3", ignore_index=True)


def destination_years(chosen: pd.DataFrame) -> pd.DataFrame:
    """Real covariates of each destination and year.

    Returns
    -------
    DataFrame, a row for each destination and each of 2002-2015, in that order: ``ln_gdp_per_head`` (log of
    2015 US$), ``journal_articles`` (number), ``ln_gdp`` (log of current US$), and ``filled`` (how many of the
    first two are not in the source: interpolated, or set to the nearest year; for a destination without any
    figure of income to the lowest decile of the others).
    """
    years = _yearly(chosen["iso3"])
    columns = ["gdp_per_head", "journal_articles", "gdp"]
    filled = years[columns[:2]].isna().sum(axis=1)
    inside = years.groupby("iso3")[columns].transform(lambda s: s.interpolate(limit_direction="both"))
    inside = inside.fillna(inside.groupby(years["year"]).transform(lambda s: s.quantile(0.1)))
    return pd.DataFrame(
        {
            "iso3": years["iso3"],
            "year": years["year"],
            "ln_gdp_per_head": np.log(inside["gdp_per_head"]),
            "journal_articles": inside["journal_articles"],
            "ln_gdp": np.log(inside["gdp"]),
            "filled": filled,
        }
    )


def distances(places: pd.DataFrame, chosen: pd.DataFrame) -> np.ndarray:
    r"""Great-circle distance of each city to each destination's capital, km, shape (cities, destinations).

    Notes
    -----
    Haversine: :math:`2R \arcsin\sqrt{\sin^2(\Delta\varphi/2) + \cos\varphi_1\cos\varphi_2
    \sin^2(\Delta\lambda/2)}`.
    """
    lat1, lat2 = np.radians(places["lat"].to_numpy())[:, None], np.radians(chosen["lat"].to_numpy())
    across = np.radians(places["lon"].to_numpy())[:, None] - np.radians(chosen["lon"].to_numpy())
    half = np.sin((lat1 - lat2) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin(across / 2) ** 2
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half))


def standardised(values: np.ndarray) -> np.ndarray:
    """Values less their mean, over their standard deviation."""
    return (values - values.mean()) / values.std()


def _yearly(codes: pd.Series) -> pd.DataFrame:
    """The source's figures on the full grid of destinations and years."""
    table = facts.load("country_year").rename(
        columns={"gdp_per_head_2015usd": "gdp_per_head", "gdp_usd": "gdp"}
    )
    grid = pd.MultiIndex.from_product([codes, YEARS], names=["iso3", "year"]).to_frame(index=False)
    wanted = ["iso3", "year", "gdp_per_head", "journal_articles", "gdp"]
    return grid.merge(table[wanted], on=["iso3", "year"], how="left")


def _enough(what: str, wanted: int, there: int) -> None:
    if not 1 <= wanted <= there:
        raise ValueError(f"{wanted} {what} asked for, but there are {there}: choose a number up to that")
