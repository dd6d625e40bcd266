"""Figures of simulated staggered panels: each returns the figure and its alt text, fed by the data."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

MARKERS = ("o", "s", "^", "D")


def cohort_weights(weights: pd.DataFrame) -> tuple[Figure, str]:
    """Weights of cohorts and years in the two-way coefficient as a heat map with their numbers.

    Years run down, cohorts across: few columns, so that a phone shows the numbers.

    Parameters
    ----------
    weights : DataFrame
        As `lib.studies.staggered_simulation.weights` returns it.
    """
    size = np.nanmax(np.abs(weights.to_numpy()))
    fig, ax = plt.subplots(figsize=(0.9 * len(weights) + 1.9, 0.38 * weights.shape[1] + 1.2))
    sns.heatmap(
        weights.T, cmap="vlag_r", center=0, vmin=-size, vmax=size, annot=True, fmt=".2f", linewidths=0.5,
        ax=ax, annot_kws={"size": 12}, cbar_kws={"label": "weight"},
    )  # fmt: skip
    ax.set(xlabel="first treated year", ylabel="year")
    ax.set_xticklabels([f"{cohort:.0f}" for cohort in weights.index])
    ax.set_yticklabels([f"{year:.0f}" for year in weights.columns], rotation=0)
    negative = weights.where(weights < 0).stack().dropna()
    alt = (
        f"Heat map of the weights of {weights.notna().sum().sum():.0f} treated cells, {len(weights)} cohorts "
        f"by year. {len(negative)} weights are negative and add up to {negative.sum():.2f}."
    )
    return fig, alt


def by_share(table: pd.DataFrame, truth: float) -> tuple[Figure, str]:
    """Estimand of two-way fixed effects by the share of never treated units, a line a path.

    Parameters
    ----------
    table : DataFrame
        As `lib.studies.staggered_simulation.by_share_never_treated` returns it.
    truth : float
        Mean effect on the treated, the same in every panel.
    """
    fig, ax = plt.subplots()
    for marker, (path, values) in zip(MARKERS, table.items(), strict=False):
        ax.plot(values.index, values, marker=marker, label=f"{path} effect")
    ax.axhline(truth, color="black", linewidth=1, linestyle="--", label="mean effect on the treated")
    ax.xaxis.set_major_formatter(PercentFormatter(1))
    ax.set(xlabel="share of units that are never treated", ylabel="two-way fixed effects", ylim=(0, None))
    ax.legend(fontsize=9)
    low, high = table.index[0], table.index[-1]
    words = "; ".join(
        f"{path} from {values[low]:.3f} to {values[high]:.3f}" for path, values in table.items()
    )
    alt = (
        f"Line chart of what two-way fixed effects estimate as the share of never treated units rises from "
        f"{low:.0%} to {high:.0%}, where the mean effect is {truth:g} throughout: {words}."
    )
    return fig, alt


def bias(table: pd.DataFrame) -> tuple[Figure, str]:
    """Mean estimate of each estimator and path with two Monte Carlo errors and the spread of the draws.

    Parameters
    ----------
    table : DataFrame
        Rows as `lib.studies.staggered_simulation.bias` returns them, indexed by path and estimator.
    """
    names = list(table.index.unique("estimator"))
    paths = list(table.index.unique("path"))
    fig, ax = plt.subplots(figsize=(7.2, 0.55 * len(table) + 1.8))
    for k, name in enumerate(names):
        rows = table.xs(name, level="estimator").loc[paths]
        heights = np.arange(len(paths)) + 0.22 * (k - (len(names) - 1) / 2)
        ax.hlines(heights, rows["mean"] - 1.96 * rows["sd"], rows["mean"] + 1.96 * rows["sd"], color="0.75")
        ax.errorbar(
            rows["mean"], heights, xerr=2 * rows["mc_error"], fmt=MARKERS[k % len(MARKERS)], label=name
        )
    ax.axvline(table["truth"].iloc[0], color="black", linewidth=1, linestyle="--", label="truth")
    ax.set_yticks(range(len(paths)), [f"{path} effect" for path in paths])
    ax.invert_yaxis()
    ax.set(xlabel="estimated mean effect")
    fig.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    words = "; ".join(f"{name}, {path}: {row['mean']:.3f}" for (path, name), row in table.iterrows())
    truth = table["truth"].iloc[0]
    return fig, f"Dot chart of mean estimates over many draws, where the truth is {truth:g}. {words}."
