"""``data/README.md``, the codebook, written from ``data/sources.yml`` and the schemas."""

import os
from pathlib import Path

from lib import facts, paths
from lib.schemas import SCHEMAS

_HEAD = """# Codebook

Written by `python -m lib.facts codebook` from `data/sources.yml` and `lib/schemas/`; a test keeps it true.

| folder | what it holds |
|---|---|
| `facts/` | public figures, as tidy tables; nothing imputed |
| `published/` | the papers' printed numbers, exactly as printed; its own README gives the columns |
| `examples/` | an invented paper with planted errors, to try the audit on; nothing else reads it |
| `restricted/` | git-ignored: the place for a user's own licensed files; its README gives their form |

Every table has its sha256 in `sources.yml`, which is compared on every load. After a deliberate change:
`.venv/bin/python -m lib.facts seal`, then `.venv/bin/python -m lib.facts codebook`.
"""


def write() -> str:
    """Write the codebook through a temporary name; its path relative to the root."""
    target = paths.DATA / "README.md"
    temporary = target.with_suffix(".md.part")
    temporary.write_text(text(), encoding="utf-8")
    os.replace(temporary, target)
    return paths.relative(target)


def text() -> str:
    """The codebook's Markdown: a section a table, a row a column, then the providers."""
    record = facts.sources()
    sections = [_HEAD]
    sections += [_table(key, entry) for key, entry in record["tables"].items()]
    sections.append(_cell_sources(record["cell_sources"], record["providers"]))
    sections.append(_providers(record["providers"]))
    return "\n".join(sections)


def _table(key: str, entry: dict) -> str:
    lines = [
        f"## `{key}`\n",
        f"{entry['title']}. {entry['shape']}; key ({', '.join(entry['key'])}).\n",
        f"{entry['note']}\n",
        f"sha256 `{entry['sha256']}`\n",
    ]
    if "columns" in entry:
        lines += ["| column | meaning | 中文 | unit | admissible | source |", "|---|---|---|---|---|---|"]
        rules = _rules(Path(key).stem)
        for name, column in entry["columns"].items():
            through = f", per cell in `{column['through']}`" if "through" in column else ""
            cells = [f"`{name}`", column["title"], column["zh"], column["unit"], rules.get(name, "")]
            lines.append("| " + " | ".join([*cells, column["provider"] + through]) + " |")
    return "\n".join(lines) + "\n"


def _rules(name: str) -> dict[str, str]:
    if name not in SCHEMAS:
        return {}
    described = {}
    for column, rule in SCHEMAS[name].columns.items():
        words = [_words(check) for check in rule.checks]
        described[column] = "; ".join([*filter(None, words), *(["may be empty"] if rule.nullable else [])])
    return described


def _words(check) -> str:
    values = check.statistics or {}
    if check.description:
        return check.name
    if "allowed_values" in values:
        allowed = list(values["allowed_values"])
        return f"one of {len(allowed)} values" if len(allowed) > 4 else ", ".join(map(str, allowed))
    if "min_value" in values:
        sign = ">" if check.name == "greater_than" else "≥"
        return f"{sign} {values['min_value']:,.12g}"
    if "max_value" in values:
        return f"≤ {values['max_value']:,.12g}"
    return ""


def _cell_sources(cells: dict, providers: dict) -> str:
    lines = [
        "## Sources named cell by cell\n",
        "| as written in the table | provider | dataset |",
        "|---|---|---|",
    ]
    for words, provider in cells.items():
        lines.append(f"| {words} | {provider} | {providers[provider]['dataset']} |")
    return "\n".join(lines) + "\n"


def _providers(providers: dict) -> str:
    lines = [
        "## Providers\n",
        "| key | provider | dataset | edition | access | licence | may be redistributed |",
    ]
    lines.append("|---|---|---|---|---|---|---|")
    for key, entry in providers.items():
        fields = ["name", "dataset", "edition", "access", "licence", "redistribution"]
        lines.append(f"| {key} | " + " | ".join(str(entry.get(field, "-")) for field in fields) + " |")
    return "\n".join(lines) + "\n"
