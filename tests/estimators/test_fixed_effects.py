"""Regressions with fixed effects: references, dense dummies, linearmodels, statsmodels."""

import gc

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from lib import paths
from lib.estimators import fixed_effects, sweeping
from lib.estimators.fixed_effects import CONSTANT, FixedEffectsSpec, estimate, panel_ols, poisson
from lib.results import TIDY

X = ("x", "z")
EFFECTS = ((), ("pair",), ("pair", "year"), ("city", "place", "year"), ("city^year", "place"))
COVARIANCES = ("iid", "robust", {"clustered": "pair"}, {"clustered": ["city", "place"]})


def oracle(name: str) -> pd.DataFrame:
    path = paths.oracles() / "did" / name
    if not path.exists():
        pytest.skip(f"the reference data are not in {path.parent}")
    return pd.read_csv(path)


def drawn(seed=0, cities=6, places=5, years=6, share=0.8) -> pd.DataFrame:
    """An unbalanced panel of pairs, with effects of each kind."""
    rng = np.random.default_rng(seed)
    keys = [range(cities), range(places), range(2002, 2002 + years)]
    frame = pd.MultiIndex.from_product(keys, names=["city", "place", "year"]).to_frame(index=False)
    frame = frame[rng.random(len(frame)) < share].reset_index(drop=True)
    frame["pair"] = frame["city"].astype(str) + "_" + frame["place"].astype(str)
    frame["x"], frame["z"] = rng.standard_normal((2, len(frame))) + frame["city"].to_numpy() / 3
    shocks = rng.standard_normal(cities * places)[frame["city"] * places + frame["place"]]
    frame["y"] = (
        5 + frame["x"] - 2 * frame["z"] + shocks + 0.1 * frame["year"] + rng.standard_normal(len(frame))
    )
    return frame.assign(w=rng.uniform(0.5, 2, len(frame)), count=rng.poisson(np.exp(0.3 * frame["x"])))


def groups(frame: pd.DataFrame, name: str) -> np.ndarray:
    return frame.groupby(name.split("^"), sort=False).ngroup().to_numpy()


def dummies(frame: pd.DataFrame, effects) -> np.ndarray:
    columns = [np.ones((len(frame), 1))]
    return np.hstack([*columns, *(np.eye(groups(frame, e).max() + 1)[groups(frame, e)] for e in effects)])


def sandwich(x, u, weights, frame, covariance, k) -> np.ndarray:
    """Covariance from residuals by its formula, factors included; `k` parameters in all."""
    n, bread = len(x), np.linalg.inv(x.T @ (weights[:, None] * x))
    scores = x * (weights * u)[:, None]
    if covariance == "iid":
        return bread * (weights * u**2).sum() / (n - k)
    if covariance == "robust":
        return bread @ (scores.T @ scores) @ bread * n / (n - k)
    names = covariance["clustered"]
    names = [names] if isinstance(names, str) else names
    sets = [groups(frame, name) for name in names]
    smallest = min(s.max() + 1 for s in sets)
    if len(sets) == 2:
        sets.append(groups(frame, "^".join(names)))
    meat = 0
    for sign, group in zip((1, 1, -1), sets, strict=False):
        sums = np.zeros((group.max() + 1, x.shape[1]))
        np.add.at(sums, group, scores)
        meat = meat + sign * sums.T @ sums
    return bread @ meat @ bread * smallest / (smallest - 1) * (n - 1) / (n - k)


