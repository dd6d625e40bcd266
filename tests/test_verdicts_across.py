"""Verdicts over several papers: counts by hand, nothing twice, nothing left out."""

import pandas as pd
import pytest
from judged_papers import COMPUTED, WAITING, cell, claim, judged

from lib.verdicts import across

CLAIMS = [
    claim("down", kind="significance", comparator="significant", expected="-", level="0.05"),
    claim("none", kind="significance", comparator="not significant", expected="any", level="0.05"),
    claim("either", kind="significance", comparator="significant", expected="any", level="0.05"),
    claim("hoped", kind="hypothesis", expected="+"),
]
UNPRINTED = cell("table_9", "*", "", note="not printed: a picture")
QUOTED = cell("literature", "x", "0.3")


@pytest.fixture
def frames() -> dict[str, pd.DataFrame]:
    """A paper computed in part and one that waits."""
    printed = [cell(*row[:4]) for row in COMPUTED]
    waiting = [cell(*row) for row in WAITING] + CLAIMS
    return {
        "Part": judged([*printed, *waiting, UNPRINTED, QUOTED], COMPUTED),
        "Waits": judged([*waiting, UNPRINTED]),
    }


def test_counts_by_paper_by_hand(frames):
    table = across.counts_by_paper(frames)
    assert table.index.tolist() == ["Part", "Waits", "all"]
    columns = ["printed", "compared", "exact", "significance", "sign", "cannot compare", "not yet computed"]
    assert table[columns].to_numpy().tolist() == [
        [13, 4, 2, 1, 1, 2, 6],
        [8, 0, 0, 0, 0, 1, 6],
        [21, 4, 2, 1, 1, 3, 12],
    ]


def test_classes_say_how_far_a_paper_is_computed(frames):
    whole = {"Done": judged([cell(*COMPUTED[0][:4])], COMPUTED[:1])}
    table = across.classes_by_paper(frames | whole)
    assert table["computed"].tolist() == ["in part", "not yet computed", "computed"]
    assert table["AEA"].tolist() == ["partial", "not assessed", "full"]
    assert table["I4R"].tolist() == ["partially", "not assessed", "fully"]
    assert table.loc["Part", "succeed, %"] == 50
    assert pd.isna(table.loc["Waits", "succeed, %"])


def test_exhibits_and_their_levels(frames):
    table = across.classes_by_exhibit(frames).set_index(["paper", "exhibit"])
    assert table.loc[("Part", "table 1")].tolist() == [3, 3, 0, "partial", "partially", "8"]
    assert table.loc[("Part", "table 8")].tolist() == [0, 0, 6, *["not assessed"] * 3]
    levels = across.levels(frames)
    assert levels.columns.tolist() == ["10", "8", "not assessed"]
    assert levels.loc["Part"].tolist() == [1, 1, 3]
    assert levels.loc["Waits"].tolist() == [0, 0, 2]


def test_significance_has_what_is_computed_and_what_waits(frames):
    table = across.significance_by_paper(frames)
    # Rows and columns: negative, not significant, positive; the last column is what waits. Table 2 has no
    # stars, so that its coefficient has no printed class.
    waits = [2, 2, 1]
    assert table.loc["Part"].to_numpy().tolist() == [
        [0, 0, 1, waits[0]],
        [0, 0, 0, waits[1]],
        [0, 1, 1, waits[2]],
    ]
    assert table.loc["Waits"].to_numpy().tolist() == [[0, 0, 0, n] for n in waits]


def test_every_cell_is_counted_or_has_one_reason(frames):
    table = across.not_counted(frames)
    reasons = {"counted": [4, 0], "hypothesis": [1, 1], "not yet computed": [6, 6], "not printed": [1, 1],
               "quoted": [1, 0]}  # fmt: skip
    assert table.drop(columns="why").T.to_dict("list") == reasons
    printed = across.counts_by_paper(frames)["printed"]
    assert table["Part"].sum() == printed["Part"]
    assert table["Waits"].sum() == printed["Waits"]
    assert table["why"].ne("").all()


def test_stand_ins_and_gaps_have_reasons_of_their_own():
    printed = [cell(*row[:4]) for row in COMPUTED]
    stand_in = across.not_counted({"p": judged(printed, COMPUTED, track="counterpart")})
    assert stand_in["p"].to_dict() == {"counted": 0, "stand-in only": 4}
    gap = across.not_counted({"p": judged([*printed, cell("table_1", "z", "1.0")], COMPUTED)})
    assert gap["p"].to_dict() == {"counted": 4, "no value of ours": 1}
