"""Files of an exhibit: complete, the same every time, and only with rows that belong to it."""

import os

import pandas as pd
import pytest

from lib.exhibits import files
from lib.results import TIDY

KEYS = {"paper": "maritime", "exhibit": "table_2", "track": "public"}


def rows(**changes) -> pd.DataFrame:
    frame = pd.DataFrame(
        {"panel": "", "column": "flow", "term": ["a", "b"], "statistic": "coef", "value": [0.1, 1 / 3]} | KEYS
    )
    return frame.assign(**changes)


def test_columns_come_out_in_the_order_of_the_contract():
    assert list(files.check_tidy(rows(), **KEYS).columns) == TIDY


@pytest.mark.parametrize(
    ("planted", "message"),
    [
        (rows(paper="twin_cities"), "column paper says 'twin_cities'"),
        (rows(exhibit=["table_2", "table_3"]), "column exhibit says 'table_3'"),
        (rows(track="semi_synthetic"), "column track says 'semi_synthetic'"),
        (rows(value=["0.1", "0.2"]), "column value"),
        (rows(term="a"), "1 repeated keys, first: .*'flow', 'a', 'coef'"),
        (rows().drop(columns="panel"), r"missing columns \['panel'\]"),
        (rows(extra=1), r"unknown columns \['extra'\]"),
    ],
)
def test_planted_errors_are_found(planted, message):
    with pytest.raises(ValueError, match=message):
        files.check_tidy(planted, **KEYS)


def test_csv_gives_back_every_float_and_has_unix_lines(tmp_path):
    target = tmp_path / "deep" / "x.csv"
    first = files.write_csv(target, rows())
    assert b"\r" not in target.read_bytes()
    assert pd.read_csv(target)["value"].tolist() == [0.1, 1 / 3]
    assert files.write_csv(target, rows()) == first


def test_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    target = tmp_path / "x.csv"
    target.write_text("old")

    def broken(*_):
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(OSError, match="disk full"):
        files.write_bytes(target, b"new")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def readings(**changes) -> pd.DataFrame:
    """The rows under two readings, and one of another exhibit."""
    other = rows(exhibit="figure_3", term=["c", "d"])
    frame = pd.concat([rows().assign(reading="ihs"), rows().assign(reading="logs"),
                       other.assign(reading="ihs")], ignore_index=True)  # fmt: skip
    return frame.assign(**changes)


def test_readings_keep_exhibits_and_values_with_the_reading_first():
    checked = files.check_readings(readings(), paper="maritime", track="public")
    assert list(checked.columns) == ["reading", *TIDY]
    assert checked["value"].tolist() == readings()["value"].tolist()
    assert checked["exhibit"].unique().tolist() == ["table_2", "figure_3"]


@pytest.mark.parametrize(
    ("planted", "message"),
    [
        (readings().drop(columns="reading"), "readings of maritime: every row needs the name of its reading"),
        (readings(reading=[*"abcde", ""]), "every row needs the name of its reading"),
        (readings(reading=[*"abcde", None]), "every row needs the name of its reading"),
        (readings(reading="ihs"), "tidy rows of maritime/table_2: 2 repeated keys"),
        (readings(paper="twin_cities"), "column paper says 'twin_cities'"),
        (readings(track="counterpart"), "column track says 'counterpart'"),
        (readings(value="0.1"), "column value"),
        (readings(extra=1), r"unknown columns \['extra'\]"),
        (readings().drop(columns="panel"), r"missing columns \['panel'\]"),
    ],
)
def test_planted_errors_of_readings_are_found(planted, message):
    with pytest.raises(ValueError, match=message):
        files.check_readings(planted, paper="maritime", track="public")


def test_readings_stand_where_no_verdict_counts_them():
    tidy, other = files.tidy_path("maritime", "x"), files.readings_path("maritime", "x")
    assert other.parent == tidy.parent / "readings" and other.name == tidy.name
