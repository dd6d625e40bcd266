"""The Belt and Road paper's printed regressions as data: what each column of tables 3 to 8 regresses on what.

The columns are read from ``data/published/design.yml`` and ``belt_road.csv``, so that the audit, the
estimates and the planting of the semi-synthetic panel speak of the same regressions. `printed_columns` lists
them; `Column.frame` gives the rows and variables of one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pandas as pd
import yaml

from lib import facts, paths, published
from lib.panels.belt_road import EVENT_YEAR, bri

TABLES = tuple(f"table_{number}" for number in range(3, 9))
OUTCOMES = {
    "exports": "ln_exports",
    "imports": "ln_imports",
    "flow": "flow",
    "quality_exp": "quality_exp",
    "quality_imp": "quality_imp",
}
TREATMENT, INTERACTION = "bri", "bri_x_inequality"
BASELINE_CONTROLS = ("ln_population", "ln_gdp_per_head", "growth", "ln_road_density")
MECHANISMS = ("policy", "infrastructure", "technology_cooperation", "cultural_exchange")
EFFECTS = {"country": "iso3", "year": "year"}
# An outcome of its own: ``ln_exports__table_4_1``.
OWN = "__"


@dataclass(frozen=True)
class Column:
    """One printed regression.

    Attributes
    ----------
    exhibit, column : str
        As in the printed record: ``"table_3"``, ``"(1)"``.
    outcome : {"exports", "imports", "flow", "quality_exp", "quality_imp"}
    terms : tuple of str
        The printed terms in their order.
    effects : tuple of str
        Fixed effects: ``("year",)`` or ``("iso3", "year")``.
    event_year : int
        First year of the treatment: 2013, in table 4 a fictitious one.
    """

    exhibit: str
    column: str
    outcome: str
    terms: tuple[str, ...]
    effects: tuple[str, ...]
    event_year: int = EVENT_YEAR

    @property
    def name(self) -> str:
        """Exhibit and column, ``"table_3 (1)"``."""
        return f"{self.exhibit} {self.column}"

    @property
    def focus(self) -> str:
        """The term that the table is about: the treatment, or the mechanism in its place."""
        return next(term for term in self.terms if term in (TREATMENT, *MECHANISMS))

    @property
    def planted(self) -> dict[str, float]:
        """Term -> printed coefficient."""
        return {term: _numbers("coef")[self.exhibit, self.column][term] for term in self.terms}

    @property
    def std_errors(self) -> dict[str, float]:
        """Term -> printed number below the coefficient, taken for a standard error."""
        return {term: _numbers("se")[self.exhibit, self.column][term] for term in self.terms}

    @property
    def r2(self) -> float | None:
        """Printed R squared; None where the table has none."""
        return _numbers("r2").get((self.exhibit, self.column), {}).get("")

    @property
    def nobs(self) -> int:
        """Printed number of observations."""
        return int(_numbers("n")[self.exhibit, self.column][""])

    def outcome_in(self, panel: pd.DataFrame) -> str:
        """The outcome's column: the printed column's own where the panel has one, else the plain outcome."""
        plain = OUTCOMES[self.outcome]
        own = f"{plain}{OWN}{self.exhibit}_{self.column.strip('()')}"
        return own if own in panel else plain

    def frame(self, panel: pd.DataFrame, instead: Mapping[str, str] | None = None) -> pd.DataFrame:
        """Rows and variables to estimate, complete rows only.

        Parameters
        ----------
        panel : DataFrame
            As `lib.panels.belt_road.build` returns it.
        instead : mapping of str to str, optional
            Term or ``"y"`` -> column of the panel that stands in its place, such as
            ``{"ln_road_density": "ln_rail_density"}``. The interaction is the product of what stands in the
            places of its two terms.

        Returns
        -------
        DataFrame
            ``iso3``, ``year``, ``line`` (where the panel has lines), the outcome ``y`` and the terms, with
            the panel's index. ``attrs["dropped"]`` counts the rows left out because a cell is missing;
            ``attrs["zero"]`` those of them whose outcome is the logarithm of a flow of zero.

        Raises
        ------
        KeyError
            The panel lacks a column.
        ValueError
            No row is complete.
        """
        columns = {"y": self.outcome_in(panel)} | {term: term for term in self.terms} | dict(instead or {})
        keys = [name for name in ("iso3", "year", "line") if name in panel]
        made = {term: self._made(panel, term, columns) for term in ("y", *self.terms)}
        found = pd.concat([panel[keys], pd.DataFrame(made)], axis=1)
        complete = found.dropna()
        if complete.empty:
            raise ValueError(f"{self.name}: no row of the panel has all of {', '.join(columns.values())}")
        complete.attrs["dropped"] = len(found) - len(complete)
        flow = level_of(columns["y"])
        zeros = panel[flow].drop(complete.index) == 0 if flow in panel else ()
        complete.attrs["zero"] = int(sum(zeros))
        return complete

    def _made(self, panel: pd.DataFrame, term: str, columns: Mapping[str, str]) -> pd.Series:
        """One variable in every row of the panel."""
        if term == TREATMENT and columns[term] == TREATMENT:
            return bri(panel, self.event_year).astype(float)
        if term == INTERACTION and columns[term] == INTERACTION:
            inequality = self._made(panel, "inequality", columns)
            treated = self._made(panel, TREATMENT, columns)
            return inequality * treated
        if columns[term] not in panel:
            raise KeyError(f"{self.name}: the panel has no column {columns[term]!r}; name another for "
                           f"{term!r} in `instead`")  # fmt: skip
        return panel[columns[term]].astype(float)


def level_of(outcome: str) -> str | None:
    """The flow whose logarithm an outcome is, ``exports`` of ``ln_exports``; None if it is of none."""
    return outcome.removeprefix("ln_").split(OWN)[0] if outcome.startswith("ln_") else None


def printed_columns(exhibit: str | None = None) -> list[Column]:
    """The printed regressions in the paper's order, of one table or of all six.

    Raises
    ------
    ValueError
        There is no such table.
    """
    if exhibit is not None and exhibit not in TABLES:
        raise ValueError(f"no regressions of {exhibit!r}; there are: {', '.join(TABLES)}")
    coefficients = _numbers("coef")
    return [
        Column(
            model["exhibit"],
            column,
            model["outcome"],
            tuple(coefficients[model["exhibit"], column]),
            tuple(EFFECTS[name] for name in model["fixed_effects"]),
            _event_year(model),
        )
        for model in _models()
        if exhibit in (None, model["exhibit"])
        for column in model["columns"]
    ]


def _event_year(model: dict) -> int:
    """The first year of a column's treatment, from its name in the design: ``bri_from_2012``."""
    name = model.get("terms", {}).get(TREATMENT)
    return int(re.fullmatch(r"bri_from_(\d{4})", name).group(1)) if name else EVENT_YEAR


def _models() -> list[dict]:
    checksum = facts.sha256(paths.DESIGN)
    facts.register(paths.DESIGN, checksum)
    return _parsed(checksum)


@cache
def _parsed(_checksum: str) -> list[dict]:
    models = yaml.safe_load(paths.DESIGN.read_text(encoding="utf-8"))["belt_road"]["models"]
    return [model for model in models if model["exhibit"] in TABLES]


def _numbers(statistic: str) -> dict[tuple[str, str], dict[str, float]]:
    """Printed numbers of one statistic: (exhibit, column) -> term -> number."""
    path = paths.PUBLISHED / "belt_road.csv"
    checksum = facts.sha256(path)
    facts.register(path, checksum)
    return _by_column(statistic, checksum)


@cache
def _by_column(statistic: str, _checksum: str) -> dict[tuple[str, str], dict[str, float]]:
    cells = published.load("belt_road")
    found: dict[tuple[str, str], dict[str, float]] = {}
    for cell in cells[(cells["statistic"] == statistic) & (cells["printed"] != "")].itertuples():
        number = float(cell.printed.replace(",", ""))
        found.setdefault((cell.exhibit, cell.column), {})[cell.term] = number
    return found
