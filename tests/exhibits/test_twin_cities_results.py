"""Figures and tables of the twin cities results: every number of an alt text is that of its data."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from lib.exhibits import figures, style
from lib.exhibits import twin_cities_results as plots
from lib.exhibits import twin_cities_tables as tables
from lib.exhibits.tables import formatted, numeric
from lib.exhibits.twin_cities_tables import side_by_side
from lib.results import tidy_rows

UNITS = {"log": "coefficient on the logarithm", "points": "percentage points"}


@pytest.fixture(autouse=True)
def small_and_styled(monkeypatch):
    """The chapters' style, with fewer dots so that drawing is quick; no figure stays open."""
    monkeypatch.setattr(figures, "DPI", 30)
    style.apply()
    yield
    plt.close("all")


@pytest.fixture
def effects():
    """Three regressions, the second furthest from what is printed, the third with nothing planted."""
    return pd.DataFrame(
        {
            "label": ["(1) ln quantity", "(2) ln value", "(7) share"],
            "unit": ["log", "log", "points"],
            "printed": [0.1, 0.2, 0.4],
            "printed_se": [0.03, 0.03, 0.3],
            "estimated": [0.11, 0.35, 0.5],
            "estimated_se": [0.04, 0.04, 0.4],
            "planted": [0.1, 0.2, np.nan],
        }
    )


@pytest.fixture
def path():
    """An event path that is flat before and rises after, its reference year without an error."""
    relative = np.arange(-3, 4)
    coef = np.where(relative < 0, 0.01, 0.1 * (relative + 1))
    se = np.where(relative == -1, 0.0, 0.02)
    return pd.DataFrame({"relative": relative, "coef": np.where(relative == -1, 0, coef), "se": se,
                         "planted": np.nan, "true": np.nan})  # fmt: skip


def drawn(found: tuple[Figure, str]) -> str:
    """The alt text of a figure that can be written without a missing glyph."""
    fig, alt = found
    figures.to_png(fig, track="semi_synthetic", where="test")
    return figures.check_alt(alt, "test")


def test_the_coefficients_name_the_regression_furthest_from_print(effects):
    alt = drawn(plots.coefficients(effects, UNITS))
    assert "(2) ln value: printed 0.200, estimated 0.350, 3.0 standard errors" in alt
    effects.loc[1, "estimated"] = 0.2
    effects.loc[2, "estimated"] = -1.0
    assert "(7) share: printed 0.400, estimated -1.000, 2.8" in drawn(plots.coefficients(effects, UNITS))


def test_what_was_planted_is_drawn_only_where_something_was(effects):
    fig, _ = plots.coefficients(effects, UNITS)
    diamonds = [len(ax.collections[-1].get_offsets()) for ax in fig.axes if len(ax.collections) > 2]
    assert diamonds == [2]


def test_the_event_path_counts_what_differs_from_zero(path):
    assert "0 coefficients before the agreement and 4 from its year on" in drawn(
        plots.event_path(path, "ln value")
    )
    path.loc[path["relative"] == -3, "coef"] = -0.2
    alt = drawn(plots.event_path(path, "ln value"))
    assert "1 coefficients before the agreement and 4 from" in alt
    assert "0.100 in the first year and 0.400 in year 3" in alt


def test_the_reference_year_is_never_significant(path):
    path = path[path["relative"].isin([-1, 0, 1])].assign(coef=0.0)
    assert "0 coefficients before the agreement and 0 from" in drawn(plots.event_path(path, "ln value"))


def test_the_truth_is_drawn_where_it_is_known(path):
    lines = lambda frame: len(plots.event_path(frame, "ln value")[0].axes[0].lines)  # noqa: E731
    assert lines(path.assign(planted=0.1, true=0.2)) == lines(path) + 2


def test_each_design_has_a_panel_and_its_ends_in_the_alt_text(path):
    both = pd.concat([path.assign(design="city + year"), path.assign(design="pair + year", coef=0.7)])
    fig, alt = plots.event_designs(both, "ln value")
    assert [ax.get_title(loc="left") for ax in fig.axes] == ["city + year", "pair + year"]
    assert "city + year 0.010 and 0.400; pair + year 0.700 and 0.700" in drawn((fig, alt))


