"""Formatting, escaping and alignment of table cells."""

import numpy as np
import pandas as pd
import pytest
from markdown_it import MarkdownIt

from lib.exhibits import tables
from lib.verdicts import SCALE

HOSTILE = [
    "a|b",
    "*x*",
    "_y_",
    "`z`",
    "[l](u)",
    "<b>t</b>",
    "$m$",
    "{r}`t`",
    "a\nb",
    "~~s~~",
    "&amp;",
    "#h",
    "x\\|y",
]


def test_default_formats():
    frame = pd.DataFrame({"n": [3, 12], "coef": [0.12345, np.nan], "ok": [True, False], "text": ["a", None]})
    shown = tables.formatted(frame)
    assert shown["n"].tolist() == ["3", "12"]
    assert shown["coef"].tolist() == ["0.123", tables.MISSING]
    assert shown["ok"].tolist() == ["yes", "no"]
    assert shown["text"].tolist() == ["a", tables.MISSING]


def test_own_formats_by_column_and_for_all_floats():
    frame = pd.DataFrame({"a": [0.5], "b": [1234.5], "label": ["x"]})
    assert tables.formatted(frame, {"b": "{:,.1f}"}).iloc[0].tolist() == ["0.500", "1,234.5", "x"]
    assert tables.formatted(frame, "{:.1f}").iloc[0].tolist() == ["0.5", "1234.5", "x"]


def test_named_index_is_shown_and_default_index_is_not():
    frame = pd.DataFrame({"x": [1.0]}, index=pd.Index(["KAZ"], name="host"))
    assert list(tables.formatted(frame).columns) == ["host", "x"]
    assert list(tables.formatted(frame.reset_index(drop=True)).columns) == ["x"]


def test_levels_of_columns_are_joined():
    frame = pd.DataFrame([[1.0, 2.0]], columns=pd.MultiIndex.from_product([["flow"], ["coef", "se"]]))
    assert list(tables.formatted(frame).columns) == ["flow · coef", "flow · se"]


def test_errors_name_the_remedy():
    with pytest.raises(ValueError, match="no cell"):
        tables.formatted(pd.DataFrame())
    with pytest.raises(ValueError, match=r"unknown columns \['nope'\]"):
        tables.formatted(pd.DataFrame({"x": [1.0]}), {"nope": "{}"})


@pytest.mark.parametrize(
    "cells",
    [
        ["0.12***", "(3.1)", "—"],
        ["-1,234.5", "+2"],
        ["12 %", "[1.5]"],
        ["1.2e-05"],
        ["-15.515*** (3.010)", "0.03 (0.01)"],
    ],
)
def test_columns_of_numbers_align_right(cells):
    assert tables.numeric(pd.DataFrame({"x": cells})) == [True]


@pytest.mark.parametrize("cells", [["KAZ"], ["2004-2015"], ["—"], ["0.1", "none"], [""]])
def test_columns_of_words_align_left(cells):
    assert tables.numeric(pd.DataFrame({"x": cells})) == [False]


@pytest.mark.parametrize("cell", HOSTILE)
def test_markdown_cell_comes_back_as_literal_text(cell):
    """A CommonMark parser with tables reads the very text that went in."""
    source = tables.to_markdown(pd.DataFrame({"head": [cell], "next": ["end"]}))
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(source)
    inline = [token for token in tokens if token.type == "inline"]
    assert len(inline) == 4
    assert all(child.type in ("text", "text_special") for child in inline[2].children)
    assert "".join(child.content for child in inline[2].children) == " ".join(cell.split())
    assert inline[3].content == "end"


@pytest.mark.parametrize("cell", HOSTILE)
def test_html_cell_holds_no_markup(cell):
    page = tables.to_html(pd.DataFrame({"x": [cell]}))
    assert page.count("<b>") == 0
    assert page.count("<td") == 1


def test_every_verdict_of_the_scale_has_its_own_sign():
    names = [step.name for step in SCALE]
    assert set(names) == set(tables.SYMBOLS)
    assert len(set(tables.SYMBOLS.values())) == len(names)


def test_verdict_column_becomes_badges_and_other_columns_do_not():
    shown = pd.DataFrame({"verdict": ["last digit", "—"], "cause": ["exact", "exact"]})
    source = tables.to_markdown(shown)
    assert "[≈ last digit]{.verdict .verdict-last-digit}" in source
    assert "verdict-exact" not in source
    assert "| — |" in source


def test_unknown_verdict_is_neutral():
    assert tables.badge("holds") == "[holds]{.verdict .verdict-other}"


COUNTED = pd.DataFrame({"n": [1, 2]})


@pytest.mark.parametrize(
    "frame",
    [
        COUNTED.rename(columns={"n": "printed"}),
        COUNTED.rename(columns={"n": "value, printed"}),
        COUNTED.assign(verdict=["exact", ""]),
        COUNTED.assign(lines=["printed", "law of 1989"]),
        COUNTED.set_axis(pd.Index(["printed", "computed"], name="source")),
        COUNTED.set_axis(pd.MultiIndex.from_tuples([("lag", "printed"), ("lag", "computed")])),
    ],
)
def test_printed_numbers_are_seen_in_columns_and_in_rows(frame):
    assert tables.compares(frame)


@pytest.mark.parametrize(
    "frame",
    [
        COUNTED,
        COUNTED.assign(note=["as printed in the yearbook", "blueprinted"]),
        COUNTED.set_axis(pd.Index(["not printed", "computed"], name="source")),
    ],
)
def test_a_table_without_printed_numbers_compares_nothing(frame):
    assert not tables.compares(frame)
