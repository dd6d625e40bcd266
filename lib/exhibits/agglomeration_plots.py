"""Figures of the agglomeration chapters on results: each returns the figure and its alt text."""

from collections.abc import Collection, Mapping
from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lib.exhibits.agglomeration_results import term as in_words
from lib.exhibits.style import PHONE
from lib.panels.agglomeration import RESILIENCE

Z95 = 1.959964
TITLE = 20  # characters of a title beside long labels, in a figure as wide as a phone


def coefficients(frame: pd.DataFrame, titles: Mapping[tuple[str, str], str]) -> tuple[Figure, str]:
    """Printed and estimated coefficients with 95 per cent intervals, a panel a regression, stacked.

    Parameters
    ----------
    frame : DataFrame
        As `lib.studies.agglomeration.comparison` returns it.
    titles : mapping of exhibit and column to words
        The regressions to draw, in order; they share their terms.
    """
    terms = list(frame.xs(next(iter(titles))).index)
    height = np.arange(len(terms))
    rows = len(titles)
    fig, axes = plt.subplots(
        rows, 1, figsize=(PHONE, (0.3 * len(terms) + 0.4) * rows + 0.8), sharex=True, squeeze=False
    )
    blue = sns.color_palette("colorblind", 1)[0]
    for ax, (key, title) in zip(axes[:, 0], titles.items(), strict=True):
        part = frame.xs(key).loc[terms]
        for shift, name, marker, colour in ((-0.17, "printed", "s", "black"), (0.17, "estimated", "o", blue)):
            ax.errorbar(part[name], height + shift, xerr=Z95 * part[f"{name}_se"], fmt=marker, color=colour,
                        markersize=4, linewidth=1.3, label=name)  # fmt: skip
        _planted(ax, part["planted"], height)
        ax.axvline(0, color="grey", linewidth=1)
        ax.set_title(title, loc="left")
        ax.set_ylim(len(terms) - 0.5, -0.5)
        ax.set_yticks(height, [in_words(name) for name in terms])
    axes[-1, 0].set_xlabel("s.d. of the outcome")
    fig.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    drawn = frame[frame.index.droplevel("term").isin(list(titles))]
    return fig, _coefficients_alt(drawn, titles)


def _planted(ax: Axes, values: pd.Series, height: np.ndarray) -> None:
    """Diamonds at what was planted, where something was."""
    known = values.notna().to_numpy()
    if known.any():
        orange = sns.color_palette("colorblind", 2)[1]
        ax.scatter(values[known], height[known], marker="D", s=16, color=orange, zorder=3, label="planted")


def _coefficients_alt(frame: pd.DataFrame, titles: Mapping[tuple[str, str], str]) -> str:
    far = (frame["estimated"] - frame["printed"]).abs() / np.hypot(frame["estimated_se"], frame["printed_se"])
    exhibit, column, name = far.idxmax()
    worst = frame.loc[(exhibit, column, name)]
    place = f"{in_words(name)} in {titles[exhibit, column]}"
    return (
        f"Dot charts of {len(frame)} coefficients, printed and estimated, with 95 per cent intervals, in "
        f"{len(titles)} panels. They lie furthest apart for {place}: printed {worst['printed']:.3f}, "
        f"estimated {worst['estimated']:.3f}, {far.max():.1f} standard errors of the difference."
    )


def classes(frame: pd.DataFrame, words: Mapping[str, str]) -> tuple[Figure, str]:
    """Two interactions by class of cities and outcome, printed and estimated, with 95 per cent intervals.

    Parameters
    ----------
    frame : DataFrame
        ``outcome``, ``interaction``, ``class``, ``printed``, ``printed_se``, ``estimated``,
        ``estimated_se`` and ``planted`` (NaN where nothing was), in the order to show.
    words : mapping of str to str
        Values of ``interaction`` and the title of its panel.
    """
    labels = list(dict.fromkeys(zip(frame["outcome"], frame["class"], strict=True)))
    height = pd.Series(np.arange(len(labels)), index=pd.MultiIndex.from_tuples(labels))
    rows = len(words)
    fig, axes = plt.subplots(
        rows, 1, figsize=(PHONE, (0.36 * len(labels) + 0.4) * rows + 0.8), sharex=True, squeeze=False
    )
    blue = sns.color_palette("colorblind", 1)[0]
    for ax, (name, title) in zip(axes[:, 0], words.items(), strict=True):
        part = frame[frame["interaction"] == name]
        at = height[list(zip(part["outcome"], part["class"], strict=True))].to_numpy()
        for shift, source, marker, colour in (
            (-0.17, "printed", "s", "black"),
            (0.17, "estimated", "o", blue),
        ):
            ax.errorbar(part[source], at + shift, xerr=Z95 * part[f"{source}_se"], fmt=marker, color=colour,
                        markersize=5, linewidth=1.5, label=source)  # fmt: skip
        _planted(ax, part["planted"], at)
        ax.axvline(0, color="grey", linewidth=1)
        for edge in range(1, len(labels)):
            if labels[edge][0] != labels[edge - 1][0]:
                ax.axhline(edge - 0.5, color="0.8", linewidth=1)
        ax.set_title(title, loc="left")
        ax.set_ylim(len(labels) - 0.5, -0.5)
        ax.set_yticks(height, [f"{outcome}, {name}" for outcome, name in labels])
    axes[-1, 0].set_xlabel("s.d. of the outcome")
    fig.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    largest = frame.loc[frame.groupby(["interaction", "outcome"], sort=False)["printed"].idxmax()]
    said = "; ".join(
        f"{r['interaction']} on {r['outcome']}: {r['class']}" for r in largest.to_dict("records")
    )
    alt = (
        f"Dot charts of {len(frame)} interactions of agglomeration by class of cities, printed and "
        f"estimated, with 95 per cent intervals. Class with the largest printed coefficient: {said}."
    )
    return fig, alt


