"""Agreements of the semi-synthetic panel: who is tied to whom is real, dates are real where they are public.

What is not public is drawn, and each pair says so (``tie_origin``, ``date_origin``): dates of listed pairs,
and as many further agreements as the paper counts in the countries whose number it prints. Larger, richer
and nearer pairs tie earlier and more often (the income of the city is drawn), so that there is selection
into treatment. The panel falls short of the published numbers of agreements, as `shortfall` counts.
"""

from copy import copy
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib import facts, published
from lib.panels import twin_cities_synthetic_dates as dates
from lib.panels.twin_cities import LAST_YEAR
from lib.panels.twin_cities_agreements import city_treatment, first_treated_year, treatment
from lib.panels.twin_cities_facts import match_places
from lib.panels.twin_cities_synthetic_dates import LAST_COUNTED
from lib.panels.twin_cities_synthetic_units import YEARS, stream


@dataclass(frozen=True)
class Ties:
    """Treated pairs and the agreements behind them.

    Attributes
    ----------
    pairs : DataFrame
        One row a pair with an agreement in effect by 2015: ``city_code``, ``iso3``, ``treatment_year``
        (float), ``via_province``, ``tie_origin``, ``date_origin``.
    city_years : Series
        First year with any such agreement, by ``city_code``.
    agreements : DataFrame
        Every agreement: ``city_code`` (a city's or a province's), ``iso3``, ``date_signed``, ``tie_origin``,
        ``date_origin``, those after 2015 included.
    left_out : dict of str to int
        Real ties that the panel does not have, by reason.
    """

    pairs: pd.DataFrame
    city_years: pd.Series
    agreements: pd.DataFrame
    left_out: dict


def listed(cities: pd.DataFrame, iso3: pd.Series) -> tuple[pd.DataFrame, dict]:
    """Real agreements of the panel's cities and their provinces with the panel's destinations.

    Returns
    -------
    DataFrame
        ``city_code`` (int; of the province where the province signed), ``iso3``, ``partner``,
        ``date_signed`` (empty where it is not public).
    dict of str to int
        Agreements left out, by reason.
    """
    table, aliases = facts.load("cities"), facts.load("city_aliases")
    dated = match_places(facts.load("sister_city_agreements"), table, aliases).rows
    undated = match_places(facts.load("sister_city_pairs").query("flag == ''"), table, aliases).rows
    rows = pd.concat([dated, undated.assign(date_signed="")], ignore_index=True)
    province = (rows["level"] == "province") & (rows["city_code"] == "")
    rows["city_code"] = rows["city_code"].mask(province, rows["province_code"])
    placed = rows["city_code"] != ""
    here = rows["city_code"].isin(_known_codes(cities)) & placed
    there = rows["partner_iso3"].isin(iso3)
    left_out = {
        "the Chinese place is no city of the panel": int((~here).sum()),
        "the partner is no destination of the panel": int((here & ~there).sum()),
    }
    rows = rows[here & there].rename(columns={"partner_iso3": "iso3", "partner_city": "partner"})
    rows = rows.drop_duplicates(["city_code", "iso3", "partner"])
    rows = rows.astype({"city_code": "int64"})[["city_code", "iso3", "partner", "date_signed"]]
    return rows.reset_index(drop=True), left_out


def printed_counts() -> pd.Series:
    """Agreements to 2018 by country, where the paper prints their number, by ISO code."""
    claims = published.claims("twin_cities")
    rows = claims[(claims["exhibit"] == "figure_1") & (claims["statistic"] == "agreements")]
    rows = rows[(rows["kind"] == "count") & rows["panel"].str.fullmatch("[A-Z]{3}")]
    return rows.set_index("panel")["printed"].astype(int)


