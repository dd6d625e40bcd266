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
# What can be said of this paper {cite:p}`akyeva2026impact` without its data, and what cannot? China's trade in high technology with nine countries by SITC division is in UN Comtrade, whose database may be read but not passed on; its other outcomes have no definition that could be followed. So no printed regression is compared here, and the semi-synthetic panel of {doc}`04_baseline` and {doc}`05_extensions` agrees with print as far as it does because print was planted in it. This chapter counts, collects what the paper's numbers say of each other and what public data say of its question, and lists what would settle it.

# %% tags=["parameters"]
track = "public"
seed = 2013  # nothing is drawn here

# %% tags=["hide-input"]
import pandas as pd

from lib import audit, chapters, panels, verdicts
from lib.exhibits import Chapter, audit_figures
from lib.exhibits import agglomeration_plots as plots
from lib.studies import belt_road_channels as channels
from lib.studies import belt_road_inequality as moderating
from lib.studies import belt_road_record as record
from lib.studies import belt_road_recovery as recovering
from lib.studies import belt_road_series as series
from lib.studies import belt_road_verdict as study
from lib.studies.agglomeration_verdict import fates_by_exhibit
from lib.verdicts.classes import NOT_ASSESSED

chapter = Chapter("belt_road/07_verdict", track=track)
chapters.ensure("verdicts")
judged = verdicts.read("belt_road")
card = verdicts.scorecard(judged)

# %% [markdown]
# ## The score

# %% tags=["hide-input"]
fates = verdicts.across.not_counted({"Belt and Road": judged})
chapter.table(
    "fates",
    fates.rename(columns={"Belt and Road": "printed", "why": "in words"}),
    caption="What became of every printed cell",
    note="Every row of the printed record stands in exactly one line.",
)

# %% tags=["hide-input"]
fig, alt = plots.fates(fates_by_exhibit(judged))
chapter.figure("score", fig, caption="Printed cells by exhibit and fate", alt=alt)

# %% tags=["remove-cell"]
whole = card.loc["all"]
count = fates["Belt and Road"]
chapter.say("cells", judged["id"].nunique())
chapter.say("compared", int(whole["compared"]))
chapter.say("stand_in", int(count["stand-in only"]))
chapter.say("no_value", int(count.get("no value of ours", 0)))
chapter.say("not_printed", int(count["not printed"]))
chapter.say("paper_errors", int(count["paper error"]))
kinds = ["definition", "restatement", "hypothesis", "conclusion"]
chapter.say("uncounted", int(count[kinds].sum()))
chapter.say("aea", whole["AEA"])
chapter.say("i4r", whole["I4R"])
chapter.holds("nothing is compared", whole["compared"] == 0 and count["counted"] == 0)
chapter.holds("so there is no class", whole["AEA"] == whole["I4R"] == NOT_ASSESSED)
stand_in = judged["track"].isin(["semi_synthetic", "counterpart"])
chapter.holds("nothing that was drawn or stands in counts", not judged.loc[stand_in, "counted"].any())
chapter.holds("nothing is still to be computed", "not yet computed" not in fates.index)
chapter.holds("every cell has one fate", count.sum() == judged["id"].nunique())

# %% [markdown]
# Of {glue:text}`cells` printed numbers and claims {glue:text}`compared` can be compared on the paper's own variables. For {glue:text}`stand_in` there is a stand-in only, for {glue:text}`no_value` no value of ours, {glue:text}`not_printed` are described and not printed, and {glue:text}`uncounted` are definitions, restatements, hypotheses and conclusions, which are counted elsewhere or not at all. {glue:text}`paper_errors` contradict other numbers of the paper, so that there is nothing to agree with ({numref}`belt-road-fates`, {numref}`belt-road-score`). The classes that journals would give are "{glue:text}`aea`" (AEA) and "{glue:text}`i4r`" (Institute for Replication): on the paper's findings this replication has *no verdict*, neither for nor against.
#
# ## What is in the way
#
# {numref}`belt-road-waiting` counts the reasons, for numbers and for claims that a number decides. They are of two kinds, and the second is the worse one: data that a licence keeps can be had by whoever asks the United Nations; a variable that is not defined can be had by nobody.

# %% tags=["hide-input"]
waits = study.waiting(judged)
chapter.table(
    "waiting",
    waits.reset_index().set_index("cause"),
    caption="Why printed results are not compared",
    note="Definitions, restatements, hypotheses and conclusions are not in it: no data settle a choice of design.",
)

