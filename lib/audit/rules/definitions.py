"""Readings of a variable, and sizes of a constant, that the variables' definitions do not allow.

Entries of ``interpretations`` in the design:

``variable``, ``place``
    Whose reading, and where the text has it.
``needs``
    ``direction``: the reading says on which side of the other argument a unit lies; ``similarity``: it says
    that larger means more alike.
``beside``, ``exhibit``, ``columns``
    A regressor that tells the sides apart, and the models that have both.
``cells``
    Ids of the printed numbers or claims that are read so.

Of ``variables`` are read ``definition`` and ``kind`` (``dummy`` for a variable of zeros and ones).
"""

from collections.abc import Iterator

import sympy

from lib.audit import intervals
from lib.audit.algebra import expanded
from lib.audit.findings import AMBIGUITY, CONTRADICTION, INCONSISTENCY, REMARK, Finding, rule
from lib.audit.intervals import Interval
from lib.audit.record import Column, Record

CRITICAL = 1.96


@rule(
    "direction-from-distance",
    AMBIGUITY,
    "Swaps the arguments of a variable's definition: if nothing changes, its coefficient cannot say on "
    "which side a unit lies.",
)
def direction_from_distance(record: Record) -> Iterator[Finding]:
    """Readings of direction that rest on a variable which is symmetric in its arguments."""
    for entry in _interpretations(record, "direction"):
        formulas, distance = expanded(record.design.variables, entry["variable"])
        pair = sorted(distance.free_symbols, key=str)
        if len(pair) != 2:
            continue
        swapped = distance.subs(dict(zip(pair, reversed(pair), strict=True)), simultaneous=True)
        if not formulas.equal(distance, swapped) or _side_decides(record, entry):
            continue
        beside = entry.get("beside")
        rest = (
            f"; with {beside} beside it the direction holds only if the coefficient of {beside} is the "
            "larger in magnitude"
            if beside
            else ""
        )
        yield Finding(
            "direction-from-distance",
            AMBIGUITY,
            entry.get("exhibit", entry["place"]),
            _known(record, entry),
            f"{distance} stays the same when {pair[0]} and {pair[1]} change places",
            f"{entry['variable'].capitalize().replace('_', ' ')} is the same on either side of the other "
            f"country, so its coefficient cannot say which side attracts, as {entry['place']} reads "
            f"it{rest}.",
            f"{entry.get('exhibit', entry['place'])} {entry['variable']}",
        )


@rule(
    "similarity-or-distance",
    CONTRADICTION,
    "Evaluates a variable where its two arguments are equal: what is smallest there is a distance and "
    "grows as they become less alike, whatever its name.",
)
def similarity_or_distance(record: Record) -> Iterator[Finding]:
    """An expected sign argued from similarity for a variable defined as a distance."""
    for entry in _interpretations(record, "similarity"):
        formulas, defined = expanded(record.design.variables, entry["variable"])
        pair = sorted(defined.free_symbols, key=str)
        if len(pair) != 2:
            continue
        alike = defined.subs(pair[0], pair[1])
        apart = [a - b for a, b in formulas.values(defined, alike)]
        if all(difference > 0 for difference in apart):
            yield Finding(
                "similarity-or-distance",
                CONTRADICTION,
                entry.get("exhibit", entry["place"]),
                _known(record, entry),
                f"{defined} is {sympy.simplify(alike)} where {pair[0]} = {pair[1]} and larger everywhere "
                "else",
                f"{entry['variable'].capitalize().replace('_', ' ')} is smallest where both are alike, so "
                "it measures distance, and a sign argued from similarity is the wrong way round "
                f"({entry['place']}).",
                f"{entry.get('exhibit', entry['place'])} {entry['variable']}",
            )


