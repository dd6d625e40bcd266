"""The book as a reader's browser shows it: Debian's Chromium, one local server, no other host."""

from urllib.parse import quote

import pytest
import small_book
from browsing import CONTRAST, PHONE, WIDE

from lib.book.search import BilingualSearch

pytestmark = pytest.mark.browser

TEXTS = (
    ".exhibit td, .exhibit th, .exhibit .verdict, .exhibit figcaption, .exhibit caption, .exhibit-note, "
    ".exhibit-provenance, .page-cells td, .page-cells th, .page-cells .verdict"
)
WORDS = """() => [...new Set(
    document.querySelector('main').innerText.match(/[A-Za-z]{2,}/g).map(word => word.toLowerCase())
)]"""

CAPTIONS = """() => [...document.querySelectorAll('.exhibit-table caption')].map(caption => {
    const frame = caption.closest('.pst-scrollable-table-container'), words = document.createRange();
    words.selectNodeContents(caption);
    const origin = frame.getBoundingClientRect().left;
    const right = words.getBoundingClientRect().right - origin;
    frame.scrollLeft = 9999;
    const left = words.getBoundingClientRect().left - origin;
    return {caption: caption.innerText.slice(0, 60), frame: frame.clientWidth, right, left,
            moved: frame.scrollLeft};
})"""


@pytest.fixture(scope="module", params=["small", "built"])
def book(request, tmp_path_factory):
    """The directory of a built book: of two invented chapters, and the real one."""
    if request.param == "small":
        return small_book.make(tmp_path_factory)
    return request.getfixturevalue("built_book")


def names(book):
    """Pages of the book, relative to it."""
    return sorted(p.relative_to(book).as_posix() for p in book.rglob("*.html") if "_static" not in p.parts)


def test_pages_load_without_complaint_and_without_other_hosts(book, tab):
    desktop = tab()
    for name in names(book):
        desktop.open(name, until="networkidle")
    assert desktop.complaints == []


def test_formulas_are_set_by_the_books_own_mathjax(book, tab):
    page = tab().open("chapters/maritime/04_model.html")
    page.wait_for_selector("mjx-container", timeout=10_000)
    assert page.locator("mjx-merror").count() == 0


def test_a_phone_never_scrolls_sideways(book, tab):
    phone = tab(viewport={"width": PHONE, "height": 844})
    for name in names(book):
        page = phone.open(name)
        width = page.evaluate("document.scrollingElement.scrollWidth")
        assert width <= PHONE, f"{name}: {width} > {PHONE}: {page.evaluate(WIDE)}"


def test_wide_tables_scroll_in_their_own_frame(book, tab):
    phone = tab(viewport={"width": PHONE, "height": 844})
    page = phone.open("chapters/maritime/05_estimates.html")
    frames = page.evaluate(
        "[...document.querySelectorAll('.exhibit-table table')].map(t => t.parentElement)"
        ".filter(f => f.scrollWidth > f.clientWidth).map(f => getComputedStyle(f).overflowX)"
    )
    assert frames
    assert set(frames) <= {"auto", "scroll"}


def test_a_caption_stays_in_view_however_far_its_table_is_moved(book, tab):
    phone = tab(viewport={"width": PHONE, "height": 844})
    wide = 0
    for name in names(book):
        for ends in phone.open(name).evaluate(CAPTIONS):
            wide += ends["moved"] > 1
            assert ends["left"] >= -1 and ends["right"] <= ends["frame"] + 1, f"{name}: {ends}"
    assert wide


def test_no_table_is_cut_off_on_a_desktop(book, tab):
    desktop = tab()
    for name in names(book):
        cut = desktop.open(name).evaluate(
            "[...document.querySelectorAll('article table')].filter("
            "t => t.parentElement.scrollWidth > t.parentElement.clientWidth + 1)"
            ".map(t => t.id || t.innerText.slice(0, 60))"
        )
        assert cut == [], f"{name}: give these tables fewer or shorter columns: {cut}"


