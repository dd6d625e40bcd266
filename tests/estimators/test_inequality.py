"""Inequality: known values, pairwise Gini, invariances, exact decomposition, bad input."""

import numpy as np
import pandas as pd
import pytest

from lib.estimators.inequality import decompose, gini, theil_l, theil_t
from lib.results import TIDY

ALL = [theil_t, theil_l, gini]


def incomes(seed=0, n=40) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.lognormal(1.0, 0.8, n), rng.uniform(0.5, 3.0, n)


def test_known_values():
    assert gini([1, 2, 3]) == pytest.approx(2 / 9)
    assert gini([0, 0, 0, 1]) == pytest.approx(3 / 4)
    assert theil_t([1, 3]) == pytest.approx(0.5 * (0.5 * np.log(0.5) + 1.5 * np.log(1.5)))
    assert theil_l([1, 3]) == pytest.approx(-0.5 * (np.log(0.5) + np.log(1.5)))
    for index in ALL:
        assert index([7.0] * 5) == pytest.approx(0, abs=1e-15)
        assert index([7.0] * 5) >= 0
        assert index([4.2]) == 0


def test_lognormal_incomes_in_the_limit():
    # With s = 0.5: T = L = s^2 / 2 and G = 2 Phi(s / sqrt 2) - 1; 200,000 draws, errors below 0.002.
    values = np.random.default_rng(1).lognormal(2.0, 0.5, 200_000)
    assert theil_t(values) == pytest.approx(0.125, abs=0.002)
    assert theil_l(values) == pytest.approx(0.125, abs=0.002)
    assert gini(values) == pytest.approx(0.27633, abs=0.002)


def test_gini_over_all_pairs():
    y, w = incomes()
    w = w / w.sum()
    pairs = w @ np.abs(y[:, None] - y) @ w / (2 * w @ y)
    assert gini(y, w) == pytest.approx(pairs, rel=1e-12)
    tied = np.round(y)
    tied_pairs = w @ np.abs(tied[:, None] - tied) @ w / (2 * w @ tied)
    assert gini(tied, w) == pytest.approx(tied_pairs, rel=1e-12)


@pytest.mark.parametrize("index", ALL)
def test_what_changes_nothing(index):
    y, w = incomes(2)
    value = index(y, w)
    assert index(1e6 * y, w) == pytest.approx(value, rel=1e-10)
    assert index(y, 250 * w) == pytest.approx(value, rel=1e-12)
    assert index(np.tile(y, 3), np.tile(w, 3)) == pytest.approx(value, rel=1e-12)
    assert index(y[::-1], w[::-1]) == pytest.approx(value, rel=1e-12)
    whole = np.arange(1, len(y) + 1)  # a weight of three is three persons
    assert index(y, whole) == pytest.approx(index(np.repeat(y, whole)), rel=1e-12)
    assert index(pd.Series(y), pd.Series(w)) == value
    assert index(y) == pytest.approx(index(y, np.ones(len(y))), rel=1e-12)


@pytest.mark.parametrize("index", ALL)
def test_a_transfer_to_the_richer_raises_each(index):
    y = np.sort(incomes(3)[0])
    more = y.copy()
    more[[5, 30]] += [-0.1, 0.1]
    assert index(more) > index(y)


@pytest.mark.parametrize(("name", "function"), [("theil_t", theil_t), ("theil_l", theil_l)])
def test_the_decomposition_is_exact(name, function):
    y, w = incomes(4)
    groups = np.resize(list("abca"), len(y))
    result = decompose(y, w, groups, index=name)
    assert result.total == pytest.approx(function(y, w), rel=1e-14)
    assert result.within + result.between == pytest.approx(result.total, rel=1e-12)
    assert 0 < result.share_between < 1
    table = result.groups
    assert table["population"].sum() == pytest.approx(1) and table["income"].sum() == pytest.approx(1)
    for group, row in table.iterrows():
        own = groups == group
        assert row["inequality"] == pytest.approx(function(y[own], w[own]), rel=1e-12)
        assert row["n"] == own.sum()
        assert row["mean"] == pytest.approx(np.average(y[own], weights=w[own]))
    # Between: the index of the groups' means.
    assert result.between == pytest.approx(function(table["mean"], table["population"]), rel=1e-10)


def test_one_group_and_groups_of_one():
    y, w = incomes(5)
    alone = decompose(y, w, np.arange(len(y)))
    assert alone.within == 0 and alone.between == pytest.approx(theil_t(y, w), rel=1e-12)
    together = decompose(y, w, ["all"] * len(y), index="theil_l")
    assert together.between == pytest.approx(0, abs=1e-15)
    equal = decompose([2.0, 2.0], None, ["a", "b"])
    assert equal.total == 0 and np.isnan(equal.share_between)


def test_what_the_result_says():
    result = decompose(*incomes(), np.resize(["east", "west"], 40))
    tidy = result.tidy(paper="toy", exhibit="table_8", column="1", track="public")
    assert list(tidy.columns) == TIDY
    assert tidy.set_index(["term", "statistic"])["value"]["theil_t", "within"] == result.within
    assert "west" in repr(result) and "west" in result._repr_html_()


BAD = [
    ([1.0, 0.0, 2.0], None, "values are zero or negative at 1 .1 such"),
    ([1.0, -3.0], None, "values are zero or negative at 1"),
    (pd.Series([1.0, np.nan], index=["KAZ", "KGZ"]), None, "values are missing or infinite at KGZ"),
    ([1.0, np.inf], None, "missing or infinite at 1"),
    ([], None, "values have shape"),
    ([[1.0, 2.0]], None, "values have shape"),
    (["a", "b"], None, "values are not numeric"),
    ([1.0, 2.0], [1.0], "1 weights for 2 values"),
    ([1.0, 2.0], [1.0, 0.0], "weights are zero or negative at 1"),
    (pd.Series([1.0, 2.0]), pd.Series([1.0, 2.0], index=[1, 2]), "have different indices"),
]


@pytest.mark.parametrize(("values", "weights", "message"), BAD)
@pytest.mark.parametrize("index", [theil_t, theil_l])
def test_bad_input(index, values, weights, message):
    with pytest.raises((TypeError, ValueError), match=message):
        index(values, weights)


def test_gini_takes_zeros_and_no_negative_values():
    assert gini([0.0, 1.0]) == pytest.approx(0.5)
    with pytest.raises(ValueError, match="values are negative at 0"):
        gini([-1.0, 2.0])
    with pytest.raises(ValueError, match="all 2 values are zero"):
        gini([0.0, 0.0])


def test_bad_groups():
    with pytest.raises(ValueError, match="1 groups for 2 values"):
        decompose([1.0, 2.0], None, ["a"])
    with pytest.raises(ValueError, match="group of value 1 is missing"):
        decompose([1.0, 2.0], None, ["a", None])
    with pytest.raises(ValueError, match="index is 'gini'"):
        decompose([1.0, 2.0], None, ["a", "b"], index="gini")


def test_groups_of_other_rows():
    values = pd.Series([1.0, 2.0, 4.0], index=["KAZ", "KGZ", "TJK"])
    groups = pd.Series(["a", "b", "b"], index=values.index)
    for other in (groups.iloc[::-1], groups.set_axis([0, 1, 2])):
        with pytest.raises(ValueError, match="values and groups have different indices"):
            decompose(values, None, other)
        with pytest.raises(ValueError, match="weights and groups have different indices"):
            decompose(values.to_numpy(), values, other)
    assert decompose(values, None, groups).within == decompose(values, None, list(groups)).within
