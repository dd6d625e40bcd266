"""Schemas of the tables on China's partners, which several papers use."""

import pandera.pandas as pa

from lib.schemas.columns import flags, number, partner, text, year, yes_no

CHINA_TRADE = pa.DataFrameSchema(
    {
        "iso3": partner(),
        "year": year(2000, 2022),
        "exports_baci_usd": number(above=0, nullable=True),
        "imports_baci_usd": number(above=0, nullable=True),
        "exports_nbs_usd": number(above=0, nullable=True),
        "imports_nbs_usd": number(0, nullable=True),
        "imports_dots_usd": number(above=0, nullable=True),
    },
    unique=["iso3", "year"],
    strict=True,
    name="china_trade",
)

COUNTRY_YEAR = pa.DataFrameSchema(
    {
        "iso3": partner(),
        "year": year(2000, 2023),
        "population": number(1_000, 2e9, nullable=True),
        "gdp_usd": number(1e7, 1e14, nullable=True),
        "gdp_per_head_2015usd": number(100, 500_000, nullable=True),
        "gdp_growth_pct": number(-100, 150, nullable=True),
        "industry_pct_gdp": number(0, 100, nullable=True),
        "openness_pct_gdp": number(0, 500, nullable=True),
        "inflation_cpi_pct": number(-100, nullable=True),
        "inflation_deflator_pct": number(-100, nullable=True),
        "rail_km": number(above=0, nullable=True),
        "logistics_performance": number(1, 5, nullable=True),
        "government_effectiveness": number(-3.5, 3.5, nullable=True),
        "rule_of_law": number(-3.5, 3.5, nullable=True),
        "gini_disposable_swiid": number(0, 100, nullable=True),
        "gini_disposable_swiid_se": number(above=0, nullable=True),
        "high_tech_exports_pct_manufactures": number(0, 100, nullable=True),
        "chinese_development_finance_2021usd": number(0, nullable=True),
        "journal_articles": number(0, nullable=True),
    },
    unique=["iso3", "year"],
    strict=True,
    name="country_year",
)

CHINA_TIES = pa.DataFrameSchema(
    {
        "iso3": partner(),
        "bri_mou_year": year(2013, 2026, nullable=True),
        "bit_signed_year": year(1982, 2026, nullable=True),
        "bit_in_force_year": year(1982, 2026, nullable=True),
        "distance_km": number(500, 20_038, nullable=True),
        "contiguous": yes_no(nullable=True),
        "landlocked": yes_no(nullable=True),
        "area_km2": number(above=0, nullable=True),
        "flag": flags("contiguous contradicts the map", "landlocked contradicts the map"),
    },
    unique=["iso3"],
    strict=True,
    name="china_ties",
)

CHINA_NEIGHBOURS = pa.DataFrameSchema(
    {"iso3": partner(), "name_zh": text(pattern=r".*[\u4e00-\u9fff]"), "land_border": yes_no()},
    unique=["iso3"],
    strict=True,
    name="china_neighbours",
)

DIPLOMATIC_RELATIONS = pa.DataFrameSchema(
    {
        "iso3": partner(),
        "date": text(pattern=r"(197[4-9]|19[89]\d|20\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"),
        "source": text(),
        "checked": text("read twice", "read once", "general knowledge"),
    },
    unique=["iso3"],
    strict=True,
    name="diplomatic_relations",
)

COUNTRIES = (CHINA_TRADE, COUNTRY_YEAR, CHINA_TIES, CHINA_NEIGHBOURS, DIPLOMATIC_RELATIONS)
