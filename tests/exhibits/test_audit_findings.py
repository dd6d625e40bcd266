"""Findings on a page: the cells as printed, hostile text escaped, boxes open or folded, counts by hand."""

import re

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from matplotlib import colors

from lib import audit, published
from lib.audit import RULES, SEVERITIES, Design, Finding, Record
from lib.exhibits import audit_excerpts, audit_figures, audit_findings, figures, names, style

HOSTILE = 'a|b *c* <script>d</script> $e$ {f} [g](h) `i` "j"'
# exhibit, panel, column, row, term, statistic, printed, stars
ROWS = [
    ("table_1", "", "(10)", "Night train", "train", "coef", "0.118", "***"),
    ("table_1", "", "(10)", "", "train", "se", "0.031", ""),
    ("table_1", "", "(2)", "Night train", "train", "coef", "-0.042", ""),
    ("table_1", "", "(2)", "", "train", "t", "-0.86", ""),
    ("table_1", "", "(2)", "观测值", "", "n", "1,440", ""),
    ("table_1", "", "(2)", "", "", "r2", "0.41", ""),
    ("table_1", "", "(2)", "Sargan", "sargan", "p", "0.30", ""),
    ("table_2", "before", "", "床位", "ln_beds", "bias", "12.5", ""),
    ("table_2", "after", "", "床位", "ln_beds", "bias", "1.5", ""),
    ("table_3", "", "(1)", HOSTILE, "x", "coef", "0.5", "*"),
]
CLAIMS = [
    {"id": "effect", "place": "section 4", "statement": HOSTILE, "kind": "restatement", "exhibit": "table_1",
     "column": "(10)", "term": "train", "statistic": "coef", "printed": "11.8", "unit": "% change",
     "comparator": "about"},
    {"id": "positive", "place": "abstract", "statement": "It helps", "kind": "conclusion",
     "exhibit": "table_1", "column": "(10)", "term": "train", "statistic": "coef",
     "comparator": "significant", "expected": "+", "level": "0.05"},
    {"id": "first", "place": "abstract", "statement": "The order", "kind": "order", "exhibit": "table_1",
     "column": "*", "term": "train", "statistic": "coef", "expected": "lake_towns > others"},
]  # fmt: skip


def record(design=None):
    names = ["exhibit", "panel", "column", "row", "term", "statistic", "printed", "stars"]
    table = pd.DataFrame(ROWS, columns=names).reindex(columns=published.NUMBER_COLUMNS, fill_value="")
    said = pd.DataFrame([dict.fromkeys(published.CLAIM_COLUMNS, "") | claim for claim in CLAIMS])
    both = [published.as_cells(table), published.as_cells(said)]
    return Record("two_words", pd.concat(both, ignore_index=True), design)


def ids(*starts):
    return [name for name in record().numbers if name.startswith(starts)]


def finding(
    severity="contradiction", cells=("table_1//(10)/train/coef",), rule="stars-against-ratio", **given
):
    words = {"exhibit": "table_1", "arithmetic": "1 + 1 = 2", "sentence": "It does not hold.", "key": "k"}
    return Finding(rule=rule, severity=severity, cells=tuple(cells), **(words | given))


def test_an_excerpt_has_the_printed_rows_with_what_stands_below():
    (one,) = audit_excerpts.excerpts(ids("table_1"), record(Design(parenthesis="t")))
    assert list(one.frame.columns) == ["(2)", "(10)"]
    assert one.frame.index.name == one.title == "Table 1"
    assert one.frame.T.to_dict("list") == {
        "Night train": ["-0.042", "0.118***"],
        "(standard error)": ["", "(0.031)"],
        "(t value)": ["(-0.86)", ""],
        "观测值": ["1,440", ""],
        "R²": ["0.41", ""],
        "Sargan": ["0.30", ""],
    }
    assert one.note == ""


@pytest.mark.parametrize("statistic", ["coef", "se"])
def test_a_finding_on_half_of_an_estimate_shows_both(statistic):
    (one,) = audit_excerpts.excerpts([f"table_1//(10)/train/{statistic}"], record())
    assert one.frame["(10)"].to_dict() == {"Night train": "0.118***", "(standard error)": "(0.031)"}
    assert one.note == "The paper does not say what stands in parentheses."


def test_panels_are_apart_and_tables_without_columns_head_them_with_the_statistic():
    found = audit_excerpts.excerpts(ids("table_2"), record())
    assert [one.title for one in found] == ["Table 2, before", "Table 2, after"]
    assert [one.frame.to_dict() for one in found] == [
        {"bias": {"床位 (ln beds)": "12.5"}},
        {"bias": {"床位 (ln beds)": "1.5"}},
    ]
    assert [one.note for one in found] == ["", ""]


def test_statements_show_what_the_text_says():
    said = audit_excerpts.statements(["positive", "effect", "first", "table_1//(2)//n"], record())
    assert said["says"].tolist() == ["about 11.8 %", "significant positive", "lake towns > others"]
    assert said["place"].tolist() == ["section 4", "abstract", "abstract"]