def test_switching_cities_add_up_to_all_cities():
    years = pd.Series([1990.0, 2002.0, 2003.0, 2010.0, 2010.0, 2016.0, np.nan])
    fig, alt = plots.switching(years, 2002, 2015)
    assert "7 cities" in alt
    assert "2 have one by 2002, 3 get one between 2003 and 2015, 2 have none by 2015" in drawn((fig, alt))
    assert sum(bar.get_height() for bar in fig.axes[0].patches) == len(years)


def test_the_nearest_destinations_are_in_order_and_name_who_is_off_the_list():
    frame = pd.DataFrame({"distance": [3000.0, 900.0, 1500.0, 1200.0],
                          "kind": ["not on the list", "across the sea", "by land", "not on the list"]},
                         index=["SGP", "KOR", "MNG", "THA"])  # fmt: skip
    fig, alt = plots.nearest(frame, 3)
    assert [label.get_text() for label in fig.axes[0].get_yticklabels()] == ["KOR", "THA", "MNG"]
    assert alt.endswith("Not on the list of neighbours: THA.")


@pytest.fixture
def printed():
    """One printed regression with pairs and one without."""
    rows = {
        ("table_3", "(1)"): [0.1, "***", 3.3, 0.03, 12.6, 1895.7, 339827.0, 37513.0, 0.592],
        ("table_5", "(8)"): [-0.003, "", -0.31, 0.01, 0.062, 2.6, 336661.0, np.nan, 0.196],
    }
    names = ["coef", "stars", "t", "se", "constant", "constant_t", "n", "n_units", "r2"]
    return pd.DataFrame(rows.values(), columns=names, index=pd.MultiIndex.from_tuples(rows))


@pytest.fixture
def ours():
    """Computed rows of the same regressions; the second has no constant."""
    effect = {"coef": 0.12, "t": 2.0, "p": 0.04}
    rows = [("treat_post", name, value) for name, value in effect.items()]
    rows += [("constant", "coef", 12.5), ("constant", "t", 800.0)]
    rows += [("", "n", 1234.0), ("", "n_units", 99.0), ("", "r2", 0.5)]
    first = pd.DataFrame(rows, columns=["term", "statistic", "value"]).assign(column="(1)")
    second = first[first["term"] != "constant"].assign(column="(8)")
    second["term"] = second["term"].replace("treat_post", "post_shock")
    keys = {"paper": "twin_cities", "track": "semi_synthetic"}
    return pd.concat(
        [tidy_rows(first, exhibit="table_3", **keys), tidy_rows(second, exhibit="table_5", **keys)]
    )


def test_printed_stands_above_computed(ours, printed):
    table = side_by_side(ours, printed, {("table_3", "(1)"): "one"})
    assert list(table.loc[("one", "printed")]) == [
        "0.100*** (3.30)",
        "12.600 (1895.70)",
        "339,827",
        "37,513",
        "0.592",
    ]
    assert list(table.loc[("one", "computed")]) == [
        "0.120** (2.00)",
        "12.500 (800.00)",
        "1,234",
        "99",
        "0.500",
    ]
    assert "verdict" not in table.columns


def test_a_table_without_printed_pairs_has_no_column_of_pairs(ours, printed):
    table = side_by_side(ours, printed, {("table_5", "(8)"): "two"})
    assert "pairs" not in table.columns
    assert table.loc[("two", "computed"), "constant (t)"] == ""


def test_verdicts_stand_on_the_computed_lines(ours, printed):
    verdicts = pd.Series(["close"], index=pd.MultiIndex.from_tuples([("table_3", "(1)")]))
    table = side_by_side(ours, printed, {("table_3", "(1)"): "one"}, verdicts)
    assert list(table["verdict"]) == ["", "close"]


def test_cells_with_t_in_parentheses_align_as_numbers(ours, printed):
    shown = formatted(side_by_side(ours, printed, {("table_3", "(1)"): "one"}))
    assert re.fullmatch(r"[-\d.*() ]+", shown["effect (t)"].iloc[0])
    assert numeric(shown)[2:] == [True] * 5


