"""Counts of sister cities: against counts by hand, and against what a planted agreement must change."""

import numpy as np
import pandas as pd
import pytest

from lib import facts
from lib.panels.twin_cities_facts import match_places
from lib.studies import twin_cities_ties as study


def dated(*dates: str, iso3: str = "JPN", status: str = "partial") -> pd.DataFrame:
    rows = {"date_signed": list(dates), "partner_iso3": iso3, "list_status": status}
    return pd.DataFrame(rows)


def total(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["iso3", "as_of", "measure", "value"])


@pytest.fixture(scope="module")
def tables():
    return {name: facts.load(name) for name in ("cities", "city_aliases", "destinations")}


@pytest.fixture(scope="module")
def agreements():
    return facts.load("sister_city_agreements")


@pytest.fixture(scope="module")
def pairs():
    return facts.load("sister_city_pairs")


def test_years_are_those_of_the_figure_and_incomplete_counts_are_left_out():
    counts = pd.DataFrame(
        {"year": [2000, 2000, 2016, 2017], "sister_cities_established": [2.0, np.nan, 5.0, 1.0]}
    )
    yearly = study.by_year(dated("1999-12-31", "2000", "2000-05", "2018-01-01", "2019"), counts)
    assert yearly.index.tolist() == list(range(2000, 2019))
    assert yearly["dated"].sum() == 3 and yearly.loc[2000, "dated"] == 2
    assert yearly["counted"].dropna().to_dict() == {2000: 2.0, 2016: 5.0}


def test_a_row_that_repeats_another_is_counted_once_by_country(pairs):
    repeats = pairs[pairs["flag"] != ""]
    counted = study.by_country(pairs, total(("JPN", "2014", "pairs", 5), ("JPN", "2015-07-01", "pairs", 4)))
    assert len(repeats) and counted["listed"].sum() == len(pairs) - len(repeats)
    assert (counted.loc["JPN", ["published", "as_of"]] == [4, "2015-07-01"]).all()
    assert counted["published"].notna().sum() == 1 and counted["listed"].is_monotonic_decreasing


def test_spans_between_totals_share_out_every_dated_agreement():
    totals = total(
        ("all", "2011-06-30", "pairs", 100), ("all", "2015-06-30", "pairs", 140),
        ("all", "2016", "countries", 9), ("JPN", "2013-01-01", "pairs", 50),
    )  # fmt: skip
    before = study.coverage(dated("1980", "2011-06-30", "2011-07-01", "2014"), totals)
    assert before.index.tolist() == ["up to 2011-06-30", "2011-06-30 to 2015-06-30"]
    assert before["dated"].tolist() == [2, 2] and before["national"].tolist() == [100, 40]
    assert before["share"].tolist() == [0.02, 0.05]
    assert np.isnan(before["per_year"].iloc[0]) and before["per_year"].iloc[1] == pytest.approx(10, rel=1e-3)
    after = study.coverage(dated("1980", "2011-06-30", "2011-07-01", "2014", "2012"), totals)
    assert (after["dated"] - before["dated"]).tolist() == [0, 1]


def test_shares_after_the_accession_by_hand():
    assert study.share_after_accession(dated("2001-12-31", "2002-01-01", "2018", "2019")) == pytest.approx(
        2 / 3
    )
    totals = total(
        ("all", "1999-12-31", "partner_places", 30), ("all", "2017-12-31", "pairs", 120),
        ("all", "2024", "pairs", 900),
    )  # fmt: skip
    assert study.bound_after_accession(totals) == pytest.approx(90 / 120)


def test_complete_lists_are_those_of_one_city(agreements):
    chosen = study.complete(agreements)
    by_list = chosen.groupby("list_status")["chinese_city_zh"].nunique()
    assert 0 < len(chosen) < len(agreements)
    assert (by_list[by_list.index != chosen["list_status"].mode()[0]] <= 3).all()
    assert set(chosen["chinese_city_en"]) >= {"Guangzhou", "Xiamen", "Dalian", "Chengdu"}


def test_a_country_has_its_last_total_and_one_of_a_common_day():
    totals = total(
        ("USA", "2015", "pairs", 901), ("USA", "2019", "pairs", 902), ("all", "2011", "countries", 3),
        ("JPN", "2014", "pairs", 7), ("JPN", "2015", "pairs", 905), ("USA", "2014", "pairs", 8),
        ("all", "2016", "countries", 4), ("all", "2024", "countries", 5), ("all", "2017", "pairs", 6),
    )  # fmt: skip
    assert study.common_day(totals) == "2015"
    rows = study.country_rows(totals).set_index(["statistic", "term", "panel"])["value"]
    assert rows.to_dict() == {
        ("agreements", "", "USA"): 902, ("agreements", "", "JPN"): 905, ("n_destinations", "", ""): 4,
        ("agreements", "one_day", "USA"): 901, ("agreements", "one_day", "JPN"): 905,
    }  # fmt: skip


def test_without_a_common_day_nothing_is_put_in_order():
    totals = total(
        ("USA", "2019", "pairs", 9), ("JPN", "2015", "pairs", 8), ("all", "2015", "pairs", 3),
        ("all", "2015", "countries", 4),
    )  # fmt: skip
    assert study.common_day(totals) == ""
    assert (study.country_rows(totals)["term"] == "").all()


