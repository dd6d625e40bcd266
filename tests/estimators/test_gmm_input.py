"""Bad input planted in a good panel: the error names the place and the remedy; doubts stand in the result."""

import numpy as np
import pandas as pd
import pytest
from dynamic_panels import draw_panel

from lib.estimators.gmm import GMMStyle, IVStyle, Spec, estimate, parse

MODEL = "y ~ L.y + x + w | gmm(y, 2:3) + gmm(w, 1:2) + iv(x)"
SPEC = parse(MODEL, collapse=True)


@pytest.fixture
def frame() -> pd.DataFrame:
    panel = draw_panel(11, units=40, periods=6).rename(columns={"k": "x", "q": "z", "period": "t"})
    return panel.assign(t=panel["t"] - 1)


def refuses(frame, spec, error, *words):
    with pytest.raises(error) as caught:
        estimate(frame, spec, "unit", "t")
    for word in words:
        assert word in str(caught.value)


def test_the_good_panel_passes(frame):
    assert estimate(frame, SPEC, "unit", "t").warnings == ()


@pytest.mark.parametrize("absent", ["y", "x", "w", "unit", "t"])
def test_absent_column(frame, absent):
    refuses(frame.drop(columns=absent), SPEC, KeyError, f"column '{absent}' is not in the frame", "it has")


def test_not_a_frame_or_a_specification(frame):
    refuses(frame.to_numpy(), SPEC, TypeError, "ndarray", "DataFrame")
    refuses(frame, MODEL, TypeError, "str", "parse")


def test_no_rows(frame):
    refuses(frame.iloc[:0], SPEC, ValueError, "no rows")


def test_text_in_a_number_column(frame):
    frame["x"] = frame["x"].astype(object)
    frame.loc[5, "x"] = "n.a."
    refuses(frame, SPEC, TypeError, "column 'x'", "'n.a.'", "row 5", "to_numeric")


@pytest.mark.parametrize("column", ["y", "x"])
def test_infinite_value(frame, column):
    frame.loc[17, column] = -np.inf
    refuses(frame, SPEC, ValueError, f"column '{column}'", "1 missing or infinite", "row 17")


@pytest.mark.parametrize("column", ["y", "w"])
def test_a_column_without_values(frame, column):
    refuses(frame.assign(**{column: np.nan}), SPEC, ValueError, f"column '{column}' has no value in any row")


def test_no_complete_row(frame):
    half = frame["unit"] % 2 == 0
    blank = frame.assign(x=frame["x"].where(half), w=frame["w"].where(~half))
    refuses(blank, SPEC, ValueError, "no row has all of y, L.y, x, w")


def test_duplicate_keys(frame):
    frame.loc[3, "unit"] = 4
    refuses(frame, SPEC, ValueError, "1 duplicate (unit, t) keys, first: 4 2003", "keep one")


def test_missing_unit(frame):
    frame["unit"] = frame["unit"].astype(object)
    frame.loc[4, "unit"] = None
    refuses(frame, SPEC, ValueError, "column 'unit'", "row 4")


def test_periods_that_are_no_numbers(frame):
    refuses(
        frame.assign(t=frame["t"].astype(str) + "q1"), SPEC, TypeError, "column 't' is not numeric", "2000q1"
    )
    dates = frame.assign(t=pd.to_datetime(frame["t"].astype(str)))
    refuses(dates, SPEC, TypeError, "column 't' is not numeric", "datetime", "frame['t'].dt.year")


@pytest.mark.parametrize("kind", ["year", "quarter"])
@pytest.mark.parametrize("dated", [pd.PeriodIndex.to_series, lambda index: index.to_timestamp().to_series()])
def test_the_advice_on_dates_works(frame, kind, dated):
    """What the message says to take, taken as it stands there, gives the estimates of numbered periods."""
    numbered = estimate(frame, SPEC, "unit", "t").params
    start = pd.Period("2004", freq="Y") if kind == "year" else pd.Period("2004Q3", freq="Q")
    index = pd.PeriodIndex([start + step for step in frame["t"] - frame["t"].min()])
    dates = frame.assign(t=dated(index).to_numpy())
    with pytest.raises(TypeError) as caught:
        estimate(dates, SPEC, "unit", "t")
    years, quarters = str(caught.value).split(": take ")[1].split(", or for quarters ")
    taken = eval(years if kind == "year" else quarters, {"frame": dates})
    pd.testing.assert_series_equal(estimate(dates.assign(t=taken), SPEC, "unit", "t").params, numbered)


