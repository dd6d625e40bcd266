"""Inference with five treated countries: fast routes against the estimators, sizes, the curve, the tables."""

import numpy as np
import pandas as pd
import pytest

from lib import panels
from lib.estimators import few_treated, fixed_effects
from lib.estimators.fixed_effects import FixedEffectsSpec
from lib.exhibits import belt_road_few as tables
from lib.exhibits.belt_road_baseline import cell
from lib.panels import belt_road_synthetic as synthetic
from lib.panels.belt_road import CONTROLS, COUNTRIES, TREATED
from lib.panels.belt_road_columns import printed_columns
from lib.studies import belt_road_baseline as baseline
from lib.studies import belt_road_beside as beside
from lib.studies import belt_road_choices as choices
from lib.studies import belt_road_curve as curves
from lib.studies import belt_road_dates as dates
from lib.studies import belt_road_few as few
from lib.studies import belt_road_inequality as moderating
from lib.studies import belt_road_size as sizes
from lib.studies import belt_road_verdict as verdict
from lib.studies.belt_road_placebo import CONTROLS as COVARIATES

EXACT = 1e-9  # two ways to one number differ by rounding


@pytest.fixture(scope="module")
def real():
    return panels.load("belt_road", "counterpart")


def small(seed: int = 1, years: range = range(2006, 2019)) -> pd.DataFrame:
    """Nine countries, two controls, a continuous moderator; the treated first in the order of the paper."""
    rng = np.random.default_rng(seed)
    frame = pd.MultiIndex.from_product([COUNTRIES, years], names=["iso3", "year"]).to_frame(index=False)
    n = len(frame)
    bri = (frame["iso3"].isin(TREATED) & (frame["year"] >= 2013)).astype(int)
    x, z = rng.normal(size=(2, n))
    level = frame["iso3"].map(dict(zip(COUNTRIES, rng.normal(size=9), strict=True)))
    return frame.assign(bri=bri, x=x, z=z, y=level + 0.3 * bri + 0.5 * x + rng.normal(size=n))


def test_choices_are_those_of_the_estimator():
    frame = small()
    found = choices.every_choice(frame, ["x"])
    other = few_treated.randomisation(frame, few.placebo_spec(("x",)))
    assert found.coef == pytest.approx(other.coef, abs=EXACT)
    assert np.sort(found.coefs) == pytest.approx(np.sort(other.distribution), abs=EXACT)
    assert found.p == other.pvalue and found.fraction == f"{round(126 * other.pvalue)}/126"


def test_the_interval_holds_what_is_not_rejected():
    frame = small()
    found = choices.every_choice(frame)
    low, high = found.interval
    for value in (low + 1e-6, high - 1e-6):
        shifted = choices.every_choice(frame.assign(y=frame["y"] - value * frame["bri"]))
        assert shifted.p == found.p_at(value) > 0.05
    for value in (low - 1e-6, high + 1e-6):
        assert choices.every_choice(frame.assign(y=frame["y"] - value * frame["bri"])).p <= 0.05


def test_a_shift_moves_the_interval():
    frame = small()
    moved = choices.every_choice(frame.assign(y=frame["y"] + 2 * frame["bri"]))
    assert moved.interval == pytest.approx(
        [end + 2 for end in choices.every_choice(frame).interval], abs=1e-6
    )


def test_a_product_is_that_of_the_whole_regression():
    frame = small().assign(product=lambda f: f["bri"] * f["z"], one=1.0)
    spec = FixedEffectsSpec("y", ("bri", "product", "z", "x"), ("iso3", "year"))
    whole = fixed_effects.estimate(frame, spec).params
    product = choices.every_choice(frame, ["z", "x"], product="z")
    assert product.coef == pytest.approx(whole["product"], abs=EXACT)
    treatment = choices.every_choice(frame, ["z", "x"], product="one", first="z")
    assert treatment.coef == pytest.approx(whole["bri"], abs=EXACT)


@pytest.mark.parametrize("kept", [TREATED, CONTROLS])
def test_nothing_to_choose_is_refused(kept):
    frame = small()
    with pytest.raises(ValueError, match="nothing is to be chosen"):
        choices.every_choice(frame[frame["iso3"].isin(kept)])


