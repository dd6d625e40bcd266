"""Estimates without each unit: the estimates themselves, problems that are said, bad input."""

import numpy as np
import pytest
from few_treated_panels import BLOCK, COLUMN, drawn

from lib.estimators.few_treated import leave_one_out, randomisation, wild_bootstrap
from lib.estimators.fixed_effects import estimate
from lib.estimators.placebo import randomise
from lib.results import TIDY


def regression(frame):
    return estimate(frame, COLUMN)


def test_each_row_is_the_estimate_without_the_unit():
    frame = drawn(1, effect=0.5)
    result = leave_one_out(frame, regression, "unit", term="d", treatment="d")
    table = result.table
    assert list(table.index) == ["none", *range(9)]
    assert list(table["treated"][1:]) == [True] * 5 + [False] * 4
    for unit in range(9):
        fit = regression(frame[frame["unit"] != unit])
        assert table.loc[unit, "coef"] == fit.params["d"] and table.loc[unit, "se"] == fit.std_errors["d"]
        assert table.loc[unit, "p"] == fit.pvalues["d"] and table.loc[unit, "nobs"] == 64
        assert table.loc[unit, "change"] == fit.params["d"] - table.loc["none", "coef"]
    assert (table["problem"] == "").all() and not result.notes


@pytest.mark.parametrize(
    "method",
    [
        lambda frame: randomisation(frame, BLOCK),
        lambda frame: randomise(frame, BLOCK),
        lambda frame: wild_bootstrap(frame, COLUMN, "d"),
    ],
)
def test_results_with_a_coefficient_of_their_own(method):
    frame = drawn(2)
    result = leave_one_out(frame, method, "unit", units=[0, 8])
    without = method(frame[frame["unit"] != 8])
    assert result.term == "d" and list(result.table.index) == ["none", 0, 8]
    assert result.table.loc[8, "coef"] == without.coef and result.table.loc[8, "p"] == without.pvalue


def test_a_sample_without_an_estimate_is_said():
    frame = drawn(3, treated=1)
    for method, why in (
        (lambda f: randomisation(f, BLOCK), "no unit is treated"),
        (regression, "'d' left out: it does not vary|'d' left out: the effects explain it"),
    ):
        result = leave_one_out(frame, method, "unit", term="d")
        assert np.isnan(result.table.loc[0, "coef"]) and result.table["coef"].notna().sum() == 9
        assert np.any([part in result.table.loc[0, "problem"] for part in why.split("|")])
        assert result.notes[0] == "no estimate without 0: see the column 'problem'"


def test_one_treated_cluster_is_said_and_no_error_is_shown_where_there_is_none():
    frame = drawn(3, treated=1)
    notes = leave_one_out(frame, regression, "unit", term="d").notes
    assert [note.partition(":")[0] for note in notes[1:]] == [
        "left out none",
        "left out 1, 2, 3, 4, 5, 6, 7, 8",
    ]
    assert all("'d' is 1 in 1 of" in note for note in notes[1:])
    three = frame[frame["unit"] < 3]
    result = leave_one_out(three, regression, "unit", term="d", units=[2])
    assert result.table.loc[2, ["se", "p"]].isna().all() and np.isfinite(result.table.loc[2, "coef"])
    assert "scores of all clusters vanish" in result.table.loc[2, "problem"]
    assert "no standard error without 2: see the column 'problem'" in result.notes


def test_what_the_result_says():
    result = leave_one_out(drawn(1), regression, "unit", term="d")
    tidy = result.tidy(paper="toy", exhibit="table_3", track="public")
    assert list(tidy.columns) == TIDY
    named = tidy.set_index(["column", "statistic"])["value"]
    assert named["4", "coef"] == result.table.loc[4, "coef"]
    assert "without one unit" in repr(result)


BAD = [
    ({"unit": "country"}, "column 'country' is not in the frame"),
    ({"units": [0, 99]}, "unit 99 is not in column 'unit'"),
    ({"term": None}, "name the term to look at: one of d, x"),
    ({"term": "z"}, "the whole sample has no estimate of 'z'"),
    ({"estimate": lambda frame: 1.5}, "estimate returned a float"),
    ({"unit": "one"}, "column 'one' has one value"),
    ({"treatment": "name"}, "column 'name' is not numeric"),
]


@pytest.mark.parametrize(("given", "message"), BAD)
def test_bad_input(given, message):
    options = {"estimate": regression, "unit": "unit", "term": "d", **given}
    with pytest.raises((KeyError, TypeError, ValueError), match=message):
        leave_one_out(drawn(0).assign(one=1, name="a"), **options)
