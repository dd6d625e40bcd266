"""What the generated pages are made of: executed notebooks, run manifests, data sources."""

import importlib.metadata
import json
import platform
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import yaml

from lib import paths


@dataclass(frozen=True, kw_only=True)
class Said:
    """A number of the prose: its key, the text shown, the chapter and the line that computes it."""

    chapter: str
    key: str
    text: str
    line: int | None


def executed(root: Path) -> dict[str, dict]:
    """Executed notebooks under ``root`` by chapter id, in order, as parsed JSON."""
    found = sorted(root.glob("*/*.ipynb"))
    return {f"{p.parent.name}/{p.stem}": json.loads(p.read_text(encoding="utf-8")) for p in found}


def outputs(notebook: dict) -> list[dict]:
    """All cell outputs of a notebook, in order."""
    return [output for cell in notebook["cells"] for output in cell.get("outputs", [])]


def exhibits(notebook: dict) -> list[dict]:
    """The records that `lib.exhibits` left with the outputs of a notebook."""
    records = [output.get("metadata", {}).get("exhibit") for output in outputs(notebook)]
    return [record for record in records if record]


def said(chapter: str, notebook: dict) -> list[Said]:
    """The numbers a chapter keeps for its prose."""
    script = paths.NOTEBOOKS / f"{chapter}.py"
    text = script.read_text(encoding="utf-8") if script.exists() else ""
    found = []
    for output in outputs(notebook):
        key = output.get("metadata", {}).get("scrapbook", {}).get("name")
        if key:
            shown = "".join(next(iter(output["data"].values())))
            found.append(Said(chapter=chapter, key=key, text=shown.strip("'"), line=line_of(text, key)))
    return found


def line_of(text: str, key: str) -> int | None:
    """Line of ``text`` that hands ``key`` to ``.say(``, counted from 1."""
    found = re.search(rf"\.say\(\s*([\"']){re.escape(key)}\1", text)
    return text.count("\n", 0, found.end()) + 1 if found else None


def manifests() -> dict[str, dict]:
    """Run manifests of the chapters by chapter id, in order."""
    found = sorted(paths.RUNS.glob("*/*.json"))
    return {f"{p.parent.name}/{p.stem}": json.loads(p.read_text(encoding="utf-8")) for p in found}


def verdicts() -> dict[str, dict]:
    """The verdicts' roll-up by paper; empty while there is none."""
    if not paths.VERDICTS.exists():
        return {}
    return json.loads(paths.VERDICTS.read_text(encoding="utf-8"))["papers"]


def sources() -> dict:
    """The record of the data, ``data/sources.yml``; empty while there is none."""
    if not paths.SOURCES.exists():
        return {}
    return yaml.safe_load(paths.SOURCES.read_text(encoding="utf-8")) or {}


def versions() -> list[tuple[str, str]]:
    """Python and the packages that ``pyproject.toml`` asks for, with the versions that are installed."""
    project = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.match(r"[A-Za-z0-9_.\-]+", line)[0] for line in project["dependencies"]}
    packages = [(name, importlib.metadata.version(name)) for name in sorted(names, key=str.lower)]
    return [("Python", platform.python_version()), *packages]


def toc_chapters(toc: Path) -> list[str]:
    """Chapter ids that the table of contents lists, in its order."""
    content = yaml.safe_load(toc.read_text(encoding="utf-8"))
    files = [entry["file"] for part in content.get("parts", []) for entry in part["chapters"]]
    return [name.removeprefix("chapters/") for name in files if name.startswith("chapters/")]
