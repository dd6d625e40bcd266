"""The page part on growing panels: exponents, what was not reached, a table that is broken, a phone."""

import pandas as pd
import pytest

from lib import paths
from lib.book import scaling
from lib.exhibits import figures


@pytest.fixture
def measured():
    """Seconds as units to the power 1 and 1.5, but for a cost at the small size that has no part in it."""
    units = [280, 10_000, 30_000, 100_000]
    rows = []
    for by, power in (("ours", 1.0), ("theirs", 1.5)):
        for n in units:
            cost = 9.0 if n == 280 else 1e-6 * n**power
            rows.append({"by": by, "units": n, "cpu_seconds": cost, "wall_seconds": 1.0, "peak_mb": 200.0})
    return pd.DataFrame(rows).assign(before_mb=100.0, remark=pd.Series(dtype=object))


def test_the_exponent_is_of_the_large_sizes(measured):
    assert scaling.exponents(measured).to_dict() == pytest.approx({"ours": 1.0, "theirs": 1.5})
    small = scaling.exponents(measured[measured["units"] <= 10_000])
    assert small.isna().all()


def test_a_size_that_was_not_reached_says_why(measured, tmp_path):
    """A peer that was stopped keeps its remark; larger sizes were not tried."""
    numbers = list(scaling.NUMBERS)
    stopped = (measured["by"] == "theirs") & (measured["units"] == 30_000)
    measured.loc[stopped, numbers] = float("nan")
    measured.loc[stopped, "remark"] = "stopped after 300 s"
    left = measured[~((measured["by"] == "theirs") & (measured["units"] == 100_000))]
    left.to_csv(tmp_path / "table.csv", index=False)
    frame = scaling.read(tmp_path / "table.csv")
    lines = scaling._table(frame).splitlines()
    assert any(line.startswith("| 30,000 | 0.03 | stopped after 300 s |") for line in lines)
    assert any(line.startswith("| 100,000 | 0.1 | not tried |") for line in lines)
    _, alt = scaling.draw(frame)
    assert "theirs takes 1 s and 200 MB for 10,000 units;" in f"{alt[:-1]};" and "nan" not in alt


def test_a_broken_table_is_named_with_its_line(measured, tmp_path):
    measured.loc[2, "cpu_seconds"] = float("nan")
    measured.to_csv(tmp_path / "table.csv", index=False)
    with pytest.raises(ValueError, match=r"table\.csv of benchmarks, line 4: no remark"):
        scaling.read(tmp_path / "table.csv")
    measured.drop(columns="peak_mb").to_csv(tmp_path / "table.csv", index=False)
    with pytest.raises(ValueError, match="no column 'peak_mb'"):
        scaling.read(tmp_path / "table.csv")


def test_the_page_has_a_figure_that_a_phone_can_show(tmp_path, monkeypatch):
    """From the table that is kept: all three programs, text of ten pixels, alternative text, a picture."""
    monkeypatch.setattr(paths, "GENERATED", tmp_path)
    frame = scaling.read()
    assert list(frame["by"].unique()) == ["this project", "pydynpd", "StatsPAI"]
    fig, alt = scaling.draw(frame)
    assert figures.smallest_on_a_phone(fig) >= 10
    text = scaling.page()
    assert (tmp_path / scaling.PICTURE).read_bytes().startswith(b"\x89PNG")
    assert f"/generated/{scaling.PICTURE}" in text and alt[:40] in text and "exhibit-figure" in text
