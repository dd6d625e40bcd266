"""Figures and tables of the agglomeration results: what they say is what their data have."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from lib.exhibits import agglomeration_plots as plots
from lib.exhibits import agglomeration_results as tables
from lib.exhibits import figures, style
from lib.exhibits.tables import formatted, numeric

KEYS = ["exhibit", "column", "term"]
TERMS = ("lag_outcome", "ln_agglomeration", "agglomeration_x_resilience", "agglomeration_x_productivity")


@pytest.fixture(autouse=True)
def small_and_styled(monkeypatch):
    """The chapters' style, with fewer dots so that drawing is quick; no figure stays open."""
    monkeypatch.setattr(figures, "DPI", 30)
    style.apply()
    yield
    plt.close("all")


def drawn(found):
    """The alt text of a figure that can be read on a phone and written without a missing glyph."""
    fig, alt = found
    assert fig.get_figwidth() <= 5.6 and figures.smallest_on_a_phone(fig) >= 10
    assert figures.overhang(fig) < 0.02  # inches: nothing is cut off
    figures.to_png(fig, track="semi_synthetic", where="test")
    return figures.check_alt(alt, "test")


@pytest.fixture
def beside():
    """Two columns of four terms; the second term of the second column lies three errors off."""
    index = pd.MultiIndex.from_product([["table_1"], ["(1)", "(2)"], TERMS], names=KEYS)
    table = pd.DataFrame({"printed": 0.2, "printed_se": 0.03, "estimated": 0.21, "estimated_se": 0.04,
                          "planted": 0.2}, index=index)  # fmt: skip
    table.loc[("table_1", "(2)", "ln_agglomeration"), "estimated"] = 0.35
    return table


NAMES = {("table_1", "(1)"): "(1) ln value", ("table_1", "(2)"): "(2) ln varieties"}


def test_the_coefficients_name_the_one_furthest_from_print(beside):
    alt = drawn(plots.coefficients(beside, NAMES))
    assert "8 coefficients" in alt
    assert "agglomeration (ln) in (2) ln varieties: printed 0.200, estimated 0.350, 3.0" in alt


def test_nothing_planted_no_diamond(beside):
    fig, _ = plots.coefficients(beside, NAMES)
    with_diamonds = [len(ax.collections) for ax in fig.axes]
    plain, _ = plots.coefficients(beside.assign(planted=np.nan), NAMES)
    assert all(
        a == b + 1 for a, b in zip(with_diamonds, (len(ax.collections) for ax in plain.axes), strict=True)
    )


def test_the_classes_name_the_largest_printed_coefficient():
    rows = [
        {"outcome": outcome, "interaction": kind, "class": name, "printed": size, "printed_se": 0.05,
         "estimated": size, "estimated_se": 0.05, "planted": np.nan}
        for outcome in ("value", "varieties")
        for kind in ("resilience", "productivity")
        for name, size in (("large", 0.1), ("small", 0.3 if outcome == "value" else 0.05))
    ]  # fmt: skip
    alt = drawn(plots.classes(pd.DataFrame(rows), {"resilience": "a", "productivity": "b"}))
    assert "resilience on value: small" in alt
    assert "productivity on varieties: large" in alt


def test_the_marginal_effect_says_its_ends():
    at = np.array([-1.0, 1.0])
    parts = [
        pd.DataFrame(
            {"moderator": name, "outcome": outcome, "at": at, "effect": 0.2 + slope * at, "se_high": 0.1}
        )
        for name, slope in (("resilience", 0.1), ("productivity", 0.3))
        for outcome in ("value", "varieties", "destinations")
    ]
    alt = drawn(plots.marginal(pd.concat(parts), {"resilience": "r", "productivity": "p"}))
    assert "in a panel each" in alt
    assert "value along productivity from -0.10 to 0.50" in alt


def test_the_spread_says_its_means():
    rows = [
        {"term": name, "sample": sample, "mean": mean, "low": mean - 0.1, "high": mean + 0.1, "planted": 0.4}
        for name in ("ln_research", "ln_fdi", "agglomeration_x_resilience_moving_average")
        for sample, mean in (("all city-years", 0.4), ("by exports, standardised after", 0.3))
    ]
    alt = drawn(plots.spread(pd.DataFrame(rows), "estimate"))
    assert "planted 0.400, has these means: all city-years 0.400; by exports, standardised after 0.300" in alt


def test_the_spread_has_no_planted_line_at_a_way_in_other_units():
    ways = ("all city-years", "by exports, standardised after", "by a regressor")
    row = {"term": "ln_fdi", "mean": 0.3, "low": 0.2, "high": 0.4, "planted": 0.4}
    rows = pd.DataFrame([row | {"sample": way} for way in ways])
    fig, alt = plots.spread(rows, "estimate", other_units=(ways[1],))
    planted = next(lines for lines in fig.axes[0].collections if lines.get_label() == "planted")
    reached = sorted(tuple(segment[:, 1]) for segment in planted.get_segments())
    assert reached == [(-0.5, 0.5), (1.5, 2.5)]
    assert alt.endswith("In other units than the planted one: by exports, standardised after.")


@pytest.fixture
def recovered(beside):
    """Recovery of the same columns: the lag of the second one is off by half a standard deviation."""
    table = pd.DataFrame({"planted": 0.2, "estimated": 0.21, "mc_mean": 0.2, "mc_error": 0.004, "mc_sd": 0.04,
                          "mean_se": 0.04, "covered": 0.95, "rejects": 0.05}, index=beside.index)  # fmt: skip
    table.loc[("table_1", "(2)", "lag_outcome"), "mc_mean"] = 0.18
    return table


