"""R-squared of nested models, against t, and estimates of sub-samples against the whole.

Read from the design: the models' ``outcome``, ``sample``, ``controls``, ``fixed_effects``, ``method`` and
``terms``, and ``partitions``. Models fitted with instruments or a likelihood are left alone.
"""

from collections.abc import Iterator
from itertools import combinations, permutations

from lib.audit import intervals
from lib.audit.findings import AMBIGUITY, CONTRADICTION, INCONSISTENCY, REMARK, Finding, rule
from lib.audit.nesting import (
    called,
    count,
    effects,
    exhibits_of,
    grouped,
    ids,
    least_squares,
    nested_pairs,
    printed,
    same_outcome,
    same_rows,
)
from lib.audit.record import Column, Record

NEAR = 0.01  # share of observations by which two samples may differ and still be compared
LOOSE = 5  # robust and clustered standard errors may be off the classical ones by this factor
UNPRINTED = 20  # regressors that a set of controls without printed coefficients may have
MANY = 1 / 3  # share of coefficients on the whole outside their parts' range before it is worth a word
APART = 3  # times the sum of both standard errors, for constants; clustering can widen them further
JUMP, STILL = 0.05, 0.002  # changes of R2 that are large, and that are none


def fall(high: Column, low: Column) -> float:
    """By how much the first R2 is above the second at least, whatever the rounding."""
    return intervals.low(high.cell("r2").interval) - intervals.high(low.cell("r2").interval)


def apart(a: Column, b: Column) -> float:
    """Share of the observations by which two columns differ; 1 where one prints none."""
    n = [count(column, "n") for column in (a, b)]
    return 1.0 if None in n or not max(n) else abs(n[0] - n[1]) / max(n)


def _fitted(column: Column) -> bool:
    return least_squares(column) and column.cell("r2") is not None and bool(count(column, "n"))


@rule("nested-r2", CONTRADICTION, "On the same rows, least squares with more regressors or fixed effects "
      "fits at least as well.")  # fmt: skip
def nested_r2(record: Record) -> Iterator[Finding]:
    r"""R2 falls although regressors are added; one finding a pair of exhibits.

    Notes
    -----
    An adjusted R2 may fall by up to :math:`(1 - R^2) m / (n - k)` with m more regressors; that much is let
    pass, with :math:`n - k \ge n / 2`. R2 within units and over all cannot be compared: where the absorbed
    effects differ, a fall is an inconsistency, not a contradiction.
    """
    found: dict[str, list] = {CONTRADICTION: [], INCONSISTENCY: []}
    for small, large in nested_pairs(record):
        if _fitted(small) and _fitted(large):
            severity = _fall_severity(small, large)
            if severity:
                found[severity].append((small, large))
    for severity, pairs in found.items():
        for exhibits, some in grouped(pairs).items():
            lines = (f"{called([a])}: {printed(a, 'r2')} (n {printed(a, 'n')}), {called([b])}: "
                     f"{printed(b, 'r2')} (n {printed(b, 'n')})" for a, b in some)  # fmt: skip
            columns = [column for pair in some for column in pair]
            yield Finding("nested-r2", severity, exhibits[0], ids(columns, "r2", "n"), "; ".join(lines),
                          f"{called(b for _, b in some)}: R2 is lower than with fewer regressors "
                          f"({called(a for a, _ in some)}).", "-".join((*exhibits, severity)))  # fmt: skip


def _fall_severity(small: Column, large: Column) -> str:
    lost, added = fall(small, large), len(large.terms) - len(small.terms)
    added += UNPRINTED if small.model.controls != large.model.controls else 0
    adjusted = (1 - intervals.low(large.cell("r2").interval)) * added / (count(large, "n") / 2)
    if apart(small, large) == 0:
        severity = CONTRADICTION if effects(small) == effects(large) else INCONSISTENCY
        return severity if lost > adjusted else ""
    near = apart(small, large) <= NEAR
    return INCONSISTENCY if near and lost > adjusted + apart(small, large) + NEAR else ""


@rule("r2-against-t", INCONSISTENCY, "One more regressor raises R2 by t squared times (1 - R2) over the "
      "degrees of freedom; a small t cannot go with a large rise.")  # fmt: skip
