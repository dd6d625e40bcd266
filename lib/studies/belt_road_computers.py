"""China's exports of computers (HS 8471) to eight of the nine countries: the outcome nearest to the paper's.

21 of the 168 flows are not listed and known to lie below a bound. Four ways to deal with them: leave them out
of a regression of logarithms, take them as known by their bound in a censored regression, and put zero or the
bound in their place in a Poisson regression.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from lib.estimators import fixed_effects
from lib.estimators.censored import CensoredSpec, censored_normal
from lib.estimators.fixed_effects import FixedEffectsSpec
from lib.estimators.placebo_result import extreme, pvalue
from lib.panels.belt_road import COUNTRIES, EVENT_YEAR, KEYS, TREATED, check_treatment
from lib.results import EstimationResult

UNIT, YEAR = KEYS
TERM = "bri"
OUTCOME, BOUND = "computers", "computers_below"
CONTROLS = ("ln_population", "ln_gdp_per_head", "growth")
HUMP = tuple(range(2011, 2015))
METHODS = ("logs of what is listed", "interval regression", "Poisson, zero", "Poisson, at the bound")
_LOG, _INTERVAL, _ZERO, _AT_BOUND = METHODS
_STEPS = 20


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Country-years of a regression of computers.

    Attributes
    ----------
    name : str
    without : tuple of str
        Countries left out.
    without_hump : bool
        Whether Kazakhstan's years of `HUMP` are left out.
    controls : tuple of str
    """

    name: str
    without: tuple[str, ...] = ()
    without_hump: bool = False
    controls: tuple[str, ...] = ()


MAIN = Sample(name="all eight")
SAMPLES = (
    MAIN,
    Sample(name="with controls", controls=CONTROLS),
    Sample(name="without KAZ 2011-14", without_hump=True),
    Sample(name="without KAZ", without=("KAZ",)),
    Sample(name="without TJK and TKM", without=("TJK", "TKM")),
    Sample(name="without TJK, TKM, KAZ 2011-14", without=("TJK", "TKM"), without_hump=True),
)


def rows(panel: pd.DataFrame, sample: Sample = MAIN) -> pd.DataFrame:
    """Country-years with a listed flow or a bound, in million US$.

    Parameters
    ----------
    panel : DataFrame
        The counterpart panel.
    sample : Sample

    Returns
    -------
    DataFrame with `KEYS`, ``group``, the controls, `TERM`, ``listed`` (bool), ``zero`` and ``bound`` (the
    flow, with 0 or the bound where it is not listed), ``ln_low`` (missing where not listed), ``ln_high``.
    """
    own = panel[panel[UNIT].isin(COUNTRIES) & (panel[OUTCOME].notna() | panel[BOUND].notna())]
    check_treatment(own)
    own = own[~own[UNIT].isin(sample.without)]
    if sample.without_hump:
        own = own[~((own[UNIT] == "KAZ") & own[YEAR].isin(HUMP))]
    listed, bound = own[OUTCOME].notna(), own[OUTCOME].fillna(own[BOUND]) / 1e6
    table = own[[UNIT, YEAR, "group", TERM, *sample.controls]].assign(
        listed=listed,
        zero=bound.where(listed, 0.0),
        bound=bound,
        ln_low=np.log(bound).where(listed),
        ln_high=np.log(bound),
    )
    return table.reset_index(drop=True)


def estimate(
    frame: pd.DataFrame,
    method: str,
    controls: tuple[str, ...] = (),
    *,
    treatment: str = TERM,
    outcome: str | None = None,
) -> EstimationResult:
    """One regression with effects of country and year, errors clustered by country.

    Parameters
    ----------
    frame : DataFrame
        As `rows` returns it.
    method : str
        One of `METHODS`.
    controls : tuple of str
    treatment : str
    outcome : str or None
        Another column of levels for the Poisson methods.

    Raises
    ------
    ValueError
        Another method; otherwise as the estimators.
    """
    if method not in METHODS:
        raise ValueError(f"method is {method!r}: choose one of {', '.join(METHODS)}")
    terms = (treatment, *controls)
    if method == _INTERVAL:
        return censored_normal(frame, CensoredSpec("ln_low", "ln_high", terms, KEYS, UNIT))
    level = outcome or {_ZERO: "zero", _AT_BOUND: "bound"}.get(method, "ln_low")
    spec = FixedEffectsSpec(level, terms, KEYS, {"clustered": [UNIT]})
    if method == _LOG:
        return fixed_effects.estimate(frame[frame["listed"]], spec)
    return fixed_effects.poisson(frame, spec)


