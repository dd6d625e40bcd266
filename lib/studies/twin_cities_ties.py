"""What public lists say of China's sister cities: how many, since when, with whom, and what they miss.

Four sources, none of them the list behind the paper's figure 1: dated agreements (a part of all, by city),
listed pairs (most of all, undated), AidData's counts by year (38 countries), and the totals that the keeper
of the national list has published.
"""

from itertools import pairwise

import numpy as np
import pandas as pd

from lib.panels.twin_cities_facts import match_places
from lib.schemas.twin_cities_context import WHOLE

FIRST, LAST = 2000, 2018  # the years of figure 1
LAST_COUNTED = 2016  # the counts of the last two years are incomplete (data/sources.yml)
COMPLETE = r"^(?:complete: \d+ of \d+ rows|formal list complete|complete by its own count)"
FIRST_DECADE = 1982
ACCESSION = 2001  # China's accession to the WTO, December 2001
TIE = ["city_code", "iso3"]


def signed(agreements: pd.DataFrame) -> pd.Series:
    """Calendar year in which each agreement was signed."""
    return agreements["date_signed"].str[:4].astype(int)


def complete(agreements: pd.DataFrame) -> pd.DataFrame:
    """Agreements from lists that have every agreement of one city."""
    return agreements[agreements["list_status"].str.match(COMPLETE)]


