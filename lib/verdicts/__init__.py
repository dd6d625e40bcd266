"""Printed against computed, cell by cell.

`compare` gives each printed cell its verdict, `build` does so for every paper with a printed record and
writes ``results/verdicts.csv`` and ``results/verdicts.json`` (``python -m lib.verdicts``), `read` and
`summary` give them back to a chapter, `scorecard`, `side_by_side`, `differing` and `significance_matrix` are
frames for display, `across` has those over all papers.
"""

from lib.verdicts import across
from lib.verdicts.beside import beside
from lib.verdicts.causes import readings, tested_causes
from lib.verdicts.cells import compare, unmatched
from lib.verdicts.classes import rollup
from lib.verdicts.display import (
    acre_legend,
    differing,
    legend,
    reasons,
    scorecard,
    side_by_side,
    significance_matrix,
)
from lib.verdicts.report import build, computed, read, summary, verdicts_of
from lib.verdicts.scale import SCALE

__all__ = [
    "SCALE",
    "acre_legend",
    "across",
    "beside",
    "build",
    "compare",
    "computed",
    "differing",
    "legend",
    "read",
    "readings",
    "reasons",
    "rollup",
    "scorecard",
    "side_by_side",
    "significance_matrix",
    "summary",
    "tested_causes",
    "unmatched",
    "verdicts_of",
]
