"""The pages of every cell in a reader's browser: filters, keyboard, phone, dark, and without a script."""

import re
from urllib.parse import quote

import pytest
from browsing import CONTRAST, PHONE, WIDE

from lib.book.pages import PAPERS

pytestmark = pytest.mark.browser

PAGE = "cells_maritime.html"
LARGEST = "cells_agglomeration.html"
TEXTS = (
    "#cells td, #cells th button, #cells small, #cells a, #cells .verdict, .cells-count, .cells-filter label"
)
QUICK = 400  # milliseconds for the slowest step on a machine that runs other tests as well
FIRST = 50  # rows that a page shows at first
VISIBLE = "[...document.querySelectorAll('#cells tbody tr')].filter(r => !r.hidden).map(r => r.id)"
SHOWN = "[...document.querySelectorAll('#cells tbody tr')].filter(r => r.offsetParent).map(r => r.id)"
# Set a filter and wait for the layout; milliseconds.
TIMED = """([name, value]) => {
    const form = document.querySelector('.cells-filter'), start = performance.now();
    form.elements[name].value = value;
    form.dispatchEvent(new Event('input', {bubbles: true}));
    document.body.offsetHeight;
    return performance.now() - start;
}"""


@pytest.fixture(scope="module")
def book(built_book):
    """The directory of the real book; one of invented chapters has no verdicts."""
    return built_book


@pytest.fixture
def tab(tab):
    """A tab; the test fails if the page complained or asked for another host."""
    made = []

    def make(**options):
        made.append(tab(**options))
        return made[-1]

    yield make
    assert [one.complaints for one in made] == [[]] * len(made)


def status(page) -> str:
    return page.locator(".cells-count").inner_text()


def counted(fitting: int, total: int) -> str:
    """What the status says of so many rows of all."""
    some = f"{fitting} of {total} cells" if fitting < total else f"{total} cells"
    return some + (f"; the first {FIRST} are shown" if fitting > FIRST else "")


def focused(page, property: str) -> str:
    return page.evaluate(f"document.activeElement.{property}")


def test_filters_narrow_the_rows_and_say_how_many_are_left(book, tab):
    page = tab().open(PAGE)
    whole = page.evaluate(VISIBLE)
    assert status(page) == counted(len(whole), len(whole))
    page.select_option(".cells-filter select[name=verdict]", "sign")
    signs = page.evaluate(VISIBLE)
    assert 0 < len(signs) < len(whole)
    assert status(page) == counted(len(signs), len(whole))
    page.select_option(".cells-filter select[name=exhibit]", "table_2")
    both = page.evaluate(VISIBLE)
    assert set(both) < set(signs)
    data = "[...document.querySelectorAll('#cells tbody tr:not([hidden])')].map(r => ({...r.dataset}))"
    assert {(row["verdict"], row["exhibit"]) for row in page.evaluate(data)} == {("sign", "table_2")}
    page.select_option(".cells-filter select[name=kind]", "hypothesis")
    assert len(page.evaluate(VISIBLE)) < len(both)
    page.get_by_role("button", name="Clear").click()
    assert page.evaluate(VISIBLE) == whole


@pytest.mark.parametrize("query", ["efficiency", "FIGURE 3 efficiency", "投资流量", "undocumented choice"])
def test_text_is_found_word_by_word_in_any_case(book, tab, query):
    page = tab().open(PAGE)
    page.get_by_role("searchbox", name="Text").fill(query)
    found = page.evaluate(VISIBLE)
    texts = page.evaluate("[...document.querySelectorAll('#cells tbody tr')].map(r => [r.id, r.textContent])")
    expected = [
        name for name, text in texts
        if all(word in f"{text} {name}".lower() for word in query.lower().split())
    ]  # fmt: skip
    assert found == expected
    assert found


def test_no_match_says_how_to_go_on(book, tab):
    page = tab().open(PAGE)
    page.get_by_role("searchbox", name="Text").fill("zebra")
    assert page.evaluate(VISIBLE) == []
    assert re.fullmatch(r"0 of \d+ cells; Clear or the Escape key shows all", status(page))


def test_count_is_announced(book, tab):
    page = tab().open(PAGE)
    region = page.get_by_role("status")
    assert region.get_attribute("aria-live") == "polite"
    assert region.inner_text() == status(page)


