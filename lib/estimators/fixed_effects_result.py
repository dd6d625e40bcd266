"""What a regression with fixed effects returns."""

from dataclasses import dataclass

import pandas as pd
from scipy import stats

from lib.estimators.fixed_effects_spec import FixedEffectsSpec
from lib.results import EstimationResult


@dataclass(frozen=True, kw_only=True, repr=False)
class FixedEffectsResult(EstimationResult):
    """Estimates of a regression with fixed effects; ``params`` holds the regressors and ``constant``.

    Attributes
    ----------
    spec : FixedEffectsSpec
    df : float
        Degrees of freedom of the t distribution behind `pvalues` and `confint`; infinity for the normal.
    n_units : int or None
        Different values of the unit, or of the first cluster column.
    n_clusters : tuple of int
        Clusters by cluster column.
    levels : dict of str to int
        Levels of each effect.
    dropped : tuple of str
        Regressors left out because effects and other regressors explain them.
    converged : bool
    """

    spec: FixedEffectsSpec
    df: float
    n_units: int | None = None
    n_clusters: tuple[int, ...] = ()
    levels: dict
    dropped: tuple[str, ...] = ()
    converged: bool = True

    @property
    def pvalues(self) -> pd.Series:
        """Two-sided p-values from the t distribution with ``df`` degrees of freedom, shape (K,)."""
        return pd.Series(2 * stats.t.sf(self.tstats.abs(), self.df), index=self.params.index, name="pvalue")

    def confint(self, level: float = 0.95) -> pd.DataFrame:
        """Confidence intervals, columns ``lower`` and ``upper``, shape (K, 2)."""
        if not 0 < level < 1:
            raise ValueError(f"level is {level!r}: give a share between 0 and 1, such as 0.95")
        half = stats.t.ppf((1 + level) / 2, self.df) * self.std_errors
        return pd.DataFrame({"lower": self.params - half, "upper": self.params + half})

    def footnotes(self) -> list[str]:
        """Lines below the printed summary: sample, effects, distribution, notes."""
        first, *notes = super().footnotes()
        effects = ", ".join(f"{name} ({n})" for name, n in self.levels.items()) or "none"
        return [first, f"fixed effects (levels): {effects}; t distribution with {self.df:g} df", *notes]
