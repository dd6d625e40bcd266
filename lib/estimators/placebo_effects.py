"""Fixed effects absorbed exactly: the largest by its diagonal block, the others by a Schur complement."""

from dataclasses import dataclass

import numpy as np
from scipy import linalg, sparse
from scipy.sparse import csgraph

# A level is redundant where its own rows, counted as one, leave less than this. Rounding leaves 1e-15 times
# the number of levels; the weakest real link, one row among a million of its level, leaves 1e-6.
_REDUNDANT = 1e-10
_BLOCK = 256  # small connected sets are solved together up to this many levels
MOST_LEVELS = 10_000  # in one connected set, beyond the largest effect: a dense block of 800 MB


@dataclass(frozen=True)
class Block:
    """Levels that share rows, and the Cholesky factor of their linearly independent part.

    Attributes
    ----------
    levels : ndarray of int, shape (R,)
        Independent levels of the set, positions among the levels of the effects beyond the first.
    factor : ndarray, shape (R, R)
        Lower triangular; ``factor @ factor.T`` is their part of the scaled Schur complement.
    """

    levels: np.ndarray
    factor: np.ndarray


@dataclass(frozen=True)
class Absorber:
    r"""Normal equations of a set of fixed effects, solved once.

    Attributes
    ----------
    codes : tuple of ndarray of int, each shape (N,)
        Levels, the effect with most of them first.
    counts : ndarray, shape (G,)
        Rows of each level of the first effect.
    offsets : ndarray of int
        Position of each further effect's level 0 among the H levels of the further effects; H at the end.
    shares : ndarray or csr_array, shape (G, H)
        Share of each further level in the rows of each first level, :math:`D_1^{-1} F_1'F_2`.
    scale : ndarray, shape (H,)
        One over the square root of each further level's rows.
    blocks : tuple of Block
    """

    codes: tuple[np.ndarray, ...]
    counts: np.ndarray
    offsets: np.ndarray
    shares: np.ndarray | sparse.csr_array
    scale: np.ndarray
    blocks: tuple[Block, ...]

    @property
    def rank(self) -> int:
        """Dimension of the space that the effects span."""
        return len(self.counts) + sum(len(block.levels) for block in self.blocks)


def absorber(effects: tuple[np.ndarray, ...], rows: int) -> Absorber:
    """Factor the normal equations of `effects`; without any, of a constant.

    Parameters
    ----------
    effects : tuple of ndarray of int, each shape (N,)
        Levels 0, 1, ... without gaps.
    rows : int
        N.

    Raises
    ------
    ValueError
        More than `MOST_LEVELS` levels beyond the largest effect in one connected set.

    Notes
    -----
    With :math:`F_1` the dummies of the largest effect and :math:`F_2` those of the others, the normal
    equations of :math:`F_2` given :math:`F_1` are :math:`S = F_2'F_2 - F_2'F_1 D_1^{-1} F_1'F_2`, with
    :math:`D_1` the diagonal of counts. S falls into one block a connected set of levels; each is factored by
    Cholesky with pivoting, which also finds the levels that repeat others. Memory is of the order of the
    rows, and of the square of the levels beyond the largest effect in one connected set.
    """
    codes = sorted(effects, key=lambda levels: -levels.max()) or [np.zeros(rows, dtype=int)]
    counts = np.bincount(codes[0]).astype(float)
    sizes = [int(levels.max()) + 1 for levels in codes[1:]]
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(int)
    if not sizes:
        return Absorber(tuple(codes), counts, offsets, np.empty((len(counts), 0)), np.empty(0), ())
    dummies = _dummies(codes[1:], offsets)
    cross = sparse.csr_array(_dummies(codes[:1], np.array([0, len(counts)])).T @ dummies)
    shares = sparse.csr_array(sparse.diags_array(1 / counts) @ cross)
    gram = sparse.csr_array(dummies.T @ dummies)
    scale = 1 / np.sqrt(gram.diagonal())
    schur = sparse.csr_array(gram - cross.T @ shares)
    schur = sparse.csr_array(sparse.diags_array(scale) @ schur @ sparse.diags_array(scale))
    small = shares.shape[0] * shares.shape[1] <= max(4 * rows, 1_000_000)
    blocks = tuple(_factor(schur, levels) for levels in _connected(schur))
    return Absorber(tuple(codes), counts, offsets, shares.toarray() if small else shares, scale, blocks)


