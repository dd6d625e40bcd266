"""What the twin cities paper prints of its regressions, as numbers to set beside computed ones."""

import math

import numpy as np
import pandas as pd

from lib import published
from lib.printed import parse

PAPER = "twin_cities"
TABLES = ("table_3", "table_4", "table_5", "table_6")
TERMS = ("treat_post", "post_shock")
CHANGE = "% change"


def estimates() -> pd.DataFrame:
    r"""Every printed column of tables 3 to 6.

    Returns
    -------
    DataFrame indexed by ``exhibit`` and ``column``
        ``coef`` with ``stars``, ``low`` and ``high`` (what its last digit leaves open), ``t``, ``se``,
        ``constant``, ``constant_t``, ``n``, ``n_units``, ``r2``; NaN where nothing is printed.

    Notes
    -----
    The paper prints :math:`t` and no standard error; ``se`` is :math:`b / t`.
    """
    cells = published.load("twin_cities")
    cells = cells[cells["exhibit"].isin(TABLES) & (cells["printed"] != "")]
    parts = {key: _column(part) for key, part in cells.groupby(["exhibit", "column"], sort=False)}
    return pd.DataFrame.from_dict(parts, orient="index").rename_axis(["exhibit", "column"])


def _column(cells: pd.DataFrame) -> dict:
    """Numbers of one column."""
    found = cells.set_index(["term", "statistic"])
    printed = found["printed"].map(parse)
    value = printed.map(lambda one: float(one.value))
    term = next(name for name in TERMS if (name, "coef") in value.index)
    coef, t = value[term, "coef"], value[term, "t"]
    return {
        "coef": coef,
        "stars": found["stars"][term, "coef"],
        "low": float(printed[term, "coef"].low),
        "high": float(printed[term, "coef"].high),
        "t": t,
        "se": coef / t,
        "constant": value["constant", "coef"],
        "constant_t": value["constant", "t"],
        **{name: value.get(("", name), np.nan) for name in ("n", "n_units", "r2")},
    }


def percent(coefficient: float) -> float:
    r"""A coefficient on a logarithm as the change it means, :math:`100 (e^b - 1)` per cent.

    References
    ----------
    Halvorsen and Palmquist (1980), equation 2.
    """
    return 100 * math.expm1(coefficient)


def percent_readings() -> pd.DataFrame:
    """Coefficients that the text reads as per cent, beside the change in per cent that they mean.

    Returns
    -------
    DataFrame, one row a coefficient: ``exhibit``, ``column``, ``places`` (how often the text says it),
    ``says`` (per cent in the text), ``low`` and ``high`` (per cent meant, from the interval of the printed
    coefficient). A coefficient that only the text has (that of the two-step estimates) is taken from it.
    """
    claims = published.claims("twin_cities")
    claims = claims[claims["unit"] == CHANGE]
    cells = published.load("twin_cities").set_index(published.KEYS)["printed"]
    rows = []
    for key, said in claims.groupby(published.KEYS, sort=False):
        first = said.iloc[0]
        text = parse(first["printed"], unit=CHANGE)
        coefficient = parse(cells[key]) if cells.get(key) else text
        rows.append(
            {
                "exhibit": first["exhibit"],
                "column": first["column"],
                "places": len(said),
                "says": 100 * float(text.value),
                "coef": float(coefficient.value),
                "low": percent(float(coefficient.low)),
                "high": percent(float(coefficient.high)),
            }
        )
    return pd.DataFrame(rows)


def rows_left_out(years: int) -> pd.DataFrame:
    r"""What table 4's numbers of observations say of the pairs that it leaves out.

    Parameters
    ----------
    years : int
        Years of the panel, the most rows that a pair can have.

    Returns
    -------
    DataFrame, one row a column of table 3 with its counterpart in table 4: rows of both, the difference,
    and the least number of pairs that it takes, :math:`\lceil d / T \rceil`, beside the change in the
    printed number of pairs.
    """
    printed = estimates()
    whole, part = printed.loc["table_3"], printed.loc["table_4"]
    rows = {}
    for column in part.index:
        left = int(whole["n"][column] - part["n"][column])
        rows[column] = {
            "n_table_3": int(whole["n"][column]),
            "n_table_4": int(part["n"][column]),
            "left_out": left,
            "fewest_pairs": math.ceil(left / years),
            "pairs_less": int(whole["n_units"][column] - part["n_units"][column]),
        }
    return pd.DataFrame(rows).T.rename_axis("column")


def stated(claim: str) -> float:
    """The number of a claim of the text, by its id: ``design-n``."""
    claims = published.claims("twin_cities").set_index("id")
    return float(parse(claims["printed"][claim], unit=claims["unit"][claim]).value)
