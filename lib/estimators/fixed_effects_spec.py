"""What a regression with fixed effects is: its columns, its effects, its covariance."""

from collections.abc import Mapping
from dataclasses import dataclass

COVARIANCES = ("iid", "robust")
COUNTED = ("nonnested", "full", "none")
CONSTANT = "constant"


@dataclass(frozen=True)
class FixedEffectsSpec:
    r"""A regression :math:`y_i = x_i'\beta + \sum_k \alpha_{k(i)} + e_i`.

    Attributes
    ----------
    outcome : str
        Column of y.
    regressors : tuple of str
        Columns of x, without the constant.
    fixed_effects : tuple of str
        Columns whose values have an effect each; ``"city^year"`` is an effect for each combination.
    covariance : str or mapping
        ``"iid"``, ``"robust"`` (HC1), or ``{"clustered": ["pair"]}`` with one or two columns, each possibly
        an interaction like an effect.
    weights : str or None
        Column of analytic weights, positive.
    unit : str or None
        Column or interaction whose values are counted as ``n_units``; None counts the clusters of the first
        cluster column, and nothing where there is none.
    counted_effects : str
        Which effects count as parameters in the small-sample factor :math:`(N - 1) / (N - K)`:
        ``nonnested`` those not nested in a cluster (Stata's reghdfe, fixest), ``full`` all (Stata's areg),
        ``none`` (Stata's xtreg with clusters).
    keep_singletons : bool
        Keep rows that are alone in a level of an effect. They say nothing about the coefficients, raise R2
        and change clustered standard errors; reghdfe drops them, areg and xtreg keep them.

    Raises
    ------
    ValueError
        No regressor, a column with two roles, an unknown covariance or option.
    """

    outcome: str
    regressors: tuple[str, ...]
    fixed_effects: tuple[str, ...] = ()
    covariance: str | Mapping = "iid"
    weights: str | None = None
    unit: str | None = None
    counted_effects: str = "nonnested"
    keep_singletons: bool = False

    def __post_init__(self) -> None:
        for name in ("regressors", "fixed_effects"):
            value = getattr(self, name)
            object.__setattr__(self, name, (value,) if isinstance(value, str) else tuple(value))
        object.__setattr__(self, "covariance", _covariance(self.covariance))
        _check(self)

    @property
    def clusters(self) -> tuple[str, ...]:
        """Columns of the clusters, none unless the covariance is clustered."""
        return () if isinstance(self.covariance, str) else self.covariance["clustered"]

    @property
    def numeric_columns(self) -> tuple[str, ...]:
        """Columns that must hold numbers."""
        return (self.outcome, *self.regressors, *((self.weights,) if self.weights else ()))

    @property
    def label_columns(self) -> tuple[str, ...]:
        """Columns of labels: those of effects, clusters and units."""
        listed = (*self.fixed_effects, *self.clusters, *((self.unit,) if self.unit else ()))
        return tuple(dict.fromkeys(part for name in listed for part in parts(name)))


def parts(effect: str) -> tuple[str, ...]:
    """Columns of an effect: ``"city^year"`` has two."""
    return tuple(part.strip() for part in effect.split("^"))


def _covariance(given: str | Mapping) -> str | dict:
    if isinstance(given, str) and given in COVARIANCES:
        return given
    if isinstance(given, Mapping) and set(given) == {"clustered"}:
        names = given["clustered"]
        names = (names,) if isinstance(names, str) else tuple(names)
        if len(names) in (1, 2) and len(set(names)) == len(names):
            return {"clustered": names}
        raise ValueError(f"covariance clusters by {list(names)}: name one column, or two different ones")
    raise ValueError(f'covariance is {given!r}: give "iid", "robust" or {{"clustered": [columns]}}')


def _check(spec: FixedEffectsSpec) -> None:
    if not spec.regressors:
        raise ValueError(f"the regression of '{spec.outcome}' has no regressor: name one at least")
    for role, names in (("regressors", spec.regressors), ("fixed effects", spec.fixed_effects)):
        twice = [name for i, name in enumerate(names) if name in names[:i]]
        if twice:
            raise ValueError(f"'{twice[0]}' stands twice among the {role}: keep one")
    for name in (spec.outcome, spec.weights):
        if name in spec.regressors:
            role = "outcome" if name == spec.outcome else "column of weights"
            raise ValueError(f"the {role} '{name}' stands among the regressors: take it out")
    if CONSTANT in spec.regressors:
        raise ValueError(f"'{CONSTANT}' is the name of the constant, which is always there: rename or leave")
    if spec.counted_effects not in COUNTED:
        raise ValueError(f"counted_effects is {spec.counted_effects!r}: choose one of {', '.join(COUNTED)}")
