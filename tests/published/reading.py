"""Reading a paper's text a second time: the cells of its tables and the numbers of its sentences."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lib import paths

Key = tuple[str, str, str, str, str]  # exhibit, panel, column, term, statistic
Cell = tuple[str, str]  # the string as printed, its stars

TEXTS = {
    "twin_cities": "000_7ebbc2dcef800e21.txt",
    "agglomeration": "001_254d127dc2fb048a.txt",
    "belt_road": "002_440d10a8075ee0c9.txt",
}
YEAR = r"(\d{4})"
NUMBER = r"(\d+(?:,\d{3})*(?:\.\d+)?)"  # one number of a sentence, as a group
NUMERALS = {numeral: str(value) for value, numeral in enumerate("一二三四五六七八九十", start=1)} | {
    "两": "2",
    "万": "10000",
    "Five": "5",
}

_TOKEN = r"\(?-?\d[\d,]*(?:\.\d+)?\)?\*{0,3}"
_TOKENS = re.compile(rf"(?:{_TOKEN}\s*)+")
_VALUE = re.compile(r"(\()?(-?\d[\d,]*(?:\.\d+)?)(?(1)\))(\*{0,3})")
COLUMN_NUMBERS = re.compile(r"\(1\)(?:\s+\(\d\))+")


class TextError(ValueError):
    """The text is not built as the parser expects; the message names the table and the row."""


@dataclass
class Row:
    """A row of a table: its label, its values, and the lines below it that are not values."""

    label: str
    tokens: list[str]
    text: list[str] = field(default_factory=list)


def path(paper: str) -> Path:
    """Where the paper's text is, or would be."""
    return paths.shared_papers() / TEXTS[paper]


def squeeze(text: str) -> str:
    """The text without any white space: sentences no longer break."""
    return re.sub(r"\s+", "", text)


def rows(lines: Iterable[str], labels: Iterable[str]) -> Iterator[Row]:
    """Rows of tables in running lines.

    A row starts with one of ``labels``, followed by values to the end of the line or by nothing, and goes
    on over lines that hold values alone; a line of plain values does not follow plain values (it is a page
    number). The line of column numbers is a row with the label ``columns``.
    """
    names = "|".join(re.escape(label) for label in labels)
    start = re.compile(rf"({names})(?:\s+({_TOKENS.pattern}))?")
    row = None
    for line in (line.strip() for line in lines):
        if COLUMN_NUMBERS.fullmatch(line):
            begun = Row("columns", line.split())
        elif match := start.fullmatch(line):
            begun = Row(match[1], re.findall(_TOKEN, match[2] or ""))
        elif row is None or not line:
            continue
        elif _TOKENS.fullmatch(line) and _goes_on(row, line):
            row.tokens += re.findall(_TOKEN, line)
            continue
        else:
            row.text.append(line)
            continue
        if row:
            yield row
        row = begun
    if row:
        yield row


def _goes_on(row: Row, line: str) -> bool:
    if row.text or row.label == "columns":
        return False
    return not row.tokens or row.tokens[-1].startswith("(") or line.startswith("(")


def cell(token: str, where: str, *, parenthesis: bool = False) -> Cell:
    """The printed string and the stars of one value; in parentheses exactly if ``parenthesis``."""
    match = _VALUE.fullmatch(token)
    if match is None or bool(match[1]) != parenthesis:
        expected = "a value in parentheses" if parenthesis else "a value"
        raise TextError(f"{where}: {token!r} is not {expected}; look at the row in the text")
    return match[2], match[3]


def put(cells: dict[Key, Cell], key: Key, value: Cell) -> None:
    """Add a cell; the same key twice means that two pieces of text were taken for one table."""
    if key in cells:
        raise TextError(f"{'/'.join(key)}: the text prints the cell twice, {cells[key]} and {value}")
    cells[key] = value


def numbers(text: str, expressions: Iterable[tuple[str, list[str]]]) -> dict[str, str]:
    """The numbers of sentences: what each group of each expression finds, by id.

    Parameters
    ----------
    text : str
        Running text; white space is removed before the search.
    expressions : iterable of (pattern, ids)
        One group an id, in this order. A pattern has to match exactly once, and an id found in several
        places has to read the same in all of them.
    """
    found: dict[str, str] = {}
    squeezed = squeeze(text)
    for pattern, ids in expressions:
        matches = list(re.finditer(pattern, squeezed))
        if len(matches) != 1:
            raise TextError(f"{ids[0]}: the text has {len(matches)} places like {pattern}, not one")
        for name, value in zip(ids, matches[0].groups(), strict=True):
            if found.setdefault(name, value) != value:
                raise TextError(f"{name}: {found[name]} in one place, {value} where the text reads {pattern}")
    return found


def words(text: str, expressions: Iterable[tuple[str, list[str]]]) -> dict[str, str]:
    """As `numbers` for numbers printed as one of `NUMERALS`."""
    found = numbers(text, expressions)
    unread = [numeral for numeral in found.values() if numeral not in NUMERALS]
    if unread:
        raise TextError(f"{unread[0]!r} is no numeral; add it to NUMERALS or mend the pattern")
    return {name: NUMERALS[numeral] for name, numeral in found.items()}


def counts(text: str, lists: dict[str, tuple[str, str]]) -> dict[str, str]:
    """Lengths of lists: by id the pattern of a stretch of text (one group) and the pattern of its items."""
    found = {}
    for name, (stretch, item) in lists.items():
        matches = re.findall(stretch, text, flags=re.S)
        if len(matches) != 1:
            raise TextError(f"{name}: the text has {len(matches)} places like {stretch}, not one")
        found[name] = str(len(re.findall(item, matches[0], flags=re.M)))
    return found
