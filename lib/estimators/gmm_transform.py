r"""First differences and forward orthogonal deviations, and the first step's weights that belong to them.

A transformed observation stands at the period t of its last error: the difference
:math:`e_t - e_{t-1}`, and one period late the deviation of :math:`e_{t-1}` from the mean of its future.
"""

from functools import cache

import numpy as np

from lib.estimators.gmm_spec import Spec


def difference(values: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    """First differences along axis 1 at the later period, shape as `values`; NaN in the first period."""
    changes = np.empty_like(values) if out is None else out
    changes[:, :1] = np.nan
    np.subtract(values[:, 1:], values[:, :-1], out=changes[:, 1:])
    return changes


def orthogonal(values: np.ndarray, complete: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    r"""Forward orthogonal deviations along axis 1, one period late.

    Parameters
    ----------
    values : ndarray, shape (N, T, K)
        Finite where complete.
    complete : ndarray of bool, shape (N, T)
        Rows that count in the means.
    out : ndarray, shape (N, T, K), optional
        Where to write them.

    Returns
    -------
    ndarray, shape (N, T, K)
        At t + 1: :math:`\sqrt{S / (S + 1)}\,(v_t - \bar v_{s > t})`, S the number of complete later rows; NaN
        where there is none.

    References
    ----------
    Arellano and Bover (1995), equation 18.
    """
    deviations = np.empty_like(values) if out is None else out
    deviations[:, :1] = np.nan
    count = np.zeros(values.shape[0])
    total = np.zeros((values.shape[0], values.shape[2]))
    for t in range(values.shape[1] - 2, -1, -1):
        later = complete[:, t + 1]
        count += later
        total += np.where(later[:, None], values[:, t + 1], 0.0)
        with np.errstate(invalid="ignore", divide="ignore"):
            gap = values[:, t] - total / count[:, None]
            deviations[:, t + 1] = np.sqrt(count / (count + 1))[:, None] * gap
    return deviations


def transformed(
    values: np.ndarray, complete: np.ndarray, spec: Spec, out: np.ndarray | None = None
) -> np.ndarray:
    """Values of the transformed equation, shape (N, T, K), meant where `transformed_rows` says so."""
    if spec.transform == "difference":
        return difference(values, out)
    return orthogonal(values, complete, out)


def adjacent(complete: np.ndarray) -> np.ndarray:
    """Rows that are complete and have a complete one a period before, shape (N, T)."""
    rows = np.zeros_like(complete)
    rows[:, 1:] = complete[:, 1:] & complete[:, :-1]
    return rows


def transformed_rows(moved: np.ndarray, complete: np.ndarray, spec: Spec) -> np.ndarray:
    """Which rows the transformed equation has, shape (N, T).

    Parameters
    ----------
    moved : ndarray of bool, shape (N, T)
        Unit-periods in levels with all that the transformed equation needs.
    complete : ndarray of bool, shape (N, T)
        Those with all that either equation needs, over which forward means are taken.
    """
    if spec.transform == "difference":
        return adjacent(moved)
    rows = np.zeros_like(moved)
    later = np.logical_or.accumulate(complete[:, :0:-1], axis=1)[:, ::-1]
    rows[:, 1:] = moved[:, :-1] & later
    return rows


def transformation(transform: str, periods: int) -> np.ndarray:
    """Matrix M of a transformation of T complete periods, shape (T, T): row t makes the observation at t."""
    if transform == "difference":
        matrix = np.eye(periods) - np.eye(periods, k=-1)
        matrix[:1] = 0.0
        return matrix
    matrix = np.zeros((periods, periods))
    for t in range(1, periods):
        matrix[t, t - 1 :] = -1 / (periods - t)
        matrix[t, t - 1] = 1.0
        matrix[t] *= np.sqrt((periods - t) / (periods - t + 1))
    return matrix


def weight_factor(spec: Spec, periods: int) -> np.ndarray:
    r"""A factor F of the first step's weights, :math:`H = F'F`, shape (rows, R).

    Notes
    -----
    R is T in difference GMM and 2T in system GMM, transformed rows first. With M the transformation,
    difference GMM has :math:`H = MM'`, and :math:`H = I` with h = 1. System GMM has, with

    .. math:: h = 3: \begin{pmatrix} MM' & M \\ M' & I \end{pmatrix}, \quad
              h = 2: \begin{pmatrix} MM' & 0 \\ 0 & I \end{pmatrix}, \quad h = 1: I,

    the covariance of the stacked errors when :math:`e_{it}` is white noise and there are no unit effects
    (h = 3), the same without the covariance between the two equations (h = 2), or none (h = 1). M is the one
    of a unit that is observed in all periods, as in xtabond2, also where a unit has gaps.

    References
    ----------
    Roodman (2009), section 4.
    """
    return _factor(spec.transform, spec.system, spec.h, periods)


@cache
def _factor(transform: str, system: bool, h: int, periods: int) -> np.ndarray:
    matrix = transformation(transform, periods)
    one = np.eye(periods)
    if not system:
        return one if h == 1 else matrix.T
    if h == 1:
        return np.eye(2 * periods)
    if h == 3:
        return np.hstack([matrix.T, one])
    return np.block([[matrix.T, 0 * one], [0 * one, one]])
