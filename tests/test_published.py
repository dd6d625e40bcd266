"""The printed record: entered twice, refused when wrong."""

import csv
import re

import pandas as pd
import pytest

from lib import claim_language, facts, paths, published

TEXT = paths.shared_papers() / "003_551bb25f4baf3969.txt"
NUMBER = r"(\d+(?:\.\d+)?)"
CHINESE = dict(zip("二三四五六七八九十", range(2, 11), strict=True))

# The second entry: where the paper's text prints each number. One group a cell, in the order of the ids.
SECOND_ENTRY = [
    (rf"投資流量\D*?為{NUMBER}億美元,占流量總額的{NUMBER}%,投資存量為{NUMBER}億美元,占存量總額的{NUMBER}%",
     ["figure_1/all/flow/2004/value_100musd", "flow-2004-share", "figure_1/all/stock/2004/value_100musd",
      "stock-2004-share"]),
    (rf"投資流量高達{NUMBER}億美元,創歷史新高,占流量總額的{NUMBER}%,較2004年翻了{NUMBER}倍有余",
     ["figure_1/all/flow/2015/value_100musd", "flow-2015-share", "flow-multiple"]),
    (rf"年均增長率高達{NUMBER}%,高于.*?平均增長速度\({NUMBER}%\)", ["flow-growth", "china-flow-growth"]),
    (rf"投資存量翻了{NUMBER}倍,達到{NUMBER}億元,占當年存量總額的{NUMBER}%,年均增長率為{NUMBER}%",
     ["stock-multiple", "figure_1/all/stock/2015/value_100musd", "stock-2015-share", "stock-growth"]),
    (rf"達到{NUMBER}億元", ["stock-2015-unit"]),
    (rf"直接投資流量為{NUMBER}億美元,投資存量為{NUMBER}億美元,均占",
     ["figure_2/ASEAN/flow/2004/value_100musd", "asean-stock-2004"]),
    (rf"投資流量達到{NUMBER}億美元,投資存量達到{NUMBER}億美元,分別占.*?的{NUMBER}%、{NUMBER}%",
     ["figure_2/ASEAN/flow/2015/value_100musd", "asean-stock-2015", "asean-flow-2015-share",
      "asean-stock-2015-share"]),
    (rf"存量總額的{NUMBER}%左右", ["hosts-top-six-flow-share"]),
    (rf"存量總額的{NUMBER}%左右", ["hosts-top-six-stock-share"]),
    (rf"投資流量方面,南亞國家.*?\({NUMBER}%\),非洲沿海國家最小\({NUMBER}%\),"
     rf"海灣國家\({NUMBER}%\) ?和東盟國家\({NUMBER}%\)",
     ["south-asia-flow-growth", "coastal-africa-flow-growth", "gulf-flow-growth", "asean-flow-growth"]),
    (rf"海灣國家以{NUMBER}%.*?南亞國家\({NUMBER}%\)、東盟國家\({NUMBER}%\) ?以及非洲沿海國家\({NUMBER}%\)",
     ["gulf-stock-growth", "south-asia-stock-growth", "asean-stock-growth", "coastal-africa-stock-growth"]),
    (rf"平均投資流量效率為{NUMBER},平均投資存量效率為{NUMBER}",
     ["mean-efficiency-flow", "mean-efficiency-stock"]),
    (rf"高于總平均投資效率\({NUMBER}\) ?的國家有{NUMBER}個",
     ["mean-efficiency-flow", "above-mean-flow-count"]),
    (rf"存量模型中,高于總平均投資效率\({NUMBER}\) ?的國家有{NUMBER}個",
     ["mean-efficiency-stock", "above-mean-stock-count"]),
    (rf"流量模型中,投資效率最高的國家為新加坡\({NUMBER}\),最低的為文萊\({NUMBER}\)",
     ["figure_3/SGP/flow//mean_efficiency", "figure_3/BRN/flow//mean_efficiency"]),
    (rf"存量模型中,投資效率最高的國家為柬埔寨\({NUMBER}\),最低的為科威特\({NUMBER}\)",
     ["figure_3/KHM/stock//mean_efficiency", "figure_3/KWT/stock//mean_efficiency"]),
    (rf"阿曼 ?\({NUMBER}\)、科威特\({NUMBER}\)、卡塔爾 ?\({NUMBER}\) ?和文萊\({NUMBER}\)",
     [f"figure_3/{host}/flow//mean_efficiency" for host in ("OMN", "KWT", "QAT", "BRN")]),
    (rf"印度\({NUMBER}\)、阿曼 ?\({NUMBER}\)、卡塔爾 ?\({NUMBER}\)、科威特\({NUMBER}\)",
     [f"figure_3/{host}/stock//mean_efficiency" for host in ("IND", "OMN", "QAT", "KWT")]),
    (rf"沿線{NUMBER}個國家", ["design-hosts"]),
    (rf"含2013\) 之前取“{NUMBER}”,之后取“{NUMBER}”", ["design-road-2013", "design-road-2014"]),
    (rf"選取{NUMBER}—{NUMBER}年中國", ["design-first-year", "design-last-year"]),
    (rf"上式含括{NUMBER}個投資非效率變量", ["design-inefficiency-variables"]),
]  # fmt: skip
IN_WORDS = [
    (r"東盟(.)國\(馬來西亞", "design-hosts-asean"),
    (r"南亞(.)國\(斯里蘭卡", "design-hosts-south-asia"),
    (r"海灣(.)國\(阿聯酋", "design-hosts-gulf"),
    (r"非洲沿海(.)國\(埃及", "design-hosts-coastal-africa"),
    (r"勞動參與率\(lf pit\)(.)個變量來代表", "design-variables-market"),
    (r"其中(.)個屬于東盟成員國", "above-mean-flow-asean"),
    (r"其中東盟國家有(.)個", "above-mean-stock-asean"),
]
IN_LISTS = {
    "design-variables-strategy": r"戰略合作\((road[^)]*)\)",
    "design-variables-market": r"市場環境\((ene[^)]*)\)",
    "design-variables-institutions": r"政治制度\((cor[^)]*)\)",
    "design-variables-economic-freedom": r"經濟自由度\((sg[^)]*)\)",
}


