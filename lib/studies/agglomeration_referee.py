"""What a referee asks of a system GMM: one choice changed at a time, errors against the truth, broken tests.

The Monte Carlos draw the semi-synthetic panel anew: population, distances and who is seen when stay, the
drawn variables, effects and shocks change.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd

from lib.estimators import gmm
from lib.panels import agglomeration_synthetic as synthetic
from lib.panels.agglomeration_columns import LAG, Column
from lib.studies import agglomeration_curve as curve
from lib.studies.agglomeration_spec import main_spec

KEYS = ("city_code", "year")
# Changes of one thing in the main reading: a level of the curve's choices, or a field of the specification.
VARIANTS: dict[str, tuple[dict, dict]] = {
    "main reading": ({}, {}),
    "lags 2 to 3": ({"lags": "2 to 3"}, {}),
    "lags 2 to 4": ({"lags": "2 to 4"}, {}),
    "lags 2 and deeper": ({"lags": "2 and deeper"}, {}),
    "not collapsed": ({"columns": curve.LEVELS["columns"][1]}, {}),
    "not collapsed, all lags": ({"columns": curve.LEVELS["columns"][1], "lags": "2 and deeper"}, {}),
    "core by its first lag": ({"who": curve.FIRST}, {}),
    "controls endogenous too": ({"who": curve.EVERYTHING}, {}),
    "without the land area": ({"land": "left out"}, {}),
    "orthogonal deviations": ({"transformation": "orthogonal"}, {}),
    "time dummies": ({"years": "dummies"}, {}),
    "one step": ({"steps": "one"}, {}),
    "one step, h = 2": ({"steps": "one", "h": 2}, {}),
    "one step, h = 1": ({"steps": "one", "h": 1}, {}),
    "two steps, h = 2": ({"h": 2}, {}),
    "two steps, h = 1": ({"h": 1}, {}),
    "two steps, uncorrected": ({"errors": "uncorrected"}, {}),
}
DEPTHS = tuple((lags, columns) for columns in curve.LEVELS["columns"] for lags in curve.LAGS)


def one_at_a_time(frame: pd.DataFrame, column: Column) -> dict[str, gmm.GMMResult]:
    """The main reading and every variant of `VARIANTS`.

    Parameters
    ----------
    frame : DataFrame
        As `Column.frame` returns it.
    column : Column
    """
    return {
        name: gmm.estimate(frame, curve.reading(column, choice, **fields), *KEYS)
        for name, (choice, fields) in VARIANTS.items()
    }


def numbers_of(variants: dict[str, gmm.GMMResult], column: Column) -> pd.DataFrame:
    """The numbers of `lib.studies.agglomeration_curve.numbers`, one row a variant."""
    terms = ("L.y", *column.core)
    return pd.DataFrame({name: curve.numbers(result, terms) for name, result in variants.items()}).T


def moved(numbers: pd.DataFrame, variants: Sequence[str], column: Column) -> pd.Series:
    """How far each core coefficient goes between variants, largest less smallest.

    Parameters
    ----------
    numbers : DataFrame
        As `numbers_of` returns it.
    variants : sequence of str
        Rows of it.
    column : Column

    Returns
    -------
    Series indexed by the estimator's terms, the furthest first.
    """
    found = {term: np.ptp(numbers.loc[list(variants), f"coef {term}"]) for term in ("L.y", *column.core)}
    return pd.Series(found).sort_values(ascending=False)


def planted(column: Column) -> pd.Series:
    """Coefficients that the panel of the track ``semi_synthetic`` has planted, by the estimator's terms."""
    return _truth(synthetic.draw(exhibits=(column.exhibit,)), column)


def spread(whole: pd.DataFrame, column: Column, truth: pd.Series | None) -> pd.DataFrame:
    """Each core coefficient over a specification curve.

    Parameters
    ----------
    whole : DataFrame
        One row a specification, as `lib.studies.grid.run` returns it.
    column : Column
    truth : Series or None
        What was planted, by term.

    Returns
    -------
    DataFrame indexed by term: ``planted``, ``lowest``, ``median``, ``highest``, ``significant, %`` and,
    where the truth is known, ``holds it, %`` (share of the 95 % intervals that hold it).
    """
    rows = {}
    for term in ("L.y", *column.core):
        coef, se = whole[f"coef {term}"], whole[f"se {term}"]
        rows[term] = {
            "planted": np.nan if truth is None else truth[term],
            "lowest": coef.min(),
            "median": coef.median(),
            "highest": coef.max(),
            "significant, %": 100 * (coef.abs() > 1.96 * se).mean(),
        }
        if truth is not None:
            rows[term]["holds it, %"] = 100 * ((coef - truth[term]).abs() < 1.96 * se).mean()
    return pd.DataFrame(rows).T.rename_axis("term")


