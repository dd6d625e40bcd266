"""Panels of the Belt and Road paper: China's trade with five Central Asian and four control countries.

`build` gives the panel of a track. The tracks are of different things and never mix: ``counterpart`` is real
trade of all goods, and of computers, by country; ``original`` is the paper's own outcome from the user's
extract of UN Comtrade; ``semi_synthetic`` has drawn outcomes at the printed number of observations.
"""

import numpy as np
import pandas as pd

from lib.schemas.belt_road import CONTROLS, FIRST_YEAR, LAST_YEAR, TREATED

KEYS = ("iso3", "year")
COUNTRIES = (*TREATED, *CONTROLS)
EVENT_YEAR = 2013
YEARS = tuple(range(FIRST_YEAR, LAST_YEAR + 1))
GROUPS = ("treated", "control", "other")
TRACKS = ("original", "counterpart", "semi_synthetic")
SHOWN = "panel belt_road"


def build(track: str) -> pd.DataFrame:
    """The panel of a track, validated.

    Parameters
    ----------
    track : {"original", "counterpart", "semi_synthetic"}
        ``original`` reads the user's file in ``data/restricted``.

    Returns
    -------
    DataFrame
        The columns stand with each builder: `lib.panels.belt_road_original`,
        `lib.panels.belt_road_counterpart`, `lib.panels.belt_road_synthetic`.

    Raises
    ------
    ValueError
        The paper has no such track, or the panel breaks its contract.
    """
    # Imported here: the builders import this module's names.
    if track == "counterpart":
        from lib.panels import belt_road_counterpart

        return belt_road_counterpart.build()
    if track == "original":
        from lib.panels import belt_road_original

        return belt_road_original.build()
    if track == "semi_synthetic":
        from lib.panels import belt_road_synthetic

        return belt_road_synthetic.build()
    raise ValueError(f"belt_road has the tracks {', '.join(TRACKS)}, not {track!r}: the paper's trade by "
                     "SITC division with Central Asia is not public here")  # fmt: skip


def group(iso3: pd.Series) -> pd.Series:
    """``treated``, ``control`` or ``other`` by the paper's two lists of countries."""
    of = dict.fromkeys(TREATED, "treated") | dict.fromkeys(CONTROLS, "control")
    return iso3.map(of).fillna("other")


def bri(frame: pd.DataFrame, event_year: int = EVENT_YEAR) -> pd.Series:
    """The paper's treatment: 1 for the treated countries from the event year on, else 0; int.

    Parameters
    ----------
    frame : DataFrame with ``iso3`` and ``year``.
    event_year : int
        2013, or a fictitious year.
    """
    return (frame["iso3"].isin(TREATED) & (frame["year"] >= event_year)).astype("int64")


def check_treatment(frame: pd.DataFrame, event_year: int = EVENT_YEAR) -> None:
    """Refuse a frame whose column ``bri``, if it has one, is not the paper's treatment.

    Raises
    ------
    ValueError
        A treated country stands among the controls or the other way round, or an event in another year.
    """
    if "bri" not in frame:
        return
    wrong = (frame["bri"] != bri(frame, event_year)).to_numpy()
    if wrong.any():
        row = frame[wrong].iloc[0]
        raise ValueError(
            f"column 'bri' is {row['bri']} for {row['iso3']} in {row['year']} ({int(wrong.sum())} such "
            f"row(s)), but treated are {', '.join(TREATED)} from {event_year} on: correct the column"
        )


def logarithm(values: pd.Series) -> pd.Series:
    """Natural logarithm of the positive values; missing where a value is zero or missing."""
    return np.log(values.where(values > 0))