def table(panel: pd.DataFrame, samples: Iterable[Sample] = SAMPLES) -> pd.DataFrame:
    """The treatment's coefficient in every sample by every method, one row a number.

    Returns
    -------
    DataFrame with ``panel`` (the sample), ``column`` (the method), ``term``, ``statistic`` (coef, se, t, p,
    n, n_units), ``value``.
    """
    found = []
    for sample in samples:
        frame = rows(panel, sample)
        for method in METHODS:
            result = estimate(frame, method, sample.controls)
            numbers = result.summary().loc[TERM].to_dict()
            numbers |= {"n": result.nobs, "n_units": frame[UNIT].nunique()}
            found += [(sample.name, method, TERM, *item) for item in numbers.items()]
    return pd.DataFrame(found, columns=["panel", "column", "term", "statistic", "value"])


def unlisted(panel: pd.DataFrame) -> pd.DataFrame:
    """Flows that are not listed, by country.

    Returns
    -------
    DataFrame indexed by country: ``before`` and ``after`` (number of cells before and from the event on),
    ``years``, ``largest_bound`` (million US$), ``median_listed`` (million US$).
    """
    frame = rows(panel)
    hidden = frame[~frame["listed"]]
    late = hidden[YEAR] >= EVENT_YEAR
    by = hidden[UNIT]
    found = pd.DataFrame(
        {
            "before": (~late).groupby(by).sum(),
            "after": late.groupby(by).sum(),
            "years": hidden[YEAR].astype(str).groupby(by).agg(", ".join),
            "largest_bound": hidden["bound"].groupby(by).max(),
        }
    )
    median = frame[frame["listed"]].groupby(UNIT)["bound"].median()
    order = [country for country in COUNTRIES if country in found.index]
    return found.assign(median_listed=median)[
        ["before", "after", "years", "largest_bound", "median_listed"]
    ].loc[order]


@dataclass(frozen=True, kw_only=True)
class Extremes:
    """Smallest and largest Poisson coefficient with the unlisted flows anywhere between zero and bound.

    Attributes
    ----------
    low, high : float
    at_bound_low, at_bound_high : int
        Unlisted flows that stand at their bound there; the others stand at zero.
    """

    low: float
    high: float
    at_bound_low: int
    at_bound_high: int


def extremes(panel: pd.DataFrame, sample: Sample = MAIN) -> Extremes:
    r"""Where the Poisson coefficient can lie, whatever the unlisted flows are.

    Parameters
    ----------
    panel : DataFrame
    sample : Sample

    Notes
    -----
    The estimating equations :math:`\sum_i x_i (y_i - \mu_i) = 0` give
    :math:`d\hat\beta / dy_i = (X'MX)^{-1} x_i`, :math:`M` the diagonal matrix of :math:`\mu`, whose element
    for the treatment has the sign of the treatment net of effects under weights :math:`\mu`. Each unlisted
    flow is moved to the end to which this points until nothing moves. That the coefficient is monotone in
    each flow holds at every step but not by proof between them, so that these are extremes of a search.
    """
    frame, found = rows(panel, sample), {}
    for name, side in (("low", -1), ("high", 1)):
        y = frame["bound"]
        for _ in range(_STEPS):
            trial = frame.assign(y=y)
            coef, net = _poisson_slope(trial, sample.controls)
            moved = frame["bound"].where(frame["listed"] | (side * net > 0), 0.0)
            if (moved == y).all():
                break
            y = moved
        else:
            raise ValueError(f"the {name} end moved in each of {_STEPS} steps: no extreme was found")
        found |= {name: coef, f"at_bound_{name}": int((~frame["listed"] & (y > 0)).sum())}
    return Extremes(**found)


