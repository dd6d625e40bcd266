"""The line of sources under the agglomeration exhibits: printed numbers name the record they come from."""

import ast

import pandas as pd
import pytest

from lib import audit, facts, paths
from lib.exhibits import agglomeration_results as results
from lib.exhibits import agglomeration_tables as tables
from lib.exhibits.tables import compares
from lib.studies import agglomeration_printed as record

SCRIPTS = sorted((paths.NOTEBOOKS / "agglomeration").glob("*.py"))
NAMES = {("table_1", "(1)"): "(1) ln value"}


def calls():
    """Every table and figure of the part: its chapter, its name, the source of its keyword arguments."""
    for script in SCRIPTS:
        for node in ast.walk(ast.parse(script.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("chapter.table", "chapter.figure"):
                given = {word.arg: ast.unparse(word.value) for word in node.keywords}
                yield f"{script.stem}/{ast.literal_eval(node.args[0])}", given


EXHIBITS = dict(calls())


def test_rows_below_each_other_count_as_printed():
    printed = record.estimates()
    ours = printed[["coef", "se"]].assign(p=0.5)
    assert compares(results.side_by_side(printed, ours, NAMES))
    assert compares(results.tests(record.sizes(), record.sizes(), NAMES))
    counts = pd.Series({"large": 3, "small": 4})
    assert compares(tables.sizes(counts, counts, {}))


def test_a_figure_of_printed_numbers_has_them_among_its_sources():
    drawn = {name: given for name, given in EXHIBITS.items() if "alt" in given}
    shown = [name for name, given in drawn.items() if "printed" in given["caption"].lower()]
    shown.remove("10_verdict/bias")  # of printed columns, not of printed numbers
    assert shown
    for name in shown:
        assert drawn[name].get("printed") == "True" or "record." in drawn[name].get("data", ""), name


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("03_data_model/dynamic", "[]"),
        ("03_data_model/observations", "[record.FILE, record.CLAIMS]"),
        ("01_introduction/rank_size", "people"),
        ("01_introduction/sizes", "[*people, record.FILE]"),
        ("10_verdict/audit", "record.AUDITED"),
    ],
)
def test_exhibits_that_need_fewer_files_than_their_chapter_name_them(name, files):
    assert EXHIBITS[name]["data"] == files


def test_the_audit_reads_what_its_table_names(monkeypatch):
    monkeypatch.setattr(facts, "_loaded", {})
    audit.audit("agglomeration")
    assert set(record.AUDITED) <= set(facts.loaded())
