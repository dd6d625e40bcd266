"""Efficiency of each row, given its residual."""

import numpy as np
from scipy import special

from lib.estimators.frontier_data import Scaled
from lib.estimators.frontier_likelihood import posterior
from lib.estimators.frontier_tails import scaled_log_cdf


def conditional_means(scaled: Scaled, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    r"""Expected efficiency and expected inefficiency of each row.

    Parameters
    ----------
    scaled : Scaled
    theta : ndarray, shape (P,)
        Internal parameters.

    Returns
    -------
    efficiency, inefficiency : ndarray, shape (N,)
        In the order of ``scaled.sample``.

    Notes
    -----
    Given the residuals, :math:`u_i` is normal with mean :math:`\mu_*` and standard deviation
    :math:`\sigma_*`, truncated below at zero; with :math:`\eta_{it}` the decay (one without eta)

    .. math::

        E[e^{-u_{it}} | e] = \frac{\Phi(\mu_*/\sigma_* - \eta_{it}\sigma_*)}{\Phi(\mu_*/\sigma_*)}
        \exp(-\eta_{it}\mu_* + \tfrac12 \eta_{it}^2\sigma_*^2), \qquad
        E[u_{it} | e] = \eta_{it}\sigma_*\, r(\mu_*/\sigma_*),

    :math:`r(x) = x + \phi(x)/\Phi(x)`. Left of zero the first is :math:`\exp\{h(\mu_*/\sigma_* -
    \eta_{it}\sigma_*) - h(\mu_*/\sigma_*)\}` with :math:`h(x) = \ln\Phi(x) + x^2/2`, free of cancellation.

    References
    ----------
    Battese and Coelli (1988), equation 12; Battese and Coelli (1992), equation 10; Jondrow, Lovell, Materov
    and Schmidt (1982), equation 2.
    """
    sample = scaled.sample
    decay = 1.0 if sample.time is None else np.exp(-theta[-1] * sample.time)
    mean, deviation = (sample.to_rows(values) for values in posterior(sample, theta))
    x, spread = mean / deviation, scaled.scale * decay * deviation
    h, r, _ = scaled_log_cdf(x)
    left = scaled_log_cdf(x - spread)[0] - h
    right = special.log_ndtr(x - spread) - special.log_ndtr(x) - spread * x + 0.5 * spread**2
    log_efficiency = np.where(x < 0, left, right)
    return np.exp(np.minimum(log_efficiency, 0.0)), spread * r
