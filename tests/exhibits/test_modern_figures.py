"""Figures of the chapter on modern estimators: drawn, and described by their own data.

Each alt text is compared with numbers computed here from the same data, and changes with them.
"""

import re

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from lib.estimators.placebo_result import PlaceboResult
from lib.exhibits import figures, staggered, style
from lib.exhibits import twin_cities_modern as modern
from lib.studies import staggered_simulation as simulation


@pytest.fixture(autouse=True)
def styled(monkeypatch):
    monkeypatch.setattr(figures, "DPI", 30)
    style.apply()
    yield
    plt.close("all")


def described(drawn: tuple[Figure, str]) -> str:
    """The alt text of a figure that renders without a missing glyph."""
    fig, alt = drawn
    assert figures.to_png(fig, track="public", where="test").startswith(b"\x89PNG")
    return figures.check_alt(alt, "test")


def weights(shift: float) -> pd.DataFrame:
    share = np.array([0.5, 0.3, 0.2])
    table = pd.DataFrame(
        {"rows": share, "weight": share + np.array([shift, 0, -shift]), "negative": [0, 0, -shift]}
    )
    return table.set_index(pd.Index([0, 1, 2], name="label"))


def test_weights_by_year_say_the_mean_year():
    tables = {"as rows": weights(0.0), "early": weights(0.1)}
    alt = described(modern.weights_by_year(tables, {"as rows": 13.84, "early": 0.5}))
    assert "as rows: mean year 13.8, negative weights 0.000" in alt
    assert "early: mean year 0.5, negative weights -0.100" in alt


def test_bacon_adds_up():
    rows = pd.DataFrame(
        {"kind": ["clean", "clean", "forbidden"], "weight": [0.5, 0.3, 0.2], "estimate": [0.1, 0.2, -0.3]}
    )
    alt = described(modern.bacon(rows))
    assert f"coefficient of {0.05 + 0.06 - 0.06:.3f}" in alt
    assert "clean 80.0%, forbidden 20.0%" in alt


def path_rows(last: float) -> pd.DataFrame:
    rows = [("A", k, 0.1 * max(k + 1, 0), 0.02) for k in range(-3, 3)] + [("B", 2, last, 0.1)]
    return pd.DataFrame(rows, columns=["estimator", "relative_year", "coef", "se"])


def test_paths_say_where_they_start_and_end():
    truth = pd.Series([0.0, 0.11, 0.19, 0.33], index=[-1, 0, 1, 2])
    alt = described(modern.paths(path_rows(0.7), truth, "effect"))
    assert "A: 0.100 in year 0, 0.300 in year 2; B: 0.700 in year 2, 0.700 in year 2" in alt
    assert "planted: 0.110 to 0.330" in alt
    assert "planted" not in described(modern.paths(path_rows(0.7), None, "effect"))


def test_at_most_two_estimators_share_a_panel_of_paths():
    frame = pd.concat([path_rows(0.7).assign(estimator=name) for name in "ABCDE"])
    fig, _ = modern.paths(frame, None, "effect")
    labels = [[text.get_text() for text in ax.get_legend().texts] for ax in fig.axes]
    assert labels == [["A", "B"], ["C", "D"], ["E"]]
    for ax in fig.axes[:2]:
        colours = {line.get_color() for line in ax.lines if len(line.get_xdata()) > 2}
        assert len(colours) == 2


def test_no_text_is_too_small_for_a_phone():
    frame = pd.concat([path_rows(0.7).assign(estimator=name) for name in "ABCD"])
    rows = [(rho, name, 1.0, 0.01) for rho in (0.0, 0.8) for name in ("true", "iid")]
    table = pd.DataFrame(rows, columns=["rho", "formula", "se", "mc_error"])
    moved = pd.DataFrame({"coef": [0.01, -0.02], "se": [0.1, 0.2]}, index=[-2, -1])
    named = {"pairs and dates, with a long name": result(np.linspace(-1, 1, 201), 0.5)}
    for fig, _ in (
        modern.paths(frame, None, "effect"),
        modern.persistence({"city": table, "pair": table}),
        modern.placebo(named),
        modern.fictitious(moved, 0.3),
    ):
        assert figures.smallest_on_a_phone(fig) >= 10
    wide, _ = modern.bacon(pd.DataFrame({"kind": ["a"], "weight": [1.0], "estimate": [0.1]}))
    wide.set_figwidth(9.0)
    assert figures.smallest_on_a_phone(wide) < 10


