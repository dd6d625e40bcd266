"""The Belt and Road model: derived results, measured quality, inequality, and which links are printed."""

import numpy as np
import pandas as pd
import pytest
import sympy
from scipy import integrate, optimize, stats

from lib.estimators import fixed_effects
from lib.estimators.fixed_effects import FixedEffectsSpec
from lib.exhibits import belt_road_theory as shows
from lib.studies import belt_road_demand as demand
from lib.studies import belt_road_prices as prices
from lib.studies import belt_road_theory as theory


@pytest.fixture(scope="module")
def results():
    return theory.results()


def test_every_result_is_confirmed_both_ways(results):
    assert {name: (one.symbolic, one.numeric) for name, one in results.items()} == dict.fromkeys(
        results, (True, True)
    )


def test_a_wrong_closed_form_is_seen(monkeypatch):
    monkeypatch.setattr(theory, "VALUE", "lam**(sigma-1)*(tau*p)**(-sigma)*A")  # what arrives, unpriced
    broken = theory.results()
    assert not broken["direct"].symbolic and not broken["direct"].numeric
    assert not broken["identity"].numeric


def test_the_best_quality_maximises_profit():
    """Against a search over quality, at one point of the parameters."""
    values = {"sigma": 4.0, "theta": 0.5, "gamma": 2.2, "c": 0.7, "f": 0.3, "tau": 1.4, "A": 2.0}
    f = theory.formulas()
    best = theory.best_quality()
    solved = float(best.subs({f.symbol(name): value for name, value in values.items()}))
    sigma, theta, gamma = values["sigma"], values["theta"], values["gamma"]

    def loss(log_quality: float) -> float:
        quality = np.exp(log_quality)
        price = sigma / (sigma - 1) * values["c"] * quality**theta
        value = quality ** (sigma - 1) * (values["tau"] * price) ** (1 - sigma) * values["A"]
        return -(value / sigma - values["f"] * quality**gamma)

    assert gamma > (sigma - 1) * (1 - theta)
    found = optimize.minimize_scalar(loss, bounds=(-6, 6), method="bounded", options={"xatol": 1e-9})
    assert solved == pytest.approx(found.x, abs=1e-5)  # a search near a flat maximum


def test_policy_raises_quality_where_the_maximum_exists(results):
    f = theory.formulas()
    rng = np.random.default_rng(1)
    for _ in range(20):
        sigma, theta = rng.uniform(1.5, 8), rng.uniform(0.05, 0.95)
        at = {"sigma": sigma, "theta": theta, "a": rng.uniform(0.1, 1), "b": 1,
              "gamma": (sigma - 1) * (1 - theta) + rng.uniform(0.1, 3)}  # fmt: skip
        point = {f.symbol(name): value for name, value in at.items()}
        direct, quality, whole = (
            float(results[name].closed.subs(point)) for name in ("direct", "quality", "whole")
        )
        assert quality > 0 and whole > direct > 0


def test_the_identity_gives_the_coefficient_on_prices():
    """Three regressions on one sample: the coefficient on prices is that of the formula."""
    rng = np.random.default_rng(2)
    n, sigma = 400, 5.0
    frame = pd.DataFrame(
        {"x1": rng.standard_normal(n), "g": rng.integers(0, 8, n), "t": rng.integers(0, 5, n)}
    )
    price = 0.3 * frame["x1"] + rng.standard_normal(n)
    quantity = rng.standard_normal(n) - price
    outcomes = {"v": price + quantity, "q": (quantity + sigma * price) / (sigma - 1), "p": price}
    coef = {
        name: fixed_effects.estimate(
            frame.assign(y=y), FixedEffectsSpec(outcome="y", regressors=("x1",), fixed_effects=("g", "t"))
        ).params["x1"]
        for name, y in outcomes.items()
    }
    assert coef["p"] == pytest.approx(coef["q"] - coef["v"] / (sigma - 1), abs=1e-10)


def test_implied_prices_vanish_at_the_turning_elasticity():
    turn = prices.turning()
    for name, sigma in turn["sigma"].items():
        row = prices.implied(pd.Series([sigma])).iloc[0]
        assert row[name] == pytest.approx(0, abs=1e-12)
        assert row[f"{name} low"] < 0 < row[f"{name} high"]
    assert turn.loc["exports", "sigma"] == pytest.approx(1 + 0.218 / 0.134)


