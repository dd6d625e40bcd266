"""Run the rules on a record."""

import pandas as pd

from lib import published
from lib.audit import design as designs
from lib.audit import rules  # noqa: F401  registers every rule
from lib.audit.findings import RULES, SEVERITIES, Finding
from lib.audit.record import Record

COLUMNS = ["id", "severity", "exhibit", "rule", "sentence", "arithmetic", "cells"]


def run(record: Record, only: list[str] | None = None) -> list[Finding]:
    """Findings of all rules, or of those named, the gravest first.

    Raises
    ------
    ValueError
        Two findings have the same id, so that one could not be named.
    """
    chosen = RULES.values() if only is None else [RULES[name] for name in only]
    found = [finding for rule in chosen for finding in rule(record)]
    repeated = pd.Series([finding.id for finding in found], dtype=object)
    if repeated.duplicated().any():
        raise ValueError(f"two findings are called {repeated[repeated.duplicated()].iloc[0]}")
    grades = list(SEVERITIES)
    return sorted(found, key=lambda finding: (grades.index(finding.severity), finding.exhibit, finding.id))


def audit(paper: str) -> list[Finding]:
    """Findings about a paper in ``data/published``."""
    return run(record(paper))


def record(paper: str) -> Record:
    """The printed record of a paper with its declared design."""
    return Record.of(paper, designs.load(paper))


def frame(findings: list[Finding]) -> pd.DataFrame:
    """Findings as a table with the columns `COLUMNS`; cells joined by "; "."""
    rows = [
        (f.id, f.severity, f.exhibit, f.rule, f.sentence, f.arithmetic, "; ".join(f.cells)) for f in findings
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def papers() -> list[str]:
    """Papers with a printed record."""
    return published.papers()
