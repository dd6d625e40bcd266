"""Tables of the Belt and Road paper's extensions: channels, quality and inequality."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from lib.exhibits.belt_road_baseline import cell
from lib.exhibits.names import term as in_words
from lib.studies.belt_road_inequality import READINGS, Moderation

VARIABLES = {
    "memorandum": "memorandum in force",
    "institution": "effectiveness, rule of law",
    "logistics": "logistics index",
    "ln_rail_density": "railways per area, ln",
    "ln_finance_millions": "Chinese finance, ln(1 + million US$)",
    "visits": "visits of leaders in the year",
    "institutes": "Confucius institutes",
}
FORMS = {
    "log_dollars": "ln(1 + US$)",
    "log_millions": "ln(1 + million US$)",
    "log_positive": "ln, years with finance only",
    "any": "any finance in the year (0 or 1)",
    "amount": "amount, billion US$",
    "poisson": "Poisson, amount",
}
CHANNELS = {
    "policy": "policy (政策沟通)",
    "infrastructure": "infrastructure (设施联通)",
    "technology_cooperation": "co-operation (经贸技术合作)",
}


def sources(rows: pd.DataFrame | None, beside: Mapping | None = None) -> dict[str, pd.DataFrame]:
    """What stands beside the printed numbers of a table; nothing where the track has no such outcome."""
    return {} if rows is None else {"computed": rows} | dict(beside or {})


def estimate_of(rows: pd.DataFrame | None, column: str, term: str) -> dict[str, float]:
    """``coef`` and ``se`` of a term in tidy rows; not a number where the column was not estimated."""
    if rows is None or column not in set(rows["column"]):
        return {"coef": np.nan, "se": np.nan}
    own = rows[(rows["column"] == column) & (rows["term"] == term)].set_index("statistic")["value"]
    return {name: float(own[name]) for name in ("coef", "se")}


def first_links(found: pd.DataFrame) -> pd.DataFrame:
    """The initiative's effect on each public variable, as `lib.studies.belt_road_mechanisms.first_links`."""
    return pd.DataFrame(
        {
            "channel": found["channel"].map(CHANNELS),
            "coefficient": [cell(*row) for row in found[["coef", "se"]].itertuples(index=False)],
            "p, wild": found["p_wild"].map("{:.3f}".format),
            "p, choices": found["p_choices"].map("{:.3f}".format),
            "rows": found["n"],
            "years": found["years"],
        }
    ).rename(index=VARIABLES)


def second_links(alone: pd.DataFrame, beside: pd.DataFrame) -> pd.DataFrame:
    """Trade on each variable, without and with the treatment, as `second_links` returns them."""
    columns = {}
    for words, found in (("", alone), (", treatment held fixed", beside)):
        for outcome in ("exports", "imports"):
            own = found.xs(outcome, level="outcome")
            paths = [f"; {p:.2f}" for p in own["p_paths"]] if "p_paths" in own else [""] * len(own)
            columns[outcome + words] = [
                f"{cell(row.coef, row.se)} [{row.p_wild:.2f}{p}]"
                for row, p in zip(own.itertuples(), paths, strict=True)
            ]
    index = alone.xs("exports", level="outcome").index
    return pd.DataFrame(columns, index=index).rename(index=VARIABLES)


def forms(found: pd.DataFrame) -> pd.DataFrame:
    """Chinese finance in every form, as `lib.studies.belt_road_flow.forms`."""
    counts = (found["p_choices"] * found["choices"]).round()
    return pd.DataFrame(
        {
            "coefficient": [cell(*row) for row in found[["coef", "se"]].itertuples(index=False)],
            "clustered: p": found["p"].map("{:.3f}".format),
            "wild: p": found["p_wild"].map(lambda p: "" if np.isnan(p) else f"{p:.3f}"),
            "choices: p": [
                f"{count:.0f}/{of} = {p:.3f}"
                for count, of, p in zip(counts, found["choices"], found["p_choices"], strict=True)
            ],
            "rows": found["n"],
            "zeros": found["zeros"],
        }
    ).rename(index=FORMS)


def on_channels(found: pd.DataFrame) -> pd.DataFrame:
    """Chinese finance on public variables, as `lib.studies.belt_road_flow.on_channels`."""
    return pd.DataFrame(
        {
            "coefficient": [cell(*row) for row in found[["coef", "se"]].itertuples(index=False)],
            "paths: p": found["p_paths"].map("{:.3f}".format),
            "clustered: p": found["p"].map("{:.3f}".format),
            "rows": [f"{row.n} of {row.countries} countries, {row.years}" for row in found.itertuples()],
            "paths of": [
                f"{row.countries_paths} countries, {row.years_paths} years" for row in found.itertuples()
            ],
        }
    ).rename(index=VARIABLES, level="variable")


