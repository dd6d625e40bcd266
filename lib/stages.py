"""What each stage of the graph does: ``python -m lib.stages STAGE DIGEST``, called by the Snakefile.

A stage leaves its stamp only when it has succeeded and nothing it is made from changed meanwhile. Lines for
the reader start with `MARK`; everything else belongs to the log.
"""

import contextlib
import fcntl
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from lib import graph, notebooks, paths, variants
from lib.graph import Graph, Stage
from lib.notebooks import ChapterError, Execution

MARK = ":: "
FAILED = "failed: "


class StageError(RuntimeError):
    """A stage failed; the message is for the reader."""


@contextlib.contextmanager
def at_work() -> Iterator[None]:
    """Hold a share of the lock for which `lib.build` waits: also a stage whose build was killed counts."""
    paths.RESULTS.mkdir(parents=True, exist_ok=True)
    with (paths.RESULTS / ".stages").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield


def say(text: str) -> None:
    """Print lines for the reader, in one piece."""
    sys.stdout.write("".join(f"{MARK}{line}\n" for line in text.splitlines()))
    sys.stdout.flush()


def run(name: str, digest: str) -> None:
    """Run one stage and stamp it.

    Parameters
    ----------
    name : str
        Name of the stage.
    digest : str
        What the graph took its input to be.

    Raises
    ------
    StageError, ChapterError
        The stage failed, or its input is not, or no longer, the one with this digest.
    """
    started = time.perf_counter()
    stage = _unchanged(name, digest)
    kind, _, rest = name.partition("/")
    if kind == "chapter":
        outputs = run_chapter(stage)
    elif kind == "panel":
        panel, track = graph.track_of(rest)
        _call(name, ["lib.panels", panel, track])
        outputs = [paths.PANELS / f"{rest}.parquet"]
    elif kind == "verdicts":
        _prune()
        _call(name, ["lib.verdicts"])
        outputs = [paths.VERDICTS, paths.VERDICTS.with_suffix(".csv")]
    elif kind == "audit":
        _call(name, ["lib.audit"])
        _call(name, ["lib.audit.errors", "--check"])  # the verdicts read what the audit once found
        outputs = [paths.AUDIT]
    else:
        _forget_removed()
        # Readers download the notebooks that stand beside the scripts.
        _call(name, ["lib.chapters", "pair"])
        _call(name, ["lib.book", "pages"])
        _call(name, ["lib.book", "build"])
        outputs = [paths.HTML]
    _present(name, outputs)
    graph.seal(_unchanged(name, digest), outputs)
    say(f"done {name} {time.perf_counter() - started:.1f}")


def run_chapter(stage: Stage) -> list[Path]:
    """Execute a chapter, check what it opened, publish notebook and manifest; return its outputs.

    Parameters
    ----------
    stage : Stage
        The chapter's stage; its parameters are the chapter's own and those of this run (`lib.variants`).
    """
    chapter = stage.name.removeprefix("chapter/")
    script = graph.script_of(chapter)
    defaults = notebooks.parameters(script)
    values = variants.chosen(defaults)
    execution = notebooks.execute(chapter, script, values)
    exhibits = check_record(stage, execution)
    for warning in execution.warnings:
        print(warning, file=sys.stderr)
    target = paths.CHAPTERS / f"{chapter}.ipynb"
    graph.write_text(target, notebooks.to_json(execution.notebook))
    for old in set(manifest(chapter).get("exhibits", {})) - set(exhibits):
        (paths.ROOT / old).unlink(missing_ok=True)
    _write_manifest(stage, execution, {**defaults, **values}, exhibits, target)
    return [target, *(paths.ROOT / name for name in exhibits)]


def check_record(stage: Stage, execution: Execution) -> list[str]:
    """Compare what the chapter opened with what its source names; return the exhibits it wrote.

    Raises
    ------
    ChapterError
        It read a table, an exhibit or the verdicts, or imported a module, that the graph did not
        know of, so that a change there would have gone unnoticed; or it wrote another's exhibit.
    """
    chapter = stage.name.removeprefix("chapter/")
    home = paths.relative(paths.RESULTS / chapter.split("/")[0]) + "/"
    written = sorted(n for n in execution.written if n.startswith(home) and (paths.ROOT / n).is_file())
    known = {f"data/{name}" for name in stage.references.tables} | {"data/sources.yml", *written}
    known |= {name for name in stage.files if name.startswith("data/restricted/")}
    if "verdicts" in stage.needs:
        known |= {paths.relative(path) for path in (paths.VERDICTS, paths.VERDICTS.with_suffix(".csv"))}
    for need in Graph().upstream(stage.name)[:-1]:
        known |= set(manifest(need.name.removeprefix("chapter/")).get("exhibits", {}))
    free = tuple(f"{paths.relative(paths.RESULTS)}/{folder}/" for folder in ("panels", "cache", "runs"))
    for name in sorted(execution.read - known):
        if name.startswith(("data/", "results/")) and not name.startswith(free) and _is_content(name):
            raise ChapterError(f"{chapter} read {name}, which the graph did not know of; {_remedy(name)}")
    hidden = sorted(execution.modules - stage.references.modules)
    if hidden:
        raise ChapterError(f"{chapter} imported {hidden[0]} by a computed name; import it by its name")
    for other in graph.chapters():
        shared = sorted(set(manifest(other).get("exhibits", {})) & set(written)) if other != chapter else []
        if shared and Graph().stage(f"chapter/{other}").stamp.exists():
            raise ChapterError(f"{chapter} and {other} both write {shared[0]}; rename one of the exhibits")
    return written


