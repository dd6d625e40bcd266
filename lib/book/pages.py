"""The generated halves of the book's pages, written to ``book/generated`` and included by ``book/*.md``."""

import csv
import datetime
import hashlib

import pandas as pd

from lib import paths
from lib.book import cells, records, scaling
from lib.book.markdown import code, escape, table
from lib.exhibits import files
from lib.exhibits.tables import badge
from lib.verdicts import SCALE
from lib.verdicts.display import acre_legend, aea_legend, i4r_legend
from lib.verdicts.scale import NOT_COMPUTED

PAPERS = {
    "twin_cities": "Sister cities and the export trade of China's cities",
    "agglomeration": "Urban agglomeration, resilience and the exports of China's cities",
    "belt_road": "The Belt and Road Initiative and high-technology trade with Central Asia",
    "maritime": "Outward investment along the Maritime Silk Road",
}
SCORECARD = "verdicts/03_scorecard"


def write() -> list[str]:
    """Write every generated page; return their names.

    Each page is made of the files that stand in the project at this moment. A part whose source is
    missing says so, so that the book can be built before all chapters are.
    """
    pages = {
        "papers": papers(),
        "chapters_run": chapters_run(),
        "versions": versions(),
        "checksums": checksums(),
        "exhibit_map": exhibit_map(),
        "prose_numbers": prose_numbers(),
        "data_availability": data_availability(),
        "data_columns": data_columns(),
        "glossary": glossary(),
        "verdict_scale": verdict_scale(),
        "verdict_classes": verdict_classes(),
        "gmm_scaling": scaling.page(),
        **{f"cells_{paper}": cells.page(paper, title) for paper, title in PAPERS.items()},
    }
    for name, text in pages.items():
        files.write_bytes(paths.GENERATED / f"{name}.md", text.encode("utf-8"))
    return sorted(pages)


def papers() -> str:
    """The papers, how far their replication stands and how it came out, from the contents and verdicts."""
    listed = records.toc_chapters(paths.ROOT / "_toc.yml")
    verdicts = records.verdicts()
    rows = []
    for paper, title in PAPERS.items():
        chapters = [name for name in listed if name.startswith(f"{paper}/")]
        status = f"{len(chapters)} chapters" if chapters else "in preparation"
        link = f"[{title}](chapters/{chapters[0]}.ipynb)" if chapters else title
        outcome = _outcome(verdicts.get(paper))
        every = f"[{verdicts.get(paper, {}).get('cells', 'all')} cells](cells_{paper}.md)"
        rows.append((f"{link} {code(paper)}", status, every, *outcome))
    headings = ["Paper", "Status", "Printed", "Compared", "Exact", "Within the scale", "AEA class"]
    status = table("status-of-papers", "The four papers", headings, rows, right=(3, 4, 5))
    return status + _side_by_side(listed)


def _side_by_side(listed: list[str]) -> str:
    """Where the papers stand side by side, once that chapter is in the contents."""
    if SCORECARD not in listed:
        return ""
    return f"\nThe [scorecard](chapters/{SCORECARD}.ipynb) sets the papers side by side.\n"


def _outcome(verdict: dict | None) -> tuple[str, str, str, str]:
    """Numbers compared of those comparable, those exact, those that succeed, and the class of the AEA.

    A paper that waits for its chapters has no class yet; one whose chapters ran and found nothing that can be
    compared has the class that says so.
    """
    if verdict is None or (not verdict["compared"] and verdict["counts"].get(NOT_COMPUTED, 0)):
        return ("0", "0", "0", badge(NOT_COMPUTED))
    counts = verdict["counts"]
    success = sum(counts.get(step.name, 0) for step in SCALE if step.success)
    compared = f"{verdict['compared']} of {verdict['comparable']}"
    return compared, str(counts.get("exact", 0)), str(success), escape(verdict["aea"])


def chapters_run() -> str:
    """When and how long each chapter ran, and in how much memory, from the run manifests."""
    rows = [
        (
            code(name),
            str(run["code_cells"]),
            f"{run['duration_seconds']:.1f}",
            _megabytes(run.get("peak_bytes")),
            run["track"],
            _minute(run["finished"]),
        )
        for name, run in records.manifests().items()
    ]
    headings = ["Chapter", "Code cells", "Seconds", "Peak memory, MB", "Track", "Finished"]
    return table("build-chapters", "Run time and memory of each chapter", headings, rows, right=(1, 2, 3))


def _megabytes(count: int | None) -> str:
    """Bytes as whole megabytes; a dash where none were recorded."""
    return "-" if count is None else f"{count / 1e6:,.0f}"


def _minute(moment: str) -> str:
    """An ISO moment to the minute, in Coordinated Universal Time."""
    return f"{datetime.datetime.fromisoformat(moment).astimezone(datetime.UTC):%Y-%m-%d %H:%M} UTC"


def versions() -> str:
    """Software that made this build."""
    lock = hashlib.sha256(paths.LOCK.read_bytes()).hexdigest() if paths.LOCK.exists() else "missing"
    today = _minute(datetime.datetime.now(datetime.UTC).isoformat())
    rows = [(escape(name), escape(version)) for name, version in records.versions()]
    head = f"Pages written {today}. Lock file `requirements.txt`: sha256 `{lock}`.\n\n"
    return head + table("build-versions", "Software of this build", ["Software", "Version"], rows)


