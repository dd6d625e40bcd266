"""The twin cities paper's tables: planted faults are named, tables agree with each other, flags are true."""

import math

import numpy as np
import pandas as pd
import pytest

from lib import facts, paths, published
from lib.panels import twin_cities
from lib.schemas import SCHEMAS
from lib.schemas.dates import date_fault
from lib.schemas.iso3166 import ISO_3166

TABLES = (
    "cities",
    "city_population",
    "city_aliases",
    "sister_city_agreements",
    "sister_city_pairs",
    "sister_cities_by_country",
    "china_trade",
    "country_year",
    "china_ties",
    "china_neighbours",
    "diplomatic_relations",
    "sister_city_totals",
    "trade_elasticities",
)


def read(name: str) -> pd.DataFrame:
    return facts.read_text(paths.FACTS / f"{name}.csv")


def refused(name: str, text: pd.DataFrame) -> str:
    with pytest.raises(facts.DataError) as caught:
        facts.validate(text, SCHEMAS[name], shown=name)
    return str(caught.value)


# Table -> fault: row, column, cell, words of the message.
PLANTED = {
    "cities": {
        "code of five digits": (2, "city_code", "13010", ["line 4", "'13010' does not have the form"]),
        "city of another province": (2, "province_code", "140000", ["(130100)", "which is '130000'"]),
        "longitude and latitude exchanged": (2, "lat", "114.5", ["114.5 is above 54"]),
        "unknown flag": (2, "flag", "odd", ["'odd' is not made of: code of the province"]),
    },
    "city_population": {
        "no people": (4, "urban_population_10k", "0", ["(110000 2006)", "0 is not above 0"]),
        "year outside": (4, "year", "2016", ["2016 is not a whole number from 2002 to 2015"]),
        "definition of another year": (
            4,
            "definition",
            "registered population of the urban districts",
            ["definition of the year, which is 'non-agricultural"],
        ),
    },
    "sister_city_totals": {
        "country that is none": (9, "iso3", "XXX", ["'XXX' is not a partner's ISO 3166-1"]),
        "before the first agreement": (0, "as_of", "1972", ["'1972' is before 1973"]),
        "nothing counted": (2, "value", "0", ["0 is below 1"]),
    },
    "trade_elasticities": {
        "not a key of the bibliography": (1, "source", "Simonovska", ["'Simonovska' does not have"]),
        "elasticity of one": (1, "low", "1", ["1 is not above 1"]),
    },
    "city_aliases": {
        "unknown level": (3, "level", "town", ["'town' is not one of province, city"]),
        "name for a code": (3, "city_code", "Baoding", ["'Baoding' does not have the form"]),
    },
    "sister_city_agreements": {
        "before the first": (3, "date_signed", "1972-04-18", ["line 5", "'1972-04-18' is before 1973"]),
        "no date": (3, "date_signed", "", ["column 'date_signed': the cell is empty"]),
        "no such day": (3, "date_signed", "1974-02-30", ["'1974-02-30' is not a date"]),
        "date with slashes": (3, "date_signed", "1974/04/18", ["'1974/04/18' is not a date"]),
        "precision of another date": (3, "date_precision", "year", ["precision of the date, which is 'day'"]),
        "country not in ISO 3166": (3, "partner_iso3", "ROM", ["'ROM' is not the ISO 3166-1 alpha-3 code"]),
        "China with itself": (3, "partner_iso3", "CHN", ["'CHN' is not the ISO 3166-1 alpha-3 code"]),
        "flag without conflict": (3, "flag", "date in conflict", ["flag of the conflict, which is ''"]),
    },
    "sister_city_pairs": {
        "country not in ISO 3166": (3, "partner_iso3", "XKX", ["'XKX' is not the ISO 3166-1 alpha-3 code"]),
        "unknown list": (3, "listed_on", "hearsay", ["'hearsay' is not one of China list"]),
    },
    "sister_cities_by_country": {
        "negative count": (3, "sister_cities_established", "-1", ["(AFG 2003)", "-1 is below 0"]),
        "country without a place": (3, "iso3", "FRA", ["'FRA' is not one of AFG"]),
    },
    "china_trade": {
        "negative exports": (3, "exports_baci_usd", "-1", ["(ABW 2003)", "-1 is not above 0"]),
        "year outside": (3, "year", "1999", ["1999 is not a whole number from 2000 to 2022"]),
        "text for a number": (3, "imports_nbs_usd", "n/a", ["'n/a' is not a number", "leave the cell empty"]),
    },
    "country_year": {
        "share above the whole": (3, "industry_pct_gdp", "120", ["(ABW 2003)", "120 is above 100"]),
        "index out of range": (3, "logistics_performance", "0.5", ["0.5 is below 1"]),
    },
    "china_ties": {
        "neither yes nor no": (3, "contiguous", "2", ["(ALB)", "2.0 is not one of 0, 1"]),
        "half around the world and more": (3, "distance_km", "30000", ["30,000 is above 20,038"]),
    },
    "diplomatic_relations": {
        "no such month": (3, "date", "1992-13-02", ["'1992-13-02' does not have the form"]),
        "older than the table": (3, "date", "1973-12-31", ["'1973-12-31' does not have the form"]),
        "not said how it was checked": (3, "checked", "yes", ["'yes' is not one of read twice"]),
    },
    "china_neighbours": {"name in English": (3, "name_zh", "Nepal", ["'Nepal' does not have the form"])},
}
FAULTS = [(table, fault) for table, faults in PLANTED.items() for fault in faults]


