"""Stochastic frontiers by maximum likelihood: half-normal, truncated normal, Battese-Coelli 1992, 1995.

The public face: `FrontierSpec` says what the model is, `fit` estimates it, `FrontierResult` is what comes
back; `collinear_relations` says which regressors repeat one another and `loglikelihood` evaluates the
likelihood at given parameters.
"""

from dataclasses import dataclass
from numbers import Integral

import numpy as np
import pandas as pd

from lib.estimators.collinearity import collinear_relations, near_collinearity
from lib.estimators.frontier_data import Design, Scaled, build, check_types, standardise
from lib.estimators.frontier_efficiency import conditional_means
from lib.estimators.frontier_inference import (
    COV_TYPES,
    Covariance,
    covariance,
    critical_values,
    mixture_pvalue,
)
from lib.estimators.frontier_likelihood import Sample
from lib.estimators.frontier_likelihood import loglikelihood as _kernel
from lib.estimators.frontier_parameters import to_internal, to_reported, variances
from lib.estimators.frontier_search import SearchResult, search
from lib.estimators.frontier_spec import FrontierSpec
from lib.results import EstimationResult

__all__ = ["FrontierResult", "FrontierSpec", "collinear_relations", "fit", "loglikelihood"]

_BOUNDARY_NOTES = {
    "gamma at 0": "boundary solution, gamma at 0: no inefficiency beyond its mean is found",
    "gamma at 1": "boundary solution, gamma at 1: the noise vanishes and the frontier is deterministic; "
    "standard errors hold gamma fixed and are not regular",
    "sigma2 unbounded": "boundary solution, sigma2 grows without bound: the inefficiency is exponential in "
    "the limit; the ratios of the deltas to sigma2 are identified, not their levels",
}


@dataclass(frozen=True, kw_only=True, repr=False)
class FrontierResult(EstimationResult):
    """Estimates of a stochastic frontier.

    ``params`` holds ``const``, the regressors, ``mu`` or ``delta_0`` and ``delta:z``, ``sigma2``, ``gamma``
    and ``eta``, as far as the model has them.

    Attributes
    ----------
    spec : FrontierSpec
    loglik, loglik_ols : float
        Log-likelihood at the maximum, and of least squares without inefficiency.
    lr : float
        Likelihood ratio of the two.
    lr_df : int
        Its restrictions: gamma, and mu, eta, delta_0 and the deltas where the model has them, as Frontier 4.1
        counts them.
    lr_pvalue : float
        From the mixture of chi-squares (upper bound of Kodde and Palm 1986).
    lr_critical : Series, shape (3,)
        Critical values of the mixture, indexed by level.
    efficiency : Series, shape (N,)
        E[exp(-u) | e] on the frame's index, between 0 and 1 for production and cost alike; Frontier 4.1's
        cost efficiency is E[exp(u) | e] instead.
    jlms : Series, shape (N,)
        E[u | e] on the frame's index.
    ols : Series, shape (K,)
        Least-squares coefficients of the frontier.
    converged : bool
        Whether the gradient vanishes in the free parameters. True at a limit, too: see `boundary`.
    boundary : str or None
        ``gamma at 0``, ``gamma at 1``, ``sigma2 unbounded`` or ``eta at its bound`` where the maximum is a
        limit.
    hessian_status : str
        ``negative definite``, ``singular``, ``not negative definite`` or ``not computed``.
    iterations : int
        Newton iterations from all starts.
    start_logliks : Series, shape (S,)
        Log-likelihood reached from each start; short runs for all but the best three. Beyond 20,000 rows
        the starts see a part of the units and are NaN here.
    n_units : int
        Likelihood terms: units in the panel models, rows otherwise.
    """

    spec: FrontierSpec
    loglik: float
    loglik_ols: float
    lr: float
    lr_df: int
    lr_pvalue: float
    lr_critical: pd.Series
    efficiency: pd.Series
    jlms: pd.Series
    ols: pd.Series
    converged: bool
    boundary: str | None
    hessian_status: str
    iterations: int
    start_logliks: pd.Series
    n_units: int

    @property
    def status(self) -> str:
        """``converged``, ``boundary: ...`` or ``not converged``: a boundary is never a plain convergence."""
        if not self.converged:
            return "not converged"
        return f"boundary: {self.boundary}" if self.boundary else "converged"

    @property
    def n_starts(self) -> int:
        """Number of starting points."""
        return len(self.start_logliks)

    def footnotes(self) -> list[str]:
        """Lines below the printed summary: status, likelihoods, the test of no inefficiency, the notes."""
        first, *notes = super().footnotes()
        chance = "p below 0.001" if self.lr_pvalue < 0.001 else f"p {self.lr_pvalue:.3f}"
        return [
            f"status: {self.status}; Hessian: {self.hessian_status}; starts: {self.n_starts}",
            first + (f"; units: {self.n_units}" if self.spec.is_panel else ""),
            f"log-likelihood: {self.loglik:.4f}; least squares without inefficiency: {self.loglik_ols:.4f}",
            f"likelihood ratio of the two: {self.lr:.4f}, restrictions: {self.lr_df}, {chance} (mixture of "
            f"chi-squares, 5 per cent at {self.lr_critical.loc[0.05]:.3f})",
            *notes,
        ]


