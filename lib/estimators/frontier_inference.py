"""Covariances of the frontier's estimates, and the likelihood-ratio test of no inefficiency."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from scipy import optimize, special

from lib.estimators.frontier_data import Scaled
from lib.estimators.frontier_likelihood import derivatives, scores
from lib.estimators.frontier_optimiser import Optimum
from lib.estimators.frontier_parameters import jacobian

COV_TYPES = {
    "hessian": "inverse of the negative Hessian",
    "opg": "inverse of the outer product of the scores",
    "sandwich": "Huber-White sandwich, times N / (N - 1)",
    "cluster": "sandwich clustered by {cluster} ({n} clusters), times G / (G - 1)",
}
LEVELS = (0.10, 0.05, 0.01)
_SINGULAR = 1e-10


@dataclass(frozen=True)
class Covariance:
    """Covariance of the reported parameters.

    Attributes
    ----------
    matrix : ndarray, shape (P, P)
        NaN in the rows and columns of parameters held at a bound or not identified.
    status : str
        Of the Hessian in the free parameters: ``negative definite``, ``singular``, ``not negative definite``,
        or ``not computed``.
    note : str
        What a reader has to know of the matrix beside that, empty if nothing.
    """

    matrix: np.ndarray
    status: str
    note: str = ""


def covariance(scaled: Scaled, optimum: Optimum, cov_type: str, clusters: np.ndarray | None) -> Covariance:
    r"""Covariance of the reported parameters by the delta method.

    Parameters
    ----------
    scaled : Scaled
    optimum : Optimum
    cov_type : str
        A key of `COV_TYPES`.
    clusters : ndarray of int, shape (U,), or None
        Cluster of each likelihood term.

    Returns
    -------
    Covariance

    Notes
    -----
    The Hessian :math:`H` is exact (analytic second derivatives). With scores :math:`s_i` the estimators are
    :math:`(-H)^{-1}`, :math:`(\sum s_i s_i')^{-1}`, and :math:`H^{-1} (\sum_g s_g s_g') H^{-1}` with
    :math:`s_g` summed within clusters. Parameters at a bound are treated as known. Where the information
    matrix is singular its Moore-Penrose inverse serves the parameters that no null direction touches.
    """
    free = ~optimum.at_bound
    j = jacobian(scaled, optimum.theta)[:, free]
    note = ""
    bread, null, status = _invert(-derivatives(scaled.sample, optimum.theta)[1][np.ix_(free, free)])
    if bread is None:
        return Covariance(np.full((len(j), len(j)), np.nan), status)
    if cov_type != "hessian":
        score = scores(scaled.sample, optimum.theta)[:, free]
        meat = _meat(score, cov_type, clusters)
        note = _rank_note(score, clusters)
        if cov_type == "opg":
            bread, null, _ = _invert(meat)
            if bread is None:
                return Covariance(np.full((len(j), len(j)), np.nan), status)
        else:
            bread = bread @ meat @ bread
    matrix = j @ bread @ j.T
    unknown = _unidentified(j, null)
    place = _gamma_place(scaled)
    unknown[place] |= optimum.at_bound[place - 1 : place + 1].any()
    matrix[unknown, :] = np.nan
    matrix[:, unknown] = np.nan
    return Covariance(matrix, status, note)


def _rank_note(score: np.ndarray, clusters: np.ndarray | None) -> str:
    """A sentence if the scores' outer product is singular for want of terms: they add up to zero."""
    terms = len(score) if clusters is None else int(clusters.max()) + 1
    if terms > score.shape[1]:
        return ""
    what = "likelihood terms" if clusters is None else "clusters"
    return (
        f"rank-deficient covariance: {terms} {what} for {score.shape[1]} free parameters give it rank "
        f"{terms - 1} at most; tests of more restrictions than that are impossible, and the standard errors, "
        "from so few, are likely too small"
    )


def _invert(information: np.ndarray) -> tuple[np.ndarray | None, np.ndarray, str]:
    """Inverse, null space (P, m) and verdict on an information matrix; the inverse is None if indefinite."""
    if not np.isfinite(information).all():
        return None, np.empty((len(information), 0)), "not computed"
    scale = 1 / np.sqrt(np.maximum(np.abs(np.diag(information)), 1e-300))
    values, vectors = np.linalg.eigh(information * np.outer(scale, scale))
    limit = _SINGULAR * max(values.max(initial=0.0), 1.0)
    if (values < -limit).any():
        return None, np.empty((len(information), 0)), "not negative definite"
    sound = values > limit
    half = scale[:, None] * vectors[:, sound] / np.sqrt(values[sound])
    null = scale[:, None] * vectors[:, ~sound]
    return half @ half.T, null, "negative definite" if sound.all() else "singular"


def _meat(score: np.ndarray, cov_type: str, clusters: np.ndarray | None) -> np.ndarray:
    """Sum of the outer products of the scores, by cluster where there are clusters, with its correction."""
    n = len(score)
    if cov_type == "cluster":
        n = int(clusters.max()) + 1
        summed = np.zeros((n, score.shape[1]))
        np.add.at(summed, clusters, score)
        score = summed
    return score.T @ score * (1.0 if cov_type == "opg" else n / (n - 1))


def _gamma_place(scaled: Scaled) -> int:
    """Place of gamma among the reported parameters, and of ln tau among the internal ones."""
    return scaled.sample.x.shape[1] + scaled.sample.z.shape[1] + 1


def _unidentified(j: np.ndarray, null: np.ndarray) -> np.ndarray:
    """Reported parameters that do not move with any free parameter, or move along a null direction."""
    still = np.abs(j).sum(axis=1) == 0
    if null.shape[1] == 0:
        return still
    moved = np.abs(j @ null).max(axis=1)
    return still | (moved > 1e-6 * np.abs(j).max(axis=1) * np.abs(null).max())


def mixture_pvalue(lr: float, restrictions: int) -> float:
    r"""Upper-bound p-value of the test of no inefficiency.

    Parameters
    ----------
    lr : float
        Likelihood ratio statistic.
    restrictions : int
        Number q of parameters set to zero, gamma among them.

    Notes
    -----
    :math:`\tfrac12 P(\chi^2_{q-1} > LR) + \tfrac12 P(\chi^2_q > LR)`: the upper bound of Kodde and Palm
    (1986) for one inequality and q - 1 equalities; exact for q = 1 (Coelli 1995), where
    :math:`\chi^2_0` is a mass at zero.
    """
    if lr <= 0:
        return 1.0
    lower = special.chdtrc(restrictions - 1, lr) if restrictions > 1 else 0.0
    return float(0.5 * lower + 0.5 * special.chdtrc(restrictions, lr))


@cache
def mixture_critical_value(level: float, restrictions: int) -> float:
    """Value that `mixture_pvalue` gives `level` at, for levels below one half."""
    return float(optimize.brentq(lambda lr: mixture_pvalue(lr, restrictions) - level, 1e-9, 1e3, xtol=1e-10))


def critical_values(restrictions: int) -> pd.Series:
    """Critical values of the mixture at 10, 5 and 1 per cent, indexed by the level."""
    values = [mixture_critical_value(level, restrictions) for level in LEVELS]
    return pd.Series(values, index=pd.Index(LEVELS, name="level"), name="critical_value")
