"""The agglomeration regressions on a drawn panel: keys of the record, recovery, samples, effects."""

import numpy as np
import pandas as pd
import pytest

from lib import published, verdicts
from lib.panels import agglomeration_synthetic as synthetic
from lib.panels.agglomeration_columns import printed_columns
from lib.studies import agglomeration as study
from lib.studies import agglomeration_effects as effects
from lib.studies import agglomeration_printed as record
from lib.studies import agglomeration_recovery as recovering
from lib.studies import agglomeration_resilience as measures
from lib.studies import agglomeration_samples as samples
from lib.studies import agglomeration_verdict as verdict


@pytest.fixture(scope="module")
def drawn():
    return synthetic.draw(seed=3, exhibits=("table_1", "table_4"))


@pytest.fixture(scope="module")
def columns():
    return printed_columns("table_1")


@pytest.fixture(scope="module")
def found(drawn, columns):
    return study.estimate_all(drawn.panel, columns)


def test_every_tidy_row_is_a_printed_cell_and_the_other_way_round(found):
    rows = study.tidy(found, "semi_synthetic")
    cells = published.load("agglomeration")
    cells = cells[cells["exhibit"] == "table_1"]
    keys = ["exhibit", "panel", "column", "term", "statistic"]
    ours = set(
        rows[rows["statistic"].isin(["coef", "se", "n", "n_units"]) | rows["term"].isin(record.TESTS)][
            keys
        ].itertuples(index=False, name=None)
    )
    assert ours == set(cells[keys].itertuples(index=False, name=None))
    assert not rows.duplicated(keys).any()


def test_drawn_outcomes_are_never_counted(found):
    judged = verdicts.beside("agglomeration", study.tidy(found, "semi_synthetic"))
    assert len(judged) > 90
    assert not judged["counted"].any()


def test_deviations_are_from_what_was_planted(found, drawn):
    planted = drawn.planted.set_index(recovering.KEYS)[["printed", "planted"]]
    beside = study.comparison(found, planted)
    row = beside.loc[("table_1", "(2)", "ln_agglomeration")]
    assert row["planted"] < row["printed"]
    assert row["off"] == pytest.approx((row["estimated"] - row["planted"]) / row["estimated_se"])
    plain = study.comparison(found).loc[("table_1", "(2)", "ln_agglomeration")]
    assert plain["off"] == pytest.approx((row["estimated"] - row["printed"]) / row["estimated_se"])
    share = study.shares(planted)
    assert share["table_1", "(1)"] == pytest.approx(1)
    assert share["table_1", "(2)"] == pytest.approx(row["planted"] / row["printed"])


def test_the_main_reading_has_few_instruments_and_all_lags_have_many(found, columns, drawn):
    few = study.tests(found)["instruments"]["table_1", "(1)"]
    many = study.estimate(drawn.panel, columns[0], gmm=study.all_lags(columns[0]), collapse=False)
    assert few < 25 < 150 < many.instruments


def test_exogenous_regressors_come_back():
    """Without answers to the shock nothing is biased; four Monte Carlo errors for twelve terms."""
    drawn = recovering.panels(50, 5, exhibits=("table_1",), response=0.0)
    table = recovering.summary(recovering.estimates(drawn, printed_columns("table_1")[:1]))
    assert len(table) == 12
    assert table["z"].abs().max() < 4
    # Share of 600 intervals; those of one draw hang together, so a wide band.
    assert 0.9 < table["covered"].mean() < 0.99
    assert len(set(table["rejects"])) == 1


def test_a_wrong_truth_is_noticed():
    rows = pd.DataFrame({"exhibit": "table_1", "column": "(1)", "term": "a", "draw": range(50), "hansen": 0.5,
                         "planted": 0.0, "se": 1.0})  # fmt: skip
    noise = np.random.default_rng(1).standard_normal(50)
    right = recovering.summary(rows.assign(coef=noise)).iloc[0]
    wrong = recovering.summary(rows.assign(coef=noise + 1)).iloc[0]
    assert abs(right["z"]) < 4 < wrong["z"]
    assert wrong["covered"] < right["covered"]
    assert right["mc_error"] == pytest.approx(noise.std(ddof=1) / np.sqrt(50))


