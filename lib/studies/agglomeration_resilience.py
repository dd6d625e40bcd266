"""The agglomeration paper's measures of resilience: what they share, and whether lags of them are valid."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from lib.estimators import gmm
from lib.panels.agglomeration_columns import Column
from lib.studies import agglomeration as study
from lib.studies import agglomeration_printed as printed_record
from lib.studies import agglomeration_recovery as recovering

QUIET = "growth of 2008 fixed"
ANSWERS = "answers its shock"
FOLLOWED = ("ln_agglomeration", "ln_resilience", "ln_productivity", "agglomeration_x_resilience")
DIGITS = 3


def correlations(panel: pd.DataFrame, names: Iterable[str]) -> pd.DataFrame:
    """Correlations of variables between cities (means over the years) and within them (less these means).

    Returns
    -------
    DataFrame indexed by ``over`` ("between cities", "within cities") and variable, a column a variable.
    """
    values = panel[list(names)]
    means = values.groupby(panel["city_code"]).transform("mean")
    parts = {"between cities": means.groupby(panel["city_code"]).first().corr(),
             "within cities": (values - means).corr()}  # fmt: skip
    return pd.concat(parts, names=["over", "variable"])


def base_year(column: Column, draws: int, seed: int) -> pd.DataFrame:
    """Estimates where growth in the base year answers that year's shock to exports, and where it does not.

    Parameters
    ----------
    column : Column
        A printed regression on resilience.
    draws : int
        Panels of each kind.
    seed : int

    Returns
    -------
    DataFrame as `lib.exhibits.agglomeration_plots.spread` reads it
        ``term``, ``sample``, ``mean``, ``low``, ``high``, ``planted``, and ``rejects``, the share of draws in
        which Hansen's test rejects at 5 %; ``moved``, the mean difference of the two kinds draw by draw, and
        ``moved error``, its Monte Carlo error. The seeds are the same, so that the draws are pairs.
    """
    parts, every = [], {}
    for words, responds in ((QUIET, False), (ANSWERS, True)):
        panels = recovering.panels(draws, seed, exhibits=(column.exhibit,), base_year_responds=responds)
        found = recovering.estimates(panels, [column])
        every[words] = found.set_index(["draw", "term"])["coef"].unstack("term")[list(FOLLOWED)]
        rejects = found.groupby("draw")["hansen"].first().lt(recovering.LEVEL).mean()
        parts.append(recovering.ranges(found, FOLLOWED).assign(sample=words, rejects=rejects))
    apart = every[ANSWERS] - every[QUIET]
    paired = pd.DataFrame({"moved": apart.mean(), "moved error": apart.sem()})
    return pd.concat(parts, ignore_index=True).join(paired, on="term")


def repeats(panel: pd.DataFrame, columns: Iterable[Column]) -> pd.DataFrame:
    """Coefficients with their errors that tables 1 to 3 share to every printed digit, in print and in ours.

    Parameters
    ----------
    panel : DataFrame
        Its plain outcomes are used in every table, so that only the measure of resilience differs.
    columns : iterable of Column
        Those of tables 1, 2 and 3.

    Returns
    -------
    DataFrame indexed by ``tables``: ``compared`` (terms that both tables have), ``printed``, ``ours``.
    """
    plain = panel[[name for name in panel if "__" not in name]]
    ours = study.estimates(study.estimate_all(plain, columns))
    shown = ours[["coef", "se"]].map(lambda value: f"{value:#.{DIGITS}g}")
    printed = printed_record.estimates()
    rows = {}
    for one, two in (("table_1", "table_2"), ("table_1", "table_3"), ("table_2", "table_3")):
        common = printed.loc[one].index.intersection(printed.loc[two].index)
        same = (shown.loc[one].loc[common] == shown.loc[two].loc[common]).all(axis=1)
        words = f"{one[-1]} and {two[-1]}"
        rows[words] = {"compared": len(common), "printed": len(printed_record.repeats((one, two))),
                       "ours": int(same.sum())}  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("tables")


def averages(*, draws: int, seed: int, units: int = 250, periods: int = 9, true: float = 0.5) -> pd.DataFrame:
    r"""A moving average as endogenous regressor in differences, with one lag as its instrument.

    Parameters
    ----------
    draws : int
        Samples, at least 2.
    seed : int
    units, periods : int
        Size of a sample.
    true : float
        Coefficient of the average.

    Returns
    -------
    DataFrame, one row an average and a lag
        ``true``, ``mean`` over the draws, its Monte Carlo ``error``, and ``sd`` of the draws.

    Notes
    -----
    :math:`y_{it} = \beta m_{it} + \mu_i + \varepsilon_{it}`, growth
    :math:`g_{it} = \mu_i + (\varepsilon_{it} + \eta_{it}) / \sqrt 2`, and m the mean of three g that
    ends in t or is centred on it.
    """
    generator = np.random.default_rng(seed)
    cases = {("ends in the year", 2): (-2, 0), ("centred", 2): (-1, 1), ("centred", 3): (-1, 1)}
    found = {case: np.empty(draws) for case in cases}
    for r in range(draws):
        effect = generator.standard_normal((units, 1))
        shock, own = generator.standard_normal((2, units, periods + 4))
        growth = effect + (shock + own) / np.sqrt(2)
        for (words, lag), (low, high) in cases.items():
            span = range(2, periods + 2)
            mean = np.stack([growth[:, t + low : t + high + 1].mean(axis=1) for t in span], axis=1)
            y = true * mean + effect + shock[:, 2 : periods + 2]
            found[words, lag][r] = _difference(mean, y, lag)
    rows = {
        (words, lag): {
            "true": true,
            "mean": b.mean(),
            "error": b.std(ddof=1) / np.sqrt(draws),
            "sd": b.std(ddof=1),
        }
        for (words, lag), b in found.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["average", "lag"])


def _difference(mean: np.ndarray, y: np.ndarray, lag: int) -> float:
    """Difference GMM of y on the average, with one lag of it as instrument."""
    units, periods = mean.shape
    frame = pd.DataFrame({
        "unit": np.repeat(np.arange(units), periods),
        "period": np.tile(np.arange(periods), units),
        "m": mean.ravel(),
        "y": y.ravel(),
    })  # fmt: skip
    spec = gmm.Spec(y="y", x=("m",), gmm=(gmm.endogenous("m", lags=(lag, lag)),), system=False, steps=1,
                    collapse=True, ar=1)  # fmt: skip
    return float(gmm.estimate(frame, spec, "unit", "period").params["m"])
