"""The fit: identities between models, invariances, limits, covariances and efficiencies."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, stats

from lib.estimators import frontier_search
from lib.estimators.frontier import FrontierSpec, fit, loglikelihood
from lib.estimators.frontier_inference import mixture_critical_value, mixture_pvalue
from lib.estimators.frontier_simulation import simulate, truncated_normal

HALF = FrontierSpec("y", ("a", "b"))
BC95 = FrontierSpec("y", ("a", "b"), "bc95", ("s", "t"))
ETA = FrontierSpec("y", ("a", "b"), "bc92_eta", unit="unit", period="period")
TRUE = pd.Series(
    {
        "const": 1.0,
        "a": 0.5,
        "b": -0.3,
        "mu": 0.4,
        "delta_0": 0.4,
        "delta:s": 0.5,
        "delta:t": -0.4,
        "sigma2": 0.5,
        "gamma": 0.7,
        "eta": 0.08,
    }
)
SPECS = {
    "half_normal": HALF,
    "truncated_normal": replace(HALF, model="truncated_normal"),
    "bc92": replace(ETA, model="bc92"),
    "bc92_mu": replace(ETA, model="bc92", free_mu=True),
    "bc92_eta": ETA,
    "bc95": BC95,
}


def draw(spec: FrontierSpec, seed: int = 1, units: int = 120, periods: int = 5) -> pd.DataFrame:
    return simulate(spec, TRUE, np.random.default_rng(seed), units=units, periods=periods)


def unbalanced(frame: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    kept = np.random.default_rng(seed).random(len(frame)) < 0.7
    return frame[kept].reset_index(drop=True)


# identities between models


def test_bc95_without_effects_is_half_normal():
    frame = draw(HALF)
    plain = FrontierSpec("y", ("a", "b"), "bc95", inefficiency_intercept=False)
    ours, theirs = fit(frame, plain), fit(frame, HALF)
    assert ours.loglik == pytest.approx(theirs.loglik, abs=1e-9)
    pd.testing.assert_series_equal(ours.params, theirs.params, rtol=1e-6)
    pd.testing.assert_series_equal(ours.efficiency, theirs.efficiency, rtol=1e-6)


def test_bc95_with_a_constant_only_is_truncated_normal():
    frame = draw(SPECS["truncated_normal"])
    ours = fit(frame, FrontierSpec("y", ("a", "b"), "bc95"))
    theirs = fit(frame, SPECS["truncated_normal"])
    assert ours.loglik == pytest.approx(theirs.loglik, abs=1e-9)
    # two searches stop at points that differ by the square root of their difference in log-likelihood
    np.testing.assert_allclose(ours.params, theirs.params, rtol=1e-4)
    assert ours.lr_df == theirs.lr_df == 2


def test_eta_zero_is_time_invariant():
    frame = unbalanced(draw(SPECS["bc92"]))
    params = TRUE[list(SPECS["bc92"].parameter_names)]
    at_zero = pd.concat([params, pd.Series({"eta": 0.0})])
    assert loglikelihood(frame, ETA, at_zero) == pytest.approx(loglikelihood(frame, SPECS["bc92"], params))
    assert fit(frame, ETA).loglik >= fit(frame, SPECS["bc92"]).loglik - 1e-8


def test_one_row_a_unit_is_half_normal():
    frame = draw(HALF, units=300, periods=1)
    panel = fit(frame, replace(HALF, model="bc92", unit="unit"))
    assert panel.loglik == pytest.approx(fit(frame, HALF).loglik, abs=1e-9)


@pytest.mark.parametrize("name", SPECS)
def test_cost_is_production_of_the_negated_outcome(name):
    frame = unbalanced(draw(SPECS[name]))
    cost = fit(frame.assign(y=-frame["y"]), replace(SPECS[name], sign="cost"))
    production = fit(frame, SPECS[name])
    flip = np.where(production.params.index.isin(["const", "a", "b"]), -1, 1)
    np.testing.assert_allclose(cost.params * flip, production.params, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(cost.std_errors, production.std_errors, rtol=1e-8)
    np.testing.assert_allclose(cost.ols, -production.ols, rtol=1e-12)
    pd.testing.assert_series_equal(cost.efficiency, production.efficiency, rtol=1e-9)


# invariances


@pytest.mark.parametrize("name", SPECS)
def test_order_of_rows_and_names_of_units_do_not_matter(name):
    frame = unbalanced(draw(SPECS[name]))
    shuffled = frame.sample(frac=1, random_state=3)
    shuffled["unit"] = "unit " + shuffled["unit"].astype(str)
    ours, theirs = fit(shuffled, SPECS[name]), fit(frame, SPECS[name])
    assert ours.loglik == pytest.approx(theirs.loglik, abs=1e-8)
    # two searches stop at points that differ by the square root of their difference in log-likelihood
    np.testing.assert_allclose(ours.params, theirs.params, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(ours.efficiency.sort_index(), theirs.efficiency, atol=1e-6)


@pytest.mark.parametrize("name", SPECS)
def test_units_of_measurement(name):
    """A regressor in other units, an outcome shifted and scaled: exact consequences for everything."""
    frame = unbalanced(draw(SPECS[name]))
    moved = frame.assign(a=1e6 * frame["a"] + 5e6, y=3 * frame["y"] + 100)
    ours, theirs = fit(moved, SPECS[name]), fit(frame, SPECS[name])
    assert ours.loglik == pytest.approx(theirs.loglik - len(frame) * np.log(3), abs=1e-6)
    assert ours.lr == pytest.approx(theirs.lr, abs=1e-6)
    # two searches stop at points that differ by the square root of their difference in log-likelihood
    assert ours.params["a"] * 1e6 / 3 == pytest.approx(theirs.params["a"], rel=1e-4)
    assert ours.params["sigma2"] / 9 == pytest.approx(theirs.params["sigma2"], rel=1e-4)
    assert ours.params["gamma"] == pytest.approx(theirs.params["gamma"], rel=1e-4)
    assert ours.std_errors["a"] * 1e6 / 3 == pytest.approx(theirs.std_errors["a"], rel=1e-4)
    np.testing.assert_allclose(ours.jlms / 3, theirs.jlms, rtol=1e-4, atol=1e-6)


def test_units_of_the_inefficiency_variables():
    frame = draw(BC95)
    ours, theirs = fit(frame.assign(s=1e5 * frame["s"] - 7e5), BC95), fit(frame, BC95)
    assert ours.loglik == pytest.approx(theirs.loglik, abs=1e-7)
    assert ours.params["delta:s"] * 1e5 == pytest.approx(theirs.params["delta:s"], rel=1e-4)
    assert ours.std_errors["delta:s"] * 1e5 == pytest.approx(theirs.std_errors["delta:s"], rel=1e-4)
    shift = ours.params["delta_0"] - 7e5 * ours.params["delta:s"]
    assert shift == pytest.approx(theirs.params["delta_0"], rel=1e-4)


@pytest.mark.parametrize("name", SPECS)
def test_the_maximum_is_one(name):
    """The reported log-likelihood belongs to the reported parameters, and no neighbour beats it."""
    frame, spec = unbalanced(draw(SPECS[name])), SPECS[name]
    result = fit(frame, spec)
    assert loglikelihood(frame, spec, result.params) == pytest.approx(result.loglik, abs=1e-8)
    rng = np.random.default_rng(0)
    for _ in range(30):
        step = result.std_errors * rng.standard_normal(len(result.params)) * 0.1
        assert loglikelihood(frame, spec, result.params + step) < result.loglik


# covariances


@pytest.mark.parametrize("name", SPECS)
def test_hessian_covariance_is_the_numerical_one(name):
    """Second differences of the likelihood in the reported parameters: another route than the code's own."""
    frame, spec = unbalanced(draw(SPECS[name])), SPECS[name]
    result = fit(frame, spec)
    center, steps = result.params, 1e-3 * result.std_errors

    def at(i: int, j: int, si: int, sj: int) -> float:
        moved = center.copy()
        moved.iloc[i] += si * steps.iloc[i]
        moved.iloc[j] += sj * steps.iloc[j]
        return loglikelihood(frame, spec, moved)

    size = len(center)
    hessian = np.empty((size, size))
    for i in range(size):
        for j in range(size):
            corners = at(i, j, 1, 1) - at(i, j, 1, -1) - at(i, j, -1, 1) + at(i, j, -1, -1)
            hessian[i, j] = corners / (4 * steps.iloc[i] * steps.iloc[j])
    numeric = np.sqrt(np.diag(np.linalg.inv(-hessian)))
    # second differences of a number of size 500 with steps of 1e-3 keep about four digits
    np.testing.assert_allclose(result.std_errors, numeric, rtol=5e-3)


