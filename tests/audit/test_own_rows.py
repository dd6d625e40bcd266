"""Rows of a user's table that a rule would misread: each is an error with line and remedy."""

import re

import pytest

from lib import facts
from lib.audit import own, own_rows
from lib.audit.__main__ import main

HEADER = "exhibit,column,term,statistic,printed,stars,parenthesis"
SOUND = ["table_1,(1),x,coef,0.50,***,", "table_1,(1),x,se,0.10,,standard error", "table_1,(1),,n,240,,"]


@pytest.fixture
def read(tmp_path):
    """Reads a table of these lines below the header."""

    def write(*lines):
        path = tmp_path / "table.csv"
        path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
        return own.read(path)

    return write


def message(read, *lines):
    with pytest.raises(facts.DataError) as caught:
        read(*lines)
    return str(caught.value)


def test_a_sound_table_is_read_with_its_statements(read):
    cells = read(*SOUND).cells
    assert [cell.parenthesis for cell in cells.values()] == ["", "standard error", ""]


OTHERS = {
    "coef": ["coefficient", "Coef", "coeff.", "beta", "point estimate"],
    "se": ["std_err", "stderr", "se.", "S.E.", "SE", "Std. Err.", "standard error", "standard_errors"],
    "t": ["tstat", "t-stat", "t_value", "T", "z", "z-statistic"],
    "p": ["pvalue", "p-value", "P", "p_val"],
    "n": ["N", "obs", "Obs.", "nobs", "observations"],
    "n_units": ["nunits", "N_units", "number of units"],
    "r2": ["R2", "R²", "R^2", "r-squared", "rsquared"],
    "ci_low": ["CI_low", "ci_lower", "ci lower"],
    "ci_high": ["ci_upper"],
    "mean_control": ["mean_controls"],
}


@pytest.mark.parametrize(("word", "typed"), [(word, typed) for word in OTHERS for typed in OTHERS[word]])
def test_another_spelling_of_a_statistic_is_an_error_with_the_word_to_write(read, word, typed):
    term = "" if word in ("n", "n_units", "r2") else "x"
    said = message(read, SOUND[0], f"table_1,(1),{term},{typed},2,,")
    assert said == f"table.csv, line 3: no rule reads the statistic {typed!r}; write {word!r}"


@pytest.mark.parametrize("word", [*own.STATISTICS, "sd", "mean", "share", "n_clusters", "abs_coef",
                                  "r2_within", "min_coef", "units", "mean_share", "lr"])  # fmt: skip
def test_words_of_the_vocabulary_and_words_of_ones_own_are_no_misspellings(word):
    assert own_rows.misspelt(word) == ""


def test_every_statistic_that_the_chapter_lists_has_its_other_spellings():
    assert set(own_rows.ANOTHER_SPELLING) == set(own.STATISTICS)


def test_a_misspelt_statistic_in_a_sentence_is_an_error_too(tmp_path):
    table, claims = tmp_path / "t.csv", tmp_path / "c.csv"
    table.write_text("\n".join([HEADER, *SOUND]) + "\n", encoding="utf-8")
    columns = "id,statement,kind,exhibit,column,term,statistic,printed"
    claims.write_text(f"{columns}\na,x,restatement,table_1,(1),x,beta,0.5\n", encoding="utf-8")
    with pytest.raises(facts.DataError, match=r"c\.csv, line 2: .* statistic 'beta'; write 'coef'"):
        own.read(table, claims=claims)


