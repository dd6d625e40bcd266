"""One look for every figure: readable on a phone, safe for the colour-blind, Latin labels only."""

import matplotlib as mpl
import seaborn as sns

FIGURE_SIZE = (6.4, 4.0)
PHONE = 5.0  # inches: at the width of a phone 11 points are then 10 pixels
DPI = 200
PALETTE = "colorblind"
RC = {
    "figure.figsize": FIGURE_SIZE,
    "figure.constrained_layout.use": True,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 12,
    "axes.titlesize": 12,
    "axes.labelsize": 12,
    "xtick.labelsize": 11,
    "ytick.labelsize": 11,
    "legend.fontsize": 11,
    "legend.frameon": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "lines.linewidth": 2.0,
    "savefig.facecolor": "white",
    "figure.facecolor": "white",
    # A fixed salt keeps identifiers in vector output the same from run to run.
    "svg.hashsalt": "exhibits",
}


def apply() -> None:
    """Set the style for every figure made afterwards in this process."""
    sns.set_theme(context="notebook", style="whitegrid", palette=PALETTE, font="DejaVu Sans", rc=RC)
    mpl.rcParams["savefig.dpi"] = DPI
