"""What the verdict on the twin cities paper needs beside the exhibits of its chapters."""

import numpy as np
import pandas as pd

from lib.studies import persistence, twin_cities_modern, twin_cities_paths, twin_cities_printed
from lib.studies.twin_cities_modern import PAPER, WITHIN

# Words -> columns of table 6, the second of which is subtracted from the first.
GROUPS = {
    "road − others, quantity": ("(1)", "(3)"),
    "road − others, value": ("(2)", "(4)"),
    "neighbours − others, quantity": ("(7)", "(5)"),
    "neighbours − others, value": ("(8)", "(6)"),
}


def printed_differences() -> pd.DataFrame:
    r"""Differences between the printed effects of two groups of destinations in table 6.

    Returns
    -------
    DataFrame, one row an item of `GROUPS`: ``printed``, ``printed s.e.``, ``printed z``.

    Notes
    -----
    :math:`se = \sqrt{se_1^2 + se_2^2}`: errors are taken as independent between the groups.
    """
    printed = twin_cities_printed.estimates().loc["table_6"]
    rows = {}
    for words, (first, second) in GROUPS.items():
        gap = printed.loc[first, "coef"] - printed.loc[second, "coef"]
        error = np.hypot(printed.loc[first, "se"], printed.loc[second, "se"])
        rows[words] = {"printed": gap, "printed s.e.": error, "printed z": gap / error}
    return pd.DataFrame.from_dict(rows, orient="index")


def deviations(estimated: pd.DataFrame, recovery: pd.DataFrame) -> pd.DataFrame:
    r"""How far one draw's estimates lie from what is planted, in two standard deviations.

    Parameters
    ----------
    estimated : DataFrame
        Tidy rows of tables 3 to 6 (`lib.results.TIDY`): ``coef`` and ``t`` of the effects.
    recovery : DataFrame
        Tidy rows of the exhibit ``recovery``: ``planted`` and ``mc_sd``, the standard deviation over fresh
        draws of the noise; its ``column`` is the paper's table and column, ``table_3 (1)``.

    Returns
    -------
    DataFrame indexed by exhibit and column
        ``draws``: :math:`(b - \beta) / s` with s the standard deviation of the draws; ``own``: the same with
        the estimate's own standard error :math:`b / t`.

    Raises
    ------
    ValueError
        A column has an estimate but no recovery.
    """
    effects = estimated[estimated["term"].isin(twin_cities_printed.TERMS)]
    ours = effects.pivot(index=["exhibit", "column"], columns="statistic", values="value")
    known = recovery.pivot(index="column", columns="statistic", values="value")
    keys = [f"{exhibit} {column}" for exhibit, column in ours.index]
    if missing := [key for key in keys if key not in known.index]:
        raise ValueError(f"exhibit recovery has no row {missing[0]!r}: run twin_cities/03_results again")
    known = known.loc[keys].set_axis(ours.index)
    away = ours["coef"] - known["planted"]
    return pd.DataFrame({"draws": away / known["mc_sd"], "own": away / (ours["coef"] / ours["t"])})


def identified(panel: pd.DataFrame, outcome: str = "value") -> tuple[float, dict[str, float]]:
    """Where the coefficient of equation (9) comes from, and what noise-free outcomes make of it.

    Parameters
    ----------
    panel : DataFrame
        The semi-synthetic panel, drawn with the rising path.
    outcome : str
        ``quantity`` or ``value``.

    Returns
    -------
    share : float
        Of the variation left to the treatment by the paper's effects and controls, the part between pairs.
    free : dict of str to float
        Coefficient before noise was drawn, with the paper's effects and with those of pair and year.
    """
    mean = twin_cities_paths.planted(panel, outcome).panel
    projected = twin_cities_modern.projections(mean, twin_cities_paths.MEAN, (PAPER, WITHIN))
    share = persistence.between_share(projected[PAPER], mean["pair"])
    return share, {name: float(one.weights @ mean[twin_cities_paths.MEAN]) for name, one in projected.items()}
