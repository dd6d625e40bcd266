"""What was read of a user's own table: a run without findings says something only of what the rules saw."""

import difflib
from collections import Counter
from dataclasses import dataclass

from lib.audit import needs, own_rows, unreached
from lib.audit.design import Design
from lib.audit.needs import Need
from lib.audit.record import COUNTS, Cell, Record
from lib.audit.rules.identities import substitutions

KNOWN = (*own_rows.ANOTHER_SPELLING, "variance")
BEGINNINGS = ("r2_", "n_", "share", "min_", "max_")  # families that rules know
PROPOSED = {"std": "se or sd", "adjr2": "r2_adjusted", "adjustedr2": "r2_adjusted", "r2adj": "r2_adjusted"}
ALIKE = 0.6  # similarity at which another name is worth proposing


@dataclass(frozen=True)
class Reading:
    """What the rules see of a table.

    Attributes
    ----------
    statistics : dict
        Printed numbers by statistic.
    with_error, with_stars : int
        Coefficients with a standard error or t, and with stars.
    sentences : int
        Sentences of the text.
    declared : tuple of str
        Fields of the design that hold something.
    unknown : dict
        Of statistics that no rule knows and neither an identity nor a sentence names, the number of cells and
        the nearest known name (empty if none is near).
    alone : tuple of Cell
        Standard errors and t values without a coefficient.
    bare : tuple of Cell
        Coefficients without a standard error, t or p.
    converted : tuple of Cell
        Numbers with a per cent sign, read as fractions, or with a comma, read as setting thousands apart.
    unreached : dict
        Statements of the text that reach no printed cell: the reason by id (`lib.audit.unreached`).
    silent : dict
        Rules that could not speak, each under the first thing that it lacks: of the table, then of the text,
        then of the design.
    speaking : int
        Number of the other rules.
    """

    statistics: dict[str, int]
    with_error: int
    with_stars: int
    sentences: int
    declared: tuple[str, ...]
    unknown: dict[str, tuple[int, str]]
    alone: tuple[Cell, ...]
    bare: tuple[Cell, ...]
    converted: tuple[Cell, ...]
    unreached: dict[str, str]
    silent: dict[str, tuple[str, ...]]
    speaking: int


def of(record: Record) -> Reading:
    """What the rules see of a record."""
    cells = list(record.cells.values())
    estimates = [estimate for column in record.regressions for estimate in column.estimates]
    keys = {(*estimate.coef.key[:4],) for estimate in estimates}
    statistics = Counter(cell.statistic for cell in cells)
    lacking = needs.lacking(record)
    return Reading(
        statistics=dict(statistics),
        with_error=sum(bool(estimate.se or estimate.t) for estimate in estimates),
        with_stars=sum(bool(estimate.coef.stars) for estimate in estimates),
        sentences=len(record.claims),
        declared=_declared(record),
        unknown=_unknown(record, statistics),
        alone=tuple(c for c in cells if c.statistic in ("se", "t") and c.key[:4] not in keys),
        bare=tuple(e.coef for e in estimates if not (e.se or e.t or e.p)),
        converted=tuple(cell for cell in cells if set("%,") & set(cell.printed)),
        unreached=unreached.of(record),
        silent=_silent(record, lacking),
        speaking=sum(not lacks for lacks in lacking.values()),
    )


def counts(reading: Reading) -> int:
    """Number of printed counts."""
    return sum(n for name, n in reading.statistics.items() if name in COUNTS or name.startswith("n_"))


def nearest(statistic: str) -> str:
    """The known statistic that a name is nearest to; empty if none is near."""
    plain = own_rows.plain(statistic)
    if plain in PROPOSED:
        return PROPOSED[plain]
    known = {own_rows.plain(word): word for word in KNOWN} | own_rows.WORDS
    found = difflib.get_close_matches(plain, known, n=1, cutoff=ALIKE)
    return known[found[0]] if found else ""


def _unknown(record: Record, statistics: Counter) -> dict[str, tuple[int, str]]:
    named = {claim["statistic"] for claim in record.claims} | _in_identities(record)
    return {
        name: (number, nearest(name))
        for name, number in statistics.items()
        if name not in named and name not in KNOWN and not name.startswith(BEGINNINGS)
    }


def _silent(record: Record, lacking: dict[str, tuple[Need, ...]]) -> dict[str, tuple[str, ...]]:
    """Rules by the first need that is not met; without any text or design, by that."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for name, lacks in lacking.items():
        if lacks:
            where, words = lacks[0].where, lacks[0].words
            if where == needs.TEXT and not record.claims:
                words = "sentences of the text (--claims)"
            elif where == needs.DESIGN and record.design == Design():
                words = "a design (--design)"
            found[where, words] = (*found.get((where, words), ()), name)
    order = [needs.TABLE, needs.TEXT, needs.DESIGN]
    return {key[1]: found[key] for key in sorted(found, key=lambda key: order.index(key[0]))}


def _in_identities(record: Record) -> set[str]:
    """Statistics of the numbers that the declared identities name."""
    entries = [replaced for entry in record.design.identities for replaced in substitutions(entry)]
    return {str(place).rpartition("/")[2] for entry in entries for place in entry["where"].values()}


def _declared(record: Record) -> tuple[str, ...]:
    empty = Design()
    return tuple(name for name, value in vars(record.design).items() if value != getattr(empty, name))
