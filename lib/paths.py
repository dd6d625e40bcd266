"""Every path of the project, once."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
LOCK = ROOT / "requirements.txt"

DATA = ROOT / "data"
FACTS = DATA / "facts"
PUBLISHED = DATA / "published"
DESIGN = PUBLISHED / "design.yml"
EXAMPLES = DATA / "examples"
RESTRICTED = DATA / "restricted"
SOURCES = DATA / "sources.yml"

# A run with other parameters than the chapters' own keeps its results apart (lib/variants.py).
RESULTS_VARIABLE = "REPLICATION_RESULTS"
VARIANT = os.environ.get(RESULTS_VARIABLE, "")
RESULTS = ROOT / (VARIANT or "results")
PANELS = RESULTS / "panels"
RUNS = RESULTS / "runs"
LOGS = RESULTS / "logs"
VERDICTS = RESULTS / "verdicts.json"
AUDIT = RESULTS / "audit.json"

BOOK = ROOT / "book"
CHAPTERS = RESULTS / "chapters" if VARIANT else BOOK / "chapters"
GENERATED = BOOK / "generated"
HTML = BOOK / "_build" / "html"


def oracles() -> Path:
    """Directory of the reference cases: the variable ``ORACLES``, else ``../shared/oracles``."""
    return Path(os.environ.get("ORACLES", ROOT.parent / "shared" / "oracles"))


def shared_papers() -> Path:
    """Directory of the papers' texts: the variable ``PAPERS``, else ``../shared/papers``."""
    return Path(os.environ.get("PAPERS", ROOT.parent / "shared" / "papers"))


def relative(path: Path) -> str:
    """``path`` as a POSIX string relative to the project's root, for messages and manifests."""
    return Path(path).resolve().relative_to(ROOT).as_posix()
