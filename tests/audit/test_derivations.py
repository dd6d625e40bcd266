"""Steps of a derivation: true ones are passed over, each planted slip is found and measured."""

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from small_record import cells, claims, record

from lib.audit import DesignError, engine
from lib.audit.algebra import Formulas

RULES = [
    "derivation",
    "first-order-condition",
    "sign-of-effect",
    "undefined-symbol",
    "reparameterisation",
    "constant-by-definition",
]


def findings(*entries):
    said = claims({"id": "rests-on-it", "kind": "sign", "expected": "+"})
    return engine.run(record(cells({"printed": "0.50"}), said, derivations=list(entries)), RULES)


# --- substitution

DEMAND = "alpha*E*p**(-delta)*P**(delta-1)*tau**(-delta)"
VALUE = {
    "id": "(8)",
    "kind": "substitution",
    "words": "The value does not follow from the quantity",
    "assume": {"above_one": ["delta", "tau"]},
    "given": [{"equation": f"q = {DEMAND}", "for": "q"}],
    "claim": "p*q = alpha*E*(p/P)**(1-delta)*tau**(-delta)",
    "cells": ["rests-on-it", "not in the record"],
}


def test_a_step_that_follows_is_passed_over():
    assert findings(VALUE) == []


@pytest.mark.parametrize(
    ("claim", "ratio"),
    [
        ("p*q = alpha*E*(p/P)**(1-delta)*tau**(1-delta)", "tau"),
        ("p*q = E*(p/P)**(1-delta)*tau**(-delta)", "1/alpha"),
        ("p*q = 2*alpha*E*(p/P)**(1-delta)*tau**(-delta)", "2"),
    ],
)
def test_a_step_that_does_not_follow_is_a_contradiction_with_its_ratio(claim, ratio):
    (finding,) = findings(VALUE | {"claim": claim})
    assert (finding.rule, finding.severity) == ("derivation", "contradiction")
    assert finding.arithmetic == f"printed / derived = {ratio}"
    assert finding.exhibit == "equation (8)"
    assert finding.cells == ("rests-on-it",)


def test_a_statement_with_one_true_reading_is_passed_over():
    assert findings(VALUE | {"claim": ["q = p*q", VALUE["claim"]]}) == []


def test_an_unstated_reading_that_saves_the_step_makes_it_an_inconsistency():
    off = VALUE | {"claim": "p*q = E*(p/P)**(1-delta)*tau**(-delta)"}
    unless = [
        {"words": "tau is one", "replace": {"tau": "1"}},
        {"words": "alpha is one", "replace": {"alpha": "1"}},
    ]
    (finding,) = findings(off | {"unless": unless})
    assert finding.severity == "inconsistency"
    assert finding.sentence.endswith("it holds only if alpha is one.")
    (finding,) = findings(off | {"unless": unless[:1]})
    assert finding.severity == "contradiction"


def test_a_declared_severity_can_only_be_lighter():
    off = VALUE | {"claim": "q = p"}
    assert findings(off | {"severity": "ambiguity"})[0].severity == "ambiguity"
    saved = {"unless": [{"words": "so", "claim": VALUE["claim"]}], "severity": "contradiction"}
    assert findings(off | saved)[0].severity == "inconsistency"


SPENT = VALUE | {
    "id": "(8) against (5)",
    "given": [*VALUE["given"], {"equation": "tau*p*q = omega*E", "for": "omega"}],
    "claim": "omega*E = alpha*E*(p/P)**(1-delta)*tau**(1-delta)",
}


def test_a_value_that_leaves_out_what_melts_is_found():
    """Planted: the value of an iceberg's exports without the factor tau, as arithmetic still p times q."""
    assert findings(SPENT) == []
    assert findings(VALUE) == []
    (finding,) = findings(VALUE, SPENT | {"claim": "omega*E = alpha*E*(p/P)**(1-delta)*tau**(-delta)"})
    assert (finding.severity, finding.arithmetic) == ("contradiction", "printed / derived = 1/tau")


def test_equations_are_solved_one_after_the_other():
    chain = {
        "id": "chain",
        "kind": "substitution",
        "words": "w",
        "given": [
            {"equation": "2*a + b = c", "for": "a"},
            {"equation": "d = a**2", "for": "d"},
        ],
        "assume": {"real": ["a", "b", "c", "d"]},
        "claim": "4*d = (c - b)**2",
    }
    assert findings(chain) == []
    (finding,) = findings(chain | {"claim": "2*d = (c - b)**2"})
    assert finding.arithmetic == "printed / derived = 2"


# --- first-order conditions

ALLOCATION = {
    "id": "demand",
    "kind": "first_order_condition",
    "words": "The demands are not optimal",
    "assume": {"above_one": ["s"]},
    "objective": "(a**(1/s)*x**((s-1)/s) + b**(1/s)*y**((s-1)/s))**(s/(s-1))",
    "constraint": "p*x + r*y = E",
    "variables": ["x", "y"],
    "where": {"P": "(a*p**(1-s) + b*r**(1-s))**(1/(1-s))"},
    "claim": {"x": "a*E*p**(-s)*P**(s-1)", "y": "b*E*r**(-s)*P**(s-1)"},
}


def test_the_demands_of_a_ces_utility_are_optimal():
    assert findings(ALLOCATION) == []


