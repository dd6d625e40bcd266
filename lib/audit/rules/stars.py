"""Stars against the ratios of coefficients and standard errors and the paper's star rule.

Read from the design: ``stars`` (the star rule, by default 10, 5 and 1 per cent), ``parenthesis`` and, of a
model, ``clusters``. All tests are two-sided; a one-sided reading counts as open only while no coefficient of
the paper without stars refutes it.
"""

import math
from collections.abc import Iterator

from lib.audit import intervals
from lib.audit.design import Design
from lib.audit.findings import AMBIGUITY, CONTRADICTION, INCONSISTENCY, REMARK, Finding, rule
from lib.audit.record import Cell, Column, Record
from lib.audit.significance import (
    ONE_SIDED,
    Levels,
    Starred,
    critical,
    grade,
    in_words,
    infer,
    levels,
    p_value,
    starred,
)
from lib.audit.wording import name, names

FEW_CLUSTERS = 40
NEARLY_ALL = 0.9
PAIRS = 4  # estimates of an exhibit before its parentheses are judged
READINGS = {"se": "standard errors", "t": "t-values", "p": "p-values"}
NOT_STATED = "not stated"  # where the record says that the paper does not say


@rule("stars-against-ratio", CONTRADICTION, "Stars must be those that the coefficient over its standard "
      "error, or the printed t, earns under the paper's star rule.")  # fmt: skip
def stars_against_ratio(record: Record) -> Iterator[Finding]:
    """Per exhibit: coefficients with more stars than any value of the ratio earns, and with fewer."""
    judged = _judged(record)
    one_sided = not _one_sided_refuted(judged, record.design)
    for exhibit, levels_found in judged.items():
        many = [one for one in levels_found.too_many if one not in levels_found.explained]
        few = [one for one in levels_found.too_few if one not in levels_found.explained]
        if many:
            yield _too_many(exhibit, many, record.design, one_sided)
        if few:
            yield _too_few(exhibit, few, record.design)


@rule("star-levels", CONTRADICTION, "The levels that the stars of one exhibit stand for, inferred from its "
      "ratios, must be those of the paper's star rule.")  # fmt: skip
def star_levels(record: Record) -> Iterator[Finding]:
    """Exhibits whose stars follow levels of their own, once for the exhibit.

    An inconsistency where no coefficient has more stars than a two-sided test gives, or than a one-sided one
    does while no coefficient of the paper refutes that reading.
    """
    judged = _judged(record)
    refuted = _one_sided_refuted(judged, record.design)
    for exhibit, found in judged.items():
        if not found.explained:
            continue
        beyond = [one for one in found.too_many if one in found.explained]
        open_reading = not refuted and _one_sided_fits(found, record.design)
        way_out = "; one-sided tests would give these stars, but none are mentioned" if open_reading else ""
        least, most = (choose(found.explained, key=lambda o: intervals.low(o.ratio)) for choose in (min, max))
        implied = "; ".join(_implied(*level, record.design) for level in found.implied)
        yield Finding(
            "star-levels",
            CONTRADICTION if beyond and not open_reading else INCONSISTENCY,
            exhibit,
            tuple(cell for one in found.explained for cell in one.estimate.cells),
            f"{_ratio(least, record.design)}; {_ratio(most, record.design)}; {implied}",
            f"{len(found.explained)} coefficients do not have the stars that their ratios earn under the "
            f"paper's rule ({in_words(record.design.stars)}); the exhibit follows other levels, "
            f"unstated{way_out}.",
            key=exhibit,
        )


@rule("parenthesis-reading", CONTRADICTION, "What stands in parentheses under a coefficient must be stated, "
      "and what is stated must go with the stars.")  # fmt: skip
