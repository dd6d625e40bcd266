"""Small panels of pairs, some of them tied from a year on, and the dummies of their effects."""

import numpy as np
import pandas as pd


def panel(seed: int = 0, cities: int = 6, destinations: int = 5, years: int = 6) -> pd.DataFrame:
    """An unbalanced panel of pairs, some tied from a year on."""
    rng = np.random.default_rng(seed)
    keys = [range(cities), range(destinations), range(2002, 2002 + years)]
    frame = pd.MultiIndex.from_product(keys, names=["city_code", "iso3", "year"]).to_frame(index=False)
    pair = frame["city_code"] * destinations + frame["iso3"]
    dates = np.where(
        rng.random(cities * destinations) < 0.4, rng.integers(2003, 2007, cities * destinations), 2099
    )
    frame["pair"], frame["treatment_year"] = pair, dates[pair]
    frame["treat_post"] = (frame["year"] >= frame["treatment_year"]).astype(int)
    for name in ("x0", "x1"):
        frame[name] = rng.standard_normal(len(frame)) + 0.1 * frame["year"]
    frame["y"] = rng.standard_normal(len(frame)) + frame["city_code"]
    return frame[rng.random(len(frame)) < 0.85].sample(frac=1, random_state=seed)


def dummies(frame: pd.DataFrame, effects: tuple[str, ...]) -> np.ndarray:
    codes = [frame.groupby(effect.split("^")).ngroup().to_numpy() for effect in effects]
    return np.hstack([np.eye(code.max() + 1)[code] for code in codes])