# %% tags=["remove-cell"]
by_cause = waits["cells"].groupby("cause").sum()
chapter.say("restricted", int(by_cause["restricted data"]))
chapter.say("undocumented", int(by_cause["undocumented choice"]))
chapter.holds(
    "two causes stand behind all", set(by_cause.index) == {"restricted data", "undocumented choice"}
)
chapter.say("undocumented_share", 100 * by_cause["undocumented choice"] / by_cause.sum(), "{:.0f}")
on_data = waits["cells"].loc["restricted data"]
goods = on_data[on_data.index.str.startswith("Quality needs values and quantities")]
chapter.say("by_product", int(goods.sum()))
chapter.holds("beside trade by division only quality waits for data", len(on_data) == 2 and len(goods) == 1)
chapter.holds(
    "all that wait have a stand-in or nothing",
    by_cause.sum() == count["stand-in only"] + count.get("no value of ours", 0),
)

# %% [markdown]
# {glue:text}`restricted` results wait for an extract of Comtrade, {glue:text}`by_product` of them, on quality, for one with values and quantities by product. {glue:text}`undocumented`, {glue:text}`undocumented_share` % of all that wait, would still wait with it: `flow`, the four channels and the index of inequality could be anything.
#
# ## What the paper's numbers say of each other
#
# The {doc}`audit </chapters/verdicts/01_audit>` needs no data. On this paper it has

# %% tags=["hide-input"]
found = audit.audit("belt_road")
counts = audit_figures.by_severity({"belt_road": found}, {"belt_road": "Belt and Road"})
chapter.table("audit", counts.drop(index="all", errors="ignore"), caption="Findings of the audit", data=[])

# %% tags=["remove-cell"]
by_id = {one.id: one for one in found}
ids = set(by_id)
for name, key in (("exports", "exports-table-3-table-4"), ("flow", "flow-table-5-table-6")):
    chapter.say(f"r2_times_{name}", study.unless(by_id[f"r2-against-t:{key}"]))
for name in (
    "observations-exceed-panel:table-3",
    "same-n-everywhere:n-6111",
    "parenthesis-reading:not-stated",
    "bias-against-p:table-2",
    "declared-variables:covariates-of-the-propensity-score-table-2",
    "identity:matched-baseline-among-the-matchings",
    "text-against-table:t3-imports",
    "text-against-table:t3-robust",
    "treatment-not-differenced:table-3-year",
    "r2-against-t:exports-table-3-table-4",
    "star-levels:table-3",
    "index-missing:event-study",
    "placebo-against-estimate:table-4",
    "placebo-draws:fictitious-treatment-group-drawn-from-all-countries",
    "r2-against-t:flow-table-5-table-6",
    "text-against-table:t6-main-channels",
    "no-source:variables",
    "few-clusters:table-6",
    "few-clusters:table-8",
    "citation:section-5-3",
):
    chapter.holds(f"the audit still finds {name}", name in ids)
printed = record.estimates()
chapter.say("rows", record.observations(), "{:,}")
chapter.say("baseline_exports", printed.loc[("table_3", "(3)", "bri"), "printed"])
chapter.say("matched_least", record.stated("psm-did-export-min"), "{:g}")
chapter.holds("the baseline lies below all matchings",
              printed.loc[("table_3", "(3)", "bri"), "coef"] < record.stated("psm-did-export-min"))  # fmt: skip
imports = printed.loc[("table_3", "(6)", "bri")]
chapter.say("baseline_imports", imports["printed"])
chapter.say("baseline_imports_ratio", imports["ratio"], "{:.2f}")
chapter.holds(
    "the import effect has no star, though its ratio is near 2",
    imports["stars"] == "" and 1.9 < imports["ratio"] < 2,
)
placebo = printed.loc["table_4"].xs("bri", level="term")["coef"]
chapter.say("placebo_low", placebo[["(2)", "(4)"]].min(), "{:.3f}")
chapter.say("placebo_high", placebo[["(2)", "(4)"]].max(), "{:.3f}")
chapter.holds(
    "both placebos of imports lie above the effect", (placebo[["(2)", "(4)"]] > imports["coef"]).all()
)
implied = channels.implied_degrees()
chapter.say("d_low", implied["low"].max(), "{:.0f}")
chapter.say("d_high", implied["high"].min(), "{:.0f}")
chapter.say("d_printed", int(implied["printed"].iloc[0]), "{:,}")
chapter.holds("the pairs agree on far fewer degrees of freedom",
              implied["low"].max() < implied["high"].min() < implied["printed"].iloc[0] / 5)  # fmt: skip
