"""Table 2 and the three PSM-DID of the Belt and Road paper, on the counterpart."""

from collections.abc import Callable, Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from lib.estimators import matching
from lib.estimators.matching import MatchingSpec, PropensityResult, PropensitySpec
from lib.panels.belt_road import EVENT_YEAR, TREATED
from lib.panels.belt_road_columns import TREATMENT, Column, printed_columns
from lib.results import tidy_rows
from lib.studies import belt_road_baseline as baseline
from lib.studies.belt_road_choices import Choices, basis_of, net
from lib.studies.belt_road_placebo import PAPER, nine

NAMED = ("ln_gdp_per_head", "ln_population", "openness")
PRINTED = ("export_growth", "export_volatility", "ln_exports")
WINDOW = 3  # years of the rolling standard deviation
RADIUS, BANDWIDTH = 0.05, 0.06
# Keys of the printed record. The text names no option: these are psmatch2's, with its common support.
METHODS = {
    "kernel": MatchingSpec(method="kernel", bandwidth=BANDWIDTH, common_support=True),
    "nearest_neighbour": MatchingSpec(common_support=True),
    "radius": MatchingSpec(method="radius", caliper=RADIUS, common_support=True),
}
EVERYBODY = MatchingSpec()  # the nearest neighbour without common support
MAIN = "kernel"
EVERY_METHOD = METHODS | {"everybody": EVERYBODY}
_NOTHING = 1e-10  # of a treatment's weighted sum of squares: effects and controls explain it
_NO_MATCH = ("separated", "no treated row is on the common support", "no treated row has a control")
TREATED_COLUMN = "treated"


def before(panel: pd.DataFrame, series: str = "exports_baci") -> pd.DataFrame:
    """Country-years before the event with the named covariates and the printed table's variables.

    Parameters
    ----------
    panel : DataFrame
        The counterpart panel, or one with the same columns.
    series : str
        Exports in levels.

    Returns
    -------
    DataFrame, one row a country and year up to 2012: ``iso3``, ``year``, `TREATED_COLUMN`, `NAMED`,
    `PRINTED`: growth is the change of the logarithm, volatility its standard deviation over `WINDOW` years,
    which is our reading, since the paper defines neither. Missing where the series does not reach back.
    """
    own = nine(panel).sort_values(["iso3", "year"])
    log = np.log(own[series].where(own[series] > 0))
    growth = log.groupby(own["iso3"]).diff()
    spread = growth.groupby(own["iso3"]).transform(lambda values: values.rolling(WINDOW).std())
    table = own[["iso3", "year", *NAMED]].assign(
        **dict(zip(PRINTED, (growth, spread, log), strict=True)),
        **{TREATED_COLUMN: own["iso3"].isin(TREATED).astype(int)},
    )
    return table[table["year"] < EVENT_YEAR].reset_index(drop=True)


