"""From the user's files to the panel of the contract: records, agreements and covariates, and every fault."""

import os
import shutil

import numpy as np
import pandas as pd
import pytest

from lib import facts, panels, paths
from lib.facts import DataError
from lib.panels import customs_records, twin_cities
from lib.panels.twin_cities_facts import UNMATCHED
from lib.panels.twin_cities_names import PROVINCES
from lib.panels.twin_cities_original import assemble, great_circle_km
from lib.panels.twin_cities_places import (
    OF_CITY,
    OF_DISTRICT,
    OF_PROVINCE,
    OF_TEXT,
    OUTSIDE,
    city_codes,
    is_place,
    place_agreements,
)

CITIES = ["110000", "440100", "440300", "320500"]
PARTNERS = ["USA", "JPN", "FRA", "KAZ"]
AGREEMENTS = [
    ("110000", "Tokyo", "JPN", "1979-03-14"),
    ("Guangzhou", "Fukuoka", "JPN", "2004-05-02"),
    ("广州市", "Lyon", "FRA", "2004-08-01"),
    ("广东省", "Hyogo", "JPN", "2007-11-30"),
    ("Guangdong", "Massachusetts", "USA", "2003"),
    ("Wujiang (Suzhou)", "Marlboro", "USA", "2010-02-01"),
    ("440106", "Bristol", "GBR", "2001-05-23"),
    ("广州市天河区", "Bristol", "GBR", "2003-05-23"),
    ("Yanbian", "Tottori", "JPN", "1995-01-01"),
    ("Chengdu", "Phoenix", "USA", "1987-11-01"),
]


@pytest.fixture
def own(monkeypatch):
    """A folder of user's files inside the project, as `data/restricted` is."""
    folder = paths.ROOT / "results" / f"test_twin_cities_{os.getpid()}"
    folder.mkdir(parents=True)
    monkeypatch.setattr(paths, "RESTRICTED", folder)
    monkeypatch.setattr(paths, "PANELS", folder / "panels")
    yield folder
    shutil.rmtree(folder)


def fill(folder, rows=6_000):
    """Write all files of a user and return what is planted in the records."""
    years = range(2002, 2016)
    agreements = pd.DataFrame(AGREEMENTS, columns=["place", "partner_city", "partner_iso3", "date_signed"])
    agreements.to_csv(folder / "twin_cities_agreements.csv", index=False)
    of_cities = {"innovation_index": 1.5, "students": 1e5, "hospitals": 200, "gdp_per_head": 50_000,
                 "services_share": 45, "population": 800, "lon": "", "lat": ""}  # fmt: skip
    of_partners = {"journal_articles": 900, "tertiary_enrolment": 60, "port_throughput": 1e6, "tariff": 3.5,
                   "gdp_per_head": 30_000, "services_share": 70, "exchange_rate": 1.2}  # fmt: skip
    cells = [{"city_code": code, "year": year, **of_cities} for code in CITIES for year in years]
    pd.DataFrame(cells).to_csv(folder / "twin_cities_cities.csv", index=False)
    cells = [{"iso3": code, "year": year, **of_partners} for code in PARTNERS for year in years]
    pd.DataFrame(cells[:-1]).to_csv(folder / "twin_cities_destinations.csv", index=False)
    world = customs_records.world(
        pd.DataFrame({"city_code": CITIES}),
        pd.Series(PARTNERS),
        facts.load("hs_sections"),
        headings=facts.load("hs_headings"),
        seed=1,
    )
    return customs_records.write(folder / "twin_cities_customs.parquet", world, rows, seed=1)