def serial_shocks(column: Column, draws: int, seed: int, serials: Sequence[float]) -> pd.DataFrame:
    """The main reading on fresh panels whose shocks are correlated over time.

    Returns
    -------
    DataFrame indexed by the autocorrelation of the shocks: ``lag, mean`` of the coefficient of the lag and
    the Monte Carlo ``error of the mean``; ``AR(2) rejects, %`` and ``Hansen rejects, %`` at 5 per cent.
    """
    rows = {}
    for serial in serials:
        found = []
        for one in range(seed, seed + draws):
            drawn = synthetic.draw(seed=one, exhibits=(column.exhibit,), serial=serial)
            result = gmm.estimate(column.frame(drawn.panel), main_spec(column), *KEYS)
            found.append((result.params["L.y"], result.ar["p"].iloc[1] < 0.05, result.hansen.p < 0.05))
        lag, ar2, hansen = (np.array(values, dtype=float) for values in zip(*found, strict=True))
        rows[serial] = {
            "lag, mean": lag.mean(),
            "error of the mean": lag.std(ddof=1) / np.sqrt(draws),
            "AR(2) rejects, %": 100 * ar2.mean(),
            "Hansen rejects, %": 100 * hansen.mean(),
        }
    return pd.DataFrame(rows).T.rename_axis("autocorrelation")


def by_depth(frame: pd.DataFrame, column: Column) -> pd.DataFrame:
    """Coefficients, errors and Hansen's p as instruments are added.

    Returns
    -------
    DataFrame, one row a depth of lags, collapsed and not: ``columns``, ``lags`` and the numbers of
    `lib.studies.agglomeration_curve.numbers`.
    """
    rows = []
    for lags, columns in DEPTHS:
        result = gmm.estimate(frame, curve.reading(column, {"lags": lags, "columns": columns}), *KEYS)
        rows.append({"columns": columns, "lags": lags, **curve.numbers(result, ("L.y", *column.core))})
    return pd.DataFrame(rows)


def redrawn_errors(column: Column, draws: int, seed: int, choice: dict | None = None) -> pd.DataFrame:
    r"""Standard errors, corrected and not, beside the standard deviation over fresh panels.

    Parameters
    ----------
    column : Column
        Of a table whose outcome the panel draws.
    draws : int
        Panels, of the seeds ``seed``, ``seed + 1`` and so on.
    choice : dict, optional
        Levels of the curve's choices that depart from the main reading.

    Returns
    -------
    DataFrame indexed by term: ``truth``, ``bias`` (mean estimate less truth), ``sd`` (of the estimates) and
    its Monte Carlo error ``sd error``; ``corrected`` and ``uncorrected`` (mean standard errors); ``rejects
    corrected`` and ``rejects uncorrected`` (share of draws in which the truth is rejected at 5 %).

    Notes
    -----
    The error of the standard deviation is :math:`s \sqrt{(k - 1 + 2 / (n - 1)) / 4n}` with the kurtosis
    :math:`k` of the estimates.
    """
    specs = {
        name: curve.reading(column, choice or {}, covariance=kind)
        for name, kind in {"corrected": "robust", "uncorrected": "classical"}.items()
    }
    rows = {name: [] for name in ("estimate", "truth", *specs)}
    for one in range(seed, seed + draws):
        drawn = synthetic.draw(seed=one, exhibits=(column.exhibit,))
        frame = column.frame(drawn.panel)
        results = {name: gmm.estimate(frame, spec, *KEYS) for name, spec in specs.items()}
        rows["estimate"].append(results["corrected"].params)
        rows["truth"].append(_truth(drawn, column))
        for name, result in results.items():
            rows[name].append(result.std_errors)
    found = {name: pd.DataFrame(listed).reset_index(drop=True) for name, listed in rows.items()}
    return _summary(found, tuple(specs))


def _truth(drawn: synthetic.Drawn, column: Column) -> pd.Series:
    return drawn.truth(column.exhibit, column.column).rename({LAG: "L.y"})


