"""The transformed and the level equation of a panel, stacked: outcome, regressors, IV-style columns."""

from dataclasses import dataclass, replace

import numpy as np

from lib.estimators import gmm_coordinates
from lib.estimators.collinearity import describe, near_collinearity, relations
from lib.estimators.gmm_coordinates import Coordinates
from lib.estimators.gmm_panel import Grid, apart
from lib.estimators.gmm_spec import CONSTANT, TIME_DUMMIES, IVStyle, Spec, split_lag
from lib.estimators.gmm_transform import transformed, transformed_rows

_NO_VARIATION = 1e-12  # of a column's size: rounding of means
_OFFSET = 1e8  # a column's mean in units of its spread beyond which half of its digits say nothing
_FEW_DIGITS = (
    "is {:.0e} times as large as it varies: double precision holds fewer than half of the digits of its "
    "variation; take the mean from the data before they are rounded"
)


@dataclass(frozen=True)
class IVSet:
    """An IV-style set: its label, the names of its columns, their rows, their values, shape (N, R) each."""

    label: str
    names: tuple[str, ...]
    rows: slice
    values: tuple[np.ndarray, ...]


@dataclass(frozen=True)
class Sample:
    """Which unit-periods an equation may use, as xtabond2 has it: IV-style sets bind their equation only.

    Attributes
    ----------
    moved, level : ndarray of bool, shape (N, T)
        Unit-periods with outcome, regressors and the sets of the transformed, of the level equation.
    """

    moved: np.ndarray
    level: np.ndarray

    @property
    def complete(self) -> np.ndarray:
        """Unit-periods that both equations may use."""
        return self.moved & self.level


@dataclass(frozen=True)
class Equations:
    """Outcome and regressors on R rows a unit: R = T in difference GMM, 2T in system GMM, levels last.

    Attributes
    ----------
    names : tuple of str, length K
        Regressors.
    data : ndarray, shape (N, R, K + 1)
        Regressors and, last, the outcome; zero in rows that are not used.
    used : ndarray of bool, shape (N, R)
    iv : tuple of IVSet
        Zero in rows that are not used.
    level : ndarray, shape (N, T, K + 1)
        Regressors and outcome before the transformation; zero outside `rows`.
    rows : ndarray of bool, shape (N, T)
        Unit-periods with outcome and regressors.
    first : int
        Period of the panel at which these T periods begin: the first in which any unit has a row.
    coordinates : Coordinates
        Of `data` and `level`; the IV-style columns have their own.
    notes : tuple of str
    """

    names: tuple[str, ...]
    data: np.ndarray
    used: np.ndarray
    iv: tuple[IVSet, ...]
    level: np.ndarray
    rows: np.ndarray
    first: int
    coordinates: Coordinates
    notes: tuple[str, ...]

    @property
    def periods(self) -> int:
        """Periods T from the first that has a row."""
        return self.level.shape[1]

    @property
    def main(self) -> slice:
        """Rows of the equation whose observations are counted: the level equation where there is one."""
        return slice(self.used.shape[1] - self.periods, None)

    def residuals(self, params: np.ndarray) -> np.ndarray:
        """Residuals of all rows, shape (N, R); zero in rows that are not used."""
        return times(self.data, np.append(-params, 1.0))


def times(stack: np.ndarray, vector: np.ndarray) -> np.ndarray:
    """Product of matrices and a vector over the last axis, as one product rather than one a unit."""
    return (stack.reshape(-1, len(vector)) @ vector).reshape(stack.shape[:-1])


