"""Matching: the fast search against the definition over all pairs, and what must hold for any data."""

import tracemalloc

import numpy as np
import pandas as pd
import pytest
from literal_matching import KERNELS, estimates
from scipy import stats

from lib.estimators.matching import MatchingSpec, PropensitySpec, match, panel_weights, propensity
from lib.estimators.matching_windows import within
from lib.results import TIDY

CALIPERS = (None, 0.03, 0.2)
SPECS = [
    *(
        MatchingSpec(neighbours=k, caliper=caliper, ties=ties, common_support=common, variance_neighbours=k)
        for k in (1, 3)
        for caliper in CALIPERS
        for ties in (False, True)
        for common in (False, True)
    ),
    *(
        MatchingSpec(replacement=False, order=order, caliper=caliper)
        for order in ("ascending", "descending", "largest", "smallest", "data")
        for caliper in CALIPERS
    ),
    *(MatchingSpec(replacement=False, order=o, neighbours=3) for o in ("largest", "smallest", "data")),
    *(MatchingSpec("radius", caliper=caliper) for caliper in (0.02, 0.125)),
    *(MatchingSpec("kernel", kernel=kernel, bandwidth=b) for kernel in KERNELS for b in (0.003, 0.06, 0.5)),
]
COLUMNS = ("att", "se", "se_abadie_imbens", "se_abadie_imbens_population")


def drawn(seed: int, n: int = 60, kind: str = "distinct", share: float = 0.4) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    p = {
        "distinct": lambda: rng.random(n),
        "decimal ties": lambda: np.round(rng.random(n), 1),
        "binary ties": lambda: rng.integers(0, 17, n) / 16,
        "tiny": lambda: np.where(rng.random(n) < 0.5, 1e-20 * rng.random(n), np.round(rng.random(n), 2)),
    }[kind]()
    d = (rng.random(n) < share).astype(int)
    d[:4] = [1, 1, 0, 0]
    return pd.DataFrame({"p": p, "d": d, "y": rng.standard_normal(n)}, index=[f"u{i}" for i in range(n)])


@pytest.mark.parametrize("kind", ["distinct", "decimal ties", "binary ties", "tiny"])
@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.words)
def test_the_definition_over_all_pairs(spec, kind):
    for seed, share in ((1, 0.3), (2, 0.7)):
        frame = drawn(seed, kind=kind, share=share)
        with np.errstate(invalid="ignore", divide="ignore"):
            literal = estimates(frame, spec)
        if not literal["matched"]:
            with pytest.raises(ValueError, match="control within"):
                match(frame, "d", "p", spec, "y")
            continue
        result = match(frame, "d", "p", spec, "y")
        np.testing.assert_allclose(result.weights, literal["weights"], rtol=1e-9, atol=1e-12)
        for name in COLUMNS:
            np.testing.assert_allclose(result.att.loc["y", name], literal[name], rtol=1e-9, err_msg=name)
        assert result.counts["matched"] == literal["matched"]


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.words)
def test_weights_add_up_and_give_the_effect(spec):
    frame = drawn(5, n=200)
    result = match(frame, "d", "p", spec, "y")
    treated, w = frame["d"] == 1, result.weights
    assert w[~treated].sum() == pytest.approx(result.counts["matched"], rel=1e-12)
    assert w[treated].isin([0, 1]).all() and (w >= 0).all()
    assert (w[treated] == 1).equals(result.support[treated]) and result.support[~treated].all()
    effect = np.average(frame["y"][treated], weights=w[treated]) - np.average(
        frame["y"][~treated], weights=w[~treated]
    )
    assert result.params["y"] == pytest.approx(effect, rel=1e-10)
    kept = result.support[treated]
    own = frame["y"][treated] - result.counterfactual["y"]
    assert own[kept].mean() == pytest.approx(effect, rel=1e-10) and own[~kept].isna().all()
    total = sum(result.counts[name] for name in ("matched", "off_common_support", "without_control"))
    assert total == result.counts["treated"] == treated.sum()


@pytest.mark.parametrize("spec", [s for s in SPECS if s.order != "data"], ids=lambda spec: spec.words)
def test_the_order_of_the_rows_does_not_matter_where_scores_differ(spec):
    frame = drawn(6, n=150)
    one = match(frame, "d", "p", spec, "y")
    two = match(frame.sample(frac=1, random_state=1), "d", "p", spec, "y")
    np.testing.assert_allclose(one.weights, two.weights.reindex(frame.index), rtol=1e-10, atol=1e-13)
    np.testing.assert_allclose(one.att, two.att, rtol=1e-9)


