"""Trials of the graph on a tiny project: what runs after which change, failures, interruptions."""

import fcntl
import hashlib
import io
import os
import random
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from lib import build, graph, paths, variants

AFTER = {"verdicts", "chapter/toy/01_introduction", "book"}
AUDITED = {"audit", "chapter/review/01_audit"}


def test_a_fresh_build_runs_every_stage_once(built_toy):
    progress = [line for line in built_toy.output.splitlines() if line.startswith("[")]
    assert [line.split("]")[0] for line in progress] == [f"[{k}/6" for k in range(1, 7)]
    assert built_toy.jobs() == set()
    assert built_toy.stale() == set()


def test_dates_never_matter(toy):
    moment = random.Random(7)
    for path in toy.root.rglob("*"):
        if path.is_file() and ".snakemake" not in path.parts:
            when = moment.uniform(1e9, 2e9)
            os.utime(path, (when, when))
    assert toy.jobs() == set()
    assert toy.stale() == set()


TRIALS = {
    "chapter": ("notebooks/toy/03_years.py", {"chapter/toy/03_years"}),
    "chapter that another reads": (
        "notebooks/toy/02_pattern.py",
        {"chapter/toy/02_pattern", "chapter/toy/05_again"},
    ),
    "module imported by a module, in a function": (
        "lib/sums.py",
        {"chapter/toy/02_pattern", "chapter/toy/05_again"},
    ),
    "panel": ("lib/panels/toy.py", {"panel/toy_public", "chapter/toy/04_panel"}),
    "table of one chapter": ("data/facts/years.csv", {"chapter/toy/03_years"}),
    "table of a chapter and a panel": (
        "data/facts/hosts.csv",
        {"panel/toy_public", "chapter/toy/02_pattern", "chapter/toy/04_panel", "chapter/toy/05_again"},
    ),
    "printed numbers": ("data/published/toy.csv", AUDITED),
    "causes of verdicts": ("data/published/toy_causes.csv", {"chapter/review/01_audit"}),
}
# What the audit alone is made from; the verdicts do not rest on it.
AUDIT_TRIALS = {
    "declared design": "data/published/design.yml",
    "rule": "lib/audit/rules.py",
}


@pytest.mark.parametrize("trial", TRIALS)
def test_a_change_reruns_what_rests_on_it_and_nothing_else(toy, trial):
    name, expected = TRIALS[trial]
    path = toy.root / name
    tail = "# changed\n" if path.suffix == ".py" else "C,3\n"
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(before + tail, encoding="utf-8")
    assert toy.jobs() == expected | AFTER
    assert toy.stale() == expected | AFTER


