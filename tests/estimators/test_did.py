"""Staggered difference-in-differences: references, identities between estimators, recovery."""

import warnings

import diff_diff
import numpy as np
import pandas as pd
import pytest
from did_panels import SPEC, drawn, oracle

from lib.estimators.did import (
    DidSpec,
    EventResult,
    callaway_santanna,
    event_study,
    goodman_bacon,
    honest_did,
    imputation,
    sun_abraham,
    term,
    treatment_weights,
)
from lib.estimators.fixed_effects import FixedEffectsSpec, estimate
from lib.results import TIDY

KEYS = {"paper": "toy", "exhibit": "figure_1", "track": "public"}


def mpdta() -> tuple[pd.DataFrame, DidSpec]:
    frame = oracle("mpdta.csv")
    frame["first"] = frame["first.treat"].where(frame["first.treat"] > 0)
    return frame, DidSpec("lemp", "countyreal", "year", "first")


def as_printed(value: float, text: str) -> bool:
    """Whether a value rounds to a printed number."""
    return round(value, len(text.split(".")[1])) == pytest.approx(float(text), abs=1e-12)


# R did = csdid = differences = diff-diff, as printed: coefficient and, where printed, standard error.
CALLAWAY = {
    "overall": ("-.0399512752", ".0120340128"),
    "dynamic": ("-.0772398", ".0199650"),
    "group": ("-.0310183", ".0124461"),
    "lead_3": (".0305067", None),
    "lead_2": ("-.0005631", None),
    "lead_1": ("-.0244587", None),
    "lag_0": ("-.0199318", None),
    "lag_1": ("-.0509574", None),
    "lag_2": ("-.1372587", None),
    "lag_3": ("-.1008114", None),
}
# R fixest, as printed.
SUN = {"lag_0": "-.0199318168", "lag_1": "-.0509573671", "lag_2": "-.1372587389", "lag_3": "-.1008113631"}


def test_callaway_santanna_to_the_printed_digits():
    result = callaway_santanna(*mpdta())
    for name, (coef, se) in CALLAWAY.items():
        assert as_printed(result.params[name], coef), name
        assert se is None or as_printed(result.std_errors[name], se), name
    assert list(result.params.index) == list(CALLAWAY)
    assert (result.n_units, result.n_treated, result.n_never) == (500, 191, 309) and not result.notes


def test_sun_abraham_to_the_printed_digits():
    result = sun_abraham(*mpdta())
    assert as_printed(result.params["overall"], "-.0399512752")
    assert as_printed(result.std_errors["overall"], ".0117962774")
    assert all(as_printed(result.params[name], coef) for name, coef in SUN.items())


def test_goodman_bacon_to_the_printed_digits():
    result = goodman_bacon(oracle("castle.csv"), DidSpec("l_homicide", "sid", "year", "effyear"))
    printed = {
        "earlier_vs_later": (".05976325", "-.00554198"),
        "later_vs_earlier": (".03189818", ".07032063"),
        "treated_vs_never": (".90833857", ".08796249"),
    }
    for kind, (weight, coef) in printed.items():
        assert as_printed(result.by_kind.loc[kind, "weight"], weight), kind
        assert as_printed(result.by_kind.loc[kind, "estimate"], coef), kind
    assert as_printed(result.twfe, ".0818116169")
    reference = oracle("castle_bacon_R.csv").assign(untreated=lambda t: t["untreated"].replace(99999, np.nan))
    pairs = result.comparisons.merge(
        reference, left_on=["treated", "control"], right_on=["treated", "untreated"], suffixes=("", "_r")
    )
    assert len(pairs) == len(reference) == len(result.comparisons)
    np.testing.assert_allclose(pairs["estimate"], pairs["estimate_r"], atol=1e-10)
    np.testing.assert_allclose(pairs["weight"], pairs["weight_r"], atol=1e-10)


