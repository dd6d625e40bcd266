r"""Dates of the agreements of the semi-synthetic panel that are not public: drawn, and possible in history.

No date is drawn before the country's relations with China began (`diplomatic_relations`; 1973 where these are
older), unless a public agreement is older still. Where the country's agreements are counted by year
(`sister_cities_by_country`), its years are drawn from those counts; where a total is known for some day
(`sister_city_totals`, and the paper's number to 2018), as many are signed by then. The two sources disagree
for Japan: 220 pairs by November 2003 and the paper's number to 2018 leave fewer than the counts have from
2004 on. The totals bound, the counts say how years share what lies between two of them.
"""

import numpy as np
import pandas as pd

from lib import facts
from lib.panels.twin_cities import LAST_YEAR
from lib.panels.twin_cities_synthetic_units import YEARS

LAST_COUNTED = 2018  # the paper's database ends there
FIRST_AGREEMENT = 1973
LAST_DRAWN = 2023  # the public lists are younger than the paper's database
EARLY_SHARE = 0.35  # of agreements before 2002: fewer than half, as the paper says
_AFTER_SHARE = 0.08  # of agreements after 2018
_PEAK = (2015, 2016)  # the paper's years with the most agreements
_TILT = 0.05  # how much earlier a pair signs whose affinity is one standard deviation higher, per year
_ORDER = 0.5  # the same where a country's dates are given: weight of affinity against chance in their order


def calendar() -> pd.Series:
    """Share of agreements by year of signing, 1973 to 2023.

    Notes
    -----
    Up to 2001 the years of the dated public agreements have their shares. From 2002 to 2016 a linear trend
    through the yearly counts of the 38 countries that are counted publicly; 2015 and 2016 stand above
    every other year by the margin by which 2015 stands above the trend, as the paper says of its figure 1.
    Later years have the level of 2010.
    """
    dated = facts.load("sister_city_agreements")["date_signed"].str.slice(0, 4).astype(int)
    early = dated[dated < YEARS[0]].value_counts().reindex(range(FIRST_AGREEMENT, YEARS[0]), fill_value=0)
    counts = facts.load("sister_cities_by_country").groupby("year")["sister_cities_established"].sum()
    counts = counts.loc[YEARS[0] : _PEAK[1]]
    years = np.arange(YEARS[0], LAST_COUNTED + 1)
    slope, level = np.polyfit(counts.index, counts.to_numpy(), 1)
    late = pd.Series(level + slope * years, index=years)
    peak = np.isin(years, _PEAK)
    late[peak] *= max(1.0, counts[LAST_YEAR] / late[LAST_YEAR])
    late[years > _PEAK[1]] = late[2010]
    after = pd.Series(1.0, index=range(LAST_COUNTED + 1, LAST_DRAWN + 1))
    shares = (EARLY_SHARE, 1 - EARLY_SHARE - _AFTER_SHARE, _AFTER_SHARE)
    parts = [s * part / part.sum() for s, part in zip(shares, (early, late, after), strict=True)]
    return pd.concat(parts).rename("share")


def month_of(dates: pd.Series) -> pd.Series:
    """Months since the year 0 of dates such as 2004, 2004-07 and 2004-07-31; June where it is open."""
    month = pd.to_numeric(dates.str.slice(5, 7), errors="coerce").fillna(6)
    return 12 * dates.str.slice(0, 4).astype(int) + month.astype(int) - 1


def written(months: np.ndarray) -> np.ndarray:
    """Months since the year 0 as dates."""
    return np.array([f"{m // 12}-{m % 12 + 1:02d}" for m in np.asarray(months, dtype=int)], dtype=object)


def earliest(rows: pd.DataFrame) -> np.ndarray:
    """First month in which each agreement can have been signed.

    Parameters
    ----------
    rows : DataFrame
        ``iso3`` and ``date_signed`` (empty where it is not known).

    Returns
    -------
    ndarray of int
        The month after relations began (1973-01 where they are older), or that of the country's first
        public agreement where it is older: Yugoslavia's republics had ties before they were states.
    """
    relations = facts.load("diplomatic_relations").set_index("iso3")["date"]
    bound = rows["iso3"].map(month_of(relations) + 1).fillna(12 * FIRST_AGREEMENT)
    public = facts.load("sister_city_agreements")
    public = month_of(public["date_signed"]).groupby(public["partner_iso3"]).min()
    return np.minimum(bound, rows["iso3"].map(public).fillna(np.inf)).astype(int).to_numpy()


