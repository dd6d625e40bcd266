"""One coefficient of the Belt and Road paper's design with the inference that few treated countries allow.

Among the paper's nine countries: clustered errors, the wild cluster bootstrap over all sign patterns, every
choice of treated countries, Conley and Taber's method with the few controls there are. Among a larger pool
of China's partners: the same choice drawn, Conley and Taber, Ferman and Pinto, synthetic
difference-in-differences.
"""

import pandas as pd

from lib.estimators import few_treated, fixed_effects
from lib.estimators.fixed_effects import FixedEffectsSpec
from lib.estimators.placebo_spec import PlaceboSpec
from lib.panels.belt_road import COUNTRIES, EVENT_YEAR, check_treatment
from lib.panels.belt_road_sample import complete
from lib.results import tidy_rows
from lib.studies import belt_road_computers as computers
from lib.studies.belt_road_choices import EFFECTS, every_choice
from lib.studies.belt_road_placebo import CONTROLS, PAPER, TERM, nine

SERIES = ("exports_baci", "exports_nbs", "imports_baci", "imports_nbs", "imports_dots", "computers")
NINE, ALIKE, LANDLOCKED, ALL = "the nine", "alike in size", "landlocked", "all partners"
POOLS = (ALIKE, LANDLOCKED, ALL)
CLUSTERED = {"clustered": ["iso3"]}
_LOG = "ln_{}"


def rows(panel: pd.DataFrame, series: str, controls: tuple[str, ...] = ()) -> pd.DataFrame:
    """Country-years of the nine with a positive value of the series, its logarithm in ``y``, and controls.

    A country seen on one side of the event alone is an error, zeros are warned of, as
    `lib.panels.belt_road_sample.complete` says.
    """
    own = complete(nine(panel), _LOG.format(series), controls).frame
    return own.assign(y=own[_LOG.format(series)])


def pool(panel: pd.DataFrame, series: str, name: str) -> pd.DataFrame:
    """Rows of the treated and a pool of other partners, each seen in every year of the series.

    Parameters
    ----------
    panel : DataFrame
        The counterpart panel.
    series : str
    name : str
        `ALIKE`: partners whose mean of the series' logarithm before the event lies within that of the nine.
        `LANDLOCKED`. `ALL`.

    Returns
    -------
    DataFrame
        With ``y``, and ``size``, the mean flow before the event, US$. Balanced: a country with a year missing
        (Serbia in BACI's series) is not in it.

    Raises
    ------
    ValueError
        Another name; a column ``bri`` that is not the paper's treatment.
    """
    column = _LOG.format(series)
    check_treatment(panel)
    own = panel.dropna(subset=[column])
    own = own[own.groupby("iso3")["year"].transform("size") == own["year"].nunique()]
    before = own[own["year"] < EVENT_YEAR].groupby("iso3")
    level = before[column].mean()
    if name == ALIKE:
        among = level[[country for country in COUNTRIES if country in level]]
        kept = level.index[level.between(among.min(), among.max())]
    elif name == LANDLOCKED:
        kept = own.loc[own["landlocked"] == 1, "iso3"].unique()
    elif name == ALL:
        kept = level.index
    else:
        raise ValueError(f"no pool {name!r}; there are: {', '.join(POOLS)}")
    found = own[own["iso3"].isin(kept)].reset_index(drop=True)
    return found.assign(y=found[column], size=found["iso3"].map(before[series].mean()))


def placebo_spec(controls: tuple[str, ...] = ()) -> PlaceboSpec:
    """The regression with effects of country and year, all treated from one year."""
    return PlaceboSpec(
        outcome="y",
        unit="iso3",
        period="year",
        treatment=TERM,
        controls=controls,
        effects=(("iso3",), ("year",)),
        design="block",
    )


def regression(controls: tuple[str, ...] = ()) -> FixedEffectsSpec:
    """The same for least squares with errors clustered by country."""
    return FixedEffectsSpec("y", (TERM, *controls), EFFECTS, CLUSTERED)