@rule(
    "standardised-constant",
    INCONSISTENCY,
    "With every variable standardised the constant is minus the interactions' coefficients times their "
    "means; the mean of a product of two standardised variables is a correlation, so it lies between -1 "
    "and 1.",
)
def standardised_constant(record: Record) -> Iterator[Finding]:
    """Constants of standardised models that are too far from zero, in columns of the full sample."""
    largest = _largest_sample(record)
    for exhibit, columns in record.by_exhibit():
        judged = []
        for column in columns:
            size = column.cell("n")
            whole = size is not None and intervals.low(size.interval) == largest
            if column.model.scale == "standardised" and whole:
                judged += filter(None, [_constant(record, column)])
        if judged:
            beyond = [entry for entry in judged if entry[0]]
            yield Finding(
                "standardised-constant",
                INCONSISTENCY if beyond else REMARK,
                exhibit,
                tuple(cell for _, cells, _ in judged for cell in cells),
                "; ".join(arithmetic for _, _, arithmetic in judged),
                _constant_sentence(exhibit, len(judged), len(beyond)),
                exhibit,
            )


# --- readings of a definition


def _interpretations(record: Record, needs: str) -> list[dict]:
    return [
        entry
        for entry in record.design.interpretations
        if entry.get("needs") == needs
        and record.design.variables.get(entry["variable"], {}).get("definition")
    ]


def _known(record: Record, entry: dict) -> tuple[str, ...]:
    known = set(record.rows["id"])
    return tuple(cell for cell in entry.get("cells", []) if cell in known)


def _side_decides(record: Record, entry: dict) -> bool:
    """Is the regressor that tells the sides apart certainly the stronger, in every column read?"""
    columns = [
        column
        for column in record.regressions
        if column.exhibit == entry.get("exhibit") and column.name in entry.get("columns", [column.name])
    ]
    pairs = [(c.estimate(entry.get("beside", "")), c.estimate(entry["variable"])) for c in columns]
    return bool(pairs) and all(
        beside is not None
        and distance is not None
        and intervals.low(intervals.magnitude(beside.coef.interval))
        > intervals.high(intervals.magnitude(distance.coef.interval))
        for beside, distance in pairs
    )


# --- the constant of a standardised model


def _largest_sample(record: Record) -> float:
    sizes = [column.cell("n") for column in record.regressions if column.model.scale == "standardised"]
    return max((intervals.low(size.interval) for size in sizes if size is not None), default=0.0)


def _constant(record: Record, column: Column) -> tuple[bool, tuple[str, ...], str] | None:
    """Whether the constant is beyond its bound, the cells and the arithmetic; None if it is near zero.

    The bound is the sum of the interactions' coefficients, and of those of zero-one variables in case these
    were left as they are; beyond means by more than `CRITICAL` of the constant's standard errors.
    """
    constant = column.estimate("constant")
    if constant is None or constant.std_error is None:
        return None
    size, error = intervals.magnitude(constant.coef.interval), constant.std_error
    if intervals.low(size / error) <= CRITICAL:
        return None
    free = [column.estimate(term) for term in column.terms if _mean_is_free(record, term)]
    bound: Interval = sum((intervals.magnitude(e.coef.interval) for e in free), intervals.interval(0))
    excess = (size - bound) / error
    cells = (*constant.cells, *(e.coef.id for e in free))
    shown = " + ".join(e.coef.printed.lstrip("-") for e in free) or "0"
    outside = f"{intervals.show(excess, 3)} standard errors beyond"
    away = outside if intervals.low(excess) > 0 else "not beyond"
    arithmetic = (
        f"{column.name}: constant {constant.coef.shown}, {intervals.show(size / error, 3)} standard errors "
        f"from 0; at most {shown} = {intervals.show(bound)}, {away}"
    )
    return intervals.low(excess) > CRITICAL, cells, arithmetic


def _mean_is_free(record: Record, term: str) -> bool:
    """Need the variable's mean not be zero: a product, or a zero-one variable?"""
    entry = record.design.variables.get(term, {})
    return entry.get("kind") == "dummy" or "*" in entry.get("definition", "")


def _constant_sentence(exhibit: str, number: int, beyond: int) -> str:
    differ = f"{number} of the constants in {exhibit} differ{'s' if number == 1 else ''} from zero"
    if beyond:
        return (
            f"{differ} and {beyond} more than the interactions allow when all variables are standardised "
            "on the sample of the estimation, even if zero-one variables were left as they are; GMM does "
            "not force the mean residual to be exactly zero, but it is not what a constant so far away "
            "comes from."
        )
    return (
        f"{differ}, as constants can only if the interactions (or zero-one variables) were not "
        "standardised like the other variables."
    )
