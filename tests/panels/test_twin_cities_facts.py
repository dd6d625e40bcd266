"""Every listed place finds its city or a reason why not; nothing is lost, and faults in dates are counted."""

import re

import pandas as pd
import pytest

from lib import facts
from lib.panels.twin_cities_facts import SEVERAL, UNKNOWN, UNMATCHED, date_report, match_places

OWN = ["level", "city_code", "province_code", "route", "certain", "reason"]


@pytest.fixture(scope="module")
def cities():
    return facts.load("cities")


@pytest.fixture(scope="module")
def aliases():
    return facts.load("city_aliases")


@pytest.fixture(scope="module", params=["sister_city_agreements", "sister_city_pairs"])
def matches(request, cities, aliases):
    return match_places(facts.load(request.param), cities, aliases)


def ties(*rows):
    columns = ["chinese_city_en", "partner_city", "partner_iso3"]
    return pd.DataFrame(rows, columns=columns)


def one(place, cities, aliases):
    return match_places(ties((place, "Somewhere", "FRA")), cities, aliases).rows.iloc[0]


def test_every_row_is_kept_and_has_a_city_or_a_reason(matches, cities):
    real = set(cities.query("level != 'county'")["city_code"])
    rows = matches.rows
    assert len(matches.matched) + len(matches.unmatched) == len(rows) == matches.report()["rows"].sum()
    assert ((rows["city_code"] == "") == (rows["reason"] != "")).all()
    assert set(matches.matched["city_code"]) <= real
    assert set(rows["reason"]) <= {"", SEVERAL, *UNMATCHED.values()}, "a place of the lists is unknown"
    assert (rows["reason"] == UNMATCHED["province"]).equals(rows["level"] == "province")


def test_the_input_comes_back_in_its_order(cities, aliases):
    table = facts.load("sister_city_pairs")
    rows = match_places(table, cities, aliases).rows
    pd.testing.assert_frame_equal(rows.drop(columns=OWN), table)


@pytest.mark.parametrize(
    ("place", "level", "code", "route"),
    [
        ("Guangzhou", "city", "440100", "English name"),
        ("Ürümqi", "city", "650100", "English name"),
        ("Taizhou, Zhejiang", "city", "331000", "English name"),
        ("Pudong (Shanghai)", "district", "310000", "alias"),
        ("Suzhou – Wujiang", "district", "320500", "alias"),
        ("Wujiang (Suzhou)", "district", "320500", "alias"),
        ("Yiwu", "county", "330700", "alias"),
        ("Gao'an", "county", "360900", "alias"),
    ],
)
def test_places_by_hand(place, level, code, route, cities, aliases):
    row = one(place, cities, aliases)
    assert (row["level"], row["city_code"], row["route"], row["reason"]) == (level, code, route, "")
    assert row["province_code"] == f"{code[:2]}0000"


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("Gansu", UNMATCHED["province"]),
        ("Yanbian", UNMATCHED["prefecture"]),
        ("Yanji", UNMATCHED["county"]),
        ("Macau", UNMATCHED["special_region"]),
        ("Yulin", SEVERAL),
        ("Atlantis", UNKNOWN),
    ],
)
def test_places_without_a_city_say_why(place, reason, cities, aliases):
    row = one(place, cities, aliases)
    assert (row["city_code"], row["reason"]) == ("", reason)
    if reason not in (SEVERAL, UNKNOWN):
        assert re.fullmatch(r"\d{2}0000", row["province_code"])


def test_a_name_of_several_cities_is_settled_by_the_same_partner(cities, aliases):
    listed = ties(
        ("Suzhou", "Padang", "IDN"),
        ("Suzhou", "Riga", "LVA"),
        ("Suzhou", "Perth", "GBR"),
        ("Suzhou, Anhui", "Padang", "IDN"),
        ("Suzhou, Jiangsu", "Riga", "LVA"),
        ("Suzhou, Jiangsu", "Perth", "AUS"),
        ("Nanjing", "Perth", "GBR"),
    )
    rows = match_places(listed, cities, aliases).rows
    assert rows["city_code"].tolist()[:3] == ["341300", "320500", ""]
    assert rows["route"].tolist()[:3] == ["other list", "other list", ""]
    assert rows.loc[2, "reason"] == SEVERAL


