"""The land behind a small map of places, in plain longitude and latitude."""

from matplotlib.axes import Axes

from lib import facts

LAND, WATER, EDGE = "0.9", "white", "0.65"


def draw_land(
    ax: Axes, *, west: float = -180, east: float = 180, south: float = -57, north: float = 84
) -> None:
    """Draw the outline of the land on ``ax`` and set its limits.

    Parameters
    ----------
    ax : Axes
        What is plotted on it afterwards has longitude (degrees east) and latitude (degrees north).
    west, east, south, north : float
        Limits of the map, degrees. ``east`` may exceed 180, for a map across the Pacific; places there have
        longitudes beyond 180 as well.

    Raises
    ------
    ValueError
        The limits are not in order.

    Notes
    -----
    Plate carrée projection: a degree of longitude is as wide as a degree of latitude is high. Straight
    lines on it are no great circles. The table ``land_outline`` lists its rings by size, the Caspian after
    the continent around it.
    """
    if not (west < east and south < north):
        raise ValueError(
            f"map from {west} to {east} east and {south} to {north} north: give the lower limit first"
        )
    style = {"edgecolor": EDGE, "linewidth": 0.4, "zorder": 0.5}
    for _, ring in facts.load("land_outline").groupby("ring"):
        colour = LAND if ring["kind"].iloc[0] == "land" else WATER
        for turn in (0, 360) if east > 180 else (0,):
            ax.fill(ring["lon"] + turn, ring["lat"], **style | {"facecolor": colour})
    ax.set(xlim=(west, east), ylim=(south, north), aspect="equal", xticks=[], yticks=[])
    ax.grid(visible=False)
    for side in ax.spines.values():
        side.set_visible(False)
