"""Tests after GMM: serial correlation, overidentification, each set of instruments, the model."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy import special

from lib.estimators.gmm_equations import Equations, times
from lib.estimators.gmm_moments import Moments, scores
from lib.estimators.gmm_spec import CONSTANT, Spec
from lib.estimators.gmm_steps import Step, inverse, solve
from lib.estimators.gmm_transform import adjacent, difference, transformation

LEVEL_SET = "gmm: level equation"
NAN = float("nan")
_ROUNDING = 1e-6  # of Hansen's statistic: a difference between two of them that is zero but for rounding


class Chi2(NamedTuple):
    """A statistic that follows a chi-square distribution: its value, degrees of freedom, p-value."""

    statistic: float
    df: int
    p: float


class SerialCorrelation(NamedTuple):
    """A test of serial correlation of one order."""

    order: int
    z: float
    p: float


class SetTest(NamedTuple):
    """A test of one set of instruments, and of the others without it."""

    instruments: str
    excluding: float
    excluding_df: int
    excluding_p: float
    difference: float
    df: int
    p: float


def chi2(statistic: float, df: int) -> Chi2:
    """A test with its p-value; NaN where no degree of freedom is left."""
    return Chi2(statistic, df, float(special.chdtrc(df, max(statistic, 0.0))) if df > 0 else NAN)


@dataclass(frozen=True)
class Estimates:
    """What the tests need of an estimation: the final step, its covariance, its residual variance.

    `residuals` are the final step's, shape (N, R), `cov` is the covariance that is reported, `rank` that of
    the weights of Hansen's test; `homoskedastic` says that `cov` takes the errors' covariance to be the first
    step's H times `sigma2`.
    """

    step: Step
    residuals: np.ndarray
    cov: np.ndarray
    sigma2: float
    rank: int
    homoskedastic: bool


def serial_correlation(moments: Moments, estimates: Estimates, spec: Spec) -> tuple[SerialCorrelation, ...]:
    r"""Arellano and Bond's tests of serial correlation in the differenced residuals.

    Returns
    -------
    tuple of SerialCorrelation
        One an order; NaN where no unit has residuals that far apart.

    Notes
    -----
    With :math:`w` the differenced residuals and :math:`w_{-m}` their lags, zero where they are missing,

    .. math:: z = \frac{\sum_i w_{i,-m}'w_i}{\left[\sum_i w_{i,-m}'\Omega_i w_{i,-m}
              - 2 q' (X'Z A Z'X)^{-1} X'Z A \sum_i Z_i'\Omega_i^* w_{i,-m} + q' V q\right]^{1/2}},
              \quad q = \sum_i X_i' w_{i,-m},

    X differenced, V the reported covariance; the Omegas are outer products of
    residuals, or :math:`\sigma^2 H` after a one-step with classical covariance. With orthogonal deviations
    the residuals are differenced anew from the level equation. In panels with gaps xtabond2 pairs some
    lagged residuals of the classical one-step with periods that have none; here they have no part.

    References
    ----------
    Arellano and Bond (1991), equation 8; Roodman (2009), section 3.5.
    """
    data, w, valid = _differenced(moments.equations, estimates.step.params, estimates.residuals, spec)
    rows = np.zeros((spec.ar, len(data), data.shape[1]))  # zero in the level equation
    past = rows[..., : w.shape[1]]
    for order, before in enumerate(past, start=1):
        np.multiply(w[:, :-order], valid[:, order:], out=before[:, order:])
    products = np.einsum("ont,nt->on", past, w)
    sums = (rows.reshape(spec.ar, data[..., 0].size) @ data.reshape(-1, data.shape[2]))[:, :-1]
    if estimates.homoskedastic:
        parts = [_homoskedastic(moments, estimates, spec, before) for before in past]
    else:
        parts = _clustered(moments, estimates, products)
    projection, rows = estimates.step.projection(moments.zx), []
    for order, (q, product, (own, cross)) in enumerate(zip(sums, products, parts, strict=True), start=1):
        variance = own + q @ (estimates.cov @ q - 2 * (projection @ cross))
        z = float(product.sum() / np.sqrt(variance)) if product.any() and variance > 0 else NAN
        rows.append(SerialCorrelation(order, z, float(2 * special.ndtr(-abs(z)))))
    return tuple(rows)


def _differenced(
    equations: Equations, params: np.ndarray, residuals: np.ndarray, spec: Spec
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Differenced regressors and outcome, residuals, shape (N, T), and where they are there.

    The former have shape (N, R, K + 1), differences first, and zero where there are none.
    """
    periods = equations.periods
    if spec.transform == "difference":
        return equations.data, residuals[:, :periods], equations.used[:, :periods]
    data, valid = difference(equations.level), adjacent(equations.rows)
    data[~valid] = 0.0
    return data, times(data, np.append(-params, 1.0)), valid


