"""Bad input planted in a good panel: the error names the place and the remedy."""

import re

import numpy as np
import pandas as pd
import pytest
from placebo_panels import small_panel

from lib.estimators.placebo import PlaceboSpec, given_assignments, randomise, shift_dates

GIVEN = {"outcome": "y", "unit": "unit", "period": "year", "treatment": "d", "controls": ("x0",)}
SPEC = PlaceboSpec(**GIVEN, effects=("unit", "year"))
DATED = PlaceboSpec("y", "unit", "year", date="date", effects=("unit", "year"))


@pytest.fixture
def frame() -> pd.DataFrame:
    return small_panel(1, units=8, share=1.0).sort_values(["unit", "year"], ignore_index=True)


def refuses(frame, spec, error, *words, run=randomise, **options):
    with pytest.raises(error) as caught:
        run(frame, spec, **options)
    for word in words:
        assert word in str(caught.value)


def test_the_good_panel_passes(frame):
    assert np.isfinite(randomise(frame, SPEC, draws=5).coef)


def test_a_treatment_that_switches_off(frame):
    frame.loc[(frame["unit"] == 0) & (frame["year"] == 2004), "d"] = 0
    refuses(frame, SPEC, ValueError, "'d' switches off in unit 0 in year 2004", "stays")


def test_a_treatment_that_is_not_binary(frame):
    frame["d"] = frame["d"].astype(float)
    frame.loc[3, "d"] = 0.5
    refuses(frame, SPEC, ValueError, "'d' is 0.5 in row 3", "0 or 1")


def test_duplicate_keys(frame):
    frame.loc[3, "year"] = 2003
    refuses(frame, SPEC, ValueError, "1 duplicate (unit, year) key(s), first: 0 2003", "keep one")


@pytest.mark.parametrize("column", ["y", "x0", "d"])
def test_missing_numbers(frame, column):
    frame[column] = frame[column].astype(float)
    frame.loc[[17, 30], column] = np.nan
    refuses(frame, SPEC, ValueError, f"column '{column}'", "2 missing or infinite", "row 17", "dropna")


@pytest.mark.parametrize("column", ["unit", "year", "region", "stratum"])
def test_missing_labels(frame, column):
    frame[column] = frame[column].astype(float)
    frame.loc[17, column] = np.nan
    spec = PlaceboSpec(**GIVEN, effects=("unit", ("region", "year")), strata="stratum")
    refuses(frame, spec, ValueError, f"column '{column}' has 1 missing value(s), first in row 17", "drop")


@pytest.mark.parametrize("column", ["y", "unit", "year", "date"])
def test_absent_column(frame, column):
    refuses(frame.drop(columns=column), DATED, KeyError, f"column '{column}' is not in the frame", "it has")


def test_text_among_numbers(frame):
    frame["x0"] = frame["x0"].astype(object)
    frame.loc[5, "x0"] = "n.a."
    refuses(frame, SPEC, TypeError, "column 'x0' is not numeric", "'n.a.' in row 5", "to_numeric")


def test_a_date_that_changes_within_a_unit(frame):
    frame.loc[2, "date"] = 2004.0
    refuses(frame, DATED, ValueError, "column 'date' changes within unit 0, first in row 2", "one value")


def test_strata_that_change_within_a_unit(frame):
    frame.loc[2, "stratum"] = 9
    spec = PlaceboSpec(**GIVEN, strata="stratum")
    refuses(frame, spec, ValueError, "column 'stratum' changes within unit 0, first in row 2")


def test_dates_of_another_kind_than_periods(frame):
    frame["date"] = frame["date"].map(lambda date: "2003" if date == date else None)
    refuses(frame, DATED, TypeError, "'2003'", "cannot be compared with periods", "same type")


@pytest.mark.parametrize("spec", [SPEC, DATED])
def test_no_treated_unit(frame, spec):
    refuses(frame.assign(d=0, date=np.nan), spec, ValueError, "no unit is treated", "nothing to reassign")


def test_dates_after_the_panel(frame):
    frame["date"] = frame["date"] + 100
    refuses(frame, DATED, ValueError, "no row is treated", "after the units' last year")


def test_all_units_treated_at_once(frame):
    frame = frame.assign(d=(frame["year"] >= 2003).astype(int))
    words = "all 8 units are treated from 2003 on, which the effects of 'year' absorb"
    refuses(frame, PlaceboSpec(**GIVEN, effects=("unit", "year")), ValueError, words, permute="both")
    refuses(frame, PlaceboSpec(**GIVEN, effects=(("region", "year"),)), ValueError, words, "never")
    refuses(frame, PlaceboSpec(**GIVEN, effects=("unit",)), ValueError, "leaves one assignment")


