"""Whether the user's extract of UN Comtrade can compare before and after 2013, and is in US$."""

import warnings

import numpy as np
import pandas as pd

from lib.facts import DataError
from lib.panels import belt_road_original_files as files
from lib.panels.belt_road import COUNTRIES, EVENT_YEAR, KEYS, YEARS
from lib.panels.belt_road_original_files import DIVISIONS, FLOWS

PERIODS = {
    f"before {EVENT_YEAR}": (YEARS[0], EVENT_YEAR - 1),
    f"from {EVENT_YEAR} on": (EVENT_YEAR, YEARS[-1]),
}
# A factor from one known year to the next within three of a thousand looks like another unit.
JUMP = (1000 / 3, 3000)
# Exports of the seven divisions over those of all goods: one in thousands of US$ would lie far below.
SHARE = (0.005, 1.0)
_SHOWN = f"data/restricted/{files.EXTRACT}"


def presence(records: pd.DataFrame) -> None:
    """Every division and country has a record, and every country and flow one on each side of the event.

    Parameters
    ----------
    records : DataFrame
        As `belt_road_original_files.records` returns it: before anything is filled.

    Raises
    ------
    DataError
        It names what lacks records, of which flow and in which years, and the remedy.
    """
    for name, wanted in (("sitc", DIVISIONS), ("iso3", COUNTRIES)):
        lacking = [value for value in wanted if value not in set(records[name])]
        if lacking:
            what = "division" if name == "sitc" else "country"
            raise DataError(f"{_SHOWN}: no record of the {what} {lacking[0]} "
                            f"({len(lacking)} of {len(wanted)} without any): the outcome needs all; download "
                            "what is missing and add it")  # fmt: skip
    known = records[records["value"].notna()]
    for words, (first, last) in PERIODS.items():
        there = set(
            zip(*(known.loc[known["year"].between(first, last), ["iso3", "flow"]].to_numpy().T), strict=True)
        )
        lacking = [(iso3, flow) for iso3 in COUNTRIES for flow in FLOWS if (iso3, flow) not in there]
        if lacking:
            iso3, flow = lacking[0]
            raise DataError(f"{_SHOWN}: {iso3} has no record of {flow} {words} ({len(lacking)} such "
                            "countries and flows), so that its change is not known, and no year is filled "
                            f"across {EVENT_YEAR}; download {first}-{last}, and where Comtrade has nothing "
                            "for want of trade, write a row of the year with the value 0")  # fmt: skip


def totals(filled: pd.DataFrame) -> None:
    """Every country has a sum of the divisions of each flow, known or filled, on each side of the event.

    Parameters
    ----------
    filled : DataFrame
        Indexed by ``iso3`` and ``year``, a column a flow and division (``exports_54``).

    Raises
    ------
    DataError
        A division is missing in every year of a side, so that no sum is known.
    """
    year = filled.index.get_level_values("year")
    for words, (first, last) in PERIODS.items():
        own = filled[(year >= first) & (year <= last)]
        for flow in FLOWS:
            parts = own[[f"{flow}_{division}" for division in DIVISIONS]]
            known = parts.notna().all(axis=1).groupby(level="iso3").any()
            lacking = list(known.index[~known])
            if lacking:
                there = parts.loc[lacking[0]].notna().sum()
                raise DataError(f"{_SHOWN}: {lacking[0]} has no year {words} in which all divisions of its "
                                f"{flow} are known ({len(lacking)} such countries; fewest years: "
                                f"{there.idxmin().split('_')[1]}, {there.min()}); add the records, or read a "
                                'division without a record as zero (absent="zero")')  # fmt: skip


def units(frame: pd.DataFrame) -> pd.DataFrame:
    """Places where figures look as if they were in thousands or millions of US$; each is warned of too.

    Parameters
    ----------
    frame : DataFrame
        The panel, with ``exports`` and ``imports`` (US$), and of the public columns ``exports_baci``.

    Returns
    -------
    DataFrame with ``item`` and ``records`` (country-years concerned); empty where nothing looks so.

    Notes
    -----
    Two signs: a country's flow is about a thousand times that of the known year before, or a thousandth
    (`JUMP`); exports of the seven divisions over China's exports of all goods to the same countries in the
    same years lie outside `SHARE`. Small flows may really jump, so that nothing is refused.
    """
    found = {}
    for flow in FLOWS:
        known = frame.loc[frame[flow] > 0, [*KEYS, flow]].sort_values(list(KEYS))
        factor = known.groupby("iso3")[flow].transform(lambda values: values / values.shift())
        size = np.exp(np.log(factor).abs())
        jumps = known[size.between(*JUMP)]
        if len(jumps):
            row = jumps.iloc[0]
            by = factor[jumps.index[0]]
            found[
                f"{row['iso3']} {row['year']}: {flow} are {by:#.3g} times those of the known year before"
            ] = len(jumps)
    both = frame[frame["exports"].notna() & frame["exports_baci"].notna()]
    share = both["exports"].sum() / both["exports_baci"].sum()
    if not SHARE[0] <= share <= SHARE[1]:
        found[f"exports of all divisions are {100 * share:.3g} % of China's exports of all goods there"] = (
            len(both)
        )
    for item, count in found.items():
        warnings.warn(
            f"{_SHOWN}: {item} ({count} such country-years): values are to be in US$, not in thousands or "
            "millions; look whether the downloads have one unit",
            stacklevel=3,
        )
    return pd.DataFrame({"item": list(found), "records": list(found.values())})
