"""Every printed regression of the Belt and Road paper beside its counterpart, with nine clusters' inference.

Exports and imports have a counterpart, trade in all goods. Of the outcomes of tables 5 to 7 none is public:
the share of investors that take part, and the quality of traded goods, which needs unit values. `IN_KIND`
has regressions that ask a like question: Chinese development finance on the initiative, exports on what is
public of three channels.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from lib.estimators import few_treated
from lib.estimators.fixed_effects import FixedEffectsSpec
from lib.panels.belt_road_columns import INTERACTION, TREATMENT, Column, printed_columns
from lib.results import tidy_rows
from lib.studies.belt_road_baseline import MAIN_SERIES, counterpart, estimate, without_roads
from lib.studies.belt_road_choices import every_choice
from lib.studies.belt_road_few import CLUSTERED
from lib.studies.belt_road_inequality import moderated_rows
from lib.studies.belt_road_placebo import PAPER, nine

# Printed column -> outcome of the counterpart, and what stands for the channel.
IN_KIND = {
    ("table_5", "(1)"): ("ln_finance", {}),
    ("table_6", "(1)"): ("ln_exports_baci", {"policy": "memorandum"}),
    ("table_6", "(2)"): ("ln_exports_baci", {"infrastructure": "logistics"}),
    ("table_6", "(3)"): ("ln_exports_baci", {"technology_cooperation": "ln_finance"}),
}


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
    ``lower`` and ``upper`` (values that the choices do not reject), ``n``, ``countries``;
    missing where there is no counterpart, the choices' for channels,
    which are no choice of countries.
    """
    found = {}
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
            elif (column.exhibit, column.column) in IN_KIND:
                outcome, instead = IN_KIND[column.exhibit, column.column]
                kept = without_roads(column)
                row |= {"counterpart": " on ".join([outcome, *instead.values()])}
                row |= inference(kept, kept.frame(nine(panel), {"y": outcome, **instead}), term)
            found[column.exhibit, column.column, term] = row
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
    numbers = table.drop(columns=["outcome", "counterpart", "printed", "printed_se"]).dropna(how="all")
    long = numbers.reset_index().rename(columns={"exhibit": "panel"})
    long = long.melt(["panel", "column", "term"], var_name="statistic")
    long = long[np.isfinite(long["value"].astype(float))]  # an end without limit is no number to keep
    return tidy_rows(long, paper=PAPER, exhibit=exhibit, track="counterpart")
