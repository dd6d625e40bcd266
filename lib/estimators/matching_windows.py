"""Windows of consecutive controls along a sorted score: bounds, sums and weights in O(n) memory."""

import numpy as np

_FLAT = 16  # pairs a row up to which windows are summed pair by pair, beyond by running sums


def runs(c: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First and one past the last position of the run of equal values of each element, shape (n,) each."""
    first = np.flatnonzero(np.concatenate([[True], c[1:] != c[:-1]]))
    size = np.diff(np.append(first, len(c)))
    return np.repeat(first, size), np.repeat(first + size, size)


def gap(t: np.ndarray, c: np.ndarray) -> np.ndarray:
    """Distance of each of m scores to the nearest of the sorted controls' scores, shape (m,)."""
    at = np.searchsorted(c, t)
    return np.minimum(np.abs(t - c[np.maximum(at - 1, 0)]), np.abs(t - c[np.minimum(at, len(c) - 1)]))


def within(t: np.ndarray, c: np.ndarray, distance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Bounds of the controls with ``abs(t - c) <= distance``, as the subtraction rounds.

    Parameters
    ----------
    t : ndarray, shape (m,)
    c : ndarray, shape (n,)
        Sorted.
    distance : ndarray, shape (m,)
        Not negative.

    Returns
    -------
    low, high : ndarray of int, shape (m,)
        The controls ``c[low:high]``; empty where `low` equals `high`.
    """
    first, last = runs(c)
    n = len(c)
    low = np.searchsorted(c, t - distance, "left")
    high = np.maximum(low, np.searchsorted(c, t + distance, "right"))

    def near(j: np.ndarray) -> np.ndarray:
        return np.abs(t - c[np.clip(j, 0, n - 1)]) <= distance

    # t - distance and t - c round differently: move the bounds until the subtraction agrees.
    while (more := (low > 0) & near(low - 1)).any():
        low[more] = first[low[more] - 1]
    while (less := (low < high) & ~near(low)).any():
        low[less] = last[low[less]]
    while (more := (high < n) & near(high)).any():
        high[more] = last[high[more]]
    while (less := (high > low) & ~near(high - 1)).any():
        high[less] = first[high[less] - 1]
    return low, np.maximum(low, high)


def sums(low: np.ndarray, high: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Sums of the rows ``values[low:high]``, shape (m, q).

    Notes
    -----
    Few pairs are added one by one, exactly; many by differences of running sums of the centred values, whose
    rounding grows with the number of controls.
    """
    size = high - low
    if size.sum() <= _FLAT * (len(low) + len(values)):
        row, column = pairs(low, high)
        columns = [np.bincount(row, v[column], len(low)) for v in values.T]
        return np.column_stack(columns) if columns else np.empty((len(low), 0))
    centre = values.mean(axis=0)
    running = np.vstack([np.zeros(values.shape[1]), np.cumsum(values - centre, axis=0)])
    return running[high] - running[low] + size[:, None] * centre


def spread(low: np.ndarray, high: np.ndarray, share: np.ndarray, n: int) -> np.ndarray:
    """Sum of the shares of the windows that each of n controls is in, shape (n,)."""
    if (high - low).sum() <= _FLAT * (len(low) + n):
        row, column = pairs(low, high)
        return np.bincount(column, share[row], n)
    change = np.bincount(low, share, n + 1) - np.bincount(high, share, n + 1)
    covered = np.cumsum(np.bincount(low, minlength=n + 1) - np.bincount(high, minlength=n + 1))
    return np.where(covered[:n] > 0, np.cumsum(change)[:n], 0.0)


def pairs(low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Every pair of a window and a position in it, shape (sum of sizes,) each."""
    size = high - low
    row = np.repeat(np.arange(len(low)), size)
    before = np.cumsum(size) - size
    return row, np.arange(len(row)) - before[row] + low[row]
