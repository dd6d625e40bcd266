"""Equations that should follow from the ones before, checked with sympy.

An entry of ``derivations`` in the design has an ``id``, a ``kind``, ``words`` (what the step claims, for the
sentence), ``assume`` (see `lib.audit.algebra.Formulas`) and, where it applies:

``exhibit``
    Where it stands; by default ``equation`` and the id.
``severity``
    A lighter severity than the rule would give.
``unless``
    Readings that the paper does not state but under which the claim would hold: ``words`` and ``replace``
    (formula by symbol) or ``claim``.
``cells``
    Ids of printed numbers or claims that rest on the step.

Kinds and their fields:

``substitution``
    ``given`` (list of ``equation`` and ``for``, solved one after the other), ``claim`` ("left = right"; in a
    list of claims each is a reading of one statement, which holds if any does).
``first_order_condition``
    ``objective``, ``constraint``, ``variables`` (two goods), ``claim`` (demand by good), ``where`` (formula
    by symbol of the claim).
``sign``
    ``expression``, ``with_respect_to`` (one symbol, or several for a mixed derivative), ``expected``
    (positive, negative, zero), ``where``.
``symbols``
    ``used`` (list of symbols by equation), ``defined``, ``meant`` (what an undefined one seems to be).
``reparameterisation``
    ``expression``, ``coefficients``, ``replace`` (formula by regressor), ``keep`` (coefficients of interest).
``constant``
    ``definition``, ``at`` (formula by symbol): the definition there no longer depends on anything.
"""

from collections.abc import Callable, Iterator

import sympy
from sympy import Expr

from lib.audit.algebra import Formulas, tidy
from lib.audit.design import DesignError
from lib.audit.findings import (
    AMBIGUITY,
    CONTRADICTION,
    INCONSISTENCY,
    REMARK,
    SEVERITIES,
    Finding,
    rule,
)
from lib.audit.record import Record

SIGN_POINTS = 60
FIELDS = {
    "substitution": ("given", "claim"),
    "first_order_condition": ("objective", "constraint", "variables", "claim"),
    "sign": ("expression", "with_respect_to", "expected"),
    "symbols": ("used", "defined"),
    "reparameterisation": ("expression", "coefficients", "replace", "keep"),
    "constant": ("definition", "at"),
}
_SIGNS = {
    "positive": lambda x: x > 0,
    "negative": lambda x: x < 0,
    "zero": lambda x: abs(x) < 1e-20,
}


@rule(
    "derivation",
    CONTRADICTION,
    "Solves the equations that a printed step starts from and puts the result into the step; "
    "what is printed must come out.",
)
def derivation(record: Record) -> Iterator[Finding]:
    """A printed equation that does not follow from those it is said to follow from."""
    for entry in _entries(record, "substitution"):
        formulas = _solved(entry)
        claims = [formulas.sides(claim) for claim in _listed(entry["claim"])]
        if any(formulas.equal(*claim) for claim in claims):
            continue
        derived, printed = claims[0]
        ratio = tidy(printed / derived)
        saved = _saved(entry, _substitution_holds)
        yield _finding("derivation", entry, record, saved, f"printed / derived = {ratio}")


@rule(
    "first-order-condition",
    CONTRADICTION,
    "Puts printed demands into the conditions of the optimum they are said to solve: the marginal rate of "
    "substitution must equal the price ratio and the budget must be spent.",
)
def first_order_condition(record: Record) -> Iterator[Finding]:
    """Printed demands that do not solve the printed problem."""
    for entry in _entries(record, "first_order_condition"):
        failed = _optimality(entry, {})
        if failed:
            saved = _saved(entry, _optimal)
            yield _finding("first-order-condition", entry, record, saved, "; ".join(failed))