def through(found: pd.DataFrame) -> pd.DataFrame:
    """Both links and their product, as `through` returns them."""
    shown = found.reset_index()
    shown["variable"] = shown["variable"].map(VARIABLES)
    for name in ("total", "direct", "a", "b", "carried"):
        shown[name] = shown[name].map("{:#.3g}".format)
    spans = found[["low", "high"]].itertuples(index=False)
    shown["leaving out one"] = [f"{low:.3f} to {high:.3f}" for low, high in spans]
    shown = shown.rename(columns={"a": "first link", "b": "second link", "n": "rows"})
    order = ["carried", "leaving out one", "first link", "second link", "total", "direct", "rows"]
    return shown.set_index(["variable", "outcome"])[order]


def ranking(found: pd.DataFrame) -> pd.DataFrame:
    """Differences of printed coefficients, as `ranking` returns them."""
    names = [f"{in_words(one)} − {in_words(other)}" for one, other in found.index]
    limits = [f"{low:.1f} to {high:.0f}" for low, high in found[["z_low", "z_high"]].itertuples(index=False)]
    return pd.DataFrame(
        {
            "difference": found["difference"],
            "z, uncorrelated": found["z"],
            "size of z, any correlation": limits,
        }
    ).set_index(pd.Index(names, name="printed coefficients"))


def degrees(found: pd.DataFrame) -> pd.DataFrame:
    """Degrees of freedom that R squared and t imply, as `implied_degrees` returns them."""
    names = [f"{one} and {other}" for one, other in found.index]
    return pd.DataFrame(
        {
            "implied": found["middle"],
            "from": found["low"],
            "to": found["high"],
            "by the printed rows": found["printed"],
            "units over the years": [
                f"{low:.1f} to {high:.1f}"
                for low, high in found[["units_low", "units_high"]].itertuples(index=False)
            ],
        }
    ).set_index(pd.Index(names, name="columns"))


def no_channel(found: pd.DataFrame) -> pd.DataFrame:
    """A variable that does nothing, as `no_channel` returns it."""
    return pd.DataFrame(
        {
            "coefficient, mean": [
                f"{m:.3f} ± {e:.3f}" for m, e in zip(found["mean"], found["error"], strict=True)
            ],
            "significant at 5 %, share": [
                f"{m:.2f} ± {e:.2f}" for m, e in zip(found["rejects"], found["rejects_error"], strict=True)
            ],
        },
        index=found.index,
    )


def quality(found: pd.DataFrame) -> pd.DataFrame:
    """Measured against true quality, as `lib.studies.belt_road_quality.recovered` returns it."""
    names = {
        "largest": "largest difference",
        "correlation": "correlation",
        "mean": "largest mean of a country-year",
        "effect": "effect of the initiative",
        "effect_by_value": "weighted by value",
    }
    return found.rename(columns=names).map(lambda x: f"{x + 0.0:.3f}".replace("-0.000", "0.000"))


