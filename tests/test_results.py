"""What an estimator returns: ratios, p-values, and the tidy form."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from lib.exhibits import files
from lib.results import TIDY, EstimationResult, tidy_rows

TERMS = ["a", "b", "c"]


def result(variances=(0.25, 4.0, 1.0), **more) -> EstimationResult:
    """Three estimates with the variances given and correlated neighbours."""
    cov = np.diag(np.array(variances, dtype=float)) + 0.1 * (np.ones((3, 3)) - np.eye(3))
    return EstimationResult(
        params=pd.Series([1.0, -3.0, 0.0], TERMS),
        cov=pd.DataFrame(cov, TERMS, TERMS),
        nobs=40,
        cov_type="given",
        **more,
    )


def test_standard_errors_ratios_and_p_values_by_hand():
    got = result().summary()
    assert got["se"].tolist() == [0.5, 2.0, 1.0]
    assert got["t"].tolist() == [2.0, -1.5, 0.0]
    # Two tails of the standard normal.
    np.testing.assert_allclose(got["p"], [0.0455002638963584, 0.133614402537716, 1.0], rtol=1e-12)
    assert got.loc["a", "p"] == pytest.approx(2 * (1 - stats.norm.cdf(2)), rel=1e-12)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("bad", [-1e-12, -4.0, np.nan])
def test_a_variance_that_is_negative_or_missing_gives_nan_for_its_term_alone(bad):
    got = result(variances=(0.25, bad, 1.0)).summary()
    assert got.loc["b", ["se", "t", "p"]].isna().all() and got.loc["b", "coef"] == -3.0
    assert got.loc[["a", "c"]].notna().all(axis=None)


@pytest.mark.filterwarnings("error")
def test_an_error_of_zero_has_no_ratio_and_no_p_value():
    got = result(variances=(0.25, 0.0, 0.0)).summary()
    assert got.loc[["b", "c"], "se"].tolist() == [0.0, 0.0]
    assert got.loc[["b", "c"], ["t", "p"]].isna().all(axis=None)
    assert got.loc["a"].notna().all()


def test_tidy_has_every_statistic_once_with_the_keys_of_the_record():
    rows = result(extra={"loglik": -12.5, "lr": 3.0}).tidy(
        paper="maritime", exhibit="table_2", column="flow", track="public"
    )
    files.check_tidy(rows, paper="maritime", exhibit="table_2", track="public")
    assert list(rows.columns) == TIDY and len(rows) == 4 * 3 + 3
    got = rows.set_index(["term", "statistic"])["value"]
    assert (got["b", "coef"], got["b", "se"], got["b", "t"]) == (-3.0, 2.0, -1.5)
    assert (got["", "n"], got["", "loglik"], got["", "lr"]) == (40.0, -12.5, 3.0)
    assert set(rows["panel"]) == {""} and set(rows["column"]) == {"flow"}


def test_rows_are_completed_and_their_keys_become_text():
    given = pd.DataFrame(
        {"term": [2004, 2005], "statistic": "mean", "value": [1, 2], "other": "x"}, index=[7, 3]
    )
    rows = tidy_rows(given, paper="maritime", exhibit="figure_5", track="public")
    assert list(rows.columns) == TIDY and rows.index.tolist() == [0, 1]
    assert rows["term"].tolist() == ["2004", "2005"] and rows["value"].tolist() == [1.0, 2.0]
    assert rows["value"].dtype == float
    assert set(rows["panel"]) == set(rows["column"]) == {""}


def test_rows_without_values_are_an_error():
    with pytest.raises(KeyError, match="value"):
        tidy_rows(pd.DataFrame({"term": ["a"]}), paper="maritime", exhibit="figure_5", track="public")
    with pytest.raises(ValueError, match="could not convert"):
        tidy_rows(pd.DataFrame({"value": ["much"]}), paper="maritime", exhibit="figure_5", track="public")
