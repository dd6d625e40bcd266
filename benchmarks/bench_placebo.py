"""Time, memory and exactness of the placebo test beside pyfixest's `ritest`; see README.md."""

import argparse
import sys
import time
import tracemalloc
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pyfixest

from lib.estimators import placebo_assignments as reassign
from lib.estimators.placebo import PlaceboSpec, given_assignments, randomise
from lib.estimators.placebo_panel import build

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "estimators"))
from placebo_panels import full_panel

CONTROLS = tuple(f"x{j}" for j in range(12))
CASES = {
    "city + destination + year": ("city", "destination", "year"),
    "pair + year": ("pair", "year"),
    "city-year + destination-year": (("city", "year"), ("destination", "year")),
}


def timed(run) -> tuple[float, object]:
    """Seconds and result of one call."""
    begin = time.perf_counter()
    result = run()
    return time.perf_counter() - begin, result


def in_their_words(frame: pd.DataFrame, effects: tuple, treatment: pd.Series) -> tuple[str, pd.DataFrame]:
    """Formula and frame for pyfixest.

    `ritest` takes an effect's name for that of a column, and replaces the treatment's name wherever its
    letters stand in the formula: each effect has a column, and the treatment letters of its own.
    """
    names, columns = [], {"treatment": treatment}
    for effect in effects:
        parts = [effect] if isinstance(effect, str) else list(effect)
        names.append("_".join(parts))
        columns[names[-1]] = frame.groupby(parts).ngroup()
    return f"y ~ treatment + {' + '.join(CONTROLS)} | {' + '.join(names)}", frame.assign(**columns)


def ours(frame: pd.DataFrame, spec: PlaceboSpec, draws: int) -> dict:
    """Seconds of a whole test and of a draw in it, and the memory beyond the frame."""
    whole = min(timed(lambda: randomise(frame, spec, draws=draws))[0] for _ in range(3))
    one = min(timed(lambda: randomise(frame, spec, draws=1))[0] for _ in range(3))
    tracemalloc.start()
    result = randomise(frame, spec, draws=draws)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {
        "whole test, s": round(whole, 3),
        "of it a draw, ms": round(1e3 * (whole - one) / (draws - 1), 3),
        "memory, MB": round(peak / 1e6),
        "coef": result.coef,
    }


def peer(frame: pd.DataFrame, spec: PlaceboSpec, algorithm: str, draws: int) -> float:
    """Seconds that a draw of `ritest` takes, without its setting up and compiling."""
    formula, data = in_their_words(frame, spec.effects, frame["d"])
    fit = pyfixest.feols(formula, data=data)
    fit._fixef = fit._fixef.replace(" ", "")  # the fast algorithm looks for columns named "city " otherwise

    def run(reps: int) -> None:
        fit.ritest("treatment", reps=reps, rng=np.random.default_rng(0), choose_algorithm=algorithm)

    run(1)  # compiles
    return (timed(lambda: run(1 + draws))[0] - timed(lambda: run(1))[0]) / draws


def difference(frame: pd.DataFrame, spec: PlaceboSpec) -> float:
    """Largest relative difference of a placebo's coefficient from pyfixest's `feols` on its treatment."""
    panel = build(frame, spec)
    plan = reassign.scheme(panel, "units", None, False)
    drawn = list(reassign.draws(plan, 3, np.random.default_rng(0)))
    dates = [pd.Series(panel.periods[cohorts], index=panel.units[units]) for units, cohorts in drawn]
    coefs = given_assignments(frame, spec, dates).distribution
    found = []
    for coef, date in zip(coefs, dates, strict=True):
        placebo = (frame["year"] >= frame["pair"].map(date)).astype(float)
        formula, data = in_their_words(frame, spec.effects, placebo)
        fit = pyfixest.feols(formula, data=data, fixef_tol=1e-12)
        found.append(abs(coef / fit.coef()["treatment"] - 1))
    return max(found)


def row(frame: pd.DataFrame, case: str, options: argparse.Namespace) -> dict:
    """One line of the table."""
    spec = PlaceboSpec("y", "pair", "year", date="date", controls=CONTROLS, effects=CASES[case])
    mine = ours(frame, spec, options.draws)
    seconds = peer(frame, spec, options.algorithm, options.peer_draws)
    per_draw = mine["whole test, s"] / options.draws
    return {
        "effects": case,
        **mine,
        f"ritest ({options.algorithm}) a draw, s": round(seconds, 3),
        "ratio, whole test": round(seconds / per_draw),
        "ratio, a draw": round(seconds / (mine["of it a draw, ms"] / 1e3)),
        "difference from feols": f"{difference(frame, spec):.1e}",
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=500, help="draws of ours")
    parser.add_argument("--peer-draws", type=int, default=5, help="draws of ritest that are timed")
    parser.add_argument("--algorithm", choices=("fast", "slow"), default="fast", help="of ritest")
    parser.add_argument("--cases", type=int, default=len(CASES), help="how many of the sets of effects")
    options = parser.parse_args()
    warnings.simplefilter("ignore")  # the peer's own
    frame = full_panel()
    print(f"{len(frame):,} rows, {frame['pair'].nunique():,} pairs, {len(CONTROLS)} controls, ", end="")
    print(f"{options.draws} draws; frame {frame.memory_usage().sum() / 1e6:.0f} MB")
    for case in list(CASES)[: options.cases]:
        for name, value in row(frame, case, options).items():
            print(f"  {name}: {value}")


if __name__ == "__main__":
    main()
