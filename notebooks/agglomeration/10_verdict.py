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
# # Verdict on the paper
#
# What can be said of this paper {cite:p}`agglomeration_exports` without its data, and what cannot? Exports by city are customs records under licence, firms' productivity comes from a source that the text does not name, most regressors from yearbooks that may not be passed on. So no table of the paper can be computed from public sources, and the semi-synthetic panel of {doc}`04_baseline` to {doc}`08_outliers` agrees with the printed numbers as far as it does because these were planted in it. This chapter counts, says what the paper's own numbers say of each other, and lists what its author, or an owner of the records, would have to show.

# %% tags=["parameters"]
track = "public"
seed = 2017  # nothing is drawn here

# %% tags=["hide-input"]
from lib import audit, chapters, verdicts
from lib.exhibits import Chapter, audit_figures
from lib.exhibits import agglomeration_plots as plots
from lib.exhibits import agglomeration_results as tables
from lib.panels.agglomeration import CONTROLS
from lib.studies import agglomeration_classes as classes
from lib.studies import agglomeration_printed as record
from lib.studies import agglomeration_recovery as recovering
from lib.studies import agglomeration_verdict as study

chapter = Chapter("agglomeration/10_verdict", track=track)
chapters.ensure("verdicts")
judged = verdicts.read("agglomeration")
card = verdicts.scorecard(judged)

# %% [markdown]
# ## The score

# %% tags=["hide-input"]
fates = verdicts.across.not_counted({"Agglomeration": judged})
chapter.table(
    "fates",
    fates.rename(columns={"Agglomeration": "printed", "why": "in words"}),
    caption="What became of every printed cell",
    note="Every row of the printed record stands in exactly one line.",
)

# %% tags=["hide-input"]
fig, alt = plots.fates(study.fates_by_exhibit(judged))
chapter.figure("score", fig, caption="Printed cells by exhibit and fate", alt=alt, printed=True)

# %% tags=["remove-cell"]
whole = card.loc["all"]
count = fates["Agglomeration"]
chapter.say("cells", judged["id"].nunique(), "{:,}")
chapter.say("compared", int(whole["compared"]))
chapter.say("stand_in", int(count["stand-in only"]))
chapter.say("not_printed", int(count.get("not printed", 0)))
chapter.say("no_value", int(count.get("no value of ours", 0)))
chapter.say("paper_errors", int(count["paper error"]))
kinds = ["definition", "restatement", "hypothesis", "conclusion"]
chapter.say("uncounted", int(count[kinds].sum()))
chapter.holds("nothing is compared", whole["compared"] == 0 and count["counted"] == 0)
chapter.holds("nothing that was drawn counts",
              not judged.loc[judged["track"] == "semi_synthetic", "counted"].any())  # fmt: skip
chapter.holds("nothing is still to be computed", "not yet computed" not in fates.index)
chapter.say("aea", whole["AEA"])
chapter.say("i4r", whole["I4R"])

# %% [markdown]
# Of {glue:text}`cells` printed numbers and claims {glue:text}`compared` can be compared on real data. For {glue:text}`stand_in` there is a stand-in only, {glue:text}`not_printed` are described and not printed, for {glue:text}`no_value` there is no value of ours, and {glue:text}`uncounted` are definitions, restatements, hypotheses and conclusions, which are counted elsewhere or not at all. {glue:text}`paper_errors` contradict other numbers of the paper, so that there is nothing to agree with ({numref}`agglomeration-fates`, {numref}`agglomeration-score`). The classes that journals would give are "{glue:text}`aea`" (AEA) and "{glue:text}`i4r`" (Institute for Replication): on the paper's findings this replication has *no verdict*, neither for nor against.
#
# ## What the paper's numbers say of each other
#
# The {doc}`audit </chapters/verdicts/01_audit>` needs no data. On this paper it has

# %% tags=["hide-input"]
found = audit.audit("agglomeration")
counts = audit_figures.by_severity({"agglomeration": found}, {"agglomeration": "Agglomeration"})
chapter.table(
    "audit", counts.drop(index="all", errors="ignore"), caption="Findings of the audit", data=record.AUDITED
)

