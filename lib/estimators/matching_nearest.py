"""Nearest neighbours along a sorted score, with and without replacement."""

from dataclasses import dataclass, replace

import numpy as np

from lib.estimators.matching_spec import MatchingSpec
from lib.estimators.matching_windows import gap, runs, spread, sums, within

_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Matches:
    """What a method found; rows and controls in the order of the sorted scores.

    Attributes
    ----------
    weights : ndarray, shape (n,)
        Sum over treated rows of each control's weight; every matched row's weights add up to 1.
    squares : ndarray, shape (n,)
        Sum over treated rows of the squared weights.
    counts : ndarray of int, shape (m,)
        Controls with a positive weight of each treated row; 0 where it is not matched.
    nearest : ndarray of int, shape (m,)
        Position of the first neighbour, -1 where there is none.
    predicted : ndarray, shape (m, q)
        Weighted means of the controls' outcomes, NaN where the row is not matched.
    ambiguous : int
        Treated rows with more controls as near as the last neighbour than were taken: the order of the rows
        decided.
    """

    weights: np.ndarray
    squares: np.ndarray
    counts: np.ndarray
    nearest: np.ndarray
    predicted: np.ndarray
    ambiguous: int = 0


def with_replacement(t: np.ndarray, c: np.ndarray, y: np.ndarray, spec: MatchingSpec) -> Matches:
    """The k nearest controls of each treated row.

    Parameters
    ----------
    t, c : ndarray, shapes (m,) and (n,)
        Sorted scores of treated rows and controls, equal ones in the order of the rows.
    y : ndarray, shape (n, q)
        Outcomes of the controls.
    spec : MatchingSpec

    Returns
    -------
    Matches

    Notes
    -----
    As in psmatch2, the lower of two scores at the same distance comes first, of equal scores the first row,
    and further neighbours are taken outwards from the first. With ties every control as near as the last
    neighbour counts (Abadie, Drukker, Herr and Imbens 2004); psmatch2 would count some of them twice.
    """
    reach = np.full(len(t), _reach(spec))
    distance = gap(t, c)
    low, _ = within(t, c, distance)
    nearest = low
    low, high = _outwards(t, c, low, np.full(len(t), _NEVER), spec.neighbours, reach)
    matched = distance <= reach
    first, last = within(t, c, _farthest(t, c, low, high))
    ambiguous = 0 if spec.ties else int((matched & (last - first > high - low)).sum())
    if spec.ties:
        low, high = first, last
    high = np.where(matched, high, low)
    found = of_windows(low, high, np.where(matched, nearest, -1), y)
    return replace(found, ambiguous=ambiguous)


def of_windows(low: np.ndarray, high: np.ndarray, nearest: np.ndarray, y: np.ndarray) -> Matches:
    """Matches with equal weights within windows."""
    size = high - low
    share = 1 / np.maximum(size, 1)
    mean = sums(low, high, y) * share[:, None]
    return Matches(
        weights=spread(low, high, share, len(y)),
        squares=spread(low, high, share**2, len(y)),
        counts=size,
        nearest=nearest,
        predicted=np.where(size[:, None] > 0, mean, np.nan),
    )


def others(c: np.ndarray, y: np.ndarray, m: int, ties: bool) -> tuple[np.ndarray, np.ndarray]:
    """Mean outcome of the m nearest other elements of a group, and how many they are.

    Parameters
    ----------
    c : ndarray, shape (n,)
        Sorted scores, two at least.
    y : ndarray, shape (n, q)
    m : int
    ties : bool
        Take all others as near as the last.

    Returns
    -------
    mean : ndarray, shape (n, q)
    counts : ndarray of int, shape (n,)
    """
    n = len(c)
    own = np.arange(n)
    below = np.abs(c - c[np.maximum(own - 1, 0)])
    above = np.abs(c - c[np.minimum(own + 1, n - 1)])
    down = (own > 0) & ((below <= above) | (own == n - 1))
    # Positions among the others: those from `own` on stand one place lower.
    # The lowest at the same distance, as the subtraction rounds: never above the row itself.
    start = np.where(down, np.minimum(within(c, c, np.where(down, below, 0))[0], own - 1), own)
    low, high = _outwards(c, c, start, own, m, np.full(n, np.inf))
    low, high = low + (low >= own), high - 1 + (high - 1 >= own) + 1
    if ties:
        low, high = within(c, c, _farthest(c, c, low, high))
    inside = (low <= own) & (own < high)
    counts = high - low - inside
    return (sums(low, high, y) - inside[:, None] * y) / counts[:, None], counts