def test_the_keyboard_alone_filters_sorts_and_clears(book, tab):
    page = tab().open(PAGE)
    whole = page.evaluate(VISIBLE)
    page.get_by_role("searchbox", name="Text").focus()
    page.keyboard.type("road")
    assert 0 < len(page.evaluate(VISIBLE)) < len(whole)
    reached = []
    for _ in range(7):
        page.keyboard.press("Tab")
        reached.append(focused(page, "name") or focused(page, "textContent"))
        outline = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
        assert outline >= 2, reached[-1]
    assert reached == ["exhibit", "verdict", "kind", "counted", "finding", "Clear", "Exhibit"]
    page.keyboard.press("Enter")
    assert page.locator("#cells th").first.get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Escape")
    assert page.evaluate(VISIBLE) == whole
    assert page.locator("#cells th[aria-sort]").count() == 0
    assert focused(page, "name") == "text"
    assert page.get_by_role("searchbox", name="Text").input_value() == ""


def test_columns_sort_both_ways_and_back(book, tab):
    page = tab().open(PAGE)
    whole = page.evaluate(VISIBLE)
    button = page.locator("#cells th[data-key=printed] button")
    read = (
        "[...document.querySelectorAll('#cells tbody tr')].map(r => r.cells[3].firstChild?.data ?? '')"
        ".map(t => parseFloat(t.replace(/^(about|more than) /, '').replace(/,/g, '').replace(/[−–]/, '-')))"
    )
    button.click()
    up = [x for x in page.evaluate(read) if x is not None and x == x]
    assert up == sorted(up)
    assert up[0] < up[-1]
    button.click()
    down = [x for x in page.evaluate(read) if x is not None and x == x]
    assert down == sorted(down, reverse=True)
    assert page.locator("#cells th[data-key=printed]").get_attribute("aria-sort") == "descending"
    button.click()
    assert page.evaluate(VISIBLE) == whole


def test_words_that_hold_a_number_stand_after_the_numbers(book, tab):
    page = tab().open(PAGE)
    page.locator("#cells th[data-key=printed] button").click()
    read = "[...document.querySelectorAll('#cells tbody tr')].map(r => r.cells[3].firstChild?.data ?? '')"
    number = re.compile(r"(about |more than )?[-−–]?(\d|\.\d)")
    kinds = [bool(number.match(text)) for text in page.evaluate(read)]
    assert True in kinds and False in kinds
    assert kinds == sorted(kinds, reverse=True)


def test_the_first_rows_are_shown_and_buttons_show_more(book, tab):
    page = tab().open(LARGEST)
    whole = page.evaluate(VISIBLE)
    assert page.evaluate(SHOWN) == whole[:FIRST]
    page.get_by_role("button", name="Show 100 more").click()
    assert page.evaluate(SHOWN) == whole[: FIRST + 100]
    assert page.evaluate("document.activeElement.closest('tr').id") == whole[FIRST]
    page.get_by_role("button", name="Show all").click()
    assert page.evaluate(SHOWN) == whole
    assert status(page) == f"{len(whole)} cells"
    assert not page.locator(".cells-more").is_visible()


def test_print_has_every_row(book, tab):
    page = tab().open(PAGE)
    page.emulate_media(media="print")
    assert page.evaluate(SHOWN) == page.evaluate(VISIBLE)


def test_skip_links_come_first_and_lead_past_the_filters_and_the_table(book, tab):
    page = tab().open(PAGE)
    page.get_by_role("link", name="Skip to the table").focus()
    assert page.get_by_role("link", name="Skip to the table").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page, "textContent") == "Exhibit"
    page.get_by_role("link", name="Skip the table").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('tbody')") is None
    assert page.evaluate("document.activeElement.closest('thead')") is None


def test_counted_rows_are_those_of_the_scorecard(book, tab):
    page = tab().open(PAGE)
    page.select_option(".cells-filter select[name=counted]", "yes")
    exact = page.locator("#cells tbody tr:not([hidden])[data-verdict=exact]").count()
    chapter = tab().open("chapters/verdicts/03_scorecard.html")
    cells = chapter.locator("#verdicts-counts tr", has_text=re.compile(r"^\s*exact")).locator("td")
    heads = chapter.locator("#verdicts-counts thead th").all_inner_texts()
    assert int(cells.nth(heads.index("Maritime")).inner_text()) == exact