def by_year(agreements: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """Agreements of each year of figure 1 in the two sources that have dates.

    Parameters
    ----------
    agreements, counts : DataFrame
        The tables ``sister_city_agreements`` and ``sister_cities_by_country``.

    Returns
    -------
    DataFrame indexed by year, 2000 to 2018: ``dated`` (agreements on the public lists) and ``counted``
    (AidData's counts over its countries, missing after 2016).
    """
    years = pd.RangeIndex(FIRST, LAST + 1, name="year")
    dated = signed(agreements).value_counts().reindex(years, fill_value=0)
    counted = counts.groupby("year")["sister_cities_established"].sum(min_count=1).reindex(years)
    return pd.DataFrame({"dated": dated, "counted": counted.where(years <= LAST_COUNTED)})


def listed(pairs: pd.DataFrame) -> pd.DataFrame:
    """Listed pairs without the rows that repeat another one under another spelling."""
    return pairs[pairs["flag"] == ""]


def by_country(pairs: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """Listed pairs of each country and its last published total.

    Returns
    -------
    DataFrame indexed by iso3, the most pairs first: ``listed``, ``published`` and ``as_of`` (missing where
    no total is published).
    """
    counted = listed(pairs)["partner_iso3"].value_counts().rename("listed")
    frame = counted.rename_axis("iso3").reset_index().sort_values(["listed", "iso3"], ascending=[False, True])
    known = totals[(totals["measure"] == "pairs") & (totals["iso3"] != WHOLE)].sort_values("as_of")
    last = known.groupby("iso3")[["value", "as_of"]].last().rename(columns={"value": "published"})
    return frame.set_index("iso3").join(last)


def coverage(agreements: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """Share of all agreements that the dated lists have, by the spans between published totals.

    Parameters
    ----------
    agreements, totals : DataFrame
        The tables ``sister_city_agreements`` and ``sister_city_totals``.

    Returns
    -------
    DataFrame indexed by span, ``up to 2011-11-23``, ``2011-11-23 to 2015-07-01``: ``dated``, ``national``,
    ``share`` and ``per_year`` (national agreements a year, missing in the first span).

    Notes
    -----
    A date known to the month or the year only counts as before every day in it. National totals are of
    agreements in force, so that one that ended between two totals is missing from their difference.
    """
    whole = totals[(totals["iso3"] == WHOLE) & (totals["measure"] == "pairs")].sort_values("as_of")
    days = whole["as_of"].tolist()
    so_far = pd.Series([int((agreements["date_signed"] <= day).sum()) for day in days])
    national = whole["value"].reset_index(drop=True)
    spans = [f"up to {days[0]}", *(f"{a} to {b}" for a, b in pairwise(days))]
    frame = pd.DataFrame(
        {
            "dated": so_far.diff().fillna(so_far).astype(int).to_numpy(),
            "national": national.diff().fillna(national).astype(int).to_numpy(),
        },
        index=pd.Index(spans, name="signed"),
    )
    ends = pd.to_datetime(pd.Series(days))
    a_year = frame["national"] / (ends.diff().dt.days / 365.25).to_numpy()
    return frame.assign(share=frame["dated"] / frame["national"], per_year=a_year)


def share_after_accession(agreements: pd.DataFrame, last: int = LAST) -> float:
    """Share of the agreements up to a year that were signed after China joined the WTO."""
    years = signed(agreements)
    return float(((years > ACCESSION) & (years <= last)).sum() / (years <= last).sum())


def bound_after_accession(totals: pd.DataFrame) -> float:
    """Largest share of all agreements that can have been signed after 1999.

    Notes
    -----
    Each partner place of 1999 has at least one agreement, so at most the total less the places are younger,
    as long as those of 1999 still stand. The total is the last published one up to the end of figure 1.
    """
    places, pairs = (_national(totals, measure)[-1] for measure in ("partner_places", "pairs"))
    return float((pairs - places) / pairs)


ONE_DAY = "one_day"  # term of figure 1: totals of one day, the only ones whose order means anything


def country_rows(totals: pd.DataFrame) -> pd.DataFrame:
    """Rows of figure 1 by country that published totals give, and the number of countries with a tie.

    Parameters
    ----------
    totals : DataFrame
        The table ``sister_city_totals``.

    Returns
    -------
    DataFrame ``panel``, ``term``, ``statistic``, ``value``: each country's last total, and under the term
    `ONE_DAY` those of the last day on which every one of these countries has one; the last number of
    countries published up to the end of figure 1.
    """
    known = totals[(totals["measure"] == "pairs") & (totals["iso3"] != WHOLE)].sort_values("as_of")
    last = known.groupby("iso3", as_index=False)["value"].last().assign(term="")
    common = known[known["as_of"] == common_day(totals)].assign(term=ONE_DAY)
    rows = pd.concat([last, common[["iso3", "value", "term"]]], ignore_index=True)
    rows = rows.rename(columns={"iso3": "panel"}).assign(statistic="agreements")
    number = _national(totals, "countries")[-1]
    number = pd.DataFrame({"panel": [""], "term": [""], "value": [number], "statistic": ["n_destinations"]})
    return pd.concat([rows, number], ignore_index=True)


def common_day(totals: pd.DataFrame) -> str:
    """Last day, ISO 8601, on which every country with published totals has one; empty if there is none."""
    known = totals[(totals["measure"] == "pairs") & (totals["iso3"] != WHOLE)]
    countries = known.groupby("as_of")["iso3"].nunique()
    return max(countries.index[countries == known["iso3"].nunique()], default="")


def listed_rows(pairs: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """Rows of figure 1 over all countries, of unlike days: last published totals, listed pairs elsewhere."""
    counted = by_country(pairs, totals)
    best = counted["published"].fillna(counted["listed"])
    rows = best.rename_axis("panel").rename("value").reset_index()
    return rows.assign(term="all_countries", statistic="agreements")


def _national(totals: pd.DataFrame, measure: str) -> np.ndarray:
    """Published totals of the whole country up to the end of figure 1, the last one last."""
    known = totals[(totals["iso3"] == WHOLE) & (totals["measure"] == measure)].sort_values("as_of")
    return known.loc[known["as_of"] < str(LAST + 1), "value"].to_numpy()


def interpolated_rows(totals: pd.DataFrame, day: str = "2018-07-01") -> pd.DataFrame:
    """The undated rows of `country_rows` that published totals before and after a day give for that day.

    Parameters
    ----------
    totals : DataFrame
        The table ``sister_city_totals``.
    day : str
        ISO 8601; by default the middle of the last year of figure 1.

    Notes
    -----
    A straight line between the last total before the day and the first after it; a country without one on
    either side has no row.
    """
    found = []
    known = totals[totals["measure"].isin(["pairs", "countries"])]
    for (iso3, measure), part in known.groupby(["iso3", "measure"]):
        part = part.sort_values("as_of")
        if (measure == "pairs") == (iso3 == WHOLE) or not part["as_of"].min() <= day <= part["as_of"].max():
            continue
        days = pd.to_datetime(pd.Series([day, *part["as_of"]])).to_numpy().astype("datetime64[D]").astype(int)
        value = float(np.interp(days[0], days[1:], part["value"]))
        statistic = "agreements" if measure == "pairs" else "n_destinations"
        found.append({"panel": iso3.replace(WHOLE, ""), "statistic": statistic, "value": value})
    return pd.DataFrame(found, columns=["panel", "statistic", "value"])


def year_rows(agreements: pd.DataFrame, counts: pd.DataFrame, neighbours: pd.DataFrame) -> pd.DataFrame:
    """Rows of figure 1 by year and span, from sources that have only some countries or some cities.

    AidData gives the years, the dated lists the shares: that of the neighbours among the agreements of the
    first decade, on all of them; that of the agreements after the accession to the WTO on the complete lists
    of single cities, since the others have more old agreements than young ones (`coverage`).
    """
    yearly = by_year(agreements, counts)["counted"].dropna().rename("value")
    rows = yearly.rename_axis("term").reset_index().assign(panel="", statistic="agreements")
    early = agreements[signed(agreements) <= FIRST_DECADE]
    shares = pd.DataFrame(
        {
            "panel": ["neighbours", ""],
            "term": ["first_agreements", f"{ACCESSION + 1}-{LAST}"],
            "value": [
                early["partner_iso3"].isin(neighbours["iso3"]).mean(),
                share_after_accession(complete(agreements)),
            ],
            "statistic": "share_of_agreements",
        }
    )
    return pd.concat([rows, shares], ignore_index=True)


def ties(agreements: pd.DataFrame, pairs: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Tied cities and destinations with the coordinates between which a map draws them.

    Parameters
    ----------
    agreements, pairs : DataFrame
        The tables ``sister_city_agreements`` and ``sister_city_pairs``.
    tables : dict
        The tables ``cities``, ``city_aliases`` and ``destinations`` by name.

    Returns
    -------
    DataFrame, one row a city and destination: ``city_code``, ``iso3``, ``n`` (agreements or pairs on the
    longer of the two lists), ``dated`` (one of them has a date), ``lon``, ``lat`` (the city's), ``to_lon``,
    ``to_lat`` (the capital's). A tie of a province, or of a place that no city is found for, is no row.
    """
    found = []
    for frame, dated in ((agreements, True), (listed(pairs), False)):
        matched = match_places(frame, tables["cities"], tables["city_aliases"]).matched
        counted = matched.groupby(["city_code", "partner_iso3"]).size().rename("n").reset_index()
        found.append(counted.rename(columns={"partner_iso3": "iso3"}).assign(dated=dated))
    one = pd.concat(found).groupby(TIE).agg(n=("n", "max"), dated=("dated", "max")).reset_index()
    cities = tables["cities"].set_index("city_code")[["lon", "lat"]]
    capitals = tables["destinations"].set_index("iso3")[["lon", "lat"]].add_prefix("to_")
    return one.join(cities, on="city_code").join(capitals, on="iso3")


PLACES = ["lon", "lat", "to_lon", "to_lat"]


def not_drawn(found: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> str:
    """Sentence on the ties that a map cannot draw because an end has no coordinates, empty without any.

    Parameters
    ----------
    found : DataFrame
        As `ties` returns it.
    tables : dict
        The tables ``cities`` and ``destinations`` by name.
    """
    lost = found[found[PLACES].isna().any(axis=1)]
    if lost.empty:
        return ""
    cities = tables["cities"].set_index("city_code")["name_en"].reindex(lost["city_code"])
    countries = tables["destinations"].set_index("iso3")["name_en"].reindex(lost["iso3"])
    words = ", ".join(f"{city} with {country}" for city, country in zip(cities, countries, strict=True))
    return f"Of {len(found):,} ties {len(lost)} not drawn, for want of a place's coordinates: {words}."


REASONS = {
    ("city", ""): "a city: kept",
    ("district", ""): "a district: raised to its city",
    ("county", ""): "a county: raised to its city",
}


def who(lists: dict[str, pd.DataFrame], tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """What becomes of the Chinese places on each list: rows by what the place is.

    Parameters
    ----------
    lists : dict of str to DataFrame
        Heading of a column -> ties as `match_places` takes them.
    tables : dict
        The tables ``cities`` and ``city_aliases`` by name.

    Returns
    -------
    DataFrame, shape (kinds of place and a total, lists): counts that add up to the rows of each list.
    """
    columns = {}
    for heading, frame in lists.items():
        report = match_places(frame, tables["cities"], tables["city_aliases"]).report()
        kinds = [REASONS.get(key, key[1]) for key in zip(report["level"], report["reason"], strict=True)]
        columns[heading] = report["rows"].groupby(kinds).sum()
    table = pd.DataFrame(columns).fillna(0).astype(int)
    first = [kind for kind in REASONS.values() if kind in table.index]
    rest = table.drop(index=first).sort_values(list(lists), ascending=False).index.tolist()
    table = table.loc[[*first, *rest]]
    return pd.concat([table, table.sum().rename("all").to_frame().T]).rename_axis("Chinese place")
