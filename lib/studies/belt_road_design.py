"""The Belt and Road paper's design: its countries, who signed when, which of its variables are public."""

import pandas as pd

from lib.panels.belt_road import COUNTRIES, YEARS, group

SERIES = {
    "BACI": ("exports_baci_usd", "imports_baci_usd"),
    "NBS": ("exports_nbs_usd", "imports_nbs_usd"),
    "DOTS": ("imports_dots_usd",),
}
# The paper's variables: name, its own, where it says that they come from, and what the counterpart has.
VARIABLES = (
    ("high-technology trade", "高技术产品贸易额", "UN Comtrade", ("ln_exports_baci", "ln_imports_baci")),
    ("of it, computers", "计算机与办公设备", "UN Comtrade", ("ln_computers",)),
    ("policy co-ordination", "政策沟通", "none named", ("memorandum", "bit")),
    ("infrastructure", "设施联通", "LPI, railways, train runs", ("logistics", "ln_rail_density")),
    ("co-operation", "经贸技术合作", "none named", ("ln_finance",)),
    ("cultural exchange", "人文交流", "none named", ()),
    ("participating investors", "flow", "none named", ()),
    ("product quality", "产品质量", "HS data (no source)", ()),
    ("institutions", "制度环境", "WGI, treaties", ("institution", "bit")),
    ("inequality", "收入差距", "World Bank, yearbooks", ("gini",)),
    ("population", "人口规模", "WDI", ("ln_population",)),
    ("GDP per head", "人均GDP", "WDI", ("ln_gdp_per_head",)),
    ("economic growth", "经济增长率", "WDI", ("growth",)),
    ("road density", "基础设施水平", "World Bank, ITU", ("ln_rail_density",)),
    ("industry", "产业结构", "WDI", ("industry",)),
    ("openness", "对外开放度", "WDI", ("openness",)),
    ("inflation", "宏观经济稳定性", "WDI", ("inflation",)),
)  # fmt: skip
WORDS = {
    "ln_exports_baci": "exports of all goods",
    "ln_imports_baci": "imports of all goods",
    "ln_computers": "exports of HS 8471",
    "memorandum": "memorandum",
    "bit": "investment treaty",
    "logistics": "logistics index",
    "ln_rail_density": "railways per area",
    "ln_finance": "Chinese development finance",
    "institution": "effectiveness and rule of law",
    "gini": "Gini of disposable income",
}


def available(panel: pd.DataFrame) -> pd.DataFrame:
    """The paper's variables, and how many of the nine countries' years the counterpart has for each.

    Parameters
    ----------
    panel : DataFrame
        The counterpart panel.

    Returns
    -------
    DataFrame, a row a variable of `VARIABLES`: ``variable``, ``中文``, ``the paper's source``, ``here`` (in
    words; empty where nothing is), ``country-years`` (the fewest over its columns; missing for none),
    ``years`` (first to last with a figure).
    """
    own = panel[panel["iso3"].isin(COUNTRIES)]
    rows = []
    for name, zh, source, columns in VARIABLES:
        known = own[own[list(columns)].notna().all(axis=1)] if columns else own.iloc[:0]
        years = f"{known['year'].min()}-{known['year'].max()}" if len(known) else ""
        here = ", ".join(WORDS.get(column, "the same") for column in columns)
        rows.append((name, zh, source, here, len(known) if columns else pd.NA, years))
    names = ["variable", "中文", "the paper's source", "here", "country-years", "years"]
    table = pd.DataFrame(rows, columns=names)
    return table.astype({"country-years": "Int64"})


def nine(destinations: pd.DataFrame, ties: pd.DataFrame, trade: pd.DataFrame, year: int) -> pd.DataFrame:
    """The paper's nine countries with what ties them to China.

    Parameters
    ----------
    destinations, ties, trade : DataFrame
        The tables ``destinations``, ``china_ties`` and ``china_trade``.
    year : int
        Of the trade shown.

    Returns
    -------
    DataFrame indexed by iso3, the treated first: ``name_en``, ``name_zh``, ``lon``, ``lat``, ``group``,
    ``mou_year``, ``bit_in_force_year``, ``distance_km``, ``landlocked``, ``trade_musd`` (exports plus
    imports of all goods by China's customs, million US$).

    Raises
    ------
    ValueError
        A country is missing from a table, or the year has no figures.
    """
    places = destinations.set_index("iso3")[["name_en", "name_zh", "lon", "lat"]]
    own = ties.set_index("iso3")
    amounts = trade[trade["year"] == year].set_index("iso3")[["exports_nbs_usd", "imports_nbs_usd"]]
    for name, table in (("destinations", places), ("china_ties", own), ("china_trade", amounts)):
        missing = [country for country in COUNTRIES if country not in table.index]
        if missing:
            raise ValueError(f"{name} lacks {', '.join(missing)}; the paper's countries are {COUNTRIES}")
    total = amounts.sum(axis=1, skipna=False) / 1e6
    if total.reindex(list(COUNTRIES)).isna().any():
        raise ValueError(f"china_trade has no customs figures of {year} for all nine; use 2011 to 2019")
    table = places.join(own[["bri_mou_year", "bit_in_force_year", "distance_km", "landlocked"]])
    table = table.join(total.rename("trade_musd")).loc[list(COUNTRIES)]
    table.insert(4, "group", group(table.index.to_series()))
    return table.rename(columns={"bri_mou_year": "mou_year"})


def coverage(trade: pd.DataFrame, products: pd.DataFrame, heading: str) -> dict[str, tuple[int, int]]:
    """First and last year in which any of the nine countries has a figure, series by series.

    Parameters
    ----------
    trade, products : DataFrame
        The tables ``china_trade`` and ``high_tech_products``.
    heading : str
        Of the products, ``8471``.

    Returns
    -------
    dict of str to (int, int): the series of `SERIES`, and ``computers``; years before 2003 left out.
    """
    own = trade[trade["iso3"].isin(COUNTRIES) & trade["year"].isin(YEARS)]
    found = {}
    for name, columns in SERIES.items():
        years = own.loc[own[list(columns)].notna().any(axis=1), "year"]
        found[name] = (int(years.min()), int(years.max()))
    years = products.loc[products["hs4_1992"] == heading, "year"]
    return found | {"computers": (int(years.min()), int(years.max()))}


def codings(panel: pd.DataFrame) -> pd.DataFrame:
    """Country-years by the paper's treatment and by the memorandum in force.

    Parameters
    ----------
    panel : DataFrame
        The counterpart panel; of its rows those of the nine countries count.

    Returns
    -------
    DataFrame, a row a country, the treated first: ``group``, ``mou_year``, ``paper`` and ``memorandum``
    (treated years under each), ``differ`` (years in which the two disagree).
    """
    own = panel[panel["iso3"].isin(COUNTRIES)]
    by = own.assign(differ=own["bri"] != own["memorandum"]).groupby("iso3")
    table = by.agg(
        group=("group", "first"),
        mou_year=("mou_year", "first"),
        paper=("bri", "sum"),
        memorandum=("memorandum", "sum"),
        differ=("differ", "sum"),
    )
    return table.loc[list(COUNTRIES)]
