"""A user's own table: what is read, every message for what is malformed, and the command's exit codes."""

import re

import pytest
from night_trains import DESIGN, FILES, MENDED, MENDED_CLAIM, TABLE, found

from lib import facts, paths
from lib.audit import DesignError, own
from lib.audit.findings import CONTRADICTION, RULES, Rule


def test_the_example_has_the_three_planted_errors_and_no_other_finding(written):
    assert {one.rule: one.cells for one in found(written())} == {
        "observations-exceed-panel": ("table_1//(2)//n", "table_1//(2)//n_units"),
        "stars-against-ratio": ("table_1//(3)/night_train/coef", "table_1//(3)/night_train/se"),
        "text-against-table": ("lake-effect", "table_1//(2)/night_train/coef"),
    }
    assert {one.severity for one in found(written())} == {CONTRADICTION}


def test_without_its_errors_the_example_is_silent(written):
    assert found(written(*MENDED, MENDED_CLAIM)) == []


@pytest.mark.parametrize(
    ("error", "rule"),
    [
        (MENDED[0], "observations-exceed-panel"),
        (MENDED[1], "stars-against-ratio"),
        (MENDED_CLAIM, "text-against-table"),
    ],
)
def test_each_error_is_found_alone(written, error, rule):
    others = [pair for pair in (*MENDED, MENDED_CLAIM) if pair != error]
    assert [one.rule for one in found(written(*others))] == [rule]


def test_without_design_and_text_only_the_star_can_be_found(written):
    files = written()
    assert [one.rule for one in own.findings(own.read(files[0]))] == ["stars-against-ratio"]


def test_the_example_is_found_by_its_name_and_another_is_not():
    assert FILES["table"].name in {path.name for path in paths.EXAMPLES.iterdir()}
    with pytest.raises(facts.DataError, match=r"no example day_trains.csv .* there are: night_trains"):
        own.example("day_trains")


FORMS = {
    "byte-order mark": lambda text: "\ufeff" + text,
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "no line end at the end": lambda text: text.rstrip("\n"),
    "spaces around cells and names": lambda text: text.replace(",", " , ").replace("\n", " \n"),
    "cells in quotation marks": lambda text: re.sub(r"(?m)^table_1,", '"table_1",', text),
}


@pytest.mark.parametrize("form", FORMS)
def test_forms_of_a_csv_file_are_read_alike(written, form):
    plain = own.read(written()[0])
    other = own.read(written(table=FORMS[form](TABLE))[0])
    assert other.rows.equals(plain.rows)


def test_optional_columns_can_be_left_out_and_come_in_any_order(written):
    lines = [line.split(",") for line in TABLE.splitlines()]
    turned = "\n".join(",".join(reversed(line)) for line in lines) + "\n"
    assert own.read(written(table=turned)[0]).rows.equals(own.read(written()[0]).rows)
    bare = "exhibit,column,term,statistic,printed\ntable_1,(1),x,coef,0.5\ntable_1,(1),x,se,0.1\n"
    record = own.read(written(table=bare)[0])
    assert own.findings(record) == []
    assert record.regressions[0].estimates[0].std_error is not None