def parenthesis_reading(record: Record) -> Iterator[Finding]:
    """Exhibits whose stars fit another reading than the stated one, and numbers that nothing states.

    A number's own ``parenthesis`` is a statement; for the others the design's counts. Where neither says what
    a number is, another reading that fits better contradicts nothing in print.
    """
    below = {exhibit: _below(columns, record) for exhibit, columns in record.by_exhibit()}
    for exhibit, pairs in below.items():
        if better := _better_reading(pairs, record.design):
            recorded = pairs[0][1].statistic
            open_reading = all(_open(cell, record.design) for _, cell in pairs)
            yield Finding(
                "parenthesis-reading",
                AMBIGUITY if open_reading else CONTRADICTION,
                exhibit,
                tuple(cell.id for _, cell in pairs),
                _counts(pairs, record.design),
                f"Read as {READINGS[recorded]}, the numbers below the coefficients contradict most stars of "
                f"the exhibit; read as {READINGS[better]} they fit.",
                key=exhibit,
            )
    pairs = [pair for found in below.values() for pair in found if _open(pair[1], record.design)]
    if pairs:
        yield Finding(
            "parenthesis-reading",
            AMBIGUITY,
            pairs[0][1].exhibit,
            tuple(cell.id for _, cell in pairs),
            _counts(pairs, record.design),
            f"The paper does not say what the {len(pairs)} numbers below its coefficients are; the stars fit "
            f"{READINGS[_best(pairs, record.design)]} best.",
            key="not stated",
        )


def _open(below: Cell, design: Design) -> bool:
    """Does the record say of a number that the paper does not say what it is, and the design neither?

    An empty ``parenthesis`` is silence of whoever typed the table, not of the paper.
    """
    return below.parenthesis == NOT_STATED and not design.parenthesis


@rule("few-clusters", REMARK, "With few clusters the t distribution with one degree of freedom less than "
      "clusters is wider than the normal one, and fewer stars survive.")  # fmt: skip
def few_clusters(record: Record) -> Iterator[Finding]:
    """Per exhibit: stars that the normal distribution gives and t(clusters - 1) would take away."""
    for exhibit, estimates in starred(record).items():
        small = [one for one in estimates if one.grade and one.fewest_df < FEW_CLUSTERS]
        rule_ = record.design.stars
        lost = [o for o in small if o.most(rule_, o.fewest_df) < o.grade <= o.most(rule_)]
        if lost:
            df = int(min(one.fewest_df for one in lost))
            bounds = ", ".join(f"{100 * a:g} %: {critical(a, df):.3f}" for a in levels(record.design.stars))
            yield Finding(
                "few-clusters",
                REMARK,
                exhibit,
                tuple(cell for one in lost for cell in one.estimate.cells),
                f"critical values of t({df}): {bounds}; "
                f"{'; '.join(_ratio(one, record.design) for one in lost)}",
                f"{len(lost)} of {len(small)} coefficients with stars lose a star if the {df + 1} clusters "
                f"of their standard errors are taken into account: {names(o.estimate.coef for o in lost)}.",
                key=exhibit,
            )


def misread(record: Record) -> list[str]:
    """Exhibits in which the declared reading of the parentheses contradicts most stars."""
    return [
        exhibit
        for exhibit, columns in record.by_exhibit()
        if _better_reading(_below(columns, record), record.design)
    ]


def _judged(record: Record) -> dict[str, Levels]:
    left_out = misread(record)
    return {
        exhibit: infer(estimates, record.design.stars)
        for exhibit, estimates in starred(record).items()
        if exhibit not in left_out
    }


def _one_sided_refuted(judged: dict[str, Levels], design: Design) -> bool:
    """Does an estimate that follows the two-sided rule have fewer stars than a one-sided test gives?"""
    followed = [one for found in judged.values() if not found.explained for one in found.within]
    return any(one.grade < one.fewest(design.stars, ONE_SIDED) for one in followed)


def _one_sided_fits(found: Levels, design: Design) -> bool:
    """Do the stars that other levels explain fit one-sided tests, and does no other refute them?"""
    many = all(one.grade <= one.most(design.stars, sides=ONE_SIDED) for one in found.explained)
    few = any(one.grade < one.fewest(design.stars, ONE_SIDED) for one in (*found.within, *found.explained))
    return many and not few


def _too_many(exhibit: str, many: list[Starred], design: Design, one_sided: bool) -> Finding:
    open_reading = one_sided and all(one.grade <= one.most(design.stars, sides=ONE_SIDED) for one in many)
    way_out = " One-sided tests would give them, but none are mentioned." if open_reading else ""
    return Finding(
        "stars-against-ratio",
        INCONSISTENCY if open_reading else CONTRADICTION,
        exhibit,
        tuple(cell for one in many for cell in one.estimate.cells),
        "; ".join(_ratio(one, design, one.grade) for one in many),
        f"More stars than any rounding of the ratio allows ({in_words(design.stars)}): "
        f"{names(one.estimate.coef for one in many)}.{way_out}",
        key=f"{exhibit} too many",
    )


