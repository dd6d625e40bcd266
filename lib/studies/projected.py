r"""One regressor of a panel regression net of everything else, for what depends on the design alone.

By Frisch and Waugh a coefficient is :math:`\tilde d'y / \tilde d'\tilde d` with :math:`\tilde d` the
regressor less what effects and controls explain of it. Absorbed once, it says which rows the coefficient
weighs and how, and what any persistence of the errors does to its variance.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.estimators.placebo_effects import Absorber, absorber, residuals

_TOO_LITTLE = 1e-9  # of a column's sum of squares: effects and controls explain it


@dataclass(frozen=True)
class Projected:
    """A regressor net of fixed effects and controls.

    Attributes
    ----------
    rows : Index, shape (N,)
        Rows of the frame.
    regressor, rest : ndarray, shape (N,)
        As it stands, and net of effects and controls.
    absorbed : Absorber
    basis : ndarray, shape (N, Q)
        Orthonormal basis of the controls net of the effects.
    """

    rows: pd.Index
    regressor: np.ndarray
    rest: np.ndarray
    absorbed: Absorber
    basis: np.ndarray

    @property
    def parameters(self) -> int:
        """Coefficients of the regression: effects, controls and the regressor."""
        return self.absorbed.rank + self.basis.shape[1] + 1

    @property
    def weights(self) -> np.ndarray:
        """Weight of each row's outcome in the coefficient, shape (N,)."""
        return self.rest / (self.rest @ self.rest)

    def net(self, columns: np.ndarray) -> np.ndarray:
        """Columns, shape (N, K), net of effects and controls."""
        columns = residuals(self.absorbed, columns)
        return columns - self.basis @ (self.basis.T @ columns)


def project(
    frame: pd.DataFrame,
    effects: tuple[str, ...],
    controls: tuple[str, ...] = (),
    regressor: str = "treat_post",
) -> Projected:
    """Absorb effects and controls from a regressor.

    Parameters
    ----------
    frame : DataFrame, shape (N, ...)
        Without missing values in the columns named.
    effects : tuple of str
        Columns, or combinations such as ``"city_code^year"``.
    controls : tuple of str
    regressor : str

    Raises
    ------
    KeyError
        A column is absent.
    ValueError
        A missing value, or effects and controls explain the regressor.
    """
    names = dict.fromkeys([part for effect in effects for part in effect.split("^")] + [*controls, regressor])
    for name in names:
        if name not in frame:
            raise KeyError(f"column '{name}' is not in the frame")
        if frame[name].isna().any():
            first = frame.index[frame[name].isna()][0]
            raise ValueError(f"column '{name}' is missing in row {first}: leave such rows out")
    levels = tuple(frame.groupby(effect.split("^"), sort=False).ngroup().to_numpy() for effect in effects)
    absorbed = absorber(levels, len(frame))
    basis = _basis(residuals(absorbed, frame[list(controls)].to_numpy(float)), frame[list(controls)])
    values = frame[regressor].to_numpy(float)
    rest = residuals(absorbed, values[:, None])
    rest = (rest - basis @ (basis.T @ rest))[:, 0]
    if rest @ rest <= _TOO_LITTLE * (values @ values):
        raise ValueError(
            f"effects ({', '.join(effects)}) and controls explain '{regressor}': leave out the effect within "
            "whose levels it does not vary"
        )
    return Projected(frame.index, values, rest, absorbed, basis)


def _basis(columns: np.ndarray, original: pd.DataFrame) -> np.ndarray:
    """Orthonormal basis of the columns, without those that are explained already."""
    size = np.linalg.norm(original.to_numpy(float), axis=0)
    varies = np.linalg.norm(columns, axis=0) > np.sqrt(_TOO_LITTLE) * size
    left, spread, _ = np.linalg.svd(columns[:, varies] / size[varies], full_matrices=False)
    return left[:, spread > np.sqrt(_TOO_LITTLE) * max(spread, default=0.0)]


def weight_by(projected: Projected, label: pd.Series) -> pd.DataFrame:
    r"""Weights of treated rows in the coefficient of an indicator, by label.

    Parameters
    ----------
    projected : Projected
    label : Series
        Indexed by the frame's rows; treated rows only need one.

    Returns
    -------
    DataFrame, index of labels
        ``rows``, the share of the treated rows; ``weight``, the share of the coefficient, with
        :math:`\beta = \sum_i w_i \tau_i` over treated rows where the model is right without the treatment;
        ``negative``, the sum of the negative weights in it. Weights add up to one.

    References
    ----------
    de Chaisemartin and D'Haultfoeuille (2020), theorem 1.
    """
    on = projected.regressor == 1
    weight = projected.weights[on]
    frame = pd.DataFrame({"label": label.loc[projected.rows].to_numpy()[on], "weight": weight})
    frame["negative"] = frame["weight"].clip(upper=0)
    table = frame.groupby("label")[["weight", "negative"]].sum()
    table.insert(0, "rows", frame.groupby("label").size() / len(frame))
    return table
