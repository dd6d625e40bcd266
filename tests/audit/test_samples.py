"""Models on the same rows: silent where counts agree, and every planted wrong number found."""

from small_record import cells, record
from test_counts import column, model

from lib.audit import engine

TWO = [model("(1)"), model("(2)", outcome="share")]


def run(rule: str, rows: list[dict], models: list[dict], **design) -> list:
    return engine.run(record(cells(*rows), models=models, **design), [rule])


def test_fewer_units_have_fewer_observations():
    rule = "fewer-units-more-observations"
    usual = column("(1)", n="900", n_units="100") + column("(2)", n="800", n_units="90")
    assert run(rule, usual, TWO) == []
    odd = column("(1)", n="900", n_units="100") + column("(2)", n="910", n_units="90")
    found = run(rule, odd, TWO)
    assert [f.severity for f in found] == ["inconsistency"]
    assert "at least 10 rows only in Table 1 (1), 10 + 10 = 20 only in Table 1 (2)" in found[0].arithmetic
    assert run(rule, odd, [model("(1)"), model("(2)", sample="other")]) == []


def test_nested_models_are_left_to_the_rule_on_nested_models():
    rows = column("(1)", n="900", n_units="100") + column("(2)", n="910", n_units="90")
    for wide in ("(1)", "(2)"):
        models = [model(name, controls="full" if name == wide else "") for name in ("(1)", "(2)")]
        assert run("fewer-units-more-observations", rows, models) == []


def test_more_regressors_win_no_observations():
    rule = "nested-observations"
    wider = [model("(1)"), model("(2)", controls="full")]
    assert run(rule, column("(1)", n="900") + column("(2)", n="880"), wider) == []
    found = run(rule, column("(1)", n="900") + column("(2)", n="901"), wider)
    assert [(f.severity, f.cells) for f in found] == [
        ("contradiction", ("table_1//(1)//n", "table_1//(2)//n"))
    ]
    found = run(
        rule, column("(1)", n="900") + column("(2)", n="901", terms="x z"), [model("(1)"), model("(2)")]
    )
    assert [f.severity for f in found] == ["contradiction"]
    found = run(rule, column("(1)", n="900", n_units="90") + column("(2)", n="900", n_units="95"), wider)
    assert [(f.severity, f.id) for f in found] == [("contradiction", "nested-observations:table-1-units")]


def test_other_regressors_may_have_more_observations():
    rows = column("(1)", n="900", terms="x z") + column("(2)", n="950", terms="x w")
    assert run("nested-observations", rows, [model("(1)"), model("(2)")]) == []


def test_the_same_controls_cost_every_outcome_the_same():
    models = [model("(1)"), model("(2)", controls="full")]
    models += [model("(3)", outcome="share"), model("(4)", outcome="share", controls="full")]

    def counts(*numbers: str) -> list[dict]:
        return [row for i, n in enumerate(numbers, start=1) for row in column(f"({i})", n=n)]

    rule = "nested-observations"
    assert run(rule, counts("900", "880", "800", "790"), models) == []
    assert run(rule, counts("900", "900", "800", "800"), models) == []
    found = run(rule, counts("900", "900", "900", "880"), models)
    assert [f.severity for f in found] == ["inconsistency"]
    assert "900 to 880" in found[0].arithmetic
    assert [f.severity for f in run(rule, counts("900", "900", "800", "790"), models)] == ["ambiguity"]


def test_outcomes_keep_their_order():
    models = [model(name, exhibit, outcome=outcome) for exhibit in ("table_1", "table_2")
              for name, outcome in (("(1)", "value"), ("(2)", "share"))]  # fmt: skip

    def both(*numbers: str) -> list[dict]:
        places = [(name, exhibit) for exhibit in ("table_1", "table_2") for name in ("(1)", "(2)")]
        return [row for (name, exhibit), n in zip(places, numbers, strict=True)
                for row in column(name, exhibit=exhibit, n=n)]  # fmt: skip

    rule = "order-of-samples"
    assert run(rule, both("900", "910", "700", "710"), models) == []
    assert run(rule, both("900", "900", "700", "710"), models) == []
    found = run(rule, both("900", "910", "710", "700"), models)
    assert [(f.severity, f.id) for f in found] == [("ambiguity", "order-of-samples:table-1-table-2")]
    assert "share 910 and value 900" in found[0].arithmetic


def test_one_number_everywhere():
    exhibits, outcomes = ("table_1", "table_2", "table_3"), ("value", "share", "lines")

    def everywhere(*numbers: str, samples: tuple[str, ...] = ("all",) * 3) -> tuple[list, list]:
        rows = [row for e, n in zip(exhibits, numbers, strict=True) for row in column("(1)", exhibit=e, n=n)]
        return rows, [model("(1)", e, outcome=o, sample=s)
                      for e, o, s in zip(exhibits, outcomes, samples, strict=True)]  # fmt: skip

    rule, panel = "same-n-everywhere", {"unit": ["city"], "sizes": {"city": 100}, "years": [2001, 2010]}
    assert run(rule, *everywhere("955", "955", "950"), panel=panel) == []
    assert run(rule, *everywhere("1000", "1000", "1000"), panel=panel) == []  # balanced
    found = run(rule, *everywhere("955", "955", "955"), panel=panel)
    assert [f.severity for f in found] == ["remark"]
    found = run(rule, *everywhere("955", "955", "955", samples=("matched", "all", "all")), panel=panel)
    assert [f.severity for f in found] == ["ambiguity"]
