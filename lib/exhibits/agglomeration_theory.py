"""The mechanism of the agglomeration paper drawn, its equations on a page, its measure of resilience."""

import html

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
import sympy
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from lib.exhibits.audit_findings import Listing
from lib.exhibits.style import PHONE

BOXES = {
    "agglomeration": (0.14, 0.5),
    "productivity": (0.5, 0.84),
    "resilience": (0.5, 0.16),
    "exports": (0.86, 0.5),
}
WIDTH, HEIGHT = 0.27, 0.2
ESTIMATED, ARGUED = "estimated", "argued, not estimated"
# Start, end, whether equation (2) has it, the label beside it and where it stands.
PATHS = (
    ("agglomeration", "productivity", False, "sharing, matching,\nlearning, sorting", (0.19, 0.84), 0.0),
    ("agglomeration", "resilience", False, "skills,\nresearch, mixed\nindustries", (0.2, 0.16), 0.0),
    ("productivity", "resilience", False, "", (0, 0), -0.25),
    ("productivity", "exports", True, "$\\alpha_4$", (0.72, 0.75), 0.0),
    ("resilience", "exports", True, "$\\alpha_3$", (0.72, 0.25), 0.0),
    ("agglomeration", "exports", True, "$\\alpha_2$", (0.4, 0.55), 0.0),
)


def mechanism() -> tuple[Figure, str]:
    """Two diagrams: channels as the text describes them, products as equation (2) has them."""
    fig, (above, below) = plt.subplots(2, 1, figsize=(PHONE, 7.2))
    above.set_title("Channels: what the text describes", loc="left")
    below.set_title("Products: what equation (2) estimates", loc="left")
    for start, end, estimated, label, place, bend in PATHS:
        _arrow(above, _edge(start, end), _edge(end, start), estimated, bend)
        above.text(*place, label, ha="center", va="center", fontsize=11 if len(label) > 12 else 13)
    above.plot([0.93, 0.93, 0.05, 0.05], [0.4, -0.06, -0.06, 0.2], color="0.5", linestyle="--", linewidth=1.6)
    _arrow(above, (0.05, 0.2), (0.05, 0.4), False, 0.0)
    for name, bend in (("productivity", 0.35), ("resilience", -0.35)):
        _arrow(above, _edge("exports", name), _edge(name, "exports"), False, bend)
    above.text(0.5, -0.11, "exports feed back", ha="center", va="center", fontsize=11)
    for start, end, label, place in (
        ("agglomeration", "exports", "$\\alpha_2$", (0.39, 0.55)),
        ("productivity", "exports", "$\\alpha_4$", (0.74, 0.77)),
        ("resilience", "exports", "$\\alpha_3$", (0.74, 0.23)),
    ):
        _arrow(below, _edge(start, end), _edge(end, start), True, 0.0)
        below.text(*place, label, ha="center", va="center", fontsize=13)
    for name, label, up in (("productivity", "$\\alpha_6$", 1), ("resilience", "$\\alpha_5$", -1)):
        x, y = BOXES[name]
        _arrow(below, (x, y - up * HEIGHT / 2), (x, 0.5 + up * 0.015), True, 0.0)
        below.text(x + 0.045, 0.5 + up * 0.13, label, ha="center", va="center", fontsize=13)
    for ax, low in ((above, -0.14), (below, 0.0)):
        for name, place in BOXES.items():
            _box(ax, name, place)
        ax.set(xlim=(0, 1), ylim=(low, 1), xticks=[], yticks=[])
        ax.axis("off")
    handles = [Line2D([], [], color="black"), Line2D([], [], color="0.5", linestyle="--")]
    fig.legend(handles, [ESTIMATED, ARGUED], loc="outside lower center", ncols=2)
    alt = (
        "Two diagrams with the boxes agglomeration, productivity, resilience and exports. Above, as the text "
        "describes it: dashed arrows, which nothing estimates, run from agglomeration to productivity and to "
        "resilience, from productivity to resilience and back from exports to all three; solid arrows "
        "run from all three to exports. Below, as equation (2) has it: no arrow leads from agglomeration to "
        "productivity or resilience; their arrows end on the arrow from agglomeration to exports, which they "
        "make stronger or weaker."
    )
    return fig, alt


def _box(ax: Axes, name: str, place: tuple[float, float]) -> None:
    corner = (place[0] - WIDTH / 2, place[1] - HEIGHT / 2)
    colour = sns.color_palette("colorblind")[1 if name == "exports" else 0]
    style = {"boxstyle": "round,pad=0,rounding_size=0.03", "facecolor": (*colour, 0.15), "edgecolor": colour}
    ax.add_patch(FancyBboxPatch(corner, WIDTH, HEIGHT, **style, zorder=3))
    ax.text(*place, name, ha="center", va="center", fontsize=11, zorder=4)


