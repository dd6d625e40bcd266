"""Sums, shares and growth of the maritime panel: what section 1 of the paper describes.

Every function returns rows with ``panel``, ``column``, ``term``, ``statistic`` and ``value``, the keys of
the printed record (``data/published/README.md``). Amounts are in 100 million US$, as printed; shares and
rates are fractions.
"""

import pandas as pd

OUTCOMES = ("flow", "stock")
PERIOD = "2004-2015"
NAMED = ("SGP", "IDN", "ZAF", "ARE", "MMR", "PAK")


def amounts(panel: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Yearly sums over all hosts, or by region or host.

    Parameters
    ----------
    panel : DataFrame
        As `lib.panels.maritime.build` returns it.
    by : str, optional
        Column to sum within; its values become ``panel``.
    """
    group = panel[by] if by else pd.Series("all", index=panel.index)
    sums = panel.groupby([group.rename("panel"), panel["year"].rename("term")])[list(OUTCOMES)].sum() / 100
    rows = sums.rename_axis(columns="column").stack().rename("value").reset_index()
    return rows.assign(statistic="value_100musd")


def shares(parts: pd.DataFrame, whole: pd.DataFrame, statistic: str) -> pd.DataFrame:
    """Amounts of ``parts`` over the amount of ``whole`` in the same year and column."""
    joined = parts.merge(whole[["column", "term", "value"]], on=["column", "term"], suffixes=("", "_whole"))
    return joined.assign(value=joined["value"] / joined["value_whole"], statistic=statistic).drop(
        columns="value_whole"
    )


def growth(rows: pd.DataFrame, first: int = 2004, last: int = 2015) -> pd.DataFrame:
    r"""Multiple and mean annual growth between two years, within panel and column.

    Notes
    -----
    The rate is compound over the ``last - first`` intervals, :math:`(y_{2015} / y_{2004})^{1/11} - 1`.
    """
    wide = rows.pivot(index=["panel", "column"], columns="term", values="value")
    multiple = wide[last] / wide[first]
    rate = multiple ** (1 / (last - first)) - 1
    both = pd.concat({"multiple": multiple, "growth_rate": rate}, names=["statistic"]).rename("value")
    return both.reset_index().assign(term=PERIOD)


def rounded_growth(rows: pd.DataFrame) -> pd.DataFrame:
    """Growth recomputed as with a pocket calculator: from amounts, or a multiple, already rounded.

    ``multiple_rounded`` and ``growth_rate_rounded`` start from amounts rounded to the printed two
    decimals, ``growth_rate_whole_multiple`` from the multiple cut to a whole number.
    """
    rounded = growth(rows.assign(value=rows["value"].round(2)))
    whole = growth(rows).query("statistic == 'multiple'")
    whole = whole.assign(value=whole["value"] // 1)
    whole = whole.assign(value=whole["value"] ** (1 / 11) - 1, statistic="growth_rate_whole_multiple")
    return pd.concat([rounded.assign(statistic=rounded["statistic"] + "_rounded"), whole], ignore_index=True)


def china_amounts(totals: pd.DataFrame) -> pd.DataFrame:
    """China's investment in the whole world, from the table ``china_ofdi_totals``."""
    columns = {"ofdi_flow_musd": "flow", "ofdi_stock_musd": "stock"}
    rows = totals.rename(columns=columns).melt("year", value_vars=list(OUTCOMES), var_name="column")
    rows = rows.assign(panel="China", value=rows["value"] / 100, statistic="value_100musd")
    return rows.rename(columns={"year": "term"})


def figure_1(panel: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """All rows of the paper's figure 1 and the text on it."""
    hosts, china = amounts(panel), china_amounts(totals)
    china_growth = growth(china).query("column == 'flow'")
    return pd.concat(
        [hosts, shares(hosts, china, "share_of_total"), growth(hosts), rounded_growth(hosts), china_growth],
        ignore_index=True,
    )


def figure_2(panel: pd.DataFrame) -> pd.DataFrame:
    """All rows of the paper's figure 2 and the text on it."""
    regions = amounts(panel, "region")
    return pd.concat(
        [
            regions,
            shares(regions, amounts(panel), "share_of_hosts"),
            growth(regions),
            rounded_growth(regions),
        ],
        ignore_index=True,
    )


def hosts(panel: pd.DataFrame, year: int = 2015) -> pd.DataFrame:
    """Every host's amount in one year, and the shares of six hosts in every year.

    ``top_six`` are the six largest of the year, ``named_six`` the six that the paper names.
    """
    rows = amounts(panel, "iso3")
    largest = rows.sort_values("value", ascending=False).groupby(["column", "term"]).head(len(NAMED))
    named = rows[rows["panel"].isin(NAMED)]
    sums = [
        six.groupby(["column", "term"], as_index=False)["value"].sum().assign(panel=label)
        for label, six in {"top_six": largest, "named_six": named}.items()
    ]
    six = shares(pd.concat(sums), amounts(panel), "share_of_hosts")
    return pd.concat([rows[rows["term"] == year], six], ignore_index=True)


def other_readings(figure_1: pd.DataFrame, figure_2: pd.DataFrame, six: pd.DataFrame) -> pd.DataFrame:
    """What the text's numbers would be under other readings, from the tidy rows of the three exhibits.

    ``rounded amounts`` and ``whole multiple`` compute growth from rounded figures; ``six named, 2014``
    takes the share of the six hosts that the paper names in the year before the last.
    """
    both, parts = pd.concat([figure_1, figure_2]), []
    for reading, suffix in {"rounded amounts": "_rounded", "whole multiple": "_whole_multiple"}.items():
        rows = both[both["statistic"].str.endswith(suffix)]
        parts.append(rows.assign(statistic=rows["statistic"].str.removesuffix(suffix), reading=reading))
    named = six[(six["panel"] == "named_six") & (six["term"] == "2014")]
    parts.append(named.assign(panel="top_six", term="2015", reading="six named, 2014"))
    return pd.concat(parts, ignore_index=True)
