"""The grid of what the maritime paper leaves open, and each reading's distance to the printed efficiencies."""

from functools import cache

import numpy as np
import pandas as pd

from lib import panels, published
from lib.panels.maritime import Choices
from lib.printed import parse
from lib.studies.maritime import estimate

HOST = {
    "GDP and GDP per head": ("ln_gdp", "ln_gdp_per_head"),
    "GDP": ("ln_gdp",),
    "GDP per head": ("ln_gdp_per_head",),
}
CHINA = {
    "GDP and GDP per head": ("ln_gdp_per_head_china", "ln_gdp_china"),
    "GDP": ("ln_gdp_china",),
}
NON_POSITIVE = {
    "dropped": {"non_positive": "drop"},
    "one bulletin unit": {"non_positive": "bulletin_unit"},
    "one dollar": {"non_positive": "small"},
    "shifted": {"non_positive": "shift"},
    "ihs, million": {"non_positive": "ihs"},
    "ihs, 10 thousand": {"non_positive": "ihs", "unit": "10 thousand US$"},
    "ihs, dollar": {"non_positive": "ihs", "unit": "US$"},
}
LEVELS = {
    "track": ("public",),
    "outcome": ("flow", "stock"),
    "non-positive": tuple(NON_POSITIVE),
    "host": tuple(HOST),
    "China": tuple(CHINA),
    "energy": ("fossil_growth", "use"),
    "co-operation": ("goods_2005", "zone_2010"),
    "delta 0": ("yes", "no"),
    "levels": ("levels", "logs"),
}
MAIN = {
    "non-positive": "dropped",
    "host": "GDP and GDP per head",
    "China": "GDP and GDP per head",
    "energy": "fossil_growth",
    "co-operation": "goods_2005",
    "delta 0": "yes",
    "levels": "levels",
}


def reading(specification: dict) -> tuple[Choices, bool]:
    """The choices, and whether the inefficiency model has an intercept, of one cell of the grid."""
    choices = Choices(
        outcome=specification["outcome"],
        energy=specification["energy"],
        fta=specification["co-operation"],
        gravity=(*HOST[specification["host"]], *CHINA[specification["China"]], "ln_distance"),
        log_levels=specification["levels"] == "logs",
        **NON_POSITIVE[specification["non-positive"]],
    )
    return choices, specification["delta 0"] == "yes"


def evaluate(specification: dict) -> dict:
    """Estimate one cell of the grid: likelihood, boundary, and mean efficiency of every host."""
    choices, intercept = reading(specification)
    one = estimate(
        _panel(specification["track"]), choices, inefficiency_intercept=intercept, cov_type="none", n_random=0
    )
    by_host = one.sample.groupby("iso3")["efficiency"].mean()
    return {
        "nobs": one.result.nobs,
        "loglik": one.result.loglik,
        "gamma": one.result.params["gamma"],
        "boundary": one.result.boundary or "",
        "all": one.sample["efficiency"].mean(),
        **by_host.to_dict(),
    }


@cache
def _panel(track: str) -> pd.DataFrame:
    """One read a process."""
    return panels.load("maritime", track)


def printed_efficiencies() -> pd.DataFrame:
    """Mean efficiencies that the paper prints: ``panel``, ``column``, ``value``, ``unit`` (last place)."""
    cells = published.cells("maritime")
    here = (
        (cells["exhibit"] == "figure_3")
        & (cells["statistic"] == "mean_efficiency")
        & (cells["printed"] != "")
    )
    rows = cells.loc[here, ["panel", "column", "printed"]]
    numbers = [parse(text) for text in rows.pop("printed")]
    return rows.assign(value=[float(n.value) for n in numbers], unit=[float(n.unit) for n in numbers])


def printed_ranks() -> tuple[dict[str, set[str]], dict[str, list[set[str]]]]:
    """Hosts that the paper names above its mean, and its ranking as a list of ties, by outcome."""
    claims = published.claims("maritime").set_index("id")["expected"]
    above, ranking = {}, {}
    for outcome in ("flow", "stock"):
        above[outcome] = set(claims[f"above-mean-{outcome}-set"].split("; "))
        parts = [claims[f"above-mean-{outcome}-order"], claims[f"bottom-four-{outcome}-order"]]
        ranking[outcome] = [set(tie.split(" = ")) for part in parts for tie in part.split(" > ")]
    return above, ranking


def distances(grid: pd.DataFrame, printed: pd.DataFrame) -> pd.DataFrame:
    r"""How far each specification lies from the printed efficiencies.

    Parameters
    ----------
    grid : DataFrame
        As `lib.studies.grid.run` returns it for `evaluate`.
    printed : DataFrame
        Printed mean efficiencies: ``panel`` (host or ``all``), ``column``, ``value`` and ``unit``, one unit
        of the last printed place.

    Returns
    -------
    DataFrame on the grid's index: ``last_places``, the median over the printed numbers of
    :math:`|\hat e - e| / \text{unit}`, and ``log_ratio``, the root mean square of
    :math:`\ln \hat e - \ln e`, in which a mean of 0.286 and a low of 0.01 weigh the same.
    """
    out = pd.DataFrame(index=grid.index, columns=["last_places", "log_ratio"], dtype=float)
    for outcome, rows in grid.groupby("outcome"):
        target = printed[printed["column"] == outcome].set_index("panel")
        ours = rows[list(target.index)].astype(float)
        out.loc[rows.index, "last_places"] = (ours - target["value"]).abs().div(target["unit"]).median(axis=1)
        ratio = np.log(ours) - np.log(target["value"])
        out.loc[rows.index, "log_ratio"] = np.sqrt((ratio**2).mean(axis=1, skipna=False))
    return out


def agreement(grid: pd.DataFrame, above: dict[str, set], ranking: dict[str, list[set]]) -> pd.DataFrame:
    """Agreement with the printed sets and rankings, each between 0 and 1.

    Parameters
    ----------
    grid : DataFrame
        As for `distances`.
    above, ranking : dict
        As `printed_ranks` returns them.

    Returns
    -------
    DataFrame on the grid's index: ``set`` (common members over all members of the sets above the mean) and
    ``pairs`` (share of the pairs of named hosts, ties left out, that stand in the printed order).
    """
    hosts = [name for name in grid.columns if len(name) == 3 and name.isupper()]
    out = pd.DataFrame(index=grid.index, columns=["set", "pairs"], dtype=float)
    for row in grid.index:
        outcome, values = grid.loc[row, "outcome"], grid.loc[row, hosts].astype(float)
        ours = set(values.index[values > grid.loc[row, "all"]])
        out.loc[row, "set"] = len(above[outcome] & ours) / len(above[outcome] | ours)
        out.loc[row, "pairs"] = _pairs_in_order(values, ranking[outcome])
    return out


def _pairs_in_order(values: pd.Series, ranking: list[set]) -> float:
    levels = [values[sorted(tie)].to_numpy() for tie in ranking]
    pairs = [
        (high[:, None] > low[None, :]).ravel() for k, high in enumerate(levels) for low in levels[k + 1 :]
    ]
    return float(np.concatenate(pairs).mean())
