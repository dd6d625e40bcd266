"""Balance tables: silent on tables made from samples, planted errors found."""

import numpy as np
import pytest
from scipy import stats
from small_record import cells, record

from lib.audit import intervals, run
from lib.audit.findings import RULES
from lib.audit.rules.balance import bounds

NAMES = [name for name, rule in RULES.items() if rule.function.__module__.endswith(".balance")]
DECLARED = [{"exhibit": "table_1", "treated": 5, "controls": 4, "periods": 10}]


def panel(name, term, **values):
    return [{"panel": name, "column": "", "term": term, "statistic": key, "printed": printed}
            for key, printed in values.items()]  # fmt: skip


def table():
    """Means 0.125, 0.098 with a standard deviation of 0.18, and a second covariate."""
    return [
        *panel("before", "growth", mean_treated="0.125", mean_control="0.098", bias="15.0", p="0.483"),
        *panel(
            "after", "growth", mean_treated="0.124", mean_control="0.121", bias="1.7", bias_reduction="88.7"
        ),
        *panel("before", "risk", mean_treated="0.456", mean_control="0.512", bias="-22.1", p="0.300"),
        *panel(
            "after", "risk", mean_treated="0.458", mean_control="0.461", bias="-1.2", bias_reduction="94.6"
        ),
    ]


def replaced(rows, old, new):
    changed = [row | {"printed": new} if row["printed"] == old else row for row in rows]
    assert changed != rows
    return changed


def findings(rows, declared=DECLARED):
    return run(record(cells(*rows), balance=declared), NAMES)


def test_a_consistent_table_is_silent():
    assert not findings(table())


@pytest.mark.parametrize("equal_variances", [True, False])
@pytest.mark.parametrize("seed", range(6))
def test_tables_made_from_samples_are_silent(seed, equal_variances):
    """Means, bias and p of drawn samples of 50 and 40, printed with the usual number of digits."""
    rng = np.random.default_rng(seed)
    rows = []
    for term in "abcdef":
        treated, control = rng.normal(3, 1, 50), rng.normal(2.5, 10 ** rng.uniform(-0.7, 0.7), 40)
        bias = 100 * (treated.mean() - control.mean())
        bias /= np.sqrt((treated.var(ddof=1) + control.var(ddof=1)) / 2)
        p = stats.ttest_ind(treated, control, equal_var=equal_variances).pvalue
        means = {"mean_treated": f"{treated.mean():.3f}", "mean_control": f"{control.mean():.3f}"}
        rows += panel("before", term, **means, bias=f"{bias:.1f}", p=f"{p:.4f}")
    assert not findings(rows)


def test_reduction_of_bias():
    (found,) = findings(replaced(table(), "94.6", "95.6"))
    assert (found.rule, found.severity) == ("bias-reduction", "contradiction")
    assert found.cells == (
        "table_1/before//risk/bias", "table_1/after//risk/bias", "table_1/after//risk/bias_reduction"
    )  # fmt: skip
    assert "printed 95.6" in found.arithmetic


def test_sign_of_bias():
    found = {finding.rule: finding for finding in findings(replaced(table(), "-22.1", "22.1"))}
    assert set(found) == {"bias-sign"}
    assert found["bias-sign"].severity == "contradiction"
    assert found["bias-sign"].cells[-1] == "table_1/before//risk/bias"


def test_standard_deviation_before_and_after():
    (found,) = findings(replaced(table(), "0.461", "0.469"))
    assert (found.rule, found.severity) == ("standardised-bias", "inconsistency")
    assert len(found.cells) == 6 and found.arithmetic.count("=") == 2


def test_p_that_needs_more_observations_than_there_are():
    (found,) = findings(replaced(table(), "0.483", "0.045"))
    assert (found.rule, found.severity) == ("bias-against-p", "contradiction")
    assert found.cells == ("table_1/before//growth/bias", "table_1/before//growth/p")
    assert "50 treated and 40 control observations" in found.arithmetic
    assert "no multiple of both groups fits" in found.sentence
    assert not findings(replaced(table(), "0.483", "0.045"), declared=[])


def test_p_that_a_finer_sample_would_give():
    finer = replaced(replaced(table(), "0.483", "0.045"), "0.300", "0.003")
    (found,) = findings(finer)
    assert found.severity == "contradiction" and "times as large would fit" in found.sentence


def test_p_that_missing_values_would_give():
    (found,) = findings(replaced(table(), "0.483", "0.700"))
    assert found.severity == "inconsistency"


def test_bounds_hold_for_any_variances():
    rng = np.random.default_rng(3)
    allowed = bounds(50, 40)
    for equal in (True, False):
        for _ in range(50):
            treated, control = rng.normal(0, 1, 50), rng.normal(1, 10 ** rng.uniform(-2, 2), 40)
            t = stats.ttest_ind(treated, control, equal_var=equal).statistic
            d = (treated.mean() - control.mean()) / np.sqrt((treated.var(ddof=1) + control.var(ddof=1)) / 2)
            assert intervals.low(allowed) <= 2 * t**2 / d**2 <= intervals.high(allowed)


def test_treated_mean_that_moves_for_one_covariate_only():
    (found,) = findings(still_risk := replaced(replaced(table(), "0.458", "0.456"), "0.461", "0.459"))
    assert (found.rule, found.severity) == ("treated-mean-moves", "remark")
    assert "for growth and not for risk" in found.sentence
    still = replaced(replaced(still_risk, "0.124", "0.125"), "0.121", "0.122")
    assert not findings(still)
