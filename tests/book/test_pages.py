"""Generated pages: made from the project's records, complete, and in step with the hand-written ones."""

import json
import re

import pytest
import yaml
from pybtex.database import parse_file

from lib import paths
from lib.book import pages, records
from lib.verdicts import SCALE

INCLUDE = re.compile(r"\{include\} generated/([a-z_]+)\.md")


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Records of one chapter with a table, a figure and a number."""
    monkeypatch.setattr(paths, "CHAPTERS", tmp_path / "chapters")
    monkeypatch.setattr(paths, "RUNS", tmp_path / "runs")
    monkeypatch.setattr(paths, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(paths, "GENERATED", tmp_path / "generated")
    monkeypatch.setattr(paths, "VERDICTS", tmp_path / "verdicts.json")
    common = {"script": "notebooks/maritime/05_estimates.py", "track": "semi_synthetic"}
    table = {"label": "maritime-table-2", "line": 9, "original": "Table 2", "files": {"results/m/t.csv": "0"}}
    figure = {"label": "maritime-figure-9", "line": None, "original": None, "files": {"results/m/f.png": "0"}}
    outputs = [{"metadata": {"exhibit": common | record}} for record in (table, figure)]
    outputs.append(
        {
            "metadata": {"scrapbook": {"name": "mean"}},
            "data": {"application/papermill.record/text/plain": "'1|2'"},
        }
    )
    write(
        tmp_path / "chapters/maritime/05_estimates.ipynb", json.dumps({"cells": [{"outputs": outputs}, {}]})
    )
    write(tmp_path / "notebooks/maritime/05_estimates.py", "x = 1\nchapter.say('mean', x)\n")
    run = {
        "code_cells": 7,
        "duration_seconds": 12.34,
        "peak_bytes": 1_234_567_890,
        "track": "public",
        "finished": "2026-01-02T03:04:05+00:00",
    }
    write(tmp_path / "runs/maritime/05_estimates.json", json.dumps(run))
    return tmp_path


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_exhibit_map_has_number_original_line_file_and_track(project):
    text = pages.exhibit_map()
    assert (
        "| {numref}`maritime-table-2` | Table 2 | `notebooks/maritime/05_estimates.py:9` | `results/m/t.csv` "
        "| semi-synthetic |" in text
    )
    assert "| {numref}`maritime-figure-9` | none | `notebooks/maritime/05_estimates.py` |" in text


def test_prose_numbers_have_text_and_line(project):
    assert r"| `mean` | 1\|2 | `notebooks/maritime/05_estimates.py:2` |" in pages.prose_numbers()


def test_run_times_and_memory_come_from_the_manifests(project):
    row = "| `maritime/05_estimates` | 7 | 12.3 | {} | public | 2026-01-02 03:04 UTC |"
    assert row.format("1,235") in pages.chapters_run()
    run = project / "runs/maritime/05_estimates.json"
    write(run, run.read_text("utf-8").replace("1234567890", "null"))
    assert row.format("-") in pages.chapters_run()


def test_empty_records_give_a_sentence_not_an_empty_table(project):
    (project / "runs/maritime/05_estimates.json").unlink()
    assert pages.chapters_run() == "*Run time and memory of each chapter: nothing to show in this build.*\n"


def test_every_include_is_written_and_every_page_is_included(project):
    written = set(pages.write())
    assert {path.stem for path in paths.GENERATED.iterdir()} == written
    included = {name for page in paths.BOOK.glob("*.md") for name in INCLUDE.findall(page.read_text("utf-8"))}
    assert included == written


def test_versions_name_every_dependency_of_the_project():
    names = {name for name, _ in records.versions()}
    assert {"Python", "numpy", "pandas", "jupyter-book", "statsmodels"} <= names


def test_scale_page_shows_every_verdict_with_its_meaning():
    text = pages.verdict_scale()
    for step in SCALE:
        assert step.name in text
    assert text.count("{.verdict ") == len(SCALE)


def test_data_pages_show_every_table_provider_and_checksum():
    record = yaml.safe_load(paths.SOURCES.read_text("utf-8"))
    providers, columns, sums = pages.data_availability(), pages.data_columns(), pages.checksums()
    for key, entry in record["providers"].items():
        assert key == "project" or f"{{cite}}`{entry.get('cite')}`" in providers or "cite" not in entry
    for name, entry in record["tables"].items():
        assert (f"## `data/{name}`" in columns) == bool(entry.get("columns"))
        assert f"`data/{name}`" in columns
        assert f"| `data/{name}` | `{entry['sha256']}` |" in sums


def test_no_page_holds_an_empty_table_of_columns():
    assert "nothing to show" not in pages.data_columns()


def test_sources_are_in_the_bibliography():
    known = set(parse_file(paths.BOOK / "references.bib").entries)
    record = yaml.safe_load(paths.SOURCES.read_text("utf-8"))
    assert {entry["cite"] for entry in record["providers"].values() if "cite" in entry} <= known


def test_status_counts_the_chapters_of_the_contents(project):
    text = pages.papers()
    listed = records.toc_chapters(paths.ROOT / "_toc.yml")
    for paper in pages.PAPERS:
        count = sum(name.startswith(f"{paper}/") for name in listed)
        line = next(line for line in text.splitlines() if f"`{paper}`" in line)
        assert (f"{count} chapters" if count else "in preparation") in line


def test_status_shows_the_outcome_of_the_verdicts(project):
    counts = {"exact": 5, "last digit": 2, "close": 1, "different": 4, "cannot compare": 9}
    verdict = {"counts": counts, "compared": 12, "comparable": 15, "aea": "partial"}
    write(paths.VERDICTS, json.dumps({"papers": {"maritime": verdict}}))
    lines = pages.papers().splitlines()
    assert next(line for line in lines if "`maritime`" in line).endswith("| 12 of 15 | 5 | 8 | partial |")
    waits = next(line for line in lines if "`belt_road`" in line)
    assert "| [all cells](cells_belt_road.md) | 0 | 0 | 0 | [… not yet computed]" in waits


def test_a_paper_that_ran_and_compares_nothing_does_not_wait(project):
    counts = {"cannot compare": 9, "not yet computed": 0}
    ran = {"counts": counts, "compared": 0, "comparable": 9, "aea": "not assessed"}
    write(paths.VERDICTS, json.dumps({"papers": {"agglomeration": ran}}))
    lines = pages.papers().splitlines()
    assert next(line for line in lines if "`agglomeration`" in line).endswith(
        "| 0 of 9 | 0 | 0 | not assessed |"
    )
