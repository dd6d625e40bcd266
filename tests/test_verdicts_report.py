"""The roll-up, the files, the baseline and the command line."""

import pandas as pd
import pytest

from lib import facts, paths, published, verdicts
from lib.published import CLAIM_COLUMNS, NUMBER_COLUMNS
from lib.results import TIDY
from lib.verdicts import across, baseline, classes, report, scale
from lib.verdicts.__main__ import main
from lib.verdicts.causes import TESTED
from lib.verdicts.cells import compare, own_data_missing


def counts(**given) -> dict[str, int]:
    return dict.fromkeys(scale.NAMES, 0) | {name.replace("_", " "): n for name, n in given.items()}


@pytest.mark.parametrize(
    ("found", "missing", "aea", "i4r"),
    [
        (counts(exact=9, last_digit=1), 0, "full", "fully"),
        (counts(exact=9, close=1), 0, "minor issues", "partially"),
        (counts(exact=3, different=1), 0, "minor issues", "partially"),
        (counts(exact=5, close=2, sign=1, significance=2), 0, "partial", "partially"),
        (counts(exact=1, different=3), 0, "partial", "partially"),
        (counts(exact=1, different=4), 0, "not reproduced", "partially"),
        (counts(close=1), 0, "minor issues", "not"),
        (counts(sign=2), 0, "not reproduced", "not"),
        (counts(cannot_compare=5, paper_error=1), 5, "not assessed", "not assessed"),
        # What the source does not print is no cell that could be compared.
        (counts(exact=1, cannot_compare=50, paper_error=3), 0, "full", "fully"),
        # Half of the comparable cells are enough, less are not.
        (counts(exact=2, different=3, cannot_compare=5), 5, "partial", "partially"),
        (counts(exact=5, cannot_compare=6), 6, "not assessed", "not assessed"),
        (counts(last_digit=1, close=3, different=1, cannot_compare=240), 204, *["not assessed"] * 2),
    ],
)
def test_classes_of_the_roll_up(found, missing, aea, i4r):
    assert (classes.aea_class(found, missing), classes.i4r_class(found, missing)) == (aea, i4r)


def test_what_is_printed_and_has_no_data_could_be_compared(project):
    add_to_record(exhibit="table_2", column="a")
    add_to_record(exhibit="literature")
    frame = report.verdicts_of("tiny")
    assert classes.lacking(frame) == 0  # a picture, a quotation, and a table that still waits
    for term in "klmn":
        add_to_record(exhibit="table_1", column="b", term=term)
    frame = report.verdicts_of("tiny")
    whole = classes.rollup(frame)
    assert (whole["compared"], whole["comparable"], whole["aea"]) == (4, 8, "full")
    card = verdicts.scorecard(frame)
    assert card.loc["table_1", ["comparable", "AEA", "ACRE"]].tolist() == [8, "full", "10"]
    add_to_record(exhibit="table_1", column="c")
    frame = report.verdicts_of("tiny")
    card = verdicts.scorecard(frame)
    assert card.loc["table_1", ["compared", "comparable"]].tolist() == [4, 9]
    assert set(card.loc["table_1", ["AEA", "I4R", "ACRE"]]) == {classes.NOT_ASSESSED}
    table = across.classes_by_paper({"tiny": frame})
    assert table.loc["tiny", ["comparable", "AEA", "I4R"]].tolist() == [9, *[classes.NOT_ASSESSED] * 2]
    assert across.classes_by_exhibit({"tiny": frame})["comparable"].tolist()[0] == 9


@pytest.mark.parametrize(
    ("track", "counted", "verdict", "level"),
    [
        ("public", True, "exact", 10),
        ("public", True, "different", 8),
        ("original", True, "last digit", 5),
        ("original", True, "close", 4),
        ("counterpart", False, "exact", 2),
        ("semi_synthetic", False, "exact", 2),
        ("", False, "cannot compare", 1),
    ],
)
def test_acre_level(track, counted, verdict, level):
    assert (
        classes.acre_level(pd.DataFrame({"track": [track], "counted": counted, "verdict": verdict})) == level
    )