def r2_against_t(record: Record) -> Iterator[Finding]:
    r"""A rise of R2 that the one extra regressor's t does not allow; by pair of exhibits and outcome.

    Notes
    -----
    Let C be what two models share. The better model adds one regressor to C, hence
    :math:`R^2_{high} - R^2_C = t^2 (1 - R^2_{high}) / df`, and :math:`R^2_C \le R^2_{low}`. With
    :math:`df \ge n / 2` the standard error would have to be too large by the factor
    :math:`k = \sqrt{(R^2_{high} - R^2_{low}) \, df / (t^2 (1 - R^2_{high}))}`; robust and clustered errors
    are not that far from the classical ones, so only k > 5 is reported.
    """
    groups: dict[tuple, list] = {}
    for high, low in permutations([column for column in record.regressions if _fitted(column)], 2):
        factor = excess_factor(high, low)
        if factor > LOOSE and fall(high, low) > (apart(high, low) and apart(high, low) + NEAR):
            key = (high.model.outcome, tuple(sorted({high.exhibit, low.exhibit})), apart(high, low) == 0)
            groups.setdefault(key, []).append((factor, high, low))
    for (outcome, exhibits, equal), found in groups.items():
        factor, high, low = max(found, key=lambda item: item[0])
        columns = [column for _, *pair in found for column in pair]
        rows = "the same number of" if equal else "nearly the same"
        yield Finding("r2-against-t", INCONSISTENCY if equal else AMBIGUITY, exhibits[0],
                      ids(columns, "r2", "n") + _extra_cells(found), _rise_line(high, low),
                      f"{outcome}, {called([high])} and {called([low])}: with {rows} observations R2 "
                      "differs by more than the one other regressor can explain, unless its standard "
                      f"error is at least {int(factor)} times too large or R2 does not mean the same in "
                      "both.",
                      "-".join((outcome, *exhibits, "" if equal else "near")))  # fmt: skip


def _rise_line(high: Column, low: Column) -> str:
    (term,), n = _extra(high, low), dict.fromkeys((printed(high, "n"), printed(low, "n")))
    ratio = high.estimate(term).ratio
    return (f"R2 {printed(high, 'r2')} in {called([high])}, {printed(low, 'r2')} in {called([low])}, n "
            f"{' and '.join(n)}; t of {term} = {intervals.show(ratio)} allows a rise of "
            f"{_allowed(high, ratio):.2g}, printed at least {fall(high, low):.2g}")  # fmt: skip


def excess_factor(high: Column, low: Column) -> float:
    """The factor k of `r2_against_t`; 0 where the two models cannot be compared."""
    comparable = same_rows(high, low) and same_outcome(high, low)
    if not (
        comparable
        and high.model.controls == low.model.controls
        and apart(high, low) <= NEAR
        and effects(high) <= effects(low)
        and fall(high, low) > 0
    ):
        return 0.0
    extra = _extra(high, low)
    ratio = high.estimate(extra[0]).ratio if len(extra) == 1 else None
    return 0.0 if ratio is None else (fall(high, low) / max(_allowed(high, ratio), 1e-12)) ** 0.5


def _extra(high: Column, low: Column) -> list[str]:
    return [term for term in high.terms if term not in low.terms]


def _allowed(high: Column, ratio: intervals.Interval) -> float:
    """The largest rise of R2 that one regressor with this t can bring, with n / 2 degrees of freedom."""
    t = intervals.high(intervals.magnitude(ratio))
    return t**2 * (1 - intervals.low(high.cell("r2").interval)) / (count(high, "n") / 2)


def _extra_cells(found: list[tuple[float, Column, Column]]) -> tuple[str, ...]:
    cells = (cell for _, high, low in found for cell in high.estimate(_extra(high, low)[0]).cells)
    return tuple(dict.fromkeys(cells))


@rule("change-of-fit", AMBIGUITY, "The same change of the model should not leave the fit of one outcome "
      "as it is and move that of another by a lot.")  # fmt: skip
def change_of_fit(record: Record) -> Iterator[Finding]:
    """R2 of one outcome unlike in two exhibits that differ in one regressor; one finding a pair of exhibits.

    With the same fixed effects a jump is reported; with finer effects in one of the two, a jump for one
    outcome beside no change at all for another. Outcomes that `r2_against_t` reports are left to it.
    """
    changes: dict[tuple, list] = {}
    for a, b in combinations([column for column in record.regressions if _fitted(column)], 2):
        one_term = len(_extra(a, b)) == len(_extra(b, a)) == 1
        same = same_rows(a, b) and same_outcome(a, b) and a.model.controls == b.model.controls
        known = max(excess_factor(a, b), excess_factor(b, a)) > LOOSE
        if a.exhibit != b.exhibit and one_term and same and apart(a, b) <= NEAR and not known:
            changes.setdefault(exhibits_of((a, b)), []).append((a, b))
    for exhibits, pairs in changes.items():
        jumps = [(a, b) for a, b in pairs if _jump(a, b) or _jump(b, a)]
        stills = [(a, b) for a, b in pairs if max(fall(a, b), fall(b, a)) <= 0 and _closest(a, b) <= STILL]
        alike = [(a, b) for a, b in jumps if effects(a) == effects(b)]
        chosen = jumps + stills if stills else alike
        if jumps and chosen:
            lines = (f"{a.model.outcome}: {printed(a, 'r2')} in {called([a])}, {printed(b, 'r2')} in "
                     f"{called([b])}"
                     for a, b in chosen)  # fmt: skip
            but = f", while that of {called(b for _, b in stills)} does not move" if stills else ""
            yield Finding("change-of-fit", AMBIGUITY, exhibits[0],
                          ids((c for pair in chosen for c in pair), "r2", "n"), "; ".join(lines),
                          f"R2 of {called(b for _, b in jumps)} is far from that of "
                          f"{called(a for a, _ in jumps)}, with the same outcome and nearly the same "
                          f"rows{but}: fixed effects or outcomes may not be the declared ones in all of "
                          "them.",
                          "-".join(exhibits))  # fmt: skip