@pytest.mark.parametrize("weights", [None, "w"])
@pytest.mark.parametrize("covariance", COVARIANCES, ids=str)
@pytest.mark.parametrize("effects", EFFECTS, ids=str)
def test_dense_dummies_give_the_same(effects, covariance, weights):
    frame = drawn()
    spec = FixedEffectsSpec(
        "y", X, effects, covariance, weights, counted_effects="full", keep_singletons=True
    )
    result = estimate(frame, spec)
    w = frame[weights].to_numpy() if weights else np.ones(len(frame))
    root = np.sqrt(w)[:, None]
    y, x, d = frame["y"].to_numpy(), frame[list(X)].to_numpy(), dummies(frame, effects)
    project = d @ np.linalg.pinv(root * d) * root.T
    # The regression that has the constant of areg: effects taken out, means put back.
    centre = np.average(x, axis=0, weights=w)
    net = np.column_stack([x - project @ x + centre, np.ones(len(x))])
    net_y = y - project @ y + np.average(y, weights=w)
    coef = np.linalg.lstsq(root * net, root[:, 0] * net_y, rcond=None)[0]
    k = len(X) + np.linalg.matrix_rank(d)
    cov = sandwich(net, net_y - net @ coef, w, frame, spec.covariance, k)
    np.testing.assert_allclose(result.params, coef, rtol=1e-9)
    np.testing.assert_allclose(result.cov, cov, rtol=1e-8, atol=1e-12)
    rest = (w * (net_y - net @ coef) ** 2).sum()
    assert result.extra["r2"] == pytest.approx(1 - rest / (w * (y - np.average(y, weights=w)) ** 2).sum())
    assert list(result.params.index) == [*X, CONSTANT]
    assert result.nobs == len(frame)


def test_the_factor_counts_effects_that_are_not_nested():
    frame = drawn(share=1)
    n = len(frame)
    k = {"full": 2 + 30 + 6 - 1, "nonnested": 2 + 6, "none": 2}
    specs = {
        c: FixedEffectsSpec("y", X, ("pair", "year"), {"clustered": "pair"}, counted_effects=c) for c in k
    }
    errors = {c: estimate(frame, spec).std_errors["x"] ** 2 * (n - k[c]) for c, spec in specs.items()}
    assert errors["full"] == pytest.approx(errors["none"], rel=1e-10)
    assert errors["full"] == pytest.approx(errors["nonnested"], rel=1e-10)


def test_r_fixest_event_study():
    frame = oracle("base_did.csv")
    others = [period for period in range(1, 11) if period != 5]
    for period in others:
        frame[f"period_{period}"] = ((frame["period"] == period) & (frame["treat"] == 1)).astype(int)
    terms = ("x1", *(f"period_{period}" for period in others))
    result = estimate(frame, FixedEffectsSpec("y", terms, ("id", "period"), {"clustered": "id"}))
    assert result.params["x1"] == pytest.approx(0.9734901513, abs=5e-11)
    assert result.params["period_6"] == pytest.approx(0.7844520283, abs=5e-11)
    assert result.std_errors["x1"] == pytest.approx(0.0456783118, abs=5e-11)
    assert (result.n_units, result.df) == (108, 107)


def test_r_fixest_static():
    frame = oracle("mpdta.csv")
    frame["d"] = (frame["first.treat"] > 0) & (frame["year"] >= frame["first.treat"])
    result = estimate(
        frame, FixedEffectsSpec("lemp", "d", ("countyreal", "year"), {"clustered": "countyreal"})
    )
    assert result.params["d"] == pytest.approx(-0.0365489367, abs=5e-11)
    assert result.std_errors["d"] == pytest.approx(0.0132651554, abs=5e-11)


@pytest.mark.parametrize("counted", ["full", "none"])
@pytest.mark.parametrize("covariance", COVARIANCES[:3], ids=str)
@pytest.mark.parametrize("effects", [(), ("pair",), ("pair", "year"), ("city^year", "place")], ids=str)
def test_linearmodels_gives_the_same(effects, covariance, counted):
    frame = drawn(1)
    spec = FixedEffectsSpec("y", X, effects, covariance, counted_effects=counted)
    ours, theirs = estimate(frame, spec), panel_ols(frame, spec, unit="pair", period="year")
    np.testing.assert_allclose(theirs.params[list(X)], ours.params[list(X)], rtol=1e-10)
    np.testing.assert_allclose(theirs.std_errors[list(X)], ours.std_errors[list(X)], rtol=1e-10)
    assert theirs.extra["r2"] == pytest.approx(ours.extra["r2"], rel=1e-10)


