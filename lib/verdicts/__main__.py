"""Command line: ``python -m lib.verdicts [--baseline FILE] [--write-baseline [FILE]]``."""

import argparse
import sys
from pathlib import Path

from lib import paths
from lib.facts import DataError
from lib.verdicts import baseline, scale
from lib.verdicts.report import build

DEFAULT = paths.ROOT / "tests" / "verdicts_baseline.json"


def main(arguments: list[str]) -> int:
    """Build the verdicts, print the counts; 1 if a cell fell below the baseline."""
    parser = argparse.ArgumentParser(prog="python -m lib.verdicts", description=main.__doc__)
    parser.add_argument("--baseline", type=Path, metavar="FILE", help="fail if a verdict is worse than there")
    parser.add_argument("--write-baseline", type=Path, nargs="?", const=DEFAULT, metavar="FILE",
                        help="keep the present verdicts as the baseline")  # fmt: skip
    options = parser.parse_args(arguments)
    before = baseline.load(options.baseline) if options.baseline else {}
    summary = build()
    for paper, entry in summary["papers"].items():
        print(line(paper, entry))
    if options.write_baseline:
        baseline.save(options.write_baseline, summary)
    worse = baseline.worsened(before, baseline.of_summary(summary))
    for sentence in worse:
        print(f"worse: {sentence}", file=sys.stderr)
    return 1 if worse else 0


def line(paper: str, entry: dict) -> str:
    """A paper's verdicts in one line."""
    counts = ", ".join(f"{entry['counts'][name]} {name}" for name in scale.NAMES if entry["counts"][name])
    missing = len(entry["without_cause"])
    only = sum(entry["computed_only"].values())
    return (f"{paper}: {entry['cells']} cells, {entry['compared']} compared: {counts}; AEA {entry['aea']}, "
            f"I4R {entry['i4r']}; {missing} without cause, {only} computed rows not asked for")  # fmt: skip


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (DataError, ValueError, FileNotFoundError) as error:
        sys.exit(f"error: {error}")
