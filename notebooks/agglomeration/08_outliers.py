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
# # Outliers, and what cutting them does
#
# For its last robustness check the paper {cite:p}`agglomeration_exports` leaves out the city-years with the smallest and the largest exports and finds "the same" (table 8). This chapter runs table 8 and shows in the simulated panel what such a cut does. Cutting by the dependent variable biases every coefficient; but how much of that is *seen* rests on a choice that the paper does not state, whether variables are standardised before the cut or after it.
#
# :::{admonition} Kind of result
# :class: note
# Track `semi_synthetic`: real cities and population, drawn outcomes with the printed coefficients planted, an outcome of its own for table 8 ({doc}`03_data_model`). A check of the code and an illustration of the methods, no evidence on the paper.
# :::

# %% tags=["parameters"]
track = "semi_synthetic"
seed = 2017
draws = 100  # of the panel, for the simulations

# %% tags=["hide-input"]
import pandas as pd

from lib import panels
from lib.exhibits import Chapter
from lib.exhibits import agglomeration_plots as plots
from lib.exhibits import agglomeration_results as tables
from lib.panels.agglomeration_columns import printed_columns
from lib.studies import agglomeration as study
from lib.studies import agglomeration_printed as record
from lib.studies import agglomeration_recovery as recovering
from lib.studies import agglomeration_samples as samples

chapter = Chapter(
    "agglomeration/08_outliers", track=track, home="semi_synthetic", varied=(seed, draws) != (2017, 100)
)
panel = panels.load("agglomeration", track)
printed, sizes = record.estimates(), record.sizes()
columns = printed_columns("table_8")
names = study.names(columns)
planted = recovering.planted(track)

# %% [markdown]
# ## Table 8
#
# City-years below the 10th and above the 90th percentile of export value are left out, for all three outcomes ({numref}`agglomeration-table-8`, {numref}`agglomeration-effects-8`, {numref}`agglomeration-table-8-tests`).

# %% tags=["hide-input"]
found = study.estimate_all(panel, columns)
rows = study.tidy(found, track)
chapter.table(
    "table_8",
    tables.side_by_side(printed, study.estimates(found), names, tables.coefficient_verdicts(rows, track)),
    caption="Without the tails of export value",
    tidy=rows,
    original="Table 8",
    note="In parentheses standard errors, ours two-step with Windmeijer's correction; \\* 10 %, \\*\\* 5 %, \\*\\*\\* 1 %.",
)

# %% tags=["hide-input"]
beside = study.comparison(found, planted)
fig, alt = plots.coefficients(beside, names)
chapter.figure(
    "effects_8",
    fig,
    caption="Table 8, printed and estimated",
    alt=alt,
    printed=True,
)

# %% tags=["hide-input"]
below = study.tests(found)
chapter.table(
    "table_8_tests",
    tables.tests(sizes, below, names, study.shares(planted)),
    caption="Table 8, observations and tests",
    note="Planted: part of the printed coefficients of the regressors; they hold before the tails are cut.",
)

# %% tags=["remove-cell"]
whole, trimmed = int(sizes["n"]["table_1", "(1)"]), int(sizes["n"]["table_8", "(1)"])
low, high = record.stated("design-low-percentile"), record.stated("design-high-percentile")
chapter.say("n_whole", whole, "{:,}")
chapter.say("n_trimmed", trimmed, "{:,}")
chapter.say("share_left", 100 * trimmed / whole, "{:.2f}")
chapter.say("share_meant", high - low, "{:.0f}")
chapter.say("n_ours", len(columns[0].frame(panel)), "{:,}")
chapter.say("n_used", int(below["n"].iloc[0]), "{:,}")
chapter.holds(
    "the printed sample is the share between the percentiles", abs(trimmed - whole * (high - low) / 100) < 3
)
lost = samples.lost_lags(panel, columns[:1]).iloc[0]
chapter.say("lost_cut", int(lost["moved"]), "{:,}")
chapter.say("n_coefficients", len(beside))
chapter.say("n_expected", 0.95 * len(beside), "{:.0f}")
chapter.say("n_inside", int((beside["off"].abs() < 1.96).sum()))
chapter.holds("fewer than nine tenths of the coefficients are within two errors of what is planted",
              (beside["off"].abs() < 1.96).mean() < 0.9)  # fmt: skip

