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
# # Large, medium and small cities
#
# Tables 4 and 5 of the paper {cite:p}`agglomeration_exports` split the cities by size and find that both channels are strongest in large cities, for the number of products in medium ones. Are the classes different, or do their estimates only look so?
#
# :::{admonition} Kind of result
# :class: note
# Track `semi_synthetic`: real cities and population, drawn outcomes with the printed coefficients of each class planted, an outcome of its own for each table ({doc}`03_data_model`). What is said of *printed* numbers below needs no data and holds on every track.
# :::

# %% tags=["parameters"]
track = "semi_synthetic"
seed = 2017
draws = 100  # of the panel, for the recovery
normal = 20000  # draws of the printed estimates, for the order of the classes

# %% tags=["hide-input"]
import numpy as np

from lib import audit, panels
from lib.exhibits import Chapter
from lib.exhibits import agglomeration_plots as plots
from lib.exhibits import agglomeration_results as tables
from lib.panels.agglomeration_columns import printed_columns
from lib.studies import agglomeration as study
from lib.studies import agglomeration_classes as classes
from lib.studies import agglomeration_effects as effects
from lib.studies import agglomeration_printed as record
from lib.studies import agglomeration_recovery as recovering
from lib.studies import agglomeration_samples as samples

chapter = Chapter(
    "agglomeration/06_size",
    track=track,
    home="semi_synthetic",
    varied=(seed, draws, normal) != (2017, 100, 20000),
)
panel = panels.load("agglomeration", track)
printed, sizes = record.estimates(), record.sizes()
planted = recovering.planted(track)
findings = {one.id for one in audit.audit("agglomeration")}

# %% [markdown]
# ## Tables 4 and 5
#
# {numref}`agglomeration-table-4` has export value, {numref}`agglomeration-table-5` the number of products and {numref}`agglomeration-table-5-destinations` that of destinations, each by size; {numref}`agglomeration-tests-by-size` has what stands below.

# %% tags=["hide-input"]
columns_4 = printed_columns("table_4")
names_4 = study.names(columns_4)
found_4 = study.estimate_all(panel, columns_4)
rows_4 = study.tidy(found_4, track)
chapter.table(
    "table_4",
    tables.side_by_side(
        printed, study.estimates(found_4), names_4, tables.coefficient_verdicts(rows_4, track)
    ),
    caption="Export value by size of city",
    tidy=rows_4,
    original="Table 4",
    note="In parentheses standard errors, ours two-step with Windmeijer's correction; \\* 10 %, \\*\\* 5 %, \\*\\*\\* 1 %. Large, medium, small: 大城市, 中等城市, 小城市.",
)

# %% tags=["hide-input"]
columns_5 = printed_columns("table_5")
varieties, destinations = columns_5[:3], columns_5[3:]
found_5 = study.estimate_all(panel, columns_5)
rows_5 = study.tidy(found_5, track)
ours_5, judged_5 = study.estimates(found_5), tables.coefficient_verdicts(rows_5, track)
chapter.table(
    "table_5",
    tables.side_by_side(printed, ours_5, study.names(varieties), judged_5),
    caption="Number of products by size of city",
    tidy=rows_5,
    original="Table 5",
    note="As table 4.",
)

# %% tags=["hide-input"]
chapter.table(
    "table_5_destinations",
    tables.side_by_side(printed, ours_5, study.names(destinations), judged_5),
    caption="Number of destinations by size of city",
    original="Table 5",
    note="As table 4.",
)

# %% tags=["hide-input"]
found = found_4 | found_5
below, beside = study.tests(found), study.comparison(found, planted)
chapter.table(
    "tests_by_size",
    tables.tests(sizes, below, study.names(found), study.shares(planted)),
    caption="Tables 4 and 5, observations and tests",
)

