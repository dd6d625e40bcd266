"""What estimators of dynamic treatment effects return."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np
import pandas as pd
from scipy import stats

from lib.results import EstimationResult


def term(relative: int) -> str:
    """Name of a relative period: ``lead_3`` for -3, ``lag_0`` for 0, the first treated period."""
    return f"lead_{-relative}" if relative < 0 else f"lag_{relative}"


def relative_period(name: str) -> int | None:
    """Relative period of a name, None where it is none: the inverse of `term`."""
    kind, _, number = name.partition("_")
    if kind not in ("lead", "lag") or not number.isdigit():
        return None
    return -int(number) if kind == "lead" else int(number)


@dataclass(frozen=True, kw_only=True, repr=False)
class EventResult(EstimationResult):
    """Effects by period relative to the first treated one; ``params`` by `term`, averages by name.

    Attributes
    ----------
    method : str
        In words.
    df : float
        Degrees of freedom of the t distribution behind `pvalues`; infinity for the normal.
    reference : int or None
        Relative period whose effect is zero by construction.
    n_units, n_treated, n_never, n_always : int
        Units used; those whose treatment starts inside the panel, never, and before it.
    binned : tuple of int
        Relative periods whose estimate stands for that period and all beyond.
    """

    method: str
    df: float = np.inf
    reference: int | None = None
    n_units: int = 0
    n_treated: int = 0
    n_never: int = 0
    n_always: int = 0
    binned: tuple[int, ...] = ()

    @property
    def pvalues(self) -> pd.Series:
        """Two-sided p-values from the t distribution with ``df`` degrees of freedom, shape (K,)."""
        return pd.Series(2 * stats.t.sf(self.tstats.abs(), self.df), index=self.params.index, name="pvalue")

    def window(self, leads: int, lags: int) -> Self:
        """The same estimates without the leads and lags beyond a window; other terms stay.

        Parameters
        ----------
        leads, lags : int
            Largest relative periods kept before and after the first treated one.
        """
        periods = {name: relative_period(name) for name in self.params.index}
        kept = [name for name, k in periods.items() if k is None or -leads <= k <= lags]
        inside = tuple(k for k in self.binned if -leads <= k <= lags)
        return replace(self, params=self.params[kept], cov=self.cov.loc[kept, kept], binned=inside)

    def path(self, level: float = 0.95) -> pd.DataFrame:
        """Effects by relative period with pointwise intervals, the reference period included.

        Returns
        -------
        DataFrame, index ``relative``, columns ``coef``, ``se``, ``lower``, ``upper``.
        """
        half = stats.t.ppf((1 + level) / 2, self.df)
        rows = {}
        for name, coef in self.params.items():
            k = relative_period(name)
            if k is not None:
                se = self.std_errors[name]
                rows[k] = (coef, se, coef - half * se, coef + half * se)
        if self.reference is not None:
            rows[self.reference] = (0.0, 0.0, 0.0, 0.0)
        path = pd.DataFrame.from_dict(rows, orient="index", columns=["coef", "se", "lower", "upper"])
        return path.sort_index().rename_axis("relative")

    def footnotes(self) -> list[str]:
        """Lines below the printed summary: sample, method, notes."""
        first, *notes = super().footnotes()
        units = f"units: {self.n_units}, of them {self.n_treated} treated, {self.n_never} never"
        always = f"; {self.n_always} always treated" if self.n_always else ""
        reference = "none" if self.reference is None else self.reference
        return [first, f"{self.method}; reference period: {reference}", units + always, *notes]


@dataclass(frozen=True, kw_only=True, repr=False)
class CohortResult(EventResult):
    """Dynamic effects that are averages of cohorts' own.

    Attributes
    ----------
    group_time : DataFrame
        One row a cohort and period: ``cohort``, ``period``, ``coef``, ``se``, ``n_treated``.
    groups : DataFrame
        One row a cohort: ``cohort``, ``coef``, ``se``; empty where the estimator has none.
    """

    group_time: pd.DataFrame = field(default_factory=pd.DataFrame)
    groups: pd.DataFrame = field(default_factory=pd.DataFrame)


def covariance(names: Iterable[str], known: pd.DataFrame, variances: dict[str, float]) -> pd.DataFrame:
    """A covariance of which only a block and further variances are known; the rest is missing."""
    names = list(names)
    cov = pd.DataFrame(np.nan, index=names, columns=names)
    inside = [name for name in known.index if name in names]
    cov.loc[inside, inside] = known.loc[inside, inside].to_numpy()
    for name, variance in variances.items():
        cov.loc[name, name] = variance
    return cov
