"""What a propensity model and a matching are: columns, method, tolerance, order."""

import math
from dataclasses import dataclass
from numbers import Real

import numpy as np

MODELS = ("logit", "probit")
METHODS = ("nearest", "radius", "kernel")
KERNELS = ("epanechnikov", "gaussian", "biweight", "uniform", "tricube")
WALKS = ("ascending", "descending")
GREEDY = ("largest", "smallest", "data")


@dataclass(frozen=True)
class PropensitySpec:
    """A model of the probability of treatment.

    Attributes
    ----------
    treatment : str
        Column of 0 and 1.
    covariates : tuple of str
        Numeric columns, without the constant.
    model : {"logit", "probit"}

    Raises
    ------
    ValueError
        No covariate, a column with two roles, an unknown model.
    """

    treatment: str
    covariates: tuple[str, ...]
    model: str = "logit"

    def __post_init__(self) -> None:
        value = self.covariates
        object.__setattr__(self, "covariates", (value,) if isinstance(value, str) else tuple(value))
        check_covariates(self.treatment, self.covariates)
        _one_of("model", self.model, MODELS)


@dataclass(frozen=True)
class MatchingSpec:
    r"""How treated rows are compared with controls along a score.

    Attributes
    ----------
    method : {"nearest", "radius", "kernel"}
        The nearest controls, all within `caliper`, or all weighted by the distance.
    neighbours : int
        Controls a treated row, of the method ``nearest``.
    replacement : bool
        Whether a control may serve more than one treated row, of the method ``nearest``.
    caliper : float or None
        Largest distance: below it for ``nearest``, up to it for ``radius``, as in psmatch2.
    kernel : str
        One of `KERNELS`; ``epanechnikov`` is psmatch2's default.
    bandwidth : float
        Of the kernel, in units of the score; psmatch2's default is .06 on the probability.
    ties : bool
        Use all controls as near as the last neighbour, with equal weights, not the first ones alone.
    common_support : bool
        Leave out treated rows whose score is below the smallest or above the largest of the controls.
    on : {"score", "index"}
        Match on the probability or on the linear index (the log odds in a logit).
    order : str
        How treated rows take turns without replacement. ``ascending`` and ``descending`` are psmatch2's walk:
        treated and controls are sorted by score, and the search goes on from the last control taken, so that
        one that was passed over is not looked at again until the other end is reached. ``largest``,
        ``smallest`` and ``data`` take the nearest of all free controls, treated rows by falling score, rising
        score, or as the rows stand; ``largest`` is MatchIt's default.
    variance_neighbours : int
        m of the conditional variance of Abadie and Imbens: psmatch2's ``ai(m)``.

    Raises
    ------
    ValueError
        An unknown option, a size that is not a positive number, a switch that is not True or False, options
        that contradict each other or have no effect with the method.
    """

    method: str = "nearest"
    neighbours: int = 1
    replacement: bool = True
    caliper: float | None = None
    kernel: str = "epanechnikov"
    bandwidth: float = 0.06
    ties: bool = False
    common_support: bool = False
    on: str = "score"
    order: str = "ascending"
    variance_neighbours: int = 1

    def __post_init__(self) -> None:
        _one_of("method", self.method, METHODS)
        _one_of("kernel", self.kernel, KERNELS)
        _one_of("on", self.on, ("score", "index"))
        _one_of("order", self.order, WALKS + GREEDY)
        for name in ("neighbours", "variance_neighbours"):
            value = getattr(self, name)
            if not (_is_number(value) and math.isfinite(value) and int(value) == value and value >= 1):
                raise ValueError(f"{name} is {value!r}: give a whole number from 1")
        for name in ("caliper", "bandwidth"):
            value = getattr(self, name)
            none = name == "caliper" and value is None
            if not (none or (_is_number(value) and math.isfinite(value) and value > 0)):
                raise ValueError(f"{name} is {value!r}: give a positive number")
        for name in ("replacement", "ties", "common_support"):
            if not isinstance(getattr(self, name), bool | np.bool_):
                raise ValueError(f"{name} is {getattr(self, name)!r}: give True or False")
        _check_combination(self)

    @property
    def words(self) -> str:
        """The method in a line."""
        if self.method == "kernel":
            return f"{self.kernel} kernel, bandwidth {self.bandwidth:g} on the {self.on}"
        if self.method == "radius":
            return f"all controls within {self.caliper:g} on the {self.on}"
        how = "with replacement" if self.replacement else f"without replacement ({self.order})"
        within = f", caliper {self.caliper:g}" if self.caliper else ""
        return f"{self.neighbours} nearest on the {self.on} {how}{within}{', ties' * self.ties}"


def check_covariates(treatment: str, covariates: tuple[str, ...]) -> None:
    """Refuse no covariates, one named twice, and the treatment among them."""
    if not covariates:
        raise ValueError("no covariate is named: name the columns that decide on treatment")
    twice = [name for i, name in enumerate(covariates) if name in covariates[:i]]
    if twice:
        raise ValueError(f"column '{twice[0]}' stands twice among the covariates: keep one")
    if treatment in covariates:
        raise ValueError(f"the treatment '{treatment}' stands among the covariates: take it out")


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool | np.bool_)


def _one_of(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise ValueError(f"{name} is {value!r}: choose one of {', '.join(known)}")


def _check_combination(spec: MatchingSpec) -> None:
    nearest = spec.method == "nearest"
    if spec.method == "radius" and spec.caliper is None:
        raise ValueError("radius matching has no caliper: give the radius, e.g. caliper=0.05")
    if spec.method == "kernel" and spec.caliper is not None:
        raise ValueError("kernel matching takes no caliper: its reach is the bandwidth")
    for name in ("kernel", "bandwidth"):
        if spec.method != "kernel" and getattr(spec, name) != getattr(MatchingSpec, name):
            raise ValueError(f"{spec.method} matching takes no {name}: it is of method='kernel' alone")
    if not nearest and (spec.neighbours > 1 or spec.ties or not spec.replacement):
        raise ValueError(f"{spec.method} matching takes no neighbours, ties or replacement=False")
    if spec.replacement and spec.order != "ascending":
        raise ValueError("an order of matching makes a difference without replacement only")
    if not spec.replacement and spec.ties:
        raise ValueError("ties share controls among treated rows: they need replacement=True")
    if not spec.replacement and spec.neighbours > 1 and spec.order in WALKS:
        raise ValueError(
            f"psmatch2's walk (order={spec.order!r}) is one to one: with {spec.neighbours} neighbours "
            f"without replacement choose one of the orders {', '.join(GREEDY)}"
        )