# %% [markdown]
# The printed {glue:text}`n_trimmed` observations are {glue:text}`share_left` % of {glue:text}`n_whole`, as the share between the percentiles should be, {glue:text}`share_meant` %. That is odd on second thought. A city-year that is cut takes the lag of the next year with it, if the sample is cut before lags are taken: in our panel {glue:text}`n_ours` city-years are left, but {glue:text}`lost_cut` of them have lost their lag to the cut, and the regressions rest on {glue:text}`n_used`. The printed number has no such loss. So either the lags were made first, or, as in table 1, city-years were counted.
#
# Of the {glue:text}`n_coefficients` coefficients {glue:text}`n_inside` lie within 1.96 standard errors of what was planted, where about {glue:text}`n_expected` should. That is the cut.
#
# ## Why it biases
#
# Take a city-year with a large positive error. Its exports are large, so it is cut; unless its regressors are so low that it stays. Among what stays, high regressors go with low errors: the cut makes the error correlated with *every* regressor, the exogenous controls included, and coefficients shrink. No instrument helps, since the instruments predict the regressors. {numref}`agglomeration-cuts` and {numref}`agglomeration-cut-means` cut the panel of table 1 (1), where we know what holds in every row: by the outcome, as the paper does; by the outcome of the year before; by a regressor, research spending. Variables keep the units that they have on the whole sample, but for one way: cut by exports as the paper does, then centred, multiplied and standardised on the city-years that are left.

# %% tags=["hide-input"]
ways = {
    "all city-years": None,
    "by exports": "y",
    "by exports, standardised after": "y",
    "by exports, year before": "lag_outcome",
    "by a regressor": "ln_research",
}
core = ("ln_agglomeration", "agglomeration_x_productivity", "ln_research", "ln_port_distance")
after = "by exports, standardised after"
first = printed_columns("table_1")[0]
every = samples.cuts(first, ways, (low, high), draws, seed, first.terms, again=(after,))
cuts = every[every["term"].isin(core)]
fig, alt = plots.spread(cuts, "s.d. of export value", other_units=(after,))
chapter.figure(
    "cuts",
    fig,
    caption="Tails cut in several ways, over draws",
    alt=alt,
    note="Standardised after the cut, coefficients are in other units than those planted.",
    track="semi_synthetic",
)

# %% tags=["hide-input"]
chapter.table(
    "cut_means",
    tables.cuts(cuts),
    caption="Means of the estimates by way of cutting",
    tidy=samples.cut_rows(cuts, "cut_means"),
    note="Mean over the draws, Monte Carlo error in parentheses. City-years: left by the cut; rows: with a lag.",
    track="semi_synthetic",
)

# %% tags=["remove-cell"]
by = every.set_index(["term", "sample"])
ratio = {
    way: by.xs(way, level="sample")["mean"] / by.xs("all city-years", level="sample")["mean"] for way in ways
}
chapter.say("draws", draws)
chapter.say("kept_research", 100 * ratio["by exports"]["ln_research"], "{:.0f}")
chapter.say("kept_port", 100 * ratio["by exports"]["ln_port_distance"], "{:.0f}")
chapter.say("kept_agglomeration", 100 * ratio["by exports"]["ln_agglomeration"], "{:.0f}")
chapter.say("regressor_research", 100 * ratio["by a regressor"]["ln_research"], "{:.0f}")
chapter.say("regressor_port", 100 * ratio["by a regressor"]["ln_port_distance"], "{:.0f}")
off = ((by["mean"] - by["planted"]) / by["error"]).abs()
chapter.say("lag_product", 100 * ratio["by exports, year before"][record.PRODUCTIVITY], "{:.0f}")
chapter.holds(
    "the cut by the lag moves the product",
    abs(ratio["by exports, year before"][record.PRODUCTIVITY] - 1) > 0.2,
)
chapter.say("z_research", off["ln_research", "by exports"], "{:.0f}")
chapter.holds("cutting by exports shrinks the exogenous controls",
              max(ratio["by exports"][["ln_research", "ln_port_distance"]]) < 0.9)  # fmt: skip
