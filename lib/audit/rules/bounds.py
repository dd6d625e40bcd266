"""Confidence intervals against coefficients, standard errors, stars and p-values.

An interval's level is the printed ``ci_level`` of its term or column (95, or 0.95); without one, the usual
level that its width has in standard errors; without these, the one of 95, 90 and 99 per cent that fits most
intervals of the exhibit, and what another of the three allows is an inconsistency only.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

from lib.audit import intervals
from lib.audit.findings import CONTRADICTION, INCONSISTENCY, Finding, rule
from lib.audit.intervals import Interval
from lib.audit.record import Cell, Column, Estimate, Record
from lib.audit.significance import critical, earned, grade, least_df, levels, p_value
from lib.audit.wording import name, names

USUAL = (0.05, 0.10, 0.01)  # one less the level of a confidence interval, the most usual first
SHARERS = 3  # intervals of a column before the width that most of them have is its own


@dataclass(frozen=True, eq=False)
class Bounded:
    """A coefficient with both ends of its confidence interval."""

    column: Column
    estimate: Estimate
    low: Cell
    high: Cell

    @property
    def cells(self) -> tuple[str, ...]:
        """Ids of the coefficient and of both ends."""
        return self.estimate.coef.id, self.low.id, self.high.id

    @property
    def half(self) -> Interval:
        """Half the width."""
        return (self.high.interval - self.low.interval) / 2

    @property
    def outside(self) -> bool:
        """Is the coefficient outside, for every value that is printed so?"""
        value = self.estimate.coef.interval
        below = intervals.high(value) < intervals.low(self.low.interval)
        return below or intervals.low(value) > intervals.high(self.high.interval)

    @property
    def symmetric(self) -> bool:
        """Can the coefficient be the middle, as it is unless the interval is a bootstrap's or transformed?"""
        middle = (self.low.interval + self.high.interval) / 2
        return intervals.low(self.half) > 0 and intervals.overlap(middle, self.estimate.coef.interval)

    @property
    def multiple(self) -> Interval | None:
        """Half the width over the standard error."""
        se = self.estimate.se
        return None if se is None or intervals.low(se.interval) <= 0 else self.half / se.interval

    def usual(self, alpha: float) -> Interval:
        """Critical values of a level, from the normal distribution to t with as few degrees as can be."""
        return intervals.interval(critical(alpha), critical(alpha, least_df(self.column)))

    @cached_property
    def alphas(self) -> tuple[float, ...]:
        """What one less the level can be."""
        stated = self.column.cell("ci_level", self.estimate.coef.term) or self.column.cell("ci_level")
        if stated is not None:
            return (round(1 - (stated.value / 100 if stated.value > 1 else stated.value), 6),)
        if self.multiple is None:
            return USUAL
        return tuple(a for a in USUAL if intervals.overlap(self.multiple, self.usual(a))) or USUAL

    def ratio(self, alpha: float) -> Interval:
        """Coefficient over the standard error that the width implies."""
        return intervals.magnitude(self.estimate.coef.interval) / self.half * self.usual(alpha)

    def __str__(self) -> str:
        coef = self.estimate.coef
        return f"{name(coef)}: {coef.shown} in [{self.low.printed}, {self.high.printed}]"


Fault = Callable[[Bounded, float], bool]


def bounded(columns: list[Column]) -> list[Bounded]:
    """Coefficients with confidence intervals."""
    found = []
    for column in columns:
        for estimate in column.estimates:
            ends = [column.cell(end, estimate.coef.term) for end in ("ci_low", "ci_high")]
            if None not in ends:
                found.append(Bounded(column, estimate, *ends))
    return found


@rule("interval-against-estimate", CONTRADICTION, "A confidence interval contains its coefficient and "
      "is as wide as its standard error and level say.")  # fmt: skip
def interval_against_estimate(record: Record) -> Iterator[Finding]:
    """Per exhibit: intervals without their coefficient (contradiction), or of a width of their own."""
    for exhibit, columns in record.by_exhibit():
        items = bounded(columns)
        if outside := [item for item in items if item.outside]:
            yield Finding(
                "interval-against-estimate",
                CONTRADICTION,
                exhibit,
                tuple(cell for item in outside for cell in item.cells),
                "; ".join(map(str, outside)),
                "Coefficients outside their own confidence intervals: "
                f"{names(item.estimate.coef for item in outside)}.",
                key=f"{exhibit} outside",
            )
        if odd := [item for column in columns for item in _odd_widths(column) if not item.outside]:
            yield Finding(
                "interval-against-estimate",
                INCONSISTENCY,
                exhibit,
                tuple(cell for item in odd for cell in (*item.cells, item.estimate.se.id)),
                "; ".join(f"{item}, half width over standard error {intervals.show(item.multiple)}"
                          for item in odd),
                "Confidence intervals whose width in standard errors is not that of the others of their "
                f"column, or of no usual level: {names(item.estimate.coef for item in odd)}.",
                key=f"{exhibit} width",
            )  # fmt: skip


