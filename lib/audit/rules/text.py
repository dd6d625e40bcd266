"""The text against the tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from lib import claim_language
from lib.audit import intervals
from lib.audit.findings import CONTRADICTION, INCONSISTENCY, REMARK, Finding, rule
from lib.audit.record import Cell, Estimate, Key, Record
from lib.audit.significance import critical
from lib.published import KEYS
from lib.results import TIDY
from lib.verdicts import scale
from lib.verdicts.claims import Outcome, evaluate
from lib.verdicts.values import MAGNITUDE, Values

# One p-value inside the class that each number of stars stands for; claims name 1, 5 or 10 per cent.
_OUR_P = re.compile(r", p = [0-9.]+")  # the p-value that stands for the stars is not in print
P_OF_STARS = {"***": 0.005, "**": 0.03, "*": 0.07, "": 0.5}


class Printed:
    """The paper's tables in the form in which computed values are looked up.

    Attributes
    ----------
    cells : dict of Key to Cell
        Printed cells by key, also with the outcome of a column as its name where an outcome's columns print a
        term once, so that a statement can rank terms that stand in different columns.
    values : Values
        Their numbers; p-values stand for the stars where a table has any, also beside a printed p, which is
        rounded: "0.100" can be below 10 %.
    """

    def __init__(self, record: Record):
        self.cells = dict(record.cells) | _by_outcome(record)
        starred = {cell.exhibit for cell in record.cells.values() if cell.stars}
        rows = {key: cell.value for key, cell in self.cells.items()}
        for key, cell in self.cells.items():
            if cell.statistic == "coef" and cell.exhibit in starred:
                rows[(*key[:4], "p")] = P_OF_STARS[cell.stars]
        frame = pd.DataFrame([(*key, value) for key, value in rows.items()], columns=[*KEYS, "value"])
        self.values = Values(frame.assign(paper=record.paper, track="public")[TIDY])

    def judge(self, claim: dict) -> tuple[Outcome, list[Cell]]:
        """The outcome of a claim on the printed numbers, and the cells that it read."""
        self.values.used.clear()
        outcome = evaluate(claim, self.values)
        return outcome, [self.cells[key] for key in sorted(self.values.used) if key in self.cells]


def _by_outcome(record: Record) -> dict[Key, Cell]:
    places: dict[Key, list[Cell]] = {}
    for column in record.regressions:
        if column.model.outcome:
            for cell in (estimate.coef for estimate in column.estimates):
                key = (cell.exhibit, cell.panel, column.model.outcome, cell.term, "coef")
                places.setdefault(key, []).append(cell)
    return {key: cells[0] for key, cells in places.items() if len(cells) == 1}


@dataclass(frozen=True)
class Failure:
    """A statement that does not hold in the printed table, and how grave that is."""

    claim: dict
    outcome: Outcome
    read: tuple[Cell, ...]
    severity: str
    ratios: str = ""


@rule("text-against-table", CONTRADICTION, "A number, sign, significance or order that the text gives must "
      "be the one in the table it talks about.")  # fmt: skip
def text_against_table(record: Record) -> Iterator[Finding]:
    """Every statement of the text that the printed cells of the same keys contradict.

    Statements that say the same of the same cells in several places are one finding. A conclusion is a
    reading of the text's words, so that one that fails is an inconsistency; so is a statement of significance
    where the star is missing and the ratio in print has earned it.
    """
    yield from _numbers(record)
    printed = Printed(record)
    groups: dict[tuple, list[Failure]] = {}
    for claim in record.claims:
        found = _failing(record, claim, printed) if claim["kind"] != "hypothesis" else None
        if found:
            same = (claim["comparator"], claim["expected"], found.severity, *(c.id for c in found.read))
            groups.setdefault(same, []).append(found)
    for failures in groups.values():
        yield _statement(failures, "text-against-table")


@rule("hypothesis-against-table", REMARK, "What a paper expects need not come true, but where its own table "
      "shows the opposite a reader should be told.")  # fmt: skip
def hypothesis_against_table(record: Record) -> Iterator[Finding]:
    """Hypotheses that the printed cells contradict."""
    printed = Printed(record)
    for claim in record.claims:
        found = _failing(record, claim, printed) if claim["kind"] == "hypothesis" else None
        if found:
            yield _statement([found], "hypothesis-against-table")


def is_number(claim: dict) -> bool:
    """Is the claim a number in print, rather than a sign, an order, a significance?"""
    judged = claim_language.judged_as(claim["kind"], claim["comparator"])
    return judged in claim_language.NUMBERS or (judged == "definition" and not claim["comparator"])


def _numbers(record: Record) -> Iterator[Finding]:
    """Numbers that differ from the table's; two that are exchanged are one finding."""
    wrong = {claim["id"]: (claim, _wrong_cells(record, claim)) for claim in record.claims if is_number(claim)}
    wrong = {name: found for name, found in wrong.items() if found[1]}
    exchanged = (pair for pair in combinations(list(wrong), 2) if set(pair) <= set(wrong))
    for pair in exchanged:
        if _exchanged(record, *(wrong[name] for name in pair)):
            yield _wrong_numbers(record, [wrong.pop(name) for name in pair])
    for found in wrong.values():
        yield _wrong_numbers(record, [found])


