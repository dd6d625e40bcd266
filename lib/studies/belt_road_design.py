"""The Belt and Road paper's design: its countries, who signed when, which of its variables are public."""

import numpy as np
import pandas as pd
from scipy import stats

from lib.estimators import fixed_effects
from lib.estimators.fixed_effects_spec import FixedEffectsSpec
from lib.panels.belt_road import CONTROLS, COUNTRIES, EVENT_YEAR, TREATED, YEARS, group
from lib.panels.belt_road_sample import complete
from lib.studies.belt_road_flow import FINANCE, with_contacts

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
    ("of it, high-level contacts", "高层互动", "none named", ("visits",)),
    ("infrastructure", "设施联通", "LPI, railways, train runs", ("logistics", "ln_rail_density")),
    ("co-operation", "经贸技术合作", "none named", ("ln_finance",)),
    ("cultural exchange", "人文交流", "none named", ("institutes",)),
    ("participating investors", "flow", "none named", (FINANCE,)),
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
    "visits": "visits of leaders",
    "ln_finance": "Chinese development finance",
    "institutes": "Confucius institutes",
    FINANCE: "Chinese development finance",
    "institution": "effectiveness and rule of law",
    "gini": "Gini of disposable income",
}


def available(panel: pd.DataFrame) -> pd.DataFrame:
    """The paper's variables, and how many of the nine countries' years the counterpart has for each.

    Parameters
    ----------
    panel : DataFrame
        The counterpart panel; where it lacks contacts and the amount of finance,
        `lib.studies.belt_road_flow.with_contacts` adds them.

    Returns
    -------
    DataFrame, a row a variable of `VARIABLES`: ``variable``, ``中文``, ``the paper's source``, ``here`` (in
    words; empty where nothing is), ``country-years`` (the fewest over its columns; missing for none),
    ``years`` (first to last with a figure). The memorandum of a country that is not listed is not known.
    """
    panel = with_contacts(panel)
    own = panel[panel["iso3"].isin(COUNTRIES)]
    own = own.assign(memorandum=own["memorandum"].where(own["mou_year"].notna()))
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
    (treated years under each), ``differ`` (years in which the two disagree). The last two are missing for a
    country that the list does not have: not to be listed is not to be unsigned.
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
    counts = table[["memorandum", "differ"]].astype("Int64").mask(table["mou_year"].isna())
    return table.assign(**counts).loc[list(COUNTRIES)]


def recoded(panel: pd.DataFrame, since: float | None) -> pd.DataFrame:
    """The nine with those that the list of memoranda does not have coded as one likes.

    Parameters
    ----------
    panel : DataFrame
        The counterpart panel.
    since : float or None
        The year from which they count as signed, infinity for never; None leaves them out.

    Returns
    -------
    DataFrame
        Rows of the nine, or of those listed; ``memorandum`` is 1 from the year on.
    """
    own = panel[panel["iso3"].isin(COUNTRIES)]
    listed = own["mou_year"].notna()
    if since is None:
        return own[listed].reset_index(drop=True)
    signed = own["memorandum"].where(listed, (own["year"] >= since).astype(int))
    return own.assign(memorandum=signed).reset_index(drop=True)


def changes(panel: pd.DataFrame, column: str) -> pd.Series:
    """Mean of a variable from the event year on less its mean before, one number a country.

    Parameters
    ----------
    panel : DataFrame
        Rows of countries and years; missing values are left out of the means.
    column : str

    Returns
    -------
    Series indexed by iso3, without countries that lack either mean.
    """
    after = panel["year"] >= EVENT_YEAR
    means = panel.groupby(["iso3", after])[column].mean().unstack()
    return (means[True] - means[False]).dropna()


def compared(change: pd.Series) -> dict[str, float]:
    r"""The difference in differences as a comparison of a handful of numbers, with the pooled t-test.

    Parameters
    ----------
    change : Series indexed by iso3
        As `changes` returns it; at least two treated and two controls.

    Returns
    -------
    dict: ``treated``, ``control`` (means), ``did``, ``se``, ``t``, ``df``, ``p``.

    Notes
    -----
    In a balanced panel the coefficient of treated times after, with effects of country and year and no other
    regressor, is the difference of the two means; the test has n - 2 degrees of freedom and holds exactly for
    independent normal changes of one variance (Donald and Lang 2007, section III).
    """
    treated, control = (change[change.index.isin(group)] for group in (TREATED, CONTROLS))
    if min(len(treated), len(control)) < 2:
        raise ValueError(
            f"{len(treated)} treated and {len(control)} controls have a change; two each are needed"
        )
    df = len(treated) + len(control) - 2
    pooled = ((len(treated) - 1) * treated.var() + (len(control) - 1) * control.var()) / df
    se = float(np.sqrt(pooled * (1 / len(treated) + 1 / len(control))))
    did = float(treated.mean() - control.mean())
    found = {"treated": float(treated.mean()), "control": float(control.mean()), "did": did, "se": se}
    return found | {"t": did / se, "df": df, "p": float(2 * stats.t.sf(abs(did / se), df))}


def gap_after(panel: pd.DataFrame, column: str) -> float:
    """Mean of the treated less mean of the controls, averaged over the years from the event year on."""
    after = panel[panel["year"] >= EVENT_YEAR]
    means = after.groupby(["year", "group"])[column].mean().unstack()
    return float((means["treated"] - means["control"]).mean())


