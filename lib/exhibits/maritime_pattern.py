"""Figures of the maritime chapters 2 and 3: each returns the figure and its alt text, fed by the data."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

REGIONS = ("ASEAN", "South Asia", "Gulf", "Coastal Africa")
MARKERS = dict(zip(REGIONS, "osD^", strict=True))


def colours() -> dict:
    """One colour a region, the same in every figure."""
    return dict(zip(REGIONS, sns.color_palette("colorblind", 4), strict=True))


def flow_and_stock(rows: pd.DataFrame) -> tuple[Figure, str]:
    """Bars of the yearly sums over all hosts; ``rows`` as `maritime_totals.figure_1` returns them."""
    yearly = rows[(rows["statistic"] == "value_100musd") & (rows["panel"] == "all")]
    amount = yearly.set_index(["column", "term"])["value"] / 10
    fig, axes = plt.subplots(1, 2, figsize=(7.2, 3.4))
    for ax, name, colour in zip(axes, ("flow", "stock"), sns.color_palette("colorblind", 2), strict=True):
        series = amount[name]
        ax.bar(series.index.astype(int), series, color=colour)
        ax.set(title=name.capitalize(), xlabel="", ylabel="billion US$" if name == "flow" else "")
        ax.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    alt = (
        f"Two bar charts, 2004 to 2015. The yearly flow goes from {amount['flow', 2004]:.2f} to "
        f"{amount['flow', 2015]:.1f} billion US dollars, top in {amount['flow'].idxmax()}; the stock goes "
        f"from {amount['stock', 2004]:.1f} to {amount['stock', 2015]:.1f} billion."
    )
    return fig, alt


def flows_by_region(rows: pd.DataFrame) -> tuple[Figure, str]:
    """Lines of the yearly flows; ``rows`` as `maritime_totals.figure_2` returns them."""
    flows = rows[(rows["statistic"] == "value_100musd") & (rows["column"] == "flow")]
    wide = flows.pivot(index="term", columns="panel", values="value") / 10
    fig, ax = plt.subplots()
    for region in REGIONS:
        ax.plot(wide.index, wide[region], marker=MARKERS[region], color=colours()[region], label=region)
    ax.set(xlabel="", ylabel="flow, billion US$")
    ax.legend()
    first = (wide.idxmax(axis=1) == "ASEAN").sum()
    ends = ", ".join(f"{region} {wide.loc[2015, region]:.1f}" for region in REGIONS)
    alt = (
        f"Line chart of yearly flows by region, 2004 to 2015. ASEAN is the largest in {first} of {len(wide)} "
        f"years. In 2015, in billion US dollars: {ends}."
    )
    return fig, alt


def hosts_ranked(rows: pd.DataFrame, region_of: pd.Series) -> tuple[Figure, str]:
    """Dots of stock and ticks of flow by host; ``rows`` as `maritime_totals.hosts` returns them."""
    amounts = rows[rows["statistic"] == "value_100musd"]
    wide = (amounts.pivot(index="panel", columns="column", values="value") / 10).sort_values("stock")
    height = np.arange(len(wide))
    fig, ax = plt.subplots(figsize=(6.4, 6.6))
    for region in REGIONS:
        here = (wide.index.map(region_of) == region).nonzero()[0]
        style = {"color": colours()[region], "marker": MARKERS[region], "s": 60, "label": region}
        ax.scatter(wide["stock"].iloc[here], height[here], **style)
    edge = 0.5 * wide["flow"][wide["flow"] > 0].min()
    ax.scatter(
        wide["flow"].clip(lower=edge), height, marker="|", s=90, color="black", label="flow of the year"
    )
    ax.set(xscale="log", xlabel="billion US$ (log scale)", yticks=height, yticklabels=wide.index)
    ax.legend(loc="lower right")
    alt = (
        f"Dot chart of the stock at the end of 2015 for {len(wide)} hosts on a logarithmic scale, from "
        f"{wide.index[0]} ({wide['stock'].iloc[0]:.2f} billion US dollars) to {wide.index[-1]} "
        f"({wide['stock'].iloc[-1]:.1f} billion), with the flow of the year as a tick. "
        f"Flows that are zero or negative: {(wide['flow'] <= 0).sum()}."
    )
    return fig, alt


def flow_grid(panel: pd.DataFrame) -> tuple[Figure, str]:
    """Heat map of the 288 flows, zero and negative cells marked."""
    order = panel[panel["year"] == 2015].sort_values("stock", ascending=False)["iso3"]
    grid = panel.pivot(index="iso3", columns="year", values="flow").loc[list(order)]
    marks = grid.map(lambda value: "0" if value == 0 else "-" if value < 0 else "")
    fig, ax = plt.subplots(figsize=(6.8, 6.8))
    sns.heatmap(
        grid.where(grid > 0).clip(lower=0.1),
        norm=LogNorm(0.1, 10_000),
        cmap="viridis_r",
        linewidths=0.5,
        cbar_kws={"label": "million US$ (log scale)"},
        ax=ax,
    )
    for (row, column), mark in np.ndenumerate(marks.to_numpy()):
        if mark:
            ax.text(column + 0.5, row + 0.5, mark, ha="center", va="center")
    ax.set(xlabel="", ylabel="")
    alt = (
        f"Heat map of {grid.size} flows, {len(grid)} hosts by {grid.shape[1]} years, darker for larger. "
        f"{(marks == '0').to_numpy().sum()} cells are zero and {(marks == '-').to_numpy().sum()} negative; "
        "they are marked and have no shade."
    )
    return fig, alt


def missing_cells(raw: pd.DataFrame, columns: dict[str, str]) -> tuple[Figure, str]:
    """Share of years missing, by host and variable; ``columns`` maps a column to its short name."""
    share = raw[list(columns)].isna().groupby(raw["iso3"]).mean().rename(columns=columns)
    share = share.loc[share.sum(axis=1).sort_values(ascending=False).index]
    fig, ax = plt.subplots(figsize=(6.4, 6.6))
    sns.heatmap(share, cmap="cividis_r", vmin=0, vmax=1, linewidths=0.5, ax=ax,
                cbar_kws={"label": "share of the 12 years missing"})  # fmt: skip
    ax.set(xlabel="", ylabel="")
    ax.tick_params(axis="x", rotation=45)
    plt.setp(ax.get_xticklabels(), ha="right")
    totals = raw[list(columns)].isna().sum().rename(index=columns)
    words = ", ".join(f"{name} {count}" for name, count in totals.items() if count)
    return (
        fig,
        f"Heat map of missing cells, {len(share)} hosts by {len(columns)} variables. Cells missing: {words}.",
    )


def energy_variants(panel: pd.DataFrame, names: dict[str, str], hosts: tuple[str, ...]) -> tuple[Figure, str]:
    """Energy per head of a few hosts under the variants; ``names`` maps a column to its label."""
    fig, axes = plt.subplots(2, 3, figsize=(7.2, 4.8), sharex=True)
    styles = ["-", "--", ":"]
    for ax, host in zip(axes.flat, hosts, strict=True):
        rows = panel[panel["iso3"] == host]
        for (column, label), style in zip(names.items(), styles, strict=True):
            ax.plot(rows["year"], rows[column], style, label=label)
        ax.axvline(2009, color="grey", linewidth=1)
        ax.set_title(host)
    axes[0, 0].set_ylabel("toe per head")
    axes[1, 0].set_ylabel("toe per head")
    fig.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    last = panel[panel["iso3"].isin(hosts) & (panel["year"] == panel["year"].max())].set_index("iso3")
    ends = "; ".join(
        f"{host} {', '.join(f'{last.loc[host, column]:.2f}' for column in names)}" for host in hosts
    )
    alt = (
        f"Six line charts, one a host, 2004 to 2015: energy per head in tonnes of oil equivalent as "
        f"{', '.join(names.values())}. In the last year, in that order: {ends}."
    )
    return fig, alt


def raw_relations(sample: pd.DataFrame, columns: dict[str, str]) -> tuple[Figure, str]:
    """Scatter of ln investment on each column, coloured by region."""
    fig, axes = plt.subplots(2, 3, figsize=(7.4, 5.0), sharey=True)
    for ax, (column, label) in zip(axes.flat, columns.items(), strict=True):
        for region in REGIONS:
            rows = sample[sample["region"] == region]
            style = {"s": 12, "marker": MARKERS[region], "color": colours()[region], "label": region}
            ax.scatter(rows[column], rows["ln_ofdi"], **style)
        ax.set_xlabel(label)
    axes[0, 0].set_ylabel("ln stock")
    axes[1, 0].set_ylabel("ln stock")
    fig.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=4)
    strength = sample[list(columns)].corrwith(sample["ln_ofdi"]).rename(index=columns)
    words = ", ".join(f"{name} {value:.2f}" for name, value in strength.items())
    return fig, f"Six scatter plots of the logarithm of the stock. Correlations: {words}."


def distance_and_stock(last: pd.DataFrame) -> tuple[Figure, str]:
    """Stock against distance, circles sized by GDP; ``last`` has one row a host."""
    fig, ax = plt.subplots(figsize=(7.0, 4.6))
    kilometres = np.exp(last["ln_distance"])
    for region in REGIONS:
        here = (last["region"] == region).to_numpy()
        size = 30 + 500 * last["gdp"][here] / last["gdp"].max()
        style = {"s": size, "color": colours()[region], "alpha": 0.7, "label": region}
        ax.scatter(kilometres[here], last["stock"][here] / 1000, **style)
    named: list[tuple[float, float]] = []
    for row in last.assign(km=kilometres).sort_values("stock", ascending=False).itertuples():
        place = (row.km / 700, np.log(row.stock / 1000) / 0.4)
        if all(np.hypot(place[0] - x, place[1] - y) > 1 for x, y in named):
            named.append(place)
            at = (row.km, row.stock / 1000)
            ax.annotate(row.iso3, at, textcoords="offset points", xytext=(6, 6), fontsize=9)
    ax.set(yscale="log", xlabel="distance from China, km", ylabel="stock of 2015, billion US$ (log scale)")
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    legend = ax.legend()
    for handle in legend.legend_handles:
        handle.set_sizes([40])
    near, far = last.loc[last["ln_distance"].idxmin(), "iso3"], last.loc[last["ln_distance"].idxmax(), "iso3"]
    alt = (
        f"Bubble chart of {len(last)} hosts: distance from China, from {near} ({kilometres.min():,.0f} km) "
        f"to {far} ({kilometres.max():,.0f} km), against the stock of 2015, from "
        f"{last['stock'].min() / 1000:.2f} to {last['stock'].max() / 1000:.1f} billion US dollars."
    )
    return fig, alt
