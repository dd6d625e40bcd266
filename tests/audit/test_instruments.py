"""Instruments, clusters, degrees of freedom: silent on what a model can have, impossible counts found."""

import pytest
from small_record import cells, record, regression

from lib.audit import engine

GMM, OLS = "system GMM", "OLS"


def run(rule, method=GMM, clusters=0, df="", p="", ar2=False, constant=True, **counts):
    """Findings on a column with two regressors, perhaps a constant, its counts and the test's p and df."""
    terms = {"x": ("0.50", "0.10"), "z": ("0.20", "0.10")} | (
        {"constant": ("1.0", "0.1")} if constant else {}
    )
    rows = regression("(1)", **terms)
    rows += [{"term": "", "statistic": name, "printed": number} for name, number in counts.items()]
    rows += [{"term": "hansen", "statistic": s, "printed": x} for s, x in (("df", df), ("p", p)) if x]
    rows += [{"term": "ar2", "statistic": "p", "printed": "0.300"}] if ar2 else []
    models = [{"exhibit": "table_1", "columns": ["(1)"], "method": method, "clusters": clusters}]
    return [(f.severity, f.cells[0]) for f in engine.run(record(cells(*rows), models=models), [rule])]


INSTRUMENTS = "table_1//(1)//n_instruments"


@pytest.mark.parametrize(
    ("method", "ar2", "number", "severities"),
    [
        (GMM, False, "3", []),
        (GMM, False, "2", ["contradiction"]),
        ("", True, "2", ["contradiction"]),  # a test of GMM alone
        ("", False, "2", ["inconsistency"]),  # the excluded instruments alone may be meant
        ("2SLS", False, "2", []),
    ],
)
def test_instruments_are_no_fewer_than_regressors(method, ar2, number, severities):
    found = run("too-few-instruments", method, ar2=ar2, n_instruments=number)
    assert found == [(severity, INSTRUMENTS) for severity in severities]


@pytest.mark.parametrize(
    ("method", "number", "severities"), [(GMM, "30", []), (GMM, "31", ["ambiguity"]), ("2SLS", "31", [])]
)
def test_more_instruments_than_units_make_the_test_weak(method, number, severities):
    found = run("too-many-instruments", method, n_instruments=number, n_units="30")
    assert found == [(severity, INSTRUMENTS) for severity in severities]


@pytest.mark.parametrize(
    ("p", "counts", "severities"),
    [
        ("0.989", {}, []),
        ("0.991", {}, ["remark"]),
        ("1.000", {"n_instruments": "14", "n_units": "30"}, []),
        ("1.000", {"n_instruments": "15", "n_units": "30"}, ["remark"]),
    ],
)
def test_a_perfect_p_value_is_worth_a_word_unless_instruments_are_few(p, counts, severities):
    found = run("too-many-instruments", p=p, **counts)
    assert found == [(severity, "table_1//(1)/hansen/p") for severity in severities]
    assert run("too-many-instruments", OLS, p=p, **counts) == []


@pytest.mark.parametrize(
    ("method", "constant", "df", "severities"),
    [
        (GMM, True, "17", []),
        (GMM, True, "5", []),  # year dummies that are not printed
        (GMM, True, "18", ["inconsistency"]),
        (GMM, False, "18", []),
        (GMM, False, "19", ["inconsistency"]),
        ("2SLS", True, "19", []),  # excluded instruments less endogenous regressors
    ],
)
def test_degrees_of_freedom_are_instruments_less_regressors(method, constant, df, severities):
    found = run("degrees-of-freedom", method, df=df, constant=constant, n_instruments="20")
    assert found == [(severity, "table_1//(1)/hansen/df") for severity in severities]


@pytest.mark.parametrize(
    ("printed", "declared", "severities"),
    [
        ("30", 0, []),
        ("31", 0, ["inconsistency"]),  # city by year, perhaps
        ("300", 0, ["inconsistency"]),
        ("301", 0, ["contradiction"]),
        ("", 30, []),
        ("", 301, ["contradiction"]),
    ],
)
def test_clusters_are_no_more_than_units_or_observations(printed, declared, severities):
    counts = {"n": "300", "n_units": "30"} | ({"n_clusters": printed} if printed else {})
    found = run("clusters-exceed-sample", OLS, declared, **counts)
    assert [severity for severity, _ in found] == severities
    assert run("clusters-exceed-sample", OLS, declared) == []  # neither units nor observations in print


@pytest.mark.parametrize(("n", "severities"), [("3", []), ("2", ["contradiction"]), ("1", ["contradiction"])])
def test_observations_are_more_than_regressors(n, severities):
    found = run("regressors-exceed-observations", OLS, n=n)
    assert found == [(severity, "table_1//(1)//n") for severity in severities]


def test_coefficients_without_standard_errors_need_no_degrees_of_freedom():
    rows = [row for row in regression("(1)", n="1", x=("0.5", "0.1")) if row.get("statistic") != "se"]
    assert engine.run(record(cells(*rows)), ["regressors-exceed-observations"]) == []
