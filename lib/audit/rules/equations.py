"""Indices of the printed equations: sums, coefficients, errors, fixed effects.

An entry of ``equations`` in the design transcribes one printed equation:

``id``, ``exhibits``
    Its name and the exhibits that it is estimated for.
``outcome``, ``error``
    Lists of indices, e.g. ``[i, j, t]``.
``sum``
    ``index`` the sum runs over, ``side`` (``before``, ``after``, ``both``: the periods that the printed
    limits cover) and ``reported`` (number of coefficients the paper reports, by side).
``terms``
    ``coefficient`` with its ``index``, ``variable``, ``symbol`` (as printed), ``varies`` (indices of the
    variable), ``role`` (``treatment``, ``group``, ``controls``) and ``term`` (name in the printed record).
``fixed_effects``
    List of lists of indices.
``same_as``
    Equation that the text says this one equals but for the terms with a ``role`` of ``treatment``.
"""

from collections.abc import Iterator

import sympy

from lib.audit.design import DesignError
from lib.audit.findings import AMBIGUITY, INCONSISTENCY, Finding, rule
from lib.audit.record import Record

CATEGORIES = 3  # values that a sum's index takes where the rank of the regressors is worked out


@rule(
    "index-unbound",
    INCONSISTENCY,
    "A coefficient's index must be one that the sum runs over or that the outcome has; otherwise nobody "
    "can say how many coefficients there are.",
)
def index_unbound(record: Record) -> Iterator[Finding]:
    """Coefficients with an index that nothing in the equation runs over."""
    for equation in declared(record):
        bound = set(equation["outcome"]) | set(_summed(equation))
        loose = {
            f"{term['coefficient']}_{index}": index
            for term in equation["terms"]
            for index in term.get("index", [])
            if index not in bound
        }
        if loose:
            over = ", ".join(_summed(equation)) or "nothing"
            yield _finding(
                "index-unbound",
                INCONSISTENCY,
                record,
                equation,
                f"{', '.join(loose)}: the sum runs over {over}, the outcome over "
                f"{', '.join(equation['outcome'])}",
                f"{_titled(equation)} gives a coefficient the index {', '.join(loose.values())}, over which "
                "neither the sum nor the outcome runs, so the number of coefficients is open.",
            )


@rule(
    "index-missing",
    INCONSISTENCY,
    "A sum of coefficients times one variable that does not change with the sum's index is one coefficient: "
    "the rank of the regressors tells how many can be told apart.",
)
def index_missing(record: Record) -> Iterator[Finding]:
    """Coefficients that change with the sum's index on a variable that does not."""
    for equation in declared(record):
        for index in _summed(equation):
            for term in equation["terms"]:
                if index not in term.get("index", []):
                    continue
                rank = _rank(index in term["varies"])
                if rank < CATEGORIES:
                    yield _one_number(record, equation, term, index)


@rule(
    "error-index",
    INCONSISTENCY,
    "The error must vary over every index of the outcome, unless other terms carry the index.",
)
def error_index(record: Record) -> Iterator[Finding]:
    """An error term that lacks an index of the outcome."""
    for equation in declared(record):
        if "error" not in equation:
            continue
        outcome, error = set(equation["outcome"]), set(equation["error"])
        if outcome == error:
            continue
        terms = [
            *equation.get("fixed_effects", []),
            *(_varies(term, equation) for term in equation["terms"]),
            equation["error"],
        ]
        whole = any(outcome <= set(indices) for indices in terms)
        consequence = "" if whole else "; no term on the right varies over all of them at once"
        yield _finding(
            "error-index",
            INCONSISTENCY,
            record,
            equation,
            f"outcome: {_indices(equation['outcome'])}, error: {_indices(equation['error'])}",
            f"The outcome of {named(equation)} varies over {', '.join(equation['outcome'])}, its error "
            f"over {', '.join(equation['error']) or 'nothing'}{consequence}.",
        )


@rule(
    "dimension-of-treatment",
    INCONSISTENCY,
    "One variable must have the same dimensions wherever an equation uses it.",
)
def dimension_of_treatment(record: Record) -> Iterator[Finding]:
    """The same variable with other dimensions in two equations."""
    first: dict[str, tuple[dict, dict]] = {}
    for equation in declared(record):
        for term in equation["terms"]:
            if term["variable"] not in first:
                first[term["variable"]] = equation, term
                continue
            before, term_before = first[term["variable"]]
            dimensions = _varies(term_before, before), _varies(term, equation)
            if set(dimensions[0]) == set(dimensions[1]):
                continue
            shown = [
                f"{t.get('symbol', t['variable'])} in {e['id']}: {_indices(d)}"
                for t, e, d in zip((term_before, term), (before, equation), dimensions, strict=True)
            ]
            yield _finding(
                "dimension-of-treatment",
                INCONSISTENCY,
                record,
                equation,
                "; ".join(shown),
                f"{term['variable'].capitalize().replace('_', ' ')} varies over {', '.join(dimensions[0])} "
                f"in {named(before)} and over {', '.join(dimensions[1])} in {named(equation)}.",
                f"{equation['id']} {term['variable']}",
            )


