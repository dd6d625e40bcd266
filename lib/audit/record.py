"""A paper's printed record as the rules read it: cells, columns of regressions, claims, declared design."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from lib import published
from lib.audit import intervals
from lib.audit.design import Design, Model
from lib.audit.intervals import Interval
from lib.claim_language import PRINTED
from lib.printed import parse
from lib.published import KEYS

Key = tuple[str, str, str, str, str]
COUNTS = ("n", "n_units")  # whole numbers: printed exactly, not rounded
EXACT_KINDS = ("count", "definition")


@dataclass(frozen=True)
class Cell:
    """One printed number.

    Attributes
    ----------
    id : str
        As in `lib.published.cells`.
    exhibit, panel, column, term, statistic : str
        Its keys.
    printed, stars, unit, label, place : str
        As in the printed record.
    interval : Interval
        The numbers that the printed string stands for (a per cent as a fraction); a count is a point.
    parenthesis : str
        What the paper says that the number is where it stands in parentheses (``data/published/README.md``).
    """

    id: str
    exhibit: str
    panel: str
    column: str
    term: str
    statistic: str
    printed: str
    stars: str
    unit: str
    label: str
    place: str
    interval: Interval = field(compare=False)
    parenthesis: str = ""

    @property
    def key(self) -> Key:
        """The five keys."""
        return self.exhibit, self.panel, self.column, self.term, self.statistic

    @property
    def value(self) -> float:
        """The printed number itself."""
        return float(parse(self.printed, unit=self.unit).value)

    @property
    def shown(self) -> str:
        """The printed string with its stars."""
        return self.printed + self.stars


@dataclass(frozen=True)
class Estimate:
    """A coefficient with what stands below it; ``se``, ``t``, ``p`` are None where not printed."""

    coef: Cell
    se: Cell | None
    t: Cell | None
    p: Cell | None

    @property
    def ratio(self) -> Interval | None:
        """Coefficient over standard error, or the printed t, as an interval; None if neither is there."""
        if self.t is not None:
            return self.t.interval
        if self.se is None or intervals.low(self.se.interval) <= 0:
            return None
        return self.coef.interval / self.se.interval

    @property
    def std_error(self) -> Interval | None:
        """The standard error as an interval, from the printed t if need be; None if it cannot be had."""
        if self.se is not None:
            return self.se.interval
        if self.t is None or intervals.low(intervals.magnitude(self.t.interval)) <= 0:
            return None
        return intervals.magnitude(self.coef.interval / self.t.interval)

    @property
    def cells(self) -> tuple[str, ...]:
        """Ids of the cells that are there."""
        return tuple(cell.id for cell in (self.coef, self.se, self.t, self.p) if cell is not None)


@dataclass(frozen=True)
class Column:
    """One column of a table: its cells by (term, statistic), and the model that the design declares."""

    exhibit: str
    panel: str
    name: str
    cells: dict[tuple[str, str], Cell]
    model: Model

    @property
    def key(self) -> str:
        """``table_3 (1)``."""
        return " ".join(part for part in (self.exhibit, self.panel, self.name) if part)

    def cell(self, statistic: str, term: str = "") -> Cell | None:
        """The printed cell, or None."""
        return self.cells.get((term, statistic))

    @property
    def terms(self) -> list[str]:
        """Regressors with a printed coefficient, under the names that the design gives them here."""
        found = [term for term, statistic in self.cells if statistic == "coef" and term != "constant"]
        return [self.model.terms.get(term, term) for term in found]

    @property
    def estimates(self) -> list[Estimate]:
        """Every printed coefficient of the column."""
        return [
            Estimate(cell, *(self.cells.get((term, name)) for name in ("se", "t", "p")))
            for (term, statistic), cell in self.cells.items()
            if statistic == "coef"
        ]

    def estimate(self, term: str) -> Estimate | None:
        """The estimate of one regressor, by the name that the design gives it here."""
        return next(
            (e for e in self.estimates if self.model.terms.get(e.coef.term, e.coef.term) == term), None
        )


class Record:
    """What one paper prints and what its design is declared to be.

    Parameters
    ----------
    paper : str
        Name, for messages.
    rows : DataFrame
        Columns `lib.published.CELL_COLUMNS`: cells of exhibits and claims; ``parenthesis`` besides where the
        table has it (`with_parentheses`).
    design : Design, optional
        Without one, the rules that need it are silent.
    """

    def __init__(self, paper: str, rows: pd.DataFrame, design: Design | None = None):
        self.paper = paper
        self.rows = rows
        self.design = design or Design()

    @classmethod
    def of(cls, paper: str, design: Design) -> "Record":
        """The record in ``data/published``."""
        return cls(paper, with_parentheses(published.cells(paper), published.load(paper)), design)

    @cached_property
    def cells(self) -> dict[Key, Cell]:
        """Printed numbers of the exhibits by key."""
        rows = self.rows[(self.rows["source"] == "exhibit") & (self.rows["printed"] != "")]
        made = (_cell(row) for row in rows.to_dict("records"))
        return {cell.key: cell for cell in made}

    @cached_property
    def claims(self) -> list[dict]:
        """Rows of the running text."""
        return self.rows[self.rows["source"] == "text"].to_dict("records")

    @cached_property
    def numbers(self) -> dict[str, Cell]:
        """Every printed number, of exhibits and of the text, by id."""
        said = {row["id"]: _cell(row) for row in self.claims if row["printed"]}
        return {cell.id: cell for cell in self.cells.values()} | said

    @cached_property
    def columns(self) -> list[Column]:
        """Columns of the exhibits, in the order of the record."""
        groups: dict[tuple[str, str, str], dict] = {}
        for cell in self.cells.values():
            column = groups.setdefault((cell.exhibit, cell.panel, cell.column), {})
            column[(cell.term, cell.statistic)] = cell
        return [Column(*key, cells, self.design.model(*key)) for key, cells in groups.items()]

    @cached_property
    def regressions(self) -> list[Column]:
        """Columns that have a coefficient."""
        return [column for column in self.columns if column.estimates]

    def column(self, exhibit: str, name: str, panel: str = "") -> Column | None:
        """One column, or None if the record has none such."""
        wanted = (exhibit, panel, name)
        return next((c for c in self.columns if (c.exhibit, c.panel, c.name) == wanted), None)

    def by_exhibit(self) -> Iterator[tuple[str, list[Column]]]:
        """Exhibits with the columns that have a coefficient."""
        names = dict.fromkeys(column.exhibit for column in self.regressions)
        for name in names:
            yield name, [column for column in self.regressions if column.exhibit == name]


def with_parentheses(cells: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Cells with the column ``parenthesis`` of the table that they were made of; empty for a claim."""
    said = dict(zip(published.as_cells(table)["id"], table["parenthesis"], strict=True))
    return cells.assign(parenthesis=cells["id"].map(said).fillna(""))


def _cell(row: dict) -> Cell:
    comparator = row["comparator"] if row["kind"] in PRINTED else ""
    number = parse(row["printed"], unit=row["unit"], comparator=comparator)
    exact = row["statistic"] in COUNTS or row["statistic"].startswith("n_") or row["kind"] in EXACT_KINDS
    whole = exact and not comparator
    span = intervals.interval(number.value) if whole else intervals.printed(number)
    names = ("id", *KEYS, "printed", "stars", "unit", "label", "place")
    return Cell(*(row[name] for name in names), span, row.get("parenthesis", ""))