# %% tags=["remove-cell"]
ids = {one.id for one in found}
for name in (
    "standardised-percent:t1-value-agglomeration-effect",
    "text-against-table:design-t1-n-units",
    "text-against-table:t1-value-productivity-coef",
    "text-against-table:t4-main",
    "text-against-table:t5-varieties-trend-order",
    "text-against-table:t7-varieties-trend-order",
    "text-against-text:t6-main-3-ln-resilience-coef",
    "observations-exceed-panel:table-1",
    "observations-exceed-panel:table-6",
    "standardised-constant:table-2",
    "repeated-estimate:table-1-table-3",
    "repeated-estimate:table-2-table-3",
    "repeated-estimate:table-7-terms",
    "lost-decimal:table-6-ln-human-capital-se-3",
    "derivation:2-interaction-read-as-a-channel",
    "ranking-not-distinguishable:table-1",
    "ranking-not-distinguishable:table-4",
    "ranking-not-distinguishable:table-5",
    "ranking-not-distinguishable:table-6",
    "ranking-not-distinguishable:table-7",
    "tests-not-printed:gmm",
    "no-source:variables",
    "constant-by-definition:resilience-in-its-base-year",
):
    chapter.holds(f"the audit still finds {name}", name in ids)
resilience = record.estimates().xs("ln_resilience", level="term")["stars"]
chapter.holds("resilience has no star in small cities and in the west",
              resilience["table_4", "(3)"] == resilience["table_6", "(3)"] == "")  # fmt: skip
core = record.estimates().loc[("table_1", "(1)"), "stars"]
chapter.holds("the three are significant for value on the whole sample",
              all(core[f"ln_{name}"] for name in ("agglomeration", "resilience", "productivity")))  # fmt: skip
steps = {name: classes.steps(one) for name, one in (("size", classes.SIZES), ("region", classes.REGIONS))}
for name, table in steps.items():
    right = (table["p"] < 0.1) & (table["difference"] > 0)
    chapter.say(f"steps_{name}", len(table))
    chapter.say(f"significant_{name}", int(right.sum()))
gaps = record.channel_gaps()
chapter.say("columns", len(gaps))
chapter.say("gaps_never", int((gaps["z_high"] < 1.645).sum()))
chapter.say("gaps_always", int((gaps["z_low"] > 1.645).sum()))
outliers = record.table_gaps("table_1", "table_8", tables.CORE)["z_low"]
chapter.say("z_outliers", outliers["(1)", "ln_resilience"], "{:.1f}")
values = record.estimates().xs(("(1)", "ln_resilience"), level=("column", "term"))["coef"]
chapter.say("ratio_outliers", values["table_8"] / values["table_1"], "{:.1f}")
chapter.holds("resilience on value alone is surely another in table 8",
              list(outliers.index[outliers.abs() > 1.96]) == [("(1)", "ln_resilience")])  # fmt: skip
sizes = record.sizes()
chapter.say("n", int(sizes["n"].iloc[0]), "{:,}")
chapter.say("cities_table", int(sizes["n_units"].iloc[0]))
chapter.say("cities_text", int(record.stated("design-n-cities")))
chapter.say("percent", 100 * record.stated("t1-value-agglomeration-effect"), "{:.0f}")
pairs = [("table_1", "table_2"), ("table_1", "table_3"), ("table_2", "table_3")]
chapter.say("repeats", sum(len(record.repeats(pair)) for pair in pairs))

