"""Tables of regressions as readers of the twin cities paper know them, printed above computed."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from lib.exhibits.regression import stars
from lib.results import TIDY

COUNTS = {"n": "N", "n_units": "pairs", "r2": "R²"}


def side_by_side(
    tidy: pd.DataFrame,
    printed: pd.DataFrame,
    names: Mapping[tuple[str, str], str],
    verdicts: pd.Series | None = None,
) -> pd.DataFrame:
    """Printed and computed regressions, two lines each.

    Parameters
    ----------
    tidy : DataFrame
        Computed rows, columns `lib.results.TIDY`; the terms are the effect and ``constant``.
    printed : DataFrame
        As `lib.studies.twin_cities_printed.estimates` returns it.
    names : mapping of exhibit and column to words
        The regressions, in the order to show.
    verdicts : Series, optional
        Verdict on each effect, by exhibit and column: only real data have them.

    Returns
    -------
    DataFrame indexed by the regression and by ``printed`` or ``computed``
        Effect and constant with their t in parentheses, observations, pairs, R2; pairs only where printed.
    """
    values = tidy[TIDY].set_index(["exhibit", "column", "term", "statistic"])["value"]
    lines, index = [], []
    for key, words in names.items():
        known, ours = printed.loc[key], values.loc[key]
        term = next(name for name, _ in ours.index if name not in ("", "constant"))
        theirs = [
            _cell(known["coef"], known["t"], known["stars"]),
            _cell(known["constant"], known["constant_t"]),
        ]
        lines.append([*theirs, *_counts(known)])
        effect = _cell(ours[term, "coef"], ours[term, "t"], stars(ours[term, "p"]))
        constant = _cell(ours.get(("constant", "coef"), np.nan), ours.get(("constant", "t"), np.nan))
        lines.append([effect, constant, *_counts({name: ours["", name] for name in COUNTS})])
        index += [(words, "printed"), (words, "computed")]
    rows = pd.MultiIndex.from_tuples(index, names=["column", "source"])
    table = pd.DataFrame(lines, index=rows, columns=["effect (t)", "constant (t)", *COUNTS.values()])
    if printed.loc[list(names), "n_units"].isna().all():
        table = table.drop(columns="pairs")
    if verdicts is None:
        return table
    return table.assign(verdict=[cell for key in names for cell in ("", verdicts[key])])


def _cell(value: float, t: float, mark: str = "") -> str:
    """``0.100*** (3.34)``; empty without a value."""
    if not np.isfinite(value):
        return ""
    return f"{value:.3f}{mark} ({t:.2f})" if np.isfinite(t) else f"{value:.3f}{mark}"


def _counts(values: Mapping) -> list[str]:
    """Observations, pairs and R2 as shown; empty where nothing is printed."""
    whole = [f"{int(values[name]):,}" if np.isfinite(values[name]) else "" for name in ("n", "n_units")]
    return [*whole, f"{values['r2']:.3f}"]
