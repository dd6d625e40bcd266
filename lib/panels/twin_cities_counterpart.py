"""Counterpart of the twin cities paper: China's exports to 38 countries and its agreements with them by year.

The paper's customs records are licensed. What is public counts agreements by partner country, so this panel
has countries where the paper has pairs of a city and a destination, and China's total exports where the paper
has a city's. Nothing is imputed; `report` counts what is missing.
"""

import numpy as np
import pandas as pd

from lib import facts
from lib.facts import DataError

FIRST_COUNTED, LAST_COUNTED = 2000, 2016  # what the table has for 2017 and 2018 looks incomplete
WINDOW = (2002, 2015)  # the paper's years
CONTROLS = ("ln_gdp_per_head", "ln_population")
COLUMNS = (
    "iso3",
    "country",
    "year",
    "in_window",
    "exports_usd",
    "exports_nbs_usd",
    "ln_exports",
    "ln_exports_nbs",
    "agreements",
    "stock",
    "stock_before",
    "stock_since_2001",
    "stock_with_earlier",
    "ln_stock",
    "ln_stock_before",
    "ln_stock_since_2001",
    "ln_stock_with_earlier",
    "first_year",
    "after_first",
    "ever_tied",
    "earlier_known",
    "confucius_institutes",
    "elite_visits",
    "ln_gdp_per_head",
    "ln_population",
    "belt_road",
    "neighbour",
    "larger",
    "flag",
)
_FLAGS = {
    "no exports": "exports_usd",
    "no GDP": "ln_gdp_per_head",
}
_HEAVY_FIRST_COUNT = "count of the first year may hold earlier agreements"


def build() -> pd.DataFrame:
    """Country-year panel of 38 partners, 2000-2016, sorted by country and year.

    Returns
    -------
    DataFrame with the columns of `COLUMNS`:

    ``exports_usd``, ``exports_nbs_usd``
        China's exports to the country, current US$: BACI (2000-2016, reconciled) and the yearbook's customs
        figures (2011-2016). Two series, never spliced.
    ``agreements``, ``stock``, ``stock_before``, ``stock_since_2001``, ``stock_with_earlier``
        Agreements signed in the year; cumulated from 2000 to the end of the year; to the end of the year
        before (missing in 2000); cumulated from 2001; and ``stock`` plus those that the public list dates
        before 2000, which are a part of all earlier ones. ``ln_stock`` and the like: of one plus the count.
    ``first_year``, ``after_first``, ``ever_tied``, ``earlier_known``
        Year of the first agreement since 2000, missing if there is none to 2016; 1 from that year on; 1 for
        countries with such a year; 1 if the public list dates an agreement before 2000, so that the first
        since 2000 is not the first.
    ``confucius_institutes``, ``elite_visits``
        Institutes opened since 2000, and visits of the year (missing in 2016 for most).
    ``ln_gdp_per_head``, ``ln_population``
        Of constant 2015 US$, of persons.
    ``belt_road``, ``neighbour``, ``larger``
        1 for countries on the list of 65, for the neighbours of the paper's footnote, and for the half of the
        countries with the larger population in 2000.
    ``in_window``
        1 in the paper's years 2002 to 2015.
    ``flag``
        What to mind about the row, separated by ``"; "``.

    Raises
    ------
    DataError
        A counted year of a country with figures is empty, or a country is in no other table.
    """
    counts = _counts(facts.load("sister_cities_by_country"))
    panel = counts.merge(_exports(facts.load("china_trade")), on=["iso3", "year"], how="left")
    panel = panel.merge(_economy(facts.load("country_year")), on=["iso3", "year"], how="left")
    panel = _places(panel, facts.load("destinations"), facts.load("china_neighbours"))
    earlier = panel["iso3"].map(_earlier(facts.load("sister_city_agreements"))).fillna(0)
    panel = _treatment(panel, earlier)
    panel["larger"] = panel["iso3"].isin(_larger_half(panel)).astype(int)
    panel["in_window"] = panel["year"].between(*WINDOW).astype(int)
    panel["flag"] = _flag(panel)
    return panel[list(COLUMNS)].sort_values(["iso3", "year"], ignore_index=True)


def report(panel: pd.DataFrame) -> pd.DataFrame:
    """Missing cells by column within the paper's years: how many, of how many countries, which.

    Parameters
    ----------
    panel : DataFrame
        As `build` returns it.

    Returns
    -------
    DataFrame with ``column``, ``cells``, ``countries`` (a number) and ``which``, one row a column that has
    missing cells; ``first_year``, empty by its meaning where there is no agreement, is left out.
    """
    inside = panel[panel["in_window"] == 1].drop(columns="first_year")
    rows = []
    for column in inside.columns[inside.isna().any()]:
        lacking = inside.loc[inside[column].isna(), "iso3"]
        rows.append((column, len(lacking), lacking.nunique(), " ".join(lacking.unique())))
    return pd.DataFrame(rows, columns=["column", "cells", "countries", "which"])


