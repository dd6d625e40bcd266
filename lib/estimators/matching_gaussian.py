r"""Gaussian kernel weights of all pairs without a matrix of pairs.

Around the centre a of a block of treated scores t, with c the controls' scores, all in bandwidths,

.. math:: e^{-(t - c)^2 / 2}
          = e^{-(t - a)^2 / 2} \Big[\sum_m (t - a)^m (c - a)^m / m!\Big] e^{-(c - a)^2 / 2},

a product of two thin matrices. Blocks are so narrow that the sum needs few terms.
"""

import numpy as np
from scipy import special

from lib.estimators.matching_windows import gap

_WIDTH = 0.5  # of a block, in bandwidths
_TERMS = 32  # of the sum: at 15 bandwidths, a quarter from the centre, the next is 1e-17 of the first
_FAR = 15.0  # a row without a nearer control is weighted pair by pair
_ZERO = 38.5  # bandwidths at which the normal density is zero in double precision


def gaussian(t: np.ndarray, c: np.ndarray, y: np.ndarray, bandwidth: float) -> tuple[np.ndarray, ...]:
    """Normal densities of all distances, scaled to add up to 1 for each treated row.

    Parameters
    ----------
    t, c : ndarray, shapes (m,) and (n,)
        Sorted scores of treated rows and controls.
    y : ndarray, shape (n, q)
        Outcomes of the controls.
    bandwidth : float

    Returns
    -------
    matched : ndarray of bool, shape (m,)
        Whether any density is not zero.
    weights, squares : ndarray, shape (n,)
        Sums over the matched rows of the weights and of their squares.
    counts : ndarray of int, shape (m,)
        Controls at which the density is not zero.
    predicted : ndarray, shape (m, q)
        Weighted means, NaN where not matched.
    """
    t, c = t / bandwidth, c / bandwidth
    least = gap(t, c)
    weights, squares = np.zeros(len(c)), np.zeros(len(c))
    predicted = np.full((len(t), y.shape[1]), np.nan)
    values = np.column_stack([np.ones(len(c)), y])
    near = np.flatnonzero(least < _FAR)
    for row in _blocks(t, near):
        at, left, right = _factors(t[row], c, 1.0)
        sums = left @ (right.T @ values[at])
        total = sums[:, 0]
        predicted[row] = sums[:, 1:] / total[:, None]
        weights[at] += right @ (left.T @ (1 / total))
        at, left, right = _factors(t[row], c, 2.0)
        squares[at] += right @ (left.T @ (1 / total**2))
    for row in np.flatnonzero((least >= _FAR) & (least < _ZERO)):
        at = slice(*np.searchsorted(c, [t[row] - _ZERO, t[row] + _ZERO]))
        k = np.exp((least[row] ** 2 - (t[row] - c[at]) ** 2) / 2)
        share = k / k.sum()
        predicted[row] = share @ y[at]
        weights[at] += share
        squares[at] += share**2
    counts = np.searchsorted(c, t + _ZERO) - np.searchsorted(c, t - _ZERO)
    matched = least < _ZERO
    return matched, weights, squares, np.where(matched, counts, 0), predicted


def _blocks(t: np.ndarray, rows: np.ndarray) -> list[np.ndarray]:
    """Rows by pieces of the score of the width of a block."""
    if not len(rows):
        return []
    piece = np.floor((t[rows] - t[rows[0]]) / _WIDTH)
    return np.split(rows, np.flatnonzero(np.diff(piece)) + 1)


def _factors(t: np.ndarray, c: np.ndarray, power: float) -> tuple[slice, np.ndarray, np.ndarray]:
    """The controls within reach of a block, and both factors of the density to a power."""
    centre = (t[0] + t[-1]) / 2
    at = slice(*np.searchsorted(c, [t[0] - _ZERO, t[-1] + _ZERO]))
    m = np.arange(_TERMS)
    # Each factor gets half of power ** m / m!, so that neither grows out of range.
    scale = np.sqrt(power**m / special.factorial(m))
    left, right = (_factor(x - centre, power, scale) for x in (t, c[at]))
    return at, left, right


def _factor(x: np.ndarray, power: float, scale: np.ndarray) -> np.ndarray:
    return np.vander(x, len(scale), increasing=True) * np.exp(-power * x**2 / 2)[:, None] * scale
