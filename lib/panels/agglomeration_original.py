"""The agglomeration panel from the user's own files: customs records and a city yearbook.

The customs records give value, varieties and destinations of each city and year
(`lib.panels.customs_cities`), the yearbook everything else. A ready panel, such as an author's own file,
takes the place of both if it has the columns of the contract.
"""

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib import facts
from lib.facts import DataError
from lib.panels import agglomeration_facts as real
from lib.panels import customs_cities, customs_sources
from lib.panels import twin_cities_original_files as other_files
from lib.panels.agglomeration import BASE_YEAR, FIRST_YEAR, KEYS, LAST_YEAR, NUMBERS, OWN, PANEL
from lib.panels.agglomeration_original_files import (
    CITIES,
    CUSTOMS,
    FIRST_YEARBOOK_YEAR,
    READY,
    translations,
    yearbook,
)
from lib.panels.customs_report import CustomsReport
from lib.panels.customs_rules import CustomsRules

INDEXES = ("exponential", "range")
TEXTS = ("size", "region")
# Difference of logarithms below which exports are those of the draw; a CSV may have rounded them.
DRAWN_ALIKE = 1e-3
SHORT_MEAN = "three-year mean of growth that lacks one of its years"


@dataclass(frozen=True, kw_only=True)
class OriginalPanel:
    """The panel and how it came about.

    Attributes
    ----------
    frame : DataFrame
        With the columns of `lib.panels.agglomeration.PANEL`.
    customs : CustomsReport
        What became of every customs record.
    city_years : DataFrame
        ``item`` and ``records``: what became of every city-year of the yearbook and of the records.
    missing : DataFrame
        ``item`` and ``records``: cells of the panel that are empty, by column.
    """

    frame: pd.DataFrame
    customs: CustomsReport
    city_years: pd.DataFrame
    missing: pd.DataFrame

    def report(self) -> pd.DataFrame:
        """All counts in one table: ``kind``, ``item``, ``records``, ``value_usd``."""
        parts = [
            self.customs.tidy(),
            self.city_years.assign(kind="city-year"),
            self.missing.assign(kind="empty cells"),
        ]
        return pd.concat(parts, ignore_index=True)[["kind", "item", "records", "value_usd"]]


def build(**settings) -> pd.DataFrame:
    """The panel; its ``attrs["report"]`` holds the rows of `OriginalPanel.report`, also after saving.

    Parameters
    ----------
    **settings
        As in `assemble`.
    """
    ready = other_files.found(READY)
    if ready is not None:
        if settings:
            raise ValueError(f"{', '.join(settings)}: data/restricted/{ready.name} is a ready panel, in "
                             "which this is decided; remove it to build one from the files")  # fmt: skip
        frame = other_files.ready(ready, TEXTS)
        if "city_code" in frame:
            other_files.refuse_no_city(frame["city_code"], ready)
        _refuse_drawn(frame, ready.name)
        return frame
    panel = assemble(**settings)
    rows = panel.report().astype(object)
    panel.frame.attrs["report"] = rows.where(rows.notna(), None).to_dict("records")
    return panel.frame


def _refuse_drawn(frame: pd.DataFrame, name: str) -> None:
    """Refuse a ready panel whose exports are those of the default draw, whatever else was taken off it."""
    from lib.panels import agglomeration_synthetic  # only here: it draws

    if not {*KEYS, "ln_value"} <= set(frame) or any(OWN in name for name in frame):
        return  # the contract refuses it
    drawn = agglomeration_synthetic.draw(exhibits=("table_1",)).panel.set_index(list(KEYS))["ln_value"]
    own = frame[[*KEYS, "ln_value"]].apply(pd.to_numeric, errors="coerce").dropna()
    beside = own["ln_value"].to_numpy() - drawn.reindex(pd.MultiIndex.from_frame(own[list(KEYS)])).to_numpy()
    same = int((np.abs(beside) < DRAWN_ALIKE).sum())
    if same > len(own) / 2:
        raise DataError(f"data/restricted/{name}: ln_value of {same:,} of {len(own):,} city-years is that of "
                        "the panel of the track semi_synthetic, which is drawn: the track `original` reads "
                        "what was observed; put that file there or remove this one")  # fmt: skip


