"""Observations, units, periods and lags against the declared panel and against the text.

Read from the design: ``panel`` (``unit``, ``sizes``, ``years``, ``n_units``; ``sample`` names the sample that
is the whole panel, by default ``all`` or ``full``), ``partitions``, the models' ``sample`` and ``lags``. A
claim of exhibit ``design`` and statistic ``n`` without other keys is the text's number of observations.
"""

from collections.abc import Iterator
from math import prod

from lib.audit.findings import AMBIGUITY, CONTRADICTION, INCONSISTENCY, REMARK, Finding, rule
from lib.audit.nesting import called, count, exhibits_of, ids, printed
from lib.audit.record import Cell, Column, Record

WHOLE = ("all", "full")
DROPPED = 0.01  # share of the rows that absorbed effects may drop without a word
A_ROW_APART = 0.0001  # share of the stated n within which a smaller n is the same sample, a few rows short


def units_possible(record: Record) -> int:
    """Units that the panel can have: the product of its dimensions, else the text's count; 0 if unknown."""
    panel = record.design.panel
    sizes, names = panel.get("sizes", {}), panel.get("unit", [])
    return prod(sizes[n] for n in names) if names and set(names) <= set(sizes) else panel.get("n_units", 0)


def whole_sample(record: Record) -> list[Column]:
    """Regressions that are declared to be estimated on the whole panel."""
    declared = record.design.panel.get("sample")
    names = (declared,) if declared else WHOLE
    return [column for column in record.regressions if column.model.sample in names]


def stated_n(record: Record) -> Cell | None:
    """The number of observations that the text gives for the panel."""
    return next((cell for cell in record.numbers.values() if cell.key == ("design", "", "", "", "n")), None)


@rule("observations-exceed-panel", CONTRADICTION, "A panel has at most as many observations as units "
      "times periods, less the periods that lags use up.")  # fmt: skip
def observations_exceed_panel(record: Record) -> Iterator[Finding]:
    """More observations than the panel has rows; exhibits with the same arithmetic are one finding.

    Where the rows that lags use up would be enough, the lags can come from before the first year: then it is
    an inconsistency, else a contradiction.
    """
    found: dict[tuple, list[Column]] = {}
    for _, columns in record.by_exhibit():
        beyond = [c for c in columns if (room := _room(record, c)) and count(c, "n") > prod(room)]
        lines = tuple(dict.fromkeys(_room_line(record, c, *_room(record, c)) for c in beyond))
        found.setdefault(lines, []).extend(beyond)
    for lines, beyond in found.items():
        if not lines:
            continue
        always = any(count(c, "n") > _room(record, c)[0] * record.design.periods for c in beyond)
        way_out = (
            ""
            if always
            else (", unless lags are taken from before the first year, which the text does not say")
        )
        yield Finding("observations-exceed-panel", CONTRADICTION if always else INCONSISTENCY,
                      beyond[0].exhibit, ids(beyond, "n", "n_units"), "; ".join(lines),
                      f"{called(beyond)}: the number of observations is more than the number of rows that "
                      f"units and years allow{way_out}.", beyond[0].exhibit,
                      ids(beyond, "n") if always else ())  # fmt: skip


def _room(record: Record, column: Column) -> tuple[int, int] | None:
    """Units and usable periods of a column that prints n; None where they are not known."""
    units = count(column, "n_units") or units_possible(record)
    usable = record.design.periods - column.model.lags
    return (units, usable) if units and usable > 0 and count(column, "n") else None


def _room_line(record: Record, column: Column, units: int, usable: int) -> str:
    periods, lags = record.design.periods, column.model.lags
    years = f"({periods} - {lags})" if lags else str(periods)
    line = f"{printed(column, 'n')} > {units} x {years} = {units * usable}"
    if lags:
        most = units_possible(record)
        if units < most < count(column, "n") / usable:
            line += f", also > {most} x {years} = {most * usable}"
        return f"{line}; {units} x {periods} = {units * periods}"
    needed, rest = divmod(count(column, "n"), usable)
    times = count(column, "n") / (units * usable)
    return f"{line}, {times:.2f} times as many" + ("" if rest else f"; = {needed} x {usable}")


@rule("observations-below-units", CONTRADICTION, "Each unit in a sample has at least one observation.")
def observations_below_units(record: Record) -> Iterator[Finding]:
    """Fewer observations than units; one finding an exhibit."""
    for exhibit, columns in record.by_exhibit():
        counted = [c for c in columns if count(c, "n") is not None and count(c, "n_units") is not None]
        short = [c for c in counted if count(c, "n") < count(c, "n_units")]
        if short:
            lines = (f"{printed(c, 'n')} < {printed(c, 'n_units')}" for c in short)
            yield Finding("observations-below-units", CONTRADICTION, exhibit, ids(short, "n", "n_units"),
                          "; ".join(dict.fromkeys(lines)),
                          f"{called(short)}: there are fewer observations than units.", exhibit)  # fmt: skip


@rule("units-exceed-design", CONTRADICTION, "A model cannot have more units than the panel has.")
def units_exceed_design(record: Record) -> Iterator[Finding]:
    """More units than the product of the panel's dimensions; one finding an exhibit."""
    possible = units_possible(record)
    for exhibit, columns in record.by_exhibit():
        beyond = [column for column in columns if possible and (count(column, "n_units") or 0) > possible]
        if beyond:
            lines = dict.fromkeys(f"{printed(c, 'n_units')} > {possible}" for c in beyond)
            yield Finding("units-exceed-design", CONTRADICTION, exhibit, ids(beyond, "n_units"),
                          "; ".join(lines),
                          f"{called(beyond)}: there are more units than the panel can have.",
                          exhibit)  # fmt: skip


