"""Tables of what five treated countries can tell: one coefficient, every inference beside it."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from lib.exhibits.belt_road_baseline import cell
from lib.exhibits.names import term as in_words
from lib.studies.belt_road_beside import MATCHED

SERIES = {
    "exports_baci": "exports, BACI",
    "exports_nbs": "exports, NBS",
    "imports_baci": "imports, BACI",
    "imports_nbs": "imports, NBS",
    "imports_dots": "imports, DOTS",
    "computers": "computers, listed",
    "exports": "exports, high technology",
    "imports": "imports, high technology",
}
COUNTERPARTS = {
    "finance": "Chinese finance",
    "institutes": "Confucius institutes",
    "memorandum": "memorandum",
    "logistics": "logistics index",
}


def interval(low: float, high: float) -> str:
    """``[-0.46, 0.87]``; an end that is not there as infinity, with a round bracket."""
    if np.isnan(low) or np.isnan(high):
        return ""
    return f"{'[' if np.isfinite(low) else '('}{_end(low)}, {_end(high)}{']' if np.isfinite(high) else ')'}"


def _end(value: float) -> str:
    return f"{value:.2f}" if np.isfinite(value) else "-∞" if value < 0 else "∞"


def fraction(count: float, of: float, p: float) -> str:
    """``62/126 = 0.492``; empty where there is none."""
    return "" if np.isnan(count) else f"{count:.0f}/{of:.0f} = {p:.3f}"


def _least(p: float, draws: float) -> str:
    """A p-value; none of so many draws as large as the estimate reads as below two of them."""
    return f"{p:.3f}" if p > 0 else f"< {2 / draws:.3f}"


def nine(table: pd.DataFrame) -> pd.DataFrame:
    """Inference among the nine, as `lib.studies.belt_road_few.nine_table`."""
    rows = table.reset_index()
    columns = zip(*(rows[name] for name in rows), strict=True)
    lines = [dict(zip(rows.columns, line, strict=True)) for line in columns]
    return pd.DataFrame(
        [
            {
                "series": SERIES[line["series"]],
                "controls": line["controls"],
                "coefficient": cell(line["coef"], line["se"]),
                "clustered: p": f"{line['p']:.3f}",
                "wild: p": fraction(line["wild count"], line["wild patterns"], line["wild p"]),
                "wild: 95 %": interval(line["wild lower"], line["wild upper"]),
                "choices: p": fraction(line["choices count"], line["choices"], line["choices p"]),
                "choices: 95 %": interval(line["choices lower"], line["choices upper"]),
                "choices by t: p": f"{line['choices p t']:.3f}",
                "Conley-Taber: p": _least(line["taber p"], line["taber choices"]),
                "Conley-Taber: 95 %": interval(line["taber lower"], line["taber upper"]),
            }
            for line in lines
        ]
    )


def pools(table: pd.DataFrame) -> pd.DataFrame:
    """Inference with larger pools, as `lib.studies.belt_road_few.pool_table`; a column each."""
    rows = table.reset_index()
    shown = pd.DataFrame(
        {
            "countries, with the five": rows["countries"].map("{:.0f}".format),
            "coefficient": [cell(*pair) for pair in zip(rows["coef"], rows["se"], strict=True)],
            "p: clustered": rows["p"].map("{:.3f}".format),
            "p: choices of five": rows["choices p"].map("{:.3f}".format),
            "p: choices, by t": rows["choices p t"].map("{:.3f}".format),
            "p: Conley-Taber": rows["taber p"].map("{:.3f}".format),
            "95 %: Conley-Taber": _intervals(rows, "taber"),
            "p: Ferman-Pinto": rows["ferman p"].map("{:.3f}".format),
            "95 %: Ferman-Pinto": _intervals(rows, "ferman"),
            "synthetic DID": [cell(*pair) for pair in zip(rows["sdid coef"], rows["sdid se"], strict=True)],
            "synthetic DID: placebo p": rows["sdid p"].map("{:.3f}".format),
            "synthetic DID: gap before": rows["sdid fit"].map("{:.2f}".format),
        }
    )
    names = rows["series"].map(SERIES).str.split(",").str[0] + ": " + rows["pool"]
    return shown.set_axis(names.to_list()).T.rename_axis(columns=None)


def _intervals(rows: pd.DataFrame, name: str) -> list[str]:
    return [interval(*pair) for pair in zip(rows[f"{name} lower"], rows[f"{name} upper"], strict=True)]


def dates(
    tables: Mapping[tuple[str, str], pd.DataFrame], exact: Mapping[tuple[str, str], float]
) -> pd.DataFrame:
    """Effects of a memorandum, a line an estimator, a column a series and a sample of countries."""
    found = {
        (SERIES[series], who): [cell(*line) for line in table[["coef", "se"]].to_numpy(dtype=float)]
        for (series, who), table in tables.items()
    }
    first = next(iter(tables.values()))
    shown = pd.DataFrame(found, index=first.index)
    shown.loc["two-way: p, dates handed around"] = [f"{exact[key]:.3f}" for key in tables]
    shown.loc["countries that signed in the panel"] = [f"{t['treated'].iloc[0]:.0f}" for t in tables.values()]
    shown.loc["not on the list, or later"] = [f"{t['never'].iloc[0]:.0f}" for t in tables.values()]
    return shown.rename_axis("estimator")


def codings(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Effects of a memorandum by what the unlisted count as, a column each, a line a series and estimator.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        As `lib.studies.belt_road_dates.by_coding`, by series.
    """
    lines = {
        (SERIES[series], estimator): {
            coding: cell(*part.loc[coding, ["coef", "se"]]) for coding in part.index
        }
        for series, table in tables.items()
        for estimator, part in (
            (name, table.xs(name, level="estimator"))
            for name in table.index.get_level_values("estimator").unique()
        )
    }
    return pd.DataFrame.from_dict(lines, orient="index").rename_axis(["series", "estimator"])