def assemble(
    *, index: str = "exponential", limits: tuple[float, float] = real.SIZE_LIMITS, **settings
) -> OriginalPanel:
    """The panel from records and yearbook.

    Parameters
    ----------
    index : {"exponential", "range"}
        How growth less that of 2008 becomes an index, see `resilience`.
    limits : tuple of float
        Population, 10,000 persons, below which a city is small, and from which on it is large. The paper does
        not give its limits; `agglomeration_facts.size_fit` compares the usual ones.
    **settings
        ``memory_limit``, ``threads``, ``temp_directory`` of `lib.panels.customs.read`.

    Raises
    ------
    DataError
        A file is missing or faulty; the message names it, the line and the remedy.
    """
    if index not in INDEXES:
        raise ValueError(f"index={index!r}: choose one of {', '.join(INDEXES)}")
    if len(limits) != 2 or not 0 < limits[0] < limits[1]:
        raise ValueError(f"limits={limits!r}: give two populations in 10,000 persons, the lower first, "
                         f"such as {real.SIZE_LIMITS}")  # fmt: skip
    source = other_files.found(CUSTOMS)
    if source is None:
        raise DataError(f"data/restricted/{CUSTOMS}.parquet is missing (or .csv, or a folder of either): the "
                        "track `original` reads customs records, which are licensed; "
                        "data/restricted/README.md says in which form")  # fmt: skip
    own = yearbook()
    places = _places(own)
    rules = CustomsRules(
        cities=own[["city_code"]].drop_duplicates(),
        sections=facts.load("hs_sections"),
        years=(FIRST_YEAR, LAST_YEAR),
        districts_only=True,
        **translations(),
    )
    trade = customs_cities.read(source, rules, **settings)
    for file in customs_sources.data_files(source):
        facts.register(file, facts.sha256(file))
    if trade.frame.empty:
        raise DataError(f"data/restricted/{source.name}: none of its {trade.report.records:,} records counts "
                        f"({_fates(trade.report)}); the panel is of {FIRST_YEAR} to {LAST_YEAR} and of the "
                        f"cities of {CITIES.name}.csv")  # fmt: skip
    book = _yearbook(own, index)
    book = book[book["year"] >= FIRST_YEAR]
    joined = _outcomes(trade.frame).merge(
        book, on=list(KEYS), how="outer", validate="one_to_one", indicator=True
    )
    both = joined[joined["_merge"] == "both"]
    kept = both[both["urban_population_10k"].notna()]
    if kept.empty:
        raise DataError(f"data/restricted/{CITIES.name}.csv and {source.name} have no city and year in "
                        "common with a population and exports; compare their codes and years")  # fmt: skip
    frame = kept.merge(places, on="city_code", validate="many_to_one")
    frame["size"] = real.sizes(frame["urban_population_10k"], limits)
    city_years = {
        "in the panel": len(kept),
        "without a population, so without a size": len(both) - len(kept),
        "in the yearbook, without exports": int((joined["_merge"] == "right_only").sum()),
        "with exports, not in the yearbook": int((joined["_merge"] == "left_only").sum()),
    }
    return OriginalPanel(
        frame=frame[list(PANEL.columns)],
        customs=trade.report,
        city_years=pd.DataFrame({"item": list(city_years), "records": list(city_years.values())}),
        missing=_missing(frame),
    )


def resilience(growth: pd.DataFrame, index: str = "exponential") -> pd.DataFrame:
    r"""The two resiliences from growth: of the year, and of the mean of three years.

    Parameters
    ----------
    growth : DataFrame
        Rows: cities; columns: consecutive years with 2008 among them; real growth of GDP, per cent.
    index : {"exponential", "range"}

    Returns
    -------
    DataFrame, one row a city and year: ``city_code``, ``year``, ``ln_resilience``,
    ``ln_resilience_moving_average``; missing where growth of the year or of 2008 is.

    Raises
    ------
    ValueError
        2008 is not among the years, or ``index`` is unknown.

    Notes
    -----
    With :math:`d_{it} = (g_{it} - g_{i,2008}) / 100` the text "indexes" d, since it has both signs, and takes
    the logarithm; it does not say how. Read as an exponential, the index is :math:`e^{d}` and its logarithm d
    itself. Read as a range, it is :math:`(d - \min d) / (\max d - \min d)` over the city-years of 2003 to
    2011, the panel's, and enters as :math:`\ln(1 + \cdot)`, as the controls do; other years have none. In
    2008 d is zero for every city, whichever is read.

    The moving average has the mean growth of the year and the two before it in the place of :math:`g_{it}`,
    and is missing where one of the three is: a mean of fewer is another variable, of a larger variance. A
    mean that looks ahead would hold shocks that come later.
    """
    if BASE_YEAR not in growth:
        raise ValueError(f"growth of {BASE_YEAR} is missing: resilience is growth against that year")
    if index not in INDEXES:
        raise ValueError(f"index={index!r}: choose one of {', '.join(INDEXES)}")
    three = growth.T.rolling(3, min_periods=3).mean().T
    named = {"ln_resilience": growth, "ln_resilience_moving_average": three}
    gaps = {name: values.sub(growth[BASE_YEAR], axis=0) / 100 for name, values in named.items()}
    if index == "range":
        gaps = {name: _range_index(gap[_panel_years(gap)]) for name, gap in gaps.items()}
    long = {name: gap.stack(future_stack=True) for name, gap in gaps.items()}
    return pd.DataFrame(long).rename_axis(["city_code", "year"]).reset_index()


