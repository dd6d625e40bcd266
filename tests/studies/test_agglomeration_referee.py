"""System GMM under other choices: the readings, the Monte Carlos, and the simple estimators beside it."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from lib import facts
from lib.estimators import gmm
from lib.estimators.gmm_tests import LEVEL_SET
from lib.panels import agglomeration_synthetic as synthetic
from lib.panels.agglomeration_columns import printed_columns
from lib.studies import agglomeration_curve as curves
from lib.studies import agglomeration_model as model
from lib.studies import agglomeration_referee as study
from lib.studies.agglomeration_spec import main_spec

COLUMN = printed_columns("table_1")[0]


@pytest.fixture(scope="module")
def drawn():
    return synthetic.draw(exhibits=("table_1",))


@pytest.fixture(scope="module")
def frame(drawn):
    return COLUMN.frame(drawn.panel)


@pytest.fixture(scope="module")
def variants(frame):
    return study.one_at_a_time(frame, COLUMN)


def test_the_curves_main_reading_is_the_columns(frame, variants):
    own = gmm.estimate(frame, main_spec(COLUMN), *study.KEYS)
    assert np.allclose(variants["main reading"].params[own.params.index], own.params, rtol=1e-10)
    assert variants["main reading"].instruments == own.instruments


def test_every_variant_but_the_main_one_changes_something(variants):
    table = study.numbers_of(variants, COLUMN)
    seen = table[["coef ln_agglomeration", "se ln_agglomeration"]].round(10)
    assert not seen.duplicated().any()


def test_uncorrected_errors_are_the_smaller_ones_of_the_same_estimate(variants):
    main, bare = variants["main reading"], variants["two steps, uncorrected"]
    assert np.allclose(main.params, bare.params)
    assert (main.std_errors > bare.std_errors).all()


def test_the_curve_has_each_combination_once_and_one_minor_change_at_most():
    every = curves.specifications(COLUMN, "semi_synthetic")
    assert len({tuple(one.values()) for one in every}) == len(every)
    changes = [sum(one[name] != curves.MAIN[name] for name in curves.MINOR) for one in every]
    full = np.prod([len(curves.LEVELS[name]) for name in curves.LEVELS if name not in curves.MINOR])
    minor = sum(len(curves.LEVELS[name]) - 1 for name in curves.MINOR)
    assert max(changes) == 1 and len(every) == full * (1 + minor)
    labels = curves.labelled(pd.DataFrame(every).assign(level=0.5))[curves.OTHER]
    assert set(labels) == set(curves.SHOWN[curves.OTHER])
    assert np.ptp(labels.value_counts()) == 0


def test_a_second_draw_is_of_other_data(monkeypatch):
    """With the main reading alone: its estimate on the panel of that seed, and not on the chapter's."""
    main = [dict(curves.MAIN, track="semi_synthetic", exhibit="table_1", column="(1)")]
    monkeypatch.setattr(
        curves, "specifications", lambda column, track, draw=None: [one | {"draw": draw} for one in main]
    )
    found = curves.other_draw(COLUMN, "ln_agglomeration", 2018)
    frame = COLUMN.frame(synthetic.draw(seed=2018000, exhibits=("table_1",)).panel)
    again = gmm.estimate(frame, curves.reading(COLUMN, {}), "city_code", "year")
    assert found.tolist() == pytest.approx([again.params["ln_agglomeration"]])
    assert abs(found.iloc[0] - curves.evaluate(main[0])["coef ln_agglomeration"]) > 0.01


def test_uncorrected_errors_are_beside_those_of_the_same_specification():
    """One level set of each kind, with errors that say what they belong to."""
    table = pd.DataFrame(curves.specifications(COLUMN, "semi_synthetic"))
    table["coef a"] = np.arange(len(table), dtype=float)
    full = [name for name in curves.LEVELS if name not in curves.MINOR]
    code = sum(10.0**k * pd.Categorical(table[name]).codes for k, name in enumerate(full)) + 1.0
    table["se a"] = np.where(table["errors"] == "uncorrected", -code, code)
    pairs = curves.with_and_without(table, "a")
    assert len(pairs) == np.prod([len(curves.LEVELS[name]) for name in full])
    assert (pairs["corrected"] == -pairs["uncorrected"]).all() and pairs["corrected"].is_unique


