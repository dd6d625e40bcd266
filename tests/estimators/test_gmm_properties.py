"""What GMM must do whatever the data: invariances, and the estimators that it contains as special cases."""

from dataclasses import replace

import literal_gmm
import numpy as np
import pandas as pd
import pytest
from dynamic_panels import draw_panel

from lib.estimators import gmm

SYSTEM = gmm.Spec(
    "y",
    ("L.y", "w", "k"),
    gmm=(gmm.endogenous("y", "w", lags=(2, 3)),),
    iv=(gmm.exogenous("k", "q"),),
    collapse=True,
)
SPECS = {
    "system": SYSTEM,
    "system, orthogonal": replace(SYSTEM, transform="orthogonal"),
    "system, time dummies": replace(SYSTEM, time_dummies=True),
    "difference": replace(SYSTEM, system=False),
    "difference, one-step classical": replace(SYSTEM, system=False, steps=1, covariance="classical"),
}
EXACT = 1e-9


def estimate(panel: pd.DataFrame, spec: gmm.Spec) -> gmm.GMMResult:
    return gmm.estimate(panel, spec, "unit", "period")


def assert_same(one: gmm.GMMResult, other: gmm.GMMResult, scale: pd.Series | float = 1.0) -> None:
    """The same estimation, the other's coefficients being `scale` times the one's."""
    np.testing.assert_allclose(other.params, one.params * scale, rtol=EXACT, atol=1e-12)
    np.testing.assert_allclose(other.std_errors, one.std_errors * scale, rtol=EXACT)
    np.testing.assert_allclose(other.ar["z"], one.ar["z"], rtol=EXACT)
    for test in ("sargan", "hansen"):
        np.testing.assert_allclose(getattr(other, test), getattr(one, test), rtol=EXACT)
    np.testing.assert_allclose(other.difference_in_hansen, one.difference_in_hansen, rtol=1e-7, atol=1e-9)
    assert (other.nobs, other.units, other.instruments) == (one.nobs, one.units, one.instruments)


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    return draw_panel(seed=11, missing=0.1)


@pytest.fixture(params=SPECS)
def spec(request) -> gmm.Spec:
    return SPECS[request.param]


def test_the_order_of_rows_does_not_matter(panel, spec):
    shuffled = panel.sample(frac=1.0, random_state=5)
    one, other = estimate(panel, spec), estimate(shuffled, spec)
    assert_same(one, other)


def test_the_names_of_units_and_the_start_of_the_calendar_do_not_matter(panel, spec):
    renamed = panel.assign(unit="city " + panel["unit"].astype(str), period=panel["period"] - 1900)
    assert_same(estimate(panel, spec), estimate(renamed, spec))


def test_the_units_of_measurement_do_not_matter(panel, spec):
    sizes = {"y": 1e3, "w": 1e-4, "k": 7.0, "q": 1e6}
    rescaled = panel.assign(**{name: panel[name] * size for name, size in sizes.items()})
    one, other = estimate(panel, spec), estimate(rescaled, spec)
    scale = pd.Series(sizes["y"], index=one.params.index)
    scale["L.y"], scale["w"], scale["k"] = 1.0, sizes["y"] / sizes["w"], sizes["y"] / sizes["k"]
    assert_same(one, other, scale)


def test_rows_that_hold_nothing_change_nothing(panel, spec):
    empty = pd.DataFrame({"unit": [998, 999], "period": [2003, 2004]}).reindex(columns=panel.columns)
    assert_same(estimate(panel, spec), estimate(pd.concat([panel, empty], ignore_index=True), spec))


def test_a_unit_twice_over_counts_twice(panel, spec):
    """Every sum over units doubles: the estimates stay, variances halve, Hansen's statistic doubles."""
    twice = pd.concat([panel, panel.assign(unit=panel["unit"] + 1000)], ignore_index=True)
    one, other = estimate(panel, spec), estimate(twice, spec)
    np.testing.assert_allclose(other.params, one.params, rtol=EXACT)
    np.testing.assert_allclose(other.std_errors, one.std_errors / np.sqrt(2), rtol=EXACT)
    np.testing.assert_allclose(other.ar["z"], one.ar["z"] * np.sqrt(2), rtol=EXACT)
    np.testing.assert_allclose(other.sargan.statistic, 2 * one.sargan.statistic, rtol=EXACT)
    np.testing.assert_allclose(other.hansen.statistic, 2 * one.hansen.statistic, rtol=EXACT)


