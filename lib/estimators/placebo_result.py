"""What a placebo test returns."""

import html
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.results import tidy_rows

ALTERNATIVES = ("two-sided", "absolute", "greater", "less")
_TIE = 1e-9  # of the larger coefficient: the same assignment in another order of summation is a tie


@dataclass(frozen=True, kw_only=True, repr=False)
class PlaceboResult:
    """A coefficient beside those of placebo assignments.

    Attributes
    ----------
    term : str
        Name of the treatment.
    coef : float
        Coefficient of the actual treatment.
    distribution : Series, shape (R,)
        Coefficient of each placebo assignment; NaN where the effects and controls explain it.
    pvalue : float
        Probability under random assignment of a coefficient at least as extreme; NaN where assignments are
        not draws.
    pvalue_se : float
        Its Monte Carlo standard error; 0 where all assignments are listed, NaN where they were given.
    alternative : str
        ``two-sided`` (twice the smaller tail), ``absolute`` (by distance from zero), ``greater`` or ``less``.
    method : str
        How the assignments were made, in words.
    exact : bool
        Whether the distribution holds every assignment once.
    n_assignments : int or None
        Number of different assignments, None where they were given.
    nobs, n_units, n_treated : int
        Rows, units, units with a date.
    notes : tuple of str
        Everything a reader has to know: strata that cannot change, undefined draws, redundant controls.
    """

    term: str
    coef: float
    distribution: pd.Series
    pvalue: float
    pvalue_se: float
    alternative: str
    method: str
    exact: bool
    n_assignments: int | None
    nobs: int
    n_units: int
    n_treated: int
    notes: tuple[str, ...] = ()

    @property
    def n_undefined(self) -> int:
        """Placebo assignments without a coefficient."""
        return int(self.distribution.isna().sum())

    def summary(self) -> pd.DataFrame:
        """The coefficient; mean, standard deviation and 95 per cent range of the placebos; the p-value."""
        known = self.distribution.dropna()
        low, high = known.quantile([0.025, 0.975]) if len(known) else (np.nan, np.nan)
        row = {
            "coef": self.coef,
            "placebo_mean": known.mean(),
            "placebo_sd": known.std(),
            "placebo_2.5%": low,
            "placebo_97.5%": high,
            "p": self.pvalue,
            "p_se": self.pvalue_se,
        }
        return pd.DataFrame([row], index=pd.Index([self.term], name="term"))

    def tidy(self, *, paper: str, exhibit: str, column: str, track: str, panel: str = "") -> pd.DataFrame:
        """One row a statistic, with the keys of the printed record; the columns of `lib.results.TIDY`."""
        rows = self.summary().rename_axis("term").reset_index().melt("term", var_name="statistic")
        scalars = {"n": self.nobs, "n_units": self.n_units, "n_treated": self.n_treated}
        scalars |= {"draws": len(self.distribution), "undefined": self.n_undefined}
        tail = pd.DataFrame({"term": "", "statistic": list(scalars), "value": list(scalars.values())})
        rows = pd.concat([rows, tail], ignore_index=True).assign(column=column, panel=panel)
        return tidy_rows(rows, paper=paper, exhibit=exhibit, track=track)

    def footnotes(self) -> list[str]:
        """Lines below the printed summary: what was reassigned, how often, and every note."""
        which = f"all {len(self.distribution)}" if self.exact else f"{len(self.distribution)}"
        return [
            f"observations: {self.nobs}; units: {self.n_units}, treated: {self.n_treated}",
            f"placebo assignments: {which}, {self.method}; alternative: {self.alternative}",
            *(f"note: {note}" for note in self.notes),
        ]

    def __repr__(self) -> str:
        return "\n".join([self.summary().to_string(float_format="{:.4g}".format), "", *self.footnotes()])

    def _repr_html_(self) -> str:
        lines = "<br>".join(html.escape(line) for line in self.footnotes())
        return f"{self.summary().to_html(float_format='{:.4g}'.format)}<p>{lines}</p>"


def extreme(coef: float, distribution: np.ndarray, alternative: str) -> int:
    """Number of placebo coefficients at least as extreme as `coef`; undefined ones count as such.

    For ``two-sided`` it is the number in the smaller tail, of which `pvalue` takes twice the share.
    """
    if alternative == "two-sided":
        return min(extreme(coef, distribution, side) for side in ("greater", "less"))
    known = distribution[~np.isnan(distribution)]
    if alternative == "absolute":
        coef, known = abs(coef), np.abs(known)
    elif alternative == "less":
        coef, known = -coef, -known
    slack = _TIE * np.maximum(abs(coef), np.abs(known))
    return int((known >= coef - slack).sum()) + len(distribution) - len(known)


def pvalue(number: int, size: int, *, counted: bool, alternative: str = "two-sided") -> float:
    r"""Randomisation p-value of `number` extreme placebos among `size`.

    Parameters
    ----------
    number, size : int
        As `extreme` counts it with the same alternative; the number of placebos.
    counted : bool
        Whether the actual assignment is among them, as in a full list: the share is :math:`b / R`, otherwise
        :math:`(b + 1) / (R + 1)`, which is valid for any number of draws R (Phipson and Smyth 2010).
    alternative : str
        One of `ALTERNATIVES`.

    Notes
    -----
    ``two-sided`` is twice the share of the smaller tail, at most 1: each tail's share is a valid p-value, so
    that twice the smaller is one too, wherever the placebos are centred. ``absolute`` is the share with
    :math:`|\beta_r| \ge |\beta|`, what most software reports. It is as valid, but where the placebos are not
    centred on zero (dates reassigned among treated units, without effects of units) it looks into one tail
    alone and halves p against a two-sided test.

    References
    ----------
    Gibbons and Pratt (1975), P-values: interpretation and methodology, on doubling; Kulinskaya (2008), On
    two-sided p-values for non-symmetric distributions, arXiv:0810.2124.
    """
    share = number / size if counted else (number + 1) / (size + 1)
    return min(1.0, _sides(alternative) * share)


def monte_carlo_error(p: float, draws: int, alternative: str = "two-sided") -> float:
    r"""Monte Carlo standard error of a p-value of drawn assignments.

    :math:`\sqrt{p (1 - p) / R}`; for ``two-sided`` twice that of the tail's share :math:`p / 2`, which is
    :math:`\sqrt{p (2 - p) / R}` (too large where p is near 1, since then either tail may be the smaller).
    """
    sides = _sides(alternative)
    share = p / sides
    return float(sides * np.sqrt(share * (1 - share) / draws))


def _sides(alternative: str) -> int:
    """Tails of the distribution that an alternative counts by the share of one."""
    return 2 if alternative == "two-sided" else 1
