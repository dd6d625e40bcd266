"""Difference and system GMM written out formula by formula, one unit and one period at a time.

Slow, and on purpose without anything of `lib.estimators`: a second reading of Roodman (2009), "How to do
xtabond2", Stata Journal 9(1), against which the quick estimator is held. Of a specification only the
attributes are read.
"""

import re
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pandas as pd


@dataclass
class Rows:
    """Stacked equations of one unit: transformed rows first, levels (system only) below.

    ``y`` (R,), ``x`` (R, K), ``z`` (R, J), ``h`` (R, R), ``when``, the periods of the transformed rows, and
    ``changes``, period -> (change of y, of x).
    """

    y: np.ndarray
    x: np.ndarray
    z: np.ndarray
    h: np.ndarray
    when: list[int]
    levels: int
    changes: dict[int, tuple[float, np.ndarray]]

    @property
    def transformed(self) -> int:
        """Number of transformed rows."""
        return len(self.when)


class Values:
    """Values of one unit by name and period; ``L2.n`` is n two periods ago; None where there is none."""

    def __init__(self, rows: pd.DataFrame, time: str):
        self.table = {int(row[time]): row for row in rows.to_dict("records")}

    def __call__(self, name: str, period: int) -> float | None:
        lag, bare = re.fullmatch(r"(?:L(\d*)\.)?(.+)", name).groups()
        row = self.table.get(period - (0 if lag is None else int(lag or 1)))
        return None if row is None or pd.isna(row[bare]) else float(row[bare])

    def change(self, name: str, period: int) -> float | None:
        now, before = self(name, period), self(name, period - 1)
        return None if now is None or before is None else now - before


def seen_in(values: Values, spec, periods: range, equations: tuple[str, ...] = ()) -> list[int]:
    """Periods with outcome, regressors and the IV-style instruments of the equations named."""
    names = [spec.y, *spec.x]
    for style in spec.iv:
        if style.equation == "level" and not spec.system:
            continue  # it has no place
        if style.equation in equations or (equations and style.equation == "both"):
            names += style.variables
    return [t for t in periods if all(values(name, t) is not None for name in names)]


def transformation(moved: list[int], orthogonal: bool, seen: list[int]) -> dict[int, dict[int, float]]:
    """Period under which a transformed row is kept -> its weights on periods in levels.

    First differences where both periods are in `moved`; forward orthogonal deviations (Arellano and
    Bover 1995) of these from the periods that are `seen`, kept one period late, under the period of the
    difference that they replace.
    """
    if not orthogonal:
        return {t: {t: 1.0, t - 1: -1.0} for t in moved if t - 1 in moved}
    found = {}
    for t in moved:
        later = [s for s in seen if s > t]
        if later:
            c = np.sqrt(len(later) / (len(later) + 1))
            found[t + 1] = {t: c} | {s: -c / len(later) for s in later}
    return found


def columns_of_gmm(spec, periods: range) -> list[tuple[object, str, str, int, int | None]]:
    """Style, variable, equation, lag and (without collapse) period of each GMM-style column.

    Levels at lags a to b for the transformed equation and the change at lag a - 1 for the levels; changes at
    lags a to b where the style is for the levels alone.
    """
    found = []
    for style in spec.gmm:
        collapse = spec.collapse if style.collapse is None else style.collapse
        first, last = style.lags
        last = len(periods) if last is None else last
        when = [None] if collapse else list(periods)
        for name in style.variables:
            if style.equation in ("both", "difference"):
                found += [(style, name, "difference", lag, t) for t in when for lag in range(first, last + 1)]
            if spec.system and style.equation == "both":
                found += [(style, name, "level", max(first - 1, 0), t) for t in when]
            if spec.system and style.equation == "level":
                found += [(style, name, "level", lag, t) for t in when for lag in range(first, last + 1)]
    return found


def instruments(values, spec, periods, weights, seen) -> np.ndarray:
    """Instruments of one unit, zero where there is no value, shape (R, J)."""
    rows = [("difference", t) for t in weights] + [("level", t) for t in seen if spec.system]
    columns = []
    for _, name, equation, lag, when in columns_of_gmm(spec, periods):
        column = []
        for kind, t in rows:
            value = None
            if kind == equation and when in (None, t):
                value = values(name, t - lag) if kind == "difference" else values.change(name, t - lag)
            column.append(value or 0.0)
        columns.append(column)
    for style in spec.iv:
        for name in style.variables:
            column = []
            for kind, t in rows:
                on = style.equation in ("both", kind)
                parts = weights[t] if kind == "difference" else {t: 1.0}
                column.append(sum(w * values(name, s) for s, w in parts.items()) if on else 0.0)
            columns.append(column)
    if spec.system and spec.constant:
        columns.append([float(kind == "level") for kind, _ in rows])
    return np.array(columns).T.reshape(len(rows), -1)