def honest(found: Mapping[str, object]) -> pd.DataFrame:
    """Intervals by bound, a column a covariance and series, of one restriction.

    Parameters
    ----------
    found : mapping of str to HonestResult
    """
    columns = {
        name: [interval(*pair) for pair in result.table[["lower", "upper"]].to_numpy()]
        for name, result in found.items()
    }
    first = next(iter(found.values()))
    return pd.DataFrame(columns, index=first.table.index.map("{:g}".format)).rename_axis("bound")


def honest_both(relative: Mapping[str, object], smooth: Mapping[str, object]) -> pd.DataFrame:
    """Both restrictions below each other, as `honest` has them; a dash where one was not estimated."""
    parts = {"relative magnitudes": honest(relative), "smoothness": honest(smooth)}
    shown = pd.concat(parts, names=["restriction"])
    return shown[list(relative)].rename(columns=lambda name: name.replace(": ", ", "))


def pretrends(found: Mapping[str, object], tests: Mapping[str, dict]) -> pd.DataFrame:
    """What a test of leads would have found, a line an event study.

    Parameters
    ----------
    found : mapping of str to PretrendsResult
    tests : mapping of str to dict
        As `lib.studies.belt_road_dates.leads_test`.
    """
    lines = {}
    for name, result in found.items():
        half, most = result.detectable.loc[0.5], result.detectable.loc[0.8]
        lines[name] = {
            "mean of 2013 to 2018": f"{result.estimate:.3f}",
            "largest lead, t": f"{tests[name]['largest']:.2f}",
            "leads jointly, p": f"{tests[name]['p']:.3f}",
            "slope found in 50 %": f"{half['slope']:.3f}",
            "its bias": f"{half['bias']:.2f}",
            "slope found in 80 %": f"{most['slope']:.3f}",
            "bias of that": f"{most['bias']:.2f}",
        }
    return pd.DataFrame.from_dict(lines, orient="index").rename_axis("event study")


