"""The text against the tables: silent when they agree, and every planted disagreement found."""

import pytest
from small_record import cells, claims, record, regression

from lib.audit import engine

TABLE = regression("(1)", x=("0.120", "0.030", "***"), z=("-0.050", "0.040")) + regression(
    "(2)", x=("0.300", "0.050", "***"), z=("0.010", "0.040")
)
NAMES = ["text-against-table", "hypothesis-against-table", "text-against-text"]


def found(*rows: dict):
    return engine.run(record(cells(*TABLE), claims(*rows)), NAMES)


CONSISTENT = [
    {"printed": "0.12"},
    {"printed": "12.0", "unit": "% change"},
    {"printed": "0.1"},
    {"term": "z", "statistic": "abs_coef", "printed": "0.05"},
    {"kind": "sign", "expected": "+"},
    {"kind": "significance", "comparator": "significant", "expected": "+", "level": "0.01"},
    {
        "kind": "significance",
        "term": "z",
        "comparator": "not significant",
        "expected": "any",
        "level": "0.10",
    },
    {"kind": "order", "column": "*", "expected": "(2) > (1)"},
    {"kind": "order", "term": "*", "expected": "x > z"},
    {"kind": "conclusion", "comparator": "order", "column": "*", "expected": "(2) > (1)"},
    {"kind": "hypothesis", "expected": "+"},
    {"exhibit": "table_9", "kind": "sign", "expected": "-"},
]
PLANTED = [
    ({"printed": "0.13"}, "text-against-table", "contradiction"),
    ({"printed": "-0.12"}, "text-against-table", "contradiction"),
    ({"printed": "1.2", "unit": "% change"}, "text-against-table", "contradiction"),
    ({"column": "all((1), (2))", "printed": "0.30"}, "text-against-table", "contradiction"),
    ({"kind": "sign", "expected": "-"}, "text-against-table", "contradiction"),
    ({"kind": "significance", "term": "z", "comparator": "significant", "expected": "any", "level": "0.10"},
     "text-against-table", "contradiction"),
    ({"kind": "significance", "column": "all((1), (2))", "comparator": "not significant", "expected": "any",
      "level": "0.10"}, "text-against-table", "contradiction"),
    ({"kind": "order", "column": "*", "expected": "(1) > (2)"}, "text-against-table", "contradiction"),
    ({"kind": "conclusion", "expected": "-"}, "text-against-table", "inconsistency"),
    ({"kind": "hypothesis", "expected": "-"}, "hypothesis-against-table", "remark"),
]  # fmt: skip


@pytest.mark.parametrize("claim", CONSISTENT, ids=lambda claim: "-".join(claim.values()))
def test_a_true_statement_is_passed_over(claim):
    assert found(claim) == []


@pytest.mark.parametrize(("claim", "rule", "severity"), PLANTED)
def test_a_wrong_statement_is_found_with_the_cells_it_is_about(claim, rule, severity):
    (finding,) = found(claim)
    assert (finding.rule, finding.severity) == (rule, severity)
    assert finding.cells[0] == "claim-0"
    term = claim.get("term", "x")
    assert any(cell.startswith("table_1/") and cell.endswith(f"/{term}/coef") for cell in finding.cells[1:])


def test_two_places_that_differ_contradict_each_other_and_the_same_number_twice_does_not():
    design = {"exhibit": "design", "column": "", "term": "", "statistic": "n_cities", "kind": "definition"}
    (finding,) = found({**design, "printed": "136"}, {**design, "printed": "153"})
    assert finding.rule == "text-against-text"
    assert finding.cells == ("claim-0", "claim-1")
    assert found({**design, "printed": "136"}, {**design, "printed": "136"}) == []


def test_a_rounded_repetition_is_no_difference():
    share = {"exhibit": "figure_1", "column": "", "term": "", "statistic": "share", "unit": "%"}
    assert found({**share, "printed": "48.25"}, {**share, "printed": "48.3"}) == []
    (finding,) = found({**share, "printed": "48.25"}, {**share, "printed": "48.4"})
    assert finding.arithmetic == "48.25 (section 1); 48.4 (section 1)"


def test_significant_here_and_not_significant_there():
    said = {"exhibit": "table_9", "kind": "significance", "expected": "+", "level": "0.10"}
    clash = [{**said, "comparator": "significant", "column": "all((1), (2))"},
             {**said, "comparator": "not significant", "column": "(2)"}]  # fmt: skip
    (finding,) = found(*clash)
    assert finding.cells == ("claim-0", "claim-1")
    assert found({**clash[0], "column": "any((1), (2))"}, clash[1]) == []


def test_statements_on_exhibits_that_are_not_in_print_are_counted_once():
    table = cells(
        *TABLE, {"exhibit": "figure_2", "column": "", "printed": "", "note": "not printed: a picture"}
    )
    said = claims({"exhibit": "figure_2", "kind": "sign", "expected": "+"}, {"printed": "0.12"})
    (finding,) = engine.run(record(table, said), ["not-in-print"])
    assert (finding.severity, finding.cells) == ("remark", ("claim-0",))


def test_two_numbers_that_are_exchanged_are_one_finding():
    (finding,) = found({"printed": "0.30"}, {"column": "(2)", "printed": "0.12"})
    assert "exchanges" in finding.sentence
    assert finding.fault == ("claim-0", "claim-1")
    assert len(found({"printed": "0.30"}, {"column": "(2)", "printed": "0.30"})) == 1


def test_a_missing_star_that_the_ratio_has_earned_is_no_contradiction():
    said = {"kind": "significance", "comparator": "significant", "expected": "+", "level": "0.10"}
    for error, severity in (("0.050", "inconsistency"), ("0.090", "contradiction")):
        table = cells(*TABLE, *regression("(3)", x=("0.099", error)))
        (finding,) = engine.run(record(table, claims({**said, "column": "all((1), (3))"})), NAMES)
        assert finding.severity == severity
        assert bool(finding.fault) == (severity == "contradiction")
        assert ("beyond 1.645" in finding.arithmetic) == (severity == "inconsistency")


def test_an_order_that_the_texts_own_numbers_do_not_have():
    numbers = [
        {"exhibit": "table_9", "printed": "0.20"},
        {"exhibit": "table_9", "term": "z", "printed": "0.30"},
    ]
    order = {"exhibit": "table_9", "kind": "order", "term": "*", "expected": "x > z"}
    (finding,) = found(*numbers, order)
    assert finding.cells == ("claim-2", "claim-0", "claim-1")
    assert found(*numbers, {**order, "expected": "z > x"}) == []


def test_terms_in_different_columns_are_ranked_by_the_outcome_of_their_columns():
    rows = regression("(1)", a=("0.40", "0.05")) + regression("(2)", b=("0.20", "0.05"))
    declared = {"models": [{"exhibit": "table_1", "columns": ["(1)", "(2)"], "outcome": "flow"}]}
    order = {"kind": "order", "column": "flow", "term": "*", "expected": "b > a"}
    (finding,) = engine.run(record(cells(*rows), claims(order), **declared), NAMES)
    assert finding.cells == ("claim-0", "table_1//(1)/a/coef", "table_1//(2)/b/coef")
    assert engine.run(record(cells(*rows), claims({**order, "expected": "a > b"}), **declared), NAMES) == []
