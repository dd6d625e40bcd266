"""The twin cities panel at full size with drawn outcomes: real places, real ties, planted effects.

`build` gives the panel of the track ``semi_synthetic``; `draw` the same with everything that was planted,
under other seeds, effect paths or agreements, and smaller if asked for. What is real and what is drawn stands
in `provenance`. Results on this panel check the code and teach the method; they say nothing about trade.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.panels import twin_cities
from lib.panels import twin_cities_synthetic_frame as frames
from lib.panels import twin_cities_synthetic_outcomes as outcomes
from lib.panels import twin_cities_synthetic_planting as planting
from lib.panels import twin_cities_synthetic_presence as presence
from lib.panels.twin_cities_columns import OUTCOMES
from lib.panels.twin_cities_synthetic_agreements import Ties
from lib.panels.twin_cities_synthetic_shapes import Path, path_values
from lib.panels.twin_cities_synthetic_units import stream

SEED = 2022
CITIES, DESTINATIONS = frames.FULL
LEAST = (10, 10)  # below, ties, neighbours or Belt and Road countries are missing


@dataclass(frozen=True)
class Drawn:
    """A semi-synthetic panel with what is known of it because it was drawn.

    Attributes
    ----------
    panel : DataFrame
        With the columns of `lib.panels.twin_cities.PANEL`.
    planting : Planting
        Effects, and the coefficient of every printed regression without noise.
    outcomes : Outcomes
        Means and law of the noise; ``outcomes.draw(rng)`` gives new outcomes.
    ties : Ties
        Agreements behind the treatment.
    seed : int
    """

    panel: pd.DataFrame
    planting: planting.Planting
    outcomes: outcomes.Outcomes
    ties: Ties
    seed: int

    def effects(self, outcome: str) -> pd.DataFrame:
        """True effects in each row of the panel (see `Planting.effects`)."""
        return self.planting.effects(outcome)

    def without_noise(self) -> pd.DataFrame:
        """The panel with its outcomes' means: what a regression finds in it is what was planted for it.

        Logs and the share are the means, quantity, value and lines their exponentials; missing outcomes stay
        missing.
        """
        free = self.panel.copy()
        for outcome, name in OUTCOMES.items():
            free[name] = self.outcomes.means[outcome].where(self.panel[name].notna())
            if name != outcome:
                free[outcome] = np.exp(free[name])
        return free

    def true_path(self, outcome: str) -> pd.Series:
        """Mean effect of the own agreement by year since it took effect, over the rows of tied pairs.

        The index runs over the relative years that the panel has; before the agreement the effect is 0. The
        shocks' years are part of it.
        """
        tied = self.panel["treat"] == 1
        since = (self.panel["year"] - self.panel["treatment_year"])[tied].astype(int)
        return self.effects(outcome)["own"][tied].groupby(since.rename("relative_year")).mean()


def build() -> pd.DataFrame:
    """The panel of the track ``semi_synthetic``: 287 cities, 153 destinations, the default seed."""
    return draw().panel


def draw(
    *,
    seed: int = SEED,
    effect_path: Path = "rising",
    redrawn: float = 0.0,
    persistence: float | None = None,
    cities: int = CITIES,
    destinations: int = DESTINATIONS,
    provinces: str = "capital",
) -> Drawn:
    """Draw a panel.

    Parameters
    ----------
    seed : int
        The same seed gives the same panel, byte for byte.
    effect_path : {"rising", "constant", "fading"} or callable
        Shape of the effect by year since the agreement (see `path_values`). The effects are sized so that the
        printed regressions, without noise, find the printed coefficients whichever shape is chosen.
    redrawn : float
        Share of the real ties that are replaced with drawn ones, 0 to 1.
    persistence : float, optional
        Part of the variance of the noise in quantity and value that lasts for a pair; by default what the
        printed R-squared of each ask for: none of the quantity's, about a sixth of the value's.
    cities, destinations : int
        How many, the largest first. Below 287 and 153 the printed counts hold in proportion; the fewer, the
        further the effects have to depart from one another to meet every printed number.
    provinces : {"capital", "all"}
        A province's agreement ties its capital or, as in the paper's footnote, all its cities. The printed
        rows of tied pairs hold either way, so that with all of them a tied pair has fewer years of exports
        (`rows_of_tied_pairs` says how many), fewer than the most traded pairs would have.

    Returns
    -------
    Drawn

    Raises
    ------
    ValueError
        An argument is out of its range, or the panel is too small for a printed regression.
    """
    _check(effect_path, redrawn, persistence)
    _large_enough(cities, destinations)
    if provinces not in ("capital", "all"):
        raise ValueError(f"provinces={provinces!r}: give capital or all")
    full = (cities, destinations) == frames.FULL
    frame, ties, base = frames.draw(
        seed=seed, cities=cities, destinations=destinations, redrawn=redrawn, provinces=provinces
    )
    no_value, no_quantity = presence.missing(frame, seed=seed, full=full)
    frame = frame.assign(ln_value=np.where(no_value, np.nan, 0.0), ln_lines=0.0, high_tech_share=0.0)
    frame["ln_quantity"] = np.where(no_quantity, np.nan, 0.0)
    planted = planting.plant(frame, effect_path)
    law = outcomes.law(frame, planted, base, seed=seed, persistence=persistence)
    panel = outcomes.levels(frame, law.draw(stream(seed, "outcomes")))
    panel = twin_cities.validate(panel, shown="panel twin_cities, track semi_synthetic")
    return Drawn(panel, planted, law, ties, seed)


def _check(effect_path: Path, redrawn: float, persistence: float | None) -> None:
    path_values(effect_path, np.arange(3.0))
    if not 0 <= redrawn <= 1:
        raise ValueError(f"redrawn={redrawn} is no share: give a number from 0 to 1")
    if persistence is not None and not 0 <= persistence < 1:
        raise ValueError(
            f"persistence={persistence}: give a share of the noise's variance, from 0 to below 1"
        )


def _large_enough(cities: int, destinations: int) -> None:
    for name, number, least in (("cities", cities, LEAST[0]), ("destinations", destinations, LEAST[1])):
        if number < least:
            raise ValueError(
                f"{name}={number} is too few for the printed regressions: give at least {LEAST[0]} cities "
                f"and {LEAST[1]} destinations (one of that size that does not serve says so)"
            )


def rows_of_tied_pairs(frame: pd.DataFrame) -> pd.Series:
    """Tied pairs, their rows, rows a pair, and pairs tied through their province alone, in a panel.

    Parameters
    ----------
    frame : DataFrame
        ``pair``, ``treat`` and ``via_province``.
    """
    tied = frame[frame["treat"] == 1]
    pairs = tied.drop_duplicates("pair")
    found = {"pairs": len(pairs), "rows": len(tied), "via_province": int(pairs["via_province"].sum())}
    return pd.Series(found | {"rows_a_pair": len(tied) / max(len(pairs), 1)})


def provenance() -> pd.DataFrame:
    """What is real and what is drawn in the panel, one row a column.

    Returns
    -------
    DataFrame with ``column``, ``origin`` (real, drawn, or both) and ``how``.

    Notes
    -----
    The agreements behind ``treat`` are fewer than the published totals:
    `lib.panels.twin_cities_synthetic_agreements.shortfall` counts by how many, and why.
    """
    return pd.DataFrame(
        [(name, *_PROVENANCE[name]) for name in twin_cities.PANEL.columns],
        columns=["column", "origin", "how"],
    )


_YEARBOOK = ("drawn", "level by size and income of the city, common trend, persistent, more with agreements")
_ABROAD = ("drawn", "level by income of the destination, common trend, persistent, more with agreements")
_PLANTED = ("drawn", "effects of city, destination and year, the planted effects, noise")
_PROVENANCE = {
    "city_code": ("real", "cities of the table cities, and Chaohu"),
    "iso3": ("real", "the twenty neighbours, then the largest by China's exports"),
    "year": ("drawn", "years of exports by gravity with persistence, to the printed numbers of rows"),
    "pair": ("drawn", "pairs with exports by size, drawn income of the city, distance, to their number"),
    **dict.fromkeys(("quantity", "value", "ln_quantity", "ln_value"), _PLANTED),
    **dict.fromkeys(("lines", "ln_lines"), ("drawn", f"{_PLANTED[1]}; whole numbers")),
    "high_tech_share": ("drawn", f"{_PLANTED[1]}; no ratio of the whole lines"),
    "treat": ("real and drawn", "public lists of pairs; drawn ties to the printed counts of the USA, Japan, "
              "Korea and of rows of tied pairs, by size, drawn income of the city and distance (tie_origin)"),
    "treatment_year": ("real and drawn", "public dates, the others drawn by size, the drawn income of the "
                       "city and distance, after relations began, to public counts (date_origin)"),
    "treat_post": ("real and drawn", "from treatment_year"),
    "city_treatment_year": ("real and drawn", "first treatment_year of the city"),
    "city_post": ("real and drawn", "from city_treatment_year"),
    "tie_origin": ("real", "whether the tie is real or drawn"),
    "date_origin": ("real", "whether the date is real or drawn"),
    "via_province": ("real", "a province's agreement, given to its capital"),
    **dict.fromkeys(("innovation_index", "ln_students", "ln_hospitals", "services_share_city"), _YEARBOOK),
    "ln_gdp_per_head_city": ("drawn", "level by population, longitude and province, growth, persistent"),
    "journal_articles": ("real", "country_year; gaps interpolated"),
    "ln_gdp_per_head": ("real", "country_year, 2015 US$; gaps filled, North Korea at the lowest decile"),
    **dict.fromkeys(("tertiary_enrolment", "ln_port_throughput", "services_share", "tariff"), _ABROAD),
    "exchange_rate": ("drawn", "level by destination, random walk"),
    "ln_distance": ("real", "great circle from the city to the capital"),
    "ln_population_city": ("real", "city_population, median of 2002-2013; of Chaohu drawn"),
    "belt_road": ("real", "destinations"),
    "neighbour": ("real", "china_neighbours"),
}  # fmt: skip
