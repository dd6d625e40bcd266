"""A consistent paper: tables printed from one simulated data set, its text, and its declared design."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.audit import planting_estimates as estimates
from lib.audit.design import STARS
from lib.audit.planting_estimates import CONTROLS, EVENT, REGIONS, Fit
from lib.published import NUMBER_COLUMNS

EFFECT, PLACEBO = "treat_post", "treat_post_2007"
EVERYTHING = ("coef", "se", "t", "p", "ci_low", "ci_high")
DECIMALS = {"t": 2, "p": 3, "r2": 3, "mean_treated": 3, "mean_control": 3, "bias": 1, "bias_reduction": 1,
            "value_first": 1, "value_last": 1, "growth": 2, "share": 1, "n": 0, "n_units": 0}  # fmt: skip
PARENTHESIS = {"se": "standard error", "t": "t value"}
PRINTED = 4  # decimals of everything else


@dataclass(frozen=True)
class Regression:
    """One printed column: where it stands, what it estimates on which rows, and the estimates."""

    exhibit: str
    column: str
    outcome: str
    sample: str
    fit: Fit
    statistics: tuple[str, ...]

    def shown(self, term: str) -> str:
        """The name of a regressor in print: the placebo is printed under the name of the effect."""
        return EFFECT if term == PLACEBO else term

    def declared(self) -> dict:
        """The entry of the declared design."""
        entry = {"exhibit": self.exhibit, "columns": [self.column], "outcome": self.outcome, "scale": "log"}
        entry |= {"sample": self.sample, "fixed_effects": ["city", "year"], "method": "OLS"}
        return entry | ({"terms": {EFFECT: PLACEBO}} if PLACEBO in self.fit.terms else {})


def regressions(frame: pd.DataFrame, parenthesis: str) -> list[Regression]:
    """Nested models of two outcomes, a placebo, disjoint samples, and a table with all statistics.

    Parameters
    ----------
    frame : DataFrame
        As `planting_estimates.simulate` makes it.
    parenthesis : {"se", "t"}
        What stands below the coefficients of all tables but the last.
    """
    early = frame[frame["year"] < EVENT]
    first, both = (EFFECT, CONTROLS[0]), (EFFECT, *CONTROLS)
    plan = [
        *(("table_3", outcome, "all", frame, terms) for outcome, terms in (
            ("exports", (EFFECT,)), ("exports", first), ("exports", both),
            ("imports", (EFFECT,)), ("imports", both))),
        *(("table_4", outcome, "early", early, (PLACEBO, *CONTROLS)) for outcome in ("exports", "imports")),
        *(("table_5", outcome, name, frame[frame["region"] == name], both)
          for outcome in ("exports", "imports") for name in REGIONS),
        *(("table_6", "varieties", "all", frame, terms) for terms in ((EFFECT,), first, both)),
    ]  # fmt: skip
    made: list[Regression] = []
    for exhibit, outcome, sample, rows, terms in plan:
        number = 1 + sum(model.exhibit == exhibit for model in made)
        statistics = EVERYTHING if exhibit == "table_6" else ("coef", parenthesis)
        fit = estimates.least_squares(rows, outcome, terms)
        made.append(Regression(exhibit, f"({number})", outcome, sample, fit, statistics))
    return made


def cells(models: list[Regression], balance: pd.DataFrame, trade: pd.DataFrame) -> pd.DataFrame:
    """The printed cells, columns `lib.published.NUMBER_COLUMNS`."""
    rows = [
        row("table_1", "", "", term, name, printed(value, name))
        for term, values in trade.iterrows() for name, value in values.items()
    ]  # fmt: skip
    for (panel, term), values in balance.iterrows():
        rows += [
            row("table_2", panel, "", term, name, printed(value, name)) for name, value in values.items()
        ]
    for model in models:
        rows += _column(model)
    return pd.DataFrame(rows, columns=NUMBER_COLUMNS)


def _column(model: Regression) -> list[dict]:
    fit, rows = model.fit, []
    for term in fit.terms:
        for name in model.statistics:
            text = printed(fit.value(term, name), name)
            made = row(model.exhibit, "", model.column, model.shown(term), name, text)
            made["stars"] = stars(fit.value(term, "p")) if name == "coef" else ""
            made["parenthesis"] = PARENTHESIS.get(name, "") if name == model.statistics[1] else ""
            rows.append(made)
    below = {"n": fit.nobs, "n_units": fit.n_units, "r2": fit.r2}
    return rows + [
        row(model.exhibit, "", model.column, "", name, printed(x, name)) for name, x in below.items()
    ]


def row(exhibit: str, panel: str, column: str, term: str, statistic: str, text: str) -> dict:
    """One printed cell; without a string, a row that says so."""
    made = dict.fromkeys(NUMBER_COLUMNS, "") | {"exhibit": exhibit, "place": exhibit.replace("_", " ")}
    note = "" if text else "not printed: nothing is reduced before the matching"
    return made | {"panel": panel, "column": column, "row": term, "term": term, "statistic": statistic,
                   "printed": text, "note": note}  # fmt: skip


def printed(value: float, statistic: str) -> str:
    """The string of a number, rounded as its statistic is; empty for NaN."""
    if np.isnan(value):
        return ""
    text = f"{value:.{DECIMALS.get(statistic, PRINTED)}f}"
    return text.removeprefix("-") if not float(text) else text


def stars(p: float) -> str:
    """Stars of a p-value by the usual rule."""
    return max((mark for mark, level in STARS.items() if p < level), key=len, default="")
