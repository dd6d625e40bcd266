"""Seconds and memory of system GMM against the number of units, beside pydynpd and StatsPAI; see README.md.

Writes ``gmm_scaling.csv`` beside this file, from which the book draws its figure.
"""

import argparse
import os
from pathlib import Path

import pandas as pd
from bench_gmm import BY, apart, measured

TABLE = Path(__file__).resolve().parent / "gmm_scaling.csv"
SIZES = (280, 1_000, 3_000, 10_000, 30_000, 100_000)
MODEL = "40 instruments, none from outside"


def measurements(options: argparse.Namespace) -> list[dict]:
    """A row an estimator and size, ours first; a peer that was stopped is not tried at larger sizes."""
    rows, ours = [], {}
    for by in BY:
        for units in SIZES:
            repeat = max(2, min(10, 10_000 // units))
            row = {"by": by, "units": units}
            answer = measured(by, MODEL, units, None, repeat, options)
            print(row, answer if isinstance(answer, str) else f"{answer.cpu:.4g} s", flush=True)
            if isinstance(answer, str):
                rows.append(row | {"remark": answer})
                break
            row |= {"cpu_seconds": f"{answer.cpu:.4g}", "wall_seconds": f"{answer.wall:.4g}"}
            row |= {"peak_mb": f"{answer.peak:.0f}", "before_mb": f"{answer.before:.0f}"}
            if by == "this project":
                ours[units] = answer.found
            else:
                row |= {name: apart(answer.found[name], ours[units][name]) for name in ("coef", "se")}
            rows.append(row)
    return rows


def main() -> None:
    """Measure, and replace the table when all is measured."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--limit", type=float, default=300, help="seconds that all runs of a fit may take")
    parser.add_argument("--memory", type=float, default=10, help="GiB of addresses that a fit may have")
    before = os.getloadavg()[0]
    columns = ["by", "units", "cpu_seconds", "wall_seconds", "peak_mb", "before_mb", "coef", "se", "remark"]
    table = pd.DataFrame(measurements(parser.parse_args())).reindex(columns=columns)
    part = TABLE.with_suffix(".part")
    table.to_csv(part, index=False)
    os.replace(part, TABLE)
    print(f"load average {before:.1f} before, {os.getloadavg()[0]:.1f} after")


if __name__ == "__main__":
    main()
