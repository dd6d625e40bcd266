"""What regressions on a channel find in simulated worlds in which the channel carries nothing."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from lib.panels.belt_road import COUNTRIES, EVENT_YEAR, TREATED, YEARS


@dataclass(frozen=True)
class World:
    """A simulated world of nine countries in 21 years in which the variable carries nothing.

    Attributes
    ----------
    first : float
        Effect of the treatment on the variable.
    direct : float
        Effect of the treatment on trade, none of it through the variable.
    shared : float
        What an unseen shock of country and year, of variance one, adds to both.
    own : float
        Standard deviation of what is the variable's, and trade's, alone.
    sign : float
        What the shock's effect on trade is multiplied with.
    """

    first: float = 1.0
    direct: float = 1.0
    shared: float = 0.0
    own: float = 0.5
    sign: float = 1.0


WORLDS = {
    "nothing moves both": (World(direct=0.0), False),
    "the treatment moves both": (World(), False),
    "the same, treatment held fixed": (World(), True),
    "an unseen shock moves both, treatment held fixed": (World(shared=0.25), True),
}


def no_channel(draws: int, seed: int) -> pd.DataFrame:
    """Regressions of trade on a variable that does nothing to it, in the worlds of `WORLDS`.

    Returns
    -------
    DataFrame indexed by ``world``: ``mean`` (of the variable's coefficient, which should be 0), ``error``
    (Monte Carlo), ``rejects`` (share of draws with p below 5 %, clustered by country, t with eight degrees of
    freedom) and ``rejects_error``.

    Raises
    ------
    ValueError
        Fewer than two draws.
    """
    rows = {
        name: simulate(world, fixed, draws, np.random.default_rng([seed, place]))
        for place, (name, (world, fixed)) in enumerate(WORLDS.items())
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("world")


def simulate(world: World, fixed: bool, draws: int, rng: np.random.Generator) -> dict[str, float]:
    """One line of `no_channel`.

    Parameters
    ----------
    world : World
    fixed : bool
        Whether the treatment stands beside the variable.
    draws : int
    rng : Generator
    """
    if draws < 2:
        raise ValueError(f"draws={draws}: a Monte Carlo error needs 2 at least")
    found = np.array([_one(world, fixed, rng) for _ in range(draws)])
    share = float((np.abs(found[:, 1]) > stats.t.isf(0.025, len(COUNTRIES) - 1)).mean())
    return {
        "mean": found[:, 0].mean(),
        "error": found[:, 0].std(ddof=1) / np.sqrt(draws),
        "rejects": share,
        "rejects_error": np.sqrt(share * (1 - share) / draws),
    }


def _one(world: World, fixed: bool, rng: np.random.Generator) -> tuple[float, float]:
    """The variable's coefficient and its t statistic in one draw."""
    shape = (len(COUNTRIES), len(YEARS))
    treated = np.isin(COUNTRIES, TREATED)[:, None] & (np.array(YEARS) >= EVENT_YEAR)
    unseen = rng.standard_normal(shape)
    variable = world.first * treated + world.shared * unseen + world.own * rng.standard_normal(shape)
    shocked = world.sign * world.shared * unseen
    trade = world.direct * treated + shocked + world.own * rng.standard_normal(shape)
    x, y, d = (_demeaned(part) for part in (variable, trade, treated.astype(float)))
    if fixed:
        x, y = (part - d * (d * part).sum() / (d * d).sum() for part in (x, y))
    coef = (x * y).sum() / (x * x).sum()
    scores = (x * (y - coef * x)).sum(axis=1)
    g = shape[0]
    se = np.sqrt(g / (g - 1) * (scores**2).sum()) / (x * x).sum()
    return float(coef), float(coef / se)


def _demeaned(values: np.ndarray) -> np.ndarray:
    """Net of the means of rows and columns."""
    rows, columns = values.mean(axis=1, keepdims=True), values.mean(axis=0, keepdims=True)
    return values - rows - columns + values.mean()
