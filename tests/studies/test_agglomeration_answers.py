"""Agglomeration of the track knows nothing of what is drawn; where it does, own lags find it."""

import numpy as np
import pytest

from lib.panels import agglomeration_synthetic as synthetic
from lib.panels.agglomeration_columns import printed_columns
from lib.studies import agglomeration_answers as study

COLUMN = printed_columns("table_1")[0]


def test_what_answers_is_told_from_what_does_not():
    drawn = synthetic.draw(seed=3, exhibits=("table_1",))
    rows = len(drawn.panel) - drawn.panel["city_code"].nunique()
    cities = drawn.panel["city_code"].nunique()
    real, answers = study.known(drawn), study.known(drawn, "ln_productivity")
    assert abs(real["shock"]) < 4 / np.sqrt(rows) and abs(real["effect"]) < 4 / np.sqrt(cities)
    # Productivity answers, and its lasting part goes with the effect of the city.
    assert answers["shock"] > 0.2 and answers["effect"] > 0.15
    made = synthetic.draw(seed=3, exhibits=("table_1",), agglomeration_responds=True)
    assert study.known(made)["shock"] > 0.2


def test_the_largest_correlation_is_found():
    panel = synthetic.draw(seed=3, exhibits=("table_1",)).panel
    copied = panel.assign(ln_roads=panel["ln_fdi"] + 1e-3 * panel["ln_roads"])
    assert study.most_alike(panel) < 0.35 < 0.99 < study.most_alike(copied)


def test_own_lags_find_an_agglomeration_that_answers():
    found = study.answering(COLUMN, draws=25, seed=500)
    z = found["off"] / found["error"]
    assert abs(z[study.OWN_LAGS]) < 4 and found.loc[study.OWN_LAGS, "error"] < 0.025
    assert z[study.AS_EXOGENOUS] > 4 and found.loc[study.WITHIN, "off"] == pytest.approx(0.6, abs=0.15)
