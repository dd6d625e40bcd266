"""From a data frame and a specification to checked arrays on a common scale."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.estimators.collinearity import describe, relations
from lib.estimators.frames import check_numeric
from lib.estimators.frontier_likelihood import Sample
from lib.estimators.frontier_spec import FrontierSpec

EXACT_FIT = 1e-10


@dataclass(frozen=True)
class Design:
    """One estimation problem on the frame's scale.

    Attributes
    ----------
    y : ndarray, shape (N,)
        Outcome.
    x : ndarray, shape (N, K)
        Frontier regressors, the constant first.
    z : ndarray, shape (N, L)
        Regressors of the inefficiency's mean before truncation (the constant first); L is 0 where it is zero.
    x_names, z_names : tuple of str
        Names of the parameters they belong to.
    order : ndarray of int, shape (N,)
        Position in the frame of each row of the arrays; rows of a unit stand together.
    first : ndarray of int, shape (U,), or None
        First row of each unit in the panel models.
    time : ndarray, shape (N,), or None
        ``t - T`` in the model with eta, T the last period of the sample.
    """

    y: np.ndarray
    x: np.ndarray
    z: np.ndarray
    x_names: tuple[str, ...]
    z_names: tuple[str, ...]
    order: np.ndarray
    first: np.ndarray | None
    time: np.ndarray | None

    @property
    def z_by_unit(self) -> np.ndarray:
        """`z` with one row a likelihood term, shape (U, L)."""
        return self.z if self.first is None else self.z[self.first]


@dataclass(frozen=True)
class Scaled:
    r"""The same problem in the optimiser's units.

    Regressors are orthonormal columns times :math:`\sqrt N`, the outcome is the least-squares residual over
    its standard deviation. ``beta = ols + scale * x_back @ b`` and ``delta = scale * z_back @ d`` go back
    exactly, so scale and near-collinearity of the columns do not touch the search.
    """

    sample: Sample
    ols: np.ndarray
    scale: float
    x_back: np.ndarray
    z_back: np.ndarray
    skewness: float
    loglik_ols: float


def build(frame: pd.DataFrame, spec: FrontierSpec) -> Design:
    """Check `frame` against `spec` and take its arrays.

    Raises
    ------
    KeyError
        A column is not in the frame.
    TypeError
        `frame` is no data frame, `spec` no specification, or a column not numeric.
    ValueError
        No rows, missing or infinite values, duplicate (unit, period) keys, collinear columns, too few rows.
    """
    check_types(frame, spec)
    _check_columns(frame, spec)
    order, first = _units(frame, spec)
    numbers = frame[list(spec.numeric_columns)].to_numpy(dtype=float)[order]
    column = dict(zip(spec.numeric_columns, numbers.T, strict=True))
    constant = np.ones(len(order))

    def stack(names: tuple[str, ...], with_constant: bool) -> np.ndarray:
        columns = [constant] * with_constant + [column[name] for name in names]
        return np.column_stack(columns) if columns else np.empty((len(order), 0))

    x = stack(spec.regressors, spec.intercept)
    z = stack(spec.inefficiency, spec.has_mean_constant)
    _check_rank(x, ("const",) * spec.intercept + spec.regressors, "frontier regressors")
    _check_rank(z, ("const",) * spec.has_mean_constant + spec.inefficiency, "inefficiency variables")
    _check_size(len(order), spec)
    time = None
    if spec.model == "bc92_eta":
        time = column[spec.period] - column[spec.period].max()
        if not time.any():
            raise ValueError(f"column '{spec.period}' holds one period only: eta needs two or more")
    return Design(column[spec.outcome], x, z, spec.x_names, spec.z_names, order, first, time)


def standardise(design: Design, sign: str) -> Scaled:
    """Orthogonal regressors, outcome as standardised least-squares residual, error signed ``v - u``.

    Raises
    ------
    ValueError
        The regressors fit the outcome exactly.
    """
    flip = 1.0 if sign == "production" else -1.0
    n = len(design.y)
    q, x_back = _orthogonal(design.x)
    qz, z_back = _orthogonal(design.z_by_unit)
    residual, ols = flip * design.y, np.zeros(design.x.shape[1])
    for _ in range(2):  # the second pass removes the rounding of the first, which counts when y is far from 0
        projection = q.T @ residual / n
        residual = residual - q @ projection
        ols = ols + x_back @ projection
    scale = float(np.sqrt(residual @ residual / n))
    if scale <= EXACT_FIT * float(np.sqrt(design.y @ design.y / n)):
        raise ValueError("the regressors fit the outcome exactly: no error is left to decompose")
    y = residual / scale
    loglik_ols = -0.5 * n * (np.log(2 * np.pi) + 1 + 2 * np.log(scale))
    sample = Sample(y, q, qz, design.first, design.time)
    return Scaled(sample, flip * ols, scale, flip * x_back, z_back, float(np.mean(y**3)), float(loglik_ols))


def _orthogonal(columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Columns orthogonal with mean square one, and the matrix that takes their coefficients back."""
    n, k = columns.shape
    if k == 0:
        return columns, np.empty((0, 0))
    size = np.sqrt(np.mean(columns**2, axis=0))
    q, r = np.linalg.qr(columns / size)
    sign = np.where(np.diag(r) < 0, -1.0, 1.0)
    r = sign[:, None] * r / np.sqrt(n)
    back = np.linalg.solve(r, np.eye(k)) / size[:, None]
    return q * sign * np.sqrt(n), back


