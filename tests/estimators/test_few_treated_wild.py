"""Wild cluster bootstrap: the reference, a literal enumeration, a peer, degenerate cases, bad input."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from diff_diff.utils import wild_bootstrap_se
from few_treated_panels import COLUMN, drawn, quick_test, sign_patterns
from matching_references import GRUNFELD

from lib import paths
from lib.estimators.few_treated import wild_bootstrap
from lib.estimators.fixed_effects import FixedEffectsSpec, estimate
from lib.results import TIDY


def grunfeld() -> pd.DataFrame:
    path = paths.oracles() / "wild_bootstrap" / "Grunfeld.csv"
    if not path.exists():
        pytest.skip(f"the reference data are not in {path.parent}")
    return pd.read_csv(path)


def design(frame: pd.DataFrame, columns: list[str], effects: tuple[str, ...]) -> np.ndarray:
    """Regressors, a constant and dummies without a redundant one."""
    dummies = [pd.get_dummies(frame[name].astype(str), drop_first=True).to_numpy(float) for name in effects]
    return np.column_stack([frame[columns], np.ones(len(frame)), *dummies])


def literal(x: np.ndarray, y: np.ndarray, cluster: np.ndarray, null: float = 0.0) -> tuple[float, np.ndarray]:
    """Sample's and patterns' t of the first column, each by a regression of its own, without a factor."""
    inverse = np.linalg.inv(x.T @ x)

    def statistic(outcome: np.ndarray) -> float:
        beta = inverse @ (x.T @ outcome)
        residual = outcome - x @ beta
        scores = np.array([x[cluster == g].T @ residual[cluster == g] for g in np.unique(cluster)])
        return (beta[0] - null) / np.sqrt((inverse @ scores.T @ scores @ inverse)[0, 0])

    others = x[:, 1:]
    part = others @ np.linalg.lstsq(others, y - null * x[:, 0], rcond=None)[0] + null * x[:, 0]
    code = np.unique(cluster, return_inverse=True)[1]
    signs = product([-1.0, 1.0], repeat=code.max() + 1)
    return statistic(y), np.array([statistic(part + (y - part) * np.array(w)[code]) for w in signs])


def test_the_reference_to_the_printed_digits():
    result = wild_bootstrap(grunfeld(), FixedEffectsSpec("inv", ("value", "capital")), "capital", "firm")
    assert result.coef == pytest.approx(GRUNFELD["coef"], abs=5e-13)
    assert result.t == pytest.approx(GRUNFELD["t"], abs=5e-12)
    assert (result.count, result.patterns, result.exact) == (GRUNFELD["count"], GRUNFELD["patterns"], True)
    assert result.pvalue == GRUNFELD["count"] / GRUNFELD["patterns"] and result.pvalue_se == 0
    assert result.ties == 2  # the sample and its mirror


@pytest.mark.parametrize("effects", [(), ("unit",), ("unit", "year")])
def test_every_pattern_by_a_regression_of_its_own(effects):
    frame = drawn(3, units=6, treated=3, effect=0.5)
    frame = frame.drop(frame.index[[4, 17, 30]])  # unbalanced, so that effects do not nest
    spec = FixedEffectsSpec("y", ("d", "x"), effects, {"clustered": ["unit"]})
    result = wild_bootstrap(frame, spec, "d")
    own, boot = literal(design(frame, ["d", "x"], effects), frame["y"].to_numpy(), frame["unit"].to_numpy())
    factor = result.t / own
    # A pattern and its mirror have the same size, and the order of patterns differs: compare sizes in order.
    # Absolute: statistics of zero among them.
    np.testing.assert_allclose(
        np.sort(result.distribution.abs()), np.sort(np.abs(boot * factor)), rtol=1e-8, atol=1e-10
    )
    assert result.count == (np.abs(boot) > abs(own) * (1 + 1e-9)).sum()
    fit = estimate(frame, spec)
    assert (result.coef, result.std_error) == (fit.params["d"], fit.std_errors["d"])


def test_bounds_of_the_interval_are_where_the_literal_test_turns():
    frame = drawn(5, units=7, treated=3, effect=1.0)
    result = wild_bootstrap(frame, COLUMN, "d", level=0.9)
    x, y = design(frame, ["d", "x"], ("unit", "year")), frame["y"].to_numpy()
    assert result.lower < result.coef < result.upper
    for bound, outward in ((result.lower, -1), (result.upper, 1)):
        for side in (-1, 1):
            own, boot = literal(x, y, frame["unit"].to_numpy(), bound + side * 1e-6 * result.std_error)
            p = (np.abs(boot) > abs(own) * (1 + 1e-9)).mean()
            assert (p > 0.1) == (side != outward)


def test_a_peer_with_effects_as_dummies():
    frame = grunfeld()
    spec = FixedEffectsSpec("inv", ("capital", "value"), ("firm", "year"))
    result = wild_bootstrap(frame, spec, "capital", "firm")
    x = design(frame, ["capital", "value"], ("firm", "year"))
    peer = wild_bootstrap_se(x, frame["inv"].to_numpy(), None, frame["firm"].to_numpy(), 0, n_bootstrap=1024)
    assert result.pvalue == peer.p_value
    # Both bounds are found by halving, to 1e-9 standard errors here and 1e-10 there.
    assert result.lower == pytest.approx(peer.ci_lower, abs=1e-8)
    assert result.upper == pytest.approx(peer.ci_upper, abs=1e-8)


def test_the_null_is_rejected_outside_the_interval_only():
    for seed in range(8):
        frame = drawn(seed, effect=0.6)
        result = wild_bootstrap(frame, COLUMN, "d", level=0.9)
        assert (result.lower <= 0 <= result.upper) == (result.pvalue > 0.1)


def test_scale_changes_no_p_value():
    frame = drawn(2, effect=0.4)
    result = wild_bootstrap(frame, COLUMN, "d")
    large = wild_bootstrap(frame.assign(y=1e6 * frame["y"] + 5, x=frame["x"] / 1e3), COLUMN, "d")
    assert (result.count, result.ties) == (large.count, large.ties)
    np.testing.assert_allclose(
        [large.lower / 1e6, large.upper / 1e6], [result.lower, result.upper], rtol=1e-6, atol=1e-8
    )


def test_drawn_patterns_are_near_the_listed_ones():
    frame = drawn(4, effect=0.5)
    listed = wild_bootstrap(frame, COLUMN, "d")
    few = wild_bootstrap(frame, COLUMN, "d", draws=400, seed=1)
    assert listed.exact and not few.exact and few.patterns == 400
    assert abs(few.pvalue - listed.pvalue) < 4 * few.pvalue_se
    again = wild_bootstrap(frame, COLUMN, "d", draws=400, seed=1)
    pd.testing.assert_series_equal(few.distribution, again.distribution)
    webb = wild_bootstrap(frame, COLUMN, "d", weights="webb", seed=1)
    assert webb.patterns == 9999 and not webb.exact and "webb" in webb.method
    steps = set(np.round(np.diff(np.unique(np.abs(webb.distribution))), 12))
    assert len(steps) > 512  # six points give more values than all sign patterns


def rejections(treated: int, impose_null: bool, *, units=9, repetitions=150) -> float:
    """Share of tests at 10 per cent that reject a true null."""
    patterns = sign_patterns(units)
    p = []
    for seed in range(repetitions):
        frame = drawn(seed, units=units, treated=treated, memory=0.6)
        p.append(quick_test(frame, patterns, impose_null).compare(0.0)[0] / len(patterns))
    return float(np.mean(np.array(p) <= 0.1))


def test_size_with_five_treated_of_nine_and_with_one():
    # Monte Carlo error of a share of 0.1 with 150 repetitions: 0.024.
    assert abs(rejections(5, True) - 0.1) < 3 * 0.024
    # With one treated cluster: too seldom, and far too often without the null.
    assert rejections(1, True) < 0.1 - 3 * 0.024
    assert rejections(1, False) > 0.1 + 10 * 0.024


def test_one_treated_cluster_is_said():
    result = wild_bootstrap(drawn(0, treated=1, effect=3.0), COLUMN, "d")
    assert result.degenerate and any("degenerate" in note for note in result.notes)
    assert np.isfinite(result.pvalue) and result.n_treated == 1
    other = wild_bootstrap(drawn(0, treated=8), COLUMN, "d")
    assert other.degenerate and any("one cluster of 9 is not treated" in note for note in other.notes)
    five = wild_bootstrap(drawn(0), COLUMN, "d")
    assert not five.degenerate and any("4 clusters of 9 are not treated" in note for note in five.notes)
    many = wild_bootstrap(drawn(0, units=13, treated=6), COLUMN, "d", draws=50)
    assert not many.notes or not any("clusters of" in note for note in many.notes)


def test_a_treated_cluster_without_a_row_before_is_said():
    frame = drawn(0)
    late = frame[(frame["unit"] > 1) | (frame["year"] >= 2013)]
    notes = wild_bootstrap(late, COLUMN, "d").notes
    first = late.index[0]
    said = f"2 of 5 treated clusters have 'd' in every row, the first that of row {first}: with effects"
    assert any(said in note for note in notes)
    always = frame.assign(d=(frame["unit"] < 5).astype(int))  # a comparison of clusters, not of periods
    plain = FixedEffectsSpec("y", ("d", "x"), (), {"clustered": ["unit"]})
    for given, spec, term in ((frame, COLUMN, "d"), (always, plain, "d"), (late, COLUMN, "x")):
        assert not any("in every row" in note for note in wild_bootstrap(given, spec, term).notes)


def test_no_larger_pattern_is_no_p_value_of_zero():
    result = wild_bootstrap(drawn(1, effect=50.0), COLUMN, "d")
    assert result.count == 0 and result.pvalue_ties == result.ties / 512 > 0
    assert any("below 0.00195" in note for note in result.notes)


def test_what_the_result_says():
    result = wild_bootstrap(drawn(0), COLUMN, "d")
    tidy = result.tidy(paper="toy", exhibit="table_1", column="1", track="public")
    assert list(tidy.columns) == TIDY
    named = tidy.set_index(["term", "statistic"])["value"]
    assert named["d", "p"] == result.pvalue and named["", "patterns"] == 512
    assert "all 512 sign patterns" in repr(result)


BAD = [
    ({"term": "z"}, "'z' is no regressor: choose one of d, x"),
    ({"spec": FixedEffectsSpec("y", ("d",), ("unit",))}, "needs one column of clusters"),
    ({"spec": FixedEffectsSpec("y", ("d",), (), {"clustered": ["unit", "year"]})}, "needs one column"),
    ({"spec": FixedEffectsSpec("y", ("d",), (), {"clustered": ["unit"]}, weights="x")}, "takes no weights"),
    ({"weights": "mammen"}, "weights is 'mammen': choose one of rademacher, webb"),
    ({"draws": 0}, "draws is 0"),
    ({"draws": 19}, "draws is 19: give a whole number, 20 or more"),
    ({"draws": 99, "level": 0.99}, "draws is 99: give a whole number, 100 or more"),
    ({"level": 1.0}, "level is 1.0"),
    ({"cluster": "one"}, "one cluster in 72 rows"),
    (
        {"spec": FixedEffectsSpec("y", ("x", "d"), ("unit^year2", "year"), {"clustered": ["unit"]})},
        "'d' left",
    ),
    ({"frame": drawn(0).assign(y=lambda f: 2.0 * f["d"] + f["unit"])}, "fits every row"),
    ({"frame": drawn(0, units=2, treated=1)}, "standard error of 'd' is zero: .* all 2 clusters"),
]


@pytest.mark.parametrize(("given", "message"), BAD)
def test_bad_input(given, message):
    frame = drawn(0).assign(one=1)
    frame["year2"] = frame["year"] >= 2013
    options = {"frame": frame, "spec": COLUMN, "term": "d", **given}
    with pytest.raises((KeyError, TypeError, ValueError), match=message):
        wild_bootstrap(**options)
