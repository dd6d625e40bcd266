"""From pyfixest's fit on standardised regressors to coefficients and covariance, constant included."""

from collections.abc import Container, Iterator

import numpy as np
import pandas as pd

from lib.estimators.fixed_effects_data import Sample
from lib.estimators.fixed_effects_spec import CONSTANT, FixedEffectsSpec

FEW = 2  # treated (or other) clusters up to which errors clustered on them are said to be useless: our choice
_VANISHED = 1e-16  # of the variance that independent rows give: the clustered one is rounding
_EXACT = 1e-9  # of a regressor's standard deviation: it is 0 or 1


def scaled(fit, sample: Sample) -> tuple[pd.Series, pd.DataFrame]:
    """Coefficients and covariance of the regressors as given; of the constant without effects."""
    names = [name for name in fit._coefnames if name != "Intercept"]
    places = [int(name[1:]) for name in names]
    labels = [sample.regressors[j] for j in places]
    back = np.diag(1 / sample.scale[places])
    order = [fit._coefnames.index(name) for name in names]
    if "Intercept" in fit._coefnames:
        order, labels = [*order, fit._coefnames.index("Intercept")], [*labels, CONSTANT]
        back = _to_origin(back, sample.centre[places])
    beta, cov = fit._beta_hat.ravel()[order], fit._vcov[np.ix_(order, order)]
    return _labelled(back @ beta, back @ cov @ back.T, labels)


def with_constant(fit, sample: Sample) -> tuple[pd.Series, pd.DataFrame]:
    """As `_scaled`, with the constant of a regression with effects."""
    if not sample.levels:
        return scaled(fit, sample)
    places = [int(name[1:]) for name in fit._coefnames]
    weights = fit._weights.ravel()
    total = weights.sum()
    score = np.sqrt(weights) * fit._u_hat.ravel()
    cross, own = _covariance_with_mean(fit, sample, score)
    # The mean of y belongs to the regression on centred regressors, where it is the constant.
    mean = np.average(sample.data["y"], weights=weights)
    beta = np.append(fit._beta_hat.ravel(), mean)
    corner = fit._bread @ cross / total
    cov = np.block([[fit._vcov, corner[:, None]], [corner[None, :], np.array([[own / total**2]])]])
    back = _to_origin(np.diag(1 / sample.scale[places]), sample.centre[places])
    labels = [*(sample.regressors[j] for j in places), CONSTANT]
    return _labelled(back @ beta, back @ cov @ back.T, labels)


def _covariance_with_mean(fit, sample: Sample, score: np.ndarray) -> tuple[np.ndarray, float]:
    """Meat of the constant with each regressor, shape (K,), and with itself, small-sample factors in it."""
    factors = np.atleast_1d(fit._ssc)
    if fit._vcov_type == "iid":
        variance = (fit._u_hat**2).sum() / (len(score) - 1)
        return np.zeros(len(fit._coefnames)), float(factors[0] * variance * fit._weights.sum())
    if fit._vcov_type == "hetero":
        return factors[0] * fit._scores.T @ score, float(factors[0] * score @ score)
    groups = [sample.data[name].to_numpy() for name in ("c0", "c1") if name in sample.data]
    if len(groups) == 2:
        groups.append(pd.factorize(groups[0] * (groups[1].max() + 1) + groups[1])[0])
    cross, own = np.zeros(len(fit._coefnames)), 0.0
    for factor, group in zip(factors, groups, strict=True):
        sums = np.column_stack([np.bincount(group, column) for column in (*fit._scores.T, score)])
        cross += factor * sums[:, :-1].T @ sums[:, -1]
        own += factor * sums[:, -1] @ sums[:, -1]
    return cross, float(own)


