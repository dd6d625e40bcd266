"""Columns net of fixed effects and of each other: what the methods for few treated units share."""

import numpy as np

from lib.estimators.placebo_effects import Absorber, residuals

_NOTHING = 1e-9  # of a column's size before: what effects and other columns leave of a redundant one


def orthonormal(absorbed: Absorber, columns: np.ndarray) -> np.ndarray:
    """Orthonormal basis of columns net of fixed effects, shape (N, R); redundant directions are left out.

    Parameters
    ----------
    absorbed : Absorber
    columns : ndarray, shape (N, K)
    """
    centred = columns - columns.mean(axis=0)
    size = np.linalg.norm(centred, axis=0)
    net = residuals(absorbed, centred)
    kept = np.linalg.norm(net, axis=0) > _NOTHING * size
    if not kept.any():
        return np.empty((len(columns), 0))
    left, values, _ = np.linalg.svd(net[:, kept] / size[kept], full_matrices=False)
    return left[:, values > _NOTHING * values[0]]


def net_of(absorbed: Absorber, basis: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Columns less their projection on fixed effects and on an orthonormal basis, shape (N, K)."""
    net = residuals(absorbed, columns)
    for _ in range(2):  # the second pass removes the rounding of the first
        net = net - basis @ (basis.T @ net)
    return net


def vanishes(net: np.ndarray, original: np.ndarray) -> bool:
    """Whether nothing but rounding is left of a column, shape (N,)."""
    around = np.linalg.norm(original - original.mean())
    return bool(np.linalg.norm(net) <= _NOTHING * max(around, np.linalg.norm(original) * _NOTHING))
