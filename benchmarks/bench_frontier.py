"""Time and log-likelihood of the frontier estimator beside two Python peers; see README.md."""

import argparse
import signal
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib import paths
from lib.estimators.frontier import FrontierSpec, fit, loglikelihood
from lib.estimators.frontier_simulation import simulate

PANEL_MODELS = {"bc92": "ti", "bc92_eta": "tvd", "bc95": "bc95"}


@dataclass(frozen=True)
class Case:
    """One model on one data set; `frame` is None where the data are missing."""

    name: str
    frame: pd.DataFrame | None
    spec: FrontierSpec
    repeats: int = 3


def reference_cases() -> list[Case]:
    """The frontier guide's firms and the rice farms."""
    folder = paths.oracles() / "frontier"
    firms, rice = folder / "eg1-dta.txt", folder / "riceProdPhil.csv"
    names = ["firm", "period", "ly", "lx1", "lx2"]
    firms = pd.read_csv(firms, sep=r"\s+", header=None, names=names) if firms.exists() else None
    rice = pd.read_csv(rice) if rice.exists() else None
    if rice is not None:
        for name in ("PROD", "AREA", "LABOR", "NPK"):
            rice[f"l{name}"] = np.log(rice[name])
    keys = {"unit": "FMERCODE", "period": "YEARDUM"}
    x = ("lAREA", "lLABOR", "lNPK")
    return [
        Case("firms, half-normal", firms, FrontierSpec("ly", ("lx1", "lx2"))),
        Case("rice, BC 1992", rice, FrontierSpec("lPROD", x, "bc92", **keys)),
        Case("rice, BC 1992 eta", rice, FrontierSpec("lPROD", x, "bc92_eta", **keys)),
        Case("rice, BC 1995", rice, FrontierSpec("lPROD", x, "bc95", ("EDYRS", "BANRAT"), **keys)),
    ]


def maritime_cases() -> list[Case]:
    """A gravity frontier with twelve inefficiency variables, complete rows with positive investment."""
    path = paths.FACTS / "maritime_ofdi.csv"
    z = ("corridor", "fta", "energy", "servers", "imports", "labour_participation_pct", "corruption_control")
    z += tuple(f"efw_{area}" for area in ("government_size", "legal_system", "sound_money", "trade_freedom"))
    x = ("gdp", "people", "distance", "gdp_china")
    spec = FrontierSpec("y", x, "bc95", (*z, "efw_regulation"), unit="iso3", period="year")
    cases = []
    for outcome in ("stock", "flow"):
        frame = None
        if path.exists():
            frame = _gravity(pd.read_csv(path), f"ofdi_{outcome}_musd").dropna(subset=[*spec.numeric_columns])
        cases.append(Case(f"maritime {outcome}, BC 1995", frame, spec))
    return cases


def _gravity(facts: pd.DataFrame, outcome: str) -> pd.DataFrame:
    positive = facts[facts[outcome] > 0]
    return positive.assign(
        y=np.log(positive[outcome]),
        gdp=np.log(positive["gdp_usd"]),
        people=np.log(positive["population"]),
        distance=np.log(positive["distance_km"]),
        gdp_china=np.log(positive["gdp_usd_china"]),
        corridor=(positive["year"] > 2013).astype(float),
        fta=((positive["region"] == "ASEAN") & (positive["year"] >= 2010)).astype(float),
        energy=np.log(positive["energy_use_kgoe_per_head"]),
        servers=np.log1p(positive["secure_servers_per_million"]),
        imports=positive["imports_from_china_usd"] / positive["gdp_usd"],
    )


