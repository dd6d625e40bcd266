"""Printed t- and p-values against coefficients, standard errors and stars.

Read from the design: ``stars`` (the star rule) and, of a model, ``clusters``.
"""

from collections.abc import Iterator

from lib.audit import intervals
from lib.audit.design import Design
from lib.audit.findings import CONTRADICTION, INCONSISTENCY, Finding, rule
from lib.audit.record import Cell, Column, Estimate, Record
from lib.audit.significance import grade, in_words, least_df, levels, p_value, rounded_or_cut
from lib.audit.wording import name, names


@rule("t-against-sign", CONTRADICTION, "A t-value has the sign of its coefficient, and is the coefficient "
      "over its standard error where both are printed.")  # fmt: skip
def t_against_sign(record: Record) -> Iterator[Finding]:
    """Per exhibit: t-values of the other sign, or other than coefficient over standard error.

    An inconsistency where digits that were cut off instead of rounded explain all of them.
    """
    for exhibit, columns in record.by_exhibit():
        estimates = [estimate for column in columns for estimate in column.estimates]
        wrong = [(estimate, line) for estimate in estimates if (line := _t_fault(estimate))]
        cut = all(_cut_off(estimate) for estimate, _ in wrong)
        way_out = ", unless digits were cut off, not rounded" if cut else ""
        if wrong:
            yield Finding(
                "t-against-sign",
                INCONSISTENCY if cut else CONTRADICTION,
                exhibit,
                tuple(cell for estimate, _ in wrong for cell in estimate.cells),
                "; ".join(line for _, line in wrong),
                "Printed t-values that are not those of their coefficients: "
                f"{names(estimate.coef for estimate, _ in wrong)}{way_out}.",
                key=exhibit,
            )


@rule("stars-against-p", CONTRADICTION, "Stars must be those that a printed p-value earns, and a printed "
      "p-value must be that of the coefficient over its standard error.")  # fmt: skip
def stars_against_p(record: Record) -> Iterator[Finding]:
    """Per exhibit and fault: stars beside a p-value, and p-values against ratios."""
    for exhibit in dict.fromkeys(column.exhibit for column in record.columns):
        columns = [column for column in record.columns if column.exhibit == exhibit]
        beside = _stars_beside_p(columns, record.design)
        if beside:
            yield Finding(
                "stars-against-p",
                CONTRADICTION,
                exhibit,
                tuple(cell.id for cell, _ in beside),
                "; ".join(line for _, line in beside),
                f"P-values that do not go with the stars printed for them ({in_words(record.design.stars)}): "
                f"{names(cell for cell, _ in beside)}.",
                key=f"{exhibit} stars",
            )
        yield from _p_against_ratio(exhibit, columns)


def _t_fault(estimate: Estimate) -> str:
    """What is wrong with a printed t, or an empty string."""
    coef, se, t = estimate.coef, estimate.se, estimate.t
    if t is None:
        return ""
    if intervals.high(coef.interval * t.interval) < 0:
        return f"{name(coef)}: coefficient {coef.printed}, t {t.printed}"
    if se is None or intervals.low(se.interval) <= 0:
        return ""
    ratio = coef.interval / se.interval
    if intervals.overlap(ratio, t.interval):
        return ""
    return f"{name(coef)}: {coef.printed} / {se.printed} = {intervals.show(ratio)}, printed t {t.printed}"


def _cut_off(estimate: Estimate) -> bool:
    """Can the t be coefficient over standard error if any of the three was cut off instead of rounded?"""
    if estimate.se is None or intervals.high(estimate.coef.interval * estimate.t.interval) < 0:
        return False
    coef, se, t = (rounded_or_cut(cell) for cell in (estimate.coef, estimate.se, estimate.t))
    return intervals.overlap(coef / se, t)


def _stars_beside_p(columns: list[Column], design: Design) -> list[tuple[Cell, str]]:
    """P-values against their own stars where the exhibit has such, and against those of the coefficient."""
    alone = [
        cell
        for column in columns
        for (term, statistic), cell in column.cells.items()
        if statistic == "p" and (term, "coef") not in column.cells
    ]
    own = [(cell, cell) for cell in alone] if any(cell.stars for cell in alone) else []
    estimates = [estimate for column in columns for estimate in column.estimates if estimate.p]
    if any(estimate.coef.stars for estimate in estimates):
        own += [(estimate.p, estimate.coef) for estimate in estimates]
    return [(cell, line) for cell, marked in own if (line := _p_fault(cell, marked, design))]


def _p_fault(cell: Cell, marked: Cell, design: Design) -> str:
    rank = grade(marked.stars, design.stars)
    bounds = levels(design.stars)
    if rank is None:
        return ""
    too_many = rank and intervals.low(cell.interval) > bounds[rank - 1]
    too_few = rank < len(bounds) and intervals.high(cell.interval) < bounds[rank]
    stars = f"stars {marked.stars}" if marked.stars else "no star"
    return f"{name(cell)}: p {cell.printed} with {stars}" if too_many or too_few else ""


def _p_against_ratio(exhibit: str, columns: list[Column]) -> Iterator[Finding]:
    """P-values that neither the normal distribution nor a t distribution with few degrees gives."""
    wrong = []
    for column in columns:
        df = least_df(column)
        for estimate in column.estimates:
            if estimate.p is None or estimate.ratio is None:
                continue
            smallest, largest = p_value(estimate.ratio), p_value(estimate.ratio, df)
            allowed = intervals.interval(intervals.low(smallest), intervals.high(largest))
            if not intervals.overlap(allowed, estimate.p.interval):
                halved = intervals.overlap(allowed / 2, estimate.p.interval)
                sure = not halved and (column.model.clusters or intervals.high(estimate.p.interval)
                                       < intervals.low(smallest))  # fmt: skip
                wrong.append((estimate, sure, f"{name(estimate.coef)}: ratio "
                              f"{intervals.show(estimate.ratio)} gives p from {intervals.show(allowed, 3)}, "
                              f"printed {estimate.p.printed}"))  # fmt: skip
    if wrong:
        yield Finding(
            "stars-against-p",
            CONTRADICTION if any(sure for _, sure, _ in wrong) else INCONSISTENCY,
            exhibit,
            tuple(cell for estimate, _, _ in wrong for cell in estimate.cells),
            "; ".join(line for _, _, line in wrong),
            "Printed p-values that are not those of a two-sided test of their coefficients: "
            f"{names(estimate.coef for estimate, _, _ in wrong)}.",
            key=f"{exhibit} ratio",
        )