def body() -> str | None:
    """The paper's text without its references and the pronunciations in it; None where it is missing."""
    if not TEXT.exists():
        return None
    text = TEXT.read_text(encoding="utf-8").split("\n[1]")[0]
    return re.sub(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňêḿ]+\)", "", text)


def second_entry(text: str) -> list[tuple[str, str]]:
    """Every reading of a number, its id and the string; a number can be read in several places."""
    found = [
        pair
        for pattern, ids in SECOND_ENTRY
        for pair in zip(ids, re.search(pattern, text).groups(), strict=True)
    ]
    found += [(cell, str(CHINESE[re.search(pattern, text)[1]])) for pattern, cell in IN_WORDS]
    lists = {cell: re.split("[,、和]", re.search(pattern, text)[1]) for cell, pattern in IN_LISTS.items()}
    controls = re.findall(r"^\((\d)\)(?=東道國|投資國|兩國)", text, flags=re.M)
    found += [(cell, str(len(items))) for cell, items in lists.items()]
    return [*found, ("design-controls", controls[-1])]


@pytest.fixture(scope="module")
def text() -> str:
    found = body()
    if found is None:
        pytest.skip("the paper's text is not here; set PAPERS to the directory that has it")
    return found


@pytest.fixture(scope="module")
def cells() -> pd.DataFrame:
    return published.cells("maritime").set_index("id")


@pytest.mark.parametrize(("pattern", "ids"), SECOND_ENTRY)
def test_second_entry_agrees(text, cells, pattern, ids):
    match = re.search(pattern, text)
    assert match, f"the text has nothing like {pattern}"
    assert dict(zip(ids, match.groups(), strict=True)) == cells.loc[ids, "printed"].to_dict()


