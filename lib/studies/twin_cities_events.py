"""Figure 2 of the twin cities paper: exports by year relative to the agreement, under several designs."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from lib.estimators import fixed_effects
from lib.estimators.fixed_effects import FixedEffectsResult, FixedEffectsSpec
from lib.panels.twin_cities_columns import Column
from lib.results import tidy_rows
from lib.studies import twin_cities as study

WINDOW = 10


@dataclass(frozen=True)
class Design:
    """One reading of equation (10).

    Attributes
    ----------
    fixed_effects : tuple of str
    controls : bool
        Whether the twelve controls are in; effects of city-years and destination-years absorb them.
    reference : int or None
        Relative year that is left out. With effects of pairs one must be; without, pairs that are never tied
        are what every relative year is compared with.
    ends : {"bin", "trim"}
        Years beyond the window count as its last year, or their rows are left out.
    """

    fixed_effects: tuple[str, ...]
    controls: bool
    reference: int | None = None
    ends: str = "bin"


BASELINE = Design(("city_code", "iso3", "year"), controls=True)
DESIGNS = {
    "city + destination + year": BASELINE,
    "city-year + destination-year": Design(("city_code^year", "iso3^year"), controls=False),
    "pair + year": Design(("pair", "year"), controls=True, reference=-1),
}


def dummy(relative: int) -> str:
    """Name of a relative year as in the printed record: ``lead_3``, ``lag_0``."""
    return f"lead_{-relative}" if relative < 0 else f"lag_{relative}"


def relative_years(panel: pd.DataFrame, ends: str) -> tuple[pd.Series, pd.Series]:
    """Years since the agreement took effect, within the window, and the rows to use.

    Parameters
    ----------
    panel : DataFrame
    ends : {"bin", "trim"}

    Returns
    -------
    Series of float, Series of bool, shape (N,)
        NaN for pairs without an agreement by the panel's last year, which are always used.

    Raises
    ------
    ValueError
        Another word for what to do with the ends.
    """
    if ends not in ("bin", "trim"):
        raise ValueError(f"ends={ends!r}: choose bin or trim")
    relative = (panel["year"] - panel["treatment_year"]).where(panel["treat"] == 1)
    inside = relative.isna() | (relative.abs() <= WINDOW)
    return relative.clip(-WINDOW, WINDOW), inside | (ends == "bin")


def event_study(panel: pd.DataFrame, column: Column, design: Design = BASELINE) -> FixedEffectsResult:
    """A printed regression with a dummy for each relative year in place of the agreement.

    Parameters
    ----------
    panel : DataFrame
        As `lib.panels.twin_cities.build` returns it.
    column : Column
        Its outcome and controls are used.
    design : Design
    """
    frame = column.frame(panel, extra=("treat", "treatment_year"))
    relative, used = relative_years(frame, design.ends)
    frame, relative = frame[used], relative[used]
    present = [k for k in range(-WINDOW, WINDOW + 1) if k != design.reference and (relative == k).any()]
    dummies = {dummy(k): (relative == k).astype(float) for k in present}
    spec = FixedEffectsSpec(
        outcome=column.y,
        regressors=(*dummies, *(column.controls if design.controls else ())),
        fixed_effects=design.fixed_effects,
        covariance={"clustered": ["pair"]},
        keep_singletons=True,
    )
    return fixed_effects.estimate(frame.assign(**dummies), spec)


def path(result: FixedEffectsResult, planted: FixedEffectsResult | None = None) -> pd.DataFrame:
    """Coefficients by relative year, zero at the reference year.

    Parameters
    ----------
    result : FixedEffectsResult
        As `event_study` returns it.
    planted : FixedEffectsResult, optional
        The same regression on outcomes without noise.

    Returns
    -------
    DataFrame with ``relative``, ``coef``, ``se``, ``planted`` (NaN if none is given).
    """
    relative = np.arange(-WINDOW, WINDOW + 1)
    terms = [dummy(k) for k in relative]
    frame = pd.DataFrame({"relative": relative, "coef": result.params.reindex(terms).to_numpy()})
    frame["se"] = result.std_errors.reindex(terms).to_numpy()
    known = None if planted is None else planted.params.reindex(terms).to_numpy()
    frame["planted"] = np.nan if known is None else known
    return frame.fillna({"coef": 0.0, "se": 0.0} | ({} if known is None else {"planted": 0.0}))


def power(path_of: pd.DataFrame, level: float = 0.05) -> pd.Series:
    r"""Chance that each coefficient of a path is significant, given what was planted and its standard error.

    Parameters
    ----------
    path_of : DataFrame
        As `path` returns it.
    level : float
        Of the two-sided test.

    Returns
    -------
    Series by relative year; NaN where nothing was planted or there is no standard error.

    Notes
    -----
    :math:`\Phi(-z - m) + \Phi(m - z)`, with :math:`m = \beta / se` and :math:`z` the critical value.
    """
    z = stats.norm.isf(level / 2)
    m = (path_of["planted"] / path_of["se"].where(path_of["se"] > 0)).to_numpy()
    return pd.Series(stats.norm.cdf(-z - m) + stats.norm.cdf(m - z), index=path_of["relative"], name="power")


def rows(result: FixedEffectsResult, track: str, column: str = "") -> pd.DataFrame:
    """Tidy rows of the exhibit ``figure_2``."""
    terms = [name for name in result.params.index if name.startswith(("lead_", "lag_"))]
    long = result.summary().loc[terms].rename_axis("term").reset_index().melt("term", var_name="statistic")
    return tidy_rows(long.assign(column=column), paper=study.PAPER, exhibit="figure_2", track=track)


def coverage(panel: pd.DataFrame) -> pd.DataFrame:
    """Tied pairs and rows behind each relative year, what lies beyond the window apart.

    Returns
    -------
    DataFrame indexed by relative year: ``rows``, ``pairs``; first and last count what the bins take up.
    """
    tied = panel[panel["treat"] == 1]
    relative = (tied["year"] - tied["treatment_year"]).astype(int)
    inside = relative.clip(-WINDOW - 1, WINDOW + 1)
    table = tied.groupby(inside).agg(rows=("pair", "size"), pairs=("pair", "nunique"))
    words = {-WINDOW - 1: f"before -{WINDOW}", WINDOW + 1: f"after {WINDOW}"}
    return table.rename(index=lambda k: words.get(k, str(k))).rename_axis("relative year")
