"""Tables of the Belt and Road paper's baseline: printed numbers beside computed ones."""

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
import pandas as pd

from lib.exhibits.names import term as in_words
from lib.exhibits.regression import stars

SERIES = {
    "exports_baci": "exports, BACI",
    "exports_nbs": "exports, NBS",
    "imports_baci": "imports, BACI",
    "imports_nbs": "imports, NBS",
    "imports_dots": "imports, DOTS",
}
VARIABLES = {
    "export_growth": "export growth (出口增长率)",
    "export_volatility": "export volatility (出口波动性)",
    "ln_exports": "exports, ln (出口规模)",
    "ln_gdp_per_head": "GDP per head, ln",
    "ln_population": "population, ln",
    "openness": "openness, %",
}
MATCHINGS = {
    "kernel": "kernel (核匹配)",
    "nearest_neighbour": "nearest neighbour (最近邻匹配)",
    "radius": "radius (半径匹配)",
    "everybody": "nearest, all treated rows",
}


def cell(coef: float, se: float, p: float = np.nan) -> str:
    """``0.257* (0.261)``, three significant digits, stars where a p is given; empty without a coefficient.

    A counterpart's coefficient has no stars: its p by clustered errors is not the one to read with nine
    countries, and the exact one or the bootstrap's stands beside it.
    """
    if not np.isfinite(coef):
        return ""
    mark = "" if np.isnan(p) else stars(p)
    return f"{coef:#.3g}{mark} ({se:#.3g})"


def computers(found: pd.DataFrame) -> pd.DataFrame:
    """Coefficients of every sample (rows) by every method (columns).

    Parameters
    ----------
    found : DataFrame
        As `lib.studies.belt_road_computers.table` returns it.
    """
    wide = found.pivot(index=["panel", "column"], columns="statistic", values="value")
    cells = [cell(row["coef"], row["se"]) for _, row in wide.iterrows()]
    table = pd.Series(cells, index=wide.index).unstack("column")
    order = list(dict.fromkeys(found["panel"])), list(dict.fromkeys(found["column"]))
    table = table.loc[order[0], order[1]].rename_axis(columns=None)
    counts = wide["n_units"].groupby("panel").first().astype(int)
    return table.assign(countries=counts).rename_axis("sample")


def side_by_side(
    printed: pd.DataFrame,
    exhibit: str,
    sources: Mapping[str, pd.DataFrame],
    terms: Sequence[str],
    sizes: pd.DataFrame,
    left_out: pd.DataFrame | None = None,
    *,
    starred: bool = True,
) -> pd.DataFrame:
    """Printed and computed coefficients of the columns of a table, a line a term and source.

    Parameters
    ----------
    printed : DataFrame
        As `lib.studies.belt_road_record.estimates` returns it.
    exhibit : str
        The printed table.
    sources : mapping of str to DataFrame
        Words -> tidy rows of regressions, columns as in the printed table; may be empty.
        The first has the observations and R squared that are shown: another kind of standard error has the
        same.
    terms : sequence of str
    sizes : DataFrame
        Printed observations and R squared, as `lib.studies.belt_road_baseline.sizes` returns them; a cell
        stays empty where nothing is printed.
    left_out : DataFrame, optional
        Rows that the computed regressions could not use: a row a reason, a column a printed column; a
        column that was not estimated may be absent.
    starred : bool
        Whether computed coefficients have stars, by the p of their rows.

    Returns
    -------
    DataFrame indexed by ``term`` and ``source``, a column a printed column.
    """
    own = printed.loc[exhibit]
    columns = list(sizes.index)  # the paper's order; the record is row by row
    values = {
        name: rows.set_index(["column", "term", "statistic"])["value"] for name, rows in sources.items()
    }
    lines, index = [], []
    for term in terms:
        if term in own.index.get_level_values("term"):
            lines.append([_printed(own, column, term) for column in columns])
            index.append((in_words(term), "printed"))
        for name, found in values.items():
            cells = [_computed(found, column, term, starred) for column in columns]
            if any(cells):
                lines.append(cells)
                index.append((in_words(term), name))
    for statistic, words, form in (("n", "observations", "{:,.0f}"), ("r2", "R²", "{:.3f}")):
        sizes_printed = sizes[statistic].reindex(columns).astype(float)
        lines.append([form.format(x) if np.isfinite(x) else "" for x in sizes_printed])
        index.append((words, "printed"))
        for first, found in list(values.items())[:1]:
            cells = [found.get((column, "", statistic), np.nan) for column in columns]
            lines.append([form.format(x) if np.isfinite(x) else "" for x in cells])
            index.append((words, first))
    for reason, counts in () if left_out is None else left_out.reindex(columns=columns).iterrows():
        lines.append([f"{count:,.0f}" if np.isfinite(count) else "" for count in counts])
        index.append(("rows left out", reason))
    rows = pd.MultiIndex.from_tuples(index, names=["term", "source"])
    return pd.DataFrame(lines, index=rows, columns=columns)


