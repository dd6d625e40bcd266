"""Figures of the maritime chapters 4 to 6: each returns the figure and its alt text, fed by the data."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from lib.exhibits.maritime_pattern import MARKERS, REGIONS, colours


def frontier_sketch(frame: pd.DataFrame, frontier: pd.Series, line: pd.Series) -> tuple[Figure, str]:
    """Simulated points, the frontier they lie below, and the least-squares line through them.

    Parameters
    ----------
    frame : DataFrame with ``x``, ``y`` and ``true_u``
    frontier, line : Series with ``const`` and ``x``
    """
    fig, ax = plt.subplots()
    grid = np.linspace(frame["x"].min(), frame["x"].max(), 2)
    shown = ax.scatter(
        frame["x"], frame["y"], c=np.exp(-frame["true_u"]), cmap="viridis", s=28, vmin=0, vmax=1
    )
    ax.plot(grid, frontier["const"] + frontier["x"] * grid, color="black", label="frontier")
    ax.plot(grid, line["const"] + line["x"] * grid, "--", color="grey", label="least squares")
    ax.set(xlabel="x", ylabel="y")
    ax.legend(loc="lower right")
    fig.colorbar(shown, ax=ax, label="efficiency exp(-u)")
    below = (frame["y"] < frontier["const"] + frontier["x"] * frame["x"]).mean()
    alt = (
        f"Scatter plot of {len(frame)} simulated points shaded by efficiency, the frontier above most of "
        f"them ({100 * below:.0f} % lie below) and the least-squares line through the middle."
    )
    return fig, alt


def readings_of_zero(samples: dict[str, pd.DataFrame]) -> tuple[Figure, str]:
    """Histograms of what stands for the logarithm of the flow, one a reading, filled rows dark."""
    fig, axes = plt.subplots(2, 3, figsize=(7.4, 5.0), sharey=True)
    for ax in axes.flat[len(samples) :]:
        ax.set_axis_off()
    for ax, (name, sample) in zip(axes.flat, samples.items(), strict=False):
        positive = sample["ofdi"] > 0
        bins = np.linspace(sample["ln_ofdi"].min() - 0.01, sample["ln_ofdi"].max() + 0.01, 30)
        parts = [sample.loc[positive, "ln_ofdi"], sample.loc[~positive, "ln_ofdi"]]
        ax.hist(
            parts, bins=bins, stacked=True, color=["#7aa6c2", "black"], label=["positive", "not positive"]
        )
        ax.set_title(name)
    fig.legend(*axes.flat[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    spread = ", ".join(f"{name} {sample['ln_ofdi'].std():.2f}" for name, sample in samples.items())
    alt = (
        f"{len(samples)} histograms of the flow model's dependent variable, one a reading of flows that are "
        f"not positive. Standard deviations: {spread}."
    )
    return fig, alt


def sign_map(table: pd.DataFrame, title: str) -> tuple[Figure, str]:
    """Heat map of t-statistics, terms by readings; one, two, three signs at 10, 5, 1 per cent.

    Parameters
    ----------
    table : DataFrame, shape (terms, specifications)
        t-statistics; NaN where a term is not in a specification.
    """
    clipped = table.clip(-6, 6)
    strength = sum((table.abs() > critical).astype(int) for critical in (1.645, 1.960, 2.576))
    marks = np.char.multiply(np.where(table > 0, "+", "-"), strength.to_numpy())
    fig, ax = plt.subplots(figsize=(7.6, 0.42 * len(table) + 2.2))
    sns.heatmap(clipped, cmap="vlag", center=0, annot=marks, fmt="", annot_kws={"size": 9},
                linewidths=0.5, cbar_kws={"label": "t-statistic"}, ax=ax)  # fmt: skip
    ax.set(xlabel="", ylabel="", title=title)
    plt.setp(ax.get_xticklabels(), rotation=45, ha="right")
    strong = (table.abs() > 1.645) | table.isna()
    one_sign = (table.fillna(1) > 0).all(axis=1) | (table.fillna(-1) < 0).all(axis=1)
    steady = list(table.index[strong.all(axis=1) & one_sign & table.notna().any(axis=1)])
    alt = (
        f"Heat map of t-statistics, {len(table)} variables by {table.shape[1]} readings. Of one sign and "
        f"significant at 10 per cent in every reading: {', '.join(steady) or 'none'}."
    )
    return fig, alt


def _spread(count: int) -> np.ndarray:
    """Offsets between -0.3 and 0.3 that keep dots apart, the same on every run."""
    golden = (np.sqrt(5) - 1) / 2
    return 0.6 * ((np.arange(count) * golden) % 1 - 0.5)


def recovery(
    grid: pd.DataFrame, choices: list[str], measure: str, main: pd.Series, joint: pd.Series
) -> tuple[Figure, str]:
    """Distance to the printed efficiencies by choice: every specification a dot, one panel a choice.

    Parameters
    ----------
    grid : DataFrame
        One row a specification of one outcome: its choices and ``measure``.
    main, joint : Series
        The rows of the main specification and of the reading nearest to both models, marked in every panel.
    """
    heights = [grid[choice].nunique() for choice in choices]
    fig, axes = plt.subplots(
        len(choices), 1, figsize=(7.2, 0.36 * sum(heights) + 0.5 * len(choices) + 1), sharex=True,
        height_ratios=heights,
    )  # fmt: skip
    nearest = grid.loc[grid[measure].idxmin()]
    for ax, choice in zip(axes, choices, strict=True):
        order = list(grid.groupby(choice)[measure].min().sort_values().index)
        height = grid[choice].map(order.index) + _spread(len(grid))
        ax.scatter(grid[measure], height, s=4, color="0.6")
        ax.set_yticks(range(len(order)), order)
        ax.set_ylim(len(order) - 0.5, -0.5)
        ax.scatter(
            grid.groupby(choice)[measure].median()[order], range(len(order)), marker="|", s=160, color="C0"
        )
        for row, marker, colour in ((main, "D", "C3"), (joint, "s", "C1"), (nearest, "*", "C2")):
            ax.scatter(row[measure], order.index(row[choice]), marker=marker, s=70, color=colour, zorder=3)
        ax.set(xscale="log", xlabel="", ylabel="", title=choice)
        ax.title.set_fontsize(11)
    axes[-1].set_xlabel("distance to the printed efficiencies (log scale)")
    words = ", ".join(f"{choice}: {nearest[choice]}" for choice in choices)
    alt = (
        f"Strip plots of the distance of {len(grid)} readings to the printed efficiencies, one panel for "
        f"each of {len(choices)} choices. The nearest reading (star, {nearest[measure]:.3f}) has {words}; "
        f"the main one (diamond) lies at {main[measure]:.3f}, the joint one (square) at {joint[measure]:.3f}."
    )
    return fig, alt


def by_host(
    means: pd.DataFrame, overall: pd.Series, printed: pd.DataFrame, region: pd.Series
) -> tuple[Figure, str]:
    """Mean efficiency by host for flow and stock, with the printed values as crosses.

    Parameters
    ----------
    means : DataFrame, hosts by ``flow`` and ``stock``
    overall : Series
        Mean over all rows, for ``flow`` and ``stock``.
    printed : DataFrame with ``panel`` (host), ``column``, ``value``
    """
    fig, axes = plt.subplots(1, 2, figsize=(7.6, 6.8))
    for ax, column in zip(axes, ("flow", "stock"), strict=True):
        ranked = means[column].dropna().sort_values()
        heights = pd.Series(range(len(ranked)), index=ranked.index)
        for name in REGIONS:
            here = ranked[ranked.index.map(region) == name]
            ax.scatter(
                here, heights[here.index], color=colours()[name], marker=MARKERS[name], s=45, label=name
            )
        theirs = printed[(printed["column"] == column) & printed["panel"].isin(ranked.index)]
        ax.scatter(
            theirs["value"], heights[theirs["panel"]], marker="x", color="black", s=60, label="printed"
        )
        ax.axvline(overall[column], color="grey", linewidth=1)
        ax.set(title=column.capitalize(), xlabel="mean efficiency", xlim=(-0.03, 1))
        ax.set_yticks(heights, ranked.index)
    fig.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    ends = "; ".join(
        f"{column}: highest {means[column].idxmax()} {means[column].max():.3f}, "
        f"lowest {means[column].idxmin()} {means[column].min():.3f}"
        for column in ("flow", "stock")
    )
    return (
        fig,
        f"Two dot charts of mean efficiency by host, ranked, with the printed values as crosses. {ends}.",
    )


def by_region(means: pd.DataFrame) -> tuple[Figure, str]:
    """Bars of mean efficiency; ``means`` is regions by ``flow`` and ``stock``."""
    fig, ax = plt.subplots()
    means.loc[list(REGIONS), ["flow", "stock"]].plot.bar(ax=ax, rot=0, width=0.7)
    ax.set(xlabel="", ylabel="mean efficiency")
    ax.legend(title="")
    words = "; ".join(
        f"{name}: flow {row['flow']:.3f}, stock {row['stock']:.3f}" for name, row in means.iterrows()
    )
    return fig, f"Bar chart of mean efficiency by region. {words}."


def by_year(rows: pd.DataFrame) -> tuple[Figure, str]:
    """Lines of yearly mean efficiency by region; ``rows`` as `lib.studies.maritime.figure_5` returns them."""
    yearly = rows[rows["statistic"] == "mean_efficiency"]
    fig, axes = plt.subplots(1, 2, figsize=(7.6, 3.8))
    for ax, column in zip(axes, ("flow", "stock"), strict=True):
        wide = yearly[yearly["column"] == column].pivot(index="term", columns="panel", values="value")
        for name in REGIONS:
            ax.plot(
                wide.index, wide[name], color=colours()[name], marker=MARKERS[name], markersize=4, label=name
            )
        ax.plot(wide.index, wide["all"], color="black", linestyle="--", label="all hosts")
        ax.set(title=column.capitalize(), xlabel="", ylim=(0, None))
    axes[0].set_ylabel("mean efficiency")
    fig.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=5)
    ends = yearly[(yearly["panel"] == "all") & yearly["term"].isin([2004, 2015])]
    ends = ends.set_index(["column", "term"])["value"]
    alt = (
        "Two line charts of mean efficiency by region and year. All hosts, 2004 and 2015: flow "
        f"{ends['flow', 2004]:.3f} and {ends['flow', 2015]:.3f}, stock {ends['stock', 2004]:.3f} and "
        f"{ends['stock', 2015]:.3f}."
    )
    return fig, alt


def potential(table: pd.DataFrame, region: pd.Series) -> tuple[Figure, str]:
    """Actual stock and potential by host on a logarithmic scale; ``table`` has ``actual``, ``potential``."""
    ranked = table.sort_values("potential")
    heights = np.arange(len(ranked))
    fig, ax = plt.subplots(figsize=(6.4, 6.6))
    ax.hlines(heights, ranked["actual"], ranked["potential"], color="0.75", linewidth=2)
    for name in REGIONS:
        here = (ranked.index.map(region) == name).nonzero()[0]
        ax.scatter(
            ranked["potential"].iloc[here],
            heights[here],
            marker=MARKERS[name],
            color=colours()[name],
            label=name,
        )
    ax.scatter(ranked["actual"], heights, marker="|", s=90, color="black", label="actual")
    ax.set(xscale="log", xlabel="billion US$ (log scale)")
    ax.set_yticks(heights, ranked.index)
    ax.legend(loc="lower right")
    top = ranked.index[-1]
    alt = (
        f"Dot chart of actual stock and potential in 2015 for {len(ranked)} hosts, logarithmic scale. The "
        f"largest potential is {top}'s, {ranked['potential'].iloc[-1]:,.0f} billion US dollars against "
        f"{ranked['actual'].iloc[-1]:.1f} actual."
    )
    return fig, alt
