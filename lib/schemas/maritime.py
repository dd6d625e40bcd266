"""Schemas of the maritime paper's tables."""

import pandas as pd
import pandera.pandas as pa

from lib.schemas.columns import full_grid, number, row_rule, text

MARITIME_HOSTS = {
    "ASEAN": ["MYS", "IDN", "THA", "PHL", "SGP", "BRN", "VNM", "MMR", "KHM"],
    "South Asia": ["LKA", "BGD", "PAK", "IND", "NPL"],
    "Gulf": ["ARE", "OMN", "QAT", "KWT", "SAU"],
    "Coastal Africa": ["EGY", "KEN", "TZA", "MOZ", "ZAF"],
}
MARITIME_YEARS = range(2004, 2016)


def _region(frame: pd.DataFrame) -> pd.Series:
    """The paper's region of each row's host; missing for a host that is none of the 24."""
    region_of = {host: region for region, hosts in MARITIME_HOSTS.items() for host in hosts}
    return frame["iso3"].map(region_of)


_HOSTS = [host for hosts in MARITIME_HOSTS.values() for host in hosts]
_GRID, _GRID_ROWS = full_grid(iso3=_HOSTS, year=list(MARITIME_YEARS))
_REGION, _REGION_CELL = row_rule("region of the host", "region", _region)

_SOURCES = (
    "UNCTAD Bilateral FDI Statistics 2014",
    "SAIS-CARI 2021",
    "Jung and Shyrokykh 2024",
    "MOFCOM bulletin figure entered by hand, document not at hand",
)
_CHECKED = ("machine-readable source", "regional total", "paper's regional base", "none")

MARITIME_OFDI = pa.DataFrameSchema(
    {
        "iso3": text(*_HOSTS),
        "year": pa.Column(int, pa.Check.isin(list(MARITIME_YEARS))),
        "region": text(*MARITIME_HOSTS),
        "ofdi_flow_musd": number(-50_000, 50_000),
        "ofdi_stock_musd": number(0, 200_000),
        "flow_source": text(*_SOURCES),
        "stock_source": text(*_SOURCES),
        "flow_check": text(*_CHECKED),
        "stock_check": text(*_CHECKED),
        "flow_rounded_to_zero": pa.Column(int, pa.Check.isin([0, 1])),
        "gdp_usd": number(1e9, 1e14),
        "population": number(1e5, 2e9),
        "gdp_usd_china": number(1e12, 1e14),
        "population_china": number(1.2e9, 1.5e9),
        "distance_km": number(500, 20_000),
        "distance_capitals_km": number(500, 20_000),
        "distance_weighted_km": number(500, 20_000),
        "imports_from_china_usd": number(0, 1e12),
        "secure_servers_per_million": number(0, 1e5, nullable=True),
        "labour_participation_pct": number(0, 100),
        "energy_production_ktoe": number(above=0, nullable=True),
        "energy_use_kgoe_per_head": number(above=0),
        "fossil_production_ktoe": number(0, nullable=True),
        "corruption_control": number(-3, 3),
        "corruption_control_china": number(-3, 3),
        "efw_government_size": number(0, 10, nullable=True),
        "efw_legal_system": number(0, 10, nullable=True),
        "efw_sound_money": number(0, 10, nullable=True),
        "efw_trade_freedom": number(0, 10, nullable=True),
        "efw_regulation": number(0, 10, nullable=True),
    },
    checks=[_GRID, _REGION],
    unique=["iso3", "year"],
    strict=True,
    metadata={**_GRID_ROWS, **_REGION_CELL},
    name="maritime_ofdi",
)

COOPERATION_DATES = pa.DataFrameSchema(
    {
        "agreement": text("CAFTA", "CPEC", "BCIM"),
        "hosts": text(pattern=r"^[A-Z]{3}( [A-Z]{3})*$"),
        "event": text(pattern=r"\S"),
        "date": text(pattern=r"^\d{4}-\d{2}-\d{2}$"),
        "source": text(pattern=r"\S"),
    },
    unique=["agreement", "hosts", "event"],
    strict=True,
    name="cooperation_dates",
)

MARITIME_HOST_NAMES = pa.DataFrameSchema(
    {
        "iso3": text(*_HOSTS),
        "name_en": text(pattern=r"\S"),
        "name_zh": text(pattern=r".*[\u4e00-\u9fff]"),
        "region": text(*MARITIME_HOSTS),
    },
    checks=[_REGION],
    unique=["iso3"],
    strict=True,
    metadata=_REGION_CELL,
    name="maritime_hosts",
)

CHINA_OFDI_TOTALS = pa.DataFrameSchema(
    {
        "year": pa.Column(int, pa.Check.isin(list(MARITIME_YEARS))),
        "ofdi_flow_musd": number(0, 1e7),
        "ofdi_stock_musd": number(0, 1e7),
        "source": text(pattern=r"\S"),
        "check": text(pattern=r"\S"),
    },
    unique=["year"],
    strict=True,
    name="china_ofdi_totals",
)

MARITIME = (MARITIME_OFDI, COOPERATION_DATES, CHINA_OFDI_TOTALS, MARITIME_HOST_NAMES)
