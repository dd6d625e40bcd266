"""Where an exhibit comes from: the line of its script, its data with their checksums, the original."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from lib import facts, paths
from lib.exhibits import tracks

SHORT = 8
MANY_FILES = 3  # above which the list is folded
_RECORD = ("data/published/", "data/glossary.csv")


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Source of one exhibit.

    Attributes
    ----------
    script : str
        The chapter's script, relative to the project.
    line : int or None
        Line on which the exhibit's name stands in that script; None while the script lacks it.
    data : dict of str to str
        Data file (relative to the project) to sha256.
    original : str or None
        The paper's own exhibit, "Table 2"; None for an exhibit the paper does not have.
    track : str
        One of `lib.exhibits.tracks.TRACKS`.
    """

    script: str
    line: int | None
    data: dict[str, str] = field(default_factory=dict)
    original: str | None = None
    track: str = "public"

    @property
    def place(self) -> str:
        """Script and line, ``notebooks/maritime/05_estimates.py:120``."""
        return f"{self.script}:{self.line}" if self.line else self.script

    @property
    def files(self) -> list[str]:
        """Each data file with the beginning of its checksum."""
        return [f"{name} (sha256 {digest[:SHORT]}…)" for name, digest in self.data.items()]

    @property
    def folded(self) -> list[str]:
        """The files, if they are too many for the line; else none."""
        return self.files if len(self.data) > MANY_FILES else []

    def parts(self) -> list[tuple[str, str]]:
        """The line under the exhibit, as (what, where) pairs; many data files are only counted."""
        data = f"{len(self.data)} data files" if self.folded else ", ".join(self.files) or "none"
        return [
            ("Script", self.place),
            ("Data", data),
            ("Original", self.original or "not in the original"),
            ("Track", tracks.label(self.track)),
        ]


def trace(
    chapter: str,
    exhibit: str,
    *,
    original: str | None,
    track: str,
    data: list[str] | None = None,
    compares: bool = True,
) -> Provenance:
    """Provenance of an exhibit that a chapter is about to write.

    Parameters
    ----------
    chapter : str
        Chapter id, ``maritime/05_estimates``.
    exhibit : str
        Name of the exhibit, ``table_2``.
    original : str or None
        The paper's own exhibit.
    track : str
        Track of the data.
    data : list of str, optional
        The files this exhibit uses, relative to the project; by default all that were loaded so far.
    compares : bool
        Whether the exhibit shows printed numbers; if not, the printed record and the glossary, which the
        chapter may have loaded for another exhibit, are not among its sources.

    Raises
    ------
    ValueError
        ``data`` names a file that this process has not loaded.
    """
    loaded = facts.loaded()
    unknown = [name for name in data or [] if name not in loaded]
    if unknown:
        raise ValueError(
            f"{chapter}, {exhibit}: data file {unknown[0]} was not loaded; loaded: {sorted(loaded)}"
        )
    if data is None:
        data = [name for name in loaded if compares or not name.startswith(_RECORD)]
    script = paths.NOTEBOOKS / f"{chapter}.py"
    return Provenance(
        script=f"notebooks/{chapter}.py",
        line=line_of(script, exhibit),
        data={name: loaded[name] for name in sorted(data)},
        original=original,
        track=track,
    )


def line_of(script: Path, exhibit: str) -> int | None:
    """Line of ``script`` where ``exhibit`` is handed to ``.table(`` or ``.figure(``, counted from 1."""
    if not script.exists():
        return None
    text = script.read_text(encoding="utf-8")
    found = re.search(rf"\.(?:table|figure)\(\s*([\"']){re.escape(exhibit)}\1", text)
    return text.count("\n", 0, found.end()) + 1 if found else None
