"""Frontiers against Frontier 4.1 and R frontier 1.1; the README of the oracles names the sources."""

import numpy as np
import pandas as pd
import pytest
from frontier_references import FIRMS, RICE, RICE_OLS

from lib import paths
from lib.estimators.frontier import FrontierSpec, fit, loglikelihood

LOGLIK, RELATIVE, EFFICIENCY, WEAK = 1e-4, 1e-3, 1e-3, 0.02


def oracle(name: str, **options) -> pd.DataFrame:
    path = paths.oracles() / "frontier" / name
    if not path.exists():
        pytest.skip(f"reference data {name} are not in {paths.oracles()}; set ORACLES")
    return pd.read_csv(path, **options)


@pytest.fixture(scope="module")
def firms() -> pd.DataFrame:
    return oracle("eg1-dta.txt", sep=r"\s+", header=None, names=["firm", "period", "ly", "lx1", "lx2"])


@pytest.fixture(scope="module")
def rice() -> pd.DataFrame:
    frame = oracle("riceProdPhil.csv")
    for name in ("PROD", "AREA", "LABOR", "NPK"):
        frame[f"l{name}"] = np.log(frame[name])
    return frame


def rice_spec(model: str, **options) -> FrontierSpec:
    keys = {"unit": "FMERCODE", "period": "YEARDUM"}
    return FrontierSpec("lPROD", ("lAREA", "lLABOR", "lNPK"), model, **keys, **options)


def test_half_normal_firms_as_frontier_41(firms):
    result = fit(firms, FrontierSpec("ly", ("lx1", "lx2"), unit="firm"))
    pd.testing.assert_series_equal(
        result.params, pd.Series(FIRMS["params"]), rtol=RELATIVE, check_names=False, check_exact=False
    )
    assert result.loglik == pytest.approx(FIRMS["loglik"], abs=LOGLIK)
    assert result.loglik_ols == pytest.approx(FIRMS["loglik_ols"], abs=LOGLIK)
    assert result.lr == pytest.approx(FIRMS["lr"], abs=2 * LOGLIK)
    assert result.lr_critical[0.05] == pytest.approx(2.706, abs=5e-4)
    assert (result.converged, result.boundary) == (True, None)


def test_half_normal_firms_efficiencies(firms):
    result = fit(firms, FrontierSpec("ly", ("lx1", "lx2")))
    reference = oracle("eg1_efficiencies.csv")
    np.testing.assert_allclose(result.efficiency.to_numpy(), reference["te"], atol=EFFICIENCY)
    assert result.efficiency.mean() == pytest.approx(FIRMS["mean"], abs=EFFICIENCY)


def test_half_normal_firms_standard_errors(firms):
    """Frontier 4.1 prints its optimiser's approximation, a few per cent off the Hessian's at best."""
    result = fit(firms, FrontierSpec("ly", ("lx1", "lx2")))
    printed = FIRMS["std_errors"]
    np.testing.assert_allclose(result.std_errors[list(printed)], list(printed.values()), rtol=0.05)


@pytest.mark.parametrize("model", RICE)
def test_rice_farms_as_r_frontier(rice, model):
    reference = RICE[model]
    options = {"inefficiency": ("EDYRS", "BANRAT")} if model == "bc95" else {}
    result = fit(rice, rice_spec(model, **options))
    for name, value in reference["params"].items():
        assert result.params[name] == pytest.approx(value, rel=RELATIVE), name
    for name, value in reference.get("weak", {}).items():
        assert result.params[name] == pytest.approx(value, rel=WEAK), name
    assert result.loglik == pytest.approx(reference["loglik"], abs=LOGLIK)
    assert result.loglik_ols == pytest.approx(RICE_OLS, abs=LOGLIK)
    assert result.lr == pytest.approx(reference["lr"], abs=2 * LOGLIK)
    assert result.lr_df == reference["lr_df"]
    assert result.efficiency.mean() == pytest.approx(reference["mean"], abs=EFFICIENCY)
    assert (result.converged, result.boundary, result.hessian_status) == (True, None, "negative definite")


def test_rice_eta_standard_error(rice):
    """R's standard error comes from the same approximation as Frontier's: compare loosely."""
    assert fit(rice, rice_spec("bc92_eta")).std_errors["eta"] == pytest.approx(0.03105, rel=0.05)


@pytest.mark.parametrize("model", ["bc92", "bc92_eta", "bc95"])
def test_likelihood_at_the_printed_estimates(rice, model):
    """No search between: the likelihood itself, at the reference's own digits, in the frame's own units."""
    options = {"inefficiency": ("EDYRS", "BANRAT")} if model == "bc95" else {}
    printed = RICE[model]["params"] | RICE[model].get("weak", {})
    value = loglikelihood(rice, rice_spec(model, **options), pd.Series(printed))
    assert value == pytest.approx(RICE[model]["loglik"], abs=LOGLIK)
