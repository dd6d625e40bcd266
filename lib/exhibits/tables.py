"""A frame as a table: one cell formatter, two forms (HTML for Jupyter, Markdown for the book)."""

import html
import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

MISSING = "—"
VERDICT = "verdict"
SYMBOLS = {
    "exact": "✓",
    "last digit": "≈",
    "close": "~",
    "different": "≠",
    "significance": "✱",
    "sign": "±",
    "paper error": "!",
    "cannot compare": "–",
    "not yet computed": "…",
}
_VALUE = r"[(\[]?[+\-−]?\d[\d,. ]*(?:[eE][+-]?\d+)?\s*%?[)\]]?\**"
_NUMBER = re.compile(rf"^{_VALUE}(?: \({_VALUE}\))?$")
_PRINTED = re.compile(r"(?<!not )\bprinted\b")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|$~&^@])")


def formatted(frame: pd.DataFrame, formats: Mapping[str, str] | str | None = None) -> pd.DataFrame:
    """Every cell as the text a reader sees; a meaningful index becomes the first columns.

    Parameters
    ----------
    frame : DataFrame, shape (n, k)
        What to show. An unnamed default index (0, 1, ...) is left out.
    formats : mapping of column to format, or one format for all float columns, optional
        As for `str.format`, ``"{:.2f}"``. Integers default to ``{:d}``, floats to ``{:.3f}``.

    Returns
    -------
    DataFrame of str, shape (n, k + number of index levels shown); missing cells are a dash.

    Raises
    ------
    ValueError
        The table is empty, or ``formats`` names a column that is not there.
    """
    if frame.empty:
        raise ValueError("the table has no cell; leave the exhibit out or say in prose why it is empty")
    default_index = isinstance(frame.index, pd.RangeIndex) and frame.index.name is None
    whole = frame if default_index else frame.reset_index()
    whole.columns = [_heading(column) for column in whole.columns]
    unknown = set(formats) - set(whole.columns) if isinstance(formats, Mapping) else set()
    if unknown:
        raise ValueError(f"formats for unknown columns {sorted(unknown)}; columns: {list(whole.columns)}")
    columns = [_format_column(whole.iloc[:, k], formats) for k in range(whole.shape[1])]
    shown = pd.concat(columns, axis=1).reset_index(drop=True)
    shown.columns = whole.columns
    return shown


def _heading(column) -> str:
    """A column label as one line; the levels of a MultiIndex are joined by a middle dot."""
    levels = column if isinstance(column, tuple) else (column,)
    text = " · ".join(str(level) for level in levels if str(level))
    return "" if text in {"index", "level_0"} else text


def _format_column(column: pd.Series, formats: Mapping[str, str] | str | None) -> pd.Series:
    """One column as text."""
    chosen = formats.get(column.name) if isinstance(formats, Mapping) else None
    if chosen is None and isinstance(formats, str) and pd.api.types.is_float_dtype(column):
        chosen = formats
    return column.map(lambda cell: _format_cell(cell, chosen)).astype(object)


def _format_cell(cell, chosen: str | None) -> str:
    """One cell as text."""
    if pd.isna(cell):
        return MISSING
    if chosen and not isinstance(cell, str):
        return chosen.format(cell)
    if isinstance(cell, bool | np.bool_):
        return "yes" if cell else "no"
    if isinstance(cell, float | np.floating):
        return f"{cell:.3f}"
    return str(cell)


def numeric(shown: pd.DataFrame) -> list[bool]:
    """For each column of formatted cells: do they all read as numbers (and so align right)?"""
    return [_reads_as_numbers(shown.iloc[:, k]) for k in range(shown.shape[1])]


def _reads_as_numbers(cells: pd.Series) -> bool:
    filled = [cell for cell in cells if cell not in (MISSING, "")]
    return bool(filled) and all(_NUMBER.match(cell) for cell in filled)


