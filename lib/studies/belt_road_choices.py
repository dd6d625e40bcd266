"""Every choice of treated countries, for any regression of the Belt and Road paper, with an interval.

`lib.estimators.few_treated.randomisation` does this for one treatment dummy. Here the treatment may also
stand in a product (table 8), the outcome may be a Poisson regression's, and values of the effect that the
choices do not reject make an interval.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
import pandas as pd

from lib.estimators.frames import check_columns
from lib.estimators.placebo_result import extreme, pvalue
from lib.panels.belt_road import EVENT_YEAR, TREATED, check_treatment

EFFECTS = ("iso3", "year")
LEVEL = 0.95
_STEPS = 60  # doublings and halvings of a bracket
_NOTHING = 1e-10  # of a treatment's sum of squares: effects and controls explain it
_CONSTANT = 1e-12  # of an outcome's variation: the same


@dataclass(frozen=True, kw_only=True)
class Choices:
    """A coefficient among those of every choice of as many treated countries.

    Attributes
    ----------
    coef : float
        Of the actual choice.
    coefs : Series
        Coefficient by choice, the countries joined by a blank as index; the actual one is among them.
    own : Series
        What each choice's coefficient would be if the outcome were the actual treatment.
    notes : tuple of str
        What to know of the sample.
    """

    coef: float
    coefs: pd.Series
    own: pd.Series
    notes: tuple[str, ...] = ()

    @cached_property
    def p(self) -> float:
        """Twice the share of choices in the smaller tail, the actual choice counted."""
        return self.p_at(0.0)

    @property
    def fraction(self) -> str:
        """The p-value as a count over the number of choices."""
        return f"{round(self.p * len(self.coefs))}/{len(self.coefs)}"

    def p_at(self, effect: float) -> float:
        """The p-value of a constant effect."""
        drawn = self.coefs.to_numpy() - effect * self.own.to_numpy()
        return pvalue(extreme(self.coef - effect, drawn, "two-sided"), len(drawn), counted=True)

    @cached_property
    def interval(self) -> tuple[float, float]:
        """The constant effects around the estimate with p above 5 %; infinite where none is rejected."""
        step = float(np.abs(self.coefs).max()) or 1.0
        return self._end(-step), self._end(step)

    def _end(self, step: float) -> float:
        """The last value that is kept on the way from the estimate, in steps that double."""
        inside = self.coef
        for _ in range(_STEPS):
            if self.p_at(inside + step) <= 1 - LEVEL:
                break
            inside, step = inside + step, 2 * step
        else:
            return float(np.sign(step) * np.inf)
        outside = inside + step
        for _ in range(_STEPS):
            middle = (inside + outside) / 2
            if self.p_at(middle) > 1 - LEVEL:
                inside = middle
            else:
                outside = middle
        return float(inside)


def every_choice(
    frame: pd.DataFrame,
    controls: Sequence[str] = (),
    *,
    effects: Sequence[str] = EFFECTS,
    event_year: int = EVENT_YEAR,
    product: str | None = None,
    first: str | None = None,
    weights: np.ndarray | None = None,
) -> Choices:
    r"""Estimate the treatment's coefficient for every choice of as many treated countries.

    Parameters
    ----------
    frame : DataFrame
        ``iso3``, ``year``, the outcome ``y`` and the controls, complete; a country and year (and
        ``line``, if there is one) once.
    controls : sequence of str
        Without the treatment and its product.
    effects : sequence of str
        Columns whose values have an effect each.
    event_year : int
    product : str or None
        A column: the coefficient is then that of its product with the treatment.
    first : str or None
        Beside `product`: a column whose product with the treatment is in the regression too; None takes the
        treatment itself.
    weights : ndarray or None, shape (N,)
        Of the least squares; none for equal ones.

    Returns
    -------
    Choices
        A choice that effects and controls explain has a missing coefficient and counts as extreme. A country
        without a row before the event, or from it on, is among the notes if countries have effects.

    Raises
    ------
    KeyError, TypeError, ValueError
        Absent or non-numeric columns, missing or infinite values (the logarithm of a flow of zero), a country
        and year twice, a column ``bri`` that is not the paper's treatment; no treated country, or nobody else
        to choose; effects and controls explain the treatment or the outcome.

    Notes
    -----
    With :math:`b_c` the coefficient of choice c and :math:`a_c` what it would be with the actual regressor as
    outcome, the outcome less a constant effect :math:`\theta` gives :math:`b_c - \theta a_c`. So the interval
    needs no further regression. Exact if every choice was as likely.
    """
    _check(frame, (*controls, *(name for name in (product, first) if name)), effects, event_year, weights)
    countries = sorted(frame["iso3"].unique())
    actual = tuple(country for country in countries if country in TREATED)
    if not 0 < len(actual) < len(countries):
        raise ValueError(f"{len(actual)} of {len(countries)} countries are treated: nothing is to be chosen")
    basis, root = basis_of(frame, controls, effects, weights)
    late = (frame["year"] >= event_year).to_numpy()
    chosen = list(combinations(countries, len(actual)))
    codes = pd.Categorical(frame["iso3"], categories=countries).codes
    member = np.array([[country in c for c in chosen] for country in countries], dtype=float)
    treatments = member[codes] * late[:, None] * root
    raw = treatments if first is None else treatments * _factor(frame, first)
    x = net(raw, basis)
    y = _outcome(frame, basis, root)
    size = _size(x, raw)
    if product is not None:
        raw = treatments * _factor(frame, product)
        second = net(raw, basis)
        x = second - x * np.nan_to_num((x * second).sum(axis=0) / size)
        size = _size(x, raw)
    place = chosen.index(actual)
    if np.isnan(size[place]):
        raise ValueError(
            f"effects ({', '.join(effects)}) and controls explain the treatment from {event_year} on in rows "
            f"of {frame['year'].min()}-{frame['year'].max()}: there is no coefficient; take years before and "
            "after the event, and leave out the controls that move with it"
        )
    names = pd.Index([" ".join(c) for c in chosen], name="choice")
    values = pd.Series((x * y).sum(axis=0) / size, index=names, name="coef")
    own = pd.Series((x * x[:, [place]]).sum(axis=0) / size, index=names, name="own")
    notes = tuple(one_sided(frame, event_year)) if "iso3" in effects else ()
    return Choices(coef=float(values.iloc[place]), coefs=values, own=own, notes=notes)


def _check(
    frame: pd.DataFrame,
    names: Sequence[str],
    effects: Sequence[str],
    event_year: int,
    weights: np.ndarray | None,
) -> None:
    """Refuse a frame from which no choice can be estimated."""
    check_columns(frame, numbers=("year", "y", *names), labels=("iso3", *effects))
    twice = frame.duplicated([name for name in ("iso3", "year", "line") if name in frame])
    if twice.any():
        row = frame[twice].iloc[0]
        raise ValueError(f"{row['iso3']} has the year {row['year']} twice ({int(twice.sum())} such row(s)): "
                         "keep one row a country and year")  # fmt: skip
    check_treatment(frame, event_year)
    if weights is not None and not (np.isfinite(weights) & (np.asarray(weights) > 0)).all():
        raise ValueError("a weight is missing, infinite or not positive: leave the row out")


def _factor(frame: pd.DataFrame, name: str) -> np.ndarray:
    return frame[name].to_numpy(dtype=float)[:, None]


def _outcome(frame: pd.DataFrame, basis: np.ndarray, root: np.ndarray) -> np.ndarray:
    """The outcome net of effects and controls, shape (N, 1); one that they explain is refused."""
    own = _factor(frame, "y")
    y = net(own * root, basis)
    varies = (((own - own.mean()) * root) ** 2).sum()
    if own.min() == own.max() or (y**2).sum() <= _CONSTANT * varies:
        raise ValueError("the outcome 'y' does not vary net of effects and controls: nothing to estimate")
    return y


def _size(x: np.ndarray, raw: np.ndarray) -> np.ndarray:
    """Sums of squares of the choices' treatments, missing where effects and controls leave nothing."""
    size = (x * x).sum(axis=0)
    return np.where(size > _NOTHING * (raw * raw).sum(axis=0), size, np.nan)


