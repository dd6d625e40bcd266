"""What a customs record has to be: its columns, what is taken of it, and every fate that it can have.

The extract has one row a record: year, HS code, city, destination, value and quantity; a month, a firm or
other columns may stand beside them and are not read. City codes are six-digit administrative codes (GB/T
2260: 440100). Chinese customs also writes five-digit region codes of its own (44019); these are another
system, and without a table that translates them they are counted as unknown, never guessed.
"""

import re
from dataclasses import dataclass, field

import pandas as pd

REQUIRED = ("year", "hs_code", "city_code", "iso3", "value_usd", "quantity")
OPTIONAL = ("unit",)
KEPT = "kept"
FATES = (
    KEPT,
    "year missing or no year",
    "outside the years",
    "city code missing or malformed",
    "unknown city",
    "outside the urban districts",
    "destination missing",
    "unknown destination",
    "destination is China itself",
    "HS code missing or malformed",
    "unknown HS code",
    "heading of no edition of the HS",
    "value missing",
    "value no number or beyond reason",
    "value negative",
    "value zero",
)
NOTES = {
    "raised": "district or county, raised to its city",
    "translated_city": "city by the table of region codes",
    "translated_destination": "destination by the table of country codes",
    "restored": "leading zero of the HS code restored",
    "recoded": "heading recoded by the concordance",
    "other_edition": "heading of another edition of the HS than that of the year",
    "quantity_missing": "quantity missing",
    "quantity_bad": "quantity negative, no number or beyond reason",
    "quantity_zero": "quantity zero",
    "quantity_no_weight": "quantity in a unit that is no weight",
}
# Beyond these a figure is no record of trade: ten trillion US$, ten billion tonnes.
MOST_VALUE, MOST_QUANTITY = 1e13, 1e13
# Below these, half a cent and half a gram, it rounds to zero.
LEAST_VALUE, LEAST_QUANTITY = 0.005, 0.0005
KILOGRAMS = {
    "kg": 1.0,
    "kgs": 1.0,
    "kilogram": 1.0,
    "千克": 1.0,
    "公斤": 1.0,
    "035": 1.0,
    "35": 1.0,
    "g": 0.001,
    "克": 0.001,
    "036": 0.001,
    "36": 0.001,
    "t": 1000.0,
    "tonne": 1000.0,
    "吨": 1000.0,
    "070": 1000.0,
    "70": 1000.0,
}


_FLOAT = re.compile(r"(\d+)\.0+")


@dataclass(frozen=True, kw_only=True)
class CustomsRules:
    """What is known of the codes in the records.

    Attributes
    ----------
    cities : DataFrame
        ``city_code`` (six digits, text or number): the cities that take part.
    sections : DataFrame
        ``chapter`` (HS chapter, 1 to 99) and ``section`` (1 to 22): the chapters that there are.
    headings : DataFrame, optional
        ``heading`` (four digits), ``first_edition`` and ``last_edition`` (years in which editions of the HS
        came into force): the headings that there are. A chapter without any is not checked, nor is a year
        in which a later edition is in force than the last of the table. Without it no heading is checked.
    region_codes : DataFrame, optional
        ``region_code`` and ``city_code``: translates another system of city codes.
    country_codes : DataFrame, optional
        ``country_code`` and ``iso3``: translates another system of destinations.
    concordance : DataFrame, optional
        ``vintage`` (year in which the edition of the HS came into force: 2002, 2007, 2012), ``code`` (four
        or six digits) and ``hs4``: headings of one edition that are counted as another's. Without it a
        heading is the first four digits, in the edition of its year, as the paper counts.
    kilograms : dict of str to float
        Units of weight, in lower case, and their kilograms. It matters where the records have a column
        ``unit``; without one all quantities are kilograms.
    years : tuple of int
        First and last year.
    high_tech : tuple of int
        First and last section of the high-technology lines.
    districts_only : bool
        Whether counties and county-level cities are left out instead of going up to their city. A district is
        a code that ends in 01 to 20, of a municipality one whose third and fourth digits are 01 (GB/T 2260);
        a record with the code of the city itself is kept, as it does not say where in the city.
    strict : bool
        Whether an unknown city, destination or HS code is an error instead of a count.
    """

    cities: pd.DataFrame
    sections: pd.DataFrame
    headings: pd.DataFrame | None = None
    region_codes: pd.DataFrame | None = None
    country_codes: pd.DataFrame | None = None
    concordance: pd.DataFrame | None = None
    kilograms: dict[str, float] = field(default_factory=lambda: dict(KILOGRAMS))
    years: tuple[int, int] = (2002, 2015)
    high_tech: tuple[int, int] = (16, 22)
    districts_only: bool = False
    strict: bool = False


def fate(name: str) -> int:
    """Number of a fate, its place in `FATES`."""
    return FATES.index(name)


def text_of(raw: object) -> str:
    """A code as text, whatever the type of its column: ``110000.0`` is ``"110000"``."""
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return str(raw).strip()


def number_of(raw: object) -> str:
    """As `text_of`, of a code that is a plain number: a table with gaps writes ``"110000.0"`` as text too."""
    written = text_of(raw)
    floating = _FLOAT.fullmatch(written)
    return floating[1] if floating else written
