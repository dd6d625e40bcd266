"""The book as a reader's browser shows it: Debian's Chromium, one local server, no other host."""

import functools
import http.server
import shutil
import threading
from urllib.parse import quote

import pytest
import small_book

from lib.book.search import BilingualSearch

pytestmark = pytest.mark.browser

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update "
    "--disable-sync --no-first-run"
).split()
PHONE = 390  # pixels
NAMES = ("chromium", "chromium-browser", "google-chrome")
# Elements wider than the window that no frame of their own scrolls.
WIDE = """() => [...document.querySelectorAll('main *')].filter(e => {
    if (e.getBoundingClientRect().right <= innerWidth + 1) return false;
    for (let a = e.parentElement; a && a !== document.body; a = a.parentElement)
        if (getComputedStyle(a).overflowX !== 'visible') return false;
    return true;
}).slice(0, 3).map(e => e.tagName + ' ' + e.textContent.trim().slice(0, 40))"""
# Contrast of text against the first opaque background behind it, by the formula of WCAG 2.
CONTRAST = """(selector) => {
    const parts = c => (c.match(/[\\d.]+/g) || []).map(Number);
    const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
        .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, k) => sum + v * [0.2126, 0.7152, 0.0722][k], 0);
    const behind = e => {
        for (; e; e = e.parentElement) {
            const c = parts(getComputedStyle(e).backgroundColor);
            if (c.length && (c.length < 4 || c[3] > 0.99)) return c;
        }
        return [255, 255, 255];
    };
    return [...document.querySelectorAll(selector)].filter(e => e.textContent.trim()).map(e => {
        const [a, b] = [light(parts(getComputedStyle(e).color)), light(behind(e))];
        return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e.textContent.trim().slice(0, 30)];
    });
}"""
TEXTS = (
    ".exhibit td, .exhibit th, .exhibit .verdict, .exhibit figcaption, .exhibit caption, .exhibit-note, "
    ".exhibit-provenance, .page-cells td, .page-cells th, .page-cells .verdict"
)
WORDS = """() => [...new Set(
    document.querySelector('main').innerText.match(/[A-Za-z]{2,}/g).map(word => word.toLowerCase())
)]"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A file server that keeps its log to itself."""

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(scope="module")
def chromium():
    """A running browser; skips where there is none."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(f"none of {', '.join(NAMES)} is installed (Debian: apt-get install chromium)")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module", params=["small", "built"])
def book(request, tmp_path_factory):
    """The directory of a built book: of two invented chapters, and the real one."""
    if request.param == "small":
        return small_book.make(tmp_path_factory)
    return request.getfixturevalue("built_book")


@pytest.fixture(scope="module")
def site(book):
    """Address of the book on this machine."""
    handler = functools.partial(Quiet, directory=str(book))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class Tab:
    """A browser tab that records every complaint and lets no request leave this machine."""

    def __init__(self, chromium, site: str, **options):
        self.site = site
        self.complaints: list[str] = []
        self.page = chromium.new_context(**options).new_page()
        self.page.route("**/*", self._gate)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error {error}"))
        self.page.on("response", self._response)

    def _gate(self, route):
        if route.request.url.startswith((self.site, "data:", "blob:")):
            route.continue_()
        else:
            self.complaints.append(f"request to {route.request.url}")
            route.abort()

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.complaints.append(f"console: {message.text}")

    def _response(self, response):
        if response.status >= 400:
            self.complaints.append(f"{response.status} {response.url}")

    def open(self, name: str, until: str = "load"):
        """Load a page and wait until its formulas are set."""
        self.page.goto(self.site + name, wait_until=until)
        self.page.evaluate("window.MathJax?.startup?.promise")
        return self.page


def names(book):
    """Pages of the book, relative to it."""
    return sorted(p.relative_to(book).as_posix() for p in book.rglob("*.html") if "_static" not in p.parts)


@pytest.fixture
def tab(chromium, site):
    """A desktop tab in the light; fails the test if anything complained."""
    made = []

    def make(**options):
        made.append(Tab(chromium, site, **{"viewport": {"width": 1280, "height": 900}, **options}))
        return made[-1]

    yield make
    for one in made:
        one.page.context.close()


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


def test_no_table_is_cut_off_on_a_desktop(book, tab):
    desktop = tab()
    for name in names(book):
        cut = desktop.open(name).evaluate(
            "[...document.querySelectorAll('article table')].filter("
            "t => t.parentElement.scrollWidth > t.parentElement.clientWidth + 1).map(t => t.id)"
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