def test_generated_files_become_a_panel_that_keeps_the_contract(own):
    planted = fill(own)
    panel = twin_cities.build("original")
    counts = {(row["kind"], row["item"]): row["records"] for row in panel.attrs["report"]}
    assert {fate: counts["fate", fate] for fate in planted.fates} == planted.fates
    assert set(panel["city_code"]) == set(map(int, CITIES)) and set(panel["iso3"]) == set(PARTNERS)
    first = panel.groupby("pair")["treatment_year"].first().dropna().to_dict()
    # 2004-05 is of 2004, 2004-08 of 2005, 2003 of its first half; the province binds both of its cities.
    assert first == {
        "110000_JPN": 1979, "440100_JPN": 2004, "440100_FRA": 2005, "440100_USA": 2003,
        "440300_JPN": 2008, "440300_USA": 2003, "320500_USA": 2010,
    }  # fmt: skip
    down = panel.loc[panel["via_province"] == 1, "pair"].unique().tolist()
    assert down == ["440100_USA", "440300_JPN", "440300_USA"]
    # Guangzhou's district is tied to Britain since 2001, which is not among the destinations.
    assert panel.groupby("city_code")["city_treatment_year"].first().to_dict() == {
        110000: 1979, 320500: 2010, 440100: 2001, 440300: 2003}  # fmt: skip
    assert counts["agreement", OF_CITY] == 3 and counts["agreement", OF_DISTRICT] == 2
    assert counts["agreement", OF_TEXT] == 1  # 广州市天河区: no list has its districts
    assert counts["agreement", OF_PROVINCE] == 2 and counts["agreement", OUTSIDE] == 1
    empty = panel[(panel["iso3"] == "KAZ") & (panel["year"] == 2015)]
    assert panel["tariff"].isna().sum() == len(empty) == counts["empty cells", "tariff"] > 0
    assert panel.groupby("iso3")[["belt_road", "neighbour"]].first().to_dict("index") == {
        "FRA": {"belt_road": 0, "neighbour": 0}, "JPN": {"belt_road": 0, "neighbour": 1},
        "KAZ": {"belt_road": 1, "neighbour": 1}, "USA": {"belt_road": 0, "neighbour": 0}}  # fmt: skip


def test_the_saved_panel_keeps_its_report_and_is_built_again_when_a_file_changes(own):
    fill(own, rows=2_000)
    first = panels.load("twin_cities", "original")
    assert {row["kind"] for row in first.attrs["report"]} == {
        "fate", "note", "size", "edition", "agreement", "empty cells"}  # fmt: skip
    stamp = panels._path("twin_cities", "original").stat().st_mtime_ns
    pd.testing.assert_frame_equal(panels.load("twin_cities", "original"), first)
    assert panels._path("twin_cities", "original").stat().st_mtime_ns == stamp
    path = own / "twin_cities_agreements.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("1979-03-14", "1982-03-14"), encoding="utf-8")
    again = panels.load("twin_cities", "original")
    assert set(again["treatment_year"].dropna()) - set(first["treatment_year"].dropna()) == {1982}


def test_records_in_a_folder_and_the_share_of_value(own):
    fill(own, rows=2_000)
    lines, value = assemble().frame, assemble(share="value").frame
    (own / "twin_cities_customs").mkdir()
    (own / "twin_cities_customs.parquet").rename(own / "twin_cities_customs" / "2002.parquet")
    pd.testing.assert_frame_equal(assemble().frame, lines)
    assert not np.allclose(lines["high_tech_share"], value["high_tech_share"])
    rest = [name for name in lines if name != "high_tech_share"]
    pd.testing.assert_frame_equal(lines[rest], value[rest])
    with pytest.raises(ValueError, match="share='all': choose one of lines, value"):
        assemble(share="all")


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_a_ready_panel_takes_the_place_of_the_records(own, ending):
    fill(own, rows=2_000)
    made = twin_cities.build("original")
    if ending == "csv":
        made.to_csv(own / "twin_cities_panel.csv", index=False)
    else:
        made.to_parquet(own / "twin_cities_panel.parquet")
    (own / "twin_cities_customs.parquet").unlink()
    pd.testing.assert_frame_equal(twin_cities.build("original"), made, rtol=1e-12)
    twice = pd.concat([made, made.iloc[[5]]])
    row = made.iloc[5]
    place = f"city_code {row['city_code']}, iso3 {row['iso3']}, year {row['year']}"
    (own / f"twin_cities_panel.{ending}").unlink()
    twice.to_csv(own / "twin_cities_panel.csv", index=False)
    with pytest.raises(DataError, match=f"track original: 1 rows, first: {place}: .* stand there twice"):
        twin_cities.build("original")
    off = made.copy()
    off.loc[off["treat_post"].to_numpy().nonzero()[0][-1], "treat_post"] = 0
    off.to_csv(own / "twin_cities_panel.csv", index=False)
    with pytest.raises(
        DataError, match="the treatment switches off: an agreement is in force from its first"
    ):
        twin_cities.build("original")


