"""The user's agreements at the codes of cities and provinces, every one with its fate."""

import re
from dataclasses import dataclass

import pandas as pd

from lib.facts import DataError
from lib.panels.customs_places import MUNICIPALITIES
from lib.panels.twin_cities_facts import SEVERAL, UNKNOWN, UNMATCHED, match_places
from lib.panels.twin_cities_names import Names, names

OF_CITY, OF_DISTRICT, OF_PROVINCE = "a city", "a district or county, raised to its city", "a province"
OF_TEXT = "a city's name and more words, which are not checked, taken to its city"
OUTSIDE = "a place outside the panel"
NO_CODE, BOTH = "no code", "a city and a province"
TROUBLE = {
    NO_CODE: "no code of a Chinese place: no city or prefecture begins so",
    UNKNOWN: "a place that no list knows",
    SEVERAL: "the name of several cities",
    BOTH: "the name of a city and of a province",
}
_REMEDIES = {
    NO_CODE: "correct the code (GB/T 2260; data/facts/cities.csv has those of the cities)",
    UNKNOWN: "write the name as data/facts/cities.csv (cities, provinces) or data/facts/city_aliases.csv "
    "(some districts and counties) has it, or the six-digit code of the place, or of its city (GB/T 2260)",
    SEVERAL: "write its six-digit code, or the name with the province as data/facts/cities.csv has it",
    BOTH: "write its six-digit code, or the name with City or Province (市 or 省) behind it",
}
_SHOWN = 20  # of the places that are refused
_CODE = re.compile(r"\d{6}")
# Cities of prefecture level that data/facts/cities.csv does not have: Chaohu, divided in 2011, and Tibet's
# Qamdo, Nyingchi, Shannan and Nagqu, cities since 2014 to 2017.
OTHER_CITIES = frozenset({"341400", "540300", "540400", "540500", "540600"})
_PREFECTURES = range(21, 51)  # third and fourth digit of prefectures, autonomous prefectures and leagues
_OF_PROVINCE = 90  # of counties and cities that no prefecture holds
_MUNICIPAL = (1, 2, 3)  # of a municipality's districts, counties and cities


@dataclass(frozen=True, kw_only=True)
class PlacedAgreements:
    """Agreements with the code that each belongs to.

    Attributes
    ----------
    rows : DataFrame
        The input in its order, with ``city_code`` (a city's, or a province's; empty if left out) and
        ``fate``: one of `OF_CITY`, `OF_DISTRICT`, `OF_TEXT`, `OF_PROVINCE`, or why it is left out.
    """

    rows: pd.DataFrame

    @property
    def listed(self) -> pd.DataFrame:
        """Those that count, as `lib.panels.twin_cities_agreements.treatment` takes them."""
        counted = self.rows[self.rows["city_code"] != ""]
        return counted.rename(columns={"partner_iso3": "iso3"})[["city_code", "iso3", "date_signed"]]

    def report(self) -> pd.DataFrame:
        """``fate`` and ``agreements``, which add up to the input."""
        return self.rows["fate"].value_counts().rename_axis("fate").reset_index(name="agreements")


def city_codes(cities: pd.DataFrame) -> set[str]:
    """Six-digit codes of all cities of prefecture level and municipalities, those of `OTHER_CITIES` included.

    Parameters
    ----------
    cities : DataFrame
        The table ``cities``, which holds one county-level city as well.
    """
    return set(cities.loc[cities["level"] != "county", "city_code"]) | OTHER_CITIES


def is_place(code: str, cities: set[str], provinces: set[str]) -> bool:
    """Whether six digits can be the code of a province, city, prefecture, district or county.

    Parameters
    ----------
    code : str
    cities, provinces : set of str
        All there are.

    Notes
    -----
    By the rules of GB/T 2260; which districts and counties a city has is not checked.
    """
    if code in provinces or code in cities:
        return True
    group, whole = int(code[2:4]), code.endswith("00")
    if f"{code[:2]}0000" not in provinces:
        return False
    if code[:2] in MUNICIPALITIES:
        return group in _MUNICIPAL
    if group in _PREFECTURES:
        return True
    return not whole and (f"{code[:4]}00" in cities or group == _OF_PROVINCE)


