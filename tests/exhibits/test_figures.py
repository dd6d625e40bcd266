"""Figures: alt text, glyphs, watermark, the same bytes each time."""

import io

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lib.exhibits import figures, style

WHERE = "maritime/05_estimates, figure_3"


def drawn(label: str = "output"):
    style.apply()
    fig, ax = plt.subplots(figsize=(3, 2))
    ax.plot([0, 1], [0, 1])
    ax.set_ylabel(label)
    return fig


def pixels(png: bytes) -> np.ndarray:
    return plt.imread(io.BytesIO(png))


@pytest.mark.parametrize("alt", ["", "   ", "A line.", None])
def test_alt_text_that_says_nothing_is_refused(alt):
    with pytest.raises(ValueError, match=r"maritime/05_estimates, figure_3: alt text has \d+ characters"):
        figures.check_alt(alt, WHERE)


def test_alt_text_becomes_one_line():
    text = "A line that\n  rises from zero to one, slowly."
    assert figures.check_alt(text, WHERE) == "A line that rises from zero to one, slowly."


def test_character_without_glyph_is_an_error_that_names_it():
    with pytest.raises(ValueError, match=r"figure_3: Glyph .*missing from"):
        figures.to_png(drawn("投资"), track="public", where=WHERE)


def test_same_figure_same_bytes_and_no_software_stamp():
    first = figures.to_png(drawn(), track="public", where=WHERE)
    assert figures.to_png(drawn(), track="public", where=WHERE) == first
    assert b"matplotlib" not in first.lower()


def test_only_semi_synthetic_figures_are_watermarked():
    plain = pixels(figures.to_png(drawn(), track="public", where=WHERE))
    other = pixels(figures.to_png(drawn(), track="counterpart", where=WHERE))
    marked = pixels(figures.to_png(drawn(), track="semi_synthetic", where=WHERE))
    assert np.array_equal(plain, other)
    changed = (np.abs(plain - marked) > 0.05).any(axis=2)
    rows, columns = changed.any(axis=1).mean(), changed.any(axis=0).mean()
    assert rows > 0.3
    assert columns > 0.5


@pytest.mark.parametrize(("large", "height"), [(0, 5), (1, 5), (0, 2.2)])
def test_the_watermark_fills_the_largest_panel_and_leaves_it_nowhere(large, height):
    style.apply()
    fig, axes = plt.subplots(2, 1, figsize=(5, height), height_ratios=[3 - 2 * large, 1 + 2 * large])
    for ax in axes:
        ax.set_yticks([0.0, 1.0], ["a label beside it", "another one"])
        ax.set_title("a title")
    figures.watermark(fig)
    fig.draw_without_rendering()
    mark, panel = fig.texts[0].get_window_extent(), axes[large].get_window_extent()
    assert len(fig.texts) == 1 and fig.texts[0].get_fontsize() >= 14
    assert (fig.texts[0].get_rotation() == 0) == (height == 2.2)
    assert panel.x0 <= mark.x0 < mark.x1 <= panel.x1 and panel.y0 <= mark.y0 < mark.y1 <= panel.y1
    assert max(mark.width / panel.width, mark.height / panel.height) > 0.9
    plt.close(fig)


def test_figure_is_closed():
    fig = drawn()
    figures.to_png(fig, track="public", where=WHERE)
    assert not plt.fignum_exists(fig.number)


@pytest.mark.parametrize(
    ("title", "cut"), [("short", False), ("a title longer than a figure this narrow", True)]
)
def test_a_title_that_is_cut_off_is_measured(title, cut):
    fig, ax = plt.subplots(figsize=(3, 2))
    ax.set_title(title, loc="left")
    assert (figures.overhang(fig) > 0.5) is cut
    plt.close(fig)
