"""The maritime paper's frontier under one reading, its efficiencies, and the distance to the printed ones."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib import panels
from lib.estimators import frontier
from lib.estimators.frontier import FrontierResult, FrontierSpec
from lib.panels import maritime
from lib.panels.maritime import INEFFICIENCY, Choices

LOWEST = 4


@dataclass(frozen=True)
class Estimate:
    """One reading estimated.

    Attributes
    ----------
    choices : Choices
    sample : DataFrame, shape (N, ...)
        What was estimated, with ``efficiency`` and ``potential`` (million US$) beside each row.
    result : FrontierResult
    """

    choices: Choices
    sample: pd.DataFrame
    result: FrontierResult


def specification(
    choices: Choices, *, model: str = "bc95", inefficiency_intercept: bool = True
) -> FrontierSpec:
    """The frontier model of a reading; only Battese and Coelli (1995) has the inefficiency variables."""
    return FrontierSpec(
        outcome="ln_ofdi",
        regressors=choices.gravity,
        model=model,
        inefficiency=INEFFICIENCY if model == "bc95" else (),
        inefficiency_intercept=inefficiency_intercept,
        unit="iso3",
        period="year",
    )


def estimate(panel: pd.DataFrame, choices: Choices, *, model: str = "bc95", **options) -> Estimate:
    """Estimate one reading.

    Parameters
    ----------
    panel : DataFrame
        As `lib.panels.maritime.build` returns it.
    choices : Choices
    model : str
        As in `lib.estimators.frontier.FrontierSpec`.
    **options
        ``inefficiency_intercept`` for the model; ``cov_type``, ``cluster`` and the like for the fit.
    """
    intercept = options.pop("inefficiency_intercept", True)
    sample = maritime.sample(panel, choices)
    # The road dummy is constant before 2014: a sample that ends earlier cannot have it.
    spec = specification(choices, model=model, inefficiency_intercept=intercept)
    constant = [name for name in spec.inefficiency if sample[name].min() == sample[name].max()]
    if constant:
        kept = tuple(name for name in spec.inefficiency if name not in constant)
        spec = FrontierSpec(**{**vars(spec), "inefficiency": kept})
    result = frontier.fit(sample, spec, **options)
    efficiency = result.efficiency
    return Estimate(
        choices, sample.assign(efficiency=efficiency, potential=sample["ofdi"] / efficiency), result
    )


def figure_3(estimate: Estimate) -> pd.DataFrame:
    """Efficiency by host with the counts the text draws from it, keyed as the printed record."""
    sample, column = estimate.sample, estimate.choices.outcome
    mean, rows = sample["efficiency"].mean(), []
    by_host = sample.groupby("iso3")["efficiency"].mean()
    region = sample.drop_duplicates("iso3").set_index("iso3")["region"]
    above, low = by_host > mean, by_host.rank() <= LOWEST
    rows += [(host, "mean_efficiency", value) for host, value in by_host.items()]
    rows += [("all", "mean_efficiency", mean)]
    rows += [("all", "lowest_of_rows", sample["efficiency"].min())]
    rows += [("all", "highest_of_rows", sample["efficiency"].max())]
    rows += [("all", "count_above_mean", above.sum())]
    for name in region.unique():
        here = region == name
        rows += [(name, "count_above_mean", (above & here).sum())]
        rows += [(name, "count_lowest_four", (low & here).sum())]
    frame = pd.DataFrame(rows, columns=["panel", "statistic", "value"])
    return frame.assign(column=column, term="")


def figure_4(estimate: Estimate) -> pd.DataFrame:
    """Mean efficiency by region, keyed as the printed record."""
    means = estimate.sample.groupby("region")["efficiency"].mean().rename("value").rename_axis("panel")
    return means.reset_index().assign(column=estimate.choices.outcome, term="", statistic="mean_efficiency")


def figure_5(estimate: Estimate) -> pd.DataFrame:
    """Mean efficiency by region and year with its volatility, keyed as the printed record."""
    sample = estimate.sample
    both = pd.concat([sample, sample.assign(region="all")])
    yearly = both.groupby(["region", "year"])["efficiency"].mean()
    means = yearly.rename("value").rename_axis(["panel", "term"]).reset_index()
    changes = yearly.groupby("region").diff().groupby("region").std() / yearly.groupby("region").mean()
    volatility = changes.rename("value").rename_axis("panel").reset_index().query("panel != 'all'")
    frame = pd.concat(
        [
            means.assign(statistic="mean_efficiency"),
            volatility.assign(term="2004-2015", statistic="volatility"),
        ]
    )
    return frame.assign(column=estimate.choices.outcome)


# -- the grid of readings ------------------------------------------------------------------------------------

HOST = {
    "GDP and GDP per head": ("ln_gdp", "ln_gdp_per_head"),
    "GDP": ("ln_gdp",),
    "GDP per head": ("ln_gdp_per_head",),
}
CHINA = {
    "GDP and GDP per head": ("ln_gdp_per_head_china", "ln_gdp_china"),
    "GDP": ("ln_gdp_china",),
}
NON_POSITIVE = {
    "dropped": {"non_positive": "drop"},
    "one bulletin unit": {"non_positive": "bulletin_unit"},
    "one dollar": {"non_positive": "small"},
    "shifted": {"non_positive": "shift"},
    "ihs, million": {"non_positive": "ihs"},
    "ihs, 10 thousand": {"non_positive": "ihs", "unit": "10 thousand US$"},
    "ihs, dollar": {"non_positive": "ihs", "unit": "US$"},
}
LEVELS = {
    "track": ("public",),
    "outcome": ("flow", "stock"),
    "non-positive": tuple(NON_POSITIVE),
    "host": tuple(HOST),
    "China": tuple(CHINA),
    "energy": ("fossil_growth", "use"),
    "co-operation": ("goods_2005", "zone_2010"),
    "delta 0": ("yes", "no"),
    "levels": ("levels", "logs"),
}
MAIN = {
    "non-positive": "dropped",
    "host": "GDP and GDP per head",
    "China": "GDP and GDP per head",
    "energy": "fossil_growth",
    "co-operation": "goods_2005",
    "delta 0": "yes",
    "levels": "levels",
}


def reading(specification: dict) -> tuple[Choices, bool]:
    """The choices, and whether the inefficiency model has an intercept, of one cell of the grid."""
    choices = Choices(
        outcome=specification["outcome"],
        energy=specification["energy"],
        fta=specification["co-operation"],
        gravity=(*HOST[specification["host"]], *CHINA[specification["China"]], "ln_distance"),
        log_levels=specification["levels"] == "logs",
        **NON_POSITIVE[specification["non-positive"]],
    )
    return choices, specification["delta 0"] == "yes"


def evaluate(specification: dict) -> dict:
    """Estimate one cell of the grid: likelihood, boundary, and mean efficiency of every host."""
    choices, intercept = reading(specification)
    panel = panels.load("maritime", specification["track"])
    one = estimate(panel, choices, inefficiency_intercept=intercept, cov_type="none", n_random=0)
    by_host = one.sample.groupby("iso3")["efficiency"].mean()
    return {
        "nobs": one.result.nobs,
        "loglik": one.result.loglik,
        "gamma": one.result.params["gamma"],
        "boundary": one.result.boundary or "",
        "all": one.sample["efficiency"].mean(),
        **by_host.to_dict(),
    }


def distances(grid: pd.DataFrame, printed: pd.DataFrame) -> pd.DataFrame:
    r"""How far each specification lies from the printed efficiencies.

    Parameters
    ----------
    grid : DataFrame
        As `lib.studies.grid.run` returns it for `evaluate`.
    printed : DataFrame
        Printed mean efficiencies: ``panel`` (host or ``all``), ``column``, ``value`` and ``unit``, one unit
        of the last printed place.

    Returns
    -------
    DataFrame on the grid's index: ``last_places``, the median over the printed numbers of
    :math:`|\hat e - e| / \text{unit}`, and ``log_ratio``, the root mean square of
    :math:`\ln \hat e - \ln e`, in which a mean of 0.286 and a low of 0.01 weigh the same.
    """
    out = pd.DataFrame(index=grid.index, columns=["last_places", "log_ratio"], dtype=float)
    for outcome, rows in grid.groupby("outcome"):
        target = printed[printed["column"] == outcome].set_index("panel")
        ours = rows[list(target.index)].astype(float)
        out.loc[rows.index, "last_places"] = (ours - target["value"]).abs().div(target["unit"]).median(axis=1)
        ratio = np.log(ours) - np.log(target["value"])
        out.loc[rows.index, "log_ratio"] = np.sqrt((ratio**2).mean(axis=1, skipna=False))
    return out


def agreement(grid: pd.DataFrame, above: dict[str, list[str]], order: dict[str, list[str]]) -> pd.DataFrame:
    """Agreement with the printed sets and rankings, each between 0 and 1.

    Parameters
    ----------
    grid : DataFrame
    above : dict of outcome to the hosts that the paper names as above its mean
    order : dict of outcome to hosts from the highest to the lowest printed efficiency

    Returns
    -------
    DataFrame on the grid's index: ``set`` (common members over all members of the sets above the mean) and
    ``pairs`` (share of the ordered pairs of named hosts that stand in the printed order).
    """
    hosts = [name for name in grid.columns if len(name) == 3 and name.isupper()]
    out = pd.DataFrame(index=grid.index, columns=["set", "pairs"], dtype=float)
    for row in grid.index:
        outcome, values = grid.loc[row, "outcome"], grid.loc[row, hosts].astype(float)
        named, ours = set(above[outcome]), set(values.index[values > grid.loc[row, "all"]])
        ranked = values[order[outcome]].to_numpy()
        upper = np.triu_indices(len(ranked), 1)
        out.loc[row, "set"] = len(named & ours) / len(named | ours)
        out.loc[row, "pairs"] = (ranked[upper[0]] > ranked[upper[1]]).mean()
    return out
