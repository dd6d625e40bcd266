"""Figures and tables of few treated countries: readable on a phone, and their texts say the data."""

from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from lib.exhibits import belt_road_few as tables
from lib.exhibits import belt_road_few_plots as plots
from lib.exhibits import figures, style

READABLE = 10  # CSS pixels on a phone


@pytest.fixture(autouse=True)
def small_and_styled(monkeypatch):
    monkeypatch.setattr(figures, "DPI", 30)
    style.apply()
    yield
    plt.close("all")


def drawn(found) -> str:
    fig, alt = found
    assert figures.smallest_on_a_phone(fig) >= READABLE
    figures.to_png(fig, track="counterpart", where="test")
    return figures.check_alt(alt, "test")


def test_intervals_say_their_ends():
    index = pd.MultiIndex.from_product([["a"], ["one", "two"]], names=["series", "method"])
    found = pd.DataFrame({"coef": [0.1, 0.2], "lower": [-1.0, -2.0], "upper": [1.0, 3.0]}, index=index)
    alt = drawn(plots.intervals(found, {"a": "series a"}, {"a": 0.5}))
    assert "series a, one: -1.00 to 1.00" in alt and "two: -2.00 to 3.00" in alt


def test_power_says_both_ends():
    rates = pd.DataFrame({"t": [0.05, 0.9], "exact": [0.04, 0.8]}, index=[0.0, 1.0])
    alt = drawn(plots.power({"x": rates}, {"x": 0.2}, ("t", "exact")))
    assert "x, t: 5 % without effect, 90 % at 1" in alt and "exact: 4 %" in alt


def test_what_is_left_out_is_named():
    index = ["none", "KAZ", "BLR"]
    table = pd.DataFrame({"coef": [0.2, 0.5, -0.1], "treated": [None, True, False]}, index=index)
    alt = drawn(plots.left_out({"a": table, "b": table}, {"a": "first", "b": "second"}))
    assert "first: -0.10 without BLR to 0.50 without KAZ, 0.20 with all" in alt


def test_paths_are_drawn_and_said():
    path = pd.DataFrame({"treated": [1.0, 2.0, 3.0], "synthetic": [0.0, 1.0, 1.0]}, index=[2011, 2012, 2013])
    alt = drawn(plots.synthetic({"x": SimpleNamespace(path=path, coef=0.5, std_error=0.1)}, 2013))
    assert "x: estimate 0.50, standard error 0.10" in alt
    rows = np.array([[-1.0, 0.2], [0.0, 0.0], [1.0, 0.2]])
    event = pd.DataFrame({"coef": rows[:, 0]}, index=[-2, -1, 0])
    event = event.assign(lower=event["coef"] - rows[:, 1], upper=event["coef"] + rows[:, 1])
    assert "here: -1.00 to 1.00, 2 intervals without zero" in drawn(plots.events({"x": {"here": event}}))


def curve_rows() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "coef": [0.3, -0.2, 0.1],
            "p": [0.01, 0.04, 0.5],
            "exact": [0.03, 0.2, 0.6],
            "series": ["u", "v", "u"],
        }
    )


def test_the_curve_tells_three_kinds_apart():
    frame = curve_rows()
    assert plots.verdict(frame).tolist() == [plots.BOTH, plots.CLUSTERED, plots.NEITHER]
    alt = drawn(
        plots.curve(frame, {"series": {"u": "first", "v": "second"}}, 0.218, pd.Series([False, False, True]))
    )
    assert "3 specifications, coefficients from -0.20 to 0.30, printed 0.218" in alt
    for kind in (plots.BOTH, plots.CLUSTERED, plots.NEITHER):
        assert f"{kind}: 1" in alt


@pytest.mark.parametrize(
    "ends, shown",
    [
        ((-0.456, 0.9), "[-0.46, 0.90]"),
        ((-np.inf, np.inf), "(-∞, ∞)"),
        ((2.0, np.inf), "[2.00, ∞)"),
        ((np.nan, 1.0), ""),
    ],
)
def test_an_interval_without_an_end_says_so(ends, shown):
    assert tables.interval(*ends) == shown


def test_a_fraction_keeps_its_count():
    assert tables.fraction(62, 126, 62 / 126) == "62/126 = 0.492" and tables.fraction(np.nan, 126, 0.1) == ""


def test_an_effect_without_counterpart_has_empty_cells():
    keys = [("table_5", "(2)", "bri"), ("table_6", "(1)", "policy")]
    index = pd.MultiIndex.from_tuples(keys, names=["exhibit", "column", "term"])
    empty = ("counterpart", "coef", "se", "p", "wild_p", "wild_count", "patterns", "choices_p", "choices",
             "choices_count", "lower", "upper", "paths_p")  # fmt: skip
    row = {"printed": 0.1, "printed_se": 0.02} | dict.fromkeys(empty, np.nan)
    known = row | {"counterpart": "finance on memorandum", "coef": 0.3, "se": 0.2, "p": 0.2,
                   "wild_p": 0.25, "wild_count": 128.0, "patterns": 512.0, "paths_p": 0.83}  # fmt: skip
    matched = known | {"printed": np.nan, "printed_se": np.nan, "counterpart": "imports_baci"}
    keys.append(("psm_did", "imports nearest_neighbour", "bri"))
    index = pd.MultiIndex.from_tuples(keys, names=index.names)
    table = pd.DataFrame([row, known, matched | {"paths_p": np.nan}], index=index)
    text = dict.fromkeys(index, "0.134") | {keys[2]: "0.088 to 0.121"}
    shown = tables.beside(table, dict.fromkeys(index, "***"), text)
    assert shown.loc[0, "printed"] == "0.134*** (0.0200)"
    assert (shown.loc[0, ["counterpart", "estimate", "wild: p", "choices: p", "choices: 95 %"]] == "").all()
    assert shown.loc[1, "counterpart"] == "Chinese finance on memorandum"
    assert shown.loc[1, "wild: p"] == "128/512 = 0.250" and shown.loc[1, "choices: p"] == "paths: 0.830"
    assert shown.loc[2, "effect"] == "PSM-DID, nearest neighbour: Belt and Road Initiative"
    assert shown.loc[2, "printed"] == "0.088 to 0.121***" and shown.loc[2, "choices: p"] == ""
