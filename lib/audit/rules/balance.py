"""Matching: standardised bias, its reduction, and the t-tests beside it.

The record has panels ``before`` and ``after`` with the statistics ``mean_treated``, ``mean_control``,
``bias`` (in per cent), ``bias_reduction`` (in per cent) and ``p`` of a two-sample t-test, a covariate a term.
The design may declare ``balance``, a list of ``exhibit``, ``treated`` and ``controls`` (units) and
``periods``.

With means :math:`m`, variances :math:`s^2` and :math:`\\bar s^2 = (s_t^2 + s_c^2) / 2` (Rosenbaum and Rubin,
1985, The American Statistician 39, 33-38; Stata's pstest) the bias is :math:`100\\,d` with
:math:`d = (m_t - m_c) / \\bar s`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from scipy import stats

from lib.audit import intervals
from lib.audit.findings import CONTRADICTION, INCONSISTENCY, REMARK, Finding, rule
from lib.audit.intervals import Interval, show
from lib.audit.record import Cell, Record
from lib.audit.wording import decimals

BEFORE, AFTER = "before", "after"


@dataclass(frozen=True)
class Covariate:
    """Printed numbers of one covariate by panel and statistic."""

    exhibit: str
    term: str
    cells: dict[tuple[str, str], Cell]

    def values(self, panel: str, *names: str) -> list[Interval] | None:
        """Intervals of some statistics; None if one is not printed."""
        found = [self.cells.get((panel, name)) for name in names]
        return None if None in found else [cell.interval for cell in found]

    def ids(self, panels: tuple[str, ...], *names: str) -> tuple[str, ...]:
        """Ids of the cells read."""
        wanted = [(panel, name) for panel in panels for name in names]
        return tuple(self.cells[key].id for key in wanted if key in self.cells)


@rule("bias-reduction", CONTRADICTION, "The reduction of bias must follow from the bias before and after "
      "matching: 100 (|before| - |after|) / |before|.")  # fmt: skip
def bias_reduction(record: Record) -> Iterator[Finding]:
    """Covariates whose printed reduction does not follow."""
    for one in _covariates(record):
        before, after = one.values(BEFORE, "bias"), one.values(AFTER, "bias", "bias_reduction")
        if before is None or after is None or _has_zero(before[0]):
            continue
        reduction = 100 * (1 - abs(after[0]) / abs(before[0]))
        if not intervals.overlap(reduction, after[1]):
            yield Finding(
                "bias-reduction",
                CONTRADICTION,
                one.exhibit,
                one.ids((BEFORE, AFTER), "bias", "bias_reduction"),
                f"100 (1 - |{_printed(one, AFTER, 'bias')}| / |{_printed(one, BEFORE, 'bias')}|) = "
                f"{show(reduction)}, printed {_printed(one, AFTER, 'bias_reduction')}",
                f"The reduction of the bias of {one.term} does not follow from its bias before and after.",
                key=f"{one.exhibit} {one.term}",
            )


@rule("bias-sign", CONTRADICTION, "The standardised bias has the sign of the difference between the means of "
      "the treated and the controls.")  # fmt: skip
def bias_sign(record: Record) -> Iterator[Finding]:
    """Covariates and panels in which the signs differ."""
    for one in _covariates(record):
        for panel in (BEFORE, AFTER):
            found = one.values(panel, "mean_treated", "mean_control", "bias")
            if found is None or intervals.high((found[0] - found[1]) * found[2]) >= 0:
                continue
            yield Finding(
                "bias-sign",
                CONTRADICTION,
                one.exhibit,
                one.ids((panel,), "mean_treated", "mean_control", "bias"),
                f"{_printed(one, panel, 'mean_treated')} - {_printed(one, panel, 'mean_control')} = "
                f"{show(found[0] - found[1])}, printed bias {_printed(one, panel, 'bias')}",
                f"The bias of {one.term} {panel} matching does not have the sign of its difference in means.",
                key=f"{one.exhibit} {one.term} {panel}",
            )


@rule("standardised-bias", INCONSISTENCY, "Difference in means over standardised bias is a standard "
      "deviation; the usual formula takes that of the unmatched sample before and after.")  # fmt: skip
def standardised_bias(record: Record) -> Iterator[Finding]:
    """Covariates whose implied standard deviations before and after matching cannot be the same."""
    for one in _covariates(record):
        spread = {panel: _implied_sd(one, panel) for panel in (BEFORE, AFTER)}
        if None in spread.values() or intervals.overlap(*spread.values()):
            continue
        lines = [
            f"{panel}: ({_printed(one, panel, 'mean_treated')} - {_printed(one, panel, 'mean_control')}) / "
            f"({_printed(one, panel, 'bias')} / 100) = {show(spread[panel])}" for panel in spread
        ]  # fmt: skip
        yield Finding(
            "standardised-bias",
            INCONSISTENCY,
            one.exhibit,
            one.ids((BEFORE, AFTER), "mean_treated", "mean_control", "bias"),
            "; ".join(lines),
            f"Means and bias of {one.term} imply another standard deviation after matching than before; the "
            "two agree only if the bias after matching is standardised by the matched sample.",
            key=f"{one.exhibit} {one.term}",
        )


@rule("bias-against-p", CONTRADICTION, "Bias and p-value of a two-sample t-test together say how large the "
      "groups are, and the rows of one sample must agree on it.")  # fmt: skip
def bias_against_p(record: Record) -> Iterator[Finding]:
    """Per exhibit, before matching: the group sizes that bias and p imply against the declared design.

    Notes
    -----
    The test with unequal variances has :math:`t = (m_t - m_c) / \\sqrt{s_t^2/n_t + s_c^2/n_c}`. With
    :math:`w = s_t^2 / (s_t^2 + s_c^2)` this gives

    .. math:: \\frac{2t^2}{d^2} = \\frac{1}{w / n_t + (1 - w) / n_c},

    a weighted harmonic mean, which lies between :math:`n_t` and :math:`n_c` whatever the variances. With
    a pooled variance

    .. math:: \\frac{2t^2}{d^2} = \\frac{(n_t + n_c - 2)\\, n_t n_c / (n_t + n_c)}{w (n_t - 1) + (1 - w)
              (n_c - 1)},

    which lies between its values at :math:`w = 0` and :math:`w = 1`. `bounds` covers both. The t that
    belongs to a p is largest with ``min(n_t, n_c) - 1`` degrees of freedom and smallest with the normal
    distribution.

    Observations are units times periods. More than these there cannot be: contradiction. Fewer there are
    where values are missing: inconsistency. The finding says whether both groups taken k times, as for
    products of a country, would fit every row.
    """
    for entry in record.design.balance:
        rows = [
            (one, *found)
            for one in _covariates(record)
            if one.exhibit == entry["exhibit"] and (found := one.values(BEFORE, "bias", "p"))
            if not _has_zero(found[0]) and intervals.low(found[1]) > 0
        ]
        sizes = [entry[name] * entry["periods"] for name in ("treated", "controls")]
        implied = {one.term: _group_size(bias, p, min(sizes)) for one, bias, p in rows}
        allowed = bounds(*sizes)
        outside = [one for one, *_ in rows if not intervals.overlap(implied[one.term], allowed)]
        if outside:
            yield _sizes_finding(entry, outside, implied, allowed)


def bounds(treated: int, controls: int) -> Interval:
    """Smallest and largest ``2 t^2 / d^2`` of two groups of these sizes, for either t-test."""
    total = treated + controls
    pooled = [(total - 2) * treated * controls / total / (n - 1) for n in (treated, controls)]
    ends = [treated, controls, *pooled]
    return intervals.interval(min(ends), max(ends))


@rule("treated-mean-moves", REMARK, "The mean of the treated changes by matching only if treated units are "
      "left out, and then for nearly every covariate.")  # fmt: skip
def treated_mean_moves(record: Record) -> Iterator[Finding]:
    """Exhibits in which the treated mean changes for one covariate and not for another."""
    moved: dict[str, tuple[list[Covariate], list[Covariate]]] = {}
    for one in _covariates(record):
        means = [one.values(panel, "mean_treated") for panel in (BEFORE, AFTER)]
        if None not in means:
            moved.setdefault(one.exhibit, ([], []))[_stays(one)].append(one)
    for exhibit, (changed, same) in moved.items():
        if changed and same:
            both = [*changed, *same]
            yield Finding(
                "treated-mean-moves",
                REMARK,
                exhibit,
                tuple(cell for one in both for cell in one.ids((BEFORE, AFTER), "mean_treated")),
                "; ".join(f"{one.term}: {_printed(one, BEFORE, 'mean_treated')} before, "
                          f"{_printed(one, AFTER, 'mean_treated')} after" for one in both),
                f"Matching changes the mean of the treated for {', '.join(o.term for o in changed)} and not "
                f"for {', '.join(o.term for o in same)}, to every printed digit.",
                key=exhibit,
            )  # fmt: skip


def _covariates(record: Record) -> list[Covariate]:
    groups: dict[tuple[str, str, str], dict[tuple[str, str], Cell]] = {}
    balanced = {(cell.exhibit, cell.column, cell.term) for cell in record.cells.values()
                if cell.statistic == "bias"}  # fmt: skip
    for cell in record.cells.values():
        key = (cell.exhibit, cell.column, cell.term)
        if key in balanced:
            groups.setdefault(key, {})[cell.panel, cell.statistic] = cell
    return [Covariate(exhibit, term, cells) for (exhibit, _, term), cells in groups.items()]


def _stays(one: Covariate) -> bool:
    """Is the treated mean printed the same twice, or the same but for the number of decimals?"""
    before, after = (one.cells[panel, "mean_treated"] for panel in (BEFORE, AFTER))
    if decimals(before) == decimals(after):
        return before.value == after.value
    return intervals.overlap(before.interval, after.interval)


def _implied_sd(one: Covariate, panel: str) -> Interval | None:
    """Standard deviation from means and bias; None if one is missing or the bias may be zero."""
    found = one.values(panel, "mean_treated", "mean_control", "bias")
    if found is None or _has_zero(found[2]):
        return None
    return abs((found[0] - found[1]) / (found[2] / 100))


def _group_size(bias: Interval, p: Interval, smaller: int) -> Interval:
    """``2 t^2 / d^2`` for every t that a two-sided p can belong to."""
    least = stats.norm.isf(intervals.high(p) / 2)
    most = stats.t.isf(intervals.low(p) / 2, smaller - 1)
    t = intervals.interval(max(0.0, least), most)
    return 2 * t**2 / (bias / 100) ** 2


def _sizes_finding(entry: dict, outside: list[Covariate], implied: dict, allowed: Interval) -> Finding:
    lines = [
        f"{one.term}: bias {_printed(one, BEFORE, 'bias')}, p {_printed(one, BEFORE, 'p')}, 2 t^2 / d^2 = "
        f"{show(implied[one.term])}" for one in outside
    ]  # fmt: skip
    treated, controls = (entry[name] * entry["periods"] for name in ("treated", "controls"))
    beyond = any(intervals.low(implied[one.term]) > intervals.high(allowed) for one in outside)
    finer = _finer(list(implied.values()), allowed)
    other = f"both groups {finer} times as large would fit" if finer else "no multiple of both groups fits"
    return Finding(
        "bias-against-p",
        CONTRADICTION if beyond else INCONSISTENCY,
        entry["exhibit"],
        tuple(cell for one in outside for cell in one.ids((BEFORE,), "bias", "p")),
        f"{'; '.join(lines)}; {treated} treated and {controls} control observations allow {show(allowed)}",
        f"Bias and p-value of {', '.join(one.term for one in outside)} before matching do not come from "
        f"t-tests of {treated} against {controls} observations; {other} all rows.",
        key=entry["exhibit"],
        fault=tuple(cell for one in outside for cell in one.ids((BEFORE,), "p")) if beyond else (),
    )


def _finer(implied: list[Interval], allowed: Interval) -> str:
    """Factors on both groups with which every row fits, as words; empty if there are none."""
    least = max(intervals.low(size) / intervals.high(allowed) for size in implied)
    most = min(intervals.high(size) / intervals.low(allowed) for size in implied)
    return f"{least:.3g} to {most:.3g}" if least <= most else ""


def _has_zero(x: Interval) -> bool:
    return intervals.low(x) <= 0 <= intervals.high(x)


def _printed(one: Covariate, panel: str, statistic: str) -> str:
    return one.cells[panel, statistic].printed
