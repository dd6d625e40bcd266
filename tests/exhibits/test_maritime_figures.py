"""Figures of the maritime chapters: drawn without a missing glyph, and described by their own data.

The numbers of every alt text are computed again here, in another way; and each alt text changes when the
data behind it are changed.
"""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from lib import facts
from lib.exhibits import figures, style
from lib.exhibits import maritime_frontier as frontier_plots
from lib.exhibits import maritime_pattern as pattern_plots
from lib.panels import maritime, maritime_totals
from lib.panels.maritime import Choices
from lib.studies import maritime as study
from lib.studies.maritime import Estimate

REGIONS = pattern_plots.REGIONS
HOSTS = ("QAT", "KWT", "MYS", "MMR", "PAK", "KEN")
ENERGY = {
    "energy_per_head_fossil_growth": "extended",
    "energy_per_head_carried": "carried forward",
    "energy_per_head_use": "use",
}
SIX = {
    "ln_gdp": "ln GDP",
    "ln_gdp_per_head": "ln GDP per head",
    "ln_distance": "ln distance",
    "market_acceptance": "market acceptance",
    "corruption_control": "control of corruption",
    "legal_system": "legal system",
}
GAPS = {"ofdi_flow_musd": "flow", "secure_servers_per_million": "servers", "energy_production_ktoe": "energy"}


@pytest.fixture(autouse=True)
def small_and_styled(monkeypatch):
    """The chapters' style, with fewer dots so that drawing is quick; no figure stays open."""
    monkeypatch.setattr(figures, "DPI", 30)
    style.apply()
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def public():
    return maritime.build("public")


@pytest.fixture
def panel(public):
    """The public panel, to change."""
    return public.copy()


def regions(panel: pd.DataFrame) -> pd.Series:
    return panel.drop_duplicates("iso3").set_index("iso3")["region"]


def estimate(panel: pd.DataFrame, outcome: str) -> Estimate:
    """Efficiencies made up from the data, so that every figure has something to show."""
    sample = maritime.sample(panel, Choices(outcome=outcome))
    shift = 1 if outcome == "flow" else 2
    sample["efficiency"] = 1 / (shift + 10 / (1 + sample["ofdi"] / sample["ofdi"].median()))
    return Estimate(
        Choices(outcome=outcome), sample.assign(potential=sample["ofdi"] / sample["efficiency"]), None
    )


def estimates(panel: pd.DataFrame) -> list[Estimate]:
    return [estimate(panel, name) for name in ("flow", "stock")]


