"""Assignments: how many there are, all listed once, draws equally likely and within strata."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lib.estimators.placebo_assignments import PERMUTE, Scheme, count, draws, everything

COHORTS = np.array([1, -1, 2, -1, 1, -1, -1, 3])
STRATA = np.array([0, 0, 0, 0, 1, 1, 1, 2])


def key(assignment) -> tuple:
    return tuple(sorted((int(u), int(c)) for u, c in zip(*assignment, strict=True)))


def plan(permute, strata=None, candidates=None, common=False, cohorts=COHORTS) -> Scheme:
    strata = np.zeros(len(cohorts), dtype=int) if strata is None else strata
    return Scheme(permute, np.asarray(cohorts), strata, candidates, common)


@pytest.mark.parametrize(
    ("made", "number"),
    [
        (plan("units"), math.comb(8, 4) * 12),
        (plan("dates"), 12),
        (plan("both"), math.comb(8, 4) * 12),
        (plan("units", STRATA), 4 * 3 * 3),
        (plan("dates", STRATA), 2),
        (plan("both", STRATA), math.comb(4, 2) * 3 * 12),
        (plan("dates", candidates=(1, 2, 3)), 3**4),
        (plan("both", STRATA, candidates=(1, 2)), math.comb(4, 2) * 3 * 2**4),
        (plan("units", cohorts=[2] * 5 + [-1] * 4), 126),
        (plan("dates", candidates=(1, 2, 3), common=True, cohorts=[2, 2, -1]), 3),
        (plan("both", candidates=(1, 2, 3), common=True, cohorts=[2, 2, -1]), 9),
    ],
)
def test_number_of_assignments(made, number):
    listed = [key(assignment) for assignment in everything(made)]
    assert count(made) == number == len(listed) == len(set(listed))


@settings(max_examples=60, deadline=None)
@given(
    cohorts=st.lists(st.integers(-1, 2), min_size=2, max_size=6).filter(lambda c: max(c) > -1),
    seed=st.integers(0, 1000),
    permute=st.sampled_from(PERMUTE),
    candidates=st.sampled_from([None, (0, 2)]),
    common=st.booleans(),
)
def test_the_list_holds_every_draw(cohorts, seed, permute, candidates, common):
    rng = np.random.default_rng(seed)
    common = common and candidates is not None
    candidates = None if permute == "units" else candidates
    made = plan(permute, rng.integers(0, 2, len(cohorts)), candidates, common, cohorts)
    listed = [key(assignment) for assignment in everything(made)]
    assert count(made) == len(listed) == len(set(listed))
    assert {key(assignment) for assignment in draws(made, 20, rng)} <= set(listed)
    if made.holds_observed and not common:
        observed = tuple((i, c) for i, c in enumerate(cohorts) if c >= 0)
        assert observed in listed


@pytest.mark.parametrize("permute", PERMUTE)
@pytest.mark.parametrize("strata", [None, STRATA], ids=["one stratum", "strata"])
@pytest.mark.parametrize("candidates", [None, (1, 2)], ids=["observed", "drawn"])
def test_draws_are_equally_likely(permute, strata, candidates):
    if permute == "units" and candidates:
        pytest.skip("units take observed dates")
    made = plan(permute, strata, candidates)
    cells = {key(assignment): 0 for assignment in everything(made)}
    number = 12 * len(cells)
    for assignment in draws(made, number, np.random.default_rng(1)):
        cells[key(assignment)] += 1
    # Chi-square of equal frequencies; seeded, and below 0.001 in one of a thousand seeds.
    assert stats.chisquare(list(cells.values())).pvalue > 0.001


def test_strata_keep_their_dates_and_numbers():
    rng = np.random.default_rng(0)
    strata = rng.integers(0, 30, 2000)
    cohorts = np.where(rng.random(2000) < 0.1, rng.integers(0, 5, 2000), -1)
    made = plan("units", strata, cohorts=cohorts)
    observed = Counter(zip(strata[cohorts >= 0], cohorts[cohorts >= 0], strict=True))
    seen = set()
    for units, dates in draws(made, 50, rng):
        assert len(set(units)) == len(units)
        assert Counter(zip(strata[units], dates, strict=True)) == observed
        seen |= set(units)
    assert len(seen) > 1800  # 50 draws of a tenth: all but 0.9 ** 50 of the units


def test_dates_move_among_the_treated_only():
    for units, dates in draws(plan("dates", STRATA), 20, np.random.default_rng(0)):
        assert set(units) == set(np.flatnonzero(COHORTS >= 0))
        assert Counter(zip(STRATA[units], dates, strict=True)) == Counter(
            {(0, 1): 1, (0, 2): 1, (1, 1): 1, (2, 3): 1}
        )
