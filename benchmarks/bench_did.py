"""Estimators of staggered treatment at full size, Sun-Abraham beside diff-diff; see README.md."""

import argparse

import pandas as pd
from bench_fixed_effects import measured

from lib.estimators import did

SPEC = did.DidSpec("y", "pair", "year", cohort="date")


def event_study(frame: pd.DataFrame, *_) -> tuple[float, float]:
    """Leads and lags with effects of pairs and years: the first lag."""
    result = did.event_study(frame, SPEC)
    return result.params["lag_0"], result.std_errors["lag_0"]


def callaway_santanna(frame: pd.DataFrame, *_) -> tuple[float, float]:
    """Group-time effects: their average."""
    return _overall(did.callaway_santanna(frame, SPEC))


def sun_abraham(frame: pd.DataFrame, *_) -> tuple[float, float]:
    """Cohorts' effects from sums over units: their average."""
    return _overall(did.sun_abraham(frame, SPEC))


def diff_diff_sun_abraham(frame: pd.DataFrame, *_) -> tuple[float, float]:
    """The same by diff-diff's regression."""
    import diff_diff

    data = frame.assign(date=frame["date"].fillna(0))
    result = diff_diff.SunAbraham().fit(data, "y", "pair", "year", "date")
    return result.overall_att, result.overall_se


def imputation(frame: pd.DataFrame, *_) -> tuple[float, float]:
    """Imputation, leads included: the average effect."""
    return _overall(did.imputation(frame, SPEC))


def goodman_bacon(frame: pd.DataFrame, *_) -> tuple[float, float]:
    """The decomposition of the balanced part."""
    return did.goodman_bacon(frame, SPEC).twfe, float("nan")


def treatment_weights(frame: pd.DataFrame, *_) -> tuple[float, float]:
    """Weights of treated rows: the sum of the negative ones."""
    return did.treatment_weights(frame, SPEC).negative, float("nan")


def honest_did(frame: pd.DataFrame, *_) -> tuple[float, float]:
    """Sensitivity of an event study under smoothness, the study included: the first interval."""
    return tuple(did.honest_did(did.event_study(frame, SPEC)).table.loc[0.0, ["lower", "upper"]])


CASES = (
    event_study, callaway_santanna, sun_abraham, diff_diff_sun_abraham, imputation, goodman_bacon,
    treatment_weights, honest_did,
)  # fmt: skip


def _overall(result: did.EventResult) -> tuple[float, float]:
    return result.params["overall"], result.std_errors["overall"]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=2, help="runs, of which the best counts")
    parser.add_argument("--limit", type=float, default=180, help="seconds that a run may take")
    parser.add_argument("--memory", type=float, default=10, help="GiB of addresses that a run may have")
    options = parser.parse_args()
    print("| estimator | CPU, s | memory, MB | estimate | standard error |\n|---|---:|---:|---:|---:|")
    for case in CASES:
        answer = measured(case, (), "OLS", options.repeat, options)
        cells = [answer] if isinstance(answer, str) else [f"{answer[0]:.2f}", f"{answer[1]:.0f}"]
        cells += [] if isinstance(answer, str) else [f"{value:.6g}" for value in answer[2:]]
        print(f"| {case.__name__} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