@rule(
    "sign-of-effect",
    CONTRADICTION,
    "Differentiates a printed expression and looks at the sign, over random admissible values, that the "
    "text states.",
)
def sign_of_effect(record: Record) -> Iterator[Finding]:
    """A stated monotonicity that the printed expression does not have."""
    for entry in _entries(record, "sign"):
        formulas = _formulas(entry)
        effect = _effect(entry, formulas)
        values = [value for (value,) in formulas.values(effect, points=SIGN_POINTS)]
        right = sum(bool(_SIGNS[entry["expected"]](value)) for value in values)
        if right == len(values):
            continue
        severity = CONTRADICTION if right == 0 else INCONSISTENCY
        along = " ".join(f"d{name}" for name in _listed(entry["with_respect_to"]))
        arithmetic = (
            f"d/{along}: {tidy(effect)}; {entry['expected']} at {right} of {len(values)} admissible points"
        )
        yield _finding("sign-of-effect", entry, record, None, arithmetic, severity)


@rule(
    "undefined-symbol",
    AMBIGUITY,
    "Compares the symbols in the printed equations with those the text defines; one quantity under two "
    "names, or a symbol nobody defines, leaves the equation open.",
)
def undefined_symbol(record: Record) -> Iterator[Finding]:
    """Symbols that are used and never defined."""
    for entry in _entries(record, "symbols"):
        where: dict[str, list[str]] = {}
        for equation, symbols in entry["used"].items():
            for symbol in symbols:
                if symbol not in entry["defined"]:
                    where.setdefault(symbol, []).append(equation)
        if where:
            meant = entry.get("meant", {})
            arithmetic = "; ".join(
                f"{symbol} in {', '.join(equations)}" + (f" ({meant[symbol]})" if symbol in meant else "")
                for symbol, equations in where.items()
            )
            yield _finding("undefined-symbol", entry, record, None, arithmetic, AMBIGUITY)


@rule(
    "reparameterisation",
    REMARK,
    "Writes a model in transformed regressors and solves for the new coefficients: what only re-labels "
    "the model changes neither its fit nor the coefficients that stay the same.",
)
def reparameterisation(record: Record) -> Iterator[Finding]:
    """A transformation said to cure collinearity that only re-labels the model."""
    for entry in _entries(record, "reparameterisation"):
        formulas = _formulas(entry)
        solution = _new_coefficients(entry, formulas)
        if not solution:
            continue
        kept = [name for name in entry["keep"] if solution[name] == formulas.symbol(name)]
        if len(kept) == len(entry["keep"]):
            changed = [f"{name} -> {value}" for name, value in solution.items() if name not in kept]
            arithmetic = f"unchanged: {', '.join(kept)}; " + "; ".join(changed)
            yield _finding("reparameterisation", entry, record, None, arithmetic, REMARK)


@rule(
    "constant-by-definition",
    REMARK,
    "Evaluates a definition in its base period: a measure of change against the base is the same for "
    "every unit there.",
)
def constant_by_definition(record: Record) -> Iterator[Finding]:
    """A variable that its definition makes constant in some period."""
    for entry in _entries(record, "constant"):
        formulas = _formulas(entry)
        definition = formulas.parse(entry["definition"])
        there = _replaced(formulas, definition, entry["at"])
        if not there.free_symbols and definition.free_symbols:
            at = ", ".join(f"{name} = {value}" for name, value in entry["at"].items())
            arithmetic = f"{entry['definition']} with {at} is {there}"
            yield _finding("constant-by-definition", entry, record, None, arithmetic, REMARK)


def _entries(record: Record, kind: str) -> list[dict]:
    """Entries of a kind.

    Raises
    ------
    DesignError
        An entry's kind is unknown or a field of its kind is missing.
    """
    for entry in record.design.derivations:
        place = f"design, derivation {entry.get('id', 'without id')}"
        if entry.get("kind") not in FIELDS:
            raise DesignError(f"{place}: kind {entry.get('kind')!r} is not one of {', '.join(FIELDS)}")
        for name in ("id", "words", *FIELDS[entry["kind"]]):
            if name not in entry:
                raise DesignError(f"{place}: field {name!r} is missing")
    return [entry for entry in record.design.derivations if entry["kind"] == kind]


def _formulas(entry: dict) -> Formulas:
    return Formulas(entry.get("assume"), f"design, derivation {entry['id']}")


def _listed(value: object) -> list:
    return value if isinstance(value, list) else [value]


def _solved(entry: dict) -> Formulas:
    """Formulas in which the unknowns of the given equations stand for their solutions."""
    formulas = _formulas(entry)
    for given in entry["given"]:
        formulas.solve(given["equation"], given["for"])
    return formulas


