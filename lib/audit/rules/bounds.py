"""Confidence intervals against coefficients, standard errors, stars and p-values."""

from collections.abc import Iterator

from lib.audit import intervals
from lib.audit.findings import CONTRADICTION, INCONSISTENCY, Finding, rule
from lib.audit.record import Cell, Column, Estimate, Record
from lib.audit.wording import name, names


@rule("interval-against-estimate", CONTRADICTION, "A confidence interval contains its coefficient and "
      "is as wide as its standard error and level say.")  # fmt: skip
def interval_against_estimate(record: Record) -> Iterator[Finding]:
    """Per exhibit: intervals without their coefficient (contradiction), or wider or narrower than others."""
    for exhibit, columns in record.by_exhibit():
        bounded = [item for column in columns for item in _bounded(column)]
        outside = [item for item in bounded if _outside(*item)]
        if outside:
            yield Finding(
                "interval-against-estimate",
                CONTRADICTION,
                exhibit,
                tuple(cell.id for estimate, *ends in outside for cell in (estimate.coef, *ends)),
                "; ".join(_bounds(*item) for item in outside),
                "Coefficients outside their own confidence intervals: "
                f"{names(item[0].coef for item in outside)}.",
                key=f"{exhibit} outside",
            )
        odd = [item for column in columns for item in _odd_widths(column) if item not in outside]
        if odd:
            yield Finding(
                "interval-against-estimate",
                INCONSISTENCY,
                exhibit,
                tuple(cell.id for estimate, *ends in odd for cell in (estimate.coef, estimate.se, *ends)),
                "; ".join(f"{_bounds(*item)}, half width over standard error "
                          f"{intervals.show(_multiple(*item))}" for item in odd),
                "Confidence intervals with another width in standard errors than the others of their column: "
                f"{names(item[0].coef for item in odd)}.",
                key=f"{exhibit} width",
            )  # fmt: skip


def _bounded(column: Column) -> Iterator[tuple[Estimate, Cell, Cell]]:
    for estimate in column.estimates:
        ends = [column.cell(end, estimate.coef.term) for end in ("ci_low", "ci_high")]
        if None not in ends:
            yield estimate, *ends


def _outside(estimate: Estimate, low: Cell, high: Cell) -> bool:
    value = estimate.coef.interval
    below = intervals.high(value) < intervals.low(low.interval)
    return below or intervals.low(value) > intervals.high(high.interval)


def _odd_widths(column: Column) -> list[tuple[Estimate, Cell, Cell]]:
    """Intervals whose width goes with no critical value that most of the column share."""
    items = [
        item for item in _bounded(column) if item[0].se and intervals.low(item[0].se.interval) > 0
    ]  # fmt: skip
    spans = [_multiple(*item) for item in items]
    candidates = [end(span) for span in spans for end in (intervals.low, intervals.high)]
    shared = [sum(intervals.low(s) <= value <= intervals.high(s) for s in spans) for value in candidates]
    if len(items) < 3 or max(shared) * 2 <= len(items):
        return []
    common = candidates[shared.index(max(shared))]
    return [item for item, s in zip(items, spans, strict=True)
            if not intervals.low(s) <= common <= intervals.high(s)]  # fmt: skip


def _multiple(estimate: Estimate, low: Cell, high: Cell) -> intervals.Interval:
    return (high.interval - low.interval) / (2 * estimate.se.interval)


def _bounds(estimate: Estimate, low: Cell, high: Cell) -> str:
    return f"{name(estimate.coef)}: {estimate.coef.printed} in [{low.printed}, {high.printed}]"
