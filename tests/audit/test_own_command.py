"""The audit's command on a user's own table: exit codes, what it prints and writes."""

import dataclasses
import json
import re
import subprocess
import sys

import pytest
from night_trains import CLAIMS, MENDED, MENDED_CLAIM, arguments, found

from lib import paths
from lib.audit.__main__ import main
from lib.audit.design import Design, Model
from lib.audit.findings import RULES


def test_exit_codes_of_a_sound_and_a_contradicted_table(written, capsys):
    bad, good = arguments(written()), [MENDED, MENDED_CLAIM]
    assert main(bad) == 0
    assert main([*bad, "--strict"]) == 2
    assert "night_trains: 3 findings" in capsys.readouterr().out
    mended = arguments(written(*good[0], good[1]))
    assert main([*mended, "--strict"]) == 0
    assert "\nnight_trains: 0 findings" in capsys.readouterr().out


def test_a_finding_below_a_contradiction_passes_strict(written, capsys):
    weaker = written(*MENDED, ("kind,", "kind,"), claims=CLAIMS.replace(",0.136,", ",0.163,").replace(
        "conclusion", "hypothesis").replace("significant,+,0.05", ",-,"))  # fmt: skip
    assert [one.rule for one in found(weaker)] == ["hypothesis-against-table"]
    assert main([*arguments(weaker), "--strict"]) == 0


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda files: [str(files[1])], "unknown column 'id'; the columns are exhibit, place"),
        (lambda files: ["twin_city"], "'twin_city' is neither a paper (agglomeration, belt_road"),
        (lambda files: ["maritime", "--design", str(files[2])], "--design and --claims go with one table"),
        (lambda files: [str(files[0])] * 2, "there is another night_trains in this run; rename the file"),
        (
            lambda files: [str(files[0]), "--output", str(files[0].parent)],
            "is a directory; name a file in it",
        ),
        (lambda files: [str(files[0]), "--output", str(files[0] / "a.json")], "give another --output"),
        (lambda files: [str(files[0]), "--strikt"], "unrecognized arguments: --strikt"),
        (lambda files: [str(files[0]), "--design"], "argument --design: expected one argument"),
    ],
)
def test_exit_code_1_with_one_line_for_what_cannot_be_read(written, capsys, make, message):
    try:
        code = main(make(written()))
    except SystemExit as left:
        code = left.code
    lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith("error: ")]
    assert code == 1
    assert len(lines) == 1 and message in lines[0]


def test_findings_are_written_where_asked_and_nowhere_else(written, capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "AUDIT", tmp_path / "results" / "audit.json")
    files, target = written(), tmp_path / "deep" / "found.json"
    assert main([*arguments(files), "--output", str(target)]) == 0
    content = json.loads(target.read_text(encoding="utf-8"))
    assert content["papers"]["night_trains"]["counts"]["contradiction"] == 3
    ids = [one["id"] for one in content["papers"]["night_trains"]["findings"]]
    assert ids == [one.id for one in found(files)]
    assert set(content["rules"]) == set(RULES)
    assert main(arguments(files)) == 0
    assert not paths.AUDIT.exists()
    first = target.read_bytes()
    assert main([*arguments(files), "--output", str(target)]) == 0
    assert target.read_bytes() == first


def test_the_program_ends_with_the_same_codes_and_without_a_traceback(written):
    files = written()

    def run(*given):
        command = [sys.executable, "-m", "lib.audit", *given]
        return subprocess.run(command, cwd=paths.ROOT, capture_output=True, text=True)

    assert run(*arguments(files), "--strict").returncode == 2
    files[0].write_text("nonsense", encoding="utf-8")
    done = run(*arguments(files))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "error: night_trains.csv, line 1: no column 'exhibit'; a table needs exhibit, column, term, "
        "statistic, printed\n"
    )


def test_the_list_of_rules_names_each_with_what_it_compares(capsys):
    assert main(["--rules"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    for name, rule in RULES.items():
        assert f"{name} ({rule.severity})" in shown
        assert " ".join(rule.what.split()) in shown


def test_the_readme_describes_every_field_of_a_design_and_of_a_model():
    text = (paths.PUBLISHED / "README.md").read_text(encoding="utf-8")
    described = set(re.findall(r"`([a-z_]+)`", text[text.index("## The declared design") :]))
    named = {field.name for kind in (Design, Model) for field in dataclasses.fields(kind)}
    assert named - described == set()
