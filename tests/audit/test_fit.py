"""Fit: silent on what least squares can print, checked on real regressions; every planted R2 found."""

import numpy as np
import pytest
from small_record import cells, record
from test_counts import model

from lib.audit import engine, rules
from lib.audit.rules.fit import excess_factor

RULES = ["nested-r2", "r2-against-t", "change-of-fit"]


def fit(
    name: str, r2: str, n: str = "1000", *, exhibit: str = "table_1", **terms: tuple[str, str]
) -> list[dict]:
    """A column: term=(coef, se), R2 and n."""
    place = {"exhibit": exhibit, "column": name}
    rows = [place | {"term": term, "statistic": key, "printed": number}
            for term, pair in terms.items()
            for key, number in zip(("coef", "se"), pair, strict=True)]  # fmt: skip
    own = place | {"term": ""}
    return [*rows, own | {"statistic": "r2", "printed": r2}, own | {"statistic": "n", "printed": n}]


def run(rows: list[dict], models: list[dict], only=RULES, **design) -> list:
    return engine.run(record(cells(*rows), models=models, **design), only)


WEAK = {"x": ("0.050", "0.030")}


@pytest.mark.parametrize(
    ("first", "second", "n", "severities"),
    [
        ("0.300", "0.300", "1000", []),
        ("0.300", "0.305", "1000", []),
        ("0.300", "0.295", "1000", []),  # an adjusted R2 may fall so much with twenty controls
        ("0.300", "0.200", "1000", ["contradiction"]),
        ("0.300", "0.200", "995", ["inconsistency"]),
        ("0.300", "0.200", "900", []),
    ],
)
def test_controls_do_not_lower_the_fit(first, second, n, severities):
    rows = fit("(1)", first, **WEAK) + fit("(2)", second, n, **WEAK)
    found = run(rows, [model("(1)"), model("(2)", controls="full")], ["nested-r2"])
    assert [f.severity for f in found] == severities
    assert all({"table_1//(1)//r2", "table_1//(2)//r2"} <= set(f.cells) for f in found)


def test_r2_within_and_overall_is_not_a_contradiction():
    rows = fit("(1)", "0.300", **WEAK) + fit("(2)", "0.100", **WEAK)
    found = run(rows, [model("(1)"), model("(2)", fixed_effects=["city"])], ["nested-r2"])
    assert [f.severity for f in found] == ["inconsistency"]


@pytest.mark.parametrize("method", ["system GMM", "IV", "2SLS", "Heckman"])
def test_models_that_are_not_least_squares_are_left_alone(method):
    rows = fit("(1)", "0.300", **WEAK) + fit("(2)", "0.100", **WEAK)
    assert run(rows, [model("(1)", method=method), model("(2)", controls="full", method=method)]) == []


def placebo(r2: str, n: str = "1000") -> list[dict]:
    common = {"z": ("0.400", "0.040")}
    return fit("(1)", "0.900", **WEAK, **common) + fit(
        "(1)", r2, n, exhibit="table_2", w=("0.010", "0.030"), **common
    )


@pytest.mark.parametrize(
    ("r2", "n", "found"),
    [
        ("0.899", "1000", []),
        ("0.600", "1000", [("r2-against-t", "inconsistency")]),
        ("0.600", "995", [("r2-against-t", "ambiguity")]),
        ("0.895", "995", []),
        ("0.600", "700", []),
    ],
)
def test_one_small_t_does_not_explain_much(r2, n, found):
    result = run(placebo(r2, n), [model("(1)"), model("(1)", "table_2")])
    assert [(f.rule, f.severity) for f in result] == found


def test_one_large_t_explains_much():
    rows = fit("(1)", "0.900", x=("2.000", "0.020"), z=("0.400", "0.040"))
    rows += fit("(1)", "0.600", exhibit="table_2", w=("0.010", "0.030"), z=("0.400", "0.040"))
    assert run(rows, [model("(1)"), model("(1)", "table_2")]) == []


@pytest.mark.parametrize("seed", range(8))
def test_silent_on_estimated_models(seed):
    """Regressions on one data set with collinear regressors and skewed errors, White standard errors."""
    draw = np.random.default_rng(seed)
    n = 400
    z, x = draw.normal(size=(2, n))
    w = 0.9 * x + 0.4 * draw.normal(size=n)
    y = 0.5 * z + draw.uniform(0, 2) * x + draw.exponential(1 + np.abs(x), size=n)
    tables = {"table_1": {"x": x, "z": z}, "table_2": {"w": w, "z": z}, "table_3": {"z": z}}
    rows, models = [], []
    for exhibit, regressors in tables.items():
        columns = np.column_stack([np.ones(n), *regressors.values()])
        beta, errors, r2 = estimated(columns, y)
        pairs = {
            name: (f"{b:.3f}", f"{s:.3f}")
            for name, b, s in zip(regressors, beta[1:], errors[1:], strict=True)
        }
        rows += fit("(1)", f"{r2:.3f}", str(n), exhibit=exhibit, **pairs)
        models.append(model("(1)", exhibit))
    assert run(rows, models) == []
    first, second, _ = record(cells(*rows), models=models).regressions
    assert max(excess_factor(first, second), excess_factor(second, first)) < 2


