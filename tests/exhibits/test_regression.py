"""The regression table: stars at their levels, standard errors in parentheses, named from the glossary."""

import numpy as np
import pandas as pd
import pytest

from lib import facts
from lib.exhibits.regression import regression_table, stars
from lib.results import EstimationResult, tidy_rows

KEYS = {"paper": "maritime", "exhibit": "table_3", "track": "public"}


def rows(model: str, **terms) -> pd.DataFrame:
    cells = [
        (model, term, statistic, value)
        for term, values in terms.items()
        for statistic, value in zip(("coef", "se", "p"), values, strict=True)
    ]
    return tidy_rows(pd.DataFrame(cells, columns=["column", "term", "statistic", "value"]), **KEYS)


@pytest.mark.parametrize(
    ("p", "mark"),
    [(0.0, "***"), (0.0099, "***"), (0.01, "**"), (0.0499, "**"), (0.05, "*"), (0.0999, "*"), (0.10, ""),
     (1.0, ""), (np.nan, "")],
)  # fmt: skip
def test_stars_begin_below_their_level(p, mark):
    assert stars(p) == mark


def test_cells_by_hand_and_names_from_the_glossary():
    tidy = pd.concat([
        rows("flow", ln_gdp=(-0.22649, 0.1266, 0.074), ln_distance=(1.0, 0.5, 0.0455)),
        rows("stock", ln_gdp=(2.0, 0.1, 0.001)),
    ])  # fmt: skip
    table = regression_table(tidy, ("ln_distance", "ln_gdp", "not_in_the_glossary"))
    names = facts.load("glossary").set_index("term")["name_en"]
    assert table.index.tolist() == [names["ln_distance"], names["ln_gdp"], "not_in_the_glossary"]
    assert names["ln_gdp"] != "ln_gdp"
    assert table.columns.tolist() == ["flow", "stock"] and table.index.name == "variable"
    assert table["flow"].tolist() == ["1.000** (0.500)", "-0.226* (0.127)", ""]
    assert table["stock"].tolist() == ["", "2.000*** (0.100)", ""]
    assert regression_table(tidy, ("ln_gdp",), digits=1).iloc[0].tolist() == ["-0.2* (0.1)", "2.0*** (0.1)"]


def test_table_of_a_result_shows_that_result():
    result = EstimationResult(
        params=pd.Series({"ln_gdp": 0.5, "ln_distance": -0.2}),
        cov=pd.DataFrame(np.diag([0.04, 0.01]), ["ln_gdp", "ln_distance"], ["ln_gdp", "ln_distance"]),
        nobs=10,
        cov_type="given",
    )
    tidy = result.tidy(column="flow", **KEYS)
    # t = 2.5 and -2: p = 0.0124 and 0.0455.
    shown = regression_table(tidy, ("ln_gdp", "ln_distance"), digits=2)["flow"]
    assert shown.tolist() == ["0.50** (0.20)", "-0.20** (0.10)"]


def test_a_standard_error_that_does_not_exist_is_shown_without_stars():
    table = regression_table(rows("flow", ln_gdp=(0.5, np.nan, np.nan)), ("ln_gdp",))
    assert table.iloc[0, 0].startswith("0.500 (") and "*" not in table.iloc[0, 0]


def test_a_term_without_its_standard_error_is_an_error_and_not_a_number():
    tidy = rows("flow", ln_gdp=(0.5, 0.1, 0.01))
    with pytest.raises(KeyError, match="se"):
        regression_table(tidy[tidy["statistic"] != "se"], ("ln_gdp",))
