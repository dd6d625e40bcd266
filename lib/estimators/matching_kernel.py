"""Radius and kernel matching along a sorted score: windows of controls in blocks, O(n) memory."""

from collections.abc import Iterator

import numpy as np

from lib.estimators.matching_nearest import Matches, of_windows
from lib.estimators.matching_spec import MatchingSpec
from lib.estimators.matching_windows import gap, within

_BLOCK = 1 << 18  # pairs evaluated at a time
_NEGLIGIBLE = 40.0  # a Gaussian weight below exp(-40) of the nearest control's is left out
_UNDERFLOW = 38.5  # standard deviations at which the normal density is zero in double precision


def radius(t: np.ndarray, c: np.ndarray, y: np.ndarray, spec: MatchingSpec) -> Matches:
    """All controls within the caliper, with equal weights.

    Parameters
    ----------
    t, c : ndarray, shapes (m,) and (n,)
        Sorted scores of treated rows and controls.
    y : ndarray, shape (n, q)
        Outcomes of the controls.
    spec : MatchingSpec
    """
    low, high = within(t, c, np.full(len(t), _bandwidth(spec)))
    return of_windows(low, high, _nearest(t, c, high > low), y)


def kernel(t: np.ndarray, c: np.ndarray, y: np.ndarray, spec: MatchingSpec) -> Matches:
    r"""Controls weighted by a kernel of their distance.

    Parameters
    ----------
    t, c, y, spec
        As in `radius`.

    Notes
    -----
    With u the distance over the bandwidth, weights are proportional to :math:`1 - u^2` (Epanechnikov),
    :math:`(1 - u^2)^2` (biweight), :math:`(1 - |u|^3)^3` (tricube) and 1 (uniform) up to u = 1, and to the
    normal density (Gaussian), whose weights below :math:`e^{-40}` of the nearest control's are left out. A
    row all of whose weights are zero is not matched.
    """
    if spec.kernel == "uniform":
        return radius(t, c, y, spec)
    matched, low, high = _reach(t, c, spec)
    weights, squares = np.zeros(len(c)), np.zeros(len(c))
    counts, predicted = np.zeros(len(t), dtype=np.int64), np.full((len(t), y.shape[1]), np.nan)
    rows = np.flatnonzero(matched)
    for block in _blocks(low[rows], high[rows]):
        row = rows[block]
        at = slice(low[row[0]], high[row[-1]])
        k = _kernel(t[row, None] - c[None, at], spec)
        total = k.sum(axis=1)
        counts[row] = np.count_nonzero(k, axis=1)
        predicted[row] = k @ y[at] / total[:, None]
        weights[at] += (1 / total) @ k
        squares[at] += (1 / total**2) @ k**2
    return Matches(weights, squares, counts, _nearest(t, c, matched), predicted)


def _kernel(distance: np.ndarray, spec: MatchingSpec) -> np.ndarray:
    """Weights of distances, up to a factor by row."""
    if spec.kernel == "gaussian":
        square = (distance / spec.bandwidth) ** 2 / 2
        excess = square - square.min(axis=1, keepdims=True)
        return np.where(excess <= _NEGLIGIBLE, np.exp(-excess), 0.0)
    u = np.minimum(np.abs(distance) / spec.bandwidth, 1)
    if spec.kernel == "tricube":
        return (1 - u**3) ** 3
    rest = 1 - u**2
    return rest if spec.kernel == "epanechnikov" else rest**2


def _reach(t: np.ndarray, c: np.ndarray, spec: MatchingSpec) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows with a positive weight, and windows that hold all of their weights."""
    least = gap(t, c) / spec.bandwidth
    half = np.full(len(t), spec.bandwidth)
    matched = least < 1
    if spec.kernel == "gaussian":
        matched = least < _UNDERFLOW
        half = spec.bandwidth * np.sqrt(least**2 + 2 * (_NEGLIGIBLE + 1))
    low = np.searchsorted(c, t - half, "left")
    high = np.searchsorted(c, t + half, "right")
    # Bounds that rise with the score, so that runs of rows have windows that overlap.
    low = np.minimum.accumulate(low[::-1])[::-1]
    return matched, low, np.maximum.accumulate(high)


def _blocks(low: np.ndarray, high: np.ndarray) -> Iterator[slice]:
    """Runs of rows whose windows overlap and have together a bounded number of pairs."""
    start = 0
    while start < len(low):
        width = 2 * (high[start] - low[start]) + 64
        stop = np.searchsorted(high, low[start] + width, "right")
        stop = max(start + 1, min(stop, start + _BLOCK // width))
        yield slice(start, stop)
        start = stop


def _nearest(t: np.ndarray, c: np.ndarray, matched: np.ndarray) -> np.ndarray:
    """Position of the nearest control, the lowest of those at the same distance, -1 where not matched."""
    return np.where(matched, within(t, c, gap(t, c))[0], -1)


def _bandwidth(spec: MatchingSpec) -> float:
    return spec.caliper if spec.method == "radius" else spec.bandwidth
