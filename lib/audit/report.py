"""Findings as text for a terminal and as ``results/audit.json``."""

import json
import textwrap
from collections import Counter
from collections.abc import Iterator

from lib import paths
from lib.audit import reading as readings
from lib.audit.findings import CONTRADICTION, RULES, SEVERITIES, Finding
from lib.audit.reading import Reading
from lib.audit.record import Cell
from lib.graph import write_text

SCHEMA = 1
WIDTH = 110
SHOWN = 6  # cells that a line on what was read names
PLURAL = {"coefficient": "coefficients", "count": "counts", "number": "numbers", "sentence": "sentences"}


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


def read(paper: str, reading: Reading) -> str:
    """What was read of a user's table, and which rules could not speak, as text."""
    head = f"{paper}: what was read"
    lines = [head, "-" * len(head), *_wrapped(_numbers(reading), 0)]
    lines += [line for note in _notes(reading) for line in _wrapped(note, 0)]
    silent = sum(len(names) for names in reading.silent.values())
    said = f"{reading.speaking} of {reading.speaking + silent} rules could speak"
    lines.append(f"{said}; the others, under the first thing that each lacks:" if silent else f"{said}.")
    for lacks, names in reading.silent.items():
        lines += _wrapped(f"{lacks}: {', '.join(names)}", 2, 4)
    return "\n".join(lines)


def _numbers(reading: Reading) -> str:
    """``21 numbers: 6 coefficients (6 with a standard error or t, 5 with stars), 6 counts, ...``."""
    coefficients, counts = reading.statistics.get("coef", 0), readings.counts(reading)
    parts = []
    if coefficients:
        parts.append(f"{_plural(coefficients, 'coefficient')} ({reading.with_error} with a standard error or "
                     f"t, {reading.with_stars} with stars)")  # fmt: skip
    parts += [_plural(counts, "count")] if counts else []
    parts += [f"{number} {name}" for name, number in reading.statistics.items()
              if name != "coef" and name != "n" and not name.startswith("n_")]  # fmt: skip
    text = f"{_plural(sum(reading.statistics.values()), 'number')}: {', '.join(parts)}"
    design = f"a design with {', '.join(reading.declared)}" if reading.declared else "no design"
    return f"{text}; {_plural(reading.sentences, 'sentence') if reading.sentences else 'no text'}; {design}."


def _notes(reading: Reading) -> Iterator[str]:
    """What a reader should look at before believing that there is nothing to find."""
    for name, (number, near) in reading.unknown.items():
        hint = f"; write {near} if that is meant" if near else ""
        yield f"No rule knows the statistic {name!r} ({_plural(number, 'number')}){hint}."
    if reading.alone:
        yield f"Without a coefficient, so that nothing can be said of them: {_cells(reading.alone)}"
    if reading.bare:
        yield f"Coefficients with nothing below them: {_cells(reading.bare)}"
    if reading.unreached:
        reasons = [f"{name} ({reason})" for name, reason in reading.unreached.items()]
        yield f"Statements that reach no cell of the table: {_some(reasons)}"
    if reading.converted:
        as_read = (f"{cell.printed} is {cell.value:.12g}" for cell in reading.converted)
        yield f"Read with a per cent sign or a comma for thousands: {_some(list(dict.fromkeys(as_read)))}"


def _cells(cells: tuple[Cell, ...]) -> str:
    return _some([cell.id for cell in cells])


def _some(texts: list[str]) -> str:
    more = f" and {len(texts) - SHOWN} more" if len(texts) > SHOWN else ""
    return ", ".join(texts[:SHOWN]) + more


def _plural(number: int, word: str) -> str:
    return f"{number} {word if number == 1 else PLURAL[word]}"


def _wrapped(text: str, first: int = 15, rest: int | None = None) -> list[str]:
    """Lines of `WIDTH` characters; the first one and the others begin with so many spaces."""
    indents = [" " * (first if spaces is None else spaces) for spaces in (first, rest)]
    return textwrap.wrap(text, WIDTH, initial_indent=indents[0], subsequent_indent=indents[1],
                         break_on_hyphens=False)  # fmt: skip


def rules() -> str:
    """Every rule with its gravest severity and what it compares."""
    lines = []
    for name, rule in sorted(RULES.items()):
        lines += [f"{name} ({rule.severity})", *_wrapped(rule.what)]
    return "\n".join(lines)