def _replaced(formulas: Formulas, expression: Expr, replace: dict) -> Expr:
    pairs = {formulas.symbol(name): formulas.parse(value) for name, value in replace.items()}
    return expression.subs(pairs, simultaneous=True)


def _substitution_holds(entry: dict, reading: dict) -> bool:
    formulas = _solved(entry)
    for claim in _listed(reading.get("claim", entry["claim"])):
        left, right = (
            _replaced(formulas, side, reading.get("replace", {})) for side in formulas.sides(claim)
        )
        if formulas.equal(left, right):
            return True
    return False


def _saved(entry: dict, holds: Callable[[dict, dict], bool]) -> str | None:
    """Words of the first unstated reading under which the claim holds; None if there is none."""
    return next((reading["words"] for reading in entry.get("unless", []) if holds(entry, reading)), None)


def _optimal(entry: dict, reading: dict) -> bool:
    return not _optimality(entry, reading.get("replace", {}))


def _optimality(entry: dict, replace: dict) -> list[str]:
    """Conditions of the optimum that the claimed demands fail, in words."""
    formulas = _formulas(entry)
    objective = formulas.parse(entry["objective"])
    spent, income = formulas.sides(entry["constraint"])
    first, second = (formulas.symbol(name) for name in entry["variables"])
    for name, value in entry.get("where", {}).items():
        formulas.bound[name] = formulas.parse(value)
    demands = {
        formulas.symbol(name): _replaced(formulas, formulas.parse(value), replace)
        for name, value in entry["claim"].items()
    }
    rate = objective.diff(first) / objective.diff(second)
    prices = spent.diff(first) / spent.diff(second)
    pairs = {
        "marginal rate of substitution / price ratio": (rate, prices),
        "spending / budget": (spent, income),
    }
    failed = []
    for words, sides in pairs.items():
        left, right = (_replaced(formulas, side, replace).subs(demands) for side in sides)
        if not formulas.equal(left, right):
            failed.append(f"{words} = {tidy(left / right)}")
    return failed


def _effect(entry: dict, formulas: Formulas) -> Expr:
    """The derivative, mixed if there are several symbols, after the replacements of ``where``."""
    for name, value in entry.get("where", {}).items():
        formulas.bound[name] = formulas.parse(value)
    effect = formulas.parse(entry["expression"])
    for name in _listed(entry["with_respect_to"]):
        effect = effect.diff(formulas.symbol(name))
    return effect


def _new_coefficients(entry: dict, formulas: Formulas) -> dict[str, Expr]:
    """Coefficients on the transformed regressors that give the same model; empty if none do."""
    model = sympy.expand(formulas.parse(entry["expression"]))
    names = entry["coefficients"]
    renamed = {formulas.symbol(name): sympy.Symbol(f"{name}_new") for name in names}
    moved = _replaced(formulas, model.subs(renamed), entry["replace"])
    regressors = [formulas.symbol(name) for name in entry["replace"]]
    equations = sympy.Poly(sympy.expand(moved - model), *regressors).coeffs()
    solutions = sympy.solve(equations, list(renamed.values()), dict=True)
    if len(solutions) != 1 or len(solutions[0]) != len(names):
        return {}
    return {old.name: sympy.expand(solutions[0][new]) for old, new in renamed.items()}


def _finding(
    name: str,
    entry: dict,
    record: Record,
    saved: str | None,
    arithmetic: str,
    severity: str | None = None,
) -> Finding:
    """The finding on an entry; ``saved`` is the unstated reading that would make the claim hold."""
    grades = list(SEVERITIES)
    found = severity or (INCONSISTENCY if saved else CONTRADICTION)
    lightest = max(found, entry.get("severity", found), key=grades.index)
    text = f"{entry['words'].rstrip('.')}."
    if saved:
        text = f"{text[:-1]}; it holds only if {saved}."
    known = set(record.rows["id"])
    return Finding(
        name,
        lightest,
        entry.get("exhibit", f"equation {entry['id']}"),
        tuple(cell for cell in entry.get("cells", []) if cell in known),
        arithmetic,
        text,
        entry["id"],
    )
