"""Public counterpart of the Belt and Road panel: China's trade with every partner, 2003-2023.

The paper's outcome, trade in seven groups of high-technology products, is not public here. What is: trade in
all goods, by three sources, of which two have exports and differ most on three of the four control
countries, and which are never spliced;
and China's exports of computers (a part of the paper's division 75) and of transmission apparatus (a part of
76) to eight of the nine countries, with bounds where a flow is not listed. Nothing is imputed; `report`
counts what is missing.
"""

import numpy as np
import pandas as pd
import pandera.pandas as pa

from lib import facts
from lib.panels import contract
from lib.panels.belt_road import COUNTRIES, GROUPS, KEYS, SHOWN, YEARS, bri, group, logarithm
from lib.schemas.belt_road import COMMUNICATIONS, COMPUTERS

TOTALS = ("exports_baci", "imports_baci", "exports_nbs", "imports_nbs", "imports_dots")
PRODUCTS = {"computers": COMPUTERS, "communications": COMMUNICATIONS}
SERIES = (*TOTALS, *PRODUCTS)
CONTROL_VARIABLES = (
    "ln_population",
    "ln_gdp_per_head",
    "growth",
    "ln_rail_density",
    "industry",
    "openness",
    "inflation",
    "inflation_cpi",
)
MECHANISMS = ("logistics", "institution", "bit", "ln_finance", "gini")
GEOGRAPHY = ("distance_km", "contiguous", "landlocked")
_PLAIN = {
    "growth": "gdp_growth_pct",
    "industry": "industry_pct_gdp",
    "openness": "openness_pct_gdp",
    "inflation": "inflation_deflator_pct",
    "inflation_cpi": "inflation_cpi_pct",
    "logistics": "logistics_performance",
    "gini": "gini_disposable_swiid",
}


def _float(*checks: pa.Check) -> pa.Column:
    finite = pa.Check(np.isfinite, name="finite", description="is not a finite number")
    return pa.Column(float, [*checks, finite], nullable=True)


def _dummy(kind: type = int) -> pa.Column:
    return pa.Column(kind, pa.Check.isin([0, 1]), nullable=kind is float)


PANEL = pa.DataFrameSchema(
    {
        "iso3": pa.Column(str, pa.Check.str_matches("^[A-Z]{3}$")),
        "year": pa.Column(int, [pa.Check.ge(YEARS[0]), pa.Check.le(YEARS[-1])]),
        "group": pa.Column(str, pa.Check.isin(GROUPS)),
        "bri": _dummy(),
        "mou_year": _float(pa.Check.ge(2013)),
        "memorandum": _dummy(),
        **{name: _float(pa.Check.ge(0)) for name in TOTALS},
        **{
            name + end: _float(pa.Check.gt(0))
            for name in PRODUCTS
            for end in ("", "_below")
        },
        **{f"ln_{name}": _float() for name in SERIES},
        **{name: _float() for name in (*CONTROL_VARIABLES, *MECHANISMS)},
        "bit": _dummy(float),
        "distance_km": _float(pa.Check.gt(0)),
        "contiguous": _dummy(float),
        "landlocked": _dummy(float),
        "flag": pa.Column(str),
    },
    strict=True,
    name="belt_road_counterpart",
)  # fmt: skip


def build() -> pd.DataFrame:
    """Country-year panel of all partners of the table ``china_trade``, 2003-2023, sorted by `KEYS`.

    Returns
    -------
    DataFrame, every partner in every year, with the columns of `PANEL`:

    ``group``, ``bri``
        The paper's treated and control countries, the others; 1 for the treated from 2013 on.
    ``mou_year``, ``memorandum``
        Year of the memorandum on the Belt and Road on the public list (missing where the list has none, as
        for Turkmenistan), and 1 from that year on.
    ``exports_baci``, ``imports_baci`` (2003-2020; Serbia from 2006), ``exports_nbs``, ``imports_nbs``
    (2011-2019), ``imports_dots`` (2010-2022)
        China's exports to and imports from the partner, all goods, current US$: CEPII's reconciled figures,
        China's customs through the yearbook, the IMF's.
    ``computers``, ``communications``, ``computers_below``, ``communications_below``
        China's exports of HS 8471 (every year) and 8525 (some years) to eight countries, current US$, and
        what a flow that is not listed lies below.
    ``ln_exports_baci``, .. , ``ln_communications``
        Logarithms of the positive values.
    ``ln_population``, ``ln_gdp_per_head`` (constant 2015 US$), ``growth``, ``industry``, ``openness``,
    ``inflation``, ``inflation_cpi`` (all in per cent; of the GDP deflator, which all nine countries have, and
    of consumer prices, which Turkmenistan has not), ``ln_rail_density`` (km of railway per square km,
    2005-2018)
        In place of the paper's road density, which is not public here, railways.
    ``logistics`` (1 to 5, seven years), ``institution`` (mean of government effectiveness and rule of law),
    ``bit`` (1 while an investment treaty is in force), ``ln_finance`` (log of one plus Chinese development
    finance of the year in 2021 US$, recipients only), ``gini`` (of disposable income, 0 to 100)
    ``distance_km``, ``contiguous``, ``landlocked``, ``flag``
        As compiled; ``flag`` names the partners for which they contradict the map, among them Kazakhstan,
        Kyrgyzstan, Tajikistan and Mongolia.
    """
    trade = facts.load("china_trade")
    grid = pd.MultiIndex.from_product([sorted(trade["iso3"].unique()), YEARS], names=KEYS)
    panel = grid.to_frame(index=False)
    panel = panel.merge(_totals(trade), on=list(KEYS), how="left", validate="one_to_one")
    for name, heading in PRODUCTS.items():
        panel = panel.merge(_product(name, heading), on=list(KEYS), how="left", validate="one_to_one")
    panel = panel.merge(public_covariates(), on=list(KEYS), how="left", validate="one_to_one")
    panel = _ties(panel)
    panel = panel.assign(group=group(panel["iso3"]), bri=bri(panel))
    logs = {f"ln_{name}": logarithm(panel[name]) for name in SERIES}
    return validate(panel.assign(**logs)[list(PANEL.columns)])


