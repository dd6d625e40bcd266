"""The study behind the chapter on modern estimators, on a small semi-synthetic panel."""

import numpy as np
import pandas as pd
import pytest

from lib.estimators import fixed_effects
from lib.panels import twin_cities_synthetic
from lib.panels.twin_cities import CONTROLS
from lib.results import TIDY
from lib.studies import persistence, twin_cities_printed
from lib.studies import twin_cities_modern as study
from lib.studies import twin_cities_paths as paths

Y = "ln_value"


@pytest.fixture(scope="module")
def drawn():
    return twin_cities_synthetic.draw(cities=40, destinations=30)


@pytest.fixture(scope="module")
def panel(drawn) -> pd.DataFrame:
    return drawn.panel


@pytest.fixture(scope="module")
def planted(panel):
    return paths.planted(panel, "value")


def test_planted_is_what_the_panel_was_drawn_with(drawn, panel, planted):
    true = drawn.effects("value")["own"]
    assert np.allclose(planted.own, true, atol=1e-10)
    inside = (panel["treatment_year"] > 2002) & (panel["treat_post"] == 1)
    assert planted.effect == pytest.approx(true[inside].mean(), abs=1e-10)
    assert planted.everywhere == pytest.approx(true[panel["treat_post"] == 1].mean(), abs=1e-10)
    assert (planted.path[planted.path.index < 0] == 0).all()
    assert planted.path[5] > planted.path[0] > 0


def test_projection_gives_the_coefficient_that_the_regression_gives(panel):
    found = study.effects_by_errors(panel, Y, errors=("iid", "by pair"))
    coef = found.groupby("effects")["coef"].first()
    for name, one in study.projections(panel, Y, study.THREE).items():
        assert one.weights @ panel.loc[one.rows, Y] == pytest.approx(coef[name], abs=1e-8)


def test_effects_table_has_a_standard_error_a_column(panel):
    found = study.effects_by_errors(panel, Y, effects=(study.WITHIN,))
    table = study.effects_table(found)
    assert list(table.columns) == ["coefficient", *study.ERRORS]
    assert table.loc[study.WITHIN, "coefficient"] == found["coef"].iloc[0]
    shown = [f"({se:.4f})" for se in found["se"]]
    assert table.loc[study.WITHIN, list(study.ERRORS)].tolist() == shown


def test_errors_of_a_projection_are_those_of_the_regression(panel):
    effects = ("city_code", "iso3", "year")
    frame = study.complete(panel, Y)
    one = study.projections(panel, Y, [study.PAPER])[study.PAPER]
    y = frame[Y].to_numpy()[:, None]
    rest = one.net(y) - np.outer(one.rest, one.weights @ y)
    clusters = pd.factorize(frame["pair"])[0]
    found = dict(
        zip(persistence.FORMULAS, persistence.standard_errors(one, rest, clusters)[:, 0], strict=True)
    )
    for name, covariance in (("iid", "iid"), ("robust", "robust")):
        spec = fixed_effects.FixedEffectsSpec(Y, ("treat_post", *CONTROLS), effects, covariance)
        assert found[name] == pytest.approx(
            fixed_effects.estimate(frame, spec).std_errors["treat_post"], rel=1e-8
        )


def test_weights_reproduce_the_part_of_the_own_effects(panel, planted):
    since = study.since_agreement(panel)
    projected = study.projections(panel, Y, (study.PAPER, study.WITHIN))
    tables = study.weights(projected, since, last=99)
    for name, one in projected.items():
        rows = one.rows
        table = tables[name]
        assert table["weight"].sum() == pytest.approx(1, abs=1e-10)
        effect = 0.01 * (since.clip(lower=-1) + 1).fillna(0)
        path = 0.01 * (table.index.to_numpy(float) + 1)
        assert table["weight"] @ path == pytest.approx(one.weights @ effect.loc[rows], abs=1e-10)
    assert set(study.tidy_weights(tables, "semi_synthetic").columns) == set(TIDY)


def test_mean_years_count_years_that_the_figure_groups(panel):
    projected, since = study.projections(panel, Y, (study.PAPER,)), study.since_agreement(panel)
    found = study.mean_years(projected, since)[study.PAPER]
    table = study.weights(projected, since, last=999)[study.PAPER]
    assert found == pytest.approx(table.index.to_numpy(float) @ table["weight"])
    grouped = study.weights(projected, since, last=10)[study.PAPER]
    assert found > grouped.index.to_numpy(float) @ grouped["weight"] + 1


def test_controls_bring_the_event_study_of_lines_to_what_was_planted(panel, planted):
    own = paths.planted(panel, "lines", planting=planted.planting)
    events = paths.honest_events(own.panel, {"lines": paths.MEAN})
    truth = own.path.loc[0 : paths.HONEST_WINDOW].mean()
    off = {name: abs(paths.mean_after(event) - truth) for name, event in events.items()}
    assert off["lines"] < 0.15 * truth
    assert off["lines"] < off[paths.BARE]
    bare = events[paths.BARE].path()["coef"]
    moves = [abs(bare[k + 1] - bare[k]) for k in range(-5, -1)]
    assert all(
        event.binned == () and list(event.path().index) == list(range(-5, 6)) for event in events.values()
    )
    assert paths.largest_move(events[paths.BARE]) == pytest.approx(max(moves))
    known = pd.DataFrame({paths.PLANTED: truth, paths.NOISE_FREE: 0.1}, index=list(events))
    rows = paths.sensitivity_rows(paths.sensitivity(events), known)
    assert rows["estimate"].unique() == pytest.approx([paths.mean_after(event) for event in events.values()])
    tidy = paths.tidy_sensitivity(rows, "semi_synthetic")
    assert (tidy.loc[tidy["statistic"] == paths.PLANTED, "value"] == truth).all()
    assert not tidy.duplicated(["panel", "column", "term", "statistic"]).any()


