"""What a system GMM of the agglomeration paper leaves open, combined: the specification curve.

The paper names the estimator and hints at instruments. It prints neither their number nor lags, neither the
weights nor the transformation, and no effects of years. Lags, columns, who is endogenous and transformation
are combined in full, the choices of `MINOR` changed one at a time; errors are the corrected ones throughout.
Each combination is a row, failures included.
"""

from functools import cache

import pandas as pd

from lib import panels
from lib.estimators import gmm
from lib.panels.agglomeration import CONTROLS, EXTERNAL
from lib.panels.agglomeration_columns import Column, printed_columns
from lib.studies.agglomeration_spec import main_spec
from lib.studies.grid import combinations

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
}
MAIN = {name: levels[0] for name, levels in LEVELS.items()}
# These depart from the main reading one at a time; all combinations of the others are run.
MINOR = ("steps", "h", "years", "land")


OTHER = "one other choice"
SHOWN = {name: levels for name, levels in LEVELS.items() if name not in MINOR} | {
    OTHER: ("as in the main reading", "one step", "h = 2", "h = 1", "time dummies", "land area left out")
}


def specifications(column: Column, track: str) -> list[dict]:
    """Every combination of the levels in which at most one choice of `MINOR` departs from `MAIN`."""
    fixed = {"track": (track,), "exhibit": (column.exhibit,), "column": (column.column,)}
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
    }
    return main_spec(column, **{**fields, **options})


def evaluate(choice: dict) -> dict:
    """Estimate one combination: coefficients and errors of the core terms, tests, instruments."""
    column = next(one for one in printed_columns(choice["exhibit"]) if one.column == choice["column"])
    frame = _frame(choice["track"], choice["exhibit"], choice["column"])
    result = gmm.estimate(frame, reading(column, choice), "city_code", "year")
    return numbers(result, ("L.y", *column.core))


def numbers(result: gmm.GMMResult, terms: tuple[str, ...]) -> dict[str, float]:
    """Flat numbers of a result: ``coef TERM``, ``se TERM``, ``instruments``, ``units``, p-values of tests."""
    found = {f"coef {term}": result.params[term] for term in terms}
    found |= {f"se {term}": result.std_errors[term] for term in terms}
    tests = {"ar1": result.ar["p"].iloc[0], "ar2": result.ar["p"].iloc[1], "hansen": result.hansen.p}
    return found | {"instruments": result.instruments, "units": result.units, "nobs": result.nobs} | tests


@cache
def _frame(track: str, exhibit: str, column: str) -> pd.DataFrame:
    """One read a process."""
    panel = panels.load("agglomeration", track)
    return next(one for one in printed_columns(exhibit) if one.column == column).frame(panel)


def labelled(table: pd.DataFrame) -> pd.DataFrame:
    """A table of specifications with the choices of `MINOR` in one column, `OTHER`, for the figure."""
    words = pd.Series(SHOWN[OTHER][0], index=table.index)
    for name, level, said in (
        ("steps", "one", "one step"),
        ("h", 2, "h = 2"),
        ("h", 1, "h = 1"),
        ("years", "dummies", "time dummies"),
        ("land", "left out", "land area left out"),
    ):
        words = words.mask(table[name] == level, said)
    return table.assign(**{OTHER: words})