zeros = moderating.zeros()
chapter.say("zero", zeros.loc["exports", "zero"], "{:.1f}")
stars = study.starred_effects()
chapter.say("n_effects", int(stars.to_numpy().sum()))
clusters = record.against_clusters(
    int(record.stated("design-n-treated") + record.stated("design-n-controls"))
)
chapter.say("beyond_normal", int(clusters["normal"].sum()))
chapter.say("beyond_few", int(clusters["few"].sum()))

# %% [markdown]
# Those that bear on what the paper concludes:
#
# - **The rows.** {glue:text}`rows` observations cannot come from nine countries in 21 years ({ref}`finding <finding-belt-road-observations-exceed-panel-table-3>`), and do not differ between outcomes with data of their own ({ref}`finding <finding-belt-road-same-n-everywhere-n-6111>`). R² and t-values of table 6 agree with each other at {glue:text}`d_low` to {glue:text}`d_high` degrees of freedom, not at {glue:text}`d_printed` ({doc}`05_extensions`). What the numbers in parentheses are is not said ({ref}`finding <finding-belt-road-parenthesis-reading-not-stated>`). Without this no standard error can be read, in any table.
# - **The matching.** Table 2 balances other variables than the text announces ({ref}`finding <finding-belt-road-declared-variables-covariates-of-the-propensity-score-table-2>`), with p-values that no t-test gives ({ref}`finding <finding-belt-road-bias-against-p-table-2>`); the matched baseline, {glue:text}`baseline_exports`, lies below each of the three matchings of which it should be one, {glue:text}`matched_least` and more ({ref}`finding <finding-belt-road-identity-matched-baseline-among-the-matchings>`).
# - **Imports.** "Significant" and "robust" are {glue:text}`baseline_imports` with a ratio of {glue:text}`baseline_imports_ratio` and no star ({ref}`finding <finding-belt-road-text-against-table-t3-imports>`, {ref}`finding <finding-belt-road-text-against-table-t3-robust>`).
# - **Columns without effects of countries** compare Central Asia with other countries from 2013 on, and not after with before ({ref}`finding <finding-belt-road-treatment-not-differenced-table-3-year>`).
# - **The placebos.** Both fictitious effects on imports, {glue:text}`placebo_low` and {glue:text}`placebo_high`, are larger than the actual one ({ref}`finding <finding-belt-road-placebo-against-estimate-table-4>`); 500 draws of fictitious groups are more than there are groups ({ref}`finding <finding-belt-road-placebo-draws-fictitious-treatment-group-drawn-from-all-countries>`); R² of exports in tables 3 and 4 differs by more than the one other regressor can explain, unless its standard error is at least {glue:text}`r2_times_exports` times too large or R² does not mean the same in both ({ref}`finding <finding-belt-road-r2-against-t-exports-table-3-table-4>`).
# - **The event study** as printed has no index that changes with the year ({ref}`finding <finding-belt-road-index-missing-event-study>`).
# - **The channels.** Neither the first link nor the second one to trade is estimated; R² of `flow` in tables 5 and 6 does not fit one variable, unless a standard error is at least {glue:text}`r2_times_flow` times too large or R² does not mean the same in both ({ref}`finding <finding-belt-road-r2-against-t-flow-table-5-table-6>`); the "main" channels leave out one with a larger coefficient than two of them ({ref}`finding <finding-belt-road-text-against-table-t6-main-channels>`); none has a source ({ref}`finding <finding-belt-road-no-source-variables>`).
# - **Inequality.** The effect is zero at {glue:text}`zero` in a unit that is not printed ({doc}`05_extensions`), and the authorities are other works than the numbers in brackets lead to ({ref}`finding <finding-belt-road-citation-section-5-3>`).
# - **Stars.** Table 3 has other levels than the paper states ({ref}`finding <finding-belt-road-star-levels-table-3>`). Of the {glue:text}`n_effects` printed effects {glue:text}`beyond_normal` are beyond 1.96; if the errors are clustered by the nine countries, {glue:text}`beyond_few` are beyond the critical value of so few ({ref}`finding <finding-belt-road-few-clusters-table-6>`, {ref}`finding <finding-belt-road-few-clusters-table-8>`).
#
# ## What public data say of the question
#
# Did trade with the five countries grow more after 2013 than trade with the four? On trade in all goods, and on computers, this can be asked ({doc}`04_baseline`, {doc}`06_few_treated`). The answers are about other outcomes than the paper's and are no verdict on it. They show how much such a design can know.

