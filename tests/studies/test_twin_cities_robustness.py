"""Two-step correction, exclusions and differences between groups: identities and hand calculations."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from small_twin_cities import NEIGHBOURS, small_panel

from lib.exhibits import files
from lib.panels.twin_cities import CONTROLS
from lib.panels.twin_cities_columns import MILLS, printed_columns
from lib.studies import twin_cities as study
from lib.studies import twin_cities_robustness as robustness

GROUPS = {"road": ("(2)", "(4)"), "neighbours": ("(8)", "(6)")}


@pytest.fixture(scope="module")
def panel():
    return small_panel(2, noise=0.3)


@pytest.fixture(scope="module")
def baseline():
    return [column for column in printed_columns("table_3") if column.column in ("(2)", "(4)")]


@pytest.fixture(scope="module")
def table_6(panel):
    return study.estimate_all(panel, printed_columns("table_6"))


def test_the_ratio_and_the_residual_differ_in_untied_rows_alone(panel):
    probit, ratio = robustness.first_stage(panel, robustness.SELECTIONS["pair-year, ratio"])
    _, residual = robustness.first_stage(panel, robustness.SELECTIONS["pair-year, residual"])
    z, tied = probit.index, panel["treat_post"] == 1
    assert np.allclose(ratio, stats.norm.pdf(z) / stats.norm.cdf(z), rtol=1e-10)
    assert (ratio[tied] == residual[tied]).all()
    below = -stats.norm.pdf(z[~tied]) / stats.norm.sf(z[~tied])
    assert np.allclose(residual[~tied], below, rtol=1e-10)
    assert residual.mean() == pytest.approx(0, abs=1e-8)  # the first-order condition of the constant


def test_the_correction_of_a_pair_is_the_same_in_all_its_years(panel):
    probit, ratio = robustness.first_stage(panel, robustness.SELECTIONS["pair, ratio"])
    assert probit.nobs == panel["pair"].nunique()
    spread = ratio.groupby(panel["pair"]).agg(np.ptp)
    assert (spread == 0).all()
    assert ratio.notna().all()


def test_rows_without_a_regressor_have_no_correction(panel):
    holed = panel.assign(tariff=panel["tariff"].mask(panel.index < 5))
    _, ratio = robustness.first_stage(holed, robustness.SELECTIONS["pair-year, ratio"])
    assert list(np.flatnonzero(ratio.isna())) == [0, 1, 2, 3, 4]


def test_a_correction_that_says_nothing_changes_nothing(panel, baseline):
    """A ratio that the controls explain leaves the effect as it is."""
    useless = panel["tariff"] * 2
    with_it = robustness.two_step(panel, printed_columns("heckman"), useless + 1e-3 * panel["ln_distance"])
    plain = study.estimate(panel, baseline[0])
    frame = baseline[0].frame(panel, extra=("ln_distance",))
    by_hand = study.estimate(panel.assign(**{MILLS: panel["ln_distance"]}), printed_columns("heckman")[0])
    assert set(with_it) == {"quantity", "value"}
    assert with_it["quantity"].params["treat_post"] == pytest.approx(by_hand.params["treat_post"], abs=1e-8)
    assert with_it["quantity"].nobs == plain.nobs == len(frame)


def test_errors_of_the_second_step_stand_side_by_side(panel):
    ratio = robustness.first_stage(panel, robustness.SELECTIONS["pair-year, ratio"])[1]
    columns = printed_columns("heckman")
    found = robustness.two_step(panel, columns, ratio)
    clustered = robustness.two_step(panel, columns, ratio, covariance={"clustered": ["pair"]})
    row = robustness.two_step_errors(found, clustered).loc[("value", "agreement")]
    assert row["independent"] == found["value"].std_errors["treat_post"]
    assert row["by pair"] == clustered["value"].std_errors["treat_post"] != row["independent"]
    assert row["t"] == row["coef"] / row["by pair"]


def test_rows_of_the_two_steps_have_the_keys_of_the_record(panel):
    probit, ratio = robustness.first_stage(panel, robustness.SELECTIONS["pair-year, ratio"])
    found = robustness.two_step(panel, printed_columns("heckman"), ratio)
    rows = robustness.heckman_rows(probit, found, "semi_synthetic")
    files.check_tidy(rows, paper="twin_cities", exhibit="heckman", track="semi_synthetic")
    value = rows.set_index(["column", "term", "statistic"])["value"]
    assert value["value", "treat_post", "coef"] == found["value"].params["treat_post"]
    assert value["value", "inverse_mills", "p"] == found["value"].pvalues[MILLS]
    assert value["first_stage", "ln_distance", "coef"] == probit.params["ln_distance"]
    assert value["first_stage", "", "n"] == len(panel)


def test_samples_leave_out_what_their_names_say(panel, baseline):
    samples = robustness.samples(panel)
    assert (samples["without provinces"]["via_province"] == 0).all()
    dropped = len(panel) - len(samples["without provinces"])
    assert dropped == panel["via_province"].sum()
    untied = samples["provinces untied"]
    assert len(untied) == len(panel)
    assert untied.loc[panel["via_province"] == 1, "treat_post"].sum() == 0
    assert untied.loc[panel["via_province"] == 0, "treat_post"].equals(
        panel.loc[panel["via_province"] == 0, "treat_post"]
    )
    assert set(panel["iso3"]) - set(samples["without special regions"]["iso3"]) == {"HKG"}
    found = robustness.on_samples(samples, baseline)
    table = robustness.effects(found)
    assert table.loc["without provinces", ("quantity", "n")] == len(samples["without provinces"])
    by_hand = study.estimate(panel[panel["iso3"] != "HKG"], baseline[1]).params["treat_post"]
    assert table.loc["without special regions", ("value", "coef")] == by_hand
    assert "without special regions" not in robustness.samples(panel[panel["iso3"] != "HKG"])
    name = "robustness_without_provinces"
    rows = robustness.robustness_rows(found["without provinces"], name, "semi_synthetic")
    files.check_tidy(rows, paper="twin_cities", exhibit=name, track="semi_synthetic")


def test_differences_printed_by_hand():
    table = study.printed_differences("table_6", GROUPS)
    assert table.loc["road", "difference"] == pytest.approx(0.086 - 0.151)
    assert table.loc["road", "s.e."] == pytest.approx(np.hypot(0.086 / 2.282, 0.151 / 5.442))
    assert table.loc["road", "z"] == pytest.approx(
        table.loc["road", "difference"] / table.loc["road", "s.e."]
    )


def test_differences_computed_by_hand(table_6):
    table = robustness.differences(table_6, GROUPS)
    ours = {column.column: result for column, result in table_6.items()}
    by_hand = ours["(8)"].params["treat_post"] - ours["(6)"].params["treat_post"]
    assert table.loc["neighbours", "difference"] == by_hand
    assert table.loc["neighbours", "z"] == pytest.approx(by_hand / table.loc["neighbours", "s.e."])


def test_the_stacked_difference_is_that_of_two_regressions(panel, table_6):
    columns = {column.column: column for column in table_6}
    for first, second in GROUPS.values():
        difference, _ = robustness.stacked(panel, columns[first], columns[second], "city_code")
        ours = [table_6[columns[name]].params["treat_post"] for name in (first, second)]
        assert difference == pytest.approx(ours[0] - ours[1], abs=1e-8)


def test_pairs_are_in_one_group_so_that_their_clusters_add_up(panel, table_6):
    """Clustered by pair, the stacked variance is the sum of both but for small-sample factors below 5 %."""
    columns = {column.column: column for column in table_6}
    first, second = (columns[name] for name in GROUPS["neighbours"])
    _, se = robustness.stacked(panel, first, second, "pair")
    apart = [study.estimate(panel, c, covariance={"clustered": ["pair"]}) for c in (first, second)]
    sum_of_both = np.hypot(*(result.std_errors["treat_post"] for result in apart))
    assert se == pytest.approx(sum_of_both, rel=0.05)


def test_city_shocks_in_both_groups_make_clusters_matter(panel, table_6):
    """A shock that moves a city's tied pairs in both groups alike cancels in the difference."""
    columns = {column.column: column for column in table_6}
    first, second = (columns[name] for name in GROUPS["neighbours"])
    rng = np.random.default_rng(0)
    shock = pd.Series(rng.standard_normal(16), index=panel["city_code"].unique())
    moved = panel.assign(ln_value=panel["ln_value"] + panel["treat_post"] * panel["city_code"].map(shock))
    _, by_city = robustness.stacked(moved, first, second, "city_code")
    _, by_pair = robustness.stacked(moved, first, second, "pair")
    assert by_city != pytest.approx(by_pair, rel=0.05)


def test_neighbours_are_sorted_out_by_the_footnote():
    borders = pd.DataFrame({"iso3": ["RUS", "MNG", "JPN", "KOR"], "land_border": [1, 1, 0, 0]})
    cities = pd.DataFrame({"lon": [116.4, 121.5], "lat": [39.9, 31.2]})
    capitals = pd.DataFrame({"iso3": [*NEIGHBOURS, "USA"], "lon": -77.0, "lat": 38.9})
    table = robustness.neighbours(cities, capitals, borders)
    assert set(table.index[table["kind"] != "not on the list"]) == set(NEIGHBOURS)
    assert list(table.loc[["RUS", "JPN", "USA"], "kind"]) == ["by land", "across the sea", "not on the list"]
    assert table.loc["USA", "distance"] == pytest.approx((11_150 + 11_990) / 2, rel=0.01)


def test_a_first_stage_can_do_without_gravity(panel):
    probit, _ = robustness.first_stage(panel, robustness.SELECTIONS["pair-year, ratio, no gravity"])
    assert list(probit.params.index) == ["const", *CONTROLS]