def test_a_treatment_that_controls_explain_is_refused():
    frame = small().assign(copy=lambda f: f["bri"])
    with pytest.raises(ValueError, match="explain the treatment"):
        choices.every_choice(frame, ["copy"])


def spoilt(name: str) -> pd.DataFrame:
    """`small` with one thing wrong."""
    frame = small()
    first = frame.index == 3
    return {
        "no year before": lambda: frame[frame["year"] >= 2013],
        "no year after": lambda: frame[frame["year"] < 2013],
        "missing": lambda: frame.assign(y=frame["y"].mask(first)),
        "logarithm of zero": lambda: frame.assign(y=frame["y"].mask(first, -np.inf)),
        "missing control": lambda: frame.assign(x=frame["x"].mask(first)),
        "twice": lambda: pd.concat([frame, frame.iloc[:2]]),
        "constant": lambda: frame.assign(y=0.1),
        "years alone": lambda: frame.assign(y=0.1 * frame["year"]),
        "among the controls": lambda: frame.assign(bri=frame["bri"].mask(frame["iso3"] == "KAZ", 0)),
        "no column": lambda: frame.drop(columns="x"),
    }[name]()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("no year before", "explain the treatment from 2013"),
        ("no year after", "explain the treatment from 2013"),
        ("missing", "column 'y' has 1 missing or infinite.*row 3"),
        ("logarithm of zero", "column 'y' has 1 missing or infinite.*row 3"),
        ("missing control", "column 'x' has 1 missing or infinite"),
        ("twice", "KAZ has the year 2006 twice"),
        ("constant", "'y' does not vary net of"),
        ("years alone", "'y' does not vary net of"),
        ("among the controls", "column 'bri' is 0 for KAZ in 2013"),
        ("no column", "column 'x' is not in the frame"),
    ],
)
def test_bad_rows_are_refused_before_anything_is_chosen(name, words):
    with pytest.raises((ValueError, KeyError), match=words):
        choices.every_choice(spoilt(name), ["x"])


def test_a_country_without_a_year_before_the_event_is_named():
    frame = small()
    late = choices.every_choice(frame[(frame["iso3"] != "TKM") | (frame["year"] >= 2013)])
    assert late.notes == (
        "without a row before 2013: TKM; with effects of countries no change is seen there",
    )
    assert choices.every_choice(frame).notes == ()


# --- size ---------------------------------------------------------------------------------------------------


def nine_changes(frame: pd.DataFrame) -> np.ndarray:
    return sizes.changes(frame)[list(COUNTRIES)].to_numpy()[None, :]


def test_every_test_is_a_function_of_nine_changes():
    frame = small()
    change, years = nine_changes(frame), frame["year"].nunique()
    fit = fixed_effects.estimate(frame, few.regression())
    assert sizes.coefficients(change)[0] == pytest.approx(fit.params["bri"], abs=EXACT)
    assert sizes.t_statistics(change, years)[0] == pytest.approx(fit.tstats["bri"], rel=1e-8)
    wild = few_treated.wild_bootstrap(frame, few.regression(), "bri")
    assert sizes.wild_pvalues(change, years)[0] == wild.pvalue
    assert sizes.choice_pvalues(change)[0] == choices.every_choice(frame).p
    assert sizes.taber_pvalues(change)[0] == few_treated.conley_taber(frame, few.placebo_spec()).pvalue


def many(seed: int = 3, number: int = 60) -> pd.DataFrame:
    """Partners whose changes are independent and normal."""
    rng = np.random.default_rng(seed)
    names = [*TREATED, *(f"P{k:02d}" for k in range(number))]
    index = pd.MultiIndex.from_product([names, range(2010, 2016)], names=["iso3", "year"])
    frame = index.to_frame(index=False)
    return frame.assign(y=rng.normal(size=len(frame)))


