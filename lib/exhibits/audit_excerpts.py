"""The printed cells that a finding reads, laid out as the paper prints them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from lib.audit.record import COUNTS, Cell, Estimate, Record

BELOW = ("se", "t", "p")  # what stands in parentheses below a coefficient
WORDS = {"se": "standard error", "t": "t value", "p": "p-value"}
NUMBERED = re.compile(r"\(\d+\)")
STATISTICS = {"n": "observations", "n_units": "units", "r2": "R²", "p": "p-value"}


@dataclass(frozen=True)
class Excerpt:
    """Part of one printed table.

    Attributes
    ----------
    title : str
        ``Table 3`` or ``Table 2, before``.
    frame : DataFrame of str
        Rows under the paper's own labels, columns as printed; the index is named.
    ids : DataFrame of str
        Ids of the cells, of the frame's shape; empty where nothing is printed.
    note : str
        Says so where the paper does not say what stands in parentheses; else empty.
    """

    title: str
    frame: pd.DataFrame
    ids: pd.DataFrame
    note: str


def title(exhibit: str, panel: str = "") -> str:
    """``table_3`` as ``Table 3``, with its panel."""
    words = exhibit.replace("_", " ")
    return words[:1].upper() + words[1:] + (f", {panel}" if panel else "")


def excerpts(cells: Iterable[str], record: Record) -> list[Excerpt]:
    """Parts of the printed tables that hold the named cells.

    Parameters
    ----------
    cells : iterable of str
        Ids of the record; those of the running text are left out (see `statements`).
    record : Record

    Returns
    -------
    list of Excerpt
        One an exhibit and panel, in the order of the record. A coefficient is shown with its stars and with
        what stands in parentheses below it, whether or not the finding reads both.
    """
    wanted = set(cells)
    chosen = [cell for cell in record.cells.values() if cell.id in wanted]
    places = dict.fromkeys((cell.exhibit, cell.panel) for cell in chosen)
    return [_excerpt(place, [c for c in chosen if (c.exhibit, c.panel) == place], record) for place in places]


def _excerpt(place: tuple[str, str], cells: list[Cell], record: Record) -> Excerpt:
    """One part: a line a term or statistic, a line below it for what stands in parentheses."""
    estimates = {
        (column.name, estimate.coef.term): estimate
        for column in record.regressions
        if (column.exhibit, column.panel) == place
        for estimate in column.estimates
    }
    body: dict[tuple[str, str], dict[str, tuple[str, str]]] = {}
    for cell in cells:
        estimate = estimates.get((cell.column, cell.term))
        heading = cell.column or STATISTICS.get(cell.statistic, cell.statistic.replace("_", " "))
        for key, *content in _lines(cell, estimate):
            body.setdefault(key, {})[heading] = tuple(content)
    named = [cell.column for cell in record.cells.values() if (cell.exhibit, cell.panel) == place]
    headings = sorted(dict.fromkeys(heading for row in body.values() for heading in row), key=_rank(named))
    index = pd.Index([label for _, label in body], name=title(*place))
    frame, ids = (
        pd.DataFrame([[row.get(heading, ("", ""))[part] for heading in headings] for row in body.values()],
                     index=index, columns=headings)
        for part in (0, 1)
    )  # fmt: skip
    below = any(label.startswith("(") for _, label in body)
    note = "The paper does not say what stands in parentheses." if below else ""
    return Excerpt(title(*place), frame, ids, "" if record.design.parenthesis else note)


def _lines(cell: Cell, estimate: Estimate | None) -> list[tuple[tuple[str, str], str, str]]:
    """Lines of one cell: key of the line (term, label), what is printed there, and its id."""
    label = _label(cell if estimate is None else estimate.coef, estimate)
    if estimate is None:
        unit = f" {cell.unit}" if cell.unit.startswith("%") else ""
        return [((cell.term, label), cell.shown + unit, cell.id)]
    below = [(name, getattr(estimate, name)) for name in BELOW if getattr(estimate, name) is not None]
    lines = [((cell.term, f"({WORDS[name]})"), f"({under.shown})", under.id) for name, under in below]
    return [((cell.term, label), estimate.coef.shown, estimate.coef.id), *lines]


def _rank(named: list[str]):
    """Key that sorts columns by their numbers, others in the order of the record."""
    order = list(dict.fromkeys(named))
    numbered = all(NUMBERED.fullmatch(name) for name in order)
    place = (lambda name: int(name[1:-1])) if numbered else order.index
    return lambda heading: place(heading) if heading in order else 0


def _label(cell: Cell, estimate: Estimate | None) -> str:
    """The paper's own label of the row, with our name where that says more."""
    if cell.statistic in COUNTS or not cell.term:
        return cell.label or STATISTICS.get(cell.statistic, cell.statistic.replace("_", " "))
    if cell.column and estimate is None and cell.statistic not in STATISTICS:
        return f"{cell.label or cell.term}, {cell.statistic.replace('_', ' ')}"
    plain = cell.label.isascii() or not cell.label
    return (cell.label or cell.term) if plain else f"{cell.label} ({cell.term.replace('_', ' ')})"


def unprinted(cells: Iterable[str], record: Record) -> dict[str, str]:
    """Rows among the named ids for which the source prints no number: id to a short name."""
    wanted = set(cells)
    rows = record.rows[record.rows["id"].isin(wanted) & (record.rows["source"] == "exhibit")]
    return {
        row["id"]: " ".join(filter(None, [title(row["exhibit"], row["panel"]), row["column"], row["label"]]))
        for row in rows[rows["printed"] == ""].to_dict("records")
    }


def statements(cells: Iterable[str], record: Record) -> pd.DataFrame:
    """Sentences of the running text that the named ids stand for.

    Returns
    -------
    DataFrame of str
        Columns place, statement (in our words), says (the number as printed, or what is claimed); indexed by
        their ids.
    """
    wanted = set(cells)
    rows = [row for row in record.claims if row["id"] in wanted]
    content = [(row["place"], row["label"], _says(row)) for row in rows]
    return pd.DataFrame(content, index=[row["id"] for row in rows], columns=["place", "statement", "says"])


def _says(row: dict) -> str:
    if row["printed"]:
        unit = "%" if row["unit"].startswith("%") else ""
        return " ".join(part for part in (row["comparator"], row["printed"], unit) if part)
    expected = "" if row["expected"] == "any" else row["expected"]
    sign = {"+": "positive", "-": "negative"}.get(expected, expected.replace("_", " "))
    if row["kind"] == "sign":
        return sign
    return " ".join(part for part in (row["comparator"], sign) if part)
