"""The effect of an agreement by years since it took effect, as five estimators see it on the pair panel."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from lib.estimators import did, fixed_effects
from lib.estimators.did import BaconResult, DidSpec, EventResult, HonestResult
from lib.panels.twin_cities import CONTROLS, FIRST_YEAR
from lib.panels.twin_cities_columns import printed_columns
from lib.panels.twin_cities_synthetic_planting import Planting, plant
from lib.results import tidy_rows
from lib.studies import twin_cities_planted
from lib.studies.twin_cities_modern import EFFECTS as FIXED
from lib.studies.twin_cities_modern import PAPER, TERM, WITHIN, controls_for, since_agreement

WINDOW = 10
HONEST_WINDOW = 5  # leads and lags behind the robust intervals: more leads, more noise
BARE = "lines, no controls"
PLANTED, NOISE_FREE = "planted", "without noise"
MEAN = "mean_outcome"  # the outcome before noise, up to effects of city, destination and year
TWO_WAY = "two-way event study"
COEFFICIENT, ON_TREATED = "printed regression", "mean effect on the treated"
WEIGHED, REST = "effects, as the regression weighs them", "rest"  # the two parts of the coefficient
KINDS = {
    "treated_vs_never": "tied against never tied",
    "earlier_vs_later": "earlier against later, not yet tied",
    "later_vs_earlier": "later against earlier, already tied",
}
FORBIDDEN = KINDS["later_vs_earlier"]


@dataclass(frozen=True)
class Planted:
    """What was planted into one outcome of the semi-synthetic panel.

    Attributes
    ----------
    panel : DataFrame
        The panel with the column `MEAN`.
    own : Series
        Effect of the own agreement in each row.
    path : Series
        Mean effect of the own agreement by years since it took effect, over the pairs whose agreement takes
        effect inside the panel's years.
    effect : float
        Its mean over their treated rows.
    everywhere : float
        The mean effect over all treated rows, those of earlier agreements included.
    planting : Planting
        All that was planted, into every outcome.
    """

    panel: pd.DataFrame
    own: pd.Series
    path: pd.Series
    effect: float
    everywhere: float
    planting: Planting


def planted(
    panel: pd.DataFrame,
    outcome: str,
    effect_path: str | Callable = "rising",
    planting: Planting | None = None,
) -> Planted:
    """Work out again what was planted, from the panel's agreements alone.

    Parameters
    ----------
    panel : DataFrame
        The semi-synthetic panel.
    outcome : str
        ``quantity``, ``value``, ``lines`` or ``high_tech_share``.
    effect_path : str or function
        As the panel was drawn with.
    planting : Planting, optional
        Of this panel and path, where it is known already.
    """
    planting = plant(panel, effect_path) if planting is None else planting
    own, since = planting.effects(outcome)["own"], since_agreement(panel)
    inside, treated = panel["treatment_year"] > FIRST_YEAR, panel[TERM] == 1
    starts = inside & (panel["treat"] == 1)
    path = own[starts].groupby(since[starts].astype(int)).mean().rename("planted")
    return Planted(
        panel=panel.assign(**{MEAN: planting.mean(outcome)}),
        own=own,
        path=path[(path.index >= -WINDOW) & (path.index <= WINDOW)].rename_axis("relative_year"),
        effect=float(own[starts & treated].mean()),
        everywhere=float(own[treated].mean()),
        planting=planting,
    )


def _spec(outcome: str) -> DidSpec:
    return DidSpec(outcome, "pair", "year", cohort="treatment_year")


def two_way_events(
    panel: pd.DataFrame, outcome: str, window: int = WINDOW, controls: tuple[str, ...] = ()
) -> EventResult:
    """Event study with effects of pair and year; pairs tied before the first year are left out.

    The last lead and lag stand for that year and all beyond.
    """
    return did.event_study(
        panel, _spec(outcome), leads=window, lags=window, controls=controls, always_treated="drop"
    )


ESTIMATORS: dict[str, Callable[[pd.DataFrame, str], EventResult]] = {
    TWO_WAY: two_way_events,
    "Callaway-Sant'Anna": lambda panel, y: did.callaway_santanna(panel, _spec(y), base_period="universal"),
    "Sun-Abraham": lambda panel, y: did.sun_abraham(panel, _spec(y)),
    "imputation": lambda panel, y: did.imputation(panel, _spec(y)),
}


def estimate_all(panel: pd.DataFrame, outcome: str) -> dict[str, EventResult]:
    """Every estimator of `ESTIMATORS` on pairs, none with controls."""
    used = panel[["pair", "year", "treatment_year", outcome]]
    return {name: estimate(used, outcome) for name, estimate in ESTIMATORS.items()}


def path_rows(results: dict[str, EventResult], window: int = WINDOW) -> pd.DataFrame:
    """Paths one below the other: ``estimator, relative_year, coef, se``, from ``-window`` to ``window``."""
    parts = [
        result.path()[["coef", "se"]]
        .loc[-window:window]
        .assign(estimator=name)
        .reset_index(names="relative_year")
        for name, result in results.items()
    ]
    return pd.concat(parts, ignore_index=True)[["estimator", "relative_year", "coef", "se"]]


def averages(panel: pd.DataFrame, outcome: str, results: dict[str, EventResult]) -> pd.DataFrame:
    """One number an estimator: static coefficients and averages over treated rows.

    Returns
    -------
    DataFrame, index ``estimator``, columns ``coef``, ``se`` (clustered by pair).
    """
    rows = {}
    for effects in (PAPER, WITHIN):
        names = FIXED[effects]
        spec = fixed_effects.FixedEffectsSpec(
            outcome, (TERM, *controls_for(names)), names, {"clustered": ("pair",)}
        )
        fit = fixed_effects.estimate(panel, spec)
        rows[effects] = (fit.params[TERM], fit.std_errors[TERM])
    for name, result in results.items():
        if "overall" in result.params:
            rows[name] = (result.params["overall"], result.std_errors["overall"])
    return pd.DataFrame.from_dict(rows, orient="index", columns=["coef", "se"]).rename_axis("estimator")


def bacon(panel: pd.DataFrame, outcome: str) -> BaconResult:
    """Comparisons behind the coefficient with effects of pair and year, of pairs seen in every year."""
    return did.goodman_bacon(panel[["pair", "year", "treatment_year", outcome]], _spec(outcome))


def comparisons(result: BaconResult) -> pd.DataFrame:
    """Two-by-two comparisons with their kind in words."""
    return result.comparisons.assign(kind=result.comparisons["kind"].map(KINDS))


def by_kind(result: BaconResult) -> pd.DataFrame:
    """Weight and mean estimate of each kind of comparison, in words."""
    return result.by_kind.rename(index=KINDS).rename_axis("comparison")


def honest_events(
    panel: pd.DataFrame, columns: Mapping[str, str], window: int = HONEST_WINDOW
) -> dict[str, EventResult]:
    """Event studies with the paper's controls behind the robust intervals, and that of lines without them.

    Every relative year of the panel has its own estimate, none stands for years beyond: the restrictions are
    on moves from year to year. Those of the window are returned.

    Parameters
    ----------
    columns : mapping of str to str
        Column of each outcome; ``lines`` is one of them.
    window : int
        Years before and after the agreement takes effect.
    """
    every = int(panel["year"].max() - panel["year"].min())
    found = {name: two_way_events(panel, column, every, CONTROLS) for name, column in columns.items()}
    found[BARE] = two_way_events(panel, columns["lines"], every)
    return {name: event.window(window, window) for name, event in found.items()}


def mean_after(result: EventResult) -> float:
    """Mean coefficient of year 0 and all lags."""
    return float(result.path()["coef"].loc[0:].mean())


def largest_move(result: EventResult) -> float:
    """Largest move between two neighbouring leads, the reference year among them."""
    return float(result.path()["coef"].loc[:-1].diff().abs().max())


def largest_lead_t(result: EventResult) -> float:
    """Largest t-value of a lead, in size."""
    leads = result.path().loc[:-2]
    return float((leads["coef"] / leads["se"]).abs().max())


def sensitivity(events: Mapping[str, EventResult]) -> dict[str, list[HonestResult]]:
    """Robust intervals of the mean effect of year 0 and all lags, under both restrictions, by event study."""
    return {
        name: [
            did.honest_did(event, restriction="relative_magnitudes", bounds=(0.0, 0.5, 1.0, 1.5, 2.0)),
            did.honest_did(event, restriction="smoothness", bounds=(0.0, 0.02, 0.04, 0.06, 0.08)),
        ]
        for name, event in events.items()
    }


def sensitivity_rows(
    found: Mapping[str, list[HonestResult]], truth: pd.DataFrame | None = None
) -> pd.DataFrame:
    """``outcome, restriction, bound, lower, upper, estimate`` and the columns of ``truth``, by outcome."""
    parts = [
        one.table[["lower", "upper"]]
        .reset_index()
        .assign(outcome=name, restriction=one.restriction.replace("_", " "), estimate=one.estimate)
        for name, several in found.items()
        for one in several
    ]
    rows = pd.concat(parts, ignore_index=True)
    return rows if truth is None else rows.join(truth, on="outcome")


def tidy_paths(rows: pd.DataFrame, truth: pd.Series | None, track: str, exhibit: str) -> pd.DataFrame:
    """Paths and the planted one as tidy rows, the estimator as the column."""
    long = rows.rename(columns={"estimator": "column"}).melt(
        ["column", "relative_year"], ["coef", "se"], var_name="statistic"
    )
    if truth is not None:
        more = truth.rename("value").reset_index().assign(column="planted", statistic="coef")
        long = pd.concat([long, more], ignore_index=True)
    long["term"] = long["relative_year"].astype(int).map(did.term)
    long = long.drop(columns="relative_year").dropna(subset="value")
    return tidy_rows(long, paper="twin_cities", exhibit=exhibit, track=track)


def tidy_sensitivity(rows: pd.DataFrame, track: str) -> pd.DataFrame:
    """Robust intervals as tidy rows: outcome as the panel, bound as the column, restriction as the term."""
    names = [name for name in ("lower", "upper", "estimate", PLANTED, NOISE_FREE) if name in rows]
    long = rows.melt(["outcome", "restriction", "bound"], names, var_name="statistic")
    long = long.assign(
        column=long["bound"].map("{:g}".format), panel=long["outcome"], term=long["restriction"]
    )
    return tidy_rows(long, paper="twin_cities", exhibit="honest", track=track)


def same_coefficient(panel: pd.DataFrame, outcome: str, known: Planting | None = None) -> pd.DataFrame:
    """Three paths sized to one printed coefficient: what each says of the effect, and its parts.

    Parameters
    ----------
    panel : DataFrame
        The semi-synthetic panel, of any size.
    outcome : str
        ``value`` or ``quantity``.
    known : Planting, optional
        What is planted in the panel, where it is known already.

    Returns
    -------
    DataFrame, columns ``rising``, ``constant``, ``fading``
        Rows `COEFFICIENT` (without noise), its parts `WEIGHED` and `REST`, `ON_TREATED`, and the mean effect
        in the ``first year`` and ``ten years after or later``.
    """
    number = {"quantity": "(2)", "value": "(4)"}[outcome]
    column = next(one for one in printed_columns("table_3") if one.column == number)
    names = {
        "regression": COEFFICIENT,
        "weighed": WEIGHED,
        "rest": REST,
        "true mean": ON_TREATED,
        "first year": "first year",
        "tenth and later": "ten years after or later",
    }
    worlds = twin_cities_planted.paths(panel, column, ("rising", "constant", "fading"), known)
    return worlds[list(names)].rename(columns=names).T.rename_axis(index="without noise", columns="path")
