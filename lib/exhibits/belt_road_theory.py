"""The mechanism of the Belt and Road paper drawn, its model on a page, where inequality weakens an effect."""

import html

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
import sympy
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Patch

from lib.exhibits.audit_findings import Listing
from lib.studies.belt_road_demand import signs

BOXES = {
    "initiative": (0.5, 0.93, 0.3, 0.1),
    "policy\ninfrastructure\nco-operation\nexchange": (0.19, 0.55, 0.34, 0.3),
    "investors": (0.83, 0.66, 0.28, 0.1),
    "quality": (0.83, 0.43, 0.28, 0.1),
    "trade": (0.5, 0.06, 0.28, 0.1),
    "inequality": (0.14, 0.22, 0.28, 0.1),
}
ESTIMATED, ARGUED = "estimated, with its table", "argued, not estimated"
# Start and end, whether a table has it, its label and where that stands.
PATHS = (
    ((0.5, 0.88), (0.5, 0.115), True, "3", (0.53, 0.3)),
    ((0.65, 0.9), (0.8, 0.715), True, "5", (0.77, 0.82)),
    ((0.55, 0.88), (0.71, 0.485), True, "5", (0.595, 0.83)),
    ((0.36, 0.62), (0.69, 0.66), True, "6", (0.42, 0.66)),
    ((0.36, 0.52), (0.69, 0.44), True, "7", (0.42, 0.47)),
    ((0.28, 0.22), (0.49, 0.22), True, "8", (0.4, 0.245)),
    ((0.4, 0.88), (0.26, 0.705), False, "", (0, 0)),
    ((0.27, 0.395), (0.43, 0.115), False, "", (0, 0)),
    ((0.8, 0.375), (0.6, 0.115), False, "", (0, 0)),
)


def mechanism() -> tuple[Figure, str]:
    """What leads to what in the text, and which arrow has a regression."""
    fig, ax = plt.subplots(figsize=(4.8, 5.6))
    for start, end, estimated, label, place in PATHS:
        _arrow(ax, start, end, estimated)
        if label:
            ax.text(*place, label, ha="center", va="center", fontsize=12, zorder=5)
    for name, box in BOXES.items():
        _box(ax, name, box)
    ax.set(xlim=(-0.01, 1.01), ylim=(-0.01, 1), xticks=[], yticks=[])
    ax.axis("off")
    handles = [Line2D([], [], color="black"), Line2D([], [], color="0.5", linestyle="--")]
    fig.legend(handles, [ESTIMATED, ARGUED], loc="outside lower center", ncols=1)
    alt = (
        "Diagram. Solid arrows, each with the number of its table: from the initiative to trade (3), to "
        "investors and to quality (5); from the four channels policy, infrastructure, co-operation and "
        "exchange to investors (6) and to quality (7); from inequality to the arrow from the initiative to "
        "trade (8). Dashed arrows, which nothing estimates: from the initiative to the channels, from the "
        "channels to trade, from quality to trade."
    )
    return fig, alt


def _box(ax: Axes, name: str, box: tuple[float, float, float, float]) -> None:
    x, y, width, height = box
    colour = sns.color_palette("colorblind")[1 if name == "trade" else 0]
    style = {"boxstyle": "round,pad=0,rounding_size=0.025", "edgecolor": colour, "zorder": 3}
    for face in ("white", (*colour, 0.15)):
        patch = FancyBboxPatch((x - width / 2, y - height / 2), width, height, facecolor=face, **style)
        ax.add_patch(patch)
    ax.text(x, y, name, ha="center", va="center", fontsize=11.5, zorder=4, linespacing=1.3)


def _arrow(ax: Axes, start: tuple, end: tuple, estimated: bool) -> None:
    style = {"color": "black", "linestyle": "-"} if estimated else {"color": "0.5", "linestyle": "--"}
    arrow = {"arrowstyle": "-|>", "mutation_scale": 14, "linewidth": 1.6, "shrinkA": 1, "shrinkB": 1}
    ax.add_patch(FancyArrowPatch(start, end, **arrow, **style, zorder=2))


def regions(band: tuple[float, float], turns: dict[str, float], at: float) -> tuple[Figure, str]:
    """Where inequality lowers demand and where it weakens the effect of a lower price.

    Parameters
    ----------
    band : tuple of two float
        Smallest and largest Theil index of the countries, drawn as dotted lines.
    turns : dict
        As `lib.studies.belt_road_demand.turns` returns it for ``at``; for the alt text.
    at : float
        The index for which the alt text gives the limits.
    """
    price, index = np.geomspace(0.25, 4, 361), np.linspace(0.02, 0.5, 241)
    level, interaction = signs(price[None, :], index[:, None])
    kind = np.where(level < 0, np.where(interaction < 0, 0, 1), np.where(interaction < 0, 2, 3))
    palette = sns.color_palette("colorblind")
    words = {
        0: ("lowers demand, weakens the effect", (*palette[3], 0.75)),
        1: ("lowers demand, strengthens the effect", (*palette[1], 0.45)),
        2: ("raises demand, weakens the effect", (*palette[0], 0.45)),
    }
    fig, ax = plt.subplots(figsize=(4.8, 4.8))
    for number, (_, colour) in words.items():
        ax.contourf(price, index, (kind == number).astype(float), levels=[0.5, 1.5], colors=[colour])
    for edge in band:
        ax.axhline(edge, color="black", linewidth=1, linestyle=":")
    ax.axvline(1, color="0.3", linewidth=0.8)
    ax.set(xscale="log", xlabel="least income that buys / mean income", ylabel="Theil index of incomes")
    ax.set_xticks([0.25, 0.5, 1, 2, 4], ["¼", "½", "1", "2", "4"])
    ax.minorticks_off()
    ax.grid(visible=False)
    handles = [Patch(color=colour, label=text) for text, colour in words.values()]
    handles.append(Line2D([], [], color="black", linewidth=1, linestyle=":", label="range of the nine"))
    fig.legend(handles=handles, loc="outside lower center", ncols=1, title="more inequality ...")
    alt = (
        "Regions by the least income that buys, as a multiple of mean income, and the Theil index. To the "
        "left more inequality lowers demand and strengthens the effect of a lower price; to the right it "
        "raises demand and weakens the effect; in a band between it lowers demand and weakens the effect. "
        f"At an index of {at:.2f} the band lies between {turns['interaction']:.2f} and {turns['level']:.2f} "
        f"times mean income. The nine countries lie between {band[0]:.2f} and {band[1]:.2f}."
    )
    if (kind == 3).any():
        raise ValueError("the figure has no colour for raising demand and strengthening the effect")
    return fig, alt