@pytest.mark.parametrize("trial", AUDIT_TRIALS)
def test_a_change_of_the_audit_reruns_it_and_its_chapters_but_no_verdict(toy, trial):
    path = toy.root / AUDIT_TRIALS[trial]
    path.write_text(path.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    assert toy.jobs() == AUDITED | {"book"}
    assert toy.stale() == AUDITED | {"book"}


def test_a_note_beside_the_printed_record_reruns_the_book_only(toy):
    toy.write("data/published/README.md", "words\n")
    assert toy.jobs() == {"book"}


def test_findings_that_were_changed_by_hand_are_found_again(toy):
    path = toy.root / "results/audit.json"
    before = path.read_bytes()
    path.write_bytes(before + b" ")
    assert toy.stale() == {"audit", "book"}
    done = toy.run("lib.build", "audit")
    assert done.returncode == 0, done.stderr
    assert path.read_bytes() == before


def test_a_paper_error_that_the_audit_does_not_find_stops_the_audit_stage(toy):
    toy.write("data/published/toy_errors.csv", "id\n")
    assert "audit" in toy.stale()
    assert toy.run("lib.build", "audit").returncode == 0
    toy.write("data/published/toy_errors.csv", "id\nx\n")
    done = toy.run("lib.build", "audit")
    assert done.returncode != 0
    assert "out of step: toy_errors.csv" in done.stdout + done.stderr


def test_exhibits_outside_the_judged_papers_are_left_by_the_verdicts(toy):
    kept = toy.write("results/review/table_1.csv", "kept\n")
    toy.write("data/published/toy_errors.csv", "id\n")
    done = toy.run("lib.build", "verdicts")
    assert done.returncode == 0, done.stderr
    assert kept.read_text() == "kept\n"


def test_a_page_rebuilds_the_book_only(toy):
    toy.write("book/index.md", "# Another title\n")
    assert toy.jobs() == {"book"}


def test_another_lock_reruns_everything(toy):
    toy.write("requirements.txt", "numpy==2\n")
    others = {"panel/toy_public", "verdicts", "audit", "book"}
    assert toy.jobs() == {f"chapter/{name}" for name in _ids(toy)} | others


def test_an_output_that_was_changed_or_removed_is_made_again(toy):
    changed = toy.root / "results/toy/table_1.csv"
    removed = toy.root / "book/chapters/toy/03_years.ipynb"
    before = changed.read_bytes(), removed.read_bytes()
    changed.write_bytes(before[0] + b" ")
    removed.unlink()
    rerun = {"chapter/toy/02_pattern", "chapter/toy/03_years"}
    assert toy.stale() == rerun | {"chapter/toy/05_again"} | AFTER
    done = toy.run("lib.build", "chapters")
    assert done.returncode == 0, done.stderr
    assert (changed.read_bytes(), removed.read_bytes()) == before


def test_a_failing_cell_stops_the_build_and_leaves_the_last_good_book(toy):
    toy.chapter("toy/03_years", 'print("before")\n\n# %%\nyears = [2004]\nyears[7]\n')
    watched = ["book/_build/html/index.html", "book/chapters/toy/03_years.ipynb", "results/verdicts.csv"]
    before = {name: toy.read(name) for name in watched}
    done = toy.run("lib.build")
    assert done.returncode == 1
    assert "toy/03_years failed in cell 4 (notebooks/toy/03_years.py:12): years = [2004]" in done.stderr
    assert "IndexError: list index out of range" in done.stderr
    assert "\x1b" not in done.stderr
    assert {name: toy.read(name) for name in watched} == before
    assert toy.stale() == {"chapter/toy/03_years"} | AFTER
    toy.chapter("toy/03_years", "years = [2004]\n")
    done = toy.run("lib.build")
    assert done.returncode == 0, done.stderr
    assert "[1/2] toy/03_years" in done.stdout


def heed_interrupts():
    """In a process about to start: Ctrl-C counts, even if the tests run where it is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def start(toy):
    """A build of two chapters, one of them slow, when the quick one is done."""
    toy.chapter("toy/03_years", "print(1)\n")
    toy.chapter("toy/04_panel", "import time\ntime.sleep(600)\n")
    stamps = toy.root / "results/stamps/chapter/toy"
    former = set(stamps.glob("03_years@*"))
    process = subprocess.Popen(
        [sys.executable, "-m", "lib.build", "--jobs", "2"],
        cwd=toy.root,
        env=toy.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=heed_interrupts,
    )
    deadline = time.monotonic() + 60
    while set(stamps.glob("03_years@*")) == former and time.monotonic() < deadline:
        time.sleep(0.1)
    assert set(stamps.glob("03_years@*")) != former
    assert "chapter/toy/03_years" not in toy.stale()
    return process


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_stops_all_it_started_and_resumes(toy, kind):
    process = start(toy)
    process.send_signal(kind)
    _, err = process.communicate(timeout=90)
    assert (process.returncode, err) == (130, "Interrupted; the same command resumes.\n")
    toy.chapter("toy/04_panel", "import time\n")
    done = toy.run("lib.build")
    assert done.returncode == 0, done.stderr
    assert "Another run" not in done.stderr
    assert "[1/2] toy/04_panel" in done.stdout
    assert "toy/03_years" not in done.stdout


def test_what_a_killed_build_leaves_at_work_ends_and_the_next_build_resumes(toy):
    process = start(toy)
    process.kill()
    process.communicate()
    toy.chapter("toy/04_panel", "import time\n")
    done = toy.run("lib.build", "toy/04")
    assert done.returncode == 0, done.stderr
    assert "[1/1] toy/04_panel" in done.stdout


def test_a_build_waits_for_a_stage_that_is_still_at_work(toy):
    command = [sys.executable, "-m", "lib.build", "toy/04"]
    with (toy.root / "results/.stages").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_SH)  # as a stage that outlived a killed build holds it
        process = subprocess.Popen(
            command, cwd=toy.root, env=toy.environment(),
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            assert "Another run is at work" in process.stderr.readline()
            assert process.poll() is None
            fcntl.flock(held, fcntl.LOCK_UN)
            _, err = process.communicate(timeout=90)
        finally:
            process.kill()
    assert process.returncode == 0, err


def test_a_count_that_snakemake_corrects_is_corrected(capsys):
    lines = ["chapter        4\n", *(f":: done chapter/toy/{n} 1.0\n" for n in "abcd"), "chapter   1\n"]
    process = SimpleNamespace(stdout=iter(lines), wait=lambda: 0)
    assert not build._relay(process, io.StringIO(), 3, False)
    shown = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert shown == ["[1/4]", "[2/4]", "[3/4]", "[4/4]"]


HIDDEN = {
    "a table by a computed name": (
        'from lib import facts\nname = "ye" + "ars"\nprint(facts.load(name))\n',
        "toy/03_years read data/facts/years.csv",
    ),
    "a table without lib.facts": (
        'from lib import paths\nprint((paths.FACTS / "years.csv").read_text())\n',
        "toy/03_years read data/facts/years.csv",
    ),
    "another chapter's exhibit": (
        'from lib import paths\nprint((paths.RESULTS / "toy/table_1.csv").read_text())\n',
        "toy/03_years read results/toy/table_1.csv",
    ),
    "the verdicts": (
        'from lib import paths\nprint(paths.VERDICTS.with_suffix(".csv").read_text())\n',
        "toy/03_years read results/verdicts.csv",
    ),
    "the findings": (
        "from lib import paths\nprint(paths.AUDIT.read_text())\n",
        "toy/03_years read results/audit.json",
    ),
    "a paper's design": (
        "from lib import paths\nprint(paths.DESIGN.read_text())\n",
        "toy/03_years read data/published/design.yml",
    ),
    "a module": (
        'import builtins\nbuiltins.__dict__["__import__"]("lib." + "sums")\n',
        "toy/03_years imported lib.sums by a computed name",
    ),
}


@pytest.mark.parametrize("what", HIDDEN)
def test_a_chapter_that_reads_what_its_source_does_not_name_fails(toy, what):
    code, message = HIDDEN[what]
    toy.chapter("toy/03_years", code)
    program = "from lib.graph import Graph; print(Graph().stage('chapter/toy/03_years').digest, end='')"
    digest = subprocess.run(
        [sys.executable, "-c", program], cwd=toy.root, env=toy.environment(), capture_output=True, text=True
    )
    done = toy.run("lib.stages", "chapter/toy/03_years", digest.stdout)
    assert done.returncode == 1
    assert f":: failed: {message}" in done.stdout
    assert "chapter/toy/03_years" in toy.stale()


def test_exhibits_that_no_chapter_writes_any_more_vanish(toy):
    toy.write("results/toy/left_over.csv", "old\n")
    toy.chapter("toy/02_pattern", 'from lib.exhibit import write\nwrite("table_9", 1)\n')
    for ending in (".py", ".ipynb"):
        (toy.root / f"notebooks/toy/05_again{ending}").unlink()
    done = toy.run("lib.build")
    assert done.returncode == 0, done.stderr
    assert toy.read("results/verdicts.csv").split() == ["table_9.csv"]
    assert not (toy.root / "book/chapters/toy/05_again.ipynb").exists()
    assert not (toy.root / "results/runs/toy/05_again.json").exists()


def test_two_chapters_cannot_write_the_same_exhibit(toy):
    toy.chapter("toy/03_years", 'from lib.exhibit import write\nwrite("table_1", 2)\n')
    done = toy.run("lib.build", "toy/03")
    assert done.returncode == 1
    assert "toy/03_years and toy/02_pattern both write results/toy/table_1.csv" in done.stderr


def test_chapters_that_wait_for_each_other_are_named(toy):
    toy.chapter("toy/02_pattern", 'from lib import chapters\nchapters.exhibit("toy/05_again", "x")\n')
    done = toy.run("lib.build")
    assert done.returncode == 2
    assert "chapter/toy/02_pattern -> chapter/toy/05_again -> chapter/toy/02_pattern" in done.stderr


def test_a_second_run_waits_for_the_first(toy):
    with (toy.root / "results/.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        process = subprocess.Popen(
            [sys.executable, "-m", "lib.build"],
            cwd=toy.root,
            env=toy.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert "Another run is at work" in process.stderr.readline()
        assert process.poll() is None
    out, _ = process.communicate(timeout=90)
    assert "up to date" in out


def test_a_directory_has_a_checksum_of_names_and_contents(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x").write_text("1")
    first = graph.sha256(tmp_path)
    (tmp_path / "a" / "x").rename(tmp_path / "a" / "y")
    second = graph.sha256(tmp_path)
    (tmp_path / "a" / "y").write_text("2")
    assert len({first, second, graph.sha256(tmp_path)}) == 3
    assert graph.sha256(tmp_path / "a" / "y") == hashlib.sha256(b"2").hexdigest()


def _ids(project):
    return [path.relative_to(project.root / "notebooks").with_suffix("").as_posix()
            for path in project.root.glob("notebooks/*/*.py")]  # fmt: skip


def test_verdicts_on_the_users_files_leave_out_papers_without_any(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "RESTRICTED", tmp_path)
    (tmp_path / "agglomeration_panel.csv").write_text("")
    assert graph.without_files() == [name for name in graph.printed_papers() if name != "agglomeration"]
    monkeypatch.setenv(variants.PARAMETERS, '{"track": "original"}')
    judged = graph.judged()
    assert {chapter.split("/")[0] for chapter in judged} == {"agglomeration"}
    assert "agglomeration/04_baseline" in judged


def test_the_papers_left_out_are_named(monkeypatch, capsys):
    monkeypatch.setattr(paths, "RESTRICTED", paths.ROOT / "data" / "restricted" / "none")
    with pytest.raises(graph.GraphError, match="no file of any paper"):
        build.vary("verdicts", {"track": "original"}, ["--dry-run"])
    monkeypatch.setattr(graph, "without_files", lambda: ["maritime"])
    monkeypatch.setattr(build.subprocess, "Popen", _fake_process)
    assert build.vary("verdicts", {"track": "original"}, ["--dry-run"]) == 0
    assert "maritime: left out" in capsys.readouterr().out


class _FakeProcess:
    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def wait(self):
        return 0


def _fake_process(*_, **__):
    return _FakeProcess()
