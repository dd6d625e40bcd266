"""Figures of verdicts: counts by exhibit, and printed numbers against computed ones with their intervals."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter

from lib.printed import parse
from lib.verdicts import SCALE

COLOURS = {
    "exact": "#1b7837",
    "last digit": "#7fbf7b",
    "close": "#c7e9c0",
    "different": "#fdb863",
    "significance": "#e08214",
    "sign": "#b2182b",
    "paper error": "#762a83",
    "cannot compare": "#bdbdbd",
    "not yet computed": "#f0f0f0",
}
# Light greens vanish on a page of their lightness: every bar has an outline.
OUTLINE = {"edgecolor": "black", "linewidth": 1.0}
HATCHES = {"different": "//", "significance": "..", "sign": "xx", "paper error": "++"}
SILENT = ("cannot compare", "not yet computed")


def counts_by_exhibit(scorecard: pd.DataFrame) -> tuple[Figure, str]:
    """Stacked bars of verdicts; ``scorecard`` as `lib.verdicts.scorecard` returns it."""
    names = [step.name for step in SCALE if step.name in scorecard and step.name not in SILENT]
    table = scorecard.drop(index="all")[names].astype(int)
    table = table[table.sum(axis=1) > 0][::-1]
    fig, ax = plt.subplots(figsize=(7.2, 0.42 * len(table) + 1.8))
    left = np.zeros(len(table))
    for name in names:
        style = {"facecolor": COLOURS[name], "hatch": HATCHES.get(name, ""), "label": name}
        ax.barh(table.index, table[name], left=left, **style, **OUTLINE)
        left += table[name].to_numpy()
    ax.set(xlabel="printed numbers and claims", ylabel="", xlim=(0, 1.01 * left.max()))
    fig.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=4)
    total = table.sum()
    words = ", ".join(f"{name} {total[name]}" for name in names if total[name])
    return fig, f"Stacked bar chart of verdicts by exhibit. In all: {words}."


def printed_against_computed(frame: pd.DataFrame) -> tuple[Figure, str]:
    """Computed over printed value of every printed number, with the printed interval.

    Parameters
    ----------
    frame : DataFrame
        Verdicts; rows that are counted, have a printed number and a value of ours with its sign are drawn.
    """
    rows = frame[frame["counted"] & (frame["printed"] != "") & frame["ours"].notna()]
    shown = pd.DataFrame([_ratio(row) for row in rows.to_dict("records")], index=rows.index)
    shown = shown.assign(verdict=rows["verdict"]).sort_values("ratio")
    shown, left_out = shown[shown["ratio"] > 0], (~(shown["ratio"] > 0)).sum()
    heights = np.arange(len(shown))
    fig, ax = plt.subplots(figsize=(7.2, 0.22 * len(shown) + 1.6))
    ax.hlines(heights, shown["low"], shown["high"], color="0.7", linewidth=5, label="printed interval")
    for name, part in shown.assign(height=heights).groupby("verdict"):
        ax.scatter(
            part["ratio"], part["height"], color=COLOURS[name], edgecolor="black", s=36, label=name, zorder=3
        )
    ax.axvline(1, color="black", linewidth=0.8)
    ax.set(xscale="log", xlabel="computed over printed (log scale)")
    ax.set_xticks([0.2, 0.5, 1, 2], minor=False)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.set_yticks(heights, shown["name"], fontsize=8)
    fig.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=3)
    inside = ((shown["ratio"] >= shown["low"]) & (shown["ratio"] <= shown["high"])).sum()
    alt = (
        f"Dot chart of {len(shown)} numbers, computed over printed, with the interval the printed digits "
        f"stand for. {inside} lie inside; the ratios run from {shown['ratio'].min():.2f} to "
        f"{shown['ratio'].max():.2f}."
    )
    return fig, alt + (f" {left_out} of another sign, or zero, are not drawn." if left_out else "")


def _ratio(row: dict) -> dict:
    number = parse(row["printed"], unit=row["unit"], comparator=row["comparator"])
    value = float(number.value) or np.nan
    low, high = sorted((float(number.low) / value, float(number.high) / value))
    keys = [row["exhibit"], row["panel"], row["column"], row["term"], row["statistic"]]
    return {
        "name": " ".join(filter(None, keys)).replace("_", " "),
        "ratio": row["ours"] / value,
        "low": low,
        "high": high,
    }
