r"""Do the printed regressions of tables 3 to 8 find what was planted: every column over draws of the panel.

All regressors vary by country and year alone, so that a regression on the 6,111 rows has the coefficients of
one on the means of the 189 country-years, weighted with their rows. With :math:`G` as in
`lib.panels.belt_road_synthetic_design` and :math:`m` the means, :math:`\hat\beta = G m`; the rows' sum of
squares is what is left of the means plus what the rows have around them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from lib.panels import belt_road_synthetic as synthetic
from lib.panels import belt_road_synthetic_regressors as on_cells
from lib.panels.belt_road_columns import TABLES, Column, printed_columns
from lib.panels.belt_road_synthetic import Drawn
from lib.panels.belt_road_synthetic_design import N_ROWS, Design
from lib.results import TIDY, tidy_rows
from lib.studies.belt_road_record import PAPER

KEYS = ["exhibit", "column", "term"]
LEVEL = 0.05
STATISTICS = (
    "planted",
    "mc_mean",
    "mc_error",
    "mc_sd",
    "se_rows",
    "se_countries",
    "covered_rows",
    "covered_countries",
)


@dataclass(frozen=True)
class Estimates:
    """One printed regression on one draw.

    Attributes
    ----------
    coef, se_rows, se_countries : ndarray, shape (K,)
        Coefficients, their standard errors for independent rows, and clustered by country.
    """

    coef: np.ndarray
    se_rows: np.ndarray
    se_countries: np.ndarray


@dataclass(frozen=True)
class Regression:
    """What a printed regression has in common in all draws.

    Attributes
    ----------
    design : Design
    leaves : ndarray, shape (189, 189)
        What turns the country-years' means into what the regression leaves of them.
    """

    design: Design
    leaves: np.ndarray


def regressions(drawn: Drawn, exhibits: Iterable[str] = TABLES) -> dict[Column, Regression]:
    """Each printed column's regression on the country-years of a panel."""
    columns = [column for exhibit in exhibits for column in printed_columns(exhibit)]
    made = {column: on_cells.design(column, drawn.cells) for column in columns}
    return {column: Regression(one, one.left(np.eye(len(one.x)))) for column, one in made.items()}


def estimates(
    drawn: Drawn, of: Mapping[Column, Regression], cell: np.ndarray | None = None
) -> dict[Column, Estimates]:
    r"""Printed regressions on the rows of one draw, by way of the country-years.

    Parameters
    ----------
    drawn : Drawn
    of : mapping of Column to Regression
        As `regressions` gives it.
    cell : ndarray, shape (N,), optional
        As `cell_of` gives it, for many draws, which have the same rows.

    Notes
    -----
    Standard errors as `lib.estimators.fixed_effects` has them. With K parameters and C countries: for
    independent rows :math:`s^2 (\tilde x' W \tilde x)^{-1}`, :math:`s^2 = SSR / (N - K)`; clustered with the
    factor :math:`\frac{C}{C - 1} \frac{N - 1}{N - k}`, in which effects nested in countries do not count
    among the k.
    """
    cell = cell_of(drawn) if cell is None else cell
    countries = pd.factorize(drawn.cells["iso3"])[0]
    found, summed = {}, {}
    for column, one in of.items():
        name = column.outcome_in(drawn.panel)
        if name not in summed:
            y = drawn.panel[name].to_numpy()
            mean = np.bincount(cell, y) / one.design.weights
            summed[name] = mean, float(y @ y - one.design.weights @ mean**2)
        found[column] = _estimate(one, *summed[name], countries)
    return found


def cell_of(drawn: Drawn) -> np.ndarray:
    """The place of each row's country-year among the cells, shape (N,)."""
    places = drawn.cells.assign(place=range(len(drawn.cells)))[["iso3", "year", "place"]]
    return drawn.panel[["iso3", "year"]].merge(places, how="left")["place"].to_numpy()


def _estimate(of: Regression, mean: np.ndarray, around: float, countries: np.ndarray) -> Estimates:
    design = of.design
    left = of.leaves @ mean
    squares = float(design.weights @ left**2) + around
    scores = design.net * (design.weights * left)[:, None]
    by_country = np.zeros((countries.max() + 1, scores.shape[1]))
    np.add.at(by_country, countries, scores)
    g, k = len(by_country), design.parameters
    own = k - g + 1 if "iso3" in design.column.effects else k  # effects of countries are nested
    factor = g / (g - 1) * (N_ROWS - 1) / (N_ROWS - own)
    clustered = factor * design.bread @ by_country.T @ by_country @ design.bread
    rows = squares / (N_ROWS - k) * np.diag(design.bread)
    return Estimates(design.rows @ mean, np.sqrt(rows), np.sqrt(np.diag(clustered)))


