"""What the chapters show of the planted effects, on a small drawn panel."""

import numpy as np
import pandas as pd
import pytest

from lib.exhibits import files
from lib.panels import twin_cities_synthetic as synthetic
from lib.panels import twin_cities_synthetic_units as units
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


def test_the_parts_of_a_coefficient_add_up_to_it(drawn):
    columns = printed_columns("table_3")[1:4:2]
    terms = planted.selection_terms(drawn.panel, drawn.planting, columns)
    target = drawn.planting.columns.set_index(["exhibit", "column"])["planted"]
    for column in columns:
        adds = terms[column.outcome, "adds"]
        assert adds.iloc[1:-1].sum() == pytest.approx(adds["regression"])
        assert adds["regression"] == pytest.approx(target["table_3", column.column], abs=1e-6)
    own = drawn.effects("value")["own"][drawn.panel["treat_post"] == 1].mean()
    assert terms["value", "adds"]["true mean effect"] == pytest.approx(own)
    assert np.isnan(terms["value", "planted"]["regression"])


def test_a_path_s_coefficient_is_split_in_two(drawn):
    table = planted.paths(drawn.panel, printed_columns("table_3")[3], ("constant",))
    row = table.loc["constant"]
    assert row["weighed"] + row["rest"] == pytest.approx(row["regression"])


def test_rows_of_the_recovery_have_its_keys():
    index = pd.MultiIndex.from_tuples([("table_3", "(1)"), ("heckman", "value")], names=["exhibit", "column"])
    found = pd.DataFrame(1.0, index=index, columns=[*planted.RECOVERED, "z"]).assign(term="treat_post")
    rows = planted.recovery_rows(found)
    files.check_tidy(rows, paper="twin_cities", exhibit="recovery", track="semi_synthetic")
    assert set(rows["column"]) == {"table_3 (1)", "heckman value"}
    assert planted.recovery_rows(None) is None


def test_provinces_reach_more_cities_than_their_capitals():
    reach = planted.through_provinces(units.cities(synthetic.CITIES, synthetic.SEED))
    assert 0 < reach["capital only"] < reach["all cities"]
    assert reach["capital only"] < reach["tied"]


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
