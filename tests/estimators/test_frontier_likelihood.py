"""The likelihood against its definition, its derivatives against numerical ones, and its tails."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import integrate, special, stats

from lib.estimators.frontier_likelihood import Sample, derivatives, loglikelihood, scores
from lib.estimators.frontier_tails import log_cdf_or_scaled, scaled_log_cdf


def sample(model: str, rng: np.random.Generator, n: int = 60) -> tuple[Sample, int]:
    """A random sample and the number of its parameters."""
    x = np.column_stack([np.ones(n), rng.standard_normal((n, 2))])
    y = rng.standard_normal(n)
    width = {
        "half_normal": 0,
        "truncated_normal": 1,
        "bc95": 3,
        "bc92": 0,
        "bc92_mu": 1,
        "eta": 0,
        "eta_mu": 1,
    }
    if model.startswith(("bc92", "eta")):
        first = np.array([0, 2, 7, 8, 20, 33, 50])  # unbalanced
        time = -rng.integers(0, 5, n).astype(float) if model.startswith("eta") else None
        made = Sample(y, x, np.ones((len(first), width[model])), first, time)
    else:
        z = np.column_stack([np.ones(n), rng.standard_normal((n, 2))])[:, : width[model]]
        made = Sample(y, x, z)
    return made, 3 + width[model] + 2 + (made.time is not None)


MODELS = ["half_normal", "truncated_normal", "bc95", "bc92", "bc92_mu", "eta", "eta_mu"]


def central(function, theta: np.ndarray, step: float) -> np.ndarray:
    """Central differences with Richardson's extrapolation, error of order step^4."""
    columns = []
    for d in np.eye(len(theta)):
        wide = (function(theta + 2 * step * d) - function(theta - 2 * step * d)) / (4 * step)
        near = (function(theta + step * d) - function(theta - step * d)) / (2 * step)
        columns.append((4 * near - wide) / 3)
    return np.array(columns)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("seed", range(4))
