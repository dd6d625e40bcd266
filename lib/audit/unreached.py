"""Statements of a user's text that reach no printed cell, so that no table can contradict them."""

from lib import claim_language
from lib.audit import own_rows
from lib.audit.record import Key, Record
from lib.audit.rules.text import Printed, is_number
from lib.published import KEYS
from lib.verdicts import scale
from lib.verdicts.values import MAGNITUDE

SHOWN = 4  # names of the table that a reason lists


def of(record: Record) -> dict[str, str]:
    """Reasons by id of the statement.

    A number that the text alone gives need not be in a table; it is named only where a cell has the same keys
    but for signs and capitals, such as column ``1`` for ``(1)``. A restatement of such a number is checked
    against it.
    """
    printed = Printed(record) if record.claims else None
    found = {}
    for claim in record.claims:
        if claim["kind"] in claim_language.NUMBERS or claim["kind"] == "definition":
            reason = _near(record, claim)
        elif is_number(claim):
            beside = _reaches(record, claim) or _restated(record, claim)
            reason = "" if beside else _missing(record, claim)
        else:
            unread = printed.judge(claim)[0].verdict == scale.CANNOT_COMPARE
            reason = _missing(record, claim) if unread else ""
        if reason:
            found[claim["id"]] = reason
    return found


def _keys(claim: dict) -> list[Key]:
    """The keys that a statement is about, one by one; ``*`` stays."""
    keys: list[tuple[str, ...]] = [(claim["exhibit"],)]
    for name in KEYS[1:]:
        items = claim_language.selector(claim[name]).items
        keys = [(*key, "coef" if item == MAGNITUDE else item) for key in keys for item in items]
    return keys


def _reaches(record: Record, claim: dict) -> bool:
    return any(key in record.cells for key in _keys(claim))


def _restated(record: Record, claim: dict) -> bool:
    """Does the text give the number in another place too?"""
    same = [other for other in record.claims if all(other[key] == claim[key] for key in KEYS)]
    return any(other["printed"] and other["id"] != claim["id"] for other in same)


def _near(record: Record, claim: dict) -> str:
    """A cell whose keys differ by signs and capitals only."""
    if _reaches(record, claim):
        return ""
    plain = {tuple(map(own_rows.plain, key)): cell for key, cell in record.cells.items()}
    near = next((plain[k] for key in _keys(claim) if (k := tuple(map(own_rows.plain, key))) in plain), None)
    return f"the table has {near.id}" if near else ""


def _missing(record: Record, claim: dict) -> str:
    """The first key that the table does not have beside the ones before it."""
    for key in _keys(claim):
        there = list(record.cells)
        for place, (name, value) in enumerate(zip(KEYS, key, strict=True)):
            if value == claim_language.WILDCARD:
                continue
            names = list(dict.fromkeys(cell[place] for cell in there))
            there = [cell for cell in there if cell[place] == value]
            if not there and not _outcome(record, name, value):
                more = " ..." if len(names) > SHOWN else ""
                return f"no {name} {value!r}; there {_listed(names)}{more}"
    return "not all that it compares is printed"


def _outcome(record: Record, name: str, value: str) -> bool:
    """A statement may name the outcome of a declared model instead of its column."""
    return name == "column" and value in {column.model.outcome for column in record.columns}


def _listed(names: list[str]) -> str:
    shown = ", ".join(repr(name) for name in names[:SHOWN])
    return f"{'are' if len(names) > 1 else 'is'} {shown}"
