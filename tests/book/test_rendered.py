"""The pages as files: every exhibit labelled and sourced, every link alive, nothing from elsewhere."""

import functools
import json
import re
from urllib.parse import unquote, urlsplit

import pytest
import small_book
from bs4 import BeautifulSoup

NUMBER = re.compile(r"^(Table|Figure) \d+(\.\d+)*$")
FILE = r"data/[a-z_/]+\.(?:csv|yml) \(sha256 [0-9a-f]{8}…\)"
FILES = rf"(none|{FILE}(, {FILE}){{0,2}}|\d+ data files)"
LINE = re.compile(rf"^Script: notebooks/[a-z_]+/\d\d_\w+\.py:\d+ · Data: {FILES} · Original: ")


@pytest.fixture(params=["small", "built"])
def book(request, tmp_path_factory):
    """The directory of a built book: of two invented chapters, and the real one."""
    if request.param == "small":
        return small_book.make(tmp_path_factory)
    return request.getfixturevalue("built_book")


@pytest.fixture
def small(tmp_path_factory):
    """The book of two invented chapters."""
    return small_book.make(tmp_path_factory)


@functools.cache
def pages(book):
    """Every page by its path relative to the book."""
    found = {
        p.relative_to(book).as_posix(): p for p in sorted(book.rglob("*.html")) if "_static" not in p.parts
    }
    return {name: BeautifulSoup(path.read_text("utf-8"), "html.parser") for name, path in found.items()}


def exhibits(page):
    return page.select("div.exhibit")


def test_every_exhibit_has_caption_number_and_provenance(book):
    count = 0
    for name, page in pages(book).items():
        for block in exhibits(page):
            count += 1
            number = block.select_one(".caption-number")
            assert number is not None, f"{name}: an exhibit without number"
            assert NUMBER.match(number.get_text().strip()), f"{name}: {number.get_text()}"
            assert block.select_one(".caption-text").get_text().strip().rstrip("#"), f"{name}: empty caption"
            line = " ".join(block.select_one(".exhibit-provenance").get_text().split())
            assert LINE.match(line), f"{name}: {line}"
            assert "Track: " in line
            counted = re.search(r"Data: (\d+) data files", line)
            folded = [item.get_text() for item in block.select(".exhibit-provenance details li")]
            assert len(folded) == (int(counted[1]) if counted else 0), f"{name}: {line}"
            assert all(re.fullmatch(FILE, " ".join(item.split())) for item in folded), f"{name}: {folded}"
    assert count > 0


def test_numbers_of_exhibits_are_unique(book):
    numbers = [
        label.get_text().strip() for page in pages(book).values() for label in page.select(".caption-number")
    ]
    assert len(numbers) == len(set(numbers))


def test_every_image_says_what_it_shows(book):
    for name, page in pages(book).items():
        for image in page.select("main img"):
            assert len(image.get("alt", "")) >= 10, f"{name}: {image.get('src')}"


def test_nothing_is_loaded_from_another_host(book):
    for name, page in pages(book).items():
        for tag in page.select("script[src], link[href], img[src], iframe[src], source[src]"):
            address = tag.get("src") or tag.get("href")
            assert not urlsplit(address).netloc, f"{name}: {address}"


def test_every_internal_link_and_download_exists(book):
    parsed = pages(book)
    for name, page in parsed.items():
        for tag in page.select("a[href]"):
            address = urlsplit(tag["href"])
            if address.scheme or address.netloc or tag["href"] in ("#", ""):
                continue
            target = (book / name).parent / unquote(address.path) if address.path else book / name
            assert target.exists(), f"{name}: {tag['href']}"
            if address.fragment and target.suffix == ".html":
                other = parsed[target.resolve().relative_to(book.resolve()).as_posix()]
                assert other.find(id=unquote(address.fragment)), f"{name}: {tag['href']}"


def test_findings_and_cells_link_both_ways(built_book):
    parsed = pages(built_book)
    audit = parsed["chapters/verdicts/01_audit.html"]
    forth, back = set(), set()
    for link in audit.select("details.finding a.cell-link"):
        page, row = link["href"].removeprefix("../../").split("#")
        assert parsed[page].find(id=unquote(row)).name == "tr"
        finding = link.find_parent("details", class_="finding").select_one("[id^=finding-]")["id"]
        forth.add((finding, page, unquote(row)))
    for name, page in parsed.items():
        for link in page.select("#cells a.finding-mark"):
            finding = link["href"].partition("#")[2]
            assert audit.find(id=finding).find_parent("details", class_="finding")
            back.add((finding, name, link.find_parent("tr")["id"]))
    assert len(back) > 500
    assert back <= forth


