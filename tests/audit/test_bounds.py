"""Confidence intervals: silent on those that software gives, every planted disagreement found."""

import numpy as np
import pytest
from scipy import stats
from small_record import cells, record

from lib.audit import run
from lib.audit.design import STARS

RULES = ["interval-against-estimate", "interval-against-significance"]


def given(term="x", stars="", column="(1)", **numbers):
    """The printed numbers of one coefficient."""
    place = {"term": term, "column": column}
    return [place | {"statistic": name, "printed": text, "stars": stars if name == "coef" else ""}
            for name, text in numbers.items()]  # fmt: skip


def own(**numbers):
    return [{"term": "", "statistic": name, "printed": text} for name, text in numbers.items()]


def found(*rows, rules=RULES, **declared):
    return [(f.id.partition(":")[2], f.severity) for f in run(record(cells(*rows), **declared), rules)]


FOUR = [*given("a", coef="0.300", se="0.100", ci_low="0.104", ci_high="0.496"),
        *given("b", coef="-0.110", se="0.050", ci_low="-0.208", ci_high="-0.012"),
        *given("c", coef="1.250", se="0.200", ci_low="0.858", ci_high="1.642"),
        *given("d", coef="0.040", se="0.030", ci_low="-0.019", ci_high="0.099")]  # fmt: skip


def replaced(rows, old, new):
    changed = [row | {"printed": new} if row["printed"] == old else row for row in rows]
    assert changed != rows
    return changed


