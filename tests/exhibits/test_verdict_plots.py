"""Figures of verdicts: their counts, intervals and ratios by hand."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from lib import verdicts
from lib.exhibits import figures, style, verdict_plots
from lib.published import CELL_COLUMNS, KEYS
from lib.results import TIDY

# Exhibit, printed, ours: exact, last digit, close, different, sign, not computed.
CELLS = [
    ("table_1", "0.50", 0.501),
    ("table_1", "0.20", 0.21),
    ("table_1", "-0.80", -0.85),
    ("table_2", "0.10", 0.20),
    ("table_2", "0.30", -0.30),
    ("table_3", "0.30", None),
]


@pytest.fixture(autouse=True)
def small_and_styled(monkeypatch):
    monkeypatch.setattr(figures, "DPI", 30)
    style.apply()
    yield
    plt.close("all")


def frame(cells=CELLS) -> pd.DataFrame:
    """Verdicts of a record of six coefficients, as `lib.verdicts.compare` gives them."""
    keys = [dict(zip(KEYS, (exhibit, "", "flow", f"x_{k}", "coef"), strict=True))
            for k, (exhibit, _, _) in enumerate(cells)]  # fmt: skip
    printed = [
        dict.fromkeys(CELL_COLUMNS, "") | key | {"id": f"c{k}", "source": "exhibit", "kind": "number",
                                                "printed": text}
        for k, (key, (_, text, _)) in enumerate(zip(keys, cells, strict=True))
    ]  # fmt: skip
    ours = [key | {"value": value, "paper": "tiny", "track": "public"}
            for key, (_, _, value) in zip(keys, cells, strict=True) if value is not None]  # fmt: skip
    return verdicts.compare(pd.DataFrame(printed, columns=CELL_COLUMNS), pd.DataFrame(ours)[TIDY])


def check(fig, alt: str, *expected: str) -> None:
    assert all(part in alt for part in expected), alt
    assert figures.check_alt(alt, "figure") == alt
    assert figures.to_png(fig, track="public", where="figure").startswith(b"\x89PNG")
    assert not plt.fignum_exists(fig.number)


def test_record_of_this_test_has_every_kind():
    assert frame()["verdict"].tolist() == [
        "exact", "last digit", "close", "different", "sign", "not yet computed",
    ]  # fmt: skip


def test_bars_add_up_to_the_verdicts():
    fig, alt = verdict_plots.counts_by_exhibit(verdicts.scorecard(frame()))
    ax = fig.axes[0]
    # An exhibit with nothing compared has no bar; the first exhibit stands on top.
    assert [text.get_text() for text in ax.get_yticklabels()] == ["table_2", "table_1"]
    lengths = [bar.get_width() for bar in ax.patches]
    assert sum(lengths) == 5
    assert max(bar.get_x() + bar.get_width() for bar in ax.patches) == 3
    # "close" is nearly white, and nearly black in the dark: an outline tells it from the page.
    drawn = [bar for bar in ax.patches if bar.get_width()]
    assert all(bar.get_edgecolor() == (0, 0, 0, 1) and bar.get_linewidth() >= 1 for bar in drawn)
    check(fig, alt, "In all: exact 1, last digit 1, close 1, different 1, sign 1.")


def test_alt_text_of_the_bars_follows_the_verdicts():
    worse = [(exhibit, text, 10.0 * (ours or 1)) for exhibit, text, ours in CELLS]
    alt = verdict_plots.counts_by_exhibit(verdicts.scorecard(frame(worse)))[1]
    assert alt.endswith("In all: different 5, sign 1.")


def test_every_verdict_of_the_scale_has_a_colour_of_its_own():
    names = [step.name for step in verdicts.SCALE]
    assert list(verdict_plots.COLOURS) == names
    assert len(set(verdict_plots.COLOURS.values())) == len(names)


def test_ratios_and_intervals_by_hand():
    fig, alt = verdict_plots.printed_against_computed(frame())
    # 0.501/0.50, 0.21/0.20, 0.85/0.80 and 0.2/0.1; the interval of a negative number is not turned round.
    check(fig, alt, "of 4 numbers", "1 lie inside", "run from 1.00 to 2.00",
          "1 of another sign, or zero, are not drawn.")  # fmt: skip
    bars = [np.array(path.vertices)[:, 0].tolist() for path in fig.axes[0].collections[0].get_paths()]
    expected = [[0.99, 1.01], [0.975, 1.025], [0.795 / 0.8, 0.805 / 0.8], [0.95, 1.05]]
    np.testing.assert_allclose(bars, expected, rtol=1e-12)


def test_a_negative_number_that_is_exact_lies_inside():
    alt = verdict_plots.printed_against_computed(frame([("table_1", "-0.20", -0.201)]))[1]
    assert "of 1 numbers" in alt and "1 lie inside" in alt and "not drawn" not in alt


def test_a_printed_zero_has_no_ratio():
    cells = [("table_1", "0.00", 0.001), ("table_1", "0.50", 0.5)]
    alt = verdict_plots.printed_against_computed(frame(cells))[1]
    assert "of 1 numbers" in alt and "1 of another sign, or zero, are not drawn." in alt


def test_uncounted_rows_are_left_out():
    rows = frame()
    rows.loc[rows["id"] == "c0", "counted"] = False
    alt = verdict_plots.printed_against_computed(rows)[1]
    assert "of 3 numbers" in alt and "0 lie inside" in alt
