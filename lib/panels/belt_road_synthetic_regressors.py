r"""Regressors of the semi-synthetic Belt and Road panel in the 189 country-years, real where public.

Population, GDP per head and growth are real. Road density, the four mechanisms and inequality are not public
here and are drawn, from one fixed seed, so that every panel has the same. Their spread is set by the printed
standard errors: a standard error tells how much of a variable effects and other regressors leave.

The mechanisms :math:`z_k` are, net of the effects, :math:`x'\pi_k + \nu_k` with :math:`\nu_k` orthogonal to
the controls x. With :math:`\pi_k = (\beta_0 - \beta_k) / \gamma_k` the four columns of table 6 hold on one
outcome :math:`x'\beta_0 + \sum_k c_k \nu_k`, where :math:`\sum_j c_j \nu_j'\nu_k = \gamma_k \nu_k'\nu_k`:
a regression on x and :math:`z_k` finds :math:`\gamma_k` and :math:`\beta_0 - \gamma_k \pi_k = \beta_k`.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from lib.panels.belt_road import YEARS, bri
from lib.panels.belt_road_columns import (
    BASELINE_CONTROLS,
    INTERACTION,
    MECHANISMS,
    TREATMENT,
    Column,
    printed_columns,
)
from lib.panels.belt_road_counterpart import public_covariates
from lib.panels.belt_road_synthetic_design import N_ROWS, Design, cells, dummies, net, variance
from lib.panels.belt_road_synthetic_noise import autoregressions

SEED = 2013
REAL = ("ln_population", "ln_gdp_per_head", "growth")
ROAD = "ln_road_density"
DRAWN = (ROAD, *MECHANISMS, "inequality")
_TWO_WAY = ("iso3", "year")
# km of road per square km: the level of a log density of sparsely settled countries; no coefficient depends
# on it.
_ROAD_LEVEL, _ROAD_GROWTH = -1.6, 0.02
_YEARLY_RISE = 0.05  # of a mechanism's index, in every country alike
_PERSISTENCE = 0.7


def frame() -> pd.DataFrame:
    """The country-years with every regressor of tables 3 to 8.

    Returns
    -------
    DataFrame, 189 rows: ``iso3``, ``year``, ``lines``, ``bri`` and the printed terms. Units: logs of persons,
    of constant 2015 US$, of km per square km; growth in per cent; the mechanisms are indices without a unit;
    ``inequality`` is centred at its mean over the treated country-years, so that ``bri`` is the effect there.
    """
    found = cells().merge(public_covariates()[["iso3", "year", *REAL]], on=["iso3", "year"], how="left")
    rng = np.random.default_rng(SEED)
    found[TREATMENT] = bri(found)
    found[ROAD] = _road(found, rng)
    for name, values in _mechanisms(found, rng).items():
        found[name] = values
    found["inequality"] = _inequality(found, rng)
    found[INTERACTION] = found["inequality"].where(found[TREATMENT] == 1, 0.0)
    return found


def design(column: Column, of: pd.DataFrame) -> Design:
    """The printed regression of a column on the cells, a fictitious event year among its terms."""
    x = of.assign(bri=bri(of, column.event_year))[list(column.terms)]
    return Design(column, x.to_numpy(float), of[["iso3", "year", "lines"]])


def common_coefficients() -> dict[str, float]:
    r""":math:`\beta_0`: the controls' coefficients without a mechanism, the means of table 6's columns."""
    columns = printed_columns("table_6")
    return {term: float(np.mean([c.planted[term] for c in columns])) for term in BASELINE_CONTROLS}


def _column(exhibit: str, column: str) -> Column:
    return next(c for c in printed_columns(exhibit) if c.column == column)


def _weights(found: pd.DataFrame) -> np.ndarray:
    return found["lines"].to_numpy(float)


def _persistent(found: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    return autoregressions(rng, found["iso3"].nunique(), _PERSISTENCE)


def _own_part(found: pd.DataFrame, raw: np.ndarray, others: np.ndarray, wanted: float) -> np.ndarray:
    """What effects and other regressors leave of drawn values, scaled to a variance."""
    weights = _weights(found)
    left = net(raw, np.column_stack([dummies(found, _TWO_WAY), others]), weights)
    return left * np.sqrt(wanted / variance(left, weights))


def _levels(found: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """One standard normal draw a country, in the cells."""
    countries = found["iso3"].unique()
    drawn = dict(zip(countries, rng.normal(size=len(countries)), strict=True))
    return found["iso3"].map(drawn).to_numpy()


def _road(found: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """Log road density: a level of the country, a common rise, a part of its own.

    Its own part and the spread of the levels are such that in table 3 (3) and (2) its printed standard errors
    are to the treatment's as printed.
    """
    weights, others = _weights(found), found[[TREATMENT, *REAL]].to_numpy(float)
    wanted = {}
    for name in ("(2)", "(3)"):
        column = _column("table_3", name)
        rest = np.column_stack([dummies(found, column.effects), others[:, 1:]])
        ratio = column.std_errors[TREATMENT] / column.std_errors[ROAD]
        wanted[name] = variance(net(others[:, 0], rest, weights), weights) * ratio**2
    own = _own_part(found, _persistent(found, rng), others, wanted["(3)"])
    levels = _levels(found, rng)
    base = np.column_stack([dummies(found, ("year",)), others])
    a, b = (net(values, base, weights) for values in (levels, own))
    cross = np.average(a * b, weights=weights)
    excess = variance(b, weights) - wanted["(2)"]
    size = (-cross + np.sqrt(cross**2 - variance(a, weights) * excess)) / variance(a, weights)
    return _ROAD_LEVEL + _ROAD_GROWTH * (found["year"].to_numpy() - YEARS[0]) + size * levels + own


def _mechanisms(found: pd.DataFrame, rng: np.random.Generator) -> dict[str, np.ndarray]:
    r"""The four indices: level of the country, common rise, :math:`x'\pi_k + \nu_k`.

    The variance of :math:`\nu_k` is that of the printed standard error in table 6 at the error variance which
    those of population and income give there. Half of its variance before netting is the treatment's.
    """
    weights, controls = _weights(found), found[list(BASELINE_CONTROLS)].to_numpy(float)
    common = common_coefficients()
    years = found["year"].to_numpy() - YEARS[0]
    made = {}
    for column in printed_columns("table_6"):
        name = column.focus
        raw = _persistent(found, rng) + 2 * found[TREATMENT].to_numpy()
        variance_of_own = mechanism_error(found) / (N_ROWS * column.std_errors[name] ** 2)
        own = _own_part(found, raw, controls, variance_of_own)
        slopes = [(common[c] - column.planted[c]) / column.planted[name] for c in BASELINE_CONTROLS]
        within = net(controls, dummies(found, _TWO_WAY), weights)
        made[name] = 0.5 * _levels(found, rng) + _YEARLY_RISE * years + within @ slopes + own
    return made


def mechanism_error(found: pd.DataFrame) -> float:
    """Error variance of table 6: geometric mean of what population's and income's standard errors give."""
    terms = ("ln_population", "ln_gdp_per_head")
    of = found[list(BASELINE_CONTROLS)].to_numpy(float)
    implied = []
    for column in printed_columns("table_6"):
        bare = Design(_without_mechanism(column), of, found[["iso3", "year", "lines"]])
        implied.append(np.log(bare.implied_variance(terms)))
    return float(np.exp(np.mean(implied)))


def _without_mechanism(column: Column) -> Column:
    return replace(column, terms=BASELINE_CONTROLS)


def _inequality(found: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """A level of the country and a part of its own, centred over the treated country-years.

    Its scale is the one at which its standard errors and the interaction's are to the treatment's as printed
    in table 8, on average (geometric mean of four).
    """
    others = found[[TREATMENT, *REAL, ROAD]].to_numpy(float)
    own = _own_part(found, _persistent(found, rng), others, 0.5)
    values = _levels(found, rng) + own
    values -= np.average(values, weights=found["lines"] * found[TREATMENT])
    trial = found.assign(inequality=values, **{INTERACTION: found[TREATMENT] * values})
    logs = []
    for column in printed_columns("table_8"):
        of = design(column, trial)
        ours = dict(zip(column.terms, of.std_errors(of.implied_variance((TREATMENT,))), strict=True))
        logs += [np.log(ours[term] / column.std_errors[term]) for term in ("inequality", INTERACTION)]
    return values * np.exp(np.mean(logs))
