"""What the chapters show of the planted effects, on a small drawn panel."""

import numpy as np
import pytest

from lib.panels import twin_cities_synthetic as synthetic
from lib.panels.twin_cities import PANEL
from lib.panels.twin_cities_columns import printed_columns
from lib.studies import twin_cities as study
from lib.studies import twin_cities_planted as planted


@pytest.fixture(scope="module")
def drawn():
    return synthetic.draw(seed=5, cities=40, destinations=30)


def test_nothing_is_planted_on_other_tracks(drawn):
    assert planted.planted(drawn.panel, "original") is None
    assert planted.recovered("original", 2, 1) is None


def test_planting_read_from_the_panel_is_the_planting_it_was_drawn_with(drawn):
    known = planted.planted(drawn.panel, "semi_synthetic")
    assert np.allclose(known.coefficients, drawn.planting.coefficients, rtol=1e-6, atol=1e-8)


def test_without_noise_every_regression_of_table_3_finds_what_is_printed(drawn):
    known = drawn.planting
    target = known.columns.set_index(["exhibit", "column"])["planted"]
    for column in printed_columns("table_3"):
        exact = planted.without_noise(drawn.panel, known, column)
        assert exact[column.y].isna().equals(drawn.panel[column.y].isna())
        found = study.estimate(exact, column).params[column.regressor]
        assert found == pytest.approx(target["table_3", column.column], abs=1e-8)


def test_the_true_path_is_nil_before_and_a_mean_after(drawn):
    path = planted.true_path(drawn.panel, drawn.planting, "value", 10)
    assert (path.loc[-10:-1] == 0).all()
    panel, own = drawn.panel, drawn.effects("value")["own"]
    since = panel["year"] - panel["treatment_year"]
    assert path[3] == pytest.approx(own[(since == 3) & (panel["treat"] == 1)].mean())
    assert path[10] == pytest.approx(own[(since >= 10) & (panel["treat"] == 1)].mean())


def test_paths_differ_in_their_effects_and_not_in_the_regression(drawn):
    column = printed_columns("table_3")[3]
    table = planted.paths(drawn.panel, column, ("rising", "constant"), drawn.planting)
    assert np.allclose(table["regression"], 0.116, atol=1e-8)
    assert table.loc["rising", "true mean"] != pytest.approx(table.loc["constant", "true mean"], rel=0.05)
    in_force = drawn.panel["treat_post"] == 1
    assert table.loc["rising", "true mean"] == pytest.approx(drawn.effects("value")["own"][in_force].mean())


def test_agreements_drawn_anew_find_the_same_coefficient_without_noise():
    column = printed_columns("table_3")[3]
    table = planted.redrawn(column, seeds=(1, 2), cities=60, destinations=40)
    assert np.allclose(table["without noise"], 0.116, atol=1e-8)
    assert table.loc[1, "in force"] != table.loc[2, "in force"]
    assert table.loc[1, "estimated"] != table.loc[2, "estimated"]


def test_every_column_has_an_origin():
    origins = planted.origins()
    assert list(origins) == list(PANEL.columns)
    assert origins["value"] == "drawn"
    assert origins["ln_distance"] == "real"
