r"""Tables 5 to 7 of the Belt and Road paper: what its channels need, and what public variables show of them.

A channel has two links: the initiative moves a variable, the variable moves trade. With trade
:math:`y = c\,T + b\,M + x'\beta` and the variable :math:`M = a\,T + x'\gamma`, effects of country and year in
both, least squares has :math:`c_{total} = c + ab` exactly on one sample.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from lib import published
from lib.estimators import fixed_effects
from lib.estimators.few_treated import wild_bootstrap
from lib.estimators.fixed_effects import FixedEffectsSpec
from lib.panels.belt_road import COUNTRIES, YEARS
from lib.panels.belt_road_columns import INTERACTION, TREATMENT, Column, printed_columns
from lib.printed import parse
from lib.results import TIDY, tidy_rows
from lib.studies import belt_road_baseline as baseline
from lib.studies.belt_road_placebo import CONTROLS, PAPER, every_choice, nine
from lib.studies.belt_road_record import estimates

EFFECTS = ("iso3", "year")
# The paper's channels and what stands for them in public: column of the counterpart -> channel.
PUBLIC = {
    "memorandum": "policy",
    "institution": "policy",
    "logistics": "infrastructure",
    "ln_rail_density": "infrastructure",
    "ln_finance": "technology_cooperation",
}
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
    frame = nine(panel).dropna(subset=[outcome, *terms]).reset_index(drop=True)
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
    rows = {}
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
    """Table 6 in kind: trade in all goods on each public variable and the paper's controls.

    Parameters
    ----------
    panel : DataFrame
        The counterpart panel.
    with_treatment : bool
        Whether the treatment is in the regression too, which it is not in the paper's tables 6 and 7.

    Returns
    -------
    DataFrame indexed by ``variable`` and ``outcome``: ``coef``, ``se``, ``p``, ``p_wild``, ``n``.
    """
    own = (TREATMENT,) if with_treatment else ()
    rows = {}
    for name in PUBLIC:
        for outcome, column in OUTCOMES.items():
            rows[name, outcome] = _fit(panel, column, (name, *own, *CONTROLS)).line(name)
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["variable", "outcome"])


def through(panel: pd.DataFrame) -> pd.DataFrame:
    """What each public variable carries of the treatment's coefficient on trade, on one sample.

    Returns
    -------
    DataFrame indexed by ``variable`` and ``outcome``: ``total`` (the treatment's coefficient), ``direct``
    (with the variable beside it), ``a`` and ``b`` (both links), ``carried`` (their product), ``low`` and
    ``high`` (of the product without each country in turn), ``n``.
    """
    rows = {}
    for name in PUBLIC:
        for outcome, column in OUTCOMES.items():
            whole = _links(panel, name, column)
            without = [_links(panel[panel["iso3"] != iso3], name, column)["carried"] for iso3 in COUNTRIES]
            rows[name, outcome] = whole | {"low": min(without), "high": max(without)}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["variable", "outcome"])


def _links(panel: pd.DataFrame, name: str, column: str) -> dict:
    rows = nine(panel).dropna(subset=[name, column, *CONTROLS])
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
        None where the panel lacks an outcome or a term of the table, as those from users' files do: no
        source has the investors, the quality or the indices of the paper.
    """
    columns = printed_columns(exhibit)
    needed = {name for c in columns for name in (c.outcome_in(panel), *c.terms)} - {INTERACTION}
    if not needed <= set(panel.columns):
        return None
    return baseline.tidy(baseline.estimate_all(panel, columns), track)


def tidy(table: pd.DataFrame, exhibit: str, keep: tuple[str, ...]) -> pd.DataFrame:
    """Tidy rows of a table by variable, and outcome where there is one, on the counterpart."""
    keys = [name for name in table.index.names if name]
    long = table[list(keep)].astype(float).reset_index().melt(keys, var_name="statistic")
    long = long.rename(columns={"variable": "term", "outcome": "column"})
    return tidy_rows(long, paper=PAPER, exhibit=exhibit, track="counterpart")[TIDY]


# --- what the printed numbers say of themselves -----------------------------------------------------------


def ranking(
    exhibit: str = "table_6", columns: tuple[str, ...] = ("(1)", "(2)", "(3)", "(4)")
) -> pd.DataFrame:
    r"""Differences of the channels' printed coefficients, two by two, as far as print tells.

    Returns
    -------
    DataFrame indexed by the two terms: ``difference``, ``z`` (estimates taken as uncorrelated), ``z_low`` and
    ``z_high``, its limits over every correlation.

    Notes
    -----
    The columns are estimates on the same rows, whose covariance is not printed:
    :math:`|s_1 - s_2| \le se \le s_1 + s_2`.
    """
    own = estimates().loc[exhibit]
    focus = {c.column: c.focus for c in printed_columns(exhibit) if c.column in columns}
    rows = {}
    for place, (first, one) in enumerate(focus.items()):
        for second, other in list(focus.items())[place + 1 :]:
            a, b = own.loc[(first, one)], own.loc[(second, other)]
            gap = a["coef"] - b["coef"]
            spread = abs(a["se"] - b["se"])
            rows[one, other] = {
                "difference": gap,
                "z": gap / np.hypot(a["se"], b["se"]),
                "z_low": abs(gap) / (a["se"] + b["se"]),
                "z_high": abs(gap) / spread if spread else np.inf,
            }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["one", "other"])


