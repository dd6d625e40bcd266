"""Matching as it is defined, row by row over all pairs: what the fast search must find again."""

import numpy as np
import pandas as pd

from lib.estimators.matching import MatchingSpec

KERNELS = {
    "epanechnikov": lambda u: np.where(np.abs(u) <= 1, 1 - u**2, 0),
    "biweight": lambda u: np.where(np.abs(u) <= 1, (1 - u**2) ** 2, 0),
    "tricube": lambda u: np.where(np.abs(u) <= 1, (1 - np.abs(u) ** 3) ** 3, 0),
    "uniform": lambda u: np.where(np.abs(u) <= 1, 1.0, 0),
    "gaussian": lambda u: np.exp(-(u**2) / 2),
}


def matrix(score: np.ndarray, treated: np.ndarray, spec: MatchingSpec) -> np.ndarray:
    """Weight of every control (column) for every treated row, both in the order of the frame."""
    t, c = score[treated], score[~treated]
    inside = (t >= c.min()) & (t <= c.max()) if spec.common_support else np.ones(len(t), dtype=bool)
    w = np.zeros((len(t), len(c)))
    if not spec.replacement:
        chosen = walk(t, c, inside, spec) if spec.order.endswith("cending") else greedy(t, c, inside, spec)
        for i, columns in chosen.items():
            w[i, columns] = 1 / len(columns)
        return w
    for i in np.flatnonzero(inside):
        distance = np.abs(t[i] - c)
        if spec.method == "nearest":
            columns = neighbours(t[i], c, spec)
            w[i, columns] = 1 / max(len(columns), 1)
            continue
        if spec.method == "radius":
            k = (distance <= spec.caliper).astype(float)
        else:
            k = KERNELS[spec.kernel](distance / spec.bandwidth)
        if k.sum() > 0:
            w[i] = k / k.sum()
    return w


def neighbours(t: float, c: np.ndarray, spec: MatchingSpec) -> list[int]:
    """The k nearest controls: the nearest, lowest and first one, then outwards along the sorted scores."""
    reach = np.inf if spec.caliper is None else spec.caliper
    order = list(np.argsort(c, kind="stable"))
    distance = np.abs(t - c[order])
    if not distance.min() < reach:
        return []
    low = high = int(np.argmin(distance))
    while high - low + 1 < min(spec.neighbours, len(c)):
        below = distance[low - 1] if low > 0 else np.inf
        above = distance[high + 1] if high + 1 < len(c) else np.inf
        if not min(below, above) < reach:
            break
        low, high = (low - 1, high) if below <= above else (low, high + 1)
    if spec.ties:
        return [j for j in range(len(c)) if np.abs(t - c[j]) <= max(distance[low], distance[high])]
    return order[low : high + 1]


def greedy(t: np.ndarray, c: np.ndarray, inside: np.ndarray, spec: MatchingSpec) -> dict[int, list[int]]:
    """The nearest free control in turn, of equally near ones the lower score, then the first row."""
    turns = {"largest": np.argsort(-t, kind="stable"), "smallest": np.argsort(t, kind="stable")}
    free, chosen = set(range(len(c))), {}
    for _ in range(spec.neighbours):
        for i in turns.get(spec.order, np.arange(len(t))):
            found = sorted((abs(t[i] - c[j]), c[j], j) for j in free) if inside[i] else []
            if found and (spec.caliper is None or found[0][0] < spec.caliper):
                free.remove(found[0][2])
                chosen.setdefault(int(i), []).append(found[0][2])
    return chosen


def walk(t: np.ndarray, c: np.ndarray, inside: np.ndarray, spec: MatchingSpec) -> dict[int, list[int]]:
    """psmatch2's one-to-one walk, a step at a time: on from the last match, at the end backwards."""
    sign = -1 if spec.order == "descending" else 1
    rows = [i for i in np.argsort(sign * t, kind="stable") if inside[i]]
    columns = list(np.argsort(sign * c, kind="stable"))
    taken, chosen = [False] * len(c), {}
    step, at = 1, 0

    def following(j: int) -> int:
        j += step
        while 0 <= j < len(c) and taken[j]:
            j += step
        return j

    for number, i in enumerate(rows):
        if not 0 <= at < len(c):
            break
        j, last = at, abs(t[i] - c[columns[at]])
        while 0 <= j < len(c) - 1:
            j = following(j)
            if not 0 <= j < len(c):
                break
            now = abs(t[i] - c[columns[j]])
            if now > last:
                break
            if now < last:
                at = j
            last = now
        matched = spec.caliper is None or abs(t[i] - c[columns[at]]) < spec.caliper
        if matched:
            taken[at] = True
            chosen[int(i)] = [columns[at]]
        if at == len(c) - 1 and number < len(rows) - 1:
            step = -1
        if matched:
            at = following(at)
    return chosen


def conditional_variance(score: np.ndarray, y: np.ndarray, spec: MatchingSpec) -> np.ndarray:
    """Within one group: J / (J + 1) times the squared distance from the mean of the m nearest others."""
    variance = np.empty(len(y))
    for i in range(len(y)):
        others = np.delete(np.arange(len(y)), i)
        own = MatchingSpec(neighbours=spec.variance_neighbours, ties=spec.ties)
        near = others[neighbours(score[i], score[others], own)]
        variance[i] = len(near) / (len(near) + 1) * (y[i] - y[near].mean()) ** 2
    return variance


def estimates(frame: pd.DataFrame, spec: MatchingSpec) -> dict:
    """Effect, standard errors and weights of the columns ``d``, ``p``, ``y`` by their formulas."""
    treated = frame["d"].to_numpy() == 1
    p, y = frame["p"].to_numpy(), frame["y"].to_numpy()
    w = matrix(p, treated, spec)
    matched = w.sum(axis=1) > 0
    n1, y1, y0 = matched.sum(), y[treated][matched], y[~treated]
    total, predicted = w.sum(axis=0), w[matched] @ y0
    att = np.mean(y1 - predicted)
    se = np.sqrt(np.var(y1, ddof=1) / n1 + np.var(y0[total > 0], ddof=1) * np.sum(total**2) / n1**2)
    c = p[~treated]
    pool = (p[treated] >= c.min()) & (p[treated] <= c.max()) | (not spec.common_support)
    own = np.full(len(pool), np.nan)
    own[pool] = conditional_variance(p[treated][pool], y[treated][pool], spec)
    other = conditional_variance(c, y0, spec)
    sample = np.sqrt(own[matched].sum() + np.sum(total**2 * other)) / n1
    spread = np.sum((y1 - predicted - att) ** 2) + np.sum((total**2 - (w**2).sum(axis=0)) * other)
    weights = np.zeros(len(frame))
    weights[np.flatnonzero(treated)[matched]] = 1
    weights[~treated] = total
    return {
        "att": att,
        "se": se,
        "se_abadie_imbens": sample,
        "se_abadie_imbens_population": np.sqrt(spread) / n1,
        "weights": weights,
        "matched": int(n1),
    }
