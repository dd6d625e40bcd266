"""The Belt and Road paper's tables: planted faults are named; figures agree with their description."""

import pytest
import yaml

from lib import facts, paths
from lib.panels import belt_road_counterpart as counterpart
from lib.panels.belt_road_columns import OUTCOMES, printed_columns
from lib.schemas import SCHEMAS
from lib.schemas.belt_road import COMPUTERS, DIVISIONS, IMPORTERS, LEAST_LISTED

# Million US$ of HS 8471 in 2013, as read a second time.
COMPUTERS_2013 = {
    "AZE": 10.925363, "BLR": 217.155589, "KAZ": 780.321268, "KGZ": 18.148348,
    "MNG": 14.398040, "TJK": 6.240956, "TKM": 45.203106, "UZB": 14.881930,
}  # fmt: skip


def refused(name, change):
    text = change(facts.read_text(paths.FACTS / f"{name}.csv"))
    with pytest.raises(facts.DataError) as caught:
        facts.validate(text, SCHEMAS[name], shown=name)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "row", "column", "cell", "words"),
    [
        ("high_tech_products", 2, "censored_below_usd", "5e6",
         ["line 4 (AZE 2005 8471)", "which is 'empty beside a figure'"]),
        ("high_tech_products", 0, "censored_below_usd", "",
         ["line 2 (AZE 2003 8471)", "bound of a flow that is not listed, which is 'a number'"]),
        ("high_tech_products", 2, "exports_usd", "4533", ["4,533 is below 1,000,000"]),
        ("high_tech_products", 2, "iso3", "SRB", ["'SRB' is not one of KAZ, KGZ"]),
        ("high_tech_products", 2, "year", "2004", ["duplicate (iso3, year, hs4_1992) keys"]),
        ("high_tech_products", 2, "hs4_1992", "8470", ["'8470' is not one of 8471, 8525"]),
        ("high_tech_trade", 5, "exports_usd", "0", ["line 7 (AUS 2015 54)", "0 is not above 0"]),
        ("high_tech_trade", 5, "sitc", "792", ["'792' is not one of 54, 59"]),
    ],
)  # fmt: skip
def test_planted_faults_are_named(name, row, column, cell, words):
    def change(text):
        text.loc[row, column] = cell
        return text

    message = refused(name, change)
    assert all(word in message for word in words), message


def test_missing_rows_are_noticed():
    message = refused("high_tech_products", lambda text: text.drop(index=2))
    assert "heading 8471 does not have each of its 8 importers in every year from 2003 to 2023" in message
    message = refused("high_tech_trade", lambda text: text.drop(index=5))
    assert "1 of the 630 (iso3, year, sitc) rows missing, first: AUS 2015 54" in message


def test_computers_are_as_described():
    table = facts.load("high_tech_products")
    own = table[table["hs4_1992"] == COMPUTERS]
    assert len(own) == 168 and own["exports_usd"].isna().sum() == 21
    of_2013 = own[own["year"] == 2013].set_index("iso3")["exports_usd"]
    assert (of_2013 / 1e6).to_dict() == pytest.approx(COMPUTERS_2013, rel=1e-12)
    assert (table[["exports_usd", "censored_below_usd"]].sum(axis=1) >= LEAST_LISTED).all()
    note = facts.sources()["tables"]["facts/high_tech_products.csv"]["note"]
    few = own[own["exports_usd"].isna() & own["iso3"].isin(["TJK", "TKM"])]
    assert len(few) > 21 / 2 and "most of Tajikistan and Turkmenistan" in note
    others = table[table["hs4_1992"] != COMPUTERS]
    assert f"{others['exports_usd'].isna().sum()} of the {len(others)} of 8525" in note
    belarus = own[own["iso3"] == "BLR"].set_index("year")
    assert round(belarus.loc[2014, "censored_below_usd"] / 1e6) == 41 and "below 41 million in 2014" in note


def test_a_part_is_smaller_than_all_exports():
    trade = facts.load("china_trade").set_index(["iso3", "year"])["exports_baci_usd"]
    parts = facts.load("high_tech_products").groupby(["iso3", "year"])["exports_usd"].sum()
    both = parts.to_frame("part").join(trade.rename("all")).dropna()
    assert len(both) > 130 and (both["part"] < both["all"]).all()
    customs = facts.load("china_trade").set_index(["iso3", "year"])["exports_nbs_usd"]
    divisions = facts.load("high_tech_trade").groupby(["iso3", "year"])["exports_usd"].sum()
    both = divisions.to_frame("part").join(customs.rename("all")).dropna()
    assert len(both) == 80 and (both["part"] < both["all"]).all()


def test_one_cell_of_the_divisions_is_missing():
    table = facts.load("high_tech_trade")
    gaps = table[table[["exports_usd", "imports_usd"]].isna().any(axis=1)]
    assert gaps[["iso3", "year", "sitc"]].values.tolist() == [["RUS", 2013, "54"]]
    assert set(table["sitc"]) == set(DIVISIONS) and len(IMPORTERS) == 8


def test_both_tables_name_their_providers():
    record = yaml.safe_load(paths.SOURCES.read_text(encoding="utf-8"))
    for name, provider in (("high_tech_products", "baci_extract"), ("high_tech_trade", "comtrade")):
        columns = record["tables"][f"facts/{name}.csv"]["columns"]
        assert set(columns) == set(SCHEMAS[name].columns)
        assert columns["exports_usd"]["provider"] == provider in record["providers"]


def test_every_printed_term_and_outcome_is_in_the_glossary():
    terms = set(facts.load("glossary")["term"])
    columns = printed_columns()
    printed = {term for column in columns for term in column.terms} | set(OUTCOMES.values())
    assert printed - terms == set()
    assert {*counterpart.CONTROL_VARIABLES, *counterpart.MECHANISMS} - terms == {"inflation_cpi", "bit"}
