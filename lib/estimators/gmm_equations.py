"""The transformed and the level equation of a panel, stacked: outcome, regressors, IV-style columns."""

from dataclasses import dataclass, replace

import numpy as np

from lib.estimators.collinearity import describe, relations
from lib.estimators.gmm_panel import Grid
from lib.estimators.gmm_spec import CONSTANT, TIME_DUMMIES, IVStyle, Spec
from lib.estimators.gmm_transform import transformed, transformed_rows

_NO_VARIATION = 1e-12  # of a column's size: rounding of means
_SUSPECT = 1e-10  # smallest eigenvalue of the regressors' correlations that needs no closer look


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
    notes : tuple of str
    """

    names: tuple[str, ...]
    data: np.ndarray
    used: np.ndarray
    iv: tuple[IVSet, ...]
    level: np.ndarray
    rows: np.ndarray
    first: int
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
    level = _levels(listed, rows, sample, data, spec)
    regressors = {name: data[..., k] for k, name in enumerate(columns)}
    sets = _iv_sets(outside, styles, regressors, (tuple(dummies), tuple(constant)), sample, used, spec)
    equations = Equations(tuple(columns), data, used, sets, level, rows, first, notes)
    _check_rows(equations)
    _check_variation(equations, spec)
    return _independent(equations, tuple(dummies))


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
    sample: Sample,
    used: np.ndarray,
    spec: Spec,
) -> tuple[IVSet, ...]:
    """The sets of IV-style columns, those of the time dummies and of the constant last.

    Columns of `data` stand for the variables that are regressors, too.
    """
    periods = sample.level.shape[1]
    above, below = slice(0, periods), slice(used.shape[1] - periods, used.shape[1])
    rows = {"both": slice(0, used.shape[1]), "difference": above, "level": below}
    new = {name: values for part in outside for name, values in part.items()}
    known = regressors
    if new:
        stacked = _stacked(list(new.values()), sample, used, spec)
        known = regressors | {name: stacked[..., q] for q, name in enumerate(new)}
    layout = [(style.label, style.variables, rows[style.equation], known) for style in styles]
    layout += [(TIME_DUMMIES, own[0], below, regressors), (CONSTANT, own[1], below, regressors)]
    return tuple(
        IVSet(label, part, where, tuple(values[name] for name in part))
        for label, part, where, values in layout
        if part
    )


def _check_rows(equations: Equations) -> None:
    if not equations.used[:, : equations.periods].any():
        raise ValueError(
            "no unit has two complete periods in a row, with outcome, regressors and IV-style instruments: "
            "too few periods for these lags, or too many missing values"
        )
    if not equations.used[:, equations.main].any():
        raise ValueError(
            "no row of the level equation has all its IV-style instruments: look for missing values"
        )


def _check_variation(equations: Equations, spec: Spec) -> None:
    """Refuse an outcome that never changes within a unit and, in difference GMM, such regressors."""
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


def _squares(values: np.ndarray) -> np.ndarray:
    return np.einsum("ntk,ntk->k", values, values)


def _independent(equations: Equations, dummies: tuple[str, ...]) -> Equations:
    """The equations without redundant time dummies; any other collinear regressor is an error.

    Regressors that are independent in the rows of one equation are independent.
    """
    if not _suspicious(equations.data[:, equations.main]):
        return equations
    names = equations.names
    columns = equations.data[..., :-1].reshape(-1, len(names))
    order = sorted(range(len(names)), key=lambda j: (names[j] in dummies, names[j] != CONSTANT))
    found = relations(columns[:, order], tuple(names[j] for j in order))
    others = [relation for relation in found if list(relation)[-1] not in dummies]
    if others:
        listed = "; ".join(describe(relation) for relation in others)
        raise ValueError(f"regressors are collinear: {listed}. Leave out one column of each relation")
    redundant = {list(relation)[-1] for relation in found}
    keep = [j for j, name in enumerate(names) if name not in redundant]
    notes = tuple(f"'{name}' is left out: collinear with the other regressors" for name in sorted(redundant))
    return replace(
        equations,
        names=tuple(names[j] for j in keep),
        data=np.ascontiguousarray(equations.data[..., [*keep, -1]]),
        level=equations.level[..., [*keep, -1]],
        notes=equations.notes + notes,
    )


def _suspicious(data: np.ndarray) -> bool:
    """Whether regressors may be linearly dependent, from the eigenvalues of their scaled cross products."""
    columns = data.reshape(-1, data.shape[2])
    products = (columns.T @ columns)[:-1, :-1]
    size = np.sqrt(np.diag(products))
    if (size == 0).any():
        return True
    return np.linalg.eigvalsh(products / np.outer(size, size))[0] < _SUSPECT
