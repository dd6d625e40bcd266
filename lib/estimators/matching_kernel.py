"""Radius and kernel matching along a sorted score: windows of controls in blocks, O(n) memory."""

from collections.abc import Iterator

import numpy as np

from lib.estimators.matching_gaussian import gaussian
from lib.estimators.matching_nearest import Matches, of_windows
from lib.estimators.matching_spec import MatchingSpec
from lib.estimators.matching_windows import gap, within

_BLOCK = 1 << 18  # pairs evaluated at a time


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
    normal density (Gaussian) at any distance at which it is not zero in double precision. A row all of whose
    weights are zero is not matched.
    """
    if spec.kernel == "uniform":
        return radius(t, c, y, spec)
    if spec.kernel == "gaussian":
        matched, *found = gaussian(t, c, y, spec.bandwidth)
    else:
        matched, *found = _compact(t, c, y, spec)
    return Matches(*found[:3], _nearest(t, c, matched), found[3])


def _compact(t: np.ndarray, c: np.ndarray, y: np.ndarray, spec: MatchingSpec) -> tuple[np.ndarray, ...]:
    """Which rows are matched, weights, squares, counts and predictions, a block of pairs at a time."""
    matched = gap(t, c) / spec.bandwidth < 1
    weights, squares = np.zeros(len(c)), np.zeros(len(c))
    counts, predicted = np.zeros(len(t), dtype=np.int64), np.full((len(t), y.shape[1]), np.nan)
    rows = np.flatnonzero(matched)
    low, high = within(t[rows], c, np.full(len(rows), spec.bandwidth))
    for block in _blocks(low, high):
        row = rows[block]
        at = slice(low[block.start], high[block.stop - 1])
        k = _weights(t[row, None] - c[None, at], spec)
        total = k.sum(axis=1)
        counts[row] = np.count_nonzero(k, axis=1)
        predicted[row] = k @ y[at] / total[:, None]
        weights[at] += (1 / total) @ k
        squares[at] += (1 / total**2) @ k**2
    return matched, weights, squares, counts, predicted


def _weights(distance: np.ndarray, spec: MatchingSpec) -> np.ndarray:
    """Weights of distances, up to a factor by row."""
    u = np.minimum(np.abs(distance) / spec.bandwidth, 1)
    if spec.kernel == "tricube":
        return (1 - u * u * u) ** 3
    rest = 1 - u * u
    return rest if spec.kernel == "epanechnikov" else rest * rest


def _blocks(low: np.ndarray, high: np.ndarray) -> Iterator[slice]:
    """Runs of rows whose windows overlap and have together a bounded number of pairs."""
    start = 0
    while start < len(low):
        width = 2 * (high[start] - low[start]) + 64
        stop = np.searchsorted(high, low[start] + width, "right")
        stop = int(max(start + 1, min(stop, start + _BLOCK // width)))
        yield slice(start, stop)
        start = stop


def _nearest(t: np.ndarray, c: np.ndarray, matched: np.ndarray) -> np.ndarray:
    """Position of the nearest control, the lowest of those at the same distance, -1 where not matched."""
    return np.where(matched, within(t, c, gap(t, c))[0], -1)


def _bandwidth(spec: MatchingSpec) -> float:
    return spec.caliper if spec.method == "radius" else spec.bandwidth