def _printed(own: pd.DataFrame, column: str, term: str) -> str:
    if (column, term) not in own.index:
        return ""
    row = own.loc[(column, term)]
    return f"{row['printed']}{row['stars']} ({row['se']:#.3g})"


def _computed(found: pd.Series, column: str, term: str, starred: bool) -> str:
    if (column, term, "coef") not in found.index:
        return ""
    names = ("coef", "se", "p") if starred else ("coef", "se")
    return cell(*(found[column, term, statistic] for statistic in names))


def series(found: pd.DataFrame) -> pd.DataFrame:
    """The treatment's coefficient by series and years, as `lib.studies.belt_road_baseline.series_table`."""
    kept = found[
        (found["span"] == "own") | (found["years"] != found.groupby("series")["years"].transform("first"))
    ]
    table = pd.DataFrame({"series": kept["series"].map(SERIES), "years": kept["years"]})
    for key, words in (("none", "effects only"), ("controls", "with controls"), ("railways", "and railways")):
        picked = kept[[f"{name} {key}" for name in ("coef", "se")]].itertuples(index=False)
        table[words] = [cell(*numbers) for numbers in picked]
        table[f"{words}: p"] = kept[f"choices {key}"].map("{:.2f}".format)
    return table.reset_index(drop=True)


def balance(table: pd.DataFrame, printed: pd.DataFrame, source: str = "counterpart") -> pd.DataFrame:
    """Means, bias, its reduction and p before and after matching: printed where there is one, and computed.

    Parameters
    ----------
    table : DataFrame
        As `lib.studies.belt_road_matching.balances` returns it.
    printed : DataFrame
        The printed record by id: ``printed`` and ``stars``.
    source : str
        What the computed lines are called.
    """
    lines, index = [], []
    columns = {
        "mean_treated": "{:.3f}", "mean_control": "{:.3f}", "bias": "{:.1f}", "bias_reduction": "{:.1f}",
        "p": "{:.3f}",
    }  # fmt: skip
    for (name, sample), row in table.iterrows():
        ids = [f"table_2/{sample}//{name}/{key}" for key in columns]
        if ids[0] in printed.index:
            lines.append(["".join(printed.loc[one, ["printed", "stars"]].fillna("")) for one in ids])
            index.append((VARIABLES[name], sample, "printed"))
        computed = ["" if np.isnan(row[key]) else form.format(row[key]) for key, form in columns.items()]
        lines.append(computed)
        index.append((VARIABLES[name], sample, source))
    rows = pd.MultiIndex.from_tuples(index, names=["variable", "matching", "source"])
    return pd.DataFrame(lines, index=rows, columns=["treated", "controls", "bias, %", "reduction, %", "p"])


def balance_samples(table: pd.DataFrame) -> pd.DataFrame:
    """Rows and countries behind each line of `balance`, variance ratios, and p over choices of countries.

    Parameters
    ----------
    table : DataFrame
        As `lib.studies.belt_road_matching.balances` returns it.
    """
    ratios = [
        f"{ratio:.2f}{' (outside)' if outside else ''}"
        for ratio, outside in zip(table["variance_ratio"], table["outside"], strict=True)
    ]
    shown = pd.DataFrame(
        {
            "rows, treated": table["rows_treated"],
            "rows, controls": table["rows_control"],
            "countries": table["countries"],
            "variance ratio": ratios,
            "p, countries": ["" if np.isnan(p) else f"{p:.3f}" for p in table["p_countries"]],
        },
        index=table.index,
    )
    names = [(VARIABLES[name], sample) for name, sample in shown.index]
    return shown.set_index(pd.MultiIndex.from_tuples(names, names=["variable", "matching"]))


def attempts(found: pd.DataFrame, years: pd.Series) -> pd.DataFrame:
    """Which logits have an estimate, as `lib.studies.belt_road_matching.attempts`, in words."""
    table = pd.DataFrame(
        {
            "covariates": [
                ", ".join(VARIABLES[name].split(",")[0] for name in row) for row in found["covariates"]
            ],
            "rows": found["rows"],
            "n": found["n"],
            "estimate": np.where(found["separated"], "none: separated", "yes"),
            "pseudo R²": found["pseudo_r2"],
            "treated on support": [
                "" if np.isnan(inside) else f"{inside:.0f} of {of}"
                for inside, of in zip(found["on_support"], found["treated"], strict=True)
            ],
        }
    )
    apart = ", ".join(map(str, years.index[years]))
    three = ", ".join(VARIABLES[name].split(",")[0] for name in found["covariates"].iloc[-1])
    line = {"covariates": three, "rows": "countries of one year", "n": int(found["n"].min()),
            "estimate": f"none in {apart}"}  # fmt: skip
    return pd.concat([table, pd.DataFrame([line])], ignore_index=True)


