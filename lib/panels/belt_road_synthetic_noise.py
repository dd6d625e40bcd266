r"""The noise of the semi-synthetic Belt and Road panel: of lines, of country-years, of rows.

A line's error is :math:`a_\ell + u_{ct} + e_{\ell t}`: what stays with the line, a shock that all lines of a
country share in a year and that persists, and the rest. The shared shock makes rows of a country-year
dependent. Standard errors that take the 6,111 rows as independent do not know it, and the regressors vary by
country and year alone, so that with n lines a country the variance of a coefficient is about
:math:`1 + (n - 1)\rho` times theirs, more with persistence (Moulton 1990).

References
----------
Moulton (1990), "An illustration of a pitfall in estimating the effects of aggregate variables on micro
units", Review of Economics and Statistics 72(2).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.panels.belt_road import YEARS
from lib.panels.belt_road_synthetic_design import N_ROWS, Design


def autoregressions(rng: np.random.Generator, countries: int, persistence: float) -> np.ndarray:
    """Independent autoregressions, one a country, in the order of the cells; variance one, shape (C,)."""
    shocks = rng.normal(size=(countries, len(YEARS)))
    values = shocks.copy()
    for year in range(1, len(YEARS)):
        news = np.sqrt(1 - persistence**2) * shocks[:, year]
        values[:, year] = persistence * values[:, year - 1] + news
    return values.ravel()


@dataclass(frozen=True)
class Noise:
    r"""Shares of the error's variance.

    Attributes
    ----------
    line : float
        Of what stays with a line.
    shared : float
        Of the shock that the lines of a country share in a year.
    persistence : float
        Autocorrelation of that shock from one year to the next, from 0 to below 1.
    """

    line: float = 0.45
    shared: float = 0.10
    persistence: float = 0.5

    def __post_init__(self):
        if not (0 <= self.line and 0 <= self.shared and self.line + self.shared < 1):
            raise ValueError(f"line={self.line}, shared={self.shared}: give shares from 0 on that leave "
                             "something of 1 for the rows")  # fmt: skip
        if not 0 <= self.persistence < 1:
            raise ValueError(f"persistence={self.persistence}: give an autocorrelation from 0 to below 1")

    def correlation(self, frame: pd.DataFrame) -> np.ndarray:
        """Correlation of the shared shock between country-years, shape (C, C)."""
        year, country = frame["year"].to_numpy(), frame["iso3"].to_numpy()
        lag = np.abs(year[:, None] - year)
        with np.errstate(divide="ignore"):
            decay = np.where(lag == 0, 1.0, float(self.persistence) ** lag)
        return decay * (country[:, None] == country)

    def sizes(self, of: Design, error: float) -> "Sizes":
        """Variances of the three parts such that a regression estimates an error variance.

        What it estimates is the sum of squares that is left over N - K: all of the lines' part, as much of
        the shared shock as effects and regressors leave, (N - K) / N of the rows' own.
        """
        kept = of.share_left(self.correlation(of.frame))
        inflation = N_ROWS / (N_ROWS - of.parameters)
        own = 1 - inflation * (self.line + self.shared * kept)
        return Sizes(self, error * self.line, error * self.shared, error * own)

    def draw_shared(self, frame: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
        """The shared shock in the cells, variance one, shape (C,)."""
        return autoregressions(rng, frame["iso3"].nunique(), self.persistence)


@dataclass(frozen=True)
class Sizes:
    """Variances of the parts of an outcome's noise.

    Attributes
    ----------
    noise : Noise
    line, shared, own : float
        Of what stays with the line, of the shock that lines share, of the rows' own.
    """

    noise: Noise
    line: float
    shared: float
    own: float

    @property
    def total(self) -> float:
        """Variance of the noise."""
        return self.line + self.shared + self.own

    def left(self, of: Design) -> float:
        """Mean square that a regression leaves of the noise, expected; per row."""
        kept = of.share_left(self.noise.correlation(of.frame))
        return self.line + self.shared * kept + self.own * (N_ROWS - of.parameters) / N_ROWS

    def covariance(self, of: Design) -> np.ndarray:
        """Covariance of the noise's means in the cells, shape (189, 189), the lines' part left out.

        That part is the same in every year and has the mean zero in every country, so that no regression
        here finds anything of it.
        """
        shared = self.shared * self.noise.correlation(of.frame)
        return shared + np.diag(self.own / of.weights)

    def std_errors(self, of: Design) -> np.ndarray:
        """Standard deviations of the coefficients over repeated draws of the noise, shape (K,)."""
        return np.sqrt(np.diag(of.rows @ self.covariance(of) @ of.rows.T))
