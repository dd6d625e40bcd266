"""Probit and the Heckman two-step: the reference, first-order conditions, recovery, bad input."""

import re

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from lib import paths
from lib.estimators.selection import MILLS, HeckmanSpec, heckman, inverse_mills_ratio, probit
from lib.results import TIDY

SPEC = HeckmanSpec("y", ("x",), "s", ("x", "z"))

# gretl 2022c and Wooldridge, table 17.1, as printed: coefficient and standard error.
MROZ = {
    "const": ("-.5781032", ".3050062"),
    "WE": (".1090655", ".0155230"),
    "AX": (".0438873", ".0162611"),
    "EXP2": ("-.0008591", ".0004389"),
    MILLS: (".0322619", ".1336246"),
}


def drawn(seed=0, n=400, rho=0.6) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    x, z = rng.standard_normal((2, n))
    v = rng.standard_normal(n)
    e = 1.5 * (rho * v + np.sqrt(1 - rho**2) * rng.standard_normal(n))
    chosen = 0.2 + 0.5 * x + z + v > 0
    return pd.DataFrame(
        {"x": x, "z": z, "s": chosen.astype(int), "y": np.where(chosen, 1 + 2 * x + e, np.nan)}
    )


def as_printed(value: float, text: str) -> bool:
    """Whether a value rounds to a printed number."""
    digits = len(text.split(".")[1])
    return round(value, digits) == pytest.approx(float(text), abs=1e-12)


def test_mroz_to_the_printed_digits():
    path = paths.oracles() / "selection" / "mroz87.csv"
    if not path.exists():
        pytest.skip(f"the reference data are not in {path.parent}")
    frame = pd.read_csv(path)
    first = ("WE", "AX", "EXP2", "NWINC", "WA", "KL6", "K618")
    frame["lww"] = frame["lww"].where(frame["LFP"] == 1)
    result = heckman(frame, HeckmanSpec("lww", ("WE", "AX", "EXP2"), "LFP", first))
    for term, (coef, se) in MROZ.items():
        assert as_printed(result.params[term], coef), term
        assert as_printed(result.std_errors[term], se), term
    assert as_printed(result.sigma, ".663629") and as_printed(result.rho, ".048614")
    assert (result.nobs, result.first_stage.nobs) == (428, 753)


def test_the_probit_solves_its_first_order_conditions():
    frame = drawn()
    result = probit(frame, "s", ("x", "z"))
    w = np.column_stack([np.ones(len(frame)), frame[["x", "z"]]])
    assert np.abs(w.T @ result.generalised_residual).max() < 1e-8 * len(frame)
    sign = 2 * frame["s"] - 1
    assert result.loglik == pytest.approx(stats.norm.logcdf(sign * result.index).sum(), rel=1e-12)
    share = frame["s"].mean()
    null = len(frame) * (share * np.log(share) + (1 - share) * np.log(1 - share))
    assert result.loglik_null == pytest.approx(null, rel=1e-8)
    # The covariance is the inverse of the Hessian, here from differences of the score.
    step, hessian = 1e-5, np.empty((3, 3))
    for j in range(3):
        scores = []
        for side in (1, -1):
            index = w @ (result.params.to_numpy() + side * step * np.eye(3)[j])
            scores.append(w.T @ (sign * stats.norm.pdf(index) / stats.norm.cdf(sign * index)))
        hessian[j] = (scores[0] - scores[1]) / (2 * step)
    # Differences of the score lose half of the digits.
    np.testing.assert_allclose(result.cov, np.linalg.inv(-hessian), rtol=1e-6, atol=1e-9)


def test_scales_of_the_regressors_do_not_matter():
    frame = drawn()
    scaled = frame.assign(x=1e6 + 1e3 * frame["x"], z=frame["z"] / 1e5)
    one, two = probit(frame, "s", ("x", "z")), probit(scaled, "s", ("x", "z"))
    np.testing.assert_allclose(one.index, two.index, rtol=1e-7, atol=1e-9)  # 1e6 costs three digits squared
    np.testing.assert_allclose(one.tstats[["x", "z"]], two.tstats[["x", "z"]], rtol=1e-7)