LATEX = {
    "lam": r"\lambda",
    "tau": r"\tau",
    "t0": "t_0",
    "sigma": r"\sigma",
    "theta": r"\theta",
    "gamma": r"\gamma",
}


def typeset(found: dict) -> Listing:
    """The model's results in LaTeX made by sympy, each with its words.

    Parameters
    ----------
    found : dict of str to `lib.studies.belt_road_theory.Result`
    """
    lines = {one.words: f"\\displaystyle {_latex(one.closed)}" for one in found.values()}
    markdown = "\n".join(f"- {words}: ${formula}$" for words, formula in lines.items())
    items = "".join(f"<li>{html.escape(words)}: ${html.escape(one)}$</li>" for words, one in lines.items())
    plain = "\n".join(f"{one.words}: {one.closed}" for one in found.values())
    return Listing(markdown, f"<ul>{items}</ul>", plain)


def _latex(expression: sympy.Expr) -> str:
    known = {one: LATEX[one.name] for one in expression.free_symbols if one.name in LATEX}
    return sympy.latex(expression, symbol_names=known, ln_notation=True)


def checked(found: dict) -> pd.DataFrame:
    """Whether each result is the closed form, by simplifying and at random points."""
    rows = {one.words: (one.symbolic, one.numeric) for one in found.values()}
    columns = ["simplifies to nothing", "equal at random points"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("result")


def sized(found: pd.DataFrame) -> pd.DataFrame:
    """A printed effect beside what roads do, as `lib.studies.belt_road_theory.sizes` returns it."""

    def words(low: float, high: float) -> str:
        if np.isnan(low):
            return f"up to {high:.1f}"
        return f"{low:.1f}" if low == high else f"{low:.1f} to {high:.1f}"

    columns = {"printed effect, %": ("low", "high"), "roads and railways, %": ("roads low", "roads high")}
    shown = {
        name: [words(*row) for row in found[list(ends)].itertuples(index=False)]
        for name, ends in columns.items()
    }
    return pd.DataFrame(shown, index=found.index).rename_axis("as a change of")


def priced(found: pd.DataFrame, whole: tuple[float, float]) -> pd.DataFrame:
    """Effects on unit values, as `lib.studies.belt_road_prices.implied`; elasticities of all trade named."""
    shown = pd.DataFrame({"elasticity": found["sigma"].map("{:g}".format)})
    shown["found for"] = np.where(found["sigma"].between(*whole), "trade as a whole", "")
    for blank, name in zip(("", " "), ("exports", "imports"), strict=True):
        shown[name] = found[name].map("{:.3f}".format)
        shown[f"of quality, %{blank}"] = [
            f"{share:.0f} ({low:.0f} to {high:.0f})"
            for share, low, high in found[[f"{name} {one}" for one in ("share", "low", "high")]].to_numpy()
        ]
    return shown.set_index("elasticity")


def weighed(by_rise: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Means over draws with Monte Carlo errors, as `lib.studies.belt_road_theory.measured_effects`.

    Parameters
    ----------
    by_rise : dict of str to DataFrame
        A column each.
    """
    shown = {
        words: [f"{row.mean + 0.0:.3f} ({row.error:.3f})" for row in found.round(9).itertuples()]
        for words, found in by_rise.items()
    }
    index = next(iter(by_rise.values())).index
    return pd.DataFrame(shown, index=index).rename_axis("effects taken out")


SHORT = {
    "bri": "initiative",
    "policy": "policy",
    "infrastructure": "infrastr.",
    "technology_cooperation": "co-op.",
    "cultural_exchange": "exchange",
    "investors": "investors",
    "export quality": "quality, ex.",
    "import quality": "quality, im.",
    "exports": "exports",
    "imports": "imports",
}


def linked(links: pd.DataFrame, channels: tuple[str, ...]) -> pd.DataFrame:
    """Printed coefficients of causes on outcomes; the four channels as outcomes are one column.

    Parameters
    ----------
    links : DataFrame
        As `lib.studies.belt_road_theory.links` returns it.
    channels : tuple of str
        Its channels; as outcomes they have no coefficient, or the table shows how many.
    """
    outcomes = links.drop(columns=list(channels))
    known = links[list(channels)].notna().sum(axis=1)
    shown = outcomes.map(lambda value: "" if pd.isna(value) else f"{value:g}")
    shown.insert(0, "channels", known.map(lambda count: f"{count} printed" if count else ""))
    return shown.rename(index=SHORT, columns=SHORT).rename_axis("effect of")
