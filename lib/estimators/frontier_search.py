"""The search for the maximum: short runs from all starts, full runs from the best, and the limits."""

from dataclasses import dataclass, replace

import numpy as np

from lib.estimators.frontier_data import Scaled
from lib.estimators.frontier_likelihood import Sample, derivatives, loglikelihood
from lib.estimators.frontier_optimiser import Optimum, maximise
from lib.estimators.frontier_starts import starting_values

_SHORT_RUN = 6
_ROUND = 15  # iterations after which the coordinates of a run are chosen anew
_LIMIT_RUN = 100
_FULL_RUNS = 3
_SUBSAMPLE = 10_000  # rows that the starts see, where there are more than twice as many
_NEAR = 1e-6  # log-likelihoods nearer than this are the same maximum
_LIMIT_ZONE = 1e-3  # relative variance under which the limit itself is tried
_NOISE_PATH = (1e-2, 1e-4, 1e-6)  # noise variances on the way to a deterministic frontier

# Bounds of the variances relative to that of the least-squares residual; beyond them a maximum is a limit.
_NOISE = (1e-8, 10.0)
_INEFFICIENCY = (1e-7, 1e6)
_HALF_NORMAL_FLOOR = 1e-14

Box = tuple[np.ndarray, np.ndarray]


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
        Newton iterations of one run, short, full or at a limit.

    Notes
    -----
    Each start gets a short run, the best three that differ a full one. In the 1995 model a second mode often
    lies at gamma = 1, which short runs reach late: from the best point the noise is also taken away step by
    step, and the better of the two maxima is kept. Beyond 20,000 rows the starts see a random part of the
    units.
    """
    sample, rng = scaled.sample, np.random.default_rng(seed)
    if len(sample.y) > 2 * _SUBSAMPLE:
        runs, starts = _polished(sample, rng, n_random, max_iterations)
    else:
        runs, starts = _multistart(sample, rng, n_random, max_iterations)
    best = _least_squares_limit(sample, max(runs, key=lambda run: run.value), _box(sample))
    iterations = sum(run.iterations for run in runs)
    return SearchResult(best, _boundary(sample, best), starts, iterations)


def _multistart(
    sample: Sample, rng: np.random.Generator, n_random: int, max_iterations: int
) -> tuple[list[Optimum], dict[str, float]]:
    """All runs, short and full, and the log-likelihood that each start reached."""
    box = _box(sample)
    few = min(_SHORT_RUN, max_iterations)
    short = {label: _run(sample, theta, box, few) for label, theta in starting_values(sample, rng, n_random)}
    starts = {label: run.value for label, run in short.items()}
    full = {label: _full_run(sample, short[label].theta, box, max_iterations) for label in _different(starts)}
    if sample.z.shape[1] > 1:
        first = max(full.values(), key=lambda run: run.value)
        full["noise taken away"] = _without_noise(sample, first, box, max_iterations)
    runs = [*full.values(), *short.values()]  # of equals, the full run comes first
    return runs, starts | {label: run.value for label, run in full.items()}


def _polished(
    sample: Sample, rng: np.random.Generator, n_random: int, max_iterations: int
) -> tuple[list[Optimum], dict[str, float]]:
    """All starts on a random part of the units, one full run on all units from the best point found there."""
    part = sample.part(rng.random(sample.n_units) < _SUBSAMPLE / len(sample.y))
    runs, starts = _multistart(part, rng, n_random, max_iterations)
    best = max(runs, key=lambda run: run.value)
    full = _full_run(sample, best.theta, _box(sample), max_iterations)
    full = replace(full, iterations=full.iterations + sum(run.iterations for run in runs))
    return [full], {**dict.fromkeys(starts, np.nan), "best on a part of the units": full.value}


def _different(starts: dict[str, float]) -> list[str]:
    """Labels of the best starts that have not run into the same maximum."""
    ranked = sorted(starts, key=lambda label: -starts[label])
    gaps = np.diff([starts[label] for label in ranked], prepend=np.inf)
    return [label for label, gap in zip(ranked, gaps, strict=True) if gap < -_NEAR][:_FULL_RUNS]


def _full_run(sample: Sample, theta: np.ndarray, box: Box, max_iterations: int) -> Optimum:
    """Maximum near `theta`; where the path nears a limit, the limit itself if it is as good.

    Towards a limit the likelihood is flat and Newton's steps are slow, so that it pays to try it early.
    """
    run = _run(sample, theta, box, max_iterations, until_limit=True)
    for place, side in _near_limits(sample, run.theta, box):
        limit = _pinned(sample, run.theta, box, place, box[side][place], max_iterations)
        limit = replace(limit, iterations=limit.iterations + run.iterations)
        if limit.value >= run.value - _NEAR:
            run = limit
    if run.converged:
        return run
    rest = _run(sample, run.theta, box, max_iterations)
    return replace(rest, iterations=rest.iterations + run.iterations)


def _run(
    sample: Sample, theta: np.ndarray, box: Box, max_iterations: int, *, until_limit: bool = False
) -> Optimum:
    """Newton iterations in rounds, each in the coordinates that suit where it begins."""
    done = 0
    while True:
        run = _round(sample, theta, box, min(_ROUND, max_iterations - done))
        theta, done = run.theta, done + run.iterations
        stop = until_limit and _near_limits(sample, theta, box)
        if run.converged or stop or done >= max_iterations or run.iterations < _ROUND:
            return replace(run, iterations=done)


def _round(sample: Sample, theta: np.ndarray, box: Box, max_iterations: int) -> Optimum:
    """Newton iterations in alpha where the inefficiency spreads widely, in delta where it does not.

    alpha = delta / sigma_u^2 stays finite towards the exponential distribution, delta towards gamma = 0.
    """
    k, l = sample.x.shape[1], sample.z.shape[1]
    in_delta = l > 0 and theta[k + l + 1] > 0
    max_step = np.full(len(theta), np.inf)
    max_step[k + l :] = 2.0

    def alpha(point: np.ndarray) -> np.ndarray:
        return _scaled_middle(point, k, l, 1.0) if in_delta else point

    run = maximise(
        lambda t: loglikelihood(sample, alpha(t)),
        lambda t: _delta_derivatives(sample, t) if in_delta else derivatives(sample, t),
        _scaled_middle(theta, k, l, -1.0) if in_delta else theta,
        *box,
        max_step=max_step,
        max_iterations=max_iterations,
    )
    return replace(run, theta=alpha(run.theta))


def _scaled_middle(theta: np.ndarray, k: int, l: int, power: float) -> np.ndarray:
    """`theta` with alpha in place of delta (`power` 1), or delta in place of alpha (-1)."""
    theta = theta.copy()
    theta[k : k + l] *= np.exp(power * theta[k + l + 1])
    return theta


def _delta_derivatives(sample: Sample, point: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Gradient and Hessian with delta = alpha / tau in place of alpha."""
    k, l = sample.x.shape[1], sample.z.shape[1]
    middle, ln_tau = slice(k, k + l), k + l + 1
    theta = _scaled_middle(point, k, l, 1.0)
    gradient, hessian = derivatives(sample, theta)
    tau = np.exp(point[ln_tau])
    j = np.eye(len(theta))
    j[middle, middle] *= tau
    j[middle, ln_tau] = theta[middle]
    hessian = j.T @ hessian @ j
    hessian[middle, ln_tau] += tau * gradient[middle]
    hessian[ln_tau, middle] += tau * gradient[middle]
    hessian[ln_tau, ln_tau] += theta[middle] @ gradient[middle]
    return j.T @ gradient, hessian


