"""The audit is silent on consistent papers: estimates of one simulated panel, rounded once, with a text."""

import pytest

from lib import published
from lib.audit import RULES, Record, engine
from lib.audit.planting import GRAVE, consistent

SEEDS = range(100)
COMMENTS = {
    "placebo-against-estimate": "a placebo on few years has wide intervals, also where all numbers agree",
    "pooled-outside-parts": "an estimate on the whole need not lie between those on its parts",
    "terminal-digits": "one paper in a thousand has such last digits by chance",
}  # rules that comment on what a correct paper can print, and why they may speak here


@pytest.mark.parametrize("seed", SEEDS)
def test_no_error_is_found_where_there_is_none(seed):
    findings = engine.run(consistent(seed).record())
    assert [(f.id, f.arithmetic) for f in findings if f.severity in GRAVE] == []
    assert [(f.id, f.arithmetic) for f in findings if f.rule not in COMMENTS] == []


@pytest.mark.parametrize("seed", SEEDS[::5])
def test_tables_alone_without_text_and_design_are_passed_over_entirely(seed):
    bare = Record("bare", published.as_cells(consistent(seed).cells))
    assert [(f.id, f.arithmetic) for f in engine.run(bare)] == []


def test_rules_that_may_comment_cannot_accuse():
    assert [name for name in COMMENTS if RULES[name].severity in GRAVE] == []


def test_a_consistent_paper_is_a_printed_record_that_changes_with_its_seed():
    papers = [consistent(seed) for seed in range(6)]
    for paper in papers:
        published.check_cells(paper.cells, paper.name)
        published.check_claims(paper.claims, paper.name)
    assert {paper.design.parenthesis for paper in papers} == {"se", "t"}
    assert len({paper.cells["printed"].str.cat(sep=" ") for paper in papers}) == len(papers)
    again = consistent(0)
    assert again.cells.equals(papers[0].cells)
    assert again.claims.equals(papers[0].claims)


def test_consistent_papers_carry_what_the_rules_read():
    paper = consistent(0)
    assert set(paper.cells["statistic"]) >= {
        "coef", "se", "t", "p", "ci_low", "ci_high", "n", "n_units", "r2", "share", "growth",
        "mean_treated", "mean_control", "bias", "bias_reduction",
    }  # fmt: skip
    kinds = {
        "restatement",
        "sign",
        "significance",
        "order",
        "set",
        "extreme",
        "range",
        "hypothesis",
        "definition",
    }
    said = {kind for seed in range(20) for kind in consistent(seed).claims["kind"]}
    assert said >= kinds
