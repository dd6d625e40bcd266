"""HS codes: which heading and section a record's code means, across the editions of the HS.

Codes have six digits (HS), or eight or ten (China's tariff). No chapter begins with two zeros, so a code with
an odd number of digits may have lost one leading zero, as a column of numbers loses it. It is put back, and
counted, where that gives a heading of chapters 1 to 9 (`LAST_HEADINGS`); elsewhere the code has lost or
gained another digit (8471300 is no heading 0847) and counts as malformed. A code such as 4011100, which fits
heading 0401 without its zero and 4011 without a last digit, is read as the first.

Of a complete code the chapter is checked, that the heading does not end in 00, and, where the rules have a
table of headings, whether an edition of the HS has the heading. One that no edition has is left out and
counted; one that only another edition than that of the year has is kept and counted, since it is a known
product and an extract may have been recoded as a whole. A heading that the concordance gives is trusted.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import pandas as pd

from lib.facts import DataError
from lib.panels.customs_headings import EDITIONS, Headings, headings
from lib.panels.customs_rules import CustomsRules, fate, text_of

# The last heading of each chapter that begins with a zero, of any edition of the HS from 2002 to 2012.
LAST_HEADINGS = {1: 6, 2: 10, 3: 8, 4: 10, 5: 11, 6: 4, 7: 14, 8: 14, 9: 10}
_DIGITS = re.compile(r"\d{5,10}")
_DOTTED = re.compile(r"\d{4}\.\d{2}(\.\d{2}){0,2}")
_FLOAT = re.compile(r"(\d{5,10})\.0+")


class Product(NamedTuple):
    """What a code in a year means.

    Attributes
    ----------
    fate : int
        Number of a fate of the code; 0 if it is known.
    hs4 : int
        Heading, 101 to 9999; 0 if unknown.
    high_tech : int
        1 in the sections of high technology.
    restored, recoded, other_edition : int
        1 where a leading zero was put back, where the concordance gave the heading, where the edition in
        force did not have the heading that was written.
    hs6 : int
        Subheading, the first six digits in the edition of the year; 0 if unknown.
    """

    fate: int = 0
    hs4: int = 0
    high_tech: int = 0
    restored: int = 0
    recoded: int = 0
    other_edition: int = 0
    hs6: int = 0


def digits(raw: object) -> tuple[str, bool]:
    """The digits of a code and whether a leading zero was put back; empty if it is no code.

    Parameters
    ----------
    raw : object
        ``"84713000"``, ``1012100``, ``"8471.30"``, ``84713000.0``.
    """
    written = text_of(raw)
    if _DOTTED.fullmatch(written):
        written = written.replace(".", "")
    floating = _FLOAT.fullmatch(written)
    written = floating[1] if floating else written
    if not _DIGITS.fullmatch(written):
        return "", False
    lost = len(written) % 2 == 1
    code = f"0{written}" if lost else written
    possible = _could_lose_its_zero(code) if lost else not code.startswith("00")
    return (code, lost) if possible else ("", False)


def _could_lose_its_zero(code: str) -> bool:
    """Whether a code begins with a heading of chapters 1 to 9."""
    return 1 <= int(code[2:4]) <= LAST_HEADINGS.get(int(code[:2]), 0)


@cache
def edition(year: int) -> int:
    """Edition of the HS in force in a year: 2002 for 2002 to 2006."""
    return max(first for first in EDITIONS if first <= max(year, EDITIONS[0]))


def products(pairs: Iterable[tuple[int, object]], rules: CustomsRules) -> list[Product]:
    """What each pair of year and raw code means, in order."""
    sections = _sections(rules.sections)
    concordance, known = _concordance(rules.concordance), headings(rules.headings)
    return [_product(year, raw, sections, concordance, known, rules.high_tech) for year, raw in pairs]


def _product(
    year: int, raw: object, sections: dict, concordance: dict, known: Headings, high_tech: tuple
) -> Product:
    code, lost = digits(raw)
    if not code:
        return Product(fate=fate("HS code missing or malformed"))
    vintage, own = edition(year), code[:4]
    told = concordance.get((vintage, code[:6])) or concordance.get((vintage, own))
    heading = told or own
    section = sections.get(int(heading[:2]))
    if section is None or heading.endswith("00"):
        return Product(fate=fate("unknown HS code"))
    covered = known.cover(own, vintage)
    if told is None and covered and own not in known.spans:
        return Product(fate=fate("heading of no edition of the HS"))
    first, last = high_tech
    return Product(
        hs4=int(heading),
        high_tech=int(first <= section <= last),
        restored=int(lost),
        recoded=int(told is not None and told != own),
        other_edition=int(covered and not known.in_force(own, vintage)),
        hs6=int(code[:6]),
    )


def _sections(table: pd.DataFrame) -> dict[int, int]:
    return dict(zip(table["chapter"].astype(int), table["section"].astype(int), strict=True))


def _concordance(table: pd.DataFrame | None) -> dict[tuple[int, str], str]:
    """(edition, code of four or six digits) -> heading."""
    if table is None:
        return {}
    found = {}
    for line, row in enumerate(table.itertuples(), start=2):
        vintage, code, heading = int(row.vintage), str(row.code), str(row.hs4)
        if vintage not in EDITIONS:
            raise DataError(f"concordance, line {line}, column 'vintage': {vintage} is no edition of the HS; "
                            f"these are {', '.join(map(str, EDITIONS))}")  # fmt: skip
        if not re.fullmatch(r"\d{4}(\d{2})?", code) or not re.fullmatch(r"\d{4}", heading):
            raise DataError(f"concordance, line {line}: code {code!r} has not four or six digits, or hs4 "
                            f"{heading!r} not four; correct the line")  # fmt: skip
        if found.setdefault((vintage, code), heading) != heading:
            raise DataError(f"concordance, line {line}: {vintage} {code} has two headings, "
                            f"{found[vintage, code]} and {heading}; keep one")  # fmt: skip
    return found