def compares(frame: pd.DataFrame) -> bool:
    """Does a table show printed numbers or verdicts, in columns or in rows whose label says so?

    A label is a heading, a value of the index, or a whole cell of a column that is not the index: the rows
    ``printed`` and ``computed`` below each other count as two columns beside each other do.
    """
    headings = [_heading(column).lower() for column in frame.columns]
    if any(is_verdict(name) for name in headings):
        return True
    rows = (str(value).lower() for level in range(frame.index.nlevels)
            for value in frame.index.get_level_values(level).unique())  # fmt: skip
    cells = (frame.iloc[:, k].astype(str).str.lower().eq("printed").any() for k in range(frame.shape[1]))
    return any(_PRINTED.search(label) for label in (*headings, *rows)) or any(cells)


def is_verdict(heading: str) -> bool:
    """Does a column of this name hold verdicts?"""
    return heading.split(" · ")[-1].strip().lower() == VERDICT


def badge_text(verdict: str) -> str:
    """A verdict with its sign, so that it can be told apart without colour."""
    return f"{SYMBOLS[verdict]} {verdict}" if verdict in SYMBOLS else verdict


def badge_class(verdict: str) -> str:
    """CSS classes of a verdict: ``verdict verdict-last-digit``."""
    known = verdict.replace(" ", "-") if verdict in SYMBOLS else "other"
    return f"verdict verdict-{known}"


def badge(verdict: str) -> str:
    """A verdict as Markdown: its sign, its name, its classes."""
    return f"[{escape(badge_text(verdict))}]{{.{badge_class(verdict).replace(' ', ' .')}}}"


def escape(text: str) -> str:
    """``text`` as literal Markdown: no character of it starts a markup, a new line is a space."""
    return _SPECIAL.sub(r"\\\1", " ".join(str(text).split()))


def to_markdown(shown: pd.DataFrame, links: pd.DataFrame | None = None) -> str:
    """A pipe table with escaped cells, numbers aligned right, verdicts as badges.

    Parameters
    ----------
    shown : DataFrame of str, shape (n, k)
        As `formatted` returns it.
    links : DataFrame of str, shape (n, k), optional
        Address that a cell links to; empty for none.
    """
    headings = list(shown.columns)
    rows = [
        [_markdown_cell(cell, heading) for cell, heading in zip(row, headings, strict=True)]
        for row in shown.itertuples(index=False, name=None)
    ]
    if links is not None:
        rows = [list(map(link, *pair)) for pair in zip(rows, links.to_numpy().tolist(), strict=True)]
    rule = ["---:" if right else "---" for right in numeric(shown)]
    lines = [[escape(heading) or "&nbsp;" for heading in headings], rule, *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _markdown_cell(cell: str, heading: str) -> str:
    return badge(cell) if is_verdict(heading) and cell not in (MISSING, "") else escape(cell)


def link(text: str, address: str) -> str:
    """Markdown that links to an address, if there is one; the text is Markdown already."""
    return f'<a class="cell-link" href="{html.escape(address)}">{text}</a>' if address and text else text


def to_html(shown: pd.DataFrame) -> str:
    """A plain HTML table with escaped cells, for Jupyter."""
    right = numeric(shown)
    style = ["text-align:right" if flag else "text-align:left" for flag in right]
    head = "".join(
        f'<th style="{s}">{html.escape(h)}</th>' for s, h in zip(style, shown.columns, strict=True)
    )
    body = "".join(
        "<tr>" + "".join(_html_cell(*cell) for cell in zip(row, shown.columns, style, strict=True)) + "</tr>"
        for row in shown.itertuples(index=False, name=None)
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _html_cell(cell: str, heading: str, style: str) -> str:
    verdict = is_verdict(heading) and cell not in (MISSING, "")
    inner = f"<b>{html.escape(badge_text(cell))}</b>" if verdict else html.escape(cell)
    return f'<td style="{style}">{inner}</td>'