def test_weights_that_enter_linearly_give_other_demands_unless_they_are_equal():
    linear = ALLOCATION | {"objective": "(a*x**((s-1)/s) + b*y**((s-1)/s))**(s/(s-1))"}
    (finding,) = findings(linear)
    assert (finding.rule, finding.severity) == ("first-order-condition", "contradiction")
    assert finding.arithmetic.startswith("marginal rate of substitution / price ratio")
    assert "spending" not in finding.arithmetic
    (finding,) = findings(linear | {"unless": [{"words": "a equals b", "replace": {"b": "a"}}]})
    assert finding.severity == "inconsistency"


def test_demands_that_do_not_spend_the_budget_are_found():
    (finding,) = findings(ALLOCATION | {"constraint": "2*p*x + 2*r*y = E"})
    assert finding.arithmetic == "spending / budget = 2"


# --- signs

SIGN = {
    "id": "monotone",
    "kind": "sign",
    "words": "It does not fall",
    "assume": {"above_one": ["tau", "delta"]},
    "expression": DEMAND,
    "with_respect_to": "tau",
    "expected": "negative",
}


def test_a_stated_sign_that_holds_is_passed_over():
    assert findings(SIGN) == []
    assert (
        findings(SIGN | {"expression": "a*x + b*y", "with_respect_to": ["x", "y"], "expected": "zero"}) == []
    )


def test_a_wrong_sign_is_a_contradiction_and_a_sign_that_depends_an_inconsistency():
    (finding,) = findings(SIGN | {"expected": "positive"})
    assert finding.severity == "contradiction"
    assert "0 of 60" in finding.arithmetic
    (finding,) = findings(SIGN | {"expression": "tau**2/2 - 2*tau"})
    assert finding.severity == "inconsistency"


def test_replacements_are_made_before_the_derivative_is_taken():
    through = SIGN | {"expression": "P/tau", "where": {"P": "tau**2"}}
    (finding,) = findings(through)
    assert finding.severity == "contradiction"
    assert findings(through | {"where": {}}) == []


# --- symbols, re-labelling, base years


def test_symbols_that_nobody_defines_are_found_with_their_equations():
    entry = {"id": "symbols", "kind": "symbols", "used": {"(1)": ["U", "s"], "(2)": ["P", "s"]}, "words": "w"}
    assert findings(entry | {"defined": ["U", "s", "P"]}) == []
    (finding,) = findings(entry | {"defined": ["U", "P"], "meant": {"s": "the elasticity"}})
    assert (finding.rule, finding.severity) == ("undefined-symbol", "ambiguity")
    assert finding.arithmetic == "s in (1), (2) (the elasticity)"


CENTRED = {
    "id": "centring",
    "kind": "reparameterisation",
    "words": "Centring changes no interaction",
    "expression": "b0 + b1*x + b2*y + b3*x*y",
    "coefficients": ["b0", "b1", "b2", "b3"],
    "replace": {"x": "x - mx", "y": "y - my"},
    "keep": ["b3"],
}


def test_centring_keeps_the_interaction_and_scaling_does_not():
    (finding,) = findings(CENTRED)
    assert (finding.rule, finding.severity) == ("reparameterisation", "remark")
    assert "b1 -> b1 + b3*my" in finding.arithmetic
    assert findings(CENTRED | {"replace": {"x": "2*x", "y": "y"}}) == []


def test_a_transformation_that_changes_the_model_is_not_called_a_relabelling():
    without = {"expression": "b1*x + b2*y + b3*x*y", "coefficients": ["b1", "b2", "b3"]}
    assert findings(CENTRED | without) == []  # the constant that centring needs is not there


def test_a_change_against_a_base_is_constant_in_the_base():
    entry = {"id": "base", "kind": "constant", "words": "w", "definition": "g - g_base"}
    (finding,) = findings(entry | {"at": {"g": "g_base"}})
    assert (finding.rule, finding.severity) == ("constant-by-definition", "remark")
    assert findings(entry | {"at": {"g": "2*g_base"}}) == []


# --- the formulas themselves


@pytest.mark.parametrize(
    "text", ["__import__('os')", "x.real", "x if y else z", "[x]", "open(x)", "x ==", "'x'"]
)
def test_only_formulas_are_read(text):
    with pytest.raises(ValueError, match=r"derivation 7: .* (is not a formula|is not allowed in a formula)"):
        Formulas(place="derivation 7").parse(text)


def test_an_unknown_assumption_or_an_unsolvable_equation_is_an_error():
    with pytest.raises(ValueError, match="cannot assume 'huge'"):
        Formulas({"huge": ["x"]})
    with pytest.raises(ValueError, match="2 solutions for x, needs one"):
        Formulas({"real": ["x"]}).solve("x**2 = y", "x")


@given(st.integers(1, 9), st.integers(1, 9))
def test_equality_is_decided_by_values_not_by_form(m, n):
    formulas = Formulas({"real": ["x", "y"]})
    left = formulas.parse(f"(x + {m})*(x - {n})")
    assert formulas.equal(left, sympy.expand(left))
    assert not formulas.equal(left, sympy.expand(left) + sympy.Rational(1, 10**9))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "guess"}, "kind 'guess' is not one of substitution"),
        ({"claim": None}, "field 'claim' is missing"),
    ],
)
def test_a_malformed_entry_is_an_error_that_names_it(change, message):
    entry = {name: value for name, value in (VALUE | change).items() if value is not None}
    with pytest.raises(DesignError, match=rf"derivation \(8\): {message}"):
        findings(entry)