def bc_study() -> EventResult:
    coef, cov = oracle("BC_betahat.csv").iloc[:, 0].to_numpy(), oracle("BC_sigma.csv").to_numpy()
    names = [term(k) for k in (-5, -4, -3, -2, 0, 1, 2, 3)]
    return EventResult(
        params=pd.Series(coef, index=names), cov=pd.DataFrame(cov, index=names, columns=names), nobs=0,
        cov_type="given", method="given", reference=-1,
    )  # fmt: skip


def test_smoothness_bounds_of_the_published_event_study():
    lower, upper = honest_did(bc_study(), bounds=[0], weights={0: 1}).table.loc[0, ["lower", "upper"]]
    # moderndid prints .1315 and .2162: its optimiser ends 1e-4 from the exact upper end of a linear trend.
    assert as_printed(lower, ".1315") and upper == pytest.approx(0.2162, abs=1e-4)
    trend = np.array([-4, -3, -2, -1, 1, 2, 3, 4.0])
    design = np.column_stack([trend, np.vstack([np.zeros((4, 4)), np.eye(4)])])
    study = bc_study()
    weight = np.linalg.inv(study.cov)
    cov = np.linalg.inv(design.T @ weight @ design)
    coef = (cov @ design.T @ weight @ study.params)[1]
    half = 1.959963984540054 * np.sqrt(cov[1, 1])
    np.testing.assert_allclose([lower, upper], [coef - half, coef + half], rtol=1e-8)


def test_relative_magnitudes_at_the_estimates():
    study = bc_study()
    result = honest_did(study, restriction="relative_magnitudes", bounds=[2, 0, 1], weights={0: 1})
    leads = study.params[[term(k) for k in (-5, -4, -3, -2)]].to_numpy()
    largest = np.abs(np.diff([*leads, 0])).max()
    sets = result.table.loc[[0, 1, 2]]
    np.testing.assert_allclose(sets["set_upper"], study.params["lag_0"] + largest * np.arange(3), rtol=1e-8)
    assert (sets["lower"].diff().dropna() < 0).all() and any("as known" in note for note in result.notes)
    assert result.breakdown == sets.index[(sets["lower"] <= 0)][0]
    rows = result.tidy(**KEYS)
    assert list(rows.columns) == TIDY and set(rows["column"]) == {"0", "1", "2"}


@pytest.mark.parametrize("share", [1.0, 0.8])
def test_sun_abraham_is_a_saturated_regression(share):
    frame = drawn(1, share=share, rise=0.4)
    result = sun_abraham(frame, SPEC)
    cells = {
        f"c{g:g}_{t}": ((frame["first"] == g) & (frame["year"] == t)).astype(float)
        for g in (2004, 2006)
        for t in range(2001, 2009)
        if t != g - 1
    }
    table = frame.join(pd.DataFrame(cells))
    full = estimate(table, FixedEffectsSpec("y", tuple(cells), ("unit", "year"), {"clustered": "unit"}))
    own = result.group_time
    assert len(own) == len(cells) and own[["coef", "se"]].notna().all(axis=None)
    names = [f"c{g:g}_{t}" for g, t in zip(own["cohort"], own["period"], strict=True)]
    np.testing.assert_allclose(own["coef"], full.params[names], rtol=1e-9)
    np.testing.assert_allclose(own["se"], full.std_errors[names], rtol=1e-8)
    last = own[own["period"] - own["cohort"] == 2]
    weights = last["n_treated"] / last["n_treated"].sum()
    assert result.params["lag_2"] == pytest.approx(weights @ last["coef"], rel=1e-12)
    theirs = diff_diff.SunAbraham().fit(frame.fillna({"first": 0}), "y", "unit", "year", "first")
    assert result.params["overall"] == pytest.approx(theirs.overall_att, rel=1e-9)


def test_balanced_cells_are_those_of_callaway_santanna():
    frame = drawn(2, rise=0.4)
    one, two = (
        sun_abraham(frame, SPEC).group_time,
        callaway_santanna(frame, SPEC, base_period="universal").group_time,
    )
    both = one.merge(two, on=["cohort", "period"], suffixes=("", "_cs"))
    assert len(both) == len(one)
    np.testing.assert_allclose(both["coef"], both["coef_cs"], rtol=1e-9, atol=1e-12)


