"""Figures and tables of the Belt and Road chapters 01 to 03: readable, and their alt texts say the data."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.figure import Figure

from lib import facts, panels
from lib.exhibits import belt_road_countries as places
from lib.exhibits import belt_road_design as plots
from lib.exhibits import belt_road_theory as shows
from lib.exhibits import figures, style
from lib.studies import belt_road_demand as demand
from lib.studies import belt_road_design as design
from lib.studies import belt_road_record as record
from lib.studies import belt_road_series as series
from lib.studies import belt_road_theory as theory

READABLE = 10  # CSS pixels on a phone


@pytest.fixture(autouse=True)
def small_and_styled(monkeypatch):
    """The chapters' style, with fewer dots so that drawing is quick; no figure stays open."""
    monkeypatch.setattr(figures, "DPI", 30)
    style.apply()
    yield
    plt.close("all")


def drawn(found: tuple[Figure, str], track: str = "public") -> str:
    """The alt text of a figure that can be read on a phone and written without a missing glyph."""
    fig, alt = found
    assert figures.smallest_on_a_phone(fig) >= READABLE
    figures.to_png(fig, track=track, where="test")
    return figures.check_alt(alt, "test")


@pytest.fixture(scope="module")
def countries():
    return design.nine(*(facts.load(name) for name in ("destinations", "china_ties", "china_trade")), 2019)


def test_the_map_says_every_memorandum(countries):
    alt = drawn(places.country_map(countries))
    for one in countries.itertuples():
        assert f"{one.name_en} ({one.group}): {places.signed(one.mou_year)}" in alt
    assert alt.count("not listed") == countries["mou_year"].isna().sum()


def test_the_timeline_follows_its_data(countries):
    spans = {"BACI": (2003, 2020), "computers": (2003, 2023)}
    alt = drawn(places.timeline(countries, spans, 2013, [2007, 2012]))
    assert "KAZ 2014" in alt and "BACI 2003 to 2020" in alt and "2007 and 2012" in alt
    moved = countries.assign(mou_year=countries["mou_year"] + 1)
    assert "KAZ 2015" in drawn(places.timeline(moved, spans, 2013, [2007, 2012]))


def test_the_table_of_countries_has_nine_rows(countries):
    shown = places.listed(countries)
    assert len(shown) == 9 and (shown["memorandum"] == "not listed").sum() == 1


def test_the_mechanism_has_an_arrow_for_every_table():
    alt = drawn(shows.mechanism())
    assert all(f"({k})" in alt for k in (3, 5, 6, 7, 8))


def test_the_regions_say_their_band():
    turns = demand.turns(0.2)
    alt = drawn(shows.regions((0.05, 0.4), turns, 0.2))
    assert f"between {turns['interaction']:.2f} and {turns['level']:.2f}" in alt


def test_results_and_links_are_shown_whole():
    found = theory.results()
    assert shows.typeset(found).markdown.count("displaystyle") == len(found) == len(shows.checked(found))
    assert (
        r"\lambda" in shows.typeset(found).markdown
        and "lam" not in shows.typeset(found).html.split("<li>")[1]
    )
    shown = shows.linked(theory.links(), theory.CHANNELS)
    assert (shown["channels"] == "").all() and shown.loc["initiative", "exports"] == "0.218"
    one = theory.links()
    one.loc["bri", "policy"] = 0.5
    assert shows.linked(one, theory.CHANNELS).loc["initiative", "channels"] == "1 printed"


@pytest.fixture(scope="module")
def panel():
    return panels.load("belt_road", "counterpart")


@pytest.fixture(scope="module")
def groups(panel):
    return panel.drop_duplicates("iso3").set_index("iso3")["group"]


def test_nine_changes_say_their_difference(groups):
    change = pd.Series({"KAZ": 1.0, "KGZ": 3.0, "MNG": 0.5, "BLR": 0.5})
    alt = drawn(plots.nine_changes({"exports\nBACI": change}, groups))
    assert "exports BACI: 4 countries, difference 1.50" in alt


def test_computers_say_the_largest_and_what_is_not_listed(panel):
    names = facts.load("destinations").set_index("iso3")["name_en"]
    alt = drawn(plots.computers(panel, ("KAZ", "TJK", "TKM"), names, 2013))
    own = panel[panel["iso3"] == "TJK"]
    assert f"Tajikistan largest {own['computers'].max() / 1e6:,.0f}" in alt
    assert f"{own['computers_below'].notna().sum()} years not listed" in alt


def test_series_and_divisions_say_their_ends(panel, groups):
    alt = drawn(plots.series_choice(series.ratios(panel), groups))
    assert "largest drift AZE" in alt and "largest drift KGZ" in alt
    amounts = series.divisions(facts.load("high_tech_trade"))
    assert f"medicine {amounts['medicine'].iloc[0]:.0f} to" in drawn(plots.divisions(amounts, 2013))
    growth = series.division_growth(amounts)
    alt = drawn(plots.growth_bars(growth, {"before": "first", "after": "second"}))
    assert f"medicine {growth.loc['medicine', 'before']:.1f} and {growth.loc['medicine', 'after']:.1f}" in alt


def test_divisions_stand_beside_the_groups_of_table_1():
    printed = record.shares()
    growth = series.division_growth(series.divisions(facts.load("high_tech_trade")))
    shown = plots.divisions_beside(growth, printed, series.GROUPS, 2013)
    assert shown.loc["transport equipment", "printed share"] == f"{printed.loc['aerospace', 'share']:.1f}"
    assert shown.loc["medicine", "share to 2012"] == f"{growth.loc['medicine', 'share before']:.1f}"
    assert shown["printed share"].astype(float).is_monotonic_decreasing


def test_spread_and_means_say_their_counts(panel):
    words = {"gini": "Gini"}
    shown = plots.spread(series.distribution(panel, ("gini",)), words)
    assert shown["variable"].tolist() == ["Gini", ""] and shown["group"].tolist() == ["treated", "control"]
    means = plots.groups_means(series.descriptives(panel, ("gini",)), words)
    before, after = map(int, means.loc["Gini", "country-years"].split(" + "))
    assert before + after == shown["country-years"].sum()


def test_tables_of_the_design_show_ranges_once():
    table = pd.DataFrame(
        {"mean low": [1.0], "mean high": [1.2], "before low": 5.0, "before high": 5.01, "after low": 2.0,
         "after high": 3.0}, index=["five together"],
    )  # fmt: skip
    shown = plots.computers_row(table, {"trade": 6940.0, "before": 8.2, "after": 11.1})
    assert shown.iloc[1].tolist() == ["100 to 120", "5.0", "2.0 to 3.0"]
    words = dict.fromkeys(record.shares().index, "x")
    assert len(plots.printed_table_1(record.shares(), words)) == 7
