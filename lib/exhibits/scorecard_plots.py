"""Figures over all papers: verdicts, significance, printed numbers against computed ones."""

import math

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lib.exhibits.verdict_plots import COLOURS, HATCHES, SILENT
from lib.printed import PERCENT, parse
from lib.verdicts import scale

MARKS = {scale.SIGN: "X"}
COLUMNS = 2


def verdicts_by_paper(counts: pd.DataFrame) -> tuple[Figure, str]:
    """Stacked bars, one a paper: the share of each verdict, also of the cells that are not compared.

    Parameters
    ----------
    counts : DataFrame
        As `lib.verdicts.across.counts_by_paper` returns it.
    """
    names = [name for name in scale.NAMES if counts[name].any()]
    table = counts.drop(index="all")[names][::-1]
    fig, ax = plt.subplots(figsize=(7.2, 0.6 * len(table) + 2.0))
    whole, left = table.sum(axis=1), np.zeros(len(table))
    for name in names:
        share = 100 * table[name] / whole
        edge = "0.5" if name in SILENT else "white"
        style = {"color": COLOURS[name], "hatch": HATCHES.get(name, ""), "edgecolor": edge, "linewidth": 0.5}
        ax.barh(table.index, share, left=left, label=name, **style)
        left += share.to_numpy()
    for y, paper in enumerate(table.index):
        text = f" {counts.loc[paper, 'compared']} of {whole[paper]}\n compared"
        ax.annotate(text, (100, y), va="center", fontsize=9, annotation_clip=False)
    ax.set(xlabel="per cent of the paper's numbers and claims", ylabel="", xlim=(0, 100))
    fig.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=3)
    words = [f"{paper}: {_list(counts.loc[paper, names])}" for paper in counts.index.drop("all")]
    return fig, f"Stacked bar chart of verdicts by paper. {'; '.join(words)}."


def _list(counts: pd.Series) -> str:
    return ", ".join(f"{name} {int(n)}" for name, n in counts.items() if n)


def significance(table: pd.DataFrame) -> tuple[Figure, str]:
    """One matrix a computed paper, its findings in rows, ours in columns; one panel for the papers that wait.

    Parameters
    ----------
    table : DataFrame
        As `lib.verdicts.across.significance_by_paper` returns it.
    """
    papers = list(dict.fromkeys(table.index.get_level_values(0)))
    ours = [name for name in table.columns if name != scale.NOT_COMPUTED]
    computed = [paper for paper in papers if table.loc[paper, ours].to_numpy().sum()]
    waiting = [paper for paper in papers if paper not in computed]
    fig, axes = _panels(len(computed) + bool(waiting), height=2.9)
    words = []
    for ax, paper in zip(axes, computed, strict=False):
        matrix = table.loc[paper]
        square = matrix[list(matrix.index)].to_numpy()
        _matrix(ax, matrix)
        ax.set_title(paper)
        waits = int(matrix[scale.NOT_COMPUTED].sum())
        words.append(f"{paper}: {int(np.trace(square))} of {int(square.sum())} the same, {waits} wait")
    if waiting:
        pending = table[scale.NOT_COMPUTED].unstack().loc[waiting, list(table.loc[waiting[0]].index)]
        _pending(axes[-1], pending)
        words += [f"{paper}: not yet computed, {int(row.sum())} wait" for paper, row in pending.iterrows()]
    return fig, f"A matrix a computed paper: its findings in rows, ours in columns. {'; '.join(words)}."


def _pending(ax: Axes, pending: pd.DataFrame) -> None:
    """What the papers without a chapter find, a row each."""
    values = pending.to_numpy()
    ax.imshow(np.zeros(values.shape), cmap="Greys", vmin=0, vmax=1, aspect="auto")
    for (k, m), value in np.ndenumerate(values):
        ax.text(m, k, str(int(value)), ha="center", va="center", color="black" if value else "0.6")
    ax.set_xticks(range(values.shape[1]), pending.columns, fontsize=9)
    ax.set_yticks(range(values.shape[0]), pending.index, fontsize=9)
    ax.set_title("Printed, not yet computed")
    ax.set_xlabel("the paper finds", fontsize=9)
    ax.grid(visible=False)


