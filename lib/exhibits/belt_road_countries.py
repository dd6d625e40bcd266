"""The nine countries of the Belt and Road paper: on a map, along the years, in a table; with alt text."""

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from lib.exhibits.maps import draw_land

WEST, EAST, SOUTH, NORTH = 12.0, 124.0, 22.0, 60.0
BEIJING = (116.4, 39.9)
SIZE = 11  # points: ten pixels on a phone for a figure five inches wide
STRETCH = 1.35  # a degree of latitude in degrees of longitude at 42 degrees north
# Where a label stands against its capital: to the left or right, shifted up or down by points.
PLACES = {
    "KGZ": ("left", 6),
    "UZB": ("right", 12),
    "TKM": ("right", -11),
    "AZE": ("right", 8),
    "TJK": ("left", -10),
    "KAZ": ("left", 8),
    "MNG": ("right", 10),
}
GROUP_WORDS = {"treated": "treated", "control": "control"}


def colours() -> dict[str, tuple]:
    """One colour a group, the same in every figure of the part."""
    palette = sns.color_palette("colorblind")
    return {"treated": palette[3], "control": palette[0], "other": (0.6, 0.6, 0.6)}


def signed(year: float) -> str:
    """The year of a memorandum in words; the list has none for some."""
    return "not listed" if pd.isna(year) else f"{year:.0f}"


def country_map(countries: pd.DataFrame) -> tuple[Figure, str]:
    """Capitals on a map, coloured by group, with the year of the memorandum.

    Parameters
    ----------
    countries : DataFrame, indexed by iso3
        ``name_en``, ``lon``, ``lat``, ``group``, ``mou_year``.
    """
    fig, ax = plt.subplots(figsize=(5.0, 3.0))
    draw_land(ax, west=WEST, east=EAST, south=SOUTH, north=NORTH)
    ax.set_aspect(STRETCH)
    shade = colours()
    for one in countries.itertuples():
        ax.plot(one.lon, one.lat, "o", color=shade[one.group], markersize=7, zorder=3)
        side, shift = PLACES.get(one.Index, ("left", 8))
        text = one.Index if pd.isna(one.mou_year) else f"{one.Index} {one.mou_year:.0f}"
        ax.annotate(
            text,
            (one.lon, one.lat),
            xytext=(6 if side == "left" else -6, shift),
            textcoords="offset points",
            ha=side,
            va="center",
            fontsize=SIZE,
            zorder=4,
        )
    ax.plot(*BEIJING, "*", color="black", markersize=11, zorder=3)
    ax.annotate("Beijing", BEIJING, xytext=(-2, -15), textcoords="offset points", ha="center", fontsize=SIZE)
    handles = [
        Line2D([], [], marker="o", linestyle="", color=shade[name], label=words)
        for name, words in GROUP_WORDS.items()
    ]
    fig.legend(handles=handles, loc="outside lower center", ncols=2)
    said = "; ".join(f"{one.name_en} ({one.group}): {signed(one.mou_year)}" for one in countries.itertuples())
    alt = (
        f"Map from Central Europe to the Pacific with the capitals of {len(countries)} countries, coloured "
        f"by group, and Beijing as a star. Year of the memorandum: {said}."
    )
    return fig, alt


def timeline(
    countries: pd.DataFrame, coverage: dict[str, tuple[int, int]], event: int, placebos: list[int]
) -> tuple[Figure, str]:
    """A line a country: when the paper calls it treated, when it signed; below, the years of each series.

    Parameters
    ----------
    countries : DataFrame, indexed by iso3
        ``group``, ``mou_year``; drawn from the top in this order.
    coverage : dict of str to (int, int)
        First and last year of each series, below the countries.
    event : int
        The paper's year of the shock.
    placebos : list of int
        Its fictitious years.
    """
    first, last = min(a for a, _ in coverage.values()), max(b for _, b in coverage.values())
    shade, names = colours(), [*countries.index, *coverage]
    height = {name: -k - (0.6 if name in coverage else 0) for k, name in enumerate(names)}
    fig, ax = plt.subplots(figsize=(5.0, 5.4))
    for one in countries.itertuples():
        y, colour = height[one.Index], shade[one.group]
        ax.plot([first, last], [y, y], color="0.85", linewidth=1, zorder=1)
        if one.group == "treated":
            ax.barh(
                y, last + 0.5 - event + 0.5, left=event - 0.5, height=0.5, color=(*colour, 0.35), zorder=2
            )
        if not pd.isna(one.mou_year):
            ax.plot(one.mou_year, y, "D", color=colour, markersize=7, zorder=3)
    for name, (start, end) in coverage.items():
        ax.plot([start, end], [height[name]] * 2, color="black", linewidth=4, solid_capstyle="butt")
    ax.axvline(event - 0.5, color="black", linewidth=1)
    for year in placebos:
        ax.axvline(year - 0.5, color="0.4", linewidth=1, linestyle=":")
    ax.set_yticks(list(height.values()), names)
    ax.set(xlim=(first - 0.5, last + 0.5), ylim=(min(height.values()) - 0.7, 0.7), xlabel="")
    ax.set_xticks(range(first, last + 1, 5))
    ax.grid(visible=False)
    handles = [
        Patch(color=(*shade["treated"], 0.35), label="treated, as the paper has it"),
        Line2D([], [], marker="D", linestyle="", color="0.4", label="memorandum signed"),
        Line2D([], [], color="0.4", linewidth=1, linestyle=":", label="fictitious years of table 4"),
        Line2D([], [], color="black", linewidth=4, label="years of a series"),
    ]
    fig.legend(handles=handles, loc="outside lower center", ncols=1)
    years = "; ".join(f"{one.Index} {signed(one.mou_year)}" for one in countries.itertuples())
    spans = "; ".join(f"{name} {start} to {end}" for name, (start, end) in coverage.items())
    alt = (
        f"Timeline from {first} to {last}, a line a country. A bar from {event} on marks the treated. "
        f"Diamonds at the memorandum: {years}. Dotted lines at {' and '.join(map(str, placebos))}. "
        f"Years of the series: {spans}."
    )
    return fig, alt


def listed(countries: pd.DataFrame) -> pd.DataFrame:
    """The nine countries as a table: names, group, ties with China, and the trade of one year.

    Parameters
    ----------
    countries : DataFrame, indexed by iso3
        ``name_en``, ``name_zh``, ``group``, ``mou_year``, ``bit_in_force_year``, ``distance_km``,
        ``trade_musd``.
    """
    columns = {
        # One column: alone, Chinese breaks into one character a line where a phone is short of room.
        "country": countries["name_en"] + " " + countries["name_zh"] + " (" + countries.index + ")",
        "group": countries["group"],
        "memorandum": countries["mou_year"].map(signed),
        "treaty": countries["bit_in_force_year"].map(signed),
        "km": countries["distance_km"].map("{:,.0f}".format),
        "trade": countries["trade_musd"].map("{:,.0f}".format),
    }
    return pd.DataFrame(columns).reset_index(drop=True)
