"""The agglomeration paper's data and model: what varies, what the years allow, what each estimator finds."""

import numpy as np
import pandas as pd

from lib.estimators import gmm
from lib.panels import agglomeration_synthetic as synthetic
from lib.panels.agglomeration import BASE_YEAR, CONTROLS, EXTERNAL, FIRST_YEAR, LAST_YEAR, OUTCOMES
from lib.panels.agglomeration_columns import HIGH, INTERACTIONS, LAG, LOW, Column, printed_counts
from lib.studies.agglomeration_referee import KEYS
from lib.studies.agglomeration_spec import main_spec

FIXED = ("ln_port_distance",)  # the same in every year: not in a model of changes
LEAST_SQUARES, WITHIN = "least squares", "within (city effects)"
DIFFERENCE, SYSTEM = "difference GMM", "system GMM"


def descriptives(panel: pd.DataFrame, terms: tuple[str, ...]) -> pd.DataFrame:
    """Mean, spread and persistence of the panel's variables.

    Returns
    -------
    DataFrame indexed by term: ``mean``, ``sd``, ``within`` (share of the variance that lies within cities)
    and ``year to year`` (correlation with the year before).
    """
    rows = {}
    for term in terms:
        values = panel[[*KEYS, term]].dropna()
        around = values[term] - values.groupby("city_code")[term].transform("mean")
        rows[term] = {
            "mean": values[term].mean(),
            "sd": values[term].std(),
            "within": around.pow(2).mean() / values[term].var(ddof=0),
            "year to year": values[term].corr(_before(values, term)),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("term")


def strength(frame: pd.DataFrame, terms: tuple[str, ...]) -> pd.DataFrame:
    r"""How well the instruments of the main reading foretell what they instrument.

    Parameters
    ----------
    frame : DataFrame
        As `lib.panels.agglomeration_columns.Column.frame` returns it.
    terms : tuple of str

    Returns
    -------
    DataFrame indexed by term: ``differences``, the squared correlation of :math:`\Delta x_t` with
    :math:`x_{t-2}`, and ``levels``, that of :math:`x_t` with :math:`\Delta x_{t-1}`.
    """
    rows = {}
    for term in terms:
        first, second = _before(frame, term), _before(frame, term, 2)
        rows[term] = {
            "differences": (frame[term] - first).corr(second) ** 2,
            "levels": frame[term].corr(first - second) ** 2,
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("term")


def _before(frame: pd.DataFrame, name: str, years: int = 1) -> pd.Series:
    """The value of the same city some years before, NaN where the frame has none."""
    known = frame.set_index(list(KEYS))[name]
    keys = pd.MultiIndex.from_arrays([frame["city_code"], frame["year"] - years])
    return pd.Series(known.reindex(keys).to_numpy(), index=frame.index)


def observations(cities: int) -> pd.DataFrame:
    """City-years that the years of the paper allow, beside those printed, by what is counted.

    Parameters
    ----------
    cities : int
        Cities in the text.

    Returns
    -------
    DataFrame indexed by words: ``cities``, ``years``, ``city-years``.
    """
    years = LAST_YEAR - FIRST_YEAR + 1
    n, printed = printed_counts()["all"]
    rows = {
        "every city, every year": (cities, years, cities * years),
        "with a lag, cities of the text": (cities, years - 1, cities * (years - 1)),
        "with a lag, cities of the tables": (printed, years - 1, printed * (years - 1)),
        "printed in tables 1 to 3": (printed, np.nan, n),
    }
    return pd.DataFrame(rows, index=["cities", "years", "city-years"]).T.rename_axis("")


def designed() -> pd.DataFrame:
    """What the text defines, as this project's code has it, with the keys of the printed record.

    Returns
    -------
    DataFrame: ``term``, ``statistic``, ``value``.
    """
    rows = [
        ("", "first_year", FIRST_YEAR),
        ("", "last_year", LAST_YEAR),
        ("", "resilience_base_year", BASE_YEAR),
        ("outcome", "n_variables", len(OUTCOMES)),
        ("interactions", "n_variables", len({INTERACTIONS[name] for name in BASELINE_PRODUCTS})),
        ("controls", "n_variables", len(CONTROLS)),
        ("", "low_percentile", LOW),
        ("", "high_percentile", HIGH),
    ]
    return pd.DataFrame(rows, columns=["term", "statistic", "value"])


BASELINE_PRODUCTS = ("agglomeration_x_resilience", "agglomeration_x_productivity")


def least_squares(frame: pd.DataFrame, column: Column) -> pd.Series:
    """Slopes of least squares on the lag and the regressors."""
    return _slopes(frame.dropna(subset=LAG), column.terms)


def within(frame: pd.DataFrame, column: Column) -> pd.Series:
    """The same with effects of the cities; without what never changes."""
    used = frame.dropna(subset=LAG)
    terms = tuple(term for term in column.terms if term not in FIXED)
    around = used[["y", *terms]] - used.groupby("city_code")[["y", *terms]].transform("mean")
    return _slopes(around, terms)


def _slopes(frame: pd.DataFrame, terms: tuple[str, ...]) -> pd.Series:
    x = np.column_stack([np.ones(len(frame)), frame[list(terms)]])
    return pd.Series(np.linalg.lstsq(x, frame["y"].to_numpy(), rcond=None)[0][1:], index=terms)


def difference_spec(column: Column) -> gmm.Spec:
    """The main reading without the equation in levels."""
    outside = [name for name in (*CONTROLS, EXTERNAL) if name not in FIXED]
    return main_spec(
        column,
        system=False,
        x=("L.y", *(term for term in column.regressors if term not in FIXED)),
        iv=(gmm.exogenous(*outside),),
    )


def four_ways(frame: pd.DataFrame, column: Column) -> pd.DataFrame:
    """Coefficients by four estimators, terms by estimator; NaN where one has no such term."""
    specs = {DIFFERENCE: difference_spec(column), SYSTEM: main_spec(column)}
    found = {LEAST_SQUARES: least_squares(frame, column), WITHIN: within(frame, column)}
    found |= {
        name: gmm.estimate(frame, spec, *KEYS).params.rename({"L.y": LAG}) for name, spec in specs.items()
    }
    return pd.DataFrame(found).reindex(column.terms)


def recovered(column: Column, draws: int, seed: int) -> pd.DataFrame:
    """Means over fresh panels of what the four estimators find of what was planted.

    Parameters
    ----------
    column : Column
    draws : int
        At least 2 panels, of the seeds from ``seed`` on.
    seed : int

    Returns
    -------
    DataFrame indexed by term: ``planted`` (mean over draws), then for each estimator its mean and, as
    ``NAME error``, the Monte Carlo error of the mean deviation.
    """
    off, planted = [], []
    for one in range(seed, seed + draws):
        drawn = synthetic.draw(seed=one, exhibits=(column.exhibit,))
        truth = drawn.truth(column.exhibit, column.column)
        planted.append(truth)
        off.append(four_ways(column.frame(drawn.panel), column).sub(truth, axis=0))
    truth = pd.concat(planted, axis=1).mean(axis=1).reindex(column.terms)
    every = pd.concat(off, keys=range(draws))
    by_term = every.groupby(level=1)
    mean, error = by_term.mean().add(truth, axis=0), by_term.std() / np.sqrt(draws)
    return pd.concat([truth.rename("planted"), mean, error.add_suffix(" error")], axis=1).loc[
        list(column.terms)
    ]
