"""From the user's yearbook and customs records to the panel of the contract, and every fault."""

import os
import shutil

import numpy as np
import pandas as pd
import pytest

from lib import facts, panels, paths
from lib.facts import DataError
from lib.panels import agglomeration, customs_records
from lib.panels import agglomeration_synthetic as synthetic
from lib.panels.agglomeration_columns import printed_columns
from lib.panels.agglomeration_original import SHORT_MEAN, assemble, resilience

CITIES = ["110000", "440100", "440300", "320500"]
PARTNERS = ["USA", "JPN", "FRA", "KAZ"]
YEARS = range(2001, 2012)
FILE = "agglomeration_cities.csv"


@pytest.fixture
def own(monkeypatch):
    """A folder of user's files inside the project, as `data/restricted` is."""
    folder = paths.ROOT / "results" / f"test_agglomeration_{os.getpid()}"
    folder.mkdir(parents=True)
    monkeypatch.setattr(paths, "RESTRICTED", folder)
    monkeypatch.setattr(paths, "PANELS", folder / "panels")
    yield folder
    shutil.rmtree(folder)


def yearbook():
    """A yearbook of four cities; growth of city k in year t is 10 + k + (t - 2001)."""
    rng = np.random.default_rng(8)
    keys = [(k, code, year) for k, code in enumerate(CITIES) for year in YEARS]
    number, code, year = (np.array(column) for column in zip(*keys, strict=True))
    return pd.DataFrame(
        {
            "city_code": code,
            "year": year,
            "urban_population_10k": np.array([700.0, 60.0, 30.0, 90.0])[number] + 0.1 * (year - 2001),
            "gdp_growth": 10.0 + number + (year - 2001),
            "unemployment_rate": rng.uniform(2, 5, len(keys)),
            "ln_productivity": rng.normal(3, 0.3, len(keys)),
            "students_per_10k": rng.uniform(0, 900, len(keys)),
            "research_spending_10k_yuan": rng.uniform(0, 9e4, len(keys)),
            "fdi_10k_yuan": rng.uniform(0, 9e5, len(keys)),
            "road_m2_per_head": rng.uniform(2, 20, len(keys)),
            "development_zone": (number > 0).astype(int),
            "land_area_km2": 1000.0 + number,
            "lon": "",
            "lat": "",
        }
    )


def fill(folder, rows=4_000, book=None):
    """Write all files of a user and return what is planted in the records."""
    (yearbook() if book is None else book).to_csv(folder / FILE, index=False)
    world = customs_records.world(
        pd.DataFrame({"city_code": CITIES}), pd.Series(PARTNERS), facts.load("hs_sections"), seed=1
    )
    return customs_records.write(folder / "agglomeration_customs.parquet", world, rows, seed=1)


def test_the_users_files_become_a_panel_that_keeps_the_contract(own):
    planted = fill(own)
    panel = agglomeration.build("original")
    assert list(panel) == list(agglomeration.PANEL.columns)
    assert set(panel["city_code"]) == set(map(int, CITIES))
    assert panel["year"].agg(["min", "max"]).tolist() == [2003, 2011]
    counts = {(row["kind"], row["item"]): row["records"] for row in panel.attrs["report"]}
    # The records run from 2002 to 2015, so that more of them than planted lie outside the years.
    assert counts["fate", "outside the years"] > planted.fates["outside the years"]
    assert sum(counts["fate", fate] for fate in planted.fates) == planted.records
    assert counts["city-year", "in the panel"] == len(panel) == len(CITIES) * 9
    book = yearbook().astype({"city_code": "int64"}).set_index(["city_code", "year"])
    book = book.loc[list(zip(panel["city_code"], panel["year"], strict=True))]
    plus_one = {
        "ln_human_capital": "students_per_10k",
        "ln_research": "research_spending_10k_yuan",
        "ln_fdi": "fdi_10k_yuan",
        "ln_roads": "road_m2_per_head",
    }
    plain = {
        "ln_agglomeration": "urban_population_10k",
        "ln_unemployment": "unemployment_rate",
        "ln_land_area": "land_area_km2",
    }
    for name, of in (plus_one | plain).items():
        np.testing.assert_allclose(panel[name], np.log(book[of] + (name in plus_one)), rtol=1e-9)
    first = panel.groupby("city_code")[["size", "region"]].first().to_dict("index")
    assert first == {
        110000: {"size": "large", "region": "east"}, 320500: {"size": "medium", "region": "east"},
        440100: {"size": "medium", "region": "east"}, 440300: {"size": "small", "region": "east"},
    }  # fmt: skip
    near = np.expm1(panel.groupby("city_code")["ln_port_distance"].first())
    assert near[440300] < 50 < near[110000] < 200


