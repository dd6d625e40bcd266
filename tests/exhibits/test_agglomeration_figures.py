"""Figures and tables of the agglomeration chapters: what an alt text says is what the data hold."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from lib import facts
from lib.estimators import gmm
from lib.exhibits import agglomeration_gmm as plots
from lib.exhibits import agglomeration_population as maps
from lib.exhibits import agglomeration_tables as tables
from lib.exhibits import agglomeration_theory as shows
from lib.exhibits import figures, style
from lib.panels.agglomeration_synthetic import provenance
from lib.studies import agglomeration_curve as curves
from lib.studies import agglomeration_population as population
from lib.studies import agglomeration_theory as theory


@pytest.fixture(autouse=True)
def small_and_styled(monkeypatch):
    """The chapters' style, with fewer dots so that drawing is quick; no figure stays open."""
    monkeypatch.setattr(figures, "DPI", 30)
    style.apply()
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def glossary():
    return facts.load("glossary").set_index("term")


def drawn(found: tuple[Figure, str]) -> str:
    """The alt text of a figure that can be read on a phone and written without a missing glyph."""
    fig, alt = found
    assert fig.get_figwidth() <= 5.6 and figures.smallest_on_a_phone(fig) >= 10
    assert figures.overhang(fig) < 0.02  # inches: nothing is cut off
    figures.to_png(fig, track="semi_synthetic", where="test")
    return figures.check_alt(alt, "test")


@pytest.fixture
def table():
    """Four specifications: one passes, one is rejected, two have more instruments than cities."""
    rows = pd.DataFrame(
        {
            "coef a": [0.3, 0.1, 0.2, 0.4],
            "se a": 0.05,
            "hansen": [0.5, 0.01, 1.0, 0.02],
            "instruments": [20, 30, 300, 400],
            "units": 280,
            "level": [0.5, 0.01, np.nan, 0.2],
        }
    )
    return rows.assign(**{name: levels[0] for name, levels in curves.LEVELS.items()})


def test_the_map_counts_its_cities():
    ends = population.by_city(population.city_years(facts.load("city_population"), facts.load("cities")))
    alt = drawn(maps.city_map(ends, population.GROWTH))
    assert f"{ends['lon'].notna().sum()} cities" in alt and "Shanghai" in alt
    assert f"fell: {(ends['kind'] == 'fell').sum()}" in alt


def test_rank_and_size_say_their_exponents():
    sizes = pd.Series(1000 * (np.arange(1, 61) - 0.5) ** (-1 / 1.2))
    alt = drawn(
        maps.rank_size({2003: population.rank_size(sizes, 50), 2011: population.rank_size(sizes, 50)})
    )
    assert alt.count("exponent 1.20") == 2 and "500 thousand" in alt


def test_mechanism_and_resilience_are_drawn():
    assert "dashed arrows" in drawn(shows.mechanism())
    cities = theory.example()
    alt = drawn(shows.measured_resilience(cities, theory.BASE_YEAR))
    mean = cities["resilience"]["dips and recovers"].drop(theory.BASE_YEAR).mean()
    assert f"dips and recovers {mean:.1f}" in alt


def test_every_statement_is_typeset_with_both_sides():
    held = theory.held_against()
    listed = shows.typeset(held)
    for text in (listed.markdown, listed.html):
        assert text.count("{said}") == text.count("{equation}") == len(held)
    assert r"\rho_{r}" in listed.markdown or r"\rho_r" in listed.markdown
    assert len(shows.statements(held)) == len(held)
    assert shows.plain(theory.centred()["r"]) == "α3 − α5·m_a"


def test_verdicts_put_the_number_of_instruments_first(table):
    said = plots.verdict(table)
    assert said.tolist() == [plots.PASSES, plots.REJECTS, plots.CROWDED, plots.CROWDED]


def test_the_curve_says_its_range_and_its_verdicts(table):
    shown = curves.labelled(table)
    main = pd.Series([True, False, False, False])
    alt = drawn(plots.curve(shown, "a", curves.SHOWN, {"planted": 0.2}, main, curves.TESTED))
    assert plots.BEHIND not in alt
    behind = pd.Series([0.01, 0.04], index=[0, 2])
    twice = drawn(plots.curve(shown, "a", curves.SHOWN, {"planted": 0.2}, main, curves.TESTED, behind))
    assert "Another draw: from 0.010 to 0.040." in twice
    assert "equation in levels: rejected at 5 % 1, not rejected 2, no test 1." in alt
    for words in ("4 specifications", "from 0.100 to 0.400", "planted 0.200", f"{plots.CROWDED}: 2"):
        assert words in alt


def test_depth_says_its_ends(table):
    rows = table.assign(columns=["collapsed"] * 2 + ["all"] * 2)
    alt = drawn(plots.depth(rows, "a", 0.25))
    assert "20 instruments: 0.300" in alt and "400 instruments: 0.400" in alt
    drawn(plots.depth(rows, "a", None))