def test_a_cluster_a_row_is_the_plain_sandwich():
    frame = draw(BC95).reset_index(names="row")
    clustered = fit(frame, BC95, cov_type="cluster", cluster="row")
    pd.testing.assert_frame_equal(clustered.cov, fit(frame, BC95, cov_type="sandwich").cov, rtol=1e-9)
    assert "600 clusters" in clustered.cov_type


def test_clusters_of_copies_are_worth_one_row():
    frame = draw(BC95).reset_index(names="row")
    doubled = pd.concat([frame, frame], ignore_index=True)
    ours = fit(doubled, BC95, cov_type="cluster", cluster="row").std_errors
    np.testing.assert_allclose(ours, fit(frame, BC95, cov_type="sandwich").std_errors, rtol=1e-5)


@pytest.mark.parametrize("name", ["half_normal", "bc95", "bc92_eta"])
def test_covariances_agree_where_the_model_holds(name):
    """The information equality: with 4,000 rows the three estimates differ by sampling error only."""
    frame = draw(SPECS[name], units=800)
    errors = {
        kind: fit(frame, SPECS[name], cov_type=kind).std_errors for kind in ("hessian", "opg", "sandwich")
    }
    # the ratio's own standard error is about sqrt(kurtosis / units), below 0.1 here
    np.testing.assert_allclose(errors["opg"] / errors["hessian"], 1, atol=0.25)
    np.testing.assert_allclose(errors["sandwich"] / errors["hessian"], 1, atol=0.25)
    assert not np.allclose(errors["opg"], errors["hessian"], rtol=1e-6)