# %% tags=["hide-input"]
nine = chapters.exhibit("belt_road/06_few_treated", "counterpart_nine")
known = nine.pivot(index=["column", "panel"], columns="statistic", values="value")
real = panels.load("belt_road", "counterpart")
complete = int(series.complete_years(real, "ln_exports_baci")["year"].min())
late = study.since(real, ("exports_baci", "imports_baci"), complete)
known = pd.concat([known[list(late.columns)], late])
links = chapters.exhibit("belt_road/05_extensions", "counterpart_first_links")
links = links.pivot(index="term", columns="statistic", values="value")
chapter.table(
    "counterpart_known",
    study.known(known),
    caption="The question, on trade in all goods and computers",
    formats={"coefficient": "{:.2f}", "p by choices": "{:.2f}"},
    track="counterpart",
    note="Effects of country and year; controls: none, or population, income and growth. P by choices: over every choice of as many treated countries, exact if the treated were drawn at random. Interval: constant effects that these choices do not reject at 5 %, in per cent. BACI has no row of Serbia before the year of the last lines.",
)

# %% tags=["remove-cell"]
chapter.say("complete", complete)
for flow in ("exports", "imports"):
    whole_one, late_one = (
        known.loc[name, "coef"] for name in (f"{flow}_baci", f"{flow}, BACI, from {complete} on")
    )
    chapter.say(f"{flow}_whole", whole_one["none"], "{:.2f}")
    chapter.say(f"{flow}_late", late_one["none"], "{:.2f}")
    chapter.holds(
        f"without the years that Serbia lacks {flow} have less", late_one["none"] < whole_one["none"]
    )
chapter.say(
    "exports_late_three", known.loc[(f"exports, BACI, from {complete} on", "three"), "coef"], "{:.2f}"
)
chapter.say("exports_whole_three", known.loc[("exports_baci", "three"), "coef"], "{:.2f}")
chapter.say("n_known", len(known))
chapter.say("least_exact", known["choices_p"].min(), "{:.2f}")
baci = known.loc[("exports_baci", "none")]
effect = printed.loc[("table_3", "(3)", "bri"), "coef"]
chapter.holds("no p by choices is below 10 %", known["choices_p"].min() > 0.1)
chapter.holds("the interval of exports holds zero and the printed effect",
              baci["choices_lower"] < 0 < effect < baci["choices_upper"])  # fmt: skip
signs = (known["coef"] > 0).groupby("column").mean()
chapter.say("n_positive", int((known["coef"] > 0).sum()))
chapter.holds("signs differ", 0 < (known["coef"] > 0).mean() < 1)
chapter.say("n_links", len(links))
chapter.holds("no first link is significant over the choices", (links["p_choices"] > 0.05).all())
chapter.holds("nearest to it is finance, which fell relative to the controls",
              links["p_choices"].idxmin() == "ln_finance_millions" and links.loc["ln_finance_millions", "coef"] < 0)  # fmt: skip
forms = chapters.exhibit("belt_road/05_extensions", "counterpart_finance")
forms = forms.pivot(index="term", columns="statistic", values="value")
chapter.say("n_forms", len(forms))
chapter.say("any_finance", forms.loc["any", "p_choices"], "{:.2f}")
chapter.holds("all forms are negative, and one, whether there was any, is below 5 %",
              (forms["coef"] < 0).all() and list(forms.index[forms["p_choices"] < 0.05]) == ["any"])  # fmt: skip
moves = study.finance_moves(real)
fell = moves["after"] < moves["before"]
for code in ("KAZ", "TKM"):
    for when in ("before", "after"):
        chapter.say(f"finance_{code.lower()}_{when}", moves.loc[code, when], "{:.1f}")
chapter.holds("in amounts it fell in Kazakhstan and Turkmenistan alone", set(fell.index[fell]) == {"KAZ", "TKM"})  # fmt: skip
recovered = recovering.collected(chapters.exhibit("belt_road/05_extensions", "recovery_all"))
off = ((recovered["mc_mean"] - recovered["planted"]) / recovered["mc_error"]).abs()
chapter.say("n_recovered", len(recovered))
chapter.say("furthest", off.max(), "{:.1f}")
within = recovered[~recovered.index.droplevel("term").isin([("table_3", f"({k})") for k in (1, 2, 4, 5)])]
chapter.say("covered_rows", 100 * within["covered_rows"].mean(), "{:.0f}")
chapter.holds("all comes back", off.max() < 4)
chapter.holds("independent rows cover far too seldom", within["covered_rows"].mean() < 0.7)

