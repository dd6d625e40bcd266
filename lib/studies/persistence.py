"""What persistent errors do to the standard error of one coefficient of a panel regression.

The regressors are those of the panel at hand; the errors are drawn, first-order autoregressive within units
with a known coefficient, so that the true standard error is known exactly and each estimator of it can be
judged.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from lib.studies.projected import Projected

FORMULAS = ("iid", "robust", "clustered by unit")
KINDS = ("fading", "lasting")


def true_factor(
    projected: Projected, unit: pd.Series, period: pd.Series, rho: float, kind: str = "fading"
) -> float:
    r"""Variance of the coefficient over that under independent errors of the same variance.

    Parameters
    ----------
    projected : Projected
    unit, period : Series
        Indexed by the frame's rows; periods are whole numbers.
    rho : float
        Correlation of the errors of one unit in two adjacent periods, at least 0 and below 1.
    kind : str
        ``fading``: :math:`\rho^{|t - s|}`, autoregressive; ``lasting``: :math:`\rho` between any two periods,
        as where the unit has an effect of its own that the regression leaves in the error.

    Notes
    -----
    :math:`\tilde d' C \tilde d / \tilde d'\tilde d` with the correlations C, 0 between units; exact. For
    ``lasting`` it is the factor of Moulton (1990).

    References
    ----------
    Moulton (1990), equation 1; Bertrand, Duflo and Mullainathan (2004), section 3.
    """
    _check_rho(rho)
    if kind not in KINDS:
        raise ValueError(f"kind is {kind!r}: choose one of {', '.join(KINDS)}")
    table, steps = _wide(projected.rest, projected.rows, unit, period)
    apart = np.abs(np.subtract.outer(steps, steps))
    correlation = rho**apart if kind == "fading" else np.where(apart == 0, 1.0, rho)
    return float(np.einsum("us,st,ut->", table, correlation, table, optimize=True) / (table**2).sum())


def largest_rho(
    projected: Projected,
    unit: pd.Series,
    period: pd.Series,
    t: float,
    *,
    kind: str = "fading",
    critical: float = 1.96,
) -> float:
    """Correlation of the errors up to which a t-value of independent errors stays above a critical value.

    Returns
    -------
    float
        1 where it stays above at any correlation below 1, NaN where it is below already at 0.
    """
    if abs(t) <= critical:
        return float("nan")
    most = 1 - 1e-6

    def excess(rho: float) -> float:
        return abs(t) / np.sqrt(true_factor(projected, unit, period, rho, kind)) - critical

    return 1.0 if excess(most) > 0 else float(brentq(excess, 0.0, most, xtol=1e-4))


def compare(
    projected: Projected,
    unit: pd.Series,
    period: pd.Series,
    *,
    rhos: Sequence[float] = (0.0, 0.3, 0.6, 0.9),
    sigma: float = 1.0,
    draws: int = 10,
    seed: int = 0,
) -> pd.DataFrame:
    """True standard errors beside the mean of estimated ones.

    Parameters
    ----------
    projected : Projected
    unit, period : Series
        As in `true_factor`.
    rhos : sequence of float
    sigma : float
        Standard deviation of the errors.
    draws : int
        Panels of errors drawn for each rho, 2 or more.
    seed : int

    Returns
    -------
    DataFrame, one row a rho and a formula
        ``rho, formula, se, mc_error``; the formula ``true`` is exact, its Monte Carlo error 0.
    """
    if draws < 2:
        raise ValueError(f"draws is {draws}: a Monte Carlo error needs at least 2")
    clusters = pd.factorize(unit.loc[projected.rows])[0]
    size, rows = projected.rest @ projected.rest, []
    for k, rho in enumerate(rhos):
        exact = sigma * np.sqrt(true_factor(projected, unit, period, rho) / size)
        rows.append({"rho": rho, "formula": "true", "se": exact, "mc_error": 0.0})
        errors = sigma * draw_errors(
            projected.rows, unit, period, rho, draws, np.random.default_rng([seed, k])
        )
        errors = projected.net(errors)
        errors -= np.outer(projected.rest, projected.weights @ errors)
        found = standard_errors(projected, errors, clusters)
        spread = found.std(axis=1, ddof=1) / np.sqrt(draws)
        rows += [
            {"rho": rho, "formula": name, "se": found[j].mean(), "mc_error": spread[j]}
            for j, name in enumerate(FORMULAS)
        ]
    return pd.DataFrame(rows)


def standard_errors(projected: Projected, errors: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    r"""Estimated standard errors of the coefficient, shape (3, R), in the order of `FORMULAS`.

    Parameters
    ----------
    projected : Projected
    errors : ndarray, shape (N, R)
        Residuals of R regressions.
    clusters : ndarray of int, shape (N,)

    Notes
    -----
    :math:`\sqrt{u'u / (N - K)} / \sqrt{\tilde d'\tilde d}`; with :math:`\sum \tilde d_i^2 u_i^2` and
    :math:`N / (N - K)` (HC1); with the squares of the clusters' sums of :math:`\tilde d_i u_i`, times
    :math:`G / (G - 1)`.
    """
    n, size = len(projected.rest), projected.rest @ projected.rest
    scores = projected.rest[:, None] * errors
    g = int(clusters.max()) + 1
    sums = np.column_stack([np.bincount(clusters, weights=column, minlength=g) for column in scores.T])
    free = n - projected.parameters
    return (
        np.sqrt(
            np.vstack(
                [
                    (errors**2).sum(axis=0) / free * size,
                    n / free * (scores**2).sum(axis=0),
                    g / (g - 1) * (sums**2).sum(axis=0),
                ]
            )
        )
        / size
    )


def draw_errors(
    rows: pd.Index, unit: pd.Series, period: pd.Series, rho: float, draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Autoregressive errors of variance 1 in the frame's rows, shape (N, R), independent between units."""
    _check_rho(rho)
    codes, steps = pd.factorize(unit.loc[rows])[0], period.loc[rows].to_numpy()
    steps = steps - steps.min()
    state = rng.standard_normal((codes.max() + 1, draws))
    found = np.empty((len(rows), draws))
    for step in range(int(steps.max()) + 1):
        here = steps == step
        found[here] = state[codes[here]]
        state = rho * state + np.sqrt(1 - rho**2) * rng.standard_normal(state.shape)
    return found


def between_share(projected: Projected, unit: pd.Series) -> float:
    """Share of the net regressor's variation that lies between units: what unit effects would absorb.

    0 where the regression has unit effects; near 1 where the coefficient compares units with each other.
    """
    codes = pd.factorize(unit.loc[projected.rows])[0]
    sums = np.bincount(codes, weights=projected.rest)
    return float((sums**2 / np.bincount(codes)).sum() / (projected.rest @ projected.rest))


def _wide(
    values: np.ndarray, rows: pd.Index, unit: pd.Series, period: pd.Series
) -> tuple[np.ndarray, np.ndarray]:
    """Values as units by periods, 0 where a unit has no row; and the periods."""
    codes = pd.factorize(unit.loc[rows])[0]
    steps, labels = pd.factorize(period.loc[rows], sort=True)
    table = np.zeros((codes.max() + 1, len(labels)))
    table[codes, steps] = values
    return table, np.asarray(labels, dtype=float)


def _check_rho(rho: float) -> None:
    if not 0 <= rho < 1:
        raise ValueError(f"rho is {rho}: give a correlation from 0 to below 1")
