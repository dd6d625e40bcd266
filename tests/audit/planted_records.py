"""For each rule that needs a small table, text or design: the record, and the error planted in it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from small_record import cells, claims, record, regression

from lib.audit import Record


@dataclass(frozen=True)
class Small:
    """A small record: its rows, claims and design, and what the planted error replaces of them.

    ``where`` names a planted cell, or, after ``says:``, words of the finding where the error stands in the
    declared design alone.
    """

    where: str
    rows: list = field(default_factory=lambda: regression("(1)", x=("0.50", "0.10", "***")))
    said: list = field(default_factory=list)
    design: dict = field(default_factory=dict)
    wrong_rows: list | None = None
    wrong_said: list | None = None
    wrong_design: dict = field(default_factory=dict)

    def records(self) -> tuple[Record, Record]:
        """The record before and after the error."""
        said = self.said if self.wrong_said is None else self.wrong_said
        rows = self.rows if self.wrong_rows is None else self.wrong_rows
        after = record(cells(*rows), claims(*said), **(self.design | self.wrong_design))
        return record(cells(*self.rows), claims(*self.said), **self.design), after


def model(column: str = "(1)", exhibit: str = "table_1", **given) -> dict:
    """An entry of the design's models."""
    return {"exhibit": exhibit, "columns": [column], "outcome": "y", "sample": "all"} | given


def counted(column: str, exhibit: str, n: str, r2: str = "", term: str = "x") -> list[dict]:
    """A column with a number of observations and perhaps an R2."""
    rows = regression(column, exhibit=exhibit, n=n, **{term: ("0.050", "0.030")})
    own = {"exhibit": exhibit, "column": column, "term": "", "statistic": "r2", "printed": r2}
    return rows + ([own] if r2 else [])


def refitted(r2: str) -> list[dict]:
    """Two tables with one other regressor each, the first with a t of 6.7 and R2 of 0.600."""
    rows = regression("(1)", n="900", x=("0.200", "0.030"))
    rows.append({"term": "", "statistic": "r2", "printed": "0.600"})
    return rows + counted("(1)", "table_2", "900", r2, "w")


def units_of(*n_units: str) -> list[dict]:
    """Columns with these numbers of units, the later ones with fewer observations."""
    return [
        row
        for k, units in enumerate(n_units, 1)
        for row in (
            *counted(f"({k})", "table_1", f"{1000 - 100 * k}"),
            {"column": f"({k})", "term": "", "statistic": "n_units", "printed": units},
        )
    ]


def with_constants(*constants: str) -> list[dict]:
    """One model in two tables, with these constants."""
    return [
        row
        for k, constant in enumerate(constants, 1)
        for row in regression(
            "(1)", exhibit=f"table_{k}", n="900", x=("0.50", "0.10"), constant=(constant, "0.10")
        )
    ]


def pairs(*n: str) -> list[dict]:
    """Two outcomes in two tables with these numbers of observations."""
    places = [(f"table_{table}", f"({k})") for table in (1, 2) for k in (1, 2)]
    return [
        row for (table, column), size in zip(places, n, strict=True) for row in counted(column, table, size)
    ]


def effects(scale: str, percent: str) -> dict:
    """A coefficient of 0.40 on an outcome with this scale, and a percentage that the text makes of it."""
    said = {"id": "effect", "printed": percent, "unit": "% change", "comparator": ""}
    return {"rows": regression("(1)", x=("0.40", "0.05", "***")), "design": {"models": [model(scale=scale)]},
            "wrong_said": [said], "where": "effect"}  # fmt: skip


def single_stars(mark: Callable[[float], str]) -> list[dict]:
    """Twelve coefficients with ratios from 1 to 12."""
    terms = {f"x{k}": (f"{k / 10:.3f}", "0.100", mark(k)) for k in range(1, 13)}
    return regression("(1)", **terms)


