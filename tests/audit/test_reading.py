"""What was read of a user's table: no silence without its reason."""

import pytest
from small_record import cells, claims, record, regression

from lib.audit import RULES, engine, needs, own, reading, report
from lib.audit.__main__ import main
from lib.audit.planting import consistent

HEADER = "exhibit,column,term,statistic,printed"


def read(tmp_path, *lines):
    path = tmp_path / "table.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return path


def test_every_rule_has_its_needs_and_no_other_name_has():
    assert set(needs.NEEDS) == set(RULES)


@pytest.mark.parametrize("paper", engine.papers())
def test_no_rule_that_finds_something_in_a_paper_lacks_anything(paper):
    record_ = engine.record(paper)
    lacking = needs.lacking(record_)
    found = {one.rule for one in engine.run(record_)}
    assert found
    assert {name: lacking[name] for name in found if lacking[name]} == {}


def test_without_text_and_design_only_rules_on_tables_speak():
    rows = regression("(1)", x=("0.5", "0.1", "***"), n="240") + regression("(2)", x=("0.4", "0.1", "***"))
    lacking = needs.lacking(record(cells(*rows)))
    assert {name for name, lacks in lacking.items() if not lacks} == {
        "impossible-value", "stars-against-ratio", "star-levels", "parenthesis-reading", "lost-decimal",
        "repeated-estimate", "regressors-exceed-observations",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "less"),
    [
        ("stars-against-ratio", {"statistic": "se"}),
        ("lost-decimal", {"column": "(2)"}),
        ("repeated-estimate", {"statistic": "se"}),
    ],
)
def test_a_need_is_not_met_once_its_rows_are_gone(rule, less):
    rows = regression("(1)", x=("0.5", "0.1", "***")) + regression("(2)", x=("0.4", "0.1", "***"))
    left = [row for row in rows if not less.items() <= row.items()]
    assert needs.lacking(record(cells(*rows)))[rule] == ()
    assert needs.lacking(record(cells(*left)))[rule] != ()


def test_a_consistent_paper_is_read_in_full():
    paper = consistent(0)
    found = reading.of(paper.record())
    rows = paper.cells[paper.cells["printed"] != ""]
    assert found.statistics == rows["statistic"].value_counts(sort=False).to_dict()
    assert sum(found.statistics.values()) == len(rows)
    assert found.sentences == len(paper.claims)
    assert (found.alone, found.bare) == ((), ())
    assert "panel" in found.declared and "models" in found.declared
    assert found.speaking + sum(len(names) for names in found.silent.values()) == len(RULES)


def test_each_silent_rule_is_named_once():
    silent = reading.of(record(cells(*regression("(1)", x=("0.5", "0.1"))))).silent
    names = [name for group in silent.values() for name in group]
    assert len(names) == len(set(names))
    assert "identity" in silent["a design (--design)"]
    assert "text-against-table" in silent["sentences of the text (--claims)"]
    assert "stars-against-ratio" in silent["stars at coefficients"]


def test_a_field_is_named_where_a_design_lacks_it():
    rows = regression("(1)", x=("0.5", "0.1"), n="240")
    declared = {"models": [{"exhibit": "table_1", "columns": ["(1)"], "sample": "all"}]}
    said = claims({"term": "x", "printed": "0.5"})
    silent = reading.of(record(cells(*rows), said, **declared)).silent
    assert "partition-sum" in silent["`partitions`"]
    assert "log-points" in silent["sentences with unit `% change`"]
    assert not any("--" in words for words in silent)


def test_unknown_statistics_are_counted_with_the_nearest_known_name():
    rows = [{"statistic": name, "printed": "0.1"} for name in ("std", "coeficient", "adj_r2", "xyzzy", "sd")]
    assert reading.of(record(cells(*rows))).unknown == {
        "std": (1, "se or sd"), "coeficient": (1, "coef"), "adj_r2": (1, "r2_adjusted"), "xyzzy": (1, ""),
    }  # fmt: skip


def test_a_statistic_that_an_identity_or_a_sentence_names_is_not_unknown():
    rows = [{"statistic": name, "printed": "3"} for name in ("trips", "nights", "beds")]
    where = {"a": "table_1//(1)/x/{kind}", "b": 3}
    identity = {"name": "sum", "relation": "a == b", "where": where, "for": {"kind": ["trips"]}}
    said = claims({"statistic": "nights", "printed": "3"})
    found = reading.of(record(cells(*rows), said, identities=[identity | {"sentence": "No."}]))
    assert set(found.unknown) == {"beds"}


def test_errors_without_a_coefficient_and_coefficients_without_an_error_are_listed():
    rows = [{"term": "a", "statistic": "se", "printed": "0.1"},
            {"term": "b", "statistic": "t", "printed": "2.1"},
            {"term": "c", "printed": "0.5"}, {"term": "d", "printed": "0.5"},
            {"term": "d", "statistic": "p", "printed": "0.040"},
            {"term": "hansen", "statistic": "p", "printed": "0.3"},
            *regression("(2)", a=("0.5", "0.1"))]  # fmt: skip
    found = reading.of(record(cells(*rows)))
    assert [cell.id for cell in found.alone] == ["table_1//(1)/a/se", "table_1//(1)/b/t"]
    assert [cell.id for cell in found.bare] == ["table_1//(1)/c/coef"]


def test_the_command_tells_what_it_read_before_it_says_that_nothing_was_found(tmp_path, capsys):
    lines = ["table_1,(1),x,se,0.1", "table_1,(1),y,std,0.1", 'table_1,(1),z,coef,"1,234"',
             "table_1,(1),z,se,5", "table_1,(1),w,p,12%"]  # fmt: skip
    assert main([str(read(tmp_path, *lines))]) == 0
    out = " ".join(capsys.readouterr().out.split())
    for words in (
        "5 numbers: 1 coefficient (1 with a standard error or t, 0 with stars), 2 se, 1 std, 1 p; no text; ",
        "No rule knows the statistic 'std' (1 number); write se or sd if that is meant.",
        "Without a coefficient, so that nothing can be said of them: table_1//(1)/x/se",
        "Read with a per cent sign or a comma for thousands: 1,234 is 1234, 12% is 0.12",
        f"of {len(RULES)} rules could speak; the others, under the first thing that each lacks:",
    ):
        assert words in out
    assert out.index("rules could speak") < out.index("table: 0 findings")


def test_the_papers_of_the_book_are_not_read_aloud(capsys):
    assert main(["maritime"]) == 0
    assert "what was read" not in capsys.readouterr().out


def test_a_long_list_of_cells_is_cut_with_its_number(tmp_path):
    lines = [f"table_1,(1),x{number},coef,0.{number}" for number in range(1, 10)]
    text = report.read("table", reading.of(own.read(read(tmp_path, *lines))))
    assert "table_1//(1)/x6/coef and 3 more" in " ".join(text.split()) and "x7" not in text
