"""GMM in panels whose truth is known: what it recovers, what it does not, what the tests find.

Draws are seeded, so that a test that passes will pass again; the Monte Carlo error says what it is worth.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from dynamic_panels import draw_panel

from lib.estimators import gmm
from lib.studies import dynamic_panel

TRUTH = pd.Series({"L.y": 0.5, "w": 0.4, "k": 0.3})
SPEC = gmm.Spec(
    "y",
    tuple(TRUTH.index),
    gmm=(gmm.endogenous("y", "w", lags=(2, 4)),),
    iv=(gmm.exogenous("k", "q"),),
    collapse=True,
)
DRAWS = 200
TOLERANCE = 4  # Monte Carlo errors: a chance of 6 in 100,000 for each comparison that nothing is wrong


def draws(spec: gmm.Spec, number: int = DRAWS, **options) -> list[gmm.GMMResult]:
    options = {"units": 400, "periods": 7} | options
    panels = (draw_panel(seed, **options) for seed in range(number))
    return [gmm.estimate(panel, spec, "unit", "period") for panel in panels]


def means(results: list[gmm.GMMResult]) -> tuple[pd.Series, pd.Series]:
    """Mean of the coefficients over draws and its Monte Carlo error."""
    found = pd.DataFrame([result.params for result in results])
    return found.mean(), found.std() / np.sqrt(len(found))


@pytest.fixture(scope="module")
def valid() -> list[gmm.GMMResult]:
    return draws(SPEC)


def test_system_gmm_recovers_what_was_planted(valid):
    mean, error = means(valid)
    assert ((mean - TRUTH)[TRUTH.index].abs() < TOLERANCE * error[TRUTH.index]).all()
    assert (error[TRUTH.index] < 0.01).all()


def test_standard_errors_are_those_of_the_draws(valid):
    """Windmeijer's: the mean over draws against the spread of the draws, whose own error is 1 / sqrt(2 n)."""
    spread = pd.DataFrame([result.params for result in valid]).std()
    told = pd.DataFrame([result.std_errors for result in valid]).mean()
    assert ((told / spread - 1)[TRUTH.index].abs() < TOLERANCE / np.sqrt(2 * DRAWS)).all()


def test_without_the_correction_two_step_errors_are_too_small():
    """Fifty units and half as many instruments: Windmeijer's (2005) case."""
    spec = replace(SPEC, gmm=(gmm.endogenous("y", "w", lags=(2, 3)),), collapse=False)
    options = {"units": 50, "periods": 6}
    corrected = draws(spec, **options)
    plain = draws(replace(spec, covariance="classical"), **options)
    spread = pd.DataFrame([result.params for result in corrected])["L.y"].std()
    told = [np.mean([result.std_errors["L.y"] for result in results]) for results in (plain, corrected)]
    assert 20 < corrected[0].instruments < 50
    assert told[0] < 0.75 * spread
    assert told[1] == pytest.approx(spread, rel=TOLERANCE / np.sqrt(2 * DRAWS))


def test_hansen_and_ar_reject_what_is_valid_as_rarely_as_they_say(valid):
    """At 5 %; the binomial's error over the draws."""
    error = np.sqrt(0.05 * 0.95 / DRAWS)
    hansen = np.mean([result.hansen.p < 0.05 for result in valid])
    second = np.mean([result.ar.set_index("order").loc[2, "p"] < 0.05 for result in valid])
    assert abs(hansen - 0.05) < TOLERANCE * error
    assert abs(second - 0.05) < TOLERANCE * error
    assert all(result.ar.set_index("order").loc[1, "p"] < 0.05 for result in valid)


def test_where_least_squares_is_biased_up_and_fixed_effects_down_system_gmm_is_not():
    """An outcome that rests on its own past and on nothing else; 0.5 lies between the two."""
    design = dynamic_panel.Design(units=500, periods=7, rho=0.5)
    names = ("least squares", "fixed effects", "system GMM")
    chosen = {name: dynamic_panel.ESTIMATORS[name] for name in names}
    table = dynamic_panel.simulate((0.5,), design=design, draws=150, seed=3, estimators=chosen)
    table = table.set_index("estimator")
    in_errors = table["bias"] / table["mc_error"]
    assert in_errors["least squares"] > 100
    assert in_errors["fixed effects"] < -100
    assert abs(in_errors["system GMM"]) < TOLERANCE
    assert table.loc["system GMM", "mc_error"] < 0.003


def test_a_lag_that_is_too_early_biases_and_is_found():
    """w answers the present error; its first lag is in the differenced error."""
    early = replace(SPEC, gmm=(gmm.endogenous("y", lags=(2, 4)), gmm.GMMStyle(("w",), (1, 3))), system=False)
    results = draws(early, number=60)
    mean, error = means(results)
    assert mean["w"] - TRUTH["w"] > 10 * error["w"]
    assert np.mean([result.hansen.p < 0.05 for result in results]) > 0.9
    assert all(result.difference_in_hansen.loc["gmm(w, 1:3)", "p"] < 0.1 for result in results[:5])


def test_errors_that_last_are_found_by_the_second_order_test_and_bias():
    """With errors that are a moving average, lag 2 of the outcome is not valid and lag 3 is."""
    panels = [moving_average(seed) for seed in range(60)]
    spec = gmm.Spec("y", ("L.y",), gmm=(gmm.endogenous("y", lags=(2, 4)),), system=False)
    wrong = [gmm.estimate(panel, spec, "unit", "period") for panel in panels]
    mean, error = means(wrong)
    assert abs(mean["L.y"] - 0.5) > 10 * error["L.y"]
    assert np.mean([result.ar["p"].iloc[1] < 0.05 for result in wrong]) > 0.9
    later = replace(spec, gmm=(gmm.endogenous("y", lags=(3, 5)),))
    mean, error = means([gmm.estimate(panel, later, "unit", "period") for panel in panels])
    assert abs(mean["L.y"] - 0.5) < TOLERANCE * error["L.y"]


def moving_average(seed: int, units: int = 400, periods: int = 8) -> pd.DataFrame:
    """An outcome with a lag of 0.5 whose errors hold 0.6 of the last period's."""
    rng = np.random.default_rng(seed)
    effect = rng.standard_normal(units)
    shocks = rng.standard_normal((units, periods + 20))
    y = np.zeros((units, periods + 20))
    for t in range(1, periods + 20):
        y[:, t] = 0.5 * y[:, t - 1] + 0.3 * effect + shocks[:, t] + 0.6 * shocks[:, t - 1]
    unit, period = np.divmod(np.arange(units * periods), periods)
    return pd.DataFrame({"unit": unit, "period": period, "y": y[:, 20:].ravel()})
