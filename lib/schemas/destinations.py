"""Schema of the destinations of exports: names, capitals, regions, the list of Belt and Road countries."""

import pandera.pandas as pa

from lib.schemas.columns import flags, number, partner, text, yes_no

BELT_ROAD_COUNTRIES = 65
CONTINENTS = ("Africa", "Asia", "Europe", "North America", "Oceania", "South America")

_LIST = pa.Check(
    lambda frame: frame["belt_road"].eq(1).sum() == BELT_ROAD_COUNTRIES,
    name=f"belt_road is not 1 for exactly {BELT_ROAD_COUNTRIES} countries; restore the list that "
    "data/README.md describes",
)

DESTINATIONS = pa.DataFrameSchema(
    {
        "iso3": partner(),
        "name_en": text(pattern=r"^[A-ZÀ-Þ]"),
        "name_zh": text(pattern=r"^[\u4e00-\u9fff（）]+$"),
        "capital": text(pattern=r"^[A-ZÀ-Þ]"),
        "lon": number(-180, 180),
        "lat": number(-90, 90),
        "region": text(*CONTINENTS),
        "belt_road": yes_no(),
        "flag": flags(
            "listed for the Sinai peninsula only",
            "not in every list of Belt and Road countries",
            "in some lists of Belt and Road countries",
            "capital until 2006 and still the main city",
            "capital until 2019",
            "capital since 2005",
        ),
    },
    checks=[_LIST],
    unique=["iso3"],
    strict=True,
    name="destinations",
)
