"""Figures of the first chapters on sister cities: geometry by other formulas, alt texts from their data."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from lib.exhibits import figures, style
from lib.exhibits import twin_cities_theory as theory
from lib.exhibits import twin_cities_ties as plots
from lib.studies import twin_cities_equations as equations
from lib.studies import twin_cities_theory as model


@pytest.fixture(autouse=True)
def small_and_styled(monkeypatch):
    monkeypatch.setattr(figures, "DPI", 30)
    style.apply()
    yield
    plt.close("all")


def tie(lon, lat, to_lon, to_lat, iso3="AAA", dated=True) -> dict:
    ends = {"lon": lon, "lat": lat, "to_lon": to_lon, "to_lat": to_lat}
    return {"city_code": f"{lon}", "iso3": iso3, "dated": dated, **ends}


def kilometres(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Haversine distance on a sphere of radius one; another formula than the arcs' own."""
    (lon1, lat1), (lon2, lat2) = (np.radians(point).T for point in (a, b))
    inner = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    return 2 * np.arcsin(np.sqrt(inner))


def test_arcs_are_the_shortest_way_in_equal_steps():
    ties = pd.DataFrame([tie(116.4, 39.9, -77.0, 38.9), tie(121.5, 31.2, -58.4, -34.6)])
    lines = plots.arcs(ties, points=21)
    for line, row in zip(lines, ties.itertuples(), strict=True):
        ends = np.array([[row.lon, row.lat], [row.to_lon, row.to_lat]])
        assert np.allclose((line[[0, -1]] - ends) % 360 % 360, 0, atol=1e-9) or np.allclose(
            (line[[0, -1]] - ends + 180) % 360 - 180, 0, atol=1e-9
        )
        steps = kilometres(line[:-1], line[1:])
        assert np.allclose(steps, steps[0], rtol=1e-6)
        assert steps.sum() == pytest.approx(kilometres(ends[:1], ends[1:])[0], rel=1e-9)


def test_no_line_crosses_the_whole_map():
    ties = pd.DataFrame([tie(121.5, 31.2, lon, lat) for lon in range(-179, 180, 13) for lat in (-40, 10, 60)])
    drawn = plots._torn(plots.arcs(ties))
    assert (drawn[..., 0][~np.isnan(drawn[..., 0])] >= plots.WEST).all()
    assert np.nanmax(np.abs(np.diff(drawn[..., 0], axis=1))) <= 180
    assert np.isnan(drawn).any()  # some do cross the edge, or the test shows nothing


def test_the_map_says_what_it_draws_and_leaves_out_what_has_no_place():
    rows = [tie(116, 40, 139, 35, "JPN"), tie(121, 31, 139, 35, "JPN", dated=False),
            tie(113, 23, 127, 37, "KOR"), tie(100, 25, -77, 39, "USA", dated=False),
            {**tie(1, 1, 2, 2, "FJI"), "lon": np.nan}]  # fmt: skip
    fig, alt = plots.tie_map(pd.DataFrame(rows))
    assert "4 thin arcs run from 4 Chinese cities to the capitals of 3 countries" in alt
    assert "2 of them in colour" in alt and "tied to JPN (2)" in alt
    assert alt.endswith("Not drawn for want of coordinates: 1 of 5 ties.")
    assert "Not drawn" not in plots.tie_map(pd.DataFrame(rows[:4]))[1]
    figures.to_png(fig, track="public", where="test")
    more = plots.tie_map(pd.DataFrame([*rows, tie(118, 32, 151, -34, "AUS")]))[1]
    assert "5 thin arcs" in more


def test_the_years_name_the_best_and_draw_whole_spans_only():
    yearly = pd.DataFrame({"dated": [3, 1, 0], "counted": [4.0, 9.0, np.nan]}, index=[2014, 2015, 2016])
    national = pd.DataFrame(
        {"per_year": [np.nan, 20.0, 30.0]},
        index=["up to 2014-06-30", "2014-06-30 to 2016-06-30", "2016-06-30 to 2024-01-01"],
    )
    fig, alt = plots.years(yearly, national)
    assert "end in 2015 and are highest in 2015 (9)" in alt and "4 in all and 3 in 2014" in alt
    assert "20 a year" in alt and "30 a year" not in alt
    lines = [line for line in fig.axes[0].lines if line.get_linewidth() == 3]
    assert [line.get_xdata()[0] for line in lines] == [pytest.approx(2014.49, abs=0.01)]


def test_the_countries_are_ranked_and_the_printed_number_is_said():
    columns = {"listed": [9, 7, 2], "published": [10.0, np.nan, np.nan]}
    counts = pd.DataFrame(columns, index=["JPN", "USA", "FJI"])
    names = pd.Series({"JPN": "Japan", "USA": "United States", "FJI": "Fiji"})
    alt = plots.countries(counts, names, pd.Series({"USA": 8}), n=2)[1]
    assert (
        "2 countries" in alt and "United States 7 on the lists, 8 in the paper" in alt and "Fiji" not in alt
    )


def test_the_roles_take_their_year_from_the_table():
    pairs = [role[-2:] for role in theory.ROLES]
    rows = [{"chinese_city_en": city, "partner_city": partner} for city, partner in pairs]
    rows = [row | {"chinese_city_zh": "市", "date_signed": f"{1980 + k}-01"} for k, row in enumerate(rows)]
    table = theory.roles(pd.DataFrame(rows))
    assert len(table) == 6 and table["an example"].iloc[2].endswith("Hamburg, 1982")
    with pytest.raises(ValueError, match="no Nanjing and St Louis; choose another"):
        theory.roles(pd.DataFrame(rows[1:]))


def test_equations_on_the_page_are_sympys_and_say_the_result():
    f = model.formulas()
    formulas = [f.parse(text) for text in ("tau1/P", "tau1", "1/P")]
    one = equations.Printed("(4)", "share", *formulas, "follows only if", ("P*tau1 is alpha**2",))
    shown = theory.equations([one])
    assert "**(4)** share: *follows only if*" in shown.markdown and r"\frac{\tau_{1}}{P}" in shown.markdown
    assert r"\text{ratio}" in shown.markdown and r"\frac{1}{P}" in shown.markdown
    assert theory.comparison([one])["holds if"].tolist() == ["P·τ1 is α^2"]
    follows = equations.Printed("(5)", "same", one.derived, one.derived, f.parse("1"), "follows", ())
    assert r"\text{ratio}" not in theory.equations([follows]).markdown


def test_the_curves_name_their_slopes_and_the_level():
    costs = np.linspace(1.7, 1.8, 11)
    curves = {"Quantity": pd.DataFrame({"elasticity 5": (costs / 1.74) ** -5}, index=costs)}
    fig, alt = theory.statics(
        curves, {"Quantity": pd.Series({"elasticity 5": -5.0})}, 1.74, {"Quantity": 0.1}
    )
    assert f"slope {-5 / 1.74:.2f}" in alt and f"quantity {np.exp(0.1):.3f}" in alt
    tangent = fig.axes[0].lines[1].get_ydata()
    assert tangent[4] == pytest.approx(1 + (-5 / 1.74) * (costs[4] - 1.74))