def fit(
    frame: pd.DataFrame,
    spec: FrontierSpec,
    *,
    cov_type: str = "hessian",
    cluster: str | None = None,
    seed: int = 0,
    n_random: int = 4,
    max_iterations: int = 200,
) -> FrontierResult:
    """Estimate a stochastic frontier by maximum likelihood.

    Parameters
    ----------
    frame : DataFrame, shape (N, ...)
        One row an observation; numeric columns without missing values.
    spec : FrontierSpec
        The model.
    cov_type : str
        ``hessian``, ``opg``, ``sandwich``, ``cluster``, or ``none`` to leave the covariance out.
    cluster : str or None
        Column of the clusters, for ``cluster``; in the panel models constant within units.
    seed, n_random : int
        Seed and number (0 or more) of the random starts (1995 model only).
    max_iterations : int
        Newton iterations of one run, 1 or more. A run starts at each starting point (6 iterations at most),
        from the best three again, and at each limit tried (100 at most).

    Returns
    -------
    FrontierResult
        Boundary solutions, failed convergence and a singular Hessian are in it and in its ``notes``.

    Raises
    ------
    KeyError, TypeError, ValueError
        Absent, non-numeric or incomplete columns, duplicate keys, collinear regressors, too few rows, or an
        option out of its range; the message names the column, the row and the remedy.

    References
    ----------
    Aigner, Lovell and Schmidt (1977); Battese and Coelli (1988, 1992, 1995); Coelli (1996), the guide to
    Frontier 4.1, whose parameters sigma2 and gamma are used.
    """
    check_types(frame, spec)
    _check_covariance_choice(frame, cov_type, cluster)
    _check_whole("n_random", n_random, least=0)
    _check_whole("max_iterations", max_iterations, least=1)
    design = build(frame, spec)
    scaled = standardise(design, spec.sign)
    found = search(scaled, seed=seed, n_random=n_random, max_iterations=max_iterations)
    clusters = _clusters(frame, cluster, design) if cov_type == "cluster" else None
    size = len(found.optimum.theta)
    cov = Covariance(np.full((size, size), np.nan), "not computed")
    if cov_type != "none":
        cov = covariance(scaled, found.optimum, cov_type, clusters)
    return _result(frame, spec, design, scaled, found, cov, _cov_words(cov_type, cluster, clusters))


def loglikelihood(frame: pd.DataFrame, spec: FrontierSpec, params: pd.Series) -> float:
    """Log-likelihood of `spec` on `frame` at given parameters.

    Parameters
    ----------
    frame : DataFrame
    spec : FrontierSpec
    params : Series
        Indexed by ``spec.parameter_names``, gamma strictly between 0 and 1.

    Raises
    ------
    KeyError
        A parameter is missing.
    ValueError
        A parameter stands twice or is not finite, sigma2 is not positive, gamma not between 0 and 1.
    """
    check_types(frame, spec)
    absent = [name for name in spec.parameter_names if name not in params.index]
    if absent:
        raise KeyError(f"parameter '{absent[0]}' is missing; the model has {', '.join(spec.parameter_names)}")
    _check_parameters(params[list(spec.parameter_names)])
    design = build(frame, spec)
    flip = 1.0 if spec.sign == "production" else -1.0
    values = params[list(spec.parameter_names)].to_numpy(dtype=float)
    k, l = design.x.shape[1], design.z.shape[1]
    theta = to_internal(flip * values[:k], values[k : k + l], values[k + l :])
    sample = Sample(flip * design.y, design.x, design.z_by_unit, design.first, design.time)
    return _kernel(sample, theta)


def _check_parameters(params: pd.Series) -> None:
    twice = params.index[params.index.duplicated()]
    if len(twice):
        raise ValueError(f"parameter '{twice[0]}' stands twice: keep one")
    bad = params.index[~np.isfinite(params.to_numpy(dtype=float))]
    if len(bad):
        raise ValueError(f"parameter '{bad[0]}' is {params[bad[0]]}: give a finite number")


def _check_whole(name: str, value: int, *, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, Integral) or value < least:
        raise ValueError(f"{name} is {value!r}: give a whole number, {least} or more")


def _check_covariance_choice(frame: pd.DataFrame, cov_type: str, cluster: str | None) -> None:
    if cov_type not in (*COV_TYPES, "none"):
        raise ValueError(f"cov_type is {cov_type!r}: choose one of {', '.join([*COV_TYPES, 'none'])}")
    if (cov_type == "cluster") != (cluster is not None):
        raise ValueError("cov_type 'cluster' and a cluster column go together: give both or neither")
    if cluster is None:
        return
    times = int((frame.columns == cluster).sum())
    if times == 0:
        raise KeyError(f"column '{cluster}' is not in the frame; it has {', '.join(map(str, frame.columns))}")
    if times > 1:
        raise ValueError(f"column '{cluster}' stands {times} times in the frame: rename")