@pytest.mark.parametrize("code", [110_999, 440_000, 360_000])
@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_a_ready_panel_of_what_is_no_city_is_refused(own, ending, code):
    fill(own, rows=300)
    made = twin_cities.build("original")
    wrong = made["city_code"].where(made["city_code"] != 440_300, code)
    made = made.assign(city_code=wrong, pair=wrong.astype("str") + "_" + made["iso3"])
    path = own / f"twin_cities_panel.{ending}"
    made.to_parquet(path) if ending == "parquet" else made.to_csv(path, index=False)
    first = int((wrong == code).to_numpy().argmax())
    place = f"row {first + 1}" if ending == "parquet" else f"line {first + 2}"
    with pytest.raises(DataError, match=f"{path.name}, {place}, column 'city_code': '{code}' is no code of"):
        twin_cities.build("original")


@pytest.mark.parametrize(
    ("code", "place"),
    [("341400", 1), ("540600", 1), ("440000", 1), ("440305", 1), ("110105", 1), ("500240", 1), ("222400", 1),
     ("222401", 1), ("429004", 1), ("449900", 0), ("110999", 0), ("440005", 0), ("441000", 0), ("840100", 0),
     ("429000", 0)],
)  # fmt: skip
def test_codes_of_places_by_the_rules_of_the_standard(code, place):
    cities = facts.load("cities")
    assert is_place(code, city_codes(cities), set(cities["province_code"])) == bool(place)


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_a_drawn_panel_is_refused_as_a_ready_one(own, ending):
    fill(own, rows=2_000)
    made = twin_cities.build("original")
    path = own / f"twin_cities_panel.{ending}"
    if ending == "parquet":
        made.attrs["track"] = "semi_synthetic"
        made.to_parquet(path)
        says = "twin_cities_panel.parquet is the panel of the track semi_synthetic, as it says of itself"
    else:
        tied = (made["tie_origin"] != "").to_numpy()
        first = int(tied.argmax())
        made.loc[first, "date_origin"] = "drawn"
        made.to_csv(path, index=False)
        says = rf"twin_cities_panel.csv, line {first + 2}, column 'date_origin': 'drawn' is on the track semi"
    with pytest.raises(DataError, match=says):
        twin_cities.build("original")


def test_a_damaged_ready_panel_is_refused_in_words(own):
    fill(own, rows=300)
    path = own / "twin_cities_panel.parquet"
    twin_cities.build("original").to_parquet(path)
    content = path.read_bytes()
    path.write_bytes(content[:-300] + b"\x11" * 292 + content[-8:])
    with pytest.raises(DataError, match=r"twin_cities_panel.parquet: .*copy it again"):
        twin_cities.build("original")


def spoil(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        (
            "agreements",
            "1979-03-14",
            "1972-03-14",
            r"line 2 .*'date_signed': '1972-03-14' is before 1973, the year of the first agreement; correct",
        ),
        ("agreements", "1979-03-14", "", r"line 2 .*column 'date_signed': the cell is empty"),
        ("agreements", "Tokyo,JPN", "Tokyo,XXX", r"line 2 .*'XXX' is not the ISO 3166-1 alpha-3 code"),
        (
            "agreements",
            "Guangzhou",
            "Gwangjow",
            "line 3, column 'place': 'Gwangjow' is a place that no list knows",
        ),
        (
            "agreements",
            "Guangzhou",
            "Suzhou",
            "line 3, column 'place': 'Suzhou' is the name of several cities",
        ),
        ("agreements", "440106", "840106", "line 8, column 'place': '840106' is no code of a Chinese place"),
        (
            "cities",
            "110000,2002",
            "840000,2002",
            r"line 2, column 'city_code': '840000' is no code of a Chinese",
        ),
        ("agreements", "440106", "449900", "line 8, column 'place': '449900' is no code of a Chinese place"),
        (
            "cities",
            "440300,2002",
            "440305,2002",
            "line 30, column 'city_code': '440305' is no code of a Chinese city",
        ),
        (
            "cities",
            "440300,2002",
            "440000,2002",
            "line 30, column 'city_code': '440000' is no code of a Chinese city",
        ),
        ("agreements", "place,", "ort,", "column 'place' is missing .*data/restricted/README.md lists"),
        (
            "cities",
            "110000,2002",
            "11000,2002",
            r"line 2 .*column 'city_code': '11000' does not have the form .*\(six digits, such as 440100\)"
            ".*named in data/restricted/README.md",
        ),
        (
            "agreements",
            "1979-03-14",
            "2005-02-30",
            "line 2 .*'date_signed': '2005-02-30' is not a date; write",
        ),
        (
            "agreements",
            "1979-03-14",
            "2005/01/02",
            "line 2 .*'date_signed': '2005/01/02' is not a date; write",
        ),
        ("agreements", "1979-03-14", "2031-01-01", "line 2 .*'date_signed': '2031-01-01' is after 2029"),
        ("cities", "110000,2002,1.5", "110000,2002,x", "'x' is not a number; write it with a point"),
        ("cities", "110000,2002", "110000,", "the cell is empty, .*named in data/restricted/README.md"),
        ("cities", "110000,2003", "110000,2002", r"duplicate \(city_code, year\) keys, first: 110000 2002"),
        ("destinations", "USA,2002", "USB,2002", r"line 2 .*column 'iso3': 'USB' is not the ISO 3166-1"),
        ("destinations", "3.5", "-3.5", r"column 'tariff': -3.5 is below 0"),
    ],
)
def test_faults_in_the_users_tables_are_named(own, name, old, new, says):
    fill(own, rows=200)
    spoil(own, f"twin_cities_{name}.csv", old, new)
    with pytest.raises(DataError, match=rf"data/restricted/twin_cities_{name}.csv.*{says}"):
        twin_cities.build("original")


