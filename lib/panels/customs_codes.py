"""The distinct raw codes of customs records, with what each means: small tables to join to the records."""

from collections.abc import Callable
from typing import Any

import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa

from lib.facts import DataError
from lib.panels import customs_places, customs_products
from lib.panels.customs_rules import FATES, KEPT, CustomsRules, fate, number_of, text_of

MOST_CODES = 2_000_000
COUNT = "records"
_FLAG = pa.int8()
_YEARS = {"period": pa.int16(), "year_fate": _FLAG}
_PRODUCTS = {
    "hs_fate": _FLAG,
    "hs4": pa.int16(),
    "high_tech": _FLAG,
    "restored": _FLAG,
    "recoded": _FLAG,
    "other_edition": _FLAG,
    "hs6": pa.int32(),
}
_CITIES = {"city_fate": _FLAG, "city": pa.int32(), "raised": _FLAG, "translated_city": _FLAG}
_PARTNERS = {"partner_fate": _FLAG, "partner": pa.string(), "translated_destination": _FLAG}
_UNITS = {"kilograms": pa.float64()}
_CODES = {"hs_code": "hs_fate", "city_code": "city_fate", "iso3": "partner_fate"}


def meanings(records: ir.Table, rules: CustomsRules) -> dict[str, pa.Table]:
    """What the codes of the records mean, a table for each column of codes.

    Parameters
    ----------
    records : Table
        With the columns of `customs_rules.REQUIRED`, and perhaps ``unit``.
    rules : CustomsRules

    Returns
    -------
    dict of str to Table: ``year``, ``hs_code`` (keys year and HS code, since editions differ), ``city_code``,
    ``iso3`` and perhaps ``unit``. Each table has its keys as they stand in the records, `COUNT` and the
    meaning's columns. Missing codes are not in it.
    """
    years = _table(records, ["year"], _YEARS, lambda keys: [_year(*key, rules) for key in keys])
    period = dict(zip(years["year"].to_pylist(), years["period"].to_pylist(), strict=True))

    def products(keys: list[tuple]) -> list[tuple]:
        told = [(period.get(year) or rules.years[0], code) for year, code in keys]
        return list(customs_products.products(told, rules))

    def cities(keys: list[tuple]) -> list[tuple]:
        return list(customs_places.cities([k for (k,) in keys], rules))

    def partners(keys: list[tuple]) -> list[tuple]:
        return list(customs_places.destinations([k for (k,) in keys], rules))

    def units(keys: list[tuple]) -> list[tuple]:
        return [(weight,) for weight in customs_places.kilograms([k for (k,) in keys], rules)]

    found = {
        "year": years,
        "hs_code": _table(records, ["year", "hs_code"], _PRODUCTS, products),
        "city_code": _table(records, ["city_code"], _CITIES, cities),
        "iso3": _table(records, ["iso3"], _PARTNERS, partners),
    }
    if "unit" in records.columns:
        found["unit"] = _table(records, ["unit"], _UNITS, units)
    return found


def unknown(tables: dict[str, pa.Table]) -> pd.DataFrame:
    """Raw codes without a meaning, most frequent first: ``column``, ``code``, ``fate``, ``records``."""
    parts = []
    for column, of in _CODES.items():
        table = tables[column]
        frame = pd.DataFrame(
            {
                "column": column,
                "code": [text_of(raw) for raw in table[column].to_pylist()],
                "fate": [FATES[number] for number in table[of].to_pylist()],
                "records": table[COUNT].to_pylist(),
            }
        )
        parts.append(frame[frame["fate"] != KEPT])
    keys = ["column", "code", "fate"]
    found = pd.concat(parts).groupby(keys, as_index=False)["records"].sum()
    return found.sort_values(["records", *keys], ascending=[False, True, True, True], ignore_index=True)


def years_of_headings(tables: dict[str, pa.Table]) -> pd.Series:
    """In how many of the years each heading occurs, by heading, over all records whose code is known.

    Parameters
    ----------
    tables : dict of str to Table
        As `meanings` returns them.

    Returns
    -------
    Series of int; its ``attrs["years"]`` is the number of years that there are.
    """
    periods, found = tables["year"].to_pandas(), tables["hs_code"].to_pandas()
    periods = periods[periods["year_fate"] == 0].set_index("year")["period"]
    known = found[(found["hs_fate"] == 0) & found["year"].isin(periods.index)]
    count = known["year"].map(periods).groupby(known["hs4"]).nunique()
    count.attrs["years"] = int(periods.nunique())
    return count


def editions(tables: dict[str, pa.Table]) -> pd.DataFrame:
    """What the headings look like in the time of each edition of the HS, over all records that have a code.

    Parameters
    ----------
    tables : dict of str to Table
        As `meanings` returns them.

    Returns
    -------
    DataFrame with one row an edition in force in some year of the records: ``edition``, ``records`` (those
    whose code is known), ``headings`` (different ones among them), ``of_another`` (records whose heading
    only another edition has) and ``of_none`` (records left out since no edition has their heading).
    """
    periods, found = tables["year"].to_pandas(), tables["hs_code"].to_pandas()
    period = found["year"].map(periods[periods["year_fate"] == 0].set_index("year")["period"])
    found = found.assign(edition=period.map(customs_products.edition, na_action="ignore"))
    known = found[found["hs_fate"] == 0]
    none = found[found["hs_fate"] == fate("heading of no edition of the HS")]
    counts = {
        "records": known.groupby("edition")[COUNT].sum(),
        "headings": known.groupby("edition")["hs4"].nunique(),
        "of_another": known[known["other_edition"] == 1].groupby("edition")[COUNT].sum(),
        "of_none": none.groupby("edition")[COUNT].sum(),
    }
    return pd.DataFrame(counts).fillna(0).astype("int64").rename_axis("edition").reset_index().astype("int64")


def _table(
    records: ir.Table, keys: list[str], fields: dict[str, pa.DataType], meaning: Callable[[list], list[tuple]]
) -> pa.Table:
    """The distinct keys without missing ones, their count, and the ``fields`` that they mean."""
    present = records.drop_null(keys)
    distinct = present.group_by(keys).agg(**{COUNT: present.count()}).limit(MOST_CODES + 1).to_pyarrow()
    if distinct.num_rows > MOST_CODES:
        raise DataError(f"customs records: column {keys[-1]!r} has more than {MOST_CODES:,} different "
                        "values, so it does not hold codes; name the right column (columns)")  # fmt: skip
    rows: list[tuple[Any, ...]] = meaning(list(zip(*(distinct[k].to_pylist() for k in keys), strict=True)))
    for place, (name, kind) in enumerate(fields.items()):
        distinct = distinct.append_column(name, pa.array([row[place] for row in rows], type=kind))
    return distinct


def _year(raw: object, rules: CustomsRules) -> tuple[int, int]:
    """The year, zero if it is none, and its fate."""
    written = number_of(raw)
    year = int(written) if len(written) == 4 and written.isdecimal() else 0
    if rules.years[0] <= year <= rules.years[1]:
        return year, 0
    return year, fate("outside the years" if year else "year missing or no year")
