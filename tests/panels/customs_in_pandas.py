"""The way from customs records to the panel, written once more in plain pandas, for comparison.

It follows the description of the rules and shares no code with `lib.panels.customs`. It holds all records in
memory: it is for small samples, and for the benchmark as what most people would write.
"""

import numpy as np
import pandas as pd

KEYS = ["city_code", "iso3", "year"]
MUNICIPALITIES = [11, 12, 31, 50]


def panel(
    records: pd.DataFrame,
    cities: set[int],
    partners: set[str],
    sections: dict[int, int],
    headings: set[int] | None = None,
) -> pd.DataFrame:
    """City, destination and year with value, quantity, lines and both shares, sorted by these keys.

    Parameters
    ----------
    records : DataFrame
        ``hs_code`` and ``iso3`` as text, the others as numbers.
    cities : set of int
    partners : set of str
        ISO 3166-1 alpha-3 codes without China's.
    sections : dict of int to int
        HS chapter -> section.
    headings : set of int, optional
        Those of any edition of the HS; records of other headings are left out. Chapters without any are not
        checked.
    """
    usable = (
        records["year"].between(2002, 2015)
        & records["iso3"].isin(partners)
        & (records["value_usd"] > 0)
        & (records["value_usd"] < 1e13)
    )
    kept = records[usable].copy()
    code = kept["city_code"]
    municipal = (code // 10_000).isin(MUNICIPALITIES)
    above = (code // 10_000 * 10_000).where(municipal, code // 100 * 100)
    kept["city_code"] = code.where(code.isin(cities), above)
    kept["hs4"] = _headings(kept["hs_code"])
    kept["section"] = (kept["hs4"] // 100).map(sections)
    kept = kept[kept["city_code"].isin(cities) & kept["section"].notna()]
    if headings is not None:
        checked = (kept["hs4"] // 100).isin({heading // 100 for heading in headings})
        kept = kept[~checked | kept["hs4"].isin(headings)].copy()
    kept["quantity"] = kept["quantity"].where(kept["quantity"] > 0)
    return _aggregated(kept)


def _headings(codes: pd.Series) -> pd.Series:
    """Headings of codes as text, missing where a code is none."""
    texts = codes.astype("category")
    written = pd.Series(texts.cat.categories, dtype="object")
    fine = written.str.fullmatch(r"\d{5,10}")
    full = written.where(written.str.len() % 2 == 0, "0" + written)
    headings = np.append(np.where(fine, full.str[:4].where(fine, "0").astype(int), 0), 0)
    return pd.Series(headings[texts.cat.codes], index=codes.index).replace(0, np.nan)


def _aggregated(kept: pd.DataFrame) -> pd.DataFrame:
    headings = kept.groupby([*KEYS, "hs4"], as_index=False, observed=True).agg(
        value=("value_usd", "sum"),
        quantity=("quantity", "sum"),
        section=("section", "first"),
    )
    headings["high_tech"] = headings["section"].between(16, 22)
    headings["high_tech_value"] = headings["value"].where(headings["high_tech"], 0.0)
    found = headings.groupby(KEYS, as_index=False, observed=True).agg(
        value=("value", "sum"),
        quantity=("quantity", "sum"),
        lines=("hs4", "size"),
        high_tech=("high_tech", "sum"),
        high_tech_value=("high_tech_value", "sum"),
    )
    found["quantity"] = found["quantity"].where(found["quantity"] > 0)
    found["high_tech_share"] = 100 * found.pop("high_tech") / found["lines"]
    found["high_tech_share_of_value"] = 100 * found.pop("high_tech_value") / found["value"]
    return found.sort_values(KEYS, ignore_index=True)
