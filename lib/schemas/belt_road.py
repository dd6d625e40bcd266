"""Schemas of the Belt and Road paper's tables: China's trade in high technology, the part that is public."""

import numpy as np
import pandas as pd
import pandera.pandas as pa

from lib.schemas.columns import full_grid, number, text, year

TREATED = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
CONTROLS = ("MNG", "BLR", "AZE", "SRB")
FIRST_YEAR, LAST_YEAR = 2003, 2023
COMPUTERS, COMMUNICATIONS = "8471", "8525"
IMPORTERS = (*TREATED, "MNG", "BLR", "AZE")
LARGE_PARTNERS = "AUS DEU FRA HKG IND JPN KOR RUS USA VNM".split()
DIVISIONS = ("54", "59", "75", "76", "77", "79", "87")
LEAST_LISTED = 1e6  # US$: smaller flows are never listed

_BOUND = "bound of a flow that is not listed"
_EITHER = pa.Check(
    lambda frame: frame["exports_usd"].isna() == frame["censored_below_usd"].notna(),
    name=_BOUND,
    ignore_na=False,
)
# What the cell should hold, in words: the figure itself stands in no other column.
_EITHER_CELL = {
    "expected": {
        _BOUND: (
            "censored_below_usd",
            lambda frame: pd.Series(
                np.where(frame["exports_usd"].isna(), "a number", "empty beside a figure"), index=frame.index
            ),
        )
    }
}
_GRID = {(country, year) for country in IMPORTERS for year in range(FIRST_YEAR, LAST_YEAR + 1)}
_EVERY_YEAR = pa.Check(
    lambda frame: (
        set(frame.loc[frame["hs4_1992"] == COMPUTERS, ["iso3", "year"]].itertuples(index=False, name=None))
        == _GRID
    ),
    name=f"heading {COMPUTERS} does not have each of its {len(IMPORTERS)} importers in every year from "
    f"{FIRST_YEAR} to {LAST_YEAR}; restore the rows",
)
_DIVISIONS, _DIVISION_ROWS = full_grid(
    iso3=LARGE_PARTNERS, year=list(range(2010, 2019)), sitc=list(DIVISIONS)
)

HIGH_TECH_PRODUCTS = pa.DataFrameSchema(
    {
        "iso3": text(*IMPORTERS),
        "year": year(FIRST_YEAR, LAST_YEAR),
        "hs4_1992": text(COMPUTERS, COMMUNICATIONS),
        "exports_usd": number(LEAST_LISTED, 1e10, nullable=True),
        "censored_below_usd": number(LEAST_LISTED, 1e10, nullable=True),
    },
    checks=[_EITHER, _EVERY_YEAR],
    unique=["iso3", "year", "hs4_1992"],
    strict=True,
    metadata=_EITHER_CELL,
    name="high_tech_products",
)

HIGH_TECH_TRADE = pa.DataFrameSchema(
    {
        "iso3": text(*LARGE_PARTNERS),
        "year": year(2010, 2018),
        "sitc": text(*DIVISIONS),
        "exports_usd": number(above=0, high=1e12, nullable=True),
        "imports_usd": number(above=0, high=1e12, nullable=True),
    },
    checks=[_DIVISIONS],
    unique=["iso3", "year", "sitc"],
    strict=True,
    metadata=_DIVISION_ROWS,
    name="high_tech_trade",
)

BELT_ROAD = (HIGH_TECH_PRODUCTS, HIGH_TECH_TRADE)
