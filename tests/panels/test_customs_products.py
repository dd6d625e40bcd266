"""HS codes as they are written in the wild, and the tables that translate codes."""

import pandas as pd
import pytest

from lib import facts
from lib.facts import DataError
from lib.panels import customs_places
from lib.panels.customs_products import LAST_HEADINGS, digits, edition, products
from lib.panels.customs_rules import FATES, CustomsRules

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


HEADINGS = pd.DataFrame(
    [("8471", 1992, 2012), ("8485", 1992, 2002), ("8487", 2007, 2012)],
    columns=["heading", "first_edition", "last_edition"],
)


@pytest.mark.parametrize(
    ("year", "code", "kept", "other"),
    [
        (2004, "847130", True, 0),
        (2006, "848510", True, 0),
        (2007, "848510", True, 1),
        (2006, "848710", True, 1),
        (2012, "848710", True, 0),
        (2012, "849910", False, 0),
        (2012, "610910", True, 0),  # a chapter that the table does not have
        (2012, "990100", True, 0),
        (2017, "849910", True, 0),  # an edition after those of the table
    ],
)
def test_headings_of_another_edition_are_marked_and_those_of_none_left_out(year, code, kept, other):
    [found] = products([(year, code)], rules(headings=HEADINGS))
    assert (found.fate == 0, found.other_edition) == (kept, other)
    assert kept or FATES[found.fate] == "heading of no edition of the HS"
    [unchecked] = products([(year, code)], rules())
    assert (unchecked.fate, unchecked.other_edition) == (0, 0)


def test_a_heading_that_the_concordance_gives_is_trusted_and_that_it_comes_from_is_not():
    table = pd.DataFrame({"vintage": [2007, 2007], "code": ["8485", "8499"], "hs4": ["8487", "8487"]})
    found = products([(2007, "848510"), (2007, "849910")], rules(headings=HEADINGS, concordance=table))
    assert [(p.fate, p.hs4, p.recoded, p.other_edition) for p in found] == [(0, 8487, 1, 1), (0, 8487, 1, 1)]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (("848", 1992, 2012), "line 5, column 'heading': '848' has not four digits"),
        (("8471", 1992, 2012), "line 5, column 'heading': '8471' .* stands there twice"),
        (("8472", 1992, 2013), "line 5: 8472 from edition 1992 to 2013; write two of 1992, 1996"),
        (("8472", 2012, 2002), "line 5: 8472 from edition 2012 to 2002"),
    ],
)
def test_a_faulty_table_of_headings_is_named(row, says):
    table = pd.concat([HEADINGS, pd.DataFrame([row], columns=HEADINGS.columns)], ignore_index=True)
    with pytest.raises(DataError, match=says):
        products([], rules(headings=table))


def test_the_last_headings_of_chapters_with_a_zero_are_those_of_the_table():
    """Of the editions from 2002 on; none of these chapters lost its last heading since 1992."""
    chapters = facts.load("hs_headings")["heading"].astype(int)
    last = (chapters % 100).groupby(chapters // 100).max()
    assert last[last.index < 10].to_dict() == LAST_HEADINGS


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
