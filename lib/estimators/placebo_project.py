"""Coefficients of many treatments of one regression, by Frisch and Waugh, from sums over treated rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from scipy import sparse

from lib.estimators.placebo_effects import Absorber, absorber, explained, residuals
from lib.estimators.placebo_panel import NEVER, Panel

# A treatment whose variation beyond effects and controls is less than this part of its rows is collinear.
COLLINEAR = 1e-9
_REDUNDANT = 1e-9  # of a control's variation
_LARGEST_BATCH = 256
_SPARSE = 4.0  # cells for each entry from which a sparse table of sums is the quicker one

Assignment = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Regression:
    """A regression with everything but the treatment absorbed.

    Attributes
    ----------
    panel : Panel
    absorbed : Absorber
    tails : ndarray, shape (N, 1 + Q)
        For each row, sums over it and the later rows of its unit: of the residual outcome, and of the Q
        orthonormal residual controls.
    by_unit : tuple of (ndarray of int, shape (U,)) or None
        Levels of each absorbed effect by unit, None where they vary within units.
    redundant : tuple of int
        Controls that the effects and the controls before them explain.
    """

    panel: Panel
    absorbed: Absorber
    tails: np.ndarray
    by_unit: tuple[np.ndarray | None, ...]
    redundant: tuple[int, ...]


def absorb(panel: Panel) -> Regression:
    """Absorb fixed effects and controls once, in memory of the order of the rows."""
    absorbed = absorber(panel.effects, len(panel.y))
    outcome = residuals(absorbed, panel.y[:, None])
    controls, redundant = _orthonormal(residuals(absorbed, panel.x), panel.x)
    for _ in range(2):
        outcome -= controls @ (controls.T @ outcome)
    tails = _tails(np.hstack([outcome, controls]), panel.first)
    by_unit = tuple(_by_unit(levels, panel) for levels in absorbed.codes)
    return Regression(panel, absorbed, tails, by_unit, redundant)


def coefficients(regression: Regression, assignments: Iterable[Assignment]) -> np.ndarray:
    r"""Coefficient of each assignment's treatment, NaN where effects and controls explain it.

    Parameters
    ----------
    regression : Regression
    assignments : iterable of (ndarray of int, ndarray of int)
        Positions of the treated units and their cohorts (see `Panel`).

    Returns
    -------
    ndarray, shape (number of assignments,)

    Notes
    -----
    :math:`\hat\beta = d'\tilde y / (d'd - d'P_F d - \|Q'd\|^2)`, with :math:`\tilde y` the outcome net of
    effects and controls, :math:`P_F` the projection on the effects and Q the orthonormal controls net of the
    effects: the least-squares coefficient of d in the full regression (Frisch and Waugh 1933; Lovell 1963).
    """
    batches = [_batch(regression, batch) for batch in _batched(iter(assignments), len(regression.panel.y))]
    return np.concatenate(batches) if batches else np.empty(0)


def _batched(assignments: Iterator[Assignment], rows: int) -> Iterator[list[Assignment]]:
    """Assignments in batches whose treated rows are of the order of the panel's rows."""
    size = 1
    while batch := list(islice(assignments, size)):
        yield batch
        most = max(1, *(len(units) for units, _ in batch))
        size = int(np.clip(rows // (16 * most), 1, _LARGEST_BATCH))


def _batch(regression: Regression, batch: list[Assignment]) -> np.ndarray:
    panel, size = regression.panel, len(batch)
    draw = np.repeat(np.arange(size), [len(units) for units, _ in batch])
    units = np.concatenate([units for units, _ in batch])
    cohorts = np.concatenate([cohorts for _, cohorts in batch])
    start, stop = panel.start_rows(units, cohorts), panel.first[units + 1]
    kept = (start < stop) & (cohorts != NEVER)
    draw, units, start, stop = draw[kept], units[kept], start[kept], stop[kept]
    pointers = np.searchsorted(draw, np.arange(size + 1))
    picked = sparse.csr_array((np.ones(len(start)), start, pointers), shape=(size, len(panel.y)))
    sums = picked @ regression.tails
    counts = (stop - start).astype(float)
    treated = np.bincount(draw, weights=counts, minlength=size)
    left = treated - explained(
        regression.absorbed, *_level_sums(regression, draw, units, start, counts, size)
    )
    left -= np.einsum("ij,ij->i", sums[:, 1:], sums[:, 1:])
    defined = left > COLLINEAR * treated
    return np.where(defined, sums[:, 0] / np.where(defined, left, 1.0), np.nan)


def _level_sums(
    regression: Regression,
    draw: np.ndarray,
    units: np.ndarray,
    start: np.ndarray,
    counts: np.ndarray,
    size: int,
) -> tuple[np.ndarray | sparse.csr_array, np.ndarray]:
    """Treated rows of each draw in each level: of the first effect, and of the further ones."""
    absorbed, rows, row_draw = regression.absorbed, None, None
    if any(levels is None for levels in regression.by_unit):
        whole = counts.astype(int)
        ends = np.cumsum(whole)
        rows = np.arange(ends[-1] if len(ends) else 0) + np.repeat(start - ends + whole, whole)
        row_draw = np.repeat(draw, whole)

    def entries(k: int) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
        if regression.by_unit[k] is None:
            return row_draw, absorbed.codes[k][rows], None
        return draw, regression.by_unit[k][units], counts

    first = _tally(*entries(0), size, len(absorbed.counts), sparse_from=_SPARSE)
    further = np.empty((size, absorbed.offsets[-1]))
    for k in range(1, len(absorbed.codes)):
        low, high = absorbed.offsets[k - 1 : k + 1]
        further[:, low:high] = _tally(*entries(k), size, high - low)
    return first, further


def _tally(
    draw: np.ndarray,
    level: np.ndarray,
    weight: np.ndarray | None,
    size: int,
    levels: int,
    *,
    sparse_from: float = np.inf,
) -> np.ndarray | sparse.csr_array:
    """Sums of `weight` by draw and level, shape (size, levels); sparse if most of it would be empty."""
    if size * levels > sparse_from * len(level):
        weight = np.ones(len(level)) if weight is None else weight
        return sparse.coo_array((weight, (draw, level)), shape=(size, levels)).tocsr()
    sums = np.bincount(draw * levels + level, weights=weight, minlength=size * levels)
    return sums.reshape(size, levels).astype(float, copy=False)


def _tails(columns: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Sums from each row to the end of its unit."""
    last, length = first[1:] - 1, np.diff(first)
    for back in range(1, length.max()):
        rows = last[length > back] - back
        columns[rows] += columns[rows + 1]
    return columns


def _by_unit(levels: np.ndarray, panel: Panel) -> np.ndarray | None:
    own = levels[panel.first[:-1]]
    return own if np.array_equal(own[panel.unit], levels) else None


def _orthonormal(columns: np.ndarray, original: np.ndarray) -> tuple[np.ndarray, tuple[int, ...]]:
    """Orthonormal basis of `columns` and the redundant ones, from left to right."""
    basis, redundant = np.empty((len(columns), 0)), []
    for j in range(columns.shape[1]):
        rest = columns[:, j]
        for _ in range(2):
            rest = rest - basis @ (basis.T @ rest)
        size = np.linalg.norm(rest)
        if size > _REDUNDANT * np.linalg.norm(original[:, j]):
            basis = np.column_stack([basis, rest / size])
        else:
            redundant.append(j)
    return basis, tuple(redundant)
