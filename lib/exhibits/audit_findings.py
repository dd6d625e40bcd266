"""Findings of the audit on a page: one box a finding that opens, with the printed cells it read."""

import html
from dataclasses import dataclass, replace
from itertools import groupby

import pandas as pd

from lib.audit import RULES, SEVERITIES, Finding, Record
from lib.audit.findings import CONTRADICTION
from lib.exhibits import names
from lib.exhibits.audit_excerpts import Excerpt, excerpts, statements, title, unprinted
from lib.exhibits.cell_links import address
from lib.exhibits.rendering import directive
from lib.exhibits.tables import escape, formatted, link, to_html, to_markdown

SYMBOLS = dict(zip(SEVERITIES, ("✗", "≠", "?", "i"), strict=True))
PLURALS = dict(zip(SEVERITIES, ("Contradictions", "Inconsistencies", "Ambiguities", "Remarks"), strict=True))
MANY_CELLS = 12  # printed cells above which a list is folded
MANY_STEPS = 6  # steps of arithmetic above which the rest is folded


@dataclass(frozen=True)
class Listing:
    """Findings about one record, for display as a cell's last line.

    Attributes
    ----------
    markdown, html, plain : str
        For the book, for Jupyter, for a terminal.
    """

    markdown: str
    html: str
    plain: str

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.html, "text/markdown": self.markdown, "text/plain": self.plain}

    def __str__(self) -> str:
        return self.plain


def anchor(paper: str, finding: str) -> str:
    """Target of a finding on the page of the audit: ``finding-belt-road-star-levels-table-3``.

    Parameters
    ----------
    paper : str
    finding : str
        Its id.
    """
    return f"finding-{paper}-{finding}".replace("_", "-").replace(":", "-")


def listing(found: list[Finding], record: Record) -> Listing:
    """Findings, the gravest first, each with its sentence, its arithmetic and the cells it read.

    Parameters
    ----------
    found : list of Finding
        As `lib.audit.run` returns them.
    record : Record
        The record they are about.
    """
    if not found:
        words = "No rule found anything."
        return Listing(words, f"<p>{words}</p>", words)
    groups = [(severity, list(group)) for severity, group in groupby(found, lambda one: one.severity)]
    parts, pages, lines = [], [], []
    for severity, group in groups:
        heading = f"{PLURALS[severity]} ({len(group)})"
        parts += [f":::{{div}} findings-heading\n**{heading}**: {SEVERITIES[severity]}.\n:::"]
        parts += [block(finding, record) for finding in group]
        pages += [f"<h4>{heading}</h4>", *(_jupyter(finding, record) for finding in group)]
        lines += [heading, *(f"- {finding.exhibit}: {finding.sentence}" for finding in group)]
    inner = "\n\n".join(parts)
    return Listing(f"````````{{div}} findings\n\n{inner}\n````````", "\n".join(pages), "\n".join(lines))


def block(finding: Finding, record: Record) -> str:
    """One finding as a box of the book; contradictions are open, the others fold.

    The target stands inside the box, so that a link to it opens the box.
    """
    name = anchor(record.paper, finding.id)
    finding = _readable(finding, record)
    head = f"{badge(finding.severity)} {_place(finding, '**{}**')}{escape(finding.sentence)}"
    pieces = [f"({name})=", *_arithmetic(finding.arithmetic), *_cells(finding, record), _foot(finding, name)]
    options = [":class-container: finding"] + [":open:"] * (finding.severity == CONTRADICTION)
    return "\n".join([f"```````{{dropdown}} {head}", *options, "", "\n\n".join(pieces), "```````"])


def _readable(finding: Finding, record: Record) -> Finding:
    """The same finding with the names of variables and exhibits in words."""
    known = {cell.term for cell in record.cells.values()} | set(record.rows["exhibit"])
    steps = (names.readable(step, known) for step in finding.arithmetic.split("; "))
    return replace(finding, sentence=names.readable(finding.sentence, known), arithmetic="; ".join(steps))


def _place(finding: Finding, form: str) -> str:
    """The exhibit, unless the sentence itself starts with it."""
    name = title(finding.exhibit)
    return "" if finding.sentence.startswith(name) else form.format(escape(name)) + " · "


def badge(severity: str) -> str:
    """A severity as Markdown: its sign, its name, its class."""
    return f"[{escape(SYMBOLS[severity])} {severity}]{{.severity .severity-{severity}}}"


def _arithmetic(text: str) -> list[str]:
    """The calculation, one step a line; the later steps of a long one are folded."""
    steps = [f"- {escape(step)}" for step in text.split("; ") if step.strip()]
    if not steps:
        return []
    first = ":::{div} finding-arithmetic\n" + "\n".join(steps[:MANY_STEPS]) + "\n:::"
    rest = steps[MANY_STEPS:]
    more = ":::{div} finding-arithmetic\n" + "\n".join(rest) + "\n:::"
    return [first, *([_folded(f"{len(rest)} more steps", more)] if rest else [])]


def _cells(finding: Finding, record: Record) -> list[str]:
    """What the paper prints: parts of its tables and sentences of its text, folded if there are many."""
    parts = [_excerpt(one, record.paper) for one in excerpts(finding.cells, record)]
    said = statements(finding.cells, record)
    if len(said):
        links = [("", "", address(record.paper, name)) for name in said.index]
        parts.append(to_markdown(formatted(_headed(said)), pd.DataFrame(links)))
    silent = unprinted(finding.cells, record)
    if silent:
        linked = (link(escape(text), address(record.paper, name)) for name, text in silent.items())
        parts.append(f"Not printed in the source: {', '.join(linked)}.")
    if not parts:
        return []
    words = f"The {len(finding.cells)} printed cells and statements that the finding reads"
    return [_folded(words, "\n\n".join(parts))] if len(finding.cells) > MANY_CELLS else parts


def _excerpt(one: Excerpt, paper: str) -> str:
    note = f"\n\n:::{{div}} exhibit-note\n{one.note}\n:::" if one.note else ""
    links = one.ids.map(lambda name: address(paper, name)).reset_index(drop=True)
    links.insert(0, "label", "", allow_duplicates=True)
    return to_markdown(formatted(one.frame), links) + note


def _headed(said: pd.DataFrame) -> pd.DataFrame:
    headings = ["Where in the text", "Statement, in our words", "It says"]
    return said.set_axis(headings, axis=1).reset_index(drop=True)


def _foot(finding: Finding, name: str) -> str:
    """The rule, what it compares, and the finding's own address."""
    what = f": {escape(RULES[finding.rule].what)}" if finding.rule in RULES else ""
    link = f"{{ref}}`Link to this finding <{name}>`"
    return f":::{{div}} finding-foot\nRule `{finding.rule}`{what} · {link}\n:::"


def _folded(words: str, body: str) -> str:
    return directive("dropdown", words, {}, body)


def _jupyter(finding: Finding, record: Record) -> str:
    """One finding for Jupyter, with the same parts."""
    opened = " open" if finding.severity == CONTRADICTION else ""
    head = f"<b>{finding.severity}</b> {html.escape(title(finding.exhibit))}: {html.escape(finding.sentence)}"
    tables = [to_html(formatted(one.frame)) + html.escape(one.note)
              for one in excerpts(finding.cells, record)]  # fmt: skip
    said = statements(finding.cells, record)
    tables += [to_html(formatted(_headed(said)))] if len(said) else []
    body = f"<p>{html.escape(finding.arithmetic)}</p>" + "".join(tables)
    return f"<details{opened}><summary>{head}</summary>{body}</details>"