def test_rows_of_all_countries_have_totals_or_listed_pairs(pairs):
    totals = total(("USA", "2015", "pairs", 901), ("USA", "2019", "pairs", 902))
    rows = study.listed_rows(pairs, totals).set_index("panel")
    assert rows.loc["USA", "value"] == 902 and (rows["term"] == "all_countries").all()
    others = rows["value"].drop("USA")
    assert others.sum() == ((pairs["flag"] == "") & (pairs["partner_iso3"] != "USA")).sum()
    assert len(rows) == pairs["partner_iso3"].nunique()


def test_totals_of_a_day_lie_on_the_line_between_two_others():
    totals = total(
        ("USA", "2018-01-01", "pairs", 100), ("USA", "2018-12-31", "pairs", 200), ("JPN", "2015", "pairs", 9),
        ("all", "2018-06-01", "countries", 10), ("all", "2018-08-01", "countries", 10),
        ("all", "2017", "pairs", 5), ("all", "2019", "pairs", 7),
    )  # fmt: skip
    rows = study.interpolated_rows(totals, "2018-07-02").set_index(["statistic", "panel"])["value"]
    assert rows.to_dict() == {("agreements", "USA"): 150.0, ("n_destinations", ""): 10.0}


def test_rows_by_year_have_the_keys_of_the_claims(agreements):
    counts, neighbours = facts.load("sister_cities_by_country"), facts.load("china_neighbours")
    rows = study.year_rows(agreements, counts, neighbours)
    key = rows.set_index(["panel", "term", "statistic"])["value"]
    in_2015 = counts[counts["year"] == 2015]["sister_cities_established"].sum()
    assert key["", 2015, "agreements"] == in_2015
    assert ("", 2017, "agreements") not in key.index
    # the years at which the figure starts and ends are the paper's: they would be compared with themselves
    assert not rows["statistic"].isin(["first_year", "last_year"]).any()
    early = agreements[agreements["date_signed"] < "1983"]
    near = early["partner_iso3"].isin(neighbours["iso3"]).sum()
    assert key["neighbours", "first_agreements", "share_of_agreements"] == near / len(early)


def test_ties_are_cities_once_with_coordinates_of_the_right_ends(agreements, pairs, tables):
    ties = study.ties(agreements, pairs, tables)
    assert not ties.duplicated(study.TIE).any()
    kobe = ties[(ties["city_code"] == "120000") & (ties["iso3"] == "JPN")].iloc[0]
    tianjin = tables["cities"].set_index("city_code").loc["120000"]
    assert kobe["dated"] and (kobe["lon"], kobe["lat"]) == (tianjin["lon"], tianjin["lat"])
    assert (kobe["to_lon"], kobe["to_lat"]) == pytest.approx((139.7, 35.7), abs=0.1)
    matched = match_places(agreements, tables["cities"], tables["city_aliases"]).matched
    assert ties["dated"].sum() == len(matched[["city_code", "partner_iso3"]].drop_duplicates())


def test_ties_without_a_place_are_named_and_counted(agreements, pairs, tables):
    ties = study.ties(agreements, pairs, tables)
    nowhere = ties[["lon", "lat", "to_lon", "to_lat"]].isna().any(axis=1)
    said = study.not_drawn(ties, tables)
    assert nowhere.sum() == 1 and said.startswith(f"Of {len(ties):,} ties 1 not drawn")
    assert said.endswith("coordinates: Hami with Japan.")
    assert study.not_drawn(ties[~nowhere], tables) == ""
    planted = ties.assign(to_lat=ties["to_lat"].where(ties["iso3"] != "KOR"))
    korean = int((ties["iso3"] == "KOR").sum())
    assert f" {korean + 1} not drawn" in study.not_drawn(planted, tables)


def test_a_planted_agreement_dates_its_tie(agreements, pairs, tables):
    ties = study.ties(agreements, pairs, tables)
    bare = ties[~ties["dated"]].iloc[0]
    name = tables["cities"].set_index("city_code").loc[bare["city_code"], "city_name"]
    planted = agreements.iloc[[0]].assign(chinese_city_zh=name, partner_iso3=bare["iso3"], partner_city="X")
    after = study.ties(pd.concat([agreements, planted], ignore_index=True), pairs, tables)
    assert len(after) == len(ties) and after["dated"].sum() == ties["dated"].sum() + 1
    province = agreements[agreements["chinese_level"] == "province"].iloc[[0]].assign(partner_iso3="FJI")
    same = study.ties(pd.concat([agreements, province], ignore_index=True), pairs, tables)
    assert len(same) == len(ties)


def test_who_counts_every_row_of_each_list(agreements, pairs, tables):
    table = study.who({"dated": agreements, "listed": pairs}, tables)
    assert table.loc["all"].tolist() == [len(agreements), len(pairs)]
    assert (table.drop(index="all").sum() == table.loc["all"]).all()
    provinces = (agreements["chinese_level"] == "province").sum()
    assert table.loc["a province: its cities take the agreement", "dated"] == provinces