def test_pages_are_short_on_a_phone(book, tab):
    phone = tab(viewport={"width": PHONE, "height": 844})
    height = "document.scrollingElement.scrollHeight"
    assert phone.open(LARGEST).evaluate(height) < 20_000
    audit = phone.open("chapters/verdicts/01_audit.html")
    assert audit.locator("details.finding[open]").count() == 0
    assert audit.evaluate(height) < 50_000


def test_filters_fold_and_stay_in_view_on_a_phone(book, tab):
    page = tab(viewport={"width": PHONE, "height": 844}).open(LARGEST)
    tools = page.locator(".cells-tools")
    assert tools.get_attribute("open") is None
    page.locator("#cells tbody tr").nth(30).scroll_into_view_if_needed()
    assert tools.is_visible() and 0 <= tools.bounding_box()["y"] < 200
    tools.locator("summary").click()
    assert page.get_by_role("searchbox", name="Text").is_visible()


@pytest.mark.parametrize("width", [PHONE, 1280])
def test_a_link_from_a_cell_opens_its_finding(book, tab, width):
    page = tab(viewport={"width": width, "height": 844}).open(LARGEST)
    link = page.locator("a.finding-mark.severity-remark").first
    address = link.evaluate("a => a.href.slice(a.href.indexOf('chapters/'))")
    audit = tab(viewport={"width": width, "height": 844}).open(address)
    target = audit.locator(f'[id="{address.split("#")[1]}"]')
    assert target.evaluate("e => e.closest('details.finding').open")


def test_tables_cut_off_say_so(book, tab):
    page = tab(viewport={"width": PHONE, "height": 844}).open("chapters/verdicts/03_scorecard.html")
    frames = ".pst-scrollable-table-container"
    page.wait_for_function(f"document.querySelector('{frames}.cut')")
    over = (
        f"[...document.querySelectorAll('{frames}')].map(f => [f.scrollWidth - f.clientWidth > 1, "
        "f.classList.contains('wide'), f.classList.contains('cut')])"
    )
    marks = page.evaluate(over)
    assert all(wide == cut == too_wide for too_wide, wide, cut in marks)
    first = page.locator(f"{frames}.cut").first
    first.evaluate("f => { f.scrollLeft = f.scrollWidth; }")
    page.wait_for_function(f"![...document.querySelectorAll('{frames}.wide')][0].classList.contains('cut')")
    desktop = tab().open("chapters/verdicts/03_scorecard.html")
    assert desktop.locator(f"{frames}.cut").count() == 0


def test_labels_of_the_papers_cards_are_the_headings(book, tab):
    page = tab(viewport={"width": PHONE, "height": 844}).open("index.html")
    before = "tds => tds.map(td => getComputedStyle(td, '::before').content.slice(1, -1))"
    labels = page.locator("#status-of-papers tbody tr").first.locator("td").evaluate_all(before)
    heads = page.locator("#status-of-papers thead th").evaluate_all(
        "ths => ths.map(th => th.textContent.trim())"
    )
    assert labels == heads


def test_verdicts_sort_by_the_scale(book, tab):
    page = tab().open(PAGE)
    page.locator("#cells th[data-key=verdict] button").click()
    found = page.evaluate("[...document.querySelectorAll('#cells tbody tr')].map(r => r.dataset.verdict)")
    options = "[...document.querySelectorAll('select[name=verdict] option')].map(o => o.value)"
    order = page.evaluate(options)
    assert [order.index(name) for name in found] == sorted(order.index(name) for name in found)


def test_a_view_can_be_passed_on_by_its_address(book, tab):
    page = tab().open(PAGE)
    page.get_by_role("searchbox", name="Text").fill("a&b=c #效率")
    page.select_option(".cells-filter select[name=verdict]", "last digit")
    page.locator("#cells th[data-key=ours] button").click()
    page.wait_for_function("location.hash.includes('sort=ours') && location.hash.includes('verdict')")
    address = page.evaluate("location.pathname.slice(1) + location.hash")
    other = tab().open(address)
    assert other.get_by_role("searchbox", name="Text").input_value() == "a&b=c #效率"
    assert other.locator("select[name=verdict]").input_value() == "last digit"
    assert other.locator("#cells th[data-key=ours]").get_attribute("aria-sort") == "ascending"
    assert status(other) == status(page)