@pytest.mark.parametrize(("table", "fault"), FAULTS)
def test_planted_cell_is_named(table, fault):
    row, column, cell, words = PLANTED[table][fault]
    text = read(table)
    text.loc[row, column] = cell
    message = refused(table, text)
    for word in [f"line {row + 2}", f"'{column}'", *words]:
        assert word in message


def test_a_conflict_without_its_flag_is_named():
    text = read("sister_city_agreements")
    text.loc[6, "conflict"] = "1979-11-28 (another page)"
    message = refused("sister_city_agreements", text)
    assert "line 8" in message and "column 'flag'" in message
    assert "flag of the conflict, which is 'date in conflict; half-year unknown'" in message


@pytest.mark.parametrize("table", TABLES)
def test_a_row_twice_is_named_by_its_key(table):
    text = read(table)
    twice = pd.concat([text, text.iloc[[0]]], ignore_index=True)
    assert "1 duplicate (" in refused(table, twice)


def test_a_missing_year_of_the_counts_by_country_is_named():
    message = refused("sister_cities_by_country", read("sister_cities_by_country").drop(index=5))
    assert "1 of the 741 (iso3, year) rows missing, first: AFG 2005" in message


@pytest.mark.parametrize(
    ("date", "fault"),
    [
        ("1973", ""),
        ("1973-06", ""),
        ("1973-06-24", ""),
        ("2004-02-29", ""),
        ("1972-12-31", "before 1973"),
        ("", "no date"),
        ("  ", "no date"),
        (None, "no date"),
        (math.nan, "no date"),
        ("2003-02-29", "not a date"),
        ("2003-13", "not a date"),
        ("2003-1-5", "not a date"),
        ("about 2003", "not a date"),
        ("0000", "not a date"),
    ],
)
def test_dates_by_hand(date, fault):
    assert date_fault(date) == fault


def test_codes_of_countries_are_those_of_another_list():
    """The locale data that the book's builder brings have the codes of ISO 3166-1 among others."""
    babel = pytest.importorskip("babel.core")
    theirs = {code for code in babel.get_global("territory_aliases") if len(code) == 3 and code.isalpha()}
    assert len(ISO_3166) == 249
    missing = ISO_3166 - theirs
    assert missing == set()


