"""The verdicts of the built book: none worse than the committed baseline, every difference explained."""

import copy

import pandas as pd
import pytest

from lib import published, verdicts
from lib.published import CAUSES
from lib.verdicts import baseline, scale
from lib.verdicts.__main__ import DEFAULT
from lib.verdicts.cells import NOT_FOUND_YET
from lib.verdicts.report import cell_verdicts


@pytest.fixture(scope="module")
def committed() -> dict:
    return baseline.load(DEFAULT)


@pytest.fixture(scope="module")
def summary(built_book) -> dict:
    return verdicts.summary()


@pytest.fixture(scope="module")
def present(summary) -> dict:
    return baseline.of_summary(summary)


@pytest.fixture(scope="module")
def counted(summary) -> dict:
    """Counted cells by paper."""
    frames = {paper: verdicts.read(paper) for paper in summary["papers"]}
    return {paper: frame[frame["counted"]] for paper, frame in frames.items()}


def listed(problems: list[str]) -> str:
    return "\n".join([f"{len(problems)} found:", *problems])


def first_with(present: dict, verdict: str) -> tuple[str, str]:
    """The first paper and cell that have a verdict."""
    return next((paper, cell) for paper, cells in present.items()
                for cell, found in cells.items() if found == verdict)  # fmt: skip


def test_no_verdict_is_worse_than_the_baseline(committed, present):
    worse = baseline.worsened(committed, present)
    assert not worse, listed(worse)


def test_every_printed_paper_is_in_the_verdicts(present):
    assert list(present) == published.papers()
    assert all(present.values())


def test_a_verdict_that_goes_back_to_waiting_is_found(present):
    paper, cell = first_with(present, scale.EXACT)
    planted = copy.deepcopy(present)
    planted[paper][cell] = scale.NOT_COMPUTED
    assert baseline.worsened(present, planted) == [f"{paper} {cell}: was exact, is {scale.NOT_COMPUTED}"]
    assert baseline.worsened(planted, present) == []


def test_every_cell_has_a_baseline(committed, present):
    new = [f"{paper} {cell}" for paper, cells in present.items()
           for cell in cells if cell not in committed.get(paper, {})]  # fmt: skip
    assert not new, listed(new) + f"\nwrite {DEFAULT.name} with python -m lib.verdicts --write-baseline"
    assert sum(map(len, present.values())) > 100


@pytest.mark.parametrize("better", [name for name in scale.COMPARED if name != scale.SIGN])
def test_a_planted_worsening_is_found_and_named(present, better):
    paper, cell = first_with(present, better)
    planted = copy.deepcopy(present)
    planted[paper][cell] = scale.SIGN
    assert baseline.worsened(present, planted) == [f"{paper} {cell}: was {better}, is {scale.SIGN}"]
    assert baseline.worsened(planted, present) == []
    del planted[paper][cell]
    assert baseline.worsened(present, planted) == [f"{paper} {cell}: was {better}, is gone"]


def test_a_baseline_better_than_the_results_is_found(committed, present):
    better = copy.deepcopy(committed)
    paper, cell = first_with(present, scale.DIFFERENT)
    better[paper][cell] = scale.EXACT
    assert f"{paper} {cell}: was exact, is different" in baseline.worsened(better, present)


def test_both_files_say_the_same(summary):
    for paper, entry in summary["papers"].items():
        frame = verdicts.read(paper)
        assert cell_verdicts(frame) == entry["verdicts"]
        counts = frame.loc[frame["counted"], "verdict"].value_counts()
        compared = {name: entry["counts"][name] for name in scale.COMPARED if entry["counts"][name]}
        assert counts.to_dict() == compared


def test_every_counted_difference_has_a_cause_or_says_that_none_is_known(counted):
    without = [
        f"{paper} {row.id}: {row.verdict}, cause {row.cause!r}"
        for paper, frame in counted.items()
        for row in frame[frame["verdict"] != scale.EXACT].itertuples()
        if not (row.cause in CAUSES and row.explanation) and row.cause != NOT_FOUND_YET
    ]
    assert not without, listed(without)


def test_every_test_of_a_cause_was_computed(counted):
    tested = pd.concat([frame[frame["test"] != ""] for frame in counted.values()])
    assert len(tested)
    missing = tested[~tested["supports"].isin(["yes", "no"])]
    assert missing.empty, listed(list(missing["id"] + ": " + missing["test"]))


def test_one_reading_is_fixed_for_each_explanation(counted):
    """A reading chosen cell by cell after seeing the answer would test nothing."""
    for paper in counted:
        readings = published.causes(paper).groupby("explanation")["test"].nunique()
        assert (readings == 1).all(), listed(list(readings.index[readings > 1]))