# %% [markdown]
# Those that bear on what the paper concludes:
#
# - **The channels.** The coefficient of a product is read as the strength of a channel; by the chain rule a channel is something else, for which the paper has no equation ({ref}`finding <finding-agglomeration-derivation-2-interaction-read-as-a-channel>`, {doc}`02_theory`). No conclusion on "through" follows from these tables, whatever the data.
# - **The stronger channel.** The product with productivity has the larger coefficient in all {glue:text}`columns` columns. In {glue:text}`gaps_never` of them no correlation of the estimates makes the difference significant at 10 %, in {glue:text}`gaps_always` every one does ({ref}`finding <finding-agglomeration-ranking-not-distinguishable-table-1>`, {doc}`04_baseline`).
# - **The orders of classes.** {glue:text}`significant_size` of {glue:text}`steps_size` steps from one class of size to the next are significant at 10 % ({ref}`finding <finding-agglomeration-ranking-not-distinguishable-table-4>`, {ref}`finding <finding-agglomeration-ranking-not-distinguishable-table-5>`, {doc}`06_size`), {glue:text}`significant_region` of {glue:text}`steps_region` between regions ({ref}`finding <finding-agglomeration-ranking-not-distinguishable-table-6>`, {ref}`finding <finding-agglomeration-ranking-not-distinguishable-table-7>`, {doc}`07_region`), once the table has another order than the conclusion ({ref}`finding <finding-agglomeration-text-against-table-t7-varieties-trend-order>`), and the "same trend" that the text sees in tables 5 and 7 as in 4 and 6 is not the order of the classes for the number of products ({ref}`finding <finding-agglomeration-text-against-table-t5-varieties-trend-order>`).
# - **Units.** Standard deviations are read as per cent, one percentage point more agglomeration as {glue:text}`percent` % more exports ({ref}`finding <finding-agglomeration-standardised-percent-t1-value-agglomeration-effect>`).
# - **The sample.** {glue:text}`n` observations cannot come from nine years with one lag ({ref}`finding <finding-agglomeration-observations-exceed-panel-table-1>`, {ref}`finding <finding-agglomeration-observations-exceed-panel-table-6>`); {glue:text}`cities_text` cities in the text are {glue:text}`cities_table` in the tables ({ref}`finding <finding-agglomeration-text-against-table-design-t1-n-units>`).
# - **Numbers that repeat.** {glue:text}`repeats` pairs of coefficient and standard error stand in two of the tables 1 to 3 to every digit ({ref}`finding <finding-agglomeration-repeated-estimate-table-1-table-3>`, {ref}`finding <finding-agglomeration-repeated-estimate-table-2-table-3>`), two regressors of one column share one ({ref}`finding <finding-agglomeration-repeated-estimate-table-7-terms>`), constants are far from where standardised variables have them ({ref}`finding <finding-agglomeration-standardised-constant-table-2>`), and a standard error seems to have lost its decimal point ({ref}`finding <finding-agglomeration-lost-decimal-table-6-ln-human-capital-se-3>`).
# - **Text and tables.** Two coefficients are exchanged ({ref}`finding <finding-agglomeration-text-against-table-t1-value-productivity-coef>`); "significant in all classes" is not what tables 4 and 6 have ({ref}`finding <finding-agglomeration-text-against-table-t4-main>`, {ref}`finding <finding-agglomeration-text-against-text-t6-main-3-ln-resilience-coef>`).
# - **The measure of resilience.** It is a constant in the year of the shock ({ref}`finding <finding-agglomeration-constant-by-definition-resilience-in-its-base-year>`) and looks ahead before it ({doc}`05_resilience`).
#
# ## What the code can vouch for
#
# {numref}`agglomeration-recovery` and {numref}`agglomeration-bias` collect the recovery of the {glue:text}`n_recovered` coefficients in the {glue:text}`n_columns` columns of tables 1 to 8: over draws of the panel, does system GMM find what was planted?

# %% tags=["hide-input"]
recovered = recovering.collected(
    [
        chapters.exhibit("agglomeration/04_baseline", "recovery_1"),
        chapters.exhibit("agglomeration/05_resilience", "recovery_2_3"),
        chapters.exhibit("agglomeration/06_size", "recovery_4_5"),
        chapters.exhibit("agglomeration/07_region", "recovery_6_7"),
        chapters.exhibit("agglomeration/08_outliers", "recovery_8"),
    ]
)
by_column = study.by_column(recovered)
chapter.table(
    "recovery",
    tables.recovery_summary(by_column),
    caption="Recovery in every printed column",
    tidy=recovering.rows(recovered, "recovery"),
    track="semi_synthetic",
    note="Bias: mean over draws less planted, in standard deviations of the estimate, for the lag of the outcome, resilience by its measure, productivity and their products with agglomeration. Unemployment measures resilience with the opposite sign. Covered: 95 % intervals that hold what was planted, all terms. The file has every coefficient: planted, estimated, mean, error.",
)