def test_the_bias_names_the_largest(recovered):
    alt = drawn(plots.bias(recovered))
    assert "The largest is -0.50, of outcome of the year before in table 1 (2)." in alt
    assert "Means over the columns: lag of the outcome -0.25" in alt


def test_the_fates_count_every_cell():
    table = pd.DataFrame({"paper error": [1, 0], "stand-in only": [10, 5]}, index=["table_1", "table_2"])
    assert "paper error 1, stand-in only 15" in drawn(plots.fates(table))


@pytest.fixture
def printed(beside):
    """Printed strings for the two columns."""
    return pd.DataFrame({"printed": "0.200", "stars": "***", "printed_se": "0.0300"}, index=beside.index)


def test_printed_stands_above_computed(printed, beside):
    ours = pd.DataFrame({"coef": 0.21234, "se": 0.04, "p": 0.03}, index=beside.index)
    table = tables.side_by_side(printed, ours, NAMES)
    row = table.loc["agglomeration (ln)"]
    assert row.loc["printed", "(1) ln value"] == "0.200*** (0.0300)"
    assert row.loc["computed", "(2) ln varieties"] == "0.212** (0.0400)"
    assert numeric(formatted(table))[2:] == [True, True]


def test_a_term_without_an_estimate_is_empty_and_verdicts_have_a_line(printed, beside):
    ours = pd.DataFrame({"coef": 0.2, "se": 0.04, "p": 0.5}, index=beside.index[1:])
    judged = pd.Series("exact", index=beside.index[1:])
    table = tables.side_by_side(printed, ours, NAMES, judged)
    first = table.loc["outcome of the year before", "(1) ln value"]
    assert first["computed"] == ""
    assert first["verdict"] == ""
    assert table.loc[("agglomeration (ln)", "verdict"), "(1) ln value"] == "exact"


def test_counts_and_tests_stand_on_two_lines(beside):
    index = pd.MultiIndex.from_tuples(NAMES, names=KEYS[:2])
    theirs = pd.DataFrame({"n": 2337.0, "n_units": 280.0, "ar2": 0.51, "hansen": 0.306}, index=index)
    ours = theirs.assign(n=1987, ar1=0.001, instruments=20)
    table = tables.tests(theirs, ours, NAMES, pd.Series([1.0, 0.75], index=index))
    assert list(table.loc["(2) ln varieties", "N"]) == ["2,337", "1,987"]
    assert list(table.loc["(2) ln varieties", "planted"]) == ["", "75 %"]
    assert table.loc[("(1) ln value", "printed"), "instruments"] == ""


def test_recovery_shows_the_terms_asked_for_and_says_if_there_is_none(recovered):
    table = tables.recovery(recovered, tables.CHANNELS, NAMES)
    assert len(table) == 6
    assert "agglomeration (ln)" not in table.index.get_level_values("term")
    assert "0.180 (0.004)" in table["mean (error)"].to_numpy()
    assert "not drawn" in tables.recovery(None, tables.CHANNELS, NAMES).to_string()


def test_an_unbounded_z_is_said_in_words():
    index = pd.MultiIndex.from_tuples(NAMES, names=KEYS[:2])
    gaps = pd.DataFrame({"productivity": 0.2, "resilience": 0.1, "gap": 0.1, "z_low": 0.4,
                         "z_high": [1.5, np.inf]}, index=index)  # fmt: skip
    assert list(tables.channel_gaps(gaps, NAMES)["largest z"]) == ["1.50", "any"]


def test_biases_are_shown_in_their_size_and_as_a_part(recovered):
    bias = recovered["mc_mean"] - recovered["planted"]
    found = pd.DataFrame({"bias": bias, "error": recovered["mc_error"], "part": bias / recovered["planted"]})
    shown = tables.biases(found, tables.CHANNELS, NAMES)
    assert shown.shape == (3, 2) and "-0.020 (0.004), -10 %" in shown[NAMES["table_1", "(2)"]].tolist()


def test_a_reading_in_per_cent_stands_at_each_deviation_tried():
    index = pd.MultiIndex.from_tuples([("said", "rate")], names=["claim", "read"])
    row = {"term": "ln_unemployment", "says": 8.29, "coef": -0.0829, "sd_x": 1.35, "needed": 1.3, 2.0: 13.07}
    shown = tables.per_cent(pd.DataFrame(row, index=index)).loc["unemployment"]
    assert shown["means at s.d. 2"] == "13.07 %" and shown["right at s.d."] == "1.3"


def test_the_base_years_are_shown_with_their_paired_difference():
    rows = pd.DataFrame({"term": "ln_agglomeration", "sample": ["fixed", "answers"], "mean": [0.2, 0.19],
                         "error": 0.006, "planted": 0.2, "rejects": 0.05, "moved": -0.01,
                         "moved error": 0.002})  # fmt: skip
    shown = tables.base_year(rows)
    assert shown["difference"].tolist() == ["-0.0100 (0.0020)", ""] and shown["fixed"].iloc[-1] == "5 %"


def test_every_term_of_the_recovery_has_a_line(recovered):
    table = tables.recovery_terms(recovered)
    assert len(table) == len(recovered) and (table["exhibit"] == "Table 1").all()
    line = table[(table["column"] == "(2)") & (table["term"] == tables.term("lag_outcome"))]
    assert line[["planted", "mean", "error", "covered"]].to_numpy().tolist() == [
        ["0.200", "0.180", "0.004", "95 %"]
    ]
