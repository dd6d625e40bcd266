r"""Between the optimiser's parameters and the reported ones (Frontier 4.1's sigma2 and gamma)."""

import numpy as np

from lib.estimators.frontier_data import Scaled
from lib.estimators.frontier_likelihood import unpack


def to_reported(scaled: Scaled, theta: np.ndarray) -> np.ndarray:
    r"""Internal parameters as beta, delta (or mu), sigma2, gamma and eta, shape (P,).

    Notes
    -----
    :math:`\sigma^2 = \sigma_v^2 + \sigma_u^2` and :math:`\gamma = \sigma_u^2 / \sigma^2` (Battese and Corra
    1977), in the outcome's units.
    """
    beta, alpha, ln_p, ln_tau, eta = unpack(scaled.sample, theta)
    noise, inefficiency = variances(scaled, theta)
    delta = scaled.scale * scaled.z_back @ (alpha * np.exp(-ln_tau))
    gamma = 1 / (1 + np.exp(ln_tau - ln_p))
    tail = [noise + inefficiency, gamma] + ([] if eta is None else [eta])
    return np.concatenate([scaled.ols + scaled.scale * scaled.x_back @ beta, delta, tail])


def variances(scaled: Scaled, theta: np.ndarray) -> tuple[float, float]:
    """Variances of the noise and, before truncation, of the inefficiency, in the outcome's units."""
    _, _, ln_p, ln_tau, _ = unpack(scaled.sample, theta)
    return scaled.scale**2 * float(np.exp(-ln_p)), scaled.scale**2 * float(np.exp(-ln_tau))


def jacobian(scaled: Scaled, theta: np.ndarray) -> np.ndarray:
    """Derivatives (P, P) of the reported parameters, in rows, in the internal ones, in columns."""
    beta, alpha, _, ln_tau, _ = unpack(scaled.sample, theta)
    k, l = len(beta), len(alpha)
    noise, inefficiency = variances(scaled, theta)
    gamma = inefficiency / (noise + inefficiency)
    j = np.eye(len(theta))
    j[:k, :k] = scaled.scale * scaled.x_back
    j[k : k + l, k : k + l] = scaled.scale * scaled.z_back * np.exp(-ln_tau)
    j[k : k + l, k + l + 1] = -j[k : k + l, k : k + l] @ alpha
    j[k + l, k + l : k + l + 2] = -noise, -inefficiency
    j[k + l + 1, k + l : k + l + 2] = gamma * (1 - gamma), -gamma * (1 - gamma)
    return j


def to_internal(beta: np.ndarray, delta: np.ndarray, tail: np.ndarray) -> np.ndarray:
    """Internal parameters, on the frame's own scale, of reported ones; `tail` is sigma2, gamma and eta.

    Raises
    ------
    ValueError
        sigma2 is not positive or gamma not strictly between 0 and 1.
    """
    sigma2, gamma = float(tail[0]), float(tail[1])
    if not (sigma2 > 0 and 0 < gamma < 1):
        raise ValueError(f"sigma2 is {sigma2:g} and gamma {gamma:g}: need sigma2 > 0 and 0 < gamma < 1")
    noise, inefficiency = (1 - gamma) * sigma2, gamma * sigma2
    return np.concatenate([beta, delta / inefficiency, [-np.log(noise), -np.log(inefficiency)], tail[2:]])
