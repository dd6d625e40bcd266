"""The papers' printed numbers and claims, as printed (``data/published``, see its README)."""

import pandas as pd

from lib import claim_language, facts, paths
from lib.printed import parse

KEYS = ["exhibit", "panel", "column", "term", "statistic"]
NUMBER_COLUMNS = [
    *("exhibit", "place", "panel", "column", "row", "term", "statistic"),
    *("printed", "stars", "parenthesis", "note"),
]
CLAIM_COLUMNS = [
    *("id", "place", "statement", "zh_key", "kind", *KEYS),
    *("printed", "unit", "comparator", "expected", "level", "note"),
]
CELL_COLUMNS = [
    *("id", "source", "place", "label", "kind", *KEYS),
    *("printed", "stars", "unit", "comparator", "expected", "level", "note"),
]
CAUSES = (
    "data vintage",
    "sample",
    "deflator or unit",
    "small-sample correction",
    "undocumented choice",
    "restricted data",
    "software",
)
STARS = ("", "*", "**", "***")
NOT_PRINTED = "not printed:"


def papers() -> list[str]:
    """Papers with a printed record, by name."""
    suffixes = ("_claims", "_errors", "_causes")
    return sorted(path.stem for path in paths.PUBLISHED.glob("*.csv") if not path.stem.endswith(suffixes))


def load(paper: str) -> pd.DataFrame:
    """Cells of the paper's tables and figures: columns `NUMBER_COLUMNS`, all strings.

    Raises
    ------
    DataError
        A column, a printed string, a star or a key is not as the README says; the message names file,
        line, column and remedy.
    """
    name = f"{paper}.csv"
    frame = _read(name, NUMBER_COLUMNS)
    check_cells(frame, f"data/published/{name}")
    return frame


def check_cells(frame: pd.DataFrame, name: str) -> None:
    """Refuse a table of cells that is not as the README says; ``name`` is the file in the message."""
    _check(frame, name, _check_number)
    _unique(frame, KEYS, name)


def claims(paper: str) -> pd.DataFrame:
    """Numbers of the running text and claims: columns `CLAIM_COLUMNS`, all strings. Raises as `load`."""
    name = f"{paper}_claims.csv"
    frame = _read(name, CLAIM_COLUMNS)
    check_claims(frame, f"data/published/{name}")
    return frame


def check_claims(frame: pd.DataFrame, name: str) -> None:
    """Refuse claims that no rule can judge; ``name`` is the file in the message."""
    _check(frame, name, _check_claim)
    _unique(frame, ["id"], name)
    _unique(frame[frame["kind"].isin(claim_language.NUMBERS)], KEYS, name)


def cells(paper: str) -> pd.DataFrame:
    """Everything of the printed record in one form, exhibits first: columns `CELL_COLUMNS`.

    ``source`` is ``exhibit`` or ``text``; a cell of an exhibit is of kind ``number`` and its id is its
    key. A number entered in both files is an error.
    """
    both = pd.concat([as_cells(load(paper)), as_cells(claims(paper))], ignore_index=True)
    _unique(both, ["id"], f"data/published/{paper}.csv and {paper}_claims.csv")
    numbers = both[both["kind"].isin(claim_language.NUMBERS)]
    _unique(numbers, KEYS, f"data/published/{paper}.csv and {paper}_claims.csv")
    return both


