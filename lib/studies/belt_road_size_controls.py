r"""How often the tests reject with the nine countries' own controls, on the paths of other partners.

With controls a coefficient no longer depends on nine changes alone, and choices of five countries differ in
what the controls leave of them. So the design is kept, the nine with their controls and the actual five, and
each of the nine gets the path of another partner, drawn without replacement. Nothing happened there in 2013
that has to do with who is treated, and the order of the paths is random: what a test rejects it rejects
wrongly.
"""

from itertools import product

import numpy as np
import pandas as pd
from scipy import stats

from lib.panels.belt_road import TREATED
from lib.studies.belt_road_choices import EFFECTS, basis_of, every_choice, net
from lib.studies.belt_road_few import rows
from lib.studies.belt_road_placebo import TERM
from lib.studies.belt_road_size import CHOICES, FEW, LEVEL, NORMAL, WILD

BY_T = "every choice, by t"
METHODS = (NORMAL, FEW, WILD, CHOICES, BY_T)
_BATCH = 250  # placebos at once
_TIE = 1e-9


class Design:
    """The regressions of every choice of countries on one set of rows, worked out once.

    Parameters
    ----------
    frame : DataFrame
        ``iso3``, ``year``, ``y``, the treatment and the controls, complete.
    controls : tuple of str

    Raises
    ------
    ValueError
        As `every_choice`; effects and controls explain the treatment of some choice.
    """

    def __init__(self, frame: pd.DataFrame, controls: tuple[str, ...] = ()):
        self.frame = frame.reset_index(drop=True)
        self.basis, _ = basis_of(self.frame, controls, EFFECTS)
        self.country, self.names = pd.factorize(self.frame["iso3"], sort=True)
        listed = every_choice(self.frame, controls).coefs  # for its checks and the order of the choices
        if listed.isna().any():
            who = listed.index[listed.isna()][0]
            raise ValueError(f"effects and controls explain the treatment of {who}: leave out the controls "
                             "that move with it")  # fmt: skip
        chosen = list(listed.index)
        member = np.array([[name in one.split() for one in chosen] for name in self.names], dtype=float)
        late = self.frame.groupby("year")[TERM].transform("max").to_numpy(dtype=float)
        left = net(member[self.country] * late[:, None], self.basis)
        self.size = (left**2).sum(axis=0)
        self.left = left
        self.actual = chosen.index(" ".join(sorted(set(TREATED) & set(self.names))))
        g, n, k = len(self.names), len(self.frame), self.basis.shape[1] + 1
        self.factor = g / (g - 1) * (n - 1) / (n - k + g - 1)  # effects of countries are not counted
        self.group = np.eye(g)[self.country]

    def coefficients(self, y: np.ndarray) -> np.ndarray:
        """Of every choice; ``y`` net of the basis, shape (N, D); returns (C, D)."""
        return self.left.T @ y / self.size[:, None]

    def t_statistics(self, y: np.ndarray) -> np.ndarray:
        """Of every choice, by errors clustered by country; as `coefficients`."""
        coefs = self.coefficients(y)
        meat = np.zeros_like(coefs)
        for one in self.group.T.astype(bool):
            score = self.left[one].T @ y[one] - (self.left[one] ** 2).sum(axis=0)[:, None] * coefs
            meat += score**2
        return coefs / (np.sqrt(self.factor * meat) / self.size[:, None])

    def wild_pvalues(self, y: np.ndarray) -> np.ndarray:
        """The wild cluster bootstrap over all sign patterns, the null imposed; ``y`` net; returns (D,)."""
        d, size = self.left[:, self.actual], self.size[self.actual]
        of = self.group * d[:, None]
        within = (of**2).sum(axis=0)
        projected = self.group.T @ (d[:, None] * self.basis)  # (G, K)
        signs = np.array(list(product([-1.0, 1.0], repeat=len(self.names))))
        found = []
        for column in y.T:
            blocks = self.group * column[:, None]  # (N, G): each country's own residuals
            raw = np.diag(of.T @ column) - projected @ (self.basis.T @ blocks)
            scores = signs @ raw.T
            coef = scores.sum(axis=1) / size
            meat = ((scores - coef[:, None] * within) ** 2).sum(axis=1)
            t = np.abs(coef) / np.sqrt(meat)
            found.append((t > t[-1] * (1 + _TIE)).mean())  # the last pattern has no sign turned
        return np.array(found)


def paths(frame: pd.DataFrame, design: Design, draws: int, seed: int) -> np.ndarray:
    """Paths of partners other than the treated in the design's rows, net of its basis, shape (N, draws).

    Raises
    ------
    ValueError
        A partner lacks a year of the design, or there are fewer partners than countries in it.
    """
    wide = frame[~frame["iso3"].isin(TREATED)].pivot(index="iso3", columns="year", values="y")
    years = sorted(design.frame["year"].unique())
    missing = wide.reindex(columns=years).isna()
    if missing.any(axis=None):
        who, year = missing.stack().idxmax()
        raise ValueError(f"{who} has no path in {year}: give a balanced panel with the design's years")
    if len(wide) < len(design.names):
        raise ValueError(f"{len(wide)} partners for {len(design.names)} countries: give a larger pool")
    rng = np.random.default_rng(seed)
    drawn = rng.random((draws, len(wide))).argsort(axis=1)[:, : len(design.names)]
    place = np.searchsorted(years, design.frame["year"])
    values = wide[years].to_numpy()[drawn[:, design.country], place]  # (draws, N)
    return net(values.T, design.basis)


def sizes(
    panel: pd.DataFrame, series: str, controls: tuple[str, ...], frame: pd.DataFrame, draws: int, seed: int
) -> pd.Series:
    """Share of placebos in which each test of `METHODS` rejects at 5 % where nothing happened.

    Parameters
    ----------
    panel : DataFrame
        The counterpart panel: the nine's rows of the series and their controls.
    series : str
    controls : tuple of str
    frame : DataFrame
        ``iso3``, ``year``, ``y`` of the partners whose paths are drawn; balanced.
    draws, seed : int
    """
    design = Design(rows(panel, series, controls), controls)
    y = paths(frame, design, draws, seed)
    found = [_rejected(design, y[:, low : low + _BATCH]) for low in range(0, draws, _BATCH)]
    return pd.concat(found, axis=1).mean(axis=1).rename(series)


def _rejected(design: Design, y: np.ndarray) -> pd.Series:
    coefs, t = design.coefficients(y), design.t_statistics(y)
    own = np.abs(t[design.actual])
    rejected = {
        NORMAL: own > stats.norm.isf(LEVEL / 2),
        FEW: own > stats.t.isf(LEVEL / 2, len(design.names) - 1),
        WILD: design.wild_pvalues(y) <= LEVEL,
        CHOICES: _two_sided(coefs, design.actual) <= LEVEL,
        BY_T: _two_sided(t, design.actual) <= LEVEL,
    }
    # Each batch keeps its placebos, so that the mean over all is that of placebos.
    return pd.DataFrame(rejected).T


def _two_sided(values: np.ndarray, actual: int) -> np.ndarray:
    own, slack = values[actual], _TIE * np.abs(values).max(axis=0)
    tails = (values >= own - slack).mean(axis=0), (values <= own + slack).mean(axis=0)
    return np.minimum(1.0, 2 * np.minimum(*tails))
