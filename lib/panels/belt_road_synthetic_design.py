r"""The printed regressions on cells of a country and year: what they find in an outcome, and how exactly.

Every regressor of the paper varies by country and year alone, so that a regression on lines sees an outcome
only through its cells' means, weighted with the number of lines :math:`n_c`. With :math:`\tilde x` the
regressors net of the effects, the coefficients are :math:`G m` of the cells' means m,

.. math:: G = (\tilde x' W \tilde x)^{-1} \tilde x' W,\quad W = \mathrm{diag}(n_c).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from lib.panels.belt_road import COUNTRIES, YEARS
from lib.panels.belt_road_columns import Column

N_LINES, N_ROWS = 291, 291 * len(YEARS)


def lines_by_country() -> dict[str, int]:
    """Number of lines of each country: 291 as evenly as nine countries can have them, 33 or 32 each.

    Notes
    -----
    6,111 printed observations are 291 times 21 years. That 291 is a number of product lines, and that nine
    countries share them as evenly as possible, is a reading: the paper says of neither. The first three
    countries in alphabetical order have the 33.
    """
    each, more = divmod(N_LINES, len(COUNTRIES))
    return {iso3: each + (place < more) for place, iso3 in enumerate(sorted(COUNTRIES))}


def cells() -> pd.DataFrame:
    """The 189 country-years with ``lines``, their number of lines, sorted."""
    grid = pd.MultiIndex.from_product([sorted(COUNTRIES), YEARS], names=["iso3", "year"]).to_frame(
        index=False
    )
    return grid.assign(lines=grid["iso3"].map(lines_by_country()))


def net(values: np.ndarray, of: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Residuals of a weighted regression of ``values``, shape (C,) or (C, K), on the columns of ``of``."""
    root = np.sqrt(weights)[:, None]
    flat = values.reshape(len(values), -1)
    slopes = np.linalg.lstsq(root * of, root * flat, rcond=None)[0]
    return (flat - of @ slopes).reshape(values.shape)


def dummies(frame: pd.DataFrame, effects: tuple[str, ...]) -> np.ndarray:
    """One column a level of every effect, shape (C, L)."""
    return np.hstack([pd.get_dummies(frame[name]).to_numpy(float) for name in effects])


@dataclass(frozen=True)
class Design:
    """A printed regression on cells.

    Attributes
    ----------
    column : Column
    x : ndarray, shape (189, K)
        Its terms in the cells.
    frame : DataFrame
        The cells with ``iso3``, ``year``, ``lines``.
    """

    column: Column
    x: np.ndarray
    frame: pd.DataFrame

    @property
    def weights(self) -> np.ndarray:
        """Lines of each cell, shape (189,)."""
        return self.frame["lines"].to_numpy(float)

    @cached_property
    def net(self) -> np.ndarray:
        """The terms net of the effects, shape (189, K)."""
        return net(self.x, dummies(self.frame, self.column.effects), self.weights)

    @cached_property
    def bread(self) -> np.ndarray:
        """Inverse of the terms' cross products net of the effects, shape (K, K)."""
        return np.linalg.inv(self.net.T @ (self.weights[:, None] * self.net))

    @cached_property
    def rows(self) -> np.ndarray:
        """G: what turns the cells' means into the coefficients, shape (K, 189)."""
        return self.bread @ (self.net * self.weights[:, None]).T

    @property
    def parameters(self) -> int:
        """Number of parameters, effects among them: those of the second dimension less one."""
        levels = [self.frame[name].nunique() for name in self.column.effects]
        return self.x.shape[1] + sum(levels) - (len(levels) - 1)

    def left(self, means: np.ndarray) -> np.ndarray:
        """What the regression leaves of the cells' means, shape (189,)."""
        full = np.column_stack([dummies(self.frame, self.column.effects), self.x])
        return net(means, full, self.weights)

    def share_left(self, covariance: np.ndarray) -> float:
        """Part of the variance of a cells' component of this covariance that the regression leaves.

        Per row: the expected sum of squares over the rows, divided by their number times the variance.
        """
        full = np.column_stack([dummies(self.frame, self.column.effects), self.x])
        root = np.sqrt(self.weights)
        basis = np.linalg.svd(root[:, None] * full, full_matrices=False)
        spanned = basis[0][:, basis[1] > 1e-9 * basis[1][0]]
        scaled = root[:, None] * covariance * root
        kept = np.trace(scaled) - np.trace(spanned.T @ scaled @ spanned)
        return float(kept / np.trace(scaled))

    def std_errors(self, variance: float) -> np.ndarray:
        """Standard errors of independent rows whose error has a variance, shape (K,)."""
        return np.sqrt(variance * np.diag(self.bread))

    def implied_variance(self, terms: tuple[str, ...]) -> float:
        """The rows' error variance at which the printed standard errors come out: geometric mean of terms."""
        logs = [
            2 * np.log(self.column.std_errors[term])
            - np.log(np.diag(self.bread)[self.column.terms.index(term)])
            for term in terms
        ]
        return float(np.exp(np.mean(logs)))


def variance(values: np.ndarray, weights: np.ndarray) -> float:
    """Variance over the rows of values in the cells, divisor the number of rows."""
    mean = np.average(values, weights=weights)
    return float(np.average((values - mean) ** 2, weights=weights))
