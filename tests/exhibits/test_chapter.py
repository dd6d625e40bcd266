"""The chapter's object: what it writes, shows, remembers and refuses."""

import hashlib
import json

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from lib import facts, paths
from lib.exhibits import Chapter, prose
from lib.results import TIDY

ALT = "A line that rises from zero to one without a bend."
SCRIPT = """# %%
note = "table_2"

# %%
chapter.figure(
    'figure_3',
    fig,
)
chapter.table("table_2", frame, caption="x")
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "RESULTS", tmp_path / "results")
    monkeypatch.setattr(paths, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(facts, "loaded", lambda: {"data/facts/b.csv": "b" * 64, "data/facts/a.csv": "a" * 64})
    script = tmp_path / "notebooks" / "maritime" / "05_estimates.py"
    script.parent.mkdir(parents=True)
    script.write_text(SCRIPT)
    return tmp_path


@pytest.fixture
def chapter(project):
    return Chapter("maritime/05_estimates")


def frame() -> pd.DataFrame:
    return pd.DataFrame({"term": ["a"], "coef": [0.25], "verdict": ["exact"]})


def tidy(exhibit: str) -> pd.DataFrame:
    row = ["maritime", exhibit, "", "flow", "a", "coef", 0.25, "public"]
    return pd.DataFrame([row], columns=TIDY)


def figure():
    fig, ax = plt.subplots(figsize=(2, 1.5))
    ax.plot([0, 1])
    return fig


def digest(path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_table_writes_its_files_and_keeps_their_checksums(chapter, project):
    shown = chapter.table("table_2", frame(), caption="Effects", tidy=tidy("table_2"), original="Table 2")
    tidy_file, display_file = (
        project / "results/maritime/table_2.csv",
        project / "results/maritime/tables/table_2.csv",
    )
    assert list(pd.read_csv(tidy_file).columns) == TIDY
    assert pd.read_csv(display_file).loc[0, "coef"] == 0.25
    record = shown.metadata
    assert record["files"] == {
        "results/maritime/table_2.csv": digest(tidy_file),
        "results/maritime/tables/table_2.csv": digest(display_file),
    }
    assert (record["label"], record["line"], record["original"]) == ("maritime-table-2", 9, "Table 2")
    assert json.loads(json.dumps(record)) == record


def test_table_shows_html_in_jupyter_and_a_labelled_directive_in_the_book(chapter):
    data, metadata = chapter.table("table_2", frame(), caption="Effects", note="A note.")._repr_mimebundle_()
    assert list(data) == ["text/html", "text/markdown", "text/plain"]
    assert '{table} Effects\n:name: "maritime-table-2"' in data["text/markdown"]
    assert "A note." in data["text/markdown"]
    assert "A note." in data["text/html"]
    assert metadata["exhibit"]["name"] == "table_2"


def test_provenance_line_names_line_data_original_and_track(chapter):
    text = chapter.table("table_2", frame(), caption="Effects", original="Table 2").markdown
    line = text[text.index("exhibit-provenance") :].replace("\\", "")
    assert "notebooks/maritime/05_estimates.py:9" in line
    assert line.index("data/facts/a.csv (sha256 aaaaaaaa…)") < line.index(
        "data/facts/b.csv (sha256 bbbbbbbb…)"
    )
    assert "Original: Table 2" in line
    assert "Track: public" in line


def test_more_than_three_data_files_are_counted_and_folded(chapter, monkeypatch):
    files = {f"data/facts/{name}.csv": name * 64 for name in "abcd"}
    monkeypatch.setattr(facts, "loaded", lambda: files)
    shown = chapter.table("table_2", frame(), caption="Effects")
    text = shown.markdown[shown.markdown.index("exhibit-provenance") :].replace("\\", "")
    line, _, folded = text.partition(":::{dropdown} The 4 data files")
    assert "Data: 4 data files · Original" in line and ".csv (sha256" not in line
    listed = [f"- {name} (sha256 {digest[:8]}…)" for name, digest in files.items()]
    assert folded.strip().splitlines()[: len(listed)] == listed
    assert "<summary>The 4 data files</summary>" in shown.html and "d.csv" in shown.html
    assert shown.metadata["data"] == files


def test_three_data_files_stand_in_the_line(chapter, monkeypatch):
    monkeypatch.setattr(facts, "loaded", lambda: {f"data/facts/{name}.csv": name * 64 for name in "abc"})
    text = chapter.table("table_2", frame(), caption="Effects").markdown
    assert "{dropdown}" not in text and text.count("(sha256") == 3


def test_provenance_can_be_narrowed_to_files_that_were_loaded(chapter):
    text = chapter.table("table_2", frame(), caption="Effects", data=["data/facts/a.csv"]).html
    assert "b.csv" not in text
    with pytest.raises(ValueError, match=r"data/facts/c\.csv was not loaded"):
        chapter.table("table_3", frame(), caption="Effects", data=["data/facts/c.csv"])


def test_line_is_that_of_the_call_not_of_another_mention(chapter):
    assert chapter.figure("figure_3", figure(), caption="A line", alt=ALT).metadata["line"] == 6
    assert chapter.table("table_9", frame(), caption="Not in the script").metadata["line"] is None


def test_figure_writes_png_and_quotes_any_alt_text(chapter, project):
    alt = 'Points: 24 hosts, # of "zero" flows is 3; none above 5 %.'
    shown = chapter.figure("figure_3", figure(), caption="A line", alt=alt, tidy=tidy("figure_3"))
    png = project / "results/maritime/figures/figure_3.png"
    assert png.read_bytes().startswith(b"\x89PNG")
    assert shown.metadata["files"]["results/maritime/figures/figure_3.png"] == digest(png)
    assert f":alt: {json.dumps(alt)}" in shown.markdown
    assert "data:image/png;base64," in shown.html


@pytest.mark.parametrize(
    ("track", "words"), [("semi_synthetic", "semi-synthetic: checks the code, not the paper"),
                         ("counterpart", "counterpart: a public stand-in")],
)  # fmt: skip
def test_tracks_that_do_not_count_say_so_in_caption_and_class(project, track, words):
    shown = Chapter("maritime/05_estimates", track=track).table("table_2", frame(), caption="Effects")
    assert f"[{words}" in shown.markdown
    assert f"[{words}" in shown.html
    assert f"track-{track.replace('_', '-')}" in shown.markdown


def test_one_exhibit_may_have_another_track_than_its_chapter(chapter):
    shown = chapter.figure("figure_3", figure(), caption="Simulated", alt=ALT, track="semi_synthetic")
    assert shown.metadata["track"] == "semi_synthetic"
    assert "checks the code" in shown.markdown


def test_track_public_has_no_warning(chapter):
    assert "[" not in chapter.table("table_2", frame(), caption="Effects").html.split("</b>")[0]


def test_a_second_track_of_a_printed_exhibit_stands_in_a_file_of_its_own(chapter, project):
    beside = tidy("table_2").assign(track="counterpart")
    chapter.table("table_2", frame(), caption="Effects", tidy=tidy("table_2"))
    chapter.table(
        "table_2_beside", frame(), caption="Beside", tidy=beside, track="counterpart", rows_of="table_2"
    )
    written = pd.read_csv(project / "results/maritime/table_2_beside.csv")
    assert written[["exhibit", "track"]].to_numpy().tolist() == [["table_2", "counterpart"]]
    assert pd.read_csv(project / "results/maritime/table_2.csv")["track"].tolist() == ["public"]
    with pytest.raises(ValueError, match="column exhibit says 'table_2'"):
        chapter.table("other", frame(), caption="Beside", tidy=tidy("table_2"), rows_of="table_3")


@pytest.mark.parametrize(
    "call",
    [
        lambda c: c.table("table_2", frame(), caption=" "),
        lambda c: c.table("Table 2", frame(), caption="Effects"),
        lambda c: c.figure("figure_3", figure(), caption="A line", alt="short"),
        lambda c: c.table("table_2", frame(), caption="Effects", tidy=tidy("table_3")),
        lambda c: c.table("table_2", frame(), caption="Effects", track="imaginary"),
        lambda c: c.say("mean", 1.0, "no field"),
        lambda c: c.say("mean", "word", "{:.2f}"),
    ],
)
def test_refusals(chapter, call):
    with pytest.raises(ValueError, match=r"caption|lower-case|alt text|table_3|imaginary|format"):
        call(chapter)


@pytest.mark.parametrize(("name", "track"), [("05_estimates", "public"), ("maritime/estimates", "public"),
                                             ("maritime/05_estimates", "secret")])  # fmt: skip
def test_bad_chapter_id_or_track(name, track):
    with pytest.raises(ValueError, match=r"does not look like|unknown track"):
        Chapter(name, track=track)


def test_names_are_unique_but_a_cell_may_run_again(chapter):
    for _ in range(2):
        chapter.table("table_2", frame(), caption="Effects")
    with pytest.raises(ValueError, match="'table_2' is already used"):
        chapter.table("table_2", frame(), caption="Effects")


def test_numbers_for_the_prose_are_kept_out_of_sight(chapter, monkeypatch):
    kept = []
    monkeypatch.setattr(prose, "display", lambda data, raw, metadata: kept.append((data, metadata)))
    chapter.say("mean_flow", 1234.567, "{:,.1f}")
    data, metadata = kept[0]
    assert data == {"application/papermill.record/text/plain": "'1,234.6'"}
    assert metadata["scrapbook"]["name"] == "mean_flow"
    with pytest.raises(ValueError, match="'mean_flow' is already used"):
        chapter.say("mean_flow", 2.0)


def test_a_run_on_another_track_than_the_prose_says_so(capsys):
    Chapter("maritime/05_estimates", track="original")
    assert "The prose of this chapter is about the track public" in capsys.readouterr().out
    Chapter("twin_cities/03_results", track="semi_synthetic", home="semi_synthetic")
    assert capsys.readouterr().out == ""


def test_sentence_that_no_longer_holds_stops_the_chapter():
    chapter = Chapter("maritime/05_estimates")
    chapter.holds("two is more than one", 2 > 1)
    with pytest.raises(
        ValueError, match=r"05_estimates: the results no longer support the sentence 'one is more'"
    ):
        chapter.holds("one is more", 1 > 2)
    Chapter("maritime/05_estimates", track="counterpart").holds("one is more", 1 > 2)
    drawn = Chapter("maritime/05_estimates", track="semi_synthetic", home="semi_synthetic")
    with pytest.raises(ValueError, match="no longer support"):
        drawn.holds("one is more", 1 > 2)


def test_table_writes_readings_apart_from_its_own_rows(chapter, project):
    rows = pd.concat([tidy("table_2"), tidy("figure_3")]).assign(reading="ihs")
    shown = chapter.table("table_9", frame(), caption="Two readings", readings=rows)
    target = project / "results/maritime/readings/table_9.csv"
    assert list(pd.read_csv(target).columns) == ["reading", *TIDY]
    assert shown.metadata["files"] == {
        "results/maritime/readings/table_9.csv": digest(target),
        "results/maritime/tables/table_9.csv": digest(project / "results/maritime/tables/table_9.csv"),
    }
    assert not (project / "results/maritime/table_9.csv").exists()
    both = chapter.table("table_2", frame(), caption="Effects", tidy=tidy("table_2"), readings=rows)
    assert list(both.metadata["files"]) == [
        f"results/maritime/{place}table_2.csv" for place in ("", "readings/", "tables/")
    ]


def test_readings_of_another_track_or_without_a_name_are_refused(chapter, project):
    unnamed, foreign = tidy("table_2"), tidy("table_2").assign(reading="ihs", track="counterpart")
    for rows, message in ((unnamed, "needs the name of its reading"), (foreign, "track says 'counterpart'")):
        with pytest.raises(ValueError, match=message):
            chapter.table("table_9", frame(), caption="Two readings", readings=rows)
    assert not (project / "results/maritime/readings").exists()