def one_sided(frame: pd.DataFrame, event_year: int = EVENT_YEAR) -> Iterator[str]:
    """Notes on countries (``iso3``) that are not seen before the event, or not from it on."""
    late = frame["year"] >= event_year
    for side, seen in (("before", ~late), ("from", late)):
        lost = [iso3 for iso3, any_row in seen.groupby(frame["iso3"]).any().items() if not any_row]
        if lost:
            yield (
                f"without a row {side} {event_year}{' on' if side == 'from' else ''}: {', '.join(lost)}; "
                "with effects of countries no change is seen there"
            )


def basis_of(
    frame: pd.DataFrame, controls: Sequence[str], effects: Sequence[str], weights: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Orthonormal basis of effects and controls under the weights, and the weights' roots, shape (N, 1)."""
    root = np.ones((len(frame), 1)) if weights is None else np.sqrt(np.asarray(weights, dtype=float))[:, None]
    codes = [pd.factorize(frame[name])[0] for name in effects]
    dummies = [np.eye(of.max() + 1)[of] for of in codes]
    numbers = frame[list(controls)].to_numpy(dtype=float)
    spread = numbers.std(axis=0)
    numbers = (numbers - numbers.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    constant = np.ones((len(frame), 1))
    left, size, _ = np.linalg.svd(np.hstack([constant, *dummies, numbers]) * root, full_matrices=False)
    return left[:, size > 1e-10 * size[0]], root


def net(values: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """Columns net of a basis."""
    return values - basis @ (basis.T @ values)
