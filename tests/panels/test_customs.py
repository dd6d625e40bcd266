"""From records to the panel: the same as in plain pandas, every planted fault counted, no order matters."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from customs_in_pandas import panel as in_pandas

from lib import facts
from lib.facts import DataError
from lib.panels import customs, customs_records
from lib.panels.customs_records import LEFT_OUT, NOTED, OF_HEADINGS
from lib.panels.customs_rules import FATES, KEPT, NOTES, CustomsRules
from lib.schemas.iso3166 import ISO_3166

ROWS = 30_000


def sections():
    """Chapters 84 and later in sections 16 and later, as the HS has them."""
    chapters = [chapter for chapter in range(1, 100) if chapter != 77]
    return pd.DataFrame({"chapter": chapters, "section": [16 if c >= 84 else 1 for c in chapters]})


def own_rules(**changes):
    cities = facts.load("cities").query("level != 'county'")
    return CustomsRules(**{"cities": cities, "sections": sections(), **changes})


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A file of made-up records and what was planted in it."""
    path = tmp_path_factory.mktemp("customs") / "records.parquet"
    rules = own_rules()
    partners = pd.Series(sorted(ISO_3166 - {"CHN"}))
    world = customs_records.world(rules.cities, partners, rules.sections, seed=3)
    return path, customs_records.write(path, world, ROWS, seed=3, block=7_000)


@pytest.fixture(scope="module")
def found(made):
    return customs.read(made[0], own_rules())


def one(tmp_path, *rows, rules=None, columns=None, **more):
    """Panel and report of a few records, each changed from a good one."""
    good = {"year": 2004, "hs_code": "84713000", "city_code": 440100, "iso3": "USA", "value_usd": 100.0,
            "quantity": 5.0, **more}  # fmt: skip
    pd.DataFrame([{**good, **row} for row in rows]).to_parquet(tmp_path / "few.parquet")
    result = customs.read(tmp_path / "few.parquet", rules or own_rules(), columns=columns)
    return result.frame, result.report


def noted(report):
    counts = report.notes.set_index("note")["records"]
    return {name: int(counts[text]) for name, text in NOTES.items() if counts[text]}


def fates_of(report):
    return {row.fate: row.records for row in report.fates.itertuples() if row.records}


def test_the_panel_is_that_of_plain_pandas(made, found):
    records = pd.read_parquet(made[0]).astype({"hs_code": "str", "iso3": "str"})
    cities = set(own_rules().cities["city_code"].astype(int))
    chapters = sections().set_index("chapter")["section"].to_dict()
    wanted = in_pandas(records, cities, set(ISO_3166 - {"CHN"}), chapters)
    assert len(wanted) > ROWS / 4
    frame = found.frame.drop(columns="quantities_missing")
    # Whole dollars and kilograms below 2**53 are added exactly by both.
    exact = ["city_code", "iso3", "year", "value", "quantity", "lines"]
    pd.testing.assert_frame_equal(frame[exact], wanted[exact], check_exact=True, check_dtype=False)
    pd.testing.assert_frame_equal(frame, wanted[frame.columns], rtol=1e-14, check_dtype=False)


def test_every_planted_fault_is_in_the_report(made, found):
    planted = made[1]
    assert dict(zip(found.report.fates["fate"], found.report.fates["records"], strict=True)) == planted.fates
    assert noted(found.report) == {name: count for name, count in planted.notes.items() if count}
    assert planted.records == found.report.records == found.report.fates["records"].sum() == ROWS
    assert min(planted.fates[name] for name in LEFT_OUT) > 0
    assert min(planted.notes[name] for name in (*NOTED, "restored")) > 0


def test_value_is_neither_lost_nor_made(made, found):
    records = pd.read_parquet(made[0])
    numbers = records["value_usd"].where(records["value_usd"] < 1e13)
    assert found.report.fates["value_usd"].sum() == pytest.approx(numbers.sum(), rel=1e-14)
    kept = found.report.fates.set_index("fate").loc[KEPT, "value_usd"]
    assert found.frame["value"].sum() == pytest.approx(kept, rel=1e-14)


