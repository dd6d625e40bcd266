"""Power of tests of leads: diff-diff, closed forms, simulation, bad input."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from did_panels import SPEC, drawn
from diff_diff.pretrends import PreTrendsPower
from diff_diff.results import MultiPeriodDiDResults, PeriodEffect
from scipy import stats

from lib.estimators.did import EventResult, event_study, term
from lib.estimators.few_treated import pretrends_power
from lib.results import TIDY


def study(cov: np.ndarray, leads: list[int], lags: list[int]) -> EventResult:
    names = [term(k) for k in (*leads, *lags)]
    return EventResult(
        params=pd.Series(np.linspace(0.1, 0.5, len(names)), index=names),
        cov=pd.DataFrame(cov, index=names, columns=names),
        nobs=100,
        cov_type="given",
        method="given",
        reference=-1,
    )


def correlated(size: int, seed: int = 0) -> np.ndarray:
    root = np.random.default_rng(seed).standard_normal((size, 3 * size))
    return 0.01 * root @ root.T / size


def peer(result: EventResult, leads: list[int], **options) -> PreTrendsPower:
    """diff-diff's own analysis of the same leads."""
    cov = result.cov.to_numpy()
    effects = {
        k: PeriodEffect(k, 0.0, float(np.sqrt(cov[i, i])), np.nan, np.nan, (np.nan, np.nan))
        for i, k in enumerate(leads)
    }
    container = MultiPeriodDiDResults(
        period_effects=effects, avg_att=np.nan, avg_se=np.nan, avg_t_stat=np.nan, avg_p_value=np.nan,
        avg_conf_int=(np.nan, np.nan), n_obs=1, n_treated=1, n_control=1, pre_periods=leads, post_periods=[0],
        vcov=cov, reference_period=-1, interaction_indices={k: i for i, k in enumerate(leads)},
    )  # fmt: skip
    return PreTrendsPower(**options).fit(container)


@pytest.mark.parametrize("form", ["nis", "wald"])
def test_diff_diff_finds_the_same_slope(form):
    leads = [-3, -2]
    result = study(correlated(4), leads, [0, 1])
    own = pretrends_power(result, form=form, powers=(0.5, 0.8)).detectable["slope"]
    # The box by 65,536 quasi-random draws: four digits. The ellipsoid has a closed form.
    close = 2e-3 if form == "nis" else 1e-8
    for power in (0.5, 0.8):
        assert own[power] == pytest.approx(peer(result, leads, pretest_form=form, power=power).mdv, rel=close)


def test_one_lead_by_the_normal_distribution():
    result = study(np.diag([0.04, 0.04]), [-2], [0])
    found = pretrends_power(result, slopes=[0.0, 0.1, 0.5])
    z = stats.norm.ppf(0.975)
    for slope, power in found.table["power"].items():
        away = slope / 0.2
        assert power == pytest.approx(stats.norm.sf(z - away) + stats.norm.sf(z + away), abs=2e-4)
    wald = pretrends_power(result, form="wald", slopes=[0.0, 0.1, 0.5]).table["power"]
    np.testing.assert_allclose(found.table["power"], wald, atol=2e-4)  # one lead: the same test
    assert found.size == pytest.approx(0.05, abs=2e-4)


@pytest.mark.parametrize("form", ["nis", "wald"])
def test_power_and_bias_by_simulation(form):
    leads, lags = [-4, -3, -2], [0, 1, 2]
    cov = correlated(6, seed=3)
    result = study(cov, leads, lags)
    slope = 0.08
    found = pretrends_power(result, form=form, slopes=[slope]).table.loc[slope]
    rng = np.random.default_rng(1)
    mean = slope * np.array([k + 1.0 for k in (*leads, *lags)])
    beta = rng.multivariate_normal(mean, cov, size=40_000)
    before = cov[:3, :3]
    if form == "nis":
        passed = (np.abs(beta[:, :3]) <= stats.norm.ppf(0.975) * np.sqrt(np.diag(before))).all(axis=1)
    else:
        square = np.einsum("ij,jk,ik->i", beta[:, :3], np.linalg.inv(before), beta[:, :3])
        passed = square <= stats.chi2.ppf(0.95, 3)
    rate = 1 - passed.mean()
    assert 0.1 < rate < 0.9
    assert abs(found["power"] - rate) < 4 * np.sqrt(rate * (1 - rate) / 40_000)
    off = beta[:, 3:].mean(axis=1)
    assert found["bias"] == pytest.approx(slope * 2)
    assert abs(found["bias_passed"] - off[passed].mean()) < 4 * off[passed].std() / np.sqrt(passed.sum())


def test_the_slope_found_has_the_power_asked_for():
    study_of_leads = event_study(
        drawn(units=90, years=14, cohorts=(2008,)), SPEC, leads=6, lags=6, ends="ignore"
    )
    result = study_of_leads.window(5, 4)
    for form in ("nis", "wald"):
        found = pretrends_power(result, form=form, powers=(0.3, 0.9))
        back = pretrends_power(result, form=form, slopes=list(found.detectable["slope"]))
        np.testing.assert_allclose(back.table["power"], [0.3, 0.9], atol=1e-4)
        assert found.table["power"].is_monotonic_increasing
        assert found.estimate == pytest.approx(result.params[[f"lag_{k}" for k in range(5)]].mean())
    assert pretrends_power(result).detectable.equals(pretrends_power(result).detectable)


def test_scale_of_the_outcome_is_scale_of_the_slope():
    leads, lags = [-3, -2], [0, 1]
    one = pretrends_power(study(correlated(4), leads, lags)).detectable
    large = pretrends_power(study(1e6 * correlated(4), leads, lags)).detectable
    np.testing.assert_allclose(large["slope"], 1e3 * one["slope"], rtol=1e-9)
    # One draw on the border may pass or not: 1 of 65,536.
    np.testing.assert_allclose(large, 1e3 * one, rtol=1e-4)


def test_a_test_that_rejects_too_often_is_said():
    found = pretrends_power(study(correlated(8), [-6, -5, -4, -3, -2], [0, 1, 2]), powers=(0.1, 0.5))
    assert found.detectable.loc[0.1, "slope"] == 0 and found.size > 0.1
    assert found.notes == ("the test rejects with probability 0.1 or more without any slope",)
    tidy = found.tidy(paper="toy", exhibit="figure_3", track="public")
    assert list(tidy.columns) == TIDY
    assert (
        tidy.set_index(["column", "statistic"])["value"]["0.5", "slope"] == found.detectable.loc[0.5, "slope"]
    )


GOOD = study(correlated(4), [-3, -2], [0, 1])
BAD = [
    ({"form": "joint"}, "form is 'joint': choose one of nis, wald"),
    ({"level": 95}, "level holds 95"),
    ({"powers": (80,)}, "powers holds 80"),
    ({"powers": ()}, "powers is empty"),
    ({"slopes": [-1.0]}, "slopes must be finite"),
    ({"result": replace(GOOD, reference=-2)}, "reference period is -2"),
    ({"result": replace(GOOD, binned=(-3,))}, "stands for all periods beyond it"),
    ({"result": 3}, "result is a int"),
]


@pytest.mark.parametrize(("given", "message"), BAD)
def test_bad_input(given, message):
    options = {"result": GOOD, **given}
    with pytest.raises((TypeError, ValueError), match=message):
        pretrends_power(**options)