def matched(found: pd.DataFrame, ranges: Mapping[str, str]) -> pd.DataFrame:
    """The three matchings and the range that the text gives.

    Parameters
    ----------
    found : DataFrame
        As `lib.studies.belt_road_matching.psm_did` returns it, or its `matched_choices` without index, whose
        p-values over choices of countries are shown then.
    ranges : mapping of str to str
        Outcome -> the printed range in words.
    """
    rows = {}
    for name, part in found.groupby("matching", sort=False):
        part, row = part.set_index("outcome"), {}
        for outcome, line in part.iterrows():
            row[outcome] = cell(*line[["coef", "se"]])
            if "choices_p" in line:
                row[f"{outcome}: p, choices"] = f"{line['choices_p']:.2f}"
        sizes = {"countries": f"{part['countries'].iloc[0]}", "rows": f"{part['n'].iloc[0]:,}"}
        rows[MATCHINGS[name]] = row | sizes
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.loc["printed, over three matchings"] = pd.Series(ranges).reindex(table.columns, fill_value="")
    return table.rename_axis("matching")


def fictitious(found: pd.DataFrame, printed: pd.DataFrame, carried: Mapping[int, float]) -> pd.DataFrame:
    """Fictitious years: printed, what the true effect alone would give, and computed on both samples.

    Without controls and with them.

    Parameters
    ----------
    found : DataFrame
        As `lib.studies.belt_road_events.fictitious_table` returns it.
    printed : DataFrame
        As `lib.studies.belt_road_record.estimates` returns it.
    carried : mapping of int to float
        Fictitious year -> part of the effect of table 3 that it takes up.
    """
    columns = {
        (2012, "exports"): "(1)",
        (2012, "imports"): "(2)",
        (2007, "exports"): "(3)",
        (2007, "imports"): "(4)",
    }
    whole = {"exports": printed.loc[("table_3", "(3)", "bri"), "coef"],
             "imports": printed.loc[("table_3", "(6)", "bri"), "coef"]}  # fmt: skip
    kinds = list(product(("all years", "up to 2012"), (False, True)))
    lines, index = [], []
    for (outcome, year), part in found.groupby(["outcome", "year"], sort=False):
        if year not in carried:
            continue
        part = part.set_index(["sample", "controls"])
        key = columns.get((year, outcome))
        implied = f"{carried[year] * whole[outcome]:.3f}" if outcome in whole else ""
        cells = [cell(*part.loc[kind, ["coef", "se"]]) for kind in kinds]
        lines.append([_printed(printed.loc["table_4"], key, "bri") if key else "", implied, *cells])
        index.append((outcome, year))
    rows = pd.MultiIndex.from_tuples(index, names=["outcome", "year"])
    heads = [f"{sample}{', controls' if controls else ''}" for sample, controls in kinds]
    return pd.DataFrame(lines, index=rows, columns=["printed", "implied by table 3", *heads])


def summaries(found: pd.DataFrame) -> pd.DataFrame:
    """Balance by matching, as `lib.studies.belt_road_matching.summaries`, in words."""
    words = {
        "bias_before": "bias before, %",
        "bias_after": "after, %",
        "mean_bias_reduction": "reduction, %",
        "rubin_b": "Rubin's B",
        "rubin_r": "Rubin's R",
        "treated": "treated rows",
        "controls": "control rows",
    }
    shown = found.rename(columns=words, index=MATCHINGS)
    return shown.astype({"treated rows": int, "control rows": int})


def recovery(table: pd.DataFrame) -> pd.DataFrame:
    """Planted and recovered treatment effects, errors of independent rows and over draws."""
    shown = table.reset_index()
    names = shown["exhibit"].str.replace("_", " ") + " " + shown["column"]
    return pd.DataFrame(
        {
            "column": names,
            "planted": shown["planted"],
            "mean of draws": [
                f"{m:.3f} ± {e:.3f}" for m, e in zip(shown["mc_mean"], shown["mc_error"], strict=True)
            ],
            "sd of draws": shown["mc_sd"],
            "standard error of rows": shown["se_rows"],
        }
    )


def omitted(table: pd.DataFrame) -> pd.DataFrame:
    """What the columns without and with controls ask of road density, a line a step."""
    words = {
        "short": "coefficient without controls (printed)",
        "long": "coefficient with controls (printed)",
        "ln_population": "through population",
        "ln_gdp_per_head": "through GDP per head",
        "growth": "through growth",
        "roads": "left for road density",
        "gap": "gap in ln road density that this needs",
    }
    shown = table.T.loc[list(words)].rename(index=words).map("{:.3f}".format)
    shown.loc["times as dense in the treated countries"] = [f"{value:,.0f}" for value in table["times"]]
    return shown.rename_axis("step").rename_axis(columns=None)


def zeros(table: pd.DataFrame) -> pd.DataFrame:
    """Zero and missing country-years by series, the nine beside all partners."""
    wide = table.pivot(index="series", columns="countries", values=["rows", "zero", "missing"])
    wide = wide.loc[[name for name in SERIES if name in wide.index]]
    shown = pd.DataFrame(
        {
            f"{words}: {what}": wide[what, which]
            for which, words in (("nine", "the nine"), ("all", "all partners"))
            for what in ("rows", "zero", "missing")
        }
    )
    return shown.rename(index=SERIES).rename_axis("series")
