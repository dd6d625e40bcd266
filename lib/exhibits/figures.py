"""A figure as a PNG file: the same bytes on every run, no missing glyph, watermarked if need be."""

import io
import warnings

import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from matplotlib.text import Text

from lib.exhibits import tracks
from lib.exhibits.style import DPI, FIGURE_SIZE

MIN_ALT = 30
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
    fig.canvas.draw()
    texts = [text for text in fig.findobj(Text) if text.get_text() and text.get_visible()]
    return min(text.get_fontsize() for text in texts) * PHONE_WIDTH / (72 * fig.get_figwidth())


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
    """Write across the figure that its outcomes were simulated, smaller where it is narrow."""
    text = tracks.WATERMARK.replace(": ", ":\n")
    size = 26 * min(1.0, fig.get_figwidth() / FIGURE_SIZE[0])
    fig.text(0.5, 0.5, text, fontsize=size, color="0.35", alpha=0.35, rotation=20, ha="center", va="center")
