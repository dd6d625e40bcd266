"""Standard errors under planted persistence: the exact factor, the formulas, and which of them hold."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from tied_panels import dummies, panel

from lib.studies import persistence
from lib.studies.projected import project

PAIR = ("pair", "year")
APART = ("city_code", "iso3", "year")


@pytest.mark.parametrize("kind", persistence.KINDS)
@pytest.mark.parametrize("rho", [0.0, 0.4, 0.9])
def test_true_factor_is_the_quadratic_form_over_all_rows(rho, kind):
    frame = panel(1)
    one = project(frame, APART)
    years, pairs = frame["year"].to_numpy(float), frame["pair"].to_numpy()
    same, apart = np.equal.outer(pairs, pairs), np.abs(np.subtract.outer(years, years))
    full = same * (rho**apart if kind == "fading" else rho) + (kind == "lasting") * (1 - rho) * np.eye(
        len(frame)
    )
    expected = one.rest @ full @ one.rest / (one.rest @ one.rest)
    assert persistence.true_factor(one, frame["pair"], frame["year"], rho, kind) == pytest.approx(
        expected, abs=1e-12
    )
    assert expected == pytest.approx(1, abs=1e-12) if rho == 0 else expected > 1.05


def test_formulas_are_those_of_least_squares_with_all_dummies():
    frame = panel(2)
    one = project(frame, APART, ("x0", "x1"))
    others = np.column_stack([frame[["x0", "x1"]], dummies(frame, APART)])
    kept = others[:, np.abs(np.diag(np.linalg.qr(others)[1])) > 1e-8]
    clusters = pd.factorize(frame["pair"])[0]
    model = sm.OLS(frame["y"].to_numpy(), np.column_stack([frame["treat_post"], kept]))
    fits = {
        "iid": model.fit(),
        "robust": model.fit(cov_type="HC1"),
        "clustered by unit": model.fit(cov_type="cluster", cov_kwds={"groups": clusters}),
    }
    n, k = len(frame), one.parameters
    scale = {
        "clustered by unit": np.sqrt((n - k) / (n - 1))
    }  # statsmodels also multiplies by (N - 1) / (N - K)
    expected = [fits[name].bse[0] * scale.get(name, 1) for name in persistence.FORMULAS]
    found = persistence.standard_errors(one, fits["iid"].resid[:, None], clusters)[:, 0]
    assert found == pytest.approx(np.array(expected), rel=1e-9)


def test_drawn_errors_have_the_variance_and_the_persistence_asked_for():
    keys = pd.MultiIndex.from_product([range(3000), range(2002, 2010)], names=["pair", "year"]).to_frame(
        index=False
    )
    drawn = persistence.draw_errors(keys.index, keys["pair"], keys["year"], 0.7, 1, np.random.default_rng(0))
    table = drawn.reshape(3000, 8)
    assert table.std() == pytest.approx(1, abs=0.02)  # 24,000 draws of correlation 0.7: four standard errors
    assert np.corrcoef(table[:, 2], table[:, 3])[0, 1] == pytest.approx(0.7, abs=0.04)
    assert np.corrcoef(table[:, 2], table[:, 5])[0, 1] == pytest.approx(0.343, abs=0.07)


def test_clustering_finds_the_true_error_where_independence_does_not():
    frame = panel(4, cities=50, destinations=40, years=8)
    one = project(frame, APART)
    found = persistence.compare(
        one, frame["pair"], frame["year"], rhos=(0.0, 0.8), sigma=2.0, draws=30, seed=3
    )
    table = found.pivot(index="rho", columns="formula", values="se")
    error = found.pivot(index="rho", columns="formula", values="mc_error")
    parameters_by_cluster = one.parameters / frame["pair"].nunique()  # residuals are shorter than errors
    slack = 4 * error + parameters_by_cluster * table[["true"]].to_numpy()
    for name in persistence.FORMULAS:
        assert abs(table.loc[0.0, name] - table.loc[0.0, "true"]) < slack.loc[0.0, name]
    assert (
        abs(table.loc[0.8, "clustered by unit"] - table.loc[0.8, "true"])
        < slack.loc[0.8, "clustered by unit"]
    )
    assert table.loc[0.8, "iid"] < 0.75 * table.loc[0.8, "true"]
    assert (found.loc[found["formula"] == "true", "mc_error"] == 0).all()


def test_between_share_is_what_unit_effects_absorb():
    frame = panel(5)
    apart, within = project(frame, APART), project(frame, PAIR)
    means = pd.Series(apart.rest, frame.index).groupby(frame["pair"]).transform("mean")
    assert persistence.between_share(apart, frame["pair"]) == pytest.approx(
        (means**2).sum() / (apart.rest**2).sum()
    )
    assert persistence.between_share(apart, frame["pair"]) > 0.1
    assert persistence.between_share(within, frame["pair"]) == pytest.approx(0, abs=1e-20)


def test_largest_rho_is_where_the_t_value_reaches_the_critical_one():
    frame = panel(1)
    one = project(frame, APART)
    keys = frame["pair"], frame["year"]
    for kind in persistence.KINDS:
        rho = persistence.largest_rho(one, *keys, 2.2, kind=kind)
        assert 0 < rho < 1
        assert 2.2 / np.sqrt(persistence.true_factor(one, *keys, rho, kind)) == pytest.approx(1.96, abs=1e-3)
    assert persistence.largest_rho(one, *keys, 50.0) == 1
    assert np.isnan(persistence.largest_rho(one, *keys, -1.5))


def test_bad_options_are_refused():
    frame = panel()
    one = project(frame, PAIR)
    with pytest.raises(ValueError, match="rho is 1"):
        persistence.true_factor(one, frame["pair"], frame["year"], 1)
    with pytest.raises(ValueError, match="choose one of fading, lasting"):
        persistence.true_factor(one, frame["pair"], frame["year"], 0.5, "forever")
    with pytest.raises(ValueError, match="at least 2"):
        persistence.compare(one, frame["pair"], frame["year"], draws=1)
