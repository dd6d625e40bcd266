"""The demand model: against a numerical optimum and finite differences; planted errors must be found."""

import re

import numpy as np
import pandas as pd
import pytest
from scipy import optimize

from lib import audit, facts, paths
from lib.studies import twin_cities_equations as equations
from lib.studies import twin_cities_theory as model

POINT = {
    "alpha1": 0.7, "alpha2": 1.6, "p1": 1.3, "p2": 0.8, "tau1": 1.74, "tau2": 1.3, "delta": 5.0, "E": 2.4
}  # fmt: skip


@pytest.fixture(scope="module")
def best():
    return model.optimum()


@pytest.fixture(scope="module")
def held(best):
    return {(one.equation, one.words): one for one in equations.held_against(best)}


@pytest.fixture(scope="module")
def found():
    return {one.id for one in audit.audit("twin_cities")}


def at(expression, **changed) -> float:
    f = model.formulas()
    values = {f.symbol(name): value for name, value in (POINT | changed).items()}
    return float(expression.subs(values))


def numerical_optimum() -> tuple[float, float]:
    """Quantities that maximise the utility on the budget line, found by search."""
    power = (POINT["delta"] - 1) / POINT["delta"]
    costs = [POINT["tau1"] * POINT["p1"], POINT["tau2"] * POINT["p2"]]

    def rest(q1: float) -> float:
        return (POINT["E"] - costs[0] * q1) / costs[1]

    def loss(q1: float) -> float:
        return -((POINT["alpha1"] * q1**power + POINT["alpha2"] * rest(q1) ** power) ** (1 / power))

    top = POINT["E"] / costs[0]
    q1 = optimize.minimize_scalar(loss, bounds=(1e-9, top - 1e-9), options={"xatol": 1e-12}).x
    return q1, -loss(q1)


def test_the_demand_is_the_numerical_optimum(best):
    q1, utility = numerical_optimum()
    # A maximum is flat: half the digits of the machine are what a search can find of its place.
    assert at(best.demand) == pytest.approx(q1, rel=1e-6)
    assert at(best.price_index) == pytest.approx(POINT["E"] / utility, rel=1e-9)
    assert at(best.share) == pytest.approx(POINT["tau1"] * POINT["p1"] * q1 / POINT["E"], rel=1e-6)
    assert at(best.shipped) == pytest.approx(POINT["tau1"] * q1, rel=1e-6)
    spent = POINT["tau1"] * POINT["p1"] * at(best.demand) + POINT["tau2"] * POINT["p2"] * at(best.demand2)
    assert spent == pytest.approx(POINT["E"], rel=1e-12)


def test_every_closed_form_is_the_solution_and_a_wrong_one_is_not(best, monkeypatch):
    assert model.steps(best)[["symbolic", "numeric"]].all(axis=None)
    wrong = {
        "demand": "alpha1**delta*(tau1*p1)**(1-delta)*P**(delta-1)*E",
        "price_index": "(alpha1*(tau1*p1)**(1-delta) + alpha2*(tau2*p2)**(1-delta))**(1/(1-delta))",
    }
    monkeypatch.setattr(model, "CLOSED", model.CLOSED | wrong)
    checked = model.steps(best)
    assert not checked.loc[list(wrong), ["symbolic", "numeric"]].any(axis=None)
    assert checked.loc["relative", ["symbolic", "numeric"]].all()


def test_elasticities_are_those_of_finite_differences(best):
    table, step = model.elasticities(best), 1e-6
    for name in table.index:
        expression = getattr(best, name)
        up, down = (at(expression, tau1=POINT["tau1"] * np.exp(side * step)) for side in (1, -1))
        whole = table.loc[name, "whole"].subs(model.formulas().symbol("omega1"), at(best.share))
        # Central differences of step 1e-6 keep about nine digits.
        assert at(whole) == pytest.approx((np.log(up) - np.log(down)) / (2 * step), rel=1e-7)
    given = table["given"].map(at)
    assert given.to_dict() == {"demand": -5, "shipped": -4, "value": -4}


def test_verdicts_on_the_printed_equations(held):
    results = {key: one.result for key, one in held.items()}
    follow = {key for key, result in results.items() if result == equations.FOLLOWS}
    assert follow == {("(5)", "spending on a good"), ("(8)", "price times quantity (7)")}
    assert equations.FAILS not in results.values()
    assert held["(2)", "price index"].readings == (equations.ROOT, equations.UNIT)
    assert held["(4)", "share in spending"].readings == (equations.EQUAL, equations.UNIT)
    assert held["(7)", "quantity"].readings == (equations.EQUAL, equations.ROOT, equations.UNIT)
    assert str(held["(8)", "value of exports"].ratio) == "1/tau1"


