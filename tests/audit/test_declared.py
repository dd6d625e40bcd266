"""Announced and printed: silent when they agree, and every planted difference found."""

import pytest
from small_record import cells, claims, record, regression

from lib.audit import engine

TABLE = regression("(1)", x=("0.200", "0.040"), size=("0.100", "0.040"), constant=("1.000", "0.100"))
ENTRY = {"what": "controls", "place": "section 2", "terms": ["size"], "exhibits": ["table_1"]}


def run(rule: str, rows: list[dict] = TABLE, said=None, **design) -> list:
    return engine.run(record(cells(*rows), said, **design), [rule])


def test_announced_variables():
    assert run("declared-variables", declared=[ENTRY]) == []
    found = run("declared-variables", declared=[ENTRY | {"terms": ["size", "age"]}])
    assert [(f.severity, f.arithmetic) for f in found] == [("inconsistency", "announced only: age")]
    assert "1 of 2" in found[0].sentence


def test_unannounced_variables_where_the_list_is_complete():
    found = run("declared-variables", declared=[ENTRY | {"complete": True}])
    assert [(f.arithmetic, f.cells[0]) for f in found] == [("printed only: x", "table_1//(1)/x/coef")]
    core = ENTRY | {"what": "core", "terms": ["x"]}
    assert run("declared-variables", declared=[ENTRY | {"complete": True}, core]) == []


def test_unprinted_controls_are_not_missed():
    models = [{"exhibit": "table_1", "columns": ["(1)"], "controls": "full"}]
    assert run("declared-variables", declared=[ENTRY | {"terms": ["age"]}], models=models) == []


def test_sources():
    given = {"x": {"source": "customs"}, "size": {"definition": "log(staff)"}}
    assert run("no-source", variables=given) == []
    found = run("no-source", variables=given | {"age": {"source": ""}})
    assert [(f.severity, f.arithmetic) for f in found] == [("ambiguity", "age")]


def test_citations():
    cited = [{"place": "section 2", "number": 3, "name": "Smith"}]
    assert run("citation", citations=cited, references={3: "Smith", 4: "Jones"}) == []
    assert run("citation", citations=cited) == []
    for references, listed in (({3: "Jones"}, "Jones"), ({4: "Smith"}, "nothing")):
        found = run("citation", citations=cited, references=references)
        assert [f.severity for f in found] == ["inconsistency"]
        assert found[0].arithmetic == f"[3] cited as Smith, listed as {listed}"


def test_tests_of_a_method():
    place = {"exhibit": "table_1", "column": "(1)"}
    tests = [place | {"term": term, "statistic": "p", "printed": "0.3"} for term in ("ar1", "ar2", "hansen")]
    counted = [place | {"term": "", "statistic": "n_instruments", "printed": "40"}]
    models = [{"exhibit": "table_1", "columns": ["(1)"], "method": "system GMM"}]
    assert run("tests-not-printed", TABLE + tests + counted, models=models) == []
    found = run("tests-not-printed", TABLE + tests[1:], models=models)
    assert [(f.severity, f.arithmetic) for f in found] == [
        ("remark", "no test of first-order autocorrelation; no number of instruments")
    ]
    assert run("tests-not-printed", models=[models[0] | {"method": "DID"}]) == []


def amount(printed: str) -> object:
    place = {"exhibit": "figure_1", "column": "", "term": "2015", "statistic": "amount"}
    return claims(place | {"kind": "number", "id": "last", "printed": printed})


@pytest.mark.parametrize(("printed", "found"), [("835.14", True), ("5800.00", False), ("400.00", False)])
def test_a_number_in_the_wrong_unit(printed, found):
    """The multiple of 68.74 holds in dollars, in yuan at about seven a dollar, or in neither."""
    row = {"exhibit": "figure_1", "column": "", "term": "2004", "statistic": "amount", "printed": "12.15"}
    relation = {"relation": "x / first == 68.74", "where": {"first": "figure_1///2004/amount"}}
    loose = {"relation": "x / first > 60", "where": {"first": "figure_1///2004/amount"}}
    entry = {
        "cell": "last",
        "printed": "yuan",
        "needed": "dollars",
        "rate": [6, 8.3],
        "relations": [relation],
    }
    if printed == "835.14":
        result = run("unit-of-number", [row], amount(printed), units=[entry | {"relations": [loose, loose]}])
        assert [(f.severity, f.cells) for f in result] == [
            ("contradiction", ("last", "figure_1///2004/amount"))
        ]
    result = run("unit-of-number", [row], amount(printed), units=[entry | {"relations": [loose]}])
    assert bool(result) == found


def test_a_unit_whose_numbers_are_not_printed():
    entry = {"cell": "last", "printed": "yuan", "needed": "dollars", "rate": [6, 8.3], "relations": []}
    assert run("unit-of-number", units=[entry]) == []