@pytest.mark.parametrize("order", ["ascending", "descending", "largest", "smallest", "data"])
def test_scale_and_origin_of_the_score_do_not_matter_to_the_nearest(order):
    frame = drawn(7, n=150)
    score = pd.Series(frame["p"] * 1024 - 8, index=frame.index)
    for spec in (
        {"replacement": False, "order": order},
        {"neighbours": 4},
        {"ties": True, "common_support": True},
    ):
        one = match(frame, "d", "p", MatchingSpec(**spec), "y")
        two = match(frame, "d", score, MatchingSpec(**spec, on="index"), "y")
        np.testing.assert_array_equal(one.weights, two.weights)
        np.testing.assert_array_equal(one.att, two.att)


def test_controls_that_are_copies_of_the_treated_give_no_effect():
    one = drawn(8, n=80).assign(d=1)
    frame = pd.concat([one, one.assign(d=0)], ignore_index=True)
    for spec in (MatchingSpec(), MatchingSpec(ties=True), MatchingSpec(replacement=False, order="largest")):
        result = match(frame, "d", "p", spec, "y")
        assert result.params["y"] == 0 and (result.weights == 1).all()
    smooth = match(frame, "d", "p", MatchingSpec("kernel", bandwidth=1e-6), "y")
    assert smooth.params["y"] == pytest.approx(0, abs=1e-12)


def test_ties_take_all_and_do_not_depend_on_the_order_of_rows():
    frame = drawn(9, n=120, kind="decimal ties")
    spec = MatchingSpec(neighbours=2, ties=True)
    one = match(frame, "d", "p", spec, "y")
    two = match(frame[::-1], "d", "p", spec, "y")
    np.testing.assert_allclose(one.weights, two.weights.reindex(frame.index), rtol=1e-12)
    assert one.counts["ambiguous"] == 0
    first = match(frame, "d", "p", MatchingSpec(neighbours=2), "y")
    assert first.counts["ambiguous"] > 0 and "order of the rows" in first.notes[0]


def test_running_sums_of_large_windows_equal_sums_of_pairs(monkeypatch):
    """Both ways of adding up a window; 20,000 rows with twenty scores make windows large."""
    rng = np.random.default_rng(0)
    n = 20_000
    frame = pd.DataFrame({"p": rng.integers(1, 20, n) / 20, "d": rng.integers(0, 2, n)})
    frame["y"] = 1e3 + rng.standard_normal(n)
    result = match(frame, "d", "p", MatchingSpec(ties=True), "y")
    means = frame[frame["d"] == 0].groupby("p")["y"].mean()
    treated = frame[frame["d"] == 1]
    np.testing.assert_allclose(result.counterfactual["y"], treated["p"].map(means), rtol=1e-12)
    size = frame.groupby(["p", "d"]).size().unstack()
    share = (size[1] / size[0])[frame.loc[frame["d"] == 0, "p"]]
    np.testing.assert_allclose(result.weights[frame["d"] == 0], share, rtol=1e-9)


def test_the_bounds_of_windows_agree_with_the_rounded_distances():
    """In decimals t - d, t + d and abs(t - c) round differently: each bound has to move at times."""
    c = np.sort(np.concatenate([np.arange(200) / 10, np.arange(60) / 100, [1e-17]]))
    t, steps = np.repeat(c, 12), np.tile(np.arange(12) / 10, len(c))
    moved = np.zeros(4, dtype=int)
    low, high = within(t, c, steps)
    for own, distance, first, last in zip(t, steps, low, high, strict=True):
        inside = np.flatnonzero(np.abs(own - c) <= distance)
        assert (first, last) == (inside[0], inside[-1] + 1)
        guess = np.searchsorted(c, own - distance), np.searchsorted(c, own + distance, "right")
        moved += [first < guess[0], first > guess[0], last < guess[1], last > guess[1]]
    assert (moved > 0).all()


