"""Which placebo assignments there are: counted, listed, drawn."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product

import numpy as np

from lib.estimators.placebo_panel import NEVER, Panel

PERMUTE = ("units", "dates", "both")
Assignment = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Scheme:
    """How the treatment is reassigned.

    Attributes
    ----------
    permute : str
        ``units``, ``dates`` or ``both``.
    cohort, strata : ndarray of int, shape (U,)
        Cohort (`NEVER` without one) and stratum of each unit.
    candidates : tuple of int or None
        Cohorts that are drawn with equal probability; None where the observed ones are shuffled.
    common : bool
        Whether a draw from `candidates` holds for all treated units at once (a block).
    """

    permute: str
    cohort: np.ndarray
    strata: np.ndarray
    candidates: tuple[int, ...] | None
    common: bool

    @cached_property
    def treated(self) -> np.ndarray:
        """Treated units, by stratum, shape (m,)."""
        treated = np.flatnonzero(self.cohort != NEVER)
        return treated[np.argsort(self.strata[treated], kind="stable")]

    @cached_property
    def pool(self) -> np.ndarray:
        """Units of the strata that have treated ones, by stratum."""
        pool = np.flatnonzero(np.isin(self.strata, self.strata[self.treated]))
        return pool[np.argsort(self.strata[pool], kind="stable")]

    @cached_property
    def slots(self) -> np.ndarray:
        """The first places of each stratum in `pool`, as many as it has treated units, shape (m,)."""
        strata = self.strata[self.treated]
        return np.searchsorted(self.strata[self.pool], strata) + _rank_within(strata)

    @property
    def stratified(self) -> bool:
        """Whether there is more than one stratum."""
        return bool((self.strata != self.strata[0]).any())

    @property
    def holds_observed(self) -> bool:
        """Whether the observed assignment is one of those that can be drawn."""
        return self.candidates is None or set(self.cohort[self.treated]) <= set(self.candidates)


def scheme(panel: Panel, permute: str, candidates: Sequence[int] | None, block: bool) -> Scheme:
    """How the treatment of `panel` is reassigned; see `Scheme`.

    A block whose date is drawn without `candidates` takes any period but the first.
    """
    if block and permute != "units" and candidates is None:
        candidates = range(1, len(panel.periods))
    chosen = None if candidates is None else tuple(candidates)
    return Scheme(permute, panel.cohort, panel.strata, chosen, block)


def count(plan: Scheme) -> int:
    """Number of different assignments, exactly."""
    treated, cohorts = plan.treated, plan.cohort[plan.treated]
    number = 1
    if plan.permute != "dates":
        for size, taken in _by_stratum(plan):
            number *= math.comb(size, taken)
    if plan.candidates is not None:
        return number * len(plan.candidates) ** (1 if plan.common else len(treated))
    if plan.permute == "both":
        return number * _orders(cohorts)
    return number * math.prod(_orders(cohorts[group]) for group in _groups(plan.strata[treated]))


def everything(plan: Scheme) -> Iterator[Assignment]:
    """Every assignment once."""
    treated = plan.treated
    cohorts, strata = plan.cohort[treated], plan.strata[treated]
    groups = _groups(strata)
    if plan.permute == "dates":
        choices = [tuple(treated)]
    else:
        pools = [np.flatnonzero(plan.strata == strata[group[0]]) for group in groups]
        parts = (combinations(pool, len(group)) for pool, group in zip(pools, groups, strict=True))
        choices = (sum(chosen, ()) for chosen in product(*parts))
    for units in choices:
        units = np.array(units, dtype=int)
        if plan.candidates is None:
            within = [np.arange(len(treated))] if plan.permute == "both" else groups
            dates = product(*(_distinct_orders(cohorts[group]) for group in within))
            yield from ((units, np.array(sum(order, ()), dtype=int)) for order in dates)
        else:
            repeat = 1 if plan.common else len(units)
            for dates in product(plan.candidates, repeat=repeat):
                yield units, np.broadcast_to(np.array(dates, dtype=int), len(units))


def draws(plan: Scheme, number: int, rng: np.random.Generator) -> Iterator[Assignment]:
    """Random assignments, each equally likely."""
    cohorts = plan.cohort[plan.treated]
    for _ in range(number):
        units = plan.treated if plan.permute == "dates" else _draw_units(plan, rng)
        if plan.candidates is not None:
            drawn = rng.choice(plan.candidates, size=1 if plan.common else len(units))
            yield units, np.broadcast_to(drawn, len(units))
        elif plan.permute == "dates":
            keys = plan.strata[plan.treated] + rng.random(len(units))
            yield units, cohorts[np.argsort(keys)]
        else:
            yield units, rng.permutation(cohorts) if plan.permute == "both" else cohorts


def _draw_units(plan: Scheme, rng: np.random.Generator) -> np.ndarray:
    """Units of a draw, in the order of `plan.treated`: as many in each stratum, in random order."""
    if not plan.stratified:
        return rng.choice(len(plan.cohort), size=len(plan.treated), replace=False)
    # Sorted by stratum and, within it, at random; each stratum gives its first units.
    order = np.argsort(plan.strata[plan.pool] + rng.random(len(plan.pool)))
    return plan.pool[order[plan.slots]]


def _rank_within(strata: np.ndarray) -> np.ndarray:
    """Place of each entry among those of its stratum, in a sorted vector of strata."""
    return np.arange(len(strata)) - np.searchsorted(strata, strata)


def _groups(strata: np.ndarray) -> list[np.ndarray]:
    """Positions of each stratum in a sorted vector of strata."""
    return np.split(np.arange(len(strata)), np.flatnonzero(np.diff(strata)) + 1)


def _by_stratum(plan: Scheme) -> list[tuple[int, int]]:
    """Units and treated units of each stratum that has treated ones."""
    sizes = np.bincount(plan.strata)
    present, taken = np.unique(plan.strata[plan.treated], return_counts=True)
    return [(int(size), int(m)) for size, m in zip(sizes[present], taken, strict=True)]


def _orders(values: np.ndarray) -> int:
    """Number of distinct orders of `values`."""
    repeats = np.unique(values, return_counts=True)[1]
    return math.factorial(len(values)) // math.prod(math.factorial(int(k)) for k in repeats)


def _distinct_orders(values: np.ndarray) -> Iterator[tuple[int, ...]]:
    """Distinct orders of `values`, each once."""
    if len(values) == 0:
        yield ()
        return
    for value in np.unique(values):
        rest = np.delete(values, np.flatnonzero(values == value)[0])
        yield from ((int(value), *tail) for tail in _distinct_orders(rest))
