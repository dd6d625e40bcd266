"""Files that are not what they should be: each is refused in words, and nothing half-written stays."""

import resource
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from test_customs import own_rules

from lib import facts, panels, paths
from lib.facts import DataError
from lib.panels import customs, customs_sources

GOOD = {
    "year": 2004,
    "hs_code": "84713000",
    "city_code": 440100,
    "iso3": "USA",
    "value_usd": 1.0,
    "quantity": 1.0,
}


def records(rows=1, **columns):
    return pd.DataFrame([GOOD] * rows).assign(**columns)


def refused(path, says, **settings):
    with pytest.raises(DataError, match=says):
        customs.read(path, own_rules(), temp_directory=path.parent, **settings)
    assert not list(path.parent.glob("customs-*")), "a temporary folder stayed"


def test_a_parquet_file_cut_short(tmp_path):
    path = tmp_path / "records.parquet"
    records(1_000).to_parquet(path)
    path.write_bytes(path.read_bytes()[:-200])
    refused(path, "records.parquet is cut short: the end of the Parquet file is missing; copy it again")


def test_one_of_several_parquet_files_cut_short(tmp_path):
    (tmp_path / "all").mkdir()
    for name in "ab":
        records(1_000).to_parquet(tmp_path / "all" / f"{name}.parquet")
    path = tmp_path / "all" / "b.parquet"
    path.write_bytes(path.read_bytes()[:-1])
    refused(tmp_path / "all", "b.parquet is cut short")


def test_a_parquet_file_damaged_in_its_middle(tmp_path):
    path = tmp_path / "records.parquet"
    rng = np.random.default_rng(0)
    records(20_000, value_usd=rng.random(20_000)).to_parquet(path, compression="zstd")
    content = bytearray(path.read_bytes())
    content[2_000:120_000] = bytes(118_000)
    path.write_bytes(content)
    refused(path, "records.parquet: a Parquet file is damaged: copy it again")


@pytest.mark.parametrize("spoil", [
    lambda content: content[:200] + b"\xff" * 400 + content[600:],
    lambda content: content[:-300] + b"\x11" * 292 + content[-8:],
], ids=["page", "footer"])  # fmt: skip
def test_a_parquet_file_with_both_ends_and_a_damaged_inside(tmp_path, spoil):
    path = tmp_path / "records.parquet"
    records(300).assign(value_usd=np.arange(1.0, 301.0)).to_parquet(path)
    path.write_bytes(spoil(path.read_bytes()))
    refused(path, "^records.parquet: .*(copy it again|write it again from its source)")


def test_every_parquet_file_of_a_folder_has_the_columns(tmp_path):
    folder = tmp_path / "all"
    folder.mkdir()
    records(3).to_parquet(folder / "a.parquet")
    records(3).drop(columns="value_usd").to_parquet(folder / "b.parquet")
    refused(folder, r"b.parquet: column 'value_usd' is missing \(1 missing in all; the file has city_code")
    records(3, unit="kg").to_parquet(folder / "b.parquet")
    refused(folder, "a.parquet: column 'unit' is missing, which b.parquet has; write it into every file")
    records(3, value_usd="1.0", firm="A").to_parquet(folder / "b.parquet")
    assert customs.read(folder, own_rules()).frame["value"].tolist() == [6.0]


def test_a_column_of_a_type_that_holds_no_codes_or_numbers(tmp_path):
    path = tmp_path / "records.parquet"
    records(3, year=pd.Timestamp("2004-01-01")).to_parquet(path)
    refused(path, r"records.parquet: column 'year' is of type timestamp.*; needed are numbers or text")


@pytest.mark.parametrize("content", ["", "\n", "\ufeff"])
def test_a_csv_without_a_header(tmp_path, content):
    path = tmp_path / "records.csv"
    path.write_text(content, encoding="utf-8")
    refused(path, "records.csv is empty or begins with an empty line; its first line has to name the columns")


def test_a_temporary_folder_that_is_not_there(tmp_path):
    path = tmp_path / "records.parquet"
    records().to_parquet(path)
    with pytest.raises(DataError, match=r"temp_directory='.*none': no temporary folder can be made there"):
        customs.read(path, own_rules(), temp_directory=tmp_path / "none")


def test_a_fault_of_the_code_is_not_taken_for_one_of_the_file(tmp_path):
    with pytest.raises(KeyError), customs_sources.told(tmp_path / "records.parquet"):
        raise KeyError("no such name")


@pytest.mark.parametrize("content", [b"", b"year,hs_code\n2004,84713000\n"])
def test_another_file_named_parquet(tmp_path, content):
    path = tmp_path / "records.parquet"
    path.write_bytes(content)
    refused(path, "records.parquet is no Parquet file; write it as Parquet, or name it .csv if it is one")


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_a_missing_column_is_named_beside_those_there_are(tmp_path, ending):
    frame = records().rename(columns={"value_usd": "amount"})
    path = tmp_path / f"records.{ending}"
    frame.to_parquet(path) if ending == "parquet" else frame.to_csv(path, index=False)
    refused(
        path, r"column 'value_usd' is missing \(1 missing in all; the file has amount, city_code, hs_code"
    )
    refused(path, "column 'sum' is missing", columns={"value_usd": "sum"})


