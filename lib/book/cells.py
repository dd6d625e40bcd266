"""One page a paper with every printed cell: the generated halves of ``book/cells_PAPER.md``.

The table is plain HTML that needs no script; ``book/_static/cells.js`` adds filters, sorting and links.
"""

import csv
import html
import json
import re
from collections import Counter

import pandas as pd

from lib import paths, published
from lib.audit.findings import SEVERITIES
from lib.exhibits import names
from lib.exhibits.audit_findings import SYMBOLS
from lib.exhibits.audit_findings import anchor as finding_anchor
from lib.exhibits.cell_links import anchor
from lib.exhibits.tables import badge, badge_class, badge_text
from lib.results import TIDY
from lib.verdicts import compare, scale, side_by_side
from lib.verdicts.report import read, table_path

HEADINGS = {
    "exhibit": "Exhibit",
    "label": "What is printed",
    "column": "Column",
    "printed": "Printed",
    "parenthesis": "In parentheses",
    "ours": "Ours",
    "verdict": "Verdict",
    "why": "Cause or reason",
}
KINDS = {"number": "", "restatement": "repeats a number"}  # of a number nothing more need be said
BELOW = ("t", "se", "p")
AUDIT, AUDIT_PAGE = "chapters/verdicts/01_audit.html", "chapters/verdicts/01_audit.ipynb"
SCORECARD_PAGE = "chapters/verdicts/03_scorecard.ipynb"
DOWNLOAD = "{download}`verdicts.csv </../results/verdicts.csv>`"
_HAN = re.compile(r"[\u3400-\u9fff]")


def page(paper: str, title: str = "") -> str:
    """The generated half of a paper's page: counts, the download, the filters and the table.

    Parameters
    ----------
    paper : str
        A paper without a printed record gets a sentence; one whose verdicts are not built is shown from
        its record alone.
    title : str, optional
        The paper's title in English; by default its key.
    """
    frame = judged(paper)
    if frame.empty:
        return "*The printed record of this paper is not entered yet: no cell can be shown.*\n"
    rows = display(paper, frame)
    counts = Counter(rows["verdict"])
    waiting = counts[scale.NOT_COMPUTED]
    parts = [_counts(rows)]
    if waiting and waiting == len(rows) - counts[scale.CANNOT_COMPARE] - counts[scale.PAPER_ERROR]:
        parts.append("No chapter of this paper has results yet, so no verdict on a number is given here.")
    if rows["findings"].map(len).any():
        signs = ", ".join(f"{SYMBOLS[name]} {name}" for name in SEVERITIES)
        parts.append(f"Under a printed number stand the signs of the [audit's findings]({AUDIT_PAGE}) that "
                     f"read it ({signs}); each is a link to the finding.")  # fmt: skip
    if table_path().exists():
        parts.append(f"Download all papers' cells with their keys: {DOWNLOAD}.")
    fence = "`" * 12
    parts.append(f"{fence}{{raw}} html\n{table(title or paper, rows)}\n{fence}")
    return "\n\n".join(parts) + "\n"


def _counts(rows: pd.DataFrame) -> str:
    """How many rows there are of each verdict: those that enter the match rate, and all."""
    counted = rows[rows["counted"] == "yes"]
    where = f"[scorecard]({SCORECARD_PAGE})" if len(counted) else "scorecard"
    return (
        f"{len(rows)} printed numbers and claims. {len(counted)} of them enter the match rate, as on the "
        f"{where}; the others repeat a number, define, expect or conclude, or have nothing to be compared "
        f"with.\n\n- In the match rate ({len(counted)}): {_badges(counted)}\n"
        f"- All rows ({len(rows)}): {_badges(rows)}"
    )


def _badges(rows: pd.DataFrame) -> str:
    counts = Counter(rows["verdict"])
    return " · ".join(f"{badge(name)} {counts[name]}" for name in scale.NAMES if counts[name]) or "none"


def judged(paper: str) -> pd.DataFrame:
    """Verdicts of a paper as built; from its printed record alone where they are not; else no row."""
    if paper not in published.papers():
        return pd.DataFrame()
    frame = read(paper) if table_path().exists() else pd.DataFrame()
    return frame if len(frame) else compare(published.cells(paper), pd.DataFrame(columns=TIDY))