def test_the_level_set_has_the_p_of_its_own_test_and_none_where_there_is_none(variants):
    main = variants["main reading"]
    found = curves.numbers(main, ("L.y", *COLUMN.core))["level"]
    assert found == main.difference_in_hansen.loc[LEVEL_SET, "p"]
    just = variants["without the land area"]
    sets = just.difference_in_hansen
    assert sets.loc[LEVEL_SET, "excluding_df"] == 0  # the model is identified just so without it
    assert np.isnan(curves.numbers(just, ("L.y",))["level"])
    words = curves.labelled(pd.DataFrame([curves.MAIN] * 3).assign(level=[0.04, 0.06, np.nan]))[
        curves.LEVEL_TEST
    ]
    assert words.tolist() == [curves.REJECTED, curves.ACCEPTED, curves.UNTESTED]


def test_first_lag_takes_one_lag_less_and_everything_takes_the_controls_in():
    first = curves.reading(COLUMN, {"who": curves.FIRST, "lags": "2 to 3"})
    lags = {style.variables[0]: style.lags for style in first.gmm}
    assert lags["y"] == (2, 3) and lags["ln_productivity"] == (1, 2)
    everything = curves.reading(COLUMN, {"who": curves.EVERYTHING})
    assert "ln_research" in {style.variables[0] for style in everything.gmm}
    assert set(everything.iv[0].variables) == {"ln_port_distance", "ln_land_area"}


def test_instruments_grow_with_depth_and_the_invalid_one_is_one_more(frame):
    table = study.by_depth(frame, COLUMN)
    for _, rows in table.groupby("columns"):
        assert rows["instruments"].is_monotonic_increasing
    valid = curves.reading(COLUMN, {})
    counts = [gmm.estimate(frame, one, *study.KEYS).instruments for one in (valid, study.with_invalid(valid))]
    assert counts[1] == counts[0] + 1


def test_hansen_is_near_one_beyond_the_number_of_cities():
    table = study.hansen_by_depth(COLUMN, draws=1, seed=1, regions=("east",))
    beyond = table[table["instruments"] > 1.3 * table["units"]]
    assert len(beyond) and (beyond["near one"] == 1).all()
    assert set(table["set"]) == {study.VALID, study.INVALID}


def test_redrawn_errors_know_the_truth_and_their_own_error():
    table = study.redrawn_errors(COLUMN, draws=4, seed=1)
    assert table.loc["ln_research", "truth"] == COLUMN.planted["ln_research"]
    assert (table["corrected"] > table["uncorrected"]).all()
    assert (table["sd error"] > 0).all() and table["rejects corrected"].between(0, 1).all()
    planted = study.planted(COLUMN)
    assert np.allclose(table["truth"], planted[table.index])


def test_lasting_shocks_are_taken_for_a_lag():
    table = study.serial_shocks(COLUMN, draws=3, seed=1, serials=(0.0, 0.5))
    assert table.loc[0.5, "lag, mean"] > table.loc[0.0, "lag, mean"] + 0.2


def test_spread_counts_the_intervals_that_hold_the_truth():
    terms = ("L.y", *COLUMN.core)
    whole = pd.DataFrame(
        {f"coef {term}": [0.0, 1.0] for term in terms} | {f"se {term}": 0.1 for term in terms}
    )
    found = study.spread(whole, COLUMN, pd.Series(0.05, index=terms))
    assert (found["holds it, %"] == 50).all() and (found["significant, %"] == 50).all()
    assert (found["lowest"] == 0).all() and (found["highest"] == 1).all()
    assert "holds it, %" not in study.spread(whole, COLUMN, None)


def test_simple_estimators_err_in_the_known_directions():
    """Least squares above, within below the planted lag, by many Monte Carlo errors."""
    found = model.recovered(COLUMN, draws=4, seed=1).loc["lag_outcome"]
    for name, sign in {model.LEAST_SQUARES: 1, model.WITHIN: -1}.items():
        assert sign * (found[name] - found["planted"]) > 5 * found[f"{name} error"]


def test_within_does_not_see_what_never_changes(frame):
    moved = frame.assign(y=frame["y"] + frame["city_code"] % 7, lag_outcome=frame["lag_outcome"])
    moved["lag_outcome"] += frame["city_code"] % 7
    assert np.allclose(model.within(frame, COLUMN), model.within(moved, COLUMN))
    assert "ln_port_distance" not in model.within(frame, COLUMN)
    assert not np.allclose(model.least_squares(frame, COLUMN), model.least_squares(moved, COLUMN))