def test_a_coefficient_inside_and_a_width_like_the_others():
    assert found(*FOUR) == []
    assert found(*replaced(FOUR, "0.300", "0.600")) == [("table-1-outside", "contradiction")]
    (finding,) = run(record(cells(*replaced(FOUR, "0.050", "0.080"))), RULES)
    assert (finding.severity, finding.cells[0]) == ("inconsistency", "table_1//(1)/b/coef")
    assert "half width over standard error" in finding.arithmetic


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("level", [0.90, 0.95, 0.99])
def test_intervals_of_the_normal_and_of_t_are_silent(seed, level):
    """Stars and p-values by the normal distribution, intervals by t, or the other way round."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(12, 200))
    t = stats.t(n - 8)
    wide, narrow = (t, stats.norm) if seed % 2 else (stats.norm, t)
    rows = own(n=str(n))
    for term in "abcdefg":
        se = 10 ** rng.uniform(-1.5, 0.5)
        coef = rng.normal() * 2.5 * se
        half, p = wide.isf((1 - level) / 2) * se, 2 * narrow.sf(abs(coef / se))
        marks = "*" * sum(p < bound for bound in STARS.values())
        numbers = {"coef": coef, "p": p, "ci_low": coef - half, "ci_high": coef + half}
        rows += given(term, marks, **{name: f"{value:.3f}" for name, value in numbers.items()})
        rows += given(term, se=f"{se:.3f}") if seed % 3 else []
    assert found(*rows) == []


def alone(half, stars="", **numbers):
    """A coefficient of 0.100 in the middle of an interval of this half width, with 900 observations."""
    low, high = (f"{0.1 + sign * half:.3f}" for sign in (-1, 1))
    return own(n="900") + given(stars=stars, coef="0.100", ci_low=low, ci_high=high, **numbers)


@pytest.mark.parametrize(
    ("half", "severities"),
    [(0.082, []), (0.098, []), (0.129, []), (0.088, ["inconsistency"]), (0.160, ["inconsistency"])],
)
def test_a_width_is_that_of_a_usual_level(half, severities):
    assert [severity for _, severity in found(*alone(half, se="0.0500"))] == severities


def test_few_degrees_of_freedom_widen_an_interval():
    few = [
        row | ({"printed": "7"} if row.get("statistic") == "n" else {}) for row in alone(0.122, se="0.0500")
    ]
    assert found(*alone(0.122, se="0.0500")) == [("table-1-width", "inconsistency")]
    assert found(*few) == []  # 2.45 is within t(6) of 5 per cent, 2.447


def test_a_printed_level_is_the_one_that_counts():
    assert found(*alone(0.082, se="0.0500"), *own(ci_level="90")) == []
    assert found(*alone(0.082, se="0.0500"), *own(ci_level="95")) == [("table-1-width", "inconsistency")]
    assert found(*alone(0.064, se="0.0500"), *own(ci_level="0.80")) == []


@pytest.mark.parametrize(
    ("half", "stars", "level", "severities"),
    [
        (0.098, "**", "95", []),
        (0.110, "*", "95", []),
        (0.110, "**", "95", ["contradiction"]),
        (0.110, "**", "", []),  # of 99 per cent, perhaps
        (0.110, "***", "", ["contradiction"]),
        (0.110, "**", "99", []),
        (0.110, "*", "90", ["contradiction"]),
        (0.130, "*", "95", ["contradiction"]),  # 0.100 / 0.130 * 1.96 = 1.51, and a star needs 1.645
        (0.118, "*", "95", []),
        (0.098, "", "95", ["inconsistency"]),  # 0 is outside, and the exhibit has stars
    ],
)
def test_stars_against_an_interval(half, stars, level, severities):
    marked = given("z", "***", coef="9.0", se="0.1")
    rows = [*alone(half, stars), *marked, *(own(ci_level=level) if level else [])]
    assert [severity for _, severity in found(*rows)] == severities


def test_a_standard_error_tells_the_level_of_an_interval():
    """0.110 / 0.056 is 1.96: two stars contradict an interval of 95 per cent, called so or not."""
    assert found(*alone(0.110, "**", se="0.056")) == [("table-1-stars", "contradiction")]


def test_few_degrees_of_freedom_explain_stars_by_the_normal_distribution():
    """A ratio of 2.1 has two stars by the normal distribution, and 0 in the interval by t(8), 2.306."""
    rows = given(stars="**", coef="0.210", ci_low="-0.021", ci_high="0.441") + own(ci_level="95")
    assert found(*rows, *own(n="9")) == []
    assert found(*rows, *own(n="900")) == [("table-1-stars", "contradiction")]


def test_intervals_that_are_not_symmetric_say_nothing_of_stars():
    rows = given(stars="***", coef="0.100", ci_low="-0.010", ci_high="0.400") + own(ci_level="95")
    assert found(*rows) == []


@pytest.mark.parametrize(
    ("p", "level", "severities"),
    [
        ("0.046", "95", []),
        ("0.460", "95", ["contradiction"]),
        ("0.023", "95", ["inconsistency"]),  # one-sided
        ("0.092", "95", ["contradiction"]),
        ("0.092", "", []),  # an interval of 90 per cent
        ("0.460", "", ["contradiction"]),
    ],
)
def test_p_against_an_interval(p, level, severities):
    rows = [*alone(0.098, p=p), *(own(ci_level=level) if level else [])]
    assert [severity for _, severity in found(*rows)] == severities


@pytest.mark.parametrize(("ratio", "severities"), [(3.5, []), (2.1, ["inconsistency"])])
def test_the_other_intervals_tell_the_level(ratio, severities):
    """Two stars and 0 inside go with 99 per cent, if no other coefficient speaks against it."""
    coef, half = ratio * 0.05, 1.96 * 0.05
    other = given("z", "***" if ratio > 2.576 else "**", coef=f"{coef:.3f}",
                  ci_low=f"{coef - half:.3f}", ci_high=f"{coef + half:.3f}")  # fmt: skip
    assert [severity for _, severity in found(*alone(0.110, "**"), *other)] == severities


@pytest.mark.parametrize(("number", "count"), [(3, 0), (2, 1)])
def test_three_intervals_of_one_width_have_a_level_of_their_own(number, count):
    """80 per cent: 1.282 standard errors on either side."""
    rows = [row | {"term": f"x{k}"} for k in range(number) for row in alone(0.064, se="0.0500")[1:]]
    assert len(found(*rows, *own(n="900"))) == count
