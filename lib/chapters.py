"""Chapters: run one, pair it with its notebook, read another's exhibits.

``python -m lib.chapters run maritime/05 [-p seed 3]``, ``pair [--check | --force]``, ``list``; `lib.build`
says what ``-p`` does.
"""

import argparse
import os
import subprocess
import sys

import pandas as pd

from lib import graph, paths
from lib.closure import ClosureError
from lib.graph import Graph, GraphError
from lib.results import TIDY


def exhibit(chapter: str, name: str) -> pd.DataFrame:
    """Tidy numbers of an exhibit that another chapter writes.

    If that chapter has not run, or is out of date, it runs first; under the graph it has run already.

    Parameters
    ----------
    chapter : str
        Id of the other chapter as a literal, ``"maritime/05_estimates"``: the graph reads it.
    name : str
        Name of the exhibit, ``"table_2"``.

    Returns
    -------
    DataFrame with the columns `lib.results.TIDY`.

    Raises
    ------
    GraphError
        No such chapter or exhibit, the other chapter fails, or it does not stand in the source of
        the running chapter as a literal.
    """
    graph.script_of(chapter)
    running = os.environ.get("REPLICATION_CHAPTER")
    if running:
        if chapter not in graph.references(running).chapters:
            raise GraphError(f"{running} reads {chapter}: write that id as a string in the call of exhibit")
    else:
        _bring_up_to_date(f"chapter/{chapter}")
    paper = chapter.split("/")[0]
    path = paths.RESULTS / paper / f"{name}.csv"
    if not path.exists():
        found = sorted(file.stem for file in path.parent.glob("*.csv"))
        raise GraphError(f"{chapter} wrote no exhibit {name!r}; there are: {', '.join(found) or 'none'}")
    keys = {column: str for column in TIDY if column != "value"}
    return pd.read_csv(path, dtype=keys, keep_default_na=False, na_values={"value": ["", "nan"]})


def ensure(stage: str) -> None:
    """Bring what a chapter reads up to date when it runs alone; under the graph it is already.

    Parameters
    ----------
    stage : str
        ``"verdicts"``, as a literal: a chapter that says so runs after the verdicts.

    Raises
    ------
    GraphError
        A chapter on which the verdicts rest fails.
    """
    if stage != "verdicts":
        raise GraphError(f"ensure({stage!r}): only 'verdicts'; exhibits come with chapters.exhibit")
    if not os.environ.get("REPLICATION_CHAPTER"):
        _bring_up_to_date(stage)


def pair(*, check: bool = False, force: bool = False) -> list[str]:
    """Write the notebook beside every script; with ``check`` only name those that differ.

    Parameters
    ----------
    check : bool
        Write nothing.
    force : bool
        Also write over a notebook whose cells were changed after the script.

    Raises
    ------
    GraphError
        A notebook has no script, or its cells were changed after the script, which would be lost.
    """
    from lib import notebooks

    changed = []
    for chapter in graph.chapters():
        script = graph.script_of(chapter)
        target = script.with_suffix(".ipynb")
        notebook = notebooks.read(script)
        text = notebooks.to_json(notebook)
        if target.exists() and target.read_text(encoding="utf-8") == text:
            continue
        changed.append(paths.relative(target))
        if not check:
            if not force and notebooks.edited_after(target, script, notebook):
                raise GraphError(
                    f"{changed[-1]} was changed after its script; carry the change over with `jupytext --to "
                    f"py:percent {changed[-1]}`, or drop it with `python -m lib.chapters pair --force`"
                )
            graph.write_text(target, text)
    scripts = {graph.script_of(chapter).with_suffix(".ipynb") for chapter in graph.chapters()}
    for orphan in sorted(set(paths.NOTEBOOKS.glob("*/[0-9][0-9]_*.ipynb")) - scripts):
        raise GraphError(f"{paths.relative(orphan)} has no script beside it; remove it or restore the script")
    return changed


def run(chapter: str) -> None:
    """Run a chapter with its own parameters, after those it needs.

    Raises
    ------
    ChapterError, GraphError
        The chapter, or one it needs, failed.
    """
    from lib import build, stages

    for need in Graph().stage(f"chapter/{chapter}").needs:
        _bring_up_to_date(need)
    with build.alone():
        stage = Graph().stage(f"chapter/{chapter}")
        stages.run(stage.name, stage.digest)


def _bring_up_to_date(name: str) -> None:
    """Run a stage and what it needs if they are stale, passing on the progress lines."""
    upstream = Graph().upstream(name)
    graph.discard_broken(upstream)
    if not graph.stale(upstream):
        return
    shown = name.removeprefix("chapter/")
    print(f"{shown} has not run on the present sources; running it first.", flush=True)
    environment = os.environ | {"PYTHONPATH": str(paths.ROOT), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "lib.build", name]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(command, cwd=paths.ROOT, env=environment, **pipes) as process:
        for line in process.stdout:
            print(line, end="", flush=True)
    if process.returncode:
        raise GraphError(f"{shown} failed; the lines above say why")


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    from lib.build import find, vary
    from lib.notebooks import ChapterError
    from lib.stages import StageError
    from lib.variants import ParameterError

    parser = argparse.ArgumentParser(prog="python -m lib.chapters", description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    runner = commands.add_parser("run", help="run one chapter, after those it needs")
    runner.add_argument("chapter", help="its id, or the start of it")
    runner.add_argument("-p", nargs=2, action="append", default=[], metavar=("NAME", "VALUE"), dest="given")
    pairing = commands.add_parser("pair", help="write the notebook beside every script")
    pairing.add_argument("--check", action="store_true", help="only name the pairs that differ")
    pairing.add_argument("--force", action="store_true", help="also over notebooks changed after the script")
    commands.add_parser("list", help="ids of all chapters")
    options = parser.parse_args(arguments)
    try:
        if options.command == "list":
            print("\n".join(graph.chapters()))
        elif options.command == "pair":
            changed = pair(check=options.check, force=options.force)
            print("\n".join(changed) if changed else "Every notebook agrees with its script.")
            return 1 if changed and options.check else 0
        else:
            chapter = find(options.chapter)
            if options.given:
                return vary(chapter, dict(options.given), [])
            run(chapter)
    except (GraphError, ClosureError, ChapterError, ParameterError, StageError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
