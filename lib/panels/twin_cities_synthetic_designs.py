"""The printed regressions with effects and controls absorbed: each row's weight in each coefficient."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from scipy import linalg

from lib import facts, paths, published
from lib.estimators.placebo_effects import absorber, residuals
from lib.panels.twin_cities import CONTROLS
from lib.panels.twin_cities_columns import OUTCOMES, Column, printed_columns

# A treatment of which less than this part is left by effects and controls has no coefficient.
_COLLINEAR = 1e-9


@dataclass(frozen=True)
class Design:
    """One printed regression without its outcome.

    Attributes
    ----------
    column : Column
    printed : float
        The printed coefficient.
    weights : ndarray, shape (N,)
        g: the coefficient found in an outcome y is ``scale * weights @ y``; 0 outside the sample.
    fitted : ndarray, shape (N,)
        The constant found in an outcome is its mean less ``fitted @ y``: the mean of what treatment and
        controls explain, as Stata's areg takes it out.
    variation : float
        Sum of squares of the treatment net of effects and controls.
    nobs, rank : int
        Rows, and parameters that the regression spends on effects, controls and treatment.
    """

    column: Column
    printed: float
    weights: np.ndarray
    fitted: np.ndarray
    variation: float
    nobs: int
    rank: int


def designs(panel: pd.DataFrame, mills: np.ndarray) -> dict[str, tuple[Design, ...]]:
    """Every printed regression without its outcome, by outcome.

    Parameters
    ----------
    panel : DataFrame
        As `lib.panels.twin_cities.build` returns it; of the outcomes only what is missing matters.
    mills : ndarray, shape (N,)
        As `lib.panels.twin_cities_synthetic_shapes.inverse_mills` returns it.

    Raises
    ------
    ValueError
        In a panel too small for it, effects and controls explain a column's treatment.
    """
    wanted = printed_columns() + printed_columns("heckman")
    numbers = printed("coef", "treat_post") | printed("coef", "post_shock")
    further = np.column_stack([panel[list(CONTROLS)].to_numpy(dtype=float), mills])
    further /= np.abs(further).max(axis=0)
    alike = {}
    for column in wanted:
        alike.setdefault((column.fixed_effects, column.rows(panel).tobytes()), []).append(column)
    found = {}
    for columns in alike.values():
        absorbed = _Absorbed.of(panel, columns[0], further)
        for column in columns:
            found[column] = absorbed.design(panel, column, numbers[column.exhibit, column.column])
    return {name: tuple(found[c] for c in wanted if c.outcome == name) for name in OUTCOMES}


@dataclass(frozen=True)
class _Absorbed:
    """One sample with its effects absorbed; regressions that share it differ in treatment and controls."""

    rows: np.ndarray
    effects: object
    means: np.ndarray  # of the twelve controls and the inverse Mills ratio
    net: np.ndarray  # the same, net of effects
    basis: np.ndarray  # the same, orthonormal, in this order

    @classmethod
    def of(cls, panel: pd.DataFrame, column: Column, further: np.ndarray) -> "_Absorbed":
        rows = np.flatnonzero(column.rows(panel))
        codes = tuple(pd.factorize(panel[name].to_numpy()[rows])[0] for name in column.fixed_effects)
        effects = absorber(codes, len(rows))
        net = residuals(effects, further[rows])
        try:
            basis = _orthonormal(net)
        except np.linalg.LinAlgError:
            raise ValueError(
                f"{column.name}: effects or other controls explain a control in this panel of {len(panel)} "
                "rows; take more cities or destinations"
            ) from None
        return cls(rows, effects, further[rows].mean(axis=0), net, basis)

    def design(self, panel: pd.DataFrame, column: Column, printed: float) -> Design:
        treatment = column.treatment(panel)[self.rows]
        net = left = residuals(self.effects, treatment[:, None])[:, 0]
        basis = self.basis[:, : len(column.controls)]
        for _ in range(2):
            left = left - basis @ (basis.T @ left)
        variation = float(left @ left)
        if variation <= _COLLINEAR * float(treatment @ treatment):
            raise ValueError(
                f"{column.name}: effects and controls explain the treatment in this panel of {len(panel)} "
                "rows; take more cities or destinations"
            )
        weights, fitted = np.zeros(len(panel)), np.zeros(len(panel))
        weights[self.rows] = left / variation
        regressors = np.column_stack([net, self.net[:, : basis.shape[1]]])
        size = np.linalg.norm(regressors, axis=0)
        means = np.append(treatment.mean(), self.means[: basis.shape[1]]) / size
        regressors /= size
        fitted[self.rows] = regressors @ np.linalg.solve(regressors.T @ regressors, means)
        rank = self.effects.rank + basis.shape[1] + 1
        return Design(column, printed, weights, fitted, variation, len(self.rows), rank)


def _orthonormal(columns: np.ndarray) -> np.ndarray:
    """Orthonormal basis of the columns, in their order, by two passes of Cholesky's QR."""
    columns = columns / np.linalg.norm(columns, axis=0)
    for _ in range(2):
        factor = np.linalg.cholesky(columns.T @ columns)
        columns = linalg.solve_triangular(factor, columns.T, lower=True).T
    return columns


def printed(statistic: str, term: str | None = None) -> dict[tuple[str, str], float]:
    """Printed numbers of one statistic by (exhibit, column); of any term where none is given.

    The two-step coefficients stand in the text in per cent and come as the coefficients they are read from.
    """
    record = [paths.PUBLISHED / name for name in ("twin_cities.csv", "twin_cities_claims.csv")]
    checksums = tuple(facts.sha256(path) for path in record)
    for path, checksum in zip(record, checksums, strict=True):
        facts.register(path, checksum)
    return _printed(statistic, term, checksums)


@cache
def _printed(statistic: str, term: str | None, _checksums: tuple[str, ...]) -> dict[tuple[str, str], float]:
    cells = published.load("twin_cities")
    cells = cells[(cells["statistic"] == statistic) & (cells["printed"] != "")]
    if term is not None:
        cells = cells[cells["term"] == term]
    found = {(c.exhibit, c.column): float(c.printed) for c in cells.itertuples()}
    if statistic == "coef" and term == "treat_post":
        claims = published.claims("twin_cities")
        claims = claims[(claims["exhibit"] == "heckman") & (claims["kind"] == "number")]
        found |= {(c.exhibit, c.column): float(c.printed) / 100 for c in claims.itertuples()}
    return found
