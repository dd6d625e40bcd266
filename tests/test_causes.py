"""Tests of causes: a reading supports a cause only if it moves our number towards the printed one."""

import pandas as pd
import pytest

from lib import facts, paths, verdicts
from lib.exhibits import files
from lib.published import CLAIM_COLUMNS, NUMBER_COLUMNS
from lib.results import TIDY
from lib.verdicts.causes import TESTED

PRINTED = {  # term: printed, stars, ours, our p
    "x": ("0.50", "", 0.60, 0.5),
    "starred": ("0.50", "**", 0.501, 0.3),
    "exact": ("0.20", "", 0.20, 0.5),
    "negative": ("-0.20", "", -0.30, 0.5),
}
CLAIMS = [
    {"id": "sign", "kind": "sign", "term": "claimed", "expected": "+"},
    {"id": "guess", "kind": "hypothesis", "term": "claimed", "expected": "+"},
]


def key(term: str) -> str:
    return f"table_1//a/{term}/coef"


def computed(track: str = "public", **changes) -> pd.DataFrame:
    """Tidy rows: coefficient and p by term, from `PRINTED` where they are not changed."""
    ours = {term: (value, p) for term, (_, _, value, p) in PRINTED.items()} | {"claimed": (-1.0, 0.5)}
    rows = [
        ("tiny", "table_1", "", "a", term, statistic, number, track)
        for term, pair in (ours | changes).items()
        if pair is not None
        for statistic, number in zip(("coef", "p"), pair, strict=True)
    ]
    return pd.DataFrame(rows, columns=TIDY)


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A paper with five printed numbers, one that is not printed, a claim and a hypothesis."""
    folder, results = tmp_path / "data" / "published", tmp_path / "results"
    folder.mkdir(parents=True)
    keys = {"exhibit": "table_1", "column": "a", "statistic": "coef"}
    numbers = [keys | {"term": term, "printed": text, "stars": stars}
               for term, (text, stars, _, _) in PRINTED.items()]  # fmt: skip
    numbers += [
        {"exhibit": "table_1", "column": "a", "statistic": "n", "note": "not printed: cut off"},
        {"exhibit": "table_2", "column": "a", "statistic": "n", "printed": "12"},
    ]
    claims = [keys | {"statement": "s"} | claim for claim in CLAIMS]
    for name, columns, rows in (("tiny", NUMBER_COLUMNS, numbers), ("tiny_claims", CLAIM_COLUMNS, claims)):
        filled = [dict.fromkeys(columns, "") | row for row in rows]
        pd.DataFrame(filled, columns=columns).to_csv(folder / f"{name}.csv", index=False)
    monkeypatch.setattr(facts, "sources", lambda: {"tables": {}})
    monkeypatch.setattr(facts, "register", lambda path, sha256: None)
    for name, value in (("PUBLISHED", folder), ("RESULTS", results), ("VERDICTS", results / "verdicts.json")):
        monkeypatch.setattr(paths, name, value)
    files.write_csv(results / "tiny" / "table_1.csv", computed())
    return tmp_path


def plant(test: str, *ids: str) -> None:
    """Name a test for the cause of some cells."""
    rows = [(one, "undocumented choice", "Because.", test) for one in ids]
    frame = pd.DataFrame(rows, columns=["id", "cause", "explanation", "test"])
    frame.to_csv(paths.PUBLISHED / "tiny_causes.csv", index=False)


def judged_again(rows: pd.DataFrame, name: str) -> pd.Series:
    """What the planted reading ``other`` says of one cell: a row with the columns `TESTED`."""
    plant("other", name)
    found = verdicts.tested_causes("tiny", verdicts.verdicts_of("tiny"), rows.assign(reading="other"))
    assert found["id"].tolist() == [name]
    return found.iloc[0]


def test_record_of_this_test(project):
    frame = verdicts.verdicts_of("tiny").set_index("id")["verdict"]
    assert frame[[key(term) for term in PRINTED]].tolist() == [
        "different",
        "significance",
        "exact",
        "different",
    ]
    assert frame["sign"] == "sign"


@pytest.mark.parametrize(
    ("term", "there", "verdict", "supports"),
    [
        ("x", (0.51, 0.5), "last digit", "yes"),
        ("x", (0.52, 0.5), "close", "yes"),
        ("x", (0.58, 0.5), "different", "yes"),
        ("x", (0.42, 0.5), "different", "yes"),  # nearer from the other side
        ("x", (0.60, 0.5), "different", "no"),
        ("x", (0.70, 0.5), "different", "no"),
        ("x", (0.39, 0.5), "different", "no"),
        ("x", (-0.50, 0.5), "sign", "no"),
        ("negative", (-0.25, 0.5), "different", "yes"),
        ("negative", (-0.35, 0.5), "different", "no"),
        ("starred", (0.501, 0.02), "exact", "yes"),
        ("starred", (0.501, 0.3), "significance", "no"),
        ("starred", (0.60, 0.02), "different", "yes"),
    ],
)
def test_reading_supports_a_cause_or_does_not(project, term, there, verdict, supports):
    rows = computed(**{term: there})
    got = judged_again(rows, key(term))
    assert (got["there"], got["there_shown"], got["supports"]) == (verdict, f"{there[0]:.6g}", supports)


@pytest.mark.parametrize(("there", "supports"), [(2.0, "yes"), (-0.1, "no")])
def test_claim_without_a_number_has_to_get_a_better_verdict(project, there, supports):
    assert judged_again(computed(claimed=(there, 0.5)), "sign")["supports"] == supports


@pytest.mark.parametrize(
    "rows",
    [
        computed(x=None),
        computed(x=(float("nan"), 0.5)),
        computed(track="counterpart", x=(0.5, 0.5)),
        computed(track="semi_synthetic", x=(0.5, 0.5)),
        computed(x=(0.5, 0.5)).iloc[:0],
    ],
    ids=["term", "NaN", "counterpart", "semi-synthetic", "reading"],
)
def test_what_no_chapter_computed_on_the_cells_track_is_missing(project, rows):
    got = judged_again(rows, key("x"))
    assert (got["there"], got["supports"]) == ("cannot compare", "missing")
    assert got["there_shown"]


def test_only_differing_counted_cells_with_a_test_are_judged_again(project):
    plant("other", key("x"), key("exact"), "guess")
    rows = computed(x=(0.5, 0.5)).assign(reading="other")
    frame = verdicts.verdicts_of("tiny")
    assert verdicts.tested_causes("tiny", frame, rows)["id"].tolist() == [key("x")]
    plant("", key("x"))
    empty = verdicts.tested_causes("tiny", verdicts.verdicts_of("tiny"), rows)
    assert list(empty.columns) == ["id", *TESTED] and empty.empty


def test_each_cell_is_judged_in_the_reading_that_its_own_cause_names(project):
    causes = pd.DataFrame(
        [(key("x"), "undocumented choice", "Because.", "far"), (key("negative"), "sample", "So.", "near")],
        columns=["id", "cause", "explanation", "test"],
    )
    causes.to_csv(paths.PUBLISHED / "tiny_causes.csv", index=False)
    rows = pd.concat([
        computed(x=(0.50, 0.5), negative=(-0.20, 0.5)).assign(reading="near"),
        computed(x=(0.90, 0.5), negative=(-0.90, 0.5)).assign(reading="far"),
    ])  # fmt: skip
    got = verdicts.tested_causes("tiny", verdicts.verdicts_of("tiny"), rows).set_index("id")["supports"]
    assert got.to_dict() == {key("x"): "no", key("negative"): "yes"}


def test_readings_are_all_files_of_the_chapters(project):
    assert verdicts.readings("tiny").empty and list(verdicts.readings("tiny").columns) == ["reading", *TIDY]
    for name, value in (("one", 0.5), ("two", 0.7)):
        rows = computed(x=(value, 0.5)).assign(reading=name)[["reading", *TIDY]]
        files.write_csv(files.readings_path("tiny", f"chapter_{name}"), rows)
    got = verdicts.readings("tiny")
    here = got[(got["term"] == "x") & (got["statistic"] == "coef")].set_index("reading")["value"]
    assert here.to_dict() == {"one": 0.5, "two": 0.7}


def test_a_reading_computed_twice_is_named(project):
    rows = computed().assign(reading="one")[["reading", *TIDY]]
    for name in ("a", "b"):
        files.write_csv(files.readings_path("tiny", name), rows)
    with pytest.raises(ValueError, match=r"reading 'one' of tiny: table_1 .* is computed twice"):
        verdicts.readings("tiny")


def test_files_of_verdicts_hold_the_tests(project):
    plant("other", key("x"))
    rows = computed(x=(0.52, 0.5)).assign(reading="other")[["reading", *TIDY]]
    files.write_csv(files.readings_path("tiny", "chapter"), rows)
    verdicts.build()
    got = verdicts.read("tiny").set_index("id")[TESTED]
    assert got.loc[key("x")].tolist() == ["close", "0.52", "yes"]
    assert (got.drop(index=key("x")) == "").all(axis=None)


def test_beside_are_the_verdicts_of_the_exhibits_given(project):
    plant("other", key("x"))
    got = verdicts.beside("tiny", computed())
    assert got["id"].tolist() == [*(key(term) for term in PRINTED), "sign"]
    whole = verdicts.verdicts_of("tiny")
    expected = whole[whole["id"].isin(got["id"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(got.reset_index(drop=True), expected)
    assert got.set_index("id").loc[key("x"), "cause"] == "undocumented choice"


def test_beside_follows_the_rows_given_and_not_the_files(project):
    got = verdicts.beside("tiny", computed(x=(0.5, 0.5))).set_index("id")["verdict"]
    assert got[key("x")] == "exact"
    second = pd.DataFrame([("tiny", "table_2", "", "a", "", "n", 12.0, "public")], columns=TIDY)
    assert verdicts.beside("tiny", second)[["exhibit", "verdict"]].to_numpy().tolist() == [
        ["table_2", "exact"]
    ]