# %% [markdown]
# {numref}`agglomeration-bias` draws the bias of each term, with marks of their own for the lag, for resilience by its measure and for productivity; {numref}`agglomeration-recovery-terms` has every one of them (folded).

# %% tags=["hide-input"]
fig, alt = plots.bias(recovered)
chapter.figure("bias", fig, caption="Bias by printed column and term", alt=alt, track="semi_synthetic")

# %% tags=["hide-cell"]
chapter.table(
    "recovery_terms",
    tables.recovery_terms(recovered),
    caption="Recovery, every term of every column",
    track="semi_synthetic",
    note="Planted, mean of the draws, Monte Carlo error of the mean, 95 % intervals that hold what was planted.",
)

# %% tags=["remove-cell"]
away = ((recovered["mc_mean"] - recovered["planted"]) / recovered["mc_sd"]).rename("bias")
whole_sample = away[~away.index.get_level_values("exhibit").isin(["table_8"])]
interactions = whole_sample[whole_sample.index.get_level_values("term").str.startswith("agglomeration_x_")]
lags = whole_sample.xs("lag_outcome", level="term")
chapter.say("n_recovered", len(recovered))
chapter.say("n_columns", recovered.index.droplevel("term").nunique())
chapter.say("bias_interactions", interactions.abs().max(), "{:.1f}")
chapter.say("bias_lag", -lags.mean(), "{:.1f}")
for name in ("ln_resilience", "ln_productivity"):
    own = whole_sample.xs(name, level="term")
    chapter.say(f"bias_{name}", own.mean(), "{:.1f}")
    chapter.say(f"large_{name}", int((own > 0).sum()))
    chapter.say(f"columns_{name}", len(own))
    chapter.holds(f"{name} is biased upwards on average", own.mean() > 0.1)
chapter.say("error_least", by_column["error"].min(), "{:.2f}")
chapter.say("error_most", by_column["error"].max(), "{:.2f}")
covered = recovered["covered"].groupby("exhibit").mean()
chapter.say("covered_low", 100 * covered.drop("table_8").min(), "{:.0f}")
chapter.say("covered_8", 100 * covered["table_8"], "{:.0f}")
kind = whole_sample.index.get_level_values("term")
covers = recovered["covered"].loc[whole_sample.index]
is_lag = kind == "lag_outcome"
is_core = ~is_lag & ~kind.isin(CONTROLS)
for key, rows in {"lag": is_lag, "core": is_core}.items():
    chapter.say(f"covered_{key}", 100 * covers[rows].mean(), "{:.0f}")
    chapter.say(f"covered_{key}_least", 100 * covers[rows].min(), "{:.0f}")
chapter.say("covered_controls", 100 * covers[kind.isin(CONTROLS)].mean(), "{:.0f}")
chapter.say("rejects", 100 * recovered["rejects"].drop("table_8").mean(), "{:.1f}")
chapter.holds("all thirty columns are there", recovered.index.droplevel("term").nunique() == len(sizes))
chapter.holds("intervals of table 8 cover less than those of every other", covered.idxmin() == "table_8")
chapter.holds("the lag is biased downwards on average", lags.mean() < -0.1)