def _box(sample: Sample) -> Box:
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


def _without_noise(sample: Sample, run: Optimum, box: Box, max_iterations: int) -> Optimum:
    """From a maximum to one near gamma = 1: the noise shrinks in steps, then everything is free."""
    place = sample.x.shape[1] + sample.z.shape[1]
    theta, iterations = run.theta, 0
    for noise in _NOISE_PATH:
        step = _pinned(sample, theta, box, place, -np.log(noise), max_iterations)
        theta, iterations = step.theta, iterations + step.iterations
    last = _full_run(sample, theta, box, max_iterations)
    return replace(last, iterations=last.iterations + iterations)


def _pinned(
    sample: Sample, theta: np.ndarray, box: Box, place: int, value: float, max_iterations: int
) -> Optimum:
    """Maximum with one parameter held at `value`; the mean before truncation stays when its scale moves."""
    k, l = sample.x.shape[1], sample.z.shape[1]
    theta, box = theta.copy(), (box[0].copy(), box[1].copy())
    if place == k + l + 1 and value > theta[place]:
        theta[k : k + l] *= np.exp(value - theta[place])
    theta[place] = box[0][place] = box[1][place] = value
    run = _run(sample, theta, box, min(_LIMIT_RUN, max_iterations))
    held = run.at_bound.copy()
    held[place] = True
    return replace(run, at_bound=held)


def _near_limits(sample: Sample, theta: np.ndarray, box: Box) -> list[tuple[int, int]]:
    """Place and side (0 lower, 1 upper) of the bounds that a variance is near but not at."""
    k = sample.x.shape[1] + sample.z.shape[1]
    noise, inefficiency = np.exp(-theta[k : k + 2])
    zones = [
        (k, 1, noise < _LIMIT_ZONE),
        (k + 1, 1, inefficiency < _LIMIT_ZONE),
        (k + 1, 0, inefficiency > 1 / _LIMIT_ZONE),
    ]
    return [(place, side) for place, side, near in zones if near and theta[place] != box[side][place]]


def _least_squares_limit(sample: Sample, best: Optimum, box: Box) -> Optimum:
    """Least squares itself where a half-normal model's likelihood does not rise above it.

    With residuals skewed to the wrong side the maximum is at gamma = 0 (Waldman 1982), where the likelihood
    is too flat for Newton steps to arrive.
    """
    k = sample.x.shape[1]
    theta = np.zeros_like(best.theta)
    theta[k + 1] = box[1][k + 1] if sample.z.shape[1] == 0 else 0.0
    if sample.z.shape[1] or best.value > loglikelihood(sample, theta) + _NEAR:
        return best
    if not best.converged and _rises_from_least_squares(sample):
        return best
    held = np.arange(len(theta)) >= k + 1
    return Optimum(theta, loglikelihood(sample, theta), held, 0.0, True, best.iterations)


def _rises_from_least_squares(sample: Sample) -> bool:
    """Whether some inefficiency raises the likelihood above that of least squares.

    To the first order that matters: skewness to the right side (Waldman 1982), in the panel models residuals
    that are alike within units.
    """
    if sample.first is None:
        return bool(np.mean(sample.y**3) < 0)
    sums = np.add.reduceat(sample.y, sample.first)
    return bool(sums @ sums > len(sample.y))


def _boundary(sample: Sample, best: Optimum) -> str | None:
    k = sample.x.shape[1] + sample.z.shape[1]
    if best.at_bound[k]:
        return "gamma at 1" if best.theta[k] > 0 else "noise variance at its upper bound"
    if best.at_bound[k + 1]:
        return "gamma at 0" if best.theta[k + 1] > 0 else "sigma2 unbounded"
    if sample.time is not None and best.at_bound[k + 2]:
        return "eta at its bound"
    return None
