"""What a placebo test is of: the regression, the treatment and its design."""

from dataclasses import dataclass

DESIGNS = ("staggered", "block")


@dataclass(frozen=True)
class PlaceboSpec:
    r"""A regression :math:`y_{it} = \beta d_{it} + x_{it}'\gamma + \sum_k \alpha_{k(it)} + e_{it}`.

    Attributes
    ----------
    outcome : str
        Column of the outcome.
    unit, period : str
        Columns of what is treated and of when; their pairs must be unique, periods must sort.
    treatment : str or None
        Column of d, 0 or 1, that stays at 1 once it is there. A unit's date is its first treated period.
    date : str or None
        Column of the date from which a unit is treated, constant within units and missing where it never is;
        :math:`d_{it} = 1` from that period on. Better than `treatment` where units enter the panel after
        their date, which only it knows. Exactly one of `treatment` and `date` is given.
    controls : tuple of str
        Numeric columns x.
    effects : tuple of tuples of str
        Fixed effects, each the column or columns whose combinations have an effect, as in
        ``(("city", "year"), ("destination", "year"))``; a single column may be given as a string. A constant
        is always in the model.
    design : str
        ``staggered``: each treated unit has a date. ``block``: all treated units share one.
    strata : str or None
        Column, constant within units, within whose groups units and dates are reassigned.

    Raises
    ------
    ValueError
        An unknown design, a column with two roles, neither or both of `treatment` and `date`.
    """

    outcome: str
    unit: str
    period: str
    treatment: str | None = None
    date: str | None = None
    controls: tuple[str, ...] = ()
    effects: tuple[tuple[str, ...], ...] = ()
    design: str = "staggered"
    strata: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "controls", _names(self.controls))
        effects = (self.effects,) if isinstance(self.effects, str) else self.effects
        object.__setattr__(self, "effects", tuple(_names(effect) for effect in effects))
        _check(self)

    @property
    def term(self) -> str:
        """Name of the treatment's coefficient."""
        return self.treatment or self.date

    @property
    def numeric_columns(self) -> tuple[str, ...]:
        """Columns that must hold finite numbers."""
        return (self.outcome, *self.controls, *((self.treatment,) if self.treatment else ()))

    @property
    def key_columns(self) -> tuple[str, ...]:
        """Columns of labels without missing values: unit, period, effects, strata."""
        strata = (self.strata,) if self.strata else ()
        listed = (self.unit, self.period, *(name for effect in self.effects for name in effect), *strata)
        return tuple(dict.fromkeys(listed))


def effect_name(effect: tuple[str, ...]) -> str:
    """An effect in words: ``city`` or ``city x year``."""
    return " x ".join(effect)


def _names(given: str | tuple[str, ...]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _check(spec: PlaceboSpec) -> None:
    if spec.design not in DESIGNS:
        raise ValueError(f"design is {spec.design!r}: choose one of {', '.join(DESIGNS)}")
    if (spec.treatment is None) == (spec.date is None):
        raise ValueError(
            "give the column of the treatment (0 or 1) or the column of its date: one of the two"
        )
    for role, listed in (("controls", spec.controls), ("effects", spec.effects)):
        twice = [name for i, name in enumerate(listed) if name in listed[:i]]
        if twice:
            shown = twice[0] if role == "controls" else effect_name(twice[0])
            raise ValueError(f"'{shown}' stands twice among the {role}: keep one")
    if () in spec.effects:
        raise ValueError("an effect has no column: name one or leave the effect out")
    for name, role in ((spec.outcome, "the outcome"), (spec.term, "the treatment")):
        if name in spec.controls:
            raise ValueError(f"{role} '{name}' stands among the controls: take it out")
    if spec.outcome == spec.term:
        raise ValueError(f"'{spec.outcome}' is both outcome and treatment: name two columns")