def build(grid: Grid, spec: Spec, time: str) -> Equations:
    """Stack the equations of a panel.

    Raises
    ------
    ValueError
        An equation without rows, a column without variation over time, collinear regressors.
    """
    first = int(grid.complete.any(axis=0).argmax())
    rows = grid.complete[:, first:]
    terms = {name: grid.term(name)[:, first:] for name in spec.x}
    styles, notes = _styles(spec)
    outside = [
        {name: grid.term(name)[:, first:] for name in style.variables if name not in spec.x}
        for style in styles
    ]
    sample = _sample(rows, styles, outside)
    dummies = _dummies(grid.periods[first:], spec, rows, time)
    constant = {CONSTANT: np.ones(rows.shape)} if spec.has_constant else {}
    columns = {**terms, **dummies, **constant}
    used = transformed_rows(sample.moved, sample.complete, spec)
    if spec.system:
        used = np.concatenate([used, sample.level], axis=1)
    listed = [*columns.values(), grid.term(spec.y)[:, first:]]
    data = _stacked(listed, sample, used, spec)
    coordinates, far, crossed = _centred(data, used, (*columns, spec.y), grid, spec)
    apart = gmm_coordinates.apart(crossed[:-1, :-1])
    level = _levels(listed, rows, sample, data, spec)
    regressors = {name: data[..., k] for k, name in enumerate(columns)}
    sets = _iv_sets(outside, styles, regressors, (tuple(dummies), tuple(constant)), apart, sample, used, spec)
    equations = Equations(tuple(columns), data, used, sets, level, rows, first, coordinates, (*notes, *far))
    _check_rows(equations, grid)
    equations = replace(equations, notes=(*equations.notes, *_check_variation(equations, spec)))
    return equations if apart else _independent(equations, tuple(dummies))


def _dummies(names: np.ndarray, spec: Spec, rows: np.ndarray, time: str) -> dict[str, np.ndarray]:
    """Dummies of the periods that have rows, but the first; all of them where nothing else is a constant."""
    if not spec.time_dummies:
        return {}
    periods = np.flatnonzero(rows.any(axis=0))
    periods = periods if spec.system and not spec.constant else periods[1:]
    made = {f"{time}={names[t]}": np.zeros(rows.shape) for t in periods}
    for t, values in zip(periods, made.values(), strict=True):
        values[:, t] = 1.0
    return made


def _styles(spec: Spec) -> tuple[list[IVStyle], tuple[str, ...]]:
    """The IV-style sets that have a place, and notes on those that have none."""
    left_out = [style for style in spec.iv if style.equation == "level" and not spec.system]
    notes = (f"{style.label} is left out: difference GMM has no level equation" for style in left_out)
    return [style for style in spec.iv if style not in left_out], tuple(notes)


def _sample(rows: np.ndarray, styles: list[IVStyle], outside: list[dict[str, np.ndarray]]) -> Sample:
    """Where the regressors are there, so are the IV-style variables, but for those from outside the model."""
    moved, level = rows.copy(), rows.copy()
    for style, part in zip(styles, outside, strict=True):
        if not part:
            continue
        there = np.isfinite(sum(part.values()))
        if style.equation != "level":
            moved &= there
        if style.equation != "difference":
            level &= there
    return Sample(moved, level)


def _stacked(columns: list[np.ndarray], sample: Sample, used: np.ndarray, spec: Spec) -> np.ndarray:
    """Transformed above level rows, shape (N, R, columns); zero where a row is not used."""
    n, periods = sample.level.shape
    rows = np.empty((n, used.shape[1], len(columns)))
    level = np.stack(columns, axis=-1, out=rows[:, periods:] if spec.system else None)
    transformed(level, sample.complete, spec, out=rows[:, :periods])
    rows[~used] = 0.0
    if spec.transform == "orthogonal":
        _still(rows[:, :periods], level)
    return rows


def _still(moved: np.ndarray, level: np.ndarray) -> None:
    """Zero the columns in which rounding of means is all that the transformation leaves."""
    size = np.abs(level).max(axis=(0, 1), where=np.isfinite(level), initial=0.0)
    moved[..., np.abs(moved).max(axis=(0, 1)) <= _NO_VARIATION * size] = 0.0


