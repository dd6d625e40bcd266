"""Which headings the editions of the Harmonised System have."""

import re
from dataclasses import dataclass

import pandas as pd

from lib.facts import DataError

EDITIONS = (1992, 1996, 2002, 2007, 2012, 2017, 2022)


@dataclass(frozen=True)
class Headings:
    """The headings that there are.

    Attributes
    ----------
    spans : dict of str to tuple of int
        Heading (four digits) -> first and last edition that has it.
    chapters : frozenset of str
        Chapters of which the headings are known; of others nothing is said.
    newest : int
        Last edition of which they are known; 0 if of none.
    """

    spans: dict[str, tuple[int, int]]
    chapters: frozenset[str]
    newest: int

    def cover(self, heading: str, vintage: int) -> bool:
        """Whether they can tell of a heading in the time of an edition."""
        return heading[:2] in self.chapters and vintage <= self.newest

    def in_force(self, heading: str, vintage: int) -> bool:
        """Whether an edition has the heading."""
        first, last = self.spans.get(heading, (1, 0))
        return first <= vintage <= last


def headings(table: pd.DataFrame | None) -> Headings:
    """The headings of a table, none without one.

    Parameters
    ----------
    table : DataFrame or None
        As `CustomsRules.headings`.

    Raises
    ------
    DataError
        A heading has not four digits or stands there twice, or an edition is none; the line is named.
    """
    spans: dict[str, tuple[int, int]] = {}
    for line, row in enumerate([] if table is None else table.itertuples(), start=2):
        heading, first, last = str(row.heading), int(row.first_edition), int(row.last_edition)
        if not re.fullmatch(r"\d{4}", heading) or heading in spans:
            raise DataError(f"headings, line {line}, column 'heading': {heading!r} has not four digits or "
                            "stands there twice; correct the line")  # fmt: skip
        if not {first, last} <= set(EDITIONS) or first > last:
            raise DataError(f"headings, line {line}: {heading} from edition {first} to {last}; "
                            f"write two of {', '.join(map(str, EDITIONS))}, rising")  # fmt: skip
        spans[heading] = (first, last)
    return Headings(
        spans=spans,
        chapters=frozenset(heading[:2] for heading in spans),
        newest=max((last for _, last in spans.values()), default=0),
    )
