"""Figures of what five treated countries can tell: each returns the figure and its alt text."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

MARKERS = ("o", "s", "^", "D", "v", "P")
_PHONE = 5.0  # inches: at the width of a phone 11 points are then 10 pixels
BOTH, CLUSTERED, NEITHER = "p by choices at most 5 %", "only the clustered p", "neither"


def intervals(
    found: pd.DataFrame, names: Mapping[str, str], printed: Mapping[str, float]
) -> tuple[Figure, str]:
    """95 % intervals of one coefficient by four methods, a panel a series.

    Parameters
    ----------
    found : DataFrame
        Indexed by series and method: ``coef``, ``lower``, ``upper``.
    names : mapping of str to str
        Series -> words, in the order of the panels.
    printed : mapping of str to float
        Series -> the printed coefficient, drawn as a line.
    """
    methods = list(dict.fromkeys(found.index.get_level_values("method")))
    palette = sns.color_palette("colorblind", len(methods))
    fig, axes = plt.subplots(
        len(names), 1, figsize=(_PHONE, 1.9 * len(names) + 0.9), sharex=True, squeeze=False
    )
    words = []
    for ax, (series, title) in zip(axes[:, 0], names.items(), strict=True):
        for place, method in enumerate(methods):
            if (series, method) not in found.index:
                continue
            row = found.loc[(series, method)]
            y = len(methods) - place
            ax.plot([row["lower"], row["upper"]], [y, y], color=palette[place], linewidth=2.5)
            ax.plot(row["coef"], y, MARKERS[place], color=palette[place], markersize=6, label=method)
            words.append(f"{title}, {method}: {row['lower']:.2f} to {row['upper']:.2f}")
        ax.axvline(0, color="black", linewidth=1)
        if series in printed:
            ax.axvline(printed[series], color="0.4", linewidth=1.5, linestyle="--", label="printed")
        ax.set(title=title, yticks=[], ylim=(0.3, len(methods) + 0.7))
    axes[-1, 0].set_xlabel("log points")
    handles = {}
    for ax in axes[:, 0]:
        for handle, label in zip(*ax.get_legend_handles_labels(), strict=True):
            handles.setdefault(label, handle)
    fig.legend(handles.values(), handles.keys(), loc="outside lower center", ncols=1)
    return fig, f"Intervals of 95 per cent. {'; '.join(words)}."


def power(
    table: Mapping[str, pd.DataFrame], lines: Mapping[str, float], shown: tuple[str, ...]
) -> tuple[Figure, str]:
    """Share of placebos that each test rejects against the effect added, a panel a series.

    Parameters
    ----------
    table : mapping of str to DataFrame
        Title -> as `lib.studies.belt_road_size.rejections`.
    lines : mapping of str to float
        Title -> the printed coefficient.
    shown : tuple of str
        Tests, in the order of the legend.
    """
    palette = sns.color_palette("colorblind", len(shown))
    fig, axes = plt.subplots(
        len(table), 1, figsize=(_PHONE, 2.5 * len(table) + 1.7), sharex=True, squeeze=False
    )
    words = []
    for ax, (title, rates) in zip(axes[:, 0], table.items(), strict=True):
        for name, colour, marker in zip(shown, palette, MARKERS, strict=False):
            ax.plot(rates.index, 100 * rates[name], color=colour, marker=marker, markersize=5, label=name)
            first, last = 100 * rates[name].iloc[[0, -1]]
            words.append(
                f"{title}, {name}: {first:.0f} % without effect, {last:.0f} % at {rates.index[-1]:g}"
            )
        ax.axhline(5, color="0.4", linewidth=1, linestyle=":")
        ax.axvline(lines[title], color="0.4", linewidth=1.5, linestyle="--", label="printed")
        ax.set(title=title, ylabel="% rejected", ylim=(-3, 103))
    axes[-1, 0].set_xlabel("effect added, log points")
    fig.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=1)
    return fig, f"Share of placebos rejected at 5 per cent against the effect added. {'; '.join(words)}."


def left_out(found: Mapping[str, pd.DataFrame], names: Mapping[str, str]) -> tuple[Figure, str]:
    """The coefficient without each country in turn, treated and controls told apart, a panel a series."""
    colours = dict(zip((True, False), sns.color_palette("colorblind"), strict=False))
    fig, axes = plt.subplots(1, len(found), figsize=(_PHONE, 4.6), sharey=True, squeeze=False)
    words = []
    for ax, (series, table) in zip(axes[0], found.items(), strict=True):
        rows = table.drop(index="none")[::-1]
        for place, (_, row) in enumerate(rows.iterrows()):
            treated = bool(row["treated"])
            ax.plot(row["coef"], place, "o" if treated else "s", color=colours[treated], markersize=8)
        ax.axvline(table.loc["none", "coef"], color="0.4", linewidth=1.5)
        ax.axvline(0, color="black", linewidth=1, linestyle=":")
        ax.set(title=names[series], yticks=np.arange(len(rows)), xlabel="coefficient")
        ax.set_yticklabels(rows.index)
        low, high = rows["coef"].idxmin(), rows["coef"].idxmax()
        words.append(
            f"{names[series]}: {rows.loc[low, 'coef']:.2f} without {low} to {rows.loc[high, 'coef']:.2f} "
            f"without {high}, {table.loc['none', 'coef']:.2f} with all"
        )
    for treated, label in ((True, "a treated country left out"), (False, "a control left out")):
        axes[0, 0].plot([], [], "o" if treated else "s", color=colours[treated], label=label)
    axes[0, 0].plot([], [], color="0.4", linewidth=1.5, label="none left out")
    fig.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=1)
    return fig, f"Coefficients with one country left out at a time. {'; '.join(words)}."


def synthetic(found: Mapping[str, object], event: int) -> tuple[Figure, str]:
    """Paths of the treated mean and of the weighted controls, a panel a series.

    Parameters
    ----------
    found : mapping of str to SyntheticResult
    event : int
        First treated year.
    """
    fig, axes = plt.subplots(
        len(found), 1, figsize=(_PHONE, 2.4 * len(found) + 0.9), sharex=True, squeeze=False
    )
    words = []
    for ax, (title, result) in zip(axes[:, 0], found.items(), strict=True):
        path = result.path
        before = path.index < event
        gap = (path["treated"] - path["synthetic"])[before].mean()
        ax.plot(path.index, path["treated"], marker="o", markersize=4, label="five treated")
        ax.plot(path.index, path["synthetic"] + gap, marker="s", markersize=4, linestyle="--",
                label="weighted controls, shifted")  # fmt: skip
        ax.axvline(event - 0.5, color="0.4", linewidth=1, linestyle=":")
        ax.set(title=title, ylabel="ln US$")
        words.append(f"{title}: estimate {result.coef:.2f}, standard error {result.std_error:.2f}")
    axes[-1, 0].set_xticks(range(int(path.index.min()), int(path.index.max()) + 1, 4))
    fig.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=1)
    return fig, f"Mean path of the treated and of their weighted controls. {'; '.join(words)}."


def events(found: Mapping[str, Mapping[str, pd.DataFrame]]) -> tuple[Figure, str]:
    """Event paths with 95 % intervals, a panel a series, two comparisons beside each other.

    Parameters
    ----------
    found : mapping of str to mapping of str to DataFrame
        Title -> comparison -> as `EventResult.path`.
    """
    palette = sns.color_palette("colorblind")
    fig, axes = plt.subplots(
        len(found), 1, figsize=(_PHONE, 2.5 * len(found) + 0.9), sharex=True, squeeze=False
    )
    words = []
    for ax, (title, paths) in zip(axes[:, 0], found.items(), strict=True):
        for place, (name, path) in enumerate(paths.items()):
            shift = 0.18 * (place - (len(paths) - 1) / 2)
            ax.errorbar(path.index + shift, path["coef"], path["coef"] - path["lower"], fmt=MARKERS[place],
                        color=palette[place], markersize=5, linewidth=1.5, label=name)  # fmt: skip
            clear = (path["lower"] > 0) | (path["upper"] < 0)
            words.append(f"{title}, {name}: {path['coef'].min():.2f} to {path['coef'].max():.2f}, "
                         f"{int(clear.sum())} intervals without zero")  # fmt: skip
        ax.axhline(0, color="black", linewidth=1)
        ax.axvline(-0.5, color="0.4", linewidth=1, linestyle=":")
        ax.set(title=title, ylabel="log points")
    axes[-1, 0].set(xlabel="years since 2013", xticks=range(-5, 6))
    fig.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=1)
    return fig, f"Event paths, zero in 2012. {'; '.join(words)}."


def verdict(frame: pd.DataFrame) -> pd.Series:
    """What the two p-values say of each specification at 5 %."""
    said = np.where(frame["p"] < 0.05, CLUSTERED, NEITHER)
    return pd.Series(np.where(frame["exact"] <= 0.05, BOTH, said), index=frame.index)


def curve(
    frame: pd.DataFrame, choices: Mapping[str, Mapping[str, str]], printed: float, main: pd.Series
) -> tuple[Figure, str]:
    """Specification curve: coefficients in order, coloured by their p-values, choices below.

    Parameters
    ----------
    frame : DataFrame
        As `lib.studies.belt_road_curve.run` returns it, no failures.
    choices : mapping of str to mapping of str to str
        Column -> levels -> words, from the top.
    printed : float
        Drawn as a line.
    main : Series of bool
        The main specification's row.
    """
    order = frame["coef"].sort_values(kind="stable").index
    frame, main = frame.loc[order].reset_index(drop=True), main.loc[order].reset_index(drop=True)
    heights = [0.15 + 0.33 * len(levels) for levels in choices.values()]
    fig, axes = plt.subplots(1 + len(choices), 1, sharex=True, height_ratios=[3.0, *heights],
                             figsize=(_PHONE, 4.4 + sum(heights) + 0.25 * len(choices)))  # fmt: skip
    said = verdict(frame)
    colours = dict(zip((NEITHER, CLUSTERED, BOTH), ("0.6", "C1", "C0"), strict=True))
    for name, colour in colours.items():
        rows = frame[said == name]
        axes[0].scatter(rows.index, rows["coef"], s=12, color=colour, label=f"{name} ({len(rows)})")
    axes[0].axhline(0, color="black", linewidth=1)
    axes[0].axhline(printed, color="0.4", linewidth=1.5, linestyle="--", label="printed")
    axes[0].scatter(
        frame.index[main], frame.loc[main, "coef"], marker="D", s=45, color="C3", zorder=4, label="main"
    )
    axes[0].legend(fontsize=11, loc="lower left", bbox_to_anchor=(0, 1), ncols=1, markerscale=1.5)
    axes[0].set_ylabel("coefficient")
    for ax, (name, levels) in zip(axes[1:], choices.items(), strict=True):
        _choice(ax, frame[name].map(levels), name, list(levels.values()), said.map(colours))
    counts = said.value_counts()
    alt = (
        f"Specification curve of {len(frame)} specifications, coefficients from {frame['coef'].min():.2f} to "
        f"{frame['coef'].max():.2f}, printed {printed:.3f}; "
        f"{'; '.join(f'{name}: {counts.get(name, 0)}' for name in colours)}."
    )
    return fig, alt


def _choice(ax: Axes, values: pd.Series, name: str, levels: list[str], colours: pd.Series) -> None:
    ax.scatter(values.index, values.map(levels.index) + 0.25, s=7, color=colours.tolist())
    for k, level in enumerate(levels):
        ax.text(0, k - 0.2, level, fontsize=11, va="center")
    ax.set_yticks([])
    ax.set_ylim(len(levels) - 0.4, -0.6)
    ax.set_title(name, loc="left", fontsize=11, fontweight="bold", pad=2)
    ax.spines["bottom"].set_visible(False)
    ax.tick_params(bottom=False, labelbottom=False)
