"""Theil's two indices and Gini's coefficient, weighted, and Theil's decomposition by groups."""

import html
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.results import tidy_rows

Numbers = Sequence[float] | np.ndarray | pd.Series

INDICES = ("theil_t", "theil_l")
_SHOWN = "{:.4g}".format


@dataclass(frozen=True, repr=False)
class DecompositionResult:
    """An index as the sum of what is within groups and what is between their means.

    Attributes
    ----------
    index : str
        ``theil_t`` or ``theil_l``.
    total, within, between : float
        The first is the sum of the others.
    groups : DataFrame, index group
        ``n``, values; ``population`` and ``income``, shares; ``mean``; ``inequality``, the group's own index;
        ``within`` and ``between``, its contributions.
    """

    index: str
    total: float
    within: float
    between: float
    groups: pd.DataFrame

    @property
    def share_between(self) -> float:
        """Part of the total between groups; missing where all values are equal."""
        return self.between / self.total if self.total > 0 else np.nan

    def summary(self) -> pd.DataFrame:
        """Total, within and between in one row."""
        row = {"total": self.total, "within": self.within, "between": self.between}
        row["share_between"] = self.share_between
        return pd.DataFrame([row], index=pd.Index([self.index], name="index"))

    def tidy(self, *, paper: str, exhibit: str, column: str, track: str) -> pd.DataFrame:
        """The summary as rows with the keys of the printed record."""
        long = self.summary().rename_axis("term").reset_index().melt("term", var_name="statistic")
        return tidy_rows(long.assign(column=column), paper=paper, exhibit=exhibit, track=track)

    def __repr__(self) -> str:
        tables = (self.summary(), self.groups)
        return "\n\n".join(table.to_string(float_format=_SHOWN) for table in tables)

    def _repr_html_(self) -> str:
        caption = f"<p>{html.escape(self.index)} by group</p>"
        tables = [table.to_html(float_format=_SHOWN) for table in (self.summary(), self.groups)]
        return caption.join(tables)


def theil_t(values: Numbers, weights: Numbers | None = None) -> float:
    r"""Theil's T, :math:`\sum_i w_i \frac{y_i}{\mu} \ln \frac{y_i}{\mu}` with :math:`\sum_i w_i = 1`.

    Parameters
    ----------
    values : sequence of float, length N
        Incomes, positive: a zero, whose term tends to zero, is refused too, so that T and L stand on the same
        rows.
    weights : sequence of float or None
        Persons behind each value, positive; None: alike.

    Returns
    -------
    float
        Between 0, all equal, and the logarithm of one over the smallest weight.

    Raises
    ------
    TypeError, ValueError
        No values, values or weights that are missing, infinite or not positive, lengths that differ.

    References
    ----------
    Theil (1967); Cowell (2011).
    """
    return _index("theil_t", *_read(values, weights))


def theil_l(values: Numbers, weights: Numbers | None = None) -> float:
    r"""Theil's L, the mean logarithmic deviation :math:`\sum_i w_i \ln \frac{\mu}{y_i}`.

    Parameters, Raises
        As `theil_t`.

    Returns
    -------
    float
        0 where all are equal; without an upper bound.

    References
    ----------
    Theil (1967); Cowell (2011).
    """
    return _index("theil_l", *_read(values, weights))


def gini(values: Numbers, weights: Numbers | None = None) -> float:
    r"""Gini's coefficient, half the mean difference of all pairs over the mean.

    Parameters, Raises
        As `theil_t`, but values may be zero; not all of them.

    Returns
    -------
    float
        Between 0 and one less the smallest weight.

    Notes
    -----
    .. math:: G = \frac{1}{2 \mu} \sum_i \sum_j w_i w_j |y_i - y_j|,

    each value paired with itself too, so that repeating all values changes nothing (no correction for small
    samples); computed from the sorted values in O(N log N).

    References
    ----------
    Cowell (2011).
    """
    y, w = _read(values, weights, zero=True)
    if not y.any():
        raise ValueError(f"all {len(y)} values are zero: the coefficient is not defined")
    order = np.argsort(y, kind="stable")
    y, w = y[order], w[order]
    before = np.cumsum(w) - w
    return float(max(0.0, (w * y * (2 * before + w - 1)).sum() / (w @ y)))


