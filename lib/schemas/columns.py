"""Columns and rules that the schemas of several papers share."""

import itertools

import pandera.pandas as pa

from lib.schemas.dates import FIRST_AGREEMENT, date_fault, date_trouble
from lib.schemas.iso3166 import ISO_3166

REGION_CODE = r"[1-8]\d{5}"


def number(low=None, high=None, *, nullable=False, above=None):
    """A float column within [low, high], or strictly above ``above``."""
    checks = []
    if low is not None:
        checks.append(pa.Check.ge(low))
    if high is not None:
        checks.append(pa.Check.le(high))
    if above is not None:
        checks.append(pa.Check.gt(above))
    return pa.Column(float, checks, nullable=nullable)


def text(*allowed, pattern=None, form=None):
    """A text column, of the ``allowed`` values or of a ``form``; without either it may be empty."""
    checks = [pa.Check.isin(allowed)] if allowed else []
    if pattern:
        checks.append(pa.Check.str_matches(pattern, title=form))
    return pa.Column(object, checks, nullable=False)


def year(first, last, *, nullable=False):
    """A column of calendar years from ``first`` to ``last``; floats where a cell may be empty."""
    if nullable:
        return number(first, last, nullable=True)
    return pa.Column(int, pa.Check.isin(list(range(first, last + 1))))


def yes_no(*, nullable=False):
    """A column of 0 and 1."""
    return pa.Column(float if nullable else int, pa.Check.isin([0, 1]), nullable=nullable)


def partner():
    """A column of China's partners, countries and regions of ISO 3166-1."""
    others = ISO_3166 - {"CHN"}
    return own_check(lambda cells: cells.isin(others), "the ISO 3166-1 alpha-3 code of a partner")


def region_code(*, nullable=False):
    """A column of China's six-digit administrative codes; text, so that it keeps its form."""
    pattern = f"^({REGION_CODE})?$" if nullable else f"^{REGION_CODE}$"
    return text(pattern=pattern, form="six digits, such as 440100")


def date():
    """A column of dates of agreements, known to the day, the month or the year."""
    return own_check(
        lambda cells: cells.map(date_fault) == "",
        f"a date from {FIRST_AGREEMENT} on, written 2004, 2004-07 or 2004-07-31",
        trouble=date_trouble,
    )


def flags(*words):
    """A column of remarks from a fixed list, separated by ``"; "``, empty where there is none."""

    def known(cells):
        return cells.map(lambda cell: not cell or set(cell.split("; ")) <= set(words))

    return own_check(known, f"made of: {'; '.join(words)}")


def own_check(passes, name, *, trouble=None):
    """A text column with a rule of its own.

    Parameters
    ----------
    passes : callable
        Series of cells -> Series of bool.
    name : str
        What a cell that passes is: ``"a date from 1973 on"``; of one that fails it is said not to be.
    trouble : callable, optional
        Cell that fails -> what is wrong with it, where more can be said: ``"is before 1973"``.
    """
    known = {"trouble": trouble} if trouble else None
    check = pa.Check(passes, name=name, description=f"is not {name}", statistics=known)
    return pa.Column(object, check, nullable=False)


def full_grid(**keys):
    """Rule and metadata for a table that has every combination of its keys once and no other.

    Parameters
    ----------
    **keys : list
        Name of a key -> its values.

    Returns
    -------
    tuple of Check and dict: the rule of the frame, and the metadata that name the missing rows.
    """
    wanted = set(itertools.product(*keys.values()))

    def complete(frame):
        return set(zip(*(frame[name] for name in keys), strict=True)) == wanted

    sizes = " x ".join(f"{len(values)} {name}" for name, values in keys.items())
    return pa.Check(complete, name=f"grid of {sizes}"), {"grid": keys}


def row_rule(name, column, expected):
    """Rule and metadata for a column that other columns of its row determine.

    Parameters
    ----------
    name : str
        What the column has to be, in words: ``"precision of the date"``.
    column : str
    expected : callable
        Frame -> Series of the right cells; missing where nothing is expected.

    Returns
    -------
    tuple of Check and dict: the rule of the frame, and the metadata from which a message is made.
    """

    def holds(frame):
        right = expected(frame)
        return (frame[column] == right) | right.isna()

    return pa.Check(holds, name=name), {"expected": {name: (column, expected)}}
