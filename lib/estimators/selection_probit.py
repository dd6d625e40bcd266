"""Probit and logit by maximum likelihood, with separation found before it becomes a wrong number."""

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import optimize, sparse, special
from statsmodels.tools.sm_exceptions import ModelWarning

from lib.estimators.collinearity import describe, near_collinearity, relations
from lib.estimators.frames import check_binary, check_columns
from lib.results import EstimationResult

_MODELS = {"probit": sm.Probit, "logit": sm.Logit}
_FAR = {"probit": 6.0, "logit": 20.0}  # an index beyond, a probability below 1e-8: separation is worth a test
_STEPS = 100  # of Newton's method


@dataclass(frozen=True)
class BinaryFit:
    """Maximum-likelihood estimates of a model of a column of 0 and 1.

    Attributes
    ----------
    params : Series, shape (1 + K,)
        ``const`` and the regressors.
    cov : DataFrame, shape (1 + K, 1 + K)
        Inverse of the negative Hessian.
    index : Series, shape (N,)
    chosen : Series, shape (N,)
        The outcome, bool.
    loglik, loglik_null : float
    converged : bool
    notes : tuple of str
    """

    params: pd.Series
    cov: pd.DataFrame
    index: pd.Series
    chosen: pd.Series
    loglik: float
    loglik_null: float
    converged: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, repr=False)
class ProbitResult(EstimationResult):
    """Estimates of a probit; ``params`` holds ``const`` and the regressors.

    Attributes
    ----------
    outcome : str
    index : Series, shape (N,)
        Fitted index w'g, on the frame's index.
    chosen : Series, shape (N,)
        The outcome, bool.
    loglik, loglik_null : float
        Log-likelihood, and that of a constant alone.
    converged : bool
    """

    outcome: str
    index: pd.Series
    chosen: pd.Series
    loglik: float
    loglik_null: float
    converged: bool

    @property
    def probability(self) -> pd.Series:
        """Fitted probabilities, shape (N,)."""
        return pd.Series(special.ndtr(self.index.to_numpy()), index=self.index.index, name="probability")

    @property
    def pseudo_r2(self) -> float:
        """One less the ratio of the log-likelihoods (McFadden 1974)."""
        return 1 - self.loglik / self.loglik_null

    @property
    def generalised_residual(self) -> pd.Series:
        r"""Expected error given the outcome, shape (N,).

        Notes
        -----
        :math:`\phi / \Phi` of the index where the outcome is 1, :math:`-\phi / (1 - \Phi)` where it is 0: the
        correction of an equation over all rows that has the outcome as a regressor (Heckman 1978; Wooldridge
        2010, section 21.4.2). The inverse Mills ratio corrects an equation over the rows with outcome 1.
        """
        sign = np.where(self.chosen, 1.0, -1.0)
        values = sign * mills(sign * self.index.to_numpy())
        return pd.Series(values, index=self.index.index, name="generalised_residual")

    def footnotes(self) -> list[str]:
        """Lines below the printed summary: convergence, likelihoods, the notes."""
        first, *notes = super().footnotes()
        status = "converged" if self.converged else "not converged"
        likelihood = f"log-likelihood: {self.loglik:.4f}; pseudo R2: {self.pseudo_r2:.4f}; {status}"
        return [f"{first}; with outcome 1: {int(self.chosen.sum())}", likelihood, *notes]


def probit(frame: pd.DataFrame, outcome: str, regressors: tuple[str, ...]) -> ProbitResult:
    r"""Estimate :math:`P(s_i = 1) = \Phi(w_i'\gamma)` by maximum likelihood.

    Parameters
    ----------
    frame : DataFrame, shape (N, ...)
        Numeric columns without missing values.
    outcome : str
        Column of 0 and 1.
    regressors : tuple of str
        Columns w without the constant, which is always there.

    Returns
    -------
    ProbitResult
        The covariance is the inverse of the negative Hessian.

    Raises
    ------
    KeyError, TypeError, ValueError
        Absent, non-numeric or incomplete columns, an outcome that is not 0 or 1 or does not vary, collinear
        regressors, too few rows, or regressors that separate the outcomes, perfectly or in part: the message
        names the combination.

    References
    ----------
    Albert and Anderson (1984) on separation.
    """
    fit = fit_binary(frame, outcome, regressors, "probit")
    return ProbitResult(
        params=fit.params,
        cov=fit.cov,
        nobs=len(fit.index),
        cov_type="inverse of the negative Hessian",
        extra={
            "loglik": fit.loglik,
            "loglik_null": fit.loglik_null,
            "n_selected": float(fit.chosen.sum()),
        },
        notes=fit.notes,
        outcome=outcome,
        index=fit.index,
        chosen=fit.chosen,
        loglik=fit.loglik,
        loglik_null=fit.loglik_null,
        converged=fit.converged,
    )


