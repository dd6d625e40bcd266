"""Observations of models that share their rows: more regressors, fewer units, other outcomes.

Read from the design: the models' ``outcome``, ``sample``, ``controls``, ``fixed_effects`` and ``lags``, and
``panel``. Columns with one name of a sample are on the same rows, up to values that are missing. An entry of
``exclusions`` (``whole``, ``part``: [exhibit, column]) says that the part leaves units of the whole out, with
``treatment`` (a term) those whose treatment it is.
"""

from collections.abc import Iterator
from itertools import combinations

from lib.audit.findings import AMBIGUITY, CONTRADICTION, INCONSISTENCY, REMARK, Finding, rule
from lib.audit.nesting import (
    called,
    count,
    exhibits_of,
    grouped,
    ids,
    nested,
    nested_pairs,
    printed,
    same_outcome,
    same_rows,
)
from lib.audit.record import Cell, Column, Record
from lib.audit.rules.counts import units_possible

FEW = 3  # exhibits and outcomes with one number of observations before it is worth a word


def _of(groups: list[tuple[Column, ...]]) -> list[Column]:
    return [column for group in groups for column in group]


@rule("fewer-units-more-observations", INCONSISTENCY, "Of two models on the same rows, the one with fewer "
      "units has more observations only if each lacks rows that the other has.")  # fmt: skip
def fewer_units_more_observations(record: Record) -> Iterator[Finding]:
    """One finding a pair of exhibits, with its widest gap.

    Each unit that only one model has brings it at least one row, so with fewer units and more observations at
    least (difference of units) rows are in the one model only and (difference of observations + difference of
    units) in the other only. Where one model contains the other, `nested_observations` says more.
    """
    counted = [c for c in record.regressions if None not in (count(c, "n"), count(c, "n_units"))]
    ordered = (sorted(pair, key=lambda c: -count(c, "n_units")) for pair in combinations(counted, 2))
    odd = [(many, few) for many, few in ordered if same_rows(many, few) and _fewer_units_more_rows(many, few)]
    for exhibits, found in grouped(odd).items():
        many, few = max(found, key=lambda pair: count(pair[1], "n") - count(pair[0], "n"))
        units = count(many, "n_units") - count(few, "n_units")
        rows = count(few, "n") - count(many, "n")
        text = (f"units {printed(many, 'n_units')} - {printed(few, 'n_units')} = {units}, observations "
                f"{printed(few, 'n')} - {printed(many, 'n')} = {rows}: at least {units} rows only in "
                f"{called([many])}, {rows} + {units} = {rows + units} only in {called([few])}")  # fmt: skip
        yield Finding("fewer-units-more-observations", INCONSISTENCY, exhibits[0],
                      ids(_of(found), "n_units", "n"), text,
                      f"Fewer units and yet more observations in {called(few for _, few in found)} than "
                      f"in {called(many for many, _ in found)}, on what is declared one sample: each "
                      "would have to lack rows that the other has.", "-".join(exhibits))  # fmt: skip


def _fewer_units_more_rows(many: Column, few: Column) -> bool:
    turned = count(many, "n_units") > count(few, "n_units") and count(many, "n") < count(few, "n")
    return turned and not nested(few, many) and not nested(many, few)


@rule("excluded-units", AMBIGUITY, "A sample that leaves out units of another has fewer units than it.")
def excluded_units(record: Record) -> Iterator[Finding]:
    """Samples said to leave units out that print as many units as before; one finding an exhibit.

    Without the units' rows after some date the count of units stays, so it is not clear what was left out.
    """
    found: dict[str, list[tuple[Column, Column]]] = {}
    for entry in record.design.exclusions:
        whole, part = record.column(*entry["whole"]), record.column(*entry["part"])
        if whole is None or part is None or count(part, "n_units") is None:
            continue
        if count(part, "n_units") == count(whole, "n_units"):
            found.setdefault(part.exhibit, []).append((whole, part))
    for exhibit, pairs in found.items():
        lines = dict.fromkeys(f"units {printed(w, 'n_units')} and {printed(p, 'n_units')}, observations "
                              f"{printed(w, 'n')} and {printed(p, 'n')}" for w, p in pairs)  # fmt: skip
        yield Finding("excluded-units", AMBIGUITY, exhibit, ids(_of(pairs), "n_units", "n"), "; ".join(lines),
                      f"{called(p for _, p in pairs)}: units are said to be left out, yet as many are "
                      f"counted as in {called(w for w, _ in pairs)}.", exhibit)  # fmt: skip