def _edge(start: str, end: str) -> tuple[float, float]:
    """Where an arrow between two boxes leaves the first."""
    (x, y), (to_x, to_y) = BOXES[start], BOXES[end]
    if x == to_x:
        return x + WIDTH / 4, y + (HEIGHT / 2 if to_y > y else -HEIGHT / 2)
    return x + (WIDTH / 2 if to_x > x else -WIDTH / 2), y + 0.15 * (to_y - y)


def _arrow(ax: Axes, start: tuple, end: tuple, estimated: bool, bend: float) -> None:
    style = {"color": "black", "linestyle": "-"} if estimated else {"color": "0.5", "linestyle": "--"}
    arrow = FancyArrowPatch(
        start,
        end,
        arrowstyle="-|>",
        mutation_scale=14,
        linewidth=1.6,
        connectionstyle=f"arc3,rad={bend}",
        shrinkA=1,
        shrinkB=1,
        zorder=2,
        **style,
    )
    ax.add_patch(arrow)


def statements(held: list) -> pd.DataFrame:
    """One row a statement: where it stands, what it is about, whether it follows.

    Parameters
    ----------
    held : list of `lib.studies.agglomeration_theory.Said`
    """
    rows = [{"where": one.equation, "statement": one.words, "result": one.result} for one in held]
    return pd.DataFrame(rows)


def typeset(held: list) -> Listing:
    """Each statement above what the equation gives, in LaTeX made by sympy.

    Parameters
    ----------
    held : list of `lib.studies.agglomeration_theory.Said`
    """
    blocks, pages, lines = [], [], []
    for one in held:
        rows = (
            f"\\text{{said}}\\colon\\quad & {_latex(one.said)}",
            f"\\text{{equation}}\\colon\\quad & {_latex(one.derived)}",
        )
        formula = "\\begin{aligned}\n" + " \\\\[6pt]\n".join(rows) + "\n\\end{aligned}"
        head = f"**{one.equation}** {one.words}: *{one.result}*"
        blocks.append(f":::{{div}} equation-pair\n{head}\n\n$$\n{formula}\n$$\n:::")
        words = f"<b>{html.escape(one.equation)}</b> {html.escape(one.words)}: {one.result}"
        pages.append(f"<p>{words}</p>\n<p>$${formula}$$</p>")
        lines.append(f"{one.equation} {one.words}: {one.result}; said {one.said}; equation {one.derived}")
    return Listing("\n\n".join(blocks), "\n".join(pages), "\n".join(lines))


def _latex(expression: sympy.Expr) -> str:
    names = {
        "lag": "y_{-1}",
        "sd_y": r"\sigma_y",
        "sd_a": r"\sigma_a",
        "rho_r": r"\rho_r",
        "rho_s": r"\rho_s",
    }
    return sympy.latex(
        expression,
        symbol_names={one: names[one.name] for one in expression.free_symbols if one.name in names},
    )


def measured_resilience(example: pd.DataFrame, base: int) -> tuple[Figure, str]:
    """Growth of two invented cities, and the resilience that the paper's measure gives them.

    Parameters
    ----------
    example : DataFrame
        As `lib.studies.agglomeration_theory.example` returns it.
    base : int
        The year against which resilience is measured.
    """
    fig, axes = plt.subplots(1, 2, figsize=(PHONE, 3.4))
    titles = {"growth": "Growth, %", "resilience": "Measured resilience"}
    for ax, (kind, title) in zip(axes, titles.items(), strict=True):
        lines = zip(example[kind].items(), sns.color_palette("colorblind"), ("-", "--"), strict=False)
        for (city, series), colour, dash in lines:
            ax.plot(series.index, series, color=colour, linestyle=dash, marker="o", markersize=4, label=city)
        ax.axvline(base, color="0.5", linewidth=1, linestyle=":")
        ax.set(title=title, xlabel="", xticks=[2003, 2007, 2011])
    fig.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    means = example["resilience"].drop(base).mean()
    said = "; ".join(f"{city} {value:.1f}" for city, value in means.items())
    alt = (
        f"Two panels over {example.index[0]} to {example.index[-1]}. Left, growth of two invented cities, "
        f"one level, one with a dip in {base} and a recovery. Right, growth less that of {base}: both are "
        f"zero in {base}; the mean of the other years is: {said} percentage points."
    )
    return fig, alt


LETTERS = {"alpha": "α", "lag": "y₋₁", "ma": "m_a", "mr": "m_r", "ms": "m_s"}


def plain(expression: sympy.Expr) -> str:
    """A formula in one line with the model's letters: ``α2 − α5·m_r − α6·m_s``."""
    text = str(expression).replace("*", "·").replace(" - ", " − ")
    for name, letter in LETTERS.items():
        text = text.replace(name, letter)
    return text
