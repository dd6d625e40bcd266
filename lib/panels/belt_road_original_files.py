"""The user's own files of the Belt and Road paper: an extract of UN Comtrade, and what else is not public.

They lie in ``data/restricted``. The extract may have this project's column names, or those of a download from
comtradeplus.un.org, or those of the older comtrade.un.org; several downloads may lie in a folder.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from lib import facts, paths
from lib.facts import DataError
from lib.panels import twin_cities_original_files as other_files
from lib.panels.belt_road import COUNTRIES, YEARS
from lib.panels.belt_road_columns import MECHANISMS
from lib.schemas.columns import number, text, year
from lib.schemas.iso3166 import ISO_3166

EXTRACT = "belt_road_comtrade"
CHINA = "156"
DIVISIONS = ("54", "59", "75", "76", "77", "792", "87")
FLOWS = ("exports", "imports")
# The UN's numerical codes of the nine countries.
M49 = {
    "398": "KAZ", "417": "KGZ", "762": "TJK", "795": "TKM", "860": "UZB",
    "496": "MNG", "112": "BLR", "31": "AZE", "688": "SRB",
}  # fmt: skip
_FLOW_WORDS = {
    **dict.fromkeys(("exports", "export", "x", "2"), "exports"),
    **dict.fromkeys(("imports", "import", "m", "1"), "imports"),
}


@dataclass(frozen=True)
class Form:
    """Column names of an extract.

    Attributes
    ----------
    name : str
        Whose they are.
    columns : dict of str to str
        Name here -> name in the file.
    totals : dict of str to str
        Column -> the one value that rows of totals have; rows with another are parts of them.
    """

    name: str
    columns: dict[str, str]
    totals: dict[str, str]


FORMS = (
    Form(
        "this project",
        {name: name for name in ("reporter", "partner", "year", "flow", "sitc", "value_usd", "quantity_kg")},
        {},
    ),
    Form(
        "comtradeplus.un.org",
        {
            "reporter": "reporterCode",
            "partner": "partnerCode",
            "year": "refYear",
            "flow": "flowCode",
            "sitc": "cmdCode",
            "value_usd": "primaryValue",
            "quantity_kg": "netWgt",
        },
        {
            "freqCode": "A",
            "classificationCode": "S4",
            "partner2Code": "0",
            "customsCode": "C00",
            "motCode": "0",
            "mosCode": "0",
        },
    ),
    Form(
        "comtrade.un.org",
        {
            "reporter": "Reporter Code",
            "partner": "Partner Code",
            "year": "Year",
            "flow": "Trade Flow Code",
            "sitc": "Commodity Code",
            "value_usd": "Trade Value (US$)",
            "quantity_kg": "Netweight (kg)",
        },
        {"Classification": "S4"},
    ),
)
VARIABLES = pa.DataFrameSchema(
    {
        "iso3": text(*COUNTRIES),
        "year": year(YEARS[0], YEARS[-1]),
        "ln_road_density": number(nullable=True),
        "inequality": number(nullable=True),
        **{name: number(nullable=True) for name in MECHANISMS},
        **{name: number(nullable=True) for name in ("flow", "quality_exp", "quality_imp")},
    },
    unique=["iso3", "year"],
    strict=True,
    name="belt_road_variables",
)


def variables() -> pd.DataFrame | None:
    """The user's table of variables that are not public, checked cell by cell; None if there is none."""
    if not (paths.RESTRICTED / f"{VARIABLES.name}.csv").exists():
        return None
    return other_files.table(VARIABLES)


def records() -> tuple[pd.DataFrame, pd.DataFrame]:
    """The extract's records that count, and what became of all.

    Returns
    -------
    DataFrame
        ``iso3``, ``year``, ``flow`` (``exports``, ``imports``), ``sitc``, ``value`` (current US$, NaN where
        the cell is empty), ``quantity`` (kg, NaN where there is none or it is zero).
    DataFrame
        ``item``, ``records``: counted, outside the years, of other partners; the sum is the input.

    Raises
    ------
    DataError
        No file; unknown columns; a wrong reporter, classification or code; a number that is none or is
        negative; a cell twice. The message names the file, the line and the remedy.
    """
    read = [_read(file) for file in _files()]
    every = pd.concat(read, ignore_index=True)
    ours = every["iso3"].isin(COUNTRIES)
    inside = every["year"].isin(YEARS)
    _refuse_twice(every[ours & inside])
    fates = {
        "counted": int((ours & inside).sum()),
        f"of another year than {YEARS[0]}-{YEARS[-1]}": int((ours & ~inside).sum()),
        "of another partner than the nine": int((~ours).sum()),
    }
    kept = every.loc[ours & inside, ["iso3", "year", "flow", "sitc", "value", "quantity"]]
    report = pd.DataFrame({"item": list(fates), "records": list(fates.values())})
    return kept.reset_index(drop=True), report


def _files() -> list[Path]:
    source = other_files.found(EXTRACT)
    if source is None:
        raise DataError(f"data/restricted/{EXTRACT}.csv is missing (or a folder {EXTRACT} of CSV files): the "
                        "track `original` reads an extract of UN Comtrade there; data/restricted/README.md "
                        "says of what and how to make it")  # fmt: skip
    files = sorted(source.glob("*.csv")) if source.is_dir() else [source]
    if not files:
        raise DataError(f"data/restricted/{EXTRACT} holds no CSV file; put the downloads there")
    if files[0].suffix != ".csv":
        raise DataError(f"data/restricted/{files[0].name}: save the extract as CSV")
    return files


