"""Schemas of the tables in ``data/facts``: types, ranges, keys, grids."""

import pandas as pd
import pandera.pandas as pa

MARITIME_HOSTS = {
    "ASEAN": ["MYS", "IDN", "THA", "PHL", "SGP", "BRN", "VNM", "MMR", "KHM"],
    "South Asia": ["LKA", "BGD", "PAK", "IND", "NPL"],
    "Gulf": ["ARE", "OMN", "QAT", "KWT", "SAU"],
    "Coastal Africa": ["EGY", "KEN", "TZA", "MOZ", "ZAF"],
}
MARITIME_YEARS = range(2004, 2016)


def _number(low=None, high=None, *, nullable=False, above=None):
    """A float column within [low, high], or strictly above ``above``."""
    checks = []
    if low is not None:
        checks.append(pa.Check.ge(low))
    if high is not None:
        checks.append(pa.Check.le(high))
    if above is not None:
        checks.append(pa.Check.gt(above))
    return pa.Column(float, checks, nullable=nullable)


def _text(*allowed, pattern=None):
    checks = [pa.Check.isin(allowed)] if allowed else []
    if pattern:
        checks.append(pa.Check.str_matches(pattern))
    return pa.Column(object, checks, nullable=False)


def broken_rule(check: pa.Check, value: object) -> str:
    """Say in words how a cell breaks a rule, such as ``"-1 is below 100,000"``.

    Parameters
    ----------
    check : Check
        Of a column of these schemas.
    value : object
        The cell.
    """
    value = getattr(value, "item", lambda: value)()
    shown, limits = _plain(value), check.statistics or {}
    if isinstance(value, str) and not value.strip():
        return "the cell is empty"
    if "allowed_values" in limits:
        return f"{value!r} is not {_one_of(list(limits['allowed_values']))}"
    if check.name == "greater_than":
        return f"{shown} is not above {_plain(limits['min_value'])}"
    if "min_value" in limits:
        return f"{shown} is below {_plain(limits['min_value'])}"
    if "max_value" in limits:
        return f"{shown} is above {_plain(limits['max_value'])}"
    if "pattern" in limits:
        return f"{shown} does not have the form {getattr(limits['pattern'], 'pattern', limits['pattern'])}"
    return f"{shown} breaks the rule {check.name}"


def _plain(value: object) -> str:
    """A number with thousands separators, a text in quotes."""
    return repr(value) if isinstance(value, str) else f"{value:,.16g}"


def _one_of(allowed: list) -> str:
    numbers = all(isinstance(value, int) for value in allowed)
    if numbers and len(allowed) > 2 and max(allowed) - min(allowed) == len(allowed) - 1:
        return f"a whole number from {min(allowed)} to {max(allowed)}"
    return f"one of {', '.join(map(str, allowed))}"


def _full_grid(frame: pd.DataFrame) -> bool:
    wanted = {(host, year) for hosts in MARITIME_HOSTS.values() for host in hosts for year in MARITIME_YEARS}
    return set(zip(frame["iso3"], frame["year"], strict=True)) == wanted


def _regions_right(frame: pd.DataFrame) -> pd.Series:
    right = _region(frame)
    return (frame["region"] == right) | right.isna()


def _region(frame: pd.DataFrame) -> pd.Series:
    """The paper's region of each row's host; missing for a host that is none of the 24."""
    region_of = {host: region for region, hosts in MARITIME_HOSTS.items() for host in hosts}
    return frame["iso3"].map(region_of)


# Rules on rows, for messages: name of the rule -> the column at fault and what it should hold.
_REGION_RULE = {"region of the host": ("region", _region)}


_SOURCES = (
    "UNCTAD Bilateral FDI Statistics 2014",
    "SAIS-CARI 2021",
    "Jung and Shyrokykh 2024",
    "MOFCOM bulletin figure entered by hand, document not at hand",
)
_CHECKED = ("machine-readable source", "regional total", "paper's regional base", "none")

