"""Scores of a regression's clusters under every wild bootstrap pattern, linear in the value tested."""

from dataclasses import dataclass

import numpy as np

from lib.estimators.few_treated_project import net_of
from lib.estimators.placebo_effects import Absorber

_CELLS = 4_000_000  # of a table of rows by clusters that is held at once
_ZERO = 1e-13  # of the squared scores: a variance that is rounding
_ROUNDING = 1e-12  # of the parts of a score that cancel
_FARTHEST = 1e6  # standard errors from the estimate within which bounds are sought
_CLOSE = 1e-9  # of a standard error: how well a bound is known
_TIE = 1e-9  # of the t statistic: patterns that repeat the sample's own


@dataclass(frozen=True)
class Scores:
    r"""Scores of G clusters, for the outcome and for the term itself in the outcome's place.

    Attributes
    ----------
    own : tuple of two ndarray, each shape (G,)
        :math:`r_g'v_g` for v the outcome and the term r, both net of all other regressors and effects.
    cross : tuple of two ndarray, each shape (G, G)
        :math:`r_h'[M v_{(g)}]_h`, M taking out the term too.
    """

    own: tuple[np.ndarray, np.ndarray]
    cross: tuple[np.ndarray, np.ndarray]


def scores(
    absorbed: Absorber, basis: np.ndarray, term: np.ndarray, outcome: np.ndarray, clusters: np.ndarray
) -> Scores:
    """Scores of clusters.

    Parameters
    ----------
    absorbed : Absorber
    basis : ndarray, shape (N, R)
        Orthonormal, of the other regressors net of effects.
    term, outcome : ndarray, shape (N,)
        Net of effects and `basis`.
    clusters : ndarray of int, shape (N,)
        0, 1, ... G - 1.
    """
    number = int(clusters.max()) + 1
    whole = np.column_stack([basis, term / np.linalg.norm(term)])
    block = max(1, _CELLS // len(term))
    own, cross = [], []
    for column in (outcome, term):
        own.append(np.bincount(clusters, term * column, number))
        parts = [np.arange(low, min(low + block, number)) for low in range(0, number, block)]
        cross.append(np.hstack([_cross(absorbed, whole, term, column, clusters, part) for part in parts]))
    return Scores(tuple(own), tuple(cross))


def _cross(
    absorbed: Absorber,
    whole: np.ndarray,
    term: np.ndarray,
    column: np.ndarray,
    clusters: np.ndarray,
    part: np.ndarray,
) -> np.ndarray:
    """Columns `part` of the table of scores, shape (G, number of clusters in `part`)."""
    alone = net_of(absorbed, whole, np.where(clusters[:, None] == part, column[:, None], 0.0))
    number = int(clusters.max()) + 1
    return np.column_stack([np.bincount(clusters, term * a, number) for a in alone.T])


class BootstrapTest:
    """The test of any value of the coefficient by one set of patterns.

    Parameters
    ----------
    sums : Scores
    patterns : ndarray, shape (B, G)
    impose_null : bool

    Attributes
    ----------
    coef, std_error : float
        The estimate and its clustered standard error without a small-sample factor.
    has_variance : bool
        Whether the standard error is more than rounding.
    """

    def __init__(self, sums: Scores, patterns: np.ndarray, impose_null: bool):
        size = sums.own[1].sum()
        self.coef = sums.own[0].sum() / size
        at_estimate = sums.cross[0].sum(axis=1) - self.coef * sums.cross[1].sum(axis=1)
        self.std_error = float(np.sqrt((at_estimate**2).sum()) / size)
        parts = np.abs(sums.own[0]) + np.abs(self.coef * sums.own[1])
        self.has_variance = bool(self.std_error * size > _ROUNDING * np.sqrt((parts**2).sum()))
        self._imposed = impose_null
        self._numerators = tuple(patterns @ own for own in sums.own)
        first, second = (patterns @ cross.T for cross in sums.cross)
        self._squares = ((first**2).sum(1), -2 * (first * second).sum(1), (second**2).sum(1))
        self._sizes = sums.own

    def at(self, value: float) -> tuple[float, np.ndarray, int]:
        """The sample's t of a value, those of the patterns, shape (B,), and how many are undefined."""
        null = value if self._imposed else self.coef
        own = (self.coef - value) / self.std_error
        above = self._numerators[0] - null * self._numerators[1]
        below = self._squares[0] + null * self._squares[1] + null**2 * self._squares[2]
        floor = _ZERO * ((self._sizes[0] - null * self._sizes[1]) ** 2).sum()
        defined = below > floor
        boot = np.where(defined, above / np.sqrt(np.where(defined, below, 1.0)), np.inf)
        return own, boot, int((~defined).sum())

    def compare(self, value: float) -> tuple[int, int]:
        """Patterns whose t statistic is larger in size than the sample's, and as large."""
        own, boot, _ = self.at(value)
        size, slack = np.abs(boot), _TIE * max(abs(own), _TIE)
        larger = size > abs(own) + slack
        return int(larger.sum()), int((size >= abs(own) - slack).sum() - larger.sum())

    def interval(self, level: float) -> tuple[float, float]:
        """The connected set of values around the estimate that are not rejected; infinite without a bound."""
        return self._bound(-1, level), self._bound(1, level)

    def _bound(self, side: int, level: float) -> float:
        patterns = len(self._numerators[0])

        def kept(value: float) -> bool:
            return self.compare(value)[0] / patterns > 1 - level + _TIE

        inside, step = self.coef, self.std_error
        while kept(self.coef + side * step):
            inside = self.coef + side * step
            step *= 2
            if step > _FARTHEST * self.std_error:
                return side * np.inf
        outside = self.coef + side * step
        while abs(outside - inside) > _CLOSE * self.std_error:
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if kept(middle) else (inside, middle)
        return float((inside + outside) / 2)