@rule("treated-excluded", AMBIGUITY, "A treatment does not vary in a sample without the treated units.")
def treated_excluded(record: Record) -> Iterator[Finding]:
    """Samples said to leave the treated out that still print the treatment's coefficient; one an exhibit."""
    found: dict[str, list[Cell]] = {}
    for entry in record.design.exclusions:
        part = record.column(*entry["part"])
        estimate = part and entry.get("treatment") and part.estimate(entry["treatment"])
        if estimate:
            found.setdefault(part.exhibit, []).append(estimate.coef)
    for exhibit, cells in found.items():
        yield Finding("treated-excluded", AMBIGUITY, exhibit, tuple(cell.id for cell in cells),
                      "; ".join(f"{cell.column} {cell.label} {cell.shown}" for cell in cells),
                      "The sample is said to be without the treated units, where the treatment as defined is "
                      "zero in every row, and yet it has a coefficient: another definition is meant.",
                      exhibit)  # fmt: skip


@rule("nested-observations", CONTRADICTION, "Adding regressors to a model on the same rows can lose "
      "observations and units, but not win them.")  # fmt: skip
def nested_observations(record: Record) -> Iterator[Finding]:
    """More rows with more regressors (by pair of exhibits), a loss for one outcome only (by exhibit)."""
    pairs = list(nested_pairs(record))
    for statistic, what in (("n", "observations"), ("n_units", "units")):
        risen = [(a, b) for a, b in pairs if None not in (count(a, statistic), count(b, statistic))
                 and count(b, statistic) > count(a, statistic)]  # fmt: skip
        for exhibits, found in grouped(risen).items():
            lines = (f"{called([a])}: {printed(a, statistic)}, {called([b])}: {printed(b, statistic)}"
                     for a, b in found)  # fmt: skip
            yield Finding("nested-observations", CONTRADICTION, exhibits[0], ids(_of(found), statistic),
                          "; ".join(lines),
                          f"{called(b for _, b in found)}: more {what} than the same model has with fewer "
                          f"regressors ({called(a for a, _ in found)}).",
                          "-".join((*exhibits, what)))  # fmt: skip
    for (exhibit,), found in grouped(p for p in pairs if len(exhibits_of(p)) == 1).items():
        yield from _uneven_loss(exhibit, found)


def _uneven_loss(exhibit: str, pairs: list[tuple[Column, Column]]) -> Iterator[Finding]:
    """The same controls cost one outcome observations and another none."""
    added = [(a, b) for a, b in pairs if a.model.controls != b.model.controls and a.terms == b.terms
             and count(a, "n") and count(b, "n")]  # fmt: skip
    lost = [(a, b) for a, b in added if count(b, "n") < count(a, "n")]
    kept = [(a, b) for a, b in added if count(b, "n") == count(a, "n") and _same_change(b, lost)]
    if not (lost and kept):
        return
    equal = [(a, b) for a, b in kept if count(a, "n") in {count(other, "n") for other, _ in lost}]
    chosen = lost + (equal or kept)
    lines = (f"{a.model.outcome}: {printed(a, 'n')} to {printed(b, 'n')}" for a, b in chosen)
    start = ", though both start from the same number" if equal else ""
    yield Finding("nested-observations", INCONSISTENCY if equal else AMBIGUITY, exhibit,
                  ids(_of(chosen), "n"), "; ".join(lines),
                  f"Adding the same controls costs {called(b for _, b in lost)} observations, but not "
                  f"{called(b for _, b in equal or kept)}{start}.", f"{exhibit}-uneven")  # fmt: skip


