"""The user's agreements at the codes of cities and provinces, every one with its fate."""

import re
from dataclasses import dataclass

import pandas as pd

from lib.facts import DataError
from lib.panels.customs_places import MUNICIPALITIES
from lib.panels.twin_cities_facts import SEVERAL, UNKNOWN, UNMATCHED, match_places

OF_CITY, OF_DISTRICT, OF_PROVINCE = "a city", "a district or county, raised to its city", "a province"
OUTSIDE = "a place outside the panel"
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
        ``fate``: one of `OF_CITY`, `OF_DISTRICT`, `OF_PROVINCE`, or why it is left out.
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
        A place that no list knows, a name of several cities, six digits that are no place's code; the message
        names the line.
    """
    taking_part = set(panel_cities["city_code"])
    provinces = set(panel_cities["province_code"])
    rows = agreements.reset_index(drop=True)
    named = rows["place"].str.strip()
    coded = [bool(_CODE.fullmatch(place)) for place in named]
    _refuse_no_place(rows, coded, city_codes(cities), set(cities["province_code"]))
    found = [
        _by_code(place, taking_part, provinces) if code else None
        for place, code in zip(named, coded, strict=True)
    ]
    for row, (code, level, reason) in _by_name(rows, named, found, cities, aliases):
        found[row] = _fate(row, rows, (code, level, reason), taking_part, provinces)
    codes, fates = zip(*found, strict=True) if found else ((), ())
    return PlacedAgreements(rows=rows.assign(city_code=list(codes), fate=list(fates)))


def _refuse_no_place(rows: pd.DataFrame, coded: list[bool], cities: set[str], provinces: set[str]) -> None:
    """Name the first six-digit code that is none."""
    for row, place in rows.loc[coded, "place"].str.strip().items():
        if not is_place(place, cities, provinces):
            raise DataError(f"data/restricted/twin_cities_agreements.csv, line {row + 2}, column 'place': "
                            f"{place!r} is no code of a Chinese place: no city or prefecture begins "
                            "so; correct it (GB/T 2260; data/facts/cities.csv has the cities)")  # fmt: skip


def _by_code(code: str, cities: set[str], provinces: set[str]) -> tuple[str, str]:
    if code in cities:
        return code, OF_CITY
    if code in provinces:
        return code, OF_PROVINCE
    above = f"{code[:2]}0000" if code[:2] in MUNICIPALITIES else f"{code[:4]}00"
    return (above, OF_DISTRICT) if above in cities else ("", OUTSIDE)


def _by_name(rows: pd.DataFrame, named: pd.Series, found: list, cities: pd.DataFrame, aliases: pd.DataFrame):
    """Row, and code, level and reason of the places that are written as names."""
    open_rows = [row for row, fate in enumerate(found) if fate is None]
    ties = rows.iloc[open_rows].assign(
        chinese_city_zh=named.iloc[open_rows], chinese_city_en=named.iloc[open_rows]
    )
    provinces = _province_names(cities, aliases)
    city_names = cities[cities["level"] != "county"].set_index("city_name")["city_code"].to_dict()
    matches = match_places(ties.reset_index(drop=True), cities, aliases).rows
    for row, match in zip(open_rows, matches.to_dict("records"), strict=True):
        province = provinces.get(named[row], "")
        if match["reason"] == UNMATCHED["province"]:
            province = match["province_code"]
        above = city_names.get(f"{named[row].partition('市')[0]}市", "")  # 大连市金州区 is in 大连市
        if not match["city_code"] and province:
            yield row, (province, "province", "")
        elif match["reason"] == UNKNOWN and above:
            yield row, (above, "district", "")
        else:
            yield row, (match["city_code"], match["level"], match["reason"])


def _province_names(cities: pd.DataFrame, aliases: pd.DataFrame) -> dict[str, str]:
    """Code of each province by its Chinese name, and by its English one without "(province)"."""
    listed = aliases[aliases["level"] == "province"]
    bare = listed["place"].str.replace(r" (\((province|region)\)|Province)$", "", regex=True)
    english = dict(zip(bare, listed["province_code"], strict=True))
    return english | cities.set_index("province")["province_code"].to_dict()


def _fate(
    row: int, rows: pd.DataFrame, match: tuple, cities: set[str], provinces: set[str]
) -> tuple[str, str]:
    code, level, reason = match
    if reason in (UNKNOWN, SEVERAL):
        raise DataError(f"data/restricted/twin_cities_agreements.csv, line {row + 2}, column 'place': "
                        f"{rows['place'].iloc[row]!r} is {_words(reason)}; write its six-digit code "
                        "(data/facts/cities.csv has them)")  # fmt: skip
    if reason:
        return "", f"left out: {reason}"
    if code in cities:
        return code, OF_DISTRICT if level in ("district", "county") else OF_CITY
    return (code, OF_PROVINCE) if code in provinces else ("", OUTSIDE)


def _words(reason: str) -> str:
    return "the name of several cities" if reason == SEVERAL else "a place that no list knows"
