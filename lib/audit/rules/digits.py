"""Impossible values, lost digits, repeated estimates.

Of the design only a model's ``outcome`` is read: where it is declared, numbers of one row are compared within
the columns of one outcome.
"""

import itertools
from collections import Counter
from collections.abc import Iterator

from scipy import stats

from lib.audit import intervals
from lib.audit.findings import CONTRADICTION, INCONSISTENCY, REMARK, Finding, rule
from lib.audit.misplaced import splits
from lib.audit.record import COUNTS, Cell, Column, Estimate, Record
from lib.audit.wording import digits, name, names, significant

WORDS = {"coef": "coefficient", "se": "standard error"}
PAIR_DIGITS = 5  # significant digits of coefficient and error together that do not repeat by chance
REPEATS = 3  # coefficients of two exhibits that must repeat before it is remarkable
NUMBERS, TAIL = 100, 0.001  # numbers that a test of last digits needs, and its level
SPREAD = ("sd", "se", "variance")


@rule("impossible-value", CONTRADICTION, "A probability and an R2 lie between 0 and 1, a standard error is "
      "not negative, a count is whole, a minimum is no more than the maximum.")  # fmt: skip
def impossible_value(record: Record) -> Iterator[Finding]:
    """Per exhibit: numbers that their own meaning rules out."""
    faults: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for cell in record.numbers.values():
        if fault := _impossible(cell):
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
    if kind.startswith("r2") and least > 1:
        return CONTRADICTION, f"R2 {shown} is above 1"
    if kind == "r2" and most < 0:
        return INCONSISTENCY, f"R2 {shown} is below 0, which only an adjusted R2 can be"
    if kind in SPREAD and most < 0:
        return CONTRADICTION, f"{kind} {shown} is negative"
    if (kind in COUNTS or kind.startswith("n_")) and (cell.value < 0 or cell.value != int(cell.value)):
        return CONTRADICTION, f"{kind} {shown} is not a count"
    top = 1 if "%" in cell.unit or "%" in shown else 100
    if kind.startswith("share") and (most < 0 or least > top):
        return INCONSISTENCY, f"share {shown} is outside 0 to 100 %"
    return None


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


@rule("lost-decimal", INCONSISTENCY, "A number ten times its neighbours of the same row, whose digits fit "
      "once the point moves, has probably lost a digit.")  # fmt: skip
def lost_decimal(record: Record) -> Iterator[Finding]:
    """Per row of an exhibit: numbers that fit their neighbours after the decimal point moves.

    A remark where the columns are declared to be estimated on different samples, which may differ.
    """
    for exhibit, columns in record.by_exhibit():
        for split in splits(columns, record.design.stars):
            undecided = len(split.odd) == len(split.rest)
            odd, rest = (" ".join(cell.column for cell in group) for group in (split.odd, split.rest))
            numbers = ", ".join(f"{cell.column} {cell.printed}" for cell in (*split.odd, *split.rest))
            where = f"{odd}, or else in {rest}" if undecided else odd
            yield Finding(
                "lost-decimal",
                INCONSISTENCY if split.same_sample else REMARK,
                exhibit,
                tuple(cell.id for cell in (*split.odd, *split.rest)),
                f"{split.term}, {split.statistic}: {numbers}; ratio of medians {split.ratio:.3g}",
                f"The {WORDS[split.statistic]} of {split.term} differs between columns by about a factor of "
                f"{10 ** abs(split.power)}; in {where} the decimal point seems to be misplaced"
                f"{'' if split.same_sample else ', if the difference of the samples is not the reason'}.",
                key=f"{exhibit} {split.term} {split.statistic} {odd}",
            )


@rule("repeated-estimate", INCONSISTENCY, "Two regressors, or one in two different models, do not have the "
      "same coefficient and standard error to every printed digit by chance.")  # fmt: skip
def repeated_estimate(record: Record) -> Iterator[Finding]:
    """Per exhibit, two terms of one column; per pair of exhibits, one term in different models."""
    for exhibit, columns in record.by_exhibit():
        for sign, severity in ((True, INCONSISTENCY), (False, REMARK)):
            pairs = [pair for column in columns for pair in _twins(column, same_sign=sign)]
            if pairs:
                yield _twin_finding(exhibit, pairs, severity)
    across: dict[tuple[str, str], list[tuple[Estimate, Estimate]]] = {}
    for first, second in itertools.combinations(record.regressions, 2):
        repeated = _repeated(first, second)
        if repeated:
            across.setdefault((first.exhibit, second.exhibit), []).extend(repeated)
    for exhibits, pairs in across.items():
        if len(pairs) >= REPEATS:
            yield _repeat_finding(exhibits, pairs)


