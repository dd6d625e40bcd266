"""Figures on system GMM in the agglomeration chapters: biases, tests by instruments, specification curve."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import NullLocator

from lib.exhibits.style import PHONE

MARKERS = ("o", "s", "^", "D")
BEHIND = "another draw"
PASSES, REJECTS, CROWDED = "Hansen passes", "Hansen rejects at 5 %", "more instruments than cities"


def biases(means: pd.DataFrame) -> tuple[Figure, str]:
    """Mean estimates of a coefficient on the lag against its true value, a line an estimator.

    Parameters
    ----------
    means : DataFrame
        As `lib.studies.dynamic_panel.simulate` returns it.
    """
    fig, ax = plt.subplots(figsize=(PHONE, 4.6))
    ends = [means["rho"].min(), means["rho"].max()]
    ax.plot(ends, ends, color="black", linewidth=1, label="the truth")
    words, dotted = [], False
    groups = means.groupby("estimator", sort=False)
    for (name, rows), colour, marker in zip(groups, sns.color_palette("colorblind"), MARKERS, strict=False):
        ax.fill_between(rows["rho"], rows["low"], rows["high"], color=colour, alpha=0.15, linewidth=0)
        ax.plot(rows["rho"], rows["mean"], color=colour, marker=marker, markersize=5, label=name)
        if (rows["limit"] - rows["rho"]).abs().max() > 0:
            ax.plot(rows["rho"], rows["limit"], color="black", linewidth=1.4, linestyle=":", zorder=3)
            dotted = True
        words.append(f"{name} from {rows['mean'].iloc[0]:.2f} to {rows['mean'].iloc[-1]:.2f}")
    if dotted:
        ax.plot([], [], color="black", linewidth=1.4, linestyle=":", label="limit for many units")
    ax.set(xlabel="true coefficient of the lag", ylabel="estimate, mean and 90 % range")
    fig.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    alt = (
        f"Mean estimates against true values from {ends[0]:g} to {ends[1]:g}, with bands that hold nine "
        f"tenths of the draws and dotted limits for many units; the diagonal is the truth. {'; '.join(words)}"
    )
    return fig, alt


def power(table: pd.DataFrame, names: Mapping[str, str]) -> tuple[Figure, str]:
    """How often Hansen's test rejects against the number of instruments, a panel a sample.

    Parameters
    ----------
    table : DataFrame
        As `lib.studies.agglomeration_referee.hansen_by_depth` returns it.
    names : mapping of str to str
        Region -> words.
    """
    regions = list(dict.fromkeys(table["region"]))
    fig, axes = plt.subplots(len(regions), 1, figsize=(PHONE, 2.6 * len(regions) + 0.8), squeeze=False)
    words = []
    for ax, region in zip(axes[:, 0], regions, strict=True):
        here = table[table["region"] == region]
        colours = sns.color_palette("colorblind")
        groups = here.groupby("set", sort=False)
        for (name, rows), colour, marker in zip(groups, colours, MARKERS, strict=False):
            rows = rows.sort_values("instruments")
            ax.plot(rows["instruments"], 100 * rows["rejects"], color=colour, marker=marker, label=name)
            words.append(
                f"{names[region]}, {name}: {100 * rows['rejects'].iloc[0]:.0f} % with "
                f"{rows['instruments'].iloc[0]:.0f} instruments, {100 * rows['rejects'].iloc[-1]:.0f} % with "
                f"{rows['instruments'].iloc[-1]:.0f}"
            )
        units = here["units"].iloc[0]
        ax.axhline(5, color="0.5", linewidth=1, linestyle=":")
        ax.axvline(units, color="0.5", linewidth=1, linestyle="--")
        ax.set_title(f"{names[region]} ({units:.0f})", loc="left")
        ax.set(ylabel="Hansen rejects, %", ylim=(-3, 103))
    axes[-1, 0].set_xlabel("instruments")
    fig.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=1)
    alt = (
        "Share of draws in which Hansen's test rejects at 5 per cent, against the number of instruments, "
        f"with a dashed line at the number of cities. {'; '.join(words)}."
    )
    return fig, alt


def verdict(frame: pd.DataFrame) -> pd.Series:
    """What Hansen's test says of each specification: `PASSES`, `REJECTS` or `CROWDED`."""
    said = np.where(frame["hansen"] < 0.05, REJECTS, PASSES)
    return pd.Series(np.where(frame["instruments"] > frame["units"], CROWDED, said), index=frame.index)


