"""Schemas of what others have published around the twin cities paper: totals, elasticities of trade."""

import pandera.pandas as pa

from lib.schemas.columns import date, number, own_check, text
from lib.schemas.iso3166 import ISO_3166

WHOLE = "all"
_SOMETHING = r"\S"
_PARTNERS = (ISO_3166 - {"CHN"}) | {WHOLE}

SISTER_CITY_TOTALS = pa.DataFrameSchema(
    {
        "iso3": own_check(lambda cells: cells.isin(_PARTNERS), "a partner's ISO 3166-1 alpha-3 code or all"),
        "as_of": date(),
        "measure": text("pairs", "pairs_of_year", "countries", "partner_places"),
        "value": pa.Column(int, pa.Check.ge(1)),
        "source": text(pattern=_SOMETHING),
        "note": text(),
    },
    unique=["iso3", "as_of", "measure"],
    strict=True,
    name="sister_city_totals",
)

TRADE_ELASTICITIES = pa.DataFrameSchema(
    {
        "source": text(pattern=r"^[a-z]+\d{4}[a-z]+$"),
        "quantity": text("elasticity of substitution", "trade elasticity", "trade cost"),
        "low": number(above=1),
        "high": number(above=1),
        "place": text(pattern=_SOMETHING),
    },
    checks=[pa.Check(lambda frame: frame["low"] <= frame["high"], name="low not above high")],
    unique=["source", "quantity"],
    strict=True,
    name="trade_elasticities",
)

TWIN_CITIES_CONTEXT = (SISTER_CITY_TOTALS, TRADE_ELASTICITIES)
