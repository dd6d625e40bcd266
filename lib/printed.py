"""What a printed number says: the string of a table as an interval."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

PERCENT = ("%", "% change")
_MINUS = str.maketrans({"−": "-", "–": "-", "‐": "-", "‑": "-"})
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)?(?:\.\d*)?(?:[eE][+-]?\d+)?")


@dataclass(frozen=True)
class Printed:
    """A printed number in the units of computed values.

    Attributes
    ----------
    value : Decimal
        The number itself.
    unit : Decimal
        One unit of its last printed place.
    low, high : Decimal
        The closed interval of values that the string stands for.
    grace : Decimal
        How far outside the interval a value is still within one unit of the last printed place; none
        where the paper says "about" or "more than".
    """

    value: Decimal
    unit: Decimal
    low: Decimal
    high: Decimal
    grace: Decimal

    def __contains__(self, x: Decimal) -> bool:
        return self.low <= x <= self.high

    def distance(self, x: Decimal) -> Decimal:
        """How far ``x`` lies outside the interval; 0 inside."""
        return max(self.low - x, x - self.high, Decimal(0))


def parse(text: str, *, unit: str = "", comparator: str = "") -> Printed:
    """Read a printed number.

    Parameters
    ----------
    text : str
        As printed, without stars: "0.120", "1,234", "−2.1", "(0.04)", "48.25%", "1.2e-05".
    unit : str
        "%" or "% change" if the sign stands apart from the number; other units change nothing.
    comparator : {"", "about", "more than"}
        ``about`` counts in the last digit that is not zero (about 60 means 55 to 65); ``more than``
        N stands for everything from N to N plus one unit.

    Returns
    -------
    Printed, a per cent as a fraction.

    Raises
    ------
    ValueError
        The string is not one number, or the comparator is unknown.

    Notes
    -----
    The interval is the printed value plus and minus half a unit of its last place, both ends included:
    every number that half-up or half-even rounding prints so. Truncation leaves less than one unit,
    which the verdict "last digit" covers.
    """
    if comparator not in ("", "about", "more than"):
        raise ValueError(f"comparator {comparator!r} does not go with a printed number")
    clean = unicodedata.normalize("NFKC", text).translate(_MINUS).strip()
    if len(clean) > 2 and clean[0] + clean[-1] in ("()", "[]"):
        clean = clean[1:-1].strip()
    percent = clean.endswith("%") or unit in PERCENT
    clean = clean.removesuffix("%").strip()
    if not any(c.isdigit() for c in clean.lower().split("e")[0]) or not _NUMBER.fullmatch(clean):
        raise ValueError(f"{text!r} is not one printed number; stars and units have columns of their own")
    value = Decimal(clean.replace(",", ""))
    place = Decimal(1).scaleb((_last_nonzero(value) if comparator == "about" else value).as_tuple().exponent)
    low, high = value - place / 2, value + place / 2
    if comparator == "more than":
        low, high = value, value + place
    scale = Decimal("0.01") if percent else Decimal(1)
    grace = place / 2 if not comparator else Decimal(0)
    return Printed(*(x * scale for x in (value, place, low, high, grace)))


def number(x: float) -> Decimal:
    """A computed value with twelve significant digits, so that binary noise decides nothing."""
    return Decimal(f"{x:.12g}")


def _last_nonzero(value: Decimal) -> Decimal:
    return value.normalize() if value else value
