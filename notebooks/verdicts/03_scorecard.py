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
# # Scorecard over all papers
#
# How much of what the four papers print comes out again? Every printed number and every claim that a program can check has a row in the record and one verdict on the scale of {doc}`/verdict_scale`. This chapter adds the verdicts up by paper. Papers with chapters that compute their results, so far: {glue:text}`n_computed` of {glue:text}`n_papers` ({glue:text}`names`). The cells of the others are "not yet computed": they are shown, and no class is given.

# %% tags=["parameters"]
track = "public"
seed = 2017

# %% tags=["hide-input"]

from scipy import stats

from lib import chapters, verdicts
from lib.exhibits import Chapter
from lib.exhibits import scorecard_plots as plots
from lib.printed import parse
from lib.verdicts import across, classes, scale

chapter = Chapter("verdicts/03_scorecard", track=track)
chapters.ensure("verdicts")
judged = {
    "Sister cities": verdicts.read("twin_cities"),
    "Agglomeration": verdicts.read("agglomeration"),
    "Belt and Road": verdicts.read("belt_road"),
    "Maritime": verdicts.read("maritime"),
}
counts = across.counts_by_paper(judged)

# %% [markdown]
# ## Counts

# %% tags=["hide-input"]
fig, alt = plots.verdicts_by_paper(counts)
chapter.figure("by_paper", fig, caption="Verdicts by paper", alt=alt)

# %% tags=["hide-input"]
note = "`printed` counts every row of the record; the verdicts those that can enter a match rate. {numref}`verdicts-not-counted` says what the others are."
shown = counts.loc[:, (counts != 0).any()].T.rename_axis("cells")
chapter.table("counts", shown, caption="Counts of verdicts by paper", note=note)

# %% tags=["remove-cell"]
papers = counts.drop(index="all")
computed = papers.index[papers["compared"] > 0]
by_class = across.classes_by_paper(judged).loc[computed]
unclassed = by_class[by_class["AEA"] == classes.NOT_ASSESSED]
few = [f"{name} {row['compared']} of {row['comparable']}" for name, row in unclassed.iterrows()]
chapter.say("few", "; ".join(few) or "none")
total = counts.loc["all"]
chapter.say("n_papers", len(papers))
chapter.say("n_computed", len(computed))
chapter.say("printed", int(total["printed"]), "{:,}")
chapter.say("compared", int(total["compared"]), "{:,}")
chapter.say("waiting", int(total["not yet computed"]), "{:,}")
chapter.say("same", int(total["exact"] + total["last digit"]), "{:,}")
chapter.say("reversed", int(total["sign"]), "{:,}")
chapter.say("names", ", ".join(computed))

# %% [markdown]
# The {glue:text}`n_papers` papers print {glue:text}`printed` numbers and checkable claims. {glue:text}`compared` could be compared so far, in {glue:text}`n_computed` of the papers ({glue:text}`names`); {glue:text}`same` of them agree exactly or to the last digit, and {glue:text}`reversed` have the opposite sign. {glue:text}`waiting` wait for their chapters ({numref}`verdicts-by-paper`, {numref}`verdicts-counts`).
#
# Each paper has a page on which its cells can be searched, filtered and sorted: {doc}`/cells_twin_cities`, {doc}`/cells_agglomeration`, {doc}`/cells_belt_road`, {doc}`/cells_maritime`. All rows together, with their keys: {download}`verdicts.csv </../results/verdicts.csv>`.
#
# ## Classes

# %% tags=["hide-input"]
note = "AEA: classes of the American Economic Association's data editor. I4R: classes of the Institute for Replication. Both are computed from the compared cells alone, and not given where these are less than half of the comparable ones; {doc}`/verdict_scale` has the thresholds."
shown = across.classes_by_paper(judged)
chapter.table("classes", shown, caption="Classes of the papers", note=note, formats={"succeed, %": "{:.0f}"})

# %% tags=["hide-input"]
note = "Levels of *Accelerating Computational Reproducibility in Economics*, of this package's exhibits: 10 is reproduced from raw data, 8 all code and raw data with other results."
chapter.table("acre", across.levels(judged), caption="Exhibits by ACRE level", note=note)

# %% tags=["hide-input"]
exhibits = across.classes_by_exhibit(judged)
shown = exhibits[exhibits["compared"] > 0].reset_index(drop=True)
chapter.table("exhibits", shown, caption="Exhibits with compared cells", note="`waiting`: not yet computed.")

# %% [markdown]
# {numref}`verdicts-classes` gives each paper its classes and {numref}`verdicts-acre` its exhibits' levels of computational reproducibility; {numref}`verdicts-exhibits` has the exhibits one by one. A class is only as good as its denominator: it ignores what the source does not print and what is not yet computed, so it is read together with the counts above. Where data are missing for more than half of the comparable cells there is no class at all, since the few that can be compared, mostly description, say little of the paper. Papers with chapters but without a class, with the cells compared: {glue:text}`few`.
#
# ## Significance
#
# A coefficient can differ in size and still support the same sentence. For each paper with chapters a matrix sets its findings against ours: significant and negative, not significant, significant and positive, at the level that the paper's stars or words name. Framed cells agree. The papers that wait share one panel, which says what they find.

# %% tags=["hide-input"]
matrix = across.significance_by_paper(judged)
fig, alt = plots.significance(matrix)
chapter.figure("significance", fig, caption="Significance, printed and ours", alt=alt)

# %% tags=["hide-input"]
shown = matrix.groupby(level=1, sort=False).sum()
chapter.table("transitions", shown, caption="Significance over all papers")

