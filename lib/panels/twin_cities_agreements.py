"""From a list of agreements to the treatment of pairs: the paper's half-year rule and its footnote 1.

An agreement signed in the first half of a year counts for that year, a later one for the next. Districts
and counties have gone up to their city before (`lib.panels.twin_cities_facts.match_places`); provinces go
down to their cities here. Of several agreements of a pair the first counts.
"""

import pandas as pd

from lib.facts import DataError
from lib.schemas.dates import LAST_AGREEMENT, date_fault
from lib.schemas.iso3166 import ISO_3166

HALVES = ("first", "second")
COLUMNS = ("city_code", "iso3", "treatment_year", "via_province", "agreements", "half_year_known")


def first_treated_year(date_signed: pd.Series, *, open_half: str = "first") -> pd.Series:
    """First treated year by the half-year rule.

    Parameters
    ----------
    date_signed : Series of str
        ``"2004"``, ``"2004-07"`` or ``"2004-07-31"``, all without fault.
    open_half : {"first", "second"}
        The half in which a date known to the year alone is taken to lie; the paper does not say.

    Returns
    -------
    Series of float: the year of signing for January to June, the next one for July to December.
    """
    if open_half not in HALVES:
        raise ValueError(f"open_half={open_half!r}: choose one of {', '.join(HALVES)}")
    dates = date_signed.str.strip()
    month = pd.to_numeric(dates.str.slice(5, 7), errors="coerce").fillna(1 if open_half == "first" else 7)
    return (dates.str.slice(0, 4).astype(int) + (month > 6)).astype(float)


def treatment(agreements: pd.DataFrame, cities: pd.DataFrame, *, open_half: str = "first") -> pd.DataFrame:
    """The treated pairs, one row a city and destination.

    Parameters
    ----------
    agreements : DataFrame
        ``city_code`` (six digits: a city's, or a province's such as 440000), ``iso3``, ``date_signed``
        (as `lib.schemas.dates.date_fault` reads it).
    cities : DataFrame
        ``city_code`` and ``province_code``: the cities that take part. A municipality is both.
    open_half : {"first", "second"}
        As in `first_treated_year`.

    Returns
    -------
    DataFrame sorted by ``city_code`` (int) and ``iso3``, with ``treatment_year`` (float: first year by the
    half-year rule, of the earliest agreement), ``via_province`` (1 where the pair has no agreement but its
    province's), ``agreements`` (how many, those of the province included) and ``half_year_known`` (1 where
    the first treated year does not hang on ``open_half``).

    Raises
    ------
    DataError
        An agreement without date, before 1973, after 2029, with a destination that ISO 3166 lacks, or with
        a code that is neither a city's nor a province's of ``cities``; the message names its row.
    """
    listed = _checked(agreements, cities)
    for half in HALVES:
        listed[half] = first_treated_year(listed["date_signed"], open_half=half)
    listed["treatment_year"] = first_treated_year(listed["date_signed"], open_half=open_half)
    grouped = _to_cities(listed, cities).groupby(["city_code", "iso3"], sort=True)
    found = grouped.agg(
        treatment_year=("treatment_year", "min"),
        via_province=("of_province", "min"),
        agreements=("treatment_year", "size"),
        first=("first", "min"),
        second=("second", "min"),
    ).reset_index()
    found["half_year_known"] = (found["first"] == found["second"]).astype("int64")
    return found[list(COLUMNS)]


def city_treatment(pairs: pd.DataFrame) -> pd.Series:
    """First year in which a city has an agreement with anyone, by ``city_code``.

    Parameters
    ----------
    pairs : DataFrame
        As `treatment` returns it.
    """
    return pairs.groupby("city_code")["treatment_year"].min().rename("city_treatment_year")


def _checked(agreements: pd.DataFrame, cities: pd.DataFrame) -> pd.DataFrame:
    listed = agreements.reset_index(drop=True).copy()
    _refuse(listed, ~listed["iso3"].isin(ISO_3166 - {"CHN"}), "iso3",
            "is not the ISO 3166-1 alpha-3 code of a partner; correct the code")  # fmt: skip
    faults = listed["date_signed"].map(date_fault, na_action=None)
    for fault in ("no date", "not a date", "before 1973", f"after {LAST_AGREEMENT}"):
        _refuse(listed, faults == fault, "date_signed",
                f"is {fault}; write 2004, 2004-07 or 2004-07-31 (the first agreement is of 1973), or leave "
                "the agreement out")  # fmt: skip
    codes = pd.to_numeric(listed["city_code"], errors="coerce")
    known = set(cities["city_code"].astype(int)) | set(cities["province_code"].astype(int))
    _refuse(listed, ~codes.isin(known), "city_code",
            "is neither a city of the panel nor the province of one, by six-digit code; correct the code, or "
            "leave the agreement out")  # fmt: skip
    listed["city_code"] = codes.astype("int64")
    return listed


def _refuse(listed: pd.DataFrame, bad: pd.Series, column: str, what: str) -> None:
    if bad.any():
        row = int(bad.to_numpy().argmax())
        count = f" (the first of {int(bad.sum())})" if bad.sum() > 1 else ""
        raise DataError(f"agreements, line {row + 2} ({listed['city_code'].iloc[row]} "
                        f"{listed['iso3'].iloc[row]}), column {column!r}: {listed[column].iloc[row]!r} "
                        f"{what}{count}")  # fmt: skip


def _to_cities(listed: pd.DataFrame, cities: pd.DataFrame) -> pd.DataFrame:
    """Every agreement at the cities that it binds, with ``of_province`` for those that came down."""
    places = cities[["city_code", "province_code"]].astype("int64").drop_duplicates()
    direct = listed["city_code"].isin(places["city_code"])
    down = listed[~direct].rename(columns={"city_code": "province_code"}).merge(places, on="province_code")
    both = [listed[direct].assign(of_province=0), down.assign(of_province=1)]
    return pd.concat(both, ignore_index=True)
