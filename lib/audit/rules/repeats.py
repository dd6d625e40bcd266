"""One model printed in two tables.

Read from the design: every field of a model but ``clusters`` and ``scale``; the models of two columns are one
only if ``outcome`` and ``sample`` are declared and all the others are the same. Within one exhibit columns
differ on purpose, also where the design does not say in what, so only different exhibits are compared.
"""

from collections.abc import Iterator
from itertools import combinations

from lib.audit import intervals
from lib.audit.findings import CONTRADICTION, INCONSISTENCY, Finding, rule
from lib.audit.nesting import called, grouped, same_outcome, same_rows
from lib.audit.record import Cell, Column, Record

ESTIMATED = ("coef", "se", "t")
OWN = ("n", "n_units", "r2")
FIXED = ("coef", "n", "n_units")  # what no choice of standard errors or of R2 changes
SHARED = 1 / 2  # of the numbers of both: from here on they are one model with an error in print
Pair = tuple[Cell, Cell]


@rule("same-model-twice", CONTRADICTION, "A model that is printed in two tables has the same coefficients, "
      "standard errors, observations and R2 in both.")  # fmt: skip
def same_model_twice(record: Record) -> Iterator[Finding]:
    """Numbers of one model that differ between two tables; one finding a pair of exhibits.

    A contradiction where a coefficient or a count differs and half of the numbers agree. Where fewer agree
    something undeclared may set the models apart; standard errors and R2 can be computed in several ways.
    """
    pairs = (pair for pair in combinations(record.regressions, 2) if same_model(*pair))
    for exhibits, found in grouped(pairs).items():
        unlike = [(pair, wrong) for pair in found if (wrong := _unlike(*pair))]
        if not unlike:
            continue
        severe = any(_severe(pair, wrong) for pair, wrong in unlike)
        wrong = [cells for _, some in unlike for cells in some]
        way_out = "" if severe else ": they differ in something that is not said"
        yield Finding("same-model-twice", CONTRADICTION if severe else INCONSISTENCY, exhibits[0],
                      tuple(dict.fromkeys(cell.id for cells in wrong for cell in cells)),
                      "; ".join(map(_line, wrong)),
                      f"{called(column for pair, _ in unlike for column in pair)}: models that are declared "
                      f"the same have {len(wrong)} numbers that are not{way_out}.",
                      "-".join(exhibits))  # fmt: skip


def same_model(a: Column, b: Column) -> bool:
    """Does the design say of two columns of different exhibits that they estimate the same?"""
    if a.exhibit == b.exhibit or not (same_rows(a, b) and same_outcome(a, b)):
        return False
    settled = all(getattr(a.model, of) == getattr(b.model, of) for of in ("controls", "method"))
    effects = set(a.model.fixed_effects) == set(b.model.fixed_effects)
    return settled and effects and bool(a.terms) and set(a.terms) == set(b.terms)


def _compared(a: Column, b: Column) -> list[Pair]:
    """Cells of both columns that are the same number; constants only without fixed effects."""
    named = [{column.model.terms.get(term, term): term for term, name in column.cells if name == "coef"}
             for column in (a, b)]  # fmt: skip
    terms = [term for term in named[0] if term in named[1]
             and (term != "constant" or not a.model.fixed_effects)]  # fmt: skip
    keys = [(name, *(names[term] for names in named)) for term in terms for name in ESTIMATED]
    keys += [(name, "", "") for name in OWN]
    pairs = ((a.cell(name, mine), b.cell(name, theirs)) for name, mine, theirs in keys)
    return [(one, other) for one, other in pairs if one is not None and other is not None]


def _unlike(a: Column, b: Column) -> list[Pair]:
    return [pair for pair in _compared(a, b) if not intervals.overlap(pair[0].interval, pair[1].interval)]


def _severe(pair: tuple[Column, Column], wrong: list[Pair]) -> bool:
    agree = 1 - len(wrong) / len(_compared(*pair))
    return agree >= SHARED and any(cell.statistic in FIXED for cell, _ in wrong)


def _line(pair: Pair) -> str:
    one, _ = pair
    places = " and ".join(f"{cell.printed} in {cell.exhibit} {cell.column}" for cell in pair)
    return f"{one.term} {one.statistic}: {places}".strip()
