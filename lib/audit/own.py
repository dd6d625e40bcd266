"""A user's own table: the CSV form of ``data/published``, so that an editor can audit a manuscript."""

from pathlib import Path

import pandas as pd

from lib import facts, published
from lib.audit import design as designs
from lib.audit.record import Record

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
}  # the statistics that rules know; others are read by identities only


def read(table: Path, *, claims: Path | None = None, design: Path | None = None) -> Record:
    """The record of a user's own files.

    Parameters
    ----------
    table : Path
        CSV, one row a printed number, with the columns `REQUIRED` and, as far as they are there, the
        other columns of ``data/published/PAPER.csv`` (its README says what each holds).
    claims : Path, optional
        CSV as ``data/published/PAPER_claims.csv``, its columns all there.
    design : Path, optional
        YAML with the fields of `lib.audit.Design` at its top.

    Raises
    ------
    lib.facts.DataError
        A file, column or row is not as described; the message names file, line, column and remedy.
    lib.audit.DesignError
        The design is not as described.
    """
    rows = [published.as_cells(_table(table))]
    if claims is not None:
        rows.append(published.as_cells(_claims(claims)))
    declared = designs.load(table.stem, design) if design else None
    return Record(table.stem, pd.concat(rows, ignore_index=True), declared)


def _table(path: Path) -> pd.DataFrame:
    frame = _read(path)
    missing = [name for name in REQUIRED if name not in frame]
    if missing:
        raise facts.DataError(f"{path.name}: no column {missing[0]!r}; a table needs {', '.join(REQUIRED)}")
    unknown = [name for name in frame if name not in published.NUMBER_COLUMNS]
    if unknown:
        raise facts.DataError(f"{path.name}: unknown column {unknown[0]!r}; the columns are "
                              f"{', '.join(published.NUMBER_COLUMNS)}")  # fmt: skip
    frame = frame.reindex(columns=published.NUMBER_COLUMNS, fill_value="")
    for line, row in enumerate(frame.to_dict("records"), start=2):
        _check_statistic(row, f"{path.name}, line {line}")
    published.check_cells(frame, path.name)
    return frame


def _check_statistic(row: dict, place: str) -> None:
    """Refuse what would make a rule read nonsense: coefficients without a column, a count with decimals."""
    if row["statistic"] in ("coef", "se", "t") and not row["term"]:
        raise facts.DataError(f"{place}: statistic {row['statistic']!r} has no term; name the regressor")
    if row["statistic"] in ("n", "n_units") and row["term"]:
        raise facts.DataError(f"{place}: statistic {row['statistic']!r} belongs to a column, not to the term "
                              f"{row['term']!r}; leave term empty")  # fmt: skip
    if row["stars"] and row["statistic"] not in ("coef", "p"):
        raise facts.DataError(f"{place}: stars at statistic {row['statistic']!r}; put them in the row of the "
                              "coefficient or of the p-value")  # fmt: skip
    if row["printed"] and row["printed"].rstrip("*") != row["printed"]:
        bare = row["printed"].rstrip("*")
        raise facts.DataError(f"{place}: column 'printed' has stars, {row['printed']!r}; write {bare!r} "
                              "there and the stars in column 'stars'")  # fmt: skip


def _claims(path: Path) -> pd.DataFrame:
    frame = _read(path)
    if list(frame.columns) != published.CLAIM_COLUMNS:
        raise facts.DataError(f"{path.name}: its columns are {', '.join(frame.columns)}; write "
                              f"{', '.join(published.CLAIM_COLUMNS)}")  # fmt: skip
    published.check_claims(frame, path.name)
    return frame


def _read(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise facts.DataError(f"{path.name}: no such file; give the path of a CSV file")
    if not path.read_bytes().strip():
        raise facts.DataError(f"{path.name}: the file is empty; its first line names the columns")
    return facts.read_text(path).apply(lambda column: column.str.strip())
