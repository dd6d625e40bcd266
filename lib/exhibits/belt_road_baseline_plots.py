"""Figures of the Belt and Road paper's baseline: each returns the figure and its alt text."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from scipy import stats

from lib.exhibits.belt_road_baseline import MATCHINGS

MARKERS = ("o", "s", "^", "D")
_PHONE = 5.0  # inches: at the width of a phone 11 points are then 10 pixels


def estimates(found: pd.DataFrame) -> tuple[Figure, str]:
    """Coefficients with 95 % intervals, a line a sample, a marker a method.

    Parameters
    ----------
    found : DataFrame
        As `lib.studies.belt_road_computers.table` returns it.
    """
    wide = found.pivot(index=["panel", "column"], columns="statistic", values="value")
    samples, methods = list(dict.fromkeys(found["panel"]))[::-1], list(dict.fromkeys(found["column"]))
    palette = sns.color_palette("colorblind", len(methods))
    fig, ax = plt.subplots(figsize=(_PHONE, 0.95 * len(samples) + 1.9))
    words = []
    for place, (method, marker) in enumerate(zip(methods, MARKERS, strict=False)):
        here = wide.xs(method, level="column").loc[samples]
        half = stats.t.ppf(0.975, here["n_units"] - 1) * here["se"]
        shift = 0.2 * ((len(methods) - 1) / 2 - place)
        ax.errorbar(here["coef"], np.arange(len(samples)) + shift, xerr=half, fmt=marker,
                    color=palette[place], markersize=5, linewidth=1.5, label=method)  # fmt: skip
        words.append(f"{method}: {here['coef'].min():.2f} to {here['coef'].max():.2f}")
    ax.axvline(0, color="black", linewidth=1)
    ax.set(yticks=np.arange(len(samples)), ylim=(-0.5, len(samples) - 0.5), xlabel="coefficient")
    ax.set_yticklabels([_folded(name) for name in samples])
    fig.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=2, columnspacing=1)
    clear = int((found.loc[found["statistic"] == "p", "value"] < 0.05).sum())
    alt = (
        f"Coefficients with intervals for {len(samples)} samples by {len(methods)} methods. "
        f"{'; '.join(words)}. {clear} of {len(samples) * len(methods)} are significant at 5 per cent."
    )
    return fig, alt


def _folded(name: str) -> str:
    """A sample's name in lines of a dozen letters or so."""
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + len(word) > 12:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def histograms(
    values: Mapping[str, Sequence[float]], actual: Mapping[str, float], p: Mapping[str, float]
) -> tuple[Figure, str]:
    """Coefficients of every choice of treated countries, the actual one as a line.

    Parameters
    ----------
    values : mapping of str to sequence of float
        Outcome or method -> coefficients.
    actual, p : mapping of str to float
    """
    fig, axes = plt.subplots(
        len(values), 1, figsize=(_PHONE, 1.9 * len(values) + 0.4), sharex=True, squeeze=False
    )
    words = []
    for ax, (name, coefs) in zip(axes[:, 0], values.items(), strict=True):
        coefs = np.asarray(coefs, dtype=float)
        ax.hist(coefs, bins=25, color=sns.color_palette("colorblind")[0], alpha=0.6)
        ax.axvline(actual[name], color="black", linewidth=2)
        ax.set(title=name, ylabel="choices")
        words.append(
            f"{name}: {len(coefs)} choices from {coefs.min():.2f} to {coefs.max():.2f}, actual "
            f"{actual[name]:.2f}, p {p[name]:.2f}"
        )
    axes[-1, 0].set_xlabel("coefficient")
    return fig, f"Histograms of coefficients with the treated countries chosen anew. {'; '.join(words)}."


