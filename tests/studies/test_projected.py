"""A regressor net of effects and controls: against the full regression, and the weights' identity."""

import numpy as np
import pytest
from tied_panels import dummies, panel

from lib.studies import projected


@pytest.mark.parametrize(
    ("effects", "controls"),
    [
        (("city_code", "iso3", "year"), ("x0", "x1")),
        (("pair", "year"), ("x0",)),
        (("city_code^year", "iso3^year"), ()),
        (("city_code", "iso3", "year"), ("x0", "x0")),
    ],
)
def test_coefficient_is_that_of_the_full_regression(effects, controls):
    frame = panel()
    one = projected.project(frame, effects, controls)
    others = np.column_stack([frame[list(controls)], dummies(frame, effects)])
    design = np.column_stack([frame["treat_post"], others])
    full = np.linalg.lstsq(design, frame["y"].to_numpy(), rcond=None)[0][0]
    assert one.weights @ frame["y"] == pytest.approx(full, abs=1e-9)
    assert one.parameters == np.linalg.matrix_rank(design)
    assert np.abs(others.T @ one.rest).max() < 1e-8
    net = one.net(frame[["y"]].to_numpy())[:, 0]
    assert one.rest @ net / (one.rest @ one.rest) == pytest.approx(full, abs=1e-9)


def test_weights_by_label_make_the_coefficient_of_a_planted_path():
    frame = panel(3)
    since = frame["year"] - frame["treatment_year"]
    effect = np.where(since >= 0, 0.1 * (since + 1), 0.0)
    one = projected.project(frame, ("pair", "year"))
    table = projected.weight_by(one, since)
    assert table[["rows", "weight"]].sum().to_numpy() == pytest.approx(1, abs=1e-12)
    path = 0.1 * (table.index.to_numpy() + 1)
    assert table["weight"] @ path == pytest.approx(one.weights @ effect, abs=1e-12)
    on = frame["treat_post"].to_numpy() == 1
    assert table["negative"].sum() == pytest.approx(one.weights[on].clip(max=0).sum(), abs=1e-12)
    assert table["negative"].sum() < 0


def test_what_effects_explain_is_refused_by_name():
    frame = panel()
    frame["by_city"] = (frame["city_code"] > 2).astype(int)
    with pytest.raises(ValueError, match=r"explain 'by_city'"):
        projected.project(frame, ("city_code", "year"), regressor="by_city")


def test_bad_columns_are_named():
    frame = panel()
    with pytest.raises(KeyError, match="'x9' is not in the frame"):
        projected.project(frame, ("pair",), ("x9",))
    row = frame.index[4]
    frame.loc[row, "x0"] = np.nan
    with pytest.raises(ValueError, match=f"'x0' is missing in row {row}"):
        projected.project(frame, ("pair",), ("x0",))