@pytest.mark.parametrize("printed", ["1e400", "9" * 5000])
def test_a_number_beyond_print_in_a_sentence_is_an_error_too(tmp_path, printed):
    table, claims = tmp_path / "t.csv", tmp_path / "c.csv"
    table.write_text("\n".join([HEADER, *SOUND]) + "\n", encoding="utf-8")
    columns = "id,statement,kind,exhibit,column,term,statistic,printed"
    claims.write_text(f"{columns}\na,x,restatement,table_1,(1),x,coef,{printed}\n", encoding="utf-8")
    with pytest.raises(facts.DataError, match=r"c\.csv, line 2: column 'printed': .* as printed"):
        own.read(table, claims=claims)


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("about 61", "write '61' there, and 'about' in column 'comparator'"),
        ("≈61", "write '61' there, and 'about' in column 'comparator'"),
        ("over 61", "write '61' there, and 'more than' in column 'comparator'"),
        (">0.5", "write '0.5' there, and 'more than' in column 'comparator'"),
        ("<0.01", "'<0.01' is not one number; a bound is a claim of kind 'range', with 'below' or"),
        ("1 234", "are not set apart by commas; write '1234'"),
    ],
)
def test_a_word_in_the_number_of_a_sentence_is_an_error_that_names_its_column(tmp_path, printed, words):
    table, claims = tmp_path / "t.csv", tmp_path / "c.csv"
    table.write_text("\n".join([HEADER, *SOUND]) + "\n", encoding="utf-8")
    columns = "id,statement,kind,exhibit,column,term,statistic,printed"
    claims.write_text(f"{columns}\na,x,restatement,table_1,(1),x,coef,{printed}\n", encoding="utf-8")
    with pytest.raises(facts.DataError) as caught:
        own.read(table, claims=claims)
    assert str(caught.value).startswith("c.csv, line 2: ") and words in str(caught.value)


def test_no_message_on_a_users_row_sends_to_the_files_of_the_papers(read):
    said = message(read, SOUND[0], "table_1,(2),x,coef,0.4O2,,")
    assert said.endswith(
        "; correct the cell: a bare number in 'printed', everything else in the other columns"
    )
    assert "data/published" not in said


def test_a_bound_can_be_entered_as_a_note(tmp_path):
    path = tmp_path / "t.csv"
    bound = "table_1,(1),x,p,,,,not printed: <0.001"
    path.write_text(f"{HEADER},note\n{SOUND[0]},\n{bound}\n", encoding="utf-8")
    assert {cell.statistic for cell in own.read(path).cells.values()} == {"coef"}


NUMBERS = {
    "brackets": (("x", "coef", "(0.12)"), "has brackets, '(0.12)', which could mean a negative number"),
    "square brackets": (("x", "se", "[0.12]"), "has brackets, '[0.12]', which could mean"),
    "one bracket": (("x", "se", "(0.12"), "has brackets, '(0.12', which could mean"),
    "decimal comma": (("x", "coef", "0,123"), "the comma in '0,123' does not set thousands apart; write a"),
    "negative decimal comma": (("x", "coef", "−0,123"), "the comma in '−0,123' does not set thousands"),
    "short decimal comma": (("x", "coef", "1,5"), "the comma in '1,5' does not set thousands apart"),
    "a bound": (("x", "p", "<0.001"), "'<0.001' is not one number but a bound or an estimate; leave"),
    "a word": (("x", "coef", "about 0.5"), "write 'not printed: about 0.5' in column 'note', or write '0.5'"),
    "a space in thousands": (("", "n", "12 345"), "thousands in '12 345' are not set apart by commas"),
    "a no-break space": (("", "n", "12\u00a0345"), "are not set apart by commas; write '12345'"),
    "a narrow space": (("x", "coef", "-1\u202f234.5"), "are not set apart by commas; write '-1234.5'"),
    "an apostrophe": (("", "n", "1'234"), "are not set apart by commas; write '1234'"),
    "two numbers": (("x", "coef", "0.5 0.6"), "is not one printed number; stars and units have columns of"),
    "a letter for a digit": (("x", "coef", "O.402"), "'O.402' is not one printed number"),
    "per cent of a t": (("x", "t", "2.1%"), "'2.1%' has a per cent sign, but statistic 't' has none"),
    "per cent of a bias": (("x", "bias", "12%"), "statistic 'bias' has none: it is in per cent already"),
    "per cent of a count": (("", "n", "100%"), "'100%' is not a count"),
    "part of a unit": (("", "n_units", "12.5"), "'12.5' is not a count, but statistic 'n_units' is one"),
    "beyond all numbers": (("x", "coef", "1e400"), "column 'printed': '1e400' is beyond 1e99 or 1e-99"),
    "below all numbers": (("x", "p", "1e-0100"), "column 'printed': '1e-0100' is beyond 1e99 or 1e-99"),
    "count beyond all numbers": (("", "n", "1e400"), "column 'printed': '1e400' is beyond 1e99 or 1e-99"),
    "a power that no computer holds": (("", "n", "1e99999999999"), "'1e99999999999' is beyond 1e99"),
    "five thousand nines": (("x", "coef", "9" * 5000), "'999999999999...' has 5000 characters, more than"),
    "infinite": (("x", "coef", "-inf"), "column 'printed': '-inf' is not a finite number"),
    "not a number": (("x", "coef", "NaN"), "column 'printed': 'NaN' is not a finite number"),
    "fewer than none": (("", "n", "-12"), "'-12' is not a count"),
}  # fmt: skip


