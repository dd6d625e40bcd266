"""Sums, shares and growth add up and equal hand computations."""

import numpy as np
import pandas as pd
import pytest

from lib import facts
from lib.panels import maritime
from lib.panels import maritime_totals as totals


@pytest.fixture(scope="module")
def panel():
    return maritime.build("public")


def value(rows, **keys):
    hit = rows.loc[np.logical_and.reduce([rows[name] == wanted for name, wanted in keys.items()]), "value"]
    assert len(hit) == 1, keys
    return hit.iloc[0]


def test_regions_and_hosts_add_up_to_all(panel):
    whole = totals.amounts(panel).set_index(["column", "term"])["value"]
    for by in ("region", "iso3"):
        parts = totals.amounts(panel, by).groupby(["column", "term"])["value"].sum()
        pd.testing.assert_series_equal(parts, whole.sort_index(), check_names=False)


def test_shares_add_up_to_one(panel):
    rows = totals.figure_2(panel).query("statistic == 'share_of_hosts'")
    np.testing.assert_allclose(rows.groupby(["column", "term"])["value"].sum(), 1)


def test_growth_is_compound(panel):
    rows = totals.figure_1(panel, facts.load("china_ofdi_totals"))
    multiple = value(rows, panel="all", column="flow", statistic="multiple")
    first = value(rows, panel="all", column="flow", statistic="value_100musd", term=2004)
    last = value(rows, panel="all", column="flow", statistic="value_100musd", term=2015)
    rate = value(rows, panel="all", column="flow", statistic="growth_rate")
    assert multiple == pytest.approx(last / first)
    assert first * (1 + rate) ** 11 == pytest.approx(last)


def test_six_largest_and_six_named_by_hand(panel):
    year = panel[panel["year"] == 2015].set_index("iso3")
    rows = totals.hosts(panel)
    keys = {"column": "stock", "term": 2015, "statistic": "share_of_hosts"}
    largest = year["stock"].nlargest(6).sum() / year["stock"].sum()
    named = year.loc[list(totals.NAMED), "stock"].sum() / year["stock"].sum()
    assert value(rows, panel="top_six", **keys) == pytest.approx(largest)
    assert value(rows, panel="named_six", **keys) == pytest.approx(named)
    assert (rows["statistic"] == "value_100musd").sum() == 48
    assert (rows["statistic"] == "share_of_hosts").sum() == 48


def test_growth_from_rounded_amounts_by_hand(panel):
    rows = totals.figure_1(panel, facts.load("china_ofdi_totals"))
    assert value(rows, panel="all", column="stock", statistic="multiple_rounded") == pytest.approx(
        835.14 / 12.15
    )
    whole = value(rows, panel="all", column="flow", statistic="growth_rate_whole_multiple")
    assert whole == pytest.approx(76 ** (1 / 11) - 1)