def _odd_widths(column: Column) -> list[Bounded]:
    """Intervals whose width is not the one that most of the column share; without one, of no usual level."""
    items = [item for item in bounded([column]) if item.multiple is not None]
    spans = [item.multiple for item in items]
    candidates = [end(span) for span in spans for end in (intervals.low, intervals.high)]
    shared = [sum(intervals.low(s) <= value <= intervals.high(s) for s in spans) for value in candidates]
    if len(items) >= SHARERS and max(shared) * 2 > len(items):
        common = intervals.interval(candidates[shared.index(max(shared))])
        return [item for item in items if not intervals.overlap(item.multiple, common)]
    return [item for item in items if item.symmetric and not _usual_width(item)]


def _usual_width(item: Bounded) -> bool:
    return any(intervals.overlap(item.multiple, item.usual(alpha)) for alpha in item.alphas)


@rule("interval-against-significance", CONTRADICTION, "A confidence interval leaves 0 out at its level if "
      "and only if the stars or the p-value do.")  # fmt: skip
def interval_against_significance(record: Record) -> Iterator[Finding]:
    """Per exhibit and fault: stars, and p-values, that an interval does not allow.

    Intervals that are not symmetric about their coefficient are left alone: those of a bootstrap, or of a
    transformed coefficient, need not agree with a ratio.
    """
    for exhibit, columns in record.by_exhibit():
        faults = _faults(columns, record.design.stars)
        items = [item for item in bounded(columns) if item.symmetric]
        common = min(USUAL, key=lambda alpha: sum(f(item, alpha) for f in faults.values() for item in items))
        for (what, words), fault in faults.items():
            found = [(item, grave) for item in items if (grave := _severity(item, fault, common))]
            found = [(item, INCONSISTENCY if what == "no stars" else grave) for item, grave in found]
            yield from _finding(exhibit, what, words, found)


def _faults(columns: list[Column], rule_: dict) -> dict[tuple[str, str], Fault]:
    """What can be wrong with an interval at a level, by the finding's key and words."""
    marked = {e.coef.term for column in columns for e in column.estimates if e.coef.stars}

    def bare(item: Bounded, alpha: float) -> bool:
        """Too few stars, where the exhibit marks such coefficients at all."""
        held = marked and (item.estimate.coef.term != "constant" or "constant" in marked)
        return bool(held) and _too_few(item, alpha, rule_)

    return {
        ("stars", "stars that their confidence intervals exclude"): partial(_too_many, rule_=rule_),
        ("no stars", "fewer stars than their confidence intervals earn"): bare,
        ("p", "p-values that are not those of their confidence intervals"): _other_p,
    }


def _severity(item: Bounded, fault: Fault, common: float) -> str:
    """Grave if an interval is at fault at every level that can be meant; empty if not at the common one."""
    assumed = common if common in item.alphas else item.alphas[0]
    if not fault(item, assumed):
        return ""
    sure = all(fault(item, alpha) for alpha in item.alphas)
    halved = fault is _other_p and any(_half_p(item, alpha) for alpha in item.alphas)
    return CONTRADICTION if sure and not halved else INCONSISTENCY


def _finding(exhibit: str, what: str, words: str, found: list[tuple[Bounded, str]]) -> Iterator[Finding]:
    if not found:
        return
    items = [item for item, _ in found]
    p = [item.estimate.p for item in items]
    lines = (f"{item}, p {cell.printed}" if what == "p" else str(item)
             for item, cell in zip(items, p, strict=True))  # fmt: skip
    severe = any(severity == CONTRADICTION for _, severity in found)
    yield Finding("interval-against-significance", CONTRADICTION if severe else INCONSISTENCY, exhibit,
                  tuple(cell for item in items for cell in item.cells)
                  + tuple(cell.id for cell in p if what == "p"), "; ".join(lines),
                  f"Coefficients with {words}: {names(item.estimate.coef for item in items)}.",
                  f"{exhibit} {what}")  # fmt: skip


def _too_many(item: Bounded, alpha: float, rule_: dict) -> bool:
    """More stars than the width allows, whatever the degrees of freedom; then 0 is inside, or nearly."""
    rank = grade(item.estimate.coef.stars, rule_)
    return bool(rank) and intervals.high(item.ratio(alpha)) < critical(levels(rule_)[rank - 1])


def _too_few(item: Bounded, alpha: float, rule_: dict) -> bool:
    least = earned(intervals.low(item.ratio(alpha)), rule_, least_df(item.column))
    rank = grade(item.estimate.coef.stars, rule_)
    return rank is not None and rank < least


def _p_values(item: Bounded, alpha: float) -> Interval:
    """P-values that go with an interval, by the normal distribution or t with few degrees of freedom."""
    ratio = item.ratio(alpha)
    ends = p_value(ratio), p_value(ratio, least_df(item.column))
    return intervals.interval(min(map(intervals.low, ends)), max(map(intervals.high, ends)))


def _other_p(item: Bounded, alpha: float) -> bool:
    return item.estimate.p is not None and not intervals.overlap(
        _p_values(item, alpha), item.estimate.p.interval
    )


def _half_p(item: Bounded, alpha: float) -> bool:
    """Is the p-value that of a one-sided test?"""
    return intervals.overlap(_p_values(item, alpha) / 2, item.estimate.p.interval)