chapter.say("after_research", 100 * ratio[after]["ln_research"], "{:.0f}")
chapter.say("after_port", 100 * ratio[after]["ln_port_distance"], "{:.0f}")
chapter.say("after_agglomeration", 100 * ratio[after]["ln_agglomeration"], "{:.0f}")
chapter.holds(
    "standardised after the cut, the exogenous controls are about as large as without",
    ratio[after][["ln_research", "ln_port_distance"]].between(0.9, 1.1).all(),
)
chapter.holds("far beyond Monte Carlo error", off["ln_research", "by exports"] > 8)
chapter.holds(
    "cutting by a regressor does not",
    ratio["by a regressor"][["ln_research", "ln_port_distance"]].between(0.94, 1.06).all(),
)

# %% [markdown]
# Cut by exports, research spending, an exogenous regressor, keeps {glue:text}`kept_research` % of its coefficient over {glue:text}`draws` draws, {glue:text}`z_research` Monte Carlo errors from what was planted; distance to the port keeps {glue:text}`kept_port` %, agglomeration {glue:text}`kept_agglomeration` %. Standardised *after* the cut the same three stand at {glue:text}`after_research`, {glue:text}`after_port` and {glue:text}`after_agglomeration` %: the cut takes away most of the spread of exports, division by the smaller standard deviation makes coefficients larger again, and for the controls the two about cancel. The bias is not gone. It is measured with a shorter yard. Cut by research spending itself they keep {glue:text}`regressor_research` % and {glue:text}`regressor_port` %: a cut by an exogenous regressor costs observations and nothing else. The cut by the exports of the year *before*, which looks innocent, is not: these hold the city's effect and the very shock that stands in the differenced error, and the product with productivity goes to {glue:text}`lag_product` % of what it is without a cut.
#
# ## Cut by the other outcomes
#
# The text adds that cutting by the number of products and of destinations gives results that agree; it prints none. {numref}`agglomeration-robustness-outliers-varieties` and {numref}`agglomeration-robustness-outliers-destinations` have them on this panel.

# %% tags=["hide-input"]
by_products = samples.trimmed(panel, columns, "varieties")
chapter.table(
    "robustness_outliers_varieties",
    tables.only_ours(study.estimates(by_products), names),
    caption="Tails cut by the number of products",
    tidy=samples.as_exhibit(study.tidy(by_products, track), "robustness_outliers_varieties"),
    note="Not printed in the paper. In parentheses standard errors.",
)

# %% tags=["hide-input"]
by_places = samples.trimmed(panel, columns, "destinations")
chapter.table(
    "robustness_outliers_destinations",
    tables.only_ours(study.estimates(by_places), names),
    caption="Tails cut by the number of destinations",
    tidy=samples.as_exhibit(study.tidy(by_places, track), "robustness_outliers_destinations"),
    note="Not printed in the paper. In parentheses standard errors.",
)

# %% [markdown]
# ## What the agreement of tables 1 and 8 says
#
# What should table 8 be, if the model of table 1 is right? That can be computed, for either order of cutting and standardising. {numref}`agglomeration-shrunk` has the ratios of the printed coefficients, {numref}`agglomeration-shrunk-drawn` what the cut did in the simulated panel.

# %% tags=["hide-input"]
shrunk = samples.printed_ratios(printed, "table_1", "table_8")
chapter.table(
    "shrunk",
    tables.ratios(shrunk),
    caption="Printed table 8 over printed table 1",
    track="public",
    note="Printed coefficient of table 8 over that of table 1, by outcome.",
    data=[record.FILE],
)

