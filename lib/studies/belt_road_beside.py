"""Every printed regression of the Belt and Road paper beside its counterpart, with nine clusters' inference.

Exports and imports have a counterpart, trade in all goods. Of the outcomes of tables 5 to 7 none is public:
the share of investors that take part, and the quality of traded goods, which needs unit values. For `flow`
stands the amount of Chinese development finance in tables 5 and 6 alike (`lib.studies.belt_road_flow`), and
for a channel the first of its public variables.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from lib.estimators import few_treated
from lib.estimators.fixed_effects import FixedEffectsSpec
from lib.panels.belt_road_columns import INTERACTION, TREATMENT, Column, printed_columns
from lib.results import tidy_rows
from lib.studies import belt_road_flow as flow
from lib.studies import belt_road_matching as matching
from lib.studies.belt_road_baseline import MAIN_SERIES, counterpart, estimate, without_roads
from lib.studies.belt_road_choices import every_choice
from lib.studies.belt_road_few import CLUSTERED
from lib.studies.belt_road_inequality import moderated_rows
from lib.studies.belt_road_placebo import PAPER, nine

MATCHED = "psm_did"  # exhibit of the printed record


def effects(column: Column) -> tuple[str, ...]:
    """The terms of a column that it is about: the treatment and its product, or a mechanism."""
    return tuple(term for term in column.terms if term in (column.focus, INTERACTION))


def beside(panel: pd.DataFrame, series: Mapping[str, str] = MAIN_SERIES) -> pd.DataFrame:
    """Printed effects and, for exports and imports, the counterpart's with honest inference.

    Parameters
    ----------
    panel : DataFrame
        The counterpart panel.
    series : mapping of str to str
        Outcome -> series.

    Returns
    -------
    DataFrame indexed by ``exhibit``, ``column``, ``term``: ``outcome``, ``printed`` and ``printed_se``
    (numbers), ``counterpart`` (its outcome, and what stands for a channel), and of it ``coef``, ``se``, ``p``
    (clustered), ``wild_p``, ``wild_count``, ``patterns``, ``choices_p``, ``choices_count``, ``choices``,
    ``lower`` and ``upper`` (values that the choices do not reject), ``n``, ``countries``, ``paths_p`` (of the
    countries' paths handed around); missing where there is no counterpart, the choices' for channels, which
    are no choice of countries, the wild bootstrap's and the interval for the Poisson regressions of `flow`.
    """
    found, flows = {}, in_kind(panel)
    for column in printed_columns():
        for term in effects(column):
            row = {
                "outcome": column.outcome,
                "printed": column.planted[term],
                "printed_se": column.std_errors[term],
            }
            if column.outcome in series:
                row |= {"counterpart": series[column.outcome]}
                row |= inference(*regression(panel, column, series[column.outcome]), term)
            row |= flows.get((column.exhibit, column.column), {})
            found[column.exhibit, column.column, term] = row
    return pd.DataFrame.from_dict(found, orient="index").rename_axis(["exhibit", "column", "term"])


def in_kind(panel: pd.DataFrame) -> dict[tuple[str, str], dict]:
    """Rows for the columns of tables 5 and 6 on `flow`: what `beside` has, by exhibit and column."""
    found = flow.on_initiative(panel)
    first = {name: found[name] for name in ("coef", "se", "p", "n", "choices")} | {
        "choices_p": found["p_choices"],
        "choices_count": round(found["p_choices"] * found["choices"]),
        "countries": nine(panel).dropna(subset=["ln_finance"])["iso3"].nunique(),
    }
    rows = {("table_5", "(1)"): {"counterpart": flow.FINANCE} | first}
    table = flow.on_channels(panel)
    for column, (name, *_) in flow.CHANNELS.items():
        line = table.loc[column, name]
        own = {key: line[key] for key in ("coef", "se", "p", "n", "countries")}
        rows["table_6", column] = {
            "counterpart": f"{flow.FINANCE} on {name}",
            **own,
            "paths_p": line["p_paths"],
        }
    return rows


def matched(panel: pd.DataFrame, series: Mapping[str, str] = MAIN_SERIES) -> pd.DataFrame:
    """The three PSM-DID on trade in all goods, of which the paper's text has ranges only.

    Returns
    -------
    DataFrame indexed as `beside`, the exhibit `MATCHED` and the column outcome and matching: ``outcome``,
    ``counterpart``, ``coef``, ``se``, ``p``, ``n``, ``countries``, ``choices_p``, ``choices_count``,
    ``choices`` (each matched anew), ``unmatched``.
    """
    table = matching.matched_choices(panel, series, matching.METHODS)
    found = {
        (MATCHED, f"{outcome} {name}", TREATMENT): {
            "outcome": outcome,
            "counterpart": series[outcome],
            **row,
        }
        for (outcome, name), row in table.to_dict(orient="index").items()
    }
    return pd.DataFrame.from_dict(found, orient="index").rename_axis(["exhibit", "column", "term"])


def regression(panel: pd.DataFrame, column: Column, series: str) -> tuple[Column, pd.DataFrame]:
    """A printed regression on trade in all goods: without road density, the Gini index for the Theil index.

    The rows of table 8 are those of `belt_road_inequality.moderated_rows`: countries with a Gini before and
    after. The index is centred at its mean over the treated country-years: the treatment's coefficient is of
    that place.
    """
    kept = without_roads(column)
    if "inequality" not in column.terms:
        return kept, counterpart(panel, column, series)
    return kept, kept.frame(moderated_rows(panel, f"ln_{series}")[0], {"y": f"ln_{series}"})


def inference(column: Column, frame: pd.DataFrame, term: str) -> dict[str, float]:
    """Clustered, by the wild bootstrap and by every choice of treated countries."""
    result = estimate(frame, column).summary().loc[term]
    terms = tuple(name for name in column.terms if name in frame)
    wild = few_treated.wild_bootstrap(frame, FixedEffectsSpec("y", terms, column.effects, CLUSTERED), term)
    controls = [name for name in terms if name not in (TREATMENT, INTERACTION)]
    found = {
        "coef": result["coef"], "se": result["se"], "p": result["p"], "wild_p": wild.pvalue,
        "wild_count": wild.count, "patterns": wild.patterns, "n": len(frame),
        "countries": frame["iso3"].nunique(),
    }  # fmt: skip
    if term not in (TREATMENT, INTERACTION):
        return found
    controls = [name for name in terms if name not in (TREATMENT, INTERACTION)]
    options = {"effects": column.effects, "event_year": column.event_year}
    if INTERACTION not in terms:
        exact = every_choice(frame, controls, **options)
    elif term == INTERACTION:
        exact = every_choice(frame, controls, product="inequality", **options)
    else:  # the treatment is its product with one, beside the product with inequality
        exact = every_choice(frame.assign(one=1.0), controls, product="one", first="inequality", **options)
    number, interval = len(exact.coefs), exact.interval
    return found | {
        "choices_p": exact.p, "choices_count": round(exact.p * number), "choices": number,
        "lower": interval[0], "upper": interval[1],
    }  # fmt: skip


def tidy(table: pd.DataFrame, exhibit: str) -> pd.DataFrame:
    """Tidy rows of the counterpart's numbers, the printed table in ``panel``."""
    words = ["outcome", "counterpart", "printed", "printed_se"]
    numbers = table.drop(columns=words, errors="ignore").dropna(how="all")
    long = numbers.reset_index().rename(columns={"exhibit": "panel"})
    long = long.melt(["panel", "column", "term"], var_name="statistic")
    long = long[np.isfinite(long["value"].astype(float))]  # an end without limit is no number to keep
    return tidy_rows(long, paper=PAPER, exhibit=exhibit, track="counterpart")
