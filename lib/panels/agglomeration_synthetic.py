"""The agglomeration panel at its printed size with drawn outcomes: real cities, planted coefficients.

`build` gives the panel of the track ``semi_synthetic``; `draw` the same with what was planted, under other
seeds and designs. What is real and what is drawn stands in `provenance`, what of the printed numbers the
panel cannot have in `shortfall` and `counts`. Results on this panel check the code and teach the method; they
say nothing about trade.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.panels import agglomeration_facts as real
from lib.panels import agglomeration_synthetic_covariates as covariates
from lib.panels import agglomeration_synthetic_outcomes as outcomes
from lib.panels.agglomeration import BASE_YEAR, NUMBERS, OUTCOMES, OWN, PANEL, REGIONS, SIZES
from lib.panels.agglomeration_columns import LAG, TABLES, printed_columns, printed_counts
from lib.panels.agglomeration_synthetic_presence import YEARS, Presence, left_out, presence

SEED = 2018
_FIRST = int(np.argmax(covariates.GRID == YEARS[0]))


@dataclass(frozen=True)
class Drawn:
    """A semi-synthetic panel with what is known of it because it was drawn.

    Attributes
    ----------
    panel : DataFrame
        With the columns of `lib.panels.agglomeration.PANEL` and the tables' own outcomes.
    planted : DataFrame
        ``exhibit``, ``column``, ``outcome``, ``term``, ``printed``, ``planted``: the coefficients that the
        outcome obeys, those of the regressors in standardised variables. In table 8 they hold before the
        sample is trimmed.
    effect, shock : ndarray, shape (N,)
        The city's effect and the year's shock in each row of the panel, standard normal.
    sigma : dict of str to float
        By outcome: the standard deviation of the shock in the standardised outcome. Its error is
        ``sigma * (EFFECT_SIZE * effect + shock)``.
    seed : int
    """

    panel: pd.DataFrame
    planted: pd.DataFrame
    effect: np.ndarray
    shock: np.ndarray
    sigma: dict[str, float]
    seed: int

    def truth(self, exhibit: str, column: str = "(1)") -> pd.Series:
        """Planted coefficients of a printed column, by term."""
        own = self.planted[(self.planted["exhibit"] == exhibit) & (self.planted["column"] == column)]
        if own.empty:
            raise ValueError(f"{exhibit} {column} was not drawn; there are: "
                             f"{', '.join(self.planted['exhibit'].unique())}")  # fmt: skip
        return own.set_index("term")["planted"]

    def error(self, outcome: str = "ln_value") -> np.ndarray:
        """City's effect and shock together in each row, in units of the standardised outcome, shape (N,)."""
        return self.sigma[outcome] * (outcomes.EFFECT_SIZE * self.effect + self.shock)


def build() -> pd.DataFrame:
    """The panel of the track ``semi_synthetic``, of the default seed."""
    return draw().panel


def draw(
    *,
    seed: int = SEED,
    exhibits: Sequence[str] = TABLES,
    lag: float | None = None,
    response: float = 1.0,
    base_year_responds: bool = False,
    agglomeration_responds: bool = False,
    serial: float = 0.0,
) -> Drawn:
    """Draw a panel.

    Parameters
    ----------
    seed : int
        The same seed gives the same panel, byte for byte. City-years, population, distances, regions and
        sizes are the same under every seed.
    exhibits : sequence of str
        Tables whose outcomes are drawn; ``("table_1",)`` is fastest. Without table 1 the plain outcomes are
        missing (NaN).
    lag : float, optional
        Coefficient of the lag in place of the printed ones, from 0 to below 1.
    response : float
        Strength with which productivity, growth and unemployment answer the shock of the year, from 0 (every
        regressor is exogenous) to 1.
    base_year_responds : bool
        Whether growth answers the shock of 2008 too. Resilience is growth less that of 2008, so that its
        values of 2003 to 2007 then hold a later shock, and its lags are no valid instruments.
    agglomeration_responds : bool
        Whether a drawn part that answers the shock is added to agglomeration, which is then no longer real;
        sizes stay those of the real populations. Without it agglomeration knows neither the shock nor the
        city's effect, and the panel is no test of how well an estimator deals with one that does.
    serial : float
        Autocorrelation of the shock, from -1 to 1; other than 0 it invalidates the second lags, which AR(2)
        is to find.

    Returns
    -------
    Drawn

    Raises
    ------
    ValueError
        An argument is out of its range.
    """
    _check(exhibits, lag, response, serial)
    there = presence()
    rng = np.random.default_rng(seed)
    raw, drivers = covariates.draw(
        there,
        rng,
        response=response,
        base_year_responds=base_year_responds,
        agglomeration_responds=agglomeration_responds,
        serial=serial,
    )
    x = outcomes.regressors(raw, there.rows, _FIRST)
    groups = _groups(there)
    noise = (drivers.effect, drivers.shock)
    planted = [
        outcomes.plant(model, x, groups, noise, there.rows, lag)
        for model in outcomes.models()
        if model.columns[0].exhibit in exhibits
    ]
    panel = _panel(there, raw, {one.model.name: one.level for one in planted})
    return Drawn(
        panel=panel,
        planted=pd.DataFrame(outcomes.shortfalls(planted)),
        effect=np.repeat(drivers.effect, there.rows.sum(axis=1)),
        shock=_in_rows(there, drivers.shock),
        sigma={one.model.name: one.sigma for one in planted},
        seed=seed,
    )


