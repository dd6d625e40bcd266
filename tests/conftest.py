"""A tiny project with the real graph, for trials of what runs when."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lib import paths

# Modules of the graph itself: the toy project has copies of them.
GRAPH = ("build", "closure", "graph", "stages", "variants")
RUNNER = ("chapters", "kernel", "notebooks", "paths", "results", *GRAPH)

FILES = {
    "requirements.txt": "numpy==1\n",
    "data/sources.yml": "tables:\n  facts/hosts.csv: {title: Hosts}\n  facts/years.csv: {title: Years}\n",
    "data/facts/hosts.csv": "host,value\nA,1\nB,2\n",
    "data/facts/years.csv": "year\n2004\n2005\n",
    "data/published/toy.csv": "id\n1\n",
    "data/published/design.yml": "toy: {}\n",
    "book/index.md": "# Toy\n",
    "lib/__init__.py": "",
    "lib/facts.py": """
import csv
from lib import paths

def load(name):
    with (paths.FACTS / f"{name}.csv").open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))
""",
    "lib/panels/__init__.py": """
import importlib
from lib import paths

def build(paper, track):
    return importlib.import_module(f"lib.panels.{paper}").build(track)

def load(paper, track):
    return (paths.PANELS / f"{paper}_{track}.parquet").read_text()
""",
    "lib/panels/__main__.py": """
import sys
from lib import panels, paths
paths.PANELS.mkdir(parents=True, exist_ok=True)
(paths.PANELS / f"{sys.argv[1]}_{sys.argv[2]}.parquet").write_text(panels.build(*sys.argv[1:]))
""",
    "lib/panels/toy.py": """
from lib import facts, paths

def build(track):
    if track == "original":
        return (paths.RESTRICTED / "toy.csv").read_text()
    return repr(facts.load("hosts"))
""",
    "lib/verdicts.py": """
from lib import paths

def read(paper):
    return paths.VERDICTS.with_suffix(".csv").read_text()

def compare(rows):
    return rows

if __name__ == "__main__":
    names = sorted(p.name for p in paths.RESULTS.glob("*/*.csv"))
    paths.VERDICTS.with_suffix(".csv").write_text("\\n".join(names))
    paths.VERDICTS.write_text("{}")
""",
    "lib/audit/__init__.py": """
from lib import paths
from lib.audit import rules

def audit(paper):
    return rules.find((paths.PUBLISHED / f"{paper}.csv").read_text(), paths.DESIGN.read_text())
""",
    "lib/audit/rules.py": "def find(record, design):\n    return [record, design]\n",
    "lib/audit/errors.py": """
import sys
from lib import paths
path = paths.PUBLISHED / "toy_errors.csv"
if path.exists() and path.read_text() != "id\\n":
    sys.exit(f"out of step: {path.name}")
""",
    "lib/audit/__main__.py": """
from lib import audit, paths
paths.RESULTS.mkdir(parents=True, exist_ok=True)
papers = [path.stem for path in paths.PUBLISHED.glob("*.csv") if "_" not in path.stem]
paths.AUDIT.write_text(repr([audit.audit(paper) for paper in papers]))
""",
    "lib/book/__init__.py": "",
    "lib/book/__main__.py": """
import sys
from lib import paths
if sys.argv[1] == "build":
    paths.HTML.mkdir(parents=True, exist_ok=True)
    texts = [p.read_text() for p in sorted(paths.CHAPTERS.rglob("*.ipynb"))]
    (paths.HTML / "index.html").write_text("".join(texts))
""",
    "lib/means.py": """
def mean(values):
    from lib.sums import total
    return total(values) / len(values)
""",
    "lib/sums.py": "def total(values):\n    return sum(values)\n",
    "lib/exhibit.py": """
import os
from lib import paths

def write(name, value):
    path = paths.RESULTS / "toy" / f"{name}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = f"paper,exhibit,panel,column,term,statistic,value,track\\ntoy,{name},,a,,mean,{value},public\\n"
    path.with_suffix(".part").write_text(rows)
    os.replace(path.with_suffix(".part"), path)
""",
}

PARAMETERS = '# %% [markdown]\n# # Chapter\n\n# %% tags=["parameters"]\ntrack = "public"\nseed = 1\n\n# %%\n'
CHAPTERS = {
    "toy/01_introduction": 'from lib import verdicts\nprint(verdicts.read("toy"))\n',
    "toy/02_pattern": """from lib import facts