def test_a_cell_is_a_difference_of_mean_changes():
    frame = drawn(3, share=0.8, rise=0.4)
    cells = callaway_santanna(frame, SPEC).group_time.set_index(["cohort", "period"])["coef"]
    wide = frame.pivot(index="unit", columns="year", values="y")
    first = frame.groupby("unit")["first"].first()
    change = wide[2007] - wide[2003]
    assert cells[2004, 2007] == pytest.approx(change[first == 2004].mean() - change[first.isna()].mean())
    lead = wide[2003] - wide[2002]
    assert cells[2006, 2003] == pytest.approx(lead[first == 2006].mean() - lead[first.isna()].mean())


@pytest.mark.parametrize("control_group", ["never_treated", "not_yet_treated"])
@pytest.mark.parametrize("share", [1.0, 0.8])
def test_means_of_cohorts_as_diff_diff_has_them(control_group, share):
    frame = drawn(4, share=share, rise=0.4)
    groups = callaway_santanna(frame, SPEC, control_group=control_group).groups
    model = diff_diff.CallawaySantAnna(control_group, estimation_method="reg")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that the panel is unbalanced
        fit = model.fit(frame.fillna({"first": 0}), "y", "unit", "year", "first")
    theirs = fit.aggregate("group").to_dataframe()
    assert len(theirs) == 2 and theirs[["att", "se"]].notna().all(axis=None)
    np.testing.assert_allclose(groups["coef"], theirs["att"], rtol=1e-10)
    np.testing.assert_allclose(groups["se"], theirs["se"], rtol=1e-8)


def test_imputation_without_a_path_has_the_same_mean_effect_alone():
    frame = drawn(4, share=0.8, rise=0.4)
    whole, alone = imputation(frame, SPEC), imputation(frame, SPEC, path=False)
    assert list(alone.params.index) == ["overall"] == list(alone.cov.index)
    assert alone.params["overall"] == whole.params["overall"]
    assert alone.std_errors["overall"] == whole.std_errors["overall"]
    assert alone.reference is None and alone.nobs == whole.nobs
    assert "overall" in repr(alone)


def test_bacon_adds_up_to_two_way_fixed_effects():
    frame = drawn(5, rise=0.4, cohorts=(2001, 2003, 2004, 2006))
    result = goodman_bacon(frame, SPEC)
    twfe = estimate(frame, FixedEffectsSpec("y", ("d",), ("unit", "year"))).params["d"]
    assert result.twfe == pytest.approx(twfe, rel=1e-9)
    assert result.comparisons["weight"].sum() == pytest.approx(1, abs=1e-12)
    sums = result.comparisons["weight"] @ result.comparisons["estimate"]
    assert sums == pytest.approx(twfe, rel=1e-9)
    assert result.by_kind["weight"] @ result.by_kind["estimate"] == pytest.approx(twfe, rel=1e-9)
    assert result.n_always == 12 and any("12 units treated in the first period" in n for n in result.notes)
    rows = result.tidy(**KEYS).set_index(["term", "statistic"])["value"]
    assert rows["twfe", "coef"] == result.twfe and rows["", "n"] == len(frame)
    assert "two-way fixed effects" in repr(result) and "weight" in result._repr_html_()


def test_bacon_leaves_units_out_that_are_not_always_seen():
    frame = drawn(5)
    gap = frame[~((frame["unit"] == 4) & (frame["year"] == 2002))]
    result = goodman_bacon(gap, SPEC)
    other = goodman_bacon(frame[frame["unit"] != 4], SPEC)
    assert result.twfe == pytest.approx(other.twfe, rel=1e-12)
    assert "1 units that are not seen in all 8 periods are left out" in result.notes


