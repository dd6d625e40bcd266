"""Which city a listed agreement belongs to, and which dates can be used; nothing is dropped silently.

The lists name Chinese places as their authors wrote them: cities, districts, counties, provinces, in
Chinese, in English, or in two English forms. Districts and counties go up to their city, as in the
paper's footnote; provinces, which the paper sends down to their cities, are told apart.
"""

from dataclasses import dataclass

import pandas as pd

from lib.schemas.dates import date_fault, date_precision

UNMATCHED = {
    "province": "a province: its cities take the agreement",
    "prefecture": "a prefecture or league, none of the cities",
    "county": "a county of none of the cities",
    "special_region": "a destination of its own",
}
SEVERAL = "several cities of this name"
UNKNOWN = "unknown place"
_PARTNER = ["partner_iso3", "partner_city"]


@dataclass(frozen=True, kw_only=True)
class PlaceMatches:
    """Ties with the city that each belongs to.

    Attributes
    ----------
    rows : DataFrame
        The input in its order, with ``level`` (city, district, county, province, prefecture,
        special_region, or empty), ``city_code`` (empty if unmatched), ``province_code``, ``route`` (by
        what it was found: Chinese name, English name, alias, other list), ``certain`` (False where an
        alias is likely and no more) and ``reason`` (why there is no city, empty if there is one).
    """

    rows: pd.DataFrame

    @property
    def matched(self) -> pd.DataFrame:
        """Rows with a city."""
        return self.rows[self.rows["reason"] == ""]

    @property
    def unmatched(self) -> pd.DataFrame:
        """Rows without, each with its reason."""
        return self.rows[self.rows["reason"] != ""]

    def report(self) -> pd.DataFrame:
        """Rows and distinct places by level, route and reason; the rows add up to the input's."""
        keys = ["level", "route", "reason"]
        counted = self.rows.groupby(keys)["chinese_city_en"].agg(rows="size", places="nunique")
        return counted.reset_index().sort_values(["reason", "rows"], ascending=[True, False])


def match_places(ties: pd.DataFrame, cities: pd.DataFrame, aliases: pd.DataFrame) -> PlaceMatches:
    """Find the city of each tie's Chinese place.

    Parameters
    ----------
    ties : DataFrame
        ``chinese_city_en``, ``partner_city``, ``partner_iso3`` and, if the list is Chinese,
        ``chinese_city_zh``, as the tables ``sister_city_agreements`` and ``sister_city_pairs``.
    cities : DataFrame
        As the table ``cities``; rows of ``level`` county are no cities and match nothing.
    aliases : DataFrame
        As the table ``city_aliases``: several rows for a place are its candidates.

    Returns
    -------
    PlaceMatches

    Raises
    ------
    ValueError
        If an alias names a city that ``cities`` does not have.

    Notes
    -----
    Exact names come first, the Chinese before the English one, then the aliases. An English name with
    several candidates is settled where another row ties the same partner to one of them under a name of
    its own, as one list writes "Suzhou" and the other "Suzhou, Jiangsu"; otherwise it stays unmatched.
    """
    known = cities[cities["level"] != "county"]
    missing = sorted(set(aliases["city_code"]) - {""} - set(known["city_code"]))
    if missing:
        raise ValueError(f"city_aliases: {len(missing)} city codes are not in cities, first: {missing[0]}; "
                         "correct the alias or add the city")  # fmt: skip
    candidates = {place: rows for place, rows in aliases.groupby("place")}
    by_name = {
        "Chinese name": known.set_index("city_name")["city_code"].to_dict(),
        "English name": known.set_index("name_en")["city_code"].to_dict(),
    }
    found = [_find(tie, by_name, candidates) for tie in ties.to_dict("records")]
    columns = ["level", "city_code", "province_code", "route", "certain", "reason"]
    rows = ties.reset_index(drop=True).join(pd.DataFrame(found, columns=columns))
    return PlaceMatches(rows=_settle(rows, candidates))


def _find(tie: dict, by_name: dict, candidates: dict) -> tuple:
    """Level, city, province, route, certainty and reason of one tie, as far as its own row tells."""
    for route, column in (("Chinese name", "chinese_city_zh"), ("English name", "chinese_city_en")):
        code = by_name[route].get(tie.get(column))
        if code:
            return "city", code, f"{code[:2]}0000", route, True, ""
    rows = candidates.get(tie["chinese_city_en"])
    if rows is None:
        return "", "", "", "", False, UNKNOWN
    first = rows.iloc[0]
    if len(rows) > 1:
        return first["level"], "", "", "", False, SEVERAL
    reason = "" if first["city_code"] else UNMATCHED[first["level"]]
    return first["level"], first["city_code"], first["province_code"], "alias", bool(first["certain"]), reason


def _settle(rows: pd.DataFrame, candidates: dict) -> pd.DataFrame:
    """Settle names of several cities by the rows that tie the same partner to one of them."""
    sure = rows[(rows["reason"] == "") & rows["certain"]]
    tied = sure.groupby(_PARTNER)["city_code"].agg(set).to_dict()
    settled = rows.copy()
    for row in rows.index[rows["reason"] == SEVERAL]:
        partner = tuple(rows.loc[row, _PARTNER])
        places = candidates[rows.loc[row, "chinese_city_en"]].set_index("city_code")
        codes = tied.get(partner, set()) & set(places.index)
        if len(codes) == 1:
            place = places.loc[codes.pop()]
            values = [place["level"], place.name, place["province_code"], "other list", True, ""]
            settled.loc[row, ["level", "city_code", "province_code", "route", "certain", "reason"]] = values
    return settled


def date_report(dates: pd.Series) -> pd.DataFrame:
    """Count the dates that cannot be used, and those that leave the half-year open.

    Parameters
    ----------
    dates : Series of str
        As `lib.schemas.dates.date_fault` reads them; missing cells are allowed.

    Returns
    -------
    DataFrame with ``status`` (no date, not a date, before 1973; known to the day, known to the month,
    known to the year: half-year open) and ``rows``, which add up to the number of dates. The paper
    counts an agreement of the first half-year for its year and a later one for the next.
    """
    status = dates.map(_date_status, na_action=None)
    return status.value_counts(sort=True).rename_axis("status").reset_index(name="rows")


def _date_status(date: object) -> str:
    fault = date_fault(date)
    if fault:
        return fault
    precision = date_precision(date)
    return f"known to the {precision}" + (": half-year open" if precision == "year" else "")