# %% tags=["remove-cell"]
off = beside["off"].abs()
chapter.say("draws", draws)
chapter.say("n_coefficients", len(off))
chapter.say("n_inside", int((off < 1.96).sum()))
chapter.say("furthest", off.max(), "{:.1f}")
worst = off.idxmax()
chapter.say("furthest_term", tables.term(worst[2]))
chapter.say("furthest_column", study.names(found)[worst[:2]])
printed_n = sizes["n"].loc["table_4"]
members = sizes["n_units"].loc["table_4"]
chapter.say("n_sum", int(printed_n.sum()), "{:,}")
chapter.say("members", int(members.sum()))
chapter.say("cities", int(sizes["n_units"]["table_1", "(1)"]))
chapter.holds("the classes add up to the whole", printed_n.sum() == sizes["n"]["table_1", "(1)"])
lost = samples.lost_lags(panel, columns_4)
chapter.say("rows_in_class", int(lost["city-years"].sum()), "{:,}")
chapter.say("lost_moving", int(lost["moved"].sum()))
chapter.say("instruments", int(below["instruments"].max()))
chapter.say("fewest_cities", int(below["n_units"].min()))
for name in (
    "partition-sum:table-1-table-4-units-ambiguity",
    "ranking-not-distinguishable:table-4",
    "ranking-not-distinguishable:table-5",
    "text-against-table:t4-main",
    "text-against-table:t5-varieties-trend-order",
    "pooled-outside-parts:table-1-table-4",
    "pooled-outside-parts:table-1-table-5",
):
    chapter.holds(f"the audit still finds {name}", name in findings)

# %% [markdown]
# Of the {glue:text}`n_coefficients` coefficients of both tables {glue:text}`n_inside` lie within 1.96 of their standard errors of what was planted, the furthest at {glue:text}`furthest` ({glue:text}`furthest_term` in column {glue:text}`furthest_column`). That is too far for chance with a right standard error. Over the draws of the section on recovery this estimate has a standard deviation of {glue:text}`far_sd`, a mean standard error of {glue:text}`far_mean_se` and a bias of {glue:text}`far_bias`, and its 95 % interval holds what was planted in {glue:text}`far_covered` % of the draws; on this panel the standard error came out as {glue:text}`far_se`. So a draw off by an ordinary amount, an estimator that is biased in this sample, and a standard error on its low side came together.
#
# **Cities change class.** The observations of the classes add up to {glue:text}`n_sum`, the cities do not: {glue:text}`members` memberships for {glue:text}`cities` cities ({ref}`finding <finding-agglomeration-partition-sum-table-1-table-4-units-ambiguity>`). A city that grows out of its class leaves it, and the first year in the new one has no lag there, if the sample is split before lags are taken; of the {glue:text}`rows_in_class` city-years of our classes {glue:text}`lost_moving` lose their lag so ({numref}`agglomeration-lags-by-size`). And membership is decided by the regressor itself: size *is* agglomeration. Splitting by a regressor does not bias by itself, but agglomeration is instrumented because it is endogenous, and then a class is a sample chosen by the error.

# %% tags=["hide-input"]
chapter.table(
    "lags_by_size",
    lost,
    caption="City-years with and without a lag",
    note="Moved: the city was in another class the year before. Entered: it was not in the panel.",
)

# %% [markdown]
# ## Who exports
#
# The introduction has large cities as the main force of trade, from other works. {numref}`agglomeration-context` has the shares of exports by size and by region; of drawn exports, since there are no other. How concentrated exports are is decided by how far their logarithm varies, which the paper does not print and the draw cannot know. So the table has the same draw at several standard deviations: at {glue:text}`share_first` large cities have {glue:text}`large_first` % of exports, at {glue:text}`share_last` {glue:text}`large_last` %. *No share here says anything of China's cities.*

# %% tags=["hide-input"]
shares = samples.export_shares(panel)
by_spread = samples.shares_by_spread(panel, effects.spreads(panel, track))
chapter.table(
    "context",
    by_spread.rename(columns="s.d. {:.3g}".format),
    caption="Shares of exports by size and region, %",
    tidy=samples.share_rows(shares, track),
    formats="{:.1f}",
    note="By the standard deviation of the logarithm of export value. The file behind the table has the panel's own.",
)

# %% tags=["remove-cell"]
chapter.say("share_first", by_spread.columns[0], "{:.3g}")
chapter.say("share_last", by_spread.columns[-1], "{:.3g}")
chapter.say("large_first", by_spread.loc["by size: large"].iloc[0], "{:.0f}")
chapter.say("large_last", by_spread.loc["by size: large"].iloc[-1], "{:.0f}")