def test_a_partner_of_both_cities_settles_nothing(cities, aliases):
    both = [("Suzhou, Anhui", "Padang", "IDN"), ("Suzhou, Jiangsu", "Padang", "IDN")]
    rows = match_places(ties(("Suzhou", "Padang", "IDN"), *both), cities, aliases).rows
    assert rows.loc[0, "reason"] == SEVERAL


def test_the_chinese_name_comes_before_the_english_one(cities, aliases):
    listed = ties(("Suzhou", "Padang", "IDN")).assign(chinese_city_zh="宿州市")
    row = match_places(listed, cities, aliases).rows.iloc[0]
    assert (row["city_code"], row["route"]) == ("341300", "Chinese name")


def test_both_names_of_an_agreement_lead_to_one_city(cities, aliases):
    table = facts.load("sister_city_agreements")
    chinese = match_places(table, cities, aliases).rows
    english = match_places(table.drop(columns="chinese_city_zh"), cities, aliases).rows
    found = english["city_code"] != ""
    assert (chinese.loc[found, "city_code"] == english.loc[found, "city_code"]).all()
    assert set(table.loc[~found & (chinese["city_code"] != ""), "chinese_city_en"]) == {"Suzhou"}


def test_agreements_lie_in_the_province_that_the_table_names(cities, aliases):
    rows = match_places(facts.load("sister_city_agreements"), cities, aliases).rows
    provinces = rows.groupby("province")["province_code"].nunique()
    assert (provinces == 1).all()
    assert rows["province"].nunique() == rows["province_code"].nunique()


def test_flagged_pairs_repeat_a_row_that_stays_and_no_other_does(cities, aliases):
    rows = match_places(facts.load("sister_city_pairs"), cities, aliases).rows
    flagged, kept = rows[rows["flag"] != ""], rows[rows["flag"] == ""]
    assert len(flagged) == 48 and len(kept) == 1820
    assert set(flagged["reason"]) == {""}
    country = ["city_code", "partner_iso3"]
    assert set(zip(*(flagged[c] for c in country), strict=True)) <= set(
        zip(*(kept[c] for c in country), strict=True)
    )
    same = kept[(kept["level"] == "city") & (kept["reason"] == "")]
    assert not same.duplicated([*country, "partner_city"]).any()


def test_an_alias_of_an_unknown_city_is_refused(cities, aliases):
    wrong = aliases.copy()
    wrong.loc[wrong["place"] == "Yiwu", "city_code"] = "999999"
    with pytest.raises(ValueError, match=r"1 city codes are not in cities, first: 999999; correct the alias"):
        match_places(ties(("Yiwu", "Somewhere", "FRA")), cities, wrong)


def test_the_row_that_is_no_city_matches_nothing(cities, aliases):
    listed = ties(("Nowhere", "Asakuchi", "JPN")).assign(chinese_city_zh="高安市")
    assert match_places(listed, cities, aliases).rows.loc[0, "reason"] == UNKNOWN


def test_dates_of_the_public_list_are_usable_and_planted_faults_are_counted():
    dates = facts.load("sister_city_agreements")["date_signed"]
    counted = date_report(dates).set_index("status")["rows"]
    assert counted.sum() == len(dates)
    assert set(counted.index) == {
        "known to the day", "known to the month", "known to the year: half-year open"
    }  # fmt: skip
    planted = pd.concat([dates, pd.Series(["1972-01-01", "", None, "1974-02-30", "1949"])], ignore_index=True)
    faults = date_report(planted).set_index("status")["rows"].drop(counted.index)
    assert faults.to_dict() == {"before 1973": 2, "no date": 2, "not a date": 1}