# %% tags=["hide-input"]
simulated = pd.DataFrame({"standardised before": ratio["by exports"], "after": ratio[after]})
chapter.table(
    "shrunk_drawn",
    tables.ratios(simulated.loc[shrunk.index]),
    caption="Cut over whole sample, simulated",
    track="semi_synthetic",
    note="Mean over draws with the tails cut by exports over that without, for export value, with variables standardised before the cut or after it.",
)

# %% tags=["remove-cell"]
value = shrunk["value"]
chapter.say("n_larger", int((shrunk > 1).sum().sum()))
chapter.say("n_ratios", shrunk.size)
chapter.say("ratio_resilience", value["ln_resilience"], "{:.1f}")
chapter.say("larger_value", int((value > 1).sum()))
chapter.say("of_value", len(value))
chapter.say("before_most", 100 * ratio["by exports"].max(), "{:.0f}")
chapter.say("after_larger", int((ratio[after] >= 1).sum()))
chapter.holds("most printed coefficients on value grow when the tails are cut", (value > 1).mean() > 0.5)
chapter.holds("standardised before the cut every simulated one shrinks", (ratio["by exports"] < 0.95).all())
chapter.holds("standardised after it about half of them grow", (ratio[after] >= 1).mean() > 0.4)
chapter.holds("standardised after it, that of resilience shrinks still", ratio[after]["ln_resilience"] < 0.8)
chapter.say("after_resilience", ratio[after]["ln_resilience"], "{:.1f}")
inner = list(tables.CORE)
sides = {way: int(((ratio[way] > 1) == (value > 1))[inner].sum()) for way in ("by exports", after)}
chapter.say("n_core", len(inner))
chapter.say("larger_core", int((value[inner] > 1).sum()))
chapter.say("sides_before", sides["by exports"])
chapter.say("sides_after", sides[after])
chapter.holds("most printed core coefficients on value grow", (value[inner] > 1).mean() > 0.5)
chapter.holds("neither reading puts most core coefficients on the printed side of one",
              max(sides.values()) < len(inner) / 2)  # fmt: skip
least = record.table_gaps("table_1", "table_8", inner)["z_low"]
others = least.drop(("(1)", "ln_resilience"))
chapter.say("z_tables_resilience", least["(1)", "ln_resilience"], "{:.1f}")
chapter.say("z_tables_others", others.abs().max(), "{:.1f}")
chapter.holds("resilience on value grows beyond chance whatever the correlation",
              least["(1)", "ln_resilience"] > 3)  # fmt: skip
chapter.holds("no other core coefficient is surely another in table 8", others.abs().max() < 1.96)

# %% [markdown]
# {glue:text}`larger_value` of the {glue:text}`of_value` printed coefficients on export value are *larger* without the tails ({glue:text}`n_larger` of {glue:text}`n_ratios` over the three outcomes). With variables in the units of the whole sample the cut does not do that to the model of table 1: none of the {glue:text}`of_value` simulated coefficients keeps more than {glue:text}`before_most` %. Standardised after the cut {glue:text}`after_larger` of {glue:text}`of_value` are as large as without it or larger; resilience, printed {glue:text}`ratio_resilience` times as large as in table 1, has {glue:text}`after_resilience` in the simulation. Of the {glue:text}`n_core` core terms {glue:text}`larger_core` grow in print; on the printed side of one are {glue:text}`sides_before` of them if variables were standardised before the cut and {glue:text}`sides_after` if after it. Neither reading gives the printed pattern for the core terms.
#
# Most of these differences could be chance. One could not: resilience on export value in table 8 is away from table 1 by {glue:text}`z_tables_resilience` standard errors of the difference at least, whatever the correlation of the two estimates; for every other core term, on any outcome, that least is {glue:text}`z_tables_others` or less. Without the tails that coefficient is another one.
#
# Nor would agreement confirm the model. Under the first reading equal coefficients would be a sign that something is wrong. Under the second they are what a bias and a change of units give together when they happen to cancel, and they would have come out for quite other effects in the tails. "The conclusions agree" rests on signs, which a cut leaves alone. A reader needs one sentence more in the paper, on which sample the variables were standardised, and the coefficients in units.
#
# What to do about outliers instead: look at them; cut or winsorise by *regressors*, or by a variable fixed before the sample starts; report the estimate with and without the few observations of most influence. A city-year with large exports is no outlier in a paper about large exporters.
#
# ## Recovery of table 8
#
# {numref}`agglomeration-recovery-8` says the same of the columns of table 8, where the printed coefficients, as far as they fit, are planted before the cut: for export value, in the units of the whole sample, the 95 % intervals of research spending hold what was planted in {glue:text}`covered_research` of the draws.

