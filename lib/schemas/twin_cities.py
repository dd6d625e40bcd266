"""Schemas of the twin cities paper's tables: cities, agreements, pairs."""

import pandas as pd
import pandera.pandas as pa

from lib.schemas.columns import (
    REGION_CODE,
    date,
    flags,
    full_grid,
    number,
    partner,
    region_code,
    row_rule,
    text,
    year,
    yes_no,
)
from lib.schemas.dates import date_precision

COUNTED_PARTNERS = (
    "AFG AUS BGD BRN BTN COK FJI FSM IDN IND JPN KAZ KGZ KHM KIR KOR LAO LKA MDV MMR MNG MYS NPL NRU NZL "
    "PAK PHL PNG PRK SGP THA TJK TKM TLS TON UZB VNM VUT WSM"
).split()
NON_AGRICULTURAL = "non-agricultural population of the urban districts"
REGISTERED = "registered population of the urban districts"
_CHINESE = r".*[\u4e00-\u9fff]"
_SOMETHING = r"\S"


def _province(frame: pd.DataFrame) -> pd.Series:
    """Code of the province that holds each row's city; missing where a row has no city's code."""
    codes = frame["city_code"].where(frame["city_code"].str.fullmatch(REGION_CODE))
    return codes.str[:2] + "0000"


def _definition(frame: pd.DataFrame) -> pd.Series:
    """Whose population the yearbooks count in each row's year; missing outside 2002-2015."""
    counted = {**dict.fromkeys(range(2002, 2014), NON_AGRICULTURAL), 2014: REGISTERED, 2015: REGISTERED}
    return frame["year"].map(counted)


def _precision(frame: pd.DataFrame) -> pd.Series:
    return frame["date_signed"].map(lambda cell: date_precision(cell) or None)


def _conflict_flag(frame: pd.DataFrame) -> pd.Series:
    """Each row's flag, with the remark on a conflict if there is one and without it if there is none."""
    remark = "date in conflict"
    others = frame["flag"].map(
        lambda cell: [words for words in cell.split("; ") if words not in ("", remark)]
    )
    first = frame["conflict"].map(lambda cell: [remark] if cell else [])
    return (first + others).map("; ".join)


_PROVINCE, _PROVINCE_CELL = row_rule("province of the city", "province_code", _province)
_DEFINED, _DEFINED_CELL = row_rule("definition of the year", "definition", _definition)
_PRECISE, _PRECISE_CELL = row_rule("precision of the date", "date_precision", _precision)
_CONFLICT, _CONFLICT_CELL = row_rule("flag of the conflict", "flag", _conflict_flag)
_COUNTS, _COUNTS_ROWS = full_grid(iso3=COUNTED_PARTNERS, year=list(range(2000, 2019)))

CITIES = pa.DataFrameSchema(
    {
        "city_code": region_code(),
        "city_name": text(pattern=r"^[\u4e00-\u9fff]+市$"),
        "name_en": text(pattern=r"^[A-ZÜ]"),
        "lon": number(73, 136, nullable=True),
        "lat": number(3, 54, nullable=True),
        "province_code": region_code(),
        "province": text(pattern=_CHINESE),
        "level": text("municipality", "prefecture", "county"),
        "city_from_year": year(2011, 2026, nullable=True),
        "flag": flags(
            "code of the province, name of a county-level city of Yichun, coordinates of Nanchang",
            "no coordinates",
            "part of Jinan since 2019",
        ),
    },
    checks=[_PROVINCE],
    unique=["city_code"],
    strict=True,
    metadata=_PROVINCE_CELL,
    name="cities",
)

CITY_POPULATION = pa.DataFrameSchema(
    {
        "city_code": region_code(),
        "city_name": text(pattern=r"^[\u4e00-\u9fff]+市$"),
        "year": year(2002, 2015),
        "urban_population_10k": number(above=0, high=4_000, nullable=True),
        "definition": text(NON_AGRICULTURAL, REGISTERED),
        "flag": flags("missing", "name", "jump", "repeated"),
    },
    checks=[_DEFINED],
    unique=["city_code", "year"],
    strict=True,
    metadata=_DEFINED_CELL,
    name="city_population",
)

CITY_ALIASES = pa.DataFrameSchema(
    {
        "place": text(pattern=_SOMETHING),
        "level": text("province", "city", "prefecture", "district", "county", "special_region"),
        "city_code": region_code(nullable=True),
        "province_code": region_code(),
        "certain": yes_no(),
        "note": text(),
    },
    checks=[_PROVINCE],
    unique=["place", "city_code"],
    strict=True,
    metadata=_PROVINCE_CELL,
    name="city_aliases",
)

SISTER_CITY_AGREEMENTS = pa.DataFrameSchema(
    {
        "chinese_city_zh": text(pattern=_CHINESE),
        "chinese_city_en": text(pattern=_SOMETHING),
        "province": text(pattern=_SOMETHING),
        "chinese_level": text("municipality", "city", "province", "county"),
        "partner_city": text(pattern=_SOMETHING),
        "partner_iso3": partner(),
        "date_signed": date(),
        "date_precision": text("day", "month", "year"),
        "tie_type": text("formal", "unclear"),
        "list_status": text(pattern=_SOMETHING),
        "n_sources": pa.Column(int, pa.Check.ge(1)),
        "conflict": text(),
        "source": text(pattern=_SOMETHING),
        "flag": flags(
            "date in conflict",
            "not surely formal",
            "date of approval",
            "half-year unknown",
            "a league, not a city",
            "a county-level city until 2001, now a district",
        ),
    },
    checks=[_PRECISE, _CONFLICT],
    unique=["chinese_city_zh", "partner_city", "partner_iso3"],
    strict=True,
    metadata={"expected": _PRECISE_CELL["expected"] | _CONFLICT_CELL["expected"]},
    name="sister_city_agreements",
)

SISTER_CITY_PAIRS = pa.DataFrameSchema(
    {
        "chinese_city_en": text(pattern=_SOMETHING),
        "partner_city": text(pattern=_SOMETHING),
        "partner_iso3": partner(),
        "listed_on": text("China list", "partner list"),
        "flag": flags("repeats another row"),
    },
    unique=["chinese_city_en", "partner_city", "partner_iso3"],
    strict=True,
    name="sister_city_pairs",
)

SISTER_CITIES_BY_COUNTRY = pa.DataFrameSchema(
    {
        "iso3": text(*COUNTED_PARTNERS),
        "country": text(pattern=_SOMETHING),
        "year": year(2000, 2018),
        "sister_cities_established": number(0, nullable=True),
        "confucius_institutes": number(0, nullable=True),
        "total_elite_visits": number(0, nullable=True),
    },
    checks=[_COUNTS],
    unique=["iso3", "year"],
    strict=True,
    metadata=_COUNTS_ROWS,
    name="sister_cities_by_country",
)

TWIN_CITIES = (
    CITIES,
    CITY_POPULATION,
    CITY_ALIASES,
    SISTER_CITY_AGREEMENTS,
    SISTER_CITY_PAIRS,
    SISTER_CITIES_BY_COUNTRY,
)
