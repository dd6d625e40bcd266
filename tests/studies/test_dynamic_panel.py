"""The simulation of why least squares and fixed effects fail in dynamic panels."""

from dataclasses import replace

import numpy as np
import pytest

from lib.studies import dynamic_panel
from lib.studies.dynamic_panel import ESTIMATORS, Design

DESIGN = Design(units=120, periods=6)


def test_the_panel_obeys_its_equation_and_is_stationary():
    design = replace(DESIGN, units=4000, rho=0.6)
    panel = dynamic_panel.draw(design, seed=3)
    assert list(panel.columns) == ["unit", "period", "y"]
    assert not panel.duplicated(["unit", "period"]).any()
    wide = panel.pivot(index="unit", columns="period", values="y").to_numpy()
    variance = design.effect**2 / 0.4**2 + design.noise**2 / (1 - 0.6**2)
    # The variance of a variance of 4,000 normals: sqrt(2 / 4000).
    np.testing.assert_allclose(wide.var(axis=0) / variance, 1, atol=4 * np.sqrt(2 / 4000))
    rest = wide[:, 1:] - 0.6 * wide[:, :-1]
    between = rest.mean(axis=1).var()
    assert between == pytest.approx(design.effect**2 + design.noise**2 / 5, rel=4 * np.sqrt(2 / 4000))


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.9])
@pytest.mark.parametrize("effect", [0.0, 0.4, 1.0])
def test_least_squares_and_fixed_effects_go_where_theory_says(rho, effect):
    """A large panel against the formulas of Bond (2002) and Nickell (1981)."""
    design = Design(units=40_000, periods=6, rho=rho, effect=effect)
    panel, limits = dynamic_panel.draw(design, seed=7), dynamic_panel.limits(design)
    error = 1 / np.sqrt(design.units * (design.periods - 1))
    assert dynamic_panel.pooled(panel) == pytest.approx(limits["least squares"], abs=4 * error)
    # Fixed effects leave less variation in the regressor.
    assert dynamic_panel.within(panel) == pytest.approx(limits["fixed effects"], abs=8 * error)


def test_the_table_is_tidy_and_the_same_for_the_same_seed():
    one, same, other = (
        dynamic_panel.simulate((0.2, 0.8), design=DESIGN, draws=3, seed=seed) for seed in (1, 1, 2)
    )
    assert list(zip(one["rho"], one["estimator"], strict=True)) == [
        (rho, name) for rho in (0.2, 0.8) for name in ESTIMATORS
    ]
    assert one.equals(same)
    assert not one.equals(other)
    assert one.notna().all().all()
    np.testing.assert_allclose(one["bias"], one["mean"] - one["rho"])
    assert (one["low"] <= one["mean"]).all() and (one["mean"] <= one["high"]).all()


def test_the_order_of_failures():
    """Fixed effects below, least squares above, difference GMM worse with rho, system GMM nearest."""
    table = dynamic_panel.simulate((0.3, 0.9), draws=25, seed=4)
    bias = table.pivot(index="rho", columns="estimator", values="bias")
    assert (bias["least squares"] > 0).all() and (bias["fixed effects"] < 0).all()
    assert bias.loc[0.9, "difference GMM"] < bias.loc[0.3, "difference GMM"] - 0.1
    assert (bias["system GMM"].abs() < bias[["least squares", "fixed effects"]].abs().min(axis=1)).all()


def test_an_estimator_of_ones_own_has_no_limit():
    table = dynamic_panel.simulate(
        (0.5,), design=DESIGN, draws=2, estimators={"zero": lambda _: 0.0, "within": dynamic_panel.within}
    )
    assert table["limit"].isna().all()
    assert table["bias"].iloc[0] == -0.5


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"units": 1}, "give 2 units and 4 periods"),
        ({"periods": 3}, "give 2 units and 4 periods"),
        ({"rho": 1.0}, "nothing is stationary"),
        ({"rho": -0.1}, "from 0 to below 1"),
        ({"noise": 0.0}, "give standard deviations"),
        ({"effect": -1.0}, "give standard deviations"),
    ],
)
def test_a_design_that_cannot_be_is_refused(changes, words):
    with pytest.raises(ValueError, match=words):
        Design(**changes)


def test_a_simulation_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least 2"):
        dynamic_panel.simulate((0.5,), draws=1)
    with pytest.raises(ValueError, match="no rho"):
        dynamic_panel.simulate(())