def first_weight(spec, periods: range, weights, seen) -> np.ndarray:
    """H of one unit: variance of the stacked errors if they are white noise and units have no effect.

    h=3: [[MM', M], [M', I]] with the M of a unit seen in every period; h=2 without the two blocks M;
    h=1 the identity.
    """
    everything = transformation(list(periods), spec.transform == "orthogonal", list(periods))
    maps = []
    for t in weights:
        maps.append([everything[t].get(s, 0.0) for s in periods])
    n = len(maps)
    if spec.system:
        maps += [[float(s == t) for s in periods] for t in seen]
    maps = np.array(maps).reshape(-1, len(periods))
    if spec.h == 1:
        return np.eye(len(maps))
    h = maps @ maps.T
    if spec.h == 2:
        h[:n, n:] = h[n:, :n] = 0.0
    return h


def rows_of(values: Values, spec, periods: range) -> Rows | None:
    """The stacked equations of one unit; None where it has none."""
    orthogonal = spec.transform == "orthogonal"
    moved, seen = (seen_in(values, spec, periods, (name,)) for name in ("difference", "level"))
    weights = transformation(moved, orthogonal, seen_in(values, spec, periods, ("difference", "level")))
    plain = seen_in(values, spec, periods)
    levels = {t: np.array([values(n, t) for n in (spec.y, *spec.x)]) for t in plain}
    stacked = [sum(w * levels[s] for s, w in parts.items()) for parts in weights.values()]
    stacked += [levels[t] for t in seen] if spec.system else []
    if not stacked:
        return None
    stacked = np.array(stacked)
    x, zero = stacked[:, 1:], None
    if spec.system and spec.constant:
        x = np.column_stack([x, [0.0] * len(weights) + [1.0] * len(seen)])
        zero = 0.0
    changes = {}
    for t in plain if orthogonal else weights:
        if t - 1 in plain:
            change = levels[t] - levels[t - 1]
            changes[t] = (change[0], change[1:] if zero is None else np.append(change[1:], zero))
    z = instruments(values, spec, periods, weights, seen)
    h = first_weight(spec, periods, weights, seen)
    return Rows(stacked[:, 0], x, z, h, list(weights), len(seen), changes)


def stack(frame: pd.DataFrame, spec, unit: str, time: str) -> tuple[list[Rows], np.ndarray]:
    """All units' equations, instruments that are zero everywhere left out, and which those were."""
    periods = range(int(frame[time].min()), int(frame[time].max()) + 1)
    units = [rows_of(Values(rows, time), spec, periods) for _, rows in frame.groupby(unit)]
    units = [rows for rows in units if rows is not None]
    used = np.any([np.any(rows.z != 0, axis=0) for rows in units], axis=0)
    for rows in units:
        rows.z = rows.z[:, used]
    return units, used


def total(units: list[Rows], term) -> np.ndarray:
    """Sum over units of a term."""
    return sum(term(rows) for rows in units)