def curve(
    frame: pd.DataFrame,
    term: str,
    choices: Mapping[str, tuple],
    lines: Mapping[str, float],
    main: pd.Series,
    tests: Mapping[str, tuple] | None = None,
    behind: pd.Series | None = None,
) -> tuple[Figure, str]:
    """Specification curve: a coefficient in order with intervals, below it instruments, tests and choices.

    For a phone the name of each choice and test stands above its rows of dots.

    Parameters
    ----------
    frame : DataFrame
        As `lib.studies.grid.run` returns it for `lib.studies.agglomeration_curve.evaluate`, no failures.
    term : str
        Its columns are ``coef TERM`` and ``se TERM``.
    choices : mapping of str to tuple
        Columns with the choices and their levels, from the top.
    lines : mapping of str to float
        Words -> values drawn as lines: what was planted.
    main : Series of bool
        The main reading's row.
    tests : mapping of str to tuple, optional
        Columns with results of tests in words, and the words; drawn as choices are, above them.
    behind : Series, optional
        The coefficient on another draw of the data, for some rows of ``frame``: crosses.
    """
    tests = dict(tests or {})
    choices = tests | dict(choices)
    order = frame[f"coef {term}"].sort_values(kind="stable").index
    frame, main = frame.loc[order].reset_index(drop=True), main.loc[order].reset_index(drop=True)
    heights = [0.15 + 0.33 * len(levels) for levels in choices.values()]
    tops = [3.2, 1.3]
    fig, axes = plt.subplots(
        2 + len(choices),
        1,
        figsize=(PHONE, sum(tops) + sum(heights) + 0.25 * len(choices)),
        sharex=True,
        height_ratios=[*tops, *heights],
    )
    if behind is not None:
        cross = {"s": 14, "color": "black", "marker": "x", "linewidth": 1, "zorder": 4}
        axes[0].scatter(frame.index, behind.reindex(order), label=BEHIND, **cross)
    said = verdict(frame)
    colours = dict(zip((PASSES, REJECTS, CROWDED), ("C0", "C1", "0.6"), strict=True))
    _coefficients(axes[0], frame, term, said, colours)
    for style, (words, value) in zip(("-", "--"), lines.items(), strict=False):
        axes[0].axhline(value, color="black", linewidth=1, linestyle=style, label=words)
    place = frame.index[main]
    axes[0].scatter(
        place, frame.loc[main, f"coef {term}"], marker="D", s=30, color="C3", zorder=4, label="main reading"
    )
    fig.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=2, markerscale=2)
    axes[1].scatter(frame.index, frame["instruments"], s=6, color=said.map(colours).tolist())
    axes[1].axhline(frame["units"].iloc[0], color="0.5", linewidth=1, linestyle="--")
    axes[1].set(yscale="log", ylabel="instruments")
    axes[1].set_yticks([20, 50, 100, 200, 400], ["20", "50", "100", "200", "400"])
    axes[1].yaxis.set_minor_locator(NullLocator())
    for ax, (choice, levels) in zip(axes[2:], choices.items(), strict=True):
        _choice(ax, frame[choice], list(levels), said.map(colours))
    low, high = frame[f"coef {term}"].min(), frame[f"coef {term}"].max()
    counts = said.value_counts()
    alt = (
        f"Specification curve of {len(frame)} specifications, coefficients from {low:.3f} to {high:.3f}; "
        f"lines: {', '.join(f'{words} {value:.3f}' for words, value in lines.items())}; "
        f"{'; '.join(f'{name}: {counts.get(name, 0)}' for name in colours)}."
    )
    if behind is not None:
        alt += f" {BEHIND.capitalize()}: from {behind.min():.3f} to {behind.max():.3f}."
    for name, words in tests.items():
        each = frame[name].value_counts()
        alt += f" {name}: {', '.join(f'{one} {each.get(one, 0)}' for one in words)}."
    return fig, alt


