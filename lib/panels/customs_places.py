"""Cities, destinations and units in customs records: what each raw code means, or why it means nothing."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from lib.facts import DataError
from lib.panels.customs_rules import CustomsRules, fate, number_of, text_of
from lib.schemas.iso3166 import ISO_3166

MUNICIPALITIES = ("11", "12", "31", "50")
LAST_DISTRICT = 20  # last two digits: districts 01 to 20, counties 21 to 80, county-level cities 81 to 99
_CITY = re.compile(r"\d{5,6}")


class City(NamedTuple):
    """City of a raw code: ``fate`` is 0 if there is one; ``raised`` from a district, or ``translated``."""

    fate: int = 0
    city: int = 0
    raised: int = 0
    translated: int = 0


class Destination(NamedTuple):
    """Destination of a raw code: ``fate`` is 0 if there is one; ``translated`` from another system."""

    fate: int = 0
    iso3: str = ""
    translated: int = 0


def cities(raws: Iterable[object], rules: CustomsRules) -> list[City]:
    """City of each raw code, in order.

    Notes
    -----
    A code of the list is that city. Another six-digit code is a district or county: it goes up to the city of
    its first four digits, or to its municipality (Beijing, Tianjin, Shanghai, Chongqing). A translated code
    is looked up first. With ``districts_only`` a county is outside the urban districts.
    """
    known = set(rules.cities["city_code"].astype(int))
    translated = _translation(rules.region_codes, "region_code", "city_code")
    strangers = sorted({int(code) for code in translated.values()} - known)
    if strangers:
        raise DataError(f"region codes: city_code {strangers[0]} ({len(strangers)} in all) is none of the "
                        "cities; correct the table or add the city")  # fmt: skip
    return [_city(number_of(raw), known, translated, rules.districts_only) for raw in raws]


def _city(code: str, known: set[int], translated: dict[str, str], districts_only: bool) -> City:
    if code in translated:
        return City(city=int(translated[code]), translated=1)
    if not _CITY.fullmatch(code):
        return City(fate=fate("city code missing or malformed"))
    number = int(code)
    if number in known:
        return City(city=number)
    above = int(f"{code[:2]}0000") if code[:2] in MUNICIPALITIES else int(f"{code[:4]}00")
    if len(code) == 6 and above in known:
        if districts_only and not _is_district(code):
            return City(fate=fate("outside the urban districts"))
        return City(city=above, raised=1)
    return City(fate=fate("unknown city"))


def _is_district(code: str) -> bool:
    """Whether six digits are those of an urban district (市辖区) and not of a county or county-level city."""
    if code[:2] in MUNICIPALITIES:
        return code[2:4] == "01"
    return 1 <= int(code[4:]) <= LAST_DISTRICT


def destinations(raws: Iterable[object], rules: CustomsRules) -> list[Destination]:
    """Destination of each raw code, in order: an ISO 3166-1 alpha-3 code, or one that is translated."""
    translated = _translation(rules.country_codes, "country_code", "iso3")
    strangers = sorted(set(translated.values()) - ISO_3166)
    if strangers:
        raise DataError(f"country codes: {strangers[0]!r} ({len(strangers)} in all) is no ISO 3166-1 alpha-3 "
                        "code; correct the table")  # fmt: skip
    return [_destination(text_of(raw), translated) for raw in raws]


def _destination(code: str, translated: dict[str, str]) -> Destination:
    iso3 = translated.get(code, code.upper())
    if not iso3:
        return Destination(fate=fate("destination missing"))
    if iso3 == "CHN":
        return Destination(fate=fate("destination is China itself"))
    if iso3 not in ISO_3166:
        return Destination(fate=fate("unknown destination"))
    return Destination(iso3=iso3, translated=int(code in translated))


def kilograms(raws: Iterable[object], rules: CustomsRules) -> list[float | None]:
    """Kilograms in a unit of each raw name, in order; None where it is no weight."""
    return [rules.kilograms.get(text_of(raw).lower()) for raw in raws]


def _translation(table: pd.DataFrame | None, code: str, meaning: str) -> dict[str, str]:
    if table is None:
        return {}
    pairs = [(number_of(a), number_of(b)) for a, b in zip(table[code], table[meaning], strict=True)]
    twice = [name for name, count in Counter(a for a, _ in pairs).items() if count > 1]
    if twice:
        raise DataError(f"{code.replace('_', ' ')}s: {twice[0]!r} stands there twice; keep one")
    return dict(pairs)
