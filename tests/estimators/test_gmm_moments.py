"""GMM in chunks of units, and with instruments that are made anew at each pass, is the same GMM."""

import numpy as np
import pandas as pd
import pytest
from dynamic_panels import draw_panel

from lib.estimators import gmm, gmm_moments

OPTIONS = (
    {"ar": 3},
    {"system": False, "transform": "orthogonal", "steps": 1},
    {"steps": 1, "covariance": "classical", "ar": 3},
)


@pytest.mark.parametrize("kept", [0, 1 << 30], ids=["made anew", "kept"])
@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_chunks_do_not_matter(monkeypatch, options, kept):
    frame = draw_panel(seed=8, missing=0.1)
    spec = gmm.parse("y ~ L.y + w + k | gmm(y w, 2:3) + iv(k)", **options)
    whole = gmm.estimate(frame, spec, "unit", "period")
    monkeypatch.setattr(gmm_moments, "_CHUNK", 7 * 8 * 2 * 8 * len(whole.instrument_names))
    monkeypatch.setattr(gmm_moments, "_KEPT", kept)
    parts = gmm.estimate(frame, spec, "unit", "period")
    pd.testing.assert_series_equal(parts.params, whole.params, rtol=1e-10)
    np.testing.assert_allclose(parts.cov, whole.cov, rtol=1e-9)
    np.testing.assert_allclose(parts.ar, whole.ar, rtol=1e-9)
    np.testing.assert_allclose(parts.hansen, whole.hansen, rtol=1e-9)
    pd.testing.assert_frame_equal(
        parts.difference_in_hansen, whole.difference_in_hansen, rtol=1e-7, atol=1e-9
    )


def test_the_chunks_of_that_test_are_several(monkeypatch):
    frame = draw_panel(seed=8, missing=0.1)
    taken = []
    fill = gmm_moments.fill
    monkeypatch.setattr(gmm_moments, "_CHUNK", 7 * 8 * 2 * 8 * 30)
    monkeypatch.setattr(gmm_moments, "fill", lambda *given: taken.append(given[2]) or fill(*given))
    gmm.estimate(frame, gmm.parse("y ~ L.y | gmm(y w, 2:3)"), "unit", "period")
    assert len(taken) > 5 and taken[-1].stop == frame["unit"].nunique()