def test_panel_ols_counts_nested_effects_its_own_way():
    frame = drawn(1)
    spec = FixedEffectsSpec("y", X, ("pair",), {"clustered": "pair"})
    ours, theirs = estimate(frame, spec), panel_ols(frame, spec, unit="pair", period="year")
    n = len(frame)  # K is 3 for us, with the constant that the effect contains, and 2 for linearmodels
    ratio = np.sqrt((n - 3) / (n - 2))
    np.testing.assert_allclose(theirs.std_errors, ours.std_errors[list(X)] * ratio, rtol=1e-10)


@pytest.mark.parametrize("clusters", ["pair", ["city", "place"]])
@pytest.mark.parametrize("effects", [(), ("city", "year"), ("pair", "year")], ids=str)
def test_poisson_as_by_dense_dummies(effects, clusters):
    frame = drawn(2, cities=9, places=8)
    frame["count"] += 1  # nothing is separated
    spec = FixedEffectsSpec("count", X, effects, {"clustered": clusters}, counted_effects="full")
    result = poisson(frame, spec)
    design = np.column_stack([frame[list(X)], dummies(frame, effects)])
    design = design[:, np.flatnonzero(np.abs(np.diag(np.linalg.qr(design)[1])) > 1e-9)]
    fit = sm.GLM(frame["count"], design, family=sm.families.Poisson()).fit(tol=1e-12)
    np.testing.assert_allclose(result.params[list(X)], fit.params[:2], rtol=1e-8)
    assert result.extra["loglik"] == pytest.approx(fit.llf, rel=1e-9)
    mean = fit.fittedvalues.to_numpy()
    bare = sandwich(
        design, (frame["count"].to_numpy() - mean) / mean, mean, frame, spec.covariance, design.shape[1]
    )
    np.testing.assert_allclose(result.cov.loc[list(X), list(X)], bare[:2, :2], rtol=1e-7, atol=1e-9)
    negative = np.diag(result.cov) < 0  # two-way clusters of a small sample can have one
    assert result.converged and bool(result.notes) == negative.any()
    assert (result.std_errors.isna() == negative).all()
    assert (CONSTANT in result.params) == (not effects)


def test_poisson_leaves_separated_rows_out():
    frame = drawn(2)
    frame["count"] += 1
    frame.loc[frame["pair"] == "3_3", "count"] = 0
    frame["rare"] = (frame["year"] == 2004) & (frame["city"] == 2)
    frame.loc[frame["rare"], "count"] = 0
    gone = (frame["pair"] == "3_3") | frame["rare"]
    result = poisson(frame, FixedEffectsSpec("count", (*X, "rare"), ("pair", "year"), {"clustered": "pair"}))
    without = poisson(frame[~gone], FixedEffectsSpec("count", X, ("pair", "year"), {"clustered": "pair"}))
    np.testing.assert_allclose(result.params[list(X)], without.params, rtol=1e-9)
    np.testing.assert_allclose(result.std_errors[list(X)], without.std_errors, rtol=1e-9)
    assert (result.nobs, result.n_units, result.levels) == (without.nobs, without.n_units, without.levels)
    assert result.extra["n_separated"] == gone.sum() and result.dropped == ("rare",)
    assert any(f"{gone.sum()} rows left out" in note for note in result.notes)


def test_poisson_says_that_it_did_not_converge(monkeypatch):
    monkeypatch.setattr(fixed_effects, "_POISSON", {"iwls_tol": 1e-10, "iwls_maxiter": 2})
    result = poisson(drawn(2), FixedEffectsSpec("count", X, ("city",), "robust"))
    assert not result.converged and "did not converge in 2 steps" in result.notes[0]


