"""What licensed data keep from being compared on the agglomeration paper: every such cell, and no other."""

import pandas as pd
import pytest

from lib import published, verdicts
from lib.published import NOT_PRINTED
from lib.results import TIDY

PAPER = "agglomeration"
ELSEWHERE = ("theory", "literature", "abstract")  # expectations, quotations, what the source leaves out


@pytest.fixture(scope="module")
def judged() -> pd.DataFrame:
    """Verdicts without any result."""
    empty = pd.DataFrame(columns=TIDY)
    causes, errors = published.causes(PAPER), published.errors(PAPER)
    return verdicts.compare(published.cells(PAPER), empty, causes=causes, errors=errors)


def test_every_cell_on_cities_waits_for_licensed_records(judged):
    cells = judged[~judged["exhibit"].isin(ELSEWHERE) & (judged["kind"] != "hypothesis")]
    cells = cells[~cells["reason"].str.startswith(NOT_PRINTED) & (cells["verdict"] != "paper error")]
    assert len(cells) > 1000
    assert set(cells["cause"]) == {"restricted data"}
    assert set(cells["verdict"]) == {"cannot compare"}


def test_the_records_excuse_nothing_else(judged):
    causes = published.causes(PAPER)
    known = judged.drop_duplicates("id").set_index("id")
    assert not known.loc[causes["id"], "exhibit"].isin(ELSEWHERE).any()
    assert not (known.loc[causes["id"], "verdict"] == "paper error").any()
    assert (known.loc[causes["id"], "kind"] != "hypothesis").all()
    assert set(causes["cause"]) == {"restricted data"}
