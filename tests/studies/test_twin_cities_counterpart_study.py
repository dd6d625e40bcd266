"""Readings of the counterpart panel: planted effects come back, permutations are full regressions."""

import numpy as np
import pandas as pd
import pytest

from lib.panels import twin_cities_counterpart as counterpart
from lib.studies import twin_cities_counterpart as study
from lib.studies.twin_cities_counterpart import MAIN, METHODS, Reading

EFFECT = 0.2


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    return counterpart.build()


def planted(panel: pd.DataFrame, effect: pd.Series) -> pd.DataFrame:
    """The panel with exports that country and year effects and ``effect`` explain without a rest."""
    country = panel.groupby("iso3")["ln_exports"].transform("mean")
    ln_exports = country + 0.1 * (panel["year"] - 2000) + effect
    return panel.assign(ln_exports=ln_exports, exports_usd=np.exp(ln_exports))


@pytest.mark.parametrize("method", METHODS)
def test_a_planted_effect_comes_back(panel, method):
    exact = planted(panel, EFFECT * panel["ln_stock"])
    assert study.estimate(exact, MAIN, method).params["ln_stock"] == pytest.approx(EFFECT, abs=1e-8)
    indicator = planted(panel, EFFECT * panel["after_first"])
    reading = Reading(name="any", regressor="after_first")
    assert study.estimate(indicator, reading, method).params["after_first"] == pytest.approx(EFFECT, abs=1e-8)


@pytest.mark.parametrize("method", METHODS)
def test_country_trends_bias_all_readings_but_the_one_with_trends(panel, method):
    slope = panel["iso3"].map({"JPN": -0.05, "KHM": 0.08, "LAO": 0.1}).fillna(0.0)
    exact = planted(panel, EFFECT * panel["ln_stock"] + slope * (panel["year"] - 2000))
    with_trends = study.estimate(exact, Reading(name="trends", trends=True), method)
    assert with_trends.params["ln_stock"] == pytest.approx(EFFECT, abs=1e-6)  # nearly collinear trends
    assert abs(study.estimate(exact, MAIN, method).params["ln_stock"] - EFFECT) > 0.01


def test_rows_of_a_reading_are_its_years_and_countries(panel):
    whole = study.rows(panel, MAIN)
    assert (whole["year"].min(), whole["year"].max()) == counterpart.WINDOW
    for column in ("ever_tied", "larger", "neighbour"):
        parts = [study.rows(panel, Reading(name="part", group=f"{no}{column}")) for no in ("", "not ")]
        assert sum(map(len, parts)) == len(whole)
        assert [part[column].unique().tolist() for part in parts] == [[1], [0]]
    customs = study.rows(panel, Reading(name="customs", series="customs", years=study.CUSTOMS_YEARS))
    assert customs["exports_nbs_usd"].notna().all() and customs["year"].min() == 2011
    left = study.rows(panel, Reading(name="without", without=("JPN",)))
    assert "JPN" not in set(left["iso3"]) and left["iso3"].nunique() == whole["iso3"].nunique() - 1


def test_leaving_a_country_out_is_the_reading_without_it(panel, monkeypatch):
    monkeypatch.setattr(study, "_countries", lambda frame: ["JPN", "IND"])
    found = study.leave_one_out(panel)
    for code in ("JPN", "IND"):
        for method in METHODS:
            again = study.estimate(panel, Reading(name="without", without=(code,)), method)
            assert found.loc[code, method] == pytest.approx(again.params["ln_stock"], abs=1e-12)


def test_a_permutation_by_least_squares_is_a_full_regression(panel):
    found = study.reassign(panel, "least squares", draws=3, seed=5)
    estimate = study.estimate(panel, MAIN, "least squares")
    assert found.coef == pytest.approx(estimate.params["ln_stock"], abs=1e-10)
    paths = panel.pivot(index="iso3", columns="year", values="ln_stock")
    rng = np.random.default_rng(5)
    for value in found.distribution:
        handed = paths.iloc[rng.permutation(len(paths))].set_axis(paths.index).stack().rename("ln_stock")
        other = panel.drop(columns="ln_stock").join(handed, on=["iso3", "year"])
        again = study.estimate(other, MAIN, "least squares").params["ln_stock"]
        assert value == pytest.approx(again, abs=1e-10)


