# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Your own table
#
# The rules of {doc}`01_audit` name no paper: what is peculiar to one is declared in a file beside its numbers, and the rules compute from both. So they can read a manuscript on an editor's desk as well, its table alone or with a declaration of units, samples and years. This chapter is for data editors, referees and authors before they submit: what to type, what to declare, what comes out, and what goes wrong on the way. Typing a table of twenty numbers takes a few minutes; the audit itself takes a second and needs no data.
#
# ## A table as a file
#
# One row is one printed number, in a CSV file (UTF-8, cells separated by commas). {numref}`verdicts-columns` lists the columns; those marked as needed must be there, the others may, in any order. A number is typed exactly as printed, with its trailing zeros, because 0.120 and 0.12 stand for different intervals. Stars have a column of their own, and parentheses are left out: a standard error printed as (0.12) is typed 0.12. A number with a per cent sign is read as a fraction, 12% as 0.12.

# %% tags=["parameters"]
track = "public"
seed = 2017

# %% tags=["hide-input"]

import contextlib
import io
import tempfile
from decimal import Decimal
from pathlib import Path

import pandas as pd

from lib import facts, published
from lib.audit import DesignError, Record, intervals, own
from lib.audit.__main__ import main
from lib.exhibits import Chapter
from lib.exhibits.audit_findings import listing
from lib.printed import parse

chapter = Chapter("verdicts/02_your_table", track=track)
files = own.example("night_trains")

# %% tags=["hide-input"]
meaning = {
    "exhibit": "the table: `table_1`",
    "place": "where it stands, for the reader",
    "panel": "the panel of a table, such as before or after",
    "column": "the column as printed: (1)",
    "row": "the row's label as printed",
    "term": "a name for the regressor, the same in all columns; empty for observations, units and R squared",
    "statistic": "what the number is, from the next table",
    "printed": "the number as printed, without stars",
    "stars": "the stars: *, ** or ***",
    "parenthesis": "at a number in parentheses, what the paper says it is: `standard error`, `t value`, "
    "`p value` or `not stated`",
    "note": "anything; where nothing is printed it starts with `not printed:` and the reason",
}
rows = [(name, "yes" if name in own.REQUIRED else "", meaning[name]) for name in published.NUMBER_COLUMNS]
columns = pd.DataFrame(rows, columns=["column", "needed", "what it holds"])
chapter.table("columns", columns, caption="Columns of a table's file")

# %% tags=["hide-input"]
statistics = pd.Series(own.STATISTICS, name="what it is").rename_axis("statistic").to_frame()
chapter.table(
    "statistics",
    statistics,
    caption="Statistics that the rules know",
    note="Another spelling of these is an error. Any other word is allowed, for declared identities; the audit "
    "lists those that no rule knows.",
)

# %% [markdown]
# ## An invented paper
#
# Nobody has studied what night trains do for overnight stays in forty towns from 2010 to 2015; the paper, its towns and its numbers are invented. Its table 1 has three columns: all towns, the 24 towns on a lake, the other 16. Three of its numbers were changed afterwards. Can you see which?

# %% tags=["hide-input"]
typed = facts.read_text(files["table"])
wide = typed.assign(shown=typed["printed"] + typed["stars"], line=typed["row"] + ", " + typed["statistic"])
wide = wide.pivot(index="line", columns="column", values="shown").loc[wide["line"].drop_duplicates()]
chapter.table(
    "night_trains",
    wide.rename_axis(None, axis=1).rename_axis("table 1"),
    caption="The invented paper's table 1",
    note="Its file: {download}`night_trains.csv </../data/examples/night_trains.csv>`.",
)

# %% [markdown]
# ### What the text says
#
# Sentences go into a second file, if you want the text compared with the table. A sentence that repeats a number is of kind `restatement`; one that draws a conclusion without a number is of kind `conclusion`, with a comparator and the sign it claims. The keys are those of the cell that the sentence is about. `data/published/README.md` has the other kinds.

# %% tags=["hide-input"]
sentences = facts.read_text(files["claims"])
shown = sentences[["id", "statement", "kind", "column", "term", "printed", "comparator", "expected", "level"]]
chapter.table(
    "sentences",
    shown,
    caption="Two sentences of the invented paper",
    note="Its file: {download}`night_trains_claims.csv </../data/examples/night_trains_claims.csv>`.",
)

# %% [markdown]
# ### What the design is
#
# What a rule cannot read from numbers is declared in a third file: the star rule, what stands in parentheses, the units and years of the panel, and for each column which sample it uses. Everything is optional; a rule that misses its field is silent. Declare what the paper says of itself, also where you doubt it: the audit is to find out whether that can be ({download}`night_trains_design.yml </../data/examples/night_trains_design.yml>`).

