"""The frontier's reference cases: printed, ours, difference.

``.venv/bin/python benchmarks/reference_frontier.py`` prints the table; the tests of the same numbers are in
``tests/estimators/test_frontier_reference.py``.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from lib import paths
from lib.estimators.frontier import FrontierResult, FrontierSpec, fit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "estimators"))
from frontier_references import FIRMS, RICE, RICE_OLS


def cases() -> dict[str, tuple[FrontierResult, dict]]:
    """Name of a case -> our result and the printed numbers."""
    folder = paths.oracles() / "frontier"
    if not folder.exists():
        sys.exit(f"the reference data are not in {folder}; set the variable ORACLES to their folder")
    names = ["firm", "period", "ly", "lx1", "lx2"]
    firms = pd.read_csv(folder / "eg1-dta.txt", sep=r"\s+", header=None, names=names)
    rice = pd.read_csv(folder / "riceProdPhil.csv")
    for name in ("PROD", "AREA", "LABOR", "NPK"):
        rice[f"l{name}"] = np.log(rice[name])
    found = {"half-normal, 60 firms": (fit(firms, FrontierSpec("ly", ("lx1", "lx2"))), FIRMS)}
    for model, printed in RICE.items():
        effects = ("EDYRS", "BANRAT") if model == "bc95" else ()
        keys = {"unit": "FMERCODE", "period": "YEARDUM", "inefficiency": effects}
        spec = FrontierSpec("lPROD", ("lAREA", "lLABOR", "lNPK"), model, **keys)
        found[f"{model}, rice farms"] = (fit(rice, spec), printed | {"loglik_ols": RICE_OLS})
    return found


def rows(case: str, result: FrontierResult, printed: dict) -> list[tuple]:
    """(case, quantity, printed, ours) of one case."""
    table = [(case, n, v, result.params[n]) for n, v in (printed["params"] | printed.get("weak", {})).items()]
    table += [(case, f"s.e. {n}", v, result.std_errors[n]) for n, v in printed.get("std_errors", {}).items()]
    ours = {
        "loglik": result.loglik,
        "loglik_ols": result.loglik_ols,
        "lr": result.lr,
        "mean": result.efficiency.mean(),
    }
    return table + [(case, "mean efficiency" if n == "mean" else n, printed[n], v) for n, v in ours.items()]


if __name__ == "__main__":
    found = [row for case, (result, printed) in cases().items() for row in rows(case, result, printed)]
    table = pd.DataFrame(found, columns=["case", "quantity", "printed", "ours"])
    table["difference"] = table["ours"] - table["printed"]
    table["relative"] = table["difference"] / table["printed"].abs()
    print(table.to_string(index=False, float_format=lambda x: f"{x:.8g}"))
