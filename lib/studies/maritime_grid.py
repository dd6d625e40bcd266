"""The grid of what the maritime paper leaves open, and each reading's distance to what it prints."""

from functools import cache

import numpy as np
import pandas as pd

from lib import panels, published
from lib.panels.maritime import Choices
from lib.printed import parse
from lib.results import tidy_rows
from lib.studies.grid import combinations
from lib.studies.maritime import Estimate, estimate

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
    "one million": {"non_positive": "million"},
    "one bulletin unit": {"non_positive": "bulletin_unit"},
    "one dollar": {"non_positive": "small"},
    "shifted": {"non_positive": "shift"},
    "ihs, million": {"non_positive": "ihs"},
    "ihs, 10 thousand": {"non_positive": "ihs", "unit": "10 thousand US$"},
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
    "model": ("1995", "1992", "1992, eta", "half-normal", "truncated normal"),
}
MODELS = {
    "1995": "bc95",
    "1992": "bc92",
    "1992, eta": "bc92_eta",
    "half-normal": "half_normal",
    "truncated normal": "truncated_normal",
}
MAIN = {
    "non-positive": "dropped",
    "host": "GDP and GDP per head",
    "China": "GDP and GDP per head",
    "energy": "fossil_growth",
    "co-operation": "goods_2005",
    "delta 0": "yes",
    "levels": "levels",
    "model": "1995",
}


# One of these at a time departs from the main reading.
MINOR = ("energy", "co-operation", "delta 0", "levels")


def specifications(track: str) -> list[dict]:
    """Every combination of the levels in which at most one choice of `MINOR` departs from `MAIN`.

    In the models without inefficiency variables, which know none of these choices, none departs, nor do
    China's regressors.
    """
    every = combinations({**LEVELS, "track": (track,)})
    return [one for one in every if _departures(one) <= (one["model"] == "1995")]


def _departures(one: dict) -> int:
    watched = MINOR if one["model"] == "1995" else (*MINOR, "China")
    return sum(one[name] != MAIN[name] for name in watched)


def estimate_reading(panel: pd.DataFrame, specification: dict, **options) -> Estimate:
    """The full estimate of one cell of the grid."""
    return estimate(panel, *reading(specification), model=MODELS[specification["model"]], **options)


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
    model = MODELS[specification["model"]]
    panel = _panel(specification["track"])
    one = estimate(panel, choices, intercept, model=model, cov_type="none", n_random=0)
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
    """Printed mean efficiencies: ``panel``, ``column``, ``printed`` (a string), ``value``, ``unit``.

    ``unit`` is one unit of the last printed place.
    """
    cells = published.cells("maritime")
    here = (
        (cells["exhibit"] == "figure_3")
        & (cells["statistic"] == "mean_efficiency")
        & (cells["printed"] != "")
    )
    rows = cells.loc[here, ["panel", "column", "printed"]]
    numbers = [parse(text) for text in rows["printed"]]
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
    ``pairs`` (share of the pairs of named hosts, ties left out, that stand in the printed order). Both are
    NaN for a specification that failed, ``pairs`` also where a named host is not in the sample.
    """
    hosts = [name for name in grid.columns if len(name) == 3 and name.isupper()]
    out = pd.DataFrame(index=grid.index, columns=["set", "pairs"], dtype=float)
    for row in grid.index:
        outcome, values = grid.loc[row, "outcome"], grid.loc[row, hosts].astype(float)
        if values.isna().all():
            continue
        ours = set(values.index[values > grid.loc[row, "all"]])
        out.loc[row, "set"] = len(above[outcome] & ours) / len(above[outcome] | ours)
        out.loc[row, "pairs"] = _pairs_in_order(values, ranking[outcome])
    return out


def _pairs_in_order(values: pd.Series, ranking: list[set]) -> float:
    levels = [values[sorted(tie)].to_numpy() for tie in ranking]
    if np.isnan(np.concatenate(levels)).any():
        return np.nan
    pairs = [
        (high[:, None] > low[None, :]).ravel() for k, high in enumerate(levels) for low in levels[k + 1 :]
    ]
    return float(np.concatenate(pairs).mean())


def main_row(rows: pd.DataFrame) -> pd.Series:
    """The grid's row of the main specification of one outcome."""
    hit = np.logical_and.reduce([rows[name] == level for name, level in MAIN.items()])
    return rows[hit].iloc[0]


def marked(by_outcome: dict[str, pd.DataFrame], chosen: dict[str, pd.Series], choices: list[str]) -> dict:
    """Main, nearest and joint row of each outcome, under a label such as ``flow, joint``."""
    together = {name: rows.set_index(choices)["log_ratio"] for name, rows in by_outcome.items()}
    joint = pd.DataFrame(together).pow(2).mean(axis=1, skipna=False).idxmin()
    found = {}
    for name, rows in by_outcome.items():
        found[f"{name}, main"] = chosen[name]
        found[f"{name}, nearest"] = rows.loc[rows["log_ratio"].idxmin()]
        found[f"{name}, joint"] = rows[(rows[choices] == list(joint)).all(axis=1)].iloc[0]
    return found


