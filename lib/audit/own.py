"""A user's own table: the CSV form of ``data/published``, so that an editor can audit a manuscript."""

import csv
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from lib import claim_language, facts, paths, published
from lib.audit import engine, own_design, own_rows
from lib.audit.design import Design, DesignError
from lib.audit.findings import RULES, Finding
from lib.audit.record import Record, with_parentheses

REQUIRED = ("exhibit", "column", "term", "statistic", "printed")
STATISTICS = {
    "coef": "coefficient",
    "se": "standard error",
    "t": "t or z statistic",
    "p": "p-value",
    "n": "number of observations",
    "n_units": "number of units",
    "r2": "R-squared",
    "ci_low": "lower end of a confidence interval",
    "ci_high": "upper end",
    "mean_treated": "mean of the treated (balance tables; panel before or after)",
    "mean_control": "mean of the controls",
    "bias": "standardised bias in per cent",
    "bias_reduction": "reduction of the bias in per cent",
    "r2_adjusted": "adjusted R-squared",
    "n_clusters": "number of clusters",
    "n_instruments": "number of instruments",
    "df": "degrees of freedom of a test (term hansen or sargan)",
    "ci_level": "level of the confidence intervals, 95 or 0.95",
    "f": "F statistic",
    "chi2": "chi-squared statistic",
    "correlation": "correlation",
    "mean": "mean of a variable",
    "sd": "standard deviation of a variable",
    "min": "smallest value",
    "p25": "lower quartile",
    "median": "median",
    "p75": "upper quartile",
    "max": "largest value",
}  # the statistics that rules know; others are read by identities only
CLAIM_REQUIRED = ("id", "statement", "kind", "exhibit", "column", "term", "statistic")
# What a rule raises on a declaration that `own_design` cannot tell to be wrong.
UNREADABLE = (ValueError, KeyError, TypeError, IndexError, AttributeError)


def example(name: str) -> dict[str, Path]:
    """Files of an example in ``data/examples``: ``table``, ``claims``, ``design``.

    Parameters
    ----------
    name : str
        A literal in a chapter, so that the graph knows what the chapter depends on.

    Raises
    ------
    lib.facts.DataError
        There is no such example.
    """
    endings = {"table": ".csv", "claims": "_claims.csv", "design": "_design.yml"}
    files = {kind: paths.EXAMPLES / f"{name}{ending}" for kind, ending in endings.items()}
    for path in files.values():
        if not path.is_file():
            known = sorted(p.stem for p in paths.EXAMPLES.glob("*.csv") if not p.stem.endswith("_claims"))
            raise facts.DataError(f"no example {path.name} in data/examples; there are: {', '.join(known)}")
        facts.register(path, facts.sha256(path))
    return files


def read(table: Path, *, claims: Path | None = None, design: Path | None = None) -> Record:
    """The record of a user's own files.

    Parameters
    ----------
    table : Path
        CSV, one row a printed number, with the columns `REQUIRED` and, as far as they are there, the
        other columns of ``data/published/PAPER.csv`` (its README says what each holds).
    claims : Path, optional
        CSV of sentences with the columns `CLAIM_REQUIRED` and, as far as they are there, the other columns
        of ``data/published/PAPER_claims.csv``.
    design : Path, optional
        YAML with the fields of `lib.audit.Design` at its top.

    Raises
    ------
    lib.facts.DataError
        A file, column or row is not as described; the message names file, line, column and remedy.
    lib.audit.DesignError
        The design is not as described, or names a column that the table does not have.
    """
    typed = _table(table)
    rows = [with_parentheses(published.as_cells(typed), typed)]
    if claims is not None:
        rows.append(_claims(claims, rows[0]))
    whole = pd.concat(rows, ignore_index=True).fillna("")
    declared = own_design.read(design, Record(table.stem, whole)) if design else None
    return Record(table.stem, whole, declared)


def findings(record: Record) -> list[Finding]:
    """Findings of all rules on a user's record.

    Raises
    ------
    lib.audit.DesignError
        A rule cannot read what the design declares; the message names the rule.
    """
    try:
        return engine.run(record)
    except UNREADABLE:
        if record.design == Design():
            raise
    for name in RULES:  # only to name the rule
        try:
            engine.run(record, [name])
        except DesignError:
            raise
        except UNREADABLE as error:
            raise DesignError(f"design of {record.paper}: the rule {name} cannot read it "
                              f"({type(error).__name__}: {error}); lib/audit/design.py says what each field "
                              "holds") from None  # fmt: skip
    return engine.run(record)


def _table(path: Path) -> pd.DataFrame:
    frame = _columns(_read(path), path, REQUIRED, published.NUMBER_COLUMNS, "a table")
    own_rows.check(frame, path.name)
    _check_repeated(frame, list(published.KEYS), path)
    _for_a_user(published.check_cells, frame, path)
    return frame


