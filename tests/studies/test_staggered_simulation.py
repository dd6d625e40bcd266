"""Simulated staggered panels: what is planted, the weights' identity, and who recovers the mean effect."""

import diff_diff
import numpy as np
import pytest

from lib.studies import staggered_estimators as estimators
from lib.studies import staggered_simulation as simulation
from lib.studies.staggered_simulation import Design

MODERN = ("Callaway-Sant'Anna", "imputation")


@pytest.mark.parametrize("path", [*simulation.PATHS, lambda k: (k + 1.0) ** 2])
def test_every_path_has_the_same_mean_effect_on_the_treated(path):
    frame = simulation.frame_of(Design(path=path, effect=0.25))
    treated = frame[frame["treated"] == 1]
    assert treated["effect"].mean() == pytest.approx(0.25, abs=1e-12)
    assert (frame.loc[frame["treated"] == 0, "effect"] == 0).all()


def test_units_are_as_the_design_says():
    frame = simulation.frame_of(Design(units=20, never=0.25, dates=(3, 6, 9)))
    assert frame.groupby("cohort")["unit"].nunique().to_dict() == {3: 5, 6: 5, 9: 5}
    assert frame.loc[frame["cohort"].isna(), "unit"].nunique() == 5


def test_two_way_is_the_regression_on_all_dummies():
    frame = simulation.draw(Design(units=12, periods=6, dates=(2, 4), never=0.2), 3)
    units, years = (np.eye(n)[frame[name].factorize()[0]] for n, name in ((12, "unit"), (6, "year")))
    design = np.column_stack([frame["treated"], units, years])
    full = np.linalg.lstsq(design, frame["y"].to_numpy(), rcond=None)[0][0]
    assert estimators.two_way(frame) == pytest.approx(full, abs=1e-10)


def test_weights_add_up_to_one_and_make_the_two_way_estimand():
    design = Design(path="rising")
    weight = simulation.weights(design)
    treated = simulation.frame_of(design).query("treated == 1")
    effect = treated.pivot_table(index="cohort", columns="year", values="effect")
    assert weight.sum().sum() == pytest.approx(1, abs=1e-12)
    both = (weight * effect).sum().sum()
    assert both == pytest.approx(simulation.noise_free(design)["two-way fixed effects"], abs=1e-12)
    assert (weight.loc[3, 9:] < 0).all(), "early cohorts serve as controls of late ones"
    assert (weight.loc[9].dropna() > 0).all()


def test_two_way_fails_where_the_effect_has_a_path_and_the_others_do_not():
    for path, sign in (("rising", -1), ("fading", 1)):
        found = simulation.noise_free(Design(path=path))
        assert sign * (found["two-way fixed effects"] - 0.1) > 0.05
        assert found[list(MODERN)].to_numpy() == pytest.approx(0.1, abs=1e-10)
    assert simulation.noise_free(Design(path="constant")).to_numpy() == pytest.approx(0.1, abs=1e-10)


@pytest.mark.parametrize("path", simulation.PATHS)
def test_estimators_are_those_of_diff_diff(path):
    frame = simulation.draw(Design(path=path), 7)
    coded = frame.assign(cohort=frame["cohort"].fillna(0).astype(int))
    for ours, theirs in (
        (estimators.callaway_santanna, diff_diff.CallawaySantAnna()),
        (estimators.imputation, diff_diff.ImputationDiD()),
    ):
        expected = theirs.fit(coded, "y", "unit", "year", "cohort").overall_att
        assert ours(frame) == pytest.approx(expected, abs=1e-12)


def test_bias_is_within_its_monte_carlo_error_of_the_noise_free_one():
    design = Design(units=30, periods=8, dates=(3, 5, 7), never=0.2)
    found = simulation.bias(design, draws=25, seed=1)
    expected = simulation.noise_free(design) - design.effect
    assert (np.abs(found["bias"] - expected) < 4 * found["mc_error"]).all()
    assert found["bias"]["two-way fixed effects"] < -8 * found["mc_error"]["two-way fixed effects"]


def test_same_seed_same_panel_and_another_seed_another():
    one, same, other = (simulation.draw(Design(), seed)["y"] for seed in (5, 5, 6))
    assert one.equals(same)
    assert not one.equals(other)


def test_wrong_sign_counts_estimates_below_zero():
    found = simulation.bias(Design(units=20, noise=3.0), draws=12, names={"two-way": estimators.two_way})
    signs = [estimators.two_way(simulation.draw(Design(units=20, noise=3.0), [0, k])) < 0 for k in range(12)]
    assert 0 < found.loc["two-way", "wrong_sign"] == np.mean(signs)


def test_more_never_treated_units_weaken_the_failure_but_do_not_end_it():
    table = simulation.by_share_never_treated(Design(), (0.1, 0.5, 0.9))
    assert table["constant"].to_numpy() == pytest.approx(0.1, abs=1e-10)
    assert table["rising"].is_monotonic_increasing
    assert table["rising"].iloc[-1] < 0.09


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"dates": (1, 5)}, "give periods from 2 to 12"),
        ({"dates": ()}, "at least one"),
        ({"never": 0.0}, "between 0 and 1"),
        ({"units": 3, "never": 0.4}, "give more units"),
        ({"path": "falling"}, "is not one of constant, rising, fading"),
    ],
)
def test_a_design_that_cannot_be_is_refused(changes, words):
    with pytest.raises(ValueError, match=words):
        Design(**changes)


@pytest.mark.parametrize("path", [lambda k: k * np.nan, lambda k: 0 * k, lambda k: np.ones(2)])
def test_a_path_without_a_mean_effect_is_refused(path):
    with pytest.raises(ValueError, match="finite number for each year"):
        simulation.frame_of(Design(path=path))


def test_one_draw_has_no_monte_carlo_error():
    with pytest.raises(ValueError, match="at least 2"):
        simulation.bias(Design(), draws=1)
