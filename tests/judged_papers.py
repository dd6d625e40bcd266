"""Small printed records with results, and the verdicts on them."""

import pandas as pd

from lib import verdicts
from lib.published import CELL_COLUMNS, KEYS
from lib.results import TIDY

# Exhibit, term, printed, stars, ours, our p: exact, a changed sign, a lost star, an insignificant one.
COMPUTED = [
    ("table_1", "a", "0.50", "**", 0.501, 0.02),
    ("table_1", "b", "-0.30", "***", 0.30, 0.001),
    ("table_1", "c", "0.20", "*", 0.20, 0.40),
    ("table_2", "d", "-0.10", "", -0.10, 0.80),
]
WAITING = [("table_8", "e", "0.70", "***"), ("table_8", "f", "-0.70", "*"), ("table_8", "g", "0.01", "")]


def cell(exhibit: str, term: str, printed: str, stars: str = "", **more: str) -> dict:
    """A printed coefficient."""
    keys = dict(zip(KEYS, (exhibit, "", "(1)", term, "coef"), strict=True))
    name = {"id": "/".join(keys.values()), "source": "exhibit", "kind": "number"}
    return dict.fromkeys(CELL_COLUMNS, "") | keys | name | {"printed": printed, "stars": stars} | more


def claim(name: str, **more: str) -> dict:
    """A claim of the running text."""
    return cell("table_8", "e", "") | {"id": name, "source": "text"} | more


def judged(cells: list[dict], computed: list[tuple] = (), track: str = "public") -> pd.DataFrame:
    """Verdicts on ``cells`` from rows of (exhibit, term, printed, stars, ours, our p)."""
    rows = [
        {"paper": "tiny", "exhibit": exhibit, "panel": "", "column": "(1)", "term": term, "statistic": name,
         "value": value, "track": track}
        for exhibit, term, _, _, ours, p in computed for name, value in (("coef", ours), ("p", p))
    ]  # fmt: skip
    return verdicts.compare(pd.DataFrame(cells, columns=CELL_COLUMNS), pd.DataFrame(rows, columns=TIDY))
