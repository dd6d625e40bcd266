"""What an estimator returns, and the tidy form every exhibit and verdict reads."""

import html
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy import special

TIDY = ["paper", "exhibit", "panel", "column", "term", "statistic", "value", "track"]
_SHOWN = "{:.4g}".format


@dataclass(frozen=True, kw_only=True, repr=False)
class EstimationResult:
    """Common part of every estimator's result.

    Printed, or shown in a notebook, it is the summary with its `footnotes` below.

    Attributes
    ----------
    params : Series, shape (K,)
        Estimates, named by term.
    cov : DataFrame, shape (K, K)
        Estimated covariance of ``params``; NaN where it could not be computed.
    nobs : int
        Observations used.
    cov_type : str
        How ``cov`` was estimated, in words.
    extra : dict of str to float
        Further scalar statistics, named as in a tidy row (``loglik``, ``lr``, ``n_units``...).
    notes : tuple of str
        Everything a reader has to know: boundary solutions, failed convergence, dropped columns.
    """

    params: pd.Series
    cov: pd.DataFrame
    nobs: int
    cov_type: str
    extra: dict = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def std_errors(self) -> pd.Series:
        """Standard errors, shape (K,): square roots of the diagonal of ``cov``."""
        return pd.Series(self._roots(), index=self.params.index, name="std_error")

    def _roots(self) -> np.ndarray:
        diagonal = np.diag(self.cov.to_numpy())
        return np.sqrt(np.where(diagonal >= 0, diagonal, np.nan))

    @property
    def tstats(self) -> pd.Series:
        """Ratios of estimates to standard errors, shape (K,); missing where the error is zero or missing."""
        roots = self._roots()
        ratios = self.params.to_numpy() / np.where(roots > 0, roots, np.nan)
        return pd.Series(ratios, index=self.params.index, name="tstat")

    @property
    def pvalues(self) -> pd.Series:
        """Two-sided p-values from the standard normal distribution, shape (K,)."""
        tails = 2 * special.ndtr(-np.abs(self.tstats.to_numpy()))
        return pd.Series(tails, index=self.params.index, name="pvalue")

    def summary(self) -> pd.DataFrame:
        """Estimates, standard errors, t-statistics and p-values, one row a term."""
        columns = {"coef": self.params, "se": self.std_errors, "t": self.tstats, "p": self.pvalues}
        values = np.column_stack([column.to_numpy(dtype=float) for column in columns.values()])
        return pd.DataFrame(values, index=self.params.index, columns=list(columns))

    def footnotes(self) -> list[str]:
        """Lines below the printed summary: what the estimates rest on, and every note."""
        return [
            f"observations: {self.nobs}; covariance: {self.cov_type}",
            *(f"note: {note}" for note in self.notes),
        ]

    def __repr__(self) -> str:
        return "\n".join([self.summary().to_string(float_format=_SHOWN), "", *self.footnotes()])

    def _repr_html_(self) -> str:
        lines = "<br>".join(html.escape(line) for line in self.footnotes())
        return f"{self.summary().to_html(float_format=_SHOWN)}<p>{lines}</p>"

    def tidy(self, *, paper: str, exhibit: str, column: str, track: str, panel: str = "") -> pd.DataFrame:
        """One row a statistic, with the keys of the printed record.

        Returns
        -------
        DataFrame with the columns of `TIDY`: coefficients, standard errors, t and p by term, and
        `extra` and ``n`` with an empty term.
        """
        long = self.summary().rename_axis("term").reset_index().melt("term", var_name="statistic")
        scalars = {"n": float(self.nobs), **self.extra}
        tail = pd.DataFrame({"term": "", "statistic": list(scalars), "value": list(scalars.values())})
        rows = pd.concat([long, tail], ignore_index=True)
        keys = {"paper": paper, "exhibit": exhibit, "panel": panel, "column": column, "track": track}
        return rows.assign(**keys)[TIDY]


def tidy_rows(rows: pd.DataFrame, *, paper: str, exhibit: str, track: str) -> pd.DataFrame:
    """Complete a frame of values with the keys of the printed record.

    Parameters
    ----------
    rows : DataFrame
        ``value`` and any of ``panel``, ``column``, ``term`` and ``statistic``; what is absent is empty.

    Returns
    -------
    DataFrame with the columns of `TIDY`; years and other keys as text.
    """
    keys = {name: rows[name].astype(str) if name in rows else "" for name in TIDY[2:6]}
    values = rows["value"].astype(float).to_numpy()
    frame = pd.DataFrame({**keys, "value": values}, index=rows.index)
    return frame.assign(paper=paper, exhibit=exhibit, track=track)[TIDY].reset_index(drop=True)
