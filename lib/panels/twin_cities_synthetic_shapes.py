"""Shapes of the effects that the semi-synthetic panel plants: paths after an agreement, shocks, selection."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from lib.estimators.selection import inverse_mills_ratio, probit
from lib.panels.twin_cities_columns import FIRST_STAGE, FIRST_STAGE_OUTCOME, MILLS, SHOCKS

Path = str | Callable[[np.ndarray], np.ndarray]
HORIZON = 10  # years after the agreement until the path is flat, the window of figure 2
GROUPS = ("neither", "road", "neighbour", "both")


def path_values(path: Path, relative_year: np.ndarray) -> np.ndarray:
    r"""The shape of an effect by year since the agreement: 0 before, about 1 at its height.

    Parameters
    ----------
    path : {"rising", "constant", "fading"} or callable
        ``rising`` grows by equal steps to ten years after and stays, as figure 2 is described; ``constant``
        is there at once; ``fading`` is highest in the first year and gone after ten. A callable gets the
        years since the agreement (0, 1, ...) and returns the effect.
    relative_year : ndarray
        Year less the first treated year; NaN without agreement.
    """
    after = relative_year >= 0
    years = np.where(after, relative_year, 0.0)
    if callable(path):
        values = np.asarray(path(years), dtype=float)
        if values.shape != years.shape or not np.isfinite(values).all():
            raise ValueError("the effect path returned something other than one finite number a year")
    elif path == "rising":
        values = np.minimum(years + 1, HORIZON + 1) / (HORIZON + 1)
    elif path == "constant":
        values = np.ones_like(years)
    elif path == "fading":
        values = np.maximum(HORIZON + 1 - years, 0) / (HORIZON + 1)
    else:
        raise ValueError(f"no effect path {path!r}: give rising, constant, fading or a function of the years")
    return np.where(after, values, 0.0)


def inverse_mills(panel: pd.DataFrame) -> pd.Series:
    """Inverse Mills ratio of being tied, from a probit on all rows (see `FIRST_STAGE`)."""
    scaled = panel[list(FIRST_STAGE)]
    scaled = (scaled - scaled.mean()) / scaled.std()  # the ratio is the same, the probit's search is shorter
    scaled[FIRST_STAGE_OUTCOME] = panel[FIRST_STAGE_OUTCOME]
    return inverse_mills_ratio(probit(scaled, FIRST_STAGE_OUTCOME, FIRST_STAGE).index).rename(MILLS)


def shapes(panel: pd.DataFrame, path: Path) -> pd.DataFrame:
    """The shapes whose size is planted, in each row of the panel.

    Parameters
    ----------
    panel : DataFrame
        As `lib.panels.twin_cities.build` returns it; outcomes are not read.
    path : str or callable
        As in `path_values`.

    Returns
    -------
    DataFrame, shape (N, ...)
        ``path:GROUP``: the path after the agreement, for destinations on the Belt and Road (``road``), next
        to China (``neighbour``), ``both`` or ``neither``.
        ``spillover``: 1 from the city's first agreement on, for all pairs of the city, tied or not.
        ``post_sars``, ``post_crisis``: tied pairs in the year of the shock. ``bent_road``,
        ``bent_neighbour``: a lasting bent of cities with many agreements for a group of destinations, which
        the group's own city effects absorb and the whole sample's do not. `MILLS`: selection into agreements.
    """
    year = panel["year"].to_numpy(dtype=float)
    own = path_values(path, year - panel["treatment_year"].to_numpy())
    post = panel["treat_post"].to_numpy(dtype=float)
    group = panel["belt_road"].to_numpy() + 2 * panel["neighbour"].to_numpy()
    found = {f"path:{name}": own * (group == k) for k, name in enumerate(GROUPS)}
    found["spillover"] = panel["city_post"].to_numpy(dtype=float)
    found |= {name: post * (year == shock) for name, shock in SHOCKS.items()}
    tied = panel["pair"].where(panel["treat"] == 1).groupby(panel["city_code"]).nunique()
    ties = panel["city_code"].map(np.log1p(tied)).to_numpy()
    ties = (ties - ties.mean()) / ties.std()
    found["bent_road"] = ties * panel["belt_road"].to_numpy()
    found["bent_neighbour"] = ties * panel["neighbour"].to_numpy()
    found[MILLS] = inverse_mills(panel).to_numpy()
    return pd.DataFrame(found, index=panel.index)
