"""Tables of the agglomeration paper's regressions as readers know them, printed above computed."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from lib import verdicts
from lib.exhibits.names import term as in_words
from lib.exhibits.regression import stars

TESTS = {"n": "N", "n_units": "cities", "ar1": "AR(1) p", "ar2": "AR(2) p", "hansen": "Hansen p",
         "instruments": "instruments"}  # fmt: skip
RESILIENCE = "agglomeration_x_resilience"
CORE = ("lag_outcome", "ln_agglomeration", "ln_resilience", "ln_productivity", RESILIENCE,
        "agglomeration_x_productivity")  # fmt: skip
CHANNELS = ("lag_outcome", RESILIENCE, "agglomeration_x_productivity")
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
    terms = printed.xs(next(iter(names))).index
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


def tests(
    printed: pd.DataFrame,
    ours: pd.DataFrame,
    names: Mapping[tuple[str, str], str],
    shares: pd.Series | None = None,
) -> pd.DataFrame:
    """Observations, cities and tests of several columns, two lines a column.

    Parameters
    ----------
    printed : DataFrame
        As `lib.studies.agglomeration_printed.sizes` returns it.
    ours : DataFrame
        As `lib.studies.agglomeration.tests` returns it.
    names : mapping of exhibit and column to words
    shares : Series, optional
        Part of the printed coefficients that was planted, by exhibit and column.
    """
    lines, index = [], []
    for key, words in names.items():
        for source, table in (("printed", printed), ("computed", ours)):
            row = table.loc[key]
            lines.append([_number(name, row.get(name, np.nan)) for name in TESTS])
            index.append((words, source))
    rows = pd.MultiIndex.from_tuples(index, names=["column", "source"])
    table = pd.DataFrame(lines, index=rows, columns=list(TESTS.values()))
    if shares is None:
        return table
    return table.assign(planted=[cell for key in names for cell in ("", f"{100 * shares[key]:.0f} %")])


def _number(name: str, value: float) -> str:
    """A count or a p-value as shown; empty where there is none."""
    if not np.isfinite(value):
        return ""
    return f"{int(value):,}" if name in COUNTS else f"{value:.3f}"


def recovery(found: pd.DataFrame | None, terms: Iterable[str], column: Mapping) -> pd.DataFrame:
    """Recovery of the planted coefficients as shown; one line that says so where nothing was planted.

    Parameters
    ----------
    found : DataFrame or None
        As `lib.studies.agglomeration_recovery.recovery` returns it.
    terms : iterable of str
        Terms to show; `RESILIENCE` stands for the product of agglomeration with any measure of resilience.
    column : mapping of exhibit and column to words
    """
    if found is None:
        return pd.DataFrame({"recovery": ["none: the outcomes of this track are not drawn"]})
    name = found.index.get_level_values("term")
    wanted = set(terms)
    if RESILIENCE in wanted:
        wanted |= {term for term in name if term.startswith("agglomeration_x_")}
    shown = found[name.isin(wanted)]
    cells = {
        "planted": shown["planted"].map(digits),
        "estimated": shown["estimated"].map(digits),
        "mean (error)": shown["mc_mean"].map("{:.3f}".format) + shown["mc_error"].map(" ({:.3f})".format),
        "s.d.": shown["mc_sd"].map("{:.3f}".format),
        "mean s.e.": shown["mean_se"].map("{:.3f}".format),
        "covered": (100 * shown["covered"]).map("{:.0f} %".format),
    }
    labels = [
        (f"{exhibit.removeprefix('table_')} {column[exhibit, col]}", term(name))
        for exhibit, col, name in shown.index
    ]
    index = pd.MultiIndex.from_tuples(labels, names=["table and column", "term"])
    return pd.DataFrame(cells).set_index(index)


def biases(found: pd.DataFrame, core: Iterable[str], column: Mapping) -> pd.DataFrame:
    """Biases of the core terms, a line a term and a column a regression, as shown.

    Parameters
    ----------
    found : DataFrame
        As `lib.studies.agglomeration_recovery.biases` returns it.
    core : iterable of str
        Terms to show.
    column : mapping of exhibit and column to words
    """
    size = found["bias"].map("{:+.3f}".format) + found["error"].map(" ({:.3f})".format)
    cells = size + (100 * found["part"]).map(", {:+.0f} %".format)
    wide = cells.unstack("term", sort=False).T
    wide = wide.loc[[name for name in wide.index if name in core]]
    wide.columns = [column[key] for key in wide.columns]
    return wide.set_index(pd.Index([term(name) for name in wide.index], name="term"))


def per_cent(meant: pd.DataFrame) -> pd.DataFrame:
    """Readings in per cent as shown.

    Parameters
    ----------
    meant : DataFrame
        As `lib.studies.agglomeration_effects.in_per_cent` returns it.
    """
    tried = [name for name in meant if not isinstance(name, str)]
    shown = {
        "read as": meant.index.get_level_values("read"),
        "coefficient": meant["coef"].map(digits),
        "s.d. regressor": meant["sd_x"].map("{:.2f}".format),
        "the text says": meant["says"].map("{:.4g} %".format),
        "right at s.d.": meant["needed"].map("{:.3g}".format),
    }
    shown |= {f"means at s.d. {by:.3g}": meant[by].map("{:.2f} %".format) for by in tried}
    return pd.DataFrame(shown).set_index(meant["term"].map(term).str.removesuffix(" (ln)").rename("variable"))


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
            "p (Holm)": equal["p"].map("{:.3f}".format) + equal["holm"].map(" ({:.2f})".format),
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


def cuts(found: pd.DataFrame) -> pd.DataFrame:
    """Means of estimates by way of cutting the sample, as shown.

    Parameters
    ----------
    found : DataFrame
        As `lib.studies.agglomeration_samples.cuts` returns it.
    """
    first = found.drop_duplicates("sample").set_index("sample")
    table = pd.DataFrame(
        {"city-years": first["rows"].map("{:,.0f}".format), "rows": first["used"].map("{:,.0f}".format)}
    )
    planted = {"city-years": "", "rows": ""}
    for name, part in found.groupby("term", sort=False):
        cells = part.set_index("sample")
        table[term(name)] = cells["mean"].map("{:.3f}".format) + cells["error"].map(" ({:.3f})".format)
        planted[term(name)] = f"{part['planted'].mean():.3f}"
    return pd.concat([pd.DataFrame(planted, index=["planted"]), table]).rename_axis("sample")


def ratios(table: pd.DataFrame) -> pd.DataFrame:
    """Ratios of coefficients as shown, printed or simulated: the two stand in tables of their own.

    Parameters
    ----------
    table : DataFrame, one row a term, a column an outcome or a way of simulating
    """
    return table.map("{:.2f}".format).set_index(pd.Index([term(name) for name in table.index], name="term"))


def base_year(found: pd.DataFrame) -> pd.DataFrame:
    """Means of estimates with and without a base year that answers its shock, as shown.

    Parameters
    ----------
    found : DataFrame
        As `lib.studies.agglomeration_resilience.base_year` returns it.
    """
    table = pd.DataFrame({"planted": found.groupby("term", sort=False)["planted"].first().map(digits)})
    rejects = {"planted": ""}
    for words, part in found.groupby("sample", sort=False):
        cells = part.set_index("term")
        table[words] = cells["mean"].map("{:.3f}".format) + cells["error"].map(" ({:.3f})".format)
        rejects[words] = f"{100 * part['rejects'].iloc[0]:.0f} %"
    moved = found.drop_duplicates("term").set_index("term")
    table["difference"] = moved["moved"].map("{:+.4f}".format) + moved["moved error"].map(" ({:.4f})".format)
    rejects["difference"] = ""
    shown = table.set_index(pd.Index([term(name) for name in table.index], name="term"))
    last = pd.DataFrame(rejects, index=pd.Index(["rejects"], name="term"))
    return pd.concat([shown, last])


def only_ours(ours: pd.DataFrame, names: Mapping[tuple[str, str], str]) -> pd.DataFrame:
    """Computed coefficients of columns that the paper does not print, one line a term."""
    terms = ours.xs(next(iter(names))).index
    cells = {words: [_cell(ours, (*key, name)) for name in terms] for key, words in names.items()}
    return pd.DataFrame(cells, index=pd.Index([term(name) for name in terms], name="term"))


def recovery_summary(found: pd.DataFrame) -> pd.DataFrame:
    """Recovery of each printed column in a line, as shown.

    Parameters
    ----------
    found : DataFrame
        As `lib.studies.agglomeration_verdict.by_column` returns it.
    """
    names = {"lag": "bias: lag", "own_resilience": "resilience", "own_productivity": "productivity",
             "resilience": "× resilience", "productivity": "× productivity"}  # fmt: skip
    table = pd.DataFrame({words: found[name].map("{:+.2f}".format) for name, words in names.items()})
    table["covered"] = (100 * found["covered"]).map("{:.0f} %".format)
    exhibits = found.index.get_level_values("exhibit").str.replace("table_", "Table ")
    rows = pd.MultiIndex.from_arrays([exhibits, found.index.get_level_values("column")])
    return table.set_index(rows.set_names(["exhibit", "column"]))


def recovery_terms(found: pd.DataFrame) -> pd.DataFrame:
    """Recovery of every term of every printed column, a line each, as shown.

    Parameters
    ----------
    found : DataFrame
        As `lib.studies.agglomeration_recovery.collected` returns it.
    """
    keys = found.index.to_frame(index=False)
    shown = {
        "exhibit": keys["exhibit"].str.replace("table_", "Table ").to_numpy(),
        "column": keys["column"].to_numpy(),
        "term": keys["term"].map(term).to_numpy(),
        "planted": found["planted"].map("{:.3f}".format).to_numpy(),
        "mean": found["mc_mean"].map("{:.3f}".format).to_numpy(),
        "error": found["mc_error"].map("{:.3f}".format).to_numpy(),
        "covered": (100 * found["covered"]).map("{:.0f} %".format).to_numpy(),
    }
    return pd.DataFrame(shown)
