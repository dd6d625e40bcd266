"""A small panel with the columns of the twin cities panel, from a model without noise unless asked for."""

import numpy as np
import pandas as pd

from lib.panels.twin_cities import CONTROLS, PANEL, validate

NEIGHBOURS = ("RUS", "MNG", "JPN", "KOR")
BELT_ROAD = ("RUS", "MNG", "PAK", "SGP", "IND")
DESTINATIONS = (*NEIGHBOURS, "PAK", "SGP", "IND", "USA", "DEU", "FRA", "BRA", "HKG", "AUS", "ZAF")
YEARS = range(2002, 2016)
EFFECT = {"quantity": 0.1, "value": 0.2, "lines": 0.3, "high_tech_share": 0.4}


def small_panel(seed: int = 0, *, cities: int = 16, noise: float = 0.0, effect: float = 1.0) -> pd.DataFrame:
    """Cities by destinations by years with gaps, a fifth of the pairs tied at dates of their own.

    Outcomes are city, destination and year effects, the controls and ``effect`` times `EFFECT` after an
    agreement; ``noise`` is the standard deviation of what is added to them.
    """
    rng = np.random.default_rng(seed)
    codes = 110_000 + 10_000 * np.arange(cities)
    keys = pd.MultiIndex.from_product([codes, DESTINATIONS, YEARS], names=["city_code", "iso3", "year"])
    frame = keys.to_frame(index=False)
    frame["pair"] = frame["city_code"].astype(str) + "_" + frame["iso3"]
    frame = frame.join(_agreements(frame, rng), on="pair")
    city_years = frame.groupby("city_code")["treatment_year"].min().rename("city_treatment_year")
    frame = frame.join(city_years, on="city_code")
    for name, year in (("treat_post", "treatment_year"), ("city_post", "city_treatment_year")):
        frame[name] = (frame["year"] >= frame[year]).astype(int)
    frame["treat"] = (frame["treatment_year"] <= YEARS[-1]).astype(int)
    frame["belt_road"] = frame["iso3"].isin(BELT_ROAD).astype(int)
    frame["neighbour"] = frame["iso3"].isin(NEIGHBOURS).astype(int)
    frame = _covariates(frame, rng)
    frame = frame[rng.random(len(frame)) < 0.9].reset_index(drop=True)
    frame = _outcomes(frame, rng, noise, effect)
    return validate(frame[list(PANEL.columns)])


def _agreements(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """First treated year of each pair and where it comes from."""
    pairs = frame.drop_duplicates("pair")["pair"]
    tied = rng.random(len(pairs)) < 0.2
    years = np.where(tied, rng.integers(2000, 2019, len(pairs)), np.nan)
    origin = np.where(tied, rng.choice(["real", "drawn"], len(pairs)), "")
    return pd.DataFrame(
        {
            "treatment_year": years,
            "tie_origin": origin,
            "date_origin": origin,
            "via_province": (tied & (rng.random(len(pairs)) < 0.3)).astype(int),
        },
        index=pairs,
    )


def _covariates(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Controls that vary by city and year or destination and year; distance by pair, population by city."""
    columns = {}
    for k, name in enumerate(CONTROLS):
        unit = frame["city_code"] if k < 5 else frame["iso3"]
        cell = unit.astype(str) + frame["year"].astype(str)
        values = pd.Series(rng.standard_normal(cell.nunique()), index=cell.unique())
        columns[name] = cell.map(values)
    pair = pd.Series(rng.uniform(6.5, 9.5, frame["pair"].nunique()), index=frame["pair"].unique())
    city = pd.Series(rng.uniform(3, 7, frame["city_code"].nunique()), index=frame["city_code"].unique())
    columns["ln_distance"] = frame["pair"].map(pair)
    columns["ln_population_city"] = frame["city_code"].map(city)
    return frame.assign(**columns)


def _outcomes(frame: pd.DataFrame, rng: np.random.Generator, noise: float, effect: float) -> pd.DataFrame:
    """The four outcomes and the three logarithms."""
    units = 0.5 * frame["city_code"].rank(method="dense") / 16 + 0.3 * frame["iso3"].rank(method="dense") / 14
    mean = units + 0.02 * (frame["year"] - 2002) + 0.05 * frame[list(CONTROLS)].sum(axis=1)
    drawn = {}
    for name, size in EFFECT.items():
        level = 40 if name == "high_tech_share" else 5
        error = noise * rng.standard_normal(len(frame))
        drawn[name] = level + mean + effect * size * frame["treat_post"] + error
    logs = {f"ln_{name}": drawn[name] for name in ("quantity", "value", "lines")}
    levels = {name: np.exp(drawn[name]) for name in ("quantity", "value", "lines")}
    return frame.assign(**logs, **levels, high_tech_share=drawn["high_tech_share"])
