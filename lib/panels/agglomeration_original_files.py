"""The user's own files of the agglomeration paper: their forms. They lie in ``data/restricted``.

The customs records have the form that the twin cities paper's have (`lib.panels.customs_rules`); here is what
stands in a city yearbook, and the optional tables that translate codes.
"""

import copy

import pandas as pd
import pandera.pandas as pa

from lib import paths
from lib.panels.agglomeration import LAST_YEAR
from lib.panels.twin_cities_original_files import TRANSLATIONS as OTHER_TRANSLATIONS
from lib.panels.twin_cities_original_files import table
from lib.schemas.columns import number, region_code, year, yes_no

CUSTOMS = "agglomeration_customs"
READY = "agglomeration_panel"
# Growth of 2001 and 2002 is needed for the first three-year means; the panel itself starts in 2003.
FIRST_YEARBOOK_YEAR = 2001

CITIES = pa.DataFrameSchema(
    {
        "city_code": region_code(),
        "year": year(FIRST_YEARBOOK_YEAR, LAST_YEAR),
        "urban_population_10k": number(above=0, nullable=True),
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
