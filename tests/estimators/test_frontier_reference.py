"""Frontiers against Frontier 4.1 and R frontier 1.1; the README of the oracles names the sources."""

import numpy as np
import pandas as pd
import pytest

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


RICE = {
    "bc92": {
        "params": {
            "const": -0.832169,
            "lAREA": 0.453897,
            "lLABOR": 0.288924,
            "lNPK": 0.227544,
            "sigma2": 0.155377,
            "gamma": 0.464312,
        },
        "loglik": -86.43042,
        "lr": 36.95284,
        "lr_df": 1,
        "mean": 0.8188,
        "rounding": 5e-5,
    },
    "bc92_eta": {
        "params": {
            "const": -0.753919,
            "lAREA": 0.474918,
            "lLABOR": 0.300096,
            "lNPK": 0.199462,
            "sigma2": 0.129956,
            "gamma": 0.369635,
            "eta": 0.0589095,
        },
        "loglik": -84.550358,
        "lr": 40.71296,
        "lr_df": 2,
        "mean": 0.8178749,
        "rounding": 0.0,
    },
    "bc95": {
        "params": {"const": -1.05176, "lAREA": 0.379767, "lLABOR": 0.321029, "lNPK": 0.263797},
        "weak": {
            "delta_0": -2.7465,
            "delta:EDYRS": -0.02861,
            "delta:BANRAT": -3.6355,
            "sigma2": 1.66659,
            "gamma": 0.978799,
        },
        "loglik": -77.313626,
        "lr": 55.18643,
        "lr_df": 4,
        "mean": 0.784927,
        "rounding": 0.0,
    },
}


def test_half_normal_firms_as_frontier_41(firms):
    result = fit(firms, FrontierSpec("ly", ("lx1", "lx2"), unit="firm"))
    printed = {
        "const": 0.56161963,
        "lx1": 0.28110205,
        "lx2": 0.53647981,
        "sigma2": 0.21700046,
        "gamma": 0.79720730,
    }
    pd.testing.assert_series_equal(
        result.params, pd.Series(printed), rtol=RELATIVE, check_names=False, check_exact=False
    )
    assert result.loglik == pytest.approx(-17.027229, abs=LOGLIK)
    assert result.loglik_ols == pytest.approx(-18.446849, abs=LOGLIK)
    assert result.lr == pytest.approx(2.8392402, abs=2 * LOGLIK)
    assert result.lr_critical[0.05] == pytest.approx(2.706, abs=5e-4)
    assert (result.converged, result.boundary) == (True, None)


def test_half_normal_firms_efficiencies(firms):
    result = fit(firms, FrontierSpec("ly", ("lx1", "lx2")))
    reference = oracle("eg1_efficiencies.csv")
    np.testing.assert_allclose(result.efficiency.to_numpy(), reference["te"], atol=EFFICIENCY)
    assert result.efficiency.mean() == pytest.approx(0.74056772, abs=EFFICIENCY)


def test_half_normal_firms_standard_errors(firms):
    """Frontier 4.1 prints its optimiser's approximation, a few per cent off the Hessian's at best."""
    result = fit(firms, FrontierSpec("ly", ("lx1", "lx2")))
    printed = [0.20261668, 0.04764337, 0.04525155]
    np.testing.assert_allclose(result.std_errors[["const", "lx1", "lx2"]], printed, rtol=0.05)


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
    assert result.loglik_ols == pytest.approx(-104.906839, abs=LOGLIK)
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