# %% tags=["remove-cell"]
square = shown[list(classes.CLASSES)].to_numpy()
findings = matrix.sum(axis=1).unstack()
stars = findings[["negative", "positive"]].sum(axis=1) / findings.sum(axis=1)
chapter.say("n_findings", int(square.sum()), "{:,}")
chapter.say("n_kept", int(square.trace()), "{:,}")
chapter.say("n_pending", int(shown["not yet computed"].sum()), "{:,}")
chapter.say("most_stars", stars.idxmax())
chapter.say("most_share", 100 * stars.max(), "{:.0f}")

# %% [markdown]
# {glue:text}`n_kept` of {glue:text}`n_findings` compared findings keep sign and significance ({numref}`verdicts-significance`, {numref}`verdicts-transitions`); {glue:text}`n_pending` are printed and wait. What is printed needs no computation and already says something: in the paper with the largest share of significant findings ({glue:text}`most_stars`) {glue:text}`most_share` % are significant, the controls included.
#
# ## Printed against computed

# %% tags=["hide-input"]
fig, alt = plots.printed_against_computed(judged)
note = "Sizes on logarithmic axes, in the unit printed; the horizontal bar is the interval of the printed digits, and a cross is a number of the opposite sign. Ticks: printed numbers that wait for a chapter; papers without one share a panel."
chapter.figure("against", fig, caption="Printed and computed sizes", alt=alt, note=note)

# %% [markdown]
# On axes that span many powers of ten a point near the diagonal of {numref}`verdicts-against` can still miss its printed interval; a wrong unit or a wrong sample shows at once. The chapters on each paper have the near view, number by number.
#
# ## What is not counted, and why

# %% tags=["hide-input"]
silent = across.not_counted(judged)
chapter.table("not_counted", silent, caption="Cells counted, and all others")

# %% tags=["remove-cell"]
adds_up = silent.drop(columns="why").sum() == papers["printed"]
chapter.holds("every printed cell is counted or has a reason", adds_up.all())
chapter.say("n_counted", int(silent.loc["counted"].drop("why").sum()), "{:,}")

# %% [markdown]
# Every row of the record stands in exactly one line of {numref}`verdicts-not-counted`, and the columns add up to the printed cells. Only the first line, {glue:text}`n_counted` cells, enters a class.
#
# ## Exercises
#
# :::{admonition} Exercise 1: the denominator
# :class: exercise
# The classes leave out the cells that cannot be compared. Suppose a strict referee counts each of them as "different", because a reader can't check it either. Which class does the maritime paper get from the AEA's thresholds?
# :::

# %% tags=["remove-cell"]
found = classes.counts(judged["Maritime"])
strict = found | {"different": found["different"] + found["cannot compare"], "cannot compare": 0}
for name, table, missing in (("usual", found, classes.lacking(judged["Maritime"])), ("strict", strict, 0)):
    success = sum(table[verdict] for verdict in scale.SUCCESS)
    chapter.say(f"{name}_success", success)
    chapter.say(f"{name}_compared", classes.compared(table))
    chapter.say(f"{name}_share", 100 * success / classes.compared(table), "{:.0f}")
    chapter.say(f"{name}_class", classes.aea_class(table, missing))

# %% [markdown]
# :::{dropdown} Solution
# Without them {glue:text}`usual_success` of {glue:text}`usual_compared` succeed ({glue:text}`usual_share` %): "{glue:text}`usual_class`". With them {glue:text}`strict_success` of {glue:text}`strict_compared` do ({glue:text}`strict_share` %): "{glue:text}`strict_class`". In code: add `found["cannot compare"]` of `lib.verdicts.classes.counts` to `found["different"]` and call `aea_class`, with no cell missing. A class without its denominator says little, which is why the counts come first in this chapter.
# :::
#
# :::{admonition} Exercise 2: exact by luck
# :class: exercise
# A number printed with two digits is easier to hit than one with five. Suppose that every value of ours missed the printed one by a random relative error, normal with mean zero and standard deviation $s$. How many of the compared printed numbers would still be called "exact" for $s$ of one and of ten per cent?
# :::

# %% tags=["remove-cell"]
numbers = judged["Maritime"]
numbers = numbers[numbers["counted"] & (numbers["printed"] != "") & numbers["ours"].notna()]
keys = ["printed", "unit", "comparator"]
read = [parse(text, unit=unit, comparator=word) for text, unit, word in numbers[keys].to_numpy()]
ends = [sorted((float(p.low / p.value) - 1, float(p.high / p.value) - 1)) for p in read if p.value]
chapter.say("n_numbers", len(ends))
chapter.say("n_exact", int((numbers["verdict"] == "exact").sum()))
for name, s in (("one", 0.01), ("ten", 0.10)):
    hits = sum(stats.norm.cdf(high / s) - stats.norm.cdf(low / s) for low, high in ends)
    chapter.say(f"lucky_{name}", hits, "{:.0f}")

# %% [markdown]
# :::{dropdown} Solution
# A printed number $x$ with the interval $[l, h]$ is hit with probability $\Phi((h/x - 1)/s) - \Phi((l/x - 1)/s)$, and the expected number of hits is the sum. Over the {glue:text}`n_numbers` compared numbers of the maritime paper it is {glue:text}`lucky_one` for one per cent and {glue:text}`lucky_ten` for ten; {glue:text}`n_exact` are exact in fact. What one learns from an exact cell depends on how many digits the paper prints.
# :::
