r"""Effects planted so that the printed regressions, run without noise, give the printed coefficients.

Without noise the outcome is :math:`m = \text{effects of city, destination, year} + x'\gamma + \sum_k \theta_k
b_k`, with :math:`b_k` known shapes: the path of the effect after an agreement by group of destinations, the
spillover on the whole city after its first agreement, the two shocks. The coefficient that a regression finds
in m is linear in m: :math:`g'm` with :math:`g = \tilde d / \tilde d'\tilde d` and :math:`\tilde d` the
treatment net of effects and controls (Frisch and Waugh 1933). So every printed column is one linear equation
in :math:`(\theta, \gamma)`, and `plant` takes the solution nearest to one effect for all destinations.

What is planted is the estimand of the printed regression, not the mean effect: where the path rises and the
timing is staggered the two differ, as `Planting.effects` shows.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from lib.panels.twin_cities import CITY_CONTROLS, CONTROLS
from lib.panels.twin_cities_columns import MILLS, printed_columns
from lib.panels.twin_cities_synthetic_designs import Design, designs, printed
from lib.panels.twin_cities_synthetic_shapes import Path, shapes

# First guess of the controls' coefficients where the outcome is a log; all others 0.
INCOME = {"ln_gdp_per_head_city": 0.1, "ln_gdp_per_head": 0.1}
# How dear a departure from the first guess is: next to nothing where the printed numbers alone decide.
_FREE = 1e-3
_PRICES = {"path": 1.0, "spillover": 1.0, "post": _FREE, "bent": 0.3, MILLS: 1.0}


@dataclass(frozen=True)
class Planting:
    """Effects that give the printed coefficients.

    Attributes
    ----------
    path : str or callable
    designs : dict of str to tuple of Design
        By outcome.
    coefficients : DataFrame, shape (K, 4)
        Of each shape and each control, by outcome.
    columns : DataFrame
        One row a column of tables 3 to 6 and of the two-step estimates: ``printed``, ``planted`` (the
        coefficient of its regression without noise) and ``off`` (their difference).
    shapes : DataFrame, shape (N, ...)
        The shapes' values in each row of the panel.
    controls : ndarray, shape (N, 12)
        The controls as `centred` returns them.
    """

    path: Path
    designs: dict
    coefficients: pd.DataFrame
    columns: pd.DataFrame
    shapes: pd.DataFrame
    controls: np.ndarray

    def effects(self, outcome: str) -> pd.DataFrame:
        """True effects in each row: ``own`` of the pair's agreement, ``spillover`` of the city's first.

        In the units of the outcome: logs, or per cent of the lines.
        """
        theta = self.coefficients[outcome]
        own = [name for name in self.shapes if name.startswith(("path", "post"))]
        return pd.DataFrame(
            {
                "own": self.shapes[own].to_numpy() @ theta[own].to_numpy(),
                "spillover": self.shapes["spillover"].to_numpy() * theta["spillover"],
            },
            index=self.shapes.index,
        )

    def mean(self, outcome: str) -> np.ndarray:
        """The outcome's part of shapes and controls in each row, without effects and noise."""
        theta = self.coefficients[outcome]
        found = self.shapes.to_numpy() @ theta[list(self.shapes)].to_numpy()
        return found + self.controls @ theta[list(CONTROLS)].to_numpy()


def plant(panel: pd.DataFrame, path: Path = "rising") -> Planting:
    """The effects nearest to one path for all destinations that give every printed coefficient.

    Parameters
    ----------
    panel : DataFrame
        As `lib.panels.twin_cities.build` returns it; of the outcomes only what is missing matters.
    path : {"rising", "constant", "fading"} or callable
        As in `lib.panels.twin_cities_synthetic_shapes.path_values`. Whichever it is, the printed
        regressions find the printed coefficients.

    Returns
    -------
    Planting

    Notes
    -----
    The equations are the columns' coefficients and, for the columns of table 3 with controls, the constant.
    Where the printed numbers cannot all hold, the equations' least-squares solution is taken and ``off``
    says by how much each column is missed. At full size they all hold, but table 6's groups average to more
    than table 3's whole: effects of a believable size need cities' lasting bents for a group of destinations,
    which the whole sample's effects leave in, to make up for it.
    """
    basis, controls = shapes(panel, path), centred(panel)
    regressions = designs(panel, basis[MILLS].to_numpy())
    found = pd.DataFrame(
        {outcome: _solve(panel, basis, controls, own) for outcome, own in regressions.items()}
    )
    planting = Planting(path, regressions, found, pd.DataFrame(), basis, controls)
    return replace(planting, columns=_columns(planting))