def without_replacement(
    t: np.ndarray, c: np.ndarray, y: np.ndarray, spec: MatchingSpec, turns: np.ndarray
) -> Matches:
    """Each control for one treated row at most.

    Parameters
    ----------
    t, c, y, spec
        As in `with_replacement`.
    turns : ndarray of int, shape (m,)
        Positions in `t` in the order of the rows of the frame, for ``order="data"``.
    """
    reach = _reach(spec)
    if spec.order == "ascending":
        row, column = _walk(t, c, reach)
    elif spec.order == "descending":
        row, column = _walk(*_reversed(t, c), reach)
        row, column = _reversed_runs(t)[row], _reversed_runs(c)[column]
    else:
        last = _reversed_runs(t)
        order = {"smallest": np.arange(len(t)), "largest": last, "data": turns}[spec.order]
        row, column = _greedy(t, c, order, spec.neighbours, reach)
    counts = np.bincount(row, minlength=len(t))
    share = 1 / counts[row] if len(row) else np.empty(0)
    nearest = np.full(len(t), -1)
    nearest[row[::-1]] = column[::-1]
    mean = [np.bincount(row, share * v[column], len(t)) for v in y.T]
    predicted = np.column_stack(mean) if mean else np.empty((len(t), 0))
    return Matches(
        weights=np.bincount(column, share, len(c)),
        squares=np.bincount(column, share**2, len(c)),
        counts=counts,
        nearest=nearest,
        predicted=np.where(counts[:, None] > 0, predicted, np.nan),
    )


def _reach(spec: MatchingSpec) -> float:
    """Largest distance of a neighbour: psmatch2 wants it below the caliper."""
    return np.inf if spec.caliper is None else np.nextafter(spec.caliper, 0)


def _farthest(t: np.ndarray, c: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    return np.maximum(np.abs(t - c[low]), np.abs(t - c[high - 1]))


def _outwards(
    t: np.ndarray, c: np.ndarray, start: np.ndarray, skipped: np.ndarray, k: int, reach: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Grow windows from their first neighbour to k, one on the nearer side a step.

    Positions are those among the controls without the skipped one, which stand one place higher in `c` from
    `skipped` on.
    """
    n = len(c) - (skipped < len(c))
    low, high = start.copy(), start + 1

    def distance(j: np.ndarray) -> np.ndarray:
        there = (j >= 0) & (j < n)
        position = np.clip(j + (j >= skipped), 0, len(c) - 1)
        return np.where(there, np.abs(t - c[position]), np.inf)

    for _ in range(min(k, len(c)) - 1):
        below, above = distance(low - 1), distance(high)
        near = np.minimum(below, above)
        grows = np.isfinite(near) & (near <= reach)
        low -= grows & (below <= above)
        high += grows & (below > above)
    return low, high


def _walk(t: np.ndarray, c: np.ndarray, reach: float) -> tuple[np.ndarray, np.ndarray]:
    """psmatch2's one-to-one walk: up the controls, and when it is at their end down those passed over."""
    after = runs(c)[1].tolist()
    treated, controls = t.tolist(), c.tolist()
    n, j, i = len(controls), 0, 0
    row, column = [], []
    while i < len(treated) and j < n:
        best = abs(treated[i] - controls[j])
        ahead = after[j]
        while ahead < n and (distance := abs(treated[i] - controls[ahead])) <= best:
            if distance < best:
                best, j = distance, ahead
            ahead = after[ahead]
        if best <= reach:
            row.append(i)
            column.append(j)
            j += 1
        i += 1
    taken = set(column)
    free = [j for j in range(n) if j not in taken]
    while i < len(treated) and free:
        if abs(treated[i] - controls[free[-1]]) <= reach:
            row.append(i)
            column.append(free.pop())
        i += 1
    return np.array(row, dtype=np.int64), np.array(column, dtype=np.int64)


def _greedy(
    t: np.ndarray, c: np.ndarray, order: np.ndarray, k: int, reach: float
) -> tuple[np.ndarray, np.ndarray]:
    """The nearest free control for each treated row in turn, in k rounds; links skip those taken."""
    n = len(c)
    first = runs(c)[0].tolist()
    up, down = list(range(n + 1)), list(range(n + 1))  # position n: none; down is shifted by one
    controls, at, treated = c.tolist(), np.searchsorted(c, t).tolist(), t.tolist()
    row, column = [], []
    for i in np.tile(order, k).tolist():
        right, left = _follow(up, at[i]), _follow(down, at[i]) - 1
        above = controls[right] - treated[i] if right < n else np.inf
        below = treated[i] - controls[left] if left >= 0 else np.inf
        if min(below, above) > reach or min(below, above) == np.inf:
            continue
        j = right
        while below <= above and left >= 0 and treated[i] - controls[left] == below:
            j = _follow(up, first[left])  # the first row of equal scores, the lowest of equal distances
            left = _follow(down, first[left]) - 1
        row.append(i)
        column.append(j)
        up[j], down[j + 1] = j + 1, j
    return np.array(row, dtype=np.int64), np.array(column, dtype=np.int64)


def _follow(links: list[int], j: int) -> int:
    """End of a chain of links, which is shortened on the way."""
    while links[j] != j:
        links[j] = links[links[j]]
        j = links[j]
    return j


def _reversed(t: np.ndarray, c: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return -t[_reversed_runs(t)], -c[_reversed_runs(c)]


def _reversed_runs(values: np.ndarray) -> np.ndarray:
    """Positions by falling value, equal values in the order they have."""
    return np.argsort(-values, kind="stable")