def test_drawn_outcomes_get_no_verdict_and_real_ones_do(ours):
    assert tables.effect_verdicts(ours, "semi_synthetic") is None
    real = ours[ours["exhibit"] == "table_3"].assign(track="original")
    assert tables.effect_verdicts(real, "original")["table_3", "(1)"] == "significance"
    exact = real.assign(value=real["value"].mask(real["statistic"] == "coef", 0.097))
    exact["value"] = exact["value"].mask(exact["statistic"] == "p", 0.001)
    assert tables.effect_verdicts(exact, "original")["table_3", "(1)"] == "exact"


def test_the_tracks_count_the_controls_that_are_real():
    origins = {"a": "real", "b": "drawn", "c": "drawn"}
    table = tables.tracks(origins, ("b", "c"), ("a", "b", "c"))
    assert table.loc["controls of the city", "semi-synthetic"] == "all 2 drawn"
    assert table.loc["of the destination", "semi-synthetic"] == "1 of 3 real, the rest drawn"
    assert list(table.loc["in the match rate"]) == ["yes", "never", "never"]


@pytest.fixture
def glossary():
    rows = {"quantity": ("qe", "Export quantity", "出口量", "kg", "customs; drawn"),
            "ln_gdp_per_head": ("PGDP", "of the host", "x", "US$", "WDI"),
            "ln_gdp_per_head_destination": ("lpergdp", "GDP abroad", "人均", "US$", "WDI")}  # fmt: skip
    names = ["symbol", "name_en", "name_zh", "unit", "source"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=names)


def test_variables_are_named_from_the_glossary(glossary):
    table = tables.variables(glossary, {"quantity": "drawn", "ln_gdp_per_head": "real"})
    assert list(table.index) == ["Export quantity", "GDP abroad"]
    assert list(table.loc["Export quantity"]) == ["出口量, qe", "kg", "customs", "drawn"]


def test_descriptives_are_by_hand(glossary):
    panel = pd.DataFrame({"quantity": [1.0, 2.0, np.nan, 6.0], "iso3": list("abcd"), "year": [1, 2, 3, 4]})
    table = tables.descriptives(panel, ["quantity", "iso3", "year", "absent"], glossary)
    assert list(table.index) == ["Export quantity (kg)"]
    assert list(table.iloc[0]) == ["3", "3.00", f"{np.sqrt(7):.2f}", "1.00", "6.00"]
    large = tables.descriptives(panel.assign(quantity=1e3 * panel["quantity"]), ["quantity"], glossary)
    assert list(large.iloc[0]) == ["3", "3,000", f"{1000 * np.sqrt(7):,.0f}", "1,000", "6,000"]


def test_readings_in_per_cent_keep_the_unit_of_the_share():
    change = pd.DataFrame({"column": ["one", "share"], "unit": ["%", "points"], "says": [10.0, 40.1],
                           "meant": [10.517, 0.401], "computed": [11.2, 0.5], "low": [8.0, -0.1],
                           "high": [14.0, 1.1]})  # fmt: skip
    table = tables.per_cent(change)
    assert list(table.loc["one"]) == ["10.0 %", "10.52 %", "11.20 %", "8.0 to 14.0"]
    assert list(table.loc["share"]) == ["40.1 %", "0.40 points", "0.50 points", "-0.1 to 1.1"]
    one_silent = tables.per_cent(change.assign(says=[10.0, np.nan]))
    assert list(one_silent["the text says"]) == ["10.0 %", ""]
    assert "the text says" not in tables.per_cent(change.assign(says=np.nan))


def test_effects_show_their_errors_and_rows():
    columns = pd.MultiIndex.from_product([["quantity", "value"], ["coef", "se", "n"]])
    found = pd.DataFrame([[0.1, 0.03, 1000, 0.2, 0.04, 1001]], index=["all rows"], columns=columns)
    assert list(tables.effects(found).loc["all rows"]) == ["0.100 (0.030)", "0.200 (0.040)", "1,001"]