MARITIME_OFDI = pa.DataFrameSchema(
    {
        "iso3": _text(*[host for hosts in MARITIME_HOSTS.values() for host in hosts]),
        "year": pa.Column(int, pa.Check.isin(list(MARITIME_YEARS))),
        "region": _text(*MARITIME_HOSTS),
        "ofdi_flow_musd": _number(-50_000, 50_000),
        "ofdi_stock_musd": _number(0, 200_000),
        "flow_source": _text(*_SOURCES),
        "stock_source": _text(*_SOURCES),
        "flow_check": _text(*_CHECKED),
        "stock_check": _text(*_CHECKED),
        "flow_rounded_to_zero": pa.Column(int, pa.Check.isin([0, 1])),
        "gdp_usd": _number(1e9, 1e14),
        "population": _number(1e5, 2e9),
        "gdp_usd_china": _number(1e12, 1e14),
        "population_china": _number(1.2e9, 1.5e9),
        "distance_km": _number(500, 20_000),
        "distance_capitals_km": _number(500, 20_000),
        "distance_weighted_km": _number(500, 20_000),
        "imports_from_china_usd": _number(0, 1e12),
        "secure_servers_per_million": _number(0, 1e5, nullable=True),
        "labour_participation_pct": _number(0, 100),
        "energy_production_ktoe": _number(above=0, nullable=True),
        "energy_use_kgoe_per_head": _number(above=0),
        "fossil_production_ktoe": _number(0, nullable=True),
        "corruption_control": _number(-3, 3),
        "corruption_control_china": _number(-3, 3),
        "efw_government_size": _number(0, 10, nullable=True),
        "efw_legal_system": _number(0, 10, nullable=True),
        "efw_sound_money": _number(0, 10, nullable=True),
        "efw_trade_freedom": _number(0, 10, nullable=True),
        "efw_regulation": _number(0, 10, nullable=True),
    },
    checks=[
        pa.Check(_full_grid, name="grid of 24 hosts x 2004-2015"),
        pa.Check(_regions_right, name="region of the host"),
    ],
    unique=["iso3", "year"],
    strict=True,
    metadata={
        "grid": {
            "iso3": [host for hosts in MARITIME_HOSTS.values() for host in hosts],
            "year": list(MARITIME_YEARS),
        },
        "expected": _REGION_RULE,
    },
    name="maritime_ofdi",
)

COOPERATION_DATES = pa.DataFrameSchema(
    {
        "agreement": _text("CAFTA", "CPEC", "BCIM"),
        "hosts": _text(pattern=r"^[A-Z]{3}( [A-Z]{3})*$"),
        "event": _text(pattern=r"\S"),
        "date": _text(pattern=r"^\d{4}-\d{2}-\d{2}$"),
        "source": _text(pattern=r"\S"),
    },
    unique=["agreement", "hosts", "event"],
    strict=True,
    name="cooperation_dates",
)

MARITIME_HOST_NAMES = pa.DataFrameSchema(
    {
        "iso3": _text(*[host for hosts in MARITIME_HOSTS.values() for host in hosts]),
        "name_en": _text(pattern=r"\S"),
        "name_zh": _text(pattern=r".*[\u4e00-\u9fff]"),
        "region": _text(*MARITIME_HOSTS),
    },
    checks=[pa.Check(_regions_right, name="region of the host")],
    unique=["iso3"],
    strict=True,
    metadata={"expected": _REGION_RULE},
    name="maritime_hosts",
)

CHINA_OFDI_TOTALS = pa.DataFrameSchema(
    {
        "year": pa.Column(int, pa.Check.isin(list(MARITIME_YEARS))),
        "ofdi_flow_musd": _number(0, 1e7),
        "ofdi_stock_musd": _number(0, 1e7),
        "source": _text(pattern=r"\S"),
        "check": _text(pattern=r"\S"),
    },
    unique=["year"],
    strict=True,
    name="china_ofdi_totals",
)

GLOSSARY = pa.DataFrameSchema(
    {
        "term": _text(pattern=r"^[a-z][a-z0-9_]*$"),
        "symbol": pa.Column(object),
        "name_en": _text(pattern=r"\S"),
        "name_zh": _text(pattern=r".*[\u4e00-\u9fff]"),
        "definition": _text(pattern=r"\S"),
        "unit": _text(pattern=r"\S"),
        "source": _text(pattern=r"\S"),
    },
    unique=["term"],
    strict=True,
    name="glossary",
)

SCHEMAS = {
    "maritime_ofdi": MARITIME_OFDI,
    "cooperation_dates": COOPERATION_DATES,
    "china_ofdi_totals": CHINA_OFDI_TOTALS,
    "maritime_hosts": MARITIME_HOST_NAMES,
    "glossary": GLOSSARY,
}
