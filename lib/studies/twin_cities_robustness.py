"""Robustness of the twin cities paper: two-step correction, exclusions, differences between groups."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.estimators import fixed_effects, selection
from lib.estimators.fixed_effects import FixedEffectsSpec
from lib.panels.twin_cities import CONTROLS
from lib.panels.twin_cities_columns import FIRST_STAGE, FIRST_STAGE_OUTCOME, MILLS, Column
from lib.panels.twin_cities_original import great_circle_km
from lib.results import tidy_rows
from lib.studies import twin_cities as study

SPECIAL_REGIONS = ("HKG", "MAC", "TWN")


@dataclass(frozen=True)
class Selection:
    """One reading of "the probability of becoming a twin city" and of the correction made from it.

    Attributes
    ----------
    unit : {"pair", "pair-year"}
        What has the probability: a pair, with the means of its regressors, or a pair in a year.
    correction : {"ratio", "residual"}
        The inverse Mills ratio in every row, or the generalised residual, which has another formula in rows
        without an agreement.
    regressors : tuple of str
        Variables of the probit.
    """

    unit: str
    correction: str
    regressors: tuple[str, ...]


SELECTIONS = {
    "pair-year, ratio": Selection("pair-year", "ratio", FIRST_STAGE),
    "pair-year, residual": Selection("pair-year", "residual", FIRST_STAGE),
    "pair, ratio": Selection("pair", "ratio", FIRST_STAGE),
    "pair-year, ratio, no gravity": Selection("pair-year", "ratio", CONTROLS),
}


def first_stage(panel: pd.DataFrame, reading: Selection) -> tuple[selection.ProbitResult, pd.Series]:
    r"""The probit of being tied and the correction term of each row.

    Parameters
    ----------
    panel : DataFrame, shape (N, ...)
        Rows with a missing regressor are left out.
    reading : Selection

    Returns
    -------
    ProbitResult, and Series, shape (N,)
        The correction on the panel's index, NaN in rows left out.

    Notes
    -----
    The ratio :math:`\phi(w'g) / \Phi(w'g)` in all rows is what the paper describes. It is the correction of
    an outcome seen in tied pairs alone. With the agreement as a regressor and all rows in the sample, the
    generalised residual is the correction (Heckman 1978): :math:`-\phi / (1 - \Phi)` where there is none.
    """
    used = list(reading.regressors)
    complete = panel.dropna(subset=used)
    by_pair = reading.unit == "pair"
    if by_pair:
        rows = complete.groupby("pair", sort=False)[[*used, "treat"]].mean()
        fitted = selection.probit(rows, "treat", reading.regressors)
    else:
        fitted = selection.probit(complete, FIRST_STAGE_OUTCOME, reading.regressors)
    if reading.correction == "ratio":
        term = selection.inverse_mills_ratio(fitted.index)
    else:
        term = fitted.generalised_residual
    values = complete["pair"].map(term) if by_pair else term
    return fitted, values.reindex(panel.index).rename(MILLS)


def two_step(
    panel: pd.DataFrame, columns: Iterable[Column], correction: pd.Series, **changes
) -> study.ByOutcome:
    """The second step: regressions with a correction term among the controls, by outcome.

    Parameters
    ----------
    panel : DataFrame
    columns : iterable of Column
        Of the exhibit ``heckman``.
    correction : Series
        As `first_stage` returns it.
    **changes
        As in `lib.studies.twin_cities.estimate`: ``covariance`` and the like.

    Notes
    -----
    The correction is an estimate that the second step treats as data; its standard errors say nothing of the
    first step's.
    """
    corrected = panel.assign(**{MILLS: correction})
    return {column.outcome: study.estimate(corrected, column, **changes) for column in columns}


def two_step_errors(found: study.ByOutcome, clustered: study.ByOutcome) -> pd.DataFrame:
    """Effect and correction of the second step under two kinds of errors, the first step taken as known.

    Parameters
    ----------
    found, clustered : mapping of outcome to result
        The same regressions with independent errors and with errors clustered by pair.

    Returns
    -------
    DataFrame, one row an outcome and term: ``coef``, ``independent``, ``by pair`` (standard errors) and ``t``
    under the second.
    """
    rows = {}
    for outcome, result in found.items():
        for term, words in (("treat_post", "agreement"), (MILLS, "λ")):
            se = clustered[outcome].std_errors[term]
            rows[outcome, words] = {
                "coef": result.params[term],
                "independent": result.std_errors[term],
                "by pair": se,
                "t": result.params[term] / se,
            }
    return pd.DataFrame(rows).T.rename_axis(["outcome", "term"])


def heckman_rows(first: selection.ProbitResult, found: study.ByOutcome, track: str) -> pd.DataFrame:
    """Tidy rows of the exhibit ``heckman``: both effects, both correction terms, the first stage."""
    parts = []
    for outcome, result in found.items():
        rows = result.summary().loc[["treat_post", MILLS]].rename_axis("term").reset_index()
        rows = rows.melt("term", var_name="statistic")
        parts.append(rows.assign(column=outcome))
        scalars = {"n": result.nobs, "r2": result.extra["r2"]}
        parts.append(_scalars(scalars, outcome))
    probit = first.summary().rename_axis("term").reset_index().melt("term", var_name="statistic")
    parts.append(probit.assign(column="first_stage"))
    parts.append(_scalars({"n": first.nobs, "pseudo_r2": first.pseudo_r2}, "first_stage"))
    return tidy_rows(pd.concat(parts), paper=study.PAPER, exhibit="heckman", track=track)


def _scalars(values: Mapping[str, float], column: str) -> pd.DataFrame:
    frame = pd.DataFrame({"statistic": list(values), "value": list(values.values())})
    return frame.assign(term="", column=column)


def samples(panel: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The panel under the exclusions that the paper names without printing their results.

    Returns
    -------
    dict of words to DataFrame
        Without pairs tied by their province alone; with these pairs as untied ones; and, where the panel has
        them, without Hong Kong, Macao and Taiwan.
    """
    province, special = panel["via_province"] == 1, panel["iso3"].isin(SPECIAL_REGIONS)
    untied = panel.assign(
        treat=panel["treat"].mask(province, 0), treat_post=panel["treat_post"].mask(province, 0)
    )
    found = {"without provinces": panel[~province], "provinces untied": untied}
    return found | ({"without special regions": panel[~special]} if special.any() else {})


