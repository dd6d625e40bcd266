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
# # What a referee asks
#
# System GMM has more switches than most estimators, and the paper tells the setting of one or two {cite:p}`agglomeration_exports`. A referee today asks for the others: how many instruments there are, whether they are collapsed, which lags, which errors, what single sets of instruments say, and how far the result hangs on all this {cite:p}`roodman2009note`. This chapter turns the switches on table 1, column (1), first one at a time, then together.
#
# :::{admonition} Kind of result
# :class: note
# Track `semi_synthetic`: the exports were drawn from the paper's model, with its coefficients planted. So the truth is *known* here, and every choice can be judged by it. On the paper's data the same switches would move its numbers, by amounts that nobody but its authors can know. With the licensed files the chapter runs on them ({doc}`/how_to_rerun`), without a truth to compare with; the Monte Carlos stay on drawn panels.
# :::

# %% tags=["parameters"]
track = "semi_synthetic"
seed = 2018  # of the first fresh panel
draws = 100  # of the panel, for standard errors
hansen_draws = 30  # of the panel, for Hansen's test

# %% tags=["hide-input"]
import numpy as np
import pandas as pd

from lib import audit, chapters, facts, panels
from lib.estimators import gmm
from lib.exhibits import Chapter
from lib.exhibits import agglomeration_gmm as plots
from lib.exhibits import agglomeration_tables as tables
from lib.panels.agglomeration_columns import LAG, printed_columns
from lib.studies import agglomeration_curve as curves
from lib.studies import agglomeration_printed as record
from lib.studies import agglomeration_recovery as recovering
from lib.studies import agglomeration_referee as study
from lib.studies import grid

chapter = Chapter(
    "agglomeration/09_referee",
    track=track,
    home="semi_synthetic",
    varied=(seed, draws, hansen_draws) != (2018, 100, 30),
)
panel = panels.load("agglomeration", track)
glossary = facts.load("glossary").set_index("term")
column = printed_columns("table_1")[0]  # export value, all cities
frame = column.frame(panel)
planted = study.planted(column) if track == "semi_synthetic" else None

# %% tags=["remove-cell"]
found = {one.id: one.severity for one in audit.audit("agglomeration")}
chapter.holds("the audit misses instruments and AR(1)", found.get("tests-not-printed:gmm") == "remark")

# %% [markdown]
# ## One switch at a time
#
# {numref}`agglomeration-one-at-a-time` starts from the reading of {doc}`03_data_model` and changes one thing in each row. Which of these rows the paper's tables are, they do not say: they print AR(2) and Hansen's p, and neither the number of instruments nor AR(1) ({ref}`finding <finding-agglomeration-tests-not-printed-gmm>`).

# %% tags=["hide-input"]
variants = study.one_at_a_time(frame, column)
shown = study.numbers_of(variants, column)
chapter.table(
    "one_at_a_time",
    tables.variants(shown),
    caption="One choice changed at a time",
    note="Coefficients of agglomeration and of its product with productivity (× prod.), with standard errors. Table 1, column (1).",
)

# %% tags=["remove-cell"]
coefficients = shown["coef ln_agglomeration"]
chapter.say("agg_low", coefficients.min(), "{:.3f}")
chapter.say("agg_high", coefficients.max(), "{:.3f}")
chapter.say("agg_planted", np.nan if planted is None else planted["ln_agglomeration"], "{:.3f}")
main = shown.loc["main reading"]
uncorrected, deep = shown.loc["two steps, uncorrected"], shown.loc["not collapsed, all lags"]
chapter.say("main_se", main["se ln_agglomeration"], "{:.3f}")
chapter.say("deep_se", deep["se ln_agglomeration"], "{:.3f}")
chapter.say("main_instruments", int(main["instruments"]))
chapter.say("deep_instruments", int(deep["instruments"]))
chapter.say("n_cities", int(main["units"]))
chapter.say("main_hansen", main["hansen"], "{:.3f}")
chapter.say("hansen_low", shown["hansen"].min(), "{:.3f}")
chapter.say("hansen_high", shown["hansen"].max(), "{:.3f}")
chapter.holds("Hansen's p depends on the row", shown["hansen"].min() < 0.05 and shown["hansen"].max() > 0.2)
chapter.holds(
    "more instruments, smaller errors", deep["se ln_agglomeration"] < 0.8 * main["se ln_agglomeration"]
)
for key, first_of in {"one": "one step", "two": "main reading"}.items():
    by_h = [first_of, *(f"{key} step{'s' * (key == 'two')}, h = {h}" for h in (2, 1))]
    moved = study.moved(shown, by_h, column)
    chapter.say(f"h_{key}", moved.iloc[0], "{:.3f}")
    chapter.say(f"h_{key}_term", tables.named(moved.to_frame(), glossary).index[0].lower())
    chapter.say(f"h_{key}_agg", moved["ln_agglomeration"], "{:.3f}")
    chapter.say(f"h_{key}_product", moved[record.PRODUCTIVITY], "{:.3f}")
    chapter.say(f"h_{key}_main", shown.loc[first_of, f"coef {moved.index[0]}"], "{:.3f}")
    chapter.holds(f"h moves another term more than agglomeration, {key}",
                  moved.iloc[0] > 2 * moved["ln_agglomeration"])  # fmt: skip

