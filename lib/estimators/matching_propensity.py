"""The propensity score by logit or probit."""

from dataclasses import dataclass

import pandas as pd
from scipy import special

from lib.estimators.matching_spec import PropensitySpec
from lib.estimators.selection_probit import fit_binary
from lib.results import EstimationResult

_PROBABILITY = {"logit": special.expit, "probit": special.ndtr}


@dataclass(frozen=True, kw_only=True, repr=False)
class PropensityResult(EstimationResult):
    """Estimates of a propensity model; ``params`` holds ``const`` and the covariates.

    Attributes
    ----------
    spec : PropensitySpec
    index : Series, shape (N,)
        Fitted linear index, on the frame's index: the log odds in a logit.
    score : Series, shape (N,)
        Fitted probability of treatment.
    treated : Series, shape (N,)
        The treatment, bool.
    loglik, loglik_null : float
        Log-likelihood, and that of a constant alone.
    converged : bool
    """

    spec: PropensitySpec
    index: pd.Series
    score: pd.Series
    treated: pd.Series
    loglik: float
    loglik_null: float
    converged: bool

    @property
    def pseudo_r2(self) -> float:
        """One less the ratio of the log-likelihoods (McFadden 1974)."""
        return 1 - self.loglik / self.loglik_null

    def footnotes(self) -> list[str]:
        """Lines below the printed summary: model, convergence, likelihood, the notes."""
        first, *notes = super().footnotes()
        status = "converged" if self.converged else "not converged"
        likelihood = f"log-likelihood: {self.loglik:.4f}; pseudo R2: {self.pseudo_r2:.4f}; {status}"
        return [f"{self.spec.model}; {first}; treated: {int(self.treated.sum())}", likelihood, *notes]


def propensity(frame: pd.DataFrame, spec: PropensitySpec) -> PropensityResult:
    r"""Estimate the probability of treatment :math:`P(d_i = 1) = F(x_i'\gamma)`.

    Parameters
    ----------
    frame : DataFrame, shape (N, ...)
        Numeric columns without missing values.
    spec : PropensitySpec

    Returns
    -------
    PropensityResult

    Raises
    ------
    KeyError, TypeError, ValueError
        Absent, non-numeric or incomplete columns, a treatment that is not 0 or 1 or does not vary, collinear
        covariates, too few rows, or covariates that separate the treated from the controls, perfectly or in
        part: the message names them.

    References
    ----------
    Rosenbaum and Rubin (1983).
    """
    if not isinstance(spec, PropensitySpec):
        raise TypeError(f"spec is a {type(spec).__name__}: pass a PropensitySpec")
    fit = fit_binary(frame, spec.treatment, spec.covariates, spec.model)
    probability = _PROBABILITY[spec.model](fit.index.to_numpy())
    return PropensityResult(
        params=fit.params,
        cov=fit.cov,
        nobs=len(fit.index),
        cov_type="inverse of the negative Hessian",
        extra={
            "loglik": fit.loglik,
            "loglik_null": fit.loglik_null,
            "n_treated": float(fit.chosen.sum()),
        },
        notes=fit.notes,
        spec=spec,
        index=fit.index,
        score=pd.Series(probability, index=fit.index.index, name="score"),
        treated=fit.chosen,
        loglik=fit.loglik,
        loglik_null=fit.loglik_null,
        converged=fit.converged,
    )
