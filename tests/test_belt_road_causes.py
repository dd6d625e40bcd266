"""What keeps the Belt and Road paper's cells from being compared: every such cell has its cause, no other."""

import pandas as pd
import pytest

from lib import published, verdicts
from lib.published import NOT_PRINTED
from lib.results import TIDY
from lib.studies import belt_road_verdict as study

PAPER = "belt_road"


@pytest.fixture(scope="module")
def judged() -> pd.DataFrame:
    """Verdicts without any result."""
    empty = pd.DataFrame(columns=TIDY)
    causes, errors = published.causes(PAPER), published.errors(PAPER)
    return verdicts.compare(published.cells(PAPER), empty, causes=causes, errors=errors)


def test_every_printed_cell_has_a_cause(judged):
    cells = judged[(judged["kind"] != "hypothesis") & (judged["verdict"] != "paper error")]
    cells = cells[~cells["reason"].str.startswith(NOT_PRINTED)]
    assert len(cells) > 400
    assert set(cells["cause"]) == {"restricted data", "undocumented choice"}
    assert set(cells["verdict"]) == {"cannot compare"}


def test_causes_excuse_nothing_else(judged):
    causes, known = published.causes(PAPER), judged.drop_duplicates("id").set_index("id")
    assert not (known.loc[causes["id"], "verdict"] == "paper error").any()
    assert (known.loc[causes["id"], "kind"] != "hypothesis").all()


def test_who_has_an_extract_still_waits_for_definitions(judged):
    causes = published.causes(PAPER).set_index("id")
    assert causes.loc["table_3//(3)/bri/coef", "cause"] == "restricted data"
    for cell in (
        "table_5//(1)/bri/coef",
        "table_6//(2)/infrastructure/coef",
        "table_8//(1)/bri_x_inequality/coef",
    ):
        assert causes.loc[cell, "cause"] == "undocumented choice"
    assert causes.loc["table_5//(2)/bri/coef", "cause"] == "restricted data"


def test_waiting_counts_each_cell_once(judged):
    table = study.waiting(judged)
    assert table["cells"].sum() == len(published.causes(PAPER))
    assert table["cells"].is_monotonic_decreasing


def test_stars_add_up_to_the_effects():
    table = study.starred_effects()
    assert table.loc["table_3"].to_dict() == {"none": 1, "one": 5, "two": 0, "three": 0}
    assert table.sum(axis=1)["table_7"] == 8


def test_what_is_known_is_shown_in_per_cent():
    index = pd.MultiIndex.from_tuples([("exports_baci", "none")], names=["column", "panel"])
    row = {"coef": 0.2, "choices_p": 0.49, "choices_lower": -0.5, "choices_upper": 1.0, "countries": 9.0}
    shown = study.known(pd.DataFrame([row], index=index)).loc[("exports, BACI", "none")]
    assert shown["interval, %"] == "-39 to 172" and shown["countries"] == 9


def test_requests_are_told_apart():
    table = study.requests()
    assert table.index.is_unique and (table != "").all(axis=None)
