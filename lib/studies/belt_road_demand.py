r"""Inequality and the demand for a good that some can afford, by computer algebra.

Incomes are lognormal with mean m and standard deviation s of their logarithm; who has more than y buys one
unit. With :math:`k = \ln(m/y)` and :math:`z = k/s - s/2` the share :math:`\Phi(z)` buys. A policy that lowers
the price moves y, and so k.
"""

import numpy as np
import pandas as pd
import sympy
from scipy import optimize, stats
from sympy import Expr


def symbols() -> tuple[sympy.Symbol, sympy.Symbol]:
    """How far mean income is above the price in logarithms, and the spread of incomes."""
    return sympy.Symbol("k", real=True), sympy.Symbol("s", positive=True)


def share() -> Expr:
    r"""The share of the population that buys, :math:`\Phi(k/s - s/2)`."""
    k, s = symbols()
    return (1 + sympy.erf((k / s - s / 2) / sympy.sqrt(2))) / 2


def derivatives() -> dict[str, Expr]:
    """Of log demand: ``level`` (by s), ``effect`` (by k, as a policy moves it), ``interaction`` (by both)."""
    k, s = symbols()
    log_share = sympy.log(share())
    effect = log_share.diff(k)
    return {"level": log_share.diff(s), "effect": effect, "interaction": effect.diff(s)}


def closed() -> dict[str, Expr]:
    r"""The same in the form in which a reader expects it, with :math:`h = \varphi(z)/\Phi(z)`.

    Notes
    -----
    .. math:: \frac{\partial \ln\Phi}{\partial s} = -\frac{h (z + s)}{s}, \qquad
        \frac{\partial \ln\Phi}{\partial k} = \frac{h}{s}, \qquad
        \frac{\partial^2 \ln\Phi}{\partial k\,\partial s} = \frac{h}{s^2}\big[(z + h)(z + s) - 1\big].
    """
    k, s = symbols()
    z = k / s - s / 2
    h = sympy.exp(-(z**2) / 2) / sympy.sqrt(2 * sympy.pi) / share()
    return {"level": -h * (z + s) / s, "effect": h / s, "interaction": h / s**2 * ((z + h) * (z + s) - 1)}


def confirmed(points: int = 12, seed: int = 3) -> dict[str, bool]:
    """Whether both forms agree at random points, 30 digits carried, to twelve digits."""
    rng = np.random.default_rng(seed)
    k, s = symbols()
    both = {name: (one, closed()[name]) for name, one in derivatives().items()}
    above, spread = rng.uniform(-1.5, 1.5, points), rng.uniform(0.2, 1.2, points)
    drawn = [{k: float(a), s: float(b)} for a, b in zip(above, spread, strict=True)]
    return {
        name: all(abs(first.evalf(30, subs=at) / second.evalf(30, subs=at) - 1) < 1e-12 for at in drawn)
        for name, (first, second) in both.items()
    }


def theil() -> Expr:
    r"""Theil's index of the lognormal distribution, :math:`E[(x/m) \ln(x/m)]`, integrated: :math:`s^2/2`."""
    _, s = symbols()
    u = sympy.Symbol("u", real=True)
    log_ratio = s * u - s**2 / 2
    density = sympy.exp(-(u**2) / 2) / sympy.sqrt(2 * sympy.pi)
    return sympy.simplify(
        sympy.integrate(sympy.exp(log_ratio) * log_ratio * density, (u, -sympy.oo, sympy.oo))
    )


def theil_of_gini(gini: np.ndarray | pd.Series) -> np.ndarray:
    r"""Theil's index of the lognormal distribution with a Gini coefficient.

    Parameters
    ----------
    gini : array
        0 to 100.

    Notes
    -----
    :math:`G = 2\Phi(s/\sqrt2) - 1` and :math:`T = s^2/2`, so that :math:`T = [\Phi^{-1}((1+G)/2)]^2`.
    """
    return stats.norm.ppf((1 + np.asarray(gini, dtype=float) / 100) / 2) ** 2


def signs(price: np.ndarray, index: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    r"""Numbers of both signs: how inequality moves demand, and how it moves the effect of a lower price.

    Parameters
    ----------
    price : array
        Least income that buys, as a multiple of mean income.
    index : array
        Theil's index.

    Returns
    -------
    level, interaction : arrays with the broadcast shape of both
        :math:`-(z + s)` and :math:`(z + h)(z + s) - 1`, the factors of `closed` that can change their sign.
    """
    k, s = -np.log(price), np.sqrt(2 * np.asarray(index, dtype=float))
    z = k / s - s / 2
    ratio = np.exp(stats.norm.logpdf(z) - stats.norm.logcdf(z))
    return -(z + s), (z + ratio) * (z + s) - 1


def turns(index: float) -> dict[str, float]:
    """Prices, as multiples of mean income, at which each sign turns for one index of inequality.

    Returns
    -------
    dict: ``level`` (inequality lowers demand below it, raises it above) and ``interaction`` (inequality
    strengthens the effect of a lower price below it, weakens it above).

    Notes
    -----
    The first is :math:`e^{T}`, since :math:`z = -s` there; the second is found numerically.
    """
    span = (np.exp(-20 * np.sqrt(index)), np.exp(20 * np.sqrt(index)))
    root = optimize.brentq(lambda price: float(signs(price, index)[1]), *span)
    return {"level": float(np.exp(index)), "interaction": root}
