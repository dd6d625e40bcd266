"""Tables and numbers of the twin-cities paper, parsed from its text."""

import re

from .reading import Cell, Key, Row, TextError, cell, put, rows

HEADING = re.compile(r"^\s*表(\d) \S.*$", flags=re.M)
ROWS = {
    "Treat×Post": ("treat_post", ("coef", "t")),
    "Post×fdt": ("post_shock", ("coef", "t")),
    "常数项": ("constant", ("coef", "t")),
    "观测值": ("", ("n",)),
    "样本数": ("", ("n_units",)),
    "R2": ("", ("r2",)),
}
LAST = "R2"


def tables(text: str) -> dict[Key, Cell]:
    """Cells of tables 3 to 6; tables 1 and 2 have neither column numbers nor values."""
    cells: dict[Key, Cell] = {}
    headings = list(HEADING.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    for heading, end in zip(headings, ends, strict=True):
        body = _body(rows(text[heading.end() : end].splitlines(), ROWS))
        if body:
            _table(cells, f"table_{heading[1]}", body)
    return cells


def _body(found) -> list[Row]:
    """Rows from the line of column numbers to the last row; empty without column numbers."""
    body: list[Row] = []
    for row in found:
        if row.label == "columns" and body:
            raise TextError(f"a second line of column numbers {row.tokens} before the row {LAST}")
        if row.label == "columns" or body:
            body.append(row)
        if body and row.label == LAST:
            return body
    return body


def _table(cells: dict[Key, Cell], exhibit: str, body: list[Row]) -> None:
    columns = body[0].tokens
    if body[-1].label != LAST:
        raise TextError(f"{exhibit}: no row {LAST}")
    for row in body[:-1]:
        stray = [line for line in row.text if re.search(r"\d", line)]
        if stray:
            raise TextError(f"{exhibit}: {stray[0]!r} below the row {row.label} belongs to no row")
    for row in body[1:]:
        term, statistics = ROWS[row.label]
        where = f"{exhibit}, row {row.label}"
        if len(row.tokens) != len(columns) * len(statistics):
            raise TextError(f"{where}: {len(row.tokens)} values in {len(columns)} columns")
        for k, token in enumerate(row.tokens):
            statistic, column = statistics[k // len(columns)], columns[k % len(columns)]
            value = cell(token, where, parenthesis=statistic == "t")
            put(cells, (exhibit, "", column, term, statistic), value)
