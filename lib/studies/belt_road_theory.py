r"""A small model of what a lower trade cost does to trade and to quality, solved by computer algebra.

A variety of quality lam sells :math:`q = \lambda^{\sigma-1} (\tau p)^{-\sigma} A` units (A holds the price
index and income of the buyer), of which :math:`x = \tau q` leave the seller. Policy M and infrastructure I
lower the cost, :math:`\ln\tau = t_0 - aM - bI`. Quality raises the price,
:math:`p = \frac{\sigma}{\sigma-1} c \lambda^\theta`, and has a fixed cost :math:`f\lambda^\gamma`.
"""

from dataclasses import dataclass
from math import comb

import numpy as np
import pandas as pd
import sympy
from sympy import Expr

from lib.audit.algebra import Formulas, tidy
from lib.studies.belt_road_record import CHANNELS, estimates
from lib.studies.twin_cities_theory import cost_cut

ASSUME = {
    "above_one": ["sigma"],
    "share": ["theta"],
    "real": ["M", "I", "t0", "l", "Z", "score"],
}
VALUE = "lam**(sigma-1)*(tau*p)**(1-sigma)*A"
RECEIVED = "lam**(sigma-1)*(tau*p)**(-sigma)*A"
PRICE = "sigma/(sigma-1)*c*lam**theta"
COST = "exp(t0 - a*M - b*I)"
SCORE = "exp(Z*gamma)/(1 + exp(Z*gamma))"


@dataclass(frozen=True)
class Result:
    """One result of the model.

    Attributes
    ----------
    words : str
        What it is.
    closed, solved : Expr
        The form in which a reader expects it, and what the solution gives.
    symbolic, numeric : bool
        Whether their difference simplifies to nothing, and whether they are equal at random points.
    """

    words: str
    closed: Expr
    solved: Expr
    symbolic: bool
    numeric: bool


def formulas() -> Formulas:
    """The symbols of the model, with what is assumed of them."""
    return Formulas(ASSUME, "belt and road, theory")


def log_of(expression: Expr) -> Expr:
    """Logarithm of a product of positive powers, as a sum."""
    return sympy.expand_log(sympy.log(expression), force=True)


def best_quality() -> Expr:
    r"""Logarithm of the quality that maximises :math:`v/\sigma - f\lambda^\gamma`, with the price it needs.

    Notes
    -----
    With :math:`k = (\sigma-1)(1-\theta)` the condition :math:`k v/\sigma = \gamma f \lambda^\gamma` is linear
    in logarithms; it is a maximum where :math:`\gamma > k`.
    """
    f = formulas()
    lam, log_lam, theta = f.symbol("lam"), f.symbol("l"), f.symbol("theta")
    rest = f.symbol("psi")  # 1 - theta, positive: a logarithm of theta - 1 would be complex
    revenue = f.parse(VALUE).subs(f.symbol("p"), f.parse(PRICE)).subs(theta, 1 - rest)
    gain = tidy(lam * (revenue / f.symbol("sigma")).diff(lam))
    cost = lam * f.parse("f*lam**gamma").diff(lam)
    condition = log_of(gain) - log_of(cost)
    condition = sympy.expand(condition.subs(lam, sympy.exp(log_lam)))
    condition = sympy.expand(sympy.expand_log(condition, force=True))
    return sympy.solve(condition, log_lam)[0].subs(rest, 1 - theta)