def _matrix(ax: Axes, matrix: pd.DataFrame) -> None:
    """Numbers on a shade of their share in the paper's findings; the diagonal framed."""
    values = matrix.to_numpy()
    ax.imshow(values / max(values.sum(), 1), cmap="Blues", vmin=0, vmax=1.2, aspect="auto")
    shorter = {"not significant": "not sign.", scale.NOT_COMPUTED: "not yet\ncomputed"}
    for (k, m), value in np.ndenumerate(values):
        ax.text(m, k, str(value), ha="center", va="center", color="black" if value else "0.6")
        if k == m:
            ax.add_patch(plt.Rectangle((m - 0.48, k - 0.48), 0.96, 0.96, fill=False, edgecolor="black"))
    columns, rows = ([shorter.get(name, name) for name in axis] for axis in (matrix.columns, matrix.index))
    ax.set_xticks(range(len(columns)), columns, fontsize=8)
    ax.set_yticks(range(len(rows)), rows, fontsize=8)
    ax.set_xlabel("ours", fontsize=9)
    ax.set_ylabel("the paper finds", fontsize=9)
    ax.grid(visible=False)


def printed_against_computed(frames: dict[str, pd.DataFrame]) -> tuple[Figure, str]:
    """One panel a computed paper: the size of each printed number and of ours, on logarithmic axes.

    Parameters
    ----------
    frames : dict of str to DataFrame
        Verdicts by the paper's name as it is shown.

    Notes
    -----
    Both axes hold magnitudes, since the numbers run over many powers of ten; where the signs differ the
    mark is a cross. The horizontal bar is the interval of the printed string. A number that is zero on
    either side has no place on such an axis: the alternative text counts them. Printed numbers that wait
    for a chapter are ticks at the foot of the panel; papers without any chapter share one panel. A paper of
    which no number can be compared has none: the alternative text names it.
    """
    every = {name: _points(frame) for name, frame in frames.items()}
    points = {name: rows for name, rows in every.items() if len(rows)}
    computed = {name: rows for name, rows in points.items() if len(_drawn(rows))}
    waiting = {name: rows for name, rows in points.items() if name not in computed}
    fig, axes = _panels(len(computed) + bool(waiting), height=3.3)
    low, high = _limits(points.values())
    pairs = zip(axes, computed.items(), strict=False)
    words = {name: _panel(ax, name, rows, low, high) for ax, (name, rows) in pairs}
    if waiting:
        words |= _strips(axes[-1], waiting, low, high)
    handles: dict[str, object] = {}
    for ax in axes:
        handles |= dict(zip(*reversed(ax.get_legend_handles_labels()), strict=True))
    order = [name for name in (*scale.NAMES, "printed, waits") if name in handles]
    fig.legend([handles[name] for name in order], order, loc="outside lower center", ncols=2, fontsize=10)
    words |= {name: f"{name}: no number that can be compared" for name in every if name not in points}
    return (
        fig,
        f"Scatter plots of printed against computed numbers. {'; '.join(words[name] for name in every)}.",
    )


def _strips(ax: Axes, waiting: dict[str, pd.DataFrame], low: float, high: float) -> dict[str, str]:
    """The printed numbers of papers without a chapter, a strip each; return their sentences."""
    names = list(waiting)[::-1]
    for y, name in enumerate(names):
        sizes = waiting[name]["x"].abs()
        sizes = sizes[sizes > 0]
        ax.scatter(sizes, np.full(len(sizes), y), marker="|", s=90, color="0.35", linewidth=0.6,
                   label="printed, waits")  # fmt: skip
    labels = [f"{name}\n{len(waiting[name])} numbers" for name in names]
    ax.set(xscale="log", xlim=(low, high), ylim=(-0.6, len(names) - 0.4), title="Printed, not yet computed")
    ax.set_yticks(range(len(names)), labels, fontsize=9)
    ax.set_xlabel("printed, size", fontsize=9)
    return {name: _sentence(name, rows, _drawn(rows), len(rows)) for name, rows in waiting.items()}


def _drawn(rows: pd.DataFrame) -> pd.DataFrame:
    """Numbers with a place on logarithmic axes."""
    return rows[rows["y"].notna() & (rows["x"] != 0) & (rows["y"] != 0)]


