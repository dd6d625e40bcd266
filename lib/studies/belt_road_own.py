"""The track's own panel of the Belt and Road paper: what its regressions leave out, and what that changes.

On the user's extract of UN Comtrade a flow may be zero, which has no logarithm, or missing, and cells may be
filled. Neither is passed over: the rows are counted, Poisson pseudo maximum likelihood has the zeros in it,
and the regressions run without the filled cells as well.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from lib.estimators import fixed_effects
from lib.estimators.fixed_effects import FixedEffectsResult, FixedEffectsSpec
from lib.panels.belt_road_columns import INTERACTION, TREATMENT, Column, level_of, printed_columns
from lib.panels.belt_road_original import observed
from lib.studies import belt_road_baseline as baseline

ZERO, MISSING = "zero", "missing"
BARE, POISSON = "without filled cells, clustered", "Poisson with zeros, clustered"
VARIABLES = "data/restricted/belt_road_variables.csv"


def estimable(panel: pd.DataFrame, columns: Iterable[Column]) -> list[Column]:
    """The printed regressions of which the panel has rows with the outcome and all terms but roads."""
    return [column for column in columns if _usable(panel, column)]


def _usable(panel: pd.DataFrame, column: Column) -> bool:
    needed = [column.outcome_in(panel), *(set(column.terms) - {INTERACTION, baseline.ROADS, TREATMENT})]
    if INTERACTION in column.terms:
        needed.append("inequality")
    return set(needed) <= set(panel.columns) and bool(panel[needed].notna().all(axis=1).any())


def not_estimated(panel: pd.DataFrame, exhibit: str) -> str:
    """A sentence on the columns of a table that the panel has no figures for; empty if there is none."""
    columns = printed_columns(exhibit)
    found = estimable(panel, columns)
    lacking = [column.column for column in columns if column not in found]
    if not lacking:
        return ""
    which = "" if not found else f" {', '.join(lacking)}"
    return f"Not estimated{which}: needs {VARIABLES} with figures of the outcome and every term. "


def left_out(panel: pd.DataFrame, exhibit: str) -> pd.DataFrame:
    """Rows of the panel that the regressions of a table cannot use, by reason.

    Returns
    -------
    DataFrame indexed by reason, `ZERO` (the outcome is the logarithm of zero) and `MISSING` (the outcome or a
    term has no figure), a column a printed column that can be estimated.
    """
    counts = {}
    for column in estimable(panel, printed_columns(exhibit)):
        attrs = baseline.own_frame(panel, column).attrs
        counts[column.column] = {ZERO: attrs["zero"], MISSING: attrs["dropped"] - attrs["zero"]}
    return pd.DataFrame(counts, index=[ZERO, MISSING])


def poisson(panel: pd.DataFrame, column: Column) -> FixedEffectsResult | None:
    """A printed regression on the flow itself, zeros among the rows; errors clustered by country.

    Parameters
    ----------
    panel : DataFrame
        The track's own.
    column : Column

    Returns
    -------
    FixedEffectsResult or None
        None where the outcome is not the logarithm of a flow that the panel has, as on the drawn one.
    """
    flow = level_of(column.outcome_in(panel))
    if flow not in panel:
        return None
    level = panel[flow] / panel[flow].mean()  # the scale goes into the effects
    frame = baseline.own_frame(panel.assign(**{column.outcome_in(panel): level}), column)
    terms = tuple(term for term in column.terms if term in frame)
    spec = FixedEffectsSpec("y", terms, column.effects, baseline.CLUSTERED, unit="iso3")
    return fixed_effects.poisson(frame, spec)


def beside(panel: pd.DataFrame, exhibit: str, track: str) -> dict[str, pd.DataFrame]:
    """Tidy rows of a table without the filled cells and by Poisson, where the panel has such cells and flows.

    Returns
    -------
    dict of str to DataFrame
        `BARE` and `POISSON` -> rows of the columns whose outcome is a flow, errors clustered by country;
        empty on a drawn panel.
    """
    if "interpolated" not in panel:
        return {}
    columns = [
        column
        for column in estimable(panel, printed_columns(exhibit))
        if level_of(column.outcome_in(panel)) in panel
    ]
    bare = observed(panel)
    found = {
        BARE: baseline.estimate_all(bare, estimable(bare, columns), baseline.CLUSTERED),
        POISSON: {column: one for column in columns if (one := poisson(panel, column)) is not None},
    }
    return {words: baseline.tidy(one, track) for words, one in found.items() if one}


def filled(panel: pd.DataFrame) -> dict[str, float]:
    """How many cells of country, year, flow and division were filled, of how many, and rows concerned.

    Returns
    -------
    dict with ``cells``, ``of`` and ``rows``; not a number where the panel does not say.
    """
    report = pd.DataFrame(panel.attrs.get("report", []), columns=["kind", "item", "records"])
    cells = report[report["kind"] == "cell"].set_index("item")["records"]
    if cells.empty or "interpolated" not in panel:
        return dict.fromkeys(("cells", "of", "rows"), np.nan)
    ours = cells[[item for item in cells.index if not item.startswith(("exports", "imports", "trade"))]]
    return {
        "cells": int(ours[[item for item in ours.index if item.startswith("filled")]].sum()),
        "of": int(ours.sum()),
        "rows": int((panel["interpolated"] != "").sum()),
    }


def report(panel: pd.DataFrame) -> pd.DataFrame | None:
    """What became of the extract's records and cells; None where the panel is of no extract."""
    rows = panel.attrs.get("report")
    return None if "interpolated" not in panel or not rows else pd.DataFrame(rows)