def means(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a country: means over the years of `before`."""
    return frame.groupby("iso3")[[TREATED_COLUMN, *NAMED, *PRINTED]].mean().reset_index()


def scores(frame: pd.DataFrame, covariates: tuple[str, ...] = NAMED) -> PropensityResult:
    """The logit of the treatment on covariates."""
    return matching.propensity(frame, PropensitySpec(TREATED_COLUMN, covariates))


def attempts(frame: pd.DataFrame) -> pd.DataFrame:
    """Which logits have an estimate: each set of the named covariates, on countries and on country-years.

    Returns
    -------
    DataFrame, a row a set: ``covariates``, ``rows`` (countries or country-years), ``n``, ``separated``,
    ``pseudo_r2``, ``on_support`` (treated rows with a score between those of the controls), ``treated``.
    """
    found = []
    for rows, table in (("countries", means(frame)), ("country-years", frame)):
        for size in range(1, len(NAMED) + 1):
            for covariates in combinations(NAMED, size):
                found.append({"covariates": covariates, "rows": rows, **_attempt(table, covariates)})
    return pd.DataFrame(found)


def _attempt(table: pd.DataFrame, covariates: tuple[str, ...]) -> dict:
    treated = table[TREATED_COLUMN] == 1
    line = {"n": len(table), "separated": True, "pseudo_r2": np.nan, "on_support": np.nan}
    line["treated"] = int(treated.sum())
    try:
        result = scores(table, covariates)
    except ValueError as error:
        if "separated" not in str(error):
            raise
        return line
    own, others = result.score[treated], result.score[~treated]
    inside = own.between(others.min(), others.max()).sum()
    return line | {"separated": False, "pseudo_r2": result.pseudo_r2, "on_support": int(inside)}


def by_year(frame: pd.DataFrame) -> pd.Series:
    """Whether the three named covariates separate treated and controls in each year; bool by year."""
    return pd.Series({year: separated(part) for year, part in frame.groupby("year")}, name="separated")


def separated(table: pd.DataFrame, covariates: tuple[str, ...] = NAMED) -> bool:
    """Whether a combination of covariates tells the treated rows from the others without contradiction."""
    return _attempt(table, covariates)["separated"]


def separable_choices(frame: pd.DataFrame) -> tuple[int, int]:
    """How many choices of as many treated countries the named covariates' means separate, and of how many."""
    table = means(frame)
    number = int(table[TREATED_COLUMN].sum())
    choices = list(combinations(table["iso3"], number))
    count = sum(
        separated(table.assign(**{TREATED_COLUMN: table["iso3"].isin(chosen).astype(int)}))
        for chosen in choices
    )
    return count, len(choices)


def match(frame: pd.DataFrame, spec: MatchingSpec) -> matching.MatchingResult:
    """Match the country-years before the event on the logit of the named covariates."""
    return matching.match(frame, TREATED_COLUMN, scores(frame), spec)


def balance(frame: pd.DataFrame, weights: pd.Series, covariates: tuple[str, ...]) -> matching.BalanceResult:
    """pstest's balance, on the rows that have all of the covariates."""
    rows = frame.dropna(subset=list(covariates))
    return matching.balance(rows, TREATED_COLUMN, covariates, weights.loc[rows.index])


def balances(frame: pd.DataFrame, weights: pd.Series) -> pd.DataFrame:
    """Balance of `PRINTED` and `NAMED`, each variable on the rows that it has.

    Returns
    -------
    DataFrame as `BalanceResult.table`, with ``p_countries`` of `permuted` in the rows before matching, and
    the ``rows_treated``, ``rows_control`` and ``countries`` that have the variable (and a weight, after it).
    """
    names = (*PRINTED, *NAMED)
    table = pd.concat([balance(frame, weights, (name,)).table for name in names])
    exact = {(name, "before"): permuted(frame, name) for name in names}
    sizes = {}
    for name in names:
        known = frame.dropna(subset=[name])
        for sample, rows in (("before", known), ("after", known[weights.loc[known.index] > 0])):
            treated = int((rows[TREATED_COLUMN] == 1).sum())
            sizes[name, sample] = (treated, len(rows) - treated, rows["iso3"].nunique())
    counted = pd.DataFrame.from_dict(sizes, "index", columns=["rows_treated", "rows_control", "countries"])
    counted.index = pd.MultiIndex.from_tuples(counted.index, names=table.index.names)
    return table.assign(p_countries=pd.Series(exact)).join(counted)


def balance_rows(table: pd.DataFrame, exhibit: str, track: str) -> pd.DataFrame:
    """Tidy rows of `balances`."""
    long = table.drop(columns="outside").rename_axis(["term", "panel"]).reset_index()
    long = long.melt(["term", "panel"], var_name="statistic").dropna(subset="value")
    return tidy_rows(long, paper=PAPER, exhibit=exhibit, track=track)


def summaries(frame: pd.DataFrame, matches: dict[str, matching.MatchingResult]) -> pd.DataFrame:
    """Balance of `NAMED` by matching.

    Returns
    -------
    DataFrame indexed by ``matching``: ``bias_before``, ``bias_after`` (mean absolute, per cent),
    ``mean_bias_reduction`` (per cent of the former), ``rubin_b`` and ``rubin_r`` after matching,
    ``treated`` and ``controls`` (rows with a weight).
    """
    rows = {}
    for name, one in matches.items():
        found = balance(frame, one.weights, NAMED).summary
        first, last = found.loc["before"], found.loc["after"]
        rows[name] = {
            "bias_before": first["mean_bias"],
            "bias_after": last["mean_bias"],
            "mean_bias_reduction": 100 * (1 - last["mean_bias"] / first["mean_bias"]),
            "rubin_b": last["rubin_b"],
            "rubin_r": last["rubin_r"],
            "treated": last["n_treated"],
            "controls": last["n_control"],
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("matching")


def country_weights(frame: pd.DataFrame, weights: pd.Series) -> pd.Series:
    """Mean weight of each country's years, by iso3: what carries the matching to all years."""
    return weights.groupby(frame["iso3"]).mean()


def permuted(frame: pd.DataFrame, variable: str) -> float:
    """p-value of a difference of means before matching, over every choice of as many treated countries.

    Notes
    -----
    Twice the share of choices in the smaller tail, at most one, of the difference of the groups' means over
    country-years; countries are exchanged whole, so that the years of one are not taken for independent.
    """
    table = frame.dropna(subset=[variable]).groupby("iso3")[variable].agg(["sum", "size"])
    treated = [country for country in table.index if country in TREATED]
    differences = []
    for chosen in combinations(table.index, len(treated)):
        inside = table.index.isin(chosen)
        one, other = (table[rows].sum() for rows in (inside, ~inside))
        differences.append(one["sum"] / one["size"] - other["sum"] / other["size"])
    values = np.array(differences)
    inside = table.index.isin(treated)
    one, other = (table[rows].sum() for rows in (inside, ~inside))
    own = one["sum"] / one["size"] - other["sum"] / other["size"]
    slack = 1e-9 * np.abs(values).max()
    tails = ((values >= own - slack).mean(), (values <= own + slack).mean())
    return float(min(1.0, 2 * min(tails)))


def psm_did(
    weights: dict[str, pd.Series], frames: dict[str, pd.DataFrame], *, covariance=baseline.CLUSTERED
) -> pd.DataFrame:
    """Table 3's columns (3) and (6) with the weights of each matching.

    Parameters
    ----------
    weights : dict of str to Series
        Matching -> weights by iso3, as `country_weights` returns them.
    frames : dict of str to DataFrame
        Outcome (``exports``, ``imports``) -> rows as `Column.frame` returns them.

    Returns
    -------
    DataFrame: ``matching``, ``outcome``, ``coef``, ``se``, ``p``, ``n``, ``countries``. Countries of weight
    zero are left out.
    """
    columns = _columns()
    found = []
    for name, by_country in weights.items():
        for outcome, frame in frames.items():
            weighted = frame.assign(weight=frame["iso3"].map(by_country))
            weighted = weighted[weighted["weight"] > 0]
            result = baseline.estimate(weighted, columns[outcome], covariance, "weight")
            line = result.summary().loc[TREATMENT, ["coef", "se", "p"]].to_dict()
            found.append(
                {"matching": name, "outcome": outcome, **line, "n": result.nobs,
                 "countries": weighted["iso3"].nunique()}
            )  # fmt: skip
    return pd.DataFrame(found)


def _columns() -> dict[str, Column]:
    """Outcome -> the column of table 3 with both effects."""
    return {column.outcome: column for column in printed_columns("table_3") if "iso3" in column.effects}


def chosen_weights(
    frame: pd.DataFrame, methods: Mapping[str, MatchingSpec] = EVERY_METHOD
) -> dict[str, pd.DataFrame]:
    """Weights of countries with the match redone for every choice of as many treated countries.

    Parameters
    ----------
    frame : DataFrame
        As `before` returns it.
    methods : mapping of str to MatchingSpec

    Returns
    -------
    dict of str to DataFrame
        Matching -> weights, a row an iso3, a column a choice (its countries joined by a blank); missing where
        the covariates separate the choice, or nothing of it is matched.
    """
    countries = sorted(frame["iso3"].unique())
    number = frame.groupby("iso3")[TREATED_COLUMN].first().sum()
    found = {name: {} for name in methods}
    for choice in combinations(countries, number):
        table = frame.assign(**{TREATED_COLUMN: frame["iso3"].isin(choice).astype(int)})
        score = _if_any(scores, table)
        for name, spec in methods.items():
            one = None if score is None else _if_any(matching.match, table, TREATED_COLUMN, score, spec)
            nothing = pd.Series(np.nan, index=countries)
            weight = nothing if one is None else country_weights(table, one.weights)
            found[name][" ".join(choice)] = weight
    return {name: pd.DataFrame(columns) for name, columns in found.items()}


def _if_any(run: Callable, *arguments):
    """What a step of a matching returns, None where there is no such match."""
    try:
        return run(*arguments)
    except ValueError as error:
        if any(reason in str(error) for reason in _NO_MATCH):
            return None
        raise


def every_match(frame: pd.DataFrame, column: Column, weights: pd.DataFrame) -> Choices:
    """The matched estimate beside that of every choice of treated countries, each with its own match.

    Parameters
    ----------
    frame : DataFrame
        As `Column.frame` returns it.
    column : Column
    weights : DataFrame
        As `chosen_weights` returns one.

    Returns
    -------
    Choices
        A choice without a match, or whose matched rows explain its treatment, has no coefficient and counts
        as extreme.

    Raises
    ------
    ValueError
        The actual choice has no coefficient.
    """
    actual = " ".join(sorted(set(weights.index) & set(TREATED)))
    controls = [term for term in column.terms if term in frame and term != TREATMENT]
    late = frame["year"] >= column.event_year
    coefs = {choice: (np.nan, np.nan) for choice in weights}
    for choice, by_country in weights.items():
        weight = frame["iso3"].map(by_country)
        kept = weight > 0
        if not kept.any():
            continue
        rows = frame[kept]
        basis, root = basis_of(rows, controls, column.effects, weight[kept].to_numpy())
        both = np.column_stack([rows["y"], rows["iso3"].isin(actual.split()) & late[kept]]).astype(float)
        raw = root * (rows["iso3"].isin(choice.split()) & late[kept]).to_numpy(dtype=float)[:, None]
        x = net(raw, basis)
        size = (x * x).sum()
        if size > _NOTHING * (raw * raw).sum():
            coefs[choice] = tuple((x * net(both * root, basis)).sum(axis=0) / size)
    table = pd.DataFrame.from_dict(coefs, orient="index", columns=["coef", "own"]).rename_axis("choice")
    if not np.isfinite(table.loc[actual, "coef"]):
        raise ValueError(f"{actual}: no matched rows tell the treatment from effects and controls")
    return Choices(coef=float(table.loc[actual, "coef"]), coefs=table["coef"], own=table["own"])


def matched_choices(
    panel: pd.DataFrame,
    series: Mapping[str, str] = baseline.MAIN_SERIES,
    methods: Mapping[str, MatchingSpec] = EVERY_METHOD,
) -> pd.DataFrame:
    """Matched difference in differences on total trade against every choice of treated countries.

    Parameters
    ----------
    panel : DataFrame
        The counterpart panel.
    series : mapping of str to str
        Outcome -> series.
    methods : mapping of str to MatchingSpec

    Returns
    -------
    DataFrame indexed by ``outcome`` and ``matching``: ``coef``, ``se``, ``p`` (clustered, weights taken as
    known), ``n``, ``countries``, ``choices_count`` over ``choices`` as ``choices_p`` (logit and match redone
    for each choice; twice the smaller tail), ``unmatched`` (choices without an estimate, counted as
    extreme).
    """
    table, columns = before(panel), _columns()
    frames = {name: baseline.counterpart(panel, columns[name], one) for name, one in series.items()}
    redone = chosen_weights(table, methods)
    actual = " ".join(sorted(TREATED))
    found = psm_did({name: one[actual] for name, one in redone.items()}, frames)
    found = found.set_index(["outcome", "matching"])
    exact = {}
    for outcome, name in found.index:
        one = every_match(frames[outcome], columns[outcome], redone[name])
        exact[outcome, name] = {
            "choices_count": round(one.p * len(one.coefs)), "choices": len(one.coefs), "choices_p": one.p,
            "unmatched": int(one.coefs.isna().sum()),
        }  # fmt: skip
    return found.join(pd.DataFrame.from_dict(exact, orient="index").rename_axis(found.index.names))


def psm_rows(table: pd.DataFrame, exhibit: str, track: str) -> pd.DataFrame:
    """Tidy rows of `psm_did`, with the keys of the printed record, and the ends of the three matchings.

    Those of `matched_choices` without index have ``choices_p`` too.
    """
    printed = table[table["matching"].isin(METHODS)]
    keys = {"exports": "export", "imports": "import"}
    printed = printed.assign(column=printed["outcome"].map(keys), term=TREATMENT, panel=printed["matching"])
    kinds = [name for name in ("coef", "se", "p", "n", "choices_p") if name in printed]
    long = printed.melt(["panel", "column", "term"], kinds, var_name="statistic")
    ends = printed.groupby("column")["coef"].agg(min_coef="min", max_coef="max").reset_index()
    ends = ends.melt("column", var_name="statistic").assign(term=TREATMENT, panel="")
    rows = pd.concat([long, ends], ignore_index=True)
    return tidy_rows(rows, paper=PAPER, exhibit=exhibit, track=track)