def results() -> dict[str, Result]:
    """What the model says of value, quality and measured quality, each with its check.

    Returns
    -------
    dict of str to `Result`: ``direct`` (policy on value, quality given), ``quality`` (policy on quality),
    ``whole`` (policy on value), ``through_quality`` (the share of the last that goes through quality),
    ``infrastructure`` (on quality), ``melts`` and ``paid`` (measured quality in true quality and cost),
    ``identity`` (value in measured quality and price).
    """
    f = formulas()
    policy, tau, lam = f.symbol("M"), f.symbol("tau"), f.symbol("lam")
    cost = f.parse(COST)
    value = log_of(f.parse(VALUE))
    best = best_quality().subs(tau, cost)
    at_best = value.subs(f.symbol("p"), f.parse(PRICE)).subs(tau, cost)
    at_best = sympy.expand(sympy.expand_log(at_best.subs(lam, sympy.exp(best)), force=True))
    direct, quality = value.subs(tau, cost).diff(policy), best.diff(policy)
    whole = at_best.diff(policy)
    received = log_of(f.parse(RECEIVED))
    price = sympy.log(f.symbol("p"))
    measured = {
        name: sympy.expand((log_x + f.symbol("sigma") * price) / (f.symbol("sigma") - 1))
        for name, log_x in {"melts": sympy.log(tau) + received, "paid": received}.items()
    }
    rest = "log(A)/(sigma-1)"
    cases = {
        "direct": ("policy on value, quality given", "(sigma-1)*a", direct),
        "quality": ("policy on quality", "(sigma-1)*a/(gamma - (sigma-1)*(1-theta))", quality),
        "whole": ("policy on value", "(sigma-1)*a*gamma/(gamma - (sigma-1)*(1-theta))", whole),
        "through_quality": (
            "share through quality",
            "(sigma-1)*(1-theta)/gamma",
            (whole - direct) / whole,
        ),
        "infrastructure": (
            "infrastructure on quality",
            "(sigma-1)*b/(gamma - (sigma-1)*(1-theta))",
            best.diff(f.symbol("I")),
        ),
        "melts": ("measured quality, cost melts", f"log(lam) - log(tau) + {rest}", measured["melts"]),
        "paid": (
            "measured quality, cost is paid",
            f"log(lam) - sigma/(sigma-1)*log(tau) + {rest}",
            measured["paid"],
        ),
        "identity": ("value from measured quality", None, value),
    }
    found = {}
    for name, (words, text, solved) in cases.items():
        closed = f.parse(text) if text else (f.symbol("sigma") - 1) * (measured["melts"] - price)
        numeric = f.equal(closed, solved)
        found[name] = Result(words, closed, solved, numeric and _vanishes(closed - solved), numeric)
    return found


def _vanishes(gap: Expr) -> bool:
    """Does a difference simplify to nothing? Slow for one that does not, so ask numbers first."""
    return sympy.simplify(sympy.expand(sympy.expand_log(gap, force=True))) == 0


def propensity() -> dict[str, bool]:
    """Whether the printed propensity score is a logit, rises with its index, and lies between 0 and 1."""
    f = formulas()
    score, index = f.parse(SCORE), f.parse("Z*gamma")
    odds = sympy.simplify(score / (1 - score))
    slope = score.diff(f.symbol("Z"))
    expected = f.symbol("gamma") * score * (1 - score)
    return {
        "log odds are linear in the covariates": sympy.simplify(log_of(odds) - index) == 0,
        "slope is coefficient times score times one minus score": sympy.simplify(slope - expected) == 0,
        "score lies between 0 and 1": sympy.limit(score, f.symbol("Z"), sympy.oo) == 1
        and sympy.limit(score, f.symbol("Z"), -sympy.oo) == 0,
    }


def separable(points: int, covariates: int) -> int:
    r"""Labellings of points in general position that a plane separates: no logit exists for these.

    Parameters
    ----------
    points : int
    covariates : int
        Beside the constant.

    Notes
    -----
    :math:`2\sum_{k=0}^{d}\binom{n-1}{k}` with d covariates (Cover 1965, theorem 1, with a constant), of
    :math:`2^n` labellings.
    """
    return 2 * sum(comb(points - 1, k) for k in range(covariates + 1))


# Elasticities of substitution between the varieties of a product: where the medians over products lie that
# Broda and Weinstein (2006) find for imports of the United States, and their median over five-digit headings
# as quoted by Eaton and Fieler (2019, note 25); not checked against the document.
BY_PRODUCT, QUOTED_MEDIAN = (2.0, 3.0), 2.7
# What the initiative's roads and railways do, in per cent. Fall of the trade cost of the countries of the
# initiative, and at most along its corridors (de Soyres and others 2020, abstract); rise of trade among them
# at most, and how many times that with reforms of trade (Baniya and others 2019, abstract).
COST_FALL, COST_FALL_CORRIDOR = (1.5, 2.8), 10.2
TRADE_RISE, WITH_REFORMS = 4.1, 3


