"""Impossible values, lost digits, repeated estimates, last digits: planted errors are found."""

import numpy as np
import pytest
from small_record import cells, claims, record, regression

from lib.audit import run
from lib.audit.findings import RULES

MODULES = (".digits", ".impossible")
NAMES = [name for name, rule in RULES.items() if rule.function.__module__.endswith(MODULES)]


def findings(*rows, **declared):
    return run(record(cells(*rows), **declared), NAMES)


def single(statistic, printed, term="x", **more):
    return {"term": term, "statistic": statistic, "printed": printed} | more


def replaced(rows, old, new):
    """The rows with one printed string changed."""
    changed = [row | {"printed": new} if row["printed"] == old else row for row in rows]
    assert changed != rows
    return changed


POSSIBLE = [
    single("p", "0.045", "hansen"), single("r2", "0.926", ""),
    single("n", "6,111", ""), single("n_units", "280", ""),
    single("coef", "0.100"), single("se", "0.020"), single("sd", "1.20"), single("min", "-2.0"),
    single("mean", "0.4"), single("p25", "-0.9"), single("median", "0.5"), single("p75", "1.1"),
    single("max", "3.1"), single("correlation", "-1.00", "w"), single("f", "12.40", ""),
    single("chi2", "0.00", "w"), single("share_of_hosts", "48.25%", "y"),
    single("min_coef", "0.1", "y"), single("max_coef", "0.3", "y"),
]  # fmt: skip


def test_possible_values_are_silent():
    assert not findings(*POSSIBLE)
    assert not findings(single("r2_adjusted", "-0.012", ""), single("se", "0.000"), single("p", "1.000", "z"))


@pytest.mark.parametrize(
    ("old", "new", "severity"),
    [
        ("0.045", "1.045", "contradiction"),
        ("0.926", "1.926", "inconsistency"),  # in per cent
        ("0.926", "99.9", "inconsistency"),
        ("0.926", "101.0", "contradiction"),
        ("0.926", "101.0%", "contradiction"),
        ("0.926", "-0.926", "inconsistency"),
        ("0.926", "-99.0", "inconsistency"),  # adjusted, and in per cent
        ("0.926", "-101.0", "contradiction"),
        ("0.020", "-0.020", "contradiction"),
        ("6,111", "611.1", "contradiction"),
        ("280", "-280", "contradiction"),
        ("3.1", "-3.1", "contradiction"),
        ("0.4", "4.0", "contradiction"),
        ("-0.9", "-2.2", "contradiction"),  # below the minimum
        ("0.5", "-1.1", "contradiction"),
        ("0.5", "1.3", "contradiction"),
        ("1.1", "0.3", "contradiction"),
        ("1.1", "3.3", "contradiction"),
        ("-1.00", "-1.01", "contradiction"),
        ("-1.00", "1.01", "contradiction"),
        ("12.40", "-12.40", "contradiction"),
        ("0.00", "-0.01", "contradiction"),
        ("1.20", "2.65", "contradiction"),  # 5.1 / 2, a little more by rounding and with n - 1
        ("0.3", "0.03", "contradiction"),
        ("48.25%", "148.25%", "inconsistency"),
    ],
)
def test_impossible_values(old, new, severity):
    (found,) = findings(*replaced(POSSIBLE, old, new))
    assert (found.rule, found.severity) == ("impossible-value", severity)
    assert new in found.arithmetic


@pytest.mark.parametrize("method", ["system GMM", "IV", "2SLS", "instrumental variables"])
def test_r2_with_instruments_may_be_negative(method):
    rows = replaced(POSSIBLE, "0.926", "-0.926")
    models = [{"exhibit": "table_1", "columns": ["(1)"], "method": method}]
    assert not findings(*rows, models=models)
    assert findings(*rows, models=[models[0] | {"method": "OLS"}])


@pytest.mark.parametrize(
    ("sd", "n", "possible"),
    [
        ("0.50", "", True),
        ("0.51", "", True),  # within n - 1 = 29 of 0.5085
        ("0.52", "", False),
        ("0.51", "1000", False),  # 0.5003
        ("0.70", "2", True),  # one 0 and one 1: 0.7071
        ("0.72", "2", False),
    ],
)
def test_a_standard_deviation_is_at_most_half_the_range(sd, n, possible):
    rows = [single("min", "0.000"), single("max", "1.000"), single("sd", sd)]
    rows += [single("n", n, "")] if n else []
    cells_read = tuple(f"table_1//(1)/x/{name}" for name in ("min", "max", "sd"))
    assert [f.cells for f in findings(*rows)] == ([] if possible else [cells_read])


