"""Tails of the normal distribution without overflow or cancellation, for the frontier's likelihood."""

import numpy as np
from scipy import special

_ASYMPTOTIC = -50.0  # below, the series is more exact than the difference it replaces
_SATURATED = 25.0  # above, the normal cdf is one to double precision
_R_SERIES = (1.0, -2.0, 10.0, -74.0, 706.0, -8162.0)
_K_SERIES = (1.0, -6.0, 50.0, -518.0, 6354.0)


def scaled_log_cdf(x: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    r"""Logarithm of the normal cdf freed of its parabola, with two derivatives.

    Parameters
    ----------
    x : ndarray, any shape, finite

    Returns
    -------
    h, r, k : ndarray, shape of `x`
        Value, first and second derivative of :math:`h(x) = \ln\Phi(x) + x^2/2`.

    Notes
    -----
    :math:`h(x) = \ln\{\tfrac12 \mathrm{erfcx}(-x/\sqrt2)\}`, so nothing under- or overflows on the left.
    :math:`r(x) = \lambda(x) + x` with the inverse Mills ratio :math:`\lambda = \phi/\Phi`, and
    :math:`k(x) = 1 - \lambda(x) r(x)`, the variance of a standard normal truncated below at :math:`-x`.
    Left of -50 both are differences of nearly equal numbers and come from the asymptotic series
    :math:`r(-t) = 1/t - 2/t^3 + 10/t^5 - \dots`; there its error is below 1e-13 relative.
    """
    x = np.asarray(x, dtype=float)
    scaled = special.erfcx(-np.minimum(x, _SATURATED) / np.sqrt(2))
    mills = np.where(x > _SATURATED, 0.0, np.sqrt(2 / np.pi) / scaled)
    h = np.where(x > _SATURATED, 0.5 * x * x, np.log(0.5 * scaled))
    r = mills + x
    k = 1 - mills * r
    far = x < _ASYMPTOTIC
    if far.any():
        inverse = 1 / -x[far]
        r[far] = inverse * np.polynomial.polynomial.polyval(inverse**2, _R_SERIES)
        k[far] = inverse**2 * np.polynomial.polynomial.polyval(inverse**2, _K_SERIES)
    return h, r, k


def log_cdf_or_scaled(x: np.ndarray) -> np.ndarray:
    r""":math:`\ln\Phi(x)` where `x` is positive, :math:`\ln\Phi(x) + x^2/2` elsewhere, shape of `x`.

    Neither is large, whatever `x`: the parabola is left to the caller, who can cancel it exactly.
    """
    left = np.log(0.5 * special.erfcx(np.abs(x) / np.sqrt(2)))
    return np.where(x > 0, np.log1p(-special.ndtr(-np.abs(x))), left)
