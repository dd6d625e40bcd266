"""Stars, ratios and p-values as the rules read them: what an interval of a ratio can and must earn."""

import math
from dataclasses import dataclass
from functools import lru_cache

from scipy import stats

from lib.audit import intervals
from lib.audit.intervals import Interval
from lib.audit.record import Cell, Column, Estimate, Record
from lib.printed import parse

TWO_SIDED, ONE_SIDED = 2, 1
FEW_DF = 10  # degrees of freedom that a paper without declared clusters may have had
EXPLAINED = 3  # estimates that other levels must explain before the rule itself is in question
EXCEPTIONS = 0.1  # share of an exhibit that no single levels need explain


@dataclass(frozen=True, eq=False)
class Starred:
    """A coefficient, with or without stars, in a table that uses them.

    Attributes
    ----------
    column : Column
    estimate : Estimate
    ratio : Interval
        Magnitude of coefficient over standard error, or of the printed t.
    grade : int
        Rank of its stars in the paper's rule: 0 without stars, 1 for the weakest level.
    """

    column: Column
    estimate: Estimate
    ratio: Interval
    grade: int

    @property
    def fewest_df(self) -> float:
        """Degrees of freedom of the declared clusters; infinite where the design declares none."""
        return self.column.model.clusters - 1 if self.column.model.clusters > 1 else math.inf

    def most(self, rule: dict, df: float = math.inf, sides: int = TWO_SIDED) -> int:
        """Highest grade that a value of the ratio earns."""
        return earned(intervals.high(self.ratio), rule, df, sides)

    def fewest(self, rule: dict, sides: int = TWO_SIDED) -> int:
        """Grade that every value of the ratio earns, with as few degrees of freedom as can be meant."""
        df = least_df(self.column)
        return earned(intervals.low(self.ratio), rule, df, sides)

    def off(self, rank: int, value: float) -> bool:
        """Is every value of the ratio on the wrong side of a critical value for the grade ``rank``?"""
        return intervals.high(self.ratio) < value if self.grade >= rank else intervals.low(self.ratio) > value


@dataclass(frozen=True, eq=False)
class Levels:
    """Stars of one exhibit against the declared rule and against the levels that fit them best.

    Attributes
    ----------
    within, too_many, too_few : tuple of Starred
        Estimates with stars that a value of their ratio earns, with more, and with fewer.
    explained : tuple of Starred
        Those with too many or too few that other levels explain together; empty where the rule holds.
    implied : tuple of (int, float, float)
        By grade, smallest and largest critical value of the levels that fit best.
    """

    within: tuple[Starred, ...]
    too_many: tuple[Starred, ...]
    too_few: tuple[Starred, ...]
    explained: tuple[Starred, ...]
    implied: tuple[tuple[int, float, float], ...]


def levels(rule: dict) -> list[float]:
    """Levels of a star rule, the weakest first."""
    return sorted(rule.values(), reverse=True)


def in_words(rule: dict) -> str:
    """``* 10 %, ** 5 %, *** 1 %``."""
    return ", ".join(f"{stars} {100 * level:g} %" for stars, level in rule.items())


def grade(stars: str, rule: dict) -> int | None:
    """Rank of printed stars in a rule: 0 without stars, None if the rule does not know them."""
    if not stars:
        return 0
    return levels(rule).index(rule[stars]) + 1 if stars in rule else None


@lru_cache(maxsize=1024)
def critical(level: float, df: float = math.inf, sides: int = TWO_SIDED) -> float:
    """Critical value of t with ``df`` degrees of freedom, of the normal distribution by default."""
    return float(stats.t.isf(level / sides, df) if math.isfinite(df) else stats.norm.isf(level / sides))


def earned(ratio: float, rule: dict, df: float = math.inf, sides: int = TWO_SIDED) -> int:
    """Grade that one value of a ratio earns."""
    return sum(abs(ratio) > critical(level, df, sides) for level in levels(rule))