def test_the_inverse_mills_ratio_in_the_tails():
    index = pd.Series([-40.0, -5.0, 0.0, 5.0, 40.0], index=list("abcde"))
    ratio = inverse_mills_ratio(index)
    assert ratio["c"] == pytest.approx(np.sqrt(2 / np.pi), rel=1e-14)
    assert ratio["b"] == pytest.approx(stats.norm.pdf(-5) / stats.norm.cdf(-5), rel=1e-12)
    # Asymptotically -z - 1/z, with an error of the order of 2 / z ** 3.
    assert ratio["a"] == pytest.approx(40 + 1 / 40, abs=2 / 40**3)
    assert 0 < ratio["d"] < 2e-6 and ratio["e"] >= 0


def test_the_covariance_by_its_formula_row_by_row():
    frame = drawn(3)
    result = heckman(frame, SPEC)
    kept = frame[frame["s"] == 1]
    index = result.first_stage.index[kept.index]
    ratio = stats.norm.pdf(index) / stats.norm.cdf(index)
    x = np.column_stack([np.ones(len(kept)), kept["x"], ratio])
    coef = np.linalg.lstsq(x, kept["y"], rcond=None)[0]
    np.testing.assert_allclose(result.params, coef, rtol=1e-9)
    delta = (ratio * (ratio + index)).to_numpy()
    residual = kept["y"].to_numpy() - x @ coef
    sigma2 = np.mean(residual**2) + coef[2] ** 2 * np.mean(delta)
    inner, cross = np.zeros((3, 3)), np.zeros((3, 3))
    for row, w, d in zip(x, np.column_stack([np.ones(len(kept)), kept[["x", "z"]]]), delta, strict=True):
        inner += (1 - coef[2] ** 2 / sigma2 * d) * np.outer(row, row)
        cross += d * np.outer(row, w)
    inner += coef[2] ** 2 / sigma2 * cross @ result.first_stage.cov.to_numpy() @ cross.T
    outer = np.linalg.inv(x.T @ x)
    np.testing.assert_allclose(result.cov, sigma2 * outer @ inner @ outer, rtol=1e-9)


def test_recovery_and_standard_errors():
    results = [heckman(drawn(seed, n=1000), SPEC) for seed in range(200)]
    estimates = pd.DataFrame([result.params for result in results])
    errors = pd.DataFrame([result.std_errors for result in results])
    truth = pd.Series({"const": 1.0, "x": 2.0, MILLS: 0.9})
    monte_carlo = estimates.std() / np.sqrt(200)
    assert ((estimates.mean() - truth).abs() < 3 * monte_carlo).all()
    # A standard deviation from 200 draws has a Monte Carlo error of 5 per cent.
    np.testing.assert_allclose(errors.mean() / estimates.std(), 1, atol=0.15)
    naive = [np.polyfit(f["x"][f["s"] == 1], f["y"][f["s"] == 1], 1)[1] for f in map(drawn, range(20))]
    assert np.mean(naive) > 1.3  # the constant without correction is far from 1


def test_rows_that_are_not_selected_may_hold_anything():
    frame = drawn()
    filled = frame.assign(y=frame["y"].fillna(99.0))
    pd.testing.assert_frame_equal(heckman(frame, SPEC).cov, heckman(filled, SPEC).cov)


def test_no_excluded_variable_is_noted():
    frame = drawn(n=2000)
    assert not heckman(frame, SPEC).notes
    same = HeckmanSpec("y", ("x", "z"), "s", ("x", "z"))
    assert any("no variable of its own" in note for note in heckman(frame, same).notes)


def test_a_rho_outside_its_range_is_noted():
    frame = drawn(1, n=60, rho=0.999)
    found = [heckman(drawn(seed, n=60, rho=0.999), SPEC) for seed in range(20)]
    outside = [result for result in found if abs(result.rho) > 1]
    assert outside and len(outside) < len(found)
    assert all(any("outside -1 to 1" in note for note in result.notes) for result in outside)
    assert heckman(frame, SPEC).sigma > 0


