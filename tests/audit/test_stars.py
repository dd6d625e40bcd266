"""Stars against ratios, t, p and the star rule: silent on consistent tables, planted errors found."""

import numpy as np
import pytest
from scipy import stats
from small_record import cells, record, regression

from lib import published
from lib.audit import Record, design, run
from lib.audit.findings import RULES
from lib.audit.record import with_parentheses

MODULES = (".stars", ".ratios")
NAMES = [name for name, rule in RULES.items() if rule.function.__module__.endswith(MODULES)]
RULE = {"*": 0.10, "**": 0.05, "***": 0.01}


def findings(*rows, name=None, **declared):
    found = run(record(cells(*rows), parenthesis="se", **declared), NAMES)
    return [finding for finding in found if name in (None, finding.rule)]


def column(number="(1)", exhibit="table_1", **changed):
    """A consistent column of six estimates, some of them changed."""
    estimates = {
        "trade": ("0.520", "0.100", "***"),
        "growth": ("0.230", "0.100", "**"),
        "wages": ("-0.180", "0.100", "*"),
        "roads": ("0.150", "0.100", ""),
        "ports": ("-0.040", "0.100", ""),
        "schools": ("0.310", "0.050", "***"),
    }
    return regression(number, exhibit=exhibit, **(estimates | changed))


def cell(term, statistic, printed, stars=""):
    return {"term": term, "statistic": statistic, "printed": printed, "stars": stars}


def test_a_consistent_column_is_silent():
    assert not findings(*column())


