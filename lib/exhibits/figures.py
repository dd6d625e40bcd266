"""A figure as a PNG file: the same bytes on every run, no missing glyph, watermarked if need be."""

import io
import warnings

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from lib.exhibits import tracks
from lib.exhibits.style import DPI

MIN_ALT = 30
MARK_SIZE, RISING_SIZE = 26, 14  # points, of the watermark: at most, and at least unless it is level
PHONE_WIDTH = 340  # CSS pixels that a screen 390 wide leaves for a figure


def check_alt(alt: str, where: str) -> str:
    """The text read out in place of the figure, checked to say something.

    Raises
    ------
    ValueError
        Shorter than `MIN_ALT` characters.
    """
    text = " ".join((alt or "").split())
    if len(text) < MIN_ALT:
        raise ValueError(
            f"{where}: alt text has {len(text)} characters; say in a sentence (at least {MIN_ALT}) "
            "what the figure shows, for readers who cannot see it"
        )
    return text


def smallest_on_a_phone(fig: Figure) -> float:
    """Height of the smallest text of a figure shrunk to the width of a phone, in CSS pixels.

    A figure of w inches is shrunk by `PHONE_WIDTH` / (72 w) pixels a point.
    """
    fig.draw_without_rendering()
    texts = [text for text in fig.findobj(Text) if text.get_text() and text.get_visible()]
    return min(text.get_fontsize() for text in texts) * PHONE_WIDTH / (72 * fig.get_figwidth())


def overhang(fig: Figure) -> float:
    """How far what a figure draws lies beyond its edges, in inches: a title that is cut off, a label."""
    fig.draw_without_rendering()
    box = fig.get_tightbbox()
    width, height = fig.get_size_inches()
    return float(max(-box.x0, -box.y0, box.x1 - width, box.y1 - height, 0))


def to_png(fig: Figure, *, track: str, where: str) -> bytes:
    """Render ``fig`` and close it.

    Parameters
    ----------
    fig : Figure
        Finished figure.
    track : str
        ``semi_synthetic`` draws the watermark across it.
    where : str
        Chapter and exhibit, for the error.

    Raises
    ------
    ValueError
        A label holds a character that the font does not have.
    """
    if tracks.check(track) == "semi_synthetic":
        watermark(fig)
    buffer = io.BytesIO()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        fig.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
    plt.close(fig)
    missing = [str(w.message) for w in caught if "missing from" in str(w.message)]
    if missing:
        raise ValueError(f"{where}: {missing[0]}; label figures in English (Chinese belongs in the caption)")
    for other in caught:
        warnings.warn_explicit(other.message, other.category, other.filename, other.lineno)
    return buffer.getvalue()


def watermark(fig: Figure) -> None:
    """Write across the largest panel of a figure that its outcomes were simulated.

    As large as fits into the panel, on two lines or three, so that it lies over no label beside it; rising,
    unless the panel is so low that it would be small. Of panels of one size the one nearest to the middle.
    """
    fig.draw_without_rendering()
    panel = _largest_panel(fig)
    middle = fig.transFigure.inverted().transform((panel.x0 + panel.width / 2, panel.y0 + panel.height / 2))
    words = tracks.WATERMARK.replace(": ", ":\n")
    mark = fig.text(*middle, words, color="0.35", alpha=0.35, ha="center", va="center")
    sizes = {}
    for angle in (20, 0):
        for lines in (words, words.replace(", ", ",\n")):
            mark.set(text=lines, rotation=angle, fontsize=10)
            box = mark.get_window_extent()
            sizes[angle, lines] = 9.5 * min(panel.width / box.width, panel.height / box.height)
        if max(sizes.values()) >= RISING_SIZE:
            break
    angle, lines = max(sizes, key=sizes.get)
    mark.set(text=lines, rotation=angle, fontsize=min(MARK_SIZE, sizes[angle, lines]))


def _largest_panel(fig: Figure) -> Bbox:
    """Where the largest axes lie, in pixels of the canvas; the whole figure if there are none."""
    centre = np.array([fig.bbox.width, fig.bbox.height]) / 2
    boxes = [ax.get_window_extent() for ax in fig.axes if ax.get_visible()]
    if not boxes:
        return fig.bbox
    largest = max(box.width * box.height for box in boxes)
    near = [box for box in boxes if box.width * box.height > 0.9 * largest]
    return min(near, key=lambda box: np.linalg.norm(np.array([box.x0, box.y0]) + box.size / 2 - centre))