def test_sizes_are_what_theory_says():
    rates = sizes.rejections(many(number=400), np.array([0.0, 50.0]), 2000, seed=5)
    error = np.sqrt(0.05 * 0.95 / 2000)  # Monte Carlo, 0.005
    # 6 of 126 choices; the pool is one draw of 400, so that three errors are allowed
    assert rates.loc[0, sizes.CHOICES] == pytest.approx(6 / 126, abs=3 * error)
    assert rates.loc[0, sizes.FEW] == pytest.approx(0.05, abs=0.03)  # t with eight is no exact distribution
    assert rates.loc[0, sizes.TABER] > 0.2
    assert (rates.loc[50] == 1).all()


def test_an_unbalanced_placebo_panel_is_refused():
    with pytest.raises(ValueError, match="P00 lacks a year"):
        sizes.changes(many().drop(index=6 * len(TREATED)))


def test_what_is_detectable_is_read_between_the_points():
    power = pd.DataFrame({"a": [0.1, 0.6, 1.0], "b": [0.1, 0.2, 0.3]}, index=[0.0, 1.0, 2.0])
    found = sizes.detectable(power)
    assert found["a"] == pytest.approx(1.5) and np.isnan(found["b"])


def test_the_factor_of_the_controls_error():
    assert sizes.factor(4) == pytest.approx(np.sqrt(0.45 / 0.15)) and sizes.factor(10**6) == pytest.approx(
        1, abs=1e-4
    )


def test_rows_of_lines_are_estimated_as_by_the_estimator():
    column = printed_columns("table_3")[2]
    panel = synthetic.draw(seed=4, outcomes=(column.outcome_in(synthetic.draw().panel),)).panel
    frame = column.frame(panel)
    test = sizes._Rows(column, panel)
    found = test.rejects(frame["y"])
    spec = FixedEffectsSpec("y", column.terms, column.effects)
    plain = fixed_effects.estimate(frame, spec)
    assert found["coef"] + column.planted["bri"] == pytest.approx(plain.params["bri"], abs=EXACT)
    assert found["se"] == pytest.approx(plain.std_errors["bri"], rel=1e-8)
    less = frame.assign(y=frame["y"] - column.planted["bri"] * frame["bri"])
    listed = choices.every_choice(less, [term for term in column.terms if term != "bri"])
    drawn = test._fake.T @ np.bincount(test._groups[sizes.CELLS], less["y"])
    assert drawn == pytest.approx(listed.coefs.to_numpy(), abs=EXACT)
    spec = FixedEffectsSpec("y", column.terms, column.effects, few.CLUSTERED, counted_effects="full")
    clustered = fixed_effects.estimate(frame, spec)
    residual = test._net(frame["y"].to_numpy()) - plain.params["bri"] * test._rest
    assert test._clustered(sizes.COUNTRIES_T, residual) == pytest.approx(
        clustered.std_errors["bri"], rel=1e-8
    )


def test_shared_shocks_are_what_rows_do_not_know():
    draws, parts = 200, ((0.0, 0.0), (0.45, 0.0), (0.0, 0.1))
    table = sizes.moulton(printed_columns("table_3")[2], parts, draws=draws, seed=7)
    error = np.sqrt(0.05 * 0.95 / draws)  # Monte Carlo, 0.015
    rows, ratio = table[sizes.ROWS], table["ratio"]
    assert rows[0.0, 0.0] == pytest.approx(0.05, abs=3 * error)
    assert ratio[0.0, 0.0] == pytest.approx(1, abs=3 / np.sqrt(2 * draws))
    # What stays with a line is in the rows' error and not in the estimate: sqrt(1 - 0.45) of it is left.
    assert ratio[0.45, 0.0] == pytest.approx(np.sqrt(0.55), abs=3 * np.sqrt(0.55) / np.sqrt(2 * draws))
    assert rows[0.45, 0.0] < 0.05 - 2 * error
    assert ratio[0.0, 0.1] > 1.8 and rows[0.0, 0.1] > 0.3


# --- pools, dates -------------------------------------------------------------------------------------------


def test_pools_are_balanced_and_what_they_say(real):
    for name in few.POOLS:
        found = few.pool(real, "exports_baci", name)
        assert found.groupby("iso3")["year"].nunique().eq(18).all() and set(TREATED) <= set(found["iso3"])
    assert (few.pool(real, "exports_baci", few.LANDLOCKED)["landlocked"] == 1).all()
    with pytest.raises(ValueError, match="no pool 'neighbours'"):
        few.pool(real, "exports_baci", "neighbours")


