"""The record of three papers, entered by hand, against their texts, read by a parser."""

import random
import re

import pandas as pd
import pytest

from lib import facts, paths, published

from . import reading
from .comparing import (
    cells_of,
    compare_cells,
    compare_numbers,
    numbers,
    read,
    sentences,
    sentences_of,
    tables,
)
from .reading import TEXTS, TextError, path, rows, squeeze

REFERENCES = "\n参考文献\n"
# Decimals, shares and counted things: what a sentence can print and the record must not miss.
COUNTED = r"(?<![\d.])\d[\d,]*(?:\.\d+)?(?=\s*%)|(?<![\d.])\d+\.\d+(?![\d.])|\d[\d,]*(?=\s*[个座])"


@pytest.fixture(params=TEXTS)
def paper(request) -> str:
    return request.param


@pytest.fixture
def text(paper) -> str:
    if not path(paper).exists():
        pytest.skip("the paper's text is not here; set PAPERS to the directory that has it")
    return read(paper)


@pytest.mark.parametrize("name", sorted(file.name for file in paths.PUBLISHED.glob("*.csv")))
def test_committed_file_is_sealed(name):
    assert facts.verify(paths.PUBLISHED / name) == facts.sources()["tables"][f"published/{name}"]["sha256"]


def test_every_cell_of_a_table_is_the_same_in_both_entries(paper, text):
    found = compare_cells(tables(paper, text), published.load(paper))
    assert found.differences == []


def test_every_number_of_a_sentence_is_the_same_in_both_entries(paper, text):
    found = compare_numbers(numbers(paper, text), published.cells(paper))
    assert found.differences == []


def test_both_entries_have_tables_and_sentences(paper):
    assert len(cells_of(published.load(paper))) > 100
    assert len(sentences_of(published.cells(paper))) > 10


def test_place_words_stand_in_the_text(paper, text):
    squeezed = squeeze(text)
    claims = published.claims(paper)
    assert [row.id for row in claims.itertuples() if squeeze(row.zh_key) not in squeezed] == []
    assert claims.loc[claims["zh_key"] == "", "id"].tolist() == []


def test_no_number_of_the_text_is_left_out(paper, text):
    record = published.cells(paper)
    entered = {value.lstrip("-") for value in record["printed"]} | set(sentences(paper).NOT_ENTERED)
    printed = set(re.findall(COUNTED, text.split(REFERENCES)[0]))
    assert printed - entered == set()


def test_exceptions_are_printed_and_not_entered(paper, text):
    entered = set(sentences_of(published.cells(paper)).values())
    printed, squeezed = set(re.findall(COUNTED, text.split(REFERENCES)[0])), squeeze(text)
    for number, (place, _) in sentences(paper).NOT_ENTERED.items():
        assert number in printed - entered
        assert place in squeezed


# Faults planted in a copy of the record.


def spoiled(frame: pd.DataFrame, line: int, column: str, value: str) -> pd.DataFrame:
    copy = frame.copy()
    copy.loc[line, column] = value
    return copy


def other_digit(printed: str) -> str:
    return printed[:-1] + str((int(printed[-1]) + 1) % 10)


def key_of(frame: pd.DataFrame, line: int) -> str:
    return "/".join(frame.loc[line, published.KEYS])


def coefficients(frame: pd.DataFrame) -> pd.DataFrame:
    """Printed coefficients of tables."""
    of_tables = frame["exhibit"].str.startswith("table_") & (frame["printed"] != "")
    return frame[of_tables & (frame["statistic"] == "coef")]


def test_changed_digit_is_reported(paper):
    frame = published.load(paper)
    for line in random.Random(1).sample(list(coefficients(frame).index), 20):
        copy = spoiled(frame, line, "printed", other_digit(frame.loc[line, "printed"]))
        differences = compare_cells(cells_of(frame), copy).differences
        assert [difference.split(":")[0] for difference in differences] == [key_of(frame, line)]


def test_lost_and_added_star_are_reported(paper):
    frame = published.load(paper)
    for stars, changed in (("*", ""), ("***", "**"), ("", "*")):
        line = coefficients(frame).index[coefficients(frame)["stars"] == stars][0]
        differences = compare_cells(cells_of(frame), spoiled(frame, line, "stars", changed)).differences
        assert [difference.split(":")[0] for difference in differences] == [key_of(frame, line)]