def counted() -> pd.DataFrame:
    """Agreements signed by country (rows) and year (columns) where they are counted by year, and any."""
    table = facts.load("sister_cities_by_country").dropna(subset="sister_cities_established")
    table = table.pivot(index="iso3", columns="year", values="sister_cities_established").fillna(0.0)
    return table[table.sum(axis=1) > 0]


def totals(printed: pd.Series) -> dict[str, list[tuple[int, int]]]:
    """Agreements signed by the end of a month: (month, number) by country, rising.

    Parameters
    ----------
    printed : Series of int
        The paper's number to 2018 by country, which stands: an earlier total above it is left out.
    """
    table = facts.load("sister_city_totals").query("iso3 != 'all' and measure == 'pairs'")
    found = {}
    for iso3, number in printed.items():
        own = table[table["iso3"] == iso3].sort_values("as_of", ascending=False)
        ends = [(12 * LAST_COUNTED + 11, int(number))]
        for month, value in zip(month_of(own["as_of"]), own["value"].astype(int), strict=True):
            if month < ends[-1][0] and value < ends[-1][1]:
                ends.append((int(month), int(value)))
        found[iso3] = ends[::-1]
    return found


def draw(
    rows: pd.DataFrame,
    affinity: np.ndarray,
    rng: np.random.Generator,
    ends: dict[str, list[tuple[int, int]]],
    until: int = LAST_DRAWN,
) -> pd.DataFrame:
    """Draw the dates that are missing; a pair's drawn dates come after its public ones.

    Parameters
    ----------
    rows : DataFrame
        Agreements with ``city_code``, ``iso3`` and ``date_signed``, empty where it is to be drawn.
    affinity : ndarray
        Of each row's pair.
    rng : Generator
    ends : dict
        As `totals` returns them; empty leaves the numbers as they fall.
    until : int
        Last year.
    """
    rows = rows.reset_index(drop=True)
    undated = (rows["date_signed"] == "").to_numpy()
    known = month_of(rows["date_signed"].where(~undated, "9999"))
    own = known.where(~undated).groupby([rows["city_code"], rows["iso3"]]).transform("min").to_numpy()
    first = np.fmax(earliest(rows), np.nan_to_num(own, nan=-1.0)).astype(int)
    months = known.to_numpy(copy=True)
    months[undated] = by_calendar(affinity[undated], first[undated], rng, until)
    counts = counted()
    for iso3 in sorted(set(rows["iso3"][undated]) & (set(counts.index) | set(ends))):
        here = (rows["iso3"] == iso3).to_numpy()
        open_ = np.flatnonzero(here & undated)
        slots = _slots(
            counts.loc[iso3] if iso3 in counts.index else None,
            ends.get(iso3, []),
            months[here & ~undated],
            len(open_),
            int(earliest(rows.iloc[open_[:1]])[0]),
            until,
            rng,
        )
        months[open_] = _matched(slots, first[open_], own[open_], affinity[open_], rng)
    dates = rows["date_signed"].to_numpy(dtype=object, copy=True)
    dates[undated] = written(months[undated])
    return rows.assign(date_signed=dates.astype(str))


