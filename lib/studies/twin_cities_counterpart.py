"""Readings of the counterpart panel: exports to a country on its cumulated agreements, estimated two ways."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.estimators import did, fixed_effects
from lib.estimators.fixed_effects import FixedEffectsResult, FixedEffectsSpec
from lib.estimators.placebo_result import extreme, monte_carlo_error, pvalue
from lib.panels.twin_cities_counterpart import CONTROLS, FIRST_COUNTED, LAST_COUNTED, WINDOW
from lib.results import tidy_rows

METHODS = {"least squares": fixed_effects.estimate, "Poisson": fixed_effects.poisson}
COUNTRY, YEAR = "iso3", "year"
SERIES = {"BACI": ("exports_usd", "ln_exports"), "customs": ("exports_nbs_usd", "ln_exports_nbs")}
LEADS, LAGS = 4, 6
EVENT = did.DidSpec(outcome="ln_exports", unit=COUNTRY, period=YEAR, cohort="first_year")
OVERALL = {
    "imputation": did.imputation,
    "Sun and Abraham": did.sun_abraham,
    "Callaway and Sant'Anna": did.callaway_santanna,
}
_MATCHED = 1e-10  # of a margin's total: the fitted margins are the data's


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One way to put the question to the panel.

    Attributes
    ----------
    name : str
    regressor : str
        The agreements, in logarithms or as an indicator.
    controls : tuple of str
    series : {"BACI", "customs"}
    years : tuple of int
        First and last.
    trends : bool
        A linear trend for each country beside the effects.
    without : tuple of str
        Countries left out.
    group : str
        Column of 0 and 1: only countries with 1; after ``not ``, only those with 0. Empty for all.
    """

    name: str
    regressor: str = "ln_stock"
    controls: tuple[str, ...] = ()
    series: str = "BACI"
    years: tuple[int, int] = WINDOW
    trends: bool = False
    without: tuple[str, ...] = ()
    group: str = ""


MAIN = Reading(name="main")
CUSTOMS_YEARS = (2011, WINDOW[1])
READINGS = (
    MAIN,
    Reading(name="counted from the next year", regressor="ln_stock_before"),
    Reading(name="agreements since 2001", regressor="ln_stock_since_2001"),
    Reading(name="with earlier ones that are known", regressor="ln_stock_with_earlier"),
    Reading(name="any agreement since 2000", regressor="after_first"),
    Reading(name="income and population", controls=CONTROLS),
    Reading(name="institutes and visits", controls=("confucius_institutes", "elite_visits")),
    Reading(name="a trend for each country", trends=True),
    Reading(name="countries with agreements", group="ever_tied"),
    Reading(name="the larger half", group="larger"),
    Reading(name="the smaller half", group="not larger"),
    Reading(name="neighbours", group="neighbour"),
    Reading(name="other than neighbours", group="not neighbour"),
    Reading(name="without Japan and Korea", without=("JPN", "KOR")),
    Reading(name="all counted years", years=(FIRST_COUNTED, LAST_COUNTED)),
    Reading(name="customs exports, 2011-2015", series="customs", years=CUSTOMS_YEARS),
    Reading(name="BACI exports, 2011-2015", years=CUSTOMS_YEARS),
)


