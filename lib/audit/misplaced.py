"""Rows of an exhibit in which some numbers stand a power of ten from the others."""

import itertools
import math
import statistics
from collections.abc import Iterator
from dataclasses import dataclass

from lib.audit import intervals
from lib.audit.record import Cell, Column, Estimate
from lib.audit.significance import earned, grade
from lib.audit.wording import decimals, significant

ALIKE = math.log10(2)  # numbers of one row that agree within a factor of two
NEAR_POWER = 0.1  # in log10: how near to a power of ten a lost digit moves a number


@dataclass(frozen=True)
class Split:
    """A row that falls into two sets, each alike within a factor of two, a power of ten apart.

    Attributes
    ----------
    term, statistic : str
        The row; ``statistic`` is ``coef`` or ``se``.
    odd, rest : list of Cell
        The smaller set and the larger; of standard errors two may stand against two.
    power : int
        Power of ten by which the odd numbers exceed the others.
    same_sample : bool
        Are the columns declared to be estimated on one sample, or none of them declared?
    """

    term: str
    statistic: str
    odd: list[Cell]
    rest: list[Cell]
    power: int
    same_sample: bool

    @property
    def ratio(self) -> float:
        """Median magnitude of the odd numbers over that of the others."""
        return _ratio(self.odd, self.rest)


@dataclass(frozen=True)
class _Row:
    term: str
    statistic: str
    columns: dict[str, Column]

    @property
    def cells(self) -> dict[str, Cell]:
        return {name: column.cells[(self.term, self.statistic)] for name, column in self.columns.items()}


def splits(columns: list[Column], rule: dict) -> Iterator[Split]:
    """Rows of one exhibit in which a decimal point seems to be misplaced.

    Parameters
    ----------
    columns : list of Column
        Those of the exhibit with coefficients.
    rule : dict
        The star rule.

    Notes
    -----
    Moving the point must give the decimals or the significant digits of a neighbour, and a ratio that earns
    the printed stars. A row does not count if the coefficient itself, or half of the other rows of these
    columns, differ as much, as they do when an outcome is in another unit.
    """
    rows = list(_rows(columns))
    starred = any(cell.stars for column in columns for cell in column.cells.values())
    for row in rows:
        split = _split(row)
        if split and not _moves_along(rows, row, split) and (not starred or _stars_fit(row, split, rule)):
            yield split


def _rows(columns: list[Column]) -> Iterator[_Row]:
    groups: dict[tuple[str, ...], dict[str, Column]] = {}
    for column in columns:
        for (term, name), cell in column.cells.items():
            if name in ("coef", "se") and cell.value:
                key = (term, name, column.panel, column.model.outcome)
                groups.setdefault(key, {})[column.name] = column
    for (term, name, *_), found in groups.items():
        yield _Row(term, name, found)


def _split(row: _Row) -> Split | None:
    cells = sorted(row.cells.values(), key=_log)
    if len(cells) < 3:
        return None
    gaps = [_log(b) - _log(a) for a, b in itertools.pairwise(cells)]
    cut = gaps.index(max(gaps)) + 1
    small, large = cells[:cut], cells[cut:]
    odd, rest = (small, large) if len(small) < len(large) else (large, small)
    if row.statistic == "coef" and not _comparable(odd, rest):
        return None
    distance = math.log10(_ratio(odd, rest))
    power = round(distance)
    alike = all(_log(group[-1]) - _log(group[0]) <= ALIKE for group in (small, large))
    fits = all(_digits_fit(cell, rest, power) for cell in odd)
    if not (power and alike and fits) or abs(distance - power) > NEAR_POWER:
        return None
    samples = {column.model.sample for column in row.columns.values()}
    return Split(row.term, row.statistic, odd, rest, power, len(samples) == 1)


def _comparable(odd: list[Cell], rest: list[Cell]) -> bool:
    """Is one coefficient set against at least three of its sign?"""
    return len(odd) == 1 and len(rest) >= 3 and len({cell.value > 0 for cell in (*odd, *rest)}) == 1


def _digits_fit(cell: Cell, rest: list[Cell], power: int) -> bool:
    moved, digits = decimals(cell) + power, significant(cell)
    return any(moved == decimals(other) or digits == significant(other) for other in rest)


def _moves_along(rows: list[_Row], row: _Row, split: Split) -> bool:
    here, there = [cell.column for cell in split.odd], [cell.column for cell in split.rest]
    shifts = {}
    for other in rows:
        mine = [other.cells[name] for name in here if other.columns.get(name) is row.columns[name]]
        theirs = [other.cells[name] for name in there if other.columns.get(name) is row.columns[name]]
        if other is not row and mine and theirs:
            shifts[other.term, other.statistic] = math.log10(_ratio(mine, theirs)) / split.power > 0.5
    twin = "coef" if row.statistic == "se" else "se"
    others = [moved for (term, name), moved in shifts.items() if name == row.statistic and term != row.term]
    return bool(shifts.get((row.term, twin)) or (others and 2 * sum(others) >= len(others)))


def _stars_fit(row: _Row, split: Split, rule: dict) -> bool:
    """Does the ratio earn the printed stars once the point has moved; if undecided, on either side?"""
    change = split.power if row.statistic == "se" else -split.power
    sides = [(split.odd, change)]
    if len(split.odd) == len(split.rest):
        sides.append((split.rest, -change))
    return any(
        all(_earns(_estimate(row.columns[cell.column], row.term), power, rule) for cell in cells)
        for cells, power in sides
    )


def _estimate(column: Column, term: str) -> Estimate | None:
    return next((one for one in column.estimates if one.coef.term == term), None)


def _earns(estimate: Estimate | None, power: int, rule: dict) -> bool:
    rank = grade(estimate.coef.stars, rule) if estimate else None
    if rank is None or estimate.ratio is None:
        return True
    size = intervals.magnitude(estimate.ratio) * intervals.interval(f"1e{power}")
    return earned(intervals.low(size), rule) <= rank <= earned(intervals.high(size), rule)


def _log(cell: Cell) -> float:
    return math.log10(abs(cell.value))


def _ratio(odd: list[Cell], rest: list[Cell]) -> float:
    mine, theirs = (statistics.median(abs(cell.value) for cell in group) for group in (odd, rest))
    return mine / theirs
