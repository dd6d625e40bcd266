"""What a result says of itself: the printed form, and notes on clusters and near-collinear columns."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from lib.estimators.frontier import FrontierSpec, fit
from lib.estimators.frontier_simulation import simulate

HALF = FrontierSpec("y", ("a", "b"))
TRUE = pd.Series({"const": 1.0, "a": 0.5, "b": -0.3, "sigma2": 0.5, "gamma": 0.7})


def draw(units: int = 120, seed: int = 3) -> pd.DataFrame:
    return simulate(HALF, TRUE, np.random.default_rng(seed), units=units)


def close(noise: float) -> tuple[pd.DataFrame, float]:
    """A frame with w = 2 a + noise, and the condition number of a and w from their correlation."""
    frame, rng = draw(), np.random.default_rng(4)
    deviation = rng.standard_normal(len(frame))
    both = np.column_stack([np.ones(len(frame)), frame["a"]])
    deviation -= both @ np.linalg.lstsq(both, deviation, rcond=None)[0]
    frame["w"] = 2 * frame["a"] + noise * deviation
    tangent = noise * deviation.std() / (2 * frame["a"].std(ddof=0))
    return frame, 2 / tangent  # sqrt((1 + r) / (1 - r)) with r = 1 - tangent^2 / 2


def closeness(frame: pd.DataFrame, spec: FrontierSpec) -> list[str]:
    return [note for note in fit(frame, spec, cov_type="none").notes if "nearly collinear" in note]


def test_near_collinear_columns_are_noted_with_their_condition_number():
    frame, number = close(1e-7)
    (note,) = closeness(frame, FrontierSpec("y", ("a", "b", "w")))
    assert note.startswith("frontier regressors") and "from a, w;" in note
    assert float(re.search(r"columns is ([\d.e+]+)", note)[1]) == pytest.approx(
        number, rel=0.05
    )  # two digits
    effects = FrontierSpec("y", ("b",), "bc95", ("a", "w"))
    assert closeness(frame, effects)[0].startswith("inefficiency variables")


@pytest.mark.parametrize("factor", [1e-8, 1.0, 1e8])
def test_units_and_origin_do_not_make_columns_near_collinear(factor):
    frame, number = close(1e-4)
    assert number < 1e6
    moved = frame.assign(w=factor * (frame["w"] + 2004))
    assert closeness(moved, FrontierSpec("y", ("a", "b", "w"))) == []


@pytest.mark.parametrize("groups", [3, 5, 6, 12])
def test_too_few_clusters_are_noted_where_the_covariance_is_singular(groups):
    frame = draw().assign(group=np.arange(120) % groups)
    result = fit(frame, HALF, cov_type="cluster", cluster="group")
    size = len(result.params)
    ratios = result.cov.to_numpy() / np.outer(result.std_errors, result.std_errors)
    values = np.linalg.eigvalsh(ratios)
    assert int((values > 1e-9).sum()) == min(groups - 1, size)
    said = [note for note in result.notes if "rank-deficient" in note]
    assert bool(said) == (groups <= size)
    if said:
        assert f"{groups} clusters for {size} free parameters give it rank {groups - 1} at most" in said[0]


def test_too_few_units_are_noted_in_the_panel_models():
    spec = replace(HALF, model="bc92", unit="unit")
    frame = simulate(spec, TRUE, np.random.default_rng(1), units=4, periods=30)
    notes = fit(frame, spec, cov_type="sandwich").notes
    assert any("4 likelihood terms" in note for note in notes)
    assert not any("rank-deficient" in note for note in fit(frame, spec).notes)


def test_the_printed_result_says_how_it_was_found():
    result = fit(draw(), HALF)
    for text in (str(result), repr(result), result._repr_html_()):
        for words in ("coef", "sigma2", "status: converged", "negative definite", f"{result.loglik:.4f}"):
            assert words in text
        assert f"{result.lr:.4f}, restrictions: 1" in text and "observations: 120" in text
    assert isinstance(result.summary(), pd.DataFrame)


def test_the_printed_result_names_the_boundary_and_every_note():
    wrong = draw().assign(y=lambda f: -f["y"])
    result = fit(wrong, HALF)
    assert result.boundary == "gamma at 0" and len(result.notes) >= 2
    assert "status: boundary: gamma at 0" in str(result)
    assert all(f"note: {note}" in str(result) for note in result.notes)
    marked = replace(result, notes=("a < b",))
    assert "note: a &lt; b" in marked._repr_html_()
