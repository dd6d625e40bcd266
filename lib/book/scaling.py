"""How the cost of system GMM grows with units: a figure from the measurements that are kept as a table.

``benchmarks/scaling_gmm.py`` measures; here nothing is timed.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter

from lib import paths
from lib.book.markdown import table
from lib.exhibits import figures, files, style
from lib.exhibits.rendering import directive

TABLE = paths.ROOT / "benchmarks" / "gmm_scaling.csv"
LABEL, PICTURE = "gmm-scaling", "gmm_scaling.png"
LARGE = 10_000  # units from which on what a fit costs whatever its size has no part in the exponent
MARKERS = ("o", "s", "^", "D")
NUMBERS = ("cpu_seconds", "wall_seconds", "peak_mb", "before_mb")


def read(path: Path = TABLE) -> pd.DataFrame:
    """Measurements, a row an estimator and number of units; sizes that were not reached have a remark only.

    Raises
    ------
    ValueError
        A column is missing, a row has neither seconds nor a remark, or a number is not above zero.
    """
    frame = pd.read_csv(path)
    absent = [name for name in ("by", "units", *NUMBERS, "remark") if name not in frame]
    where = f"{path.name} of benchmarks"
    if absent:
        raise ValueError(f"{where} has no column '{absent[0]}': measure again with scaling_gmm.py")
    for row in frame.index[~(frame[list(NUMBERS)] > 0).all(axis=1) & frame["remark"].isna()]:
        raise ValueError(f"{where}, line {row + 2}: no remark, and a number that is not above zero")
    return frame


def exponents(frame: pd.DataFrame, name: str = "cpu_seconds") -> pd.Series:
    r"""Slope b of :math:`\log c = a + b \log n` by estimator, over the sizes n from `LARGE` on.

    NaN where an estimator has fewer than two such sizes.
    """
    rows = frame[(frame["units"] >= LARGE) & frame[name].notna()]
    found = {}
    for by in frame["by"].unique():
        own = rows[rows["by"] == by]
        logs = np.log(own[["units", name]].to_numpy(dtype=float))
        found[by] = np.polyfit(*logs.T, 1)[0] if len(own) > 1 else np.nan
    return pd.Series(found, name="exponent")


def draw(frame: pd.DataFrame) -> tuple[Figure, str]:
    """Seconds above, peak memory below, against units, both axes logarithmic; and the alternative text."""
    style.apply()
    fig, (above, below) = plt.subplots(2, 1, figsize=(5.0, 6.4), sharex=True)
    growth = exponents(frame)
    for (by, own), marker, colour in zip(
        frame.groupby("by", sort=False), MARKERS, sns.color_palette(style.PALETTE), strict=False
    ):
        look = {"marker": marker, "color": colour, "markersize": 7}
        above.plot(own["units"], own["cpu_seconds"], label=_named(by, growth[by]), **look)
        below.plot(own["units"], own["peak_mb"], **look)
    _logarithmic(above, "seconds of the processor", (1,))
    _logarithmic(below, "peak memory, MB", (1, 2, 5))
    below.set_xlabel("units, nine periods each")
    fig.legend(*above.get_legend_handles_labels(), loc="outside upper center")
    return fig, _alt(frame, growth)


def _named(by: str, exponent: float) -> str:
    return by if np.isnan(exponent) else f"{by}: units to the power {exponent:.2f}"


def _logarithmic(ax: Axes, label: str, steps: tuple[int, ...]) -> None:
    """Both axes logarithmic, with plain numbers at `steps` times the powers of ten."""
    ax.set(xscale="log", yscale="log", ylabel=label)
    ax.yaxis.set_major_locator(LogLocator(subs=steps))
    ax.yaxis.set_minor_formatter(NullFormatter())
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:,g}")


def _alt(frame: pd.DataFrame, growth: pd.Series) -> str:
    parts = []
    for by, own in frame.dropna(subset=["cpu_seconds"]).groupby("by", sort=False):
        last = own.loc[own["units"].idxmax()]
        cost = f"{last['cpu_seconds']:.3g} s and {last['peak_mb']:,.0f} MB"
        power = "" if np.isnan(growth[by]) else f", growing as units to the power {growth[by]:.2f}"
        parts.append(f"{by} takes {cost} for {last['units']:,} units{power}")
    return f"Seconds and memory against the number of units, both on logarithmic axes: {'; '.join(parts)}."


def page() -> str:
    """The figure as a directive, its PNG written beside the generated pages, and its table."""
    frame = read()
    fig, alt = draw(frame)
    png = figures.to_png(fig, track="public", where="benchmarks")
    files.write_bytes(paths.GENERATED / PICTURE, png)
    options = {"name": LABEL, "alt": figures.check_alt(alt, "benchmarks"), "width": "100%"}
    main = directive("figure", f"/generated/{PICTURE}", options, "The cost of system GMM as units grow")
    return f"`````{{div}} exhibit-figure\n{main}\n`````\n\n{_table(frame)}"


def _table(frame: pd.DataFrame) -> str:
    rows = []
    for units, part in frame.groupby("units"):
        own = part.set_index("by")
        cells = [_cell(own, by, name) for name in ("cpu_seconds", "peak_mb") for by in frame["by"].unique()]
        rows.append((f"{units:,}", *cells))
    kinds = [f"{by}, {unit}" for unit in ("s", "MB") for by in frame["by"].unique()]
    caption = "Seconds of the processor and peak memory by units"
    return table(f"{LABEL}-table", caption, ["units", *kinds], rows, right=range(len(kinds) + 1))


def _cell(own: pd.DataFrame, by: str, name: str) -> str:
    """A number, or why there is none."""
    if by not in own.index:
        return "not tried"
    value = own.loc[by, name]
    if np.isnan(value):
        return str(own.loc[by, "remark"])
    return f"{value:.3g}" if name == "cpu_seconds" else f"{value:,.0f}"
