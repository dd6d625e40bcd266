"""The land behind a map is drawn, within limits, and behind what follows."""

import matplotlib.pyplot as plt
import pytest

from lib import facts
from lib.exhibits.maps import WATER, draw_land


def test_every_ring_is_drawn_once_and_the_caspian_over_its_continent():
    fig, ax = plt.subplots()
    draw_land(ax, west=30, east=150, south=0, north=60)
    rings = facts.load("land_outline").drop_duplicates("ring")
    assert len(ax.patches) == len(rings)
    white = [n for n, patch in enumerate(ax.patches) if patch.get_facecolor()[:3] == (1, 1, 1)]
    assert WATER == "white" and white == [int(rings["kind"].eq("water").to_numpy().argmax())] != [0]
    assert ax.get_xlim() == (30, 150) and ax.get_ylim() == (0, 60)
    assert max(patch.get_zorder() for patch in ax.patches) < ax.plot([100], [30])[0].get_zorder()
    plt.close(fig)


def test_limits_out_of_order_are_refused():
    fig, ax = plt.subplots()
    with pytest.raises(ValueError, match="give the lower limit first"):
        draw_land(ax, west=150, east=30)
    plt.close(fig)


def test_a_map_across_the_pacific_has_the_land_on_both_sides():
    fig, ax = plt.subplots()
    draw_land(ax, west=60, east=300)
    lefts = [patch.get_path().vertices[:, 0].max() for patch in ax.patches]
    assert len(ax.patches) == 2 * facts.load("land_outline")["ring"].nunique()
    assert min(lefts) < 180 and max(lefts) == pytest.approx(540)
    plt.close(fig)