def _wrong_cells(record: Record, claim: dict) -> list[Cell]:
    magnitude = claim["statistic"] == MAGNITUDE
    said = record.numbers[claim["id"]].interval
    cells = [record.cells.get((*key[:4], "coef") if magnitude else key) for key in leaves(claim)]
    seen = [
        (cell, intervals.magnitude(cell.interval) if magnitude else cell.interval) for cell in cells if cell
    ]
    return [cell for cell, interval in seen if not intervals.overlap(said, interval)]


def _exchanged(record: Record, first: tuple, second: tuple) -> bool:
    """Does each of two statements give the number that the table has for the other?"""
    said = [record.numbers[claim["id"]].interval for claim, _ in (first, second)]
    table = [cells[0].interval for _, cells in (first, second)]
    return intervals.overlap(said[0], table[1]) and intervals.overlap(said[1], table[0])


def _wrong_numbers(record: Record, found: list[tuple[dict, list[Cell]]]) -> Finding:
    claims = [claim for claim, _ in found]
    lines = []
    for claim, cells in found:
        percent = " %" if claim["unit"].startswith("%") else ""
        table = ", ".join(dict.fromkeys(cell.shown for cell in cells))
        lines.append(f"{claim['label']}: text {record.numbers[claim['id']].printed}{percent}, table {table}")
    what = "exchanges two numbers of the table" if len(found) > 1 else "gives another number than the table"
    labels = "; ".join(claim["label"] for claim in claims)
    return Finding(
        "text-against-table",
        CONTRADICTION,
        found[0][1][0].exhibit,
        (*(claim["id"] for claim in claims), *(cell.id for _, cells in found for cell in cells)),
        "; ".join(lines),
        f"{place(claims[0])} {what}: {labels}",
        key=claims[0]["id"],
        fault=tuple(claim["id"] for claim in claims),
    )


def _failing(record: Record, claim: dict, printed: Printed) -> Failure | None:
    """How a statement without a number fails in the printed table; None if it holds or cannot be judged."""
    if is_number(claim):
        return None
    outcome, read = printed.judge(claim)
    if outcome.verdict in (scale.EXACT, scale.CANNOT_COMPARE):
        return None
    judged = claim_language.judged_as(claim["kind"], claim["comparator"])
    ranks = claim_language.ranking(claim["expected"]) if judged == "order" else []
    named = {item for rank in ranks for item in rank}
    read = [cell for cell in read if not named or named & {*cell.key}]
    if claim["kind"] == "hypothesis":
        return Failure(claim, outcome, tuple(read), REMARK)
    ratios = _earned_without_star(record, claim, read) if judged == "significance" else ""
    reading = claim["kind"] == "conclusion" or ratios
    return Failure(claim, outcome, tuple(read), INCONSISTENCY if reading else CONTRADICTION, ratios)


def _earned_without_star(record: Record, claim: dict, read: list[Cell]) -> str:
    """The ratios of the cells without a star, if all of them reach the level that the statement names."""
    if claim["comparator"] != "significant":
        return ""
    bare = [cell for cell in read if cell.statistic == "coef" and not cell.stars]
    estimates = [_estimate(record, cell) for cell in bare]
    bound = critical(float(claim["level"]))
    if not bare or any(e.ratio is None or _size(e) < bound for e in estimates):
        return ""
    return "; ".join(
        f"no star at {e.coef.shown}, but its ratio {intervals.show(e.ratio)} is beyond {bound:.3f}"
        for e in estimates
    )


def _estimate(record: Record, cell: Cell) -> Estimate:
    column = record.column(cell.exhibit, cell.column, cell.panel)
    return next(estimate for estimate in column.estimates if estimate.coef.id == cell.id)


def _size(estimate: Estimate) -> float:
    return intervals.high(intervals.magnitude(estimate.ratio))


def _statement(failures: list[Failure], name: str) -> Finding:
    """One finding for statements that say the same of the same cells."""
    first = failures[0]
    claim, said = first.claim, tuple(failure.claim["id"] for failure in failures)
    numbers = ", ".join(
        f"{cell.panel or cell.column} {cell.label} {cell.shown}".strip() for cell in first.read
    )
    wanted = " ".join(filter(None, [claim["comparator"], claim["expected"]]))
    parts = [f"said: {wanted}", f"printed: {numbers}", _OUR_P.sub("", first.outcome.shown), first.ratios]
    places = "; ".join(dict.fromkeys(place(failure.claim) for failure in failures))
    return Finding(
        name,
        first.severity,
        claim["exhibit"],
        (*said, *(cell.id for cell in first.read)),
        "; ".join(filter(None, parts)),
        f"{places}: what is said does not hold in the printed table: {claim['label']}",
        key=claim["id"],
        fault=said if first.severity == CONTRADICTION else (),
    )


def place(claim: dict) -> str:
    """Where a statement stands, to begin a sentence."""
    return claim["place"][:1].upper() + claim["place"][1:]


def leaves(claim: dict) -> Iterator[tuple]:
    """Keys for which a claim holds one by one; none where "any" or "most" leaves open which."""
    keys: list[tuple] = [(claim["exhibit"],)]
    for name in KEYS[1:]:
        selected = claim_language.selector(claim[name])
        if selected.quantifier != "all":
            return
        keys = [(*key, item) for key in keys for item in selected.items]
    yield from keys