def test_one_draw_has_no_monte_carlo_error():
    with pytest.raises(ValueError, match="draws=1"):
        recovering.panels(1, 1)


def test_recoveries_of_chapters_come_back_from_their_files(found, columns):
    table = recovering.recovery({columns[0]: found[columns[0]]}, columns[:1], "semi_synthetic", 2, 9)
    again = recovering.collected([recovering.rows(table, "recovery_1")])
    assert list(again.index) == list(table.index)
    assert np.allclose(again, table[list(recovering.STATISTICS)])
    line = verdict.by_column(again).loc[("table_1", "(1)")]
    lag = table.loc[("table_1", "(1)", "lag_outcome")]
    assert line["lag"] == pytest.approx((lag["mc_mean"] - lag["planted"]) / lag["mc_sd"])
    units = recovering.biases(again)["units"].loc["table_1", "(1)"]
    assert line["own_resilience"] == pytest.approx(units["ln_resilience"])
    assert line["own_productivity"] == pytest.approx(units["ln_productivity"])
    assert recovering.recovery(found, columns, "original", 2, 9) is None
    assert recovering.rows(None, "recovery_1") is None


def test_lags_are_lost_where_a_city_moves(drawn):
    lost = samples.lost_lags(drawn.panel, printed_columns("table_4"))
    assert lost["city-years"].sum() == len(drawn.panel)
    assert (lost[["with lag", "moved", "entered"]].sum(axis=1) == lost["city-years"]).all()
    whole = samples.lost_lags(drawn.panel, printed_columns("table_1")[:1]).iloc[0]
    assert whole["moved"] == 0
    assert lost["entered"].sum() == whole["entered"]
    assert lost["moved"].sum() == whole["with lag"] - lost["with lag"].sum() > 0


def test_a_whole_within_its_parts_is_not_outside():
    outside = samples.outside_parts("table_1", ("table_4", "table_5"))
    assert outside.loc["value", "outside"] == 5  # the audit counts the same
    assert (outside["terms"] == 12).all()
    assert (samples.outside_parts("table_4", ("table_4",)).loc["value"] == [12, 0]).all()


def test_a_cut_keeps_the_middle(drawn, columns):
    frame = samples.cut(drawn.panel, columns[0], "ln_research", 10, 90)
    whole = columns[0].frame(drawn.panel)
    assert 0.79 < len(frame) / len(whole) < 0.81
    assert frame["ln_research"].max() <= np.percentile(whole["ln_research"], 90)
    assert len(samples.cut(drawn.panel, columns[0], None, 10, 90)) == len(whole)


def test_a_cut_sample_may_be_standardised_anew(drawn, columns):
    kept = samples.cut(drawn.panel, columns[0], "y", 10, 90)
    again = samples.cut(drawn.panel, columns[0], "y", 10, 90, again=True)
    assert list(again.index) == list(kept.index)
    assert kept["y"].std() < 0.8
    names = ["y", *columns[0].regressors]
    assert np.allclose(again[names].std(), 1)
    assert np.allclose(again[names].mean(), 0, atol=1e-10)


def test_cutting_by_the_outcome_shrinks_an_exogenous_coefficient_and_by_a_regressor_does_not(columns):
    ways = {"all": None, "outcome": "y", "regressor": "ln_research"}
    table = samples.cuts(columns[0], ways, (10, 90), 12, 4, ("ln_research",)).set_index("sample")
    off = (table["mean"] - table["planted"]) / table["error"]
    assert off["outcome"] < -6
    assert abs(off["regressor"]) < 4
    assert abs(off["all"]) < 4


def test_another_standard_deviation_changes_the_unit_alone(drawn):
    """Within a class a coefficient is the same effect times the ratio of the spreads."""
    column = printed_columns("table_4")[1]
    within = samples.within_class(drawn.panel, [column]).loc["medium"]
    expected = within["whole sample"] * within["s.d. within"] / column.frame(drawn.panel)["y"].std()
    assert np.allclose(within["within the class"], expected, rtol=1e-6)
    assert within.loc["ln_agglomeration", "s.d. within"] < 0.5