def _points(frame: pd.DataFrame) -> pd.DataFrame:
    """Printed numbers that are counted or wait: value, interval, ours, in the unit as printed."""
    numbers = frame[frame["printed"] != ""]
    waiting = (numbers["verdict"] == scale.NOT_COMPUTED) & numbers["kind"].isin(["number", "share", "count"])
    rows = numbers[waiting | (numbers["counted"] & numbers["ours"].notna())]
    return pd.DataFrame(map(_point, rows.to_dict("records")), columns=["x", "low", "high", "y", "verdict"])


def _point(row: dict) -> dict:
    printed = parse(row["printed"], unit=row["unit"], comparator=row["comparator"])
    unit = 100 if row["unit"] in PERCENT else 1
    low, high, x = (unit * float(number) for number in (printed.low, printed.high, printed.value))
    return {"x": x, "low": low, "high": high, "y": unit * row["ours"], "verdict": row["verdict"]}


def _limits(points) -> tuple[float, float]:
    """Powers of ten around every number that is drawn."""
    sizes = np.concatenate([rows[["x", "y"]].to_numpy().ravel() for rows in points])
    sizes = np.abs(sizes[np.isfinite(sizes) & (sizes != 0)])
    return 10 ** math.floor(np.log10(sizes.min())), 10 ** math.ceil(np.log10(sizes.max()))


def _panel(ax: Axes, name: str, rows: pd.DataFrame, low: float, high: float) -> str:
    """Draw one paper; return its sentence."""
    waiting = rows["y"].isna()
    drawn = _drawn(rows)
    ax.plot([low, high], [low, high], color="0.4", linewidth=0.8)
    for verdict, part in drawn.groupby("verdict", sort=False):
        x, y = part["x"].abs(), part["y"].abs()
        ends = part[["low", "high"]].mul(np.sign(part["x"]), axis=0).clip(lower=low)
        ax.hlines(y, ends.min(axis=1), ends.max(axis=1), color="0.5", linewidth=1.5)
        style = {"marker": MARKS.get(verdict, "o"), "color": COLOURS[verdict], "edgecolor": "black"}
        ax.scatter(x, y, s=12, linewidth=0.5, label=verdict, zorder=3, **style)
    ticks = rows.loc[waiting & (rows["x"] != 0), "x"].abs()
    if len(ticks):
        foot = np.full(len(ticks), low * (high / low) ** 0.03)
        ax.scatter(ticks, foot, marker="|", s=60, color="0.35", linewidth=0.6, label="printed, waits")
    ax.set(xscale="log", yscale="log", xlim=(low, high), ylim=(low, high), title=name)
    ax.set_xlabel("printed, size", fontsize=9)
    ax.set_ylabel("computed, size", fontsize=9)
    return _sentence(name, rows, drawn, int(waiting.sum()))


def _sentence(name: str, rows: pd.DataFrame, drawn: pd.DataFrame, waiting: int) -> str:
    if not len(rows):
        return f"{name}: no printed number"
    inside = int(drawn["y"].between(drawn["low"], drawn["high"]).sum())
    crossed = int((drawn["x"] * drawn["y"] < 0).sum())
    zero = len(rows) - waiting - len(drawn)
    parts = [f"{name}: {len(drawn)} numbers drawn, {inside} inside their interval, {crossed} of another sign"]
    if zero:
        parts.append(f"{zero} zero and not drawn")
    if waiting:
        parts.append(f"{waiting} not yet computed")
    return ", ".join(parts) if len(drawn) else f"{name}: not yet computed, {waiting} printed numbers wait"


def _panels(number: int, *, height: float) -> tuple[Figure, list[Axes]]:
    """Panels one below the other, or two a row if there are more than two."""
    columns = 1 if number <= COLUMNS else COLUMNS
    rows = math.ceil(number / columns)
    fig, grid = plt.subplots(
        rows, columns, figsize=(5.4 if columns == 1 else 7.2, height * rows + 0.4), squeeze=False
    )
    axes = list(grid.flat)
    for spare in axes[number:]:
        spare.remove()
    return fig, axes[:number]