def solve(units: list[Rows], weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Estimates and (X'Z A Z'X)^-1."""
    zx, zy = total(units, lambda u: u.z.T @ u.x), total(units, lambda u: u.z.T @ u.y)
    bread = np.linalg.inv(zx.T @ weight @ zx)
    return bread @ zx.T @ weight @ zy, bread


def moments(units: list[Rows], b: np.ndarray) -> np.ndarray:
    """Sum of Z_i' e_i."""
    return total(units, lambda u: u.z.T @ (u.y - u.x @ b))


def spread(units: list[Rows], b: np.ndarray) -> np.ndarray:
    """Sum of Z_i' e_i e_i' Z_i."""
    return total(units, lambda u: np.outer(u.z.T @ (u.y - u.x @ b), u.z.T @ (u.y - u.x @ b)))


def windmeijer(units, weight, bread, first, second, robust) -> np.ndarray:
    """Corrected covariance of two-step estimates (Windmeijer 2005)."""
    zx = total(units, lambda u: u.z.T @ u.x)
    gap = moments(units, second)
    derivatives = []
    for k in range(len(second)):

        def slope(u, k=k):
            product = np.outer(u.z.T @ u.x[:, k], u.z.T @ (u.y - u.x @ first))
            return -(product + product.T)

        derivatives.append(-bread @ zx.T @ weight @ total(units, slope) @ weight @ gap)
    d = np.array(derivatives).T
    return bread + d @ bread + bread @ d.T + d @ robust @ d.T


def sigma2(units: list[Rows], spec, b: np.ndarray) -> float:
    """Variance of the errors on the scale of H, without a correction for parameters.

    From the transformed rows, halved for differences; with h=1 not halved, and from the levels where there
    are any, which is what xtabond2 does.
    """
    if spec.h == 1 and spec.system:
        errors = np.concatenate([(u.y - u.x @ b)[u.transformed :] for u in units])
    else:
        errors = np.concatenate([(u.y - u.x @ b)[: u.transformed] for u in units])
    halved = spec.transform == "difference" and spec.h != 1
    return float(errors @ errors / len(errors) / (2 if halved else 1))


def serial_correlation(units, spec, order, b, weight, bread, covariance, s2, periods) -> float:
    """Arellano-Bond statistic of one order (1991), from errors in first differences.

    ``s2`` is None where each unit's errors speak for their own variance.
    """
    numerator, variance, cross, slope = 0.0, 0.0, 0.0, 0.0
    for u in units:
        changes = {t: dy - dx @ b for t, (dy, dx) in u.changes.items()}
        lagged = {t: changes.get(t - order, 0.0) for t in changes}
        product = sum(lagged[t] * changes[t] for t in changes)
        numerator += product
        slope = slope + sum(lagged[t] * dx for t, (_, dx) in u.changes.items())
        own, with_moments = product**2, product * u.z.T @ (u.y - u.x @ b)
        if s2 is not None:
            own, with_moments = (s2 * part for part in white_noise(u, spec, lagged, periods))
        variance, cross = variance + own, cross + with_moments
    zx = total(units, lambda u: u.z.T @ u.x)
    variance += -2 * slope @ bread @ zx.T @ weight @ cross + slope @ covariance @ slope
    return numerator / np.sqrt(variance)


def white_noise(u: Rows, spec, lagged: dict[int, float], periods: range) -> tuple[float, np.ndarray]:
    """w'Hw, and Z'Hw over the transformed rows alone, which is what xtabond2 takes; w the lagged errors."""
    if spec.h == 1:
        moments = [lagged.get(t, 0.0) * z for t, z in zip(u.when, u.z, strict=False)]
        return sum(value**2 for value in lagged.values()), sum(moments, np.zeros(u.z.shape[1]))
    steps = transformation(list(periods), False, list(periods))
    moved = transformation(list(periods), spec.transform == "orthogonal", list(periods))
    sources = {s: sum(value * steps[t].get(s, 0.0) for t, value in lagged.items()) for s in periods}
    moments = np.zeros(u.z.shape[1])
    for t, z in zip(u.when, u.z, strict=False):
        moments = moments + z * sum(weight * sources[s] for s, weight in moved[t].items())
    return sum(value**2 for value in sources.values()), moments


def restricted(units: list[Rows], s: np.ndarray, keep: np.ndarray) -> float:
    """Hansen's statistic of the instruments kept, with their block of the full model's S."""
    few = [Rows(u.y, u.x, u.z[:, keep], u.h, u.when, u.levels, u.changes) for u in units]
    weight = np.linalg.inv(s[np.ix_(keep, keep)])
    gap = moments(few, solve(few, weight)[0])
    return float(gap @ weight @ gap)


def estimate(frame: pd.DataFrame, spec, unit: str, time: str) -> SimpleNamespace:
    """Everything the quick estimator reports, the slow way."""
    units, used = stack(frame, spec, unit, time)
    zhz = total(units, lambda u: u.z.T @ u.h @ u.z)
    first_a = np.linalg.inv(zhz)
    first, first_bread = solve(units, first_a)
    zx = total(units, lambda u: u.z.T @ u.x)
    s = spread(units, first)
    project = first_bread @ zx.T @ first_a
    robust = project @ s @ project.T
    s2 = sigma2(units, spec, first)
    second_a = np.linalg.inv(s)
    second, second_bread = solve(units, second_a)
    gap1, gap2 = moments(units, first), moments(units, second)
    if spec.steps == 1:
        b, weight, bread = first, first_a, first_bread
        covariance = robust if spec.covariance == "robust" else s2 * bread
    else:
        b, weight, bread = second, second_a, second_bread
        corrected = spec.covariance == "robust"
        covariance = windmeijer(units, weight, bread, first, second, robust) if corrected else bread
    periods = range(int(frame[time].min()), int(frame[time].max()) + 1)
    homoskedastic = s2 if (spec.steps, spec.covariance) == (1, "classical") else None
    ar = [
        serial_correlation(units, spec, m, b, weight, bread, covariance, homoskedastic, periods)
        for m in range(1, spec.ar + 1)
    ]
    return SimpleNamespace(
        params=b,
        covariance=covariance,
        nobs=sum(u.levels if spec.system else u.transformed for u in units),
        units=sum((u.levels if spec.system else u.transformed) > 0 for u in units),
        instruments=int(used.sum()),
        ar=ar,
        sargan=float(gap1 @ first_a @ gap1 / s2),
        hansen=float(gap2 @ second_a @ gap2),
        without=lambda keep: restricted(units, s, keep),
        columns=[column for column, on in zip(labels(frame, spec, time), used, strict=True) if on],
    )


def labels(frame: pd.DataFrame, spec, time: str) -> list[tuple]:
    """What each instrument is: (style, equation), before those that are zero are left out."""
    periods = range(int(frame[time].min()), int(frame[time].max()) + 1)
    found = [(style, equation) for style, _, equation, _, _ in columns_of_gmm(spec, periods)]
    found += [(style, style.equation) for style in spec.iv for _ in style.variables]
    return found + ([("constant", "level")] if spec.system and spec.constant else [])
