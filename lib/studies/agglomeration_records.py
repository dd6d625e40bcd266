"""From customs records to the city, the agglomeration paper's four steps on six invented records.

The steps (section 3.3): records without HS code, place of production, destination or value are dropped; the
place of production counts and not the address of the firm; firms outside the urban districts are dropped by
their postcode, of which four digits, in some cities five or six, are those of the districts, year by year;
what is left is added up by city and merged with the yearbook. `lib.panels.customs_cities` does all but the
third so; it tells districts from counties by the administrative code of the place.
"""

from collections.abc import Mapping

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa

from lib import facts
from lib.panels import customs_cities
from lib.panels.agglomeration import FIRST_YEAR, LAST_YEAR
from lib.panels.customs_rules import CustomsRules

POPULATION = "urban_population_10k"
PRODUCED, REGISTERED = "city_code", "registered"
PLACES = {
    310000: "Shanghai",
    310115: "Shanghai, district",
    320400: "Changzhou",
    320404: "Changzhou, district",
    320481: "Changzhou, county-level city",
    330600: "Shaoxing",
    330621: "Shaoxing, county",
}
SECTIONS = pd.DataFrame({"chapter": [54, 62, 84, 85], "section": [11, 11, 16, 16]})  # of the records
_RECORDS = (
    (2005, "84713000", 310000, 320404, "213001", "USA", 100.0),
    (2005, "62034290", 320400, 320404, "213002", "JPN", 60.0),
    (2005, "", 320400, 320400, "213003", "USA", 40.0),
    (2005, "85171100", 320400, 320481, "213301", "DEU", 80.0),
    (2005, "84713000", 320400, 310115, "200121", "USA", 90.0),
    (2005, "54075200", 330600, 330621, "312031", "USA", 70.0),
)
# Beginnings of the postcodes of urban districts, in the first four digits and in as many as it takes.
POSTCODES = {
    "four": {310000: ("2001",), 320400: ("2130",), 330600: ("3120",)},
    "as many as it takes": {310000: ("2001",), 320400: ("2130",), 330600: ("31200", "31201")},
}


def records() -> pd.DataFrame:
    """Six invented records, with the columns of `lib.panels.customs_rules` and two that the step leaves out.

    Returns
    -------
    DataFrame, one row a record: ``year``, ``hs_code``, ``registered`` (administrative code of the firm's
    address), ``city_code`` (that of the place of production), ``postcode`` (of the firm), ``iso3``,
    ``value_usd``, ``quantity`` (missing; nothing here needs it).
    """
    columns = ["year", "hs_code", REGISTERED, PRODUCED, "postcode", "iso3", "value_usd"]
    return pd.DataFrame(_RECORDS, columns=columns).assign(quantity=np.nan)


def rules() -> CustomsRules:
    """What the step is told: the three cities, the chapters of the records, urban districts only."""
    cities = pd.DataFrame({"city_code": [code for code in PLACES if code % 100 == 0]})
    return CustomsRules(cities=cities, sections=SECTIONS, years=(FIRST_YEAR, LAST_YEAR), districts_only=True)


def fates(table: pd.DataFrame, place: str = PRODUCED) -> pd.Series:
    """Fate of each record, one of `lib.panels.customs_rules.FATES`, by the project's own step.

    Parameters
    ----------
    table : DataFrame
        As `records` returns it.
    place : str
        Column whose code is taken as the city.
    """
    found = {}
    for number in table.index:
        told = _step(table.loc[[number]], place).report.fates
        found[number] = told.loc[told["records"] == 1, "fate"].item()
    return pd.Series(found, name="fate")


def city_years(table: pd.DataFrame, place: str = PRODUCED) -> pd.DataFrame:
    """The records added up by city and year, merged with the urban population.

    Returns
    -------
    DataFrame indexed by ``city_code`` and ``year``: ``value`` (US$), ``varieties``, ``destinations`` and
    ``population`` (10,000 persons); a city-year that is not in both is left out.
    """
    people = facts.load("city_population").astype({PRODUCED: "int64"})
    people = people.set_index([PRODUCED, "year"])[POPULATION].rename("population")
    return _step(table, place).frame.set_index([PRODUCED, "year"]).join(people, how="inner")


def urban(table: pd.DataFrame, beginnings: Mapping[int, tuple[str, ...]]) -> pd.Series:
    """Whether the postcode of each record begins as those of its city's urban districts do.

    Parameters
    ----------
    table : DataFrame
        As `records` returns it.
    beginnings : mapping of city code to tuple of str
        For the year of the records.
    """
    city = table[PRODUCED] // 100 * 100
    city = city.mask(city // 10_000 == 31, 310000)  # a district of Shanghai has no city between
    pairs = zip(table["postcode"], city, strict=True)
    return pd.Series([code.startswith(beginnings[own]) for code, own in pairs], index=table.index)


def _step(table: pd.DataFrame, place: str) -> customs_cities.CityPanel:
    own = table.drop(columns=[PRODUCED, "postcode"] if place != PRODUCED else [REGISTERED, "postcode"])
    held = pa.Table.from_pandas(own.rename(columns={place: PRODUCED}), preserve_index=False)
    return customs_cities.city_panel(ibis.memtable(held), rules())


def shown(table: pd.DataFrame, became: pd.Series) -> pd.DataFrame:
    """The records, what became of them (as `fates` has it) and what their postcodes say, in words."""
    by_four, by_all = (urban(table, beginnings) for beginnings in POSTCODES.values())
    words = {True: "in", False: "out"}
    columns = {
        "HS code": table["hs_code"].replace("", "missing"),
        "firm": table[REGISTERED].map(PLACES),
        "made in": table[PRODUCED].map(PLACES),
        "to": table["iso3"],
        "US$": table["value_usd"].map("{:.0f}".format),
        "fate": became,
        "postcode": table["postcode"],
        "four, more": by_four.map(words) + ", " + by_all.map(words),
    }
    return pd.DataFrame(columns)


def added_up(made: pd.DataFrame, signed: pd.DataFrame) -> pd.DataFrame:
    """City-years by the place of production and by the address of the firm, of `city_years`, in words."""
    every = pd.concat({"where it was made": made, "where the firm is": signed}, names=["by"]).reset_index()
    return pd.DataFrame({
        "by": every["by"],
        "city": every[PRODUCED].map(PLACES),
        "year": every["year"],
        "US$": every["value"].map("{:.0f}".format),
        "varieties": every["varieties"],
        "destinations": every["destinations"],
        "population, 10,000": every["population"].map("{:.1f}".format),
    })  # fmt: skip
