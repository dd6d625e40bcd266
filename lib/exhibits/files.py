"""Files an exhibit leaves behind: complete or absent, and the same bytes on every run."""

import hashlib
import os
from pathlib import Path

import pandas as pd

from lib import paths
from lib.results import TIDY

KEYS = ["panel", "column", "term", "statistic"]


def write_bytes(path: Path, content: bytes) -> str:
    """Write ``content`` under a temporary name, move it to ``path``, return its sha256."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    return hashlib.sha256(content).hexdigest()


def write_csv(path: Path, frame: pd.DataFrame, *, index: bool = False) -> str:
    """Write a frame as UTF-8 CSV; floats in their shortest exact form; return the file's sha256."""
    return write_bytes(path, frame.to_csv(index=index, lineterminator="\n").encode("utf-8"))


def check_tidy(tidy: pd.DataFrame, *, paper: str, exhibit: str, track: str) -> pd.DataFrame:
    """Return the rows in the order of `lib.results.TIDY`, checked against the exhibit they belong to.

    Parameters
    ----------
    tidy : DataFrame
        Columns `lib.results.TIDY`, one row a statistic.
    paper, exhibit, track : str
        What the rows' own columns have to say.

    Raises
    ------
    ValueError
        A column is missing or unknown, a row belongs elsewhere, a value is not a number, or a key
        appears twice.
    """
    where = f"tidy rows of {paper}/{exhibit}"
    if set(tidy.columns) != set(TIDY):
        missing, unknown = set(TIDY) - set(tidy.columns), set(tidy.columns) - set(TIDY)
        raise ValueError(f"{where}: missing columns {sorted(missing)}, unknown columns {sorted(unknown)}")
    for column, expected in {"paper": paper, "exhibit": exhibit, "track": track}.items():
        wrong = tidy.loc[tidy[column] != expected, column]
        if len(wrong):
            raise ValueError(f"{where}: column {column} says {wrong.iloc[0]!r}, expected {expected!r}")
    if not pd.api.types.is_numeric_dtype(tidy["value"]):
        raise ValueError(f"{where}: column value is {tidy['value'].dtype}, make it a number")
    keys = tidy[KEYS].fillna("")
    repeated = keys[keys.duplicated()]
    if len(repeated):
        raise ValueError(f"{where}: {len(repeated)} repeated keys, first: {tuple(repeated.iloc[0])}")
    return tidy[TIDY]


def check_readings(rows: pd.DataFrame, *, paper: str, track: str) -> pd.DataFrame:
    """Tidy rows of other exhibits as they would be under another reading, named in ``reading``.

    Raises
    ------
    ValueError
        A column is missing, or a key appears twice within a reading; otherwise as `check_tidy`.
    """
    if "reading" not in rows or rows["reading"].fillna("").eq("").any():
        raise ValueError(f"readings of {paper}: every row needs the name of its reading")
    for (_, exhibit), part in rows.groupby(["reading", "exhibit"], dropna=False):
        check_tidy(part.drop(columns="reading"), paper=paper, exhibit=exhibit, track=track)
    return rows[["reading", *TIDY]]


def readings_path(paper: str, exhibit: str) -> Path:
    """Where an exhibit keeps what other exhibits would say under other readings."""
    return paths.RESULTS / paper / "readings" / f"{exhibit}.csv"


def tidy_path(paper: str, exhibit: str) -> Path:
    """Where the tidy numbers of an exhibit stand; verdicts and other chapters read them there."""
    return paths.RESULTS / paper / f"{exhibit}.csv"


def display_path(paper: str, exhibit: str) -> Path:
    """Where a table stands as readers see it."""
    return paths.RESULTS / paper / "tables" / f"{exhibit}.csv"


def figure_path(paper: str, exhibit: str) -> Path:
    """Where a figure stands."""
    return paths.RESULTS / paper / "figures" / f"{exhibit}.png"