@pytest.mark.parametrize("effects", [("unit", "year"), ("group", "year"), ("group^year",)], ids=str)
@pytest.mark.parametrize("share", [1.0, 0.8])
def test_weights_turn_effects_into_the_coefficient(effects, share):
    frame = drawn(12, share=share, rise=0.5).assign(group=lambda f: f["unit"] % 5, x=lambda f: f["y"] ** 2)
    # Only effects and controls beside the treatment: the outcome is what they and the planted effect give.
    noise_free = frame.assign(y=frame["effect"] + 3 * frame["group"] + np.sin(frame["year"]) - 2 * frame["x"])
    result = treatment_weights(noise_free, SPEC, fixed_effects=effects, controls=("x",))
    assert result.weights.sum() == pytest.approx(1, abs=1e-12) and result.n_treated == frame["d"].sum()
    coef = estimate(noise_free, FixedEffectsSpec("y", ("d", "x"), effects, keep_singletons=True)).params["d"]
    assert result.weights @ frame["effect"].to_numpy()[result.weights.index] == pytest.approx(coef, rel=1e-8)
    path = pd.Series({k: 1 + 0.5 * k for k in range(8)})
    assert result.estimand(path) == pytest.approx(coef, rel=1e-8)
    assert result.negative == pytest.approx(result.weights[result.weights < 0].sum())
    assert result.by_relative["rows"].sum() == result.n_treated
    with pytest.raises(KeyError, match="lack relative period"):
        result.estimand(path.iloc[:2])
    rows = result.tidy(**KEYS)
    assert list(rows.columns) == TIDY and (rows["statistic"] == "negative").sum() > 1


def test_weights_without_controls_and_without_variation():
    frame = drawn(13, rise=0.5)
    result = treatment_weights(frame, SPEC)
    twfe = estimate(frame.assign(y=frame["effect"]), FixedEffectsSpec("y", ("d",), ("unit", "year")))
    assert result.estimand(pd.Series({k: 1 + 0.5 * k for k in range(8)})) == pytest.approx(twfe.params["d"])
    with pytest.raises(ValueError, match="explained by first\\^year"):
        treatment_weights(
            frame.fillna({"first": 9999}),
            DidSpec("y", "unit", "year", "first"),
            fixed_effects=("first^year",),
        )


def test_without_noise_every_estimator_finds_an_equal_effect():
    frame = drawn(6, noise=0.0, level=1.5)
    found = [method(frame, SPEC) for method in (callaway_santanna, sun_abraham, imputation)]
    for result in found:
        post = [name for name in result.params.index if not name.startswith("lead")]
        assert {"overall", "lag_0", "lag_1"} <= set(post)
        np.testing.assert_allclose(result.params[post], 1.5, rtol=1e-9)
    path = event_study(frame, SPEC, leads=4, lags=4).path()
    np.testing.assert_allclose(path.loc[0:, "coef"], 1.5, rtol=1e-9)
    np.testing.assert_allclose(path.loc[:-1, "coef"], 0, atol=1e-9)
    assert goodman_bacon(frame, SPEC).twfe == pytest.approx(1.5, rel=1e-9)


def test_two_periods_are_one_comparison():
    frame = drawn(7, years=2, cohorts=(2002,))
    wide = frame.pivot(index="unit", columns="year", values="y")
    treated = frame.groupby("unit")["d"].max() == 1
    change = wide[2002] - wide[2001]
    gap = change[treated].mean() - change[~treated].mean()
    for method in (callaway_santanna, sun_abraham, imputation):
        assert method(frame, SPEC).params["overall"] == pytest.approx(gap, rel=1e-9), method.__name__


def test_a_single_cohort_event_study_is_sun_abrahams():
    frame = drawn(8, cohorts=(2005,), share=0.9, rise=0.3)
    one, two = event_study(frame, SPEC, leads=4, lags=3), sun_abraham(frame, SPEC)
    pd.testing.assert_frame_equal(one.path(), two.path(), rtol=1e-8, check_index_type=False)


def test_r_fixest_event_study():
    frame = oracle("base_did.csv")
    frame["first"] = np.where(frame["treat"] == 1, 6.0, np.nan)
    result = event_study(frame, DidSpec("y", "id", "period", "first"), leads=5, lags=4, controls=("x1",))
    assert as_printed(result.params["x1"], ".9734901513") and as_printed(
        result.std_errors["x1"], ".0456783118"
    )
    assert as_printed(result.params["lag_0"], ".7844520283")