def two_ways(panel: pd.DataFrame, column: str) -> dict[str, float]:
    """The coefficient of the treatment with effects of the year alone, and of country and year.

    Parameters
    ----------
    panel : DataFrame
        Rows of the nine countries, balanced, with ``bri`` and the outcome.
    column : str

    Returns
    -------
    dict: ``year`` and ``both`` from least squares, ``gap`` (`gap_after`) and ``did`` (`compared`) from means.

    Raises
    ------
    KeyError, TypeError, ValueError
        As `lib.panels.belt_road_sample.complete` says: a country seen on one side of the event alone.
    """
    found, panel = {}, complete(panel, column).frame
    for name, effects in {"year": ("year",), "both": ("iso3", "year")}.items():
        spec = FixedEffectsSpec(outcome=column, regressors=("bri",), fixed_effects=effects)
        found[name] = float(fixed_effects.estimate(panel, spec).params["bri"])
    return found | {"gap": gap_after(panel, column), "did": compared(changes(panel, column))["did"]}


def _event_study(years: tuple[int, ...], window: int, countries: int, treated: int) -> tuple[np.ndarray, ...]:
    """Effects of country and year, dummies of the treated around the event, and the shifts of these."""
    grid = [(country, year) for country in range(countries) for year in years]
    country = pd.get_dummies([one for one, _ in grid]).to_numpy(float)
    when = pd.get_dummies([year for _, year in grid]).to_numpy(float)[:, 1:]
    shifts = np.array([k for k in range(-window, window + 1) if EVENT_YEAR + k in years])
    dummies = np.array(
        [[float(one < treated and year == EVENT_YEAR + k) for k in shifts] for one, year in grid]
    )
    return np.hstack([country, when]), dummies, shifts


def event_study_rank(
    years: tuple[int, ...], window: int, countries: int = 9, treated: int = 5
) -> dict[str, int]:
    """Columns and rank of an event study with a dummy for each of the years around the event.

    Parameters
    ----------
    years : tuple of int
    window : int
        Leads and lags; the year of the event has a dummy as well, and none is left out.
    countries, treated : int

    Returns
    -------
    dict: ``dummies``; ``missing``, how much the rank of dummies and effects falls short (0: all identified);
    ``base_before`` and ``base_after``, years without a dummy, which are the base.
    """
    effects, dummies, shifts = _event_study(years, window, countries, treated)
    design = np.hstack([effects, dummies])
    outside = [year for year in years if abs(year - EVENT_YEAR) > window]
    return {
        "dummies": len(shifts),
        "missing": design.shape[1] - int(np.linalg.matrix_rank(design)),
        "base_before": sum(year < EVENT_YEAR for year in outside),
        "base_after": sum(year > EVENT_YEAR for year in outside),
    }


def event_study_of_a_step(
    years: tuple[int, ...], window: int, countries: int = 9, treated: int = 5
) -> dict[str, float]:
    """What that event study shows of an effect of one that begins with the event and lasts, without noise.

    Parameters
    ----------
    years, window, countries, treated
        As in `event_study_rank`.

    Returns
    -------
    dict: ``lead`` and ``lag``, the coefficients before the event and from it on.

    Raises
    ------
    ValueError
        The dummies are not identified, or differ among the leads or among the lags.
    """
    if event_study_rank(years, window, countries, treated)["missing"]:
        raise ValueError(f"all years lie within {window} of {EVENT_YEAR}: leave one dummy out")
    effects, dummies, shifts = _event_study(years, window, countries, treated)
    on = np.array([float(c < treated and y >= EVENT_YEAR) for c in range(countries) for y in years])
    found = np.linalg.lstsq(np.hstack([effects, dummies]), on, rcond=None)[0][effects.shape[1] :]
    sides = {"lead": found[shifts < 0], "lag": found[shifts >= 0]}
    if any(np.ptp(side) > 1e-9 for side in sides.values()):
        raise ValueError(f"the coefficients of a step differ within leads or lags: {found.round(3)}")
    return {name: float(side[0]) for name, side in sides.items()}


def alike(panel: pd.DataFrame) -> float:
    """Correlation of the paper's treatment with the memorandum, net of effects of country and year.

    Parameters
    ----------
    panel : DataFrame
        Balanced; as `recoded` returns it, or the counterpart panel, where who is not listed never signed.
    """
    own = panel[panel["iso3"].isin(COUNTRIES)]
    both = own[["bri", "memorandum"]].astype(float)
    for key in ("iso3", "year", "iso3", "year"):  # a balanced panel: one round would do
        both = both - both.groupby(own[key]).transform("mean")
    return float(both["bri"].corr(both["memorandum"]))


def contributions(shares: pd.DataFrame) -> pd.DataFrame:
    """What each product group of table 1 adds to the growth of the whole, if its printed rates were constant.

    Parameters
    ----------
    shares : DataFrame
        As `lib.studies.belt_road_record.shares` returns it.

    Returns
    -------
    DataFrame indexed by category: ``first`` and ``last`` (amounts of the event year and the last year, in the
    unit of ``trade``), ``contribution`` (share of the whole's rise, per cent).

    Notes
    -----
    The path grows at ``before`` up to 2012 and at ``after`` from then on, at the height at which its mean
    over the sample is ``trade``.
    """
    steps = np.array(YEARS)
    level = {}
    for name, row in shares.iterrows():
        rates = np.where(steps[1:] < EVENT_YEAR, row["before"], row["after"])
        path = np.concatenate([[1.0], np.cumprod(1 + rates / 100)])
        path *= row["trade"] / path.mean()
        level[name] = {"first": path[steps == EVENT_YEAR][0], "last": path[-1]}
    table = pd.DataFrame.from_dict(level, orient="index").rename_axis("category")
    rise = table["last"] - table["first"]
    return table.assign(contribution=100 * rise / rise.sum())
