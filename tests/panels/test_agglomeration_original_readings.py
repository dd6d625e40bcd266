"""What a user can choose, leave out or get wrong in the files of the agglomeration paper."""

import os
import shutil

import numpy as np
import pandas as pd
import pytest
from test_agglomeration_original import FILE, fill, yearbook

from lib import facts, panels, paths
from lib.facts import DataError
from lib.panels import agglomeration
from lib.panels import agglomeration_facts as real
from lib.panels import agglomeration_synthetic as synthetic
from lib.panels.agglomeration_original import assemble, resilience
from lib.panels.agglomeration_original_files import LEAST_MEDIAN_PEOPLE

RECORDS = "agglomeration_customs"
GOOD = {"year": 2004, "hs_code": "84713000", "city_code": "440100", "iso3": "USA", "value_usd": 9.0}


@pytest.fixture
def folder(monkeypatch):
    """A folder of user's files inside the project, as `data/restricted` is."""
    made = paths.ROOT / "results" / f"test_agglomeration_readings_{os.getpid()}"
    made.mkdir(parents=True)
    monkeypatch.setattr(paths, "RESTRICTED", made)
    monkeypatch.setattr(paths, "PANELS", made / "panels")
    yield made
    shutil.rmtree(made)


def test_readings_are_chosen_where_the_panel_is_built(folder):
    fill(folder)
    panel = agglomeration.build("original", index="range", limits=(80.0, 800.0))
    pd.testing.assert_frame_equal(panel, assemble(index="range", limits=(80.0, 800.0)).frame[panel.columns])
    assert set(panel["size"]) == {"small", "medium"}
    # Growth is 10 + k + (year - 2001): the widest gaps of the panel's years are -5 and 3 points.
    wanted = np.log1p((panel["year"] - 2003) / 8)
    np.testing.assert_allclose(panel["ln_resilience"], wanted, atol=1e-12)
    with pytest.raises(ValueError, match="index: only the track original has readings to choose"):
        agglomeration.build("semi_synthetic", index="range")
    # Saved there it is what the chapters read, and nothing is left to choose.
    panel.to_parquet(folder / "agglomeration_panel.parquet")
    pd.testing.assert_frame_equal(panels.load("agglomeration", "original"), panel)
    with pytest.raises(ValueError, match=r"index: data/restricted/agglomeration_panel.parquet is a ready"):
        agglomeration.build("original", index="range")


def test_years_before_the_panel_do_not_stretch_the_range():
    growth = pd.DataFrame({2001: [-40.0, 80.0], 2003: [5.0, 7.0], 2008: [6.0, 9.0], 2011: [4.0, 3.0]})
    found = resilience(growth, "range").set_index(["city_code", "year"])["ln_resilience"]
    assert sorted(set(found.index.get_level_values("year"))) == [2003, 2008, 2011]
    # Gaps are -1, -2, 0, 0, -2 and -6 points.
    assert found[1, 2011] == 0 and found[0, 2008] == pytest.approx(np.log(2))
    assert found[0, 2003] == pytest.approx(np.log1p(5 / 6))
    with pytest.raises(ValueError, match=r"growth less that of 2008 is 0 everywhere: no range"):
        resilience(pd.DataFrame({2008: [5.0], 2009: [5.0]}), "range")


@pytest.mark.parametrize("row", [0, 3, 10])
def test_a_pair_of_coordinates_counts_from_whichever_row_it_stands_in(folder, row):
    book = yearbook().astype({"lon": object, "lat": object})
    book.loc[row, ["lon", "lat"]] = [100.0, 30.0]
    fill(folder, rows=2_000, book=book)
    panel = agglomeration.build("original")
    beside = pd.DataFrame({"lon": [100.0], "lat": [30.0]})
    km = real.nearest_port(beside)["port_distance_km"].item()
    near = np.expm1(panel.groupby("city_code")["ln_port_distance"].first())
    assert near[110000] == pytest.approx(km)
    known = real.cities().set_index("city_code")["port_distance_km"]
    assert near[440100] == pytest.approx(known[440100])


