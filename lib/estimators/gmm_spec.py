"""What a dynamic panel model is: its equation, its instruments, its weights."""

import re
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal, get_args

import numpy as np

Equation = Literal["both", "difference", "level"]
Transform = Literal["difference", "orthogonal"]
Covariance = Literal["classical", "robust"]
CONSTANT = "constant"
TIME_DUMMIES = "time dummies"

_TERM = re.compile(r"L(\d*)\.(.+)")


@dataclass(frozen=True)
class GMMStyle:
    r"""Instruments from a variable's own past, a set of moments for each period.

    Attributes
    ----------
    variables : tuple of str
        Columns, possibly lagged: ``"n"``, ``"L.n"``, ``"L2.n"``.
    lags : tuple of int and (int or None)
        First and last lag of the levels that instrument the transformed equation; None is the deepest that
        the panel has.
    equation : str
        ``both``: lags of levels for the transformed equation and, in system GMM, the difference at lag
        ``lags[0] - 1`` for the level equation. ``difference``: the first part only. ``level``: differences at
        all lags of ``lags`` for the level equation, nothing for the transformed one.
    collapse : bool or None
        One column a lag in place of one a lag and period; None is what the `Spec` says.

    Raises
    ------
    TypeError
        ``collapse`` is neither True, False nor None.
    ValueError
        No variable, lags that are negative or out of order, an unknown equation.
    """

    variables: tuple[str, ...]
    lags: tuple[int, int | None] = (2, None)
    equation: Equation = "both"
    collapse: bool | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "variables", _names(self.variables))
        object.__setattr__(self, "lags", _lags(self.lags))
        _check_style(self, self.label)

    @cached_property
    def label(self) -> str:
        """The set as its user would write it: ``gmm(w, 2:4)``."""
        first, last = self.lags
        lags = f"{first}" if last == first else f"{first}:{'' if last is None else last}"
        words = [" ".join(self.variables), lags]
        words += [self.equation] * (self.equation != "both") + ["collapse"] * (self.collapse is True)
        return f"gmm({', '.join(words)})"


@dataclass(frozen=True)
class IVStyle:
    """Instruments that are used as they are, one column a variable.

    Attributes
    ----------
    variables : tuple of str
        Columns, possibly lagged, regressors or not.
    equation : str
        ``both``: one column, transformed in the transformed equation and as it is in the level equation;
        ``difference`` or ``level``: in that equation only, zero in the other.

    Raises
    ------
    ValueError
        No variable, an unknown equation.
    """

    variables: tuple[str, ...]
    equation: Equation = "both"

    def __post_init__(self) -> None:
        object.__setattr__(self, "variables", _names(self.variables))
        _check_style(self, self.label)

    @cached_property
    def label(self) -> str:
        """The set as its user would write it: ``iv(k, level)``."""
        words = [" ".join(self.variables)] + [self.equation] * (self.equation != "both")
        return f"iv({', '.join(words)})"


