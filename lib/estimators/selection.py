"""Sample selection: probit, inverse Mills ratio, and Heckman's two-step estimator with its covariance.

The public face: `probit` estimates a first stage and `inverse_mills_ratio` its correction term; `heckman`
estimates a `HeckmanSpec` in two steps.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.estimators.collinearity import describe, relations
from lib.estimators.frames import check_binary, check_columns
from lib.estimators.selection_probit import ProbitResult, design, probit
from lib.estimators.selection_probit import mills as mills_of
from lib.results import EstimationResult

__all__ = [
    "MILLS",
    "HeckmanResult",
    "HeckmanSpec",
    "ProbitResult",
    "heckman",
    "inverse_mills_ratio",
    "probit",
]

MILLS = "inverse_mills_ratio"


@dataclass(frozen=True)
class HeckmanSpec:
    r"""An outcome that is seen only where a latent index is positive.

    Attributes
    ----------
    outcome : str
        Column of y; what it holds in rows that are not selected is not read.
    regressors : tuple of str
        Columns x of the outcome equation, without the constant.
    selected : str
        Column of 0 and 1: whether y is seen.
    selection_regressors : tuple of str
        Columns w of the selection equation, without the constant. One at least should not be in `regressors`.

    Raises
    ------
    ValueError
        A column with two roles, no selection regressor.
    """

    outcome: str
    regressors: tuple[str, ...]
    selected: str
    selection_regressors: tuple[str, ...]

    def __post_init__(self) -> None:
        for name in ("regressors", "selection_regressors"):
            value = getattr(self, name)
            object.__setattr__(self, name, (value,) if isinstance(value, str) else tuple(value))
        for role, names in (
            ("regressors", self.regressors),
            ("selection regressors", self.selection_regressors),
        ):
            twice = [name for i, name in enumerate(names) if name in names[:i]]
            if twice:
                raise ValueError(f"column '{twice[0]}' stands twice among the {role}: keep one")
            for name, what in ((self.outcome, "outcome"), (self.selected, "indicator of selection")):
                if name in names:
                    raise ValueError(f"the {what} '{name}' stands among the {role}: take it out")
        if not self.selection_regressors:
            raise ValueError("the selection equation has no regressor: name those that decide on selection")

    @property
    def excluded(self) -> tuple[str, ...]:
        """Variables of the selection equation that the outcome equation does not have."""
        return tuple(name for name in self.selection_regressors if name not in self.regressors)


@dataclass(frozen=True, kw_only=True, repr=False)
class HeckmanResult(EstimationResult):
    r"""Two-step estimates; ``params`` holds ``const``, the regressors and the inverse Mills ratio's.

    Attributes
    ----------
    spec : HeckmanSpec
    first_stage : ProbitResult
    mills : Series, shape (N,)
        Inverse Mills ratio of the selected rows, on their index.
    sigma : float
        Standard deviation of the outcome's error.
    rho : float
        Its correlation with the selection's error; not confined to -1 to 1 in two steps.
    n_selected : int
        Rows with an outcome, which is also ``nobs``.
    """

    spec: HeckmanSpec
    first_stage: ProbitResult
    mills: pd.Series
    sigma: float
    rho: float
    n_selected: int

    def footnotes(self) -> list[str]:
        """Lines below the printed summary: both samples, sigma and rho, the notes."""
        first, *notes = super().footnotes()
        rows = f"; rows of the first stage: {self.first_stage.nobs}"
        return [first + rows, f"sigma: {self.sigma:.6g}; rho: {self.rho:.6g}", *notes]


def inverse_mills_ratio(index: pd.Series) -> pd.Series:
    r"""Inverse Mills ratio :math:`\lambda(z) = \phi(z) / \Phi(z)` of an index, exact far in the tails.

    Parameters
    ----------
    index : Series, shape (N,)
        Values z, such as ``ProbitResult.index``.

    Returns
    -------
    Series, shape (N,), on the same index.

    Notes
    -----
    As a control in another regression it is a generated regressor: standard errors of that regression treat
    it as data, unless both steps are bootstrapped together.
    """
    return pd.Series(mills_of(index.to_numpy(dtype=float)), index=index.index, name=MILLS)


def heckman(frame: pd.DataFrame, spec: HeckmanSpec) -> HeckmanResult:
    r"""Estimate an outcome equation under sample selection in two steps.

    Parameters
    ----------
    frame : DataFrame, shape (N, ...)
        All rows, selected or not; the selection equation's columns without missing values, the outcome's
        without missing values where selected.
    spec : HeckmanSpec

    Returns
    -------
    HeckmanResult
        A selection equation without a variable of its own, a rho outside -1 to 1 and a first stage that did
        not converge are in its ``notes``.

    Raises
    ------
    KeyError, TypeError, ValueError
        Absent, non-numeric or incomplete columns, all or no rows selected, perfect separation in the first
        stage, collinear columns (the inverse Mills ratio among them), too few rows.

    Notes
    -----
    With :math:`\lambda_i` the ratio at the probit's index :math:`w_i'\hat\gamma`,
    :math:`\delta_i = \lambda_i (\lambda_i + w_i'\hat\gamma)`, X the regressors with :math:`\lambda`, e the
    second stage's residuals and :math:`b_\lambda` the ratio's coefficient,

    .. math:: \hat\sigma^2 = e'e / n + b_\lambda^2 \bar\delta, \quad \hat\rho = b_\lambda / \hat\sigma,

    .. math:: V = \hat\sigma^2 (X'X)^{-1} [X'(I - \hat\rho^2 \Delta) X
              + \hat\rho^2 (X'\Delta W) V_\gamma (W'\Delta X)] (X'X)^{-1}.

    References
    ----------
    Heckman (1979), equations 18 to 23; Greene (2012), section 19.5.3.
    """
    if not isinstance(spec, HeckmanSpec):
        raise TypeError(f"spec is a {type(spec).__name__}: pass a HeckmanSpec")
    first = probit(frame, spec.selected, spec.selection_regressors)
    kept = frame.loc[check_binary(frame[spec.selected], spec.selected)]
    check_columns(kept, numbers=(spec.outcome, *spec.regressors))
    y = kept[spec.outcome].to_numpy(dtype=float)
    w = design(kept, spec.selection_regressors)
    index = w @ first.params.to_numpy()
    mills = mills_of(index)
    names = ("const", *spec.regressors, MILLS)
    x = np.column_stack([design(kept, spec.regressors), mills])
    _check_rank(x, names, spec)
    coef, cov, sigma, rho = _second_stage(y, x, w, mills, mills * (mills + index), first.cov.to_numpy())
    extra = {
        "sigma": sigma,
        "rho": rho,
        "n_first_stage": float(first.nobs),
        "loglik_first_stage": first.loglik,
    }
    return HeckmanResult(
        params=pd.Series(coef, index=list(names), name="coef"),
        cov=pd.DataFrame(cov, index=list(names), columns=list(names)),
        nobs=len(y),
        cov_type="two-step, corrected for the estimated inverse Mills ratio (Heckman 1979)",
        extra=extra,
        notes=(*_notes(spec, rho, cov), *(f"first stage: {note}" for note in first.notes)),
        spec=spec,
        first_stage=first,
        mills=pd.Series(mills, index=kept.index, name=MILLS),
        sigma=sigma,
        rho=rho,
        n_selected=len(y),
    )


def _second_stage(
    y: np.ndarray, x: np.ndarray, w: np.ndarray, mills: np.ndarray, delta: np.ndarray, cov_first: np.ndarray
) -> tuple[np.ndarray, np.ndarray, float, float]:
    """Coefficients, corrected covariance, sigma and rho."""
    q, r = np.linalg.qr(x)
    coef = np.linalg.solve(r, q.T @ y)
    residual = y - x @ coef
    sigma2 = residual @ residual / len(y) + coef[-1] ** 2 * delta.mean()
    rho2 = coef[-1] ** 2 / sigma2
    cross = q.T @ (delta[:, None] * w)
    middle = q.T @ ((1 - rho2 * delta)[:, None] * q) + rho2 * cross @ cov_first @ cross.T
    back = np.linalg.inv(r)
    cov = sigma2 * back @ middle @ back.T
    sigma = float(np.sqrt(sigma2))
    return coef, (cov + cov.T) / 2, sigma, float(coef[-1] / sigma)


def _check_rank(x: np.ndarray, names: tuple[str, ...], spec: HeckmanSpec) -> None:
    if len(x) <= len(names):
        raise ValueError(
            f"{len(x)} selected rows for {len(names)} parameters: more rows or fewer regressors are needed"
        )
    found = relations(x, names)
    if found:
        listed = "; ".join(describe(relation) for relation in found)
        own = "Give the selection equation a variable of its own, or leave" if MILLS in listed else "Leave"
        raise ValueError(
            f"regressors of '{spec.outcome}' are collinear in the selected rows: {listed}. "
            f"{own} out one column of each relation"
        )


def _notes(spec: HeckmanSpec, rho: float, cov: np.ndarray) -> list[str]:
    notes = []
    if not spec.excluded:
        notes.append(
            "the selection equation has no variable of its own: the inverse Mills ratio is identified by the "
            "curvature of the normal distribution alone"
        )
    if abs(rho) > 1:
        notes.append(
            f"rho is {rho:.4g}, outside -1 to 1, where a correlation cannot be: the model is in doubt"
        )
    if (np.diag(cov) < 0).any():
        notes.append("the covariance has a negative variance, whose standard error is missing")
    return notes
