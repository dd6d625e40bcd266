"""Rows of a user's table that a rule would misread: each is an error that says what to write."""

import re
import unicodedata
from collections.abc import Iterator

import pandas as pd

from lib import facts, published
from lib.audit.record import COUNTS
from lib.printed import parse

BELOW = {"se": "standard error", "t": "t value", "p": "p value"}  # what ``parenthesis`` may say of each
NOT_STATED = "not stated"
ONE_UNIT = ("coef", "se", "ci_low", "ci_high")  # of one term: with a per cent sign all, or none
WITHOUT_PERCENT = {
    "t": "a t value has no unit",
    "bias": "it is in per cent already",
    "bias_reduction": "it is in per cent already",
}
ANOTHER_SPELLING = {
    "coef": "coefficient coefficients coeff coefs beta estimate estimates pointestimate b",
    "se": "stderr stderror stderrs stderrors standarderror standarderrors ses robustse clusterse",
    "t": "tstat tstats tstatistic tvalue tvalues tratio z zstat zstatistic zvalue",
    "p": "pvalue pvalues pval",
    "n": "obs nobs observations observation numberofobservations numberofobs samplesize",
    "n_units": "numberofunits",
    "r2": "rsquared rsquare rsq",
    "ci_low": "cilower lowerci cilowerbound",
    "ci_high": "ciupper upperci ciupperbound",
    "mean_treated": "treatedmean meantreatment",
    "mean_control": "meancontrols controlmean",
    "bias": "stdbias standardisedbias standardizedbias",
    "bias_reduction": "reductionofbias",
    "r2_adjusted": "adjustedr2 adjr2 r2adj adjustedrsquared",
    "n_clusters": "numberofclusters nclusters",
    "n_instruments": "numberofinstruments ninstruments",
    "df": "degreesoffreedom dof",
    "ci_level": "cilevel confidencelevel",
    "f": "fstat fstatistic fvalue",
    "chi2": "chisquared chisquare",
    "correlation": "corr",
    "mean": "average",
    "sd": "stddev standarddeviation",
    "min": "minimum",
    "p25": "lowerquartile",
    "median": "p50",
    "p75": "upperquartile",
    "max": "maximum",
}
WORDS = {
    other.replace("_", ""): word
    for word, others in ANOTHER_SPELLING.items()
    for other in (word, *others.split())
}
LONGEST = 30  # characters of a number: no table prints more
LARGEST_POWER = 99  # of ten, as in 1e-99
_POWER = re.compile(r"[eE][+-]?0*(\d+)")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?%?")
_SPACED = re.compile(r"[+-]?[1-9]\d{0,2}([\s'’]\d{3})+([.,]\d*)?%?")
_WORDED = re.compile(r"(<=?|>=?|[≤≥~≈±]|[^\W\d_][^\d.,+-]*\s)\s*([+-]?[\d.,]*\d%?)")
_MINUS = str.maketrans({"−": "-", "–": "-", "‐": "-", "‑": "-"})


def check(frame: pd.DataFrame, name: str) -> None:
    """Check every row of a table, then the rows of one term together.

    Parameters
    ----------
    frame : DataFrame
        Columns `lib.published.NUMBER_COLUMNS`, stripped strings.
    name : str
        The file, for messages.

    Raises
    ------
    lib.facts.DataError
        The first row that is at fault, with everything that is wrong in it; the message names file, line
        and remedy.
    """
    for line, row in enumerate(frame.to_dict("records"), start=2):
        found = list(faults(row))
        if found:
            raise facts.DataError(f"{name}, line {line}: {'; also: '.join(found)}")
    _check_units(frame, name)


def faults(row: dict) -> Iterator[str]:
    """What is wrong in one row, each with its remedy."""
    empty = next((column for column in ("exhibit", "statistic") if not row[column]), None)
    if empty:
        hint = "the table, such as table_1" if empty == "exhibit" else "the statistic, such as coef"
        yield f"column {empty!r} is empty; name {hint}"
        return
    if word := misspelt(row["statistic"]):
        yield f"no rule reads the statistic {row['statistic']!r}; write {word!r}"
        row = row | {"statistic": word}
    yield from _place_faults(row)
    yield from _number_faults(row)


def misspelt(statistic: str) -> str:
    """The word of the vocabulary that another spelling means; empty for that word itself or any other."""
    word = WORDS.get(plain(statistic), "")
    return "" if word == statistic else word


def plain(statistic: str) -> str:
    """Letters and digits of a statistic's name, in lower case."""
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKC", statistic).lower())


def _place_faults(row: dict) -> Iterator[str]:
    """A coefficient without a term, a count with one, stars or parentheses where they do not belong."""
    statistic = row["statistic"]
    if statistic in ("coef", "se", "t") and not row["term"]:
        yield f"statistic {statistic!r} has no term; name the regressor"
    if statistic in COUNTS and row["term"]:
        yield (f"statistic {statistic!r} belongs to a column, not to the term {row['term']!r}; leave "
               "term empty")  # fmt: skip
    if row["stars"] and statistic not in ("coef", "p"):
        yield (f"stars at statistic {statistic!r}; put them in the row of the coefficient or of the "
               "p-value")  # fmt: skip
    if row["stars"] not in published.STARS:
        yield (f"column 'stars': {row['stars']!r} is not one, two or three stars; write the paper's own "
               "marks as stars and declare their levels")  # fmt: skip
    said, meant = row["parenthesis"], BELOW.get(statistic)
    if said and statistic == "coef":
        yield "column 'parenthesis' at a coefficient; write it in the row of the number in parentheses"
    elif said and meant and said not in (meant, NOT_STATED):
        other = next((name for name, words in BELOW.items() if words == said), "")
        remedy = f"if it is one, its statistic is {other!r}, else " if other else ""
        yield (f"column 'parenthesis' says {said!r} at statistic {statistic!r}; {remedy}write {meant!r} or "
               f"{NOT_STATED!r}")  # fmt: skip