# %% [markdown]
# ## Is the order of the classes there?
#
# The conclusion orders the classes: large over medium over small for value and destinations, medium over large over small for the number of products. {numref}`agglomeration-by-size` has the coefficients of both products, {numref}`agglomeration-equality-by-size` tests on the *printed* numbers whether the three classes differ at all, {numref}`agglomeration-steps-by-size` step by step.

# %% tags=["hide-input"]
fig, alt = plots.classes(
    study.by_class(beside, classes.SIZES),
    {"resilience": "with resilience", "productivity": "with productivity"},
)
chapter.figure(
    "by_size",
    fig,
    caption="Products with agglomeration by size of city",
    alt=alt,
    printed=True,
)

# %% tags=["hide-input"]
equal = classes.equality(classes.SIZES)
again = classes.order_again(classes.SIZES, normal, seed)
chapter.table(
    "equality_by_size",
    tables.equality(equal, again),
    caption="Do the printed classes differ?",
    track="public",
    note="Printed coefficients and standard errors, taken as independent between the classes. In parentheses p adjusted for all tests of the table by Holm's method. Again: how often the order would come back in new estimates, were the printed ones the truth.",
    data=[record.FILE],
)

# %% tags=["hide-input"]
steps = classes.steps(classes.SIZES)
chapter.table(
    "steps_by_size",
    tables.steps(steps),
    caption="The claimed order, step by step",
    track="public",
    note="Differences of printed coefficients; p two-sided.",
    data=[record.FILE],
)

# %% tags=["remove-cell"]
chapter.say("n_steps", len(steps))
chapter.say("n_significant", int((steps["p"] < 0.1).sum()))
chapter.say("n_equal", int((equal["p"] > 0.1).sum()))
chapter.say("n_tests", len(equal))
chapter.say("again_low", 100 * again["share"].min(), "{:.0f}")
chapter.say("again_high", 100 * again["share"].max(), "{:.0f}")
chapter.say("p_value", equal["p"]["value", "productivity"], "{:.3f}")
chapter.say("p_destinations", equal["p"]["destinations", "resilience"], "{:.3f}")
chapter.say("holm_least", equal["holm"].min(), "{:.2f}")
chapter.holds(
    "the two are productivity on value, the smallest, and resilience on destinations",
    set(equal.index[equal["p"] < 0.1]) == {("value", "productivity"), ("destinations", "resilience")}
    and equal["p"].idxmin() == ("value", "productivity"),
)
chapter.holds("adjusted for their number no test of equality rejects at 10 %", equal["holm"].min() > 0.1)
chapter.holds("classes of size share cities", members.sum() > sizes["n_units"]["table_1", "(1)"])
chapter.say("p_varieties", equal["p"]["varieties", "productivity"], "{:.2f}")
chapter.holds("the printed coefficients stand in the claimed order", equal["holds"].all())
chapter.holds("two of twelve steps are significant", (steps["p"] < 0.1).sum() == 2 and len(steps) == 12)
chapter.holds(
    "two of six tests of equality reject at 10 %", (equal["p"] < 0.1).sum() == 2 and len(equal) == 6
)
outside = samples.outside_parts("table_1", ("table_4", "table_5"))
chapter.say("n_outside", int(outside["outside"].sum()))
chapter.say("n_pooled", int(outside["terms"].sum()))

