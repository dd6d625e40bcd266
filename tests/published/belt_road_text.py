"""Tables and numbers of the Belt and Road paper, parsed from its text."""

import re
from collections.abc import Iterator

from .reading import Cell, Key, TextError, cell, put

HEADING = re.compile(r"^表 (\d)\. .*$", flags=re.M)
REMNANTS = re.compile(r"</?i>|\$")
RAISED = re.compile(r"\^\{?(\*{1,3})\}?")
VALUE_AND_ERROR = re.compile(r"([^\s(]+)?\s*(\(\S+\))?")

PRODUCTS = {
    "航空航天": "aerospace",
    "计算机与办公设备": "computers",
    "电子通信设备": "communications",
    "医药产品": "medicine",
    "科学仪器": "instruments",
    "电气机械": "electrical_machinery",
    "化学制品": "chemicals",
    "合计": "total",
}
PRODUCT_STATISTICS = ("sitc", "mean_trade_10kusd", "mean_share", "growth_2003_2012", "growth_2013_2023")
BALANCE = {"出口增长率": "export_growth", "出口波动性": "export_volatility", "出口规模(对数)": "ln_exports"}
BALANCE_STATISTICS = ("mean_treated", "mean_control", "bias", "bias_reduction", "p")
SAMPLES = {"匹配前": "before", "匹配后": "after"}
TERMS = {
    "BRI": "bri",
    "lnppl": "ln_population",
    "lnppi": "ln_population",
    "lnpppl": "ln_population",
    "lnpgdp": "ln_gdp_per_head",
    "growth": "growth",
    "lnroaddensity": "ln_road_density",
    "policy": "policy",
    "infrastructure": "infrastructure",
    "E&T-cooperation": "technology_cooperation",
    "cultural-exchange": "cultural_exchange",
    r"BRI \times inequality": "bri_x_inequality",
    "inequality": "inequality",
}
SUMMARIES = {"Observations": "n", "R-squared": "r2"}
CHOICES = ("年份固定效应", "国家固定效应")


def tables(text: str) -> dict[Key, Cell]:
    """Cells of tables 1 to 8."""
    cells: dict[Key, Cell] = {}
    for heading in HEADING.finditer(text):
        exhibit, lines = f"table_{heading[1]}", list(_lines(text[heading.end() :]))
        if lines[0][0] == "类别":
            _products(cells, exhibit, lines[1:])
        elif lines[0][1] == "样本":
            _balance(cells, exhibit, lines[1:])
        else:
            _regression(cells, exhibit, lines)
    return cells


def _lines(text: str) -> Iterator[list[str]]:
    """Rows of the table at the head of ``text``, cells cleaned; "continued" lines do not end it."""
    width = None
    for line in text.splitlines():
        if "\t" in line:
            found = [RAISED.sub(r"\1", REMNANTS.sub("", part)).strip() for part in line.split("\t")]
            if len(found) != (width := width or len(found)):
                raise TextError(f"{line!r}: {len(found)} cells in a table of {width}")
            yield found
        elif line.strip() not in ("", "续表"):
            return


def _products(cells: dict[Key, Cell], exhibit: str, lines: list[list[str]]) -> None:
    for label, *values in lines:
        for statistic, value in zip(PRODUCT_STATISTICS, values, strict=True):
            if value:
                put(cells, (exhibit, "", "", PRODUCTS[label], statistic), cell(value, f"{exhibit}, {label}"))


def _balance(cells: dict[Key, Cell], exhibit: str, lines: list[list[str]]) -> None:
    for label, sample, *values in lines:
        for statistic, value in zip(BALANCE_STATISTICS, values, strict=True):
            if value != "—":
                key = (exhibit, SAMPLES[sample], "", BALANCE[label], statistic)
                put(cells, key, cell(value, f"{exhibit}, {label}"))


def _regression(cells: dict[Key, Cell], exhibit: str, lines: list[list[str]]) -> None:
    """Rows below the column numbers; a row without a label has the errors of the row above it."""
    head = next((k for k, line in enumerate(lines) if line[1:2] == ["(1)"]), None)
    if head is None:
        raise TextError(f"{exhibit}: no line of column numbers")
    columns, above = lines[head][1:], ""
    for label, *values in lines[head + 1 :]:
        above = label or above
        if above in CHOICES:
            continue
        for column, value in zip(columns, values, strict=True):
            for statistic, read in _cells(value, above, f"{exhibit}, row {above}, column {column}"):
                term = TERMS.get(above, "")
                put(cells, (exhibit, "", column, term, statistic), read)


def _cells(value: str, label: str, where: str) -> list[tuple[str, Cell]]:
    """What one cell of the text holds: nothing, a value, an error in parentheses, or both."""
    if label in SUMMARIES:
        return [(SUMMARIES[label], cell(value, where))]
    if label not in TERMS:
        raise TextError(f"{where}: an unknown label; name its term in TERMS")
    match = VALUE_AND_ERROR.fullmatch(value)
    if match is None:
        raise TextError(f"{where}: {value!r} is not a value with its error in parentheses")
    found = [("coef", cell(match[1], where))] if match[1] else []
    return found + ([("se", cell(match[2], where, parenthesis=True))] if match[2] else [])