HEADER = TABLE.splitlines()[0]
ROW = "table_1,(1),Night train,night_train,coef,0.118,***"
# Replacement in the table -> the whole message.
TABLES = {
    "number that is none": (
        ("0.402", "0.4O2"),
        r"line 4: column 'printed': '0\.4O2' is not one printed number; .* correct the cell",
    ),
    "two numbers in one cell": (
        ("0.057", "0.057 0.061"),
        r"line 5: column 'printed': '0\.057 0\.061' is not one printed number",
    ),
    "stars in the number": (
        (ROW, "table_1,(1),Night train,night_train,coef,0.118***,"),
        r"line 2: column 'printed' has stars, '0\.118\*\*\*'; write '0\.118' there and the stars in column",
    ),
    "another mark": (
        (ROW, ROW.replace("***", "†")),
        r"line 2: column 'stars': '†' is not one, two or three stars; write the paper's own marks as stars",
    ),
    "stars at a standard error": (
        ("se,0.031,", "se,0.031,***"),
        r"line 3: stars at statistic 'se'; put them in the row of the coefficient or of the p-value",
    ),
    "coefficient without a term": (
        (ROW, ROW.replace("night_train", "")),
        r"line 2: statistic 'coef' has no term; name the regressor",
    ),
    "count with a term": (
        ("Observations,,n,240", "Observations,night_train,n,240"),
        r"line 6: statistic 'n' belongs to a column, not to the term 'night_train'; leave term empty",
    ),
    "no exhibit": ((ROW, ROW.replace("table_1", "")), r"line 2: column 'exhibit' is empty; name the table"),
    "count with decimals": (
        ("n,240", "n,1.234"),
        r"line 6: '1\.234' is not a count, but statistic 'n' is one; write thousands as 1,234 or 1234",
    ),
    "no statistic": (
        ("night_train,coef,0.118", "night_train,,0.118"),
        r"line 2: column 'statistic' is empty; name the statistic, such as coef",
    ),
    "no number and no reason": (
        ("0.412", ""),
        r"line 8: column 'printed' is empty and 'note' does not start with 'not printed:'; correct",
    ),
    "the same cell twice": (
        (ROW, ROW + "\n" + ROW),
        r"line 3: table_1//\(1\)/night_train/coef stands in line 2 already; keep one, or give",
    ),
    "a cell too many": (
        (ROW, ROW + ",,"),
        r"line 2: 9 cells where the header has 7; quote cells that contain commas",
    ),
    "a blank line": (
        (ROW, "\n" + ROW),
        r"line 2 is blank: delete the line",
    ),
    "missing column": (
        (HEADER, HEADER.replace("term", "row2")),
        r"line 1: no column 'term'; a table needs exhibit, column, term, statistic, printed",
    ),
    "unknown column": (
        (HEADER, HEADER.replace("row", "label")),
        r"line 1: unknown column 'label'; the columns are exhibit, place, panel, column, row, term",
    ),
    "column twice": (
        (HEADER, HEADER.replace("row", "term")),
        r"line 1: column 'term' stands 2 times; keep one",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", TABLES)
def test_a_malformed_table_is_an_error_that_names_line_and_remedy(written, fault):
    replacement, message = TABLES[fault]
    files = written(replacement)
    with pytest.raises(facts.DataError, match=message) as caught:
        own.read(files[0])
    assert str(caught.value).startswith("night_trains.csv")


WHOLE_FILES = {
    "empty": (b"", "night_trains.csv: the file is empty; its first line names the columns"),
    "white": (b"\xef\xbb\xbf \r\n", "night_trains.csv: the file is empty; its first line names the columns"),
    "no row": (HEADER.encode() + b"\n", "no row below the names of the columns; write one a number"),
    "semicolons": (TABLE.replace(",", ";").encode(), "line 1: the cells are not separated by commas"),
    "semicolons and decimal commas": (
        TABLE.replace(",", ";").replace("0.", "0,").encode(),
        "line 1: the cells are not separated by commas; save it as CSV with commas, and with points in",
    ),
    "tabs": (TABLE.replace(",", "\t").encode(), "line 1: the cells are not separated by commas"),
    "UTF-16": (TABLE.encode("utf-16"), "the file is not UTF-8; save it as UTF-8"),
    "Latin-1": (TABLE.replace("Towns", "Städte").encode("latin-1"), "line 7: the file is not UTF-8"),
    "open quotation": (
        TABLE.encode().replace(b"Night train", b'"' + b"x" * 200_000, 1),
        "not a CSV file (field larger than field limit (131072)); look for a quotation mark",
    ),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "the file is not UTF-8"),
}


@pytest.mark.parametrize("fault", WHOLE_FILES)
def test_a_file_that_is_no_table_is_an_error(tmp_path, fault):
    content, message = WHOLE_FILES[fault]
    path = tmp_path / "night_trains.csv"
    path.write_bytes(content)
    with pytest.raises(facts.DataError, match=re.escape(message)):
        own.read(path)


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(facts.DataError, match=r"none\.csv: no such file; give the path of a CSV file"):
        own.read(tmp_path / "none.csv")
    with pytest.raises(facts.DataError, match="this is a directory; give the path of a CSV file in it"):
        own.read(tmp_path)


CLAIM_FAULTS = {
    "unknown kind": (
        ("restatement", "statement"),
        r"night_trains_claims\.csv, line 2: column 'kind': 'statement' is unknown; one of number, share",
    ),
    "no number": (("0.136", ""), r"line 2: column 'printed': '' is not one printed number"),
    "unknown comparator": (
        ("significant", "strongly significant"),
        r"line 3: column 'comparator': 'strongly significant' does not go with kind conclusion",
    ),
    "no sign": ((",+,", ",up,"), r"line 3: column 'expected': 'up' is not a sign: \+, - or any"),
    "no level": (("+,0.05", "+,five"), r"line 3: column 'level': 'five' is not a level such as 0\.05"),
    "level above one": (("+,0.05", "+,5"), r"line 3: column 'level': '5' is not a level such as 0\.05"),
    "no statement": (
        ("A night train raises overnight stays", ""),
        r"line 3: columns 'id', 'statement' and 'exhibit' must not be empty",
    ),
    "id twice": (
        ("all-positive", "lake-effect"),
        r"line 3: lake-effect stands in line 2 already; keep one",
    ),
    "id of a cell": (
        ("lake-effect", "table_1//(2)/night_train/coef"),
        r"line 2: id 'table_1//\(2\)/night_train/coef' is that of a cell of the table; choose another",
    ),
    "number that the table prints": (
        ("restatement", "number"),
        r"line 2: the table prints table_1//\(2\)/night_train/coef already; .* of kind 'restatement'",
    ),
    "missing column": (("id,place", "name,place"), r"line 1: no column 'id'; claims needs id, statement"),
    "unknown column": (("unit,", "units,"), r"line 1: unknown column 'units'; the columns are id, place"),
}


@pytest.mark.parametrize("fault", CLAIM_FAULTS)
def test_malformed_claims_are_an_error_that_names_line_and_remedy(written, fault):
    replacement, message = CLAIM_FAULTS[fault]
    files = written(replacement)
    with pytest.raises(facts.DataError, match=message) as caught:
        own.read(files[0], claims=files[1])
    assert str(caught.value).startswith("night_trains_claims.csv")


PARTITION = 'partitions:\n  - {whole: [table_1, "(1)"]%s}\n'
EXCLUSION = 'exclusions:\n  - {whole: [table_1, "(1)"]%s}\n'
DESIGNS = {
    "no YAML": (("[town]", "[town"), r"line \d+: not YAML: .*; quote texts that hold a colon"),
    "star that YAML takes for an alias": (('{"*": 0.10', "{*: 0.10"), r"line 2: not YAML"),
    "no known field": ((DESIGN, "pannel: {unit: [town]}\n"), r"no field of a design at its top; write"),
    "nothing": ((DESIGN, "# nothing\n"), r"no field of a design at its top; write some of stars, "),
    "a list": ((DESIGN, "- stars\n"), r"no field of a design at its top"),
    "unknown field": (("parenthesis:", "parentheses:"), r"unknown field 'parentheses'; one of stars"),
    "unknown reading": (("parenthesis: se", "parenthesis: sd"), r"parenthesis is 'sd'; write t or se"),
    "levels in per cent": (("0.10", "10"), r"stars is a level for each mark, e\.g\. \{"),
    "one year": (("[2010, 2015]", "2010"), r"panel, years: 2010 is not a first and a last year"),
    "years turned": (("[2010, 2015]", "[2015, 2010]"), r"panel, years: \[2015, 2010\] is not"),
    "size in words": (("{town: 40}", "{town: forty}"), r"panel, sizes: .*forty.* is not a number a"),
    "unit without size": (("[town]\n", "[city]\n"), r"panel, unit: \['city'\] is not a list of dimensions"),
    "column as a number": (('columns: ["(1)"]', "columns: [1]"),
                           r'models, table_1: columns are names as in the table, in quotes: columns:'),
    "column of another table": (('columns: ["(3)"]', 'columns: ["(4)"]'),
                                r"models: the table has no column table_1 \(4\); its columns are table_1 "),
    "columns missing": (('    columns: ["(3)"]\n', ""), r"models, table_1: needs 'exhibit' and a list"),
    "unknown field of a model": (("scale: log\n    sample: all", "scael: log\n    sample: all"),
                                 r"models, table_1: unknown field 'scael'"),
    "unknown scale": (("log\n    sample: all", "logs\n    sample: all"), r"scale 'logs' is not one of log"),
    "models without dashes": ((DESIGN[DESIGN.index("models:"):], "models: {exhibit: table_1}\n"),
                              r"models is a list of entries with fields; start each with a dash"),
    "partition of no column": ((DESIGN, DESIGN + PARTITION % ', parts: [[table_1, "(9)"]]'),
                               r"partitions: the table has no column table_1 \(9\)"),
    "partition without parts": ((DESIGN, DESIGN + PARTITION % ""),
                                r"partitions: write whole: \[table_1, \"\(1\)\"\], and parts in the same"),
    "exclusion of no column": ((DESIGN, DESIGN + EXCLUSION % ', part: [table_1, "(9)"]'),
                               r"exclusions: the table has no column table_1 \(9\)"),
    "exclusion without a part": ((DESIGN, DESIGN + EXCLUSION % ""),
                                 r"exclusions: write whole: \[table_1, \"\(1\)\"\], and part in the same"),
}  # fmt: skip


@pytest.mark.parametrize("fault", DESIGNS)
def test_a_malformed_design_is_an_error_that_names_the_field_and_the_remedy(written, fault):
    replacement, message = DESIGNS[fault]
    files = written(replacement)
    with pytest.raises(DesignError, match=message) as caught:
        own.read(files[0], design=files[2])
    assert str(caught.value).startswith("night_trains_design.yml")


def test_a_design_that_is_missing_or_not_utf8_is_an_error(written, tmp_path):
    files = written()
    with pytest.raises(DesignError, match=r"none\.yml: no such file"):
        own.read(files[0], design=tmp_path / "none.yml")
    files[2].write_bytes("stars: Städte".encode("latin-1"))
    with pytest.raises(DesignError, match="not UTF-8; save it as UTF-8"):
        own.read(files[0], design=files[2])


IDENTITY = "identities:\n  - {name: sum, relation: %s, sentence: They do not add up., where: {a: %s, b: 3}}\n"


@pytest.mark.parametrize(
    ("relation", "cell", "message"),
    [
        ("a == b", "table_1//(9)//n", r"identity 'sum', a: the record has no printed number 'table_1//\(9"),
        ("a = b", "table_1//(1)//n", r"the rule identity cannot read it \(ValueError: .*not an arithmetic"),
        ("a == c", "table_1//(1)//n", r"the rule identity cannot read it \(ValueError: 'c' has no value"),
        ("__import__('os') == a", "table_1//(1)//n", r"the rule identity cannot read it .*not allowed"),
    ],
)  # fmt: skip
def test_what_only_a_rule_can_tell_is_an_error_that_names_the_rule(written, relation, cell, message):
    files = written(design=DESIGN + IDENTITY % (relation, cell))
    with pytest.raises(DesignError, match=message):
        found(files)


def test_a_fault_of_a_rule_is_not_blamed_on_a_table_without_a_design(written, monkeypatch):
    def broken(record):
        raise KeyError("x")
        yield

    monkeypatch.setitem(RULES, "broken", Rule("broken", CONTRADICTION, "Nothing.", broken))
    files = written()
    with pytest.raises(KeyError):
        own.findings(own.read(files[0]))
    with pytest.raises(DesignError, match="the rule broken cannot read it"):
        found(files)


def test_every_rule_runs_once_on_a_table_with_a_design(written, monkeypatch):
    runs = []

    def counted(record):
        runs.append(record.paper)
        return iter(())

    monkeypatch.setitem(RULES, "counted", Rule("counted", CONTRADICTION, "Nothing.", counted))
    found(written())
    assert runs == ["night_trains"]
