"""A regression table as economists print it: coefficient, stars, standard error in parentheses."""

import pandas as pd

from lib import facts

LEVELS = ((0.01, "***"), (0.05, "**"), (0.10, "*"))


def stars(p: float) -> str:
    """Stars of a p-value: three at 1 %, two at 5 %, one at 10 %."""
    return next((mark for level, mark in LEVELS if p < level), "")


def regression_table(tidy: pd.DataFrame, terms: tuple[str, ...], digits: int = 3) -> pd.DataFrame:
    """Columns of models, one row a term, cells like ``-0.226* (0.127)``.

    Parameters
    ----------
    tidy : DataFrame
        Rows with the statistics coef, se and p, columns `lib.results.TIDY`.
    terms : tuple of str
        Terms in the order to show; they are named from the glossary.
    digits : int
        Decimal places.
    """
    names = facts.load("glossary").set_index("term")["name_en"]
    models = list(dict.fromkeys(tidy["column"]))
    values = tidy.set_index(["column", "term", "statistic"])["value"]
    rows = {
        names.get(term, term): {model: _cell(values, model, term, digits) for model in models}
        for term in terms
    }
    return pd.DataFrame(rows).T.rename_axis("variable")


def _cell(values: pd.Series, model: str, term: str, digits: int) -> str:
    if (model, term, "coef") not in values.index:
        return ""
    coef, se, p = (values[model, term, name] for name in ("coef", "se", "p"))
    return f"{coef:.{digits}f}{stars(p)} ({se:.{digits}f})"
