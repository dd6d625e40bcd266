"""Cells that contradict the paper's other numbers: ``data/published/PAPER_errors.csv`` from the findings.

``python -m lib.audit.errors`` writes the files, ``--check`` says whether they are in step; afterwards
``python -m lib.facts seal``. They are kept, not computed by each chapter, so that a verdict needs no audit.
"""

import csv
import io
import sys

from lib import paths
from lib.audit import engine
from lib.audit.findings import Finding
from lib.verdicts.report import write

COLUMNS = ("id", "audit", "explanation")


def rows(findings: list[Finding]) -> list[tuple[str, str, str]]:
    """One row a cell at fault, in the order of the findings: its id, the first finding and its sentence."""
    found: dict[str, tuple[str, str, str]] = {}
    for finding in findings:
        for cell in finding.fault:
            found.setdefault(cell, (cell, finding.id, finding.sentence))
    return list(found.values())


def text(paper: str) -> str:
    """The file of a paper; only the header where nothing is at fault."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([COLUMNS, *rows(engine.audit(paper))])
    return out.getvalue()


def main(arguments: list[str]) -> int:
    """Write or check the file of every paper; 1 if a file is out of step."""
    stale = []
    for paper in engine.papers():
        path = paths.PUBLISHED / f"{paper}_errors.csv"
        wanted = text(paper)
        if path.exists() and path.read_text(encoding="utf-8") == wanted:
            continue
        stale.append(path.name)
        if "--check" not in arguments:
            write(path, wanted)
            print(f"wrote data/published/{path.name}")
    if stale and "--check" in arguments:
        print(
            f"out of step: {', '.join(stale)}; run python -m lib.audit.errors, then python -m lib.facts seal"
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
