"""The twin cities panel from the user's own files: customs records, agreements, cities, destinations.

The customs records say which pair exports what in which year (`lib.panels.customs`); the agreements say who
is treated from when (`lib.panels.twin_cities_agreements`). A ready panel, such as an author's own file, takes
the place of all of them if it has the columns of the contract.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from lib import facts, paths
from lib.facts import DataError
from lib.panels import customs, customs_sources
from lib.panels import twin_cities_original_checks as checks
from lib.panels import twin_cities_original_files as files
from lib.panels.customs_report import CustomsReport
from lib.panels.customs_rules import CustomsRules
from lib.panels.twin_cities import CONTROLS, GRAVITY, LAST_YEAR, LOG_OUTCOMES, PANEL, TEXTS
from lib.panels.twin_cities_agreements import city_treatment, treatment
from lib.panels.twin_cities_places import PlacedAgreements, place_agreements

EARTH_KM = 6371.0088
SHARES = {"lines": "high_tech_share", "value": "high_tech_share_of_value"}


@dataclass(frozen=True, kw_only=True)
class OriginalPanel:
    """The panel and how it came about.

    Attributes
    ----------
    frame : DataFrame
        With the columns of `lib.panels.twin_cities.PANEL`.
    customs : CustomsReport
        What became of every customs record.
    agreements : PlacedAgreements
        What became of every agreement.
    missing : DataFrame
        ``column`` and ``rows``: cells of the panel that are empty.
    """

    frame: pd.DataFrame
    customs: CustomsReport
    agreements: PlacedAgreements
    missing: pd.DataFrame

    def report(self) -> pd.DataFrame:
        """All counts in one table: ``kind``, ``item``, ``records``, ``value_usd``."""
        ties = self.agreements.report().rename(columns={"fate": "item", "agreements": "records"})
        gaps = self.missing.rename(columns={"column": "item", "rows": "records"})
        parts = [self.customs.tidy(), ties.assign(kind="agreement"), gaps.assign(kind="empty cells")]
        return pd.concat(parts, ignore_index=True)[["kind", "item", "records", "value_usd"]]


def build(**settings) -> pd.DataFrame:
    """The panel; its ``attrs["report"]`` holds the rows of `OriginalPanel.report`, also after saving.

    Parameters
    ----------
    **settings
        As in `assemble`.
    """
    ready = files.found(files.READY)
    if ready is not None:
        frame = files.ready(ready, TEXTS)
        checks.refuse_idle_panel(frame, f"data/restricted/{ready.name}")
        if "city_code" in frame.columns:
            files.refuse_no_city(frame["city_code"], ready)
        _refuse_drawn(frame, ready)
        return frame
    panel = assemble(**settings)
    rows = panel.report().astype(object)
    panel.frame.attrs["report"] = rows.where(rows.notna(), None).to_dict("records")
    return panel.frame


def assemble(*, share: str = "lines", open_half: str = "first", **settings) -> OriginalPanel:
    """The panel from records, agreements and covariates.

    Parameters
    ----------
    share : {"lines", "value"}
        Whether the high-technology share is of the HS4 lines or of the value; the paper leaves it
        open.
    open_half : {"first", "second"}
        Half of the year for agreements dated by the year alone.
    **settings
        ``memory_limit``, ``threads``, ``temp_directory`` of `lib.panels.customs.read`.

    Raises
    ------
    DataError
        A file is missing or faulty, no record is kept, no pair is treated; the message names the file, the
        line and the remedy.
    """
    if share not in SHARES:
        raise ValueError(f"share={share!r}: choose one of {', '.join(SHARES)}")
    source = files.found(files.CUSTOMS)
    if source is None:
        raise DataError(f"data/restricted/{files.CUSTOMS}.parquet is missing (or .csv, or a folder of "
                        "either): the track `original` reads customs records, which are licensed; "
                        "data/restricted/README.md says in which form")  # fmt: skip
    own_cities, own_destinations = files.table(files.CITIES), files.table(files.DESTINATIONS)
    cities = _cities(own_cities)
    placed = place_agreements(
        files.table(files.AGREEMENTS), cities, facts.load("cities"), facts.load("city_aliases")
    )
    rules = CustomsRules(
        cities=cities,
        sections=facts.load("hs_sections"),
        headings=facts.load("hs_headings"),
        **files.translations(),
    )
    trade = customs.read(source, rules, **settings)
    for file in customs_sources.data_files(source):
        facts.register(file, facts.sha256(file))
    checks.refuse_nothing_kept(trade.report)
    pairs = treatment(placed.listed, cities, open_half=open_half)
    frame = _outcomes(trade.frame, SHARES[share])
    frame = _treated(frame, pairs)
    checks.refuse_nobody_treated(frame, placed)
    frame = _with_controls(frame, own_cities, own_destinations)
    frame = _with_geography(frame, cities)[list(PANEL.columns)]
    empty = frame[[*LOG_OUTCOMES, *CONTROLS, *GRAVITY]].isna().sum()
    missing = empty[empty > 0].rename_axis("column").reset_index(name="rows")
    return OriginalPanel(frame=frame, customs=trade.report, agreements=placed, missing=missing)


def _refuse_drawn(frame: pd.DataFrame, path: Path) -> None:
    """Ties and dates are drawn on the track semi_synthetic alone; a CSV has no other mark."""
    for name in ("tie_origin", "date_origin"):
        drawn = (frame[name] == "drawn").to_numpy() if name in frame else np.zeros(0, dtype=bool)
        if drawn.any():
            place = f"row {drawn.argmax() + 1}" if path.suffix == ".parquet" else f"line {drawn.argmax() + 2}"
            raise DataError(f"data/restricted/{path.name}, {place}, column {name!r}: 'drawn' is on the track "
                            "semi_synthetic alone; the track `original` reads what was observed: put that "
                            "file there or remove this one")  # fmt: skip


def _cities(own: pd.DataFrame) -> pd.DataFrame:
    """The cities of the user's file with province and coordinates; the facts' where there are none."""
    known = facts.load("cities").set_index("city_code")
    files.refuse_no_city(own["city_code"], paths.RESTRICTED / f"{files.CITIES.name}.csv")
    checks.refuse_two_places(own)
    own = own.groupby("city_code", as_index=False)[["lon", "lat"]].first()
    for name in ("lon", "lat"):
        own[name] = own[name].fillna(own["city_code"].map(known[name]))
    return own.assign(province_code=own["city_code"].str[:2] + "0000")


def _outcomes(trade: pd.DataFrame, share: str) -> pd.DataFrame:
    frame = trade[["city_code", "iso3", "year", "quantity", "value", "lines"]].copy()
    frame["lines"] = frame["lines"].astype(float)
    frame["high_tech_share"] = trade[share]
    frame["pair"] = frame["city_code"].astype("str") + "_" + frame["iso3"]
    for name in LOG_OUTCOMES:
        frame[name] = np.log(frame[name.removeprefix("ln_")])
    return frame


def _treated(frame: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """The treatment of each pair and of its city; dates and ties are the user's, so they are real."""
    own = pairs[["city_code", "iso3", "treatment_year", "via_province"]]
    frame = frame.merge(own, on=["city_code", "iso3"], how="left", validate="many_to_one")
    frame["city_treatment_year"] = frame["city_code"].map(city_treatment(pairs)).astype(float)
    tied = frame["treatment_year"].notna()
    frame["treat"] = (frame["treatment_year"] <= LAST_YEAR).astype(int)
    frame["treat_post"] = (frame["year"] >= frame["treatment_year"]).astype(int)
    frame["city_post"] = (frame["year"] >= frame["city_treatment_year"]).astype(int)
    frame["tie_origin"] = frame["date_origin"] = np.where(tied, "real", "")
    frame["via_province"] = frame["via_province"].fillna(0).astype(int)
    return frame