# %% [markdown]
# The printed coefficients do stand in the claimed order, all of them. But of the {glue:text}`n_steps` steps of the order {glue:text}`n_significant` are significant at 10 %, and in {glue:text}`n_equal` of {glue:text}`n_tests` tests equality of all three classes is not rejected ({ref}`finding <finding-agglomeration-ranking-not-distinguishable-table-4>`, {ref}`finding <finding-agglomeration-ranking-not-distinguishable-table-5>`). Two reject at 10 %: that for the product with productivity on export value ($p$ {glue:text}`p_value`) and that for the product with resilience on destinations ({glue:text}`p_destinations`). But they are the smallest of {glue:text}`n_tests`; adjusted for that number by Holm's method the least $p$ is {glue:text}`holm_least`, and none rejects. The special place of medium cities for the number of products, which the conclusion makes a finding of, is not even among the two: there equality has a $p$ of {glue:text}`p_varieties` for productivity. All these tests take the classes as independent, which they are not quite, since they share cities ({glue:text}`members` memberships of {glue:text}`cities` cities); what that changes cannot be had from the print (exercise 2). Were the printed estimates the truth, new estimates with the same errors would show the claimed order in {glue:text}`again_low` to {glue:text}`again_high` % of cases.
#
# The text says besides that agglomeration, resilience and productivity are significant in cities of every size; the table has resilience in small cities without a star ({ref}`finding <finding-agglomeration-text-against-table-t4-main>`).
#
# On the number of products the text says two things. Its paragraph on table 5 has every regressor, both products among them, follow the same trend as in table 4, and for table 4 it has just ordered both from large to small; its summary and its conclusion then put medium cities first, as the table does ({ref}`finding <finding-agglomeration-text-against-table-t5-varieties-trend-order>`). Either "trend" means the sign and no more, or the first sentence is wrong.
#
# **The whole and its parts.** {glue:text}`n_outside` of the {glue:text}`n_pooled` coefficients of table 1 lie outside the range of the three classes ({ref}`finding <finding-agglomeration-pooled-outside-parts-table-1-table-4>`, {ref}`finding <finding-agglomeration-pooled-outside-parts-table-1-table-5>`). This is possible, because the whole also compares cities of different classes with each other, but it means that table 1 is no average of tables 4 and 5.

# %% [markdown]
# ## Recovery
#
# {numref}`agglomeration-recovery-4-5` has the core terms over {glue:text}`draws` draws of the panel; the file behind it has all terms. The lag comes back too small, as in {doc}`04_baseline`, on average over the columns by {glue:text}`bias_lag` standard deviations of the estimate; resilience and productivity come back too large, by {glue:text}`bias_resilience` and {glue:text}`bias_productivity` on average, though not in every column. At worst, in column {glue:text}`worst_productivity`, productivity is {glue:text}`part_productivity` % too large; its 95 % intervals hold what was planted in {glue:text}`covered_productivity` % of the draws at least. What sets the classes apart is how little is left of agglomeration within them: in medium cities the estimates of the product with resilience spread over the draws with a standard deviation of {glue:text}`spread_medium`, where the paper prints a standard error of {glue:text}`printed_medium`. The population of this panel is real, and the limits of the classes are those that give the printed numbers of observations, so that this asks for an explanation. Within the class of medium cities the logarithm of population varies {glue:text}`sd_medium` times as much as in all cities, and from the smallest to the largest by {glue:text}`range_medium` standard deviations of the whole, the unit of the coefficient. An estimate per such unit has to be vague. The small printed errors are at odds with this, unless the variables were standardised within the classes (exercise 1).

# %% tags=["hide-input"]
recovered = recovering.recovery(found, [*columns_4, *columns_5], track, draws, seed)
chapter.table(
    "recovery_4_5",
    tables.recovery(recovered, tables.CORE, study.names(found)),
    caption="Planted and recovered, tables 4 and 5",
    tidy=recovering.rows(recovered, "recovery_4_5"),
    note="Mean of the draws with its Monte Carlo error, their standard deviation, mean standard error, share of 95 % intervals that hold what was planted.",
)

# %% tags=["remove-cell"]
far = dict.fromkeys(
    ("mc_sd", "mean_se", "mc_mean", "planted", "covered", "estimated", "estimated_se"), np.nan
)
far = far if recovered is None else recovered.loc[worst]
chapter.say("far_sd", far["mc_sd"], "{:.3f}")
chapter.say("far_mean_se", far["mean_se"], "{:.3f}")
chapter.say("far_bias", far["mc_mean"] - far["planted"], "{:+.3f}")
chapter.say("far_covered", 100 * far["covered"], "{:.0f}")
chapter.say("far_se", far["estimated_se"], "{:.3f}")
chapter.holds("the furthest estimate has a small standard error and a bias of its sign",
              far["estimated_se"] < 0.7 * far["mean_se"]
              and (far["estimated"] - far["planted"]) * (far["mc_mean"] - far["planted"]) > 0)  # fmt: skip