def _centred(
    data: np.ndarray, used: np.ndarray, names: tuple[str, ...], grid: Grid, spec: Spec
) -> tuple[Coordinates, list[str], np.ndarray]:
    """Take means from the columns where a constant takes them up.

    Returns coordinates, notes on large means, and the cross products of the rows that are counted.
    """
    factors = [grid.factors.get(split_lag(name)[0], 1.0) for name in names]
    coordinates, periods = gmm_coordinates.scaled(factors), used.shape[1] // (1 + spec.system)
    crossed = gmm_coordinates.products(data, periods)
    if not spec.has_constant:
        return coordinates, [], crossed
    constant = len(names) - 2
    centred = gmm_coordinates.centre(data, used, constant, crossed)
    if centred is None:
        return coordinates, [], crossed
    means, spread = centred
    far = [
        f"'{name}' {_FEW_DIGITS.format(abs(mean) / around)}"
        for name, mean, around in zip(names, means, spread, strict=True)
        if abs(mean) > _OFFSET * around > 0
    ]
    coordinates = gmm_coordinates.shifted(coordinates, means, constant)
    return coordinates, far, gmm_coordinates.products(data, periods)


def _levels(
    columns: list[np.ndarray], rows: np.ndarray, sample: Sample, data: np.ndarray, spec: Spec
) -> np.ndarray:
    """Level rows, zero outside `rows`: those of the level equation where it uses them all."""
    if spec.system and (sample.level == rows).all():
        return data[:, rows.shape[1] :]
    level = np.stack(columns, axis=-1)
    level[~rows] = 0.0
    return level


def _iv_sets(
    outside: list[dict[str, np.ndarray]],
    styles: list[IVStyle],
    regressors: dict[str, np.ndarray],
    own: tuple[tuple[str, ...], tuple[str, ...]],
    apart: bool,
    sample: Sample,
    used: np.ndarray,
    spec: Spec,
) -> tuple[IVSet, ...]:
    """The sets of IV-style columns, those of the time dummies and of the constant last.

    Columns of `data` stand for the variables that are regressors, too. `apart` says that the regressors are
    far from collinear in the rows that are counted.
    """
    periods = sample.level.shape[1]
    above, below = slice(0, periods), slice(used.shape[1] - periods, used.shape[1])
    rows = {"both": slice(0, used.shape[1]), "difference": above, "level": below}
    new = {name: values for part in outside for name, values in part.items()}
    known = regressors
    if new:
        stacked = _stacked(list(new.values()), sample, used, spec)
        if spec.has_constant:
            gmm_coordinates.centre(stacked, used)
        known = regressors | {name: stacked[..., q] for q, name in enumerate(new)}
    layout = [(style.label, style.variables, rows[style.equation], known) for style in styles]
    layout += [(TIME_DUMMIES, own[0], below, regressors), (CONSTANT, own[1], below, regressors)]
    sets = []
    for label, part, where, values in layout:
        if not part:
            continue
        listed = tuple(values[name] for name in part)
        known_apart = apart and where.stop == below.stop and all(name in regressors for name in part)
        sets.append(IVSet(label, part, where, listed if known_apart else _apart(listed, where, periods)))
    return tuple(sets)


def _apart(columns: tuple[np.ndarray, ...], rows: slice, periods: int) -> tuple[np.ndarray, ...]:
    """Columns that are nearly collinear in these rows made independent of each other; others as they are."""
    if len(columns) == 1:
        return columns
    half = slice(max(rows.start, rows.stop - periods), rows.stop)  # independent there is independent
    if not gmm_coordinates.close(np.array([values[:, half].ravel() for values in columns]).T):
        return columns
    seen = np.stack([values[:, rows] for values in columns], axis=-1).reshape(-1, len(columns))
    if not gmm_coordinates.close(seen) or relations(seen, tuple(map(str, range(len(columns))))):
        return columns
    moved = np.stack(columns, axis=-1) @ gmm_coordinates.independent(seen)
    return tuple(np.moveaxis(moved, -1, 0))


