"""Computers known by bounds: what goes into each method, extremes by enumeration, choices by hand."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from lib.estimators import fixed_effects
from lib.estimators.censored import CensoredSpec, censored_normal
from lib.estimators.fixed_effects import FixedEffectsSpec
from lib.panels import belt_road
from lib.panels.belt_road import TREATED
from lib.studies import belt_road_computers as study
from lib.studies.belt_road_computers import MAIN, METHODS, Sample

FEW = Sample(name="few bounds", without=("TJK", "TKM"))


@pytest.fixture(scope="module")
def panel():
    return belt_road.build("counterpart")


def drawn(panel, seed=1):
    """The panel with computers drawn anew, a bound for the smallest."""
    rng = np.random.default_rng(seed)
    own = panel["computers"].notna() | panel["computers_below"].notna()
    flow = pd.Series(np.exp(rng.normal(16, 1.2, len(panel))), index=panel.index).where(own)
    hidden = own & (flow < 2e6)
    return panel.assign(
        computers=flow.mask(hidden), computers_below=pd.Series(2e6, panel.index).where(hidden)
    )


def test_every_cell_is_a_flow_or_a_bound(panel):
    frame = study.rows(panel)
    assert len(frame) == 8 * 21 and (~frame["listed"]).sum() == 21
    hidden = frame[~frame["listed"]]
    assert (hidden["zero"] == 0).all() and hidden["ln_low"].isna().all()
    np.testing.assert_allclose(np.exp(hidden["ln_high"]), hidden["bound"])
    listed = frame[frame["listed"]]
    assert (listed["ln_low"] == listed["ln_high"]).all() and (listed["zero"] == listed["bound"]).all()
    raw = panel.set_index(["iso3", "year"])["computers"]
    assert frame.set_index(["iso3", "year"])["zero"]["KAZ", 2013] == pytest.approx(raw["KAZ", 2013] / 1e6)


def test_samples_leave_out_what_they_say(panel):
    hump = study.rows(panel, Sample(name="", without_hump=True))
    assert len(hump) == 168 - 4
    assert hump.loc[hump["iso3"] == "KAZ", "year"].isin(study.HUMP).sum() == 0
    assert set(study.rows(panel, FEW)["iso3"]) == {"KAZ", "KGZ", "UZB", "AZE", "BLR", "MNG"}


def test_logs_of_what_is_listed_are_a_regression_of_these_rows(panel):
    frame = study.rows(panel)
    own = frame[frame["listed"]]
    dummies = pd.get_dummies(own[["iso3", "year"]].astype(str), dtype=float)
    x = np.column_stack([own["bri"], dummies])
    by_hand = np.linalg.lstsq(x, np.log(own["bound"]), rcond=None)[0][0]
    assert study.estimate(frame, METHODS[0]).params["bri"] == pytest.approx(by_hand, abs=1e-9)


def test_the_interval_regression_is_that_of_lifelines(panel):
    # lifelines 0.30.3, LogNormalAFTFitter.fit_interval_censoring on these rows with dummies of country and
    # year, 1e-12 for no lower bound; its optimiser stops at six digits, its likelihood is of levels.
    frame = study.rows(panel)
    result = censored_normal(frame, CensoredSpec("ln_low", "ln_high", ("bri",), ("iso3", "year")))
    sigma = result.params["sigma"]
    assert result.params["bri"] == pytest.approx(-0.0194851, abs=5e-6)
    assert result.std_errors["bri"] == pytest.approx(0.216974, abs=5e-6)
    assert np.log(sigma) == pytest.approx(-0.412035, abs=5e-6)
    assert result.std_errors["sigma"] / sigma == pytest.approx(0.059368, abs=5e-6)
    levels = result.loglik - frame.loc[frame["listed"], "ln_low"].sum()
    assert levels == pytest.approx(-621.47786026, abs=2e-8)


def test_without_bounds_interval_and_logs_agree(panel):
    full = drawn(panel).assign(computers_below=np.nan)
    frame = study.rows(full)
    frame = frame[frame["listed"]].reset_index(drop=True)
    logs, interval = (study.estimate(frame, method).params["bri"] for method in METHODS[:2])
    assert interval == pytest.approx(logs, abs=1e-8)


def test_the_poisson_regression_is_that_of_the_estimator(panel):
    frame = study.rows(panel)
    coef, mean = study.poisson(frame, ("bri",), "zero")
    result = fixed_effects.poisson(frame, FixedEffectsSpec("zero", ("bri",), ("iso3", "year")))
    assert coef == pytest.approx(result.params["bri"], abs=1e-7)
    # The first-order conditions: fitted margins are those of the data.
    for key in ("iso3", "year"):
        np.testing.assert_allclose(
            pd.Series(mean).groupby(frame[key]).sum(), frame["zero"].groupby(frame[key]).sum(), rtol=1e-6
        )


def test_extremes_are_those_of_every_corner(panel):
    found = study.extremes(panel, FEW)
    frame = study.rows(panel, FEW)
    hidden = np.flatnonzero(~frame["listed"])
    assert len(hidden) == 6
    corners = []
    for corner in product((0.0, 1.0), repeat=len(hidden)):
        y = frame["bound"].copy()
        y.iloc[hidden] *= np.array(corner)
        corners.append(study.poisson(frame.assign(y=y), ("bri",), "y")[0])
    assert found.low == pytest.approx(min(corners), abs=1e-9)
    assert found.high == pytest.approx(max(corners), abs=1e-9)


def test_choices_hold_the_actual_one_and_every_other(panel):
    found = study.choices(panel, METHODS[0], FEW)
    assert len(found.coefs) == 20  # three of six
    frame = study.rows(panel, FEW)
    assert found.coef == pytest.approx(study.estimate(frame, METHODS[0]).params["bri"], abs=1e-9)
    assert found.coefs.index[found.coefs == found.coef].tolist() == ["KAZ KGZ UZB"]
    tails = (found.coefs >= found.coef).mean(), (found.coefs <= found.coef).mean()
    assert found.p == pytest.approx(min(1.0, 2 * min(tails)))


def test_a_fall_is_found_in_the_other_tail(panel):
    fall = panel.assign(computers=panel["computers"] * np.exp(-4.0 * panel["bri"]))
    found = study.choices(fall, METHODS[0], FEW)
    assert found.coef < -3 and found.p == pytest.approx(2 / 20)


def test_the_table_has_every_sample_by_every_method(panel):
    found = study.table(panel, (MAIN,))
    wide = found.pivot(index="column", columns="statistic", values="value")
    assert list(found["column"].unique()) == list(METHODS) and (wide["n_units"] == 8).all()
    assert wide.loc[METHODS[0], "n"] == 147 and (wide.loc[list(METHODS[1:]), "n"] == 168).all()


def test_hidden_flows_are_counted_by_country(panel):
    found = study.unlisted(panel)
    assert found[["before", "after"]].sum().sum() == 21
    assert set(found.index) & set(TREATED) == {"TJK", "TKM"}
    assert found.loc["TKM", "after"] == 4 and found.loc["BLR", "years"] == "2003, 2014"


def test_a_wrong_method_is_refused(panel):
    with pytest.raises(ValueError, match="choose one of logs of what is listed"):
        study.estimate(study.rows(panel), "Tobit")