@pytest.mark.parametrize(("column", "values"), [("lon", (113.3, 113.8)), ("lat", (23.1, 22.9))])
def test_a_city_at_two_places_is_named_by_its_line(own, column, values):
    fill(own, rows=200)
    path = own / "twin_cities_cities.csv"
    cities = pd.read_csv(path)
    rows = cities.index[cities["city_code"] == 440100]
    cities.loc[rows[2], column] = values[0]  # stated in one year and empty in the others: one place
    cities.to_csv(path, index=False)
    assert np.isfinite(twin_cities.build("original")["ln_distance"]).all()
    cities.loc[rows[5], column] = values[1]
    cities.to_csv(path, index=False)
    says = f"line {rows[5] + 2}, column '{column}': city 440100 is at {values[1]} there and at {values[0]}"
    with pytest.raises(DataError, match=f"twin_cities_cities.csv, {says} before; .*write the same coord"):
        twin_cities.build("original")


@pytest.mark.parametrize("name", ["customs.parquet", "agreements.csv", "cities.csv", "destinations.csv"])
def test_a_missing_file_is_named(own, name):
    fill(own, rows=200)
    (own / f"twin_cities_{name}").unlink()
    with pytest.raises(DataError, match=rf"data/restricted/twin_cities_{name} is missing.*README.md says"):
        twin_cities.build("original")


def test_a_table_in_another_encoding_is_named_with_its_line(own):
    fill(own, rows=200)
    path = own / "twin_cities_agreements.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    with pytest.raises(DataError, match=r"twin_cities_agreements.csv, line 4: the file is not UTF-8"):
        twin_cities.build("original")


def test_an_empty_table_is_named_with_a_remedy_that_helps(own):
    fill(own, rows=200)
    (own / "twin_cities_agreements.csv").write_text("")
    with pytest.raises(
        DataError, match=r"twin_cities_agreements.csv is empty; write it again from its source"
    ):
        twin_cities.build("original")


def test_two_files_of_records_are_one_too_many(own):
    fill(own, rows=200)
    (own / "twin_cities_customs.csv").touch()
    with pytest.raises(
        DataError, match=r"holds twin_cities_customs.parquet and twin_cities_customs.csv; keep"
    ):
        twin_cities.build("original")


