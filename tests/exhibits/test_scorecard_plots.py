"""Figures over all papers: their bars, matrices and points by hand, and a panel for what waits."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from judged_papers import COMPUTED, WAITING, cell, judged

from lib.exhibits import figures, scorecard_plots, style
from lib.verdicts import across


@pytest.fixture(autouse=True)
def small_and_styled(monkeypatch):
    monkeypatch.setattr(figures, "DPI", 30)
    style.apply()
    yield
    plt.close("all")


@pytest.fixture
def frames():
    """A paper computed in part, with a printed zero, and one that waits."""
    rows = [*COMPUTED, ("table_1", "z", "0.00", "", 0.001, 0.9)]
    waiting = [cell(*row) for row in WAITING]
    return {"Part": judged([cell(*row[:4]) for row in rows] + waiting, rows), "Waits": judged(waiting)}


def check(fig, alt: str, *expected: str) -> None:
    assert all(part in alt for part in expected), alt
    assert figures.check_alt(alt, "figure") == alt
    assert figures.to_png(fig, track="public", where="figure").startswith(b"\x89PNG")


def test_bars_of_each_paper_add_up_to_all_its_cells(frames):
    fig, alt = scorecard_plots.verdicts_by_paper(across.counts_by_paper(frames))
    ax = fig.axes[0]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["Waits", "Part"]
    for row in (0, 1):
        bars = [bar for bar in ax.patches if round(bar.get_y() + bar.get_height() / 2) == row]
        assert sum(bar.get_width() for bar in bars) == pytest.approx(100)
    assert {text.get_text().strip() for text in ax.texts} == {"0 of 3\n compared", "5 of 8\n compared"}
    check(fig, alt, "Part: exact 3, significance 1, sign 1, not yet computed 3",
          "Waits: not yet computed 3")  # fmt: skip


def test_matrices_show_every_number_of_the_table(frames):
    table = across.significance_by_paper(frames)
    fig, alt = scorecard_plots.significance(table)
    assert [ax.get_title() for ax in fig.axes] == ["Part", "Printed, not yet computed"]
    part, waits = ([int(text.get_text()) for text in ax.texts] for ax in fig.axes)
    assert part == table.loc["Part"].to_numpy().ravel().tolist()
    assert waits == table.loc["Waits", "not yet computed"].tolist()
    assert [text.get_text() for text in fig.axes[1].get_yticklabels()] == ["Waits"]
    check(fig, alt, "Part: 2 of 4 the same, 3 wait", "Waits: not yet computed, 3 wait")


def test_points_are_sizes_with_intervals_and_signs_are_marked(frames):
    fig, alt = scorecard_plots.printed_against_computed(frames)
    ax = fig.axes[0]
    points = {c.get_label(): c.get_offsets().tolist() for c in ax.collections if hasattr(c, "get_sizes")}
    assert points["exact"] == [[0.50, 0.501], [0.10, 0.10]]
    assert points["sign"] == [[0.30, 0.30]]
    lines = [path.vertices[:, 0].tolist() for c in ax.collections if not hasattr(c, "get_sizes")
             for path in c.get_paths()]  # fmt: skip
    expected = [[0.495, 0.505], [0.295, 0.305], [0.195, 0.205], [0.095, 0.105]]
    np.testing.assert_allclose(sorted(lines), sorted(expected), rtol=1e-9)
    check(fig, alt, "Part: 4 numbers drawn, 3 inside their interval, 1 of another sign",
          "1 zero and not drawn, 3 not yet computed")  # fmt: skip


def test_papers_that_wait_share_one_panel(frames):
    fig, alt = scorecard_plots.printed_against_computed(frames | {"Waits too": frames["Waits"]})
    assert [ax.get_title() for ax in fig.axes] == ["Part", "Printed, not yet computed"]
    labels = [text.get_text() for text in fig.axes[1].get_yticklabels()]
    assert labels == ["Waits too\n3 numbers", "Waits\n3 numbers"]
    assert "Waits: not yet computed, 3 printed numbers wait" in alt
    strips = [strip.get_offsets()[:, 0].tolist() for strip in fig.axes[1].collections]
    assert strips == [[0.70, 0.70, 0.01]] * 2


def test_odd_number_of_panels_leaves_no_empty_axes(frames):
    fig, _ = scorecard_plots.significance(across.significance_by_paper(frames | {"Third": frames["Part"]}))
    assert [ax.get_title() for ax in fig.axes] == ["Part", "Third", "Printed, not yet computed"]


def test_without_waiting_papers_there_is_no_panel_for_them(frames):
    fig, _ = scorecard_plots.printed_against_computed({"Part": frames["Part"]})
    assert [ax.get_title() for ax in fig.axes] == ["Part"]


def test_a_paper_that_can_only_be_simulated_has_no_panel_and_is_named(frames):
    nothing = frames["Waits"].assign(verdict="cannot compare", counted=False)
    fig, alt = scorecard_plots.printed_against_computed(frames | {"Licensed": nothing})
    assert [ax.get_title() for ax in fig.axes] == ["Part", "Printed, not yet computed"]
    assert "Licensed: no number that can be compared" in alt
