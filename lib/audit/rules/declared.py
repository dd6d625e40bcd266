"""What the text announces and the exhibits do not have: variables, tests, sources, references, units.

``declared`` entries: ``what``, ``terms``, ``exhibits``, ``place``; ``complete: true`` says that the entries
name every variable of their exhibits, so that others are unannounced. ``citations``: ``place``, ``number``,
``name`` against ``references`` (first author by number). ``variables``: ``source``, empty for none.
``units``: ``cell`` (id of the number), ``printed`` and ``needed`` (its unit as printed, and the one it must
have), ``rate`` (lowest and highest number of printed units that one needed unit is worth), ``relations``
(``relation``, see `lib.audit.intervals.holds`, in which the number is ``x``; ``where``, ids by name).
"""

from collections.abc import Iterator

from lib.audit import intervals
from lib.audit.findings import AMBIGUITY, CONTRADICTION, INCONSISTENCY, REMARK, Finding, rule
from lib.audit.nesting import name
from lib.audit.record import Record

EXPECTED = {  # by a word of the method: (term, statistic) that its tables need, and what they are
    "gmm": {
        ("ar1", "p"): "test of first-order autocorrelation",
        ("ar2", "p"): "test of second-order autocorrelation",
        ("hansen", "p"): "test of overidentification",
        ("", "n_instruments"): "number of instruments",
    },
}


@rule("declared-variables", INCONSISTENCY, "What the text announces as controls or covariates should be "
      "in the exhibits, and what is there should be announced.")  # fmt: skip
def declared_variables(record: Record) -> Iterator[Finding]:
    """Announced variables that no exhibit has, and unannounced ones; one finding an entry. Silent where an
    exhibit leaves its controls unprinted."""
    for entry in record.design.declared:
        columns = [column for column in record.columns if column.exhibit in entry["exhibits"]]
        if not columns or any(column.model.controls for column in columns):
            continue
        there = {term for column in columns for term, _ in column.cells if term} - {"constant"}
        missing = [term for term in entry["terms"] if term not in there]
        announced = {term for other in record.design.declared for term in other["terms"]}
        strange = sorted(there - announced) if entry.get("complete") else []
        if missing or strange:
            lines = [f"{words}: {', '.join(terms)}" for words, terms in
                     (("announced only", missing), ("printed only", strange)) if terms]  # fmt: skip
            cells = tuple(cell.id for cell in record.cells.values()
                          if cell.exhibit in entry["exhibits"] and cell.term in strange)  # fmt: skip
            which = ", ".join(name(exhibit) for exhibit in entry["exhibits"])
            yield Finding("declared-variables", INCONSISTENCY, entry["exhibits"][0], cells, "; ".join(lines),
                          f"The {entry['what']} that {entry['place']} announces are not those of {which}: "
                          f"{len(missing)} of {len(entry['terms'])} are in none of them"
                          + (f", {len(strange)} others are." if strange else "."),
                          f"{entry['what']}-{entry['exhibits'][0]}")  # fmt: skip


@rule("no-source", AMBIGUITY, "Each variable needs a source before anyone can rebuild it.")
def no_source(record: Record) -> Iterator[Finding]:
    """Variables for which the design declares an empty source; one finding a paper."""
    bare = [term for term, entry in record.design.variables.items() if entry.get("source") == ""]
    if bare:
        yield Finding("no-source", AMBIGUITY, "design", (), ", ".join(bare),
                      f"{len(bare)} variables have no source in the text.", "variables")  # fmt: skip


@rule("citation", INCONSISTENCY, "A number in brackets should lead to the author whom the text names.")
def citation(record: Record) -> Iterator[Finding]:
    """Names that are not those of the reference with that number; one finding a place."""
    listed = {str(number): author for number, author in record.design.references.items()}
    places: dict[str, list[str]] = {}
    for entry in record.design.citations if listed else ():
        author = listed.get(str(entry["number"]))
        if author is None or author.casefold().strip() != entry["name"].casefold().strip():
            line = f"[{entry['number']}] cited as {entry['name']}, listed as {author or 'nothing'}"
            places.setdefault(entry["place"], []).append(line)
    for place, lines in places.items():
        yield Finding("citation", INCONSISTENCY, "references", (), "; ".join(lines),
                      f"In {place} the numbers in brackets lead to other works than those named.",
                      place)  # fmt: skip


@rule("tests-not-printed", REMARK, "A method's usual tests belong in its tables, or the reader cannot "
      "judge it.")  # fmt: skip
def tests_not_printed(record: Record) -> Iterator[Finding]:
    """Tests that no table of a method prints; one finding a paper."""
    for word, expected in EXPECTED.items():
        columns = [c for c in record.regressions if word in c.model.method.lower().replace("-", " ").split()]
        printed = {key for column in columns for key in column.cells}
        missing = [what for key, what in expected.items() if key not in printed]
        if columns and missing:
            yield Finding("tests-not-printed", REMARK, columns[0].exhibit, (),
                          "; ".join(f"no {what}" for what in missing),
                          f"None of the {len(columns)} models by {columns[0].model.method} prints the "
                          f"{' or the '.join(missing)}.", word)  # fmt: skip


@rule("unit-of-number", CONTRADICTION, "A number in the wrong unit breaks the relations that hold in the "
      "right one.")  # fmt: skip
def unit_of_number(record: Record) -> Iterator[Finding]:
    """Numbers whose relations all hold in another unit than the printed one and fail in this at any rate."""
    for entry in record.design.units:
        if entry["cell"] not in record.numbers:
            continue
        cell, rate = record.numbers[entry["cell"]], intervals.interval(*entry["rate"])
        tried = [(item, _values(record, item["where"])) for item in entry["relations"]]
        tried = [(item, values) for item, values in tried if values is not None]
        needed = [intervals.holds(item["relation"], values | {"x": cell.interval}) for item, values in tried]
        as_is = [
            intervals.holds(item["relation"], values | {"x": cell.interval / rate}) for item, values in tried
        ]
        if not tried or not all(
            right and not now for (right, _), (now, _) in zip(needed, as_is, strict=True)
        ):
            continue
        lines = (f"in {entry[unit]}: {text.partition(';')[0]}"
                 for unit, held in (("needed", needed), ("printed", as_is)) for _, text in held)  # fmt: skip
        read = (given for item, _ in tried for given in item["where"].values() if isinstance(given, str))
        yield Finding("unit-of-number", CONTRADICTION, cell.exhibit, tuple(dict.fromkeys([cell.id, *read])),
                      "; ".join(lines),
                      f"{cell.printed} is printed in {entry['printed']}, but the numbers beside it hold "
                      f"only if it is in {entry['needed']}.", cell.id, (cell.id,))  # fmt: skip


def _values(record: Record, where: dict) -> dict[str, intervals.Interval] | None:
    """Intervals by name; None if the record lacks one of the ids."""
    if not all(given in record.numbers for given in where.values() if isinstance(given, str)):
        return None
    return {key: record.numbers[given].interval if isinstance(given, str) else intervals.interval(given)
            for key, given in where.items()}  # fmt: skip
