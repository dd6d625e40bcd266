"""Synthetic difference-in-differences: literal weights and estimate, recovery, invariance, bad input."""

import numpy as np
import pandas as pd
import pytest
from few_treated_panels import BLOCK, PLAIN, drawn
from scipy import optimize

from lib.estimators.few_treated import synthetic_did
from lib.estimators.placebo import PlaceboSpec
from lib.results import TIDY


def wide(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.pivot(index="unit", columns="year", values="y")


def factors(seed=0, *, units=30, treated=4, effect=0.0, noise=0.1, more=0.5) -> pd.DataFrame:
    """A common factor with loadings that are `more` among the treated: then trends are not parallel."""
    frame = drawn(seed, units=units, treated=treated, years=16)
    rng = np.random.default_rng(seed)
    loading = rng.uniform(0, 2, units) + np.where(np.arange(units) < treated, more, 0.0)
    factor = np.cumsum(rng.standard_normal(16) + 0.5)
    values = loading[:, None] * factor + noise * rng.standard_normal((units, 16))
    frame["d"] = ((frame["unit"] < treated) & (frame["year"] >= 2017)).astype(int)
    frame["y"] = values.ravel() + 3 * frame["unit"] + effect * frame["d"]
    return frame


def simplex(target: np.ndarray, columns: np.ndarray, ridge: float) -> np.ndarray:
    """Weights with sum one that make centred columns follow the centred target, with a ridge penalty."""
    target, columns = target - target.mean(), columns - columns.mean(axis=0)

    def loss(w):
        gap = columns @ w - target
        gradient = 2 * columns.T @ gap + 2 * ridge * w
        return gap @ gap + ridge * w @ w, gradient

    start = np.full(columns.shape[1], 1 / columns.shape[1])
    constraint = {"type": "eq", "fun": lambda w: w.sum() - 1, "jac": np.ones_like}
    options = {"maxiter": 500, "ftol": 1e-14}
    bounds = [(0, 1)] * len(start)
    return optimize.minimize(loss, start, jac=True, bounds=bounds, constraints=constraint, options=options).x


def test_weights_and_estimate_by_hand():
    frame = factors(1, noise=1.0)
    result = synthetic_did(frame, PLAIN, draws=20)
    values = wide(frame)
    before, after = [year for year in values if year < 2017], [year for year in values if year >= 2017]
    controls, treated = values[4:], values[:4]
    for weights in (result.unit_weights, result.time_weights):
        assert weights.sum() == pytest.approx(1, abs=1e-12) and weights.min() >= 0
    assert list(result.unit_weights.index) == list(range(4, 30))
    assert list(result.time_weights.index) == before
    change = values[after].mean(axis=1) - values[before] @ result.time_weights
    estimate = change[:4].mean() - change[4:] @ result.unit_weights
    assert result.coef == pytest.approx(estimate, rel=1e-9)
    # Arkhangelsky et al. (2021): the penalty, from differences of the controls before the date.
    zeta = (4 * len(after)) ** 0.25 * np.diff(controls[before], axis=1).std(ddof=1)
    best = simplex(treated[before].mean().to_numpy(), controls[before].to_numpy().T, zeta**2 * len(before))
    # Frank-Wolfe steps stop at a tolerance of 1e-5 of the noise.
    np.testing.assert_allclose(result.unit_weights, best, atol=5e-4)
    path = pd.DataFrame({"treated": treated.mean(), "synthetic": controls.T @ result.unit_weights})
    pd.testing.assert_frame_equal(result.path, path, check_names=False)


def naive(frame: pd.DataFrame) -> float:
    means = frame.groupby([frame["unit"] < 4, frame["year"] >= 2017])["y"].mean()
    return means[True, True] - means[True, False] - means[False, True] + means[False, False]


def test_recovery():
    frames = [factors(seed, effect=1.0, more=0.0, noise=0.5) for seed in range(40)]
    found = np.array([synthetic_did(frame, PLAIN, variance="jackknife").coef for frame in frames])
    error = found.std(ddof=1) / np.sqrt(40)
    assert error < 0.15 and abs(found.mean() - 1) < 3 * error


def test_most_of_the_bias_goes_where_trends_are_not_parallel():
    frames = [factors(seed, effect=1.0, more=0.5) for seed in range(25)]
    found = [synthetic_did(frame, PLAIN, variance="jackknife").coef for frame in frames]
    # The penalty keeps weights from following the treated wholly: some of the bias stays.
    bias = abs(np.mean([naive(frame) for frame in frames]) - 1)
    assert bias > 1 and abs(np.mean(found) - 1) < bias / 3


def test_level_and_scale():
    frame = factors(2, effect=1.0)
    result = synthetic_did(frame, PLAIN, variance="jackknife")
    moved = synthetic_did(frame.assign(y=1000 + 50 * frame["y"]), PLAIN, variance="jackknife")
    assert moved.coef == pytest.approx(50 * result.coef, rel=1e-6)
    assert moved.std_error == pytest.approx(50 * result.std_error, rel=1e-6)


def test_controls_are_taken_out_by_the_untreated_rows():
    frame = factors(3, effect=20.0)
    frame["x"] = np.random.default_rng(9).standard_normal(len(frame)) + 2 * frame["d"]
    plain = synthetic_did(frame, PLAIN, variance="jackknife")
    larger = synthetic_did(frame.assign(y=frame["y"] + 7 * frame["x"]), BLOCK, variance="jackknife")
    same = synthetic_did(frame, BLOCK, variance="jackknife")
    assert larger.coef == pytest.approx(same.coef, abs=1e-8)
    # Coefficients from all rows would give x, which the treatment raises, a part of the effect.
    assert abs(same.coef - plain.coef) < 0.5
    constant = synthetic_did(frame.assign(x=frame["unit"]), BLOCK, variance="jackknife")
    assert constant.coef == pytest.approx(plain.coef, abs=1e-9)
    assert any("controls left out" in note and "x" in note for note in constant.notes)


def test_variances():
    frame = factors(4, noise=1.0)
    by = {v: synthetic_did(frame, PLAIN, variance=v, draws=60) for v in ("placebo", "jackknife", "bootstrap")}
    assert len({round(r.coef, 12) for r in by.values()}) == 1
    assert all(0 < r.std_error < 10 for r in by.values())
    again = synthetic_did(frame, PLAIN, draws=60)
    pd.testing.assert_series_equal(again.distribution, by["placebo"].distribution)
    effects = by["placebo"].distribution
    assert by["placebo"].std_error == pytest.approx(effects.std(ddof=1) * np.sqrt(59 / 60), rel=1e-9)
    extreme = (effects.abs() >= abs(again.coef)).sum()
    assert again.pvalue_placebo == (extreme + 1) / 61
    assert np.isnan(by["jackknife"].pvalue_placebo)


def test_an_outcome_that_does_not_vary_has_no_interval():
    result = synthetic_did(drawn(0).assign(y=1.0), PLAIN, variance="jackknife")
    assert result.coef == pytest.approx(0, abs=1e-12) and "no interval" in result.notes[0]
    assert np.isnan([result.pvalue, result.lower, result.upper]).all()


def test_what_the_result_says():
    result = synthetic_did(drawn(0), PLAIN, variance="jackknife")
    tidy = result.tidy(paper="toy", exhibit="table_3", column="1", track="public")
    assert list(tidy.columns) == TIDY
    named = tidy.set_index(["term", "statistic"])["value"]
    assert named["d", "se"] == result.std_error and named["", "pre_fit"] == result.pre_fit
    assert "9 units left out in turn" in repr(result)


def test_warnings_become_notes():
    frame = factors(5, units=30, treated=4, noise=0.01)
    frame.loc[(frame["unit"] < 4) & (frame["year"] < 2017), "y"] += 8.0 * (frame["year"] % 2)
    result = synthetic_did(frame, PLAIN)
    assert any(note.startswith("diff-diff:") for note in result.notes)


STAGGERED = PlaceboSpec("y", "unit", "year", "d", effects=("unit", "year"))
BAD = [
    (drawn(0), STAGGERED, {}, "say design='block'"),
    (drawn(0), PLAIN, {}, "4 controls for 5 treated units: placebos need more controls"),
    (drawn(0, treated=1), PLAIN, {"variance": "jackknife"}, "one unit is treated: the jackknife needs two"),
    (drawn(0, treated=8), PLAIN, {"variance": "jackknife"}, r"1 unit\(s\) are never treated"),
    (drawn(0).drop(index=3), PLAIN, {}, "not balanced: unit 0 has 7 of 8 periods"),
    (drawn(0)[lambda f: f["year"] > 2011], PLAIN, {}, r"1 period\(s\) come before the date 2013"),
    (drawn(0), PLAIN, {"variance": "normal"}, "variance is 'normal'"),
    (drawn(0), PLAIN, {"draws": 1}, "draws is 1"),
    (drawn(0), PLAIN, {"level": 0}, "level is 0"),
    (drawn(0).assign(y="a"), PLAIN, {}, "column 'y' is not numeric"),
]


@pytest.mark.parametrize(("frame", "spec", "given", "message"), BAD)
def test_bad_input(frame, spec, given, message):
    with pytest.raises((KeyError, TypeError, ValueError), match=message):
        synthetic_did(frame, spec, **given)