def test_every_class_has_words():
    uncompared = {scale.PAPER_ERROR, scale.CANNOT_COMPARE, scale.NOT_COMPUTED}
    assert set(scale.COMPARED) | uncompared == set(scale.NAMES)
    assert set(scale.ORDERED) == set(scale.NAMES) - {scale.PAPER_ERROR, scale.NOT_COMPUTED}
    assert verdicts.legend()["meaning"].ne("").all()


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with one paper, ``tiny``, of four printed cells and two claims."""
    folder, results = tmp_path / "data" / "published", tmp_path / "results"
    folder.mkdir(parents=True)
    numbers = [
        ("table_1", "", "a", "x", "coef", "0.50", "**", ""),
        ("table_1", "", "a", "y", "coef", "-0.20", "", ""),
        ("table_1", "", "a", "", "n", "288", "", ""),
        ("figure_1", "", "a", "", "share", "", "", "not printed: a picture"),
    ]
    rows = [dict(zip(["exhibit", "panel", "column", "term", "statistic", "printed", "stars", "note"], row,
                     strict=True)) for row in numbers]  # fmt: skip
    frame = pd.DataFrame([dict.fromkeys(NUMBER_COLUMNS, "") | row for row in rows], columns=NUMBER_COLUMNS)
    frame.to_csv(folder / "tiny.csv", index=False)
    keys = {"exhibit": "table_1", "column": "a", "statistic": "coef", "expected": "+", "statement": "s"}
    claims = [{"id": "h", "kind": "hypothesis", "term": "x"}, {"id": "s", "kind": "sign", "term": "x"}]
    pd.DataFrame([dict.fromkeys(CLAIM_COLUMNS, "") | keys | row for row in claims]).to_csv(
        folder / "tiny_claims.csv", index=False
    )  # fmt: skip
    monkeypatch.setattr(facts, "sources", lambda: {"tables": {}})
    monkeypatch.setattr(facts, "register", lambda path, sha256: None)
    for name, value in (("PUBLISHED", folder), ("RESULTS", results), ("VERDICTS", results / "verdicts.json")):
        monkeypatch.setattr(paths, name, value)
    write_results()
    return tmp_path


def write_results(x=0.501, p=0.02, y=-0.2) -> None:
    """Computed rows of the paper ``tiny``."""
    rows = [("x", "coef", x), ("x", "p", p), ("y", "coef", y), ("y", "p", 0.7), ("", "n", 288.0)]
    frame = pd.DataFrame(rows, columns=["term", "statistic", "value"])
    frame = frame.assign(paper="tiny", exhibit="table_1", panel="", column="a", track="public")
    path = paths.RESULTS / "tiny" / "table_1.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    frame[TIDY].to_csv(path, index=False)


def test_files_hold_what_compare_found(project):
    summary = verdicts.build()
    assert summary == verdicts.summary()
    entry = summary["papers"]["tiny"]
    assert (entry["cells"], entry["compared"], entry["aea"], entry["i4r"]) == (6, 4, "full", "fully")
    assert entry["counts"] == counts(exact=4, cannot_compare=1)
    assert entry["exhibits"]["table_1"]["acre"] == 10
    assert entry["exhibits"]["figure_1"]["acre"] == 1
    assert entry["not_counted"] == {"hypothesis, public": {"exact": 1}}
    assert entry["transitions"]["positive"] == {"negative": 0, "not significant": 0, "positive": 1}
    assert entry["without_cause"] == []
    read = verdicts.read("tiny")
    assert (read[TESTED] == "").all(axis=None)
    pd.testing.assert_frame_equal(read.drop(columns=TESTED), report.verdicts_of("tiny"))


def test_same_results_same_bytes(project):
    verdicts.build()
    files = [paths.VERDICTS, report.table_path()]
    before = [file.read_bytes() for file in files]
    verdicts.build()
    assert [file.read_bytes() for file in files] == before
    assert sorted(path.name for path in paths.RESULTS.iterdir()) == ["tiny", "verdicts.csv", "verdicts.json"]


def test_an_error_leaves_the_last_files(project):
    verdicts.build()
    before = paths.VERDICTS.read_bytes()
    (paths.RESULTS / "tiny" / "display.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"display.csv in results/tiny: columns a, b, not paper"):
        verdicts.build()
    assert paths.VERDICTS.read_bytes() == before


def test_frames_for_display(project):
    write_results(x=-0.5, y=-0.25)
    verdicts.build()
    frame = verdicts.read("tiny")
    card = verdicts.scorecard(frame)
    assert card.index.tolist() == ["table_1", "figure_1", "all"]
    assert card.loc["all", ["compared", "exact", "sign", "different"]].tolist() == [4, 1, 2, 1]
    assert verdicts.differing(frame)["verdict"].tolist() == ["sign", "sign", "different"]
    beside = verdicts.side_by_side(frame)
    assert beside.loc[0, ["printed", "ours", "verdict"]].tolist() == ["0.50**", "-0.5**", "sign"]
    assert verdicts.significance_matrix(frame).loc["positive", "negative"] == 1


def test_paper_without_results_waits_and_is_not_blank(project):
    (paths.RESULTS / "tiny" / "table_1.csv").unlink()
    entry = verdicts.build()["papers"]["tiny"]
    assert entry["counts"] == counts(cannot_compare=1, not_yet_computed=4)
    assert (entry["compared"], entry["aea"], entry["i4r"]) == (0, "not assessed", "not assessed")
    assert entry["without_cause"] == []
    frame = verdicts.read("tiny")
    unprinted = frame[frame["verdict"] == "cannot compare"]
    assert unprinted[["exhibit", "reason"]].to_numpy().tolist() == [["figure_1", "not printed: a picture"]]
    waiting = frame[frame["verdict"] == "not yet computed"]
    assert waiting["id"].tolist() == [*frame["id"][:3], "h", "s"]
    assert set(waiting["reason"]) == {"no chapter of the paper has results"}
    card = verdicts.scorecard(frame)
    assert card.loc["all", ["compared", "cannot compare", "not yet computed"]].tolist() == [0, 1, 4]
    assert set(card.loc["table_1", ["AEA", "I4R", "ACRE"]]) == {classes.NOT_ASSESSED}


def add_to_record(**row: str) -> str:
    """Print one more number; return its id."""
    path = paths.PUBLISHED / "tiny.csv"
    before = pd.read_csv(path, dtype=str, keep_default_na=False)
    new = dict.fromkeys(NUMBER_COLUMNS, "") | {"statistic": "coef", "printed": "0.1"} | row
    pd.concat([before, pd.DataFrame([new])]).to_csv(path, index=False)
    return f"{row['exhibit']}//{row.get('column', '')}/{row.get('term', '')}/coef"


@pytest.mark.parametrize(
    ("row", "verdict", "cause"),
    [
        ({"exhibit": "table_2", "column": "a"}, "not yet computed", ""),
        # The chapter of table 1 has run and does not give it.
        ({"exhibit": "table_1", "column": "b", "term": "z"}, "cannot compare", "cause not yet found"),
        ({"exhibit": "literature"}, "cannot compare", ""),
    ],
)
def test_what_waits_for_a_chapter_and_what_cannot_be_compared(project, row, verdict, cause):
    cell = add_to_record(**row)
    found = report.verdicts_of("tiny").set_index("id")
    assert found.loc[cell, ["verdict", "cause"]].tolist() == [verdict, cause]
    assert found["verdict"].value_counts()["exact"] == 5


def test_a_cause_says_that_a_cell_never_can_be_computed(project):
    cell = add_to_record(exhibit="table_2", column="a")
    text = f"id,cause,explanation,test\n{cell},restricted data,The customs records are not public,\n"
    (paths.PUBLISHED / "tiny_causes.csv").write_text(text, encoding="utf-8")
    found = report.verdicts_of("tiny").set_index("id")
    assert found.loc[cell, ["verdict", "cause"]].tolist() == ["cannot compare", "restricted data"]


def stand_in_only(exhibit="table_1"):
    """Move what is computed of an exhibit to a track that never counts."""
    path = paths.RESULTS / "tiny" / f"{exhibit}.csv"
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    rows.assign(track="semi_synthetic").to_csv(path, index=False)


def test_what_only_a_stand_in_answers_cannot_be_compared(project):
    before = report.verdicts_of("tiny")
    assert before.loc[before["exhibit"] == "table_1", "counted"].sum() > 1
    stand_in_only()
    after = report.verdicts_of("tiny")
    assert not after.loc[after["exhibit"] == "table_1", "counted"].any()
    once_counted = before.loc[before["counted"] & (before["exhibit"] == "table_1"), "id"]
    for name in once_counted:
        rows = after[after["id"] == name]
        assert rows["track"].tolist() == ["", "semi_synthetic"]
        assert rows["verdict"].tolist() == ["cannot compare", before.set_index("id").loc[name, "verdict"]]
        if rows["kind"].iloc[0] != "hypothesis":
            assert rows["cause"].tolist() == ["cause not yet found", ""]
    card = verdicts.scorecard(after)
    assert card.loc["table_1", ["compared", "cannot compare"]].tolist() == [0, len(once_counted)]
    assert card.loc["table_1", "ACRE"] == "not assessed"
    assert across.not_counted({"tiny": after}).loc["stand-in only", "tiny"] == len(once_counted)
    assert report.cell_verdicts(after)[once_counted.iloc[0]] == "cannot compare"


def test_cells_with_own_data_keep_their_rows(project):
    found = report.verdicts_of("tiny")
    pd.testing.assert_frame_equal(own_data_missing(found), found)


def test_restricted_data_is_no_cause_where_the_data_are_there(project):
    record = published.cells("tiny")
    cell = record.loc[record["printed"] == "0.50", "id"].item()
    causes = pd.DataFrame(
        [[cell, "restricted data", "licensed", ""]], columns=["id", "cause", "explanation", "test"]
    )
    rows = report.computed("tiny")
    ours = (rows["statistic"] == "coef") & (rows["term"] == "x") & (rows["exhibit"] == "table_1")
    rows.loc[ours, "value"] = 0.7
    for track, cause in (("original", "cause not yet found"), ("public", "restricted data")):
        found = compare(record, rows.assign(track=track), causes=causes).set_index("id")
        assert found.loc[cell, ["track", "cause"]].tolist() == [track, cause]


def test_scorecard_has_the_waiting_column_only_where_a_cell_waits(project):
    assert "not yet computed" not in verdicts.scorecard(report.verdicts_of("tiny"))
    add_to_record(exhibit="table_2", column="a")
    assert "not yet computed" in verdicts.scorecard(report.verdicts_of("tiny"))


def test_command_line_and_baseline(project, capsys):
    file = project / "baseline.json"
    assert main(["--write-baseline", str(file)]) == 0
    assert main(["--baseline", str(file)]) == 0
    assert "tiny: 6 cells, 4 compared: 4 exact, 1 cannot compare; AEA full" in capsys.readouterr().out
    write_results(x=-0.5, p=0.3)
    assert main(["--baseline", str(file)]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "worse: tiny s: was exact, is sign",
        "worse: tiny table_1//a/x/coef: was exact, is sign",
    ]
    (paths.RESULTS / "tiny" / "table_1.csv").unlink()
    assert main(["--baseline", str(file)]) == 1
    assert "worse: tiny s: was exact, is not yet computed" in capsys.readouterr().err
    (paths.PUBLISHED / "tiny.csv").unlink()
    (paths.PUBLISHED / "tiny_claims.csv").unlink()
    assert main(["--baseline", str(file)]) == 1
    assert "worse: tiny s: was exact, is gone" in capsys.readouterr().err


def test_baseline_that_is_not_there(project):
    with pytest.raises(FileNotFoundError, match="write it with --write-baseline"):
        main(["--baseline", str(project / "none.json")])


@pytest.mark.parametrize(
    ("old", "new", "worse"),
    [
        ("exact", "last digit", True),
        ("last digit", "exact", False),
        ("different", "sign", True),
        ("sign", "cannot compare", True),
        ("cannot compare", "sign", False),
        ("cannot compare", "not yet computed", True),
        ("not yet computed", "cannot compare", False),
        ("not yet computed", "sign", False),
        ("exact", "paper error", False),
        ("paper error", "sign", False),
    ],
)
def test_what_is_worse(old, new, worse):
    assert bool(baseline.worsened({"p": {"c": old}}, {"p": {"c": new}})) == worse


def test_no_verdicts_yet(project):
    with pytest.raises(FileNotFoundError, match=r"results/verdicts.csv is missing; run"):
        verdicts.read("tiny")


def test_baseline_file_names_stand_ins_apart(project):
    row = {"id": "c", "kind": "number", "verdict": "exact", "counted": False}
    frame = pd.DataFrame([row | {"track": t} for t in ("original", "public", "counterpart")])
    frame.loc[1, "verdict"] = "sign"
    assert report.cell_verdicts(frame) == {"c": "exact", "c@counterpart": "exact"}