def _twins(column: Column, *, same_sign: bool) -> Iterator[tuple[Estimate, Estimate]]:
    for one, other in itertools.combinations(column.estimates, 2):
        signed = [_signed(estimate) for estimate in (one, other)]
        if None not in signed and _telling(one) and signed[0][1:] == signed[1][1:]:
            if (signed[0][0] == signed[1][0]) == same_sign:
                yield one, other


def _repeated(first: Column, second: Column) -> list[tuple[Estimate, Estimate]]:
    """Estimates that two different models share; none if one is the other printed again."""
    ours = {estimate.coef.term: estimate for estimate in first.estimates}
    theirs = {estimate.coef.term: estimate for estimate in second.estimates}
    same = [
        (ours[term], theirs[term])
        for term in ours
        if term in theirs and _signed(ours[term]) and _signed(ours[term]) == _signed(theirs[term])
    ]
    printed_again = len(same) == len(ours) == len(theirs)
    return [] if printed_again else [pair for pair in same if _telling(pair[0])]


def _signed(estimate: Estimate) -> tuple[bool, str, str] | None:
    """Sign, digits of the coefficient and what stands below it; None if nothing does."""
    below = estimate.se or estimate.t
    if below is None:
        return None
    return estimate.coef.value > 0, f"{abs(estimate.coef.value):g}", below.printed.lstrip("-−")


def _telling(estimate: Estimate) -> bool:
    """Are there enough significant digits for a repetition not to be chance?"""
    below = estimate.se or estimate.t
    return below is not None and significant(estimate.coef) + significant(below) >= PAIR_DIGITS


def _twin_finding(exhibit: str, pairs: list[tuple[Estimate, Estimate]], severity: str) -> Finding:
    lines = [
        f"{name(one.coef)} and {other.coef.term}: {_shown(one)}, {_shown(other)}" for one, other in pairs
    ]
    alike = "the same" if severity == INCONSISTENCY else "but for the sign the same"
    return Finding(
        "repeated-estimate",
        severity,
        exhibit,
        tuple(cell for pair in pairs for estimate in pair for cell in estimate.cells),
        "; ".join(lines),
        f"Different regressors of one column with {alike} coefficient and standard error to every printed "
        f"digit: {'; '.join(f'{name(one.coef)} and {other.coef.term}' for one, other in pairs)}.",
        key=f"{exhibit} {'terms' if severity == INCONSISTENCY else 'mirrored terms'}",
    )


def _repeat_finding(exhibits: tuple[str, str], pairs: list[tuple[Estimate, Estimate]]) -> Finding:
    lines = [
        f"{one.coef.term} {_shown(one)} in {one.coef.exhibit} {one.coef.column} and {other.coef.exhibit} "
        f"{other.coef.column}" for one, other in pairs
    ]  # fmt: skip
    where = f"{exhibits[0]} and {exhibits[1]}" if exhibits[0] != exhibits[1] else f"columns of {exhibits[0]}"
    return Finding(
        "repeated-estimate",
        REMARK,
        exhibits[0],
        tuple(dict.fromkeys(cell for pair in pairs for estimate in pair for cell in estimate.cells)),
        "; ".join(lines),
        f"{len(pairs)} coefficients of different models in {where} repeat with their standard errors to "
        "every digit, although the models differ.",
        key=" ".join(exhibits),
    )


@rule("terminal-digits", REMARK, "The last digits of many measured numbers with three or more significant "
      "digits are nearly uniform.")  # fmt: skip
def terminal_digits(record: Record) -> Iterator[Finding]:
    """Chi-square of the last digits of a paper's coefficients and what stands below them.

    Numbers that repeat in a row are counted once. A paper without a last digit 0 drops trailing zeros and is
    compared with nine digits.
    """
    cells = [
        cell
        for column in record.regressions
        for cell in column.cells.values()
        if cell.statistic in ("coef", "se", "t") and significant(cell) >= 3
    ]
    once = {(cell.term, cell.statistic, cell.printed): cell for cell in cells}
    count = Counter(digits(cell)[-1] for cell in once.values())
    possible = [str(d) for d in range(10) if d or count["0"]]
    if len(once) < NUMBERS:
        return
    test = stats.chisquare([count[d] for d in possible])
    if test.pvalue < TAIL:
        yield Finding(
            "terminal-digits",
            REMARK,
            next(iter(once.values())).exhibit,
            tuple(cell.id for cell in once.values()),
            f"last digits {', '.join(f'{d}: {count[d]}' for d in possible)}; "
            f"chi-square {test.statistic:.1f}, p = {test.pvalue:.2g}",
            f"The last digits of {len(once)} coefficients and standard errors are not uniform.",
            key="paper",
        )


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


def _shown(estimate: Estimate) -> str:
    return f"{estimate.coef.printed} ({(estimate.se or estimate.t).printed})"