def recovery(draws: int, seed: int, exhibits: Iterable[str] = TABLES) -> pd.DataFrame:
    """Means over fresh draws of the semi-synthetic panel beside what was planted, every term of every column.

    Parameters
    ----------
    draws : int
        At least 2.
    seed : int
        Draws of different seeds of a chapter share no panel.
    exhibits : iterable of str
        Printed tables.

    Returns
    -------
    DataFrame indexed by ``exhibit``, ``column`` and ``term``
        ``planted``, ``mc_mean``, ``mc_error`` (of the mean), ``mc_sd``, ``se_rows`` and ``se_countries``
        (mean standard errors), ``covered_rows`` and ``covered_countries`` (shares of 95 % intervals that hold
        what was planted, by the normal distribution and by t with one degree of freedom less than
        countries), ``z`` (of the mean against what was planted).

    Raises
    ------
    ValueError
        Fewer than two draws.
    """
    if draws < 2:
        raise ValueError(f"draws={draws}: a Monte Carlo error needs 2 at least")
    home = synthetic.draw()
    of, cell = regressions(home, tuple(exhibits)), cell_of(home)
    drawn = (synthetic.draw(seed=one) for one in range(1000 * seed, 1000 * seed + draws))
    found = [estimates(one, of, cell) for one in drawn]
    parts = [_summary(column, [one[column] for one in found]) for column in of]
    return pd.concat(parts).set_index(KEYS)


def _summary(column: Column, found: list[Estimates]) -> pd.DataFrame:
    coef, rows, countries = (np.array([getattr(one, name) for one in found])
                             for name in ("coef", "se_rows", "se_countries"))  # fmt: skip
    planted = np.array(list(column.planted.values()))
    off = np.abs(coef - planted)
    few = stats.t.isf(LEVEL / 2, len(set(synthetic.COUNTRIES)) - 1)
    spread = coef.std(axis=0, ddof=1)
    table = pd.DataFrame(
        {
            "term": column.terms,
            "planted": planted,
            "mc_mean": coef.mean(axis=0),
            "mc_error": spread / np.sqrt(len(coef)),
            "mc_sd": spread,
            "se_rows": rows.mean(axis=0),
            "se_countries": countries.mean(axis=0),
            "covered_rows": (off < stats.norm.isf(LEVEL / 2) * rows).mean(axis=0),
            "covered_countries": (off < few * countries).mean(axis=0),
        }
    )
    z = (table["mc_mean"] - table["planted"]) / table["mc_error"]
    return table.assign(exhibit=column.exhibit, column=column.column, z=z)


def fitted(shortfall: pd.DataFrame) -> pd.DataFrame:
    """What a panel has of the numbers printed beside the coefficients, in a line a column.

    Parameters
    ----------
    shortfall : DataFrame
        As `lib.panels.belt_road_synthetic.shortfall` returns it.

    Returns
    -------
    DataFrame indexed by ``exhibit`` and ``column``
        ``outcome`` (the panel's), ``shared`` (the other columns that are regressed on it, ``"(2) (4)"``),
        ``r2_printed``, ``r2``; ratios of the errors of independent rows to the printed ones: ``own`` (of the
        column's own term), ``least`` and ``most`` with their terms, ``least_term`` and ``most_term``.
    """
    focus = {(one.exhibit, one.column): one.focus for one in printed_columns()}
    keys = ["exhibit", "column"]
    groups = shortfall.drop_duplicates(keys).groupby("outcome")["column"].agg(list)
    found = []
    for (exhibit, column), part in shortfall.groupby(keys, sort=False):
        ratio = part.set_index("term")["se_ratio"]
        first = part.iloc[0]
        shared = [one for one in groups[first["outcome"]] if one != column]
        found.append(
            {
                "exhibit": exhibit,
                "column": column,
                "outcome": first["outcome"],
                "shared": " ".join(shared),
                "r2_printed": first["r2_printed"],
                "r2": first["r2"],
                "own": ratio[focus[exhibit, column]],
                "least": ratio.min(),
                "least_term": ratio.idxmin(),
                "most": ratio.max(),
                "most_term": ratio.idxmax(),
            }
        )
    return pd.DataFrame(found).set_index(keys)


def by_exhibit(table: pd.DataFrame) -> pd.DataFrame:
    """A recovery in a line a printed table.

    Returns
    -------
    DataFrame indexed by ``exhibit``: ``coefficients``, ``largest z``, ``sd over s.e. of rows`` and ``of
    countries`` (medians of the ratio of `mc_sd` to each), ``covered rows`` and ``covered countries``.
    """
    groups = table.assign(
        largest=table["z"].abs(),
        rows=table["mc_sd"] / table["se_rows"],
        countries=table["mc_sd"] / table["se_countries"],
    ).groupby("exhibit", sort=False)
    return pd.DataFrame(
        {
            "coefficients": groups.size(),
            "largest z": groups["largest"].max(),
            "sd over s.e. of rows": groups["rows"].median(),
            "of countries": groups["countries"].median(),
            "covered rows": groups["covered_rows"].mean(),
            "covered countries": groups["covered_countries"].mean(),
        }
    )


def rows(table: pd.DataFrame, exhibit: str) -> pd.DataFrame:
    """Tidy rows of a recovery, the printed table in ``panel``."""
    long = table[list(STATISTICS)].rename_axis(["panel", "column", "term"]).reset_index()
    long = long.melt(["panel", "column", "term"], var_name="statistic")
    return tidy_rows(long, paper=PAPER, exhibit=exhibit, track="semi_synthetic")[TIDY]


def collected(tidy: pd.DataFrame) -> pd.DataFrame:
    """A recovery from its tidy rows, without ``z``, indexed as `recovery` returns it."""
    keys = ["panel", "column", "term"]
    order = pd.MultiIndex.from_frame(tidy[keys].drop_duplicates(), names=KEYS)
    wide = tidy.pivot(index=keys, columns="statistic", values="value").rename_axis(KEYS)
    return wide.loc[order, list(STATISTICS)].rename_axis(columns=None)
