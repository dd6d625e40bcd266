"""The small language of ``data/published/*_claims.csv``; its words are in ``data/published/README.md``."""

import re
from dataclasses import dataclass

WILDCARD = "*"
COMPARATORS = {
    "number": ("", "about", "more than"),
    "share": ("", "about", "more than"),
    "count": ("", "about", "more than"),
    "restatement": ("", "about", "more than"),
    "sign": ("",),
    "hypothesis": ("", "order"),
    "conclusion": ("", "order", "significant", "not significant"),
    "significance": ("significant", "not significant", "exceeds"),
    "order": ("",),
    "set": ("highest", "lowest", "above"),
    "extreme": ("highest", "lowest"),
    "trend": ("rises", "falls"),
    "range": ("above", "below", "within"),
    "definition": ("", "above", "below", "within"),
}
NUMBERS = ("number", "share", "count")
PRINTED = (*NUMBERS, "restatement")
UNCOUNTED = ("hypothesis", "conclusion", "definition", "restatement")
_QUANTIFIED = re.compile(r"(all|any|most)\((.*)\)")
_CALL = re.compile(r"\w\s*\(")
_YEARS = re.compile(r"(\d{4})\.\.(\d{4})")
_BOUNDS = re.compile(r"\[\s*(\S+)\s*,\s*(\S+)\s*\]")


@dataclass(frozen=True)
class Selector:
    """One key of a claim: the values it is judged for, and for how many of them it has to hold.

    Attributes
    ----------
    quantifier : {"all", "any", "most"}
        For all, at least one, more than half of ``items``.
    items : tuple of str
        Values of the key; ``("*",)`` is the dimension along which the claim runs.
    """

    quantifier: str
    items: tuple[str, ...]


def selector(text: str) -> Selector:
    """Read a key: ``flow``, ``*``, ``any(flow, stock)``, ``all(2004..2015)``."""
    match = _QUANTIFIED.fullmatch(text.strip())
    if match is None:
        if _CALL.search(text) or ".." in text:
            raise ValueError(f"{text!r} is neither a plain value nor all(...), any(...) or most(...)")
        return Selector("all", (text.strip(),))
    items = [item for part in match[2].split(",") for item in _expand(part.strip())]
    if not all(items) or WILDCARD in items:
        raise ValueError(f"{text!r}: an empty value or a * among the values")
    return Selector(match[1], tuple(items))


def _expand(item: str) -> list[str]:
    return [str(year) for year in years(item)] if ".." in item else [item]


def years(text: str) -> range:
    """Read ``2004..2015``, both ends included."""
    match = _YEARS.fullmatch(text.strip())
    if match is None or int(match[1]) >= int(match[2]):
        raise ValueError(f"{text!r} is not a span of years such as 2004..2015")
    return range(int(match[1]), int(match[2]) + 1)


def ranking(text: str) -> list[list[str]]:
    """Read ``A > B = C``: ranks from the highest, each a list of equals."""
    ranks = [[item.strip() for item in rank.split("=")] for rank in text.split(">")]
    flat = [item for rank in ranks for item in rank]
    if len(ranks) < 2 or not all(flat) or len(set(flat)) < len(flat):
        raise ValueError(f"{text!r} is not an order such as A > B = C")
    return ranks


def members(text: str) -> list[str]:
    """Read ``A; B; C``."""
    items = [item.strip() for item in text.split(";")]
    if not all(items) or len(set(items)) < len(items):
        raise ValueError(f"{text!r} is not a set such as A; B; C")
    return items


def bounds(comparator: str, text: str) -> tuple[float, float]:
    """Lower and upper bound of a range claim: ``above 0.5``, ``within [0, 10]``."""
    if comparator == "above":
        return float(text), float("inf")
    if comparator == "below":
        return float("-inf"), float(text)
    match = _BOUNDS.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not an interval such as [0, 10]")
    return float(match[1]), float(match[2])


def selection(comparator: str) -> tuple[str, str]:
    """Read a set's comparator: ``highest 6`` -> ("highest", "6"), ``above all`` -> ("above", "all")."""
    word, _, argument = comparator.partition(" ")
    if word not in COMPARATORS["set"] or not argument or (word != "above" and not argument.isdigit()):
        raise ValueError(f"{comparator!r} is not `highest K`, `lowest K` or `above X`")
    return word, argument


def judged_as(kind: str, comparator: str) -> str:
    """The kind whose rule judges a claim: an expectation or a conclusion can be a sign, an order, ..."""
    if kind == "restatement":
        return "number"
    if kind not in ("hypothesis", "conclusion"):
        return kind
    if comparator == "order":
        return "order"
    return "significance" if comparator else "sign"


def check(claim: dict) -> None:
    """Refuse a claim that no rule can judge.

    Raises
    ------
    ValueError
        Starting with the name of the column at fault.
    """
    kind, comparator, expected = claim["kind"], claim["comparator"], claim["expected"]
    if kind not in COMPARATORS:
        raise ValueError(f"column 'kind': {kind!r} is unknown; one of {', '.join(COMPARATORS)}")
    known = comparator if kind != "set" else selection(comparator)[0]
    if known not in COMPARATORS[kind]:
        raise ValueError(f"column 'comparator': {comparator!r} does not go with kind {kind}; "
                         f"one of {COMPARATORS[kind]}")  # fmt: skip
    judged = judged_as(kind, comparator)
    try:
        _check_expected(judged, comparator, expected)
    except ValueError as error:
        raise ValueError(f"column 'expected': {error}") from None
    if judged == "significance" and not 0 < float(claim["level"] or 0) < 1:
        raise ValueError(f"column 'level': {claim['level']!r} is not a level such as 0.05")
    _check_keys(judged, [claim[key] for key in ("panel", "column", "term", "statistic")])


def _check_expected(judged: str, comparator: str, expected: str) -> None:
    signs = judged == "sign" or (judged == "significance" and comparator != "exceeds")
    if signs and expected not in ("+", "-", "any"):
        raise ValueError(f"{expected!r} is not a sign: +, - or any")
    if judged == "order":
        ranking(expected)
    elif judged == "set":
        members(expected)
    elif judged == "trend":
        years(expected)
    elif judged == "range" or (judged == "definition" and comparator):
        bounds(comparator, expected)
    elif judged in ("extreme", "significance") and not expected:
        raise ValueError("is empty")


def _check_keys(judged: str, keys: list[str]) -> None:
    wildcards = sum(WILDCARD in selector(key).items for key in keys)
    needed = int(judged in ("order", "set", "extreme", "trend"))
    if wildcards != needed:
        raise ValueError(f"columns 'panel' to 'statistic': a claim of kind {judged} has {needed} key *, "
                         f"here are {wildcards}")  # fmt: skip
