"""GMM's numbers do not depend on where a column's zero is, on its units, or on how near it is to another."""

import numpy as np
import pandas as pd
import pytest
from dynamic_panels import draw_panel

from lib.estimators import gmm

MODEL = "y ~ L.y + w + k | gmm(y, 2:3) + gmm(w, 2:3) + iv(k)"
OPTIONS = (
    {},
    {"steps": 1},
    {"transform": "orthogonal"},
    {"time_dummies": True, "collapse": True},
    {"system": False},
    {"system": False, "transform": "orthogonal"},
)
SLOPES = ["L.y", "w", "k"]


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    return draw_panel(3, units=80, periods=7)


def estimate(frame: pd.DataFrame, formula: str = MODEL, **options) -> gmm.GMMResult:
    return gmm.estimate(frame, gmm.parse(formula, **options), "unit", "period")


def assert_close(other: gmm.GMMResult, one: gmm.GMMResult, names: list[str], rtol: float) -> None:
    np.testing.assert_allclose(other.params[names], one.params[names], rtol=rtol)
    np.testing.assert_allclose(other.std_errors[names], one.std_errors[names], rtol=rtol)
    np.testing.assert_allclose(other.hansen, one.hansen, rtol=rtol, atol=rtol)
    np.testing.assert_allclose(other.sargan, one.sargan, rtol=rtol, atol=rtol)
    np.testing.assert_allclose(other.ar["z"], one.ar["z"], rtol=rtol)
    np.testing.assert_allclose(other.wald, one.wald, rtol=rtol, atol=rtol)
    np.testing.assert_allclose(other.difference_in_hansen, one.difference_in_hansen, rtol=1e-7, atol=1e-7)
    assert (other.instruments, other.rank, other.notes) == (one.instruments, one.rank, one.notes)


@pytest.mark.parametrize("shift", [1e2, -1e4, 1e6])
@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_where_zero_is_does_not_matter(panel, options, shift):
    """Of a regressor that instruments itself, to what the data themselves lose."""
    one, other = estimate(panel, **options), estimate(panel.assign(k=panel["k"] + shift), **options)
    rtol = 1e-14 * max(abs(shift), 1e4)
    assert_close(other, one, SLOPES, rtol)
    np.testing.assert_allclose(other.residuals, one.residuals, atol=1e-15 * max(abs(shift), 1e5))
    if "constant" in one.params:
        moved = one.params["constant"] - shift * one.params["k"]
        np.testing.assert_allclose(other.params["constant"], moved, rtol=rtol)


def test_where_the_outcome_has_its_zero_changes_the_constant_alone(panel):
    formula = "y ~ w + k | gmm(w, 2:3) + iv(k q)"
    one, other = estimate(panel, formula), estimate(panel.assign(y=panel["y"] + 1e5), formula)
    assert_close(other, one, ["w", "k"], 1e-9)
    np.testing.assert_allclose(other.params["constant"], one.params["constant"] + 1e5, rtol=1e-12)


@pytest.mark.parametrize("name", ["y", "w", "k"])
@pytest.mark.parametrize("size", [1e60, 3e-60])
def test_extreme_units_of_measurement(panel, name, size):
    one, other = estimate(panel), estimate(panel.assign(**{name: panel[name] * size}))
    scale = pd.Series(size if name == "y" else 1.0, index=one.params.index)
    scale["L.y"] = 1.0
    scale[name if name != "y" else "L.y"] = 1.0 if name == "y" else 1 / size
    np.testing.assert_allclose(other.params, one.params * scale, rtol=1e-9)
    np.testing.assert_allclose(other.std_errors, one.std_errors * scale, rtol=1e-9)
    np.testing.assert_allclose(other.hansen, one.hansen, rtol=1e-9)
    np.testing.assert_allclose(other.sigma2, one.sigma2 * scale["constant"] ** 2, rtol=1e-9)
    np.testing.assert_allclose(other.residuals, one.residuals * scale["constant"], rtol=1e-6)


@pytest.mark.parametrize("size", [1e160, 1e-200])
def test_units_beyond_double_precision_name_the_column(panel, size):
    with pytest.raises(ValueError, match=r"column 'w' has 3.9e.* in other units"):
        estimate(panel.assign(w=panel["w"] * size))


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_a_column_that_varies_in_its_last_digits_is_named(panel, options):
    result = estimate(panel.assign(k=panel["k"] + 1e10), **options)
    assert any(note.startswith("'k' is ") and "half of the digits" in note for note in result.notes)
    np.testing.assert_allclose(result.params[SLOPES], estimate(panel, **options).params[SLOPES], rtol=1e-5)


@pytest.mark.parametrize("shift", [1e14, 1e16])
@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_a_column_without_digits_of_its_own_is_refused(panel, options, shift):
    with pytest.raises(ValueError, match=r"k.* constant|'k' has no variation"):
        estimate(panel.assign(k=panel["k"] + shift), **options)


@pytest.mark.parametrize("distance", [1e-3, 1e-5, 1e-6])
@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_near_collinear_columns_are_a_reparametrisation(panel, options, distance):
    """k and k + distance * noise against k and noise: the same model in other coefficients."""
    noise = np.random.default_rng(0).standard_normal(len(panel))
    frame = panel.assign(near=panel["k"] + distance * noise)
    frame = frame.assign(apart=(frame["near"] - frame["k"]) / distance)
    model = "y ~ L.y + w + k + {0} | gmm(y, 2:3) + gmm(w, 2:3) + iv(k {0})"
    one, other = (estimate(frame, model.format(name), **options) for name in ("apart", "near"))
    rtol = 1e-16 / distance * 1e4  # what double precision loses of the small difference
    np.testing.assert_allclose(other.params[["L.y", "w"]], one.params[["L.y", "w"]], rtol=rtol)
    np.testing.assert_allclose(other.std_errors[["L.y", "w"]], one.std_errors[["L.y", "w"]], rtol=rtol)
    np.testing.assert_allclose(other.params["near"] * distance, one.params["apart"], rtol=rtol, atol=rtol)
    np.testing.assert_allclose(other.params["k"] + other.params["near"], one.params["k"], rtol=rtol)
    np.testing.assert_allclose(other.hansen, one.hansen, rtol=rtol)
    np.testing.assert_allclose(other.ar["z"], one.ar["z"], rtol=rtol)
    assert other.instruments == one.instruments


def test_columns_that_differ_in_their_seventh_digit_are_named(panel):
    noise = np.random.default_rng(0).standard_normal(len(panel))
    frame = panel.assign(near=panel["k"] + 3e-7 * noise)
    notes = estimate(frame, "y ~ L.y + k + near | gmm(y, 2:3) + iv(k near)").notes
    assert any("regressors are nearly collinear" in note and "k, near" in note for note in notes)


def test_gmm_style_instruments_with_a_large_mean_are_a_warning(panel):
    """They are other instruments with another zero, and nearly collinear with each other."""
    assert not estimate(panel.assign(w=panel["w"] + 1e3)).warnings
    for shift in (1e5, 1e6):
        warnings = estimate(panel.assign(w=panel["w"] + shift)).warnings
        assert any("nearly collinear" in text or "linear combinations" in text for text in warnings)


def test_relations_are_named_in_the_columns_as_they_were_given(panel):
    for made, words in (
        (panel["k"] - 2 * panel["w"] + 3000, "3000"),
        (panel["w"] * 0 + 3.7, "near = 3.7 (a constant)"),
    ):
        with pytest.raises(ValueError, match="regressors are collinear") as caught:
            estimate(panel.assign(near=made), MODEL.replace("k |", "k + near |"))
        assert words in str(caught.value)