def test_covariance_can_be_left_out():
    result = fit(draw(BC95), BC95, cov_type="none")
    assert result.cov.isna().all(axis=None)
    assert result.hessian_status == result.cov_type == "not computed"


# efficiencies


@pytest.mark.parametrize("name", ["half_normal", "truncated_normal", "bc95"])
def test_efficiencies_are_the_conditional_means(name):
    frame = draw(SPECS[name], units=60)
    result = fit(frame, SPECS[name])
    assert result.boundary is None
    p = result.params
    e = frame["y"] - p["const"] - p["a"] * frame["a"] - p["b"] * frame["b"]
    mean = pd.Series(p.get("mu", p.get("delta_0", 0.0)), index=frame.index)
    for z in SPECS[name].inefficiency:
        mean += p[f"delta:{z}"] * frame[z]
    sigma_u, sigma_v = np.sqrt(p["gamma"] * p["sigma2"]), np.sqrt((1 - p["gamma"]) * p["sigma2"])
    for i in frame.index[:10]:

        def density(u, i=i):
            return stats.norm.pdf((e[i] + u) / sigma_v) * stats.norm.pdf((u - mean[i]) / sigma_u)

        peak = max(0.0, float(mean[i]) / 2)
        upper = peak + 12 * (sigma_u + sigma_v) + abs(e[i])
        total, efficiency, inefficiency = (
            integrate.quad(lambda u, g=g: g(u) * density(u), 0, upper, epsabs=0, epsrel=1e-10, limit=300)[0]
            for g in (lambda u: 1.0, lambda u: np.exp(-u), lambda u: u)
        )
        assert result.efficiency[i] == pytest.approx(efficiency / total, rel=1e-7)
        assert result.jlms[i] == pytest.approx(inefficiency / total, rel=1e-7)


def test_panel_efficiencies_are_the_conditional_means():
    frame = unbalanced(draw(ETA, units=30))
    result = fit(frame, ETA)
    p = result.params
    e = frame["y"] - p["const"] - p["a"] * frame["a"] - p["b"] * frame["b"]
    decay = np.exp(-p["eta"] * (frame["period"] - frame["period"].max()))
    sigma_u, sigma_v = np.sqrt(p["gamma"] * p["sigma2"]), np.sqrt((1 - p["gamma"]) * p["sigma2"])
    for unit in frame["unit"].unique()[:6]:
        rows = frame.index[frame["unit"] == unit]

        def density(u, rows=rows):
            return np.prod(stats.norm.pdf((e[rows] + decay[rows] * u) / sigma_v)) * stats.norm.pdf(
                u / sigma_u
            )

        total = integrate.quad(density, 0, 10, epsabs=0, epsrel=1e-10, limit=300)[0]
        for row in rows:
            mean = integrate.quad(
                lambda u, row=row, density=density: np.exp(-decay[row] * u) * density(u),
                0, 10, epsabs=0, epsrel=1e-10, limit=300,
            )[0]  # fmt: skip
            assert result.efficiency[row] == pytest.approx(mean / total, rel=1e-7)