def _check_rows(equations: Equations, grid: Grid) -> None:
    if not equations.used[:, : equations.periods].any():
        raise ValueError(
            "no unit has two complete periods in a row, with outcome, regressors and IV-style instruments: "
            "too few periods for these lags, or too many missing values"
            + apart(grid.position >= 0, int(grid.periods[0]))
        )
    if not equations.used[:, equations.main].any():
        raise ValueError(
            "no row of the level equation has all its IV-style instruments: look for missing values"
        )


def _check_variation(equations: Equations, spec: Spec) -> list[str]:
    """Refuse an outcome that never changes within a unit and, in difference GMM, such regressors.

    Returns notes on those that hardly do.
    """
    periods, checked = equations.periods, slice(-1 if spec.system else 0, None)
    moved = _squares(equations.data[:, :periods, checked])
    size = _squares(equations.level[..., checked])
    still = moved <= _NO_VARIATION**2 * size
    if still[-1]:
        raise ValueError(
            f"outcome '{spec.y}' has no variation over time within any unit: nothing to estimate"
        )
    fixed = [] if spec.system else [name for name, flag in zip(equations.names, still, strict=False) if flag]
    if fixed:
        raise ValueError(
            f"'{fixed[0]}' has no variation over time within any unit, so that the transformation removes "
            "it: leave it out, or estimate the system, whose level equation keeps it"
        )
    names = (*equations.names, spec.y)[checked]
    return [
        f"'{name}' {_FEW_DIGITS.format(np.sqrt(whole / part))}"
        for name, part, whole in zip(names, moved, size, strict=True)
        if whole > _OFFSET**2 * part
    ]


def _squares(values: np.ndarray) -> np.ndarray:
    return np.einsum("ntk,ntk->k", values, values)


def _independent(equations: Equations, dummies: tuple[str, ...]) -> Equations:
    """The equations without redundant time dummies; any other collinear regressor is an error.

    Those that are nearly collinear are made independent.
    """
    names = equations.names
    columns = equations.data[..., :-1].reshape(-1, len(names))
    order = sorted(range(len(names)), key=lambda j: (names[j] in dummies, names[j] != CONSTANT))
    found = relations(columns[:, order], tuple(names[j] for j in order))
    others = [relation for relation in found if list(relation)[-1] not in dummies]
    if others:
        given = equations.coordinates.given
        listed = "; ".join(describe(given(relation, names)) for relation in others)
        raise ValueError(f"regressors are collinear: {listed}. Leave out one column of each relation")
    redundant = {list(relation)[-1] for relation in found}
    keep = [j for j, name in enumerate(names) if name not in redundant]
    notes = tuple(f"'{name}' is left out: collinear with the other regressors" for name in sorted(redundant))
    return _orthogonal(
        replace(
            equations,
            names=tuple(names[j] for j in keep),
            data=np.ascontiguousarray(equations.data[..., [*keep, -1]]),
            level=equations.level[..., [*keep, -1]],
            coordinates=equations.coordinates.only([*keep, len(names)]),
            notes=equations.notes + notes,
        )
    )


def _orthogonal(equations: Equations) -> Equations:
    """Equations whose regressors but for the constant are orthogonal in the rows that are counted."""
    slopes = [k for k, name in enumerate(equations.names) if name != CONSTANT]
    columns = equations.data[:, equations.main, slopes].reshape(-1, len(slopes))
    if not gmm_coordinates.close(columns):
        return equations
    matrix = np.eye(equations.data.shape[2])
    matrix[np.ix_(slopes, slopes)] = gmm_coordinates.independent(columns)
    near = near_collinearity(columns, tuple(equations.names[k] for k in slopes), "regressors")
    return replace(
        equations,
        data=equations.data @ matrix,
        level=equations.level @ matrix,
        coordinates=equations.coordinates.then(matrix),
        notes=(*equations.notes, near) if near else equations.notes,
    )