@pytest.mark.parametrize("ends", ["bin", "trim", "ignore"])
def test_ends_of_the_window(ends):
    frame = drawn(9, rise=0.5, noise=0.3)
    result = event_study(frame, SPEC, leads=2, lags=1, ends=ends)
    since = frame["year"] - frame["first"]
    beyond = (since < -2) | (since > 1)
    if ends == "bin":
        since = since.clip(-2, 1)
    table = frame.assign(lead_2=since == -2, lag_0=since == 0, lag_1=since == 1)
    table = table[~beyond] if ends == "trim" else table
    names = ("lead_2", "lag_0", "lag_1")
    other = estimate(table, FixedEffectsSpec("y", names, ("unit", "year"), {"clustered": "unit"}))
    np.testing.assert_allclose(result.params[list(names)], other.params[list(names)], rtol=1e-9)
    np.testing.assert_allclose(result.std_errors[list(names)], other.std_errors[list(names)], rtol=1e-9)
    assert any(note.startswith(f"{beyond.sum()} rows beyond -2 to 1") for note in result.notes)


def test_without_a_reference_the_never_treated_are_the_comparison():
    frame = drawn(10, share=0.9).assign(group=lambda f: f["unit"] % 7)
    result = event_study(frame, SPEC, leads=3, lags=3, reference=None, fixed_effects=("group", "year"))
    names = [term(k) for k in range(-3, 4)]
    assert [name for name in result.params.index if name in names] == names and result.reference is None
    nested = event_study(frame, SPEC, leads=3, lags=3, reference=None)
    assert any("left out" in note for note in nested.notes)  # units explain the sum of all dummies


@pytest.mark.parametrize(("method", "draws"), [(callaway_santanna, 24), (sun_abraham, 24), (imputation, 8)])
def test_recovery_of_a_rising_path(method, draws):
    found, errors = [], []
    for seed in range(draws):
        frame = drawn(seed, units=90, cohorts=(2003, 2005), rise=0.5, level=0.5, noise=0.7)
        result = method(frame, SPEC)
        found.append(result.params["overall"] - frame.loc[frame["d"] == 1, "effect"].mean())
        errors.append(result.std_errors["overall"])
    monte_carlo = np.std(found, ddof=1) / np.sqrt(draws)
    assert abs(np.mean(found)) < 3 * monte_carlo
    # A standard deviation from n draws has a relative Monte Carlo error of 1 / sqrt(2 n); the imputation's
    # standard errors are conservative.
    ratio, slack = np.mean(errors) / np.std(found, ddof=1), 3 / np.sqrt(2 * draws)
    assert 1 - slack < ratio < 1 + slack + (0.5 if method is imputation else 0)


def test_two_way_fixed_effects_miss_a_rising_path():
    found = []
    for seed in range(10):
        frame = drawn(seed, units=90, cohorts=(2003, 2005), rise=0.5, level=0.5, noise=0.7)
        twfe = estimate(frame, FixedEffectsSpec("y", ("d",), ("unit", "year"))).params["d"]
        found.append(twfe - frame.loc[frame["d"] == 1, "effect"].mean())
    # Later effects of early cohorts count against late ones.
    assert np.mean(found) < -10 * np.std(found, ddof=1) / np.sqrt(10)


def test_result_path_tidy_and_text():
    result = event_study(drawn(11), SPEC, leads=3, lags=2)
    path = result.path(level=0.9)
    assert list(path.index) == [-3, -2, -1, 0, 1, 2] and (path.loc[-1] == 0).all()
    half = (path.loc[0, "upper"] - path.loc[0, "lower"]) / 2
    assert half == pytest.approx(1.671093 * result.std_errors["lag_0"], rel=1e-6)  # t table, 59 df
    tidy = result.tidy(**KEYS, column="(1)")
    assert list(tidy.columns) == TIDY and {"lead_3", "lag_2"} <= set(tidy["term"])
    assert "reference period: -1" in repr(result) and "60, of them 40 treated, 20 never" in repr(result)
