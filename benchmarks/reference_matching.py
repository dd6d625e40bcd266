"""The reference cases of matching and of the wild bootstrap: printed, ours, difference.

``.venv/bin/python benchmarks/reference_matching.py`` prints the table; the tests of the same numbers are in
``tests/estimators/test_matching_reference.py`` and ``test_few_treated_wild.py``.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from lib import paths
from lib.estimators.few_treated import wild_bootstrap
from lib.estimators.fixed_effects import FixedEffectsSpec
from lib.estimators.matching import MatchingSpec, PropensitySpec, balance, match, propensity

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "estimators"))
from matching_references import GRUNFELD, LALONDE, LALONDE_LOGLIK, LALONDE_TIES, MATCHIT, MATCHIT_EFFECT

Row = tuple[str, str, float, float]
SPEC = PropensitySpec("d", ("x1", "x2"))
UNREACHED = "effect, not reached"


def nearest(folder: Path) -> Iterator[Row]:
    """psmatch2's nearest neighbour on its logit."""
    case, frame = "psmatch2, nearest", pd.read_csv(folder / "psmatch2_data.csv")
    printed = json.loads((folder / "psmatch2_stata.json").read_text())["neighbor"]
    score = propensity(frame, SPEC)
    result = match(frame, "d", score, outcomes=("y",))
    yield furthest(case, "score, furthest of {} rows", frame["_pscore"], score.score)
    yield case, "effect", printed["att"], result.params["y"]
    yield case, "standard error", printed["se_att"], result.std_errors["y"]
    yield case, "controls used", printed["n_control_used"], result.counts["controls_used"]
    yield furthest(case, "weight, furthest of {} rows", frame["_weight"].fillna(0), result.weights)


def kernel(folder: Path) -> Iterator[Row]:
    """psmatch2's Epanechnikov kernel with a bandwidth of one half, on its own score."""
    case, frame = "psmatch2, kernel", pd.read_csv(folder / "psmatch2_kernel_data.csv")
    printed = json.loads((folder / "psmatch2_stata.json").read_text())["kernel_epan_bw0.5"]
    result = match(frame, "d", "_pscore", MatchingSpec("kernel", bandwidth=0.5), ("y",))
    yield case, "effect", printed["att"], result.params["y"]
    yield case, "standard error", printed["se_att"], result.std_errors["y"]
    yield furthest(case, "weight, furthest of {} rows", frame["_weight"].fillna(0), result.weights)


def balances(folder: Path) -> Iterator[Row]:
    """pstest's table of two covariates and its summary, before and after."""
    frame = pd.read_csv(folder / "pstest_data.csv")
    printed = json.loads((folder / "pstest_stata.json").read_text())
    result = balance(frame, "d", ("x1", "x2"), match(frame, "d", propensity(frame, SPEC)).weights)
    cells = {"mean_treated": "mean_treated", "mean_control": "mean_control", "bias": "pct_bias"}
    cells |= {"variance_ratio": "variance_ratio"}
    whole = {"pseudo_r2": "ps_r2", "p_chi2": "p_chi2", "mean_bias": "mean_bias", "median_bias": "median_bias"}
    whole |= {"rubin_b": "rubin_b", "rubin_r": "rubin_r"}
    for sample, word in (("before", "unmatched"), ("after", "matched")):
        for name, values in printed["per_covariate"].items():
            own = result.table.loc[(name, sample)]
            for ours, key in cells.items():
                yield "pstest", f"{name}, {ours}, {sample}", values[f"{key}_{word}"], own[ours]
        for ours, key in whole.items():
            yield (
                "pstest",
                f"{ours}, {sample}",
                printed["summary"][word][key],
                result.summary.loc[sample, ours],
            )
    for name, values in printed["per_covariate"].items():
        own = result.table.loc[(name, "after"), "bias_reduction"]
        yield "pstest", f"{name}, bias_reduction", values["pct_reduction_abs_bias"], own


def lalonde(folder: Path) -> Iterator[Row]:
    """MatchIt's nearest neighbour without replacement, and the effect with ties."""
    case, frame = "MatchIt, LaLonde", pd.read_csv(folder / "lalonde_matchit.csv")
    frame = frame.assign(**{name: (frame["race"] == name).astype(int) for name in ("black", "hispan")})
    fitted = propensity(frame, PropensitySpec("treat", LALONDE))
    yield case, "log-likelihood of the logit", LALONDE_LOGLIK, fitted.loglik
    spec = MatchingSpec(replacement=False, order="largest")
    result = match(frame, "treat", fitted, spec, ("re78",))
    taken = frame.assign(distance=fitted.score)[(result.weights > 0) & (frame["treat"] == 0)]
    for name, text in MATCHIT.items():  # rounded as printed
        digits = len(text.split(".")[1])
        yield case, f"matched controls' {name}", float(text), round(taken[name].mean(), digits)
    yield case, UNREACHED, MATCHIT_EFFECT, result.params["re78"]
    ties = match(frame, "treat", fitted, MatchingSpec(ties=True), ("re78",))
    yield "attnd, LaLonde", "effect with ties", LALONDE_TIES, ties.params["re78"]


def grunfeld(folder: Path) -> Iterator[Row]:
    """The wild bootstrap of ten firms, all sign patterns listed."""
    frame = pd.read_csv(folder.parent / "wild_bootstrap" / "Grunfeld.csv")
    result = wild_bootstrap(frame, FixedEffectsSpec("inv", ("value", "capital")), "capital", "firm")
    case = "wild bootstrap, Grunfeld"
    yield case, "coefficient", GRUNFELD["coef"], result.coef
    yield case, "t", GRUNFELD["t"], result.t
    yield case, "sign patterns", GRUNFELD["patterns"], result.patterns
    yield case, "p", GRUNFELD["count"] / GRUNFELD["patterns"], result.pvalue


def furthest(case: str, quantity: str, printed: pd.Series, ours: pd.Series) -> Row:
    """The row of a column that is furthest from print, relatively where print is not zero."""
    apart = np.abs(ours.to_numpy() - printed.to_numpy()) / np.where(printed == 0, 1.0, np.abs(printed))
    place = int(np.argmax(apart))
    return case, quantity.format(len(printed)), float(printed.iloc[place]), float(ours.iloc[place])


def main() -> None:
    """Print the table, or say why there is none."""
    folder = paths.oracles() / "matching"
    if not folder.exists():
        print(f"skipped: the reference data are not in {folder}; set the variable ORACLES to their folder")
        return
    print("| case | quantity | printed | ours | relative difference |\n|---|---|---:|---:|---:|")
    for build in (nearest, kernel, balances, lalonde, grunfeld):
        for case, quantity, printed, ours in build(folder):
            apart = abs(ours - printed) / (abs(printed) or 1.0)
            print(f"| {case} | {quantity} | {printed:.12g} | {ours:.12g} | {apart:.1e} |")


if __name__ == "__main__":
    main()
