r"""Tables 5 to 7 of the Belt and Road paper: what its channels need, and what public variables show of them.

A channel has two links: the initiative moves a variable, the variable moves trade. With trade
:math:`y = c\,T + b\,M + x'\beta` and the variable :math:`M = a\,T + x'\gamma`, effects of country and year in
both, least squares has :math:`c_{total} = c + ab` exactly on one sample.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.estimators import fixed_effects
from lib.estimators.few_treated import wild_bootstrap
from lib.estimators.fixed_effects import FixedEffectsSpec
from lib.panels.belt_road import COUNTRIES
from lib.panels.belt_road_columns import TREATMENT, printed_columns
from lib.panels.belt_road_sample import complete
from lib.results import TIDY, tidy_rows
from lib.studies import belt_road_baseline as baseline
from lib.studies import belt_road_own as own_panel
from lib.studies.belt_road_flow import with_contacts
from lib.studies.belt_road_paths import common, every_path
from lib.studies.belt_road_placebo import CONTROLS, PAPER, every_choice, nine

EFFECTS = ("iso3", "year")
# The paper's channels and what stands for them in public: column of the counterpart -> channel.
PUBLIC = {
    "memorandum": "policy",
    "institution": "policy",
    "logistics": "infrastructure",
    "ln_rail_density": "infrastructure",
    "ln_finance_millions": "technology_cooperation",
}
# Known of the treated countries and one control alone, which leaves no first link to ask for.
CONTACTS = {"visits": "policy", "institutes": "cultural_exchange"}
OUTCOMES = {"exports": "ln_exports_baci", "imports": "ln_imports_baci"}


@dataclass(frozen=True)
class _Fit:
    """A regression with effects of country and year, errors clustered by country, and its rows."""

    frame: pd.DataFrame
    spec: FixedEffectsSpec
    result: fixed_effects.FixedEffectsResult

    def line(self, term: str, *, wild: bool = True) -> dict:
        row = self.result.summary().loc[term]
        found = {"coef": row["coef"], "se": row["se"], "p": row["p"], "n": self.result.nobs}
        if wild:
            found["p_wild"] = wild_bootstrap(self.frame, self.spec, term).pvalue
        return found


def _fit(panel: pd.DataFrame, outcome: str, terms: tuple[str, ...]) -> _Fit:
    frame = complete(nine(panel), outcome, terms).frame
    spec = FixedEffectsSpec(outcome, terms, EFFECTS, {"clustered": ["iso3"]}, unit="iso3")
    return _Fit(frame, spec, fixed_effects.estimate(frame, spec))


def first_links(panel: pd.DataFrame, variables: Iterable[str] = PUBLIC) -> pd.DataFrame:
    """Does the initiative move the variable: each public one on the treatment and the paper's controls.

    Parameters
    ----------
    panel : DataFrame
        The counterpart panel.
    variables : iterable of str

    Returns
    -------
    DataFrame indexed by ``variable``: ``channel``, ``coef``, ``se`` and ``p`` (clustered by country),
    ``p_wild`` (all sign patterns), ``p_choices`` (every choice of five treated), ``choices``, ``n``,
    ``years``, ``sd`` (of the variable net of the effects, for scale).
    """
    panel, rows = with_contacts(panel), {}
    for name in variables:
        fit = _fit(panel, name, (TREATMENT, *CONTROLS))
        choices = every_choice(panel, name, CONTROLS)
        years = fit.frame["year"]
        rows[name] = {
            "channel": PUBLIC.get(name, ""),
            **fit.line(TREATMENT),
            "p_choices": choices.pvalue,
            "choices": choices.n_assignments,
            "years": f"{years.min()}-{years.max()}",
            "sd": float(_net(fit.frame, name).std(ddof=0)),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("variable")


def _net(frame: pd.DataFrame, name: str) -> pd.Series:
    return fixed_effects.net_of(frame[[name, *EFFECTS]], name, EFFECTS)[0]


def second_links(panel: pd.DataFrame, *, with_treatment: bool = False) -> pd.DataFrame:
    """Trade in all goods on each public variable and the paper's controls.

    Parameters
    ----------
    panel : DataFrame
        The counterpart panel.
    with_treatment : bool
        Whether the treatment is in the regression too, which it is not in the paper's tables 6 and 7.

    Returns
    -------
    DataFrame indexed by ``variable`` and ``outcome``: ``coef``, ``se``, ``p``, ``p_wild``, ``n``; without the
    treatment also, of the countries' paths handed around, ``coef_paths`` and ``p_paths`` (of the rows that
    `common` leaves), ``n_paths``, ``years_paths``, ``assignments``.
    """
    own = (TREATMENT,) if with_treatment else ()
    panel, rows = with_contacts(panel), {}
    for name in (*PUBLIC, *CONTACTS):
        for outcome, column in OUTCOMES.items():
            fit = _fit(panel, column, (name, *own, *CONTROLS))
            rows[name, outcome] = fit.line(name) | (
                {} if with_treatment else _handed(fit.frame, name, column)
            )
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["variable", "outcome"])


def _handed(frame: pd.DataFrame, name: str, column: str) -> dict:
    """The coefficient among those of the paths handed around."""
    block = common(frame, name)
    paths = every_path(block.assign(y=block[column]), name, CONTROLS)
    return {
        "coef_paths": paths.coef,
        "p_paths": paths.p,
        "n_paths": len(block),
        "years_paths": _span(block["year"]),
        "assignments": paths.assignments,
    }


def _span(years: pd.Series) -> str:
    """Years in words: runs of them, "2003-2012, 2015"."""
    own = sorted(set(years))
    starts = [year for year in own if year - 1 not in own]
    ends = [year for year in own if year + 1 not in own]
    return ", ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in zip(starts, ends, strict=True))


def through(panel: pd.DataFrame) -> pd.DataFrame:
    """What each public variable carries of the treatment's coefficient on trade, on one sample.

    Returns
    -------
    DataFrame indexed by ``variable`` and ``outcome``: ``total`` (the treatment's coefficient), ``direct``
    (with the variable beside it), ``a`` and ``b`` (both links), ``carried`` (their product), ``low`` and
    ``high`` (of the product without each country in turn), ``n``.
    """
    panel, rows = with_contacts(panel), {}
    for name in PUBLIC:
        for outcome, column in OUTCOMES.items():
            whole = _links(panel, name, column)
            without = [_links(panel[panel["iso3"] != iso3], name, column)["carried"] for iso3 in COUNTRIES]
            rows[name, outcome] = whole | {"low": min(without), "high": max(without)}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["variable", "outcome"])


def _links(panel: pd.DataFrame, name: str, column: str) -> dict:
    rows = complete(nine(panel), column, (name, *CONTROLS)).frame
    total = _coefficients(rows, column, (TREATMENT, *CONTROLS))
    both = _coefficients(rows, column, (TREATMENT, name, *CONTROLS))
    a = _coefficients(rows, name, (TREATMENT, *CONTROLS))[0]
    return {
        "total": total[0],
        "direct": both[0],
        "a": a,
        "b": both[1],
        "carried": a * both[1],
        "n": len(rows),
    }


def _coefficients(rows: pd.DataFrame, outcome: str, terms: tuple[str, ...]) -> np.ndarray:
    """Least squares with effects of country and year as dummies, without errors: many small samples."""
    dummies = [pd.get_dummies(rows[name]).to_numpy(float) for name in EFFECTS]
    x = np.column_stack([rows[list(terms)].to_numpy(float), *dummies])
    return np.linalg.lstsq(x, rows[outcome].to_numpy(float), rcond=None)[0][: len(terms)]


def printed_rows(panel: pd.DataFrame, exhibit: str, track: str) -> pd.DataFrame | None:
    """Tidy rows of a printed table on the track's own panel, rows taken as independent.

    Returns
    -------
    DataFrame or None
        Of the columns whose outcome and terms the panel has figures of; None where it has those of none, as
        without the user's table of variables: no source has the investors, the quality or the indices of
        the paper.
    """
    columns = own_panel.estimable(panel, printed_columns(exhibit))
    return baseline.tidy(baseline.estimate_all(panel, columns), track) if columns else None


def tidy(table: pd.DataFrame, exhibit: str, keep: tuple[str, ...]) -> pd.DataFrame:
    """Tidy rows of a table by variable, and outcome where there is one, on the counterpart."""
    keys = [name for name in table.index.names if name]
    long = table[list(keep)].astype(float).reset_index().melt(keys, var_name="statistic")
    long = long.rename(columns={"variable": "term", "form": "term", "outcome": "column"})
    long = long.dropna(subset="value")
    return tidy_rows(long, paper=PAPER, exhibit=exhibit, track="counterpart")[TIDY]
