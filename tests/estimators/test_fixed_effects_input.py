"""What a regression with fixed effects leaves out and says so, and what it refuses."""

import re

import numpy as np
import pandas as pd
import pytest

from lib.estimators.fixed_effects import FixedEffectsSpec, estimate, panel_ols, poisson

SPEC = FixedEffectsSpec("y", ("x", "z"), ("unit", "year"), {"clustered": "unit"})


def drawn(seed=0, units=12, years=5) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    keys = pd.MultiIndex.from_product([range(units), range(2001, 2001 + years)], names=["unit", "year"])
    frame = keys.to_frame(index=False)
    frame[["x", "z", "y"]] = rng.standard_normal((len(frame), 3))
    return frame


def refuses(error, *words, frame=None, spec=SPEC, run=estimate, **options):
    with pytest.raises(error) as caught:
        run(drawn() if frame is None else frame, spec, **options)
    for word in words:
        assert word in str(caught.value)


def test_rows_with_missing_values_are_counted():
    frame = drawn().astype({"unit": float})
    frame.loc[[3, 4], "y"] = np.nan
    frame.loc[[4, 9], "x"] = np.nan
    frame.loc[20, "unit"] = np.nan
    result = estimate(frame, SPEC)
    assert result.nobs == 56
    assert result.notes == ("4 rows with missing values left out (y 2, x 2, unit 1)",)
    np.testing.assert_allclose(result.params, estimate(frame.dropna(), SPEC).params, rtol=1e-12)


def test_singletons_are_left_out_until_there_are_none():
    frame = drawn()
    more = pd.DataFrame(
        {"unit": [98, 98, 99], "year": [2001, 1999, 2001], "x": 1.0, "z": [1.0, 2, 3], "y": 0.0}
    )
    result = estimate(pd.concat([frame, more], ignore_index=True), SPEC)
    # 1999 and unit 99 are alone, and then so is the other row of unit 98.
    assert any(note.startswith("3 singletons left out") for note in result.notes)
    np.testing.assert_allclose(result.cov, estimate(frame, SPEC).cov, rtol=1e-10)
    kept = estimate(
        pd.concat([frame, more], ignore_index=True),
        FixedEffectsSpec("y", ("x", "z"), ("unit", "year"), {"clustered": "unit"}, keep_singletons=True),
    )
    assert kept.nobs == result.nobs + 3 and kept.n_units == result.n_units + 2
    np.testing.assert_allclose(kept.params[["x", "z"]], result.params[["x", "z"]], rtol=1e-9)


@pytest.mark.parametrize(
    ("column", "reason"),
    [
        (lambda f: 1e6 * f["unit"], "the effects explain it"),
        (lambda f: f["unit"] + 0.1 * f["year"], "the effects explain it"),
        (lambda f: 2 * f["x"] + f["z"] + f["unit"], "net of effects, extra = 2 x + z"),
        (lambda f: 0 * f["x"] + 4, "the effects explain it"),
    ],
)
def test_collinear_columns_are_named(column, reason):
    frame = drawn()
    frame["extra"] = column(frame)
    spec = FixedEffectsSpec("y", ("x", "z", "extra"), ("unit", "year"), "robust")
    result = estimate(frame, spec)
    assert result.dropped == ("extra",) and "extra" not in result.params
    assert f"'extra' left out: {reason}" in result.notes
    bare = estimate(frame, FixedEffectsSpec("y", ("x", "z"), ("unit", "year"), "robust"))
    np.testing.assert_allclose(result.params, bare.params, rtol=1e-10)
    np.testing.assert_allclose(result.cov, bare.cov, rtol=1e-9)


def test_without_effects_a_constant_column_is_named():
    result = estimate(
        drawn().assign(four=4, twice=lambda f: 2 * f["x"]), FixedEffectsSpec("y", ("x", "four", "twice"))
    )
    assert set(result.notes) == {
        "'four' left out: it does not vary",
        "'twice' left out: net of means, twice = 2 x",
    }