def twice(coef: str) -> list[dict]:
    """One model in two tables, with this coefficient in the second."""
    again = [row | {"exhibit": "table_2"} for row in counted("(1)", "table_1", "900", "0.600")]
    again[0] |= {"printed": coef}
    return counted("(1)", "table_1", "900", "0.600") + again


def with_interval(low: str, high: str, stars: str) -> list[dict]:
    """A coefficient of 0.100 with these stars and this confidence interval."""
    rows = regression("(1)", n="900", x=("0.100", "0.056", stars))
    return rows + [{"statistic": k, "printed": text} for k, text in (("ci_low", low), ("ci_high", high))]


def by_gmm(**own: str) -> list[dict]:
    """Two regressors and a constant with the column's own counts and the degrees of freedom of its test."""
    rows = regression("(1)", x=("0.50", "0.10"), z=("0.20", "0.10"), constant=("1.00", "0.10"))
    tests = {"df": "hansen"}
    return rows + [{"term": tests.get(k, ""), "statistic": k, "printed": text} for k, text in own.items()]


def by_rule(ratio: float) -> str:
    """Stars at 10, 5 and 1 per cent."""
    return "*" * sum(ratio > bound for bound in (1.645, 1.960, 2.576))


T = {"variable": "treatment", "varies": ["i", "t"], "role": "treatment", "coefficient": "beta", "term": "x"}
X = {"variable": "X", "varies": ["i", "t"], "role": "controls"}
SHAPE = {"outcome": ["i", "t"], "error": ["i", "t"], "fixed_effects": [["i"], ["t"]]}
MAIN = {"id": "(1)", "exhibits": ["table_1"], "terms": [T, X]} | SHAPE
LEAD = T | {"varies": ["i", "t", "k"], "index": ["k"]}
LIMITS = {"index": "k", "side": "both", "reported": {"before": 3, "after": 3}}
EVENT = {"id": "(2)", "exhibits": ["table_1"], "sum": LIMITS, "terms": [LEAD, X], "same_as": "(1)"} | SHAPE


def equations(**wrong) -> Small:
    """An equation and its event study, the latter with an error; found in the coefficient estimated."""
    return Small(EFFECTS[0], design={"equations": [MAIN, EVENT]},
                 wrong_design={"equations": [MAIN, EVENT | wrong]})  # fmt: skip


EFFECTS = ("table_1//(1)/x/coef",)


def derivation(where: str, entry: dict, **wrong) -> Small:
    """A step that holds and the same with an error; ``words`` are found in the sentence."""
    whole = {"id": "step", "words": "The step fails"} | entry
    return Small(where, design={"derivations": [whole]}, wrong_design={"derivations": [whole | wrong]})


SUBSTITUTION = {"kind": "substitution", "given": [{"equation": "q = a/p", "for": "q"}], "claim": "p*q = a",
                "assume": {"positive": ["a", "p"]}}  # fmt: skip
DEMAND = {"kind": "first_order_condition", "assume": {"positive": ["a", "b", "p", "r", "E"]},
          "objective": "a*log(x) + b*log(y)", "constraint": "p*x + r*y = E", "variables": ["x", "y"],
          "claim": {"x": "a*E/((a + b)*p)", "y": "b*E/((a + b)*r)"}}  # fmt: skip
SIGN = {"kind": "sign", "expression": "a/p", "with_respect_to": "p", "expected": "negative",
        "assume": {"positive": ["a", "p"]}}  # fmt: skip
SYMBOLS = {"kind": "symbols", "used": {"(1)": ["a", "p"]}, "defined": ["a", "p"]}
CENTRED = {"kind": "reparameterisation", "expression": "b0 + b1*x + b2*y + b3*x*y", "keep": ["b3"],
           "coefficients": ["b0", "b1", "b2", "b3"], "replace": {"x": "2*x", "y": "y"}}  # fmt: skip
BASE = {"kind": "constant", "definition": "g - g_base", "at": {"g": "2*g_base"}}

