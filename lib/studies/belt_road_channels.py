"""What the printed numbers of tables 5 and 6 of the Belt and Road paper say of each other."""

import numpy as np
import pandas as pd

from lib import published
from lib.panels.belt_road import COUNTRIES, YEARS
from lib.panels.belt_road_columns import Column, printed_columns
from lib.printed import parse
from lib.studies.belt_road_placebo import PAPER, nine
from lib.studies.belt_road_record import estimates


def ranking(
    exhibit: str = "table_6", columns: tuple[str, ...] = ("(1)", "(2)", "(3)", "(4)")
) -> pd.DataFrame:
    r"""Differences of the channels' printed coefficients, two by two, as far as print tells.

    Returns
    -------
    DataFrame indexed by the two terms: ``difference``, ``z`` (estimates taken as uncorrelated), ``z_low`` and
    ``z_high``, its limits over every correlation.

    Notes
    -----
    The columns are estimates on the same rows, whose covariance is not printed:
    :math:`|s_1 - s_2| \le se \le s_1 + s_2`.
    """
    own = estimates().loc[exhibit]
    focus = {c.column: c.focus for c in printed_columns(exhibit) if c.column in columns}
    rows = {}
    for place, (first, one) in enumerate(focus.items()):
        for second, other in list(focus.items())[place + 1 :]:
            a, b = own.loc[(first, one)], own.loc[(second, other)]
            gap = a["coef"] - b["coef"]
            spread = abs(a["se"] - b["se"])
            rows[one, other] = {
                "difference": gap,
                "z": gap / np.hypot(a["se"], b["se"]),
                "z_low": abs(gap) / (a["se"] + b["se"]),
                "z_high": abs(gap) / spread if spread else np.inf,
            }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["one", "other"])


def implied_degrees(exhibit: str = "table_6") -> pd.DataFrame:
    r"""Residual degrees of freedom at which R squared and t of two columns on one outcome agree.

    Returns
    -------
    DataFrame indexed by the two columns: ``low``, ``high`` (over all roundings), ``middle``; ``printed``,
    what the printed observations leave of nine countries; ``units_low`` and ``units_high``, how many units
    in a balanced panel of the printed years leave ``low`` and ``high``.

    Notes
    -----
    Columns with the same outcome, controls, effects and rows have the same R squared without their channel,
    and with conventional standard errors :math:`1 - R_0^2 = (1 - R_k^2)(1 + t_k^2 / d)`, whether or not R
    squared is that within countries. Two columns give d. Pairs whose R squared may be equal give no limit and
    are left out.
    """
    columns = printed_columns(exhibit)
    cells = published.cells(PAPER).set_index("id")["printed"]
    known = {c.column: _rounded(cells, c) for c in columns}
    rows = {}
    for place, one in enumerate(columns):
        for other in columns[place + 1 :]:
            low, middle, high = _degrees(known[one.column], known[other.column])
            if np.isfinite(high):
                units = [(d + len(one.terms) + len(YEARS) - 1) / (len(YEARS) - 1) for d in (low, high)]
                rows[one.column, other.column] = {
                    "units_low": units[0],
                    "units_high": units[1],
                    "low": low,
                    "middle": middle,
                    "high": high,
                    "printed": one.nobs - len(one.terms) - len(COUNTRIES) - len(YEARS) + 1,
                }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["one", "other"])


def _rounded(cells: pd.Series, column: Column) -> dict[str, tuple[float, float]]:
    """Limits of what is left of the outcome and of the squared t of a column's channel."""
    place = f"{column.exhibit}//{column.column}/"
    coef, se, r2 = (
        parse(cells[place + key]) for key in (f"{column.focus}/coef", f"{column.focus}/se", "/r2")
    )
    return {
        "left": (1 - float(r2.high), 1 - float(r2.low)),
        "t2": ((float(coef.low) / float(se.high)) ** 2, (float(coef.high) / float(se.low)) ** 2),
    }


def _degrees(one: dict, other: dict) -> tuple[float, float, float]:
    """Smallest, middle and largest d of two columns; infinite where their R squared may be equal."""
    if one["left"][0] <= other["left"][1] and other["left"][0] <= one["left"][1]:
        return np.nan, np.nan, np.inf
    values = [
        (b * t_b - a * t_a) / (a - b)
        for a in one["left"]
        for b in other["left"]
        for t_a in one["t2"]
        for t_b in other["t2"]
    ]
    a, b, t_a, t_b = (np.mean(part[key]) for key in ("left", "t2") for part in (one, other))
    return min(values), (b * t_b - a * t_a) / (a - b), max(values)


def investors(panel: pd.DataFrame) -> pd.DataFrame:
    """What population's growth alone does to `flow` by the printed coefficients of tables 5 and 6.

    Parameters
    ----------
    panel : DataFrame
        The counterpart panel.

    Returns
    -------
    DataFrame indexed by iso3: ``growth`` (of population 2003-2023, logarithm), ``table_5`` and ``table_6``
    (its product with the coefficient of population in (1) of each).
    """
    wide = nine(panel).pivot(index="iso3", columns="year", values="ln_population").loc[list(COUNTRIES)]
    growth = wide[YEARS[-1]] - wide[YEARS[0]]
    own = estimates()["coef"]
    made = {name: growth * own[name, "(1)", "ln_population"] for name in ("table_5", "table_6")}
    return pd.DataFrame({"growth": growth, **made})
