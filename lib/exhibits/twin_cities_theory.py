"""The model of the twin cities paper on a page: its equations beside the derived ones, its curves."""

import html

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
import sympy
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from lib.exhibits.audit_findings import Listing

GREEK = {"alpha": "α", "delta": "δ", "omega1": "ω", "omega": "ω", "sigma": "σ", "tau": "τ", "mu,": "μ,"}

# Role, what it does directly, what follows, and a tie with a date as an example: Chinese place, partner.
ROLES = (
    ("Visits and understanding, in step with foreign policy", "Mayors and citizens meet; prejudice gives way",
     "Contacts between cities prepare agreements between states", "Nanjing", "St Louis"),
    ("Security and peace of the region", "Trust between neighbours across a border",
     "Quiet borders, on which trade depends", "Mudanjiang", "Ussuriysk"),
    ("Trade, technology and investment", "Fairs and visits of firms, paid or led by the cities",
     "Firms learn from each other and find partners", "Shanghai", "Hamburg"),
    ("Experts and experience from abroad", "Lecturers come, students and officials go",
     "Joint courses and research; skills for better products", "Hangzhou", "Dresden"),
    ("Culture and social life", "Festivals, exhibitions, exchange of schools",
     "Tastes grow alike, and with them demand", "Suzhou", "Venice"),
    ("A picture of China abroad", "The city shows itself as a place to visit and to invest in",
     "Better known goods and more investment", "Beijing", "London"),
)  # fmt: skip


def roles(agreements: pd.DataFrame) -> pd.DataFrame:
    """The six roles of an agreement, each with the first dated agreement of one pair as an example.

    Parameters
    ----------
    agreements : DataFrame
        The table ``sister_city_agreements``.

    Raises
    ------
    ValueError
        The table has no agreement of a pair.
    """
    dates = agreements.set_index(["chinese_city_en", "partner_city"])
    rows = []
    for role, direct, indirect, *pair in ROLES:
        if tuple(pair) not in dates.index:
            raise ValueError(f"sister_city_agreements has no {' and '.join(pair)}; choose another example")
        tie = dates.loc[tuple(pair)]
        example = f"{pair[0]} ({tie['chinese_city_zh']}) and {pair[1]}, {tie['date_signed'][:4]}"
        rows.append({"role": role, "directly": direct, "and so": indirect, "an example": example})
    return pd.DataFrame(rows)


def greek(text: object) -> str:
    """A formula or a sentence with the model's letters instead of their names."""
    shown = str(text).replace("**", "^").replace("*", "·")
    for name, letter in GREEK.items():
        shown = shown.replace(name, letter)
    return shown


def comparison(held: list) -> pd.DataFrame:
    """One row an equation: what it gives, whether it follows, and what would make it follow.

    Parameters
    ----------
    held : list of `lib.studies.twin_cities_equations.Printed`
    """
    rows = [
        {
            "equation": one.equation,
            "gives": one.words,
            "result": one.result,
            "holds if": greek("; or: ".join(one.readings)),
        }
        for one in held
    ]
    return pd.DataFrame(rows)


def equations(held: list) -> Listing:
    """Each printed equation above the derived one, in LaTeX made by sympy, with what would make them equal.

    Parameters
    ----------
    held : list of `lib.studies.twin_cities_equations.Printed`
    """
    blocks, pages, lines = [], [], []
    for one in held:
        head = f"**{one.equation}** {one.words}: *{one.result}*"
        parts = [f"\\text{{printed}}\\colon\\quad & {_latex(one.printed)}"]
        parts.append(f"\\text{{model}}\\colon\\quad & {_latex(one.derived)}")
        if one.result != "follows":
            parts.append(f"\\text{{ratio}}\\colon\\quad & {_latex(one.ratio)}")
        formula = "\\begin{aligned}\n" + " \\\\[6pt]\n".join(parts) + "\n\\end{aligned}"
        blocks.append(f":::{{div}} equation-pair\n{head}\n\n$$\n{formula}\n$$\n:::")
        pages.append(f"<p><b>{html.escape(one.equation)}</b> {html.escape(one.words)}: {one.result}</p>")
        pages.append(f"<p>$${formula}$$</p>")
        lines.append(f"{one.equation} {one.words}: {one.result}; printed {one.printed}; model {one.derived}")
    return Listing("\n\n".join(blocks), "\n".join(pages), "\n".join(lines))


def _latex(expression: sympy.Expr) -> str:
    return sympy.latex(expression, root_notation=False)


def statics(
    curves: dict[str, pd.DataFrame], slopes: dict[str, pd.Series], base: float, effects: dict[str, float]
) -> tuple[Figure, str]:
    """Exports against the trade cost, one panel an outcome, with exact tangents and the printed effect.

    Parameters
    ----------
    curves : dict of str to DataFrame
        Title -> as `lib.studies.twin_cities_theory.curves` returns it, 1 at ``base``.
    slopes : dict of str to Series
        Title -> elasticity with respect to the trade cost by label of the curve.
    base : float
        The trade cost at which the curves are 1 and the tangents touch them.
    effects : dict of str to float
        Title -> an effect on the logarithm of exports, drawn as a level.

    Notes
    -----
    The derivative of a curve of elasticity e at the base is e / base.
    """
    fig, axes = plt.subplots(1, len(curves), figsize=(6.4, 4.2), sharey=True, squeeze=False)
    words = []
    for ax, (title, frame) in zip(axes[0], curves.items(), strict=True):
        for (label, series), colour in zip(frame.items(), sns.color_palette("colorblind"), strict=False):
            slope = slopes[title][label] / base
            ax.plot(series.index, series, color=colour, label=label)
            ax.plot(series.index, 1 + slope * (series.index - base), color=colour, linewidth=1, linestyle=":")
            words.append(f"{title.lower()}, {label}: slope {slope:.2f}")
        level = float(np.exp(effects[title]))
        ax.axhline(level, color="black", linewidth=1, linestyle="--", label="printed effect")
        ax.plot(base, 1, "o", color="black")
        ax.set(title=title, xlabel="trade cost (factor)", xlim=(frame.index[0], frame.index[-1]))
        ax.xaxis.set_major_locator(MaxNLocator(3))
    axes[0, 0].set_ylabel(f"exports, at a cost of {base:g} = 1")
    fig.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    levels = "; ".join(f"{title.lower()} {np.exp(effect):.3f}" for title, effect in effects.items())
    alt = (
        f"Curves of exports falling in the trade cost, all through 1 at a cost of {base:g}, with dotted "
        f"tangents there. {'; '.join(words)}. Dashed lines at the printed effects: {levels}."
    )
    return fig, alt
