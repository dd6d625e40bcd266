"""Bad tables are refused with the file, the cell and the remedy; good ones load as sealed."""

import pytest

from lib import codebook, facts, paths
from lib.schemas import MARITIME_OFDI, SCHEMAS

REAL_DATA = paths.DATA
SHOWN = "data/facts/maritime_ofdi.csv"


@pytest.fixture
def text():
    return facts.read_text(paths.FACTS / "maritime_ofdi.csv")


def refused(text) -> str:
    with pytest.raises(facts.DataError) as caught:
        facts.validate(text, MARITIME_OFDI, shown=SHOWN)
    return str(caught.value)


def test_every_described_table_loads_and_every_table_is_described():
    passed = facts.check()
    assert {"facts/maritime_ofdi.csv", "facts/cooperation_dates.csv"} <= set(passed)
    tables = [*paths.FACTS.glob("*.csv"), *paths.PUBLISHED.glob("*.csv"), *paths.DATA.glob("*.csv")]
    assert {path.relative_to(paths.DATA).as_posix() for path in tables} == set(passed)


def test_maritime_table_is_the_grid_it_claims_to_be():
    frame = facts.load("maritime_ofdi")
    assert frame.shape == (288, 30)
    assert frame.groupby("iso3")["year"].nunique().eq(12).all()
    assert facts.loaded()[SHOWN] == facts.sha256(paths.ROOT / SHOWN)


PLANTED = {
    "negative population": (
        ("population", "-5"),
        ["line 9", "MYS 2011", "'population'", "-5", "correct the cell"],
    ),
    "text in a number column": (("gdp_usd", "n/a"), ["line 9", "'gdp_usd'", "'n/a'", "not a number"]),
    "thousands separator": (("gdp_usd", "1,234.5"), ["line 9", "'gdp_usd'", "without thousands"]),
    "empty cell where a number is needed": (("distance_km", ""), ["line 9", "'distance_km'", "empty"]),
    "year with a fraction": (("year", "2004.5"), ["line 9", "'year'", "not a whole number"]),
    "share out of range": (("labour_participation_pct", "160"), ["line 9", "labour_participation_pct"]),
    "index out of range": (("efw_sound_money", "11"), ["line 9", "'efw_sound_money'", "11"]),
    "infinite": (("gdp_usd", "inf"), ["line 9", "'gdp_usd'", "inf"]),
    "unknown source": (("flow_source", "hearsay"), ["line 9", "'flow_source'", "hearsay"]),
    "unknown host": (("iso3", "XXX"), ["line 9", "'iso3'", "XXX"]),
    "host in the wrong region": (("region", "Gulf"), ["region"]),
    "duplicate key": (("year", "2004"), ["1 duplicate (iso3, year) keys", "MYS 2004", "line 9", "remove"]),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_planted_cell_is_named(text, fault):
    (column, value), words = PLANTED[fault]
    text.loc[7, column] = value
    message = refused(text)
    assert SHOWN in message
    for word in words:
        assert word in message


def test_missing_and_unknown_columns_are_named(text):
    assert "'population' is missing" in refused(text.drop(columns="population"))
    assert "unknown column 'extra'" in refused(text.assign(extra="1"))


def test_missing_row_breaks_the_grid(text):
    assert "grid of 24 hosts x 2004-2015" in refused(text.drop(index=5))


def sandbox(tmp_path, monkeypatch, content: bytes):
    """A copy of ``data/`` below ``tmp_path`` in which the maritime table has other bytes."""
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "maritime_ofdi.csv").write_bytes(content)
    (tmp_path / "sources.yml").write_text(paths.SOURCES.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(paths, "DATA", tmp_path)
    monkeypatch.setattr(paths, "FACTS", tmp_path / "facts")
    monkeypatch.setattr(paths, "SOURCES", tmp_path / "sources.yml")


def test_changed_byte_breaks_the_seal_and_sealing_mends_it(tmp_path, monkeypatch):
    original = (paths.FACTS / "maritime_ofdi.csv").read_text(encoding="utf-8")
    sandbox(tmp_path, monkeypatch, original.replace("8.12", "8.13", 1).encode())
    with pytest.raises(facts.DataError, match=r"maritime_ofdi.csv: checksum .*git checkout.*facts seal"):
        facts.load("maritime_ofdi")
    for key in facts.sources()["tables"]:
        if key != "facts/maritime_ofdi.csv":
            (tmp_path / key).parent.mkdir(exist_ok=True)
            (tmp_path / key).write_bytes((REAL_DATA / key).read_bytes())
    assert facts.seal() == ["facts/maritime_ofdi.csv"]
    assert facts.load("maritime_ofdi")["ofdi_flow_musd"].iloc[0] == 8.13


def test_missing_empty_and_ragged_files_are_named(tmp_path, monkeypatch):
    path = tmp_path / "table.csv"
    with pytest.raises(facts.DataError, match=r"table\.csv is missing"):
        facts.read_text(path)
    path.write_text("")
    with pytest.raises(facts.DataError, match=r"table\.csv is empty"):
        facts.read_text(path)
    path.write_text("a,b\n1,2\n1,2,3\n")
    with pytest.raises(facts.DataError, match=r"line 3: 3 cells where the header has 2"):
        facts.read_text(path)


def test_unknown_table_is_refused_with_the_known_ones():
    with pytest.raises(facts.DataError, match="maritime_ofdi"):
        facts.load("maritime")


def test_codebook_is_in_step_and_describes_every_column():
    assert (paths.DATA / "README.md").read_text(encoding="utf-8") == codebook.text()
    for key, entry in facts.sources()["tables"].items():
        name = key.split("/")[-1].removesuffix(".csv")
        if name in SCHEMAS:
            assert list(entry["columns"]) == list(SCHEMAS[name].columns), key


def test_every_provider_and_cell_source_is_described():
    record = facts.sources()
    named = {
        column["provider"]
        for entry in record["tables"].values()
        for column in entry.get("columns", {}).values()
    }
    assert named | set(record["cell_sources"].values()) <= set(record["providers"])
    frame = facts.load("maritime_ofdi")
    assert set(frame["flow_source"]) | set(frame["stock_source"]) == set(record["cell_sources"])