def shortfall(drawn: Drawn | None = None) -> pd.DataFrame:
    """What part of the printed coefficients each outcome could be given.

    Parameters
    ----------
    drawn : Drawn, optional
        By default the panel of the track.

    Returns
    -------
    DataFrame, one row a printed column: ``exhibit``, ``column``, ``outcome``, ``share`` (planted over printed
    coefficient, the same for every regressor; the lag is planted whole), ``in_full`` (bool).

    Notes
    -----
    Standardised variables have variance one, and so has what the equation makes of them. Where the printed
    coefficients give the regressors alone more than `outcomes.ROOM` of it, no error is left, and they cannot
    all be the coefficients of a regression in these regressors; all of them are then reduced alike.
    """
    planted = (drawn or draw()).planted
    regressors = planted[planted["term"] != LAG]
    share = (regressors["planted"] / regressors["printed"]).groupby(
        [regressors["exhibit"], regressors["column"], regressors["outcome"]], sort=False
    )
    found = share.mean().rename("share").reset_index()
    return found.assign(in_full=found["share"] > 1 - 1e-12)


def counts(panel: pd.DataFrame | None = None) -> pd.DataFrame:
    """City-years and cities of every sample beside the printed numbers.

    Parameters
    ----------
    panel : DataFrame, optional
        By default the panel of the track.

    Returns
    -------
    DataFrame, one row a sample: ``sample``, ``n`` and ``n_printed``, ``cities`` and ``cities_printed``,
    ``with_lag`` (city-years whose year before is in the sample too: the most that a model with one lag uses).
    """
    panel = build() if panel is None else panel
    found = {}
    for column in printed_columns():
        if column.sample not in found:
            keys = panel.loc[column.rows(panel), ["city_code", "year"]]
            before = keys.assign(year=keys["year"] + 1).merge(keys)
            n, units = printed_counts()[column.sample]
            found[column.sample] = (len(keys), n, keys["city_code"].nunique(), units, len(before))
    names = ["n", "n_printed", "cities", "cities_printed", "with_lag"]
    return pd.DataFrame.from_dict(found, orient="index", columns=names).rename_axis("sample").reset_index()


def _check(exhibits: Sequence[str], lag: float | None, response: float, serial: float) -> None:
    unknown = [name for name in exhibits if name not in TABLES]
    if unknown or not exhibits or isinstance(exhibits, str):
        raise ValueError(f"exhibits={exhibits!r}: give a tuple of {', '.join(TABLES)}")
    if lag is not None and not 0 <= lag < 1:
        raise ValueError(f"lag={lag}: give a number from 0 to below 1, or None for the printed ones")
    if not 0 <= response <= 1:
        raise ValueError(f"response={response}: give a number from 0 to 1")
    if not -1 < serial < 1:
        raise ValueError(f"serial={serial}: give an autocorrelation between -1 and 1")