# %% [markdown]
# The effect of agglomeration runs from {glue:text}`agg_low` to {glue:text}`agg_high`, where {glue:text}`agg_planted` is planted, and Hansen's p from {glue:text}`hansen_low` to {glue:text}`hansen_high`. All rows are estimated on the *same* data, and but for the first lag of the core all instruments are valid by construction. Some switches in turn:
#
# - **Lags and columns.** Deeper lags and a column for every year take the instruments from {glue:text}`main_instruments` to {glue:text}`deep_instruments`, for {glue:text}`n_cities` cities. The standard error of agglomeration falls from {glue:text}`main_se` to {glue:text}`deep_se`. What this is worth, the next sections show.
# - **The first lag** of the core variables, the letter of the paper's sentence, takes them to be predetermined. Productivity and resilience here answer the shock of the year, so it is wrong for them, and nothing in the row says so loudly.
# - **h** is the weight of the first step, on which programs differ: the default of `xtabond2` is 3, DPD takes 2, Blundell and Bond took 1. In one step the choice moves agglomeration by {glue:text}`h_one_agg`, but its product with productivity by {glue:text}`h_one_product`, and the most of all core terms {glue:text}`h_one_term`, by {glue:text}`h_one` (it is {glue:text}`h_one_main` with h = 3). In two steps agglomeration moves by {glue:text}`h_two_agg`, the product by {glue:text}`h_two_product`, the most {glue:text}`h_two_term`, by {glue:text}`h_two` ({glue:text}`h_two_main` with h = 3).
# - **Orthogonal deviations** {cite:p}`arellano1995another` subtract the mean of the years to come instead of the year before. In panels with gaps they lose fewer rows, and the instruments are other ones.
# - **Time dummies** take out what all cities share in a year, such as the crisis of 2008. Without them, what is common stays in the residuals, where tests and errors take cities to be independent. The paper prints none. Here exports were drawn without a common shock, so that they change little.

# %% [markdown]
# ## What each set of instruments says
#
# {numref}`agglomeration-hansen-sets` takes the sets of the main reading out one at a time. *Set* is the difference that this makes to J, small if the set agrees with the others; *without* is Hansen's test of the others alone.

# %% tags=["hide-input"]
sets = variants["main reading"].difference_in_hansen
chapter.table(
    "hansen_sets",
    tables.hansen_sets(sets),
    caption="Difference-in-Hansen by set",
    formats={"set: chi2": "{:.2f}", "set: p": "{:.3f}", "without: chi2": "{:.2f}", "without: p": "{:.3f}"},
    note="Main reading, table 1, column (1). A dash under *without*: the others identify the model just so, and the row is J of all instruments together, no test of the set.",
)

# %% tags=["remove-cell"]
p = sets.loc[sets["excluding_df"] > 0, "p"].dropna()  # the others are no tests of the set
chapter.say("n_rows", int(sets["p"].notna().sum()))
chapter.holds("one row is J of all instruments over again", sets["p"].notna().sum() == len(p) + 1)
chapter.say("n_sets", len(p))
chapter.say("n_sets_reject", int((p < 0.05).sum()))
chapter.say("lowest_set", p.min(), "{:.3f}")
chapter.say("level_set", sets.loc["gmm: level equation", "p"], "{:.3f}")
chapter.say("main_j", variants["main reading"].hansen.statistic, "{:.2f}")
chapter.say("main_df", variants["main reading"].hansen.df)
chapter.holds("some sets are rejected though all are valid", 0 < (p < 0.05).sum() < len(p))

