"""The tables of ``data/``: read, validated cell by cell, and checked against their sealed checksum.

``load(name)`` is what panels and chapters call. ``python -m lib.facts check`` verifies every table,
``seal`` records new checksums after a deliberate change, ``codebook`` writes ``data/README.md``.
"""

import csv
import hashlib
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
from lib.schemas import SCHEMAS

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
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def sources() -> dict:
    """The record of ``data/sources.yml``: table (relative to ``data/``) -> its description."""
    return _sources(paths.SOURCES.stat().st_mtime_ns)


@cache
def _sources(_stamp: int) -> dict:
    return yaml.safe_load(paths.SOURCES.read_text(encoding="utf-8"))


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
    """A CSV with every cell as a string; a ragged line is an error that names it."""
    shown = _shown(path)
    if not path.exists():
        raise DataError(f"{shown} is missing; restore it with `git checkout -- {shown}`")
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.reader(handle))
    if not rows:
        raise DataError(f"{shown} is empty; restore it with `git checkout -- {shown}`")
    header, body = rows[0], rows[1:]
    for line, row in enumerate(body, start=2):
        if len(row) != len(header):
            raise DataError(f"{shown}, line {line}: {len(row)} cells where the header has {len(header)}; "
                            "quote cells that contain commas")  # fmt: skip
    return pd.DataFrame(body, columns=header, dtype=object)


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
                        f"codebook data/README.md lists the columns to supply")  # fmt: skip
    unknown = [column for column in text.columns if column not in schema.columns]
    if unknown:
        raise DataError(f"{shown}: unknown column {unknown[0]!r}; remove it or add it to lib/schemas.py")
    frame = pd.DataFrame(
        {name: _convert(text, name, column, shown) for name, column in schema.columns.items()}
    )
    _check_keys(frame, list(schema.unique or []), shown)
    try:
        return schema.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        raise DataError(_explain(error, frame, list(schema.unique or []), shown)) from None


def _convert(text: pd.DataFrame, name: str, column: pa.Column, shown: str) -> pd.Series:
    if str(column.dtype) not in ("float64", "int64"):
        return text[name].astype(object)
    cells = text[name].str.strip()
    empty = cells == ""
    if empty.any() and not column.nullable:
        row = int(empty.to_numpy().argmax())
        raise DataError(f"{shown}, line {row + 2}, column {name!r}: the cell is empty, a number is needed; "
                        "fill it from the source named in data/README.md")  # fmt: skip
    numbers = pd.to_numeric(cells.where(~empty), errors="coerce")
    bad = numbers.isna() & ~empty
    if bad.any():
        row = int(bad.to_numpy().argmax())
        raise DataError(f"{shown}, line {row + 2}, column {name!r}: {cells.iloc[row]!r} is not a number; "
                        "write it with a point and without thousands separators, or leave the cell "
                        "empty if the figure is missing")  # fmt: skip
    if str(column.dtype) == "int64":
        fractional = numbers != numbers.round()
        if fractional.any():
            row = int(fractional.to_numpy().argmax())
            raise DataError(f"{shown}, line {row + 2}, column {name!r}: {cells.iloc[row]!r} is not a whole "
                            "number")  # fmt: skip
        return numbers.astype("int64")
    return numbers.astype(float)


def _check_keys(frame: pd.DataFrame, key: list[str], shown: str) -> None:
    duplicated = frame.duplicated(key) if key else pd.Series(False, index=frame.index)
    if duplicated.any():
        row = int(duplicated.to_numpy().argmax())
        raise DataError(f"{shown}: {int(duplicated.sum())} duplicate ({', '.join(key)}) keys, first: "
                        f"{_key(frame, row, key)} on line {row + 2}; remove or correct the line")  # fmt: skip


def _explain(error: pandera.errors.SchemaErrors, frame: pd.DataFrame, key: list[str], shown: str) -> str:
    cases = error.failure_cases
    cells = cases[cases["index"].notna() & cases["column"].isin(frame.columns)]
    if len(cells):
        case = cells.sort_values("index", kind="stable").iloc[0]
        row, column = int(case["index"]), case["column"]
        return (f"{shown}, line {row + 2} ({_key(frame, row, key)}), column {column!r}: "
                f"{frame[column].iloc[row]!r} breaks the rule {case['check']} ({len(cells)} such cells); "
                "correct the cell from the source named in data/README.md")  # fmt: skip
    case = cases.iloc[0]
    return (f"{shown}: the table breaks the rule '{case['check']}'; compare its keys with the codebook "
            "data/README.md and restore missing lines")  # fmt: skip


def _key(frame: pd.DataFrame, row: int, key: list[str]) -> str:
    return " ".join(str(frame[name].iloc[row]) for name in key) or f"row {row}"


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
