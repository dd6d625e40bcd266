"""The Belt and Road design: nine numbers, levels against changes, the event study's base, public series."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from lib import facts, panels
from lib.panels.belt_road import CONTROLS, COUNTRIES, TREATED, YEARS
from lib.studies import belt_road_design as design
from lib.studies import belt_road_record as record
from lib.studies import belt_road_series as series


@pytest.fixture(scope="module")
def panel():
    return panels.load("belt_road", "counterpart")


@pytest.fixture
def drawn():
    """Nine countries over the sample's years with a planted effect, and a gap between the groups."""
    rng = np.random.default_rng(4)
    grid = pd.MultiIndex.from_product([COUNTRIES, YEARS], names=["iso3", "year"]).to_frame(index=False)
    treated = grid["iso3"].isin(TREATED)
    bri = (treated & (grid["year"] >= 2013)).astype(int)
    y = 0.4 * bri + 1.5 * treated + 0.1 * grid["year"] + 0.2 * rng.standard_normal(len(grid))
    return grid.assign(bri=bri, group=np.where(treated, "treated", "control"), y=y)


def test_least_squares_is_a_comparison_of_nine_numbers(drawn):
    found = design.two_ways(drawn, "y")
    assert found["both"] == pytest.approx(found["did"], abs=1e-10)
    assert found["year"] == pytest.approx(found["gap"], abs=1e-10)
    assert found["both"] == pytest.approx(0.4, abs=0.15) and found["year"] == pytest.approx(1.9, abs=0.15)


def test_the_years_before_do_not_move_the_coefficient_without_country_effects(drawn):
    spoilt = drawn.copy()
    spoilt.loc[spoilt["year"] < 2013, "y"] += np.where(
        spoilt.loc[spoilt["year"] < 2013, "group"] == "treated", 9, 0
    )
    assert design.two_ways(spoilt, "y")["year"] == pytest.approx(
        design.two_ways(drawn, "y")["year"], abs=1e-10
    )
    assert design.two_ways(spoilt, "y")["both"] < design.two_ways(drawn, "y")["both"] - 8


def test_the_comparison_is_the_pooled_t_test(drawn):
    change = design.changes(drawn, "y")
    found = design.compared(change)
    own = [change[change.index.isin(group)] for group in (TREATED, CONTROLS)]
    reference = stats.ttest_ind(*own)
    assert (found["t"], found["p"], found["df"]) == pytest.approx((reference.statistic, reference.pvalue, 7))


def test_a_comparison_needs_two_of_each():
    with pytest.raises(ValueError, match="5 treated and 1 controls"):
        design.compared(pd.Series(1.0, index=[*TREATED, "MNG"]))


def test_a_country_without_a_mean_before_has_no_change(drawn):
    drawn.loc[(drawn["iso3"] == "SRB") & (drawn["year"] < 2013), "y"] = np.nan
    assert "SRB" not in design.changes(drawn, "y").index


@pytest.mark.parametrize("years, window, missing, before, after", [
    (YEARS, 5, 0, 5, 5), (tuple(range(2008, 2019)), 5, 1, 0, 0), (tuple(range(2003, 2019)), 5, 0, 5, 0),
])  # fmt: skip
def test_the_event_study_has_the_years_outside_as_its_base(years, window, missing, before, after):
    found = design.event_study_rank(years, window)
    assert (found["missing"], found["base_before"], found["base_after"]) == (missing, before, after)
    assert found["dummies"] == 2 * window + 1


@pytest.mark.parametrize("years, lead", [(YEARS, -0.5), (tuple(range(2003, 2019)), 0.0)])
def test_a_lasting_effect_is_in_the_base_as_far_as_the_base_is_after(years, lead):
    """The base is the mean over the years outside: half of them after the event, or none."""
    step = design.event_study_of_a_step(years, 5)
    assert step["lead"] == pytest.approx(lead, abs=1e-9) and step["lag"] == pytest.approx(1 + lead, abs=1e-9)


def test_a_step_needs_years_outside_the_window():
    with pytest.raises(ValueError, match="leave one dummy out"):
        design.event_study_of_a_step(tuple(range(2008, 2019)), 5)


