"""What the Belt and Road paper prints: its rows, its stars against nine clusters, its first table."""

import math

import numpy as np
import pandas as pd
from scipy import stats

from lib import published
from lib.printed import parse

PAPER = "belt_road"
FILE = f"data/published/{PAPER}.csv"  # for the sources of exhibits made of printed numbers alone
TABLES = tuple(f"table_{k}" for k in range(3, 9))
CHANNELS = ("policy", "infrastructure", "technology_cooperation", "cultural_exchange")
EFFECTS = ("bri", *CHANNELS, "bri_x_inequality")
LEVEL = 0.05


def number(text: str) -> float:
    """The value of a printed number."""
    return float(parse(text).value)


def stated(claim: str) -> float:
    """The number of a claim of the text, by its id: ``design-n-treated``."""
    claims = published.claims(PAPER).set_index("id")
    return number(claims["printed"][claim])


def estimates() -> pd.DataFrame:
    """Every printed coefficient of tables 3 to 8.

    Returns
    -------
    DataFrame indexed by ``exhibit``, ``column`` and ``term``, in the paper's order
        ``printed`` and ``stars`` as printed, ``coef``, ``se`` and ``ratio`` (of the two) as numbers.
    """
    cells = published.load(PAPER)
    cells = cells[cells["exhibit"].isin(TABLES) & cells["statistic"].isin(["coef", "se"])]
    cells = cells[~cells["note"].str.startswith(published.NOT_PRINTED)]
    keys = ["exhibit", "column", "term"]
    coef = cells[cells["statistic"] == "coef"].set_index(keys)[["printed", "stars"]]
    se = cells[cells["statistic"] == "se"].set_index(keys)["printed"].map(number).rename("se")
    table = coef.join(se).assign(coef=coef["printed"].map(number))
    return table.assign(ratio=table["coef"] / table["se"])


def observations() -> int:
    """The number of observations that every column of tables 3 to 8 prints.

    Raises
    ------
    ValueError
        The columns do not print one number.
    """
    cells = published.load(PAPER)
    printed = cells.loc[cells["exhibit"].isin(TABLES) & (cells["statistic"] == "n"), "printed"].unique()
    if len(printed) != 1:
        raise ValueError(f"tables 3 to 8 print {len(printed)} numbers of observations, not one: {printed}")
    return int(number(printed[0]))


def decompositions(rows: int, sizes: dict[str, int]) -> pd.DataFrame:
    """Can a number of rows be a balanced panel of these units?

    Parameters
    ----------
    rows : int
    sizes : dict of str to int
        What one row for each of would be so many rows: words -> number.

    Returns
    -------
    DataFrame, a row a reading: ``one row for each``, ``makes``, ``times`` (rows over it), ``fits`` (whether
    that is a whole number, which a balanced panel needs).
    """
    table = pd.DataFrame({"one row for each": list(sizes), "makes": list(sizes.values())})
    return table.assign(times=rows / table["makes"], fits=rows % table["makes"] == 0)


def lines_by_country(units: int, countries: int) -> dict[int, int]:
    """Units spread over countries as evenly as can be: number of units -> number of countries."""
    least, more = divmod(units, countries)
    spread = {least + 1: more, least: countries - more}
    return {size: count for size, count in spread.items() if count}


def prime_factors(value: int) -> list[int]:
    """Prime factors of a positive whole number, smallest first, repeated as often as they divide it."""
    found, factor = [], 2
    while value > 1:
        while value % factor == 0:
            found.append(factor)
            value //= factor
        factor += 1
    return found


def slips(value: int) -> list[int]:
    """Numbers that differ from a whole number in one digit, or in the order of two neighbouring digits.

    Returns
    -------
    list of int, sorted, with as many digits; the number itself is not among them.
    """
    text = str(value)
    found = {text[:k] + digit + text[k + 1 :] for k in range(len(text)) for digit in "0123456789"}
    found |= {text[:k] + text[k + 1] + text[k] + text[k + 2 :] for k in range(len(text) - 1)}
    return sorted(int(one) for one in found - {text} if not one.startswith("0"))


