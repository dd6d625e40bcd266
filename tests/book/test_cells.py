"""The pages of every cell: complete, escaped, honest about what waits, whole without a script."""

import json
import re

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from lib import facts, paths, published, verdicts
from lib.book import cells, pages
from lib.published import CLAIM_COLUMNS, NUMBER_COLUMNS
from lib.results import TIDY

NASTY = 'a "b" <i>c</i> & `d` | $e$ {f}'
NUMBERS = [
    {"term": "x", "statistic": "coef", "printed": "0.50", "stars": "**", "row": NASTY},
    {"term": "x", "statistic": "t", "printed": "2.10", "parenthesis": "t value"},
    {"term": "y", "statistic": "coef", "printed": "-0.20", "row": "贸易"},
    {"statistic": "n", "printed": "1,288"},
    {"statistic": "share", "exhibit": "figure_1", "note": "not printed: a picture"},
]
CLAIMS = [
    {"id": "rises", "kind": "share", "printed": "12.5", "unit": "%", "comparator": "about", "statistic": "r"},
    {"id": "sure thing", "kind": "significance", "comparator": "significant", "expected": "+",
     "level": "0.05", "term": "x", "statistic": "coef"},
    {"id": "hoped", "kind": "hypothesis", "expected": "+", "term": "x", "statistic": "coef"},
]  # fmt: skip


def record(rows: list[dict], columns: list[str], **common: str) -> pd.DataFrame:
    return pd.DataFrame([dict.fromkeys(columns, "") | common | row for row in rows], columns=columns)


@pytest.fixture
def project(tmp_path, monkeypatch):
    """One paper of eight printed cells, without results."""
    folder, results = tmp_path / "published", tmp_path / "results"
    folder.mkdir()
    monkeypatch.setattr(facts, "sources", lambda: {"tables": {}})
    monkeypatch.setattr(facts, "register", lambda path, sha256: None)
    for name, value in (
        ("PUBLISHED", folder),
        ("RESULTS", results),
        ("VERDICTS", results / "verdicts.json"),
        ("AUDIT", results / "audit.json"),
    ):
        monkeypatch.setattr(paths, name, value)
    record(NUMBERS, NUMBER_COLUMNS, exhibit="table_1", column="(1)").to_csv(folder / "tiny.csv", index=False)
    claims = record(CLAIMS, CLAIM_COLUMNS, exhibit="table_1", column="(1)", statement="A sentence")
    claims.to_csv(folder / "tiny_claims.csv", index=False)
    return tmp_path


def compute(*, track: str = "public", x: float = 0.501) -> None:
    """Results of the paper on one track, and the verdicts on them."""
    values = [("x", "coef", x), ("x", "p", 0.02), ("x", "t", 2.1), ("y", "coef", 0.4), ("y", "p", 0.01),
              ("", "n", 1288.0), ("", "r", 0.11)]  # fmt: skip
    rows = pd.DataFrame(values, columns=["term", "statistic", "value"])
    rows = rows.assign(paper="tiny", exhibit="table_1", panel="", column="(1)", track=track)
    path = paths.RESULTS / "tiny" / f"{track}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    rows[TIDY].to_csv(path, index=False)
    verdicts.build()


def shown() -> dict[str, list[str]]:
    """Texts of each row of the page's table by the row's id, in order."""
    table = BeautifulSoup(cells.page("tiny"), "html.parser").select_one("#cells table")
    return {row["id"]: [cell.get_text(" ", strip=True) for cell in row.select("td")]
            for row in table.select("tbody tr")}  # fmt: skip


def find(*findings: dict) -> None:
    """Findings of the audit about the paper, as its command writes them."""
    path = paths.AUDIT
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"papers": {"tiny": {"findings": findings}}}), encoding="utf-8")


