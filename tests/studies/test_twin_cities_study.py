"""The printed regressions on a panel: against least squares by hand, with the keys of the printed record."""

import numpy as np
import pandas as pd
import pytest
from small_twin_cities import EFFECT, small_panel

from lib import published
from lib.exhibits import files
from lib.panels.twin_cities_columns import printed_columns
from lib.studies import twin_cities as study
from lib.studies import twin_cities_printed as record


@pytest.fixture(scope="module")
def panel():
    return small_panel()


@pytest.fixture(scope="module")
def noisy():
    return small_panel(1, noise=0.3)


@pytest.fixture(scope="module")
def table_3():
    return printed_columns("table_3")


@pytest.fixture(scope="module")
def found(noisy, table_3):
    return study.estimate_all(noisy, table_3)


def by_dummies(frame: pd.DataFrame, y: str, regressors, effects) -> np.ndarray:
    """Coefficients of a regression with a dummy for each level of each effect."""
    dummies = [pd.get_dummies(frame[name], drop_first=True, dtype=float) for name in effects]
    x = np.column_stack([frame[list(regressors)].to_numpy(float), np.ones(len(frame)), *dummies])
    return np.linalg.lstsq(x, frame[y].to_numpy(), rcond=None)[0][: len(regressors)]


def test_a_planted_effect_is_found_exactly_where_there_is_no_noise(panel, table_3):
    for column in table_3:
        if column.controls:
            result = study.estimate(panel, column)
            assert result.params["treat_post"] == pytest.approx(EFFECT[column.outcome], abs=1e-9)


def test_each_column_is_least_squares_with_dummies(noisy):
    for column in printed_columns():
        frame = column.frame(noisy)
        ours = study.estimate(noisy, column).params[column.regressor]
        assert ours == pytest.approx(
            by_dummies(frame, column.y, column.regressors, column.fixed_effects)[0], abs=1e-8
        )


def test_every_row_is_used_singletons_too(noisy, table_3):
    lone = noisy.drop(noisy.index[noisy["pair"] == noisy["pair"].iloc[0]][1:])
    column = next(one for one in printed_columns("table_5"))
    assert study.estimate(lone, column).nobs == len(column.frame(lone))


def test_tidy_rows_have_the_keys_of_the_printed_record(found):
    rows = study.tidy(found, "semi_synthetic")
    files.check_tidy(rows, paper="twin_cities", exhibit="table_3", track="semi_synthetic")
    printed = published.load("twin_cities")
    asked = printed[(printed["exhibit"] == "table_3") & (printed["printed"] != "")]
    keys = ["column", "term", "statistic"]
    have = set(rows[keys].itertuples(index=False, name=None))
    assert set(asked[keys].itertuples(index=False, name=None)) <= have


def test_rows_of_the_shocks_are_called_as_in_the_record(noisy):
    rows = study.tidy(study.estimate_all(noisy, printed_columns("table_5")), "original")
    assert set(rows["term"]) == {"post_shock", "constant", ""}
    assert set(rows["column"]) == {f"({k})" for k in range(1, 9)}


def test_options_change_the_errors_alone(noisy, table_3):
    column = table_3[1]
    plain = study.estimate(noisy, column)
    clustered = study.estimate(noisy, column, covariance={"clustered": ["city_code"]})
    assert clustered.params["treat_post"] == pytest.approx(plain.params["treat_post"], abs=1e-12)
    assert clustered.std_errors["treat_post"] != pytest.approx(plain.std_errors["treat_post"], rel=1e-3)
    kinds = {"iid": "iid", "city": {"clustered": ["city_code"]}}
    table = study.covariances(noisy, column, kinds)
    assert table.loc["city", "se"] == clustered.std_errors["treat_post"]
    assert list(table["clusters"]) == [0, 16]


def test_names_tell_the_columns_apart():
    for exhibit in ("table_3", "table_4", "table_5", "table_6"):
        named = study.names(printed_columns(exhibit))
        assert len(set(named.values())) == len(named)
    assert study.name(printed_columns("table_3")[1]) == "(2) ln quantity, controls"
    assert study.name(printed_columns("table_5")[4]) == "(5) ln quantity, crisis"
    assert study.name(printed_columns("table_6")[2]) == "(3) ln quantity, other than road"


