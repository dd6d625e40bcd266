r"""Why least squares and fixed effects fail where the outcome rests on its own past, and GMM does not.

Panels are drawn from

.. math:: y_{it} = \rho y_{i,t-1} + \alpha_i + \varepsilon_{it}

which starts from its stationary distribution. Least squares in levels takes the units' effects for
persistence; fixed effects subtract means that hold the future (Nickell 1981); difference GMM instruments the
change of the outcome with its past levels, which say little where ``rho`` is near 1; system GMM adds the
equation in levels, instrumented with past changes (Blundell and Bond 1998). The first two have known limits,
`limits`; `simulate` gives the means of all four over many draws.

References
----------
Nickell (1981), equation 18; Arellano and Bond (1991); Blundell and Bond (1998), section 5; Bond (2002).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from lib.estimators import gmm


@dataclass(frozen=True)
class Design:
    """What a simulated panel is made of.

    Attributes
    ----------
    units, periods : int
        Units, at least 2, and periods that are seen, at least 4: the first serves as a lag only.
    rho : float
        Coefficient of the outcome's first lag, at least 0 and below 1.
    effect, noise : float
        Standard deviations of the units' effects (0 or more) and of the errors (above 0).

    Raises
    ------
    ValueError
        A value outside its range.
    """

    units: int = 150
    periods: int = 7
    rho: float = 0.5
    effect: float = 1.0
    noise: float = 1.0

    def __post_init__(self) -> None:
        if self.units < 2 or self.periods < 4:
            raise ValueError(
                f"{self.units} units, {self.periods} periods: give 2 units and 4 periods at least, so that "
                "a change has an instrument"
            )
        if not 0 <= self.rho < 1:
            raise ValueError(f"rho is {self.rho}: give a number from 0 to below 1, or nothing is stationary")
        if not (self.effect >= 0 and self.noise > 0):
            raise ValueError(f"effect {self.effect}, noise {self.noise}: give standard deviations")


def draw(design: Design, seed: int | Sequence[int] = 0) -> pd.DataFrame:
    """One balanced panel with the columns ``unit, period, y``, sorted; the same for the same seed."""
    rng = np.random.default_rng(seed)
    effect = design.effect * rng.standard_normal(design.units)
    y = np.empty((design.units, design.periods))
    spread = design.noise / np.sqrt(1 - design.rho**2)
    y[:, 0] = effect / (1 - design.rho) + spread * rng.standard_normal(design.units)
    for t in range(1, design.periods):
        y[:, t] = design.rho * y[:, t - 1] + effect + design.noise * rng.standard_normal(design.units)
    unit = np.repeat(np.arange(design.units), design.periods)
    period = np.tile(np.arange(1, design.periods + 1), design.units)
    return pd.DataFrame({"unit": unit, "period": period, "y": y.ravel()})


def pooled(panel: pd.DataFrame) -> float:
    """Slope of least squares of the outcome on its lag and a constant."""
    now, before = _pairs(panel)
    return _slope(now - now.mean(), before - before.mean())


def within(panel: pd.DataFrame) -> float:
    """The same with fixed effects of the units."""
    now, before = _pairs(panel)
    return _slope(now - now.mean(axis=1, keepdims=True), before - before.mean(axis=1, keepdims=True))


def difference_gmm(panel: pd.DataFrame) -> float:
    """Two-step difference GMM with every lag from the second on."""
    return _gmm(panel, system=False)


def system_gmm(panel: pd.DataFrame) -> float:
    """Two-step system GMM with the same lags and past changes in the equation in levels."""
    return _gmm(panel, system=True)


ESTIMATORS: dict[str, Callable[[pd.DataFrame], float]] = {
    "least squares": pooled,
    "fixed effects": within,
    "difference GMM": difference_gmm,
    "system GMM": system_gmm,
}


def limits(design: Design) -> dict[str, float]:
    r"""What the estimators tend to as the number of units grows, the number of periods staying as it is.

    Returns
    -------
    dict of str to float
        By the names of `ESTIMATORS`; both GMM estimators tend to ``rho``.

    Notes
    -----
    With :math:`k = (1 - \rho) / (1 + \rho)` and T equations a unit (one less than its periods),

    .. math::
        \text{least squares} &\to \rho + (1 - \rho)
            \frac{\sigma_\alpha^2}{\sigma_\alpha^2 + k \sigma_\varepsilon^2} \\
        \text{fixed effects} &\to \rho - \frac{1 + \rho}{T - 1} A
            \Big/ \Big(1 - \frac{2 \rho A}{(1 - \rho)(T - 1)}\Big), \qquad
            A = 1 - \frac{1 - \rho^T}{T (1 - \rho)}

    References
    ----------
    Bond (2002) for the first, Nickell (1981), equation 18, for the second.
    """
    rho, t = design.rho, design.periods - 1
    k = (1 - rho) / (1 + rho)
    ratio = (design.effect / design.noise) ** 2
    a = 1 - (1 - rho**t) / (t * (1 - rho))
    nickell = (1 + rho) / (t - 1) * a / (1 - 2 * rho * a / ((1 - rho) * (t - 1)))
    values = (rho + (1 - rho) * ratio / (ratio + k), rho - nickell, rho, rho)
    return dict(zip(ESTIMATORS, values, strict=True))


def simulate(
    rhos: Sequence[float] = (0.1, 0.3, 0.5, 0.7, 0.8, 0.9),
    *,
    design: Design | None = None,
    draws: int = 60,
    seed: int = 0,
    estimators: Mapping[str, Callable[[pd.DataFrame], float]] = ESTIMATORS,
) -> pd.DataFrame:
    """Mean estimate of each estimator at each ``rho``, with its Monte Carlo error.

    Parameters
    ----------
    rhos : sequence of float
    design : Design, optional
        Everything but ``rho``.
    draws : int
        Panels at each ``rho``, at least 2; all estimators see the same.
    seed : int
        The same seed gives the same table.
    estimators : mapping of str to function
        From a panel to a number.

    Returns
    -------
    DataFrame, one row a ``rho`` and an estimator
        ``rho, estimator, mean, bias, mc_error`` (standard error of the mean over draws), ``sd`` (over
        draws), ``low`` and ``high`` (their 5th and 95th percentile), ``limit`` (for many units; NaN where
        `limits` does not know the estimator) and ``draws``.

    Raises
    ------
    ValueError
        Fewer than two draws, no ``rho``, or one outside its range.
    """
    if draws < 2:
        raise ValueError(f"draws is {draws}: a Monte Carlo error needs at least 2")
    if not len(rhos):
        raise ValueError("no rho is given: give one at least")
    design, rows = design or Design(), []
    for k, rho in enumerate(rhos):
        here = replace(design, rho=rho)
        panels = [draw(here, [seed, k, j]) for j in range(draws)]
        known = limits(here)
        for name, estimator in estimators.items():
            found = np.array([estimator(panel) for panel in panels])
            rows.append(
                {
                    "rho": rho,
                    "estimator": name,
                    "mean": found.mean(),
                    "bias": found.mean() - rho,
                    "mc_error": found.std(ddof=1) / np.sqrt(draws),
                    "sd": found.std(ddof=1),
                    "low": np.quantile(found, 0.05),
                    "high": np.quantile(found, 0.95),
                    "limit": known.get(name, np.nan),
                    "draws": draws,
                }
            )
    return pd.DataFrame(rows)


def _pairs(panel: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Outcome and its lag, units by periods but the first."""
    wide = panel.pivot(index="unit", columns="period", values="y").to_numpy()
    return wide[:, 1:], wide[:, :-1]


def _slope(y: np.ndarray, x: np.ndarray) -> float:
    return float((x * y).sum() / (x * x).sum())


def _gmm(panel: pd.DataFrame, system: bool) -> float:
    spec = gmm.Spec("y", ("L.y",), gmm=(gmm.endogenous("y"),), system=system, steps=2, ar=0)
    return float(gmm.estimate(panel, spec, "unit", "period").params["L.y"])