# %% [markdown]
# {glue:text}`n_positive` of the {glue:text}`n_known` coefficients of {numref}`belt-road-counterpart-known` are positive. No p by choices in it is below {glue:text}`least_exact`, and the interval of exports holds zero, the printed effect and much more. Even the first year matters: BACI has no row of Serbia before {glue:text}`complete`, and without the earlier years of the other eight {glue:text}`exports_whole` on exports becomes {glue:text}`exports_late` ({glue:text}`exports_whole_three` and {glue:text}`exports_late_three` with controls), {glue:text}`imports_whole` on imports {glue:text}`imports_late`. Some specifications with a linear trend for each country do have one of 5 % or less on exports, and one with railways on 2011 to 2019 ({doc}`04_baseline`); the curve as a whole does not ({doc}`06_few_treated`). On trade in all goods five treated countries and four controls, all four of which signed the memorandum too ({doc}`03_design`), cannot tell an effect of the printed size from none. The printed certainty, if the numbers in parentheses are standard errors, would need far more independent units than nine countries: {glue:text}`rows` rows, or the {glue:text}`d_low` to {glue:text}`d_high` degrees of freedom that table 6 implies. Of {glue:text}`n_links` public measures of a channel none is distinguishable at 5 % from what other choices of five countries show; what comes nearest, Chinese finance, fell relative to the controls, through Kazakhstan ({glue:text}`finance_kaz_before` to {glue:text}`finance_kaz_after` billion US$ a year) and Turkmenistan ({glue:text}`finance_tkm_before` to {glue:text}`finance_tkm_after`); in the other seven it rose. By how much depends on what is done with its zeros: of {glue:text}`n_forms` forms all are negative, and one, whether there was any finance, has a p by choices of {glue:text}`any_finance` ({doc}`05_extensions`).
#
# ## What the code can vouch for
#
# Over draws of the semi-synthetic panel all {glue:text}`n_recovered` coefficients of tables 3 to 8 come back, none further than {glue:text}`furthest` Monte Carlo errors from what was planted. The 95 % intervals of independent rows hold it in {glue:text}`covered_rows` % of the draws where there are effects of country and year: with a tenth of the noise shared by the lines of a country in a year, standard errors like the printed ones are far too small.
#
# ## What stands, and what does not
#
# - **"The initiative raised exports of high technology"**: neither confirmed nor refuted. The printed coefficient is possible; the printed certainty would need more than nine countries can tell.
# - **"And imports"**: without a star in the paper's own column with both effects.
# - **"Parallel trends", "not chance"**: pictures without numbers, and placebos that cannot tell a false date from the true one.
# - **"Through policy, infrastructure and co-operation"**: not estimated.
# - **"Quality rose"**: with the measure's own fixed effects the plain mean of the products cannot show it, and a mean weighted by value shows which products rose, not that they rose on average; without them costs and demand are in it ({doc}`02_theory`).
# - **"Inequality weakens the effect"**: a sign, of a size that depends on an unprinted unit, from four or five countries.
#
# ## What a data editor would ask for

# %% tags=["hide-input"]
chapter.table("editor", study.requests(), caption="What is missing for a replication", data=[])

# %% [markdown]
# ## With your own extract
#
# Whoever has a Comtrade extract can have part of the verdicts that this page lacks. Put the files that `data/restricted/README.md` names for `belt_road` into that folder, and run
#
# ```sh
# make chapter NAME=belt_road/04 TRACK=original
# .venv/bin/python -m lib.build verdicts -p track original
# ```
#
# The first builds the nine countries' trade by division, flags every cell that the paper's rules fill in, and estimates tables 3 and 4 on it; the second gives each cell its verdict. Nothing of the files leaves the machine ({doc}`/how_to_rerun`). Tables 5 to 8 can be run too, by `NAME=belt_road/05`, if `belt_road_variables.csv` has their variables ({doc}`05_extensions`). For quality these can be made of values and quantities by product; for `flow`, the channels and inequality they would be the user's own definitions until the author's are known, and agreement or not would speak of these.
#
# ## Exercise
#
# :::{admonition} Exercise 1: three questions
# :class: exercise
# You may ask the author three things only. Which, and in which order? Use {numref}`belt-road-editor` and ask what each answer could change in the conclusions.
# :::
#
# :::{dropdown} Solution
# Ours would be: (1) what the {glue:text}`rows` observations are, with the log of one regression, which costs the author nothing and decides whether any standard error can be read; (2) the definitions of `flow`, of the four channels and of inequality, without which tables 5 to 8 are about nothing that can be named; (3) a list of which cells of trade were filled in. The extract itself comes fourth: it can be had elsewhere, these three cannot.
# :::
