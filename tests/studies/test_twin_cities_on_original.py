"""The chapters on results and robustness run on the original track too: with verdicts, nothing planted."""

import re

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from small_twin_cities import small_panel

from lib import panels, paths
from lib.studies import twin_cities_planted as planted

WORLD = ["regression", "true mean", "weighed", "rest", "first year", "fifth", "tenth and later"]
LABELS = ["without noise", "estimated", "regression", "true mean", "first year"]


@pytest.fixture
def original(monkeypatch, tmp_path):
    """A small panel as the user's, results in a directory of their own, no draws for the exercises."""
    small = small_panel(4, noise=0.3)
    monkeypatch.setattr(paths, "RESULTS", tmp_path / "results")
    monkeypatch.setattr(panels, "load", lambda paper, track: small)
    drawn = pd.DataFrame(0.1, index=pd.Index(["a draw"], name="drawn"), columns=LABELS)
    monkeypatch.setattr(planted, "redrawn", lambda *_, **__: drawn)
    worlds = pd.DataFrame(0.1, index=pd.Index(["rising", "constant", "fading"], name="path"), columns=WORLD)
    monkeypatch.setattr(planted, "paths", lambda *_, **__: worlds)
    yield tmp_path / "results" / "twin_cities"
    plt.close("all")


def run(chapter: str) -> dict:
    """Execute the code of a chapter with the track ``original``; its names."""
    text = (paths.NOTEBOOKS / "twin_cities" / f"{chapter}.py").read_text(encoding="utf-8")
    assert text.count('track = "semi_synthetic"\n') == 1
    text = text.replace('track = "semi_synthetic"\n', 'track = "original"\n')
    cells = re.split(r"^# %%", text, flags=re.MULTILINE)[1:]
    code = [cell.partition("\n")[2] for cell in cells if "[markdown]" not in cell.partition("\n")[0]]
    names: dict = {}
    for cell in code:
        exec(compile(cell, chapter, "exec"), names)
    return names


@pytest.mark.parametrize(
    ("chapter", "tables"),
    [
        ("03_results", ("table_3", "table_4", "table_5")),
        ("04_robustness", ("table_6", "heckman", "figure_2")),
    ],
)
def test_a_chapter_runs_on_the_users_data(original, chapter, tables):
    run(chapter)
    for name in tables:
        rows = pd.read_csv(original / f"{name}.csv")
        assert set(rows["track"]) == {"original"}
    shown = original / "tables"
    if chapter == "03_results":
        verdicts = pd.read_csv(shown / "table_3.csv")["verdict"].dropna()
        assert len(verdicts) == 8
        assert "not drawn" in (shown / "recovery.csv").read_text(encoding="utf-8")
    else:
        assert "without special regions" in (shown / "robustness_without_provinces.csv").read_text()


def test_an_outcome_of_the_user_that_does_not_vary_is_named(original, monkeypatch):
    flat = small_panel(4, noise=0.3).assign(high_tech_share=0.0)
    monkeypatch.setattr(panels, "load", lambda paper, track: flat)
    with pytest.raises(
        ValueError, match=r"outcome 'high_tech_share' does not vary: it is 0 in the .*check where"
    ):
        run("03_results")
    assert not list(original.glob("table_3*"))