def manifest(chapter: str) -> dict:
    """The record of a chapter's last run; empty if there is none."""
    path = paths.RUNS / f"{chapter}.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _remedy(name: str) -> str:
    if name.startswith("data/facts/"):
        return f'call facts.load("{Path(name).stem}") with the name as a string'
    if name.startswith("data/"):
        return "load it by a call whose first argument is the table's or paper's name as a string"
    if name.startswith("results/verdicts"):
        return "read it with verdicts.read(...)"
    if name == paths.relative(paths.AUDIT):
        return 'find the findings with audit.audit("PAPER"), the paper as a string'
    return "read another chapter's exhibit with chapters.exhibit(CHAPTER, NAME), the id as a string"


def _is_content(name: str) -> bool:
    """Whether a recorded path is a file that a chapter can show, not a directory or a codebook."""
    return (paths.ROOT / name).is_file() and name != "data/README.md"


def _write_manifest(
    stage: Stage, execution: Execution, values: dict, exhibits: list[str], target: Path
) -> None:
    chapter = stage.name.removeprefix("chapter/")
    named = {f"data/{table}" for table in stage.references.tables}
    tables = sorted(n for n in stage.files if n in named or n.startswith("data/restricted/"))
    content = {
        "chapter": chapter,
        "digest": stage.digest,
        "parameters": values,
        "track": values["track"],
        "cells": len(execution.notebook.cells),
        "code_cells": len(execution.seconds),
        "duration_seconds": round(sum(execution.seconds), 2),
        "cell_seconds": execution.seconds,
        "peak_bytes": execution.peak_bytes,
        "warnings": len(execution.warnings),
        "modules": sorted(stage.references.modules),
        "data": {name: stage.files[name] for name in tables},
        "data_read": sorted(name for name in execution.read if name in tables),
        "exhibits": {name: graph.sha256(paths.ROOT / name) for name in exhibits},
        "notebook": {"path": paths.relative(target), "sha256": graph.sha256(target)},
        "python": platform.python_version(),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    graph.write_text(paths.RUNS / f"{chapter}.json", json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def _prune() -> None:
    """Remove every exhibit of a judged paper but those of the chapters on which the verdicts rest.

    So no other counts. Chapters of such a paper that read the verdicts run after them and write theirs again.
    """
    owned = {name for chapter in graph.judged() for name in manifest(chapter).get("exhibits", {})}
    for paper in graph.printed_papers():
        for path in (paths.RESULTS / paper).rglob("*"):
            if path.is_file() and paths.relative(path) not in owned:
                path.unlink()


def _forget_removed() -> None:
    """Remove the notebooks and manifests of chapters that no longer exist."""
    present = set(graph.chapters())
    for folder, ending in ((paths.CHAPTERS, ".ipynb"), (paths.RUNS, ".json")):
        for path in folder.glob(f"*/*{ending}"):
            if path.relative_to(folder).with_suffix("").as_posix() not in present:
                path.unlink()


def _unchanged(name: str, digest: str) -> Stage:
    stage = Graph().stage(name)
    if stage.digest != digest:
        raise StageError(f"{name}: its sources changed while the graph was running; run it again")
    return stage


def _present(name: str, outputs: list[Path]) -> None:
    missing = [path for path in outputs if not path.exists()]
    if missing:
        raise StageError(f"{name} ended without writing {paths.relative(missing[0])}")


def _call(name: str, arguments: list[str]) -> None:
    """Run a module of ``lib``; its output is for the log, and for the reader if it fails."""
    environment = os.environ | notebooks.DETERMINISTIC | {"PYTHONPATH": str(paths.ROOT)}
    command = [sys.executable, "-m", *arguments]
    done = subprocess.run(
        command, cwd=paths.ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    print(done.stdout, file=sys.stderr, end="", flush=True)
    if done.returncode:
        raise StageError(f"{name} failed: python -m {' '.join(arguments)}\n{done.stdout.rstrip()}")


def _log_to(path: Path) -> None:
    """Send stderr, also that of child processes, to a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as handle:
        os.dup2(handle.fileno(), 2)


def main(arguments: list[str]) -> int:
    """Command line of the Snakefile; a failure is printed for the reader."""
    if len(arguments) != 2:
        print("usage: python -m lib.stages STAGE DIGEST", file=sys.stderr)
        return 2
    name = "render" if arguments[0] == "book" else arguments[0].removeprefix("chapter/")
    _log_to(paths.LOGS / f"{name}.log")
    try:
        with at_work():
            run(*arguments)
    except (StageError, ChapterError, ValueError) as error:
        say(f"{FAILED}{error}")
        print(error, file=sys.stderr)
        return 1
    except Exception as error:  # a fault of the runner itself: the log has the traceback
        say(f"{FAILED}{arguments[0]}: {type(error).__name__}: {error}")
        raise
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
