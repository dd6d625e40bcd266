"""Small panels with staggered treatment in which two-way fixed effects fail, and estimators that do not.

`Design` says what is drawn, `draw` makes one panel, `noise_free` gives each estimator's estimand and `bias`
its mean error over many draws with the Monte Carlo error. A path of the effect is a name of `PATHS` or any
function of the years since the treatment.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from lib.studies import staggered_estimators as estimators

Path = str | Callable[[np.ndarray], np.ndarray]

PATHS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "constant": lambda k: np.ones_like(k, dtype=float),
    "rising": lambda k: k + 1.0,
    "fading": lambda k: 0.5**k,
}


@dataclass(frozen=True)
class Design:
    """What a simulated panel is made of.

    Attributes
    ----------
    units, periods : int
        Periods are 1, 2, ...
    dates : tuple of int
        First treated periods; the treated units are shared equally among them.
    never : float
        Share of the units that are never treated, above 0 so that every period has an untreated unit.
    path : str or function
        Effect by whole years since the treatment, 0 in its first year: a name of `PATHS` or a function of an
        array. It is scaled so that its mean over all treated rows is `effect`.
    effect : float
        Mean effect on the treated, in the outcome's unit.
    noise : float
        Standard deviation of independent errors.

    Raises
    ------
    ValueError
        A date outside the periods, no room for a unit of each date or for one that is never treated, an
        unknown path.
    """

    units: int = 60
    periods: int = 12
    dates: tuple[int, ...] = (3, 6, 9)
    never: float = 0.1
    path: Path = "rising"
    effect: float = 0.1
    noise: float = 0.1

    def __post_init__(self) -> None:
        if not self.dates or not all(1 < date <= self.periods for date in self.dates):
            raise ValueError(f"dates {self.dates}: give periods from 2 to {self.periods}, at least one")
        treated = self.units - self.n_never
        if not 0 < self.never < 1 or self.n_never < 1 or treated < len(set(self.dates)):
            raise ValueError(
                f"{self.units} units with a share of {self.never} never treated leave {treated} units for "
                f"{len(set(self.dates))} dates: give more units, or a share between 0 and 1"
            )
        if isinstance(self.path, str) and self.path not in PATHS:
            raise ValueError(
                f"path {self.path!r} is not one of {', '.join(PATHS)}: name one or give a function"
            )

    @property
    def n_never(self) -> int:
        """Units that are never treated."""
        return round(self.units * self.never)


def frame_of(design: Design) -> pd.DataFrame:
    """The panel without an outcome: ``unit, year, cohort, relative_year, treated, effect``.

    Returns
    -------
    DataFrame, shape (units x periods, 6)
        ``cohort`` and ``relative_year`` are NaN for units that are never treated; ``effect`` is the planted
        one, 0 in untreated rows.

    Raises
    ------
    ValueError
        The path gives something that is not finite, or has a mean of zero over the treated rows.
    """
    unit = np.repeat(np.arange(design.units), design.periods)
    year = np.tile(np.arange(1, design.periods + 1), design.units)
    dates = np.full(design.units, np.nan)
    treated_units = design.units - design.n_never
    dates[:treated_units] = np.resize(sorted(set(design.dates)), treated_units)
    frame = pd.DataFrame({"unit": unit, "year": year, "cohort": dates[unit]})
    frame["relative_year"] = frame["year"] - frame["cohort"]
    frame["treated"] = (frame["relative_year"] >= 0).astype(float)
    function = PATHS[design.path] if isinstance(design.path, str) else design.path
    on = frame["treated"].to_numpy() == 1
    shape = np.asarray(function(frame["relative_year"].to_numpy()[on]), dtype=float)
    if shape.shape != (on.sum(),) or not np.isfinite(shape).all() or np.isclose(shape.mean(), 0):
        raise ValueError(
            "the path must give a finite number for each year since the treatment, and not zero on average: "
            f"for the years 0, 1, 2 it gives {function(np.arange(3.0))}"
        )
    frame["effect"] = 0.0
    frame.loc[on, "effect"] = design.effect * shape / shape.mean()
    return frame


def draw(design: Design, seed: int | list[int] = 0) -> pd.DataFrame:
    """One panel: `frame_of` with the outcome ``y`` of unit effects, a common trend, the effect and noise."""
    rng = np.random.default_rng(seed)
    frame = frame_of(design)
    unit_effect = rng.standard_normal(design.units)[frame["unit"]]
    noise = design.noise * rng.standard_normal(len(frame))
    return frame.assign(y=unit_effect + 0.05 * frame["year"] + frame["effect"] + noise)


def noise_free(design: Design, names: Mapping = estimators.ESTIMATORS) -> pd.Series:
    """What each estimator gives in the panel without noise: its estimand in this design."""
    frame = draw(replace(design, noise=0.0))
    return pd.Series({name: estimate(frame) for name, estimate in names.items()}, name="estimand")


def bias(
    design: Design, *, draws: int = 50, seed: int = 0, names: Mapping = estimators.ESTIMATORS
) -> pd.DataFrame:
    """Mean error of each estimator of the mean effect over many draws, with its Monte Carlo error.

    Parameters
    ----------
    design : Design
    draws : int
        At least 2.
    seed : int
    names : mapping of str to function
        Estimators, each from a panel to a number.

    Returns
    -------
    DataFrame, one row an estimator
        ``truth``, ``mean``, ``bias``, ``mc_error`` (standard error of the mean over draws), ``sd`` (over
        draws) and ``wrong_sign``, the share of draws with a negative estimate of a positive effect.
    """
    if draws < 2:
        raise ValueError(f"draws is {draws}: a Monte Carlo error needs at least 2")
    found = pd.DataFrame(
        [
            {name: estimate(panel) for name, estimate in names.items()}
            for panel in (draw(design, [seed, k]) for k in range(draws))
        ]
    )
    truth = design.effect
    return pd.DataFrame(
        {
            "truth": truth,
            "mean": found.mean(),
            "bias": found.mean() - truth,
            "mc_error": found.std() / np.sqrt(draws),
            "sd": found.std(),
            "wrong_sign": (found * np.sign(truth) < 0).mean(),
        }
    ).rename_axis("estimator")


def by_share_never_treated(design: Design, shares: tuple[float, ...]) -> pd.DataFrame:
    """Estimand of two-way fixed effects for several shares of never treated units and every path of `PATHS`.

    Returns
    -------
    DataFrame, index ``never``, a column a path
        Without noise, so that it is exact.
    """
    rows = {
        share: {
            path: estimators.two_way(draw(replace(design, never=share, path=path, noise=0.0)))
            for path in PATHS
        }
        for share in shares
    }
    return pd.DataFrame(rows).T.rename_axis("never")


def weights(design: Design) -> pd.DataFrame:
    r"""Weight of each cohort and year in the two-way coefficient.

    Returns
    -------
    DataFrame, index ``cohort``, a column a year
        :math:`w_{gt}`, with :math:`\hat\beta = \sum w_{gt} \tau_{gt}` over treated cells and weights that
        add up to one (de Chaisemartin and D'Haultfoeuille 2020, theorem 1); NaN in untreated cells.
    """
    frame = frame_of(design)
    rest = estimators.two_way_residual(frame, "treated")
    frame = frame.assign(weight=rest / (rest * frame["treated"]).sum())
    treated = frame[frame["treated"] == 1]
    return treated.pivot_table(index="cohort", columns="year", values="weight", aggfunc="sum")
