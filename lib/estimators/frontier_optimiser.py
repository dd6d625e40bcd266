"""Newton's method with exact derivatives inside a box, for smooth likelihoods of a few dozen parameters."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Derivatives = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]
_CURVATURE_FLOOR = 1e-8  # of the largest curvature: a flatter direction is stepped along as if it had this
_HALVINGS = 40
_ROUNDING = 1e-6  # a promised rise that a line search cannot tell from rounding


@dataclass(frozen=True)
class Optimum:
    """Where the search stopped.

    Attributes
    ----------
    theta : ndarray, shape (P,)
        Parameters.
    value : float
        Objective there.
    at_bound : ndarray of bool, shape (P,)
        Parameters held at a bound towards which the objective still rises.
    gain : float
        Rise of the objective that the last Newton step promised in the free parameters.
    converged : bool
        `gain` is below the tolerance, or below 1e-6 where rounding allows no further rise.
    iterations : int
    """

    theta: np.ndarray
    value: float
    at_bound: np.ndarray
    gain: float
    converged: bool
    iterations: int


def maximise(
    value: Callable[[np.ndarray], float],
    derivatives: Derivatives,
    start: np.ndarray,
    lower: np.ndarray,
    upper: np.ndarray,
    *,
    max_step: np.ndarray,
    max_iterations: int = 200,
    tolerance: float = 1e-9,
) -> Optimum:
    r"""Maximise a smooth function inside a box.

    Parameters
    ----------
    value, derivatives : callable
        The objective, and its gradient and Hessian.
    start, lower, upper : ndarray, shape (P,)
        Starting point and bounds; infinite where there is none.
    max_step : ndarray, shape (P,)
        Largest change of each parameter in one iteration.
    max_iterations : int
    tolerance : float
        Stop when :math:`\tfrac12 g'(-H)^{-1}g`, the rise a Newton step promises, is below it.

    Returns
    -------
    Optimum

    Notes
    -----
    Where the Hessian is not negative definite the eigenvalues are replaced by their absolute values, which
    leads away from saddle points. Steps are halved until Armijo's condition holds. A parameter at a bound
    with an outward gradient is held there.
    """
    theta = np.clip(start, lower, upper)
    now, (gradient, hessian) = value(theta), derivatives(theta)
    for iteration in range(max_iterations + 1):
        held = ((theta <= lower) & (gradient < 0)) | ((theta >= upper) & (gradient > 0))
        step, gain = _newton_step(gradient, hessian, ~held)
        done = gain < tolerance
        if done or iteration == max_iterations:
            break
        moved = _line_search(value, theta, step, now, gradient, (lower, upper), max_step)
        if moved is None:
            done = gain < _ROUNDING
            break
        theta, now = moved
        gradient, hessian = derivatives(theta)
    return Optimum(theta, now, held, gain, bool(done), iteration)


def _newton_step(gradient: np.ndarray, hessian: np.ndarray, free: np.ndarray) -> tuple[np.ndarray, float]:
    """Ascent step (P,) in the `free` parameters and the rise it promises to second order."""
    step = np.zeros_like(gradient)
    if not (np.isfinite(hessian).all() and np.isfinite(gradient).all()):
        return step, np.inf
    information, g = -hessian[np.ix_(free, free)], gradient[free]
    if not g.size:
        return step, 0.0
    scale = 1 / np.sqrt(np.maximum(np.abs(np.diag(information)), 1e-12))
    information = information * np.outer(scale, scale)
    try:
        np.linalg.cholesky(information)  # fails where the information is not positive definite
        solved = np.linalg.solve(information, g * scale)
    except np.linalg.LinAlgError:
        curvature, axes = np.linalg.eigh(information)
        curvature = np.abs(curvature)
        solved = axes @ ((axes.T @ (g * scale)) / np.maximum(curvature, _CURVATURE_FLOOR * curvature.max()))
    step[free] = scale * solved
    return step, 0.5 * float(g @ step[free])


def _line_search(value, theta, step, now, gradient, bounds, max_step) -> tuple[np.ndarray, float] | None:
    """The first point along the (shortened, clipped) step that rises enough, and its value; None if none."""
    length = min(1.0, float(np.min(max_step / np.maximum(np.abs(step), 1e-300))))
    for _ in range(_HALVINGS):
        trial = np.clip(theta + length * step, *bounds)
        rise = float(gradient @ (trial - theta))
        reached = value(trial) if rise > 0 else -np.inf
        if reached >= now + 1e-4 * rise:
            return trial, reached
        length *= 0.5
    return None