def test_a_csv_in_gbk_is_named_with_its_line_and_the_command(tmp_path):
    path = tmp_path / "records.csv"
    content = records(3, goods=["shirts", "衬衫", "shirts"]).to_csv(index=False)
    path.write_bytes(content.encode("gbk"))
    refused(path, r"records.csv, line 3: the file is not UTF-8 .*`iconv -f GB18030 -t UTF-8 records.csv")


def test_a_csv_that_turns_to_gbk_after_megabytes(tmp_path):
    path = tmp_path / "records.csv"
    lines = records(70_000).to_csv(index=False).encode()
    path.write_bytes(lines + "2004,84713000,440100,美国,1,1\n".encode("gbk"))
    assert len(lines) > 2 * customs_sources._BLOCK
    refused(path, r"records.csv, line 70002: the file is not UTF-8")


def test_a_ragged_line_of_a_csv_is_named(tmp_path):
    path = tmp_path / "records.csv"
    path.write_text(records(3).to_csv(index=False) + "2004,84713000,440100,USA,1,1,1,1\n")
    refused(path, r"records.csv: a line of the CSV does not have the header's columns: .*Line: 5")
    path.write_text(records(3).to_csv(index=False) + "2004,84713000\n" + records(3).to_csv(index=False))
    refused(path, r"records.csv: a line of the CSV does not have the header's columns: .*Line: 5")


def test_csv_files_have_one_header(tmp_path):
    folder = tmp_path / "all"
    folder.mkdir()
    records().to_csv(folder / "a.csv", index=False)
    records()[sorted(GOOD)].to_csv(folder / "b.csv", index=False)
    refused(folder, "b.csv, line 1: the columns are not those of a.csv in the same order")
    (tmp_path / "twice.csv").write_text("year,year\n2004,2004\n")
    refused(tmp_path / "twice.csv", "twice.csv, line 1: column 'year' stands there twice")


def test_a_byte_order_mark_and_quoted_cells_are_no_fault(tmp_path):
    path = tmp_path / "records.csv"
    records(2, goods='a "b", c').to_csv(path, index=False, encoding="utf-8-sig")
    assert customs.read(path, own_rules()).frame["value"].tolist() == [2.0]


def test_nothing_there_two_kinds_and_no_rows(tmp_path):
    refused(tmp_path / "none.csv", "none.csv is missing: put the customs records there")
    folder = tmp_path / "folder"
    folder.mkdir()
    refused(folder, "folder: found no file; needed are files that all end in .parquet, or all in .csv")
    records().to_parquet(folder / "a.parquet")
    records().to_csv(folder / "b.csv")
    refused(folder, "folder: found .csv, .parquet; needed")
    records().iloc[:0].to_parquet(tmp_path / "empty.parquet")
    refused(tmp_path / "empty.parquet", "there are none; the file has a header and no rows")


def test_a_column_that_holds_no_codes(tmp_path, monkeypatch):
    monkeypatch.setattr("lib.panels.customs_codes.MOST_CODES", 5)
    path = tmp_path / "records.parquet"
    records(9, hs_code=[f"8471300{n}" for n in range(9)]).to_parquet(path)
    refused(path, "column 'hs_code' has more than 5 different values, so it does not hold codes")


def test_too_little_memory_and_no_place_to_spill(tmp_path):
    path = tmp_path / "records.parquet"
    codes = pd.Series(np.arange(10_000_000, 10_060_000))
    records(60_000, hs_code=codes).to_parquet(path)
    refused(
        path, "memory does not suffice: raise memory_limit, or name a temporary folder", memory_limit="3MB"
    )


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
sys.path.insert(0, {tests!r})
from test_customs import own_rules
from lib.facts import DataError
from lib.panels import customs
try:
    customs.read(Path({path!r}), own_rules(), temp_directory={folder!r})
except DataError as error:
    print(error)
"""


def test_a_disk_that_fills_up_while_a_csv_is_prepared(tmp_path):
    path = tmp_path / "records.csv"
    rng = np.random.default_rng(0)
    records(60_000, value_usd=rng.random(60_000), quantity=rng.random(60_000)).to_csv(path, index=False)
    program = FULL_DISK.format(tests=str(paths.ROOT / "tests/panels"), path=str(path), folder=str(tmp_path))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=paths.ROOT)
    assert "records.csv: the disk is full: free space, or name a temporary folder" in done.stdout, done.stderr
    assert sorted(file.name for file in tmp_path.iterdir()) == ["records.csv"]


def test_a_disk_that_fills_up_while_a_panel_is_saved(monkeypatch, tmp_path):
    folder = paths.ROOT / "results" / f"test_{tmp_path.name}"
    monkeypatch.setattr(paths, "PANELS", folder)
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, old[1]))  # Python ignores the signal, so writing fails
    try:
        with pytest.raises(
            facts.DataError, match=r"maritime_public.parquet could not be written .*free space"
        ):
            panels.save("maritime", "public")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
    assert list(folder.iterdir()) == []
    assert panels.save("maritime", "public").exists()
    (folder / "maritime_public.parquet").unlink()
    folder.rmdir()
