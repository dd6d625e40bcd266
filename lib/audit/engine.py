"""Run the rules on a record."""

from collections import Counter
from dataclasses import replace

import pandas as pd

from lib import published
from lib.audit import design as designs
from lib.audit import rules  # noqa: F401  registers every rule
from lib.audit.findings import RULES, SEVERITIES, Finding
from lib.audit.record import Record

COLUMNS = ["id", "severity", "exhibit", "rule", "sentence", "arithmetic", "cells"]


def run(record: Record, only: list[str] | None = None) -> list[Finding]:
    """Findings of all rules, or of those named, the gravest first; equal ids are numbered."""
    chosen = RULES.values() if only is None else [RULES[name] for name in only]
    found = [finding for rule in chosen for finding in rule(record)]
    found = _told_apart(found)
    grades = list(SEVERITIES)
    return sorted(found, key=lambda finding: (grades.index(finding.severity), finding.exhibit, finding.id))


def _told_apart(found: list[Finding]) -> list[Finding]:
    """Give findings names of their own: tables called "A.1" and "A-1" make the same id."""
    seen: Counter[str] = Counter()
    named = []
    for finding in found:
        seen[finding.id] += 1
        number = seen[finding.id]
        key = f"{finding.id.partition(':')[2]} {number}"
        named.append(finding if number == 1 else replace(finding, key=key))
    return named


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