def _clusters(frame: pd.DataFrame, cluster: str, design: Design) -> np.ndarray:
    """Codes of the clusters, one a likelihood term, shape (U,)."""
    missing = frame[cluster].isna()
    if missing.any():
        raise ValueError(
            f"column '{cluster}' has no cluster in row {frame.index[missing][0]}: fill it or drop it"
        )
    codes = pd.factorize(frame[cluster])[0][design.order]
    if codes.max() == 0:
        raise ValueError(f"column '{cluster}' holds one cluster only: two or more are needed")
    if design.first is None:
        return codes
    own = np.repeat(codes[design.first], np.diff(design.first, append=len(codes)))
    if (own != codes).any():
        row = frame.index[design.order[np.flatnonzero(own != codes)[0]]]
        raise ValueError(
            f"column '{cluster}' changes within a unit, first in row {row}: cluster units or groups"
        )
    return codes[design.first]


def _cov_words(cov_type: str, cluster: str | None, clusters: np.ndarray | None) -> str:
    if cov_type == "none":
        return "not computed"
    return COV_TYPES[cov_type].format(cluster=cluster, n=0 if clusters is None else clusters.max() + 1)


def _result(
    frame: pd.DataFrame,
    spec: FrontierSpec,
    design: Design,
    scaled: Scaled,
    found: SearchResult,
    cov: Covariance,
    cov_words: str,
) -> FrontierResult:
    names, theta = list(spec.parameter_names), found.optimum.theta
    shift = -len(design.y) * np.log(scaled.scale)  # the optimiser's outcome is in units of its residual
    loglik = float(found.optimum.value + shift)
    lr, df = 2 * (loglik - scaled.loglik_ols), spec.lr_restrictions
    efficiency, jlms = (_on_index(frame, design, rows) for rows in conditional_means(scaled, theta))
    critical, pvalue = critical_values(df), mixture_pvalue(lr, df)
    noise, inefficiency = variances(scaled, theta)
    extra = {
        "loglik": loglik,
        "loglik_ols": scaled.loglik_ols,
        "lr": lr,
        "lr_df": float(df),
        "lr_p": pvalue,
        **{f"lr_critical_{level:.0%}".rstrip("%"): value for level, value in critical.items()},
        "sigma_u": float(np.sqrt(inefficiency)),
        "sigma_v": float(np.sqrt(noise)),
        "mean_efficiency": float(efficiency.mean()),
        "n_units": float(scaled.sample.n_units),
    }
    return FrontierResult(
        params=pd.Series(to_reported(scaled, theta), index=names, name="coef"),
        cov=pd.DataFrame(cov.matrix, index=names, columns=names),
        nobs=len(design.y),
        cov_type=cov_words,
        extra=extra,
        notes=(*_notes(spec, scaled, found, cov), *_closeness(spec, design)),
        spec=spec,
        loglik=loglik,
        loglik_ols=scaled.loglik_ols,
        lr=lr,
        lr_df=df,
        lr_pvalue=pvalue,
        lr_critical=critical,
        efficiency=efficiency.rename("efficiency"),
        jlms=jlms.rename("jlms"),
        ols=pd.Series(scaled.ols, index=list(spec.x_names), name="ols"),
        converged=found.optimum.converged,
        boundary=found.boundary,
        hessian_status=cov.status,
        iterations=found.iterations,
        start_logliks=(pd.Series(found.starts) + shift).rename("loglik"),
        n_units=scaled.sample.n_units,
    )


def _on_index(frame: pd.DataFrame, design: Design, rows: np.ndarray) -> pd.Series:
    values = np.empty(len(rows))
    values[design.order] = rows
    return pd.Series(values, index=frame.index)


def _notes(spec: FrontierSpec, scaled: Scaled, found: SearchResult, cov: Covariance) -> tuple[str, ...]:
    notes = []
    if found.boundary:
        notes.append(_BOUNDARY_NOTES.get(found.boundary, f"boundary solution, {found.boundary}"))
    if scaled.skewness > 0 and not spec.inefficiency:
        side = "right" if spec.sign == "production" else "left"
        notes.append(f"the least-squares residuals are skewed to the {side}, the wrong side for this sign")
    if not found.optimum.converged:
        notes.append(
            f"not converged: a Newton step still promises {found.optimum.gain:.2g} of log-likelihood"
        )
    if cov.status == "singular":
        notes.append("singular Hessian: standard errors of the parameters it does not identify are missing")
    if cov.status == "not negative definite":
        notes.append("the Hessian is not negative definite: no standard errors")
    return tuple(notes) + (cov.note,) * bool(cov.note)


def _closeness(spec: FrontierSpec, design: Design) -> list[str]:
    """Notes on columns that are nearly collinear."""
    x = near_collinearity(design.x, ("const",) * spec.intercept + spec.regressors, "frontier regressors")
    z_names = ("const",) * spec.has_mean_constant + spec.inefficiency
    return [*filter(None, (x, near_collinearity(design.z, z_names, "inefficiency variables")))]