# %% [markdown]
# In this one draw {glue:text}`n_sets_reject` of the {glue:text}`n_sets` sets that can be tested are rejected at 5 % (of {glue:text}`n_rows` rows; without the variables that stand for themselves nothing is left over to test), although all are valid: with tests that are not independent of each other, and a J of {glue:text}`main_j` on {glue:text}`main_df` degrees of freedom for all together (p {glue:text}`main_hansen`), one unlucky panel shows up in many rows. Whoever looked at this table first and dropped what it rejects would drop good instruments. The row to look at first is the one of the equation in levels, on which the effect of agglomeration rests: p {glue:text}`level_set`. The paper prints no such row.
#
# ## Corrected and uncorrected errors
#
# Are the standard errors right? {numref}`agglomeration-windmeijer` draws {glue:text}`draws_said` panels anew and sets beside each other how much the estimates *truly* vary and what the two formulas say, for the {glue:text}`main_instruments` instruments of the main reading and for all lags, collapsed.

# %% tags=["hide-input"]
cases = {"main reading": {}, "lags 2 and deeper": {"lags": "2 and deeper"}}
errors = {name: study.redrawn_errors(column, draws, seed, choice) for name, choice in cases.items()}
core = ["L.y", *column.core]
chapter.table(
    "windmeijer",
    tables.errors({name: one.loc[core] for name, one in errors.items()}, glossary),
    caption="True and estimated standard errors",
    note="True: standard deviation of the estimates over the draws, its Monte Carlo error in parentheses. Rejects: share of draws in which a test at 5 % rejects the planted value, with corrected and uncorrected errors.",
    track="semi_synthetic",
)

# %% tags=["remove-cell"]
chapter.say("draws_said", draws)
ratios = {
    name: one.loc[core, ["corrected", "uncorrected"]].div(one.loc[core, "sd"], axis=0).mean()
    for name, one in errors.items()
}
for key, name in {"few": "main reading", "many": "lags 2 and deeper"}.items():
    for kind in ("corrected", "uncorrected"):
        chapter.say(f"ratio_{key}_{kind}", 100 * ratios[name][kind], "{:.0f}")
        chapter.say(f"rejects_{key}_{kind}", 100 * errors[name].loc[core, f"rejects {kind}"].mean(), "{:.0f}")
chapter.holds(
    "uncorrected errors are too small with many instruments, corrected ones nearer",
    ratios["lags 2 and deeper"]["uncorrected"] < 0.9
    and abs(ratios["lags 2 and deeper"]["corrected"] - 1)
    < abs(ratios["lags 2 and deeper"]["uncorrected"] - 1),
)
chapter.holds(
    "the gap between the two grows with the instruments",
    ratios["lags 2 and deeper"]["corrected"] / ratios["lags 2 and deeper"]["uncorrected"]
    > ratios["main reading"]["corrected"] / ratios["main reading"]["uncorrected"],
)

# %% [markdown]
# With few instruments the uncorrected errors are {glue:text}`ratio_few_uncorrected` % of the true ones on average over the six coefficients, the corrected {glue:text}`ratio_few_corrected` %. With all lags it is {glue:text}`ratio_many_uncorrected` against {glue:text}`ratio_many_corrected` %, and tests at 5 % reject what is true in {glue:text}`rejects_many_uncorrected` % of the draws, corrected in {glue:text}`rejects_many_corrected` %. The correction {cite:p}`windmeijer2005finite` mends the errors, not the estimates: what remains above five is bias, since many weak instruments pull towards least squares. The paper does not say which errors it prints.
#
# ## More instruments
#
# {numref}`agglomeration-depth` follows the coefficient of productivity, which answers the shock of the year, as instruments are added.

# %% tags=["hide-input"]
by_depth = study.by_depth(frame, column)
fig, alt = plots.depth(by_depth, "ln_productivity", None if planted is None else planted["ln_productivity"])
chapter.figure(
    "depth",
    fig,
    caption="Productivity and Hansen's p by the number of instruments",
    alt=alt,
    note="Dashed: the number of cities. Table 1, column (1).",
)