def among_nine(panel: pd.DataFrame, series: str, controls: tuple[str, ...] = ()) -> dict:
    """A series' coefficient among the nine with every inference that nine countries allow.

    Returns
    -------
    dict
        ``n``, ``countries``, ``coef``, ``se``, ``p`` (clustered, t with countries less one), ``lower`` and
        ``upper``; ``wild p``, ``wild count``, ``wild patterns``, ``wild lower``, ``wild upper``; ``choices
        p``, ``choices count``, ``choices``, ``choices p t`` (by the t statistic), ``choices lower``,
        ``choices upper``; ``taber p``, ``taber lower``, ``taber upper`` of Conley and Taber, ``taber
        choices`` (0 among so many reads as below two of them).
    """
    frame = rows(panel, series, controls)
    fit = fixed_effects.estimate(frame, regression(controls))
    wild = few_treated.wild_bootstrap(frame, regression(controls), TERM)
    chosen = every_choice(frame, controls)
    by_t = few_treated.randomisation(frame, placebo_spec(controls))
    taber = few_treated.conley_taber(frame, placebo_spec(controls))
    interval = fit.confint().loc[TERM]
    number = len(chosen.coefs)
    return {
        "n": fit.nobs, "countries": frame["iso3"].nunique(), "coef": fit.params[TERM],
        "se": fit.std_errors[TERM], "p": fit.pvalues[TERM],
        "lower": interval.iloc[0], "upper": interval.iloc[1],
        "wild p": wild.pvalue, "wild count": wild.count, "wild patterns": wild.patterns,
        "wild lower": wild.lower, "wild upper": wild.upper,
        "choices p": chosen.p, "choices count": round(chosen.p * number), "choices": number,
        "choices p t": by_t.pvalue_t, "choices lower": chosen.interval[0],
        "choices upper": chosen.interval[1],
        "taber p": taber.pvalue, "taber lower": taber.lower, "taber upper": taber.upper,
        "taber choices": len(taber.distribution),
    }  # fmt: skip


def nine_table(panel: pd.DataFrame, series: tuple[str, ...] = SERIES) -> pd.DataFrame:
    """`among_nine` of every series without and with controls, indexed by ``series`` and ``controls``."""
    found = {
        (name, words): among_nine(panel, name, controls)
        for name in series
        for words, controls in (("none", ()), ("three", CONTROLS))
    }
    return pd.DataFrame.from_dict(found, orient="index").rename_axis(["series", "controls"])


def among_pool(
    panel: pd.DataFrame, series: str, name: str, *, draws: int, sdid_draws: int, seed: int
) -> dict:
    """A series' coefficient with a larger pool of partners as controls.

    Parameters
    ----------
    panel : DataFrame
    series, name : str
        As in `pool`.
    draws : int
        Choices of treated countries among the pool.
    sdid_draws : int
        Placebos behind the variance of synthetic difference-in-differences; 0 leaves it out.
    seed : int

    Returns
    -------
    dict
        ``countries``, ``coef``, ``se`` and ``p`` (clustered); ``choices p``, ``choices p t``, ``choices
        error`` (Monte Carlo); ``taber`` and ``ferman``: p, lower, upper; ``sdid``: coef, se, p placebo, fit.
    """
    frame = pool(panel, series, name)
    fit = fixed_effects.estimate(frame, regression())
    chosen = few_treated.randomisation(frame, placebo_spec(), draws=draws, seed=seed)
    taber = few_treated.conley_taber(frame, placebo_spec(), seed=seed)
    ferman = few_treated.ferman_pinto(frame, placebo_spec(), size="size", seed=seed)
    found = {
        "countries": frame["iso3"].nunique(), "coef": fit.params[TERM], "se": fit.std_errors[TERM],
        "p": fit.pvalues[TERM], "choices p": chosen.pvalue, "choices p t": chosen.pvalue_t,
        "choices error": chosen.pvalue_se, "taber p": taber.pvalue, "taber lower": taber.lower,
        "taber upper": taber.upper, "ferman p": ferman.pvalue, "ferman lower": ferman.lower,
        "ferman upper": ferman.upper,
    }  # fmt: skip
    if not sdid_draws:
        return found
    sdid = few_treated.synthetic_did(frame, placebo_spec(), draws=sdid_draws, seed=seed)
    return found | {
        "sdid coef": sdid.coef, "sdid se": sdid.std_error, "sdid p": sdid.pvalue_placebo,
        "sdid fit": sdid.pre_fit,
    }  # fmt: skip


