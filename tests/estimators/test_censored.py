"""Censored regression against a literal likelihood, least squares, simulation, and bad input."""

import numpy as np
import pandas as pd
import pytest
from scipy import optimize, stats

from lib.estimators import fixed_effects
from lib.estimators.censored import SIGMA, CensoredSpec, censored_normal
from lib.estimators.fixed_effects import FixedEffectsSpec

SPEC = CensoredSpec("low", "high", ("x", "z"))
PANEL = CensoredSpec("low", "high", ("x",), ("unit", "year"), "unit")


def drawn(n=300, seed=1):
    """Values, some censored from below, from above, or known by an interval."""
    rng = np.random.default_rng(seed)
    x, z = rng.normal(size=(2, n))
    y = 1 + 0.5 * x - z + 1.5 * rng.normal(size=n)
    low, high = y.copy(), y.copy()
    below, above, between = y < -0.5, y > 3, (y > 1) & (y < 1.6)
    low[below], high[below] = np.nan, -0.5
    low[above], high[above] = 3, np.nan
    low[between], high[between] = 1, 1.6
    return pd.DataFrame({"x": x, "z": z, "y": y, "low": low, "high": high})


def panel(seed, units=20, years=20, effect=1.0, sigma=0.8):
    """Log trade of some units, known only to lie below a bound where it is small."""
    rng = np.random.default_rng(seed)
    rows = pd.MultiIndex.from_product([range(units), range(years)], names=["unit", "year"]).to_frame(
        index=False
    )
    rows["x"] = ((rows["unit"] < units // 2) & (rows["year"] >= 10)).astype(float)
    means = rng.normal(0.5, 0.3, units)[rows["unit"]] + 0.02 * rows["year"]
    y = means + effect * rows["x"] + sigma * rng.normal(size=len(rows))
    censored = y < 0
    return rows.assign(low=y.where(~censored), high=y.where(~censored, 0.0))


def literal(parameters, design, frame):
    """Minus the log-likelihood, row by row, as the docstring has it."""
    *beta, log_sigma = parameters
    sigma, total = np.exp(log_sigma), 0.0
    for row, x in zip(frame.itertuples(), design, strict=True):
        mean = x @ np.array(beta)
        if row.low == row.high:
            total += stats.norm.logpdf(row.low, mean, sigma)
        elif np.isnan(row.low):
            total += stats.norm.logcdf(row.high, mean, sigma)
        elif np.isnan(row.high):
            total += stats.norm.logsf(row.low, mean, sigma)
        else:
            total += np.log(stats.norm.cdf(row.high, mean, sigma) - stats.norm.cdf(row.low, mean, sigma))
    return -total


def test_the_maximum_is_that_of_the_literal_likelihood():
    frame = drawn(120)
    result = censored_normal(frame, SPEC)
    assert all(result.counts.values())  # every kind of row is there
    design = np.column_stack([frame["x"], frame["z"], np.ones(len(frame))])
    best = optimize.minimize(literal, [0.0, 0.0, 0.0, 0.0], (design, frame), method="BFGS", tol=1e-9)
    assert result.loglik == pytest.approx(-best.fun, abs=1e-9)
    np.testing.assert_allclose(result.params[["x", "z"]], best.x[:2], atol=2e-6)
    assert result.params[SIGMA] == pytest.approx(np.exp(best.x[3]), abs=2e-6)


def test_standard_errors_are_those_of_the_literal_hessian():
    frame = drawn(120)
    result = censored_normal(frame, SPEC)
    design = np.column_stack([frame["x"], frame["z"], np.ones(len(frame))])
    constant = result.fitted.iloc[0] - design[0, :2] @ result.params[["x", "z"]]
    at = np.array([*result.params[["x", "z"]], constant, np.log(result.params[SIGMA])])
    step, unit = 1e-4, np.eye(4)

    def value(point):
        return literal(point, design, frame)

    hessian = np.array(
        [
            [
                value(at + step * (a + b))
                - value(at + step * (a - b))
                - value(at - step * (a - b))
                + value(at - step * (a + b))
                for a in unit
            ]
            for b in unit
        ]
    ) / (4 * step**2)
    errors = np.sqrt(np.diag(np.linalg.inv(hessian)))
    errors[3] *= result.params[SIGMA]  # from ln sigma to sigma
    # Second differences of a sum of 120 terms keep five digits.
    np.testing.assert_allclose(result.std_errors, errors[[0, 1, 3]], rtol=1e-4)


def test_without_censoring_it_is_least_squares():
    frame = drawn().assign(low=lambda rows: rows["y"], high=lambda rows: rows["y"], g=np.arange(300) % 12)
    result = censored_normal(frame, CensoredSpec("low", "high", ("x", "z"), cluster="g"))
    ols = fixed_effects.estimate(
        frame, FixedEffectsSpec("y", ("x", "z"), covariance={"clustered": ["g"]}, counted_effects="none")
    )
    np.testing.assert_allclose(result.params[["x", "z"]], ols.params[["x", "z"]], rtol=1e-9, equal_nan=False)
    assert result.params[SIGMA] == pytest.approx(
        np.sqrt(((frame["y"] - result.fitted) ** 2).mean()), rel=1e-9
    )
    # Least squares has the factor (N - 1) / (N - K) besides.
    factor = np.sqrt((300 - 1) / (300 - 3))
    ours = result.std_errors[["x", "z"]] * factor
    np.testing.assert_allclose(ours, ols.std_errors[["x", "z"]], rtol=1e-9, equal_nan=False)


def test_effects_are_dummies():
    frame = panel(3)
    result = censored_normal(frame, PANEL)
    dummies = pd.get_dummies(frame[["unit", "year"]].astype(str), drop_first=True, dtype=float)
    spec = CensoredSpec("low", "high", ("x", *dummies.columns), cluster="unit")
    long = censored_normal(frame.join(dummies), spec)
    assert result.loglik == pytest.approx(long.loglik, abs=1e-9)
    assert result.std_errors["x"] == pytest.approx(long.std_errors["x"], rel=1e-8)
    assert result.df == 19 and result.counts["below"] > 5


def test_units_and_row_order_change_nothing_but_units():
    frame = drawn()
    one = censored_normal(frame, SPEC)
    moved = frame.assign(low=10 * frame["low"] + 3, high=10 * frame["high"] + 3).sample(
        frac=1, random_state=0
    )
    other = censored_normal(moved, SPEC)
    np.testing.assert_allclose(other.params, 10 * one.params, rtol=1e-7, equal_nan=False)
    np.testing.assert_allclose(other.std_errors, 10 * one.std_errors, rtol=1e-6, equal_nan=False)


def test_a_planted_effect_comes_back_where_dropping_and_filling_in_do_not():
    found = []
    for seed in range(60):
        frame = panel(seed)
        known = frame.dropna(subset=["low"])
        ols = {"dropped": within(known), "at the bound": within(frame)}
        found.append({"interval": censored_normal(frame, PANEL).params["x"], **ols})
    found = pd.DataFrame(found)
    off, error = found.mean() - 1.0, found.sem()
    assert abs(off["interval"]) < 3 * error["interval"] and error["interval"] < 0.025
    assert off["dropped"] < -3 * error["dropped"] and off["at the bound"] < -3 * error["at the bound"]


def within(frame):
    """Least squares with effects of unit and year."""
    dummies = pd.get_dummies(frame[["unit", "year"]].astype(str), dtype=float)
    return np.linalg.lstsq(np.column_stack([frame["x"], dummies]), frame["high"], rcond=None)[0][0]


def test_a_narrow_interval_far_in_the_tail_is_no_obstacle():
    frame = drawn()
    frame.loc[0, ["low", "high"]] = 20.0, 20.001
    result = censored_normal(frame, SPEC)
    near = frame.copy()
    near.loc[0, ["low", "high"]] = 20.0005
    # The interval has a width of a thousandth.
    expected = censored_normal(near, SPEC).params
    np.testing.assert_allclose(result.params, expected, rtol=1e-5, equal_nan=False)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"low": np.nan, "high": np.nan}, "first 7, there is no bound at all"),
        ({"low": 2.0, "high": 1.0}, "first 7, 'low' is above 'high'"),
        ({"high": np.inf}, "first 7, 'high' is infinite"),
        ({"low": 1.0, "high": 1.0 + 1e-9}, "first 7, the interval is so narrow"),
    ],
)
def test_a_row_without_sense_is_named(change, message):
    frame = drawn()
    for name, value in change.items():
        frame.loc[7, name] = value
    with pytest.raises(ValueError, match=message):
        censored_normal(frame, SPEC)