def by_calendar(
    affinity: np.ndarray, first: np.ndarray, rng: np.random.Generator, until: int = LAST_DRAWN
) -> np.ndarray:
    r"""Months of signing, :math:`P(y) \propto h(y) e^{-\eta a (y - \bar y)}` from the first month on."""
    shares = calendar().loc[:until]
    years = shares.index.to_numpy()
    if not len(affinity):
        return np.zeros(0, dtype=int)
    relative = np.clip((affinity - affinity.mean()) / max(affinity.std(), 1e-9), -3, 3)
    start = np.minimum(first, 12 * years[-1] + 11)
    tilt = np.exp(-_TILT * relative[:, None] * (years - YEARS[0]))
    weights = np.maximum(shares.to_numpy(), 1e-12) * tilt * (years >= (start // 12)[:, None])
    weights = np.cumsum(weights, axis=1)
    picked = (rng.random(len(weights))[:, None] * weights[:, -1:] > weights).sum(axis=1)
    low = np.where(years[picked] == start // 12, start % 12, 0)
    return 12 * years[picked] + low + np.floor(rng.random(len(low)) * (12 - low)).astype(int)


def _slots(
    counts: pd.Series | None,
    ends: list[tuple[int, int]],
    dated: np.ndarray,
    number: int,
    start: int,
    until: int,
    rng: np.random.Generator,
) -> np.ndarray:
    """Months for a country's undated agreements, sorted: what its counts and totals leave to them."""
    months = np.arange(12 * FIRST_AGREEMENT, 12 * until + 12)
    shape = np.maximum(calendar().to_numpy()[months // 12 - FIRST_AGREEMENT], 1e-12) * (months >= start)
    whole = number + len(dated)
    shape = shape * whole / shape.sum()
    inside = np.zeros(len(months), dtype=bool)
    if counts is not None:
        inside = np.isin(months // 12, counts.index)
        yearly = counts.reindex(months // 12).fillna(0.0).to_numpy()
        shape = np.where(inside, yearly / 12 * (months >= start), shape)
    # What public dates of a year have taken is not drawn again.
    taken = pd.Series(dated // 12).value_counts().reindex(months // 12).fillna(0.0).to_numpy()
    wanted = pd.Series(shape).groupby(months // 12).transform("sum").to_numpy()
    left = shape * np.maximum(1 - taken / np.maximum(wanted, 1e-12), 1e-6)
    found, last, before = [], months[0] - 1, 0
    for month, total in [*ends, (months[-1], whole)]:
        here = (months > last) & (months <= month)
        signed = int(((dated > last) & (dated <= month)).sum())
        room = number - sum(map(len, found))
        size = room if month == months[-1] else int(np.clip(total - before - signed, 0, room))
        free = here & ~inside
        rest = max(size - left[here & inside].sum(), 0.0)  # the years that are not counted take what is left
        left[free] *= rest / max(left[free].sum(), 1e-12)
        found.append(_spread(months[here], left[here], size, rng))
        before, last = before + signed + size, month
    return np.sort(np.concatenate(found))


def _spread(months: np.ndarray, weights: np.ndarray, size: int, rng: np.random.Generator) -> np.ndarray:
    """Systematic draw: each month as often as its weight asks for, up to one."""
    if not size:
        return np.zeros(0, dtype=int)
    if not weights.sum() > 0:
        first, last = written(months[[0, -1]])
        raise ValueError(
            f"no month from {first} to {last} is possible for {size} agreements: correct the tables "
            "diplomatic_relations or sister_city_totals"
        )
    cumulative = np.cumsum(weights) / weights.sum()
    chosen = np.searchsorted(cumulative, (np.arange(size) + rng.random()) / size)
    return months[chosen.clip(0, len(months) - 1)]


def _matched(
    slots: np.ndarray, first: np.ndarray, own: np.ndarray, affinity: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Each agreement its month, earlier the higher its affinity; none before its pair's public one."""
    found = np.full(len(slots), -1)
    free = np.ones(len(slots), dtype=bool)
    late = np.flatnonzero(~np.isnan(own))
    for row in late[np.argsort(-first[late], kind="stable")]:
        possible = np.flatnonzero(free & (slots >= first[row]))
        if not len(possible):  # every later month is taken: the pair's own month
            possible, slots = np.flatnonzero(free)[-1:], slots.copy()
            slots[possible] = first[row]
        chosen = rng.choice(possible)
        found[row], free[chosen] = slots[chosen], False
    rest = np.flatnonzero(found < 0)
    relative = (affinity - affinity.mean()) / max(affinity.std(), 1e-9)
    order = np.argsort(-_ORDER * relative[rest] + rng.standard_normal(len(rest)), kind="stable")
    found[rest[order]] = np.sort(slots[free])
    return found