def test_the_comparison_has_printed_estimated_and_planted(found, table_3):
    planted = pd.Series([0.1], index=pd.MultiIndex.from_tuples([("table_3", "(2)")]))
    frame = study.comparison(found, planted)
    second = frame.iloc[1]
    assert (second["printed"], second["planted"]) == (0.1, 0.1)
    assert second["printed_se"] == pytest.approx(0.1 / 3.342)
    assert second["estimated"] == found[table_3[1]].params["treat_post"]
    assert frame["planted"].notna().sum() == 1
    assert list(frame["unit"]) == ["log"] * 6 + ["points"] * 2


def test_a_reading_in_per_cent_is_of_the_exponential_except_for_the_share(found, table_3):
    frame = study.per_cent(found).set_index("column")
    quantity, share = frame.loc["(2) ln quantity, controls"], frame.loc["(8) high-technology share, controls"]
    assert quantity["says"] == pytest.approx(10.0)
    assert quantity["meant"] == pytest.approx(100 * (np.exp(0.1) - 1))
    b = found[table_3[1]].params["treat_post"]
    assert quantity["computed"] == pytest.approx(100 * (np.exp(b) - 1))
    assert quantity["low"] < quantity["computed"] < quantity["high"]
    assert (share["unit"], share["meant"]) == ("points", 0.401)
    assert share["computed"] == found[table_3[7]].params["treat_post"]


def test_columns_that_the_text_does_not_read_are_turned_into_per_cent_too(noisy):
    found = study.estimate_all(noisy, printed_columns("table_4") + printed_columns("table_5"))
    frame = study.per_cent(found).set_index(["exhibit", "column"])
    # the share of table 5 is no logarithm, and the text gives no per cent of it
    assert [name[:3] for name in frame.loc["table_5"].index] == ["(1)", "(2)", "(3)", "(5)", "(6)", "(7)"]
    assert frame.loc["table_5", "says"].isna().all()
    crisis = frame.loc[("table_5", "(7) ln lines, crisis")]
    assert crisis["meant"] == pytest.approx(100 * (np.exp(0.533) - 1))
    says = frame.loc["table_4", "says"].dropna()
    assert dict(says) == pytest.approx({"(2) ln quantity, controls": 9.0, "(4) ln value, controls": 3.2})


def test_both_exclusions_are_counted_by_hand(panel):
    table = study.exclusions(panel)
    tied, after = panel["treat"] == 1, panel["treat_post"] == 1
    assert table.loc["pairs tied by the last year", "rows_left_out"] == tied.sum()
    assert table.loc["pairs tied by the last year", "pairs_left_out"] == panel[tied]["pair"].nunique()
    always = panel.groupby("pair")["treat_post"].min().sum()
    assert table.loc["rows with an agreement in force", "rows_left_out"] == after.sum()
    assert table.loc["rows with an agreement in force", "pairs_left_out"] == always
    left = table["pairs_left"] + table["pairs_left_out"]
    assert (left == panel["pair"].nunique()).all()


def test_the_printed_columns_are_all_read():
    printed = record.estimates()
    assert len(printed) == len(printed_columns())
    first = printed.loc["table_3", "(1)"]
    assert (first["coef"], first["t"], first["constant"], first["n"]) == (0.097, 3.22, 12.641, 339827)
    assert (first["low"], first["high"], first["stars"]) == (0.0965, 0.0975, "***")
    assert np.isnan(printed.loc[("table_5", "(1)"), "n_units"])


def test_the_text_says_per_cent_twelve_times():
    said = record.percent_readings().set_index(["exhibit", "column"])
    assert said.loc[("table_3", "(2)"), "places"] == 4
    assert said.loc[("heckman", "quantity"), "coef"] == pytest.approx(0.095)
    assert said.loc[("table_6", "(7)"), "low"] == pytest.approx(100 * (np.exp(0.3185) - 1))
    claims = published.claims("twin_cities")
    assert said["places"].sum() == (claims["unit"] == "% change").sum()


def test_table_4_leaves_out_rows_of_more_than_a_thousand_pairs_and_no_pair():
    left = record.rows_left_out(14)
    assert left.loc["(1)", "left_out"] == 339827 - 324178
    assert (left["fewest_pairs"] * 14 >= left["left_out"]).all()
    assert ((left["fewest_pairs"] - 1) * 14 < left["left_out"]).all()
    assert (left["pairs_less"] == 0).all()