def _number_faults(row: dict) -> Iterator[str]:
    """Stars, brackets, a decimal comma or a per cent sign that would make another number of it."""
    printed, statistic = row["printed"], row["statistic"]
    if excess := beyond_print(printed):
        yield f"column 'printed': {excess}"
        return
    if bound := _WORDED.fullmatch(printed):
        yield (f"column 'printed': {printed!r} is not one number but a bound or an estimate; leave 'printed' "
               f"empty and write 'not printed: {printed}' in column 'note', or write {bound[2]!r} if that is "
               "what is printed")  # fmt: skip
        return
    if spaced := with_spaces(printed):
        yield spaced
        return
    bare = printed.rstrip("*†‡ ")
    if bare != printed:
        yield (f"column 'printed' has stars, {printed!r}; write {bare!r} there and the stars in column "
               "'stars'")  # fmt: skip
    if re.search(r"[()\[\]]", bare):
        yield (f"column 'printed' has brackets, {printed!r}, which could mean a negative number; write the "
               "bare number with its sign")  # fmt: skip
        return
    if "," in bare and not _THOUSANDS.fullmatch(bare.translate(_MINUS)):
        yield (f"column 'printed': the comma in {printed!r} does not set thousands apart; write a decimal "
               "point, or thousands as 1,234")  # fmt: skip
        return
    if "%" in bare and statistic in WITHOUT_PERCENT:
        yield (f"{printed!r} has a per cent sign, but statistic {statistic!r} has none: "
               f"{WITHOUT_PERCENT[statistic]}; write the number alone")  # fmt: skip
    if statistic in COUNTS and bare and not _is_count(bare):
        yield (f"{printed!r} is not a count, but statistic {statistic!r} is one; write thousands as 1,234 or "
               "1234")  # fmt: skip


def beyond_print(printed: str) -> str:
    """Why a number is none that a table prints, with the remedy; empty if it may be one.

    What is refused here would overflow, or stop the reader, further on.
    """
    short = printed if len(printed) <= LONGEST else f"{printed[:12]}..."
    power = _POWER.search(printed)
    if len(printed) > LONGEST:
        return f"{short!r} has {len(printed)} characters, more than a printed number has; write it as printed"
    if power and (len(power[1]) > 2 or int(power[1]) > LARGEST_POWER):
        return f"{printed!r} is beyond 1e{LARGEST_POWER} or 1e-{LARGEST_POWER}; write the number as printed"
    if plain(printed) in ("nan", "inf", "infinity"):
        return f"{printed!r} is not a finite number; leave the row out, or write the number as printed"
    return ""


def with_spaces(printed: str) -> str:
    """Why spaces or apostrophes between thousands are refused, with the remedy; empty without any."""
    if not _SPACED.fullmatch(printed.translate(_MINUS)):
        return ""
    joined = re.sub(r"[\s'’]", "", printed)
    return f"column 'printed': thousands in {printed!r} are not set apart by commas; write {joined!r}"


def worded(printed: str) -> str:
    """Why a sentence's number with a word or a sign of comparison is refused, with the remedy; or empty."""
    found = _WORDED.fullmatch(printed)
    if not found:
        return ""
    word = "more than" if found[1].strip() in (">", ">=", "≥", "over", "above", "more than") else ""
    word = "about" if found[1].strip() in ("~", "≈", "about", "around", "some", "nearly", "roughly") else word
    if not word:
        return (f"column 'printed': {printed!r} is not one number; a bound is a claim of kind 'range', with "
                "'below' or 'above' in column 'comparator' and the bound in 'expected'")  # fmt: skip
    return f"column 'printed': write {found[2]!r} there, and {word!r} in column 'comparator'"


def _is_count(printed: str) -> bool:
    """Is a number whole and not negative? What cannot be read is reported with the other such numbers."""
    try:
        value = parse(printed).value
    except ValueError:
        return True
    return "%" not in printed and value >= 0 and value == int(value)


def _check_units(frame: pd.DataFrame, name: str) -> None:
    """Refuse a coefficient in per cent beside a standard error that is not, or the reverse."""
    rows = frame[frame["statistic"].isin(ONE_UNIT) & (frame["printed"] != "")]
    keys = [key for key in published.KEYS if key != "statistic"]
    for _, group in rows.groupby(keys, sort=False):
        percent = group["printed"].str.contains("%")
        if percent.any() and not percent.all():
            first, other = group.index[percent][0], group.index[~percent][0]
            signed, bare = group.loc[first, "printed"], group.loc[other, "printed"]
            raise facts.DataError(
                f"{name}, line {first + 2}: {signed!r} has a per cent sign and {bare!r} in line {other + 2}, "
                "of the same term, has none; write both with the sign or both without"
            )