def implied_degrees(exhibit: str = "table_6") -> pd.DataFrame:
    r"""Residual degrees of freedom at which R squared and t of two columns on one outcome agree.

    Returns
    -------
    DataFrame indexed by the two columns: ``low``, ``high`` (over all roundings), ``middle``; ``printed``,
    what the printed observations leave of nine countries; ``units_low`` and ``units_high``, how many units
    in a balanced panel of the printed years leave ``low`` and ``high``.

    Notes
    -----
    Columns with the same outcome, controls, effects and rows have the same R squared without their channel,
    and with conventional standard errors :math:`1 - R_0^2 = (1 - R_k^2)(1 + t_k^2 / d)`, whether or not R
    squared is that within countries. Two columns give d. Pairs whose R squared may be equal give no limit and
    are left out.
    """
    columns = printed_columns(exhibit)
    cells = published.cells(PAPER).set_index("id")["printed"]
    known = {c.column: _rounded(cells, c) for c in columns}
    rows = {}
    for place, one in enumerate(columns):
        for other in columns[place + 1 :]:
            low, middle, high = _degrees(known[one.column], known[other.column])
            if np.isfinite(high):
                units = [(d + len(one.terms) + len(YEARS) - 1) / (len(YEARS) - 1) for d in (low, high)]
                rows[one.column, other.column] = {
                    "units_low": units[0],
                    "units_high": units[1],
                    "low": low,
                    "middle": middle,
                    "high": high,
                    "printed": one.nobs - len(one.terms) - len(COUNTRIES) - len(YEARS) + 1,
                }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["one", "other"])


def _rounded(cells: pd.Series, column: Column) -> dict[str, tuple[float, float]]:
    """Limits of what is left of the outcome and of the squared t of a column's channel."""
    place = f"{column.exhibit}//{column.column}/"
    coef, se, r2 = (
        parse(cells[place + key]) for key in (f"{column.focus}/coef", f"{column.focus}/se", "/r2")
    )
    return {
        "left": (1 - float(r2.high), 1 - float(r2.low)),
        "t2": ((float(coef.low) / float(se.high)) ** 2, (float(coef.high) / float(se.low)) ** 2),
    }


def _degrees(one: dict, other: dict) -> tuple[float, float, float]:
    """Smallest, middle and largest d of two columns; infinite where their R squared may be equal."""
    if one["left"][0] <= other["left"][1] and other["left"][0] <= one["left"][1]:
        return np.nan, np.nan, np.inf
    values = [
        (b * t_b - a * t_a) / (a - b)
        for a in one["left"]
        for b in other["left"]
        for t_a in one["t2"]
        for t_b in other["t2"]
    ]
    a, b, t_a, t_b = (np.mean(part[key]) for key in ("left", "t2") for part in (one, other))
    return min(values), (b * t_b - a * t_a) / (a - b), max(values)


