"""Observations and units: silent on tables that add up, and every planted wrong number found."""

import pytest
from small_record import cells, claims, record

from lib import published
from lib.audit import Record, engine
from lib.audit import design as designs

PANEL = {"unit": ["city"], "sizes": {"city": 100}, "years": [2001, 2010]}
MODEL = {"exhibit": "table_1", "columns": ["(1)"], "outcome": "value", "sample": "all"}


def column(name: str, *, exhibit: str = "table_1", terms: str = "x", **counts: str) -> list[dict]:
    """A column with coefficients and counts."""
    place = {"exhibit": exhibit, "column": name}
    rows = [place | {"term": term, "printed": "0.5"} for term in terms.split()]
    return rows + [place | {"term": "", "statistic": key, "printed": n} for key, n in counts.items()]


def model(name: str, exhibit: str = "table_1", **given) -> dict:
    return {"exhibit": exhibit, "columns": [name], "outcome": "value", "sample": "all"} | given


def stated(n: str) -> object:
    keys = {"exhibit": "design", "column": "", "term": "", "statistic": "n", "kind": "count"}
    return claims(keys | {"printed": n, "unit": "observations"})


def run(rule: str, rows: list[dict], said=None, **design) -> list:
    return engine.run(record(cells(*rows), said, **({"panel": PANEL} | design)), [rule])


@pytest.mark.parametrize(
    ("counts", "lags", "severities"),
    [
        ({"n": "1,000", "n_units": "100"}, 0, []),
        ({"n": "1,001", "n_units": "100"}, 0, ["contradiction"]),
        ({"n": "900", "n_units": "100"}, 1, []),
        ({"n": "901", "n_units": "100"}, 1, ["inconsistency"]),  # a lag from before the first year
        ({"n": "1001", "n_units": "100"}, 1, ["contradiction"]),
        ({"n": "501", "n_units": "50"}, 0, ["contradiction"]),
        ({"n": "1000"}, 0, []),
        ({"n": "10000"}, 0, ["contradiction"]),
    ],
)
def test_observations_fit_units_and_periods(counts, lags, severities):
    found = run("observations-exceed-panel", column("(1)", **counts), models=[model("(1)", lags=lags)])
    assert [f.severity for f in found] == severities
    if found:
        assert found[0].id == "observations-exceed-panel:table-1"
        assert found[0].cells[0] == "table_1//(1)//n" and counts["n"] in found[0].arithmetic


def test_arithmetic_shows_periods_and_lags():
    found = run("observations-exceed-panel", column("(1)", n="2,800", n_units="280"),
                models=[model("(1)", lags=1)])  # fmt: skip
    assert found[0].arithmetic == "2,800 > 280 x (10 - 1) = 2520; 280 x 10 = 2800"
    found = run("observations-exceed-panel", column("(1)", n="6,110"))
    assert found[0].arithmetic == "6,110 > 100 x 10 = 1000, 6.11 times as many; = 611 x 10"


def test_exhibits_with_the_same_arithmetic_are_one_finding():
    rows = column("(1)", n="2000") + column("(1)", exhibit="table_2", n="2000")
    (finding,) = run("observations-exceed-panel", rows)
    assert finding.fault == ("table_1//(1)//n", "table_2//(1)//n")


def test_one_finding_an_exhibit():
    rows = column("(1)", n="2000") + column("(2)", n="3000") + column("(1)", exhibit="table_2", n="2000")
    found = run("observations-exceed-panel", rows)
    assert [f.exhibit for f in found] == ["table_1", "table_2"]
    assert found[0].cells == ("table_1//(1)//n", "table_1//(2)//n")


def test_without_a_panel_only_units_are_compared():
    rows = column("(1)", n="5000", n_units="400")
    names = [
        "observations-exceed-panel",
        "units-exceed-design",
        "units-unlike-text",
        "observations-below-units",
    ]
    assert engine.run(record(cells(*rows)), names) == []
    found = engine.run(record(cells(*column("(1)", n="399", n_units="400"))), names)
    assert [(f.rule, f.severity) for f in found] == [("observations-below-units", "contradiction")]


def test_units_beyond_the_dimensions():
    pairs = {"unit": ["city", "country"], "sizes": {"city": 10, "country": 20}, "years": [2001, 2010]}
    assert run("units-exceed-design", column("(1)", n="900", n_units="200"), panel=pairs) == []
    found = run("units-exceed-design", column("(1)", n="900", n_units="201"), panel=pairs)
    assert [(f.severity, f.arithmetic) for f in found] == [("contradiction", "201 > 200")]


