"""Panels for the placebo tests and their benchmark, and the full regression that they are compared with."""

import numpy as np
import pandas as pd


def small_panel(
    seed: int, *, units: int = 8, periods: int = 5, share: float = 0.8, controls: int = 2
) -> pd.DataFrame:
    """An unbalanced panel with regions, groups that cross them, a date per unit (some never) and controls."""
    rng = np.random.default_rng(seed)
    keys = pd.MultiIndex.from_product([range(units), range(2001, 2001 + periods)], names=["unit", "year"])
    frame = keys.to_frame(index=False)
    unit = frame["unit"].to_numpy()
    frame["region"] = rng.integers(0, 3, units)[unit]
    frame["group"] = rng.integers(0, 2, len(frame))
    frame["stratum"] = rng.integers(0, 2, units)[unit]
    dates = rng.choice([np.nan, *range(2002, 2001 + periods)], units)
    dates[:2] = 2002, np.nan  # one unit at least is treated, one is not
    frame["date"] = dates[unit]
    for j in range(controls):
        frame[f"x{j}"] = rng.standard_normal(len(frame)) + unit * j
    frame["y"] = rng.standard_normal(len(frame)) + 10 * unit + frame["year"] - 2000
    kept = rng.random(len(frame)) < share
    kept |= (frame["unit"] < 2).to_numpy()
    frame = frame[kept].sample(frac=1, random_state=seed)
    return frame.assign(d=(frame["year"] >= frame["date"]).astype(int))


def full_panel(seed: int = 0, *, treated: int = 1700, controls: int = 12) -> pd.DataFrame:
    """A panel of the size of the sister-city panel: 37,513 pairs, 339,930 rows, 2002 to 2015."""
    rng = np.random.default_rng(seed)
    cities, destinations, years, pairs, rows = 287, 153, 14, 37_513, 339_930
    chosen = rng.choice(cities * destinations, pairs, replace=False)
    cells = rng.choice(pairs * (years - 1), rows - pairs, replace=False)  # beside one row for each pair
    always = rng.integers(0, years, pairs)
    pair, step = np.divmod(cells, years - 1)
    year = step + (step >= always[pair])
    pair, year = np.concatenate([np.arange(pairs), pair]), np.concatenate([always, year])
    dates = np.full(pairs, np.nan)
    dates[rng.choice(pairs, treated, replace=False)] = rng.integers(2003, 2016, treated)
    frame = pd.DataFrame({"pair": pair, "city": chosen[pair] // destinations, "year": 2002 + year})
    frame["destination"] = chosen[pair] % destinations
    frame["date"] = dates[pair]
    frame["d"] = (frame["year"] >= frame["date"]).astype(float)
    for j in range(controls):
        frame[f"x{j}"] = rng.standard_normal(rows) + 0.1 * year
    noise = rng.standard_normal(pairs)[pair] + rng.standard_normal(rows)
    frame["y"] = 0.1 * frame["d"] + 0.05 * frame["x0"] + 0.02 * frame["city"] + noise
    return frame.sort_values(["pair", "year"], ignore_index=True)


def dummies(frame: pd.DataFrame, effects) -> np.ndarray:
    """A constant and the dummies of all effects, redundant ones included."""
    columns = [np.ones((len(frame), 1))]
    for effect in effects:
        names = [effect] if isinstance(effect, str) else list(effect)
        levels = frame.groupby(names, sort=False).ngroup().to_numpy()
        columns.append(np.eye(levels.max() + 1)[levels])
    return np.hstack(columns)


def full_regression(frame: pd.DataFrame, treatment: np.ndarray, controls, effects) -> tuple[float, float]:
    """Least-squares coefficient of `treatment`, and the largest it could be; NaN where it is collinear."""
    others = np.hstack([frame[list(controls)].to_numpy(dtype=float), dummies(frame, effects)])
    others = others / np.linalg.norm(others, axis=0)
    left = treatment - others @ np.linalg.lstsq(others, treatment, rcond=None)[0]
    if np.linalg.norm(left) <= 1e-6 * max(np.linalg.norm(treatment), 1e-300):
        return np.nan, np.nan
    design = np.column_stack([treatment, others])
    y = frame["y"].to_numpy()
    net = y - others @ np.linalg.lstsq(others, y, rcond=None)[0]
    coef = np.linalg.lstsq(design, y, rcond=None)[0][0]
    return coef, np.linalg.norm(net) / np.linalg.norm(left)


def assigned(frame: pd.DataFrame, dates: dict) -> np.ndarray:
    """The treatment of units with given dates, in the frame's rows."""
    return (frame["year"] >= frame["unit"].map(dates)).to_numpy(dtype=float)
