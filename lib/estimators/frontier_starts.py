"""Starting values of the frontier's likelihood, in the optimiser's units."""

from collections.abc import Iterator

import numpy as np

from lib.estimators.frontier_likelihood import Sample, loglikelihood
from lib.estimators.frontier_tails import scaled_log_cdf

GAMMA_GRID = tuple(np.round(np.arange(0.05, 1.0, 0.1), 2))
_KEPT_OF_GRID = 3


def starting_values(
    sample: Sample, rng: np.random.Generator, n_random: int
) -> Iterator[tuple[str, np.ndarray]]:
    """Labels and internal parameters (P,) of the starts.

    Parameters
    ----------
    sample : Sample
        With orthogonal regressors and a standardised outcome.
    rng : Generator
        For the random starts.
    n_random : int
        Number of random starts, in models with inefficiency variables.

    Notes
    -----
    Frontier 4.1's recipe (Coelli 1996) is least squares, a corrected intercept and a grid on gamma, of which
    the best three are kept. The likelihood of the 1995 model has several modes; further starts take the
    inefficiency variables as regressors of the frontier, the exponential limit, and random deltas.
    """
    yield from _grid_starts(sample)
    if sample.z.shape[1]:
        yield from _effect_starts(sample, rng, n_random)


def _grid_starts(sample: Sample) -> Iterator[tuple[str, np.ndarray]]:
    grid = []
    for gamma in GAMMA_GRID:
        sigma2 = 1 / (1 - 2 * gamma / np.pi)
        for eta in (0.0,) if sample.time is None else _etas(sample):
            theta = _point(sample, np.zeros(sample.z.shape[1]), (1 - gamma) * sigma2, gamma * sigma2, eta)
            label = f"gamma {gamma:.2f}" + ("" if sample.time is None else f", eta {eta:.3g}")
            grid.append((loglikelihood(sample, theta), label, theta))
    for _, label, theta in sorted(grid, key=lambda start: -start[0])[:_KEPT_OF_GRID]:
        yield label, theta


def _effect_starts(
    sample: Sample, rng: np.random.Generator, n_random: int
) -> Iterator[tuple[str, np.ndarray]]:
    l, slopes = sample.z.shape[1], _mean_slopes(sample)
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