def _counts(table: pd.DataFrame) -> pd.DataFrame:
    """Agreements, institutes and visits of the countries that have figures, in the counted years."""
    table = table.rename(
        columns={"sister_cities_established": "agreements", "total_elite_visits": "elite_visits"}
    )
    table = table[table["year"].between(FIRST_COUNTED, LAST_COUNTED)]
    known = table.groupby("iso3")["agreements"].transform("count") > 0
    table = table[known].reset_index(drop=True)
    empty = table["agreements"].isna()
    if empty.any():
        place = table.loc[empty.to_numpy().argmax(), ["iso3", "year"]]
        raise DataError(
            f"data/facts/sister_cities_by_country.csv ({place['iso3']} {place['year']}), column "
            "'sister_cities_established': empty within the counted years, so that agreements cannot be "
            "cumulated; restore the figure"
        )
    opened = table.groupby("iso3")["confucius_institutes"].cumsum()
    columns = ["iso3", "year", "agreements", "elite_visits"]
    return table[columns].assign(confucius_institutes=opened)


def _exports(trade: pd.DataFrame) -> pd.DataFrame:
    """Both series of China's exports with their logarithms."""
    columns = {"exports_baci_usd": "exports_usd", "exports_nbs_usd": "exports_nbs_usd"}
    exports = trade[["iso3", "year", *columns]].rename(columns=columns)
    return exports.assign(
        ln_exports=np.log(exports["exports_usd"]), ln_exports_nbs=np.log(exports["exports_nbs_usd"])
    )


def _economy(table: pd.DataFrame) -> pd.DataFrame:
    """Controls that both the paper and the public tables have at the level of countries."""
    logs = {
        "ln_gdp_per_head": np.log(table["gdp_per_head_2015usd"]),
        "ln_population": np.log(table["population"]),
    }
    return table[["iso3", "year"]].assign(**logs)


def _places(panel: pd.DataFrame, destinations: pd.DataFrame, neighbours: pd.DataFrame) -> pd.DataFrame:
    """Name and groups of each country."""
    names = destinations.set_index("iso3")
    unknown = sorted(set(panel["iso3"]) - set(names.index))
    if unknown:
        raise DataError(
            f"data/facts/destinations.csv: {len(unknown)} countries of sister_cities_by_country are not "
            f"there, first: {unknown[0]}; add the row"
        )
    return panel.assign(
        country=panel["iso3"].map(names["name_en"]),
        belt_road=panel["iso3"].map(names["belt_road"]),
        neighbour=panel["iso3"].isin(neighbours["iso3"]).astype(int),
    )


def _larger_half(panel: pd.DataFrame) -> pd.Index:
    """Codes of the countries above the median population in the first counted year."""
    people = panel[panel["year"] == FIRST_COUNTED].set_index("iso3")["ln_population"]
    return people.index[people > people.median()]


def _earlier(agreements: pd.DataFrame) -> pd.Series:
    """Agreements that the public list dates before the first counted year, by country: a lower bound."""
    signed = agreements["date_signed"].str[:4].astype(int)
    return agreements[signed < FIRST_COUNTED].groupby("partner_iso3").size()


def _treatment(panel: pd.DataFrame, earlier: pd.Series) -> pd.DataFrame:
    """Cumulated agreements in their variants, and the first year; ``earlier`` has a count for each row."""
    by_country = panel["iso3"]
    stock = panel.groupby("iso3")["agreements"].cumsum()
    first_count = (
        panel["agreements"].where(panel["year"] == FIRST_COUNTED).groupby(by_country).transform("max")
    )
    variants = {
        "stock": stock,
        "stock_before": stock.groupby(by_country).shift(),
        "stock_since_2001": stock - first_count,
        "stock_with_earlier": stock + earlier,
    }
    logs = {f"ln_{name}": np.log1p(values) for name, values in variants.items()}
    first = panel["year"].where(panel["agreements"] > 0).groupby(by_country).transform("min")
    return panel.assign(
        **variants,
        **logs,
        first_year=first,
        after_first=(panel["year"] >= first).astype(int),
        ever_tied=first.notna().astype(int),
        earlier_known=(earlier > 0).astype(int),
    )


def _flag(panel: pd.DataFrame) -> pd.Series:
    """Words on each row, empty where there is nothing to mind."""
    words = {flag: panel[column].isna() for flag, column in _FLAGS.items()}
    words[_HEAVY_FIRST_COUNT] = (panel["year"] == FIRST_COUNTED) & (panel["agreements"] > 0)
    texts = pd.DataFrame({flag: np.where(hit, flag, "") for flag, hit in words.items()}, index=panel.index)
    return texts.apply(lambda row: "; ".join(filter(None, row)), axis=1)
