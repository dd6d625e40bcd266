"""The twin cities paper's printed regressions as data: what each column of tables 3 to 6 regresses on what.

The columns are read from ``data/published/design.yml``, so that the audit, the estimates and the planting of
the semi-synthetic panel speak of the same regressions. `printed_columns` lists them; `Column.frame` gives the
rows and regressors of one.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import yaml

from lib import facts, paths
from lib.panels.twin_cities import CONTROLS, GRAVITY, KEYS

TABLES = ("table_3", "table_4", "table_5", "table_6")
MILLS = "inverse_mills"
# The first step of the two-step estimate: who is tied in a year. The paper leaves its variables out; these
# are its controls with the panel's gravity variables, which the second step does not have.
FIRST_STAGE_OUTCOME = "treat_post"
FIRST_STAGE = (*CONTROLS, *GRAVITY)

SARS, CRISIS = 2003, 2008
SHOCKS = {"post_sars": SARS, "post_crisis": CRISIS}
EFFECTS = {"city": "city_code", "destination": "iso3", "year": "year", "city x destination": "pair"}
OUTCOMES = {
    "quantity": "ln_quantity",
    "value": "ln_value",
    "lines": "ln_lines",
    "high_tech_share": "high_tech_share",
}
# Table 3 has the share in per cent (constants 36 and 29), table 5 as a fraction (constants 0.16 and 0.06).
_AS_FRACTION = {("table_5", "high_tech_share"): 0.01}
_SAMPLES = {
    "all": lambda panel: np.ones(len(panel), dtype=bool),
    "non-partners": lambda panel: panel["treat"].to_numpy() == 0,
    "road": lambda panel: panel["belt_road"].to_numpy() == 1,
    "other than road": lambda panel: panel["belt_road"].to_numpy() == 0,
    "neighbours": lambda panel: panel["neighbour"].to_numpy() == 1,
    "other than neighbours": lambda panel: panel["neighbour"].to_numpy() == 0,
}


@dataclass(frozen=True)
class Column:
    """One printed regression.

    Attributes
    ----------
    exhibit, column : str
        As in the printed record: ``"table_3"``, ``"(1)"``.
    outcome : {"quantity", "value", "lines", "high_tech_share"}
    y : str
        Column of the outcome in `frame`.
    term : str
        Its name in the printed record: ``treat_post`` or ``post_shock``.
    regressor : str
        Its name in `frame`: ``treat_post``, ``post_sars`` or ``post_crisis``.
    controls : tuple of str
        Further regressors: none or all twelve, in the two-step estimates with the inverse Mills ratio.
    fixed_effects : tuple of str
        Columns of the panel.
    sample : str
        ``all``, ``non-partners``, ``road``, ``other than road``, ``neighbours``, ``other than neighbours``.
    scale : float
        What the panel's outcome is multiplied with: 0.01 where the paper has the share as a fraction.
    """

    exhibit: str
    column: str
    outcome: str
    y: str
    term: str
    regressor: str
    controls: tuple[str, ...]
    fixed_effects: tuple[str, ...]
    sample: str
    scale: float = 1.0

    @property
    def regressors(self) -> tuple[str, ...]:
        """The term of interest, then the controls."""
        return (self.regressor, *self.controls)

    @property
    def name(self) -> str:
        """Exhibit and column, ``"table_3 (1)"``."""
        return f"{self.exhibit} {self.column}"

    def rows(self, panel: pd.DataFrame) -> np.ndarray:
        """Rows of the panel in the sample that have an outcome, shape (N,), bool."""
        return _SAMPLES[self.sample](panel) & panel[self.y].notna().to_numpy()

    def treatment(self, panel: pd.DataFrame) -> np.ndarray:
        """The regressor of interest in every row of the panel, shape (N,), 0 or 1.

        Notes
        -----
        Among pairs that are never tied (table 4) treatment is that of the city: it has an agreement with
        some destination in force. A shock's term is ``treat_post`` in the year of the shock.
        """
        name = "city_post" if self.sample == "non-partners" else "treat_post"
        treated = panel[name].to_numpy(dtype=float)
        if self.regressor in SHOCKS:
            return treated * (panel["year"].to_numpy() == SHOCKS[self.regressor])
        return treated

    def frame(self, panel: pd.DataFrame, extra: tuple[str, ...] = ()) -> pd.DataFrame:
        """Rows of the sample with everything that the regression needs.

        Parameters
        ----------
        panel : DataFrame
            As `lib.panels.twin_cities.build` returns it; for the two-step estimates with the column `MILLS`.
        extra : tuple of str
            Further columns of the panel.

        Returns
        -------
        DataFrame
            Keys, ``pair``, `y`, `regressors` and ``extra``, with the panel's index; rows without outcome left
            out, missing controls left as they are.

        Raises
        ------
        KeyError
            The panel lacks a column.
        """
        needed = [name for name in (*KEYS, "pair", self.y, *self.controls, *extra) if name != self.regressor]
        missing = [name for name in needed if name not in panel]
        if missing:
            raise KeyError(f"{self.name}: the panel has no column {missing[0]!r}; add it before the call")
        rows = self.rows(panel)
        frame = panel.loc[rows, list(dict.fromkeys(needed))].copy()
        frame[self.regressor] = self.treatment(panel)[rows]
        if self.scale != 1.0:
            frame[self.y] *= self.scale
        return frame


def printed_columns(exhibit: str | None = None) -> list[Column]:
    """The printed regressions in the paper's order.

    Parameters
    ----------
    exhibit : str, optional
        ``table_3`` .. ``table_6``, or ``heckman`` (second steps, which have `MILLS` among their controls).
        By default the columns of the four tables.

    Raises
    ------
    ValueError
        There is no such exhibit.
    """
    wanted = TABLES if exhibit is None else (exhibit,)
    models = _models()
    columns = [
        _column(entry, column)
        for name in wanted
        for entry in models
        if entry["exhibit"] == name
        for column in entry["columns"]
    ]
    if not columns:
        raise ValueError(
            f"no regressions of {exhibit!r} in design.yml; there are: {', '.join(TABLES)}, heckman"
        )
    return columns


def _models() -> list[dict]:
    checksum = facts.sha256(paths.DESIGN)
    facts.register(paths.DESIGN, checksum)
    return _parsed(checksum)


@cache
def _parsed(_checksum: str) -> list[dict]:
    return yaml.safe_load(paths.DESIGN.read_text(encoding="utf-8"))["twin_cities"]["models"]


def _column(entry: dict, column: str) -> Column:
    terms = entry.get("terms", {})
    term = next(iter(terms), "treat_post")
    two_step = entry.get("method") == "Heckman"
    controls = CONTROLS if entry.get("controls") else ()
    # Two steps: the text adds the ratio to the baseline's regression, whose effects are those of table 3.
    effects = entry.get("fixed_effects", ("city", "destination", "year"))
    return Column(
        exhibit=entry["exhibit"],
        column=column,
        outcome=entry["outcome"],
        y=OUTCOMES[entry["outcome"]],
        term=term,
        regressor=terms.get(term, term),
        controls=(*controls, MILLS) if two_step else controls,
        fixed_effects=tuple(EFFECTS[name] for name in effects),
        sample=entry["sample"],
        scale=_AS_FRACTION.get((entry["exhibit"], entry["outcome"]), 1.0),
    )