def test_derivatives_are_the_numerical_ones(model, seed):
    rng = np.random.default_rng(seed)
    data, size = sample(model, rng)
    theta = rng.standard_normal(size) * 0.7
    gradient, hessian = derivatives(data, theta)
    numeric = central(lambda t: loglikelihood(data, t), theta, 1e-3)
    np.testing.assert_allclose(gradient, numeric, rtol=1e-7, atol=1e-7 * np.abs(gradient).max())
    numeric = central(lambda t: derivatives(data, t)[0], theta, 1e-3)
    np.testing.assert_allclose(hessian, numeric, rtol=1e-6, atol=1e-8 * np.abs(hessian).max())
    np.testing.assert_allclose(scores(data, theta).sum(axis=0), gradient, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_cross_section_is_the_convolution_of_the_two_densities(seed):
    rng = np.random.default_rng(seed)
    data, size = sample("bc95", rng, n=8)
    theta = rng.standard_normal(size) * 0.5
    p, tau = np.exp(theta[6:])
    e, mean = data.y - data.x @ theta[:3], data.z @ theta[3:6] / tau
    total = 0.0
    for residual, m in zip(e, mean, strict=True):

        def joint(u, residual=residual, m=m):
            inefficiency = stats.norm.pdf(u, m, tau**-0.5) / stats.norm.cdf(m * tau**0.5)
            return stats.norm.pdf(residual + u, 0, p**-0.5) * inefficiency

        total += math.log(integrate.quad(joint, 0, np.inf, epsabs=0, epsrel=1e-11)[0])
    assert loglikelihood(data, theta) == pytest.approx(total, abs=1e-8)


@pytest.mark.parametrize("model", ["bc92_mu", "eta_mu"])
def test_panel_is_the_integral_over_the_units_inefficiency(model):
    rng = np.random.default_rng(7)
    data, size = sample(model, rng)
    theta = rng.standard_normal(size) * 0.4
    p, tau = np.exp(theta[4:6])
    e, mean = data.y - data.x @ theta[:3], theta[3] / tau
    decay = np.exp(-theta[6] * data.time) if model == "eta_mu" else np.ones(len(e))
    total = 0.0
    for rows in np.split(np.arange(len(e)), data.first[1:]):

        def joint(u, rows=rows):
            noise = np.prod(stats.norm.pdf(e[rows] + decay[rows] * u, 0, p**-0.5))
            return noise * stats.norm.pdf(u, mean, tau**-0.5) / stats.norm.cdf(mean * tau**0.5)

        total += math.log(integrate.quad(joint, 0, 40, epsabs=0, epsrel=1e-11, limit=200)[0])
    assert loglikelihood(data, theta) == pytest.approx(total, abs=1e-7)


@pytest.mark.parametrize(
    "x", [-5e3, -400.0, -60.0, -50.001, -49.999, -40.0, -10.0, -1.0, 0.0, 1.0, 10.0, 40.0, 400.0]
)
def test_tails_agree_with_the_continued_fraction(x):
    """r and k to 1e-9 relative, against a continued fraction of the Mills ratio or the plain formula."""
    h, r, k = (float(value[0]) for value in scaled_log_cdf(np.array([x])))
    if x <= -5:
        t, fraction = -x, -x
        depth = 200
        below = 0.0
        for j in range(depth, 0, -1):
            below = j / (t + below)
        fraction = t + below  # phi(t) / Phi(-t)
        excess = below  # the same minus t, without a subtraction
        assert h == pytest.approx(-math.log(fraction) - 0.5 * math.log(2 * math.pi), rel=1e-13)
        assert r == pytest.approx(excess, rel=1e-9)
        assert k == pytest.approx(1 - fraction * excess, rel=1e-6, abs=1e-12)
    else:
        mills = math.exp(-0.5 * x * x) / math.sqrt(2 * math.pi) / float(special.ndtr(x))
        assert h == pytest.approx(float(special.log_ndtr(x)) + 0.5 * x * x, rel=1e-13)
        assert r == pytest.approx(mills + x, rel=1e-12)
        assert k == pytest.approx(1 - mills * (mills + x), rel=1e-10, abs=1e-14)


def test_second_derivative_far_left_is_the_variance_of_an_exponential():
    """u given u > 0 with mean -t before truncation tends to an exponential with rate t, variance 1/t^2."""
    t = np.array([1e3, 1e4, 1e5])
    np.testing.assert_allclose(scaled_log_cdf(-t)[2] * t**2, 1.0, rtol=6.1e-6)


def test_no_tail_overflows():
    x = np.array([-1e8, -1e4, -40.0, 0.0, 40.0, 1e4, 1e8])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        values = [*scaled_log_cdf(x), log_cdf_or_scaled(x)]
    assert all(np.isfinite(value).all() for value in values)


@pytest.mark.parametrize("standardised", [-4000.0, -400.0, -40.0, 40.0, 400.0, 4000.0])
def test_likelihood_in_the_tails(standardised):
    """Far from zero: an exponential inefficiency on the left, a shifted normal on the right."""
    rng = np.random.default_rng(3)
    data, _ = sample("truncated_normal", rng)
    tau, p = 2.0, 1.5
    theta = np.array([0.1, 0.2, -0.1, standardised * np.sqrt(tau), np.log(p), np.log(tau)])
    e = data.y - data.x @ theta[:3]
    if standardised > 0:
        expected = stats.norm.logpdf(e + standardised / np.sqrt(tau), 0, np.sqrt(1 / p + 1 / tau)).sum()
        assert loglikelihood(data, theta) == pytest.approx(expected, rel=1e-12)
    else:
        rate = -theta[3]
        log_tail = special.log_ndtr(-np.sqrt(p) * (e + rate / p))
        expected = (math.log(rate) + rate * e + rate**2 / (2 * p) + log_tail).sum()
        # the truncated normal differs from the exponential by terms of order 1 / standardised^2
        assert loglikelihood(data, theta) == pytest.approx(expected, rel=5 / standardised**2 + 1e-9)
    gradient, hessian = derivatives(data, theta)
    assert np.isfinite(gradient).all() and np.isfinite(hessian).all()


def test_a_unit_a_row_is_a_cross_section():
    rng = np.random.default_rng(2)
    data, size = sample("truncated_normal", rng)
    panel = replace(data, first=np.arange(len(data.y)))
    theta = rng.standard_normal(size) * 0.5
    assert loglikelihood(panel, theta) == pytest.approx(loglikelihood(data, theta), abs=1e-11)
    for ours, theirs in zip(derivatives(panel, theta), derivatives(data, theta), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-10)
