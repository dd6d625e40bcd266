"""Tables and figures of the Belt and Road baseline show what they are given, and can be read on a phone."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from lib import published
from lib.exhibits import belt_road_baseline as tables
from lib.exhibits import belt_road_baseline_plots as plots
from lib.exhibits import figures, style
from lib.panels.belt_road import COUNTRIES, TREATED
from lib.studies import belt_road_baseline as baseline
from lib.studies import belt_road_record as record


@pytest.fixture(autouse=True)
def close_figures():
    style.apply()
    yield
    plt.close("all")


def rows(coef=0.5, se=0.1, p=0.001):
    """Tidy rows of column (3) of table 3 with one term, and sizes of all columns."""
    found = [("(3)", "bri", name, value) for name, value in (("coef", coef), ("se", se), ("p", p))]
    found += [(f"({k})", "", name, value) for k in range(1, 7) for name, value in (("n", 159), ("r2", 0.25))]
    return pd.DataFrame(found, columns=["column", "term", "statistic", "value"])


def path(kind="bin"):
    relative = np.arange(-5, 6)
    coef = np.where(relative < 0, 0.0, 0.4)
    frame = pd.DataFrame({"relative": relative, "coef": coef, "lower": coef - 0.3, "upper": coef + 0.3})
    frame.loc[frame["relative"] == -1, ["lower", "upper"]] = 0.0
    return frame.assign(ends=kind)


def test_a_cell_has_its_stars_and_three_digits():
    assert tables.cell(0.21849, 0.0385, 0.001) == "0.218*** (0.0385)"
    assert tables.cell(-1.128, 1.93, 0.6) == "-1.13 (1.93)" and tables.cell(np.nan, 1.0) == ""


def test_printed_stands_above_computed():
    shown = tables.side_by_side(
        record.estimates(), "table_3", {"all goods": rows()}, ("bri",), baseline.sizes("table_3")
    )
    term = "Belt and Road Initiative"
    assert shown.loc[(term, "printed"), "(3)"] == "0.218* (0.0385)"
    assert shown.loc[(term, "all goods"), "(3)"] == "0.500*** (0.100)"
    assert shown.loc[(term, "all goods"), "(1)"] == ""
    assert shown.loc[("observations", "printed"), "(1)"] == "6,111"
    assert shown.loc[("observations", "all goods"), "(1)"] == "159"
    assert shown.loc[("R²", "printed"), "(3)"] == "0.926"
    bare = tables.side_by_side(
        record.estimates(),
        "table_3",
        {"all goods": rows()},
        ("bri",),
        baseline.sizes("table_3"),
        starred=False,
    )
    assert bare.loc[(term, "all goods"), "(3)"] == "0.500 (0.100)"
    assert bare.loc[(term, "printed"), "(3)"] == "0.218* (0.0385)"


def test_fictitious_years_stand_beside_what_the_effect_implies():
    found = pd.DataFrame(
        [
            {
                "outcome": name,
                "year": year,
                "sample": sample,
                "controls": controls,
                "coef": 0.1 + controls,
                "se": 0.2,
                "p": 0.6,
            }
            for name in ("exports", "computers")
            for year in (2013, 2012, 2007)
            for sample in ("all years", "up to 2012")
            for controls in (False, True)
        ]
    )
    shown = tables.fictitious(found, record.estimates(), {2012: 0.5, 2007: 0.25})
    assert shown.loc[("exports", 2012)].tolist()[2:] == ["0.100 (0.200)", "1.10 (0.200)"] * 2
    assert shown.columns[2:4].tolist() == ["all years", "all years, controls"]
    assert shown.loc[("exports", 2012), "printed"] == "0.163 (0.107)"
    assert shown.loc[("exports", 2012), "implied by table 3"] == f"{0.5 * 0.218:.3f}"
    assert shown.loc[("computers", 2007), "printed"] == "" and 2013 not in shown.index.get_level_values(
        "year"
    )


def balances():
    """Two variables before and after a matching, one of them printed."""
    index = pd.MultiIndex.from_product(
        [["export_growth", "openness"], ["before", "after"]], names=["covariate", "sample"]
    )
    columns = {"mean_treated": 0.3, "mean_control": 0.2, "bias": [30.0, 15.0] * 2,
               "bias_reduction": [np.nan, 50.0] * 2, "p": [0.2, 0.004] * 2, "variance_ratio": 1.5,
               "outside": [False, True] * 2, "p_countries": [0.25, np.nan] * 2, "rows_treated": 45,
               "rows_control": 33, "countries": [9, 7] * 2}  # fmt: skip
    return pd.DataFrame(columns, index=index)


def test_the_balance_has_every_printed_column_with_its_stars():
    printed = published.cells("belt_road").set_index("id")
    shown = tables.balance(balances(), printed)
    growth = "export growth (出口增长率)"
    assert shown.loc[(growth, "before", "printed")].tolist() == ["0.125", "0.098", "15.2", "", "0.045**"]
    assert shown.loc[(growth, "after", "printed"), "reduction, %"] == "88.2"
    assert shown.loc[(growth, "after", "counterpart")].tolist() == [
        "0.300", "0.200", "15.0", "50.0", "0.004"
    ]  # fmt: skip
    sources = shown.reset_index().groupby("variable", sort=False)["source"].agg(list)
    assert sources.tolist() == [["printed", "counterpart"] * 2, ["counterpart"] * 2]
    assert "computed" in tables.balance(balances(), printed, "computed").index.get_level_values("source")


def test_the_samples_of_a_balance_have_counts_and_variance_ratios():
    shown = tables.balance_samples(balances())
    assert shown.loc[("openness, %", "before")].tolist() == [45, 33, 9, "1.50", "0.250"]
    assert shown.loc[("openness, %", "after")].tolist() == [45, 33, 7, "1.50 (outside)", ""]


def test_matchings_show_the_choices_where_there_are_any():
    found = pd.DataFrame(
        [{"matching": name, "outcome": outcome, "coef": 0.3, "se": 0.2, "p": 0.02, "n": 1123, "countries": 7,
          "choices_p": 58 / 126} for name in ("kernel", "radius") for outcome in ("exports", "imports")]
    )  # fmt: skip
    ranges = {"exports": "0.222 to 0.255", "imports": "0.088 to 0.121"}
    shown = tables.matched(found, ranges)
    assert shown.loc["kernel (核匹配)"].tolist() == [
        "0.300 (0.200)", "0.46", "0.300 (0.200)", "0.46", "7", "1,123"
    ]  # fmt: skip
    assert shown.iloc[-1].tolist() == ["0.222 to 0.255", "", "0.088 to 0.121", "", "", ""]
    without = tables.matched(found.drop(columns="choices_p"), ranges)
    assert without.columns.tolist() == ["exports", "imports", "countries", "rows"]


def test_a_table_of_computers_keeps_the_order_of_samples_and_methods():
    found = pd.DataFrame(
        [
            (sample, method, "bri", statistic, value)
            for sample in ("z", "a")
            for method in ("second", "first")
            for statistic, value in (("coef", 0.1), ("se", 0.2), ("p", 0.7), ("n_units", 8))
        ],
        columns=["panel", "column", "term", "statistic", "value"],
    )
    shown = tables.computers(found)
    assert shown.index.tolist() == ["z", "a"] and shown.columns[:2].tolist() == ["second", "first"]
    assert shown["countries"].tolist() == [8, 8]
    strong = found.assign(value=found["value"].where(found["statistic"] != "p", 0.001))
    assert (tables.computers(strong)["first"] == "0.100 (0.200)").all()  # no stars on a counterpart
    fig, alt = plots.estimates(found)
    assert [label.get_text() for label in fig.axes[0].get_yticklabels()] == ["a", "z"]
    assert "second: 0.10 to 0.10" in alt and "0 of 4 are significant" in alt


def test_event_paths_say_when_intervals_leave_zero():
    both = pd.concat([path().assign(outcome="exports"), path("trim").assign(outcome="exports")])
    fig, alt = plots.event(both, {"exports": pd.Series([0.0, 0.2], index=[-1, 0])})
    assert "exports: 0.00 to 0.00 before, 0.40 to 0.40 from 2013 on, intervals without zero in 6 years" in alt
    assert [text.get_text() for text in fig.legends[0].texts] == [
        "planted", "years beyond in the last", "years beyond left out"
    ]  # fmt: skip


def test_weights_name_who_is_lost_and_who_is_heaviest():
    weight = pd.Series(1.0, index=list(COUNTRIES))
    weight["TJK"], weight["AZE"] = 0.0, 3.0
    fig, alt = plots.weights({"kernel": weight, "everybody": weight + 1}, TREATED)
    assert "without weight in the first: TJK" in alt and "heaviest control is AZE, with 3.0 to 4.0" in alt
    assert [label.get_text() for label in fig.axes[0].get_yticklabels()][-1] == TREATED[0]


def test_every_figure_can_be_read_on_a_phone():
    values = {name: np.linspace(-1, 1, 126) for name in ("exports", "imports", "computers")}
    flat = dict.fromkeys(values, 0.2)
    several = pd.concat([path().assign(outcome=name) for name in values])
    for fig, alt in (
        plots.histograms(values, flat, flat),
        plots.event(several),
        plots.weights({"kernel": pd.Series(1.0, index=list(COUNTRIES))}, TREATED),
    ):
        assert figures.smallest_on_a_phone(fig) >= 10 and len(alt) > 60
    assert "126 choices from -1.00 to 1.00, actual 0.20, p 0.20" in plots.histograms(values, flat, flat)[1]


def test_logits_without_an_estimate_say_so():
    found = pd.DataFrame(
        {"covariates": [("openness",), ("openness", "ln_population")], "rows": ["countries"] * 2, "n": [9, 9],
         "separated": [False, True], "pseudo_r2": [0.1, np.nan], "on_support": [3.0, np.nan],
         "treated": [5, 5]}
    )  # fmt: skip
    shown = tables.attempts(found, pd.Series([True, False, True], index=[2003, 2004, 2005]))
    assert shown["estimate"].tolist() == ["yes", "none: separated", "none in 2003, 2005"]
    assert shown["treated on support"].tolist()[:2] == ["3 of 5", ""]


def test_matchings_stand_above_the_printed_range():
    found = pd.DataFrame(
        [
            {
                "matching": name,
                "outcome": outcome,
                "coef": 0.3,
                "se": 0.2,
                "p": 0.2,
                "n": 1234,
                "countries": 7,
            }
            for name in ("kernel", "radius")
            for outcome in ("exports", "imports")
        ]
    )
    shown = tables.matched(found, {"exports": "0.222 to 0.255", "imports": "0.088 to 0.121"})
    assert shown.index[-1].startswith("printed") and shown.iloc[-1]["exports"] == "0.222 to 0.255"
    assert shown.iloc[0]["rows"] == "1,234" and shown.iloc[0]["exports"] == "0.300 (0.200)"


def test_series_of_the_common_years_alone_stand_once():
    names = ("coef", "se", "p", "n", "choices")
    line = {f"{name} {key}": 0.2 for name in names for key in ("none", "controls", "railways")}
    found = pd.DataFrame(
        [
            {"outcome": "exports", "series": series, "span": span, "years": years, **line,
             "choices railways": 0.6}
            for series, span, years in (
                ("exports_baci", "own", "2003-2020"), ("exports_baci", "common", "2011-2019"),
                ("exports_nbs", "own", "2011-2019"), ("exports_nbs", "common", "2011-2019"),
            )
        ]
    )  # fmt: skip
    shown = tables.series(found)
    assert shown["series"].tolist() == ["exports, BACI", "exports, BACI", "exports, NBS"]
    assert (shown["effects only: p"] == "0.20").all() and (shown["and railways: p"] == "0.60").all()