def test_time_dummies_are_dummies_of_time(panel):
    """By hand: a column a period with rows but the first, an instrument of the level equation only."""
    usable = sorted(panel["period"].unique())[1:]
    names = [f"in {period}" for period in usable[1:]]
    by_hand = panel.assign(
        **{name: (panel["period"] == period) * 1.0 for name, period in zip(names, usable[1:], strict=True)}
    )
    spec = replace(SYSTEM, x=(*SYSTEM.x, *names), iv=(*SYSTEM.iv, gmm.exogenous(*names, equation="level")))
    one, other = estimate(by_hand, spec), estimate(panel, SPECS["system, time dummies"])
    shared = ["L.y", "w", "k", "constant"]
    np.testing.assert_allclose(other.params[shared], one.params[shared], rtol=EXACT)
    np.testing.assert_allclose(other.std_errors[shared], one.std_errors[shared], rtol=EXACT)
    assert other.hansen == pytest.approx(one.hansen, rel=EXACT)


def differences(panel: pd.DataFrame) -> pd.DataFrame:
    """Changes of y, of its lag and of k, and y two periods ago, in rows that have all: by merging frames."""
    found = panel[["unit", "period", "y", "k"]]
    for lag in (1, 2):
        past = panel[["unit", "period", "y", "k"]].assign(period=panel["period"] + lag)
        found = found.merge(past, on=["unit", "period"], suffixes=("", str(lag)))
    changes = {
        "dy": found["y"] - found["y1"],
        "dy1": found["y1"] - found["y2"],
        "dk": found["k"] - found["k1"],
    }
    return found.assign(**changes)[["unit", "dy", "dy1", "dk", "y2"]]


@pytest.mark.parametrize("steps", [1, 2])
@pytest.mark.parametrize("missing", [0.0, 0.15])
def test_with_just_enough_instruments_difference_gmm_is_anderson_hsiao(steps, missing):
    """Two-stage least squares of the differenced equation with y two periods ago as the instrument."""
    panel = draw_panel(seed=2, missing=missing)
    rows = differences(panel)
    x, z = rows[["dy1", "dk"]].to_numpy(), rows[["y2", "dk"]].to_numpy()
    fitted = z @ np.linalg.lstsq(z, x, rcond=None)[0]
    expected = np.linalg.lstsq(fitted, rows["dy"].to_numpy(), rcond=None)[0]
    scores = fitted * (rows["dy"].to_numpy() - x @ expected)[:, None]
    sums = pd.DataFrame(scores).groupby(rows["unit"].to_numpy()).sum().to_numpy()
    bread = np.linalg.inv(fitted.T @ fitted)
    spec = gmm.Spec(
        "y", ("L.y", "k"), gmm=(gmm.endogenous("y", lags=(2, 2)),), iv=(gmm.exogenous("k"),),
        system=False, collapse=True, steps=steps,
    )  # fmt: skip
    result = estimate(panel, spec)
    assert (result.nobs, result.instruments, result.hansen.df) == (len(rows), 2, 0)
    np.testing.assert_allclose(result.params, expected, rtol=EXACT)
    np.testing.assert_allclose(result.covariance, bread @ sums.T @ sums @ bread, rtol=EXACT)


@pytest.mark.parametrize("steps", [1, 2])
def test_with_all_lags_of_all_variables_both_transformations_give_the_same(steps):
    """In a balanced panel either's moments are regular combinations of the other's (Arellano, Bover 1995)."""
    panel = draw_panel(seed=4, units=90, periods=6)
    spec = gmm.Spec("y", ("L.y", "w"), gmm=(gmm.endogenous("y", "w"),), system=False, steps=steps)
    one, other = estimate(panel, spec), estimate(panel, replace(spec, transform="orthogonal"))
    np.testing.assert_allclose(other.params, one.params, rtol=1e-8)
    np.testing.assert_allclose(other.covariance, one.covariance, rtol=1e-7)
    assert other.hansen == pytest.approx(one.hansen, rel=1e-7)
    np.testing.assert_allclose(other.ar["z"], one.ar["z"], rtol=1e-7)