def sizes(effect: float, whole: tuple[float, float]) -> pd.DataFrame:
    r"""A printed effect as a fall of the trade cost and as a rise of trade, beside what roads are said to do.

    Parameters
    ----------
    effect : float
        On the logarithm of trade.
    whole : tuple of two float
        Least and largest elasticity of substitution of the works on trade as a whole.

    Returns
    -------
    DataFrame, a row a comparison: ``low`` and ``high`` of the effect, ``roads low`` and ``roads high``, per
    cent; what the roads do at most has no ``roads low``.

    Notes
    -----
    The fall of the cost is :math:`1 - e^{-b/(\sigma-1)}`, with quality given; the rise is :math:`e^b - 1`.
    """
    rise = 100 * np.expm1(effect)
    rows = {}
    for words, (low, high) in (("trade as a whole", whole), ("products", BY_PRODUCT)):
        cuts = 100 * cost_cut(effect, 1 - np.array([high, low]))
        rows[f"trade cost, elasticity of {words}"] = (*cuts, COST_FALL[0], COST_FALL_CORRIDOR)
    rows["trade, roads alone"] = (rise, rise, np.nan, TRADE_RISE)
    rows["trade, with reforms"] = (rise, rise, np.nan, WITH_REFORMS * TRADE_RISE)
    return pd.DataFrame.from_dict(rows, orient="index", columns=["low", "high", "roads low", "roads high"])


OUTCOMES = {
    ("table_3", "(3)"): "exports",
    ("table_3", "(6)"): "imports",
    ("table_5", "(1)"): "investors",
    **{("table_6", f"({k})"): "investors" for k in range(1, 5)},
    ("table_5", "(2)"): "export quality",
    **{("table_7", f"({k})"): "export quality" for k in range(1, 5)},
    ("table_5", "(3)"): "import quality",
    **{("table_7", f"({k})"): "import quality" for k in range(5, 9)},
}
CAUSES = ("bri", *CHANNELS)


def links() -> pd.DataFrame:
    """Which effect of what on what is printed: the coefficients, missing where the paper has none.

    Returns
    -------
    DataFrame, rows `CAUSES` and columns the four channels, then the five outcomes; columns with country and
    year effects only.
    """
    columns = [*CHANNELS, *dict.fromkeys(OUTCOMES.values())]
    table = pd.DataFrame(np.nan, index=list(CAUSES), columns=columns)
    for (exhibit, column, term), coef in estimates()["coef"].items():
        if term in CAUSES and (exhibit, column) in OUTCOMES:
            table.loc[term, OUTCOMES[exhibit, column]] = coef
    return table


@dataclass(frozen=True)
class Planted:
    """Effects planted in simulated lines of products, in logarithms, from the event on for the treated.

    Attributes
    ----------
    quality, cost : float
        Mean rise of quality over the lines of a country; rise of the trade cost.
    spread : float
        Standard deviation of the rise of quality over the lines of the treated countries.
    sigma : float
        Elasticity of substitution.
    lines : int
        Of each country.
    """

    quality: float = 0.10
    cost: float = -0.05
    spread: float = 0.0
    sigma: float = 5.0
    lines: int = 12


def measured_effect(planted: Planted, seed: int) -> pd.Series:
    r"""Effect on measured quality after three sets of effects are taken out of :math:`\ln x + \sigma\ln p`.

    Parameters
    ----------
    planted : Planted
    seed : int

    Returns
    -------
    Series by the effects taken out: the difference in differences of the country-year means of the residual
    over sigma - 1; nine countries, five treated, 21 years, the event in the eleventh. The last line,
    `BY_VALUE`, has the means of the line above weighted by value.

    Notes
    -----
    In a balanced panel effects are taken out by subtracting means. Effects of country and year make the plain
    mean of every country and year zero, and with it any effect of a treatment of countries and years. A mean
    weighted by value is the covariance, over lines, of the residual and the share in value: it moves with the
    differences between lines.
    """
    rng = np.random.default_rng(seed)
    countries, years = 9, 21
    shape = (planted.lines, countries, years)
    treated, after = np.arange(countries) < 5, np.arange(years) >= 10
    on = (treated[:, None] & after[None, :]).astype(float)
    own = planted.spread * np.random.default_rng((seed, 1)).standard_normal((*shape[:2], 1))
    quality = (planted.quality + own) * on + 0.05 * rng.standard_normal(shape)
    price = rng.standard_normal((planted.lines, 1, 1)) + 0.4 * quality + 0.1 * rng.standard_normal(shape)
    quantity = (
        (planted.sigma - 1) * (quality - planted.cost * on)
        - planted.sigma * price
        + rng.standard_normal((1, countries, 1))
        + rng.standard_normal((planted.lines, 1, 1))
    )
    whole = quantity + planted.sigma * price
    by_line = whole - whole.mean(axis=(1, 2), keepdims=True)
    left = {
        "product": by_line,
        "product, year": by_line - by_line.mean(axis=(0, 1), keepdims=True),
        ABSORBED: by_line - by_line.mean(axis=0, keepdims=True),
    }
    means = {name: residual.mean(axis=0) for name, residual in left.items()}
    value = np.exp(quantity + price)
    means[BY_VALUE] = (left[ABSORBED] * value).sum(axis=0) / value.sum(axis=0)
    found = {}
    for name, mean in means.items():
        cell = mean / (planted.sigma - 1)
        change = cell[:, after].mean(axis=1) - cell[:, ~after].mean(axis=1)
        found[name] = change[treated].mean() - change[~treated].mean()
    return pd.Series(found, name="effect on measured quality")


