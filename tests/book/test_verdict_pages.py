"""What readers see of verdicts: digits that show the comparison, classes where something was compared."""

import re

import pandas as pd
import pytest

from lib import verdicts
from lib.book import pages
from lib.published import CELL_COLUMNS
from lib.results import TIDY
from lib.verdicts import classes
from lib.verdicts.display import acre_legend, aea_legend, i4r_legend

KEYS = {"exhibit": "table_1", "panel": "", "column": "a", "term": "x", "statistic": "share"}


def judged(printed: str, value: float, **cell: str) -> pd.DataFrame:
    """The verdict of one printed number without stars."""
    row = dict.fromkeys(CELL_COLUMNS, "") | KEYS | {"id": "x", "source": "exhibit", "printed": printed} | cell
    tidy = pd.DataFrame([{"paper": "tiny", **KEYS, "value": value, "track": "public"}])
    return verdicts.compare(pd.DataFrame([row], columns=CELL_COLUMNS), tidy[TIDY])


@pytest.mark.parametrize(
    ("printed", "value", "shown"),
    [
        ("0.03", 0.00631389, "0.006314"),
        ("0.9", 0.123456, "0.1235"),
        ("-0.2", -0.0123456, "-0.01235"),
        # Four digits would read as 0.1235 and 0.1236: inside an interval that the value misses, or outside.
        ("0.123", 0.12351, "0.12351"),
        ("0.12345", 0.123447, "0.12345"),
        ("12.3", 12.3456, "12.3456"),
        ("48.25", 0.4825123, "48.251 %"),
    ],
)
def test_small_values_have_the_digits_that_the_comparison_needs(printed, value, shown):
    frame = judged(printed, value, unit="%" if shown.endswith("%") else "")
    assert verdicts.side_by_side(frame).loc[0, "ours"] == shown


@pytest.mark.parametrize("value", [0.12345, 0.1234501, 0.123551, 0.1236449, 0.13579, 0.1357951])
def test_shown_value_earns_the_verdict_of_the_value(value):
    frame = judged("0.1235", value)
    again = judged("0.1235", float(verdicts.side_by_side(frame).loc[0, "ours"]))
    assert again["verdict"].tolist() == frame["verdict"].tolist()


def test_exhibit_without_compared_cell_has_no_class():
    design = judged("5", 5.0, exhibit="design", kind="definition", id="d")
    frame = pd.concat([judged("0.5", 0.5), design], ignore_index=True)
    card = verdicts.scorecard(frame)
    assert card.loc["table_1", ["compared", "ACRE"]].tolist() == [1, "10"]
    assert card.loc["design", "compared"] == 0
    assert set(card.loc["design", ["AEA", "I4R", "ACRE"]]) == {classes.NOT_ASSESSED}


@pytest.mark.parametrize(
    ("legend", "defined"),
    [(acre_legend, classes.ACRE), (aea_legend, classes.AEA), (i4r_legend, classes.I4R)],
)
def test_scale_page_defines_every_class(legend, defined):
    text = pages.verdict_classes()
    rows = set(legend().itertuples(index=False, name=None))
    assert {(str(name), meaning) for name, meaning in defined.items()} <= rows
    for name, meaning in rows:
        assert re.search(rf"^\| {re.escape(name)} \| {re.escape(meaning)} \|$", text, re.MULTILINE), name
