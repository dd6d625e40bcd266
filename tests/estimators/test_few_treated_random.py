"""Randomisation by coefficient and t: every choice by regressions of their own, groups, pools, size."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from few_treated_panels import BLOCK, PLAIN, drawn

from lib.estimators.few_treated import randomisation
from lib.estimators.fixed_effects import FixedEffectsSpec, estimate
from lib.estimators.placebo import PlaceboSpec, given_assignments, randomise
from lib.results import TIDY


def regressions(frame: pd.DataFrame, choices, cluster="unit", effects=("unit", "year")) -> np.ndarray:
    """Coefficient and clustered t of each choice of treated clusters, shape (2, R)."""
    spec = FixedEffectsSpec("y", ("d", "x"), effects, {"clustered": [cluster]}, counted_effects="none")
    rows = []
    for chosen in choices:
        placebo = frame.assign(d=(frame[cluster].isin(chosen) & (frame["year"] >= 2013)).astype(int))
        fit = estimate(placebo, spec)
        rows.append((fit.params["d"], fit.tstats["d"]))
    return np.array(rows).T


def share(values: np.ndarray, actual: float, alternative: str) -> float:
    tails = [(values >= actual - 1e-9).mean(), (values <= actual + 1e-9).mean()]
    if alternative == "absolute":
        return (np.abs(values) >= abs(actual) - 1e-9).mean()
    return 2 * min(tails) if alternative == "two-sided" else tails[alternative == "less"]


def test_every_choice_of_three_among_seven():
    frame = drawn(1, units=7, treated=3, effect=0.5)
    coefs, ts = regressions(frame, combinations(range(7), 3))
    for alternative in ("two-sided", "absolute", "greater", "less"):
        result = randomisation(frame, BLOCK, alternative=alternative)
        assert result.exact and result.n_assignments == len(result.distribution) == 35
        assert result.pvalue == pytest.approx(min(1, share(coefs, coefs[0], alternative)), abs=1e-12)
        assert result.pvalue_t == pytest.approx(min(1, share(ts, ts[0], alternative)), abs=1e-12)
    np.testing.assert_allclose(np.sort(result.distribution), np.sort(coefs), rtol=1e-8)
    # The small-sample factor is the same in every assignment and left out here.
    factor = result.t / ts[0]
    np.testing.assert_allclose(np.sort(result.distribution_t), np.sort(ts * factor), rtol=1e-8)
    assert factor == pytest.approx(np.sqrt(7 / 6 * (56 - 1) / (56 - 2)))


def test_five_of_nine_are_126_and_as_the_placebo_test_has_them():
    frame = drawn(2, effect=0.4)
    result, placebo = randomisation(frame, BLOCK), randomise(frame, BLOCK)
    assert result.n_assignments == 126 and result.exact
    assert result.pvalue == placebo.pvalue and result.coef == pytest.approx(placebo.coef, rel=1e-12)
    np.testing.assert_allclose(np.sort(result.distribution), np.sort(placebo.distribution), rtol=1e-10)
    assert any("below 0.0159" in note for note in result.notes)
    found = randomisation(drawn(2, effect=20.0), BLOCK, alternative="greater")
    assert found.pvalue == found.pvalue_t == 1 / 126


def test_lines_of_a_country_are_treated_together():
    lines = pd.concat([drawn(seed, units=6, treated=2).assign(part=seed) for seed in range(3)])
    frame = lines.reset_index(drop=True).assign(country=lambda f: f["unit"])
    frame["line"] = frame["country"].astype(str) + "-" + frame["part"].astype(str)
    frame = frame.sample(frac=0.9, random_state=1)
    spec = PlaceboSpec("y", "line", "year", "d", controls=("x",), effects=("line", "year"), design="block")
    result = randomisation(frame, spec, group="country")
    choices = list(combinations(range(6), 2))
    coefs, ts = regressions(frame, choices, "country", ("line", "year"))
    np.testing.assert_allclose(np.sort(result.distribution), np.sort(coefs), rtol=1e-8)
    np.testing.assert_allclose(np.sort(result.distribution_t), np.sort(ts * result.t / ts[0]), rtol=1e-8)
    of_line = frame.drop_duplicates("line").set_index("line")["country"]
    given = [{line: 2013 for line in of_line.index[of_line.isin(chosen)]} for chosen in choices]
    by_list = given_assignments(frame, spec, given)
    np.testing.assert_allclose(np.sort(result.distribution), np.sort(by_list.distribution), rtol=1e-10)
    assert (result.n_treated, result.n_controls) == (2, 4)


def test_a_pool_keeps_the_others_as_controls():
    frame = drawn(3, units=8, treated=2)
    result = randomisation(frame, BLOCK, pool=[0, 1, 4, 6])
    coefs, _ = regressions(frame, combinations([0, 1, 4, 6], 2))
    np.testing.assert_allclose(np.sort(result.distribution), np.sort(coefs), rtol=1e-8)
    assert result.nobs == 64 and any("among 4 of 8" in note for note in result.notes)


def test_staggered_dates_move_with_the_groups():
    frame = drawn(4, units=6, treated=3)
    first = frame["unit"].map({0: 2011, 1: 2012, 2: 2014})
    frame["d"] = (frame["year"] >= first).astype(int)
    result = randomisation(frame, replace(BLOCK, design="staggered"))
    assert result.n_assignments == 6 * 5 * 4 and result.exact
    assert np.isclose(result.distribution, result.coef).any()
    np.testing.assert_allclose(
        np.sort(result.distribution),
        np.sort(randomise(frame, replace(BLOCK, design="staggered")).distribution),
        rtol=1e-10,
    )


def test_draws_are_near_the_list():
    frame = drawn(5, effect=0.3)
    listed = randomisation(frame, BLOCK)
    some = randomisation(frame, BLOCK, draws=600, list_up_to=0, seed=2)
    assert not some.exact and some.pvalue_se > 0
    assert abs(some.pvalue - listed.pvalue) < 4 * some.pvalue_se
    assert abs(some.pvalue_t - listed.pvalue_t) < 4 * some.pvalue_t_se
    again = randomisation(frame, BLOCK, draws=600, list_up_to=0, seed=2)
    pd.testing.assert_series_equal(some.distribution_t, again.distribution_t)


def test_size_of_both_statistics():
    # Five of nine at random: p of at most 0.1 for 12 of 126 choices; Monte Carlo error 0.029 with 100.
    found = [randomisation(drawn(seed, memory=0.5), PLAIN) for seed in range(100)]
    for values in ([r.pvalue for r in found], [r.pvalue_t for r in found]):
        assert abs((np.array(values) <= 0.1).mean() - 12 / 126) < 3 * 0.029


def test_a_statistic_that_is_not_defined_is_said():
    result = randomisation(drawn(0, units=2, treated=1), BLOCK)
    assert np.isnan(result.t) and np.isnan(result.pvalue_t) and result.pvalue == 1
    assert "2 of 2 assignments have no t statistic and count as extreme" in result.notes
    assert any("p_t is missing" in note for note in result.notes)


def test_a_treated_group_on_one_side_of_its_date_is_said():
    frame = drawn(0)
    assert not any("treated groups have no row" in note for note in randomisation(frame, BLOCK).notes)
    late = frame[(frame["unit"] > 1) | (frame["year"] >= 2013)]
    said = "2 of 5 treated groups have no row before its date, first 0: with effects of units the change"
    for spec in (BLOCK, replace(BLOCK, design="staggered")):
        assert any(said in note for note in randomisation(late, spec, list_up_to=0, draws=9).notes)
    country = late.assign(country=late["unit"] // 5 * 9 + late["unit"] % 2 * (late["unit"] < 5))
    own = randomisation(country, BLOCK, group="country")  # each country has a line that is seen before
    assert not any("treated groups have no row" in note for note in own.notes)
    dated = frame.assign(date=frame["unit"].map({0: 2030}).where(frame["unit"] != 1, 2013))
    spec = PlaceboSpec("y", "unit", "year", date="date", effects=("unit", "year"))
    found = randomisation(dated, spec).notes
    assert any("1 of 2 treated groups have no row from its date on, first 0" in note for note in found)


def test_what_the_result_says():
    result = randomisation(drawn(0), BLOCK)
    tidy = result.tidy(paper="toy", exhibit="table_4", column="1", track="public")
    assert list(tidy.columns) == TIDY
    named = tidy.set_index(["term", "statistic"])["value"]
    assert named["d", "p_t"] == result.pvalue_t and named["", "assignments"] == 126
    assert "all 126 assignments" in repr(result)


def altered(**columns) -> pd.DataFrame:
    return drawn(0).assign(**columns)


BAD = [
    (altered(), {"pool": [0, 1, 2, 3, 7, 8]}, "4 is treated but not in the pool"),
    (altered(), {"pool": [0, 1, 2, 3, 4]}, "all 5 groups of the pool are treated from one date"),
    (altered(), {"pool": [*range(9), 77]}, "names 77, which is no value of 'unit'"),
    (altered(), {"pool": [*range(9), 8]}, "names a group twice"),
    (altered(), {"group": "country"}, "column 'country' is not in the frame"),
    (altered(g=drawn(0)["year"]), {"group": "g"}, "column 'g' changes within unit 0"),
    (altered(g=drawn(0)["unit"] // 2), {"group": "g"}, "g 2 has units with different dates"),
    (altered(g=1)[lambda f: f["unit"] < 5], {"group": "g"}, "one group of 'g'"),
    (altered(), {"alternative": "both"}, "alternative is 'both'"),
    (altered(), {"draws": 0}, "draws is 0"),
    (altered(), {"list_up_to": -1}, "list_up_to is -1"),
    (altered(d=0), {}, "no unit is treated"),
    (altered(y=np.nan), {}, "column 'y' has 72 missing"),
    (altered(x=drawn(0)["d"]), {}, "collinear"),
]


@pytest.mark.parametrize(("frame", "given", "message"), BAD)
def test_bad_input(frame, given, message):
    with pytest.raises((KeyError, TypeError, ValueError), match=message):
        randomisation(frame, BLOCK, **given)


def test_strata_belong_to_the_placebo_test():
    with pytest.raises(ValueError, match="spec has strata"):
        randomisation(drawn(0), replace(BLOCK, strata="unit"))
