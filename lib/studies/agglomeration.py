"""The printed regressions of the agglomeration paper on a panel, with the keys of the printed record."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from lib.estimators import gmm
from lib.estimators.gmm import GMMResult, GMMStyle
from lib.panels.agglomeration_columns import Column
from lib.results import TIDY, tidy_rows
from lib.studies import agglomeration_printed as printed_record
from lib.studies.agglomeration_classes import Classes
from lib.studies.agglomeration_spec import main_spec

PAPER = printed_record.PAPER
UNIT, TIME = "city_code", "year"
LAG, CONSTANT = "lag_outcome", "constant"
OUTCOMES = {"value": "ln value", "varieties": "ln varieties", "destinations": "ln destinations"}
# Names of the estimator -> terms of the record.
TERMS = {"L.y": LAG, "const": CONSTANT, "_cons": CONSTANT}
Found = dict[Column, GMMResult]


def estimate(panel: pd.DataFrame, column: Column, **changes) -> GMMResult:
    """Estimate one printed regression by the main reading of the paper's sentences.

    Parameters
    ----------
    panel : DataFrame
        As `lib.panels.agglomeration.build` returns it.
    column : Column
    **changes
        What differs from the main reading, passed to `main_spec`: ``steps``, ``collapse`` and the like.
    """
    return gmm.estimate(column.frame(panel), main_spec(column, **changes), UNIT, TIME)


def estimate_all(panel: pd.DataFrame, columns: Iterable[Column], **changes) -> Found:
    """Estimate several printed regressions; options as in `estimate`."""
    return {column: estimate(panel, column, **changes) for column in columns}


def estimates(found: Found) -> pd.DataFrame:
    """Coefficients by the terms of the record.

    Returns
    -------
    DataFrame indexed by ``exhibit``, ``column`` and ``term``: ``coef``, ``se``, ``t``, ``p``.
    """
    parts = {
        (column.exhibit, column.column): result.summary().rename(index=TERMS)
        for column, result in found.items()
    }
    return pd.concat(parts, names=["exhibit", "column", "term"])


def tests(found: Found) -> pd.DataFrame:
    """What stands below the coefficients, by exhibit and column.

    Returns
    -------
    DataFrame
        ``n`` (rows of the equation in levels), ``n_units``, ``ar1``, ``ar2`` and ``hansen`` (p-values),
        ``hansen_df``, ``instruments``.
    """
    rows = {}
    for column, result in found.items():
        rows[column.exhibit, column.column] = {
            "n": result.nobs,
            "n_units": result.units,
            "ar1": _serial(result, 1),
            "ar2": _serial(result, 2),
            "hansen": result.hansen.p,
            "hansen_df": result.hansen.df,
            "instruments": result.instruments,
        }
    table = pd.DataFrame.from_dict(rows, orient="index")
    return table.rename_axis(["exhibit", "column"])


def _serial(result: GMMResult, order: int) -> float:
    """p of the test of serial correlation of an order; NaN where the periods do not allow it."""
    p = result.ar.set_index("order")["p"]
    return float(p.get(order, np.nan))


def tidy(found: Found, track: str) -> pd.DataFrame:
    """Tidy rows with the keys of the printed record: coefficients, N, cities, the two tests."""
    long = estimates(found).reset_index().melt(["exhibit", "column", "term"], var_name="statistic")
    below = tests(found)
    for name, kind in printed_record.TESTS.items():
        rows = below[name].rename("value").reset_index().assign(term=name, statistic=kind)
        long = pd.concat([long, rows])
    for name in printed_record.SIZES:
        rows = below[name].rename("value").reset_index().assign(term="", statistic=name)
        long = pd.concat([long, rows])
    long = long[long["value"].notna()]
    parts = [
        tidy_rows(rows, paper=PAPER, exhibit=exhibit, track=track)
        for exhibit, rows in long.groupby("exhibit", sort=False)
    ]
    return pd.concat(parts, ignore_index=True)[TIDY]


def name(column: Column) -> str:
    """A printed regression in a few words: ``(1) ln value, large``."""
    words = [OUTCOMES[column.outcome]]
    if column.sample not in ("all", "trimmed"):
        words += [column.sample]
    return f"{column.column} {', '.join(words)}"


def names(columns: Iterable[Column]) -> dict[tuple[str, str], str]:
    """Regressions in a few words, by exhibit and column."""
    return {(column.exhibit, column.column): name(column) for column in columns}


def comparison(found: Found, planted: pd.DataFrame | None = None) -> pd.DataFrame:
    """Printed, planted and estimated coefficients, for tables and figures; the constant is left out.

    Parameters
    ----------
    found : mapping of Column to result
    planted : DataFrame, optional
        As `lib.studies.agglomeration_recovery.planted` returns it.

    Returns
    -------
    DataFrame indexed by ``exhibit``, ``column`` and ``term``
        ``printed``, ``printed_se``, ``estimated``, ``estimated_se``, ``planted`` (NaN where nothing was
        planted), and ``off``: estimated less planted (less printed, where nothing was), in standard errors.
    """
    ours = estimates(found)[["coef", "se"]].rename(columns={"coef": "estimated", "se": "estimated_se"})
    printed = printed_record.estimates()[["coef", "se"]]
    both = printed.rename(columns={"coef": "printed", "se": "printed_se"}).join(ours, how="inner")
    both = both.drop(index=CONSTANT, level="term")
    both["planted"] = np.nan if planted is None else planted["planted"].reindex(both.index)
    target = both["planted"].fillna(both["printed"])
    return both.assign(off=(both["estimated"] - target) / both["estimated_se"])


def shares(planted: pd.DataFrame | None) -> pd.Series | None:
    """What part of the printed coefficients of the regressors was planted, by exhibit and column."""
    if planted is None:
        return None
    regressors = planted.drop(index=LAG, level="term")
    return (regressors["planted"] / regressors["printed"]).groupby(["exhibit", "column"], sort=False).mean()


def by_class(table: pd.DataFrame, classes: Classes) -> pd.DataFrame:
    """Both interactions in each class, as `lib.exhibits.agglomeration_plots.classes` reads them.

    Parameters
    ----------
    table : DataFrame
        As `comparison` returns it.
    classes : Classes
    """
    parts = []
    for outcome, (exhibit, columns) in classes.columns.items():
        for words, term in classes.terms(outcome).items():
            part = table.loc[exhibit].xs(term, level="term").loc[list(columns)]
            part = part.assign(outcome=outcome, interaction=words)
            part.index = pd.Index(classes.names, name="class")
            parts.append(part.reset_index())
    return pd.concat(parts, ignore_index=True)


def all_lags(column: Column) -> tuple[GMMStyle, ...]:
    """The main reading's sets of instruments with every lag from the second, not collapsed."""
    own = main_spec(column).gmm
    return tuple(replace(style, lags=(style.lags[0], None), collapse=False) for style in own)
