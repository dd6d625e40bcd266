"""Run the graph and tell the reader what happens: ``python -m lib.build [TARGET] [-p NAME VALUE]``.

TARGET is ``book`` (the default), ``chapters``, ``verdicts``, ``audit`` or a chapter (``maritime/05`` is
enough). With other parameters than the chapters' own the results go to a folder below ``results/other``.
Snakemake does the work; its own messages go to ``results/logs/snakemake.log`` unless ``--verbose``.
"""

import argparse
import contextlib
import fcntl
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

from lib import graph, paths, variants
from lib.closure import ClosureError
from lib.graph import Graph, GraphError, Stage
from lib.stages import FAILED, MARK
from lib.variants import ParameterError

LOG = paths.LOGS / "snakemake.log"
SCHEDULED = re.compile(r"chapter\s+(\d+)$")  # a line of Snakemake's job statistics
LIFELINE = "REPLICATION_LIFELINE"


def build(target: str = "book", *, jobs: int | None = None, verbose: bool = False, dry: bool = False) -> int:
    """Bring a target up to date.

    Parameters
    ----------
    target : str
        ``book``, ``chapters``, ``verdicts``, ``audit``, a stage's name, or a chapter or the start of its id.
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
    with alone() as lock:
        stages = _stages(target)
        graph.discard_broken(stages)
        waiting = graph.stale(stages)
        if not waiting:
            print(f"{_title(target)} is up to date.")
            return 0
        code = _snakemake(target, stages, waiting, jobs, verbose, lock)
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
    if target in ("book", "verdicts", "audit") or target.startswith(("panel/", "chapter/")):
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


def _snakemake(
    target: str, stages: list[Stage], waiting: dict, jobs: int | None, verbose: bool, lock: int
) -> int:
    """Run Snakemake, pass on the lines meant for the reader, return its exit status."""
    goals = [s.stamp for s in stages if s.name.startswith("chapter/")] if target == "chapters" else []
    command = [sys.executable, "-m", "snakemake", "--snakefile", str(paths.ROOT / "Snakefile")]
    command += ["--directory", str(paths.ROOT), "--cores", str(jobs or os.cpu_count() or 1)]
    # No lock of its own: it inherits ours. A stamp is complete or absent, so none is incomplete.
    command += ["--nolock", "--ignore-incomplete", "--rerun-triggers", "mtime", "--nocolor"]
    command += [paths.relative(goal) for goal in goals or [stages[-1].stamp]]
    total = sum(name.startswith("chapter/") for name in waiting)
    LOG.parent.mkdir(parents=True, exist_ok=True)
    lifeline, ours = os.pipe()  # only we hold the other end, so that it closes when we end
    with LOG.open("w", encoding="utf-8") as log, _signals(), os.fdopen(lifeline), os.fdopen(ours, "w"):
        process = subprocess.Popen(
            command,
            cwd=paths.ROOT,
            env=_environment() | {LIFELINE: str(lifeline)},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=(lock, lifeline),
            process_group=0,
        )
        try:
            failed = _relay(process, log, total, verbose)
        except KeyboardInterrupt:
            _stop(process)
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
        scheduled = SCHEDULED.match(line)
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
        elif scheduled and not done:  # Snakemake may run more than was stale: its count is the true one
            total = int(scheduled[1])
    process.wait()
    return failed


@contextlib.contextmanager
def _signals() -> Iterator[None]:
    """Let the end of the session and a polite kill interrupt as Ctrl-C does."""

    def interrupt(number, frame):
        raise KeyboardInterrupt

    heeded = (kind for kind in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(kind) != signal.SIG_IGN)
    before = {kind: signal.signal(kind, interrupt) for kind in heeded}
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


def _stop(process: subprocess.Popen) -> None:
    """Interrupt Snakemake and its stages, and end what has not stopped after a while."""
    for kind, seconds in ((signal.SIGINT, 10), (signal.SIGTERM, 5), (signal.SIGKILL, None)):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, kind)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
            return


def end_with_build() -> None:
    """In Snakemake's process: end it and its stages as soon as the build that started it has ended."""
    descriptor = os.environ.pop(LIFELINE, "")
    if descriptor:
        threading.Thread(target=_follow, args=(int(descriptor),), daemon=True).start()


