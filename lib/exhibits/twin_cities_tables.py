"""Tables of regressions as readers of the twin cities paper know them, printed above computed."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from lib import verdicts
from lib.exhibits.names import term as in_words
from lib.exhibits.regression import stars
from lib.results import TIDY

WHOLE = 1000  # descriptives from here on are shown without decimals
COUNTS = {"n": "N", "n_units": "pairs", "r2": "R²"}
# Columns of the panel whose term in the glossary is another.
GLOSSARY = {"ln_gdp_per_head": "ln_gdp_per_head_destination"}
# What: in the original track, in the counterpart, in the semi-synthetic panel.
_TRACKS = {
    "unit": ("city, destination, year", "country, year", "city, destination, year"),
    "cities and destinations": ("as in the user's files", "China as a whole; real", "real places"),
    "pairs and years with exports": ("customs records", "real, by country", "drawn by gravity"),
    "exports": ("customs records", "real, by country", "drawn, with the printed effects planted"),
    "who is tied to whom": ("the user's list", "number of ties by country", "real where listed publicly"),
    "dates of agreements": ("the user's list", "year, by country", "real where published, else drawn"),
    "controls of the city": ("the user's file", "none", ""),
    "of the destination": ("the user's file", "real", ""),
    "in the match rate": ("yes", "never", "never"),
}


def side_by_side(
    tidy: pd.DataFrame,
    printed: pd.DataFrame,
    names: Mapping[tuple[str, str], str],
    verdicts: pd.Series | None = None,
) -> pd.DataFrame:
    """Printed and computed regressions, two lines each.

    Parameters
    ----------
    tidy : DataFrame
        Computed rows, columns `lib.results.TIDY`; the terms are the effect and ``constant``.
    printed : DataFrame
        As `lib.studies.twin_cities_printed.estimates` returns it.
    names : mapping of exhibit and column to words
        The regressions, in the order to show.
    verdicts : Series, optional
        Verdict on each effect, by exhibit and column: only real data have them.

    Returns
    -------
    DataFrame indexed by the regression and by ``printed`` or ``computed``
        Effect and constant with their t in parentheses, observations, pairs, R2; pairs only where printed.
    """
    values = tidy[TIDY].set_index(["exhibit", "column", "term", "statistic"])["value"].sort_index()
    lines, index = [], []
    for key, words in names.items():
        known, ours = printed.loc[key], values.loc[key]
        term = next(name for name, _ in ours.index if name not in ("", "constant"))
        theirs = [
            _cell(known["coef"], known["t"], known["stars"]),
            _cell(known["constant"], known["constant_t"]),
        ]
        lines.append([*theirs, *_counts(known)])
        effect = _cell(ours[term, "coef"], ours[term, "t"], stars(ours[term, "p"]))
        constant = _cell(ours.get(("constant", "coef"), np.nan), ours.get(("constant", "t"), np.nan))
        lines.append([effect, constant, *_counts({name: ours["", name] for name in COUNTS})])
        index += [(words, "printed"), (words, "computed")]
    rows = pd.MultiIndex.from_tuples(index, names=["column", "source"])
    table = pd.DataFrame(lines, index=rows, columns=["effect (t)", "constant (t)", *COUNTS.values()])
    if printed.loc[list(names), "n_units"].isna().all():
        table = table.drop(columns="pairs")
    if verdicts is None:
        return table
    return table.assign(verdict=[cell for key in names for cell in ("", verdicts[key])])


def _cell(value: float, t: float, mark: str = "") -> str:
    """``0.100*** (3.34)``; empty without a value."""
    if not np.isfinite(value):
        return ""
    return f"{value:.3f}{mark} ({t:.2f})" if np.isfinite(t) else f"{value:.3f}{mark}"


def _counts(values: Mapping) -> list[str]:
    """Observations, pairs and R2 as shown; empty where nothing is printed."""
    whole = [f"{int(values[name]):,}" if np.isfinite(values[name]) else "" for name in ("n", "n_units")]
    return [*whole, f"{values['r2']:.3f}"]


def effect_verdicts(tidy: pd.DataFrame, track: str) -> pd.Series | None:
    """Verdict on each effect, by exhibit and column; None where the outcomes are drawn.

    Parameters
    ----------
    tidy : DataFrame
        Computed rows, columns `lib.results.TIDY`.
    track : str
    """
    if track == "semi_synthetic":
        return None
    judged = verdicts.beside("twin_cities", tidy)
    effects = judged[(judged["source"] == "exhibit") & (judged["statistic"] == "coef")]
    return effects[effects["term"] != "constant"].set_index(["exhibit", "column"])["verdict"]


def tracks(origins: Mapping[str, str], city: Iterable[str], destination: Iterable[str]) -> pd.DataFrame:
    """The three tracks in words; the semi-synthetic panel's real controls are counted.

    Parameters
    ----------
    origins : mapping of column to ``real`` or ``drawn``
        Of the semi-synthetic panel.
    city, destination : iterable of str
        Its controls.
    """
    counted = dict(_TRACKS)
    for row, names in (("controls of the city", tuple(city)), ("of the destination", tuple(destination))):
        real = sum(origins[name] == "real" for name in names)
        theirs = f"{real} of {len(names)} real, the rest drawn" if real else f"all {len(names)} drawn"
        counted[row] = (*counted[row][:2], theirs)
    columns = ["original", "counterpart", "semi-synthetic"]
    return pd.DataFrame.from_dict(counted, orient="index", columns=columns).rename_axis("what")


def variables(glossary: pd.DataFrame, origins: Mapping[str, str]) -> pd.DataFrame:
    """The variables of the paper's table 2 in our words.

    Parameters
    ----------
    glossary : DataFrame indexed by ``term``
    origins : mapping of column to ``real`` or ``drawn``
        The columns to show, and what the semi-synthetic panel has.

    Returns
    -------
    DataFrame, one row a variable: the paper's symbol and name, unit, source, and what the panel has.
    """
    rows = {}
    for column, origin in origins.items():
        entry = glossary.loc[GLOSSARY.get(column, column)]
        rows[entry["name_en"]] = {
            "in the paper": entry["name_zh"] + (f", {entry['symbol']}" if entry["symbol"] != "-" else ""),
            "unit": entry["unit"],
            "source": entry["source"].split(";")[0],
            "here": origin,
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("variable")


def descriptives(panel: pd.DataFrame, columns: Iterable[str], glossary: pd.DataFrame) -> pd.DataFrame:
    """Rows, mean, standard deviation, least and largest value of columns of a panel, as shown.

    A variable's unit stands beside its name, and large numbers have no decimals, to keep the table narrow.
    """
    columns = [name for name in columns if name in panel and pd.api.types.is_float_dtype(panel[name])]
    table = panel[columns].agg(["count", "mean", "std", "min", "max"]).T
    table = table.rename(columns={"count": "rows", "std": "s.d.", "min": "least", "max": "largest"})
    table = table.map(lambda x: f"{x:,.0f}" if abs(x) >= WHOLE else f"{x:,.2f}").assign(
        rows=table["rows"].map("{:,.0f}".format)
    )
    terms = [GLOSSARY.get(name, name) for name in columns]
    names = [
        f"{glossary.loc[term, 'name_en']} ({glossary.loc[term, 'unit']})" if term in glossary.index else term
        for term in terms
    ]
    return table.set_index(pd.Index(names, name="variable (unit)"))


def per_cent(change: pd.DataFrame) -> pd.DataFrame:
    """Effects in per cent as shown; what the text says where it says anything.

    Parameters
    ----------
    change : DataFrame
        As `lib.studies.twin_cities.per_cent` returns it.
    """
    unit = change["unit"].map({"%": " %", "points": " points"})
    interval = change["low"].map("{:.1f}".format) + " to " + change["high"].map("{:.1f}".format)
    shown = {
        "column": change["column"],
        "the text says": change["says"].map(lambda x: f"{x:.1f} %" if np.isfinite(x) else ""),
        "meant": change["meant"].map("{:.2f}".format) + unit,
        "computed": change["computed"].map("{:.2f}".format) + unit,
        "interval": interval,
    }
    if change["says"].isna().all():
        del shown["the text says"]
    return pd.DataFrame(shown).set_index("column")


def effects(found: pd.DataFrame, what: str = "sample") -> pd.DataFrame:
    """Effects with their standard errors, and the rows they rest on.

    Parameters
    ----------
    found : DataFrame
        As `lib.studies.twin_cities_robustness.effects` returns it.
    what : str
        What its lines are.
    """
    outcomes = list(dict.fromkeys(found.columns.get_level_values(0)))
    shown = {}
    for outcome in outcomes:
        part = found[outcome]
        shown[outcome] = part["coef"].map("{:.3f}".format) + " (" + part["se"].map("{:.3f}".format) + ")"
    shown["rows"] = found[outcomes[-1], "n"].map("{:,.0f}".format)
    return pd.DataFrame(shown).rename_axis(what)


def heckman(tidy: pd.DataFrame, glossary: pd.DataFrame) -> pd.DataFrame:
    """Both steps of the two-step estimates, one row a term.

    Parameters
    ----------
    tidy : DataFrame
        As `lib.studies.twin_cities_robustness.heckman_rows` returns it.
    glossary : DataFrame indexed by ``term``
    """
    values = tidy.set_index(["term", "column", "statistic"])["value"].sort_index()
    terms = [name for name in dict.fromkeys(tidy["term"]) if name]
    columns = ["quantity", "value", "first_stage"]
    cells = {
        _named(term, glossary): {
            column: _with_error(values, term, column) for column in columns if (term, column) in values.index
        }
        for term in terms
    }
    table = pd.DataFrame.from_dict(cells, orient="index", columns=columns).fillna("")
    table.loc["N"] = [f"{values['', column, 'n']:,.0f}" for column in columns]
    return table.rename(columns={"first_stage": "first step"}).rename_axis("term")


def _named(term: str, glossary: pd.DataFrame) -> str:
    """A term in words: of the record, of the glossary, or its own."""
    if term == "const":
        return "constant"
    names = glossary["name_en"].to_dict()
    return names[GLOSSARY[term]] if GLOSSARY.get(term) in names else in_words(term, names)


def _with_error(values: pd.Series, term: str, column: str) -> str:
    """``0.095*** (0.030)``; small coefficients with two significant digits."""
    coef, se, p = (values[term, column, name] for name in ("coef", "se", "p"))
    form = "{:.3f}" if abs(coef) >= 0.001 else "{:.2g}"
    return f"{form.format(coef)}{stars(p)} ({form.format(se)})"


def effects_and_sizes(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A table of `side_by_side` as two that fit a narrow screen.

    Returns
    -------
    DataFrame
        Effects with their t, R2, and verdicts where there are any.
    DataFrame
        Constants without their t, observations, and pairs where they are printed.
    """
    first = table[[name for name in ("effect (t)", "R²", "verdict") if name in table]]
    second = table[[name for name in ("N", "pairs") if name in table]]
    constants = table["constant (t)"].str.replace(r" \(.*", "", regex=True)
    return first, pd.concat([constants.rename("constant"), second], axis=1)


