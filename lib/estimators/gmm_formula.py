"""A specification written as a line: ``n ~ L.n + w + k | gmm(n, 2:) + gmm(w, 2:4, collapse) + iv(k)``."""

import re

from lib.estimators.gmm_spec import GMMStyle, IVStyle, Spec

_SET = re.compile(r"(gmm|iv)\(([^()]*)\)")
_LAGS = re.compile(r"(\d+)(?:(:)(\d*))?")
_EQUATIONS = ("both", "difference", "level")
_EXAMPLE = "'n ~ L.n + w | gmm(n, 2:) + iv(w)'"


def parse(formula: str, **options) -> Spec:
    """Read a specification from a formula.

    Parameters
    ----------
    formula : str
        Outcome ``~`` regressors ``|`` instrument sets, each joined by ``+``. A set is ``gmm(variables, lags,
        words)`` or ``iv(variables, words)``: variables apart by spaces; lags ``2:4``, ``2:`` (all from 2) or
        ``2`` (only 2), ``2:`` where they are left out; words ``both``, ``difference``, ``level`` and, in
        ``gmm``, ``collapse``.
    **options
        Further attributes of `Spec`.

    Raises
    ------
    ValueError
        The formula cannot be read; the message quotes the part.
    """
    sides = formula.split("~")
    if len(sides) != 2 or sides[1].count("|") != 1:
        raise ValueError(f"formula {formula!r}: write outcome ~ regressors | instruments, such as {_EXAMPLE}")
    outcome = sides[0].strip()
    regressors, instruments = sides[1].split("|")
    x = tuple(_term(part, formula) for part in regressors.split("+"))
    sets = [_style(part.strip(), formula) for part in instruments.split("+")]
    return Spec(
        y=_term(outcome, formula),
        x=x,
        gmm=tuple(style for style in sets if isinstance(style, GMMStyle)),
        iv=tuple(style for style in sets if isinstance(style, IVStyle)),
        **options,
    )


def _term(part: str, formula: str) -> str:
    name = part.strip()
    if not re.fullmatch(r"[^\s()|~+,]+", name):
        raise ValueError(f"formula {formula!r}: {name!r} is no variable; write names such as w or L2.n")
    return name


def _style(part: str, formula: str) -> GMMStyle | IVStyle:
    found = _SET.fullmatch(part)
    if not found:
        raise ValueError(f"formula {formula!r}: {part!r} is no set of instruments; write gmm(...) or iv(...)")
    kind, inside = found.groups()
    names, *words = [word.strip() for word in inside.split(",")]
    options = {}
    for word in words:
        option = _option(word, kind)
        if option is None or option[0] in options:
            raise ValueError(f"formula {formula!r}: {word!r} in {part!r} cannot be read or stands twice")
        options[option[0]] = option[1]
    variables = tuple(_term(name, formula) for name in names.split())
    return GMMStyle(variables, **options) if kind == "gmm" else IVStyle(variables, **options)


def _option(word: str, kind: str) -> tuple | None:
    if word in _EQUATIONS:
        return "equation", word
    if kind == "iv":
        return None
    if word == "collapse":
        return "collapse", True
    lags = _LAGS.fullmatch(word.replace(" ", ""))
    if not lags:
        return None
    first, colon, last = lags.groups()
    return "lags", (int(first), int(last) if last else None if colon else int(first))