def test_neither_order_nor_form_of_the_file_matters(made, found, tmp_path):
    records = pd.read_parquet(made[0])
    shuffled = records.sample(frac=1, random_state=1)
    (tmp_path / "parts").mkdir()
    for number, start in enumerate(range(0, ROWS, 11_000)):
        shuffled.iloc[start : start + 11_000].to_parquet(tmp_path / "parts" / f"{number}.parquet")
    shuffled.to_csv(tmp_path / "records.csv", index=False)
    texts = records.assign(
        hs_code=records["hs_code"].astype("str"), city_code=records["city_code"].astype("str")
    )
    texts.assign(value_usd=records["value_usd"].map(repr)).to_parquet(tmp_path / "texts.parquet")
    for name in ("parts", "records.csv", "texts.parquet"):
        again = customs.read(tmp_path / name, own_rules(), threads=2)
        pd.testing.assert_frame_equal(again.frame, found.frame)
        if name != "texts.parquet":  # there a missing value is the text "nan", which is no number
            pd.testing.assert_frame_equal(again.report.tidy(), found.report.tidy())


def test_little_memory_gives_the_same(made, found):
    again = customs.read(made[0], own_rules(), memory_limit="120MB", threads=1)
    pd.testing.assert_frame_equal(again.frame, found.frame)


def test_a_pair_year_by_hand(tmp_path):
    frame, report = one(
        tmp_path,
        {"value_usd": 100.0, "quantity": 5.0},
        {"value_usd": 50.25, "quantity": None},
        {"hs_code": "84719000", "value_usd": 1.0, "quantity": 0.5},
        {"hs_code": "1012100", "value_usd": 10.0, "quantity": 2.0},
        {"hs_code": "610910", "value_usd": 10.0, "quantity": 0.0},
    )
    row = frame.iloc[0]
    assert (row["city_code"], row["iso3"], row["year"]) == (440100, "USA", 2004) and len(frame) == 1
    assert (row["value"], row["quantity"], row["lines"], row["quantities_missing"]) == (171.25, 7.5, 3, True)
    assert row["high_tech_share"] == pytest.approx(100 / 3)
    assert row["high_tech_share_of_value"] == pytest.approx(100 * 151.25 / 171.25)
    assert report.incomplete_quantities == 1
    assert noted(report) == {"restored": 1, "quantity_missing": 1, "quantity_zero": 1}


def test_a_pair_year_without_any_quantity_has_none(tmp_path):
    frame, report = one(tmp_path, {"quantity": None}, {"quantity": -3.0}, {"quantity": 0.0004})
    assert frame["quantity"].isna().all() and frame["value"].tolist() == [300.0]
    assert report.incomplete_quantities == 0
    assert noted(report) == {"quantity_missing": 1, "quantity_bad": 1, "quantity_zero": 1}


@pytest.mark.parametrize(
    ("change", "fate"),
    [
        ({"year": None}, "year missing or no year"),
        ({"year": 20040.0}, "year missing or no year"),
        ({"year": 2001}, "outside the years"),
        ({"year": 2016}, "outside the years"),
        ({"city_code": None}, "city code missing or malformed"),
        ({"city_code": 44}, "city code missing or malformed"),
        ({"city_code": 44019}, "unknown city"),
        ({"city_code": 440000}, "unknown city"),
        ({"iso3": None}, "destination missing"),
        ({"iso3": " "}, "destination missing"),
        ({"iso3": "CHN"}, "destination is China itself"),
        ({"iso3": "XKX"}, "unknown destination"),
        ({"hs_code": None}, "HS code missing or malformed"),
        ({"hs_code": "8471"}, "HS code missing or malformed"),
        ({"hs_code": "8471300"}, "HS code missing or malformed"),
        ({"hs_code": "847130001"}, "HS code missing or malformed"),
        ({"hs_code": "77010000"}, "unknown HS code"),
        ({"hs_code": "84000000"}, "unknown HS code"),
        ({"value_usd": None}, "value missing"),
        ({"value_usd": np.inf}, "value no number or beyond reason"),
        ({"value_usd": 1e13}, "value no number or beyond reason"),
        ({"value_usd": -1.0}, "value negative"),
        ({"value_usd": 0.0}, "value zero"),
        ({"value_usd": 0.0049}, "value zero"),
        ({"year": 2001, "iso3": "XXX", "value_usd": -1.0}, "outside the years"),
    ],
)
def test_fates(tmp_path, change, fate):
    frame, report = one(tmp_path, {}, change)
    assert fates_of(report) == {KEPT: 1, fate: 1} and report.count(fate) == 1
    assert frame["value"].tolist() == [100.0]


