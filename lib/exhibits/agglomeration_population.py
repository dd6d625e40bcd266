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
FELL = "0.15"  # grey: light where the page is dark, and no neighbour of the orange there
TRIANGLE = np.pi / 2  # areas of the squares around a triangle and a circle of one area, first over second
SHOWN = (20, 200, 1000)  # sizes in the legend, 10,000 persons


def city_map(cities: pd.DataFrame, kinds: tuple[str, ...]) -> tuple[Figure, str]:
    """Cities as marks, as large as their population, their form and colour by how it changed.

    Parameters
    ----------
    cities : DataFrame
        As `lib.studies.agglomeration_population.by_city` returns it.
    kinds : tuple of str
        Values of ``kind`` in the order of the legend; the first is drawn as triangles.
    """
    drawn = cities.dropna(subset=["lon", "lat"]).sort_values("last", ascending=False)
    palette = sns.color_palette("colorblind")
    looks = dict(zip(kinds, (("v", FELL), ("o", palette[0]), ("o", palette[1])), strict=True))
    fig, ax = plt.subplots(figsize=(PHONE, 4.8))
    draw_land(ax, west=WEST, east=EAST, south=SOUTH, north=NORTH)
    for kind in (*kinds[1:], kinds[0]):  # the triangles are the fewest: on top
        marker, colour = looks[kind]
        part = drawn[drawn["kind"] == kind]
        size = AREA * part["last"] * (TRIANGLE if marker == "v" else 1)
        ax.scatter(part["lon"], part["lat"], s=size, marker=marker, color=colour, alpha=0.6,
                   edgecolor="white", linewidth=0.4, zorder=3, label=kind)  # fmt: skip
    handles = [
        Line2D([], [], marker=marker, linestyle="", color=colour, label=kind)
        for kind, (marker, colour) in looks.items()
    ]
    for size in SHOWN:
        mark = {"marker": "o", "linestyle": "", "markersize": np.sqrt(AREA * size), "color": "0.6"}
        handles.append(Line2D([], [], **mark, label=f"{size / 100:g} million"))
    fig.legend(handles=handles, loc="outside lower center", ncols=2, labelspacing=1.0, columnspacing=1.0)
    counts = drawn["kind"].value_counts()
    said = "; ".join(f"{kind}: {counts.get(kind, 0)}" for kind in kinds)
    largest = ", ".join(f"{row.name_en} ({row.last / 100:.1f} million)" for row in drawn.head(3).itertuples())
    alt = (
        f"Map of China with {len(drawn)} cities as circles, triangles where it fell, their area the "
        "non-agricultural population of the urban districts in the last year. Cities by what the population "
        f"did: {said}. The largest are {largest}; {100 * (drawn['lon'] > MIDDLE).mean():.0f} % of them lie "
        f"east of {MIDDLE:g}° E."
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
