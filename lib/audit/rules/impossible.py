"""Numbers that their own meaning, or the others of one row, rule out.

Of the design a model's ``method`` is read: R2 of a model with instruments may be negative.
"""

import itertools
from collections.abc import Iterator

from lib.audit import intervals
from lib.audit.findings import CONTRADICTION, INCONSISTENCY, Finding, rule
from lib.audit.nesting import instrumented
from lib.audit.record import COUNTS, Cell, Column, Record
from lib.audit.wording import name

SPREAD = ("sd", "se", "variance")


@rule("impossible-value", CONTRADICTION, "A probability and an R2 lie between 0 and 1, a standard error is "
      "not negative, a count is whole, a minimum is no more than the maximum.")  # fmt: skip
def impossible_value(record: Record) -> Iterator[Finding]:
    """Per exhibit: numbers that their own meaning rules out."""
    faults: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for cell in record.numbers.values():
        fault = _r2(cell, record) if cell.statistic.startswith("r2") else _impossible(cell)
        if fault:
            grade, words = fault
            line = f"{name(cell, statistic=True)}: {words}"
            faults.setdefault(cell.exhibit, []).append(((cell.id,), grade, line))
    for column in record.columns:
        for ids, words in _disordered(column):
            faults.setdefault(column.exhibit, []).append((ids, CONTRADICTION, f"{column.key}: {words}"))
    for exhibit, found in faults.items():
        grades = [grade for _, grade, _ in found]
        yield Finding(
            "impossible-value",
            CONTRADICTION if CONTRADICTION in grades else INCONSISTENCY,
            exhibit,
            tuple(dict.fromkeys(cell for ids, _, _ in found for cell in ids)),
            "; ".join(words for _, _, words in found),
            f"Numbers that cannot be what they are said to be: {len(found)}.",
            key=exhibit,
        )


def _impossible(cell: Cell) -> tuple[str, str] | None:
    """Severity and words if a number cannot be what its statistic says."""
    least, most, shown = intervals.low(cell.interval), intervals.high(cell.interval), cell.printed
    kind = cell.statistic
    if kind == "p" and (most < 0 or least > 1):
        return CONTRADICTION, f"p {shown} is outside 0 to 1"
    if kind in SPREAD and most < 0:
        return CONTRADICTION, f"{kind} {shown} is negative"
    if (kind in COUNTS or kind.startswith("n_")) and (cell.value < 0 or cell.value != int(cell.value)):
        return CONTRADICTION, f"{kind} {shown} is not a count"
    top = 1 if _in_per_cent(cell) else 100
    if kind.startswith("share") and (most < 0 or least > top):
        return INCONSISTENCY, f"share {shown} is outside 0 to 100 %"
    return None


def _r2(cell: Cell, record: Record) -> tuple[str, str] | None:
    """The same for an R2, which may be in per cent, adjusted, or of a model with instruments."""
    least, most, shown = intervals.low(cell.interval), intervals.high(cell.interval), cell.printed
    if least > 1:
        per_cent = least <= 100 and not _in_per_cent(cell)
        hint = ", so that per cent must be meant" if per_cent else ""
        return (INCONSISTENCY if per_cent else CONTRADICTION), f"R2 {shown} is above 1{hint}"
    model = record.design.model(cell.exhibit, cell.panel, cell.column)
    if cell.statistic == "r2" and most < 0 and not instrumented(model):
        severity = CONTRADICTION if most < -100 else INCONSISTENCY
        return severity, f"R2 {shown} is below 0, which only an adjusted R2 can be"
    return None


def _in_per_cent(cell: Cell) -> bool:
    return "%" in cell.unit or "%" in cell.printed


def _disordered(column: Column) -> Iterator[tuple[tuple[str, ...], str]]:
    """Minimum, mean or median, maximum and standard deviation of one row that cannot go together."""
    by_term: dict[str, dict[str, Cell]] = {}
    for (term, statistic), cell in column.cells.items():
        by_term.setdefault(term, {})[statistic] = cell
    for term, cells in by_term.items():
        for kind in {key[4:] for key in cells if key == "min" or key.startswith("min_")}:
            ends = [cells.get(f"{end}_{kind}" if kind else end) for end in ("min", "max")]
            middle = [cells[key] for key in ("mean", "median") if key in cells and not kind]
            order = [cell for cell in (ends[0], ends[1]) if cell is not None]
            chains = [[ends[0], cell, ends[1]] for cell in middle] or [order]
            for chain in (tuple(filter(None, chain)) for chain in chains):
                if any(intervals.low(a.interval) > intervals.high(b.interval)
                       for a, b in itertools.pairwise(chain)):  # fmt: skip
                    words = " <= ".join(f"{cell.statistic} {cell.printed}" for cell in chain)
                    yield tuple(cell.id for cell in chain), f"{term}: {words} does not hold"