def test_the_pooled_path_is_one_of_means(real):
    frame = few.pool(real, "exports_baci", few.ALIKE)
    study = dates.pooled_event(frame)
    wide = frame.pivot(index="iso3", columns="year", values="y")
    treated = wide.index.isin(TREATED)
    path = wide.sub(wide[2012], axis=0)
    gap = path[treated].mean() - path[~treated].mean()
    assert study.params["lag_3"] == pytest.approx(gap[2016], abs=EXACT)
    assert study.params["lead_4"] == pytest.approx(gap[2009], abs=EXACT)
    sd = path.loc[~treated, 2016].std()
    assert study.std_errors["lag_3"] == pytest.approx(sd * np.sqrt(1 / 5 + 1 / (~treated).sum()), rel=1e-9)


def test_nine_clusters_give_a_covariance_without_full_rank(real):
    study = dates.event(real, "exports_baci")
    assert len(study.params) == 10 and dates.rank(study) < 9
    assert dates.rank(dates.pooled_event(few.pool(real, "exports_baci", few.ALIKE))) == 10


def test_dates_handed_around_are_all_listed(real):
    found = dates.reassigned_dates(real, "exports_baci", dates.NINE, draws=10, seed=1)
    assert found.exact and found.n_assignments == 3024  # 9! / 5!: five signed in 2015, the others alone


def test_codings_of_the_unlisted_are_regressions_on_what_they_say(real):
    found = dates.by_coding(real, "exports_baci")["coef"].unstack("coding")
    whole = dates.by_memorandum(real, "exports_baci", dates.NINE)["coef"]
    two_way, imputed = dates.DATES[0], dates.DATES[3]
    assert found["never signed"].to_dict() == pytest.approx(whole[[two_way, imputed]].to_dict(), abs=EXACT)
    frame = few.rows(real, "exports_baci")
    out = frame[frame["iso3"] != "TKM"]
    signed = (frame["year"] >= 2014).where(frame["iso3"] == "TKM", frame["memorandum"])
    spec = FixedEffectsSpec("y", ("memorandum",), ("iso3", "year"))
    for coding, rows in {
        "left out": out,
        "signed from 2014 on": frame.assign(memorandum=signed.astype(int)),
    }.items():
        fit = fixed_effects.estimate(rows, spec)
        assert found.loc[two_way, coding] == pytest.approx(fit.params["memorandum"], abs=EXACT)
    assert found.loc[imputed].nunique() == 3


def test_the_table_of_codings_has_a_column_each(real):
    parts = {"exports_baci": dates.by_coding(real, "exports_baci")}
    shown = tables.codings(parts)
    assert list(shown.columns) == list(dates.UNLISTED) and len(shown) == 2
    row = parts["exports_baci"].loc[("left out", dates.DATES[0])]
    assert shown.loc[("exports, BACI", dates.DATES[0]), "left out"] == cell(row["coef"], row["se"])
    tidied = dates.tidy_codings(parts, "counterpart_unlisted")
    assert len(tidied) == 18 and not tidied.duplicated(["column", "panel", "statistic"]).any()


# --- the curve, the columns ---------------------------------------------------------------------------------


@pytest.mark.parametrize("controls", ["none", "three"])
def test_errors_of_the_curve_are_the_estimators(real, controls):
    choice = {**curves.MAIN, "series": "exports_baci", "controls": controls}
    frame = curves.sample(real, choice)
    numbers, drawn = curves.estimate(frame, choice)
    fit = fixed_effects.estimate(frame, few.regression(curves.COVARIATES[controls]))
    assert numbers["coef"] == pytest.approx(fit.params["bri"], abs=EXACT)
    assert numbers["se"] == pytest.approx(fit.std_errors["bri"], rel=1e-8)
    assert numbers["p"] == pytest.approx(fit.pvalues["bri"], rel=1e-7) and len(drawn) == 126
    numbers, _ = curves.estimate(frame, choice | {"estimator": curves.POISSON})
    spec = FixedEffectsSpec("level", ("bri", *curves.COVARIATES[controls]), ("iso3", "year"), few.CLUSTERED)
    fit = fixed_effects.poisson(frame.assign(level=frame["level"] / frame["level"].mean()), spec)
    assert numbers["coef"] == pytest.approx(fit.params["bri"], abs=1e-7)  # both iterate to 1e-10 or so
    assert numbers["se"] == pytest.approx(fit.std_errors["bri"], rel=1e-6)