def _same_change(large: Column, pairs: list[tuple[Column, Column]]) -> bool:
    return any(same_rows(large, b) and large.model.controls == b.model.controls for _, b in pairs)


@rule("order-of-samples", AMBIGUITY, "Which of two outcomes has more observations should not change "
      "between two tables on the same rows.")  # fmt: skip
def order_of_samples(record: Record) -> Iterator[Finding]:
    """Two outcomes whose numbers of observations change places; one finding a pair of exhibits."""
    groups: dict[tuple[str, ...], list] = {}
    for here, there in combinations(_side_by_side(record), 2):
        if here[0].exhibit != there[0].exhibit and _changed_places(here, there):
            groups.setdefault(exhibits_of((here[0], there[0])), []).append((here, there))
    for exhibits, found in groups.items():
        lines = (f"{_two(*pair)} against {_two(*other)}" for pair, other in found)
        here, there = _of([pair for pair, _ in found]), _of([pair for _, pair in found])
        yield Finding("order-of-samples", AMBIGUITY, exhibits[0], ids(here + there, "n"), "; ".join(lines),
                      f"Which of two outcomes has more observations changes from {called(here)} to "
                      f"{called(there)}, on what is declared one sample: columns may be swapped, or the "
                      "samples differ.", "-".join(exhibits))  # fmt: skip


def _two(a: Column, b: Column) -> str:
    both = f"{a.model.outcome} {printed(a, 'n')} and {b.model.outcome} {printed(b, 'n')}"
    return f"{both} in {called([a, b])}"


def _side_by_side(record: Record) -> list[tuple[Column, Column]]:
    """Pairs of columns of one exhibit that differ in nothing but the outcome, in the outcomes' order."""
    counted = [c for c in record.regressions if count(c, "n") and c.model.outcome]
    pairs = (sorted(pair, key=lambda c: c.model.outcome) for pair in combinations(counted, 2))
    return [(a, b) for a, b in pairs if same_rows(a, b) and not same_outcome(a, b) and a.exhibit == b.exhibit
            and a.model.controls == b.model.controls and a.terms == b.terms]  # fmt: skip


def _changed_places(here: tuple[Column, Column], there: tuple[Column, Column]) -> bool:
    same = all(same_outcome(a, b) and same_rows(a, b) for a, b in zip(here, there, strict=True))
    gaps = [count(a, "n") - count(b, "n") for a, b in (here, there)]
    return same and here[0].model.controls == there[0].model.controls and gaps[0] * gaps[1] < 0


@rule("same-n-everywhere", AMBIGUITY, "Outcomes, regressors, lags and matching each cost some "
      "observations; one number everywhere means a common sample that the text should mention.")  # fmt: skip
def same_n_everywhere(record: Record) -> Iterator[Finding]:
    """One n in at least three exhibits and for at least three outcomes; once a number.

    Silent for a balanced panel, whose n is units times periods. An ambiguity where samples of different names
    have it.
    """
    counted = [c for c in record.regressions if count(c, "n") and c.model.outcome]
    for n in dict.fromkeys(count(column, "n") for column in counted):
        same = [column for column in counted if count(column, "n") == n]
        outcomes, samples = ({getattr(c.model, of) for c in same} for of in ("outcome", "sample"))
        if len(exhibits_of(same)) < FEW or len(outcomes) < FEW or all(_balanced(record, c) for c in same):
            continue
        yield Finding("same-n-everywhere", AMBIGUITY if len(samples) > 1 else REMARK, same[0].exhibit,
                      ids(same, "n"), f"{printed(same[0], 'n')} in {len(same)} models of "
                      f"{len(exhibits_of(same))} exhibits for {len(outcomes)} outcomes; another number in "
                      f"{len(counted) - len(same)} models",
                      "Outcomes and regressors with data of their own all leave the same number of "
                      "observations: "
                      "the text should say how missing values were treated.", f"n-{n}")  # fmt: skip


def _balanced(record: Record, column: Column) -> bool:
    units = count(column, "n_units") or units_possible(record)
    return count(column, "n") == units * (record.design.periods - column.model.lags)
