"""Every way to hand the countries' paths of a variable around among them, for regressions on a channel.

A channel is no choice of countries: it has a value in each country and year. What can be exchanged is a
country's whole path, as under the hypothesis that whose path it is makes no difference to the outcome.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from math import factorial

import numpy as np
import pandas as pd

from lib.estimators.placebo_result import extreme, pvalue
from lib.studies.belt_road_choices import EFFECTS, basis_of, net

MOST = 40_320  # assignments of paths that are all computed: those of eight countries; of more, so many drawn
SEED = 2013
_NOTHING = 1e-10  # of a path's variation: effects and controls explain it


@dataclass(frozen=True, kw_only=True)
class Paths:
    """A coefficient among those of the paths handed around.

    Attributes
    ----------
    coef : float
        Of the actual paths, on the rows that every country has.
    p : float
        Twice the share of assignments in the smaller tail.
    assignments : int
        How many there are, the actual one among them.
    drawn : bool
        Whether as many as `MOST` were drawn of them instead.
    countries, years : int
        Of the rows: see `common`.
    """

    coef: float
    p: float
    assignments: int
    drawn: bool
    countries: int
    years: int


def common(frame: pd.DataFrame, variable: str) -> pd.DataFrame:
    """Rows of a frame in which every country that is left has the variable in every year that is left.

    Either the countries that have it in each of its years or the years in which each country has it:
    whichever are more rows.
    """
    known = frame.dropna(subset=[variable])
    wide = known.pivot(index="iso3", columns="year", values=variable).notna()
    whole, years = wide.index[wide.all(axis=1)], wide.columns[wide.all(axis=0)]
    if len(whole) * wide.shape[1] > wide.shape[0] * len(years):
        return known[known["iso3"].isin(whole)].reset_index(drop=True)
    return known[known["year"].isin(years)].reset_index(drop=True)


def every_path(
    frame: pd.DataFrame,
    variable: str,
    controls: Sequence[str] = (),
    *,
    weights: np.ndarray | None = None,
    most: int = MOST,
    seed: int = SEED,
) -> Paths:
    """The coefficient of a variable for every assignment of its paths to countries.

    Parameters
    ----------
    frame : DataFrame
        ``iso3``, ``year``, the outcome ``y``, the variable and the controls, complete, and every country in
        every year, as `common` returns it.
    variable : str
    controls : sequence of str
        They stay with their country.
    weights : ndarray or None, shape (N,)
        Of the least squares; none for equal ones.
    most, seed : int
        Above so many assignments as many are drawn.

    Raises
    ------
    ValueError
        A number is missing, a row is there twice, a country has no row in a year of the frame; effects and
        controls explain the variable.

    Notes
    -----
    Exact if every assignment was as likely. A tie with the actual coefficient counts, so that countries with
    one path make p larger.
    """
    _check(frame, variable, controls)
    wide = frame.pivot(index="iso3", columns="year", values=variable)
    basis, root = basis_of(frame, controls, EFFECTS, weights)
    country = pd.Categorical(frame["iso3"], categories=wide.index).codes
    year = pd.Categorical(frame["year"], categories=wide.columns).codes
    paths = wide.to_numpy(dtype=float) - wide.to_numpy(dtype=float).mean()
    y = net(frame["y"].to_numpy(dtype=float)[:, None] * root, basis)[:, 0]
    number = len(wide)
    # of every country's rows with every path: product with the outcome, square, products with the basis
    product, square = np.zeros((2, number, number))
    shadow = np.zeros((number, number, basis.shape[1]))
    for own in range(number):
        rows = np.flatnonzero(country == own)
        values = paths[:, year[rows]] * root[rows, 0]
        product[own], square[own] = values @ y[rows], (values**2).sum(axis=1)
        shadow[own] = values @ basis[rows]
    assigned = _assignments(number, most, seed)
    raw = sum(square[own, assigned[:, own]] for own in range(number))
    size = raw - (sum(shadow[own, assigned[:, own]] for own in range(number)) ** 2).sum(axis=1)
    if size[0] <= _NOTHING * raw[0]:
        raise ValueError(f"'{variable}': effects and controls explain it: there is no coefficient")
    size = np.where(size > _NOTHING * raw, size, np.nan)
    coefs = sum(product[own, assigned[:, own]] for own in range(number)) / size
    drawn = factorial(number) > most
    others = coefs[1:] if drawn else coefs
    count = extreme(float(coefs[0]), others, "two-sided")
    return Paths(
        coef=float(coefs[0]),
        p=pvalue(count, len(others), counted=not drawn),
        assignments=factorial(number),
        drawn=drawn,
        countries=number,
        years=wide.shape[1],
    )


def _assignments(number: int, most: int, seed: int) -> np.ndarray:
    """Assignments of paths to countries, shape (R, number), the actual one first."""
    if factorial(number) <= most:
        return np.array(list(permutations(range(number))))
    drawn = np.random.default_rng(seed).permuted(np.tile(np.arange(number), (most, 1)), axis=1)
    return np.vstack([np.arange(number), drawn])


def _check(frame: pd.DataFrame, variable: str, controls: Sequence[str]) -> None:
    """Raise where a number is missing or a path is not whole."""
    for name in ("y", variable, *controls):
        wrong = ~np.isfinite(frame[name].to_numpy(dtype=float))
        if wrong.any():
            row = frame[wrong].iloc[0]
            raise ValueError(f"'{name}' of {row['iso3']} in {row['year']} is missing or no number "
                             f"({wrong.sum()} rows): leave such rows out")  # fmt: skip
    twice = frame.duplicated(["iso3", "year"])
    if twice.any():
        row = frame[twice].iloc[0]
        raise ValueError(f"{row['iso3']} {row['year']} stands there twice: remove the rows")
    lacking = frame.pivot(index="iso3", columns="year", values=variable).isna()
    if lacking.any(axis=None):
        iso3, year = lacking.stack().loc[lambda found: found].index[0]
        raise ValueError(f"'{variable}': {iso3} has no value in {year}, so that its path is not whole: take "
                         "the rows of `common`")  # fmt: skip