ABSORBED = "product, country and year"
BY_VALUE = f"{ABSORBED}; weighted by value"


def measured_effects(planted: Planted, draws: int, seed: int) -> pd.DataFrame:
    """Means of `measured_effect` over draws, the first of them with ``seed``.

    Returns
    -------
    DataFrame indexed by the effects taken out: ``mean``, ``error`` (Monte Carlo standard error of it),
    ``largest`` (absolute value of a draw).
    """
    found = pd.DataFrame([measured_effect(planted, seed + k) for k in range(draws)])
    error = found.std() / np.sqrt(draws)
    return pd.DataFrame({"mean": found.mean(), "error": error, "largest": found.abs().max()})


EITHER, SILENT = "either", "not in the model"
# What is moved, by what, where it is printed, what the model says.
PREDICTED = (
    ("exports, imports", "initiative", (("table_3", "(3)"), ("table_3", "(6)")), ("bri",), "+"),
    ("quality", "initiative", (("table_5", "(2)"), ("table_5", "(3)")), ("bri",), "+"),
    (
        "quality",
        "policy, infrastructure",
        tuple(("table_7", f"({k})") for k in (1, 2, 5, 6)),
        ("policy", "infrastructure"),
        "+",
    ),
    (
        "quality",
        "co-operation, exchange",
        tuple(("table_7", f"({k})") for k in (3, 4, 7, 8)),
        ("technology_cooperation", "cultural_exchange"),
        SILENT,
    ),
    ("investors", "initiative, channels", (("table_5", "(1)"), *(("table_6", f"({k})") for k in range(1, 5))),
     CAUSES, SILENT),
    ("exports", "inequality", (("table_8", "(1)"),), ("inequality",), EITHER),
    ("exports", "initiative × inequality", (("table_8", "(1)"),), ("bri_x_inequality",), EITHER),
    ("imports", "inequality", (("table_8", "(2)"),), ("inequality",), SILENT),
    ("imports", "initiative × inequality", (("table_8", "(2)"),), ("bri_x_inequality",), SILENT),
)  # fmt: skip


def predictions() -> pd.DataFrame:
    """What the model predicts beside the signs that are printed.

    Returns
    -------
    DataFrame, a row an entry of `PREDICTED`: ``on``, ``of``, ``tables``, ``model`` (`EITHER` where both signs
    are possible, `SILENT` where it says nothing), ``printed`` (coefficients above and below zero, and of them
    how many have a star), ``test`` (whether the printed signs could have contradicted the model).
    """
    table = estimates()
    rows = []
    for on, of, places, terms, model in PREDICTED:
        own = [table.loc[key] for place in places for term in terms if (key := (*place, term)) in table.index]
        above = sum(one["coef"] > 0 for one in own)
        starred = sum(bool(one["stars"]) for one in own)
        tables = ", ".join(dict.fromkeys(exhibit.removeprefix("table_") for exhibit, _ in places))
        printed = f"{above} +, {len(own) - above} −; {starred} starred"
        rows.append((on, of, tables, model, printed, model in "+-"))
    return pd.DataFrame(rows, columns=["on", "of", "tables", "model", "printed", "test"])
