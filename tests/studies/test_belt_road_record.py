"""The Belt and Road paper's printed numbers: rows, factors, stars against few clusters, table 1."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from lib import audit, facts, panels, published
from lib.panels.belt_road import CONTROLS, COUNTRIES, TREATED
from lib.studies import belt_road_design as design
from lib.studies import belt_road_record as record


def test_every_column_prints_one_number_of_rows():
    assert record.observations() == 6111
    factors = record.prime_factors(6111)
    assert math.prod(factors) == 6111 and all(record.prime_factors(one) == [one] for one in factors)


def test_two_numbers_of_rows_are_refused(monkeypatch):
    cells = published.load("belt_road").copy()
    first = cells.index[(cells["statistic"] == "n")][0]
    cells.loc[first, "printed"] = "6,112"
    monkeypatch.setattr(published, "load", lambda paper: cells)
    with pytest.raises(ValueError, match="2 numbers of observations"):
        record.observations()


def test_a_panel_that_fits_is_found():
    table = record.decompositions(378, {"country and year": 189, "country and month": 2268})
    assert table["fits"].tolist() == [True, False] and table["times"].tolist() == [2, pytest.approx(1 / 6)]


def test_the_rows_fit_no_panel_as_the_audit_says():
    assert record.observations() % (9 * 21) != 0
    assert "observations-exceed-panel:table-3" in {one.id for one in audit.audit("belt_road")}


@pytest.mark.parametrize("units, countries", [(291, 9), (18, 9), (10, 3)])
def test_lines_add_up_to_the_units(units, countries):
    spread = record.lines_by_country(units, countries)
    assert sum(size * count for size, count in spread.items()) == units
    assert sum(spread.values()) == countries and max(spread) - min(spread) <= 1


def test_slips_differ_in_one_digit_or_are_an_exchange():
    found = record.slips(120)
    assert 120 not in found and found == sorted(found)
    assert {121, 220, 190, 210, 102} <= set(found) and 20 not in found and 12 not in found


def test_estimates_hold_every_printed_pair():
    table = record.estimates()
    row = table.loc[("table_3", "(3)", "bri")]
    assert (row["coef"], row["se"], row["stars"]) == (0.218, 0.0385, "*")
    assert row["ratio"] == pytest.approx(0.218 / 0.0385)
    assert table[["coef", "se"]].notna().all(axis=None) and (table["se"] > 0).all()


def test_effects_beyond_t_are_among_those_beyond_normal():
    table = record.against_clusters(9)
    assert (table["few"] <= table["normal"]).all() and (table["normal"] <= table["effects"]).all()
    own = record.estimates().loc["table_6"].query("term in @record.CHANNELS")["ratio"].abs()
    assert table.loc["table_6", "few"] == (own > stats.t.ppf(0.975, 8)).sum()
    assert "(6) bri" in table.loc["table_3", "lost"]
    assert (record.against_clusters(1001)["few"] <= table["normal"]).all()


def test_inflation_is_that_of_grouped_draws():
    """The error of a mean of groups' rows, 4,000 draws: a Monte Carlo error of about 1 %."""
    rng, m, groups, rho = np.random.default_rng(7), 8, 20, 0.4
    common = rng.standard_normal((4000, groups, 1)) * math.sqrt(rho)
    own = rng.standard_normal((4000, groups, m)) * math.sqrt(1 - rho)
    means = (common + own).mean(axis=(1, 2))
    assert means.std() * math.sqrt(m * groups) == pytest.approx(float(record.inflation(m, rho)), rel=0.04)


def test_the_correlation_needed_inverts_the_inflation():
    needed = record.correlation_needed(5.0, 2.0, 32.3)
    assert 5.0 / float(record.inflation(32.3, needed)) == pytest.approx(2.0)
    with pytest.raises(ValueError, match="between 0 and 1"):
        record.inflation(32.3, 1.2)


def test_shares_of_table_1_are_those_of_its_amounts():
    table = record.shares()
    assert len(table) == 7 and table["computed"].sum() == pytest.approx(100, abs=0.01)
    assert ((table["computed"] - table["share"]).abs() <= 0.05).all()  # half a unit of the last printed place
    assert table.loc["communications", "change"] == pytest.approx(15.8 - 10.4)


@pytest.fixture(scope="module")
def panel():
    return panels.load("belt_road", "counterpart")


def test_codings_count_years(panel):
    table = design.codings(panel)
    assert tuple(table.index) == COUNTRIES
    assert (table.loc[list(TREATED), "paper"] == 11).all() and (table.loc[list(CONTROLS), "paper"] == 0).all()
    signed = table["mou_year"].notna()
    assert (table.loc[signed, "memorandum"] == 2024 - table.loc[signed, "mou_year"]).all()
    assert (table["differ"] == (table["paper"] - table["memorandum"]).abs())[signed].all()
    assert list(table.index[~signed]) == ["TKM"] and table.loc["TKM", ["memorandum", "differ"]].isna().all()


def test_availability_counts_complete_country_years(panel):
    table = design.available(panel).set_index("variable")
    assert table.loc["population", "country-years"] == 189 and table.loc["population", "years"] == "2003-2023"
    assert pd.isna(table.loc["product quality", "country-years"])
    own = panel[panel["iso3"].isin(COUNTRIES)]
    assert table.loc["policy co-ordination", "country-years"] == 189 - 21  # Turkmenistan is not listed
    assert table.loc["inequality", "country-years"] == own["gini"].notna().sum()


def test_stand_ins_for_exchange_and_investors_are_counted(panel):
    """Against the tables of facts: contacts of six countries up to their last years, finance of all nine."""
    table = design.available(panel).set_index("variable")
    contacts, finance = facts.load("sister_cities_by_country"), facts.load("country_year")
    for name, last, column in (
        ("cultural exchange", 2016, "confucius_institutes"),
        ("of it, high-level contacts", 2015, "total_elite_visits"),
    ):
        known = contacts[contacts["iso3"].isin(COUNTRIES) & contacts["year"].between(2003, last)]
        assert table.loc[name, "country-years"] == known[column].notna().sum() > 0
        assert table.loc[name, "years"] == f"2003-{last}" and table.loc[name, "here"] not in ("", "the same")
    known = finance[finance["iso3"].isin(COUNTRIES) & finance["year"].between(2003, 2023)]
    amounts = known["chinese_development_finance_2021usd"].notna().sum()
    assert (table.loc[["participating investors", "co-operation"], "country-years"] == amounts).all()
    assert list(table.index[table["country-years"].isna()]) == ["product quality"]


def test_the_nine_need_figures_for_all():
    tables = [facts.load(name) for name in ("destinations", "china_ties", "china_trade")]
    table = design.nine(*tables, 2019)
    assert tuple(table.index) == COUNTRIES and (table["trade_musd"] > 100).all()
    with pytest.raises(ValueError, match="no customs figures of 2020"):
        design.nine(*tables, 2020)
    with pytest.raises(ValueError, match="china_ties lacks KAZ"):
        design.nine(tables[0], tables[1].query("iso3 != 'KAZ'"), tables[2], 2019)


def test_coverage_is_that_of_the_nine():
    spans = design.coverage(facts.load("china_trade"), facts.load("high_tech_products"), "8471")
    assert spans["NBS"] == (2011, 2019) and spans["computers"] == (2003, 2023)
