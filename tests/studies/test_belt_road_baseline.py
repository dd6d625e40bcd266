"""The Belt and Road baseline: regressions, events, placebos and matchings against what can be worked out."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from lib.estimators import did, fixed_effects
from lib.estimators.fixed_effects import FixedEffectsSpec
from lib.panels import belt_road
from lib.panels.belt_road import COUNTRIES, TREATED, YEARS
from lib.panels.belt_road_columns import printed_columns
from lib.studies import belt_road_baseline as baseline
from lib.studies import belt_road_computers as computers
from lib.studies import belt_road_events as events
from lib.studies import belt_road_few as few
from lib.studies import belt_road_matching as matching
from lib.studies import belt_road_placebo as placebo

COLUMNS = {column.column: column for column in printed_columns("table_3")}


@pytest.fixture(scope="module")
def panel():
    return belt_road.build("counterpart")


@pytest.fixture(scope="module")
def before(panel):
    return matching.before(panel)


def grid(values=None):
    """Nine countries in 21 years with an outcome ``y``; without values the treatment itself."""
    rows = pd.MultiIndex.from_product([COUNTRIES, YEARS], names=["iso3", "year"]).to_frame(index=False)
    treated = belt_road.bri(rows)
    return rows.assign(bri=treated, y=treated.astype(float) if values is None else values)


def test_a_column_on_total_trade_is_the_regression_by_hand(panel):
    frame = baseline.counterpart(panel, COLUMNS["(3)"], "exports_baci")
    assert "ln_road_density" not in frame and len(frame) == 159
    dummies = pd.get_dummies(frame[["iso3", "year"]].astype(str), dtype=float)
    x = np.column_stack([frame[["bri", "ln_population", "ln_gdp_per_head", "growth"]], dummies])
    by_hand = np.linalg.lstsq(x, frame["y"], rcond=None)[0][0]
    assert baseline.estimate(frame, COLUMNS["(3)"]).params["bri"] == pytest.approx(by_hand, abs=1e-8)
    assert baseline.totals(panel)[COLUMNS["(3)"]].params["bri"] == pytest.approx(by_hand, abs=1e-8)


def test_railways_stand_in_the_place_of_roads(panel):
    frame = baseline.counterpart(panel, COLUMNS["(3)"], "exports_baci", railways=True)
    assert frame["year"].between(2005, 2018).all()
    merged = frame.merge(panel[["iso3", "year", "ln_rail_density"]])
    assert (merged["ln_road_density"] == merged["ln_rail_density"]).all()


def test_series_on_their_own_and_on_common_years(panel):
    found = baseline.series_table(panel).set_index(["series", "span"])
    assert found.loc[("exports_baci", "own"), "years"] == "2003-2020"
    assert found.loc[("exports_baci", "common"), "years"] == found.loc[("exports_nbs", "own"), "years"]
    assert found.loc[("imports_dots", "own"), "n none"] == 9 * 13
    # NBS has no other years than the common ones.
    own, common = (found.loc[("exports_nbs", span)].drop("years") for span in ("own", "common"))
    pd.testing.assert_series_equal(own, common, check_names=False)


def test_the_omitted_variables_identity_holds_where_all_is_known(panel):
    own = baseline.nine(panel)
    own = own[own["year"] <= 2020].assign(y=lambda rows: rows["ln_gdp_per_head"] + rows["growth"] ** 2)
    controls = ("ln_population", "ln_gdp_per_head", "growth")

    def slope(outcome, terms):
        spec = FixedEffectsSpec(outcome, terms, ("year",))
        return fixed_effects.estimate(own, spec).params

    long = slope("y", ("bri", *controls))
    parts = sum(long[name] * slope(name, ("bri",))["bri"] for name in controls)
    assert slope("y", ("bri",))["bri"] == pytest.approx(long["bri"] + parts, abs=1e-8)
    # The slope on the treatment is the gap from the event on.
    late = own[own["year"] >= 2013]
    treated = late["iso3"].isin(TREATED)
    gap = late.loc[treated, "ln_population"].mean() - late.loc[~treated, "ln_population"].mean()
    assert slope("ln_population", ("bri",))["bri"] == pytest.approx(gap, abs=1e-8)


def test_what_is_left_for_roads_adds_up(panel):
    found = baseline.omitted(panel)
    spec = FixedEffectsSpec("ln_population", ("bri",), ("year",))
    slope = fixed_effects.estimate(baseline.nine(panel), spec).params["bri"]
    assert found.loc["exports", "ln_population"] == pytest.approx(1.114 * slope, abs=1e-8)
    controls = found[["ln_population", "ln_gdp_per_head", "growth"]].sum(axis=1)
    np.testing.assert_allclose(found["short"], found["long"] + controls + found["roads"])
    assert found.loc["exports", "gap"] == pytest.approx(found.loc["exports", "roads"] / 0.301)
    np.testing.assert_allclose(np.log(found["times"]), found["gap"])


def test_zero_and_missing_years_are_counted(panel):
    found = baseline.zeros(panel).set_index(["series", "countries"])
    assert found.loc[("exports_baci", "nine"), "missing"] == 3  # Serbia before 2006
    with_zero = panel.copy()
    with_zero.loc[with_zero["iso3"].eq("TKM") & with_zero["year"].eq(2010), "exports_baci"] = 0.0
    assert (
        baseline.zeros(with_zero).set_index(["series", "countries"]).loc[("exports_baci", "nine"), "zero"]
        == 1
    )


def test_recovery_by_cells_is_recovery_by_rows():
    from lib.panels import belt_road_synthetic as synthetic

    found = baseline.recovery(2, 7, ("table_3",))
    column = COLUMNS["(3)"]
    by_rows = []
    for seed in (7000, 7001):
        panel = synthetic.draw(seed=seed, outcomes=("ln_exports",)).panel
        by_rows.append(baseline.estimate(column.frame(panel), column, "iid").params["bri"])
    assert found.loc[("table_3", "(3)"), "mc_mean"] == pytest.approx(np.mean(by_rows), abs=1e-8)
    assert found.loc[("table_3", "(3)"), "planted"] == 0.218
    with pytest.raises(ValueError, match="2 at least"):
        baseline.recovery(1, 7)


def test_without_noise_the_printed_columns_and_their_matchings_are_exact(before):
    panel = baseline.noise_free()
    found = baseline.estimate_all(panel, printed_columns("table_3"))
    for column, result in found.items():
        np.testing.assert_allclose(
            result.params[list(column.terms)], list(column.planted.values()), atol=1e-7
        )
    weights = {
        "kernel": matching.country_weights(before, matching.match(before, matching.METHODS["kernel"]).weights)
    }
    frames = {
        column.outcome: baseline.own_frame(panel, column) for column in (COLUMNS["(3)"], COLUMNS["(6)"])
    }
    matched = matching.psm_did(weights, frames).set_index("outcome")["coef"]
    assert matched["exports"] == pytest.approx(0.218, abs=1e-8)
    assert matched["imports"] == pytest.approx(0.0988, abs=1e-8)


def test_the_event_path_is_the_planted_one():
    frame = grid()
    relative = frame["year"] - 2013
    treated = frame["iso3"].isin(TREATED)
    frame["y"] = np.where(treated & (relative >= 0), 0.1 * (relative + 1), 0.0) + 0.3 * frame["year"]
    path = events.path(frame, "y", ends="trim").set_index("relative")["coef"]
    np.testing.assert_allclose(path.loc[-5:-1], 0, atol=1e-9)
    np.testing.assert_allclose(path.loc[0:5], [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], atol=1e-9)
    binned = events.path(frame, "y").set_index("relative")["coef"]
    assert binned[5] == pytest.approx(np.mean([0.1 * (k + 1) for k in range(5, 11)]))


def test_tidy_paths_have_the_keys_of_the_record():
    frame = grid(np.random.default_rng(1).normal(size=189))
    paths = events.paths(frame, {"exports": "y"}, ends=("bin",))
    rows = events.tidy_path(paths, {"exports": "export"}, "figure_3", "original")
    assert set(rows["term"]) == {did.term(k) for k in range(-5, 6) if k != -1}
    assert set(rows["column"]) == {"export"} and set(rows["statistic"]) == {"coef", "se", "p"}


def test_permuted_leads_against_regressions_of_three_choices():
    frame = grid(np.random.default_rng(2).normal(size=189))
    found = events.permuted_leads(frame, "y")
    path = events.path(frame, "y").set_index("relative")["coef"]
    assert found.loc["leads", "largest"] == pytest.approx(path.loc[-5:-2].abs().max())
    assert found.loc["lags", "largest"] == pytest.approx(path.loc[1:5].abs().max())
    assert (found["choices"] == 126).all() and found["p"].between(1 / 126, 1).all()
    # The year of the event is none of the lags.
    once = frame.assign(y=frame["y"] + 50.0 * ((frame["bri"] == 1) & (frame["year"] == 2013)))
    assert events.permuted_leads(once, "y").loc["lags", "largest"] < 10
    # An event that only the treated have is the most extreme of all choices.
    strong = grid()
    strong["y"] += 0.01 * frame["y"]
    assert events.permuted_leads(strong, "y").loc["lags", "p"] == pytest.approx(1 / 126)


STUDIES = (events.path, events.permuted_leads)


@pytest.mark.parametrize("study", STUDIES)
@pytest.mark.parametrize(
    ("years", "words"),
    [
        (range(2013, 2024), "KAZ has no y before 2013"),
        ([*range(2003, 2012), *range(2013, 2024)], "no row of a treated country in the base year 2012"),
        (range(2012, 2024), "no lead"),
        (range(2003, 2014), "no lag"),
    ],
)
def test_events_need_their_years(study, years, words):
    frame = grid(np.random.default_rng(2).normal(size=189))
    with pytest.raises(ValueError, match=words):
        study(frame[frame["year"].isin(years)], "y")


@pytest.mark.parametrize("study", STUDIES)
def test_treated_and_controls_both_need_the_base_year(study):
    frame = grid(np.random.default_rng(2).normal(size=189))
    treated, base = frame["iso3"].isin(TREATED), frame["year"] == 2012
    for name, lacking in (("treated", treated), ("control", ~treated)):
        with pytest.raises(ValueError, match=f"no row of a {name} country in the base year 2012"):
            study(frame[~(base & lacking)], "y")


def test_a_year_without_rows_is_absent_from_the_path():
    frame = grid(np.random.default_rng(2).normal(size=189))
    treated, year = frame["iso3"].isin(TREATED), frame["year"] == 2010
    for lacking in (year, year & treated, year & ~treated):
        assert -3 not in events.path(frame[~lacking], "y")["relative"].tolist()


def test_leads_refuse_what_cannot_be_permuted():
    frame = grid(np.random.default_rng(2).normal(size=189))
    with pytest.raises(ValueError, match="y is -inf in KAZ 2006"):
        events.permuted_leads(frame.assign(y=frame["y"].mask(frame.index == 3, -np.inf)), "y")
    with pytest.raises(ValueError, match="2 duplicate"):
        events.permuted_leads(pd.concat([frame, frame.iloc[:2]]), "y")
    with pytest.raises(ValueError, match="no country among the controls"):
        events.permuted_leads(frame[frame["iso3"].isin(TREATED)], "y")
    absent = frame["iso3"].isin(TREATED) & (frame["year"] == 2010)
    with pytest.raises(ValueError, match="explain a lead or a lag"):
        events.permuted_leads(frame[~absent], "y")
    with pytest.raises(ValueError, match="column 'bri' is 0 for KAZ in 2013"):
        events.permuted_leads(frame.assign(bri=frame["bri"].mask(frame["iso3"] == "KAZ", 0)), "y")


def test_events_need_every_country_before_the_event(panel):
    gone = (panel["iso3"] == "TKM") & (panel["year"] < 2013)
    outcome = "ln_exports_baci"
    for study in (
        lambda rows: events.path(rows, outcome),
        lambda rows: events.permuted_leads(rows, outcome),
        lambda rows: events.fictitious(rows, outcome, 2007),
        lambda rows: events.fictitious_table(rows, {"exports": outcome}),
    ):
        with pytest.raises(ValueError, match="TKM has no ln_exports_baci before 2013"):
            study(panel[~gone])


def test_events_warn_of_zeros(panel):
    place = (panel["iso3"] == "TJK") & (panel["year"] == 2005)
    spoilt = panel.assign(
        exports_baci=panel["exports_baci"].mask(place, 0.0),
        ln_exports_baci=panel["ln_exports_baci"].mask(place),
    )
    outcome = "ln_exports_baci"
    for study in (
        lambda: events.path(spoilt, outcome),
        lambda: events.permuted_leads(spoilt, outcome),
        lambda: events.fictitious(spoilt, outcome, 2007, 2012, placebo.CONTROLS),
        lambda: events.fictitious_table(spoilt, {"exports": outcome}),
    ):
        with pytest.warns(UserWarning, match="exports_baci is zero in 1 country-years .first: TJK 2005"):
            study()


def test_zeros_and_countries_without_earlier_years_are_noted(panel):
    place = (panel["iso3"] == "MNG") & (panel["year"] == 2005)
    gone = (panel["iso3"] == "TKM") & (panel["year"] < 2013)
    spoilt = panel.assign(
        exports_baci=panel["exports_baci"].mask(place, 0.0),
        ln_exports_baci=panel["ln_exports_baci"].mask(place),
    )[~gone]
    column = COLUMNS["(3)"]
    logs = baseline.estimate(baseline.counterpart(spoilt, column, "exports_baci"), column)
    levels = baseline.poisson(spoilt, column, "exports_baci")
    assert levels.nobs == logs.nobs + 1  # Poisson keeps the zero
    assert logs.notes[0] == "1 row(s) left out: the logarithm of a flow of zero; Poisson keeps them"
    assert all("without a row before 2013: TKM" in result.notes[-1] for result in (logs, levels))
    whole = baseline.estimate(baseline.counterpart(panel, column, "exports_baci"), column)
    assert not whole.notes


def test_a_treated_country_among_the_controls_is_refused(panel):
    wrong = panel.assign(bri=panel["bri"].mask(panel["iso3"] == "KAZ", 0))
    for study in (
        lambda: baseline.counterpart(wrong, COLUMNS["(3)"], "exports_baci"),
        lambda: placebo.every_choice(wrong, "ln_exports_baci"),
        lambda: events.path(wrong, "ln_exports_baci"),
        lambda: few.pool(wrong, "exports_baci", few.ALL),
        lambda: computers.rows(wrong),
    ):
        with pytest.raises(ValueError, match="column 'bri' is 0 for KAZ in 2013"):
            study()


def test_fictitious_years_take_up_the_carried_share():
    frame = grid()
    for year in events.YEARS:
        share = events.carried_over(year, YEARS[0], YEARS[-1])
        frame_coef = events.fictitious(frame, "y", year)["coef"]
        assert frame_coef == pytest.approx(share, abs=1e-9)
    noisy = frame.assign(y=frame["y"] + 0.1 * np.random.default_rng(3).normal(size=189))
    only_before = events.fictitious(noisy, "y", 2007, 2012)
    other = events.fictitious(noisy.assign(y=noisy["y"] + 5 * noisy["bri"]), "y", 2007, 2012)
    assert only_before["coef"] == pytest.approx(other["coef"], abs=1e-9) and only_before["n"] == 90
    assert events.unseen(noisy, "y", 2007) == ()
    short = noisy[(noisy["iso3"] != "TKM") | (noisy["year"] >= 2010)]
    assert events.unseen(short, "y", 2007) == ("TKM",) and events.unseen(short, "y", 2012) == ()
    late = noisy[noisy["year"] >= 2010]
    assert events.fictitious(late, "y", 2007).isna().all()
    with pytest.raises(ValueError, match="first < year"):
        events.carried_over(2003, 2003, 2023)


def test_every_choice_is_taken_once_and_centres_on_zero(panel):
    found = placebo.every_choice(panel, "ln_exports_nbs")
    assert found.n_assignments == 126 and found.exact
    own = panel[panel["iso3"].isin(COUNTRIES)].dropna(subset=["ln_exports_nbs"])
    late = own["year"] >= 2013
    gaps = (
        own["ln_exports_nbs"].where(late).groupby(own["iso3"]).mean()
        - own["ln_exports_nbs"].where(~late).groupby(own["iso3"]).mean()
    )
    by_hand = sorted(
        gaps[list(chosen)].mean() - gaps.drop(list(chosen)).mean() for chosen in combinations(gaps.index, 5)
    )
    np.testing.assert_allclose(sorted(found.distribution), by_hand, atol=1e-9)
    table = placebo.summary({"exports": found})
    assert table.loc["exports", "mean_coef"] == pytest.approx(0, abs=1e-9)


def test_random_draws_repeat_themselves():
    different, actual = placebo.repeated(500, 5, 9)
    rng = np.random.default_rng(4)
    counts = [len(np.unique(rng.integers(126, size=500))) for _ in range(2000)]
    assert different == pytest.approx(np.mean(counts), abs=4 * np.std(counts) / np.sqrt(2000))
    assert actual == pytest.approx(1 - (125 / 126) ** 500)


def test_the_covariates_separate_countries_but_not_country_years(before):
    found = matching.attempts(before).set_index(["rows", "covariates"])
    assert found.loc[("countries", matching.NAMED), "separated"]
    assert not found.loc[("country-years", matching.NAMED), "separated"]
    assert np.isnan(found.loc[("countries", matching.NAMED), "pseudo_r2"])
    years = matching.by_year(before)
    assert years.index.tolist() == list(range(2003, 2013)) and 0 < years.sum() < 10


def test_growth_and_volatility_are_of_the_country_itself(before, panel):
    first = before.groupby("iso3").first()
    kaz = before[before["iso3"] == "KAZ"].set_index("year")
    raw = panel[panel["iso3"] == "KAZ"].set_index("year")["exports_baci"]
    assert kaz.loc[2005, "export_growth"] == pytest.approx(np.log(raw[2005] / raw[2004]))
    assert kaz.loc[2006, "export_volatility"] == pytest.approx(kaz.loc[2004:2006, "export_growth"].std())
    assert before.groupby("iso3")["year"].max().eq(2012).all() and len(first) == 9


def test_permuted_means_against_a_listing(before):
    table = before.groupby("iso3")["ln_population"].mean()  # ten years each: means of countries
    gaps = np.array(
        [table[list(c)].mean() - table.drop(list(c)).mean() for c in combinations(table.index, 5)]
    )
    own = table[list(TREATED)].mean() - table.drop(list(TREATED)).mean()
    tails = (gaps >= own - 1e-12).mean(), (gaps <= own + 1e-12).mean()
    assert matching.permuted(before, "ln_population") == pytest.approx(min(1.0, 2 * min(tails)))


def test_balances_take_each_variable_on_its_own_rows(before):
    weights = matching.match(before, matching.METHODS["kernel"]).weights
    found = matching.balances(before, weights)
    growth = before.dropna(subset=["export_growth"])
    mean = growth.loc[growth["treated"] == 1, "export_growth"].mean()
    assert found.loc[("export_growth", "before"), "mean_treated"] == pytest.approx(mean)
    assert found["p_countries"].notna().sum() == len(matching.PRINTED) + len(matching.NAMED)
    rows = matching.balance_rows(found, "table_2", "original")
    assert {"mean_treated", "mean_control", "bias", "bias_reduction", "p"} <= set(rows["statistic"])


def test_matched_ranges_are_those_of_the_three(panel, before):
    weights = {
        name: matching.country_weights(before, matching.match(before, spec).weights)
        for name, spec in matching.METHODS.items()
    }
    frames = {"exports": baseline.counterpart(panel, COLUMNS["(3)"], "exports_baci")}
    found = matching.psm_did(weights, frames)
    rows = matching.psm_rows(found, "psm_did", "original")
    ends = rows[rows["panel"] == ""].set_index("statistic")["value"]
    assert ends["min_coef"] == found["coef"].min() and ends["max_coef"] == found["coef"].max()
    assert found["countries"].eq(7).all()
    # Countries of weight zero have no row.
    assert (
        found["n"].iloc[0]
        == frames["exports"]["iso3"].isin(weights["kernel"].index[weights["kernel"] > 0]).sum()
    )


def test_summaries_are_those_of_the_balance(before):
    matches = {name: matching.match(before, spec) for name, spec in matching.METHODS.items()}
    found = matching.summaries(before, matches)
    one = matching.balance(before, matches["radius"].weights, matching.NAMED)
    bias = one.table["bias"].abs().groupby(level="sample").mean()
    assert found.loc["radius", "bias_after"] == pytest.approx(bias["after"])
    assert found.loc["radius", "mean_bias_reduction"] == pytest.approx(
        100 * (1 - bias["after"] / bias["before"])
    )
    assert found.loc["radius", "treated"] == matches["radius"].counts["matched"]


def test_a_choice_is_matched_anew_and_estimated_on_its_own_rows(panel, before):
    column, spec = COLUMNS["(3)"], {"kernel": matching.METHODS["kernel"]}
    frame = baseline.counterpart(panel, column, "exports_baci")
    weights = matching.chosen_weights(before, spec)["kernel"]
    found = matching.every_match(frame, column, weights)
    assert len(weights.columns) == len(found.coefs) == 126
    other = "AZE KAZ MNG TJK UZB"
    table = before.assign(treated=before["iso3"].isin(other.split()).astype(int))
    by_hand = matching.country_weights(table, matching.match(table, spec["kernel"]).weights)
    pd.testing.assert_series_equal(weights[other], by_hand, check_names=False)
    rows = frame.assign(weight=frame["iso3"].map(by_hand))
    rows = rows[rows["weight"] > 0].assign(
        bri=lambda one: (one["iso3"].isin(other.split()) & (one["year"] >= 2013)).astype(float)
    )
    assert found.coefs[other] == pytest.approx(
        baseline.estimate(rows, column, weights="weight").params["bri"], abs=1e-8
    )
    # Choices that the covariates separate have no match and count as extreme.
    lost = weights.columns[weights.isna().all()]
    assert len(lost) and set(lost) == set(found.coefs.index[found.coefs.isna()])
    assert found.own["KAZ KGZ TJK TKM UZB"] == pytest.approx(1)


def test_matched_choices_find_an_effect_that_only_the_treated_have(panel):
    noise = np.random.default_rng(5).normal(scale=0.01, size=len(panel))
    strong = panel.assign(ln_exports_baci=belt_road.bri(panel) + noise)
    spec = {"kernel": matching.METHODS["kernel"]}
    found = matching.matched_choices(strong, {"exports": "exports_baci"}, spec).loc[("exports", "kernel")]
    assert found["coef"] == pytest.approx(1, abs=0.02)
    # Only the choices without a match, and the actual one, are as extreme.
    assert found["choices_count"] == 2 * (1 + found["unmatched"]) and found["choices"] == 126
    assert found["choices_p"] == found["choices_count"] / 126
    weights = {"kernel": matching.chosen_weights(matching.before(panel), spec)["kernel"]}
    alone = weights["kernel"][["KAZ KGZ TJK TKM UZB"]] * 0
    frame = baseline.counterpart(panel, COLUMNS["(3)"], "exports_baci")
    with pytest.raises(ValueError, match="no matched rows"):
        matching.every_match(frame, COLUMNS["(3)"], alone)


def test_choices_without_support_or_in_reach_of_nobody_are_missing(before):
    narrow = matching.MatchingSpec(method="radius", caliper=1e-12, common_support=True)
    weights = matching.chosen_weights(before, {"radius": narrow})["radius"]
    assert weights.isna().all().all() and len(weights.columns) == 126
    # Another error is no missing match.
    with pytest.raises((KeyError, ValueError), match="openness"):
        matching.chosen_weights(before.drop(columns="openness"), {"radius": narrow})


def test_balances_count_the_rows_and_countries_behind_each_line(before):
    weights = matching.match(before, matching.METHODS["kernel"]).weights
    found = matching.balances(before, weights)
    first = found.xs("before", level="sample")[["rows_treated", "rows_control", "countries"]]
    assert first.loc["ln_population"].tolist() == [50, 40, 9]
    # Growth lacks each first year, volatility three, Serbia as many more.
    assert first.loc["export_growth"].tolist() == [45, 33, 9]
    assert first.loc["export_volatility"].tolist() == [35, 25, 9]
    matched = before[weights > 0]
    after = found.loc[("openness", "after")]
    assert after["rows_treated"] + after["rows_control"] == len(matched)
    assert after["countries"] == matched["iso3"].nunique() < 9


def test_a_control_without_exports_is_seen_in_the_count(panel):
    gone = panel.copy()
    gone.loc[gone["iso3"].eq("BLR") & (gone["year"] < 2013), "exports_baci"] = 0.0
    table = matching.before(gone)
    found = matching.balances(table, matching.match(table, matching.METHODS["kernel"]).weights)
    counts = found["countries"].xs("before", level="sample")
    assert counts[list(matching.PRINTED)].eq(8).all() and counts[list(matching.NAMED)].eq(9).all()


def test_fictitious_years_with_controls_are_those_of_the_printed_columns(panel):
    found = events.fictitious_table(panel, {"exports": "ln_exports_baci"})
    found = found.set_index(["year", "sample", "controls"])["coef"]
    for year, name in ((2012, "(1)"), (2007, "(3)")):
        column = next(one for one in printed_columns("table_4") if one.column == name)
        frame = baseline.counterpart(panel, column, "exports_baci")
        assert found[year, "all years", True] == pytest.approx(
            baseline.estimate(frame, column).params["bri"], abs=1e-8
        )
        assert abs(found[year, "all years", True] - found[year, "all years", False]) > 0.01
    assert len(found) == 10  # three years, of which the real one has no sample before it
