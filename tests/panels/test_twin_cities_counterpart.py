"""The counterpart panel: what it takes from each table, what it counts as missing, what it refuses."""

import numpy as np
import pandas as pd
import pytest

from lib import facts
from lib.panels import twin_cities
from lib.panels import twin_cities_counterpart as counterpart

COUNTS = "sister_cities_by_country"


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    return twin_cities.build("counterpart")


def altered(monkeypatch, table: str, change) -> None:
    """Let the builder read ``table`` as ``change`` leaves it."""
    load = facts.load
    monkeypatch.setattr(facts, "load", lambda name: change(load(name)) if name == table else load(name))


def test_a_row_a_country_and_counted_year(panel):
    assert tuple(panel.columns) == counterpart.COLUMNS
    years = range(counterpart.FIRST_COUNTED, counterpart.LAST_COUNTED + 1)
    assert len(panel) == 38 * len(years) == len(panel.drop_duplicates(["iso3", "year"]))
    assert panel["iso3"].nunique() == 38 and "COK" not in set(panel["iso3"])
    assert panel.equals(panel.sort_values(["iso3", "year"]))
    inside = panel[panel["in_window"] == 1]["year"]
    assert (inside.min(), inside.max()) == counterpart.WINDOW


def test_series_of_exports_are_their_sources_and_never_spliced(panel):
    both = panel.merge(facts.load("china_trade"), on=["iso3", "year"], how="left")
    for ours, theirs in {"exports_usd": "exports_baci_usd", "exports_nbs_usd_x": "exports_nbs_usd_y"}.items():
        pd.testing.assert_series_equal(both[ours], both[theirs], check_names=False)
    assert panel.loc[panel["exports_nbs_usd"].notna(), "year"].min() == 2011
    assert np.allclose(np.exp(panel["ln_exports"]), panel["exports_usd"], equal_nan=True, rtol=1e-12)


def test_stocks_are_sums_of_the_counts(panel):
    counts = facts.load(COUNTS).query("2000 <= year <= 2016")
    total = counts.groupby("iso3")["sister_cities_established"].sum()
    last = panel[panel["year"] == 2016].set_index("iso3")
    assert (last["stock"] == total[last.index]).all()
    rise = panel.groupby("iso3")["stock"].diff().fillna(panel["stock"])
    assert (rise == panel["agreements"]).all()
    assert (panel["stock"] - panel["agreements"] == panel["stock_before"].fillna(0)).all()
    heavy = counts[counts["year"] == 2000].set_index("iso3")["sister_cities_established"]
    assert (last["stock"] - last["stock_since_2001"] == heavy[last.index]).all()


def test_earlier_agreements_are_those_of_the_public_list(panel):
    listed = facts.load("sister_city_agreements")
    early = listed[listed["date_signed"] < "2000"].groupby("partner_iso3").size()
    last = panel[panel["year"] == 2016].set_index("iso3")
    added = last["stock_with_earlier"] - last["stock"]
    assert (added == early.reindex(last.index).fillna(0)).all() and added["JPN"] > 0
    assert (last["earlier_known"] == (added > 0)).all()


def test_the_first_year_switches_on_and_stays_on(panel):
    assert (panel["after_first"] == (panel["stock"] > 0)).all()
    never = panel.loc[panel["first_year"].isna(), "iso3"].unique()
    counts = (
        facts.load(COUNTS).query("year <= 2016").groupby("iso3")["sister_cities_established"].sum(min_count=1)
    )
    assert sorted(never) == sorted(counts.index[counts == 0])


def test_the_report_counts_every_missing_cell(panel):
    report = counterpart.report(panel).set_index("column")
    inside = panel[panel["in_window"] == 1].drop(columns="first_year")
    assert report["cells"].sum() == inside.isna().sum().sum()
    assert report.loc["ln_gdp_per_head", "which"] == "PRK"
    assert set(report.loc["exports_usd", "which"].split()) == {"NRU", "TLS"}
    flagged = panel["flag"].str.contains("no exports")
    assert (flagged == panel["exports_usd"].isna()).all()


def test_an_empty_count_is_refused_with_its_place(monkeypatch):
    def empty(table):
        hit = (table["iso3"] == "KHM") & (table["year"] == 2007)
        return table.assign(sister_cities_established=table["sister_cities_established"].mask(hit))

    altered(monkeypatch, COUNTS, empty)
    with pytest.raises(facts.DataError, match=r"\(KHM 2007\), column 'sister_cities_established': empty"):
        counterpart.build()


def test_a_country_without_a_destination_is_refused(monkeypatch):
    altered(monkeypatch, "destinations", lambda table: table[table["iso3"] != "FJI"])
    with pytest.raises(facts.DataError, match=r"1 countries of sister_cities_by_country .* first: FJI"):
        counterpart.build()


def test_a_missing_year_of_exports_is_missing_and_flagged(monkeypatch):
    altered(monkeypatch, "china_trade", lambda table: table.query("iso3 != 'FJI' or year != 2009"))
    row = counterpart.build().query("iso3 == 'FJI' and year == 2009").iloc[0]
    assert np.isnan(row["exports_usd"]) and np.isnan(row["ln_exports"]) and row["flag"] == "no exports"
