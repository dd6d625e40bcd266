"""A printed paper into which errors are planted, and a consistent one made from a simulated data set."""

import dataclasses
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from lib import published
from lib.audit import design as designs
from lib.audit import planting_design, planting_estimates, planting_tables, planting_text
from lib.audit.design import Design
from lib.audit.record import Record
from lib.published import KEYS


@dataclass(frozen=True, eq=False)
class Paper:
    """A printed paper: cells and claims (columns of `lib.published`), and its declared design."""

    name: str
    cells: pd.DataFrame
    claims: pd.DataFrame
    design: Design

    def record(self) -> Record:
        """The paper as the rules read it."""
        rows = [published.as_cells(self.cells), published.as_cells(self.claims)]
        return Record(self.name, pd.concat(rows, ignore_index=True), self.design)

    @cached_property
    def rows(self) -> dict[str, list[dict]]:
        """Rows as dictionaries, with the id of each."""
        cells = [row | {"id": "/".join(row[key] for key in KEYS)} for row in self.cells.to_dict("records")]
        return {"cells": cells, "claims": self.claims.to_dict("records")}

    @cached_property
    def position(self) -> dict[tuple, int]:
        """Position of a printed cell by its keys."""
        return {tuple(row[k] for k in KEYS): i for i, row in enumerate(self.rows["cells"]) if row["printed"]}

    def beside(self, i: int, statistic: str) -> int | None:
        """Position of the same term's other statistic, or None."""
        row = self.rows["cells"][i]
        return self.position.get((*(row[key] for key in KEYS[:4]), statistic))

    def edit(self, changes: dict[tuple[str, int, str], str]) -> "Paper":
        """A copy with other values at (``cells`` or ``claims``, position, column)."""
        frames = {"cells": self.cells.copy(), "claims": self.claims.copy()}
        for (name, i, column), value in changes.items():
            frames[name].loc[i, column] = value
        return dataclasses.replace(self, **frames)


def consistent(seed: int) -> Paper:
    """A paper without an error: tables printed from estimates on one simulated panel, and a text on them.

    Parameters
    ----------
    seed : int
        Makes the data; it also decides whether standard errors or t-values stand in parentheses.

    Notes
    -----
    Nothing is adjusted afterwards: numbers are estimates of one data set, rounded once; stars come from the
    exact p-values; the text ranks effects only where they differ by three standard errors.
    """
    rng = np.random.default_rng(seed)
    frame, trade = planting_estimates.simulate(rng), planting_estimates.trade(rng)
    models = planting_tables.regressions(frame, str(rng.choice(list(planting_tables.PARENTHESIS))))
    balance = planting_estimates.balance(frame)
    return Paper(
        name=f"consistent-{seed}",
        cells=planting_tables.cells(models, balance, trade),
        claims=planting_text.statements(models, frame, balance, trade),
        design=designs.parse(planting_design.design(models)),
    )


def printed_paper(name: str) -> Paper:
    """A paper of ``data/published``."""
    return Paper(name, published.load(name), published.claims(name), designs.load(name))
