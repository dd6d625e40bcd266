"""What became of every customs record; the counts add up to the input."""

from dataclasses import dataclass

import pandas as pd

from lib.facts import DataError
from lib.panels.customs_rules import FATES, KEPT, NOTES

STRICT = (
    "unknown city",
    "unknown destination",
    "unknown HS code",
    "heading of no edition of the HS",
    "HS code missing or malformed",
)


@dataclass(frozen=True, kw_only=True)
class CustomsReport:
    """Every record by its fate.

    Attributes
    ----------
    fates : DataFrame
        One row a fate of `FATES`, in order: ``fate``, ``kept`` (bool), ``records``, ``value_usd`` (sum of
        the values that are numbers). A record has the first fate that applies.
    notes : DataFrame
        Of the records kept: ``note`` (one of `NOTES`), ``records``, ``value_usd``. A record may have several.
    unknown : DataFrame
        Raw codes that are not known, most frequent first: ``column``, ``code``, ``fate``, ``records``. They
        count every record of the code, also one that another fault left out before.
    records : int
        Number of the input, counted by itself.
    pairs, pair_years : int
        Size of the panel.
    incomplete_quantities : int
        Pair-years whose quantity is the sum of some of their records only.
    headings, headings_of_some_years : int
        Different HS4 headings in the records, and those of them that do not occur in every year: an edition
        dropped or brought them, nobody traded them, or, where the rules have no table of headings, there is
        no such heading.
    editions : DataFrame
        The headings in the time of each edition of the HS, as `lib.panels.customs_codes.editions` counts.
    """

    fates: pd.DataFrame
    notes: pd.DataFrame
    unknown: pd.DataFrame
    records: int
    pairs: int
    pair_years: int
    incomplete_quantities: int
    headings: int
    headings_of_some_years: int
    editions: pd.DataFrame

    @property
    def kept(self) -> int:
        """Number of records in the panel."""
        return int(self.fates.loc[self.fates["kept"], "records"].sum())

    def count(self, fate: str) -> int:
        """Records of one fate."""
        return int(self.fates.set_index("fate").at[fate, "records"])  # noqa: PD008

    def tidy(self) -> pd.DataFrame:
        """One table: ``kind`` (fate, note, size, edition), ``item``, ``records``, ``value_usd``."""
        sizes = {
            "records in the input": self.records,
            "pairs in the panel": self.pairs,
            "pair-years in the panel": self.pair_years,
            "pair-years with an incomplete quantity": self.incomplete_quantities,
            "different headings": self.headings,
            "headings that do not occur in every year": self.headings_of_some_years,
        }
        parts = [
            self.fates.rename(columns={"fate": "item"}).assign(kind="fate"),
            self.notes.rename(columns={"note": "item"}).assign(kind="note"),
            pd.DataFrame({"kind": "size", "item": list(sizes), "records": list(sizes.values())}),
            self._editions(),
        ]
        return pd.concat(parts, ignore_index=True)[["kind", "item", "records", "value_usd"]]

    def _editions(self) -> pd.DataFrame:
        words = {
            "records": "records with a known code",
            "headings": "different headings",
            "of_another": "records with a heading of another edition",
            "of_none": "records with a heading of no edition",
        }
        long = self.editions.set_index("edition")[list(words)].stack().rename_axis(["edition", "count"])
        items = [f"HS {edition}: {words[count]}" for edition, count in long.index]
        return pd.DataFrame({"kind": "edition", "item": items, "records": long.to_numpy()})


def report(
    counted: pd.DataFrame,
    unknown: pd.DataFrame,
    panel: pd.DataFrame,
    records: int,
    headings: pd.Series,
    editions: pd.DataFrame,
) -> CustomsReport:
    """The report from the counts by fate.

    Parameters
    ----------
    counted : DataFrame
        One row a fate that occurs: ``fate`` (number), ``records``, ``cents``, and ``NOTE_records`` and
        ``NOTE_cents`` for each note.
    unknown : DataFrame
        As the report's.
    panel : DataFrame
        The panel, with ``quantities_missing``.
    records : int
        Number of records in the input.
    headings : Series of int
        As `lib.panels.customs_codes.years_of_headings` counts.
    editions : DataFrame
        As `lib.panels.customs_codes.editions` counts.

    Raises
    ------
    DataError
        The counts do not add up: the file changed while it was read.
    """
    if counted["records"].sum() != records:
        raise DataError(f"customs records: {int(counted['records'].sum())} records were counted by fate and "
                        f"{records} in all; the files changed while they were read, run again")  # fmt: skip
    whole = counted.set_index("fate").reindex(range(len(FATES)), fill_value=0)
    fates = pd.DataFrame(
        {
            "fate": FATES,
            "kept": [name == KEPT for name in FATES],
            "records": whole["records"].astype("int64").to_numpy(),
            "value_usd": whole["cents"].to_numpy(dtype=float) / 100,
        }
    )
    kept = whole.loc[FATES.index(KEPT)]
    notes = pd.DataFrame(
        [(text, int(kept[f"{name}_records"]), kept[f"{name}_cents"] / 100) for name, text in NOTES.items()],
        columns=["note", "records", "value_usd"],
    )
    return CustomsReport(
        fates=fates,
        notes=notes,
        unknown=unknown,
        records=records,
        pairs=len(panel[["city_code", "iso3"]].drop_duplicates()),
        pair_years=len(panel),
        incomplete_quantities=int((panel["quantities_missing"] & panel["quantity"].notna()).sum()),
        headings=len(headings),
        headings_of_some_years=int((headings < headings.attrs["years"]).sum()),
        editions=editions,
    )


def refuse_unknown(unknown: pd.DataFrame) -> None:
    """Raise for the most frequent code that is not known, naming it and its column."""
    found = unknown[unknown["fate"].isin(STRICT)]
    if not found.empty:
        worst = found.iloc[0]
        raise DataError(f"customs records: {worst['code']!r} in column {worst['column']!r}, in "
                        f"{worst['records']} records: {worst['fate']}; {len(found)} such codes in "
                        "all. Correct them, translate them, or count them with strict=False")  # fmt: skip
