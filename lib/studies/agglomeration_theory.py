"""The two equations of the agglomeration paper by computer algebra: what they say, what is read into them.

Letters: a, r, s are the logarithms of agglomeration, resilience and productivity, each less its mean where
the paper centres; alpha0 to alpha6 the coefficients as printed.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
import sympy
from sympy import Expr

from lib.audit.algebra import Formulas, tidy
from lib.studies.agglomeration_printed import PRODUCTIVITY, estimates, resilience_term

COEFFICIENTS = tuple(f"alpha{k}" for k in range(7))
ASSUME = {
    "real": [
        "y",
        "lag",
        "a",
        "r",
        "s",
        "ma",
        "mr",
        "ms",
        "growth",
        "growth08",
        "rho_r",
        "rho_s",
        *COEFFICIENTS,
    ],
    "positive": ["sd_y", "sd_a"],
}
EQUATION_1 = "alpha0 + alpha1*lag + alpha2*a + alpha3*r + alpha4*s"
EQUATION_2 = f"{EQUATION_1} + alpha5*a*r + alpha6*a*s"
RESILIENCE = "growth - growth08"
FOLLOWS, NOT = "follows", "does not follow"


@dataclass(frozen=True)
class Said:
    """A statement about an equation, held against the equation.

    Attributes
    ----------
    equation, words : str
        Its number, and what the statement is about.
    said, derived : Expr
        What the paper takes it to be, and what the equation gives.
    result : str
        `FOLLOWS` or `NOT`.
    """

    equation: str
    words: str
    said: Expr
    derived: Expr
    result: str


def formulas() -> Formulas:
    """The symbols of both equations, with what is assumed of them."""
    return Formulas(ASSUME, "agglomeration, theory")


def held_against() -> list[Said]:
    r"""What the paper says of its equations, beside their derivatives.

    Notes
    -----
    A channel is a product by the chain rule: with the responses
    :math:`\rho_r = \mathrm d r / \mathrm d a` and :math:`\rho_s`, for which nothing is estimated,

    .. math:: \frac{\mathrm d y}{\mathrm d a} = (\alpha_2 + \alpha_5 r + \alpha_6 s)
        + (\alpha_3 + \alpha_5 a) \rho_r + (\alpha_4 + \alpha_6 a) \rho_s .
    """
    f = formulas()
    one, two = f.parse(EQUATION_1), f.parse(EQUATION_2)
    a, r, s = (f.symbol(name) for name in "ars")
    none = {f.symbol("alpha5"): 0, f.symbol("alpha6"): 0}
    centred = sympy.expand(two.subs(_shifts(f), simultaneous=True))
    cases = [
        ("(1)", "effect of agglomeration", "alpha2", one.diff(a)),
        ("(2)", "without its products, equation (1)", EQUATION_1, two.subs(none)),
        ("(2)", "how the effect of agglomeration changes with resilience", "alpha5", two.diff(a, r)),
        ("(2)", "how the effect of agglomeration changes with productivity", "alpha6", two.diff(a, s)),
        ("(2)", "effect through resilience", "alpha5", two.diff(r) * f.symbol("rho_r")),
        ("(2)", "effect through productivity", "alpha6", two.diff(s) * f.symbol("rho_s")),
        ("(2)", "coefficient of a product, after centring", "alpha5", centred.coeff(a, 1).coeff(r, 1)),
        (
            "table 1",
            "per cent of exports for one per cent of agglomeration",
            "100*alpha2",
            f.parse("alpha2*sd_y/sd_a"),
        ),
    ]
    found = [(equation, words, f.parse(said), tidy(derived)) for equation, words, said, derived in cases]
    return [Said(*one, FOLLOWS if f.equal(one[2], one[3]) else NOT) for one in found]


def _shifts(f: Formulas) -> dict:
    return {f.symbol(x): f.symbol(x) - f.symbol(f"m{x}") for x in "ars"}


def centred() -> dict[str, Expr]:
    """Coefficients of (2) in the raw variables when alpha0 to alpha6 are those of the centred ones.

    Returns
    -------
    dict of str to Expr: the coefficient of the constant, ``a``, ``r``, ``s``, ``a*r`` and ``a*s``.
    """
    f = formulas()
    polynomial = sympy.Poly(
        sympy.expand(f.parse(EQUATION_2).subs(_shifts(f), simultaneous=True)),
        *(f.symbol(name) for name in "ars"),
    )
    powers = {"constant": (0, 0, 0), "a": (1, 0, 0), "r": (0, 1, 0), "s": (0, 0, 1)}
    powers |= {"a*r": (1, 1, 0), "a*s": (1, 0, 1)}
    return {name: polynomial.coeff_monomial(power) for name, power in powers.items()}


def variance_of_product() -> dict[str, Expr]:
    r"""Variance of the product of two jointly normal variables, raw and centred.

    Returns
    -------
    dict of str to Expr: ``raw`` and ``centred``, in the means ``ma`` and ``mr``, the standard deviations
    ``sd_a`` and ``sd_r`` and the correlation ``c``.

    Notes
    -----
    With :math:`a = m_a + \sigma_a u`, :math:`r = m_r + \sigma_r (c u + \sqrt{1-c^2}\, v)` and independent
    standard normal u, v, moment by moment, :math:`E u^{2k} = (2k-1)!!`.
    """
    ma, mr, c, u, v = sympy.symbols("ma mr c u v", real=True)
    sa, sr = sympy.symbols("sd_a sd_r", positive=True)

    def variance(expression: Expr) -> Expr:
        return sympy.expand(_mean(expression**2, u, v) - _mean(expression, u, v) ** 2)

    first, second = sa * u, sr * (c * u + sympy.sqrt(1 - c**2) * v)
    return {"raw": variance((ma + first) * (mr + second)), "centred": variance(first * second)}


def _mean(expression: Expr, u: sympy.Symbol, v: sympy.Symbol) -> Expr:
    """Expectation of a polynomial in two independent standard normal variables."""
    terms = sympy.Poly(sympy.expand(expression), u, v).terms()
    return sum(value * _moment(i) * _moment(j) for (i, j), value in terms)


def _moment(power: int) -> int:
    return 0 if power % 2 else int(sympy.factorial2(power - 1))


def in_base_year() -> tuple[Expr, Expr]:
    """Resilience of a city in the base year, and its derivative with respect to growth in that year."""
    f = formulas()
    measure = f.parse(RESILIENCE)
    return measure.subs(f.symbol("growth"), f.symbol("growth08")), measure.diff(f.symbol("growth08"))


def channels(exhibits: tuple[str, ...] = ("table_1",)) -> pd.DataFrame:
    r"""The coefficients that are read as channels, beside what a channel can be.

    Returns
    -------
    DataFrame indexed by ``exhibit``, ``column`` and ``through``: ``read`` (coefficient of the product),
    ``main`` (of the variable itself), ``needed`` (their ratio: the response in standard deviations that would
    make the channel at the mean what is read), ``z_low`` and ``z_high`` (the statistic of the hypothesis that
    the two are equal in size, for errors whose correlation is -1 and 1).

    Notes
    -----
    Between standardised variables the slope of a simple regression is a correlation, so :math:`|\rho| \le 1`
    and the channel at the mean, :math:`\alpha_3 \rho_r`, is at most :math:`|\alpha_3|`. Both coefficients are
    estimates of one regression whose covariance is not printed, so that the statistic lies between
    :math:`(|\alpha_5| - |\alpha_3|) / (s_5 + s_3)` and :math:`(|\alpha_5| - |\alpha_3|) / |s_5 - s_3|`.
    """
    printed = estimates()
    table, error = printed["coef"], printed["se"]
    rows = {}
    for exhibit in exhibits:
        names = {"resilience": resilience_term(exhibit), "productivity": PRODUCTIVITY}
        for column, (words, term) in product(table[exhibit].index.unique("column"), names.items()):
            own, joint = (exhibit, column, term.replace("agglomeration_x_", "ln_")), (exhibit, column, term)
            main, read = table[own], table[joint]
            gap, apart = abs(read) - abs(main), abs(error[joint] - error[own])
            rows[exhibit, column, words] = {
                "read": read,
                "main": main,
                "needed": read / main,
                "z_low": gap / (error[joint] + error[own]),
                "z_high": gap / apart if apart else np.inf * np.sign(gap),
            }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["exhibit", "column", "through"])


def half_life(lag: float) -> float:
    r"""Years until half of a deviation is gone, :math:`\ln 0.5 / \ln \alpha_1`, for a coefficient in (0, 1).

    Raises
    ------
    ValueError
        The coefficient is not between 0 and 1.
    """
    if not 0 < lag < 1:
        raise ValueError(f"coefficient of the lag is {lag:g}: a half-life exists between 0 and 1 only")
    return float(np.log(0.5) / np.log(lag))


# Real growth, per cent, of two invented cities: one never wavers, one dips in the crisis and recovers.
EXAMPLE = {
    "steady": (10, 10, 10, 10, 10, 10, 10, 10, 10),
    "dips and recovers": (12, 12, 12, 12, 13, 5, 9, 11, 11),
}
BASE_YEAR = 2008


def example() -> pd.DataFrame:
    """Growth and measured resilience of the two invented cities of `EXAMPLE`.

    Returns
    -------
    DataFrame indexed by year: columns (``growth``, city) and (``resilience``, city), percentage points.
    """
    years = pd.RangeIndex(2003, 2012, name="year")
    growth = pd.DataFrame(EXAMPLE, index=years, dtype=float)
    return pd.concat({"growth": growth, "resilience": growth - growth.loc[BASE_YEAR]}, axis=1)


def resistance(growth: pd.DataFrame) -> pd.Series:
    """Growth of the base year less the mean of the years before it: high where a crisis was withstood."""
    return growth.loc[BASE_YEAR] - growth.loc[: BASE_YEAR - 1].mean()


def centring_example(n: int, seed: int) -> pd.DataFrame:
    """One regression with a product, from raw and from centred variables, in units and standardised.

    Parameters
    ----------
    n : int
        Observations drawn.
    seed : int

    Returns
    -------
    DataFrame, one row a way to build the product: ``collinearity`` (correlation of a with the product),
    ``t of a``, ``product`` and ``t of product`` (least squares on the variables in units), ``standardised``
    (coefficient of the product when all are standardised), ``fit`` (R squared).
    """
    generator = np.random.default_rng(seed)
    a = 4 + generator.standard_normal(n)
    r = 3 + 0.5 * (0.4 * (a - 4) + generator.standard_normal(n))
    y = 0.3 * a + 0.2 * r + 0.15 * (a - 4) * (r - 3) + generator.standard_normal(n)
    ways = {"raw": a * r, "centred": (a - a.mean()) * (r - r.mean())}
    return pd.DataFrame({name: _regression(y, a, r, term) for name, term in ways.items()}).T


def _regression(y: np.ndarray, a: np.ndarray, r: np.ndarray, term: np.ndarray) -> dict[str, float]:
    x = np.column_stack([np.ones_like(y), a, r, term])
    slopes = np.linalg.lstsq(x, y, rcond=None)[0]
    residuals = y - x @ slopes
    variance = residuals @ residuals / (len(y) - x.shape[1])
    t = slopes / np.sqrt(variance * np.diag(np.linalg.inv(x.T @ x)))
    return {
        "collinearity": np.corrcoef(a, term)[0, 1],
        "t of a": t[1],
        "product": slopes[3],
        "t of product": t[3],
        "standardised": slopes[3] * term.std() / y.std(),
        "fit": 1 - residuals.var() / y.var(),
    }