def test_efficiencies_keep_the_frames_index():
    frame = draw(ETA).sample(frac=1, random_state=1)
    result = fit(frame, ETA)
    assert result.efficiency.index.equals(frame.index)
    assert result.efficiency.between(0, 1).all()
    assert np.corrcoef(result.jlms, frame["true_u"])[0, 1] > 0.7


# limits and failures are in the result


def test_wrong_skewness_is_gamma_at_zero():
    frame = draw(HALF)
    frame["y"] = -frame["y"]
    result = fit(frame, HALF)
    assert result.boundary == "gamma at 0"
    np.testing.assert_allclose(result.params[["const", "a", "b"]], result.ols, rtol=1e-6)
    assert result.loglik == pytest.approx(result.loglik_ols, abs=1e-6)
    assert result.lr_pvalue > 0.45
    assert result.efficiency.min() > 0.999
    assert np.isnan(result.std_errors["gamma"]) and np.isfinite(result.std_errors["a"])
    assert any("gamma at 0" in note for note in result.notes)
    assert any("skewed to the right" in note for note in result.notes)


def test_no_noise_is_gamma_at_one():
    rng = np.random.default_rng(5)
    frame = pd.DataFrame({"a": rng.standard_normal(300), "b": rng.standard_normal(300)})
    frame["y"] = 1 + frame["a"] - np.abs(rng.standard_normal(300))
    result = fit(frame, HALF)
    assert result.boundary == "gamma at 1"
    assert result.params["gamma"] > 1 - 1e-6
    assert np.isnan(result.std_errors["gamma"])
    assert any("deterministic" in note for note in result.notes)


def test_exponential_inefficiency_is_the_limit_of_the_truncated_normal():
    rng = np.random.default_rng(1)
    n = 3000
    frame = pd.DataFrame({"a": rng.standard_normal(n), "b": rng.standard_normal(n)})
    frame["y"] = 1 + frame["a"] + 0.3 * rng.standard_normal(n) - 0.3 * rng.exponential(size=n) ** 1.3
    result = fit(frame, SPECS["truncated_normal"])
    assert result.boundary == "sigma2 unbounded"
    # mean of the limiting exponential: -sigma_u^2 / mu
    scale = -result.params["gamma"] * result.params["sigma2"] / result.params["mu"]
    assert scale == pytest.approx(result.jlms.mean(), rel=0.05)


def test_failed_convergence_is_said_and_no_run_is_longer_than_asked(monkeypatch):
    lengths = []

    def recorded(*given, **options):
        run = maximise(*given, **options)
        lengths.append(run.iterations)
        return run

    maximise = frontier_search.maximise
    monkeypatch.setattr(frontier_search, "maximise", recorded)
    result = fit(draw(BC95), BC95, max_iterations=1)
    assert len(lengths) > 10 and max(lengths) == 1
    assert not result.converged and result.status == "not converged"
    assert any("not converged" in note for note in result.notes)
    assert fit(draw(BC95), BC95).converged


def test_starts_are_reported():
    result = fit(draw(BC95), BC95, n_random=3)
    assert result.n_starts == len(result.start_logliks) >= 12
    assert result.start_logliks.max() == pytest.approx(result.loglik, abs=1e-9)
    assert {"random 1", "random 2", "random 3", "noise taken away"} <= set(result.start_logliks.index)


def test_tidy_has_terms_and_scalars():
    tidy = fit(draw(HALF), HALF).tidy(paper="p", exhibit="e", column="c", track="public")
    assert {"loglik", "lr", "lr_df", "lr_p", "lr_critical_5", "mean_efficiency", "n"} <= set(
        tidy["statistic"]
    )
    assert set(tidy.loc[tidy["statistic"] == "se", "term"]) == {"const", "a", "b", "sigma2", "gamma"}


# the likelihood-ratio test


def test_mixture_critical_values_are_kodde_and_palms():
    five = [2.706, 5.138, 7.045, 8.761, 10.371, 11.911, 13.401, 14.853, 16.274, 17.670]
    one = [5.412, 8.273, 10.501, 12.483, 14.325]
    np.testing.assert_allclose([mixture_critical_value(0.05, q) for q in range(1, 11)], five, atol=6e-4)
    np.testing.assert_allclose([mixture_critical_value(0.01, q) for q in range(1, 6)], one, atol=6e-4)