def test_effects_that_are_hardly_connected():
    rng = np.random.default_rng(0)
    worker = np.repeat(np.arange(600), 2)
    firm = (np.arange(600)[:, None] // 15 + np.array([0, 1])).ravel()  # a chain of 41 firms
    frame = pd.DataFrame(
        {"worker": worker, "firm": firm, "x": rng.standard_normal(1200) + firm, "z": rng.random(1200)}
    )
    frame["y"] = frame["x"] + 3 * firm + rng.standard_normal(1200)
    design = np.column_stack([frame[list(X)], dummies(frame, ("worker", "firm"))])
    coef = np.linalg.lstsq(design, frame["y"], rcond=None)[0][:2]
    result = estimate(frame, FixedEffectsSpec("y", X, ("worker", "firm")))
    np.testing.assert_allclose(result.params[list(X)], coef, rtol=1e-9)
    counts = rng.poisson(np.exp(frame["x"] / 20))
    fit = poisson(frame.assign(y=counts), FixedEffectsSpec("y", X, ("worker", "firm"), "robust"))
    assert fit.converged and fit.extra["n_separated"] > 0


@pytest.mark.parametrize("method", [estimate, poisson, fixed_effects.net_of])
def test_a_large_regression_leaves_nothing_behind(method, monkeypatch):
    """Fits refer to themselves: with the collector of cycles off, one stays unless it is swept up."""
    from pyfixest.estimation.models.feols_ import Feols

    frame = drawn()
    arguments = (
        ("y", ("pair",), X)
        if method is fixed_effects.net_of
        else (FixedEffectsSpec("count" if method is poisson else "y", X, ("pair",)),)
    )
    left = {}
    gc.collect()
    gc.disable()
    try:
        for swept in (False, True):
            monkeypatch.setattr(sweeping, "LARGE", 0 if swept else len(frame))
            method(frame, *arguments)
            left[swept] = sum(isinstance(one, Feols) for one in gc.get_objects())
    finally:
        gc.enable()
    assert left[False] > 0 == left[True]


def test_sweeping_leaves_the_collector_as_it_was(monkeypatch):
    monkeypatch.setattr(sweeping, "LARGE", 0)
    assert gc.isenabled()
    with pytest.raises(KeyError, match="nowhere"):
        estimate(drawn(), FixedEffectsSpec("nowhere", X))
    assert gc.isenabled()


def test_neither_another_run_nor_the_order_of_rows_matters():
    frame = drawn(3)
    spec = FixedEffectsSpec("y", X, ("city", "place", "year"), {"clustered": ["city", "place"]})
    first, again = estimate(frame, spec), estimate(frame, spec)
    np.testing.assert_allclose(again.params, first.params, rtol=1e-13)
    np.testing.assert_allclose(again.cov, first.cov, rtol=1e-13)
    other = estimate(frame.sample(frac=1, random_state=0), spec)
    np.testing.assert_allclose(other.params, first.params, rtol=1e-11)
    np.testing.assert_allclose(other.std_errors, first.std_errors, rtol=1e-11)


def test_units_of_a_regressor_do_not_matter():
    frame = drawn(3)
    spec = FixedEffectsSpec("y", X, ("pair", "year"), {"clustered": "pair"})
    one, two = estimate(frame, spec), estimate(frame.assign(x=1e9 + 1e6 * frame["x"]), spec)
    np.testing.assert_allclose(two.tstats[list(X)], one.tstats[list(X)], rtol=1e-6)  # 1e9 costs three digits
    assert not two.dropped


def test_distribution_intervals_and_tidy():
    result = estimate(drawn(share=1), FixedEffectsSpec("y", X, ("pair",), {"clustered": "city"}, unit="pair"))
    assert (result.df, result.n_clusters, result.n_units) == (5, (6,), 30)
    lower, upper = result.confint().loc["x"]
    assert (upper - lower) / 2 == pytest.approx(2.570582 * result.std_errors["x"], rel=1e-6)  # t table, 5 df
    inside = result.confint(1 - result.pvalues["x"]).loc["x"]
    assert min(abs(inside)) == pytest.approx(0, abs=1e-9)
    tidy = result.tidy(paper="toy", exhibit="table_1", column="(1)", track="public")
    assert list(tidy.columns) == TIDY
    values = tidy.set_index(["term", "statistic"])["value"]
    assert values["", "n_units"] == 30 and values[CONSTANT, "t"] == result.tstats[CONSTANT]
    assert {"r2", "r2_within", "n"} <= set(values[""].index)
    assert "pair (30)" in repr(result) and "clustered by city (6)" in repr(result)
