"""Draws from the frontier models, for tests and exercises."""

import numpy as np
import pandas as pd
from scipy import special

from lib.estimators.frontier_spec import FrontierSpec


def simulate(
    spec: FrontierSpec, params: pd.Series, rng: np.random.Generator, *, units: int, periods: int = 1
) -> pd.DataFrame:
    r"""Draw a balanced panel from a frontier model.

    Parameters
    ----------
    spec : FrontierSpec
    params : Series
        Indexed by ``spec.parameter_names``; gamma from 0 to 1.
    rng : Generator
    units, periods : int
        Size of the panel; a cross-section has one period.

    Returns
    -------
    DataFrame, shape (units * periods, ...)
        The unit, the period (1 to `periods`), regressors and inefficiency variables (standard normal,
        independent), the outcome, and ``true_u``, the inefficiency that was drawn. Unit and period are named
        ``unit`` and ``period`` where `spec` leaves them open.

    Raises
    ------
    KeyError
        A parameter is missing.
    ValueError
        sigma2 is not positive, or gamma outside 0 to 1.

    Notes
    -----
    A truncated normal is drawn by inverting its cdf from the right, which is exact far in the tail.
    """
    absent = [name for name in spec.parameter_names if name not in params.index]
    if absent:
        raise KeyError(f"parameter '{absent[0]}' is missing; the model has {', '.join(spec.parameter_names)}")
    if not (params["sigma2"] > 0 and 0 <= params["gamma"] <= 1):
        sigma2, gamma = params["sigma2"], params["gamma"]
        raise ValueError(f"sigma2 is {sigma2:g} and gamma {gamma:g}: need sigma2 > 0 and 0 <= gamma <= 1")
    frame = _panel(spec, rng, units, periods)
    u = _inefficiency(spec, params, frame, rng, units, periods)
    noise = np.sqrt((1 - params["gamma"]) * params["sigma2"]) * rng.standard_normal(len(frame))
    x = frame[list(spec.regressors)].to_numpy() @ params[list(spec.regressors)].to_numpy(dtype=float)
    x = x + (params["const"] if spec.intercept else 0.0)
    frame[spec.outcome] = x + noise + (u if spec.sign == "cost" else -u)
    return frame.assign(true_u=u)


def redraw(
    frame: pd.DataFrame, spec: FrontierSpec, params: pd.Series, rng: np.random.Generator
) -> pd.DataFrame:
    """The same rows with a new outcome drawn from the model: one draw of a parametric bootstrap.

    Parameters
    ----------
    frame : DataFrame, shape (N, ...)
        With the regressors and inefficiency variables of `spec`.
    spec : FrontierSpec
        A model with one inefficiency a row.
    params : Series
        Indexed by ``spec.parameter_names``.
    rng : Generator

    Raises
    ------
    ValueError
        The model has one inefficiency a unit.
    """
    if spec.is_panel:
        raise ValueError(f"redraw knows models with one inefficiency a row, not {spec.model}")
    deviation = np.sqrt(params["gamma"] * params["sigma2"])
    u = truncated_normal(_mean(spec, params, frame), deviation, rng)
    noise = np.sqrt((1 - params["gamma"]) * params["sigma2"]) * rng.standard_normal(len(frame))
    x = frame[list(spec.regressors)].to_numpy() @ params[list(spec.regressors)].to_numpy(dtype=float)
    x = x + (params["const"] if spec.intercept else 0.0)
    return frame.assign(**{spec.outcome: x + noise + (u if spec.sign == "cost" else -u)})


def _panel(spec: FrontierSpec, rng: np.random.Generator, units: int, periods: int) -> pd.DataFrame:
    names = list(dict.fromkeys(spec.regressors + spec.inefficiency))
    keys = {
        spec.unit or "unit": np.repeat(np.arange(1, units + 1), periods),
        spec.period or "period": np.tile(np.arange(1, periods + 1), units),
    }
    return pd.DataFrame(keys | {name: rng.standard_normal(units * periods) for name in names})


def _inefficiency(spec, params: pd.Series, frame: pd.DataFrame, rng, units: int, periods: int) -> np.ndarray:
    """Inefficiency of each row, shape (N,)."""
    deviation = np.sqrt(params["gamma"] * params["sigma2"])
    if not spec.is_panel:
        return truncated_normal(_mean(spec, params, frame), deviation, rng)
    u = truncated_normal(np.full(units, params["mu"] if spec.free_mu else 0.0), deviation, rng)
    eta = params["eta"] if spec.model == "bc92_eta" else 0.0
    decay = np.exp(-eta * (np.arange(1, periods + 1) - periods))
    return np.repeat(u, periods) * np.tile(decay, units)


def _mean(spec: FrontierSpec, params: pd.Series, frame: pd.DataFrame) -> np.ndarray:
    """Mean before truncation of each row, shape (N,)."""
    mean = np.zeros(len(frame))
    for name in spec.z_names:
        column = 1.0 if not name.startswith("delta:") else frame[name.removeprefix("delta:")].to_numpy()
        mean = mean + params[name] * column
    return mean


def truncated_normal(mean: np.ndarray, deviation: float, rng: np.random.Generator) -> np.ndarray:
    """One draw from each normal, truncated below at zero; shape of `mean`."""
    if deviation == 0:
        return np.maximum(mean, 0.0)
    log_tail = special.log_ndtr(mean / deviation) + np.log(rng.uniform(size=np.shape(mean)))
    return np.maximum(mean - deviation * special.ndtri_exp(log_tail), 0.0)