def test_a_tenth_of_the_standard_error_makes_ten_times_the_t():
    table = samples.decimal("table_6", "(3)", "ln_resilience", ("(1)", "(2)"))
    assert table.loc["a tenth", "t"] == pytest.approx(10 * table.loc["as printed", "t"])
    assert table.loc["a tenth", "p of equality"] < table.loc["as printed", "p of equality"]


def test_the_range_of_three_normal_variables():
    share = samples.range_exceeds(2.0, groups=3, draws=40_000, seed=2)
    # 0.334 by the distribution of the range; four Monte Carlo errors.
    assert abs(share - 0.334) < 4 * np.sqrt(0.334 * 0.666 / 40_000)


def test_shares_of_exports_add_up(drawn):
    shares = samples.export_shares(drawn.panel)
    assert shares.groupby("panel")["value"].sum().tolist() == pytest.approx([1, 1])
    assert set(shares["term"]) == {"large", "medium", "small", "east", "central", "west"}


def test_the_elasticity_undoes_the_standardisation(drawn):
    """Ordinary least squares as the yardstick: standardise, estimate, undo, compare."""
    panel = drawn.panel.dropna(subset=["ln_value", "ln_agglomeration"])
    x, y = panel["ln_agglomeration"], panel["ln_value"]
    raw = np.polyfit(x, y, 1)[0]
    standard = np.polyfit((x - x.mean()) / x.std(), (y - y.mean()) / y.std(), 1)[0]
    assert effects.elasticity(panel, standard, "ln_agglomeration") == pytest.approx(raw)


def test_the_deviation_that_would_make_the_text_right_does(drawn):
    """Exports drawn again with that deviation have the text's per cent, for every reading."""
    first = effects.in_per_cent(drawn.panel, (1.0,))
    for key, row in first.iterrows():
        again = effects.in_per_cent(drawn.panel, (row["needed"],)).loc[key]
        assert again[row["needed"]] == pytest.approx(row["says"])
    assert first.loc["t1-value-agglomeration-effect", "says"].tolist() == [20]
    assert first.loc["t1-value-agglomeration-effect", "needed"].item() > 50


def test_unemployment_is_read_as_a_logarithm_and_as_a_rate(drawn):
    """By hand from the coefficient: one point less of a rate, and of its logarithm at the geometric mean."""
    meant = effects.in_per_cent(drawn.panel, (2.0,))
    meant = meant[meant["term"] == "ln_unemployment"].reset_index("claim", drop=True)
    rate = np.exp(drawn.panel["ln_unemployment"])
    points = -2.0 * meant["coef"].iloc[0] / rate.std()
    assert meant.loc[effects.RATE, 2.0] == pytest.approx(100 * (np.exp(points) - 1))
    u = np.exp(np.log(rate).mean())
    e = 2.0 * meant["coef"].iloc[0] / np.log(rate).std()
    assert meant.loc[effects.LOG, 2.0] == pytest.approx(100 * (((u - 1) / u) ** e - 1))


def test_real_exports_keep_their_own_deviation(drawn):
    assert effects.spreads(drawn.panel, "semi_synthetic") == effects.SPREADS
    assert effects.spreads(drawn.panel, "original") == (drawn.panel["ln_value"].std(),)


def test_shares_of_exports_concentrate_with_the_deviation(drawn):
    by_spread = samples.shares_by_spread(drawn.panel, (0.5, 1.0, 3.0))
    for words in ("by size: large", "largest city, mean over years"):
        assert by_spread.loc[words].is_monotonic_increasing
    own = samples.shares_by_spread(drawn.panel, (drawn.panel["ln_value"].std(),)).iloc[:6, 0]
    assert own.tolist() == pytest.approx((100 * samples.export_shares(drawn.panel)["value"]).tolist())


