"""The reference cases of difference and system GMM: printed, ours, difference.

``.venv/bin/python benchmarks/reference_gmm.py`` prints a row a quantity, with ``--worst`` a row a case; the
tests of the same numbers are in ``tests/estimators/test_gmm_reference.py``.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "estimators"))
import gmm_comparisons
from gmm_references import PRINTED, STATA


def rows() -> list[dict]:
    """One a quantity: case, quantity, printed, ours, relative difference, and whether it is allowed."""
    frame, stata = gmm_comparisons.firms(), gmm_comparisons.runs()
    return [
        {"case": case, "quantity": row.quantity, "printed": row.reference, "ours": row.ours}
        | {"relative": row.relative, "agrees": row.agrees}
        for case in (*STATA, *PRINTED)
        for row in gmm_comparisons.compared(case, frame, stata)
    ]


def by_quantity(found: list[dict]) -> list[tuple[str, ...]]:
    """Cells of the whole table, its head first."""
    head = ("case", "quantity", "printed", "ours", "relative difference", "agrees")
    cells = [head]
    for row in found:
        numbers = (f"{row['printed']:.10g}", f"{row['ours']:.10g}", f"{row['relative']:.1e}")
        cells.append((row["case"], row["quantity"], *numbers, "yes" if row["agrees"] else "no"))
    return cells


def by_case(found: list[dict]) -> list[tuple[str, ...]]:
    """Cells of the short table: how many quantities agree, and the one that is furthest off.

    Names are broken into words, so that the table fits a page.
    """
    cells = [("case", "agree", "furthest", "printed", "ours", "relative")]
    for case in dict.fromkeys(row["case"] for row in found):
        own = [row for row in found if row["case"] == case]
        worst = max(own, key=lambda row: row["relative"])
        numbers = (f"{worst['printed']:.8g}", f"{worst['ours']:.8g}", f"{worst['relative']:.1e}")
        agree = f"{sum(row['agrees'] for row in own)} of {len(own)}"
        cells.append((case.replace("_", " "), agree, worst["quantity"], *numbers))
    return cells


def main() -> None:
    """Print the table, or say why there is none."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--worst", action="store_true", help="one row a case, of its largest difference")
    options = parser.parse_args()
    if not gmm_comparisons.folder().exists():
        folder = gmm_comparisons.folder()
        print(f"skipped: the reference data are not in {folder}; set the variable ORACLES to their folder")
        return
    found = rows()
    head, *cells = by_case(found) if options.worst else by_quantity(found)
    print(f"| {' | '.join(head)} |\n|{'---|' * len(head)}")
    for row in cells:
        print(f"| {' | '.join(row)} |")
    print(f"\n{sum(row['agrees'] for row in found)} of {len(found)} quantities agree")


if __name__ == "__main__":
    main()