def pool_table(
    panel: pd.DataFrame, series: tuple[str, ...], *, draws: int, sdid_draws: int, seed: int
) -> pd.DataFrame:
    """`among_pool` of every series and pool, indexed by both."""
    found = {
        (one, name): among_pool(panel, one, name, draws=draws, sdid_draws=sdid_draws, seed=seed)
        for one in series
        for name in POOLS
    }
    return pd.DataFrame.from_dict(found, orient="index").rename_axis(["series", "pool"])


def synthetic(panel: pd.DataFrame, series: str, name: str, *, draws: int, seed: int):
    """Synthetic difference-in-differences of a series and pool, with its path and weights."""
    return few_treated.synthetic_did(pool(panel, series, name), placebo_spec(), draws=draws, seed=seed)


def left_out(panel: pd.DataFrame, series: str) -> pd.DataFrame:
    """The coefficient without each of the nine in turn.

    Returns
    -------
    DataFrame indexed by ``left_out`` (``none`` first): ``treated`` (missing for none), ``coef``, ``se``,
    ``p`` (clustered), ``choices p``, and ``change`` against the whole.
    """
    frame = rows(panel, series)
    found = few_treated.leave_one_out(
        frame,
        lambda part: fixed_effects.estimate(part, regression()),
        "iso3",
        term=TERM,
        treatment=TERM,
    ).table
    exact = {name: every_choice(frame[frame["iso3"] != name]).p for name in found.index}
    return found.assign(**{"choices p": pd.Series(exact)})


def interval_table(table: pd.DataFrame) -> pd.DataFrame:
    """Intervals of `nine_table` without controls: ``coef``, ``lower``, ``upper`` by series and ``method``."""
    methods = {"clustered, t": "", "wild bootstrap": "wild ", "every choice of five": "choices ",
               "Conley-Taber, four controls": "taber "}  # fmt: skip
    plain = table.xs("none", level="controls")
    found = {
        (series, name): (row["coef"], row[f"{key}lower"], row[f"{key}upper"])
        for series, row in plain.iterrows()
        for name, key in methods.items()
    }
    columns = ["coef", "lower", "upper"]
    shown = pd.DataFrame.from_dict(found, orient="index", columns=columns)
    return shown.set_axis(pd.MultiIndex.from_tuples(found, names=["series", "method"]))


def computers_again(
    panel: pd.DataFrame, samples: dict[str, computers.Sample], methods: tuple[str, ...]
) -> pd.DataFrame:
    """Computers by sample and method: ``coef``, ``se``, clustered ``p``, ``exact``, ``choices``."""
    found = {}
    for name, sample in samples.items():
        frame = computers.rows(panel, sample)
        for method in methods:
            line = computers.estimate(frame, method, sample.controls).summary().loc[TERM]
            chosen = computers.choices(panel, method, sample)
            numbers = {"coef": line["coef"], "se": line["se"], "p": line["p"]}
            found[name, method] = numbers | {"exact": chosen.p, "choices": len(chosen.coefs)}
    return pd.DataFrame.from_dict(found, orient="index").rename_axis(["sample", "method"])


def tidy_left_out(found: dict[str, pd.DataFrame], exhibit: str) -> pd.DataFrame:
    """Tidy rows of `left_out` by series: the country left out in ``panel``."""
    parts = [
        table[["coef", "se", "p", "choices p"]]
        .rename_axis("panel")
        .reset_index()
        .melt("panel", var_name="statistic")
        .assign(column=series)
        for series, table in found.items()
    ]
    long = pd.concat(parts, ignore_index=True).assign(term=TERM)
    long["statistic"] = long["statistic"].str.replace(" ", "_")
    return tidy_rows(long, paper=PAPER, exhibit=exhibit, track="counterpart")


def tidy(
    table: pd.DataFrame, exhibit: str, column: str, panel: str, track: str = "counterpart"
) -> pd.DataFrame:
    """Tidy rows of a table of inferences, two of its index levels as ``column`` and ``panel``."""
    long = table.reset_index().rename(columns={column: "column", panel: "panel"})
    long = long.melt(["column", "panel"], var_name="statistic").assign(term=TERM)
    long["statistic"] = long["statistic"].str.replace(" ", "_")
    return tidy_rows(long, paper=PAPER, exhibit=exhibit, track=track)