def decompose(
    values: Numbers, weights: Numbers | None, groups: Sequence, *, index: str = "theil_t"
) -> DecompositionResult:
    r"""Split Theil's T or L into inequality within groups and between their means, exactly.

    Parameters
    ----------
    values, weights
        As in `theil_t`.
    groups : sequence, length N
        Group of each value, none missing; a Series has the index of the values (and weights).
    index : str
        ``theil_t`` or ``theil_l``; Gini's coefficient has no such split where groups overlap.

    Returns
    -------
    DecompositionResult

    Raises
    ------
    TypeError, ValueError
        As `theil_t`; a missing group, groups with another index, an unknown index.

    Notes
    -----
    With population shares :math:`p_g`, income shares :math:`s_g = p_g \mu_g / \mu`,

    .. math:: T = \sum_g s_g T_g + \sum_g s_g \ln \frac{\mu_g}{\mu}, \quad
              L = \sum_g p_g L_g + \sum_g p_g \ln \frac{\mu}{\mu_g}.

    References
    ----------
    Shorrocks (1980); Bourguignon (1979).
    """
    if index not in INDICES:
        raise ValueError(f"index is {index!r}: choose one of {', '.join(INDICES)}")
    y, w = _read(values, weights)
    labels = pd.Series(list(groups))
    if len(labels) != len(y):
        raise ValueError(f"{len(labels)} groups for {len(y)} values: give one a value")
    _check_aligned(values, groups, "values and groups")
    _check_aligned(weights, groups, "weights and groups")
    if labels.isna().any():
        raise ValueError(
            f"the group of value {int(np.flatnonzero(labels.isna())[0])} is missing: fill or drop it"
        )
    mean, rows = float(w @ y), {}
    for label, places in labels.groupby(labels).indices.items():
        own, size = w[places], w[places].sum()
        average = float(own @ y[places] / size)
        inequality = _index(index, y[places], own / size)
        share = size * average / mean
        factor, ratio = (share, average / mean) if index == "theil_t" else (size, mean / average)
        rows[label] = (
            len(places),
            size,
            share,
            average,
            inequality,
            factor * inequality,
            factor * np.log(ratio),
        )
    columns = ["n", "population", "income", "mean", "inequality", "within", "between"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("group")
    total = _index(index, y, w)
    return DecompositionResult(
        index, total, float(table["within"].sum()), float(table["between"].sum()), table
    )


def _index(index: str, y: np.ndarray, w: np.ndarray) -> float:
    """T or L of positive values with weights that sum to one; rounding below zero is zero."""
    ratio = y / (w @ y)
    return float(max(0.0, w @ (ratio * np.log(ratio) if index == "theil_t" else -np.log(ratio))))


def _read(values: Numbers, weights: Numbers | None, *, zero: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Values and weights that sum to one, each shape (N,)."""
    y = _numbers(values, "values", zero=zero)
    if weights is None:
        return y, np.full(len(y), 1 / len(y))
    w = _numbers(weights, "weights", zero=False)
    if len(w) != len(y):
        raise ValueError(f"{len(w)} weights for {len(y)} values: give one a value")
    _check_aligned(values, weights, "values and weights")
    return y, w / w.sum()


def _check_aligned(one: Numbers | None, other: Sequence | None, names: str) -> None:
    """Refuse two Series that do not stand on the same rows in the same order."""
    if isinstance(one, pd.Series) and isinstance(other, pd.Series) and not one.index.equals(other.index):
        raise ValueError(f"{names} have different indices: align them first")


def _numbers(given: Numbers, name: str, *, zero: bool) -> np.ndarray:
    try:
        numbers = np.asarray(given, dtype=float)
    except (TypeError, ValueError) as error:
        raise TypeError(f"{name} are not numeric ({error}): convert them with pandas.to_numeric") from None
    if numbers.ndim != 1 or len(numbers) == 0:
        raise ValueError(f"{name} have shape {numbers.shape}: give one number a unit, one unit at least")
    bad = np.flatnonzero(~np.isfinite(numbers))
    if len(bad):
        raise ValueError(f"{name} are missing or infinite at {_place(given, bad)}: drop or fill them")
    wrong = np.flatnonzero(numbers < 0 if zero else numbers <= 0)
    if len(wrong):
        what = "negative" if zero else "zero or negative"
        remedy = "leave these units out and say so" if name == "values" else "give positive weights"
        raise ValueError(f"{name} are {what} at {_place(given, wrong)}: {remedy}")
    return numbers


def _place(given: Numbers, positions: np.ndarray) -> str:
    first = given.index[positions[0]] if isinstance(given, pd.Series) else int(positions[0])
    return f"{first} ({len(positions)} such value(s))"