def large_case(rows: int) -> Case:
    """Twenty parameters, drawn from the 1995 model."""
    x, z = tuple(f"x{i}" for i in range(8)), tuple(f"z{i}" for i in range(8))
    spec = FrontierSpec("y", x, "bc95", z, unit="unit", period="period")
    params = pd.Series(0.1, index=list(spec.parameter_names))
    params[["const", "sigma2", "gamma"]] = 1.0, 0.5, 0.7
    frame = simulate(spec, params, np.random.default_rng(0), units=rows // 10, periods=10)
    return Case(f"simulated, BC 1995, {rows:,} rows", frame, spec, repeats=1)


def statspai(case: Case) -> tuple[float, str]:
    """Log-likelihood and remark of StatsPAI."""
    import statspai

    spec, x = case.spec, list(case.spec.regressors)
    if spec.model in PANEL_MODELS:
        emean = list(spec.inefficiency) if spec.model == "bc95" else None
        keys = {"id": spec.unit, "time": spec.period, "model": PANEL_MODELS[spec.model]}
        result = statspai.xtfrontier(case.frame, y=spec.outcome, x=x, emean=emean, **keys)
    else:
        result = statspai.frontier(case.frame, y=spec.outcome, x=x)
    remarks = [] if result.model_info["converged"] else ["not converged"]
    if (np.diag(result.diagnostics["vcov"]) < 0).any():
        remarks.append("negative variances")
    if (remark := f"gamma {result.model_info['gamma']:.6f}") and spec.model == "bc95":
        remarks.append(remark)
    return float(result.diagnostics["log_likelihood"]), ", ".join(remarks)


def pysfa(case: Case) -> tuple[float, str]:
    """Log-likelihood and remark of pysfa, which estimates half-normal cross-sections only."""
    if case.spec.model != "half_normal":
        return np.nan, "does not have this model"
    from pysfa import SFA

    model = SFA.SFA(case.frame[case.spec.outcome].tolist(), case.frame[list(case.spec.regressors)].to_numpy())
    values = [*model.get_beta(), model.get_sigma2(), model.get_sigmau2() / model.get_sigma2()]
    model.get_std_err(), model.get_technical_efficiency()
    return loglikelihood(case.frame, case.spec, pd.Series(values, index=case.spec.parameter_names)), ""


def timed(run: Callable, repeats: int, limit: int) -> tuple[float, object]:
    """Seconds of the quickest run and its result; the result is an exception where it failed."""

    def stop(*_):
        raise TimeoutError(f"stopped after {limit} s")

    signal.signal(signal.SIGALRM, stop)
    seconds, result = np.inf, None
    for _ in range(repeats):
        signal.alarm(limit)
        begin = time.perf_counter()
        try:
            result = run()
        except Exception as error:  # a peer's failure is a row of the table, not the end of it
            result = error
        finally:
            signal.alarm(0)
        seconds = min(seconds, time.perf_counter() - begin)
        if isinstance(result, Exception):
            break
    return seconds, result


def rows_of(case: Case, limit: int) -> list[dict]:
    """The table's rows of one case, one a peer."""
    if case.frame is None:
        return [{"case": case.name, "remark": "skipped: data missing"}]
    seconds, ours = timed(lambda: fit(case.frame, case.spec), case.repeats, limit)
    if isinstance(ours, Exception):
        raise ours
    rows = []
    for peer in (statspai, pysfa):
        theirs_seconds, theirs = timed(lambda peer=peer: peer(case), case.repeats, limit)
        failed = isinstance(theirs, Exception)
        value, remark = (np.nan, f"{type(theirs).__name__}: {theirs}"[:60]) if failed else theirs
        absent = not failed and np.isnan(value)
        rows.append(
            {
                "case": case.name,
                "rows": len(case.frame),
                "parameters": len(ours.params),
                "ours, s": round(seconds, 4),
                "log-likelihood": round(ours.loglik, 6),
                "ours is": ours.status,
                "peer": peer.__name__,
                "peer, s": np.nan if absent else round(theirs_seconds, 4),
                "times slower": np.nan if absent else round(theirs_seconds / seconds, 1),
                "ours minus peer": round(ours.loglik - value, 6),
                "remark": remark,
            }
        )
    return rows


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the large case; 0 leaves it out")
    parser.add_argument("--limit", type=int, default=300, help="seconds a peer gets for one fit")
    options = parser.parse_args()
    warnings.simplefilter("ignore")  # the peers' own warnings; their failures are in the remarks
    cases = [*reference_cases(), *maritime_cases()]
    if options.rows:
        cases.append(large_case(options.rows))
    table = [row for case in cases for row in rows_of(case, options.limit)]
    print(pd.DataFrame(table).to_string(index=False, na_rep="-"))


if __name__ == "__main__":
    main()
