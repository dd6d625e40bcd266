r"""The likelihood of a censored normal regression in Olsen's parameters, where it is concave."""

from dataclasses import dataclass, field

import numpy as np
from scipy import optimize, special

KINDS = ("value", "below", "above", "interval")
_STEPS = 200
_SMALL = 1e-11  # Newton decrement, per row
_ZERO = 1e-7
_LOG_ROOT = 0.5 * np.log(2 * np.pi)


@dataclass(frozen=True)
class Bounds:
    """Bounds of each row, shape (N,) each; missing for none.

    Attributes
    ----------
    kind : ndarray of int, shape (N,)
        Position in `KINDS`: equal bounds, no lower one, no upper one, two different ones.
    """

    lower: np.ndarray
    upper: np.ndarray
    kind: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        below, above = np.isnan(self.lower), np.isnan(self.upper)
        kind = np.where(below, 1, np.where(above, 2, np.where(self.lower == self.upper, 0, 3)))
        object.__setattr__(self, "kind", kind)


@dataclass(frozen=True)
class Maximum:
    """The maximum: ``gamma`` (K,), ``theta``, ``loglik``, ``hessian`` (K + 1, K + 1) in both."""

    gamma: np.ndarray
    theta: float
    loglik: float
    hessian: np.ndarray


def maximise(design: np.ndarray, bounds: Bounds) -> Maximum:
    """Newton's method with halved steps from least squares on values and bounds.

    Raises
    ------
    ValueError
        No convergence.
    """
    theta, gamma = _start(design, bounds)
    value, slope, curve = _terms(design, bounds, gamma, theta)
    for _ in range(_STEPS):
        gradient, hessian = _total(design, slope, curve)
        step = np.linalg.solve(hessian, -gradient)
        if gradient @ step < _SMALL * len(design):
            return Maximum(gamma, theta, float(value.sum()), hessian)
        size = 1.0
        while size > 1e-12:
            new_gamma, new_theta = gamma + size * step[:-1], theta + size * step[-1]
            if new_theta > 0:
                new = _terms(design, bounds, new_gamma, new_theta)
                if np.isfinite(new[0].sum()) and new[0].sum() >= value.sum():
                    break
            size /= 2
        else:
            break
        gamma, theta, (value, slope, curve) = new_gamma, new_theta, new
    raise ValueError(f"the likelihood found no maximum in {_STEPS} steps: rescale the regressors")


def check_separation(design: np.ndarray, bounds: Bounds, names: tuple[str, ...]) -> None:
    r"""Refuse columns of which a combination d moves censored rows alone, all of them away from their bound.

    Notes
    -----
    A linear programme: the largest sum of :math:`-x_i'd` over rows censored from below and :math:`x_i'd` over
    rows censored from above, no term negative, :math:`x_i'd = 0` in all other rows and each
    :math:`|d_j| \le 1`. If it is positive, the likelihood rises along d for ever.
    """
    below, above = bounds.kind == KINDS.index("below"), bounds.kind == KINDS.index("above")
    fixed = design[~(below | above)]
    moved = np.vstack([-design[below], design[above]])
    if not len(moved):
        return
    found = optimize.linprog(
        -moved.sum(axis=0), A_ub=-moved, b_ub=np.zeros(len(moved)), A_eq=fixed, b_eq=np.zeros(len(fixed)),
        bounds=(-1, 1),
    )  # fmt: skip
    if found.status == 0 and -found.fun > _ZERO * len(moved):
        used = [name for name, d in zip(names, found.x, strict=False) if abs(d) > _ZERO] or ["effects"]
        decided = int((moved @ found.x > _ZERO).sum())
        raise ValueError(
            f"{', '.join(used)} tell {decided} censored rows from the others without error, so that there is "
            "no finite estimate: leave these regressors or these rows out"
        )


def scores(found: Maximum, design: np.ndarray, bounds: Bounds) -> np.ndarray:
    """Derivatives of each row's log-likelihood by gamma and theta, shape (N, K + 1)."""
    _, (by_mean, by_theta), _ = _terms(design, bounds, found.gamma, found.theta)
    return np.column_stack([design * by_mean[:, None], by_theta])


def _start(design: np.ndarray, bounds: Bounds) -> tuple[float, np.ndarray]:
    y = np.where(bounds.kind == 3, (bounds.lower + bounds.upper) / 2, np.fmax(bounds.lower, bounds.upper))
    beta = np.linalg.lstsq(design, y, rcond=None)[0]
    sigma = np.sqrt(((y - design @ beta) ** 2).mean())
    theta = 1 / max(sigma, 1e-6 * max(1.0, np.abs(y).max()))
    return theta, beta * theta


def _total(design: np.ndarray, slope: tuple, curve: tuple) -> tuple[np.ndarray, np.ndarray]:
    """Gradient and Hessian in gamma and theta."""
    by_mean, by_theta = slope
    twice_mean, mixed, twice_theta = curve
    gradient = np.append(design.T @ by_mean, by_theta.sum())
    side = design.T @ mixed
    hessian = np.block([
        [(design * twice_mean[:, None]).T @ design, side[:, None]],
        [side[None, :], np.array([[twice_theta.sum()]])],
    ])  # fmt: skip
    return gradient, hessian


def _terms(design: np.ndarray, bounds: Bounds, gamma: np.ndarray, theta: float) -> tuple:
    """Log-likelihood of each row, its first and second derivatives by the mean m = x'gamma and by theta."""
    mean = design @ gamma
    value, below, above, interval = (bounds.kind == code for code in range(len(KINDS)))
    lower, upper = np.where(below, 0.0, bounds.lower), np.where(above, 0.0, bounds.upper)
    z_low, z_high = theta * lower - mean, theta * upper - mean
    log_p = np.empty(len(mean))
    log_p[value] = np.log(theta) - z_low[value] ** 2 / 2 - _LOG_ROOT
    log_p[below] = special.log_ndtr(z_high[below])
    log_p[above] = special.log_ndtr(-z_low[above])
    log_p[interval] = _log_between(z_low[interval], z_high[interval])
    # Densities at the bounds over the probability between them; zero where there is no bound.
    high, low = ((np.exp(-(z**2) / 2 - _LOG_ROOT - log_p)) for z in (z_high, z_low))
    high, low = np.where(above | value, 0.0, high), np.where(below | value, 0.0, low)
    by_high, by_low, both = -z_high * high - high**2, z_low * low - low**2, high * low
    by_mean = np.where(value, z_low, low - high)
    by_theta = np.where(value, 1 / theta - z_low * lower, high * upper - low * lower)
    twice_mean = np.where(value, -1.0, by_high + 2 * both + by_low)
    mixed = np.where(value, lower, -(by_high * upper + both * (lower + upper) + by_low * lower))
    twice_theta = np.where(
        value,
        -1 / theta**2 - lower**2,
        by_high * upper**2 + 2 * both * lower * upper + by_low * lower**2,
    )
    return log_p, (by_mean, by_theta), (twice_mean, mixed, twice_theta)


def _log_between(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Log of the normal probability between two points, in the tail where it is small."""
    flip = low > 0
    a, b = np.where(flip, -high, low), np.where(flip, -low, high)
    top = special.log_ndtr(b)
    return top + np.log1p(-np.exp(special.log_ndtr(a) - top))