def against_clusters(clusters: int, level: float = LEVEL) -> pd.DataFrame:
    r"""Effects beyond a critical value of the normal distribution, and of t with few clusters.

    Parameters
    ----------
    clusters : int
        Countries, if the printed errors are clustered by country.
    level : float

    Returns
    -------
    DataFrame indexed by ``exhibit``: ``effects`` (printed coefficients of `EFFECTS`), ``normal`` and ``few``
    (how many are beyond the critical value of each), ``lost`` (in words which).

    Notes
    -----
    With G clusters the ratio is compared with :math:`t_{G-1}` (Cameron and Miller 2015, section VI).
    """
    own = estimates()
    own = own[own.index.get_level_values("term").isin(EFFECTS)]
    beyond = own["ratio"].abs() > stats.norm.isf(level / 2)
    still = own["ratio"].abs() > stats.t.isf(level / 2, clusters - 1)
    lost = own[beyond & ~still].reset_index()
    words = (lost["column"] + " " + lost["term"]).groupby(lost["exhibit"]).agg(", ".join)
    table = pd.DataFrame({"effects": beyond.groupby("exhibit").size(),
                          "normal": beyond.groupby("exhibit").sum(),
                          "few": still.groupby("exhibit").sum()})  # fmt: skip
    return table.assign(lost=words.reindex(table.index).fillna(""))


def inflation(rows_per_group: float, correlation: float | np.ndarray) -> np.ndarray:
    r"""How much larger than for independent rows the error of a regressor of groups is.

    Parameters
    ----------
    rows_per_group : float
        Rows that share a value of the regressor: here those of one country and year.
    correlation : float or array
        Of the errors of two rows of a group, 0 to 1.

    Raises
    ------
    ValueError
        A correlation is not between 0 and 1.

    Notes
    -----
    :math:`\sqrt{1 + (m - 1)\rho}` for groups of one size m (Moulton 1990, equation 1); dependence over the
    years of a country comes on top of it.
    """
    correlation = np.asarray(correlation, dtype=float)
    if ((correlation < 0) | (correlation > 1)).any():
        raise ValueError(f"a correlation within groups lies between 0 and 1, not at {correlation}")
    return np.sqrt(1 + (rows_per_group - 1) * correlation)


def correlation_needed(ratio: float, critical: float, rows_per_group: float) -> float:
    r"""The correlation within groups at which a ratio falls to its critical value; more than 1 if none does.

    Notes
    -----
    :math:`\rho = ((t / c)^2 - 1) / (m - 1)`, the inverse of `inflation`.
    """
    return float(((ratio / critical) ** 2 - 1) / (rows_per_group - 1))


def shares() -> pd.DataFrame:
    """Table 1's own arithmetic: what its amounts make of its shares, and growth before and after.

    Returns
    -------
    DataFrame indexed by ``category`` in the printed order, without the total: ``sitc``, ``trade`` (10,000
    US$), ``share`` (printed, per cent), ``computed`` (from the amounts), ``before`` and ``after`` (growth,
    per cent a year), ``change``.
    """
    cells = published.load(PAPER)
    cells = cells[(cells["exhibit"] == "table_1") & ~cells["note"].str.startswith(published.NOT_PRINTED)]
    wide = cells.pivot(index="term", columns="statistic", values="printed").loc[cells["term"].unique()]
    sitc = wide["sitc"].drop("total")
    wide = wide.drop(columns="sitc").map(lambda text: number(text) if isinstance(text, str) else math.nan)
    names = {"growth_2003_2012": "before", "growth_2013_2023": "after", "mean_share": "share"}
    table = wide.drop("total").rename(columns=names | {"mean_trade_10kusd": "trade"})
    total = wide.loc["total", "mean_trade_10kusd"]
    table = table.assign(sitc=sitc, computed=100 * table["trade"] / total)
    table = table.assign(change=table["after"] - table["before"])
    return table[["sitc", "trade", "share", "computed", "before", "after", "change"]].rename_axis("category")