# %% tags=["remove-cell"]
bias = {name: one.loc["ln_productivity", "bias"] for name, one in errors.items()}
chapter.say("bias_few", bias["main reading"], "{:.3f}")
chapter.say("bias_many", bias["lags 2 and deeper"], "{:.3f}")
chapter.say("bias_few_error", errors["main reading"].loc["ln_productivity", "sd"] / np.sqrt(draws), "{:.3f}")
chapter.say(
    "bias_many_error", errors["lags 2 and deeper"].loc["ln_productivity", "sd"] / np.sqrt(draws), "{:.3f}"
)
fresh = recovering.collected([chapters.exhibit("agglomeration/04_baseline", "bias_1")])
longer = recovering.biases(fresh).loc[("table_1", "(1)", "ln_productivity")]
chapter.say("bias_longer", longer["bias"], "{:.3f}")
chapter.say("bias_longer_error", longer["error"], "{:.3f}")
chapter.say(
    "bias_longer_percent_low", 100 * (longer["bias"] - 2 * longer["error"]) / longer["planted"], "{:.0f}"
)
chapter.say(
    "bias_longer_percent_high", 100 * (longer["bias"] + 2 * longer["error"]) / longer["planted"], "{:.0f}"
)
chapter.holds("the bias of the main reading is beyond chance over more draws", longer["z"] > 4)
chapter.holds(
    "the bias of productivity grows with the instruments",
    bias["lags 2 and deeper"] > 2 * abs(bias["main reading"]),
)
ordered = by_depth.sort_values("instruments")
steps = ordered["coef ln_productivity"].diff().dropna()
chapter.say("depth_steps", len(steps))
chapter.say("depth_falls", int((steps < 0).sum()))
chapter.say("depth_first", ordered["coef ln_productivity"].iloc[0], "{:.3f}")
chapter.say("depth_last", ordered["coef ln_productivity"].iloc[-1], "{:.3f}")
chapter.holds("productivity ends higher than it begins, not at every step",
              steps.sum() > 0 and 0 < (steps < 0).sum() < len(steps))  # fmt: skip
chapter.holds(
    "the interval shrinks",
    ordered["se ln_productivity"].iloc[-1] < 0.7 * ordered["se ln_productivity"].iloc[0],
)

# %% [markdown]
# The interval shrinks. The estimate of this one panel goes from {glue:text}`depth_first` with the fewest instruments to {glue:text}`depth_last` with the most, but falls in {glue:text}`depth_falls` of the {glue:text}`depth_steps` steps. Over the {glue:text}`draws_said` panels the bias of productivity is {glue:text}`bias_few` (Monte Carlo error {glue:text}`bias_few_error`) with the main reading and {glue:text}`bias_many` ({glue:text}`bias_many_error`) with all lags. {doc}`04_baseline`, on other draws, has {glue:text}`bias_longer` ({glue:text}`bias_longer_error`) for the main reading, by two Monte Carlo errors either way between {glue:text}`bias_longer_percent_low` and {glue:text}`bias_longer_percent_high` % of the coefficient; both numbers are uncertain. In the limit of as many instruments as observations two-stage least squares *is* least squares.
#
# Hansen's p does not warn. {numref}`agglomeration-power` shows why. On fresh panels it adds to the valid instruments one that is *not*: productivity for itself, as if it were exogenous. How often does the test find it?

# %% tags=["hide-input"]
power = study.hansen_by_depth(column, hansen_draws, seed)
fig, alt = plots.power(power, {"all": "all cities", "east": "the east"})
chapter.figure(
    "power",
    fig,
    caption="How often Hansen's test finds a bad instrument",
    alt=alt,
    note="Dashed: the number of cities. Dotted: 5 %, what a test should reject with valid instruments.",
    track="semi_synthetic",
)

# %% tags=["remove-cell"]
chapter.say("hansen_said", hansen_draws)
rates = power.set_index(["region", "set", "columns", "lags"])
collapsed, yearly = curves.LEVELS["columns"]
few = rates.loc[("all", study.INVALID, collapsed, "2")]
many = rates.loc[("all", study.INVALID, yearly, "2 and deeper")]
east_few = rates.loc[("east", study.INVALID, collapsed, "2")]
east_many = rates.loc[("east", study.INVALID, yearly, "2 and deeper")]
for key, one in {"few": few, "many": many, "east_few": east_few, "east_many": east_many}.items():
    chapter.say(f"power_{key}", 100 * one["rejects"], "{:.0f}")
    chapter.say(f"instruments_{key}", one["instruments"], "{:.0f}")
chapter.say("power_error", 100 * np.sqrt(few["rejects"] * (1 - few["rejects"]) / hansen_draws), "{:.0f}")
chapter.say("east_cities", int(east_few["units"]))
chapter.say("east_near", 100 * east_many["near one"], "{:.0f}")
chapter.holds("few instruments find it, many do not", few["rejects"] > 0.6 and many["rejects"] < 0.1)
chapter.holds("beyond the number of cities the p-value is near one whatever the instruments",
              rates.loc["east"].query("instruments > units")["near one"].min() > 0.95)  # fmt: skip

# %% [markdown]
# With {glue:text}`instruments_few` instruments in {glue:text}`power_few` % of {glue:text}`hansen_said` draws (Monte Carlo error {glue:text}`power_error`), with {glue:text}`instruments_many` in {glue:text}`power_many` %. In the east, with {glue:text}`east_cities` cities, {glue:text}`instruments_east_few` instruments find it in {glue:text}`power_east_few` % of the draws, {glue:text}`instruments_east_many` in {glue:text}`power_east_many` %, and p is above 0.99 in {glue:text}`east_near` %. With as many instruments as cities the weight matrix is as good as made of the residuals that it is to weigh, and J comes out the same whatever they are. *A high p is no evidence unless the number of instruments stands beside it.* The samples of tables 4 to 7 are of this size.
#
# There is a deeper limit. Hansen's test compares instruments with each other. {numref}`agglomeration-own-instrument` takes productivity for itself *instead of* its lags.

