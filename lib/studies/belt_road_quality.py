"""What export quality needs, on simulated lines of products where the truth is known.

The paper's measure needs quantities, which no public table here has for the nine countries. These lines show
what `lib.estimators.quality` finds if demand is as the measure assumes, and what an elasticity that is wrong
does to it.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.estimators.fixed_effects import net_of
from lib.estimators.quality import quality
from lib.panels.belt_road import COUNTRIES, EVENT_YEAR, TREATED, YEARS

EFFECTS = ("product", "iso3^year")


@dataclass(frozen=True)
class Lines:
    """Simulated lines of products.

    Attributes
    ----------
    products : int
        Of each country.
    sigma : float
        The true elasticity of substitution.
    effect : float
        What the initiative adds to the logarithm of quality, on average over products.
    spread : float
        Standard deviation of that over the products of the treated countries.
    """

    products: int = 20
    sigma: float = 5.0
    effect: float = 0.10
    spread: float = 0.0


def simulated(lines: Lines, seed: int) -> pd.DataFrame:
    r"""Quantities and prices of products in the nine countries and 21 years, without noise in demand.

    Returns
    -------
    DataFrame: ``product``, ``iso3``, ``year``, ``bri``, ``quantity``, ``price``, ``ln_quality`` (true),
    ``value``.

    Notes
    -----
    :math:`\ln q = (\sigma - 1)\ln\lambda - \sigma \ln p + \alpha_{product} + \alpha_{country, year}`; better
    goods cost more.
    """
    rng = np.random.default_rng(seed)
    names = [f"p{k:02d}" for k in range(lines.products)]
    index = pd.MultiIndex.from_product([names, COUNTRIES, YEARS], names=["product", "iso3", "year"])
    frame = index.to_frame(index=False)
    n, cells = len(frame), len(COUNTRIES) * len(YEARS)
    frame["bri"] = (frame["iso3"].isin(TREATED) & (frame["year"] >= EVENT_YEAR)).astype(float)
    own = np.random.default_rng((seed, 1)).standard_normal(n // len(YEARS)).repeat(len(YEARS))
    truth = 0.3 * rng.standard_normal(n) + (lines.effect + lines.spread * own) * frame["bri"]
    price = 0.5 * truth + 0.3 * rng.standard_normal(n)
    common = np.repeat(rng.standard_normal(lines.products), cells) + np.tile(
        rng.standard_normal(cells), lines.products
    )
    quantity = (lines.sigma - 1) * truth - lines.sigma * price + common
    return frame.assign(
        ln_quality=truth,
        price=np.exp(price),
        quantity=np.exp(quantity),
        value=np.exp(price + quantity),
    )


def recovered(lines: Lines, seed: int, sigmas: tuple[float, ...]) -> pd.DataFrame:
    """Measured against true quality, by the elasticity that is assumed.

    Parameters
    ----------
    lines : Lines
    seed : int
    sigmas : tuple of float
        Assumed elasticities, above 1.

    Returns
    -------
    DataFrame indexed by ``sigma``: ``largest`` (difference of measured quality from the true one, net of the
    same effects), ``correlation`` (of the two), ``mean`` (largest absolute mean over a country and year),
    ``effect`` (of the initiative, on the means of countries and years), ``effect_by_value`` (on means of
    products weighted by their value in the year).
    """
    frame = simulated(lines, seed)
    truth = net_of(frame[["ln_quality", "product", "iso3", "year"]], "ln_quality", EFFECTS)[0]
    rows = {}
    for sigma in sigmas:
        found = quality(frame, "quantity", "price", sigma, EFFECTS).quality
        keys = [frame["iso3"], frame["year"]]
        cells = frame.assign(quality=found).groupby(keys)[["quality", "bri"]].mean()
        weighted = (found * frame["value"]).groupby(keys).sum() / frame["value"].groupby(keys).sum()
        rows[sigma] = {
            "largest": float((found - truth).abs().max()),
            "correlation": float(np.corrcoef(found, truth)[0, 1]),
            "mean": float(cells["quality"].abs().max()),
            "effect": _two_way(cells),
            "effect_by_value": _two_way(cells.assign(quality=weighted)),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("sigma")


def _two_way(cells: pd.DataFrame) -> float:
    """Coefficient of ``bri`` on ``quality`` with effects of country and year, in a balanced panel."""
    x, y = (cells[name].unstack("year").to_numpy() for name in ("bri", "quality"))
    x, y = (v - v.mean(axis=0) - v.mean(axis=1, keepdims=True) + v.mean() for v in (x, y))
    return float((x * y).sum() / (x * x).sum())