def _coefficients(ax: Axes, frame: pd.DataFrame, term: str, said: pd.Series, colours: dict) -> None:
    for name, colour in colours.items():
        rows = frame[said == name]
        if len(rows):
            ax.errorbar(
                rows.index,
                rows[f"coef {term}"],
                yerr=1.96 * rows[f"se {term}"],
                fmt="o",
                markersize=2,
                linewidth=0.5,
                color=colour,
                label=name,
            )
    ax.set_ylabel("coefficient, 95 % interval")


def _choice(ax: Axes, values: pd.Series, levels: list, colours: pd.Series) -> None:
    ax.scatter(values.index, values.map(levels.index) + 0.25, s=7, color=colours.tolist())
    for k, level in enumerate(levels):
        ax.text(0, k - 0.2, level, fontsize=11, va="center")
    ax.set_yticks([])
    ax.set_ylim(len(levels) - 0.4, -0.6)
    ax.set_title(values.name, loc="left", fontsize=12, fontweight="bold", pad=2)
    ax.spines["bottom"].set_visible(False)
    ax.tick_params(bottom=False, labelbottom=False)


def depth(rows: pd.DataFrame, term: str, truth: float | None) -> tuple[Figure, str]:
    """A coefficient with its interval, and Hansen's p, as instruments are added.

    Parameters
    ----------
    rows : DataFrame
        As `lib.studies.agglomeration_referee.by_depth` returns it.
    term : str
    truth : float or None
        What was planted, where it is known.
    """
    fig, (above, below) = plt.subplots(2, 1, figsize=(PHONE, 5.2), sharex=True, height_ratios=[3, 2])
    colours = sns.color_palette("colorblind")
    handles = []
    for (name, group), colour, marker in zip(
        rows.groupby("columns", sort=False), colours, MARKERS, strict=False
    ):
        error = 1.96 * group[f"se {term}"]
        above.errorbar(
            group["instruments"], group[f"coef {term}"], yerr=error, fmt=marker, color=colour, capsize=3
        )
        below.plot(group["instruments"], group["hansen"], color=colour, marker=marker)
        handles.append(Line2D([], [], color=colour, marker=marker, label=name))
    if truth is not None:
        above.axhline(truth, color="black", linewidth=1)
        handles.append(Line2D([], [], color="black", linewidth=1, label="planted"))
    units = rows["units"].iloc[0]
    below.axhline(0.05, color="0.5", linewidth=1, linestyle=":")
    for ax in (above, below):
        ax.axvline(units, color="0.5", linewidth=1, linestyle="--")
    above.set_ylabel("coefficient, 95 %")
    below.set(ylabel="Hansen's p", xlabel="instruments", ylim=(-0.03, 1.03))
    fig.legend(handles=handles, loc="outside lower center", ncols=2)
    first, last = rows.sort_values("instruments").iloc[[0, -1]].to_dict("records")
    said = "; ".join(
        f"{one['instruments']:.0f} instruments: {one[f'coef {term}']:.3f} "
        f"({one[f'se {term}']:.3f}), Hansen's p {one['hansen']:.3f}"
        for one in (first, last)
    )
    alt = (
        f"Above, a coefficient with its interval against the number of instruments; below, Hansen's p; a "
        f"dashed line at the {units:.0f} cities. With {said}."
    )
    return fig, alt