def _claims(path: Path, cells: pd.DataFrame) -> pd.DataFrame:
    frame = _columns(_read(path), path, CLAIM_REQUIRED, published.CLAIM_COLUMNS, "claims")
    _check_repeated(frame, ["id"], path)
    for line, row in enumerate(frame.to_dict("records"), start=2):
        place = f"{path.name}, line {line}"
        if word := own_rows.misspelt(row["statistic"]):
            raise facts.DataError(f"{place}: no rule reads the statistic {row['statistic']!r}; "
                                  f"write {word!r}")  # fmt: skip
        printed = row["printed"]
        if excess := own_rows.beyond_print(printed):
            raise facts.DataError(f"{place}: column 'printed': {excess}")
        if form := own_rows.worded(printed) or own_rows.with_spaces(printed):
            raise facts.DataError(f"{place}: {form}")
        if row["level"] and not row["level"].replace(".", "", 1).isdigit():
            raise facts.DataError(f"{place}: column 'level': {row['level']!r} is not a level such as 0.05")
        if row["id"] in set(cells["id"]):
            raise facts.DataError(f"{place}: id {row['id']!r} is that of a cell of the table; choose another")
        printed = cells[(cells[published.KEYS] == [row[key] for key in published.KEYS]).all(axis=1)]
        if row["kind"] in claim_language.NUMBERS and len(printed):
            raise facts.DataError(f"{place}: the table prints {printed['id'].iloc[0]} already; a sentence "
                                  "that repeats it is of kind 'restatement'")  # fmt: skip
    _for_a_user(published.check_claims, frame, path)
    return published.as_cells(frame)


def _for_a_user(check: Callable, frame: pd.DataFrame, path: Path) -> None:
    """Check the rows; the message of a user's own file does not send to the files of the papers."""
    try:
        check(frame, path.name)
    except facts.DataError as error:
        fault, _, _ = str(error).partition("; correct the cell")
        remedy = "; correct the cell: a bare number in 'printed', everything else in the other columns"
        raise facts.DataError(fault + (remedy if "'printed'" in fault else "; correct the cell")) from None


def _columns(frame: pd.DataFrame, path: Path, required: tuple, known: list[str], what: str) -> pd.DataFrame:
    """The frame with all known columns; an error if one is missing or unknown, or if there is no row."""
    missing = [name for name in required if name not in frame]
    if missing:
        raise facts.DataError(f"{path.name}, line 1: no column {missing[0]!r}; {what} needs "
                              f"{', '.join(required)}")  # fmt: skip
    unknown = [name for name in frame if name not in known]
    if unknown:
        raise facts.DataError(f"{path.name}, line 1: unknown column {unknown[0]!r}; the columns are "
                              f"{', '.join(known)}")  # fmt: skip
    if frame.empty:
        raise facts.DataError(f"{path.name}: no row below the names of the columns; write one a number")
    return frame.reindex(columns=known, fill_value="")


def _check_repeated(frame: pd.DataFrame, keys: list[str], path: Path) -> None:
    """Refuse two rows with the same keys; the message names both lines."""
    again = frame.index[frame.duplicated(keys)]
    if len(again):
        same = (frame[keys] == frame.loc[again[0], keys]).all(axis=1)
        first = frame.index[same][0]
        name = "/".join(frame.loc[again[0], keys])
        raise facts.DataError(f"{path.name}, line {again[0] + 2}: {name} stands in line {first + 2} already; "
                              f"keep one, or give them different keys ({', '.join(keys)})")  # fmt: skip


def _read(path: Path) -> pd.DataFrame:
    """A CSV of stripped strings, with or without a byte-order mark, with any line ends."""
    if path.is_dir():
        raise facts.DataError(f"{path.name}: this is a directory; give the path of a CSV file in it")
    if not path.is_file():
        raise facts.DataError(f"{path.name}: no such file; give the path of a CSV file")
    content = path.read_bytes().strip(b"\xef\xbb\xbf \t\r\n")
    if not content:
        raise facts.DataError(f"{path.name}: the file is empty; its first line names the columns")
    names = content.splitlines()[0]
    if b"," not in names and (b";" in names or b"\t" in names):
        raise facts.DataError(f"{path.name}, line 1: the cells are not separated by commas; save it as CSV "
                              "with commas, and with points in decimal numbers")  # fmt: skip
    try:
        frame = facts.read_text(path)
    except csv.Error as error:
        raise facts.DataError(f"{path.name}: not a CSV file ({error}); look for a quotation mark that is "
                              "not closed") from None  # fmt: skip
    frame.columns = [str(name).strip() for name in frame.columns]
    return frame.apply(lambda column: column.str.strip())
