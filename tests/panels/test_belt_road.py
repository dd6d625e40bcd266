"""The counterpart panel of the Belt and Road paper: what it takes from each table, what it counts missing."""

import numpy as np
import pandas as pd
import pytest

from lib import facts
from lib.panels import belt_road
from lib.panels import belt_road_counterpart as counterpart
from lib.panels.belt_road import CONTROLS, COUNTRIES, TREATED, YEARS


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    return belt_road.build("counterpart")


def nine(panel):
    return panel[panel["iso3"].isin(COUNTRIES)]


def test_every_partner_has_every_year(panel):
    partners = set(facts.load("china_trade")["iso3"])
    assert len(panel) == len(partners) * len(YEARS) and set(panel["iso3"]) == partners
    assert list(panel.columns) == list(counterpart.PANEL.columns)
    assert panel.equals(panel.sort_values(["iso3", "year"], ignore_index=True))
    groups = panel.drop_duplicates("iso3").set_index("iso3")["group"]
    assert set(groups.index[groups == "treated"]) == set(TREATED)
    assert set(groups.index[groups == "control"]) == set(CONTROLS)


def test_treatment_is_the_papers(panel):
    assert panel["bri"].sum() == len(TREATED) * 11
    on = panel[panel["bri"] == 1]
    assert set(on["iso3"]) == set(TREATED) and on["year"].min() == 2013


def test_memoranda_come_later_than_the_event_and_reach_the_controls(panel):
    years = nine(panel).drop_duplicates("iso3").set_index("iso3")["mou_year"]
    assert years.dropna().min() > belt_road.EVENT_YEAR and years[list(CONTROLS)].notna().all()
    assert years.index[years.isna()].tolist() == ["TKM"]
    one = panel[panel["iso3"] == "KGZ"]
    assert (one["memorandum"] == (one["year"] >= 2018)).all() and one["memorandum"].sum() == 6


def test_series_are_their_sources_and_never_spliced(panel):
    both = panel.merge(facts.load("china_trade"), on=["iso3", "year"], how="left")
    for name in counterpart.TOTALS:
        pd.testing.assert_series_equal(both[name], both[f"{name}_usd"], check_names=False)
        positive = both[name] > 0
        np.testing.assert_allclose(np.exp(both.loc[positive, f"ln_{name}"]), both.loc[positive, name])
        assert both.loc[~positive, f"ln_{name}"].isna().all()
    # A zero is a figure without a logarithm, not a missing cell.
    assert (panel["imports_nbs"] == 0).sum() > 0


def test_computers_have_a_figure_or_a_bound_in_every_year_of_eight_countries(panel):
    own = nine(panel)
    known = own[["computers", "computers_below"]].notna().sum(axis=1)
    assert (known == (own["iso3"] != "SRB")).all()
    assert own["computers_below"].notna().sum() == 21
    assert panel[panel["group"] == "other"]["computers"].isna().all()
    table = facts.load("high_tech_products").query("hs4_1992 == '8471'")
    both = own.merge(table, on=["iso3", "year"])
    pd.testing.assert_series_equal(both["computers"], both["exports_usd"], check_names=False)


def test_covariates_are_their_sources(panel):
    both = nine(panel).merge(facts.load("country_year"), on=["iso3", "year"])
    assert len(both) == 189
    np.testing.assert_allclose(np.exp(both["ln_gdp_per_head"]), both["gdp_per_head_2015usd"], rtol=1e-12)
    np.testing.assert_allclose(
        2 * both["institution"], both["rule_of_law"] + both["government_effectiveness"]
    )
    area = facts.load("china_ties").set_index("iso3")["area_km2"]
    kazakh = both[(both["iso3"] == "KAZ") & (both["year"] == 2010)].iloc[0]
    assert np.exp(kazakh["ln_rail_density"]) * area["KAZ"] == pytest.approx(kazakh["rail_km"])
    # All nine treaties are older than the panel: the dummy cannot explain a change.
    assert (both["bit"] == 1).all()


def test_the_report_counts_what_the_nine_lack(panel):
    found = counterpart.report(panel).set_index("column")
    own = nine(panel)
    assert {"ln_population", "ln_gdp_per_head", "growth", "inflation", "institution"} & set(
        found.index
    ) == set()
    assert (found["cells"] == own[found.index].isna().sum()).all()
    assert found.loc["exports_baci", ["first_year", "last_year"]].tolist() == [2003, 2020]
    assert (
        found.loc["computers", "none_at_all"] == "SRB" and found.loc["inflation_cpi", "none_at_all"] == "TKM"
    )
    assert not {"mou_year", "computers_below"} & set(found.index)
    serbia = own[(own["iso3"] == "SRB") & own["exports_baci"].notna()]
    assert serbia["year"].min() == 2006


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("bri", 1, "bri is not 1 exactly for the treated"),
        ("memorandum", 1, "memorandum is not 1 exactly from mou_year on"),
        ("computers_below", 1e6, "computers has a figure and a bound"),
        ("group", "treated", "group is not that of the country"),
        ("exports_baci", -1.0, "-1 is below 0"),
        ("growth", np.inf, "is not a finite number"),
    ],
)
def test_a_broken_panel_is_refused_with_its_place(panel, column, cell, says):
    place = panel.index[(panel["iso3"] == "BLR") & (panel["year"] == 2010)][0]
    broken = panel.copy()
    broken.loc[place, column] = cell
    with pytest.raises(facts.DataError, match=f"iso3 BLR, year 2010.*{says}"):
        counterpart.validate(broken)
    with pytest.raises(facts.DataError, match="a country and year stand there twice"):
        counterpart.validate(pd.concat([panel, panel.iloc[:1]]))


def test_an_unknown_track_is_refused():
    with pytest.raises(ValueError, match="belt_road has the tracks original, counterpart, semi_synthetic"):
        belt_road.build("public")
