"""What estimators and tests of after 2018 say of the sister cities paper's design, run on one panel.

Four sets of fixed effects, four covariances, the weights of the years since the agreement, the placebo tests
and the specification curve. The event paths are in `lib.studies.twin_cities_paths`.
"""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from lib.estimators import fixed_effects, placebo
from lib.estimators.fixed_effects import FixedEffectsSpec
from lib.estimators.placebo import PlaceboResult, PlaceboSpec
from lib.estimators.placebo_result import extreme, pvalue
from lib.panels.twin_cities import CONTROLS
from lib.panels.twin_cities_columns import printed_columns
from lib.results import tidy_rows
from lib.studies import persistence, twin_cities_printed
from lib.studies.projected import Projected, project, weight_by

TERM = "treat_post"
PAPER = "city + destination + year"
WITHIN = "pair + year"
STRUCTURAL = "city-year + destination-year"
EFFECTS = {
    PAPER: ("city_code", "iso3", "year"),
    WITHIN: ("pair", "year"),
    STRUCTURAL: ("city_code^year", "iso3^year"),
    "pair + city-year + destination-year": ("pair", "city_code^year", "iso3^year"),
}
THREE = (PAPER, WITHIN, STRUCTURAL)  # those that are absorbed exactly in a moment
ERRORS = {
    "iid": "iid",
    "robust": "robust",
    "by pair": {"clustered": ("pair",)},
    "by city and destination": {"clustered": ("city_code", "iso3")},
}
LEAST_SQUARES, POISSON = "least squares, log", "Poisson, level"
CURVE_ERRORS = ("iid", "by pair")
LASTING = (0.2, 0.5, 0.8)
OUTCOMES = {"quantity": "ln_quantity", "value": "ln_value"}
ALL_OUTCOMES = {**OUTCOMES, "lines": "ln_lines", "high-tech share": "high_tech_share"}  # of table 3
REASSIGNED = {
    "units": "which pairs are tied, with the observed dates",
    "dates": "the dates among the tied pairs",
    "both": "pairs and dates",
}

PLACEBO_HEADS = {  # columns of `placebo_table` that are shown, in words
    "design": "design", "reassigned": "drawn anew", "coef": "coef", "placebo_mean": "placebo mean",
    "placebo_sd": "placebo s.d.", "p": "p", "p_se": "s.e. of p",
}  # fmt: skip


def controls_for(effects: tuple[str, ...]) -> tuple[str, ...]:
    """The paper's controls; none where effects of city-years and destination-years absorb them."""
    return () if "city_code^year" in effects else CONTROLS


def spec(outcome: str, effects: str, errors: str, *, controls: bool = True) -> FixedEffectsSpec:
    """A column of this chapter: the treatment with the controls that its effects leave.

    Parameters
    ----------
    outcome : str
        Column of the panel.
    effects, errors : str
        Names of `EFFECTS` and `ERRORS`.
    """
    names = EFFECTS[effects]
    more = controls_for(names) if controls else ()
    return FixedEffectsSpec(outcome, (TERM, *more), names, ERRORS[errors], unit="pair")


def effects_by_errors(
    panel: pd.DataFrame,
    outcome: str,
    *,
    effects: Iterable[str] = tuple(EFFECTS),
    errors: Iterable[str] = ERRORS,
) -> pd.DataFrame:
    """The coefficient under each set of effects with each standard error.

    Returns
    -------
    DataFrame
        ``effects, errors, coef, se, t, p, n, n_units, r2_within``, one row a combination.
    """
    rows = []
    for name in effects:
        for error in errors:
            result = fixed_effects.estimate(panel, spec(outcome, name, error))
            rows.append({"effects": name, "errors": error, **_row(result)})
    return pd.DataFrame(rows)


def effects_table(errors: pd.DataFrame) -> pd.DataFrame:
    """`effects_by_errors` for readers: a row a set of effects, the coefficient and each standard error."""
    table = errors.pivot(index="effects", columns="errors", values="se")[list(ERRORS)]
    table = table.map("({:.4f})".format)
    table.insert(0, "coefficient", errors.groupby("effects")["coef"].first())
    return table.loc[list(dict.fromkeys(errors["effects"]))].rename_axis("effects")


def _row(result: fixed_effects.FixedEffectsResult) -> dict:
    table = result.summary().loc[TERM].to_dict()
    return {**table, "n": result.nobs, "n_units": result.n_units}


