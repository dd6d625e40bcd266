"""Which columns are comparable and which contain each other, and how findings name them."""

import re
from collections.abc import Iterable, Iterator
from itertools import permutations

from lib.audit.design import Model
from lib.audit.record import Column, Record

INSTRUMENTED = {"gmm", "iv", "2sls", "3sls", "tsls", "liml", "instruments", "instrumental", "instrumented"}
LIKELIHOOD = {"logit", "probit", "tobit", "heckman", "frontier"}


def count(column: Column, statistic: str) -> int | None:
    """The printed count of a column (``n``, ``n_units``), or None."""
    cell = column.cell(statistic)
    return None if cell is None else int(cell.value)


def printed(column: Column, statistic: str) -> str:
    """The printed string of a column's own cell, or a question mark."""
    cell = column.cell(statistic)
    return "?" if cell is None else cell.printed


def same_rows(a: Column, b: Column) -> bool:
    """Are both declared to be estimated on the same rows, up to missing values?"""
    return bool(a.model.sample) and a.model.sample == b.model.sample and a.model.lags == b.model.lags


def same_outcome(a: Column, b: Column) -> bool:
    """Have both the same declared outcome?"""
    return bool(a.model.outcome) and a.model.outcome == b.model.outcome


def effects(column: Column) -> frozenset[str]:
    """Fixed effects with all that they span: ``city x year`` spans ``city`` and ``year``."""
    absorbed = column.model.fixed_effects
    parts = (frozenset(effect.split(" x ")) for effect in absorbed)
    spanned = {name for part in parts for name in part}
    return frozenset(absorbed) | spanned


def nested(small: Column, large: Column) -> bool:
    """Has ``large`` every regressor and effect of ``small``, and more, with the same outcome and rows?"""
    if not (same_rows(small, large) and same_outcome(small, large)):
        return False
    if small.model.controls not in ("", large.model.controls):
        return False
    pairs = ((set(small.terms), set(large.terms)), (effects(small), effects(large)))
    more = any(a != b for a, b in pairs) or small.model.controls != large.model.controls
    return more and all(a <= b for a, b in pairs)


def nested_pairs(record: Record) -> Iterator[tuple[Column, Column]]:
    """Every pair (small, large) of regressions of which the second contains the first."""
    yield from ((a, b) for a, b in permutations(record.regressions, 2) if nested(a, b))


def exhibits_of(pair: Iterable[Column]) -> tuple[str, ...]:
    """The exhibits of some columns, each once, in order."""
    return tuple(dict.fromkeys(column.exhibit for column in pair))


def grouped(pairs: Iterable[tuple[Column, Column]]) -> dict[tuple[str, ...], list[tuple[Column, Column]]]:
    """Pairs of columns by the exhibits they stand in, in alphabetical order."""
    groups: dict[tuple[str, ...], list] = {}
    for pair in pairs:
        groups.setdefault(tuple(sorted(exhibits_of(pair))), []).append(pair)
    return groups


def instrumented(model: Model) -> bool:
    """Is the declared method one with instruments, whose R2 can be negative?"""
    return bool(_words(model) & INSTRUMENTED)


def least_squares(column: Column) -> bool:
    """Is R2 the share of variance that least squares explains? Not with instruments or a likelihood."""
    return not _words(column.model) & (INSTRUMENTED | LIKELIHOOD)


def _words(model: Model) -> set[str]:
    return set(re.findall(r"\w+", model.method.lower()))


def called(columns: Iterable[Column]) -> str:
    """``Table 3 (1), (2), Table 4 (1)``, the columns of an exhibit in order."""
    exhibits: dict[str, set[str]] = {}
    for column in columns:
        exhibits.setdefault(column.exhibit, set()).add(f"{column.panel} {column.name}".strip())
    listed = (", ".join(sorted(names, key=lambda x: (len(x), x))) for names in exhibits.values())
    return ", ".join(
        f"{name(exhibit)} {names}".strip() for exhibit, names in zip(exhibits, listed, strict=True)
    )


def name(exhibit: str) -> str:
    """``table_3`` as ``Table 3``."""
    words = exhibit.replace("_", " ")
    return words[:1].upper() + words[1:]


def ids(columns: Iterable[Column], *statistics: str) -> tuple[str, ...]:
    """Ids of the columns' own cells of these statistics, each once."""
    cells = (column.cell(statistic) for column in columns for statistic in statistics)
    return tuple(dict.fromkeys(cell.id for cell in cells if cell is not None))
