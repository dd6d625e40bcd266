"""Does system GMM find what was planted: every printed column over draws of the semi-synthetic panel."""

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
from scipy import stats

from lib.estimators import gmm
from lib.panels import agglomeration_synthetic as synthetic
from lib.panels.agglomeration_columns import Column
from lib.panels.agglomeration_synthetic import Drawn
from lib.results import TIDY, tidy_rows
from lib.studies import agglomeration as study
from lib.studies import agglomeration_printed as printed_record
from lib.studies.agglomeration_spec import main_spec

KEYS = ["exhibit", "column", "term"]
LEVEL = 0.05
Z95 = float(stats.norm.ppf(0.975))
STATISTICS = ("planted", "estimated", "mc_mean", "mc_error", "mc_sd", "mean_se", "covered", "rejects")


def first_seed(seed: int) -> int:
    """Seed of the first fresh panel of a chapter's seed."""
    return 1000 * seed


def panels(draws: int, seed: int, **options) -> Iterator[Drawn]:
    """Panels of consecutive seeds that no other seed of a chapter shares.

    Parameters
    ----------
    draws : int
        At least 2, which a Monte Carlo error needs.
    seed : int
    **options
        Of `lib.panels.agglomeration_synthetic.draw`.

    Raises
    ------
    ValueError
        Fewer than two draws.
    """
    if draws < 2:
        raise ValueError(f"draws={draws}: a Monte Carlo error needs 2 at least")
    first = first_seed(seed)
    return (synthetic.draw(seed=one, **options) for one in range(first, first + draws))


def estimates(drawn: Iterable[Drawn], columns: Iterable[Column], **changes) -> pd.DataFrame:
    """Estimates of printed columns on each panel.

    Parameters
    ----------
    drawn : iterable of Drawn
    columns : iterable of Column
    **changes
        What differs from the main reading, as in `lib.studies.agglomeration.estimate`.

    Returns
    -------
    DataFrame, one row a draw, column and term
        ``draw``, ``exhibit``, ``column``, ``term``, ``coef``, ``se``, ``planted`` in that draw, and
        ``hansen``, the p of the regression's test. The constant, which is not planted, is left out.
    """
    columns = list(columns)
    parts = []
    for r, one in enumerate(drawn):
        for column in columns:
            frame = column.frame(one.panel)
            result = gmm.estimate(frame, main_spec(column, **changes), study.UNIT, study.TIME)
            parts.append(compared(result, column, one).assign(draw=r))
    return pd.concat(parts, ignore_index=True)


def compared(result: gmm.GMMResult, column: Column, drawn: Drawn) -> pd.DataFrame:
    """One regression's rows of `estimates`, without ``draw``."""
    found = pd.DataFrame({"coef": result.params, "se": result.std_errors}).rename(index=study.TERMS)
    found = found.drop(index=study.CONSTANT).rename_axis("term")
    found["planted"] = drawn.truth(column.exhibit, column.column)
    keys = {"exhibit": column.exhibit, "column": column.column, "hansen": result.hansen.p}
    return found.reset_index().assign(**keys)


def summary(found: pd.DataFrame) -> pd.DataFrame:
    """Means over the draws beside what was planted.

    Parameters
    ----------
    found : DataFrame
        As `estimates` returns it.

    Returns
    -------
    DataFrame indexed by ``exhibit``, ``column`` and ``term``
        ``planted`` (mean over the draws), ``mc_mean``, ``mc_error`` (of the mean deviation), ``mc_sd``,
        ``mean_se`` (mean standard error), ``covered`` (share of 95 % intervals that hold what was planted),
        ``rejects`` (share of draws in which Hansen's test rejects at 5 %, one number a column),
        ``z`` (mean deviation over its Monte Carlo error).
    """
    off = found["coef"] - found["planted"]
    found = found.assign(off=off, inside=off.abs() < Z95 * found["se"], reject=found["hansen"] < LEVEL)
    groups = found.groupby(KEYS, sort=False)
    draws = groups.size()
    table = pd.DataFrame(
        {
            "planted": groups["planted"].mean(),
            "mc_mean": groups["coef"].mean(),
            "mc_error": groups["off"].std() / np.sqrt(draws),
            "mc_sd": groups["off"].std(),
            "mean_se": groups["se"].mean(),
            "covered": groups["inside"].mean(),
            "rejects": groups["reject"].mean(),
        }
    )
    return table.assign(z=(table["mc_mean"] - table["planted"]) / table["mc_error"])