def test_both_steps_stand_in_one_table(glossary):
    effect = {"coef": 0.095, "se": 0.03, "p": 0.002, "t": 3.2}
    one = pd.DataFrame({"statistic": list(effect), "value": effect.values()})
    parts = [one.assign(column=column, term=term)
             for column, term in (("quantity", "treat_post"), ("value", "treat_post"),
                                  ("value", "inverse_mills"), ("first_stage", "const"),
                                  ("first_stage", "ln_gdp_per_head"),
                                  ("first_stage", "quantity"))]  # fmt: skip
    parts[-1]["value"] *= 1e-4
    counts = pd.DataFrame({"column": ["quantity", "value", "first_stage"], "term": "", "statistic": "n",
                           "value": [10.0, 11.0, 1200.0]})  # fmt: skip
    keys = {"paper": "twin_cities", "exhibit": "heckman", "track": "semi_synthetic"}
    table = tables.heckman(tidy_rows(pd.concat([*parts, counts]), **keys), glossary)
    assert list(table.loc["inverse Mills ratio"]) == ["", "0.095*** (0.030)", ""]
    for name in ("constant", "GDP abroad"):
        assert table.loc[name, "first step"] == "0.095*** (0.030)"
    assert table.loc["Export quantity", "first step"] == "9.5e-06*** (3e-06)"
    assert list(table.loc["N"]) == ["10", "11", "1,200"]


def test_recovery_is_in_the_order_of_the_names_and_absent_for_real_outcomes():
    names = {("table_3", "(2)"): "two", ("table_3", "(1)"): "one", ("heckman", "value"): "value"}
    columns = ["printed", "planted", "estimated", "mc_mean", "mc_error", "z", "mc_sd", "printed_se"]
    columns += ["mc_sd_error", "more"]
    keys = pd.MultiIndex.from_tuples([("table_3", "(1)"), ("heckman", "value"), ("table_3", "(2)")])
    found = pd.DataFrame(np.arange(30.0).reshape(3, 10), index=keys, columns=columns)
    table, errors = tables.recovery(found, names)
    assert list(table.index) == [("Table 3", "(2)"), ("Table 3", "(1)"), ("Text", "value")]
    assert list(errors.index) == list(table.index)
    assert list(table.iloc[1]) == [1, 2, 3, 5]
    assert list(errors.iloc[1]) == [6, 8, 7, 4]
    assert all("not drawn" in part.iloc[0, 0] for part in tables.recovery(None, names))


def test_terms_without_a_coefficient_stay_empty_and_others_have_signs():
    found = pd.DataFrame(
        {("value", "planted"): [np.nan, 0.5], ("value", "adds"): [0.1, -0.02]}, index=["a", "b"]
    )
    shown = tables.selection_terms(found)
    assert shown.to_numpy().tolist() == [["", "+0.100"], ["+0.500", "-0.020"]]


def test_effects_and_sizes_share_the_columns_of_the_whole(ours, printed):
    whole = side_by_side(ours, printed, {("table_3", "(1)"): "one"})
    effects, sizes = tables.effects_and_sizes(whole)
    assert list(effects) == ["effect (t)", "R²"]
    assert list(sizes.loc[("one", "printed")]) == ["12.600", "339,827", "37,513"]


def test_methods_stand_beside_each_other_with_their_errors():
    values = {"coef": -0.1234, "se": 0.05, "p": 0.0101, "n": 530.0, "n_units": 38.0}
    rows = [
        (reading, method, statistic, value + shift)
        for reading, shift in (("main", 0.0), ("other", 1.0))
        for method in ("least squares", "Poisson")
        for statistic, value in values.items()
    ]
    found = pd.DataFrame(rows, columns=["panel", "column", "statistic", "value"])
    found.loc[(found["column"] == "Poisson") & (found["statistic"] == "n"), "value"] -= 5
    shown = tables.by_method(found, ["other", "main"])
    assert list(shown.index) == ["other", "main"] and shown.index.name == "reading"
    first = ["-0.123 (0.050)", "0.010", "-0.123 (0.050)", "0.010", "525 (38)"]
    assert list(shown.loc["main"]) == first
    assert shown.loc["other", "rows (countries)"] == "526 (39)"


def test_verdicts_that_no_cell_has_are_named_and_left_out():
    card = pd.DataFrame(
        {
            "compared": [2, 2],
            "exact": [0, 0],
            "close": [2, 2],
            "comparable": [2, 2],
            "AEA": "",
            "I4R": "",
            "ACRE": "",
        },
        index=pd.Index(["long_name", "all"], name="exhibit"),
    )
    counts, nowhere = tables.counts_of_verdicts(card)
    assert nowhere == ["exact"] and list(counts.columns) == ["compared", "close"]
    assert list(counts.index) == ["long name", "all"] and counts.index.name == "exhibit"
