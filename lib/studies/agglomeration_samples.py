"""Samples of the agglomeration paper: classes that cities change, parts of a whole, tails that are cut."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from lib.estimators import gmm
from lib.panels import agglomeration_columns as printed_columns
from lib.panels.agglomeration_columns import Column
from lib.results import tidy_rows
from lib.studies import agglomeration as study
from lib.studies import agglomeration_printed as printed_record
from lib.studies import agglomeration_recovery as recovering
from lib.studies.agglomeration_classes import equal
from lib.studies.agglomeration_spec import main_spec


def lost_lags(panel: pd.DataFrame, columns: Iterable[Column]) -> pd.DataFrame:
    """City-years of each sample by what happened to their lag when the sample is taken first.

    Returns
    -------
    DataFrame indexed by ``sample``
        ``city-years``, ``with lag``, ``moved`` (in the panel the year before, but not in the sample),
        ``entered`` (not in the panel the year before).
    """
    keys = pd.MultiIndex.from_frame(panel[["city_code", "year"]])
    rows = {}
    for column in columns:
        frame = column.frame(panel)
        before = pd.MultiIndex.from_arrays([frame["city_code"], frame["year"] - 1])
        in_sample = before.isin(pd.MultiIndex.from_frame(frame[["city_code", "year"]]))
        in_panel = before.isin(keys)
        rows[column.sample] = {
            "city-years": len(frame),
            "with lag": int(in_sample.sum()),
            "moved": int((in_panel & ~in_sample).sum()),
            "entered": int((~in_panel).sum()),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("sample")


def outside_parts(whole: str, parts: Iterable[str]) -> pd.DataFrame:
    """Printed coefficients on the whole that lie outside the range of those on its parts.

    Parameters
    ----------
    whole : str
        Exhibit, ``"table_1"``.
    parts : iterable of str
        Exhibits with a column a part and outcome.

    Returns
    -------
    DataFrame indexed by ``outcome``: ``terms``, ``outside``.
    """
    coef = printed_record.estimates()["coef"]
    pieces = [column for exhibit in parts for column in printed_columns.printed_columns(exhibit)]
    rows = {}
    for column in printed_columns.printed_columns(whole):
        same = [piece for piece in pieces if piece.outcome == column.outcome]
        table = pd.DataFrame({piece.name: coef.loc[piece.exhibit, piece.column] for piece in same})
        ours = coef.loc[column.exhibit, column.column].loc[list(column.terms)]
        table = table.loc[ours.index]
        outside = (ours < table.min(axis=1)) | (ours > table.max(axis=1))
        rows[column.outcome] = {"terms": len(ours), "outside": int(outside.sum())}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("outcome")


def within_class(panel: pd.DataFrame, columns: Iterable[Column]) -> pd.DataFrame:
    """Coefficients with variables in standard deviations of the whole sample and of each class.

    Returns
    -------
    DataFrame indexed by ``sample`` and ``term`` (the core ones)
        ``s.d. within`` (of the variable that has 1 on the whole), ``whole sample``, ``within the class``.

    Notes
    -----
    Variables are divided by the class's standard deviation and not centred anew: lags of levels in one column
    are other instruments after a shift, which would hide the change of unit.
    """
    parts = {}
    for column in columns:
        frame = column.frame(panel)
        names = ["y", *column.regressors]
        own = frame.assign(**frame[names] / frame[names].std())
        whole = study.estimate(panel, column).params
        within = gmm.estimate(own, main_spec(column), study.UNIT, study.TIME).params
        parts[column.sample] = pd.DataFrame({
            "s.d. within": frame[names].std(),
            "whole sample": whole,
            "within the class": within,
        }).loc[list(column.core)]  # fmt: skip
    return pd.concat(parts, names=["sample", "term"])


def cut(
    panel: pd.DataFrame, column: Column, by: str | None, low: float, high: float, *, again: bool = False
) -> pd.DataFrame:
    """The frame of a regression without the tails of one of its variables.

    Parameters
    ----------
    panel : DataFrame
    column : Column
        Of a table on the whole sample.
    by : str or None
        Variable of the frame; None leaves all rows.
    low, high : float
        Percentiles, both kept.
    again : bool
        Centre, multiply and standardise on the rows that are left, instead of on all rows as `Column.frame`
        does.
    """
    frame = column.frame(panel)
    if by is None:
        return frame
    ends = np.nanpercentile(frame[by], [low, high])
    left = frame[frame[by].between(*ends)]
    return column.frame(panel.loc[left.index]) if again else left


def cuts(
    column: Column, by: dict[str, str | None], percentiles: tuple[float, float], draws: int, seed: int,
    followed: Iterable[str], again: Iterable[str] = (),
) -> pd.DataFrame:  # fmt: skip
    """Estimates over draws of the panel, with and without the tails of a variable.

    Parameters
    ----------
    column : Column
        Of a table on the whole sample, so that what is planted holds in every row.
    by : dict of words to variable or None
        Ways of cutting, as in `cut`.
    percentiles : tuple of float
    draws : int
    seed : int
    followed : iterable of str
        Terms to report.
    again : iterable of str
        The words of those ways that standardise after the cut.

    Returns
    -------
    DataFrame as `lib.exhibits.agglomeration_plots.spread` reads it, with the mean numbers of
    city-years (``rows``) and of rows of the regression (``used``), and the Monte Carlo ``error`` of the mean.
    """
    found: dict[str, list[pd.DataFrame]] = {words: [] for words in by}
    again = set(again)
    for r, drawn in enumerate(recovering.panels(draws, seed, exhibits=(column.exhibit,))):
        for words, name in by.items():
            frame = cut(drawn.panel, column, name, *percentiles, again=words in again)
            result = gmm.estimate(frame, main_spec(column), study.UNIT, study.TIME)
            rows = recovering.compared(result, column, drawn)
            found[words].append(rows.assign(draw=r, rows=len(frame), used=result.nobs))
    parts = []
    for words, rows in found.items():
        table = pd.concat(rows)
        sizes = table[["rows", "used"]].mean()
        parts.append(recovering.ranges(table, followed).assign(sample=words, **sizes))
    return pd.concat(parts, ignore_index=True)


def decimal(exhibit: str, column: str, term: str, others: tuple[str, ...]) -> pd.DataFrame:
    """A printed coefficient with its standard error as printed and a tenth of it.

    Parameters
    ----------
    exhibit, column, term : str
    others : tuple of str
        Columns of the same exhibit that it is compared with.

    Returns
    -------
    DataFrame indexed by ``standard error``: ``s.e.``, ``t``, and ``p of equality`` with the others.
    """
    table = printed_record.estimates().loc[exhibit].xs(term, level="term")[["coef", "se"]]
    rows = {}
    for words, factor in (("as printed", 1.0), ("a tenth", 0.1)):
        part = table.loc[[column, *others]].astype(float)
        part.loc[column, "se"] *= factor
        _, _, p = equal(part["coef"], part["se"])
        se = part.loc[column, "se"]
        rows[words] = {"s.e.": se, "t": part.loc[column, "coef"] / se, "p of equality": p}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("standard error")


def range_exceeds(bound: float, *, groups: int, draws: int, seed: int) -> float:
    """How often the range of independent standard normal variables exceeds a bound, a share."""
    drawn = np.random.default_rng(seed).standard_normal((draws, groups))
    return float((np.ptp(drawn, axis=1) > bound).mean())


def cut_rows(found: pd.DataFrame, exhibit: str) -> pd.DataFrame:
    """Tidy rows of `cuts`, the way of cutting in ``column``."""
    statistics = ["mean", "error", "planted", "rows", "used"]
    long = found.melt(["term", "sample"], statistics, var_name="statistic").rename(
        columns={"sample": "column"}
    )
    return tidy_rows(long, paper=printed_record.PAPER, exhibit=exhibit, track="semi_synthetic")


def printed_ratios(printed: pd.DataFrame, whole: str, part: str) -> pd.DataFrame:
    """Printed coefficients of one table over those of another, a row a term, a column an outcome.

    Parameters
    ----------
    printed : DataFrame
        As `lib.studies.agglomeration_printed.estimates` returns it.
    whole, part : str
        Exhibits whose columns have the same outcomes in the same order.
    """
    coef = printed["coef"].drop(index=study.CONSTANT, level="term")
    ratio = (coef.loc[part] / coef.loc[whole]).unstack("column", sort=False)
    outcomes = {column.column: column.outcome for column in printed_columns.printed_columns(whole)}
    return ratio.rename(columns=outcomes)


def trimmed(panel: pd.DataFrame, columns: Iterable[Column], outcome: str) -> study.Found:
    """The regressions of table 8 with the tails cut by another outcome than export value.

    Parameters
    ----------
    panel : DataFrame
    columns : iterable of Column
        Of table 8.
    outcome : str
        ``varieties`` or ``destinations``.
    """
    found = {}
    for column in columns:
        frame = replace(column, sample="all").frame(panel)
        values = panel.loc[frame.index, printed_columns.own_outcome(panel, outcome, column.exhibit)]
        rows = printed_columns.between_percentiles(values, np.ones(len(frame), dtype=bool))
        found[column] = gmm.estimate(frame[rows], main_spec(column), study.UNIT, study.TIME)
    return found


def as_exhibit(rows: pd.DataFrame, exhibit: str) -> pd.DataFrame:
    """Tidy rows under the name of another exhibit with the same columns."""
    return rows.assign(exhibit=exhibit)


def export_shares(panel: pd.DataFrame, spread: float | None = None) -> pd.DataFrame:
    """Shares of export value by size and by region, all years together.

    Parameters
    ----------
    panel : DataFrame
    spread : float, optional
        Standard deviation to give the logarithm of export value, whose own it has otherwise.

    Returns
    -------
    DataFrame with the keys of the record: ``panel`` (by_size, by_region), ``term`` (the class), ``value``.
    """
    value = rescaled(panel, spread)
    parts = []
    for words, name in (("by_size", "size"), ("by_region", "region")):
        share = value.groupby(panel[name]).sum() / value.sum()
        share = share.rename(index={"centre": "central"}).rename_axis("term").rename("value")
        parts.append(share.reset_index().assign(panel=words))
    return pd.concat(parts, ignore_index=True)[["panel", "term", "value"]]


def rescaled(panel: pd.DataFrame, spread: float | None = None) -> pd.Series:
    """Export value with another standard deviation of its logarithm, up to a factor."""
    log = panel["ln_value"] - panel["ln_value"].mean()
    return np.exp(log if spread is None else log * spread / log.std())


def largest_share(panel: pd.DataFrame, spread: float | None = None) -> float:
    """The largest city's share of the exports of a year, mean over the years."""
    by_year = rescaled(panel, spread).groupby(panel["year"])
    return float((by_year.max() / by_year.sum()).mean())


def shares_by_spread(panel: pd.DataFrame, spreads: Iterable[float]) -> pd.DataFrame:
    """`export_shares` in per cent by standard deviation of the logarithm, with the largest city's below.

    Returns
    -------
    DataFrame indexed by words for the class, a column a standard deviation.
    """
    shown = {}
    for spread in spreads:
        shares = export_shares(panel, spread)
        words = shares["panel"].str.replace("_", " ") + ": " + shares["term"]
        largest = pd.Series({"largest city, mean over years": largest_share(panel, spread)})
        shown[spread] = 100 * pd.concat([shares["value"].set_axis(words), largest])
    return pd.DataFrame(shown).rename_axis("cities")


def share_rows(shares: pd.DataFrame, track: str) -> pd.DataFrame:
    """Tidy rows of `export_shares` for the exhibit ``context``."""
    rows = shares.assign(statistic="share_of_exports")
    return tidy_rows(rows, paper=printed_record.PAPER, exhibit="context", track=track)
