"""Staggered panels for the tests of difference-in-differences."""

import numpy as np
import pandas as pd
import pytest

from lib import paths
from lib.estimators.did import DidSpec

SPEC = DidSpec("y", "unit", "year", cohort="first")


def oracle(name: str) -> pd.DataFrame:
    path = paths.oracles() / "did" / name
    if not path.exists():
        pytest.skip(f"the reference data are not in {path.parent}")
    return pd.read_csv(path)


def drawn(seed=0, *, units=60, years=8, cohorts=(2004, 2006), share=1.0, rise=0.0, level=1.0, noise=1.0):
    """Units with a date among `cohorts` or none; the effect is level + rise * (years since)."""
    rng = np.random.default_rng(seed)
    keys = pd.MultiIndex.from_product([range(units), range(2001, 2001 + years)], names=["unit", "year"])
    frame = keys.to_frame(index=False)
    first = np.resize([*cohorts, np.nan], units)[frame["unit"]]
    since = frame["year"] - first
    frame["first"], frame["d"] = first, (since >= 0).astype(int)
    frame["effect"] = np.where(since >= 0, level + rise * since, 0.0)
    base = rng.standard_normal(units)[frame["unit"]] + 0.3 * np.nan_to_num(first - 2000)
    frame["y"] = base + np.sin(frame["year"]) + frame["effect"] + noise * rng.standard_normal(len(frame))
    kept = rng.random(len(frame)) < share
    return frame[kept].sample(frac=1, random_state=seed).reset_index(drop=True)
