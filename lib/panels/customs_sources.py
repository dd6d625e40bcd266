"""Where customs records come from: Parquet or CSV, a file or a folder of files, larger than memory.

Nothing is read until an expression runs. A CSV is turned into Parquet in the temporary folder first, with
every cell as text, so that no reader guesses a type and drops the leading zero of a code.
"""

import codecs
import csv
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.common.exceptions import IbisError

from lib.facts import DataError
from lib.panels.customs_rules import OPTIONAL, REQUIRED

MEMORY_LIMIT = "4GB"
_MAGIC = b"PAR1"
_BLOCK = 1 << 20
# Whose errors speak of the files: packages of engines, which need not be installed, and kinds of error.
_ENGINES = ("duckdb", "pyspark", "py4j")
_READING = (pa.ArrowException, IbisError, OSError)
# What engines say, in lower case, and what to do about it.
_REMEDIES = (
    (("no space left", "disk quota", "file too large", "could not write", "max_temp_directory_size"),
     "the disk is full: free space, or name a temporary folder on a larger disk (temp_directory)"),
    (("out of memory", "failed to allocate", "could not allocate"),
     "memory does not suffice: raise memory_limit, or name a temporary folder that it may spill to"),
    (("no magic bytes", "not a parquet file", "is not a parquet", "corrupt", "snappy", "zstd", "thrift",
      "not enough bytes", "deserializ", "decompress"),
     "a Parquet file is damaged: copy it again, or write it again from its source"),
    (("csv error",),
     "a line of the CSV does not have the header's columns: quote cells that contain commas, or remove it"),
)  # fmt: skip
_UNREADABLE = "it cannot be read: copy it again, or write it again from its source"


@contextmanager
def duckdb(
    *,
    memory_limit: str = MEMORY_LIMIT,
    threads: int | None = None,
    temp_directory: str | Path | None = None,
) -> Iterator[ibis.BaseBackend]:
    """A DuckDB that spills to a temporary folder, which is removed at the end.

    Parameters
    ----------
    memory_limit : str
        As DuckDB writes it: ``"4GB"``.
    threads : int, optional
        All cores by default.
    temp_directory : path, optional
        Where the temporary folder is made; the system's place by default.

    Raises
    ------
    DataError
        No folder can be made there.
    """
    try:
        temporary = tempfile.TemporaryDirectory(prefix="customs-", dir=temp_directory)
    except OSError as error:
        raise DataError(f"temp_directory={str(temp_directory)!r}: no temporary folder can be made there "
                        f"({error.strerror}); create it, or name another") from error  # fmt: skip
    with temporary as folder:
        settings = {"memory_limit": memory_limit, "temp_directory": folder, "preserve_insertion_order": False}
        connection = ibis.duckdb.connect(**settings, **({"threads": threads} if threads else {}))
        try:
            yield connection
        finally:
            connection.disconnect()


def records(
    connection: ibis.BaseBackend,
    source: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    needed: Sequence[str] = REQUIRED,
) -> ir.Table:
    """The records of a Parquet or CSV file or folder, with the columns of the schema and no others.

    Parameters
    ----------
    connection : BaseBackend
        `duckdb`, or a connection of Ibis to Spark.
    source : path
        ``.parquet`` or ``.csv`` (UTF-8, comma-separated, with a header), or a folder of files of one kind.
    columns : mapping, optional
        Name of the schema -> name in the file, where they differ: ``{"value_usd": "金额"}``.
    needed : sequence of str
        Those of `customs_rules.REQUIRED` that every file must have; another that none has is missing in
        every record.

    Raises
    ------
    DataError
        Nothing there, files of two kinds, a Parquet file cut short or damaged, a column missing in one of
        the files or of no type that can be read, a CSV that is not UTF-8.
    """
    files = data_files(Path(source))
    if files[0].suffix.lower() == ".parquet":
        for file in files:
            refuse_cut_short(file)
        _refuse_other_columns(files, columns or {}, needed)
        with told(source):
            table = _read_parquet(connection, Path(source), files)
        return _select(table, columns or {}, source, needed)
    for file in files:
        _refuse_other_encoding(file, whole=False)
    with told(source):
        try:
            return _csv(connection, files, columns or {}, source, needed)
        except DataError:
            raise
        except Exception:
            for file in files:  # what an engine calls a bad line may be another encoding
                _refuse_other_encoding(file, whole=True)
            raise


