"""Small records for the tests of rules."""

import pandas as pd

from lib import published
from lib.audit import Record, design

DEFAULTS = {"exhibit": "table_1", "panel": "", "column": "(1)", "term": "x", "statistic": "coef"}


def cells(*rows: dict) -> pd.DataFrame:
    """Rows of a table; what a row leaves out is the default, `printed` must be given."""
    full = [dict.fromkeys(published.NUMBER_COLUMNS, "") | DEFAULTS | {"row": row.get("term", "x")} | row
            for row in rows]  # fmt: skip
    return pd.DataFrame(full, columns=published.NUMBER_COLUMNS)


def claims(*rows: dict) -> pd.DataFrame:
    """Claims of the text; ids count up."""
    full = [
        dict.fromkeys(published.CLAIM_COLUMNS, "")
        | DEFAULTS
        | {"id": f"claim-{number}", "statement": "a statement", "kind": "restatement", "place": "section 1"}
        | row
        for number, row in enumerate(rows)
    ]
    frame = pd.DataFrame(full, columns=published.CLAIM_COLUMNS)
    published.check_claims(frame, "claims of a test")
    return frame


def record(table: pd.DataFrame, said: pd.DataFrame | None = None, **declared) -> Record:
    """A record with a declared design."""
    published.check_cells(table, "table of a test")
    parts = [published.as_cells(table)] + ([published.as_cells(said)] if said is not None else [])
    return Record("paper", pd.concat(parts, ignore_index=True), design.parse(declared))


def regression(column: str, *, exhibit: str = "table_1", n: str = "", **terms: tuple[str, ...]) -> list[dict]:
    """Rows of one column: term=(coef, se) or (coef, se, stars)."""
    rows = []
    for term, (coef, se, *stars) in terms.items():
        place = {"exhibit": exhibit, "column": column, "term": term}
        rows += [place | {"printed": coef, "stars": stars[0] if stars else ""},
                 place | {"statistic": "se", "printed": se}]  # fmt: skip
    if n:
        rows.append({"exhibit": exhibit, "column": column, "term": "", "statistic": "n", "printed": n})
    return rows