def place_agreements(
    agreements: pd.DataFrame, panel_cities: pd.DataFrame, cities: pd.DataFrame, aliases: pd.DataFrame
) -> PlacedAgreements:
    """Find the city or province of each agreement.

    Parameters
    ----------
    agreements : DataFrame
        ``place`` (a name in Chinese or English, or a six-digit code), ``partner_city``, ``partner_iso3``,
        ``date_signed``.
    panel_cities : DataFrame
        ``city_code`` and ``province_code``: the cities that take part.
    cities, aliases : DataFrame
        The tables ``cities`` and ``city_aliases``.

    Raises
    ------
    DataError
        Places that no list knows, names of several cities or of a city and a province, six digits that are no
        place's code; the message names all of them up to twenty, each with its line.
    """
    taking_part = set(panel_cities["city_code"])
    provinces = set(panel_cities["province_code"])
    rows = agreements.reset_index(drop=True)
    named = rows["place"].str.strip()
    coded = [bool(_CODE.fullmatch(place)) for place in named]
    codes, known = city_codes(cities), set(cities["province_code"])
    found = [
        _by_code(place, taking_part, provinces) if code else None
        for place, code in zip(named, coded, strict=True)
    ]
    bad = {row: NO_CODE for row, code in enumerate(coded) if code and not is_place(named[row], codes, known)}
    for row, (code, fate, reason) in _by_name(rows, named, found, cities, aliases):
        if reason in TROUBLE:
            bad[row] = reason
        found[row] = _fate(code, fate, reason, taking_part, provinces)
    _refuse(named, bad)
    codes, fates = zip(*found, strict=True) if found else ((), ())
    return PlacedAgreements(rows=rows.assign(city_code=list(codes), fate=list(fates)))


def _refuse(named: pd.Series, bad: dict[int, str]) -> None:
    """Name the places that are refused, each with its first line, and how to write them."""
    first: dict[str, int] = {}
    for row in sorted(bad):
        first.setdefault(named[row], row)
    if not first:
        return
    shown = list(first.items())[:_SHOWN]
    (place, row), *rest = shown
    listed = [f"line {row + 2}, column 'place': {place!r} is {TROUBLE[bad[row]]}"]
    listed += [f"line {row + 2}: {place!r} is {TROUBLE[bad[row]]}" for place, row in rest]
    more = f"; and {len(first) - len(shown)} more places" if len(first) > len(shown) else ""
    reasons = list(dict.fromkeys(bad[row] for _, row in shown))
    remedies = "; ".join(
        _REMEDIES[reason]
        if len(reasons) == 1
        else f"for {TROUBLE[reason].partition(':')[0]}, {_REMEDIES[reason]}"
        for reason in reasons
    )
    raise DataError(f"data/restricted/twin_cities_agreements.csv, {'; '.join(listed)}{more}. To mend it, "
                    f"{remedies}")  # fmt: skip


def _by_code(code: str, cities: set[str], provinces: set[str]) -> tuple[str, str]:
    if code in cities:
        return code, OF_CITY
    if code in provinces:
        return code, OF_PROVINCE
    above = f"{code[:2]}0000" if code[:2] in MUNICIPALITIES else f"{code[:4]}00"
    return (above, OF_DISTRICT) if above in cities else ("", OUTSIDE)


def _by_name(rows: pd.DataFrame, named: pd.Series, found: list, cities: pd.DataFrame, aliases: pd.DataFrame):
    """Row, and code, fate and reason of the places that are written as names."""
    open_rows = [row for row, fate in enumerate(found) if fate is None]
    known = names(cities, aliases)
    spelt = named.iloc[open_rows].map(known.spelling)
    ties = rows.iloc[open_rows].assign(chinese_city_zh=spelt, chinese_city_en=spelt)
    matches = match_places(ties.reset_index(drop=True), cities, aliases).rows
    for row, match in zip(open_rows, matches.to_dict("records"), strict=True):
        yield row, _read(named[row], match, known)


def _read(name: str, match: dict, known: Names) -> tuple[str, str, str]:
    if known.is_both(name):
        return "", "", BOTH
    if match["reason"] == UNMATCHED["province"]:
        return match["province_code"], OF_PROVINCE, ""
    if match["reason"] == UNKNOWN and known.province(name):
        return known.province(name), OF_PROVINCE, ""
    if match["reason"] == UNKNOWN and known.city_before(name):
        return known.city_before(name), OF_TEXT, ""
    fate = OF_DISTRICT if match["level"] in ("district", "county") else OF_CITY
    return match["city_code"], fate, match["reason"]


def _fate(code: str, fate: str, reason: str, cities: set[str], provinces: set[str]) -> tuple[str, str]:
    if reason:
        return "", f"left out: {reason}"
    return (code, fate) if code in (provinces if fate == OF_PROVINCE else cities) else ("", OUTSIDE)
