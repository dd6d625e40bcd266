"""Placebo tests and event windows: silent where the design allows them, every impossible one found."""

import pytest
from small_record import cells, claims, record, regression

from lib.audit import engine

TABLE = regression("(1)", x=("0.200", "0.040", "***")) + regression(
    "(1)", exhibit="table_2", x=("0.010", "0.030")
)
DRAWS = {"what": "drawn from all", "draws": 500, "treated": 5, "pool": 40}
ESTIMATE = {"exhibit": "table_2", "column": "(1)", "term": "x", "of": ["table_1", "(1)", "x"]}


def run(rule: str, rows: list[dict] = TABLE, said=None, **design) -> list:
    return engine.run(record(cells(*rows), said, **design), [rule])


@pytest.mark.parametrize(
    ("pools", "severities"),
    [
        ([40], []),
        ([9], ["inconsistency"]),
        ([4], ["contradiction"]),
        ([9, 4], ["inconsistency"]),
        ([40, 4], []),
    ],
)
def test_groups_to_draw(pools, severities):
    keys = {"exhibit": "design", "column": "", "term": "", "statistic": "placebo_draws", "kind": "definition"}
    said = claims(keys | {"id": "draws", "printed": "500"})
    entries = [
        DRAWS | {"pool": pool, "what": f"of {pool}", "claims": ["draws"], "draws": "draws"} for pool in pools
    ]
    found = run("placebo-draws", said=said, placebo=entries)
    assert [f.severity for f in found] == severities
    assert all(f.cells == ("draws",) for f in found)


def test_arithmetic_of_the_draws():
    found = run("placebo-draws", placebo=[DRAWS | {"pool": 9}])
    assert found[0].arithmetic == "drawn from all: 500 draws of 126 groups (5 of 9 units)"


@pytest.mark.parametrize(
    ("coef", "se", "severities"),
    [
        ("0.010", "0.030", []),  # the actual estimate lies outside
        ("0.010", "0.200", ["ambiguity"]),
        ("0.300", "0.200", ["ambiguity"]),
        ("0.010", "0.098", ["ambiguity"]),  # 0.0095 + 1.96 * 0.0975 = 0.2006 reaches 0.2005
        ("0.010", "0.097", []),  # 0.0095 + 1.96 * 0.0965 = 0.1986
        ("0.300", "0.100", []),  # significant: another matter
    ],
)
def test_placebos_with_and_without_power(coef, se, severities):
    rows = TABLE[:2] + regression("(1)", exhibit="table_2", x=(coef, se))
    found = run("placebo-against-estimate", rows, placebo=[ESTIMATE])
    assert [f.severity for f in found] == severities
    assert all(f.cells == ("table_2//(1)/x/coef", "table_2//(1)/x/se", "table_1//(1)/x/coef") for f in found)
    assert ("1 of them are larger" in found[0].sentence) == (coef == "0.300") if found else True


def test_without_a_standard_error_nothing_is_said():
    rows = [row for row in TABLE if row.get("statistic") != "se"]
    assert run("placebo-against-estimate", rows, placebo=[ESTIMATE]) == []


@pytest.mark.parametrize(
    ("window", "severities"),
    [
        ({"leads": 5, "lags": 5, "first_event": 2006, "last_event": 2006}, []),
        ({"leads": 5, "lags": 6, "first_event": 2006, "last_event": 2006}, ["contradiction"]),
        ({"leads": 6, "lags": 4, "first_event": 2006, "last_event": 2006}, ["contradiction"]),
        ({"leads": 5, "lags": 5}, []),
        ({"leads": 6, "lags": 6}, ["ambiguity"]),
        ({"leads": 5, "lags": 6}, ["ambiguity"]),  # twelve periods with that of the event, in eleven years
        ({"leads": 11, "lags": 2}, ["contradiction"]),
    ],
)
def test_event_windows(window, severities):
    panel = {"years": [2001, 2011]}
    found = run("event-window", panel=panel, event_window=[{"exhibit": "figure_1"} | window])
    assert [f.severity for f in found] == severities
    assert run("event-window", event_window=[{"exhibit": "figure_1"} | window]) == []