def test_every_page_says_its_language(book):
    for name, page in pages(book).items():
        assert page.html["lang"] == "en", name


def test_index_holds_chinese_and_english_terms(book):
    text = (book / "searchindex.js").read_text("utf-8")
    index = json.loads(text.removeprefix("Search.setIndex(").rstrip().removesuffix(")"))
    assert {"随机前沿", "引力模型", "effici", "frontier"} <= set(index["terms"])


def test_chapters_can_be_downloaded_as_notebook_and_script(book):
    chapters = {name: page for name, page in pages(book).items() if name.startswith("chapters/")}
    assert chapters
    for name, page in chapters.items():
        for kind in ("notebook", "script"):
            link = page.select_one(f"a.btn-download-{kind}")["href"]
            assert ((book / name).parent / link).stat().st_size > 100, f"{name}: {link}"


def test_tables_and_figures_are_numbered_apart_and_cross_referenced(small):
    parsed = pages(small)
    model = parsed["chapters/maritime/04_model.html"]
    text = model.select_one("article").get_text()
    assert "See (1.1), Figure 1.1 and Table 2.1" in text
    estimates = parsed["chapters/maritime/05_estimates.html"].select_one("article").get_text()
    assert "The mean is 1,234.6; see Figure 1.1." in estimates


def test_hostile_cells_are_shown_as_written(small):
    page = pages(small)["chapters/maritime/05_estimates.html"]
    first = [row.td.get_text() for row in page.select("#maritime-table-2 tbody tr")]
    assert first == ["a|b", "*c*", "<i>d</i>", "$e$", "{f}", "[g](h)", "`i`", "j"]


def test_numbers_align_right_and_verdicts_are_badges(small):
    table = pages(small)["chapters/maritime/05_estimates.html"].select_one("#maritime-table-2")
    cells = table.select_one("tbody tr").select("td")
    assert "text-right" not in cells[0].get("class", [])
    assert "text-right" in cells[1]["class"]
    assert len(table.select("span.verdict")) == 8


def test_alt_text_survives_quotes_colons_and_hashes(small):
    image = pages(small)["chapters/maritime/04_model.html"].select_one(".exhibit-figure img")
    assert image["alt"] == 'A "line" that rises: from zero to one, with a # sign.'


def test_tracks_that_do_not_count_are_marked_on_figure_and_table(small):
    parsed = pages(small)
    marked = parsed["chapters/maritime/04_model.html"].select(".track-semi-synthetic")
    assert [block["class"][1] for block in marked] == ["exhibit-figure", "exhibit-table"]
    for block in marked:
        assert (
            "[semi-synthetic: checks the code, not the paper]" in block.select_one(".caption-text").get_text()
        )
    other = parsed["chapters/maritime/05_estimates.html"].select_one(".track-counterpart .caption-text")
    assert "counterpart: a public stand-in" in other.get_text()


def test_exhibit_map_points_to_every_exhibit(small):
    rows = pages(small)["this_build.html"].select("#map-of-exhibits tbody tr")
    assert [row.td.get_text().strip() for row in rows] == [
        "Figure 1.1",
        "Table 1.1",
        "Table 2.1",
        "Table 2.2",
    ]


@pytest.mark.slow
def test_warning_fails_the_build_and_leaves_the_last_good_book(tmp_path):
    root = small_book.project(tmp_path / "project")
    assert small_book.run(root, "lib.book", "build").returncode == 0
    good = (root / "book/_build/html/glossary.html").read_bytes()
    page = root / "book" / "glossary.md"
    page.write_text(page.read_text("utf-8") + "\nSee {numref}`maritime-table-99`.\n", encoding="utf-8")
    done = small_book.run(root, "lib.book", "build")
    assert done.returncode == 1
    assert "maritime-table-99" in done.stderr
    assert "book/glossary.md" in done.stderr
    assert (root / "book/_build/html/glossary.html").read_bytes() == good
    assert [path.name for path in (root / "book/_build").iterdir()] == ["html"]
