"""Chapters as notebooks: read from the script, executed by papermill, cleaned of run and machine."""

import ast
import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

from lib import paths
from lib.kernel import RECORD

KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
DROPPED_METADATA = ("papermill", "execution", "ExecuteTime", "collapsed")
SHUTDOWN = 60  # seconds that a kernel may take to end
ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")
ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
# One thread, one hash seed, no configuration of the user's: the same bytes on every run.
DETERMINISTIC = {
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "RAYON_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "SOURCE_DATE_EPOCH": "1700000000",
    "PYTHONNOUSERSITE": "1",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


class ChapterError(RuntimeError):
    """A chapter did not run to its end; the message names chapter and cell."""


@dataclass(frozen=True, kw_only=True)
class Execution:
    """One run of a chapter.

    Attributes
    ----------
    notebook : NotebookNode
        Executed and cleaned.
    seconds : list of float
        Duration of each code cell.
    warnings : list of str
        What the chapter wrote to stderr; it is kept out of the page.
    read, written : frozenset of str
        Files of the project that were opened, relative to it.
    modules : frozenset of str
        Modules of ``lib`` that were imported.
    peak_bytes : int or None
        Largest resident memory of the kernel; None if it ended without saying.
    """

    notebook: NotebookNode
    seconds: list[float]
    warnings: list[str]
    read: frozenset[str] = field(default_factory=frozenset)
    written: frozenset[str] = field(default_factory=frozenset)
    modules: frozenset[str] = field(default_factory=frozenset)
    peak_bytes: int | None = None


def read(script: Path) -> NotebookNode:
    """The notebook of a script in percent format: no outputs, fixed cell ids, no machine's metadata."""
    notebook = jupytext.read(script, fmt="py:percent")
    return clean(notebook)


def to_json(notebook: NotebookNode) -> str:
    """The notebook's text, the same bytes for the same content."""
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def edited_after(target: Path, script: Path, notebook: NotebookNode) -> bool:
    """Whether the cells of the notebook ``target`` differ from ``notebook`` and are newer than the script.

    Outputs alone do not count: they come from running it in Jupyter.
    """
    if not target.exists() or target.stat().st_mtime <= script.stat().st_mtime:
        return False
    try:
        present = [cell.source for cell in nbformat.read(target, as_version=4).cells]
    except ValueError:  # not a notebook: nothing that could be lost
        return False
    return present != [cell.source for cell in notebook.cells]


def parameters(script: Path) -> dict[str, object]:
    """Names and default values in a chapter's ``parameters`` cell.

    Raises
    ------
    ChapterError
        The chapter has no such cell, or one of track and seed is not in it.
    """
    cells = [c for c in read(script).cells if "parameters" in c.metadata.get("tags", [])]
    shown = paths.relative(script)
    if len(cells) != 1:
        raise ChapterError(
            f'{shown} has {len(cells)} cells tagged parameters; write one: # %% tags=["parameters"]'
        )
    found = {}
    for node in ast.parse(cells[0].source).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = ast.literal_eval(node.value)
    missing = {"track", "seed"} - found.keys()
    if missing:
        raise ChapterError(f"{shown}: the parameters cell does not set {', '.join(sorted(missing))}")
    return found


def execute(chapter: str, script: Path, values: dict[str, object]) -> Execution:
    """Run a chapter from top to bottom in a fresh kernel.

    Parameters
    ----------
    chapter : str
        Chapter id, ``maritime/05_estimates``.
    script : Path
        Its script.
    values : dict
        Parameters that replace the defaults.

    Raises
    ------
    ChapterError
        A cell failed or the kernel died; the message names the cell and holds the traceback.
    """
    home = Path(tempfile.mkdtemp(prefix="chapter-", dir=_short_temporary()))
    try:
        os.environ.update(environment(chapter, home))
        executed = _papermill(chapter, script, values, home)
        opened = (home / "record").read_text(encoding="utf-8").splitlines()
    finally:
        shutil.rmtree(home, ignore_errors=True)
    kinds: dict[str, set[str]] = {"read": set(), "write": set(), "import": set(), "peak": set()}
    for line in opened:
        kind, _, name = line.partition(" ")
        kinds[kind].add(name)
    code = [cell for cell in executed.cells if cell.cell_type == "code"]
    seconds = [round(c.metadata.get("papermill", {}).get("duration") or 0.0, 3) for c in code]
    warnings = ["".join(o.text) for c in code for o in c.outputs if o.get("name") == "stderr"]
    return Execution(
        notebook=clean(executed),
        seconds=seconds,
        warnings=warnings,
        read=frozenset(kinds["read"]),
        written=frozenset(kinds["write"]),
        modules=frozenset(kinds["import"]),
        peak_bytes=max(map(int, kinds["peak"]), default=None),
    )


def environment(chapter: str, home: Path) -> dict[str, str]:
    """Variables of the process that runs a kernel; ``home`` holds what the run leaves behind."""
    spec = home / "kernels" / "python3"
    spec.mkdir(parents=True)
    options = ["--IPKernelApp.log_level=40", "--HistoryManager.enabled=False"]
    argv = [sys.executable, "-m", "lib.kernel", "-f", "{connection_file}", *options]
    (spec / "kernel.json").write_text(json.dumps({"argv": argv, **KERNELSPEC}), encoding="utf-8")
    cache = paths.RESULTS / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    return DETERMINISTIC | {
        "PYTHONPATH": str(paths.ROOT),
        "JUPYTER_PATH": str(home),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home),
        "IPYTHONDIR": str(home / "ipython"),
        "MPLCONFIGDIR": str(cache / "matplotlib"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "XDG_CACHE_HOME": str(cache),
        "REPLICATION_CHAPTER": chapter,
        RECORD: str(home / "record"),
    }


def clean(notebook: NotebookNode) -> NotebookNode:
    """A copy without times, paths, addresses and stderr, with ids that follow from the content."""
    cells, seen = [], Counter()
    for cell in notebook.cells:
        metadata = {k: v for k, v in cell.metadata.items() if k not in DROPPED_METADATA}
        if metadata.get("tags") == []:
            del metadata["tags"]
        kept = {"cell_type": cell.cell_type, "metadata": metadata, "source": cell.source}
        name = hashlib.sha256(f"{cell.cell_type} {cell.source}".encode()).hexdigest()[:12]
        seen[name] += 1
        kept["id"] = name if seen[name] == 1 else f"{name}-{seen[name]}"
        if cell.cell_type == "code":
            kept["execution_count"] = cell.get("execution_count")
            kept["outputs"] = _clean_outputs(cell.outputs)
        cells.append(kept)
    own = {k: v for k, v in notebook.metadata.items() if k in ("mystnb", "myst", "title")}
    metadata = {**own, "kernelspec": KERNELSPEC, "language_info": {"name": "python"}}
    return nbformat.from_dict({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def _papermill(chapter: str, script: Path, values: dict[str, object], home: Path) -> NotebookNode:
    """Execute and return papermill's notebook."""
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError
    from traitlets.config import Config

    source, target = home / "source.ipynb", home / "executed.ipynb"
    nbformat.write(read(script), source)
    try:
        papermill.execute_notebook(
            str(source),
            str(target),
            parameters=values,
            kernel_name="python3",
            progress_bar=False,
            cwd=str(script.parent),
            # Sockets in files, not TCP ports: chapters that start at the same time cannot take each other's.
            # A kernel writes its memory's peak when it ends, for which a busy machine needs its time.
            config=Config(
                {
                    "KernelManager": {
                        "transport": "ipc",
                        "ip": str(home / "socket"),
                        "shutdown_wait_time": SHUTDOWN,
                    }
                }
            ),
        )
    except PapermillExecutionError as error:
        raise ChapterError(_failure(chapter, script, error, bool(values))) from None
    except (DeadKernelError, RuntimeError) as error:
        raise ChapterError(
            f"{chapter}: the kernel died ({error}), perhaps for lack of memory; see its log in results/logs"
        ) from None
    return nbformat.read(target, as_version=4)


def _failure(chapter: str, script: Path, error, injected: bool) -> str:
    """Chapter, cell, its first line and the traceback as plain text."""
    source = "\n".join(line for line in error.source.splitlines() if line.strip())
    first = source.splitlines()[0] if source else ""
    number = error.cell_index + 1 - injected
    text = script.read_text(encoding="utf-8")
    at = text.find(error.source.strip())
    place = f"{paths.relative(script)}:{text[:at].count(chr(10)) + 1}" if at >= 0 else paths.relative(script)
    trace = _portable(ANSI.sub("", "\n".join(error.traceback)))
    return f"{chapter} failed in cell {number} ({place}): {first}\n{trace}"


def _clean_outputs(outputs: list[NotebookNode]) -> list[dict]:
    kept: list[dict] = []
    for output in outputs:
        if output.get("name") == "stderr":
            continue
        output = _portable(json.loads(json.dumps(output)))
        if kept and output.get("name") == "stdout" and kept[-1].get("name") == "stdout":
            kept[-1]["text"] += output["text"]
        else:
            kept.append(output)
    return kept


def _portable(value):
    """The same output without this machine's paths and without memory addresses, at every depth."""
    if isinstance(value, dict):
        return {k: v if k == "image/png" else _portable(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_portable(item) for item in value]
    if isinstance(value, str):
        return ADDRESS.sub("at 0x...", value.replace(f"{paths.ROOT}{os.sep}", ""))
    return value


def _short_temporary() -> str | None:
    """Directory for sockets, whose paths must be short; None for the system's own."""
    return "/tmp" if os.access("/tmp", os.W_OK) else None
