"""The agglomeration paper's equations: what is said of them follows or does not, and bounds on channels."""

import numpy as np
import pytest
import sympy

from lib import audit
from lib.studies import agglomeration_theory as theory
from lib.studies.agglomeration_printed import estimates


@pytest.fixture(scope="module")
def held():
    return {(one.equation, one.words): one for one in theory.held_against()}


def test_channels_and_per_cent_do_not_follow_all_else_does(held):
    fails = {words for (_, words), one in held.items() if one.result == theory.NOT}
    assert fails == {
        "effect through resilience",
        "effect through productivity",
        "per cent of exports for one per cent of agglomeration",
    }


def test_results_agree_with_the_declared_derivations(held):
    """The audit reads the same equations from design.yml, with other code."""
    findings = {one.id for one in audit.audit("agglomeration")}
    assert "derivation:2-interaction-read-as-a-channel" in findings
    assert not [name for name in findings if name.startswith("sign-of-effect")]
    assert held["(2)", "effect through resilience"].result == theory.NOT
    assert held["(2)", "coefficient of a product, after centring"].result == theory.FOLLOWS


def test_a_planted_change_of_the_equation_is_seen(monkeypatch):
    monkeypatch.setattr(theory, "EQUATION_2", f"{theory.EQUATION_1} + alpha5*a**2*r + alpha6*a*s")
    results = {one.words: one.result for one in theory.held_against()}
    assert results["how the effect of agglomeration changes with resilience"] == theory.NOT
    assert results["how the effect of agglomeration changes with productivity"] == theory.FOLLOWS


def test_centred_coefficients_give_the_same_outcome():
    f = theory.formulas()
    shift = {f.symbol(x): f.symbol(x) - f.symbol(f"m{x}") for x in "ars"}
    whole = f.parse(theory.EQUATION_2).subs(shift, simultaneous=True)
    regressors = {"constant": 1} | {name: f.parse(name) for name in ("a", "r", "s", "a*r", "a*s")}
    again = sum(value * regressors[name] for name, value in theory.centred().items())
    assert sympy.expand(whole - again) == 0


def test_the_variance_of_a_product_is_that_of_draws():
    rng = np.random.default_rng(3)
    values = {"ma": 2.0, "mr": -1.0, "sd_a": 0.7, "sd_r": 1.3, "c": 0.4}
    u, v = rng.standard_normal((2, 400_000))
    a = values["ma"] + values["sd_a"] * u
    r = values["mr"] + values["sd_r"] * (values["c"] * u + np.sqrt(1 - values["c"] ** 2) * v)
    for name, product in {"raw": a * r, "centred": (a - values["ma"]) * (r - values["mr"])}.items():
        formula = theory.variance_of_product()[name]
        number = float(formula.subs({one: values[one.name] for one in formula.free_symbols}))
        assert np.var(product) == pytest.approx(number, rel=0.02)  # about four Monte Carlo errors


def test_resilience_in_the_base_year_is_zero_and_falls_in_its_growth():
    assert theory.in_base_year() == (0, -1)
    cities = theory.example()
    assert (cities["resilience"].loc[theory.BASE_YEAR] == 0).all()
    worse = theory.resistance(cities["growth"]).idxmin()
    assert cities["resilience"].drop(theory.BASE_YEAR).mean().idxmax() == worse


def test_channels_are_read_from_the_printed_tables():
    table = theory.channels(("table_1", "table_2"))
    assert len(table) == 12
    first = table.loc[("table_1", "(1)", "resilience")]
    assert (first["read"], first["main"]) == (0.150, 0.0395)
    assert first["needed"] == pytest.approx(0.150 / 0.0395)
    printed = estimates().loc["table_1", "(1)"]["se"]
    one, two = printed["agglomeration_x_resilience"], printed["ln_resilience"]
    assert first["z_low"] == pytest.approx((0.150 - 0.0395) / (one + two))
    assert first["z_high"] == pytest.approx((0.150 - 0.0395) / abs(one - two))
    unemployment = table.loc[("table_2", "(1)", "resilience")]
    assert (unemployment["read"], unemployment["main"]) == (-0.140, -0.0829)


def test_a_half_life_needs_a_coefficient_between_0_and_1():
    assert theory.half_life(0.5) == 1
    with pytest.raises(ValueError, match="between 0 and 1"):
        theory.half_life(1.0)


def test_centring_changes_the_labels_and_nothing_else():
    ways = theory.centring_example(300, seed=5)
    same = ["product", "t of product", "fit"]
    assert np.allclose(ways.loc["raw", same], ways.loc["centred", same], rtol=1e-8)
    assert ways.loc["raw", "standardised"] > 3 * ways.loc["centred", "standardised"]
    assert abs(ways.loc["centred", "collinearity"]) < 0.2 < ways.loc["raw", "collinearity"]
