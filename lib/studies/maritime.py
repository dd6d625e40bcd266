"""The maritime paper's frontier under one reading, its tables and its efficiencies."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd

from lib.estimators import frontier
from lib.estimators.frontier import FrontierResult, FrontierSpec
from lib.estimators.frontier_simulation import redraw
from lib.panels import maritime
from lib.panels.maritime import GRAVITY, INEFFICIENCY, Choices
from lib.results import tidy_rows
from lib.studies import grid

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


def estimate(
    panel: pd.DataFrame,
    choices: Choices,
    inefficiency_intercept: bool = True,
    *,
    model: str = "bc95",
    **options,
) -> Estimate:
    """Estimate one reading.

    Parameters
    ----------
    panel : DataFrame
        As `lib.panels.maritime.build` returns it.
    choices : Choices
    inefficiency_intercept : bool
        Whether the inefficiency model has an intercept.
    model : str
        As in `lib.estimators.frontier.FrontierSpec`.
    **options
        ``cov_type``, ``cluster`` and the like for the fit.
    """
    sample = maritime.sample(panel, choices)
    # The road dummy is constant before 2014: a sample that ends earlier cannot have it.
    spec = specification(choices, model=model, inefficiency_intercept=inefficiency_intercept)
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


def main_tables(
    estimates: list[Estimate], *, exhibit: str, terms: tuple[str, ...], track: str
) -> pd.DataFrame:
    """Tidy rows of coefficients, standard errors, t and p: ``table_2`` or ``table_3`` of the paper."""
    parts = []
    for one in estimates:
        rows = one.result.tidy(paper="maritime", exhibit=exhibit, column=one.choices.outcome, track=track)
        rows["term"] = rows["term"].str.removeprefix("delta:")
        parts.append(rows[rows["term"].isin(terms)])
    return pd.concat(parts, ignore_index=True)


def specification_tests(estimates: list[Estimate], track: str) -> pd.DataFrame:
    """Tidy rows of the likelihood-ratio test of no inefficiency: ``table_1`` of the paper."""
    rows = [
        (one.choices.outcome, name, value)
        for one in estimates
        for name, value in {
            "loglik_without": one.result.loglik_ols,
            "loglik": one.result.loglik,
            "lr": one.result.lr,
            "lr_df": one.result.lr_df,
            "lr_critical_1pct": one.result.lr_critical[0.01],
            "p": one.result.lr_pvalue,
        }.items()
    ]
    frame = pd.DataFrame(rows, columns=["column", "statistic", "value"]).assign(term="no_inefficiency")
    return tidy_rows(frame, paper="maritime", exhibit="table_1", track=track)


# Name of a sensitivity -> the choices it changes and the options of `estimate`.
SENSITIVITIES = {
    "main": ({}, {}),
    "clustered s.e.": ({}, {"cov_type": "cluster", "cluster": "iso3"}),
    "complete cases": ({"rows": "complete"}, {}),
    "machine-readable": ({"rows": "machine"}, {}),
    "no intercept": ({}, {"inefficiency_intercept": False}),
    "China's GDP only": ({"gravity": ("ln_gdp", "ln_gdp_per_head", "ln_gdp_china", "ln_distance")}, {}),
    "bulletin unit": ({"non_positive": "bulletin_unit"}, {}),
    "ihs": ({"non_positive": "ihs"}, {}),
    "energy carried": ({"energy": "carried"}, {}),
    "energy use": ({"energy": "use"}, {}),
    "until 2009": ({"energy": "until_2009"}, {}),
    "zone 2010": ({"fta": "zone_2010"}, {}),
    "staged zone": ({"fta": "staged_2010_2015"}, {}),
    "treaty only": ({"fta": "treaty_only"}, {}),
    "logs": ({"log_levels": True}, {}),
}


def _redrawn(sample: pd.DataFrame, spec: FrontierSpec, params: pd.Series, seed: int, draw: dict) -> dict:
    """Estimates of one bootstrap draw."""
    rng = np.random.default_rng([seed, draw["draw"]])
    again = frontier.fit(redraw(sample, spec, params, rng), spec, cov_type="none", n_random=0)
    return again.params.to_dict()


def bootstrap(one: Estimate, draws: int, seed: int) -> Estimate:
    r"""The same estimate with standard errors from a parametric bootstrap.

    At a boundary of the parameter space the Hessian is no guide to the sampling error. Here outcomes are
    drawn from the estimated model, each draw is estimated anew, boundary and all, and the standard error is
    the standard deviation over draws.

    Parameters
    ----------
    one : Estimate
    draws : int
        The relative Monte Carlo error of a standard error is about :math:`1 / \sqrt{2 \cdot draws}`.
    seed : int
    """
    task = partial(_redrawn, one.sample, one.result.spec, one.result.params, seed)
    found = grid.run(task, [{"draw": k} for k in range(draws)])
    cov = found[list(one.result.params.index)].astype(float).cov()
    words = f"parametric bootstrap, {draws} draws"
    return replace(one, result=replace(one.result, cov=cov, cov_type=words))


def sensitivities(panel: pd.DataFrame, main: Choices) -> dict[str, Estimate]:
    """Every reading of `SENSITIVITIES`, with the model of 1992 (no inefficiency variables) at the end."""
    found = {
        name: estimate(panel, main.but(**changes), **options)
        for name, (changes, options) in SENSITIVITIES.items()
    }
    return found | {"1992, constant": estimate(panel, main, model="bc92"),
                    "1992, eta": estimate(panel, main, model="bc92_eta")}  # fmt: skip


def sensitivity_summary(found: dict[str, Estimate]) -> pd.DataFrame:
    """Size, fit, boundary and efficiencies of each reading, and rank correlation with the first."""
    first = next(iter(found.values())).sample.groupby("iso3")["efficiency"].mean()
    rows = {}
    for name, one in found.items():
        by_host = one.sample.groupby("iso3")["efficiency"].mean()
        rows[name] = {
            "rows": one.result.nobs,
            "log-likelihood": one.result.loglik,
            "gamma": one.result.params["gamma"],
            "boundary": one.result.boundary or "interior",
            "mean efficiency": one.sample["efficiency"].mean(),
            "highest": by_host.idxmax(),
            "lowest": by_host.idxmin(),
            "rank correlation": by_host.corr(first, method="spearman"),
        }
    return pd.DataFrame(rows).T.rename_axis("reading")


def sensitivity_t(found: dict[str, Estimate], terms: tuple[str, ...]) -> pd.DataFrame:
    """t-statistics, terms by readings, of the readings that have inefficiency variables."""
    columns = {}
    for name, one in found.items():
        if one.result.spec.model == "bc95":
            columns[name] = one.result.tstats.rename(lambda term: term.removeprefix("delta:")).reindex(terms)
    return pd.DataFrame(columns)


def tidy_t(table: pd.DataFrame, exhibit: str, outcome: str, track: str) -> pd.DataFrame:
    """The t-statistics of `sensitivity_t` as tidy rows, a reading a panel."""
    rows = table.rename_axis("term").reset_index().melt("term", var_name="panel").dropna(subset="value")
    rows = rows.assign(column=outcome, statistic="t")
    return tidy_rows(rows, paper="maritime", exhibit=exhibit, track=track)


def steady(table: pd.DataFrame, critical: float = 1.645) -> dict[str, list[str]]:
    """Terms with one sign in every reading that has them, and terms significant with both signs.

    Parameters
    ----------
    table : DataFrame, shape (terms, readings)
        t-statistics, NaN where a reading lacks a term.
    critical : float
        Absolute t from which a sign counts as significant.
    """
    table = table.dropna(how="all")
    one_sign = (table.fillna(1) > 0).all(axis=1) | (table.fillna(-1) < 0).all(axis=1)
    turning = (table > critical).any(axis=1) & (table < -critical).any(axis=1)
    return {"steady": list(table.index[one_sign]), "turning": list(table.index[turning])}


def efficiency_rows(estimates: list[Estimate], track: str) -> pd.DataFrame:
    """Tidy rows of the paper's figures 3, 4 and 5 together."""
    figures = {"figure_3": figure_3, "figure_4": figure_4, "figure_5": figure_5}
    parts = [
        tidy_rows(rows(one), paper="maritime", exhibit=name, track=track)
        for name, rows in figures.items()
        for one in estimates
    ]
    return pd.concat(parts, ignore_index=True)