def data_files(source: Path) -> list[Path]:
    """The Parquet or CSV files of a path, in order of their names."""
    if not source.exists():
        raise DataError(f"{source.name} is missing: put the customs records there, as Parquet or CSV")
    inner = [f for f in source.rglob("*") if f.is_file() and not f.name.startswith((".", "_"))]
    files = sorted(inner) if source.is_dir() else [source]
    kinds = sorted({file.suffix.lower() for file in files})
    if not files or len(kinds) > 1 or kinds[0] not in (".parquet", ".csv"):
        found = ", ".join(kinds) or "no file"
        raise DataError(f"{source.name}: found {found}; needed are files that all end in .parquet, or all "
                        "in .csv")  # fmt: skip
    return files


@contextmanager
def told(source: str | Path) -> Iterator[None]:
    """Say in words what an engine's error means for the user of ``source``; a fault of the code passes."""
    try:
        yield
    except DataError:
        raise
    except Exception as error:
        said = str(error)
        remedies = (words for signs, words in _REMEDIES if any(sign in said.lower() for sign in signs))
        remedy = next(remedies, _UNREADABLE if _of_engine(error) else "")
        if not remedy:
            raise
        first = next(iter(said.strip().splitlines()), type(error).__name__)
        raise DataError(f"{Path(source).name}: {remedy} ({first})") from error


def _of_engine(error: Exception) -> bool:
    """Whether an engine or a reader of files raised it."""
    package = type(error).__module__.partition(".")[0].lstrip("_")
    return package in _ENGINES or isinstance(error, _READING)


def _read_parquet(connection: ibis.BaseBackend, source: Path, files: list[Path]) -> ir.Table:
    if connection.name == "duckdb":
        return connection.read_parquet([str(file) for file in files], union_by_name=True)
    return connection.read_parquet(str(source), recursiveFileLookup=True, mergeSchema=True)


def _csv(
    connection: ibis.BaseBackend,
    files: list[Path],
    columns: Mapping[str, str],
    source: str | Path,
    needed: Sequence[str],
) -> ir.Table:
    header = _header(files)
    if connection.name != "duckdb":
        options = {"header": True, "inferSchema": False, "recursiveFileLookup": True}
        return _select(connection.read_csv(str(source), **options), columns, source, needed)
    # Nothing is left to the sniffer: it would take a ragged line for the end of a preamble and skip to it.
    options = {"auto_detect": False, "header": True, "delim": ",", "quote": '"', "escape": '"', "skip": 0}
    table = connection.read_csv([str(f) for f in files], columns=dict.fromkeys(header, "VARCHAR"), **options)
    table = _select(table, columns, source, needed)
    [(folder,)] = connection.raw_sql("SELECT current_setting('temp_directory')").fetchall()
    staged = Path(folder) / f"{Path(source).stem}.parquet"
    table.to_parquet(staged)
    return connection.read_parquet(str(staged))


def _header(files: list[Path]) -> list[str]:
    """The names in the first line, which all files share."""
    headers = {}
    for file in files:
        with file.open(encoding="utf-8-sig", newline="") as handle:
            headers[file] = next(csv.reader(handle), [])
    first = headers[files[0]]
    for file, header in headers.items():
        if not any(header):
            raise DataError(f"{file.name} is empty or begins with an empty line; its first line has to name "
                            "the columns: write it again from its source")  # fmt: skip
        if header != first:
            raise DataError(f"{file.name}, line 1: the columns are not those of {files[0].name} in the same "
                            "order; write the files alike")  # fmt: skip
        if len(set(header)) < len(header):
            twice = next(name for name in header if header.count(name) > 1)
            raise DataError(f"{file.name}, line 1: column {twice!r} stands there twice; keep one")
    return first


