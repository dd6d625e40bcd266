"""The user's own files of the twin cities paper: their forms, read and checked.

They lie in ``data/restricted``; its README says what each holds. The customs records are read by
`lib.panels.customs`; here are the small files beside them.
"""

from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from lib import facts, paths
from lib.facts import DataError
from lib.panels import customs_sources
from lib.panels.customs_rules import number_of
from lib.panels.twin_cities_places import city_codes
from lib.schemas.columns import date, number, partner, region_code, text, year

CUSTOMS = "twin_cities_customs"
READY = "twin_cities_panel"
# A panel says so of itself in ``attrs``, and a Parquet file keeps it.
TRACK = "track"

AGREEMENTS = pa.DataFrameSchema(
    {
        "place": text(pattern=r"\S"),
        "partner_city": text(pattern=r"\S"),
        "partner_iso3": partner(),
        "date_signed": date(),
    },
    unique=["place", "partner_city", "partner_iso3", "date_signed"],
    strict=True,
    name="twin_cities_agreements",
)
CITIES = pa.DataFrameSchema(
    {
        "city_code": region_code(),
        "year": year(2002, 2015),
        "innovation_index": number(0, nullable=True),
        "students": number(above=0, nullable=True),
        "hospitals": number(above=0, nullable=True),
        "gdp_per_head": number(above=0, nullable=True),
        "services_share": number(0, 100, nullable=True),
        "population": number(above=0, nullable=True),
        "lon": number(73, 136, nullable=True),
        "lat": number(3, 54, nullable=True),
    },
    unique=["city_code", "year"],
    strict=True,
    name="twin_cities_cities",
)
DESTINATIONS = pa.DataFrameSchema(
    {
        "iso3": partner(),
        "year": year(2002, 2015),
        "journal_articles": number(0, nullable=True),
        "tertiary_enrolment": number(0, nullable=True),
        "port_throughput": number(above=0, nullable=True),
        "gdp_per_head": number(above=0, nullable=True),
        "services_share": number(0, 100, nullable=True),
        "tariff": number(0, nullable=True),
        "exchange_rate": number(above=0, nullable=True),
    },
    unique=["iso3", "year"],
    strict=True,
    name="twin_cities_destinations",
)
TRANSLATIONS = {
    "region_codes": pa.DataFrameSchema(
        {"region_code": text(pattern=r"\S"), "city_code": region_code()},
        unique=["region_code"],
        name="twin_cities_region_codes",
    ),
    "country_codes": pa.DataFrameSchema(
        {
            "country_code": text(pattern=r"\S"),
            "iso3": text(pattern=r"^[A-Z]{3}$", form="three capital letters"),
        },
        unique=["country_code"],
        name="twin_cities_country_codes",
    ),
    "concordance": pa.DataFrameSchema(
        {
            "vintage": pa.Column(int),
            "code": text(pattern=r"^\d{4}(\d{2})?$", form="four or six digits"),
            "hs4": text(pattern=r"^\d{4}$", form="four digits"),
        },
        unique=["vintage", "code"],
        name="twin_cities_concordance",
    ),
}


def table(schema: pa.DataFrameSchema) -> pd.DataFrame:
    """The user's CSV of a schema, checked cell by cell.

    Raises
    ------
    DataError
        The file is missing or not UTF-8, or a cell breaks the schema; the message names the line.
    """
    path = paths.RESTRICTED / f"{schema.name}.csv"
    if not path.exists():
        raise DataError(f"data/restricted/{path.name} is missing: the track `original` reads the user's own "
                        "file there; data/restricted/README.md says what it holds")  # fmt: skip
    frame = facts.validate(facts.read_text(path), schema, shown=f"data/restricted/{path.name}")
    facts.register(path, facts.sha256(path))
    return frame


def translations() -> dict[str, pd.DataFrame]:
    """The optional tables that translate codes, those that there are."""
    there = {name: schema for name, schema in TRANSLATIONS.items() if _path(schema).exists()}
    return {name: table(schema) for name, schema in there.items()}


def found(stem: str) -> Path | None:
    """The user's file or folder of this name: ``.parquet``, ``.csv`` or a folder; None if there is none.

    Raises
    ------
    DataError
        There are several.
    """
    candidates = [paths.RESTRICTED / f"{stem}{ending}" for ending in (".parquet", ".csv", "")]
    there = [path for path in candidates if path.exists()]
    if len(there) > 1:
        names = " and ".join(path.name for path in there)
        raise DataError(f"data/restricted holds {names}; keep one, or it is not clear which counts")
    return there[0] if there else None


def ready(path: Path, texts: tuple[str, ...]) -> pd.DataFrame:
    """A panel that is ready, such as an author's own file; whoever asked for it checks the contract.

    Parameters
    ----------
    path : Path
        As `found` returns it.
    texts : tuple of str
        Columns that are no numbers.

    Raises
    ------
    DataError
        A folder, a Parquet file cut short, a panel of another track, or a cell of a CSV that is no number.
    """
    if path.is_dir():
        raise DataError(f"data/restricted/{path.name} is a folder; a ready panel is one file")
    facts.register(path, facts.sha256(path))
    if path.suffix == ".parquet":
        customs_sources.refuse_cut_short(path)
        with customs_sources.told(path):
            frame = pd.read_parquet(path)
        track = frame.attrs.get(TRACK, "original")
        if track != "original":
            raise DataError(f"data/restricted/{path.name} is the panel of the track {track}, as it says of "
                            "itself: the track `original` reads what was observed; put that file there or "
                            "remove this one")  # fmt: skip
        return frame
    text = facts.read_text(path)
    numbers = {name: _numbers(text[name], path.name) for name in text.columns if name not in texts}
    return text.assign(**numbers)


def _numbers(cells: pd.Series, file: str) -> pd.Series:
    numbers = pd.to_numeric(cells, errors="coerce")
    bad = (numbers.isna() & (cells.str.strip() != "")).to_numpy()
    if bad.any():
        row = int(bad.argmax())
        raise DataError(f"data/restricted/{file}, line {row + 2}, column {cells.name!r}: {cells.iloc[row]!r} "
                        "is not a number; write it with a point, or leave the cell empty")  # fmt: skip
    return numbers


def refuse_no_city(codes: pd.Series, path: Path) -> None:
    """Name the first code that is no city's, by its line of a CSV, by its row of a Parquet file.

    Raises
    ------
    DataError
        A code is that of a province, a district or a county, or of nothing.
    """
    known = city_codes(facts.load("cities"))
    bad = ~codes.map({code: number_of(code) in known for code in codes.unique()}).to_numpy(dtype=bool)
    if bad.any():
        row = int(bad.argmax())
        place = f"row {row + 1}" if path.suffix == ".parquet" else f"line {row + 2}"
        count = f" (the first of {int(bad.sum())})" if bad.sum() > 1 else ""
        raise DataError(f"data/restricted/{path.name}, {place}, column 'city_code': "
                        f"{number_of(codes.iloc[row])!r} is no code of a Chinese city of prefecture level or "
                        f"municipality{count}; correct it (data/facts/cities.csv has the codes), add up "
                        "districts to their city, or remove the row")  # fmt: skip


def _path(schema: pa.DataFrameSchema) -> Path:
    return paths.RESTRICTED / f"{schema.name}.csv"
