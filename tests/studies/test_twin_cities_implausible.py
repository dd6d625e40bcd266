"""Rows that no customs records could give: each kind is counted, and sound rows are not."""

import numpy as np
import pandas as pd
import pytest

from lib import facts
from lib.panels import twin_cities_synthetic as synthetic
from lib.studies.twin_cities_implausible import implausible, ranks

EXPORTS = pd.DataFrame(
    {"iso3": ["USA", "USA", "KOR"], "year": [2002, 2003, 2002], "exports_baci_usd": [1e9, 2e9, np.nan]}
)
SOUND = {"iso3": "USA", "year": 2002, "quantity": 1e6, "value": 1e6, "lines": 3.0, "high_tech_share": 100 / 3}
ODD = {
    "share of high technology that is no ratio of whole lines": {"high_tech_share": 30.9},
    "of which with one line, which is high technology or not": {"lines": 1.0},
    "less than a US$ a line": {"value": 2.0},
    "of which less than a US$ in all": {"value": 0.005},
    "a city sends more than a hundred million tonnes": {"quantity": 1.4e13},
    "a city exports more than China really did": {"value": 1.1e9},
}


def rows(*changes: dict) -> pd.DataFrame:
    panel = pd.DataFrame([SOUND | change for change in changes])
    panel["high_tech_share"] = panel["high_tech_share"].round(6)
    return panel


def test_sound_rows_are_not_counted():
    whole = [{"lines": n, "high_tech_share": 100 * k / n} for n in (1, 7, 1221) for k in (0, n // 2, n)]
    bounds = [{"value": 3.0}, {"value": 1e9}, {"quantity": 1e11}, {"quantity": np.nan}, {"iso3": "KOR"}]
    found = implausible(rows(*[x | {"value": 1e6} for x in whole], *bounds), EXPORTS)
    assert found["rows"].tolist() == [0] * len(ODD)


@pytest.mark.parametrize("kind", ODD)
def test_each_kind_is_counted(kind):
    found = implausible(rows({}, ODD[kind], ODD[kind], {}), EXPORTS)
    assert found.loc[kind, "rows"] == 2 and found.loc[kind, "share"] == 50
    assert list(found.index) == list(ODD)


def test_destinations_are_ranked_by_all_their_years():
    panel = rows({"value": 5.0}, {"year": 2003, "value": 4.0}, {"iso3": "KOR", "value": 8.0})
    found = ranks(panel, EXPORTS)
    assert found["drawn"].to_dict() == {"KOR": 2, "USA": 1}
    assert found.loc["USA", "real"] == 1 and np.isnan(found.loc["KOR", "real"])


def test_a_drawn_panels_shares_are_no_ratios_and_its_order_is_near_the_real_one():
    panel = synthetic.draw(seed=5, cities=40, destinations=30).panel
    exports = facts.load("china_trade")
    found = implausible(panel, exports)
    assert found["share"].iloc[0] > 99  # the share is drawn without looking at the lines
    order = ranks(panel, exports)
    assert 0.6 < order.corr(method="spearman").loc["drawn", "real"] < 1