def _read(file: Path) -> pd.DataFrame:
    """One file, every cell checked; with ``file`` and ``line`` for messages on several."""
    cells = facts.read_text(file)
    facts.register(file, facts.sha256(file))
    form, shown = _form(cells, file), paths.relative(file)
    for column, total in form.totals.items():
        if column in cells:
            _refuse(cells[column].str.strip() != total, cells[column], shown, _part(column, total))
    own = {name: cells[column].str.strip() for name, column in form.columns.items() if column in cells}
    _refuse(own["reporter"].map(_code) != CHINA, own["reporter"].rename(form.columns["reporter"]), shown,
            f"is not {CHINA}, China: the paper's trade is what China reports, and a partner's figure is "
            "another variable; download it with China as the reporter")  # fmt: skip
    return pd.DataFrame(
        {
            "iso3": _partner(own["partner"].rename(form.columns["partner"]), shown),
            "year": _year(own["year"].rename(form.columns["year"]), shown),
            "flow": _flow(own["flow"].rename(form.columns["flow"]), shown),
            "sitc": _sitc(own["sitc"].rename(form.columns["sitc"]), shown),
            "value": _number(own["value_usd"].rename(form.columns["value_usd"]), shown),
            "quantity": _quantity(own, form, shown),
            "file": shown,
            "line": range(2, len(cells) + 2),
        }
    )


def _form(cells: pd.DataFrame, file: Path) -> Form:
    needed = [set(form.columns.values()) - {form.columns["quantity_kg"]} for form in FORMS]
    for form, columns in zip(FORMS, needed, strict=True):
        if columns <= set(cells.columns):
            return form
    nearest = max(range(len(FORMS)), key=lambda k: len(needed[k] & set(cells.columns)))
    lacking = sorted(needed[nearest] - set(cells.columns))
    raise DataError(f"{paths.relative(file)}, line 1: column {lacking[0]!r} is missing "
                    f"({len(lacking)} missing in all) for the form of {FORMS[nearest].name}; "
                    "data/restricted/README.md lists the columns")  # fmt: skip


def _part(column: str, total: str) -> str:
    if column == "freqCode":
        return "is not A: the panel is of years; download annual data"
    if column in ("classificationCode", "Classification"):
        return "is not S4: the paper's divisions are of the SITC, revision 4; download that classification"
    return f"is not {total}: the row is a part of a total; download totals only, or remove the row"


def _refuse(bad: pd.Series, cells: pd.Series, shown: str, what: str) -> None:
    """Name the first bad cell: file, line, column, cell, what is wrong, how many there are."""
    if bad.any():
        row = int(bad.to_numpy().argmax())
        cell = repr(cells.iloc[row]) if cells.iloc[row] else "the cell is empty and"
        more = f" (the first of {int(bad.sum())} such cells)" if bad.sum() > 1 else ""
        raise DataError(f"{shown}, line {row + 2}, column {cells.name!r}: {cell} {what}{more}")


def _code(cell: str) -> str:
    """A numerical code without leading zeros."""
    return cell.lstrip("0") or cell[-1:]


def _partner(cells: pd.Series, shown: str) -> pd.Series:
    """ISO 3166-1 codes; the codes of other partners as they are."""
    codes = cells.map(_code).replace(M49)
    unknown = ~(codes.isin(ISO_3166) | codes.str.fullmatch(r"\d{1,3}"))
    _refuse(unknown, cells, shown, "is no code of a partner; write the UN's numerical code, such as 398, or "
            "ISO 3166-1 alpha-3, such as KAZ")  # fmt: skip
    return codes


def _year(cells: pd.Series, shown: str) -> pd.Series:
    what = "is no calendar year of four digits; download annual data"
    _refuse(~cells.str.fullmatch(r"(19|20)\d\d"), cells, shown, what)
    return cells.astype("int64")


def _flow(cells: pd.Series, shown: str) -> pd.Series:
    flows = cells.str.lower().map(_FLOW_WORDS)
    what = ("is no flow: write exports or imports (X, M); re-exports and re-imports are in these already, "
            "so remove their rows")  # fmt: skip
    _refuse(flows.isna(), cells, shown, what)
    return flows


def _sitc(cells: pd.Series, shown: str) -> pd.Series:
    what = (f"is not one of {', '.join(DIVISIONS)}: the paper has these divisions of the SITC, revision 4, "
            "and of 79 only the group 792 (aircraft)")  # fmt: skip
    _refuse(~cells.isin(DIVISIONS), cells, shown, what)
    return cells


def _number(cells: pd.Series, shown: str) -> pd.Series:
    numbers = pd.to_numeric(cells.where(cells != ""), errors="coerce")
    what = ("is not a number; write it with a point and without thousands separators, or leave the cell "
            "empty if the figure is missing")  # fmt: skip
    _refuse(numbers.isna() & (cells != ""), cells, shown, what)
    _refuse(
        (numbers < 0) | (numbers.abs() == float("inf")), cells, shown, "is no amount of trade; correct it"
    )
    return numbers.astype(float)


def _quantity(own: dict[str, pd.Series], form: Form, shown: str) -> pd.Series:
    """Kilograms; missing where there is no column, no figure, or the zero that Comtrade writes for none."""
    if "quantity_kg" not in own:
        return pd.Series(float("nan"), index=own["year"].index)
    numbers = _number(own["quantity_kg"].rename(form.columns["quantity_kg"]), shown)
    return numbers.where(numbers > 0)


def _refuse_twice(kept: pd.DataFrame) -> None:
    keys = ["iso3", "year", "flow", "sitc"]
    twice = kept[kept.duplicated(keys)]
    if len(twice):
        row = twice.iloc[0]
        raise DataError(f"{row['file']}, line {row['line']}: {row['iso3']} {row['year']} {row['flow']} "
                        f"of {row['sitc']} stand there again ({len(twice)} records in all do); keep one "
                        "record a partner, year, flow and division")  # fmt: skip
