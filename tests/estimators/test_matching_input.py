"""What matching refuses, with the place and the remedy, and what it reports."""

import numpy as np
import pandas as pd
import pytest

from lib.estimators.matching import MatchingSpec, PropensitySpec, match, panel_weights, propensity


def frame_of(n: int = 30) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"x": rng.standard_normal(n), "z": rng.standard_normal(n), "y": rng.random(n)})
    return frame.assign(d=np.arange(n) % 2, p=np.linspace(0.1, 0.9, n))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "exact"}, "method is 'exact'"),
        ({"kernel": "cosine"}, "kernel is 'cosine'"),
        ({"on": "odds"}, "on is 'odds'"),
        ({"replacement": False, "order": "random"}, "order is 'random'"),
        ({"neighbours": 0}, "neighbours is 0"),
        ({"neighbours": 1.5}, "neighbours is 1.5"),
        ({"neighbours": float("nan")}, "neighbours is nan: give a whole number"),
        ({"neighbours": None}, "neighbours is None: give a whole number"),
        ({"neighbours": "3"}, "neighbours is '3': give a whole number"),
        ({"neighbours": True}, "neighbours is True"),
        ({"variance_neighbours": 0}, "variance_neighbours is 0"),
        ({"caliper": "0.1"}, "caliper is '0.1': give a positive number"),
        ({"method": "kernel", "bandwidth": None}, "bandwidth is None"),
        ({"replacement": "no"}, "replacement is 'no': give True or False"),
        ({"ties": 1}, "ties is 1: give True or False"),
        ({"common_support": None}, "common_support is None"),
        ({"bandwidth": 0.1}, "nearest matching takes no bandwidth"),
        ({"method": "radius", "caliper": 0.1, "bandwidth": 0.1}, "radius matching takes no bandwidth"),
        ({"method": "radius", "caliper": 0.1, "kernel": "gaussian"}, "radius matching takes no kernel"),
        ({"caliper": 0}, "caliper is 0"),
        ({"caliper": float("nan")}, "caliper is nan"),
        ({"method": "kernel", "bandwidth": -1}, "bandwidth is -1"),
        ({"method": "radius"}, "no caliper"),
        ({"method": "kernel", "caliper": 0.1}, "takes no caliper"),
        ({"method": "kernel", "neighbours": 2}, "takes no neighbours"),
        ({"method": "radius", "caliper": 0.1, "ties": True}, "takes no neighbours"),
        ({"order": "largest"}, "without replacement only"),
        ({"replacement": False, "ties": True}, "need replacement=True"),
        ({"replacement": False, "neighbours": 2}, "one to one"),
    ],
)
def test_a_specification_that_contradicts_itself(options, message):
    with pytest.raises(ValueError, match=message):
        MatchingSpec(**options)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("d", ()), "no covariate"),
        (("d", ("x", "x")), "stands twice"),
        (("d", ("x", "d")), "take it out"),
        (("d", "x", "tobit"), "model is 'tobit'"),
    ],
)
def test_a_propensity_that_contradicts_itself(arguments, message):
    with pytest.raises(ValueError, match=message):
        PropensitySpec(*arguments)


@pytest.mark.parametrize("model", ["logit", "probit"])
def test_separation_names_the_covariates(model):
    frame = frame_of().assign(x=lambda f: f["d"] * 10 + f["x"])
    words = rf"'d' is separated by x, which decide it in 30 of 30 rows: its {model}"
    with pytest.raises(ValueError, match=words):
        propensity(frame, PropensitySpec("d", ("x", "z"), model))
    # In part: a covariate that is 1 for treated rows alone.
    frame = frame_of().assign(x=lambda f: (f["d"] == 1) & (f.index < 11))
    with pytest.raises(ValueError, match="separated by x, which decide it in 5 of 30 rows"):
        propensity(frame.astype({"x": int}), PropensitySpec("d", ("x", "z"), model))


def test_collinear_covariates_are_named():
    frame = frame_of().assign(w=lambda f: f["x"] + 2 * f["z"])
    with pytest.raises(ValueError, match=r"collinear: w = x \+ 2 z"):
        propensity(frame, PropensitySpec("d", ("x", "z", "w")))


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (lambda f: f.drop(columns="y"), KeyError, "column 'y' is not in the frame"),
        (lambda f: f.assign(d=f["d"] * 2), ValueError, "column 'd' is 2 in row 1"),
        (lambda f: f.assign(d=1), ValueError, "'d' has no control"),
        (lambda f: f.assign(d=0), ValueError, "'d' has no treated row"),
        (lambda f: f.assign(d=f["d"].replace(0, np.nan)), ValueError, "'d' has 15 missing"),
        (lambda f: f.assign(y=f["y"].where(f.index > 2)), ValueError, "'y' has 3 missing or infinite"),
        (
            lambda f: f.assign(p=f["p"].where(f.index != 4)),
            ValueError,
            "'p' has 1 missing or infinite.* row 4",
        ),
        (lambda f: f.assign(y="a"), TypeError, "'y' is not numeric"),
        (lambda f: f.assign(p=f["p"] * 3), ValueError, r"from 0\.3 to 2\.7 and is no probability"),
        (lambda f: f.set_axis([0, *range(29)]), ValueError, r"1 duplicate\(s\), first 0"),
        (lambda f: f.iloc[:0], ValueError, "no rows"),
    ],
)
def test_frames_that_cannot_be_matched(change, error, message):
    with pytest.raises(error, match=message):
        match(change(frame_of()), "d", "p", MatchingSpec(), "y")


