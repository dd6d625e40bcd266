"""The printed regressions as data: coefficients, transformations, samples, the main reading."""

import numpy as np
import pandas as pd
import pytest

from lib import published
from lib.panels.agglomeration import CONTROLS, EXTERNAL, NUMBERS, OUTCOMES
from lib.panels.agglomeration_columns import (
    CONSTANT,
    between_percentiles,
    lag,
    printed_columns,
    printed_counts,
    standardised,
    variables,
)
from lib.studies.agglomeration_spec import main_spec


@pytest.fixture
def panel():
    rng = np.random.default_rng(4)
    keys = [(city, year) for city in range(440100, 440140, 100 // 25) for year in range(2003, 2012)]
    frame = pd.DataFrame(keys, columns=["city_code", "year"])
    for name in (*OUTCOMES.values(), *NUMBERS):
        frame[name] = rng.normal(3.0, 2.0, len(frame))
    frame["development_zone"] = (frame["ln_fdi"] > 3).astype(float)
    frame["size"] = np.resize(["large", "medium", "small", "small"], len(frame))
    frame["region"] = np.resize(["east", "centre", "west"], len(frame))
    return frame


def column(exhibit, name="(1)"):
    return next(c for c in printed_columns(exhibit) if c.column == name)


def test_every_printed_coefficient_is_a_term_of_its_column():
    record = published.load("agglomeration")
    printed = record[(record["statistic"] == "coef") & (record["term"] != CONSTANT)]
    found = {
        (c.exhibit, c.column, term): value for c in printed_columns() for term, value in c.planted.items()
    }
    wanted = {(r.exhibit, r.column, r.term): float(r.printed) for r in printed.itertuples()}
    assert found == wanted and len(found) == 30 * 12
    assert len({(c.exhibit, c.column) for c in printed_columns()}) == 30
    assert all(c.terms[0] == "lag_outcome" and CONSTANT not in c.terms for c in printed_columns())
    with pytest.raises(ValueError, match="no regressions of 'table_9'; there are: table_1"):
        printed_columns("table_9")


def test_samples_and_outcomes_are_those_of_the_tables():
    shapes = {(c.exhibit, c.column): (c.outcome, c.sample) for c in printed_columns()}
    assert shapes["table_4", "(2)"] == ("value", "medium")
    assert shapes["table_5", "(4)"] == ("destinations", "large")
    assert shapes["table_7", "(3)"] == ("varieties", "west")
    assert shapes["table_8", "(1)"] == ("value", "trimmed")
    counts = printed_counts()
    whole = counts["all"][0]
    assert counts["all"] == (2337, 280) and counts["west"] == (536, 69)
    for parts in (("large", "medium", "small"), ("east", "centre", "west")):
        assert sum(counts[part][0] for part in parts) == whole


def test_interactions_are_products_of_centred_variables_and_all_is_standardised(panel):
    own = column("table_1")
    frame = own.frame(panel)
    a, r = panel["ln_agglomeration"], panel["ln_resilience"]
    product = (a - a.mean()) * (r - r.mean())
    wanted = (product - product.mean()) / product.std()
    np.testing.assert_allclose(frame["agglomeration_x_resilience"], wanted, rtol=1e-12)
    numbers = frame[["y", *own.regressors, EXTERNAL]]
    np.testing.assert_allclose(numbers.mean(), 0, atol=1e-12)
    np.testing.assert_allclose(numbers.std(), 1, rtol=1e-12)
    assert list(frame) == ["city_code", "year", "y", *own.terms, EXTERNAL]


def test_the_scale_of_the_outcome_and_of_a_regressor_does_not_matter(panel):
    other = panel.assign(
        ln_value=5 - 3 * panel["ln_value"] * -1, ln_agglomeration=7 + 2 * panel["ln_agglomeration"]
    )
    pd.testing.assert_frame_equal(column("table_1").frame(other), column("table_1").frame(panel), rtol=1e-10)


def test_a_sample_is_cut_after_standardising_on_the_full_sample(panel):
    large, whole = column("table_4").frame(panel), column("table_1").frame(panel)
    assert large.index.tolist() == panel.index[panel["size"] == "large"].tolist()
    regressors = list(column("table_4").regressors)
    pd.testing.assert_frame_equal(large[regressors], whole.loc[large.index, regressors])
    assert abs(large["ln_fdi"].mean()) > 1e-3  # on its own sample it would be zero


def test_the_lag_is_of_the_year_before_within_the_sample(panel):
    few = panel.drop(index=panel.index[(panel["year"] == 2006) & (panel["city_code"] == 440100)])
    frame = column("table_1").frame(few).set_index(["city_code", "year"])
    assert np.isnan(frame.loc[(440100, 2007), "lag_outcome"])
    assert frame.loc[(440100, 2005), "lag_outcome"] == frame.loc[(440100, 2004), "y"]
    assert frame["lag_outcome"].isna().sum() == panel["city_code"].nunique() + 1
    shuffled = frame.reset_index().sample(frac=1, random_state=1)
    again = lag(shuffled).sort_index().to_numpy()
    np.testing.assert_array_equal(again, frame["lag_outcome"].to_numpy())


def test_a_table_takes_its_own_outcome_where_the_panel_has_one(panel):
    assert column("table_4").outcome_in(panel) == "ln_value"
    own = panel.assign(ln_value__table_4=-panel["ln_value"])
    assert column("table_4").outcome_in(own) == "ln_value__table_4"
    assert column("table_1").outcome_in(own) == "ln_value"
    y = column("table_4").frame(own)["y"]
    np.testing.assert_allclose(y, -column("table_4").frame(panel)["y"], rtol=1e-12)


def test_the_trimmed_sample_lies_between_the_percentiles_of_value(panel):
    value = panel["ln_value"]
    trimmed = column("table_8", "(2)").frame(panel)  # of varieties, trimmed by value
    assert len(trimmed) == between_percentiles(value, np.ones(len(value), bool)).sum()
    inside = value.loc[trimmed.index]
    out = value.drop(index=trimmed.index)
    assert ((out < inside.min()) | (out > inside.max())).all()


@pytest.mark.parametrize(("n", "kept"), [(2337, 1871), (10, 9), (11, 9), (100, 81)])
def test_percentiles_are_those_of_stata(n, kept):
    # Of 2,337 rows the 234th and the 2,104th are the percentiles: the printed 1,871 rows lie between them. Of
    # ten, they are the means of the first two and of the last two.
    values = pd.Series(np.arange(float(n)))
    assert between_percentiles(values, np.ones(n, dtype=bool)).sum() == {10: 8, 100: 80}.get(n, kept)


def test_rows_with_a_missing_variable_take_no_part(panel):
    gap = panel.copy()
    gap.loc[[3, 8], "ln_fdi"] = np.nan
    gap.loc[9, EXTERNAL] = np.nan
    frame = column("table_1").frame(gap)
    assert frame.index.tolist() == [row for row in panel.index if row not in (3, 8, 9)]
    np.testing.assert_allclose(frame["y"].std(), 1, rtol=1e-12)
    # A variable that the column does not use may be missing.
    pd.testing.assert_frame_equal(
        column("table_1").frame(panel.assign(ln_unemployment=np.nan)), column("table_1").frame(panel)
    )


def test_what_cannot_be_transformed_is_named(panel):
    with pytest.raises(KeyError, match=r"table_1 .1.: the panel has no column 'ln_fdi'"):
        column("table_1").frame(panel.drop(columns="ln_fdi"))
    with pytest.raises(ValueError, match=r"table_1 .1.: 'ln_roads' does not vary"):
        column("table_1").frame(panel.assign(ln_roads=2.0))
    with pytest.raises(ValueError, match=r"table_1 .1.: no row of the panel has all of"):
        column("table_1").frame(panel.assign(ln_roads=np.nan))


def test_standardised_and_variables_leave_the_panel_alone(panel):
    before = panel.copy()
    terms = ("ln_agglomeration", "agglomeration_x_productivity")
    assert list(standardised(variables(panel, terms))) == list(terms)
    pd.testing.assert_frame_equal(panel, before)


def test_the_main_reading(panel):
    own = column("table_2", "(3)")
    spec = main_spec(own)
    assert spec.x == ("L.y", *own.regressors) and spec.y == "y"
    styles = {style.variables: style.lags for style in spec.gmm}
    assert styles == dict.fromkeys([("y",), *((name,) for name in own.core)], (2, 2))
    assert set(own.core) == set(own.regressors) - set(CONTROLS) and len(own.core) == 5
    assert [style.variables for style in spec.iv] == [(*CONTROLS, EXTERNAL)]
    assert spec.system and spec.collapse and spec.steps == 2 and not spec.time_dummies
    assert main_spec(own, steps=1, collapse=False).steps == 1