def nearest(by_outcome: dict, choices: list[str], chosen: dict) -> pd.DataFrame:
    """Choices, distances and agreement of the main, the nearest and the jointly nearest reading."""
    table = pd.DataFrame(marked(by_outcome, chosen, choices))
    measures = {"last_places": "last places", "log_ratio": "log distance", "set": "set", "pairs": "pairs"}
    shown = table.loc[[*choices, "all", "boundary", *measures]].rename(
        index={"all": "mean efficiency", **measures}
    )
    for row in ("mean efficiency", *measures.values()):
        shown.loc[row] = shown.loc[row].map("{:.3f}".format)
    return shown.replace("", "interior").rename_axis("what")


def tidy_nearest(table: pd.DataFrame, track: str) -> pd.DataFrame:
    """The table of `nearest` as tidy rows; ``panel`` is main, nearest or joint.

    A choice is a row with the level as ``term``, the choice as ``statistic`` and the value 1.
    """
    rows = table.rename_axis("statistic").reset_index().melt("statistic", var_name="label", value_name="cell")
    rows[["column", "panel"]] = rows.pop("label").str.split(", ", expand=True)
    is_choice = rows["statistic"].isin(list(MAIN))
    rows["term"] = rows["cell"].where(is_choice, "")
    numbers = pd.to_numeric(rows["cell"], errors="coerce").where(~is_choice, 1.0)
    rows = rows.assign(value=numbers).dropna(subset="value")
    rows["statistic"] = rows["statistic"].where(is_choice, rows["statistic"].str.replace(" ", "_"))
    return tidy_rows(rows, paper="maritime", exhibit="nearest", track=track)


def recovered(rows: pd.DataFrame, outcome: str, which: str, track: str) -> dict:
    """The specification of a row of `nearest`, from its tidy form."""
    here = rows[(rows["column"] == outcome) & (rows["panel"] == which) & rows["statistic"].isin(list(MAIN))]
    return {"track": track, "outcome": outcome, **dict(zip(here["statistic"], here["term"], strict=True))}


def nearest_values(by_outcome: dict, chosen: dict, printed: pd.DataFrame) -> pd.DataFrame:
    """Each printed efficiency beside the main and the nearest reading's."""
    parts = []
    for name, rows in by_outcome.items():
        best = rows.loc[rows["log_ratio"].idxmin()]
        part = printed[printed["column"] == name].sort_values("value", ascending=False)
        ours = {"main": chosen[name], "nearest": best}
        parts.append(part.assign(**{label: part["panel"].map(row) for label, row in ours.items()}))
    table = pd.concat(parts).rename(columns={"panel": "host", "column": "model"})
    table = table[["model", "host", "printed", "main", "nearest"]].reset_index(drop=True)
    return table.astype({"main": float, "nearest": float})


def tidy_hosts(by_outcome: dict, choices: list[str], chosen: dict, track: str) -> pd.DataFrame:
    """Mean efficiency of every host in the main, nearest and joint reading; ``term`` names the reading."""
    parts = []
    for label, row in marked(by_outcome, chosen, choices).items():
        hosts = row[[name for name in row.index if len(name) == 3 and name.isupper()]]
        outcome, which = label.split(", ")
        part = hosts.astype(float).rename_axis("panel").rename("value").reset_index()
        parts.append(part.assign(column=outcome, term=which, statistic="mean_efficiency"))
    return tidy_rows(pd.concat(parts), paper="maritime", exhibit="nearest_values", track=track)


def rank_agreement(hosts: pd.DataFrame, printed: pd.DataFrame) -> pd.DataFrame:
    """Correlations of hosts' efficiencies with the printed ranking and the printed values.

    Parameters
    ----------
    hosts : DataFrame
        As `tidy_hosts` returns it.
    printed : DataFrame
        As `printed_efficiencies` returns it.

    Returns
    -------
    DataFrame, one row a model and reading.
    """
    _, ranking = printed_ranks()
    rows = {}
    for (outcome, which), part in hosts.groupby(["column", "term"], sort=False):
        ours = part.set_index("panel")["value"]
        places = pd.Series({host: -k for k, tie in enumerate(ranking[outcome]) for host in tie})
        values = printed[(printed["column"] == outcome) & (printed["panel"] != "all")].set_index("panel")[
            "value"
        ]
        rows[f"{outcome}, {which}"] = {
            "hosts": len(places),
            "Spearman": ours[places.index].corr(places, method="spearman"),
            "named": len(values),
            "Pearson of logarithms": np.log(ours[values.index]).corr(np.log(values)),
        }
    table = pd.DataFrame(rows).T.rename_axis("model and reading")
    return table.astype({"hosts": int, "named": int})