def _jump(high: Column, low: Column) -> bool:
    """A large rise of R2, beyond what the one other regressor brings with half its standard error."""
    ratio = high.estimate(_extra(high, low)[0]).ratio
    return ratio is not None and fall(high, low) > max(JUMP, 4 * _allowed(high, ratio))


def _closest(a: Column, b: Column) -> float:
    return abs(a.cell("r2").value - b.cell("r2").value)


@rule("pooled-outside-parts", AMBIGUITY, "An estimate on the whole usually lies between those on its "
      "parts; with fixed effects or several regressors it need not, but seldom for many.")  # fmt: skip
def pooled_outside_parts(record: Record) -> Iterator[Finding]:
    """Coefficients of the whole outside the range of the parts'; one finding a partition's exhibits."""
    groups: dict[tuple, list] = {}
    for entry in record.design.partitions:
        whole, *parts = (record.column(*ref) for ref in (entry["whole"], *entry["parts"]))
        if whole is None or None in parts:
            continue
        shared = [term for term in whole.terms if all(part.estimate(term) for part in parts)]
        group = groups.setdefault((whole.exhibit, *exhibits_of(parts)), [])
        group += [(whole, parts, term) for term in shared]
    for exhibits, compared in groups.items():
        outside = [item for item in compared if _outside(*item)]
        if outside and len(outside) > MANY * len(compared):
            lines = (f"{called([whole])} {term} {whole.estimate(term).coef.printed}, parts "
                     f"{', '.join(part.estimate(term).coef.printed for part in parts)}"
                     for whole, parts, term in outside)  # fmt: skip
            cells = [c.estimate(term).coef.id for whole, parts, term in outside for c in (whole, *parts)]
            most = 2 * len(outside) > len(compared)
            yield Finding("pooled-outside-parts", AMBIGUITY if most else REMARK, exhibits[0],
                          tuple(dict.fromkeys(cells)), "; ".join(lines),
                          f"{len(outside)} of {len(compared)} coefficients on the whole lie outside the "
                          "range of those "
                          f"on its parts ({called(p for _, parts, _ in outside for p in parts)}).",
                          "-".join(exhibits))  # fmt: skip


def _outside(whole: Column, parts: list[Column], term: str) -> bool:
    pooled, split = whole.estimate(term).coef.interval, [part.estimate(term).coef.interval for part in parts]
    above = intervals.low(pooled) > max(intervals.high(x) for x in split)
    return above or intervals.high(pooled) < min(intervals.low(x) for x in split)


@rule("constants-apart", AMBIGUITY, "The constants of two models of one outcome on one sample differ little, "
      "unless the outcome or the effects are coded in another way.")  # fmt: skip
def constants_apart(record: Record) -> Iterator[Finding]:
    """Constants that no two standard errors bring together; one finding a pair of exhibits.

    A constant depends on how fixed effects are normalised, so this is a question, not an error. It is put
    where the difference is beyond `APART` times the sum of both standard errors, as intervals.
    """
    found: dict[tuple[str, str], list[tuple[Column, Column]]] = {}
    fitted = [column for column in record.regressions if least_squares(column)]
    for first, second in combinations(fitted, 2):
        alike = same_outcome(first, second) and same_rows(first, second)
        alike = alike and first.model.controls == second.model.controls
        if first.exhibit != second.exhibit and alike and _constants_apart(first, second):
            found.setdefault((first.exhibit, second.exhibit), []).append((first, second))
    for exhibits, pairs in found.items():
        cells = dict.fromkeys(
            c for pair in pairs for column in pair for c in column.estimate("constant").cells
        )
        lines = (f"{a.model.outcome}: {a.estimate('constant').coef.shown} in {called([a])}, "
                 f"{b.estimate('constant').coef.shown} in {called([b])}" for a, b in pairs)  # fmt: skip
        yield Finding("constants-apart", AMBIGUITY, exhibits[0], tuple(cells), "; ".join(lines),
                      f"Constants of the same outcomes lie far apart in {called(a for a, _ in pairs)} and "
                      f"{called(b for _, b in pairs)}: the outcomes or the effects may be coded in another "
                      "way.", "-".join(exhibits))  # fmt: skip


def _constants_apart(first: Column, second: Column) -> bool:
    pair = [column.estimate("constant") for column in (first, second)]
    if None in pair or None in [estimate.std_error for estimate in pair]:
        return False
    gap = intervals.magnitude(pair[0].coef.interval - pair[1].coef.interval)
    return intervals.low(gap) > APART * intervals.high(pair[0].std_error + pair[1].std_error)
