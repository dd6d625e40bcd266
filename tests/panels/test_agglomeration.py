"""The contract of the agglomeration panel: what breaks it is named with its city and year."""

import numpy as np
import pandas as pd
import pytest

from lib.facts import DataError
from lib.panels import agglomeration
from lib.panels.agglomeration import NUMBERS, OUTCOMES, PANEL


@pytest.fixture
def good():
    rows = [(city, year) for city in (110000, 440100) for year in (2003, 2004, 2006)]
    frame = pd.DataFrame(rows, columns=["city_code", "year"])
    frame[[*OUTCOMES.values(), *NUMBERS]] = 1.5
    return frame.assign(development_zone=1.0, size="large", region="east")


def test_the_panel_comes_back_in_order_with_its_own_outcomes_behind(good):
    mixed = good.assign(ln_value__table_4=2.0).sample(frac=1, random_state=3)
    mixed = mixed[["ln_value__table_4", "region", *good.columns[:-1]]]
    mixed.attrs["report"] = [{"kind": "fate"}]
    found = agglomeration.validate(mixed, track="semi_synthetic")
    assert list(found) == [*PANEL.columns, "ln_value__table_4"]
    assert found[["city_code", "year"]].to_numpy().tolist() == good[["city_code", "year"]].to_numpy().tolist()
    assert found.attrs == mixed.attrs
    missing = good.assign(ln_fdi=np.nan)
    assert agglomeration.validate(missing)["ln_fdi"].isna().all()


@pytest.mark.parametrize(
    ("column", "row", "cell", "says"),
    [
        ("year", 4, 2012, r"city_code 440100, year 2012, column 'year': 2,012 is above 2,011"),
        ("city_code", 4, 99, r"city_code 99, year 2004, column 'city_code': 99 is below 100,000"),
        ("size", 1, "huge", r"city_code 110000, year 2004, column 'size': 'huge' is not one of large"),
        ("region", 1, "centre", r"1 rows, first: city_code 110000, year 2004: region is not the same in"),
        ("ln_port_distance", 1, 2.5, r"year 2004: ln_port_distance is not the same in every row of the city"),
        ("ln_port_distance", 1, -0.5, r"column 'ln_port_distance': -0.5 is below 0"),
        ("development_zone", 1, 0.5, r"column 'development_zone': 0.5 is not one of 0.0, 1.0"),
        ("ln_fdi", 1, -np.inf, r"1 rows, first: city_code 110000, year 2004: a logarithm is infinite"),
        ("year", 5, 2004, r"1 rows, first: city_code 440100, year 2004: a city and year stand there twice"),
    ],
)
def test_a_cell_that_breaks_a_rule_is_named(good, column, row, cell, says):
    good[column] = good[column].astype(object)
    good.loc[row, column] = cell
    with pytest.raises(DataError, match=rf"panel agglomeration: .*{says}"):
        agglomeration.validate(good)


def test_columns_are_those_of_the_contract(good):
    with pytest.raises(DataError, match=r"column 'ln_roads' is missing \(2 missing in all\)"):
        agglomeration.validate(good.drop(columns=["ln_roads", "region"]))
    with pytest.raises(DataError, match="unknown column 'gdp'; remove it"):
        agglomeration.validate(good.assign(gdp=1.0))
    with pytest.raises(DataError, match="unknown column 'ln_fdi__table_4'"):
        agglomeration.validate(good.assign(ln_fdi__table_4=1.0), track="semi_synthetic")
    with pytest.raises(DataError, match="column 'year' holds what is no int: a number with a fraction"):
        agglomeration.validate(good.assign(year=2003.5))
    with pytest.raises(DataError, match="column 'ln_fdi' holds what is no float"):
        agglomeration.validate(good.assign(ln_fdi="much"))


def test_outcomes_of_single_tables_are_drawn_and_so_of_one_track(good):
    with pytest.raises(
        DataError, match=r"column 'ln_value__table_4': an outcome of a single table is on the"
    ):
        agglomeration.validate(good.assign(ln_value__table_4=2.0))


def test_there_is_no_public_track():
    with pytest.raises(ValueError, match="original, semi_synthetic, not 'public': customs records by city"):
        agglomeration.build("public")
