"""What the result of GMM says, and how specifications are written."""

import numpy as np
import pandas as pd
import pytest
from dynamic_panels import draw_panel

from lib.estimators.gmm import (
    GMMStyle,
    IVStyle,
    Spec,
    endogenous,
    estimate,
    exogenous,
    parse,
    predetermined,
)
from lib.estimators.gmm_transform import transformation, weight_factor
from lib.exhibits.regression import regression_table
from lib.results import TIDY

KEYS = {"paper": "agglomeration", "exhibit": "table_1", "column": "(1)", "track": "semi_synthetic"}


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    panel = draw_panel(2, units=90, periods=6).rename(columns={"k": "x", "q": "z", "period": "t"})
    return panel.assign(t=panel["t"] - 1)


@pytest.fixture(scope="module")
def result(frame):
    spec = parse("y ~ L.y + x | gmm(y, 2:3, collapse) + gmm(w, 1) + iv(x)", ar=3)
    return estimate(frame, spec, "unit", "t")


def test_a_formula_says_what_a_dataclass_says():
    formula = "n ~ L.n + w + k | gmm(L.n, 1:) + gmm(w k, 2:4, collapse) + gmm(ys, 3, level) + iv(k, level)"
    sets = (
        GMMStyle(("L.n",), (1, None)),
        GMMStyle(("w", "k"), (2, 4), collapse=True),
        GMMStyle(("ys",), (3, 3), "level"),
    )
    expected = Spec("n", ("L.n", "w", "k"), gmm=sets, iv=(IVStyle(("k",), "level"),), steps=1)
    assert parse(formula, steps=1) == expected


def test_the_three_kinds_of_variables():
    assert endogenous("y", "w", collapse=True) == GMMStyle(("y", "w"), (2, None), collapse=True)
    assert predetermined("w", lags=(1, 3)) == GMMStyle(("w",), (1, 3))
    assert exogenous("x", equation="difference") == IVStyle(("x",), "difference")


def test_a_label_reads_as_its_set_is_written():
    for text in ("gmm(n w, 2:4, level, collapse)", "gmm(L.n, 1:)", "gmm(w, 3)", "iv(k ys, difference)"):
        spec = parse(f"y ~ x | {text}")
        assert (*spec.gmm, *spec.iv)[0].label == text


def test_the_columns_that_a_model_reads():
    spec = parse("n ~ L.n + L2.w | gmm(n, 2:) + iv(L.k z)")
    assert spec.columns == ("n", "w", "k", "z")


def test_names_and_counts(frame, result):
    assert list(result.params.index) == ["L.y", "x", "constant"]
    assert result.nobs == 90 * 5 and result.units == 90 and result.periods == (5, 5.0, 5)
    assert result.extra == {"n_units": 90.0, "n_instruments": float(result.instruments)}
    assert result.steps == 2 and result.standard_errors.equals(result.std_errors)
    assert result.covariance is result.cov and result.instruments == len(result.instrument_names)


def test_names_of_instruments(result):
    assert result.instrument_names[:2] == ("x", "constant")
    assert result.instrument_names[2:5] == ("difference: L2.y", "difference: L3.y", "level: L1.D.y")
    assert result.instrument_names[5] == "difference: L1.w, 2002"
    assert result.instrument_names[-1] == "level: D.w, 2005"


def test_residuals_are_those_of_the_level_equation(frame, result):
    past = frame.sort_values("t").groupby("unit")["y"].shift(1).reindex(frame.index)
    b = result.params
    expected = (frame["y"] - b["L.y"] * past - b["x"] * frame["x"] - b["constant"]).dropna()
    pd.testing.assert_series_equal(result.residuals, expected, check_names=False, rtol=1e-9)