def checksums() -> str:
    """Every data file with the checksum it is sealed with."""
    entries = records.sources().get("tables", {})
    rows = [(code(f"data/{name}"), code(entry["sha256"])) for name, entry in entries.items()]
    return table("build-checksums", "Data files and their sha256", ["File", "sha256"], rows)


def exhibit_map() -> str:
    """Every exhibit: its number, the paper's own, the script and line, the files it wrote."""
    rows = []
    for notebook in records.executed(paths.CHAPTERS).values():
        for item in records.exhibits(notebook):
            place = f"{item['script']}:{item['line']}" if item["line"] else item["script"]
            written = ", ".join(code(name) for name in item["files"])
            number = f"{{numref}}`{item['label']}`"
            track = item["track"].replace("_", "-")
            rows.append((number, escape(item["original"] or "none"), code(place), written, track))
    headings = ["Exhibit", "Original", "Script and line", "Files", "Track"]
    return table("map-of-exhibits", "Exhibit, script, line, output", headings, rows)


def prose_numbers() -> str:
    """Every number of the prose that a cell computed."""
    rows = [
        (code(item.key), escape(item.text), code(f"notebooks/{item.chapter}.py:{item.line or '?'}"))
        for chapter, notebook in records.executed(paths.CHAPTERS).items()
        for item in records.said(chapter, notebook)
    ]
    return table("prose-numbers", "Numbers in the prose", ["Key", "Text", "Script and line"], rows)


def data_availability() -> str:
    """One row a provider: what it gives, on which terms, how to get it."""
    providers = records.sources().get("providers", {})
    rows = []
    for key, entry in providers.items():
        if key == "project":
            continue
        cite = f" {{cite}}`{entry['cite']}`" if entry.get("cite") else ""
        cells = [
            entry.get(field, "") for field in ("dataset", "edition", "licence", "redistribution", "access")
        ]
        rows.append((escape(entry["name"]) + cite, *map(escape, cells)))
    headings = ["Provider", "Data", "Edition", "Licence", "May be passed on", "How to get it"]
    return table("data-providers", "Providers, terms and access", headings, rows)


def data_columns() -> str:
    """One table a data file whose columns ``data/sources.yml`` describes: their units and providers.

    Files described elsewhere are listed in one table at the end, which says where.
    """
    record = records.sources()
    providers = record.get("providers", {})
    parts, elsewhere = [], []
    for name, entry in record.get("tables", {}).items():
        words = f"{escape(entry['title'])}. {escape(entry.get('note', ''))}".strip()
        if not entry.get("columns"):
            elsewhere.append((code(f"data/{name}"), words))
            continue
        rows = [
            (code(column), escape(item["title"]), escape(item.get("zh", "")), escape(item.get("unit", "")),
             escape(providers.get(item.get("provider"), {}).get("name", "")))
            for column, item in entry["columns"].items()
        ]  # fmt: skip
        label = "columns-" + name.removesuffix(".csv").replace("/", "-").replace("_", "-")
        head = f"## `data/{name}`\n\n{words}\n\n"
        headings = ["Column", "Meaning", "Chinese", "Unit", "Provider"]
        parts.append(head + table(label, f"Columns of {escape(name.split('/')[-1])}", headings, rows))
    if elsewhere:
        head = "## The papers' printed numbers\n\n"
        parts.append(
            head + table("files-published", "Files described in words", ["File", "Content"], elsewhere)
        )
    return "\n".join(parts)


def glossary() -> str:
    """The variables with their symbols and Chinese names, from ``data/glossary.csv``."""
    path = paths.DATA / "glossary.csv"
    if not path.exists():
        return "*The glossary is not written yet.*\n"
    with path.open(encoding="utf-8", newline="") as handle:
        entries = list(csv.DictReader(handle))
    rows = [
        (escape(e["name_en"]), escape(e["name_zh"]), code(e["term"]), code(e["symbol"]),
         escape(e["definition"]), escape(e["unit"]), escape(e["source"]))
        for e in entries
    ]  # fmt: skip
    headings = ["Variable", "Chinese", "Name in the code", "Symbol", "Definition", "Unit", "Source"]
    return table("glossary-variables", "Variables and their Chinese names", headings, rows)


def verdict_scale() -> str:
    """The verdicts and their thresholds, from the constants that the verdicts are made with."""
    rows = [(badge(step.name), escape(step.meaning), "yes" if step.compared else "no") for step in SCALE]
    return table("verdict-scale", "Verdicts for a printed number", ["Verdict", "Meaning", "Counted"], rows)


def verdict_classes() -> str:
    """The classes of exhibits and papers, from the words beside the code that gives them."""
    success = [badge(step.name) for step in SCALE if step.success]
    names = f"{', '.join(success[:-1])} or {success[-1]}"
    head = f"A compared cell succeeds if its verdict is {names}; otherwise it differs.\n"
    parts = [
        _legend("aea-classes", "Classes of the AEA Data Editor", aea_legend()),
        _legend("i4r-classes", "Classes of the Institute for Replication", i4r_legend()),
        _legend("acre-levels", "ACRE levels of computational reproducibility", acre_legend()),
    ]
    return "\n".join([head, *parts])


def _legend(label: str, caption: str, frame: pd.DataFrame) -> str:
    rows = [tuple(map(escape, row)) for row in frame.itertuples(index=False, name=None)]
    return table(label, caption, [heading.capitalize() for heading in frame.columns], rows)