# %% tags=["hide-input"]
own = study.own_instrument(column, draws, seed)
chapter.table(
    "own_instrument",
    tables.own_instrument(own),
    caption="Productivity, by what instruments it",
    note="Main reading on fresh panels: mean coefficient of productivity, its Monte Carlo error in parentheses; share of draws in which Hansen's test rejects at 5 %.",
    track="semi_synthetic",
)

# %% tags=["remove-cell"]
alone, lags_only, too = own.loc["by itself"], own.loc["by its lags"], own.loc["by its lags and itself"]
chapter.say("own_mean", alone["mean"], "{:.3f}")
chapter.say("own_error", alone["error"], "{:.3f}")
chapter.say("own_planted", alone["planted"], "{:.3f}")
chapter.say("own_rejects", 100 * alone["rejects"], "{:.0f}")
chapter.say("own_lags_rejects", 100 * lags_only["rejects"], "{:.0f}")
chapter.say("own_too_rejects", 100 * too["rejects"], "{:.0f}")
chapter.say("own_df", alone["df"], "{:.0f}")
chapter.holds("by itself alone productivity is far off and the test is quiet",
              alone["mean"] - alone["planted"] > 20 * alone["error"] and alone["rejects"] < 0.1)  # fmt: skip
chapter.holds("beside its lags the test finds it", too["rejects"] > 0.6)

# %% [markdown]
# Its coefficient is {glue:text}`own_mean` on average (Monte Carlo error {glue:text}`own_error`) where {glue:text}`own_planted` is planted, and the test rejects in {glue:text}`own_rejects` % of the draws; with its lags beside it rejects in {glue:text}`own_too_rejects` %, with its lags alone, all valid, in {glue:text}`own_lags_rejects` %. It is not that all instruments share an error: {glue:text}`own_df` restrictions are left, and the other instruments are valid. But what told the test where productivity lies were its lags. Without them the coefficient goes where its one instrument puts it, and the others know too little of productivity to contradict. *The test cannot find an error in an instrument that alone identifies its coefficient.*
#
# ## The whole curve
#
# {numref}`agglomeration-curve` runs {glue:text}`n_curve` combinations: all of lags, columns, who is endogenous and transformation, with the other choices, uncorrected errors among them, changed one at a time {cite:p}`simonsohn2020specification`. {numref}`agglomeration-curve-terms` says for each core coefficient how far the estimates spread and how often the interval holds what was planted.

# %% tags=["hide-input"]
choices = curves.specifications(column, track)
table = grid.run(curves.evaluate, choices)
whole = table[table[grid.FAILED] == ""].reset_index(drop=True)
is_main = (whole[list(curves.MAIN)] == pd.Series(curves.MAIN)).all(axis=1)
lines = {
    "printed" if planted is None else "planted": column.planted["ln_agglomeration"]
    if planted is None
    else planted["ln_agglomeration"]
}
fresh = None if planted is None else curves.other_draw(column, "ln_agglomeration", seed)
fig, alt = plots.curve(
    curves.labelled(whole), "ln_agglomeration", curves.SHOWN, lines, is_main, curves.TESTED, fresh
)
chapter.figure(
    "curve",
    fig,
    caption="Specification curve of the effect of agglomeration",
    alt=alt,
    note="First panel: crosses are specifications with no *other* choice, on a second draw of exports and regressors. Second: instruments, with a dashed line at the number of cities. Third: test of the instruments of the equation in levels, given the others.",
)

# %% tags=["hide-input"]
spread = study.spread(whole, column, planted)
shown = spread.dropna(axis=1, how="all")
chapter.table(
    "curve_terms",
    tables.named(shown, glossary),
    caption="Estimates over the whole curve",
    formats={name: "{:.0f}" if name.endswith("%") else "{:.3f}" for name in shown},
    note="Significant: at 5 %. Holds it: share of the 95 % intervals that hold the planted value.",
)