def rendered(markdown):
    """What a plain Markdown parser makes of the pipe tables of a box."""
    tables = re.findall(r"(?m)(?:^\|.*\n?)+", markdown)
    pages = [MarkdownIt("commonmark").enable("table").render(table) for table in tables]
    return BeautifulSoup("".join(pages), "html.parser")


def test_hostile_text_is_shown_as_written():
    cells = ["table_3//(1)/x/coef", "effect"]
    one = finding(cells=cells, sentence=HOSTILE, arithmetic=f"{HOSTILE}; {HOSTILE}")
    block = audit_findings.block(one, record())
    texts = [cell.get_text() for cell in rendered(block).select("td")]
    assert texts.count(HOSTILE) == 2
    assert "<script>" not in block.replace(r"\<script\>", "")
    page = audit_findings.listing([one], record()).html
    assert "<script>" not in page
    assert BeautifulSoup(page, "html.parser").summary.get_text().endswith(HOSTILE)


def test_a_contradiction_is_open_and_the_rest_folds():
    for severity in SEVERITIES:
        block = audit_findings.block(finding(severity), record())
        assert (":open:" in block) == (severity == "contradiction")
        assert f".severity-{severity}" in block and audit_findings.SYMBOLS[severity] in block


def test_every_box_has_a_target_of_its_own_and_links_to_it():
    one = finding(key="Table 1 (2)")
    name = audit_findings.anchor("two_words", one.id)
    assert name == "finding-two-words-stars-against-ratio-table-1-2"
    block = audit_findings.block(one, record())
    assert block.count(f"({name})=") == 1
    assert f"<{name}>`" in block
    assert RULES["stars-against-ratio"].what.split(",")[0] in block


def test_anchors_tell_papers_and_findings_apart():
    names = {audit_findings.anchor(paper, key) for paper in ("a_b", "a") for key in ("r:x", "r:x-y", "s:x")}
    assert len(names) == 6
    assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in names)


def test_long_lists_and_long_arithmetic_are_folded():
    short = audit_findings.block(finding(arithmetic="; ".join("abcdef")), record())
    assert short.count("{dropdown}") == 1
    steps = audit_findings.block(finding(arithmetic="; ".join("abcdefgh")), record())
    assert steps.count("{dropdown}") == 2 and "{dropdown} 2 more steps" in steps
    several = finding(cells=[f"table_1//({k})/x/coef" for k in range(12)] + ["table_1//(2)//n"])
    assert "{dropdown} The 13 printed cells" in audit_findings.block(several, record())


def test_a_sentence_that_names_its_table_is_not_told_twice():
    assert "**Table 1** · It does" in audit_findings.block(finding(), record())
    assert "**Table 1**" not in audit_findings.block(finding(sentence="Table 1 (2) is wrong."), record())


def test_a_listing_groups_by_severity_and_says_how_many():
    found = [finding(key="a"), finding(key="b"), finding("remark", key="c")]
    shown = audit_findings.listing(found, record())
    data = shown._repr_mimebundle_()
    assert data["text/plain"].splitlines()[0] == "Contradictions (2)"
    assert "**Remarks (1)**: nothing is wrong in print" in data["text/markdown"]
    assert len(BeautifulSoup(data["text/html"], "html.parser").select("details[open]")) == 2
    assert str(audit_findings.listing([], record())) == "No rule found anything."


def test_every_severity_has_a_sign_a_heading_and_a_colour_of_its_own():
    for table in (audit_findings.SYMBOLS, audit_findings.PLURALS, audit_figures.COLOURS):
        assert list(table) == list(SEVERITIES)
        assert len(set(table.values())) == len(SEVERITIES)


FOUND = {
    "a_paper": [
        finding(key="1"),
        finding("remark", key="2"),
        finding("inconsistency", rule="identity", exhibit="table_2"),
    ],
    "b_paper": [finding("ambiguity", key="1")],
    "c_paper": [],
}
NAMES = {"a_paper": "First paper", "b_paper": "Second"}


def test_counts_by_severity_add_up():
    table = audit_figures.by_severity(FOUND, NAMES)
    assert table.to_dict("index") == {
        "First paper": {"contradiction": 1, "inconsistency": 1, "ambiguity": 0, "remark": 1, "all": 3},
        "Second": {"contradiction": 0, "inconsistency": 0, "ambiguity": 1, "remark": 0, "all": 1},
        "c_paper": {"contradiction": 0, "inconsistency": 0, "ambiguity": 0, "remark": 0, "all": 0},
    }


def test_every_rule_is_listed_with_its_findings():
    table = audit_figures.by_rule(FOUND)
    assert set(table.index) == set(RULES)
    assert (
        table["findings"].to_dict() | {"stars-against-ratio": 3, "identity": 1} == table["findings"].to_dict()
    )
    assert table["findings"].sum() == 4
    assert table["findings"].is_monotonic_decreasing
    assert table.loc["stars-against-ratio", "theme"] == "stars"


