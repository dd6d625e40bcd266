"""The Belt and Road panel from the user's extract of UN Comtrade: the paper's own outcome, 2003-2023.

The paper adds up seven groups of products and fills "part of the years" by linear interpolation and
three-year moving averages; it does not say which years, nor which rule where. The reading here, with every
filled cell flagged: a year without any record of a partner and flow is missing; a division without a record
in a year that has others is zero trade, since Comtrade lists no zeros. A missing year between two known ones
is interpolated in US$; one after the last known year, where there is nothing to interpolate between, is the
mean of the three years next to it. Years before the first known year, as Serbia's before 2006, stay missing
unless asked for: their mean would be a flat line before the event that nobody saw.
The years before 2013 and those from 2013 on are filled apart, so that no effect gets into the years before
it, and each needs a record of its own.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pandera.pandas as pa

from lib.panels import belt_road_original_checks as checks
from lib.panels import belt_road_original_files as files
from lib.panels import contract
from lib.panels.belt_road import COUNTRIES, EVENT_YEAR, KEYS, SHOWN, YEARS, logarithm
from lib.panels.belt_road_counterpart import PANEL as PUBLIC
from lib.panels.belt_road_counterpart import build as public
from lib.panels.belt_road_original_files import DIVISIONS, FLOWS, VARIABLES
from lib.panels.belt_road_original_filling import WINDOW, fill

ABSENT = ("zero", "missing")
TOTALS = (*FLOWS, "trade")
SERIES = tuple(f"{flow}_{division}" for flow in FLOWS for division in DIVISIONS)
_OWN = [name for name in VARIABLES.columns if name not in KEYS]


def _positive() -> pa.Column:
    return pa.Column(float, [pa.Check.ge(0), pa.Check.lt(np.inf)], nullable=True)


PANEL = pa.DataFrameSchema(
    {
        "iso3": pa.Column(str, pa.Check.isin(COUNTRIES)),
        "year": pa.Column(int, pa.Check.isin(YEARS)),
        **{name: _positive() for name in (*TOTALS, *SERIES)},
        **{f"{flow}_kg_{division}": _positive() for flow in FLOWS for division in DIVISIONS},
        **{f"ln_{name}": pa.Column(float, nullable=True) for name in TOTALS},
        "interpolated": pa.Column(str),
        **{name: pa.Column(float, nullable=True) for name in _OWN},
        **{name: column for name, column in PUBLIC.columns.items() if name not in KEYS},
    },
    strict=True,
    name="belt_road_original",
)


@dataclass(frozen=True, kw_only=True)
class OriginalPanel:
    """The panel and how it came about.

    Attributes
    ----------
    frame : DataFrame
        With the columns of `PANEL`.
    records : DataFrame
        ``item`` and ``records``: what became of every record of the extract.
    cells : DataFrame
        ``item`` and ``records``: country-years, flows and divisions that were known, zero or filled, and by
        which rule; totals without a logarithm.
    units : DataFrame
        ``item`` and ``records``: places where figures look as if they were in another unit than US$.
    """

    frame: pd.DataFrame
    records: pd.DataFrame
    cells: pd.DataFrame
    units: pd.DataFrame

    def report(self) -> pd.DataFrame:
        """All counts in one table: ``kind``, ``item``, ``records``."""
        kinds = {"record": self.records, "cell": self.cells, "unit": self.units}
        parts = [part.assign(kind=kind) for kind, part in kinds.items() if len(part)]
        return pd.concat(parts, ignore_index=True)[["kind", "item", "records"]]


def build(**settings) -> pd.DataFrame:
    """The panel; its ``attrs["report"]`` holds the rows of `OriginalPanel.report`, also after saving.

    Parameters
    ----------
    **settings
        As in `assemble`.
    """
    panel = assemble(**settings)
    panel.frame.attrs["report"] = panel.report().to_dict("records")
    return panel.frame


def assemble(*, absent: str = "zero", longest: int = WINDOW, early: bool = False) -> OriginalPanel:
    """The panel from the extract, the public tables and the user's further variables.

    Parameters
    ----------
    absent : {"zero", "missing"}
        What a division without a record is in a year in which the partner has others of the flow.
    longest : int
        So many years at most are filled before the first or after the last known year of a side of the event.
    early : bool
        Whether years before the first known year of all are filled too.

    Returns
    -------
    OriginalPanel
        Its frame has, for nine countries and 21 years: ``exports``, ``imports``, ``trade`` (their sum) and
        ``exports_54``, .. , ``imports_87`` in current US$; ``exports_kg_54``, .. in kg, never filled;
        ``ln_exports``, ``ln_imports``, ``ln_trade``; ``interpolated``, which names the filled cells of the
        row and the rule (``exports: linear interpolation``); the user's variables; and the public columns of
        `belt_road_counterpart`.

    Raises
    ------
    DataError
        A file is missing or faulty; a division or a country has no record; a country has none, or no total,
        of a flow before 2013 or from 2013 on.

    Warns
    -----
    UserWarning
        Figures look as if they were in another unit than US$, as `belt_road_original_checks.units` says.
    """
    if absent not in ABSENT:
        raise ValueError(f"absent={absent!r}: choose one of {', '.join(ABSENT)}")
    records, fates = files.records()
    checks.presence(records)
    wide = {of: _wide(records, of) for of in ("value", "quantity")}
    known = _with_zeros(wide["value"], records, absent)
    filled, rules = fill_countries(known, longest, early=early)
    checks.totals(filled)
    frame = pd.concat(
        [_totals(filled), wide["quantity"].rename(columns=lambda name: name.replace("_", "_kg_"))], axis=1
    )
    frame = frame.assign(interpolated=_words(rules)).reset_index()
    frame = frame.merge(_variables(), on=list(KEYS), how="left", validate="one_to_one")
    frame = frame.merge(public(), on=list(KEYS), how="left", validate="one_to_one")
    return OriginalPanel(
        frame=validate(frame),
        records=fates,
        cells=_counts(wide["value"], known, rules, frame),
        units=checks.units(frame),
    )


def observed(panel: pd.DataFrame) -> pd.DataFrame:
    """The panel without filled cells: a sum with a filled part, and its logarithm, are missing."""
    bare = panel.copy()
    filled = {flow: panel["interpolated"].str.contains(flow, regex=False) for flow in FLOWS}
    filled["trade"] = filled["exports"] | filled["imports"]
    for name, rows in filled.items():
        bare.loc[rows, [name, f"ln_{name}"]] = np.nan
    return bare


def validate(frame: pd.DataFrame) -> pd.DataFrame:
    """The panel in the order of `PANEL`, sorted, after every rule has been checked."""
    return contract.validate(
        frame,
        PANEL,
        keys=KEYS,
        twice="a country and year stand there twice; remove the rows",
        shown=f"{SHOWN}, track original",
        contract="lib.panels.belt_road_original.PANEL",
        rules=_rules,
    )


def fill_countries(
    known: pd.DataFrame, longest: int, *, early: bool = False
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Every country's series filled, and the rule of every cell; rows as `known` has them."""
    values, rules = zip(
        *(
            fill(own.droplevel("iso3"), longest, EVENT_YEAR, early=early)
            for _, own in known.groupby(level="iso3")
        ),
        strict=True,
    )
    countries = list(known.index.get_level_values("iso3").unique())
    return tuple(pd.concat(parts, keys=countries, names=list(KEYS)) for parts in (values, rules))