# %% [markdown]
# In tables 1 to 7 the products with agglomeration come back within {glue:text}`bias_interactions` standard deviations of the estimate, the lag is too small by {glue:text}`bias_lag` on average, productivity too large by {glue:text}`bias_ln_productivity` (in {glue:text}`large_ln_productivity` of {glue:text}`columns_ln_productivity` columns) and the logarithm of resilience by {glue:text}`bias_ln_resilience` (in {glue:text}`large_ln_resilience` of {glue:text}`columns_ln_resilience`), with Monte Carlo errors of {glue:text}`error_least` to {glue:text}`error_most` in each column; and the intervals hold what was planted in {glue:text}`covered_controls` % of the draws for the controls, {glue:text}`covered_core` % for the core terms (in the worst column {glue:text}`covered_core_least` %) and {glue:text}`covered_lag` % for the lag (at worst {glue:text}`covered_lag_least` %); over all terms in {glue:text}`covered_low` % or more, by table. In table 8, whose sample is cut by the outcome, in {glue:text}`covered_8` %. Hansen's test at 5 % rejects in {glue:text}`rejects` % of the draws. That is a check of the code, and a warning: even with the model right, the instruments valid and few, and the paper's number of cities, the endogenous coefficients of this design are biased by a part of their standard error. Where the printed coefficients of a column are larger than standardised variables allow with our regressors, a part of them was planted ({doc}`04_baseline`).
#
# ## What stands, and what does not
#
# - **"Agglomeration, resilience and productivity raise exports"**: neither confirmed nor refuted. On the whole sample the printed standard errors carry it for export value; in table 4 resilience has no star in small cities, nor has it in table 6 in the west; the text's size in per cent is wrong for agglomeration whatever the exports, and undecidable for unemployment, where it hangs on two standard deviations that are not printed ({doc}`04_baseline`).
# - **"Two channels"**: not tested in the paper. A product of two variables says how one effect changes with the other.
# - **"Productivity is the stronger one"**: always the larger coefficient, seldom one that can be told from the other.
# - **"Large, medium, small"** and **"centre, east, west"**: orders of estimates, most of which could as well be others.
# - **"Robust"**: to the measure of resilience, as far as tables 2 and 3 are estimates of their own; to outliers, not shown: without the tails resilience has {glue:text}`ratio_outliers` times its coefficient on export value, {glue:text}`z_outliers` standard errors of the difference or more away whatever the correlation of the two estimates, which the text does not mention; a cut by the outcome biases the coefficients, and whether the standardised ones should shrink or stay rests on the sample on which they were standardised, which the paper does not state ({doc}`08_outliers`).
# - **Diversified before specialised agglomeration**: quoted from other works, and in no equation. One measure of agglomeration, the number of people, cannot tell the two apart ({doc}`02_theory`).
# - **What the paper says of itself**: that agglomeration may act on exports in other ways than the two, which are not considered, and that for want of data resilience was not measured by input-output analysis (section 4.3). The first is graver than it sounds. A channel that is left out and moves with resilience or productivity is counted as theirs ({doc}`02_theory`, exercise 3). Of the sample, the units and the instruments the section says nothing.
# - **"AR(2) and Hansen confirm the instruments"**: cannot be judged without the number of instruments and the first-order test ({ref}`finding <finding-agglomeration-tests-not-printed-gmm>`, {doc}`09_referee`).
#
# ## What a data editor would ask for

# %% tags=["hide-input"]
chapter.table("editor", study.requests(), caption="What is missing for a replication", data=[])

# %% [markdown]
# ## With your own customs records
#
# Whoever has the records and the yearbooks can have the verdicts that this page lacks. Put the files that `data/restricted/README.md` names for `agglomeration` into that folder, and run
#
# ```sh
# make chapter NAME=agglomeration/04 TRACK=original
# .venv/bin/python -m lib.build verdicts -p track original
# ```
#
# The first makes the city panel, with a report of every record's fate, and estimates table 1; the second runs all chapters that are compared, of every paper that has a file of its own there, names the papers that it leaves out, and gives each cell its verdict. Nothing of the files leaves the machine, and `results/other/track-original` keeps the results apart from the published ones ({doc}`/how_to_rerun`).
#
# ## Exercise
#
# :::{admonition} Exercise 1: write the referee's letter
# :class: exercise
# You may ask the author three things only. Which, and in which order? Use {numref}`agglomeration-editor` and ask what each answer could change in the conclusions.
# :::
#
# :::{dropdown} Solution
# Ours would be: (1) the estimation log with the instruments, the number of observations and all tests, which costs the author nothing and decides whether tables 1 to 8 are what they are said to be, the repeated estimates and the lost decimal included; (2) the response of resilience and productivity to agglomeration, without which there is no channel to measure; (3) the joint covariance of the estimates, or the regressions with classes interacted, without which no order can be claimed. Data come fourth: they are needed to *check* the numbers, while these three decide what the numbers, if right, would mean.
# :::
