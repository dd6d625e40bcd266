"""The tables of ``data/``: read, validated cell by cell, and checked against their sealed checksum.

``load(name)`` is what panels and chapters call. ``python -m lib.facts check`` verifies every table,
``seal`` records new checksums after a deliberate change, ``codebook`` writes ``data/README.md``.
"""

import csv
import hashlib
import io
import itertools
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pandas as pd
import pandera.errors
import pandera.pandas as pa
import yaml

from lib import paths
from lib.schemas import SCHEMAS, broken_rule

_EXACT_INTEGERS = 2**53  # above, a float no longer tells neighbouring whole numbers apart

_loaded: dict[str, str] = {}
_recordings: list[dict[str, str]] = []


class DataError(ValueError):
    """A table is not what it should be; the message names the file, the cell and the remedy."""


def load(name: str) -> pd.DataFrame:
    """Table ``data/facts/<name>.csv``, validated and checked against ``data/sources.yml``.

    Parameters
    ----------
    name : str
        Name of the table without its ending, one of `lib.schemas.SCHEMAS`.

    Returns
    -------
    DataFrame with the types of the table's schema; empty cells are NaN.

    Raises
    ------
    DataError
        If the file is missing, a cell breaks the schema, or the checksum differs.
    """
    if name not in SCHEMAS:
        raise DataError(f"no table {name!r} in data/facts; there are: {', '.join(sorted(SCHEMAS))}")
    folder = paths.DATA if name == "glossary" else paths.FACTS
    path = folder / f"{name}.csv"
    frame = validate(read_text(path), SCHEMAS[name], shown=_shown(path))
    register(path, verify(path))
    return frame


def load_restricted(name: str, path: Path) -> pd.DataFrame:
    """The user's own licensed file in the form of table ``name``: validated, not sealed."""
    if not path.exists():
        raise DataError(f"{_shown(path)} is missing: the track `original` reads the user's own file there, "
                        f"in the form of data/facts/{name}.csv; data/restricted/README.md says "
                        "how to make it")  # fmt: skip
    frame = validate(read_text(path), SCHEMAS[name], shown=_shown(path))
    register(path, sha256(path))
    return frame


def read_checked(relative_path: str) -> pd.DataFrame:
    """A sealed CSV of ``data/`` as strings, e.g. ``"published/maritime.csv"``; registers the read."""
    path = paths.DATA / relative_path
    frame = read_text(path)
    register(path, verify(path))
    return frame


def register(path: Path, sha256: str) -> None:
    """Remember that this process has read ``path`` (for the provenance line and the run manifest)."""
    _loaded[paths.relative(path)] = sha256
    for read in _recordings:
        read[paths.relative(path)] = sha256


@contextmanager
def recording() -> Iterator[dict[str, str]]:
    """Collect the data files read inside the ``with`` block: relative path -> sha256."""
    read: dict[str, str] = {}
    _recordings.append(read)
    try:
        yield read
    finally:
        _recordings.remove(read)


def loaded() -> dict[str, str]:
    """Data files read by this process: path relative to the root -> sha256."""
    return dict(_loaded)


def sha256(path: Path) -> str:
    """Checksum of a file's bytes, hexadecimal."""
    with Path(path).open("rb") as file:  # a block at a time: a user's file may be larger than memory
        return hashlib.file_digest(file, "sha256").hexdigest()


def sources() -> dict:
    """The record of ``data/sources.yml``: table (relative to ``data/``) -> its description."""
    return _sources(paths.SOURCES.stat().st_mtime_ns)


