"""The graph: its stages, what each is made from, and which are stale.

A stage's digest is the checksum of everything it is made from, down to the data. When a stage has run, a
stamp ``results/stamps/STAGE@DIGEST.json`` lists its outputs with their checksums. A stage is fresh when the
stamp of its present digest exists and every output still has its checksum; nothing else counts, no
modification time. The Snakefile asks for the stamps.
"""

import hashlib
import json
import os
import sys
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

from lib import paths, variants
from lib.closure import ClosureError, References, closure, module_path, scan

STAMPS = paths.RESULTS / "stamps"
# Modules that execute a chapter: part of what every chapter is made from.
RUNNER = frozenset({"lib", "lib.kernel", "lib.notebooks", "lib.paths"})
ORIGINAL = "original"
PARTS = ("_claims", "_errors", "_causes")  # endings of the other files of a paper's printed record
BOOK_SKIP = ("book/chapters/", "book/generated/", "book/_build/")
BOOK_ROOT = ("_config.yml", "_toc.yml", "README.md", "CITATION.cff", "CHANGELOG.md", "pyproject.toml",
             "benchmarks/README.md", "benchmarks/gmm_scaling.csv")  # fmt: skip


class GraphError(ValueError):
    """The graph cannot be built, or a stage of it cannot be found."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One job of the graph.

    Attributes
    ----------
    name : str
        ``panel/maritime_public``, ``chapter/maritime/05_estimates``, ``verdicts``, ``audit`` or ``book``.
    files : dict of str to str
        What it is made from: file relative to the project -> sha256.
    needs : dict of str to str
        Stages that run before -> their digests.
    references : References
        What its sources name.
    """

    name: str
    files: dict[str, str]
    needs: dict[str, str] = field(default_factory=dict)
    references: References = field(default_factory=References)

    @property
    def digest(self) -> str:
        """Checksum of everything the stage is made from, 16 hexadecimal digits."""
        python = f"{sys.version_info[0]}.{sys.version_info[1]}"
        content = json.dumps([self.name, python, self.files, self.needs], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    @property
    def stamp(self) -> Path:
        """File that exists when the stage has run on exactly this input."""
        return STAMPS / f"{self.name}@{self.digest}.json"


class Graph:
    """Every stage, with the digests of this moment; make a new one after a change."""

    def __init__(self) -> None:
        self._stages: dict[str, Stage] = {}
        self._open: list[str] = []

    def stage(self, name: str) -> Stage:
        """The stage called ``name``.

        Raises
        ------
        GraphError
            There is no such stage, or chapters wait for each other.
        """
        if name in self._stages:
            return self._stages[name]
        if name in self._open:
            circle = " -> ".join([*self._open[self._open.index(name) :], name])
            raise GraphError(f"stages wait for each other: {circle}; remove one of the calls")
        self._open.append(name)
        try:
            self._stages[name] = self._make(name)
        finally:
            self._open.pop()
        return self._stages[name]

    def all(self) -> list[Stage]:
        """Every stage, each after those it needs."""
        self.stage("book")
        return list(self._stages.values())

    def upstream(self, name: str) -> list[Stage]:
        """The stage and all that it needs, directly or not, each after those it needs."""
        found: dict[str, Stage] = {}

        def visit(stage: Stage) -> None:
            for need in stage.needs:
                visit(self.stage(need))
            found.setdefault(stage.name, stage)

        visit(self.stage(name))
        return list(found.values())

    def _make(self, name: str) -> Stage:
        kind, _, rest = name.partition("/")
        if kind == "panel":
            return self._panel(name, *track_of(rest))
        if kind == "chapter":
            return self._chapter(name, rest)
        if name == "verdicts":
            return self._verdicts()
        if name == "audit":
            return self._audit()
        if name == "book":
            return self._book()
        raise GraphError(f"no stage {name!r}: stages are panel/..., chapter/..., verdicts, audit and book")

    def _panel(self, name: str, panel: str, track: str) -> Stage:
        found = closure(References(modules=_program("lib.panels"), panels=frozenset({(panel, track)})))
        if f"lib.panels.{panel}" not in found.modules:
            raise GraphError(f"no panel {panel!r}: lib/panels/{panel}.py is missing")
        return Stage(name=name, files=_content(found) | _own_files(track), references=found)

    def _chapter(self, name: str, chapter: str) -> Stage:
        script = script_of(chapter)
        found = references(chapter)
        own = variants.defaults(script)
        chosen = variants.chosen(own)
        track = chosen.get("track", own.get("track", "public"))
        needs = [f"panel/{panel}_{literal or track}" for panel, literal in found.panels]
        needs += [f"chapter/{other}" for other in found.chapters]
        if found.verdicts:
            needs.append("verdicts")
        files = {paths.relative(script): sha256(script), **_content(found, RUNNER), **_own_files(track)}
        if chosen:
            files["parameters"] = json.dumps(chosen, sort_keys=True)
        return Stage(name=name, files=files, needs=self._digests(needs), references=found)

    def _verdicts(self) -> Stage:
        found = closure(References(modules=_program("lib.verdicts")))
        needs = [f"chapter/{chapter}" for chapter in judged()]
        files = _content(found) | _record(PARTS)
        return Stage(name="verdicts", files=files, needs=self._digests(needs), references=found)

    def _audit(self) -> Stage:
        found = closure(References(modules=_program("lib.audit") | {"lib.audit.errors"}))
        design = _tree(paths.PUBLISHED, [paths.DESIGN.name])
        files = _content(found) | _record(("_claims", "_errors")) | design
        return Stage(name="audit", files=files, references=found)

    def _book(self) -> Stage:
        needs = ["verdicts", "audit", *(f"chapter/{chapter}" for chapter in chapters())]
        pages = {name: sha for name, sha in _tree(paths.BOOK).items() if not name.startswith(BOOK_SKIP)}
        files = {**pages, **_tree(paths.DATA, skip="data/restricted/"), **_lock()}
        files |= {f: sha for f, sha in _tree(paths.ROOT / "lib").items() if f.endswith(".py")}
        files |= _tree(paths.ROOT, BOOK_ROOT)
        return Stage(name="book", files=files, needs=self._digests(needs))

    def _digests(self, names: list[str]) -> dict[str, str]:
        return {name: self.stage(name).digest for name in sorted(set(names))}


def chapters() -> list[str]:
    """Ids of all chapters, in reading order: ``maritime/01_introduction``..."""
    scripts = paths.NOTEBOOKS.glob("*/[0-9][0-9]_*.py")
    return sorted(script.relative_to(paths.NOTEBOOKS).with_suffix("").as_posix() for script in scripts)


def printed_papers() -> list[str]:
    """Papers with a printed record: those that the verdicts and the audit are about."""
    return sorted(path.stem for path in paths.PUBLISHED.glob("*.csv") if not path.stem.endswith(PARTS))


def judged() -> list[str]:
    """Chapters on which the verdicts rest: those of a paper with a printed record that do not read them.

    A run on the track ``original`` leaves out the papers `without_files`.
    """
    left_out = without_files() if variants.given().get("track") == ORIGINAL else []
    papers = [paper for paper in printed_papers() if paper not in left_out]
    return [name for name in chapters() if name.split("/")[0] in papers and not references(name).verdicts]


def without_files() -> list[str]:
    """Papers with a printed record of which the user has put no file into ``data/restricted``."""
    return [paper for paper in printed_papers() if not any(paths.RESTRICTED.glob(f"{paper}_*"))]


def script_of(chapter: str) -> Path:
    """Script of a chapter.

    Raises
    ------
    GraphError
        There is no such chapter; the message lists those there are.
    """
    if chapter not in chapters():
        raise GraphError(f"no chapter {chapter!r}; there are: {', '.join(chapters()) or 'none'}")
    return paths.NOTEBOOKS / f"{chapter}.py"


def references(chapter: str) -> References:
    """What a chapter and everything it imports names."""
    found = closure(scan(script_of(chapter)))
    for panel, _ in found.panels:
        if f"lib.panels.{panel}" not in found.modules:
            raise ClosureError(f"{chapter} loads the panel {panel!r}, but lib/panels/{panel}.py is missing")
    for other in found.chapters:
        script_of(other)
    return found


def track_of(panel: str) -> tuple[str, str]:
    """Paper and track of a panel: ``maritime_semi_synthetic`` is ``("maritime", "semi_synthetic")``."""
    track = "semi_synthetic" if panel.endswith("_semi_synthetic") else panel.rpartition("_")[2]
    return panel.removesuffix(f"_{track}"), track


def own_files() -> list[Path]:
    """The user's files in ``data/restricted``, which the track ``original`` reads, those in folders too."""
    found = paths.RESTRICTED.rglob("*") if paths.RESTRICTED.is_dir() else []
    return sorted(f for f in found if f.is_file() and f.name != "README.md" and not f.name.startswith("."))


def sha256(path: Path) -> str:
    """Checksum of a file's content; of the names and contents below it for a directory."""
    path = Path(path)
    if path.is_dir():
        inner = sorted(file for file in path.rglob("*") if file.is_file())
        lines = [f"{file.relative_to(path).as_posix()} {sha256(file)}\n" for file in inner]
        return hashlib.sha256("".join(lines).encode()).hexdigest()
    with path.open("rb") as file:  # a block at a time: a user's file may be larger than memory
        return hashlib.file_digest(file, "sha256").hexdigest()


def intact(stage: Stage) -> bool:
    """Whether the stage has run on its present input and its outputs are as it left them."""
    try:
        outputs = json.loads(stage.stamp.read_text(encoding="utf-8"))["outputs"]
        return all(sha256(paths.ROOT / name) == checksum for name, checksum in outputs.items())
    except (OSError, ValueError, KeyError):
        return False


def stale(stages: list[Stage]) -> dict[str, str]:
    """Which of the stages have to run, and why: name -> reason.

    Parameters
    ----------
    stages : list of Stage
        Each after those it needs.
    """
    reasons: dict[str, str] = {}
    for stage in stages:
        late = [need for need in stage.needs if need in reasons]
        if not intact(stage):
            reasons[stage.name] = _why(stage) or f"{late[0]} has to run" if late else _why(stage)
        elif late:
            reasons[stage.name] = f"{late[0]} has to run"
    return {name: reason or "its outputs are missing or were changed" for name, reason in reasons.items()}


def seal(stage: Stage, outputs: list[Path]) -> None:
    """Write the stamp of a stage that has run, and remove its older ones."""
    content = {
        "outputs": {paths.relative(path): sha256(path) for path in sorted(outputs)},
        "files": stage.files,
        "needs": stage.needs,
    }
    write_text(stage.stamp, json.dumps(content, indent=1, sort_keys=True) + "\n")
    for old in _stamps(stage.name):
        if old != stage.stamp:
            old.unlink(missing_ok=True)


def discard_broken(stages: list[Stage]) -> None:
    """Remove the stamps that vouch for outputs which are missing or were changed."""
    for stage in stages:
        if stage.stamp.exists() and not intact(stage):
            stage.stamp.unlink()


def write_text(path: Path, text: str) -> None:
    """Write a file under a temporary name, then move it into place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _why(stage: Stage) -> str:
    """Differences between what the stage last ran on and what it is made from now."""
    for stamp in _stamps(stage.name):
        before = json.loads(stamp.read_text(encoding="utf-8"))
        files = before["files"]
        if before["needs"].keys() != stage.needs.keys():
            return "it needs other stages than before"
        names = sorted(files.keys() | stage.files.keys())
        changed = [name for name in names if files.get(name) != stage.files.get(name)]
        rest = f" and {len(changed) - 3} more" if len(changed) > 3 else ""
        return f"changed: {', '.join(changed[:3])}{rest}" if changed else ""
    return "it has not run on its present sources"


def _stamps(name: str) -> list[Path]:
    path = STAMPS / name
    return sorted(path.parent.glob(f"{path.name}@*.json"))


def _content(found: References, extra: frozenset[str] = frozenset()) -> dict[str, str]:
    """Checksums of the modules, tables, table descriptions and lock behind a stage."""
    modules = closure(References(modules=found.modules | extra)).modules
    files = {paths.relative(path): sha256(path) for path in map(module_path, modules)}
    tables = {f"data/{name}": paths.DATA / name for name in found.tables}
    files |= {name: sha256(path) if path.exists() else "missing" for name, path in tables.items()}
    return files | _descriptions(found.tables) | _lock()


def _own_files(track: str) -> dict[str, str]:
    """Checksums of the user's own files for the track that reads them."""
    return {paths.relative(path): sha256(path) for path in own_files()} if track == ORIGINAL else {}


def _program(name: str) -> frozenset[str]:
    """What ``python -m NAME`` runs: the package and its ``__main__``."""
    return frozenset({name, f"{name}.__main__"})


def _descriptions(tables: frozenset[str]) -> dict[str, str]:
    """Checksums of what ``data/sources.yml`` says of these tables, and of its common part."""
    if not tables or not paths.SOURCES.exists():
        return {}
    record = _yaml(paths.SOURCES.read_text(encoding="utf-8"))
    described = record.get("tables", {})
    parts = {f"data/sources.yml ({name})": described.get(name) for name in tables}
    parts["data/sources.yml (common)"] = {key: record[key] for key in record if key != "tables"}
    return {name: hashlib.sha256(repr(part).encode()).hexdigest() for name, part in parts.items()}


@cache
def _yaml(text: str) -> dict:
    return yaml.safe_load(text) or {}


def _record(parts: tuple[str, ...]) -> dict[str, str]:
    """Checksums of every paper's printed cells and of the named other parts, and of what describes them."""
    stems = [f"{paper}{part}" for paper in printed_papers() for part in ("", *parts)]
    return _tree(paths.PUBLISHED, [f"{stem}.csv" for stem in stems]) | _tree(paths.DATA, ["sources.yml"])


def _lock() -> dict[str, str]:
    return {paths.relative(paths.LOCK): sha256(paths.LOCK)} if paths.LOCK.exists() else {}


def _tree(folder: Path, names: list[str] | tuple[str, ...] = (), skip: str = "\0") -> dict[str, str]:
    """Checksums of the files below a folder, or of those named in it."""
    found = [folder / name for name in names] if names else folder.rglob("*")
    files = sorted(file for file in found if file.is_file() and "__pycache__" not in file.parts)
    named = {paths.relative(file): file for file in files if not file.name.startswith(".")}
    return {name: sha256(file) for name, file in named.items() if not name.startswith(skip)}
