"""Figures of the agglomeration introduction: China's cities on a map and by rank, with alt text."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, NullFormatter

from lib.exhibits.maps import draw_land
from lib.exhibits.style import PHONE

WEST, EAST, SOUTH, NORTH = 80.0, 136.0, 17.5, 52.0
MIDDLE = 105.0  # degrees east, for the alt text
AREA = 0.45  # square points of a circle for 10,000 persons
SHOWN = (20, 200, 1000)  # sizes in the legend, 10,000 persons


def city_map(cities: pd.DataFrame, kinds: tuple[str, ...]) -> tuple[Figure, str]:
    """Cities as circles, as large as their population, coloured by how it changed.

    Parameters
    ----------
    cities : DataFrame
        As `lib.studies.agglomeration_population.by_city` returns it.
    kinds : tuple of str
        Values of ``kind`` in the order of the legend.
    """
    drawn = cities.dropna(subset=["lon", "lat"]).sort_values("last", ascending=False)
    palette = sns.color_palette("colorblind")
    colours = dict(zip(kinds, (palette[3], palette[0], palette[1]), strict=True))
    fig, ax = plt.subplots(figsize=(PHONE, 4.8))
    draw_land(ax, west=WEST, east=EAST, south=SOUTH, north=NORTH)
    ax.scatter(
        drawn["lon"],
        drawn["lat"],
        s=AREA * drawn["last"],
        color=drawn["kind"].map(colours).tolist(),
        alpha=0.6,
        edgecolor="white",
        linewidth=0.4,
        zorder=3,
    )
    handles = [Line2D([], [], marker="o", linestyle="", color=colours[kind], label=kind) for kind in kinds]
    for size in SHOWN:
        mark = {"marker": "o", "linestyle": "", "markersize": np.sqrt(AREA * size), "color": "0.6"}
        handles.append(Line2D([], [], **mark, label=f"{size / 100:g} million"))
    fig.legend(handles=handles, loc="outside lower center", ncols=2, labelspacing=1.0, columnspacing=1.0)
    counts = drawn["kind"].value_counts()
    said = "; ".join(f"{kind}: {counts.get(kind, 0)}" for kind in kinds)
    largest = ", ".join(f"{row.name_en} ({row.last / 100:.1f} million)" for row in drawn.head(3).itertuples())
    alt = (
        f"Map of China with {len(drawn)} cities as circles, their area the non-agricultural population of "
        f"the urban districts in the last year. Cities by what the population did: {said}. The largest are "
        f"{largest}; {100 * (drawn['lon'] > MIDDLE).mean():.0f} % of the circles lie east of {MIDDLE:g}° E."
    )
    return fig, alt


def rank_size(by_year: dict[int, object]) -> tuple[Figure, str]:
    """Rank against size in logarithms with the fitted power law, a colour a year.

    Parameters
    ----------
    by_year : dict of int to `lib.studies.agglomeration_population.RankSize`
    """
    fig, ax = plt.subplots(figsize=(PHONE, 4.2))
    words = []
    for (year, one), colour, marker in zip(
        by_year.items(), sns.color_palette("colorblind"), ("o", "^"), strict=False
    ):
        style = {"s": 10, "color": colour, "alpha": 0.6, "marker": marker, "linewidth": 0}
        ax.scatter(one.sizes, one.sizes.index - 0.5, **style)
        line = np.array([one.cutoff, one.sizes.iloc[0]])
        label = f"{year}: exponent {one.exponent:.2f} ({one.std_error:.2f})"
        ax.plot(line, np.exp(one.constant) * line**-one.exponent, color=colour, label=label)
        words.append(
            f"in {year} the {one.n} cities of {one.cutoff * 10:,.0f} thousand and more have the exponent "
            f"{one.exponent:.2f}, standard error {one.std_error:.2f}"
        )
    ax.axvline(one.cutoff, color="0.5", linewidth=1, linestyle=":")
    ax.set(xscale="log", yscale="log", xlabel="population, 10,000 (log scale)", ylabel="rank − ½ (log scale)")
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:,.0f}"))
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:g}"))
    ax.legend(loc="lower left")
    alt = (
        "Scatter of rank less one half against population, both in logarithms, "
        f"{' and '.join(map(str, by_year))}, with a falling straight line fitted to the right of the dotted "
        f"cutoff: {'; '.join(words)}."
    )
    return fig, alt
