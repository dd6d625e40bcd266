"""The computed values of one track, found by key; what was looked up is remembered."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from lib.claim_language import WILDCARD
from lib.published import KEYS
from lib.results import TIDY

AGGREGATE = "all"
MAGNITUDE = "abs_coef"  # what a text calls the strength of an effect, whatever its sign
Key = tuple[str, str, str, str, str]


class Missing(LookupError):
    """No computed value for a key; the message is the reason shown."""


class Values:
    """Computed values by ``(exhibit, panel, column, term, statistic)``.

    Parameters
    ----------
    tidy : DataFrame
        Rows of one paper and one track, columns `lib.results.TIDY`.

    Raises
    ------
    ValueError
        A key appears twice, or a value is infinite.
    """

    def __init__(self, tidy: pd.DataFrame):
        keys = tidy[KEYS].fillna("").astype(str)
        repeated = keys[keys.duplicated()]
        if len(repeated):
            raise ValueError(f"computed rows: {len(repeated)} repeated keys, first: "
                             f"{'/'.join(repeated.iloc[0])}; write each number once")  # fmt: skip
        numbers = pd.to_numeric(tidy["value"]).to_numpy(float)
        if np.isinf(numbers).any():
            first = keys.iloc[int(np.isinf(numbers).argmax())]
            raise ValueError(f"computed rows: {'/'.join(first)} is infinite; write NaN if it does not exist")
        self._values = dict(zip(keys.itertuples(index=False, name=None), numbers.tolist(), strict=True))
        self._exhibits: dict[str, list[Key]] = {}
        for key in self._values:
            self._exhibits.setdefault(key[0], []).append(key)
        self.used: set[Key] = set()

    def get(self, key: Key) -> float:
        """The value at ``key``; `Missing` if there is none or it is NaN."""
        if key[4] == MAGNITUDE and key not in self._values:
            return abs(self.get((*key[:4], "coef")))
        if key not in self._values:
            there = key[0] in self._exhibits
            raise Missing(
                f"no computed value {'/'.join(key)}" if there else f"exhibit {key[0]} has no results"
            )
        self.used.add(key)
        if np.isnan(self._values[key]):
            raise Missing(f"our value {'/'.join(key)} does not exist (NaN)")
        return self._values[key]

    def find(self, key: Key) -> float | None:
        """The value at ``key`` or None."""
        try:
            return self.get(key)
        except Missing:
            return None

    def along(self, key: Key, named: Iterable[str] = ()) -> dict[str, float]:
        """Values along the key that is ``*``, without the aggregate ``all`` unless it is named."""
        if key[4] == MAGNITUDE:
            return {item: abs(x) for item, x in self.along((*key[:4], "coef"), named).items()}
        position = key.index(WILDCARD)
        found = {}
        for other in self._exhibits.get(key[0], []):
            item, value = other[position], self._values[other]
            same = (*key[:position], item, *key[position + 1 :]) == other
            if same and not np.isnan(value) and (item != AGGREGATE or AGGREGATE in named):
                self.used.add(other)
                found[item] = value
        absent = [item for item in named if item not in found]
        if absent or not found:
            what = f" for {', '.join(absent)}" if absent else ""
            raise Missing(f"no computed value {'/'.join(key)}{what}")
        return found

    def unused(self) -> list[Key]:
        """Keys that nothing has looked up, in the order written."""
        return [key for key in self._values if key not in self.used]


def read_tidy(path: Path) -> pd.DataFrame:
    """A CSV of tidy rows: keys as strings, the value as a number."""
    keys = dict.fromkeys(["reading", *TIDY], str)
    del keys["value"]
    return pd.read_csv(path, dtype=keys, keep_default_na=False, na_values={"value": ["", "nan", "NaN"]})
