"""The README: its numbers, its list of datasets and its references are those of the package."""

import re

import pandas as pd
import pytest
import yaml

from lib import graph, paths

README = (paths.ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def by_hand() -> dict[str, pd.Series]:
    """Hand-entered cells of the maritime table: number by year, for flows and stocks."""
    table = pd.read_csv(paths.FACTS / "maritime_ofdi.csv")
    kinds = {kind: table[table[f"{kind}_source"].str.contains("by hand")] for kind in ("flow", "stock")}
    return {kind: rows.groupby("year").size() for kind, rows in kinds.items()}


def test_the_hand_entered_cells_are_counted_right(by_hand):
    said = re.search(r"(\d+) flows and (\d+) stocks of 2013 to 2015 and (\d+) flows of 2004", README)
    flows, stocks = by_hand["flow"], by_hand["stock"]
    assert tuple(map(int, said.groups())) == (flows.loc[2013:2015].sum(), stocks.sum(), flows.get(2004, 0))
    assert set(flows.index) == {2004, 2013, 2014, 2015}
    assert set(stocks.index) == {2013, 2014, 2015}


SHARES = {
    "README.md": r"(?P<dated>\d+) of the (?P<all>[\d,]+) counted at the end of 2017 \((?P<share>\d+) %\), "
    r"and (?P<later>\d+) later",
    "data/README.md": r"(?P<dated>\d+) agreements to the end of 2017, (?P<share>\d+) % of the "
    r"(?P<all>[\d,]+) pairs counted nationally on 31 December 2017 [^;]*, and (?P<later>\d+) later",
}


@pytest.mark.parametrize("where", SHARES)
def test_the_share_of_dated_agreements_has_its_denominator(where):
    dates = pd.read_csv(paths.FACTS / "sister_city_agreements.csv")["date_signed"]
    totals = pd.read_csv(paths.FACTS / "sister_city_totals.csv").set_index(["iso3", "measure", "as_of"])
    national, dated = totals.loc[("all", "pairs", "2017-12-31"), "value"], (dates <= "2017-12-31").sum()
    said = re.search(SHARES[where], (paths.ROOT / where).read_text(encoding="utf-8"))
    found = {name: int(number.replace(",", "")) for name, number in said.groupdict().items()}
    share = round(100 * dated / national)
    assert found == {"dated": dated, "all": national, "share": share, "later": len(dates) - dated}


def test_the_chapters_are_counted_right():
    assert f"| What runs | {len(graph.chapters())} chapters" in README


def test_every_table_is_in_the_list_of_datasets():
    listed = re.findall(r"^\| `(data/[^`]+)` \|", README, re.M)
    tables = yaml.safe_load(paths.SOURCES.read_text(encoding="utf-8"))["tables"]
    patterns = [re.compile(re.escape(name).replace(r"\*", "[a-z_]*") + "$") for name in listed]
    assert [name for name in tables if not any(p.match(f"data/{name}") for p in patterns)] == []
    kept = [name for name in listed if not name.startswith("data/restricted/")]
    assert [name for name in kept if not list(paths.ROOT.glob(name))] == []


# Of `book/references.bib`; two of them provide a table too.
PAPERS = ("agglomeration_exports", "huang2017maritime", "yang2022twin")


def test_every_source_is_in_the_references_with_its_key():
    providers = yaml.safe_load(paths.SOURCES.read_text(encoding="utf-8"))["providers"]
    cited = {entry["cite"] for entry in providers.values() if "cite" in entry}
    keys = set(re.findall(r"^- .* `([a-z0-9_]+)`$", README, re.M))
    known = set(
        re.findall(r"^@\w+\{(\w+),", (paths.BOOK / "references.bib").read_text(encoding="utf-8"), re.M)
    )
    assert keys == cited | set(PAPERS)
    assert keys <= known


def test_every_command_names_a_chapter_that_exists():
    named = set(re.findall(r"notebooks/([a-z_]+/\d\d_[a-z_]+)\.ipynb|run ([a-z_]+/\d\d_[a-z_]+) ", README))
    chapters = {part for found in named for part in found if part}
    assert chapters
    assert chapters <= set(graph.chapters())
