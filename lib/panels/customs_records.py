"""Made-up customs records, as many as asked for, with faults planted in known numbers.

They have the form and the skew of an extract of Chinese customs and nothing else of it: few cities, few
destinations and few headings make most records (Zipf). They test the way from records to the panel and
measure its speed. Records are drawn and written a block at a time, so that memory does not grow with them.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from lib.panels.customs_products import LAST_HEADINGS
from lib.panels.customs_rules import FATES, KEPT, NOTES

BLOCK = 500_000
# Planted faults: what becomes of the record, and the share of all records that gets it.
LEFT_OUT = {
    "year missing or no year": 0.0005,
    "outside the years": 0.01,
    "city code missing or malformed": 0.001,
    "unknown city": 0.004,
    "destination missing": 0.0005,
    "unknown destination": 0.003,
    "destination is China itself": 0.005,
    "HS code missing or malformed": 0.001,
    "unknown HS code": 0.002,
    "value missing": 0.001,
    "value no number or beyond reason": 0.0005,
    "value negative": 0.001,
    "value zero": 0.002,
}
# Only where the world knows the headings of the HS.
OF_HEADINGS = {"heading of no edition of the HS": 0.001}
NOTED = {"raised": 0.05, "quantity_missing": 0.002, "quantity_bad": 0.0005, "quantity_zero": 0.004}
_SPOILT_CODES = ["8X", "77010000", "84990000"]
_SCHEMA = pa.schema(
    {
        "year": pa.int16(),
        "month": pa.int8(),
        "hs_code": pa.dictionary(pa.int32(), pa.string()),
        "city_code": pa.int32(),
        "iso3": pa.dictionary(pa.int32(), pa.string()),
        "firm_id": pa.int32(),
        "value_usd": pa.float64(),
        "quantity": pa.float64(),
    }
)


@dataclass(frozen=True, kw_only=True)
class World:
    """What the records are drawn from.

    Attributes
    ----------
    cities : ndarray of int
        Six-digit codes, largest exporter first.
    destinations : ndarray of str
        ISO 3166-1 alpha-3 codes, largest first.
    headings : ndarray of str
        HS8 codes, most frequent first.
    checked : bool
        Whether the headings are those of the HS, in every edition of the years.
    """

    cities: np.ndarray
    destinations: np.ndarray
    headings: np.ndarray
    checked: bool = False


@dataclass(frozen=True, kw_only=True)
class Planted:
    """How many records of each fate and note were written: what a report must say.

    Attributes
    ----------
    records : int
    fates : dict of str to int
        For each of `FATES`, ``kept`` included; they add up to ``records``.
    notes : dict of str to int
        For each of `NOTES`, by its name there, among the records kept.
    """

    records: int
    fates: dict[str, int]
    notes: dict[str, int]


def world(
    cities: pd.DataFrame,
    destinations: pd.Series,
    sections: pd.DataFrame,
    *,
    seed: int,
    headings: pd.DataFrame | None = None,
) -> World:
    """A world of real cities, destinations and chapters, with headings in a drawn order of size.

    Parameters
    ----------
    cities : DataFrame
        ``city_code``.
    destinations : Series of str
        ISO 3166-1 alpha-3 codes.
    sections : DataFrame
        ``chapter``, as `CustomsRules` has it.
    seed : int
    headings : DataFrame, optional
        As `CustomsRules` has it: only headings of all editions from 2002 to 2012 are drawn. Without it they
        are made up: the first of each chapter, whether there are so many or not.
    """
    rng = np.random.default_rng([seed, 0])
    chapters = sections["chapter"].astype(int)
    # In chapters that begin with a zero no more than there are, or a lost zero could not be put back.
    per_chapter = rng.integers(4, 24, len(sections)).clip(
        max=chapters.map(LAST_HEADINGS).fillna(99).astype(int)
    )
    codes = [
        f"{chapter:02d}{heading:02d}{sub:02d}{line:02d}"
        for chapter, count in zip(chapters, per_chapter, strict=True)
        for heading in _numbers(chapter, count, headings)
        for sub, line in zip(rng.integers(10, 99, 4), (0, 10, 20, 90), strict=True)
    ]
    return World(
        cities=rng.permutation(cities["city_code"].astype(int).to_numpy()),
        destinations=rng.permutation(destinations.to_numpy(dtype=object)),
        headings=rng.permutation(np.array(codes, dtype=object)),
        checked=headings is not None,
    )


def _numbers(chapter: int, count: int, headings: pd.DataFrame | None) -> list[int]:
    """At most ``count`` numbers of headings of a chapter: the first ones, or the first ones that last."""
    numbers = list(range(1, count + 1))
    if headings is None:
        return numbers
    own = headings[headings["heading"].str.startswith(f"{chapter:02d}")]
    lasting = own[(own["first_edition"] <= 2002) & (own["last_edition"] >= 2012)]
    return lasting["heading"].str[2:].astype(int).tolist()[:count] if len(own) else numbers


def write(path: Path, world: World, rows: int, *, seed: int, block: int = BLOCK) -> Planted:
    """Write ``rows`` records to a Parquet file, a row group a block, through a temporary name.

    Parameters
    ----------
    path : Path
    world : World
    rows : int
    seed : int
        The same seed, rows and block give the same records.
    block : int
        Records drawn at a time.

    Returns
    -------
    Planted
    """
    left, noted = dict.fromkeys(FATES, 0), dict.fromkeys(NOTES, 0)
    temporary = path.with_suffix(f".{os.getpid()}.part")
    try:
        with pq.ParquetWriter(temporary, _SCHEMA, compression="zstd") as writer:
            for number, start in enumerate(range(0, rows, block)):
                rng = np.random.default_rng([seed, 1 + number])
                columns = _draw(world, min(block, rows - start), rng)
                for name, count in _plant(columns, world, rng).items():
                    (noted if name in NOTES else left)[name] += count
                writer.write_table(_table(columns, world))
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    left[KEPT] = rows - sum(left.values())
    return Planted(records=rows, fates=left, notes=noted)


def zipf(size: int, exponent: float, count: int, rng: np.random.Generator) -> np.ndarray:
    """Ranks 0 to ``size - 1``, rank r with probability proportional to ``(r + 1) ** -exponent``."""
    weights = np.arange(1, size + 1, dtype=float) ** -exponent
    cumulated = np.cumsum(weights)
    return np.searchsorted(cumulated, rng.random(count) * cumulated[-1], side="right").clip(max=size - 1)


def _draw(world: World, count: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Records without fault; destinations and headings as places in the world's lists, -1 for missing."""
    growth = 1.12 ** np.arange(14)
    value = np.maximum(np.round(rng.lognormal(9.0, 1.8, count)), 1.0)
    return {
        "year": rng.choice(np.arange(2002, 2016, dtype=np.int16), count, p=growth / growth.sum()),
        "month": rng.integers(1, 13, count, dtype=np.int8),
        "hs_code": zipf(len(world.headings), 0.9, count, rng),
        "city_code": world.cities[zipf(len(world.cities), 1.1, count, rng)],
        "iso3": zipf(len(world.destinations), 0.8, count, rng),
        "firm_id": zipf(200_000, 0.7, count, rng).astype(np.int32),
        "value_usd": value,
        "quantity": np.maximum(np.round(value * rng.lognormal(-1.5, 1.0, count)), 1.0),
    }


