"""Sums, shares, growth rates and other identities that the design declares."""

import itertools
from collections.abc import Iterator

from lib.audit import intervals
from lib.audit.design import DesignError
from lib.audit.findings import CONTRADICTION, Finding, rule
from lib.audit.record import Record


@rule("identity", CONTRADICTION, "Totals, shares, growth rates and multiples that the paper prints must "
      "follow from the numbers that they are made of, whatever was rounded away.")  # fmt: skip
def identity(record: Record) -> Iterator[Finding]:
    """Every declared identity, once for each of its substitutions."""
    for entry in record.design.identities:
        for replaced in substitutions(entry):
            yield from _check(record, replaced)


def substitutions(entry: dict) -> list[dict]:
    """The entry for each combination of the values under ``for``; ``{x}`` stands for the value of x."""
    names = entry.get("for", {})
    if not names:
        return [entry]
    made = []
    for values in itertools.product(*names.values()):
        chosen = dict(zip(names, map(str, values), strict=True))
        made.append({key: _fill(value, chosen) for key, value in entry.items() if key != "for"})
    return made


def _fill(value: object, chosen: dict[str, str]) -> object:
    if isinstance(value, str):
        for name, text in chosen.items():
            value = value.replace("{" + name + "}", text)
        return value
    return {key: _fill(inner, chosen) for key, inner in value.items()} if isinstance(value, dict) else value


def _check(record: Record, entry: dict) -> Iterator[Finding]:
    ids = {name: source for name, source in entry["where"].items() if isinstance(source, str)}
    for name, source in ids.items():
        if source not in record.numbers:
            raise DesignError(f"design of {record.paper}: identity {entry['name']!r}, {name}: the record has "
                              f"no printed number {source!r}")  # fmt: skip
    values = {
        name: record.numbers[source].interval if isinstance(source, str) else intervals.interval(source)
        for name, source in entry["where"].items()
    }
    possible, arithmetic = intervals.holds(entry["relation"], values)
    if possible:
        return
    printed = ", ".join(f"{name} = {record.numbers[source].shown}" for name, source in ids.items())
    exhibit = record.numbers[next(iter(ids.values()))].exhibit
    yield Finding(
        "identity",
        entry.get("severity", CONTRADICTION),
        exhibit,
        tuple(dict.fromkeys(ids.values())),
        f"{printed}: {arithmetic}",
        entry["sentence"],
        key=entry["name"],
    )
