"""Recovery of the planted coefficients, and a fault that it notices."""

from dataclasses import replace

import numpy as np
import pytest

from lib.panels import twin_cities_synthetic
from lib.panels.twin_cities_columns import printed_columns
from lib.studies.twin_cities_recovery import recovery


@pytest.fixture(scope="module")
def drawn():
    return twin_cities_synthetic.draw(cities=40, destinations=30)


@pytest.fixture(scope="module")
def table(drawn):
    return recovery(drawn, replications=60, seed=4)


def test_every_printed_column_is_recovered(table):
    wanted = printed_columns() + printed_columns("heckman")
    assert list(zip(table["exhibit"], table["column"], strict=True)) == [
        (c.exhibit, c.column) for c in wanted
    ]
    assert np.allclose(table["planted"], table["printed"], atol=1e-8)
    # Four Monte Carlo errors for 30 columns: with 60 redraws a right table fails once in five hundred seeds.
    assert table["z"].abs().max() < 4
    assert (table["mc_error"] > 0).all()


def test_the_seeded_panel_is_one_of_the_redraws(table):
    away = (table["estimated"] - table["planted"]) / table["mc_sd"]
    assert away.abs().max() < 4.5
    assert away.abs().max() > 0.1, "the panel has noise"


def test_the_noise_is_of_the_printed_size(table):
    baseline = table[(table["exhibit"] == "table_3") & table["column"].isin(["(2)", "(8)"])]
    ratio = baseline["mc_sd"] / baseline["printed_se"]
    assert ratio.between(0.7, 1.35).all()  # sd of a standard deviation over 60 redraws: 9 %


def test_the_error_of_the_spread_is_that_of_independent_series(drawn, table):
    others = recovery(drawn, replications=60, seed=5)
    apart = (others["mc_sd"] - table["mc_sd"]) / np.hypot(others["mc_sd_error"], table["mc_sd_error"])
    # standard normal, 30 columns that share their noise: the root mean square is near 1
    assert 0.5 < np.sqrt((apart**2).mean()) < 1.8


def test_a_wrong_effect_is_noticed(drawn):
    wrong = drawn.outcomes.means.copy()
    wrong["lines"] += 0.03 * drawn.panel["treat_post"].to_numpy()
    faulty = replace(drawn, outcomes=replace(drawn.outcomes, means=wrong))
    z = recovery(faulty, replications=60, seed=4).set_index(["exhibit", "column"])["z"].abs()
    assert z["table_3", "(6)"] > 4
    assert z["table_3", "(4)"] < 4


def test_too_few_redraws(drawn):
    with pytest.raises(ValueError, match="replications=1"):
        recovery(drawn, replications=1)
