"""Plant errors into papers and count how many the audit finds.

`consistent` makes a paper without an error, `plant` puts one of a kind into a copy of it or of a paper of
``data/published``, `shares` and `shares_of` count. An error is found if a finding that was not there before
reads the planted cell.

What cannot be found in principle, whatever the rules (`HIDDEN`, each shown to be found never):

* a digit changed inside what rounding and stars allow, since the true number is not in print;
* a coefficient and its standard error scaled alike, since their ratio, and with it every star, stays;
* the sign of a coefficient that nothing else in print speaks of, or that its t shares;
* two errors that agree, such as a table and its text changed alike;
* a row or a table of another sample or another paper that is consistent in itself.

By the same argument a swap of two columns or rows, a wrong N within the panel, or a lost digit is found only
where a sum, a t, a star, an interval, a nested model or a sentence ties the number to another one; the shares
say how often that is.

``python -m lib.audit.planting`` prints the shares, for consistent papers and for the papers themselves; with
the default of 40 and 5 draws of each kind it runs for about six minutes.
"""

import argparse
import sys
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import pandas as pd

from lib import published
from lib.audit import engine, planting_hidden, planting_kinds  # noqa: F401  registers every kind
from lib.audit.findings import CONTRADICTION, INCONSISTENCY, Finding
from lib.audit.planting_errors import FINDABLE, HIDDEN, Planted, Task
from lib.audit.planting_paper import Paper, consistent, printed_paper

Tried = tuple[str, str, bool, list[str]]  # paper, kind, whether there was room, the rules that found it
KINDS = FINDABLE | HIDDEN
GRAVE = (CONTRADICTION, INCONSISTENCY)
COLUMNS = ["paper", "kind", "planted", "found", "share", "standard_error", "rules"]
OWN_KINDS = (
    "sign of a coefficient beside a t",
    "sign of a coefficient beside a standard error",
    "star added",
    "star removed",
    "digit lost",
    "decimal point moved",
    "columns swapped",
    "observations changed",
    "observations above the panel",
    "number of an identity changed",
    "number of the text changed",
    "sign of the text reversed",
    "order of the text reversed",
)  # planted into the papers themselves

__all__ = [
    "FINDABLE",
    "HIDDEN",
    "KINDS",
    "Paper",
    "Planted",
    "consistent",
    "counted",
    "discovered",
    "plant",
    "printed",
    "shares",
    "shares_of",
    "tried",
    "unplanted",
]


def plant(paper: Paper, kind: str, rng: np.random.Generator, spared: Iterable[str] = ()) -> Planted | None:
    """A copy of a paper with one error.

    Parameters
    ----------
    paper : Paper
    kind : str
        One of `KINDS`.
    rng : numpy.random.Generator
        Decides where.
    spared : iterable of str
        Ids of cells and claims that are left alone.

    Returns
    -------
    Planted, or None if the paper has no place for such an error.

    Raises
    ------
    ValueError
        The kind is unknown.
    """
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} is unknown; one of {', '.join(KINDS)}")
    made = KINDS[kind](Task(paper, rng, frozenset(spared)))
    if made is None:
        return None
    changes, what = made
    places = dict.fromkeys((name, i) for name, i, _ in changes)
    ids = tuple(paper.rows[name][i]["id"] for name, i in places)
    return Planted(paper.edit(changes), kind, ids, what)


def readings(findings: list[Finding]) -> set[tuple[str, str]]:
    """Pairs of a finding's id and a cell that it reads."""
    return {(finding.id, cell) for finding in findings for cell in finding.cells}


def discovered(before: list[Finding], planted: Planted) -> list[Finding]:
    """Findings about the paper with the error that read a planted cell and did not before."""
    known = readings(before)
    return [
        finding
        for finding in engine.run(planted.paper.record())
        if any(cell in finding.cells and (finding.id, cell) not in known for cell in planted.cells)
    ]


@lru_cache(maxsize=64)
def unplanted(seed: int) -> tuple[Paper, list[Finding]]:
    """A consistent paper and what the audit says of it."""
    paper = consistent(seed)
    return paper, engine.run(paper.record())


