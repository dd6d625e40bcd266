"""What identifies a coefficient: regressors that others or the fixed effects already contain.

Fields of a term in the design's ``variables``, beside ``definition``, ``varies`` and ``source``:

``definition``
    A formula in other names, e.g. ``log(gdp / population)``; see `lib.audit.algebra.Formulas`.
``measure``
    Unit or price basis, if the paper says it (two series of one source can differ in it).
``role``
    ``treatment``; ``group`` for the indicator of the treated units.
"""

import re
from collections.abc import Iterator

import sympy
from sympy import Expr

from lib.audit.algebra import ONE, expanded
from lib.audit.findings import (
    AMBIGUITY,
    CONTRADICTION,
    INCONSISTENCY,
    Finding,
    rule,
)
from lib.audit.record import Column, Record
from lib.audit.rules.equations import declared, named, reported_cells

WITHOUT_EFFECTS = "GMM"  # a method that keeps regressors which unit effects would absorb


@rule(
    "collinear-by-definition",
    CONTRADICTION,
    "Writes each regressor of a model by its definition and takes the rank: a regressor that is a sum of "
    "others has no coefficient of its own.",
)
def collinear_by_definition(record: Record) -> Iterator[Finding]:
    """Regressors of one model of which some are linear combinations of the others."""
    found: dict[tuple, list[str]] = {}
    for (exhibit, column), terms in _regressors(record).items():
        for combination in _dependencies(record, terms):
            found.setdefault((exhibit, tuple(combination.items()), len(terms)), []).append(column)
    for (exhibit, combination, number), columns in found.items():
        linked = [term for term, _ in combination]
        severity, reason = _standing(record, exhibit, linked)
        yield Finding(
            "collinear-by-definition",
            severity,
            exhibit,
            _cells(record, exhibit, linked),
            f"{_relation(combination)} = 0, so the {len(linked)} regressors have rank "
            f"{len(linked) - 1} (models with {number} regressors: {', '.join(columns)})",
            f"By definition {', '.join(linked[:-1])} and {linked[-1]} in {exhibit} are linear combinations "
            f"of each other, so their coefficients cannot be told apart{reason}.",
            f"{exhibit} {' '.join(linked)}",
        )


@rule(
    "absorbed",
    CONTRADICTION,
    "Compares the dimensions over which a regressor varies with the fixed effects: one that varies only "
    "within an effect's dimensions has no coefficient.",
)
def absorbed(record: Record) -> Iterator[Finding]:
    """Regressors that the fixed effects of their equation or model contain."""
    for equation in declared(record):
        effects = [set(indices) for indices in equation.get("fixed_effects", [])]
        running = set([equation["sum"]["index"]] if equation.get("sum") else [])
        lost = [t for t in equation["terms"] if _contained(set(t["varies"]) - running, effects)]
        if lost:
            yield _absorbed_in_equation(record, equation, lost, running)
    for exhibit, columns in record.by_exhibit():
        cells = {
            estimate.coef.id: term
            for column in columns
            if WITHOUT_EFFECTS not in column.model.method
            for term in column.terms
            if _contained(_varies(record, term), _effects(column)) and (estimate := column.estimate(term))
        }
        if cells:
            terms = dict.fromkeys(cells.values())
            yield Finding(
                "absorbed",
                CONTRADICTION,
                exhibit,
                tuple(cells),
                "; ".join(f"{term} varies over {', '.join(sorted(_varies(record, term)))}" for term in terms),
                f"{exhibit} prints coefficients of {', '.join(terms)}, which the fixed effects of the same "
                "columns absorb.",
            )


