"""What a frontier model is: its columns, its distribution of inefficiency, its sign."""

from dataclasses import dataclass

MODELS = ("half_normal", "truncated_normal", "bc92", "bc92_eta", "bc95")
SIGNS = ("production", "cost")
_OWN_NAMES = ("const", "sigma2", "gamma", "mu", "eta", "delta_0")


@dataclass(frozen=True)
class FrontierSpec:
    r"""A stochastic frontier :math:`y_{it} = x_{it}'\beta + v_{it} \mp u_{it}`.

    Attributes
    ----------
    outcome : str
        Column of the outcome, in logarithms if efficiencies are to be shares of the frontier.
    regressors : tuple of str
        Columns of the frontier, without the constant.
    model : str
        ``half_normal``: :math:`u \sim N^+(0, \sigma_u^2)`, a row at a time.
        ``truncated_normal``: :math:`u \sim N^+(\mu, \sigma_u^2)`, a row at a time.
        ``bc92``: one :math:`u_i` a unit, the same in each period (Pitt and Lee 1981; Battese and
        Coelli 1988).
        ``bc92_eta``: :math:`u_{it} = u_i \exp\{-\eta (t - T)\}`, T the sample's last period (Battese and
        Coelli 1992).
        ``bc95``: :math:`u_{it} \sim N^+(\delta_0 + z_{it}'\delta, \sigma_u^2)`, a row at a time (Battese and
        Coelli 1995).
    inefficiency : tuple of str
        Columns z of the inefficiency effects, ``bc95`` only.
    sign : str
        ``production`` (:math:`v - u`) or ``cost`` (:math:`v + u`).
    intercept : bool
        Whether the frontier has a constant.
    inefficiency_intercept : bool
        Whether ``bc95`` has :math:`\delta_0`.
    free_mu : bool
        Whether :math:`\mu` is estimated in ``bc92`` and ``bc92_eta``; zero otherwise.
    unit, period : str or None
        Columns of the unit and of the (numeric) period. ``bc92`` needs the unit, ``bc92_eta`` both; where
        both are given, their pairs must be unique.

    Raises
    ------
    ValueError
        An unknown model or sign, a column with two roles, two parameters of one name, or a part the model
        does not have.
    """

    outcome: str
    regressors: tuple[str, ...]
    model: str = "half_normal"
    inefficiency: tuple[str, ...] = ()
    sign: str = "production"
    intercept: bool = True
    inefficiency_intercept: bool = True
    free_mu: bool = False
    unit: str | None = None
    period: str | None = None

    def __post_init__(self) -> None:
        for name in ("regressors", "inefficiency"):
            value = getattr(self, name)
            object.__setattr__(self, name, (value,) if isinstance(value, str) else tuple(value))
        _check_choices(self)
        _check_roles(self)

    @property
    def is_panel(self) -> bool:
        """Whether one draw of the inefficiency is shared by a unit's rows."""
        return self.model in ("bc92", "bc92_eta")

    @property
    def has_mean_constant(self) -> bool:
        """Whether the mean before truncation has a constant (mu or delta_0)."""
        if self.model == "bc95":
            return self.inefficiency_intercept
        return self.model == "truncated_normal" or (self.is_panel and self.free_mu)

    @property
    def x_names(self) -> tuple[str, ...]:
        """Names of the frontier's parameters."""
        return ("const",) * self.intercept + self.regressors

    @property
    def z_names(self) -> tuple[str, ...]:
        """Names of the parameters of the mean before truncation."""
        constant = ("delta_0" if self.model == "bc95" else "mu",) * self.has_mean_constant
        return constant + tuple(f"delta:{name}" for name in self.inefficiency)

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """Names of all parameters, in the order of the result."""
        return (*self.x_names, *self.z_names, "sigma2", "gamma", *("eta",) * (self.model == "bc92_eta"))

    @property
    def lr_restrictions(self) -> int:
        """Parameters that the model without inefficiency lacks: gamma, mu or the deltas, and eta."""
        return len(self.parameter_names) - len(self.x_names) - 1

    @property
    def numeric_columns(self) -> tuple[str, ...]:
        """Columns that must hold numbers; the period only where it is used or checked."""
        period = (self.period,) if self.period and self.model == "bc92_eta" else ()
        return tuple(dict.fromkeys((self.outcome, *self.regressors, *self.inefficiency, *period)))


def _check_choices(spec: FrontierSpec) -> None:
    if spec.model not in MODELS:
        raise ValueError(f"model is {spec.model!r}: choose one of {', '.join(MODELS)}")
    if spec.sign not in SIGNS:
        raise ValueError(f"sign is {spec.sign!r}: choose one of {', '.join(SIGNS)}")
    if spec.inefficiency and spec.model != "bc95":
        raise ValueError(f"model {spec.model!r} has no inefficiency variables: use 'bc95' or leave them out")
    if spec.free_mu and not spec.is_panel:
        raise ValueError(f"free_mu belongs to 'bc92' and 'bc92_eta', not to {spec.model!r}")
    if spec.is_panel and spec.unit is None:
        raise ValueError(f"model {spec.model!r} needs the column of the unit: set unit")
    if spec.model == "bc92_eta" and spec.period is None:
        raise ValueError("model 'bc92_eta' needs the column of the period: set period")
    if not spec.x_names:
        raise ValueError("the frontier has neither regressors nor an intercept: give one of them")


def _check_roles(spec: FrontierSpec) -> None:
    for role, names in (("regressors", spec.regressors), ("inefficiency", spec.inefficiency)):
        twice = [name for i, name in enumerate(names) if name in names[:i]]
        if twice:
            raise ValueError(f"column '{twice[0]}' stands twice among the {role}: keep one")
        if spec.outcome in names:
            raise ValueError(f"outcome '{spec.outcome}' stands among the {role}: take it out")
    taken = [name for name in spec.regressors if name in _OWN_NAMES]
    if taken:
        raise ValueError(f"regressor '{taken[0]}' has the name of one of the model's parameters: rename it")
    names = spec.parameter_names
    twice = [name for i, name in enumerate(names) if name in names[:i]]
    if twice:
        raise ValueError(f"two parameters would be named '{twice[0]}': rename the column behind one of them")