def test_codes_of_customs_are_translated_by_the_users_tables(own):
    fill(own, rows=200)
    record = {
        "year": 2004,
        "hs_code": 84713000,
        "city_code": 11019,
        "iso3": "116",
        "value_usd": 9.0,
        "quantity": 1.0,
    }
    pd.DataFrame([record]).to_parquet(own / "twin_cities_customs.parquet")
    (own / "twin_cities_region_codes.csv").write_text("region_code,city_code\n11019,110000\n")
    (own / "twin_cities_country_codes.csv").write_text("country_code,iso3\n116,JPN\n")
    (own / "twin_cities_concordance.csv").write_text("vintage,code,hs4\n2002,8471,8472\n")
    panel = assemble()
    assert panel.frame["pair"].tolist() == ["110000_JPN"]
    notes = panel.customs.notes.set_index("note")["records"]
    assert notes[notes > 0].index.tolist() == [
        "city by the table of region codes",
        "destination by the table of country codes",
        "heading recoded by the concordance",
    ]


@pytest.mark.parametrize("kind", ["countries", "cities", "both"])
def test_records_in_codes_of_customs_without_a_translation_are_refused(own, kind):
    fill(own, rows=2_000)
    path = own / "twin_cities_customs.parquet"
    records = pd.read_parquet(path)
    cities, countries = "twin_cities_region_codes.csv", "twin_cities_country_codes.csv"
    named = {"countries": [countries], "cities": [cities], "both": [cities, countries]}[kind]
    if countries in named:
        records["iso3"] = "116"
    if cities in named:
        records["city_code"] = "11019"
    records.to_parquet(path)
    with pytest.raises(DataError, match="none of the 2000 records is in the panel; the fate of") as caught:
        panels.save("twin_cities", "original")
    for name, example in ((countries, "'116' in column 'iso3'"), (cities, "'11019' in column 'city_code'")):
        assert (name in str(caught.value)) == (name in named) == (example in str(caught.value))
    assert not (own / "panels").exists() or not list((own / "panels").iterdir())


def test_records_of_other_years_and_no_records_are_refused(own):
    fill(own, rows=500)
    path = own / "twin_cities_customs.parquet"
    records = pd.read_parquet(path)
    records.assign(year=2019).to_parquet(path)
    with pytest.raises(DataError, match=r"none of the 500 .* is 'outside the years'. .*correct the column"):
        twin_cities.build("original")
    records.head(0).to_parquet(path)
    with pytest.raises(DataError, match="customs records: there are none; the file has a header"):
        twin_cities.build("original")


def test_a_panel_in_which_nobody_is_treated_is_refused(own):
    fill(own, rows=500)
    path = own / "twin_cities_agreements.csv"
    header = path.read_text(encoding="utf-8").splitlines()[0]
    path.write_text(header + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"twin_cities_agreements.csv: there is no agreement in it"):
        twin_cities.build("original")
    path.write_text(f"{header}\n北京市,Tokyo,JPN,2015-09-01\nChengdu,Phoenix,USA,1987\n", encoding="utf-8")
    with pytest.raises(DataError, match=f"treated by 2015; the agreements: 1 {OF_CITY}; 1 {OUTSIDE}. Add"):
        twin_cities.build("original")


def test_a_ready_panel_without_rows_or_treated_pairs_is_refused(own):
    fill(own, rows=500)
    made, path = twin_cities.build("original"), own / "twin_cities_panel.csv"
    made.head(0).to_csv(path, index=False)
    with pytest.raises(DataError, match=r"data/restricted/twin_cities_panel.csv: there is no row in it"):
        twin_cities.build("original")
    never = made.assign(treatment_year=np.nan, treat=0, treat_post=0, tie_origin="", date_origin="")
    never.assign(via_province=0).to_csv(path, index=False)
    with pytest.raises(DataError, match="column 'treat': no row is of a treated pair; write 1"):
        twin_cities.build("original")


def placed(*places):
    """Fate and code of each place, with all cities in the panel."""
    cities = facts.load("cities")
    agreements = pd.DataFrame({"place": places}).assign(
        partner_city="Somewhere", partner_iso3="FRA", date_signed="2004-02"
    )
    real = cities[cities["level"] != "county"]
    rows = place_agreements(agreements, real, cities, facts.load("city_aliases")).rows
    return dict(zip(places, zip(rows["city_code"], rows["fate"], strict=True), strict=True))