def test_a_column_that_hardly_varies_is_kept():
    frame = drawn()
    frame["slow"] = frame["unit"] + 1e-5 * frame["z"]
    result = estimate(frame, FixedEffectsSpec("y", ("slow",), ("unit",)))
    other = estimate(frame, FixedEffectsSpec("y", ("z",), ("unit",)))
    assert result.params["slow"] == pytest.approx(1e5 * other.params["z"], rel=1e-6)  # 1e-5 costs five digits


def test_an_effect_of_one_level():
    result = estimate(drawn().assign(all=1), FixedEffectsSpec("y", ("x",), ("all", "unit")))
    assert "effect 'all' has one level and is left out" in result.notes
    bare = estimate(drawn(), FixedEffectsSpec("y", ("x",), ("unit",)))
    np.testing.assert_allclose(result.cov, bare.cov, rtol=1e-10)


def test_everything_is_explained():
    spec = FixedEffectsSpec("y", ("a", "b"), ("unit", "year"))
    frame = drawn().assign(a=lambda f: f["unit"], b=lambda f: f["year"])
    refuses(ValueError, "unit, year explain every regressor (a, b)", "vary within", frame=frame, spec=spec)
    refuses(ValueError, "the constant explain", frame=frame.assign(a=1), spec=FixedEffectsSpec("y", "a"))


def test_an_outcome_that_does_not_vary_is_named():
    frame = drawn()
    words = ("outcome 'y' does not vary: it is 0 in the 60 rows", "take an outcome that varies")
    refuses(ValueError, *words, frame=frame.assign(y=0.0))
    refuses(ValueError, "it is 0.1 in", frame=frame.assign(y=0.1), spec=FixedEffectsSpec("y", ("x",)))
    sums = frame.assign(y=lambda f: 3.7 * f["unit"] + np.sqrt(f["year"]))
    refuses(ValueError, "'y' does not vary within the fixed effects unit, year", "leave out", frame=sums)
    # A row that is left out is the only one that differs.
    gap = frame.assign(y=1.0)
    gap.loc[5, ["y", "x"]] = 2.0, np.nan
    refuses(ValueError, "it is 1 in the 59 rows", frame=gap)
    little = frame.assign(y=lambda f: f["unit"] + 1e-4 * f["z"])
    assert estimate(little, SPEC).params["z"] == pytest.approx(1e-4, rel=1e-6)


def test_one_cluster():
    spec = FixedEffectsSpec("y", ("x",), ("unit",), {"clustered": "land"})
    refuses(ValueError, "column 'land' has one cluster in 60 rows", frame=drawn().assign(land="A"), spec=spec)


def test_columns():
    refuses(KeyError, "column 'z' is not in the frame", frame=drawn().drop(columns="z"))
    refuses(TypeError, "column 'x' is not numeric", "row 0", frame=drawn().assign(x="a"))
    refuses(TypeError, "frame is a list", frame=[1])
    refuses(TypeError, "spec is a str", spec="y ~ x | unit")
    refuses(ValueError, "no rows", frame=drawn().head(0))
    frame = drawn()
    frame.loc[7, "z"] = np.inf
    refuses(ValueError, "column 'z' has 1 missing or infinite", "row 7", frame=frame)
    refuses(ValueError, "all 60 rows have a missing value (z 60)", frame=drawn().assign(z=np.nan))
    refuses(ValueError, "column 'x' stands 2 times", frame=pd.concat([drawn(), drawn()[["x"]]], axis=1))


def test_too_few_rows():
    refuses(ValueError, "4 rows of 'y' for 2 regressors and 3 effects", frame=drawn(units=2, years=2))
    alone = FixedEffectsSpec("y", ("x",), ("unit^year",))
    refuses(ValueError, "all 60 rows are alone in a level of unit^year", spec=alone)


def treated(first: int, units: int = 9) -> pd.DataFrame:
    """A treatment of the first units from the third year on, and a positive outcome for Poisson."""
    frame = drawn(units=units)
    late = (frame["unit"] < first) & (frame["year"] >= 2003)
    return frame.assign(bri=late.astype(float), y=np.exp(frame["y"]))


def by_panel(frame, spec):
    return panel_ols(frame, spec, unit="unit", period="year")


ONE = FixedEffectsSpec("y", ("bri",), ("unit", "year"), {"clustered": "unit"})


