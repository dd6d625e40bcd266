"""The public series behind the Belt and Road counterpart: computers, divisions, totals by three sources."""

import numpy as np
import pandas as pd

from lib.estimators import fixed_effects
from lib.estimators.fixed_effects_spec import FixedEffectsSpec
from lib.panels.belt_road import CONTROLS, COUNTRIES, EVENT_YEAR, FIRST_YEAR, LAST_YEAR, TREATED
from lib.panels.belt_road_counterpart import TOTALS
from lib.panels.belt_road_sample import both_periods, one_sided, sample

BEFORE, AFTER = (FIRST_YEAR, EVENT_YEAR - 1), (EVENT_YEAR, LAST_YEAR)
# Division -> name; each stands for the group of the paper's table 1 beside it in `GROUPS`.
DIVISIONS = {
    "54": "medicine",
    "59": "chemicals",
    "75": "computers, office",
    "76": "communications",
    "77": "electrical machinery",
    "79": "transport equipment",
    "87": "instruments",
}
GROUPS = {
    "medicine": "medicine",
    "chemicals": "chemicals",
    "computers, office": "computers",
    "communications": "communications",
    "electrical machinery": "electrical_machinery",
    "transport equipment": "aerospace",
    "instruments": "instruments",
}
SERIES = tuple(f"ln_{name}" for name in TOTALS)
PAIRS = {"exports": ("exports_baci", "exports_nbs"), "imports": ("imports_baci", "imports_nbs"),
         "imports, IMF": ("imports_baci", "imports_dots")}  # fmt: skip


def growth(first: float, last: float, years: int) -> float:
    """Constant growth from one amount to another, per cent a year.

    Raises
    ------
    ValueError
        An amount is not positive, or there is no year between them.
    """
    if not (first > 0 and last > 0 and years > 0):
        raise ValueError(f"no growth from {first} to {last} in {years} years: amounts and years are positive")
    return 100 * ((last / first) ** (1 / years) - 1)


def computers(panel: pd.DataFrame, countries: tuple[str, ...] = TREATED) -> pd.DataFrame:
    """China's exports of computers to some countries together, with bounds where flows are not listed.

    Parameters
    ----------
    panel : DataFrame
        The counterpart panel.
    countries : tuple of str

    Returns
    -------
    DataFrame indexed by year: ``low`` (what is not listed counts as nothing) and ``high`` (as its bound),
    million US$; ``bounded`` (countries not listed).

    Raises
    ------
    ValueError
        A country has neither a figure nor a bound in some year.
    """
    own = panel[panel["iso3"].isin(countries)]
    known, bound = own["computers"], own["computers_below"]
    neither = own.loc[known.isna() & bound.isna(), ["iso3", "year"]]
    if len(neither):
        first = neither.iloc[0]
        place = f"{first['iso3']} {first['year']}"
        raise ValueError(f"{place} has neither exports of computers nor a bound; leave the country out")
    parts = own.assign(low=known.fillna(0) / 1e6, high=known.fillna(bound) / 1e6, bounded=known.isna())
    return parts.groupby("year")[["low", "high", "bounded"]].sum()


