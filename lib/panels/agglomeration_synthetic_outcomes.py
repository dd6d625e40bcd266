r"""Outcomes of the semi-synthetic panel: the printed dynamic models, planted in standardised variables.

Standardised, an outcome obeys for every city i and year t

.. math:: y_{it} = \lambda_c y_{i,t-1} + s\,x_{it}'\beta_c + k_c + \sigma (r \eta_i + \varepsilon_{it}),

with the printed :math:`\lambda_c, \beta_c` of the printed column c that the city-year belongs to (in tables 4
to 7 three columns share an outcome). The intercepts :math:`k_c` give each group the same mean.
:math:`\sigma` makes the variance of y over the panel one, as standardised variables have it. Where regressors
alone would make it more than `ROOM`, s is below one: the largest at which they do not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lib.panels.agglomeration import OUTCOMES, OWN
from lib.panels.agglomeration_columns import INTERACTIONS, LAG, Column, printed_columns

EFFECT_SIZE = 0.8  # r: standard deviation of the city's effect over that of the shock
ROOM = 0.85  # most of an outcome's variance that is not the effect's and the shocks' own
# Means and standard deviations of the logs: US$, subheadings of six digits, destinations. The deviations are
# smaller than those of real exports, since the drawn outcomes have long tails: no level passes what is
# possible. No standardised coefficient depends on either.
SCALES = {"ln_value": (18.5, 0.9), "ln_varieties": (5.0, 0.45), "ln_destinations": (3.4, 0.2)}


@dataclass(frozen=True)
class Model:
    """An outcome and the printed columns that it obeys.

    Attributes
    ----------
    name : str
        Its column in the panel: ``ln_value``, ``ln_value__table_4``.
    columns : tuple of Column
        One, or one for each group of city-years.
    """

    name: str
    columns: tuple[Column, ...]

    @property
    def plain(self) -> str:
        """The outcome that it is a version of."""
        return self.name.partition(OWN)[0]


@dataclass(frozen=True)
class Planted:
    """An outcome as drawn.

    Attributes
    ----------
    model : Model
    standardised : ndarray, shape (N, T)
        y over the whole grid of years; mean 0 and variance 1 over the panel.
    share : float
        s: what part of the printed coefficients of the regressors is planted.
    sigma : float
        Standard deviation of the shock in y.
    lags : tuple of float
        Coefficient of the lag of each column.
    """

    model: Model
    standardised: np.ndarray
    share: float
    sigma: float
    lags: tuple[float, ...]

    @property
    def level(self) -> np.ndarray:
        """The outcome in the panel's units, shape (N, T)."""
        mean, spread = SCALES[self.model.plain]
        return mean + spread * self.standardised


def models() -> tuple[Model, ...]:
    """The eighteen outcomes: table 1's under the plain names, each other table's under its own."""
    groups: dict[str, list[Column]] = {}
    for column in printed_columns():
        plain = OUTCOMES[column.outcome]
        name = plain if column.exhibit == "table_1" else f"{plain}{OWN}{column.exhibit}"
        groups.setdefault(name, []).append(column)
    return tuple(Model(name, tuple(columns)) for name, columns in groups.items())


def regressors(raw: dict[str, np.ndarray], rows: np.ndarray, first: int) -> dict[str, np.ndarray]:
    """Every printed term over the grid, standardised with the means and deviations of the panel's rows.

    Parameters
    ----------
    raw : dict of ndarray, shape (N, T)
        As `agglomeration_synthetic_covariates.draw` gives them.
    rows : ndarray, shape (N, T - first), bool
        The panel's city-years.
    first : int
        Place of the panel's first year on the grid.
    """
    centred = {name: values - values[:, first:][rows].mean() for name, values in raw.items()}
    terms = centred | {name: centred[a] * centred[b] for name, (a, b) in INTERACTIONS.items()}
    return {
        name: (values - values[:, first:][rows].mean()) / values[:, first:][rows].std(ddof=1)
        for name, values in terms.items()
    }


