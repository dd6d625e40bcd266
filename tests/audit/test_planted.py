"""Each rule finds an error planted for it: the table rule x planted error.

Where the consistent paper can carry the error it is planted there (`IN_THE_PAPER`), else into a small record
(`planted_records.SMALL`). Every rule has an entry, and is silent about the planted cell before.
"""

from collections.abc import Callable
from decimal import Decimal

import pytest
from planted_records import SMALL

from lib.audit import RULES, engine
from lib.audit.planting import Paper, consistent
from lib.audit.planting_errors import flipped

SEED = 4  # standard errors in parentheses, all effects significant
EFFECT = "table_3//(1)/treat_post/coef"
Edit = str | Callable[[str], str]


def times(factor: float) -> Callable[[str], str]:
    """The same number of decimals, another magnitude."""
    return lambda text: f"{factor * float(text):.{len(text.partition('.')[2])}f}"


def ten_times(text: str) -> str:
    """The decimal point one place to the right."""
    return f"{Decimal(text).scaleb(1):f}"


def last_five(text: str) -> str:
    """The last digit a five."""
    return text[:-1] + "5"


IN_THE_PAPER: dict[str, dict[tuple[str, str], Edit]] = {
    # stars, t, p, intervals
    "stars-against-ratio": {(EFFECT, "stars"): ""},
    "t-against-sign": {("table_6//(3)/ln_gdp/t", "printed"): flipped},
    "stars-against-p": {("table_6//(3)/ln_gdp/p", "printed"): "0.500"},
    "interval-against-estimate": {("table_6//(3)/ln_gdp/ci_low", "printed"): "0.9000"},
    "impossible-value": {("table_3//(1)//r2", "printed"): "1.234"},
    "lost-decimal": {("table_3//(3)/treat_post/se", "printed"): ten_times},
    "repeated-estimate": {
        ("table_3//(3)/ln_roads/coef", "printed"): "same:table_3//(3)/ln_gdp/coef",
        ("table_3//(3)/ln_roads/se", "printed"): "same:table_3//(3)/ln_gdp/se",
    },
    # balance
    "bias-reduction": {("table_2/after//ln_gdp/bias_reduction", "printed"): "11.1"},
    "bias-sign": {("table_2/before//ln_gdp/bias", "printed"): flipped},
    "standardised-bias": {("table_2/after//ln_gdp/bias", "printed"): times(3)},
    "bias-against-p": {("table_2/before//ln_gdp/p", "printed"): "0.900"},
    "treated-mean-moves": {("table_2/after//ln_gdp/mean_treated", "printed"): times(1.1)},
    # counts
    "observations-exceed-panel": {("table_3//(1)//n", "printed"): "999"},
    "observations-below-units": {("table_3//(1)//n", "printed"): "50"},
    "units-exceed-design": {("table_3//(1)//n_units", "printed"): "70"},
    "units-unlike-text": {
        (f"{table}//({k})//n_units", "printed"): "59"
        for table in ("table_3", "table_6") for k in (1, 2, 3)
    },
    "observations-against-statement": {("n", "printed"): "700"},
    "partition-sum": {("table_5//(1)//n", "printed"): "287"},
    "fewer-units-more-observations": {("table_3//(1)//n", "printed"): "600"},
    "nested-observations": {("table_3//(2)//n", "printed"): "800"},
    # fit
    "nested-r2": {("table_3//(3)//r2", "printed"): "0.500"},
    "r2-against-t": {("table_3//(3)//r2", "printed"): "0.990"},
    "pooled-outside-parts": {
        ("table_3//(3)/treat_post/coef", "printed"): "0.9000",
        ("table_3//(3)/ln_gdp/coef", "printed"): "1.9000",
        ("table_3//(3)/ln_roads/coef", "printed"): "1.9000",
    },
    "placebo-against-estimate": {("table_4//(1)/treat_post/se", "printed"): "0.9000"},
    # text, sums
    "identity": {("table_1///all/value_last", "printed"): times(2)},
    "text-against-table": {("table_3-1-number", "printed"): times(2)},
    "text-against-text": {("abstract-n-cities", "printed"): "61"},
    "hypothesis-against-table": {("table_3-1-hypothesis", "expected"): "-"},
}  # fmt: skip


def edited(paper: Paper, edits: dict[tuple[str, str], Edit]) -> Paper:
    """The paper with cells and claims changed by id."""
    place = {row["id"]: (name, i) for name, rows in paper.rows.items() for i, row in enumerate(rows)}
    changes = {}
    for (identity, column), edit in edits.items():
        name, i = place[identity]
        old = paper.rows[name][i][column]
        new = edit(old) if callable(edit) else edit
        if new.startswith("same:"):
            name_of, j = place[new.removeprefix("same:")]
            new = paper.rows[name_of][j][column]
        assert new != old
        changes[name, i, column] = new
    return paper.edit(changes)


@pytest.fixture(scope="module")
def paper() -> Paper:
    """A consistent paper with standard errors in parentheses."""
    made = consistent(SEED)
    assert made.design.parenthesis == "se"
    return made


@pytest.mark.parametrize("rule", IN_THE_PAPER)
def test_an_error_in_the_consistent_paper_is_found(paper, rule):
    edits = IN_THE_PAPER[rule]
    planted = {identity for identity, _ in edits}
    assert not planted & read(engine.run(paper.record(), [rule]))
    assert planted <= read(engine.run(edited(paper, edits).record(), [rule]))


def read(findings) -> set[str]:
    """Cells that findings read."""
    return {cell for finding in findings for cell in finding.cells}


def test_last_digits_that_are_all_the_same_are_found(paper):
    """An error of the whole paper: no cell of it is wrong alone."""
    ids = [row["id"] for row in paper.rows["cells"] if row["statistic"] in ("coef", "se", "t")]
    wrong = [i for i, row in enumerate(paper.rows["cells"]) if row["id"] in ids and row["printed"][-1] != "5"]
    changes = {("cells", i, "printed"): last_five(paper.rows["cells"][i]["printed"]) for i in wrong}
    assert engine.run(paper.record(), ["terminal-digits"]) == []
    (finding,) = engine.run(paper.edit(changes).record(), ["terminal-digits"])
    assert {paper.rows["cells"][wrong[0]]["id"]} <= set(finding.cells)


@pytest.mark.parametrize("rule", SMALL)
def test_an_error_in_a_small_record_is_found(rule):
    case = SMALL[rule]
    before, after = case.records()
    assert engine.run(before, [rule]) == []
    found = engine.run(after, [rule])
    if case.where.startswith("says:"):
        assert any(case.where.removeprefix("says:") in finding.arithmetic for finding in found)
    else:
        assert case.where in read(found)


def test_every_rule_has_a_planted_error_and_every_entry_a_rule():
    entries = {*IN_THE_PAPER, *SMALL, "terminal-digits"}
    assert sorted(set(RULES) - entries) == [], "a rule without a planted error: add an entry"
    assert sorted(entries - set(RULES)) == []
    assert not set(IN_THE_PAPER) & set(SMALL)


def test_the_severity_that_a_rule_declares_is_the_gravest_it_gives(paper):
    """Over all planted errors of this module."""
    order = ["remark", "ambiguity", "inconsistency", "contradiction"]
    for rule in RULES:
        after = edited(paper, IN_THE_PAPER[rule]).record() if rule in IN_THE_PAPER else None
        after = SMALL[rule].records()[1] if rule in SMALL else after
        found = engine.run(after, [rule]) if after else []
        assert all(order.index(f.severity) <= order.index(RULES[rule].severity) for f in found)
