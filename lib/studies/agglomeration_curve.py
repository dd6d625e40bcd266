"""What a system GMM of the agglomeration paper leaves open, combined: the specification curve.

The paper names the estimator and hints at instruments. It prints neither their number nor lags, neither the
weights nor the transformation nor which standard errors it has, and no effects of years. Lags, columns, who
is endogenous and transformation are combined in full, the choices of `MINOR` changed one at a time from
`MAIN`: steps, h, time dummies, the land area, and two-step errors without Windmeijer's correction. Each
combination is a row, failures included, with its tests and the one of the equation in levels.
"""

from functools import cache

import numpy as np
import pandas as pd

from lib import panels
from lib.estimators import gmm
from lib.estimators.gmm_tests import LEVEL_SET
from lib.panels import agglomeration_synthetic as synthetic
from lib.panels.agglomeration import CONTROLS, EXTERNAL
from lib.panels.agglomeration_columns import Column, printed_columns
from lib.studies.agglomeration_recovery import first_seed
from lib.studies.agglomeration_spec import main_spec
from lib.studies.grid import FAILED, combinations, run

ENDOGENOUS, FIRST, EVERYTHING = "core endogenous", "core by its first lag", "controls endogenous too"
LAGS = {"2": (2, 2), "2 to 3": (2, 3), "2 to 4": (2, 4), "2 and deeper": (2, None)}
LEVELS = {
    "lags": tuple(LAGS),
    "columns": ("one a lag (collapsed)", "one a lag and year"),
    "who": (ENDOGENOUS, FIRST, EVERYTHING),
    "transformation": ("differences", "orthogonal"),
    "steps": ("two", "one"),
    "h": (3, 2, 1),
    "years": ("none", "dummies"),
    "land": ("instrument", "left out"),
    "errors": ("corrected", "uncorrected"),
}
MAIN = {name: levels[0] for name, levels in LEVELS.items()}
# These depart from the main reading one at a time; all combinations of the others are run.
MINOR = ("steps", "h", "years", "land", "errors")

OTHER = "one other choice"
SHOWN = {name: levels for name, levels in LEVELS.items() if name not in MINOR} | {
    OTHER: (
        "as in the main reading",
        "one step",
        "h = 2",
        "h = 1",
        "time dummies",
        "land area left out",
        "uncorrected errors",
    )
}
# What difference-in-Hansen says of the instruments of the equation in levels; shown above the choices.
LEVEL_TEST = "difference-in-Hansen: equation in levels"
REJECTED, ACCEPTED, UNTESTED = "rejected at 5 %", "not rejected", "no test"
TESTED = {LEVEL_TEST: (REJECTED, ACCEPTED, UNTESTED)}


def specifications(column: Column, track: str, draw: int | None = None) -> list[dict]:
    """Every combination of the levels in which at most one choice of `MINOR` departs from `MAIN`.

    Parameters
    ----------
    column : Column
    track : str
    draw : int, optional
        Seed of a panel drawn anew, in place of the track's own.
    """
    fixed = {"track": (track,), "exhibit": (column.exhibit,), "column": (column.column,), "draw": (draw,)}
    every = combinations({**fixed, **LEVELS})
    return [one for one in every if sum(one[name] != MAIN[name] for name in MINOR) <= 1]


def reading(column: Column, choice: dict, **options) -> gmm.Spec:
    """The model of one combination.

    Parameters
    ----------
    column : Column
    choice : dict
        A level for each of `LEVELS`; those left out are `MAIN`'s.
    **options
        Further fields of `lib.estimators.gmm.Spec`.
    """
    choice = MAIN | choice
    lags = LAGS[choice["lags"]]
    controls = [term for term in column.regressors if term in CONTROLS]
    everything = choice["who"] == EVERYTHING
    # What never changes has no lag that says anything of its change.
    moving = [term for term in controls if everything and term != "ln_port_distance"]
    core = (lags[0] - 1, lags[1] and lags[1] - 1) if choice["who"] == FIRST else lags
    sets = [gmm.endogenous("y", lags=lags)]
    sets += [gmm.endogenous(name, lags=core) for name in column.core]
    sets += [gmm.endogenous(name, lags=lags) for name in moving]
    outside = [name for name in controls if name not in moving]
    outside += [EXTERNAL] * (choice["land"] == "instrument")
    fields = {
        "gmm": tuple(sets),
        "iv": (gmm.exogenous(*outside),),
        "collapse": choice["columns"] == LEVELS["columns"][0],
        "transform": "orthogonal" if choice["transformation"] == "orthogonal" else "difference",
        "steps": 1 if choice["steps"] == "one" else 2,
        "h": choice["h"],
        "time_dummies": choice["years"] == "dummies",
        "covariance": "classical" if choice["errors"] == "uncorrected" else "robust",
    }
    return main_spec(column, **{**fields, **options})


def evaluate(choice: dict) -> dict:
    """Estimate one combination of the choices; `numbers` of the lag and the core terms."""
    column = next(one for one in printed_columns(choice["exhibit"]) if one.column == choice["column"])
    frame = _frame(choice["track"], choice["exhibit"], choice["column"], choice.get("draw"))
    result = gmm.estimate(frame, reading(column, choice), "city_code", "year")
    return numbers(result, ("L.y", *column.core))