def marginal(lines: pd.DataFrame, words: Mapping[str, str]) -> tuple[Figure, str]:
    """The effect of agglomeration along its two moderators, a row an outcome, a column a moderator.

    Parameters
    ----------
    lines : DataFrame
        ``moderator``, ``outcome``, ``at`` (standard deviations from the mean), ``effect`` and ``se_high``, of
        which the bands are 1.96 to either side.
    words : mapping of str to str
        Values of ``moderator`` and the label of the axis.
    """
    outcomes = list(dict.fromkeys(lines["outcome"]))
    fig, axes = plt.subplots(len(outcomes), len(words), figsize=(PHONE, 2.0 * len(outcomes) + 0.6),
                             sharex=True, sharey=True, squeeze=False)  # fmt: skip
    blue = sns.color_palette("colorblind", 1)[0]
    for row, outcome in zip(axes, outcomes, strict=True):
        for ax, name in zip(row, words, strict=True):
            part = lines[(lines["moderator"] == name) & (lines["outcome"] == outcome)]
            wide = Z95 * part["se_high"]
            ax.plot(part["at"], part["effect"], color=blue)
            ax.fill_between(part["at"], part["effect"] - wide, part["effect"] + wide,
                            color=blue, alpha=0.25, linewidth=0)  # fmt: skip
            ax.axhline(0, color="grey", linewidth=1)
        row[0].set_title(outcome, loc="left")
    for ax, label in zip(axes[-1], words.values(), strict=True):
        ax.set_xlabel(label)
    fig.supylabel("effect of agglomeration", fontsize=12)
    ends = lines.groupby(["moderator", "outcome"], sort=False)["effect"].agg(["min", "max"])
    said = "; ".join(f"{o} along {m} from {r['min']:.2f} to {r['max']:.2f}" for (m, o), r in ends.iterrows())
    alt = f"Lines of the effect of agglomeration by the printed coefficients, in a panel each: {said}."
    return fig, alt


def spread(frame: pd.DataFrame, label: str, other_units: Collection[str] = ()) -> tuple[Figure, str]:
    """Means and 95 per cent ranges of Monte Carlo estimates by way of sampling, a panel a term.

    Parameters
    ----------
    frame : DataFrame
        ``term``, ``sample``, ``mean``, ``low``, ``high`` and ``planted``, in the order to show.
    label : str
        Label of the horizontal axis.
    other_units : collection of str
        Ways that measure in other units than the planted coefficients: their rows have no planted line.
    """
    terms = list(dict.fromkeys(frame["term"]))
    samples = list(dict.fromkeys(frame["sample"]))
    height = pd.Series(np.arange(len(samples)), index=samples)
    rows = len(terms)
    fig, axes = plt.subplots(
        rows, 1, figsize=(PHONE, (0.32 * len(samples) + 0.65) * rows + 1.0), squeeze=False
    )
    blue, orange = sns.color_palette("colorblind", 2)
    for ax, name in zip(axes[:, 0], terms, strict=True):
        part = frame[frame["term"] == name]
        at = height[part["sample"]].to_numpy()
        ax.hlines(at, part["low"], part["high"], color=blue, linewidth=2, label="95 % of the draws")
        ax.plot(part["mean"], at, "o", color=blue, markersize=6, label="mean of the draws")
        same = height.drop(list(other_units)).to_numpy()
        lines = np.full(len(same), part["planted"].iloc[0])
        ax.vlines(lines, same - 0.5, same + 0.5, color=orange, linestyle="--", label="planted")
        ax.set_title(fill(in_words(name), TITLE, break_on_hyphens=False), loc="left")
        ax.set_ylim(len(samples) - 0.5, -0.5)
        ax.set_yticks(height, samples)
    axes[-1, 0].set_xlabel(label)
    fig.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    part = frame[frame["term"] == terms[0]]
    said = "; ".join(f"{r['sample']} {r['mean']:.3f}" for r in part.to_dict("records"))
    alt = (
        f"Dot charts of {len(terms)} coefficients under {len(samples)} ways of sampling. "
        f"{in_words(terms[0])}, planted {part['planted'].iloc[0]:.3f}, has these means: {said}."
    )
    if other_units:
        alt += f" In other units than the planted one: {'; '.join(other_units)}."
    return fig, alt