def test_poisson_specifications_keep_zeros(real):
    place = (real["iso3"] == "TJK") & (real["year"] == 2005)
    spoilt = real.assign(
        exports_baci=real["exports_baci"].mask(place, 0.0),
        ln_exports_baci=real["ln_exports_baci"].mask(place),
    )
    choice = {**curves.MAIN, "series": "exports_baci", "controls": "three", "estimator": curves.POISSON}
    frame = curves.sample(spoilt, choice)
    assert list(frame.index[frame["level"] == 0]) == ["TJK2005"]
    with pytest.warns(UserWarning, match="exports_baci is zero in 1 country-years"):
        logs = curves.sample(spoilt, choice | {"estimator": curves.LOGS})
    assert len(frame) == len(logs) + 1
    numbers, drawn = curves.estimate(frame, choice)
    spec = FixedEffectsSpec("level", ("bri", *COVARIATES), ("iso3", "year"), few.CLUSTERED)
    fit = fixed_effects.poisson(frame.assign(level=frame["level"] / frame["level"].mean()), spec)
    assert numbers["coef"] == pytest.approx(fit.params["bri"], abs=1e-7) and numbers["n"] == fit.nobs
    assert np.isfinite(drawn).all()
    nothing = frame.assign(level=frame["level"].mask(frame["iso3"] == "TJK", 0.0))
    with pytest.raises(ValueError, match="every flow of TJK is zero"):
        curves.estimate(nothing, choice)


def test_without_zeros_poisson_has_the_rows_of_logarithms(real):
    for series in ("exports_baci", "imports_dots", "computers"):
        choice = {**curves.MAIN, "series": series}
        logs, levels = (curves.sample(real, choice | {"estimator": one}) for one in curves.ESTIMATORS[::2])
        assert list(logs.index) == list(levels.index)
        assert levels["level"].to_numpy() == pytest.approx(np.exp(logs["y"].to_numpy()))


def test_country_trends_take_out_linear_paths(real):
    choice = {**curves.MAIN, "series": "exports_baci", "estimator": curves.TRENDS}
    frame = curves.sample(real, choice)
    slope = frame["iso3"].map(dict(zip(COUNTRIES, np.arange(9.0), strict=True)))
    bent = frame.assign(y=frame["y"] + slope * (frame["year"] - 2000))
    assert curves.estimate(bent, choice)[0]["coef"] == pytest.approx(
        curves.estimate(frame, choice)[0]["coef"], abs=1e-7
    )


def test_a_curve_has_one_main_row_and_no_sample_twice(real, monkeypatch):
    levels = curves.LEVELS | {"countries": ("all", "without AZE"), "controls": ("none", "three")}
    monkeypatch.setattr(curves, "LEVELS", levels)
    one = real[real["iso3"].isin(COUNTRIES)]
    table, values = curves.run(one[one["year"] >= 2010], "imports")
    assert len(table) < 3 * 2 * 2 * 3 * 3  # years that a series does not have are no specification
    assert curves.is_main(table, "imports_baci").sum() == 1 and (table["failed"] == "").all()
    assert set(values) <= set(table.index) and len(values) == 126
    picked = table.loc[list(values)]
    assert values.loc[" ".join(sorted(TREATED))].to_numpy()[
        picked["estimator"] != curves.POISSON
    ] == pytest.approx(picked.loc[picked["estimator"] != curves.POISSON, "coef"].to_numpy(), abs=EXACT)
    assert curves.spread(table).loc[("all", ""), "specifications"] == len(table)


