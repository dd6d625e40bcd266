"""Lost digits, repeated estimates, last digits.

Of the design only a model's ``outcome`` is read: where it is declared, numbers of one row are compared within
the columns of one outcome.
"""

import itertools
from collections import Counter
from collections.abc import Iterator

from scipy import stats

from lib.audit.findings import INCONSISTENCY, REMARK, Finding, rule
from lib.audit.misplaced import splits
from lib.audit.record import Column, Estimate, Record
from lib.audit.wording import digits, name, significant

WORDS = {"coef": "coefficient", "se": "standard error"}
PAIR_DIGITS = 5  # significant digits of coefficient and error together that do not repeat by chance
REPEATS = 3  # coefficients of two exhibits that must repeat before it is remarkable
NUMBERS, TAIL = 100, 0.001  # numbers that a test of last digits needs, and its level


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


def _shown(estimate: Estimate) -> str:
    return f"{estimate.coef.printed} ({(estimate.se or estimate.t).printed})"