def test_what_has_no_maximum_is_refused():
    frame = panel(3)
    frame.loc[frame["unit"] == 6, "low"] = np.nan
    with pytest.raises(ValueError, match="every row of unit 6 is censored from below"):
        censored_normal(frame, PANEL)
    with pytest.raises(ValueError, match="no row is a value"):
        censored_normal(frame.assign(low=np.nan), PANEL)
    separated = drawn()
    separated["z"] = separated["low"].isna().astype(float)
    with pytest.raises(ValueError, match=f"z tell {int(separated['z'].sum())} censored rows"):
        censored_normal(separated, SPEC)


def test_roles_and_clusters_are_checked():
    frame = drawn().assign(one=1.0)
    with pytest.raises(ValueError, match="two roles"):
        CensoredSpec("low", "low", ("x",))
    with pytest.raises(ValueError, match="no regressor"):
        CensoredSpec("low", "high", ())
    with pytest.raises(ValueError, match="collinear"):
        censored_normal(frame, CensoredSpec("low", "high", ("x", "one")))
    with pytest.raises(ValueError, match="one cluster"):
        censored_normal(frame, CensoredSpec("low", "high", ("x",), cluster="one"))
    with pytest.raises(KeyError, match="'w' is not in the frame"):
        censored_normal(frame, CensoredSpec("low", "high", ("w",)))


def clustered(treated: int, seed: int = 1, units: int = 9) -> pd.DataFrame:
    """Units in ten years, the first so many treated from the sixth on, outcomes below -1 hidden."""
    frame = pd.MultiIndex.from_product([range(units), range(10)], names=["unit", "year"]).to_frame(
        index=False
    )
    high = np.random.default_rng(seed).standard_normal(len(frame))
    d = ((frame["unit"] < treated) & (frame["year"] >= 5)).astype(float)
    return frame.assign(d=d, low=np.where(high > -1, high, np.nan), high=high.clip(-1))


FEW = CensoredSpec("low", "high", ("d",), ("unit", "year"), "unit")


@pytest.mark.parametrize(
    ("treated", "words"), [(1, "is 1 in 1 of 9"), (8, "is 0 throughout in 1 of 9"), (5, "")]
)
def test_few_treated_clusters_are_noted(treated, words):
    notes = censored_normal(clustered(treated), FEW).notes
    assert len(notes) == bool(words) and all(
        note.startswith(f"'d' {words} clusters by unit") for note in notes
    )


@pytest.mark.parametrize("y", [1.0, "effects"])
def test_outcomes_that_leave_no_error_are_refused(y):
    frame = clustered(5)
    value = 2.0 * frame["unit"] + frame["year"] if y == "effects" else y
    with pytest.raises(ValueError, match="no finite maximum"):
        censored_normal(frame.assign(low=value, high=value), FEW)
