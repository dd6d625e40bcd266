"""Figures of the twin cities chapters on results and robustness: each returns the figure and its alt text."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator

Z95 = 1.959964
EVERY = 5  # relative years between two ticks
KINDS = {"by land": "o", "across the sea": "D", "not on the list": "x"}  # of neighbours, with their markers


def coefficients(frame: pd.DataFrame, units: dict[str, str]) -> tuple[Figure, str]:
    """Printed and estimated coefficients with their intervals, and what was planted, one line a regression.

    Parameters
    ----------
    frame : DataFrame
        ``label``, ``unit``, ``printed``, ``printed_se``, ``estimated``, ``estimated_se`` and ``planted``
        (NaN where nothing was planted), in the order to show.
    units : dict of str to str
        Values of ``unit``, a panel each, and the label of the panel's axis.
    """
    parts = [frame[frame["unit"] == unit] for unit in units]
    heights = [len(part) + 0.6 for part in parts]
    fig, axes = plt.subplots(len(units), 1, figsize=(5.6, 1.6 + 0.5 * len(frame)), height_ratios=heights)
    blue, orange = sns.color_palette("colorblind", 2)
    for ax, part, words in zip(np.atleast_1d(axes), parts, units.values(), strict=True):
        height = np.arange(len(part))
        for shift, name, marker, colour in ((-0.17, "printed", "s", "black"), (0.17, "estimated", "o", blue)):
            ax.errorbar(
                part[name], height + shift, xerr=Z95 * part[f"{name}_se"], fmt=marker, color=colour,
                markersize=5, linewidth=1.5, label=name,
            )  # fmt: skip
        known = part["planted"].notna().to_numpy()
        if known.any():
            ax.scatter(part["planted"][known], height[known], marker="D", s=26, color=orange, zorder=3,
                       label="planted")  # fmt: skip
        ax.axvline(0, color="grey", linewidth=1)
        ax.set_yticks(height, part["label"])
        ax.set_ylim(len(part) - 0.5, -0.5)
        ax.set_xlabel(words)
    fig.legend(*np.atleast_1d(axes)[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return fig, _coefficients_alt(frame)


def _coefficients_alt(frame: pd.DataFrame) -> str:
    far = (frame["estimated"] - frame["printed"]).abs() / np.hypot(frame["estimated_se"], frame["printed_se"])
    worst = frame.loc[far.idxmax()]
    return (
        f"Dot chart of {len(frame)} coefficients, printed and estimated, with 95 per cent intervals. They "
        f"lie furthest apart in {worst['label']}: printed {worst['printed']:.3f}, estimated "
        f"{worst['estimated']:.3f}, {far.max():.1f} standard errors of the difference."
    )


def event_path(frame: pd.DataFrame, label: str) -> tuple[Figure, str]:
    """Coefficients by year relative to the agreement, with intervals and what was planted.

    Parameters
    ----------
    frame : DataFrame
        ``relative`` (years since the first treated year), ``coef``, ``se`` (0 at the reference year),
        ``planted`` (what the regression finds without noise) and ``true`` (the mean true effect), NaN where
        nothing was planted.
    label : str
        Label of the vertical axis.
    """
    frame = frame.sort_values("relative")
    blue = sns.color_palette("colorblind", 1)[0]
    fig, ax = plt.subplots(figsize=(5.4, 4.2))
    ax.axhline(0, color="grey", linewidth=1)
    ax.axvline(-0.5, color="grey", linewidth=1, linestyle=":")
    ax.errorbar(frame["relative"], frame["coef"], yerr=Z95 * frame["se"], fmt="o", color=blue, markersize=5,
                linewidth=1.5, label="estimated")  # fmt: skip
    _truth(ax, frame)
    ax.set(xlabel="years since the agreement took effect", ylabel=label)
    ax.xaxis.set_major_locator(MultipleLocator(EVERY))
    fig.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=3)
    at = frame.set_index("relative")["coef"]
    significant = frame["coef"].abs() > Z95 * frame["se"]
    before = int(significant[frame["relative"] < 0].sum())
    after = int(significant[frame["relative"] >= 0].sum())
    alt = (
        f"Event study with 95 per cent intervals. {before} coefficients before the agreement and {after} "
        f"from its year on differ from zero. The estimate is {at[0]:.3f} in the first year and "
        f"{at.iloc[-1]:.3f} in year {at.index[-1]:d}."
    )
    return fig, alt


def _truth(ax: Axes, frame: pd.DataFrame) -> None:
    """What the regression finds without noise, and the true effect, where something was planted."""
    orange, green = sns.color_palette("colorblind", 3)[1:]
    for name, style, colour, words in (
        ("planted", "--", orange, "without noise"),
        ("true", "-", green, "true effect"),
    ):
        if frame[name].notna().any():
            ax.plot(frame["relative"], frame[name], style, color=colour, linewidth=1.8, label=words)


def event_designs(frame: pd.DataFrame, label: str) -> tuple[Figure, str]:
    """Event paths under several sets of fixed effects, a panel each.

    Parameters
    ----------
    frame : DataFrame
        ``design``, and the columns of `event_path`; designs in the order to show.
    label : str
        Label of the vertical axis.
    """
    designs = list(dict.fromkeys(frame["design"]))
    fig, axes = plt.subplots(
        len(designs), 1, figsize=(5.4, 2.3 * len(designs) + 0.5), sharex=True, sharey=True, squeeze=False
    )
    blue = sns.color_palette("colorblind", 1)[0]
    ends = []
    for ax, design in zip(axes[:, 0], designs, strict=True):
        part = frame[frame["design"] == design].sort_values("relative")
        ax.axhline(0, color="grey", linewidth=1)
        ax.fill_between(part["relative"], part["coef"] - Z95 * part["se"], part["coef"] + Z95 * part["se"],
                        color=blue, alpha=0.25, linewidth=0)  # fmt: skip
        ax.plot(part["relative"], part["coef"], "o", color=blue, markersize=4, label="estimated")
        _truth(ax, part)
        ax.set_title(design, loc="left")
        ax.xaxis.set_major_locator(MultipleLocator(EVERY))
        ends.append(f"{design} {part['coef'].iloc[0]:.3f} and {part['coef'].iloc[-1]:.3f}")
    axes[-1, 0].set_xlabel("years since the agreement took effect")
    axes[len(designs) // 2, 0].set_ylabel(label)
    fig.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    words = "; ".join(ends)
    alt = f"{len(designs)} event paths, one a set of fixed effects. First and last estimate: {words}."
    return fig, alt


def switching(years: pd.Series, first: int, last: int) -> tuple[Figure, str]:
    """Bars of the cities by the year in which their first agreement takes effect.

    Parameters
    ----------
    years : Series, shape (C,)
        First treated year of each city, NaN for none.
    first, last : int
        Years of the panel.
    """
    known = years.dropna().astype(int)
    always, later = int((known <= first).sum()), known[known > first]
    never = int(years.isna().sum() + (known > last).sum())
    counts = later[later <= last].value_counts().reindex(range(first + 1, last + 1), fill_value=0)
    bars = pd.Series([always, *counts, never],
                     index=[f"by {first}", *(str(year) for year in counts.index), "never"])  # fmt: skip
    blue, grey = sns.color_palette("colorblind", 1)[0], "0.65"
    fig, ax = plt.subplots(figsize=(5.4, 3.6))
    ax.bar(range(len(bars)), bars, color=[grey, *[blue] * len(counts), grey])
    for place, value in enumerate(bars):
        ax.annotate(f"{value}", (place, value), ha="center", va="bottom", fontsize=10)
    ax.set_xticks(range(len(bars)), bars.index, rotation=60)
    ax.set_ylabel("cities")
    alt = (
        f"Bar chart of {len(years)} cities by the year of their first agreement: {always} have one by "
        f"{first}, {int(counts.sum())} get one between {first + 1} and {last}, {never} have none by {last}."
    )
    return fig, alt


def nearest(frame: pd.DataFrame, count: int) -> tuple[Figure, str]:
    """The destinations nearest to the cities, by whether and how the footnote calls them neighbours.

    Parameters
    ----------
    frame : DataFrame, indexed by destination
        ``distance`` (km, mean over the cities) and ``kind`` (by land, across the sea, not on the list).
    count : int
        How many of the nearest to show.
    """
    shown = frame.sort_values("distance").head(count)
    colours = dict(zip(KINDS, sns.color_palette("colorblind", 3), strict=True))
    fig, ax = plt.subplots(figsize=(5.4, 0.27 * count + 1.4))
    height = pd.Series(range(len(shown)), index=shown.index)
    ax.hlines(height, 0, shown["distance"], color="0.85", linewidth=1)
    for kind, marker in KINDS.items():
        part = shown[shown["kind"] == kind]
        ax.scatter(part["distance"], height[part.index], marker=marker, color=colours[kind], s=40, zorder=3,
                   label=kind)  # fmt: skip
    ax.set_yticks(height, shown.index)
    ax.set_ylim(len(shown) - 0.5, -0.5)
    ax.set(xlabel="mean distance to the cities, km", xlim=(0, None))
    ax.legend(loc="upper right")
    off = shown.index[shown["kind"] == "not on the list"]
    alt = (
        f"Dot chart of the {len(shown)} destinations nearest to the cities. Not on the list of neighbours: "
        f"{', '.join(off) or 'none'}."
    )
    return fig, alt