@rule(
    "treatment-not-differenced",
    AMBIGUITY,
    "A difference in differences needs an effect for each treated unit, or for the treated group; "
    "otherwise the coefficient also holds what set the treated units apart before.",
)
def treatment_not_differenced(record: Record) -> Iterator[Finding]:
    """Treatments of units for which the model has neither unit effects nor a group indicator."""
    seen: set[str] = set()
    for equation in declared(record):
        for term in equation["terms"]:
            if term.get("role") == "treatment" and (units := _open_in_equation(equation, term)):
                cells = reported_cells(record, equation)
                seen |= set(cells)
                effects = [f"[{' '.join(e)}]" for e in equation.get("fixed_effects", [])]
                yield _not_differenced(
                    named(equation, ""), named(equation), equation["id"], cells, units, effects
                )
    for exhibit, columns in record.by_exhibit():
        for units, effects, cells in _open_columns(record, columns, seen):
            key = f"{exhibit} {' '.join(effects)}"
            yield _not_differenced(exhibit, f"{len(cells)} columns of {exhibit}", key, cells, units, effects)


# --- by definition


def _regressors(record: Record) -> dict[tuple[str, str], list[str]]:
    """Terms of each model, printed or not, by exhibit and column."""
    rows = record.rows
    rows = rows[(rows["source"] == "exhibit") & rows["statistic"].isin(["coef", "*"])]
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows.to_dict("records"):
        if row["term"] in ("", "*"):
            continue
        names = record.design.model(row["exhibit"], row["panel"], row["column"]).terms
        column = " ".join(filter(None, (row["panel"], row["column"])))
        terms = found.setdefault((row["exhibit"], column), [])
        name = names.get(row["term"], row["term"])
        if name not in terms:
            terms.append(name)
    return found


def _dependencies(record: Record, terms: list[str]) -> list[dict[str, Expr]]:
    """Weights of linear combinations of the regressors that are zero by definition."""
    if not any(record.design.variables.get(term, {}).get("definition") for term in terms):
        return []
    written = [expanded(record.design.variables, term)[1].as_coefficients_dict() for term in terms]
    written = [{ONE if part == 1 else part: weight for part, weight in row.items()} for row in written]
    parts = sorted({part for row in written for part in row}, key=str)
    matrix = sympy.Matrix([[row.get(part, 0) for row in written] for part in parts])
    return [
        {term: weight for term, weight in zip(terms, vector, strict=True) if weight}
        for vector in matrix.nullspace()
    ]


def _relation(combination: tuple[tuple[str, Expr], ...]) -> str:
    return str(sum(weight * sympy.Symbol(term) for term, weight in combination))


def _standing(record: Record, exhibit: str, linked: list[str]) -> tuple[str, str]:
    """Severity and the reason why it is not worse."""
    entries = [record.design.variables.get(term, {}) for term in linked if term != "constant"]
    sources = {entry.get("source", "") for entry in entries}
    if len(sources) > 1 or "" in sources:
        return AMBIGUITY, " unless the series come from different sources"
    if not set(linked) <= _reported(record, exhibit):
        return AMBIGUITY, "; not all of these coefficients are reported"
    if not all(entry.get("measure") for entry in entries):
        source = sources.pop()
        return INCONSISTENCY, (
            f", although all are reported: they can be only if series of the one source ({source}) are in "
            "different units or prices, which the paper does not say"
        )
    return CONTRADICTION, ", although all are reported from one source"


def _reported(record: Record, exhibit: str) -> set[str]:
    """Terms of an exhibit with a coefficient that is printed or that the text speaks of."""
    rows = record.rows
    rows = rows[(rows["exhibit"] == exhibit) & (rows["statistic"] == "coef") & (rows["kind"] != "hypothesis")]
    return {name for term in rows["term"] for name in re.findall(r"\w+", term)}


def _cells(record: Record, exhibit: str, terms: list[str]) -> tuple[str, ...]:
    """Ids of coefficients and claims of the terms in an exhibit."""
    rows = record.rows
    rows = rows[(rows["exhibit"] == exhibit) & rows["statistic"].isin(["coef", "*"])]
    chosen = rows["term"].isin(terms) & (rows["kind"] != "hypothesis")
    return tuple(rows.loc[chosen, "id"])


