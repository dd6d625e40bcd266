"""Outcomes drawn again: their moments, their seed, and what they leave alone."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from lib.estimators.frontier import FrontierSpec
from lib.estimators.frontier_simulation import redraw

BC95 = FrontierSpec("y", ("a", "b"), "bc95", ("s", "t"))
TRUE = pd.Series(
    {
        "const": 1.0,
        "a": 0.5,
        "b": -0.3,
        "delta_0": 0.4,
        "delta:s": 0.5,
        "delta:t": -0.4,
        "sigma2": 0.5,
        "gamma": 0.7,
    }
)
ROWS = 40_000


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    values = np.random.default_rng(5).standard_normal((ROWS, 4))
    return pd.DataFrame(values, columns=["a", "b", "s", "t"]).assign(y=0.0, host="KEN")


@pytest.mark.parametrize("model", ["bc95", "half_normal"])
@pytest.mark.parametrize("sign", ["production", "cost"])
def test_mean_and_spread_of_redrawn_outcomes(frame, model, sign):
    spec = replace(BC95, model=model, sign=sign, inefficiency=BC95.inefficiency if model == "bc95" else ())
    drawn = redraw(frame, spec, TRUE, np.random.default_rng(6))
    deviation, noise = np.sqrt(0.7 * 0.5), (1 - 0.7) * 0.5
    centre = 0.4 + 0.5 * frame["s"] - 0.4 * frame["t"] if model == "bc95" else np.zeros(ROWS)
    u = stats.truncnorm(-centre / deviation, np.inf, loc=centre, scale=deviation)
    mean = 1 + 0.5 * frame["a"] - 0.3 * frame["b"] + (1 if sign == "cost" else -1) * u.mean()
    z = (drawn["y"] - mean) / np.sqrt(noise + u.var())
    assert abs(z.mean()) < 4 / np.sqrt(ROWS)
    assert abs((z**2).mean() - 1) < 4 * (z**2).std() / np.sqrt(ROWS)
    for name in ("a", "s"):  # a wrong slope would leave a trace
        assert abs((z * frame[name]).mean()) < 4 / np.sqrt(ROWS)


def test_the_same_seed_gives_the_same_draw_and_other_columns_stay(frame):
    one, same, other = (redraw(frame, BC95, TRUE, np.random.default_rng(seed)) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one, same)
    assert (one["y"] != other["y"]).all()
    pd.testing.assert_frame_equal(one.drop(columns="y"), frame.drop(columns="y"))
    assert (frame["y"] == 0).all()


@pytest.mark.parametrize("model", ["bc92", "bc92_eta"])
def test_one_inefficiency_a_unit_is_refused(frame, model):
    spec = FrontierSpec("y", ("a", "b"), model, unit="host", period="s")
    with pytest.raises(ValueError, match=f"one inefficiency a row, not {model}"):
        redraw(frame, spec, TRUE, np.random.default_rng(1))