def test_a_first_stage_is_that_of_statsmodels():
    rng = np.random.default_rng(4)
    n, groups = 400, np.repeat(np.arange(40), 10)
    given = pd.DataFrame(rng.normal(size=(n, 2)), columns=["a", "b"])
    z = pd.DataFrame(rng.normal(size=(n, 2)), columns=["p", "q"]).add(0.5 * given["a"], axis=0)
    x = z @ [0.3, -0.2] + given @ [1.0, 2.0] + rng.normal(size=40)[groups] + rng.normal(size=n)
    x.iloc[:7] = np.nan
    found = model.partial(x, z, given, pd.DataFrame({"city_code": groups}))
    seen = x.notna()
    rest = sm.add_constant(given[seen])
    whole, less = sm.OLS(x[seen], rest.join(z[seen])).fit(), sm.OLS(x[seen], rest).fit()
    assert found["r2"] == pytest.approx(1 - whole.ssr / less.ssr)
    kind = {"groups": groups[seen], "use_correction": False}
    clustered = sm.OLS(x[seen], rest.join(z[seen])).fit(cov_type="cluster", cov_kwds=kind)
    test = clustered.wald_test("(p = 0, q = 0)", use_f=False, scalar=True)
    assert found["F"] == pytest.approx(float(test.statistic) / 2)


def test_the_past_of_agglomeration_says_nothing_of_its_change(frame):
    found = model.strength(frame, COLUMN)
    own = found.loc["ln_agglomeration"]
    assert own["changes", "r2"] < 0.005 < own["land", "r2"]
    assert (found.xs("r2", axis=1, level=1) < 0.2).all().all()


def test_what_is_left_out_is_left_out_of_the_main_reading():
    found = model.identification(COLUMN, 6, 50)
    assert found.index.tolist() == list(model.LEFT_OUT)
    assert found["instruments"].tolist() == [20, 18, 19, 17]
    direct = [
        gmm.estimate(COLUMN.frame(one.panel), main_spec(COLUMN), *study.KEYS).params["ln_agglomeration"]
        for one in (synthetic.draw(seed=seed, exhibits=("table_1",)) for seed in range(50, 56))
    ]
    assert found.loc["nothing", "mean"] == pytest.approx(np.mean(direct))
    assert found.loc["nothing", "sd"] == pytest.approx(np.std(direct, ddof=1))


def test_the_test_finds_the_bad_instrument_beside_the_lags_and_not_instead_of_them():
    found = study.own_instrument(COLUMN, 10, 77)
    assert found.loc["by its lags and itself", "rejects"] >= 0.6 > 0.3 >= found.loc["by itself", "rejects"]
    off = found["mean"] - found["planted"]
    assert off["by itself"] > 0.2 > abs(off["by its lags"]) + 2 * found.loc["by its lags", "error"]
    assert found["df"].tolist() == [7, 8, 6]


def test_the_furthest_moved_coefficient_is_named(variants):
    table = study.numbers_of(variants, COLUMN)
    rows = ["one step", "one step, h = 2", "one step, h = 1"]
    moved = study.moved(table, rows, COLUMN)
    ends = table.loc[rows, [f"coef {term}" for term in ("L.y", *COLUMN.core)]]
    assert moved.iloc[0] == (ends.max() - ends.min()).max() and moved.is_monotonic_decreasing
    planted = table.copy()
    planted.loc["one step", "coef ln_resilience"] += 9.0
    assert study.moved(planted, rows, COLUMN).index[0] == "ln_resilience"


def test_descriptives_are_those_of_pandas(drawn):
    found = model.descriptives(drawn.panel, ("ln_value", "ln_port_distance"))
    assert found.loc["ln_value", "mean"] == pytest.approx(drawn.panel["ln_value"].mean())
    assert found.loc["ln_port_distance", "within"] == pytest.approx(0, abs=1e-12)
    assert found.loc["ln_port_distance", "year to year"] == pytest.approx(1)


def test_more_is_printed_than_the_years_allow():
    found = model.observations(286)["city-years"]
    assert found.tolist() == [286 * 9, 286 * 8, 280 * 8, 2337]


def test_every_designed_value_is_a_claim_of_the_text():
    from lib import published

    claims = published.claims("agglomeration")
    stated = claims[claims["exhibit"] == "design"].set_index(["term", "statistic"])["printed"]
    for row in model.designed().itertuples():
        assert float(stated[row.term, row.statistic]) == row.value


def test_the_glossary_names_every_variable_of_the_tables():
    from lib.exhibits.agglomeration_tables import VARIABLES

    assert set(VARIABLES) <= set(facts.load("glossary")["term"])