from lib.exhibit import write
from lib.means import mean
value = mean([float(row["value"]) for row in facts.load("hosts")]) + seed
write("table_1", value)
print(value, object())
""",
    "toy/03_years": 'from lib import facts\nprint(len(facts.load("years")))\n',
    "toy/04_panel": 'from lib import panels\nprint(panels.load("toy", track))\n',
    "toy/05_again": """from lib import chapters
import sys
sys.stderr.write("a warning")
print(chapters.exhibit("toy/02_pattern", "table_1")["value"].iloc[0])
""",
    # Of no paper with a printed record: the verdicts do not rest on it.
    "review/01_audit": 'from lib import audit\nprint(len(audit.audit("toy")))\n',
}


class Project:
    """A project in a directory of its own, run as a reader runs it."""

    def __init__(self, root: Path):
        self.root = root

    def write(self, name: str, text: str) -> Path:
        """Write a file of the project."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def chapter(self, name: str, code: str) -> Path:
        """Write a chapter's script: title, parameters, one cell with ``code``."""
        return self.write(f"notebooks/{name}.py", PARAMETERS + code)

    def read(self, name: str) -> str:
        """Text of a file of the project."""
        return (self.root / name).read_text(encoding="utf-8")

    def manifest(self, chapter: str) -> dict:
        """Record of a chapter's last run."""
        return json.loads(self.read(f"results/runs/{chapter}.json"))

    def environment(self) -> dict[str, str]:
        """A reader's environment, without what a running graph sets."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("REPLICATION_", "JUPYTER_"))}
        return kept | {"PYTHONPATH": str(self.root), "OMP_NUM_THREADS": "1"}

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        """``python -m ARGUMENTS`` in the project."""
        command = [sys.executable, "-m", *arguments]
        return subprocess.run(
            command, cwd=self.root, env=self.environment(), capture_output=True, text=True, timeout=300
        )

    def jobs(self) -> set[str]:
        """Stages that Snakemake would run, by its own dry run."""
        options = ["--nolock", "--cores", "1", "--rerun-triggers", "mtime", "--ignore-incomplete"]
        done = self.run("snakemake", "--dry-run", *options)
        assert done.returncode == 0, done.stderr
        return set(re.findall(r"output: results/stamps/(\S+)@", done.stdout + done.stderr))

    def stale(self) -> set[str]:
        """Stages that ``make dry-run`` announces."""
        done = self.run("lib.build", "--dry-run")
        assert done.returncode == 0, done.stderr
        return {line.split(":")[0] for line in done.stdout.splitlines()[:-1]}

    def copy(self, target: Path) -> "Project":
        """The same project, built state included, in another directory."""
        shutil.copytree(self.root, target, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
        return Project(target)


def tracked() -> list[Path]:
    """Files of the working tree that git tracks."""
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=paths.ROOT, capture_output=True, text=True, check=True
    )
    names = [name for name in listing.stdout.split("\0") if name]
    return [paths.ROOT / name for name in names if (paths.ROOT / name).is_file()]


@pytest.fixture(scope="session")
def git_files() -> list[Path]:
    """Files that git tracks; skips where the package is not a git checkout."""
    if shutil.which("git") is None or not (paths.ROOT / ".git").exists():
        pytest.skip("not a git checkout, so there is no list of tracked files")
    return tracked()


def make_toy(root: Path) -> Project:
    """The toy project, not yet built."""
    project = Project(root)
    for name, text in FILES.items():
        project.write(name, text.lstrip("\n"))
    for name in RUNNER:
        shutil.copy(paths.ROOT / "lib" / f"{name}.py", root / "lib" / f"{name}.py")
    shutil.copy(paths.ROOT / "Snakefile", root / "Snakefile")
    for name, code in CHAPTERS.items():
        project.chapter(name, code)
    return project


@pytest.fixture(scope="session")
def built_toy(tmp_path_factory) -> Project:
    """The toy project, built once; tests copy it."""
    project = make_toy(tmp_path_factory.mktemp("toy") / "built")
    done = project.run("lib.build")
    assert done.returncode == 0, done.stdout + done.stderr
    project.output = done.stdout
    return project


@pytest.fixture
def toy(built_toy, tmp_path) -> Project:
    """A copy of the built toy project, to change."""
    return built_toy.copy(tmp_path / "toy")