if recovered is not None:
    bias = recovering.biases(recovered)
    units = bias["units"].unstack("term")
    chapter.say("bias_lag", -units["lag_outcome"].mean(), "{:.2f}")
    chapter.say("bias_resilience", units["ln_resilience"].mean(), "{:.2f}")
    chapter.say("bias_productivity", units["ln_productivity"].mean(), "{:.2f}")
    part = bias["part"].xs("ln_productivity", level="term")
    chapter.say("worst_productivity", study.names(found)[part.idxmax()])
    chapter.say("part_productivity", 100 * part.max(), "{:.0f}")
    least = recovered["covered"].xs("ln_productivity", level="term").min()
    chapter.say("covered_productivity", 100 * least, "{:.0f}")
    chapter.holds("the lag is too small in every column", units["lag_outcome"].max() < 0)
    for name in ("ln_resilience", "ln_productivity"):
        chapter.holds(f"{name} is too large on average, not in every column",
                      units[name].mean() > 0.1 and units[name].min() < 0)  # fmt: skip
    medium = ("table_4", "(2)", "agglomeration_x_resilience")
    chapter.say("spread_medium", recovered.loc[medium, "mc_sd"], "{:.2f}")
    chapter.say("printed_medium", printed.loc[medium, "printed_se"])
    chapter.say("range_medium", np.ptp(columns_4[1].frame(panel)["ln_agglomeration"]), "{:.1f}")
    chapter.holds("the spread is several times the printed error",
                  recovered.loc[medium, "mc_sd"] > 3 * printed.loc[medium, "se"])  # fmt: skip

# %% [markdown]
# ## Exercises
#
# :::{admonition} Exercise 1: standardised where?
# :class: exercise
# The paper standardises "all variables". On the whole sample, or on each class? Take standard deviations of each class as units and estimate table 4 again (`samples.within_class(panel, columns_4)`, where `samples` is `lib.studies.agglomeration_samples`). Can coefficients be compared between classes then?
# :::
#
# :::{dropdown} Solution
# {numref}`agglomeration-standardised-within` has both. Within the class of large cities agglomeration varies with a standard deviation of {glue:text}`sd_large` times that of all cities, in medium ones {glue:text}`sd_medium`, so that one standard deviation is another number of people in each class. The same effect per log point then shows as different coefficients: the estimate of agglomeration in medium cities goes from {glue:text}`b_whole` to {glue:text}`b_within`, and its standard error with it. (The class's means are left alone here: in a system GMM with collapsed instruments centring anew would change the instruments, too.) An order of classes by coefficients that are standardised within them is an order of spreads as well. The paper speaks of one standardisation before the estimation, which is why we read it as on the whole sample.
# :::

# %% tags=["hide-cell"]
within = samples.within_class(panel, columns_4)
chapter.say("sd_large", within.loc[("large", "ln_agglomeration"), "s.d. within"], "{:.2f}")
chapter.say("sd_medium", within.loc[("medium", "ln_agglomeration"), "s.d. within"], "{:.2f}")
chapter.say("b_whole", within.loc[("medium", "ln_agglomeration"), "whole sample"], "{:.3f}")
chapter.say("b_within", within.loc[("medium", "ln_agglomeration"), "within the class"], "{:.3f}")
chapter.table(
    "standardised_within",
    within.rename(index=tables.term, level="term"),
    caption="Table 4, units of the whole or the class",
    formats="{:.3f}",
)

# %% [markdown]
# :::{admonition} Exercise 2: one regression for three classes
# :class: exercise
# How would you test the order in one regression in place of three? What do you gain?
# :::
#
# :::{dropdown} Solution
# Interact every regressor, and every instrument, with the class, and test that the products of $a\,r$ with the class have the same coefficient. The coefficients are those of the three regressions, if instruments and weights are block by block; the gain is their joint covariance, which allows for cities that are in two classes, so that the test needs no independence. A second gain is thrift: if only the coefficients of interest differ by class and the controls do not, there are fewer parameters, and with {glue:text}`fewest_cities` cities in the smallest class and {glue:text}`instruments` instruments this matters.
# :::
