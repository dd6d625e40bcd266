"""Channels, quality and inequality of the Belt and Road paper: identities, recoveries, planted changes."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from lib import panels
from lib.panels import belt_road_synthetic as synthetic
from lib.panels.belt_road import COUNTRIES
from lib.panels.belt_road_columns import INTERACTION, TREATMENT, printed_columns
from lib.studies import belt_road_baseline as baseline
from lib.studies import belt_road_beside as beside
from lib.studies import belt_road_channels as channels
from lib.studies import belt_road_few as few
from lib.studies import belt_road_inequality as moderating
from lib.studies import belt_road_mechanisms as study
from lib.studies import belt_road_placebo as placebo
from lib.studies import belt_road_quality as goods
from lib.studies import belt_road_recovery as recovering
from lib.studies import belt_road_worlds as worlds_of
from lib.studies.belt_road_between import between


@pytest.fixture(scope="module")
def real():
    return panels.load("belt_road", "counterpart")


@pytest.fixture(scope="module")
def drawn():
    return synthetic.draw()


# --- recovery ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["table_3 (2)", "table_3 (6)", "table_6 (3)", "table_8 (1)"])
def test_country_years_give_the_estimates_and_errors_of_the_rows(drawn, name):
    column = next(one for one in printed_columns() if one.name == name)
    ours = recovering.estimates(drawn, recovering.regressions(drawn, [column.exhibit]))[column]
    terms = list(column.terms)
    rows = baseline.estimate(column.frame(drawn.panel), column, "iid")
    clustered = baseline.estimate(column.frame(drawn.panel), column)
    np.testing.assert_allclose(ours.coef, rows.params[terms], rtol=1e-8, atol=1e-9)
    np.testing.assert_allclose(ours.se_rows, rows.std_errors[terms], rtol=1e-8)
    np.testing.assert_allclose(ours.se_countries, clustered.std_errors[terms], rtol=1e-8)


def test_every_column_is_recovered_and_rows_are_not_independent():
    table = recovering.recovery(40, seed=5)
    assert len(table) == sum(len(column.terms) for column in printed_columns())
    # 130 correlated means, each with its Monte Carlo error: beyond 4.5 is one chance in a thousand in all.
    assert table["z"].abs().max() < 4.5
    both = table.loc[["table_5", "table_6", "table_7", "table_8"]]
    assert both["covered_rows"].mean() < 0.7 < both["covered_countries"].mean()
    back = recovering.collected(recovering.rows(table, "recovery_all"))
    pd.testing.assert_frame_equal(back, table[list(recovering.STATISTICS)])


def test_what_the_panel_lacks_is_summed_up_by_column():
    lacking = synthetic.shortfall()
    found = recovering.fitted(lacking)
    assert list(found.index) == [(one.exhibit, one.column) for one in printed_columns()]
    assert found["outcome"].nunique() == 22 and len(found) == 27
    assert found.loc[("table_6", "(2)"), "shared"] == "(1) (3) (4)"
    assert found.loc[("table_3", "(3)"), "shared"] == "(2)" and found.loc[("table_8", "(1)"), "shared"] == ""
    one = lacking.query("exhibit == 'table_4' and column == '(1)'").set_index("term")["se_ratio"]
    row = found.loc[("table_4", "(1)")]
    assert row["most"] == one["ln_population"] == one.max() and row["most_term"] == "ln_population"
    assert row["own"] == one[TREATMENT] and row["least"] == one["growth"]
    assert found.loc[("table_6", "(1)"), "own"] != pytest.approx(1, abs=1e-3)
    # A panel that had everything would have ratios of one everywhere.
    perfect = recovering.fitted(lacking.assign(se_ratio=1.0, r2=lacking["r2_printed"]))
    assert (perfect[["own", "least", "most"]] == 1).all(axis=None)


def test_a_recovery_needs_two_draws():
    with pytest.raises(ValueError, match="draws=1"):
        recovering.recovery(1, seed=1)


# --- channels ---------------------------------------------------------------------------------------------


def test_total_is_direct_plus_carried(real):
    table = study.through(real)
    np.testing.assert_allclose(table["total"] - table["direct"], table["carried"], atol=1e-8)
    assert (table["low"] <= table["high"]).all()
    both = study.second_links(real, with_treatment=True)
    np.testing.assert_allclose(table["b"], both.loc[table.index, "coef"], rtol=1e-7)


def test_a_planted_first_link_is_found(real):
    moved = real.assign(logistics=real["logistics"] + 5.0 * real[TREATMENT])
    before, after = (study.first_links(one, ["logistics"]).loc["logistics"] for one in (real, moved))
    assert after["coef"] - before["coef"] == pytest.approx(5.0)
    assert after["p_choices"] < 0.05 < before["p_choices"]


def test_tables_without_public_variables_have_no_rows_on_other_tracks(real):
    assert study.printed_rows(real, "table_5", "counterpart") is None
    rows = study.printed_rows(panels.load("belt_road", "semi_synthetic"), "table_5", "semi_synthetic")
    assert set(rows["exhibit"]) == {"table_5"} and set(rows["column"]) == {"(1)", "(2)", "(3)"}


def test_limits_of_z_hold_it():
    table = channels.ranking()
    size = table["z"].abs()
    assert (table["z_low"] <= size).all() and (size <= table["z_high"]).all()


def test_degrees_of_freedom_are_found_in_regressions_that_have_them():
    """Two columns of one outcome, t and R squared from least squares, to twelve digits."""
    rng = np.random.default_rng(3)
    n, x = 200, rng.standard_normal((200, 3))
    y = x @ [0.5, 0.2, 0.4] + rng.standard_normal(n)
    known = {}
    for k in (1, 2):
        design = np.column_stack([np.ones(n), x[:, 0], x[:, k]])
        coef, left, *_ = np.linalg.lstsq(design, y, rcond=None)
        variance = left[0] / (n - 3) * np.linalg.inv(design.T @ design)[2, 2]
        r2, t2 = 1 - left[0] / ((y - y.mean()) ** 2).sum(), coef[2] ** 2 / variance
        known[k] = {"left": (1 - r2, 1 - r2 + 1e-12), "t2": (t2, t2 + 1e-12)}
    low, middle, high = channels._degrees(known[1], known[2])
    assert low <= middle <= high
    assert middle == pytest.approx(n - 3, rel=1e-6)


def test_equal_r2_give_no_degrees_of_freedom():
    same = {"left": (0.279, 0.281), "t2": (7.0, 7.1)}
    assert np.isinf(channels._degrees(same, same)[2])


def test_a_channel_of_nothing_is_found_only_where_something_moves_both():
    table = worlds_of.no_channel(300, seed=4)
    off = (table["mean"] / table["error"]).abs()
    assert (off.iloc[[0, 2]] < 4).all()  # Monte Carlo errors
    assert (off.iloc[[1, 3]] > 20).all()
    with pytest.raises(ValueError, match="draws=1"):
        worlds_of.no_channel(1, seed=4)


def test_population_moves_the_investors_by_its_coefficient(real):
    table = channels.investors(real)
    assert set(table.index) == set(COUNTRIES)
    np.testing.assert_allclose(table["table_5"] / table["growth"], 8.269, rtol=1e-9)


# --- quality ----------------------------------------------------------------------------------------------


def test_the_right_elasticity_finds_true_quality_and_no_effect():
    table = goods.recovered(goods.Lines(products=8), seed=2, sigmas=(5.0, 3.0))
    assert table.loc[5.0, "largest"] < 1e-9 < table.loc[3.0, "largest"]
    assert table[["mean", "effect"]].abs().max(axis=None) < 1e-9


def test_weights_by_value_make_an_effect_of_rises_that_differ():
    found = {
        spread: [goods.recovered(goods.Lines(60, effect=effect, spread=spread), seed, (5.0,)).loc[5.0]
                 for seed in range(12)]
        for effect, spread in ((0.3, 0.0), (0.0, 0.3))
    }  # fmt: skip
    weighted = {spread: np.array([one["effect_by_value"] for one in rows]) for spread, rows in found.items()}
    errors = {spread: one.std(ddof=1) / np.sqrt(len(one)) for spread, one in weighted.items()}
    assert abs(weighted[0.0].mean()) < 4 * errors[0.0]  # all rose by 0.3
    assert weighted[0.3].mean() > 4 * errors[0.3]  # none on average
    assert max(abs(one["effect"]) for rows in found.values() for one in rows) < 1e-9


# --- inequality -------------------------------------------------------------------------------------------


def by_search(line, correlation=0.0, z=1.959964):
    """A grid of values, and whether the effect there is within z standard errors of zero."""
    at = np.linspace(-400, 400, 80_001)
    return at, np.abs(line.effect(at)) <= z * line.std_error(at, correlation)


LINES = {
    "interval": moderating.Line(0.2, -0.02, 0.03, 0.005),
    "rays": moderating.Line(0.14, -0.0129, 0.0427, 0.00708),
    "rays, rising": moderating.Line(0.14, 0.0129, 0.0427, 0.00708),
    "everything": moderating.Line(0.01, -0.0050, 0.0427, 0.00708),
}


@pytest.mark.parametrize("correlation", [-0.5, 0.0, 0.5])
@pytest.mark.parametrize("name", LINES)
def test_fieller_is_the_set_in_which_no_effect_is_significant(name, correlation):
    line = LINES[name]
    found = line.fieller(correlation)
    assert moderating.within(line.zero, found)
    at, inside = by_search(line, correlation)
    assert [moderating.within(value, found) for value in at] == inside.tolist()
    ends = [end for part in found for end in part if np.isfinite(end)]
    assert len(ends) == (0 if name == "everything" else 2) and len(found) == 1 + name.startswith("rays")
    for end in ends:
        assert abs(line.effect(end) / line.std_error(end, correlation)) == pytest.approx(1.959964, rel=1e-6)


def test_where_the_slope_is_just_at_the_level_the_set_is_one_ray():
    z = stats.norm.isf(moderating.LEVEL / 2)
    for sign in (1, -1):
        line = moderating.Line(0.14, sign * z / 4, 0.04, 1 / 4)  # a quarter: no rounding in the squares
        ((low, high),) = line.fieller()
        end = high if sign > 0 else low
        assert {low, high} == {end, -sign * np.inf}
        assert abs(line.effect(end)) == pytest.approx(z * line.std_error(end))
        assert low < line.zero < high
    assert moderating.Line(0.01, 0.0, 0.03, 0.0).fieller() == ((-np.inf, np.inf),)


@pytest.mark.parametrize("slope_se", [0.005, 0.0095, 0.02])
def test_fieller_covers_as_often_as_it_says(slope_se):
    """By membership in the set that is returned: intervals, and rays where the slope is noisy."""
    rng = np.random.default_rng(8)
    draws, truth = 4000, moderating.Line(0.2, -0.02, 0.03, slope_se)
    sample = zip(rng.normal(0.2, 0.03, draws), rng.normal(-0.02, slope_se, draws), strict=True)
    sets = [moderating.Line(a, b, 0.03, slope_se).fieller() for a, b in sample]
    held = np.mean([moderating.within(truth.zero, found) for found in sets])
    assert held == pytest.approx(0.95, abs=4 * np.sqrt(0.95 * 0.05 / draws))  # Monte Carlo errors
    rays = np.mean([len(found) == 2 for found in sets])
    assert rays > 0.3 if slope_se > 0.009 else rays < 0.05


def test_the_printed_set_of_imports_is_two_rays_that_leave_out_every_theil_index():
    found = moderating.zeros().loc["imports"]
    (_, low), (high, last) = found["set"]
    assert (low, high) == (pytest.approx(-141.5, abs=0.05), pytest.approx(3.4, abs=0.05)) and last == np.inf
    assert not any(moderating.within(value, found["set"]) for value in np.linspace(0, 3, 31))
    assert all(moderating.within(end, found["widest"]) for end in (low, high))


def test_a_union_of_intervals():
    inf = np.inf
    assert moderating.union([(3, 5), (-inf, -2), (4, inf), (-3, -1)]) == ((-inf, -1), (3, inf))
    assert moderating.union([(-inf, 2), (2, inf)]) == ((-inf, inf),)


def test_readings_change_with_the_unit_and_not_with_the_line(real):
    table = moderating.readings(real)
    line = moderating.printed_lines()["exports"]
    assert (table["zero"] == line.zero).all()
    gini, share = table.loc["Gini, 0 to 100"], table.loc["Gini, 0 to 1"]
    assert gini["highest"] == pytest.approx(100 * share["highest"])
    assert set(gini["countries"].split()) == {"KAZ", "KGZ", "TJK", "UZB"} and share["countries"] == ""


def test_a_planted_product_is_found(real):
    slope = -0.25
    centred = real["gini"] - 30
    outcome = real["ln_exports_baci"] + slope * centred * real[TREATMENT]
    before = moderating.moderation(real, "exports").table["coef"]
    after = moderating.moderation(real.assign(ln_exports_baci=outcome), "exports").table["coef"]
    assert after[INTERACTION] - before[INTERACTION] == pytest.approx(slope)
    assert after["inequality"] == pytest.approx(before["inequality"])


def test_the_curve_is_the_treatment_at_the_centre(real):
    found = moderating.moderation(real, "imports")
    at = found.curve(np.array([found.centre]))
    assert at["effect"].iloc[0] == pytest.approx(found.table.loc[TREATMENT, "coef"])
    half = (at["high"] - at["low"]).iloc[0] / 2
    # t with six degrees of freedom: of the nine, two have no Gini from 2013 on.
    assert half / found.table.loc[TREATMENT, "se"] == pytest.approx(2.447, abs=1e-3)


def test_table_8_in_kind_has_only_countries_whose_gini_is_known_before_and_after(real):
    frame, centre = moderating.moderated_rows(real, "ln_exports_baci")
    sides = frame.groupby("iso3")["year"].agg(["min", "max"])
    assert (sides["min"] < 2013).all() and (sides["max"] >= 2013).all()
    assert set(COUNTRIES) - set(sides.index) == {"AZE", "TKM"} and len(frame) == 123
    assert frame.loc[frame[TREATMENT] == 1, "inequality"].mean() == pytest.approx(0, abs=1e-9)
    every, same = moderating.moderated_rows(real, "ln_exports_baci", both=False)
    assert len(every) == 132 and same == centre
    assert set(moderating.leave_out(real).index) == set(sides.index)
    # A Gini of one year after the event brings a country back.
    known = real.copy()
    known.loc[(known["iso3"] == "AZE") & (known["year"] == 2014), "gini"] = 26.0
    again, _ = moderating.moderated_rows(known, "ln_exports_baci")
    assert len(again) == 123 + 7 and "AZE" in set(again["iso3"])


def test_who_is_seen_on_one_side_alone_is_said_and_is_not_without_a_row(real):
    notes = moderating.moderated_rows(real, "ln_exports_baci")[0].attrs["notes"]
    assert notes[:2] == tuple(
        f"{country} is seen on one side of the event alone, left out" for country in ("AZE", "TKM")
    )
    assert notes[2:] == ("of the others 24 country-years without a figure, left out",)
    never = real.assign(gini=real["gini"].mask(real["iso3"] == "AZE"))
    notes = moderating.moderated_rows(never, "ln_exports_baci", ("TJK",))[0].attrs["notes"]
    assert notes[0].startswith("TKM is seen") and notes[-1] == "AZE has no complete row"


def test_a_p_value_of_no_pattern_has_its_bound_and_its_ties(real):
    found = moderating.moderation(real, "exports")
    line = found.table.loc["inequality"]
    assert line["p_wild"] == 0 and line["patterns"] == 2**7 and line["p_ties"] == 2 / 2**7
    assert any(note.startswith("no pattern of 128 has a larger t") for note in found.notes)
    assert sum(note.startswith("3 clusters of 7 are not treated") for note in found.notes) == 1


def test_table_8_in_kind_needs_a_control_with_a_gini_on_both_sides(real):
    gone = real["iso3"].isin(["MNG", "BLR", "SRB"]) & (real["year"] >= 2013)
    with pytest.raises(ValueError, match="no country among the controls"):
        moderating.moderation(real.assign(gini=real["gini"].mask(gone)), "exports")


def test_a_country_left_out_is_left_out(real):
    without = moderating.moderation(real, "exports", ("TJK",))
    assert "TJK" not in set(without.frame["iso3"])
    table = moderating.leave_out(real)
    assert table.loc["TJK", ("exports", "coef")] == pytest.approx(without.table.loc[INTERACTION, "coef"])


def test_moderators_are_scaled_over_the_countries(real):
    table = moderating.rivals(real)
    assert table.iloc[0]["correlation with the Gini"] == pytest.approx(1)
    rescaled = moderating.rivals(real.assign(distance_km=1000 * real["distance_km"]))
    pd.testing.assert_frame_equal(table, rescaled, rtol=1e-6)


def test_the_gini_hardly_varies_within_the_treated_countries(real):
    table = moderating.variation(real)
    assert 0.9 < table.attrs["between"] < 1
    flat = real.assign(gini=real.groupby("iso3")["gini"].transform("mean"))
    assert moderating.variation(flat).attrs["between"] == pytest.approx(1)


def test_theil_between_countries_adds_up(real):
    table = between(real)
    np.testing.assert_allclose(table["within"] + table["between"], table["total"], atol=1e-12)


# --- rows that cannot be compared -------------------------------------------------------------------------


def spoilt(real, what):
    """The counterpart with a partner that has no year before the event, or with flows of zero."""
    bad = real.copy()
    flows = ["exports_baci", "imports_baci"]
    if what == "no pre-period":
        rows, value = (bad["iso3"] == "SRB") & (bad["year"] < 2013), np.nan
    else:
        rows, value = (bad["iso3"] == "TJK") & bad["year"].between(2003, 2006), 0.0
    bad.loc[rows, flows] = value
    bad.loc[rows, [f"ln_{flow}" for flow in flows]] = np.nan
    return bad


REGRESSIONS = {
    "every choice": lambda panel: placebo.every_choice(panel, "ln_exports_baci"),
    "first links": lambda panel: study.first_links(panel, ["memorandum"]),
    "second links": study.second_links,
    "through": study.through,
    "few": lambda panel: few.rows(panel, "exports_baci"),
    "moderation": lambda panel: moderating.moderation(panel, "exports"),
    "beside": lambda panel: beside.regression(panel, printed_columns("table_8")[0], "exports_baci"),
}


@pytest.mark.parametrize("name", [name for name in REGRESSIONS if name != "first links"])
def test_a_partner_without_a_pre_period_is_refused_by_the_chapters_regressions(real, name):
    with pytest.raises(ValueError, match=r"SRB has no ln_exports_baci before 2013 \(1 such countries\)"):
        REGRESSIONS[name](spoilt(real, "no pre-period"))


@pytest.mark.parametrize("name", [name for name in REGRESSIONS if name not in ("first links", "through")])
def test_zeros_are_counted_and_said_by_the_chapters_regressions(real, name):
    with pytest.warns(UserWarning, match=r"exports_baci is zero in 4 country-years \(first: TJK 2003\)"):
        REGRESSIONS[name](spoilt(real, "zeros"))


def test_a_variable_of_one_side_is_refused_as_outcome_and_as_term(real):
    late = real.assign(memorandum=real["memorandum"].mask((real["iso3"] == "UZB") & (real["year"] >= 2013)))
    with pytest.raises(ValueError, match="UZB has no memorandum from 2013 on"):
        REGRESSIONS["first links"](late)
    with pytest.raises(ValueError, match="UZB has no ln_exports_baci from 2013 on"):
        study.second_links(late)


def test_a_control_that_is_treated_is_refused_by_the_chapters_regressions(real):
    treated = real.assign(bri=real["bri"].mask((real["iso3"] == "MNG") & (real["year"] >= 2015), 1))
    for run in REGRESSIONS.values():
        with pytest.raises(ValueError, match=r"column 'bri' is 1\S* for MNG in 2015"):
            run(treated)