def test_periods_that_are_no_whole_numbers(frame):
    frame["t"] = frame["t"].astype(float)
    frame.loc[7, "t"] = 2000.5
    refuses(frame, SPEC, ValueError, "column 't' is 2000.5 in row 7", "whole numbers")


def test_periods_far_apart(frame):
    refuses(
        frame.assign(t=frame["t"] * 10_000 + 101), SPEC, ValueError, "column 't' runs from", "consecutively"
    )


def test_too_few_periods_for_a_lagged_regressor(frame):
    spec = parse("y ~ L6.y + x | gmm(y, 2:3) + iv(x)")
    refuses(frame, spec, ValueError, "'L6.y' needs 7 periods and the panel has 6")
    every_other = frame[frame["t"] % 2 == 0]
    refuses(every_other, SPEC, ValueError, "no unit has both 'y' and 'L.y'", "too few periods")


def test_periods_that_do_not_count_up_by_one(frame):
    """The lag that is missing is one of numbering: the message says so, and numbered anew it is there."""
    second = frame.assign(t=2 * frame["t"])
    first = second["t"].min()
    says = (f"Periods lie 2 apart ({first}, {first + 2})", "number them consecutively")
    refuses(second, SPEC, ValueError, "no unit has both 'y' and 'L.y'", *says)
    refuses(second, parse("y ~ x | gmm(x, 1:2) + iv(w)"), ValueError, *says)
    numbered = estimate(second.assign(t=second["t"] // 2), SPEC, "unit", "t")
    pd.testing.assert_series_equal(numbered.params, estimate(frame, SPEC, "unit", "t").params)
    with pytest.raises(ValueError) as caught:
        estimate(frame, parse("y ~ L.y + x | gmm(y, 6:) + iv(x)"), "unit", "t")
    assert "apart" not in str(caught.value)


def test_lags_that_a_gap_takes_away_are_no_range():
    """Without the fourth of seven periods no used row has a value three periods before it."""
    panel = draw_panel(1, units=40, periods=7)
    gap = panel[panel["period"] != sorted(panel["period"].unique())[3]].rename(columns={"period": "t"})
    spec = parse("y ~ L.y + w | gmm(y w, 2:3, collapse)")
    refuses(gap, spec, ValueError, "lag 3 of 'y': a gap in the periods", "have lags 0 to 2 and 4 to 6")


def test_too_few_periods_for_the_lags_of_instruments(frame):
    for label, words in {
        "gmm(y, 6:)": ("lag 6 of 'y'", "6 periods have lags 0 to 5"),
        "gmm(y, 2:30)": ("lag 30 of 'y'", "6 periods have lags 0 to 5", "leave the last lag open"),
        "gmm(y, 9:12)": ("lag 12 of 'y'", "lags 0 to 5"),
        "gmm(L.y, 2:5)": ("lag 5 of 'L.y'", "lags 0 to 4"),
        "gmm(w, 2:5, level)": ("lag 5 of 'w'", "lags 0 to 4"),
    }.items():
        spec = parse(f"y ~ L.y + x | {label} + iv(x w)")
        refuses(frame, spec, ValueError, f"{label} asks for", "too few periods for the lags asked", *words)


def test_the_deepest_lags_that_there_are(frame):
    """Asked for by number or left open: the same instruments."""
    model = "y ~ L.y + x | {} + iv(x)"
    for numbered, left_open in (
        ("gmm(y, 2:5)", "gmm(y, 2:)"),
        ("gmm(L.y, 1:4)", "gmm(L.y, 1:)"),
        ("gmm(w, 2:4, level)", "gmm(w, 2:, level)"),
    ):
        one, other = (
            estimate(frame, parse(model.format(label)), "unit", "t") for label in (numbered, left_open)
        )
        assert one.instrument_names == other.instrument_names and one.params.equals(other.params)


def test_lags_before_the_first_value_of_a_variable(frame):
    """w is known from the third of six periods on, three lags in all."""
    late = frame.assign(w=frame["w"].where(frame["t"] >= 2002))
    refuses(
        late, parse("y ~ L.y + x | gmm(y, 2:3) + gmm(w, 1:4) + iv(x)"), ValueError, "lag 4", "lags 0 to 3"
    )
    assert estimate(late, parse("y ~ L.y + x | gmm(y, 2:3) + gmm(w, 1:3) + iv(x)"), "unit", "t").nobs


def test_too_few_periods_to_difference(frame):
    two = frame[frame["t"] < 2002]
    refuses(two, SPEC, ValueError, "no unit has two complete periods in a row", "too few periods")


def test_outcome_without_variation_over_time(frame):
    fixed = frame.assign(y=frame["unit"] * 1.0)
    refuses(fixed, parse("y ~ x | iv(x w)"), ValueError, "outcome 'y' has no variation over time")


@pytest.mark.parametrize("transform", ["difference", "orthogonal"])
def test_regressor_without_variation_over_time(frame, transform):
    frame["far"] = np.sqrt(frame["unit"] + 1.7)
    model = "y ~ L.y + far | gmm(y, 2:3) + iv(far w)"
    spec = parse(model, system=False, transform=transform)
    refuses(frame, spec, ValueError, "'far' has no variation over time", "estimate the system")
    assert np.isfinite(estimate(frame, parse(model, transform=transform), "unit", "t").params["far"])


def test_collinear_regressors_are_named(frame):
    frame["twice"] = frame["x"] - 2 * frame["w"]
    spec = parse("y ~ L.y + x + w + twice | gmm(y, 2:3) + gmm(w, 1:2) + iv(x)")
    refuses(frame, spec, ValueError, "regressors are collinear", "twice", "Leave out one column")


def test_a_regressor_that_is_a_constant(frame):
    spec = parse("y ~ L.y + one | gmm(y, 2:3) + iv(x)")
    refuses(frame.assign(one=3.0), spec, ValueError, "collinear", "one")


def test_fewer_instruments_than_regressors(frame):
    spec = parse("y ~ L.y + x + w | gmm(y, 2, collapse)", system=False)
    refuses(frame, spec, ValueError, "3 regressors and 1 independent instruments", "not identified")


def test_instruments_that_say_nothing_of_a_regressor():
    """z is zero wherever x is not, so that no moment contains x."""
    keys = pd.MultiIndex.from_product([range(30), range(4)], names=["unit", "t"]).to_frame(index=False)
    y, x = np.random.default_rng(0).standard_normal((2, 120))
    early = keys["t"] == 0
    frame = keys.assign(y=y, x=x * ~early, z=1.0 * early)
    spec = parse("y ~ x | iv(z, level)", constant=False)
    refuses(frame, spec, ValueError, "do not identify", "instrument every regressor")


@pytest.mark.parametrize("units", [1, 2, 3])
def test_a_second_step_with_fewer_units_than_regressors(frame, units):
    few = frame[frame["unit"] < units]
    words = (f"weights, from the residuals of the units, have rank {units}", "4 regressors", "steps=1")
    refuses(few, parse(MODEL), ValueError, "the second step is not identified", *words)
    assert np.isfinite(estimate(few, parse(MODEL, steps=1), "unit", "t").params).all()


@pytest.mark.parametrize("transform", ["difference", "orthogonal"])
def test_iv_columns_that_vanish_are_named(frame, transform):
    fixed = frame.assign(far=np.sqrt(frame["unit"] + 1.7), none=0.0)
    options = {"collapse": True, "system": False, "transform": transform}
    alone = estimate(frame, parse(MODEL, **options), "unit", "t")
    for name in ("far", "none"):
        result = estimate(fixed, parse(MODEL.replace("iv(x)", f"iv(x {name})"), **options), "unit", "t")
        notes = [
            note for note in result.notes if note.startswith(f"instrument '{name}' of iv(x {name}) is left")
        ]
        assert len(notes) == 1 and "no variation over time" in notes[0]
        assert result.params.equals(alone.params) and result.instrument_names == alone.instrument_names
        empty = parse(f"{MODEL} + iv({name})", **options)
        refuses(fixed, empty, ValueError, f"iv({name}) makes no instrument", "no variation over time")
    one = parse(f"{MODEL} + iv(far, difference)", transform=transform)
    refuses(fixed, one, ValueError, "iv(far, difference) makes no instrument")
    assert not estimate(fixed, parse(f"{MODEL} + iv(far)", transform=transform), "unit", "t").notes


def test_an_exact_fit(frame):
    frame["y"] = 2 * frame["x"]
    refuses(frame, parse("y ~ x | iv(x w)", system=False), ValueError, "fit the outcome exactly")


def test_units_without_a_complete_row_are_left_out_and_counted(frame):
    blank = frame.assign(x=frame["x"].where(frame["unit"] > 2))
    result = estimate(blank, SPEC, "unit", "t")
    assert "units left out for lack of a complete row: 3" in result.notes
    assert any(note.startswith("rows with missing values: 18; equations leave out") for note in result.notes)
    assert result.units == 37 and not set(blank.index[blank["unit"] <= 2]) & set(result.residuals.index)


def test_redundant_time_dummies_are_left_out_and_named(frame):
    frame["late"] = (frame["t"] == 2004).astype(float)
    spec = parse("y ~ L.y + late | gmm(y, 2:3) + iv(late x)", time_dummies=True)
    result = estimate(frame, spec, "unit", "t")
    assert "'t=2004' is left out: collinear with the other regressors" in result.notes
    assert [name for name in result.params.index if name.startswith("t=")] == ["t=2002", "t=2003", "t=2005"]


def test_sets_for_a_level_equation_that_is_not_there_are_named(frame):
    spec = parse(MODEL + " + iv(z, level) + gmm(x, 1:2, level)", system=False)
    notes = estimate(frame, spec, "unit", "t").notes
    for label in ("iv(z, level)", "gmm(x, 1:2, level)"):
        assert f"{label} is left out: difference GMM has no level equation" in notes


def test_more_instruments_than_units_is_a_warning(frame):
    few = frame[frame["unit"] < 12]
    result = estimate(few, parse("y ~ L.y + x | gmm(y x w, 1:)"), "unit", "t")
    assert result.instruments > result.units == 12
    assert any("instruments for 12 units" in warning for warning in result.warnings)
    assert any("two-step weight matrix is singular (rank 12 of" in warning for warning in result.warnings)
    assert result.rank == 12 and set(result.warnings) <= set(result.notes)
    once = estimate(few, parse("y ~ L.y + x | gmm(y x w, 1:)", steps=1), "unit", "t")
    assert any(warning.endswith("on which Hansen's tests depend") for warning in once.warnings)
    assert once.rank == once.instruments


def test_a_negative_difference_in_hansen_has_no_p(frame):
    few = frame[frame["unit"] < 5]
    result = estimate(few, parse("y ~ L.y + x + w | gmm(y, 2:3) + gmm(w, 2:3) + iv(x)"), "unit", "t")
    table = result.difference_in_hansen
    below = table[table["difference"] < -1e-6]
    assert len(below) and below["p"].isna().all() and table.drop(below.index)["p"].notna().all()
    named = [warning for warning in result.warnings if warning.startswith("difference-in-Hansen of ")]
    assert len(named) == len(below)
    for label, warning in zip(below.index, named, strict=True):
        assert f"of {label} is negative" in warning


def test_hansen_near_one_is_a_warning(frame):
    """More instruments than units: the statistic cannot pass the number of units, its mean would."""
    few = frame[frame["unit"] < 20]
    result = estimate(few, parse("y ~ L.y + x | gmm(y x w, 1:2)"), "unit", "t")
    assert result.hansen.statistic <= result.units == result.rank < result.hansen.df
    assert result.hansen.p > 0.99
    assert any("implausibly near 1" in warning for warning in result.warnings)


def test_repeated_instruments_do_not_count_and_are_a_warning(frame):
    result = estimate(frame, parse(MODEL + " + iv(w x)", collapse=True), "unit", "t")
    alone = estimate(frame, parse(MODEL.replace("iv(x)", "iv(w x)"), collapse=True), "unit", "t")
    assert result.instruments == alone.instruments == len(alone.instrument_names)
    assert any("1 of 10 instruments are linear combinations" in warning for warning in result.warnings)
    np.testing.assert_allclose(result.params, alone.params, rtol=1e-8)
    assert result.hansen == pytest.approx(alone.hansen, rel=1e-8)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"steps": 3}, "steps is 3"),
        ({"h": 4}, "h is 4"),
        ({"ar": -1}, "ar is -1"),
        ({"transform": "within"}, "transform is 'within'"),
        ({"covariance": "hc1"}, "covariance is 'hc1'"),
        ({"x": ("L.y", "L1.y")}, "'L1.y' stands twice"),
        ({"x": ("y",)}, "the outcome 'y' stands among the regressors"),
        ({"x": ()}, "no regressor"),
        ({"x": ("constant",)}, "rename"),
        ({"y": "L.y"}, "the outcome is the lag"),
        ({"gmm": ()}, "no instruments"),
        ({"gmm": (GMMStyle("y"), GMMStyle("y"))}, "gmm(y, 2:) stands twice"),
    ],
)
def test_specifications_that_make_no_sense(options, words):
    with pytest.raises(ValueError) as caught:
        Spec(**{"y": "y", "x": ("L.y",), "gmm": (GMMStyle("y"),), **options})
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "options",
    [
        {"system": "no"},
        {"collapse": "no"},
        {"time_dummies": "False"},
        {"constant": "no"},
        {"system": 0},
        {"collapse": None},
    ],
)
def test_switches_are_true_or_false_and_no_text(options):
    ((name, value),) = options.items()
    with pytest.raises(TypeError) as caught:
        parse(MODEL, **options)
    assert f"{name} is {value!r}: write True or False" in str(caught.value)