def test_the_grid_shows_the_number_of_each_severity(monkeypatch):
    monkeypatch.setattr(figures, "DPI", 30)
    style.apply()
    fig, alt = audit_figures.by_theme(FOUND, NAMES)
    ax = fig.axes[0]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["identities", "stars"]
    assert [text.get_text() for text in ax.get_xticklabels()] == list(audit_findings.SYMBOLS.values()) * 3
    lines = {y: [t for t in ax.texts if t.get_position()[1] == y and t.get_text() in "·12"] for y in (0, 1)}
    shown = {y: [t.get_text() for t in sorted(row, key=lambda t: t.get_position()[0])]
             for y, row in lines.items()}  # fmt: skip
    assert shown[1] == ["1", "·", "·", "1", "·", "·", "1", "·", *"····"]
    assert [t for t in shown[0] if t not in "·"] == ["1"] and shown[0][1] == "1"
    heads = [text.get_text() for text in ax.texts if text.get_text() not in "·12"]
    assert heads == ["First\npaper", "Second", "c_paper"]
    assert "First paper contradiction 1, inconsistency 1, ambiguity 0, remark 1" in alt
    assert "Most contradictions: stars 1." in alt
    assert figures.check_alt(alt, "grid") == alt
    assert figures.to_png(fig, track="public", where="grid").startswith(b"\x89PNG")
    plt.close("all")


def test_contradictions_are_darkest_and_remarks_lightest():
    light = [sum(colors.to_rgb(audit_figures.COLOURS[severity])) for severity in SEVERITIES]
    assert light == sorted(light) and len(set(light)) == len(light)


def test_cells_link_to_their_rows_where_the_paper_has_a_page(monkeypatch):
    cells = ["table_1//(10)/train/coef", "table_1//(2)//n", "effect"]
    one = finding(cells=cells)
    assert "cell-link" not in audit_findings.block(one, record())
    monkeypatch.setattr(published, "papers", lambda: [record().paper])
    links = {a["href"]: a.get_text() for a in rendered(audit_findings.block(one, record())).select("a")}
    page = f"../../cells_{record().paper}.html#"
    assert links == {
        f"{page}cell-table_1//(10)/train/coef": "0.118***",
        f"{page}cell-table_1//(10)/train/se": "(0.031)",
        f"{page}cell-table_1//(2)//n": "1,440",
        f"{page}cell-effect": "about 11.8 %",
    }


def test_cells_that_the_source_does_not_print_are_named_and_linked(monkeypatch):
    rows = record().rows
    silent = rows[rows["id"] == "table_1//(2)//n"].assign(id="silent", printed="", label="A picture")
    known = Record("two_words", pd.concat([rows, silent]))
    monkeypatch.setattr(published, "papers", lambda: ["two_words"])
    block = audit_findings.block(finding(cells=["silent"]), known)
    assert 'Not printed in the source: <a class="cell-link"' in block
    assert 'href="../../cells_two_words.html#cell-silent">Table 1 (2) A picture</a>.' in block.replace(
        "\\", ""
    )
    assert "Not printed" not in audit_findings.block(finding(cells=["effect"]), known)


def test_every_cell_of_a_finding_has_a_row_to_link_to():
    for paper in published.papers():
        known = set(published.cells(paper)["id"])
        for one in audit.audit(paper):
            assert set(one.cells) <= known, (one.id, set(one.cells) - known)


def test_names_of_variables_and_exhibits_stand_in_words():
    one = finding(
        sentence="ln_resilience of table_3 and beta_k.",
        arithmetic="ln_resilience: 0.0612; -ln_gdp + ln_population = 0",
    )
    block = audit_findings.block(one, record()).replace("\\", "")
    assert "resilience (ln) of Table 3 and beta_k." in block
    assert "resilience (ln): 0.0612" in block
    assert "-ln_gdp + ln_population = 0" in block


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (("", "ln_resilience", "se"), "resilience (ln), standard error"),
        (("", "", "n"), "observations"),
        (("", "", "n_cities"), "number of cities"),
        (("all", "2004", "value_100musd"), "all together, 2004, 100 million US dollars"),
        (("before", "never_named", "bias"), "before, never named, standardised bias"),
        (("", "*", "*"), ""),
    ],
)
def test_keys_are_said_in_words(keys, said):
    assert names.words(*keys) == said


def test_names_that_only_the_glossary_has_are_taken_from_it():
    assert names.term("fta", {"fta": "Free trade"}) == "Free trade"
    assert names.term("fta") == "fta"


def test_planted_errors_are_shown_with_an_interval():
    shares = pd.DataFrame({
        "paper": "x", "kind": ["found", "half", "no room"], "planted": [4, 4, 0], "found": [4, 2, 0],
        "share": [1.0, 0.5, float("nan")], "standard_error": 0.0, "rules": ["a-rule 3, other 1", "", ""],
    })  # fmt: skip
    table = audit_figures.planted(shares)
    assert table["share found, %"].to_dict() == {"found": "100 [51, 100]", "half": "50 [15, 85]"}
    assert table["found by"].tolist() == ["a-rule, other", ""]
