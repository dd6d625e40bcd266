"""The search for the maximum: starting values, short runs from all, full runs from the best, limits."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from lib.estimators.frontier_data import Scaled
from lib.estimators.frontier_likelihood import Sample, derivatives, loglikelihood
from lib.estimators.frontier_optimiser import Optimum, maximise
from lib.estimators.frontier_tails import scaled_log_cdf

GAMMA_GRID = tuple(np.round(np.arange(0.05, 1.0, 0.1), 2))
_KEPT_OF_GRID = 3
_SHORT_RUN = 6
_FULL_RUNS = 3
_SUBSAMPLE = 10_000  # rows beyond which starting values are ranked on a part of the units
_LIMIT_ZONE = 1e-3  # relative variance under which the limit itself is tried
_NEAR = 1e-6  # log-likelihoods nearer than this are the same maximum

# Bounds of the variances relative to that of the least-squares residual; beyond them a maximum is a limit.
_NOISE = (1e-8, 10.0)
_INEFFICIENCY = (1e-7, 1e6)
_HALF_NORMAL_FLOOR = 1e-14


@dataclass(frozen=True)
class SearchResult:
    """The best maximum found.

    Attributes
    ----------
    optimum : Optimum
        In the optimiser's units.
    boundary : str or None
        ``gamma at 0``, ``gamma at 1``, ``sigma2 unbounded``, ``eta at its bound``, or None.
    starts : dict of str to float
        Log-likelihood reached from each start, in the optimiser's units.
    iterations : int
        Newton iterations in all.
    """

    optimum: Optimum
    boundary: str | None
    starts: dict[str, float]
    iterations: int


def search(scaled: Scaled, *, seed: int, n_random: int, max_iterations: int) -> SearchResult:
    """Maximise the likelihood from many starting points.

    Parameters
    ----------
    scaled : Scaled
    seed : int
        Of the random starts.
    n_random : int
        Number of random starts; used only where the model has inefficiency variables.
    max_iterations : int
        Newton iterations of one full run.

    Notes
    -----
    Frontier 4.1's recipe (Coelli 1996) is least squares, a corrected intercept and a grid on gamma. The
    likelihood of the 1995 model has several modes, so further starts take the inefficiency variables as
    frontier regressors, the exponential limit, and random deltas. Each start gets a short run, the best three
    different ones a full run.
    """
    sample, box = scaled.sample, _box(scaled.sample)
    ranked_on = sample.thin(-(-len(sample.y) // _SUBSAMPLE)) if len(sample.y) > 2 * _SUBSAMPLE else sample
    short = {
        label: _run(ranked_on, theta, box, _SHORT_RUN)
        for label, theta in _starts(ranked_on, np.random.default_rng(seed), n_random)
    }
    starts = {label: run.value for label, run in short.items()}
    best, iterations = None, sum(run.iterations for run in short.values())
    for label in _different(starts):
        run = _to_limit(sample, _run(sample, short[label].theta, box, max_iterations), box)
        starts[label], iterations = run.value, iterations + run.iterations
        if best is None or run.value > best.value:
            best = run
    best = _least_squares_limit(scaled, best, box)
    return SearchResult(best, _boundary(sample, best), starts, iterations)


def _different(starts: dict[str, float]) -> list[str]:
    """Labels of the best starts that have not run into the same maximum."""
    ranked = sorted(starts, key=lambda label: -starts[label])
    new = [
        a for a, b in zip(ranked, [None, *ranked], strict=False) if b is None or starts[b] - starts[a] > _NEAR
    ]
    return new[:_FULL_RUNS]


def _run(sample: Sample, theta: np.ndarray, box: tuple, max_iterations: int) -> Optimum:
    k = sample.x.shape[1] + sample.z.shape[1]
    max_step = np.full(len(theta), np.inf)
    max_step[k:] = 2.0
    return maximise(
        lambda t: loglikelihood(sample, t),
        lambda t: derivatives(sample, t),
        theta,
        *box,
        max_step=max_step,
        max_iterations=max_iterations,
    )


def _box(sample: Sample) -> tuple[np.ndarray, np.ndarray]:
    """Bounds of the internal parameters."""
    k, l = sample.x.shape[1], sample.z.shape[1]
    floor = _INEFFICIENCY[0] if l else _HALF_NORMAL_FLOOR
    variance = np.array([_NOISE, (floor, _INEFFICIENCY[1])])
    lower, upper = -np.log(variance[:, 1]), -np.log(variance[:, 0])
    if sample.time is not None:
        steepest = 20 / np.abs(sample.time).max()
        lower, upper = np.append(lower, -steepest), np.append(upper, steepest)
    free = np.full(k + l, np.inf)
    return np.append(-free, lower), np.append(free, upper)


def _starts(sample: Sample, rng: np.random.Generator, n_random: int) -> Iterator[tuple[str, np.ndarray]]:
    grid = []
    for gamma in GAMMA_GRID:
        sigma2 = 1 / (1 - 2 * gamma / np.pi)
        for eta in (0.0,) if sample.time is None else _etas(sample):
            theta = _point(sample, np.zeros(sample.z.shape[1]), (1 - gamma) * sigma2, gamma * sigma2, eta)
            label = f"gamma {gamma:.2f}" + ("" if sample.time is None else f", eta {eta:.3g}")
            grid.append((loglikelihood(sample, theta), label, theta))
    for _, label, theta in sorted(grid, key=lambda start: -start[0])[:_KEPT_OF_GRID]:
        yield label, theta
    l = sample.z.shape[1]
    if l == 0:
        return
    slopes = _mean_slopes(sample)
    for gamma, height in ((0.3, 0.0), (0.8, 0.0), (0.3, 1.5), (0.8, 1.5)):
        delta = slopes.copy()
        delta[0] = height * np.sqrt(gamma)
        yield f"z in the frontier {gamma} {height}", _point(sample, delta, 1 - gamma, gamma)
    for mean in (0.5, 0.8):
        delta = slopes * 100 / mean**2
        delta[0] = -100 / mean
        yield f"exponential {mean}", _point(sample, delta, 1 - mean**2, 100.0)
    for j in range(n_random if l > 1 else 0):
        gamma, spread = rng.uniform(0.1, 0.95), rng.uniform(0.5, 5.0)
        delta = slopes + rng.standard_normal(l)
        yield f"random {j + 1}", _point(sample, delta, 1 - gamma, gamma * spread)


def _etas(sample: Sample) -> tuple[float, ...]:
    unit = 0.5 / float(np.abs(sample.time).max())
    return (-unit, 0.0, unit)


def _mean_slopes(sample: Sample) -> np.ndarray:
    """Minus the coefficients of z beside x in a regression of the outcome: first guess of delta (L,)."""
    if sample.first is not None:
        return np.zeros(sample.z.shape[1])
    both = np.column_stack([sample.x, sample.z])
    gram = both.T @ both / len(sample.y)
    return -np.linalg.lstsq(gram, both.T @ sample.y / len(sample.y), rcond=1e-10)[0][sample.x.shape[1] :]


def _point(
    sample: Sample, delta: np.ndarray, noise: float, inefficiency: float, eta: float = 0.0
) -> np.ndarray:
    """Internal parameters with beta from least squares of the outcome plus the expected inefficiency."""
    root = np.sqrt(inefficiency)
    expected = root * scaled_log_cdf(sample.z @ delta / root)[1]
    decay = 1.0 if sample.time is None else np.exp(-eta * sample.time)
    beta = sample.x.T @ (sample.y + decay * sample.to_rows(expected)) / len(sample.y)
    tail = [-np.log(noise), -np.log(inefficiency)] + ([] if sample.time is None else [eta])
    return np.concatenate([beta, delta / inefficiency, tail])


def _to_limit(sample: Sample, run: Optimum, box: tuple) -> Optimum:
    """Near a limit the likelihood is flat: try the limit itself, keep it if it is as good."""
    k = sample.x.shape[1] + sample.z.shape[1]
    noise, inefficiency = np.exp(-run.theta[k : k + 2])
    limits = [
        (k, 1, noise < _LIMIT_ZONE),
        (k + 1, 1, inefficiency < _LIMIT_ZONE),
        (k + 1, 0, inefficiency > 1 / _LIMIT_ZONE),
    ]
    for place, side, near in limits:
        if not near or run.theta[place] == box[side][place]:
            continue
        theta, pinned = run.theta.copy(), (box[0].copy(), box[1].copy())
        theta[place] = pinned[0][place] = pinned[1][place] = box[side][place]
        if place == k + 1 and side == 1:  # the mean before truncation stays, its precision grows
            theta[sample.x.shape[1] : k] *= np.exp(theta[place] - run.theta[place])
        limit = _run(sample, theta, pinned, 100)
        if limit.value >= run.value - _NEAR:
            held = limit.at_bound.copy()
            held[place] = True
            run = replace(limit, at_bound=held, iterations=limit.iterations + run.iterations)
    return run


def _least_squares_limit(scaled: Scaled, best: Optimum, box: tuple) -> Optimum:
    """Least squares itself where a half-normal model's likelihood does not rise above it.

    With residuals skewed to the wrong side the maximum is at gamma = 0 (Waldman 1982), where the likelihood
    is too flat for Newton steps to arrive.
    """
    sample = scaled.sample
    k = sample.x.shape[1]
    theta = np.zeros_like(best.theta)
    theta[k + 1] = box[1][k + 1] if sample.z.shape[1] == 0 else 0.0
    if sample.z.shape[1] or best.value > loglikelihood(sample, theta) + _NEAR:
        return best
    now, gradient, hessian = derivatives(sample, theta)
    held = np.arange(len(theta)) >= k + 1
    return Optimum(theta, now, gradient, hessian, held, 0.0, True, best.iterations)


def _boundary(sample: Sample, best: Optimum) -> str | None:
    k = sample.x.shape[1] + sample.z.shape[1]
    if best.at_bound[k]:
        return "gamma at 1" if best.theta[k] > 0 else "noise variance at its upper bound"
    if best.at_bound[k + 1]:
        return "gamma at 0" if best.theta[k + 1] > 0 else "sigma2 unbounded"
    if sample.time is not None and best.at_bound[k + 2]:
        return "eta at its bound"
    return None