def _panel_years(gap: pd.DataFrame) -> list[int]:
    return [year for year in gap.columns if FIRST_YEAR <= year <= LAST_YEAR]


def _range_index(gap: pd.DataFrame) -> pd.DataFrame:
    low, high = np.nanmin(gap.to_numpy()), np.nanmax(gap.to_numpy())
    if not low < high:
        raise ValueError(f"growth less that of {BASE_YEAR} is {low:g} everywhere: no range to index it by")
    return np.log1p((gap - low) / (high - low))


def _missing(frame: pd.DataFrame) -> pd.DataFrame:
    """Empty cells by column, and how many three-year means are so for want of an earlier year."""
    empty = frame[list(NUMBERS)].isna().sum()
    short = frame["ln_resilience"].notna() & frame["ln_resilience_moving_average"].isna()
    empty[SHORT_MEAN] = short.sum()
    return empty[empty > 0].rename_axis("item").reset_index(name="records")


def _fates(report: CustomsReport) -> str:
    lost = report.fates[report.fates["records"] > 0]
    return ", ".join(f"{row.records:,} {row.fate}" for row in lost.itertuples())


def _tell_what_is_lost(growth: pd.DataFrame) -> None:
    """Warn where the yearbook has no growth before the panel's first year."""
    before = [year for year in range(FIRST_YEARBOOK_YEAR, FIRST_YEAR) if growth[year].isna().all()]
    if before:
        lost = ", ".join(str(year) for year in range(FIRST_YEAR, before[-1] + 3))
        warnings.warn(
            f"data/restricted/{CITIES.name}.csv has no gdp_growth of {' and '.join(map(str, before))}, so "
            f"ln_resilience_moving_average is empty in {lost} and the columns with it lose those years; "
            "supply the earlier growth to keep them",
            stacklevel=2,
        )


def _places(own: pd.DataFrame) -> pd.DataFrame:
    """Region and distance to the nearest port of the yearbook's cities, one row a city."""
    known = facts.load("cities").set_index("city_code")
    # The yearbook's pair, in whichever of the city's rows it stands, before that of the table.
    places = own.groupby("city_code", as_index=False)[["lon", "lat"]].first()
    for name in ("lon", "lat"):
        places[name] = places[name].fillna(places["city_code"].map(known[name]))
    nowhere = own["city_code"].isin(places.loc[places["lon"].isna(), "city_code"])
    if nowhere.any():
        raise DataError(f"{_place(own, nowhere, 'city_code')} has no coordinates, and is not in "
                        "data/facts/cities.csv; write them in lon and lat")  # fmt: skip
    distance = real.nearest_port(places)["port_distance_km"]
    return pd.DataFrame(
        {
            "city_code": places["city_code"].astype("int64"),
            "region": real.regions(places["city_code"]),
            "ln_port_distance": np.log1p(distance),
        }
    )


def _place(own: pd.DataFrame, bad: pd.Series, column: str) -> str:
    row = int(bad.to_numpy().argmax())
    return (f"data/restricted/{CITIES.name}.csv, line {row + 2}, column {column!r}: "
            f"{own[column].iloc[row]!r}")  # fmt: skip


def _yearbook(own: pd.DataFrame, index: str) -> pd.DataFrame:
    """The regressors of every city-year of the yearbook, as the paper's section 3.1.3 defines them."""
    own = own.astype({"city_code": "int64"})
    growth = own.pivot_table(index="city_code", columns="year", values="gdp_growth", dropna=False)
    growth = growth.reindex(columns=range(FIRST_YEARBOOK_YEAR, LAST_YEAR + 1))
    _tell_what_is_lost(growth)
    if growth[BASE_YEAR].isna().all():
        raise DataError(f"data/restricted/{CITIES.name}.csv: no city has a figure of gdp_growth in "
                        f"{BASE_YEAR}; resilience is growth against that year, so supply it")  # fmt: skip
    found = own[[*KEYS, "urban_population_10k", "ln_productivity", "development_zone"]].assign(
        ln_agglomeration=np.log(own["urban_population_10k"]),
        ln_unemployment=np.log(own["unemployment_rate"]),
        ln_human_capital=np.log1p(own["students_per_10k"]),
        ln_research=np.log1p(own["research_spending_10k_yuan"]),
        ln_fdi=np.log1p(own["fdi_10k_yuan"]),
        ln_roads=np.log1p(own["road_m2_per_head"]),
        ln_land_area=np.log(own["land_area_km2"]),
    )
    return found.merge(resilience(growth, index), on=list(KEYS), how="left", validate="one_to_one")


def _outcomes(trade: pd.DataFrame) -> pd.DataFrame:
    logs = {f"ln_{name}": np.log(trade[name]) for name in ("value", "varieties", "destinations")}
    return trade[list(KEYS)].assign(**logs)
