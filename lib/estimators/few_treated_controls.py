"""Few treated among many controls: the distribution of the estimate from the controls' residuals."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pandas as pd
from scipy import optimize

from lib.estimators.few_treated_changes import Changes, changes
from lib.estimators.few_treated_result import FewTreatedResult, check_draws, check_level
from lib.estimators.placebo_spec import PlaceboSpec

_LISTED = 50_000  # choices of controls up to which all are listed
_MANY = 20  # controls below which the result says that the distribution rests on few
_DIGITS = 1e-9  # of a number of draws: rounding
_BOUND = {
    "constant": "the variance's constant A is at its bound of zero: a group's variance is taken to be in "
    "proportion to one over its size",
    "inverse_size": "the variance's part B in one over size is at its bound of zero: larger groups do not "
    "vary less here, so the variance is the same for all groups",
}


@dataclass(frozen=True, kw_only=True, repr=False)
class ControlsResult(FewTreatedResult):
    """A coefficient with the interval and p-value that the controls' residuals give.

    Attributes
    ----------
    distribution : Series, shape (B,)
        Of the estimate's error.
    changes : DataFrame, index group
        ``treated``; ``change``, mean residual after less mean before the date; ``weight`` in the estimate;
        ``size`` and ``variance`` of the change where the method estimates it.
    exact : bool
        Whether every choice of controls is listed.
    pvalue_se : float
        Monte Carlo standard error of the p-value; 0 where all are listed.
    variance : Series
        ``constant`` and ``inverse_size`` of the variance of a change; empty where it is the same for all.
    """

    changes: pd.DataFrame
    exact: bool
    pvalue_se: float
    variance: pd.Series

    def _statistics(self) -> dict[str, float]:
        return super()._statistics() | {"p_se": self.pvalue_se}

    def _scalars(self) -> dict[str, float]:
        return super()._scalars() | self.variance.add_prefix("variance_").to_dict()


def conley_taber(
    frame: pd.DataFrame,
    spec: PlaceboSpec,
    *,
    group: str | None = None,
    draws: int = 9999,
    level: float = 0.95,
    seed: int = 0,
) -> ControlsResult:
    r"""Take the distribution of the estimate's error from the controls' residuals, all alike.

    Parameters
    ----------
    frame : DataFrame, shape (N, ...)
        One row a unit and period.
    spec : PlaceboSpec
        The regression, with ``design="block"``: treated groups share one date.
    group : str or None
        Column of what is treated as a whole; None: the unit.
    draws : int
        Choices of controls drawn where there are more than 50,000.
    level : float
        Of the interval.
    seed : int
        Of the draws.

    Returns
    -------
    ControlsResult

    Raises
    ------
    KeyError, TypeError, ValueError
        As `lib.estimators.placebo.randomise`; a design that is no block, a treated group without a row before
        or after the date, fewer than two controls with both.

    Notes
    -----
    With :math:`W_g` the mean residual of group g after the date less that before it, and :math:`k_g` its
    rows after times rows before over rows (equal in a balanced panel), the estimate's error tends to
    :math:`\sum_{j \in T} k_j W_j / \sum_{j \in T} k_j` as controls become many, the treated staying few. Its
    distribution is that of the same mean with a control's W in each treated group's place: all
    :math:`N_0^{N_1}` choices, with replacement. The interval is
    :math:`[\hat\alpha - q_{1 - a/2}, \hat\alpha - q_{a/2}]`, and p twice the smaller tail beyond
    :math:`\hat\alpha`: the interval holds zero if and only if p is above a. Errors must be alike across
    groups, and the error that the controls' own mean adds is left out: with few controls the interval is too
    short, which the result's notes say.

    References
    ----------
    Conley and Taber (2011), with equal adoption.
    """
    _check_options(spec, draws, level)
    found = changes(frame, spec, group)
    controls = found.change[~found.treated]
    share = found.weight[found.treated] / found.weight[found.treated].sum()
    exact = len(controls) ** len(share) <= _LISTED
    rng = np.random.default_rng(seed)
    if exact:
        chosen = np.array(list(product(controls, repeat=len(share))))
    else:
        chosen = rng.choice(controls, size=(draws, len(share)))
    which = f"all {len(chosen)} choices" if exact else f"{draws} choices (seed {seed})"
    words = f"Conley and Taber: {which} of {len(share)} among {len(controls)} controls' residual changes"
    return _result(found, chosen @ share, level, exact, words)


def ferman_pinto(
    frame: pd.DataFrame,
    spec: PlaceboSpec,
    *,
    size: str | None = None,
    group: str | None = None,
    draws: int = 9999,
    level: float = 0.95,
    seed: int = 0,
) -> ControlsResult:
    r"""As `conley_taber`, with a variance of the error that falls with a group's size.

    Parameters
    ----------
    frame, spec, group, draws, level, seed
        As in `conley_taber`; always drawn.
    size : str or None
        Column of what lies behind a group's value in a period (observations, population, trade), positive;
        its mean by group counts. None: the group's number of rows.

    Returns
    -------
    ControlsResult
        With ``variance``.

    Raises
    ------
    KeyError, TypeError, ValueError
        As `conley_taber`; a size that is not positive, controls without residual variation.

    Notes
    -----
    The variance of the change in a group of size M is :math:`A + B / M`, estimated by least squares of the
    controls' squared changes with A and B not negative (a note says where one is zero). Controls' changes
    over their standard deviation are drawn with replacement for every group, times that group's standard
    deviation, treated and controls alike; each draw of the error is the treated groups' weighted mean less
    the controls'. Interval and p as in `conley_taber`. The paper resamples the residuals of all groups under
    the null; with the controls' alone, the same as controls become many, the distribution does not depend on
    the value tested, so that the interval needs no search.

    References
    ----------
    Ferman and Pinto (2019).
    """
    _check_options(spec, draws, level)
    found = changes(frame, spec, group, size)
    controls = ~found.treated
    variance, fitted = _variance(found)
    deviation = np.sqrt(fitted)
    alike = found.change[controls] / deviation[controls]
    sign = np.where(found.treated, 1.0, -1.0) * found.weight
    sign[found.treated] /= found.weight[found.treated].sum()
    sign[controls] /= found.weight[controls].sum()
    rng = np.random.default_rng(seed)
    errors = rng.choice(alike, size=(draws, len(sign))) @ (sign * deviation)
    words = f"Ferman and Pinto: {draws} draws of {controls.sum()} controls' scaled changes, seed {seed}"
    result = _result(found, errors, level, False, words)
    notes = result.notes
    if np.ptp(found.size) <= _DIGITS * found.size.max():
        notes = (*notes, "sizes do not vary: the variance is the same for all groups")
    elif len(bound := variance.index[variance == 0]):
        notes = (*notes, _BOUND[bound[0]])
    table = result.changes.assign(size=found.size, variance=fitted)
    return replace(result, changes=table, variance=variance, notes=notes)


def _variance(found: Changes) -> tuple[pd.Series, np.ndarray]:
    """Constant and slope of the variance in one over size, none negative, and the variance of each group."""
    inverse = found.size.min() / found.size
    design = np.column_stack([np.ones(len(inverse)), inverse])
    squares = found.change[~found.treated] ** 2
    estimate = optimize.nnls(design[~found.treated], squares)[0]
    fitted = design @ estimate
    scale = [estimate[0], estimate[1] * found.size.min()]
    return pd.Series(scale, index=["constant", "inverse_size"], name="variance"), fitted


def _result(found: Changes, errors: np.ndarray, level: float, exact: bool, words: str) -> ControlsResult:
    ordered = np.sort(errors)
    beyond = int(np.floor(len(errors) * (1 - level) / 2 + _DIGITS))
    slack = _DIGITS * max(np.abs(ordered).max(), abs(found.coef))
    above = int((errors >= found.coef - slack).sum())
    below = int((errors <= found.coef + slack).sum())
    tail = min(above, below) / len(errors)
    table = pd.DataFrame({"treated": found.treated, "change": found.change, "weight": found.weight})
    return ControlsResult(
        term=found.term, coef=found.coef, pvalue=min(1.0, 2 * tail),
        lower=float(found.coef - ordered[len(errors) - 1 - beyond]),
        upper=float(found.coef - ordered[beyond]), level=level,
        distribution=pd.Series(errors, index=pd.RangeIndex(len(errors), name="draw"), name="error"),
        method=words, nobs=found.nobs, n_treated=int(found.treated.sum()),
        n_controls=int((~found.treated).sum()),
        notes=(*found.notes, *_notes(found, tail, beyond, len(errors))),
        changes=table.set_axis(found.labels), exact=exact,
        pvalue_se=0.0 if exact else float(2 * np.sqrt(tail * (1 - tail) / len(errors))),
        variance=pd.Series(dtype=float),
    )  # fmt: skip


def _notes(found: Changes, tail: float, beyond: int, draws: int) -> Iterator[str]:
    controls = int((~found.treated).sum())
    if controls < _MANY:
        yield (
            f"{controls} controls: the method rests on many, and with few the interval is too short (below "
            f"{_MANY}, a line of ours)"
        )
    if tail == 0:
        yield f"no draw of {draws} is as large as the estimate: read p as below {2 / draws:.3g}"
    if beyond == 0:
        yield f"{draws} draws are too few for the level: the interval holds all of them"


def _check_options(spec: PlaceboSpec, draws: int, level: float) -> None:
    check_level(level)
    check_draws(draws)
    if isinstance(spec, PlaceboSpec) and spec.design != "block":
        raise ValueError(f"design is '{spec.design}': the treated must share one date, so say design='block'")