def test_the_sets_of_implied_prices_end_where_the_price_effect_is_at_the_critical_value():
    """Errors read from the record; the ends of the set, put back, give the effect 1.96 errors from zero."""
    own, turn = theory.estimates(), prices.turning()
    z = stats.norm.isf(0.025)
    for flow, (value, quality) in prices.PAIRS.items():
        v, q = own.loc[("table_3", value, "bri")], own.loc[("table_5", quality, "bri")]
        ((low, high),) = turn.loc[flow, "set"]
        for sigma in (low, high):
            effect = q["coef"] - v["coef"] / (sigma - 1)
            error = np.hypot(q["se"], v["se"] / (sigma - 1))
            assert abs(effect) == pytest.approx(z * error)
        assert low < turn.loc[flow, "sigma"] < high
        ((least, most),) = turn.loc[flow, "widest"]
        assert least <= low and high <= most
        row = prices.implied(pd.Series([5.0])).iloc[0]
        assert row[f"{flow} low"] == pytest.approx(100 * (1 - (high - 1) / 4))


def test_one_elasticity_does_not_give_the_prices_of_lines_with_two():
    """Two kinds of lines, elasticities 2 and 6: no mean of these gives the mean effect on prices."""
    sigma, on_price, on_quality = np.array([2.0, 6.0]), np.array([0.0, 0.1]), 0.134
    on_value = ((sigma - 1) * (on_quality - on_price)).mean()
    by_mean = on_quality - on_value / (sigma.mean() - 1)
    assert by_mean == pytest.approx(0.084, abs=1e-3) and on_price.mean() == pytest.approx(0.05)


def test_the_price_effect_turns_within_the_elasticities_of_products():
    found = prices.implied(pd.Series([2.2, 3.0, 5.0]))
    np.testing.assert_allclose(found["exports share"], [-35.6, 18.7, 59.3], atol=0.05)
    shown = shows.priced(found, (5.0, 10.0))
    assert shown["found for"].tolist() == ["", "", "trade as a whole"]
    assert shown.loc["2.2", "of quality, %"].startswith("-36 (")
    assert shown.loc["5", "of quality, % "] == "75 (45 to 100)"


def test_a_size_stands_beside_costs_and_beside_trade():
    found = theory.sizes(0.218, (5.0, 10.0))
    assert found.loc["trade, roads alone", "high"] == pytest.approx(24.36, abs=0.01)
    assert found.loc["trade, with reforms", "roads high"] == pytest.approx(3 * 4.1)
    cost = found.loc["trade cost, elasticity of trade as a whole"]
    # The fall of the cost, put into demand, gives the effect back.
    for end, sigma in (("low", 10.0), ("high", 5.0)):
        assert (1 - sigma) * np.log(1 - cost[end] / 100) == pytest.approx(0.218)
    assert found.loc["trade cost, elasticity of products", "low"] > cost["high"]
    shown = shows.sized(found)
    assert shown.loc["trade, roads alone"].tolist() == ["24.4", "up to 4.1"]
    assert shown.iloc[0].tolist() == ["2.4 to 5.3", "1.5 to 10.2"]


def test_links_are_those_of_the_tables():
    links = theory.links()
    assert links.loc["bri", "exports"] == 0.218 and links.loc["policy", "import quality"] == 0.0941
    assert links.loc["cultural_exchange", "investors"] == 0.436
    assert links.notna().sum().sum() == 5 + 4 * 3  # the treatment on five outcomes, four channels on three
    assert links[list(theory.CHANNELS)].isna().all(axis=None)


def test_quality_and_cost_are_mixed_or_absorbed():
    planted = theory.Planted(lines=150)
    draws = pd.DataFrame([theory.measured_effect(planted, seed) for seed in range(20)])
    error = draws["product"].std() / np.sqrt(len(draws))
    assert draws["product"].mean() == pytest.approx(planted.quality - planted.cost, abs=4 * error)
    assert abs(draws["product"].mean() - planted.quality) > 10 * error
    assert draws[theory.ABSORBED].abs().max() < 1e-12