def _columns(planting: Planting) -> pd.DataFrame:
    """Printed and planted coefficient of every column, in the paper's order."""
    rows = {}
    for outcome, own in planting.designs.items():
        mean = planting.mean(outcome)
        for design in own:
            c = design.column
            found = c.scale * float(design.weights @ mean)
            rows[c.name] = (
                c.exhibit,
                c.column,
                outcome,
                c.term,
                design.printed,
                found,
                found - design.printed,
            )
    names = ["exhibit", "column", "outcome", "term", "printed", "planted", "off"]
    order = [c.name for c in printed_columns() + printed_columns("heckman")]
    return pd.DataFrame([rows[name] for name in order], columns=names)


def _solve(
    panel: pd.DataFrame, basis: pd.DataFrame, controls: np.ndarray, own: tuple[Design, ...]
) -> pd.Series:
    """Coefficients of shapes and controls nearest to the first guess that satisfy the equations."""
    equations, wanted = _equations(panel, basis, controls, own)
    names = [*basis, *CONTROLS]
    guess = pd.Series(0.0, index=names)
    if own[0].column.y.startswith("ln_"):
        guess.update(pd.Series(INCOME))
    prices = np.array([*(_price(name) for name in basis), *_control_prices(controls)])
    # One column more: the same path for all groups, which costs next to nothing.
    common = np.array([name.startswith("path") for name in names], dtype=float)
    matrix = np.column_stack([equations, equations @ common])
    prices = np.append(prices, _FREE)
    scale = 1 / np.linalg.norm(matrix / prices, axis=1)
    step, *_ = np.linalg.lstsq(
        scale[:, None] * matrix / prices, scale * (wanted - equations @ guess.to_numpy()), rcond=1e-13
    )
    step = step / prices
    return guess + step[:-1] + step[-1] * common


def _equations(
    panel: pd.DataFrame, basis: pd.DataFrame, controls: np.ndarray, own: tuple[Design, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """One row a column's coefficient, and one for the constant of the column of table 3 with controls."""
    parts = np.column_stack([basis.to_numpy(), controls])
    weights = np.vstack([design.column.scale * design.weights for design in own])
    wanted = np.array([design.printed for design in own])
    matrix = weights @ parts
    without, with_ = (design for design in own if design.column.exhibit == "table_3")
    constant = printed("coef", "constant")["table_3", with_.column.column]
    return (
        np.vstack([matrix, with_.fitted @ parts]),
        np.append(wanted, printed_mean(panel, without) - constant),
    )


def printed_mean(panel: pd.DataFrame, without: Design) -> float:
    """Mean of the outcome by the column of table 3 without controls: constant and effect of the treated."""
    column = without.column
    treated = column.treatment(panel)[column.rows(panel)].mean()
    return printed("coef", "constant")[column.exhibit, column.column] + without.printed * treated


def _price(name: str) -> float:
    return next(price for start, price in _PRICES.items() if name.startswith(start))


def _control_prices(controls: np.ndarray) -> np.ndarray:
    """A quarter of each control's largest deviation from its unit and year, about a standard deviation.

    The largest, so that a control with far values (journal articles) does not drive a few outcomes off.
    """
    return np.abs(controls).max(axis=0) / 4


def centred(panel: pd.DataFrame) -> np.ndarray:
    """Controls less the mean of their city or destination, then of the year, shape (N, 12).

    Effects of city, destination and year take those means, in the outcomes as in every printed regression.
    """
    within = pd.DataFrame(
        {
            name: panel[name]
            - panel.groupby("city_code" if name in CITY_CONTROLS else "iso3")[name].transform("mean")
            for name in CONTROLS
        }
    )
    return (within - within.groupby(panel["year"]).transform("mean")).to_numpy()