def test_a_cell_is_marked_with_the_findings_that_read_it_the_gravest_first(project):
    cell = "table_1//(1)/x/coef"
    find(
        {"id": "few-clusters:x", "severity": "remark", "sentence": NASTY, "cells": [cell]},
        {
            "id": "stars-against-ratio:x",
            "severity": "contradiction",
            "sentence": "No.",
            "cells": [cell, "rises"],
        },
    )
    page = BeautifulSoup(cells.page("tiny"), "html.parser")
    marks = {row["id"]: row.select("a.finding-mark") for row in page.select("#cells tbody tr")}
    assert {name for name, links in marks.items() if links} == {cells.anchor(cell), "cell-rises"}
    links = marks[cells.anchor(cell)]
    assert [link["aria-label"] for link in links] == ["contradiction: No.", f"remark: {NASTY}"]
    assert links[0]["href"] == "chapters/verdicts/01_audit.html#finding-tiny-stars-against-ratio-x"
    assert [row["data-finding"] for row in page.select("tr[data-finding]")] == ["contradiction"] * 2
    offered = [option["value"] for option in page.select('select[name="finding"] option')]
    assert offered == ["", "contradiction"]


def test_without_findings_no_cell_is_marked_and_none_can_be_asked_for(project):
    page = cells.page("tiny")
    assert 'class="finding-mark' not in page and 'name="finding"' not in page


def test_every_printed_cell_has_one_row_in_the_order_of_the_record(project):
    compute()
    assert list(shown()) == [cells.anchor(cell) for cell in published.cells("tiny")["id"]]


def test_a_row_says_what_is_printed_what_stands_below_it_and_what_we_find(project):
    compute()
    rows = shown()
    found = rows["cell-table_1//(1)/x/coef"]
    assert found[2:7] == ["(1)", "0.50**", "(2.10), t value", "0.501**", "✓ exact"]
    assert found[1] == f"{NASTY} x, coefficient"
    assert rows["cell-table_1//(1)/x/t"][3:5] == ["2.10", "t value"]
    assert rows["cell-table_1//(1)/y/coef"][6:] == ["± sign", "cause not yet found"]
    assert rows["cell-table_1//(1)//n"][3] == "1,288"
    assert rows["cell-figure_1//(1)//share"][3:] == [
        "not printed", "", "", "– cannot compare", "not printed: a picture",
    ]  # fmt: skip
    assert rows["cell-rises"][3:7] == ["about 12.5 %", "", "11 %", "≠ different"]
    assert rows["cell-sure_thing"][3] == "significant + (0.05)"


def test_paper_without_results_shows_its_record_and_says_that_it_waits(project):
    alone = shown()
    assert len(alone) == len(NUMBERS) + len(CLAIMS)
    verdicts.build()
    assert shown() == alone
    badges = [row[6] for row in alone.values()]
    assert badges.count("… not yet computed") == 7
    assert badges.count("– cannot compare") == 1
    text = cells.page("tiny")
    assert "No chapter of this paper has results yet" in text
    assert "8 printed numbers and claims. 0 of them enter the match rate" in text
    assert "- In the match rate (0): none" in text


def test_paper_with_results_does_not_say_that_it_waits(project):
    compute()
    text = cells.page("tiny")
    assert "No chapter" not in text
    assert "6 of them enter the match rate" in text


def test_counted_rows_and_all_rows_have_badges_of_their_own(project):
    compute()
    text = cells.page("tiny")
    page = BeautifulSoup(text, "html.parser")
    for line, rows in (
        (re.search(r"- In the match rate \((\d+)\): (.*)", text), page.select('tr[data-counted="yes"]')),
        (re.search(r"- All rows \((\d+)\): (.*)", text), page.select("tbody tr")),
    ):
        numbers = [int(n) for n in re.findall(r"\} (\d+)", line[2])]
        assert sum(numbers) == int(line[1]) == len(rows)
    assert [len(page.select(f'tr[data-counted="{word}"]')) for word in ("yes", "no")] == [6, 2]


def test_caption_has_the_title_and_keys_stand_in_a_title(project):
    page = BeautifulSoup(cells.page("tiny", "A <b>title</b>"), "html.parser")
    assert page.caption.get_text() == "Every printed cell: A <b>title</b>"
    row = page.find(id="cell-table_1//(1)/x/coef")
    assert row.select_one("td:nth-of-type(2) small")["title"] == "x coef"


