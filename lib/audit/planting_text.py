"""The text of the consistent paper: statements that restate its numbers and draw conclusions from them."""

from itertools import pairwise

import numpy as np
import pandas as pd

from lib.audit.planting_estimates import CATEGORIES, EVENT, REGIONS, YEARS
from lib.audit.planting_tables import EFFECT, Regression, printed, stars
from lib.published import CLAIM_COLUMNS

CERTAIN = 3  # standard errors of a difference before the text ranks two coefficients


def statements(models: list[Regression], frame: pd.DataFrame, balance: pd.DataFrame,
               trade: pd.DataFrame) -> pd.DataFrame:  # fmt: skip
    """Claims with the columns `lib.published.CLAIM_COLUMNS`; the text says only what its estimates show."""
    rows = [*_sample(frame), *_categories(trade), *_matching(balance)]
    for model in models:
        if model.exhibit != "table_4":
            rows += _reading(model)
    main = next(model for model in models if (model.exhibit, model.column) == ("table_3", "(3)"))
    effect = 100 * (np.exp(main.fit.value(EFFECT, "coef")) - 1)
    rows.append(_claim("effect", "number", "table_3", statistic="percent_effect", column="(3)", term=EFFECT,
                       printed=f"{effect:.1f}", unit="%"))  # fmt: skip
    by_region = [model for model in models if model.exhibit == "table_5"]
    rows += _ranking(by_region[: len(REGIONS)])
    return pd.DataFrame(rows, columns=CLAIM_COLUMNS)


def _claim(name: str, kind: str, exhibit: str, **given: str) -> dict:
    blank = dict.fromkeys(CLAIM_COLUMNS, "")
    said = name.replace("-", " ")
    return blank | {"id": name, "kind": kind, "exhibit": exhibit, "place": "text", "statement": said} | given


def _sample(frame: pd.DataFrame) -> list[dict]:
    """The size of the panel, in the text and partly again in the abstract."""
    treated = int(frame.groupby("city")["treated"].first().sum())
    cities = sum(number for number, _ in REGIONS.values())
    sizes = {"n_cities": cities, "first_year": YEARS[0], "last_year": YEARS[-1], "n": len(frame),
             "n_treated": treated, "n_controls": cities - treated, "event_year": EVENT}  # fmt: skip
    names = {name: name.replace("_", "-") for name in sizes}
    said = [
        _claim(names[name], "definition", "design", statistic=name, printed=str(value))
        for name, value in sizes.items()
    ]
    again = [
        _claim(f"abstract-{names[name]}", "restatement", "design", statistic=name, printed=str(sizes[name]),
               place="abstract") for name in ("n_cities", "first_year", "last_year")
    ]  # fmt: skip
    return said + again


def _categories(trade: pd.DataFrame) -> list[dict]:
    """The largest category, its share, and the order of the others; all by the printed share."""
    share = {name: float(printed(trade.loc[name, "share"], "share")) for name in CATEGORIES}
    ordered = sorted(share, key=share.get, reverse=True)
    if len(set(share.values())) < len(share):
        return []
    where = {"term": "*", "statistic": "share"}
    top = f"{share[ordered[0]]:.1f}"
    return [
        _claim("largest-category", "extreme", "table_1", comparator="highest", expected=ordered[0], **where),
        _claim(
            "two-largest", "set", "table_1", comparator="highest 2", expected="; ".join(ordered[:2]), **where
        ),
        _claim("order-of-categories", "order", "table_1", expected=" > ".join(ordered), **where),
        _claim("largest-share", "restatement", "table_1", term=ordered[0], statistic="share", printed=top),
    ]  # fmt: skip


def _matching(balance: pd.DataFrame) -> list[dict]:
    """Controls that do not differ after the matching."""
    return [
        _claim(f"balanced-{term}", "range", "table_2", panel="after", term=term, statistic="p",
               comparator="above", expected="0.05")
        for term, p in balance.loc["after", "p"].items() if p > 0.1
    ]  # fmt: skip


def _reading(model: Regression) -> list[dict]:
    """The effect in two decimals, its sign, whether it is significant, and what was expected."""
    estimate, p = (model.fit.value(EFFECT, name) for name in ("coef", "p"))
    name, sign = f"{model.exhibit}-{model.column[1]}", "+" if estimate > 0 else "-"
    where = {"column": model.column, "term": EFFECT, "statistic": "coef"}
    rows = [_claim(f"{name}-number", "restatement", model.exhibit, printed=f"{estimate:.2f}", **where)]
    marked = bool(stars(p))
    rows.append(_claim(f"{name}-significance", "significance", model.exhibit, level="0.1", expected="any",
                       comparator="significant" if marked else "not significant", **where))  # fmt: skip
    if marked:
        rows.append(_claim(f"{name}-sign", "sign", model.exhibit, expected=sign, **where))
    if marked and sign == "+":
        rows.append(_claim(f"{name}-hypothesis", "hypothesis", model.exhibit, expected=sign, **where))
    return rows


def _ranking(models: list[Regression]) -> list[dict]:
    """Neighbouring regions whose effects differ by far more than their standard errors."""
    ordered = sorted(models, key=lambda model: model.fit.value(EFFECT, "coef"), reverse=True)
    rows = []
    for high, low in [*pairwise(ordered), (ordered[0], ordered[-1])]:
        difference = high.fit.value(EFFECT, "coef") - low.fit.value(EFFECT, "coef")
        if difference > CERTAIN * np.hypot(high.fit.value(EFFECT, "se"), low.fit.value(EFFECT, "se")):
            name = f"order-{high.column[1]}-{low.column[1]}"
            expected = f"{high.column} > {low.column}"
            rows.append(_claim(name, "order", "table_5", column="*", term=EFFECT, statistic="coef",
                               expected=expected))  # fmt: skip
    return rows
