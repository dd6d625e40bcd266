"""The agglomeration paper's printed regressions as data, and the variables as its text transforms them.

The columns are read from ``data/published/design.yml`` and ``agglomeration.csv``, so that the audit, the
estimates and the planting of the semi-synthetic panel speak of the same regressions. `printed_columns` lists
them; `Column.frame` gives the rows and variables of one.

The text centres agglomeration, resilience and productivity, multiplies the centred variables, and
standardises "all variables" before the estimate. That is done here on the full sample, before a table's own
sample is taken; the paper does not say which comes first.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import yaml

from lib import facts, paths, published
from lib.panels.agglomeration import (
    AGGLOMERATION,
    CONTROLS,
    EXTERNAL,
    KEYS,
    OUTCOMES,
    OWN,
    PRODUCTIVITY,
    REGIONS,
    SIZES,
)

TABLES = tuple(f"table_{number}" for number in range(1, 9))
LAG, CONSTANT = "lag_outcome", "constant"
# How the estimator calls the term that is no variable of the frame.
NAMES = {"L.y": LAG}
INTERACTIONS = {
    "agglomeration_x_resilience": (AGGLOMERATION, "ln_resilience"),
    "agglomeration_x_unemployment": (AGGLOMERATION, "ln_unemployment"),
    "agglomeration_x_resilience_moving_average": (AGGLOMERATION, "ln_resilience_moving_average"),
    "agglomeration_x_productivity": (AGGLOMERATION, PRODUCTIVITY),
}
LOW, HIGH = 10, 90  # percentiles of the trimmed sample


@dataclass(frozen=True)
class Column:
    """One printed regression.

    Attributes
    ----------
    exhibit, column : str
        As in the printed record: ``"table_4"``, ``"(1)"``.
    outcome : {"value", "varieties", "destinations"}
    terms : tuple of str
        The printed terms in their order, ``lag_outcome`` first, without the constant.
    sample : str
        ``all``, ``large``, ``medium``, ``small``, ``east``, ``centre``, ``west`` or ``trimmed``.
    """

    exhibit: str
    column: str
    outcome: str
    terms: tuple[str, ...]
    sample: str

    @property
    def name(self) -> str:
        """Exhibit and column, ``"table_4 (1)"``."""
        return f"{self.exhibit} {self.column}"

    @property
    def regressors(self) -> tuple[str, ...]:
        """The terms of the same year: all but the lag."""
        return self.terms[1:]

    @property
    def core(self) -> tuple[str, ...]:
        """The terms that the text calls endogenous: agglomeration, resilience, productivity, products."""
        return tuple(term for term in self.regressors if term not in CONTROLS)

    @property
    def planted(self) -> dict[str, float]:
        """Term -> printed coefficient, the constant left out.

        The constant is no parameter of the design: among standardised variables it is what the means of the
        estimating rows leave. What a panel could hold of the others is said by
        `lib.panels.agglomeration_synthetic.shortfall`.
        """
        coefficients = _numbers("coef")[self.exhibit, self.column]
        return {term: coefficients[term] for term in self.terms}

    def outcome_in(self, panel: pd.DataFrame) -> str:
        """The outcome's column: the table's own where the panel has one, else the plain outcome."""
        return own_outcome(panel, self.outcome, self.exhibit)

    def rows(self, panel: pd.DataFrame) -> np.ndarray:
        """Rows of the sample among those with every variable, shape (N,), bool."""
        complete = panel[[self.outcome_in(panel), *_raw(self.regressors), EXTERNAL]].notna().all(axis=1)
        if self.sample in SIZES or self.sample in REGIONS:
            of = "size" if self.sample in SIZES else "region"
            return complete.to_numpy() & (panel[of] == self.sample).to_numpy()
        if self.sample == "trimmed":
            value = panel[own_outcome(panel, "value", self.exhibit)]
            return complete.to_numpy() & between_percentiles(value, complete.to_numpy())
        return complete.to_numpy()

    def frame(self, panel: pd.DataFrame) -> pd.DataFrame:
        """The rows of the sample with the variables as the paper transforms them.

        Parameters
        ----------
        panel : DataFrame
            As `lib.panels.agglomeration.build` returns it.

        Returns
        -------
        DataFrame
            ``city_code``, ``year``, the outcome ``y``, its lag ``lag_outcome`` within the sample (NaN where
            the city is not in it the year before), `regressors`, and the external instrument
            ``ln_land_area``; with the panel's index. Standardised on all complete rows, also those outside
            the sample.

        Raises
        ------
        KeyError
            The panel lacks a column.
        ValueError
            No row is complete, or a variable does not vary.
        """
        outcome = self.outcome_in(panel)
        needed = [*KEYS, outcome, *_raw(self.regressors), EXTERNAL, "size", "region"]
        missing = [name for name in needed if name not in panel]
        if missing:
            raise KeyError(f"{self.name}: the panel has no column {missing[0]!r}")
        filled = panel[needed].notna().all(axis=1).to_numpy()
        complete = panel[filled]
        if complete.empty:
            raise ValueError(f"{self.name}: no row of the panel has all of {', '.join(needed)}")
        full = variables(complete, self.regressors).assign(
            y=complete[outcome], **{EXTERNAL: complete[EXTERNAL]}
        )
        full = standardised(full, self.name)
        kept = pd.concat([complete[list(KEYS)], full], axis=1)[self.rows(panel)[filled]]
        return kept.assign(**{LAG: lag(kept)})[[*KEYS, "y", *self.terms, EXTERNAL]]


def printed_columns(exhibit: str | None = None) -> list[Column]:
    """The printed regressions in the paper's order, of one table or of all eight.

    Raises
    ------
    ValueError
        There is no such table.
    """
    if exhibit is not None and exhibit not in TABLES:
        raise ValueError(f"no regressions of {exhibit!r}; there are: {', '.join(TABLES)}")
    models = [model for model in _models() if exhibit in (None, model["exhibit"])]
    coefficients = _numbers("coef")
    return [
        Column(
            model["exhibit"],
            column,
            model["outcome"],
            tuple(term for term in coefficients[model["exhibit"], column] if term != CONSTANT),
            model["sample"],
        )
        for model in models
        for column in model["columns"]
    ]


def printed_counts() -> dict[str, tuple[int, int]]:
    """Printed observations and cities of each sample: ``{"all": (2337, 280), ...}``."""
    rows, units = _numbers("n"), _numbers("n_units")
    found = {}
    for column in printed_columns():
        own = (column.exhibit, column.column)
        found.setdefault(column.sample, (int(rows[own][""]), int(units[own][""])))
    return found


def own_outcome(panel: pd.DataFrame, outcome: str, exhibit: str) -> str:
    """Column of an outcome for a table: its own one if the panel has it."""
    plain = OUTCOMES[outcome]
    own = f"{plain}{OWN}{exhibit}"
    return own if own in panel else plain


def variables(panel: pd.DataFrame, terms: tuple[str, ...]) -> pd.DataFrame:
    """The terms in the panel's rows, before they are standardised.

    Notes
    -----
    An interaction is the product of the two variables, each less its mean over the rows given.
    """
    return pd.DataFrame(
        {
            term: _centred(panel[INTERACTIONS[term][0]]) * _centred(panel[INTERACTIONS[term][1]])
            if term in INTERACTIONS
            else panel[term].astype(float)
            for term in terms
        },
        index=panel.index,
    )


def standardised(frame: pd.DataFrame, what: str = "the panel") -> pd.DataFrame:
    """Each column less its mean, over its standard deviation (divisor N - 1, as in Stata's ``std``)."""
    spread = frame.std()
    flat = spread.index[~(spread > 0)]
    if len(flat):
        raise ValueError(f"{what}: {flat[0]!r} does not vary, so it cannot be standardised")
    return (frame - frame.mean()) / spread


def lag(frame: pd.DataFrame, name: str = "y") -> pd.Series:
    """The value of the same city one year before, NaN where the frame has none."""
    before = frame.set_index(list(KEYS))[name]
    keys = pd.MultiIndex.from_arrays([frame["city_code"], frame["year"] - 1])
    return pd.Series(before.reindex(keys).to_numpy(), index=frame.index)


def between_percentiles(values: pd.Series, rows: np.ndarray) -> np.ndarray:
    """Rows from the 10th to the 90th percentile, both included, of the values in ``rows``; bool.

    Notes
    -----
    Percentiles as in Stata's ``summarize``: of n sorted values the one at place ceil(n p / 100), or the mean
    of it and the next where n p / 100 is whole.
    """
    ordered = np.sort(values.to_numpy()[rows])
    low, high = (_percentile(ordered, p) for p in (LOW, HIGH))
    return rows & (values >= low).to_numpy() & (values <= high).to_numpy()


def _percentile(ordered: np.ndarray, p: int) -> float:
    place, rest = divmod(len(ordered) * p, 100)
    return ordered[place] if rest else (ordered[place - 1] + ordered[place]) / 2


def _centred(values: pd.Series) -> pd.Series:
    return values - values.mean()


def _raw(terms: tuple[str, ...]) -> list[str]:
    """The panel's columns behind the terms."""
    return list(dict.fromkeys(name for term in terms for name in INTERACTIONS.get(term, (term,))))


def _models() -> list[dict]:
    checksum = facts.sha256(paths.DESIGN)
    facts.register(paths.DESIGN, checksum)
    return _parsed(checksum)


@cache
def _parsed(_checksum: str) -> list[dict]:
    return yaml.safe_load(paths.DESIGN.read_text(encoding="utf-8"))["agglomeration"]["models"]


def _numbers(statistic: str) -> dict[tuple[str, str], dict[str, float]]:
    """Printed numbers of one statistic: (exhibit, column) -> term -> number."""
    path = paths.PUBLISHED / "agglomeration.csv"
    checksum = facts.sha256(path)
    facts.register(path, checksum)
    return _by_column(statistic, checksum)


@cache
def _by_column(statistic: str, _checksum: str) -> dict[tuple[str, str], dict[str, float]]:
    cells = published.load("agglomeration")
    found: dict[tuple[str, str], dict[str, float]] = {}
    for cell in cells[(cells["statistic"] == statistic) & (cells["printed"] != "")].itertuples():
        found.setdefault((cell.exhibit, cell.column), {})[cell.term] = float(cell.printed)
    return found
