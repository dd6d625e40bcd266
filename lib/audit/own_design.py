"""The declared design of a user's own table, checked against the table it is about."""

from dataclasses import fields
from pathlib import Path

import yaml

from lib import published
from lib.audit import design as designs
from lib.audit import own_fields
from lib.audit.design import Design, DesignError
from lib.audit.record import Record

LISTS_OF_ENTRIES = tuple(f.name for f in fields(Design) if f.type is list)


def read(path: Path, record: Record) -> Design:
    """The design in a YAML file with the fields of `lib.audit.Design` at its top.

    Parameters
    ----------
    path : Path
    record : Record
        The table that the design is about: every column that the design names must be one of its columns.

    Raises
    ------
    DesignError
        The file is missing or not YAML, a field is unknown or of the wrong form, or a column that it names
        is not in the table; the message names the file, the field and the remedy.
    """
    content = _content(path)
    name = path.name
    for key in (key for key in LISTS_OF_ENTRIES if key in content):
        entries = content[key]
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise DesignError(f"{name}: {key} is a list of entries with fields; start each with a dash")
    _check_stars(content.get("stars"), name)
    _check_panel(content.get("panel"), name)
    for entry in content.get("models", []):
        _check_columns(entry, name)
    design = designs.parse(content, name)
    if design.parenthesis not in ("", "t", "se"):
        raise DesignError(f"{name}: parenthesis is {design.parenthesis!r}; write t or se, or leave it out")
    own_fields.check(content, name)
    _check_places(design, record, name)
    return design


def _content(path: Path) -> dict:
    if path.is_dir():
        raise DesignError(f"{path.name}: this is a directory; give the path of a YAML file in it")
    if not path.is_file():
        raise DesignError(f"{path.name}: no such file; give the path of a YAML file")
    try:
        content = yaml.safe_load(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise DesignError(f"{path.name}: the file is not UTF-8; save it as UTF-8") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "unreadable characters"
        raise DesignError(f"{path.name}{line}: not YAML: {problem}; quote texts that hold a colon, a star or "
                          "brackets, and indent with spaces") from None  # fmt: skip
    names = [f.name for f in fields(Design)]
    if not isinstance(content, dict) or not set(content) & set(names):
        raise DesignError(f"{path.name}: no field of a design at its top; write some of {', '.join(names)}")
    return content


def _check_stars(stars: object, name: str) -> None:
    if stars is None:
        return
    wrong = not isinstance(stars, dict) or not stars
    if wrong or not all(isinstance(level, float) and 0 < level < 1 for level in stars.values()):
        raise DesignError(f'{name}: stars is a level for each mark, e.g. {{"*": 0.10, "**": 0.05}}')
    strange = [mark for mark in stars if mark not in published.STARS]
    if strange:
        raise DesignError(f"{name}: stars: {strange[0]!r} cannot stand in a table; write the paper's marks "
                          "there and here as one, two or three stars")  # fmt: skip


def _check_panel(panel: object, name: str) -> None:
    if panel is None:
        return
    if not isinstance(panel, dict):
        raise DesignError(f"{name}: panel has the fields unit, sizes and years")
    years = panel.get("years", [1, 2])
    if not isinstance(years, list) or [type(year) for year in years] != [int, int] or years[0] > years[1]:
        raise DesignError(
            f"{name}: panel, years: {years!r} is not a first and a last year, e.g. [2010, 2015]"
        )
    sizes = panel.get("sizes", {})
    if not isinstance(sizes, dict) or not all(type(n) is int and n > 0 for n in sizes.values()):
        raise DesignError(f"{name}: panel, sizes: {sizes!r} is not a number a dimension, e.g. {{city: 40}}")
    unit = panel.get("unit", [])
    if not isinstance(unit, list) or not all(dimension in list(sizes) for dimension in unit):
        raise DesignError(
            f"{name}: panel, unit: {unit!r} is not a list of dimensions with sizes, e.g. [city]"
        )


def _check_columns(entry: dict, name: str) -> None:
    columns = entry.get("columns")
    if isinstance(columns, list) and not all(isinstance(column, str) for column in columns):
        place = f"{name}: models, {entry.get('exhibit', 'an entry without exhibit')}"
        raise DesignError(f'{place}: columns are names as in the table, in quotes: columns: ["(1)"]')


def _check_places(design: Design, record: Record, name: str) -> None:
    """Every column that a model, a partition or an exclusion names must be in the table."""
    known = {(column.exhibit, column.panel, column.name) for column in record.columns}
    named = [
        ("models", (entry["exhibit"], entry.get("panel", ""), column))
        for entry in design.models
        for column in entry["columns"]
    ]
    for field, keys in (("partitions", ("whole", "parts")), ("exclusions", ("whole", "part"))):
        for entry in getattr(design, field):
            named += [(field, _place(place, f"{name}: {field}", keys)) for place in _places(entry, keys)]
    for entry in design.placebo:
        strange = [claim for claim in entry.get("claims", []) if claim not in record.numbers]
        if strange:
            raise DesignError(f"{name}: placebo, {entry.get('what', 'claims')}: there is no printed number "
                              f"{strange[0]!r}; write ids of the table or of --claims")  # fmt: skip
    for field, place in named:
        if place not in known:
            shown = " ".join(part for part in place if part)
            there = ", ".join(column.key for column in record.columns[:8])
            raise DesignError(f"{name}: {field}: the table has no column {shown}; its columns are {there}"
                              + (" ..." if len(known) > 8 else ""))  # fmt: skip


def _places(entry: dict, keys: tuple[str, str]) -> list:
    """The places under both keys of an entry; None for one that is missing."""
    first, second = entry.get(keys[0]), entry.get(keys[1])
    return [first, *(second or [None])] if keys[1] == "parts" else [first, second]


def _place(place: object, where: str, keys: tuple[str, str]) -> tuple[str, str, str]:
    """Exhibit, panel and column of a place written as [exhibit, column] or [exhibit, column, panel]."""
    texts = isinstance(place, list) and all(isinstance(part, str) for part in place)
    if not texts or len(place) not in (2, 3):
        raise DesignError(f'{where}: write {keys[0]}: [table_1, "(1)"], and {keys[1]} in the same form')
    return place[0], place[2] if len(place) == 3 else "", place[1]