def test_swapped_cells_are_reported(paper):
    frame = published.load(paper)
    first, second = coefficients(frame).index[:2]
    copy = frame.copy()
    copy.loc[[first, second], ["printed", "stars"]] = frame.loc[
        [second, first], ["printed", "stars"]
    ].to_numpy()
    differences = compare_cells(cells_of(frame), copy).differences
    assert [d.split(":")[0] for d in differences] == [key_of(frame, first), key_of(frame, second)]


def test_missing_row_is_reported_in_both_directions(paper):
    frame = published.load(paper)
    line = coefficients(frame).index[0]
    for first, second in ((frame, frame.drop(index=line)), (frame.drop(index=line), frame)):
        (difference,) = compare_cells(cells_of(first), second).differences
        assert difference.startswith(f"{key_of(frame, line)}:")
        assert "nothing in the" in difference


def test_changed_and_missing_number_of_a_sentence_are_reported(paper):
    record = published.cells(paper)
    entered = sentences_of(record)
    name = next(iter(entered))
    line = record.index[record["id"] == name][0]
    changed = spoiled(record, line, "printed", other_digit(entered[name]))
    for copy in (changed, record.drop(index=line)):
        (difference,) = compare_numbers(entered, copy).differences
        assert difference.startswith(f"{name}:")


# Faults planted in a copy of the text: the parser reads the page and not the record.


def printed_once(paper: str, text: str) -> list[tuple[str, str, str]]:
    """Cells of tables whose string stands in one place of the text: id, the place's pattern, the string."""
    found = []
    for key, (value, _) in cells_of(published.load(paper)).items():
        pattern = rf"(?<![\d.]){re.escape(value)}(?![\d.])"
        if len(re.findall(pattern, text)) == 1:
            found.append(("/".join(key), pattern, value))
    return found


def test_changed_digit_of_the_text_is_reported(paper, text):
    frame = published.load(paper)
    for name, pattern, value in random.Random(2).sample(printed_once(paper, text), 20):
        copy = re.sub(pattern, other_digit(value), text)
        (difference,) = compare_cells(tables(paper, copy), frame).differences
        assert difference.startswith(f"{name}:")


def test_lost_star_of_the_text_is_reported(paper, text):
    frame, tried = published.load(paper), 0
    for name, pattern, _ in random.Random(3).sample(printed_once(paper, text), 60):
        copy, changes = re.subn(rf"({pattern}(?:\^\{{)?)\*", r"\1", text)
        if changes:
            tried += 1
            (difference,) = compare_cells(tables(paper, copy), frame).differences
            assert difference.startswith(f"{name}:")
    assert tried > 5


def test_lost_value_of_the_text_is_reported(paper, text):
    frame = published.load(paper)
    for name, pattern, _ in random.Random(4).sample(printed_once(paper, text), 20):
        assert _differences(paper, re.sub(pattern, "", text), frame), f"{name} taken out of the text"


def _differences(paper: str, text: str, frame: pd.DataFrame) -> list[str]:
    try:
        return compare_cells(tables(paper, text), frame).differences
    except TextError as error:
        return [str(error)]


def test_page_number_below_a_row_is_no_value():
    (_, row) = rows(["(1) (2)", "R2 0.1 0.2", "", "901"], ["R2"])
    assert row.tokens == ["0.1", "0.2"]
    assert row.text == ["901"]


def test_values_go_on_below_their_label():
    (row,) = rows(["lnAgg 0.2***", "", "(0.03)", "0.4", "(0.1)", "and so on"], ["ln", "lnAgg"])
    assert row.tokens == ["0.2***", "(0.03)", "0.4", "(0.1)"]


@pytest.mark.parametrize(
    ("text", "pattern", "message"),
    [
        ("a 1 b", r"c(\d)", "x: the text has 0 places"),
        ("a 1 b a 2 b", r"a(\d)b", "x: the text has 2 places"),
    ],
)
def test_expression_has_to_match_once(text, pattern, message):
    with pytest.raises(TextError, match=message):
        reading.numbers(text, [(pattern, ["x"])])


def test_number_that_reads_differently_in_two_places_is_refused():
    with pytest.raises(TextError, match="x: 1 in one place, 2 where"):
        reading.numbers("a1 b2", [(r"a(\d)", ["x"]), (r"b(\d)", ["x"])])


def test_only_a_numeral_is_read_as_one():
    assert reading.words("共三国", [("共(.)国", ["x"])]) == {"x": "3"}
    with pytest.raises(TextError, match="'多' is no numeral"):
        reading.words("共多国", [("共(.)国", ["x"])])