def test_controls_go_with_effects():
    assert study.controls_for(("city_code^year", "iso3^year")) == ()
    assert study.controls_for(("pair", "year")) == CONTROLS
    assert study.spec(Y, study.PAPER, "iid", controls=False).regressors == ("treat_post",)


def test_every_estimator_finds_the_path_where_there_is_no_noise(planted):
    rows = paths.path_rows(paths.estimate_all(planted.panel, paths.MEAN), window=5)
    late = rows[rows["relative_year"] == 5].set_index("estimator")["coef"]
    assert set(late.index) == set(paths.ESTIMATORS)
    # Spillovers and selection are planted too, which no estimator here is told of.
    assert (late / planted.path[5] - 1).abs().max() < 0.25
    at_reference = rows[rows["relative_year"] == -1].set_index("estimator")["coef"]
    assert (at_reference == 0).all()


def test_bacon_names_the_forbidden_comparisons(panel):
    result = paths.bacon(panel, Y)
    table = paths.by_kind(result)
    assert table["weight"].sum() == pytest.approx(1)
    named = paths.comparisons(result)
    assert set(named["kind"]) <= set(paths.KINDS.values())
    assert table.loc[paths.FORBIDDEN, "weight"] == pytest.approx(
        named.loc[named["kind"] == paths.FORBIDDEN, "weight"].sum()
    )
    assert (named["weight"] * named["estimate"]).sum() == pytest.approx(result.twfe)


def test_printed_t_values_fall_with_what_lasts(panel):
    one = study.projections(panel, Y, [study.PAPER])[study.PAPER]
    table = study.t_under_persistence(one, panel)
    printed = twin_cities_printed.estimates()["t"]["table_3"]
    assert table["t"].tolist() == [printed[f"({k})"] for k in (2, 4, 6, 8)]
    factor = persistence.true_factor(one, panel["pair"], panel["year"], 0.5, "lasting")
    assert table["lasting 0.5"].to_numpy() == pytest.approx((table["t"] / factor**0.5).to_numpy())
    assert (table["lasting 0.8"] < table["lasting 0.2"]).all()


def test_placebos_and_redrawn_agreements(panel):
    tests = study.placebos(panel, Y, study.WITHIN, draws=30, seed=1, strata="iso3")
    table = study.placebo_table(tests)
    assert list(table.index) == list(study.REASSIGNED.values())
    assert table["p"].between(1 / 31, 1).all()
    rows = study.tidy_placebos({"d": tests}, "semi_synthetic")
    assert rows.loc[rows["statistic"] == "p", "value"].tolist() == table["p"].tolist()
    redrawn = study.redraw(panel, Y, times=3, seed=2)
    assert redrawn.shape == (3, 2)
    assert redrawn.equals(study.redraw(panel, Y, times=3, seed=2))


def test_fictitious_dates_leave_treated_rows_out(panel):
    found = study.fictitious_dates(panel, Y, study.WITHIN, shifts=(-2,))
    late = panel[panel["treat_post"] == 0]
    spec = study.spec(Y, study.WITHIN, "by pair")
    early = late.assign(treat_post=(late["year"] >= late["treatment_year"] - 2).astype(int))
    assert found.loc[-2, "coef"] == fixed_effects.estimate(early, spec).params["treat_post"]
    assert found.loc[-2, "se"] > 0


def test_curve_has_each_combination_once_and_one_main_specification_an_outcome(panel):
    known = study.effects_by_errors(panel, Y, errors=study.CURVE_ERRORS)
    averages = paths.averages(panel, Y, {})
    frame = study.curve(panel, known, "value", study.further(averages, "value"))
    keys = ["outcome", "effects", "controls", "estimator", "errors"]
    assert not frame.duplicated(keys).any()
    assert frame.groupby("outcome")["main"].sum().to_dict() == dict.fromkeys(study.ALL_OUTCOMES, 1)
    assert frame.set_index("outcome")["sd"]["lines"].iloc[0] == panel["ln_lines"].std()
    main = frame[frame["main"] & (frame["outcome"] == "value")].iloc[0]
    expected = fixed_effects.estimate(panel, study.spec(Y, study.PAPER, "iid"))
    assert main["coef"] == pytest.approx(expected.params["treat_post"])
    assert main["se"] == pytest.approx(expected.std_errors["treat_post"])
    tidy = study.tidy_curve(frame, "semi_synthetic")
    assert not tidy.duplicated(["panel", "column", "term", "statistic"]).any()


def test_one_coefficient_fits_three_paths_and_falls_into_two_parts(panel, planted):
    table = paths.same_coefficient(panel, "value", planted.planting)
    assert np.ptp(table.loc[paths.COEFFICIENT]) < 1e-8
    assert np.ptp(table.loc["ten years after or later"]) > 0.1
    assert np.allclose(table.loc[paths.WEIGHED] + table.loc[paths.REST], table.loc[paths.COEFFICIENT])
    one = study.projections(panel, Y, (study.PAPER,))[study.PAPER]
    assert table.loc[paths.WEIGHED, "rising"] == pytest.approx(one.weights @ planted.own.loc[one.rows])
    assert table.loc[paths.ON_TREATED, "rising"] == pytest.approx(planted.everywhere)