def test_treatments_alike_are_one_with_themselves(panel):
    same = panel.assign(memorandum=panel["bri"])
    assert design.alike(same) == pytest.approx(1)


def test_who_is_not_listed_can_be_coded_either_way(panel):
    """The correlation of the two treatments has the sign that Turkmenistan's coding gives it."""
    left_out = design.recoded(panel, None)
    assert set(left_out["iso3"]) == set(COUNTRIES) - {"TKM"} and len(left_out) == 8 * len(YEARS)
    for since, number in ((np.inf, 0), (2014, 10), (2023, 1)):
        own = design.recoded(panel, since)
        assert own.loc[own["iso3"] == "TKM", "memorandum"].sum() == number
        rest = own["iso3"] != "TKM"
        assert own[rest]["memorandum"].tolist() == left_out["memorandum"].tolist()
    found = {since: design.alike(design.recoded(panel, since)) for since in (None, np.inf, 2014)}
    assert found[np.inf] < -0.1 and found[2014] > 0.02 and found[None] == pytest.approx(0, abs=1e-9)


def test_contributions_follow_the_printed_rates():
    shares = record.shares()
    table = design.contributions(shares)
    assert table["contribution"].sum() == pytest.approx(100)
    grown = (table["last"] / table["first"]) ** (1 / 10) - 1
    assert np.allclose(100 * grown, shares["after"])
    even = design.contributions(shares.assign(before=5.0, after=5.0))
    assert np.allclose(even["contribution"], 100 * shares["trade"] / shares["trade"].sum())


def test_growth_is_constant_and_refuses_nothing():
    assert series.growth(100, 121, 2) == pytest.approx(10)
    with pytest.raises(ValueError, match="no growth from 0"):
        series.growth(0, 5, 3)


def test_computers_are_bounded_from_both_sides(panel):
    table = series.computers(panel)
    assert (table["low"] <= table["high"]).all() and (
        (table["bounded"] > 0) == (table["low"] < table["high"])
    ).all()
    known = facts.load("high_tech_products").query("hs4_1992 == '8471' and iso3 in @TREATED")
    assert table["low"].sum() == pytest.approx(known["exports_usd"].sum() / 1e6)
    assert table["high"].sum() == pytest.approx(
        known[["exports_usd", "censored_below_usd"]].sum().sum() / 1e6
    )


def test_a_country_that_the_source_does_not_cover_is_named(panel):
    with pytest.raises(ValueError, match="SRB 2003 has neither"):
        series.computers(panel, ("KAZ", "SRB"))


def test_bounds_of_growth_hold_every_value_within_the_bounds(panel):
    found = series.computers_against_table_1(panel).loc["five together"]
    table = series.computers(panel)
    middle = (table["low"] + table["high"]) / 2
    between = series.growth(middle[2003], middle[2012], 9)
    assert found["before low"] < between < found["before high"]


def test_divisions_add_up_to_the_table():
    table = facts.load("high_tech_trade")
    amounts = series.divisions(table)
    assert amounts.to_numpy().sum() == pytest.approx(table[["exports_usd", "imports_usd"]].sum().sum() / 1e9)
    growth = series.division_growth(amounts)
    assert growth["share"].sum() == pytest.approx(100)
    again = amounts["medicine"][2010] * (1 + growth.loc["medicine", "before"] / 100) ** 3
    assert again == pytest.approx(amounts["medicine"][2013])


def test_a_drift_is_the_difference_of_two_estimates(panel):
    own = panel[panel["group"].ne("other")]
    for flow, pair in series.PAIRS.items():
        nine = own.dropna(subset=[f"ln_{name}" for name in pair])
        assert nine.groupby("year").size().eq(9).all()
        estimates = [design.compared(design.changes(nine, f"ln_{name}"))["did"] for name in pair]
        drift = series.ratios(panel).loc[flow, "drift"]
        assert estimates[0] - estimates[1] == pytest.approx(design.compared(drift)["did"])


def test_complete_years_have_all_nine(panel):
    rows = series.complete_years(panel, "ln_exports_baci")
    assert rows.groupby("year").size().eq(9).all() and rows["year"].min() == 2006
    with pytest.raises(ValueError, match="no year with all nine"):
        series.complete_years(panel, "ln_computers")


