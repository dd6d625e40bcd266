"""Tables and numbers of the agglomeration paper, parsed from its text.

Its tables stand in pieces: a table begins before a page of text and goes on after it, tables 6, 7 and 8
are interleaved, and a table's title stands below its first piece. A row finds its table by its label (the
next one that an open table waits for) and by its number of values; a table finds its number by what its
title says.
"""

import re
from dataclasses import dataclass, field

from .reading import Cell, Key, Row, TextError, cell, put, rows

TITLE = re.compile(r"^\s*表 (\d) (\S.*)$", flags=re.M)
HALF_WIDTH = str.maketrans({"（": "(", "）": ")"})
LAGS = {"出口金额": "L.lnvalue", "产品种类数量": "L.lnnum", "目的地数量": "L.lnnumcou"}
RESILIENCE = {
    "lnRes": ("ln_resilience", "agglomeration_x_resilience"),
    "lnRunepd": ("ln_unemployment", "agglomeration_x_unemployment"),
    "lnResc": ("ln_resilience_moving_average", "agglomeration_x_resilience_moving_average"),
}
TERMS = (
    dict.fromkeys(LAGS.values(), "lag_outcome")
    | {"lnAgg": "ln_agglomeration"}
    | {label: terms[0] for label, terms in RESILIENCE.items()}
    | {"lnPro": "ln_productivity"}
    | {f"lnAgg*{label}": terms[1] for label, terms in RESILIENCE.items()}
    | {
        "lnAgg*lnPro": "agglomeration_x_productivity",
        "lnphumc": "ln_human_capital",
        "lnrd": "ln_research",
        "lnseadis": "ln_port_distance",
        "lnfdi": "ln_fdi",
        "lnroadper": "ln_roads",
        "ETDZ": "development_zone",
        "Constant": "constant",
    }
)
SUMMARIES = {
    "Observations": ("", "n"),
    "Number of city": ("", "n_units"),
    "AR(2)--P值": ("ar2", "p"),
    "Hansen test --p值": ("hansen", "p"),
}
LABELS = (*TERMS, *SUMMARIES)
# Where in a table a row stands: the three measures of resilience take the same place.
PLACES = {label: label.replace("lnRunepd", "lnRes").replace("lnResc", "lnRes") for label in LABELS}


@dataclass
class Table:
    """A table whose rows are still being collected.

    Attributes
    ----------
    columns : list of str
        Column numbers as printed.
    cities : {"all", "规模", "区位"}
        All cities, or columns by size or by region.
    outcomes : list of str
        Label of the lagged outcome of each column.
    waiting : list of str
        Places of the rows that are still to come, next one first.
    rows : list of Row
    """

    columns: list[str]
    cities: str
    outcomes: list[str]
    waiting: list[str] = field(init=False)
    rows: list[Row] = field(default_factory=list)

    def __post_init__(self):
        lags = [lag for lag in LAGS.values() if lag in self.outcomes]
        self.waiting = lags + [p for p in dict.fromkeys(PLACES.values()) if p not in LAGS.values()]

    def columns_of(self, label: str) -> list[str]:
        """Columns in which the row has a value."""
        if label not in self.outcomes:
            return self.columns
        return [c for c, outcome in zip(self.columns, self.outcomes, strict=True) if outcome == label]

    def fits(self, row: Row) -> bool:
        """Whether the row is the next one, with a value for each of its columns."""
        width = len(row.tokens) if row.label in SUMMARIES else len(row.tokens) / 2
        return self.waiting[:1] == [PLACES[row.label]] and width == len(self.columns_of(row.label))

    def kind(self) -> tuple[str, str]:
        """What tells the table from others, in the words of the titles."""
        labels = {row.label for row in self.rows}
        if self.cities == "all":
            return self.cities, "失业率" if "lnRunepd" in labels else "滑动平均" if "lnResc" in labels else ""
        return self.cities, "种类" if "L.lnnum" in labels else "金额"


def tables(text: str) -> dict[Key, Cell]:
    """Cells of tables 1 to 8."""
    clean = text.translate(HALF_WIDTH)
    cells: dict[Key, Cell] = {}
    for number, table in _numbered(_collect(clean), clean):
        for row in table.rows:
            _read(cells, f"table_{number}", table, row)
    return cells


def _collect(text: str) -> list[Table]:
    """All tables with their rows, in the order of their first pieces."""
    found: list[Table] = []
    current = None
    for row in rows(text.splitlines(), LABELS):
        if row.label == "columns":
            current = _begin(row)
            found.append(current)
        elif row.tokens:
            fitting = [table for table in found if table.fits(row)]
            if current not in fitting and len(fitting) != 1:
                raise TextError(f"row {row.label} {row.tokens}: {len(fitting)} tables wait for it, not one")
            current = current if current in fitting else fitting[0]
            current.waiting.pop(0)
            current.rows.append(row)
    unfinished = [table.waiting[0] for table in found if table.waiting]
    if unfinished:
        raise TextError(f"tables wait for the rows {unfinished}")
    return found


def _begin(head: Row) -> Table:
    """A table from its column numbers and the headings below them."""
    words = "".join(head.text).replace(" ", "")
    lags = [LAGS[word] for word in sorted((w for w in LAGS if w in words), key=words.index)]
    if not lags or len(head.tokens) % len(lags):
        raise TextError(f"columns {head.tokens}: {len(lags)} outcomes in {words!r}")
    outcomes = [lag for lag in lags for _ in range(len(head.tokens) // len(lags))]
    cities = "规模" if "大城市" in words else "区位" if "东部" in words else "all"
    return Table(head.tokens, cities, outcomes)


def _numbered(found: list[Table], text: str) -> list[tuple[str, Table]]:
    """Tables with the numbers of their titles; of one kind, the first table has the first title."""
    titles = [(match[1], _kind_of_title(match[2])) for match in TITLE.finditer(text)]
    if sorted(kind for _, kind in titles) != sorted(table.kind() for table in found):
        raise TextError(f"the titles {titles} do not go with the tables {[t.kind() for t in found]}")
    numbered = []
    for table in found:
        number, kind = next(title for title in titles if title[1] == table.kind())
        titles.remove((number, kind))
        numbered.append((number, table))
    return numbered


def _kind_of_title(title: str) -> tuple[str, str]:
    cities = next((word for word in ("规模", "区位") if word in title), "all")
    words = ("失业率", "滑动平均") if cities == "all" else ("种类", "金额")
    return cities, next((word for word in words if word in title), "")


def _read(cells: dict[Key, Cell], exhibit: str, table: Table, row: Row) -> None:
    columns, where = table.columns_of(row.label), f"{exhibit}, row {row.label}"
    if row.label in SUMMARIES:
        for column, token in zip(columns, row.tokens, strict=True):
            put(cells, (exhibit, "", column, *SUMMARIES[row.label]), cell(token, where))
        return
    for column, coef, error in zip(columns, row.tokens[::2], row.tokens[1::2], strict=True):
        put(cells, (exhibit, "", column, TERMS[row.label], "coef"), cell(coef, where))
        put(cells, (exhibit, "", column, TERMS[row.label], "se"), cell(error, where, parenthesis=True))
