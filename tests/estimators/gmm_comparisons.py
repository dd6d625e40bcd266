"""Each quantity of each reference of GMM beside ours; ``benchmarks/reference_gmm.py`` prints the table."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from gmm_references import PRINTED, STATA

from lib import paths
from lib.estimators.gmm import GMMResult, estimate, parse

RELATIVE = 1e-6  # of Stata's runs, which have 16 digits
_BORDER = 1.0000002  # of half a digit: values on the border, and the rounding of a printed decimal


class Compared(NamedTuple):
    """A quantity, its reference and our value, and how far apart they may be."""

    quantity: str
    reference: float
    ours: float
    allowed: float

    @property
    def agrees(self) -> bool:
        return abs(self.ours - self.reference) <= self.allowed

    @property
    def relative(self) -> float:
        return abs(self.ours - self.reference) / (abs(self.reference) or 1.0)


def folder() -> Path:
    return paths.oracles() / "gmm"


def firms() -> pd.DataFrame:
    """The data of Arellano and Bond (1991), with a dummy a year from 1979."""
    frame = pd.read_csv(folder() / "abdata.csv")
    years = {f"y{year}": (frame["year"] == year).astype(float) for year in range(1979, 1985)}
    return frame.assign(**years)


def runs() -> dict:
    return json.loads((folder() / "xtabond2_stata.json").read_text())


def fitted(frame: pd.DataFrame, formula: str, options: dict) -> GMMResult:
    return estimate(frame, parse(formula, **options), "id", "year")


def exact(quantity: str, reference: float, ours: float) -> Compared:
    return Compared(quantity, reference, float(ours), RELATIVE * abs(reference))


def rounded(quantity: str, printed: str, ours: float) -> Compared:
    """To half of the last digit that is printed."""
    digits = len(printed.split(".")[1]) if "." in printed else 0
    return Compared(quantity, float(printed), float(ours), 0.5 * _BORDER * 10**-digits)


def with_stata(name: str, result: GMMResult, run: dict) -> Iterator[Compared]:
    """All that a run of Stata stores and that has a counterpart here."""
    e, names = run["e"], {"_cons": "constant"}
    assert {names.get(key, key) for key in run["coef"]} == set(result.params.index)
    for key, value in run["coef"].items():
        yield exact(f"coefficient of {key}", value, result.params[names.get(key, key)])
        yield exact(f"standard error of {key}", run["se"][key], result.std_errors[names.get(key, key)])
    fewest, mean, most = result.periods
    ours = {"N": result.nobs, "N_g": result.units, "g_min": fewest, "g_avg": mean, "g_max": most}
    ours |= {"df_m": result.wald.df}
    by_command = _by_xtabond2 if name.startswith("D") else _by_xtabond
    for key, value in (ours | by_command(result)).items():
        yield exact(f"e({key})", e[key], value)


def _by_xtabond(result: GMMResult) -> dict:
    """xtabond takes the parameters off the degrees of freedom of the errors' variance."""
    left = result.nobs - len(result.params)
    sum_of_squares = float(result.residuals @ result.residuals)
    z = result.ar["z"]
    return {
        "arm1": z[0], "arm2": z[1], "zrank": result.instruments, "rss": sum_of_squares,
        "sig2": result.sigma2 * result.nobs / left, "chi2": result.wald.statistic,
    }  # fmt: skip


def _by_xtabond2(result: GMMResult) -> dict:
    """xtabond2 counts the constant in Wald's statistic, not in its degrees of freedom; here in neither."""
    b = result.params.to_numpy()
    z, p = result.ar["z"], result.ar["p"]
    tests = {
        "sargan": result.sargan.statistic, "sarganp": result.sargan.p, "sar_df": result.sargan.df,
        "hansen": result.hansen.statistic, "hansenp": result.hansen.p, "hansen_df": result.hansen.df,
        "chi2": b @ np.linalg.solve(result.cov.to_numpy(), b),
    }  # fmt: skip
    ar = {"ar1": z[0], "ar2": z[1], "ar1p": p[0], "ar2p": p[1]}
    return {**tests, **ar, "j": result.instruments, "sig2": result.sigma2}


def with_print(name: str, result: GMMResult) -> Iterator[Compared]:
    """All that is printed of a case."""
    case = PRINTED[name]
    scale = case.get("sigma2", 1.0)
    for key, value in case.get("counts", {}).items():
        yield Compared(key, value, getattr(result, key), 0)
    for term, (coef, se) in case.get("params", {}).items():
        yield rounded(f"coefficient of {term}", coef, result.params[term])
        ours = result.standard_errors[term] * case.get("small", 1.0)
        yield rounded(f"standard error of {term}", se, ours)
    by_variance = scale**0.5 if case["options"].get("covariance") == "classical" else 1.0
    for order, (printed, z) in enumerate(zip(case.get("ar", ()), result.ar["z"], strict=False), start=1):
        yield rounded(f"AR({order})", printed, z / by_variance)
    for key, factor in (("sargan", scale), ("hansen", 1.0), ("wald", 1.0)):
        if key in case:
            statistic, df, _ = getattr(result, key)
            yield rounded(key, case[key][0], statistic / factor)
            yield Compared(f"{key}, degrees of freedom", case[key][1], df, 0)
    for label, (excluding, excluding_df, difference, df) in case.get("sets", {}).items():
        row = result.difference_in_hansen.loc[label]
        yield rounded(f"{label}, excluding", excluding, row["excluding"])
        yield rounded(f"{label}, difference", difference, row["difference"])
        yield Compared(f"{label}, degrees of freedom excluding", excluding_df, row["excluding_df"], 0)
        yield Compared(f"{label}, degrees of freedom", df, row["df"], 0)


def compared(name: str, frame: pd.DataFrame, stata: dict) -> list[Compared]:
    """All comparisons of a case, Stata's or printed."""
    if name in STATA:
        return list(with_stata(name, fitted(frame, *STATA[name]), stata[name]))
    case = PRINTED[name]
    return list(with_print(name, fitted(frame, case["formula"], case["options"])))