def test_weights_by_value_show_which_lines_rose_and_not_that_they_rose():
    alike = theory.measured_effects(theory.Planted(quality=0.5), 60, seed=3).loc[theory.BY_VALUE]
    apart = theory.measured_effects(theory.Planted(quality=0.0, spread=0.3), 60, seed=3).loc[theory.BY_VALUE]
    assert abs(alike["mean"]) < 4 * alike["error"]  # all rose by 0.5
    assert apart["mean"] > 4 * apart["error"]  # none rose on average
    one = theory.Planted(spread=0.3)
    both = theory.measured_effects(one, 5, seed=3)
    assert both.loc[theory.ABSORBED, "largest"] < 1e-12
    assert both.loc["product", "mean"] == pytest.approx(
        np.mean([theory.measured_effect(one, 3 + k)["product"] for k in range(5)])
    )


def test_predictions_that_could_fail_agree_and_can_fail(monkeypatch):
    table = theory.predictions()
    tests = table[table["test"]]
    assert len(tests) == 3 and tests["printed"].str.contains(", 0 −").all()
    printed = theory.estimates().copy()
    printed.loc[("table_7", "(2)", "infrastructure"), "coef"] *= -1
    monkeypatch.setattr(theory, "estimates", lambda: printed)
    assert "1 −" in theory.predictions().loc[2, "printed"]


@pytest.mark.parametrize("points, covariates", [(6, 1), (6, 2), (7, 2)])
def test_separable_labellings_are_those_a_linear_program_finds(points, covariates):
    x = np.random.default_rng(points).standard_normal((points, covariates))
    x = np.column_stack([np.ones(points), x])
    count = 0
    for code in range(2**points):
        sign = np.where([code >> k & 1 for k in range(points)], 1.0, -1.0)
        found = optimize.linprog(np.zeros(covariates + 1), A_ub=-sign[:, None] * x, b_ub=-np.ones(points),
                                 bounds=(None, None), method="highs")  # fmt: skip
        count += found.status == 0
    assert count == theory.separable(points, covariates)


def test_the_logit_is_confirmed_and_a_probit_is_not(monkeypatch):
    assert all(theory.propensity().values())
    monkeypatch.setattr(theory, "SCORE", "exp(Z*gamma)/(2 + exp(Z*gamma))")
    assert not all(theory.propensity().values())


def test_derivatives_of_demand_are_the_closed_ones_and_finite_differences():
    assert all(demand.confirmed(points=6).values())
    k, s = demand.symbols()
    share = sympy.lambdify((k, s), sympy.log(demand.share()), "scipy")
    level, step = demand.closed()["level"], 1e-6
    for at in ((0.3, 0.5), (-0.8, 0.9)):
        slope = (share(at[0], at[1] + step) - share(at[0], at[1] - step)) / (2 * step)
        assert float(level.subs({k: at[0], s: at[1]})) == pytest.approx(slope, rel=1e-6)


def test_theil_and_gini_of_the_lognormal():
    _, s = demand.symbols()
    assert demand.theil() == s**2 / 2
    spread = 0.7
    gini, _ = integrate.quad(lambda x: stats.lognorm.cdf(x, spread) * stats.lognorm.sf(x, spread), 0, np.inf)
    gini /= stats.lognorm.mean(spread)
    assert float(demand.theil_of_gini(100 * gini)) == pytest.approx(spread**2 / 2, rel=1e-6)


def test_signs_are_those_of_the_derivatives_and_turn_where_said():
    k, s = demand.symbols()
    for name, number in (("level", 0), ("interaction", 1)):
        for price, index in ((0.4, 0.1), (0.9, 0.3), (1.8, 0.2)):
            exact = demand.closed()[name].subs({k: -np.log(price), s: np.sqrt(2 * index)})
            assert np.sign(float(exact)) == np.sign(float(demand.signs(price, index)[number]))
        turn = demand.turns(0.2)[name]
        below, above = (demand.signs(turn * factor, 0.2)[number] for factor in (0.99, 1.01))
        assert below * above < 0