def test_a_whole_curve_far_out_is_significant():
    actual = " ".join(sorted(TREATED))
    rng = np.random.default_rng(1)
    names = [actual, *(f"choice {k}" for k in range(125))]
    values = pd.DataFrame(rng.normal(size=(126, 20)), index=names)
    values.loc[actual] += 5
    found = curves.joint(values)
    assert found["p median"] == pytest.approx(2 / 126) and found["p largest"] == pytest.approx(1 / 126)


def test_printed_effects_stand_beside_the_baselines_estimates(real, monkeypatch):
    columns = [
        *printed_columns("table_3")[2:3],
        *printed_columns("table_5")[:2],
        *printed_columns("table_8")[:1],
    ]
    monkeypatch.setattr(beside, "printed_columns", lambda: columns)
    table = beside.beside(real)
    totals = baseline.totals(real)
    own = next(result for column, result in totals.items() if column.column == "(3)")
    row = table.loc[("table_3", "(3)", "bri")]
    assert row["coef"] == pytest.approx(own.params["bri"], abs=EXACT) and row["choices"] == 126
    assert row["printed"] == 0.218 and row["lower"] < row["coef"] < row["upper"]
    assert np.isnan(table.loc[("table_5", "(2)", "bri"), "coef"])
    moderated = moderating.moderation(real, "exports").table
    for term in ("bri", "bri_x_inequality"):
        row = table.loc[("table_8", "(1)", term)]
        assert row[["coef", "wild_p"]].tolist() == pytest.approx(
            moderated.loc[term, ["coef", "p_wild"]].tolist()
        )
        assert row["countries"] == 7 and row["choices"] == 35  # four of seven
        kept, frame = beside.regression(real, columns[-1], "exports_baci")
        spec = FixedEffectsSpec("y", kept.terms, kept.effects)
        assert table.loc[("table_8", "(1)", term), "coef"] == pytest.approx(
            fixed_effects.estimate(frame, spec).params[term], abs=EXACT
        )


def test_a_users_outcome_has_the_same_table(real):
    own = real.assign(ln_exports=real["ln_exports_baci"])
    pd.testing.assert_series_equal(
        few.nine_table(own, ("exports",)).loc[("exports", "none")],
        few.nine_table(real, ("exports_baci",)).loc[("exports_baci", "none")],
        check_names=False,
    )


def test_every_way_to_infer_has_one_coefficient(real):
    row = few.among_nine(real, "exports_baci", COVARIATES)
    assert row["lower"] < row["coef"] < row["upper"] and row["wild lower"] < row["coef"] < row["wild upper"]
    assert row["choices count"] / row["choices"] == pytest.approx(row["choices p"])
    left = few.left_out(real, "computers")
    assert len(left) == 9 and left.loc["none", "change"] == 0  # Serbia has no figure


def test_the_years_of_all_nine_are_those_from_serbias_first_on(real):
    found = verdict.since(real, ("exports_baci",), 2006)
    late = real[real["year"] >= 2006]
    for words, controls in (("none", ()), ("three", COVARIATES)):
        line = found.loc[("exports, BACI, from 2006 on", words)]
        fit = fixed_effects.estimate(few.rows(late, "exports_baci", controls), few.regression(controls))
        assert line["coef"] == pytest.approx(fit.params["bri"])
        assert line["choices_lower"] < line["coef"] < line["choices_upper"] and line["countries"] == 9
    assert verdict.known(found).index[0] == ("exports, BACI, from 2006 on", "none")


def test_honest_intervals_and_pretrends_have_one_target(real):
    study = dates.pooled_event(few.pool(real, "exports_baci", few.ALIKE))
    power = few_treated.pretrends_power(study, seed=1)
    held = dates.honest(study, "relative_magnitudes", (0.0,)).table.loc[0.0]
    assert held["set_lower"] == held["set_upper"] == pytest.approx(power.estimate, abs=EXACT)
    later = dates.honest(study, "relative_magnitudes", (0.0,), first=1).table.loc[0.0]
    after = [study.params[f"lag_{k}"] for k in range(1, 6)]
    assert later["set_lower"] == pytest.approx(np.mean(after), abs=EXACT)
