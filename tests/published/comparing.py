"""The two entries of the printed record side by side: what agrees, and each thing that does not."""

import importlib
from dataclasses import dataclass

import pandas as pd

from lib import published

from . import reading
from .reading import Cell, Key, path

# Kinds of claims that print a number; a definition with a comparator is a range and prints none.
PRINTING = ("number", "share", "count", "restatement", "definition")


@dataclass(frozen=True)
class Comparison:
    """How many entries were compared, and one sentence for each that differs.

    Attributes
    ----------
    compared : int
        Entries that stand in the record, in the text's reading, or in both.
    differences : list of str
        Entries that are not the same string with the same stars in both.
    """

    compared: int
    differences: list[str]

    @property
    def agreeing(self) -> int:
        """Entries that are the same in both."""
        return self.compared - len(self.differences)


def tables(paper: str, text: str) -> dict[Key, Cell]:
    """Cells of the paper's tables, parsed from its text."""
    return _module(paper, "text").tables(text)


def numbers(paper: str, text: str) -> dict[str, str]:
    """Numbers of the paper's sentences, in figures, in words and as lengths of lists: id -> printed."""
    places = sentences(paper)
    return (
        reading.numbers(text, places.SENTENCES)
        | reading.words(text, places.IN_WORDS)
        | reading.counts(text, places.IN_LISTS)
    )


def sentences(paper: str):
    """The module that says where the paper's sentences print each number."""
    return _module(paper, "sentences")


def _module(paper: str, part: str):
    return importlib.import_module(f".{paper}_{part}", __package__)


def read(paper: str) -> str:
    """The paper's text."""
    return path(paper).read_text(encoding="utf-8")


def cells_of(frame: pd.DataFrame) -> dict[Key, Cell]:
    """Printed cells of tables in a frame of `lib.published.load`."""
    kept = frame[frame["exhibit"].str.startswith("table_") & (frame["printed"] != "")]
    values = kept[["printed", "stars"]].itertuples(index=False, name=None)
    return dict(zip(kept[published.KEYS].itertuples(index=False, name=None), values, strict=True))


def compare_cells(parsed: dict[Key, Cell], frame: pd.DataFrame) -> Comparison:
    """Cells of the tables, in both directions; a cell without an entry must not be in the text either."""
    entered = cells_of(frame)
    differences = []
    keys = list(entered) + [key for key in parsed if key not in entered]
    for key in keys:
        first, second = entered.get(key), parsed.get(key)
        if first != second:
            differences.append(
                f"{'/'.join(key)}: {_shown(first)} in the record, {_shown(second)} in the text"
            )
    return Comparison(len(keys), differences)


def sentences_of(rows: pd.DataFrame) -> dict[str, str]:
    """Numbers of the running text and of figures in a frame of `lib.published.cells`: id -> printed."""
    of_tables = (rows["source"] == "exhibit") & rows["exhibit"].str.startswith("table_")
    kept = rows[~of_tables & (rows["printed"] != "") & rows["kind"].isin(PRINTING)]
    return dict(zip(kept["id"], kept["printed"], strict=True))


def compare_numbers(found: dict[str, str], rows: pd.DataFrame) -> Comparison:
    """Numbers of sentences, in both directions."""
    entered = sentences_of(rows)
    ids = list(entered) + [name for name in found if name not in entered]
    differences = [
        f"{name}: {entered.get(name, 'nothing')} in the record, {found.get(name, 'nothing')} in the text"
        for name in ids
        if entered.get(name) != found.get(name)
    ]
    return Comparison(len(ids), differences)


def _shown(cell: Cell | None) -> str:
    return "".join(cell) if cell else "nothing"
