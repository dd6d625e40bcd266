"""What is planted in the semi-synthetic panel of the twin cities paper, for the chapters that show it."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from lib.panels import twin_cities_synthetic as synthetic
from lib.panels import twin_cities_synthetic_frame as frames
from lib.panels import twin_cities_synthetic_planting as planting
from lib.panels.twin_cities_columns import OUTCOMES, Column
from lib.panels.twin_cities_synthetic_planting import Planting
from lib.studies import twin_cities as study
from lib.studies import twin_cities_printed as printed_record
from lib.studies import twin_cities_recovery

TRACK = "semi_synthetic"


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
    DataFrame, one row a path: ``regression`` (without noise), ``true mean`` over rows in force, and the true
    effect in the ``first year``, the ``fifth`` and the ``tenth and later``.
    """
    in_force = panel["treat_post"] == 1
    rows = {}
    for name in names:
        world = known if known is not None and known.path == name else planting.plant(panel, name)
        by_year = true_path(panel, world, column.outcome, 10)
        rows[name] = {
            "regression": coefficients(world)[column.exhibit, column.column],
            "true mean": world.effects(column.outcome)["own"][in_force].mean(),
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
