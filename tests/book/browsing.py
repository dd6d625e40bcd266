"""What tests in a browser share: a tab that records complaints, and measures of a page."""

import http.server

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


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A file server that keeps its log to itself."""

    def log_message(self, *_):
        """Say nothing."""


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
