"""One model in two tables: silent where numbers agree or the design sets the models apart."""

import pytest
from small_record import cells, record, regression

from lib.audit import engine

MODEL = {"outcome": "value", "sample": "all", "method": "OLS", "controls": "full"}
TERMS = {"x": ("0.520", "0.100"), "z": ("0.231", "0.040"), "constant": ("2.00", "0.50")}


def run(changed=None, other=None, *, r2="0.300", n="900", exhibit="table_2", effects=()):
    """Findings on a model in table 1 and again in another exhibit, with terms or declarations changed."""
    rows = [*_column("table_1", "(1)", TERMS, "0.300", "900"),
            *_column(exhibit, "(2)", TERMS | (changed or {}), r2, n)]  # fmt: skip
    declared = MODEL | {"fixed_effects": list(effects)}
    models = [{"exhibit": "table_1", "columns": ["(1)"]} | declared,
              {"exhibit": exhibit, "columns": ["(2)"]} | declared | (other or {})]  # fmt: skip
    return engine.run(record(cells(*rows), models=models), ["same-model-twice"])


def _column(exhibit, name, terms, r2, n):
    own = {"exhibit": exhibit, "column": name, "term": ""}
    return [
        *regression(name, exhibit=exhibit, n=n, **terms),
        own | {"statistic": "r2", "printed": r2},
    ]


def test_the_same_numbers_are_passed_over_also_with_fewer_digits():
    assert run() == []
    assert run({"x": ("0.52", "0.10"), "z": ("0.23", "0.04")}, r2="0.30") == []


@pytest.mark.parametrize(
    ("error", "severity", "cell"),
    [
        ({"changed": {"x": ("0.530", "0.100")}}, "contradiction", "x/coef"),
        ({"n": "901"}, "contradiction", "/n"),
        ({"changed": {"x": ("0.520", "0.110")}}, "inconsistency", "x/se"),  # computed in another way
        ({"r2": "0.310"}, "inconsistency", "/r2"),
    ],
)
def test_one_other_number_is_found(error, severity, cell):
    (found,) = run(**error)
    assert found.severity == severity
    assert found.cells == (f"table_1//(1)/{cell}", f"table_2//(2)/{cell}")


def test_where_most_numbers_differ_something_is_not_declared():
    half = {"x": ("0.62", "0.20"), "z": ("0.33", "0.04")}  # three of eight
    (found,) = run(half, n="901")  # four of eight
    assert found.severity == "contradiction"
    (found,) = run(half, n="901", r2="0.500")
    assert found.severity == "inconsistency" and "not said" in found.sentence


@pytest.mark.parametrize(
    "other",
    [
        {"outcome": "share"},
        {"sample": "trimmed"},
        {"controls": ""},
        {"method": "2SLS"},
        {"lags": 1},
        {"fixed_effects": ["city"]},
        {"terms": {"x": "x_moved"}},
    ],
)
def test_a_declared_difference_makes_two_models(other):
    assert run({"x": ("0.530", "0.100")}, other) == []


def test_without_outcome_or_sample_nothing_is_said():
    for name in ("outcome", "sample"):
        assert run({"x": ("0.530", "0.100")}, {name: ""}) == []


def test_names_of_the_design_are_compared():
    """What one table calls x is z in the other; the printed names mean nothing."""
    swapped = {"x": TERMS["z"], "z": TERMS["x"]}
    assert run(swapped, {"terms": {"x": "z", "z": "x"}}) == []
    assert run(swapped)


def test_columns_of_one_exhibit_differ_on_purpose():
    assert run({"x": ("0.530", "0.100")}, exhibit="table_1") == []


def test_constants_depend_on_how_effects_are_coded():
    constant = {"constant": ("9.00", "0.50")}
    assert run(constant, effects=["city"]) == []
    assert [f.severity for f in run(constant)] == ["contradiction"]
