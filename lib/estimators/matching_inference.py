"""The effect on the treated of a matching, with psmatch2's and Abadie and Imbens's standard errors."""

import numpy as np
import pandas as pd

from lib.estimators.matching_nearest import Matches, others

COLUMNS = [
    "treated",
    "controls",
    "att",
    "se",
    "t",
    "se_abadie_imbens",
    "se_abadie_imbens_population",
    "unmatched_treated",
    "unmatched_controls",
    "unmatched",
    "unmatched_se",
]


def effects(
    y_treated: np.ndarray, y_controls: np.ndarray, matches: Matches, variances: tuple[np.ndarray, np.ndarray]
) -> np.ndarray:
    r"""Effect and its standard errors for each outcome.

    Parameters
    ----------
    y_treated, y_controls : ndarray, shapes (m, q) and (n, q)
        Outcomes of the treated rows that were to be matched and of the controls.
    matches : Matches
    variances : tuple of ndarray, shapes (m, q) and (n, q)
        Conditional variances, as `conditional_variance` gives them.

    Returns
    -------
    ndarray, shape (q, 7)
        The first seven of `COLUMNS`.

    Notes
    -----
    With :math:`N_1` matched treated rows, :math:`w_j` the controls' weights and :math:`\hat y_i` a treated
    row's matched outcome, psmatch2's standard error is
    :math:`\sqrt{s_1^2 / N_1 + s_0^2 \sum_j w_j^2 / N_1^2}` with :math:`s_1^2` the variance of the outcome of
    matched treated rows and :math:`s_0^2` that of the controls used, each counted once. Abadie and Imbens's,
    for the effect on these rows (psmatch2's ``ai(m)``) and on the population (with ``population``), are

    .. math:: \frac{1}{N_1} \sqrt{\sum_i \hat\sigma_i^2 + \sum_j w_j^2 \hat\sigma_j^2}, \quad
              \frac{1}{N_1} \sqrt{\sum_i (y_i - \hat y_i - \hat\tau)^2
              + \sum_j (w_j^2 - \textstyle\sum_i w_{ij}^2) \hat\sigma_j^2}.

    psmatch2 gives the latter two after nearest neighbours alone and takes :math:`w_j / k` for
    :math:`\sum_i w_{ij}^2`, which is the same unless neighbours tie or are short of k. Both formulas hold for
    any weights that do not depend on the outcome. All of them take the score as known.

    References
    ----------
    Leuven and Sianesi (2003), psmatch2 4.0.12; Abadie, Drukker, Herr and Imbens (2004), p. 303; Abadie and
    Imbens (2006), equation 14 and theorem 7.
    """
    matched = matches.counts > 0
    y, predicted = y_treated[matched], matches.predicted[matched]
    n1, w = len(y), matches.weights[:, None]
    used = y_controls[matches.weights > 0]
    att = y.mean(axis=0) - predicted.mean(axis=0)
    se = np.sqrt(_variance(y) / n1 + _variance(used) * (w**2).sum() / n1**2)
    own = variances[0][matched].sum(axis=0) + (w**2 * variances[1]).sum(axis=0)
    population = ((y - predicted - att) ** 2).sum(axis=0)
    population = population + ((w**2 - matches.squares[:, None]) * variances[1]).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = att / se
    parts = (y.mean(axis=0), predicted.mean(axis=0), att, se, t, np.sqrt(own) / n1, np.sqrt(population) / n1)
    return np.column_stack(parts)


def conditional_variance(score: np.ndarray, y: np.ndarray, m: int, ties: bool) -> np.ndarray:
    r"""Variance of the outcome given score and treatment, from the m nearest of the same group.

    Parameters
    ----------
    score : ndarray, shape (n,)
        Sorted, of one group.
    y : ndarray, shape (n, q)
    m : int
    ties : bool

    Returns
    -------
    ndarray, shape (n, q)
        :math:`\frac{J}{J + 1} (y_i - \bar y_{J(i)})^2` with J others; NaN where there is no other row.

    Notes
    -----
    The caliper does not bound these neighbours (psmatch2 takes a missing one's outcome for zero).
    """
    if len(score) < 2:
        return np.full(y.shape, np.nan)
    mean, counts = others(score, y, m, ties)
    return (counts / (counts + 1))[:, None] * (y - mean) ** 2


def unmatched(y: np.ndarray, treated: np.ndarray) -> np.ndarray:
    """Means of treated and controls, their difference and its standard error (pooled variance), (q, 4)."""
    one, zero = y[treated], y[~treated]
    n1, n0 = len(one), len(zero)
    difference = one.mean(axis=0) - zero.mean(axis=0)
    squares = ((one - one.mean(axis=0)) ** 2).sum(axis=0) + ((zero - zero.mean(axis=0)) ** 2).sum(axis=0)
    rest = n1 + n0 - 2
    variance = squares / rest if rest else np.full(len(squares), np.nan)
    se = np.sqrt(variance * (1 / n1 + 1 / n0))
    return np.column_stack([one.mean(axis=0), zero.mean(axis=0), difference, se])


def table(rows: np.ndarray, before: np.ndarray, outcomes: tuple[str, ...]) -> pd.DataFrame:
    """Both, one row an outcome, with the columns of `COLUMNS`."""
    index = pd.Index(outcomes, name="outcome", dtype=object)
    return pd.DataFrame(np.hstack([rows, before]), index=index, columns=COLUMNS)


def _variance(y: np.ndarray) -> np.ndarray:
    return y.var(axis=0, ddof=1) if len(y) > 1 else np.full(y.shape[1], np.nan)
