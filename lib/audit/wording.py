"""Names of cells as findings write them."""

from collections.abc import Iterable

from lib.audit.record import Cell


def name(cell: Cell, *, statistic: bool = False) -> str:
    """``east (1) growth``, with the statistic at the end on request."""
    parts = (cell.panel, cell.column, cell.term, cell.statistic if statistic else "")
    return " ".join(part for part in parts if part)


def names(cells: Iterable[Cell]) -> str:
    """Names of cells, each once."""
    return ", ".join(dict.fromkeys(name(cell) for cell in cells))


def significant(cell: Cell) -> int:
    """Number of significant digits of the printed string."""
    return len(digits(cell).lstrip("0"))


def decimals(cell: Cell) -> int:
    """Number of decimals of the printed string."""
    return len(cell.printed.partition(".")[2].rstrip(")]"))


def digits(cell: Cell) -> str:
    """Digits of the printed string, in order."""
    return "".join(c for c in cell.printed if c.isdigit())