def test_resilience_is_growth_against_2008_three_ways(own):
    fill(own)
    panel = agglomeration.build("original")
    # Growth rises by one point a year: against 2008 it is year - 2008 points, the three years' mean one less.
    np.testing.assert_allclose(panel["ln_resilience"], (panel["year"] - 2008) / 100, atol=1e-12)
    np.testing.assert_allclose(
        panel["ln_resilience_moving_average"], (panel["year"] - 2009) / 100, atol=1e-12
    )
    assert (panel.loc[panel["year"] == 2008, "ln_resilience"] == 0).all()


def test_resilience_as_a_range_and_its_gaps():
    growth = pd.DataFrame(
        {2006: [5.0, 7.0], 2007: [8.0, np.nan], 2008: [6.0, 9.0], 2009: [4.0, 3.0]}, index=[1, 2]
    )
    found = resilience(growth).set_index(["city_code", "year"])
    assert found["ln_resilience"].to_dict() == pytest.approx(
        {(1, 2006): -0.01, (1, 2007): 0.02, (1, 2008): 0.0, (1, 2009): -0.02,
         (2, 2006): -0.02, (2, 2007): np.nan, (2, 2008): 0.0, (2, 2009): -0.06}, nan_ok=True)  # fmt: skip
    three = found["ln_resilience_moving_average"]
    # The means of 5, 8 and 6 and of 8, 6 and 4, less 6; none where one of the three years is missing.
    assert three.dropna().to_dict() == pytest.approx(
        {(1, 2008): (19 / 3 - 6) / 100, (1, 2009): (18 / 3 - 6) / 100}
    )
    range_ = resilience(growth, "range").set_index(["city_code", "year"])["ln_resilience"]
    assert range_.min() == 0 and range_.max() == pytest.approx(np.log(2))
    assert range_[1, 2008] == pytest.approx(np.log1p(6 / 8))
    with pytest.raises(ValueError, match="growth of 2008 is missing"):
        resilience(growth.drop(columns=2008))
    with pytest.raises(ValueError, match="index='log': choose one of exponential, range"):
        resilience(growth, "log")


def test_every_printed_regression_finds_its_variables(own):
    fill(own)
    panel = agglomeration.build("original")
    for column in printed_columns("table_1") + printed_columns("table_2") + printed_columns("table_3"):
        frame = column.frame(panel)
        assert len(frame) == len(panel) and frame["y"].std() == pytest.approx(1)


def test_city_years_without_a_partner_are_counted(own):
    book = yearbook()
    gone = (book["city_code"] == "440100") & (book["year"] == 2005)
    book.loc[(book["city_code"] == "440300") & (book["year"] == 2006), "urban_population_10k"] = np.nan
    book.loc[(book["city_code"] == "440300") & (book["year"] == 2007), "gdp_growth"] = np.nan
    extra = book[book["city_code"] == "320500"].assign(city_code="650100")  # a city without records
    fill(own, book=pd.concat([book[~gone], extra]))
    panel = assemble()
    counts = panel.city_years.set_index("item")["records"].to_dict()
    assert counts == {
        "in the panel": 36 - 2,
        "without a population, so without a size": 1,
        "in the yearbook, without exports": 9,
        "with exports, not in the yearbook": 1,
    }
    missing = panel.missing.set_index("item")["records"].to_dict()
    # Without growth of 2007 the means of 2007, 2008 and 2009 are not there; without the row of 2005 those of
    # 2006 and 2007.
    assert missing == {"ln_resilience": 1, "ln_resilience_moving_average": 5, SHORT_MEAN: 4}