@pytest.mark.parametrize(
    ("declared", "severity"),
    [
        ({"outcome": "y"}, "contradiction"),
        ({"outcome": "y", "fixed_effects": ["city"]}, "inconsistency"),  # one within units, one over all
        ({}, "inconsistency"),
    ],
)
def test_an_adjusted_r2_is_no_larger_than_r2(declared, severity):
    models = [{"exhibit": "table_1", "columns": ["(1)"]} | declared]
    rows = [single("r2", "0.926", ""), single("r2_adjusted", "0.9264", "")]
    assert not findings(*rows, models=models)
    (found,) = findings(*replaced(rows, "0.9264", "0.9266"), models=models)
    assert (found.severity, len(found.cells)) == (severity, 2)


def test_impossible_values_of_the_text():
    said = claims({"kind": "share", "statistic": "share", "unit": "%", "printed": "120"})
    (found,) = run(record(cells(single("coef", "0.1")), said), NAMES)
    assert (found.severity, found.cells) == ("inconsistency", ("claim-0",))


def table(**changed):
    """Four columns of one table whose standard errors agree; some strings changed."""
    ses = {"a": ["0.131", "0.130", "0.123", "0.127"], "b": ["0.0582", "0.0602", "0.0577", "0.0563"],
           "c": ["0.0238", "0.0239", "0.0226", "0.0227"]}  # fmt: skip
    coefs = {"a": ["0.629", "0.257", "0.426", "0.315"], "b": ["0.155", "0.177", "0.164", "0.136"],
             "c": ["0.0423", "0.0378", "0.0267", "0.0305"]}  # fmt: skip
    rows = []
    for number in range(4):
        terms = {term: (coefs[term][number], ses[term][number]) for term in ses}
        rows += regression(f"({number + 1})", **terms)
    for old, new in changed.items():
        rows = replaced(rows, f"0.{old[1:]}", new)
    return rows


def test_agreeing_rows_are_silent():
    assert not findings(*table())


def test_a_lost_digit_of_a_standard_error():
    (found,) = findings(*table(_123="1.23"))
    assert (found.rule, found.severity) == ("lost-decimal", "inconsistency")
    assert found.cells[0] == "table_1//(3)/a/se" and len(found.cells) == 4
    assert "ratio of medians 9.46" in found.arithmetic


def test_two_standard_errors_against_two():
    (found,) = findings(*table(_131="1.31", _130="1.30"))
    assert found.rule == "lost-decimal" and "(2) (1), or else in (3) (4)" in found.sentence


def test_a_lost_digit_of_a_coefficient():
    rows = replaced(table(), "0.164", "1.64")
    (found,) = findings(*rows)
    assert (found.rule, found.cells[0]) == ("lost-decimal", "table_1//(3)/b/coef")


def test_another_sample_is_a_remark():
    models = [{"exhibit": "table_1", "columns": [f"({i})"], "sample": f"region {i}"} for i in range(1, 5)]
    (found,) = findings(*table(_123="1.23"), models=models)
    assert found.severity == "remark" and "samples" in found.sentence


def test_another_unit_is_no_lost_digit():
    """A column in another unit moves as a whole; a regressor in another unit moves with its coefficient."""
    scaled = [row | {"printed": f"{10 * float(row['printed']):.3g}"} if row["column"] == "(3)" else row
              for row in table()]  # fmt: skip
    assert not findings(*scaled)
    regressor = [row | {"printed": f"{10 * float(row['printed']):.3g}"}
                 if (row["column"], row["term"]) == ("(3)", "a") else row for row in table()]  # fmt: skip
    assert not findings(*regressor)


def test_other_outcomes_are_other_rows():
    models = [{"exhibit": "table_1", "columns": ["(1)", "(2)"], "outcome": "exports"},
              {"exhibit": "table_1", "columns": ["(3)", "(4)"], "outcome": "imports"}]  # fmt: skip
    assert not findings(*table(_123="1.23"), models=models)


def test_a_point_that_the_stars_do_not_let_move():
    """0.426 / 1.23 earns no star and 0.426 / 0.123 earns three."""
    rows = table(_123="1.23")
    for stars, count in (("***", 1), ("", 0)):
        marked = [row | {"stars": "***"} if row["printed"] in ("0.629", "0.155") else row for row in rows]
        marked = [row | {"stars": stars} if row["printed"] == "0.426" else row for row in marked]
        assert len(findings(*marked)) == count