def test_places_as_users_write_them():
    cities = {
        "广州": "440100", "深圳": "440300", "上海": "310000", "重庆": "500000", "西安": "610100",
        "哈尔滨": "230100", "Urumqi": "650100", "guangzhou": "440100", "Changsha City": "430100",
        "Xi’an": "610100", "Jilin City": "220200", "吉林市": "220200", "朝阳": "211300", "襄樊": "420600",
        "襄樊市": "420600", "Xiangfan": "420600", "Shanghai Municipality": "310000", "Zhongshan": "442000",
    }  # fmt: skip
    provinces = {
        "广东": "440000", "新疆": "650000", "内蒙古": "150000", "Guangxi": "450000", "Tibet": "540000",
        "Shanxi": "140000", "Shaanxi": "610000", "吉林省": "220000", "Jilin Province": "220000",
        "Yunnan Province": "530000", "Ningxia Hui Autonomous Region": "640000", "西藏自治区": "540000",
    }  # fmt: skip
    districts = {
        "昆山市": "320500",
        "昆山": "320500",
        "义乌市": "330700",
        "巢湖市": "340100",
        "Yiwu": "330700",
    }
    texts = {"广州市天河区": "440100", "大连市金州区": "210200", "上海市浦东新区": "310000"}
    found = placed(*cities, *provinces, *districts, *texts)
    for group, fate in (
        (cities, OF_CITY),
        (provinces, OF_PROVINCE),
        (districts, OF_DISTRICT),
        (texts, OF_TEXT),
    ):
        assert {name: found[name] for name in group} == {name: (code, fate) for name, code in group.items()}
    outside = placed("延边", "大理", "恩施", "延边朝鲜族自治州", "Dali")
    assert set(outside.values()) == {("", f"left out: {UNMATCHED['prefecture']}")}


def test_every_province_is_found_by_each_of_its_names():
    cities = facts.load("cities")
    whole = cities.loc[cities["level"] != "municipality"].set_index("province")["province_code"].to_dict()
    assert set(PROVINCES) == set(whole.values()) and len(whole) == 27
    english = {name: code for code, own in PROVINCES.items() for name in own if name != "Jilin"}
    english |= {f"{name} Province": code for name, code in english.items()}
    found = placed(*whole, *english)
    assert {name: code for name, (code, _) in found.items()} == whole | english


@pytest.mark.parametrize(("name", "both"), [("Jilin", "City or Province"), ("吉林", "市 or 省")])
def test_a_name_of_a_city_and_a_province_is_refused(name, both):
    says = f"line 3, column 'place': '{name}' is the name of a city and of a province. .*{both}"
    with pytest.raises(DataError, match=says):
        placed("Guangzhou", name)


def test_all_unknown_places_are_listed_at_once():
    with pytest.raises(DataError) as caught:
        placed("Atlantis", "Guangzhou", "Suzhou", "449900", "亚特兰蒂斯")
    message = str(caught.value)
    assert "line 2, column 'place': 'Atlantis' is a place that no list knows; line 4: 'Suzhou' is" in message
    assert "line 5: '449900' is no code" in message and "line 6: '亚特兰蒂斯' is a place" in message
    for remedy in ("data/facts/city_aliases.csv", "with the province as", "GB/T 2260"):
        assert remedy in message
    assert "Guangzhou" not in message
    with pytest.raises(DataError, match=r"line 21: 'No place 19' is .*; and 5 more places. To mend"):
        placed(*(f"No place {number}" for number in range(25)))


def test_every_real_agreement_finds_a_place_or_a_reason():
    listed = facts.load("sister_city_agreements").rename(columns={"chinese_city_zh": "place"})
    cities, aliases = facts.load("cities"), facts.load("city_aliases")
    real = cities[cities["level"] != "county"]
    by_name = listed["place"].isin([*real["city_name"], *real["province"]])
    assert by_name.sum() > 200
    placed = place_agreements(listed[by_name], real, cities, aliases)
    assert placed.report()["agreements"].sum() == by_name.sum()
    assert set(placed.rows["fate"]) == {OF_CITY, OF_PROVINCE}


def test_great_circle():
    def km(*degrees):
        return great_circle_km(*(pd.Series([x]) for x in degrees)).iloc[0]

    assert km(0, 0, 0, 90) == pytest.approx(np.pi / 2 * 6371.0088)
    assert km(0, 0, 180, 0) == pytest.approx(np.pi * 6371.0088)
    assert km(10, 20, 10, 20) == 0
    # Beijing to Tokyo: 2,100 km to two digits, as any atlas has it.
    assert km(116.41, 39.90, 139.69, 35.69) == pytest.approx(2100, rel=0.01)
