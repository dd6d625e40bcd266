"""Staggered difference-in-differences: what is left out and counted, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from did_panels import SPEC, drawn

from lib.estimators.did import (
    DidSpec,
    callaway_santanna,
    event_study,
    goodman_bacon,
    honest_did,
    imputation,
    sun_abraham,
)

METHODS = (callaway_santanna, sun_abraham, imputation, goodman_bacon, event_study)
BY_TREATMENT = DidSpec("y", "unit", "year", treatment="d")


def refuses(error, *words, frame=None, spec=SPEC, run=sun_abraham, **options):
    with pytest.raises(error) as caught:
        run(drawn() if frame is None else frame, spec, **options)
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize("method", METHODS)
def test_a_treatment_gives_the_cohort(method):
    frame = drawn()
    one, two = method(frame, SPEC), method(frame, BY_TREATMENT)
    if method is goodman_bacon:
        assert one.twfe == two.twfe
    else:
        pd.testing.assert_series_equal(one.params, two.params)


@pytest.mark.parametrize("method", METHODS)
def test_a_treatment_that_switches_off(method):
    frame = drawn()
    frame.loc[(frame["unit"] == 3) & (frame["year"] == 2007), "d"] = 0
    refuses(
        ValueError, "'d' of unit 3 switches off in 2007 (1 such", frame=frame, spec=BY_TREATMENT, run=method
    )


@pytest.mark.parametrize("method", METHODS)
def test_duplicates(method):
    frame = pd.concat([drawn(), drawn().query("unit == 5 and year == 2003")])
    refuses(ValueError, "1 duplicate (unit, year) keys, first: 5 2003", frame=frame, run=method)


def test_periods_and_cohorts():
    refuses(
        TypeError,
        "column 'year' is not numeric",
        frame=drawn().assign(year=lambda f: "Y" + f["year"].astype(str)),
    )
    refuses(
        ValueError,
        "period 'year' is 2001.5",
        frame=drawn().sort_values("year").assign(year=lambda f: f["year"] + 0.5),
    )
    frame = drawn()
    frame.loc[(frame["unit"] == 3) & (frame["year"] == 2007), "first"] = 2005
    refuses(ValueError, "cohort 'first' changes within unit 3", frame=frame)
    frame = drawn()
    frame.loc[(frame["unit"] == 3) & (frame["year"] == 2001), "first"] = np.nan
    refuses(ValueError, "cohort 'first' changes within unit 3", frame=frame)
    refuses(ValueError, "no whole numbers", frame=drawn().assign(first=2004.5))
    refuses(TypeError, "cohort 'first' is not numeric", frame=drawn().assign(first="2004"))


def test_columns_and_specification():
    refuses(KeyError, "column 'y' is not in the frame", frame=drawn().drop(columns="y"))
    refuses(TypeError, "column 'y' is not numeric", frame=drawn().assign(y="a"))
    refuses(TypeError, "spec is a str", spec="y ~ d")
    refuses(TypeError, "frame is a list", frame=[1])
    refuses(ValueError, "no rows", frame=drawn().head(0))
    refuses(ValueError, "outcome 'y' is missing in all 480 rows", frame=drawn().assign(y=np.nan))
    refuses(ValueError, "column 'd' is 2", frame=drawn().assign(d=2), spec=BY_TREATMENT)
    for given in ({}, {"cohort": "first", "treatment": "d"}):
        with pytest.raises(ValueError, match="one of the two"):
            DidSpec("y", "unit", "year", **given)


@pytest.mark.parametrize("method", METHODS)
def test_nobody_is_treated_inside_the_panel(method):
    words = "no unit's treatment starts between 2001 and 2008"
    refuses(ValueError, words, frame=drawn().assign(first=np.nan), run=method)
    refuses(ValueError, words, frame=drawn().assign(first=1990), run=method)
    refuses(ValueError, words, frame=drawn().assign(first=2020), run=method)


def test_nobody_is_never_treated():
    frame = drawn()
    treated = frame[frame["first"].notna()]
    refuses(ValueError, "no unit is never treated", "not_yet_treated", frame=treated, run=callaway_santanna)
    assert callaway_santanna(treated, SPEC, control_group="not_yet_treated").n_never == 0
    result = sun_abraham(treated, SPEC)
    assert any("cohort of 2006 is the comparison, before 2006" in note for note in result.notes)
    assert set(result.group_time["cohort"]) == {2004.0} and result.group_time["period"].max() == 2005
    one = treated[treated["first"] == 2004]
    words = "all units are first treated in one period"
    for method in (sun_abraham, callaway_santanna):
        options = {"control_group": "not_yet_treated"} if method is callaway_santanna else {}
        refuses(ValueError, words, frame=one, run=method, **options)


@pytest.mark.parametrize("method", [callaway_santanna, sun_abraham, imputation])
def test_units_treated_all_along_are_left_out_and_counted(method):
    frame = drawn(cohorts=(1999, 2001, 2004, 2006))
    result = method(frame, SPEC)
    assert result.n_always == 24 and result.n_units == 36
    assert "24 units treated in the first period (2001) already are left out" in result.notes
    others = method(frame[~(frame["first"] <= 2001)], SPEC)
    pd.testing.assert_series_equal(result.params, others.params)


def test_event_study_keeps_or_drops_them():
    frame = drawn(cohorts=(1999, 2004, 2006))
    kept = event_study(frame, SPEC, leads=3, lags=3)
    assert any("are kept" in note for note in kept.notes) and kept.nobs == len(frame)
    dropped = event_study(frame, SPEC, leads=3, lags=3, always_treated="drop")
    without = event_study(frame[frame["first"] != 1999], SPEC, leads=3, lags=3)
    pd.testing.assert_series_equal(dropped.params, without.params)


def test_cohorts_after_the_panel_count_as_never_treated():
    frame = drawn(cohorts=(2004, 2030))
    result = sun_abraham(frame, SPEC)
    other = sun_abraham(frame.assign(first=frame["first"].mask(frame["first"] == 2030)), SPEC)
    pd.testing.assert_series_equal(result.params, other.params)
    assert "20 units first treated after 2008 count as never treated" in result.notes


def test_an_unbalanced_panel_is_counted():
    frame = drawn(share=0.5)
    wide = frame.pivot(index="unit", columns="year", values="y")
    full, first = wide.notna().all(axis=1).sum(), frame.groupby("unit")["first"].first()
    notes = callaway_santanna(frame, SPEC).notes
    rows = f"{len(frame)} of {wide.size} unit-periods, {full} of {len(wide)} units in every period"
    assert f"the panel is unbalanced: {rows}" in notes
    unseen = sum(wide.loc[first == g, g - 1].isna().sum() for g in (2004, 2006))
    assert any(
        note.startswith(f"{unseen} of 40 treated units are not seen in the last period") for note in notes
    )


def test_units_never_seen_untreated_are_left_out_of_the_imputation():
    frame = drawn()
    late = frame[~((frame["unit"] == 0) & (frame["year"] < 2004))]
    result = imputation(late, SPEC)
    other = imputation(frame[frame["unit"] != 0], SPEC)
    assert "1 units are never seen untreated and are left out (5 rows)" in result.notes
    assert (result.n_treated, result.n_units) == (39, 59)
    pd.testing.assert_series_equal(result.params, other.params)


def test_periods_without_an_untreated_row_are_left_out_of_the_imputation():
    frame = drawn()
    treated = frame[frame["first"].notna()]
    result = imputation(treated, SPEC)
    assert any(note.startswith("nobody is untreated in 2006, 2007, 2008") for note in result.notes)
    assert max(result.path().index) == 1


def test_missing_outcomes_are_counted():
    frame = drawn()
    frame.loc[:4, "y"] = np.nan
    result = sun_abraham(frame, SPEC)
    assert "5 rows with a missing outcome left out" in result.notes and result.nobs == 475


def test_options():
    refuses(ValueError, "control_group is 'all'", run=callaway_santanna, control_group="all")
    refuses(ValueError, "base_period is 'first'", run=callaway_santanna, base_period="first")
    refuses(ValueError, "ends is 'cut'", run=event_study, ends="cut")
    refuses(ValueError, "leads is 0", run=event_study, leads=0)
    refuses(ValueError, "lags is 1.5", run=event_study, lags=1.5)
    refuses(ValueError, "reference is -9", run=event_study, leads=3, reference=-9)
    refuses(ValueError, "always_treated is 'no'", run=event_study, always_treated="no")
    result = event_study(drawn(), SPEC, leads=10, lags=2)
    assert any("no row lies at -10, -9, -8, -7, -6" in note for note in result.notes)


def test_bacon_needs_a_treated_unit_in_every_period():
    frame = drawn()
    gaps = frame[~(frame["first"].notna() & (frame["year"] == 2002))]
    refuses(ValueError, "no treated unit is seen in all 8 periods", frame=gaps, run=goodman_bacon)


def test_sensitivity():
    frame = drawn()
    whole = event_study(frame, SPEC, leads=7, lags=7)
    study = whole.window(3, 3)

    def against(error, *words, result=study, **options):
        with pytest.raises(error) as caught:
            honest_did(result, **options)
        for word in words:
            assert word in str(caught.value)

    against(TypeError, "result is a str", result="y")
    against(ValueError, "restriction is 'rough'", restriction="rough")
    against(ValueError, "level is 95", level=95)
    against(ValueError, "bounds are [-1.0]", bounds=[-1])
    against(ValueError, "bounds are []", bounds=[])
    against(ValueError, "relative period 7", "no lag", weights={7: 1})
    against(ValueError, "reference period is None", "universal", result=callaway_santanna(frame, SPEC))
    against(ValueError, "covariances of leads and lags are missing", result=imputation(frame, SPEC))
    against(ValueError, "0 leads and 4 lags", result=whole.window(1, 3))
    gap = frame[frame["year"] - frame["first"] != 1]
    gaps = event_study(gap, SPEC, leads=7, lags=7).window(3, 3)
    against(ValueError, "relative period 1 has no estimate", result=gaps)
    both = event_study(frame, SPEC, leads=3, lags=3)
    against(ValueError, "at -3 and 3 an estimate stands for all periods beyond", "window", result=both)
    honest_did(both.window(2, 2))
    wide, narrow = honest_did(study, bounds=[0], level=0.99), honest_did(study, bounds=[0], level=0.9)
    assert wide.table["lower"].iloc[0] < narrow.table["lower"].iloc[0]