@pytest.mark.parametrize("seed", range(8))
def test_random_consistent_tables_are_silent(seed):
    """Stars are given by the exact ratio, and coefficient and standard error are rounded after that."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(5):
        estimates = {}
        for term in "abcdefgh":
            se = 10 ** rng.uniform(-2, 0.5)
            coef = rng.normal() * 2 * se
            p = 2 * stats.norm.sf(abs(coef / se))
            estimates[term] = (f"{coef:.3f}", f"{se:.3f}", "*" * sum(p < level for level in RULE.values()))
        rows += regression(f"({number})", **estimates)
    assert not findings(*rows, name="stars-against-ratio")
    assert not findings(*rows, name="star-levels")


def test_rounding_is_given_the_benefit_of_the_doubt():
    # 0.165 / 0.100 is 1.634 to 1.659 and 10 per cent is at 1.645: either star or none is right
    for stars in ("", "*"):
        assert not findings(*column(roads=("0.165", "0.100", stars)))


def test_a_star_too_many():
    (found,) = findings(*column(roads=("0.150", "0.100", "**")))
    assert (found.rule, found.severity) == ("stars-against-ratio", "contradiction")
    assert found.cells == ("table_1//(1)/roads/coef", "table_1//(1)/roads/se")
    assert "|0.150 / 0.100| = [1.488, 1.513] with **, 5 % at 1.960" in found.arithmetic


def test_one_sided_tests_explain_a_star_until_another_coefficient_refutes_them():
    lone = {"trade": ("0.520", "0.100", "***"), "roads": ("0.150", "0.100", "*")}
    (found,) = findings(*regression("(1)", **lone))
    assert found.severity == "inconsistency" and "One-sided" in found.sentence
    refuting = lone | {"ports": ("0.140", "0.100", "")}
    (found,) = findings(*regression("(1)", **refuting))
    assert found.severity == "contradiction"


def test_a_lost_star():
    (found,) = findings(*column(trade=("0.520", "0.100", "*")))
    assert (found.rule, found.severity) == ("stars-against-ratio", "inconsistency")
    assert found.cells == ("table_1//(1)/trade/coef", "table_1//(1)/trade/se")


def test_few_declared_clusters_explain_missing_stars():
    models = [{"exhibit": "table_1", "columns": ["(1)"], "clusters": 6}]
    rows = column(growth=("0.240", "0.100", "*"), trade=("0.520", "0.100", "***"))
    assert findings(*rows, name="stars-against-ratio")  # 2.4 is beyond t(10), 2.228
    assert not findings(*rows, name="stars-against-ratio", models=models)  # and within t(5), 2.571


def test_printed_units_bound_the_degrees_of_freedom():
    rows = column(growth=("0.210", "0.100", "*"), trade=("0.520", "0.100", "***"))
    assert not findings(*rows, name="stars-against-ratio")  # 2.1 is within t(10), 2.228
    units = {"column": "(1)", "term": "", "statistic": "n_units", "printed": "200"}
    assert findings(*rows, units, name="stars-against-ratio")  # and beyond t(199), 1.972


def test_tables_without_stars_and_constants_that_never_have_any_are_silent():
    assert not findings(*(row | {"stars": ""} for row in column()))
    assert not findings(*column(constant=("5.000", "0.100", "")))
    assert findings(*column(constant=("5.000", "0.100", "")), *column("(2)", constant=("5.0", "0.1", "***")))


def test_the_declared_star_rule_is_used():
    strict = {"*": 0.05, "**": 0.01, "***": 0.001}
    rows = column(wages=("-0.180", "0.100", ""), growth=("0.230", "0.100", "*"))
    assert not findings(*rows, stars=strict)
    (found,) = findings(*column(growth=("0.230", "0.100", "*")), stars=strict)
    assert found.cells[0] == "table_1//(1)/wages/coef"  # 1.8 has a star that 5 per cent does not give


def test_levels_of_its_own_are_reported_once_for_the_exhibit():
    marked = {"a": "5.0", "b": "7.0", "c": "9.0", "d": "-6.0", "e": "8.0", "f": "11.0"}
    plain = {"g": "1.9", "h": "0.3", "i": "-1.1", "j": "1.0", "k": "0.7"}
    estimates = {term: (ratio, "1.000", "*") for term, ratio in marked.items()}
    estimates |= {term: (ratio, "1.000", "") for term, ratio in plain.items()}
    (found,) = findings(*regression("(1)", **estimates))
    assert (found.rule, found.severity, found.exhibit) == ("star-levels", "inconsistency", "table_1")
    assert len(found.cells) == 2 * 7  # the six with one star, and 1.9 without
    assert "* fits a level between" in found.arithmetic
    # one more that no single level explains is reported for itself
    estimates["k"] = ("30.0", "1.000", "")
    exhibit, alone = sorted(findings(*regression("(1)", **estimates)), key=lambda f: f.rule)
    assert exhibit.rule == "star-levels" and "table_1//(1)/k/coef" not in exhibit.cells
    assert alone.rule == "stars-against-ratio" and alone.cells[0] == "table_1//(1)/k/coef"


def test_lenient_levels_contradict_the_rule():
    estimates = {
        term: (ratio, "1.000", "*") for term, ratio in {"a": "1.10", "b": "1.20", "c": "1.15"}.items()
    }
    estimates |= {term: (ratio, "1.000", "") for term, ratio in {"d": "0.30", "e": "0.90"}.items()}
    estimates |= {"f": ("6.000", "1.000", "***"), "g": ("2.200", "1.000", "**")}
    (found,) = findings(*regression("(1)", **estimates), name="star-levels")
    assert found.severity == "contradiction" and len(found.cells) == 6


def test_sign_and_size_of_a_printed_t():
    rows = [
        cell("a", "coef", "0.50"),
        cell("a", "t", "2.50"),
        cell("b", "coef", "-0.30"),
        cell("b", "t", "-1.2"),
    ]
    assert not findings(*rows)
    (found,) = findings(*(row | {"printed": "1.2"} if row["printed"] == "-1.2" else row for row in rows))
    assert (found.rule, found.severity) == ("t-against-sign", "contradiction")
    assert found.cells == ("table_1//(1)/b/coef", "table_1//(1)/b/t")
    with_se = [*rows, cell("a", "se", "0.20")]
    assert not findings(*with_se, name="t-against-sign")
    (found,) = findings(*rows, cell("a", "se", "0.30"), name="t-against-sign")
    assert "0.50 / 0.30 = [1.623, 1.712], printed t 2.50" in found.arithmetic


def test_stars_of_p_values():
    rows = [cell("a", "p", "0.045", "**"), cell("b", "p", "0.008", "***"), cell("c", "p", "0.795")]
    assert not findings(*rows)
    for number, stars in ((0, "***"), (0, "*"), (2, "*")):
        changed = [row | ({"stars": stars} if i == number else {}) for i, row in enumerate(rows)]
        (found,) = findings(*changed)
        assert (found.rule, found.severity) == ("stars-against-p", "contradiction")
        assert found.cells == (f"table_1//(1)/{'abc'[number]}/p",)
    # tests of a specification are not starred where none is
    assert not findings(cell("hansen", "p", "0.001"), cell("ar2", "p", "0.030"))


def test_p_of_a_coefficient_against_ratio_and_stars():
    rows = [cell("a", "coef", "0.300", "***"), cell("a", "se", "0.100"), cell("a", "p", "0.003"),
            cell("b", "coef", "0.100"), cell("b", "se", "0.100"), cell("b", "p", "0.317")]  # fmt: skip
    assert not findings(*rows)
    (found,) = findings(*(row | {"printed": "0.117"} if row["printed"] == "0.317" else row for row in rows))
    assert (found.severity, found.cells[0]) == ("contradiction", "table_1//(1)/b/coef")
    one_sided = [row | {"printed": "0.159"} if row["printed"] == "0.317" else row for row in rows]
    (found,) = findings(*one_sided)
    assert found.severity == "inconsistency"
    changed = [row | {"printed": "0.030"} if row["printed"] == "0.003" else row for row in rows]
    assert {finding.id for finding in findings(*changed)} == {
        "stars-against-p:table-1-stars", "stars-against-p:table-1-ratio"
    }  # fmt: skip


AS_ERRORS = column()


def below(rows, parenthesis):
    """The rows with what the record says of the standard errors."""
    return [row | ({"parenthesis": parenthesis} if row.get("statistic") == "se" else {}) for row in rows]


def readings(*rows, **declared):
    table = cells(*rows)
    stated = with_parentheses(published.as_cells(table), table)
    return run(Record("paper", stated, design.parse(declared)), ["parenthesis-reading"])


@pytest.mark.parametrize("declared", [{}, {"panel": {"unit": ["country"]}}])
def test_parentheses_that_the_record_calls_not_stated_are_an_ambiguity(declared):
    (found,) = readings(*below(AS_ERRORS, "not stated"), **declared)
    assert found.severity == "ambiguity" and "6 as standard errors" in found.arithmetic
    assert found.cells == tuple(f"table_1//(1)/{row['term']}/se" for row in AS_ERRORS[1::2])


@pytest.mark.parametrize("declared", [{}, {"panel": {"unit": ["country"]}}])
def test_a_statement_in_the_rows_or_silence_of_the_typist_is_no_ambiguity(declared):
    assert not readings(*below(AS_ERRORS, "standard error"), **declared)
    assert not readings(*AS_ERRORS, **declared)


def test_the_designs_statement_counts_where_the_record_has_none():
    assert not readings(*below(AS_ERRORS, "not stated"), parenthesis="se")


def test_only_the_numbers_that_nothing_states_are_counted():
    stated = [row | {"column": "(2)"} for row in below(AS_ERRORS, "standard error")]
    (found,) = readings(*below(AS_ERRORS, "not stated"), *stated)
    assert "the 6 numbers" in found.sentence and {cell.split("/")[2] for cell in found.cells} == {"(1)"}


def test_t_values_entered_as_standard_errors():
    ratios = {"a": ("0.052", "4.20", "***"), "b": ("0.310", "2.10", "**"), "c": ("0.180", "1.20", ""),
              "d": ("0.200", "0.40", ""), "e": ("0.015", "6.00", "***")}  # fmt: skip
    (found,) = findings(*regression("(1)", **ratios))
    assert (found.rule, found.severity) == ("parenthesis-reading", "contradiction")
    assert "read as t-values they fit" in found.sentence
    assert len(found.cells) == 5
    # the record's own statement is contradicted just so, and where it says that there is none, nothing is
    rows = regression("(1)", **ratios)
    assert [f.severity for f in readings(*below(rows, "standard error"))] == ["contradiction"]
    assert [f.severity for f in readings(*below(rows, "not stated"))] == ["ambiguity"] * 2


def test_few_clusters_take_stars_away():
    models = [{"exhibit": "table_1", "columns": ["(1)"], "clusters": 9}]
    (found,) = findings(*column(growth=("0.210", "0.100", "**")), models=models, name="few-clusters")
    assert found.severity == "remark"
    assert {name.split("/")[3] for name in found.cells} == {"growth", "wages"}  # 2.1 < 2.306, 1.8 < 1.860
    assert "5 %: 2.306" in found.arithmetic
    many = [models[0] | {"clusters": 287}]
    assert not findings(*column(), models=many, name="few-clusters")


def as_t_values(fitting, misfit=0):
    """Coefficients with a t in parentheses that is called a standard error; the misfits lack their stars."""
    right = {f"x{k}": ("0.500", "5.000", "***") for k in range(fitting)}
    return regression("(1)", **right, **{f"z{k}": ("0.001", "5.000", "") for k in range(misfit)})


@pytest.mark.parametrize(
    ("fitting", "misfit", "severities"),
    [(4, 0, ["contradiction"]), (3, 0, []), (9, 1, ["contradiction"]), (8, 1, []), (17, 2, [])],
)
def test_another_reading_must_fit_nearly_all_of_several(fitting, misfit, severities):
    found = findings(*as_t_values(fitting, misfit), name="parenthesis-reading")
    assert [finding.severity for finding in found] == severities


def test_a_nought_has_either_sign_also_where_readings_are_counted():
    rows = [*as_t_values(4), *regression("(2)", z=("0.000", "-0.450"))]
    (found,) = findings(*rows, name="parenthesis-reading")
    assert "5 as t-values" in found.arithmetic


@pytest.mark.parametrize(("plain", "rules"), [(3, {"star-levels", "stars-against-ratio"}),
                                              (2, {"stars-against-ratio"})])  # fmt: skip
def test_levels_leave_one_exception_in_ten(plain, rules):
    """Six with one star that deserve three, one that deserves three and has none, and some without any."""
    marked = {f"a{k}": (f"{k + 5}.0", "1.000", "*") for k in range(6)}
    bare = {f"b{k}": (f"0.{k + 3}", "1.000", "") for k in range(plain)}
    found = findings(*regression("(1)", z=("30.0", "1.000", ""), **marked, **bare))
    assert {finding.rule for finding in found} == rules