def _with_controls(frame: pd.DataFrame, cities: pd.DataFrame, destinations: pd.DataFrame) -> pd.DataFrame:
    """The twelve controls of city and destination; missing where the user's file has no figure."""
    of_city = pd.DataFrame(
        {
            "city_code": cities["city_code"].astype("int64"),
            "year": cities["year"],
            "innovation_index": cities["innovation_index"],
            "ln_students": np.log(cities["students"]),
            "ln_hospitals": np.log(cities["hospitals"]),
            "ln_gdp_per_head_city": np.log(cities["gdp_per_head"]),
            "services_share_city": cities["services_share"],
            "ln_population_city": np.log(cities["population"]),
        }
    )
    of_destination = destinations.assign(
        ln_port_throughput=np.log(destinations["port_throughput"]),
        ln_gdp_per_head=np.log(destinations["gdp_per_head"]),
    ).drop(columns=["port_throughput", "gdp_per_head"])
    frame = frame.merge(of_city, on=["city_code", "year"], how="left", validate="many_to_one")
    return frame.merge(of_destination, on=["iso3", "year"], how="left", validate="many_to_one")


def _with_geography(frame: pd.DataFrame, cities: pd.DataFrame) -> pd.DataFrame:
    """Distance to the destination's capital, and the groups of the paper's table 6."""
    places = cities.set_index(cities["city_code"].astype("int64"))
    partners = facts.load("destinations").set_index("iso3")
    distance = great_circle_km(
        frame["city_code"].map(places["lon"]),
        frame["city_code"].map(places["lat"]),
        frame["iso3"].map(partners["lon"]),
        frame["iso3"].map(partners["lat"]),
    )
    return frame.assign(
        ln_distance=np.log(distance),
        belt_road=frame["iso3"].map(partners["belt_road"]).fillna(0).astype(int),
        neighbour=frame["iso3"].isin(facts.load("china_neighbours")["iso3"]).astype(int),
    )


def great_circle_km(lon: pd.Series, lat: pd.Series, other_lon: pd.Series, other_lat: pd.Series) -> pd.Series:
    """Distance on a sphere of the earth's mean radius, in km, from degrees.

    Notes
    -----
    Haversine: :math:`2 R \\arcsin\\sqrt{\\sin^2(\\Delta\\phi/2) + \\cos\\phi_1 \\cos\\phi_2
    \\sin^2(\\Delta\\lambda/2)}`, which is exact for small distances too.
    """
    a, b, c, d = (np.radians(degrees.astype(float)) for degrees in (lon, lat, other_lon, other_lat))
    h = np.sin((d - b) / 2) ** 2 + np.cos(b) * np.cos(d) * np.sin((c - a) / 2) ** 2
    return 2 * EARTH_KM * np.arcsin(np.sqrt(h))