def computers_against_table_1(panel: pd.DataFrame) -> pd.DataFrame:
    """Real exports of computers beside what table 1 prints of the division that they are a part of.

    Parameters
    ----------
    panel : DataFrame
        The counterpart panel.

    Returns
    -------
    DataFrame, rows ``five together``, ``a country`` (a fifth of it), ``five without Kazakhstan``
        ``mean`` (million US$ a year), ``before`` and ``after`` (constant growth, per cent a year, 2003-2012
        and 2013-2023), each ``.. low`` and ``.. high`` over the bounds; ``yearly before`` and ``yearly
        after``, means of the rates from year to year, where what is not listed counts as nothing.
    """
    without = tuple(country for country in TREATED if country != "KAZ")
    whole = _computer_row(computers(panel))
    each = whole | {key: whole[key] / len(TREATED) for key in ("mean low", "mean high")}
    rows = {
        "five together": whole,
        "a country": each,
        "five without Kazakhstan": _computer_row(computers(panel, without)),
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def _computer_row(table: pd.DataFrame) -> dict[str, float]:
    """Mean and growth of a table of `computers`, over its bounds: least growth begins high and ends low."""
    found = {"mean low": table["low"].mean(), "mean high": table["high"].mean()}
    for name, (first, last) in {"before": BEFORE, "after": AFTER}.items():
        for end, (start, stop) in {"low": ("high", "low"), "high": ("low", "high")}.items():
            found[f"{name} {end}"] = growth(table.loc[first, start], table.loc[last, stop], last - first)
        rates = table["low"].pct_change().loc[first + 1 : last]
        found[f"yearly {name}"] = 100 * rates.mean()
    return found


def divisions(table: pd.DataFrame) -> pd.DataFrame:
    """Trade with the ten large partners by division.

    Parameters
    ----------
    table : DataFrame
        The table ``high_tech_trade``.

    Returns
    -------
    DataFrame, years by name of the division: exports plus imports, billion US$. A missing import (there is
    one) counts as nothing.
    """
    total = table[["exports_usd", "imports_usd"]].sum(axis=1) / 1e9
    wide = total.groupby([table["year"], table["sitc"].map(DIVISIONS)]).sum().unstack()
    return wide[list(DIVISIONS.values())]


def division_growth(amounts: pd.DataFrame) -> pd.DataFrame:
    """Share and growth of each division, before and from the event year on.

    Parameters
    ----------
    amounts : DataFrame
        As `divisions` returns it.

    Returns
    -------
    DataFrame indexed by division: ``share`` (per cent of the whole), ``share before`` and ``share after``
    (of the years before, and from, the event year on), ``before`` (growth from the first year to the event
    year) and ``after`` (event year to the last), per cent a year.
    """
    first, last = int(amounts.index.min()), int(amounts.index.max())
    early, late = amounts[amounts.index < EVENT_YEAR], amounts[amounts.index >= EVENT_YEAR]
    rows = {}
    for name, amount in amounts.items():
        rows[name] = {
            "share": 100 * amount.sum() / amounts.to_numpy().sum(),
            "share before": 100 * early[name].sum() / early.to_numpy().sum(),
            "share after": 100 * late[name].sum() / late.to_numpy().sum(),
            "before": growth(amount[first], amount[EVENT_YEAR], EVENT_YEAR - first),
            "after": growth(amount[EVENT_YEAR], amount[last], last - EVENT_YEAR),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("division")


def ratios(panel: pd.DataFrame) -> pd.DataFrame:
    """How many times another source's figures the reconciled ones are, before and from the event year on.

    Parameters
    ----------
    panel : DataFrame
        The counterpart panel.

    Returns
    -------
    DataFrame indexed by flow (of `PAIRS`) and iso3: ``before`` and ``after`` (geometric means over the years
    in which both are known), ``drift`` (the logarithm of after over before, which no country effect takes
    out).
    """
    own = panel[panel["iso3"].isin(COUNTRIES)]
    rows = []
    for flow, (one, two) in PAIRS.items():
        gap = own[f"ln_{one}"] - own[f"ln_{two}"]
        when = np.where(own["year"] < EVENT_YEAR, "before", "after")
        means = gap.groupby([own["iso3"], when]).mean().unstack().loc[list(COUNTRIES)]
        drift = means["after"] - means["before"]
        rows.append(np.exp(means[["before", "after"]]).assign(drift=drift, flow=flow))
    return pd.concat(rows).rename_axis("iso3").reset_index().set_index(["flow", "iso3"])


def complete_years(panel: pd.DataFrame, column: str) -> pd.DataFrame:
    """Rows of the nine countries in the years in which all nine have a figure.

    Raises
    ------
    ValueError
        There is no such year before, or none from, the event year on.
    """
    own = panel[panel["iso3"].isin(COUNTRIES)]
    full = own.groupby("year")[column].count() == len(COUNTRIES)
    years = full.index[full]
    if not ((years < EVENT_YEAR).any() and (years >= EVENT_YEAR).any()):
        raise ValueError(f"{column}: no year with all nine countries on both sides of {EVENT_YEAR}")
    return own[own["year"].isin(years)]


def descriptives(panel: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """Means of variables by group, before and from the event year on, and the treatment's coefficient.

    Parameters
    ----------
    panel : DataFrame
        Rows of countries and years, of which those of the nine count.
    columns : tuple of str

    Returns
    -------
    DataFrame indexed by column: ``treated before``, ``treated after``, ``control before``, ``control after``
    (means over the country-years that have a figure), ``difference`` (least squares on the treatment with
    effects of country and year), ``n before``, ``n after`` (country-years); ``attrs["one_sided"]``, by
    variable, the countries whose figures lie on one side of the event alone, codes joined by a blank: they
    are in the means and tell nothing of the difference.

    Raises
    ------
    ValueError
        The effects leave nothing of the treatment in the rows of a variable; keys that repeat; a figure that
        is infinite.

    Notes
    -----
    Without gaps ``difference`` is the difference of the differences of the four means. With gaps that number
    compares other countries after than before, and the effects keep to changes within countries.
    """
    own = _own(panel)
    alone = {name: _one_sided(own, name) for name in columns}
    when = np.where(own["year"] < EVENT_YEAR, "before", "after")
    means = own[list(columns)].groupby([own["group"], when]).mean()
    count = own[list(columns)].groupby(when).count()
    table = {
        f"{group} {time}": means.loc[(group, time)]
        for group in ("treated", "control")
        for time in ("before", "after")
    }
    table |= {"difference": pd.Series({name: _difference(own, name) for name in columns})}
    table |= {f"n {time}": count.loc[time] for time in ("before", "after")}
    described = pd.DataFrame(table).loc[list(columns)].rename_axis("variable")
    described.attrs["one_sided"] = alone
    return described


def distribution(panel: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """How the values of variables spread in each of the two groups, over the country-years that have them.

    Parameters
    ----------
    panel, columns
        As in `descriptives`.

    Returns
    -------
    DataFrame indexed by ``variable`` and ``group`` (treated first): ``n``, ``mean``, ``sd``, ``min``,
    ``max``.
    """
    own = _own(panel)
    found = {
        (name, group): own.loc[own["group"] == group, name].agg(["count", "mean", "std", "min", "max"])
        for name in columns
        for group in ("treated", "control")
    }
    table = pd.DataFrame.from_dict(found, orient="index").rename(columns={"count": "n", "std": "sd"})
    table.index = pd.MultiIndex.from_tuples(found, names=["variable", "group"])
    return table.astype({"n": int})


def _own(panel: pd.DataFrame) -> pd.DataFrame:
    return panel[panel["iso3"].isin(COUNTRIES)]


def _one_sided(own: pd.DataFrame, column: str) -> str:
    """Countries with figures before the event or from it on alone; keys and figures checked by `sample`."""
    both = both_periods(own, column)
    groups = {"treated": TREATED, "controls": CONTROLS}
    kept = {name: [country for country in group if country in both] for name, group in groups.items()}
    if all(kept.values()):
        sample(own, column, **kept, log=False)
    return " ".join(one_sided(own, column))


def _difference(own: pd.DataFrame, column: str) -> float:
    """Coefficient of the treatment with effects of country and year, on the rows that have the variable."""
    spec = FixedEffectsSpec(outcome=column, regressors=("bri",), fixed_effects=("iso3", "year"))
    rows = own.dropna(subset=[column])
    return float(fixed_effects.estimate(rows, spec).params["bri"])
