"""Dates known to the day, the month or the year, as the lists of agreements give them."""

import datetime
import re

FIRST_AGREEMENT = 1973  # Tianjin and Kobe, 24 June 1973
LAST_AGREEMENT = 2029  # in its second half it counts from 2030, the last first year that a panel may hold
_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
PRECISION = {4: "year", 7: "month", 10: "day"}


def date_fault(text: object, first_year: int = FIRST_AGREEMENT) -> str:
    """What is wrong with a date, empty if nothing is.

    Parameters
    ----------
    text : object
        ``"2004"``, ``"2004-07"`` or ``"2004-07-31"``; anything else is a fault.
    first_year : int
        Earlier years are a fault: China's first sister-city agreement was signed in 1973.

    Returns
    -------
    str: ``""``, ``"no date"``, ``"not a date"``, ``"before 1973"`` or ``"after 2029"``.
    """
    if not isinstance(text, str) or not text.strip():
        return "no date"
    form = _FORM.fullmatch(text.strip())
    if form is None:
        return "not a date"
    year, month, day = (int(part) if part else 1 for part in form.groups())
    try:
        datetime.date(year, month, day)
    except ValueError:
        return "not a date"
    if year > LAST_AGREEMENT:
        return f"after {LAST_AGREEMENT}"
    return f"before {first_year}" if year < first_year else ""


def date_trouble(text: object) -> str:
    """The fault of a date in words that follow it: ``"is before 1973, the year of the first agreement"``."""
    fault = date_fault(text)
    if fault.startswith("before"):
        return f"is {fault}, the year of the first agreement"
    return f"is {fault}" if fault.startswith("after") else f"is {fault}; write 2004, 2004-07 or 2004-07-31"


def date_precision(text: str) -> str:
    """``"year"``, ``"month"`` or ``"day"``: how exactly a date without fault is known."""
    return PRECISION.get(len(text.strip()), "")
