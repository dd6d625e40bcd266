"""Small pieces of MyST Markdown for the generated pages."""

from collections.abc import Iterable, Sequence

from lib.exhibits.tables import escape

__all__ = ["code", "escape", "grid", "table"]


def code(text: str) -> str:
    """``text`` in type-writer letters."""
    return f"`{text}`" if text else ""


def grid(headings: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> str:
    """A pipe table; cells are Markdown, so the caller escapes what is not.

    Parameters
    ----------
    headings : sequence of str, length k
    rows : iterable of sequences of str, each of length k
    right : iterable of int
        Columns that align right.
    """
    rule = ["---:" if k in set(right) else "---" for k in range(len(headings))]
    lines = [list(headings), rule, *map(list, rows)]
    return "\n".join("| " + " | ".join(cell or " " for cell in line) + " |" for line in lines)


def table(
    label: str, caption: str, headings: Sequence[str], rows: Iterable, right: Iterable[int] = ()
) -> str:
    """A numbered, captioned table; a sentence in its place when it would be empty."""
    rows = list(rows)
    if not rows:
        return f"*{caption}: nothing to show in this build.*\n"
    body = grid(headings, rows, right)
    return f"````{{table}} {caption}\n:name: {label}\n:class: page-cells\n\n{body}\n````\n"