def fit_binary(frame: pd.DataFrame, outcome: str, regressors: tuple[str, ...], model: str) -> BinaryFit:
    r"""Estimate :math:`P(s_i = 1) = F(w_i'\gamma)` with F normal or logistic.

    Parameters
    ----------
    frame, outcome, regressors
        As in `probit`.
    model : {"probit", "logit"}

    Returns
    -------
    BinaryFit

    Raises
    ------
    KeyError, TypeError, ValueError
        As `probit` does.

    Notes
    -----
    Rows with the same regressors have exactly the same index: it is summed column by column, where a matrix
    product may round rows differently.
    """
    regressors = (regressors,) if isinstance(regressors, str) else tuple(regressors)
    check_columns(frame, numbers=(outcome, *regressors))
    chosen = check_binary(frame[outcome], outcome)
    if chosen.all() or not chosen.any():
        how = "every" if chosen.all() else "no"
        raise ValueError(f"column '{outcome}' is 1 in {how} row: there is no selection to estimate")
    names = ("const", *regressors)
    w = design(frame, regressors)
    check_rank(w, names, outcome)
    q, r = np.linalg.qr(w)
    back = np.linalg.inv(r) * np.sqrt(len(w))
    q = q * np.sqrt(len(w))
    fitted, converged = _fit(chosen, q, model)
    if not converged or np.abs(q @ fitted.params).max() > _FAR[model]:
        check_separation(w, chosen, names, outcome, model)
    if fitted is None:
        raise ValueError(
            f"the {model} of '{outcome}' has a singular Hessian: use fewer or rescaled regressors"
        )
    params = back @ fitted.params
    index = sum(b * column for b, column in zip(params, w.T, strict=True))
    return BinaryFit(
        params=pd.Series(params, index=list(names), name="coef"),
        cov=pd.DataFrame(back @ fitted.cov_params() @ back.T, index=list(names), columns=list(names)),
        index=pd.Series(index, index=frame.index, name="index"),
        chosen=pd.Series(chosen, index=frame.index, name=outcome),
        loglik=float(fitted.llf),
        loglik_null=float(fitted.llnull),
        converged=converged,
        notes=_notes(w, names, converged, model),
    )


def mills(index: np.ndarray) -> np.ndarray:
    r""":math:`\phi(z) / \Phi(z)`, without overflow in the tails."""
    return np.exp(-0.5 * index**2 - 0.5 * np.log(2 * np.pi) - special.log_ndtr(index))


def design(frame: pd.DataFrame, regressors: tuple[str, ...]) -> np.ndarray:
    """A constant and the regressors, shape (N, 1 + K)."""
    return np.column_stack([np.ones(len(frame)), frame[list(regressors)].to_numpy(dtype=float)])


def _fit(chosen: np.ndarray, q: np.ndarray, model: str) -> tuple[object | None, bool]:
    """The fitted model, None where the Hessian is singular, and whether it converged."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ModelWarning)  # what they warn of is tested and reported below
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            fitted = _MODELS[model](chosen.astype(float), q).fit(method="newton", maxiter=_STEPS, disp=0)
        except np.linalg.LinAlgError:
            return None, False
    return fitted, bool(fitted.mle_retvals["converged"] and np.isfinite(fitted.params).all())


def check_rank(w: np.ndarray, names: tuple[str, ...], outcome: str) -> None:
    """Refuse too few rows or collinear columns of a design; the error names the relation."""
    if len(w) <= len(names):
        raise ValueError(
            f"{len(w)} rows for {len(names)} parameters: more rows or fewer regressors are needed"
        )
    found = relations(w, names)
    if found:
        listed = "; ".join(describe(relation) for relation in found)
        raise ValueError(
            f"regressors of '{outcome}' are collinear: {listed}. Leave out one column of each relation"
        )


def check_separation(
    w: np.ndarray, chosen: np.ndarray, names: tuple[str, ...], outcome: str, model: str
) -> None:
    """Refuse regressors of which a combination never contradicts the outcome; the error names the fewest."""
    size = np.concatenate([[1.0], w[:, 1:].std(axis=0)])
    centred = (w - np.concatenate([[0.0], w[:, 1:].mean(axis=0)])) / size
    signed = np.where(chosen, 1.0, -1.0)[:, None] * centred
    if not _separates(signed):
        return
    kept = list(range(len(names)))
    for j in range(1, len(names)):
        fewer = [i for i in kept if i != j]
        if _separates(signed[:, fewer]):
            kept = fewer
    raise ValueError(
        f"'{outcome}' is separated by {', '.join(names[i] for i in kept[1:])}, which decide it in "
        f"{_decided(signed[:, kept])} of {len(w)} rows: its {model} has no finite estimate; leave out these "
        "regressors, or the rows whose outcome they decide"
    )


def _separates(signed: np.ndarray) -> bool:
    r"""Whether some b other than zero has :math:`s_i w_i'b \ge 0` in every row.

    Notes
    -----
    A linear programme: the largest sum of :math:`s_i w_i'b` with :math:`s_i = \pm 1` the outcome, every term
    at least 0 and each :math:`|b_j| \le 1`. Where b = 0 is the only solution nothing is separated; otherwise
    b can be stretched until it meets a bound.
    """
    zeros = np.zeros(len(signed))
    found = optimize.linprog(-signed.mean(axis=0), A_ub=-signed, b_ub=zeros, bounds=(-1, 1))
    return found.status == 0 and np.abs(found.x).max() >= 0.5


def _decided(signed: np.ndarray) -> int:
    r"""In how many rows the inequality can be strict at once.

    Notes
    -----
    The largest sum of :math:`t_i` with :math:`0 \le t_i \le 1` and :math:`t_i \le s_i w_i'b`: b can be
    stretched, so that each such row has :math:`t_i = 1`.
    """
    n, k = signed.shape
    room = sparse.hstack([sparse.csr_array(-signed), sparse.eye_array(n)], format="csr")
    bounds = [(None, None)] * k + [(0, 1)] * n
    found = optimize.linprog(np.repeat([0.0, -1.0], [k, n]), A_ub=room, b_ub=np.zeros(n), bounds=bounds)
    return int((found.x[k:] > 0.5).sum())


def _notes(w: np.ndarray, names: tuple[str, ...], converged: bool, model: str) -> tuple[str, ...]:
    close = near_collinearity(w, names, "selection regressors")
    notes = [] if converged else [f"the {model} did not converge in {_STEPS} steps"]
    return (*notes, *filter(None, [close]))
