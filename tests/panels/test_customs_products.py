"""HS codes as they are written in the wild, and the tables that translate codes."""

import pandas as pd
import pytest

from lib.facts import DataError
from lib.panels import customs_places
from lib.panels.customs_products import digits, edition, products
from lib.panels.customs_rules import CustomsRules

SECTIONS = pd.DataFrame({"chapter": [1, 61, 84, 99], "section": [1, 11, 16, 22]})
CITIES = pd.DataFrame({"city_code": ["440100"]})


def rules(**changes):
    return CustomsRules(**{"cities": CITIES, "sections": SECTIONS, **changes})


@pytest.mark.parametrize(
    ("raw", "code", "lost"),
    [
        ("84713000", "84713000", False),
        (" 847130 ", "847130", False),
        (84713000, "84713000", False),
        (84713000.0, "84713000", False),
        ("84713000.0", "84713000", False),
        ("8471300000", "8471300000", False),
        ("8471.30", "847130", False),
        ("0501.00", "050100", False),
        ("8471.30.00", "84713000", False),
        (1012100, "01012100", True),
        ("10121", "010121", True),
        ("1012100000", "1012100000", False),
        ("101210000", "0101210000", True),
        (8141000, "08141000", True),
        (8151000, "", False),
        (1001000, "", False),
        ("8471300", "", False),
        ("847130001", "", False),
        (8471300.0, "", False),
        ("84713", "", False),
        ("8471", "", False),
        ("", "", False),
        ("8471300X", "", False),
        ("00101010", "", False),
        ("84713000000", "", False),
        ("847,130", "", False),
        (84.5, "", False),
    ],
)
def test_digits(raw, code, lost):
    assert digits(raw) == (code, lost)


@pytest.mark.parametrize(
    ("year", "first"), [(1990, 1992), (2001, 1996), (2002, 2002), (2006, 2002), (2007, 2007), (2015, 2012)]
)
def test_editions(year, first):
    assert edition(year) == first


def test_headings_and_sections():
    found = products([(2004, "84713000"), (2004, "610910"), (2004, "99010000"), (2004, "84000000")], rules())
    assert [(p.hs4, p.high_tech) for p in found] == [(8471, 1), (6109, 0), (9901, 1), (0, 0)]
    assert [p.fate > 0 for p in found] == [False, False, False, True]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ((2003, "8485", "8487"), "line 3, column 'vintage': 2003 is no edition of the HS; these are 1992"),
        ((2002, "848", "8487"), "line 3: code '848' has not four or six digits, or hs4 '8487' not four"),
        ((2002, "8485", "84"), "or hs4 '84' not four"),
        ((2002, "8471", "8472"), "line 3: 2002 8471 has two headings, 8470 and 8472; keep one"),
    ],
)
def test_a_faulty_concordance_is_named(row, says):
    table = pd.DataFrame([(2002, "8471", "8470"), row], columns=["vintage", "code", "hs4"])
    with pytest.raises(DataError, match=says):
        products([], rules(concordance=table))


@pytest.mark.parametrize(
    ("name", "table", "says"),
    [
        ("region_codes", {"region_code": [1], "city_code": [440200]}, "440200 .* is none of the cities"),
        ("region_codes", {"region_code": [1, 1], "city_code": [440100, 440100]}, "'1' stands there twice"),
        ("country_codes", {"country_code": [1], "iso3": ["XXX"]}, "'XXX' .* is no ISO 3166-1 alpha-3 code"),
    ],
)
def test_a_faulty_translation_is_named(name, table, says):
    reader = customs_places.cities if name == "region_codes" else customs_places.destinations
    with pytest.raises(DataError, match=says):
        reader([], rules(**{name: pd.DataFrame(table)}))
