"""How an error is planted: the register of kinds, where there is room, and how printed numbers get wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

import numpy as np

from lib.audit.planting_paper import Paper
from lib.printed import parse

BELOW = ("se", "t")


@dataclass(frozen=True)
class Planted:
    """A paper with an error: its kind, the ids of the cells or claims changed, and what was done in words."""

    paper: Paper
    kind: str
    cells: tuple[str, ...]
    what: str


@dataclass(frozen=True)
class Task:
    """Where to plant: the paper, the random generator, and ids that are to be left alone."""

    paper: Paper
    rng: np.random.Generator
    spared: frozenset[str] = frozenset()

    def choose(self, options: list):
        """One of the options, or None if there is none."""
        return options[self.rng.integers(len(options))] if options else None

    def printed(self, *statistics: str, beside: str = "") -> list[int]:
        """Positions of printed cells of these statistics that have another statistic beside them."""
        return [
            i for i, row in enumerate(self.paper.rows["cells"])
            if row["statistic"] in statistics and row["printed"] and row["id"] not in self.spared
            and (not beside or self.paper.beside(i, beside) is not None)
        ]  # fmt: skip

    def said(self, *kinds: str) -> list[int]:
        """Positions of the claims of these kinds."""
        rows = enumerate(self.paper.rows["claims"])
        return [i for i, row in rows if row["kind"] in kinds and row["id"] not in self.spared]


Change = tuple[dict, str]  # values by (frame, position, column), and what was done
Plant = Callable[[Task], Change | None]
FINDABLE: dict[str, Plant] = {}
HIDDEN: dict[str, Plant] = {}


def kind(name: str, register: dict[str, Plant]) -> Callable[[Plant], Plant]:
    """Register a function that returns the changes and a description, or None if the paper has no place."""

    def add(function: Plant) -> Plant:
        register[name] = function
        return function

    return add


def flipped(text: str) -> str:
    """The other sign."""
    return text.removeprefix("-") if text.startswith("-") else f"-{text}"


def significant(text: str) -> list[int]:
    """Positions of the digits from the first that is not zero."""
    digits = [i for i, sign in enumerate(text) if sign.isdigit()]
    first = next((k for k, i in enumerate(digits) if text[i] != "0"), len(digits))
    return digits[first:]


def changed_digit(text: str, rng: np.random.Generator) -> str:
    """Another digit at one place before the last, so that no rounding explains the change."""
    places = significant(text)
    i = places[rng.integers(max(1, len(places) - 1))]
    others = [digit for digit in "123456789" if digit != text[i]]
    return text[:i] + others[rng.integers(len(others))] + text[i + 1 :]


def lost_digit(text: str, rng: np.random.Generator) -> str | None:
    """One digit left out, where that leaves another number and not a rounder one."""
    made = [text[:i] + text[i + 1 :] for i in significant(text)]
    return _any([other for other in made if other[-1:].isdigit() and differs(text, other)], rng)


def transposed(text: str, rng: np.random.Generator) -> str | None:
    """Two neighbouring digits exchanged."""
    places = significant(text)
    pairs = [(i, j) for i, j in pairwise(places) if text[i] != text[j]]
    made = [text[:i] + text[j] + text[i + 1 : j] + text[i] + text[j + 1 :] for i, j in pairs]
    return _any([other for other in made if differs(text, other)], rng)


def moved_point(text: str, rng: np.random.Generator) -> str | None:
    """The decimal point one place to the left or to the right."""
    if "." not in text or not significant(text):
        return None
    return f"{Decimal(text).scaleb(int(rng.choice([-1, 1]))):f}"


def differs(text: str, other: str) -> bool:
    """Do two printed strings exclude each other, whatever was rounded?"""
    a, b = parse(text), parse(other)
    return a.high < b.low or b.high < a.low


def _any(options: list[str], rng: np.random.Generator) -> str | None:
    return options[rng.integers(len(options))] if options else None


def rewritten(task: Task, options: list[int], how: Callable, where: str = "cells") -> Change | None:
    """One of the numbers printed otherwise, by ``how(text, rng)``."""
    rows = task.paper.rows[where]
    for i in task.rng.permutation(options).tolist():
        text = rows[i]["printed"].replace(",", "")
        new = how(text, task.rng) if significant(text) else None
        if new and differs(text, new):
            return {(where, i, "printed"): new}, f"{rows[i]['id']}: {text} printed as {new}"
    return None


def exchanged(task: Task, pairs: list[tuple[int, int]], what: str) -> Change:
    """The printed strings and stars of two cells in each other's place."""
    rows, changes = task.paper.rows["cells"], {}
    for i, j in pairs:
        for column in ("printed", "stars"):
            changes[("cells", i, column)] = rows[j][column]
            changes[("cells", j, column)] = rows[i][column]
    return changes, what