def least_df(column: Column) -> float:
    """As few degrees of freedom as a column's tests can have.

    These are the declared clusters less one; without them the printed units less one or the observations
    less the printed regressors, and where the column prints neither, `FEW_DF`, since software may use
    Student's t.
    """
    if column.model.clusters > 1:
        return column.model.clusters - 1
    units, n = column.cell("n_units"), column.cell("n")
    known = [units.value - 1] if units else []
    known += [n.value - len(column.estimates)] if n else []
    return max(1, min(known)) if known else FEW_DF


def p_value(ratio: Interval, df: float = math.inf) -> Interval:
    """Two-sided p-values of an interval of ratios."""
    size = intervals.magnitude(ratio)
    tail = stats.norm.sf if math.isinf(df) else lambda x: stats.t.sf(x, df)
    return intervals.interval(2 * tail(intervals.high(size)), 2 * tail(intervals.low(size)))


def rounded_or_cut(cell: Cell) -> Interval:
    """Magnitudes that a printed number can stand for if digits may have been cut off instead of rounded."""
    number = parse(cell.printed, unit=cell.unit)
    size = abs(number.value)
    return intervals.interval(max(size - number.unit / 2, 0), size + number.unit)


def starred(record: Record) -> dict[str, list[Starred]]:
    """By exhibit, the estimates whose stars can be compared with a ratio.

    Exhibits without a single star do not use them. A constant is left out where no constant of the exhibit
    has stars, since many tables never mark it; so is a coefficient with stars that the rule does not know.
    """
    found = {}
    for exhibit, columns in record.by_exhibit():
        pairs = [(column, estimate) for column in columns for estimate in column.estimates]
        if not any(estimate.coef.stars for _, estimate in pairs):
            continue
        marked = {estimate.coef.term for _, estimate in pairs if estimate.coef.stars}
        read = (
            _starred(column, estimate, record.design.stars)
            for column, estimate in pairs
            if estimate.coef.term != "constant" or "constant" in marked
        )
        found[exhibit] = [one for one in read if one is not None]
    return found


def _starred(column: Column, estimate: Estimate, rule: dict) -> Starred | None:
    rank = grade(estimate.coef.stars, rule)
    if rank is None or estimate.ratio is None:
        return None
    return Starred(column, estimate, intervals.magnitude(estimate.ratio), rank)


def infer(estimates: list[Starred], rule: dict) -> Levels:
    """Compare the stars of an exhibit with a rule, and find the levels that they fit best.

    Notes
    -----
    For each grade printed, the critical value is chosen that puts the fewest estimates on the wrong side;
    an estimate on the wrong side of any of them is an exception. The levels explain the exhibit if at least
    `EXPLAINED` estimates break the rule and not the levels, and at most a share `EXCEPTIONS` breaks both.
    """
    many = tuple(one for one in estimates if one.grade > one.most(rule))
    few = tuple(one for one in estimates if one.grade < one.fewest(rule))
    within = tuple(one for one in estimates if one not in many and one not in few)
    ranks = sorted({one.grade for one in estimates} - {0})
    fits = {rank: _critical_values(estimates, rank) for rank in ranks}
    exceptions = [one for one in estimates if any(one.off(rank, fit[0]) for rank, fit in fits.items())]
    explained = tuple(one for one in many + few if one not in exceptions)
    if len(explained) < EXPLAINED or len(exceptions) > EXCEPTIONS * len(estimates):
        explained = ()
    return Levels(within, many, few, explained, tuple((rank, *fit) for rank, fit in fits.items()))


def _critical_values(estimates: list[Starred], rank: int) -> tuple[float, float]:
    """Smallest and largest critical value with the fewest estimates on the wrong side of a grade."""
    candidates = sorted({end(one.ratio) for one in estimates for end in (intervals.low, intervals.high)})
    faults = [sum(one.off(rank, value) for one in estimates) for value in candidates]
    best = [value for value, count in zip(candidates, faults, strict=True) if count == min(faults)]
    return best[0], best[-1]
