"""The fields of every entry of a declared design: which there are, and what each holds.

A field that no rule reads would be passed over in silence, and one of the wrong kind would fail inside a
rule; `check` refuses both, with the place and what to write. `FIELDS` is the whole vocabulary.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lib.audit.design import DesignError
from lib.audit.findings import SEVERITIES

LARGEST = 10**9  # of a count: no panel has as many units


@dataclass(frozen=True)
class Kind:
    """What a field may hold: in words that end "... is not", and as a test."""

    words: str
    holds: Callable[[object], bool]


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf")


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value <= LARGEST


def _list_of(holds: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, list) and all(holds(item) for item in value)


def _map_of(holds: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, dict) and all(map(_is_text, value)) and all(
        map(holds, value.values()))  # fmt: skip


def _either(*tests: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: any(holds(value) for holds in tests)


ANY = Kind("anything", lambda value: True)  # checked elsewhere
TEXT = Kind('a text; put a number, yes or no in quotes: "1"', _is_text)
NAME = Kind('a text that is not empty; put a number, yes or no in quotes: "1"', _is_name)
FLAG = Kind("true or false", lambda value: isinstance(value, bool))
COUNT = Kind(f"a whole number from 0 to {LARGEST:,}, e.g. 40", _is_count)
POSITIVE = Kind(f"a whole number from 1 to {LARGEST:,}, e.g. 40", lambda v: _is_count(v) and v > 0)
YEAR = Kind("a year, e.g. 2013", lambda value: type(value) is int)
COUNT_OR_ID = Kind("a whole number that is not negative, or the id of a printed number",
                   _either(_is_count, _is_name))  # fmt: skip
NUMBER_OR_NAME = Kind("a number or a text", _either(lambda value: type(value) is int, _is_name))
TEXTS = Kind("a list of texts, e.g. [town, year]", _list_of(_is_text))
LISTS = Kind("a list of lists of texts, e.g. [[i], [t]]", _list_of(_list_of(_is_text)))
PLACES = Kind('a list of places, e.g. [[table_1, "(2)"], [table_1, "(3)"]]',
              _list_of(lambda item: isinstance(item, list)))  # fmt: skip
TEXT_OR_TEXTS = Kind("a text or a list of texts", _either(_is_text, _list_of(_is_text)))
TEXT_MAP = Kind("a text by name, e.g. {x: ln_x}", _map_of(_is_text))
FORMULAS = Kind("a formula by name, e.g. {x: log(y)}", _map_of(_either(_is_text, _is_number)))
TEXTS_MAP = Kind("a list of texts by name, e.g. {a: [b, c]}", _map_of(_list_of(_is_text)))
COUNT_MAP = Kind("a whole number by name, e.g. {before: 5}", _map_of(_is_count))
VALUES = Kind("a list of values by name, e.g. {x: [flow, stock]}",
              _map_of(_list_of(_either(_is_text, _is_number))))  # fmt: skip
WHERE = Kind("the id of a printed number, or a number, by name, e.g. {a: table_1//(1)//n, b: 40}",
             _map_of(_either(_is_name, _is_number)))  # fmt: skip
RANGE = Kind("two numbers, the lowest and the highest, e.g. [6.0, 8.3]",
             lambda v: _list_of(_is_number)(v) and len(v) == 2 and 0 < v[0] <= v[1])  # fmt: skip
ESTIMATE = Kind('exhibit, column and term, and a panel if there is one, e.g. [table_1, "(1)", x]',
                lambda value: _list_of(_is_text)(value) and len(value) in (3, 4))  # fmt: skip
SEVERITY = Kind(f"one of {', '.join(SEVERITIES)}", lambda value: value in tuple(SEVERITIES))
CLAIM = Kind("a formula, a list of them or a formula by name",
             _either(_is_text, _list_of(_is_text), _map_of(_is_text)))  # fmt: skip


def one_of(*words: str) -> Kind:
    """One of some words."""
    return Kind(f"one of {', '.join(words)}", lambda value: value in words)


SUM = {"index": NAME, "side": one_of("before", "after", "both"), "reported": COUNT_MAP}
TERM = {
    **dict.fromkeys(("variable", "coefficient", "symbol", "role", "term"), NAME),
    **{"varies": TEXTS, "index": TEXTS},
}
GIVEN = {"equation": NAME, "for": NAME}
READING = {"words": NAME, "replace": FORMULAS, "claim": CLAIM}
RELATION = {"relation": NAME, "where": WHERE}

FIELDS: dict[str, dict[str, Kind]] = {
    "panel": {"unit": TEXTS, "sizes": ANY, "years": ANY, "n_units": POSITIVE, "sample": NAME},
    "models": {
        **dict.fromkeys(("exhibit", "panel", "outcome", "scale", "sample", "controls", "method"), TEXT),
        **{"columns": TEXTS, "fixed_effects": TEXTS, "lags": COUNT, "clusters": COUNT, "terms": TEXT_MAP},
    },
    "partitions": {"whole": ANY, "parts": PLACES, "fixed_membership": FLAG},
    "exclusions": {"whole": ANY, "part": ANY, "treatment": NAME},
    "identities": {"name": NAME, "relation": NAME, "where": WHERE, "severity": SEVERITY, "sentence": NAME,
                   "for": VALUES},
    "variables": {"definition": TEXT, "varies": TEXTS, "source": TEXT, "role": TEXT, "kind": TEXT,
                  "measure": TEXT},
    "equations": {"id": NAME, "exhibits": TEXTS, "outcome": TEXTS, "error": TEXTS, "sum": ANY, "terms": ANY,
                  "fixed_effects": LISTS, "same_as": NAME, "time": NAME},
    "derivations": {
        **dict.fromkeys(("id", "kind", "words", "exhibit", "objective", "constraint", "expression",
                         "expected", "definition"), NAME),
        **dict.fromkeys(("cells", "variables", "defined", "coefficients", "keep"), TEXTS),
        **dict.fromkeys(("where", "replace", "at"), FORMULAS),
        **{"severity": SEVERITY, "assume": TEXTS_MAP, "claim": CLAIM, "given": ANY, "unless": ANY,
           "with_respect_to": TEXT_OR_TEXTS, "used": TEXTS_MAP, "meant": TEXT_MAP},
    },
    "balance": {"exhibit": NAME, "treated": POSITIVE, "controls": POSITIVE, "periods": POSITIVE},
    "placebo": {"what": NAME, "draws": COUNT_OR_ID, "treated": COUNT_OR_ID, "pool": COUNT_OR_ID,
                "claims": TEXTS, "exhibit": NAME, "column": TEXT, "panel": TEXT, "term": NAME,
                "of": ESTIMATE},
    "event_window": {"exhibit": NAME, "leads": COUNT, "lags": COUNT, "first_event": YEAR, "last_event": YEAR},
    "declared": {"what": NAME, "place": TEXT, "terms": TEXTS, "exhibits": TEXTS, "complete": FLAG},
    "citations": {"place": TEXT, "number": NUMBER_OR_NAME, "name": NAME},
    "interpretations": {"variable": NAME, "needs": one_of("direction", "similarity"), "beside": NAME,
                        "exhibit": NAME, "columns": TEXTS, "place": TEXT, "cells": TEXTS},
    "units": {"cell": NAME, "printed": NAME, "needed": NAME, "rate": RANGE, "relations": ANY},
}  # fmt: skip
INNER = {
    ("equations", "terms"): (list, TERM, ("variable", "varies")),
    ("equations", "sum"): (dict, SUM, ("index",)),
    ("derivations", "given"): (list, GIVEN, ("equation", "for")),
    ("derivations", "unless"): (list, READING, ("words",)),
    ("units", "relations"): (list, RELATION, ("relation", "where")),
}  # entries within entries: a list of them or one, their fields, and those that must be there
NEEDED = {
    "identities": ("name", "relation", "where", "sentence"),
    "equations": ("id", "outcome", "error", "terms"),
    "balance": ("exhibit", "treated", "controls", "periods"),
    "event_window": ("exhibit", "leads", "lags"),
    "declared": ("what", "terms", "exhibits"),
    "citations": ("place", "number", "name"),
    "interpretations": ("variable", "needs", "place"),
    "units": ("cell", "printed", "needed", "rate", "relations"),
}
DRAWS, ESTIMATES = ("what", "draws", "treated", "pool"), ("exhibit", "column", "term", "of")
CALLED = ("name", "id", "exhibit", "variable", "what", "cell", "place")  # what a message calls an entry by


def check(content: dict, name: str) -> None:
    """Check every entry of a design, and that no column has two models.

    Parameters
    ----------
    content : dict
        Fields of `lib.audit.Design`, each of the right form at its top (`lib.audit.design.parse`).
    name : str
        The file, for messages.

    Raises
    ------
    DesignError
        The first fault; the message names file, field, entry, sub-field and remedy.
    """
    for message in _faults(content):
        raise DesignError(f"{name}: {message}")


def _faults(content: dict) -> Iterator[str]:
    for field, fields in FIELDS.items():
        for place, entry in _entries(field, content.get(field)):
            if not isinstance(entry, dict):
                yield f"{place} is {entry!r}, not an entry with fields; its fields are {', '.join(fields)}"
                continue
            yield from _of_entry(place, entry, fields, _needed(field, entry))
            for (outer, key), inner in INNER.items():
                if outer == field and key in entry:
                    yield from _within(f"{place}, {key}", entry[key], *inner)
    yield from _twice(content.get("models", []))
    for number, author in content.get("references", {}).items():
        if not _is_name(author):
            yield f"references, {number}: {_short(author)} is not the name of the first author"
    if content.get("event_window") and not content.get("panel", {}).get("years"):
        yield "event_window needs the years of the panel; write panel: {years: [2010, 2015]}"


def _entries(field: str, value: object) -> Iterator[tuple[str, object]]:
    """The entries of a field, each with what a message calls it."""
    if isinstance(value, list):
        for number, entry in enumerate(value, start=1):
            named = entry if isinstance(entry, dict) else {}
            called = next((named[key] for key in CALLED if _is_name(named.get(key))), "")
            yield f"{field}, entry {number}{called and f' ({called})'}", entry
    elif field == "variables":
        for term, entry in (value or {}).items():
            yield f"{field}, {term}", entry
    elif value:
        yield field, value


def _needed(field: str, entry: dict) -> tuple[str, ...]:
    """Fields that an entry must have; a placebo is a set of draws or an estimate."""
    if field != "placebo":
        return NEEDED.get(field, ())
    return ESTIMATES if "of" in entry else DRAWS


def _of_entry(place: str, entry: dict, fields: dict[str, Kind], needed: tuple[str, ...]) -> Iterator[str]:
    for key, value in entry.items():
        if key not in fields:
            yield f"{place}: unknown field {key!r}; one of {', '.join(fields)}"
        elif not fields[key].holds(value):
            yield f"{place}, {key}: {_short(value)} is not {fields[key].words}"
    for key in needed:
        if key not in entry:
            example = "" if fields[key] is ANY else f"; it is {fields[key].words}"
            yield f"{place}: field {key!r} is missing{example}"


def _within(place: str, value: object, form: type, fields: dict, needed: tuple[str, ...]) -> Iterator[str]:
    """Entries within an entry."""
    entries = value if form is list else [value]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        listed = "a list of entries, each with" if form is list else "an entry with"
        yield f"{place}: {_short(value)} is not {listed} the fields {', '.join(fields)}"
        return
    for number, entry in enumerate(entries, start=1):
        yield from _of_entry(f"{place} {number}" if form is list else place, entry, fields, needed)


def _twice(models: list) -> Iterator[str]:
    """Columns that two models claim: a rule would read the first only."""
    columns = Counter((entry["exhibit"], entry.get("panel", ""), column)
                      for entry in models for column in entry["columns"])  # fmt: skip
    for column, times in columns.items():
        if times > 1:
            shown = " ".join(part for part in column if part)
            yield f"models: {shown} stands in {times} entries; keep one model a column"


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