def test_tidy_and_summary():
    result = heckman(drawn(), SPEC)
    tidy = result.tidy(paper="toy", exhibit="table_1", column="(1)", track="public")
    assert list(tidy.columns) == TIDY
    values = tidy.set_index(["term", "statistic"])["value"]
    assert values[MILLS, "coef"] == result.params[MILLS] and values["", "rho"] == result.rho
    assert values["", "n"] == result.n_selected and values["", "n_first_stage"] == 400
    assert "rho" in repr(result) and "pseudo R2" in repr(result.first_stage)


def refuses(error, *words, run=heckman, given=()):
    with pytest.raises(error) as caught:
        run(*given)
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize(("value", "word"), [(1, "every row"), (0, "no row")])
def test_all_or_none_selected(value, word):
    refuses(ValueError, f"column 's' is 1 in {word}", given=(drawn().assign(s=value, y=1.0), SPEC))


def test_perfect_separation():
    frame = drawn()
    frame["s"] = (frame["z"] - 0.5 * frame["x"] > 0).astype(int)
    refuses(ValueError, "'s' is separated by x, z", "leave", run=probit, given=(frame, "s", ("x", "z")))


@pytest.mark.parametrize("rows", [1, 3, 40])
def test_separation_in_part(rows):
    frame = drawn().sort_values("s", ignore_index=True)
    frame["rare"] = (frame.index < rows).astype(float)  # 1 only where s is 0
    words = (f"separated by rare, which decide it in {rows} of 400 rows", "rows whose outcome they decide")
    refuses(ValueError, *words, run=probit, given=(frame, "s", ("x", "rare", "z")))


def test_far_predictions_without_separation_pass():
    frame = drawn(n=3000)
    frame["s"] = (frame["z"] + 0.15 * np.random.default_rng(5).standard_normal(3000) > 0).astype(int)
    result = probit(frame, "s", ("x", "z"))
    assert result.converged and result.index.abs().max() > 6


@pytest.mark.parametrize("column", ["x", "z", "s"])
def test_missing_values(column):
    frame = drawn().astype({"s": float})
    frame.loc[[7, 9], column] = np.nan
    refuses(ValueError, f"column '{column}' has 2 missing", "row 7", given=(frame, SPEC))


def test_a_missing_outcome_where_selected():
    frame = drawn()
    row = frame.index[frame["s"] == 1][3]
    frame.loc[row, "y"] = np.nan
    refuses(ValueError, "column 'y' has 1 missing", f"row {row}", given=(frame, SPEC))


def test_other_bad_input():
    frame = drawn()
    refuses(ValueError, "column 's' is 2 in row 0", given=(frame.assign(s=2), SPEC))
    refuses(KeyError, "column 'z' is not in the frame", given=(frame.drop(columns="z"), SPEC))
    refuses(TypeError, "column 'x' is not numeric", given=(frame.assign(x="a"), SPEC))
    refuses(TypeError, "spec is a str", given=(frame, "y ~ x"))
    refuses(
        ValueError, "regressors of 's' are collinear: z = 2 x", given=(frame.assign(z=2 * frame["x"]), SPEC)
    )
    few = pd.concat([frame[frame["s"] == 1].head(3), frame[frame["s"] == 0]])
    refuses(ValueError, "3 selected rows for 3 parameters", given=(few, SPEC))
    twin = HeckmanSpec("y", ("x", "a"), "s", ("x", "z"))
    refuses(
        ValueError, "collinear in the selected rows: a = 3 x", given=(frame.assign(a=3 * frame["x"]), twin)
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"regressors": ("x", "x")}, "'x' stands twice among the regressors"),
        ({"selection_regressors": ("z", "z")}, "'z' stands twice among the selection regressors"),
        ({"regressors": ("y",)}, "the outcome 'y' stands among the regressors"),
        ({"selection_regressors": ("s",)}, "'s' stands among the selection regressors"),
        ({"selection_regressors": ()}, "no regressor"),
    ],
)
def test_specification(change, words):
    given = {"outcome": "y", "regressors": ("x",), "selected": "s", "selection_regressors": ("x", "z")}
    with pytest.raises(ValueError, match=re.escape(words)):
        HeckmanSpec(**(given | change))
