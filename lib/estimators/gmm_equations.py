"""The transformed and the level equation of a panel, stacked: outcome, regressors, IV-style columns."""

from dataclasses import dataclass, replace

import numpy as np

from lib.estimators.collinearity import describe, relations
from lib.estimators.gmm_panel import Grid
from lib.estimators.gmm_spec import CONSTANT, TIME_DUMMIES, Spec
from lib.estimators.gmm_transform import transformed

_NO_VARIATION = 1e-12  # of a column's size: rounding of means
_SUSPECT = 1e-10  # smallest eigenvalue of the regressors' correlations that needs no closer look


@dataclass(frozen=True)
class IVSet:
    """An IV-style set: its label, the names of its columns, its equation, its values, shape (N, R, Q)."""

    label: str
    names: tuple[str, ...]
    equation: str
    values: np.ndarray


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
        Regressors and outcome before the transformation, NaN where a row is not complete.
    notes : tuple of str
    """

    names: tuple[str, ...]
    data: np.ndarray
    used: np.ndarray
    iv: tuple[IVSet, ...]
    level: np.ndarray
    notes: tuple[str, ...]

    @property
    def periods(self) -> int:
        """Periods T of the panel."""
        return self.level.shape[1]

    @property
    def main(self) -> slice:
        """Rows of the equation whose observations are counted: the level equation where there is one."""
        return slice(self.used.shape[1] - self.periods, None)


def build(grid: Grid, spec: Spec, time: str) -> Equations:
    """Stack the equations of a panel.

    Raises
    ------
    ValueError
        An equation without rows, a column without variation over time, collinear regressors.
    """
    terms = {name: grid.term(name) for name in (*spec.x, spec.y)}
    rows = np.logical_and.reduce([np.isfinite(values) for values in terms.values()])
    outcome = terms.pop(spec.y)
    dummies = _dummies(grid, spec, rows, time)
    constant = {CONSTANT: np.ones(grid.shape)} if spec.has_constant else {}
    columns = {**terms, **dummies, **constant}
    level = np.stack([*columns.values(), outcome], axis=-1)
    level[~rows] = np.nan
    sets, notes = _iv_sets(grid, spec, dummies)
    data, used, sets = _stacked(level, rows, sets, spec)
    equations = Equations(tuple(columns), data, used, sets, level, notes)
    _check_rows(equations, spec)
    _check_variation(equations, spec)
    return _independent(equations, tuple(dummies))


def _dummies(grid: Grid, spec: Spec, rows: np.ndarray, time: str) -> dict[str, np.ndarray]:
    """Dummies of the periods that have rows, but the first; all of them where nothing else is a constant."""
    if not spec.time_dummies:
        return {}
    periods = np.flatnonzero(rows.any(axis=0))
    periods = periods if spec.system and not spec.constant else periods[1:]
    made = {f"{time}={grid.periods[t]}": np.zeros(grid.shape) for t in periods}
    for t, values in zip(periods, made.values(), strict=True):
        values[:, t] = 1.0
    return made


def _iv_sets(grid: Grid, spec: Spec, dummies: dict) -> tuple[list[IVSet], tuple[str, ...]]:
    """The sets in levels, the constant's and the dummies' last, and notes on those that have no place."""
    sets, notes = [], []
    for style in spec.iv:
        if style.equation == "level" and not spec.system:
            notes.append(f"{style.label} is left out: difference GMM has no level equation")
            continue
        values = np.stack([grid.term(name) for name in style.variables], axis=-1)
        sets.append(IVSet(style.label, style.variables, style.equation, values))
    own = "level" if spec.system else "difference"
    if dummies:
        sets.append(IVSet(TIME_DUMMIES, tuple(dummies), own, np.stack(list(dummies.values()), axis=-1)))
    if spec.has_constant:
        sets.append(IVSet(CONSTANT, (CONSTANT,), own, np.ones((*grid.shape, 1))))
    return sets, tuple(notes)


def _stacked(
    level: np.ndarray, rows: np.ndarray, sets: list[IVSet], spec: Spec
) -> tuple[np.ndarray, np.ndarray, tuple[IVSet, ...]]:
    """Transformed above level rows, and which of them have all values; the others are zero."""
    complete = rows.copy()
    for item in sets:
        complete &= np.isfinite(item.values).all(axis=-1)
    moved = transformed(level, complete, spec)
    use_moved, use_level = np.isfinite(moved).all(axis=-1), rows.copy()
    stacks = []
    for item in sets:
        none = np.zeros_like(item.values)
        above = none if item.equation == "level" else transformed(item.values, complete, spec)
        below = none if item.equation == "difference" else item.values
        use_moved &= np.isfinite(above).all(axis=-1)
        use_level &= np.isfinite(below).all(axis=-1)
        stacks.append(_above(above, below, spec))
    used = _above(use_moved, use_level, spec)
    made = (replace(item, values=_zeroed(v, used)) for item, v in zip(sets, stacks, strict=True))
    return _zeroed(_above(moved, level, spec), used), used, tuple(made)


def _above(moved: np.ndarray, level: np.ndarray, spec: Spec) -> np.ndarray:
    """Rows of both equations in system GMM, of the transformed one otherwise."""
    return np.concatenate([moved, level], axis=1) if spec.system else moved


def _zeroed(values: np.ndarray, used: np.ndarray) -> np.ndarray:
    values[~used] = 0.0
    return values


def _check_rows(equations: Equations, spec: Spec) -> None:
    periods = equations.periods
    if not equations.used[:, :periods].any():
        raise ValueError(
            "no unit has two complete periods in a row: too few periods for these lags, and nothing to "
            f"{'difference' if spec.transform == 'difference' else 'transform'}"
        )
    if not equations.used[:, equations.main].any():
        raise ValueError("no row of the level equation has all its instruments: look at the missing values")


def _check_variation(equations: Equations, spec: Spec) -> None:
    """Refuse an outcome that never changes within a unit and, in difference GMM, such regressors."""
    periods = equations.periods
    moved = np.abs(equations.data[:, :periods]).max(axis=(0, 1))
    size = np.nanmax(np.abs(equations.level), axis=(0, 1))
    still = moved <= _NO_VARIATION * size
    if still[-1]:
        raise ValueError(
            f"outcome '{spec.y}' has no variation over time within any unit: nothing to estimate"
        )
    fixed = [name for name, flag in zip(equations.names, still[:-1], strict=True) if flag]
    if fixed and not spec.system:
        raise ValueError(
            f"'{fixed[0]}' has no variation over time within any unit, so that the transformation removes "
            "it: leave it out, or estimate the system, whose level equation keeps it"
        )


def _independent(equations: Equations, dummies: tuple[str, ...]) -> Equations:
    """The equations without redundant time dummies; any other collinear regressor is an error."""
    columns = equations.data[..., :-1].reshape(-1, len(equations.names))
    if not _suspicious(columns):
        return equations
    names = equations.names
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


def _suspicious(columns: np.ndarray) -> bool:
    """Whether the columns may be linearly dependent, from the eigenvalues of their scaled cross products."""
    products = columns.T @ columns
    size = np.sqrt(np.diag(products))
    if (size == 0).any():
        return True
    return np.linalg.eigvalsh(products / np.outer(size, size))[0] < _SUSPECT
