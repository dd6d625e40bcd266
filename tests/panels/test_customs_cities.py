"""Records to the panel of city and year: the same as in plain pandas, and every record's fate."""

import pandas as pd
import pytest
from customs_in_pandas import panel as in_pandas
from test_customs import own_rules, sections

from lib.panels import customs_cities, customs_records
from lib.schemas.iso3166 import ISO_3166

ROWS = 12_000
GOOD = {"hs_code": "84713000", "city_code": 440100, "iso3": "USA", "value_usd": 100.0, "quantity": 5.0}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("cities") / "records.parquet"
    rules = own_rules()
    partners = pd.Series(sorted(ISO_3166 - {"CHN"}))
    world = customs_records.world(rules.cities, partners, rules.sections, seed=6)
    return path, customs_records.write(path, world, ROWS, seed=6)


def test_the_panel_is_that_of_plain_pandas(made):
    path, planted = made
    found = customs_cities.read(path, own_rules())
    records = pd.read_parquet(path).astype({"hs_code": "str", "iso3": "str"})
    cities = set(own_rules().cities["city_code"].astype(int))
    chapters = sections().set_index("chapter")["section"].to_dict()
    pairs = in_pandas(records, cities, set(ISO_3166 - {"CHN"}), chapters)
    wanted = pairs.groupby(["city_code", "year"], as_index=False).agg(
        value=("value", "sum"), destinations=("iso3", "nunique")
    )
    pd.testing.assert_frame_equal(found.frame[wanted.columns], wanted, rtol=1e-12, check_dtype=False)
    assert dict(zip(found.report.fates["fate"], found.report.fates["records"], strict=True)) == planted.fates
    pd.testing.assert_series_equal(
        found.frame.set_index(["city_code", "year"])["varieties"],
        varieties(records, cities, set(chapters)),
        check_dtype=False,
        check_index_type=False,
    )
    # Few records make few products that go to several destinations; here there are some to tell apart.
    pairs_of_products = varieties(records, cities, set(chapters), by=("iso3",))
    assert (pairs_of_products.to_numpy() > found.frame["varieties"].to_numpy()).any()


def varieties(records, cities, chapters, by=()):
    """Subheadings of a city and year, or pairs of a subheading and what ``by`` names, in plain pandas."""
    fine = records["hs_code"].str.fullmatch(r"\d{5,10}")
    kept = records[
        fine
        & records["year"].between(2002, 2015)
        & records["iso3"].isin(ISO_3166 - {"CHN"})
        & records["value_usd"].between(0, 1e13, inclusive="neither")
    ]
    code = kept["hs_code"].where(kept["hs_code"].str.len() % 2 == 0, "0" + kept["hs_code"])
    above = kept["city_code"] // 100 * 100
    above = above.where(~above.floordiv(10_000).isin([11, 12, 31, 50]), above // 10_000 * 10_000)
    city = kept["city_code"].where(kept["city_code"].isin(cities), above)
    kept = kept.assign(hs6=code.str[:6], city_code=city)
    kept = kept[kept["city_code"].isin(cities) & kept["hs6"].str[:2].astype(int).isin(chapters)]
    products = kept.drop_duplicates(["city_code", "year", "hs6", *by])
    return products.groupby(["city_code", "year"]).size().rename("varieties")


def test_varieties_are_subheadings_counted_once(tmp_path):
    rows = [
        {"year": 2004},
        {"year": 2004, "hs_code": "8471309000"},  # the same six digits
        {"year": 2004, "hs_code": 847141, "iso3": "JPN"},  # another subheading of the heading
        {"year": 2004, "hs_code": "84714100", "iso3": "FRA"},  # the same to another destination: no variety
        {"year": 2004, "hs_code": "10121", "city_code": 440105},  # a zero put back, a district raised
        {"year": 2004, "hs_code": "61091000", "value_usd": 0.0},  # no value
        {"year": 2005, "hs_code": "84714100"},
    ]
    pd.DataFrame([{**GOOD, **row} for row in rows]).astype({"hs_code": "str"}).to_parquet(
        tmp_path / "few.parquet"
    )
    found = customs_cities.read(tmp_path / "few.parquet", own_rules())
    assert found.frame.to_dict("records") == [
        {"city_code": 440100, "year": 2004, "value": 500.0, "varieties": 3, "destinations": 3},
        {"city_code": 440100, "year": 2005, "value": 100.0, "varieties": 1, "destinations": 1},
    ]
    assert found.report.count("value zero") == 1 and found.report.kept == 6