def _poisson_slope(frame: pd.DataFrame, controls: tuple[str, ...]) -> tuple[float, np.ndarray]:
    """The Poisson coefficient of ``y``, and the treatment net of the rest under the fitted means."""
    coef, mean = poisson(frame, (TERM, *controls), "y")
    others = design(frame, controls)
    root = np.sqrt(mean)
    x = frame[TERM].to_numpy(dtype=float)
    slope = np.linalg.lstsq(others * root[:, None], x * root, rcond=None)[0]
    return coef, x - others @ slope


def design(frame: pd.DataFrame, controls: tuple[str, ...] = ()) -> np.ndarray:
    """Dummies of country and year and the controls, shape (N, K)."""
    dummies = pd.get_dummies(frame[list(KEYS)].astype(str), dtype=float)
    return np.column_stack([dummies, frame[list(controls)]])


def poisson(frame: pd.DataFrame, terms: tuple[str, ...], outcome: str) -> tuple[float, np.ndarray]:
    """The first coefficient of a Poisson regression with both effects, and the fitted means, shape (N,).

    `lib.estimators.fixed_effects.poisson` reports no fitted means.
    """
    x = np.column_stack([frame[list(terms)], design(frame)])
    y = frame[outcome].to_numpy(dtype=float)
    mean = (y + y.mean()) / 2
    deviance = np.inf
    for _ in range(200):
        root, working = np.sqrt(mean), np.log(mean) + (y - mean) / mean
        beta = np.linalg.lstsq(x * root[:, None], working * root, rcond=None)[0]
        mean = np.exp(x @ beta)
        new = 2 * (mean.sum() - (y * np.log(mean)).sum())
        if abs(deviance - new) < 1e-12 * (1 + abs(new)):
            return float(beta[0]), mean
        deviance = new
    raise ValueError(f"the Poisson regression of '{outcome}' did not converge")


@dataclass(frozen=True, kw_only=True)
class Choices:
    """A coefficient among those of every choice of as many treated countries.

    Attributes
    ----------
    coef : float
    coefs : Series
        Coefficient by choice, the countries joined by a blank as index; the actual choice is among them.
    p : float
        Twice the share of choices in the smaller tail, the actual choice counted.
    """

    coef: float
    coefs: pd.Series
    p: float


def choices(panel: pd.DataFrame, method: str, sample: Sample = MAIN) -> Choices:
    """Every choice of as many treated countries as there are, with the same regression.

    Parameters
    ----------
    panel : DataFrame
    method : str
        One of `METHODS`.
    sample : Sample

    Notes
    -----
    Exact if every choice was as likely. With five treated countries and the three controls that have figures
    there are 56.
    """
    frame = rows(panel, sample)
    countries = sorted(frame[UNIT].unique())
    actual = [country for country in countries if country in TREATED]
    late, found = frame[YEAR] >= EVENT_YEAR, {}
    for chosen in combinations(countries, len(actual)):
        one = frame.assign(**{TERM: (frame[UNIT].isin(chosen) & late).astype(float)})
        found[" ".join(chosen)] = _coefficient(one, method, sample.controls)
    values = pd.Series(found, name="coef")
    coef = values[" ".join(actual)]
    number = extreme(coef, values.to_numpy(), "two-sided")
    return Choices(coef=float(coef), coefs=values, p=pvalue(number, len(values), counted=True))


def _coefficient(frame: pd.DataFrame, method: str, controls: tuple[str, ...]) -> float:
    if method == _INTERVAL:
        return float(estimate(frame, method, controls).params[TERM])
    if method in (_ZERO, _AT_BOUND):
        return poisson(frame, (TERM, *controls), "zero" if method == _ZERO else "bound")[0]
    own = frame[frame["listed"]]
    x = np.column_stack([own[[TERM]], design(own, controls)])
    return float(np.linalg.lstsq(x, own["ln_low"], rcond=None)[0][0])
