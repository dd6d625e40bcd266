"""The verdict of one printed number."""

from decimal import Decimal

from lib.printed import Printed, number
from lib.verdicts import scale


def judge(printed: Printed, ours: float, *, stars: str | None = None, p: float | None = None) -> str:
    """Compare a computed value with a printed one.

    Parameters
    ----------
    printed : Printed
        The printed number, in the units of ``ours``.
    ours : float
        Computed value, finite.
    stars : str, optional
        Printed stars; ``""`` says that the paper finds the number not significant, ``None`` that stars
        are not used here.
    p : float, optional
        Our p-value, needed to compare conclusions.

    Returns
    -------
    str, one of `scale.COMPARED`.

    Notes
    -----
    A changed sign weighs more than a changed conclusion, and this more than any distance: a coefficient
    printed with a star that our p-value does not support is "significance" even where its value is exact.
    A value inside the printed interval never has another sign. A star too few leaves the conclusion at
    the printed level and therefore the verdict "exact"; it rules out "close".
    """
    x = number(ours)
    inside = x in printed
    if not inside and x * printed.value < 0:
        return scale.SIGN
    if conclusion_changes(stars, p):
        return scale.SIGNIFICANCE
    if inside:
        return scale.EXACT
    if printed.distance(x) <= printed.grace:
        return scale.LAST_DIGIT
    near = abs(x - printed.value) <= Decimal(scale.CLOSE_SHARE) * abs(printed.value)
    return scale.CLOSE if near and same_stars(stars, p) else scale.DIFFERENT


def level(stars: str) -> float:
    """Level at which a coefficient with these stars is read."""
    return scale.STAR_LEVELS.get(stars, scale.DEFAULT_LEVEL)


def stars_of(p: float) -> str:
    """Stars of a p-value."""
    return next((stars for stars, bound in scale.STAR_LEVELS.items() if p < bound), "")


def conclusion_changes(stars: str | None, p: float | None) -> bool:
    """Is the printed number significant at its level and ours not, or the other way round?"""
    if stars is None or p is None:
        return False
    return (p < level(stars)) != bool(stars)


def same_stars(stars: str | None, p: float | None) -> bool:
    """Do ours and the printed number carry the same stars, as far as that can be said?"""
    return stars is None or p is None or stars_of(p) == stars


def significance_class(value: float | None, significant: bool) -> str:
    """Class of the significance matrix: ``negative``, ``not significant``, ``positive``."""
    if not significant:
        return "not significant"
    return "any sign" if value is None else ("positive" if value > 0 else "negative")