def on_samples(
    samples_of: Mapping[str, pd.DataFrame], columns: Iterable[Column]
) -> dict[str, study.ByOutcome]:
    """The regressions by outcome on each of several samples."""
    return {
        words: {column.outcome: study.estimate(sample, column) for column in columns}
        for words, sample in samples_of.items()
    }


def effects(found: Mapping[str, study.ByOutcome]) -> pd.DataFrame:
    """Effects of agreements, one row a sample or reading, by outcome: coefficient, standard error, rows."""
    rows = {}
    for words, by_outcome in found.items():
        rows[words] = {}
        for outcome, result in by_outcome.items():
            rows[words] |= {
                (outcome, "coef"): result.params["treat_post"],
                (outcome, "se"): result.std_errors["treat_post"],
                (outcome, "n"): result.nobs,
            }
    return pd.DataFrame(rows).T


def robustness_rows(found: study.ByOutcome, exhibit: str, track: str) -> pd.DataFrame:
    """Tidy rows of the effect on each outcome under one exclusion."""
    parts = []
    for outcome, result in found.items():
        rows = result.summary().loc[["treat_post"]].rename_axis("term").reset_index()
        parts.append(rows.melt("term", var_name="statistic").assign(column=outcome))
        parts.append(_scalars({"n": result.nobs, "r2": result.extra["r2"]}, outcome))
    return tidy_rows(pd.concat(parts), paper=study.PAPER, exhibit=exhibit, track=track)