def _follow(descriptor: int) -> None:
    os.read(descriptor, 1)
    os.killpg(0, signal.SIGINT)  # the stages clear up
    time.sleep(3)
    os.killpg(0, signal.SIGKILL)


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
def alone() -> Iterator[int]:
    """Hold the project's lock, also against stages that outlived a killed build; yields its descriptor.

    The system frees the lock when the process and the Snakemake that inherits it have ended, however.
    """
    paths.RESULTS.mkdir(parents=True, exist_ok=True)
    with (paths.RESULTS / ".lock").open("w") as lock, (paths.RESULTS / ".stages").open("w") as stages:
        told = _acquire(lock, told=False)
        _acquire(stages, told=told)
        fcntl.flock(stages, fcntl.LOCK_UN)
        yield lock.fileno()


def _acquire(handle, *, told: bool) -> bool:
    """Wait for a lock; whether the reader has been told that we do."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        if not told:
            print("Another run is at work in this directory; waiting for it.", file=sys.stderr, flush=True)
        fcntl.flock(handle, fcntl.LOCK_EX)
        return True
    return told


def _title(target: str) -> str:
    if paths.VARIANT:
        return f"{target} (in {paths.VARIANT})"
    return f"The book ({paths.relative(paths.HTML)}/index.html)" if target == "book" else target


def vary(target: str, texts: dict[str, str], arguments: list[str]) -> int:
    """Run `main` again in a process for other parameters; without effect on the published results.

    Parameters
    ----------
    target : str
        A chapter, ``chapters`` or ``verdicts``: the book shows the default run only.
    texts : dict of str to str
        Parameters as typed. They hold for the chapter and for all it needs, where they have them.
    arguments : list of str
        The other options of the command line.

    Raises
    ------
    GraphError
        The target is the book, or there is no such chapter.
    ParameterError
        A parameter is unknown or has a value of the wrong type.
    """
    if target == "book":
        raise GraphError(
            "the book shows the chapters' own parameters; with others run chapters, verdicts or one"
        )
    several = graph.chapters() if target in ("chapters", "verdicts") else [find(target)]
    known: dict[str, object] = {}
    for chapter in several:
        known = variants.defaults(graph.script_of(chapter)) | known
    values = variants.checked(several[0] if len(several) == 1 else target, known, texts)
    if target == "verdicts" and values.get("track") == graph.ORIGINAL:
        _say_left_out()
    command = [sys.executable, "-m", "lib.build", target, *arguments]
    environment = os.environ | {"PYTHONPATH": str(paths.ROOT)} | variants.environment(values)
    with subprocess.Popen(command, cwd=paths.ROOT, env=environment) as process, _signals():
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.send_signal(signal.SIGTERM)
            return process.wait()


def _say_left_out() -> None:
    """Name the papers without files of the user's own, of which such verdicts cannot be had."""
    absent, place = graph.without_files(), paths.relative(paths.RESTRICTED)
    if absent == graph.printed_papers():
        raise GraphError(
            f"{place} has no file of any paper; {place}/README.md says which files the track "
            f"{graph.ORIGINAL!r} reads, and in which form"
        )
    for paper in absent:
        print(f"{paper}: left out, {place} has no file {paper}_*")


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m lib.build", description=__doc__.split("\n")[0])
    parser.add_argument(
        "target", nargs="?", default="book", help="book, chapters, verdicts, audit or a chapter"
    )
    parser.add_argument("-j", "--jobs", type=int, help="chapters at a time")
    parser.add_argument("-v", "--verbose", action="store_true", help="show Snakemake's messages")
    parser.add_argument("-n", "--dry-run", action="store_true", help="only say what would run, and why")
    parser.add_argument("-p", nargs=2, action="append", default=[], metavar=("NAME", "VALUE"), dest="given",
                        help="a parameter of the chapters; results go to results/other")  # fmt: skip
    options = parser.parse_args(arguments)
    verbose = options.verbose or bool(os.environ.get("V"))
    try:
        if options.given:
            rest = [f"--jobs={options.jobs}"] * bool(options.jobs)
            rest += ["--verbose"] * verbose + ["--dry-run"] * options.dry_run
            return vary(options.target, dict(options.given), rest)
        return build(options.target, jobs=options.jobs, verbose=verbose, dry=options.dry_run)
    except (GraphError, ClosureError, ParameterError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Interrupted; the same command resumes.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
