"""Inequality between the nine countries of the Belt and Road paper, by Theil's index."""

import numpy as np
import pandas as pd

from lib.estimators import inequality
from lib.panels.belt_road import TREATED
from lib.studies.belt_road_placebo import nine


def between(panel: pd.DataFrame) -> pd.DataFrame:
    """Theil's T of GDP per head between the nine countries, year by year, in two parts.

    Returns
    -------
    DataFrame indexed by year: ``total``, ``within`` (the two groups of countries), ``between`` (them).

    Notes
    -----
    Countries weighted with population, each person counted with the mean of the country, in constant US$: the
    part of inequality that lies between countries.
    """
    rows = {}
    for year, own in nine(panel).groupby("year"):
        income, people = np.exp(own["ln_gdp_per_head"]), np.exp(own["ln_population"])
        groups = np.where(own["iso3"].isin(TREATED), "treated", "control")
        found = inequality.decompose(income, people, groups)
        rows[year] = {"total": found.total, "within": found.within, "between": found.between}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("year")