def test_city_codes_of_other_tables_are_cities():
    cities = facts.load("cities")
    known, real = set(cities["city_code"]), set(cities.query("level != 'county'")["city_code"])
    assert set(facts.load("city_population")["city_code"]) == known
    assert set(facts.load("city_aliases")["city_code"]) - {""} <= real
    assert set(facts.load("city_aliases")["province_code"]) - set(cities["province_code"]) == {"820000"}


def test_cities_of_the_yearbooks_are_the_papers_number_with_chaohu():
    cities = facts.load("cities")
    old = cities[(cities["level"] != "county") & cities["city_from_year"].isna()]
    aliases = facts.load("city_aliases").set_index("place")
    assert "341400 until 2011" in aliases.loc["Chaohu", "note"] and "341400" not in set(old["city_code"])
    claims = published.claims("twin_cities").set_index("id")["printed"]
    assert len(old) + 1 == int(claims["design-n-cities"])
    assert cities["name_en"].is_unique and cities["city_name"].is_unique
    assert cities.loc[cities["lon"].isna(), "flag"].tolist() == ["no coordinates"]


def test_neighbours_are_the_papers_twenty_and_the_flags_of_the_ties_follow_from_them():
    neighbours = facts.load("china_neighbours").set_index("iso3")
    claims = published.claims("twin_cities").set_index("id")["printed"]
    assert len(neighbours) == int(claims["design-n-neighbours"])
    ties = facts.load("china_ties").set_index("iso3")
    by_land = ties.index.isin(neighbours.index[neighbours["land_border"] == 1])
    wrong = ties["contiguous"].notna() & (ties["contiguous"].eq(1) != by_land)
    assert by_land.sum() == 14 and wrong.sum() == 10
    assert wrong.equals(ties["flag"].str.contains("contiguous", regex=False))


def test_distances_are_between_reference_points_and_not_those_of_geodist():
    ties = facts.load("china_ties").set_index("iso3")["distance_km"]
    points = {"MNG": (46, 105), "JPN": (36, 138), "KOR": (37, 127.5), "KAZ": (48, 68), "RUS": (60, 100)}
    for iso3, point in points.items():
        assert great_circle((35, 105), point) == pytest.approx(ties[iso3], abs=0.06), iso3  # one decimal
    hosts = facts.load("maritime_ofdi").drop_duplicates("iso3").set_index("iso3")
    for kind in ("distance_km", "distance_capitals_km", "distance_weighted_km"):
        assert ((hosts[kind] / ties[hosts.index] - 1).abs() > 1e-3).all()


def great_circle(a: tuple, b: tuple) -> float:
    (one, east), (two, west) = np.radians(a), np.radians(b)
    cosine = math.sin(one) * math.sin(two) + math.cos(one) * math.cos(two) * math.cos(east - west)
    return 6371 * math.acos(cosine)


def test_tables_of_two_papers_agree_where_they_overlap():
    both = facts.load("maritime_ofdi").merge(facts.load("country_year"), on=["iso3", "year"])
    both = both.merge(facts.load("china_trade"), on=["iso3", "year"])
    assert len(both) == 288
    assert (both["population_x"] == both["population_y"]).all()
    assert np.allclose(both["gdp_usd_x"], both["gdp_usd_y"], rtol=1e-9)
    assert (both["imports_from_china_usd"] == both["exports_baci_usd"]).all()


def test_series_of_trade_cover_the_years_that_the_codebook_says():
    trade = facts.load("china_trade").set_index("year")
    first_last = {"baci": (2000, 2020), "nbs": (2011, 2019), "dots": (2010, 2022)}
    for column in trade.columns[1:]:
        years = trade.index[trade[column].notna()]
        assert (years.min(), years.max()) == first_last[column.split("_")[1]], column
    ratio = trade["exports_nbs_usd"] / trade["exports_baci_usd"]
    odd = trade[ratio > 1.6]
    assert odd["iso3"].tolist() == ["BMU"] and odd.index.tolist() == [2013]