def residuals(absorbed: Absorber, columns: np.ndarray) -> np.ndarray:
    """Columns, shape (N, K), less their projection on the effects; exact up to rounding."""
    for _ in range(2):  # the second pass removes the rounding of the first
        columns = columns - _fitted(absorbed, columns)
    return columns


def explained(absorbed: Absorber, first: np.ndarray | sparse.csr_array, further: np.ndarray) -> np.ndarray:
    """Sum of squares of a column that the effects explain, from its sums by level.

    Parameters
    ----------
    first : ndarray or csr_array, shape (B, G)
        Sums of B columns over the rows of each level of the first effect.
    further : ndarray, shape (B, H)
        The same for the further effects.

    Returns
    -------
    ndarray, shape (B,)
    """
    found = (first * first) @ (1 / absorbed.counts)
    right = (further - _dense(first @ absorbed.shares)) * absorbed.scale
    for block in absorbed.blocks:
        half = linalg.solve_triangular(block.factor, right[:, block.levels].T, lower=True, check_finite=False)
        found += np.einsum("ij,ij->j", half, half)
    return found


def _fitted(absorbed: Absorber, columns: np.ndarray) -> np.ndarray:
    sums = [_sums(levels, columns) for levels in absorbed.codes]
    first = sums[0] / absorbed.counts[:, None]
    further = np.zeros((absorbed.offsets[-1], columns.shape[1]))
    if len(sums) > 1:
        right = np.concatenate(sums[1:]) - _dense(absorbed.shares.T @ sums[0])
        right *= absorbed.scale[:, None]
        for block in absorbed.blocks:
            further[block.levels] = linalg.cho_solve((block.factor, True), right[block.levels])
        further *= absorbed.scale[:, None]
        first -= _dense(absorbed.shares @ further)
    fitted = first[absorbed.codes[0]]
    for levels, offset in zip(absorbed.codes[1:], absorbed.offsets[:-1], strict=True):
        fitted += further[levels + offset]
    return fitted


def _sums(levels: np.ndarray, columns: np.ndarray) -> np.ndarray:
    sums = np.empty((levels.max() + 1, columns.shape[1]))
    for j, column in enumerate(columns.T):
        sums[:, j] = np.bincount(levels, weights=column)
    return sums


def _dense(product: np.ndarray | sparse.sparray) -> np.ndarray:
    return product.toarray() if sparse.issparse(product) else product


def _dummies(codes: list[np.ndarray], offsets: np.ndarray) -> sparse.csr_array:
    """Dummies of all levels of several effects, shape (N, H)."""
    rows = len(codes[0])
    columns = np.column_stack([c + offset for c, offset in zip(codes, offsets[:-1], strict=True)])
    indptr = np.arange(rows + 1) * len(codes)
    return sparse.csr_array((np.ones(columns.size), columns.ravel(), indptr), shape=(rows, offsets[-1]))


def _connected(schur: sparse.csr_array) -> list[np.ndarray]:
    """Levels by connected set, small sets put together."""
    count, label = csgraph.connected_components(schur, directed=False)
    sizes = np.bincount(label, minlength=count)
    if sizes.max() > MOST_LEVELS:
        raise ValueError(
            f"the fixed effects beyond the largest have {sizes.max()} connected levels, more than the "
            f"{MOST_LEVELS} that are solved at once: leave out an effect or use fewer levels"
        )
    group = np.zeros(count, dtype=int)
    filled = 0
    for k in range(count):
        if filled and filled + sizes[k] > _BLOCK:
            group[k:] += 1
            filled = 0
        filled += sizes[k]
    order = np.argsort(group[label], kind="stable")
    return np.split(order, np.flatnonzero(np.diff(group[label][order])) + 1)


def _factor(schur: sparse.csr_array, levels: np.ndarray) -> Block:
    """Pivoted Cholesky of the levels' part of the scaled Schur complement."""
    part = schur[levels][:, levels].toarray()
    factor, pivots, rank, _ = linalg.lapack.dpstrf(part, tol=_REDUNDANT, lower=1)
    factor = np.tril(factor[:rank, :rank])
    return Block(levels[pivots[:rank] - 1], np.asfortranarray(factor))