def wide(rows: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(rows).pivot(index="panel", columns="column", values="value")


def draw_flow_and_stock(panel):
    fig, alt = pattern_plots.flow_and_stock(maritime_totals.amounts(panel))
    flow, stock = (panel.groupby("year")[name].sum() / 1000 for name in ("flow", "stock"))
    return fig, alt, [
        f"flow goes from {flow[2004]:.2f} to {flow[2015]:.1f} billion", f"top in {flow.idxmax()}",
        f"from {stock[2004]:.1f} to {stock[2015]:.1f} billion",
    ]  # fmt: skip


def draw_flows_by_region(panel):
    fig, alt = pattern_plots.flows_by_region(maritime_totals.amounts(panel, "region"))
    flows = panel.pivot_table(index="year", columns="region", values="flow", aggfunc="sum") / 1000
    largest = sum(flows.loc[year].sort_values().index[-1] == "ASEAN" for year in flows.index)
    ends = [f"{name} {flows.loc[2015, name]:.1f}" for name in REGIONS]
    return fig, alt, [f"largest in {largest} of 12 years", *ends]


def draw_hosts_ranked(panel):
    fig, alt = pattern_plots.hosts_ranked(maritime_totals.hosts(panel), regions(panel))
    last = panel[panel["year"] == 2015].sort_values("stock")
    low, high = last.iloc[0], last.iloc[-1]
    return fig, alt, [
        "for 24 hosts", f"from {low['iso3']} ({low['stock'] / 1000:.2f} billion",
        f"to {high['iso3']} ({high['stock'] / 1000:.1f} billion)",
        f"Flows that are zero or negative: {(last['flow'] <= 0).sum()}.",
    ]  # fmt: skip


def draw_flow_grid(panel):
    fig, alt = pattern_plots.flow_grid(panel)
    zero, negative = (panel["flow"] == 0).sum(), (panel["flow"] < 0).sum()
    return fig, alt, [f"of {len(panel)} flows", f"{zero} cells are zero and {negative} negative"]


def draw_energy_variants(panel):
    fig, alt = pattern_plots.energy_variants(panel, ENERGY, HOSTS)
    cells = panel.set_index(["iso3", "year"])
    ends = [
        host + " " + ", ".join(f"{cells.loc[(host, 2015), name]:.2f}" for name in ENERGY) for host in HOSTS
    ]
    return fig, alt, ["extended, carried forward, use", *ends]


def draw_raw_relations(panel):
    sample = maritime.sample(panel, Choices(outcome="stock"))
    fig, alt = pattern_plots.raw_relations(sample, SIX)
    return (
        fig,
        alt,
        [f"{label} {np.corrcoef(sample[name], sample['ln_ofdi'])[0, 1]:.2f}" for name, label in SIX.items()],
    )


def draw_distance_and_stock(panel):
    last = panel[panel["year"] == 2015]
    fig, alt = pattern_plots.distance_and_stock(last)
    order = last.sort_values("ln_distance")
    near, far = order.iloc[0], order.iloc[-1]
    return fig, alt, [
        f"from {near['iso3']} ({np.exp(near['ln_distance']):,.0f} km)",
        f"to {far['iso3']} ({np.exp(far['ln_distance']):,.0f} km)",
        f"from {min(last['stock']) / 1000:.2f} to {max(last['stock']) / 1000:.1f} billion",
    ]  # fmt: skip


def draw_readings_of_zero(panel):
    readings = {name: Choices(outcome="flow", non_positive=name) for name in ("drop", "million", "ihs")}
    samples = {name: maritime.sample(panel, choices) for name, choices in readings.items()}
    fig, alt = frontier_plots.readings_of_zero(samples)
    return (
        fig,
        alt,
        ["3 histograms"]
        + [f"{name} {np.std(sample['ln_ofdi'], ddof=1):.2f}" for name, sample in samples.items()],
    )


def draw_by_host(panel):
    means = wide([study.figure_3(one).query("statistic == 'mean_efficiency' and panel != 'all'")
                  for one in estimates(panel)])  # fmt: skip
    printed = pd.DataFrame({"panel": ["SGP", "all"], "column": "flow", "value": [0.67, 0.28]})
    fig, alt = frontier_plots.by_host(means, means.mean(), printed, regions(panel))
    expected = []
    for name in ("flow", "stock"):
        ranked = means[name].sort_values()
        expected.append(f"{name}: highest {ranked.index[-1]} {ranked.iloc[-1]:.3f}, "
                        f"lowest {ranked.index[0]} {ranked.iloc[0]:.3f}")  # fmt: skip
    return fig, alt, expected


def draw_by_region(panel):
    both = estimates(panel)
    fig, alt = frontier_plots.by_region(wide([study.figure_4(one) for one in both]))
    flow, stock = (one.sample for one in both)
    return (
        fig,
        alt,
        [
            f"{name}: flow {flow.loc[flow['region'] == name, 'efficiency'].mean():.3f}, "
            f"stock {stock.loc[stock['region'] == name, 'efficiency'].mean():.3f}"
            for name in REGIONS
        ],
    )


def draw_by_year(panel):
    both = estimates(panel)
    fig, alt = frontier_plots.by_year(pd.concat([study.figure_5(one) for one in both]))
    ends = [
        [one.sample.loc[one.sample["year"] == year, "efficiency"].mean() for year in (2004, 2015)]
        for one in both
    ]
    return (
        fig,
        alt,
        [f"{name} {a:.3f} and {b:.3f}" for name, (a, b) in zip(("flow", "stock"), ends, strict=True)],
    )


def draw_potential(panel):
    last = estimate(panel, "stock").sample.query("year == 2015").set_index("iso3")
    table = (last[["ofdi", "potential"]] / 1000).rename(columns={"ofdi": "actual"})
    fig, alt = frontier_plots.potential(table, regions(panel))
    top = last.sort_values("potential").iloc[-1]
    return fig, alt, [
        f"for {len(last)} hosts",
        f"largest potential is {top.name}'s, {top['potential'] / 1000:,.0f} billion",
        f"against {top['ofdi'] / 1000:.1f} actual",
    ]  # fmt: skip


def more_of_everything(panel: pd.DataFrame) -> pd.DataFrame:
    """Another world: Kenya's investment, energy and place are changed, and one flow becomes zero."""
    here, first = panel["iso3"] == "KEN", panel.index[panel["iso3"] == "SGP"][0]
    panel.loc[here, "flow"] = 60_000.0
    panel.loc[here, "stock"] = 500_000.0
    panel.loc[here, ["ln_distance", "energy_per_head_carried"]] = [10.5, 9.0]
    panel.loc[first, "flow"] = 0.0
    return panel


DRAWN = [
    draw_flow_and_stock, draw_flows_by_region, draw_hosts_ranked, draw_flow_grid, draw_energy_variants,
    draw_raw_relations, draw_distance_and_stock, draw_readings_of_zero, draw_by_host, draw_by_region,
    draw_by_year, draw_potential,
]  # fmt: skip


def check(fig: Figure, alt: str, expected: list[str]) -> None:
    """The figure can be drawn and is closed; its alt text says what is expected, and something."""
    assert isinstance(fig, Figure)
    assert all(part in alt for part in expected), (alt, expected)
    assert any(character.isdigit() for character in "".join(expected))
    assert figures.check_alt(alt, "figure") == alt
    assert figures.to_png(fig, track="public", where="figure").startswith(b"\x89PNG")
    assert fig.number not in plt.get_fignums()


@pytest.mark.parametrize("draw", DRAWN, ids=lambda draw: draw.__name__.removeprefix("draw_"))
def test_alt_text_follows_the_data(draw, panel):
    fig, before, expected = draw(panel)
    check(fig, before, expected)
    _, after, changed = draw(more_of_everything(panel))
    assert after != before
    assert all(part in after for part in changed)


def test_missing_cells_are_counted():
    raw = facts.load("maritime_ofdi").copy()
    for planted in (0, 12):
        raw.loc[raw["iso3"] == "SGP", "ofdi_flow_musd"] = np.nan if planted else 1.0
        fig, alt = pattern_plots.missing_cells(raw, GAPS)
        servers, energy = (sum(pd.isna(value) for value in raw[name]) for name in list(GAPS)[1:])
        flow = "flow 12, " if planted else ""
        check(fig, alt, ["24 hosts by 3 variables", f"missing: {flow}servers {servers}, energy {energy}."])


def test_bars_are_as_high_as_the_sums(panel):
    fig, _ = pattern_plots.flow_and_stock(maritime_totals.amounts(panel))
    for ax, name in zip(fig.axes, ("flow", "stock"), strict=True):
        heights = [bar.get_height() for bar in ax.patches]
        np.testing.assert_allclose(heights, panel.groupby("year")[name].sum() / 1000, rtol=1e-12)


def test_hosts_stand_in_the_order_of_their_efficiency():
    means = pd.DataFrame({"flow": [0.3, 0.1, 0.2], "stock": [0.1, np.nan, 0.9]}, index=["AAA", "BBB", "CCC"])
    region = pd.Series(REGIONS[0], index=means.index)
    printed = pd.DataFrame({"panel": ["CCC"], "column": "flow", "value": 0.25})
    overall = pd.Series({"flow": 0.22, "stock": 0.55})
    fig, alt = frontier_plots.by_host(means, overall, printed, region)
    assert [ax.lines[0].get_xdata()[0] for ax in fig.axes] == [0.22, 0.55]
    labels = [[text.get_text() for text in ax.get_yticklabels()] for ax in fig.axes]
    assert labels == [["BBB", "CCC", "AAA"], ["AAA", "CCC"]]
    assert "flow: highest AAA 0.300, lowest BBB 0.100; stock: highest CCC 0.900, lowest AAA 0.100" in alt
    cross = fig.axes[0].collections[len(REGIONS)].get_offsets()
    assert cross.tolist() == [[0.25, 1]]


def test_marks_of_the_flow_grid_stand_on_zero_and_negative_cells(panel):
    fig, _ = pattern_plots.flow_grid(panel)
    marks = [text.get_text() for text in fig.axes[0].texts]
    assert (marks.count("0"), marks.count("-")) == ((panel["flow"] == 0).sum(), (panel["flow"] < 0).sum())


@pytest.fixture
def t_table() -> pd.DataFrame:
    return pd.DataFrame(
        {"main": [2.7, 1.7, -2.0, 0.3, np.nan], "other": [8.0, np.nan, 2.0, -0.2, np.nan]},
        index=["strong", "once", "turning", "weak", "absent"],
    )


def test_sign_map_names_what_is_significant_in_every_reading(t_table):
    fig, alt = frontier_plots.sign_map(t_table, "Flow model")
    marks = sorted(text.get_text() for text in fig.axes[0].texts if text.get_text())
    assert marks == sorted(["+++", "+++", "+", "--", "++"])
    check(fig, alt, ["5 variables by 2 readings", "in every reading: strong, once."])
    t_table.loc["strong", "other"] = -8.0
    assert frontier_plots.sign_map(t_table, "Flow model")[1].endswith("in every reading: once.")
    t_table.loc["once", "main"] = 1.6
    assert frontier_plots.sign_map(t_table, "Flow model")[1].endswith("in every reading: none.")


def test_frontier_sketch_counts_the_points_below():
    frame = pd.DataFrame(
        {"x": [0.0, 1.0, 2.0, 3.0], "y": [0.5, 1.5, 3.5, 2.0], "true_u": [0.5, 0.5, 0.0, 2.0]}
    )
    frontier, line = pd.Series({"const": 1.0, "x": 1.0}), pd.Series({"const": 0.5, "x": 0.8})
    fig, alt = frontier_plots.frontier_sketch(frame, frontier, line)
    check(fig, alt, ["of 4 simulated points", "(75 % lie below)"])
    lower = frontier_plots.frontier_sketch(frame, frontier - [0.75, 0.0], line)[1]
    assert "(25 % lie below)" in lower


def test_recovery_marks_the_nearest_and_the_main_reading():
    grid = pd.DataFrame({"a": list("xxyy"), "b": list("pqpq"), "distance": [0.8, 0.4, 0.1, 0.9]})
    main = grid.iloc[0]
    joint = grid.iloc[1]
    fig, alt = frontier_plots.recovery(grid, ["a", "b"], "distance", main, joint)
    ax = fig.axes[0]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["y", "x"]
    diamond, square, star = (marked.get_offsets().tolist() for marked in ax.collections[-3:])
    assert (diamond, square, star) == ([[0.8, 1.0]], [[0.4, 1.0]], [[0.1, 0.0]])
    said = ["of 4 readings", "each of 2 choices", "(star, 0.100) has a: y, b: p", "lies at 0.800", "at 0.400"]
    check(fig, alt, said)
    grid.loc[1, "distance"] = 0.05
    assert (
        "(star, 0.050) has a: x, b: q"
        in frontier_plots.recovery(grid, ["a", "b"], "distance", main, joint)[1]
    )