def _select(
    table: ir.Table, columns: Mapping[str, str], source: str | Path, needed: Sequence[str]
) -> ir.Table:
    """The schema's columns under the schema's names; one that is not needed and not there is missing."""
    names = _names(columns)
    _refuse_missing(set(table.columns), names, Path(source).name, needed)
    found = table.select(**{name: table[own] for name, own in names.items() if own in table.columns})
    for name, kind in found.schema().items():
        if not (kind.is_numeric() or kind.is_string() or kind.is_null()):
            raise DataError(f"{Path(source).name}: column {names[name]!r} is of type {kind}; needed are "
                            "numbers or text: write the column as one of them")  # fmt: skip
    absent = [name for name in REQUIRED if name not in found.columns]
    return found.mutate(**{name: ibis.null("float64") for name in absent}) if absent else found


def _names(columns: Mapping[str, str]) -> dict[str, str]:
    """Names of the schema -> names in the files."""
    return {name: columns.get(name, name) for name in (*REQUIRED, *OPTIONAL)}


def _refuse_missing(there: set[str], names: dict[str, str], file: str, needed: Sequence[str]) -> None:
    missing = [name for name in needed if names[name] not in there]
    if missing:
        raise DataError(
            f"{file}: column {names[missing[0]]!r} is missing ({len(missing)} missing in all; "
            f"the file has {', '.join(sorted(there))}); needed are {', '.join(needed)}. "
            "Rename the columns, or say what they are called (columns)"
        )


def _refuse_other_columns(files: list[Path], columns: Mapping[str, str], needed: Sequence[str]) -> None:
    """Every Parquet file has the columns, since a union would fill those of one that lacks them."""
    names, there = _names(columns), {}
    for file in files:
        with told(file):
            footer = pq.read_metadata(file).schema
        there[file] = {footer.column(place).path.split(".")[0] for place in range(len(footer.names))}
        _refuse_missing(there[file], names, file.name, needed)
    for name in (*OPTIONAL, *(name for name in REQUIRED if name not in needed)):
        having = [file for file in files if names[name] in there[file]]
        lacking = [file for file in files if file not in having]
        if having and lacking:
            raise DataError(f"{lacking[0].name}: column {names[name]!r} is missing, which {having[0].name} "
                            "has; write it into every file, or into none")  # fmt: skip


def refuse_cut_short(file: Path) -> None:
    """A Parquet file begins and ends with the same four bytes; one cut short does not end with them."""
    with file.open("rb") as handle:
        first = handle.read(4)
        handle.seek(-min(4, file.stat().st_size), 2)
        last = handle.read(4)
    if first != _MAGIC:
        raise DataError(f"{file.name} is no Parquet file; write it as Parquet, or name it .csv if it is one")
    if last != _MAGIC:
        raise DataError(f"{file.name} is cut short: the end of the Parquet file is missing; copy it again, "
                        "or write it again from its source")  # fmt: skip


def _refuse_other_encoding(file: Path, *, whole: bool) -> None:
    """Name the first line that is not UTF-8, in the first megabyte or in the whole file."""
    decoder, lines = codecs.getincrementaldecoder("utf-8")(), 1
    with file.open("rb") as handle:
        while block := handle.read(_BLOCK):
            try:
                text = decoder.decode(block)
            except UnicodeDecodeError as error:
                lines += error.object.count(b"\n", 0, error.start)
                raise DataError(
                    f"{file.name}, line {lines}: the file is not UTF-8 (Chinese customs often writes GBK); "
                    f"convert it with `iconv -f GB18030 -t UTF-8 {file.name} > utf8.csv`"
                ) from None
            lines += text.count("\n")
            if not whole:
                return