def test_the_audit_finds_the_same_steps(held, found):
    """What the audit says of a step must be what stands here of its equation."""
    same = {
        "derivation:budget-of-1-against-5": held["(1)", "spending of the budget"],
        "derivation:7-against-3": held["(3)", "demand for a good"],
        "derivation:5-is-spending-by-4": held["(5)", "spending on a good"],
        "derivation:6-from-2-4-5": held["(6)", "quantity, by (2), (4), (5)"],
        "first-order-condition:7-maximises-1": held["(7)", "quantity"],
        "derivation:8-from-7": held["(8)", "price times quantity (7)"],
        "derivation:8-against-5": held["(8)", "value of exports"],
    }
    for name, one in same.items():
        assert (name in found) == (one.result != equations.FOLLOWS), name


@pytest.mark.parametrize(
    ("equation", "planted", "key", "result"),
    [
        ("(5)", "p1*q1", ("(5)", "spending on a good"), equations.FAILS),
        ("(7)", "alpha1*E*p1**(-delta)*P**(delta-1)*tau1**(1-delta)", ("(7)", "quantity"), equations.FAILS),
        ("(8)", "alpha1*E*(p1/P)**(1-delta)", ("(8)", "price times quantity (7)"), equations.FAILS),
        ("(4)", "alpha1*(tau1*p1)**(1-delta)", ("(4)", "share in spending"), equations.FAILS),
        ("(1)", "tau1*p1*q1 + tau2*p2*q2", ("(1)", "spending of the budget"), equations.FOLLOWS),
        ("(2)", model.CLOSED["price_index"], ("(2)", "price index"), equations.FOLLOWS),
    ],
)  # fmt: skip
def test_a_planted_error_and_a_mended_equation_change_the_verdict(best, equation, planted, key, result):
    said = equations.printed_equations() | {equation: model.formulas().parse(planted)}
    changed = {(one.equation, one.words): one.result for one in equations.held_against(best, said)}
    assert changed[key] == result


def test_a_utility_with_roots_gives_the_printed_index_and_demand():
    weights = "(alpha1**(1/delta)*q1**((delta-1)/delta) + alpha2**(1/delta)*q2**((delta-1)/delta))"
    mended, said = model.optimum(f"{weights}**(delta/(delta-1))"), equations.printed_equations()
    f = model.formulas()
    assert f.equal(mended.price_index, said["(2)"]) and not f.equal(mended.share, said["(4)"])
    assert f.equal(mended.demand, said["(7)"].subs(f.symbol("P"), said["(2)"]))


def test_a_cost_cut_gives_the_effect_back():
    for effect, elasticity in ((0.1, -5.0), (0.116, -9.0), (-0.2, -3.0)):
        cut = model.cost_cut(effect, elasticity)
        assert elasticity * np.log(1 - cut) == pytest.approx(effect, rel=1e-12)
    with pytest.raises(ValueError, match="elasticity 1 is not negative"):
        model.cost_cut(0.1, np.array([-2.0, 1.0]))


def test_cuts_by_elasticity_and_by_what_melts():
    estimates = pd.DataFrame(
        [
            ("a", "elasticity of substitution", 5.0, 10.0),
            ("b", "trade elasticity", 4.0, 4.0),
            ("a", "trade cost", 2.0, 2.0),
        ],
        columns=["source", "quantity", "low", "high"],
    )
    cuts = model.cost_cuts(estimates, 0.1, 0.2)
    assert cuts.index.tolist() == [("a", 5.0), ("b", 5.0), ("a", 10.0)]
    assert cuts.loc[("a", 5.0), "quantity (7)"] == pytest.approx(1 - np.exp(-0.1 / 5))
    assert cuts.loc[("a", 10.0), "value paid"] == pytest.approx(1 - np.exp(-0.2 / 9))
    assert (cuts["quantity shipped"] > cuts["quantity (7)"]).all()


def test_curves_pass_through_one_with_their_elasticity():
    costs = np.array([1.5, 1.74, 2.0])
    for name, expected in (("demand", -6.0), ("value", -5.0)):
        curve = model.curves(costs, {"six": 6.0}, name, 1.74)["six"]
        assert curve[1.74] == pytest.approx(1, rel=1e-14)
        slope = np.log(curve[2.0] / curve[1.5]) / np.log(2.0 / 1.5)
        assert slope == pytest.approx(expected, rel=1e-12)


def test_works_with_an_elasticity_are_in_the_bibliography():
    keys = re.findall(r"^@\w+\{(\w+),", (paths.BOOK / "references.bib").read_text(encoding="utf-8"), re.M)
    assert set(facts.load("trade_elasticities")["source"]) <= set(keys)
