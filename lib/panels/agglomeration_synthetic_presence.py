"""Which city-years the semi-synthetic panel has: the printed 2,337 in 280 cities, and the printed regions.

The rows are real city-years with a population. Six cities and further city-years of the others have to go
(`left_out` counts both), and the printed numbers of the regions say where: the six cities are western, the
years are late entries and gaps.
Which ones is drawn once, under a seed of its own, so that every draw of the panel has the same rows.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from lib import facts, paths
from lib.panels import agglomeration_facts as real
from lib.panels.agglomeration import FIRST_YEAR, LAST_YEAR, REGIONS
from lib.panels.agglomeration_columns import printed_counts

SEED = 2003
YEARS = np.arange(FIRST_YEAR, LAST_YEAR + 1)
LATE = 0.6  # share of the cities with missing years that enter late; the others miss one year within
LATEST_ENTRY = 3  # years


@dataclass(frozen=True)
class Presence:
    """The city-years of the panel.

    Attributes
    ----------
    cities : DataFrame
        As `agglomeration_facts.cities`, the 280 of the panel, sorted by ``city_code``.
    people : ndarray, shape (280, 10)
        Non-agricultural population, 10,000 persons, 2002 to 2011; a missing figure is that of the year
        before (of the year after at the start), and no row of the panel.
    rows : ndarray, shape (280, 9), bool
        Whether the panel has the city in 2003 to 2011.
    limits : tuple of float
        Upper limits of small and of medium cities that give the printed numbers of city-years.
    """

    cities: pd.DataFrame
    people: np.ndarray
    rows: np.ndarray
    limits: tuple[float, float]

    @property
    def sizes(self) -> np.ndarray:
        """Size in each row of the panel, shape (2337,)."""
        return real.sizes(self.people[:, 1:][self.rows], self.limits)


def presence() -> Presence:
    """The city-years, always the same for the same tables.

    Raises
    ------
    ValueError
        The real city-years cannot meet the printed numbers.
    """
    tables = [paths.FACTS / f"{name}.csv" for name in ("cities", "city_population", "seaports")]
    checksums = tuple(facts.sha256(path) for path in tables)
    for path, checksum in zip(tables, checksums, strict=True):  # read also where the result is at hand
        facts.register(path, checksum)
    return _presence(checksums, tuple(printed_counts().items()))


def left_out() -> tuple[int, int]:
    """Real city-years that are not in the panel: of the cities left out, and further ones of the others."""
    people, there = real.population().loc[:, FIRST_YEAR:].notna(), presence()
    kept = int(people.loc[there.cities["city_code"]].to_numpy().sum())
    return int(people.to_numpy().sum()) - kept, kept - int(there.rows.sum())


@cache
def _presence(_checksums: tuple[str, ...], printed: tuple[tuple[str, tuple[int, int]], ...]) -> Presence:
    counts = dict(printed)
    people = real.population()
    places = real.cities().set_index("city_code", drop=False)
    there = people.loc[:, FIRST_YEAR:].notna()
    kept = _largest(places, there, people, counts["all"][1])
    places, there, people = places.loc[kept].reset_index(drop=True), there.loc[kept], people.loc[kept]
    rows = there.to_numpy().copy()
    rng = np.random.default_rng(SEED)
    size = people.mean(axis=1).to_numpy()
    for region in REGIONS:
        members = np.flatnonzero((places["region"] == region).to_numpy())
        _thin(rows, members, counts[region][0], size, rng)
    filled = people.ffill(axis=1).bfill(axis=1).to_numpy()
    limits = real.fitted_limits(filled[:, 1:][rows], (counts["small"][0], counts["medium"][0]))
    return Presence(places, filled, rows, limits)


def _largest(places: pd.DataFrame, there: pd.DataFrame, people: pd.DataFrame, number: int) -> pd.Index:
    """The cities that stay: of the west those with the most years, the largest of them first."""
    leave = len(places) - number
    west = places.index[places["region"] == "west"]
    order = pd.DataFrame({"years": there.loc[west].sum(axis=1), "size": people.loc[west].mean(axis=1)})
    gone = order.sort_values(["years", "size"], kind="stable").index[:leave]
    return places.index.difference(gone)


def _thin(
    rows: np.ndarray, members: np.ndarray, wanted: int, size: np.ndarray, rng: np.random.Generator
) -> None:
    """Take years from cities of one region, small ones first as a rule, until ``wanted`` rows are left."""
    excess = int(rows[members].sum()) - wanted
    if excess < 0:
        raise ValueError(f"{rows[members].sum()} real city-years where {wanted} are printed; there is no way "
                         "to add some")  # fmt: skip
    weight = 1 / size[members]
    order = rng.choice(members, size=len(members), replace=False, p=weight / weight.sum())
    for city in order:
        if excess == 0:
            return
        if rng.random() < LATE:
            years = np.arange(rng.integers(1, LATEST_ENTRY + 1))
        else:
            years = rng.integers(1, len(YEARS) - 1, 1)
        taken = years[rows[city, years]][:excess]
        rows[city, taken] = False
        excess -= len(taken)
    raise ValueError(f"{excess} city-years more than printed are left; let cities enter later (LATEST_ENTRY)")