@pytest.mark.parametrize(("pattern", "cell"), IN_WORDS)
def test_second_entry_in_words_agrees(text, cells, pattern, cell):
    assert str(CHINESE[re.search(pattern, text)[1]]) == cells.loc[cell, "printed"]


@pytest.mark.parametrize(("cell", "pattern"), IN_LISTS.items())
def test_listed_variables_are_counted(text, cells, cell, pattern):
    assert str(len(re.split("[,、和]", re.search(pattern, text)[1]))) == cells.loc[cell, "printed"]


def test_listed_controls_are_counted(text, cells):
    listed = re.findall(r"^\((\d)\)(?=東道國|投資國|兩國)", text, flags=re.M)
    assert cells.loc["design-controls", "printed"] == str(len(listed)) == listed[-1]


def test_every_printed_number_is_entered_twice(cells):
    second = (
        {cell for _, ids in SECOND_ENTRY for cell in ids} | {cell for _, cell in IN_WORDS} | set(IN_LISTS)
    )
    assert set(cells.index[cells["printed"] != ""]) == second | {"design-controls"}


def test_no_number_of_the_text_is_left_out(text, cells):
    software = re.sub(r"Frontier4\.1", "", text)
    without_headings = re.sub(r"^\d\.\d\.\d ", "", software, flags=re.M)
    numbers = set(re.findall(r"\d+\.\d+|\d+(?:\.\d+)?(?=%)|\d+(?=[個倍])", without_headings))
    levels = {"1", "5", "10"}  # levels of significance stand in the column `level`
    assert numbers - levels - set(cells["printed"]) == set()


def test_place_words_stand_in_the_text(text):
    claims = published.claims("maritime")
    simplified = text.replace("OFDIijt", "")
    lost = [row.id for row in claims.itertuples() if row.zh_key and row.zh_key not in simplified]
    assert lost == []


def test_every_exhibit_has_rows():
    exhibits = set(published.load("maritime")["exhibit"])
    assert exhibits == {f"figure_{k}" for k in range(1, 6)} | {f"table_{k}" for k in range(1, 4)}