def _groups(there: Presence) -> dict[str, np.ndarray]:
    """City-years of each sample over the grid, shape (N, T), bool."""
    columns = np.maximum(covariates.GRID - YEARS[0] + 1, 0)
    size = real.sizes(there.people, there.limits)[:, columns]
    region = there.cities["region"].to_numpy()[:, None]
    everywhere = np.ones(size.shape, dtype=bool)
    return (
        {"all": everywhere, "trimmed": everywhere}
        | {name: size == name for name in SIZES}
        | {name: everywhere & (region == name) for name in REGIONS}
    )


def _in_rows(there: Presence, values: np.ndarray) -> np.ndarray:
    """Values over the grid in the panel's rows, shape (2337,)."""
    return values[:, _FIRST:][there.rows]


def _keys(there: Presence) -> pd.DataFrame:
    city, year = np.nonzero(there.rows)
    places = there.cities
    return pd.DataFrame(
        {
            "city_code": places["city_code"].to_numpy()[city],
            "year": YEARS[year],
            "size": there.sizes,
            "region": places["region"].to_numpy()[city],
        }
    )


def _panel(there: Presence, raw: dict[str, np.ndarray], drawn: dict[str, np.ndarray]) -> pd.DataFrame:
    keys = _keys(there)
    plain = {name: _in_rows(there, drawn[name]) if name in drawn else np.nan for name in OUTCOMES.values()}
    own = {name: _in_rows(there, values) for name, values in drawn.items() if OWN in name}
    numbers = {name: _in_rows(there, raw[name]) for name in NUMBERS}
    values = {**{name: keys[name] for name in keys}, **plain, **numbers}
    panel = pd.DataFrame({**{name: values[name] for name in PANEL.columns}, **own})
    panel.attrs["track"] = "semi_synthetic"  # the restricted folder refuses it by this mark
    return panel


def provenance() -> pd.DataFrame:
    """What is real and what is drawn in the panel, one row a column.

    Returns
    -------
    DataFrame with ``column``, ``origin`` (real or drawn) and ``how``.
    """
    origins = _real() | {name: ("drawn", words) for name, words in _drawn().items()}
    return pd.DataFrame(
        [(name, *origins[name]) for name in PANEL.columns], columns=["column", "origin", "how"]
    )


def _real() -> dict[str, tuple[str, str]]:
    gone, further = left_out()
    return {
        "city_code": ("real", "cities of the table cities; six of the west are left out"),
        "year": (
            "real and drawn",
            f"years with a population; {gone + further} city-years left out to the printed number, {gone} of "
            f"the six cities and {further} that were drawn",
        ),
        "ln_agglomeration": (
            "real",
            "city_population: non-agricultural, of the urban districts; its jumps too; being real it answers "
            "no drawn shock and is correlated with no drawn effect of a city, but by chance",
        ),
        "ln_port_distance": ("real", "great circle to the nearest of the table seaports"),
        "size": ("real", "by population, limits fitted to the printed numbers of city-years"),
        "region": ("real", real.REGION_DEFINITION),
    }


def _drawn() -> dict[str, str]:
    words = {name: how(law) for name, law in covariates.LAWS.items()}
    fall = f"growth: {words['growth']}, lower by {covariates.CRISIS} everywhere from {BASE_YEAR} on"
    own = {name: words[name] for name in NUMBERS if name in words}
    return own | {
        **dict.fromkeys(OUTCOMES.values(), _PLANTED),
        "ln_resilience": f"growth less growth in {BASE_YEAR}; {fall}",
        "ln_resilience_moving_average": f"mean growth of three years less growth in {BASE_YEAR}",
        "development_zone": f"where an index was ever above zero; index: {words['zone_index']}",
    }


def how(law: covariates.Law) -> str:
    """A law of drawing in words: what the level goes with, whether it has a trend, what it answers."""
    by = [name for name, share in (("size", law.size), ("nearness to a port", law.near)) if share]
    parts = [
        "level of the city" + (f", correlated with its {' and '.join(by)}" if by else ""),
        *["trend"] * (law.trend != 0),
        *[f"moves by {law.within} around it, persistent"] * (law.within > 0),
        "answers the shock of the year" if law.answer else "exogenous",
    ]
    return "; ".join(parts)


_PLANTED = (
    "printed coefficients of table 1, effect of the city, shock; other tables' outcomes alike; the level "
    "means nothing beyond the standardised scale, its spread is set so that no level is impossible"
)