def test_mixture_pvalue_at_its_ends():
    assert mixture_pvalue(0.0, 1) == mixture_pvalue(-1e-9, 3) == 1.0
    assert mixture_pvalue(1e-12, 1) == pytest.approx(0.5, abs=1e-5)


def test_size_of_the_test_under_no_inefficiency():
    """Half the likelihood ratios are zero and 5 % exceed 2.706; Monte Carlo errors .034 and .015."""
    rng, runs = np.random.default_rng(11), 220
    frame = pd.DataFrame({"a": rng.standard_normal(300), "b": rng.standard_normal(300)})
    ratios = np.array(
        [fit(frame.assign(y=rng.standard_normal(300)), HALF, cov_type="none").lr for _ in range(runs)]
    )
    assert np.mean(ratios < 1e-5) == pytest.approx(0.5, abs=4 * np.sqrt(0.25 / runs))
    assert np.mean(ratios > 2.706) == pytest.approx(0.05, abs=4 * np.sqrt(0.05 * 0.95 / runs))


# recovery


@pytest.mark.parametrize("name", SPECS)
def test_planted_parameters_come_back(name):
    """Means over 40 samples within 4 Monte Carlo errors of the truth; standard errors of the right size."""
    spec, runs = SPECS[name], 40
    rng = np.random.default_rng(20)
    units, periods = (400, 5) if spec.is_panel else (2000, 1)
    if name == "truncated_normal":
        units = 5000  # mu is weakly identified: with fewer rows its bias shows
    fits = [fit(simulate(spec, TRUE, rng, units=units, periods=periods), spec) for _ in range(runs)]
    estimates = pd.DataFrame([result.params for result in fits])
    errors = pd.DataFrame([result.std_errors for result in fits])
    regular = ["const", "a", "b", *(n for n in spec.parameter_names if n.startswith("delta:") or n == "eta")]
    if not spec.has_mean_constant:
        regular += ["sigma2", "gamma"]
    spread = estimates[regular].std()
    z = (estimates[regular].mean() - TRUE[regular]) / (spread / np.sqrt(runs))
    assert z.abs().max() < 4, z
    # a standard deviation from 40 draws has a relative error of 11 %
    np.testing.assert_allclose(errors[regular].median() / spread, 1, atol=0.4)


def test_truncated_draws_have_the_right_moments():
    """Mean and variance of 200,000 draws within 5 Monte Carlo errors, far tail included."""
    rng, n = np.random.default_rng(3), 200_000
    for mean, deviation in ((0.0, 1.0), (2.0, 0.5), (-3.0, 1.0), (-60.0, 1.0)):
        draws = truncated_normal(np.full(n, mean), deviation, rng)
        exact = stats.truncnorm(-mean / deviation, np.inf, loc=mean, scale=deviation)
        assert draws.min() >= 0
        assert draws.mean() == pytest.approx(exact.mean(), abs=5 * exact.std() / np.sqrt(n))
        assert draws.std() == pytest.approx(exact.std(), rel=0.02)


# size


@pytest.mark.parametrize("name", ["bc95", "bc92_eta"])
def test_large_samples_start_on_a_part_and_end_on_the_whole(name, monkeypatch):
    """The same maximum as with every start on every row."""
    frame = draw(SPECS[name], units=500)
    whole = fit(frame, SPECS[name])
    monkeypatch.setattr(frontier_search, "_SUBSAMPLE", 600)
    part = fit(frame, SPECS[name])
    assert part.loglik == pytest.approx(whole.loglik, abs=1e-7)
    assert part.loglik == pytest.approx(loglikelihood(frame, SPECS[name], part.params), abs=1e-7)
    assert part.start_logliks["best on a part of the units"] == pytest.approx(part.loglik, abs=1e-9)


@pytest.mark.parametrize("name", ["bc95", "bc92_eta"])
def test_memory_is_linear_in_the_rows(name):
    """Twice the rows, about twice the peak: no array of rows by rows, none of rows by parameters squared."""
    peaks = []
    for units in (6_000, 12_000):
        frame = draw(SPECS[name], units=units)
        tracemalloc.start()
        fit(frame, SPECS[name], n_random=0)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 2.4 * peaks[0]
    assert peaks[1] < 60_000 * 8 * 100  # a hundred numbers a row, for nine parameters