def _too_few(exhibit: str, few: list[Starred], design: Design) -> Finding:
    clusters = all(math.isfinite(one.fewest_df) for one in few)
    way_out = (
        "the declared number of clusters is taken into account"
        if clusters
        else "only few degrees of freedom, which the paper does not state, could explain it"
    )
    return Finding(
        "stars-against-ratio",
        INCONSISTENCY,
        exhibit,
        tuple(cell for one in few for cell in one.estimate.cells),
        "; ".join(_ratio(one, design, one.grade + 1) for one in few),
        f"Fewer stars than every rounding of the ratio earns ({in_words(design.stars)}): "
        f"{names(one.estimate.coef for one in few)}; {way_out}.",
        key=f"{exhibit} too few",
    )


def _below(columns: list[Column], record: Record) -> list[tuple[Cell, Cell]]:
    """Coefficients of an exhibit with stars, and what stands below them."""
    estimates = [estimate for column in columns for estimate in column.estimates]
    if not any(estimate.coef.stars for estimate in estimates):
        return []
    below = [(estimate.coef, estimate.se or estimate.t or estimate.p) for estimate in estimates]
    return [(coef, cell) for coef, cell in below if cell is not None]


def _fits(coef: Cell, below: Cell, reading: str, weakest: float) -> bool:
    """Can the number below a coefficient be what the reading says, given whether there is a star?"""
    value = below.interval
    if reading == "p":
        inside = intervals.low(value) <= weakest if coef.stars else intervals.high(value) >= weakest
        return inside and intervals.high(value) >= 0 and intervals.low(value) <= 1
    if reading == "t":
        if intervals.high(coef.interval * value) < 0:
            return False
        ratio = intervals.magnitude(value)
    else:
        if intervals.low(value) <= 0:
            return intervals.high(value) > 0
        ratio = intervals.magnitude(coef.interval / value)
    bound = critical(weakest)
    return intervals.high(ratio) >= bound if coef.stars else intervals.low(ratio) <= bound


def _fitting(pairs: list[tuple[Cell, Cell]], design: Design) -> dict[str, int]:
    """Number of pairs that fit each reading."""
    weakest = levels(design.stars)[0]
    return {name: sum(_fits(*pair, name, weakest) for pair in pairs) for name in READINGS}


def _best(pairs: list[tuple[Cell, Cell]], design: Design) -> str:
    found = _fitting(pairs, design)
    return max(found, key=found.get)


def _better_reading(pairs: list[tuple[Cell, Cell]], design: Design) -> str:
    """Reading that fits nearly all stars where the recorded one fits less than half; else empty."""
    if len(pairs) < PAIRS:
        return ""
    found, best = _fitting(pairs, design), _best(pairs, design)
    misfit = 2 * found[pairs[0][1].statistic] < len(pairs)
    return best if misfit and found[best] >= NEARLY_ALL * len(pairs) else ""


def _counts(pairs: list[tuple[Cell, Cell]], design: Design) -> str:
    found = _fitting(pairs, design)
    said = ", ".join(f"{count} as {READINGS[name]}" for name, count in found.items())
    return f"of {len(pairs)} coefficients the star, or its absence, fits {said}"


def _ratio(one: Starred, design: Design, rank: int | None = None) -> str:
    """``table_3 (1) growth: 0.0988 / 0.0503 = [1.961, 1.967], no star; 10 % is at 1.645``."""
    estimate = one.estimate
    if estimate.t is not None:
        text = f"{name(estimate.coef)}: |t| = {intervals.show(one.ratio)}"
    else:
        text = f"{name(estimate.coef)}: |{estimate.coef.printed} / {estimate.se.printed}| = "
        text += intervals.show(one.ratio)
    text += f" with {estimate.coef.stars}" if estimate.coef.stars else " without star"
    if not rank:
        return text
    level = levels(design.stars)[rank - 1]
    df = one.fewest_df if rank > one.grade else math.inf
    return f"{text}, {100 * level:g} % at {critical(level, df):.3f}"


def _implied(rank: int, low: float, high: float, design: Design) -> str:
    """``* stands for a level between 4e-07 and 0.049``."""
    span = p_value(intervals.interval(low, high))
    least, most = intervals.low(span), intervals.high(span)
    return f"{_symbols(design)[rank]} fits a level between {least:.2g} and {most:.2g}"


def _symbols(design: Design) -> dict[int, str]:
    return {grade(stars, design.stars): stars for stars in design.stars}
