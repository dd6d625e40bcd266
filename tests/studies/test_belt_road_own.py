"""Zeros, filled cells and absent variables on the user's own panel of the Belt and Road paper."""

import numpy as np
import pandas as pd
import pytest

from lib.exhibits import belt_road_baseline as tables
from lib.exhibits import belt_road_extensions as extensions
from lib.panels.belt_road import COUNTRIES, YEARS, bri, logarithm
from lib.panels.belt_road_columns import MECHANISMS, level_of, printed_columns
from lib.studies import belt_road_baseline as baseline
from lib.studies import belt_road_mechanisms as mechanisms
from lib.studies import belt_road_own as own
from lib.studies import belt_road_record as record

EFFECT = 0.3


@pytest.fixture
def panel():
    """Exports with the effect and no noise, two zeros of imports, one missing year, one filled cell."""
    grid = [(iso3, year) for iso3 in sorted(COUNTRIES) for year in YEARS]
    frame = pd.DataFrame(grid, columns=["iso3", "year"])
    rng = np.random.default_rng(5)
    for name in ("ln_population", "ln_gdp_per_head", "growth"):
        frame[name] = rng.normal(size=len(frame))
    level = EFFECT * bri(frame) + frame["iso3"].map({c: k for k, c in enumerate(COUNTRIES)})
    frame["exports"] = np.exp(level + frame["growth"])
    frame["imports"] = frame["exports"] * 2
    at = frame.set_index(["iso3", "year"]).index
    frame.loc[at.isin([("TJK", 2005), ("TJK", 2016)]), "imports"] = 0.0
    frame.loc[at.isin([("TKM", 2003)]), ["exports", "imports"]] = np.nan
    off = at.isin([("UZB", 2009)])
    frame.loc[off, "exports"] *= 10
    frame["trade"] = frame["exports"] + frame["imports"]
    for name in ("exports", "imports", "trade"):
        frame[f"ln_{name}"] = logarithm(frame[name])
    frame["interpolated"] = np.where(off, "exports_54: linear interpolation", "")
    for name in ("ln_road_density", "inequality", "flow", "quality_exp", "quality_imp", *MECHANISMS):
        frame[name] = np.nan
    items = {"in the extract": 90, "filled: linear interpolation": 10, "exports missing": 1}
    frame.attrs["report"] = [{"kind": "cell", "item": item, "records": n} for item, n in items.items()]
    return frame


def test_zeros_and_missing_rows_are_counted_and_shown(panel):
    counts = own.left_out(panel, "table_3")
    assert counts.loc[own.ZERO].tolist() == [0, 0, 0, 2, 2, 2]
    assert counts.loc[own.MISSING].tolist() == [1] * 6
    rows = baseline.tidy(baseline.estimate_all(panel, printed_columns("table_3")), "original")
    shown = tables.side_by_side(
        record.estimates(), "table_3", {"computed": rows}, ("bri",), baseline.sizes("table_3"), counts
    )
    assert shown.loc[("rows left out", "zero")].tolist() == ["0", "0", "0", "2", "2", "2"]
    assert shown.loc[("observations", "computed")].tolist() == ["188"] * 3 + ["186"] * 3


def test_poisson_keeps_the_zeros(panel):
    third, sixth = (printed_columns("table_3")[place] for place in (2, 5))
    clean = panel[panel["interpolated"] == ""]
    assert own.poisson(clean, third).params["bri"] == pytest.approx(EFFECT, abs=1e-6)
    assert own.poisson(panel, sixth).nobs == 188
    drawn = panel.drop(columns=["exports", "imports"])
    assert own.poisson(drawn, third) is None


def test_the_regressions_run_without_filled_cells(panel):
    beside = own.beside(panel, "table_3", "original")
    assert list(beside) == [own.BARE, own.POISSON]
    third = beside[own.BARE].query("column == '(3)'").set_index(["term", "statistic"])["value"]
    assert third["", "n"] == 187 and third["bri", "coef"] == pytest.approx(EFFECT, abs=1e-9)
    with_filled = baseline.estimate_all(panel, printed_columns("table_3"))[printed_columns("table_3")[2]]
    assert abs(with_filled.params["bri"] - EFFECT) > 0.01
    # Imports of that year were known.
    assert beside[own.BARE].query("column == '(6)' and statistic == 'n'")["value"].tolist() == [186]
    assert own.filled(panel) == {"cells": 10, "of": 100, "rows": 1}
    assert own.beside(panel.drop(columns="interpolated"), "table_3", "original") == {}


def test_tables_without_their_variables_are_named_and_not_estimated(panel):
    for exhibit in ("table_5", "table_6", "table_7", "table_8"):
        assert mechanisms.printed_rows(panel, exhibit, "original") is None
        assert own.not_estimated(panel, exhibit).startswith(f"Not estimated: needs {own.VARIABLES}")
    assert own.not_estimated(panel, "table_3") == ""


def test_columns_with_their_variables_are_estimated_and_the_others_named(panel):
    rng = np.random.default_rng(6)
    for name in ("policy", "infrastructure", "quality_exp"):
        panel[name] = rng.normal(size=len(panel))
    rows = mechanisms.printed_rows(panel, "table_7", "original")
    assert sorted(rows["column"].unique()) == ["(1)", "(2)"]
    # No filled cell is in the outcome, and it is no flow.
    assert own.beside(panel, "table_7", "original") == {}
    assert "Not estimated (3), (4), (5), (6), (7), (8): needs" in own.not_estimated(panel, "table_7")
    shown = tables.side_by_side(
        record.estimates(), "table_7", extensions.sources(rows), ("policy",), baseline.sizes("table_7"),
        own.left_out(panel, "table_7"),
    )  # fmt: skip
    assert shown.loc[("observations", "computed")].tolist() == ["189", "189"] + [""] * 6
    assert shown.loc[("rows left out", "missing")].tolist() == ["0", "0"] + [""] * 6
    assert np.isnan(extensions.estimate_of(rows, "(3)", "policy")["coef"])


def test_the_flow_behind_an_outcome():
    assert level_of("ln_exports") == level_of("ln_exports__table_4_1") == "exports"
    assert level_of("flow") is None