def rows(panel: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Rows of a reading: its years and countries, with exports and controls; trends as columns.

    Parameters
    ----------
    panel : DataFrame
        As `lib.panels.twin_cities_counterpart.build` returns it.
    reading : Reading
    """
    chosen = panel[panel[YEAR].between(*reading.years) & ~panel[COUNTRY].isin(reading.without)]
    if reading.group:
        column = reading.group.removeprefix("not ")
        chosen = chosen[chosen[column] == (column == reading.group)]
    chosen = chosen.dropna(subset=[*SERIES[reading.series], reading.regressor, *reading.controls])
    if reading.trends:
        time = (chosen[YEAR] - reading.years[0]).astype(float)
        # One trend less than countries: the year effects hold a common trend.
        columns = {
            f"trend_{code}": time.where(chosen[COUNTRY] == code, 0.0) for code in _countries(chosen)[1:]
        }
        chosen = chosen.assign(**columns)
    return chosen.reset_index(drop=True)


def estimate(panel: pd.DataFrame, reading: Reading, method: str) -> FixedEffectsResult:
    """Estimate a reading with effects of country and year, errors clustered by country.

    Parameters
    ----------
    panel : DataFrame
    reading : Reading
    method : {"least squares", "Poisson"}
        The logarithm of exports by least squares, or exports by Poisson pseudo maximum likelihood.

    Raises
    ------
    ValueError
        Another method; otherwise as `lib.estimators.fixed_effects`.
    """
    if method not in METHODS:
        raise ValueError(f"method is {method!r}: choose one of {', '.join(METHODS)}")
    frame = rows(panel, reading)
    trends = tuple(name for name in frame if name.startswith("trend_"))
    spec = FixedEffectsSpec(
        outcome=_outcome(reading, method),
        regressors=(reading.regressor, *reading.controls, *trends),
        fixed_effects=(COUNTRY, YEAR),
        covariance={"clustered": [COUNTRY]},
        unit=COUNTRY,
    )
    return METHODS[method](frame, spec)


def table(panel: pd.DataFrame, readings: tuple[Reading, ...] = READINGS) -> pd.DataFrame:
    """Coefficient, error, t, p and sample of every reading by both methods, one row a number.

    Returns
    -------
    DataFrame with ``panel`` (the reading), ``column`` (the method), ``term``, ``statistic``, ``value``.
    """
    found = []
    for reading in readings:
        for method in METHODS:
            result = estimate(panel, reading, method)
            numbers = result.summary().loc[reading.regressor].to_dict()
            numbers |= {"n": result.nobs, "n_units": result.n_units}
            found += [(reading.name, method, reading.regressor, *item) for item in numbers.items()]
    return pd.DataFrame(found, columns=["panel", "column", "term", "statistic", "value"])


def leave_one_out(panel: pd.DataFrame, reading: Reading = MAIN) -> pd.DataFrame:
    """The coefficient without each country in turn.

    Returns
    -------
    DataFrame, one row a country left out (index ``iso3``), one column a method.
    """
    values = {}
    for code in _countries(rows(panel, reading)):
        left = panel[panel[COUNTRY] != code]
        values[code] = {name: estimate(left, reading, name).params[reading.regressor] for name in METHODS}
    return pd.DataFrame(values).T.rename_axis(COUNTRY)


@dataclass(frozen=True, kw_only=True)
class Reassignment:
    """The coefficient beside those of agreements handed to other countries.

    Attributes
    ----------
    coef : float
        With the actual agreements: the estimate, or its first step for ``Poisson``.
    distribution : ndarray, shape (R,)
        With each country's path of agreements given to another country.
    pvalue, pvalue_se : float
        Two-sided, twice the smaller tail's :math:`(b + 1) / (R + 1)`, and its Monte Carlo error.
    """

    coef: float
    distribution: np.ndarray
    pvalue: float
    pvalue_se: float


def reassign(panel: pd.DataFrame, method: str, *, draws: int = 999, seed: int = 0) -> Reassignment:
    r"""Hand the countries' paths of agreements to other countries at random and estimate again.

    Parameters
    ----------
    panel : DataFrame
    method : {"least squares", "Poisson"}
    draws : int
        Number R of permutations of the countries.
    seed : int

    Notes
    -----
    With :math:`\tilde x` the regressor net of country and year effects under weights w, the coefficient is
    :math:`\sum w \tilde x z / \sum w \tilde x^2`: for least squares :math:`w = 1`, :math:`z = \ln y`, it is
    the estimate. For Poisson it is the first step of Fisher scoring from the fit without agreements,
    :math:`w = \hat\mu`, :math:`z = (y - \hat\mu) / \hat\mu`; with effects alone :math:`\hat\mu` has the
    margins of the data (iterative proportional fitting). The test is exact if every country was as likely to
    get any of the paths, which nobody believes of Japan and Nauru; it says how easily so few countries give
    such a number by chance.

    References
    ----------
    Fisher (1935), chapter 2; MacKinnon and Webb (2020).
    """
    frame = rows(panel, MAIN)
    weights, z = _working(frame, method)
    net_of_effects = _within(frame, weights)
    paths = panel.pivot(index=COUNTRY, columns=YEAR, values=MAIN.regressor).loc[_countries(frame)]
    place = paths.index.get_indexer(frame[COUNTRY]), paths.columns.get_indexer(frame[YEAR])

    def coefficient(order: np.ndarray) -> float:
        x = net_of_effects(paths.to_numpy()[order][place])
        return float((weights * x * z).sum() / (weights * x * x).sum())

    rng = np.random.default_rng(seed)
    actual = coefficient(np.arange(len(paths)))
    drawn = np.array([coefficient(rng.permutation(len(paths))) for _ in range(draws)])
    p = pvalue(extreme(actual, drawn, "two-sided"), draws, counted=False)
    return Reassignment(
        coef=actual, distribution=drawn, pvalue=p, pvalue_se=monte_carlo_error(p, draws, "two-sided")
    )


def event_sample(panel: pd.DataFrame) -> pd.DataFrame:
    """Countries whose first agreement since 2000 can be their first, and those without any.

    Left out: countries with agreements in 2000, whose count may hold earlier ones, and countries of which the
    public list knows an agreement before 2000. All counted years are kept.
    """
    begins = (panel["first_year"] > FIRST_COUNTED) & (panel["earlier_known"] == 0)
    clean = panel[(begins | panel["first_year"].isna()) & panel["ln_exports"].notna()]
    return clean.reset_index(drop=True)


def event_paths(panel: pd.DataFrame) -> pd.DataFrame:
    """Log exports before and after a country's first agreement, relative to the year before it.

    Parameters
    ----------
    panel : DataFrame

    Returns
    -------
    DataFrame with ``estimator`` (two-way fixed effects, imputation), ``relative`` (-4 to 6), ``coef``,
    ``se``, ``lower`` and ``upper`` (95 %). The first and last lead and lag of two-way fixed effects stand for
    all years beyond as well; those of imputation for one year each.
    """
    frame = event_sample(panel)
    paths = {
        "two-way fixed effects": did.event_study(frame, EVENT, leads=LEADS, lags=LAGS).path(),
        "imputation": did.imputation(frame, EVENT).path().loc[-LEADS:LAGS],
    }
    return pd.concat(paths, names=["estimator"]).reset_index()


def event_overall(panel: pd.DataFrame) -> pd.DataFrame:
    """Mean effect over the treated country-years by three estimators.

    Returns
    -------
    DataFrame with ``panel`` (the estimator), ``term`` (overall), ``statistic`` (coef, se, p) and ``value``.
    """
    frame = event_sample(panel)
    found = []
    for name, estimator in OVERALL.items():
        row = estimator(frame, EVENT).summary().loc["overall"]
        found += [(name, "overall", statistic, row[statistic]) for statistic in ("coef", "se", "p")]
    return pd.DataFrame(found, columns=["panel", "term", "statistic", "value"])


def tidy_event(paths: pd.DataFrame, exhibit: str, track: str) -> pd.DataFrame:
    """Rows of `event_paths` with the keys of the printed record; the reference year has no row."""
    known = paths[paths["se"] > 0].rename(columns={"estimator": "panel"})
    known = known.assign(term=known["relative"].map(did.term)).drop(columns="relative")
    long = known.melt(["panel", "term"], var_name="statistic")
    return tidy_rows(long, paper="twin_cities", exhibit=exhibit, track=track)


def _countries(frame: pd.DataFrame) -> list[str]:
    return sorted(frame[COUNTRY].unique())


def _outcome(reading: Reading, method: str) -> str:
    level, log = SERIES[reading.series]
    return level if method == "Poisson" else log


def _working(frame: pd.DataFrame, method: str) -> tuple[np.ndarray, np.ndarray]:
    """Weights and working outcome of a method where nothing but the effects explains exports."""
    if method == "least squares":
        return np.ones(len(frame)), frame["ln_exports"].to_numpy()
    if method != "Poisson":
        raise ValueError(f"method is {method!r}: choose one of {', '.join(METHODS)}")
    fitted = _fit_margins(frame)
    return fitted, frame["exports_usd"].to_numpy() / fitted - 1


def _fit_margins(frame: pd.DataFrame) -> np.ndarray:
    """Poisson fit of exports by country and year effects alone: fitted margins are the data's."""
    y = frame["exports_usd"]
    fitted = pd.Series(1.0, index=frame.index)
    for _ in range(1000):
        for key in (COUNTRY, YEAR):
            ratio = y.groupby(frame[key]).transform("sum") / fitted.groupby(frame[key]).transform("sum")
            fitted = fitted * ratio
        totals = y.groupby(frame[COUNTRY]).sum()
        if (fitted.groupby(frame[COUNTRY]).sum() / totals - 1).abs().max() < _MATCHED:
            return fitted.to_numpy()
    raise ValueError("the fit of the margins did not converge: a country or year without exports?")


def _within(frame: pd.DataFrame, weights: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """What is left of a vector after country and year effects under weights, as a function."""
    dummies = pd.get_dummies(frame[[COUNTRY, YEAR]].astype(str), dtype=float).to_numpy()
    root = np.sqrt(weights)
    basis, values, _ = np.linalg.svd(dummies * root[:, None], full_matrices=False)
    basis = basis[:, values > 1e-10 * values[0]]

    def net(vector: np.ndarray) -> np.ndarray:
        scaled = root * vector
        return (scaled - basis @ (basis.T @ scaled)) / root

    return net
