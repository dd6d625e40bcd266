"""T- and p-values against ratios, where rounding and cutting off differ; star levels and one-sided tests."""

import pytest
from small_record import cells, record, regression

from lib.audit import run


def t_of(coef, se, t):
    """Severities of the rule on one coefficient with its standard error and t."""
    rows = [{"statistic": name, "printed": text} for name, text in (("coef", coef), ("se", se), ("t", t))]
    return [finding.severity for finding in run(record(cells(*rows)), ["t-against-sign"])]


@pytest.mark.parametrize(
    ("coef", "se", "t", "severities"),
    [
        ("0.50", "0.20", "2.50", []),
        ("0.50", "0.20", "2.58", []),  # 0.505 / 0.195 = 2.590
        ("0.50", "0.20", "2.61", ["inconsistency"]),  # 0.5099 / 0.195 = 2.615
        ("0.50", "0.20", "2.63", ["contradiction"]),
        ("0.50", "0.20", "2.35", ["inconsistency"]),  # 0.495 / 0.2099 = 2.358
        ("0.50", "0.20", "2.34", ["contradiction"]),
        ("-0.50", "0.20", "-2.61", ["inconsistency"]),
        ("-0.50", "0.20", "2.61", ["contradiction"]),
        ("-0.50", "0.20", "2.50", ["contradiction"]),
        ("5.000", "2.000", "2.4", ["inconsistency"]),  # 2.499 cut off to one decimal
    ],
)
def test_a_t_that_is_cut_off_is_not_a_contradiction(coef, se, t, severities):
    assert t_of(coef, se, t) == severities


def test_one_t_that_cutting_off_does_not_explain_is_enough():
    rows = [{"term": term, "statistic": name, "printed": text}
            for term, t in (("a", "2.61"), ("b", "2.50"), ("c", "9.90"))
            for name, text in (("coef", "0.50"), ("se", "0.20"), ("t", t))]  # fmt: skip
    (found,) = run(record(cells(*rows)), ["t-against-sign"])
    assert found.severity == "contradiction" and len(found.cells) == 6


ONE_SIDED = {"a": ("1.300", "*"), "b": ("1.400", "*"), "c": ("1.350", "*"), "d": ("0.300", ""),
             "e": ("0.900", ""), "f": ("6.000", "***"), "g": ("2.200", "**")}  # fmt: skip


def column(exhibit="table_1", **ratios):
    """A column with these ratios and stars."""
    terms = {term: (ratio, "1.000", stars) for term, (ratio, stars) in ratios.items()}
    return regression("(1)", exhibit=exhibit, n="900", **terms)


def star_levels(**changed):
    return column(**(ONE_SIDED | changed))


def severities(*rows):
    return [finding.severity for finding in run(record(cells(*rows)), ["star-levels"])]


def test_levels_that_one_sided_tests_give_are_an_inconsistency():
    assert severities(*star_levels()) == ["inconsistency"]
    # 1.15 earns no star on either side
    assert severities(*star_levels(a=("1.150", "*"))) == ["contradiction"]


def test_a_coefficient_that_a_one_sided_test_would_mark_refutes_them():
    other = column("table_2", h=("1.500", ""), i=("3.000", "***"))
    assert severities(*star_levels(), *other) == ["contradiction"]
    assert severities(*star_levels(), *(row for row in other if row["term"] == "i")) == ["inconsistency"]


@pytest.mark.parametrize(("ratio", "severity"), [("2.300", "inconsistency"), ("2.450", "contradiction")])
def test_so_does_one_of_the_exhibit_itself(ratio, severity):
    """A one-sided test gives three stars from 2.33, a two-sided one from 2.58."""
    assert severities(*star_levels(h=(ratio, "**"))) == [severity]


def test_a_coefficient_that_is_printed_as_nought_has_either_sign():
    assert t_of("0.000", "0.001", "-0.45") == []
    assert t_of("0.000", "0.001", "-1.50") == ["inconsistency"]  # 0.0009 / 0.0006 if both are cut off
    assert t_of("0.001", "0.001", "-0.45") == ["contradiction"]
