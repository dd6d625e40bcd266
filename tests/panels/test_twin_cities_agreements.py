"""The half-year rule and the way of agreements from provinces to their cities."""

import pandas as pd
import pytest

from lib.facts import DataError
from lib.panels.twin_cities_agreements import city_treatment, first_treated_year, treatment

CITIES = pd.DataFrame(
    {
        "city_code": ["110000", "440100", "440300", "330700"],
        "province_code": ["110000", "440000", "440000", "330000"],
    }
)


def treated(*rows, **options):
    listed = pd.DataFrame(rows, columns=["city_code", "iso3", "date_signed"])
    return treatment(listed, CITIES, **options).set_index(["city_code", "iso3"])


@pytest.mark.parametrize(
    ("date", "year"),
    [
        ("2004-01-01", 2004),
        ("2004-06-30", 2004),
        ("2004-06", 2004),
        ("2004-07-01", 2005),
        ("2004-12-31", 2005),
        (" 2004-07 ", 2005),
    ],
)
def test_the_half_year_rule(date, year):
    for half in ("first", "second"):
        assert first_treated_year(pd.Series([date]), open_half=half).tolist() == [year]


def test_a_date_known_to_the_year_takes_the_half_that_is_asked_for():
    assert treated(("110000", "USA", "2004")).loc[(110000, "USA")].tolist() == [2004, 0, 1, 0]
    assert treated(("110000", "USA", "2004"), open_half="second").loc[(110000, "USA")].tolist() == [
        2005,
        0,
        1,
        0,
    ]
    with pytest.raises(ValueError, match="open_half='third': choose one of first, second"):
        treated(("110000", "USA", "2004"), open_half="third")


@pytest.mark.parametrize("half", ["first", "second"])
def test_the_half_year_matters_only_where_it_moves_the_first_year(half):
    rows = [("110000", "USA", "2004"), ("110000", "USA", "2004-12-01"), ("110000", "JPN", "2004")]
    rows += [("110000", "JPN", "2004-03")]
    found = treated(*rows, open_half=half)["half_year_known"]
    assert found.to_dict() == {(110000, "JPN"): 1, (110000, "USA"): 0}


def test_provinces_go_down_to_their_cities_and_the_first_agreement_counts():
    found = treated(
        ("440000", "AUS", "1979-09-01"),
        ("440100", "AUS", "1986-05-12"),
        ("330700", "AUS", "2001-02-03"),
        ("330700", "AUS", "1999-02-03"),
    )
    assert found["treatment_year"].to_dict() == {
        (330700, "AUS"): 1999,
        (440100, "AUS"): 1980,
        (440300, "AUS"): 1980,
    }
    assert found["via_province"].to_dict() == {
        (330700, "AUS"): 0,
        (440100, "AUS"): 0,
        (440300, "AUS"): 1,
    }
    assert found["agreements"].tolist() == [2, 2, 1]
    assert city_treatment(found.reset_index()).to_dict() == {330700: 1999, 440100: 1980, 440300: 1980}


def test_a_municipality_is_a_city_not_a_province():
    assert treated(("110000", "USA", "1980-02"))["via_province"].tolist() == [0]


def test_no_agreement_gives_no_pair():
    assert treated().empty


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (("440100", "XXX", "2004"), r"line 3 \(440100 XXX\), column 'iso3': 'XXX' is not the ISO 3166-1"),
        (("440100", "CHN", "2004"), "'CHN' is not .* of a partner; correct the code"),
        (("440100", "USA", ""), r"line 3 \(440100 USA\), column 'date_signed': '' is no date; write 2004"),
        (("440100", "USA", None), "column 'date_signed': nan is no date"),
        (("440100", "USA", "1972-12-31"), "'1972-12-31' is before 1973"),
        (("440100", "USA", "2004-13"), "'2004-13' is not a date"),
        (("440100", "USA", "2031-01"), "line 3 .*'2031-01' is after 2029"),
        (("440200", "USA", "2004"), r"line 3 .* column 'city_code': '440200' is neither a city of the panel"),
        (("Canton", "USA", "2004"), "'Canton' is neither a city"),
    ],
)
def test_a_faulty_agreement_is_named_with_its_line_and_the_remedy(row, says):
    with pytest.raises(DataError, match=says):
        treated(("110000", "USA", "2004"), row)