def test_not_a_number_is_not_taken_for_one(tmp_path):
    """Other writers than pandas store NaN as a number of its own, not as a missing cell."""
    names = ("year", "city_code", "hs_code", "value_usd", "quantity")
    good = {"year": 2004.0, "city_code": 440100.0, "hs_code": 84713000.0, "value_usd": 100.0, "quantity": 5.0}
    rows = [good, *({**good, name: float("nan")} for name in names)]
    columns = {name: pa.array([row[name] for row in rows], from_pandas=False) for name in names}
    path = tmp_path / "records.parquet"
    pq.write_table(pa.table({**columns, "iso3": ["USA"] * len(rows)}), path)
    result = customs.read(path, own_rules())
    assert fates_of(result.report) == {
        KEPT: 2,
        "year missing or no year": 1,
        "city code missing or malformed": 1,
        "HS code missing or malformed": 1,
        "value no number or beyond reason": 1,
    }
    assert noted(result.report) == {"quantity_bad": 1} and result.frame["value"].tolist() == [200.0]


@pytest.mark.parametrize(
    ("written", "fate"),
    [("", "value missing"), ("  ", "value missing"), ("1,5", "value no number or beyond reason")],
)
def test_values_as_text(tmp_path, written, fate):
    frame, report = one(tmp_path, {"value_usd": " 100.0 "}, {"value_usd": written})
    assert fates_of(report) == {KEPT: 1, fate: 1} and frame["value"].tolist() == [100.0]


@pytest.mark.parametrize(
    ("code", "city"), [(440105, 440100), (110105, 110000), (310115, 310000), (500230, 500000)]
)
def test_districts_go_up_to_their_city(tmp_path, code, city):
    frame, report = one(tmp_path, {"city_code": code})
    assert frame["city_code"].tolist() == [city] and noted(report) == {"raised": 1}


def test_other_codes_are_translated_by_a_table(tmp_path):
    rules = own_rules(
        region_codes=pd.DataFrame({"region_code": [44019], "city_code": [440100]}),
        country_codes=pd.DataFrame({"country_code": [502], "iso3": ["USA"]}),
    )
    frame, report = one(tmp_path, {"city_code": 44019, "iso3": "502"}, {}, rules=rules)
    assert frame["value"].tolist() == [200.0]
    assert noted(report) == {"translated_city": 1, "translated_destination": 1}


def test_only_weights_are_added(tmp_path):
    units = [
        {"unit": "千克", "quantity": 3.0},
        {"unit": " T ", "quantity": 2.0},
        {"unit": "台", "quantity": 9.0},
    ]
    frame, report = one(tmp_path, *units, {"unit": None})
    assert frame["quantity"].tolist() == [2003.0] and noted(report) == {"quantity_no_weight": 2}
    assert report.incomplete_quantities == 1


def test_a_concordance_joins_headings_of_its_edition_only(tmp_path):
    table = pd.DataFrame({"vintage": [2002, 2002], "code": ["8485", "852490"], "hs4": ["8487", "8523"]})
    rows = [{"hs_code": "84859000"}, {"hs_code": "84879000"}, {"hs_code": "852490"}, {"hs_code": "852499"}]
    frame, report = one(tmp_path, *rows, rules=own_rules(concordance=table))
    assert frame["lines"].tolist() == [3] and noted(report) == {"recoded": 2}
    frame, report = one(tmp_path, *rows, year=2007, rules=own_rules(concordance=table))
    assert frame["lines"].tolist() == [3] and noted(report) == {}


def test_columns_of_other_names_and_other_columns(tmp_path):
    rows = [{"金额": 7.0, "企业": "甲"}]
    frame, _ = one(tmp_path, *rows, columns={"value_usd": "金额"})
    assert frame["value"].tolist() == [7.0]


def test_the_most_frequent_unknown_code_comes_first_and_strict_refuses_it(tmp_path):
    rows = [{"iso3": "XXX"}, {"iso3": "XXX"}, {"city_code": 999_999}, {}]
    _, report = one(tmp_path, *rows)
    assert report.unknown.to_numpy().tolist() == [
        ["iso3", "XXX", "unknown destination", 2],
        ["city_code", "999999", "unknown city", 1],
    ]
    with pytest.raises(DataError, match="'XXX' in column 'iso3', in 2 records: unknown destination; 2 such"):
        one(tmp_path, *rows, rules=own_rules(strict=True))
    assert len(one(tmp_path, {}, rules=own_rules(strict=True))[0]) == 1


def test_headings_that_occur_in_some_years_only_are_counted(tmp_path):
    rows = [{"year": year, "hs_code": code} for year in (2004, 2005, 2006) for code in ("847130", "61091000")]
    rows += [{"year": 2005, "hs_code": "84719000"}, {"year": 2006, "hs_code": "85200000"},
             {"year": 2016, "hs_code": "85990000"}, {"hs_code": "77010000"}]  # fmt: skip
    _, report = one(tmp_path, *rows)
    assert (report.headings, report.headings_of_some_years) == (3, 1)


