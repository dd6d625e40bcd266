"""How many random errors the audit finds, by kind, in consistent papers and in the papers' own tables."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib import published
from lib.audit import RULES
from lib.audit.planting import (
    COLUMNS,
    FINDABLE,
    HIDDEN,
    KINDS,
    OWN_KINDS,
    Planted,
    consistent,
    discovered,
    plant,
    printed,
    shares,
    shares_of,
    unplanted,
)
from lib.audit.planting_errors import changed_digit, differs, lost_digit, moved_point, transposed

ALWAYS = {
    "sign of a coefficient beside a t": "the t keeps the other sign",
    "sign of a t": "the coefficient keeps the other sign",
    "observations above the panel": "units times years is the most there can be",
    "units above the panel": "the panel has no more units",
    "part, share or growth changed": "sums, shares and growth tie it to others, more closely than a digit",
    "total changed": "the sum of the parts stays",
    "number of an identity changed": "all identities of the consistent paper are equations",
    "number of the text changed": "the table prints it with more digits",
    "statement moved to another column": "the table prints another number there",
    "number repeated otherwise": "the other place keeps it",
    "sign of the text reversed": "the table prints the sign",
    "hypothesis reversed": "the table prints the sign",
    "order of the text reversed": "the text ranks only what differs in print",
    "largest of the text exchanged": "the table prints which is largest",
}  # kinds of which every error is found, and why
PAPERS = range(6)
TRIED = tuple(kind for kind in OWN_KINDS if kind not in ("decimal point moved", "sign of the text reversed"))
SLOW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@SLOW
@given(st.sampled_from(PAPERS), st.sampled_from(sorted(ALWAYS)), st.integers(0, 10**6))
def test_what_contradicts_another_printed_number_is_always_found(seed, kind, place):
    paper, before = unplanted(seed)
    planted = plant(paper, kind, np.random.default_rng(place))
    assert planted is None or discovered(before, planted), planted.what


@settings(SLOW, max_examples=16)
@given(st.sampled_from(PAPERS), st.sampled_from(sorted(HIDDEN)), st.integers(0, 10**6))
def test_what_contradicts_nothing_in_print_is_never_found(seed, kind, place):
    """The audit does not guess."""
    paper, before = unplanted(seed)
    planted = plant(paper, kind, np.random.default_rng(place))
    assert planted is None or not discovered(before, planted), planted.what


@pytest.fixture(scope="module")
def table():
    """Shares with one draw of each kind."""
    return shares(PAPERS[0], 1)


def test_shares_are_counted_for_every_kind(table):
    assert list(table.columns) == COLUMNS
    assert list(table["kind"]) == list(KINDS)
    assert set(table["paper"]) == {"consistent"}
    assert table["planted"].between(0, 1).all()
    assert (table["found"] <= table["planted"]).all()
    tried = table[table["planted"] > 0]
    assert len(tried) > 0.9 * len(table)
    assert np.allclose(tried["share"], tried["found"] / tried["planted"])
    assert np.allclose(tried["standard_error"] ** 2, tried["share"] * (1 - tried["share"]) / tried["planted"])
    named = {part.rpartition(" ")[0] for rules in tried["rules"] for part in rules.split(", ") if part}
    assert named and named <= set(RULES)
    assert ((tried["found"] > 0) == (tried["rules"] != "")).all()


def test_shares_of_kinds_that_are_always_and_never_found(table):
    share = table.dropna(subset=["share"]).set_index("kind")["share"]
    assert (share[share.index.isin(ALWAYS)] == 1).all()
    assert (share[share.index.isin(HIDDEN)] == 0).all()
    assert set(ALWAYS) <= set(FINDABLE)
    assert not set(FINDABLE) & set(HIDDEN)


def test_the_same_seed_plants_the_same_errors():
    paper = consistent(3)
    for kind in KINDS:
        one, other = (plant(paper, kind, np.random.default_rng(7)) for _ in range(2))
        assert (one is None) == (other is None)
        assert one is None or (one.what, one.cells) == (other.what, other.cells)


@pytest.mark.parametrize("kind", KINDS)
def test_a_planted_error_changes_the_named_cells_and_no_others(kind):
    """The paper with the error is still a record that can be read."""
    paper = consistent(4)
    planted = plant(paper, kind, np.random.default_rng(11))
    changed = set()
    for name, rows in paper.rows.items():
        pairs = zip(rows, planted.paper.rows[name], strict=True)
        changed |= {before["id"] for before, after in pairs if before != after}
    assert changed and changed <= set(planted.cells)
    published.check_cells(planted.paper.cells, kind)
    published.check_claims(planted.paper.claims, kind)
    assert planted.kind == kind


def test_spared_cells_stay_as_they_are():
    paper = consistent(5)
    spared = {row["id"] for row in paper.rows["cells"] if row["statistic"] != "r2"}
    for seed in range(5):
        planted = plant(paper, "columns swapped", np.random.default_rng(seed), spared)
        assert planted is None
        assert plant(paper, "R2 changed", np.random.default_rng(seed), spared).cells[0].endswith("//r2")


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="kind 'typo' is unknown; one of sign of a coefficient"):
        plant(consistent(5), "typo", np.random.default_rng(0))


@pytest.mark.parametrize("text", ["0.0432", "-1.05", "720", "33.3", "12.13", "0.001"])
@pytest.mark.parametrize("how", [changed_digit, lost_digit, transposed, moved_point])
def test_a_wrong_number_is_another_number_and_not_a_rounder_one(text, how):
    for seed in range(20):
        other = how(text, np.random.default_rng(seed))
        if other is not None:
            assert differs(text, other) or (how is changed_digit and len(text.lstrip("-0.")) == 1)
            assert other.startswith("-") == text.startswith("-")


# --- the papers themselves


@pytest.fixture(scope="module")
def own():
    """Shares in copies of the papers' own tables, one error of each kind."""
    return {name: shares_of(name, 1, 1, TRIED).set_index("kind") for name in published.papers()}


def test_errors_are_planted_into_every_paper_and_some_are_found(own):
    for name, found in own.items():
        assert list(found.index) == list(TRIED)
        assert found["planted"].sum() >= 2, name
        assert found["found"].sum() >= 1, name


@pytest.mark.parametrize("kind", ["observations above the panel", "sign of a coefficient beside a t"])
def test_what_cannot_be_is_found_in_every_paper_that_prints_it(own, kind):
    shown = [found.loc[kind] for found in own.values() if found.loc[kind, "planted"]]
    assert shown and all(row["share"] == 1 for row in shown)


def test_a_finding_that_was_there_before_does_not_count():
    """Without an error nothing is discovered, however much the audit has to say about the paper."""
    for name in published.papers():
        paper, before = printed(name)
        everything = tuple(row["id"] for rows in paper.rows.values() for row in rows)
        assert before
        assert discovered(before, Planted(paper, "none", everything, "nothing")) == []