# %% tags=["hide-input"]
recovered = recovering.recovery(found, columns, track, draws, seed)
chapter.table(
    "recovery_8",
    tables.recovery(recovered, (*tables.CORE, "ln_research", "ln_port_distance"), names),
    caption="Planted and recovered, table 8",
    tidy=recovering.rows(recovered, "recovery_8"),
    note="Mean of the draws with its Monte Carlo error, their standard deviation, mean standard error, share of 95 % intervals that hold what was planted.",
)

# %% tags=["remove-cell"]
covered = None if recovered is None else recovered["covered"]["table_8", "(1)", "ln_research"]
chapter.say("covered_research", "none" if covered is None else f"{100 * covered:.0f} %")
if covered is not None:
    chapter.holds("intervals fail", covered < 0.7)

# %% [markdown]
# ## Exercises
#
# :::{admonition} Exercise 1: less of a cut
# :class: exercise
# Cut at the 1st and the 99th percentile in place of the 10th and the 90th: `samples.cuts(printed_columns("table_1")[0], ways, (1, 99), draws, seed, core)`. Does the bias vanish, and does it matter then whether variables are standardised before or after? What does this say of the usual "robustness check" that trims one per cent?
# :::
#
# :::{dropdown} Solution
# {numref}`agglomeration-cut-less` has the means. Research spending keeps {glue:text}`kept_less` % of its coefficient, where the larger cut left {glue:text}`kept_research` %, and {glue:text}`kept_less_after` % if variables are standardised after the cut. The bias becomes small with the cut, since few observations are selected by their error. Trimming one per cent by the outcome costs little, and shows little: if an estimate survives it, that says that no handful of rows makes it, which is worth knowing and all there is to know.
# :::

# %% tags=["hide-cell"]
less = samples.cuts(
    printed_columns("table_1")[0],
    {name: ways[name] for name in ("all city-years", "by exports", after)},
    (1, 99),
    draws,
    seed,
    core,
    again=(after,),
)
small = less.set_index(["term", "sample"])["mean"].unstack("sample")
chapter.say(
    "kept_less_after",
    100 * small.loc["ln_research", after] / small.loc["ln_research", "all city-years"],
    "{:.0f}",
)
chapter.say(
    "kept_less",
    100 * small.loc["ln_research", "by exports"] / small.loc["ln_research", "all city-years"],
    "{:.0f}",
)
chapter.holds(
    "the smaller cut biases less",
    small.loc["ln_research", "by exports"] / small.loc["ln_research", "all city-years"]
    > ratio["by exports"]["ln_research"],
)
chapter.table(
    "cut_less",
    tables.cuts(less).T.rename_axis("term"),
    caption="The first and last percentile cut",
    track="semi_synthetic",
)

# %% [markdown]
# :::{admonition} Exercise 2: cut by the city
# :class: exercise
# The paper cuts city-years. Suppose it had cut *cities*, by their mean exports over all years. Is that free of bias? Think of the city's effect before you answer.
# :::
#
# :::{dropdown} Solution
# No. The mean over the years holds the city's effect $\mu_c$, the mean of its errors, and the means of its regressors; among the cities that stay, high regressors go with low effects and errors. The differenced equation is spared the first, since $\mu_c$ drops out of it, but its errors are in the mean as well, one ninth of each; the level equation loses the assumption that changes of the regressors are unrelated to the effect only as far as changes and levels are related. Less bias, not none. A cut by exports *before* the sample, which no error of the sample has a part in, is free of the second, not of the first.
# :::
