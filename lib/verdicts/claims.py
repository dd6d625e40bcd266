"""The verdict of one claim, by the rules of ``data/published/README.md``."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from lib import claim_language as language
from lib.printed import parse
from lib.verdicts import scale
from lib.verdicts.judge import judge, significance_class
from lib.verdicts.values import Key, Missing, Values


@dataclass(frozen=True)
class Outcome:
    """Verdict of a cell.

    Attributes
    ----------
    verdict : str
        One of `scale.NAMES`.
    ours : float
        The computed value, NaN where the claim is about several.
    shown : str
        What we find, in words.
    reason : str
        Why it cannot be compared.
    transition : tuple of str
        Printed and our class of significance, or empty.
    """

    verdict: str
    ours: float = np.nan
    shown: str = ""
    reason: str = ""
    transition: tuple[str, ...] = ()


def evaluate(claim: dict, values: Values) -> Outcome:
    """Judge a claim for every value of its keys and put the outcomes together.

    Parameters
    ----------
    claim : dict
        A row of `lib.published.cells` that is not of kind ``number`` with stars.
    values : Values
        Computed values of one track.
    """
    selectors = [language.selector(claim[key]) for key in ("panel", "column", "term", "statistic")]
    return _over(selectors, (claim["exhibit"],), claim, values)


def _over(selectors: list, key: tuple, claim: dict, values: Values) -> Outcome:
    if not selectors:
        return _leaf(key, claim, values)
    first, *rest = selectors
    outcomes = [_over(rest, (*key, item), claim, values) for item in first.items]
    return outcomes[0] if len(outcomes) == 1 else combine(first, outcomes)


def combine(selector: language.Selector, outcomes: list[Outcome]) -> Outcome:
    """The worst outcome for ``all``, the best for ``any``, the one more than half reach for ``most``."""
    order = sorted(range(len(outcomes)), key=lambda k: scale.ORDERED.index(outcomes[k].verdict))
    position = {"all": len(order) - 1, "any": 0, "most": len(order) // 2}[selector.quantifier]
    chosen = outcomes[order[position]]
    holding = sum(outcome.verdict in scale.SUCCESS for outcome in outcomes)
    item = selector.items[order[position]]
    shown = f"holds for {holding} of {len(outcomes)}; {item}: {chosen.shown or 'no value'}"
    if holding == len(outcomes) > 2:
        shown = f"holds for all {holding}"
    return replace(chosen, ours=np.nan, shown=shown)


def _leaf(key: Key, claim: dict, values: Values) -> Outcome:
    try:
        return RULES[language.judged_as(claim["kind"], claim["comparator"])](key, claim, values)
    except Missing as missing:
        return Outcome(scale.CANNOT_COMPARE, reason=str(missing))


def _number(key: Key, claim: dict, values: Values) -> Outcome:
    ours = values.get(key)
    printed = parse(claim["printed"], unit=claim["unit"], comparator=claim["comparator"])
    return Outcome(judge(printed, ours), ours, f"{ours:.6g}")


def _definition(key: Key, claim: dict, values: Values) -> Outcome:
    return (_range if claim["comparator"] else _number)(key, claim, values)


def _sign(key: Key, claim: dict, values: Values) -> Outcome:
    ours = values.get(key)
    return Outcome(scale.EXACT if _has_sign(ours, claim["expected"]) else scale.SIGN, ours, f"{ours:.4g}")


def _has_sign(x: float, expected: str) -> bool:
    return {"+": x > 0, "-": x < 0, "any": True}[expected]


def _significance(key: Key, claim: dict, values: Values) -> Outcome:
    ours = values.get(key)
    if claim["comparator"] == "exceeds":
        bound = values.get((*key[:4], claim["expected"]))
        verdict = scale.EXACT if ours > bound else scale.SIGNIFICANCE
        return Outcome(verdict, ours, f"{ours:.4g} against {bound:.4g}")
    p = values.get((*key[:4], "p"))
    significant = p < float(claim["level"])
    claimed = claim["comparator"] == "significant"
    printed_sign = {"+": 1.0, "-": -1.0, "any": ours}[claim["expected"]]
    transition = (significance_class(printed_sign, claimed), significance_class(ours, significant))
    if not _has_sign(ours, claim["expected"]):
        verdict = scale.SIGN
    else:
        verdict = scale.EXACT if significant == claimed else scale.SIGNIFICANCE
    return Outcome(verdict, ours, f"{ours:.4g}, p = {p:.3f}", transition=transition)


def _order(key: Key, claim: dict, values: Values) -> Outcome:
    ranks = language.ranking(claim["expected"])
    named = [item for rank in ranks for item in rank]
    found = values.along(key, named)
    pairs = [(a, b) for high, low in combinations(ranks, 2) for a in high for b in low]
    held = sum(found[a] > found[b] for a, b in pairs)
    ranked = sorted(named, key=lambda item: -found[item])
    reversed_pair = scale.SIGN if len(named) == 2 else scale.DIFFERENT
    return Outcome(_share(held, len(pairs), reversed_pair), shown=" > ".join(ranked))


def _set(key: Key, claim: dict, values: Values) -> Outcome:
    word, argument = language.selection(claim["comparator"])
    expected = language.members(claim["expected"])
    found = values.along(key, [*expected, argument] if word == "above" else expected)
    if word == "above":
        bound = found.pop(argument)
        chosen = [item for item in found if found[item] > bound]
    else:
        chosen = sorted(found, key=lambda item: (-found[item] if word == "highest" else found[item], item))
        chosen = chosen[: int(argument)]
    common, union = set(chosen) & set(expected), set(chosen) | set(expected)
    shown = sorted(chosen, key=lambda item: -found[item])
    return Outcome(_share(len(common), len(union), scale.DIFFERENT), shown="; ".join(shown))


def _share(held: int, total: int, failing: str) -> str:
    if held == total:
        return scale.EXACT
    return scale.CLOSE if held / total >= float(scale.AGREEING_SHARE) else failing


def _extreme(key: Key, claim: dict, values: Values) -> Outcome:
    found = values.along(key, [claim["expected"]])
    if len(found) < 2:
        raise Missing(f"only one computed value {'/'.join(key)}")
    best = max(found.values()) if claim["comparator"] == "highest" else min(found.values())
    winner = next(item for item in found if found[item] == best)
    verdict = scale.EXACT if found[claim["expected"]] == best else scale.DIFFERENT
    return Outcome(verdict, shown=f"{winner} ({best:.4g})")


def _trend(key: Key, claim: dict, values: Values) -> Outcome:
    years = list(language.years(claim["expected"]))
    found = values.along(key, [str(year) for year in years])
    path = [found[str(year)] for year in years]
    direction = 1 if claim["comparator"] == "rises" else -1
    change = direction * (path[-1] - path[0])
    slope = direction * np.polyfit(np.array(years) - years[0], path, 1)[0]
    verdict = scale.EXACT if change > 0 and slope > 0 else scale.SIGN if change < 0 else scale.DIFFERENT
    return Outcome(verdict, shown=f"{path[0]:.4g} ({years[0]}) to {path[-1]:.4g} ({years[-1]})")


def _range(key: Key, claim: dict, values: Values) -> Outcome:
    ours = values.get(key)
    low, high = language.bounds(claim["comparator"], claim["expected"])
    open_ended = claim["comparator"] != "within"
    inside = low < ours < high if open_ended else low <= ours <= high
    return Outcome(scale.EXACT if inside else scale.DIFFERENT, ours, f"{ours:.4g}")


RULES: dict[str, Callable[[Key, dict, Values], Outcome]] = {
    "number": _number,
    "share": _number,
    "count": _number,
    "definition": _definition,
    "sign": _sign,
    "significance": _significance,
    "order": _order,
    "set": _set,
    "extreme": _extreme,
    "trend": _trend,
    "range": _range,
}