# %% tags=["remove-cell"]
chapter.say("n_curve", len(whole))
flips = [term for term in spread.index if spread.loc[term, "lowest"] < 0 < spread.loc[term, "highest"]]
names = tables.named(spread, glossary).index[[term in flips for term in spread.index]]
chapter.say("unsure", " and ".join(name.lower() for name in names) or "none")
chapter.holds(
    "agglomeration and both products keep their sign, the lag and resilience do not",
    set(flips) == {"L.y", "ln_resilience"},
)
chapter.holds("no specification fails", len(whole) == len(table))
said = plots.verdict(whole)
chapter.say("n_pass", int((said == plots.PASSES).sum()))
chapter.say("n_reject", int((said == plots.REJECTS).sum()))
chapter.say("n_crowded", int((said == plots.CROWDED).sum()))
first = whole[whole["who"] == curves.FIRST]
chapter.say("first_pro", first["coef ln_productivity"].median(), "{:.3f}")
chapter.say(
    "rest_pro", whole.loc[whole["who"] == curves.ENDOGENOUS, "coef ln_productivity"].median(), "{:.3f}"
)
chapter.say(
    "rest_reject", 100 * (whole.loc[whole["who"] == curves.ENDOGENOUS, "hansen"] < 0.05).mean(), "{:.0f}"
)
chapter.say("first_reject", 100 * (first["hansen"] < 0.05).mean(), "{:.0f}")
chapter.holds("the wrong reading overstates productivity",
              first["coef ln_productivity"].median() > 1.5 * whole.loc[whole["who"] == curves.ENDOGENOUS, "coef ln_productivity"].median())  # fmt: skip
chapter.say("share_positive", 100 * (whole["coef ln_agglomeration"] > 0).mean(), "{:.0f}")
chapter.say("holds_agg", 100 if planted is None else spread.loc["ln_agglomeration", "holds it, %"], "{:.0f}")
above = whole["coef ln_agglomeration"] > (np.nan if planted is None else planted["ln_agglomeration"])
chapter.say("n_above", int(above.sum()))
chapter.holds("every estimate of agglomeration lies above what is planted", above.all())
other = whole["coef ln_agglomeration"].iloc[:0] if fresh is None else fresh  # none where nothing is drawn
same = whole.loc[other.index, "coef ln_agglomeration"]
beyond = other > (np.nan if planted is None else planted["ln_agglomeration"])
chapter.say("n_fresh", len(other))
chapter.say("n_above_fresh", int(beyond.sum()))
for key, one in {"fresh": other, "same": same}.items():
    chapter.say(f"middle_{key}", one.median(), "{:.2f}")
    chapter.say(f"width_{key}", one.max() - one.min(), "{:.2f}")
order = other.corr(same, method="spearman")
chapter.say("order", order, "{:.2f}")
chapter.holds("a second draw lies elsewhere, on both sides of the truth, and hardly in the same order",
              0.2 < beyond.mean() < 0.8 and order < 0.5)  # fmt: skip
ranges = spread["highest"] - spread["lowest"]
in_print = record.ranges()
for key, term in {"resilience": "agglomeration_x_resilience", "productivity": record.PRODUCTIVITY}.items():
    chapter.say(f"range_{key}", ranges[term], "{:.2f}")
    chapter.say(f"print_low_{key}", in_print.loc[term].min(), "{:.2f}")
    chapter.say(f"print_high_{key}", in_print.loc[term].max(), "{:.2f}")
    chapter.holds("the products move less than they do between printed columns",
                  ranges[term] < in_print.loc[term].min())  # fmt: skip
chapter.say("range_main", ranges["ln_productivity"], "{:.2f}")
chapter.say("print_high_main", in_print.loc["ln_productivity"].max(), "{:.2f}")
chapter.holds("productivity moves more than it does between printed columns",
              ranges["ln_productivity"] > in_print.loc["ln_productivity"].max())  # fmt: skip

# %% tags=["remove-cell"]
rejected, valid, alone = whole["level"] < 0.05, whole["who"] != curves.FIRST, whole["lags"] == "2"
chapter.say("n_level", int(rejected.sum()))
chapter.say("n_level_pass", int((rejected & (said == plots.PASSES)).sum()))
chapter.say("n_level_alone", int((rejected & alone).sum()))
chapter.say("n_level_none", int(whole["level"].isna().sum()))
for key, rows in {"valid": valid, "first": ~valid}.items():
    chapter.say(f"n_level_{key}", int((rejected & rows).sum()))
    chapter.say(f"n_{key}", int(rows.sum()))
chapter.holds("nearly all rejections of the levels are with the second lag alone",
              (rejected & alone).sum() >= 0.9 * rejected.sum() > 0)  # fmt: skip
chapter.holds("the test of the levels rejects right readings and misses most wrong ones",
              rejected[valid].any() and rejected[~valid].mean() < 0.25)  # fmt: skip
