"""Figures of the twin cities counterpart: each returns the figure and its alt text, fed by the data."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from scipy import stats

from lib.exhibits.maps import draw_land

MARKERS = {"least squares": "o", "Poisson": "s"}
_MAP = {"west": 42, "east": 195, "south": -48, "north": 60}
_NAMED = 6  # countries named on the map
_PHONE = 5.0  # inches: at the width of a phone 11 points are then 10 pixels


def colours() -> dict[str, tuple]:
    """One colour a method, the same in every figure."""
    return dict(zip(MARKERS, sns.color_palette("colorblind", 2), strict=True))


def partner_map(panel: pd.DataFrame, destinations: pd.DataFrame, year: int) -> tuple[Figure, str]:
    """Circles at the partners' capitals, area by agreements since 2000.

    Parameters
    ----------
    panel : DataFrame
        As `lib.panels.twin_cities_counterpart.build` returns it.
    destinations : DataFrame
        The table ``destinations``.
    year : int
        Up to whose end agreements are counted.
    """
    places = destinations.set_index("iso3")[["lon", "lat"]]
    last = panel[panel["year"] == year].join(places, on="iso3").sort_values("stock", ascending=False)
    east = last["lon"] % 360  # Samoa and Tonga lie beyond 180 degrees
    fig, ax = plt.subplots(figsize=(_PHONE, 4.6))
    draw_land(ax, **_MAP)
    tied = last["stock"] > 0
    ax.scatter(east[tied], last["lat"][tied], s=4 * last["stock"][tied], color=colours()["least squares"],
               alpha=0.6, label="agreements since 2000 (area)")  # fmt: skip
    ax.scatter(east[~tied], last["lat"][~tied], marker="x", s=28, color="black", label="none since 2000")
    named = last.head(_NAMED)
    for place, row in named.iterrows():
        beside = (east[named.index] - east[place]).between(0, 15, inclusive="right")
        left = (beside & ((named["lat"] - row["lat"]).abs() < 6)).any()  # a label there would be written over
        ax.annotate(
            f"{row['country']} {row['stock']:.0f}",
            (east[place], row["lat"]),
            textcoords="offset points",
            xytext=(-12 if left else 9, 6),
            ha="right" if left else "left",
            fontsize=11,
        )
    for handle in fig.legend(loc="outside lower center").legend_handles:
        handle.set_sizes([40])
    top = ", ".join(f"{row.country} {row.stock:.0f}" for row in last.head(_NAMED).itertuples())
    alt = (
        f"Map of Asia and the Pacific with a circle at the capital of each of {int(tied.sum())} countries, "
        f"larger for more agreements signed from 2000 to {year}: {top}. Crosses mark {int((~tied).sum())} "
        "countries without any."
    )
    return fig, alt


def readings(found: pd.DataFrame) -> tuple[Figure, str]:
    """Coefficients with 95 % intervals, one line a reading, a marker a method.

    Parameters
    ----------
    found : DataFrame
        As `lib.studies.twin_cities_counterpart.table` returns it.
    """
    wide = found.pivot(index=["panel", "column"], columns="statistic", values="value")
    order = list(dict.fromkeys(found["panel"]))[::-1]
    fig, ax = plt.subplots(figsize=(_PHONE, 0.46 * len(order) + 1.2))
    for shift, (method, marker) in zip((0.17, -0.17), MARKERS.items(), strict=True):
        here = wide.xs(method, level="column").loc[order]
        half = stats.t.ppf(0.975, here["n_units"] - 1) * here["se"]
        style = {"fmt": marker, "color": colours()[method], "markersize": 5, "linewidth": 1.5}
        ax.errorbar(here["coef"], np.arange(len(order)) + shift, xerr=half, label=method, **style)
    ax.axvline(0, color="black", linewidth=1)
    ax.set(
        yticks=np.arange(len(order)), yticklabels=order, ylim=(-0.6, len(order) - 0.4), xlabel="coefficient"
    )
    fig.legend(*ax.get_legend_handles_labels(), loc="outside upper right", ncols=2)
    words = []
    for method in MARKERS:
        here = wide.xs(method, level="column")
        clear = here["p"] < 0.05
        words.append(
            f"{method}: {here['coef'].min():.2f} to {here['coef'].max():.2f}, negative in "
            f"{int((here['coef'] < 0).sum())}, significant at 5 per cent in {int(clear.sum())}"
        )
    alt = f"Coefficients of two methods with intervals over {len(order)} readings. {'; '.join(words)}."
    return fig, alt


def left_out(values: pd.DataFrame, whole: dict[str, float]) -> tuple[Figure, str]:
    """Coefficients without each country, sorted, with those of all countries as lines.

    Parameters
    ----------
    values : DataFrame
        As `lib.studies.twin_cities_counterpart.leave_one_out` returns it.
    whole : dict of str to float
        Coefficient of all countries by method.
    """
    fig, axes = plt.subplots(
        2, 1, figsize=(_PHONE, 0.44 * len(values) + 2.0)
    )  # a line a country: for a phone
    words = []
    for ax, method in zip(axes, MARKERS, strict=True):
        ordered = values[method].sort_values()
        heights = np.arange(len(ordered))
        ax.plot(ordered, heights, MARKERS[method], color=colours()[method], markersize=6)
        ax.axvline(whole[method], color="grey", linewidth=1)
        ax.set(title=method, xlabel="coefficient without the country", ylim=(-1, len(ordered)))
        ax.set_yticks(heights, ordered.index, fontsize=11)
        ax.xaxis.set_major_locator(MaxNLocator(4))
        words.append(
            f"{method} {whole[method]:.3f} with all, from {ordered.iloc[0]:.3f} without {ordered.index[0]} "
            f"to {ordered.iloc[-1]:.3f} without {ordered.index[-1]}"
        )
    return fig, f"Two dot charts of coefficients, each without one country. {'; '.join(words)}."


def handed_around(found: dict) -> tuple[Figure, str]:
    """Histograms of coefficients with agreements handed to other countries, the actual one as a line.

    Parameters
    ----------
    found : dict
        Method -> `lib.studies.twin_cities_counterpart.Reassignment`.
    """
    fig, axes = plt.subplots(2, 1, figsize=(_PHONE, 5.0), sharey=True)
    words = []
    for ax, (method, one) in zip(axes, found.items(), strict=True):
        ax.hist(one.distribution, bins=30, color=colours()[method], alpha=0.6)
        ax.axvline(one.coef, color="black")
        ax.set(title=method, ylabel="permutations")
        low, high = np.quantile(one.distribution, [0.025, 0.975])
        words.append(
            f"{method}: actual {one.coef:.3f}, 95 per cent of the permuted between {low:.3f} and {high:.3f}, "
            f"p {one.pvalue:.3f}"
        )
    axes[-1].set_xlabel("coefficient")
    return fig, f"Two histograms of {len(one.distribution)} coefficients each. {'; '.join(words)}."


def event(paths: pd.DataFrame) -> tuple[Figure, str]:
    """Coefficients by year relative to the first agreement: a line with a band, then points with bars.

    Parameters
    ----------
    paths : DataFrame
        As `lib.studies.twin_cities_counterpart.event_paths` returns it; the first estimator is the line.
    """
    fig, ax = plt.subplots()
    palette = dict(zip(paths["estimator"].unique(), sns.color_palette("colorblind", 2), strict=True))
    words = []
    for place, (name, path) in enumerate(paths.groupby("estimator", sort=False)):
        style = {"color": palette[name], "label": name}
        if place == 0:
            ax.fill_between(path["relative"], path["lower"], path["upper"], color=palette[name], alpha=0.2)
            ax.plot(path["relative"], path["coef"], "o-", **style)
        else:
            half = path["coef"] - path["lower"]
            ax.errorbar(path["relative"] + 0.15, path["coef"], yerr=half, fmt="s", linewidth=1.2, **style)
        clear = (path["lower"] > 0) | (path["upper"] < 0)
        words.append(
            f"{name}: {path['coef'].iloc[0]:.2f} in year {path['relative'].iloc[0]}, "
            f"{path['coef'].iloc[-1]:.2f} in year {path['relative'].iloc[-1]}, intervals without zero in "
            f"{int(clear.sum())} years"
        )
    ax.axhline(0, color="black", linewidth=1)
    ax.axvline(-0.5, color="grey", linewidth=1, linestyle="--")
    ax.set(xlabel="years since the first agreement", ylabel="log exports, year before = 0")
    ax.legend(loc="lower left")
    return fig, f"Two event paths, zero in the year before by construction. {'; '.join(words)}."