def _clustered(
    moments: Moments, estimates: Estimates, products: np.ndarray
) -> list[tuple[float, np.ndarray]]:
    """Variance of the products of each order, shape (orders, N), and their covariance with the moments."""
    cross = np.zeros((len(products), len(moments.total)))
    for units, _, g in scores(moments, estimates.step.params):
        cross += products[:, units] @ g
    return [(float(one @ one), with_moments) for one, with_moments in zip(products, cross, strict=True)]


def _homoskedastic(
    moments: Moments, estimates: Estimates, spec: Spec, past: np.ndarray
) -> tuple[float, np.ndarray]:
    """Variance of the products and their covariance with the moments when the errors are white noise."""
    periods = past.shape[1]
    own, move = transformation("difference", periods), transformation(spec.transform, periods)
    root = past if spec.h == 1 else past @ own
    psi = np.zeros(moments.equations.used.shape)
    psi[:, :periods] = past if spec.h == 1 else root @ move.T
    cross = np.zeros(len(moments.total))
    for units, z in moments.matrices():
        cross += np.einsum("jnr,nr->j", z, psi[units])
    return estimates.sigma2 * float((root**2).sum()), estimates.sigma2 * cross


def difference_in_hansen(moments: Moments, meat: np.ndarray, whole: Chi2, rank: int) -> tuple[SetTest, ...]:
    r"""Whether each set of instruments is valid given the others.

    Parameters
    ----------
    moments : Moments
    meat : ndarray, shape (J, J)
        Covariance of the summed moments whose inverse gave `whole`.
    whole : Chi2
        Test of all instruments.
    rank : int
        Instruments that count.

    Returns
    -------
    tuple of SetTest
        One a set; a set without which the model is not identified has none.

    Notes
    -----
    The model is estimated again without the set, with the inverse of the same `meat` less the set's rows and
    columns, so that the difference is not negative where `meat` is regular; where it is singular the
    difference may be, and then has no p. In system GMM one row takes out
    the differences that instrument the level equation.

    References
    ----------
    Roodman (2009), section 3.3.
    """
    found = []
    for label, keep in _subsets(moments):
        k = moments.total.shape[1] - 1
        if len(keep) < k:
            continue
        block = (keep[:, None], keep)
        # Some of independent instruments are independent.
        counted = len(keep) if rank == len(meat) else inverse(moments.weights[block])[1]
        if not k <= counted < rank:
            continue
        step = solve(moments.total[keep], meat[block])
        if not step.identified:
            continue
        rest, own = chi2(step.j, counted - k), chi2(whole.statistic - step.j, rank - counted)
        if own.statistic < -_ROUNDING * max(whole.statistic, 1.0):
            own = own._replace(p=NAN)
        found.append(SetTest(label, *rest, *own))
    return tuple(found)


def _subsets(moments: Moments) -> list[tuple[str, np.ndarray]]:
    """Label of each set and the positions of the instruments outside it; the constant is never taken out."""
    instruments = moments.instruments
    sets = {LEVEL_SET: [not item.level_part for item in instruments]}
    if all(sets[LEVEL_SET]):
        sets = {}
    labels = [item.label for item in instruments]
    for kind in ("gmm", ""):
        for label in dict.fromkeys(labels):
            if label != CONSTANT and label not in sets and label.startswith(kind):
                sets[label] = [other != label for other in labels]
    return [(label, np.flatnonzero(outside)) for label, outside in sets.items()]


def wald(names: tuple[str, ...], params: np.ndarray, cov: np.ndarray) -> Chi2:
    """Test that all coefficients but the constant are zero.

    Notes
    -----
    xtabond2 takes the constant into the statistic and not into its degrees of freedom; here it is in neither,
    as in Stata's xtabond and gretl.
    """
    slopes = np.array([j for j, name in enumerate(names) if name != CONSTANT])
    part, rank, _ = inverse(cov[slopes[:, None], slopes])
    return chi2(float(params[slopes] @ part @ params[slopes]), rank)