@pytest.mark.parametrize("fault", NUMBERS)
def test_a_number_that_would_be_read_as_another_is_an_error(read, fault):
    (term, statistic, printed), words = NUMBERS[fault]
    said = message(read, SOUND[0], f'table_1,(2),{term},{statistic},"{printed}",,')
    assert said.startswith("table.csv, line 3: ") and words in said


@pytest.mark.parametrize(
    "printed", ["1,234", "-1,234.5", "12,345,678", "0.5%", "5e-05", "−0.2", "-0.000", "1.2e-99"]
)
def test_numbers_in_other_forms_are_read(read, printed):
    assert len(read(SOUND[0], f'table_1,(2),x,coef,"{printed}",,').cells) == 2


def test_a_count_at_a_term_with_a_wrong_value_is_told_both(read):
    said = message(read, "table_1,(1),x,n,12.5,,")
    assert "statistic 'n' belongs to a column, not to the term 'x'; leave term empty" in said
    assert "; also: '12.5' is not a count" in said


@pytest.mark.parametrize(("signed", "bare"), [("coef", "se"), ("se", "coef"), ("ci_low", "coef")])
def test_per_cent_beside_a_number_of_the_same_term_without_it_is_an_error(read, signed, bare):
    rows = [f"table_1,(1),x,{bare},12.0,,", f"table_1,(1),x,{signed},12%,,"]
    said = message(read, *rows)
    assert (
        "line 3: '12%' has a per cent sign and '12.0' in line 2, of the same term, has none; write both"
        in said
    )
    read(*(row.replace("12.0", "12.0%") for row in rows))
    read(rows[0], rows[1].replace(",x,", ",other,"))


PARENTHESES = {
    ("se", "t value"): "at statistic 'se'; if it is one, its statistic is 't', else write 'standard error'",
    ("t", "standard error"): "if it is one, its statistic is 'se', else write 't value' or 'not stated'",
    ("p", "t value"): "if it is one, its statistic is 't', else write 'p value' or 'not stated'",
    ("se", "robust"): "says 'robust' at statistic 'se'; write 'standard error' or 'not stated'",
    ("coef", "t value"): "at a coefficient; write it in the row of the number in parentheses",
}  # fmt: skip


@pytest.mark.parametrize(("statistic", "said"), PARENTHESES)
def test_a_statement_that_is_not_of_its_number_is_an_error(read, statistic, said):
    assert PARENTHESES[statistic, said] in message(read, f"table_1,(1),x,{statistic},0.5,,{said}")


@pytest.mark.parametrize(("statistic", "said"), [*own_rows.BELOW.items(), ("se", "not stated"), ("se", ""),
                                                 ("ci_low", "95 % interval")])  # fmt: skip
def test_a_statement_of_its_number_is_read(read, statistic, said):
    (cell,) = read(f"table_1,(1),x,{statistic},0.5,,{said}").cells.values()
    assert cell.parenthesis == said


def test_the_statement_not_stated_is_a_finding_and_a_stated_one_is_none(read):
    def rules(said):
        rows = [SOUND[0], SOUND[1].replace("standard error", said), SOUND[2]]
        return [(one.rule, one.severity) for one in own.findings(read(*rows))]

    assert rules("standard error") == rules("") == []
    assert rules("not stated") == [("parenthesis-reading", "ambiguity")]


@pytest.mark.parametrize("row", ["table_1,(1),x,std_err,0.1,,", "table_1,(1),x,coef,(0.1),,",
                                 "table_1,(1),x,se,0.1,,t value"])  # fmt: skip
def test_the_command_ends_with_1_and_one_line(tmp_path, capsys, row):
    path = tmp_path / "table.csv"
    path.write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    assert main([str(path)]) == 1
    shown = capsys.readouterr()
    assert shown.out == "" and re.fullmatch(r"error: table\.csv, line 2: .*\n", shown.err)
