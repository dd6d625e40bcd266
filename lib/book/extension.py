"""Sphinx extension of the book: search in two languages, downloads and launch buttons that work."""

from pathlib import Path

from sphinx.application import Sphinx

from lib import paths
from lib.book import buttons, search


def setup(app: Sphinx) -> dict:
    """Register the search language, the page buttons and the files they point to."""
    app.add_search_language(search.BilingualSearch)
    app.connect("config-inited", _anchor_dictionary)
    # The theme fills its list of header buttons at 501; ours are added to the finished list.
    app.connect("html-page-context", _add_buttons, priority=600)
    app.connect("build-finished", _copy_downloads)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _anchor_dictionary(app: Sphinx, config) -> None:
    """Make the path of the search dictionary independent of the working directory."""
    options = dict(config.html_search_options)
    if "dict" in options:
        options["dict"] = str(Path(app.srcdir) / options["dict"])
    config.html_search_options = options


def _add_buttons(app: Sphinx, pagename, templatename, context, doctree) -> None:
    chapter = buttons.chapter_of(pagename)
    if chapter is None:
        return
    context["header_buttons"][:0] = buttons.for_chapter(
        chapter, root=context["pathto"]("", 1).rstrip("/") or ".", repository=buttons.repository()
    )


def _copy_downloads(app: Sphinx, error) -> None:
    """Put each chapter's notebook and script where its download buttons point."""
    if error is not None or app.builder.format != "html":
        return
    for docname in app.env.found_docs:
        chapter = buttons.chapter_of(docname)
        if chapter is not None:
            buttons.copy_sources(chapter, paths.NOTEBOOKS, Path(app.outdir))
