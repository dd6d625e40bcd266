"""Which pairs of the semi-synthetic panel export in which years: by gravity, to the printed counts.

The printed numbers of observations fix more than their sum: with the sample of tables 4 and 6 they say how
many rows are of tied pairs, of Belt and Road countries and of neighbours, and how many of each lack a
quantity. All of them are met exactly at full size.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib import published
from lib.panels.twin_cities_synthetic_units import YEARS, stream

TIED_YEARS = 13.2  # rows of a tied pair: nearly all of the fourteen years, since tied pairs trade much


@dataclass(frozen=True)
class Counts:
    """Rows that the paper prints, or implies; rows of a group count those with a value.

    Attributes
    ----------
    pairs, rows, treated_destinations : int
        Pairs with exports, their rows, destinations with agreements.
    value, quantity : dict of str to int
        Rows with a value and with a quantity: ``all``, ``untied`` (table 4), ``road`` and ``neighbour``
        (table 6).
    """

    pairs: int
    rows: int
    treated_destinations: int
    value: dict
    quantity: dict

    @property
    def tied(self) -> int:
        """Rows of tied pairs with a value: all less those of table 4."""
        return self.value["all"] - self.value["untied"]


def printed_counts() -> Counts:
    """The printed numbers of observations of tables 3, 4 and 6 and of the text."""
    cells = published.load("twin_cities")
    n = cells[cells["statistic"] == "n"].set_index(["exhibit", "column"])["printed"].astype(int)
    claims = published.claims("twin_cities").set_index("id")["printed"]
    columns = {
        "all": ("table_3", "(2)", "(4)"),
        "untied": ("table_4", "(2)", "(4)"),
        "road": ("table_6", "(1)", "(2)"),
        "neighbour": ("table_6", "(7)", "(8)"),
    }
    return Counts(
        pairs=int(claims["design-n-pairs"]),
        rows=int(claims["design-n"]),
        treated_destinations=int(claims["design-n-treated-destinations"]),
        value={name: int(n[table, value]) for name, (table, _, value) in columns.items()},
        quantity={name: int(n[table, quantity]) for name, (table, quantity, _) in columns.items()},
    )


def draw(
    affinity: np.ndarray,
    tied: np.ndarray,
    belt_road: np.ndarray,
    neighbour: np.ndarray,
    *,
    seed: int,
    full: bool,
) -> np.ndarray:
    """Years in which each pair exports.

    Parameters
    ----------
    affinity : ndarray, shape (I, J)
        Standardised index of size, income and nearness.
    tied : ndarray of bool, shape (I, J)
        Pairs with an agreement: all of them export.
    belt_road, neighbour : ndarray of bool, shape (J,)
    seed : int
    full : bool
        To the printed counts; otherwise to their proportions.

    Returns
    -------
    ndarray of bool, shape (I, J, T)

    Notes
    -----
    A pair exports in the years in which an index of its affinity, a common rise over the years and a
    persistent part of its own is highest, so that pairs enter, pause and leave. Every pair of the panel
    exports once at least.
    """
    rng = stream(seed, "presence")
    printed = printed_counts()
    number = printed.pairs if full else round(printed.pairs * affinity.size / (287 * 153))
    score = affinity + rng.normal(0, 0.7, affinity.shape)
    in_panel = _highest(np.where(tied, np.inf, score), max(number, int(tied.sum())))
    index = _index(affinity, rng)
    group = 2 * belt_road.astype(int) + neighbour.astype(int)
    cell = np.where(tied, 4, 0) + group
    targets = _targets(index, cell, in_panel, printed, full)
    present = np.zeros(index.shape, dtype=bool)
    for code, target in targets.items():
        here = in_panel & (cell == code)
        chosen = index[here]
        best = chosen.max(axis=1, keepdims=True)
        chosen = np.where(chosen == best, np.inf, chosen)  # one year at least
        present[here] = _highest(chosen, target)
    return present


def _index(affinity: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    shape = (*affinity.shape, len(YEARS))
    noise = rng.standard_normal(shape)
    for year in range(1, len(YEARS)):
        noise[..., year] = 0.8 * noise[..., year - 1] + 0.6 * noise[..., year]
    own = rng.standard_normal(affinity.shape)[..., None]
    return affinity[..., None] + 0.12 * (YEARS - YEARS.mean()) + 0.6 * own + 0.9 * noise


def _highest(values: np.ndarray, number: int) -> np.ndarray:
    """The ``number`` highest entries, ties in the order of the array."""
    flat = np.zeros(values.size, dtype=bool)
    flat[np.argsort(-values.ravel(), kind="stable")[:number]] = True
    return flat.reshape(values.shape)


def _targets(
    index: np.ndarray, cell: np.ndarray, in_panel: np.ndarray, printed: Counts, full: bool
) -> dict[int, int]:
    """Rows by cell: 4 if tied, and 2 if Belt and Road, and 1 if neighbour."""
    pairs = {code: int((in_panel & (cell == code)).sum()) for code in range(8)}
    tied_pairs = {code: pairs[code] for code in range(4, 8)}
    tied = _shares(tied_pairs, printed.tied if full else round(TIED_YEARS * sum(tied_pairs.values())))
    rows = printed.rows if full else round(printed.rows / printed.pairs * sum(pairs.values()))
    threshold = np.sort(index[in_panel & (cell < 4)].ravel())[::-1][rows - sum(tied.values()) - 1]
    natural = {c: int((index[in_panel & (cell == c)] >= threshold).sum()) for c in range(4)}
    if not full:
        return tied | {c: max(natural[c], pairs[c]) for c in natural}
    whole = np.array(
        [[natural[0] + tied[4], natural[1] + tied[5]], [natural[2] + tied[6], natural[3] + tied[7]]]
    )
    whole = _fitted(whole, printed)
    return tied | {c: int(whole[c // 2, c % 2]) - tied[4 + c] for c in range(4)}


def _fitted(rows: np.ndarray, printed: Counts) -> np.ndarray:
    """Rows by (road, neighbour) with the printed margins, near the given ones in their odds ratio.

    The one row of the panel without a value lies outside both groups.
    """
    road, neighbour = printed.value["road"], printed.value["neighbour"]
    rows = rows.astype(float)
    for _ in range(200):
        rows *= (np.array([printed.rows - road, road]) / rows.sum(axis=1))[:, None]
        rows *= np.array([printed.rows - neighbour, neighbour]) / rows.sum(axis=0)
    both = round(rows[1, 1])
    return np.array([[printed.rows - road - neighbour + both, neighbour - both], [road - both, both]])


def _shares(pairs: dict[int, int], rows: int) -> dict[int, int]:
    """Rows in proportion to pairs, whole numbers by the largest remainders, at most one a year."""
    total = sum(pairs.values())
    if not total <= rows <= len(YEARS) * total:
        raise ValueError(f"{rows} rows for {total} tied pairs over {len(YEARS)} years cannot be: change the "
                         "number of tied pairs")  # fmt: skip
    exact = {code: rows * number / total for code, number in pairs.items()}
    floor = {code: int(value) for code, value in exact.items()}
    order = sorted(exact, key=lambda code: floor[code] - exact[code])
    for code in order[: rows - sum(floor.values())]:
        floor[code] += 1
    return floor


def missing(frame: pd.DataFrame, *, seed: int, full: bool) -> tuple[np.ndarray, np.ndarray]:
    """Rows without a value and without a quantity, to the printed counts.

    Parameters
    ----------
    frame : DataFrame
        ``treat``, ``belt_road`` and ``neighbour`` of each row.

    Returns
    -------
    ndarray of bool, shape (N,), twice
        The row without a value lacks its quantity as well.
    """
    rng = stream(seed, "missing")
    printed = printed_counts()
    lacking = {name: printed.value[name] - printed.quantity[name] for name in printed.value}
    tied = lacking["all"] - lacking["untied"]
    wanted = {
        "tied": tied,
        "both": lacking["neighbour"],
        "road": lacking["road"] - lacking["neighbour"],
        "neither": lacking["all"] - lacking["road"] - tied,
    }
    road, near = frame["belt_road"].to_numpy() == 1, frame["neighbour"].to_numpy() == 1
    free = frame["treat"].to_numpy() == 0
    where = {
        "tied": ~free & ~road & ~near,
        "both": free & road & near,
        "road": free & road & ~near,
        "neither": free & ~road & ~near,
    }
    share = 1.0 if full else len(frame) / printed.rows
    no_quantity = np.zeros(len(frame), dtype=bool)
    for name, number in wanted.items():
        rows = np.flatnonzero(where[name])
        no_quantity[rng.choice(rows, min(len(rows), int(np.ceil(share * number))), replace=False)] = True
    no_value = np.zeros(len(frame), dtype=bool)
    rest = np.flatnonzero(where["neither"] & ~no_quantity)
    no_value[rng.choice(rest, printed.rows - printed.value["all"], replace=False)] = True
    return no_value, no_quantity | no_value