@rule(
    "equation-against-words",
    INCONSISTENCY,
    "Where the text says that an equation is otherwise that of another, both must have the same fixed "
    "effects and controls.",
)
def equation_against_words(record: Record) -> Iterator[Finding]:
    """Two equations that the text calls the same and that differ in print."""
    by_id = {equation["id"]: equation for equation in declared(record)}
    for equation in declared(record):
        other = by_id.get(equation.get("same_as", ""))
        if other is None:
            continue
        differences = [
            f"{words} only in {place['id']}: {', '.join(sorted(only))}"
            for words, parts in (("effects", _effects), ("regressors", _controls))
            for place, only in (
                (equation, parts(equation) - parts(other)),
                (other, parts(other) - parts(equation)),
            )
            if only
        ]
        if differences:
            yield _finding(
                "equation-against-words",
                INCONSISTENCY,
                record,
                equation,
                "; ".join(differences),
                f"The text says that {named(equation)} is otherwise {named(other)}, but in print "
                "they differ in more than the treatment.",
            )


@rule(
    "sum-against-report",
    AMBIGUITY,
    "The limits of a sum of leads and lags must cover the periods for which coefficients are reported.",
)
def sum_against_report(record: Record) -> Iterator[Finding]:
    """Reported leads or lags that the printed sum does not contain."""
    for equation in declared(record):
        total = equation.get("sum") or {}
        side, reported = total.get("side", "both"), total.get("reported", {})
        outside = {where: count for where, count in reported.items() if side not in ("both", where) and count}
        if outside:
            listed = ", ".join(f"{count} {where}" for where, count in outside.items())
            yield _finding(
                "sum-against-report",
                AMBIGUITY,
                record,
                equation,
                f"limits of the sum: periods {side} the event; reported besides: {listed}",
                f"The sum in {named(equation)} runs over periods {side} the event alone, but coefficients "
                f"are reported for {listed} it too.",
            )


def declared(record: Record) -> list[dict]:
    """The design's equations.

    Raises
    ------
    DesignError
        A field that every equation or term needs is missing.
    """
    for equation in record.design.equations:
        place = f"design, equation {equation.get('id', 'without id')}"
        for name in ("id", "outcome", "terms"):
            if name not in equation:
                raise DesignError(f"{place}: field {name!r} is missing")
        for term in equation["terms"]:
            if not {"variable", "varies"} <= set(term) or ("index" in term and "coefficient" not in term):
                raise DesignError(
                    f"{place}: a term needs 'variable' and 'varies', and 'coefficient' for an 'index'"
                )
    return record.design.equations


def _summed(equation: dict) -> list[str]:
    total = equation.get("sum")
    return [total["index"]] if total else []


def _varies(term: dict, equation: dict) -> list[str]:
    """Indices of a variable, without the sum's."""
    return [index for index in term["varies"] if index not in _summed(equation)]


def _rank(varies: bool) -> int:
    """Rank of the regressors of a sum with `CATEGORIES` terms at as many generic observations."""

    def regressor(row: int, column: int) -> sympy.Symbol:
        return sympy.Symbol(f"x_{row}_{column}" if varies else f"x_{row}")

    return sympy.Matrix(CATEGORIES, CATEGORIES, regressor).rank()


def _one_number(record: Record, equation: dict, term: dict, index: str) -> Finding:
    coefficient, symbol = f"{term['coefficient']}_{index}", term.get("symbol", term["variable"])
    return _finding(
        "index-missing",
        INCONSISTENCY,
        record,
        equation,
        f"sum over {index} of {coefficient} * {symbol} = (sum over {index} of {coefficient}) * {symbol}: "
        f"rank {_rank(False)} for any number of coefficients",
        f"In {named(equation)} {symbol} does not change with {index}, over which its coefficient is "
        "summed: as printed only the sum of the coefficients is identified, and effects by period need a "
        "variable that carries the index.",
    )


def _effects(equation: dict) -> set[str]:
    return {_indices(indices) for indices in equation.get("fixed_effects", [])}


def _controls(equation: dict) -> set[str]:
    return {
        f"{term['variable']} {_indices(_varies(term, equation))}"
        for term in equation["terms"]
        if term.get("role") != "treatment"
    }


def _indices(indices: list[str]) -> str:
    return f"[{' '.join(indices)}]"


def _finding(
    name: str,
    severity: str,
    record: Record,
    equation: dict,
    arithmetic: str,
    sentence: str,
    key: str = "",
) -> Finding:
    return Finding(
        name,
        severity,
        named(equation, ""),
        reported_cells(record, equation),
        arithmetic,
        sentence,
        key or equation["id"],
    )


def named(equation: dict, article: str = "the ") -> str:
    """``equation (9)`` for a number, ``the event study`` for a name."""
    name = equation["id"]
    return f"equation {name}" if name.startswith("(") else f"{article}{name}"


def _titled(equation: dict) -> str:
    name = named(equation)
    return name[0].upper() + name[1:]


def reported_cells(record: Record, equation: dict) -> tuple[str, ...]:
    """Ids of the printed coefficients of an equation's named terms; without any, of all its exhibits say."""
    terms = {term["term"] for term in equation["terms"] if "term" in term}
    rows = record.rows[record.rows["exhibit"].isin(equation.get("exhibits", []))]
    if terms:
        chosen = rows["term"].isin(terms) & (rows["source"] == "exhibit") & (rows["statistic"] == "coef")
        return tuple(rows.loc[chosen & (rows["printed"] != ""), "id"])
    return tuple(rows.loc[rows["statistic"].isin(["coef", "*"]), "id"])
