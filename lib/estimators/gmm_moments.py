r"""Sums over units of instruments times data, in chunks of units so that memory stays bounded.

For unit i, :math:`W_i = Z_i'(X_i, y_i)`, shape (J, K + 1): its moments at :math:`\beta` are
:math:`g_i = W_i c` with :math:`c = (-\beta', 1)'`, so that every later sum needs W and no residuals.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from lib.estimators.gmm_equations import Equations, times
from lib.estimators.gmm_instruments import Instrument, fill

_CHUNK = 24_000_000  # bytes of Z at a time: about a processor's last cache
_KEPT = 1 << 30  # bytes of all W that are kept between passes rather than made again

# Until a process has freed a large array, glibc hands freed memory back to the system and takes it anew for
# the next one: a third of a small model's time. Nothing is written into this array, so that it costs nothing.
np.empty(4_000_000)


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
        Sum over units of W_i: Z'X and, last, Z'y.
    kept : list of ndarray, shape (n, J, K + 1)
        W of each chunk of units, empty where they are made again at each pass.
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
        """Units and their W, chunk by chunk."""
        if self.kept:
            yield from zip(_chunks(self.equations, len(self.instruments)), self.kept, strict=True)
            return
        for units, z in self.matrices():
            yield units, _products(z, self.equations.data[units])

    def matrices(self) -> Iterator[tuple[slice, np.ndarray]]:
        """Units and their Z, shape (J, n, R), chunk by chunk."""
        for units in _chunks(self.equations, len(self.instruments)):
            yield units, fill(self.instruments, self.equations.used, units)


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
    keep = len(equations.data) * j * width * 8 <= _KEPT
    for units in _chunks(equations, j):
        z = fill(instruments, equations.used, units)
        weighted = (z.reshape(-1, z.shape[2]) @ factor.T).reshape(j, -1)
        weights += weighted @ weighted.T
        w = _products(z, equations.data[units])
        total += w.sum(axis=0)
        if keep:
            kept.append(w)
    return Moments(equations, instruments, weights, total, kept)


def scores(moments: Moments, params: np.ndarray) -> Iterator[tuple[slice, np.ndarray, np.ndarray]]:
    """Units, their W and their moments g, shape (n, J), at `params`, chunk by chunk."""
    contrast = np.append(-params, 1.0)
    for units, w in moments.passes():
        yield units, w, times(w, contrast)


def _chunks(equations: Equations, j: int) -> list[slice]:
    n, rows = equations.used.shape
    size = max(1, _CHUNK // (8 * rows * j))
    return [slice(start, min(start + size, n)) for start in range(0, n, size)]


def _products(z: np.ndarray, data: np.ndarray) -> np.ndarray:
    return z.transpose(1, 0, 2) @ data