# --- fixed effects


def _contained(varies: set[str], effects: list[set[str]]) -> bool:
    return bool(varies) and any(varies <= effect for effect in effects)


def _effects(column: Column) -> list[set[str]]:
    return [set(effect.split(" x ")) for effect in column.model.fixed_effects]


def _varies(record: Record, term: str) -> set[str]:
    return set(record.design.variables.get(term, {}).get("varies", []))


def _absorbed_in_equation(record: Record, equation: dict, lost: list[dict], running: set[str]) -> Finding:
    """Contradiction if a treatment is lost whose coefficients are reported, else an inconsistency."""
    shown = [
        f"{term.get('symbol', term['variable'])} varies over "
        f"[{' '.join(i for i in term['varies'] if i not in running)}]"
        for term in lost
    ]
    effects = " ".join(f"[{' '.join(effect)}]" for effect in equation["fixed_effects"])
    cells = reported_cells(record, equation)
    treatments = [term for term in lost if term.get("role") == "treatment"]
    graver = treatments and cells
    what = "the treatment" if treatments else "regressors"
    rest = ", whose coefficients are reported," if graver else ""
    return Finding(
        "absorbed",
        CONTRADICTION if graver else INCONSISTENCY,
        named(equation, ""),
        cells if graver else (),
        f"{'; '.join(shown)}; fixed effects: {effects}",
        f"The fixed effects of {named(equation)} as printed absorb "
        f"{what}{rest}{' and the controls beside it' if treatments and len(lost) > len(treatments) else ''}.",
        f"equation {equation['id']}",
    )


def _open_in_equation(equation: dict, term: dict) -> list[str]:
    """Units of a treatment that neither an effect nor a group indicator covers; empty if they are covered."""
    time, running = equation.get("time", "t"), (equation.get("sum") or {}).get("index")
    units = [index for index in term["varies"] if index not in (time, running)]
    effects = [set(effect) for effect in equation.get("fixed_effects", [])]
    groups = [set(t["varies"]) for t in equation["terms"] if t.get("role") == "group"]
    return [] if _covered(units, effects, groups) else units


def _open_columns(record: Record, columns: list[Column], seen: set[str]) -> list[tuple]:
    """Units, fixed effects and cells of columns with a treatment that is not differenced."""
    found: dict[tuple, list[str]] = {}
    for column in columns:
        for term in column.terms:
            if (
                record.design.variables.get(term, {}).get("role") != "treatment"
                or not column.model.fixed_effects
            ):
                continue
            units = [d for d in record.design.panel.get("unit", []) if d in _varies(record, term)]
            groups = [_varies(record, t) for t in column.terms if _role(record, t) == "group"]
            cell = column.estimate(term).coef.id
            if cell not in seen and not _covered(units, _effects(column), groups):
                found.setdefault((tuple(units), column.model.fixed_effects), []).append(cell)
    return [(list(units), list(effects), tuple(cells)) for (units, effects), cells in found.items()]


def _covered(units: list[str], effects: list[set[str]], groups: list[set[str]]) -> bool:
    return (
        not units or any(set(units) <= effect for effect in effects) or any(g == set(units) for g in groups)
    )


def _role(record: Record, term: str) -> str:
    return record.design.variables.get(term, {}).get("role", "")


def _not_differenced(
    exhibit: str, where: str, key: str, cells, units: list[str], effects: list[str]
) -> Finding:
    unit = " x ".join(units)
    return Finding(
        "treatment-not-differenced",
        AMBIGUITY,
        exhibit,
        tuple(cells),
        f"treatment by {unit} and time; effects: {', '.join(effects) or 'none'}",
        f"The treatment in {where} is set for each {unit}, but no fixed effect or group indicator belongs "
        "to it: the coefficient compares treated with other units as well as before with after.",
        key,
    )
