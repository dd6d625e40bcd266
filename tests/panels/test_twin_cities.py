"""The contract of the twin cities panel: what passes comes back typed and sorted, each breach is named."""

import numpy as np
import pandas as pd
import pytest

from lib.facts import DataError
from lib.panels import twin_cities, twin_cities_synthetic
from lib.panels.twin_cities import CONTROLS, GRAVITY, PANEL, validate


def tiny(years=(2003, 2004, 2005)):
    """Two cities, two destinations: Beijing and Japan tied from 2004, Guangzhou and the US not at all."""
    rows = pd.DataFrame(
        [(city, iso3, year) for city in (440100, 110000) for iso3 in ("USA", "JPN") for year in years],
        columns=["city_code", "iso3", "year"],
    )
    tied = (rows["city_code"] == 110000) & (rows["iso3"] == "JPN")
    rows["pair"] = rows["city_code"].astype(str) + "_" + rows["iso3"]
    rows["quantity"], rows["value"], rows["lines"] = 50.0, 200.0, 3
    rows["high_tech_share"] = 25.0
    rows = rows.assign(**{f"ln_{name}": np.log(rows[name]) for name in ("quantity", "value", "lines")})
    rows["treatment_year"] = np.where(tied, 2004.0, np.nan)
    rows["city_treatment_year"] = np.where(rows["city_code"] == 110000, 2004.0, np.nan)
    rows["treat"] = tied.astype(int)
    rows["treat_post"] = (tied & (rows["year"] >= 2004)).astype(int)
    rows["city_post"] = (rows["year"] >= rows["city_treatment_year"]).astype(int)
    rows["tie_origin"] = rows["date_origin"] = np.where(tied, "real", "")
    rows["via_province"] = 0
    rows = rows.assign(**dict.fromkeys((*CONTROLS, *GRAVITY), 1.0))
    rows["belt_road"], rows["neighbour"] = 0, (rows["iso3"] == "JPN").astype(int)
    return rows


def test_a_panel_in_order_comes_back_typed_and_sorted():
    panel = validate(tiny().sample(frac=1, random_state=0))
    assert list(panel.columns) == list(PANEL.columns)
    assert panel[["city_code", "iso3", "year"]].to_records(index=False).tolist() == sorted(
        tiny()[["city_code", "iso3", "year"]].to_records(index=False).tolist()
    )
    assert panel["lines"].dtype == float and panel["year"].dtype == int
    pd.testing.assert_frame_equal(panel, validate(panel))


def test_the_drawn_panel_says_so_of_itself(monkeypatch):
    monkeypatch.setattr(twin_cities_synthetic, "build", tiny)
    assert twin_cities.build("semi_synthetic").attrs == {"track": "semi_synthetic"}


def test_a_missing_quantity_stays_missing():
    frame = tiny()
    frame.loc[3, ["quantity", "ln_quantity"]] = np.nan
    assert validate(frame)["quantity"].isna().sum() == 1


def test_an_agreement_after_the_panel_is_known_but_no_treatment():
    frame = tiny()
    frame.loc[frame["treat"] == 1, ["treatment_year", "treat", "treat_post"]] = [2016.0, 0, 0]
    assert validate(frame)["treat"].sum() == 0


def spoilt(column, value, row=4):
    frame = tiny().astype({column: object})
    frame.loc[row, column] = value
    return frame


# Row 4 is Guangzhou, Japan, 2004; rows 9 to 11 are Beijing, Japan, 2003 to 2005.
@pytest.mark.parametrize(
    ("frame", "says"),
    [
        (tiny().drop(columns="tariff"), "column 'tariff' is missing"),
        (tiny().assign(extra=1), "unknown column 'extra'; remove it"),
        (
            pd.concat([tiny(), tiny().iloc[[4]]]),
            "1 rows, first: city_code 440100, iso3 JPN, year 2004: .*twice",
        ),
        (spoilt("iso3", "XXX"), "iso3 XXX, year 2004, column 'iso3': 'XXX' is not the ISO 3166-1"),
        (spoilt("year", 2016), "iso3 JPN, year 2016, column 'year': 2,016 is above 2,015"),
        (spoilt("year", "soon"), "column 'year' holds what is no int"),
        (spoilt("year", 2003.5), "column 'year' holds what is no int: a number with a fraction"),
        (spoilt("treat", np.nan), "column 'treat' holds what is no int"),
        (spoilt("value", 0.0), "440100, iso3 JPN, year 2004, column 'value': 0 is not above 0"),
        (spoilt("value", np.inf), "year 2004, column 'value': inf is not a finite number .*correct the cell"),
        (spoilt("tariff", np.inf), "year 2004, column 'tariff': inf is not a finite number"),
        (spoilt("innovation_index", -np.inf), "column 'innovation_index': -inf is not a finite number"),
        (spoilt("ln_distance", np.inf), "440100, iso3 JPN, year 2004, column 'ln_distance': inf is not a"),
        (spoilt("high_tech_share", 101), "column 'high_tech_share': 101 is above 100"),
        (spoilt("tie_origin", "guess"), "column 'tie_origin': 'guess' is not one of real, drawn"),
        (spoilt("pair", "440100-JPN"), "year 2004: pair is not city_code, underscore, iso3"),
        (spoilt("treat_post", 0, row=11), "iso3 JPN, year 2005: the treatment switches off"),
        (spoilt("treat_post", 1, row=9), "year 2003: treat_post is not 1 exactly from treatment_year on"),
        (spoilt("treat", 1), "treat is not 1 exactly where treatment_year"),
        (spoilt("treatment_year", 2003.0, row=11), "treatment_year is not the same in every row of the pair"),
        (spoilt("treatment_year", np.nan, row=11), "treatment_year is not the same in every row of the pair"),
        (spoilt("city_treatment_year", 2001.0), "city_treatment_year is not the same"),
        (spoilt("city_post", 1), "city_post is not 1 exactly"),
        (
            tiny().assign(city_treatment_year=np.nan, city_post=0),
            "city_treatment_year is later than an agreement",
        ),
        (spoilt("date_origin", "drawn"), "date_origin is not filled exactly"),
        (spoilt("via_province", 1), "via_province is 1 where the pair has no agreement"),
        (spoilt("ln_value", 5.0), "ln_value is not the logarithm"),
        (spoilt("ln_lines", np.nan), "ln_lines is not the logarithm"),
        (spoilt("belt_road", 1), "belt_road is not the same in every row of the destination"),
    ],
)
def test_every_breach_is_named(frame, says):
    with pytest.raises(DataError, match=says):
        validate(frame)


def test_an_unknown_track_is_refused():
    with pytest.raises(ValueError, match="twin_cities has the tracks original, counterpart, semi_synthetic"):
        twin_cities.build("public")
