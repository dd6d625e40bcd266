"""The text against the tables, and against itself."""

import re
from collections.abc import Iterator

import pandas as pd

from lib import claim_language
from lib.audit import intervals
from lib.audit.findings import CONTRADICTION, REMARK, Finding, rule
from lib.audit.record import Cell, Record
from lib.published import KEYS
from lib.results import TIDY
from lib.verdicts import scale
from lib.verdicts.claims import Outcome, evaluate
from lib.verdicts.values import MAGNITUDE, Values

# One p-value inside the class that each number of stars stands for; claims name 1, 5 or 10 per cent.
_OUR_P = re.compile(r", p = [0-9.]+")  # the p-value that stands for the stars is not in print
P_OF_STARS = {"***": 0.005, "**": 0.03, "*": 0.07, "": 0.5}


def printed_values(record: Record) -> Values:
    """The paper's tables in the form in which computed values are looked up; p-values stand for the stars.

    Where a table has stars they decide also beside a printed p, which is rounded: "0.100" can be below 10 %.
    """
    cells = record.cells.values()
    starred = {cell.exhibit for cell in cells if cell.stars}
    marked = [cell for cell in cells if cell.statistic == "coef" and cell.exhibit in starred]
    by_stars = {(*cell.key[:4], "p"): P_OF_STARS[cell.stars] for cell in marked}
    rows = [(*cell.key, cell.value) for cell in cells if cell.key not in by_stars]
    rows += [(*key, p) for key, p in by_stars.items()]
    frame = pd.DataFrame(rows, columns=[*KEYS, "value"])
    return Values(frame.assign(paper=record.paper, track="public")[TIDY])


@rule("text-against-table", CONTRADICTION, "A number, sign, significance or order that the text gives must "
      "be the one in the table it talks about.")  # fmt: skip
def text_against_table(record: Record) -> Iterator[Finding]:
    """Every statement of the text that the printed cells of the same keys contradict.

    Statements that say the same of the same cells in several places are one finding.
    """
    values = printed_values(record)
    for claim in record.claims:
        judged = claim_language.judged_as(claim["kind"], claim["comparator"])
        if judged in claim_language.NUMBERS or (judged == "definition" and not claim["comparator"]):
            yield from _number(record, claim)
    judged = [(claim, *_failing(record, claim, values)) for claim in record.claims]
    groups: dict[tuple, list] = {}
    for claim, outcome, read in judged:
        if outcome is not None and claim["kind"] != "hypothesis":
            wanted = (claim["comparator"], claim["expected"], tuple(cell.id for cell in read))
            groups.setdefault(wanted, []).append((claim, outcome, read))
    for items in groups.values():
        yield _statement(items, "text-against-table", CONTRADICTION)


@rule("hypothesis-against-table", REMARK, "What a paper expects need not come true, but where its own table "
      "shows the opposite a reader should be told.")  # fmt: skip
def hypothesis_against_table(record: Record) -> Iterator[Finding]:
    """Hypotheses that the printed cells contradict."""
    values = printed_values(record)
    for claim in record.claims:
        if claim["kind"] == "hypothesis":
            outcome, read = _failing(record, claim, values)
            if outcome is not None:
                yield _statement([(claim, outcome, read)], "hypothesis-against-table", REMARK)


def _number(record: Record, claim: dict) -> Iterator[Finding]:
    magnitude = claim["statistic"] == MAGNITUDE
    said = record.numbers[claim["id"]]
    cells = [record.cells.get((*key[:4], "coef") if magnitude else key) for key in _leaves(claim)]
    wrong = [cell for cell in cells if cell and not intervals.overlap(said.interval, _seen(cell, magnitude))]
    if not wrong:
        return
    percent = " %" if claim["unit"].startswith("%") else ""
    shown = ", ".join(dict.fromkeys(cell.shown for cell in wrong))
    yield Finding(
        "text-against-table",
        CONTRADICTION,
        wrong[0].exhibit,
        (claim["id"], *(cell.id for cell in wrong)),
        f"text {said.printed}{percent}, table {shown}",
        f"{_place(claim)} gives another number than the table: {claim['label']}",
        key=claim["id"],
        fault=(claim["id"],),
    )


def _seen(cell: Cell, magnitude: bool) -> intervals.Interval:
    return intervals.magnitude(cell.interval) if magnitude else cell.interval


def _failing(record: Record, claim: dict, values: Values) -> tuple[Outcome | None, list[Cell]]:
    """How a statement without a number fails in the printed table, and the cells it is about."""
    judged = claim_language.judged_as(claim["kind"], claim["comparator"])
    if judged in claim_language.NUMBERS or (judged == "definition" and not claim["comparator"]):
        return None, []
    values.used.clear()
    outcome = evaluate(claim, values)
    if outcome.verdict in (scale.EXACT, scale.CANNOT_COMPARE):
        return None, []
    ranks = claim_language.ranking(claim["expected"]) if judged == "order" else []
    named = {item for rank in ranks for item in rank}
    read = [record.cells[key] for key in sorted(values.used) if key in record.cells]
    return outcome, [cell for cell in read if not named or named & set(cell.key)]