def test_power_says_how_often_the_test_rejects():
    rows = [
        ("all", words, n, 280, share)
        for words, shares in {"valid": (0.05, 0.0), "invalid": (0.9, 0.1)}.items()
        for n, share in zip((20, 200), shares, strict=True)
    ]
    table = pd.DataFrame(rows, columns=["region", "set", "instruments", "units", "rejects"])
    alt = drawn(plots.power(table, {"all": "all cities"}))
    assert "invalid: 90 % with 20 instruments, 10 % with 200" in alt


def test_biases_say_where_each_estimator_ends():
    means = pd.DataFrame(
        {
            "rho": [0.1, 0.9] * 2,
            "estimator": ["least squares"] * 2 + ["system GMM"] * 2,
            "mean": [0.6, 0.99, 0.1, 0.9],
            "low": 0.0,
            "high": 1.0,
            "limit": [0.6, 0.99, 0.1, 0.9],
        }
    )
    alt = drawn(plots.biases(means))
    assert "least squares from 0.60 to 0.99" in alt and "system GMM from 0.10 to 0.90" in alt


def test_tables_of_variables_say_what_is_real(glossary):
    kinds = tables.kinds(glossary, provenance())
    real = set(kinds.loc[kinds["here"] == "real", "variable"])
    assert real == {"Agglomeration", "Distance to the sea port"}
    assert not kinds["source"].str.contains("drawn").any()
    drawn_in_glossary = glossary.loc[list(tables.VARIABLES), "source"].str.endswith("drawn").to_numpy()
    assert ((kinds["here"] == "drawn").to_numpy() == drawn_in_glossary).all()
    assert len(tables.variables(glossary, provenance())) == len(tables.VARIABLES)


def test_the_instruments_of_a_specification_are_in_its_table():
    spec = gmm.parse("y ~ L.y + x + k | gmm(y, 2:2) + gmm(x, 2:4) + iv(k)", collapse=True, time_dummies=True)
    parts = " ".join(tables.instruments(spec)["in the specification"])
    for words in ("gmm(x, 2:4)", "iv(k)", "collapsed", "h = 3", "system", "time dummies"):
        assert words in parts
    assert "no time dummies" not in parts


def test_cells_with_errors_are_empty_where_there_is_no_number():
    frame = pd.DataFrame({"a": [0.25, np.nan], "b": [1.0, 2.0]})
    shown = tables.with_errors(frame, pd.DataFrame({"a": [0.005, np.nan]}))
    assert shown["a"].tolist() == ["0.250 (0.005)", ""] and shown["b"].tolist() == ["1.000", "2.000"]


def test_sizes_stand_printed_first():
    n = pd.Series({"large": 1, "medium": 1, "small": 2})
    ours = pd.DataFrame({"n": n, "share": n / 4, "cities": n, "always": n})
    shown = tables.sizes(n, n, {"law": ours})
    assert shown["lines"].tolist() == ["printed"] * 3 + ["law"] * 3
    assert shown["share, %"].tolist()[:3] == ["25", "25", "50"]


def in_the_dark(colour) -> np.ndarray:
    """A colour under the book's dark filter, ``invert(0.9) hue-rotate(180deg)``, 0 to 255."""
    inverted = 0.9 - 0.8 * np.array(to_rgb(colour))
    grey = np.array([0.213, 0.715, 0.072])
    return 255 * np.clip(2 * grey @ inverted - inverted, 0, 1)


def test_the_kinds_of_cities_differ_by_mark_and_in_the_dark():
    ends = population.by_city(population.city_years(facts.load("city_population"), facts.load("cities")))
    fig, _ = maps.city_map(ends, population.GROWTH)
    keys = {line.get_label(): line for line in fig.legends[0].get_lines()}
    fell, rose, fast = (keys[kind] for kind in population.GROWTH)
    assert fell.get_marker() != rose.get_marker() == fast.get_marker()
    seen = [in_the_dark(line.get_color()) for line in (fell, rose, fast)]
    apart = [np.abs(a - b).max() for k, a in enumerate(seen) for b in seen[:k]]
    assert min(apart) > 80


def test_first_stages_and_what_is_left_out_are_shown_with_their_numbers(glossary):
    names = pd.MultiIndex.from_product([list(tables.WHAT), ["r2", "F"]])
    found = pd.DataFrame([[0.071, 87.3] * 4], index=["y"], columns=names)
    shown = tables.strength(found, glossary)
    assert shown.index.tolist() == [glossary.loc["lag_outcome", "name_en"]]
    assert set(shown.iloc[0]) == {"7.1 % (87.3)"}
    row = {"instruments": 19.0, "planted": 0.2, "mean": 0.19, "error": 0.008, "sd": 0.081}
    assert tables.identification(pd.DataFrame(row, index=["the land area"])).iloc[0].tolist() == [
        "19", "0.200", "0.190 (0.008)", "0.081"]  # fmt: skip
    row |= {"df": 6.0, "rejects": 0.07}
    assert tables.own_instrument(pd.DataFrame(row, index=["by itself"]))["Hansen rejects, %"].item() == "7"