def as_reading(estimates: list[Estimate], name: str, track: str) -> pd.DataFrame:
    """Tables 2 and 3 and figures 3 to 5 as they are under one reading, named in ``reading``."""
    tables = [
        main_tables(estimates, exhibit=exhibit, terms=terms, track=track)
        for exhibit, terms in {"table_2": INEFFICIENCY, "table_3": GRAVITY}.items()
    ]
    rows = pd.concat([*tables, efficiency_rows(estimates, track)], ignore_index=True)
    return rows.assign(reading=name)


def model_by_model(tidy: pd.DataFrame, judged: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """What the text says of each coefficient beside ours in both models.

    Parameters
    ----------
    tidy : DataFrame
        Rows of `main_tables`.
    judged : DataFrame
        Verdicts of the same exhibit, one row a claim.
    names : Series
        English name by term.
    """
    values = tidy.set_index(["term", "column", "statistic"])["value"]
    rows = []
    for claim in judged.to_dict("records"):
        ours = {model: _said(values, claim["term"], model) for model in ("flow", "stock")}
        finding = " ".join(filter(None, [claim["expected"].replace("any", ""), claim["comparator"]]))
        rows.append(
            {
                "variable": names.get(claim["term"], claim["term"]),
                "model in the text": _models(claim["column"]),
                "the text says": f"{finding} at {float(claim['level']):.0%}".strip(),
                **{f"ours, {model}": text for model, text in ours.items()},
                "verdict": claim["verdict"],
                "why": claim["cause"] or claim["reason"],
            }
        )
    return pd.DataFrame(rows)


def _models(column: str) -> str:
    word = " or " if column.startswith("any") else " and "
    return column.removeprefix("any").removeprefix("all").strip("()").replace(", ", word)


def _said(values: pd.Series, term: str, model: str) -> str:
    if (term, model, "coef") not in values.index:
        return "not identified"
    return f"{values[term, model, 'coef']:.3g} (p = {values[term, model, 'p']:.3f})"
