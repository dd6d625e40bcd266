"""Figures and tables of the Belt and Road extensions: readable, and their alt texts say the data."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from lib import panels
from lib.exhibits import belt_road_baseline as side
from lib.exhibits import belt_road_extensions as tables
from lib.exhibits import belt_road_extensions_plots as plots
from lib.exhibits import figures, style
from lib.panels import belt_road_synthetic as synthetic
from lib.panels.belt_road_columns import printed_columns
from lib.studies import belt_road_baseline as baseline
from lib.studies import belt_road_channels as channels
from lib.studies import belt_road_inequality as moderating
from lib.studies import belt_road_mechanisms as study
from lib.studies import belt_road_record as record
from lib.studies import belt_road_recovery as recovering
from lib.studies import belt_road_worlds as worlds_of

READABLE = 10  # CSS pixels on a phone


@pytest.fixture(autouse=True)
def small_and_styled(monkeypatch):
    """The chapters' style, with fewer dots so that drawing is quick; no figure stays open."""
    monkeypatch.setattr(figures, "DPI", 30)
    style.apply()
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def real():
    return panels.load("belt_road", "counterpart")


def drawn(found, track: str = "counterpart") -> str:
    """The alt text of a figure that can be read on a phone and written without a missing glyph."""
    fig, alt = found
    assert figures.smallest_on_a_phone(fig) >= READABLE
    figures.to_png(fig, track=track, where="test")
    return figures.check_alt(alt, "test")


def test_first_links_say_every_variable(real):
    found = study.first_links(real, ["memorandum", "ln_finance_millions"])
    alt = drawn(plots.first_links(found))
    finance = found.loc["ln_finance_millions"]
    assert f"{finance['coef'] / finance['sd']:.2f} (p over choices {finance['p_choices']:.2f})" in alt
    strong = tables.first_links(found.assign(p=0.001))["coefficient"]
    assert not strong.str.contains("*", regex=False).any()  # the p to read stands in its own column
    assert list(tables.first_links(found).index) == [
        "memorandum in force",
        "Chinese finance, ln(1 + million US$)",
    ]


def test_printed_lines_say_where_they_cross(real):
    alt = drawn(plots.printed_lines(moderating.printed_lines(), moderating.scales(real)))
    assert "exports at 11.7, imports at 10.9" in alt and "Gini, 0 to 100 26.7 to 48.6" in alt


def test_moderation_says_both_ends(real):
    found = moderating.moderations(real)
    alt = drawn(plots.moderation(found))
    assert "4 clusters" in alt
    shown = tables.moderation(record.estimates(), found, moderating.COLUMNS)
    ours = shown.xs("counterpart", level="source")
    assert not ours.apply(lambda column: column.str.contains("*", regex=False)).any(axis=None)
    assert not ours.apply(lambda column: column.str.contains("[0.00]", regex=False)).any(axis=None)
    assert ours.loc["inequality", "exports"].endswith("[< 0.0078, with ties 0.016]")
    assert ours.loc["inequality", "imports"].endswith("[0.47]")
    assert (
        shown.loc[("Belt and Road Initiative × inequality", "printed"), "exports"] == "-0.0172*** (0.00525)"
    )


def test_what_the_text_rests_on_stands_first_on_a_phone(real):
    row = {"coef": -0.1, "se": 0.2, "p": 0.4, "n": 78, "countries": 6, "years": "2003-2015", "p_paths": 0.7,
           "countries_paths": 5, "years_paths": 13}  # fmt: skip
    index = pd.MultiIndex.from_tuples([("(1)", "visits")], names=["column", "variable"])
    shown = tables.on_channels(pd.DataFrame([row], index=index)).iloc[0]
    assert list(shown.index[:2]) == ["coefficient", "paths: p"] and shown["paths: p"] == "0.700"
    assert shown["rows"] == "78 of 6 countries, 2003-2015" and shown["paths of"] == "5 countries, 13 years"
    assert list(tables.through(study.through(real)).columns[:2]) == ["carried", "leaving out one"]


def test_coverage_has_a_line_a_column():
    found = recovering.recovery(3, seed=2, exhibits=["table_5", "table_8"])
    focus = {column.name: column.focus for column in printed_columns()}
    assert drawn(plots.coverage(found, focus), "semi_synthetic").endswith("clustered by country.")
    assert "for 5 printed columns" in plots.coverage(found, focus)[1]
    assert len(tables.recovery(found)) == len(found)


def test_what_the_panel_lacks_is_shown_for_every_column():
    found = recovering.fitted(synthetic.shortfall())
    shown = tables.fitted(found)
    assert len(shown) == len(printed_columns())
    assert shown.loc["table 5 (3)", "R², printed"] == "0.354" != shown.loc["table 5 (3)", "panel"]
    assert shown.loc["table 7 (1)", "R², printed"] == ""
    assert shown.loc["table 6 (1)", "outcome drawn for"] == "it and (2) (3) (4)"
    assert shown.loc["table 8 (2)", "outcome drawn for"] == "it alone"
    apart = tables.sharing(synthetic.sharing())
    assert apart.loc["table 3: (2) (3)", "one outcome"] == "possible"
    assert apart.loc["table 4: (1) (3)", "one outcome"] == "not possible"
    origins = tables.provenance(synthetic.provenance())
    assert origins.loc["population (ln)", "origin"] == "real" and origins.loc["outcomes", "origin"] == "drawn"
    assert not origins.index.duplicated().any() and not origins["how"].str.contains("`").any()


def test_sets_without_limits_are_said_in_words():
    shown = tables.zeros(moderating.zeros())
    assert shown.loc["imports", "95 % set"] == "up to -141.5 and from 3.4 on"
    assert shown.loc["exports", "95 % set"] == "6.4 to 30.0"
    whole = pd.DataFrame({"zero": [1.0], "set": [((-np.inf, np.inf),)], "widest": [((2.0, np.inf),)]})
    assert tables.zeros(whole).iloc[0, 1:].tolist() == ["every value", "from 2.0 on"]


def test_tables_of_the_printed_numbers(real):
    ranks = tables.ranking(channels.ranking())
    assert ranks.index[0].startswith("policy co-ordination − ")
    degrees = tables.degrees(channels.implied_degrees())
    assert (degrees["from"] < degrees["to"]).all()
    nothing = tables.no_channel(worlds_of.no_channel(5, seed=1))
    assert nothing.map(lambda text: "±" in text).all(axis=None)
    assert tables.sources(None) == {}


def test_side_by_side_without_a_computed_source():
    shown = side.side_by_side(record.estimates(), "table_7", {}, ("policy",), baseline.sizes("table_7"))
    assert set(shown.index.get_level_values("source")) == {"printed"}
    assert (shown.loc[("R²", "printed")] == "").all() and np.all(
        shown.columns == [f"({k})" for k in range(1, 9)]
    )
