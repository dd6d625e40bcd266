"""The demand model behind the twin cities paper, derived with sympy: CES utility and iceberg costs.

Two goods stand for the sum over exporters; delta is the elasticity of substitution.
`lib.studies.twin_cities_equations` holds the paper's equations against what is derived here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import sympy
from sympy import Expr

from lib.audit.algebra import Formulas, tidy

ASSUME = {"above_one": ["tau1", "tau2", "delta"]}
UTILITY = "(alpha1*q1**((delta-1)/delta) + alpha2*q2**((delta-1)/delta))**(delta/(delta-1))"


@dataclass(frozen=True)
class Optimum:
    """What an importer with CES utility does, two goods, iceberg costs.

    Attributes
    ----------
    relative : Expr
        Quantity of good 1 over that of good 2, from the first-order conditions.
    demand, demand2 : Expr
        Quantities received.
    price_index : Expr
        Spending for one unit of utility.
    share : Expr
        Share of good 1 in spending.
    shipped : Expr
        Quantity of good 1 that leaves the exporter: what melts on the way is part of it.
    value : Expr
        What is paid for good 1: the quantity shipped at the exporter's price, which is also the quantity
        received at the importer's price.
    """

    relative: Expr
    demand: Expr
    demand2: Expr
    price_index: Expr
    share: Expr
    shipped: Expr
    value: Expr


def formulas() -> Formulas:
    """The symbols of the model, with what is assumed of them."""
    return Formulas(ASSUME, "twin cities, theory")


def optimum(utility: str = UTILITY) -> Optimum:
    r"""Solve the importer's problem step by step.

    Parameters
    ----------
    utility : str
        A formula in ``q1``, ``q2`` whose marginal rate of substitution depends on ``q1 / q2`` alone.

    Notes
    -----
    :math:`\partial U / \partial q_1 : \partial U / \partial q_2 = \tau_1 p_1 : \tau_2 p_2` gives
    :math:`q_1 / q_2`, the budget :math:`\tau_1 p_1 q_1 + \tau_2 p_2 q_2 = E` the level.
    """
    f = formulas()
    q1, q2, spending = (f.symbol(name) for name in ("q1", "q2", "E"))
    paid = [f.parse("tau1*p1"), f.parse("tau2*p2")]
    whole = f.parse(utility)
    rate = tidy(whole.diff(q1) / whole.diff(q2))
    relative = tidy(sympy.solve(sympy.Eq(rate, paid[0] / paid[1]), q1)[0] / q2)
    budget = sympy.Eq(paid[0] * relative * q2 + paid[1] * q2, spending)
    second = sympy.solve(budget, q2)[0]
    first = relative * second
    return Optimum(
        relative=relative,
        demand=tidy(first),
        demand2=tidy(second),
        price_index=spending / whole.subs({q1: first, q2: second}),
        share=tidy(paid[0] * first / spending),
        shipped=tidy(f.symbol("tau1") * first),
        value=tidy(f.parse("p1*tau1") * first),
    )


# The results of `optimum` in the form in which a reader expects them; `steps` checks that they are the same.
CLOSED = {
    "relative": "(alpha1/alpha2)**delta*(tau1*p1/(tau2*p2))**(-delta)",
    "price_index": "(alpha1**delta*(tau1*p1)**(1-delta) + alpha2**delta*(tau2*p2)**(1-delta))**(1/(1-delta))",
    "demand": "alpha1**delta*(tau1*p1)**(-delta)*P**(delta-1)*E",
    "share": "alpha1**delta*(tau1*p1/P)**(1-delta)",
    "shipped": "alpha1**delta*tau1**(1-delta)*p1**(-delta)*P**(delta-1)*E",
    "value": "alpha1**delta*(tau1*p1)**(1-delta)*P**(delta-1)*E",
}
WORDS = {
    "relative": "first-order conditions: relative demand",
    "price_index": "price index: spending for one unit of utility",
    "demand": "demand: quantity received",
    "share": "share in spending",
    "shipped": "quantity shipped",
    "value": "value of exports",
}


def steps(best: Optimum) -> pd.DataFrame:
    """The closed form of each step, and whether it is what the solution gives.

    Returns
    -------
    DataFrame indexed by step: ``words``, ``closed`` (Expr), ``symbolic`` (the ratio of both simplifies to
    one) and ``numeric`` (both are equal at random points, 30 digits carried).
    """
    rows = {}
    for name, text in CLOSED.items():
        shown, solved = formulas().parse(text), getattr(best, name)
        full = with_index(shown, CLOSED["price_index"])
        rows[name] = {
            "words": WORDS[name],
            "closed": shown,
            "symbolic": is_one(full / solved),
            "numeric": formulas().equal(full, solved),
        }
    return pd.DataFrame(rows).T


def is_one(ratio: Expr) -> bool:
    """Does a ratio of positive expressions simplify to one, by its logarithm if need be?"""
    apart = sympy.expand_log(sympy.log(sympy.factor(tidy(ratio))), force=True)
    return bool(tidy(ratio) == 1 or sympy.simplify(sympy.expand(apart)) == 0)


def with_index(expression: Expr, index: str) -> Expr:
    """An expression with its price index P written out."""
    f = formulas()
    return expression.subs(f.symbol("P"), f.parse(index))


def elasticities(best: Optimum) -> pd.DataFrame:
    """Elasticities with respect to the trade cost of good 1, given the price index and with it.

    Returns
    -------
    DataFrame indexed by ``demand``, ``shipped``, ``value``: ``given`` and ``whole`` (Expr; omega1 is the
    share in spending).
    """
    f = formulas()
    tau, omega = f.symbol("tau1"), f.symbol("omega1")
    rows = {}
    for name in ("demand", "shipped", "value"):
        given = tidy(tau * f.parse(CLOSED[name]).diff(tau) / f.parse(CLOSED[name]))
        solved = getattr(best, name)
        moving = tau * solved.diff(tau) / solved
        guess = given + (f.symbol("delta") - 1) * omega
        if not f.equal(moving, guess.subs(omega, best.share)):
            raise ValueError(f"elasticity of {name}: the price index does not enter through the share alone")
        rows[name] = {"given": given, "whole": guess}
    return pd.DataFrame(rows).T


def substitution(estimates: pd.DataFrame) -> pd.DataFrame:
    """Elasticities of substitution from the literature.

    Parameters
    ----------
    estimates : DataFrame
        The table ``trade_elasticities``.

    Returns
    -------
    DataFrame indexed by the work's key: ``low`` and ``high``. A trade elasticity has one added to it.
    """
    rows = estimates[estimates["quantity"] != "trade cost"].set_index("source")
    plus = (rows["quantity"] == "trade elasticity").astype(float)
    return rows[["low", "high"]].add(plus, axis=0)


def cost_cut(effect: float, elasticity: float | np.ndarray) -> np.ndarray:
    r"""Fall of the trade cost, as a fraction of it, that gives an effect on the logarithm of exports.

    Parameters
    ----------
    effect : float
        On the logarithm, 0.1 for a rise of the logarithm by 0.1.
    elasticity : float or array
        Of exports with respect to the trade cost, negative.

    Notes
    -----
    :math:`1 - e^{b / \varepsilon}`, since :math:`\Delta \ln x = \varepsilon \, \Delta \ln \tau`.

    Raises
    ------
    ValueError
        An elasticity is not negative.
    """
    elasticity = np.asarray(elasticity, dtype=float)
    if (elasticity >= 0).any():
        raise ValueError(
            f"elasticity {elasticity.max():g} is not negative: exports would not fall in the cost"
        )
    return 1 - np.exp(effect / elasticity)


def cost_cuts(estimates: pd.DataFrame, quantity: float, value: float) -> pd.DataFrame:
    """Falls of the trade cost that give two effects, by the elasticity and by what melts.

    Parameters
    ----------
    estimates : DataFrame
        The table ``trade_elasticities``.
    quantity, value : float
        Effects on the logarithms of export quantity and value.

    Returns
    -------
    DataFrame indexed by ``source`` and ``sigma``, the smallest elasticity first: fractions of the trade cost.
    The columns ``quantity (7)`` and ``value (8)`` take the paper's elasticity, minus sigma, ``quantity
    shipped`` and ``value paid`` that of iceberg costs, one minus sigma.
    """
    long = (
        substitution(estimates).stack().rename("sigma").reset_index()[["source", "sigma"]].drop_duplicates()
    )
    long = long.sort_values(["sigma", "source"], ignore_index=True)
    sigma = long["sigma"].to_numpy()
    cuts = {
        "quantity (7)": cost_cut(quantity, -sigma),
        "value (8)": cost_cut(value, -sigma),
        "quantity shipped": cost_cut(quantity, 1 - sigma),
        "value paid": cost_cut(value, 1 - sigma),
    }
    return long.assign(**cuts).set_index(["source", "sigma"])


def curves(costs: np.ndarray, sigmas: Mapping[str, float], name: str, base: float) -> pd.DataFrame:
    """Exports against the trade cost at a given price index, relative to those at one cost.

    Parameters
    ----------
    costs : array, shape (n,)
        Values of tau.
    sigmas : mapping of str to float
        Elasticities of substitution by label.
    name : str
        ``demand``, ``shipped`` or ``value``, as in `CLOSED`.
    base : float
        The cost at which exports are 1.

    Returns
    -------
    DataFrame, shape (n, sigmas), indexed by tau.
    """
    f = formulas()
    shown = f.parse(CLOSED[name])
    tau, delta = f.symbol("tau1"), f.symbol("delta")
    at = sympy.Symbol("base", positive=True)
    relative = sympy.lambdify((tau, delta, at), tidy(shown / shown.subs(tau, at)), "numpy")
    index = pd.Index(costs, name="tau")
    return pd.DataFrame({label: relative(costs, sigma, base) for label, sigma in sigmas.items()}, index=index)