def test_the_thirteen_variables_have_a_hypothesis_a_result_and_two_unprinted_cells():
    claims, cells = published.claims("maritime"), published.load("maritime")
    table = claims[(claims["exhibit"] == "table_2") & (claims["kind"] != "conclusion")]
    counts = table.groupby("term")["kind"].value_counts().unstack()
    assert len(counts) == 13
    assert (counts == 1).all(axis=None)
    assert (cells[cells["exhibit"] == "table_2"].groupby("term").size() == 2).all()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of the maritime record that a test may spoil."""
    for path in paths.PUBLISHED.glob("maritime*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(facts, "sources", lambda: {"tables": {}})
    monkeypatch.setattr(facts, "register", lambda path, sha256: None)
    monkeypatch.setattr(paths, "PUBLISHED", tmp_path)
    return tmp_path


def spoil(path, line: int, column: str, value: str) -> None:
    with path.open(newline="", encoding="utf-8") as handle:
        rows = list(csv.reader(handle))
    rows[line - 1][rows[0].index(column)] = value
    with path.open("w", newline="", encoding="utf-8") as handle:
        csv.writer(handle, lineterminator="\n").writerows(rows)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("printed", "2,38", r"maritime.csv, line 2: column 'printed': '2,38' is not one printed number"),
        ("printed", "2.38**", r"line 2: column 'printed': .* stars and units have columns of their own"),
        ("printed", "", r"line 2: column 'printed' is empty and 'note' does not start with 'not printed:'"),
        ("stars", "****", r"line 2: column 'stars': '\*\*\*\*' is not one of"),
        ("statistic", "", r"line 2: columns 'exhibit' and 'statistic' must not be empty"),
        ("term", "2015", r"1 repeated exhibit, .*figure_1/all/flow/2015/value_100musd"),
    ],
)
def test_spoiled_cell_is_named(folder, column, value, message):
    spoil(folder / "maritime.csv", 2, column, value)
    with pytest.raises(facts.DataError, match=message):
        published.load("maritime")


@pytest.mark.parametrize(
    ("cell", "column", "value", "message"),
    [
        ("flow-growth", "kind", "numbr", "column 'kind': 'numbr' is unknown"),
        ("flow-growth", "comparator", "circa", "column 'comparator': 'circa' does not go with kind number"),
        ("flow-growth", "printed", "", "column 'printed': '' is not one printed number"),
        ("flow-growth", "id", "stock-growth", "1 repeated id, first: stock-growth"),
        ("flow-growth", "column", "stock", "repeated exhibit.*figure_1/all/stock/2004-2015/growth_rate"),
        ("flow-growth-order", "expected", "Gulf, ASEAN", "column 'expected': 'Gulf, ASEAN' is not an order"),
        ("flow-growth-order", "panel", "all", "a claim of kind order has 1 key"),
        ("hosts-top-six", "comparator", "highest", "'highest' is not `highest K`"),
        ("hosts-top-six", "expected", "SGP; SGP", "'SGP; SGP' is not a set"),
        ("t2-road", "level", "10", "column 'level': '10' is not a level"),
        ("t2-road", "expected", "0", "column 'expected': '0' is not a sign"),
        ("t2-road", "column", "both(flow, stock)", "neither a plain value nor"),
        ("stock-rises", "expected", "2015..2004", "is not a span of years"),
        ("asean-flow-2004-half", "expected", "half", "could not convert"),
        ("design-freedom-range", "expected", "0-10", "is not an interval"),
    ],
)
def test_spoiled_claim_is_named(folder, cell, column, value, message):
    line = published.claims("maritime")["id"].tolist().index(cell) + 2
    spoil(folder / "maritime_claims.csv", line, column, value)
    with pytest.raises(facts.DataError, match=message) as error:
        published.claims("maritime")
    assert "data/published/maritime_claims.csv" in str(error.value)


def test_missing_column_and_missing_file_are_named(folder):
    path = folder / "maritime.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("place,", "where,", 1), encoding="utf-8")
    with pytest.raises(facts.DataError, match=r"maritime.csv: its columns are exhibit, where, .*; write exh"):
        published.load("maritime")
    with pytest.raises(facts.DataError, match=r"belt_road.csv is missing"):
        published.load("belt_road")


def test_number_in_both_files_is_refused(folder):
    line = published.claims("maritime")["id"].tolist().index("flow-growth") + 2
    for column, value in (("term", "2004"), ("statistic", "value_100musd")):
        spoil(folder / "maritime_claims.csv", line, column, value)
    with pytest.raises(facts.DataError, match="figure_1/all/flow/2004/value_100musd; keep one"):
        published.cells("maritime")


def test_causes_come_from_the_closed_list(folder):
    path = folder / "maritime_causes.csv"
    path.write_text("id,cause,explanation,test\nflow-growth,bad luck,x,\n", encoding="utf-8")
    with pytest.raises(facts.DataError, match=r"line 2: column 'cause': 'bad luck' is not one of data vin"):
        published.causes("maritime")
    path.write_text("id,cause,explanation,test\nflow-grwth,sample,x,\n", encoding="utf-8")
    with pytest.raises(facts.DataError, match="id 'flow-grwth' is not in the printed record"):
        published.causes("maritime")
    path.write_text("id,cause,explanation,test\nflow-growth,sample,x,\n", encoding="utf-8")
    assert published.causes("maritime")["id"].tolist() == ["flow-growth"]


def test_papers_are_those_with_a_record(folder):
    assert published.papers() == ["maritime"]


def test_language_of_the_keys():
    assert claim_language.selector("all(2004..2006)").items == ("2004", "2005", "2006")
    assert claim_language.selector("most(a, b)") == claim_language.Selector("most", ("a", "b"))
    assert claim_language.selector("Coastal Africa").items == ("Coastal Africa",)
    assert claim_language.ranking("A > B = C > D") == [["A"], ["B", "C"], ["D"]]
    for wrong in ("all()", "some(a, b)", "2004..2006", "any(a, *)"):
        with pytest.raises(ValueError, match=re.escape(wrong)):
            claim_language.selector(wrong)
