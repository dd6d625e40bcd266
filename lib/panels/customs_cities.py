"""Customs records to the panel of city and year: value, varieties, destinations.

A variety is a subheading of the HS (six digits) in the edition of the year.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import ibis.expr.types as ir
import pandas as pd

from lib.panels import customs, customs_sources
from lib.panels.customs_report import CustomsReport
from lib.panels.customs_rules import REQUIRED, CustomsRules

KEYS = ("city_code", "year")
# Quantities are not added up here, so that records may lack them.
NEEDED = tuple(name for name in REQUIRED if name != "quantity")
_CENTS = 100


@dataclass(frozen=True, kw_only=True)
class CityPanel:
    """The panel and what became of the records.

    Attributes
    ----------
    frame : DataFrame
        Sorted by ``city_code``, ``year``; ``value`` (US$), ``varieties`` (subheadings of six digits with a
        positive value), ``destinations`` (with a positive value).
    report : CustomsReport
    """

    frame: pd.DataFrame
    report: CustomsReport


def read(
    source: str | Path, rules: CustomsRules, *, columns: Mapping[str, str] | None = None, **settings
) -> CityPanel:
    """The panel of a Parquet or CSV file or folder, by DuckDB; arguments and errors as `customs.read`.

    The records need no column ``quantity``.
    """
    with customs_sources.duckdb(**settings) as connection, customs_sources.told(source):
        found = customs_sources.records(connection, source, columns=columns, needed=NEEDED)
        return city_panel(found, rules)


def city_panel(records: ir.Table, rules: CustomsRules) -> CityPanel:
    """The panel of records that any backend of Ibis holds; arguments and errors as `customs.pair_panel`."""
    kept, pairs = customs.kept_and_pairs(records, rules)
    counted = kept.group_by(["city", "period"]).agg(varieties=kept.hs6.nunique()).to_pyarrow().to_pandas()
    varieties = counted.rename(columns={"city": "city_code", "period": "year"}).astype("int64")
    cents = pairs.frame.assign(cents=(pairs.frame["value"] * _CENTS).round().astype("int64"))
    by_city = cents.groupby(list(KEYS), as_index=False).agg(
        cents=("cents", "sum"), destinations=("iso3", "size")
    )
    frame = by_city.merge(varieties, on=list(KEYS), validate="one_to_one")
    frame.insert(2, "value", frame.pop("cents") / _CENTS)
    return CityPanel(frame=frame[[*KEYS, "value", "varieties", "destinations"]], report=pairs.report)
