"""Dynamic panel GMM against Stata, gretl, R and printed tables; `gmm_references` names the sources.

Runs of Stata have 16 digits and are met to one part in a million. Printed numbers are met to half of their
last digit.
"""

import json

import numpy as np
import pandas as pd
import pytest
from gmm_references import PRINTED, STATA

from lib import paths
from lib.estimators.gmm import estimate, parse

RELATIVE = 1e-6


def oracle(name: str):
    path = paths.oracles() / "gmm" / name
    if not path.exists():
        pytest.skip(f"reference data {name} are not in {paths.oracles()}; set ORACLES")
    return path


@pytest.fixture(scope="module")
def firms() -> pd.DataFrame:
    frame = pd.read_csv(oracle("abdata.csv"))
    years = {f"y{year}": (frame["year"] == year).astype(float) for year in range(1979, 1985)}
    return frame.assign(**years)


@pytest.fixture(scope="module")
def runs() -> dict:
    return json.loads(oracle("xtabond2_stata.json").read_text())


def fitted(frame, formula, options):
    return estimate(frame, parse(formula, **options), "id", "year")


def agrees(printed: str, value: float, what: str = "") -> None:
    """Whether a value rounds to what is printed; a hair is left for values on the border."""
    digits = len(printed.split(".")[1])
    assert value == pytest.approx(float(printed), rel=0, abs=0.5000001 * 10**-digits), what


def counted(name: str, result) -> dict:
    """Our values of Stata's e(): xtabond and xtabond2 name them differently."""
    z, p = result.ar["z"], result.ar["p"]
    fewest, mean, most = result.periods
    common = {"N": result.nobs, "N_g": result.units, "g_min": fewest, "g_avg": mean, "g_max": most}
    if not name.startswith("D"):
        rss = float(result.residuals @ result.residuals)
        return {**common, "arm1": z[0], "arm2": z[1], "zrank": result.instruments, "rss": rss}
    tests = {"sargan": result.sargan.statistic, "sarganp": result.sargan.p, "sar_df": result.sargan.df}
    tests |= {"hansen": result.hansen.statistic, "hansenp": result.hansen.p, "hansen_df": result.hansen.df}
    ar = {"ar1": z[0], "ar2": z[1], "ar1p": p[0], "ar2p": p[1]}
    return {**common, **tests, **ar, "j": result.instruments, "sig2": result.sigma2}


def test_every_run_of_stata_is_compared(runs):
    assert set(STATA) == set(runs)


@pytest.mark.parametrize("name", STATA)
def test_stata(firms, runs, name):
    result, run = fitted(firms, *STATA[name]), runs[name]
    names = {"_cons": "constant"}
    for theirs, ours in (("coef", result.params), ("se", result.std_errors)):
        expected = {names.get(key, key): value for key, value in run[theirs].items()}
        assert set(ours.index) == set(expected)
        for term, value in expected.items():
            assert ours[term] == pytest.approx(value, rel=RELATIVE), f"{theirs} {term}"
    for key, value in counted(name, result).items():
        assert value == pytest.approx(run["e"][key], rel=RELATIVE), key


@pytest.mark.parametrize("name", [name for name in STATA if not name.startswith("D")])
def test_variance_of_the_errors_by_xtabond_has_degrees_of_freedom_taken_off(firms, runs, name):
    result, e = fitted(firms, *STATA[name]), runs[name]["e"]
    left = result.nobs - len(result.params)
    assert result.sigma2 * result.nobs / left == pytest.approx(e["sig2"], rel=RELATIVE)
    assert result.wald == pytest.approx((e["chi2"], e["df_m"], result.wald.p), rel=RELATIVE)


@pytest.mark.parametrize("name", [name for name in STATA if name.startswith("D")])
def test_wald_by_xtabond2_counts_the_constant_in_the_statistic_only(firms, runs, name):
    result, e = fitted(firms, *STATA[name]), runs[name]["e"]
    b, v = result.params.to_numpy(), result.cov.to_numpy()
    assert b @ np.linalg.solve(v, b) == pytest.approx(e["chi2"], rel=RELATIVE)
    slopes = [j for j, term in enumerate(result.params.index) if term != "constant"]
    ours = b[slopes] @ np.linalg.solve(v[np.ix_(slopes, slopes)], b[slopes])
    assert result.wald[:2] == pytest.approx((ours, e["df_m"]), rel=RELATIVE)


@pytest.mark.parametrize("name", PRINTED)
def test_printed(firms, name):
    case = PRINTED[name]
    result = fitted(firms, case["formula"], case["options"])
    for key, value in case.get("counts", {}).items():
        assert getattr(result, key) == value
    for term, (coef, se) in case.get("params", {}).items():
        agrees(coef, result.params[term], term)
        agrees(se, result.standard_errors[term] * case.get("small", 1.0), f"standard error of {term}")
    scale = case.get("sigma2", 1.0)
    homoskedastic = case["options"].get("covariance") == "classical"
    for printed, z in zip(case.get("ar", ()), result.ar["z"], strict=False):
        agrees(printed, z / (scale**0.5 if homoskedastic else 1.0), "AR")
    for key, factor in (("sargan", scale), ("hansen", 1.0), ("wald", 1.0)):
        if key in case:
            statistic, df, _ = getattr(result, key)
            agrees(case[key][0], statistic / factor, key)
            assert df == case[key][1]


@pytest.mark.parametrize("name", [name for name in PRINTED if "sets" in PRINTED[name]])
def test_printed_tests_of_sets_of_instruments(firms, name):
    case = PRINTED[name]
    table = fitted(firms, case["formula"], case["options"]).difference_in_hansen
    for label, (excluding, excluding_df, difference, df) in case["sets"].items():
        agrees(excluding, table.loc[label, "excluding"], label)
        agrees(difference, table.loc[label, "difference"], label)
        assert tuple(table.loc[label, ["excluding_df", "df"]]) == (excluding_df, df)