def test_headings_are_checked_against_the_edition_of_their_year(tmp_path):
    """8485 was dropped in 2007, when 8487 came; 8499 never was; chapter 98 is China's own."""
    codes = ["84850000", "84870000", "84990000", "98010010"]
    rows = [{"year": year, "hs_code": code} for year in (2006, 2007) for code in codes]
    frame, report = one(tmp_path, *rows, {"year": 2016}, rules=own_rules(headings=facts.load("hs_headings")))
    assert frame.set_index("year")["lines"].to_dict() == {2006: 3, 2007: 3}
    assert fates_of(report) == {KEPT: 6, "heading of no edition of the HS": 2, "outside the years": 1}
    assert noted(report) == {"other_edition": 2}
    assert report.editions.set_index("edition").to_dict("index") == {
        2002: {"records": 3, "headings": 3, "of_another": 1, "of_none": 1},
        2007: {"records": 3, "headings": 3, "of_another": 1, "of_none": 1},
    }
    assert report.unknown[["code", "fate", "records"]].to_numpy().tolist() == [
        ["84990000", "heading of no edition of the HS", 2]
    ]
    strict = own_rules(headings=facts.load("hs_headings"), strict=True)
    with pytest.raises(DataError, match="'84990000' in column 'hs_code', in 2 records: heading of no edit"):
        one(tmp_path, *rows, rules=strict)


def test_made_up_records_of_real_headings_and_what_is_planted_in_them(tmp_path):
    headings = facts.load("hs_headings")
    rules = own_rules(headings=headings)
    partners = pd.Series(sorted(ISO_3166 - {"CHN"}))
    world = customs_records.world(rules.cities, partners, rules.sections, seed=3, headings=headings)
    planted = customs_records.write(tmp_path / "records.parquet", world, 6_000, seed=3)
    found = customs.read(tmp_path / "records.parquet", rules)
    report = found.report
    assert dict(zip(report.fates["fate"], report.fates["records"], strict=True)) == planted.fates
    assert min(planted.fates[name] for name in (*LEFT_OUT, *OF_HEADINGS)) > 0
    assert noted(report) == {name: count for name, count in planted.notes.items() if count}
    assert report.editions["edition"].tolist() == [2002, 2007, 2012]
    assert report.editions["of_another"].sum() == 0
    records = pd.read_parquet(tmp_path / "records.parquet").astype({"hs_code": "str", "iso3": "str"})
    known = set(rules.cities["city_code"].astype(int)), set(partners)
    chapters = sections().set_index("chapter")["section"].to_dict()
    wanted = in_pandas(records, *known, chapters, set(headings["heading"].astype(int)))
    without = in_pandas(records, *known, chapters)
    assert without["lines"].sum() - wanted["lines"].sum() > 0  # so that it matters
    pd.testing.assert_frame_equal(found.frame[wanted.columns], wanted, rtol=1e-14, check_dtype=False)


def test_the_report_as_one_table_has_every_fate_and_note(found):
    table = found.report.tidy()
    kinds = {"fate": len(FATES), "note": len(NOTES), "size": 6, "edition": 3 * 4}
    assert table["kind"].value_counts().to_dict() == kinds and not table["item"].duplicated().any()
    assert table.set_index("item").loc["pair-years in the panel", "records"] == len(found.frame)


def test_records_are_the_same_for_the_same_seed_and_come_in_row_groups(made, tmp_path):
    rules = own_rules()
    world = customs_records.world(rules.cities, pd.Series(["USA", "JPN"]), rules.sections, seed=3)
    paths = [tmp_path / f"{number}.parquet" for number in range(3)]
    for path, seed in zip(paths, (5, 5, 6), strict=True):
        customs_records.write(path, world, 2_500, seed=seed, block=1_000)
    assert paths[0].read_bytes() == paths[1].read_bytes() != paths[2].read_bytes()
    assert pq.ParquetFile(paths[0]).num_row_groups == 3
    assert pq.ParquetFile(made[0]).metadata.num_rows == ROWS


def test_zipf_ranks_are_as_frequent_as_they_should_be():
    drawn = customs_records.zipf(50, 1.1, 200_000, np.random.default_rng(0))
    weights = np.arange(1, 51) ** -1.1
    share = weights / weights.sum()
    error = np.bincount(drawn, minlength=50) / 200_000 - share
    # Standardised with the binomial variance: fifty ranks stay within five standard errors.
    assert np.abs(error / np.sqrt(share * (1 - share) / 200_000)).max() < 5
