"""What methods for few treated units return: a coefficient, its p-value, its interval, what to know."""

import html
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from lib.results import tidy_rows

_SHOWN = "{:.4g}".format


@dataclass(frozen=True, kw_only=True, repr=False)
class FewTreatedResult:
    """A treatment's coefficient with inference that does not rest on many treated units.

    Attributes
    ----------
    term : str
        Name of the treatment.
    coef : float
        Its coefficient.
    pvalue : float
        Two-sided unless `method` says otherwise.
    lower, upper : float
        Interval with coverage `level`; infinite where nothing on a side is rejected, missing where the
        method has none.
    level : float
    distribution : Series, shape (B,)
        Of the statistic under the null: what it is says the method's docstring.
    method : str
        In words.
    nobs : int
        Rows used.
    n_treated, n_controls : int
        Treated and other units (or clusters).
    notes : tuple of str
        Everything a reader has to know.
    """

    term: str
    coef: float
    pvalue: float
    lower: float = np.nan
    upper: float = np.nan
    level: float = 0.95
    distribution: pd.Series = field(repr=False)
    method: str
    nobs: int
    n_treated: int
    n_controls: int
    notes: tuple[str, ...] = ()

    def _statistics(self) -> dict[str, float]:
        """Statistics of the term, by name."""
        return {"coef": self.coef, "p": self.pvalue, "lower": self.lower, "upper": self.upper}

    def _scalars(self) -> dict[str, float]:
        """Statistics of the whole, by name."""
        counts = {"n": self.nobs, "n_treated": self.n_treated, "n_controls": self.n_controls}
        return counts | {"draws": len(self.distribution)}

    def summary(self) -> pd.DataFrame:
        """The statistics in one row."""
        return pd.DataFrame([self._statistics()], index=pd.Index([self.term], name="term"))

    def tidy(self, *, paper: str, exhibit: str, column: str, track: str, panel: str = "") -> pd.DataFrame:
        """One row a statistic, with the keys of the printed record; the columns of `lib.results.TIDY`."""
        rows = self.summary().rename_axis("term").reset_index().melt("term", var_name="statistic")
        scalars = self._scalars()
        tail = pd.DataFrame({"term": "", "statistic": list(scalars), "value": list(scalars.values())})
        rows = pd.concat([rows, tail], ignore_index=True).assign(column=column, panel=panel)
        return tidy_rows(rows, paper=paper, exhibit=exhibit, track=track)

    def footnotes(self) -> list[str]:
        """Lines below the printed summary: sample, method, notes."""
        counts = f"observations: {self.nobs}; treated: {self.n_treated}, others: {self.n_controls}"
        return [counts, self.method, *(f"note: {note}" for note in self.notes)]

    def __repr__(self) -> str:
        return "\n".join([self.summary().to_string(float_format=_SHOWN), "", *self.footnotes()])

    def _repr_html_(self) -> str:
        lines = "<br>".join(html.escape(line) for line in self.footnotes())
        return f"{self.summary().to_html(float_format=_SHOWN)}<p>{lines}</p>"


def check_level(level: float) -> None:
    """Refuse a level of confidence that is no share."""
    if not 0 < level < 1:
        raise ValueError(f"level is {level!r}: give a share between 0 and 1, such as 0.95")


def check_draws(draws: int, least: int = 1) -> None:
    """Refuse a number of draws that is no whole number from `least` on."""
    if isinstance(draws, bool) or not isinstance(draws, int | np.integer) or draws < least:
        raise ValueError(f"draws is {draws!r}: give a whole number, {least} or more")