pairs = curves.with_and_without(whole, "ln_agglomeration")
kept = pairs["uncorrected"] / pairs["corrected"]
chapter.say("n_pairs", len(pairs))
chapter.say("n_smaller", int((kept < 1).sum()))
chapter.say("kept_mean", 100 * kept.mean(), "{:.0f}")
chapter.say("kept_least", 100 * kept.min(), "{:.0f}")
off = np.nan if planted is None else (pairs["coef"] - planted["ln_agglomeration"]).abs()
inside = {kind: np.mean(off < 1.96 * pairs[kind]) for kind in ("corrected", "uncorrected")}
for kind, share in inside.items():
    chapter.say(f"inside_{kind}", np.nan if planted is None else 100 * share, "{:.0f}")
chapter.holds("uncorrected errors are mostly smaller and their intervals hold the truth less often",
              (kept < 1).mean() > 0.9 and kept.mean() < 0.8 and inside["uncorrected"] < inside["corrected"])  # fmt: skip

# %% [markdown]
# By the test alone, {glue:text}`n_pass` specifications pass, {glue:text}`n_reject` are rejected, and {glue:text}`n_crowded` have more instruments than cities, so that the test says nothing. Taking the core by its first lag, which is wrong here, has a median coefficient of {glue:text}`first_pro` on productivity against {glue:text}`rest_pro` with the right reading, and Hansen's test rejects it in {glue:text}`first_reject` % of the cases, the right one in {glue:text}`rest_reject` %.
#
# Difference-in-Hansen rejects the instruments of the equation in levels in {glue:text}`n_level` specifications, of which {glue:text}`n_level_pass` pass Hansen's test of all of them; in {glue:text}`n_level_none` there is no such test. It rejects {glue:text}`n_level_valid` of the {glue:text}`n_valid` specifications in which these instruments are valid, in this one draw, and only {glue:text}`n_level_first` of the {glue:text}`n_first` with the core by its first lag, whose changes of the same year answer the shock and are *no* instruments. {glue:text}`n_level_alone` of the {glue:text}`n_level` rejections are with the second lag alone: deeper lags add degrees of freedom, and the test goes quiet.
#
# Without the correction {glue:text}`n_smaller` of the same {glue:text}`n_pairs` estimates of agglomeration have a smaller standard error, {glue:text}`kept_mean` % of the corrected one on average over all and {glue:text}`kept_least` % at the least, and {glue:text}`inside_uncorrected` % of the intervals hold the planted value instead of {glue:text}`inside_corrected` %.
#
# The sign of agglomeration is the same in {glue:text}`share_positive` % of the curve, and {glue:text}`holds_agg` % of the intervals hold the planted value. But {glue:text}`n_above` of the {glue:text}`n_curve` estimates of agglomeration lie above what was planted, for all are made from *one* draw of the exports. On a second draw (crosses in {numref}`agglomeration-curve`) the {glue:text}`n_fresh` specifications with none of the other choices have a median of {glue:text}`middle_fresh` instead of {glue:text}`middle_same`, and {glue:text}`n_above_fresh` of them lie above; they spread by {glue:text}`width_fresh` and {glue:text}`width_same`, and the two orders have a rank correlation of {glue:text}`order` only. A curve shows what choices do, not how far all of them together are off.
#
# So on data like these the signs of agglomeration and of both products survive the search; those of {glue:text}`unsure` do not. Of the *sizes* the products are the steadiest. They move by {glue:text}`range_resilience` (with resilience) and {glue:text}`range_productivity` (with productivity) over the curve, less than the printed ones do between the three columns of a table, where the range is {glue:text}`print_low_resilience` to {glue:text}`print_high_resilience` and {glue:text}`print_low_productivity` to {glue:text}`print_high_productivity`. The coefficient of productivity itself moves by {glue:text}`range_main`, more than in any table ({glue:text}`print_high_main` at most). Whether its data are like these, only their owners can see: in print there is nothing to tell.
#
# ## Exercises
#
# :::{admonition} Exercise 1: break Hansen's test
# :class: exercise
# Take the cities of the east only. Estimate table 1, column (1), with productivity *added to the instruments as exogenous*, which is wrong here: `study.with_invalid(curves.reading(column, choice))`. Choose lags and columns so that Hansen's p is above 0.99. Then choose them so that it is as low as you can get it. Which of the two would you have published?
# :::

# %% tags=["hide-cell"]
east = frame[panel.loc[frame.index, "region"] == "east"]
broken = {}
for lags, columns in study.DEPTHS:
    spec = study.with_invalid(curves.reading(column, {"lags": lags, "columns": columns}))
    result = gmm.estimate(east, spec, "city_code", "year")
    broken[f"{lags}, {columns}"] = {
        "instruments": result.instruments,
        "Hansen's p": result.hansen.p,
        "productivity": result.params["ln_productivity"],
        "s.e.": result.std_errors["ln_productivity"],
        "warnings": len(result.warnings),
    }