def test_tests_have_their_rows_in_the_tidy_form(result):
    tidy = result.tidy(**KEYS)
    assert list(tidy.columns) == TIDY and not tidy.duplicated(TIDY[:-2]).any()
    values = tidy.set_index(["term", "statistic"])["value"]
    assert values["ar2", "p"] == result.ar["p"][1] and values["ar3", "z"] == result.ar["z"][2]
    assert values["hansen", "p"] == result.hansen.p and values["hansen", "df"] == result.hansen.df
    assert values["", "n"] == result.nobs and values["", "n_instruments"] == result.instruments
    assert values["x", "se"] == result.std_errors["x"]


def test_a_regression_table_prints_it(result):
    cell = regression_table(result.tidy(**KEYS), ("x", "constant")).iloc[0, 0]
    assert cell.startswith(f"{result.params['x']:.3f}") and f"({result.std_errors['x']:.3f})" in cell


def test_the_printed_summary_says_what_the_tests_say(result):
    text = repr(result)
    assert "2-step system GMM; observations: 450; covariance: two-step with Windmeijer's correction" in text
    assert f"Hansen: chi2({result.hansen.df}) {result.hansen.statistic:.3f}, p {result.hansen.p:.3f}" in text
    assert f"AR(3): z {result.ar['z'][2]:.3f}" in text and f"instruments: {result.instruments}" in text


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"steps": 1}, "robust, clustered on units"),
        ({"steps": 1, "covariance": "classical"}, "classical"),
        ({"covariance": "classical"}, "uncorrected two-step"),
    ],
)
def test_covariances_in_words(frame, options, words):
    spec = parse("y ~ L.y + x | gmm(y, 2:3, collapse) + iv(x)", **options)
    assert estimate(frame, spec, "unit", "t").cov_type == words


def test_classical_one_step_has_sargan_and_no_hansen(frame):
    spec = parse("y ~ L.y + x | gmm(y, 2:3) + gmm(w, 1:2) + iv(x)", steps=1, covariance="classical")
    result = estimate(frame, spec, "unit", "t")
    assert np.isnan(result.hansen.statistic) and np.isnan(result.hansen.p)
    table = result.difference_in_hansen
    np.testing.assert_allclose(table["excluding"] + table["difference"], result.sargan.statistic)
    assert (table["excluding_df"] + table["df"] == result.sargan.df).all()


def test_sets_that_the_model_needs_have_no_row(frame):
    spec = parse("y ~ L.y + x | gmm(y, 2, collapse) + gmm(w, 1) + iv(x)", system=False)
    table = estimate(frame, spec, "unit", "t").difference_in_hansen
    assert list(table.index) == ["gmm(y, 2, collapse)", "gmm(w, 1)", "iv(x)"]
    alone = parse("y ~ L.y + x | gmm(y, 2, collapse) + iv(x)", system=False)
    assert estimate(frame, alone, "unit", "t").difference_in_hansen.empty


def test_orders_beyond_the_panel_have_no_test(frame):
    spec = parse("y ~ L.y + x | gmm(y, 2:3) + iv(x)", ar=8)
    ar = estimate(frame, spec, "unit", "t").ar
    assert list(ar["order"]) == list(range(1, 9)) and ar["z"].notna().tolist() == [True] * 3 + [False] * 5


@pytest.mark.parametrize("transform", ["difference", "orthogonal"])
@pytest.mark.parametrize("system", [True, False])
def test_first_weights_are_the_covariance_of_white_noise(transform, system):
    spec = Spec("y", ("L.y",), gmm=(GMMStyle("y"),), system=system, transform=transform)
    factor = weight_factor(spec, 5)
    h, m = factor.T @ factor, transformation(transform, 5)
    stacked = np.vstack([m, np.eye(5)]) if system else m
    np.testing.assert_allclose(h, stacked @ stacked.T, atol=1e-15)
    moved = np.eye(4) if transform == "orthogonal" else 2 * np.eye(4) - np.eye(4, k=1) - np.eye(4, k=-1)
    np.testing.assert_allclose(h[1:5, 1:5], moved, atol=1e-15)
    assert np.allclose(m.sum(axis=1), 0)