def test_a_yearbook_that_begins_in_2003_loses_two_means_and_says_so(own):
    book = yearbook()
    fill(own, rows=2_000, book=book[book["year"] >= 2003])
    says = r"no gdp_growth of 2001 and 2002, so ln_resilience_moving_average is empty in 2003, 2004 and"
    with pytest.warns(UserWarning, match=says):
        panel = assemble()
    frame = panel.frame
    assert frame.loc[frame["year"] < 2005, "ln_resilience_moving_average"].isna().all()
    assert frame.loc[frame["year"] >= 2005, "ln_resilience_moving_average"].notna().all()
    assert frame["ln_resilience"].notna().all()
    counts = panel.report().set_index("item")["records"]
    assert counts[SHORT_MEAN] == 2 * len(CITIES)


def test_limits_of_size_are_the_users(own):
    fill(own)
    sizes = assemble(limits=(80.0, 800.0)).frame.groupby("city_code")["size"].first()
    assert sizes.to_dict() == {110000: "medium", 320500: "medium", 440100: "small", 440300: "small"}
    with pytest.raises(ValueError, match="index='log': choose one of exponential, range"):
        assemble(index="log")
    for limits in ((100.0, 50.0), (50.0, 50.0), (50.0,), (20.0, 50.0, 100.0), (0.0, 50.0)):
        with pytest.raises(ValueError, match=r"limits=.*: give two populations .*the lower first"):
            assemble(limits=limits)


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_a_drawn_panel_is_refused_as_a_ready_one(own, ending):
    drawn = synthetic.draw(exhibits=("table_1", "table_4")).panel
    if ending == "csv":
        drawn.to_csv(own / "agglomeration_panel.csv", index=False)
        says = "column 'ln_value__table_4': an outcome of a single table is on the track semi_synthetic alone"
    else:
        # Without the outcomes that give it away: it says of itself that it is drawn.
        drawn[list(agglomeration.PANEL.columns)].to_parquet(own / "agglomeration_panel.parquet")
        says = "agglomeration_panel.parquet is the panel of the track semi_synthetic, as it says of itself"
    with pytest.raises(DataError, match=says):
        agglomeration.build("original")


def test_the_saved_drawn_panel_is_refused_too(own):
    panels.load("agglomeration", "semi_synthetic")
    shutil.copy(own / "panels" / "agglomeration_semi_synthetic.parquet", own / "agglomeration_panel.parquet")
    with pytest.raises(DataError, match="is the panel of the track semi_synthetic, as it says of itself"):
        agglomeration.build("original")


def test_a_ready_panel_of_what_is_no_city_is_refused(own):
    fill(own, rows=300)
    made = agglomeration.build("original")
    made.replace({"city_code": {440_300: 440_103}}).to_csv(own / "agglomeration_panel.csv", index=False)
    with pytest.raises(
        DataError, match=r"agglomeration_panel.csv, line .*'440103' is no code of a Chinese city"
    ):
        agglomeration.build("original")


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_a_ready_panel_takes_the_place_of_the_files(own, ending):
    fill(own)
    made = agglomeration.build("original")
    for file in own.glob("agglomeration_*"):
        file.unlink()
    if ending == "csv":
        made.to_csv(own / "agglomeration_panel.csv", index=False)
    else:
        made.to_parquet(own / "agglomeration_panel.parquet")
    pd.testing.assert_frame_equal(agglomeration.build("original"), made, rtol=1e-12)
    (own / f"agglomeration_panel.{ending}").unlink()
    made.assign(ln_fdi=["many", *[1] * (len(made) - 1)]).to_csv(own / "agglomeration_panel.csv", index=False)
    with pytest.raises(DataError, match=r"agglomeration_panel.csv, line 2, column 'ln_fdi': 'many' is not a"):
        agglomeration.build("original")


def test_the_saved_panel_is_built_again_when_a_file_changes(own):
    fill(own, rows=2_000)
    first = panels.load("agglomeration", "original")
    assert {row["kind"] for row in first.attrs["report"]} >= {"fate", "note", "size", "city-year"}
    path = own / FILE
    book = pd.read_csv(path, dtype=str, keep_default_na=False)
    book.assign(land_area_km2="2000").to_csv(path, index=False)
    again = panels.load("agglomeration", "original")
    assert again["ln_land_area"].unique() == pytest.approx([np.log(2000)])
    assert first["ln_land_area"].nunique() == len(CITIES)


