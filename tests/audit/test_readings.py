"""Coefficients read as per cent, and rankings of coefficients."""

import pytest
from small_record import cells, claims, record, regression

from lib.audit import engine


def model(scale: str) -> dict:
    return {"models": [{"exhibit": "table_1", "columns": ["(1)"], "scale": scale}]}


def read(scale: str, coef: str, percent: str):
    table = cells(*regression("(1)", x=(coef, "0.010", "***")))
    said = claims({"printed": percent, "unit": "% change"})
    return engine.run(
        record(table, said, **model(scale)), ["log-points", "standardised-percent", "percentage-points"]
    )


@pytest.mark.parametrize(
    ("coef", "percent"), [("0.010", "1.0"), ("0.100", "10.5"), ("0.307", "35.9"), ("-0.05", "-5")]
)
def test_a_percentage_that_rounding_allows_is_passed_over(coef, percent):
    assert read("log", coef, percent) == []


@pytest.mark.parametrize(("coef", "percent", "severity"), [
    ("0.100", "10.0", "remark"), ("0.307", "30.7", "inconsistency"), ("-0.500", "-50.0", "inconsistency"),
])  # fmt: skip
def test_log_points_called_per_cent_are_found_and_grow_grave_with_the_gap(coef, percent, severity):
    (finding,) = read("log", coef, percent)
    assert (finding.rule, finding.severity, finding.cells) == ("log-points", severity, ("claim-0",))


@pytest.mark.parametrize(("scale", "rule"), [
    ("standardised", "standardised-percent"), ("percentage points", "percentage-points"),
])  # fmt: skip
def test_other_scales_are_no_per_cent_at_all(scale, rule):
    (finding,) = read(scale, "0.200", "20")
    assert (finding.rule, finding.severity) == (rule, "contradiction")
    assert finding.cells == ("claim-0", "table_1//(1)/x/coef")


def test_nothing_is_said_where_the_scale_is_not_declared():
    assert read("", "0.307", "30.7") == []


def rank(first: tuple, second: tuple, **declared):
    table = cells(*regression("(1)", x=first), *regression("(2)", x=second))
    said = claims({"kind": "order", "column": "*", "expected": "(1) > (2)"})
    return engine.run(record(table, said, **declared), ["ranking-not-distinguishable"])


PARTS = {"partitions": [{"whole": ["table_0", "(1)"], "parts": [["table_1", "(1)"], ["table_1", "(2)"]]}]}


def test_a_ranking_that_no_correlation_makes_significant_is_named():
    (finding,) = rank(("0.212", "0.029"), ("0.150", "0.070"))
    assert finding.severity == "ambiguity"
    assert set(finding.cells) == {
        "claim-0",
        *(f"table_1//({k})/x/{s}" for k in (1, 2) for s in ("coef", "se")),
    }


def test_a_ranking_that_some_correlation_makes_significant_is_left_alone_until_samples_are_disjoint():
    close = ("0.212", "0.070"), ("0.150", "0.069")
    assert rank(*close) == []
    assert len(rank(*close, **PARTS)) == 1


def test_a_clear_ranking_is_left_alone_also_between_disjoint_samples():
    assert rank(("0.500", "0.050"), ("0.150", "0.050"), **PARTS) == []


@pytest.mark.parametrize(("second", "count"), [("0.150", 0), ("0.190", 1)])
def test_disjoint_samples_have_the_root_of_the_sum_of_squares(second, count):
    """0.15 / 0.071 is 2.1, significant, though 0.15 / (0.05 + 0.05) would not be; 0.11 / 0.071 is 1.56."""
    assert len(rank(("0.300", "0.050"), (second, "0.050"), **PARTS)) == count