@dataclass(frozen=True)
class Spec:
    r"""A dynamic panel model :math:`y_{it} = x_{it}'\beta + \mu_i + e_{it}` with its instruments.

    Attributes
    ----------
    y : str
        Column of the outcome.
    x : tuple of str
        Regressors, lags of the outcome among them: ``("L.n", "w", "L.w")``.
    gmm : tuple of GMMStyle
    iv : tuple of IVStyle
    system : bool
        Whether the level equation stands beside the transformed one.
    transform : str
        ``difference``, or ``orthogonal`` for forward orthogonal deviations (Arellano and Bover 1995).
    steps : int
        1 or 2.
    covariance : str
        ``classical`` or ``robust``: clustered on units in one step, Windmeijer's correction in two.
    time_dummies : bool
        A dummy a period but the first, each its own instrument: in the level equation in system GMM, in the
        transformed equation in difference GMM.
    constant : bool
        Whether the level equation has a constant, which instruments itself; difference GMM has none.
    collapse : bool
        Whether GMM-style sets that do not say are collapsed.
    h : int
        Weights of the first step, xtabond2's option: see `lib.estimators.gmm.estimate`.
    ar : int
        Order up to which serial correlation of the differenced residuals is tested.

    Raises
    ------
    TypeError, ValueError
        Unknown options, no regressor or instrument, a regressor that stands twice or is the outcome.
    """

    y: str
    x: tuple[str, ...] = ()
    gmm: tuple[GMMStyle, ...] = ()
    iv: tuple[IVStyle, ...] = ()
    system: bool = True
    transform: Transform = "difference"
    steps: int = 2
    covariance: Covariance = "robust"
    time_dummies: bool = False
    constant: bool = True
    collapse: bool = False
    h: int = 3
    ar: int = 2

    def __post_init__(self) -> None:
        object.__setattr__(self, "x", _names(self.x))
        for role, kind in (("gmm", GMMStyle), ("iv", IVStyle)):
            styles = getattr(self, role)
            styles = (styles,) if isinstance(styles, kind) else tuple(styles)
            wrong = [style for style in styles if not isinstance(style, kind)]
            if wrong:
                raise TypeError(f"{role} holds {wrong[0]!r}: give {kind.__name__} objects")
            object.__setattr__(self, role, styles)
        _check_options(self)
        _check_terms(self)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Columns of numbers that the model reads, each once."""
        listed = [self.y, *self.x, *(name for style in (*self.gmm, *self.iv) for name in style.variables)]
        return tuple(dict.fromkeys(split_lag(name)[0] for name in listed))

    @property
    def has_constant(self) -> bool:
        """Whether a constant is estimated."""
        return self.system and self.constant

    def collapsed(self, style: GMMStyle) -> bool:
        """Whether a GMM-style set is collapsed."""
        return self.collapse if style.collapse is None else style.collapse


def endogenous(*names: str, lags: tuple[int, int | None] = (2, None), **options) -> GMMStyle:
    """GMM-style instruments of variables correlated with present and past errors: lags 2 and deeper."""
    return GMMStyle(names, lags, **options)


def predetermined(*names: str, lags: tuple[int, int | None] = (1, None), **options) -> GMMStyle:
    """GMM-style instruments of variables correlated with past errors only: lags 1 and deeper."""
    return GMMStyle(names, lags, **options)


def exogenous(*names: str, **options) -> IVStyle:
    """Variables that are their own instruments."""
    return IVStyle(names, **options)


@cache
def split_lag(term: str) -> tuple[str, int]:
    """Column and lag of a term: ``"L2.n"`` is ``("n", 2)``, ``"n"`` is ``("n", 0)``."""
    found = _TERM.fullmatch(term)
    return (found[2], int(found[1] or 1)) if found else (term, 0)


def _names(given: str | tuple[str, ...]) -> tuple[str, ...]:
    names = (given,) if isinstance(given, str) else tuple(given)
    wrong = [name for name in names if not isinstance(name, str) or not name]
    if wrong:
        raise TypeError(f"{wrong[0]!r} stands among the variables: give names of columns")
    return names


def _lags(given: tuple[int, int | None]) -> tuple[int, int | None]:
    whole = isinstance(given, (tuple, list)) and len(given) == 2 and _is_whole(given[0])
    if not whole or not (given[1] is None or _is_whole(given[1])):
        raise ValueError(f"lags are {given!r}: give the first and the last, such as (2, 4) or (2, None)")
    first, last = given
    if first < 0 or (last is not None and last < first):
        raise ValueError(f"lags are {given!r}: give a first lag of 0 or more and a last one not before it")
    return first, last


def _is_whole(value: object) -> bool:
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def _check_style(style: GMMStyle | IVStyle, label: str) -> None:
    if not style.variables:
        raise ValueError(f"{label} has no variable: name one at least")
    if style.equation not in get_args(Equation):
        raise ValueError(f"equation is {style.equation!r}: choose one of {', '.join(get_args(Equation))}")
    if isinstance(style, GMMStyle) and style.collapse is not None:
        _check_switch(f"collapse of {label}", style.collapse)
    twice = [name for i, name in enumerate(style.variables) if name in style.variables[:i]]
    if twice:
        raise ValueError(f"'{twice[0]}' stands twice in {label}: keep one")


def _check_switch(name: str, value: object) -> None:
    """Refuse what is neither True nor False: a text such as 'no' would count as true."""
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} is {value!r}: write True or False")


def _check_options(spec: Spec) -> None:
    for name, choices in (("transform", get_args(Transform)), ("covariance", get_args(Covariance))):
        if getattr(spec, name) not in choices:
            raise ValueError(f"{name} is {getattr(spec, name)!r}: choose one of {', '.join(choices)}")
    for name, choices in (("steps", (1, 2)), ("h", (1, 2, 3))):
        value = getattr(spec, name)
        if not _is_whole(value) or value not in choices:
            raise ValueError(f"{name} is {value!r}: choose one of {', '.join(map(str, choices))}")
    for name in ("system", "time_dummies", "constant", "collapse"):
        _check_switch(name, getattr(spec, name))
    if not _is_whole(spec.ar) or spec.ar < 0:
        raise ValueError(f"ar is {spec.ar!r}: give the highest order to test, 0 or more")


def _check_terms(spec: Spec) -> None:
    if not spec.x and not spec.time_dummies:
        raise ValueError(f"the model of '{spec.y}' has no regressor: name one at least, such as 'L.{spec.y}'")
    if not spec.gmm and not spec.iv:
        raise ValueError(f"the model of '{spec.y}' has no instruments: give gmm or iv")
    labels = [style.label for style in (*spec.gmm, *spec.iv)]
    twice = [label for i, label in enumerate(labels) if label in labels[:i]]
    if twice:
        raise ValueError(f"{twice[0]} stands twice among the instruments: keep one")
    if split_lag(spec.y)[1]:
        raise ValueError(f"the outcome is the lag '{spec.y}': name the column itself")
    twice = [name for i, name in enumerate(spec.x) if split_lag(name) in map(split_lag, spec.x[:i])]
    if twice:
        raise ValueError(f"'{twice[0]}' stands twice among the regressors: keep one")
    if any(split_lag(name) == (spec.y, 0) for name in spec.x):
        raise ValueError(f"the outcome '{spec.y}' stands among the regressors: take it out")
    if CONSTANT in spec.x:
        raise ValueError(f"'{CONSTANT}' is the name of the constant: rename the column")