@pytest.mark.parametrize("seed", range(6))
def test_random_tables_are_silent(seed):
    """Rows and columns have scales of their own, entries scatter by a quarter, as in sub-samples."""
    rng = np.random.default_rng(seed)
    rows = []
    scale = 10 ** rng.uniform(-2, 1, 10)
    for number in range(5):
        column = 10 ** rng.uniform(-0.3, 0.3)
        se = scale * column * np.exp(0.25 * rng.normal(size=10))
        coef = se * rng.normal(size=10) * 3
        estimates = {f"x{i}": (f"{coef[i]:.4f}", f"{se[i]:.4f}") for i in range(10)}
        rows += regression(f"({number})", **estimates)
    assert not findings(*rows)


def test_two_regressors_with_the_same_estimate():
    rows = regression("(1)", a=("0.0371", "0.0156"), b=("0.102", "0.0386"), c=("0.0594", "0.0278"))
    assert not findings(*rows)
    twin = replaced(replaced(rows, "0.0594", "0.0371"), "0.0278", "0.0156")
    (found,) = findings(*twin)
    assert (found.rule, found.severity) == ("repeated-estimate", "inconsistency")
    assert set(found.cells) == {f"table_1//(1)/{term}/{name}" for term in "ac" for name in ("coef", "se")}
    (found,) = findings(*replaced(replaced(rows, "0.0594", "-0.0371"), "0.0278", "0.0156"))
    assert found.severity == "remark"
    few_digits = regression("(1)", a=("0.04", "0.02"), b=("0.04", "0.02"))
    assert not findings(*few_digits)


def test_estimates_that_repeat_between_models():
    same = {"a": ("0.0567", "0.0142"), "b": ("0.0843", "0.0134"), "c": ("0.103", "0.0186")}
    first = regression("(1)", exhibit="table_1", d=("0.217", "0.0512"), **same)
    second = regression("(1)", exhibit="table_2", e=("0.431", "0.0921"), **same)
    (found,) = findings(*first, *second)
    assert (found.rule, found.severity, len(found.cells)) == ("repeated-estimate", "remark", 12)
    changed = replaced(second, "0.103", "0.104")
    assert not findings(*first, *changed)  # two may be chance
    again = regression("(1)", exhibit="table_2", d=("0.217", "0.0512"), **same)
    assert not findings(*first, *again)  # the model printed twice


def digits_table(strings):
    return [row for i, (coef, se) in enumerate(strings) for row in regression(f"({i})", x=(coef, se))]


def test_last_digits():
    rng = np.random.default_rng(1)
    numbers = rng.integers(10_000, 99_999, 120)
    uniform = [(f"0.{n}", f"0.{n * 7 % 89_999 + 10_000}") for n in numbers]
    assert not findings(*digits_table(uniform))
    heaped = [(coef[:-1] + "5", se) for coef, se in uniform]
    (found,) = findings(*digits_table(heaped))
    assert (found.rule, found.severity) == ("terminal-digits", "remark")
    assert not findings(*digits_table(heaped[:40]))  # too few
    no_zeros = [(coef.rstrip("0"), se.rstrip("0")) for coef, se in uniform]
    assert not findings(*digits_table(no_zeros))


def test_how_many_digits_do_not_repeat_by_chance():
    """Two and three significant digits are enough, two and two are not."""
    assert not findings(*regression("(1)", a=("0.037", "0.015"), c=("0.037", "0.015")))
    assert len(findings(*regression("(1)", a=("0.0371", "0.015"), c=("0.0371", "0.015")))) == 1


def errors(*rows):
    """Four columns with these rows of standard errors, the coefficients alike."""
    terms = [f"x{k}" for k in range(len(rows))]
    coefs = ("0.417", "0.402", "0.395", "0.388")
    return [
        row
        for number in range(4)
        for row in regression(
            f"({number + 1})", **{t: (coefs[number], r[number]) for t, r in zip(terms, rows, strict=True)}
        )
    ]


@pytest.mark.parametrize(
    ("odd", "count"), [("0.812", 1), ("0.790", 0), ("1.25", 1), ("1.27", 0), ("0.0125", 1), ("0.0127", 0)]
)
def test_a_lost_digit_moves_a_number_by_nearly_a_power_of_ten(odd, count):
    """Within a tenth of a power: 8.12 and 12.5 times, not 7.90 or 12.7."""
    assert len(findings(*errors(("0.100", "0.100", "0.100", odd)))) == count


@pytest.mark.parametrize(("alike", "count"), [(1, 0), (2, 2)])
def test_a_column_in_another_unit_moves_half_of_the_other_rows(alike, count):
    moved, still = ("0.101", "0.102", "0.103", "1.02"), ("0.201", "0.202", "0.203", "0.204")
    found = findings(*errors(moved, moved, *[still] * alike))
    assert [finding.rule for finding in found if "terms" not in finding.id] == ["lost-decimal"] * count