# %% tags=["hide-input"]
print(files["design"].read_text(encoding="utf-8"))

# %% [markdown]
# ## Running the audit
#
#     .venv/bin/python -m lib.audit night_trains.csv \
#         --claims night_trains_claims.csv --design night_trains_design.yml

# %% tags=["hide-input"]
command = [str(files["table"]), "--claims", str(files["claims"]), "--design", str(files["design"])]
status = main(command)

# %% [markdown]
# First comes what was read. No finding means little where few rules could speak, so each rule that could not is named under the first thing it lacks; statistics that no rule knows and standard errors without a coefficient are listed too. The same findings as this book shows them, each with the cells that it read:

# %%
record = own.read(files["table"], claims=files["claims"], design=files["design"])
found = own.findings(record)
listing(found, record)

# %% tags=["remove-cell"]
rules = {one.rule for one in found}
chapter.holds(
    "the three planted errors are found, and nothing else",
    rules == {"observations-exceed-panel", "stars-against-ratio", "text-against-table"} and len(found) == 3,
)
alone = own.findings(own.read(files["table"]))
chapter.holds(
    "without design and text only the star is found", [one.rule for one in alone] == ["stars-against-ratio"]
)
shown = {cell: one.printed for cell, one in record.numbers.items()}
most = int(shown["table_1//(2)//n_units"]) * record.design.periods
chapter.say("lake_towns", shown["table_1//(2)//n_units"])
chapter.say("n_years", record.design.periods)
chapter.say("lake_most", most)
chapter.say("other_coef", shown["table_1//(3)/night_train/coef"])
chapter.say("other_se", shown["table_1//(3)/night_train/se"])
planted = {"table_1//(2)//n": str(most), "lake-effect": shown["table_1//(2)/night_train/coef"]}
mended = record.rows.assign(printed=record.rows["id"].map(planted).fillna(record.rows["printed"]))
mended.loc[mended["id"] == "table_1//(3)/night_train/coef", "stars"] = ""
left = own.findings(Record("night_trains", mended, record.design))
chapter.holds("when they are mended the audit is silent", left == [])

# %% [markdown]
# All three changes are found: {glue:text}`lake_towns` towns over {glue:text}`n_years` years have at most {glue:text}`lake_most` observations; {glue:text}`other_coef` with a standard error of {glue:text}`other_se` earns no star; and the text has two digits of the coefficient in the wrong order. With the three numbers mended the audit is silent. Without the text and the design it finds the star alone, because the other two need to know what the text says and how many years there are.
#
# ## In a workflow of your own
#
# The exit status tells a program what happened: 0 when the audit ran, 1 when a file could not be read, and with `--strict` 2 when a contradiction stands. Lesser findings never fail a run: they are questions to the authors. `--output findings.json` writes the findings with their cells as JSON. In the continuous integration of a journal's package one command is enough:
#
#     .venv/bin/python -m lib.audit tables/table_1.csv --design tables/design.yml \
#         --strict --output findings.json

# %% tags=["remove-cell"]
with contextlib.redirect_stdout(io.StringIO()):
    strict = main([*command, "--strict"])
chapter.holds("exit statuses are as the text says", (status, strict) == (0, 2))

# %% [markdown]
# ## When a file is malformed
#
# Every message names the file, the line and the remedy. {numref}`verdicts-messages` shows what the audit says after a slip in the table's, the sentences' or the design's file; nothing malformed is skipped or guessed.


# %% tags=["hide-input"]
def message(kind, old, new):
    """What the audit says of the example after one replacement in one of its files."""
    texts = {name: path.read_text(encoding="utf-8") for name, path in files.items()}
    texts[kind] = texts[kind].replace(old, new, 1)
    with tempfile.TemporaryDirectory() as folder:
        copies = {name: Path(folder) / files[name].name for name in files}
        for name, path in copies.items():
            path.write_text(texts[name], encoding="utf-8")
        try:
            own.read(copies["table"], claims=copies["claims"], design=copies["design"])
        except (facts.DataError, DesignError) as error:
            return str(error)
    raise AssertionError(f"{old!r} replaced by {new!r} is not an error")


