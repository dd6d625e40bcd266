r"""Coordinates in which a model is estimated: columns scaled, centred and made independent.

Cross products hold twice the digits of their columns: of a regressor whose mean is 10,000 times its spread,
eight digits are gone before anything is estimated, and as many of two that differ in their fifth digit. In
better coordinates the same model loses nothing.
"""

from dataclasses import dataclass

import numpy as np

from lib.estimators.collinearity import Relation
from lib.estimators.gmm_spec import CONSTANT

_NOISE = 1e-13  # of a column's size: what rounding leaves of a constant
_LARGE = 10  # means in units of spread, beyond which cross products lose more than two digits
_CLOSE = 1e-6  # smallest eigenvalue of correlations up to which columns are made independent


@dataclass(frozen=True)
class Coordinates:
    r"""A matrix M that takes regressors and outcome to those that are estimated with.

    Attributes
    ----------
    matrix : ndarray, shape (K + 1, K + 1)
        With :math:`(\tilde X, \tilde y) = (X, y) M`, :math:`c = (-\beta', 1)'` is proportional to
        :math:`M \tilde c`. The outcome's row is zero but for its last element.
    """

    matrix: np.ndarray

    @property
    def unit(self) -> float:
        """What one of the outcome's units is in these coordinates."""
        return self.matrix[-1, -1]

    def params(self, params: np.ndarray) -> np.ndarray:
        """Coefficients of the columns as they were given, shape (K,)."""
        return -(self.matrix[:-1] @ np.append(-params, 1.0)) / self.unit

    def covariance(self, cov: np.ndarray) -> np.ndarray:
        """Their covariance, shape (K, K)."""
        back = self.matrix[:-1, :-1] / self.unit
        return back @ cov @ back.T

    def then(self, matrix: np.ndarray) -> "Coordinates":
        """These, moved on by another matrix."""
        return Coordinates(self.matrix @ matrix)

    def only(self, keep: list[int]) -> "Coordinates":
        """Those of some of the columns; columns rest on the constant and on none that is left out."""
        return Coordinates(self.matrix[np.ix_(keep, keep)])

    def given(self, relation: Relation, names: tuple[str, ...]) -> Relation:
        """A relation of columns in these coordinates as one of the columns as they were given.

        The constant, named ``const``, stands first where it takes part.
        """
        position = {name: k for k, name in enumerate(names)}
        weights, shift, size = {}, 0.0, 0.0
        for name, weight in relation.items():
            if name == CONSTANT:
                part = weight
            else:
                column = self.matrix[:, position[name]]
                weights[name] = weight * column[position[name]]
                part = weight * column[position[CONSTANT]] if CONSTANT in position else 0.0
            shift, size = shift + part, size + abs(part)
        if abs(shift) > 1e-6 * max(size, 1e-300):
            weights = {"const": shift, **weights}
        last = weights[list(relation)[-1]] if list(relation)[-1] != CONSTANT else weights["const"]
        return {name: weight / last for name, weight in weights.items()}


def products(data: np.ndarray, periods: int) -> np.ndarray:
    """Cross products of the columns in the last `periods` rows of all units, shape (K, K)."""
    flat = data[:, -periods:].reshape(-1, data.shape[2])
    return flat.T @ flat


def centre(
    data: np.ndarray, used: np.ndarray, constant: int | None = None, crossed: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray] | None:
    """Take the means of the level rows from all columns but the constant, in place.

    Parameters
    ----------
    data : ndarray, shape (N, 2T, K)
        Zero in rows that are not used; transformed rows are as they would be without the means.
    used : ndarray of bool, shape (N, 2T)
    constant : int, optional
        Position of the constant, one in all level rows that are used.
    crossed : ndarray, shape (K, K), optional
        `products` of the level rows, with a constant.

    Returns
    -------
    means, spread : ndarray, shape (K,)
        Spread is the standard deviation; a column that is a constant but for rounding becomes zero. None, and
        nothing done, where no mean is large against its column's spread.
    """
    periods = data.shape[1] // 2
    below, rows = data[:, periods:], used[:, periods:]
    count = max(np.count_nonzero(rows), 1)
    if constant is None:
        flat = below.reshape(-1, data.shape[2])
        means, squares = np.ones(len(flat)) @ flat / count, np.einsum("nk,nk->k", flat, flat) / count
    else:
        crossed = products(data, periods) if crossed is None else crossed
        means, squares = crossed[constant] / count, crossed.diagonal() / count
        means[constant] = 0.0
    if not (means**2 > _LARGE**2 * (squares - means**2)).any():
        return None
    np.subtract(below, means, out=below, where=rows[..., None])
    left = np.einsum("ntk,ntk->k", below, below) / count
    still = (left <= _NOISE**2 * squares) & (means != 0.0)
    data[..., still] = 0.0
    return means, np.sqrt(np.where(still, 0.0, left))


def scaled(factors: list[float]) -> Coordinates:
    """Coordinates of columns that were multiplied by `factors`, the outcome's last."""
    return Coordinates(np.diag(factors))


def shifted(coordinates: Coordinates, means: np.ndarray, constant: int) -> Coordinates:
    """Coordinates of columns less `means` times the constant."""
    matrix = np.eye(len(means))
    matrix[constant] -= means
    return coordinates.then(matrix)


def apart(crossed: np.ndarray) -> bool:
    """Whether columns with these cross products, shape (K, K), are far from collinear; any part then is, too.

    The smallest eigenvalue of a part, scaled to a unit diagonal, is not below that of the whole.
    """
    size = np.sqrt(crossed.diagonal())
    if not size.all():
        return False
    return bool(np.linalg.eigvalsh(crossed / size / size[:, None])[0] >= _CLOSE)


def close(columns: np.ndarray) -> bool:
    """Whether columns are so near to collinear that their cross products lose digits that they hold."""
    return columns.shape[1] > 1 and not apart(columns.T @ columns)


def independent(columns: np.ndarray) -> np.ndarray:
    """Matrix after which columns, shape (N, K), are orthogonal with the size of the first, shape (K, K)."""
    size = np.linalg.norm(columns, axis=0)
    upper = np.linalg.qr(columns / size, mode="r")
    return np.linalg.inv(upper) / size[:, None] * size[0]