def plant(
    model: Model,
    x: dict[str, np.ndarray],
    groups: dict[str, np.ndarray],
    noise: tuple[np.ndarray, np.ndarray],
    rows: np.ndarray,
    lag: float | None = None,
) -> Planted:
    """Draw one outcome.

    Parameters
    ----------
    model : Model
    x : dict of ndarray, shape (N, T)
        As `regressors` gives them.
    groups : dict of ndarray, shape (N, T), bool
        City-years of each sample: ``all``, ``large``, .. , ``west``, ``trimmed`` (which is ``all`` here: the
        trimmed sample is cut from the outcome once it is there).
    noise : tuple of ndarray
        The effect, shape (N,), and the shocks, shape (N, T).
    rows : ndarray, shape (N, T'), bool
        The panel's city-years, of the last T' years of the grid.
    lag : float, optional
        Coefficient of the lag instead of the printed ones.
    """
    first = x[next(iter(x))].shape[1] - rows.shape[1]
    lags = [column.planted[LAG] if lag is None else lag for column in model.columns]
    persistence, explained = np.zeros_like(noise[1]), np.zeros_like(noise[1])
    for column, own in zip(model.columns, lags, strict=True):
        members = groups[column.sample]
        coefficients = column.planted
        index = sum(coefficients[term] * x[term] for term in column.regressors)
        in_panel = members[:, first:] & rows
        explained += members * (index - index[:, first:][in_panel].mean())
        persistence += members * own
    systematic = _recursion(persistence, explained)
    random = _recursion(persistence, EFFECT_SIZE * noise[0][:, None] + noise[1])
    share, sigma = _shares(systematic[:, first:][rows], random[:, first:][rows])
    y = share * systematic + sigma * random
    return Planted(model, y - y[:, first:][rows].mean(), share, sigma, tuple(lags))


def _recursion(persistence: np.ndarray, news: np.ndarray) -> np.ndarray:
    """The solution of y_t = persistence_t y_{t-1} + news_t that starts at rest."""
    y = np.empty_like(news)
    y[:, 0] = news[:, 0] / (1 - persistence[:, 0])
    for year in range(1, news.shape[1]):
        y[:, year] = persistence[:, year] * y[:, year - 1] + news[:, year]
    return y


def _shares(systematic: np.ndarray, random: np.ndarray) -> tuple[float, float]:
    r"""s and :math:`\sigma` for which :math:`s a + \sigma b` has variance one.

    Notes
    -----
    With s = 1, :math:`\sigma` is the positive root of :math:`V_b\sigma^2 + 2 C \sigma + V_a = 1`. Where the
    random part would have less than 1 - `ROOM` of the variance, it gets that, and s is the positive root of
    :math:`V_a s^2 + 2 C \sigma s + (1 - \mathrm{ROOM}) = 1`.
    """
    (var_a, cov), (_, var_b) = np.cov(systematic, random)
    sigma = _positive_root(var_b, 2 * cov, var_a - 1) if var_a < 1 else 0.0
    if sigma**2 * var_b >= 1 - ROOM:
        return 1.0, sigma
    sigma = float(np.sqrt((1 - ROOM) / var_b))
    return _positive_root(var_a, 2 * cov * sigma, -ROOM), sigma


def _positive_root(a: float, b: float, c: float) -> float:
    """Positive root of a z^2 + b z + c with a > 0 > c."""
    return float((-b + np.sqrt(b * b - 4 * a * c)) / (2 * a))


def shortfalls(planted: Sequence[Planted]) -> list[dict]:
    """What was planted beside what is printed, one row a term of each column."""
    return [
        {
            "exhibit": column.exhibit,
            "column": column.column,
            "outcome": one.model.name,
            "term": term,
            "printed": printed,
            "planted": own if term == LAG else printed * one.share,
        }
        for one in planted
        for column, own in zip(one.model.columns, one.lags, strict=True)
        for term, printed in column.planted.items()
    ]