def display(paper: str, frame: pd.DataFrame) -> pd.DataFrame:
    """One row a cell in the order of the record, with the texts that the page shows.

    Parameters
    ----------
    paper : str
    frame : DataFrame
        Verdicts; of a cell with several tracks the counted row is shown, the others stand beside ours.

    Returns
    -------
    DataFrame with the columns `HEADINGS` and ``id``, ``kind``, ``counted`` (yes or no), ``place``, ``words``
    (what the row is, in English), ``keys``, ``apart``, ``explanation``, ``findings`` (those of the audit that
    read the cell, the gravest first).
    """
    shown = side_by_side(frame).drop(columns="model")
    shown = shown.assign(id=frame["id"], kind=frame["kind"], exhibit=frame["exhibit"], label=frame["label"])
    shown = shown.assign(place=frame["place"], column=frame["column"].map(_column))
    keys, printed = frame[["panel", "term", "statistic"]], frame["source"] == "exhibit"
    shown["keys"] = keys.agg(lambda row: " ".join(filter(None, row)), axis=1).where(printed, "")
    glossary = _glossary()
    spoken = [names.words(*row, glossary) for row in keys.itertuples(index=False, name=None)]
    shown["words"] = pd.Series(spoken, frame.index).where(printed, "")
    shown["counted"] = frame["counted"].map({True: "yes", False: "no"})
    cells = frame.to_dict("records")
    shown["printed"] = [_printed(*pair) for pair in zip(shown["printed"], cells, strict=True)]
    shown["explanation"] = frame["explanation"]
    below = parentheses(paper)
    shown["parenthesis"] = [below.get(name, "") for name in frame["id"]]
    audited = findings(paper)
    shown["findings"] = [audited.get(name, []) for name in frame["id"]]
    first = (~frame["counted"]).groupby(frame["id"]).idxmin()
    apart: dict[str, str] = {}
    for k, other in shown.drop(index=first).iterrows():
        said = f"{frame.loc[k, 'track'].replace('_', '-')}: {other['ours']}, {other['verdict']}"
        apart[other["id"]] = "; ".join(filter(None, [apart.get(other["id"]), said]))
    shown["apart"] = [apart.get(name, "") for name in shown["id"]]
    return shown.loc[first.sort_values()].reset_index(drop=True)


def _glossary() -> dict[str, str]:
    """English names by term, from the glossary; none without one."""
    path = paths.DATA / "glossary.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as handle:
        return {row["term"]: row["name_en"] for row in csv.DictReader(handle)}


def _column(column: str) -> str:
    return {"*": "compared"}.get(column, column)


def _printed(printed: str, cell: dict) -> str:
    """The printed string; what a claim without a number says; that the source does not print it."""
    if cell["printed"]:
        return " ".join(filter(None, [cell["comparator"], printed]))
    if cell["source"] == "exhibit":
        return "not printed"
    level = f"({cell['level']})" if cell["level"] else ""
    return " ".join(filter(None, [cell["comparator"], cell["expected"], level]))


def parentheses(paper: str) -> dict[str, str]:
    """What stands below each cell of an exhibit, by id: ``(3.220), t value``.

    A number that itself stands below another says what the paper calls it.
    """
    record = published.load(paper)
    ids = published.as_cells(record)["id"]
    below: dict[tuple, str] = {}
    for row in record[record["statistic"].isin(BELOW) & (record["term"] != "")].to_dict("records"):
        if row["printed"]:
            said = row["parenthesis"] or names.statistic(row["statistic"])
            below.setdefault(_place(row), f"({row['printed'].strip('()')}), {said}")
    found = {}
    for name, row in zip(ids, record.to_dict("records"), strict=True):
        found[name] = below.get(_place(row), "") if row["statistic"] == "coef" else row["parenthesis"]
    return found


def findings(paper: str) -> dict[str, list[dict]]:
    """What the audit found, by the cells that a finding reads, the gravest first; empty before it has run.

    Each finding has ``severity``, ``sentence`` and ``target``, its anchor on the page of the audit.
    """
    if not paths.AUDIT.exists():
        return {}
    listed = json.loads(paths.AUDIT.read_text(encoding="utf-8"))["papers"].get(paper, {}).get("findings", [])
    read: dict[str, list[dict]] = {}
    for one in listed:
        kept = {"severity": one["severity"], "sentence": names.readable(one["sentence"])}
        for cell in one["cells"]:
            read.setdefault(cell, []).append(kept | {"target": finding_anchor(paper, one["id"])})
    order = list(SEVERITIES)
    return {
        cell: sorted(several, key=lambda one: order.index(one["severity"])) for cell, several in read.items()
    }


def _place(row: dict) -> tuple:
    return tuple(row[key] for key in ("exhibit", "panel", "column", "term"))


def table(title: str, rows: pd.DataFrame) -> str:
    """The filters, hidden until the script shows them, and the table with one row a cell.

    The script shows the first rows only, with buttons for more; without it every row is there.
    """
    head = "".join(f'<th scope="col" data-key="{key}">{text}</th>' for key, text in HEADINGS.items())
    body = "\n".join(map(_row, rows.to_dict("records")))
    return f"""<div class="cells" id="cells">
<p class="cells-skips"><a class="cells-skip" href="#cells-table">Skip to the table</a>
<a class="cells-skip" href="#cells-end">Skip the table</a></p>
<details class="cells-tools" open hidden><summary>Filter the cells</summary>
{_filters(rows)}
</details>
<p class="cells-count" role="status" aria-live="polite">{len(rows)} cells</p>
<div class="cells-frame"><table class="cells-table" id="cells-table" tabindex="-1">
<caption>Every printed cell: {html.escape(title)}</caption>
<thead><tr>{head}</tr></thead>
<tbody>
{body}
</tbody></table></div>
<p class="cells-more" id="cells-end" tabindex="-1"></p>
</div>"""


