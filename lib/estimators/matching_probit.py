"""A probit with weights, as pstest fits it to a matched sample."""

from dataclasses import dataclass

import numpy as np
from scipy import special

from lib.estimators.selection_probit import check_rank, check_separation, mills

_STEPS = 100
_SMALL = 1e-12  # a squared Newton decrement, a unit of weight, after which one more step is exact
_FAR = 6.0  # an index beyond it makes separation worth a test


@dataclass(frozen=True)
class WeightedProbit:
    """Fitted index, shape (N,), and log-likelihoods with and without covariates."""

    index: np.ndarray
    loglik: float
    loglik_null: float

    @property
    def lr(self) -> float:
        """Twice the difference of the log-likelihoods."""
        return 2 * (self.loglik - self.loglik_null)

    @property
    def pseudo_r2(self) -> float:
        """One less the ratio of the log-likelihoods (McFadden 1974)."""
        return 1 - self.loglik / self.loglik_null


def weighted_probit(
    x: np.ndarray, names: tuple[str, ...], treated: np.ndarray, w: np.ndarray
) -> WeightedProbit:
    r"""Maximise :math:`\sum_i w_i \ln \Phi(s_i (a + x_i'b))` with :math:`s_i = \pm 1` the treatment.

    Parameters
    ----------
    x : ndarray, shape (N, K)
    names : tuple of str, length K
    treated : ndarray of bool, shape (N,)
    w : ndarray, shape (N,)
        Positive.

    Raises
    ------
    ValueError
        Too few rows, collinear or separating covariates, no convergence.
    """
    names = ("const", *names)
    design = np.column_stack([np.ones(len(x)), x])
    check_rank(design, names, "treatment")
    q = np.linalg.qr(design)[0] * np.sqrt(len(x))
    sign = np.where(treated, 1.0, -1.0)
    index, converged = _newton(q, sign, w)
    if not converged or np.abs(index).max() > _FAR:
        check_separation(design, treated, names, "treatment", "probit")
    if not converged:
        raise ValueError(f"the weighted probit did not converge in {_STEPS} steps")
    share = w[treated].sum() / w.sum()
    null = w.sum() * (special.xlogy(share, share) + special.xlogy(1 - share, 1 - share))
    return WeightedProbit(index, _loglik(index, sign, w), float(null))


def _loglik(index: np.ndarray, sign: np.ndarray, w: np.ndarray) -> float:
    return float(w @ special.log_ndtr(sign * index))


def _newton(q: np.ndarray, sign: np.ndarray, w: np.ndarray) -> tuple[np.ndarray, bool]:
    """Newton's method with halved steps from zero: the index, and whether it converged."""
    b, value = np.zeros(q.shape[1]), _loglik(np.zeros(len(q)), sign, w)
    for _ in range(_STEPS):
        index = q @ b
        ratio = mills(sign * index)
        gradient = q.T @ (w * sign * ratio)
        hessian = (q * (w * ratio * (sign * index + ratio))[:, None]).T @ q
        try:
            step = np.linalg.solve(hessian, gradient)
        except np.linalg.LinAlgError:
            return index, False
        if gradient @ step < _SMALL * w.sum():
            return q @ (b + step), True
        size = 1.0
        while (new := _loglik(q @ (b + size * step), sign, w)) < value and size > _SMALL:
            size /= 2
        b, value = b + size * step, new
    return q @ b, False