@pytest.mark.parametrize("run", [estimate, poisson, by_panel])
def test_one_treated_cluster_of_two_has_no_error(run):
    result = run(treated(1, units=2), ONE)
    assert result.summary().loc["bri", ["se", "t", "p"]].isna().all() and result.params.notna().all()
    assert any("scores of all clusters vanish, so that there is no standard error of bri" in note
               for note in result.notes)  # fmt: skip
    assert run(treated(1, units=3), ONE).std_errors["bri"] > 0.001


@pytest.mark.parametrize("run", [estimate, poisson, by_panel])
@pytest.mark.parametrize(
    ("first", "words"),
    [(1, "is 1 in 1 of 9"), (2, "is 1 in 2 of 9"), (7, "is 0 throughout in 2 of 9"), (5, ""), (9, "")],
)
def test_few_treated_clusters_are_noted(run, first, words):
    frame = treated(first)
    if first == 9:  # all are treated in the end, at different dates
        frame["bri"] = (frame["year"] >= 2002 + frame["unit"] % 3).astype(float)
    notes = [note for note in run(frame, ONE).notes if "clusters by unit only" in note]
    assert len(notes) == bool(words) and all(note.startswith(f"'bri' {words}") for note in notes)


def test_the_note_on_few_clusters_is_for_clustered_errors_and_terms_of_zero_and_one():
    robust = FixedEffectsSpec("y", ("bri",), ("unit", "year"), "robust")
    assert not estimate(treated(1), robust).notes
    assert not estimate(treated(1).assign(bri=lambda f: f["bri"] + 0.1 * f["z"]), ONE).notes


def test_one_treated_cluster_rejects_far_too_often():
    rng = np.random.default_rng(5)
    frame, found = treated(1), []
    for _ in range(60):
        found.append(estimate(frame.assign(y=rng.standard_normal(len(frame))), ONE).pvalues["bri"] < 0.05)
    assert np.mean(found) > 0.05 + 4 * np.sqrt(0.05 * 0.95 / 60)


def test_weights_and_poisson():
    spec = FixedEffectsSpec("y", ("x",), ("unit",), weights="w")
    frame = drawn().assign(w=1.0)
    frame.loc[[5, 6], "w"] = 0
    refuses(ValueError, "weights 'w' are 0 in row 5 (2 rows", frame=frame, spec=spec)
    frame = drawn().assign(y=1.0)
    frame.loc[8, "y"] = -1
    refuses(ValueError, "outcome 'y' is negative in row 8 (1 such", frame=frame, run=poisson)
    refuses(ValueError, "zero in every row", frame=frame.assign(y=0), run=poisson)


def test_panel_ols():
    keys = {"unit": "unit", "period": "year"}
    twice = pd.concat([drawn(), drawn().iloc[[4]]], ignore_index=True)
    refuses(ValueError, "1 duplicate (unit, year) keys, first in row 60", frame=twice, run=panel_ols, **keys)
    three = FixedEffectsSpec("y", ("x",), ("unit", "year", "land"))
    frame = drawn().assign(land=lambda f: f["unit"] % 3)
    refuses(
        ValueError,
        "takes two effects, the specification has 3",
        frame=frame,
        spec=three,
        run=panel_ols,
        **keys,
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"regressors": ()}, "has no regressor"),
        ({"regressors": ("x", "x")}, "'x' stands twice among the regressors"),
        ({"fixed_effects": ("unit", "unit")}, "'unit' stands twice among the fixed effects"),
        ({"regressors": ("y",)}, "the outcome 'y' stands among the regressors"),
        ({"regressors": ("x", "constant")}, "'constant' is the name of the constant"),
        ({"weights": "x"}, "the column of weights 'x' stands among the regressors"),
        ({"covariance": "HC3"}, "covariance is 'HC3'"),
        ({"covariance": {"clustered": ["a", "b", "c"]}}, "name one column, or two different"),
        ({"covariance": {"clustered": ["a", "a"]}}, "name one column, or two different"),
        ({"counted_effects": "some"}, "counted_effects is 'some'"),
    ],
)
def test_specification(change, words):
    given = {"outcome": "y", "regressors": ("x",)}
    with pytest.raises(ValueError, match=re.escape(words)):
        FixedEffectsSpec(**(given | change))
