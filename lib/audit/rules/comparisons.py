"""Rankings that the text makes, against the uncertainty of the coefficients ranked."""

from collections.abc import Iterator
from itertools import pairwise

from mpmath import iv

from lib import claim_language
from lib.audit import intervals
from lib.audit.findings import AMBIGUITY, Finding, rule
from lib.audit.record import Estimate, Record
from lib.claim_language import WILDCARD
from lib.published import KEYS
from lib.verdicts.values import MAGNITUDE

CRITICAL = 1.645  # two-sided 10 per cent
Pair = tuple[Estimate, Estimate]


@rule("ranking-not-distinguishable", AMBIGUITY, "A larger coefficient is evidence of a larger effect only if "
      "the difference is large beside its standard error.")  # fmt: skip
def ranking_not_distinguishable(record: Record) -> Iterator[Finding]:
    """One finding an exhibit: rankings of coefficients that no correlation makes significant at 10 %.

    Notes
    -----
    Two coefficients of one column, or of samples that overlap, have a correlation that no table prints. The
    variance of their difference is at least (s1 - s2)^2 and at most (s1 + s2)^2, so |z| is at most
    |b1 - b2| / |s1 - s2|. Only where this largest value stays below the critical one is the ranking reported.
    Coefficients of disjoint samples (parts of a declared partition) are independent:
    z = (b1 - b2) / sqrt(s1^2 + s2^2).
    """
    found: dict[str, list[tuple[dict, Pair, str]]] = {}
    for claim in record.claims:
        if claim_language.judged_as(claim["kind"], claim["comparator"]) != "order":
            continue
        if claim["kind"] == "hypothesis" or claim["statistic"] not in ("coef", MAGNITUDE):
            continue
        for pair in _pairs(record, claim):
            line = _too_close(record, pair)
            if line:
                found.setdefault(claim["exhibit"], []).append((claim, pair, line))
    for exhibit, items in found.items():
        claims = list(dict.fromkeys(claim["id"] for claim, _, _ in items))
        cells = dict.fromkeys(c for _, pair, _ in items for estimate in pair for c in estimate.cells)
        yield Finding(
            "ranking-not-distinguishable",
            AMBIGUITY,
            exhibit,
            (*claims, *cells),
            "; ".join(dict.fromkeys(line for _, _, line in items)),
            f"The text ranks coefficients whose differences are not significant at 10 % ({len(items)} pairs, "
            f"{len(claims)} statements), for disjoint samples or whatever their correlation is.",
            key=exhibit,
        )


def _pairs(record: Record, claim: dict) -> Iterator[Pair]:
    """Neighbours in the ranking that are both in print and in the order claimed."""
    ranks = claim_language.ranking(claim["expected"])
    for key in _keys(claim):
        for upper, lower in pairwise(ranks):
            for high in upper:
                for low in lower:
                    pair = [_estimate(record, key, item) for item in (high, low)]
                    if all(estimate is not None for estimate in pair):
                        yield tuple(pair)


def _keys(claim: dict) -> list[tuple[str, ...]]:
    """The keys of a claim one by one; ``*`` stays."""
    keys: list[tuple[str, ...]] = [(claim["exhibit"],)]
    for name in KEYS[1:4]:
        keys = [(*key, item) for key in keys for item in claim_language.selector(claim[name]).items]
    return keys


def _estimate(record: Record, key: tuple[str, ...], item: str) -> Estimate | None:
    exhibit, panel, column, term = (item if part == WILDCARD else part for part in key)
    found = record.column(exhibit, column, panel)
    if found is None or (term, "coef") not in found.cells:
        return None
    return next(estimate for estimate in found.estimates if estimate.coef.term == term)


def _too_close(record: Record, pair: Pair) -> str:
    """The arithmetic if the difference cannot be significant; empty if it can, or if it cannot be said."""
    first, second = pair
    errors = [estimate.std_error for estimate in pair]
    if None in errors:
        return ""
    difference = intervals.magnitude(
        intervals.magnitude(first.coef.interval) - intervals.magnitude(second.coef.interval)
    )
    independent = _disjoint(record, first, second)
    if independent:
        spread = iv.sqrt(errors[0] ** 2 + errors[1] ** 2)
    else:
        spread = intervals.magnitude(errors[0] - errors[1])
    if intervals.low(spread) <= 0:
        return ""
    ratio = difference / spread
    if intervals.high(ratio) >= CRITICAL:
        return ""
    what = "for independent samples" if independent else "at most, whatever the correlation,"
    return (
        f"{_name(first)} {first.coef.shown} against {_name(second)} {second.coef.shown}: "
        f"|z| {what} {intervals.show(ratio, 3)}"
    )


def _disjoint(record: Record, first: Estimate, second: Estimate) -> bool:
    """Are both columns parts of one declared partition?"""
    places = [(e.coef.exhibit, e.coef.column) for e in (first, second)]
    if places[0] == places[1]:
        return False
    return any(
        all(place in [tuple(part[:2]) for part in entry["parts"]] for place in places)
        for entry in record.design.partitions
    )


def _name(estimate: Estimate) -> str:
    return f"{estimate.coef.column} {estimate.coef.label}".strip()
