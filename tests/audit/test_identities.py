"""Declared identities, the interval arithmetic under them, and the engine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_record import cells, record, regression

from lib.audit import DesignError, engine, intervals
from lib.audit.findings import RULES, SEVERITIES, Finding, rule
from lib.printed import parse

SHARES = {
    "name": "share-of-{term}",
    "for": {"term": ["a", "b"]},
    "relation": "100 * part / whole == share",
    "where": {
        "part": "table_1//(1)/{term}/trade",
        "whole": "table_1//(1)/all/trade",
        "share": "table_1//(1)/{term}/share",
    },
    "sentence": "The share is not the part over the whole.",
}


def shares(share_of_b: str):
    numbers = {"a": ("218", "4.7"), "b": ("4415", share_of_b)}
    rows = [
        {"term": term, "statistic": name, "printed": text}
        for term, pair in numbers.items()
        for name, text in zip(("trade", "share"), pair, strict=True)
    ]
    whole = {"term": "all", "statistic": "trade", "printed": "4633"}
    return engine.run(record(cells(*rows, whole), identities=[SHARES]), ["identity"])


def test_an_identity_that_rounding_allows_is_passed_over():
    assert shares("95.3") == []


def test_a_wrong_share_is_found_with_its_cells():
    (finding,) = shares("93.5")
    assert finding.id == "identity:share-of-b"
    assert finding.severity == "contradiction"
    assert "table_1//(1)/b/share" in finding.cells
    assert "93.5" in finding.arithmetic


@pytest.mark.parametrize("severity", SEVERITIES)
def test_an_identity_has_the_severity_that_is_declared(severity):
    entry = {"name": "one", "relation": "a == 1", "where": {"a": "table_1//(1)/x/coef"}, "sentence": "s"}
    found = engine.run(record(cells({"printed": "2"}), identities=[entry | {"severity": severity}]))
    assert [f.severity for f in found if f.rule == "identity"] == [severity]


def test_an_id_that_the_record_lacks_is_an_error_of_the_design():
    entry = {"name": "x", "relation": "a == 1", "where": {"a": "nowhere"}, "sentence": "s"}
    with pytest.raises(DesignError, match=r"identity 'x', a: the record has no printed number 'nowhere'"):
        engine.run(record(cells({"printed": "1"}), identities=[entry]), ["identity"])


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.integers(0, 4))
def test_an_interval_of_printed_digits_contains_what_was_rounded(x, y, places):
    a, b = (intervals.printed(parse(f"{value:.{places}f}")) for value in (x, y))
    slack = 1e-9 * (1 + abs(x) + abs(y))
    for value, result in ((x + y, a + b), (x - y, a - b), (x * y, a * b)):
        assert intervals.low(result) - slack * (1 + abs(x) + abs(y)) <= value
        assert value <= intervals.high(result) + slack * (1 + abs(x) + abs(y))


@pytest.mark.parametrize(("text", "message"), [
    ("a +", "not an arithmetic expression"),
    ("a.real == 1", "not allowed"),
    ("__import__('os') == 1", "not allowed"),
    ("c == 1", "'c' has no value"),
    ("a + 1", "not one comparison"),
])  # fmt: skip
def test_an_expression_is_arithmetic_and_nothing_else(text, message):
    with pytest.raises(ValueError, match=message):
        intervals.holds(text, {"a": intervals.interval(1)})


def test_findings_are_ordered_by_severity_and_have_names_of_their_own():
    found = [Finding("r", severity, "table_1", ("x",), "a", "s", key=severity) for severity in SEVERITIES]
    assert [f.id for f in found] == [f"r:{severity}" for severity in SEVERITIES]
    with pytest.raises(ValueError, match="severity 'grave'"):
        Finding("r", "grave", "table_1", (), "a", "s")
    with pytest.raises(ValueError, match="two rules are called identity"):
        rule("identity", "remark", "again")(lambda record: iter(()))
    assert all(entry.severity in SEVERITIES and entry.what.endswith(".") for entry in RULES.values())


def test_names_that_differ_in_punctuation_or_script_stay_apart():
    rows = [row for name in ("表一", "表二", "A.1", "A-1") for row in star_too_many(name)]
    found = engine.run(record(cells(*rows)), ["stars-against-ratio"])
    assert len({finding.id for finding in found}) == len(found) == 4
    assert any("表一" in finding.id for finding in found)


def star_too_many(exhibit: str) -> list[dict]:
    """A table with one coefficient whose stars its ratio of one does not earn."""
    return regression(
        "(1)", exhibit=exhibit, n="500", x=("0.100", "0.100", "***"), z=("0.500", "0.100", "***")
    )
