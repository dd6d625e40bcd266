"""The effect of an agreement by years since it took effect, as five estimators see it on the pair panel."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from lib.estimators import did, fixed_effects
from lib.estimators.did import BaconResult, DidSpec, EventResult, HonestResult
from lib.panels import twin_cities_synthetic
from lib.panels.twin_cities import FIRST_YEAR
from lib.panels.twin_cities_synthetic_planting import plant
from lib.results import tidy_rows
from lib.studies.twin_cities_modern import EFFECTS as FIXED
from lib.studies.twin_cities_modern import PAPER, TERM, WITHIN, controls_for, since_agreement

WINDOW = 10
HONEST_WINDOW = 5  # leads and lags behind the robust intervals: more leads, more noise
MEAN = "mean_outcome"  # the outcome before noise, up to effects of city, destination and year
TWO_WAY = "two-way event study"
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
    """

    panel: pd.DataFrame
    own: pd.Series
    path: pd.Series
    effect: float
    everywhere: float


def planted(panel: pd.DataFrame, outcome: str, effect_path: str | Callable = "rising") -> Planted:
    """Work out again what was planted, from the panel's agreements alone.

    Parameters
    ----------
    panel : DataFrame
        The semi-synthetic panel.
    outcome : str
        ``quantity``, ``value``, ``lines`` or ``high_tech_share``.
    effect_path : str or function
        As the panel was drawn with.
    """
    planting = plant(panel, effect_path)
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
    )


def _spec(outcome: str) -> DidSpec:
    return DidSpec(outcome, "pair", "year", cohort="treatment_year")


def two_way_events(panel: pd.DataFrame, outcome: str, window: int = WINDOW) -> EventResult:
    """Event study with effects of pair and year; pairs tied before the first year are left out."""
    return did.event_study(panel, _spec(outcome), leads=window, lags=window, always_treated="drop")


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


def sensitivity(
    panel: pd.DataFrame, outcomes: dict[str, str], window: int = HONEST_WINDOW
) -> dict[str, list[HonestResult]]:
    """Robust intervals of the mean effect of years 0 to ``window``, under both restrictions, by outcome."""
    found = {}
    for name, column in outcomes.items():
        events = two_way_events(panel, column, window)
        found[name] = [
            did.honest_did(events, restriction="relative_magnitudes", bounds=(0.0, 0.5, 1.0, 1.5, 2.0)),
            did.honest_did(events, restriction="smoothness", bounds=(0.0, 0.02, 0.04, 0.06, 0.08)),
        ]
    return found


def sensitivity_rows(found: dict[str, list[HonestResult]]) -> pd.DataFrame:
    """``outcome, restriction, bound, lower, upper, estimate``."""
    parts = [
        one.table[["lower", "upper"]]
        .reset_index()
        .assign(outcome=name, restriction=one.restriction.replace("_", " "), estimate=one.estimate)
        for name, several in found.items()
        for one in several
    ]
    return pd.concat(parts, ignore_index=True)


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
    long = rows.melt(
        ["outcome", "restriction", "bound"], ["lower", "upper", "estimate"], var_name="statistic"
    )
    long = long.assign(
        column=long["bound"].map("{:g}".format), panel=long["outcome"], term=long["restriction"]
    )
    return tidy_rows(long, paper="twin_cities", exhibit="honest", track=track)


def same_coefficient(outcome: str, *, cities: int, destinations: int, seed: int) -> pd.DataFrame:
    """Three paths sized to one printed coefficient: what each says of the effect.

    Returns
    -------
    DataFrame, index ``path``
        ``printed regression`` (its coefficient without noise), ``mean effect on the treated``,
        ``first year``, ``ten years after``.
    """
    column = {"quantity": "(2)", "value": "(4)"}[outcome]
    rows = {}
    for path in ("rising", "constant", "fading"):
        drawn = twin_cities_synthetic.draw(
            seed=seed, effect_path=path, cities=cities, destinations=destinations
        )
        found = drawn.planting.columns.set_index(["exhibit", "column"])
        own = drawn.effects(outcome)["own"]
        true_path = drawn.true_path(outcome)
        rows[path] = {
            "printed regression": found.loc[("table_3", column), "planted"],
            "mean effect on the treated": own[drawn.panel[TERM] == 1].mean(),
            "first year": true_path[0],
            "ten years after": true_path[WINDOW],
        }
    return pd.DataFrame(rows).T.rename_axis("path")
