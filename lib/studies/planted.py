"""The shares of planted errors that the audit finds, counted in several processes."""

import pandas as pd

from lib.audit import planting
from lib.studies import grid

PARTS = 4  # pieces of a draw, so that few draws too keep every process busy


def evaluate(specification: dict) -> dict:
    """One part of the kinds, planted into one paper: what `lib.audit.planting.tried` returns, by kind.

    Parameters
    ----------
    specification : dict
        ``draw``, the seed of the paper, and ``part``, from 0 to `PARTS` - 1.
    """
    kinds = tuple(planting.KINDS)
    chosen = [k for k in range(len(kinds)) if k % PARTS == specification["part"]]
    return {"tried": planting.tried(specification["draw"], kinds, chosen)}


def shares(seed: int, draws: int, processes: int | None = None) -> pd.DataFrame:
    """As `lib.audit.planting.shares` for every kind; the number of processes changes nothing but the time.

    Raises
    ------
    ValueError
        A draw failed; the message is its own.
    """
    specifications = [
        {"draw": draw, "part": part} for draw in range(seed, seed + draws) for part in range(PARTS)
    ]
    rows = grid.run(evaluate, specifications, processes=processes)
    failed = rows[rows[grid.FAILED] != ""]
    if len(failed):
        first = failed.iloc[0]
        raise ValueError(f"planting into the paper of seed {first['draw']}: {first[grid.FAILED]}")
    table = planting.counted([entry for several in rows["tried"] for entry in several])
    order = {kind: k for k, kind in enumerate(planting.KINDS)}
    return table.sort_values("kind", key=lambda kinds: kinds.map(order), ignore_index=True)