def _filters(rows: pd.DataFrame) -> str:
    """The form: a text, an exhibit, a verdict, a kind, a severity. Without the script it would do nothing."""
    exhibits = {name: name.replace("_", " ") for name in rows["exhibit"].unique()}
    verdicts = {name: name for name in scale.NAMES if name in set(rows["verdict"])}
    kinds = {name: name for name in sorted(rows["kind"].unique())}
    gravest = rows["findings"].map(_gravest)
    audited = {name: name for name in SEVERITIES if name in set(gravest)}
    choices = [
        ("exhibit", "Exhibit", exhibits, rows["exhibit"]),
        ("verdict", "Verdict", verdicts, rows["verdict"]),
        ("kind", "Kind", kinds, rows["kind"]),
        ("counted", "In the match rate", {"yes": "yes", "no": "no"}, rows["counted"]),
        *([("finding", "Gravest finding", audited, gravest)] if audited else []),
    ]
    selects = "\n".join(_select(*choice, Counter(values)) for *choice, values in choices)
    return f"""<form class="cells-filter" role="search" aria-label="Filter the cells">
<label>Text <input type="search" name="text" autocomplete="off" spellcheck="false"></label>
{selects}
<button type="reset">Clear</button>
</form>"""


def _select(name: str, text: str, options: dict[str, str], counts: Counter) -> str:
    listed = "".join(
        f'<option value="{html.escape(value)}">{html.escape(shown)} ({counts[value]})</option>'
        for value, shown in options.items()
    )
    return f'<label>{text} <select name="{name}"><option value="">all</option>{listed}</select></label>'


def _row(row: dict) -> str:
    """One cell of the record as a table row; its link is its first cell's."""
    name = html.escape(anchor(row["id"]))
    place = row["place"] if row["place"] != row["exhibit"].replace("_", " ") else ""
    exhibit = f'<a href="#{name}">{html.escape(row["exhibit"].replace("_", " "))}</a>' + _small(place)
    label = _text(row["label"]) + _named(row)
    verdict = f'<span class="{badge_class(row["verdict"])}">{html.escape(badge_text(row["verdict"]))}</span>'
    plain = [html.escape(row[key]) for key in ("column", "printed", "parenthesis")]
    plain[1] += _marks(row["findings"])
    ours = html.escape(row["ours"]) + _small(row["apart"])
    cells = [exhibit, label, *plain, ours, verdict, _why(row)]
    keys = {key: row[key] for key in ("exhibit", "verdict", "kind", "counted")} | {
        "finding": _gravest(row["findings"])
    }
    data = "".join(f' data-{key}="{html.escape(value)}"' for key, value in keys.items() if value)
    return f'<tr id="{name}"{data}>' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _gravest(several: list[dict]) -> str:
    return several[0]["severity"] if several else ""


def _marks(several: list[dict]) -> str:
    """A sign for each finding that reads the cell, linked to it; its words are read out."""
    links = []
    for one in several:
        words = html.escape(f"{one['severity']}: {one['sentence']}")
        sign, grade = html.escape(SYMBOLS[one["severity"]]), one["severity"]
        links.append(f'<a class="finding-mark severity-{grade}" href="{AUDIT}#{one["target"]}" '
                     f'title="{words}" aria-label="{words}">{sign}</a>')  # fmt: skip
    return f'<small class="marks">{" ".join(links)}</small>' if links else ""


def _why(row: dict) -> str:
    """The cause of a difference, its explanation folded; or the reason why nothing is compared."""
    if not row["explanation"]:
        return _text(row["why"])
    return f"<details><summary>{html.escape(row['why'])}</summary>{_text(row['explanation'])}</details>"


def _named(row: dict) -> str:
    """What the row is, in English; its keys in the record are its title."""
    said = row["words"] if row["words"].lower() != row["label"].lower() else ""
    parts = [said, KINDS.get(row["kind"], row["kind"])]
    shown = html.escape(" · ".join(filter(None, parts)))
    title = f' title="{html.escape(row["keys"])}"' if row["keys"] else ""
    return f"<small{title}>{shown}</small>" if shown else ""


def _small(text: str) -> str:
    return f"<small>{html.escape(text)}</small>" if text else ""


def _text(text: str) -> str:
    """Escaped text; Chinese says so, for voices and fonts."""
    return f'<span lang="zh">{html.escape(text)}</span>' if _HAN.search(text) else html.escape(text)