def test_the_poisson_step_is_a_weighted_regression_of_the_working_outcome(panel):
    frame = study.rows(panel, MAIN)
    fitted = study._fit_margins(frame)
    for key in ("iso3", "year"):
        margins = [values.groupby(frame[key]).sum() for values in (pd.Series(fitted), frame["exports_usd"])]
        assert np.allclose(*margins, rtol=1e-9)
    dummies = pd.get_dummies(frame[["iso3", "year"]].astype(str), dtype=float).to_numpy()
    design = np.column_stack([frame["ln_stock"], dummies]) * np.sqrt(fitted)[:, None]
    outcome = (frame["exports_usd"] / fitted - 1) * np.sqrt(fitted)
    by_lstsq = np.linalg.lstsq(design, outcome, rcond=1e-12)[0][0]
    found = study.reassign(panel, "Poisson", draws=1)
    assert found.coef == pytest.approx(by_lstsq, rel=1e-7)
    # One step of Fisher scoring from a coefficient of 0 to one of 0.15 leaves an error of second order.
    estimate = study.estimate(panel, MAIN, "Poisson").params["ln_stock"]
    assert found.coef == pytest.approx(estimate, rel=0.05)


def test_p_values_of_permutations_hold_their_size(panel):
    """Exports without an effect and with noise: p below 0.1 in about a tenth of 60 panels."""
    rng = np.random.default_rng(11)
    small = []
    for _ in range(60):
        noisy = planted(panel, pd.Series(rng.normal(0, 0.3, len(panel)), index=panel.index))
        small.append(study.reassign(noisy, "least squares", draws=59, seed=1).pvalue <= 0.1)
    # Monte Carlo error of the share: 0.039, so three of them on either side.
    assert 0 <= np.mean(small) <= 0.1 + 3 * 0.039 and any(small)


def test_an_effect_is_rare_among_permutations(panel):
    rng = np.random.default_rng(3)
    noise = pd.Series(rng.normal(0, 0.1, len(panel)), index=panel.index)
    for method in METHODS:
        found = study.reassign(planted(panel, panel["ln_stock"] + noise), method, draws=99)
        # One of 100 in the tail, twice; the error of a share of 0.01 is 0.00995 * sqrt(100 / 99).
        assert found.pvalue == pytest.approx(0.02) and found.pvalue_se == pytest.approx(0.02, abs=1e-3)


def test_another_method_is_refused(panel):
    for call in (lambda: study.estimate(panel, MAIN, "probit"), lambda: study.reassign(panel, "probit")):
        with pytest.raises(ValueError, match="method is 'probit': choose one of least squares, Poisson"):
            call()


def test_a_country_without_exports_has_no_margins(panel):
    none = panel.assign(exports_usd=panel["exports_usd"].mask(panel["iso3"] == "JPN", 0.0))
    with pytest.raises(ValueError, match="did not converge"):
        study.reassign(none, "Poisson", draws=1)


def test_the_event_study_finds_a_planted_path(panel):
    since = (panel["year"] - panel["first_year"]).clip(upper=study.LAGS)
    exact = planted(panel, (0.05 * (since + 1)).where(since >= 0, 0.0))
    paths = study.event_paths(exact)
    expected = [0.0] * study.LEADS + [0.05 * (k + 1) for k in range(study.LAGS + 1)]
    for _, path in paths.groupby("estimator"):
        assert path["relative"].tolist() == list(range(-study.LEADS, study.LAGS + 1))
        assert np.allclose(path["coef"], expected, atol=1e-7)  # imputation solves iteratively
    rows = study.tidy_event(study.event_paths(panel), "counterpart_event", "counterpart")
    assert "lead_1" not in set(rows["term"]) and {"lead_4", "lag_0", "lag_6"} <= set(rows["term"])
    assert set(rows["panel"]) == {"two-way fixed effects", "imputation"}


def test_the_mean_of_a_constant_effect_is_found_by_all_three_estimators(panel):
    exact = planted(panel, EFFECT * panel["after_first"])
    found = study.event_overall(exact)
    coefs = found[found["statistic"] == "coef"]["value"]
    # imputation solves iteratively
    assert len(coefs) == 3 and np.allclose(coefs, EFFECT, atol=1e-7)


def test_the_event_sample_has_no_country_with_an_agreement_before_2001(panel):
    clean = study.event_sample(panel)
    assert (clean["earlier_known"][clean["first_year"].notna()] == 0).all()
    assert (clean["first_year"].dropna() > 2000).all()
    assert {"JPN", "KOR", "THA", "VNM"}.isdisjoint(clean["iso3"])
    assert set(panel.loc[panel["ever_tied"] == 0, "iso3"]) <= set(clean["iso3"])
