"""The papers' analysis panels, built once from verified facts and saved in ``results/panels``.

``load(paper, track)`` is what chapters call. The saved file carries the checksums of the tables it was
built from; a panel whose tables or builder have changed since is built again, never read.
"""

import hashlib
import importlib
import json
import os
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from lib import closure, facts, paths

TRACKS = ("original", "public", "counterpart", "semi_synthetic")
_KEY = b"replication"


def load(paper: str, track: str) -> pd.DataFrame:
    """The saved panel of a paper, or a fresh one where it is missing or stale.

    Parameters
    ----------
    paper : str
        Name of a module of this package, e.g. ``"maritime"``.
    track : str
        One of `TRACKS`; a paper supports some of them and says which.
    """
    path = _path(paper, track)
    stamp = _read_stamp(path)
    if stamp is None or not _fresh(stamp, paper, track):
        save(paper, track)
        stamp = _read_stamp(path)
    for name, sha256 in stamp["sources"].items():
        facts.register(paths.ROOT / name, sha256)
    return pq.read_table(path).to_pandas()


def save(paper: str, track: str) -> Path:
    """Build a panel and write it, with its sources' checksums, through a temporary name."""
    with facts.recording() as sources:
        frame = _module(paper).build(track)
    path = _path(paper, track)
    path.parent.mkdir(parents=True, exist_ok=True)
    table = pa.Table.from_pandas(frame, preserve_index=False)
    stamp = {"sources": sources, "builder": _builder_digest(paper), "own": _own_files(paper, track)}
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), _KEY: json.dumps(stamp).encode()})
    temporary = path.with_suffix(f".{os.getpid()}.part")
    try:
        pq.write_table(table, temporary)
        os.replace(temporary, path)
    except OSError as error:
        raise facts.DataError(f"{paths.relative(path)} could not be written ({error.strerror or error}); "
                              "free space on the disk and run again") from error  # fmt: skip
    finally:
        temporary.unlink(missing_ok=True)
    return path


def _module(paper: str):
    known = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    if paper not in known:
        raise ValueError(f"no panel for {paper!r}; there are: {', '.join(known)}")
    return importlib.import_module(f"lib.panels.{paper}")


def _path(paper: str, track: str) -> Path:
    if track not in TRACKS:
        raise ValueError(f"no track {track!r}; the tracks are {', '.join(TRACKS)}")
    return paths.PANELS / f"{paper}_{track}.parquet"


def _read_stamp(path: Path) -> dict | None:
    if not path.exists():
        return None
    try:
        metadata = pq.read_schema(path).metadata or {}
    except (pa.ArrowInvalid, OSError):  # cut short, garbled or unreadable: build it again
        return None
    return json.loads(metadata[_KEY]) if _KEY in metadata else None


def _builder_digest(paper: str) -> str:
    """One checksum of the panel's module and of all that it imports from this project."""
    _module(paper)
    found = closure.closure(closure.References(modules=frozenset({f"lib.panels.{paper}"})))
    files = sorted(closure.module_path(name) for name in found.modules)
    return hashlib.sha256("".join(facts.sha256(file) for file in files).encode()).hexdigest()


def _own_files(paper: str, track: str) -> list[str]:
    """Names of the user's files of a paper, so that an optional one which is added later is seen."""
    if track != "original":
        return []
    return sorted(str(path.relative_to(paths.RESTRICTED)) for path in paths.RESTRICTED.glob(f"{paper}*"))


def _fresh(stamp: dict, paper: str, track: str) -> bool:
    if stamp["builder"] != _builder_digest(paper) or stamp.get("own", []) != _own_files(paper, track):
        return False
    return all(
        (paths.ROOT / name).exists() and facts.sha256(paths.ROOT / name) == sha256
        for name, sha256 in stamp["sources"].items()
    )
