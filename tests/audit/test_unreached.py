"""Statements that reach no printed cell are named with the key that the table does not have."""

import pytest

from lib.audit import own, report, unreached
from lib.audit.__main__ import main

TABLE = """exhibit,column,term,statistic,printed,stars
table_1,(1),train,coef,0.118,***
table_1,(1),train,se,0.031,
table_1,(2),train,coef,0.163,***
table_1,(2),train,se,0.044,
"""
HEADER = "id,statement,kind,exhibit,column,term,statistic,printed,comparator,expected,level"


@pytest.fixture
def files(tmp_path):
    """Writes the table and these statements; returns their paths."""

    def write(*lines, design=""):
        names = ("table.csv", "claims.csv", "design.yml")
        for name, text in zip(names, (TABLE, "\n".join([HEADER, *lines, ""]), design), strict=True):
            (tmp_path / name).write_text(text, encoding="utf-8")
        return [tmp_path / name for name in names]

    return write


def reasons(files, design=False):
    return unreached.of(own.read(files[0], claims=files[1], design=files[2] if design else None))


REACHED = {
    "number": "a,x,restatement,table_1,(1),train,coef,0.118,,,",
    "sign": "a,x,sign,table_1,(1),train,coef,,,+,",
    "significance": "a,x,significance,table_1,(1),train,coef,,significant,+,0.05",
    "one of two": 'a,x,sign,table_1,"any((1), (2))",train,coef,,,+,',
    "order": "a,x,order,table_1,*,train,coef,,,(2) > (1),",
    "magnitude": "a,x,restatement,table_1,(1),train,abs_coef,0.118,,,",
    "number of the text": "a,x,number,design,,,n_towns,40,,,",
}
UNREACHED = {
    "column without brackets": ("a,x,restatement,table_1,1,train,coef,0.5,,,",
                                "no column '1'; there are '(1)', '(2)'"),
    "unknown term": ("a,x,sign,table_1,(1),bus,coef,,,+,", "no term 'bus'; there is 'train'"),
    "unknown exhibit": ("a,x,sign,table_9,(1),train,coef,,,+,", "no exhibit 'table_9'; there is 'table_1'"),
    "significance of no column": ("a,x,significance,table_1,(3),train,coef,,significant,+,0.05",
                                  "no column '(3)'; there are '(1)', '(2)'"),
    "hypothesis": ("a,x,hypothesis,table_1,(1),bus,coef,,,+,", "no term 'bus'; there is 'train'"),
    "order of an unknown column": ("a,x,order,table_1,*,train,coef,,,(2) > (3),",
                                   "not all that it compares is printed"),
    "number of the text beside a cell": ("a,x,number,table_1,1,Train,coef,0.5,,,",
                                         "the table has table_1//(1)/train/coef"),
}  # fmt: skip


@pytest.mark.parametrize("case", REACHED)
def test_a_statement_that_reaches_a_cell_is_not_named(files, case):
    assert reasons(files(REACHED[case])) == {}


@pytest.mark.parametrize("case", UNREACHED)
def test_a_statement_that_reaches_none_is_named_with_the_missing_key(files, case):
    line, reason = UNREACHED[case]
    assert reasons(files(line)) == {"a": reason}


def test_a_restatement_of_a_number_of_the_text_is_checked_against_it(files):
    said = ("a,x,number,design,,,n_towns,40,,,", "b,x,restatement,design,,,n_towns,41,,,")
    assert reasons(files(*said)) == {}
    assert list(reasons(files(said[1]))) == ["b"]


def test_a_statement_may_name_the_outcome_of_a_declared_model(files):
    written = files("a,x,sign,table_1,stays,train,coef,,,+,",
                    design='models: [{exhibit: table_1, columns: ["(1)"], outcome: stays}]')  # fmt: skip
    assert reasons(written, design=True) == {}
    assert reasons(written) == {"a": "no column 'stays'; there are '(1)', '(2)'"}


def test_the_command_lists_them_before_the_findings(files, capsys):
    table, claims, _ = files(UNREACHED["unknown term"][0], REACHED["sign"].replace("a,", "b,", 1))
    assert main([str(table), "--claims", str(claims)]) == 0
    shown = capsys.readouterr().out
    line = "Statements that reach no cell of the table: a (no term 'bus'; there is 'train')"
    assert line in shown and shown.index(line) < shown.index("0 findings")
    assert max(map(len, shown.splitlines())) <= report.WIDTH
