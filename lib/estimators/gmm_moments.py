r"""Sums over units of instruments times data, in chunks of units so that memory stays bounded.

The moments of unit i at :math:`\beta` are :math:`g_i = Z_i'(y_i - X_i\beta)`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from lib.estimators.gmm_equations import Equations
from lib.estimators.gmm_instruments import Instrument, fill

_CHUNK = 24_000_000  # bytes of Z at a time: about a processor's last cache
_KEPT = 1 << 30  # bytes of all Z that are kept between passes rather than made again


@dataclass(frozen=True)
class Moments:
    """Moments of all units.

    Attributes
    ----------
    equations : Equations
    instruments : list of Instrument, length J
    weights : ndarray, shape (J, J)
        Sum over units of Z_i' H Z_i.
    total : ndarray, shape (J, K + 1)
        Z'X and, last, Z'y.
    kept : list of ndarray, shape (J, n, R)
        Z of each chunk of units, empty where they are made again at each pass.
    """

    equations: Equations
    instruments: list[Instrument]
    weights: np.ndarray
    total: np.ndarray
    kept: list[np.ndarray] = field(repr=False)

    @property
    def zx(self) -> np.ndarray:
        """Z'X, shape (J, K)."""
        return self.total[:, :-1]

    @property
    def zy(self) -> np.ndarray:
        """Z'y, shape (J,)."""
        return self.total[:, -1]

    def passes(self) -> Iterator[tuple[slice, np.ndarray]]:
        """Units and their Z, shape (J, n, R), chunk by chunk."""
        for i, units in enumerate(_chunks(self.equations, len(self.instruments))):
            yield units, self.kept[i] if self.kept else fill(self.instruments, self.equations.used, units)


def collect(equations: Equations, instruments: list[Instrument], factor: np.ndarray) -> Moments:
    """Sums of the first pass.

    Parameters
    ----------
    equations : Equations
    instruments : list of Instrument, length J
    factor : ndarray, shape (rows, R)
        F with H = F'F, as `lib.estimators.gmm_transform.weight_factor` gives.
    """
    j, width = len(instruments), equations.data.shape[2]
    weights, total, kept = np.zeros((j, j)), np.zeros((j, width)), []
    keep = equations.used.size * j * 8 <= _KEPT
    for units in _chunks(equations, j):
        z = fill(instruments, equations.used, units)
        weighted = (z.reshape(-1, z.shape[2]) @ factor.T).reshape(j, -1)
        weights += weighted @ weighted.T
        total += z.reshape(j, -1) @ equations.data[units].reshape(-1, width)
        if keep:
            kept.append(z)
    return Moments(equations, instruments, weights, total, kept)


def scores(moments: Moments, params: np.ndarray) -> Iterator[tuple[slice, np.ndarray, np.ndarray]]:
    """Units, their Z, shape (J, n, R), and their moments g, shape (n, J), at `params`, chunk by chunk."""
    contrast = np.append(-params, 1.0)
    for units, z in moments.passes():
        yield units, z, np.einsum("jnr,nr->nj", z, moments.equations.data[units] @ contrast)


def _chunks(equations: Equations, j: int) -> list[slice]:
    n, rows = equations.used.shape
    size = max(1, _CHUNK // (8 * rows * j))
    return [slice(start, min(start + size, n)) for start in range(0, n, size)]