def test_biases_are_the_means_less_what_was_planted():
    table = pd.DataFrame({"planted": [0.5], "mc_mean": [0.6], "mc_error": [0.02], "mc_sd": [0.4]})
    found = recovering.biases(table).iloc[0]
    assert found[["bias", "part", "z"]].tolist() == pytest.approx([0.1, 0.2, 5.0])
    assert found["units"] == pytest.approx(0.25)


def test_the_marginal_effect_is_zero_where_it_turns(drawn):
    factors = {name: effects.scale(drawn.panel, name) for name in effects.MODERATORS}
    for given in ({}, {"factors": factors}):
        turns = effects.turning(**given)["at"]["productivity", "value"]
        lines = effects.marginal(np.array([0.0, turns]), **given)
        own = lines[(lines["moderator"] == "productivity") & (lines["outcome"] == "value")]["effect"]
        assert own.tolist() == pytest.approx([0.2, 0.0])


def test_the_marginal_effect_needs_printed_numbers_alone():
    """With factors of one it is the printed coefficient plus so many times that of the product."""
    one = effects.marginal(np.array([-1.0])).set_index(["moderator", "outcome"]).loc["productivity", :]
    printed = record.estimates().loc[("table_1", "(1)")]
    own, product = printed.loc["ln_agglomeration"], printed.loc["agglomeration_x_productivity"]
    assert one.loc["value", "effect"] == pytest.approx(own["coef"] - product["coef"])
    assert one.loc["value", "se_high"] == pytest.approx(own["se"] + product["se"])


def test_centring_leaves_the_test_of_the_products(drawn, columns):
    table = effects.uncentred(drawn.panel, columns[0])
    products = ["agglomeration_x_resilience", "agglomeration_x_productivity"]
    # Instruments are lags of the products, so that the two estimates agree nearly, not exactly.
    assert np.allclose(table.loc[products, "centred: t"], table.loc[products, "as they are: t"], rtol=0.02)
    bigger = table["as they are: coefficient"].abs() / table["centred: coefficient"].abs()
    assert (bigger[products] > 2).all()


def test_the_long_run_effect_by_simulation(found, columns):
    """Delta method against draws from the estimates' own normal distribution."""
    result = found[columns[0]]
    row = effects.long_run({columns[0]: result}, record.estimates()).iloc[0]
    names = ["L.y", "ln_agglomeration"]
    rng = np.random.default_rng(4)
    draws = rng.multivariate_normal(result.params[names], result.cov.loc[names, names], size=20_000)
    spread = (draws[:, 1] / (1 - draws[:, 0])).std()
    assert row["estimated"] == pytest.approx(result.params[names[1]] / (1 - result.params[names[0]]))
    assert row["s.e."] == pytest.approx(spread, rel=0.05)  # linear against drawn, and Monte Carlo noise
    assert row["printed"] == pytest.approx(0.2 / (1 - 0.0598))


def test_the_two_base_years_are_compared_draw_by_draw(columns):
    found = measures.base_year(columns[0], 3, 8)
    means = found.set_index(["sample", "term"])["mean"]
    moved = found.drop_duplicates("term").set_index("term")
    assert np.allclose(moved["moved"], (means[measures.ANSWERS] - means[measures.QUIET])[moved.index])
    each = [
        recovering.estimates(
            recovering.panels(3, 8, exhibits=("table_1",), base_year_responds=answers), columns[:1]
        ).query("term == 'ln_agglomeration'")["coef"]
        for answers in (False, True)
    ]
    own = (each[1] - each[0]).std() / np.sqrt(3)
    assert moved.loc["ln_agglomeration", "moved error"] == pytest.approx(own)


def test_only_the_centred_average_with_its_second_lag_is_off():
    table = measures.averages(draws=40, seed=1)
    z = ((table["mean"] - table["true"]) / table["error"]).abs()
    assert (z.to_numpy() > 6).tolist() == [False, True, False]


def test_the_editor_is_told_what_is_missing():
    table = verdict.requests()
    assert table.notna().all(axis=None)
    assert not table.index.duplicated().any()
