"""The table of balance: identities with regressions, limits, what cannot be computed."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from lib.estimators.matching import MatchingSpec, PropensitySpec, balance, match, propensity
from lib.results import TIDY, tidy_rows

X = ("a", "b", "one")


def drawn(seed: int = 0, n: int = 300) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({"a": rng.standard_normal(n), "b": rng.exponential(size=n)})
    frame["one"] = rng.integers(0, 2, n)
    frame["d"] = (0.7 * frame["a"] - 0.4 * frame["b"] + rng.logistic(size=n) > 0).astype(int)
    return frame


@pytest.fixture(scope="module")
def matched():
    frame = drawn()
    weights = match(frame, "d", propensity(frame, PropensitySpec("d", X)), MatchingSpec("kernel")).weights
    return frame, weights, balance(frame, "d", X, weights)


def test_before_matching_the_t_test_is_the_ordinary_one(matched):
    frame, _, result = matched
    for name in X:
        one, zero = (frame.loc[frame["d"] == d, name] for d in (1, 0))
        test = stats.ttest_ind(one, zero)
        row = result.table.loc[(name, "before")]
        assert (row["t"], row["p"]) == pytest.approx((test.statistic, test.pvalue), rel=1e-10)
        spread = np.sqrt((one.var() + zero.var()) / 2)
        assert row["bias"] == pytest.approx(100 * (one.mean() - zero.mean()) / spread, rel=1e-12)
        assert np.isnan(row["bias_reduction"])


def test_after_matching_the_t_test_is_that_of_a_weighted_regression(matched):
    frame, weights, result = matched
    w = weights[weights > 0]
    kept = frame.loc[w.index]
    for name in X:
        fit = sm.WLS(kept[name], sm.add_constant(kept["d"]), weights=w).fit()
        # iweights: the sum of the weights stands for the number of rows.
        t = fit.tvalues["d"] * np.sqrt((w.sum() - 2) / fit.df_resid)
        row = result.table.loc[(name, "after")]
        assert row["t"] == pytest.approx(t, rel=1e-10)
        assert row["p"] == pytest.approx(2 * stats.t.sf(abs(t), w.sum() - 2), rel=1e-8)
        before = result.table.loc[(name, "before"), "bias"]
        assert row["bias_reduction"] == pytest.approx(100 * (1 - abs(row["bias"] / before)), rel=1e-12)


def test_the_probit_is_that_of_a_generalised_linear_model(matched):
    frame, weights, result = matched
    for sample, w in (("before", weights * 0 + 1), ("after", weights[weights > 0])):
        kept = frame.loc[w.index]
        family = sm.families.Binomial(sm.families.links.Probit())
        design = sm.add_constant(kept[list(X)])
        fit = sm.GLM(kept["d"], design, family, freq_weights=w).fit(tol=1e-14)
        null = sm.GLM(kept["d"], design[["const"]], family, freq_weights=w).fit(tol=1e-14)
        row = result.summary.loc[sample]
        assert row["lr_chi2"] == pytest.approx(2 * (fit.llf - null.llf), rel=1e-8)
        assert row["pseudo_r2"] == pytest.approx(1 - fit.llf / null.llf, rel=1e-8)
        index = design @ fit.params
        means, variances = [], []
        for d in (1, 0):
            g, v = w[kept["d"] == d], index[kept["d"] == d]
            means.append(np.average(v, weights=g))
            variances.append((g * (v - means[-1]) ** 2).sum() / (g.sum() - 1))
        assert row["rubin_r"] == pytest.approx(variances[0] / variances[1], rel=1e-6)
        b = 100 * (means[0] - means[1]) / np.sqrt(np.mean(variances))
        assert row["rubin_b"] == pytest.approx(b, rel=1e-6)  # statsmodels' iterations end there


def test_limits_of_the_variance_ratio_and_columns_of_0_and_1(matched):
    frame, _, result = matched
    n1 = (frame["d"] == 1).sum()
    low, high = stats.f.ppf([0.025, 0.975], n1 - 1, n1 - 1)
    row = result.summary.loc["before"]
    assert (row["ratio_low"], row["ratio_high"]) == pytest.approx((low, high), rel=1e-12)
    table = result.table
    assert table["variance_ratio"].xs("one").isna().all() and not table["outside"].xs("one").any()
    ratio = table["variance_ratio"].drop("one")
    assert (table["outside"].drop("one") == ~ratio.between(low, high)).all()
    for sample in ("before", "after"):
        share = 100 * table["outside"].drop("one").xs(sample, level="sample").mean()
        assert result.summary.loc[sample, "share_outside"] == share


def test_copies_of_the_treated_are_balanced():
    one = drawn().assign(d=1)
    frame = pd.concat([one, one.assign(d=0)], ignore_index=True)
    result = balance(frame, "d", X, pd.Series(1.0, index=frame.index))
    after = result.table.xs("after", level="sample")
    assert (after["bias"] == 0).all() and (after["t"] == 0).all()
    assert after["variance_ratio"].dropna().to_numpy() == pytest.approx(1)
    assert after["bias_reduction"].isna().all()  # of nothing
    assert "index does not vary" in result.notes[0] and np.isnan(result.summary.loc["after", "rubin_b"])
    assert result.summary.loc["after", "lr_chi2"] == pytest.approx(0, abs=1e-9)


def test_the_scale_of_a_covariate_does_not_matter(matched):
    frame, weights, result = matched
    scaled = balance(frame.assign(a=1e6 + 1e3 * frame["a"]), "d", X, weights)
    columns = ["bias", "t", "p", "variance_ratio"]
    np.testing.assert_allclose(scaled.table[columns], result.table[columns], rtol=1e-6)  # 1e6 costs digits
    np.testing.assert_allclose(scaled.summary, result.summary, rtol=1e-5)


def test_separated_groups_have_no_probit_and_a_note():
    frame = pd.DataFrame({"a": [1.0, 2, 3, 4, 10, 11, 12], "d": [0, 0, 0, 0, 1, 1, 1]})
    result = balance(frame, "d", ("a",), pd.Series(1.0, index=frame.index))
    assert result.summary[["pseudo_r2", "lr_chi2", "rubin_b", "rubin_r"]].isna().all(axis=None)
    assert len(result.notes) == 2 and "separated by a" in result.notes[0]
    assert result.table["bias"].notna().all() and "separated by a" in repr(result)


def test_rows_for_the_printed_record(matched):
    rows = tidy_rows(matched[2].rows(), paper="p", exhibit="table_2", track="t")
    assert list(rows.columns) == TIDY and rows["value"].notna().all()
    keys = rows.set_index(["panel", "term", "statistic"])["value"]
    table = matched[2].table
    assert keys["after", "a", "bias_reduction"] == table.loc[("a", "after"), "bias_reduction"]
    assert keys["before", "", "rubin_b"] == matched[2].summary.loc["before", "rubin_b"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"covariates": ()}, "no covariate"),
        ({"covariates": ("a", "a")}, "stands twice"),
        ({"covariates": ("a", "d")}, "treatment 'd' stands among"),
        ({"covariates": ("a", "c")}, "'c' does not vary"),
        ({"weights": 0.0}, "every weight is 0"),
        ({"weights": -1.0}, "negative, missing or infinite"),
        ({"weights": np.nan}, "negative, missing or infinite"),
        ({"drop": True}, "39 weights for 40 rows, 1 of them without one, first 0"),
        ({"twice": True}, "duplicate"),
        ({"lone": True}, "1 controls with a positive weight"),
    ],
)
def test_bad_input(change, message):
    frame = drawn(n=40).assign(c=1.0)
    weights = pd.Series(change.get("weights", 1.0), index=frame.index)
    if "drop" in change:
        weights = weights.iloc[1:]
    if "twice" in change:
        frame, weights = pd.concat([frame, frame]), pd.concat([weights, weights])
    if "lone" in change:
        weights[frame.index[frame["d"] == 0][1:]] = 0
    with pytest.raises(ValueError, match=message):
        balance(frame, "d", change.get("covariates", ("a", "b")), weights)
    with pytest.raises(TypeError, match="pass a Series"):
        balance(frame, "d", ("a",), weights.to_numpy())
