"""What each rule needs before it can say anything, so that silence is not taken for approval.

`NEEDS` has every rule of the register. A rule can speak where all its needs are met; where one is not, it is
silent whatever is printed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from lib.audit.findings import RULES
from lib.audit.record import Record

TABLE, TEXT, DESIGN = "table", "text", "design"
LAST_DIGITS = 100  # numbers that `terminal-digits` needs


@dataclass(frozen=True)
class Need:
    """One thing that a record must have: how it is called, whether it is there, and where it belongs."""

    words: str
    met: Callable[[Record], bool]
    where: str = TABLE


def _cells(words: str, *statistics: str) -> Need:
    """Every one of these statistics somewhere in a table."""

    def met(record: Record) -> bool:
        return set(statistics) <= {cell.statistic for cell in record.cells.values()}

    return Need(words, met)


def _declared(*names: str) -> Need:
    """One of these fields of the design, filled."""
    words = " or ".join(f"`{name}`" for name in names)
    return Need(words, lambda record: any(getattr(record.design, name) for name in names), DESIGN)


def _models(field: str) -> Need:
    """This field in a declared model of a printed column."""
    return Need(
        f"`{field}` of models", lambda record: any(getattr(c.model, field) for c in record.columns), DESIGN
    )


def _panel(*names: str) -> Need:
    """One of these fields of the declared panel."""
    words = " or ".join(f"`{name}`" for name in names)
    return Need(f"{words} of panel", lambda record: any(record.design.panel.get(n) for n in names), DESIGN)


def _variables(field: str) -> Need:
    """This field in a declared variable, empty or not."""

    def met(record: Record) -> bool:
        return any(field in entry for entry in record.design.variables.values())

    return Need(f"`{field}` of `variables`", met, DESIGN)


def _entries(name: str, field: str) -> Need:
    """An entry of a list of the design that has this field."""

    def met(record: Record) -> bool:
        return any(field in entry for entry in getattr(record.design, name))

    return Need(f"`{name}` with `{field}`", met, DESIGN)


def _claims(words: str, chosen: Callable[[dict], bool] = bool) -> Need:
    """A sentence of the text of some kind."""
    return Need(words, lambda record: any(chosen(claim) for claim in record.claims), TEXT)


def _estimates(words: str, *statistics: str) -> Need:
    """A coefficient with one of these statistics below it."""
    return Need(words, lambda record: any(getattr(e, name) is not None for column in record.regressions
                                          for e in column.estimates for name in statistics))  # fmt: skip


def _number_of(words: str, count: Callable[[Record], int], least: int) -> Need:
    return Need(words, lambda record: count(record) >= least)


STARS = Need("stars at coefficients", lambda record: any(
    estimate.coef.stars for column in record.regressions for estimate in column.estimates))  # fmt: skip
BELOW = _estimates("standard errors or t below coefficients", "se", "t")
RATIO = _estimates("standard errors or t below coefficients", "ratio")
P = Need("p-values beside stars or below coefficients", lambda record: any(
    cell.statistic == "p" and (cell.stars or (cell.term, "coef") in column.cells)
    for column in record.columns for cell in column.cells.values()))  # fmt: skip
INTERVAL = _cells("confidence intervals (`ci_low`, `ci_high`)", "ci_low", "ci_high")
N = _cells("`n`", "n")
UNITS = _cells("`n_units`", "n_units")
INSTRUMENTS = _cells("`n_instruments`", "n_instruments")
COUNTS = Need("`n` or `n_units`", lambda record: N.met(record) or UNITS.met(record))
R2 = _cells("`r2`", "r2")
BIAS = _cells("balance tables (`bias`)", "bias")
COLUMNS = _number_of("two columns of coefficients", lambda record: len(record.regressions), 2)
EXHIBITS = _number_of("two tables of coefficients", lambda record: len(list(record.by_exhibit())), 2)
SENTENCES = _claims("sentences of the text")
ROOM = Need("`n_units`, or the units of `panel`", lambda record: UNITS.met(record) or any(
    record.design.panel.get(name) for name in ("n_units", "unit")), DESIGN)  # fmt: skip
SAMPLE, OUTCOME = _models("sample"), _models("outcome")
SIZES = _panel("sizes", "n_units")
EQUATIONS, DERIVATIONS = _declared("equations"), _declared("derivations")
EFFECTS = Need("`equations`, or `varies` of `variables` and `fixed_effects` of models", lambda record: (
    EQUATIONS.met(record) or (_variables("varies").met(record) and _models("fixed_effects").met(record))
), DESIGN)  # fmt: skip
TREATMENT = Need("`equations`, or `role` of `variables`", lambda record: (
    EQUATIONS.met(record) or _variables("role").met(record)), DESIGN)  # fmt: skip
HIDDEN = Need("exhibits that are not printed", lambda record: bool(
    set(record.rows.loc[record.rows["source"] == "exhibit", "exhibit"])
    - {cell.exhibit for cell in record.cells.values()}))  # fmt: skip
PERCENT = _claims("sentences with unit `% change`", lambda claim: claim["unit"] == "% change")
ORDER = _claims("sentences with an order", lambda claim: "order" in (claim["kind"], claim["comparator"]))
HYPOTHESIS = _claims("hypotheses of the text", lambda claim: claim["kind"] == "hypothesis")
SIGNIFICANCE = _claims("sentences on significance", lambda claim: claim["kind"] == "significance")
STATED_N = Need("the text's number of observations (exhibit `design`, statistic `n`)", lambda record: any(
    (cell.exhibit, cell.statistic) == ("design", "n") for cell in record.numbers.values()), TEXT)  # fmt: skip


def _scale(name: str) -> Need:
    return Need(f"models with scale {name}",
                lambda record: any(c.model.scale == name for c in record.columns) or any(
                    entry.get("scale") == name for entry in record.design.models), DESIGN)  # fmt: skip


NEEDS: dict[str, tuple[Need, ...]] = {
    # a table alone
    "impossible-value": (),
    "stars-against-ratio": (STARS, RATIO),
    "star-levels": (STARS, RATIO),
    "t-against-sign": (_estimates("t values below coefficients", "t"),),
    "stars-against-p": (P,),
    "parenthesis-reading": (STARS, _estimates("numbers below coefficients", "se", "t", "p")),
    "lost-decimal": (COLUMNS,),
    "repeated-estimate": (BELOW,),
    "terminal-digits": (
        _number_of(f"{LAST_DIGITS} coefficients, standard errors and t", lambda record: sum(
            cell.statistic in ("coef", "se", "t")
            for column in record.regressions for cell in column.cells.values()), LAST_DIGITS),
    ),
    "interval-against-estimate": (INTERVAL,),
    "interval-against-significance": (INTERVAL, Need("stars or p-values at coefficients", lambda record: (
        STARS.met(record) or P.met(record)))),
    "observations-below-units": (N, UNITS),
    "regressors-exceed-observations": (N, BELOW),
    "too-few-instruments": (INSTRUMENTS,),
    "too-many-instruments": (Need("`n_instruments` and `n_units`, or `p` of the term hansen", lambda record: (
        (INSTRUMENTS.met(record) and UNITS.met(record))
        or any((c.term, c.statistic) == ("hansen", "p") for c in record.cells.values()))),),
    "degrees-of-freedom": (INSTRUMENTS, _cells("`df` of the term hansen or sargan", "df")),
    "clusters-exceed-sample": (COUNTS, Need("`n_clusters`, or `clusters` of models", lambda record: any(
        c.cell("n_clusters") or c.model.clusters for c in record.regressions), DESIGN)),
    "bias-reduction": (BIAS, _cells("`bias_reduction`", "bias_reduction")),
    "bias-sign": (BIAS, _cells("means of both groups", "mean_treated", "mean_control")),
    "standardised-bias": (BIAS, _cells("means of both groups", "mean_treated", "mean_control")),
    "treated-mean-moves": (BIAS, _cells("means of the treated", "mean_treated")),
    # a text
    "text-against-table": (SENTENCES,),
    "text-against-text": (SENTENCES,),
    "hypothesis-against-table": (HYPOTHESIS,),
    "hypothesis-against-text": (HYPOTHESIS, SIGNIFICANCE),
    "not-in-print": (SENTENCES, HIDDEN),
    "ranking-not-distinguishable": (ORDER, BELOW),
    "log-points": (PERCENT, _scale("log")),
    "standardised-percent": (PERCENT, _scale("standardised")),
    "percentage-points": (PERCENT, _scale("percentage points")),
    "observations-against-statement": (N, STATED_N, SAMPLE),
    # a design
    "few-clusters": (STARS, RATIO, _models("clusters")),
    "bias-against-p": (BIAS, _cells("`p` of the balance table", "p"), _declared("balance")),
    "observations-exceed-panel": (N, ROOM, _panel("years")),
    "units-exceed-design": (UNITS, SIZES),
    "units-unlike-text": (UNITS, SIZES, SAMPLE),
    "partition-sum": (COUNTS, _declared("partitions")),
    "pooled-outside-parts": (COLUMNS, _declared("partitions")),
    "treated-excluded": (_entries("exclusions", "treatment"),),
    "excluded-units": (UNITS, _declared("exclusions")),
    "fewer-units-more-observations": (N, UNITS, COLUMNS, SAMPLE),
    "nested-observations": (COUNTS, COLUMNS, SAMPLE, OUTCOME),
    "order-of-samples": (N, EXHIBITS, SAMPLE, OUTCOME),
    "same-n-everywhere": (N, EXHIBITS, OUTCOME),
    "nested-r2": (R2, N, COLUMNS, SAMPLE, OUTCOME),
    "r2-against-t": (R2, N, RATIO, COLUMNS, SAMPLE, OUTCOME),
    "change-of-fit": (R2, N, EXHIBITS, SAMPLE, OUTCOME),
    "same-model-twice": (EXHIBITS, SAMPLE, OUTCOME),
    "constants-apart": (EXHIBITS, BELOW, OUTCOME),
    "identity": (_declared("identities"),),
    "placebo-draws": (_entries("placebo", "pool"),),
    "placebo-against-estimate": (BELOW, _entries("placebo", "of")),
    "event-window": (_declared("event_window"), _panel("years")),
    "declared-variables": (_declared("declared"),),
    "no-source": (_variables("source"),),
    "citation": (_declared("citations"), _declared("references")),
    "tests-not-printed": (_models("method"),),
    "unit-of-number": (_declared("units"),),
    "collinear-by-definition": (_variables("definition"),),
    "absorbed": (EFFECTS,),
    "treatment-not-differenced": (TREATMENT,),
    "direction-from-distance": (_declared("interpretations"), _variables("definition")),
    "similarity-or-distance": (_declared("interpretations"), _variables("definition")),
    "standardised-constant": (N, BELOW, _scale("standardised")),
    **dict.fromkeys(("derivation", "first-order-condition", "sign-of-effect", "undefined-symbol",
                     "reparameterisation", "constant-by-definition"), (DERIVATIONS,)),
    **dict.fromkeys(("index-unbound", "index-missing", "error-index", "dimension-of-treatment",
                     "equation-against-words", "sum-against-report"), (EQUATIONS,)),
}  # fmt: skip


def lacking(record: Record) -> dict[str, tuple[Need, ...]]:
    """By rule, what it lacks in a record: of the table first, then of the text, then of the design."""
    order = (TABLE, TEXT, DESIGN)
    lacks = {name: [need for need in NEEDS.get(name, ()) if not need.met(record)] for name in RULES}
    return {name: tuple(sorted(found, key=lambda n: order.index(n.where))) for name, found in lacks.items()}
