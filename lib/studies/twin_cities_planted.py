"""What is planted in the semi-synthetic panel of the twin cities paper, for the chapters that show it."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from lib.panels import twin_cities_synthetic as synthetic
from lib.panels import twin_cities_synthetic_frame as frames
from lib.panels import twin_cities_synthetic_planting as planting
from lib.panels.twin_cities import LAST_YEAR
from lib.panels.twin_cities_agreements import treatment
from lib.panels.twin_cities_columns import MILLS, OUTCOMES, Column
from lib.panels.twin_cities_synthetic_planting import Planting
from lib.results import tidy_rows
from lib.studies import twin_cities as study
from lib.studies import twin_cities_printed as printed_record
from lib.studies import twin_cities_recovery

TRACK = "semi_synthetic"
RECOVERED = ("planted", "estimated", "mc_mean", "mc_error", "mc_sd", "mc_sd_error")
# What is planted beside the effects of a pair's own agreement, in words.
TERMS = {
    MILLS: "λ, falls in the chance of a tie",
    "bent_road": "cities with many ties × road",
    "bent_neighbour": "cities with many ties × neighbour",
    "spillover": "city's first agreement",
}


def planted(panel: pd.DataFrame, track: str) -> Planting | None:
    """Effects planted in the panel of a track; None where outcomes are not drawn.

    Parameters
    ----------
    panel : DataFrame
        As `lib.panels.load` gives it.
    track : str
    """
    return planting.plant(panel) if track == TRACK else None


def recovered(track: str, draws: int, seed: int) -> pd.DataFrame | None:
    """Planted and recovered coefficients of every printed regression; None where outcomes are not drawn.

    Parameters
    ----------
    track : str
    draws : int
        Redraws of the noise.
    seed : int
        Of the redraws.

    Returns
    -------
    DataFrame as `lib.studies.twin_cities_recovery.recovery` returns it, by exhibit and column.
    """
    if track != TRACK:
        return None
    found = twin_cities_recovery.recovery(synthetic.draw(), replications=draws, seed=seed)
    return found.set_index(["exhibit", "column"])


def recovery_rows(found: pd.DataFrame | None) -> pd.DataFrame | None:
    """Tidy rows of the exhibit ``recovery``; None where nothing was planted.

    Parameters
    ----------
    found : DataFrame or None
        As `recovered` returns it. The tidy ``column`` is the paper's table and column, ``table_3 (1)``.
    """
    if found is None:
        return None
    keys = [f"{exhibit} {column}" for exhibit, column in found.index]
    long = found[["term", *RECOVERED]].assign(column=keys)
    long = long.melt(["column", "term"], var_name="statistic").dropna(subset="value")
    long["value"] = long["value"].astype(float)
    return tidy_rows(long, paper=study.PAPER, exhibit="recovery", track=TRACK)


def through_provinces(panel: pd.DataFrame) -> pd.Series:
    """Pairs tied through their province's agreement alone, as the panel has them and by the paper's rule.

    Parameters
    ----------
    panel : DataFrame
        The semi-synthetic panel.

    Returns
    -------
    Series: ``capital only`` (the panel), ``all cities`` (the same agreements, a province's given to every
    city of the panel in it) and ``tied`` (pairs of the panel with any agreement).

    Notes
    -----
    Counted whether a pair has recorded exports or not, as agreements are.
    """
    ties = frames.draw(
        seed=synthetic.SEED, cities=synthetic.CITIES, destinations=synthetic.DESTINATIONS, redrawn=0.0
    )[1]
    codes = pd.Series(panel["city_code"].unique(), name="city_code")
    places = pd.DataFrame({"city_code": codes, "province_code": codes // 10_000 * 10_000})
    rule = treatment(ties.agreements, places)
    return pd.Series(
        {
            "capital only": int(ties.pairs["via_province"].sum()),
            "all cities": int(rule.loc[rule["treatment_year"] <= LAST_YEAR, "via_province"].sum()),
            "tied": len(ties.pairs),
        }
    )


def selection_terms(panel: pd.DataFrame, known: Planting, columns: Iterable[Column]) -> pd.DataFrame:
    r"""What the planted terms add to a regression's coefficient, term by term.

    Parameters
    ----------
    panel : DataFrame
    known : Planting
    columns : iterable of Column
        Of table 3.

    Returns
    -------
    DataFrame, one row a term, columns by outcome: ``planted`` (the term's own coefficient, NaN for the
    effects of agreements, which differ by group and year) and ``adds`` (to the regression's coefficient).
    The rows that add make up the ``regression``; above them stands the ``true mean`` effect in rows with an
    agreement in force.

    Notes
    -----
    Without noise the coefficient is :math:`\sum_k \theta_k\, g'b_k` over the planted shapes :math:`b_k`,
    with :math:`g` the row's weights in the regression (`lib.panels.twin_cities_synthetic_planting`). The
    controls add nothing, since they are regressors.
    """
    in_force = panel["treat_post"] == 1
    found = {}
    for column in columns:
        design = next(one for one in known.designs[column.outcome] if one.column == column)
        effects, theta = known.effects(column.outcome), known.coefficients[column.outcome]
        adds = {
            name: column.scale * float(design.weights @ known.shapes[name].to_numpy()) * theta[name]
            for name in TERMS
        }
        own = column.scale * float(design.weights @ effects["own"].to_numpy())
        parts = {"true mean": effects["own"][in_force].mean(), "weighed": own, **adds}
        found[column.outcome, "planted"] = theta[list(TERMS)]
        found[column.outcome, "adds"] = pd.Series(parts | {"regression": own + sum(adds.values())})
    order = ["true mean", "weighed", *TERMS, "regression"]
    words = {"true mean": "true mean effect", "weighed": "effects, as weighed", **TERMS}
    return pd.DataFrame(found).loc[order].rename(index=words).rename_axis("term")


def without_noise(panel: pd.DataFrame, known: Planting, column: Column) -> pd.DataFrame:
    """The panel with the mean of an outcome in place of the outcome, in the rows that have it.

    Notes
    -----
    The mean lacks the effects of cities, destinations and years, which every regression here absorbs.
    """
    mean = known.mean(column.outcome)
    return panel.assign(**{column.y: np.where(panel[column.y].notna(), mean, np.nan)})


def true_path(panel: pd.DataFrame, known: Planting, outcome: str, window: int) -> pd.Series:
    """Mean true effect of a pair's own agreement by year since it took effect, over rows of tied pairs.

    Parameters
    ----------
    panel : DataFrame
    known : Planting
    outcome : str
    window : int
        Years beyond it on either side are put together with its last.

    Returns
    -------
    Series indexed by relative year, in the units of the outcome.
    """
    tied = panel["treat"] == 1
    since = (panel["year"] - panel["treatment_year"])[tied].clip(-window, window).astype(int)
    return known.effects(outcome)["own"][tied].groupby(since.rename("relative")).mean().rename("true")


def redrawn(
    column: Column,
    *,
    seeds: Iterable[int],
    effect_path: planting.Path = "rising",
    cities: int = 100,
    destinations: int = 60,
) -> pd.DataFrame:
    """One regression on smaller panels with agreements of their own, beside the true mean effect.

    Parameters
    ----------
    column : Column
        Of table 3.
    seeds : iterable of int
        A panel each.
    effect_path : str or callable
        As in `lib.panels.twin_cities_synthetic.draw`.
    cities, destinations : int
        How many, the largest first.

    Returns
    -------
    DataFrame, one row a seed: ``rows``, ``in force`` (rows with an agreement), ``without noise``,
    ``estimated`` with its ``s.e.`` clustered by pair, ``true mean`` (effect of the own agreement, over rows
    in force).

    Notes
    -----
    Only the column's outcome is drawn: its mean, without effects of cities, destinations and years, which the
    regression absorbs, and independent noise as large as the printed standard error asks for.
    """
    rows = {}
    for seed in seeds:
        frame = frames.draw(seed=seed, redrawn=1.0, cities=cities, destinations=destinations)[0]
        frame = frame.assign(**dict.fromkeys(OUTCOMES.values(), 0.0))
        known = planting.plant(frame, effect_path)
        design = next(one for one in known.designs[column.outcome] if one.column == column)
        se = printed_record.estimates()["se"][column.exhibit, column.column]
        noise = np.random.default_rng(seed).normal(0, se * np.sqrt(design.variation), len(frame))
        drawn = frame.assign(**{column.y: known.mean(column.outcome) + noise})
        result = study.estimate(drawn, column, covariance={"clustered": ["pair"]})
        in_force = frame["treat_post"] == 1
        rows[seed] = {
            "rows": len(frame),
            "in force": int(in_force.sum()),
            "without noise": coefficients(known)[column.exhibit, column.column],
            "estimated": result.params[column.regressor],
            "s.e.": result.std_errors[column.regressor],
            "true mean": known.effects(column.outcome)["own"][in_force].mean(),
        }
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("seed")
    return table.astype({"rows": int, "in force": int})


def paths(
    panel: pd.DataFrame, column: Column, names: Iterable[str], known: Planting | None = None
) -> pd.DataFrame:
    """True effects of which one regression finds the same: several paths planted in one panel.

    Parameters
    ----------
    panel : DataFrame
    column : Column
        Of table 3.
    names : iterable of str
        Paths, as in `lib.panels.twin_cities_synthetic.draw`.
    known : Planting, optional
        What is planted in the panel already, to save its path's computation.

    Returns
    -------
    DataFrame, one row a path: ``regression`` (without noise), ``true mean`` over rows in force, ``weighed``
    (the part of the regression's coefficient that effects of agreements make), ``rest`` (the part that the
    other planted terms make), and the true effect in the ``first year``, the ``fifth`` and the ``tenth and
    later``.
    """
    in_force = panel["treat_post"] == 1
    rows = {}
    for name in names:
        world = known if known is not None and known.path == name else planting.plant(panel, name)
        by_year = true_path(panel, world, column.outcome, 10)
        found = coefficients(world)[column.exhibit, column.column]
        design = next(one for one in world.designs[column.outcome] if one.column == column)
        own = world.effects(column.outcome)["own"]
        weighed = column.scale * float(design.weights @ own.to_numpy())
        rows[name] = {
            "regression": found,
            "true mean": own[in_force].mean(),
            "weighed": weighed,
            "rest": found - weighed,
            "first year": by_year[0],
            "fifth": by_year[4],
            "tenth and later": by_year[10],
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("path")


def coefficients(known: Planting) -> pd.Series:
    """What each printed regression finds without noise, by exhibit and column."""
    return known.columns.set_index(["exhibit", "column"])["planted"]


def origins() -> dict[str, str]:
    """Where each column of the semi-synthetic panel comes from: real, drawn, or real and drawn."""
    return synthetic.provenance().set_index("column")["origin"].to_dict()
