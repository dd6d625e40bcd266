"""What the agglomeration paper prints of its regressions, as numbers to set beside computed ones."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from lib import published
from lib.printed import parse

PAPER = "agglomeration"
FILE = f"data/published/{PAPER}.csv"  # for the sources of exhibits made of printed numbers alone
CLAIMS = f"data/published/{PAPER}_claims.csv"
AUDITED = [FILE, CLAIMS, "data/published/design.yml"]  # what the audit reads of this paper
TABLES = tuple(f"table_{k}" for k in range(1, 9))
TESTS = {"ar2": "p", "hansen": "p"}
SIZES = ("n", "n_units")
PRODUCTIVITY = "agglomeration_x_productivity"
RESILIENCE = {
    "table_2": "agglomeration_x_unemployment",
    "table_3": "agglomeration_x_resilience_moving_average",
}


def resilience_term(exhibit: str) -> str:
    """Name of the interaction of agglomeration with the exhibit's measure of resilience."""
    return RESILIENCE.get(exhibit, "agglomeration_x_resilience")


def estimates() -> pd.DataFrame:
    """Every printed coefficient of tables 1 to 8.

    Returns
    -------
    DataFrame indexed by ``exhibit``, ``column`` and ``term``, in the paper's order
        ``printed`` and ``printed_se`` as printed, ``stars``, ``coef`` and ``se`` as numbers.
    """
    cells = published.load("agglomeration")
    cells = cells[cells["exhibit"].isin(TABLES) & cells["statistic"].isin(["coef", "se"])]
    keys = ["exhibit", "column", "term"]
    coef = cells[cells["statistic"] == "coef"].set_index(keys)
    se = cells[cells["statistic"] == "se"].set_index(keys)["printed"]
    table = coef[["printed", "stars"]].join(se.rename("printed_se"))
    return table.assign(coef=table["printed"].map(number), se=table["printed_se"].map(number))


def sizes() -> pd.DataFrame:
    """Observations, cities and p-values of the tests of every printed column.

    Returns
    -------
    DataFrame indexed by ``exhibit`` and ``column``: ``n``, ``n_units``, ``ar2``, ``hansen``.
    """
    cells = published.load("agglomeration")
    cells = cells[cells["exhibit"].isin(TABLES)]
    keys = ["exhibit", "column"]
    parts = {name: cells[(cells["term"] == "") & (cells["statistic"] == name)] for name in SIZES}
    parts |= {
        name: cells[(cells["term"] == name) & (cells["statistic"] == kind)] for name, kind in TESTS.items()
    }
    return pd.DataFrame({name: part.set_index(keys)["printed"].map(number) for name, part in parts.items()})


def number(text: str) -> float:
    """The value of a printed number."""
    return float(parse(text).value)


def stated(claim: str) -> float:
    """The number of a claim of the text, by its id: ``design-n-cities``; a per cent as a fraction."""
    claims = published.claims("agglomeration").set_index("id")
    return float(parse(claims["printed"][claim], unit=claims["unit"][claim]).value)


def channel_gaps(exhibits: Iterable[str] = TABLES) -> pd.DataFrame:
    r"""Is the productivity interaction larger in size than the resilience interaction, column by column?

    Parameters
    ----------
    exhibits : iterable of str

    Returns
    -------
    DataFrame indexed by ``exhibit`` and ``column``
        ``productivity``, ``resilience`` (sizes of the coefficients), ``gap``, and ``z_low`` and ``z_high``:
        the statistic of the gap for errors whose correlation is -1 and 1.

    Notes
    -----
    Both coefficients come from one regression, whose covariance is not printed. With correlation
    :math:`\rho`, :math:`z = (b_1 - b_2) / \sqrt{s_1^2 + s_2^2 - 2 \rho s_1 s_2}`, which lies between
    :math:`|b_1 - b_2| / (s_1 + s_2)` and :math:`|b_1 - b_2| / |s_1 - s_2|`.
    """
    printed = estimates()
    rows = {}
    for exhibit, column in dict.fromkeys(printed.index.droplevel("term")):
        if exhibit not in exhibits:
            continue
        one, two = (printed.loc[exhibit, column, t] for t in (PRODUCTIVITY, resilience_term(exhibit)))
        gap = abs(one["coef"]) - abs(two["coef"])
        apart = abs(one["se"] - two["se"])
        rows[exhibit, column] = {
            "productivity": abs(one["coef"]),
            "resilience": abs(two["coef"]),
            "gap": gap,
            "z_low": gap / (one["se"] + two["se"]),
            "z_high": gap / apart if apart else np.inf * np.sign(gap),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["exhibit", "column"])


def table_gaps(whole: str, part: str, terms: Iterable[str]) -> pd.DataFrame:
    r"""How far the same coefficient lies apart in two tables with the same columns.

    Parameters
    ----------
    whole, part : str
        Exhibits, ``"table_1"``.
    terms : iterable of str

    Returns
    -------
    DataFrame indexed by ``column`` and ``term``
        ``gap``, of `part` less `whole`; ``z_low``, the least of the statistic's size over all correlations
        of the two estimates, :math:`|b_1 - b_2| / (s_1 + s_2)`, with the sign of the gap.
    """
    printed = estimates()
    printed = printed[printed.index.isin(list(terms), level="term")]
    one, two = printed.loc[whole], printed.loc[part]
    gap = two["coef"] - one["coef"]
    return pd.DataFrame({"gap": gap, "z_low": gap / (one["se"] + two["se"])})


def ranges() -> pd.DataFrame:
    """How far printed coefficients lie apart between comparable columns: largest less smallest.

    Returns
    -------
    DataFrame, a row a term that all tables have; a column the three outcomes of table 1, and the three
    classes or regions of each outcome in tables 4 to 7
    """
    coef = estimates()["coef"]
    found = {}
    for exhibit in ("table_1", "table_4", "table_5", "table_6", "table_7"):
        table = coef.loc[exhibit].unstack("column")
        for first in range(0, table.shape[1], 3):
            three = table.iloc[:, first : first + 3]
            found[f"{exhibit}, {three.columns[0]}"] = three.max(axis=1) - three.min(axis=1)
    return pd.DataFrame(found)


def repeats(exhibits: tuple[str, str]) -> pd.DataFrame:
    """Terms that two tables print with the same coefficient and standard error, to every digit.

    Parameters
    ----------
    exhibits : tuple of two str

    Returns
    -------
    DataFrame indexed by ``column`` and ``term``: ``coef`` and ``se`` as printed in both.
    """
    printed = estimates()
    one, two = (printed.loc[exhibit] for exhibit in exhibits)
    both = one.join(two.add_suffix("_two"), how="inner")
    same = (both["printed"] == both["printed_two"]) & (both["printed_se"] == both["printed_se_two"])
    found = both.loc[same, ["printed", "printed_se"]]
    return found.rename(columns={"printed": "coef", "printed_se": "se"})