def shortfall(ties: Ties) -> pd.DataFrame:
    """Agreements of the panel against the published totals.

    Returns
    -------
    DataFrame
        ``count`` (what is counted), ``as_of``, ``published``, ``panel`` and ``short`` (published less panel).

    Notes
    -----
    The published numbers count agreements of counties, districts, leagues and prefectures that are no city of
    the panel, of partners that it does not have, and every one of several agreements of a pair; ``left_out``
    counts those of the public lists. The rest is on no public list. Agreements are not topped up to them:
    in the 85 treated destinations they would add tied pairs to the printed rows of tied pairs, in others
    they would add treated destinations.
    """
    rows = ties.agreements
    table = facts.load("sister_city_totals").query("measure in ['pairs', 'countries'] and as_of < '2019'")
    claims = published.claims("twin_cities").set_index("id")
    found = []
    for row in table.itertuples():
        signed = rows[dates.month_of(rows["date_signed"]) <= dates.month_of(pd.Series([row.as_of]))[0]]
        signed = signed if row.iso3 == "all" else signed[signed["iso3"] == row.iso3]
        number = len(signed) if row.measure == "pairs" else signed["iso3"].nunique()
        found.append((f"{row.measure} {row.iso3}", row.as_of, int(row.value), number))
    countries = rows[rows["date_signed"].str.slice(0, 4).astype(int) <= LAST_COUNTED]["iso3"].nunique()
    number = int(claims.loc["figure1-n-destinations", "printed"])
    found.append(("countries, the paper", str(LAST_COUNTED), number, countries))
    table = pd.DataFrame(found, columns=["count", "as_of", "published", "panel"])
    return table.assign(short=table["published"] - table["panel"])


def draw(
    cities: pd.DataFrame,
    iso3: pd.Series,
    affinity: np.ndarray,
    *,
    seed: int,
    treated_destinations: int | None,
    treated_pairs: int | None,
    full: bool,
    redrawn: float = 0.0,
    provinces: str = "capital",
) -> Ties:
    """Agreements with their dates, and the pairs that they treat.

    Parameters
    ----------
    cities : DataFrame
        As `lib.panels.twin_cities_synthetic_units.cities` returns it.
    iso3 : Series, shape (J,)
        Destinations.
    affinity : ndarray, shape (I, J)
        Standardised index of size, income (of the city drawn) and nearness, on which ties and dates depend.
    seed : int
    treated_destinations, treated_pairs : int or None
        How many there are to be in the panel; None leaves them as they fall.
    full : bool
        Whether countries get the paper's number of agreements, where it prints one.
    redrawn : float
        Share of the real ties that are replaced with drawn ones.
    provinces : {"capital", "all"}
        Whether a province's agreement reaches its capital or, as in the paper's footnote, all its cities.
    """
    rng = stream(seed, "agreements")
    rows, left_out = listed(cities, iso3)
    place = _Place(cities, iso3, affinity)
    rows = rows.assign(tie_origin="real", date_origin=np.where(rows["date_signed"] != "", "real", "drawn"))
    if redrawn:
        gone = rng.random(len(rows)) < redrawn
        rows = pd.concat(
            [rows[~gone], _new_ties(place, int(gone.sum()), rows[~gone], rng)], ignore_index=True
        )
    counts = printed_counts() if full else pd.Series(dtype=int)
    for code, number in counts.items():
        lacking = max(number - int((rows["iso3"] == code).sum()), 0)
        rows = pd.concat([rows, _new_ties(place, lacking, rows, rng, code)], ignore_index=True)
    rows = dates.draw(rows, place.of(rows), rng, dates.totals(counts))
    for code, number in counts.items():
        rows = _to_count(rows, code, number, place, rng)
    pairs = _pairs(rows, cities, place, provinces)
    pairs, left_out = _within(pairs, rows, left_out, treated_destinations)
    if treated_pairs is not None:
        fixed = set(counts.index) | set(dates.counted().index)
        rows, pairs = _to_number(rows, pairs, treated_pairs, place, rng, fixed)
    return Ties(pairs, city_treatment(pairs), rows, left_out)


class _Place:
    """Affinities of city and destination by their codes; a province has its capital's."""

    def __init__(self, cities: pd.DataFrame, iso3: pd.Series, affinity: np.ndarray):
        codes = cities["city_code"].tolist()
        self.city = {code: i for i, code in enumerate(codes)}
        self.city |= {_province(code): self.city[code] for code in codes if code in _capitals(cities)}
        self.codes, self.iso3 = np.array(codes), iso3.to_numpy()
        self.destination = {code: j for j, code in enumerate(self.iso3)}
        self.affinity = affinity
        self._capital = {_province(code): code for code in _capitals(cities)}

    def only(self, destinations: np.ndarray) -> "_Place":
        """The same cities with some of the destinations."""
        fewer = copy(self)
        fewer.iso3, fewer.affinity = self.iso3[destinations], self.affinity[:, destinations]
        fewer.destination = {code: j for j, code in enumerate(fewer.iso3)}
        return fewer

    def reached(self, rows: pd.DataFrame) -> pd.DataFrame:
        """City and destination that each agreement reaches."""
        city = rows["city_code"].map(lambda code: self._capital.get(code, code))
        return pd.DataFrame({"city_code": city, "iso3": rows["iso3"]})

    def of(self, rows: pd.DataFrame) -> np.ndarray:
        i, j = rows["city_code"].map(self.city), rows["iso3"].map(self.destination)
        return self.affinity[i.to_numpy(), j.to_numpy()]