def _rules(frame: pd.DataFrame):
    for name in TOTALS:
        off = (logarithm(frame[name]) - frame[f"ln_{name}"]).abs() > 1e-9
        empty = ~(frame[name] > 0) != frame[f"ln_{name}"].isna()
        yield off | empty, f"ln_{name} is not the logarithm of {name}"


def _wide(records: pd.DataFrame, of: str) -> pd.DataFrame:
    """One row a country and year, one column a flow and division (``exports_54``), NaN without a record."""
    grid = pd.MultiIndex.from_product([sorted(COUNTRIES), YEARS], names=KEYS)
    named = records.assign(series=records["flow"] + "_" + records["sitc"])
    wide = named.pivot(index=list(KEYS), columns="series", values=of)
    return wide.reindex(index=grid, columns=list(SERIES)).astype(float)


def _with_zeros(values: pd.DataFrame, records: pd.DataFrame, absent: str) -> pd.DataFrame:
    """The values with zeros where a partner, flow and year have records, and none of the division."""
    if absent == "missing":
        return values
    seen = records.groupby([*KEYS, "flow"]).size().unstack("flow").reindex(values.index).notna()
    listed = set(records.set_index([*KEYS, "flow", "sitc"]).index)
    found = values.copy()
    for name in values:
        flow, division = name.split("_")
        here = [(iso3, year, flow, division) in listed for iso3, year in values.index]
        # A record with an empty figure is missing, not zero.
        found.loc[seen.get(flow, False) & ~np.array(here), name] = 0.0
    return found


def _totals(filled: pd.DataFrame) -> pd.DataFrame:
    """The series with their sums and the sums' logarithms; a sum with a missing part is missing."""
    sums = {flow: filled[[f"{flow}_{d}" for d in DIVISIONS]].sum(axis=1, skipna=False) for flow in FLOWS}
    sums["trade"] = sums["exports"] + sums["imports"]
    logs = {f"ln_{name}": logarithm(values) for name, values in sums.items()}
    return filled.assign(**sums, **logs)


def _words(rules: pd.DataFrame) -> pd.Series:
    """Which cells of each row were filled, by which rule; a flow whose seven parts all were is one word."""

    def words(row: pd.Series) -> str:
        found = []
        for flow in FLOWS:
            own = row[[f"{flow}_{division}" for division in DIVISIONS]]
            if own.iloc[0] and (own == own.iloc[0]).all():
                found.append(f"{flow}: {own.iloc[0]}")
            else:
                found += [f"{name}: {rule}" for name, rule in own.items() if rule]
        return "; ".join(found)

    return rules.apply(words, axis=1)


def _variables() -> pd.DataFrame:
    """The user's variables; without a file every one is missing."""
    own = files.variables()
    if own is None:
        grid = pd.MultiIndex.from_product([sorted(COUNTRIES), YEARS], names=KEYS).to_frame(index=False)
        return grid.assign(**dict.fromkeys(_OWN, np.nan))
    return own


def _counts(
    listed: pd.DataFrame, known: pd.DataFrame, rules: pd.DataFrame, frame: pd.DataFrame
) -> pd.DataFrame:
    """Cells of country, year, flow and division by where they come from, and totals without a logarithm."""
    rule = rules.to_numpy().ravel()
    counts = {
        "in the extract": int(listed.notna().sum().sum()),
        "zero: no record of the division": int((known.notna() & listed.isna()).sum().sum()),
        **{f"filled: {name}": int((rule == name).sum()) for name in sorted({*rule} - {""})},
        "missing": int((known.isna().to_numpy().ravel() & (rule == "")).sum()),
    }
    for name in TOTALS:
        counts[f"{name} of zero, without a logarithm"] = int((frame[name] == 0).sum())
        counts[f"{name} missing"] = int(frame[name].isna().sum())
    return pd.DataFrame({"item": list(counts), "records": list(counts.values())})
