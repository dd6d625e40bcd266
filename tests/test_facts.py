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
        ["line 9 (MYS 2011)", "'population'", "-5 is below 100,000;", "correct the cell"],
    ),
    "text in a number column": (
        ("gdp_usd", "n/a"),
        ["line 9 (MYS 2011)", "'gdp_usd'", "'n/a'", "not a number", "must not be empty"],
    ),
    "text where a gap is allowed": (
        ("efw_regulation", "n/a"),
        ["line 9 (MYS 2011)", "'n/a' is not a number", "leave the cell empty"],
    ),
    "thousands separator": (("gdp_usd", "1,234.5"), ["line 9", "'gdp_usd'", "without thousands"]),
    "empty cell where a number is needed": (
        ("distance_km", ""),
        ["line 9 (MYS 2011)", "'distance_km'", "empty"],
    ),
    "empty cell where a text is needed": (("flow_check", ""), ["line 9 (MYS 2011)", "the cell is empty"]),
    "year with a fraction": (("year", "2004.5"), ["line 9", "'year'", "not a whole number"]),
    "share out of range": (
        ("labour_participation_pct", "160"),
        ["line 9", "labour_participation_pct", "160 is above 100;"],
    ),
    "index out of range": (("efw_sound_money", "11"), ["line 9", "'efw_sound_money'", "11 is above 10;"]),
    "nothing where something is needed": (("energy_use_kgoe_per_head", "0"), ["0 is not above 0;"]),
    "year out of the grid": (("year", "1999"), ["MYS 1999", "1999 is not a whole number from 2004 to 2015"]),
    "infinite": (("gdp_usd", "inf"), ["line 9", "'gdp_usd'", "inf"]),
    "infinite without an upper bound": (
        ("energy_use_kgoe_per_head", "inf"),
        ["line 9 (MYS 2011)", "'energy_use_kgoe_per_head'", "'inf' is not a finite number"],
    ),
    "too large for a number": (("energy_production_ktoe", "1e400"), ["line 9 (MYS 2011)", "not a finite"]),
    "not a number in so many letters": (("energy_production_ktoe", "NaN"), ["'NaN' is not a number"]),
    "infinite year": (("year", "inf"), ["line 9", "'year'", "not a finite number"]),
    "year beyond all whole numbers": (("year", "1e30"), ["line 9", "'year'", "not a whole number"]),
    "unknown source": (
        ("flow_source", "hearsay"),
        ["line 9", "'flow_source'", "'hearsay' is not one of UNCTAD"],
    ),
    "unknown host": (("iso3", "XXX"), ["line 9", "'iso3'", "'XXX' is not one of MYS"]),
    "host in the wrong region": (
        ("region", "Gulf"),
        ["line 9 (MYS 2011), column 'region': 'Gulf'", "region of the host, which is 'ASEAN'; correct"],
    ),
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
    assert "np.float" not in message
    assert MARITIME_OFDI.columns[column].nullable or "leave the cell empty" not in message


def test_several_bad_cells_are_counted_once_each(text):
    text.loc[[7, 9], "population"] = "-5"
    text.loc[[8, 11], "region"] = "Gulf"
    message = refused(text)
    assert "line 9 (MYS 2011), column 'population'" in message and "first of 4 bad cells" in message


def test_a_wrong_region_is_named_in_the_list_of_hosts_too():
    text = facts.read_text(paths.FACTS / "maritime_hosts.csv")
    text.loc[0, "region"] = "Gulf"
    with pytest.raises(facts.DataError, match=r"line 2 \(MYS\), column 'region': 'Gulf' .* 'ASEAN'; correct"):
        facts.validate(text, SCHEMAS["maritime_hosts"], shown="hosts")


def test_missing_and_unknown_columns_are_named(text):
    assert "'population' is missing" in refused(text.drop(columns="population"))
    assert "unknown column 'extra'" in refused(text.assign(extra="1"))


def test_missing_row_breaks_the_grid(text):
    message = refused(text.drop(index=[5, 30]).reset_index(drop=True))
    assert "2 of the 288 (iso3, year) rows missing, first: MYS 2009; restore" in message


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


@pytest.mark.parametrize("coding", ["latin-1", "utf-16", "utf-16-le"])
def test_a_file_in_another_coding_is_named_with_the_remedy(tmp_path, coding):
    path = tmp_path / "table.csv"
    path.write_bytes("name,value\nSão Tomé,1\n".encode(coding))
    with pytest.raises(
        facts.DataError, match=r"table\.csv, line \d: the file is not UTF-8; save it as UTF-8"
    ):
        facts.read_text(path)


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes("name,value\nSão Tomé,1\n".encode("utf-8-sig"))
    frame = facts.read_text(path)
    assert list(frame.columns) == ["name", "value"] and frame.loc[0, "name"] == "São Tomé"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a,b\n1,2\n\n", r"line 3 is blank: delete"),
        ("a,b\n  \n1,2\n", r"line 2 is blank: delete"),
        ("a,b,a\n1,2,3\n", r"line 1: column 'a' stands 2 times"),
    ],
)
def test_blank_lines_and_columns_of_one_name_are_named(tmp_path, content, words):
    path = tmp_path / "table.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(facts.DataError, match=words):
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