def test_descriptives_are_means_of_their_cells(panel):
    table = series.descriptives(panel, ("growth", "gini"))
    own = panel[panel["iso3"].isin(TREATED) & (panel["year"] < 2013)]
    assert table.loc["growth", "treated before"] == pytest.approx(own["growth"].mean())
    assert table.loc["growth", ["n before", "n after"]].tolist() == [90, 99]
    assert (
        table.loc["gini", ["n before", "n after"]].sum()
        == panel.loc[panel["group"] != "other", "gini"].notna().sum()
    )


def test_a_difference_keeps_to_changes_within_countries(drawn):
    """The gap of 1.5 between the groups gets into the four means as soon as countries drop out, not here."""
    exact = drawn.assign(
        y=0.4 * drawn["bri"] + drawn["iso3"].map(dict(zip(COUNTRIES, range(9), strict=True)))
    )
    assert series.descriptives(exact, ("y",)).loc["y", "difference"] == pytest.approx(0.4)
    gone = (exact["iso3"] == COUNTRIES[0]) & (exact["year"] >= 2008)
    exact.loc[gone | ((exact["iso3"] == COUNTRIES[-1]) & (exact["year"] < 2013)), "y"] = np.nan
    found = series.descriptives(exact, ("y",)).loc["y"]
    naive = (
        found["treated after"] - found["treated before"] - found["control after"] + found["control before"]
    )
    assert found["difference"] == pytest.approx(0.4) and abs(naive - 0.4) > 0.2
    assert found["n before"] == 90 - 5 - 10 and found["n after"] == 99 - 11


def test_a_country_of_one_side_has_no_place_in_the_two_ways(panel):
    own = panel[panel["group"] != "other"]
    with pytest.raises(ValueError, match="SRB has no growth before 2013"):
        design.two_ways(own[~((own["iso3"] == "SRB") & (own["year"] < 2013))], "growth")


def test_descriptives_say_who_has_figures_on_one_side_alone(panel):
    table = series.descriptives(panel, ("gini", "growth", "ln_exports_baci"))
    assert table.attrs["one_sided"] == {"gini": "AZE TKM", "growth": "", "ln_exports_baci": ""}
    early = panel[~((panel["iso3"] == "SRB") & (panel["year"] < 2013))]
    assert series.descriptives(early, ("growth",)).attrs["one_sided"] == {"growth": "SRB"}
    with pytest.raises(ValueError, match=r"duplicate \(iso3, year\) keys, first: KAZ 2003"):
        series.descriptives(pd.concat([panel, panel[panel["iso3"] == "KAZ"]]), ("growth",))
    with pytest.raises(ValueError, match="growth is inf in KAZ 2003"):
        series.descriptives(
            panel.assign(growth=panel["growth"].mask(panel["iso3"] == "KAZ", np.inf)), ("growth",)
        )


def test_a_variable_of_one_group_has_no_difference(drawn):
    drawn.loc[drawn["group"] == "control", "y"] = np.nan
    with pytest.raises(ValueError, match="nothing is left to estimate of 'y'"):
        series.descriptives(drawn, ("y",))


def test_a_distribution_is_that_of_its_group(panel):
    table = series.distribution(panel, ("gini", "ln_exports_baci"))
    own = panel.loc[panel["iso3"].isin(CONTROLS), "ln_exports_baci"].dropna()
    expected = [len(own), own.mean(), own.std(), own.min(), own.max()]
    assert table.loc[("ln_exports_baci", "control")].tolist() == pytest.approx(expected)
    assert table["n"].loc["ln_exports_baci"].tolist() == [90, 69]  # Serbia is in it from 2006 on


def test_shares_of_divisions_before_and_after_add_up():
    growth = series.division_growth(series.divisions(facts.load("high_tech_trade")))
    assert growth[["share before", "share after"]].sum().tolist() == pytest.approx([100, 100])
    low, high = (
        growth[["share before", "share after"]].min(axis=1),
        growth[["share before", "share after"]].max(axis=1),
    )
    assert growth["share"].between(low, high).all()
    assert set(series.GROUPS) == set(growth.index) and set(series.GROUPS.values()) == set(
        record.shares().index
    )