def test_a_link_leads_to_its_cell_even_through_a_filter(book, tab):
    page = tab().open(PAGE)
    name = page.evaluate("[...document.querySelectorAll('#cells tbody tr')].at(-5).id")
    direct = tab().open(f"{PAGE}#{quote(name, safe='/()*')}")
    row = direct.locator(f'[id="{name}"]')
    assert row.evaluate("r => r.matches(':target')")
    direct.wait_for_function(
        "name => { const b = document.getElementById(name).getBoundingClientRect();"
        " return b.top >= 0 && b.bottom <= innerHeight; }", arg=name
    )  # fmt: skip
    page.get_by_role("searchbox", name="Text").fill("zebra")
    page.evaluate("name => { location.hash = name; }", name)
    page.wait_for_function("name => document.getElementById(name).offsetParent", arg=name)


@pytest.mark.parametrize("paper", PAPERS)
def test_a_phone_shows_cards_that_fit(book, tab, paper):
    page = tab(viewport={"width": PHONE, "height": 844}).open(f"cells_{paper}.html")
    width = page.evaluate("document.scrollingElement.scrollWidth")
    assert width <= PHONE, page.evaluate(WIDE)
    row = page.locator("#cells tbody tr").first
    row.scroll_into_view_if_needed()
    cells = row.locator("td").filter(has_text=re.compile(r"\S"))
    for k in range(cells.count()):
        box = cells.nth(k).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE
    tops = [cells.nth(k).bounding_box()["y"] for k in range(cells.count())]
    assert tops == sorted(set(tops))
    label = "td => getComputedStyle(td, '::before').content.slice(1, -1)"
    assert cells.first.evaluate(label) == page.locator("#cells th").first.inner_text().strip()


def test_labels_of_the_cards_are_the_headings(book, tab):
    page = tab(viewport={"width": PHONE, "height": 844}).open(PAGE)
    before = "tds => tds.map(td => getComputedStyle(td, '::before').content.slice(1, -1))"
    labels = page.locator("#cells tbody tr").first.locator("td").evaluate_all(before)
    assert labels == page.locator("#cells th button").evaluate_all("bs => bs.map(b => b.textContent)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("paper", PAPERS)
def test_cells_can_be_read_in_light_and_dark(book, tab, scheme, paper):
    page = tab(color_scheme=scheme).open(f"cells_{paper}.html")
    assert page.evaluate("document.documentElement.dataset.theme") == scheme
    for contrast, text in page.evaluate(CONTRAST, TEXTS):
        assert contrast >= 4.5, f"{text!r} has contrast {contrast:.1f}"


def test_without_a_script_the_whole_table_stands_and_no_filter_is_shown(book, tab):
    page = tab(java_script_enabled=False).page
    page.goto(tab().site + PAGE)
    assert page.locator("#cells tbody tr").count() > 200
    assert page.locator("#cells tbody tr").first.is_visible()
    assert not page.locator(".cells-filter").is_visible()
    assert page.locator("#cells th button").count() == 0


def test_screen_readers_still_meet_a_table(book, tab):
    page = tab(viewport={"width": PHONE, "height": 844}).open(PAGE)
    table = page.get_by_role("table")
    assert table.get_by_role("row").count() == len(page.evaluate(SHOWN)) + 1
    assert table.get_by_role("columnheader").count() == 8
    assert table.get_by_role("row").nth(1).get_by_role("cell").count() >= 5


def test_download_has_a_row_for_every_cell_on_the_pages(book, tab):
    page = tab().open(PAGE)
    address = page.get_by_role("link", name="verdicts.csv").first.evaluate("a => a.href")
    lines = page.request.get(address).text().splitlines()
    assert sum(line.startswith("maritime,") for line in lines) >= len(page.evaluate(VISIBLE))
    chapter = tab().open("chapters/verdicts/03_scorecard.html")
    link = chapter.get_by_role("link", name="verdicts.csv").first.evaluate("a => a.href")
    assert chapter.request.get(link).text().splitlines() == lines


def test_the_largest_page_filters_quickly(book, tab):
    page = tab().open(LARGEST)
    page.get_by_role("button", name="Show all").click()
    assert len(page.evaluate(SHOWN)) > 900
    for step in (["text", "ln_agglomeration"], ["text", "ln_agglomeration coef"], ["text", ""]):
        assert page.evaluate(TIMED, step) < QUICK, step
