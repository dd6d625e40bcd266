"""Figure 2 of the twin cities paper: exports by year relative to the agreement, under several designs."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from lib.estimators import did
from lib.estimators.did import DidSpec, EventResult
from lib.estimators.did_result import relative_period
from lib.panels.twin_cities_columns import Column
from lib.results import tidy_rows
from lib.studies import twin_cities as study

WINDOW = 10
BAND = 5  # relative years that `coverage` counts together


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
    ends : {"bin", "trim", "ignore"}
        Years beyond the window count as its last year, their rows are left out, or belong to the comparison.
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


def event_study(panel: pd.DataFrame, column: Column, design: Design = BASELINE) -> EventResult:
    """A printed regression with leads and lags in place of the agreement, errors clustered by pair.

    Parameters
    ----------
    panel : DataFrame
        As `lib.panels.twin_cities.build` returns it.
    column : Column
        Its outcome and controls are used.
    design : Design
    """
    frame = column.frame(panel, extra=("treat", "treatment_year"))
    cohort = frame["treatment_year"].where(frame["treat"] == 1)
    return did.event_study(
        frame.assign(cohort=cohort),
        DidSpec(column.y, unit="pair", period="year", cohort="cohort"),
        leads=WINDOW,
        lags=WINDOW,
        reference=design.reference,
        ends=design.ends,
        controls=column.controls if design.controls else (),
        fixed_effects=design.fixed_effects,
    )


def path(
    result: EventResult, planted: EventResult | None = None, true: pd.Series | None = None
) -> pd.DataFrame:
    """Coefficients by relative year, zero at the reference year.

    Parameters
    ----------
    result : EventResult
        As `event_study` returns it.
    planted : EventResult, optional
        The same regression on outcomes without noise.
    true : Series, optional
        True mean effects, indexed by relative year.

    Returns
    -------
    DataFrame with ``relative``, ``coef``, ``se``, ``planted`` and ``true`` (NaN if not given).
    """
    frame = result.path()[["coef", "se"]].reindex(range(-WINDOW, WINDOW + 1))
    frame["planted"] = np.nan if planted is None else planted.path()["coef"]
    frame["true"] = np.nan if true is None else true
    return frame.rename_axis("relative").reset_index()


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

    See Also
    --------
    chance_to_reject
    """
    se = path_of["se"].where(path_of["se"] > 0).to_numpy()
    chance = chance_to_reject(path_of["planted"].to_numpy(), se, level)
    return pd.Series(chance, index=path_of["relative"], name="power")


def chance_to_reject(effect, se, level: float = 0.05):
    r"""Chance that a two-sided test rejects no effect when the estimate is normal around the true one.

    Parameters
    ----------
    effect, se : float or ndarray
        The true effect and the standard error of its estimate.
    level : float
        Of the test.

    Notes
    -----
    :math:`\Phi(-z - m) + \Phi(m - z)`, with :math:`m = \beta / se` and :math:`z` the critical value.
    """
    z, m = stats.norm.isf(level / 2), effect / se
    return stats.norm.cdf(-z - m) + stats.norm.cdf(m - z)


def rows(result: EventResult, track: str, column: str = "") -> pd.DataFrame:
    """Tidy rows of the exhibit ``figure_2``."""
    terms = [name for name in result.params.index if relative_period(name) is not None]
    long = result.summary().loc[terms].rename_axis("term").reset_index().melt("term", var_name="statistic")
    return tidy_rows(long.assign(column=column), paper=study.PAPER, exhibit="figure_2", track=track)


def coverage(panel: pd.DataFrame) -> pd.DataFrame:
    """Rows and pairs behind the relative years, in bands; what lies beyond the window apart.

    Returns
    -------
    DataFrame indexed by band: ``rows`` of tied pairs, ``rows a year`` within the band, ``pairs`` (different
    ones).
    """
    tied = panel[panel["treat"] == 1]
    relative = (tied["year"] - tied["treatment_year"]).astype(int)
    bands = {f"before -{WINDOW}": relative < -WINDOW}
    for first in range(-WINDOW, WINDOW, BAND):
        bands[f"{first} to {first + BAND - 1}"] = relative.between(first, first + BAND - 1)
    bands |= {f"{WINDOW}": relative == WINDOW, f"after {WINDOW}": relative > WINDOW}
    rows = {}
    for words, inside in bands.items():
        years = relative[inside].nunique()
        counts = {"rows": int(inside.sum()), "pairs": tied.loc[inside, "pair"].nunique()}
        rows[words] = counts | {"rows a year": round(counts["rows"] / years) if years else 0}
    columns = ["rows", "rows a year", "pairs"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("relative years")
