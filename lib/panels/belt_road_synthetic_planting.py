r"""Outcomes' means in the country-years: without noise the printed regressions find what is printed.

A regression with effects of country and year finds :math:`\beta` in
:math:`\tilde x \beta + \alpha_c + \tau_t` whatever the effects, so that every printed column can have an
outcome. `sharing` says which columns can hold on one: those whose equations :math:`G m = \beta` have a common
solution m. They do in table 3 for (2) and (3), and for (5) and (6), where the countries' effects carry the
difference; and in table 6, since the mechanisms are drawn to that end. They do not for (1) beside (2): given
(2), real population and income of the nine countries leave no choice in what (1) finds. Nor for two columns
of table 4 or 7: with effects both see the same few numbers of an outcome. Those have outcomes of their own,
and so have tables 5 and 8, whose R squared the other tables' outcomes cannot have.

Sizes: the error variance :math:`\sigma^2` is the one at which the printed standard error of the column's
treatment (in table 6: of population and income) comes out for independent rows; then the effects are as large
as the printed R squared wants. Where effects would have to be less than nothing, R squared is higher than
printed. In table 3 (2) and (3) both R squared hold and :math:`\sigma^2` follows. What comes out stands in
`lib.panels.belt_road_synthetic.shortfall`.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.panels.belt_road import YEARS
from lib.panels.belt_road_columns import BASELINE_CONTROLS, OUTCOMES, OWN, Column, printed_columns
from lib.panels.belt_road_synthetic_design import N_ROWS, Design, dummies, net, variance
from lib.panels.belt_road_synthetic_noise import Noise, Sizes
from lib.panels.belt_road_synthetic_regressors import common_coefficients, design, mechanism_error

YEAR_SHARE = 0.01  # of the variance of table 3 (2) and (3): more leaves standard errors further off
_COUNTRY_SHARE = 0.85  # of the variance of drawn effects; the rest is of years
_LEAST_EFFECTS = 0.05  # variance of effects over that of the error where the printed R squared leaves less
_PLAIN = {("table_5", "quality_exp"), ("table_5", "quality_imp")}


@dataclass(frozen=True)
class Planted:
    """An outcome without noise.

    Attributes
    ----------
    name : str
        Its column in the panel: ``ln_exports`` (table 3 (2) and (3)), ``ln_exports__table_4_1``. The plain
        names are those of table 3 (2) and (3), (5) and (6), of table 6 (``flow``) and of table 5's qualities.
    columns : tuple of Column
        The printed columns that hold on it.
    mean : ndarray, shape (189,)
        In the country-years; its mean over the rows is zero.
    sizes : Sizes
        Variances of its noise.
    """

    name: str
    columns: tuple[Column, ...]
    mean: np.ndarray
    sizes: Sizes

    @property
    def plain(self) -> str:
        """The outcome that it is a version of."""
        return self.name.partition(OWN)[0]


def plant(cells: pd.DataFrame, noise: Noise, seed: int) -> tuple[Planted, ...]:
    """All outcomes of tables 3 to 8.

    Parameters
    ----------
    cells : DataFrame
        As `belt_road_synthetic_regressors.frame` gives them.
    noise : Noise
        Shares of the error's components, which R squared depends on a little.
    seed : int
        Of the effects of country and year.
    """
    rng = np.random.default_rng(seed)
    found = []
    for outcome in ("exports", "imports"):
        group = [c for c in printed_columns("table_3") if c.outcome == outcome]
        shared = _levels_and_effects(group[1], group[2], cells, noise, rng)
        found += [_without_effects(group[0], shared.sizes, cells, rng), shared]
    for exhibit in ("table_4", "table_5", "table_7", "table_8"):
        found += [_single(column, cells, noise, rng) for column in printed_columns(exhibit)]
        if exhibit == "table_5":
            found.append(_mechanisms(cells, noise, rng))
    return tuple(found)


def sharing(cells: pd.DataFrame) -> pd.DataFrame:
    """Which printed columns of one outcome could hold on one set of numbers.

    Returns
    -------
    DataFrame, one row a group of columns: ``exhibit``, ``outcome``, ``columns``, ``equations`` (printed
    coefficients), ``rank`` (independent ones among them), ``off`` (of the outcome that comes nearest in
    units of the printed standard errors: the largest difference from a printed coefficient in these units),
    ``together`` (bool).
    """
    groups: dict[tuple[str, str], list[Column]] = {}
    for column in printed_columns():
        groups.setdefault((column.exhibit, column.outcome), []).append(column)
    rows = []
    for (exhibit, outcome), columns in groups.items():
        for own in _candidates(exhibit, columns):
            rows.append((exhibit, outcome, " ".join(c.column for c in own), *_system(own, cells)))
    found = pd.DataFrame(rows, columns=["exhibit", "outcome", "columns", "equations", "rank", "off"])
    return found.assign(together=found["off"] < 1e-6)


def _candidates(exhibit: str, columns: list[Column]) -> list[list[Column]]:
    """All columns of an outcome in a table, and in table 3 each two of the three."""
    if len(columns) == 1:
        return []
    if exhibit != "table_3":
        return [columns]
    return [columns, columns[:2], columns[1:], [columns[0], columns[2]]]


def _system(columns: list[Column], cells: pd.DataFrame) -> tuple[int, int, float]:
    """Number of equations, their rank, the largest misfit of the nearest solution in standard errors."""
    designs = [design(column, cells) for column in columns]
    errors = np.concatenate([list(c.std_errors.values()) for c in columns])
    wanted = np.concatenate([list(c.planted.values()) for c in columns]) / errors
    matrix = np.vstack([d.rows for d in designs]) / errors[:, None]
    matrix = matrix / np.sqrt(designs[0].weights)
    left, values, _ = np.linalg.svd(matrix, full_matrices=False)
    rank = int((values > 1e-9 * values[0]).sum())
    off = wanted - left[:, :rank] @ (left[:, :rank].T @ wanted)
    return len(wanted), rank, float(np.abs(off).max())


def _coefficients(column: Column) -> np.ndarray:
    return np.array(list(column.planted.values()))


def _name(column: Column) -> str:
    """Name of a column's outcome: the plain one in table 5 (2) and (3), else its own."""
    if (column.exhibit, column.outcome) in _PLAIN:
        return OUTCOMES[column.outcome]
    return f"{OUTCOMES[column.outcome]}{OWN}{column.exhibit}_{column.column.strip('()')}"


