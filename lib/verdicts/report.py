"""From the results on disk to ``results/verdicts.csv`` and ``results/verdicts.json``, and back."""

import json
import os
from pathlib import Path

import pandas as pd

from lib import facts, paths, published
from lib.results import TIDY
from lib.verdicts import scale
from lib.verdicts.causes import TESTED, tested_causes
from lib.verdicts.cells import COLUMNS, compare, explain, own_data_missing, unmatched
from lib.verdicts.classes import ACRE, AEA, I4R, rollup
from lib.verdicts.values import read_tidy

SCHEMA = 1


def computed(paper: str) -> pd.DataFrame:
    """All tidy rows of a paper: every ``results/PAPER/*.csv``, columns `TIDY`.

    Raises
    ------
    ValueError
        A file there is not tidy.
    """
    frames = []
    for path in sorted((paths.RESULTS / paper).glob("*.csv")):
        text = read_tidy(path)
        if list(text.columns) != TIDY:
            raise ValueError(f"{path.name} in results/{paper}: columns {', '.join(text.columns)}, not "
                             f"{', '.join(TIDY)}; write display tables to tables/ there")  # fmt: skip
        if (text["paper"] != paper).any():
            raise ValueError(f"{path.name} in results/{paper}: has rows of another paper")
        frames.append(text)
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=TIDY)


def verdicts_of(paper: str) -> pd.DataFrame:
    """The verdict of every printed cell of a paper, from the results on disk (columns of `compare`).

    A cell that only stand-ins answer cannot be compared; their rows stand behind it.
    """
    causes = published.causes(paper)
    errors = published.errors(paper)
    frame = compare(published.cells(paper), computed(paper), causes=causes, errors=errors)
    return explain(own_data_missing(frame), causes)


def build() -> dict:
    """Compare every paper with a printed record and write both files; return what the JSON file holds.

    A paper without results is there too: its printed cells are "not yet computed" (`compare` has the rule).
    The files are the same bytes for the same results, and each is complete or absent.
    """
    frames, summaries = [], {}
    for paper in published.papers():
        frame = verdicts_of(paper)
        orphans = unmatched(published.cells(paper), computed(paper))
        frames.append(_with_tests(paper, frame).assign(paper=paper))
        summaries[paper] = rollup(frame) | {
            "computed_only": {str(k): int(n) for k, n in orphans.groupby("exhibit").size().items()},
            "verdicts": cell_verdicts(frame),
        }
    whole = (
        pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=[*COLUMNS, *TESTED, "paper"])
    )
    summary = {"schema": SCHEMA, "scale": _legend(), "papers": summaries}
    write(table_path(), whole[["paper", *COLUMNS, *TESTED]].to_csv(index=False, lineterminator="\n"))
    write(paths.VERDICTS, json.dumps(summary, ensure_ascii=False, indent=1) + "\n")
    return summary


def _with_tests(paper: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Add the columns `TESTED`, empty where no cause is tested."""
    tests = tested_causes(paper, frame).set_index("id")[TESTED].astype(object)
    found = tests.reindex(frame["id"].where(frame["counted"])).fillna("")
    return frame.assign(**{name: found[name].to_numpy() for name in TESTED})


def cell_verdicts(frame: pd.DataFrame) -> dict[str, str]:
    """Verdict by id, without hypotheses; a track that never counts stands apart as ``id@track``."""
    frame = frame[frame["kind"] != "hypothesis"]
    apart = ~frame["track"].isin(["", *scale.TRACKS])
    ids = frame["id"].where(~apart, frame["id"] + "@" + frame["track"])
    return dict(zip(ids[::-1], frame["verdict"][::-1], strict=True))  # the first track of a cell wins


def table_path() -> Path:
    """Where the verdicts stand cell by cell."""
    return paths.VERDICTS.with_suffix(".csv")


def read(paper: str) -> pd.DataFrame:
    """Verdicts of a paper as `build` wrote them: columns of `compare` and the test of each cause.

    Raises
    ------
    FileNotFoundError
        They are not built yet.
    """
    if not table_path().exists():
        raise FileNotFoundError("results/verdicts.csv is missing; run `.venv/bin/python -m lib.verdicts` "
                                "after the chapters")  # fmt: skip
    for path in sorted(paths.PUBLISHED.glob(f"{paper}*.csv")):
        facts.register(path, facts.sha256(path))
    types = dict.fromkeys(["paper", *COLUMNS, *TESTED], str) | {"ours": float, "counted": bool}
    frame = pd.read_csv(table_path(), dtype=types, keep_default_na=False, na_values={"ours": [""]})
    return frame[frame["paper"] == paper].drop(columns="paper").reset_index(drop=True)


def summary() -> dict:
    """The roll-up as `build` wrote it."""
    if not paths.VERDICTS.exists():
        raise FileNotFoundError("results/verdicts.json is missing; run `.venv/bin/python -m lib.verdicts` "
                                "after the chapters")  # fmt: skip
    return json.loads(paths.VERDICTS.read_text(encoding="utf-8"))


def write(path: Path, text: str) -> None:
    """Write a file under another name, then move it into place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _legend() -> dict:
    return {
        "verdicts": {step.name: step.meaning for step in scale.SCALE},
        "aea": AEA,
        "acre": {str(level): meaning for level, meaning in ACRE.items()},
        "i4r": I4R,
    }