@pytest.mark.parametrize(
    ("pair", "says"),
    [
        ([100.0, ""], r"line 5 \(110000 2004\): lon is given and lat is empty; write both, or neither"),
        (["", 30.0], r"line 5 \(110000 2004\): lat is given and lon is empty; write both, or neither"),
    ],
)
def test_half_a_place_is_refused(folder, pair, says):
    book = yearbook().astype({"lon": object, "lat": object})
    book.loc[3, ["lon", "lat"]] = pair
    fill(folder, rows=200, book=book)
    with pytest.raises(DataError, match=says):
        agglomeration.build("original")


def test_two_places_of_a_city_are_refused(folder):
    book = yearbook().astype({"lon": object, "lat": object})
    book.loc[3, ["lon", "lat"]] = [100.0, 30.0]
    book.loc[5, ["lon", "lat"]] = [100.0, 31.0]
    fill(folder, rows=200, book=book)
    with pytest.raises(DataError, match=r"line 7 \(110000 2006\), column 'lat': 31.0 is not what the city"):
        agglomeration.build("original")


def test_counties_are_outside_the_urban_districts(folder):
    fill(folder, rows=200)
    # A district and a county of Guangzhou and of Beijing, the city of Kunshan in Suzhou, Guangzhou itself.
    codes = ["440105", "440123", "110105", "110228", "320583", "440100"]
    records = [{**GOOD, "city_code": code, "value_usd": 2.0**k} for k, code in enumerate(codes)]
    (folder / f"{RECORDS}.parquet").unlink()
    pd.DataFrame(records).to_csv(folder / f"{RECORDS}.csv", index=False)
    found = assemble()
    assert found.customs.count("outside the urban districts") == 3 and found.customs.kept == 3
    value = np.exp(found.frame.set_index("city_code")["ln_value"]).to_dict()
    assert value == pytest.approx({440100: 1.0 + 32.0, 110000: 4.0})


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_quantities_may_be_absent(folder, ending):
    fill(folder, rows=2_000)
    path = folder / f"{RECORDS}.parquet"
    whole = assemble()
    records = pd.read_parquet(path).drop(columns="quantity")
    if ending == "parquet":
        records.to_parquet(path)
    else:
        path.unlink()
        records.to_csv(path.with_suffix(".csv"), index=False)
    without = assemble()
    pd.testing.assert_frame_equal(without.frame, whole.frame)
    noted = without.customs.notes.set_index("note")["records"]
    assert noted["quantity missing"] == without.customs.kept
    records.drop(columns="value_usd").to_csv(folder / f"{RECORDS}.csv", index=False)
    path.unlink(missing_ok=True)
    with pytest.raises(
        DataError, match=r"column 'value_usd' is missing .*needed are year, hs_code, city_code"
    ):
        assemble()


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_drawn_panel_is_known_by_its_exports_too(folder, ending):
    drawn = synthetic.draw(exhibits=("table_1",)).panel[list(agglomeration.PANEL.columns)]
    drawn.attrs = {}
    stripped = drawn.iloc[::2].round(6)
    if ending == "csv":
        stripped.to_csv(folder / "agglomeration_panel.csv", index=False)
    else:
        stripped.to_parquet(folder / "agglomeration_panel.parquet")
    says = rf"agglomeration_panel.{ending}: ln_value of 1,169 of 1,169 city-years is that of the panel of the"
    with pytest.raises(DataError, match=says):
        agglomeration.build("original")


def test_units_that_cannot_be_are_refused_or_told(folder):
    book = yearbook()
    fill(folder, rows=200, book=book.assign(urban_population_10k=book["urban_population_10k"] / 100))
    with pytest.raises(
        DataError, match=rf"{FILE}, column 'urban_population_10k': half of the figures are 0.755"
    ):
        agglomeration.build("original")
    fill(folder, rows=200, book=book.assign(ln_productivity=np.exp(book["ln_productivity"])))
    with pytest.warns(
        UserWarning, match="column 'ln_productivity': the median is .* looks like productivity"
    ):
        agglomeration.build("original")
    people = facts.load("city_population")["urban_population_10k"].dropna()
    assert people.median() > 30 > LEAST_MEDIAN_PEOPLE


def test_a_yearbook_in_its_units_warns_of_nothing(folder, recwarn):
    fill(folder, rows=200)
    agglomeration.build("original")
    assert not [one for one in recwarn if issubclass(one.category, UserWarning)]