@pytest.mark.parametrize("kernel", KERNELS)
def test_a_kernel_of_many_rows_equals_its_definition(kernel):
    frame = drawn(11, n=1500)
    for bandwidth in (0.0004, 0.06):
        spec = MatchingSpec("kernel", kernel=kernel, bandwidth=bandwidth)
        result, literal = match(frame, "d", "p", spec, "y"), estimates(frame, spec)
        np.testing.assert_allclose(result.weights, literal["weights"], rtol=1e-9, atol=1e-14)
        assert result.params["y"] == pytest.approx(literal["att"], rel=1e-10)


def test_a_gaussian_kernel_far_from_every_control():
    frame = pd.DataFrame({"p": [0.0, 0.1, 0.5, 0.9, 1.0], "d": [0, 0, 1, 1, 1], "y": [1.0, 3, 0, 0, 0]})
    result = match(frame, "d", "p", MatchingSpec("kernel", kernel="gaussian", bandwidth=0.021), "y")
    assert list(result.support) == [True, True, True, True, False]  # 43 bandwidths away the density is zero
    share = np.exp(-((0.4**2 - 0.5**2) / (2 * 0.021**2)))
    assert result.counterfactual["y"].iloc[0] == pytest.approx((1 + 3 * share) / (1 + share), rel=1e-9)
    assert result.counts["without_control"] == 1
    assert "1 treated row(s) without a control in reach" in result.notes[0]


def test_the_caliper_excludes_its_own_distance_in_nearest_and_includes_it_in_radius():
    frame = pd.DataFrame({"p": [0.25, 0.5, 0.75], "d": [0, 1, 0], "y": [1.0, 2.0, 6.0]})
    with pytest.raises(ValueError, match="no treated row has a control"):
        match(frame, "d", "p", MatchingSpec(caliper=0.25), "y")
    result = match(frame, "d", "p", MatchingSpec("radius", caliper=0.25), "y")
    assert result.params["y"] == 2 - 3.5


def test_psmatch2s_walk_passes_over_a_nearer_control():
    """The second treated row is nearer to the control passed over than to the one it gets."""
    frame = pd.DataFrame({"p": [0.10, 0.31, 0.70, 0.30, 0.32], "d": [0, 0, 0, 1, 1], "y": 0.0})
    walk = match(frame, "d", "p", MatchingSpec(replacement=False))
    greedy = match(frame, "d", "p", MatchingSpec(replacement=False, order="smallest"))
    assert list(walk.pairs["nearest"]) == [1, 2] and list(greedy.pairs["nearest"]) == [1, 0]
    assert "depend on the order" in walk.notes[0] and "psmatch2's walk" in walk.notes[0]


def test_fewer_controls_than_treated_rows_without_replacement():
    frame = drawn(12, n=100, share=0.8)
    controls = int((frame["d"] == 0).sum())
    for order in ("ascending", "descending", "largest", "smallest", "data"):
        result = match(frame, "d", "p", MatchingSpec(replacement=False, order=order), "y")
        assert result.counts["matched"] == controls == result.counts["controls_used"]
        left = result.counts["without_control"]
        assert left == result.counts["treated"] - controls
        assert f"{left} treated row(s) for which none of the {controls} controls was left" in result.notes[0]
    far = match(frame, "d", "p", MatchingSpec(replacement=False, caliper=0.01), "y")
    assert "without a control in reach that was not taken" in far.notes[0]


def test_standard_errors_cover_the_spread_of_the_estimates():
    """Abadie and Imbens's against the standard deviation over draws, with the score known."""
    effects, errors = [], []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        p = rng.uniform(0.1, 0.6, 800)
        d = (rng.random(800) < p).astype(int)
        frame = pd.DataFrame({"p": p, "d": d, "y": np.sin(4 * p) + d * p + rng.standard_normal(800)})
        result = match(frame, "d", "p", MatchingSpec(neighbours=2, variance_neighbours=2), "y")
        effects.append(result.params["y"] - (p * d).sum() / d.sum())
        errors.append(result.att.loc["y", "se_abadie_imbens"])
    # The standard error of a standard deviation over 200 draws is 5 per cent; four of them.
    assert np.mean(errors) == pytest.approx(np.std(effects, ddof=1), rel=0.2)
    assert abs(np.mean(effects)) < 4 * np.std(effects) / np.sqrt(200)