def test_with_some_of_the_lags_they_do_not():
    """The equality above is not a consequence of asking for too little."""
    panel = draw_panel(seed=4, units=90, periods=6)
    spec = gmm.Spec("y", ("L.y", "w"), gmm=(gmm.endogenous("y", "w", lags=(2, 3)),), system=False)
    one, other = estimate(panel, spec), estimate(panel, replace(spec, transform="orthogonal"))
    assert abs(other.params["L.y"] - one.params["L.y"]) > 1e-4


def test_one_step_with_h_1_is_two_stage_least_squares(panel):
    """Of the stacked equations: the weight is the cross product of the instruments."""
    spec = replace(SYSTEM, steps=1, h=1)
    units, _ = literal_gmm.stack(panel, spec, "unit", "period")
    y, x, z = (np.concatenate([getattr(rows, name) for rows in units]) for name in "yxz")
    fitted = z @ np.linalg.lstsq(z, x, rcond=None)[0]
    expected = np.linalg.lstsq(fitted, y, rcond=None)[0]
    np.testing.assert_allclose(estimate(panel, spec).params, expected, rtol=1e-8)


def test_an_instrument_from_outside_that_says_nothing_new_is_counted_once(panel):
    """A copy of an instrument adds a column and no rank: the estimates stay and the result says so."""
    copied = panel.assign(again=3 * panel["q"])
    spec = replace(SYSTEM, iv=(gmm.exogenous("k", "q", "again"),))
    one, other = estimate(panel, SYSTEM), estimate(copied, spec)
    np.testing.assert_allclose(other.params, one.params, rtol=1e-7)
    np.testing.assert_allclose(other.std_errors, one.std_errors, rtol=1e-7)
    assert other.hansen == pytest.approx(one.hansen, rel=1e-7)
    assert other.rank == one.rank
    assert other.warnings != one.warnings


GAP = pd.DataFrame(
    [("a", 1, 1, 2), ("a", 2, 3, 3), ("a", 4, 2, 7),
     ("b", 1, 0, 1), ("b", 2, 2, 2), ("b", 3, 1, 5), ("b", 4, 4, 6)],
    columns=["unit", "period", "x", "y"],
)  # fmt: skip


def test_orthogonal_deviations_across_a_gap_by_hand():
    """Unit a lacks period 3. Its deviations are of 1 from the mean of 2 and 4, and of 2 from 4.

    The second stands at period 3, which has no row, and its first lag is period 2. Outcome and regressor in
    order, each with its weight and the lag of x that instruments it:

    a: 2 - (3 + 7)/2 = -3 and 1 - (3 + 2)/2 = -1.5, root 2/3, 1; 3 - 7 = -4 and 3 - 2 = 1, root 1/2, 3;
    b: 1 - 13/3 and 0 - 7/3, root 3/4, 0; 2 - 5.5 = -3.5 and 2 - 2.5 = -0.5, root 2/3, 2; 5 - 6 = -1 and
    1 - 4 = -3, root 1/2, 1.
    """
    spec = gmm.parse("y ~ x | gmm(x, 1, collapse)", system=False, transform="orthogonal", steps=1)
    result = estimate(GAP.astype({"x": float, "y": float}), spec)
    two_thirds, half = np.sqrt(2 / 3), np.sqrt(1 / 2)
    above = two_thirds * (1 * -3 + 2 * -3.5) + half * (3 * -4 + 1 * -1)
    below = two_thirds * (1 * -1.5 + 2 * -0.5) + half * (3 * 1 + 1 * -3)
    assert result.nobs == 5 and result.params["x"] == pytest.approx(above / below, rel=1e-12)


def test_with_itself_as_instrument_deviations_give_the_within_estimator():
    """Also across the gap: x and y less the means of their units, a's from three rows."""
    spec = gmm.parse("y ~ x | iv(x)", system=False, transform="orthogonal", steps=1)
    x, y = (GAP[name] - GAP.groupby("unit")[name].transform("mean") for name in "xy")
    result = estimate(GAP.astype({"x": float, "y": float}), spec)
    assert result.params["x"] == pytest.approx((x @ y) / (x @ x), rel=1e-12)
