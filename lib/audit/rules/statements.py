"""The text against itself, and what it says of results that are not in print."""

from collections.abc import Iterator

import pandas as pd

from lib import claim_language
from lib.audit import intervals
from lib.audit.findings import CONTRADICTION, INCONSISTENCY, REMARK, Finding, rule
from lib.audit.record import Record
from lib.audit.rules.text import leaves, place
from lib.published import KEYS
from lib.results import TIDY
from lib.verdicts import scale
from lib.verdicts.claims import evaluate
from lib.verdicts.values import Values


@rule("text-against-text", CONTRADICTION, "A quantity that the paper states in several places must be the "
      "same in all of them, and what it concludes must fit what it reports.")  # fmt: skip
def text_against_text(record: Record) -> Iterator[Finding]:
    """Different numbers for a quantity, orders against the text's own numbers, opposite significance."""
    groups: dict[tuple, list[dict]] = {}
    for claim in record.claims:
        if claim["printed"] and not claim["comparator"]:
            groups.setdefault((*(claim[name] for name in KEYS), claim["unit"]), []).append(claim)
    for claims in groups.values():
        spans = [record.numbers[claim["id"]].interval for claim in claims]
        if all(intervals.overlap(a, b) for a in spans for b in spans):
            continue
        shown = "; ".join(f"{claim['printed']} ({claim['place']})" for claim in claims)
        numbers = " or ".join(dict.fromkeys(claim["printed"] for claim in claims))
        yield Finding(
            "text-against-text",
            CONTRADICTION,
            claims[0]["exhibit"],
            tuple(claim["id"] for claim in claims),
            shown,
            f"The text gives different numbers for one quantity, {numbers}: {claims[0]['label']}",
            key=claims[0]["id"],
            fault=tuple(claim["id"] for claim in claims),
        )
    yield from _orders(record)
    yield from _opposite_significance(record)


def _orders(record: Record) -> Iterator[Finding]:
    """Orders that the numbers beside them in the text do not have."""
    said = {
        tuple(claim[name] for name in KEYS): claim
        for claim in record.claims
        if claim["kind"] in claim_language.PRINTED and not claim["comparator"] and len([*leaves(claim)]) == 1
    }
    rows = [(*key, record.numbers[claim["id"]].value) for key, claim in said.items()]
    frame = pd.DataFrame(rows, columns=[*KEYS, "value"])
    values = Values(frame.assign(paper=record.paper, track="public")[TIDY])
    for claim in record.claims:
        if claim_language.judged_as(claim["kind"], claim["comparator"]) != "order":
            continue
        values.used.clear()
        outcome = evaluate(claim, values)
        if claim["kind"] == "hypothesis" or outcome.verdict in (scale.EXACT, scale.CANNOT_COMPARE):
            continue
        named = {item for rank in claim_language.ranking(claim["expected"]) for item in rank}
        read = [said[key] for key in sorted(values.used) if named & {*key}]
        yield Finding(
            "text-against-text",
            CONTRADICTION,
            claim["exhibit"],
            (claim["id"], *(other["id"] for other in read)),
            "; ".join(f"{other['label']}: {other['printed']}" for other in read)
            + f"; said: {claim['expected']}",
            f"{place(claim)}: the text's own numbers are in another order than it says: {claim['label']}",
            key=f"{claim['id']} numbers",
        )


def _opposite_significance(record: Record) -> Iterator[Finding]:
    """Pairs of statements of which one says significant and the other not, for the same coefficient.

    Where one of them is a conclusion, it is a reading of the text's words: an inconsistency.
    """
    stated: dict[tuple, dict] = {}
    for claim in record.claims:
        kind = claim_language.judged_as(claim["kind"], claim["comparator"])
        if kind != "significance" or claim["comparator"] == "exceeds" or claim["kind"] == "hypothesis":
            continue
        for key in leaves(claim):
            other = stated.setdefault(key, claim)
            if other["comparator"] != claim["comparator"]:
                yield _opposite(key, other, claim)


def _opposite(key: tuple, other: dict, claim: dict) -> Finding:
    reading = "conclusion" in (other["kind"], claim["kind"])
    words = {True: "is read as saying that it is", False: "says that it is"}
    lines = (
        f"{one['place']} {words[one['kind'] == 'conclusion']} {one['comparator']}" for one in (other, claim)
    )
    return Finding(
        "text-against-text",
        INCONSISTENCY if reading else CONTRADICTION,
        claim["exhibit"],
        (other["id"], claim["id"]),
        f"{'/'.join(filter(None, key))}: {'; '.join(lines)}",
        f"One place of the text does not go with another: {claim['label']}",
        key=f"{claim['id']} {' '.join(filter(None, key[1:]))}",
        fault=() if reading else (other["id"], claim["id"]),
    )


@rule("hypothesis-against-text", REMARK, "Where the text reports a sign other than the one that it expects, "
      "a reader should be told.")  # fmt: skip
def hypothesis_against_text(record: Record) -> Iterator[Finding]:
    """Expected signs whose opposite the text reports as significant; one finding an exhibit."""
    expected = {
        key[:4]: claim
        for claim in record.claims
        if claim["kind"] == "hypothesis" and not claim["comparator"] and claim["expected"] in "+-"
        for key in _each(claim)
    }
    found: dict[str, dict[str, tuple[dict, dict]]] = {}
    for claim in record.claims:
        if claim["kind"] != "significance" or claim["comparator"] != "significant":
            continue
        for key in _each(claim):
            hypothesis = expected.get(key[:4])
            if hypothesis and {hypothesis["expected"], claim["expected"]} == {"+", "-"}:
                found.setdefault(claim["exhibit"], {}).setdefault(claim["id"], (hypothesis, claim))
    for exhibit, pairs in found.items():
        yield Finding(
            "hypothesis-against-text",
            REMARK,
            exhibit,
            tuple(item["id"] for pair in pairs.values() for item in pair),
            "; ".join(
                f"{h['term']}: expected {h['expected']}, reported {c['expected']}" for h, c in pairs.values()
            ),
            f"{len(pairs)} of the signs that the text reports as significant are not the expected ones.",
            key=exhibit,
        )


def _each(claim: dict) -> Iterator[tuple]:
    """Every key that a claim names, also under "any"."""
    keys: list[tuple] = [(claim["exhibit"],)]
    for name in KEYS[1:]:
        keys = [(*key, item) for key in keys for item in claim_language.selector(claim[name]).items]
    yield from keys


@rule("not-in-print", REMARK, "A statement about results that are printed nowhere cannot be checked by a "
      "reader.")  # fmt: skip
def not_in_print(record: Record) -> Iterator[Finding]:
    """One finding a paper: statements without a number about exhibits that print none."""
    printed = {cell.exhibit for cell in record.numbers.values()}
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
