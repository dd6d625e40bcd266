"""Small dynamic panels for the tests of GMM: endogenous, predetermined and exogenous regressors, gaps."""

import numpy as np
import pandas as pd

BURNED = 20  # periods before the first that is seen, after which the start is forgotten


def draw_panel(
    seed: int, units: int = 60, periods: int = 8, missing: float = 0.0, rho: float = 0.5
) -> pd.DataFrame:
    """Columns ``unit, period, y, w, k, q``, sorted.

    y rests on its lag (``rho``), on w (0.4) and on k (0.3). w answers the present error, k nothing, q moves w
    and nothing else. A share of the rows is left out and half that share of the values of w is unknown.
    """
    rng = np.random.default_rng(seed)
    effect, scale = rng.standard_normal(units), rng.uniform(0.5, 1.5, units)
    names = ("y", "w", "k", "q")
    seen = {name: np.empty((units, periods)) for name in names}
    w, k = 0.75 * effect, np.zeros(units)
    y = (0.4 * w + effect) / (1 - rho)
    for t in range(-BURNED, periods):
        error, q, own, new = rng.standard_normal((4, units))
        error *= scale
        w = 0.6 * w + 0.3 * effect + 0.5 * q + 0.4 * error + 0.5 * own
        k = 0.7 * k + new
        y = rho * y + 0.4 * w + 0.3 * k + effect + error
        if t >= 0:
            for name, values in zip(names, (y, w, k, q), strict=True):
                seen[name][:, t] = values
    unit, period = np.divmod(np.arange(units * periods), periods)
    panel = pd.DataFrame({"unit": unit, "period": 2001 + period})
    panel = panel.assign(**{name: values.ravel() for name, values in seen.items()})
    panel.loc[rng.random(len(panel)) < missing / 2, "w"] = np.nan
    return panel[rng.random(len(panel)) >= missing].reset_index(drop=True)
