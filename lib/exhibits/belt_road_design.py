"""Figures of the Belt and Road design: nine changes, computers, the choice of series, divisions."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from lib.exhibits.belt_road_countries import colours

WIDTH = 4.8  # inches: text of eleven points is ten pixels on a phone
GROUPS = ("treated", "control")


def nine_changes(found: dict[str, pd.Series], groups: pd.Series) -> tuple[Figure, str]:
    """One dot a country and series: how much its mean logarithm rose; bars at the means of the groups.

    Parameters
    ----------
    found : dict of str to Series
        Words for a series -> changes indexed by iso3, the first on top.
    groups : Series
        Group by iso3.
    """
    shade = colours()
    fig, ax = plt.subplots(figsize=(WIDTH, 1.4 + 0.72 * len(found)))
    said = []
    for k, (words, change) in enumerate(found.items()):
        means = {}
        for group, shift in zip(GROUPS, (0.17, -0.17), strict=True):
            own = change[change.index.map(groups) == group]
            height = -k + shift
            ax.scatter(own, [height] * len(own), s=42, color=shade[group], alpha=0.75, linewidth=0, zorder=3)
            means[group] = own.mean()
            bar = {"color": shade[group], "linewidth": 3, "zorder": 4}
            ax.plot([own.mean()] * 2, [height - 0.16, height + 0.16], **bar)
        gap = means["treated"] - means["control"]
        said.append(f"{words.replace(chr(10), ' ')}: {len(change)} countries, difference {gap:.2f}")
    ax.axvline(0, color="0.4", linewidth=1)
    ax.set_yticks([-k for k in range(len(found))], list(found))
    ax.set(xlabel="rise of the mean logarithm, from 2013 on", ylim=(-len(found) + 0.45, 0.55))
    ax.grid(axis="y", visible=False)
    handles = [Line2D([], [], marker="o", linestyle="", color=shade[one], label=one) for one in GROUPS]
    fig.legend(handles=handles, loc="outside upper center", ncols=2)
    alt = (
        "Dots: how much each country's mean logarithm rose from the years before 2013 to those from 2013 on, "
        f"treated above, controls below, with bars at the means of the groups. {'; '.join(said)}."
    )
    return fig, alt


def computers(
    panel: pd.DataFrame, countries: tuple[str, ...], names: pd.Series, event: int
) -> tuple[Figure, str]:
    """Exports of computers to each country on a log scale; a flow that is not listed as its bound.

    Parameters
    ----------
    panel : DataFrame
        ``iso3``, ``year``, ``group``, ``computers``, ``computers_below``.
    countries : tuple of str
    names : Series
        English name by iso3.
    event : int
        Where a line is drawn before it.
    """
    rows = -(-len(countries) // 2)
    fig, axes = plt.subplots(rows, 2, figsize=(WIDTH, 1.75 * rows), sharex=True, sharey=True)
    said, shade = [], colours()
    for ax, iso3 in zip(axes.flat, countries, strict=False):
        own = panel[panel["iso3"] == iso3].set_index("year").sort_index()
        known, bound = own["computers"] / 1e6, own["computers_below"] / 1e6
        colour = shade[own["group"].iloc[0]]
        ax.plot(known.index, known, color=colour, marker="o", markersize=3, linewidth=1.5)
        missing = bound.dropna()
        ax.plot(missing.index, missing, linestyle="", marker="v", markersize=5, mfc="white", color=colour)
        ax.axvline(event - 0.5, color="0.4", linewidth=1)
        ax.set_title(names[iso3], loc="left", fontsize=11)
        ax.set_yscale("log")
        top = f"{known.max():,.0f} in {known.idxmax()}"
        said.append(f"{names[iso3]} largest {top}, {len(missing)} years not listed")
    for ax in axes.flat[len(countries) :]:
        ax.set_visible(False)
    axes[0, 0].yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:g}"))
    axes[0, 0].set_yticks([1, 30, 1000])
    axes[0, 0].set_xticks([2003, 2013, 2023])
    for ax in axes.flat:
        ax.minorticks_off()
        ax.tick_params("both", labelsize=11)
    fig.supylabel("million US$ (log scale)", fontsize=11)
    handles = [
        Line2D([], [], color=shade["treated"], marker="o", markersize=3, label="treated"),
        Line2D([], [], color=shade["control"], marker="o", markersize=3, label="control"),
        Line2D(
            [], [], linestyle="", marker="v", mfc="white", color="0.3", label="not listed: less than this"
        ),
    ]
    fig.legend(handles=handles, loc="outside lower center", ncols=2)
    return fig, f"China's exports of computers by country, million US dollars, log scale. {'; '.join(said)}."


def series_choice(
    table: pd.DataFrame, groups: pd.Series, titles: dict[str, str] | None = None
) -> tuple[Figure, str]:
    """How many times another source's figures the reconciled ones are, before (hollow) and from 2013 (full).

    Parameters
    ----------
    table : DataFrame
        As `lib.studies.belt_road_series.ratios` returns it.
    groups : Series
        Group by iso3.
    titles : dict of str to str, optional
        Flow -> what stands above its panel.
    """
    titles = titles or {}
    flows, shade = list(table.index.unique("flow")), colours()
    fig, axes = plt.subplots(len(flows), 1, figsize=(WIDTH, 2.9 * len(flows)), sharex=True)
    said = []
    for ax, flow in zip(axes, flows, strict=True):
        own = table.loc[flow]
        for k, (iso3, row) in enumerate(own.iterrows()):
            colour = shade[groups[iso3]]
            ax.annotate(
                "",
                (row["after"], -k),
                (row["before"], -k),
                arrowprops={
                    "arrowstyle": "-|>",
                    "color": colour,
                    "linewidth": 1.6,
                    "shrinkA": 0,
                    "shrinkB": 0,
                },
            )
            ax.plot(row["before"], -k, "o", mfc="white", color=colour, markersize=6)
            ax.plot(row["after"], -k, "o", color=colour, markersize=4)
        ax.axvline(1, color="0.4", linewidth=1)
        ax.set_yticks([-k for k in range(len(own))], own.index)
        ax.set_title(f"China's {titles.get(flow, flow)}", loc="left", fontsize=11)
        ax.set(xscale="log", ylim=(-len(own) + 0.4, 0.6))
        ax.grid(axis="y", visible=False)
        far = own["drift"].abs().idxmax()
        said.append(
            f"{flow}: from {own['before'].min():.2f} to {own['before'].max():.2f} before; the largest drift "
            f"{far}, {own.loc[far, 'before']:.2f} to {own.loc[far, 'after']:.2f}"
        )
    axes[-1].set_xticks([0.6, 0.8, 1, 1.25, 1.5, 2], ["0.6", "0.8", "1", "1.25", "1.5", "2"])
    axes[-1].minorticks_off()
    axes[-1].set_xlabel("BACI / the other source (log scale)")
    handles = [Line2D([], [], color=shade[one], marker="o", label=one) for one in GROUPS]
    fig.legend(handles=handles, loc="outside lower center", ncols=2)
    alt = (
        "Arrows from the ratio of reconciled to other figures before 2013 to that from 2013 on, a country a "
        f"line. {'; '.join(said)}."
    )
    return fig, alt


def divisions(amounts: pd.DataFrame, event: int) -> tuple[Figure, str]:
    """Trade by division over the years, on a log scale.

    Parameters
    ----------
    amounts : DataFrame
        As `lib.studies.belt_road_series.divisions` returns it.
    event : int
    """
    fig, ax = plt.subplots(figsize=(WIDTH, 5.2))
    order = amounts.iloc[-1].sort_values(ascending=False).index
    styles = zip(order, sns.color_palette("colorblind"), "os^vDPX", strict=False)
    for name, colour, marker in styles:
        ax.plot(
            amounts.index, amounts[name], color=colour, marker=marker, markersize=5, linewidth=1.6, label=name
        )
    ax.axvline(event - 0.5, color="0.4", linewidth=1)
    ax.set(yscale="log", xlabel="", ylabel="billion US$ (log scale)")
    ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:g}"))
    ax.minorticks_off()
    fig.legend(loc="outside lower center", ncols=1)
    said = "; ".join(f"{name} {amounts[name].iloc[0]:.0f} to {amounts[name].iloc[-1]:.0f}" for name in order)
    first, last = amounts.index[0], amounts.index[-1]
    return fig, f"Lines of trade by division, {first} to {last}, billion US dollars: {said}."


def growth_bars(table: pd.DataFrame, words: dict[str, str]) -> tuple[Figure, str]:
    """Growth before and after, two bars a division.

    Parameters
    ----------
    table : DataFrame
        As `lib.studies.belt_road_series.division_growth` returns it.
    words : dict of str to str
        Column -> what the legend says.
    """
    ordered = table.sort_values("before")
    height = np.arange(len(ordered))
    fig, ax = plt.subplots(figsize=(WIDTH, 4.8))
    palette = sns.color_palette("colorblind")
    for (column, label), shift, colour in zip(
        words.items(), (0.2, -0.2), (palette[7], palette[2]), strict=True
    ):
        ax.barh(height + shift, ordered[column], height=0.38, color=colour, label=label)
    ax.axvline(0, color="0.4", linewidth=1)
    ax.set_yticks(height, ordered.index)
    ax.set(xlabel="growth, per cent a year")
    ax.grid(axis="y", visible=False)
    fig.legend(loc="outside lower center", ncols=1)
    first, second = words
    said = "; ".join(
        f"{name} {row[first]:.1f} and {row[second]:.1f}" for name, row in ordered.iloc[::-1].iterrows()
    )
    return fig, f"Two bars a division, growth {words[first]} and {words[second]}, per cent a year: {said}."


def groups_means(table: pd.DataFrame, words: dict[str, str]) -> pd.DataFrame:
    """Means of variables by group and time in words, with the treatment's coefficient.

    Parameters
    ----------
    table : DataFrame
        As `lib.studies.belt_road_series.descriptives` returns it.
    words : dict of str to str
        Column -> name; the order of the table.
    """
    shown = table.loc[list(words)].rename(index=words).rename_axis("variable")
    number = [
        f"{before} + {after}" for before, after in zip(shown["n before"], shown["n after"], strict=True)
    ]
    shown = shown.drop(columns=["n before", "n after"]).assign(n=number)
    return shown.rename(columns={"difference": "within countries", "n": "country-years"})


def spread(table: pd.DataFrame, words: dict[str, str]) -> pd.DataFrame:
    """The distribution of variables in words, two lines each.

    Parameters
    ----------
    table : DataFrame
        As `lib.studies.belt_road_series.distribution` returns it.
    words : dict of str to str
        Column -> name; the order of the table.
    """
    shown = table.loc[list(words)].rename(index=words, level="variable").reset_index()
    repeated = shown["variable"].duplicated()
    shown["variable"] = shown["variable"].mask(repeated, "")
    return shown.rename(columns={"n": "country-years", "sd": "s.d.", "min": "least", "max": "largest"})


def divisions_beside(
    table: pd.DataFrame, printed: pd.DataFrame, groups: dict[str, str], event: int
) -> pd.DataFrame:
    """Shares and growth of the divisions of other partners beside those of table 1, largest in print first.

    Parameters
    ----------
    table : DataFrame
        As `lib.studies.belt_road_series.division_growth` returns it.
    printed : DataFrame
        As `lib.studies.belt_road_record.shares` returns it.
    groups : dict of str to str
        Division -> the category of table 1 that it stands beside.
    event : int
        Shares and the printed growth are of the years before it and from it on, growth here up to it and from
        it on.
    """
    paper = printed.loc[[groups[name] for name in table.index]].set_axis(table.index)
    columns = {
        "printed share": paper["share"],
        f"printed growth to {event - 1}": paper["before"],
        f"printed growth from {event}": paper["after"],
        f"share to {event - 1}": table["share before"],
        f"share from {event}": table["share after"],
        f"growth to {event}": table["before"],
        f"growth from {event}": table["after"],
    }
    shown = pd.DataFrame(columns).sort_values("printed share", ascending=False)
    return shown.map("{:.1f}".format).rename_axis("division")


def printed_table_1(shares: pd.DataFrame, words: dict[str, str]) -> pd.DataFrame:
    """Table 1 with what its amounts make of its shares.

    Parameters
    ----------
    shares : DataFrame
        As `lib.studies.belt_road_record.shares` returns it.
    words : dict of str to str
        Category -> name.
    """
    columns = {
        "group": shares.index.map(words),
        "SITC": shares["sitc"],
        "trade": shares["trade"].map("{:,.0f}".format),
        "share, %": shares["share"].map("{:.1f}".format),
        "from amounts": shares["computed"].map("{:.2f}".format),
        "growth 2003-12": shares["before"].map("{:.1f}".format),
        "growth 2013-23": shares["after"].map("{:.1f}".format),
        "change": shares["change"].map("{:.1f}".format),
    }
    return pd.DataFrame(columns).reset_index(drop=True)


def computers_row(table: pd.DataFrame, printed: dict[str, float]) -> pd.DataFrame:
    """Real exports of computers beside the printed division: amounts in 10,000 US$, growth in per cent.

    Parameters
    ----------
    table : DataFrame
        As `lib.studies.belt_road_series.computers_against_table_1` returns it.
    printed : dict
        ``trade``, ``before``, ``after`` of the division.
    """
    rows = {
        "printed, division 75": [
            f"{printed['trade']:,.0f}",
            *(f"{printed[k]:.1f}" for k in ("before", "after")),
        ]
    }
    for name, row in table.iterrows():
        amounts = _range(100 * row["mean low"], 100 * row["mean high"], "{:,.0f}")
        growths = [_range(row[f"{k} low"], row[f"{k} high"], "{:.1f}") for k in ("before", "after")]
        rows[f"exports of computers, {name}"] = [amounts, *growths]
    columns = ["mean, 10,000 US$", "growth 2003-12, %", "growth 2013-23, %"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("what")


def _range(low: float, high: float, form: str) -> str:
    """Both ends, or one where they are printed alike."""
    ends = form.format(low), form.format(high)
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)