def test_a_score_of_other_rows():
    frame = frame_of()
    fitted = propensity(frame, PropensitySpec("d", ("x", "z")))
    with pytest.raises(ValueError, match="there are 30 scores for 20 rows, 0 of them without"):
        match(frame.iloc[:20], "d", fitted)
    with pytest.raises(ValueError, match="1 of them without one, first 29"):
        match(frame, "d", frame["p"].iloc[:29])
    with pytest.raises(TypeError, match="score is a ndarray"):
        match(frame, "d", frame["p"].to_numpy())
    with pytest.raises(TypeError, match="spec is a str"):
        match(frame, "d", "p", "nearest")
    with pytest.raises(TypeError, match="pass a PropensitySpec"):
        propensity(frame, "d ~ x")
    shuffled = match(frame, "d", frame["p"].sample(frac=1, random_state=1), MatchingSpec(), "y")
    assert shuffled.att.equals(match(frame, "d", "p", MatchingSpec(), "y").att)


def test_an_empty_common_support():
    frame = frame_of().assign(p=lambda f: np.where(f["d"] == 1, 0.8, 0.2) + f.index / 1000)
    with pytest.raises(
        ValueError, match=r"scores run from 0\.801 to 0\.829, the controls' from 0\.2 to 0\.228"
    ):
        match(frame, "d", "p", MatchingSpec(common_support=True), "y")


def test_rows_off_the_common_support_are_counted():
    frame = frame_of()
    result = match(frame, "d", "p", MatchingSpec(common_support=True), "y")
    assert result.counts["off_common_support"] == 1 and not result.support[29]
    assert result.weights[29] == 0 and "1 treated row(s) off the common support" in result.notes[0]
    assert result.extra["n_off_common_support"] == 1
    assert result.pairs.loc[29, "controls"] == 0 and np.isnan(result.pairs.loc[29, "distance"])


@pytest.mark.parametrize(
    "spec",
    [
        MatchingSpec(caliper=1e-3),
        MatchingSpec(caliper=1e-3, replacement=False),
        MatchingSpec(caliper=1e-3, replacement=False, order="largest"),
        MatchingSpec("radius", caliper=1e-3),
        MatchingSpec("kernel", bandwidth=1e-3),
        MatchingSpec("kernel", kernel="gaussian", bandwidth=1e-4),
    ],
    ids=lambda spec: spec.words,
)
def test_a_caliper_that_leaves_nothing(spec):
    with pytest.raises(ValueError, match=r"no treated row has a control within the .*0275862 away"):
        match(frame_of(), "d", "p", spec, "y")


def test_an_index_of_two_levels_and_few_rows():
    frame = frame_of().set_index(pd.MultiIndex.from_product([["a", "b", "c"], range(10)]))
    result = match(frame, "d", "p", MatchingSpec(common_support=True), "y")
    flat = match(frame_of(), "d", "p", MatchingSpec(common_support=True), "y")
    np.testing.assert_array_equal(result.weights, flat.weights)
    assert result.pairs["nearest"].iloc[0] == frame.index[int(flat.pairs["nearest"].iloc[0])]
    lone = pd.DataFrame({"p": [0.5, 0.51], "d": [1, 0], "y": [2.0, 1.0]})
    for spec in (
        MatchingSpec(neighbours=3),
        MatchingSpec(neighbours=2, ties=True),
        MatchingSpec(replacement=False),
        MatchingSpec(replacement=False, order="largest"),
        MatchingSpec("kernel", kernel="gaussian"),
        MatchingSpec("kernel", kernel="tricube"),
    ):
        assert match(lone, "d", "p", spec, "y").params["y"] == 1


def test_variances_of_a_lone_row_are_missing_with_a_note():
    frame = pd.DataFrame({"p": [0.4, 0.5, 0.6, 0.9], "d": [0, 1, 0, 0], "y": [1.0, 2, 3, 4]})
    result = match(frame, "d", "p", MatchingSpec(), "y")
    assert result.params["y"] == 1 and np.isnan(result.std_errors["y"])
    assert any("psmatch2's standard error is missing" in note for note in result.notes)
    assert any("Abadie and Imbens's standard error is missing" in note for note in result.notes)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda panel, units, w: (panel.replace("u1", "new"), units, w), "1 unit.* first new"),
        (lambda panel, units, w: (panel, units, w.iloc[1:]), "2 rows, 1 of them without one, first 0"),
        (lambda panel, units, w: (panel, units, w * 0), "every weight is 0"),
        (lambda panel, units, w: (panel.assign(unit=None), units, w), "missing value"),
    ],
)
def test_weights_that_do_not_fit_the_panel(change, message):
    units = pd.DataFrame({"unit": ["u1", "u2"]})
    panel = pd.DataFrame({"unit": ["u1", "u2", "u2"], "year": [1, 1, 2]})
    panel, matched, weights = change(panel, units, pd.Series([1.0, 2.0]))
    with pytest.raises(ValueError, match=message):
        panel_weights(panel, matched, "unit", weights)