def _province(code: int) -> int:
    return code // 10_000 * 10_000


def _capitals(cities: pd.DataFrame) -> set[int]:
    """Capitals of provinces and regions, which the codes number 01; municipalities are their own."""
    return {code for code in cities["city_code"] if code // 100 % 100 == 1}


def _known_codes(cities: pd.DataFrame) -> set[str]:
    """Cities, and the provinces whose capital is among them, as the public tables write codes."""
    return set(cities["city_code"].astype(str)) | {str(_province(code)) for code in _capitals(cities)}


def _pairs(rows: pd.DataFrame, cities: pd.DataFrame, place: _Place, provinces: str) -> pd.DataFrame:
    """Treated pairs by the half-year rule; a province's agreement reaches its capital, or all its cities.

    The paper sends provinces' agreements down to their cities. Its own number of rows of tied pairs leaves
    no room for that: those of the public lists alone, a part of all, would add pairs to those for which the
    printed rows are enough (`lib.panels.twin_cities_synthetic.rows_of_tied_pairs` of both rules), and the
    cities' own agreements fill these.
    """
    if provinces == "all":
        found = treatment(rows, cities[["city_code", "province_code"]])
        found = found[found["treatment_year"] <= LAST_YEAR].reset_index(drop=True)
        return found.merge(
            _origins(_sent_down(rows, cities)), on=["city_code", "iso3"], validate="one_to_one"
        )
    own = np.where(cities["city_code"].isin(_capitals(cities)), cities["city_code"].map(_province), 0)
    places = cities.assign(province_code=np.where(own == 0, cities["city_code"], own))
    found = treatment(rows, places[["city_code", "province_code"]])
    found = found[found["treatment_year"] <= LAST_YEAR].reset_index(drop=True)
    origin = _origins(rows.assign(city_code=place.reached(rows)["city_code"]))
    return found.merge(origin, on=["city_code", "iso3"], how="left", validate="one_to_one")


def _sent_down(rows: pd.DataFrame, cities: pd.DataFrame) -> pd.DataFrame:
    """Agreements of cities, and those of provinces once for each of their cities."""
    direct = rows["city_code"].isin(cities["city_code"])
    down = rows[~direct].rename(columns={"city_code": "province_code"})
    down = down.merge(cities[["city_code", "province_code"]], on="province_code")
    return pd.concat([rows[direct], down[rows.columns]], ignore_index=True)


def _origins(rows: pd.DataFrame) -> pd.DataFrame:
    """Origin of each pair's tie (real if any of its agreements is) and of its first date."""
    at = rows.sort_values(["city_code", "iso3", "date_signed"], kind="stable")
    grouped = at.groupby(["city_code", "iso3"], sort=True)
    real = (at["tie_origin"] == "real").groupby([at["city_code"], at["iso3"]]).any()
    origin = pd.DataFrame({"date_origin": grouped["date_origin"].first()})
    return origin.assign(tie_origin=np.where(real, "real", "drawn")).reset_index()


def _new_ties(
    place: _Place, number: int, taken: pd.DataFrame, rng: np.random.Generator, iso3: str | None = None
) -> pd.DataFrame:
    """Drawn ties of pairs that have none, the likelier the higher the affinity; without dates."""
    weights = np.exp(1.2 * np.clip(place.affinity, -4, 4))
    if iso3:
        weights[:, place.iso3 != iso3] = 0
    city, destination = taken["city_code"].map(place.city), taken["iso3"].map(place.destination)
    weights[city, destination] = 0
    free = np.flatnonzero(weights.ravel())
    if number > len(free):
        raise ValueError(f"{number} further ties asked for, but only {len(free)} pairs are free")
    p = weights.ravel()[free]
    chosen = np.sort(rng.choice(free, number, replace=False, p=p / p.sum()))
    i, j = np.divmod(chosen, len(place.iso3))
    return pd.DataFrame(
        {
            "city_code": place.codes[i],
            "iso3": place.iso3[j],
            "partner": "",
            "date_signed": "",
            "tie_origin": "drawn",
            "date_origin": "drawn",
        }
    )


def _to_count(
    rows: pd.DataFrame, iso3: str, number: int, place: _Place, rng: np.random.Generator
) -> pd.DataFrame:
    """Give a country as many agreements to 2018 as the paper counts, by drawn ones or later dates."""
    here = (rows["iso3"] == iso3).to_numpy()
    signed = rows["date_signed"].str.slice(0, 4).astype(int).to_numpy() <= LAST_COUNTED
    lacking = number - int((here & signed).sum())
    if lacking > 0:
        more = _new_ties(place, lacking, rows, rng, iso3)
        months = dates.by_calendar(place.of(more), dates.earliest(more), rng, LAST_COUNTED)
        return pd.concat([rows, more.assign(date_signed=dates.written(months))], ignore_index=True)
    if not lacking:
        return rows
    latest = rows[here & signed & (rows["date_origin"] == "drawn")].sort_values("date_signed", kind="stable")
    latest = latest.tail(-lacking)
    return rows.assign(date_signed=rows["date_signed"].mask(
        rows.index.isin(latest.index), f"{LAST_COUNTED + 1}-01"))  # fmt: skip


def _within(
    pairs: pd.DataFrame, rows: pd.DataFrame, left_out: dict, number: int | None
) -> tuple[pd.DataFrame, dict]:
    """Keep the destinations with the most treated pairs."""
    if number is None:
        return pairs, left_out
    counts = pairs["iso3"].value_counts().rename_axis("iso3").reset_index()
    kept = counts.sort_values(["count", "iso3"], ascending=[False, True])["iso3"].head(number)
    within = pairs["iso3"].isin(kept)
    words = f"the destination is not among the {number} with the most treated pairs"
    return pairs[within].reset_index(drop=True), left_out | {words: int((~within).sum())}


def _to_number(
    rows: pd.DataFrame,
    pairs: pd.DataFrame,
    number: int,
    place: _Place,
    rng: np.random.Generator,
    fixed: set[str],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """As many treated pairs as asked for: late drawn dates move past 2015, or further ties are drawn."""
    lacking = number - len(pairs)
    if lacking > 0:
        # Countries that are counted by year or by day have theirs.
        inside = np.isin(place.iso3, pairs["iso3"].unique()) & ~np.isin(place.iso3, list(fixed))
        taken = pd.concat([pairs[["city_code", "iso3"]], place.reached(rows)]).drop_duplicates()
        more = _new_ties(place.only(inside), lacking, taken[taken["iso3"].isin(place.iso3[inside])], rng)
        months = dates.by_calendar(place.of(more), dates.earliest(more), rng, LAST_YEAR - 1)
        more["date_signed"] = dates.written(months)
        years = first_treated_year(more["date_signed"].astype(str))
        new = more[["city_code", "iso3", "tie_origin", "date_origin"]].assign(
            treatment_year=years, via_province=0, agreements=1, half_year_known=1
        )
        pairs = pd.concat([pairs, new], ignore_index=True).sort_values(["city_code", "iso3"])
        return pd.concat([rows, more], ignore_index=True), pairs.reset_index(drop=True)
    earliest = pairs.groupby("iso3")["treatment_year"].rank(method="first") == 1  # a destination keeps one
    young = pairs["treatment_year"] > YEARS[0]
    movable = pairs.index[(pairs["date_origin"] == "drawn") & ~earliest & young & ~pairs["iso3"].isin(fixed)]
    late = pairs.loc[np.sort(rng.choice(movable, -lacking, replace=False))]
    gone = pd.MultiIndex.from_frame(late[["city_code", "iso3"]])
    moved = pd.MultiIndex.from_frame(place.reached(rows)).isin(gone) & (
        first_treated_year(rows["date_signed"]) <= LAST_YEAR
    )
    # Into the eighteen months of the paper's peak that do not count for its years any more.
    months = LAST_YEAR * 12 + 6 + rng.integers(0, 18, len(rows))
    later = pd.Series(dates.written(months), index=rows.index)
    rows = rows.assign(date_signed=rows["date_signed"].mask(moved, later))
    return rows, pairs.drop(late.index).reset_index(drop=True)
