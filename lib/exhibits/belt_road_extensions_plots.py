"""Figures of the Belt and Road paper's extensions: each returns the figure and its alt text."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from scipy import stats

from lib.exhibits.belt_road_extensions import VARIABLES
from lib.panels.belt_road import COUNTRIES
from lib.panels.belt_road_columns import TREATMENT
from lib.studies.belt_road_inequality import Line, Moderation

_PHONE = 5.0  # inches: at the width of a phone 11 points are then 10 pixels


def first_links(found: pd.DataFrame) -> tuple[Figure, str]:
    """The initiative's effect on each public variable in its own standard deviations, with 95 % intervals.

    Parameters
    ----------
    found : DataFrame
        As `lib.studies.belt_road_mechanisms.first_links` returns it.
    """
    shown = found.iloc[::-1]
    effect = shown["coef"] / shown["sd"]
    half = stats.t.isf(0.025, len(COUNTRIES) - 1) * shown["se"] / shown["sd"]
    fig, ax = plt.subplots(figsize=(_PHONE, 3.6))
    places = np.arange(len(shown))
    ax.errorbar(effect, places, xerr=half, fmt="o", color=sns.color_palette("colorblind")[0], linewidth=1.5)
    ax.axvline(0, color="black", linewidth=1)
    names = [VARIABLES[name].replace(", ", ",\n").replace(" in ", "\nin ") for name in shown.index]
    ax.set(yticks=places, ylim=(-0.6, len(shown) - 0.4), xlabel="effect, standard deviations")
    ax.set_yticklabels(names)
    words = [
        f"{VARIABLES[name]} {x:.2f} (p over choices {p:.2f})"
        for name, x, p in zip(found.index, found["coef"] / found["sd"], found["p_choices"], strict=True)
    ]
    alt = f"The initiative's effect on public variables in standard deviations: {'; '.join(words)}."
    return fig, alt


def printed_lines(lines: Mapping[str, Line], scales: Mapping[str, pd.Series]) -> tuple[Figure, str]:
    """Printed effects as lines in inequality, and where real inequality lies by the unit it may be in.

    Parameters
    ----------
    lines : mapping of str to Line
        Outcome -> printed effect.
    scales : mapping of str to Series
        Unit -> inequality of the treated country-years, as `lib.studies.belt_road_inequality.scales`.
    """
    palette = sns.color_palette("colorblind")
    fig, (top, below) = plt.subplots(
        2, 1, figsize=(_PHONE, 6.6), sharex=True, height_ratios=(1, 1), layout="constrained"
    )
    at = np.linspace(-12, 52, 257)
    for place, (outcome, line) in enumerate(lines.items()):
        effect, half = line.effect(at), stats.norm.isf(0.025) * line.std_error(at)
        style = ("-", "--")[place]
        top.plot(at, effect, style, color=palette[place], label=outcome, linewidth=2)
        top.fill_between(at, effect - half, effect + half, color=palette[place], alpha=0.15)
    top.axhline(0, color="black", linewidth=1)
    top.set(ylabel="printed effect", ylim=(-1.2, 0.8))
    names = list(scales)[::-1]
    for place, name in enumerate(names):
        values = scales[name]
        below.plot([values.min(), values.max()], [place, place], color="0.6", linewidth=5)
        below.plot(values, np.full(len(values), place), "|", color="black", markersize=9)
    below.set(yticks=range(len(names)), ylim=(-0.6, len(names) - 0.4), xlabel="inequality, in each unit")
    below.set_yticklabels([name.replace(", ", ",\n", 1) for name in names])
    fig.legend(*top.get_legend_handles_labels(), loc="outside upper center", ncols=2)
    crossings = ", ".join(f"{outcome} at {line.zero:.1f}" for outcome, line in lines.items())
    spans = "; ".join(f"{name} {v.min():.3g} to {v.max():.3g}" for name, v in scales.items())
    alt = (
        f"Above, printed effects of the initiative fall with inequality and cross zero: {crossings}. Below, "
        f"where the treated countries' inequality lies in five units: {spans}."
    )
    return fig, alt


def moderation(found: Mapping[str, Moderation]) -> tuple[Figure, str]:
    """Counterpart effects over the Gini with 95 % bands, and the treated country-years below.

    Parameters
    ----------
    found : mapping of str to Moderation
    """
    palette = sns.color_palette("colorblind")
    fig, axes = plt.subplots(len(found), 1, figsize=(_PHONE, 6.0), sharex=True, layout="constrained")
    words = []
    for place, (ax, (outcome, one)) in enumerate(zip(axes, found.items(), strict=True)):
        treated = one.frame[one.frame[TREATMENT] == 1]
        curve = one.curve(np.linspace(treated["gini"].min(), treated["gini"].max(), 101))
        ax.fill_between(curve["gini"], curve["low"], curve["high"], color=palette[place], alpha=0.2)
        ax.plot(curve["gini"], curve["effect"], color=palette[place], linewidth=2)
        ax.axhline(0, color="black", linewidth=1)
        foot = curve["low"].min()
        ax.plot(treated["gini"], np.full(len(treated), foot), "|", color="black", markersize=10)
        for iso3, own in treated.groupby("iso3"):
            side = {"KGZ": "left", "UZB": "right"}.get(iso3, "center")
            ax.annotate(iso3, (own["gini"].mean(), foot), (0, 9), textcoords="offset points", ha=side)
        ax.set(title=outcome, ylabel="effect")
        ends = curve["effect"].iloc[[0, -1]]
        words.append(f"{outcome} from {ends.iloc[0]:.2f} to {ends.iloc[1]:.2f}")
    axes[-1].set(xlabel="Gini of disposable income, points")
    gini = treated["gini"]
    alt = (
        f"Effects of the initiative on trade in all goods over the Gini of {gini.min():.1f} to "
        f"{gini.max():.1f} points: {'; '.join(words)}, with wide bands. The treated country-years lie in "
        f"{treated['iso3'].nunique()} clusters, one a country."
    )
    return fig, alt


def coverage(table: pd.DataFrame, terms: Mapping[str, str]) -> tuple[Figure, str]:
    """Share of 95 % intervals that hold what was planted, for the term each printed column is about.

    Parameters
    ----------
    table : DataFrame
        As `lib.studies.belt_road_recovery.recovery` returns it.
    terms : mapping of str to str
        ``"table_3 (1)"`` -> term.
    """
    index = table.index.to_frame(index=False)
    focus = index["term"].to_numpy() == (index["exhibit"] + " " + index["column"]).map(terms).to_numpy()
    own = table[focus].iloc[::-1]
    names = [f"{exhibit.replace('table_', '')} {column}" for exhibit, column, _ in own.index]
    palette = sns.color_palette("colorblind")
    fig, ax = plt.subplots(figsize=(_PHONE, 0.24 * len(own) + 1.5))
    places = np.arange(len(own))
    for place, (name, words, marker) in enumerate(
        (("covered_rows", "rows independent", "o"), ("covered_countries", "clustered by country", "s"))
    ):
        ax.plot(own[name], places, marker, color=palette[place], label=words, markersize=5)
    ax.axvline(0.95, color="black", linewidth=1, linestyle=":")
    ax.set(
        yticks=places, ylim=(-0.7, len(own) - 0.3), xlim=(0, 1.03), xlabel="share of intervals that hold it"
    )
    ax.set_yticklabels(names)
    fig.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=1)
    rows, countries = own["covered_rows"], own["covered_countries"]
    alt = (
        f"Share of 95 per cent intervals that hold the planted coefficient, for {len(own)} printed columns: "
        f"{rows.min():.2f} to {rows.max():.2f} with errors of independent rows, {countries.min():.2f} to "
        f"{countries.max():.2f} with errors clustered by country."
    )
    return fig, alt