def readings(by_outcome: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Effects over the real range of inequality by unit, as `lib.studies.belt_road_inequality.readings`."""
    first = next(iter(by_outcome.values()))
    table = pd.DataFrame(
        {
            "treated countries have": [
                f"{row.lowest:.3g} to {row.highest:.3g}" for row in first.itertuples(index=False)
            ]
        },
        index=[f"{name} ({READINGS[name]})" for name in first.index],
    ).rename_axis("inequality is a ...")
    for outcome, found in by_outcome.items():
        table[f"{outcome}: effect"] = [
            f"{low:.3f} to {high:.3f}"
            for low, high in found[["at the lowest", "at the highest"]].itertuples(index=False)
        ]
        table[f"{outcome}: below zero"] = found["below zero"].map("{:.0%}".format).to_numpy()
    return table


def zeros(found: pd.DataFrame) -> pd.DataFrame:
    """Where printed effects cross zero, as `lib.studies.belt_road_inequality.zeros`."""

    def ends(low: float, high: float) -> str:
        if np.isneginf(low) and np.isposinf(high):
            return "every value"
        if np.isneginf(low):
            return f"up to {high:.1f}"
        return f"from {low:.1f} on" if np.isposinf(high) else f"{low:.1f} to {high:.1f}"

    def words(parts: tuple[tuple[float, float], ...]) -> str:
        return " and ".join(ends(*part) for part in parts)

    return pd.DataFrame(
        {
            "zero at": found["zero"].map("{:.1f}".format),
            "95 % set": found["set"].map(words),
            "widest, correlation ±0.9": found["widest"].map(words),
        }
    )


def moderation(
    printed: pd.DataFrame, found: Mapping[str, Moderation], columns: Mapping[str, str]
) -> pd.DataFrame:
    """Printed and counterpart coefficients of the treatment, the product and inequality.

    Parameters
    ----------
    printed : DataFrame
        As `lib.studies.belt_road_record.estimates` returns it.
    found : mapping of str to Moderation
        Outcome -> regression.
    columns : mapping of str to str
        Outcome -> printed column of table 8.
    """
    lines, index = [], []
    for term in next(iter(found.values())).table.index:
        own = [printed.loc[("table_8", columns[outcome], term)] for outcome in found]
        lines.append([f"{row['printed']}{row['stars']} ({row['se']:#.3g})" for row in own])
        index.append((in_words(term), "printed"))
        ours = [one.table.loc[term] for one in found.values()]
        lines.append([f"{cell(row.coef, row.se)} [{_wild(row)}]" for row in ours])
        index.append((in_words(term), "counterpart"))
    lines.append([f"{len(one.frame):,}" for one in found.values()])
    index.append(("observations", "counterpart"))
    rows = pd.MultiIndex.from_tuples(index, names=["term", "source"])
    return pd.DataFrame(lines, index=rows, columns=list(found))


def _wild(line: pd.Series) -> str:
    """The wild bootstrap's p-value; its bound, and that with ties, where no pattern has a larger t."""
    if line["p_wild"] > 0:
        return f"{line['p_wild']:.2f}"
    return f"< {1 / line['patterns']:#.2g}, with ties {line['p_ties']:.3f}"


def fitted(found: pd.DataFrame) -> pd.DataFrame:
    """R squared and standard errors of the drawn panel against print, as `recovery.fitted` returns them."""
    names = [f"{exhibit.replace('_', ' ')} {column}" for exhibit, column in found.index]
    return pd.DataFrame(
        {
            "outcome drawn for": ["it alone" if not one else f"it and {one}" for one in found["shared"]],
            "R², printed": found["r2_printed"].map(lambda x: "" if np.isnan(x) else f"{x:.3f}"),
            "panel": found["r2"].map("{:.3f}".format),
            "s.e. ratio, own term": found["own"].map("{:.2f}".format),
            "least": found["least"].map("{:.2f}".format),
            "most": found["most"].map("{:.2f}".format),
        }
    ).set_index(pd.Index(names, name="column"))


def sharing(found: pd.DataFrame) -> pd.DataFrame:
    """Which columns could have one outcome, as `lib.panels.belt_road_synthetic.sharing` returns it."""
    names = found["exhibit"].str.replace("_", " ") + ": " + found["columns"]
    return pd.DataFrame(
        {
            "coefficients": found["equations"],
            "independent": found["rank"],
            "furthest off, printed s.e.": np.where(found["together"], "", found["off"].map("{:.2f}".format)),
            "one outcome": np.where(found["together"], "possible", "not possible"),
        }
    ).set_index(pd.Index(names, name="columns"))


def provenance(found: pd.DataFrame) -> pd.DataFrame:
    """What of the drawn panel is real, as `lib.panels.belt_road_synthetic.provenance` returns it."""
    words = {"line": "line of products", "iso3": "country", "outcomes": "outcomes"}
    names = [words.get(name) or in_words(name) for name in found["column"]]
    table = found.drop(columns="column").set_index(pd.Index(names, name="variable"))
    return table.replace({"how": {"country_year": "data/facts/country_year.csv"}})


def recovery(table: pd.DataFrame) -> pd.DataFrame:
    """A recovery's terms in lines: planted, mean of the draws, spread, errors, coverage."""
    shown = table.reset_index()
    means = zip(shown["mc_mean"], shown["mc_error"], strict=True)
    return pd.DataFrame(
        {
            "column": shown["exhibit"].str.replace("_", " ") + " " + shown["column"],
            "term": shown["term"].map(in_words),
            "planted": shown["planted"].map("{:.4g}".format),
            "mean of draws": [f"{m:.4f} ± {e:.4f}" for m, e in means],
            "sd of draws": shown["mc_sd"].map("{:#.3g}".format),
            "s.e., rows": shown["se_rows"].map("{:#.3g}".format),
            "covered": shown["covered_rows"].map("{:.2f}".format),
            "s.e., countries": shown["se_countries"].map("{:#.3g}".format),
            "covered ": shown["covered_countries"].map("{:.2f}".format),
        }
    ).set_index("column")
