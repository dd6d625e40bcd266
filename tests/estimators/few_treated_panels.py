"""Panels with few treated units for the tests of their inference."""

import numpy as np
import pandas as pd

from lib.estimators.few_treated_project import net_of
from lib.estimators.few_treated_scores import BootstrapTest, scores
from lib.estimators.fixed_effects import FixedEffectsSpec
from lib.estimators.placebo import PlaceboSpec
from lib.estimators.placebo_effects import absorber

EFFECTS = ("unit", "year")
BLOCK = PlaceboSpec("y", "unit", "year", "d", controls=("x",), effects=EFFECTS, design="block")
PLAIN = PlaceboSpec("y", "unit", "year", "d", effects=EFFECTS, design="block")
COLUMN = FixedEffectsSpec("y", ("d", "x"), EFFECTS, {"clustered": ["unit"]})


def drawn(seed=0, *, units=9, treated=5, years=8, effect=0.0, scale=None, memory=0.0) -> pd.DataFrame:
    """A balanced panel from 2009 on, the first units treated from its middle; `scale` of units' errors."""
    rng = np.random.default_rng(seed)
    keys = pd.MultiIndex.from_product([range(units), range(2009, 2009 + years)], names=["unit", "year"])
    frame = keys.to_frame(index=False)
    errors = rng.standard_normal((units, years))
    for t in range(1, years):
        errors[:, t] += memory * errors[:, t - 1]
    errors *= np.ones((units, 1)) if scale is None else np.asarray(scale)[:, None]
    frame["d"] = ((frame["unit"] < treated) & (frame["year"] >= 2009 + years // 2)).astype(int)
    frame["x"] = rng.standard_normal(len(frame)) + 0.2 * frame["unit"]
    frame["y"] = (
        errors.ravel() + frame["unit"] + np.sin(frame["year"]) + 0.3 * frame["x"] + effect * frame["d"]
    )
    return frame


def sign_patterns(clusters: int) -> np.ndarray:
    """All sign patterns, shape (2 ** clusters, clusters)."""
    return np.array(np.meshgrid(*[[-1.0, 1.0]] * clusters)).reshape(clusters, -1).T


def quick_test(frame: pd.DataFrame, patterns: np.ndarray, impose_null: bool) -> BootstrapTest:
    """The bootstrap of 'd' with effects of units and years, without the regression's own output."""
    codes = [pd.factorize(frame[name])[0] for name in EFFECTS]
    absorbed = absorber(tuple(codes), len(frame))
    basis = np.empty((len(frame), 0))
    net = net_of(absorbed, basis, frame[["y", "d"]].to_numpy(dtype=float))
    return BootstrapTest(scores(absorbed, basis, net[:, 1], net[:, 0], codes[0]), patterns, impose_null)
