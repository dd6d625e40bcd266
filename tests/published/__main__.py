"""``python -m tests.published``: how the two entries of the printed record compare, paper by paper."""

import sys

from lib import published

from .. import test_published as maritime
from .comparing import Comparison, compare_cells, compare_numbers, numbers, read, sentences_of, tables
from .reading import TEXTS, path


def main() -> int:
    """Print one line a paper and each difference; exit status 1 when there is one."""
    differences = 0
    for paper in TEXTS:
        if paper not in published.papers():
            print(f"{paper}: data/published/{paper}.csv is missing")
        elif not path(paper).exists():
            print(f"{paper}: the text is not here; set PAPERS to the directory that has it")
        else:
            differences += _report(paper)
    differences += _maritime()
    return int(differences > 0)


def _maritime() -> int:
    """The maritime paper, whose tables are pictures: its expressions stand in tests/test_published.py."""
    text = maritime.body()
    if text is None:
        print("maritime: the text is not here; set PAPERS to the directory that has it")
        return 0
    record = published.cells("maritime").set_index("id")["printed"]
    found = maritime.second_entry(text)
    differing = [f"{name}: {second} in the text, {record[name]} entered" for name, second in found
                 if record[name] != second]  # fmt: skip
    missing = sorted(set(record.index[record != ""]) - {name for name, _ in found})
    print(f"maritime: {len(found)} readings of {len({name for name, _ in found})} numbers, "
          f"{len(found) - len(differing)} agree, {len(missing)} not covered")  # fmt: skip
    for line in differing + missing:
        print(f"  {line}")
    return len(differing) + len(missing)


def _report(paper: str) -> int:
    text = read(paper)
    cells = compare_cells(tables(paper, text), published.load(paper))
    found, record = numbers(paper, text), published.cells(paper)
    claims = compare_numbers(found, record)
    uncovered = len(set(sentences_of(record)) - set(found))
    print(f"{paper}: tables {_counts(cells)}; sentences {_counts(claims)}, {uncovered} not covered")
    for line in cells.differences + claims.differences:
        print(f"  {line}")
    return len(cells.differences) + len(claims.differences)


def _counts(found: Comparison) -> str:
    return f"{found.compared} compared, {found.agreeing} agree"


if __name__ == "__main__":
    sys.exit(main())
