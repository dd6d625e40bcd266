"""Goodman-Bacon's decomposition of a two-way fixed-effects estimate into comparisons of two groups."""

import html
import warnings
from dataclasses import dataclass

import pandas as pd

from lib.estimators.did_panel import DidSpec, Staggered, read
from lib.estimators.sweeping import swept
from lib.results import tidy_rows

KINDS = {
    "treated_vs_never": "treated against never treated",
    "earlier_vs_later": "earlier against later treated, before these start",
    "later_vs_earlier": "later against earlier treated, which have started",
}


@dataclass(frozen=True, repr=False)
class BaconResult:
    """A two-way fixed-effects estimate as a weighted average.

    Attributes
    ----------
    comparisons : DataFrame
        One row a pair of groups: ``kind``, ``treated`` and ``control`` (cohorts, missing for the never
        treated), ``estimate``, ``weight``.
    by_kind : DataFrame, index kind
        ``weight``, the sum, and ``estimate``, the weighted mean, missing where there is no such pair.
    twfe : float
        The estimate with effects of units and periods, which the weighted estimates add up to.
    nobs, n_units : int
        Rows and units of the balanced panel.
    n_always : int
        Units treated from the first period on, which are among the never treated here.
    notes : tuple of str
    """

    comparisons: pd.DataFrame
    by_kind: pd.DataFrame
    twfe: float
    nobs: int
    n_units: int
    n_always: int
    notes: tuple[str, ...] = ()

    def footnotes(self) -> list[str]:
        """Lines below the printed summary."""
        first = f"two-way fixed effects: {self.twfe:.6g}; {self.nobs} rows of {self.n_units} units"
        return [first, *(f"note: {note}" for note in self.notes)]

    def tidy(self, *, paper: str, exhibit: str, track: str) -> pd.DataFrame:
        """Weights and estimates by kind as rows with the keys of the printed record, the estimate on top."""
        long = self.by_kind.rename_axis("term").reset_index().melt("term", var_name="statistic")
        top = pd.DataFrame(
            {"term": ["twfe", ""], "statistic": ["coef", "n"], "value": [self.twfe, self.nobs]}
        )
        return tidy_rows(pd.concat([top, long], ignore_index=True), paper=paper, exhibit=exhibit, track=track)

    def __repr__(self) -> str:
        return "\n".join([self.by_kind.to_string(float_format="{:.4g}".format), "", *self.footnotes()])

    def _repr_html_(self) -> str:
        lines = "<br>".join(html.escape(line) for line in self.footnotes())
        return f"{self.by_kind.to_html(float_format='{:.4g}'.format)}<p>{lines}</p>"


@swept
def goodman_bacon(frame: pd.DataFrame, spec: DidSpec) -> BaconResult:
    r"""Decompose the coefficient of a treatment with unit and period effects.

    Parameters
    ----------
    frame : DataFrame, shape (N, ...)
    spec : DidSpec

    Returns
    -------
    BaconResult

    Raises
    ------
    KeyError, TypeError, ValueError
        Bad columns or keys, a treatment that switches off, no unit that is seen in every period, no treated
        one among them.

    Notes
    -----
    .. math:: \hat\beta = \sum_k w_k \hat\beta_k^{2 \times 2}, \quad \sum_k w_k = 1,

    over pairs of groups with one date each. The identity needs a balanced panel: units that are not seen in
    every period are left out, counted in the notes, and ``twfe`` is the estimate of what remains. It holds
    for effects of units and periods, not for a regression with effects of groups of units. Units that are
    treated all along only serve as a comparison and stand among the never treated (footnote 11).

    References
    ----------
    Goodman-Bacon (2021), theorem 1.
    """
    from diff_diff import BaconDecomposition

    panel = read(frame, spec, always_treated="keep")
    data, notes = _balanced(panel)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # units treated all along are in the notes
        fit = BaconDecomposition(weights="exact").fit(data, "y", "unit", "period", "cohort")
    pairs = fit.to_dataframe()
    comparisons = pd.DataFrame(
        {
            "kind": pairs["comparison_type"],
            "treated": pairs["treated_group"].astype(float),
            "control": pd.to_numeric(pairs["control_group"], errors="coerce").astype(float),
            "estimate": pairs["estimate"],
            "weight": pairs["weight"],
        }
    )
    first = data["period"].min()
    return BaconResult(
        comparisons=comparisons,
        by_kind=_by_kind(comparisons),
        twfe=float(fit.twfe_estimate),
        nobs=len(data),
        n_units=data["unit"].nunique(),
        n_always=data.loc[(data["cohort"] > 0) & (data["cohort"] <= first), "unit"].nunique(),
        notes=(*panel.notes, *notes),
    )


def _balanced(panel: Staggered) -> tuple[pd.DataFrame, list[str]]:
    """Rows of units that are seen in every period, cohorts as whole numbers, 0 for never."""
    data = panel.data[["y", "unit", "period", "cohort"]]
    periods = data["period"].nunique()
    full = data.groupby("unit")["period"].transform("size") == periods
    kept = data[full].reset_index(drop=True)
    if (kept["cohort"] > data["period"].min()).sum() == 0:
        raise ValueError(
            f"no treated unit is seen in all {periods} periods: the decomposition needs a balanced panel; "
            "take fewer periods"
        )
    kept = kept.assign(cohort=kept["cohort"].fillna(0).astype(int), period=kept["period"].astype(int))
    gone = len(panel.units) - kept["unit"].nunique()
    return kept, [f"{gone} units that are not seen in all {periods} periods are left out"] if gone else []


def _by_kind(comparisons: pd.DataFrame) -> pd.DataFrame:
    """Weight and mean estimate of each kind of comparison."""
    weighted = comparisons.assign(part=comparisons["weight"] * comparisons["estimate"])
    sums = weighted.groupby("kind")[["weight", "part"]].sum().reindex(list(KINDS), fill_value=0.0)
    estimate = (sums["part"] / sums["weight"]).where(sums["weight"] > 0)
    return pd.DataFrame({"weight": sums["weight"], "estimate": estimate})