@rule("units-unlike-text", CONTRADICTION, "A model has the units that the text counts, or the text says "
      "which are left out; with the very observations of the text it must have the very units.")  # fmt: skip
def units_unlike_text(record: Record) -> Iterator[Finding]:
    """The whole sample's units in no model as many as in the text; one finding a paper.

    Silent where one model has the text's count: another outcome may be missing for whole units. A model on
    rows of the described sample, with as many observations as the sample, has all its rows, hence its units.
    """
    panel = record.design.panel
    stated = panel.get("n_units") or (units_possible(record) if len(panel.get("unit", [])) == 1 else 0)
    columns = [column for column in whole_sample(record) if count(column, "n_units")]
    found = sorted({count(column, "n_units") for column in columns})
    if not stated or not found or found[-1] >= stated:
        return
    if any(claim["statistic"] == "n_units" and claim["exhibit"] != "design" for claim in record.claims):
        return  # the text's count is held against the tables' cells by `text-against-table`
    n = stated_n(record)
    same = [c for c in columns if n is not None and count(c, "n") == n.value]
    chosen, text = same or columns, f"{stated} units in the text, {', '.join(map(str, found))} in the tables"
    why = "the text does not say which are left out"
    if same:
        text += f"; {n.printed} observations in both"
        why = "the same observations cannot come from different numbers of units"
    yield Finding("units-unlike-text", CONTRADICTION if same else REMARK, chosen[0].exhibit,
                  ids(chosen, "n_units", "n") + ((n.id,) if same else ()), text,
                  f"{called(chosen)}: the number of units is not the one that the text gives, and {why}.",
                  "units")  # fmt: skip


@rule("observations-against-statement", CONTRADICTION, "No model can have more observations than the text "
      "says that the sample has.")  # fmt: skip
def observations_against_statement(record: Record) -> Iterator[Finding]:
    """More observations than stated, or everywhere a few fewer; each once a paper."""
    stated = stated_n(record)
    if stated is None:
        return
    total = int(stated.value)
    more = [c for c in record.regressions if c.model.sample and (count(c, "n") or 0) > total]
    if more:
        lines = (f"{printed(c, 'n')} - {stated.printed} = {count(c, 'n') - total}" for c in more)
        yield Finding("observations-against-statement", CONTRADICTION, more[0].exhibit,
                      (*ids(more, "n"), stated.id), "; ".join(dict.fromkeys(lines)),
                      f"{called(more)}: more observations than the text gives for the whole sample.",
                      more[0].exhibit, (stated.id,))  # fmt: skip
    counted = [c for c in whole_sample(record) if count(c, "n") is not None and count(c, "n") <= total]
    largest = max((count(c, "n") for c in counted), default=0)
    if 0 < total - largest <= A_ROW_APART * total:
        near = [c for c in counted if count(c, "n") == largest]
        yield Finding("observations-against-statement", REMARK, near[0].exhibit, (*ids(near, "n"), stated.id),
                      f"{stated.printed} - {largest} = {total - largest}",
                      f"{called(near)}: the number of observations is nearly, but not quite, the text's; "
                      "nothing says what became of the rest.", "nearly")  # fmt: skip


@rule("partition-sum", CONTRADICTION, "The observations of the parts add up to those of the whole; so do "
      "the units where no unit changes its part.")  # fmt: skip
def partition_sum(record: Record) -> Iterator[Finding]:
    """Sums over declared partitions; one finding for the exhibits of a partition and what is summed."""
    groups: dict[tuple, list] = {}
    for entry in record.design.partitions:
        whole, *parts = (record.column(*ref) for ref in (entry["whole"], *entry["parts"]))
        if whole is None or None in parts:
            continue
        for statistic in ("n", "n_units"):
            severity = _sum_severity(whole, parts, statistic, entry.get("fixed_membership", False))
            if severity:
                exhibits = (whole.exhibit, *exhibits_of(parts))
                groups.setdefault((statistic, severity, exhibits), []).append((whole, parts))
    for (statistic, severity, exhibits), found in groups.items():
        yield _sum_finding(statistic, severity, exhibits, found)


def _sum_finding(statistic: str, severity: str, exhibits: tuple[str, ...], found: list) -> Finding:
    lines = (f"{' + '.join(printed(p, statistic) for p in parts)} = "
             f"{sum(count(p, statistic) for p in parts)}, "
             f"whole {printed(whole, statistic)}" for whole, parts in found)  # fmt: skip
    wholes, split = [whole for whole, _ in found], [part for _, parts in found for part in parts]
    what = "observations" if statistic == "n" else "units"
    why = ": possible only if units change their part over time" if severity == AMBIGUITY else ""
    return Finding("partition-sum", severity, exhibits[0], ids(wholes + split, statistic),
                   "; ".join(dict.fromkeys(lines)),
                   f"The {what} of {called(split)} do not add up to those of {called(wholes)}{why}.",
                   "-".join((*exhibits, what, severity)))  # fmt: skip


def _sum_severity(whole: Column, parts: list[Column], statistic: str, fixed: bool) -> str:
    """Empty if the sum can be right; absorbed effects may drop single rows from a part, even units."""
    numbers = [count(column, statistic) for column in (whole, *parts)]
    if None in numbers or sum(numbers[1:]) == numbers[0]:
        return ""
    if sum(numbers[1:]) > numbers[0]:
        return AMBIGUITY if statistic == "n_units" and not fixed else CONTRADICTION
    rows = [count(column, "n") for column in (whole, *parts)]
    complete = statistic == "n_units" and None not in rows and sum(rows[1:]) == rows[0]
    if complete or not any(part.model.fixed_effects for part in parts):
        return CONTRADICTION
    return INCONSISTENCY if sum(numbers[1:]) < (1 - DROPPED) * numbers[0] else REMARK
