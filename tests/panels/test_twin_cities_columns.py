"""The printed regressions as data: all of the record's columns, their samples, treatments and scales."""

import pandas as pd
import pytest

from lib import published
from lib.panels.twin_cities import CONTROLS
from lib.panels.twin_cities_columns import MILLS, OUTCOMES, TABLES, printed_columns


@pytest.fixture
def panel():
    rows = [
        # city, destination, year, treat, treat_post, city_post, belt_road, neighbour, quantity
        (110000, "JPN", 2003, 1, 1, 1, 0, 1, 1.0),
        (110000, "USA", 2003, 0, 0, 1, 0, 0, 2.0),
        (110000, "RUS", 2008, 1, 0, 1, 1, 1, 3.0),
        (120000, "POL", 2008, 0, 0, 0, 1, 0, None),
        (120000, "RUS", 2008, 1, 1, 1, 1, 1, 5.0),
    ]
    names = ["city_code", "iso3", "year", "treat", "treat_post", "city_post", "belt_road", "neighbour"]
    frame = pd.DataFrame(rows, columns=[*names, "ln_quantity"])
    frame["pair"] = frame["city_code"].astype(str) + "_" + frame["iso3"]
    frame["high_tech_share"] = 40.0
    return frame.assign(**dict.fromkeys(CONTROLS, 1.0))


def column(exhibit, name):
    return next(c for c in printed_columns(exhibit) if c.column == name)


def test_every_printed_coefficient_has_its_regression():
    record = published.load("twin_cities")
    printed = record[record["exhibit"].isin(TABLES) & (record["statistic"] == "coef")]
    printed = printed[printed["term"] != "constant"]
    found = {(c.exhibit, c.column, c.term) for c in printed_columns()}
    assert found == set(zip(printed["exhibit"], printed["column"], printed["term"], strict=True))
    assert [c.column for c in printed_columns("heckman")] == ["quantity", "value"]
    assert {c.outcome for c in printed_columns()} == set(OUTCOMES)


def test_controls_are_those_of_columns_that_are_printed_with_them():
    record = published.load("twin_cities")
    with_ = record[(record["row"] == "控制变量") & (record["statistic"] == "*")]
    expected = set(zip(with_["exhibit"], with_["column"], strict=True))
    assert {(c.exhibit, c.column) for c in printed_columns() if c.controls == CONTROLS} == expected
    assert all(c.controls in ((), CONTROLS) for c in printed_columns())
    assert all(c.controls == (*CONTROLS, MILLS) for c in printed_columns("heckman"))


@pytest.mark.parametrize(
    ("exhibit", "name", "kept", "treatment"),
    [
        ("table_3", "(1)", [0, 1, 2, 4], [1, 0, 0, 1]),
        ("table_4", "(1)", [1], [1]),  # pairs never tied; treatment is the city's; row 3 lacks its quantity
        ("table_5", "(1)", [0, 1, 2, 4], [1, 0, 0, 0]),  # tied, in 2003
        ("table_5", "(5)", [0, 1, 2, 4], [0, 0, 0, 1]),  # tied, in 2008
        ("table_6", "(1)", [2, 4], [0, 1]),
        ("table_6", "(3)", [0, 1], [1, 0]),
        ("table_6", "(5)", [1], [0]),
        ("table_6", "(7)", [0, 2, 4], [1, 0, 1]),
    ],
)
def test_sample_and_treatment(panel, exhibit, name, kept, treatment):
    one = column(exhibit, name)
    frame = one.frame(panel)
    assert list(frame.index) == kept
    assert list(frame[one.regressor]) == treatment
    assert {"city_code", "iso3", "year", "pair", one.y, *one.regressors} == set(frame)
    assert panel["treat_post"].tolist() == [1, 0, 0, 0, 1], "the panel itself stays as it is"


def test_table_5_has_the_share_as_a_fraction(panel):
    assert column("table_3", "(7)").frame(panel)["high_tech_share"].eq(40.0).all()
    assert column("table_5", "(4)").frame(panel)["high_tech_share"].eq(0.4).all()


def test_effects_of_table_5_are_of_pairs():
    effects = {c.exhibit: set() for c in printed_columns()}
    for c in printed_columns():
        effects[c.exhibit].add(c.fixed_effects)
    cities = {("city_code", "iso3", "year")}
    assert effects == {"table_3": cities, "table_4": cities, "table_5": {("pair", "year")}, "table_6": cities}


def test_a_missing_column_is_named(panel):
    with pytest.raises(KeyError, match="heckman quantity: the panel has no column 'inverse_mills'"):
        column("heckman", "quantity").frame(panel)
    with pytest.raises(ValueError, match="no regressions of 'table_9'"):
        printed_columns("table_9")


def test_further_columns_come_along(panel):
    assert "belt_road" in column("table_3", "(1)").frame(panel, extra=("belt_road",))