def test_the_table_can_be_skipped_and_reached_by_links(project):
    page = BeautifulSoup(cells.page("tiny"), "html.parser")
    targets = [link["href"].removeprefix("#") for link in page.select("a.cells-skip")]
    assert targets == ["cells-table", "cells-end"]
    before, after = page.find(id="cells-table"), page.find(id="cells-end")
    assert before.find_previous("form") and after.find_previous("table") is before


def test_paper_without_a_record_gets_a_sentence(project):
    assert cells.page("nobody") == (
        "*The printed record of this paper is not entered yet: no cell can be shown.*\n"
    )


def test_download_is_offered_only_where_the_file_is(project):
    assert "verdicts.csv" not in cells.page("tiny")
    compute()
    assert cells.DOWNLOAD in cells.page("tiny")


def test_text_of_a_paper_is_never_markup(project):
    compute()
    text = cells.page("tiny")
    assert "<i>" not in text
    row = BeautifulSoup(text, "html.parser").find(id="cell-table_1//(1)/x/coef")
    assert row.select_one("td:nth-of-type(2)").contents[0] == NASTY
    assert BeautifulSoup(text, "html.parser").find(attrs={"lang": "zh"}).get_text() == "贸易"


def test_hostile_attribute_stays_inside_its_quotes(project):
    row = record([{"exhibit": 'x" onclick="y', "statistic": "n", "printed": "1"}], NUMBER_COLUMNS)
    row.to_csv(paths.PUBLISHED / "tiny.csv", index=False)
    page = BeautifulSoup(cells.page("tiny"), "html.parser")
    assert not page.select("[onclick]")
    assert page.select_one("tbody tr")["data-exhibit"] == 'x" onclick="y'


def test_other_tracks_stand_beside_the_counted_one(project):
    compute(track="public")
    compute(track="counterpart", x=0.7)
    rows = shown()
    assert len(rows) == len(NUMBERS) + len(CLAIMS)
    found = rows["cell-table_1//(1)/x/coef"]
    assert found[5:7] == ["0.501** counterpart: 0.7**, different", "✓ exact"]


def test_filters_offer_what_the_rows_hold_with_counts_that_add_up(project):
    compute()
    page = BeautifulSoup(cells.page("tiny"), "html.parser")
    assert page.form.find_parent("details").has_attr("hidden")
    assert [label.contents[0].strip() for label in page.select("form label")] == [
        "Text", "Exhibit", "Verdict", "Kind", "In the match rate",
    ]  # fmt: skip
    for select in page.select("form select"):
        options = select.select("option")[1:]
        held = [row[f"data-{select['name']}"] for row in page.select("tbody tr")]
        assert {option["value"] for option in options} == set(held)
        counts = {o["value"]: int(re.search(r"\((\d+)\)$", o.get_text())[1]) for o in options}
        assert counts == {name: held.count(name) for name in counts}


def test_links_lead_to_rows_and_ids_are_unique(project):
    page = BeautifulSoup(cells.page("tiny"), "html.parser")
    ids = [row["id"] for row in page.select("tbody tr")]
    assert len(ids) == len(set(ids))
    assert not any(re.search(r"[\s%#?]", name) for name in ids)
    assert [link["href"] for link in page.select("tbody a")] == [f"#{name}" for name in ids]


@pytest.mark.parametrize("paper", pages.PAPERS)
def test_anchors_of_the_papers_do_not_collide(paper):
    names = published.cells(paper)["id"].map(cells.anchor)
    assert names.is_unique


def test_every_paper_has_its_page_in_the_contents():
    toc = (paths.ROOT / "_toc.yml").read_text("utf-8")
    for paper in pages.PAPERS:
        text = (paths.BOOK / f"cells_{paper}.md").read_text("utf-8")
        assert f"generated/cells_{paper}.md" in text
        assert f"- file: cells_{paper}\n" in toc
