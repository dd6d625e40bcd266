"""P-values: by hand, under the null, by list and by draw; fictitious dates; what the result says."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from placebo_panels import assigned, full_regression, small_panel

from lib.estimators.placebo import PlaceboSpec, given_assignments, randomise, shift_dates
from lib.estimators.placebo_result import extreme, monte_carlo_error, pvalue
from lib.results import TIDY

SPEC = PlaceboSpec("y", "unit", "year", date="date", controls=("x0",), effects=("unit", "year"))
BLOCK = PlaceboSpec("y", "unit", "year", "d", effects=("unit", "year"), design="block")


def block_panel(seed=0, effect=0.0, units=9, treated=5) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    keys = pd.MultiIndex.from_product([range(units), range(2001, 2009)], names=["unit", "year"])
    frame = keys.to_frame(index=False)
    frame["d"] = ((frame["unit"] < treated) & (frame["year"] >= 2005)).astype(int)
    frame["y"] = rng.standard_normal(len(frame)) + frame["unit"] + effect * frame["d"]
    return frame


@pytest.mark.parametrize("alternative", ["two-sided", "absolute", "greater", "less"])
def test_all_choices_of_five_among_nine(alternative):
    frame = block_panel(effect=0.4)
    result = randomise(frame, BLOCK, alternative=alternative)
    effects = ("unit", "year")
    coefs = [
        full_regression(frame, assigned(frame, dict.fromkeys(chosen, 2005)), (), effects)[0]
        for chosen in combinations(range(9), 5)
    ]
    np.testing.assert_allclose(np.sort(result.distribution), np.sort(coefs), rtol=1e-8)
    actual = coefs[0]  # the first five units
    shares = {
        "absolute": (np.abs(coefs) >= abs(actual) - 1e-9).sum() / 126,
        "greater": (np.array(coefs) >= actual - 1e-9).sum() / 126,
        "less": (np.array(coefs) <= actual + 1e-9).sum() / 126,
    }
    shares["two-sided"] = 2 * min(shares["greater"], shares["less"])
    assert result.exact and result.n_assignments == len(result.distribution) == 126
    assert result.pvalue == shares[alternative]
    assert result.pvalue_se == 0


def test_draws_have_the_correction_and_a_monte_carlo_error():
    frame = block_panel(effect=5.0)
    result = randomise(frame, BLOCK, draws=99, list_up_to=125, seed=3)
    again = int((result.distribution >= result.coef * (1 - 1e-9)).sum())
    assert not result.exact and result.n_assignments == 126
    share = (again + 1) / 100  # of the upper tail, the smaller one
    assert result.pvalue == 2 * share
    assert result.pvalue_se == 2 * np.sqrt(share * (1 - share) / 99)
    for alternative in ("two-sided", "absolute", "greater"):
        listed = randomise(frame, BLOCK, alternative=alternative)
        many = randomise(frame, BLOCK, draws=4000, list_up_to=0, alternative=alternative)
        assert abs(many.pvalue - listed.pvalue) < 4 * many.pvalue_se


def test_draws_repeat_with_their_seed():
    frame = small_panel(3, units=20)
    one, same, other = (randomise(frame, SPEC, draws=30, seed=seed, list_up_to=0) for seed in (5, 5, 6))
    pd.testing.assert_series_equal(one.distribution, same.distribution)
    assert not np.allclose(one.distribution, other.distribution)


def test_size_under_the_null():
    # Without an effect a p-value of at most 0.1 has probability 0.1 at most: 12 of the 126 choices.
    rejected = [randomise(block_panel(seed), BLOCK).pvalue <= 0.1 for seed in range(200)]
    probability = 12 / 126
    error = np.sqrt(probability * (1 - probability) / 200)  # Monte Carlo error 0.021
    assert abs(np.mean(rejected) - probability) < 3 * error


def test_a_planted_effect_is_found():
    result = randomise(block_panel(effect=3.0), BLOCK, alternative="greater")
    assert result.pvalue == 1 / 126
    assert abs(result.coef - 3) < 4 * result.distribution.std()


def test_block_dates_are_any_period_but_the_first():
    frame = block_panel()
    result = randomise(frame, BLOCK, permute="dates")
    assert result.exact and result.n_assignments == 7
    coefs = [
        full_regression(frame, assigned(frame, dict.fromkeys(range(5), year)), (), ("unit", "year"))[0]
        for year in range(2002, 2009)
    ]
    np.testing.assert_allclose(result.distribution, coefs, rtol=1e-8)
    few = randomise(frame, BLOCK, permute="dates", dates=[2003, 2007])
    np.testing.assert_allclose(few.distribution, [coefs[1], coefs[5]], rtol=1e-8)
    # The actual date is not among these two, so that it is added to them.
    tail = min((few.distribution >= few.coef).sum(), (few.distribution <= few.coef).sum())
    assert few.pvalue == min(1, 2 * (1 + tail) / 3)


def test_undefined_placebos_count_as_extreme():
    values = np.array([0.5, np.nan, -3.0, 1.0])
    kinds = ("two-sided", "absolute", "greater", "less")
    assert [extreme(1.0, values, which) for which in kinds] == [2, 3, 2, 4]
    assert extreme(1.0, np.array([1 - 1e-12, -1 + 1e-12, 0.999]), "absolute") == 2
    one = {"alternative": "greater"}
    assert (pvalue(3, 4, counted=True, **one), pvalue(3, 4, counted=False, **one)) == (0.75, 0.8)
    assert (pvalue(1, 4, counted=True), pvalue(1, 4, counted=False)) == (0.5, 0.8)
    assert (pvalue(3, 4, counted=True), pvalue(2, 4, counted=False)) == (1, 1)
    frame = block_panel()
    result = given_assignments(frame, BLOCK, [{0: 2004}, dict.fromkeys(range(9), 2004)])
    assert result.n_undefined == 1 and any("1 of 2 placebo treatments" in note for note in result.notes)


def level_panel(effect: float, seed=0) -> pd.DataFrame:
    """Treated units lie 3 above the others whenever they are treated; without effects of units it stays."""
    rng = np.random.default_rng(seed)
    keys = pd.MultiIndex.from_product([range(60), range(2001, 2009)], names=["unit", "year"])
    frame = keys.to_frame(index=False)
    dates = np.where(np.arange(60) < 30, rng.choice(range(2003, 2008), 60), np.nan)
    frame["date"] = dates[frame["unit"]]
    in_force = frame["year"] >= frame["date"]
    frame["y"] = 3.0 * (frame["unit"] < 30) + effect * in_force + rng.standard_normal(len(frame))
    return frame


def test_two_sides_where_the_placebos_are_not_centred_on_zero():
    """Dates matter a lot, and downwards: the distance from zero alone cannot see it, the tails do."""
    spec = PlaceboSpec("y", "unit", "year", date="date", effects=("year",))
    options = {"permute": "dates", "draws": 199, "list_up_to": 0}
    down, up = (
        {which: randomise(level_panel(effect), spec, alternative=which, **options)
         for which in ("two-sided", "absolute", "less", "greater")}
        for effect in (-1.0, 1.0)
    )  # fmt: skip
    found = down["two-sided"]
    assert 0 < found.coef < found.distribution.min()  # outside the placebos, and nearer to zero
    assert down["absolute"].pvalue == 1
    assert down["two-sided"].pvalue == 2 * down["less"].pvalue == 2 / 200
    # On the far side of the placebos the distance from zero counts one tail, and gives half of p.
    assert up["two-sided"].coef > up["two-sided"].distribution.max()
    assert up["absolute"].pvalue == up["greater"].pvalue == 1 / 200
    assert up["two-sided"].pvalue == 2 / 200


def test_two_sides_by_list_and_by_hand():
    values = np.array([1.0, 1.1, 1.2, 1.3, 1.4])  # the actual 1.1 among them
    shares = {name: pvalue(extreme(1.1, values, name), 5, counted=True, alternative=name)
              for name in ("two-sided", "absolute", "greater", "less")}  # fmt: skip
    assert shares == {"two-sided": 0.8, "absolute": 0.8, "greater": 0.8, "less": 0.4}
    assert pvalue(extreme(1.4, values, "two-sided"), 5, counted=True) == 0.4
    assert pvalue(extreme(1.2, values, "two-sided"), 5, counted=True) == 1


def test_the_monte_carlo_error_is_the_spread_of_p_over_draws():
    rng = np.random.default_rng(4)
    for which in ("two-sided", "absolute"):
        listed = randomise(block_panel(effect=0.5), BLOCK, alternative=which)
        several = [pvalue(extreme(listed.coef, rng.choice(listed.distribution, 99), which), 99,
                          counted=False, alternative=which) for _ in range(600)]  # fmt: skip
        assert 0.02 < listed.pvalue < 0.1
        # The standard deviation of 600 values is known to about 1 / sqrt(1200), 3 %: three of them.
        assert np.std(several) == pytest.approx(monte_carlo_error(listed.pvalue, 99, which), rel=0.09)


def test_shifted_dates():
    frame = small_panel(6, units=10, periods=8)
    result = shift_dates(frame, SPEC, [-2, 0, 1])
    dates = frame.groupby("unit")["date"].first()
    for shift in (-2, 0, 1):
        full, _ = full_regression(frame, assigned(frame, dates + shift), ("x0",), ("unit", "year"))
        assert result.distribution[shift] == pytest.approx(full, rel=1e-8)
    assert result.distribution[0] == pytest.approx(result.coef, rel=1e-12)
    assert np.isnan(result.pvalue)


def test_shifted_dates_without_the_treated_rows():
    frame = small_panel(6, units=10, periods=8)
    result = shift_dates(frame, SPEC, [-2, 0], drop_treated=True)
    before = frame[frame["d"] == 0]
    dates = frame.groupby("unit")["date"].first()
    full, _ = full_regression(before, assigned(before, dates - 2), ("x0",), ("unit", "year"))
    assert result.distribution[-2] == pytest.approx(full, rel=1e-8)
    assert np.isnan(result.distribution[0])  # nothing is treated before the date
    # An effect in the treated rows does not reach the placebos.
    shifted = shift_dates(frame.assign(y=frame["y"] + 7 * frame["d"]), SPEC, [-2, 0], drop_treated=True)
    assert shifted.distribution[-2] == pytest.approx(result.distribution[-2], rel=1e-10)
    assert shifted.coef == pytest.approx(result.coef + 7, rel=1e-10)


def test_the_date_knows_what_the_treatment_column_does_not():
    frame = small_panel(8, share=1.0)
    late = frame[(frame["unit"] != 0) | (frame["year"] >= 2004)]  # unit 0, treated from 2002, enters in 2004
    moved = [randomise(late, spec, draws=60, list_up_to=0) for spec in (SPEC, _by_treatment())]
    assert moved[0].coef == pytest.approx(moved[1].coef, rel=1e-12)
    assert not np.allclose(moved[0].distribution, moved[1].distribution)


def _by_treatment() -> PlaceboSpec:
    return PlaceboSpec("y", "unit", "year", "d", controls=("x0",), effects=("unit", "year"))


def test_strata_of_one_unit_are_reported():
    frame = small_panel(9, units=10)
    frame["stratum"] = frame["unit"].clip(upper=3)
    spec = PlaceboSpec("y", "unit", "year", date="date", effects=("unit", "year"), strata="stratum")
    result = randomise(frame, spec, draws=20)
    assert any("3 of 4 strata of 'stratum' have one unit" in note for note in result.notes)


def test_redundant_controls_are_reported_and_do_not_matter():
    frame = small_panel(9, units=10)
    frame["height"] = frame["unit"] * 2.0 + 1  # constant within units
    frame["sum"] = frame["x0"] + frame["x1"]
    spec = PlaceboSpec(
        "y", "unit", "year", date="date", controls=("x0", "height", "x1", "sum"), effects=("unit", "year")
    )
    result = randomise(frame, spec, draws=20, list_up_to=0)
    lean = PlaceboSpec("y", "unit", "year", date="date", controls=("x0", "x1"), effects=("unit", "year"))
    np.testing.assert_allclose(
        result.distribution, randomise(frame, lean, draws=20, list_up_to=0).distribution, rtol=1e-8
    )
    assert any("height, sum" in note for note in result.notes)


def test_the_tidy_form_and_the_printed_summary():
    result = randomise(block_panel(), BLOCK)
    tidy = result.tidy(paper="toy", exhibit="table_1", column="(1)", track="public")
    assert list(tidy.columns) == TIDY
    values = tidy.set_index(["term", "statistic"])["value"]
    assert values["d", "coef"] == result.coef and values["d", "p"] == result.pvalue
    assert values["", "n"] == 72 and values["", "draws"] == 126
    assert "placebo assignments: all 126" in repr(result) and "<table" in result._repr_html_()
