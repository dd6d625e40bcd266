"""What the printed numbers of the agglomeration paper say of each other."""

import numpy as np
import pytest

from lib.studies import agglomeration_classes as classes
from lib.studies import agglomeration_printed as record


def test_every_column_has_thirteen_coefficients_with_errors():
    table = record.estimates()
    per_column = table.groupby(["exhibit", "column"]).size()
    assert len(per_column) == 30
    assert (per_column == 13).all()
    assert (table["se"] > 0).all()
    assert table.loc[("table_2", "(1)", "ln_unemployment"), "coef"] == -0.0829


def test_the_sizes_and_tests_are_those_of_the_record():
    table = record.sizes()
    assert len(table) == 30
    assert table.loc[("table_8", "(1)"), "n"] == 1871
    assert table.loc[("table_8", "(3)"), "ar2"] == 0.975
    assert table.notna().all(axis=None)


def test_numbers_of_the_text_come_in_their_unit():
    assert record.stated("design-n-cities") == 286
    assert record.stated("t1-value-agglomeration-effect") == pytest.approx(0.2)


def test_the_gap_of_the_channels_has_bounds_for_every_correlation():
    gaps = record.channel_gaps()
    printed = record.estimates()
    one = printed.loc["table_1", "(1)"].loc[record.PRODUCTIVITY]
    two = printed.loc["table_1", "(1)"].loc["agglomeration_x_resilience"]
    for rho in (-1.0, -0.4, 0.3, 0.9, 1.0):
        se = np.sqrt(one["se"] ** 2 + two["se"] ** 2 - 2 * rho * one["se"] * two["se"])
        z = (one["coef"] - two["coef"]) / se
        low, high = gaps.loc[("table_1", "(1)"), ["z_low", "z_high"]]
        assert low - 1e-9 <= z <= high + 1e-9
    # Equal standard errors: a correlation of one would make the gap certain.
    assert np.isinf(gaps.loc[("table_6", "(1)"), "z_high"])


def test_terms_of_unemployment_count_in_size():
    gaps = record.channel_gaps(["table_2"])
    assert gaps.loc[("table_2", "(1)"), "resilience"] == 0.140
    assert len(gaps) == 3


def test_the_gap_of_two_tables_is_the_least_over_correlations():
    terms = ("ln_resilience", "ln_agglomeration")
    found = record.table_gaps("table_1", "table_8", terms)
    assert len(found) == 3 * len(terms)
    one, two = (
        record.estimates().loc[(exhibit, "(1)", "ln_resilience")] for exhibit in ("table_1", "table_8")
    )
    rho = np.linspace(-1, 1, 21)
    errors = np.sqrt(one["se"] ** 2 + two["se"] ** 2 - 2 * rho * one["se"] * two["se"])
    z = (two["coef"] - one["coef"]) / errors
    assert found.loc[("(1)", "ln_resilience"), "z_low"] == pytest.approx(z.min())


def test_repeats_are_found_by_every_digit():
    found = record.repeats(("table_1", "table_3"))
    assert ("(3)", "ln_fdi") in found.index
    assert found.loc[("(3)", "ln_fdi"), "se"] == "0.0218"
    assert record.repeats(("table_4", "table_6")).empty


def test_the_order_of_the_classes_is_read_from_the_claims():
    assert classes.SIZES.order("varieties") == ("medium", "large", "small")
    assert classes.REGIONS.order("value") == ("centre", "east", "west")


def test_one_step_by_hand():
    row = classes.steps(classes.SIZES).loc["value", "productivity", "large > medium"]
    assert row["difference"] == pytest.approx(0.338 - 0.124)
    assert row["z"] == pytest.approx((0.338 - 0.124) / np.hypot(0.0832, 0.0456))


def test_the_test_of_equality_is_the_wald_test_of_its_contrasts():
    """The weighted sum of squares equals a Wald test of the differences to the first class."""
    found = classes.SIZES.of(record.estimates(), "value", record.PRODUCTIVITY)
    contrast = np.array([[1.0, -1, 0], [1, 0, -1]])
    gaps = contrast @ found["coef"].to_numpy()
    middle = contrast @ np.diag(found["se"].to_numpy() ** 2) @ contrast.T
    wald = gaps @ np.linalg.solve(middle, gaps)
    tests = classes.equality(classes.SIZES)
    assert tests.loc[("value", "productivity"), "chi2"] == pytest.approx(wald)
    assert tests["holm"].min() == pytest.approx(len(tests) * tests["p"].min())  # Bonferroni, for the smallest


def test_a_planted_order_is_seen():
    table = record.estimates()
    assert not classes.equality(classes.REGIONS).loc[("varieties", "resilience"), "holds"]
    turned = table.copy()
    turned.loc[("table_7", "(2)", "agglomeration_x_resilience"), "coef"] = 0.9
    assert classes.equality(classes.REGIONS, turned).loc[("varieties", "resilience"), "holds"]


def test_the_order_comes_back_always_without_noise_and_a_sixth_of_the_time_without_difference():
    table = record.estimates().astype({"coef": float})
    sure = table.assign(se=1e-9)
    shares = classes.order_again(classes.SIZES, 500, 1, sure)["share"]
    assert (shares == 1).all()
    flat = table.assign(coef=0.0, se=1.0)
    again = classes.order_again(classes.SIZES, 4000, 1, flat)
    # Three independent draws stand in a given order with probability 1/6; four Monte Carlo errors.
    assert ((again["share"] - 1 / 6).abs() < 4 * again["error"]).all()


def test_ranges_are_those_of_three_columns():
    found = record.ranges()
    assert found.shape[1] == 7
    coef = record.estimates()["coef"]
    of = [coef["table_6", f"({k})", "ln_agglomeration"] for k in (1, 2, 3)]
    assert found.loc["ln_agglomeration", "table_6, (1)"] == pytest.approx(max(of) - min(of))