def _centred(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return values - np.average(values, weights=weights)


def _country(cells: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """Standard normal effects of countries in the cells, variance one over the rows."""
    drawn = pd.Series(rng.normal(size=cells["iso3"].nunique()), index=cells["iso3"].unique())
    return _scaled(cells["iso3"].map(drawn).to_numpy(), cells)


def _year(cells: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """A common rise with noise, variance one over the rows."""
    drawn = np.linspace(-1.5, 1.5, len(YEARS)) + 0.3 * rng.normal(size=len(YEARS))
    return _scaled(drawn[cells["year"].to_numpy() - YEARS[0]], cells)


def _scaled(values: np.ndarray, cells: pd.DataFrame) -> np.ndarray:
    weights = cells["lines"].to_numpy(float)
    values = _centred(values, weights)
    return values / np.sqrt(variance(values, weights))


def _effects(cells: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """Effects of country and year, variance one over the rows."""
    country, year = _country(cells, rng), _year(cells, rng)
    return np.sqrt(_COUNTRY_SHARE) * country + np.sqrt(1 - _COUNTRY_SHARE) * year


def _single(column: Column, cells: pd.DataFrame, noise: Noise, rng: np.random.Generator) -> Planted:
    """An outcome of one column with effects of country and year."""
    of = design(column, cells)
    error = of.implied_variance((column.focus,))
    sizes = noise.sizes(of, error)
    explained = of.net @ _coefficients(column)
    room = _room(of, sizes, _printed_r2(column)) - variance(explained, of.weights)
    size = np.sqrt(max(room, _LEAST_EFFECTS * error))
    return Planted(_name(column), (column,), explained + size * _effects(cells, rng), sizes)


def _printed_r2(column: Column) -> float:
    """The column's R squared; where table 7 has none, that of the outcome in table 5."""
    if column.r2 is not None:
        return column.r2
    return next(c.r2 for c in printed_columns("table_5") if c.outcome == column.outcome)


def _room(of: Design, sizes: Sizes, r2: float) -> float:
    """Variance of the mean over the rows at which R squared comes out where the regression fits the mean."""
    return sizes.left(of) / (1 - r2) - sizes.total


def _mechanisms(cells: pd.DataFrame, noise: Noise, rng: np.random.Generator) -> Planted:
    """The outcome of table 6, which its four columns share."""
    columns = printed_columns("table_6")
    error, common = mechanism_error(cells), common_coefficients()
    designs = [design(column, cells) for column in columns]
    weights, effects = designs[0].weights, dummies(cells, ("iso3", "year"))
    controls = cells[list(BASELINE_CONTROLS)].to_numpy(float)
    mechanisms = cells[[column.focus for column in columns]].to_numpy(float)
    own = net(mechanisms, np.column_stack([effects, controls]), weights)
    cross = own.T @ (weights[:, None] * own)
    gamma = np.array([column.planted[column.focus] for column in columns])
    explained = net(controls, effects, weights) @ [common[name] for name in BASELINE_CONTROLS]
    explained = explained + own @ np.linalg.solve(cross, np.diag(cross) * gamma)
    sizes = noise.sizes(designs[0], error)
    # One outcome has one variance: the mean of what the four printed R squared want.
    rooms = [_room(of, sizes, of.column.r2) for of in designs]
    room = float(np.mean(rooms)) - variance(explained, weights)
    size = np.sqrt(max(room, _LEAST_EFFECTS * error))
    return Planted("flow", tuple(columns), explained + size * _effects(cells, rng), sizes)


def _without_effects(column: Column, sizes: Sizes, cells: pd.DataFrame, rng: np.random.Generator) -> Planted:
    """The outcome of table 3 (1) or (4): effects of countries, which the column leaves in, beside its error.

    They are orthogonal to the treatment net of years, and as large as the printed standard error wants; the
    noise is that of (3) or (6).
    """
    of = design(column, cells)
    left = of.implied_variance((column.focus,)) * (N_ROWS - of.parameters) / N_ROWS
    treatment = pd.Series(of.net[:, 0]).groupby(cells["iso3"].to_numpy()).transform("mean").to_numpy()
    country = _scaled(net(_country(cells, rng), treatment[:, None], of.weights), cells)
    explained = of.net @ _coefficients(column)
    between = left - sizes.left(of)
    years = left / (1 - column.r2) - sizes.total - between - variance(explained, of.weights)
    mean = explained + np.sqrt(between) * country + np.sqrt(years) * _year(cells, rng)
    return Planted(_name(column), (column,), mean, sizes)


def _levels_and_effects(
    pooled: Column, within: Column, cells: pd.DataFrame, noise: Noise, rng: np.random.Generator
) -> Planted:
    r"""The outcome that table 3 (2) and (3), or (5) and (6), share.

    Notes
    -----
    :math:`m = \tilde x \beta_3 + \alpha_c + \tau_t` holds (3) whatever the effects; (2) is five equations in
    the nine :math:`\alpha_c`. Of their solutions, the smallest and so much of a direction that changes
    nothing in (2) that the outcome's variance V is right. (2) explains :math:`\beta_2' S \beta_2`, the
    years' part :math:`\kappa V` (`YEAR_SHARE`) and a little of the noise, with S the variance of the
    regressors net of years; the error's variance follows V by the R squared of (3). So V solves
    :math:`R^2_2 V = \beta_2' S \beta_2 + \kappa V + \text{noise}(V)`.
    """
    two, three = design(pooled, cells), design(within, cells)
    weights, base = two.weights, three.net @ _coefficients(within)
    explained = variance(two.net @ _coefficients(pooled), weights)
    unit = noise.sizes(three, (1 - within.r2) * N_ROWS / (N_ROWS - three.parameters))
    total = explained / (pooled.r2 - YEAR_SHARE - (unit.total - unit.left(two)))
    sizes = Sizes(noise, unit.line * total, unit.shared * total, unit.own * total)
    room = total * (1 - YEAR_SHARE) - sizes.total - variance(base, weights)
    countries = dummies(cells, ("iso3",))
    root = np.sqrt(countries.T @ weights)
    matrix = (two.rows @ countries) / root
    smallest = np.linalg.lstsq(matrix, _coefficients(pooled) - two.rows @ base, rcond=None)[0]
    excess = room * N_ROWS - smallest @ smallest
    if excess < 0:
        least = smallest @ smallest / N_ROWS
        raise ValueError(f"{pooled.name}: the countries' effects need a variance of {least:.3f} at least, "
                         f"and the printed R squared leaves {room:.3f}")  # fmt: skip
    unseen = net(rng.normal(size=len(root)), np.vstack([matrix, root]).T, np.ones(len(root)))
    effects = smallest + np.sqrt(excess) * unseen / np.linalg.norm(unseen)
    mean = base + countries @ (effects / root) + np.sqrt(YEAR_SHARE * total) * _year(cells, rng)
    return Planted(OUTCOMES[pooled.outcome], (pooled, within), mean, sizes)
