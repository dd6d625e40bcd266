"""Customs records to the panel of city, destination and year: value, quantity, lines, high-technology share.

The step is written once, in Ibis: DuckDB runs it on one machine, out of core; a connection of Ibis to Spark
runs the same expressions on a cluster. What a code means is decided in Python, once for each distinct code
(`customs_codes`), and joined to the records; every record gets a fate, and the fates add up to the input
(`CustomsReport`). Values are added in whole cents and quantities in whole grams, so that the result does not
depend on the order of the records or on the engine.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa

from lib.facts import DataError
from lib.panels import customs_codes, customs_sources
from lib.panels.customs_report import CustomsReport, refuse_unknown, report
from lib.panels.customs_rules import (
    LEAST_QUANTITY,
    LEAST_VALUE,
    MOST_QUANTITY,
    MOST_VALUE,
    NOTES,
    CustomsRules,
    fate,
)

KEYS = ("city_code", "iso3", "year")
_CENTS, _GRAMS = 100, 1000


@dataclass(frozen=True, kw_only=True)
class PairPanel:
    """The panel and what became of the records.

    Attributes
    ----------
    frame : DataFrame
        Sorted by ``city_code``, ``iso3``, ``year``; ``value`` (US$), ``quantity`` (kg; the sum of those
        known, NaN where none is), ``quantities_missing`` (bool: a record has none above zero), ``lines``
        (HS4 headings with a positive value), ``high_tech_share`` (per cent of the lines) and
        ``high_tech_share_of_value`` (per cent of the value; the paper leaves open which of the two it is).
    report : CustomsReport
    """

    frame: pd.DataFrame
    report: CustomsReport


def read(
    source: str | Path, rules: CustomsRules, *, columns: Mapping[str, str] | None = None, **settings
) -> PairPanel:
    """The panel of a Parquet or CSV file or folder, by DuckDB.

    Parameters
    ----------
    source : path
    rules : CustomsRules
    columns : mapping, optional
        Names of the schema -> names in the file, as in `customs_sources.records`.
    **settings
        ``memory_limit``, ``threads``, ``temp_directory`` of `customs_sources.duckdb`.

    Raises
    ------
    DataError
        Bad input; the message names the file and the remedy. Temporary files are removed.
    """
    with customs_sources.duckdb(**settings) as connection, customs_sources.told(source):
        return pair_panel(customs_sources.records(connection, source, columns=columns), rules)


def pair_panel(records: ir.Table, rules: CustomsRules) -> PairPanel:
    """The panel of records that any backend of Ibis holds.

    Parameters
    ----------
    records : Table
        With the columns of `customs_rules.REQUIRED`, and perhaps ``unit``.
    rules : CustomsRules

    Raises
    ------
    DataError
        No records, or with ``rules.strict`` a code that is not known.
    """
    return kept_and_pairs(records, rules)[1]


def kept_and_pairs(records: ir.Table, rules: CustomsRules) -> tuple[ir.Table, PairPanel]:
    """The records kept, with what their codes mean (``city``, ``partner``, ``period``, ``hs4``, ``hs6``), and
    their panel. Parameters and errors as `pair_panel`.
    """
    total = records.count().to_pyarrow().as_py()
    if not total:
        raise DataError("customs records: there are none; the file has a header and no rows")
    codes = customs_codes.meanings(records, rules)
    unknown, headings = customs_codes.unknown(codes), customs_codes.years_of_headings(codes)
    editions = customs_codes.editions(codes)
    if rules.strict:
        refuse_unknown(unknown)
    judged = _judged(_joined(records, codes))
    counted = _counted(judged).to_pyarrow().to_pandas()
    kept = judged.filter(judged.fate == 0)
    frame = _aggregated(kept).to_pyarrow().to_pandas()
    frame = frame.astype({"city_code": "int64", "iso3": "str", "year": "int64", "lines": "int64"})
    frame["quantities_missing"] = frame["quantities_missing"].astype(bool)
    frame = frame.sort_values(list(KEYS), ignore_index=True)
    return kept, PairPanel(frame=frame, report=report(counted, unknown, frame, total, headings, editions))


def _joined(records: ir.Table, codes: dict[str, pa.Table]) -> ir.Table:
    """The records with the meaning of their codes; missing where a code is missing."""
    for number, (name, table) in enumerate(codes.items()):
        keys = ["year", name] if name == "hs_code" else [name]
        renamed = {f"key_{number}_{key}": key for key in keys}
        meaning = ibis.memtable(table.drop_columns(customs_codes.COUNT)).rename(renamed)
        on = [records[key] == meaning[own] for own, key in renamed.items()]
        records = records.left_join(meaning, on).drop(*renamed)
    return records


def _judged(records: ir.Table) -> ir.Table:
    """Keys, cents, grams, notes and fate of every record."""
    value, value_written = _number(records.value_usd)
    quantity, quantity_written = _number(records.quantity)
    weight = quantity * records.kilograms if "kilograms" in records.columns else quantity
    weighed = (weight >= LEAST_QUANTITY) & (weight < MOST_QUANTITY)
    return records.select(
        "period", "city", "partner", "hs4", "hs6", "high_tech",
        "raised", "translated_city", "translated_destination", "restored", "recoded", "other_edition",
        cents=(((value.abs() < MOST_VALUE).ifelse(value, 0.0)) * _CENTS + 0.5).floor().cast("int64"),
        grams=weighed.ifelse(weight * _GRAMS + 0.5, None).floor().cast("int64"),
        quantity_missing=(~quantity_written).ifelse(1, 0),
        quantity_bad=_yes(quantity_written & ~_holds((quantity >= 0) & (quantity < MOST_QUANTITY))),
        quantity_zero=_yes((quantity == 0) | ((weight >= 0) & (weight < LEAST_QUANTITY))),
        quantity_no_weight=_no_weight(records, quantity),
        fate=ibis.coalesce(
            _nonzero(records.year_fate, "year missing or no year"),
            _nonzero(records.city_fate, "city code missing or malformed"),
            _nonzero(records.partner_fate, "destination missing"),
            _nonzero(records.hs_fate, "HS code missing or malformed"),
            (~value_written).ifelse(fate("value missing"), None),
            (~_holds(value.abs() < MOST_VALUE)).ifelse(fate("value no number or beyond reason"), None),
            _holds(value < 0).ifelse(fate("value negative"), None),
            (~_holds(value >= LEAST_VALUE)).ifelse(fate("value zero"), None),
            0,
        ),
    )  # fmt: skip


def _number(column: ir.Column) -> tuple[ir.FloatingColumn, ir.BooleanColumn]:
    """The figure, missing where it is no number, and whether anything is written there."""
    if column.type().is_string():
        cells = column.strip()
        number, written = cells.try_cast("float64"), _holds(cells != "")
    else:
        number, written = column.cast("float64"), ~_missing(column)
    # Not left to comparisons: an engine may infer their result from a Parquet file's limits, which omit NaN.
    return number.isnan().ifelse(None, number), written


def _holds(condition: ir.BooleanColumn) -> ir.BooleanColumn:
    """A condition that is false where it is missing."""
    return condition.fill_null(False)


def _missing(column: ir.Column) -> ir.BooleanColumn:
    return column.isnull()  # noqa: PD003 (Ibis has no isna)


def _yes(condition: ir.BooleanColumn) -> ir.IntegerColumn:
    return _holds(condition).ifelse(1, 0)


def _no_weight(records: ir.Table, quantity: ir.Column) -> ir.IntegerColumn:
    if "kilograms" not in records.columns:
        return ibis.literal(0)
    return _yes((quantity > 0) & _missing(records.kilograms))


def _nonzero(column: ir.Column, if_missing: str) -> ir.Column:
    """A fate of a code; that of a missing code where there is none; missing where the code is fine."""
    return column.cast("int64").fill_null(fate(if_missing)).nullif(0)


def _counted(judged: ir.Table) -> ir.Table:
    """Records and cents of each fate, and of each note within it."""
    sums = {}
    for name in NOTES:
        noted = judged[name] == 1
        sums |= {f"{name}_records": noted.sum(), f"{name}_cents": judged.cents.sum(where=noted)}
    sums = {name: total.fill_null(0) for name, total in sums.items()}
    return judged.group_by("fate").agg(records=judged.count(), cents=judged.cents.sum(), **sums)


def _aggregated(kept: ir.Table) -> ir.Table:
    """One row a city, destination and year, from one row a heading."""
    headings = kept.group_by(["city", "partner", "period", "hs4"]).agg(
        cents=kept.cents.sum(),
        grams=kept.grams.sum(),
        gaps=_missing(kept.grams).sum(),
        high_tech=kept.high_tech.max(),
    )
    high_tech, lines, cents = headings.high_tech == 1, headings.count(), headings.cents.sum()
    panel = headings.group_by(["city", "partner", "period"]).agg(
        value=cents / _CENTS,
        quantity=headings.grams.sum() / _GRAMS,
        quantities_missing=headings.gaps.sum() > 0,
        lines=lines,
        high_tech_share=high_tech.sum() * 100 / lines,
        high_tech_share_of_value=headings.cents.sum(where=high_tech).fill_null(0) * 100 / cents,
    )
    return panel.rename(city_code="city", iso3="partner", year="period")
