"""What the user's files of the twin cities paper have to give together, whatever each of them holds."""

import pandas as pd

from lib.facts import DataError
from lib.panels.customs_report import CustomsReport
from lib.panels.twin_cities import LAST_YEAR
from lib.panels.twin_cities_original_files import AGREEMENTS, CITIES, CUSTOMS, TRANSLATIONS
from lib.panels.twin_cities_places import PlacedAgreements

_README = "data/restricted/README.md says what the columns hold"
_CITY_CODES = (
    f"write the six-digit codes of the cities in {CITIES.name}.csv, or translate the records' own codes in "
    f"data/restricted/{TRANSLATIONS['region_codes'].name}.csv (region_code, city_code)"
)
_COUNTRY_CODES = (
    "write ISO 3166-1 alpha-3 codes, or translate the records' own codes in "
    f"data/restricted/{TRANSLATIONS['country_codes'].name}.csv (country_code, iso3)"
)
_REMEDIES = {
    "city code missing or malformed": _CITY_CODES,
    "unknown city": _CITY_CODES,
    "destination missing": _COUNTRY_CODES,
    "unknown destination": _COUNTRY_CODES,
}


def refuse_nothing_kept(report: CustomsReport) -> None:
    """Refuse records of which none is in the panel, by what became of most of them.

    Parameters
    ----------
    report : CustomsReport

    Raises
    ------
    DataError
        With the main fate, the most frequent code that is not known, and the remedy.
    """
    if report.kept:
        return
    where = f"data/restricted/{CUSTOMS}"
    main = report.fates.sort_values("records", ascending=False, kind="stable").iloc[0]
    # Codes are looked up for every record, also where another fault left it out before.
    unknown = report.unknown.groupby("fate")["records"].sum()
    many = [fate for fate in unknown.index if fate in _REMEDIES and 2 * unknown[fate] >= report.records]
    words = [_REMEDIES[fate] for fate in dict.fromkeys([main["fate"], *many]) if fate in _REMEDIES]
    examples = [report.unknown[report.unknown["fate"] == fate].iloc[0] for fate in many]
    such = "; ".join(f"{row['code']!r} in column {row['column']!r}: {row['fate']}" for row in examples)
    remedy = "; ".join(dict.fromkeys(words)) or f"correct the column ({_README})"
    raise DataError(f"{where}: none of the {report.records} records is in the panel; the fate of "
                    f"{int(main['records'])} is {main['fate']!r}{f' ({such})' if such else ''}. To mend it, "
                    f"{remedy}")  # fmt: skip


def refuse_nobody_treated(frame: pd.DataFrame, placed: PlacedAgreements) -> None:
    """Refuse a panel in which no pair has an agreement until its last year.

    Parameters
    ----------
    frame : DataFrame
        With ``treat``.
    placed : PlacedAgreements

    Raises
    ------
    DataError
        With what became of most agreements, and the remedy.
    """
    if frame["treat"].any():
        return
    where, fates = f"data/restricted/{AGREEMENTS.name}.csv", placed.report()
    if fates.empty:
        raise DataError(f"{where}: there is no agreement in it, so that no pair is treated; write one row an "
                        f"agreement ({_README})")  # fmt: skip
    listed = "; ".join(f"{row.agreements} {row.fate}" for row in fates.itertuples())
    raise DataError(f"{where}: no pair of the panel is treated by {LAST_YEAR}; the agreements: {listed}. Add "
                    f"the agreements of the cities in {CITIES.name}.csv with destinations of the customs "
                    "records, or these cities and their records")  # fmt: skip


def refuse_idle_panel(frame: pd.DataFrame, shown: str) -> None:
    """Refuse a ready panel without rows, or without a treated one.

    Parameters
    ----------
    frame : DataFrame
        Not yet checked against the contract.
    shown : str
        The file's name in messages.

    Raises
    ------
    DataError
    """
    if frame.empty:
        raise DataError(f"{shown}: there is no row in it; write the panel again")
    if "treat" in frame.columns and (frame["treat"] == 0).all():
        raise DataError(f"{shown}, column 'treat': no row is of a treated pair; write 1 for the pairs with "
                        f"an agreement in force by {LAST_YEAR}, or take the files that the panel is made "
                        f"of ({_README})")  # fmt: skip


def refuse_two_places(own: pd.DataFrame) -> None:
    """Name the first row whose coordinates are not those of the rows of its city before it.

    Parameters
    ----------
    own : DataFrame
        The user's table of cities: ``city_code``, ``lon``, ``lat``.

    Raises
    ------
    DataError
    """
    for name in ("lon", "lat"):
        first = own.groupby("city_code")[name].transform("first")
        bad = (own[name].notna() & (own[name] != first)).to_numpy()
        if bad.any():
            row = int(bad.argmax())
            raise DataError(f"data/restricted/{CITIES.name}.csv, line {row + 2}, column {name!r}: city "
                            f"{own['city_code'].iloc[row]} is at {own[name].iloc[row]:g} there and at "
                            f"{first.iloc[row]:g} before; a city has one place: write the same coordinates "
                            "in all its rows, or leave them empty")  # fmt: skip