def without_vanished(cov: pd.DataFrame, fit, sample: Sample) -> tuple[pd.DataFrame, list[str]]:
    """The covariance with missing values where the scores of all clusters vanish, and the terms' names.

    Then the variance is rounding: with two clusters, one of them treated, and
    effects of both, least squares sets the sum of the scores of each to zero.
    """
    rows = fit._scores.T @ fit._scores
    bread = np.linalg.inv(fit._hessian)
    robust = np.diag(bread @ rows @ bread)
    gone = vanished(np.diag(fit._vcov), robust)
    names = [
        CONSTANT if name == "Intercept" else sample.regressors[int(name[1:])]
        for name, lost in zip(fit._coefnames, gone, strict=True)
        if lost
    ]
    if gone.all() and CONSTANT in cov and CONSTANT not in names:
        names.append(CONSTANT)
    return blanked(cov, names), names


def vanished(clustered: np.ndarray, robust: np.ndarray) -> np.ndarray:
    """Whether clustered variances are rounding beside those of independent rows, shape (K,), bool."""
    return np.abs(clustered) < _VANISHED * robust


def blanked(cov: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """The covariance, missing in the rows and columns of some terms."""
    cov = cov.copy()
    cov.loc[names] = np.nan
    cov.loc[:, names] = np.nan
    return cov


def no_error(names: list[str]) -> list[str]:
    """The note on terms without a standard error, if there are any."""
    listed = ", ".join(names)
    words = f"the scores of all clusters vanish, so that there is no standard error of {listed}: take more "
    return [words + "clusters or randomisation inference"] if names else []


def few_clusters(spec: FixedEffectsSpec, sample: Sample, terms: Container[str]) -> Iterator[str]:
    """Those terms of 0 and 1 that are 1 in very few clusters, or 0 throughout in very few."""
    for j, term in enumerate(sample.regressors):
        if term in terms:
            value = sample.data[f"x{j}"].to_numpy() * sample.scale[j] + sample.centre[j]
            for k, name in enumerate(spec.clusters):
                yield from few_with_one(term, value, name, sample.data[f"c{k}"].to_numpy())


def few_with_one(term: str, value: np.ndarray, name: str, cluster: np.ndarray) -> Iterator[str]:
    """The note on a term of 0 and 1 that all but a few clusters lack, or have; none for other terms.

    Parameters
    ----------
    term, name : str
        What the term and the column of clusters are called.
    value : ndarray, shape (N,)
    cluster : ndarray of int, shape (N,)
        From 0 on.
    """
    near = _EXACT * (value.std() or 1.0)
    one = np.abs(value - 1) < near
    if not (one | (np.abs(value) < near)).all():
        return
    treated = np.bincount(cluster, one) > 0
    with_one, number = int(treated.sum()), len(treated)
    few = min(with_one, number - with_one)
    if 0 < few <= FEW:
        which = "is 1 in" if with_one == few else "is 0 throughout in"
        yield (
            f"'{term}' {which} {few} of {number} clusters by {name} only: its clustered standard error is "
            "too small and its test rejects too often (MacKinnon and Webb 2017); take randomisation inference"
        )


def _to_origin(scaling: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """Matrix from coefficients on centred regressors, constant last, to those on regressors as given."""
    k = len(centre)
    matrix = np.zeros((k + 1, k + 1))
    matrix[:k, :k] = scaling
    matrix[k, :k] = -centre @ scaling
    matrix[k, k] = 1.0
    return matrix


def _labelled(beta: np.ndarray, cov: np.ndarray, labels: list[str]) -> tuple[pd.Series, pd.DataFrame]:
    cov = (cov + cov.T) / 2
    return pd.Series(beta, index=labels, name="coef"), pd.DataFrame(cov, index=labels, columns=labels)


def in_words(spec: FixedEffectsSpec, n_clusters: tuple[int, ...]) -> str:
    """The covariance and its small-sample factor."""
    if not spec.clusters:
        return {"iid": "iid, u'u / (N - K)", "robust": "robust (HC1), N / (N - K)"}[spec.covariance]
    listed = " and ".join(f"{name} ({n})" for name, n in zip(spec.clusters, n_clusters, strict=True))
    counted = {"nonnested": "K without effects nested in clusters", "full": "K with all effects"}
    k = counted.get(spec.counted_effects, "K without effects")
    return f"clustered by {listed}, G / (G - 1) (N - 1) / (N - K), {k}"
