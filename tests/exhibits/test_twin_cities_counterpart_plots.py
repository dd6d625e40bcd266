"""Figures of the counterpart chapter say in words what they show, and no label lies on another."""

import itertools

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from lib import facts
from lib.exhibits import figures, style
from lib.exhibits import twin_cities_counterpart as plots
from lib.panels import twin_cities_counterpart as counterpart
from lib.studies import twin_cities_counterpart as study
from lib.studies.twin_cities_counterpart import Reassignment


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_the_map_names_six_countries_without_overlap():
    panel = counterpart.build()
    fig, alt = plots.partner_map(panel, facts.load("destinations"), 2015)
    fig.canvas.draw()
    boxes = [text.get_window_extent() for text in fig.axes[0].texts]
    assert len(boxes) == 6
    assert not any(one.overlaps(other) for one, other in itertools.combinations(boxes, 2))
    last = panel[panel["year"] == 2015]
    best = last.loc[last["stock"].idxmax()]
    assert f"{best['country']} {best['stock']:.0f}" in alt and "8 countries without any" in alt


def test_readings_stand_in_their_order_from_the_top():
    rows = [
        (name, method, "x", statistic, value)
        for name, coef in (("first", 0.5), ("second", -0.1))
        for method in plots.MARKERS
        for statistic, value in (
            ("coef", coef),
            ("se", 0.1),
            ("p", 0.01 if coef > 0 else 0.3),
            ("n_units", 38),
        )
    ]
    found = pd.DataFrame(rows, columns=["panel", "column", "term", "statistic", "value"])
    fig, alt = plots.readings(found)
    assert [label.get_text() for label in fig.axes[0].get_yticklabels()] == ["second", "first"]
    ends = [
        line.get_ydata()
        for line in fig.axes[0].lines
        if len(line.get_xdata()) == 2 and line.get_marker() == "o"
    ]
    assert [np.round(place).tolist() for place in ends] == [[0, 1]]
    assert "least squares: -0.10 to 0.50, negative in 1, significant at 5 per cent in 1" in alt


def test_left_out_countries_are_sorted_and_the_ends_named():
    values = pd.DataFrame(
        {"least squares": [0.3, 0.1, 0.2], "Poisson": [1.0, 2.0, 3.0]}, index=["A", "B", "C"]
    )
    fig, alt = plots.left_out(values, {"least squares": 0.2, "Poisson": 2.0})
    assert [label.get_text() for label in fig.axes[0].get_yticklabels()] == ["B", "C", "A"]
    assert fig.axes[0].lines[0].get_xdata().tolist() == [0.1, 0.2, 0.3]
    assert "least squares 0.200 with all, from 0.100 without B to 0.300 without A" in alt


def test_codes_of_38_countries_can_be_read_on_a_phone():
    values = pd.DataFrame(
        {method: np.arange(38.0) for method in plots.MARKERS}, index=[f"C{k:02}" for k in range(38)]
    )
    fig, _ = plots.left_out(values, dict.fromkeys(plots.MARKERS, 1.0))
    labels = fig.axes[0].get_yticklabels()
    assert figures.smallest_on_a_phone(fig) >= 10 and all(label.get_rotation() == 0 for label in labels)
    boxes = [label.get_window_extent() for label in labels]
    assert not any(one.overlaps(other) for one, other in itertools.pairwise(boxes))


def test_no_text_is_too_small_for_a_phone():
    style.apply()
    panel = counterpart.build()
    one = Reassignment(coef=0.5, distribution=np.linspace(-1, 1, 101), pvalue=0.5, pvalue_se=0.05)
    for fig, _ in (
        plots.partner_map(panel, facts.load("destinations"), 2015),
        plots.readings(study.table(panel)),
        plots.handed_around({"least squares": one, "Poisson": one}),
    ):
        assert figures.smallest_on_a_phone(fig) >= 10


def test_permuted_coefficients_and_the_event_path_are_described():
    one = Reassignment(coef=0.5, distribution=np.linspace(-1, 1, 101), pvalue=0.5, pvalue_se=0.05)
    _, alt = plots.handed_around({"least squares": one, "Poisson": one})
    assert "histograms of 101 coefficients" in alt
    assert "actual 0.500, 95 per cent of the permuted between -0.950 and 0.950, p 0.500" in alt
    path = pd.DataFrame({"coef": [0.1, 0.0, 0.4], "lower": [-0.1, 0.0, 0.2], "upper": [0.3, 0.0, 0.6]})
    path = path.assign(relative=[-2, -1, 0])
    fig, alt = plots.event(pd.concat([path.assign(estimator="one"), path.assign(estimator="two")]))
    assert "one: 0.10 in year -2, 0.40 in year 0, intervals without zero in 1 years; two: 0.10" in alt
    assert [text.get_text() for text in fig.axes[0].get_legend().texts] == ["one", "two"]
