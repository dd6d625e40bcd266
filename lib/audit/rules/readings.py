"""Coefficients read as per cent: log points, standardised variables, percentage points."""

from collections.abc import Iterator

from mpmath import iv

from lib import claim_language
from lib.audit import intervals
from lib.audit.findings import CONTRADICTION, INCONSISTENCY, REMARK, Finding, rule
from lib.audit.record import Cell, Record

LARGE = 0.10  # of the percentage that the text gives
READ = ("coef", "abs_coef")


@rule("log-points", INCONSISTENCY, "A coefficient b on the logarithm of an outcome changes it by exp(b) - 1, "
      "not by 100 b per cent; the two part as b grows.")  # fmt: skip
def log_points(record: Record) -> Iterator[Finding]:
    """Per exhibit: percentages of the text that are log points; beyond a tenth off, an inconsistency."""
    found: dict[str, list[tuple[Cell, float, str]]] = {}
    for said in _read(record, "log"):
        coefficient = record.cells.get((*said.key[:4], "coef"), said).interval
        effect = 100 * (iv.exp(coefficient) - 1)
        percent = 100 * said.interval
        if intervals.overlap(effect, percent):
            continue
        gap = (effect - percent) / percent
        line = f"exp({said.value:.4g}) - 1 = {intervals.show(effect)} %, printed {said.printed} %"
        found.setdefault(said.exhibit, []).append((said, _least(gap), line))
    for exhibit, items in found.items():
        worst = max(gap for _, gap, _ in items)
        lines = dict.fromkeys(line for _, _, line in items)
        yield Finding(
            "log-points",
            INCONSISTENCY if worst > LARGE else REMARK,
            exhibit,
            tuple(said.id for said, _, _ in items),
            "; ".join(lines),
            f"Coefficients on a logarithm are read as per cent ({len(lines)} of them); the effects meant "
            f"differ from these by up to {worst:.0%} of the printed percentage.",
            key=exhibit,
        )


def _least(gap: intervals.Interval) -> float:
    """The smallest magnitude in an interval."""
    return max(0.0, intervals.low(intervals.magnitude(gap)))


@rule("standardised-percent", CONTRADICTION, "A coefficient between standardised variables is in standard "
      "deviations; it is no elasticity and no per cent.")  # fmt: skip
def standardised_percent(record: Record) -> Iterator[Finding]:
    """Percentages of the text that are coefficients of standardised models; one finding a paper."""
    read = list(_read(record, "standardised"))
    if read:
        lines = (
            f"{said.exhibit} {said.column} {said.label}: {said.printed} % printed; one standard deviation "
            f"more goes with {said.value:.4g} standard deviations of the outcome" for said in read
        )  # fmt: skip
        yield Finding(
            "standardised-percent",
            CONTRADICTION,
            read[0].exhibit,
            tuple(dict.fromkeys(cell for said in read for cell in _with_cell(record, said))),
            "; ".join(lines),
            f"The text reads coefficients between standardised variables as changes of the outcome in per "
            f"cent ({len(read)} of them).",
            key=read[0].id,
            fault=tuple(said.id for said in read),
        )


@rule("percentage-points", CONTRADICTION, "Where the outcome is a share in per cent, a coefficient is in "
      "percentage points; read as a share of one it is a hundred times too large.")  # fmt: skip
def percentage_points(record: Record) -> Iterator[Finding]:
    """Percentages of the text that are coefficients, times a hundred, of an outcome already in per cent."""
    for said in _read(record, "percentage points"):
        yield Finding(
            "percentage-points",
            CONTRADICTION,
            said.exhibit,
            _with_cell(record, said),
            f"coefficient {said.value:.4g} of a share times 100 is {said.value:.4g} percentage points, "
            f"printed {said.printed} %",
            "The outcome is a share in per cent, so the printed percentage is a hundred times the effect in "
            "percentage points.",
            key=said.id,
            fault=(said.id,),
        )


def _read(record: Record, scale: str) -> Iterator[Cell]:
    """Numbers of the text that read a coefficient as a per cent change of an outcome with this scale."""
    for claim in record.claims:
        if claim["unit"] != "% change" or claim["statistic"] not in READ:
            continue
        if claim["kind"] not in claim_language.PRINTED:
            continue
        cell = record.numbers[claim["id"]]
        if record.design.model(cell.exhibit, cell.panel, cell.column).scale == scale:
            yield cell


def _with_cell(record: Record, said: Cell) -> tuple[str, ...]:
    cell = record.cells.get((*said.key[:4], "coef"))
    return (said.id,) if cell is None else (said.id, cell.id)