@pytest.mark.parametrize(
    ("counts", "text_n", "severities"),
    [
        ({"n": "900", "n_units": "100"}, "900", []),
        ({"n": "900", "n_units": "95"}, "900", ["contradiction"]),
        ({"n": "850", "n_units": "95"}, "900", ["remark"]),
    ],
)
def test_units_unlike_the_text(counts, text_n, severities):
    found = run("units-unlike-text", column("(1)", **counts), stated(text_n), models=[MODEL])
    assert [f.severity for f in found] == severities
    assert all("claim-0" in f.cells for f in found if f.severity == "contradiction")


def test_units_of_one_outcome_may_be_missing():
    rows = column("(1)", n="900", n_units="100") + column("(2)", n="700", n_units="80")
    assert run("units-unlike-text", rows, models=[MODEL, model("(2)", outcome="share")]) == []


@pytest.mark.parametrize(
    ("n", "text_n", "severities"),
    [
        ("900", "900", []),
        ("901", "900", ["contradiction"]),
        ("850", "900", []),
        ("339,929", "339,930", ["remark"]),
    ],
)
def test_observations_against_the_text(n, text_n, severities):
    found = run("observations-against-statement", column("(1)", n=n), stated(text_n), models=[MODEL])
    assert [f.severity for f in found] == severities
    assert all(f.cells == ("table_1//(1)//n", "claim-0") for f in found)


PARTITION = {"whole": ["table_1", "(1)"], "parts": [["table_2", "(1)"], ["table_2", "(2)"]]}


def split(whole: tuple[str, str], *parts: tuple[str, str]) -> list[dict]:
    rows = column("(1)", n=whole[0], n_units=whole[1])
    for number, (n, units) in enumerate(parts, start=1):
        rows += column(f"({number})", exhibit="table_2", n=n, n_units=units)
    return rows


@pytest.mark.parametrize(
    ("parts", "fixed", "severities"),
    [
        ([("400", "40"), ("600", "60")], True, []),
        ([("400", "40"), ("601", "60")], True, ["contradiction"]),
        ([("400", "40"), ("599", "60")], True, ["contradiction"]),
        ([("400", "70"), ("600", "60")], True, ["contradiction"]),
        ([("400", "70"), ("600", "60")], False, ["ambiguity"]),
        ([("400", "40"), ("600", "50")], False, ["contradiction"]),
    ],
)
def test_parts_add_up_to_the_whole(parts, fixed, severities):
    entry = PARTITION | ({"fixed_membership": True} if fixed else {})
    found = run("partition-sum", split(("1000", "100"), *parts), partitions=[entry])
    assert [f.severity for f in found] == severities


@pytest.mark.parametrize(("n", "severities"), [("598", ["remark"]), ("500", ["inconsistency"])])
def test_absorbed_effects_may_drop_single_rows(n, severities):
    models = [model(name, "table_2", fixed_effects=["city"]) for name in ("(1)", "(2)")]
    found = run("partition-sum", split(("1000", "100"), ("400", "40"), (n, "60")), partitions=[PARTITION],
                models=models)  # fmt: skip
    assert [f.severity for f in found] == severities


def test_a_partition_with_a_missing_column_is_left_alone():
    assert run("partition-sum", column("(1)", n="10"), partitions=[PARTITION]) == []


@pytest.mark.parametrize("paper", ["twin_cities", "agglomeration"])
def test_a_wrong_count_in_the_papers_own_tables(paper):
    """Every n of a declared partition, one too many: the rule that was silent on it speaks."""
    declared = designs.load(paper)
    rows = published.cells(paper)
    refs = [ref for entry in declared.partitions for ref in (entry["whole"], *entry["parts"])]
    summed = {f"{exhibit}//{name}//n" for exhibit, name in refs}

    def wrong_sums(table) -> list:
        found = engine.run(Record(paper, table, declared), ["partition-sum"])
        return [finding for finding in found if summed & set(finding.cells)]

    assert len(summed) > 5 and wrong_sums(rows) == []
    for cell in summed:
        planted = rows.copy()
        at = planted["id"] == cell
        planted.loc[at, "printed"] = str(int(planted.loc[at, "printed"].iloc[0]) + 1)
        assert any(cell in finding.cells for finding in wrong_sums(planted)), cell