def test_a_treatment_that_effects_explain(frame):
    frame = frame.assign(d=(frame["unit"] % 2).astype(int))
    refuses(frame, SPEC, ValueError, "treatment 'd' is collinear with the fixed effects (unit, year)")


def test_a_treatment_that_controls_explain(frame):
    frame = frame.assign(copy=2 * frame["d"] + frame["unit"] - 0.5 * frame["x1"])
    spec = PlaceboSpec("y", "unit", "year", "d", controls=("x0", "copy", "x1"), effects=("unit", "year"))
    refuses(frame, spec, ValueError, "collinear", "(unit, year) and the controls copy, x1: leave out one")


def test_a_block_with_two_dates(frame):
    late = ((frame["unit"] < 4) & (frame["year"] >= 2003)) | ((frame["unit"] == 5) & (frame["year"] >= 2005))
    spec = PlaceboSpec(**GIVEN, effects=("unit",), design="block")
    words = "unit 5 is not yet treated in year 2003"
    refuses(frame.assign(d=late.astype(int)), spec, ValueError, words, "2003", "staggered")
    dated = PlaceboSpec("y", "unit", "year", date="date", design="block")
    refuses(frame, dated, ValueError, "though the treated units of a block share one", "staggered")


def test_a_block_with_a_gap_is_one(frame):
    block = (frame["unit"] < 3) & (frame["year"] >= 2003)
    gap = (frame["unit"] == 1) & frame["year"].isin([2003, 2004])
    spec = PlaceboSpec(**GIVEN, effects=("unit", "year"), design="block")
    assert randomise(frame.assign(d=block.astype(int))[~gap], spec).n_treated == 3


def test_not_a_frame_no_rows_column_twice_no_spec(frame):
    refuses(frame.to_numpy(), SPEC, TypeError, "ndarray", "DataFrame")
    refuses(frame.iloc[:0], SPEC, ValueError, "no rows")
    refuses(frame, "y ~ d", TypeError, "spec is a str", "PlaceboSpec")
    frame.insert(0, "x0", 1.0, allow_duplicates=True)
    refuses(frame, SPEC, ValueError, "column 'x0' stands 2 times")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"permute": "rows"}, "permute is 'rows'"),
        ({"alternative": "both"}, "alternative is 'both'"),
        ({"draws": 0}, "draws is 0"),
        ({"draws": 2.5}, "draws is 2.5"),
        ({"draws": True}, "draws is True"),
        ({"list_up_to": -1}, "list_up_to is -1"),
        ({"dates": [2003]}, "permute 'units' keeps the observed dates"),
        ({"permute": "dates", "dates": [1999]}, "date 1999 is not a period"),
        ({"permute": "dates", "dates": [2003, 2003]}, "a period twice"),
        ({"permute": "dates", "dates": []}, "dates is empty"),
    ],
)
def test_options(frame, options, words):
    refuses(frame, SPEC, ValueError, words, **options)


def test_given_assignments(frame):
    def tried(error, *words, assignments):
        refuses(frame, SPEC, error, *words, run=given_assignments, assignments=assignments)

    tried(ValueError, "list of assignments is empty", assignments=[])
    tried(ValueError, "assignment 1 treats no unit", assignments=[{0: 2003}, {0: None}])
    tried(KeyError, "assignment 0 names unit 99, which is not in the panel", assignments=[{99: 2003}])
    twice = pd.Series([2003, 2004], index=[0, 0])
    tried(ValueError, "assignment 0 names unit 0 twice", assignments=[twice])
    tried(TypeError, "cannot be compared with periods", assignments=[{0: "2003"}])


def test_shifts(frame):
    refuses(frame, SPEC, ValueError, "list of shifts is empty", run=shift_dates, shifts=[])
    text = frame.assign(year=frame["year"].astype(str))
    refuses(text, SPEC, TypeError, "cannot be shifted", "numbers", run=shift_dates, shifts=[1])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"design": "cohort"}, "design is 'cohort'"),
        ({"date": "date"}, "one of the two"),
        ({"treatment": None}, "one of the two"),
        ({"controls": ("x0", "x0")}, "'x0' stands twice among the controls"),
        ({"effects": ("unit", ("unit",))}, "'unit' stands twice among the effects"),
        ({"effects": ((),)}, "an effect has no column"),
        ({"controls": ("y",)}, "the outcome 'y' stands among the controls"),
        ({"controls": ("d",)}, "the treatment 'd' stands among the controls"),
        ({"treatment": "y"}, "both outcome and treatment"),
    ],
)
def test_specification(options, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        PlaceboSpec(**(GIVEN | options))