CITY = {"varies": ["city", "year"]}
LOGS = {"a": {"definition": "log(u)", "source": "s", "measure": "m"},
        "b": {"definition": "log(v)", "source": "s", "measure": "m"},
        "c": {"definition": "log(u * w)", "source": "s", "measure": "m"}}  # fmt: skip
GAP = {"variable": "gap", "place": "section 4", "cells": ["reading"]}
READ = {"id": "reading", "term": "x", "kind": "sign", "expected": "+"}
NOT_PRINTED = {"exhibit": "figure_1", "column": "", "term": "*", "statistic": "*", "printed": "",
               "note": "not printed: a picture"}  # fmt: skip
HIDDEN = {"id": "hidden", "exhibit": "figure_1", "column": "", "term": "x", "kind": "sign", "expected": "+"}
AMOUNT = {"exhibit": "figure_1", "column": "", "term": "2004", "statistic": "amount", "printed": "12.15"}
LAST = AMOUNT | {"term": "2015", "id": "last", "kind": "number"}
IN_DOLLARS = {"cell": "last", "printed": "yuan", "needed": "dollars", "rate": [6, 8.3],
              "relations": [{"relation": "x / f > 60", "where": {"f": "figure_1///2004/amount"}}],
              }  # fmt: skip
GMM_TESTS = [{"term": t, "statistic": "p", "printed": "0.3"} for t in ("ar1", "ar2", "hansen")]
GMM_TESTS += [{"term": "", "statistic": "n_instruments", "printed": "40"}]
GMM = regression("(1)", x=("0.50", "0.10", "***"))
FOUR = {name: ("0.500", "0.050", "***") for name in "abcd"}
AS_T = {name: ("0.500", "5.000", "***") for name in "abcd"}
RANKED = [*regression("(1)", x=("0.500", "0.050")), *regression("(2)", x=("0.100", "0.030"))]
CLOSE = [*regression("(1)", x=("0.500", "0.050")), *regression("(2)", x=("0.490", "0.030"))]
SYSTEM = {"models": [model(method="system GMM")]}
STANDARD = [model(scale="standardised")]
OUTCOMES = [model("(1)", f"table_{k}", outcome=f"y{k}") for k in (1, 2, 3)]
TWO_OUTCOMES = [model(f"({k})", f"table_{t}", outcome=f"y{k}") for t in (1, 2) for k in (1, 2)]
POOL = {"what": "placebo", "draws": 100, "treated": 5}
WINDOW = {"exhibit": "figure_1", "leads": 3, "lags": 3, "first_event": 2008, "last_event": 2008}
ANNOUNCED = {"what": "controls", "place": "section 2", "terms": ["x"], "exhibits": ["table_1"]}
CITED = {"citations": [{"place": "section 1", "number": 1, "name": "Gauss"}], "references": {1: "Gauss"}}

EXPECTED = {"id": "expected", "exhibit": "table_9", "kind": "hypothesis", "expected": "+"}
FOUND = {"id": "found", "exhibit": "table_9", "kind": "significance", "comparator": "significant",
         "expected": "+", "level": "0.10"}  # fmt: skip

