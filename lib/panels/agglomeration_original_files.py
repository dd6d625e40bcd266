"""The user's own files of the agglomeration paper: their forms. They lie in ``data/restricted``.

The customs records have the form that the twin cities paper's have (`lib.panels.customs_rules`); here is what
stands in a city yearbook, and the optional tables that translate codes.
"""

import copy
import warnings

import pandas as pd
import pandera.pandas as pa

from lib import paths
from lib.facts import DataError
from lib.panels.agglomeration import LAST_YEAR
from lib.panels.twin_cities_original_files import TRANSLATIONS as OTHER_TRANSLATIONS
from lib.panels.twin_cities_original_files import refuse_no_city, table
from lib.schemas.columns import number, region_code, year, yes_no

CUSTOMS = "agglomeration_customs"
READY = "agglomeration_panel"
# Growth of 2001 and 2002 is needed for the first three-year means; the panel itself starts in 2003.
FIRST_YEARBOOK_YEAR = 2001
# 10,000 persons; Shanghai has a quarter of it, and the smallest city has more persons than this.
MOST_PEOPLE = 5_000
# Median of the cities: far below that of the table city_population, which a test holds to this.
LEAST_MEDIAN_PEOPLE = 5
# Chosen by us: a median logarithm above the first, or a largest one that is this multiple of the median,
# would be a productivity of more than e^10, or the third power of the median city's.
MOST_MEDIAN_LOG, MOST_OF_MEDIAN = 10, 3
PER_CENT = ("gdp_growth", "unemployment_rate")

CITIES = pa.DataFrameSchema(
    {
        "city_code": region_code(),
        "year": year(FIRST_YEARBOOK_YEAR, LAST_YEAR),
        "urban_population_10k": number(above=0, high=MOST_PEOPLE, nullable=True),
        "gdp_growth": number(-60, 100, nullable=True),
        "unemployment_rate": number(above=0, high=100, nullable=True),
        "ln_productivity": number(nullable=True),
        "students_per_10k": number(0, nullable=True),
        "research_spending_10k_yuan": number(0, nullable=True),
        "fdi_10k_yuan": number(0, nullable=True),
        "road_m2_per_head": number(0, nullable=True),
        "development_zone": yes_no(nullable=True),
        "land_area_km2": number(above=0, nullable=True),
        "lon": number(73, 136, nullable=True),
        "lat": number(3, 54, nullable=True),
    },
    unique=["city_code", "year"],
    strict=True,
    name="agglomeration_cities",
)


def yearbook() -> pd.DataFrame:
    """The user's yearbook, checked cell by cell and as a whole.

    Raises
    ------
    DataError
        A cell breaks the schema; a code is no city's; per cent are written as fractions, or persons in
        millions; a place has only one coordinate; or a city moves.
    """
    own = table(CITIES)
    file = f"data/restricted/{CITIES.name}.csv"
    refuse_no_city(own["city_code"], paths.RESTRICTED / f"{CITIES.name}.csv")
    for name in PER_CENT:
        figures = own[name].dropna().abs()
        if len(figures) and figures.max() < 1:
            raise DataError(f"{file}, column {name!r}: all {len(figures)} figures lie between -1 and 1, like "
                            f"{own[name].dropna().iloc[0]}: they look like fractions; write per cent, "
                            "so 9.5 and not 0.095")  # fmt: skip
    _refuse_other_units(own, file)
    half = (own["lon"].isna() != own["lat"].isna()).to_numpy()
    if half.any():
        row = int(half.argmax())
        given, other = ("lon", "lat") if own["lat"].isna().iloc[row] else ("lat", "lon")
        raise DataError(f"{file}, line {row + 2} ({own['city_code'].iloc[row]} {own['year'].iloc[row]}): "
                        f"{given} is given and {other} is empty; write both, or neither")  # fmt: skip
    for name in ("lon", "lat"):
        known = own[own[name].notna()]
        moved = (known[name] != known.groupby("city_code")[name].transform("first")).to_numpy()
        if moved.any():
            row = known.index[moved.argmax()]
            raise DataError(f"{file}, line {row + 2} ({own['city_code'][row]} {own['year'][row]}), column "
                            f"{name!r}: {own[name][row]} is not what the city has in another year; "
                            "a place does not move, so give one")  # fmt: skip
    return own


def _refuse_other_units(own: pd.DataFrame, file: str) -> None:
    """Refuse a population that is not in 10,000 persons; warn where productivity looks like no logarithm."""
    people, productivity = own["urban_population_10k"].median(), own["ln_productivity"].dropna()
    if people < LEAST_MEDIAN_PEOPLE:
        raise DataError(f"{file}, column 'urban_population_10k': half of the figures are {people:g} or less, "
                        "and half of China's cities of prefecture level have more than 300,000 persons in "
                        "their urban districts; write 10,000 persons, so 55.3 for 553,000")  # fmt: skip
    middle = productivity.median()
    if middle > MOST_MEDIAN_LOG or (productivity.min() > 0 and productivity.max() > MOST_OF_MEDIAN * middle):
        warnings.warn(
            f"{file}, column 'ln_productivity': the median is {middle:.4g} and the largest figure "
            f"{productivity.max():.4g}, which looks like productivity itself; the column is to hold its "
            "logarithm",
            stacklevel=3,
        )


def _renamed(name: str) -> pa.DataFrameSchema:
    schema = copy.deepcopy(OTHER_TRANSLATIONS[name])
    schema.name = f"agglomeration_{name}"
    return schema


TRANSLATIONS = {name: _renamed(name) for name in ("region_codes", "country_codes")}


def translations() -> dict[str, pd.DataFrame]:
    """The optional tables that translate codes, those that there are."""
    return {
        name: table(schema)
        for name, schema in TRANSLATIONS.items()
        if (paths.RESTRICTED / f"{schema.name}.csv").exists()
    }