def public_covariates() -> pd.DataFrame:
    """Controls and mechanisms of every partner and year that the table ``country_year`` has, 2003-2023.

    Returns
    -------
    DataFrame with `KEYS`, `CONTROL_VARIABLES` and, of `MECHANISMS`, all but ``bit``; units as in `build`.
    """
    table, area = facts.load("country_year"), facts.load("china_ties").set_index("iso3")["area_km2"]
    table = table[table["year"].isin(YEARS)]
    density = table["rail_km"] / table["iso3"].map(area)
    return table[list(KEYS)].assign(
        ln_population=logarithm(table["population"]),
        ln_gdp_per_head=logarithm(table["gdp_per_head_2015usd"]),
        ln_rail_density=logarithm(density),
        institution=(table["government_effectiveness"] + table["rule_of_law"]) / 2,
        ln_finance=np.log1p(table["chinese_development_finance_2021usd"]),
        **{name: table[column] for name, column in _PLAIN.items()},
    )


def validate(panel: pd.DataFrame) -> pd.DataFrame:
    """The panel in the order of `PANEL`, sorted, after every rule has been checked."""
    return contract.validate(
        panel,
        PANEL,
        keys=KEYS,
        twice="a country and year stand there twice; remove the rows",
        shown=f"{SHOWN}, track counterpart",
        contract="lib.panels.belt_road_counterpart.PANEL",
        rules=_rules,
    )


def report(panel: pd.DataFrame, countries: tuple[str, ...] = COUNTRIES) -> pd.DataFrame:
    """Missing cells by column among some countries: how many, of which, in which years figures exist.

    Parameters
    ----------
    panel : DataFrame
        As `build` returns it.
    countries : tuple of str
        By default the paper's nine.

    Returns
    -------
    DataFrame, one row a column with a missing cell: ``column``, ``cells``, ``countries`` (a number),
    ``first_year`` and ``last_year`` with any figure, ``none_at_all`` (countries without a single figure).
    Columns that are empty by their meaning (``mou_year``, the bounds) are left out.
    """
    empty_by_meaning = ["mou_year", *(f"{name}_below" for name in PRODUCTS)]
    own = panel[panel["iso3"].isin(countries)].drop(columns=empty_by_meaning)
    rows = []
    for column in own.columns[own.isna().any()]:
        known = own[own[column].notna()]
        lacking = own[own[column].isna()]
        never = [country for country in countries if country not in set(known["iso3"])]
        years = (known["year"].min(), known["year"].max())
        rows.append((column, len(lacking), lacking["iso3"].nunique(), *years, " ".join(never)))
    names = ["column", "cells", "countries", "first_year", "last_year", "none_at_all"]
    return pd.DataFrame(rows, columns=names)


def _totals(trade: pd.DataFrame) -> pd.DataFrame:
    """The series of trade in all goods, in their own columns."""
    renamed = trade.rename(columns={f"{name}_usd": name for name in TOTALS})
    return renamed.loc[renamed["year"].isin(YEARS), [*KEYS, *TOTALS]]


def _product(name: str, heading: str) -> pd.DataFrame:
    """China's exports of a heading, and the bound where they are not listed."""
    table = facts.load("high_tech_products")
    own = table[table["hs4_1992"] == heading]
    columns = {"exports_usd": name, "censored_below_usd": f"{name}_below"}
    return own.rename(columns=columns)[[*KEYS, *columns.values()]]


def _ties(panel: pd.DataFrame) -> pd.DataFrame:
    """Memoranda, investment treaties and geography of each row's partner."""
    ties = facts.load("china_ties").set_index("iso3")
    of = {name: panel["iso3"].map(ties[name]) for name in ties.columns}
    known = panel["iso3"].isin(ties.index)
    return panel.assign(
        mou_year=of["bri_mou_year"],
        memorandum=(panel["year"] >= of["bri_mou_year"]).astype("int64"),
        bit=(panel["year"] >= of["bit_in_force_year"]).astype(float).where(known),
        flag=of["flag"].fillna(""),
        **{name: of[name] for name in GEOGRAPHY},
    )


def _rules(panel: pd.DataFrame):
    """Rows that break a rule between columns, and what the rule is."""
    for name in PRODUCTS:
        both = panel[name].notna() & panel[f"{name}_below"].notna()
        yield both, f"{name} has a figure and a bound; keep the figure"
    yield panel["bri"] != bri(panel), "bri is not 1 exactly for the treated from 2013 on"
    yield panel["group"] != group(panel["iso3"]), "group is not that of the country"
    yield (
        panel["memorandum"] != (panel["year"] >= panel["mou_year"]),
        "memorandum is not 1 exactly from mou_year on",
    )
