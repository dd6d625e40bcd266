"""One-step and two-step estimates from sums of moments, and their covariances."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.linalg.lapack import dlange, dpotrf, dpotri

from lib.estimators.gmm_equations import Equations
from lib.estimators.gmm_moments import Moments, scores
from lib.estimators.gmm_spec import Spec

_RANK = 8 * np.finfo(float).eps  # of the largest eigenvalue, times the order: what rounding leaves of zero
_REGULAR = 1e8  # condition number (1-norm) up to which an inverse has half of its digits at least
_EXACT = 1e-20  # of the outcome's variance: residuals that are rounding only


@dataclass(frozen=True)
class Step:
    r"""Estimates with one weight matrix.

    Attributes
    ----------
    params : ndarray, shape (K,)
    bread : ndarray, shape (K, K)
        :math:`(X'Z A Z'X)^{-1}`.
    weight : ndarray, shape (J, J)
        A, the (generalised) inverse of `meat`.
    meat : ndarray, shape (J, J)
        Covariance of the summed moments that A inverts.
    rank : int
        Rank of `meat`.
    identified : bool
        Whether the instruments identify every parameter.
    j : float
        :math:`e'Z A Z'e`.
    condition : float
        Condition number of `meat`, or of the inverse of `bread` where that is larger.
    """

    params: np.ndarray
    bread: np.ndarray
    weight: np.ndarray
    meat: np.ndarray
    rank: int
    identified: bool
    j: float
    condition: float

    def projection(self, zx: np.ndarray) -> np.ndarray:
        """Matrix that takes the summed moments to the estimates, shape (K, J)."""
        return self.bread @ zx.T @ self.weight


def inverse(matrix: np.ndarray) -> tuple[np.ndarray, int, float]:
    """Inverse of a covariance, generalised where it is singular, its rank and its condition number.

    Notes
    -----
    Moore-Penrose of the matrix scaled to a unit diagonal, so that the units of the columns do not matter.
    Stata's invsym leaves out columns instead; the two agree wherever the estimates do not depend on the
    choice, and differ in a two-step with more instruments than units. A matrix whose condition number is
    small is inverted directly.
    """
    diagonal = matrix.diagonal()
    size = np.sqrt(diagonal if diagonal.min(initial=1.0) > 0 else np.where(diagonal > 0, diagonal, 1.0))
    column = size[:, None]
    both = column * size
    scaled = matrix / both
    direct, condition = _regular(scaled)
    if direct is not None:
        return direct / both, len(matrix), condition
    values, vectors = np.linalg.eigh(scaled)
    keep = values > _RANK * len(values) * max(values[-1], 0.0)
    vectors, values = vectors[:, keep] / column, values[keep]
    condition = float(values[-1] / values[0]) if len(values) else 1.0
    return (vectors / values) @ vectors.T, len(values), condition


def _regular(matrix: np.ndarray) -> tuple[np.ndarray | None, float]:
    """The inverse, symmetric, and the condition number; None where more than half of its digits are lost."""
    try:
        found = _inverted(matrix)
    except np.linalg.LinAlgError:
        return None, np.inf
    condition = dlange("1", matrix) * dlange("1", found)
    return (found if condition < _REGULAR else None), float(condition)


def _inverted(matrix: np.ndarray) -> np.ndarray:
    """The inverse, by Cholesky's factor where there is one: corrected covariances may be indefinite."""
    factor, failed = dpotrf(matrix, lower=1) if len(matrix) else (matrix, True)
    if failed:
        found = np.linalg.inv(matrix)
        return (found + found.T) / 2
    found, _ = dpotri(factor, lower=1)  # the upper half is not written
    return np.where(_lower(len(matrix)), found, found.T)


@cache
def _lower(order: int) -> np.ndarray:
    return np.tri(order, dtype=bool)


def solve(total: np.ndarray, meat: np.ndarray) -> Step:
    """Estimates that minimise the summed moments weighted by the inverse of `meat`.

    Parameters
    ----------
    total : ndarray, shape (J, K + 1)
        Z'X and, last, Z'y.
    meat : ndarray, shape (J, J)
    """
    weight, rank, condition = inverse(meat)
    zx, zy = total[:, :-1], total[:, -1]
    through = zx.T @ weight
    bread, found, of_bread = inverse(through @ zx)
    params = bread @ (through @ zy)
    rest = zy - zx @ params
    identified = len(params) <= rank and found == len(params)
    return Step(
        params, bread, weight, meat, rank, identified, float(rest @ weight @ rest), max(condition, of_bread)
    )


def residual_variance(equations: Equations, residuals: np.ndarray, spec: Spec) -> float:
    r"""Variance of the errors from one equation's residuals.

    Notes
    -----
    The transformed equation's, halved for first differences whose errors are two; the level equation's with
    h = 1 in system GMM. No degrees of freedom are subtracted, as in xtabond2; Stata's xtabond divides by
    N - K.

    Raises
    ------
    ValueError
        The regressors fit the outcome exactly.
    """
    level = spec.system and spec.h == 1
    rows = equations.main if level else slice(0, equations.periods)
    count = int(equations.used[:, rows].sum())
    squares = _squares(residuals[:, rows])
    if squares <= _EXACT * _squares(equations.data[:, rows, -1]):
        raise ValueError("the regressors fit the outcome exactly: no error is left to weigh the moments with")
    return squares / count / (1 if spec.transform == "orthogonal" or spec.h == 1 else 2)


def _squares(values: np.ndarray) -> float:
    return float(np.einsum("nt,nt->", values, values))


def clustered(moments: Moments, params: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
    """Sum over units of g_i g_i', shape (J, J), and the g of each chunk of units, shape (n, J)."""
    meat, kept = np.zeros((len(moments.total),) * 2), []
    for _, _, g in scores(moments, params):
        meat += g.T @ g
        kept.append(g)
    return meat, kept


def robust(step: Step, meat: np.ndarray, zx: np.ndarray) -> np.ndarray:
    """Covariance of one-step estimates clustered on units, shape (K, K)."""
    projection = step.projection(zx)
    return projection @ meat @ projection.T


def windmeijer(moments: Moments, first: list[np.ndarray], second: Step, v1: np.ndarray) -> np.ndarray:
    r"""Covariance of two-step estimates, corrected for the estimated weights, shape (K, K).

    Parameters
    ----------
    moments : Moments
    first : list of ndarray, shape (n, J)
        Moments of each chunk of units at the one-step estimates, as `clustered` returns them.
    second : Step
    v1 : ndarray, shape (K, K)
        Robust covariance of the one-step estimates.

    Notes
    -----
    .. math:: V = V_2 + D V_1 D' + D V_2 + V_2 D', \quad
              D = V_2 X'Z A \sum_i \left[ (g_i'a) Z_i'X_i + g_i\, a'Z_i'X_i \right],

    with :math:`a = A Z'e_2` and :math:`g_i` the moments at the one-step estimates.

    References
    ----------
    Windmeijer (2005), equation 3.2.
    """
    zx, zy = moments.zx, moments.zy
    a = second.weight @ (zy - zx @ second.params)
    inner = np.zeros_like(moments.total)
    for (_, w), g in zip(moments.passes(), first, strict=True):
        inner += ((g @ a) @ w.reshape(len(w), -1)).reshape(inner.shape) + g.T @ (a @ w)
    d = second.projection(zx) @ inner[:, :-1]
    v2 = second.bread
    return v2 + d @ v1 @ d.T + d @ v2 + v2 @ d.T
