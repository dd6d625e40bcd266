"""Conley-Taber and Ferman-Pinto: literal computations, identities, size, bad input."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from few_treated_panels import BLOCK, PLAIN, drawn
from scipy import optimize

from lib.estimators.few_treated import conley_taber, ferman_pinto
from lib.estimators.fixed_effects import FixedEffectsSpec, estimate, net_of
from lib.estimators.placebo import PlaceboSpec
from lib.results import TIDY


def changes(frame: pd.DataFrame) -> pd.Series:
    """Change of the mean outcome at the date, by unit."""
    after = frame["year"] >= 2013
    return frame[after].groupby("unit")["y"].mean() - frame[~after].groupby("unit")["y"].mean()


def test_conley_and_taber_by_hand():
    frame = drawn(1, units=6, treated=2, effect=0.7)
    result = conley_taber(frame, PLAIN, level=0.9)
    own = changes(frame)
    residual = own[2:] - own[2:].mean()
    assert result.coef == pytest.approx(own[:2].mean() - own[2:].mean(), rel=1e-12)
    np.testing.assert_allclose(result.changes["change"][2:], residual, rtol=1e-9)
    errors = np.sort([(a + b) / 2 for a, b in product(residual, repeat=2)])
    np.testing.assert_allclose(np.sort(result.distribution), errors, atol=1e-12)
    assert result.exact and len(errors) == 16
    # A tenth of 16 is 1.6 draws, 0.8 in each tail: none may lie beyond.
    np.testing.assert_allclose([result.lower, result.upper], result.coef - errors[[-1, 0]], rtol=1e-9)
    tail = min((errors >= result.coef).sum(), (errors <= result.coef).sum())
    assert result.pvalue == min(1, 2 * tail / 16)


def test_controls_are_taken_out_as_the_regression_does():
    frame = drawn(2, units=12, treated=3)
    result = conley_taber(frame, BLOCK)
    fit = estimate(frame, FixedEffectsSpec("y", ("d", "x"), ("unit", "year")))
    assert result.coef == pytest.approx(fit.params["d"], rel=1e-10)
    residual = net_of(frame, "y", ("unit", "year"), ("d", "x"))[0]
    after = frame["year"] >= 2013
    means = residual[after].groupby(frame["unit"]).mean() - residual[~after].groupby(frame["unit"]).mean()
    np.testing.assert_allclose(result.changes["change"], means, atol=1e-10)


def test_groups_of_rows_weigh_by_their_rows():
    lines = pd.concat([drawn(s, units=5, treated=2).assign(part=s) for s in range(3)], ignore_index=True)
    lines["line"] = lines["unit"] * 10 + lines["part"]
    lines = lines[(lines["unit"] > 0) | (lines["part"] == 0)]  # the first country has one line, not three
    spec = PlaceboSpec("y", "line", "year", "d", effects=("line", "year"), design="block")
    result = conley_taber(lines, spec, group="unit")
    assert list(result.changes["weight"]) == [2.0, 6.0, 6.0, 6.0, 6.0]
    own = result.changes["change"][2:].to_numpy()
    errors = [(a + 3 * b) / 4 for a, b in product(own, repeat=2)]
    np.testing.assert_allclose(np.sort(result.distribution), np.sort(errors), atol=1e-12)
    assert result.n_treated == 2


@pytest.mark.parametrize("method", [conley_taber, ferman_pinto])
def test_the_interval_holds_zero_where_p_is_above(method):
    for seed in range(10):
        result = method(drawn(seed, units=30, treated=2, effect=1.0), PLAIN, level=0.9, draws=999)
        assert (result.lower <= 0 <= result.upper) == (result.pvalue > 0.1)


@pytest.mark.parametrize("method", [conley_taber, ferman_pinto])
def test_an_effect_moves_the_estimate_and_its_interval_alone(method):
    plain, moved = (method(drawn(3, units=30, treated=2, effect=e), PLAIN, seed=4) for e in (0.0, 2.0))
    assert moved.coef - plain.coef == pytest.approx(2)
    assert [moved.lower - plain.lower, moved.upper - plain.upper] == pytest.approx([2, 2])
    np.testing.assert_allclose(moved.distribution, plain.distribution, atol=1e-10)


def test_ferman_and_pinto_s_variance_by_hand():
    frame = drawn(5, units=25, treated=2)
    size = 1.0 + np.arange(25)
    result = ferman_pinto(frame.assign(size=size[frame["unit"]]), PLAIN, size="size", draws=500)
    own = changes(frame)
    residual = (own - own[2:].mean())[2:]
    design = np.column_stack([np.ones(23), 1 / size[2:]])

    def loss(b):
        return ((residual**2 - design @ b) ** 2).sum()

    best = optimize.minimize(loss, [0.5, 0.5], bounds=[(0, None)] * 2, tol=1e-14).x
    # The peer's optimum is good to six digits.
    np.testing.assert_allclose(result.variance, best, rtol=1e-4, atol=1e-5)
    fitted = result.variance["constant"] + result.variance["inverse_size"] / size
    np.testing.assert_allclose(result.changes["variance"], fitted, rtol=1e-10)


def test_draws_have_the_variance_of_the_estimate():
    frame = drawn(6, units=14, treated=4)
    frame["size"] = 1 + 0.01 * (frame["unit"] % 7)
    result = ferman_pinto(frame, PLAIN, size="size")
    table = result.changes
    treated = table["treated"]
    alike = (table["change"] / np.sqrt(table["variance"]))[~treated]
    parts = [table["variance"][group].sum() / group.sum() ** 2 for group in (treated, ~treated)]
    assert parts[1] > 0.2 * parts[0]  # that the controls' mean varies too is seen in the sum
    # The variance of 9,999 draws has a relative error of about 1.5 per cent.
    assert result.distribution.var() == pytest.approx(alike.var(ddof=0) * sum(parts), rel=0.05)


def sizes(method, *, scale, repetitions=200, **options) -> float:
    """Share of tests at 10 per cent that reject a true null, one treated of 80."""
    p = []
    for seed in range(repetitions):
        frame = drawn(seed, units=80, treated=1, years=6, scale=scale, memory=0.5)
        frame["size"] = (1 / scale**2)[frame["unit"]]
        p.append(method(frame, PLAIN, draws=499, **options).pvalue)
    return float((np.array(p) <= 0.1).mean())


# Monte Carlo error of a share of 0.1 with 200 repetitions: 0.021.
def test_size_of_conley_and_taber():
    assert abs(sizes(conley_taber, scale=np.ones(80)) - 0.1) < 3 * 0.021


def test_only_the_correction_holds_its_size_where_the_treated_is_small():
    scale = 1 + 0.5 * (np.arange(80) % 4)  # of the controls: 1 to 2.5
    scale[0] = 2.5  # the treated is among the noisiest
    # Conley and Taber's draws, from all controls alike, are too narrow for it.
    assert sizes(conley_taber, scale=scale) > 0.1 + 3 * 0.021
    assert abs(sizes(ferman_pinto, scale=scale, size="size") - 0.1) < 3 * 0.021


def test_few_controls_are_said_and_what_is_left_out():
    frame = drawn(0, units=9)
    late = frame[~((frame["unit"] == 8) & (frame["year"] < 2013))]
    result = conley_taber(late, PLAIN)
    assert result.n_controls == 3 and len(result.changes) == 8
    assert any("1 control(s) without rows on both sides of 2013" in note for note in result.notes)
    assert any("3 controls: the method rests on many" in note for note in result.notes)
    assert any("sizes do not vary" in note for note in ferman_pinto(frame, PLAIN).notes)
    far = conley_taber(drawn(0, effect=90.0), PLAIN)
    assert far.pvalue == 0 and any("read p as below 0.00195" in note for note in far.notes)


def test_a_variance_at_its_bound_is_said():
    frame = drawn(0, units=40, treated=2, scale=np.linspace(0.2, 3, 40))
    noisy_when_large = frame.assign(size=frame["unit"] + 1.0)
    result = ferman_pinto(noisy_when_large, PLAIN, size="size", draws=99)
    assert result.variance["inverse_size"] == 0 < result.variance["constant"]
    assert np.ptp(result.changes["variance"]) == 0
    assert any("part B in one over size is at its bound" in note for note in result.notes)
    quiet_when_large = frame.assign(size=1 / np.linspace(0.2, 3, 40)[frame["unit"]] ** 4)
    result = ferman_pinto(quiet_when_large, PLAIN, size="size", draws=99)
    at_bound = result.variance["constant"] == 0
    assert any("constant A is at its bound" in note for note in result.notes) == at_bound
    inside = drawn(5, units=25, treated=2).assign(size=lambda f: f["unit"] + 1.0)
    result = ferman_pinto(inside, PLAIN, size="size", draws=99)
    assert (result.variance > 0).all() == (not any("at its bound" in note for note in result.notes))


def test_what_the_result_says():
    frame = drawn(0, units=30).assign(size=lambda f: f["unit"] + 1.0)
    result = ferman_pinto(frame, PLAIN, size="size")
    tidy = result.tidy(paper="toy", exhibit="table_3", column="1", track="public")
    assert list(tidy.columns) == TIDY
    named = tidy.set_index(["term", "statistic"])["value"]
    assert named["d", "upper"] == result.upper
    assert named["", "variance_inverse_size"] == result.variance["inverse_size"]


def without(unit: int, early: bool) -> pd.DataFrame:
    frame = drawn(0)
    return frame[~((frame["unit"] == unit) & ((frame["year"] < 2013) == early))]


STAGGERED = PlaceboSpec("y", "unit", "year", "d", effects=("unit", "year"))
BAD = [
    (conley_taber, drawn(0), STAGGERED, {}, "say design='block'"),
    (conley_taber, without(0, True), PLAIN, {}, "unit 0 is treated but has no row before 2013"),
    (conley_taber, drawn(0, treated=8), PLAIN, {}, r"1 control\(s\) have rows before and from 2013"),
    (conley_taber, drawn(0), PLAIN, {"level": 95}, "level is 95"),
    (conley_taber, drawn(0), PLAIN, {"draws": 1.5}, "draws is 1.5"),
    (ferman_pinto, drawn(0).assign(s=-1.0), PLAIN, {"size": "s"}, "size 's' is -1 for 0 2009"),
    (ferman_pinto, drawn(0).assign(s="a"), PLAIN, {"size": "s"}, "column 's' is not numeric"),
    (ferman_pinto, drawn(0), PLAIN, {"size": "s"}, "column 's' is not in the frame"),
]


@pytest.mark.parametrize(("method", "frame", "spec", "given", "message"), BAD)
def test_bad_input(method, frame, spec, given, message):
    with pytest.raises((KeyError, TypeError, ValueError), match=message):
        method(frame, spec, **given)


def test_controls_without_any_change_are_refused():
    frame = drawn(0)
    frame["y"] = frame["d"] * 1.5 + frame["unit"]
    for method in (conley_taber, ferman_pinto):
        with pytest.raises(ValueError, match="no variation to draw from"):
            method(frame, PLAIN)