def planted(track: str) -> pd.DataFrame | None:
    """What the panel of the track was drawn with; None for a track whose outcomes are not drawn.

    Returns
    -------
    DataFrame indexed by ``exhibit``, ``column`` and ``term``: ``printed``, ``planted``.
    """
    if track != "semi_synthetic":
        return None
    return synthetic.draw().planted.set_index(KEYS)[["printed", "planted"]]


def recovery(
    found: study.Found, columns: Iterable[Column], track: str, draws: int, seed: int
) -> pd.DataFrame | None:
    """Planted, estimated, and means over draws of the panel; None for a track whose outcomes are not drawn.

    Parameters
    ----------
    found : mapping of Column to result
        Estimates on the track's own panel.
    columns : iterable of Column
    track : str
    draws : int
    seed : int

    Returns
    -------
    DataFrame as `summary` returns it, with ``estimated`` and ``estimated_se`` on the track's panel.
    """
    if track != "semi_synthetic":
        return None
    return beside(fresh(columns, draws, seed), found)


def fresh(columns: Iterable[Column], draws: int, seed: int) -> pd.DataFrame:
    """`summary` of printed columns over fresh panels, whatever the track."""
    columns = list(columns)
    exhibits = tuple(dict.fromkeys(column.exhibit for column in columns))
    return summary(estimates(panels(draws, seed, exhibits=exhibits), columns))


def beside(table: pd.DataFrame, found: study.Found) -> pd.DataFrame:
    """A `summary` with ``estimated`` and ``estimated_se`` of the track's own panel."""
    ours = study.estimates(found)[["coef", "se"]]
    return table.join(ours.rename(columns={"coef": "estimated", "se": "estimated_se"}))


def biases(table: pd.DataFrame) -> pd.DataFrame:
    """Bias in units of the coefficient, of itself and of its Monte Carlo error.

    Parameters
    ----------
    table : DataFrame
        As `summary` or `collected` returns it.

    Returns
    -------
    DataFrame of the same index: ``planted``, ``bias`` (mean less planted), ``error`` (Monte Carlo, of the
    bias), ``part`` (bias over planted), ``z`` (bias over error) and ``units`` (bias over the standard
    deviation of the estimate).
    """
    bias, error = table["mc_mean"] - table["planted"], table["mc_error"]
    columns = {"planted": table["planted"], "bias": bias, "error": error}
    return pd.DataFrame(columns | {"part": bias / table["planted"], "z": bias / error,
                                   "units": bias / table["mc_sd"]})  # fmt: skip


def rows(table: pd.DataFrame | None, exhibit: str) -> pd.DataFrame | None:
    """Tidy rows of a recovery, the printed table in ``panel``; None without one.

    Parameters
    ----------
    table : DataFrame or None
        As `recovery` or `fresh` returns it.
    exhibit : str
        Name of the exhibit that keeps them.
    """
    if table is None:
        return None
    held = [name for name in STATISTICS if name in table]
    long = table[held].rename_axis(["panel", "column", "term"]).reset_index()
    long = long.melt(["panel", "column", "term"], var_name="statistic")
    return tidy_rows(long, paper=printed_record.PAPER, exhibit=exhibit, track="semi_synthetic")[TIDY]


def ranges(found: pd.DataFrame, followed: Iterable[str]) -> pd.DataFrame:
    """Mean and 95 % range of estimates over draws, for a figure.

    Parameters
    ----------
    found : DataFrame
        As `estimates` returns it, of one printed column.
    followed : iterable of str
        Terms.

    Returns
    -------
    DataFrame: ``term``, ``mean``, ``error`` (Monte Carlo, of the mean), ``low``, ``high``, ``planted``.
    """
    groups = found[found["term"].isin(list(followed))].groupby("term", sort=False)
    table = pd.DataFrame(
        {
            "mean": groups["coef"].mean(),
            "error": groups["coef"].sem(),
            "low": groups["coef"].quantile(0.025),
            "high": groups["coef"].quantile(0.975),
            "planted": groups["planted"].mean(),
        }
    )
    return table.loc[list(followed)].reset_index()


def collected(tidy: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """The recoveries of several chapters as one, from the tidy rows of `rows`.

    Returns
    -------
    DataFrame indexed by ``exhibit``, ``column`` and ``term``, columns `STATISTICS` (NaN where the chapters
    kept none).
    """
    long = pd.concat(list(tidy), ignore_index=True)
    keys = ["panel", "column", "term"]
    order = pd.MultiIndex.from_frame(long[keys].drop_duplicates(), names=KEYS)
    wide = long.pivot(index=keys, columns="statistic", values="value").rename_axis(KEYS)
    return wide.reindex(index=order, columns=list(STATISTICS))
