"""What a rule says: a finding, its severity, and the register of rules."""

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

_PUNCTUATION = re.compile(r"[\W_]+")
CONTRADICTION, INCONSISTENCY = "contradiction", "inconsistency"
AMBIGUITY, REMARK = "ambiguity", "remark"
SEVERITIES = {
    CONTRADICTION: "two printed statements cannot both hold, whatever the data",
    INCONSISTENCY: "the printed numbers can stand together only under something the paper does not say",
    AMBIGUITY: "what is printed can be read in ways that differ in substance",
    REMARK: "nothing is wrong in print, but a careful reader should know",
}  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One finding about a printed record.

    Attributes
    ----------
    rule : str
        Name of the rule that found it.
    severity : str
        One of `SEVERITIES`.
    exhibit : str
        Where it stands, the first exhibit if there are several.
    cells : tuple of str
        Ids of the cells and claims that were read (see `lib.published.cells`); empty where only the
        declared design was read.
    arithmetic : str
        The calculation, with the printed digits.
    sentence : str
        What it means, in one sentence.
    key : str
        Tells findings of one rule apart; made of the first cell if empty.
    fault : tuple of str
        Of the cells, those that cannot stand as printed if the others do; only of a contradiction. Their
        verdict is "paper error" (``data/published/PAPER_errors.csv``, written by `lib.audit.errors`).
    """

    rule: str
    severity: str
    exhibit: str
    cells: tuple[str, ...]
    arithmetic: str
    sentence: str
    key: str = ""
    fault: tuple[str, ...] = ()

    def __post_init__(self):
        if self.severity not in SEVERITIES:
            raise ValueError(f"rule {self.rule}: severity {self.severity!r} is not one of "
                             f"{', '.join(SEVERITIES)}")  # fmt: skip

    @property
    def id(self) -> str:
        """Stable name: rule and key, e.g. ``text-against-table:t1-productivity``."""
        key = self.key or (self.cells[0] if self.cells else self.exhibit)
        return f"{self.rule}:{_PUNCTUATION.sub('-', key).strip('-').lower()}"

    def as_dict(self) -> dict:
        """Fields and id, for JSON."""
        fields = asdict(self)
        del fields["key"]
        return {"id": self.id, **fields, "cells": list(self.cells), "fault": list(self.fault)}


@dataclass(frozen=True)
class Rule:
    """A rule: its name, the gravest severity it gives, what it reads and why, and the function itself."""

    name: str
    severity: str
    what: str
    function: Callable

    def __call__(self, record) -> Iterator[Finding]:
        return self.function(record)


RULES: dict[str, Rule] = {}


def rule(name: str, severity: str, what: str) -> Callable:
    """Register a function ``record -> iterator of Finding`` as a rule.

    Parameters
    ----------
    name : str
        Kebab-case, in the register once.
    severity : str
        The gravest severity that the rule gives.
    what : str
        One sentence for the reader: what the rule compares, and why it must hold.
    """

    def register(function: Callable) -> Callable:
        if name in RULES:
            raise ValueError(f"two rules are called {name}")
        RULES[name] = Rule(name, severity, what, function)
        return function

    return register
