"""Tables of the agglomeration paper's regressions as readers know them, printed above computed."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from lib import verdicts
from lib.exhibits.names import term as in_words
from lib.exhibits.regression import stars

TESTS = {"n": "N", "n_units": "cities", "ar1": "AR(1) p", "ar2": "AR(2) p", "hansen": "Hansen p",
         "instruments": "instruments"}  # fmt: skip
COUNTS = ("n", "n_units", "instruments")
SHORT = {
    "agglomeration_x_resilience_moving_average": "agglomeration × resilience, m. a.",
    "ln_resilience_moving_average": "resilience, m. a. (ln)",
}


def term(name: str) -> str:
    """A term in words that fit the first column of a table."""
    return SHORT.get(name) or in_words(name)


def digits(value: float) -> str:
    """Three significant digits, as the paper prints; empty without a value."""
    return f"{value:#.3g}" if np.isfinite(value) else ""


def side_by_side(
    printed: pd.DataFrame,
    ours: pd.DataFrame,
    names: Mapping[tuple[str, str], str],
    judged: pd.Series | None = None,
) -> pd.DataFrame:
    """Printed and computed coefficients of several columns, two lines a term.

    Parameters
    ----------
    printed : DataFrame
        As `lib.studies.agglomeration_printed.estimates` returns it.
    ours : DataFrame
        ``coef``, ``se``, ``p`` by exhibit, column and term.
    names : mapping of exhibit and column to words
        The regressions to show, in order; they share their terms.
    judged : Series, optional
        Verdict on each coefficient, by exhibit, column and term: only real data have them, in a third line.

    Returns
    -------
    DataFrame indexed by ``term`` and ``source`` (printed, computed), cells like ``0.200*** (0.0264)``.
    """
    lines, index = [], []
    terms = printed.loc[next(iter(names))].index
    for name in terms:
        cells = [printed.loc[(*key, name)] for key in names]
        lines.append([f"{cell['printed']}{cell['stars']} ({cell['printed_se']})" for cell in cells])
        lines.append([_cell(ours, (*key, name)) for key in names])
        index += [(term(name), "printed"), (term(name), "computed")]
        if judged is not None:
            lines.append([judged.get((*key, name), "") for key in names])
            index.append((term(name), "verdict"))
    rows = pd.MultiIndex.from_tuples(index, names=["term", "source"])
    return pd.DataFrame(lines, index=rows, columns=list(names.values()))


def _cell(ours: pd.DataFrame, key: tuple[str, str, str]) -> str:
    """``0.200*** (0.0264)``; empty where the regression lacks the term."""
    if key not in ours.index:
        return ""
    row = ours.loc[key]
    return f"{digits(row['coef'])}{stars(row['p'])} ({digits(row['se'])})"


def coefficient_verdicts(tidy: pd.DataFrame, track: str) -> pd.Series | None:
    """Verdict on each coefficient, by exhibit, column and term; None where the outcomes are drawn.

    Parameters
    ----------
    tidy : DataFrame
        Computed rows, columns `lib.results.TIDY`.
    track : str
    """
    if track == "semi_synthetic":
        return None
    judged = verdicts.beside("agglomeration", tidy)
    cells = judged[(judged["source"] == "exhibit") & (judged["statistic"] == "coef")]
    return cells.set_index(["exhibit", "column", "term"])["verdict"]


def tests(printed: pd.DataFrame, ours: pd.DataFrame, names: Mapping[tuple[str, str], str]) -> pd.DataFrame:
    """Observations, cities and tests of several columns, two lines a column.

    Parameters
    ----------
    printed : DataFrame
        As `lib.studies.agglomeration_printed.sizes` returns it.
    ours : DataFrame
        As `lib.studies.agglomeration.tests` returns it.
    names : mapping of exhibit and column to words
    """
    lines, index = [], []
    for key, words in names.items():
        for source, table in (("printed", printed), ("computed", ours)):
            row = table.loc[key]
            lines.append([_number(name, row.get(name, np.nan)) for name in TESTS])
            index.append((words, source))
    rows = pd.MultiIndex.from_tuples(index, names=["column", "source"])
    return pd.DataFrame(lines, index=rows, columns=list(TESTS.values()))


def _number(name: str, value: float) -> str:
    """A count or a p-value as shown; empty where there is none."""
    if not np.isfinite(value):
        return ""
    return f"{int(value):,}" if name in COUNTS else f"{value:.3f}"


def recovery(found: pd.DataFrame, terms: Iterable[str]) -> pd.DataFrame:
    """Planted, estimated and mean coefficients of a few terms, a row a printed column.

    Parameters
    ----------
    found : DataFrame
        As `lib.studies.agglomeration_recovery.recovery` returns it.
    terms : iterable of str
        Terms to show; an interaction stands under "resilience" or "productivity".

    Returns
    -------
    DataFrame indexed by ``exhibit`` and ``column``, three columns a term: planted, estimated, mean (error).
    """
    parts = {}
    for words, chosen in _groups(found, terms).items():
        parts[words, "planted"] = chosen["planted"].map(digits)
        parts[words, "estimated"] = chosen["estimated"].map(digits)
        parts[words, "mean (error)"] = chosen["mc_mean"].map("{:.3f}".format) + chosen["mc_error"].map(
            " ({:.3f})".format
        )
    return _by_table(pd.DataFrame(parts))


def _groups(found: pd.DataFrame, terms: Iterable[str]) -> dict[str, pd.DataFrame]:
    """Rows of each term, one a printed column, whatever the exhibit calls the measure of resilience."""
    name = found.index.get_level_values("term")
    groups = {}
    for wanted in terms:
        chosen = found[name == wanted].droplevel("term")
        if wanted == "agglomeration_x_resilience":
            measured = name.str.startswith("agglomeration_x") & (name != "agglomeration_x_productivity")
            chosen = found[measured].droplevel("term")
        groups[term(wanted)] = chosen
    return groups


def _by_table(table: pd.DataFrame) -> pd.DataFrame:
    """``table_1`` as "Table 1" in the index."""
    exhibits = table.index.get_level_values("exhibit").str.replace("table_", "Table ")
    columns = table.index.get_level_values("column")
    return table.set_index(pd.MultiIndex.from_arrays([exhibits, columns], names=["exhibit", "column"]))


def per_cent(meant: pd.DataFrame) -> pd.DataFrame:
    """Readings in per cent as shown.

    Parameters
    ----------
    meant : DataFrame
        As `lib.studies.agglomeration_effects.in_per_cent` returns it.
    """
    table = pd.DataFrame(
        {
            "coefficient": meant["coef"].map("{:.4g}".format),
            "the text says": meant["says"].abs().map("{:.4g} %".format),
            "s.d. of the regressor": meant["sd_x"].map("{:.2f}".format),
            "of the outcome": meant["sd_y"].map("{:.2f}".format),
            "elasticity": meant["elasticity"].map("{:.3f}".format),
            "it means": meant["means"].map("{:.2f} %".format),
            "ratio that would make the text right": meant["ratio"].abs().map("{:.0f}".format),
        }
    )
    return table.set_index(meant["term"].map(term).rename("variable"))


def channel_gaps(gaps: pd.DataFrame, names: Mapping[tuple[str, str], str]) -> pd.DataFrame:
    """Differences of the two interactions as shown.

    Parameters
    ----------
    gaps : DataFrame
        As `lib.studies.agglomeration_printed.channel_gaps` returns it.
    names : mapping of exhibit and column to words
    """
    table = pd.DataFrame(
        {
            "with productivity": gaps["productivity"].map(digits),
            "with resilience": gaps["resilience"].map(digits),
            "difference": gaps["gap"].map(digits),
            "least z": gaps["z_low"].map("{:.2f}".format),
            "largest z": gaps["z_high"].map(lambda z: f"{z:.2f}" if np.isfinite(z) else "any"),
        }
    )
    return table.set_index(pd.Index([names[key] for key in gaps.index], name="column"))


def equality(equal: pd.DataFrame, again: pd.DataFrame) -> pd.DataFrame:
    """Tests of equal classes beside how sure the claimed order is, as shown.

    Parameters
    ----------
    equal, again : DataFrame
        As `lib.studies.agglomeration_classes.equality` and `order_again` return them.
    """
    return pd.DataFrame(
        {
            "claimed order": equal["order"],
            "in print": equal["holds"].map({True: "yes", False: "no"}),
            "χ²(2)": equal["chi2"].map("{:.2f}".format),
            "p": equal["p"].map("{:.3f}".format),
            "again": (100 * again["share"]).map("{:.0f} %".format),
        }
    )


def steps(found: pd.DataFrame) -> pd.DataFrame:
    """Differences between neighbours in the claimed order, as shown.

    Parameters
    ----------
    found : DataFrame
        As `lib.studies.agglomeration_classes.steps` returns it.
    """
    shown = {"difference": "{:.3f}", "s.e.": "{:.3f}", "z": "{:.2f}", "p": "{:.3f}"}
    return pd.DataFrame({name: found[name].map(form.format) for name, form in shown.items()})
