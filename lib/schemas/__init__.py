"""Schemas of the tables in ``data/``: types, ranges, keys, grids; a module a paper, and what they share."""

from lib.schemas.agglomeration import AGGLOMERATION
from lib.schemas.belt_road import BELT_ROAD
from lib.schemas.countries import COUNTRIES
from lib.schemas.destinations import DESTINATIONS
from lib.schemas.glossary import GLOSSARY
from lib.schemas.maritime import MARITIME, MARITIME_OFDI
from lib.schemas.messages import broken_rule
from lib.schemas.nomenclature import NOMENCLATURE
from lib.schemas.twin_cities import TWIN_CITIES
from lib.schemas.twin_cities_context import TWIN_CITIES_CONTEXT

TABLES = (
    *MARITIME,
    *COUNTRIES,
    *TWIN_CITIES,
    *TWIN_CITIES_CONTEXT,
    DESTINATIONS,
    *NOMENCLATURE,
    *AGGLOMERATION,
    *BELT_ROAD,
    GLOSSARY,
)
SCHEMAS = {schema.name: schema for schema in TABLES}

__all__ = ["MARITIME_OFDI", "SCHEMAS", "broken_rule"]