def test_a_set_s_own_collapse_is_true_or_false_or_none():
    with pytest.raises(TypeError, match=r"collapse of gmm\(y, 2:\) is 'no': write True or False"):
        GMMStyle("y", collapse="no")
    assert not Spec("y", ("L.y",), gmm=GMMStyle("y", collapse=np.False_), collapse=True).collapsed(
        GMMStyle("y", collapse=np.False_)
    )


@pytest.mark.parametrize("name", ["steps", "h", "ar"])
def test_numbers_of_options_are_whole_numbers(name):
    for value in (True, 1.0, "1"):
        with pytest.raises(ValueError) as caught:
            parse(MODEL, **{name: value})
        assert f"{name} is {value!r}" in str(caught.value)
    assert getattr(parse(MODEL, **{name: np.int64(1)}), name) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((("y",), (3, 2)), "lags are (3, 2)"),
        ((("y",), (-1, 2)), "lags are (-1, 2)"),
        ((("y",), 2), "lags are 2"),
        ((("y",), (2, None), "levels"), "equation is 'levels'"),
        (((),), "no variable"),
        ((("y", "y"),), "'y' stands twice"),
    ],
)
def test_sets_that_make_no_sense(arguments, words):
    with pytest.raises(ValueError) as caught:
        GMMStyle(*arguments)
    assert words in str(caught.value)


def test_sets_of_the_wrong_kind():
    with pytest.raises(TypeError, match="GMMStyle objects"):
        Spec("y", ("L.y",), gmm=(IVStyle("x"),))


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("y", "outcome ~ regressors | instruments"),
        ("y ~ L.y", "outcome ~ regressors | instruments"),
        ("y ~ L.y + | gmm(y)", "'' is no variable"),
        ("y ~ L.y x | gmm(y)", "'L.y x' is no variable"),
        ("y ~ L.y | ols(y)", "'ols(y)' is no set of instruments"),
        ("y ~ L.y | gmm(y, 2-3)", "'2-3' in 'gmm(y, 2-3)'"),
        ("y ~ L.y | iv(x, collapse)", "'collapse' in 'iv(x, collapse)'"),
        ("y ~ L.y | gmm(y, 2:, 3:)", "stands twice"),
    ],
)
def test_formulas_that_cannot_be_read(formula, words):
    with pytest.raises(ValueError) as caught:
        parse(formula)
    assert words in str(caught.value)
