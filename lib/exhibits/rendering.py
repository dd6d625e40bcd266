"""An exhibit as an object: HTML in Jupyter, a numbered directive in the book."""

import base64
import html
import json
from dataclasses import dataclass, field

from lib.exhibits import tables
from lib.exhibits.provenance import Provenance


@dataclass(frozen=True, kw_only=True)
class Exhibit:
    """What `Chapter.table` and `Chapter.figure` return.

    Attributes
    ----------
    label : str
        Target for cross-references, ``maritime-table-2``.
    html, markdown, plain : str
        The exhibit for Jupyter, for the book, for a terminal.
    metadata : dict
        Name, kind, files with sha256 and provenance, kept with the output in the executed notebook.
    """

    label: str
    html: str
    markdown: str
    plain: str
    metadata: dict = field(default_factory=dict)

    def _repr_mimebundle_(self, include=None, exclude=None):
        data = {"text/html": self.html, "text/markdown": self.markdown, "text/plain": self.plain}
        return data, {"exhibit": self.metadata}

    def __str__(self) -> str:
        return self.plain


def directive(kind: str, argument: str, options: dict[str, str], body: str) -> str:
    """A MyST directive whose options are quoted, so that any text fits in them."""
    quoted = "\n".join(f":{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in options.items())
    return f"````{{{kind}}} {argument}\n{quoted}\n\n{body}\n````"


def book_block(kind: str, track: str, main: str, note: str, source: Provenance, download: str) -> str:
    """Exhibit, note and provenance line as one block of the book."""
    pieces = [main]
    if note:
        pieces.append(f":::{{div}} exhibit-note\n{note}\n:::")
    pieces.append(f"::::{{div}} exhibit-provenance\n{provenance_markdown(source, download)}\n::::")
    classes = f"exhibit exhibit-{kind} track-{track.replace('_', '-')}"
    return f"`````{{div}} {classes}\n" + "\n\n".join(pieces) + "\n`````"


def provenance_markdown(source: Provenance, download: str) -> str:
    """The one line under an exhibit, with its numbers (or its picture) to download; many files fold."""
    parts = [
        f"{what}: `{where}`" if what == "Script" else f"{what}: {tables.escape(where)}"
        for what, where in source.parts()
    ]
    kind = download.rsplit(".", 1)[-1].upper()
    line = " · ".join([*parts, f"Download: {{download}}`{kind} </../{download}>`"])
    if not source.folded:
        return line
    listed = "\n".join(f"- {tables.escape(name)}" for name in source.folded)
    return f"{line}\n\n:::{{dropdown}} The {len(source.folded)} data files\n{listed}\n:::"


def jupyter_block(caption: str, main: str, note: str, source: Provenance, *, below: bool = False) -> str:
    """Exhibit, caption, note and provenance line as HTML for Jupyter."""
    heading = f"<p><b>{html.escape(caption)}</b></p>"
    line = " · ".join(f"{what}: {where}" for what, where in source.parts())
    foot = f"<p><small>{html.escape(line)}</small></p>"
    if source.folded:
        listed = "".join(f"<li>{html.escape(name)}</li>" for name in source.folded)
        head = f"<summary>The {len(source.folded)} data files</summary>"
        foot += f"<details>{head}<small><ul>{listed}</ul></small></details>"
    middle = main + heading if below else heading + main
    return f"<div>{middle}{f'<p>{html.escape(note)}</p>' if note else ''}{foot}</div>"


def image(png: bytes, alt: str) -> str:
    """A PNG inside the page, for Jupyter."""
    content = base64.b64encode(png).decode("ascii")
    style = "max-width:40em;width:100%"
    return f'<img alt="{html.escape(alt)}" style="{style}" src="data:image/png;base64,{content}">'