def moulton(table: pd.DataFrame, draws: int) -> pd.DataFrame:
    """Rejections in per cent with Monte Carlo errors, as `lib.studies.belt_road_size.moulton`."""
    shares = table.drop(columns="ratio")
    error = np.sqrt(shares * (1 - shares) / draws)
    shown = (100 * shares).map("{:.1f}".format) + " ± " + (100 * error).map("{:.1f}".format)
    shown = shown.T.rename_axis("standard error or test")
    shown = shown.set_axis(
        [f"line {100 * line:.0f} %, shared {100 * share:.0f} %" for line, share in table.index], axis=1
    )
    shown.loc["true spread over the error of rows"] = [f"{value:.2f}" for value in table["ratio"]]
    return shown.rename_axis(columns=None)


def size_controls(table: pd.DataFrame) -> pd.DataFrame:
    """Rejections in per cent, a column a series and its controls, a line a test.

    Parameters
    ----------
    table : DataFrame
        Of `lib.studies.belt_road_size_controls.sizes`, columns of series and controls.
    """
    shown = (100 * table).map("{:.1f}".format).rename_axis("standard error or test")
    return shown.set_axis([f"{SERIES[series]}: {controls}" for series, controls in table], axis=1)


def beside(table: pd.DataFrame, stars: Mapping[tuple[str, str, str], str], printed: Mapping) -> pd.DataFrame:
    """Every printed effect beside the counterpart's, as `lib.studies.belt_road_beside.beside`.

    Parameters
    ----------
    table : DataFrame
    stars, printed : mapping of (exhibit, column, term) to str
        As printed.
    """
    lines = []
    for key, row in table.iterrows():
        exhibit, column, term = key
        none = pd.isna(row["coef"])
        said = "" if pd.isna(row["counterpart"]) else _counterpart(row["counterpart"])
        wild = (row["wild_count"], row["patterns"], row["wild_p"])
        chosen = fraction(row["choices_count"], row["choices"], row["choices_p"])
        if pd.notna(row.get("paths_p")):
            chosen = f"paths: {row['paths_p']:.3f}"
        error = f" ({row['printed_se']:#.3g})" if pd.notna(row["printed_se"]) else ""
        lines.append(
            {
                "effect": f"{_column(exhibit, column)}: {in_words(term)}",
                "printed": f"{printed[key]}{stars[key]}{error}",
                "counterpart": said,
                "estimate": "" if none else cell(row["coef"], row["se"]),
                "clustered: p": "" if none else f"{row['p']:.3f}",
                "wild: p": "" if none else fraction(*wild),
                "choices: p": "" if none else chosen,
                "choices: 95 %": "" if none else interval(row["lower"], row["upper"]),
            }
        )
    return pd.DataFrame(lines)


def _column(exhibit: str, column: str) -> str:
    """``3 (1)``; ``PSM-DID, kernel`` of the matched regressions, which have no table."""
    if exhibit == MATCHED:
        return f"PSM-DID, {column.split()[-1].replace('_', ' ')}"
    return f"{exhibit.removeprefix('table_')} {column}"


def _counterpart(name: str) -> str:
    outcome, _, channel = name.partition(" on ")
    words = (SERIES | COUNTERPARTS).get(outcome, outcome)
    return f"{words} on {COUNTERPARTS.get(channel, channel)}" if channel else words


def spread(table: pd.DataFrame) -> pd.DataFrame:
    """The specification curve by level, as `lib.studies.belt_road_curve.spread`."""
    names = {"exports_baci": "BACI", "exports_nbs": "NBS", "computers": "computers", "imports_baci": "BACI",
             "imports_nbs": "NBS", "imports_dots": "DOTS"}  # fmt: skip
    shown = table.reset_index()
    shown["specifications"] = shown["specifications"].astype(int)
    return shown.assign(level=shown["level"].replace(names))