SMALL: dict[str, Small] = {
    "interval-against-significance": Small(
        EFFECTS[0], with_interval("-0.010", "0.210", "*"),
        wrong_rows=with_interval("-0.010", "0.210", "***")),
    "same-model-twice": Small("table_2//(1)/x/coef", twice("0.050"), wrong_rows=twice("0.500"),
                              design={"models": [model(), model(exhibit="table_2")]}),
    "too-few-instruments": Small("table_1//(1)//n_instruments", by_gmm(n_instruments="20"),
                                 wrong_rows=by_gmm(n_instruments="2"), design=SYSTEM),
    "too-many-instruments": Small("table_1//(1)//n_instruments", by_gmm(n_instruments="20", n_units="30"),
                                  wrong_rows=by_gmm(n_instruments="40", n_units="30"), design=SYSTEM),
    "degrees-of-freedom": Small(
        "table_1//(1)/hansen/df", by_gmm(n_instruments="20", df="17"),
        wrong_rows=by_gmm(n_instruments="20", df="18"), design=SYSTEM),
    "clusters-exceed-sample": Small("table_1//(1)//n_clusters", by_gmm(n_clusters="30", n="300"),
                                    wrong_rows=by_gmm(n_clusters="301", n="300")),
    "regressors-exceed-observations": Small("table_1//(1)//n", by_gmm(n="3"), wrong_rows=by_gmm(n="2")),
    "star-levels": Small("table_1//(1)/x5/coef", rows=single_stars(by_rule),
                         wrong_rows=single_stars(lambda ratio: "*" * (ratio > 1.96))),
    "parenthesis-reading": Small("table_1//(1)/a/se", regression("(1)", **FOUR), design={"parenthesis": "se"},
                                 wrong_rows=regression("(1)", **AS_T)),
    "few-clusters": Small(EFFECTS[0], regression("(1)", x=("0.240", "0.100", "**")),
                          design={"models": [model(clusters=200)]},
                          wrong_design={"models": [model(clusters=6)]}),
    "ranking-not-distinguishable": Small(
        "table_1//(2)/x/coef", RANKED, wrong_rows=CLOSE,
        said=[{"id": "rank", "kind": "order", "column": "*", "expected": "(1) > (2)"}]),
    "not-in-print": Small("hidden", [*GMM, NOT_PRINTED], wrong_said=[HIDDEN]),
    "log-points": Small(**effects("log", "40.0")),
    "standardised-percent": Small(**effects("standardised", "40.0")),
    "percentage-points": Small(**effects("percentage points", "40.0")),
    "excluded-units": Small(
        "table_1//(2)//n_units", units_of("100", "80"),
        design={"exclusions": [{"whole": ["table_1", "(1)"], "part": ["table_1", "(2)"]}]},
        wrong_rows=units_of("100", "100")),
    "treated-excluded": Small(
        "table_1//(2)/x/coef", units_of("100", "80"),
        design={"exclusions": [{"whole": ["table_1", "(1)"], "part": ["table_1", "(2)"]}]},
        wrong_design={"exclusions": [
            {"whole": ["table_1", "(1)"], "part": ["table_1", "(2)"], "treatment": "x"}]}),
    "constants-apart": Small(
        "table_2//(1)/constant/coef", with_constants("0.50", "0.62"),
        wrong_rows=with_constants("0.50", "5.00"),
        design={"models": [model(), model(exhibit="table_2")]}),
    "hypothesis-against-text": Small(
        "found", said=[EXPECTED, FOUND], wrong_said=[EXPECTED, FOUND | {"expected": "-"}]),
    "order-of-samples": Small("table_2//(1)//n", pairs("900", "800", "700", "600"),
                              design={"models": TWO_OUTCOMES},
                              wrong_rows=pairs("900", "800", "600", "700")),
    "same-n-everywhere": Small(
        "table_1//(1)//n", [row for k, n in enumerate(("900", "850", "800"), 1)
                            for row in counted("(1)", f"table_{k}", n)],
        design={"models": OUTCOMES},
        wrong_rows=[row for k in (1, 2, 3) for row in counted("(1)", f"table_{k}", "900")]),
    "change-of-fit": Small("table_2//(1)//r2", refitted("0.598"), wrong_rows=refitted("0.400"),
                           design={"models": [model(), model(exhibit="table_2")]}),
    "placebo-draws": Small("says:100 draws of 6 groups", design={"placebo": [POOL | {"pool": 60}]},
                           wrong_design={"placebo": [POOL | {"pool": 6}]}),
    "event-window": Small("says:leads 9", design={"panel": {"years": [2004, 2012]}, "event_window": [WINDOW]},
                          wrong_design={"event_window": [WINDOW | {"leads": 9}]}),
    "declared-variables": Small("says:age", design={"declared": [ANNOUNCED]},
                                wrong_design={"declared": [ANNOUNCED | {"terms": ["x", "age"]}]}),
    "no-source": Small("says:age", design={"variables": {"age": {"source": "census"}}},
                       wrong_design={"variables": {"age": {"source": ""}}}),
    "citation": Small("says:Euler", design=CITED, wrong_design={"references": {1: "Euler"}}),
    "tests-not-printed": Small("says:number of instruments", GMM + GMM_TESTS, wrong_rows=GMM + GMM_TESTS[:-1],
                               design={"models": [model(method="system GMM")]}),
    "unit-of-number": Small("last", [AMOUNT], [LAST | {"printed": "5800.00"}], {"units": [IN_DOLLARS]},
                            wrong_said=[LAST | {"printed": "835.14"}]),
    "collinear-by-definition": Small(
        "table_1//(1)/c/coef", regression("(1)", **{k: ("0.50", "0.10") for k in LOGS}),
        design={"variables": LOGS},
        wrong_design={"variables": LOGS | {"c": LOGS["c"] | {"definition": "log(u * v)"}}}),
    "absorbed": Small(EFFECTS[0],
                      design={"variables": {"x": CITY}, "models": [model(fixed_effects=["city"])]},
                      wrong_design={"models": [model(fixed_effects=["city x year"])]}),
    "treatment-not-differenced": Small(
        EFFECTS[0], design={"variables": {"x": CITY | {"role": "treatment"}}, "panel": {"unit": ["city"]},
                            "models": [model(fixed_effects=["city", "year"])]},
        wrong_design={"models": [model(fixed_effects=["year"])]}),
    "direction-from-distance": Small(
        "reading", said=[READ], design={"variables": {"gap": {"definition": "level - home"}},
                                        "interpretations": [GAP | {"needs": "direction"}]},
        wrong_design={"variables": {"gap": {"definition": "abs(level - home)"}}}),
    "similarity-or-distance": Small(
        "reading", said=[READ], design={"variables": {"gap": {"definition": "-abs(level - home)"}},
                                        "interpretations": [GAP | {"needs": "similarity"}]},
        wrong_design={"variables": {"gap": {"definition": "abs(level - home)"}}}),
    "standardised-constant": Small(
        "table_1//(1)/constant/coef",
        regression("(1)", n="900", x=("0.50", "0.10"), constant=("0.01", "0.05")),
        design={"models": STANDARD},
        wrong_rows=regression("(1)", n="900", x=("0.50", "0.10"), constant=("0.90", "0.05"))),
    "index-unbound": equations(terms=[LEAD | {"index": ["z"]}, X]),
    "index-missing": equations(terms=[LEAD | {"varies": ["i", "t"]}, X]),
    "error-index": equations(error=["t"]),
    "dimension-of-treatment": equations(terms=[LEAD | {"varies": ["t", "k"]}, X]),
    "equation-against-words": equations(fixed_effects=[["i"]]),
    "sum-against-report": equations(sum=LIMITS | {"side": "before"}),
    "derivation": derivation("says:printed / derived = 1/2", SUBSTITUTION, claim="2*p*q = a"),
    "first-order-condition": derivation("says:spending / budget", DEMAND,
                                        claim={"x": "2*a*E/((a + b)*p)", "y": "2*b*E/((a + b)*r)"}),
    "sign-of-effect": derivation("says:0 of 60", SIGN, expected="positive"),
    "undefined-symbol": derivation("says:p in (1)", SYMBOLS, defined=["a"]),
    "reparameterisation": derivation("says:unchanged: b3", CENTRED, replace={"x": "x - mx", "y": "y - my"}),
    "constant-by-definition": derivation("says:is 0", BASE, at={"g": "g_base"}),
}  # fmt: skip
