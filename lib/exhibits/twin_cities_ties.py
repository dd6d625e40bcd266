"""Figures of the twin cities introduction: each returns the figure and its alt text, fed by the data."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from lib.exhibits.maps import draw_land

WEST = -30.0  # the map's left edge: no arc from China to the Americas crosses it
SOUTH, NORTH = -57.0, 90.0
POINTS = 48  # of an arc


def years(yearly: pd.DataFrame, national: pd.DataFrame) -> tuple[Figure, str]:
    """Agreements a year in two partial sources, and what published totals imply for the whole country.

    Parameters
    ----------
    yearly : DataFrame
        As `lib.studies.twin_cities_ties.by_year` returns it.
    national : DataFrame
        As `lib.studies.twin_cities_ties.coverage`; spans with ``per_year`` are drawn.
    """
    colours = sns.color_palette("colorblind", 3)
    fig, ax = plt.subplots(figsize=(6.2, 4.0))
    for shift, name, label, colour in (
        (-0.2, "counted", "AidData (Asia and the Pacific)", colours[0]),
        (0.2, "dated", "dated on public lists", colours[1]),
    ):
        ax.bar(yearly.index + shift, yearly[name], width=0.4, color=colour, label=label)
    spans = _spans(national)
    inside = spans[spans["end"] <= yearly.index[-1] + 1]
    for k, row in enumerate(inside.itertuples()):
        label = "whole country, from published totals" if k == 0 else None
        ax.plot([row.start, row.end], [row.per_year] * 2, color="black", linewidth=3, label=label)
    ax.set(xlabel="", ylabel="agreements a year", ylim=(0, None))
    ax.xaxis.set_major_locator(MaxNLocator(7, integer=True))
    fig.legend(loc="outside upper center", ncols=2)
    top = yearly["counted"].idxmax()
    rates = "; ".join(f"{name}: {row['per_year']:.0f} a year" for name, row in inside.iterrows())
    dated, counted = yearly["dated"], yearly["counted"]
    alt = (
        f"Bar chart, {yearly.index[0]} to {yearly.index[-1]}. AidData's counts for Asia and the Pacific end "
        f"in {counted.last_valid_index()} and are highest in {top} ({counted.max():.0f}); the dated public "
        f"lists have {dated.sum():.0f} in all and {dated.max():.0f} in {dated.idxmax()}, their best year. "
        f"Lines for the whole country: {rates}."
    )
    return fig, alt


def _spans(national: pd.DataFrame) -> pd.DataFrame:
    """Start and end of each span between two totals, as decimal years."""
    between = national[national["per_year"].notna()]
    ends = between.index.to_series().str.split(" to ", expand=True).apply(pd.to_datetime)
    decimal = ends.apply(lambda day: day.dt.year + (day.dt.day_of_year - 1) / 365.25)
    return decimal.set_axis(["start", "end"], axis=1).assign(per_year=between["per_year"])


def countries(counts: pd.DataFrame, names: pd.Series, printed: pd.Series, n: int = 12) -> tuple[Figure, str]:
    """Listed pairs of the countries with the most, with published totals and printed numbers.

    Parameters
    ----------
    counts : DataFrame
        As `lib.studies.twin_cities_ties.by_country` returns it.
    names : Series
        English name by iso3.
    printed : Series
        The paper's number by iso3.
    n : int
        Countries to draw.
    """
    top = counts.head(n).iloc[::-1]
    height = pd.Series(np.arange(len(top)), index=top.index)
    fig, ax = plt.subplots(figsize=(6.4, 4.8))
    ax.barh(height, top["listed"], color=sns.color_palette("colorblind")[0], label="public lists")
    known = top["published"].dropna()
    ax.scatter(known, height[known.index], marker="D", s=50, color="black", zorder=3, label="published total")
    said = printed[printed.index.isin(top.index)]
    ax.scatter(said, height[said.index], marker="x", s=70, color="C3", zorder=4, label="the paper")
    ax.set_yticks(height, names.reindex(top.index))
    ax.set(xlabel="pairs", ylabel="")
    ax.grid(axis="y", visible=False)
    ax.legend(loc="lower right")
    words = "; ".join(
        f"{names[iso3]} {top.loc[iso3, 'listed']:.0f} on the lists, {said[iso3]:.0f} in the paper"
        for iso3 in said.index
    )
    alt = (
        f"Bar chart of listed pairs for the {len(top)} countries with the most, from {names[top.index[-1]]} "
        f"down to {names[top.index[0]]} ({top['listed'].iloc[0]:.0f}), with published totals as diamonds and "
        f"the paper's numbers as crosses. {words}."
    )
    return fig, alt


def arcs(ties: pd.DataFrame, points: int = POINTS) -> np.ndarray:
    r"""Great circles between cities and capitals, unrolled eastwards from `WEST`.

    Parameters
    ----------
    ties : DataFrame
        ``lon``, ``lat``, ``to_lon``, ``to_lat`` in degrees, none missing.
    points : int
        Points of an arc.

    Returns
    -------
    array, shape (n, points, 2): longitudes from `WEST` to `WEST` + 360, and latitudes.

    Notes
    -----
    With unit vectors :math:`a, b` and the angle :math:`\omega` between them, the point at the fraction
    :math:`t` of the way is :math:`(\sin((1-t)\omega) a + \sin(t\omega) b) / \sin\omega`.
    """
    start, end = (_unit(ties[lon], ties[lat]) for lon, lat in (("lon", "lat"), ("to_lon", "to_lat")))
    omega = np.arccos(np.clip((start * end).sum(axis=1), -1, 1))[:, None]
    t = np.linspace(0, 1, points)[None, :]
    angle = np.where(omega < 1e-9, 1e-9, omega)  # a city and the same place: the arc is a point
    weights = [np.sin((1 - t) * angle) / np.sin(angle), np.sin(t * angle) / np.sin(angle)]
    way = weights[0][..., None] * start[:, None, :] + weights[1][..., None] * end[:, None, :]
    lat = np.degrees(np.arcsin(np.clip(way[..., 2], -1, 1)))
    return np.stack([unrolled(np.degrees(np.arctan2(way[..., 1], way[..., 0]))), lat], axis=-1)


def _unit(lon: pd.Series, lat: pd.Series) -> np.ndarray:
    east, north = np.radians(lon.to_numpy(float)), np.radians(lat.to_numpy(float))
    return np.stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)], axis=1)


def unrolled(lon: np.ndarray) -> np.ndarray:
    """Longitudes in degrees, from `WEST` to `WEST` + 360."""
    return (np.asarray(lon) - WEST) % 360 + WEST


def _torn(lines: np.ndarray) -> np.ndarray:
    """Arcs with a gap where they leave the map at one edge and come back at the other."""
    jumps = np.abs(np.diff(lines[..., 0], axis=1, prepend=lines[:, :1, 0])) > 180
    return np.where(jumps[..., None], np.nan, lines)


def tie_map(ties: pd.DataFrame) -> tuple[Figure, str]:
    """Every tied city and destination as a great circle, those with a dated agreement in colour.

    Parameters
    ----------
    ties : DataFrame
        As `lib.studies.twin_cities_ties.ties` returns it; those of which an end has no coordinates are not
        drawn, and the alt text counts them.
    """
    drawn = ties.dropna(subset=["lon", "lat", "to_lon", "to_lat"])
    fig, ax = plt.subplots(figsize=(5.8, 3.0))
    draw_land(ax, west=WEST, east=WEST + 360, south=SOUTH, north=NORTH)
    styles = {False: ("0.45", 0.35, 0.25, 2), True: (sns.color_palette("colorblind")[3], 0.5, 0.5, 3)}
    for dated, (colour, width, alpha, order) in styles.items():
        lines = _torn(arcs(drawn[drawn["dated"] == dated]))
        ax.add_collection(
            LineCollection(list(lines), colors=[colour], linewidths=width, alpha=alpha, zorder=order)
        )
    cities = drawn.drop_duplicates("city_code")
    ax.scatter(unrolled(cities["lon"]), cities["lat"], s=1, linewidth=0, color="black", zorder=4)
    handles = [Line2D([], [], color=styles[key][0], linewidth=2) for key in (True, False)]
    fig.legend(handles, ["dated agreement", "listed, no date"], loc="outside lower center", ncols=2)
    reach = drawn.groupby("iso3")["city_code"].nunique().sort_values(ascending=False)
    alt = (
        f"World map centred on the Pacific. {len(drawn)} thin arcs run from {len(cities)} Chinese cities to "
        f"the capitals of {drawn['iso3'].nunique()} countries and regions, {int(drawn['dated'].sum())} of "
        f"them in colour because an agreement is dated. Most Chinese cities are tied to {reach.index[0]} "
        f"({reach.iloc[0]}), {reach.index[1]} ({reach.iloc[1]}) and {reach.index[2]} ({reach.iloc[2]})."
    )
    if len(drawn) < len(ties):
        alt += f" Not drawn for want of coordinates: {len(ties) - len(drawn)} of {len(ties)} ties."
    return fig, alt
