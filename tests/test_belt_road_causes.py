"""What keeps the Belt and Road paper's cells from being compared: every such cell has its cause, no other."""

import numpy as np
import pandas as pd
import pytest

from lib import published, verdicts
from lib.audit.findings import Finding
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


def test_waiting_counts_each_result_once_and_no_choice_of_design(judged):
    table = study.waiting(judged)
    cells = published.cells(PAPER).set_index("id")
    waits = cells.loc[published.causes(PAPER)["id"]]
    results = waits[waits["kind"].isin(["number", "order", "range", "set", "sign", "significance"])]
    assert table["cells"].sum() == len(results) < len(waits)
    assert (waits.loc[waits["exhibit"] == "design", "kind"].isin(["definition", "restatement"])).all()
    assert not table.reset_index()["explanation"].str.contains("the design is carried out").any()
    assert table["cells"].is_monotonic_decreasing


def test_finance_moves_are_means_of_amounts():
    rows = [
        ("KAZ", 2011, 3e9),
        ("KAZ", 2012, 1e9),
        ("KAZ", 2013, 5e8),
        ("MNG", 2012, 0.0),
        ("MNG", 2014, 1e9),
    ]
    panel = pd.DataFrame(rows, columns=["iso3", "year", "amount"])
    panel = panel.assign(group="any", ln_finance=np.log1p(panel["amount"]))
    table = study.finance_moves(panel)
    assert table.loc["KAZ"].tolist() == [True, pytest.approx(2), pytest.approx(0.5)]
    assert table.loc["MNG"].tolist() == [False, 0, pytest.approx(1)]


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


def test_the_exception_of_a_finding_is_read_from_it():
    def finding(sentence):
        return Finding("r2-against-t", "inconsistency", "table_3", (), "", sentence, key="any")

    text = "R2 differs, unless its standard error is at least 18 times too large or R2 differs in meaning."
    assert study.unless(finding(text)) == "18"
    with pytest.raises(ValueError, match="r2-against-t:any"):
        study.unless(finding("R2 differs."))
