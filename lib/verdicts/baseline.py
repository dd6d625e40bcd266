"""A committed state of the verdicts, below which they must not fall."""

import json
from pathlib import Path

from lib.verdicts import scale
from lib.verdicts.report import write

RANKED = (*scale.COMPARED, scale.CANNOT_COMPARE, scale.NOT_COMPUTED)


def worsened(before: dict[str, dict[str, str]], now: dict[str, dict[str, str]]) -> list[str]:
    """One sentence for each cell that is worse than before, or gone.

    Parameters
    ----------
    before, now : dict of paper to dict of cell to verdict

    Notes
    -----
    The order is that of the scale, "cannot compare" and "not yet computed" last: a cell that gets its first
    value, whatever the verdict, is not worse, and one that loses its chapter is. A cell that becomes or
    ceases to be a paper error has been classified anew, not computed worse, and is not named.
    """
    found = []
    for paper, cells in before.items():
        present = now.get(paper, {})
        for cell, verdict in cells.items():
            new = present.get(cell)
            if new is None:
                found.append(f"{paper} {cell}: was {verdict}, is gone")
            elif _worse(verdict, new):
                found.append(f"{paper} {cell}: was {verdict}, is {new}")
    return found


def _worse(old: str, new: str) -> bool:
    if scale.PAPER_ERROR in (old, new):
        return False
    return RANKED.index(new) > RANKED.index(old)


def of_summary(summary: dict) -> dict[str, dict[str, str]]:
    """The part of ``results/verdicts.json`` that a baseline keeps."""
    return {paper: dict(sorted(entry["verdicts"].items())) for paper, entry in summary["papers"].items()}


def load(path: Path) -> dict[str, dict[str, str]]:
    """A baseline from disk."""
    if not path.exists():
        raise FileNotFoundError(f"baseline {path} is missing; write it with --write-baseline")
    return json.loads(path.read_text(encoding="utf-8"))


def save(path: Path, summary: dict) -> None:
    """Write the present verdicts as the baseline."""
    write(path, json.dumps(of_summary(summary), ensure_ascii=False, indent=1) + "\n")
