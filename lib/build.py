"""Run the graph and tell the reader what happens: ``python -m lib.build [TARGET]``.

TARGET is ``book`` (the default), ``chapters``, ``verdicts`` or a chapter (``maritime/05`` is enough).
Snakemake does the work; its own messages go to ``results/logs/snakemake.log`` unless ``--verbose``.
"""

import argparse
import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from lib import graph, paths
from lib.closure import ClosureError
from lib.graph import Graph, GraphError, Stage
from lib.stages import FAILED, MARK

LOG = paths.LOGS / "snakemake.log"


def build(target: str = "book", *, jobs: int | None = None, verbose: bool = False, dry: bool = False) -> int:
    """Bring a target up to date.

    Parameters
    ----------
    target : str
        ``book``, ``chapters``, ``verdicts``, a stage's name, or a chapter or the start of its id.
    jobs : int, optional
        Chapters at a time; by default one a processor.
    verbose : bool
        Show what Snakemake says.
    dry : bool
        Only print which stages would run and why.

    Returns
    -------
    int
        0 when the target is up to date, otherwise 1.
    """
    started = time.perf_counter()
    stages = _stages(target)
    if dry:
        return _explain(stages)
    with _alone():
        stages = _stages(target)
        graph.discard_broken(stages)
        waiting = graph.stale(stages)
        if not waiting:
            print(f"{_title(target)} is up to date.")
            return 0
        code = _snakemake(target, stages, waiting, jobs, verbose)
    if code == 0:
        print(f"{_title(target)} is ready: {len(waiting)} stages in {time.perf_counter() - started:.0f} s.")
    return code


def find(prefix: str) -> str:
    """The one chapter whose id starts with ``prefix``.

    Raises
    ------
    GraphError
        None does, or several do; the message lists them.
    """
    every = graph.chapters()
    found = [prefix] if prefix in every else [chapter for chapter in every if chapter.startswith(prefix)]
    if len(found) == 1:
        return found[0]
    what = f"{len(found)} chapters start" if found else "no chapter starts"
    listed = "\n  ".join(found or every or ["(none)"])
    raise GraphError(f"{what} with {prefix!r}; give one of:\n  {listed}")


def _stages(target: str) -> list[Stage]:
    """The target's stage and all it needs, each after those it needs."""
    everything = Graph()
    if target in ("book", "verdicts") or target.startswith(("panel/", "chapter/")):
        return everything.upstream(target)
    if target == "chapters":
        stages = {s.name: s for c in graph.chapters() for s in everything.upstream(f"chapter/{c}")}
        return list(stages.values())
    return everything.upstream(f"chapter/{find(target)}")


def _explain(stages: list[Stage]) -> int:
    reasons = graph.stale(stages)
    for name, reason in reasons.items():
        print(f"{name}: {reason}")
    print(f"{len(reasons)} of {len(stages)} stages would run.")
    return 0


def _snakemake(target: str, stages: list[Stage], waiting: dict, jobs: int | None, verbose: bool) -> int:
    """Run Snakemake, pass on the lines meant for the reader, return its exit status."""
    goals = [s.stamp for s in stages if s.name.startswith("chapter/")] if target == "chapters" else []
    command = [sys.executable, "-m", "snakemake", "--snakefile", str(paths.ROOT / "Snakefile")]
    command += ["--directory", str(paths.ROOT), "--cores", str(jobs or os.cpu_count() or 1)]
    # No lock: we hold one that dies with us. A stamp is complete or absent, so none is incomplete.
    command += ["--nolock", "--ignore-incomplete", "--rerun-triggers", "mtime", "--nocolor"]
    command += [paths.relative(goal) for goal in goals or [stages[-1].stamp]]
    total = sum(name.startswith("chapter/") for name in waiting)
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            command,
            cwd=paths.ROOT,
            env=_environment(),
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        try:
            failed = _relay(process, log, total, verbose)
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)
            process.wait()
            print("Interrupted; the same command resumes.", file=sys.stderr)
            return 130
    if process.returncode and not failed:
        print("\n".join(LOG.read_text(encoding="utf-8").splitlines()[-30:]), file=sys.stderr)
    if process.returncode:
        print(f"Stopped. Logs: {paths.relative(paths.LOGS)}/", file=sys.stderr)
    return 1 if process.returncode else 0


def _relay(process: subprocess.Popen, log, total: int, verbose: bool) -> bool:
    """Print the stages' lines, log the rest; whether a stage said that it failed."""
    done, failed = 0, False
    for line in process.stdout:
        log.write(line)
        if line.startswith(MARK + "done "):
            name, seconds = line.split()[2:4]
            if name.startswith("chapter/"):
                done += 1
                print(f"[{done}/{total}] {name.removeprefix('chapter/')}  {seconds} s", flush=True)
            else:
                print(f"      {name}  {seconds} s", flush=True)
        elif line.startswith(MARK):
            failed = failed or line.startswith(MARK + FAILED)
            print(line.removeprefix(MARK).removeprefix(FAILED).rstrip("\n"), file=sys.stderr, flush=True)
        elif verbose:
            print(line, end="", flush=True)
    process.wait()
    return failed


def _environment() -> dict[str, str]:
    """Snakemake's environment: our modules first, caches inside the project."""
    cache = paths.RESULTS / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    chosen = {"PYTHONPATH": str(paths.ROOT), "XDG_CACHE_HOME": str(cache), "PYTHONUNBUFFERED": "1"}
    home = os.environ.get("HOME", "")
    if not (home and os.access(home, os.W_OK)):
        chosen["HOME"] = str(cache)
    return os.environ | chosen


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Hold the project's lock; the system frees it when the process ends, however it ends."""
    paths.RESULTS.mkdir(exist_ok=True)
    with Path(paths.RESULTS / ".lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            print("Another run is at work in this directory; waiting for it.", file=sys.stderr)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _title(target: str) -> str:
    return f"The book ({paths.relative(paths.HTML)}/index.html)" if target == "book" else target


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m lib.build", description=__doc__.split("\n")[0])
    parser.add_argument("target", nargs="?", default="book", help="book, chapters, verdicts or a chapter")
    parser.add_argument("-j", "--jobs", type=int, help="chapters at a time")
    parser.add_argument("-v", "--verbose", action="store_true", help="show Snakemake's messages")
    parser.add_argument("-n", "--dry-run", action="store_true", help="only say what would run, and why")
    options = parser.parse_args(arguments)
    verbose = options.verbose or bool(os.environ.get("V"))
    try:
        return build(options.target, jobs=options.jobs, verbose=verbose, dry=options.dry_run)
    except (GraphError, ClosureError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