def _plant(columns: dict[str, np.ndarray], world: World, rng: np.random.Generator) -> dict[str, int]:
    """Spoil disjoint sets of records in place; how many of each kind."""
    count = len(columns["year"])
    left_out = {**LEFT_OUT, **(OF_HEADINGS if world.checked else {})}
    shares = {**left_out, **NOTED}
    sizes = {name: int(share * count) for name, share in shares.items()}
    spots = np.split(rng.permutation(count), np.cumsum(list(sizes.values())))
    headings, destinations = len(world.headings), len(world.destinations)
    # Places beyond the world's lists are the spoilt codes that `_table` adds to them.
    spoilt = {
        "year missing or no year": ("year", 0),
        "outside the years": ("year", 2001),
        "city code missing or malformed": ("city_code", 4401),
        "unknown city": ("city_code", 999_999),
        "destination missing": ("iso3", -1),
        "unknown destination": ("iso3", destinations),
        "destination is China itself": ("iso3", destinations + 1),
        "HS code missing or malformed": ("hs_code", headings),
        "unknown HS code": ("hs_code", headings + 1),
        "heading of no edition of the HS": ("hs_code", headings + 2),
        "value missing": ("value_usd", np.nan),
        "value no number or beyond reason": ("value_usd", 1e15),
        "value zero": ("value_usd", 0.0),
        "quantity_missing": ("quantity", np.nan),
        "quantity_zero": ("quantity", 0.0),
    }
    for name, rows in zip(sizes, spots, strict=False):
        if name in spoilt:
            column, wrong = spoilt[name]
            columns[column][rows] = wrong
    at = dict(zip(sizes, spots, strict=False))
    columns["value_usd"][at["value negative"]] *= -1
    columns["quantity"][at["quantity_bad"]] *= -1
    columns["city_code"][at["raised"]] = _district(columns["city_code"][at["raised"]])
    lost = np.array([code.startswith("0") for code in world.headings] + [False] * len(_SPOILT_CODES))
    kept = np.ones(count, dtype=bool)
    kept[np.concatenate(spots[: len(left_out)])] = False
    return {**sizes, "restored": int(lost[columns["hs_code"][kept]].sum())}


def _district(city: np.ndarray) -> np.ndarray:
    """Code of a district of a city, 440105 of 440100; of a municipality 110105."""
    return city + np.where(city % 10_000 == 0, 105, 5)


def _table(columns: dict[str, np.ndarray], world: World) -> pa.Table:
    """The block as Arrow; codes that begin with zero have lost it."""
    codes = [code.lstrip("0") for code in world.headings] + _SPOILT_CODES
    lists = {"hs_code": codes, "iso3": [*world.destinations, "XXX", "CHN"]}
    arrays = []
    for name, column in columns.items():
        if name in lists:
            indices = pa.array(column.astype(np.int32), mask=column < 0)
            arrays.append(pa.DictionaryArray.from_arrays(indices, pa.array(lists[name], type=pa.string())))
        else:
            arrays.append(pa.array(column, type=_SCHEMA.field(name).type, from_pandas=True))
    return pa.Table.from_arrays(arrays, schema=_SCHEMA)
