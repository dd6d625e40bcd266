"""A simulated panel and its estimates by least squares: the data behind the tables of `consistent`."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import special, stats

REGIONS = {"east": (24, 0.45), "centre": (21, 0.25), "west": (15, 0.10)}  # cities, effect on log exports
YEARS = range(2004, 2016)
EVENT, FALSE_EVENT = 2010, 2007
CONTROLS = ("ln_gdp", "ln_roads")
CATEGORIES = ("machinery", "textiles", "food", "chemicals")
WITHOUT_IMPORTS = 4  # cities


@dataclass(frozen=True, eq=False)
class Fit:
    """Estimates of one model, and what stands below a column.

    Attributes
    ----------
    terms : tuple of str
        Names of the regressors, ``constant`` last.
    params, std_errors : array, shape (terms,)
    r2 : float
        Effects counted in.
    nobs, n_units, df : int
        Rows, cities, residual degrees of freedom.
    """

    terms: tuple[str, ...]
    params: np.ndarray
    std_errors: np.ndarray
    r2: float
    nobs: int
    n_units: int
    df: int

    @cached_property
    def statistics(self) -> dict[str, np.ndarray]:
        """``coef, se, t, p, ci_low, ci_high`` by the t distribution, two-sided, 95 per cent."""
        t = self.params / self.std_errors
        margin = self.std_errors * special.stdtrit(self.df, 0.975)
        p = 2 * special.stdtr(self.df, -np.abs(t))
        return {"coef": self.params, "se": self.std_errors, "t": t, "p": p,
                "ci_low": self.params - margin, "ci_high": self.params + margin}  # fmt: skip

    def value(self, term: str, statistic: str) -> float:
        """One number of `statistics`."""
        return float(self.statistics[statistic][self.terms.index(term)])


def simulate(rng: np.random.Generator) -> pd.DataFrame:
    """A balanced panel of cities and years with a treatment of a third of the cities of each region.

    Returns
    -------
    DataFrame
        One row a city and year: ``city, region, year, treated, treat_post, treat_post_2007``, the controls
        and the outcomes ``exports``, ``imports`` (NaN in a few cities), ``varieties``.
    """
    region = np.repeat(list(REGIONS), [cities for cities, _ in REGIONS.values()])
    wealth = rng.normal(0, 0.5, len(region))
    luck = pd.Series(wealth + rng.normal(0, 0.5, len(region)))
    treated = luck.groupby(region).rank(ascending=False) <= pd.Series(region).map(lambda r: REGIONS[r][0]) / 3
    frame = pd.MultiIndex.from_product([range(len(region)), YEARS], names=["city", "year"]).to_frame(
        index=False
    )
    frame["region"], frame["treated"] = region[frame["city"]], treated.to_numpy()[frame["city"]]
    frame["treat_post"] = (frame["treated"] & (frame["year"] >= EVENT)).astype(float)
    frame["treat_post_2007"] = (frame["treated"] & (frame["year"] >= FALSE_EVENT)).astype(float)
    rows = len(frame)
    trend = 0.05 * (frame["year"] - YEARS[0])
    frame["ln_gdp"] = 10 + wealth[frame["city"]] + trend + rng.normal(0, 0.3, rows)
    frame["ln_roads"] = 2 + 0.3 * wealth[frame["city"]] + rng.normal(0, 0.4, rows)
    effect = frame["region"].map(lambda r: REGIONS[r][1]) * frame["treat_post"]
    common = rng.normal(0, 0.4, len(region))[frame["city"]] + trend + 0.05 * frame["ln_roads"]
    frame["exports"] = common + 0.6 * frame["ln_gdp"] + effect + rng.normal(0, 0.3, rows)
    frame["imports"] = common + 0.3 * frame["ln_gdp"] + 0.4 * effect + rng.normal(0, 0.3, rows)
    frame["varieties"] = common + 0.2 * frame["ln_gdp"] + 0.3 * effect + rng.normal(0, 0.3, rows)
    without = rng.choice(np.flatnonzero(~treated), WITHOUT_IMPORTS, replace=False)
    frame.loc[frame["city"].isin(without), "imports"] = np.nan
    return frame


def least_squares(frame: pd.DataFrame, outcome: str, terms: tuple[str, ...]) -> Fit:
    """Least squares with effects of city and year, classical standard errors.

    Notes
    -----
    The rows, ordered by city and year, must be a balanced panel, so that subtracting both means and adding
    the grand mean absorbs the effects. The constant is that of effects which sum to zero:
    ``mean(y) - mean(x) b``, with the variance ``s2 / n + mean(x) V mean(x)``. R2 counts the effects in.
    """
    used = frame.dropna(subset=[outcome])
    cities, years = used["city"].nunique(), used["year"].nunique()
    if cities * years != len(used):
        raise ValueError(f"{outcome}: {len(used)} rows of {cities} cities and {years} years are not balanced")
    values = used[[outcome, *terms]].to_numpy(float)
    means = values.mean(axis=0)
    cube = values.reshape(cities, years, -1)
    within = (cube - cube.mean(axis=1, keepdims=True) - cube.mean(axis=0) + means).reshape(len(used), -1)
    y, x = within[:, 0], within[:, 1:]
    inverse = np.linalg.inv(x.T @ x)
    beta = inverse @ x.T @ y
    residual = y - x @ beta
    s2 = residual @ residual / (len(used) - len(terms) - cities - years + 1)
    constant = means[0] - means[1:] @ beta
    variances = [*np.diag(s2 * inverse), s2 / len(used) + means[1:] @ (s2 * inverse) @ means[1:]]
    total = ((values[:, 0] - means[0]) ** 2).sum()
    return Fit(
        terms=(*terms, "constant"),
        params=np.append(beta, constant),
        std_errors=np.sqrt(variances),
        r2=float(1 - residual @ residual / total),
        nobs=len(used),
        n_units=cities,
        df=len(used) - len(terms) - cities - years + 1,
    )


def balance(frame: pd.DataFrame) -> pd.DataFrame:
    """Balance of the controls before and after matching each treated city with an untreated one.

    Returns
    -------
    DataFrame
        Indexed by (panel, term): ``mean_treated``, ``mean_control``, ``bias`` (per cent of the square root
        of the mean of the two unmatched variances), ``p`` of a two-sample t-test with equal variances, and
        ``bias_reduction`` in per cent, NaN before the matching.

    Notes
    -----
    The years before the event; nearest neighbours in log GDP, each untreated city used at most once.
    """
    early = frame[frame["year"] < EVENT]
    rows = {}
    for panel, controls in (("before", early[~early["treated"]]), ("after", _matched(early))):
        for term in CONTROLS:
            treated = early.loc[early["treated"], term]
            unmatched = (treated.var() + early.loc[~early["treated"], term].var()) / 2
            gap = treated.mean() - controls[term].mean()
            p = stats.ttest_ind(treated, controls[term]).pvalue
            rows[panel, term] = (treated.mean(), controls[term].mean(), 100 * gap / np.sqrt(unmatched), p)
    made = pd.DataFrame.from_dict(rows, orient="index", columns=["mean_treated", "mean_control", "bias", "p"])
    made.index = pd.MultiIndex.from_tuples(made.index)
    reduction = {
        ("after", t): 100 * (1 - abs(rows["after", t][2]) / abs(rows["before", t][2])) for t in CONTROLS
    }
    return made.assign(bias_reduction=pd.Series(reduction).reindex(made.index))


def _matched(early: pd.DataFrame) -> pd.DataFrame:
    """Rows of the untreated cities chosen for the treated ones, the richest treated city first."""
    wealth = early.groupby("city").agg(ln_gdp=("ln_gdp", "mean"), treated=("treated", "first"))
    pool = wealth.loc[~wealth["treated"], "ln_gdp"]
    chosen = []
    for value in wealth.loc[wealth["treated"], "ln_gdp"].sort_values(ascending=False):
        nearest = (pool.drop(chosen) - value).abs().idxmin()
        chosen.append(nearest)
    return early[early["city"].isin(chosen)]


def trade(rng: np.random.Generator) -> pd.DataFrame:
    """Value of trade by category in the first and the last year, the compound growth and the share.

    Returns
    -------
    DataFrame
        Indexed by `CATEGORIES` and ``all``: ``value_first, value_last, growth, share`` (both per cent).
    """
    first = rng.uniform(50, 500, len(CATEGORIES))
    last = first * np.exp(rng.uniform(0.2, 2, len(first)))
    values = pd.DataFrame({"value_first": first, "value_last": last}, index=list(CATEGORIES))
    values.loc["all"] = values.sum()
    values["growth"] = 100 * ((values["value_last"] / values["value_first"]) ** (1 / (len(YEARS) - 1)) - 1)
    values["share"] = 100 * values["value_last"] / values.loc["all", "value_last"]
    return values
