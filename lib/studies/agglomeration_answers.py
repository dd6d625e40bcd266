"""Does agglomeration answer what is drawn? On the track it does not; and what finds it where it does."""

import numpy as np
import pandas as pd

from lib.estimators import gmm
from lib.panels import agglomeration_synthetic as synthetic
from lib.panels.agglomeration import AGGLOMERATION, CONTROLS, EXTERNAL, RESILIENCE
from lib.panels.agglomeration_columns import Column
from lib.studies.agglomeration_model import within
from lib.studies.agglomeration_referee import KEYS
from lib.studies.agglomeration_spec import main_spec

OWN_LAGS, AS_EXOGENOUS = "system GMM, own lags", "system GMM, its own instrument"
WITHIN = "within (city effects)"
# Drawn regressors of table 1; what follows from them, and what is real, left out.
DRAWN = (*RESILIENCE[:2], "ln_productivity", *(x for x in CONTROLS if x != "ln_port_distance"), EXTERNAL)


def known(drawn: synthetic.Drawn, term: str = AGGLOMERATION) -> dict[str, float]:
    """What a variable knows of the drawn error.

    Parameters
    ----------
    drawn : Drawn
    term : str
        Column of the panel.

    Returns
    -------
    dict: ``shock``, the correlation of its change with the shock of the year, and ``effect``, that of the
    city's mean with the city's effect.
    """
    panel = drawn.panel.assign(shock=drawn.shock, effect=drawn.effect).sort_values(list(KEYS))
    cities = panel.groupby("city_code")
    return {
        "shock": float(cities[term].diff().corr(panel["shock"])),
        "effect": float(cities[term].mean().corr(cities["effect"].first())),
    }


def most_alike(panel: pd.DataFrame) -> float:
    """The largest correlation, in absolute value, between two of the drawn regressors."""
    found = panel[list(DRAWN)].corr().to_numpy()
    return float(np.abs(found - np.eye(len(DRAWN))).max())


def answering(column: Column, draws: int, seed: int) -> pd.DataFrame:
    """What estimators find of agglomeration where a part of it answers the shock of the year.

    Parameters
    ----------
    column : Column
        Of table 1.
    draws : int
        At least 2 panels, of the seeds from ``seed`` on.
    seed : int

    Returns
    -------
    DataFrame indexed by estimator: ``off``, the mean deviation of the coefficient of agglomeration from what
    is planted, and ``error``, its Monte Carlo error.
    """
    off = []
    own = main_spec(column)
    taken = main_spec(
        column,
        gmm=tuple(style for style in own.gmm if style.variables != (AGGLOMERATION,)),
        iv=(*own.iv, gmm.exogenous(AGGLOMERATION)),
    )
    for one in range(seed, seed + draws):
        drawn = synthetic.draw(seed=one, exhibits=(column.exhibit,), agglomeration_responds=True)
        frame, truth = column.frame(drawn.panel), drawn.truth(column.exhibit, column.column)[AGGLOMERATION]
        found = {OWN_LAGS: gmm.estimate(frame, own, *KEYS).params[AGGLOMERATION]}
        found[AS_EXOGENOUS] = gmm.estimate(frame, taken, *KEYS).params[AGGLOMERATION]
        found[WITHIN] = within(frame, column)[AGGLOMERATION]
        off.append(pd.Series(found) - truth)
    every = pd.DataFrame(off)
    return pd.DataFrame({"off": every.mean(), "error": every.std() / np.sqrt(draws)})