def _summary(found: dict[str, pd.DataFrame], kinds: tuple[str, ...]) -> pd.DataFrame:
    terms, n = found["truth"].columns, len(found["truth"])
    estimate = found["estimate"][terms]
    off = estimate - found["truth"]
    sd = estimate.std()
    kurtosis = ((estimate - estimate.mean()) ** 4).mean() / estimate.var(ddof=0) ** 2
    table = {
        "truth": found["truth"].mean(),
        "bias": off.mean(),
        "sd": sd,
        "sd error": sd * np.sqrt((kurtosis - 1 + 2 / (n - 1)) / (4 * n)),
    }
    table |= {kind: found[kind][terms].mean() for kind in kinds}
    table |= {f"rejects {kind}": (off.abs() > 1.96 * found[kind][terms]).mean() for kind in kinds}
    return pd.DataFrame(table)


# What the instruments are said to be valid for: all of them, or with one among them that is not.
VALID, INVALID = "all valid", "productivity added as exogenous"
BREAKING = tuple((lags, columns) for lags, columns in DEPTHS if lags != "2 to 3")


def with_invalid(spec: gmm.Spec, name: str = "ln_productivity") -> gmm.Spec:
    """A model with an endogenous regressor added to the instruments that stand for themselves."""
    return replace(spec, iv=(*spec.iv, gmm.exogenous(name)))


def instead_of_lags(spec: gmm.Spec, name: str = "ln_productivity") -> gmm.Spec:
    """A model with an endogenous regressor as its own instrument in place of its lags."""
    return with_invalid(replace(spec, gmm=tuple(one for one in spec.gmm if name not in one.variables)), name)


OWN = {"by its lags": lambda spec: spec, "by its lags and itself": with_invalid, "by itself": instead_of_lags}


def own_instrument(column: Column, draws: int, seed: int) -> pd.DataFrame:
    """The main reading with productivity instrumented by its lags, by itself too, and by itself alone.

    Parameters
    ----------
    column : Column
    draws : int
        Panels, of the seeds from ``seed`` on.
    seed : int

    Returns
    -------
    DataFrame indexed by the words of `OWN`: ``planted``, ``mean`` of the coefficient of productivity and its
    Monte Carlo ``error``; ``instruments`` and ``df`` of Hansen's test, and ``rejects``, the share of draws in
    which it rejects at 5 %.
    """
    rows = []
    for one in range(seed, seed + draws):
        drawn = synthetic.draw(seed=one, exhibits=(column.exhibit,))
        frame, truth = column.frame(drawn.panel), _truth(drawn, column)["ln_productivity"]
        for words, change in OWN.items():
            found = gmm.estimate(frame, change(main_spec(column, ar=0)), *KEYS)
            coef, test = found.params["ln_productivity"], found.hansen
            rows.append((words, truth, coef, found.instruments, test.df, test.p < 0.05))
    every = pd.DataFrame(rows, columns=["by", "planted", "mean", "instruments", "df", "rejects"])
    groups = every.groupby("by", sort=False)
    return groups.mean().assign(error=groups["mean"].sem())


def hansen_by_depth(
    column: Column, draws: int, seed: int, regions: Sequence[str] = ("all", "east")
) -> pd.DataFrame:
    """How often Hansen's test rejects, with valid and with invalid instruments, as instruments are added.

    Parameters
    ----------
    column : Column
    draws : int
        Panels, of the seeds from ``seed`` on.
    seed : int
    regions : sequence of str
        ``all`` or a region of the panel, for a sample with fewer cities.

    Returns
    -------
    DataFrame, one row a region, validity and depth: ``region``, ``set`` (`VALID` or `INVALID`), ``columns``,
    ``lags``, ``instruments`` and ``units`` (means), ``rejects`` (share of draws in which Hansen rejects at
    5 %), ``near one`` (share with p above 0.99), ``p`` (mean).
    """
    rows = []
    for one in range(seed, seed + draws):
        drawn = synthetic.draw(seed=one, exhibits=(column.exhibit,))
        frame = column.frame(drawn.panel)
        region = drawn.panel.loc[frame.index, "region"]
        for where, (lags, columns) in product(regions, BREAKING):
            sample = frame if where == "all" else frame[region == where]
            valid = curve.reading(column, {"lags": lags, "columns": columns}, ar=0)
            for words, spec in {VALID: valid, INVALID: with_invalid(valid)}.items():
                found = gmm.estimate(sample, spec, *KEYS)
                rows.append((where, words, columns, lags, found.instruments, found.units, found.hansen.p))
    names = ["region", "set", "columns", "lags", "instruments", "units", "p"]
    every = pd.DataFrame(rows, columns=names)
    every = every.assign(rejects=every["p"] < 0.05, near=every["p"] > 0.99)
    means = every.groupby(names[:4], sort=False)[["instruments", "units", "rejects", "near", "p"]].mean()
    return means.rename(columns={"near": "near one"}).reset_index()