@pytest.mark.parametrize(
    ("column", "row", "cell", "says"),
    [
        ("city_code", 0, "11000", r"line 2 .*column 'city_code': '11000' does not have the form"),
        ("city_code", 0, "840000", r"line 2, column 'city_code': '840000' is no code of a Chinese city"),
        ("city_code", 0, "440000", r"line 2, column 'city_code': '440000' is no code of a Chinese city"),
        ("city_code", 0, "440103", r"line 2, column 'city_code': '440103' is no code of a Chinese city"),
        ("city_code", 0, "110001", r"line 2, column 'city_code': '110001' is no code of a Chinese city"),
        ("city_code", 0, "341400", r"line 2, column 'city_code': '341400' has no coordinates, and is not in"),
        (
            "urban_population_10k",
            2,
            "7000000",
            r"line 4 .*'urban_population_10k': 7,?000,?000.* is above 5,?000",
        ),
        ("gdp_growth", slice(None), "0.095", r"column 'gdp_growth': all 44 figures lie .*write per cent"),
        (
            "unemployment_rate",
            slice(None),
            "0.04",
            r"column 'unemployment_rate': all 44 figures lie .*per cent",
        ),
        ("year", 0, "2012", r"line 2 .*column 'year': 2012 is not a whole number from 2001 to 2011"),
        ("year", 1, "2001", r"duplicate \(city_code, year\) keys, first: 110000 2001 on line 3"),
        ("urban_population_10k", 2, "0", r"line 4 \(110000 2003\), column 'urban_population_10k': 0 is not"),
        ("gdp_growth", 2, "12,5", r"line 4 .*'12,5' is not a number; write it with a point"),
        ("unemployment_rate", 2, "0", r"line 4 .*column 'unemployment_rate': 0 is not above 0"),
        ("development_zone", 2, "2", r"line 4 .*column 'development_zone': 2.0 is not"),
        ("fdi_10k_yuan", 2, "-1", r"line 4 .*column 'fdi_10k_yuan': -1 is below 0"),
    ],
)
def test_faults_in_the_yearbook_are_named(own, column, row, cell, says):
    book = yearbook().astype(str)
    book.loc[row, column] = cell
    fill(own, rows=200, book=book)
    with pytest.raises(DataError, match=rf"data/restricted/{FILE}.*{says}"):
        agglomeration.build("original")


def test_records_of_other_years_or_of_other_cities_are_no_panel(own):
    fill(own, rows=200)
    path = own / "agglomeration_customs.parquet"
    pd.read_parquet(path).assign(year=2013).to_parquet(path)
    says = (
        r"agglomeration_customs.parquet: none of its 200 records counts \(200 outside the years\); the panel"
    )
    with pytest.raises(DataError, match=says):
        agglomeration.build("original")
    fill(own, rows=200, book=yearbook().assign(urban_population_10k=np.nan))
    with pytest.raises(DataError, match="have no city and year in common with a population and exports"):
        agglomeration.build("original")


def test_missing_files_columns_and_the_base_year_are_named(own):
    with pytest.raises(DataError, match=r"agglomeration_customs.parquet is missing .*README.md says"):
        agglomeration.build("original")
    fill(own, rows=200)
    (own / FILE).unlink()
    with pytest.raises(DataError, match=rf"data/restricted/{FILE} is missing.*README.md says"):
        agglomeration.build("original")
    fill(own, rows=200, book=yearbook().drop(columns="fdi_10k_yuan"))
    with pytest.raises(DataError, match="column 'fdi_10k_yuan' is missing"):
        agglomeration.build("original")
    book = yearbook()
    book.loc[book["year"] == 2008, "gdp_growth"] = np.nan
    fill(own, rows=200, book=book)
    with pytest.raises(DataError, match="no city has a figure of gdp_growth in 2008; resilience is growth"):
        agglomeration.build("original")


def test_codes_of_customs_are_translated_by_the_users_tables(own):
    fill(own, rows=200)
    record = {"year": 2004, "hs_code": 84713000, "city_code": 11019, "iso3": "116", "value_usd": 9.0,
              "quantity": 1.0}  # fmt: skip
    pd.DataFrame([record]).to_parquet(own / "agglomeration_customs.parquet")
    (own / "agglomeration_region_codes.csv").write_text("region_code,city_code\n11019,110000\n")
    (own / "agglomeration_country_codes.csv").write_text("country_code,iso3\n116,JPN\n")
    frame = assemble().frame
    assert frame[["city_code", "year"]].to_numpy().tolist() == [[110000, 2004]]
    assert np.exp(frame["ln_value"]).tolist() == pytest.approx([9.0])