broken = pd.DataFrame(broken).T.rename_axis("lags, columns")
chapter.table(
    "break_exercise",
    broken,
    caption="Hansen's test in the east, with a bad instrument",
    formats={"instruments": "{:.0f}", "warnings": "{:.0f}"}
    | dict.fromkeys(("Hansen's p", "productivity", "s.e."), "{:.3f}"),
)

# %% tags=["remove-cell"]
chapter.say("broken_high", broken["Hansen's p"].max(), "{:.3f}")
chapter.say("broken_low", broken["Hansen's p"].min(), "{:.3f}")
by_number = broken.sort_values("instruments")
above = by_number["Hansen's p"] > by_number["Hansen's p"].iloc[0]
chapter.say("broken_from", by_number.loc[above, "instruments"].min(), "{:.0f}")
chapter.holds("p is higher than with the fewest instruments from one number on, which is not the second",
              above.iloc[-1] and not above.iloc[1] and above.iloc[1:].is_monotonic_increasing)  # fmt: skip
chapter.say("broken_pro_low", broken["productivity"].min(), "{:.3f}")
chapter.say("broken_pro_high", broken["productivity"].max(), "{:.3f}")
chapter.say("pro_planted", np.nan if planted is None else planted["ln_productivity"], "{:.3f}")
crowded = broken[broken["instruments"] > east["city_code"].nunique()]
chapter.holds("p is near one with more instruments than cities, and the result warns",
              crowded["Hansen's p"].iloc[1:].min() > 0.99 and crowded["warnings"].min() >= 1)  # fmt: skip
chapter.holds(
    "every estimate of productivity is far too large",
    broken["productivity"].min() > 2 * column.planted["ln_productivity"],
)

# %% [markdown]
# :::{dropdown} Solution
# {numref}`agglomeration-break-exercise`: p runs from {glue:text}`broken_low` to {glue:text}`broken_high`. It is higher with many instruments than with few (from {glue:text}`broken_from` on above that of the fewest, though not at once), and the bad one is among them in every row. All the while productivity has a coefficient between {glue:text}`broken_pro_low` and {glue:text}`broken_pro_high` instead of {glue:text}`pro_planted`. The results with more instruments than cities carry warnings (`result.warnings`); in print there would be none. A perfect p-value is the alarm.
# :::
#
# :::{admonition} Exercise 2: shocks that last
# :class: exercise
# Let the shocks be correlated over time, `synthetic.draw(seed=..., exhibits=("table_1",), serial=0.5)` from `lib.panels.agglomeration_synthetic`. The second lag is then no valid instrument. What do AR(2) and Hansen's test say, and what becomes of the coefficient of the lag?
# :::

# %% tags=["hide-cell"]
serial = study.serial_shocks(column, hansen_draws, seed, (0.0, 0.5))
chapter.table(
    "serial_exercise",
    serial,
    caption="Main reading with shocks that last",
    formats=dict.fromkeys(serial.columns, "{:.3f}")
    | {"AR(2) rejects, %": "{:.0f}", "Hansen rejects, %": "{:.0f}"},
    track="semi_synthetic",
)

# %% tags=["remove-cell"]
lasting = serial.loc[0.5]
chapter.say("serial_lag", lasting["lag, mean"], "{:.3f}")
chapter.say("serial_error", lasting["error of the mean"], "{:.3f}")
chapter.say("serial_planted", column.planted[LAG], "{:.3f}")
chapter.say("serial_ar2", lasting["AR(2) rejects, %"], "{:.0f}")
chapter.say("serial_hansen", lasting["Hansen rejects, %"], "{:.0f}")
chapter.holds("the lag takes up the correlation, and the tests mostly pass",
              lasting["lag, mean"] > column.planted[LAG] + 0.2
              and max(lasting["AR(2) rejects, %"], lasting["Hansen rejects, %"]) < 50)  # fmt: skip

# %% [markdown]
# :::{dropdown} Solution
# The lag takes up the correlation: its coefficient is {glue:text}`serial_lag` on average (Monte Carlo error {glue:text}`serial_error`), where {glue:text}`serial_planted` is planted ({numref}`agglomeration-serial-exercise`). With this much of it explained away, AR(2) rejects in {glue:text}`serial_ar2` % and Hansen in {glue:text}`serial_hansen` % of the draws. Shocks that last and a true lag look alike; to tell them apart takes a second lag of the outcome and of the regressors in the model, and more years than nine.
# :::