def numbers(result: gmm.GMMResult, terms: tuple[str, ...]) -> dict[str, float]:
    """Flat numbers of a result.

    Parameters
    ----------
    result : GMMResult
    terms : tuple of str

    Returns
    -------
    dict: ``coef TERM`` and ``se TERM`` of each term; ``instruments``, ``units``, ``nobs``; p-values ``ar1``,
    ``ar2``, ``hansen`` and ``level``, that of difference-in-Hansen for the instruments of the equation in
    levels. The last is missing (NaN) where there is no such test: the other instruments identify the model
    just so, or not at all, or singular weights make the difference negative.
    """
    found = {f"coef {term}": result.params[term] for term in terms}
    found |= {f"se {term}": result.std_errors[term] for term in terms}
    sets = result.difference_in_hansen
    tested = sets.loc[(sets.index == LEVEL_SET) & (sets["excluding_df"] > 0), "p"]
    tests = {
        "ar1": result.ar["p"].iloc[0],
        "ar2": result.ar["p"].iloc[1],
        "hansen": result.hansen.p,
        "level": tested.iloc[0] if len(tested) else np.nan,
    }
    return found | {"instruments": result.instruments, "units": result.units, "nobs": result.nobs} | tests


@cache
def _frame(track: str, exhibit: str, column: str, draw: int | None) -> pd.DataFrame:
    """One read, or one draw, a process."""
    if draw is None:
        panel = panels.load("agglomeration", track)
    else:
        panel = synthetic.draw(seed=draw, exhibits=(exhibit,)).panel
    return next(one for one in printed_columns(exhibit) if one.column == column).frame(panel)


def other_draw(column: Column, term: str, seed: int) -> pd.Series:
    """A term's estimates on the first fresh panel of a seed, by the choices that are combined in full.

    Parameters
    ----------
    column : Column
    term : str
    seed : int
        As for `lib.studies.agglomeration_recovery.panels`.

    Returns
    -------
    Series
        Indexed by the place of the specification in `specifications`, those with a choice of `MINOR` that
        departs from `MAIN` left out.

    Raises
    ------
    ValueError
        A specification fails, or the coefficient is planted in this panel in another size than in print.
    """
    drawn = first_seed(seed)
    truth = synthetic.draw(seed=drawn, exhibits=(column.exhibit,)).truth(column.exhibit, column.column)[term]
    if not np.isclose(truth, column.planted[term]):
        raise ValueError(f"seed {drawn} has {truth:.4f} planted for {term}, not {column.planted[term]:.4f}")
    every = enumerate(specifications(column, "semi_synthetic", drawn))
    chosen = {k: one for k, one in every if all(one[name] == MAIN[name] for name in MINOR)}
    table = run(evaluate, list(chosen.values())).set_axis(list(chosen))
    failed = table[table[FAILED] != ""]
    if len(failed):
        raise ValueError(f"seed {drawn}: {len(failed)} specifications fail, first: {failed[FAILED].iloc[0]}")
    return table[f"coef {term}"]


def with_and_without(table: pd.DataFrame, term: str) -> pd.DataFrame:
    """A term's standard errors with and without Windmeijer's correction, all other choices the same.

    Parameters
    ----------
    table : DataFrame
        One row a specification, as `lib.studies.grid.run` returns it.
    term : str

    Returns
    -------
    DataFrame indexed by the choices that are combined in full: ``coef`` (the same with both), ``corrected``
    and ``uncorrected``.
    """
    crossed = [name for name in LEVELS if name not in MINOR]
    as_main = [name for name in MINOR if name != "errors"]
    rows = table[(table[as_main] == pd.Series(MAIN)[as_main]).all(axis=1)].set_index(crossed)
    pairs = {kind: rows.loc[rows["errors"] == kind, f"se {term}"] for kind in LEVELS["errors"]}
    return pd.DataFrame({"coef": rows.loc[rows["errors"] == MAIN["errors"], f"coef {term}"], **pairs})


def labelled(table: pd.DataFrame) -> pd.DataFrame:
    """A table of specifications as the figure shows it.

    Parameters
    ----------
    table : DataFrame
        One row a specification, as `lib.studies.grid.run` returns it.

    Returns
    -------
    The same rows with the choices of `MINOR` in one column, `OTHER`, and `LEVEL_TEST` in words.
    """
    words = pd.Series(SHOWN[OTHER][0], index=table.index)
    for name, level, said in (
        ("steps", "one", "one step"),
        ("h", 2, "h = 2"),
        ("h", 1, "h = 1"),
        ("years", "dummies", "time dummies"),
        ("land", "left out", "land area left out"),
        ("errors", "uncorrected", "uncorrected errors"),
    ):
        words = words.mask(table[name] == level, said)
    tested = pd.Series(ACCEPTED, index=table.index).mask(table["level"] < 0.05, REJECTED)
    return table.assign(**{OTHER: words, LEVEL_TEST: tested.mask(table["level"].isna(), UNTESTED)})
