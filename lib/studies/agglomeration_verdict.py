"""What the verdict on the agglomeration paper needs beside the exhibits of its chapters."""

import numpy as np
import pandas as pd

from lib import verdicts
from lib.panels.agglomeration import RESILIENCE

# What is missing, what the paper has of it, what it would settle.
_REQUESTS = (
    ("customs records by city", "licensed", "exports, varieties and destinations of every city"),
    ("city yearbooks, by city and year", "licensed", "all regressors but agglomeration and distance"),
    ("source of firms' productivity", "not named", "whether it covers exporters, all firms, or large ones"),
    ("source of distances and zones", "not named", "port, route and date of each"),
    ("index formula of resilience", "not given", "the scale of the variable, and its value in the base year"),
    ("years of the moving average", "not given", "which lags of it are valid instruments"),
    ("limits of the classes of size", "not given", "which cities are in tables 4 and 5"),
    (
        "where variables are standardised",
        "whole sample or class: not said",
        "whether classes can be compared",
    ),
    ("list of instruments with lags", "a sentence", "the model: lags, collapse, levels and differences"),
    ("number of instruments, AR(1)", "not printed", "whether Hansen's p means anything"),
    ("one-step or two-step, correction", "not said", "whether standard errors are too small"),
    ("covariances of the estimates", "not printed", "every comparison of two coefficients"),
    ("observations of the regressions", "more than possible", "the sample"),
    ("program and log", "none", "all of the above"),
)


def requests() -> pd.DataFrame:
    """What a data editor would ask the author for, in words, the data first."""
    columns = ["what", "in the paper", "it would settle"]
    return pd.DataFrame(_REQUESTS, columns=columns).set_index("what")


def fates_by_exhibit(judged: pd.DataFrame) -> pd.DataFrame:
    """Printed cells by exhibit and by what became of them.

    Parameters
    ----------
    judged : DataFrame
        As `lib.verdicts.read` returns it.

    Returns
    -------
    DataFrame of int, a row an exhibit, a column a fate that occurs, as `lib.verdicts.across` names it.
    """
    frames = {name: part for name, part in judged.groupby("exhibit", sort=False)}
    table = verdicts.across.not_counted(frames).drop(columns="why").T
    return table.loc[:, table.sum() > 0].astype(int).rename_axis("exhibit")


def by_column(recovered: pd.DataFrame) -> pd.DataFrame:
    """Recovery of each printed column in a line.

    Parameters
    ----------
    recovered : DataFrame
        As `lib.studies.agglomeration_recovery.collected` returns it.

    Returns
    -------
    DataFrame indexed by ``exhibit`` and ``column``
        ``lag``, ``own_resilience``, ``own_productivity``, ``resilience``, ``productivity`` (bias of the lag,
        of resilience by its measure and productivity, and of the products of both, in standard deviations of
        the estimate), ``error`` (largest Monte Carlo error of the five, in the same unit),
        ``covered`` (share of 95 % intervals over all terms), ``rejects`` (Hansen's test at 5 %).
    """
    units = (recovered["mc_mean"] - recovered["planted"]) / recovered["mc_sd"]
    errors = recovered["mc_error"] / recovered["mc_sd"]
    name = recovered.index.get_level_values("term")
    products = name.str.startswith("agglomeration_x_")
    channel = name == "agglomeration_x_productivity"
    masks = {
        "lag": name == "lag_outcome",
        "own_resilience": name.isin(RESILIENCE),
        "own_productivity": name == "ln_productivity",
        "resilience": products & ~channel,
        "productivity": channel,
    }
    keys = ["exhibit", "column"]
    parts = {words: units[mask].groupby(keys, sort=False).first() for words, mask in masks.items()}
    return pd.DataFrame(
        {
            **parts,
            "error": errors[np.logical_or.reduce(list(masks.values()))].groupby(keys, sort=False).max(),
            "covered": recovered["covered"].groupby(keys, sort=False).mean(),
            "rejects": recovered["rejects"].groupby(keys, sort=False).first(),
        }
    )