def _statement(items: list[tuple[dict, Outcome, list[Cell]]], name: str, severity: str) -> Finding:
    """One finding for statements that say the same of the same cells."""
    claim, outcome, read = items[0]
    said = tuple(claim["id"] for claim, _, _ in items)
    numbers = ", ".join(f"{cell.panel or cell.column} {cell.label} {cell.shown}".strip() for cell in read)
    wanted = " ".join(filter(None, [claim["comparator"], claim["expected"]]))
    places = "; ".join(dict.fromkeys(_place(claim) for claim, _, _ in items))
    return Finding(
        name,
        severity,
        claim["exhibit"],
        (*said, *(cell.id for cell in read)),
        f"said: {wanted}; printed: {numbers}; {_OUR_P.sub('', outcome.shown)}",
        f"{places}: what is said does not hold in the printed table: {claim['label']}",
        key=claim["id"],
        fault=said if severity == CONTRADICTION else (),
    )


def _place(claim: dict) -> str:
    place = claim["place"]
    return place[:1].upper() + place[1:]


@rule("text-against-text", CONTRADICTION, "A quantity that the paper states in several places must be the "
      "same in all of them.")  # fmt: skip
def text_against_text(record: Record) -> Iterator[Finding]:
    """Quantities with different numbers, and statements on significance that exclude each other."""
    groups: dict[tuple, list[dict]] = {}
    for claim in record.claims:
        if claim["printed"] and not claim["comparator"]:
            groups.setdefault((*(claim[name] for name in KEYS), claim["unit"]), []).append(claim)
    for claims in groups.values():
        spans = [record.numbers[claim["id"]].interval for claim in claims]
        if all(intervals.overlap(a, b) for a in spans for b in spans):
            continue
        shown = "; ".join(f"{claim['printed']} ({claim['place']})" for claim in claims)
        yield Finding(
            "text-against-text",
            CONTRADICTION,
            claims[0]["exhibit"],
            tuple(claim["id"] for claim in claims),
            shown,
            f"The text gives different numbers for one quantity: {claims[0]['label']}",
            key=claims[0]["id"],
            fault=tuple(claim["id"] for claim in claims),
        )
    yield from _opposite_significance(record)


def _opposite_significance(record: Record) -> Iterator[Finding]:
    """Pairs of statements of which one says significant and the other not, for the same coefficient."""
    stated: dict[tuple, dict] = {}
    for claim in record.claims:
        kind = claim_language.judged_as(claim["kind"], claim["comparator"])
        if kind != "significance" or claim["comparator"] == "exceeds" or claim["kind"] == "hypothesis":
            continue
        for key in _leaves(claim):
            other = stated.setdefault(key, claim)
            if other["comparator"] != claim["comparator"]:
                yield Finding(
                    "text-against-text",
                    CONTRADICTION,
                    claim["exhibit"],
                    (other["id"], claim["id"]),
                    f"{'/'.join(filter(None, key))}: {other['comparator']} ({other['place']}), "
                    f"{claim['comparator']} ({claim['place']})",
                    f"One place of the text contradicts another: {claim['label']}",
                    key=f"{claim['id']} {' '.join(filter(None, key[1:]))}",
                    fault=_concluding(other, claim),
                )


def _concluding(*claims: dict) -> tuple[str, ...]:
    """Of two statements the conclusion, which rests on the other; both if both report results."""
    concluding = tuple(claim["id"] for claim in claims if claim["kind"] == "conclusion")
    return concluding or tuple(claim["id"] for claim in claims)


def _leaves(claim: dict) -> Iterator[tuple]:
    """Keys for which a claim holds one by one; none where "any" or "most" leaves open which."""
    keys: list[tuple] = [(claim["exhibit"],)]
    for name in KEYS[1:]:
        selected = claim_language.selector(claim[name])
        if selected.quantifier != "all":
            return
        keys = [(*key, item) for key in keys for item in selected.items]
    yield from keys


@rule(
    "not-in-print",
    REMARK,
    "A statement about results that are printed nowhere cannot be checked by a reader.",
)
def not_in_print(record: Record) -> Iterator[Finding]:
    """One finding a paper: statements of the text about exhibits without any printed number."""
    printed = {cell.exhibit for cell in record.cells.values()}
    blank = record.rows[(record.rows["source"] == "exhibit") & (record.rows["printed"] == "")]
    hidden = dict.fromkeys(name for name in blank["exhibit"] if name not in printed)
    claims = [c for c in record.claims if c["exhibit"] in hidden and c["kind"] != "hypothesis"]
    if claims:
        yield Finding(
            "not-in-print",
            REMARK,
            claims[0]["exhibit"],
            tuple(claim["id"] for claim in claims),
            f"{len(claims)} statements on {', '.join(hidden)}",
            "The text describes results of exhibits whose numbers the source does not print, so that these "
            "statements cannot be held against them.",
            key=record.paper,
        )