def differences(found: study.Found, pairs: Mapping[str, tuple[str, str]]) -> pd.DataFrame:
    r"""Differences between effects of two disjoint groups of destinations, computed.

    Parameters
    ----------
    found : mapping of Column to result
        Table 6, clustered by pair or not clustered.
    pairs : mapping of words to two columns
        The second is subtracted from the first.

    Returns
    -------
    DataFrame, one row a comparison: ``difference``, ``s.e.``, ``z``.

    Notes
    -----
    :math:`se = \sqrt{se_1^2 + se_2^2}`, exact for errors that are independent between pairs, since no pair is
    in both groups. Shocks to a city, which is in both, are left to `stacked`. The printed differences are
    `lib.studies.twin_cities.printed_differences`.
    """
    ours = {
        column.column: (r.params[column.regressor], r.std_errors[column.regressor])
        for column, r in found.items()
    }
    rows = {}
    for words, (first, second) in pairs.items():
        difference = ours[first][0] - ours[second][0]
        se = np.hypot(ours[first][1], ours[second][1])
        rows[words] = {"difference": difference, "s.e.": se, "z": difference / se}
    return pd.DataFrame(rows).T.rename_axis("comparison")


def stacked(panel: pd.DataFrame, first: Column, second: Column, clusters: str) -> tuple[float, float]:
    r"""The difference between two groups' effects and its standard error, with clusters across the groups.

    Parameters
    ----------
    panel : DataFrame
    first, second : Column
        The same regression on two disjoint samples.
    clusters : str
        Column whose values are clusters, ``city_code``.

    Returns
    -------
    float, float
        :math:`b_1 - b_2` and :math:`\sqrt{V_{11} + V_{22} - 2 V_{12}}`.

    Notes
    -----
    One regression on both samples, in which every effect and every control has a value for each group: its
    coefficients are those of the two regressions, its covariance has the part between them.
    """
    frames = [column.frame(panel).assign(group=g) for g, column in enumerate((first, second))]
    both = pd.concat(frames, ignore_index=True)
    names = first.regressors
    own = {f"{name}_{g}": both[name] * (both["group"] == g) for g in (0, 1) for name in names}
    spec = FixedEffectsSpec(
        outcome=first.y,
        regressors=tuple(own),
        fixed_effects=tuple(f"{effect}^group" for effect in first.fixed_effects),
        covariance={"clustered": [clusters]},
        keep_singletons=True,
    )
    result = fixed_effects.estimate(both.assign(**own), spec)
    terms = [f"{first.regressor}_{g}" for g in (0, 1)]
    v = result.cov.loc[terms, terms].to_numpy()
    difference = result.params[terms[0]] - result.params[terms[1]]
    return float(difference), float(np.sqrt(v[0, 0] + v[1, 1] - 2 * v[0, 1]))


def neighbours(cities: pd.DataFrame, destinations: pd.DataFrame, borders: pd.DataFrame) -> pd.DataFrame:
    """Mean distance of each destination from the cities, and how the paper's footnote has it.

    Parameters
    ----------
    cities : DataFrame
        ``lon`` and ``lat`` in degrees, as in the table ``cities``.
    destinations : DataFrame
        ``iso3`` and the ``lon`` and ``lat`` of the capital.
    borders : DataFrame
        The table ``china_neighbours``: ``iso3``, ``land_border``.

    Returns
    -------
    DataFrame indexed by ``iso3``: ``distance`` (km, mean over all cities, whether they export there or not)
    and ``kind`` (by land, across the sea, not on the list).
    """
    places = destinations[["iso3", "lon", "lat"]].merge(
        cities[["lon", "lat"]], how="cross", suffixes=("", "_city")
    )
    km = great_circle_km(places["lon_city"], places["lat_city"], places["lon"], places["lat"])
    distance = km.groupby(places["iso3"]).mean()
    land = borders.set_index("iso3")["land_border"]
    words = {1: "by land", 0: "across the sea"}
    kind = distance.index.to_series().map(land).map(words).fillna("not on the list")
    return pd.DataFrame({"distance": distance, "kind": kind})
