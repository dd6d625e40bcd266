"""The printed regressions of the twin cities paper on a panel, with the keys of the printed record."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from lib.estimators import fixed_effects
from lib.estimators.fixed_effects import CONSTANT, FixedEffectsResult, FixedEffectsSpec
from lib.panels.twin_cities_columns import Column
from lib.results import TIDY
from lib.studies import twin_cities_printed as printed_record

PAPER = printed_record.PAPER
SHARE = "high_tech_share"
OUTCOMES = {
    "quantity": "ln quantity",
    "value": "ln value",
    "lines": "ln lines",
    SHARE: "high-technology share",
}
SHOCKS = {"post_sars": "SARS", "post_crisis": "crisis"}
Found = dict[Column, FixedEffectsResult]
ByOutcome = dict[str, FixedEffectsResult]


def estimate(panel: pd.DataFrame, column: Column, **changes) -> FixedEffectsResult:
    """Estimate one printed regression.

    Parameters
    ----------
    panel : DataFrame
        As `lib.panels.twin_cities.build` returns it.
    column : Column
    **changes
        Fields of `FixedEffectsSpec` that differ from the paper's: ``covariance`` and the like.

    Notes
    -----
    Rows that are alone in a level of an effect stay in, since the printed numbers of observations are the
    same with city and destination effects as with effects of their pairs.
    """
    fields = {
        "outcome": column.y,
        "regressors": column.regressors,
        "fixed_effects": column.fixed_effects,
        "unit": "pair",
        "keep_singletons": True,
    }
    return fixed_effects.estimate(column.frame(panel), FixedEffectsSpec(**(fields | changes)))


def estimate_all(panel: pd.DataFrame, columns: Iterable[Column], **changes) -> Found:
    """Estimate several printed regressions; options as in `estimate`."""
    return {column: estimate(panel, column, **changes) for column in columns}


def tidy(found: Found, track: str) -> pd.DataFrame:
    """Tidy rows with the keys of the printed record: effect and constant, N, pairs, R2."""
    parts = []
    for column, result in found.items():
        rows = result.tidy(paper=PAPER, exhibit=column.exhibit, column=column.column, track=track)
        rows["term"] = rows["term"].replace(column.regressor, column.term)
        kept = rows["term"].isin([column.term, CONSTANT])
        kept |= (rows["term"] == "") & rows["statistic"].isin(["n", "n_units", "r2"])
        parts.append(rows[kept & rows["value"].notna()])
    return pd.concat(parts, ignore_index=True)[TIDY]


def name(column: Column) -> str:
    """A printed regression in a few words: ``(2) ln quantity, controls``."""
    words = [OUTCOMES[column.outcome]]
    if column.exhibit == "table_5":
        words += [SHOCKS[column.regressor]]
    elif column.exhibit == "table_6":
        words += [column.sample]
    elif column.exhibit == "heckman":
        return f"{words[0]}, two steps"
    elif column.controls:
        words += ["controls"]
    return f"{column.column} {', '.join(words)}"


def names(columns: Iterable[Column]) -> dict[tuple[str, str], str]:
    """Regressions in a few words, by exhibit and column."""
    return {(column.exhibit, column.column): name(column) for column in columns}


def comparison(found: Found, planted: pd.Series | None = None) -> pd.DataFrame:
    """Effects printed, estimated and planted, for a figure.

    Parameters
    ----------
    found : mapping of Column to result
    planted : Series, optional
        Planted effects, indexed by exhibit and column.

    Returns
    -------
    DataFrame as `lib.exhibits.twin_cities_results.coefficients` reads it.
    """
    printed = printed_record.estimates()
    rows = []
    for column, result in found.items():
        key = (column.exhibit, column.column)
        rows.append(
            {
                "label": name(column),
                "unit": "points" if column.outcome == SHARE else "log",
                "printed": printed.loc[key, "coef"],
                "printed_se": printed.loc[key, "se"],
                "estimated": result.params[column.regressor],
                "estimated_se": result.std_errors[column.regressor],
                "planted": np.nan if planted is None else planted.get(key, np.nan),
            }
        )
    return pd.DataFrame(rows)


def per_cent(found: Found) -> pd.DataFrame:
    """Coefficients on logarithms in per cent, printed and computed, beside what the text says.

    Parameters
    ----------
    found : mapping of Column to result

    Returns
    -------
    DataFrame, one row an estimated column whose outcome is a logarithm or of which the text gives a per cent
        ``exhibit``, ``column``, ``unit`` (% or points: the share is in per cent already), ``says`` (NaN where
        the text gives no per cent), ``meant`` (by the printed coefficient), ``computed`` with its 95 %
        interval ``low`` to ``high``.
    """
    readings = printed_record.percent_readings().set_index(["exhibit", "column"])
    printed = printed_record.estimates()["coef"]
    rows = []
    for column, result in found.items():
        key = (column.exhibit, column.column)
        if column.outcome == SHARE and key not in readings.index:
            continue
        change = _points if column.outcome == SHARE else printed_record.percent
        ends = result.confint().loc[column.regressor]
        said = key in readings.index
        rows.append(
            {
                "exhibit": column.exhibit,
                "column": name(column),
                "unit": "points" if column.outcome == SHARE else "%",
                "says": readings.loc[key, "says"] if said else np.nan,
                "meant": change(readings.loc[key, "coef"] if said else printed[key]),
                "computed": change(result.params[column.regressor]),
                "low": change(ends["lower"]),
                "high": change(ends["upper"]),
            }
        )
    return pd.DataFrame(rows)


def _points(coefficient: float) -> float:
    return coefficient


def exclusions(panel: pd.DataFrame) -> pd.DataFrame:
    """What two readings of "without an agreement" leave out of a panel.

    Returns
    -------
    DataFrame, one row a reading: ``rows_left_out``, ``pairs_left_out``, ``pairs_left``.
    """
    readings = {
        "pairs tied by the last year": panel["treat"] == 1,
        "rows with an agreement in force": panel["treat_post"] == 1,
    }
    pairs = panel["pair"].nunique()
    rows = {}
    for words, out in readings.items():
        left = panel.loc[~out, "pair"].nunique()
        rows[words] = {"rows_left_out": int(out.sum()), "pairs_left_out": pairs - left, "pairs_left": left}
    return pd.DataFrame(rows).T.rename_axis("left out")


def printed_differences(exhibit: str, pairs: Mapping[str, tuple[str, str]]) -> pd.DataFrame:
    r"""Differences between two printed effects each, as if the two were independent.

    Parameters
    ----------
    exhibit : str
        A printed table, ``table_5``.
    pairs : mapping of words to two columns
        The second is subtracted from the first.

    Returns
    -------
    DataFrame, one row a comparison: ``difference``, ``s.e.``, ``z``.

    Notes
    -----
    :math:`se = \sqrt{se_1^2 + se_2^2}`: exact where no row of the one regression moves the other's effect.
    """
    printed = printed_record.estimates().loc[exhibit]
    rows = {}
    for words, (first, second) in pairs.items():
        difference = printed.loc[first, "coef"] - printed.loc[second, "coef"]
        se = np.hypot(printed.loc[first, "se"], printed.loc[second, "se"])
        rows[words] = {"difference": difference, "s.e.": se, "z": difference / se}
    return pd.DataFrame(rows).T.rename_axis("comparison")


def tie_origins(panel: pd.DataFrame) -> pd.DataFrame:
    """Tied pairs by where the tie and its date come from.

    Returns
    -------
    DataFrame, one row a combination and one for all: ``pairs`` tied by the last year, ``rows in force``,
    ``destinations``.
    """
    tied = panel[panel["treat"] == 1]
    groups = tied.groupby(["tie_origin", "date_origin"])
    table = groups.agg(pairs=("pair", "nunique"), rows=("treat_post", "sum"), iso3=("iso3", "nunique"))
    table.loc[("all", ""), :] = tied["pair"].nunique(), tied["treat_post"].sum(), tied["iso3"].nunique()
    table = table.rename(columns={"rows": "rows in force", "iso3": "destinations"})
    return table.astype(int).rename_axis(["tie", "date"])


def with_agreement(panel: pd.DataFrame, found: Found) -> pd.DataFrame:
    """Regressions on a shock's interaction without and with the agreement itself.

    Parameters
    ----------
    panel : DataFrame
    found : mapping of Column to result
        Of table 5: the regressions without.

    Returns
    -------
    DataFrame, one row a column: the interaction ``without`` and ``with`` the agreement, their standard errors
    ``se without`` and ``se with``, and the ``agreement``.
    """
    rows = {}
    for column, plain in found.items():
        frame = column.frame(panel, extra=("treat_post",))
        spec = replace(plain.spec, regressors=(column.regressor, "treat_post", *column.controls))
        both = fixed_effects.estimate(frame, spec)
        rows[name(column)] = {
            "without": plain.params[column.regressor],
            "se without": plain.std_errors[column.regressor],
            "with": both.params[column.regressor],
            "se with": both.std_errors[column.regressor],
            "agreement": both.params["treat_post"],
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("column")


def covariances(panel: pd.DataFrame, column: Column, kinds: Mapping[str, object]) -> pd.DataFrame:
    """One regression's effect under several covariances.

    Parameters
    ----------
    panel : DataFrame
    column : Column
    kinds : mapping of words to the ``covariance`` of a `FixedEffectsSpec`

    Returns
    -------
    DataFrame, one row a covariance: ``coef``, ``se``, ``t``, ``p``, ``clusters`` (0 without).
    """
    rows = {}
    for words, covariance in kinds.items():
        result = estimate(panel, column, covariance=covariance)
        shown = result.summary().loc[column.regressor]
        rows[words] = {**shown, "clusters": min(result.n_clusters, default=0)}
    return pd.DataFrame(rows).T.rename_axis("errors")
