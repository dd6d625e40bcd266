"""What licensed data keep from being compared, cell by cell: every such cell, and no other."""

import pandas as pd
import pytest

from lib import published, verdicts
from lib.published import NOT_PRINTED
from lib.results import TIDY

BY_CITY = ("table_3", "table_4", "table_5", "table_6", "heckman", "figure_2")


@pytest.fixture(scope="module")
def judged() -> pd.DataFrame:
    """Verdicts without any result."""
    empty = pd.DataFrame(columns=TIDY)
    causes, errors = published.causes("twin_cities"), published.errors("twin_cities")
    return verdicts.compare(published.cells("twin_cities"), empty, causes=causes, errors=errors)


def test_every_cell_on_exports_by_city_waits_for_the_licensed_records(judged):
    cells = judged[judged["exhibit"].isin(BY_CITY) & (judged["kind"] != "hypothesis")]
    cells = cells[~cells["reason"].str.startswith(NOT_PRINTED) & (cells["verdict"] != "paper error")]
    assert set(cells["cause"]) == {"restricted data"}
    assert set(cells["verdict"]) == {"cannot compare"}


def test_the_records_excuse_nothing_else(judged):
    causes = published.causes("twin_cities")
    licensed = causes.loc[causes["explanation"].str.contains("customs records"), "id"]
    elsewhere = judged[~judged["exhibit"].isin(BY_CITY)]
    assert len(licensed) > 0
    assert not set(licensed) & set(elsewhere["id"])
    assert (elsewhere["verdict"] == "not yet computed").any()