def event(paths: pd.DataFrame, planted: Mapping[str, pd.Series] | None = None) -> tuple[Figure, str]:
    """Event paths, a panel an outcome: points with 95 % bars, a second kind of ends beside.

    Parameters
    ----------
    paths : DataFrame
        As `lib.studies.belt_road_events.paths` returns it.
    planted : mapping of str to Series, optional
        Outcome -> the path without noise by relative year, drawn as a line.
    """
    outcomes, kinds = list(dict.fromkeys(paths["outcome"])), list(dict.fromkeys(paths["ends"]))
    palette = sns.color_palette("colorblind")
    fig, axes = plt.subplots(
        len(outcomes), 1, figsize=(_PHONE, 2.3 * len(outcomes) + 0.7), sharex=True, squeeze=False
    )
    label = {"bin": "years beyond in the last", "trim": "years beyond left out"}
    words = []
    for ax, outcome in zip(axes[:, 0], outcomes, strict=True):
        for place, kind in enumerate(kinds):
            one = paths[(paths["outcome"] == outcome) & (paths["ends"] == kind)]
            shift = 0.18 * (place - (len(kinds) - 1) / 2)
            style = {"fmt": MARKERS[place], "color": palette[place], "label": label.get(kind, kind)}
            half = one["coef"] - one["lower"]
            ax.errorbar(one["relative"] + shift, one["coef"], half, markersize=5, linewidth=1.4, **style)
            clear = (one["lower"] > 0) | (one["upper"] < 0)
            if place == 0:
                before, after = one[one["relative"] < -1], one[one["relative"] >= 0]
                words.append(
                    f"{outcome}: {before['coef'].min():.2f} to {before['coef'].max():.2f} before, "
                    f"{after['coef'].min():.2f} to {after['coef'].max():.2f} from 2013 on, intervals without "
                    f"zero in {int(clear.sum())} years"
                )
        if planted is not None:
            ax.plot(planted[outcome].index, planted[outcome], color="black", linewidth=1.2, label="planted")
        ax.axhline(0, color="0.5", linewidth=1)
        ax.axvline(-0.5, color="grey", linewidth=1, linestyle="--")
        ax.set(title=outcome, ylabel="log points")
    axes[-1, 0].set(xlabel="years since 2013", xticks=range(-5, 6))
    handles, labels = axes[0, 0].get_legend_handles_labels()
    fig.legend(handles, labels, loc="outside lower center", ncols=2 if len(labels) < 3 else 1)
    return fig, f"Event paths, zero in 2012 by construction. {'; '.join(words)}."


def weights(by_matching: Mapping[str, pd.Series], treated: Sequence[str]) -> tuple[Figure, str]:
    """Weight of each country in each matching, controls below the treated.

    Parameters
    ----------
    by_matching : mapping of str to Series
        As `lib.studies.belt_road_matching.country_weights` returns them.
    treated : sequence of str
    """
    table = pd.DataFrame(by_matching)
    order = [*treated, *(name for name in table.index if name not in treated)][::-1]
    palette = sns.color_palette("colorblind", len(table.columns))
    fig, ax = plt.subplots(figsize=(_PHONE, 4.6))
    for place, name in enumerate(table.columns):
        shift = 0.16 * ((len(table.columns) - 1) / 2 - place)
        ax.plot(table.loc[order, name], np.arange(len(order)) + shift, MARKERS[place], color=palette[place],
                markersize=6, label=MATCHINGS[name].split(" (")[0])  # fmt: skip
    ax.axhline(len(order) - len(treated) - 0.5, color="black", linewidth=1)
    ax.set(yticks=np.arange(len(order)), xlabel="mean weight of a country's years")
    ax.set_yticklabels(order)
    fig.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=2, columnspacing=1)
    gone = [name for name in treated if not table.loc[name].iloc[0]]
    heaviest = table.drop(index=list(treated)).max(axis=1).idxmax()
    alt = (
        f"Dots: weight of nine countries in {len(table.columns)} matchings. Treated countries without weight "
        f"in the first: {', '.join(gone) or 'none'}. The heaviest control is {heaviest}, with "
        f"{table.loc[heaviest].min():.1f} to {table.loc[heaviest].max():.1f}."
    )
    return fig, alt