def test_long_names_stay_inside_the_contents_of_the_page(book, tab):
    page = tab().open("data_availability.html")
    over = page.evaluate(
        "[...document.querySelectorAll('.bd-sidebar-secondary .page-toc a')]"
        ".filter(a => a.scrollWidth > a.clientWidth + 1 || a.getBoundingClientRect().right > innerWidth)"
        ".map(a => a.textContent.trim())"
    )
    assert over == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_tables_and_captions_can_be_read_in_light_and_dark(book, tab, scheme):
    shown = tab(color_scheme=scheme)
    for name in names(book):
        page = shown.open(name)
        assert page.evaluate("document.documentElement.dataset.theme") == scheme
        for contrast, text in page.evaluate(CONTRAST, TEXTS):
            assert contrast >= 4.5, f"{name}, {scheme}: {text!r} has contrast {contrast:.1f}"


def test_figures_have_alt_text_and_their_picture_arrives(book, tab):
    desktop = tab()
    for name in names(book):
        page = desktop.open(name)
        for alt, width in page.evaluate("[...document.images].map(i => [i.alt, i.naturalWidth])"):
            assert alt.strip(), name
            assert width > 0, name


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("frontier", "chapters/maritime/04_model.html"),
        ("frontiers", "chapters/maritime/04_model.html"),
        ("bibliographies", "bibliography.html"),
        ("随机前沿", "glossary.html"),
        ("隨機前沿", "glossary.html"),
        ("东道国", "glossary.html"),
        ("東道國", "glossary.html"),
        ("对外直接投资", "glossary.html"),
        # No word of the dictionary: found by its pairs of characters, in the glossary's traditional ones.
        ("互联网服务器", "glossary.html"),
        ("zebra", None),
        ("企鹅", None),
    ],
)
def test_search_finds_english_and_chinese(book, tab, query, found):
    page = tab().open(f"search.html?q={quote(query)}")
    page.wait_for_function(
        "/finished|did not match/.test(document.querySelector('#search-results').innerText)"
    )
    links = page.evaluate(
        "[...document.querySelectorAll('#search-results li a')].map(a => a.pathname.slice(1))"
    )
    assert (found in links) if found else links == []


def test_search_can_be_typed_on_any_page(book, tab):
    page = tab().open("index.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("引力模型")
    page.keyboard.press("Enter")
    page.wait_for_selector("#search-results li a")
    assert "glossary.html" in " ".join(
        page.evaluate("[...document.querySelectorAll('#search-results li a')].map(a => a.pathname)")
    )


def test_browser_and_index_cut_and_stem_words_alike(book, tab):
    """Every English word of the glossary has one stem on both sides."""
    page = tab().open("glossary.html")
    words = page.evaluate(WORDS)
    page = tab().open("search.html")
    theirs = page.evaluate("words => words.map(w => new Stemmer().stemWord(w))", words)
    language = BilingualSearch({})
    assert len(words) > 100
    assert dict(zip(words, theirs, strict=True)) == {word: language.stem(word) for word in words}


def test_chapter_downloads_arrive(book, tab):
    page = tab().open("chapters/maritime/05_estimates.html")
    for kind, start in (("notebook", "{"), ("script", "#")):
        address = page.eval_on_selector(f"a.btn-download-{kind}", "a => a.href")
        response = page.request.get(address)
        assert response.ok
        assert response.text().lstrip().startswith(start)


def test_solutions_are_folded_and_open(book, tab):
    page = tab().open("chapters/maritime/04_model.html")
    solution = page.locator("details.sd-dropdown").first
    assert solution.get_attribute("open") is None
    solution.locator("summary").click()
    assert solution.locator(".sd-card-body").is_visible()


def test_keyboard_focus_can_be_seen(book, tab):
    page = tab().open("index.html")
    for _ in range(4):
        page.keyboard.press("Tab")
    style = page.evaluate(
        "(s => [s.outlineStyle, parseFloat(s.outlineWidth)])(getComputedStyle(document.activeElement))"
    )
    assert style[0] != "none"
    assert style[1] >= 2


def test_print_leaves_out_navigation(book, tab):
    page = tab().open("chapters/maritime/05_estimates.html")
    page.emulate_media(media="print")
    assert not page.locator(".bd-sidebar-primary").is_visible()
    assert page.locator(".exhibit table").first.is_visible()