def bias(found: pd.DataFrame) -> tuple[Figure, str]:
    """Mean less planted coefficient in standard deviations of the draws: a mark a term, a line a column.

    Parameters
    ----------
    found : DataFrame
        As `lib.studies.agglomeration_recovery.recovery` returns it.
    """
    shown = ((found["mc_mean"] - found["planted"]) / found["mc_sd"]).rename("bias").reset_index()
    keys = list(dict.fromkeys(zip(shown["exhibit"], shown["column"], strict=True)))
    at = pd.Series(np.arange(len(keys)), index=pd.MultiIndex.from_tuples(keys))
    height = at[list(zip(shown["exhibit"], shown["column"], strict=True))].to_numpy()
    fig, ax = plt.subplots(figsize=(PHONE, 0.26 * len(keys) + 1.4))
    kinds = {
        "lag of the outcome": ["lag_outcome"],
        "resilience": RESILIENCE,
        "productivity": ["ln_productivity"],
    }
    own = {words: shown["term"].isin(names).to_numpy() for words, names in kinds.items()}
    rest = ~np.logical_or.reduce(list(own.values()))
    ax.axvline(0, color="grey", linewidth=1)
    ax.scatter(shown["bias"][rest], height[rest], s=14, color="grey", alpha=0.7, label="other terms")
    for (words, rows), marker, colour in zip(
        own.items(), "D^s", sns.color_palette("colorblind", 3), strict=True
    ):
        ax.scatter(
            shown["bias"][rows], height[rows], s=32, marker=marker, color=colour, label=words, zorder=3
        )
    ax.set_yticks(at, [f"{exhibit.replace('table_', 'Table ')} {column}" for exhibit, column in keys])
    ax.set_ylim(len(keys) - 0.5, -0.5)
    ax.set_xlabel("mean less planted, s.d. of the estimate")
    fig.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    worst = shown.loc[shown["bias"].abs().idxmax()]
    means = ", ".join(
        f"{words} {shown['bias'][rows].mean():+.2f}" for words, rows in own.items() if rows.any()
    )
    alt = (
        f"Dot chart of the bias of {len(shown)} coefficients in {len(keys)} columns, in standard deviations "
        f"of the estimate. Means over the columns: {means}. The largest is {worst['bias']:.2f}, of "
        f"{in_words(worst['term'])} in {worst['exhibit'].replace('_', ' ')} {worst['column']}."
    )
    return fig, alt


def fates(table: pd.DataFrame) -> tuple[Figure, str]:
    """Stacked bars of the printed cells of each exhibit by what became of them.

    Parameters
    ----------
    table : DataFrame of int
        As `lib.studies.agglomeration_verdict.fates_by_exhibit` returns it.
    """
    shown = table[::-1]
    labels = shown.index.str.replace("_", " ")
    colours = sns.color_palette("colorblind", shown.shape[1])
    hatches = ("", "//", "..", "xx", "++", "\\\\", "oo", "--", "**", "||", "")
    fig, ax = plt.subplots(figsize=(PHONE, 0.36 * len(shown) + 2.2))
    left = np.zeros(len(shown))
    for name, colour, hatch in zip(shown, colours, hatches, strict=False):
        ax.barh(labels, shown[name], left=left, color=colour, hatch=hatch, edgecolor="black", linewidth=0.8,
                label=name)  # fmt: skip
        left += shown[name].to_numpy()
    ax.set(xlabel="printed numbers and claims", ylabel="", xlim=(0, 1.01 * left.max()))
    fig.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    total = ", ".join(f"{name} {int(count)}" for name, count in table.sum().items())
    return fig, f"Stacked bar chart of printed cells by exhibit and by what became of them. In all: {total}."