def investors(panel: pd.DataFrame) -> pd.DataFrame:
    """What population's growth alone does to `flow` by the printed coefficients of tables 5 and 6.

    Parameters
    ----------
    panel : DataFrame
        The counterpart panel.

    Returns
    -------
    DataFrame indexed by iso3: ``growth`` (of population 2003-2023, logarithm), ``table_5`` and ``table_6``
    (its product with the coefficient of population in (1) of each).
    """
    wide = nine(panel).pivot(index="iso3", columns="year", values="ln_population").loc[list(COUNTRIES)]
    growth = wide[YEARS[-1]] - wide[YEARS[0]]
    own = estimates()["coef"]
    made = {name: growth * own[name, "(1)", "ln_population"] for name in ("table_5", "table_6")}
    return pd.DataFrame({"growth": growth, **made})


# --- what a regression on a channel can find where there is none -------------------------------------------


@dataclass(frozen=True)
class World:
    """A simulated world of nine countries in 21 years in which the variable carries nothing.

    Attributes
    ----------
    first : float
        Effect of the treatment on the variable.
    direct : float
        Effect of the treatment on trade, none of it through the variable.
    shared : float
        What an unseen shock of country and year, of variance one, adds to both.
    own : float
        Standard deviation of what is the variable's, and trade's, alone.
    sign : float
        What the shock's effect on trade is multiplied with.
    """

    first: float = 1.0
    direct: float = 1.0
    shared: float = 0.0
    own: float = 0.5
    sign: float = 1.0


WORLDS = {
    "nothing moves both": (World(direct=0.0), False),
    "the treatment moves both": (World(), False),
    "the same, treatment held fixed": (World(), True),
    "an unseen shock moves both, treatment held fixed": (World(shared=0.25), True),
}


def no_channel(draws: int, seed: int) -> pd.DataFrame:
    """Regressions of trade on a variable that does nothing to it, in the worlds of `WORLDS`.

    Returns
    -------
    DataFrame indexed by ``world``: ``mean`` (of the variable's coefficient, which should be 0), ``error``
    (Monte Carlo), ``rejects`` (share of draws with p below 5 %, clustered by country, t with eight degrees of
    freedom) and ``rejects_error``.

    Raises
    ------
    ValueError
        Fewer than two draws.
    """
    rows = {
        name: simulate(world, fixed, draws, np.random.default_rng([seed, place]))
        for place, (name, (world, fixed)) in enumerate(WORLDS.items())
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("world")


def simulate(world: World, fixed: bool, draws: int, rng: np.random.Generator) -> dict[str, float]:
    """One line of `no_channel`.

    Parameters
    ----------
    world : World
    fixed : bool
        Whether the treatment stands beside the variable.
    draws : int
    rng : Generator
    """
    if draws < 2:
        raise ValueError(f"draws={draws}: a Monte Carlo error needs 2 at least")
    found = np.array([_one(world, fixed, rng) for _ in range(draws)])
    share = float((np.abs(found[:, 1]) > stats.t.isf(0.025, len(COUNTRIES) - 1)).mean())
    return {
        "mean": found[:, 0].mean(),
        "error": found[:, 0].std(ddof=1) / np.sqrt(draws),
        "rejects": share,
        "rejects_error": np.sqrt(share * (1 - share) / draws),
    }


def _one(world: World, fixed: bool, rng: np.random.Generator) -> tuple[float, float]:
    """The variable's coefficient and its t statistic in one draw."""
    shape = (len(COUNTRIES), len(YEARS))
    treated = (np.arange(shape[0]) < 5)[:, None] & (np.array(YEARS) >= 2013)
    unseen = rng.standard_normal(shape)
    variable = world.first * treated + world.shared * unseen + world.own * rng.standard_normal(shape)
    shocked = world.sign * world.shared * unseen
    trade = world.direct * treated + shocked + world.own * rng.standard_normal(shape)
    x, y, d = (_demeaned(part) for part in (variable, trade, treated.astype(float)))
    if fixed:
        x, y = (part - d * (d * part).sum() / (d * d).sum() for part in (x, y))
    coef = (x * y).sum() / (x * x).sum()
    scores = (x * (y - coef * x)).sum(axis=1)
    g = shape[0]
    se = np.sqrt(g / (g - 1) * (scores**2).sum()) / (x * x).sum()
    return float(coef), float(coef / se)


def _demeaned(values: np.ndarray) -> np.ndarray:
    """Net of the means of rows and columns."""
    rows, columns = values.mean(axis=1, keepdims=True), values.mean(axis=0, keepdims=True)
    return values - rows - columns + values.mean()
