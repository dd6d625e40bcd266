"""Findings as text for a terminal and as ``results/audit.json``."""

import json
import textwrap
from collections import Counter

from lib import paths
from lib.audit.findings import CONTRADICTION, RULES, SEVERITIES, Finding
from lib.graph import write_text

SCHEMA = 1
WIDTH = 110


def path():
    """Where the findings of the papers stand."""
    return paths.AUDIT


def content(findings: dict[str, list[Finding]]) -> dict:
    """What the JSON file holds: the severities, the rules, and by paper counts and findings."""
    return {
        "schema": SCHEMA,
        "severities": SEVERITIES,
        "rules": {name: {"severity": rule.severity, "what": rule.what} for name, rule in RULES.items()},
        "papers": {
            paper: {"counts": counts(found), "findings": [finding.as_dict() for finding in found]}
            for paper, found in findings.items()
        },
    }


def save(findings: dict[str, list[Finding]], target=None) -> None:
    """Write the JSON file in one move; the same findings give the same bytes."""
    text = json.dumps(content(findings), ensure_ascii=False, indent=1) + "\n"
    write_text(target or path(), text)


def counts(findings: list[Finding]) -> dict[str, int]:
    """Number of findings by severity, every severity named."""
    found = Counter(finding.severity for finding in findings)
    return {severity: found.get(severity, 0) for severity in SEVERITIES}


def contradicted(findings: dict[str, list[Finding]]) -> bool:
    """Does a contradiction stand?"""
    return any(finding.severity == CONTRADICTION for found in findings.values() for finding in found)


def summary(findings: dict[str, list[Finding]]) -> str:
    """Counts by paper and severity as a table of text."""
    names = [*SEVERITIES, "all"]
    width = max([len(paper) for paper in findings] + [5])
    lines = [f"{'paper':<{width}}  " + "  ".join(f"{name:>13}" for name in names)]
    for paper, found in findings.items():
        numbers = [*counts(found).values(), len(found)]
        lines.append(f"{paper:<{width}}  " + "  ".join(f"{number:>13}" for number in numbers))
    return "\n".join(lines)


def listing(paper: str, found: list[Finding]) -> str:
    """The findings of one paper as text: severity, exhibit and id; below, the sentence and the arithmetic."""
    head = f"{paper}: {len(found)} finding" + ("" if len(found) == 1 else "s")
    lines = [head, "-" * len(head)]
    for finding in found:
        lines.append(f"{finding.severity:<14} {finding.exhibit:<12} {finding.id}")
        lines += _wrapped(finding.sentence) + _wrapped(finding.arithmetic)
    return "\n".join(lines)


def _wrapped(text: str) -> list[str]:
    indent = " " * 15
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def rules() -> str:
    """Every rule with its gravest severity and what it compares."""
    lines = []
    for name, rule in sorted(RULES.items()):
        lines += [f"{name} ({rule.severity})", *_wrapped(rule.what)]
    return "\n".join(lines)
