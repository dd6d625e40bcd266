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
SQUARES = ("f", "chi2")  # test statistics that are sums of squares
SUMMARY = ("min", "max", "sd")
LARGE = 30  # observations from which on the divisor n - 1 of a standard deviation hardly matters


@rule("impossible-value", CONTRADICTION, "A probability and an R2 lie between 0 and 1, a standard error is "
      "not negative, a count is whole, a minimum is no more than the maximum, and the like.")  # fmt: skip
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
        for ids, grade, words in _disordered(column):
            faults.setdefault(column.exhibit, []).append((ids, grade, f"{column.key}: {words}"))
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
    if kind == "correlation" and (most < -1 or least > 1):
        return CONTRADICTION, f"correlation {shown} is outside -1 to 1"
    if kind in (*SPREAD, *SQUARES) and most < 0:
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


Fault = tuple[tuple[str, ...], str, str]  # cells, severity, words


def _disordered(column: Column) -> Iterator[Fault]:
    """Numbers of one row that cannot go together: order, spread, adjusted R2."""
    by_term: dict[str, dict[str, Cell]] = {}
    for (term, statistic), cell in column.cells.items():
        by_term.setdefault(term, {})[statistic] = cell
    for term, cells in by_term.items():
        place = f"{term}: " if term else ""
        for chain in _chains(cells):
            if any(intervals.low(a.interval) > intervals.high(b.interval)
                   for a, b in itertools.pairwise(chain)):  # fmt: skip
                words = " <= ".join(f"{cell.statistic} {cell.printed}" for cell in chain)
                severity = CONTRADICTION if chain[-1].statistic != "r2" or _one_r2(column) else INCONSISTENCY
                yield tuple(cell.id for cell in chain), severity, f"{place}{words} does not hold"
        if words := _too_wide(cells, column):
            ids = tuple(cells[name].id for name in SUMMARY)
            yield ids, CONTRADICTION, place + words


def _one_r2(column: Column) -> bool:
    """Is no effect absorbed, so that R2 within and over all are the same?"""
    return bool(column.model.outcome) and not column.model.fixed_effects


def _chains(cells: dict[str, Cell]) -> Iterator[tuple[Cell, ...]]:
    """Numbers of one row in ascending order, as far as they are printed."""
    kinds = dict.fromkeys(key.partition("_")[2] for key in cells if key.split("_")[0] in ("min", "max"))
    orders = [(f"min_{kind}", f"max_{kind}") for kind in kinds if kind]
    orders += [("min", "mean", "max"), ("min", "p25", "median", "p75", "max")]
    orders += [("r2_adjusted", "r2"), ("ci_low", "ci_high")]
    chains = (tuple(cells[key] for key in order if key in cells) for order in orders)
    yield from dict.fromkeys(chain for chain in chains if len(chain) > 1)


def _too_wide(cells: dict[str, Cell], column: Column) -> str:
    """A standard deviation above half the range, which no distribution has; empty if it is not.

    With the divisor n - 1 it can be larger by sqrt(n / (n - 1)); where n is not printed, `LARGE` is taken.
    """
    if not set(SUMMARY) <= set(cells):
        return ""
    own = cells.get("n") or column.cell("n")
    n = max(own.value, 2) if own is not None else LARGE
    smallest, largest, sd = (cells[name].interval for name in SUMMARY)
    most = (largest - smallest) / 2 * (n / (n - 1)) ** 0.5
    if intervals.low(sd) <= intervals.high(most):
        return ""
    words = ", ".join(f"{name} {cells[name].printed}" for name in SUMMARY)
    return f"{words}: sd is at most {intervals.show(most)}"
