"""The search: its optimiser on known functions, its second set of coordinates, its several modes."""

import numpy as np
import pandas as pd
import pytest

from lib.estimators import frontier_search
from lib.estimators.frontier import FrontierSpec, fit
from lib.estimators.frontier_data import build, standardise
from lib.estimators.frontier_likelihood import Sample, loglikelihood
from lib.estimators.frontier_optimiser import Optimum, maximise
from lib.estimators.frontier_simulation import simulate

FREE = np.full(2, np.inf)


def rosenbrock(t: np.ndarray) -> float:
    return -float((1 - t[0]) ** 2 + 100 * (t[1] - t[0] ** 2) ** 2)


def rosenbrock_derivatives(t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    gap = t[1] - t[0] ** 2
    gradient = np.array([2 * (1 - t[0]) + 400 * t[0] * gap, -200 * gap])
    cross = 400 * t[0]
    return gradient, np.array([[-2 + 400 * gap - 800 * t[0] ** 2, cross], [cross, -200.0]])


def climb(start, lower=-FREE, upper=FREE, **options):
    return maximise(
        rosenbrock, rosenbrock_derivatives, np.array(start), lower, upper, max_step=FREE, **options
    )


@pytest.mark.parametrize("start", [(-1.2, 1.0), (3.0, -2.0), (0.0, 5.0)])
def test_curved_valley(start):
    found = climb(start)
    np.testing.assert_allclose(found.theta, 1.0, atol=1e-4)
    assert found.converged and not found.at_bound.any() and found.value == pytest.approx(0, abs=1e-8)


def test_bound_is_held_and_said():
    found = climb((-1.2, 1.0), upper=np.array([0.5, np.inf]))
    np.testing.assert_allclose(found.theta, [0.5, 0.25], atol=1e-6)
    assert found.converged and found.at_bound.tolist() == [True, False]


def test_too_few_iterations_are_no_convergence():
    found = climb((-1.2, 1.0), max_iterations=2)
    assert not found.converged and found.gain > 1e-3 and found.iterations == 2


def test_longest_step_is_kept():
    """A parabola's Newton step would go all the way."""
    found = maximise(
        lambda t: -float((t[0] - 10) ** 2),
        lambda t: (np.array([-2 * (t[0] - 10)]), np.array([[-2.0]])),
        np.zeros(1),
        np.array([-np.inf]),
        np.array([np.inf]),
        max_step=np.array([1.0]),
        max_iterations=3,
    )
    assert found.theta[0] == pytest.approx(3.0)


def test_saddle_is_left():
    """From (0.01, 0) the plain Newton step leads to the saddle of -(x^2 - 1)^2 - y^2 at the origin."""
    found = maximise(
        lambda t: -float((t[0] ** 2 - 1) ** 2 + t[1] ** 2),
        lambda t: (
            np.array([-4 * t[0] * (t[0] ** 2 - 1), -2 * t[1]]),
            np.diag([4 - 12 * t[0] ** 2, -2.0]),
        ),
        np.array([0.01, 0.0]),
        -FREE,
        FREE,
        max_step=FREE,
    )
    np.testing.assert_allclose(found.theta, [1.0, 0.0], atol=1e-5)


@pytest.mark.parametrize("seed", range(3))
def test_derivatives_in_delta(seed):
    """Gradient and Hessian after the change of coordinates, against numerical ones."""
    rng = np.random.default_rng(seed)
    n, k, l = 50, 2, 3
    data = Sample(rng.standard_normal(n), rng.standard_normal((n, k)), rng.standard_normal((n, l)))
    point = rng.standard_normal(k + l + 2) * 0.5

    def value(t):
        return loglikelihood(data, frontier_search._scaled_middle(t, k, l, 1.0))

    def slope(t):
        return frontier_search._delta_derivatives(data, t)[0]

    gradient, hessian = frontier_search._delta_derivatives(data, point)
    steps = 1e-5 * np.eye(k + l + 2)
    numeric = np.array([(value(point + d) - value(point - d)) / 2e-5 for d in steps])
    np.testing.assert_allclose(gradient, numeric, rtol=1e-6, atol=1e-7 * np.abs(gradient).max())
    numeric = np.array([(slope(point + d) - slope(point - d)) / 2e-5 for d in steps])
    np.testing.assert_allclose(hessian, numeric, rtol=1e-6, atol=1e-8 * np.abs(hessian).max())


def test_the_better_of_two_modes_is_found():
    """Small samples with many effects have a second mode at gamma = 1: more starts find nothing better."""
    z = tuple("stuvw")
    spec = FrontierSpec("y", ("a",), "bc95", z)
    params = pd.Series(0.5, index=list(spec.parameter_names))
    params["gamma"] = 0.9
    limits = 0
    for seed in range(8):
        frame = simulate(spec, params, np.random.default_rng(seed), units=70)
        usual = fit(frame, spec)
        thorough = fit(frame, spec, n_random=40, seed=1)
        limits += usual.boundary == "gamma at 1"
        assert usual.loglik == pytest.approx(thorough.loglik, abs=1e-4)
    assert limits > 0


@pytest.mark.parametrize("model", ["half_normal", "bc92"])
def test_least_squares_stands_in_only_where_it_is_the_maximum(model):
    spec = FrontierSpec("y", ("a",), model, unit="unit" if model == "bc92" else None)
    params = pd.Series({"const": 1.0, "a": 0.5, "sigma2": 1.0, "gamma": 0.3})
    seen = set()
    for seed in range(12):
        frame = simulate(spec, params, np.random.default_rng(seed), units=40, periods=2)
        sample = standardise(build(frame, spec), "production").sample
        rises = frontier_search._rises_from_least_squares(sample)
        assert rises == (fit(frame, spec, cov_type="none").lr > 1e-6)
        cut_short = Optimum(np.zeros(4), -1e9, np.zeros(4, dtype=bool), 1.0, False, 1)
        chosen = frontier_search._least_squares_limit(sample, cut_short, frontier_search._box(sample))
        assert chosen.converged != rises
        seen.add(rises)
    assert seen == {True, False}
