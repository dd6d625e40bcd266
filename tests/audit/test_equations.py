"""Indices of printed equations: each planted slip is found, and a sound equation is passed over."""

import pytest
from small_record import cells, claims, record

from lib.audit import DesignError, engine

RULES = [
    "index-unbound",
    "index-missing",
    "error-index",
    "dimension-of-treatment",
    "equation-against-words",
    "sum-against-report",
]
TREATED = {
    "coefficient": "beta",
    "variable": "treatment",
    "symbol": "D_ijt",
    "varies": ["i", "j", "t"],
    "role": "treatment",
    "term": "x",
}
CONTROLS = {"variable": "X", "varies": ["i", "t"], "role": "controls"}
EFFECTS = {"fixed_effects": [["i", "j"], ["t"]], "error": ["i", "j", "t"], "outcome": ["i", "j", "t"]}
MAIN = {"id": "(1)", "exhibits": ["table_1"], "terms": [TREATED, CONTROLS]} | EFFECTS
LEADS = TREATED | {"index": ["k"], "varies": ["i", "j", "t", "k"], "symbol": "D_ijt+k"}
EVENT = {
    "id": "event study",
    "exhibits": ["figure_1"],
    "sum": {"index": "k", "side": "both", "reported": {"before": 5, "after": 5}},
    "terms": [LEADS, CONTROLS],
    "same_as": "(1)",
} | EFFECTS


def findings(main=None, event=None, rules=RULES):
    table = cells({"printed": "0.50"}, {"term": "y", "printed": "0.60"})
    said = claims({"id": "leads", "exhibit": "figure_1", "term": "x", "kind": "sign", "expected": "+"})
    equations = [MAIN | (main or {}), EVENT | (event or {})]
    return engine.run(record(table, said, equations=equations), rules)


def test_sound_equations_are_passed_over():
    assert findings() == []


def test_a_record_without_equations_is_passed_over():
    assert engine.run(record(cells({"printed": "0.50"})), RULES) == []


@pytest.mark.parametrize(
    ("rule", "main", "event", "shown"),
    [
        ("index-unbound", {}, {"terms": [LEADS | {"index": ["z"]}, CONTROLS]}, "beta_z"),
        ("index-missing", {}, {"terms": [LEADS | {"varies": ["i", "j", "t"]}, CONTROLS]}, "rank 1"),
        ("error-index", {"error": ["i", "t"]}, {}, "error: [i t]"),
        ("dimension-of-treatment", {}, {"terms": [LEADS | {"varies": ["i", "t", "k"]}, CONTROLS]}, "[i t]"),
        ("equation-against-words", {}, {"fixed_effects": [["i"], ["j"], ["t"]]}, "[i j]"),
        ("equation-against-words", {}, {"terms": [LEADS]}, "X [i t]"),
        ("sum-against-report", {}, {"sum": EVENT["sum"] | {"side": "before"}}, "5 after"),
    ],
)
def test_a_planted_slip_is_found_and_nothing_else(rule, main, event, shown):
    (finding,) = findings(main, event)
    assert finding.rule == rule
    assert shown in finding.arithmetic
    assert finding.severity == ("ambiguity" if rule == "sum-against-report" else "inconsistency")


def test_cells_are_those_of_the_equations_terms():
    (finding,) = findings(main={"error": ["i", "t"]})
    assert finding.cells == ("table_1//(1)/x/coef",)
    unnamed = {key: value for key, value in LEADS.items() if key != "term"} | {"index": ["z"]}
    (finding,) = findings(event={"terms": [unnamed, CONTROLS]})
    assert finding.cells == ("leads",)


def test_an_index_of_the_outcome_binds_a_coefficient():
    assert findings(main={"terms": [TREATED | {"index": ["i"]}, CONTROLS]}) == []


def test_an_error_without_an_index_says_whether_another_term_has_it():
    (finding,) = findings(main={"error": ["i", "t"]})
    assert "no term on the right" not in finding.sentence
    loose = {"error": ["i", "t"], "fixed_effects": [["i"], ["j"], ["t"]], "terms": [CONTROLS]}
    (finding,) = findings(main=loose, event={"same_as": ""}, rules=["error-index"])
    assert "no term on the right" in finding.sentence


def test_equations_that_are_only_said_to_be_the_same_are_compared():
    assert findings(event={"fixed_effects": [["i"], ["t"]], "same_as": ""}) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [({"outcome": None}, "field 'outcome' is missing"), ({"terms": [{"variable": "X"}]}, "a term needs")],
)
def test_a_malformed_equation_is_an_error_that_names_it(change, message):
    equation = {name: value for name, value in (MAIN | change).items() if value is not None}
    broken = record(cells({"printed": "0.50"}), equations=[equation])
    with pytest.raises(DesignError, match=rf"equation \(1\): {message}"):
        engine.run(broken, RULES)