def estimated(columns: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Least squares: coefficients, White standard errors, R2."""
    bread = np.linalg.inv(columns.T @ columns)
    beta = bread @ columns.T @ y
    u_hat = y - columns @ beta
    meat = (columns * u_hat[:, None] ** 2).T @ columns
    return beta, np.sqrt(np.diag(bread @ meat @ bread)), 1 - u_hat @ u_hat / ((y - y.mean()) @ (y - y.mean()))


def change(*r2: str) -> tuple[list[dict], list[dict]]:
    """Two outcomes in two tables; the second table has finer effects."""
    rows, models = [], []
    places = [(e, name) for e in ("table_1", "table_2") for name in ("(1)", "(2)")]
    for (exhibit, name), number in zip(places, r2, strict=True):
        term = "x" if exhibit == "table_1" else "w"
        rows += fit(name, number, exhibit=exhibit, **{term: ("0.050", "0.030")})
        effects = ["city", "country"] if exhibit == "table_1" else ["city x country"]
        outcome = "value" if name == "(1)" else "share"
        models.append(model(name, exhibit, outcome=outcome, fixed_effects=effects, controls="full"))
    return rows, models


def test_a_jump_that_a_doubled_standard_error_does_not_explain():
    common = {"z": ("0.400", "0.040")}
    rows = fit("(1)", "0.600", x=("0.200", "0.030"), **common)  # t of 6.7 may bring 0.036 with 500 degrees
    for low, found in (("0.560", []), ("0.540", []), ("0.400", ["change-of-fit"])):
        other = fit("(1)", low, exhibit="table_2", w=("0.010", "0.030"), **common)
        assert [f.rule for f in run(rows + other, [model("(1)"), model("(1)", "table_2")])] == found


@pytest.mark.parametrize(("low", "found"), [("0.550", []), ("0.548", ["change-of-fit"])])
def test_a_jump_is_more_than_five_hundredths(low, found):
    """A t of 2.5 may bring 0.006 and leaves the difference to the size of a jump alone."""
    rows = fit("(1)", "0.600", "900", x=("0.075", "0.030"))
    rows += fit("(1)", low, "900", exhibit="table_2", w=("0.010", "0.030"))
    assert [f.rule for f in run(rows, [model("(1)"), model("(1)", "table_2")])] == found


def test_an_effect_spans_its_dimensions():
    """City by year holds city: finer effects fit no worse, but R2 may be within them."""
    rows = fit("(1)", "0.300", **WEAK) + fit("(2)", "0.100", **WEAK)
    for effects, severities in ((["city x year"], ["inconsistency"]), (["region x year"], [])):
        models = [model("(1)", fixed_effects=["city"]), model("(2)", fixed_effects=effects)]
        assert [f.severity for f in run(rows, models, ["nested-r2"])] == severities


def test_finer_effects_raise_every_fit():
    assert run(*change("0.500", "0.600", "0.580", "0.690")) == []
    assert run(*change("0.500", "0.600", "0.501", "0.601")) == []
    found = run(*change("0.500", "0.600", "0.500", "0.690"))
    assert [(f.rule, f.severity, f.id) for f in found] == [
        ("change-of-fit", "ambiguity", "change-of-fit:table-1-table-2")
    ]


PARTITION = {"whole": ["table_1", "(1)"], "parts": [["table_2", "(1)"], ["table_2", "(2)"]]}


@pytest.mark.parametrize(
    ("pooled", "severities"),
    [(("0.20", "0.30"), []), (("0.13", "0.30"), ["remark"]), (("0.13", "0.90"), ["ambiguity"])],
)
def test_the_whole_lies_between_its_parts(pooled, severities):
    rows = fit("(1)", "0.5", x=(pooled[0], "0.1"), z=(pooled[1], "0.1"))
    rows += fit("(1)", "0.5", exhibit="table_2", x=("0.15", "0.1"), z=("0.10", "0.1"))
    rows += fit("(2)", "0.5", exhibit="table_2", x=("0.25", "0.1"), z=("0.50", "0.1"))
    found = run(rows, [], ["pooled-outside-parts"], partitions=[PARTITION])
    assert [f.severity for f in found] == severities


@pytest.mark.parametrize(("outside", "terms", "severities"), [(1, 3, []), (2, 5, ["remark"])])
def test_more_than_a_third_outside_is_worth_a_word(outside, terms, severities):
    named = [f"x{k}" for k in range(terms)]
    whole = {name: ("0.90" if k < outside else "0.20", "0.1") for k, name in enumerate(named)}
    rows = fit("(1)", "0.5", **whole)
    for number, coef in ((1, "0.15"), (2, "0.25")):
        rows += fit(f"({number})", "0.5", exhibit="table_2", **dict.fromkeys(named, (coef, "0.1")))
    found = run(rows, [], ["pooled-outside-parts"], partitions=[PARTITION])
    assert [f.severity for f in found] == severities


def test_rounding_alone_is_not_outside():
    rows = fit("(1)", "0.5", x=("0.1", "0.1")) + fit("(1)", "0.5", exhibit="table_2", x=("0.149", "0.1"))
    rows += fit("(2)", "0.5", exhibit="table_2", x=("0.250", "0.1"))
    assert run(rows, [], ["pooled-outside-parts"], partitions=[PARTITION]) == []


def test_the_rules_are_registered():
    assert rules.fit and set(RULES) <= set(engine.RULES)