def as_cells(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of `load` or `claims` with the columns `CELL_COLUMNS`; rows that have them are returned."""
    if list(rows.columns) == CELL_COLUMNS:
        return rows
    if "kind" in rows:
        return rows.rename(columns={"statement": "label"}).assign(source="text", stars="")[CELL_COLUMNS]
    fixed = dict.fromkeys(("unit", "comparator", "expected", "level"), "")
    ids = rows[KEYS].agg("/".join, axis=1)
    return rows.rename(columns={"row": "label"}).assign(
        id=ids, source="exhibit", kind="number", **fixed
    )[CELL_COLUMNS]  # fmt: skip


def causes(paper: str) -> pd.DataFrame:
    """Why verdicts are not exact: columns id, cause (one of `CAUSES`), explanation, test. May be absent."""
    name = f"{paper}_causes.csv"
    frame = _optional(name, ["id", "cause", "explanation", "test"])
    _check(frame, f"data/published/{name}", _check_cause)
    return _known_ids(frame, paper, name)


def errors(paper: str) -> pd.DataFrame:
    """Printed numbers that contradict each other: columns id, audit, explanation. May be absent."""
    name = f"{paper}_errors.csv"
    frame = _optional(name, ["id", "audit", "explanation"])
    _check(frame, f"data/published/{name}", _check_error)
    return _known_ids(frame, paper, name)


def _read(name: str, columns: list[str]) -> pd.DataFrame:
    """A file of strings; compared with its sealed checksum where ``data/sources.yml`` describes it."""
    path = paths.PUBLISHED / name
    if f"published/{name}" in facts.sources().get("tables", {}):
        frame = facts.read_checked(f"published/{name}")
    else:
        frame = facts.read_text(path)
        facts.register(path, facts.sha256(path))
    if list(frame.columns) != columns:
        raise facts.DataError(f"data/published/{name}: its columns are {', '.join(frame.columns)}; write "
                              f"{', '.join(columns)}")  # fmt: skip
    return frame


def _optional(name: str, columns: list[str]) -> pd.DataFrame:
    return _read(name, columns) if (paths.PUBLISHED / name).exists() else pd.DataFrame(columns=columns)


def _check(frame: pd.DataFrame, name: str, rule) -> None:
    """Apply ``rule`` to every row; an error names file and line."""
    for line, row in enumerate(frame.to_dict("records"), start=2):
        try:
            rule(row)
        except ValueError as error:
            raise facts.DataError(f"{name}, line {line}: {error}; correct the cell from the paper, "
                                  "data/published/README.md has the vocabulary") from None  # fmt: skip


def _check_number(row: dict) -> None:
    if not row["exhibit"] or not row["statistic"]:
        raise ValueError("columns 'exhibit' and 'statistic' must not be empty")
    if row["stars"] not in STARS:
        raise ValueError(f"column 'stars': {row['stars']!r} is not one of {STARS}")
    if row["printed"]:
        _check_printed(row["printed"], "", "")
    elif not row["note"].startswith(NOT_PRINTED):
        raise ValueError(f"column 'printed' is empty and 'note' does not start with {NOT_PRINTED!r}")


def _check_claim(row: dict) -> None:
    if not row["id"] or not row["statement"] or not row["exhibit"]:
        raise ValueError("columns 'id', 'statement' and 'exhibit' must not be empty")
    claim_language.check(row)
    counted_by_string = row["kind"] in claim_language.PRINTED
    if counted_by_string or (row["kind"] == "definition" and not row["comparator"]):
        _check_printed(row["printed"], row["unit"], row["comparator"])


def _check_printed(printed: str, unit: str, comparator: str) -> None:
    try:
        parse(printed, unit=unit, comparator=comparator)
    except ValueError as error:
        raise ValueError(f"column 'printed': {error}") from None


def _check_cause(row: dict) -> None:
    if row["cause"] not in CAUSES:
        raise ValueError(f"column 'cause': {row['cause']!r} is not one of {', '.join(CAUSES)}")
    if not row["explanation"]:
        raise ValueError("column 'explanation' is empty")


def _check_error(row: dict) -> None:
    if not row["audit"] or not row["explanation"]:
        raise ValueError("columns 'audit' and 'explanation' must not be empty")


def _unique(frame: pd.DataFrame, keys: list[str], name: str) -> None:
    repeated = frame[frame.duplicated(keys)]
    if len(repeated):
        first = "/".join(repeated[keys].iloc[0])
        raise facts.DataError(f"{name}: {len(repeated)} repeated {', '.join(keys)}, first: {first}; keep one "
                              "of the lines")  # fmt: skip


def _known_ids(frame: pd.DataFrame, paper: str, name: str) -> pd.DataFrame:
    """Refuse an id twice or an id that the printed record lacks."""
    _unique(frame, ["id"], f"data/published/{name}")
    unknown = sorted(set(frame["id"]) - set(cells(paper)["id"])) if len(frame) else []
    if unknown:
        raise facts.DataError(f"data/published/{name}: id {unknown[0]!r} is not in the printed record "
                              f"({len(unknown)} such); copy ids from results/verdicts.csv")  # fmt: skip
    return frame