# %% tags=["hide-input"]
slips = {
    "the letter O for a zero": ("table", "0.402", "0.4O2"),
    "stars typed with the number": ("table", "0.118,***", "0.118***,"),
    "parentheses typed with the number": ("table", "0.031,", "(0.031),"),
    "a statistic under another name": ("table", "night_train,se", "night_train,std_err"),
    "a decimal comma": ("table", "0.402", '"0,402"'),
    "a decimal point for thousands": ("table", "n,240", "n,2.340"),
    "the same row twice": ("table", "table_1,(2),Towns", "table_1,(1),Towns"),
    "a comma too many": ("table", "0.031,", "0.031,,"),
    "a column misspelt": ("table", "statistic", "statistics"),
    "a kind that does not exist": ("claims", "restatement", "repetition"),
    "a level in words": ("claims", "+,0.05", "+,five per cent"),
    "a column that the table lacks": ("design", '["(3)"]', '["(4)"]'),
    "a column not in quotation marks": ("design", '["(3)"]', "[3]"),
    "an unknown field": ("design", "parenthesis", "parentheses"),
}
said = {slip: message(*change) for slip, change in slips.items()}
messages = pd.Series(said, name="the audit says").rename_axis("slip").to_frame()
chapter.table("messages", messages, caption="Slips and what the audit says")

# %% [markdown]
# ## Limits
#
# The audit reads what you type: a typing error of yours becomes a finding, so look at the page before you write to an author. It knows regression tables best; a table of another kind can be checked through declared identities (`identities` in the design), such as parts that add up to a total. It takes a star rule to be two-sided, and it leaves a star alone where rounding, few clusters or a printed t could justify it. And it says nothing about whether a result is true: a table without a finding is one whose numbers can stand together, no more.
#
# :::{admonition} Exercise 1: a fourth error
# :class: exercise
# Change the example so that the number of towns in column (3) is {glue:text}`more_towns` and the observations stay at {glue:text}`other_n`. Which rule finds it? Declare in the design that columns (2) and (3) are the parts of column (1) and run the audit again.
# :::

# %% tags=["remove-cell"]
more = str(int(shown["table_1//(3)//n_units"]) + 1)
chapter.say("more_towns", more)
chapter.say("other_n", shown["table_1//(3)//n"])
changed = mended.assign(printed=mended["printed"].mask(mended["id"] == "table_1//(3)//n_units", more))
silent = own.findings(Record("night_trains", changed, record.design))
parts = {"whole": ["table_1", "(1)"], "parts": [["table_1", "(2)"], ["table_1", "(3)"]]}
record.design.partitions.append(parts)
with_parts = own.findings(Record("night_trains", changed, record.design))
record.design.partitions.clear()
chapter.holds("without the parts nothing is found", silent == [])
chapter.holds("with them the sum is", {one.rule for one in with_parts} == {"partition-sum"})
chapter.say("parts_arithmetic", with_parts[0].arithmetic)

# %% [markdown]
# :::{dropdown} Solution
# None finds it at first: {glue:text}`other_n` observations of {glue:text}`more_towns` towns over {glue:text}`n_years` years are possible, if some are missing. In the design write
#
#     partitions:
#       - {whole: [table_1, "(1)"], parts: [[table_1, "(2)"], [table_1, "(3)"]]}
#
# and the rule `partition-sum` does: {glue:text}`parts_arithmetic`. What the design declares decides how much the audit can see.
# :::

# %% tags=["remove-cell"]
shares = ["21.4", "35.1", "43.6"]
whole = sum((intervals.printed(parse(share)) for share in shares), intervals.interval("0"))
chapter.say("shares", ", ".join(shares))
chapter.say("shares_sum", sum(map(Decimal, shares)))
chapter.say("shares_low", intervals.low(whole), "{:.2f}")
chapter.say("shares_high", intervals.high(whole), "{:.2f}")
chapter.holds("rounding explains the sum", intervals.overlap(whole, intervals.interval("100")))

# %% [markdown]
# :::{admonition} Exercise 2: a table of shares
# :class: exercise
# A table prints the shares {glue:text}`shares` (per cent) and says that they are all there is. Type it with the statistic `share` and write the identity that holds it together. Is there a contradiction?
# :::
#
# :::{dropdown} Solution
# In the design:
#
#     identities:
#       - name: shares
#         relation: a + b + c == 100
#         where: {a: table_2///first/share, b: table_2///second/share, c: table_2///third/share}
#         sentence: The shares do not add up to 100.
#
# The id of a cell is its exhibit, panel, column, term and statistic, joined by slashes. The shares add up to {glue:text}`shares_sum`, but each stands for an interval of a tenth, so that sums from {glue:text}`shares_low` to {glue:text}`shares_high` are possible: rounding explains it, and the audit is silent.
# :::