@cache
def _sources(_stamp: int) -> dict:
    try:
        return yaml.safe_load(paths.SOURCES.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        line = f", line {where.line + 1}" if where else ""
        raise DataError(f"data/sources.yml{line}: {getattr(error, 'problem', error)}; quote texts that hold "
                        "a colon") from None  # fmt: skip


def verify(path: Path) -> str:
    """Checksum of ``path`` after comparing it with the sealed one."""
    key = path.relative_to(paths.DATA).as_posix()
    entry = sources().get("tables", {}).get(key)
    if entry is None:
        raise DataError(f"data/{key} has no entry in data/sources.yml: describe it there, then run "
                        "`.venv/bin/python -m lib.facts seal`")  # fmt: skip
    found = sha256(path)
    if found != entry["sha256"]:
        raise DataError(
            f"data/{key}: checksum {found[:12]} differs from the sealed {str(entry['sha256'])[:12]} in "
            f"data/sources.yml. Restore the file with `git checkout -- data/{key}`, or, if you changed it "
            "on purpose, record the change with `.venv/bin/python -m lib.facts seal`"
        )
    return found


def read_text(path: Path) -> pd.DataFrame:
    """A CSV with every cell as a string; a ragged or blank line is an error that names it.

    The file is UTF-8, with or without a byte-order mark.
    """
    shown = _shown(path)
    if not path.exists():
        raise DataError(f"{shown} is missing; restore it with `git checkout -- {shown}`")
    rows = list(csv.reader(io.StringIO(_decoded(path.read_bytes(), shown), newline="")))
    if not rows:
        own = path.is_relative_to(paths.RESTRICTED)
        remedy = "write it again from its source" if own else f"restore it with `git checkout -- {shown}`"
        raise DataError(f"{shown} is empty; {remedy}")
    header, body = rows[0], rows[1:]
    if len(set(header)) < len(header):
        twice = next(name for name in header if header.count(name) > 1)
        raise DataError(f"{shown}, line 1: column {twice!r} stands {header.count(twice)} times; keep one")
    for line, row in enumerate(rows, start=1):
        if not "".join(row).strip() and len(row) <= 1:
            raise DataError(f"{shown}, line {line} is blank: delete the line")
        if len(row) != len(header):
            raise DataError(f"{shown}, line {line}: {len(row)} cells where the header has {len(header)}; "
                            "quote cells that contain commas")  # fmt: skip
    return pd.DataFrame(body, columns=header, dtype=object)


def _decoded(content: bytes, shown: str) -> str:
    """Text of a file's bytes; null bytes betray UTF-16 that happens to be valid UTF-8."""
    try:
        text, bad = content.decode("utf-8-sig"), content.find(b"\0")
    except UnicodeDecodeError as error:
        bad = error.start
    if bad >= 0:
        line = content.count(b"\n", 0, bad) + 1
        raise DataError(f"{shown}, line {line}: the file is not UTF-8; save it as UTF-8 (in a spreadsheet: "
                        "CSV UTF-8)")  # fmt: skip
    return text


def validate(text: pd.DataFrame, schema: pa.DataFrameSchema, *, shown: str) -> pd.DataFrame:
    """Turn strings into the schema's types and check every rule of it.

    Parameters
    ----------
    text : DataFrame of str
        As `read_text` returns it.
    schema : DataFrameSchema
        Columns with type ``object``, ``int`` or ``float``.
    shown : str
        The file's name in messages.

    Raises
    ------
    DataError
        Naming the file, the line, the key and column of the first bad cell, how many there are, and
        the remedy.
    """
    missing = [column for column in schema.columns if column not in text.columns]
    if missing:
        raise DataError(f"{shown}: column {missing[0]!r} is missing ({len(missing)} missing in all); the "
                        f"codebook {_guide(shown)} lists the columns to supply")  # fmt: skip
    unknown = [column for column in text.columns if column not in schema.columns]
    if unknown:
        raise DataError(
            f"{shown}: unknown column {unknown[0]!r}; remove it or add it to its schema in lib/schemas"
        )
    key = list(schema.unique or [])
    frame = pd.DataFrame(
        {name: _convert(text, name, column, key, shown) for name, column in schema.columns.items()}
    )
    _check_keys(frame, key, shown)
    try:
        return schema.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        raise DataError(_explain(error, frame, schema, shown)) from None


def _convert(text: pd.DataFrame, name: str, column: pa.Column, key: list[str], shown: str) -> pd.Series:
    if str(column.dtype) not in ("float64", "int64"):
        return text[name].astype(object)
    cells = text[name].str.strip()
    empty = cells == ""

    def refuse(bad: pd.Series, what: str) -> None:
        if bad.any():
            row = int(bad.to_numpy().argmax())
            cell = "" if empty.iloc[row] else f"{cells.iloc[row]!r} "
            raise DataError(f"{_place(text, row, name, key, shown)}: {cell}{what}")

    if not column.nullable:
        refuse(
            empty, f"the cell is empty, a number is needed; fill it from the source named in {_guide(shown)}"
        )
    numbers = pd.to_numeric(cells.where(~empty), errors="coerce")
    remedy = ", or leave the cell empty if the figure is missing" if column.nullable else (
        f"; the cell must not be empty: the source is named in {_guide(shown)}")  # fmt: skip
    refuse(numbers.isna() & ~empty,
           f"is not a number; write it with a point and without thousands separators{remedy}")  # fmt: skip
    refuse(numbers.abs() > sys.float_info.max, f"is not a finite number; write the figure itself{remedy}")
    if str(column.dtype) == "int64":
        whole = (numbers == numbers.round()) & (numbers.abs() < _EXACT_INTEGERS)
        refuse(~whole, "is not a whole number")
        return numbers.astype("int64")
    return numbers.astype(float)


def _check_keys(frame: pd.DataFrame, key: list[str], shown: str) -> None:
    duplicated = frame.duplicated(key) if key else pd.Series(False, index=frame.index)
    if duplicated.any():
        row = int(duplicated.to_numpy().argmax())
        raise DataError(f"{shown}: {int(duplicated.sum())} duplicate ({', '.join(key)}) keys, first: "
                        f"{_key(frame, row, key)} on line {row + 2}; remove or correct the line")  # fmt: skip


def _explain(
    error: pandera.errors.SchemaErrors, frame: pd.DataFrame, schema: pa.DataFrameSchema, shown: str
) -> str:
    """The first bad cell and its remedy; without one, the first missing row of the grid."""
    key, expected = list(schema.unique or []), (schema.metadata or {}).get("expected", {})
    cases = error.failure_cases
    cells = cases[cases["index"].notna() & cases["column"].isin(frame.columns)]
    of_rows = cells["check"].isin(expected)
    told = cells["check"].map({check: column for check, (column, _) in expected.items()})
    cells = cells[~of_rows | (cells["column"] == told)]  # a rule on rows is reported once for each column
    cells = cells.drop_duplicates(["index", "column"])
    if cells.empty:
        return f"{shown}: {_missing_rows(frame, schema) or cases.iloc[0]['check']}"
    case = cells.sort_values("index", kind="stable").iloc[0]
    row, column = int(case["index"]), case["column"]
    value = frame[column].iloc[row]
    if case["check"] in expected:
        right = expected[case["check"]][1](frame).iloc[row]
        # A number without the name of its NumPy type, a text with its quotation marks.
        found, wanted = (repr(getattr(cell, "item", lambda cell=cell: cell)()) for cell in (value, right))
        what = f"{found} is not the {case['check']}, which is {wanted}"
    else:
        what = broken_rule(schema.columns[column].checks[int(case["check_number"])], value)
    count = f" (the first of {len(cells)} bad cells)" if len(cells) > 1 else ""
    return (f"{_place(frame, row, column, key, shown)}: {what}{count}; "
            f"correct the cell from the source named in {_guide(shown)}")  # fmt: skip


def _guide(shown: str) -> str:
    """The page that says what a file holds and whence."""
    own = shown.startswith("data/restricted/")
    return "data/restricted/README.md" if own else "data/README.md"


def _missing_rows(frame: pd.DataFrame, schema: pa.DataFrameSchema) -> str:
    """Which rows of the schema's grid a frame lacks, empty if none."""
    grid = (schema.metadata or {}).get("grid", {})
    wanted = list(itertools.product(*grid.values()))
    there = set(zip(*(frame[name] for name in grid), strict=True))
    missing = [row for row in wanted if row not in there]
    if not grid or not missing:
        return ""
    first = " ".join(map(str, missing[0]))
    return (f"{len(missing)} of the {len(wanted)} ({', '.join(grid)}) rows missing, first: {first}; "
            "restore each line")  # fmt: skip


def _place(frame: pd.DataFrame, row: int, column: str, key: list[str], shown: str) -> str:
    of = f" ({_key(frame, row, key)})" if key else ""
    return f"{shown}, line {row + 2}{of}, column {column!r}"


def _key(frame: pd.DataFrame, row: int, key: list[str]) -> str:
    return " ".join(str(frame[name].iloc[row]) for name in key).strip()


def _shown(path: Path) -> str:
    try:
        return paths.relative(path)
    except ValueError:
        return path.name


def seal() -> list[str]:
    """Write the present checksums of all described tables into ``data/sources.yml``; the changed ones."""
    text = paths.SOURCES.read_text(encoding="utf-8")
    changed = []
    for key, entry in sources()["tables"].items():
        found = sha256(paths.DATA / key)
        if found != entry["sha256"]:
            text = text.replace(f'sha256: "{entry["sha256"]}" # {key}', f'sha256: "{found}" # {key}')
            changed.append(key)
    temporary = paths.SOURCES.with_suffix(".yml.part")
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, paths.SOURCES)
    return changed


def check() -> list[str]:
    """Load every described table; the names of those that passed."""
    passed = []
    for key in sources()["tables"]:
        name = Path(key).stem
        if name in SCHEMAS:
            load(name)
        else:
            read_checked(key)
        passed.append(key)
    return passed


def main(arguments: list[str]) -> int:
    """Command line: ``check``, ``seal`` or ``codebook``."""
    if arguments == ["check"]:
        print("\n".join(f"ok  data/{key}" for key in check()))
    elif arguments == ["seal"]:
        print("\n".join(f"sealed data/{key}" for key in seal()) or "nothing to seal")
    elif arguments == ["codebook"]:
        from lib.codebook import write

        print(f"wrote {write()}")
    else:
        print("usage: python -m lib.facts check | seal | codebook", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except DataError as error:
        sys.exit(f"error: {error}")