def recovery(
    found: pd.DataFrame | None, keys: Iterable[tuple[str, str]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Recovery of the planted coefficients as shown; one line that says so where nothing was planted.

    Parameters
    ----------
    found : DataFrame or None
        Indexed by exhibit and column: ``printed``, ``planted``, ``estimated``, ``mc_mean``, ``mc_error``,
        ``z``, ``mc_sd``, ``mc_sd_error`` and ``printed_se``.
    keys : iterable of exhibit and column
        In the order to show.

    Returns
    -------
    DataFrame
        Coefficients: planted, estimated, mean of the draws and its deviation.
    DataFrame
        Standard errors: spread of the draws with its Monte Carlo error, what the printed t implies, and the
        error of the mean.
    """
    if found is None:
        nothing = pd.DataFrame({"recovery": ["none: the outcomes of this track are not drawn"]})
        return nothing, nothing
    shown = found.loc[[key for key in keys if key in found.index]]
    tables = shown.index.get_level_values(0).str.replace("table_", "Table ").str.replace("heckman", "Text")
    index = pd.MultiIndex.from_arrays([tables, shown.index.get_level_values(1)], names=["exhibit", "column"])
    parts = (
        {"planted": "planted", "estimated": "estimated", "mc_mean": "mean", "z": "deviation"},
        {
            "mc_sd": "s.d. of the draws",
            "mc_sd_error": "its error",
            "printed_se": "printed s.e.",
            "mc_error": "error of the mean",
        },
    )
    first, second = (shown[list(part)].rename(columns=part).set_index(index) for part in parts)
    return first, second


def selection_terms(found: pd.DataFrame) -> pd.DataFrame:
    """The planted terms as shown, with signs; empty where a term has no one coefficient.

    Parameters
    ----------
    found : DataFrame
        As `lib.studies.twin_cities_planted.selection_terms` returns it.
    """
    shown = pd.DataFrame(
        {f"{outcome}, {what}": values.map("{:+.3f}".format) for (outcome, what), values in found.items()},
        index=found.index,
    )
    return shown.where(found.notna().to_numpy(), "")


def by_method(found: pd.DataFrame, order: Iterable[str]) -> pd.DataFrame:
    """Coefficients of several methods as ``0.123 (0.045)``, p beside them, narrow enough for a phone.

    Parameters
    ----------
    found : DataFrame
        ``panel`` (the reading), ``column`` (the method), ``statistic`` and ``value`` with ``coef``, ``se``,
        ``p``, ``n`` and ``n_units``; rows and units are those of the last method.
    order : iterable of str
        Readings, the first on top.
    """
    wide = found.pivot(index="panel", columns=["column", "statistic"], values="value").loc[list(order)]
    methods, shown = list(dict.fromkeys(found["column"])), {}
    for method in methods:
        here = wide[method]
        shown[method] = here["coef"].map("{:.3f}".format) + " (" + here["se"].map("{:.3f}".format) + ")"
        shown[f"p, {method}"] = here["p"].map("{:.3f}".format)
    last = wide[methods[-1]]
    shown["rows (countries)"] = last["n"].map("{:.0f}".format) + " (" + last["n_units"].map("{:.0f})".format)
    return pd.DataFrame(shown).rename_axis("reading")


def counts_of_verdicts(card: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The counts of a scorecard without verdicts that no cell has, which are returned beside it.

    Parameters
    ----------
    card : DataFrame
        As `lib.verdicts.scorecard` returns it.
    """
    counts = card.drop(columns=["comparable", "AEA", "I4R", "ACRE"]).astype(int)
    counts.index = counts.index.str.replace("_", " ")  # so that long names break
    empty = [name for name in counts if not counts[name].any()]
    return counts.drop(columns=empty), empty
