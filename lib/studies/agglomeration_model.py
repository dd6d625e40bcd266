"""The agglomeration paper's data and model: what varies, what the years allow, what each estimator finds."""

from dataclasses import replace

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


def strength(frame: pd.DataFrame, column: Column) -> pd.DataFrame:
    r"""How well the instruments of the main reading foretell what they instrument, given all others.

    Parameters
    ----------
    frame : DataFrame
        As `lib.panels.agglomeration_columns.Column.frame` returns it.
    column : Column

    Returns
    -------
    DataFrame indexed by term (``y`` for the lag of the outcome), columns (what, statistic)
        ``changes`` (:math:`x_{t-2}` for :math:`\Delta x_t` in the differenced equation), ``levels``
        (:math:`\Delta x_{t-1}` for :math:`x_t`), ``land`` (the land area for :math:`x_t`) and ``others`` (the
        lagged changes of all other terms for :math:`x_t`): ``r2`` (partial), ``F`` (errors clustered by
        city). The outcome stands for its lag, one year before.

    Notes
    -----
    Each is given the controls and all other instruments of the same equation.
    """
    terms = ("y", *column.core)
    shift = {term: int(term == "y") for term in terms}
    lag = {(t, k): _before(frame, t, k) if k else frame[t] for t in terms for k in range(4)}
    past = pd.DataFrame({t: lag[t, 2] for t in terms})
    change = pd.DataFrame({t: lag[t, 1] - lag[t, 2] for t in terms})
    outside = [name for name in column.regressors if name in CONTROLS]
    moving = pd.DataFrame({x: frame[x] - _before(frame, x) for x in (*outside, EXTERNAL) if x not in FIXED})
    rows = {}
    for term in terms:
        x, before = lag[term, shift[term]], lag[term, shift[term] + 1]
        rest = [other for other in terms if other != term]
        levels = pd.concat([frame[outside], frame[[EXTERNAL]], change], axis=1)
        found = {
            "changes": partial(x - before, past[[term]], pd.concat([moving, past[rest]], axis=1), frame),
            "levels": partial(x, levels[[term]], levels.drop(columns=term), frame),
            "land": partial(x, levels[[EXTERNAL]], levels.drop(columns=EXTERNAL), frame),
            "others": partial(x, levels[rest], levels.drop(columns=rest), frame),
        }
        rows[term] = {(what, name): one[name] for what, one in found.items() for name in ("r2", "F")}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("term")


def partial(x: pd.Series, z: pd.DataFrame, given: pd.DataFrame, frame: pd.DataFrame) -> dict[str, float]:
    r"""Partial :math:`R^2` and F of instruments in a first stage, given other variables and a constant.

    Parameters
    ----------
    x : Series, shape (N,)
    z, given : DataFrame, shape (N, K) and (N, M)
        Rows with a missing value are left out.
    frame : DataFrame
        With ``city_code``, by which the errors are clustered.

    Returns
    -------
    dict with ``r2`` and ``F``

    Notes
    -----
    With x and z less their projections on ``given``, :math:`F = b' V^{-1} b / K` for
    :math:`b = (z'z)^{-1} z'x` and :math:`V = (z'z)^{-1} \big(\sum_g z_g'u_g u_g'z_g\big) (z'z)^{-1}`.
    """
    rows = x.notna() & z.notna().all(axis=1) & given.notna().all(axis=1)
    w = np.column_stack([np.ones(rows.sum()), given[rows]])
    own = np.column_stack([x[rows], z[rows]])
    own = own - w @ np.linalg.lstsq(w, own, rcond=None)[0]
    left, right = own[:, 0], own[:, 1:]
    b = np.linalg.lstsq(right, left, rcond=None)[0]
    u = left - right @ b
    scores = pd.DataFrame(right * u[:, None]).groupby(frame.loc[rows, "city_code"].to_numpy()).sum()
    bread = np.linalg.inv(right.T @ right)
    v = bread @ (scores.T @ scores).to_numpy() @ bread
    return {"r2": 1 - u @ u / (left @ left), "F": float(b @ np.linalg.solve(v, b)) / len(b)}


# What is left out of the instruments of the main reading, to see what identifies a coefficient.
LEFT_OUT = ("nothing", "its own lags", "the land area", "both")


def identification(column: Column, draws: int, seed: int, term: str = "ln_agglomeration") -> pd.DataFrame:
    """Estimates of a coefficient on fresh panels as its instruments are left out.

    Parameters
    ----------
    column : Column
    draws : int
        At least 2 panels, of the seeds from ``seed`` on.
    seed : int
    term : str

    Returns
    -------
    DataFrame indexed by `LEFT_OUT`: ``instruments``, ``planted``, ``mean`` and its Monte Carlo ``error``,
    ``sd`` (of the estimates).
    """
    rows = []
    for one in range(seed, seed + draws):
        drawn = synthetic.draw(seed=one, exhibits=(column.exhibit,))
        frame, truth = column.frame(drawn.panel), drawn.truth(column.exhibit, column.column)[term]
        for left_out in LEFT_OUT:
            found = gmm.estimate(frame, _without(main_spec(column, ar=0), left_out, term), *KEYS)
            rows.append((left_out, found.instruments, truth, found.params[term]))
    every = pd.DataFrame(rows, columns=["left out", "instruments", "planted", "mean"])
    groups = every.groupby("left out", sort=False)
    return groups.mean().assign(error=groups["mean"].sem(), sd=groups["mean"].std())


def _without(spec: gmm.Spec, left_out: str, term: str) -> gmm.Spec:
    """The main reading without the lags of a term, the land area, or both."""
    lags, land = left_out in (LEFT_OUT[1], LEFT_OUT[3]), left_out in LEFT_OUT[2:]
    styles = tuple(one for one in spec.gmm if not (lags and term in one.variables))
    outside = [name for one in spec.iv for name in one.variables if not (land and name == EXTERNAL)]
    return replace(spec, gmm=styles, iv=(gmm.exogenous(*outside),))


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