def poisson(panel: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """The outcome in levels by Poisson pseudo maximum likelihood, clustered by pair.

    Parameters
    ----------
    outcome : str
        Column of the logarithm; that of the level has its name without ``ln_``.

    Returns
    -------
    DataFrame
        ``effects, errors, coef, se, t, p, n, n_units``, one row a set of effects of `PAPER` and `WITHIN`.
    """
    rows = []
    for effects in (PAPER, WITHIN):
        one = spec(outcome.removeprefix("ln_"), effects, "by pair")
        rows.append({"effects": effects, "errors": "by pair", **_row(fixed_effects.poisson(panel, one))})
    return pd.DataFrame(rows)


def complete(panel: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Rows that have the outcome and all controls."""
    return panel[panel[[outcome, *CONTROLS]].notna().all(axis=1)]


def projections(panel: pd.DataFrame, outcome: str, effects: Iterable[str]) -> dict[str, Projected]:
    """The treatment net of each set of effects and of the controls that they leave."""
    frame = complete(panel, outcome)
    return {name: project(frame, EFFECTS[name], controls_for(EFFECTS[name]), TERM) for name in effects}


def since_agreement(panel: pd.DataFrame) -> pd.Series:
    """Whole years since the agreement took effect, negative before, NaN where there is none."""
    return (panel["year"] - panel["treatment_year"]).rename("relative_year")


def weights(projected: Mapping[str, Projected], since: pd.Series, last: int = 10) -> dict[str, pd.DataFrame]:
    """Weights of the years since the agreement in each coefficient; years from ``last`` on are one group."""
    label = since.clip(upper=last)
    return {name: weight_by(one, label) for name, one in projected.items()}


def mean_years(projected: Mapping[str, Projected], since: pd.Series) -> dict[str, float]:
    """Mean year since the agreement of each coefficient by its weights; no year is cut off."""
    found = {}
    for name, one in projected.items():
        on = one.regressor == 1
        found[name] = float(one.weights[on] @ since.loc[one.rows].to_numpy()[on])
    return found


def t_under_persistence(projected: Projected, panel: pd.DataFrame) -> pd.DataFrame:
    """The printed t-values of table 3 if the errors of a pair persisted in this panel's design.

    Returns
    -------
    DataFrame, one row a column with controls
        ``t`` as printed; ``lasting 0.2`` .. : t where that part of the error's variance lasts for the pair;
        the correlation up to which it stays above 1.96 in size, lasting or fading from year to year.

    Notes
    -----
    The printed t-values are read as those of independent errors; the paper does not say how they were made.
    If they are clustered already, there is nothing to correct.
    """
    printed, keys, rows = twin_cities_printed.estimates(), (panel["pair"], panel["year"]), {}
    factors = {rho: persistence.true_factor(projected, *keys, rho, "lasting") for rho in LASTING}
    for column in printed_columns("table_3"):
        if column.controls:
            t = printed.loc[("table_3", column.column), "t"]
            found = {f"lasting {rho:g}": t / factor**0.5 for rho, factor in factors.items()}
            for kind in persistence.KINDS:
                found[f"up to, {kind}"] = persistence.largest_rho(projected, *keys, t, kind=kind)
            rows[f"{column.column} {column.outcome.replace('_', ' ')}"] = {"t": t, **found}
    return pd.DataFrame(rows).T.rename_axis("column")


def placebo_spec(outcome: str, effects: str, *, strata: str | None = None) -> PlaceboSpec:
    """The regression of a placebo test, with the agreements' dates as the treatment."""
    names = EFFECTS[effects]
    split = tuple(tuple(effect.split("^")) for effect in names)
    return PlaceboSpec(
        outcome=outcome, unit="pair", period="year", date="treatment_year", controls=controls_for(names),
        effects=split, strata=strata,
    )  # fmt: skip


def placebos(
    panel: pd.DataFrame, outcome: str, effects: str, *, draws: int, seed: int, strata: str | None = None
) -> dict[str, PlaceboResult]:
    """Randomisation inference with units, dates and both reassigned.

    Parameters
    ----------
    strata : str, optional
        Reassign within groups of this column only, such as ``iso3``.
    """
    frame, one = complete(panel, outcome), placebo_spec(outcome, effects, strata=strata)
    return {
        words: placebo.randomise(frame, one, permute=permute, draws=draws, seed=seed)
        for permute, words in REASSIGNED.items()
    }


def p_by_distance(result: PlaceboResult) -> float:
    """The p-value that counts drawn placebos at least as far from zero, as most software does."""
    values, which = result.distribution.to_numpy(), "absolute"
    return pvalue(extreme(result.coef, values, which), len(values), counted=False, alternative=which)


def fictitious_dates(
    panel: pd.DataFrame, outcome: str, effects: str, shifts: Iterable[int] = (-5, -4, -3, -2, -1)
) -> pd.DataFrame:
    """Coefficients of dates moved back, the rows that are actually treated left out, clustered by pair.

    Returns
    -------
    DataFrame, index ``shift``, columns ``coef``, ``se``.
    """
    untreated, one, rows = panel[panel[TERM] == 0], spec(outcome, effects, "by pair"), {}
    for shift in shifts:
        early = (untreated["year"] >= untreated["treatment_year"] + shift).astype(int)
        fit = fixed_effects.estimate(untreated.assign(**{TERM: early}), one)
        rows[shift] = {"coef": fit.params[TERM], "se": fit.std_errors[TERM]}
    return pd.DataFrame(rows).T.rename_axis("shift")


def placebo_table(results: Mapping[str, PlaceboResult]) -> pd.DataFrame:
    """One row a way of reassigning: the coefficient, the placebos' spread, p and its Monte Carlo error."""
    table = pd.concat([result.summary().assign(reassigned=name) for name, result in results.items()])
    return table.set_index("reassigned")


def curve(panel: pd.DataFrame, known: pd.DataFrame, outcome: str, more: pd.DataFrame) -> pd.DataFrame:
    """Combinations of outcome, effects, controls, estimator and standard error.

    Parameters
    ----------
    panel : DataFrame
    known : DataFrame
        `effects_by_errors` of ``outcome``, which is not estimated again.
    outcome : str
        ``quantity`` or ``value``.
    more : DataFrame
        Rows ``outcome, effects, controls, estimator, errors, coef, se`` of further estimators.

    Returns
    -------
    DataFrame
        ``outcome, effects, controls, estimator, errors, coef, se, sd, main``; ``sd`` is the outcome's
        standard deviation in the panel, by which coefficients of different units compare; ``main`` is the
        paper's own: its effects, all controls, least squares, independent errors.
    """
    kept = known[known["errors"].isin(CURVE_ERRORS)]
    with_all = kept.assign(outcome=outcome, controls=kept["effects"].map(_with_controls))
    others = [name for name in ALL_OUTCOMES if name != outcome]
    fits = [(other, effects, True) for other in others for effects in EFFECTS]
    fits += [(outcome, effects, False) for effects in (PAPER, WITHIN)]
    rows = []
    for name, effects, controls in fits:
        for errors in CURVE_ERRORS:
            result = fixed_effects.estimate(
                panel, spec(ALL_OUTCOMES[name], effects, errors, controls=controls)
            )
            rows.append({"outcome": name, "effects": effects, "errors": errors, **_row(result),
                         "controls": _with_controls(effects) if controls else "none"})  # fmt: skip
    frame = pd.concat([with_all, pd.DataFrame(rows)], ignore_index=True).assign(estimator=LEAST_SQUARES)
    main = (frame["effects"] == PAPER) & (frame["controls"] == "all") & (frame["errors"] == "iid")
    frame = pd.concat([frame.assign(main=main), more.assign(main=False)], ignore_index=True)
    sd = panel[list(ALL_OUTCOMES.values())].std().set_axis(list(ALL_OUTCOMES))
    names = ["outcome", "effects", "controls", "estimator", "errors", "coef", "se", "sd", "main"]
    return frame.assign(sd=frame["outcome"].map(sd))[names]


def _with_controls(effects: str) -> str:
    return "all" if controls_for(EFFECTS[effects]) else "absorbed"


def further(averages: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Averages of estimators with pair effects as rows of `curve`.

    Parameters
    ----------
    averages : DataFrame
        As `lib.studies.twin_cities_paths.averages` returns them.
    """
    rows = averages.drop([PAPER, WITHIN])[["coef", "se"]].rename_axis("estimator").reset_index()
    return rows.assign(outcome=outcome, effects=WITHIN, controls="none", errors="by pair")


def redraw(panel: pd.DataFrame, outcome: str, *, times: int, seed: int) -> pd.DataFrame:
    """Coefficients after the agreements have been dealt out anew among the pairs of each destination.

    Returns
    -------
    DataFrame, index ``draw``, columns `PAPER` and `WITHIN`.
    """
    frame, rng = complete(panel, outcome), np.random.default_rng(seed)
    pairs = frame.groupby("pair")[["iso3", "treatment_year"]].first()
    found = []
    for _ in range(times):
        dealt = pairs.groupby("iso3")["treatment_year"].transform(lambda years: rng.permutation(years))
        new = frame["pair"].map(dealt)
        one = frame.assign(treatment_year=new, **{TERM: (frame["year"] >= new).astype(int)})
        projected = projections(one, outcome, (PAPER, WITHIN))
        found.append({name: p.weights @ one[outcome] for name, p in projected.items()})
    return pd.DataFrame(found, index=pd.RangeIndex(1, times + 1, name="draw"))


def tidy_inflation(tables: Mapping[str, pd.DataFrame], track: str) -> pd.DataFrame:
    """Standard errors under persistence as tidy rows: effects as the panel, formula as the column."""
    rows = pd.concat(tables, names=["panel"]).reset_index("panel")
    long = rows.melt(["panel", "rho", "formula"], ["se", "mc_error"], var_name="statistic")
    long = long.rename(columns={"formula": "column"}).assign(term=long["rho"].map("rho {:g}".format))
    return tidy_rows(long, paper="twin_cities", exhibit="inflation", track=track)


def tidy_placebos(tests: Mapping[str, Mapping[str, PlaceboResult]], track: str) -> pd.DataFrame:
    """Placebo tests as tidy rows: design as the panel, what was reassigned as the column."""
    keys = {"paper": "twin_cities", "exhibit": "placebo_tests", "track": track}
    parts = [
        result.tidy(panel=design, column=name, **keys)
        for design, several in tests.items()
        for name, result in several.items()
    ]
    return pd.concat(parts, ignore_index=True)


def tidy_curve(frame: pd.DataFrame, track: str) -> pd.DataFrame:
    """The specification curve as tidy rows: outcome as the panel, the other choices as the term."""
    names = ["effects", "controls", "estimator"]
    rows = frame.assign(
        term=frame[names].agg("; ".join, axis=1), panel=frame["outcome"], column=frame["errors"]
    )
    long = rows.melt(["panel", "column", "term"], ["coef", "se", "sd"], var_name="statistic")
    return tidy_rows(long, paper="twin_cities", exhibit="curve", track=track)


def tidy_bias(table: pd.DataFrame, track: str) -> pd.DataFrame:
    """Simulated bias as tidy rows: path as the panel, estimator as the column."""
    long = table.reset_index().melt(["path", "estimator"], var_name="statistic")
    long = long.rename(columns={"path": "panel", "estimator": "column"})
    return tidy_rows(long, paper="twin_cities", exhibit="bias", track=track)


def tidy_weights(weights: Mapping[str, pd.DataFrame], track: str) -> pd.DataFrame:
    """Weights by years since the agreement as tidy rows, the effects as the panel."""
    rows = pd.concat(weights, names=["panel", "term"]).rename(columns={"rows": "share_of_rows"})
    long = rows.reset_index().melt(["panel", "term"], var_name="statistic")
    long["term"] = long["term"].map("{:g}".format)
    return tidy_rows(long, paper="twin_cities", exhibit="weights", track=track)


def tidy(rows: pd.DataFrame, keys: Mapping[str, str], statistics: Iterable[str], exhibit: str, track: str):
    """Rows with one statistic a column as tidy rows.

    Parameters
    ----------
    rows : DataFrame
    keys : mapping
        From ``panel``, ``column`` and ``term`` to the column of `rows` that holds it.
    statistics : iterable of str
        Columns that hold values.
    exhibit, track : str
    """
    names = {source: key for key, source in keys.items()}
    kept = rows[[*names, *statistics]].rename(columns=names)
    long = kept.melt(list(names.values()), list(statistics), var_name="statistic").dropna(subset="value")
    return tidy_rows(long, paper="twin_cities", exhibit=exhibit, track=track)