def test_the_propensity_is_that_of_its_first_order_conditions():
    rng = np.random.default_rng(3)
    frame = pd.DataFrame(rng.standard_normal((300, 2)), columns=["a", "b"])
    frame["d"] = (frame["a"] - frame["b"] + rng.logistic(size=300) > 0).astype(int)
    w = np.column_stack([np.ones(300), frame[["a", "b"]]])
    logit = propensity(frame, PropensitySpec("d", ("a", "b")))
    assert np.abs(w.T @ (frame["d"] - logit.score)).max() < 1e-8
    p = logit.score
    np.testing.assert_allclose(np.linalg.inv(logit.cov), w.T @ (w * (p * (1 - p)).to_numpy()[:, None]))
    assert logit.loglik == pytest.approx(np.log(np.where(frame["d"] == 1, p, 1 - p)).sum(), rel=1e-12)
    probit = propensity(frame, PropensitySpec("d", ("a", "b"), "probit"))
    np.testing.assert_allclose(probit.score, stats.norm.cdf(probit.index), rtol=1e-12)
    assert set(probit.tidy(paper="p", exhibit="e", column="c", track="t").columns) == set(TIDY)
    assert "logit" in repr(logit) and "probit" in repr(probit) and logit.converged


def test_the_index_is_matched_where_asked():
    frame = drawn(14, n=100).rename(columns={"p": "x"})
    fitted = propensity(frame, PropensitySpec("d", "x"))
    by_index = match(frame, "d", fitted, MatchingSpec(on="index"), "y")
    by_hand = match(frame, "d", np.log(fitted.score / (1 - fitted.score)), MatchingSpec(on="index"), "y")
    np.testing.assert_array_equal(by_index.weights, by_hand.weights)


def test_several_outcomes_are_matched_at_once():
    frame = drawn(15).assign(z=lambda f: 2 * f["y"] - 1)
    result = match(frame, "d", "p", MatchingSpec("kernel"), ("y", "z"))
    assert result.params["z"] == pytest.approx(2 * result.params["y"], rel=1e-12)
    assert result.att.loc["z", "unmatched"] == pytest.approx(2 * result.att.loc["y", "unmatched"])
    one, zero = (frame.loc[frame["d"] == d, "y"] for d in (1, 0))
    t = stats.ttest_ind(one, zero).statistic
    assert result.att.loc["y", "unmatched"] / result.att.loc["y", "unmatched_se"] == pytest.approx(t)
    assert "epanechnikov kernel" in repr(result)
    empty = match(frame, "d", "p", MatchingSpec("kernel"))
    assert empty.att.empty and empty.weights.equals(result.weights)


def test_equal_rows_have_exactly_equal_scores():
    rng = np.random.default_rng(2)
    x = rng.standard_normal((40, 3))
    frame = pd.DataFrame(np.vstack([x] * 26)[:1037], columns=list("abc"))
    frame["d"] = rng.integers(0, 2, len(frame))
    for model in ("logit", "probit"):
        fitted = propensity(frame, PropensitySpec("d", ("a", "b", "c"), model))
        assert fitted.score.nunique() == 40


@pytest.mark.parametrize(
    "spec", [MatchingSpec(ties=True), MatchingSpec("radius", caliper=0.1), MatchingSpec("kernel")]
)
def test_memory_grows_with_the_number_of_rows(spec):
    peaks = []
    for n in (8_000, 32_000):
        frame = drawn(1, n=n).reset_index(drop=True)
        tracemalloc.start()
        match(frame, "d", "p", spec, "y")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # Four times the rows: a matrix of distances would take sixteen times the memory (4 GB).
    assert peaks[1] < 5 * peaks[0] and peaks[1] < 1000 * 32_000


def test_weights_for_a_panel():
    units = drawn(16, n=30).rename_axis("unit").reset_index()
    result = match(units, "d", "p", MatchingSpec(), "y")
    panel = pd.DataFrame({"unit": np.repeat(units["unit"], 4).to_numpy(), "year": np.tile(range(4), 30)})
    panel = panel.sample(frac=1, random_state=0)
    weights = panel_weights(panel, units, "unit", result.weights)
    assert weights.index.equals(panel.index)
    for label, w in zip(panel["unit"], weights, strict=True):
        assert w == result.weights[units["unit"] == label].item()
    # Matched year by year, a unit has the mean of its rows' weights.
    rows = panel.assign(w=np.arange(120.0)).reset_index(drop=True)
    mean = panel_weights(panel, rows, "unit", rows["w"])
    assert mean.iloc[0] == rows.loc[rows["unit"] == panel["unit"].iloc[0], "w"].mean()