@lru_cache(maxsize=8)
def printed(name: str) -> tuple[Paper, list[Finding]]:
    """A paper of ``data/published`` and what the audit says of it."""
    paper = printed_paper(name)
    return paper, engine.run(paper.record())


def shares(seed: int, draws: int, kinds: Iterable[str] = tuple(KINDS)) -> pd.DataFrame:
    """Errors planted into consistent papers, and the share found, by kind.

    Parameters
    ----------
    seed : int
        Of the first paper; each draw has a paper of its own and one error of each kind.
    draws : int
        Papers.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`: ``planted`` and ``found`` are counts, ``share`` is between 0 and 1 with its
        binomial ``standard_error``, ``rules`` names the rules that found it with counts.
    """
    kinds = tuple(kinds)
    every = range(len(kinds))
    return counted([entry for draw in range(seed, seed + draws) for entry in tried(draw, kinds, every)])


def tried(draw: int, kinds: tuple[str, ...], chosen: Iterable[int]) -> list[Tried]:
    """One error of each chosen kind, planted into the consistent paper of the seed ``draw``.

    Parameters
    ----------
    draw : int
    kinds : tuple of str
    chosen : iterable of int
        Places in ``kinds``; a kind's error depends on its place and the seed alone, not on what else is
        chosen.
    """
    paper, before = unplanted(draw)
    return [
        _try("consistent", paper, before, kinds[k], np.random.default_rng([draw, k]), frozenset())
        for k in chosen
    ]


def shares_of(name: str, seed: int, draws: int, kinds: Iterable[str] = OWN_KINDS) -> pd.DataFrame:
    """The same for a copy of a paper of ``data/published``.

    Cells in which a contradiction or an inconsistency stands already are left alone, since an error more
    could not be told from the one that is there.
    """
    paper, before = printed(name)
    spared = frozenset(cell for finding in before if finding.severity in GRAVE for cell in finding.cells)
    return counted([
        _try(name, paper, before, kind, np.random.default_rng([seed, draw, k]), spared)
        for k, kind in enumerate(kinds) for draw in range(draws)
    ])  # fmt: skip


def _try(name: str, paper: Paper, before: list[Finding], kind: str, rng: np.random.Generator,
         spared: frozenset[str]) -> Tried:  # fmt: skip
    """Paper, kind, whether there was room for the error, and the rules that found it."""
    planted = plant(paper, kind, rng, spared)
    if planted is None:
        return name, kind, False, []
    return name, kind, True, sorted({finding.rule for finding in discovered(before, planted)})


def counted(entries: list[Tried]) -> pd.DataFrame:
    """Shares found by paper and kind; the columns are `COLUMNS`."""
    rows = []
    for name, kind in dict.fromkeys(entry[:2] for entry in entries):
        made = [rules for paper, this, room, rules in entries if (paper, this) == (name, kind) and room]
        found = sum(map(bool, made))
        share = found / len(made) if made else np.nan
        error = np.sqrt(share * (1 - share) / len(made)) if made else np.nan
        names = pd.Series([rule for rules in made for rule in rules], dtype=object).value_counts()
        said = ", ".join(
            f"{rule} {count}" for rule, count in sorted(names.items(), key=lambda x: (-x[1], x[0]))
        )
        rows.append((name, kind, len(made), found, share, error, said))
    return pd.DataFrame(rows, columns=COLUMNS)


def main(arguments: list[str] | None = None) -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(
        prog="python -m lib.audit.planting", description="Plant errors, count finds."
    )
    parser.add_argument("--draws", type=int, default=40, help="errors of each kind in consistent papers")
    parser.add_argument("--own", type=int, default=5, help="errors of each kind in each paper")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    tables = [shares(options.seed, options.draws)] if options.draws else []
    tables += [shares_of(name, options.seed, options.own) for name in published.papers() if options.own]
    with pd.option_context("display.max_colwidth", 90, "display.width", 240):
        for table in tables:
            print(table.round(2).to_string(index=False), end="\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
