"""Do classes of cities differ in the order that the agglomeration paper claims: by its numbers or ours."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.multitest import multipletests

from lib import published
from lib.studies.agglomeration_printed import PRODUCTIVITY, estimates, resilience_term

INDEX = ["outcome", "interaction"]


@dataclass(frozen=True)
class Classes:
    """Three classes of cities and where the paper prints a regression of each.

    Attributes
    ----------
    names : tuple of str
        The classes in the order of the printed columns.
    columns : dict of str to tuple
        Outcome -> exhibit and its columns, one a class.
    claims : dict of str to str
        Outcome -> the claim in which the paper's conclusion orders the classes.
    """

    names: tuple[str, ...]
    columns: dict[str, tuple[str, tuple[str, ...]]]
    claims: dict[str, str]

    def order(self, outcome: str) -> tuple[str, ...]:
        """The classes from the strongest to the weakest, as the paper's conclusion has them."""
        claims = published.claims("agglomeration").set_index("id")
        names = dict(zip(self.columns[outcome][1], self.names, strict=True))
        return tuple(names[column.strip()] for column in claims["expected"][self.claims[outcome]].split(">"))

    def of(self, table: pd.DataFrame, outcome: str, term: str) -> pd.DataFrame:
        """``coef`` and ``se`` of a term, one row a class, from a table like `estimates`."""
        exhibit, columns = self.columns[outcome]
        rows = table.loc[exhibit].xs(term, level="term").loc[list(columns), ["coef", "se"]]
        return rows.set_axis(list(self.names))

    def terms(self, outcome: str) -> dict[str, str]:
        """The two interactions in a word -> their names in the record."""
        return {"resilience": resilience_term(self.columns[outcome][0]), "productivity": PRODUCTIVITY}


SIZES = Classes(
    names=("large", "medium", "small"),
    columns={
        "value": ("table_4", ("(1)", "(2)", "(3)")),
        "varieties": ("table_5", ("(1)", "(2)", "(3)")),
        "destinations": ("table_5", ("(4)", "(5)", "(6)")),
    },
    claims={
        "value": "conclusion-t4-size-order",
        "varieties": "conclusion-t5-varieties-size-order",
        "destinations": "conclusion-t5-destinations-size-order",
    },
)
REGIONS = Classes(
    names=("east", "centre", "west"),
    columns={
        "value": ("table_6", ("(1)", "(2)", "(3)")),
        "varieties": ("table_7", ("(1)", "(2)", "(3)")),
        "destinations": ("table_7", ("(4)", "(5)", "(6)")),
    },
    claims={
        "value": "conclusion-t6-region-order",
        "varieties": "conclusion-t7-varieties-region-order",
        "destinations": "conclusion-t7-destinations-region-order",
    },
)


def steps(classes: Classes, table: pd.DataFrame | None = None) -> pd.DataFrame:
    r"""The claimed order of classes, step by step.

    Parameters
    ----------
    classes : Classes
    table : DataFrame, optional
        ``coef`` and ``se`` by exhibit, column and term; by default the printed ones.

    Returns
    -------
    DataFrame indexed by ``outcome``, ``interaction`` and ``step`` ("large > medium")
        ``difference``, ``s.e.``, ``z`` and the two-sided ``p`` against no difference.

    Notes
    -----
    :math:`se = \sqrt{s_1^2 + s_2^2}`: right for classes that share no city, as regions do. A city that moves
    to another class of size is in both, in different years.
    """
    table = estimates() if table is None else table
    rows = {}
    for outcome in classes.columns:
        for words, term in classes.terms(outcome).items():
            found = classes.of(table, outcome, term)
            for strong, weak in pairwise(classes.order(outcome)):
                gap = found["coef"][strong] - found["coef"][weak]
                error = np.hypot(found["se"][strong], found["se"][weak])
                z = gap / error
                numbers = {"difference": gap, "s.e.": error, "z": z, "p": 2 * stats.norm.sf(abs(z))}
                rows[outcome, words, f"{strong} > {weak}"] = numbers
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis([*INDEX, "step"])


def equality(classes: Classes, table: pd.DataFrame | None = None) -> pd.DataFrame:
    r"""Wald tests that an interaction is the same in all classes, and whether the claimed order holds.

    Parameters
    ----------
    classes, table
        As in `steps`.

    Returns
    -------
    DataFrame indexed by ``outcome`` and ``interaction``
        ``order`` (as claimed), ``holds`` (whether the coefficients stand in it), ``chi2``, ``df``, ``p`` of
        equality, ``holm`` (the same adjusted for all tests of the table).

    References
    ----------
    Holm (1979), "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
    Statistics 6.
    """
    table = estimates() if table is None else table
    rows = {}
    for outcome in classes.columns:
        order = classes.order(outcome)
        for words, term in classes.terms(outcome).items():
            found = classes.of(table, outcome, term)
            chi2, df, p = equal(found["coef"], found["se"])
            rows[outcome, words] = {
                "order": " > ".join(order),
                "holds": bool((np.diff(found["coef"][list(order)]) < 0).all()),
                "chi2": chi2,
                "df": df,
                "p": p,
            }
    tests = pd.DataFrame.from_dict(rows, orient="index").rename_axis(INDEX)
    return tests.assign(holm=multipletests(tests["p"], method="holm")[1])


def equal(coef: pd.Series, se: pd.Series) -> tuple[float, int, float]:
    r"""Wald test that independent estimates have one expectation: statistic, degrees of freedom, p.

    Notes
    -----
    :math:`\sum_k (b_k - \bar b)^2 / s_k^2 \sim \chi^2_{K-1}` with the precision-weighted mean
    :math:`\bar b`.

    References
    ----------
    Cochran (1954), "The combination of estimates from different experiments", Biometrics 10.
    """
    b, weight = coef.to_numpy(float), se.to_numpy(float) ** -2
    chi2 = float(weight @ (b - weight @ b / weight.sum()) ** 2)
    return chi2, len(b) - 1, float(stats.chi2.sf(chi2, len(b) - 1))


def order_again(classes: Classes, draws: int, seed: int, table: pd.DataFrame | None = None) -> pd.DataFrame:
    """How often the claimed order would come back, were the estimates the truth.

    Parameters
    ----------
    classes, table
        As in `steps`.
    draws : int
        Estimates drawn, independent and normal around those of the table, with its errors.
    seed : int

    Returns
    -------
    DataFrame indexed by ``outcome`` and ``interaction``: ``share`` in the claimed order, and its Monte Carlo
    ``error``.
    """
    table, generator = estimates() if table is None else table, np.random.default_rng(seed)
    rows = {}
    for outcome in classes.columns:
        order = list(classes.order(outcome))
        for words, term in classes.terms(outcome).items():
            found = classes.of(table, outcome, term).loc[order]
            noise = generator.standard_normal((draws, len(order)))
            drawn = found["coef"].to_numpy() + found["se"].to_numpy() * noise
            share = float((np.diff(drawn) < 0).all(axis=1).mean())
            rows[outcome, words] = {"share": share, "error": np.sqrt(share * (1 - share) / draws)}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(INDEX)