def test_flags_of_the_populations_are_the_rule():
    table = facts.load("city_population").sort_values(["city_code", "year"])
    before = table.groupby(["city_code", "definition"])[["year", "urban_population_10k"]].shift()
    factor = table["urban_population_10k"] / before["urban_population_10k"]
    factor = factor.where(table["year"] == before["year"] + 1)
    names = facts.load("cities").set_index("city_code")["city_name"]
    rule = {
        "missing": table["urban_population_10k"].isna(),
        "name": table["city_name"] != table["city_code"].map(names),
        "jump": np.maximum(factor, 1 / factor) >= 1.3,
        "repeated": factor == 1,
    }
    for flag, follows in rule.items():
        assert table["flag"].str.contains(flag, regex=False).equals(follows), flag
    assert {flag: int(follows.sum()) for flag, follows in rule.items()} == {
        "missing": 16,
        "name": 1,
        "jump": 108,
        "repeated": 38,
    }


def test_flags_of_the_agreements_follow_from_their_columns():
    table = facts.load("sister_city_agreements")
    rule = {
        "date in conflict": table["conflict"] != "",
        "not surely formal": table["tie_type"] == "unclear",
        "half-year unknown": table["date_precision"] == "year",
        "date of approval": table["source"].str.contains("批准时间", regex=False),
    }
    for flag, follows in rule.items():
        found = table["flag"].str.contains(flag, regex=False)
        assert found.equals(follows), flag


def test_counts_of_the_codebook_are_those_of_the_agreements():
    table = facts.load("sister_city_agreements")
    entry = facts.sources()["tables"]["facts/sister_city_agreements.csv"]
    years = table["date_signed"].str[:4].astype(int)
    assert f"{len(table)} agreements of {years.min()}-{years.max()}" in entry["shape"]
    assert f"of which {years.between(2002, 2015).sum()} in 2002-2015" in entry["shape"]
    levels = table["chinese_level"].value_counts()
    said = {
        "are older": (years < 2002).sum(),
        "are provinces'": levels["province"],
        "districts' or counties'": levels["county"],
        "dates are known to the year": (table["date_precision"] == "year").sum(),
        "dates come from a list": table["flag"].str.contains("date of approval", regex=False).sum(),
    }
    for words, count in said.items():
        assert f"{count} {words}" in entry["note"], words
    assert f"`conflict` ({(table['conflict'] != '').sum()})" in entry["note"]


def test_the_note_on_the_change_of_definition_has_the_tables_figures():
    table = facts.load("city_population").pivot(
        index="city_code", columns="year", values="urban_population_10k"
    )
    note = facts.sources()["tables"]["facts/city_population.csv"]["note"]
    ratio = (table[2014] / table[2013]).dropna()
    assert f"is {ratio.median():.2f} times the old one for the median city" in note
    assert f"{ratio.min():.2f} to {ratio.max():.2f} times it" in note
    alike = {"440100": "Guangzhou", "440300": "Shenzhen", "440600": "Foshan"}
    assert ratio[list(alike)].between(0.98, 1.02).all()
    assert "nearly the same in Guangzhou, Shenzhen and Foshan" in note
    assert f"Shenzhen has {table.loc['440300', 2015]:g} in 2015" in note


def test_english_and_chinese_names_of_the_glossary_cover_the_papers_table_2():
    symbols = set(facts.load("glossary")["symbol"])
    printed = "qe ve chuangxin keji lxuesheg fxuesheg lyiyuan lmatou lpgdp lpergdp thgdp fthgdp tax huilv"
    assert set(printed.split()) <= symbols


def test_every_variable_of_the_panel_is_in_the_glossary():
    terms = set(facts.load("glossary")["term"])
    columns = {
        *(*twin_cities.OUTCOMES, *twin_cities.CONTROLS, *twin_cities.GRAVITY, *twin_cities.GROUPS),
        *("treat", "treatment_year", "treat_post", "city_post", "via_province"),
    }
    assert columns - terms == set()