def test_honest_names_the_largest_bound_that_leaves_out_zero():
    rows = pd.DataFrame(
        [("relative", 0.0, 0.1, 0.3), ("relative", 0.5, 0.01, 0.4), ("relative", 1.0, -0.1, 0.5),
         ("smooth", 0.0, -0.1, 0.2)],
        columns=["restriction", "bound", "lower", "upper"],
    ).assign(estimate=0.2, outcome="value")  # fmt: skip
    rows = pd.concat([rows, rows.assign(outcome="lines", lower=rows["lower"] + 0.2)])
    alt = described(modern.honest(rows))
    assert "value, relative: the interval leaves out zero up to 0.5" in alt
    assert "value, smooth: the interval leaves out zero at no bound" in alt
    assert "lines, relative: the interval leaves out zero up to 1" in alt
    assert "planted" not in alt
    truth = described(modern.honest(rows.assign(planted=0.15, **{"without noise": 0.145})))
    assert (
        "lines, relative: the interval leaves out zero up to 1, planted 0.150, without noise 0.145" in truth
    )


def test_persistence_gives_the_ratio_at_the_last_correlation():
    rows = [(rho, name, se, 0.01) for rho, true, iid in ((0.0, 1.0, 1.0), (0.8, 2.0, 0.9))
            for name, se in (("true", true), ("iid", iid), ("clustered by unit", true))]  # fmt: skip
    table = pd.DataFrame(rows, columns=["rho", "formula", "se", "mc_error"])
    assert "city: iid 0.45 at 0.8" in described(modern.persistence({"city": table, "pair": table}))


def result(values: np.ndarray, coef: float) -> PlaceboResult:
    return PlaceboResult(
        term="d", coef=coef, distribution=pd.Series(values), pvalue=0.02, pvalue_se=0.01, method="drawn",
        alternative="two-sided", exact=False, n_assignments=9, nobs=9, n_units=9, n_treated=3,
    )  # fmt: skip


def test_placebo_gives_the_middle_of_the_draws():
    values = np.linspace(-1, 1, 201)
    alt = described(modern.placebo({"units": result(values, 0.5)}))
    low, high = np.quantile(values, [0.025, 0.975])
    assert f"units: placebos from {low:.3f} to {high:.3f} in 95 of 100, actual 0.500" in alt


def test_fictitious_lists_every_shift():
    frame = pd.DataFrame({"coef": [0.01, -0.02], "se": [0.1, 0.2]}, index=[-2, -1])
    alt = described(modern.fictitious(frame, 0.3))
    assert "(-2: 0.010 (0.100), -1: -0.020 (0.200)); actual 0.300" in alt


def test_curve_counts_what_is_significant():
    frame = pd.DataFrame({"coef": [0.3, 0.1, -0.2], "se": [0.1, 0.1, 0.05], "main": [True, False, False]})
    frame["effects"], frame["sd"] = ["a", "b", "a"], [2.0, 1.0, 0.5]
    alt = described(modern.curve(frame, ["effects"]))
    assert "3 specifications: coefficients from -0.400 to 0.150 standard deviations of the outcome, 2" in alt


def test_cohort_weights_count_the_negative_ones():
    table = simulation.weights(simulation.Design())
    alt = described(staggered.cohort_weights(table))
    negative = [w for w in table.to_numpy().ravel() if w < 0]
    assert f"{len(negative)} weights are negative and add up to {sum(negative):.2f}" in alt
    assert re.search(rf"{table.size - table.isna().sum().sum()} treated cells, 3 cohorts", alt)


def test_by_share_names_both_ends():
    table = simulation.by_share_never_treated(simulation.Design(), (0.1, 0.5))
    alt = described(staggered.by_share(table, 0.1))
    assert f"rising from {table['rising'][0.1]:.3f} to {table['rising'][0.5]:.3f}" in alt
    assert "from 10% to 50%, where the mean effect is 0.1" in alt


def test_bias_gives_every_mean():
    rows = pd.DataFrame({"truth": 0.1, "mean": [0.02, 0.11], "bias": 0, "mc_error": 0.01, "sd": 0.05})
    rows.index = pd.MultiIndex.from_product([["rising"], ["two-way", "other"]], names=["path", "estimator"])
    assert "two-way, rising: 0.020; other, rising: 0.110" in described(staggered.bias(rows))


@pytest.mark.parametrize("width", [4.8, 5.0, 6.4, 7.2])
def test_the_watermark_is_whole_on_a_narrow_figure(width):
    fig = plt.figure(figsize=(width, 4.0))
    figures.watermark(fig)
    fig.canvas.draw()
    box = fig.texts[0].get_window_extent()
    assert box.x0 >= 0 and box.x1 <= fig.bbox.width