def check_types(frame: pd.DataFrame, spec: FrontierSpec) -> None:
    """Refuse what is no data frame or no specification."""
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"frame is a {type(frame).__name__}: pass a pandas DataFrame")
    if not isinstance(spec, FrontierSpec):
        raise TypeError(f"spec is a {type(spec).__name__}: pass a FrontierSpec")


def _check_columns(frame: pd.DataFrame, spec: FrontierSpec) -> None:
    if frame.empty:
        raise ValueError("frame has no rows: nothing to estimate")
    wanted = [*spec.numeric_columns, *(name for name in (spec.unit, spec.period) if name)]
    for name in wanted:
        if name not in frame.columns:
            raise KeyError(
                f"column '{name}' is not in the frame; it has {', '.join(map(str, frame.columns))}"
            )
        if (frame.columns == name).sum() > 1:
            raise ValueError(
                f"column '{name}' stands {(frame.columns == name).sum()} times in the frame: rename"
            )
    for name in spec.numeric_columns:
        check_numeric(frame[name], name)
    if spec.unit and frame[spec.unit].isna().any():
        row = frame.index[frame[spec.unit].isna()][0]
        raise ValueError(f"column '{spec.unit}' has no unit in row {row}: fill it or drop the row")
    if spec.unit and spec.period:
        _check_keys(frame, spec)


def _check_keys(frame: pd.DataFrame, spec: FrontierSpec) -> None:
    twice = frame.duplicated([spec.unit, spec.period])
    if twice.any():
        unit, period = frame.loc[twice.to_numpy(), [spec.unit, spec.period]].iloc[0]
        what = f"{int(twice.sum())} duplicate ({spec.unit}, {spec.period}) key(s), first: {unit} {period}"
        raise ValueError(f"frame has {what}: keep one row for each")


def _units(frame: pd.DataFrame, spec: FrontierSpec) -> tuple[np.ndarray, np.ndarray | None]:
    """Row order with units together, and each unit's first row; rows as they are outside the panel models."""
    if not spec.is_panel:
        return np.arange(len(frame)), None
    codes = pd.factorize(frame[spec.unit])[0]
    order = np.argsort(codes, kind="stable")
    return order, np.flatnonzero(np.diff(codes[order], prepend=-1))


def _check_rank(columns: np.ndarray, names: tuple[str, ...], role: str) -> None:
    found = relations(columns, names)
    if found:
        listed = "; ".join(describe(relation) for relation in found)
        raise ValueError(f"{role} are collinear: {listed}. Leave out one column of each relation")


def _check_size(n: int, spec: FrontierSpec) -> None:
    parameters = len(spec.parameter_names)
    if n <= parameters:
        raise ValueError(f"{n} rows for {parameters} parameters: more rows or fewer variables are needed")
