"""A book of two invented chapters, built by the project's own code, to test what the real one may lack."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from lib import paths

HEADER = """# ---
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

"""
MODEL = """# %% [markdown]
# # A model
#
# The frontier {cite}`battese1995model` is
#
# $$
# y_{it} = x_{it}'\\beta + v_{it} - u_{it}
# $$ (eq-frontier)
#
# See {eq}`eq-frontier`, {numref}`maritime-figure-3` and {numref}`maritime-table-2`. 随机前沿引力模型.

# %% tags=["parameters"]
track = "public"
seed = 1

# %%
import matplotlib.pyplot as plt
import pandas as pd

from lib import facts
from lib.exhibits import Chapter

facts.load("maritime_ofdi")
chapter = Chapter("maritime/04_model", track=track)

# %%
fig, ax = plt.subplots()
ax.plot([0, 1], [0, 1])
alt = 'A "line" that rises: from zero to one, with a # sign.'
caption = "A frontier: # and 'quotes'"
chapter.figure("figure_3", fig, caption=caption, alt=alt, original="Figure 3", track="semi_synthetic")

# %%
chapter.table("table_sim", pd.DataFrame({"x": [1.0]}), caption="Simulated", track="semi_synthetic")

# %% [markdown]
# :::{admonition} Exercise
# :class: exercise
# Simulate a frontier.
# :::
#
# :::{dropdown} Solution
# Draw $u = |z|$.
# :::
"""
ESTIMATES = """# %% [markdown]
# # Estimates
#
# The mean is {glue:text}`mean_flow`; see {numref}`maritime-figure-3`.

# %% tags=["parameters"]
track = "public"
seed = 1

# %%
import pandas as pd

from lib import facts
from lib.exhibits import Chapter

facts.load("maritime_ofdi")
chapter = Chapter("maritime/05_estimates", track=track)
chapter.say("mean_flow", 1234.567, "{:,.1f}")

# %%
wide = {f"a rather long heading number {k}": [1234.5 * k] * 8 for k in range(1, 9)}
verdicts = ["exact", "last digit", "close", "different", "significance", "sign", "paper error",
            "cannot compare"]
frame = pd.DataFrame({"variable": ["a|b", "*c*", "<i>d</i>", "$e$", "{f}", "[g](h)", "`i`", "j"], **wide,
                      "verdict": verdicts})
keys = {"paper": "maritime", "exhibit": "table_2", "panel": "", "column": "flow", "track": track}
tidy = pd.DataFrame([keys | {"term": "a", "statistic": "coef", "value": 1 / 3}])
caption = "Effects $\\\\delta$ by host"
chapter.table("table_2", frame, caption=caption, tidy=tidy, original="Table 2", note="A note.")

# %%
chapter.table("table_counter", pd.DataFrame({"x": [1.0]}), caption="Elsewhere", track="counterpart")
"""
TOC = """format: jb-book
root: index
parts:
  - caption: Invented
    numbered: true
    chapters:
      - file: chapters/maritime/04_model
      - file: chapters/maritime/05_estimates
  - caption: About
    chapters:
"""
COPIED = ("lib", "data", "_config.yml", "pyproject.toml", "requirements.txt", "book", "benchmarks")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "_build", "chapters", "generated", "restricted")
_made: dict[str, Path] = {}


def make(factory) -> Path:
    """Directory of the built pages; built once in a process."""
    if "html" not in _made:
        root = project(factory.mktemp("small") / "project")
        done = run(root, "lib.book", "build")
        assert done.returncode == 0, done.stderr
        _made["html"] = root / "book" / "_build" / "html"
    return _made["html"]


def project(root: Path) -> Path:
    """The project with two invented chapters, executed, and no other; the book is not built yet."""
    root.mkdir(parents=True)
    for name in COPIED:
        source = paths.ROOT / name
        copy = shutil.copy if source.is_file() else lambda a, b: shutil.copytree(a, b, ignore=LEFT_OUT)
        copy(source, root / name)
    pages = sorted(path.stem for path in (root / "book").glob("*.md") if path.stem != "index")
    (root / "_toc.yml").write_text(TOC + "".join(f"      - file: {page}\n" for page in pages))
    for name, text in {"04_model": MODEL, "05_estimates": ESTIMATES}.items():
        execute(root, name, HEADER + text)
    return root


def execute(root: Path, name: str, text: str) -> None:
    """Write a chapter's pair and its executed notebook."""
    script = root / "notebooks" / "maritime" / f"{name}.py"
    target = root / "book" / "chapters" / "maritime" / f"{name}.ipynb"
    for path in (script, target):
        path.parent.mkdir(parents=True, exist_ok=True)
    script.write_text(text, encoding="utf-8")
    notebook = script.with_suffix(".ipynb")
    for command in (
        ["jupytext", "--quiet", "--from", "py:percent", "--to", "ipynb", "-o", str(notebook), str(script)],
        ["papermill", "-k", "python3", str(notebook), str(target)],
    ):
        done = run(root, *command)
        assert done.returncode == 0, done.stdout + done.stderr


def run(root: Path, *command: str) -> subprocess.CompletedProcess:
    """``python -m COMMAND`` in the project."""
    environment = os.environ | {"PYTHONPATH": str(root), "OMP_NUM_THREADS": "1", "BOOK_REPOSITORY": ""}
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
