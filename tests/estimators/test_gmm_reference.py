"""Dynamic panel GMM against Stata, gretl, R and printed tables; `gmm_references` names the sources.

Runs of Stata have 16 digits and are met to one part in a million. Printed numbers are met to half of their
last digit.
"""

import gmm_comparisons
import numpy as np
import pandas as pd
import pytest
from gmm_references import PRINTED, STATA

RELATIVE = gmm_comparisons.RELATIVE


@pytest.fixture(scope="module")
def firms() -> pd.DataFrame:
    if not gmm_comparisons.folder().exists():
        pytest.skip(f"reference data are not in {gmm_comparisons.folder()}; set ORACLES")
    return gmm_comparisons.firms()


@pytest.fixture(scope="module")
def runs(firms) -> dict:
    return gmm_comparisons.runs()


def test_every_run_of_stata_is_compared(runs):
    assert set(STATA) == set(runs)


@pytest.mark.parametrize("name", [*STATA, *PRINTED])
def test_reference(firms, runs, name):
    rows = gmm_comparisons.compared(name, firms, runs)
    assert rows and not [row for row in rows if not row.agrees]


def test_what_a_run_stores_is_compared(firms, runs):
    """All of Stata's e() but what other entries say: years, names of options, zero columns, sigma's root."""
    said = {"artests", "chi2p", "h", "j0", "rank", "sigma", "t_max", "t_min"}
    for name in STATA:
        rows = gmm_comparisons.compared(name, firms, runs)
        taken = {row.quantity[2:-1] for row in rows if row.quantity.startswith("e(")}
        left = set(runs[name]["e"]) - taken - said
        assert not left, f"{name}: {left}"


def test_a_reference_that_is_off_is_found(firms, runs):
    """One part in a hundred thousand off, and half a digit more than is allowed."""
    run = runs["D5_x2_sys_2step_wc"]
    result = gmm_comparisons.fitted(firms, *STATA["D5_x2_sys_2step_wc"])
    moved = {**run, "e": {**run["e"], "hansen": run["e"]["hansen"] * (1 + 1e-5)}}
    rows = gmm_comparisons.with_stata("D5_x2_sys_2step_wc", result, moved)
    assert [row.quantity for row in rows if not row.agrees] == ["e(hansen)"]
    assert gmm_comparisons.rounded("z", "-.1189", -0.11893).agrees
    assert not gmm_comparisons.rounded("z", "-.1189", -0.11896).agrees


def test_the_constant_is_in_neither_part_of_our_wald_test(firms):
    """xtabond2 has it in the statistic, Stata's xtabond and gretl nowhere."""
    result = gmm_comparisons.fitted(firms, *STATA["D4_x2_sys_1step"])
    slopes = result.params.drop("constant")
    part = result.cov.loc[slopes.index, slopes.index]
    by_hand = slopes @ np.linalg.solve(part, slopes)
    assert result.wald[:2] == pytest.approx((by_hand, 3), rel=RELATIVE)
