"""Placebo tests and event windows against what the design allows.

``placebo`` in the design has two kinds of entries. Draws: ``what`` (words), ``draws``, ``treated``, ``pool``
(numbers, or ids of printed numbers), ``claims`` (ids); entries with the same claims are readings of one test.
Estimates: ``exhibit``, ``column``, ``panel``, ``term``, ``of``, the actual one as [exhibit, column, term].
``event_window`` entries: ``exhibit``, ``leads``, ``lags``, ``first_event``, ``last_event`` (by default any
period of the panel).
"""

from collections.abc import Iterator
from math import comb

from lib.audit import intervals
from lib.audit.findings import AMBIGUITY, CONTRADICTION, INCONSISTENCY, Finding, rule
from lib.audit.nesting import name
from lib.audit.record import Estimate, Record

Z = 1.96  # the usual 95 per cent interval


def number(record: Record, given: int | str) -> int | None:
    """A declared number, or the printed number of that id; None if the record lacks it."""
    if isinstance(given, int):
        return given
    return int(record.numbers[given].value) if given in record.numbers else None


@rule("placebo-draws", CONTRADICTION, "A placebo group can be drawn only from at least as many units as "
      "it has, and in no more ways than there are subsets.")  # fmt: skip
def placebo_draws(record: Record) -> Iterator[Finding]:
    """More draws than distinct groups, or a group larger than its pool, in every reading of a test."""
    tests: dict[tuple, list[dict]] = {}
    for entry in record.design.placebo:
        if "pool" in entry:
            tests.setdefault(tuple(entry.get("claims", ())) or (entry["what"],), []).append(entry)
    for readings in tests.values():
        judged = [(entry, *_ways(record, entry)) for entry in readings]
        if not all(severity for _, severity, _ in judged):
            continue  # one reading is possible
        hard = all(severity == CONTRADICTION for _, severity, _ in judged)
        cells = dict.fromkeys(cell for entry in readings for cell in entry.get("claims", ()))
        yield Finding("placebo-draws", CONTRADICTION if hard else INCONSISTENCY,
                      record.numbers[next(iter(cells))].exhibit if cells else "design", tuple(cells),
                      "; ".join(f"{entry['what']}: {text}" for entry, _, text in judged),
                      "There are fewer groups to draw than placebo draws: draws repeat, and the true "
                      "assignment is among them, or no group can be drawn.", readings[0]["what"])  # fmt: skip


def _ways(record: Record, entry: dict) -> tuple[str, str]:
    """Severity (empty if all is well) and arithmetic of one reading."""
    draws, treated, pool = (number(record, entry[key]) for key in ("draws", "treated", "pool"))
    if None in (draws, treated, pool):
        return "", ""
    if pool < treated:
        return CONTRADICTION, f"{treated} units to draw from {pool}"
    ways = comb(pool, treated)
    return (
        INCONSISTENCY if draws > ways else "",
        f"{draws} draws of {ways} groups ({treated} of {pool} units)",
    )


@rule("placebo-against-estimate", AMBIGUITY, "A placebo estimate says something only if its confidence "
      "interval leaves out the true estimate.")  # fmt: skip
def placebo_against_estimate(record: Record) -> Iterator[Finding]:
    """Placebos whose 95 per cent interval has the true estimate in it; one finding an exhibit."""
    groups: dict[str, list] = {}
    for entry in record.design.placebo:
        if "of" in entry:
            own = (entry["exhibit"], entry["column"], entry["term"], entry.get("panel", ""))
            pair = (_estimate(record, *own), _estimate(record, *entry["of"]))
            if None not in pair and _covers(*pair):
                groups.setdefault(entry["exhibit"], []).append(pair)
    for exhibit, pairs in groups.items():
        larger = [placebo for placebo, true in pairs if _at_least(placebo, true)]
        also = f"; {len(larger)} of them are larger than the actual one" if larger else ""
        cells = dict.fromkeys(cell for placebo, true in pairs for cell in (*placebo.cells, true.coef.id))
        yield Finding("placebo-against-estimate", AMBIGUITY, exhibit, tuple(cells),
                      "; ".join(_interval_line(*pair) for pair in pairs),
                      f"{name(exhibit)}: {len(pairs)} placebo estimates are not significant, but their "
                      f"confidence intervals contain the actual estimate{also}: the test cannot tell the "
                      "two apart.",
                      exhibit)  # fmt: skip


def _estimate(record: Record, exhibit: str, column: str, term: str, panel: str = "") -> Estimate | None:
    """By the printed term."""
    found = record.column(exhibit, column, panel)
    return next((e for e in found.estimates if e.coef.term == term), None) if found else None


def _ends(placebo: Estimate) -> tuple[float, float]:
    """The 95 per cent interval, at its narrowest within the rounding."""
    error, coef = intervals.low(placebo.std_error), placebo.coef.interval
    return intervals.high(coef) - Z * error, intervals.low(coef) + Z * error


def _covers(placebo: Estimate, true: Estimate) -> bool:
    """Not significant, and the true estimate inside, for every value that is printed so."""
    if placebo.std_error is None:
        return False
    low, high = _ends(placebo)
    inside = low <= intervals.low(true.coef.interval) and intervals.high(true.coef.interval) <= high
    return inside and low <= 0 <= high


def _at_least(placebo: Estimate, true: Estimate) -> bool:
    return intervals.low(abs(placebo.coef.interval)) > intervals.high(abs(true.coef.interval))


def _interval_line(placebo: Estimate, true: Estimate) -> str:
    low, high = _ends(placebo)
    return (f"{placebo.coef.column} {placebo.coef.printed} +/- {Z} standard errors = [{low:.3g}, "
            f"{high:.3g}], actual "
            f"estimate {true.coef.printed}")  # fmt: skip


@rule("event-window", CONTRADICTION, "Leads and lags of an event must lie within the panel; no unit is "
      "seen over a window longer than the panel.")  # fmt: skip
def event_window(record: Record) -> Iterator[Finding]:
    """Leads or lags that no event can have (contradiction), or that no unit has all of (ambiguity)."""
    years = record.design.panel.get("years")
    for entry in record.design.event_window if years else ():
        leads, lags = entry["leads"], entry["lags"]
        first, last = entry.get("first_event", years[0]), entry.get("last_event", years[1])
        most_leads, most_lags = last - years[0], years[1] - first
        if leads > most_leads or lags > most_lags:
            severity = CONTRADICTION
            text = (f"leads {leads}, possible {last} - {years[0]} = {most_leads}; lags {lags}, possible "
                    f"{years[1]} - {first} = {most_lags}")  # fmt: skip
            says = "some of its leads or lags lie outside the panel for every event"
        elif leads + lags + 1 > record.design.periods:
            severity = AMBIGUITY
            text = (f"{leads} + 1 + {lags} = {leads + lags + 1} > {record.design.periods} periods; lead "
                    f"{leads} needs an event in {years[0] + leads} or later, lag {lags} one in "
                    f"{years[1] - lags} or earlier")  # fmt: skip
            says = "no unit is seen over it, so its two ends come from different units"
        else:
            continue
        yield Finding("event-window", severity, entry["exhibit"], (), text,
                      f"The event window of {name(entry['exhibit'])} is wider than the panel allows: {says}.",
                      entry["exhibit"])  # fmt: skip
